//! Windows.

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use super::Platform;
use crate::tree::{FileKind, Folder, Metadata, Tree as _};
use crate::windows::security;

/// See [`Platform`].
pub(crate) struct Windows;

/// Variables without which programs of Windows, and Java, do not start.
const NEEDED: [&str; 4] = ["SystemRoot", "windir", "TEMP", "TMP"];

impl Platform for Windows {
    /// None: of all that is run only Java's keytool is there on Windows, and that lies in a JVM's folder. Windows' own `certutil` is another
    /// program than NSS's.
    const PROGRAMS: &'static [&'static str] = &[];
    const PROGRAM_SUFFIX: &'static str = ".exe";
    const JVMS: &'static [&'static str] = &[
        "C:\\Program Files\\Java",
        "C:\\Program Files\\Eclipse Adoptium",
        "C:\\Program Files\\Microsoft",
        "C:\\Program Files\\Amazon Corretto",
        "C:\\Program Files\\Zulu",
        "C:\\Program Files\\BellSoft",
    ];

    fn described(metadata: &fs::Metadata) -> Metadata {
        let kind = metadata.file_type();
        Metadata {
            kind: match () {
                () if kind.is_symlink() => FileKind::Link,
                () if kind.is_dir() => FileKind::Folder,
                () if kind.is_file() => FileKind::File,
                () => FileKind::Other,
            },
            len: metadata.len(),
            mode: None,
            owner: None,
            modified: metadata.modified().ok(),
            changed: None,
            identity: (0, 0),
        }
    }

    fn is_loop(error: &io::Error) -> bool {
        /// ERROR_CANT_RESOLVE_FILENAME
        const TOO_MANY_LINKS: i32 = 1921;
        error.raw_os_error() == Some(TOO_MANY_LINKS)
    }

    fn name_of_bytes(bytes: Vec<u8>) -> OsString {
        String::from_utf8_lossy(&bytes).into_owned().into()
    }

    fn path_of_bytes(_bytes: Vec<u8>) -> Option<PathBuf> {
        None
    }

    fn make_data_folder(path: &Path) -> io::Result<()> {
        security::make_shared_folder(path)
    }

    /// Folders for what is temporary are mostly each user's own, but not those of services.
    fn private_folder(builder: &mut tempfile::Builder<'_, '_>) -> io::Result<tempfile::TempDir> {
        let folder = builder.tempdir()?;
        if security::narrow(folder.path())? { Ok(folder) } else { Err(io::ErrorKind::PermissionDenied.into()) }
    }

    /// A file has the access list of its folder, which is private.
    fn private_file(_options: &mut OpenOptions) {}

    fn prepare(command: &mut Command, _as_path: &Path) {
        let kept = NEEDED.iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
        command.envs(kept);
        if let Some(system) = std::env::var_os("SystemRoot").map(PathBuf::from) {
            command.env("PATH", system.join("System32")).current_dir(system);
        }
    }

    fn end(child: &mut Child) {
        let _ = child.kill();
    }

    fn sound(path: &Path, tree: &Folder, _is_own: bool) -> Option<PathBuf> {
        let real = tree.is_file(path).then(|| fs::canonicalize(path).ok()).flatten()?;
        // Elevated, only what nobody else can exchange is run.
        let is_held = |place: &Path| security::only_administrators_write_at(place).unwrap_or(false);
        if security::is_elevated() && !real.ancestors().take(2).all(is_held) {
            return None;
        }
        Some(real)
    }

    fn account() -> (u32, Option<String>) {
        (0, std::env::var("USERNAME").ok().filter(|name| !name.is_empty()))
    }
}
