//! Every trust store of a whole tree: a mounted image, a container image. First all places, then whatever else looks like a store.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::{Found, Search, everything, system, writable};
use crate::formats::{self, Outcome};
use crate::store::{StoreKind, TrustStore};
use crate::tree::{FileKind, Tree};

/// The word under which stores are reported that lie in no place of their own.
const WORD: &str = "file";
/// Folders and files that are looked at by their names.
const MAX_VISITED: usize = 3_000_000;
/// Folders inside folders.
const MAX_DEPTH: usize = 64;
/// Stores that are read.
const MAX_STORES: usize = 500;
/// A folder with more certificate files than this is read as one store.
const MANY: usize = 8;
/// What the running system shows there are no files.
const NO_FILES: [&str; 3] = ["/proc", "/sys", "/dev"];
/// Copies and sources of the system's own store: [`super::everything`] has judged them as what they are.
const SOURCES: [&str; 9] = [
    "/etc/ssl/certs",
    "/usr/share/ca-certificates",
    "/usr/local/share/ca-certificates",
    "/etc/pki/ca-trust",
    "/usr/share/pki/ca-trust-source",
    "/etc/pki/trust",
    "/usr/share/pki/trust",
    "/var/lib/ca-certificates",
    "/etc/ca-certificates",
];

/// Finds and reads every store of a tree, whether it lies in a known place or not. The search is bounded; private keys, requests and other
/// things that stand in such files are passed over.
pub fn search_tree(search: &Search<'_>) -> Found {
    let mut found = everything(search);
    let tree = search.options.tree;
    let mut seen = Seen::of(&found, tree);
    let found_system = found.stores.iter().any(|store| store.place == "system");
    for source in SOURCES {
        // Where no place has read anything of them, they are searched as other folders are.
        if found_system {
            seen.folders.insert(PathBuf::from(source));
        }
    }
    let of_places = found.stores.len();
    // A copy of the system's own store, which the place has held against it.
    let is_judged = |path: &PathBuf| found_system && system::is_made(path, tree);
    for candidate in candidates(tree, Path::new("/"), &seen).into_iter().filter(|path| !is_judged(path)) {
        let outcome = formats::read(&candidate, &search.options);
        let mut outcome = outcome.into_iter().filter(is_store_or_could_be).collect::<Outcome>();
        for store in outcome.iter_mut().flatten() {
            // Certificates in such forms lie around everywhere; these are there for cards.
            if store.kind != StoreKind::Folder && store.certificates().any(search.options.interest) {
                formats::as_it_is_loaded(store);
            }
        }
        found.add(WORD, outcome);
    }
    writable::note(&mut found.stores[of_places..], tree);
    found
}

/// What other places have read.
#[derive(Default)]
pub(super) struct Seen {
    files: HashSet<PathBuf>,
    folders: HashSet<PathBuf>,
}

impl Seen {
    fn of(found: &Found, tree: &dyn Tree) -> Self {
        let mut seen = Self::default();
        for store in &found.stores {
            seen.add(&store.location.path, tree);
            for file in store.entries.iter().filter_map(|entry| entry.file.as_deref()) {
                seen.add(file, tree);
            }
            if is_folder(store) {
                seen.folders.insert(tree.real_path(&store.location.path).unwrap_or_default());
            }
        }
        for failure in &found.failures {
            seen.add(&failure.location.path, tree);
        }
        seen
    }

    pub(super) fn add(&mut self, path: &Path, tree: &dyn Tree) {
        self.files.extend(tree.real_path(path));
    }
}

fn is_folder(store: &TrustStore) -> bool {
    matches!(store.kind, StoreKind::Folder | StoreKind::HashedDirectory | StoreKind::NssDatabase)
}

/// Files, and folders with many of them, that by their names could be stores.
pub(super) fn candidates(tree: &dyn Tree, start: &Path, seen: &Seen) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut visited = 0;
    let mut open = vec![(start.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        let Ok(names) = tree.list(&folder) else { continue };
        let mut here = Vec::new();
        let mut inside = Vec::new();
        for name in names {
            visited += 1;
            if visited > MAX_VISITED || found.len() >= MAX_STORES {
                return found;
            }
            let path = folder.join(&name);
            let could_be = could_be_store(&name);
            // Links are not followed: what they lead to is met where it lies.
            let Ok(metadata) = tree.link_metadata(&path) else { continue };
            match metadata.kind {
                FileKind::Folder
                    if depth < MAX_DEPTH
                        && !NO_FILES.iter().any(|no| path == Path::new(no))
                        && !seen.folders.contains(&path) =>
                {
                    inside.push((path, depth + 1));
                }
                FileKind::File if could_be && metadata.len > 0 && !seen.files.contains(&path) => here.push(path),
                _ => {}
            }
        }
        if here.len() > MANY {
            found.push(folder);
        } else {
            found.append(&mut here);
        }
        open.extend(inside.into_iter().rev());
    }
    found
}

/// The name says that certificates may be in it.
fn could_be_store(name: &OsStr) -> bool {
    const EXTENSIONS: [&str; 16] = [
        "jks",
        "jceks",
        "p12",
        "pfx",
        "pkcs12",
        "bks",
        "bcfks",
        "pem",
        "crt",
        "cer",
        "der",
        "p7b",
        "p7c",
        "sst",
        "keystore",
        "truststore",
    ];
    const BEGINNINGS: [&str; 4] = ["cacerts", "jssecacerts", "truststore", "ca-bundle"];
    let name = name.to_string_lossy().to_ascii_lowercase();
    name == "cert9.db"
        || name.rsplit_once('.').is_some_and(|(_, extension)| EXTENSIONS.contains(&extension))
        || BEGINNINGS.iter().any(|begins| name.starts_with(begins))
}

/// Of what cannot be read only that is told which may hide certificates.
pub(super) fn is_store_or_could_be(read: &Result<TrustStore, formats::Failure>) -> bool {
    use tillit_verifier::container::{ContainerError, OtherFormat};
    use tillit_verifier::input::InputError;
    match read {
        Ok(store) => !store.is_empty() || !store.observations.is_empty(),
        Err(failure) => match &failure.error {
            InputError::Container(ContainerError::Unsupported(format)) => {
                matches!(
                    format,
                    OtherFormat::Bks | OtherFormat::Bcfks | OtherFormat::Pkcs12Pbmac1 | OtherFormat::Pkcs12Scheme
                )
            }
            InputError::EmptyFolder | InputError::NoCertificates { .. } => false,
            error => error.may_hide_certificates(),
        },
    }
}
