//! A tree as it would be after some changes, without making them: what a plan would write is read from it with the reader of `audit`.

use std::collections::{HashMap, HashSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::change::{Change, Content};
use crate::tree::{FileKind, Folder, Metadata, Tree, without_links};
use crate::windows::{Keys, Physical, Registry};

/// A tree with changes over it. [`Change::Run`] is not in it: nobody knows what a program will do.
pub(super) struct Afterwards<'a> {
    base: &'a Folder,
    changed: HashMap<PathBuf, Changed<'a>>,
    /// Names that are new, by their folder.
    new: HashMap<PathBuf, HashSet<OsString>>,
}

#[derive(Clone, Copy)]
enum Changed<'a> {
    File(&'a Content),
    Link(&'a Path),
    Gone,
}

/// The folder and the name in it.
fn parted(path: &Path) -> Option<(PathBuf, OsString)> {
    match Physical::of_path(path) {
        Some((physical, Some(name))) => Some((physical.folder(), name.into())),
        _ => Some((path.parent()?.to_owned(), path.file_name()?.to_owned())),
    }
}

/// The path of a name in a folder.
fn joined(folder: &Path, name: &OsStr) -> PathBuf {
    match (Physical::of_path(folder), name.to_str()) {
        (Some((physical, None)), Some(name)) => physical.element(name),
        _ => folder.join(name),
    }
}

impl<'a> Afterwards<'a> {
    /// The tree after these changes.
    pub(super) fn of(base: &'a Folder, changes: &'a [Change]) -> Self {
        let mut after = Self { base, changed: HashMap::new(), new: HashMap::new() };
        for change in changes {
            let (path, changed) = match change {
                Change::Replace { path, after, .. } | Change::Create { path, after, .. } => {
                    (path, Changed::File(after))
                }
                Change::MakeLink { path, to } => (path, Changed::Link(to)),
                Change::Remove { path, .. } | Change::RemoveLink { path, .. } => (path, Changed::Gone),
                Change::Run(_) => continue,
            };
            if let Some((folder, name)) = parted(path) {
                after.new.entry(folder).or_default().insert(name);
            }
            after.changed.insert(path.clone(), changed);
        }
        after
    }

    /// The path without links.
    fn locate(&self, path: &Path, follow_last: bool) -> io::Result<PathBuf> {
        // Links are rare there, and paths begin with a drive.
        if cfg!(windows) || Keys::are_named_by(path) {
            return Ok(path.to_owned());
        }
        let path = if self.base.is_host() { std::path::absolute(path)? } else { path.to_owned() };
        let way = without_links(&path, follow_last, |way| self.link(&Path::new("/").join(way)))?;
        Ok(Path::new("/").join(way))
    }

    fn link(&self, path: &Path) -> io::Result<Option<PathBuf>> {
        match self.changed.get(path) {
            Some(Changed::Link(to)) => Ok(Some((*to).to_owned())),
            Some(Changed::File(_) | Changed::Gone) => Ok(None),
            None => match self.base.link_metadata(path) {
                Ok(metadata) if metadata.kind == FileKind::Link => self.base.read_link(path).map(Some),
                Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                    Err(error)
                }
                _ => Ok(None),
            },
        }
    }

    /// A key of a registry that comes with what is put into it; a folder of a disk has to be there.
    fn is_made(&self, path: &Path) -> bool {
        // Its names are parted by backslashes, on whatever system.
        let is_above = |folder: &PathBuf| {
            let (folder, path) = (folder.to_str()?, path.to_str()?);
            folder.strip_prefix(path).map(|rest| rest.is_empty() || rest.starts_with('\\'))
        };
        Keys::are_named_by(path) && self.new.keys().any(|folder| is_above(folder) == Some(true))
    }

    /// What stands under a path without links on the way.
    fn here(&self, path: &Path) -> io::Result<Metadata> {
        // The same file under two names has one path here, so that a number is not needed.
        let new = |kind, len| Metadata {
            kind,
            len,
            mode: None,
            owner: None,
            modified: None,
            changed: None,
            identity: (0, 0),
        };
        match self.changed.get(path) {
            Some(Changed::File(content)) => Ok(new(FileKind::File, content.bytes().len() as u64)),
            Some(Changed::Link(to)) => Ok(new(FileKind::Link, to.as_os_str().len() as u64)),
            Some(Changed::Gone) => Err(io::ErrorKind::NotFound.into()),
            None => match self.base.link_metadata(path) {
                Err(error) if error.kind() == io::ErrorKind::NotFound && self.is_made(path) => {
                    Ok(new(FileKind::Folder, 0))
                }
                other => other,
            },
        }
    }
}

impl Tree for Afterwards<'_> {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.here(&self.locate(path, true)?)
    }

    fn link_metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.here(&self.locate(path, false)?)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.link(&self.locate(path, false)?)?.ok_or_else(|| io::ErrorKind::InvalidInput.into())
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        let path = self.locate(path, true)?;
        self.here(&path)?;
        Ok(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        let path = self.locate(path, true)?;
        let mut names = match self.base.list(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && self.is_made(&path) => Vec::new(),
            listed => listed?,
        };
        names.extend(self.new.get(&path).into_iter().flatten().cloned());
        names.retain(|name| !matches!(self.changed.get(&joined(&path, name)), Some(Changed::Gone)));
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        let path = self.locate(path, true)?;
        match self.changed.get(&path) {
            Some(Changed::File(content)) => Ok(Box::new(content.bytes())),
            Some(Changed::Link(_) | Changed::Gone) => Err(io::ErrorKind::NotFound.into()),
            None => self.base.open(&path),
        }
    }

    fn is_host(&self) -> bool {
        self.base.is_host()
    }

    fn is_offline(&self) -> bool {
        self.base.is_offline()
    }

    fn registry(&self) -> Option<&dyn Registry> {
        self.base.registry()
    }
}
