//! Stores that everybody on the machine can change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::observation::Observation;
use crate::store::TrustStore;
use crate::tree::{FileKind, Tree};

const OTHERS_WRITE: u32 = 0o002;
const STICKY: u32 = 0o1000;
/// Files of one store that are told.
const MAX_TOLD: usize = 20;

/// Adds what everybody may write to the observations of stores of this tree.
pub(super) fn note(stores: &mut [TrustStore], tree: &dyn Tree) {
    for store in stores {
        let observations = by_everybody(store, tree);
        store.observations.extend(observations);
    }
}

/// The store's file or folder, the files in it, and the folders that these lie in: each that anybody may write. In a folder with the sticky
/// bit (`/tmp`) only its owner can replace a file.
fn by_everybody(store: &TrustStore, tree: &dyn Tree) -> Vec<Observation> {
    let path = &store.location.path;
    if path.as_os_str() == "-" || path.as_os_str().is_empty() {
        return Vec::new();
    }
    let mut files: BTreeSet<PathBuf> = BTreeSet::from([path.clone()]);
    // The entries of a store that lies in an archive have files in there, not in this tree.
    let files_in_it =
        store.entries.iter().filter_map(|entry| entry.file.as_ref()).filter(|file| file.starts_with(path));
    files.extend(files_in_it.cloned());
    let mut paths = BTreeSet::new();
    for file in files {
        // A link has no permissions of its own; what matters is where it lies and what it leads to.
        let real = tree.real_path(&file).ok();
        for path in [Some(file), real].into_iter().flatten() {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).map(Path::to_owned);
            paths.extend(folder);
            paths.insert(path);
        }
    }
    let mut told = BTreeSet::new();
    let mut observations = Vec::new();
    for path in paths {
        let Ok(metadata) = tree.metadata(&path) else { continue };
        let Some(mode) = metadata.mode.filter(|mode| mode & OTHERS_WRITE != 0) else { continue };
        let is_open = match metadata.kind {
            FileKind::File => true,
            FileKind::Folder => mode & STICKY == 0,
            FileKind::Link | FileKind::Pipe | FileKind::Other => false,
        };
        let is_new = tree.real_path(&path).is_ok_and(|real| told.insert(real));
        if is_open && is_new && observations.len() < MAX_TOLD {
            observations.push(Observation::WorldWritable(path, mode));
        }
    }
    observations
}
