//! What is in a file or folder: one file here for each format, and one line in [`FORMATS`] or [`FOLDER_FORMATS`].
//!
//! What a file is, is found out from its content, never from its name.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use secrecy::ExposeSecret as _;
use tillit_verifier::Certificate;
use tillit_verifier::container::{ContainerError, ContainerKind, Passwords, ReadLimits};
use tillit_verifier::input::InputError;

use crate::store::{Location, Opened, StoreKind, TrustStore};
use crate::tree::{FileKind, Tree};

mod container;
mod folder;
mod hashed;
pub(crate) mod java;
pub(crate) mod kubernetes;
mod nss;
mod openssl;
mod p11kit;
mod pem;
pub(crate) mod policies;
mod serialized;
mod subject_hash;
mod windows;

pub use container::from_contents;
pub(crate) use folder::{as_first_of_each, passed_over};
pub(crate) use hashed::hash_name;
pub use java::misleading_name;
pub(crate) use openssl::{as_it_is_loaded, refusal};
pub(crate) use policies::chromium_policies;
pub use subject_hash::{old_subject_hash, subject_hash};

/// How much of a file is read to find out what it is.
pub const WINDOW: u64 = 64 << 10;

/// How stores are read.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// Where from.
    pub tree: &'a dyn Tree,
    /// Passwords to try.
    pub passwords: &'a Passwords,
    /// Limits for one container.
    pub limits: ReadLimits,
    /// Says which certificates matter to a question about trust: these are kept from a store that is larger than
    /// [`crate::store::MAX_KEPT`], too.
    pub interest: &'a (dyn Fn(&Certificate) -> bool + Sync),
    /// The user says what it is (`--type`); only formats that give this kind are tried.
    pub kind: Option<StoreKind>,
}

/// A store, or a part of a file, that cannot be read.
#[derive(Debug)]
pub struct Failure {
    /// Where it lies.
    pub location: Location,
    /// The word of the place it was found in.
    pub place: &'static str,
    /// What it was taken for, where that is known.
    pub kind: Option<StoreKind>,
    /// Why.
    pub error: InputError,
}

impl Failure {
    /// Of a file.
    pub fn of(path: &Path, error: impl Into<InputError>) -> Self {
        Self { location: Location::path(path), place: "file", kind: None, error: error.into() }
    }
}

/// What one file or folder gave: a file may hold several stores (a Kubernetes list, a container image).
pub type Outcome = Vec<Result<TrustStore, Failure>>;

/// A file whose beginning has been read.
pub struct Source<'a> {
    /// Its path in the tree; `-` for standard input.
    pub path: PathBuf,
    /// Its first [`WINDOW`] bytes, or all of it.
    pub window: Vec<u8>,
    /// What comes after the window.
    pub rest: Box<dyn Read + 'a>,
}

impl<'a> Source<'a> {
    /// Reads the beginning.
    ///
    /// # Errors
    /// Those of reading.
    pub fn new(path: &Path, mut reader: Box<dyn Read + 'a>) -> io::Result<Self> {
        let mut window = Vec::new();
        reader.by_ref().take(WINDOW).read_to_end(&mut window)?;
        Ok(Self { path: path.to_owned(), window, rest: reader })
    }

    /// All of it, from the beginning.
    pub fn reader(self) -> impl Read + 'a {
        io::Cursor::new(self.window).chain(self.rest)
    }

    /// All of it, if it has no more than `limit` bytes.
    ///
    /// # Errors
    /// [`ContainerError::TooLarge`], and those of reading.
    pub fn whole(self, limit: u64) -> Result<Vec<u8>, InputError> {
        let mut data = Vec::new();
        let read = self.reader().take(limit.saturating_add(1)).read_to_end(&mut data);
        read.map_err(InputError::from_io)?;
        if data.len() as u64 > limit { Err(ContainerError::TooLarge { limit }.into()) } else { Ok(data) }
    }
}

/// A format that a file has.
pub struct Format {
    /// What it gives.
    pub kinds: &'static [StoreKind],
    /// The beginning of the file is of this format.
    pub recognises: fn(&[u8]) -> bool,
    /// Reads it.
    pub read: fn(Source<'_>, &Options<'_>) -> Outcome,
}

/// A format that a folder has.
pub struct FolderFormat {
    /// What it gives.
    pub kinds: &'static [StoreKind],
    /// The folder is of this format.
    pub recognises: fn(&Path, &dyn Tree) -> bool,
    /// Reads it.
    pub read: fn(&Path, &Options<'_>) -> Outcome,
}

/// Formats of files; the first that recognises one reads it. A new format is a file here and a line.
pub static FORMATS: &[Format] = &[
    nss::FORMAT,
    policies::FORMAT,
    p11kit::FORMAT,
    kubernetes::FORMAT,
    serialized::FORMAT,
    windows::FORMAT,
    pem::FORMAT,
    container::FORMAT,
];

/// Formats of folders; the first that recognises one reads it.
pub static FOLDER_FORMATS: &[FolderFormat] =
    &[windows::FOLDER_FORMAT, nss::FOLDER_FORMAT, hashed::FORMAT, folder::FORMAT];

/// Reads whatever lies under this path.
pub fn read(path: &Path, options: &Options<'_>) -> Outcome {
    let metadata = match options.tree.metadata(path) {
        Ok(metadata) => metadata,
        Err(error) => {
            let is_link = options.tree.link_metadata(path).is_ok();
            let error = match InputError::from_io(error) {
                InputError::NotFound if is_link => InputError::Vanished,
                other => other,
            };
            return vec![Err(Failure::of(path, error))];
        }
    };
    let wanted = |kinds: &[StoreKind]| options.kind.is_none_or(|kind| kinds.contains(&kind));
    match metadata.kind {
        FileKind::Folder => {
            let format = FOLDER_FORMATS
                .iter()
                .filter(|format| wanted(format.kinds))
                .find(|format| options.kind.is_some() || (format.recognises)(path, options.tree));
            match format {
                Some(format) => (format.read)(path, options),
                None => vec![Err(Failure::of(path, ContainerError::NotRecognised))],
            }
        }
        FileKind::Other | FileKind::Link => vec![Err(Failure::of(path, InputError::Socket))],
        FileKind::Pipe => match options.tree.open_pipe(path).and_then(|pipe| Source::new(path, pipe)) {
            Ok(source) => read_source(source, options),
            Err(error) => vec![Err(Failure::of(path, InputError::from_io(error)))],
        },
        FileKind::File => match options.tree.open(path).and_then(|file| Source::new(path, file)) {
            Ok(source) => read_source(source, options),
            Err(error) => vec![Err(Failure::of(path, InputError::from_io(error)))],
        },
    }
}

/// Reads a file whose beginning has been read, or standard input.
pub fn read_source(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let wanted = |kinds: &[StoreKind]| options.kind.is_none_or(|kind| kinds.contains(&kind));
    let format = FORMATS
        .iter()
        .filter(|format| wanted(format.kinds))
        .find(|format| (format.recognises)(&source.window))
        .unwrap_or(&container::FORMAT);
    let is_input = source.path == Path::new("-");
    let mut outcome = (format.read)(source, options);
    if is_input {
        outcome.iter_mut().flatten().for_each(as_it_is_loaded);
    }
    outcome
}

/// What a program sees that opens these stores of Windows.
pub(crate) fn windows_view(view: crate::windows::View, options: &Options<'_>) -> Outcome {
    (windows::FOLDER_FORMAT.read)(&view.path(), options)
}

pub use windows::exported as exported_registry;

/// With which of the passwords a container was opened.
pub(crate) fn opened(index: Option<usize>, passwords: &Passwords) -> Opened {
    match index.and_then(|index| passwords.candidates().get(index)) {
        None => Opened::NoPassword,
        Some(_) if passwords.insisted() => Opened::Given,
        Some(customary) => Opened::Customary(customary.expose_secret().to_owned()),
    }
}

/// A container of this kind without certificates.
pub(crate) fn no_certificates(kind: ContainerKind, has_private_key: bool) -> InputError {
    InputError::NoCertificates { kind, has_private_key }
}
