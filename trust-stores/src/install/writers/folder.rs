//! Folders with a file for each certificate.

use std::ffi::OsStr;
use std::path::Path;

use super::files::{self, Fate, Files};
use super::{Task, Writer, is_there};
use crate::install::change::Change;
use crate::install::plan::{Edited, Refusal};
use crate::install::selection::Addition;
use crate::store::{Entry, StoreKind, TrustStore};
use crate::tree::Tree as _;

pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::Folder], edit };

fn edit(task: &Task<'_>) -> Result<Edited, Refusal> {
    let [store] = task.stores else { return Err(Refusal::WouldLose("several stores in one folder".to_owned())) };
    let files = Files::of(task, true)?;
    let mut edited = Edited::default();
    let mut out: Vec<usize> = Vec::new();
    for entry in &store.entries {
        let Ok(certificate) = &entry.certificate else { continue };
        if !task.removes(certificate.fingerprint()) {
            continue;
        }
        let file = entry.file.as_deref().ok_or_else(|| Refusal::WouldLose("no file".to_owned()))?;
        // Behind a link to another folder.
        let index = files
            .position(&task.tree.real_path(file)?)
            .ok_or_else(|| Refusal::WouldLose(format!("{} is not in the folder", file.display())))?;
        if !out.contains(&index) {
            out.push(index);
        }
    }
    for index in out {
        let file = &files.files[index];
        let (_, fate, removed) = files::fate(task, file)?;
        match fate {
            Fate::Stays => {}
            Fate::Goes => edited.changes.extend(files::remove(task, file.names.iter())?),
            Fate::Changes(change) => edited.changes.push(change),
        }
        for fingerprint in removed {
            if !edited.removed.contains(&fingerprint) {
                edited.removed.push(fingerprint);
            }
        }
    }
    let (mode, extension) = (files.mode(), extension(store));
    for addition in task.add.iter().filter(|addition| !is_there(store, addition) || !is_loaded(store, addition)) {
        let path = files::free_name(task, &addition.slug(), extension);
        let after = addition.certificate.to_pem().into_bytes().into();
        edited.changes.push(Change::Create { path, after, mode });
        let fingerprint = addition.certificate.fingerprint();
        // In a file that OpenSSL does not load, say.
        let is_known = store.certificates().any(|found| found.fingerprint() == fingerprint);
        if is_known { edited.amended.push(fingerprint) } else { edited.added.push(fingerprint) }
    }
    Ok(edited)
}

/// The program that reads the folder comes to this certificate: of several in a file HAProxy takes the first.
fn is_loaded(store: &TrustStore, addition: &Addition) -> bool {
    let is_it = |entry: &&Entry| entry.certificate.as_ref().is_ok_and(|found| *found == addition.certificate);
    store.entries.iter().filter(is_it).any(|entry| !entry.ignored_by.contains(&store.consumer))
}

/// How the names of the files end: a consumer that reads `*.crt` passes over everything else.
fn extension(store: &TrustStore) -> &'static str {
    let mut ends = store.entries.iter().filter_map(|entry| entry.file.as_deref().map(Path::extension)).peekable();
    let is_crt = |end: Option<&OsStr>| end.is_some_and(|end| end == "crt");
    if ends.peek().is_some() && ends.all(is_crt) { "crt" } else { "pem" }
}
