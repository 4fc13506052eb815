//! The names in a folder and the files behind them: several names may lead to one file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tillit_verifier::container::{Quirk, ReadLimits, is_pem_text};
use tillit_verifier::{Certificate, Fingerprint};

use super::{Task, pem};
use crate::formats::{self, Options};
use crate::install::change::Change;
use crate::install::plan::Refusal;
use crate::observation::Observation;
use crate::store::{StoreKind, TrustStore};
use crate::tree::{FileKind, Tree as _};

/// Names in one folder, with those inside it.
const MAX_NAMES: usize = 100_000;
const MAX_DEPTH: usize = 64;
/// Bytes of one file that is edited or moved.
const MAX_BYTES: u64 = 256 << 20;
/// What a volume made of a ConfigMap or Secret has beside its files, which are links into it.
const VOLUME: &str = "..data";

/// A name. Its folder is a real path.
#[derive(Clone, Debug)]
pub(super) struct Name {
    pub(super) path: PathBuf,
    /// What it says, if it is a link.
    pub(super) link: Option<PathBuf>,
    /// Where it leads.
    real: PathBuf,
}

/// A file, under all its names in the folder.
pub(super) struct File {
    pub(super) names: Vec<Name>,
    /// Permission bits.
    pub(super) mode: Option<u32>,
}

impl File {
    /// One of its real paths.
    pub(super) fn real(&self) -> &Path {
        self.names.first().map_or(Path::new(""), |name| &name.real)
    }

    /// It lies outside the folder, and only links lead to it.
    fn is_outside(&self, folder: &Path) -> bool {
        !self.real().starts_with(folder)
    }
}

/// What is in a folder.
pub(super) struct Files {
    pub(super) files: Vec<File>,
    /// Links that lead nowhere.
    pub(super) dangling: Vec<Name>,
}

impl Files {
    /// The files of the task's folder, with those in the folders inside it if it is `deep`. Hidden ones are left out.
    pub(super) fn of(task: &Task<'_>, deep: bool) -> Result<Self, Refusal> {
        let tree = task.tree;
        let mut found = Self { files: Vec::new(), dangling: Vec::new() };
        let mut known: HashMap<(u64, u64, PathBuf), usize> = HashMap::new();
        let mut open = vec![(task.path.to_owned(), 0)];
        let mut names = 0;
        while let Some((folder, depth)) = open.pop() {
            if tree.link_metadata(&folder.join(VOLUME)).is_ok() {
                return Err(Refusal::Generated("k8s:FILE".to_owned()));
            }
            for name in tree.list(&folder)? {
                if name.as_encoded_bytes().starts_with(b".") {
                    continue;
                }
                names += 1;
                if names > MAX_NAMES {
                    return Err(Refusal::WouldLose(format!("more than {MAX_NAMES} files")));
                }
                let path = folder.join(name);
                let kind = tree.link_metadata(&path)?.kind;
                let link = if kind == FileKind::Link { Some(tree.read_link(&path)?) } else { None };
                let Ok(metadata) = tree.metadata(&path) else {
                    found.dangling.extend(link.map(|link| Name { real: path.clone(), path, link: Some(link) }));
                    continue;
                };
                if metadata.kind == FileKind::Folder && link.is_none() && deep && depth < MAX_DEPTH {
                    open.push((path, depth + 1));
                } else if metadata.kind == FileKind::File {
                    let real = tree.real_path(&path)?;
                    let (device, inode) = metadata.identity;
                    let nameless = if metadata.identity == (0, 0) { real.clone() } else { PathBuf::new() };
                    let index = *known.entry((device, inode, nameless)).or_insert(found.files.len());
                    if index == found.files.len() {
                        found.files.push(File { names: Vec::new(), mode: metadata.mode });
                    }
                    found.files[index].names.push(Name { path, link, real });
                }
            }
        }
        Ok(found)
    }

    /// The file that has this real path.
    pub(super) fn position(&self, real: &Path) -> Option<usize> {
        self.files.iter().position(|file| file.names.iter().any(|name| name.real == real))
    }

    /// The permissions of a new file: what most of the files have, without the right to run it or to write it for others.
    pub(super) fn mode(&self) -> u32 {
        let mut counts: HashMap<u32, usize> = HashMap::new();
        for mode in self.files.iter().filter_map(|file| file.mode) {
            *counts.entry(mode & 0o644 | 0o600).or_default() += 1;
        }
        counts.into_iter().max_by_key(|(mode, count)| (*count, *mode)).map_or(0o644, |(mode, _)| mode)
    }
}

/// A name in the folder that is free, for a new file.
pub(super) fn free_name(task: &Task<'_>, stem: &str, extension: &str) -> PathBuf {
    let mut path = task.path.join(format!("{stem}.{extension}"));
    let mut number = 1;
    while task.tree.link_metadata(&path).is_ok() {
        number += 1;
        path = task.path.join(format!("{stem}-{number}.{extension}"));
    }
    path
}

/// What a file of a folder holds.
pub(super) struct Content {
    pub(super) certificates: Vec<Certificate>,
    /// It is PEM, the only form that OpenSSL finds under a hash.
    pub(super) is_pem: bool,
    pub(super) has_private_key: bool,
}

/// What becomes of a file.
pub(super) enum Fate {
    /// It stays as it is.
    Stays,
    /// It held nothing but what is taken out.
    Goes,
    /// It is written without what is taken out.
    Changes(Change),
}

/// What a file holds, what becomes of it, and what is taken out.
pub(super) fn fate(task: &Task<'_>, file: &File) -> Result<(Content, Fate, Vec<Fingerprint>), Refusal> {
    let options = Options {
        tree: task.tree,
        passwords: task.passwords,
        limits: ReadLimits::default(),
        interest: &|_| true,
        kind: None,
    };
    // What is no store is no business of ours.
    let stores: Vec<TrustStore> = formats::read(file.real(), &options).into_iter().filter_map(Result::ok).collect();
    let content = Content {
        certificates: stores.iter().flat_map(TrustStore::certificates).cloned().collect(),
        is_pem: stores.iter().any(|store| store.kind == StoreKind::PemBundle),
        has_private_key: stores.iter().any(|store| store.has_private_key),
    };
    let mut removed: Vec<Fingerprint> = Vec::new();
    for fingerprint in content.certificates.iter().map(Certificate::fingerprint) {
        if task.removes(fingerprint) && !removed.contains(&fingerprint) {
            removed.push(fingerprint);
        }
    }
    let (store, [_, ..]) = (stores.first(), removed.as_slice()) else { return Ok((content, Fate::Stays, removed)) };
    let Some(store) = store.filter(|_| stores.len() == 1) else {
        return Err(Refusal::KindNotWritten(stores.first().map_or(StoreKind::Folder, |store| store.kind)));
    };
    if content.has_private_key {
        return Err(Refusal::PrivateKeyFile);
    }
    let is_all = store.passed_over == 0
        && store
            .entries
            .iter()
            .all(|entry| entry.certificate.as_ref().is_ok_and(|found| task.removes(found.fingerprint())));
    let text = task.tree.read(file.real(), MAX_BYTES)?;
    let fate = if !is_pem_text(&text) {
        match store.kind {
            StoreKind::Der | StoreKind::Pkcs7 if is_all => Fate::Goes,
            kind => return Err(Refusal::KindNotWritten(kind)),
        }
    } else if store
        .observations
        .iter()
        .any(|seen| matches!(seen, Observation::Quirk(Quirk::Utf16 | Quirk::BareBase64, _)))
    {
        return Err(Refusal::WouldLose(file.real().display().to_string()));
    } else {
        let blocks = pem::blocks(&text)?;
        // A revocation list, say.
        let has_others = blocks.iter().any(|block| block.certificates.is_empty());
        if is_all && !has_others {
            Fate::Goes
        } else if file.is_outside(task.path) {
            return Err(Refusal::WouldLose(format!("{} is not in the folder", file.real().display())));
        } else {
            let cut = pem::without(&text, &blocks, &|fingerprint| task.removes(fingerprint))?;
            Fate::Changes(Change::replace(file.real(), &text, cut.text))
        }
    };
    Ok((content, fate, removed))
}

/// Takes these names of a file away: links, and the file under its own names. What lies outside the folder stays.
pub(super) fn remove<'n>(task: &Task<'_>, names: impl Iterator<Item = &'n Name>) -> Result<Vec<Change>, Refusal> {
    let mut changes = Vec::new();
    let mut own = Vec::new();
    for name in names {
        if let Some(to) = &name.link {
            changes.push(Change::RemoveLink { path: name.path.clone(), to: to.clone() });
        } else {
            let before = Fingerprint::of(&read(task, &name.path)?);
            own.push(Change::Remove { path: name.path.clone(), before });
        }
    }
    changes.extend(own);
    Ok(changes)
}

/// The bytes of a file.
pub(super) fn read(task: &Task<'_>, path: &Path) -> Result<Vec<u8>, Refusal> {
    Ok(task.tree.read(path, MAX_BYTES)?)
}
