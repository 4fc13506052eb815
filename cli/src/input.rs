//! Gathers what the user named: files, folders, standard input, pipes. What a file is, is decided by its content, never by its name.
//!
//! In a folder, and in the folders in it, files are read in the order of their names; links are followed, each file and folder once. Names that begin with a
//! dot are passed over (`.git`, `.DS_Store`, what editors and Kubernetes put beside the files), and so are pipes, devices and sockets.
//! A file in a folder that is no container is worth a note; one that the user named is an error.

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use tillit_verifier::container::{self, Contents, Passwords, ReadLimits};
use tillit_verifier::input::InputError;

use crate::files::{self, PIPE_WAIT};
use crate::platform::{FileKind, Here, Platform};

/// What a file or folder is, whatever name it goes by.
type Identity = <Here as Platform>::Identity;

/// Folders inside one another.
const MAX_DEPTH: usize = 64;

/// One file, or standard input, or a folder that gives nothing.
#[derive(Debug)]
pub(crate) struct Input {
    /// As it is shown: the path as the user wrote it, with the way from there; `-` for standard input.
    pub(crate) name: String,
    /// The user named it, it was not met in a folder.
    pub(crate) named: bool,
    /// What is in it: at least one entry.
    pub(crate) contents: Result<Contents, InputError>,
}

impl Input {
    /// It gives no certificates, and the user must be told: it was named, or it may well hold certificates. Of other inputs without
    /// certificates a note is enough.
    pub(crate) fn is_problem(&self) -> bool {
        self.contents.as_ref().is_err_and(|error| self.named || error.may_hide_certificates())
    }
}

/// Reads everything that `paths` name, one after the other, when it is asked for.
pub(crate) fn gather<'a>(paths: &'a [PathBuf], passwords: &'a Passwords, limits: &'a ReadLimits) -> Gather<'a> {
    Gather { paths: paths.iter(), passwords, limits, levels: Vec::new(), seen: HashSet::new(), fruitful: false }
}

/// See [`gather`].
pub(crate) struct Gather<'a> {
    paths: std::slice::Iter<'a, PathBuf>,
    passwords: &'a Passwords,
    limits: &'a ReadLimits,
    /// The folder that the user named, and those inside it that lead to where the walk is.
    levels: Vec<Level>,
    /// Files and folders of the named folder that were read or entered.
    seen: HashSet<Identity>,
    /// The named folder gave a certificate, or something that must be told.
    fruitful: bool,
}

struct Level {
    folder: PathBuf,
    identity: Identity,
    left: std::vec::IntoIter<OsString>,
}

impl Iterator for Gather<'_> {
    type Item = Input;

    fn next(&mut self) -> Option<Input> {
        loop {
            let Some(level) = self.levels.last_mut() else {
                let path = self.paths.next()?;
                if let Some(input) = self.named(path) {
                    return Some(input);
                }
                continue;
            };
            let found = if let Some(name) = level.left.next() {
                let path = level.folder.join(name);
                self.in_folder(&path)
            } else {
                let level = self.levels.pop()?;
                let in_vain = self.levels.is_empty() && !self.fruitful;
                in_vain.then(|| input(&level.folder, true, Err(InputError::EmptyFolder)))
            };
            if let Some(input) = found {
                self.fruitful |= input.contents.is_ok() || input.is_problem();
                return Some(input);
            }
        }
    }
}

impl Gather<'_> {
    /// Something that the user named. `None` for a folder that has been entered.
    fn named(&mut self, path: &Path) -> Option<Input> {
        if path.as_os_str() == "-" {
            let contents = self.read(io::stdin().lock());
            return Some(Input { name: "-".to_owned(), named: true, contents });
        }
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => {
                let is_link = fs::symlink_metadata(path).is_ok();
                return Some(input(path, true, Err(failed(error, is_link))));
            }
        };
        let contents = match Here::kind(&metadata) {
            FileKind::Folder => {
                self.seen.clear();
                self.fruitful = false;
                return self.enter(path, &metadata, true);
            }
            FileKind::File | FileKind::Device => self.open(path, false),
            FileKind::Pipe => open_pipe(path).and_then(|pipe| self.read(pipe)),
            FileKind::Socket => Err(InputError::Socket),
        };
        Some(input(path, true, contents))
    }

    /// Something in a folder. `None` for a folder that has been entered, and for a file that was read under another name.
    fn in_folder(&mut self, path: &Path) -> Option<Input> {
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return Some(input(path, false, Err(failed(error, true)))),
        };
        match Here::kind(&metadata) {
            FileKind::Folder => self.enter(path, &metadata, false),
            FileKind::File => {
                let contents = match Here::identity(path, &metadata) {
                    Ok(identity) => self.seen.insert(identity).then(|| self.open(path, true))?,
                    Err(error) => Err(failed(error, true)),
                };
                Some(input(path, false, contents))
            }
            FileKind::Pipe | FileKind::Device | FileKind::Socket => {
                Some(input(path, false, Err(InputError::SpecialFile)))
            }
        }
    }

    fn enter(&mut self, folder: &Path, metadata: &Metadata, named: bool) -> Option<Input> {
        let entered = Here::identity(folder, metadata).map_err(|e| failed(e, !named)).and_then(|identity| {
            if self.levels.iter().any(|level| level.identity == identity) {
                return Err(InputError::Loop);
            }
            if self.levels.len() >= MAX_DEPTH {
                return Err(InputError::TooDeep { limit: MAX_DEPTH });
            }
            if !self.seen.insert(identity.clone()) {
                return Err(InputError::SeenAlready);
            }
            let left = list(folder).map_err(|e| failed(e, !named))?.into_iter();
            Ok(Level { folder: folder.to_owned(), identity, left })
        });
        match entered {
            Ok(level) => {
                self.levels.push(level);
                None
            }
            Err(error) => Some(input(folder, named, Err(error))),
        }
    }

    fn open(&self, path: &Path, in_folder: bool) -> Result<Contents, InputError> {
        let file = File::open(path).map_err(|error| failed(error, in_folder))?;
        self.read(file)
    }

    fn read(&self, source: impl io::Read) -> Result<Contents, InputError> {
        let contents = container::read_with(source, self.passwords, self.limits)?;
        if contents.entries.is_empty() {
            return Err(InputError::NoCertificates { kind: contents.kind, has_private_key: contents.has_private_key });
        }
        Ok(contents)
    }
}

fn input(path: &Path, named: bool, contents: Result<Contents, InputError>) -> Input {
    Input { name: path.display().to_string(), named, contents }
}

/// The names in a folder in order. Left out are hidden ones, and links to names that are in the list themselves: the folders of hashes that OpenSSL wants
/// have two names for each certificate, and the one with the name in it says more.
fn list(folder: &Path) -> io::Result<Vec<OsString>> {
    let mut names = Vec::new();
    let mut links = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if name.as_encoded_bytes().starts_with(b".") {
            continue;
        }
        if entry.file_type().is_ok_and(|kind| kind.is_symlink())
            && let Ok(target) = fs::read_link(entry.path())
        {
            links.push((name.clone(), target.into_os_string()));
        }
        names.push(name);
    }
    names.sort_unstable();
    let doubles: HashSet<OsString> = links
        .into_iter()
        .filter(|(name, target)| name != target && names.binary_search(target).is_ok())
        .map(|(name, _)| name)
        .collect();
    if !doubles.is_empty() {
        // Two links to one another lead nowhere, and both are left out here; they could not be read anyway.
        names.retain(|name| !doubles.contains(name));
    }
    Ok(names)
}

/// What the operating system's error means. What was seen in a folder, or is a link, was there a moment ago.
fn failed(error: io::Error, was_there: bool) -> InputError {
    if Here::is_loop(&error) {
        return InputError::Loop;
    }
    match InputError::from_io(error) {
        InputError::NotFound if was_there => InputError::Vanished,
        other => other,
    }
}

fn open_pipe(path: &Path) -> Result<File, InputError> {
    let opened = files::open_pipe(path).map_err(|error| failed(error, true))?;
    opened.ok_or(InputError::PipeWithoutWriter { seconds: PIPE_WAIT.as_secs() })
}
