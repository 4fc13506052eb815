//! A folder of certificate files.
//!
//! Files are read in the order of their names, in the folders inside it too; links are followed, each file and folder once. Names that
//! begin with a dot are passed over (`.git`, `.DS_Store`, and what Kubernetes puts beside the files of a volume, which are links into it).

use std::collections::HashSet;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use tillit_verifier::container::{ContainerError, OtherFormat, Position};
use tillit_verifier::input::InputError;

use super::openssl::scan;
use super::{Failure, FolderFormat, Options, Outcome};
use crate::observation::{Cause, NotTaken, Observation, Which};
use crate::platform::{Here, Platform as _};
use crate::store::{Consumer, Entry, Location, MAX_KEPT, StoreKind, TrustStore};
use crate::tree::{FileKind, Metadata, Tree, is_archive_file};

/// Folders inside one another.
const MAX_DEPTH: usize = 64;
/// Files of one folder, with those in it, that are read.
pub(super) const MAX_FILES: usize = 100_000;

/// Last in the table: any folder is one.
pub(super) const FORMAT: FolderFormat = FolderFormat { kinds: &[StoreKind::Folder], recognises: |_, _| true, read };

fn read(path: &Path, options: &Options<'_>) -> Outcome {
    let mut walk = Walk {
        options,
        store: TrustStore::new(Location::path(path), StoreKind::Folder, Consumer::OpenSsl),
        above: Vec::new(),
        seen: HashSet::new(),
        files: 0,
    };
    if let Err(error) = walk.folder(path) {
        return vec![Err(Failure::of(path, error))];
    }
    or_empty(walk.store)
}

/// A folder in which nothing is worth a word is no store.
pub(super) fn or_empty(store: TrustStore) -> Outcome {
    if store.is_empty() && store.observations.is_empty() {
        return vec![Err(Failure::of(&store.location.path, InputError::EmptyFolder))];
    }
    vec![Ok(store)]
}

struct Walk<'a> {
    options: &'a Options<'a>,
    store: TrustStore,
    /// The folders that the walk is in.
    above: Vec<Identity>,
    seen: HashSet<Identity>,
    files: usize,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path) -> Result<(), InputError> {
        let tree = self.options.tree;
        let identity =
            tree.metadata(folder).and_then(|metadata| Identity::of(tree, folder, &metadata)).map_err(failed)?;
        if self.above.contains(&identity) {
            return Err(InputError::Loop);
        }
        if self.above.len() >= MAX_DEPTH {
            return Err(InputError::TooDeep { limit: MAX_DEPTH });
        }
        if !self.seen.insert(identity.clone()) {
            return Err(InputError::SeenAlready);
        }
        let names = list(tree, folder).map_err(failed)?;
        self.above.push(identity);
        for name in names {
            self.child(&folder.join(name));
        }
        self.above.pop();
        Ok(())
    }

    fn child(&mut self, path: &Path) {
        let tree = self.options.tree;
        let metadata = match tree.metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.passed_over(path, failed(error)),
        };
        match metadata.kind {
            FileKind::Folder => {
                if let Err(error) = self.folder(path) {
                    self.passed_over(path, error);
                }
            }
            FileKind::File => match Identity::of(tree, path, &metadata) {
                Ok(identity) if self.seen.insert(identity.clone()) => {
                    self.files += 1;
                    if self.files <= MAX_FILES {
                        add(&mut self.store, read_file(path, self.options), self.options);
                    } else if self.files == MAX_FILES + 1 {
                        let error = ContainerError::TooMany { limit: MAX_FILES };
                        let cause = Cause::from(InputError::from(error));
                        self.store.observations.push(Observation::PassedOver(path.to_owned(), Box::new(cause)));
                    }
                }
                Ok(_) => {}
                Err(error) => self.passed_over(path, failed(error)),
            },
            FileKind::Pipe | FileKind::Link | FileKind::Other => {}
        }
    }

    fn passed_over(&mut self, path: &Path, error: InputError) {
        self.store.observations.extend(passed_over(path, error));
    }
}

/// What a file or folder is, whatever name it goes by.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Identity {
    Number(u64, u64),
    /// Where the tree has no numbers.
    Path(PathBuf),
}

impl Identity {
    pub(super) fn of(tree: &dyn Tree, path: &Path, metadata: &Metadata) -> io::Result<Self> {
        match metadata.identity {
            (0, 0) => tree.real_path(path).map(Self::Path),
            (device, inode) => Ok(Self::Number(device, inode)),
        }
    }
}

/// The names in a folder in order. Left out are hidden ones, and links to names that are in the list themselves: the name behind a link
/// says more than one that is made of numbers.
fn list(tree: &dyn Tree, folder: &Path) -> io::Result<Vec<OsString>> {
    let mut names = tree.list(folder)?;
    names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
    let is_double = |name: &OsString| {
        let path = folder.join(name);
        let is_link = tree.link_metadata(&path).is_ok_and(|metadata| metadata.kind == FileKind::Link);
        let target = if is_link { tree.read_link(&path).ok().map(PathBuf::into_os_string) } else { None };
        target.is_some_and(|target| target != *name && names.binary_search(&target).is_ok())
    };
    // Two links to one another lead nowhere, and both are left out here; they could not be read anyway.
    Ok(names.iter().filter(|name| !is_double(name)).cloned().collect())
}

/// Bytes of a file of a folder that are held against what OpenSSL reads.
const MAX_FILE: u64 = 16 << 20;

/// What a folder is worth that HAProxy is to load (`ca-file DIR`, `ca-verify-file DIR`): of each file that `is_taken` by its name the first
/// certificate, and of the others nothing (`ssl_store_load_locations_file` in src/ssl_ckch.c: `PEM_read_bio_X509_AUX` once for each).
/// Entries keep their trust: see [`super::as_it_is_loaded`].
///
/// # Errors
/// A file that it takes cannot be read here: what is loaded is not known.
pub(crate) fn as_first_of_each(
    store: &mut TrustStore,
    is_taken: fn(&str) -> bool,
    tree: &dyn Tree,
) -> Result<(), Failure> {
    let folder = store.location.path.clone();
    let identity = |path: &Path| {
        let metadata = tree.metadata(path).ok().filter(|metadata| metadata.kind == FileKind::File)?;
        Identity::of(tree, path, &metadata).ok()
    };
    let names = tree.list(&folder).unwrap_or_default();
    let taken = names.iter().filter(|name| is_taken(&name.to_string_lossy())).map(|name| folder.join(name));
    let taken: HashSet<Identity> = taken.filter_map(|path| identity(&path)).collect();
    let is_hidden = |seen: &Observation| match seen {
        Observation::PassedOver(path, cause) => {
            matches!(*cause.0, InputError::PermissionDenied) && identity(path).is_some_and(|of| taken.contains(&of))
        }
        _ => false,
    };
    if store.observations.iter().any(is_hidden) {
        return Err(Failure::of(&folder, InputError::PermissionDenied));
    }
    let mut noticed = Vec::new();
    for entries in store.entries.chunk_by_mut(|one, other| one.file == other.file) {
        let Some(file) = entries.first().and_then(|entry| entry.file.clone()) else { continue };
        let is_read = identity(&file).is_some_and(|of| taken.contains(&of));
        let first = if is_read { first_loaded(entries, tree.read(&file, MAX_FILE).ok().as_deref()) } else { None };
        for (index, entry) in entries.iter_mut().enumerate() {
            entry.ignored_by = if first == Some(index) { Vec::new() } else { vec![Consumer::OpenSsl] };
        }
        let left = entries.iter().filter(|entry| entry.certificate.is_ok()).count() - usize::from(first.is_some());
        if left > 0 {
            let why = match (is_read, first) {
                (false, _) => NotTaken::Name,
                (true, None) => NotTaken::Form,
                (true, Some(_)) => NotTaken::Further,
            };
            noticed.push(Observation::NotTaken(file, left, why));
        }
    }
    store.observations.retain(|seen| !matches!(seen, Observation::NotLoadedByOpenSsl { .. }));
    store.observations.append(&mut noticed);
    Ok(())
}

/// Which entry of a file OpenSSL gives to who asks for one.
fn first_loaded(entries: &[Entry], bytes: Option<&[u8]>) -> Option<usize> {
    let reading = scan(bytes?);
    // Without one that is whole before the file is refused it comes to none.
    if reading.loaded == 0 {
        return None;
    }
    let is_block = |entry: &Entry| matches!(entry.position, Position::Line(line) if !reading.passes_over(line));
    let first = entries.iter().position(is_block)?;
    entries.get(first).filter(|entry| entry.certificate.is_ok()).map(|_| first)
}

/// What one file of a folder gave.
#[derive(Default)]
pub(super) struct FileRead {
    pub(super) entries: Vec<Entry>,
    /// Certificates that were read and not kept.
    pub(super) passed_over: u64,
    pub(super) has_private_key: bool,
    pub(super) observations: Vec<Observation>,
    /// It is PEM, the only form that OpenSSL reads in a folder.
    pub(super) is_pem: bool,
}

/// Reads a file that lies in a folder.
pub(super) fn read_file(path: &Path, options: &Options<'_>) -> FileRead {
    let mut file = FileRead::default();
    // Texts in an archive look like a bundle, and no program that reads the folder sees them.
    if is_archive_file(options.tree, path) {
        let error = InputError::from(ContainerError::Unsupported(OtherFormat::Tar));
        file.observations.push(Observation::PassedOver(path.to_owned(), Box::new(Cause::from(error))));
        return file;
    }
    for outcome in super::read(path, &Options { kind: None, ..*options }) {
        match outcome {
            Ok(store) => {
                let first = file.entries.len();
                file.is_pem |= store.kind == StoreKind::PemBundle;
                file.passed_over += store.passed_over;
                file.has_private_key |= store.has_private_key;
                file.observations.extend(store.observations.into_iter().map(|seen| in_file(seen, path, first)));
                file.entries
                    .extend(store.entries.into_iter().map(|entry| Entry { file: Some(path.to_owned()), ..entry }));
            }
            Err(failure) => {
                let seen = passed_over(path, failure.error);
                file.has_private_key |= matches!(seen, Some(Observation::PrivateKey(_)));
                file.observations.extend(seen);
            }
        }
    }
    file
}

/// Adds what a file gave to the store of the folder.
pub(super) fn add(store: &mut TrustStore, file: FileRead, options: &Options<'_>) {
    let first = store.entries.len();
    store.has_private_key |= file.has_private_key;
    store.passed_over += file.passed_over;
    store.observations.extend(file.observations.into_iter().map(|seen| moved(seen, first)));
    for entry in file.entries {
        if store.entries.len() < MAX_KEPT || entry.certificate.as_ref().map_or(true, |found| (options.interest)(found))
        {
            store.entries.push(entry);
        } else {
            store.passed_over += 1;
        }
    }
}

/// What a file of a folder tells by not being read; nothing for what is no business of a trust store, such as a README.
pub(crate) fn passed_over(path: &Path, error: InputError) -> Option<Observation> {
    use OtherFormat::{
        Bcfks, Bks, Cms, EncryptedPrivateKey, Pkcs12Pbmac1, Pkcs12PublicKey, Pkcs12Scheme, PrivateKey, SerializedStore,
        Sqlite,
    };
    let path = path.to_owned();
    match error {
        InputError::Vanished | InputError::NotFound => Some(Observation::DanglingLink(path)),
        InputError::Container(ContainerError::Unsupported(PrivateKey | EncryptedPrivateKey))
        | InputError::NoCertificates { has_private_key: true, .. } => Some(Observation::PrivateKey(Some(path))),
        error => {
            let holds_certificates = matches!(
                error,
                InputError::Container(ContainerError::Unsupported(
                    Bcfks | Bks | Cms | Pkcs12Pbmac1 | Pkcs12PublicKey | Pkcs12Scheme | SerializedStore | Sqlite
                ))
            );
            let is_worth_it = holds_certificates || matches!(error, InputError::Loop) || error.may_hide_certificates();
            is_worth_it.then(|| Observation::PassedOver(path, Box::new(Cause::from(error))))
        }
    }
}

/// The operating system's error for something that was seen in a folder a moment ago.
pub(super) fn failed(error: io::Error) -> InputError {
    if Here::is_loop(&error) {
        return InputError::Loop;
    }
    match InputError::from_io(error) {
        InputError::NotFound => InputError::Vanished,
        other => other,
    }
}

/// What was noticed in a file, as it is told of the folder: with the file, and counted from `first`.
fn in_file(observation: Observation, file: &Path, first: usize) -> Observation {
    let file = || Some(file.to_owned());
    let named = |which: Which| Which { file: which.file.or_else(file), ..which };
    match moved(observation, first) {
        Observation::Quirk(quirk, None) => Observation::Quirk(quirk, file()),
        Observation::PrivateKey(None) => Observation::PrivateKey(file()),
        Observation::CustomaryPassword(password, None) => Observation::CustomaryPassword(password, file()),
        Observation::IntegrityNotChecked(None) => Observation::IntegrityNotChecked(file()),
        Observation::NotLoadedByOpenSsl { refused_at, skipped, file: None } => {
            Observation::NotLoadedByOpenSsl { refused_at, skipped, file: file() }
        }
        Observation::TrustedCertificateBlock(which) => Observation::TrustedCertificateBlock(named(which)),
        Observation::IgnoredByJava(which) => Observation::IgnoredByJava(which.into_iter().map(named).collect()),
        other => other,
    }
}

/// The same with entries that are counted from `first`.
fn moved(observation: Observation, first: usize) -> Observation {
    let moved = |which: Which| Which { index: which.index + first, ..which };
    match observation {
        Observation::TrustedCertificateBlock(which) => Observation::TrustedCertificateBlock(moved(which)),
        Observation::IgnoredByJava(which) => Observation::IgnoredByJava(which.into_iter().map(moved).collect()),
        other => other,
    }
}
