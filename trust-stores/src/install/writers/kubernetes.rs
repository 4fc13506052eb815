//! Kubernetes objects: the text is edited in place, so that comments, order, quotation marks and everything else stay as they are.
//!
//! Every value of the file that holds CA certificates is written, and no other.

use std::collections::HashMap;

use tillit_verifier::Fingerprint;
use tillit_verifier::container::ReadLimits;

use super::java;
use super::pem::{self, Rewritten};
use super::{Task, Writer, is_there, is_written};
use crate::formats::Options;
use crate::formats::kubernetes::{Site, write};
use crate::install::change::Change;
use crate::install::plan::{Edited, Refusal};
use crate::store::StoreKind;
use crate::tree::Tree as _;

pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::ConfigMap, StoreKind::Secret], edit };

/// As much as is read of such a file.
const MAX_BYTES: u64 = 64 << 20;
/// What all values of one object may have together (`MaxSecretSize` in Kubernetes' `core/v1` types).
const MAX_OBJECT: u64 = 1 << 20;
const MARK: &str = "\u{feff}";

fn edit(task: &Task<'_>) -> Result<Edited, Refusal> {
    let data = task.tree.read(task.path, MAX_BYTES)?;
    let all = std::str::from_utf8(&data).map_err(|_| Refusal::WouldLose("not UTF-8".to_owned()))?;
    let text = all.trim_start_matches(MARK);
    let options = Options {
        tree: task.tree,
        passwords: task.passwords,
        limits: ReadLimits::default(),
        interest: &|_| true,
        kind: None,
    };
    let sites = write::sites(text, &options).map_err(Refusal::WouldLose)?;
    if !sites.iter().any(|site| is_written(&site.store)) {
        let has_key = sites.iter().any(|site| site.store.has_private_key);
        return Err(if has_key { Refusal::PrivateKeyFile } else { Refusal::NothingFound });
    }
    let mut edited = Edited::default();
    let mut values: Vec<(&Site, Vec<u8>)> = Vec::new();
    let mut sizes: HashMap<usize, u64> = HashMap::new();
    for site in sites.iter().filter(|site| is_written(&site.store)) {
        let Some(Rewritten { text: after, added, amended, removed }) = value(site, task, &mut edited.kept_weak)? else {
            continue;
        };
        if site.is_immutable {
            return Err(Refusal::WouldLose("immutable".to_owned()));
        }
        let size = sizes.entry(site.object).or_insert(site.size);
        *size = (*size + after.len() as u64).saturating_sub(site.bytes.len() as u64);
        values.push((site, after));
        for (all, of_value) in
            [(&mut edited.added, added), (&mut edited.amended, amended), (&mut edited.removed, removed)]
        {
            add_new(all, of_value);
        }
    }
    if sizes.values().any(|size| *size > MAX_OBJECT) {
        return Err(Refusal::WouldLose(format!("more than {MAX_OBJECT} bytes in one object")));
    }
    if !values.is_empty() {
        let after = write::exchanged(text, &values).map_err(Refusal::WouldLose)?;
        let mark = &all[..all.len() - text.len()];
        edited.changes.push(Change::replace(task.path, &data, format!("{mark}{after}").into_bytes()));
    }
    Ok(edited)
}

fn add_new(all: &mut Vec<Fingerprint>, more: Vec<Fingerprint>) {
    for fingerprint in more {
        if !all.contains(&fingerprint) {
            all.push(fingerprint);
        }
    }
}

/// What becomes of one value. `None`: nothing is to be done.
fn value(site: &Site, task: &Task<'_>, kept_weak: &mut Vec<&'static str>) -> Result<Option<Rewritten>, Refusal> {
    let is_complete = task.add.iter().all(|addition| is_there(&site.store, addition));
    match site.format {
        _ if is_complete && !site.store.certificates().any(|found| task.removes(found.fingerprint())) => Ok(None),
        StoreKind::PemBundle => pem::rewritten(&site.bytes, &site.store, task),
        StoreKind::Jks | StoreKind::Jceks | StoreKind::Pkcs12 => {
            let passwords = site.beside.as_deref().unwrap_or(task.passwords);
            let (of_value, after) = java::edit_bytes(&site.bytes, passwords, task.add, task.remove, task.now)?;
            for weak in of_value.kept_weak {
                if !kept_weak.contains(&weak) {
                    kept_weak.push(weak);
                }
            }
            let Edited { added, amended, removed, .. } = of_value;
            Ok(after.map(|after| Rewritten { text: after.bytes().to_vec(), added, amended, removed }))
        }
        kind => Err(Refusal::KindNotWritten(kind)),
    }
}
