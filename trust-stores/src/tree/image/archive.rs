//! Which images an archive holds, and of which layers each is made.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tillit_verifier::container::ContainerError;
use tillit_verifier::input::InputError;

use super::spool::{Content, Spool, Writer};
use super::tape::{self, BLOCK, Member, MemberKind, fill};
use super::unpack::unpack;
use super::{Image, Kept, MAX_NODES};

/// Bytes of one JSON document, and of all of them.
const MAX_DOCUMENT: u64 = 4 << 20;
const MAX_DOCUMENTS: usize = 64 << 20;
/// Files, folders and links of all layers, and bytes of their names.
const MAX_MEMBERS: usize = 2_000_000;
const MAX_NAMES: usize = 256 << 20;
/// Images of one archive, layers of one image, indexes inside indexes.
const MAX_IMAGES: usize = 100;
const MAX_LAYERS: usize = 1_000;
const MAX_INDEXES: usize = 4;
/// Bytes of the archive with all layers unpacked.
const MAX_UNPACKED: u64 = 64 << 30;

/// The first bytes of a file are those of a tar archive, or of one that is compressed with gzip or zstd.
pub fn is_archive(head: &[u8]) -> bool {
    let mut block = [0; BLOCK];
    let count = unpack(head).and_then(|mut content| fill(&mut content, &mut block)).unwrap_or(0);
    tape::is_header(&block[..count])
}

/// What was read of an archive.
#[derive(Debug)]
pub struct Archive {
    outer: Vec<Kept>,
    layers: BTreeMap<PathBuf, Result<Layer, String>>,
    documents: BTreeMap<PathBuf, Vec<u8>>,
    /// Links in the archive itself: layers that several images share.
    links: BTreeMap<PathBuf, PathBuf>,
    spool: Arc<Spool>,
}

#[derive(Debug)]
struct Layer {
    members: Vec<Kept>,
    /// SHA-256 of its tar archive, unpacked: the image's configuration lists it (`diff_ids`).
    digest: String,
}

/// One image of an archive.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name and tag; with its platform where several have the same. Empty for an archive of a file system.
    pub name: String,
    /// The variables that its programs start with.
    pub environment: Vec<(OsString, OsString)>,
    /// Paths in the archive, lowest first; `None`: the archive itself is the image.
    layers: Option<Vec<PathBuf>>,
    diff_ids: Vec<String>,
}

/// What is left of the limits of one archive.
struct Budget {
    members: usize,
    names: usize,
    documents: usize,
}

impl Budget {
    fn member(&mut self, member: &Member) -> io::Result<()> {
        self.members = self.members.checked_sub(1).ok_or(io::ErrorKind::FileTooLarge)?;
        self.names = self.names.checked_sub(member.path.as_os_str().len()).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(())
    }
}

impl Archive {
    /// Reads an archive.
    ///
    /// # Errors
    /// [`ContainerError::Damaged`], [`ContainerError::TooLarge`] for one beyond the limits, and those of reading.
    pub fn read(source: Box<dyn Read + '_>) -> Result<Self, InputError> {
        Self::scan(source).map_err(told)
    }

    fn scan(source: Box<dyn Read + '_>) -> io::Result<Self> {
        let mut budget = Budget { members: MAX_MEMBERS, names: MAX_NAMES, documents: MAX_DOCUMENTS };
        let mut spool = Writer::new()?;
        let (mut outer, mut layers, mut documents) = (Vec::new(), BTreeMap::new(), BTreeMap::new());
        let mut links = BTreeMap::new();
        let mut unpacked = unpack(source)?.take(MAX_UNPACKED);
        tape::walk(&mut unpacked, &mut |member, content| {
            budget.member(&member)?;
            let path = plain(&member.path);
            if let MemberKind::Link(target) = &member.kind {
                let beside = path.parent().unwrap_or(Path::new("")).join(target);
                links.insert(path, plain(&beside));
            } else if let MemberKind::HardLink(target) = &member.kind {
                links.insert(path, plain(target));
            } else if member.kind == MemberKind::File {
                if may_be_document(&path) && member.len <= MAX_DOCUMENT {
                    let mut data = Vec::new();
                    content.take(MAX_DOCUMENT).read_to_end(&mut data)?;
                    let kept = spool.keep(&mut &data[..], data.len() as u64)?;
                    if data.trim_ascii_start().starts_with(b"{") || data.trim_ascii_start().starts_with(b"[") {
                        budget.documents =
                            budget.documents.checked_sub(data.len()).ok_or(io::ErrorKind::FileTooLarge)?;
                        documents.insert(path, data);
                    } else if may_be_layer(&path)
                        && let Some(layer) = layer(&mut &data[..], &mut budget, &mut spool)
                    {
                        layers.insert(path, layer);
                    }
                    outer.push(Kept::of(member, kept));
                    return Ok(());
                }
                if may_be_layer(&path)
                    && let Some(layer) = layer(content, &mut budget, &mut spool)
                {
                    layers.insert(path, layer);
                    outer.push(Kept::of(member, Content::OtherKind));
                    return Ok(());
                }
                let kept = spool.keep(content, member.len)?;
                outer.push(Kept::of(member, kept));
                return Ok(());
            }
            outer.push(Kept::of(member, Content::TooLarge));
            Ok(())
        })?;
        if unpacked.limit() == 0 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(Self { outer, layers, documents, links, spool: Arc::new(spool.finish()?) })
    }

    /// The images in it, and those of which something is missing.
    pub fn images(&self) -> Vec<Result<Plan, (String, InputError)>> {
        let mut found = Vec::new();
        if let Some(document) = self.documents.get(Path::new("manifest.json")) {
            self.docker(document, &mut found);
        }
        if let Some(document) = self.documents.get(Path::new("index.json")) {
            self.index(document, None, 0, &mut found);
        }
        let is_layout = ["manifest.json", "index.json", "oci-layout", "repositories"];
        if found.is_empty() && !is_layout.iter().any(|name| self.documents.contains_key(Path::new(name))) {
            let plan = Plan { name: String::new(), environment: Vec::new(), layers: None, diff_ids: Vec::new() };
            return vec![Ok(plan)];
        }
        if found.is_empty() {
            found.push(Err((String::new(), broken("no image"))));
        }
        // The same image may stand in both lists.
        let mut seen = HashSet::new();
        found.retain(|plan| plan.as_ref().map_or(true, |(plan, _)| seen.insert(plan.layers.clone())));
        found.truncate(MAX_IMAGES);
        let name_of = |found: &Result<(Plan, String), _>| found.as_ref().map(|(plan, _)| plan.name.clone()).ok();
        let names: Vec<Option<String>> = found.iter().map(name_of).collect();
        let several = |name: &str| names.iter().filter(|other| other.as_deref() == Some(name)).count() > 1;
        let named = |(plan, platform): (Plan, String)| {
            let name = if several(&plan.name) { format!("{} {platform}", plan.name) } else { plan.name };
            Plan { name: name.trim().to_owned(), ..plan }
        };
        found.into_iter().map(|plan| plan.map(named)).collect()
    }

    /// The merged layers of an image.
    ///
    /// # Errors
    /// [`ContainerError::Damaged`]: a layer is missing, or not the one that the image's configuration lists.
    pub fn image(&self, plan: &Plan) -> Result<Image, InputError> {
        let Some(paths) = &plan.layers else {
            return Image::of([self.outer.as_slice()], Arc::clone(&self.spool)).ok_or_else(too_many);
        };
        let mut layers = Vec::new();
        for (number, path) in paths.iter().enumerate() {
            let layer = match self.layers.get(self.followed(path)) {
                None => return Err(broken(format!("the layer {} is not in the archive", path.display()))),
                Some(Err(detail)) => return Err(broken(format!("layer {}: {detail}", path.display()))),
                Some(Ok(layer)) => layer,
            };
            if plan
                .diff_ids
                .get(number)
                .is_some_and(|id| id.strip_prefix("sha256:").is_some_and(|id| id != layer.digest))
            {
                return Err(broken(format!(
                    "the layer {} is not the one that the image's configuration lists",
                    path.display()
                )));
            }
            layers.push(layer.members.as_slice());
        }
        Image::of(layers, Arc::clone(&self.spool)).ok_or_else(too_many)
    }

    /// The path behind links in the archive.
    fn followed<'a>(&'a self, path: &'a Path) -> &'a Path {
        let mut path = path;
        for _ in 0..8 {
            match self.links.get(path) {
                Some(target) => path = target,
                None => break,
            }
        }
        path
    }

    /// A JSON document by its path; one that is named by its digest must have it.
    fn document<'a, T: Deserialize<'a>>(&'a self, path: &'a Path) -> Result<Option<T>, InputError> {
        let Some(data) = self.documents.get(self.followed(path)) else { return Ok(None) };
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let stem = name.strip_suffix(".json").unwrap_or(name);
        let stem = stem.strip_prefix("sha256:").unwrap_or(stem);
        if is_digest(stem) && hex(&Sha256::digest(data)) != stem {
            return Err(broken(format!("{} does not have the digest that is its name", path.display())));
        }
        serde_json::from_slice(data).map(Some).map_err(|error| broken(format!("{}: {error}", path.display())))
    }

    /// `manifest.json` of `docker save`.
    fn docker(&self, document: &[u8], found: &mut Vec<Listed>) {
        let images: Vec<DockerImage> = match serde_json::from_slice(document) {
            Ok(images) => images,
            Err(error) => {
                found.push(Err((String::new(), broken(format!("manifest.json: {error}")))));
                return;
            }
        };
        for image in images.into_iter().take(MAX_IMAGES) {
            let tag = image.tags.unwrap_or_default().into_iter().next();
            let name = tag.unwrap_or_else(|| short(image.config.rsplit('/').next().unwrap_or(&image.config)));
            let layers = image.layers.iter().map(|layer| plain(Path::new(layer))).collect();
            found.push(self.plan(name, &plain(Path::new(&image.config)), layers));
        }
    }

    /// `index.json` of an OCI layout, or an index that it names: an image for each platform.
    fn index(&self, document: &[u8], name: Option<&str>, depth: usize, found: &mut Vec<Listed>) {
        let index: Index = match serde_json::from_slice(document) {
            Ok(index) => index,
            Err(error) => {
                found.push(Err((name.unwrap_or_default().to_owned(), broken(format!("index: {error}")))));
                return;
            }
        };
        for item in index.manifests {
            if found.len() >= MAX_IMAGES {
                return;
            }
            let said = ["io.containerd.image.name", "org.opencontainers.image.ref.name"]
                .iter()
                .find_map(|key| item.annotations.as_ref()?.get(*key))
                .and_then(|name| name.as_deref());
            let name = said.or(name);
            // Signed statements about an image are kept as if they were one.
            let is_statement =
                item.annotations.as_ref().is_some_and(|notes| notes.contains_key("vnd.docker.reference.type"));
            let Some(path) = blob(&item.digest).filter(|_| !is_statement) else { continue };
            let fallback = || short(item.digest.rsplit(':').next().unwrap_or_default());
            // Of an image for many platforms, often one alone is saved.
            let Some(data) = self.documents.get(self.followed(&path)) else { continue };
            let listed = match self.document::<Manifest>(&path) {
                Ok(Some(Manifest { manifests: Some(_), .. })) if depth < MAX_INDEXES => {
                    self.index(data, name, depth + 1, found);
                    continue;
                }
                Ok(Some(Manifest { config: Some(config), layers: Some(layers), .. })) => {
                    let layers = layers.iter().map(|layer| blob(&layer.digest).unwrap_or_default()).collect();
                    self.plan(
                        name.map_or_else(fallback, str::to_owned),
                        &blob(&config.digest).unwrap_or_default(),
                        layers,
                    )
                }
                Ok(_) => Err((name.map_or_else(fallback, str::to_owned), broken("neither an image nor an index"))),
                Err(error) => Err((name.map_or_else(fallback, str::to_owned), error)),
            };
            found.push(listed);
        }
    }

    fn plan(&self, name: String, config: &Path, layers: Vec<PathBuf>) -> Listed {
        if layers.len() > MAX_LAYERS {
            return Err((name, ContainerError::TooMany { limit: MAX_LAYERS }.into()));
        }
        let config: Config = match self.document(config) {
            Ok(Some(config)) => config,
            Ok(None) => {
                return Err((name, broken(format!("the configuration {} is not in the archive", config.display()))));
            }
            Err(error) => return Err((name, error)),
        };
        let variables = config.run.and_then(|run| run.environment).unwrap_or_default();
        let environment = variables
            .iter()
            .filter_map(|variable| variable.split_once('='))
            .map(|(name, value)| (name.into(), value.into()))
            .collect();
        let platform =
            [config.os, config.architecture, config.variant].into_iter().flatten().collect::<Vec<_>>().join("/");
        let diff_ids = config.rootfs.and_then(|rootfs| rootfs.diff_ids).unwrap_or_default();
        Ok((Plan { name, environment, layers: Some(layers), diff_ids }, platform))
    }
}

/// An image and its platform, or the name of one that cannot be read.
type Listed = Result<(Plan, String), (String, InputError)>;

#[derive(Deserialize)]
struct DockerImage {
    #[serde(rename = "Config")]
    config: String,
    #[serde(rename = "RepoTags")]
    tags: Option<Vec<String>>,
    #[serde(rename = "Layers")]
    layers: Vec<String>,
}

#[derive(Deserialize)]
struct Index {
    manifests: Vec<Descriptor>,
}

#[derive(Deserialize)]
struct Descriptor {
    digest: String,
    annotations: Option<BTreeMap<String, Option<String>>>,
}

#[derive(Deserialize)]
struct Manifest {
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
    manifests: Option<Vec<Descriptor>>,
}

#[derive(Deserialize)]
struct Config {
    os: Option<String>,
    architecture: Option<String>,
    variant: Option<String>,
    #[serde(rename = "config")]
    run: Option<Run>,
    rootfs: Option<Rootfs>,
}

#[derive(Deserialize)]
struct Run {
    #[serde(rename = "Env")]
    environment: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Rootfs {
    diff_ids: Option<Vec<String>>,
}

/// Reads a layer; `None` for what is no tar archive at all.
fn layer(content: &mut dyn Read, budget: &mut Budget, spool: &mut Writer) -> Option<Result<Layer, String>> {
    let mut content = match unpack(content) {
        Ok(content) => content,
        Err(error) => return Some(Err(error.to_string())),
    };
    let mut first = [0; BLOCK];
    match fill(&mut content, &mut first) {
        Ok(count) if count == BLOCK && (tape::is_header(&first) || first == [0; BLOCK]) => {}
        Ok(_) => return None,
        Err(error) => return Some(Err(error.to_string())),
    }
    let source = io::Cursor::new(first).chain(content).take(MAX_UNPACKED);
    // The walk reads to the end, so everything is hashed; in large pieces that is many times as fast.
    let mut hashing = io::BufReader::with_capacity(64 << 10, Hashing { source, digest: Sha256::new() });
    let mut members = Vec::new();
    let walked = tape::walk(&mut hashing, &mut |member, content| {
        budget.member(&member)?;
        let content = match member.kind {
            MemberKind::File => spool.keep(content, member.len)?,
            _ => Content::TooLarge,
        };
        members.push(Kept::of(member, content));
        Ok(())
    });
    Some(match walked {
        Ok(()) => Ok(Layer { members, digest: hex(&hashing.into_inner().digest.finalize()) }),
        Err(error) => Err(error.to_string()),
    })
}

struct Hashing<R> {
    source: R,
    digest: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.digest.update(&buffer[..count]);
        Ok(count)
    }
}

/// A path in the archive as manifests write it.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::Normal(part) => plain.push(part),
            Component::ParentDir => drop(plain.pop()),
            _ => {}
        }
    }
    plain
}

/// `blobs/sha256/HEX`, or what stands at the top of the archive.
fn may_be_document(path: &Path) -> bool {
    match path.iter().count() {
        1 => path.extension().is_some_and(|extension| extension == "json") || names_a_digest(path) || is_marker(path),
        3 => path.starts_with("blobs"),
        _ => false,
    }
}

fn is_marker(path: &Path) -> bool {
    path == Path::new("oci-layout") || path == Path::new("repositories")
}

fn may_be_layer(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    match path.iter().count() {
        1 => matches!(extension, Some("tar" | "tgz" | "gz" | "zst")) || names_a_digest(path),
        2 => name == "layer.tar",
        3 => path.starts_with("blobs"),
        _ => false,
    }
}

fn names_a_digest(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    is_digest(name.strip_prefix("sha256:").unwrap_or(name))
}

fn is_digest(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The blob with a digest (`sha256:HEX`).
fn blob(digest: &str) -> Option<PathBuf> {
    let (algorithm, value) = digest.split_once(':')?;
    Some(plain(&Path::new("blobs").join(algorithm).join(value)))
}

/// The beginning of a digest, as people name images by it.
fn short(digest: &str) -> String {
    digest.chars().take(12).collect()
}

fn hex(bytes: &[u8]) -> String {
    tillit_verifier::certificate::to_hex(bytes).to_ascii_lowercase()
}

fn broken(detail: impl Into<String>) -> InputError {
    ContainerError::Damaged { kind: "container image", detail: detail.into() }.into()
}

/// More files and folders than an image has.
fn too_many() -> InputError {
    ContainerError::TooMany { limit: MAX_NODES }.into()
}

/// An error of reading as the one that says most.
fn told(error: io::Error) -> InputError {
    match error.kind() {
        io::ErrorKind::FileTooLarge => ContainerError::TooLarge { limit: MAX_UNPACKED }.into(),
        io::ErrorKind::InvalidData
        | io::ErrorKind::InvalidInput
        | io::ErrorKind::UnexpectedEof
        | io::ErrorKind::Other => ContainerError::Damaged { kind: "tar archive", detail: error.to_string() }.into(),
        _ => InputError::from_io(error),
    }
}
