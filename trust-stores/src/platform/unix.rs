//! Linux, macOS and their kin.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io;
use std::os::unix::ffi::OsStringExt as _;
use std::os::unix::fs::{FileTypeExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, UNIX_EPOCH};

use super::Platform;
use crate::tree::{self, FileKind, Folder, Metadata, Tree as _};

/// See [`Platform`].
pub(crate) struct Unix;

impl Platform for Unix {
    const PROGRAMS: &'static [&'static str] =
        &["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];
    const PROGRAM_SUFFIX: &'static str = "";
    const JVMS: &'static [&'static str] = &["/usr/lib/jvm", "/usr/lib64/jvm", "/usr/java"];

    fn described(metadata: &fs::Metadata) -> Metadata {
        let kind = metadata.file_type();
        Metadata {
            kind: match () {
                () if kind.is_symlink() => FileKind::Link,
                () if kind.is_dir() => FileKind::Folder,
                () if kind.is_file() => FileKind::File,
                () if kind.is_fifo() => FileKind::Pipe,
                () => FileKind::Other,
            },
            len: metadata.len(),
            mode: Some(metadata.permissions().mode() & 0o7777),
            owner: Some(metadata.uid()),
            modified: metadata.modified().ok(),
            changed: u64::try_from(metadata.ctime()).ok().map(|at| UNIX_EPOCH + Duration::from_secs(at)),
            identity: (metadata.dev(), metadata.ino()),
        }
    }

    fn is_loop(error: &io::Error) -> bool {
        /// ELOOP
        const TOO_MANY_LINKS: i32 = if cfg!(any(target_os = "linux", target_os = "android")) { 40 } else { 62 };
        error.raw_os_error() == Some(TOO_MANY_LINKS)
    }

    fn name_of_bytes(bytes: Vec<u8>) -> OsString {
        OsString::from_vec(bytes)
    }

    fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf> {
        Some(OsString::from_vec(bytes).into())
    }

    fn make_data_folder(path: &Path) -> io::Result<()> {
        fs::create_dir_all(path)
    }

    fn private_folder(builder: &mut tempfile::Builder<'_, '_>) -> io::Result<tempfile::TempDir> {
        builder.permissions(fs::Permissions::from_mode(0o700)).tempdir()
    }

    fn private_file(options: &mut OpenOptions) {
        options.mode(0o600);
    }

    fn prepare(command: &mut Command, as_path: &Path) {
        // Programs with several names (BusyBox) look at the one that they are called by.
        command.arg0(as_path).current_dir("/").env("PATH", Self::PROGRAMS.join(":")).process_group(0);
    }

    fn end(child: &mut Child) {
        // It was not waited for: its number is still its own, and so is its group's.
        if let Some(group) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        let _ = child.kill();
    }

    fn sound(path: &Path, tree: &Folder, is_own: bool) -> Option<PathBuf> {
        let me = rustix::process::geteuid();
        let found = tree.metadata(path).ok()?;
        if found.kind != FileKind::File || found.mode.unwrap_or(0) & 0o111 == 0 {
            return None;
        }
        if !me.is_root() && !is_own {
            return tree.real_path(path).ok();
        }
        let top = tree.root().map_or_else(|| Ok(PathBuf::from("/")), fs::canonicalize).ok()?;
        let is_held = |place: &Path| {
            fs::symlink_metadata(place).is_ok_and(|found| {
                // A link has no permissions of its own: who may exchange it depends on its folder alone, and in a sticky one on its owner.
                let by_others = match found.mode() {
                    _ if found.is_symlink() => false,
                    mode if found.is_dir() && mode & 0o1000 != 0 => false,
                    mode => mode & 0o002 != 0 || (mode & 0o020 != 0 && found.gid() != 0),
                };
                (found.uid() == 0 || found.uid() == me.as_raw()) && !by_others
            })
        };
        if !top.ancestors().all(is_held) {
            return None;
        }
        let walked = tree::without_links(path, true, |way| {
            let place = top.join(way);
            if !is_held(&place) {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            let is_link = fs::symlink_metadata(&place)?.is_symlink();
            is_link.then(|| fs::read_link(&place)).transpose()
        });
        Some(Path::new("/").join(walked.ok()?))
    }

    fn account() -> (u32, Option<String>) {
        let uid = rustix::process::geteuid().as_raw();
        (uid, name_of(uid))
    }
}

fn name_of(uid: u32) -> Option<String> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let mut fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let user = fields.find(|fields| fields.get(2).is_some_and(|number| *number == uid.to_string()))?;
    user.first().map(|name| (*name).to_owned())
}
