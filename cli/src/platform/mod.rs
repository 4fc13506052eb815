//! What differs between operating systems, behind one trait. `unix.rs` and `windows.rs` implement it; nothing else of this program asks which
//! system it runs on.

use std::ffi::{OsStr, OsString};
use std::fs::{File, Metadata};
use std::hash::Hash;
use std::io;
use std::path::{Path, PathBuf};

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

/// The system that this runs on.
#[cfg(unix)]
pub(crate) use unix::Unix as Here;
#[cfg(windows)]
pub(crate) use windows::Windows as Here;

/// What a file is by its metadata.
pub(crate) enum FileKind {
    File,
    Folder,
    #[cfg_attr(windows, allow(dead_code))] // pipes of Windows have no place in a file system
    Pipe,
    Device,
    #[cfg_attr(windows, allow(dead_code))]
    Socket,
}

/// What this program asks of an operating system.
pub(crate) trait Platform {
    /// What a file or folder is, whatever name it goes by.
    type Identity: Clone + Eq + Hash;

    fn identity(path: &Path, metadata: &Metadata) -> io::Result<Self::Identity>;

    fn kind(metadata: &Metadata) -> FileKind;

    /// Nobody reads any more what is written into a pipe.
    fn is_broken_pipe(error: &io::Error) -> bool;

    /// Links led to one another.
    fn is_loop(error: &io::Error) -> bool;

    /// The folder of data that everybody on the machine uses.
    fn shared_data() -> PathBuf;

    /// The folder of configuration for the whole machine.
    fn shared_settings() -> PathBuf;

    /// This process may change what belongs to the whole machine: root; an administrator with elevated rights.
    fn is_privileged() -> bool;

    /// Nobody but the system and those who may do everything anyway can write this file.
    fn only_ours(file: &File) -> io::Result<bool>;

    /// The same by name, before anything is opened.
    fn only_ours_at(path: &Path) -> io::Result<bool>;

    /// Makes a folder, and those above it that are not there: everybody may read it, and where this process is privileged, nobody who is not
    /// may write it.
    fn make_shared_folder(path: &Path) -> io::Result<()>;

    /// The same for a file that is just being made.
    fn make_readable_by_all(file: &File) -> io::Result<()>;

    /// Makes a folder that nobody else may look into. On Windows what others may do with one that is there is taken away from them: it may have
    /// been made with the list of the folder around it.
    fn make_private_folder(path: &Path) -> io::Result<()>;

    /// The same for a file that is just being made in such a folder.
    fn make_private(file: &File) -> io::Result<()>;

    /// The permissions that any new file has, for one that a library would make private.
    fn as_new_files_are(builder: &mut tempfile::Builder<'_, '_>);

    /// A new name in a folder is on the disk only when the folder is.
    fn sync_folder(folder: &Path) -> io::Result<()>;

    /// The rest of an argument behind the byte at `at`, which is a character of ASCII.
    fn after(text: &OsStr, at: usize) -> Option<OsString>;

    /// The name under which what a caller has opened for this process can be read; `None` where the system has none.
    fn descriptor(number: u32) -> Option<PathBuf>;

    /// It is a name of something that this process has open already.
    fn is_descriptor(path: &Path) -> bool;

    /// The language of the system's own dialogs, where variables of the environment are not its way to say it.
    fn locale() -> Option<String>;

    /// A terminal of which no variable tells shows more than ASCII.
    fn shows_unicode() -> bool;

    /// There is no terminal on which somebody could be asked.
    fn is_no_terminal(error: &io::Error) -> bool;

    /// A terminal as it was before it was made to show nothing of what is typed.
    type Terminal: Send;

    /// Has the terminal show nothing of what is typed from now on. `None`: there is none, or whoever asks sees to it alone.
    fn hide_typing() -> Option<Self::Terminal>;

    /// Puts a terminal right.
    fn put_right(terminal: &Self::Terminal);

    /// Does this first when somebody breaks the program off (Ctrl-C, a request to end, a terminal that is closed), and then ends it as it would have
    /// ended. A second time nobody is kept waiting. Where that cannot be seen, the program ends as it always did.
    fn before_the_end(act: impl FnOnce() + Send + 'static);

    /// Has this process end when the one that started it ends, whatever foreign code in it is doing. Where that cannot be had, it ends by itself.
    fn end_with_parent();

    /// The system as it calls itself: `Debian GNU/Linux 12 (bookworm)`.
    fn name() -> Option<String>;
}
