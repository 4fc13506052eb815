//! A folder of this machine as a tree: `/` itself, or a mounted image.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use super::{FileKind, Metadata, Tree};
use crate::platform::{Here, Platform as _};
use crate::windows::{self, Export, Keys, Registry};

/// How long a named pipe may be without anybody who writes to it.
const PIPE_WAIT: Duration = Duration::from_secs(10);

/// See [`Folder::host`] and [`Folder::at`].
#[derive(Clone, Debug)]
pub struct Folder {
    /// `None`: the machine itself.
    root: Option<PathBuf>,
    /// The registry of another computer, from its exports: instead of this machine's.
    exported: Option<Arc<Export>>,
    is_offline: bool,
}

impl Folder {
    /// This machine. Links and permissions are the operating system's.
    pub fn host() -> Self {
        Self { root: None, exported: None, is_offline: false }
    }

    /// A mounted image or the folder of a chroot. Links are followed inside it, as they would be if it ran.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: Some(root.into()), exported: None, is_offline: false }
    }

    /// This machine's files with the registry of another computer, to plan for that one. It is never written.
    pub fn with_registry(exported: Export) -> Self {
        Self { root: None, exported: Some(Arc::new(exported)), is_offline: false }
    }

    /// The same, of which nothing may be read over the network: see [`Tree::is_offline`].
    #[must_use]
    pub fn offline(mut self, is_offline: bool) -> Self {
        self.is_offline = is_offline;
        self
    }

    /// The registry is another computer's: see [`Folder::with_registry`].
    pub fn has_exported_registry(&self) -> bool {
        self.exported.is_some()
    }

    /// The folder of this machine that the tree is; `None`: the machine itself.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// The registry's stores, for a path that is one of them.
    fn keys(&self, path: &Path) -> Option<Keys<'_>> {
        self.registry_at_hand().filter(|_| Keys::are_named_by(path)).map(Keys)
    }

    /// Another tree's registry lies in files that are not read.
    fn registry_at_hand(&self) -> Option<&dyn Registry> {
        match &self.exported {
            Some(exported) => Some(&**exported),
            None if self.root.is_none() => windows::live().map(|registry| registry as &dyn Registry),
            None => None,
        }
    }

    /// The place in this machine of a path of the tree. All links on the way are followed, the last one only if asked for.
    fn locate(&self, path: &Path, follow_last: bool) -> io::Result<PathBuf> {
        let Some(root) = &self.root else { return Ok(path.to_owned()) };
        Ok(root.join(inside(root, path, follow_last)?))
    }
}

/// The way from `root` to `path` without links: never out of `root`.
fn inside(root: &Path, path: &Path, follow_last: bool) -> io::Result<PathBuf> {
    super::without_links(path, follow_last, |way| link(&root.join(way)))
}

/// What a link says; `None` for anything else, also for what is not there: whoever opens it is told.
fn link(path: &Path) -> io::Result<Option<PathBuf>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) if metadata.is_symlink() => fs::read_link(path).map(Some),
        Err(error) if error.kind() != io::ErrorKind::NotFound && error.kind() != io::ErrorKind::NotADirectory => {
            Err(error)
        }
        _ => Ok(None),
    }
}

impl Tree for Folder {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        if let Some(keys) = self.keys(path) {
            return keys.metadata(path);
        }
        fs::metadata(self.locate(path, true)?).map(|metadata| Here::described(&metadata))
    }

    fn link_metadata(&self, path: &Path) -> io::Result<Metadata> {
        if let Some(keys) = self.keys(path) {
            return keys.link_metadata(path);
        }
        fs::symlink_metadata(self.locate(path, false)?).map(|metadata| Here::described(&metadata))
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        if let Some(keys) = self.keys(path) {
            return keys.read_link(path);
        }
        fs::read_link(self.locate(path, false)?)
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        if let Some(keys) = self.keys(path) {
            return keys.real_path(path);
        }
        let Some(root) = &self.root else { return fs::canonicalize(path) };
        let way = inside(root, path, true)?;
        fs::symlink_metadata(root.join(&way))?;
        Ok(Path::new("/").join(way))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        if let Some(keys) = self.keys(path) {
            return keys.list(path);
        }
        let mut names = fs::read_dir(self.locate(path, true)?)?
            .map(|entry| Ok(entry?.file_name()))
            .collect::<io::Result<Vec<_>>>()?;
        names.sort_unstable();
        Ok(names)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        if let Some(keys) = self.keys(path) {
            return keys.read(path, u64::MAX - 1).map(|content| Box::new(io::Cursor::new(content)) as Box<dyn Read>);
        }
        let place = self.locate(path, true)?;
        // A file that a place expects is no pipe, and nobody may ever write to one.
        match Here::described(&fs::metadata(&place)?).kind {
            FileKind::Pipe => Err(io::ErrorKind::InvalidInput.into()),
            _ => Ok(Box::new(File::open(place)?)),
        }
    }

    fn open_pipe(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        match self.root {
            None => open_pipe(path.to_owned()).map(|file| Box::new(file) as Box<dyn Read>),
            Some(_) => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn is_host(&self) -> bool {
        self.root.is_none()
    }

    fn is_offline(&self) -> bool {
        self.is_offline
    }

    fn registry(&self) -> Option<&dyn Registry> {
        self.registry_at_hand()
    }
}

/// Opens a named pipe. That waits until somebody opens the other end, so it is done in a thread of its own, which is left behind if
/// nobody does.
fn open_pipe(path: PathBuf) -> io::Result<File> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        // Nobody listens any more when the wait is over.
        let _ = sender.send(File::open(path));
    });
    receiver.recv_timeout(PIPE_WAIT).unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn links_never_lead_out_of_the_tree() {
        use std::os::unix::fs::symlink;
        let outer = tempfile::tempdir().unwrap();
        let root = outer.path().join("image");
        fs::create_dir_all(root.join("etc/ssl")).unwrap();
        fs::write(outer.path().join("secret"), b"outside").unwrap();
        fs::write(root.join("secret"), b"inside").unwrap();
        symlink("/secret", root.join("etc/ssl/absolute")).unwrap();
        symlink("../../../../../secret", root.join("etc/ssl/climbing")).unwrap();
        symlink("b", root.join("etc/a")).unwrap();
        symlink("a", root.join("etc/b")).unwrap();
        symlink("/etc/ssl", root.join("ssl")).unwrap();
        let tree = Folder::at(&root);
        for name in ["/etc/ssl/absolute", "/etc/ssl/climbing", "/ssl/absolute", "/ssl/../../secret", "secret"] {
            assert_eq!(tree.read(Path::new(name), 100).unwrap(), b"inside", "{name}");
        }
        assert_eq!(tree.real_path(Path::new("/ssl/absolute")).unwrap(), Path::new("/secret"));
        assert_eq!(tree.metadata(Path::new("/etc/a")).unwrap_err().raw_os_error(), Some(40));
        assert_eq!(tree.link_metadata(Path::new("/etc/a")).unwrap().kind, FileKind::Link);
        assert_eq!(tree.list(Path::new("/ssl")).unwrap(), ["absolute", "climbing"]);
        assert_eq!(tree.read(Path::new("/nothing"), 9).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(tree.read(Path::new("/secret"), 5).unwrap_err().kind(), io::ErrorKind::FileTooLarge);
    }
}
