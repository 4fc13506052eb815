//! A tree of files to read from: this machine's, a mounted image's, a container image's.
//!
//! Paths are those of the tree. A link in a mounted image leads to where it would lead if the image ran, never out of the image.

use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use crate::formats::WINDOW;
use crate::windows::Registry;

mod folder;
mod image;

pub use folder::Folder;
pub use image::{Archive, Image, Plan, is_archive};

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// An ordinary file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link; only [`Tree::link_metadata`] says so.
    Link,
    /// A named pipe.
    Pipe,
    /// A device, a socket.
    Other,
}

/// What a tree knows of a file.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// What it is.
    pub kind: FileKind,
    /// Bytes.
    pub len: u64,
    /// Permission bits (`0o644`), where the tree has them.
    pub mode: Option<u32>,
    /// The owner's number, where the tree has it.
    pub owner: Option<u32>,
    /// When it was last written, where the tree knows.
    pub modified: Option<SystemTime>,
    /// When it, or its owner or mode, was last changed, where the tree knows: a copy that keeps the time of writing shows it here.
    pub changed: Option<SystemTime>,
    /// The same for two names of one file or folder.
    pub identity: (u64, u64),
}

/// A tree of files. Every path is absolute in the tree; [`Folder::host`] takes relative ones, too. Where there is a registry, its certificate
/// stores are folders of the tree ([`crate::windows`]).
pub trait Tree: Sync {
    /// What a path leads to, links followed inside the tree.
    ///
    /// # Errors
    /// Those of the operating system, of the same kinds.
    fn metadata(&self, path: &Path) -> io::Result<Metadata>;

    /// What stands under a path itself: a link is a link.
    ///
    /// # Errors
    /// As [`Tree::metadata`].
    fn link_metadata(&self, path: &Path) -> io::Result<Metadata>;

    /// What a link says.
    ///
    /// # Errors
    /// As [`Tree::metadata`]; no link.
    fn read_link(&self, path: &Path) -> io::Result<PathBuf>;

    /// The path without links, `.` and `..`.
    ///
    /// # Errors
    /// As [`Tree::metadata`].
    fn real_path(&self, path: &Path) -> io::Result<PathBuf>;

    /// The names in a folder, sorted; hidden ones, too.
    ///
    /// # Errors
    /// As [`Tree::metadata`]; no folder.
    fn list(&self, path: &Path) -> io::Result<Vec<OsString>>;

    /// Opens a file for reading.
    ///
    /// # Errors
    /// As [`Tree::metadata`]; a pipe, which must be asked for: [`Tree::open_pipe`].
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>>;

    /// Opens a named pipe that the user named. One without a writer is an error after some time, never a wait without end.
    ///
    /// # Errors
    /// As [`Tree::metadata`]; pipes of another tree than this machine have no writers.
    fn open_pipe(&self, _path: &Path) -> io::Result<Box<dyn Read + '_>> {
        Err(io::ErrorKind::InvalidInput.into())
    }

    /// It is the machine that this runs on: its environment and its processes say something about it.
    fn is_host(&self) -> bool;

    /// Nothing may be read over the network (`--offline`): a configuration's path to a share is not followed.
    fn is_offline(&self) -> bool {
        false
    }

    /// The registry of the machine whose files these are, where it is at hand.
    fn registry(&self) -> Option<&dyn Registry> {
        None
    }

    /// There is a file or folder under this path.
    fn exists(&self, path: &Path) -> bool {
        self.metadata(path).is_ok()
    }

    /// It leads to a folder.
    fn is_folder(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|metadata| metadata.kind == FileKind::Folder)
    }

    /// It leads to an ordinary file.
    fn is_file(&self, path: &Path) -> bool {
        self.metadata(path).is_ok_and(|metadata| metadata.kind == FileKind::File)
    }

    /// A file's bytes, if there are no more than `limit`.
    ///
    /// # Errors
    /// As [`Tree::open`]; [`io::ErrorKind::FileTooLarge`].
    fn read(&self, path: &Path, limit: u64) -> io::Result<Vec<u8>> {
        let mut data = Vec::new();
        self.open(path)?.take(limit.saturating_add(1)).read_to_end(&mut data)?;
        if data.len() as u64 > limit { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(data) }
    }

    /// A file's text, if it has no more than `limit` bytes; what is not UTF-8 is replaced.
    ///
    /// # Errors
    /// As [`Tree::read`].
    fn read_text(&self, path: &Path, limit: u64) -> io::Result<String> {
        Ok(String::from_utf8_lossy(&self.read(path, limit)?).into_owned())
    }
}

/// The file is an archive in which container images could be: known by its content.
pub fn is_archive_file(tree: &dyn Tree, path: &Path) -> bool {
    let mut head = Vec::new();
    // A pipe can be read only once.
    tree.is_file(path)
        && tree.open(path).and_then(|file| file.take(WINDOW).read_to_end(&mut head)).is_ok()
        && is_archive(&head)
}

/// Links that are followed on the way to one file, as in Linux.
const MAX_LINKS: usize = 40;

/// The way to a path without links and `..`, relative to the root of the tree and never out of it. `link` says what a link on such a way
/// says; `None` for anything else, also for what is not there: whoever opens it is told.
pub(crate) fn without_links(
    path: &Path,
    follow_last: bool,
    mut link: impl FnMut(&Path) -> io::Result<Option<PathBuf>>,
) -> io::Result<PathBuf> {
    let mut way = PathBuf::new();
    let mut left: Vec<OsString> = parts(path);
    left.reverse();
    let mut links = 0;
    while let Some(part) = left.pop() {
        if part == ".." {
            way.pop();
            continue;
        }
        let next = way.join(&part);
        let is_last = left.is_empty();
        let target = if is_last && !follow_last { None } else { link(&next)? };
        let Some(target) = target else {
            way = next;
            continue;
        };
        links += 1;
        if links > MAX_LINKS {
            return Err(too_many_links());
        }
        if target.is_absolute() {
            way = PathBuf::new();
        }
        left.extend(parts(&target).into_iter().rev());
    }
    Ok(way)
}

/// The names on a path; `..` stands for itself.
fn parts(path: &Path) -> Vec<OsString> {
    path.components()
        .filter(|component| matches!(component, Component::Normal(_) | Component::ParentDir))
        .map(|component| component.as_os_str().to_owned())
        .collect()
}

/// ELOOP, as the operating system would say it.
fn too_many_links() -> io::Error {
    #[cfg(any(target_os = "linux", target_os = "android"))]
    return io::Error::from_raw_os_error(40);
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    return io::Error::from_raw_os_error(62);
}
