//! Windows.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use tillit_trust_stores::windows::security;

use super::{FileKind, Platform};

/// See [`Platform`].
pub(crate) struct Windows;

impl Platform for Windows {
    /// Its one path without links, short names and other spellings.
    type Identity = PathBuf;

    fn identity(path: &Path, _metadata: &Metadata) -> io::Result<PathBuf> {
        fs::canonicalize(path)
    }

    fn kind(metadata: &Metadata) -> FileKind {
        match () {
            () if metadata.is_dir() => FileKind::Folder,
            () if metadata.is_file() => FileKind::File,
            () => FileKind::Device,
        }
    }

    fn is_broken_pipe(error: &io::Error) -> bool {
        /// ERROR_PIPE_NOT_CONNECTED: the library knows the other two numbers by itself.
        const NOT_CONNECTED: i32 = 233;
        error.kind() == io::ErrorKind::BrokenPipe || error.raw_os_error() == Some(NOT_CONNECTED)
    }

    fn is_loop(error: &io::Error) -> bool {
        /// ERROR_CANT_RESOLVE_FILENAME
        const TOO_MANY_LINKS: i32 = 1921;
        error.raw_os_error() == Some(TOO_MANY_LINKS)
    }

    fn shared_data() -> PathBuf {
        program_data().join("tillit")
    }

    fn shared_settings() -> PathBuf {
        program_data().join("tillit")
    }

    fn is_privileged() -> bool {
        security::is_elevated()
    }

    fn only_ours(file: &File) -> io::Result<bool> {
        security::only_administrators_write(file)
    }

    fn only_ours_at(path: &Path) -> io::Result<bool> {
        security::only_administrators_write_at(path)
    }

    fn make_shared_folder(path: &Path) -> io::Result<()> {
        security::make_shared_folder(path)
    }

    fn make_readable_by_all(_file: &File) -> io::Result<()> {
        Ok(())
    }

    fn make_private_folder(path: &Path) -> io::Result<()> {
        match security::make_private_folder(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {
                if security::narrow(path)? {
                    Ok(())
                } else {
                    Err(io::ErrorKind::PermissionDenied.into())
                }
            }
            done => done,
        }
    }

    /// It has the list of its folder.
    fn make_private(_file: &File) -> io::Result<()> {
        Ok(())
    }

    fn as_new_files_are(_builder: &mut tempfile::Builder<'_, '_>) {}

    fn sync_folder(_folder: &Path) -> io::Result<()> {
        Ok(())
    }

    fn after(text: &OsStr, at: usize) -> Option<OsString> {
        text.to_str()?.get(at + 1..).map(OsString::from)
    }

    fn descriptor(_number: u32) -> Option<PathBuf> {
        None
    }

    fn is_descriptor(_path: &Path) -> bool {
        false
    }

    fn locale() -> Option<String> {
        sys_locale::get_locale()
    }

    fn shows_unicode() -> bool {
        true
    }

    fn is_no_terminal(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::NotFound
    }

    type Terminal = ();

    fn hide_typing() -> Option<()> {
        None
    }

    fn put_right((): &()) {}

    fn before_the_end(act: impl FnOnce() + Send + 'static) {
        /// STATUS_CONTROL_C_EXIT (0xC000013A): what a shell sees of a program that Ctrl-C has ended.
        const BROKEN_OFF: i32 = 0xC000_013A_u32.cast_signed();
        let act = Mutex::new(Some(act));
        // In a thread of its own, so that a second time is heard while the first is at work.
        let _ = ctrlc::set_handler(move || match act.lock().ok().and_then(|mut act| act.take()) {
            Some(act) => {
                std::thread::spawn(move || {
                    act();
                    std::process::exit(BROKEN_OFF);
                });
            }
            None => std::process::exit(BROKEN_OFF),
        });
    }

    fn end_with_parent() {}

    fn name() -> Option<String> {
        None
    }
}

/// Where programs keep data for the whole machine.
fn program_data() -> PathBuf {
    std::env::var_os("PROGRAMDATA").map_or_else(|| PathBuf::from("C:\\ProgramData"), PathBuf::from)
}
