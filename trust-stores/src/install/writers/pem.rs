//! PEM bundles: blocks are put in at the end, and taken out with the line that names them. All other bytes stay.

use std::fmt::Write as _;
use std::io;

use tillit_verifier::container::pem::{Block, Label, Reader};
use tillit_verifier::container::{self, Quirk};
use tillit_verifier::{Certificate, Fingerprint};

use super::{Task, Writer, is_there};
use crate::install::change::Change;
use crate::install::plan::{Edited, Refusal};
use crate::install::selection::Addition;
use crate::observation::Observation;
use crate::store::{StoreKind, TrustStore};
use crate::tree::Tree as _;

pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::PemBundle], edit };

/// Bytes of a bundle that is edited: some 100,000 certificates. It is held in memory to be written whole.
const MAX_BYTES: u64 = 256 << 20;
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

fn edit(task: &Task<'_>) -> Result<Edited, Refusal> {
    let [store] = task.stores else { return Err(Refusal::WouldLose("several stores in one file".to_owned())) };
    let text = task.tree.read(task.path, MAX_BYTES)?;
    let Some(Rewritten { text: after, added, amended, removed }) = rewritten(&text, store, task)? else {
        return Ok(Edited::default());
    };
    Ok(Edited { changes: vec![Change::replace(task.path, &text, after)], added, amended, removed, ..Edited::default() })
}

/// A bundle as it shall be.
pub(super) struct Rewritten {
    pub(super) text: Vec<u8>,
    pub(super) added: Vec<Fingerprint>,
    pub(super) amended: Vec<Fingerprint>,
    pub(super) removed: Vec<Fingerprint>,
}

/// What becomes of a bundle's text; `store` is what was read of it. `None`: nothing is to be done.
pub(super) fn rewritten(text: &[u8], store: &TrustStore, task: &Task<'_>) -> Result<Option<Rewritten>, Refusal> {
    for observation in &store.observations {
        match observation {
            Observation::Quirk(Quirk::Utf16, _) => return Err(Refusal::WouldLose("UTF-16".to_owned())),
            Observation::Quirk(Quirk::BareBase64, _) => {
                return Err(Refusal::WouldLose("Base64 without BEGIN and END lines".to_owned()));
            }
            Observation::NotLoadedByOpenSsl { refused_at: Some(_), .. } => return Err(Refusal::NotLoadedByItsConsumer),
            // OpenSSL takes the whole text for one line, and what is put in would not change that.
            Observation::NotLoadedByOpenSsl { .. } if has_lone_return(text) => {
                return Err(Refusal::NotLoadedByItsConsumer);
            }
            _ => {}
        }
    }
    // Where a line begins with a NUL OpenSSL stops without a word, before what would be put in.
    if text.contains(&0) {
        return Err(Refusal::NotLoadedByItsConsumer);
    }
    if store.has_private_key {
        return Err(Refusal::PrivateKeyFile);
    }
    let missing: Vec<&Addition> = task.add.iter().filter(|addition| !is_there(store, addition)).collect();
    let blocks = blocks(text)?;
    let cut = without(text, &blocks, &|fingerprint| task.removes(fingerprint))?;
    if missing.is_empty() && cut.removed.is_empty() {
        return Ok(None);
    }
    let mut after = cut.text;
    append(&mut after, &missing);
    let (mut added, mut amended) = (Vec::new(), Vec::new());
    for addition in missing {
        let fingerprint = addition.certificate.fingerprint();
        let is_of = |held: &&Held| held.certificates.iter().flatten().any(|found| found.fingerprint() == fingerprint);
        match blocks.iter().find(is_of) {
            // OpenSSL keeps the first of two copies, with the trust that stands beside it.
            Some(held) if held.label == Label::TrustedCertificate => {
                return Err(Refusal::WouldLose("TRUSTED CERTIFICATE".to_owned()));
            }
            Some(_) => amended.push(fingerprint),
            None => added.push(fingerprint),
        }
    }
    Ok(Some(Rewritten { text: after, added, amended, removed: cut.removed }))
}

/// The text of a new bundle.
pub(in crate::install) fn bundle<'a>(add: impl IntoIterator<Item = &'a Addition>) -> Vec<u8> {
    let mut text = Vec::new();
    append(&mut text, &add.into_iter().collect::<Vec<_>>());
    text
}

fn append(text: &mut Vec<u8>, add: &[&Addition]) {
    if add.is_empty() {
        return;
    }
    // As the file's own lines end, the last of them where they differ.
    let ends_crlf = memchr::memrchr(b'\n', text).is_some_and(|end| text[..end].ends_with(b"\r"));
    let mut more = String::new();
    if !text.is_empty() && !text.ends_with(b"\n") && text != UTF8_MARK {
        more.push('\n');
    }
    for addition in add {
        if let Some(comment) = comment(&addition.certificate) {
            let _ = writeln!(more, "{comment}");
        }
        more.push_str(&addition.certificate.to_pem());
    }
    let more = if ends_crlf { more.replace('\n', "\r\n") } else { more };
    text.extend_from_slice(more.as_bytes());
}

/// The line that says to a person what follows; nothing for a name that a program could take for more than a comment.
fn comment(certificate: &Certificate) -> Option<String> {
    let name = Addition::given(certificate.clone()).name();
    let is_plain = name.chars().all(|c| c.is_alphanumeric() || " .,-_()&'+/".contains(c)) && !name.contains("---");
    is_plain.then(|| format!("# {name}"))
}

/// A block of a text.
pub(super) struct Held {
    /// The line of its BEGIN, 1-based.
    line: u64,
    pub(super) label: Label,
    /// Its certificates; `None` for one that cannot be read, and none for a block of another kind.
    pub(super) certificates: Vec<Option<Certificate>>,
    /// Its BEGIN or END shares the line with something else.
    is_glued: bool,
}

/// The blocks of a text, of every kind.
pub(super) fn blocks(text: &[u8]) -> Result<Vec<Held>, Refusal> {
    let largest = usize::try_from(MAX_BYTES).unwrap_or(usize::MAX);
    let mut held = Vec::new();
    for block in Reader::new(text, largest) {
        let block: Block = block?;
        let (line, label, is_glued) = (block.line, block.label, !block.glued.is_empty());
        let mut certificates = Vec::new();
        container::entries(block, |entry| -> io::Result<()> {
            certificates.push(entry.certificate.ok());
            Ok(())
        })?;
        held.push(Held { line, label, certificates, is_glued });
    }
    Ok(held)
}

/// A text without what was taken out of it.
pub(super) struct Cut {
    pub(super) text: Vec<u8>,
    /// What was taken out, each once.
    pub(super) removed: Vec<Fingerprint>,
}

/// Takes the blocks of these certificates out of a text, each with the comment of ours above it.
pub(super) fn without(text: &[u8], blocks: &[Held], removes: &dyn Fn(Fingerprint) -> bool) -> Result<Cut, Refusal> {
    let mut cut = Cut { text: Vec::new(), removed: Vec::new() };
    let mut begins: Vec<&Held> = Vec::new();
    for held in blocks {
        let prints = held.certificates.iter().map(|found| found.as_ref().map(Certificate::fingerprint));
        let (out, stay): (Vec<_>, Vec<_>) = prints.partition(|print| print.is_some_and(removes));
        if out.is_empty() {
            continue;
        }
        if !stay.is_empty() {
            return Err(Refusal::WouldLose("PKCS#7".to_owned()));
        }
        if held.is_glued {
            return Err(Refusal::NotLoadedByItsConsumer);
        }
        for print in out.into_iter().flatten() {
            if !cut.removed.contains(&print) {
                cut.removed.push(print);
            }
        }
        begins.push(held);
    }
    let (mark, rest) = if text.starts_with(UTF8_MARK) { text.split_at(UTF8_MARK.len()) } else { text.split_at(0) };
    let mut kept: Vec<&[u8]> = vec![mark];
    let mut begins = begins.into_iter().peekable();
    let mut inside = false;
    for (number, line) in (1_u64..).zip(lines(rest)) {
        if let Some(held) = begins.next_if(|held| held.line == number) {
            inside = true;
            let named = held.certificates.iter().flatten().next().and_then(comment);
            let above = kept.last().map(|above| above.trim_ascii_end());
            if named.is_some_and(|named| above == Some(named.as_bytes())) {
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
    cut.text = kept.concat();
    Ok(cut)
}

/// A carriage return ends a line alone, as on old Macs.
fn has_lone_return(text: &[u8]) -> bool {
    memchr::memchr_iter(b'\r', text).any(|at| text.get(at + 1) != Some(&b'\n'))
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
