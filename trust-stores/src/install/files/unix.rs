//! Folders by handle: openat, renameat, fsync, extended attributes.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use rustix::fs::{AtFlags, FileType, Mode, OFlags, RawMode, RenameFlags, Stat, XattrFlags};
use rustix::io::Errno;

use super::way::{self, Part};
use super::{Attributes, Extended, Held, MAX_BYTES, Refusal, Seen, Status};
use crate::tree::Folder;

/// A folder of which only the way through it is needed: the right to list it is not asked for.
#[cfg(any(target_os = "linux", target_os = "android"))]
const PASS: OFlags = OFlags::PATH;
#[cfg(not(any(target_os = "linux", target_os = "android")))]
const PASS: OFlags = OFlags::RDONLY;

/// Signatures over a file's content: of another content they would be false. The system makes them anew.
const OF_THE_CONTENT: [&str; 2] = ["security.ima", "security.evm"];

/// An open folder.
#[derive(Debug)]
pub(in crate::install) struct Dir {
    folder: File,
    /// Where it lies on this machine, without links.
    place: PathBuf,
    /// Every folder on the way, `/` first, itself last.
    way: Vec<Part>,
    /// It is locked by this process.
    is_locked: bool,
    /// Root's own lock of it, while it is taken.
    lock: Option<File>,
}

/// Where root keeps its locks: a folder that root makes in one that root alone writes.
const RUN: &str = "/run";
const LOCKS: &str = "tillit";
/// So many files of a folder say whose a new one is to be.
const MAX_SIBLINGS: usize = 1000;

/// A program that is being started has this process's files for a moment, and with them its locks: those end here and now.
impl Drop for Dir {
    fn drop(&mut self) {
        if self.is_locked {
            let _ = self.folder.unlock();
        }
        if let Some(lock) = &self.lock {
            let _ = lock.unlock();
        }
    }
}

impl Dir {
    /// Opens a folder of a tree; its path has no links.
    pub(in crate::install) fn open(tree: &Folder, folder: &Path) -> io::Result<Self> {
        let mut place = match tree.root() {
            Some(root) => std::fs::canonicalize(root)?,
            None => PathBuf::from("/"),
        };
        let names = folder.components().filter(|part| !matches!(part, std::path::Component::RootDir));
        for part in names {
            match part {
                std::path::Component::Normal(name) => place.push(name),
                _ => return Err(io::Error::other("a path of a plan is absolute and has no `..`")),
            }
        }
        Self::at(&place)
    }

    /// Opens a folder of this machine; its path has no links.
    pub(in crate::install) fn at(place: &Path) -> io::Result<Self> {
        let walk = PASS | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut fd = rustix::fs::open("/", walk, Mode::empty())?;
        let mut here = PathBuf::from("/");
        let mut way = vec![part_of(&here, &fd)?];
        for name in place.components().skip(1) {
            fd = rustix::fs::openat(&fd, name.as_os_str(), walk, Mode::empty())?;
            here.push(name);
            way.push(part_of(&here, &fd)?);
        }
        let readable = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let folder = File::from(rustix::fs::openat(&fd, ".", readable, Mode::empty())?);
        Ok(Self { folder, place: here, way, is_locked: false, lock: None })
    }

    /// A folder in it.
    pub(in crate::install) fn sub(&self, name: &OsStr) -> io::Result<Self> {
        let readable = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd = rustix::fs::openat(&self.folder, name, readable, Mode::empty())?;
        let place = self.place.join(name);
        let part = part_of(&place, &fd)?;
        let way = self.way.iter().cloned().chain([part]).collect();
        Ok(Self { folder: File::from(fd), place, way, is_locked: false, lock: None })
    }

    /// Makes a folder in it for its owner alone.
    pub(in crate::install) fn make_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::mkdirat(&self.folder, name, Mode::RWXU)?)
    }

    /// Removes an empty folder in it.
    pub(in crate::install) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.folder, name, AtFlags::REMOVEDIR)?)
    }

    /// Where it lies on this machine.
    pub(in crate::install) fn place(&self) -> &Path {
        &self.place
    }

    /// As root: whether root may believe what is under this name. See the rule at the top of this module.
    pub(in crate::install) fn check_way(&self, file: Option<&Status>) -> Result<(), Refusal> {
        way::check(&self.way, file.map(|file| file.uid))
    }

    /// As root: whether root alone holds it and what is on the way to it.
    pub(in crate::install) fn check_way_of_root(&self) -> Result<(), Refusal> {
        way::check(&self.way, Some(0))
    }

    /// It is for its owner, who is this user, alone to write; as root everything on the way to it, too.
    pub(in crate::install) fn check_own(&self) -> Result<(), Refusal> {
        way::check_own(&self.way)
    }

    /// The same of a file in it: nobody else may write it, which is all that its permissions have to say in a folder of its owner.
    pub(in crate::install) fn check_own_file(&self, name: &OsStr) -> Result<(), Refusal> {
        match self.look(name)? {
            Seen::File(status) if status.mode & 0o022 != 0 => Err(Refusal::OthersCanWrite(self.place.join(name))),
            _ => Ok(()),
        }
    }

    /// What others may do with it is taken away from them where it is made: [`Dir::make_folder`].
    #[allow(clippy::unused_self, clippy::unnecessary_wraps)] // Windows' signature
    pub(in crate::install) fn narrow(&self) -> Result<(), Refusal> {
        Ok(())
    }

    /// Takes the folder for this process as long as it is open; false if another run has it.
    ///
    /// Whoever may read a folder can hold a lock on it for ever. So root's runs keep each other out by a file that nobody else can open;
    /// the lock on the folder itself, which keeps out runs of its owner, is taken where it is free, and never waited for.
    pub(in crate::install) fn try_lock(&mut self) -> io::Result<bool> {
        let taken = locked(self.folder.try_lock());
        self.is_locked = matches!(taken, Ok(true));
        if !rustix::process::geteuid().is_root() {
            return taken;
        }
        // Without such a folder the journal's own lock is all there is.
        let Some(locks) = root_locks() else { return Ok(true) };
        let (device, number) = status(&rustix::fs::fstat(&self.folder)?).identity;
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let name = format!("{device:x}-{number:x}");
        let file = File::from(rustix::fs::openat(&locks.folder, name, flags, Mode::RUSR | Mode::WUSR)?);
        let is_taken = locked(file.try_lock())?;
        self.lock = is_taken.then_some(file);
        Ok(is_taken)
    }

    /// Owner and group of a new file: those that most files of the folder have, else the folder's own. As root only where a file of that
    /// owner would be believed there; another user can give a file to no one, and to the groups that they are in. `None`: as the system
    /// makes it.
    pub(in crate::install) fn owner_of_new(&self) -> io::Result<Option<(u32, u32)>> {
        let mut counts: BTreeMap<(u32, u32), usize> = BTreeMap::new();
        let names = self.list()?.into_iter().filter(|name| !name.as_encoded_bytes().starts_with(b"."));
        for name in names.take(MAX_SIBLINGS) {
            if let Seen::File(file) = self.look(&name)? {
                *counts.entry((file.uid, file.gid)).or_default() += 1;
            }
        }
        let of_most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(owner, _)| owner);
        let me = rustix::process::geteuid();
        if me.is_root() {
            let is_believed = |(uid, _): &(u32, u32)| way::check(&self.way, Some(*uid)).is_ok();
            let own = self.way.last().map(|folder| (folder.uid, folder.gid));
            return Ok(of_most.filter(is_believed).or(own));
        }
        let groups = rustix::process::getgroups()?;
        Ok(of_most.filter(|(uid, gid)| *uid == me.as_raw() && groups.iter().any(|group| group.as_raw() == *gid)))
    }

    /// The names in it.
    pub(in crate::install) fn list(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.folder)? {
            let name = OsStr::from_bytes(entry?.file_name().to_bytes()).to_owned();
            if name != "." && name != ".." {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// What stands under a name.
    pub(in crate::install) fn look(&self, name: &OsStr) -> io::Result<Seen> {
        let stat = match rustix::fs::statat(&self.folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => stat,
            Err(Errno::NOENT) => return Ok(Seen::Nothing),
            Err(error) => return Err(error.into()),
        };
        Ok(match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Seen::File(status(&stat)),
            FileType::Symlink => {
                let to = rustix::fs::readlinkat(&self.folder, name, Vec::new())?;
                Seen::Link(OsString::from_vec(to.into_bytes()).into())
            }
            _ => Seen::Other,
        })
    }

    /// Opens an ordinary file for reading, never through a link and never waiting for a pipe.
    pub(in crate::install) fn open_file(&self, name: &OsStr) -> io::Result<File> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::openat(&self.folder, name, flags, Mode::empty())?);
        if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("no ordinary file")) }
    }

    /// Reads a file.
    pub(in crate::install) fn read(&self, name: &OsStr) -> io::Result<Held> {
        let mut file = self.open_file(name)?;
        let metadata = file.metadata()?;
        let status = Status {
            identity: (metadata.dev(), metadata.ino()),
            len: metadata.len(),
            mode: metadata.mode() & 0o7777,
            uid: metadata.uid(),
            gid: metadata.gid(),
            names: metadata.nlink(),
        };
        let mut bytes = Vec::new();
        (&mut file).take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_BYTES {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        let attributes =
            Attributes { mode: status.mode, owner: Some((status.uid, status.gid)), extended: Some(extended(&file)?) };
        Ok(Held { status, bytes, attributes })
    }

    /// Makes a file and has it on the disk when it returns. The name must be free.
    pub(in crate::install) fn make(&self, name: &OsStr, bytes: &[u8], like: &Attributes) -> io::Result<Status> {
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let mut file = File::from(rustix::fs::openat(&self.folder, name, flags, Mode::RUSR | Mode::WUSR)?);
        file.write_all(bytes)?;
        give(&file, like)?;
        file.sync_all()?;
        match self.look(name)? {
            Seen::File(status) => Ok(status),
            _ => Err(io::Error::other("the file that was just made is gone")),
        }
    }

    /// Makes a symbolic link. The name must be free.
    pub(in crate::install) fn make_link(&self, name: &OsStr, to: &Path) -> io::Result<()> {
        Ok(rustix::fs::symlinkat(to, &self.folder, name)?)
    }

    /// Gives what is under one name another name, in place of what is there.
    pub(in crate::install) fn rename(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::renameat(&self.folder, from, &self.folder, to)?)
    }

    /// Gives what is under one name another name that is free.
    pub(in crate::install) fn rename_new(&self, from: &OsStr, to: &OsStr) -> io::Result<()> {
        match rustix::fs::renameat_with(&self.folder, from, &self.folder, to, RenameFlags::NOREPLACE) {
            // Not every file system has it: two steps then, of which the first fails if the name is taken.
            Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {
                rustix::fs::linkat(&self.folder, from, &self.folder, to, AtFlags::empty())?;
                self.remove(from)
            }
            other => Ok(other?),
        }
    }

    /// Writes into a file, which stays the same file.
    pub(in crate::install) fn overwrite(&self, name: &OsStr, bytes: &[u8]) -> io::Result<()> {
        let flags = OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let file = File::from(rustix::fs::openat(&self.folder, name, flags, Mode::empty())?);
        if !file.metadata()?.is_file() {
            return Err(io::Error::other("no ordinary file"));
        }
        reserve(&file, bytes.len() as u64)?;
        file.write_all_at(bytes, 0)?;
        file.set_len(bytes.len() as u64)?;
        file.sync_all()
    }

    /// Removes a file or link.
    pub(in crate::install) fn remove(&self, name: &OsStr) -> io::Result<()> {
        Ok(rustix::fs::unlinkat(&self.folder, name, AtFlags::empty())?)
    }

    /// Has the folder's names on the disk when it returns.
    pub(in crate::install) fn sync(&self) -> io::Result<()> {
        match self.folder.sync_all() {
            // Some network file systems have nothing to do here and say it so.
            Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => Ok(()),
            other => other,
        }
    }

    /// The folder for calls of the operating system.
    pub(super) fn handle(&self) -> &File {
        &self.folder
    }
}

/// Whether a lock was taken.
fn locked(result: Result<(), TryLockError>) -> io::Result<bool> {
    match result {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        // A file system without locks: nobody else has one there either.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(true),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The folder of root's locks, if this system has room for one that nobody else can reach.
fn root_locks() -> Option<Dir> {
    let run = Dir::at(Path::new(RUN)).ok()?;
    run.check_own().ok()?;
    match run.make_folder(LOCKS.as_ref()) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return None,
        _ => {}
    }
    let locks = run.sub(LOCKS.as_ref()).ok()?;
    locks.check_own().ok()?;
    Some(locks)
}

/// Room for a file that grows, before its first byte is changed.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn reserve(file: &File, len: u64) -> io::Result<()> {
    if file.metadata()?.len() >= len {
        return Ok(());
    }
    match rustix::fs::fallocate(file, rustix::fs::FallocateFlags::KEEP_SIZE, 0, len) {
        // A file system that cannot promise it.
        Err(Errno::NOTSUP | Errno::NOSYS) => Ok(()),
        other => Ok(other?),
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
#[allow(clippy::unnecessary_wraps)] // as above
fn reserve(_file: &File, _len: u64) -> io::Result<()> {
    Ok(())
}

#[allow(clippy::useless_conversion, clippy::unnecessary_cast)] // types of these fields differ between systems
pub(super) fn status(stat: &Stat) -> Status {
    Status {
        identity: (stat.st_dev as u64, stat.st_ino as u64),
        len: u64::try_from(stat.st_size).unwrap_or(0),
        mode: u32::from(stat.st_mode) & 0o7777,
        uid: stat.st_uid,
        gid: stat.st_gid,
        names: stat.st_nlink as u64,
    }
}

fn part_of(place: &Path, fd: &OwnedFd) -> io::Result<Part> {
    let status = status(&rustix::fs::fstat(fd)?);
    Ok(Part { place: place.to_owned(), uid: status.uid, gid: status.gid, mode: status.mode })
}

/// A file's extended attributes, those that say something of its content left out.
fn extended(file: &File) -> io::Result<Vec<Extended>> {
    let mut names = match rustix::fs::flistxattr_query(file) {
        Err(Errno::NOTSUP | Errno::NOSYS) | Ok(0) => return Ok(Vec::new()),
        Err(error) => return Err(error.into()),
        Ok(len) => vec![0; len],
    };
    let len = rustix::fs::flistxattr(file, names.as_mut_slice())?;
    names.truncate(len);
    let mut found = Vec::new();
    for name in names.split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        let name = std::str::from_utf8(name).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        if OF_THE_CONTENT.contains(&name) {
            continue;
        }
        let mut value = vec![0; rustix::fs::fgetxattr_query(file, name)?];
        let len = rustix::fs::fgetxattr(file, name, value.as_mut_slice())?;
        value.truncate(len);
        found.push(Extended { name: name.to_owned(), value });
    }
    Ok(found)
}

/// Gives a new file its owner, access lists, labels and permissions, in this order: a change of owner takes permissions away, and an access
/// list says what the group's permission bits mean.
fn give(file: &File, like: &Attributes) -> io::Result<()> {
    let now = file.metadata()?;
    if let Some((uid, gid)) = like.owner
        && (uid, gid) != (now.uid(), now.gid())
    {
        let user = (uid != now.uid()).then(|| rustix::fs::Uid::from_raw(uid));
        let group = (gid != now.gid()).then(|| rustix::fs::Gid::from_raw(gid));
        rustix::fs::fchown(file, user, group)?;
    }
    if let Some(wanted) = &like.extended {
        let has = extended(file)?;
        for one in wanted.iter().filter(|one| !has.contains(one)) {
            rustix::fs::fsetxattr(file, one.name.as_str(), &one.value, XattrFlags::empty())?;
        }
        // A folder's default access list is not the old file's.
        let more = has.iter().filter(|one| one.name.starts_with("system.posix_acl") || one.name.starts_with("user."));
        for one in more.filter(|one| !wanted.iter().any(|wanted| wanted.name == one.name)) {
            rustix::fs::fremovexattr(file, one.name.as_str())?;
        }
    }
    #[allow(clippy::useless_conversion)] // narrower on some systems
    let mode = RawMode::try_from(like.mode & 0o7777).map_err(io::Error::other)?;
    rustix::fs::fchmod(file, Mode::from_raw_mode(mode))?;
    Ok(())
}
