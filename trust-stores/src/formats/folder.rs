//! A folder of certificate files.

use tillit_verifier::input::InputError;

use super::{Failure, FolderFormat, Options, Outcome};
use crate::observation::{Cause, Observation};
use crate::store::{Consumer, Location, StoreKind, TrustStore};

/// Last in the table: any folder is one.
pub(super) const FORMAT: FolderFormat = FolderFormat { kinds: &[StoreKind::Folder], recognises: |_, _| true, read };

fn read(path: &std::path::Path, options: &Options<'_>) -> Outcome {
    let names = match options.tree.list(path) {
        Ok(names) => names,
        Err(error) => return vec![Err(Failure::of(path, InputError::from_io(error)))],
    };
    let mut store = TrustStore::new(Location::path(path), StoreKind::Folder, Consumer::OpenSsl);
    for name in names.into_iter().filter(|name| !name.as_encoded_bytes().starts_with(b".")) {
        let file = path.join(name);
        if !options.tree.is_file(&file) {
            continue;
        }
        for outcome in super::read(&file, options) {
            match outcome {
                Ok(read) => {
                    store.has_private_key |= read.has_private_key;
                    store.observations.extend(read.observations);
                    store.entries.extend(read.entries.into_iter().map(|mut entry| {
                        entry.file = Some(file.clone());
                        entry
                    }));
                }
                Err(failure) => {
                    store.observations.push(Observation::PassedOver(file.clone(), Box::new(Cause::from(failure.error))))
                }
            }
        }
    }
    if store.entries.is_empty() {
        return vec![Err(Failure::of(path, InputError::EmptyFolder))];
    }
    vec![Ok(store)]
}
