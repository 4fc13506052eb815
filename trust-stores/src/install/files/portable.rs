//! The same with paths alone, for Windows. Owners and access lists are those that the folder gives, but for what is private: the journal.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::{Attributes, Extended, Held, MAX_BYTES, Refusal, Seen, Status};
use crate::tree::Folder;
use crate::windows::security;

/// The access list of a file, in Microsoft's notation (SDDL): to the record one of its extended attributes.
const LIST: &str = "windows.access-list";

/// See the Unix one.
#[derive(Debug)]
pub(in crate::install) struct Dir {
    place: PathBuf,
    lock: std::sync::Mutex<Option<File>>,
}

impl Dir {
    pub(in crate::install) fn open(tree: &Folder, folder: &Path) -> io::Result<Self> {
        match tree.root() {
            Some(root) => Self::at(&root.join(folder.strip_prefix("/").unwrap_or(folder))),
            None => Self::at(folder),
        }
    }

    pub(in crate::install) fn at(place: &Path) -> io::Result<Self> {
        if !fs::metadata(place)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self { place: place.to_owned(), lock: std::sync::Mutex::default() })
    }

    pub(in crate::install) fn sub(&self, name: &OsStr) -> io::Result<Self> {
        Self::at(&self.place.join(name))
    }

    /// Makes a folder in it for its owner, administrators and the system alone.
    pub(in crate::install) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        security::make_private_folder(&self.place.join(name))
    }

    /// Takes what others may do with it and what lies in it away from them, where it was made with a wider list.
    pub(in crate::install) fn narrow(&self) -> Result<(), Refusal> {
        if security::narrow(&self.place)? { Ok(()) } else { Err(Refusal::OthersCanWrite(self.place.clone())) }
    }

    pub(in crate::install) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_dir(self.place.join(name))
    }

    pub(in crate::install) fn place(&self) -> &Path {
        &self.place
    }

    /// Elevated: whether administrators alone write it. Folders of Windows above it are Windows' own to see to.
    pub(in crate::install) fn check_way_of_root(&self) -> Result<(), Refusal> {
        check(&self.place)
    }

    /// Elevated: whether administrators alone write it and the folder around it. A user who is not elevated risks nobody's rights but their own.
    pub(in crate::install) fn check_own(&self) -> Result<(), Refusal> {
        self.place.ancestors().take(2).try_for_each(check)
    }

    /// The same of a file in it.
    pub(in crate::install) fn check_own_file(&self, name: &OsStr) -> Result<(), Refusal> {
        check(&self.place.join(name))
    }

    /// A folder has no lock of its own here: a file in it stands for it.
    pub(in crate::install) fn try_lock(&mut self) -> io::Result<bool> {
        let name = self.place.join(".tillit-lock");
        let file = fs::OpenOptions::new().create(true).write(true).truncate(false).open(name)?;
        match file.try_lock() {
            Ok(()) => {
                if let Ok(mut lock) = self.lock.lock() {
                    *lock = Some(file);
                }
                Ok(true)
            }
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    /// Owner and group of a new file: as the system makes it.
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // the other systems' signature
    pub(in crate::install) fn owner_of_new(&self) -> io::Result<Option<(u32, u32)>> {
        Ok(None)
    }

    pub(in crate::install) fn list(&self) -> io::Result<Vec<OsString>> {
        fs::read_dir(&self.place)?.map(|entry| Ok(entry?.file_name())).collect()
    }

    pub(in crate::install) fn look(&self, name: &OsStr) -> io::Result<Seen> {
        let place = self.place.join(name);
        let metadata = match fs::symlink_metadata(&place) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Seen::Nothing),
            Err(error) => return Err(error),
        };
        Ok(match () {
            () if metadata.is_symlink() => Seen::Link(fs::read_link(place)?),
            () if metadata.is_file() => Seen::File(status(&metadata)),
            () => Seen::Other,
        })
    }

    pub(in crate::install) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        match self.look(name)? {
            Seen::File(_) => File::open(self.place.join(name)),
            Seen::Nothing => Err(io::ErrorKind::NotFound.into()),
            _ => Err(io::Error::other("no ordinary file")),
        }
    }

    pub(in crate::install) fn read(&self, name: &OsStr) -> io::Result<Held> {
        let file = self.open_file(name)?;
        let status = status(&file.metadata()?);
        let list = security::own_list(&file)?;
        let extended = list.map(|list| vec![Extended { name: LIST.to_owned(), value: list.into_bytes() }]);
        let mut bytes = Vec::new();
        file.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(Held { status, bytes, attributes: Attributes { extended, ..Attributes::new(status.mode) } })
    }

    /// What replaces a file has its access list; a file that is its owner's alone gets one of its own; the other permissions have no like here.
    pub(in crate::install) fn make(&self, name: &OsStr, bytes: &[u8], like: &Attributes) -> io::Result<Status> {
        let place = self.place.join(name);
        let list = like.extended.iter().flatten().find(|one| one.name == LIST);
        let mut file = match list.map(|list| String::from_utf8_lossy(&list.value)) {
            Some(list) => security::make_file_with(&place, &list)?,
            None if matches!(like.mode & 0o077, 0) => security::make_private_file(&place)?,
            None => File::create_new(place)?,
        };
        file.write_all(bytes)?;
        file.sync_all()?;
        Ok(status(&file.metadata()?))
    }

    #[allow(clippy::unused_self)] // as on Unix
    pub(in crate::install) fn make_link(&self, _name: &OsStr, _to: &Path) -> io::Result<()> {
        Err(io::ErrorKind::Unsupported.into())
    }

    pub(in crate::install) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::rename(self.place.join(from), self.place.join(to))
    }

    pub(in crate::install) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        fs::hard_link(self.place.join(from), self.place.join(to))?;
        self.remove(from)
    }

    pub(in crate::install) fn overwrite(&self, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
        let mut file = fs::OpenOptions::new().write(true).open(self.place.join(name))?;
        file.write_all(bytes)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    }

    pub(in crate::install) fn remove(&self, name: &OsStr) -> io::Result<()> {
        fs::remove_file(self.place.join(name))
    }

    #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // folders cannot be synchronised here
    pub(in crate::install) fn sync(&self) -> io::Result<()> {
        Ok(())
    }
}

fn check(place: &Path) -> Result<(), Refusal> {
    if security::is_elevated() && !security::only_administrators_write_at(place)? {
        return Err(Refusal::OthersCanWrite(place.to_owned()));
    }
    Ok(())
}

fn status(metadata: &fs::Metadata) -> Status {
    let mode = if metadata.permissions().readonly() { 0o444 } else { 0o644 };
    Status { identity: (0, 0), len: metadata.len(), mode, uid: 0, gid: 0, names: 1 }
}

pub(in crate::install) fn in_folder(folder: &Dir, name: &OsStr, _in_place: bool) -> Result<(), Refusal> {
    match folder.look(name)? {
        Seen::File(status) if status.mode & 0o200 == 0 => Err(Refusal::NoPermission),
        Seen::Other => Err(io::Error::other("no ordinary file").into()),
        _ => Ok(()),
    }
}
