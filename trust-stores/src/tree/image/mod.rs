//! Container images as trees: what `docker save`, `podman save` and `skopeo` write, OCI layouts in a tar archive, and plain archives of a
//! file system (`docker export`).
//!
//! The archive is read once, from beginning to end, whatever the order in it. Names, links and permissions of every layer are kept in
//! memory; contents of files go into one temporary file that has no name. Programs and other archives are left out of it.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::num::NonZero;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use self::spool::{Content, Spool};
use self::tape::{Member, MemberKind};
use super::{FileKind, MAX_LINKS, Metadata, Tree, too_many_links};
use crate::platform::{Here, Platform as _};

mod archive;
mod spool;
mod tape;
mod unpack;

pub use archive::{Archive, Plan, is_archive};

/// Whiteouts (OCI image specification, "Layer changesets"): this prefix before the name of what a layer removes.
const WHITEOUT: &[u8] = b".wh.";
/// A layer that has this in a folder hides all that lower layers have there.
const OPAQUE: &[u8] = b".wh..wh..opq";
/// Folders inside folders.
const MAX_DEPTH: usize = 256;

/// Steps from folder to folder on the way to one file, with those that links on it take.
const MAX_STEPS: usize = 1024;
/// Files and folders of one image, with the folders that no layer names.
const MAX_NODES: usize = 4_000_000;

/// The merged layers of one image.
#[derive(Debug)]
pub struct Image {
    nodes: Vec<Node>,
    spool: Arc<Spool>,
}

/// An image has a million of them: see the test of its size.
#[derive(Debug)]
struct Node {
    kind: Kind,
    len: u64,
    modified: Option<NonZero<u64>>,
    owner: u32,
    mode: u16,
    /// Which layer it is of.
    layer: u16,
}

#[derive(Debug)]
enum Kind {
    File(Content),
    #[allow(clippy::box_collection)] // smaller than what most nodes are
    Folder(Box<Children>),
    Link(Box<Path>),
    Pipe,
    Other,
}

type Children = BTreeMap<Box<OsStr>, u32>;

/// A member of a layer with what was kept of its content.
#[derive(Debug)]
struct Kept {
    path: Box<Path>,
    body: Body,
    len: u64,
    modified: Option<NonZero<u64>>,
    owner: u32,
    mode: u16,
}

#[derive(Debug)]
enum Body {
    File(Content),
    Folder,
    Link(Box<Path>),
    HardLink(Box<Path>),
    Pipe,
    Other,
}

impl Kept {
    fn of(member: Member, content: Content) -> Self {
        Self {
            path: member.path.into_boxed_path(),
            body: match member.kind {
                MemberKind::File | MemberKind::Sparse => Body::File(content),
                MemberKind::Folder => Body::Folder,
                MemberKind::Link(target) => Body::Link(target.into_boxed_path()),
                MemberKind::HardLink(target) => Body::HardLink(target.into_boxed_path()),
                MemberKind::Pipe => Body::Pipe,
                MemberKind::Other => Body::Other,
            },
            len: member.len,
            modified: member.modified,
            owner: member.owner,
            mode: member.mode,
        }
    }
}

/// The way to a path, from the root on, without links and `..`.
struct Way<'a> {
    names: Vec<&'a OsStr>,
    /// The root, and what is found under each name.
    nodes: Vec<Option<u32>>,
}

impl Way<'_> {
    /// What is found at its end.
    fn end(&self) -> Option<u32> {
        self.nodes.last().copied().flatten()
    }
}

impl Image {
    /// Lays layers one on the other; `None` for more files and folders than an image has.
    fn of<'a>(layers: impl IntoIterator<Item = &'a [Kept]>, spool: Arc<Spool>) -> Option<Self> {
        let root = Node { kind: folder(), len: 0, modified: None, owner: 0, mode: 0o755, layer: 0 };
        let mut image = Self { nodes: vec![root], spool };
        for (number, layer) in layers.into_iter().enumerate() {
            let number = u16::try_from(number).ok()?;
            // Whiteouts are about lower layers, wherever in the layer they stand.
            for kept in layer {
                image.white_out(&kept.path, number);
            }
            for kept in layer {
                if whiteout(&kept.path).is_none() {
                    image.add(kept, number);
                }
            }
            if image.nodes.len() >= MAX_NODES {
                return None;
            }
        }
        Some(image)
    }

    fn at(&self, at: u32) -> Option<&Node> {
        self.nodes.get(usize::try_from(at).ok()?)
    }

    fn at_mut(&mut self, at: u32) -> Option<&mut Node> {
        self.nodes.get_mut(usize::try_from(at).ok()?)
    }

    fn children(&self, at: u32) -> Option<&Children> {
        match &self.at(at)?.kind {
            Kind::Folder(children) => Some(children),
            _ => None,
        }
    }

    fn children_mut(&mut self, at: u32) -> Option<&mut Children> {
        match &mut self.at_mut(at)?.kind {
            Kind::Folder(children) => Some(children),
            _ => None,
        }
    }

    /// The folder at this path, made if it is not there; links on the way are followed.
    fn folder(&mut self, path: &Path, layer: u16) -> Option<u32> {
        let way = self.way(path, true).ok()?;
        if let Some(there) = way.end() {
            return self.children(there).map(|_| there);
        }
        if way.names.len() > MAX_DEPTH {
            return None;
        }
        let known = way.nodes.iter().take_while(|node| node.is_some()).count();
        let mut at = way.nodes.get(known.checked_sub(1)?).copied().flatten()?;
        let names: Vec<Box<OsStr>> = way.names.get(known - 1..)?.iter().map(|name| Box::from(*name)).collect();
        for name in names {
            let node = Node { kind: folder(), len: 0, modified: None, owner: 0, mode: 0o755, layer };
            at = self.put(at, &name, node)?;
        }
        Some(at)
    }

    fn put(&mut self, folder: u32, name: &OsStr, node: Node) -> Option<u32> {
        let new = u32::try_from(self.nodes.len()).ok().filter(|_| self.nodes.len() < MAX_NODES)?;
        self.children_mut(folder)?.insert(name.into(), new);
        self.nodes.push(node);
        Some(new)
    }

    fn white_out(&mut self, path: &Path, layer: u16) -> Option<()> {
        let name = whiteout(path)?;
        let folder = self.way(path.parent()?, true).ok()?.end()?;
        let children = self.children(folder)?;
        let is_below = |at: Option<&u32>| at.and_then(|at| self.at(*at)).is_some_and(|node| node.layer < layer);
        match name {
            Whiteout::All => {
                let gone: BTreeSet<u32> = children.values().filter(|at| is_below(Some(at))).copied().collect();
                self.children_mut(folder)?.retain(|_, at| !gone.contains(at));
            }
            Whiteout::One(name) if is_below(children.get(name.as_os_str())) => {
                self.children_mut(folder)?.remove(name.as_os_str());
            }
            Whiteout::One(_) | Whiteout::Nothing => {}
        }
        Some(())
    }

    fn add(&mut self, kept: &Kept, layer: u16) -> Option<()> {
        let node =
            |kind| Node { kind, len: kept.len, modified: kept.modified, owner: kept.owner, mode: kept.mode, layer };
        let Some(name) = kept.path.file_name() else {
            // The root itself, or a path that ends in `..`.
            if matches!(kept.body, Body::Folder) && !kept.path.ends_with("..") {
                let root = self.nodes.first_mut()?;
                (root.mode, root.owner, root.modified) = (kept.mode, kept.owner, kept.modified);
            }
            return None;
        };
        let parent = self.folder(kept.path.parent()?, layer)?;
        let old = self.children(parent)?.get(name).copied();
        let new = match &kept.body {
            Body::Folder => {
                if let Some(old) = old.and_then(|at| self.at_mut(at))
                    && matches!(old.kind, Kind::Folder(_))
                {
                    (old.mode, old.owner, old.modified, old.layer) = (kept.mode, kept.owner, kept.modified, layer);
                    return Some(());
                }
                node(folder())
            }
            Body::HardLink(target) => {
                let target = self.way(target, false).ok()?.end()?;
                if self.children(target).is_some() {
                    return None;
                }
                self.children_mut(parent)?.insert(name.into(), target);
                return Some(());
            }
            Body::File(content) => node(Kind::File(*content)),
            Body::Link(target) => node(Kind::Link(target.clone())),
            Body::Pipe => node(Kind::Pipe),
            Body::Other => node(Kind::Other),
        };
        self.put(parent, name, new).map(drop)
    }

    /// Walks to a path from folder to folder: as [`super::without_links`] says it, and each name is looked up once.
    fn way<'a>(&'a self, path: &'a Path, follow_last: bool) -> io::Result<Way<'a>> {
        let mut way = Way { names: Vec::new(), nodes: vec![Some(0)] };
        let mut left: Vec<&OsStr> = names(path).rev().collect();
        let (mut links, mut steps) = (0, 0);
        while let Some(name) = left.pop() {
            steps += 1;
            if steps > MAX_STEPS {
                return Err(too_many_links());
            }
            if name == ".." {
                if way.names.pop().is_some() {
                    way.nodes.pop();
                }
                continue;
            }
            let next = way.end().and_then(|at| self.children(at)?.get(name).copied());
            let is_followed = follow_last || !left.is_empty();
            if is_followed && let Some(Kind::Link(target)) = next.and_then(|at| Some(&self.at(at)?.kind)) {
                links += 1;
                if links > MAX_LINKS {
                    return Err(too_many_links());
                }
                if target.is_absolute() {
                    way.names.clear();
                    way.nodes.truncate(1);
                }
                left.extend(names(target).rev());
            } else {
                way.names.push(name);
                way.nodes.push(next);
            }
        }
        Ok(way)
    }

    fn node(&self, path: &Path, follow_last: bool) -> io::Result<(u32, &Node)> {
        let at = self.way(path, follow_last)?.end().ok_or(io::ErrorKind::NotFound)?;
        Ok((at, self.at(at).ok_or(io::ErrorKind::NotFound)?))
    }

    fn described(&self, path: &Path, follow_last: bool) -> io::Result<Metadata> {
        let (at, node) = self.node(path, follow_last)?;
        let modified = node.modified.map(|at| Duration::from_secs(at.get()));
        Ok(Metadata {
            kind: match node.kind {
                Kind::File(_) => FileKind::File,
                Kind::Folder(_) => FileKind::Folder,
                Kind::Link(_) => FileKind::Link,
                Kind::Pipe => FileKind::Pipe,
                Kind::Other => FileKind::Other,
            },
            len: node.len,
            mode: Some(node.mode.into()),
            owner: Some(node.owner),
            modified: modified.and_then(|after| SystemTime::UNIX_EPOCH.checked_add(after)),
            changed: None,
            identity: (0, at.into()),
        })
    }
}

/// A folder with nothing in it.
fn folder() -> Kind {
    Kind::Folder(Box::default())
}

/// The names on a path; `..` stands for itself.
fn names(path: &Path) -> impl DoubleEndedIterator<Item = &OsStr> {
    let names = path.components().filter(|part| matches!(part, Component::Normal(_) | Component::ParentDir));
    names.map(Component::as_os_str)
}

/// What a member whose name begins with `.wh.` hides.
enum Whiteout {
    One(OsString),
    All,
    /// Notes of the layer's own file system.
    Nothing,
}

fn whiteout(path: &Path) -> Option<Whiteout> {
    let name = path.file_name()?.as_encoded_bytes();
    let hidden = name.strip_prefix(WHITEOUT)?;
    Some(match () {
        () if name == OPAQUE => Whiteout::All,
        () if hidden.starts_with(WHITEOUT) || hidden.is_empty() => Whiteout::Nothing,
        // The prefix is ASCII: the name can be cut after it.
        () => Whiteout::One(
            path.file_name()?.to_str().map_or_else(|| without_prefix(path), |name| name[WHITEOUT.len()..].into()),
        ),
    })
}

/// A name that is no UTF-8, without the prefix.
fn without_prefix(path: &Path) -> OsString {
    let name = path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default();
    Here::name_of_bytes(name.strip_prefix(WHITEOUT).unwrap_or(name).to_vec())
}

impl Tree for Image {
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.described(path, true)
    }

    fn link_metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.described(path, false)
    }

    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        match &self.node(path, false)?.1.kind {
            Kind::Link(target) => Ok(target.to_path_buf()),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        let way = self.way(path, true)?;
        way.end().ok_or(io::ErrorKind::NotFound)?;
        Ok(std::iter::once(OsStr::new("/")).chain(way.names).collect())
    }

    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        match &self.node(path, true)?.1.kind {
            Kind::Folder(children) => Ok(children.keys().map(|name| name.to_os_string()).collect()),
            _ => Err(io::ErrorKind::NotADirectory.into()),
        }
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn Read + '_>> {
        match &self.node(path, true)?.1.kind {
            Kind::File(content) => self.spool.open(*content),
            Kind::Folder(_) => Err(io::ErrorKind::IsADirectory.into()),
            // Nobody writes to a pipe of an image.
            _ => Err(io::ErrorKind::TimedOut.into()),
        }
    }

    fn is_host(&self) -> bool {
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each byte here is a megabyte for an image of a million files.
    #[test]
    fn what_is_kept_of_each_file() {
        assert!(size_of::<Kept>() <= 64 && size_of::<Node>() <= 48, "{} {}", size_of::<Kept>(), size_of::<Node>());
    }
}
