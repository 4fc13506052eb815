//! A folder in which OpenSSL finds a certificate by its subject: names such as `4bfab552.0`, links or files, as `openssl rehash`,
//! `c_rehash` and `update-ca-certificates` make them (`-CApath`, `SSL_CERT_DIR`, Apache's `SSLCACertificatePath`).
//!
//! OpenSSL computes the hash of the name that it looks for and opens `hash.0`, `hash.1`, ... until one is not there or cannot be read
//! (crypto/x509/by_dir.c). A file without such a name is not found, whatever lies in it. Only PEM is read.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use tillit_verifier::{Certificate, Fingerprint};

use super::folder::{self, FileRead, Identity, MAX_FILES};
use super::subject_hash::{old_subject_hash, subject_hash};
use super::{Failure, FolderFormat, Options, Outcome};
use crate::observation::{Cause, Observation};
use crate::store::{Consumer, Grant, Location, StoreKind, Trust, TrustStore};
use crate::tree::{FileKind, Tree};
use tillit_verifier::container::ContainerError;
use tillit_verifier::input::InputError;

/// A folder with at least one name that is a hash.
pub(super) const FORMAT: FolderFormat = FolderFormat { kinds: &[StoreKind::HashedDirectory], recognises, read };

fn recognises(path: &Path, tree: &dyn Tree) -> bool {
    let names = tree.list(path).unwrap_or_default();
    names.iter().any(|name| matches!(name.to_str().and_then(HashName::parse), Some(HashName::Certificate(..))))
}

/// A name that is made of a hash.
#[derive(Clone, Copy)]
enum HashName {
    /// `hhhhhhhh.N`: hash and number; the number is `None` where OpenSSL would never ask for this spelling (capital letters, `.00`).
    Certificate(u32, Option<u32>),
    /// `hhhhhhhh.rN`: a revocation list.
    Crl,
}

impl HashName {
    fn parse(name: &str) -> Option<Self> {
        let (hash, number) = name.split_once('.')?;
        if hash.len() != 8 || !hash.bytes().all(|b| b.is_ascii_hexdigit()) {
            return None;
        }
        let digits = number.strip_prefix('r').unwrap_or(number);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        if number.starts_with('r') {
            return Some(Self::Crl);
        }
        let is_asked_for = !hash.bytes().any(|b| b.is_ascii_uppercase()) && (digits == "0" || !digits.starts_with('0'));
        let hash = u32::from_str_radix(hash, 16).ok()?;
        Some(Self::Certificate(hash, digits.parse().ok().filter(|_| is_asked_for)))
    }
}

/// The hash and the number of a name that OpenSSL may ask for.
pub(crate) fn hash_name(name: &str) -> Option<(u32, u32)> {
    match HashName::parse(name)? {
        HashName::Certificate(hash, number) => Some((hash, number?)),
        HashName::Crl => None,
    }
}

/// A name in the folder that is a hash.
struct Hashed {
    path: PathBuf,
    hash: u32,
    number: Option<u32>,
    /// The file behind it; `None` for a link that leads nowhere.
    file: Option<usize>,
}

/// A file, under whatever names.
struct Held {
    /// The name that says most.
    path: PathBuf,
    has_own_name: bool,
    read: FileRead,
    hashes: Vec<Option<u32>>,
    /// For each entry, whether OpenSSL finds it.
    found: Vec<bool>,
    /// Why it is not found has been said.
    is_explained: bool,
}

impl Held {
    fn certificates(&self) -> impl Iterator<Item = (usize, &Certificate)> {
        self.read.entries.iter().enumerate().filter_map(|(i, entry)| Some((i, entry.certificate.as_ref().ok()?)))
    }
}

fn read(path: &Path, options: &Options<'_>) -> Outcome {
    let mut store = TrustStore::new(Location::path(path), StoreKind::HashedDirectory, Consumer::OpenSsl);
    let (mut files, names) = match gather(path, options, &mut store) {
        Ok(found) => found,
        Err(error) => return vec![Err(Failure::of(path, error))],
    };
    look_up(&mut files, &names, &mut store);
    let files = without_copies(files, &mut store);
    for mut held in files {
        for (entry, found) in held.read.entries.iter_mut().zip(&held.found) {
            if !found {
                entry.trust = Trust::all(Grant::Ignored);
                entry.ignored_by.push(Consumer::OpenSsl);
            }
        }
        folder::add(&mut store, held.read, options);
    }
    if !store.entries.is_empty() && store.entries.iter().all(|entry| entry.ignored_by.contains(&Consumer::OpenSsl)) {
        store.observations.push(Observation::EmptyFor(Consumer::OpenSsl));
    }
    folder::or_empty(store)
}

/// Reads every file once, in the order of the names that say most.
fn gather(path: &Path, options: &Options<'_>, store: &mut TrustStore) -> Result<(Vec<Held>, Vec<Hashed>), InputError> {
    let tree = options.tree;
    let mut files: Vec<(PathBuf, bool)> = Vec::new();
    let mut known: HashMap<Identity, usize> = HashMap::new();
    let mut names = Vec::new();
    for name in tree.list(path).map_err(InputError::from_io)? {
        let child = path.join(&name);
        let hash_name = name.to_str().and_then(HashName::parse);
        if name.as_encoded_bytes().starts_with(b".") || matches!(hash_name, Some(HashName::Crl)) {
            continue;
        }
        let identity = match tree.metadata(&child) {
            Ok(metadata) if metadata.kind == FileKind::File => Identity::of(tree, &child, &metadata),
            Ok(_) => continue,
            Err(error) => Err(error),
        };
        let file = match identity {
            Ok(identity) => {
                let has_own_name = hash_name.is_none();
                let index = *known.entry(identity).or_insert(files.len());
                match files.get_mut(index) {
                    None if index >= MAX_FILES => {
                        let cause = Cause::from(InputError::from(ContainerError::TooMany { limit: MAX_FILES }));
                        store.observations.push(Observation::PassedOver(child, Box::new(cause)));
                        break;
                    }
                    None => files.push((child.clone(), has_own_name)),
                    Some(file) if has_own_name && !file.1 => *file = (child.clone(), true),
                    Some(_) => {}
                }
                Some(index)
            }
            Err(error) => {
                store.observations.extend(folder::passed_over(&child, folder::failed(error)));
                None
            }
        };
        if let Some(HashName::Certificate(hash, number)) = hash_name {
            names.push(Hashed { path: child, hash, number, file });
        }
    }
    let held = files.into_iter().map(|(path, has_own_name)| {
        let read = folder::read_file(&path, options);
        let hash = |certificate: &Certificate| subject_hash(certificate.subject());
        let hashes: Vec<_> = read.entries.iter().map(|entry| entry.certificate.as_ref().ok().and_then(hash)).collect();
        Held { path, has_own_name, found: vec![false; hashes.len()], hashes, read, is_explained: false }
    });
    Ok((held.collect(), names))
}

/// Looks every hash up as OpenSSL does, and says what of the names leads nowhere.
fn look_up(files: &mut [Held], names: &[Hashed], store: &mut TrustStore) {
    let mut chains: BTreeMap<u32, BTreeMap<u32, &Hashed>> = BTreeMap::new();
    for name in names {
        if let Some(number) = name.number {
            chains.entry(name.hash).or_default().insert(number, name);
        }
    }
    let mut reached: HashSet<&Path> = HashSet::new();
    for (hash, chain) in &chains {
        for (expected, (number, name)) in (0..).zip(chain) {
            let file = name.file.and_then(|index| files.get_mut(index));
            let Some(file) = file.filter(|file| expected == *number && file.read.is_pem) else { break };
            reached.insert(&name.path);
            for (found, own) in file.found.iter_mut().zip(&file.hashes) {
                *found |= *own == Some(*hash);
            }
        }
    }
    for name in names {
        let Some(file) = name.file.and_then(|index| files.get_mut(index)) else { continue };
        let Some(first) = file.hashes.iter().flatten().next().copied() else { continue };
        let number = name.number.unwrap_or(0);
        let observation = if file.hashes.contains(&Some(name.hash)) {
            match name.number {
                None => Observation::StaleHash(name.path.clone(), format!("{:08x}.{number}", name.hash)),
                Some(_) if file.read.is_pem && !reached.contains(name.path.as_path()) => {
                    Observation::HashGap(name.path.clone())
                }
                Some(_) => continue,
            }
        } else if file.certificates().any(|(_, found)| old_subject_hash(found.subject()) == name.hash) {
            // Beside the name of today's form it does no harm.
            if file.found.contains(&true) {
                continue;
            }
            Observation::OldStyleHash(name.path.clone())
        } else {
            Observation::StaleHash(name.path.clone(), format!("{first:08x}.{number}"))
        };
        file.is_explained = true;
        store.observations.push(observation);
    }
}

/// Leaves out copies under a hash of files that have a name of their own, and bundles of what is here anyway; says what is not found of
/// the rest.
fn without_copies(mut files: Vec<Held>, store: &mut TrustStore) -> Vec<Held> {
    let fingerprints = |held: &Held| held.certificates().map(|(_, found)| found.fingerprint()).collect::<BTreeSet<_>>();
    let found: BTreeSet<Fingerprint> = files
        .iter()
        .flat_map(|held| held.certificates().filter(|(i, _)| held.found[*i]).map(|(_, found)| found.fingerprint()))
        .collect();
    // `openssl rehash -copy`, and systems without links: what is found under the hash is found, whichever file has it.
    for held in files.iter_mut().filter(|held| held.has_own_name) {
        let copies: Vec<usize> =
            held.certificates().filter(|(_, copy)| found.contains(&copy.fingerprint())).map(|(i, _)| i).collect();
        for index in copies {
            held.found[index] = true;
        }
    }
    let named: BTreeSet<Fingerprint> = files.iter().filter(|held| held.has_own_name).flat_map(&fingerprints).collect();
    files.retain(|held| held.has_own_name || held.read.entries.is_empty() || !fingerprints(held).is_subset(&named));

    // Small files first: what lies in a file of its own is not missing because a bundle has it, too.
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|index| files[*index].read.entries.len());
    let mut told = found;
    let mut bundles = HashSet::new();
    for index in order {
        let held = &files[index];
        let own = fingerprints(held);
        let entries = held.read.entries.len();
        if entries > 1 && !own.is_empty() && own.is_subset(&told) {
            bundles.insert(index);
        } else if entries > 1 && held.found.contains(&false) {
            store.observations.push(Observation::SeveralInOneFile(held.path.clone(), entries));
        } else if held.found.contains(&false) && !held.is_explained {
            store.observations.push(Observation::NotHashed(held.path.clone()));
        }
        told.extend(own);
    }
    let mut index = 0..;
    files.retain(|_| index.next().is_none_or(|index: usize| !bundles.contains(&index)));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}
