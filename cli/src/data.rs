//! The data directory, and the CA certificates in it: `DATA/ca/PKI/NAME-FINGERPRINT.pem`, one certificate each.
//!
//! Nothing here is believed for being here. Every file is held against the catalog's pins and its roots' signatures each time it is
//! read; what does not pass is not used, left as it is, and reported with its name.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use tillit_reports::catalog::{BadFile, BadFileKind};
use tillit_trust_stores::install::selection::slug;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::{self, CaId};
use tillit_verifier::container::{self, ContainerError, Passwords, ReadLimits};
use tillit_verifier::{Certificate, Fingerprint};

use crate::context::DataFolders;
use crate::error::{Error, Exit, io_cause};
use crate::platform::{Here, Platform as _};

/// A file of more bytes than this is no CA certificate.
const MAX_FILE_BYTES: u64 = 1 << 20;
/// More files than this are not read from one folder.
const MAX_FILES: usize = 10_000;

/// What lies in the data directory.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    /// CA certificates that the catalog accepts, each once.
    pub(crate) certificates: Vec<Certificate>,
    /// Where they lie.
    pub(crate) files: Vec<(Fingerprint, PathBuf)>,
    /// Files that are not used.
    pub(crate) bad: Vec<BadFile>,
}

/// Reads every CA certificate of the data folders. Folders that do not exist are empty.
pub(crate) fn load(folders: &DataFolders, catalog: &Catalog) -> Stored {
    let mut stored = Stored::default();
    let mut read = Vec::new();
    for folder in &folders.read {
        for path in certificate_files(folder, &mut stored.bad) {
            match read_file(&path) {
                Ok(certificates) => {
                    read.extend(certificates.into_iter().map(|certificate| (certificate, path.clone())));
                }
                Err(kind) => stored.bad.push(BadFile { path, kind }),
            }
        }
    }
    let all: Vec<Certificate> = read.iter().map(|(certificate, _)| certificate.clone()).collect();
    let sorted = store::sort(&all, catalog, &[]);
    for (certificate, path) in read {
        if let Some((_, refusal)) = sorted.refused.iter().find(|(refused, _)| *refused == certificate) {
            let kind = BadFileKind::Refused(certificate.subject().clone(), refusal.clone());
            stored.bad.push(BadFile { path, kind });
        } else {
            stored.files.push((certificate.fingerprint(), path));
        }
    }
    stored.certificates = sorted.accepted.into_iter().map(|(certificate, _)| certificate).collect();
    stored
}

/// Files in `DATA/ca/*/`, in order of their names. Names that begin with a dot are files in the making.
fn certificate_files(folder: &Path, bad: &mut Vec<BadFile>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    // Who can write here could put another folder in the place of this one's.
    if !only_ours(Here::only_ours_at(folder)) {
        bad.push(BadFile { path: folder.to_owned(), kind: BadFileKind::OthersCanWrite });
        return files;
    }
    let mut folders = vec![(folder.join("ca"), 0)];
    while let Some((folder, depth)) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => {
                bad.push(BadFile { path: folder, kind: BadFileKind::Io(error) });
                continue;
            }
        };
        if !only_ours(Here::only_ours_at(&folder)) {
            bad.push(BadFile { path: folder, kind: BadFileKind::OthersCanWrite });
            continue;
        }
        for entry in entries.flatten().take(MAX_FILES) {
            let path = entry.path();
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if path.is_dir() {
                if depth == 0 {
                    folders.push((path, 1));
                }
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// Our own files have one certificate; what others put there may have more.
fn read_file(path: &Path) -> Result<Vec<Certificate>, BadFileKind> {
    // Looked at before it is opened: opening a pipe would wait for a writer.
    if !only_ours(Here::only_ours_at(path)) {
        return Err(BadFileKind::OthersCanWrite);
    }
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {}
        Ok(_) => return Err(BadFileKind::Io(io::ErrorKind::InvalidInput.into())),
        Err(error) => return Err(BadFileKind::Io(error)),
    }
    let file = File::open(path).map_err(BadFileKind::Io)?;
    // Again, on what was really opened.
    if !only_ours(Here::only_ours(&file)) {
        return Err(BadFileKind::OthersCanWrite);
    }
    let limits = ReadLimits { max_binary_bytes: MAX_FILE_BYTES, max_text_bytes: MAX_FILE_BYTES, max_entries: 1_000 };
    let contents = container::read_with(file.take(MAX_FILE_BYTES + 1), &Passwords::none(), &limits).map_err(
        |error| match error {
            ContainerError::Io(error) => BadFileKind::Io(error),
            other => BadFileKind::Container(other),
        },
    )?;
    let certificates: Vec<_> = contents.entries.into_iter().filter_map(|entry| entry.certificate.ok()).collect();
    if certificates.is_empty() { Err(BadFileKind::Container(ContainerError::NotRecognised)) } else { Ok(certificates) }
}

/// Root believes only what is root's and what nobody else can write.
fn only_ours(is_ours: io::Result<bool>) -> bool {
    // What cannot be looked at is told as such when it is read.
    !Here::is_privileged() || is_ours.unwrap_or(true)
}

/// `siths-e-id-root-ca-v2-8767260ac829d833`: the name alone could stand for a renewed certificate too.
pub(crate) fn file_stem(ca: &str, certificate: &Certificate) -> String {
    let fingerprint = certificate.fingerprint().to_string().to_lowercase();
    format!("{}-{}", slug(ca), &fingerprint[..16])
}

/// Why a certificate was not kept.
#[derive(Debug)]
pub(crate) struct NotKept {
    pub(crate) path: PathBuf,
    pub(crate) cause: io::Error,
}

/// Keeps an accepted certificate. A file of that name with other content was changed by somebody and is made good.
pub(crate) fn keep(folders: &DataFolders, ca: &CaId, certificate: &Certificate) -> Result<PathBuf, NotKept> {
    let folder = folders.write.join("ca").join(slug(&ca.generation.pki));
    let path = folder.join(file_stem(&ca.ca, certificate) + ".pem");
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |cause| NotKept { path, cause }
    };
    for folder in [&folders.write, &folders.write.join("ca"), &folder] {
        make_folder(folder, *folder != folders.write).map_err(failed(folder))?;
    }
    no_link(&path).map_err(failed(&path))?;
    let content = certificate.to_pem();
    // Also where root left a file that others may write: only a new one has the right owner and permissions.
    write_new(&folder, &path, content.as_bytes()).map_err(failed(&path))?;
    Ok(path)
}

/// Writes a file of a folder right below the data folder, with the same care.
pub(crate) fn write_beside(data: &Path, folder: &str, name: &str, content: &[u8]) -> io::Result<()> {
    let folder = data.join(folder);
    make_folder(data, false)?;
    make_folder(&folder, true)?;
    let path = folder.join(name);
    no_link(&path)?;
    write_new(&folder, &path, content)
}

/// The same, for nobody else to read.
pub(crate) fn write_private(data: &Path, folder: &str, name: &str, content: &[u8]) -> io::Result<()> {
    let folder = make_private(data, folder)?;
    let path = folder.join(name);
    no_link(&path)?;
    write_with(&folder, &path, content, true)
}

/// A folder right below the data folder that nobody else may look into.
pub(crate) fn make_private(data: &Path, folder: &str) -> io::Result<PathBuf> {
    let folder = data.join(folder);
    make_folder(data, false)?;
    make_folder_with(&folder, true, true)?;
    Ok(folder)
}

fn make_folder(path: &Path, below: bool) -> io::Result<()> {
    make_folder_with(path, below, false)
}

fn make_folder_with(path: &Path, below: bool, is_private: bool) -> io::Result<()> {
    if below {
        no_link(path)?;
    }
    match () {
        () if is_private => Here::make_private_folder(path),
        () if path.is_dir() => Ok(()),
        () => Here::make_shared_folder(path),
    }
}

/// Somebody who may write in the folder could have put a link there, so that root writes somewhere else.
fn no_link(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => {
            Err(io::Error::new(io::ErrorKind::AlreadyExists, "a symbolic link is in the way"))
        }
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn write_new(folder: &Path, path: &Path, content: &[u8]) -> io::Result<()> {
    write_with(folder, path, content, false)
}

/// A reader sees the whole file or none.
fn write_with(folder: &Path, path: &Path, content: &[u8], is_private: bool) -> io::Result<()> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tillit-");
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    if is_private {
        Here::make_private(file.as_file())?;
    } else {
        Here::make_readable_by_all(file.as_file())?;
    }
    file.as_file().sync_all()?;
    file.persist(path)?;
    // The new name is on the disk only when the folder is.
    Here::sync_folder(folder)
}

/// The error that says that a place cannot be written.
pub(crate) fn write_error(path: &Path, cause: &io::Error, texts: &tillit_reports::i18n::Texts) -> Error {
    Error::Said {
        exit: Exit::Incomplete,
        id: "catalog-error-write",
        arguments: vec![("path", path.display().to_string()), ("cause", io_cause(cause, texts))],
    }
}
