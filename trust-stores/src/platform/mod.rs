//! What differs between operating systems in files and programs, behind one trait. `unix.rs` and `windows.rs` implement it.
//!
//! How files are taken hold of while they are changed is a matter of its own: see [`crate::install::files`].

use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use crate::tree::{Folder, Metadata};

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use unix::Unix as Here;
#[cfg(windows)]
pub(crate) use windows::Windows as Here;

/// What this crate asks of an operating system.
pub(crate) trait Platform {
    /// Where the system keeps programs for everybody: folders in which nobody else can put one.
    const PROGRAMS: &'static [&'static str];
    /// What the names of programs end with.
    const PROGRAM_SUFFIX: &'static str;
    /// Where JVMs lie: folders with one for each.
    const JVMS: &'static [&'static str];

    /// What is known of a file, without a look into it.
    fn described(metadata: &fs::Metadata) -> Metadata;

    /// Links led to one another.
    fn is_loop(error: &io::Error) -> bool;

    /// A name from the bytes that an archive has.
    fn name_of_bytes(bytes: Vec<u8>) -> OsString;

    /// A path that a record keeps in bytes since it is no text; `None`: only other systems have such paths.
    fn path_of_bytes(bytes: Vec<u8>) -> Option<PathBuf>;

    /// Makes a folder of data and those above it that are not there; where it is the machine's, others read it and do not write it.
    fn make_data_folder(path: &Path) -> io::Result<()>;

    /// Makes a temporary folder that nobody else sees into.
    fn private_folder(builder: &mut tempfile::Builder<'_, '_>) -> io::Result<tempfile::TempDir>;

    /// A file in the making, in such a folder, that nobody else reads.
    fn private_file(options: &mut OpenOptions);

    /// Whoever runs a program runs it with this environment and in this folder; `as_path`: what it is called by.
    fn prepare(command: &mut Command, as_path: &Path);

    /// Ends a program and what it started.
    fn end(child: &mut Child);

    /// The real path of a file that may be run. As root: nobody but root can exchange it, nor any folder or link on the way to it; `is_own`
    /// (of a folder that somebody named): for other users the same, of themselves and root.
    fn sound(path: &Path, tree: &Folder, is_own: bool) -> Option<PathBuf>;

    /// The number and the name of the account that this process runs as.
    fn account() -> (u32, Option<String>);
}
