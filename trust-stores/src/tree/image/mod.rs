//! Container images as trees: what `docker save`, `podman save` and `skopeo` write, OCI layouts in a tar archive, and plain archives of a
//! file system (`docker export`).
//!
//! The archive is read once, from beginning to end, whatever the order in it. Names, links and permissions of every layer are kept in
//! memory; contents of files go into one temporary file that has no name. Programs and other archives are left out of it.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use self::spool::{Content, Spool};
use self::tape::{Member, MemberKind};
use super::{FileKind, Metadata, Tree, without_links};

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

/// The merged layers of one image.
#[derive(Debug)]
pub struct Image {
    nodes: Vec<Node>,
    spool: Arc<Spool>,
}

#[derive(Debug)]
struct Node {
    kind: Kind,
    len: u64,
    mode: u32,
    owner: u32,
    modified: Option<SystemTime>,
    /// Which layer it is of.
    layer: usize,
}

#[derive(Debug)]
enum Kind {
    File(Content),
    Folder(BTreeMap<OsString, usize>),
    Link(PathBuf),
    Pipe,
    Other,
}

/// A member of a layer with what was kept of its content.
#[derive(Clone, Debug)]
struct Kept {
    member: Member,
    content: Content,
}

impl Image {
    /// Lays layers one on the other.
    fn of<'a>(layers: impl IntoIterator<Item = &'a [Kept]>, spool: Arc<Spool>) -> Self {
        let root =
            Node { kind: Kind::Folder(BTreeMap::new()), len: 0, mode: 0o755, owner: 0, modified: None, layer: 0 };
        let mut image = Self { nodes: vec![root], spool };
        for (number, layer) in layers.into_iter().enumerate() {
            // Whiteouts are about lower layers, wherever in the layer they stand.
            for kept in layer {
                image.white_out(&kept.member.path, number);
            }
            for kept in layer {
                if whiteout(&kept.member.path).is_none() {
                    image.add(kept, number);
                }
            }
        }
        image
    }

    /// The folder at this way, made if it is not there; links in it are followed.
    fn folder(&mut self, path: &Path, layer: usize) -> Option<usize> {
        let way = self.way(path, true).ok()?;
        let mut at = 0;
        for (depth, part) in way.iter().enumerate() {
            let Kind::Folder(children) = &self.nodes.get(at)?.kind else { return None };
            at = match children.get(part) {
                Some(next) => *next,
                None if depth < MAX_DEPTH => {
                    let children = Kind::Folder(BTreeMap::new());
                    let node = Node { kind: children, len: 0, mode: 0o755, owner: 0, modified: None, layer };
                    self.put(at, part, node)?
                }
                None => return None,
            };
        }
        matches!(self.nodes.get(at)?.kind, Kind::Folder(_)).then_some(at)
    }

    fn put(&mut self, folder: usize, name: &OsStr, node: Node) -> Option<usize> {
        let new = self.nodes.len();
        let Kind::Folder(children) = &mut self.nodes.get_mut(folder)?.kind else { return None };
        children.insert(name.to_owned(), new);
        self.nodes.push(node);
        Some(new)
    }

    fn white_out(&mut self, path: &Path, layer: usize) -> Option<()> {
        let name = whiteout(path)?;
        let folder = self.find(&self.way(path.parent()?, true).ok()?)?;
        let Kind::Folder(children) = &self.nodes.get(folder)?.kind else { return None };
        let gone: Vec<OsString> = match name {
            Whiteout::All => children.keys().cloned().collect(),
            Whiteout::One(name) => vec![name],
            Whiteout::Nothing => Vec::new(),
        };
        let gone: Vec<OsString> = gone
            .into_iter()
            .filter(|name| children.get(name).and_then(|at| self.nodes.get(*at)).is_some_and(|node| node.layer < layer))
            .collect();
        let Kind::Folder(children) = &mut self.nodes.get_mut(folder)?.kind else { return None };
        children.retain(|name, _| !gone.contains(name));
        Some(())
    }

    fn add(&mut self, kept: &Kept, layer: usize) -> Option<()> {
        let member = &kept.member;
        let node = |kind| Node {
            kind,
            len: member.len,
            mode: member.mode,
            owner: member.owner,
            modified: member.modified,
            layer,
        };
        let Some(name) = member.path.file_name() else {
            // The root itself, or a path that ends in `..`.
            if member.kind == MemberKind::Folder && !member.path.ends_with("..") {
                let root = self.nodes.first_mut()?;
                (root.mode, root.owner, root.modified) = (member.mode, member.owner, member.modified);
            }
            return None;
        };
        let folder = self.folder(member.path.parent()?, layer)?;
        let Kind::Folder(children) = &self.nodes.get(folder)?.kind else { return None };
        let old = children.get(name).copied();
        let new = match &member.kind {
            MemberKind::Folder => {
                if let Some(old) = old.and_then(|at| self.nodes.get_mut(at))
                    && matches!(old.kind, Kind::Folder(_))
                {
                    (old.mode, old.owner, old.modified, old.layer) =
                        (member.mode, member.owner, member.modified, layer);
                    return Some(());
                }
                node(Kind::Folder(BTreeMap::new()))
            }
            MemberKind::HardLink(target) => {
                let target = self.find(&self.way(target, false).ok()?)?;
                if matches!(self.nodes.get(target)?.kind, Kind::Folder(_)) {
                    return None;
                }
                let Kind::Folder(children) = &mut self.nodes.get_mut(folder)?.kind else { return None };
                children.insert(name.to_owned(), target);
                return Some(());
            }
            MemberKind::File | MemberKind::Sparse => node(Kind::File(kept.content)),
            MemberKind::Link(target) => node(Kind::Link(target.clone())),
            MemberKind::Pipe => node(Kind::Pipe),
            MemberKind::Other => node(Kind::Other),
        };
        self.put(folder, name, new).map(drop)
    }

    /// The node at the end of a way without links.
    fn find(&self, way: &Path) -> Option<usize> {
        way.iter().try_fold(0, |at, part| match &self.nodes.get(at)?.kind {
            Kind::Folder(children) => children.get(part).copied(),
            _ => None,
        })
    }

    fn way(&self, path: &Path, follow_last: bool) -> io::Result<PathBuf> {
        without_links(path, follow_last, |way| {
            let node = self.find(way).and_then(|at| self.nodes.get(at));
            Ok(match node.map(|node| &node.kind) {
                Some(Kind::Link(target)) => Some(target.clone()),
                _ => None,
            })
        })
    }

    fn node(&self, path: &Path, follow_last: bool) -> io::Result<(usize, &Node)> {
        let at = self.find(&self.way(path, follow_last)?).ok_or(io::ErrorKind::NotFound)?;
        Ok((at, self.nodes.get(at).ok_or(io::ErrorKind::NotFound)?))
    }

    fn described(&self, path: &Path, follow_last: bool) -> io::Result<Metadata> {
        let (at, node) = self.node(path, follow_last)?;
        Ok(Metadata {
            kind: match node.kind {
                Kind::File(_) => FileKind::File,
                Kind::Folder(_) => FileKind::Folder,
                Kind::Link(_) => FileKind::Link,
                Kind::Pipe => FileKind::Pipe,
                Kind::Other => FileKind::Other,
            },
            len: node.len,
            mode: Some(node.mode),
            owner: Some(node.owner),
            modified: node.modified,
            identity: (0, at as u64),
        })
    }
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
#[cfg(unix)]
fn without_prefix(path: &Path) -> OsString {
    use std::os::unix::ffi::OsStrExt as _;
    let name = path.file_name().map(OsStr::as_bytes).unwrap_or_default();
    OsStr::from_bytes(name.strip_prefix(WHITEOUT).unwrap_or(name)).to_owned()
}

#[cfg(not(unix))]
fn without_prefix(path: &Path) -> OsString {
    path.file_name().unwrap_or_default().to_owned()
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
            Kind::Link(target) => Ok(target.clone()),
            _ => Err(io::ErrorKind::InvalidInput.into()),
        }
    }

    fn real_path(&self, path: &Path) -> io::Result<PathBuf> {
        let way = self.way(path, true)?;
        self.find(&way).ok_or(io::ErrorKind::NotFound)?;
        Ok(Path::new("/").join(way))
    }

    fn list(&self, path: &Path) -> io::Result<Vec<OsString>> {
        match &self.node(path, true)?.1.kind {
            Kind::Folder(children) => Ok(children.keys().cloned().collect()),
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
