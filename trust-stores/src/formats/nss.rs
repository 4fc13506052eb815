//! NSS's certificate database: `cert9.db`, an SQLite database, alone or as the folder that `certutil -d` takes.
//!
//! Certificates and the trust in them are objects of their own there. What NSS makes of both is in [`trust`]; nothing in `key4.db` is
//! read but which trust it vouches for, because NSS passes over trust that nobody vouches for.

use std::path::{Path, PathBuf};

use tillit_verifier::Certificate;
use tillit_verifier::container::{ContainerError, EntryError, Integrity, OtherFormat, Position};
use tillit_verifier::input::InputError;

use self::database::{Database, Fault};
use self::trust::{Records, Vouching};
use super::{Failure, FolderFormat, Format, Options, Outcome, Source};
use crate::observation::{Observation, Which};
use crate::store::{Consumer, Entry, Grant, Location, MAX_KEPT, StoreKind, TrustStore};
use crate::tree::Tree;

mod database;
mod log;
mod trust;

/// The database file itself.
pub(super) const FORMAT: Format =
    Format { kinds: &[StoreKind::NssDatabase], recognises: |window| window.starts_with(database::MAGIC), read };

/// The folder it lies in.
pub(super) const FOLDER_FORMAT: FolderFormat =
    FolderFormat { kinds: &[StoreKind::NssDatabase], recognises: is_folder, read: read_folder };

/// Certificates, and NSS's own kinds of objects.
const CERTIFICATES: &str = "cert9.db";
/// Keys, and signatures of trust.
const KEYS: &str = "key4.db";
/// The format before, Berkeley DB.
const OLD: &str = "cert8.db";
/// Which PKCS#11 modules NSS loads with this database.
const MODULES: &str = "pkcs11.txt";
/// Bytes of [`MODULES`] that are looked at.
const MAX_MODULES_BYTES: u64 = 1 << 20;
/// How often a database is read that is being written meanwhile.
const TRIES: usize = 5;

fn is_folder(path: &Path, tree: &dyn Tree) -> bool {
    tree.is_file(&path.join(CERTIFICATES)) || tree.is_file(&path.join(OLD))
}

fn read_folder(path: &Path, options: &Options<'_>) -> Outcome {
    let file = path.join(CERTIFICATES);
    if !options.tree.exists(&file) && options.tree.exists(&path.join(OLD)) {
        return vec![Err(failure(path, ContainerError::Unsupported(OtherFormat::OldNssDatabase)))];
    }
    let source = match options.tree.open(&file).and_then(|reader| Source::new(&file, reader)) {
        Ok(source) => source,
        Err(error) => return vec![Err(failure(&file, InputError::from_io(error)))],
    };
    let mut outcome = read(source, options);
    for read in &mut outcome {
        match read {
            Ok(store) => store.location = Location::path(path),
            Err(failure) => failure.location = Location::path(&file),
        }
    }
    outcome
}

fn read(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let path = source.path.clone();
    let store = source.whole(options.limits.max_binary_bytes).and_then(|bytes| from_bytes(&path, bytes, options));
    vec![store.map_err(|error| failure(&path, error))]
}

fn failure(path: &Path, error: impl Into<InputError>) -> Failure {
    Failure { kind: Some(StoreKind::NssDatabase), ..Failure::of(path, error) }
}

fn from_bytes(path: &Path, bytes: Vec<u8>, options: &Options<'_>) -> Result<TrustStore, InputError> {
    if bytes.is_empty() {
        return Err(ContainerError::Empty.into());
    }
    let (bytes, unfinished) = with_log(path, bytes, options);
    let objects = Database::open(bytes).and_then(|database| database.objects(options.limits.max_entries));
    let objects = objects.map_err(|fault| match fault {
        Fault::OtherDatabase => ContainerError::Unsupported(OtherFormat::Sqlite),
        Fault::TooMany => ContainerError::TooMany { limit: options.limits.max_entries },
        Fault::Damaged(detail) => ContainerError::Damaged { kind: "NSS database", detail },
    })?;

    let (vouching, unfinished_keys) = vouching(path, options);
    let mut records = Records::of(objects.trust, &vouching);
    let mut store = TrustStore::new(Location::path(path), StoreKind::NssDatabase, Consumer::Nss);
    // Trust is signed in key4.db; the signatures are not computed anew here.
    store.integrity = if matches!(vouching, Vouching::Signed(_)) { Integrity::NotChecked } else { Integrity::None };
    let mut unvouched = 0;
    for (index, object) in objects.certificates.into_iter().enumerate() {
        let certificate = match object.damage {
            Some(damage) => Err(EntryError::Damaged { kind: "NSS", detail: damage.to_owned() }),
            None => Certificate::from_der(&object.value).map_err(EntryError::from),
        };
        let (trust, lost) = records.trust_of(&object, certificate.as_ref().is_ok_and(Certificate::is_ca));
        unvouched += usize::from(lost);
        let entry = Entry {
            certificate,
            alias: object.label,
            file: None,
            position: Position::Index(index),
            trust,
            ignored_by: Vec::new(),
            listed: None,
        };
        let matters = entry.certificate.as_ref().map_or(true, |certificate| (options.interest)(certificate));
        if store.entries.len() >= MAX_KEPT && !matters {
            store.passed_over += 1;
            continue;
        }
        if let Ok(certificate) = &entry.certificate
            && certificate.is_ca()
            && (trust.server, trust.client) == (Grant::Anchor, Grant::Helper)
        {
            store.observations.push(Observation::ServerTrustOnly(Which::of(store.entries.len(), &entry, certificate)));
        }
        store.entries.push(entry);
    }
    if unvouched > 0 {
        store.observations.push(Observation::UnsignedTrust(unvouched));
    }
    let orphans = records.orphans();
    if orphans > 0 {
        store.observations.push(Observation::OrphanedTrust(orphans));
    }
    store.observations.extend([unfinished, unfinished_keys].into_iter().flatten().map(Observation::UnfinishedWrite));
    store.observations.extend(beside(path, options.tree));
    Ok(store)
}

/// A database with what its write-ahead log has; also the log, where the database may have been left or become something else than
/// what is given here.
fn with_log(path: &Path, bytes: Vec<u8>, options: &Options<'_>) -> (Vec<u8>, Option<PathBuf>) {
    let log = sibling(path, "-wal");
    let read = |path: &Path| match options.tree.read(path, options.limits.max_binary_bytes) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        read => read,
    };
    match read(&log) {
        Ok(seen) if seen.is_empty() => (bytes, None),
        Err(_) => (bytes, Some(log)),
        Ok(mut seen) => {
            // Both belong together only if nobody wrote between one and the other.
            for _ in 0..TRIES {
                let (Ok(mut database), Ok(again)) = (read(path), read(&log)) else { break };
                if again == seen {
                    let is_all = log::carry_over(&seen, &mut database);
                    return (database, (!is_all).then_some(log));
                }
                seen = again;
            }
            (bytes, Some(log))
        }
    }
}

/// What lies beside the database and says something of it.
fn beside(path: &Path, tree: &dyn Tree) -> Vec<Observation> {
    let mut found = Vec::new();
    // A journal that is over is emptied, or its header is filled with zeros. One that is not has what the database was like before.
    let journal = sibling(path, "-journal");
    let begins = tree.is_file(&journal).then(|| begin(tree, &journal)).flatten();
    if begins.is_some_and(|bytes| bytes.iter().any(|byte| *byte != 0)) {
        found.push(Observation::UnfinishedWrite(journal));
    }
    if path.file_name().is_some_and(|name| name == CERTIFICATES) {
        let keys = path.with_file_name(KEYS);
        if tree.link_metadata(&keys).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
            found.push(Observation::KeyDatabaseMissing(keys));
        }
        let old = path.with_file_name(OLD);
        if tree.is_file(&old) {
            found.push(Observation::OldDatabase(old));
        }
        let modules = tree.read_text(&path.with_file_name(MODULES), MAX_MODULES_BYTES).unwrap_or_default();
        if modules.lines().any(|line| line.starts_with("library=") && is_system_module(line)) {
            found.push(Observation::AlsoUsesSystem);
        }
    }
    found
}

/// p11-kit's module that shows the roots of the operating system.
pub(super) fn is_system_module(library: &str) -> bool {
    library.contains("p11-kit-trust")
}

fn begin(tree: &dyn Tree, path: &Path) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut std::io::Read::take(tree.open(path).ok()?, 28), &mut bytes).ok()?;
    Some(bytes)
}

/// The file whose name has this at its end.
fn sibling(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Which trust the key database beside this file vouches for. A file that is not called `cert9.db` was taken from its place, and
/// nothing can be said. Also its log, as [`with_log`] gives it.
fn vouching(path: &Path, options: &Options<'_>) -> (Vouching, Option<PathBuf>) {
    if path.file_name().is_none_or(|name| name != CERTIFICATES) {
        return (Vouching::Unknown, None);
    }
    let keys = path.with_file_name(KEYS);
    let Ok(bytes) = options.tree.read(&keys, options.limits.max_binary_bytes) else { return (Vouching::Unknown, None) };
    let (bytes, unfinished) = with_log(&keys, bytes, options);
    let signatures = Database::open(bytes).and_then(|database| database.signatures());
    (signatures.unwrap_or(Vouching::Unknown), unfinished)
}
