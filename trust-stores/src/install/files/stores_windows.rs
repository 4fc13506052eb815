//! A folder of files, or a certificate store of Windows as one: `HKLM\SOFTWARE\Microsoft\SystemCertificates\CA\Certificates` is a folder, each
//! certificate in it a file called by its SHA-1, with what its element means as content.
//!
//! A store has no names to rename and no place for half a certificate: what is staged waits in memory, and the call that puts it in, which
//! Windows makes whole or not at all, is the rename. After a kill the journal has everything, and nothing of ours is in the store.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Attributes, Held, MAX_BYTES, Refusal, Seen, Status, portable};
use crate::tree::{Folder, Tree as _};
use crate::windows::Physical;
use crate::windows::crypt_windows::{self, Lock};
use crate::windows::element::{Element, key_name};

/// See the module, and the Unix one.
#[derive(Debug)]
pub(in crate::install) enum Dir {
    /// On the disk.
    Folder(portable::Dir),
    /// In the registry.
    Store(Store),
}

/// A store.
#[derive(Debug)]
pub(in crate::install) struct Store {
    physical: Physical,
    place: PathBuf,
    /// What waits to be put in.
    staged: Mutex<BTreeMap<OsString, Vec<u8>>>,
    lock: Option<Lock>,
}

/// The store that a path of a plan is the folder of: in this machine alone.
fn store_of(tree: &Folder, folder: &Path) -> Option<Physical> {
    let (physical, element) =
        Physical::of_path(folder).filter(|_| tree.root().is_none() && !tree.has_exported_registry())?;
    element.is_none().then_some(physical)
}

impl Dir {
    pub(in crate::install) fn open(tree: &Folder, folder: &Path) -> io::Result<Self> {
        match store_of(tree, folder) {
            Some(physical) => {
                Ok(Self::Store(Store { physical, place: physical.folder(), staged: Mutex::default(), lock: None }))
            }
            None => portable::Dir::open(tree, folder).map(Self::Folder),
        }
    }

    pub(in crate::install) fn at(place: &Path) -> io::Result<Self> {
        portable::Dir::at(place).map(Self::Folder)
    }

    pub(in crate::install) fn sub(&self, name: &OsStr) -> io::Result<Self> {
        match self {
            Self::Folder(folder) => folder.sub(name).map(Self::Folder),
            Self::Store(_) => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    pub(in crate::install) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.make_folder(name),
            Self::Store(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    pub(in crate::install) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.remove_folder(name),
            Self::Store(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    pub(in crate::install) fn place(&self) -> &Path {
        match self {
            Self::Folder(folder) => folder.place(),
            Self::Store(store) => &store.place,
        }
    }

    pub(in crate::install) fn check_way_of_root(&self) -> Result<(), Refusal> {
        match self {
            Self::Folder(folder) => folder.check_way_of_root(),
            Self::Store(_) => Ok(()),
        }
    }

    pub(in crate::install) fn check_own(&self) -> Result<(), Refusal> {
        match self {
            Self::Folder(folder) => folder.check_own(),
            Self::Store(_) => Ok(()),
        }
    }

    pub(in crate::install) fn check_own_file(&self, name: &OsStr) -> Result<(), Refusal> {
        match self {
            Self::Folder(folder) => folder.check_own_file(name),
            Self::Store(_) => Ok(()),
        }
    }

    pub(in crate::install) fn narrow(&self) -> Result<(), Refusal> {
        match self {
            Self::Folder(folder) => folder.narrow(),
            Self::Store(_) => Ok(()),
        }
    }

    pub(in crate::install) fn try_lock(&mut self) -> io::Result<bool> {
        match self {
            Self::Folder(folder) => folder.try_lock(),
            Self::Store(store) => {
                store.lock = Lock::take(store.physical)?;
                Ok(store.lock.is_some())
            }
        }
    }

    pub(in crate::install) fn owner_of_new(&self) -> io::Result<Option<(u32, u32)>> {
        match self {
            Self::Folder(folder) => folder.owner_of_new(),
            Self::Store(_) => Ok(None),
        }
    }

    pub(in crate::install) fn list(&self) -> io::Result<Vec<OsString>> {
        match self {
            Self::Folder(folder) => folder.list(),
            Self::Store(store) => Folder::host().list(&store.place),
        }
    }

    pub(in crate::install) fn look(&self, name: &OsStr) -> io::Result<Seen> {
        match self {
            Self::Folder(folder) => folder.look(name),
            Self::Store(store) => match store.content(name) {
                Ok(content) => Ok(Seen::File(status(&content))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Seen::Nothing),
                Err(error) => Err(error),
            },
        }
    }

    pub(in crate::install) fn read(&self, name: &OsStr) -> io::Result<Held> {
        match self {
            Self::Folder(folder) => folder.read(name),
            Self::Store(store) => {
                let bytes = store.content(name)?;
                let status = status(&bytes);
                Ok(Held { status, bytes, attributes: Attributes::new(status.mode) })
            }
        }
    }

    pub(in crate::install) fn make(&self, name: &OsStr, bytes: &[u8], like: &Attributes) -> io::Result<Status> {
        match self {
            Self::Folder(folder) => folder.make(name, bytes, like),
            Self::Store(store) => {
                // Whatever can fail for want of rights fails here.
                crypt_windows::may_write(store.physical)?;
                Element::parse(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                store.staged().insert(name.to_owned(), bytes.to_vec());
                Ok(status(bytes))
            }
        }
    }

    pub(in crate::install) fn make_link(&self, name: &OsStr, to: &Path) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.make_link(name, to),
            Self::Store(_) => Err(io::ErrorKind::Unsupported.into()),
        }
    }

    pub(in crate::install) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.rename(from, to),
            Self::Store(store) => store.put(from, to, true),
        }
    }

    pub(in crate::install) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.rename_new(from, to),
            Self::Store(store) => store.put(from, to, false),
        }
    }

    pub(in crate::install) fn overwrite(&self, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.overwrite(name, bytes),
            Self::Store(store) => store.write(name, bytes, true),
        }
    }

    pub(in crate::install) fn remove(&self, name: &OsStr) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.remove(name),
            Self::Store(store) if store.staged().remove(name).is_some() => Ok(()),
            Self::Store(store) => {
                let content = store.content(name)?;
                let element = Element::parse(&content).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
                crypt_windows::remove(store.physical, element.der())?;
                match store.content(name) {
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
                    Err(error) => Err(error),
                    Ok(_) => Err(io::Error::other("Windows still has it")),
                }
            }
        }
    }

    pub(in crate::install) fn sync(&self) -> io::Result<()> {
        match self {
            Self::Folder(folder) => folder.sync(),
            // Every change is committed when it is made.
            Self::Store(_) => Ok(()),
        }
    }
}

impl Store {
    fn staged(&self) -> MutexGuard<'_, BTreeMap<OsString, Vec<u8>>> {
        self.staged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the element under this name means.
    fn content(&self, name: &OsStr) -> io::Result<Vec<u8>> {
        // Names of what is staged are no hashes, and nothing lies under them.
        let Some(name) = name.to_str().filter(|name| name.len() == 40 && name.bytes().all(|b| b.is_ascii_hexdigit()))
        else {
            return Err(io::ErrorKind::NotFound.into());
        };
        Folder::host().read(&self.physical.element(name), MAX_BYTES)
    }

    fn put(&self, from: &OsStr, to: &OsStr, replaces: bool) -> io::Result<()> {
        let bytes = self.staged().remove(from).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        self.write(to, &bytes, replaces)
    }

    fn write(&self, name: &OsStr, bytes: &[u8], replaces: bool) -> io::Result<()> {
        let element = Element::parse(bytes).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        // Windows calls it by its own hash, whatever we say.
        if name.to_str().is_none_or(|name| !key_name(element.der()).eq_ignore_ascii_case(name)) {
            return Err(io::ErrorKind::InvalidInput.into());
        }
        crypt_windows::add(self.physical, bytes, replaces)?;
        let held = self.content(name);
        if held.as_ref().is_ok_and(|held| held == bytes) {
            return Ok(());
        }
        if !replaces {
            // It was not there before: the way back would take what Windows made of it for somebody else's.
            crypt_windows::remove(self.physical, element.der())?;
        }
        held.and(Err(io::Error::other("Windows keeps something else")))
    }
}

fn status(bytes: &[u8]) -> Status {
    Status { identity: (0, 0), len: bytes.len() as u64, mode: 0o644, uid: 0, gid: 0, names: 1 }
}

/// Whether the file may be changed, as far as this system says without trying.
///
/// # Errors
/// Why not.
pub fn writable(path: &Path, tree: &Folder, in_place: bool) -> Result<(), Refusal> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
    };
    in_folder(&Dir::open(tree, folder)?, name, in_place)
}

pub(in crate::install) fn in_folder(folder: &Dir, name: &OsStr, in_place: bool) -> Result<(), Refusal> {
    match folder {
        Dir::Folder(folder) => portable::in_folder(folder, name, in_place),
        Dir::Store(store) => Ok(crypt_windows::may_write(store.physical)?),
    }
}
