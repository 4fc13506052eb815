//! Whether a change of a file can succeed and would keep what belongs to the file: asked while a plan is made, and again before its first step.

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use rustix::fs::{Access, AtFlags, StatVfsMountFlags};
use rustix::io::Errno;
use rustix::process::{geteuid, getgroups};

use super::unix::Dir;
use super::{Refusal, Seen, Status};
use crate::tree::Folder;

/// Whether this user may change, make or remove the file or link under this path, a real path of the tree. Changes nothing.
///
/// # Errors
/// Why not. [`Refusal::HardLinked`] and [`Refusal::Mounted`] only where it is not written `in_place`.
pub fn writable(path: &Path, tree: &Folder, in_place: bool) -> Result<(), Refusal> {
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(io::Error::from(io::ErrorKind::InvalidInput).into());
    };
    let folder = Dir::open(tree, folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Refusal::NotThere,
        _ => error.into(),
    })?;
    in_folder(&folder, name, in_place)
}

/// The same in an open folder.
pub(in crate::install) fn in_folder(folder: &Dir, name: &OsStr, in_place: bool) -> Result<(), Refusal> {
    let seen = folder.look(name)?;
    let file = match &seen {
        Seen::File(status) => Some(status),
        Seen::Nothing | Seen::Link(_) => None,
        Seen::Other => return Err(io::Error::other("no ordinary file").into()),
    };
    folder.check_way(file)?;
    let Some(file) = file else { return folder_is_writable(folder, None) };
    // What others could make run as the owner is no store, and is never written by root.
    if file.mode & 0o6000 != 0 {
        return Err(Refusal::OthersCanWrite(folder.place().join(name)));
    }
    let opened = folder.open_file(name)?;
    if is_fixed(&opened) {
        return Err(Refusal::Io(io::Error::from(Errno::PERM).into()));
    }
    if in_place {
        if is_read_only(&opened)? {
            return Err(Refusal::ReadOnly);
        }
        return may(folder, name, Access::WRITE_OK);
    }
    if file.names > 1 {
        return Err(Refusal::HardLinked(file.names));
    }
    if is_mount(folder, name, file)? {
        return Err(Refusal::Mounted);
    }
    folder_is_writable(folder, Some(file))
}

fn folder_is_writable(folder: &Dir, file: Option<&Status>) -> Result<(), Refusal> {
    if is_read_only(folder.handle())? {
        return Err(Refusal::ReadOnly);
    }
    may(folder, OsStr::new("."), Access::WRITE_OK | Access::EXEC_OK)?;
    let me = geteuid();
    let Some(file) = file.filter(|_| !me.is_root()) else { return Ok(()) };
    // The file that takes its place must belong to the same owner and group, which only root can give to others.
    let is_mine = file.uid == me.as_raw();
    let has_group = || -> io::Result<bool> {
        let effective = rustix::process::getegid().as_raw() == file.gid;
        Ok(effective || getgroups()?.iter().any(|group| group.as_raw() == file.gid))
    };
    if is_mine && has_group()? { Ok(()) } else { Err(Refusal::NoPermission) }
}

fn may(folder: &Dir, name: &OsStr, access: Access) -> Result<(), Refusal> {
    match rustix::fs::accessat(folder.handle(), name, access, AtFlags::EACCESS) {
        Ok(()) => Ok(()),
        Err(error) => Err(io::Error::from(error).into()),
    }
}

fn is_read_only(file: &std::fs::File) -> io::Result<bool> {
    Ok(rustix::fs::fstatvfs(file)?.f_flag.contains(StatVfsMountFlags::RDONLY))
}

/// Nobody, not even root, may change it: `chattr +i`, `+a`.
#[cfg(target_os = "linux")]
fn is_fixed(file: &std::fs::File) -> bool {
    use rustix::fs::IFlags;
    rustix::fs::ioctl_getflags(file).is_ok_and(|flags| flags.intersects(IFlags::IMMUTABLE | IFlags::APPEND))
}

#[cfg(not(target_os = "linux"))]
fn is_fixed(_file: &std::fs::File) -> bool {
    false
}

/// Something is mounted on this very name: it cannot be exchanged.
fn is_mount(folder: &Dir, name: &OsStr, file: &Status) -> io::Result<bool> {
    let of_folder = super::unix::status(&rustix::fs::fstat(folder.handle())?).identity.0;
    Ok(of_folder != file.identity.0 || is_mount_point(folder, name))
}

/// A bind mount from the same file system has the same device: the kernel says it (5.8 and later), else the table of mounts.
#[cfg(target_os = "linux")]
fn is_mount_point(folder: &Dir, name: &OsStr) -> bool {
    use rustix::fs::{StatxAttributes, StatxFlags};
    use std::os::unix::ffi::OsStrExt as _;
    if let Ok(statx) = rustix::fs::statx(folder.handle(), name, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS)
        && statx.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
    {
        return statx.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
    }
    let place = folder.place().join(name);
    let table = std::fs::read("/proc/self/mountinfo").unwrap_or_default();
    let mut points = table.split(|byte| *byte == b'\n').filter_map(|line| line.split(|byte| *byte == b' ').nth(4));
    points.any(|point| unescaped(point) == place.as_os_str().as_bytes())
}

#[cfg(not(target_os = "linux"))]
fn is_mount_point(_folder: &Dir, _name: &OsStr) -> bool {
    false
}

/// The kernel writes blanks and their like in octal: `\040`.
#[cfg(target_os = "linux")]
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        let octal = tail.get(..3).filter(|_| *first == b'\\').and_then(|digits| std::str::from_utf8(digits).ok());
        if let Some(byte) = octal.and_then(|digits| u8::from_str_radix(digits, 8).ok()) {
            out.push(byte);
            rest = tail.get(3..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = tail;
        }
    }
    out
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn octal_in_the_table_of_mounts() {
        assert_eq!(unescaped(br"/a\040b\134c\"), br"/a b\c\");
    }
}
