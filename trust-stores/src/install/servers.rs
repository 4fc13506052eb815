//! Which of the files that a server's configuration names must have a CA, so that its cards are offered and accepted.

use std::collections::HashMap;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::observation::Cause;
use crate::places::Found;
use crate::servers::service::{Announces, Source, SourcePlace};
use crate::servers::{Gathered, NamedStore};
use crate::store::TrustStore;
use crate::tree::{Folder, Tree as _};

/// What is to be written for a server.
#[derive(Default)]
pub(super) struct Needed {
    /// Stores that must have the CAs.
    pub(super) stores: Vec<TrustStore>,
    /// Passwords that the configuration gives, by the real path of the store.
    pub(super) passwords: HashMap<PathBuf, SecretString>,
    /// Files that should be among the stores and cannot be read: the file, why.
    pub(super) failed: Vec<(PathBuf, Cause)>,
}

/// Takes the needed stores from what was found of a server.
pub(super) fn needed(found: &mut Found, tree: &Folder) -> Needed {
    let mut needed = Needed::default();
    for gathered in std::mem::take(&mut found.services) {
        for index in sources(&gathered) {
            let (Some(source), Some(store)) = (gathered.service.sources.get(index), gathered.stores.get(index)) else {
                continue;
            };
            match store {
                NamedStore::Read(store) => {
                    let path = tree.real_path(&store.location.path).unwrap_or_else(|_| store.location.path.clone());
                    if let Some(password) = &source.password {
                        needed.passwords.insert(path, password.clone());
                    }
                    if !needed.stores.iter().any(|known| known.is_read_as(store, tree)) {
                        needed.stores.push((**store).clone());
                    }
                }
                NamedStore::Failed(location, cause) => {
                    if !needed.failed.iter().any(|(path, _)| *path == location.path) {
                        needed.failed.push((location.path.clone(), cause.clone()));
                    }
                }
                NamedStore::Unknown => {}
            }
        }
    }
    needed
}

/// The numbers of the sources of one service that must have a CA: one that is trusted and announced is enough; where what is trusted is not what
/// is announced, one of each.
pub(super) fn sources(gathered: &Gathered) -> Vec<usize> {
    let service = &gathered.service;
    if service.asks.value.is_nobody() {
        return Vec::new();
    }
    let announces = service.announces == Announces::Sources;
    let first = |wanted: &dyn Fn(&Source) -> bool| {
        let is_file = |source: &Source| matches!(source.place, SourcePlace::File(_));
        let is_written =
            |source: &Source| matches!(source.place, SourcePlace::HashedFolder(_) | SourcePlace::FirstOfEach(_));
        let find = |also: &dyn Fn(&Source) -> bool| service.sources.iter().position(|s| wanted(s) && also(s));
        find(&is_file).or_else(|| find(&is_written))
    };
    if let Some(both) = first(&|source| source.trusted && (source.announced || !announces)) {
        return vec![both];
    }
    let trusted = first(&|source| source.trusted);
    let announced = first(&|source| source.announced).filter(|_| announces);
    trusted.into_iter().chain(announced).collect()
}
