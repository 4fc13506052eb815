//! What Debian's `update-ca-certificates` leaves behind when a file of the administrator's is gone: links in `/etc/ssl/certs` that lead nowhere,
//! and the entry in Java's store (the hook adds what the command added, and hears of a removal only from lines with `!` in
//! `/etc/ca-certificates.conf`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tillit_verifier::container::Passwords;
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

use super::super::change::{Change, SystemCommand};
use super::super::plan::Refusal;
use super::super::selection::Removal;
use super::super::writers::{self, Task};
use super::{bundle, options};
use crate::formats::{self, Options};
use crate::places::system::{Installation, installation};
use crate::store::TrustStore;
use crate::tree::{FileKind, Folder, Tree as _};

/// Links that are followed from one in a hashed directory to the file it is for.
const MAX_LINKS: usize = 8;

/// What is to be done after a change of the system's store was taken back and the command ran again: `removed` are the certificates that the change
/// had added. What came into the store by another way stays.
///
/// # Errors
/// [`Refusal`]: Java's store cannot be read or written.
pub fn clean_up_after_undo(tree: &Folder, removed: &[Fingerprint]) -> Result<Vec<Change>, Refusal> {
    let passwords = Passwords::defaults();
    let options = options(tree, &passwords);
    let installation = installation(&options);
    let Some(install) = installation.install else { return Ok(Vec::new()) };
    if install.command != SystemCommand::UpdateCaCertificates {
        return Ok(Vec::new());
    }
    // Files of ours have the certificate's fingerprint in their names.
    let marks: Vec<String> =
        removed.iter().map(|of| format!("-{}.crt", &of.to_string().to_ascii_lowercase()[..16])).collect();
    let is_gone = |file: &Path| {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        file.starts_with(install.folder) && marks.iter().any(|mark| name.ends_with(mark)) && !tree.exists(file)
    };
    let mut changes = links_to(&installation, tree, &is_gone)?;
    let held: BTreeSet<Fingerprint> = bundle(&installation, &options)?
        .iter()
        .flat_map(TrustStore::certificates)
        .map(Certificate::fingerprint)
        .collect();
    let gone: Vec<Fingerprint> = removed.iter().copied().filter(|fingerprint| !held.contains(fingerprint)).collect();
    changes.extend(java(&installation, &gone, &options, tree, OffsetDateTime::now_utc())?);
    Ok(changes)
}

/// The links to files that go away.
pub(super) fn links(installation: &Installation, files: &[PathBuf], tree: &Folder) -> Result<Vec<Change>, Refusal> {
    let is_debian = installation.install.is_some_and(|i| i.command == SystemCommand::UpdateCaCertificates);
    if files.is_empty() || !is_debian {
        return Ok(Vec::new());
    }
    links_to(installation, tree, &|file| files.iter().any(|gone| gone == file))
}

/// Links in hashed directories that lead to such files, straight or by another link there. Those with higher numbers of the same hash take the place
/// of one that goes: OpenSSL looks no further than the first number that is not there.
fn links_to(
    installation: &Installation,
    tree: &Folder,
    is_gone: &dyn Fn(&Path) -> bool,
) -> Result<Vec<Change>, Refusal> {
    let mut changes = Vec::new();
    for folder in &installation.hashed {
        let folder = tree.real_path(folder)?;
        let mut all: BTreeMap<String, PathBuf> = BTreeMap::new();
        for name in tree.list(&folder)? {
            let path = folder.join(&name);
            let is_link = tree.link_metadata(&path).is_ok_and(|found| found.kind == FileKind::Link);
            if let (true, Some(name)) = (is_link, name.to_str()) {
                all.insert(name.to_owned(), tree.read_link(&path)?);
            }
        }
        let leads_away = |name: &str| {
            let mut path = folder.join(name);
            for _ in 0..MAX_LINKS {
                let next = match path.parent().filter(|parent| *parent == folder).and(path.file_name()) {
                    Some(name) => name.to_str().and_then(|name| all.get(name)),
                    None => None,
                };
                match next {
                    Some(to) => path = folder.join(to),
                    None => return is_gone(&path),
                }
            }
            false
        };
        let gone: BTreeSet<&String> = all.keys().filter(|name| leads_away(name)).collect();
        let removed = |name: &String| Change::RemoveLink { path: folder.join(name), to: all[name].clone() };
        changes.extend(gone.iter().filter(|name| hashed(name).is_none()).map(|name| removed(name)));
        let hashes: BTreeSet<&str> = gone.iter().filter_map(|name| Some(hashed(name)?.0)).collect();
        for hash in hashes {
            // Files with such a name count, too; they stay where they are.
            let numbered = |number: u32| format!("{hash}.{number}");
            let is_there = |number: u32| tree.link_metadata(&folder.join(numbered(number))).is_ok();
            let kept = (0..).take_while(|number| is_there(*number)).filter(|number| !gone.contains(&numbered(*number)));
            let kept: Vec<u32> = kept.collect();
            let moved = (0..).zip(&kept).filter(|(to, from)| to != *from).map(|(to, from)| (to, *from));
            let moved: Vec<(u32, u32)> = moved.collect();
            if moved.iter().any(|(_, from)| !all.contains_key(&numbered(*from))) {
                return Err(Refusal::WouldLose(format!("{} is no link", folder.join(hash).display())));
            }
            let leaving: BTreeSet<String> = gone
                .iter()
                .filter(|name| hashed(name).is_some_and(|of| of.0 == hash))
                .map(|name| (*name).clone())
                .collect();
            let leaving = leaving.into_iter().chain(moved.iter().map(|(_, from)| numbered(*from)));
            changes.extend(leaving.map(|name| removed(&name)));
            changes.extend(moved.iter().map(|(to, from)| Change::MakeLink {
                path: folder.join(numbered(*to)),
                to: all[&numbered(*from)].clone(),
            }));
        }
    }
    Ok(changes)
}

/// Hash and number of a name in a hashed directory, `HHHHHHHH.N`.
fn hashed(name: &str) -> Option<(&str, u32)> {
    let (hash, number) = name.split_once('.')?;
    let is_hash = hash.len() == 8 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    is_hash.then(|| Some((hash, number.parse().ok()?)))?
}

/// Java's form of the store without these certificates.
pub(super) fn java(
    installation: &Installation,
    removed: &[Fingerprint],
    options: &Options<'_>,
    tree: &Folder,
    now: OffsetDateTime,
) -> Result<Vec<Change>, Refusal> {
    let is_debian = installation.install.is_some_and(|i| i.command == SystemCommand::UpdateCaCertificates);
    let remove: Vec<Removal> = removed.iter().map(|of| Removal { fingerprint: *of, ca: None }).collect();
    let mut changes = Vec::new();
    for path in installation.java.iter().filter(|_| is_debian && !removed.is_empty()) {
        let stores: Vec<TrustStore> = formats::read(path, options)
            .into_iter()
            .map(|read| read.map_err(|failure| Refusal::from(failure.error)))
            .collect::<Result<_, _>>()?;
        let mut held = stores.iter().flat_map(TrustStore::certificates).map(Certificate::fingerprint);
        if !held.any(|found| removed.contains(&found)) {
            continue;
        }
        let Some(first) = stores.first() else { continue };
        let writer = writers::writer(first.kind).ok_or(Refusal::KindNotWritten(first.kind))?;
        let path = tree.real_path(path)?;
        let task = Task {
            path: &path,
            stores: &stores,
            tree,
            passwords: options.passwords,
            add: &[],
            remove: &remove,
            now,
            back: None,
            ad_logon: &[],
        };
        changes.extend((writer.edit)(&task)?.changes);
    }
    Ok(changes)
}
