//! PEM bundles: blocks are put in at the end, and taken out with the line that names them. All other bytes stay.

use std::fmt::Write as _;

use tillit_verifier::container::{Position, Quirk};

use super::{Task, Writer, is_there};
use crate::install::change::Change;
use crate::install::plan::{Edited, Refusal};
use crate::install::selection::Addition;
use crate::observation::Observation;
use crate::store::StoreKind;
use crate::tree::Tree as _;

pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::PemBundle], edit };

/// Bytes of a bundle that is edited: some 100,000 certificates. It is held in memory to be written whole.
const MAX_BYTES: u64 = 256 << 20;

fn edit(task: &Task<'_>) -> Result<Edited, Refusal> {
    let [store] = task.stores else { return Err(Refusal::WouldLose("several stores in one file".to_owned())) };
    for observation in &store.observations {
        match observation {
            Observation::Quirk(Quirk::Utf16, _) => return Err(Refusal::WouldLose("UTF-16".to_owned())),
            Observation::Quirk(Quirk::BareBase64, _) => {
                return Err(Refusal::WouldLose("Base64 without BEGIN and END lines".to_owned()));
            }
            Observation::NotLoadedByOpenSsl { refused_at: Some(_), .. } => return Err(Refusal::NotLoadedByItsConsumer),
            _ => {}
        }
    }
    if store.has_private_key {
        return Err(Refusal::PrivateKeyFile);
    }
    let text = task.tree.read(task.path, MAX_BYTES)?;
    let added: Vec<&Addition> = task.add.iter().filter(|addition| !is_there(store, addition)).collect();
    let removed: Vec<_> = store
        .entries
        .iter()
        .filter_map(|entry| {
            let fingerprint = entry.certificate.as_ref().ok()?.fingerprint();
            match entry.position {
                Position::Line(line) if task.removes(fingerprint) => Some((line, fingerprint)),
                _ => None,
            }
        })
        .collect();
    if added.is_empty() && removed.is_empty() {
        return Ok(Edited::default());
    }
    let lines: Vec<u64> = removed.iter().map(|(line, _)| *line).collect();
    let mut after = without(&text, &lines);
    append(&mut after, &added);
    let mut fingerprints: Vec<_> = removed.into_iter().map(|(_, fingerprint)| fingerprint).collect();
    fingerprints.dedup();
    Ok(Edited {
        changes: vec![Change::replace(task.path, &text, after)],
        added: added.iter().map(|addition| addition.certificate.fingerprint()).collect(),
        removed: fingerprints,
        ..Edited::default()
    })
}

/// The text of a new bundle.
pub(in crate::install) fn bundle(add: &[Addition]) -> Vec<u8> {
    let mut text = Vec::new();
    append(&mut text, &add.iter().collect::<Vec<_>>());
    text
}

fn append(text: &mut Vec<u8>, add: &[&Addition]) {
    if add.is_empty() {
        return;
    }
    // As the file's own lines end.
    let ends_crlf = memchr::memmem::find(text, b"\r\n").is_some();
    let mut more = String::new();
    if !text.is_empty() && !text.ends_with(b"\n") {
        more.push('\n');
    }
    for addition in add {
        if let Some(comment) = comment(addition) {
            let _ = writeln!(more, "{comment}");
        }
        more.push_str(&addition.certificate.to_pem());
    }
    let more = if ends_crlf { more.replace('\n', "\r\n") } else { more };
    text.extend_from_slice(more.as_bytes());
}

/// The line that says to a person what follows; nothing for a name that a program could take for more than a comment.
fn comment(addition: &Addition) -> Option<String> {
    let name = addition.name();
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || " .,-_()&'+/".contains(c)) && !name.contains("---");
    is_plain.then(|| format!("# {name}"))
}

/// The text without the blocks that begin in these lines, each with the comment of ours above it.
fn without(text: &[u8], begin: &[u64]) -> Vec<u8> {
    if begin.is_empty() {
        return text.to_vec();
    }
    let mut kept: Vec<&[u8]> = Vec::new();
    let mut inside = false;
    for (number, line) in (1_u64..).zip(lines(text)) {
        if begin.contains(&number) {
            inside = true;
            if kept.last().is_some_and(|above| above.starts_with(b"# ")) {
                kept.pop();
            }
        }
        let is_end = inside && line.trim_ascii_start().starts_with(b"-----END ");
        if !inside {
            kept.push(line);
        }
        if is_end {
            inside = false;
        }
    }
    kept.concat()
}

/// Lines with their ends, counted as the reader counts them: a line ends with a line feed, a carriage return, or both.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match memchr::memchr2(b'\n', b'\r', rest) {
            None => rest.len(),
            Some(at) if rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n') => at + 2,
            Some(at) => at + 1,
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}
