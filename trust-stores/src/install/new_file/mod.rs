//! A server's configuration is pointed at a new file (`--new-file`), and the file that it names now stays as it is: it is shared with others, made
//! by a package, or lies where nobody may write.
//!
//! The new file has what the old one has and what is added; in the configuration nothing but the arguments that name the old file is another.
//! The file is made first: at no time does a configuration name a file that is not there.

mod argument;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tillit_verifier::Certificate;

use super::check::{self, Kept};
use super::plan::{Edited, NotPointed, Planned, PlannedTarget, Pointed, Refusal};
use super::planner::{self, Named, Request};
use super::selection::{Addition, Removal, name_of};
use super::writers::{Task, is_there, pem};
use super::{Change, retire, servers};
use crate::examine::Measure;
use crate::formats::Options;
use crate::install::afterwards::Afterwards;
use crate::places::{Found, Search};
use crate::servers::service::{About, Source, SourcePlace};
use crate::servers::{Gathered, MAX_BYTES, NamedStore, Problem, ProblemKind, Spot};
use crate::store::{Consumer, StoreKind, TrustStore};
use crate::tree::{FileKind, Folder, Tree as _};

/// The servers (their words) whose configuration is written.
pub(super) const SERVERS: &[&str] = &["nginx", "apache", "haproxy"];

/// Plans a new file for a server. `found`: what its configuration and its stores say.
pub(super) fn planned(
    named: &Named,
    server: &'static str,
    file: &Path,
    found: &Found,
    options: &Options<'_>,
    request: &Request<'_>,
) -> PlannedTarget {
    let (path, planned) = match edited(named, server, file, found, options, request) {
        Ok((path, edited)) if edited.is_nothing() => (path, Planned::Unchanged),
        Ok((path, edited)) => (path, Planned::Edited(edited)),
        Err(refusal) => (file.to_owned(), Planned::Refused(refusal)),
    };
    PlannedTarget {
        target: named.shown.clone(),
        place: server,
        path,
        kind: Some(StoreKind::PemBundle),
        consumer: Some(Consumer::OpenSsl),
        has_private_key: false,
        planned,
    }
}

/// A file that must have the CAs.
struct Needed<'f> {
    /// Its real path.
    path: PathBuf,
    /// Where it is named.
    spot: &'f Spot,
    store: Arc<TrustStore>,
}

/// The store that is left behind.
struct Old {
    path: PathBuf,
    store: Arc<TrustStore>,
    /// What is taken out of what it has.
    remove: Vec<Removal>,
}

fn edited(
    named: &Named,
    server: &'static str,
    file: &Path,
    found: &Found,
    options: &Options<'_>,
    request: &Request<'_>,
) -> Result<(PathBuf, Edited), Refusal> {
    let tree = request.tree;
    let needed = needed(found, tree)?;
    is_sound(found, &needed)?;
    let measure = Measure { catalog: request.catalog, at_hand: request.at_hand, now: request.now, environment: None };
    let olds = needed.iter().map(|Needed { path, store, .. }| {
        let retired = planner::removals(std::slice::from_ref(&**store), &request.selection.retire, &measure);
        let remove = request.selection.remove.iter().cloned().chain(retired);
        let has = |removal: &Removal| store.certificates().any(|found| found.fingerprint() == removal.fingerprint);
        Old { path: path.clone(), store: store.clone(), remove: remove.filter(has).collect() }
    });
    let mut lacking = olds.filter(|old| {
        !old.remove.is_empty() || request.selection.add.iter().any(|addition| !is_there(&old.store, addition))
    });
    let Some(old) = lacking.next() else {
        return Ok((needed.first().map(|first| first.path.clone()).unwrap_or_default(), Edited::default()));
    };
    if let Some(other) = lacking.next() {
        return Err(NotPointed::Several(old.path, other.path).into());
    }
    let to = written(file)?;
    let path = place(file, tree)?;
    if path == old.path {
        return Err(NotPointed::Same(path).into());
    }
    let (content, mut edited) = content(&old, &path, &measure, request)?;
    let mode = tree.metadata(&old.path).ok().and_then(|old| old.mode).map_or(0o644, |mode| mode & 0o644 | 0o600);
    match tree.link_metadata(&path) {
        Err(_) => edited.changes.push(Change::Create { path: path.clone(), after: content.into(), mode }),
        // A file that was laid there beforehand, or that an undo has left.
        Ok(there) if there.kind == FileKind::File && tree.read(&path, there.len)? == content => {}
        Ok(_) => return Err(NotPointed::There(path).into()),
    }
    edited.pointed = pointed(server, found, &old.path, &to, tree)?;
    edited
        .changes
        .extend(edited.pointed.iter().map(|file| Change::replace(&file.path, file.before.bytes(), file.after())));
    planner::may_be_made(&mut edited, request)?;
    let task = Task {
        path: &path,
        stores: std::slice::from_ref(&old.store),
        tree,
        passwords: request.passwords,
        add: &request.selection.add,
        remove: &old.remove,
        now: request.now,
        back: None,
        ad_logon: &[],
    };
    check::planned(&task, &edited, options).map_err(|Kept(lost)| Refusal::WouldLose(lost))?;
    is_taken(named, found, &edited, &old.path, Path::new(&to), options, request)?;
    Ok((path, edited))
}

/// Services that ask for certificates: what the others name judges nobody.
fn asking(found: &Found) -> impl Iterator<Item = &Gathered> {
    found.services.iter().filter(|gathered| !gathered.service.asks.value.is_nobody())
}

/// The files that must have the CAs, each once.
fn needed<'f>(found: &'f Found, tree: &Folder) -> Result<Vec<Needed<'f>>, Refusal> {
    let mut needed: Vec<Needed<'_>> = Vec::new();
    for gathered in asking(found) {
        let unknown = gathered.service.unresolved.iter();
        if let Some(unknown) = unknown.into_iter().find(|one| matches!(one.about, About::Trusts | About::Announces)) {
            return Err(NotPointed::Made(unknown.spot.clone()).into());
        }
        for (source, store) in servers::sources(gathered)
            .into_iter()
            .filter_map(|index| gathered.service.sources.get(index).zip(gathered.stores.get(index)))
        {
            let Some(spot) = &source.written else { return Err(NotPointed::NoLine.into()) };
            let path = match &source.place {
                SourcePlace::File(path) => real(path, tree),
                SourcePlace::HashedFolder(_) | SourcePlace::Folder(_) | SourcePlace::FirstOfEach(_) => {
                    return Err(NotPointed::Folder(spot.clone()).into());
                }
                _ => return Err(NotPointed::NoLine.into()),
            };
            match store {
                NamedStore::Read(store) if store.kind != StoreKind::PemBundle => {
                    return Err(Refusal::NotLoadedByItsConsumer);
                }
                NamedStore::Read(store) if needed.iter().all(|known| known.path != path) => {
                    needed.push(Needed { path, spot, store: store.clone() });
                }
                NamedStore::Read(_) => {}
                NamedStore::Failed(_, cause) => return Err(Refusal::Unreadable(cause.0.clone())),
                NamedStore::Unknown => return Err(NotPointed::NoLine.into()),
            }
        }
    }
    if needed.is_empty() {
        // Somebody is asked, and no file says by whom; or nobody is.
        return Err(asking(found).next().map_or(Refusal::NothingFound, |_| NotPointed::NoLine.into()));
    }
    Ok(needed)
}

/// The whole configuration is known, and the server starts with it.
fn is_sound(found: &Found, needed: &[Needed<'_>]) -> Result<(), Refusal> {
    let Some(problem) = found.problems.iter().find(|problem| counts(problem)) else { return Ok(()) };
    if needed.iter().any(|known| *known.spot == problem.spot) {
        return Err(Refusal::NotLoadedByItsConsumer);
    }
    Err(NotPointed::Unread(problem.spot.clone()).into())
}

/// Keys that this user may not read are read by the server; what is included and cannot be read may say anything.
fn counts(problem: &Problem) -> bool {
    let is_text = || {
        let name = problem.spot.name.to_ascii_lowercase();
        problem.spot.line == 0 || matches!(name.as_str(), "include" | "includeoptional" | "crt-list")
    };
    match &problem.kind {
        ProblemKind::File(_, cause) => {
            is_text() || !matches!(*cause.0, tillit_verifier::input::InputError::PermissionDenied)
        }
        _ => true,
    }
}

/// The path as it shall stand in the configuration: one word in every syntax, without quotes.
fn written(file: &Path) -> Result<String, Refusal> {
    let is_plain = |text: &&str| {
        let is_word = |c: char| c.is_alphanumeric() || "/._-+@=".contains(c);
        text.starts_with('/') && !text.ends_with('/') && text.chars().all(is_word)
    };
    let written = file.to_str().filter(is_plain).map(str::to_owned);
    written.ok_or_else(|| NotPointed::Name(file.to_owned()).into())
}

/// The path of the new file without links.
fn place(file: &Path, tree: &Folder) -> Result<PathBuf, Refusal> {
    let no_name = || Refusal::from(NotPointed::Name(file.to_owned()));
    let (folder, name) = file.parent().zip(file.file_name()).ok_or_else(no_name)?;
    match tree.metadata(folder) {
        Ok(found) if found.kind == FileKind::Folder => Ok(tree.real_path(folder)?.join(name)),
        Err(error) if error.kind() == std::io::ErrorKind::PermissionDenied => Err(error.into()),
        _ => Err(NotPointed::NoFolder(folder.to_owned()).into()),
    }
}

fn real(path: &Path, tree: &Folder) -> PathBuf {
    tree.real_path(path).unwrap_or_else(|_| path.to_owned())
}

/// What the new file has: what stays of the old one, in its order, then what is added; and what that comes to.
fn content(old: &Old, path: &Path, measure: &Measure<'_>, request: &Request<'_>) -> Result<(Vec<u8>, Edited), Refusal> {
    let store = &*old.store;
    if store.passed_over > 0 {
        return Err(Refusal::WouldLose(format!("more than {} certificates", crate::store::MAX_KEPT)));
    }
    if store.has_private_key {
        return Err(Refusal::PrivateKeyFile);
    }
    let task = Task {
        path,
        stores: std::slice::from_ref(store),
        tree: request.tree,
        passwords: request.passwords,
        add: &request.selection.add,
        remove: &old.remove,
        now: request.now,
        back: None,
        ad_logon: &[],
    };
    if planner::would_be_empty(&task) {
        return Err(Refusal::WouldBeEmpty);
    }
    if !request.anyway && !request.selection.retire.is_empty() {
        retire::leaves_something(task.stores, request.selection, &old.remove, measure)?;
    }
    let (gone, kept): (Vec<&Certificate>, Vec<&Certificate>) =
        store.certificates().partition(|found| task.removes(found.fingerprint()));
    let kept: Vec<Addition> = kept.into_iter().cloned().map(Addition::given).collect();
    let missing: Vec<&Addition> = request.selection.add.iter().filter(|one| !is_there(store, one)).collect();
    let mut edited = Edited {
        added: missing.iter().map(|addition| addition.certificate.fingerprint()).collect(),
        ..Edited::default()
    };
    for certificate in gone {
        if !edited.removed.contains(&certificate.fingerprint()) {
            edited.removed.push(certificate.fingerprint());
            edited.removed_names.push((certificate.fingerprint(), name_of(certificate)));
        }
    }
    Ok((pem::bundle(kept.iter().chain(missing)), edited))
}

/// Every line that names the old file, by the file that it stands in.
fn pointed(server: &str, found: &Found, old: &Path, to: &str, tree: &Folder) -> Result<Vec<Pointed>, Refusal> {
    let names_old = |source: &Source| match &source.place {
        SourcePlace::File(path) => real(path, tree) == old,
        _ => false,
    };
    let sources = || asking(found).flat_map(|gathered| &gathered.service.sources);
    let mut pointed: Vec<Pointed> = Vec::new();
    for source in sources().filter(|source| names_old(source)) {
        let Some(spot) = &source.written else { return Err(NotPointed::NoLine.into()) };
        // All files of a folder are named by one word.
        if sources().any(|other| other.written.as_ref() == Some(spot) && !names_old(other)) {
            return Err(NotPointed::Folder(spot.clone()).into());
        }
        let path = real(&spot.file, tree);
        if pointed.iter().all(|known| known.path != path) {
            let before = tree.read(&path, MAX_BYTES)?.into();
            let (path, from, to) = (path.clone(), old.to_owned(), to.to_owned());
            pointed.push(Pointed { path, before, places: Vec::new(), from, to });
        }
        let Some(file) = pointed.iter_mut().find(|known| known.path == path) else { continue };
        let place = argument::find(server, file.before.bytes(), spot);
        let place = place.ok_or_else(|| NotPointed::Made(spot.clone()))?;
        if !file.places.contains(&place) {
            file.places.push(place);
        }
    }
    for file in &mut pointed {
        file.places.sort_by_key(|place| place.start);
    }
    Ok(pointed)
}

/// Reads the configuration as it would be, and holds it against what it is: the new file stands where the old one stood, and nothing else is
/// another.
fn is_taken(
    named: &Named,
    before: &Found,
    edited: &Edited,
    old: &Path,
    to: &Path,
    options: &Options<'_>,
    request: &Request<'_>,
) -> Result<(), Refusal> {
    let tree = Afterwards::of(request.tree, &edited.changes);
    let options = Options { tree: &tree, ..*options };
    let after = named.target.find(&Search { options, environment: request.environment });
    let other = |what: &str| Err(Refusal::WouldLose(format!("the server would read {what}")));
    if after.problems.len() != before.problems.len() || after.services.len() != before.services.len() {
        return other("another configuration");
    }
    for (was, is) in before.services.iter().zip(&after.services) {
        let (was, is) = (&was.service, &is.service);
        let is_same = (&was.listeners, &was.names, &was.within, was.asks.value, was.announces, was.depth.value)
            == (&is.listeners, &is.names, &is.within, is.asks.value, is.announces, is.depth.value)
            && (was.sources.len(), was.revocation.len(), was.unresolved.len())
                == (is.sources.len(), is.revocation.len(), is.unresolved.len());
        if !is_same {
            return other("another service");
        }
        let asks = was.asks.value;
        for (was, is) in was.sources.iter().zip(&is.sources) {
            let is_pointed = |source: &Source| source.place == SourcePlace::File(to.to_owned());
            let named_old = source_path(was).is_some_and(|path| real(path, request.tree) == old);
            let is_right = match (named_old, is_pointed(is)) {
                (true, true) => true,
                // What a service that asks nobody names is left.
                (true, false) => asks.is_nobody() && was.place == is.place,
                (false, false) => was.place == is.place,
                (false, true) => is_pointed(was),
            };
            if !is_right || (was.trusted, was.announced) != (is.trusted, is.announced) {
                return other("another file");
            }
        }
    }
    let is_there = |gathered: &Gathered| gathered.service.sources.iter().any(|is| source_path(is) == Some(to));
    if asking(&after).any(is_there) { Ok(()) } else { other("no new file") }
}

fn source_path(source: &Source) -> Option<&Path> {
    match &source.place {
        SourcePlace::File(path) => Some(path),
        _ => None,
    }
}
