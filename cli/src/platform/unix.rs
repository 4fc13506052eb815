//! Linux, macOS and their kin.

use std::ffi::{OsStr, OsString};
use std::fs::{self, DirBuilder, File, Metadata};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, FileTypeExt as _, MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustix::io::Errno;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::{flag, low_level};

use super::{FileKind, Platform};

/// See [`Platform`].
pub(crate) struct Unix;

/// Device and number.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    device: u64,
    inode: u64,
}

impl Platform for Unix {
    type Identity = Identity;

    fn identity(_path: &Path, metadata: &Metadata) -> io::Result<Identity> {
        Ok(Identity { device: metadata.dev(), inode: metadata.ino() })
    }

    fn kind(metadata: &Metadata) -> FileKind {
        let kind = metadata.file_type();
        match () {
            () if kind.is_dir() => FileKind::Folder,
            () if kind.is_fifo() => FileKind::Pipe,
            () if kind.is_socket() => FileKind::Socket,
            () if kind.is_file() => FileKind::File,
            () => FileKind::Device,
        }
    }

    fn is_broken_pipe(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::BrokenPipe
    }

    fn is_loop(error: &io::Error) -> bool {
        /// ELOOP
        const TOO_MANY_LINKS: i32 = if cfg!(any(target_os = "linux", target_os = "android")) { 40 } else { 62 };
        error.raw_os_error() == Some(TOO_MANY_LINKS)
    }

    fn shared_data() -> PathBuf {
        "/var/lib/tillit".into()
    }

    fn shared_settings() -> PathBuf {
        "/etc/tillit".into()
    }

    fn is_privileged() -> bool {
        rustix::process::geteuid().is_root()
    }

    fn only_ours(file: &File) -> io::Result<bool> {
        Ok(is_only_roots(&file.metadata()?))
    }

    fn only_ours_at(path: &Path) -> io::Result<bool> {
        Ok(is_only_roots(&fs::metadata(path)?))
    }

    fn make_shared_folder(path: &Path) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o755).create(path)
    }

    fn make_readable_by_all(file: &File) -> io::Result<()> {
        file.set_permissions(fs::Permissions::from_mode(0o644))
    }

    fn make_private_folder(path: &Path) -> io::Result<()> {
        match DirBuilder::new().mode(0o700).create(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
            done => done,
        }
    }

    fn make_private(file: &File) -> io::Result<()> {
        file.set_permissions(fs::Permissions::from_mode(0o600))
    }

    fn as_new_files_are(builder: &mut tempfile::Builder<'_, '_>) {
        // The umask still applies, as to any new file.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }

    fn sync_folder(folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    fn after(text: &OsStr, at: usize) -> Option<OsString> {
        text.as_bytes().get(at + 1..).map(|rest| OsStr::from_bytes(rest).to_owned())
    }

    fn descriptor(number: u32) -> Option<PathBuf> {
        // Shown as files: opening those needs no foreign code.
        Some(format!("/dev/fd/{number}").into())
    }

    fn is_descriptor(path: &Path) -> bool {
        path == Path::new("/dev/stdin") || path.starts_with("/dev/fd") || path.starts_with("/proc/self/fd")
    }

    fn locale() -> Option<String> {
        // Outside a terminal macOS sets no variables.
        if cfg!(target_os = "macos") { sys_locale::get_locale() } else { None }
    }

    fn shows_unicode() -> bool {
        cfg!(target_os = "macos")
    }

    fn is_no_terminal(error: &io::Error) -> bool {
        let none = [Errno::NXIO, Errno::NOENT, Errno::NODEV, Errno::NOTTY, Errno::IO, Errno::BADF];
        Errno::from_io_error(error).is_some_and(|number| none.contains(&number))
    }

    type Terminal = (File, Termios);

    fn hide_typing() -> Option<Self::Terminal> {
        let file = File::open("/dev/tty").ok()?;
        let settings = tcgetattr(&file).ok()?;
        let mut hiding = settings.clone();
        hiding.local_modes.remove(LocalModes::ECHO | LocalModes::ECHONL);
        tcsetattr(&file, OptionalActions::Now, &hiding).ok()?;
        Some((file, settings))
    }

    fn put_right((file, settings): &Self::Terminal) {
        // There is nobody left to tell.
        let _ = tcsetattr(file, OptionalActions::Now, settings);
    }

    fn before_the_end(act: impl FnOnce() + Send + 'static) {
        const ENDINGS: [i32; 3] = [SIGINT, SIGTERM, SIGHUP];
        let is_second = Arc::new(AtomicBool::new(false));
        for signal in ENDINGS {
            let _ = flag::register_conditional_default(signal, Arc::clone(&is_second));
        }
        let Ok(mut signals) = Signals::new(ENDINGS) else { return };
        std::thread::spawn(move || {
            let Some(signal) = signals.forever().next() else { return };
            is_second.store(true, Ordering::SeqCst);
            act();
            let _ = low_level::emulate_default_handler(signal);
        });
    }

    fn end_with_parent() {
        #[cfg(target_os = "linux")]
        let _ = rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL));
    }

    fn name() -> Option<String> {
        let release = crate::files::text(Path::new("/etc/os-release"), 64 * 1024).ok()?;
        let pretty = release.lines().find_map(|line| line.strip_prefix("PRETTY_NAME="))?;
        Some(pretty.trim_matches('"').to_owned())
    }
}

fn is_only_roots(found: &Metadata) -> bool {
    found.uid() == 0 && found.mode() & 0o022 == 0
}
