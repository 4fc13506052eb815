//! The operating system's store: what its administrator and its vendor put in, what its command makes of that, and what programs read.
//!
//! One file here for each family of systems, and one line in [`FAMILIES`]. A system is known by its os-release; the paths of all families
//! are looked at, since images are put together from several and administrators follow the wrong instructions.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};

use tillit_verifier::container::Passwords;
use tillit_verifier::input::InputError;
use tillit_verifier::{Certificate, Fingerprint};

use super::{Found, Place, Search};
use crate::formats::{self, Failure, Options};
use crate::install::SystemCommand;
use crate::observation::{Observation, SourceFault, Which};
use crate::store::{StoreKind, TrustStore};
use crate::tree::Tree;

mod alpine;
mod arch;
mod debian;
mod nixos;
mod redhat;
mod suse;
mod trust_source;
mod update_ca_certificates;

pub(super) const PLACE: Place = Place { word: "system", on_every_host: true, find };

/// A family of operating systems that keep their store alike.
struct Family {
    /// `ID` in os-release, of these systems and of those that say `ID_LIKE`.
    ids: &'static [&'static str],
    /// Files that hold everything: the first that is there is the store, the others should be the same.
    bundles: &'static [&'static str],
    /// Hashed directories that should hold the same.
    hashed: &'static [&'static str],
    /// Java's form of the same.
    java: &'static [&'static str],
    /// Where an administrator puts certificates.
    local: &'static [&'static str],
    /// What the store is made from.
    sources: fn(&Options<'_>) -> Sources,
    /// How an administrator puts certificates in; `None` where the system is made from a configuration.
    install: Option<Install>,
}

/// How an administrator puts certificates into a system's store.
pub(crate) struct Install {
    /// The folder for files of one certificate each.
    pub(crate) folder: &'static str,
    /// What makes the store from it.
    pub(crate) command: SystemCommand,
    /// Packages that have the command.
    pub(crate) packages: &'static [&'static str],
}

/// A system's store as it is installed into.
pub(crate) struct Installation {
    /// How; `None` for a system that is made from a configuration.
    pub(crate) install: Option<&'static Install>,
    /// What programs read; the first path of the family where nothing is there.
    pub(crate) bundle: PathBuf,
    /// Hashed directories and Java's form of it that are there.
    pub(crate) hashed: Vec<PathBuf>,
    /// See `hashed`.
    pub(crate) java: Vec<PathBuf>,
    /// What it is made from: the certificate, its file, and whether it is distrusted there.
    pub(crate) sources: Vec<(Fingerprint, Option<PathBuf>, bool)>,
}

/// How the store of a tree's system is installed into.
pub(crate) fn installation(options: &Options<'_>) -> Installation {
    let family = family(options.tree);
    let own = |paths: &[&str]| -> Vec<PathBuf> {
        paths.iter().map(PathBuf::from).filter(|path| options.tree.exists(path)).collect()
    };
    let sources = (family.sources)(options).certificates.into_iter().filter_map(|source| {
        let is_distrusted = match source.state {
            SourceState::Anchor => false,
            SourceState::Distrusted => true,
            SourceState::Ignored(_) => return None,
        };
        Some((source.which.certificate.fingerprint(), source.which.file, is_distrusted))
    });
    Installation {
        install: family.install.as_ref(),
        bundle: own(family.bundles)
            .into_iter()
            .next()
            .unwrap_or_else(|| family.bundles.first().map(PathBuf::from).unwrap_or_default()),
        hashed: own(family.hashed),
        java: own(family.java),
        sources: sources.collect(),
    }
}

/// Every family; where os-release names none, the first one of which something is there. A new family is a file here and a line.
static FAMILIES: &[Family] =
    &[debian::FAMILY, redhat::FAMILY, suse::FAMILY, alpine::FAMILY, arch::FAMILY, nixos::FAMILY];

/// Bytes of a text file such as os-release.
const MAX_TEXT: u64 = 1 << 20;
/// Bytes of a bundle that are looked through for what is no text.
const MAX_BUNDLE: u64 = 256 << 20;
/// Bytes of one line of it.
const MAX_LINE: u64 = 1 << 16;
/// Files below one folder.
const MAX_FILES: usize = 100_000;
/// Observations of one sort, beyond those about certificates that matter.
const MAX_TOLD: usize = 20;

/// What a store is made from.
#[derive(Default)]
struct Sources {
    certificates: Vec<SourceCertificate>,
    /// What the vendor ships is there; without it the bundle came from elsewhere and nothing can be said of its certificates.
    has_vendor: bool,
    observations: Vec<Observation>,
}

/// A certificate among the sources.
struct SourceCertificate {
    which: Which,
    state: SourceState,
}

/// What a store does with a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SourceState {
    /// It belongs into the store.
    Anchor,
    /// It is distrusted: it does not belong there, whatever else says that it does.
    Distrusted,
    /// It is not taken.
    Ignored(SourceFault),
}

impl Sources {
    /// Adds the certificates of a file that count for the store: those for which `state` says so.
    fn add(&mut self, file: &Path, store: &TrustStore, state: impl Fn(usize) -> Option<SourceState>) {
        for (index, entry) in store.entries.iter().enumerate() {
            if let (Ok(certificate), Some(state)) = (&entry.certificate, state(index)) {
                let file = entry.file.clone().or_else(|| Some(file.to_owned()));
                let which = Which { certificate: certificate.clone(), alias: entry.alias.clone(), index, file };
                self.certificates.push(SourceCertificate { which, state });
            }
        }
    }
}

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    if let Some(path) = path {
        found.add(PLACE.word, formats::read(path, &search.options));
        return found;
    }
    // The system's own stores have customary passwords; one that the user gave is for another store.
    let passwords = Passwords::defaults();
    let options = Options { passwords: &passwords, kind: None, ..search.options };
    let tree = options.tree;
    let family = family(tree);
    for path in [family.bundles, family.hashed, family.java, family.local].concat() {
        found.looked(PLACE.word, path, tree.exists(Path::new(path)));
    }
    let sources = (family.sources)(&options);
    let bundles = existing(tree, family, |family| family.bundles);
    let Some((main, others)) = bundles.split_first() else {
        // No store at all is how small images are; sources without one are a store that was never made.
        if let Some(path) = family.bundles.first().filter(|_| !sources.certificates.is_empty()) {
            let failure = Failure::of(Path::new(path), InputError::NotFound);
            found.add(PLACE.word, vec![Err(Failure { kind: Some(StoreKind::PemBundle), ..failure })]);
        }
        return found;
    };
    let mut outcome = formats::read(main, &options);
    if let [Ok(store)] = outcome.as_mut_slice() {
        let held = seen(store);
        let held_cas = seen_cas(store);
        let mut observations = compare_sources(store, &held, sources, &options);
        let raw: Vec<PathBuf> = observations.iter().filter_map(der_source).cloned().collect();
        observations.splice(0..0, raw_bytes(main, &raw, tree));
        observations.extend(sources_of_others(family, &held, &options));
        let hashed = existing(tree, family, |family| family.hashed);
        let java = existing(tree, family, |family| family.java);
        for path in others.iter().chain(&hashed).chain(&java) {
            observations.extend(compare_result(path, &held_cas, &options, &mut found));
        }
        store.observations.extend(observations);
    }
    // The main store first.
    let mut all = Found::default();
    all.add(PLACE.word, outcome);
    all.append(found);
    all
}

/// The family of a tree's system.
fn family(tree: &dyn Tree) -> &'static Family {
    let release = ["/etc/os-release", "/usr/lib/os-release"]
        .iter()
        .find_map(|path| tree.read_text(Path::new(path), MAX_TEXT).ok())
        .unwrap_or_default();
    let value = |key: &str| {
        let line = release.lines().find_map(|line| line.trim().strip_prefix(key)?.strip_prefix('='));
        line.unwrap_or_default().trim_matches(['"', '\'']).to_ascii_lowercase()
    };
    let ids = format!("{} {}", value("ID"), value("ID_LIKE"));
    let by_id = ids.split_whitespace().find_map(|id| FAMILIES.iter().find(|family| family.ids.contains(&id)));
    let is_here = |paths: &[&str]| paths.iter().any(|path| tree.exists(Path::new(path)));
    by_id
        .or_else(|| FAMILIES.iter().find(|family| is_here(family.local)))
        .or_else(|| FAMILIES.iter().find(|family| is_here(family.bundles)))
        .unwrap_or(&FAMILIES[0])
}

/// What is there of the paths of this family and then of all others; a file that has several names once.
fn existing(tree: &dyn Tree, family: &Family, paths: fn(&Family) -> &'static [&'static str]) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let all = paths(family).iter().chain(FAMILIES.iter().flat_map(paths)).map(PathBuf::from);
    all.filter(|path| tree.real_path(path).is_ok_and(|real| tree.exists(path) && seen.insert(real))).collect()
}

/// What is found at a path is the system's own store in one of its forms, under whatever name: nothing that leads there leads astray.
pub(super) fn is_own(path: &Path, tree: &dyn Tree) -> bool {
    let Ok(real) = tree.real_path(path) else { return false };
    let all = FAMILIES.iter().flat_map(|family| family.bundles.iter().chain(family.hashed));
    let mut there = all.filter_map(|own| tree.real_path(Path::new(own)).ok());
    there.any(|own| own == real)
}

/// As [`is_own`], and Java's form of it, too: what the system's command makes and will make anew.
pub(super) fn is_made(path: &Path, tree: &dyn Tree) -> bool {
    let Ok(real) = tree.real_path(path) else { return false };
    let mut java = FAMILIES.iter().flat_map(|family| family.java).filter_map(|own| tree.real_path(Path::new(own)).ok());
    is_own(path, tree) || java.any(|own| own == real)
}

/// The certificates of a store that its consumer sees.
fn seen(store: &TrustStore) -> BTreeSet<Fingerprint> {
    let seen = store.entries.iter().filter(|entry| entry.ignored_by.is_empty());
    seen.filter_map(|entry| Some(entry.certificate.as_ref().ok()?.fingerprint())).collect()
}

/// The CA certificates among them. Others lie there for other reasons: the Debian package ssl-cert keeps a server's own certificate in
/// /etc/ssl/certs.
fn seen_cas(store: &TrustStore) -> BTreeSet<Fingerprint> {
    let seen = store.entries.iter().filter(|entry| entry.ignored_by.is_empty());
    let cas = seen.filter_map(|entry| entry.certificate.as_ref().ok().filter(|certificate| is_ca(certificate)));
    cas.map(Certificate::fingerprint).collect()
}

/// It is a CA's, or an old root that does not say so.
fn is_ca(certificate: &Certificate) -> bool {
    let says = certificate.extensions();
    let is_silent = says.basic_constraints.is_none() && says.extended_key_usage.is_none();
    certificate.is_ca() || (is_silent && certificate.is_self_issued())
}

/// Holds the store against what it is made from.
fn compare_sources(
    store: &TrustStore,
    held: &BTreeSet<Fingerprint>,
    sources: Sources,
    options: &Options<'_>,
) -> Vec<Observation> {
    let mut observations = sources.observations;
    let of_state = |wanted: fn(SourceState) -> bool| -> BTreeSet<Fingerprint> {
        let those = sources.certificates.iter().filter(|source| wanted(source.state));
        those.map(|source| source.which.certificate.fingerprint()).collect()
    };
    let distrusted = of_state(|state| state == SourceState::Distrusted);
    let known =
        of_state(|state| !matches!(state, SourceState::Distrusted | SourceState::Ignored(SourceFault::SwitchedOff)));
    let mut told = BTreeSet::new();
    let mut files = BTreeSet::new();
    let mut not_extracted = 0;
    for SourceCertificate { which, state } in sources.certificates {
        let fingerprint = which.certificate.fingerprint();
        let is_missing = !held.contains(&fingerprint) && !distrusted.contains(&fingerprint);
        match state {
            SourceState::Anchor if is_missing && told.insert(fingerprint) => {
                not_extracted += 1;
                if not_extracted <= MAX_TOLD || (options.interest)(&which.certificate) {
                    observations.push(Observation::NotExtracted(which));
                }
            }
            // What an administrator put among the anchors, and an administrator forbade.
            SourceState::Anchor if distrusted.contains(&fingerprint) => {
                let file = which.file.filter(|file| file.parent().is_some_and(|folder| folder.ends_with("anchors")));
                let file = file.filter(|file| files.insert(file.clone()));
                observations.extend(file.map(|file| Observation::SourceIgnored(file, SourceFault::Blocklisted)));
            }
            // Raw bytes come into the bundle whether another source has the same certificate or not.
            SourceState::Ignored(fault) if is_missing || fault == SourceFault::DerBytes => {
                observations.extend(
                    which
                        .file
                        .filter(|file| files.insert(file.clone()))
                        .map(|file| Observation::SourceIgnored(file, fault)),
                );
            }
            _ => {}
        }
    }
    let mut without_source = 0;
    for (index, entry) in store.entries.iter().enumerate() {
        let Ok(certificate) = &entry.certificate else { continue };
        let fingerprint = certificate.fingerprint();
        let is_left = distrusted.contains(&fingerprint) || (sources.has_vendor && !known.contains(&fingerprint));
        if is_left && told.insert(fingerprint) {
            without_source += 1;
            if without_source <= MAX_TOLD || (options.interest)(certificate) {
                let which = Which { certificate: certificate.clone(), alias: entry.alias.clone(), index, file: None };
                observations.push(Observation::WithoutSource(which));
            }
        }
    }
    observations
}

/// Holds another form of the store against it: a hashed directory, Java's. Where they differ in their CA certificates (`held`) it is a
/// store of its own; where not, only what is wrong with it is worth a word.
fn compare_result(
    path: &Path,
    held: &BTreeSet<Fingerprint>,
    options: &Options<'_>,
    found: &mut Found,
) -> Vec<Observation> {
    let mut observations = Vec::new();
    for outcome in formats::read(path, options) {
        match outcome {
            // A folder without hashes is none in which programs look anything up, and one without certificates is how a package that
            // is not installed leaves it.
            Ok(other) if other.kind == StoreKind::Folder => {}
            Err(Failure { error: InputError::EmptyFolder, .. }) => {}
            Ok(other) => {
                let there = seen_cas(&other);
                if there == *held {
                    let holds_ca = |file: &Path| {
                        let mut inside = other.entries.iter().filter(|entry| entry.file.as_deref() == Some(file));
                        inside.any(|entry| entry.certificate.as_ref().map_or(true, is_ca))
                    };
                    let is_worth_it = |seen: &Observation| match seen {
                        Observation::CustomaryPassword(..) => false,
                        Observation::NotHashed(file) => holds_ca(file),
                        _ => true,
                    };
                    observations.extend(other.observations.iter().filter(|seen| is_worth_it(seen)).cloned());
                } else {
                    let (here, there) = (held.difference(&there).count(), there.difference(held).count());
                    observations.push(Observation::DiffersFrom(path.to_owned(), here, there));
                    found.add(PLACE.word, vec![Ok(other)]);
                }
            }
            Err(failure) => found.add(PLACE.word, vec![Err(failure)]),
        }
    }
    observations
}

/// Certificates where the command of another family would look for them.
fn sources_of_others(family: &Family, held: &BTreeSet<Fingerprint>, options: &Options<'_>) -> Vec<Observation> {
    let tree = options.tree;
    let own: BTreeSet<_> = family.local.iter().filter_map(|path| tree.real_path(Path::new(path)).ok()).collect();
    let mut observations = Vec::new();
    let mut seen = own;
    for folder in FAMILIES.iter().flat_map(|family| family.local).map(Path::new) {
        if !tree.real_path(folder).is_ok_and(|real| seen.insert(real)) {
            continue;
        }
        for file in files_below(tree, folder) {
            let mut stores = formats::read(&file, options).into_iter().flatten();
            if stores.any(|store| store.certificates().any(|found| !held.contains(&found.fingerprint()))) {
                observations.push(Observation::SourceIgnored(file, SourceFault::OtherSystem));
            }
        }
    }
    observations
}

/// The files in a folder and in the folders in it, in order, links followed; links that lead nowhere, too.
fn files_below(tree: &dyn Tree, folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    if !tree.is_folder(folder) {
        return files;
    }
    let mut entered = BTreeSet::new();
    let mut left = vec![folder.to_owned()];
    while let Some(path) = left.pop() {
        if files.len() >= MAX_FILES {
            break;
        }
        if !tree.is_folder(&path) {
            if tree.is_file(&path) || tree.metadata(&path).is_err() {
                files.push(path);
            }
        } else if tree.real_path(&path).is_ok_and(|real| entered.insert(real)) {
            let names = tree.list(&path).unwrap_or_default();
            left.extend(names.into_iter().rev().map(|name| path.join(name)));
        }
    }
    files
}

/// The source whose bytes come raw into the bundle.
fn der_source(seen: &Observation) -> Option<&PathBuf> {
    match seen {
        Observation::SourceIgnored(file, SourceFault::DerBytes) => Some(file),
        _ => None,
    }
}

/// Lines of a bundle that are no text: the first of each run of them, with the source that has the same bytes at its beginning.
fn raw_bytes(bundle: &Path, sources: &[PathBuf], tree: &dyn Tree) -> Vec<Observation> {
    let Ok(file) = tree.open(bundle) else { return Vec::new() };
    // The first line of each source; of one with a line end among its first bytes too little would be left to tell it by.
    let first_line = |source: &PathBuf| {
        let mut first = Vec::new();
        let mut reader = BufReader::new(tree.open(source).ok()?.take(MAX_LINE));
        reader.read_until(b'\n', &mut first).ok()?;
        (first.len() > 4).then(|| (first, source.clone()))
    };
    let sources: Vec<(Vec<u8>, PathBuf)> = sources.iter().filter_map(first_line).collect();
    let source_of = |row: &[u8]| {
        let mut same = sources.iter().filter(|(first, _)| row.starts_with(first)).map(|(_, source)| source.clone());
        // Two that begin alike: either may be meant.
        same.next().filter(|_| same.next().is_none())
    };
    let mut reader = BufReader::new(file.take(MAX_BUNDLE));
    let mut lines = Vec::new();
    let (mut line, mut was_raw) = (1, false);
    let mut row = Vec::new();
    while reader.by_ref().take(MAX_LINE).read_until(b'\n', &mut row).is_ok_and(|read| read > 0) {
        let has_control = row.iter().any(|b| matches!(b, 0..=8 | 14..=26 | 28..=31));
        let is_raw = has_control || std::str::from_utf8(&row).is_err();
        if is_raw && !was_raw {
            lines.push(Observation::RawBytes(line, source_of(&row)));
        }
        line += u64::from(row.ends_with(b"\n"));
        was_raw = is_raw;
        row.clear();
        if lines.len() >= MAX_TOLD {
            break;
        }
    }
    lines
}
