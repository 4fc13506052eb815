//! Folders in which OpenSSL finds a certificate by the hash of its subject: a file for each certificate, and a link to it under the hash,
//! as `openssl rehash` makes them.
//!
//! OpenSSL asks for `hash.0`, `hash.1`, ... until one is not there: what comes after a name that goes away moves down by one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use tillit_verifier::Certificate;

use super::files::{self, Content, Fate, File, Files, Name};
use super::{Task, Writer, is_there};
use crate::formats::{hash_name, old_subject_hash, subject_hash};
use crate::install::change::Change;
use crate::install::plan::{Edited, Refusal};
use crate::install::selection::Addition;
use crate::store::StoreKind;
use crate::tree::Tree as _;

pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::HashedDirectory], edit };

/// `hash.number`
type Slot = (u32, u32);

/// What stands under a hash.
#[derive(Clone, PartialEq, Eq)]
enum Held {
    Link(PathBuf),
    /// A file of this path, before anything was moved.
    File(PathBuf),
    /// A copy of a certificate that is put in.
    New(Vec<u8>),
}

struct Under {
    held: Held,
    /// OpenSSL goes on to the next number after it: it leads to PEM.
    is_read: bool,
}

/// The names of the folder that are hashes, as they are and as they shall be.
struct Hashes<'a> {
    task: &'a Task<'a>,
    before: BTreeMap<Slot, Held>,
    now: BTreeMap<Slot, Under>,
    /// Of each hash from which something is taken away: the first number that was not there.
    runs: BTreeMap<u32, u32>,
}

fn edit(task: &Task<'_>) -> Result<Edited, Refusal> {
    let [store] = task.stores else { return Err(Refusal::WouldLose("several stores in one folder".to_owned())) };
    let missing: Vec<&Addition> = task.add.iter().filter(|addition| !is_there(store, addition)).collect();
    let mut edited = Edited::default();
    if missing.is_empty() && !store.certificates().any(|found| task.removes(found.fingerprint())) {
        return Ok(edited);
    }
    let files = Files::of(task, false)?;
    let read: Vec<_> = files.files.iter().map(|file| files::fate(task, file)).collect::<Result<_, _>>()?;
    let mut hashes = Hashes::of(task, &files, &read);
    let style = Style::of(&files, &read);
    let mut gone = Vec::new();
    for (file, (content, fate, removed)) in files.files.iter().zip(&read) {
        let stays = |found: &&Certificate| !removed.contains(&found.fingerprint());
        let names = file.names.iter().filter_map(|name| Some((slot(name)?, name)));
        match fate {
            Fate::Stays => {}
            Fate::Goes => {
                names.for_each(|(slot, _)| hashes.take(slot));
                gone.extend(files::remove(task, file.names.iter().filter(|name| slot(name).is_none()))?);
            }
            Fate::Changes(change) => {
                edited.changes.push(change.clone());
                let of = |hash: u32, found: &Certificate| {
                    subject_hash(found.subject()) == Some(hash) || old_subject_hash(found.subject()) == hash
                };
                // A hash that was that of the certificate alone.
                for (slot, _) in names.filter(|(_, name)| name.link.is_some()) {
                    let mut certificates = content.certificates.iter();
                    if certificates.clone().any(|found| of(slot.0, found))
                        && !certificates.any(|found| stays(&found) && of(slot.0, found))
                    {
                        hashes.take(slot);
                    }
                }
            }
        }
        for fingerprint in removed {
            if !edited.removed.contains(fingerprint) {
                edited.removed.push(*fingerprint);
            }
        }
    }
    hashes.close_up();
    for addition in missing {
        let fingerprint = addition.certificate.fingerprint();
        let is_known = store.certificates().any(|found| found.fingerprint() == fingerprint);
        if is_known {
            edited.amended.push(fingerprint);
        } else {
            edited.added.push(fingerprint);
        }
        let pem = addition.certificate.to_pem().into_bytes();
        let target = own_file(addition, &files, &read).unwrap_or_else(|| {
            let path = files::free_name(task, &addition.slug(), "pem");
            let after = pem.clone().into();
            edited.changes.push(Change::Create { path: path.clone(), after, mode: files.mode() });
            path
        });
        let subject = addition.certificate.subject();
        let new = subject_hash(subject)
            .ok_or_else(|| Refusal::WouldLose(format!("OpenSSL has no hash of {}", addition.name())))?;
        let old = style.has_old.then(|| old_subject_hash(subject));
        for hash in std::iter::once(new).chain(old) {
            let held = match target.file_name() {
                Some(name) if !style.has_copies => Held::Link(PathBuf::from(name)),
                _ => Held::New(pem.clone()),
            };
            hashes.put(hash, held)?;
        }
    }
    edited.changes.extend(hashes.changes(&files)?);
    edited.changes.extend(gone);
    Ok(edited)
}

/// The hash and number of a name, where OpenSSL may ask for it.
fn slot(name: &Name) -> Option<Slot> {
    hash_name(name.path.file_name()?.to_str()?)
}

fn slot_path(folder: &Path, (hash, number): Slot) -> PathBuf {
    folder.join(format!("{hash:08x}.{number}"))
}

/// How this folder is kept.
struct Style {
    /// Under the hash of OpenSSL before 1.0, too.
    has_old: bool,
    /// Copies instead of links.
    has_copies: bool,
}

type Read = (Content, Fate, Vec<tillit_verifier::Fingerprint>);

impl Style {
    fn of(files: &Files, read: &[Read]) -> Self {
        let mut style = Self { has_old: false, has_copies: false };
        let mut has_links = files.dangling.iter().any(|name| slot(name).is_some());
        for (file, (content, ..)) in files.files.iter().zip(read) {
            for (name, (hash, _)) in file.names.iter().filter_map(|name| Some((name, slot(name)?))) {
                let mut subjects = content.certificates.iter().map(Certificate::subject);
                style.has_old |= subjects.clone().any(|subject| old_subject_hash(subject) == hash)
                    && !subjects.any(|subject| subject_hash(subject) == Some(hash));
                has_links |= name.link.is_some();
                style.has_copies |= name.link.is_none();
            }
        }
        style.has_copies &= !has_links;
        style
    }
}

/// A file of this certificate alone that lies in the folder under a name of its own, and that OpenSSL reads.
fn own_file(addition: &Addition, files: &Files, read: &[Read]) -> Option<PathBuf> {
    let is_own = |(file, (content, fate, _)): (&File, &Read)| {
        let is_it = content.is_pem
            && !content.has_private_key
            && matches!(fate, Fate::Stays)
            && content.certificates.as_slice() == [addition.certificate.clone()];
        let name = file.names.iter().filter(|_| is_it).find(|name| slot(name).is_none())?;
        Some(name.path.clone())
    };
    files.files.iter().zip(read).find_map(is_own)
}

impl<'a> Hashes<'a> {
    fn of(task: &'a Task<'a>, files: &Files, read: &[Read]) -> Self {
        let mut hashes = Self { task, before: BTreeMap::new(), now: BTreeMap::new(), runs: BTreeMap::new() };
        let found = files
            .files
            .iter()
            .zip(read)
            .flat_map(|(file, (content, ..))| file.names.iter().map(|name| (name, content.is_pem)));
        for (name, is_read) in found.chain(files.dangling.iter().map(|name| (name, false))) {
            let Some(slot) = slot(name) else { continue };
            let held = name.link.clone().map_or_else(|| Held::File(name.path.clone()), Held::Link);
            hashes.before.insert(slot, held.clone());
            hashes.now.insert(slot, Under { held, is_read });
        }
        hashes
    }

    /// Takes a name away.
    fn take(&mut self, (hash, number): Slot) {
        let before = &self.before;
        let gap = || (0..u32::MAX).find(|number| !before.contains_key(&(hash, *number)));
        self.runs.entry(hash).or_insert_with(|| gap().unwrap_or(u32::MAX));
        self.now.remove(&(hash, number));
    }

    /// Closes the gaps that were made, and no others.
    fn close_up(&mut self) {
        for (hash, end) in std::mem::take(&mut self.runs) {
            let left: Vec<Under> = (0..end).filter_map(|number| self.now.remove(&(hash, number))).collect();
            for (number, under) in (0..).zip(left) {
                self.now.insert((hash, number), under);
            }
        }
    }

    /// Puts a name at the first free number.
    fn put(&mut self, hash: u32, held: Held) -> Result<(), Refusal> {
        for number in 0.. {
            match self.now.get(&(hash, number)) {
                None => {
                    self.now.insert((hash, number), Under { held, is_read: true });
                    return Ok(());
                }
                // One that was left behind when its file went away, and leads somewhere again.
                Some(under) if under.held == held => return Ok(()),
                Some(under) if under.is_read => {}
                // OpenSSL stops there.
                Some(_) => {
                    let path = slot_path(self.task.path, (hash, number));
                    return Err(Refusal::WouldLose(format!("{} leads nowhere", path.display())));
                }
            }
        }
        Ok(())
    }

    /// What is to be done, links that go first.
    fn changes(&self, files: &Files) -> Result<Vec<Change>, Refusal> {
        let mut away = Vec::new();
        let mut new = Vec::new();
        let slots: BTreeSet<&Slot> = self.before.keys().chain(self.now.keys()).collect();
        for slot in slots {
            let path = slot_path(self.task.path, *slot);
            let (before, now) = (self.before.get(slot), self.now.get(slot).map(|under| &under.held));
            if before == now {
                continue;
            }
            let bytes = |held: &Held| match held {
                Held::Link(_) => Ok(None),
                Held::File(from) => files::read(self.task, from).map(Some),
                Held::New(pem) => Ok(Some(pem.clone())),
            };
            let (was, shall) = (before.map(bytes).transpose()?.flatten(), now.map(bytes).transpose()?.flatten());
            if let (Some(was), Some(shall)) = (&was, &shall) {
                if was != shall {
                    new.push(Change::replace(&path, was, shall.clone()));
                }
                continue;
            }
            match (before, was) {
                (Some(Held::Link(to)), _) => away.push(Change::RemoveLink { path: path.clone(), to: to.clone() }),
                (_, Some(was)) => {
                    self.is_nobodys_target(&path, files)?;
                    away.push(Change::Remove { path: path.clone(), before: tillit_verifier::Fingerprint::of(&was) });
                }
                _ => {}
            }
            match (now, shall) {
                (Some(Held::Link(to)), _) => new.push(Change::MakeLink { path, to: to.clone() }),
                (Some(held), Some(after)) => {
                    let mode = if let Held::File(from) = held { self.mode_of(from)? } else { files.mode() };
                    new.push(Change::Create { path, after: after.into(), mode });
                }
                _ => {}
            }
        }
        away.extend(new);
        Ok(away)
    }

    fn mode_of(&self, path: &Path) -> Result<u32, Refusal> {
        Ok(self.task.tree.metadata(path)?.mode.unwrap_or(0o644))
    }

    /// No link that stays leads to a file that moves or goes.
    fn is_nobodys_target(&self, path: &Path, files: &Files) -> Result<(), Refusal> {
        let Some(file) = files.position(path).and_then(|index| files.files.get(index)) else { return Ok(()) };
        let stays = |name: &&Name| {
            name.link.is_some()
                && slot(name).is_some_and(|slot| self.now.get(&slot).map(|under| &under.held) == self.before.get(&slot))
        };
        match file.names.iter().find(stays) {
            Some(name) => Err(Refusal::WouldLose(format!("{} leads to {}", name.path.display(), path.display()))),
            None => Ok(()),
        }
    }
}
