//! Makes a plan: finds the stores of every target, and lets the writer of each compute its changes.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::Passwords;
use tillit_verifier::input::InputError;
use tillit_verifier::verdict::GenerationId;
use time::OffsetDateTime;

use super::check::{self, Kept};
use super::files::writable;
use super::journal::RecordTarget;
use super::plan::{Edited, NotPointed, Plan, Planned, PlannedTarget, Refusal};
use super::selection::{Addition, Back, Backup, Removal, Selection, name_of};
use super::writers::{self, Task, nss, pem};
use super::{Change, new_file, retire, servers, system};
use crate::coverage;
use crate::examine::Measure;
use crate::formats::{Failure, Options};
use crate::places::{Environment, Search, Target};
use crate::store::{StoreKind, TrustStore};
use crate::tree::{FileKind, Folder, Tree as _};

/// A target as the user named it.
#[derive(Clone, Debug)]
pub struct Named {
    /// What was typed.
    pub shown: String,
    /// What it means.
    pub target: Target,
    /// What it is, where the user knows better than its content tells.
    pub kind: Option<StoreKind>,
}

/// What a plan is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To be read, and applied by somebody, perhaps: who makes it need not be one who may write.
    Look,
    /// To be applied at once: what this user may not write is refused.
    Apply,
}

/// Everything that a plan is made from.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The targets, in the order of the user.
    pub targets: &'a [Named],
    /// What goes in and out.
    pub selection: &'a Selection,
    /// The files it is about.
    pub tree: &'a Folder,
    /// The variables of the environment; empty for another tree than this machine.
    pub environment: &'a Environment,
    /// Passwords of the stores.
    pub passwords: &'a Passwords,
    /// The known PKIs.
    pub catalog: &'a Catalog,
    /// CA certificates that are at hand.
    pub at_hand: &'a [Certificate],
    /// The moment.
    pub now: OffsetDateTime,
    /// What the plan is made for.
    pub purpose: Purpose,
    /// A PEM file that is not there is made.
    pub create: bool,
    /// Files that cannot be exchanged are written in place.
    pub in_place: bool,
    /// Not the file that a server's configuration names is written, but this new one, and the configuration is pointed at it: a path in the
    /// tree. For servers alone, and for one target.
    pub new_file: Option<&'a Path>,
    /// What is taken out is taken out although nothing else is left that lets somebody in.
    pub anyway: bool,
}

/// Makes a plan. What cannot be done is in it as a [`Refusal`].
pub fn plan(request: &Request<'_>, id: String) -> Plan {
    let mut targets: Vec<PlannedTarget> = Vec::new();
    for named in request.targets {
        for planned in of_target(named, request) {
            // The same store under two names, or of two places, is planned once.
            let is_known =
                targets.iter().any(|known| known.path == planned.path && !planned.path.as_os_str().is_empty());
            if !is_known {
                targets.push(planned);
            }
        }
    }
    Plan { id, at: request.now, tree: request.tree.clone(), selection: request.selection.clone(), targets }
}

/// The changes that take out of one store what a change put in, and put in again what it took out, whatever else was done to the store
/// since. `backups`: its files as they were. Targets and selection of the request are not used.
///
/// # Errors
/// [`Refusal`]
pub fn back(target: &RecordTarget, backups: &[Backup], request: &Request<'_>) -> Result<Vec<Change>, Refusal> {
    let kind = StoreKind::ALL.into_iter().find(|kind| Some(kind.word()) == target.kind.as_deref());
    let add = taken_out(target, backups, request.passwords)?;
    let remove = target.added.iter().map(|fingerprint| Removal { fingerprint: *fingerprint, ca: None });
    let selection = Selection {
        add,
        remove: remove.collect(),
        retire: Vec::new(),
        ad_logon: Vec::new(),
        back: Some(Back { amended: target.amended.clone(), backups: backups.to_vec() }),
    };
    let request =
        Request { targets: &[], selection: &selection, create: false, new_file: None, anyway: true, ..*request };
    let shown = target.path.display().to_string();
    let named = Named { shown, target: Target::Path(target.path.clone()), kind };
    let mut changes = Vec::new();
    for planned in of_target(&named, &request) {
        match planned.planned {
            Planned::Edited(edited) => changes.extend(edited.changes),
            Planned::Unchanged => {}
            Planned::Refused(refusal) => return Err(refusal),
        }
    }
    Ok(changes)
}

/// The certificates that a change took out of files that others have changed since, in the order in which they stood there.
fn taken_out(target: &RecordTarget, backups: &[Backup], passwords: &Passwords) -> Result<Vec<Addition>, Refusal> {
    let mut add: Vec<Addition> = Vec::new();
    if target.removed.is_empty() {
        return Ok(add);
    }
    let options = Options {
        tree: &Folder::host(),
        passwords,
        limits: tillit_verifier::container::ReadLimits::default(),
        interest: &|certificate| target.removed.contains(&certificate.fingerprint()),
        kind: None,
    };
    for backup in backups.iter().filter(|backup| backup.changed) {
        let folder = nss::private_folder()?;
        let copy = folder.path().join(backup.path.file_name().unwrap_or("store".as_ref()));
        nss::write_private(&copy, backup.content.bytes())?;
        for store in crate::formats::read(&copy, &options).into_iter().filter_map(Result::ok) {
            for found in store.certificates().filter(|found| target.removed.contains(&found.fingerprint())) {
                if !add.iter().any(|known| known.certificate == *found) {
                    add.push(Addition::given(found.clone()));
                }
            }
        }
    }
    Ok(add)
}

fn of_target(named: &Named, request: &Request<'_>) -> Vec<PlannedTarget> {
    let place = match &named.target {
        Target::Path(_) => "file",
        Target::Place(word, _) => word,
    };
    let refused = |path: &Path, refusal: Refusal| PlannedTarget {
        target: named.shown.clone(),
        place,
        path: path.to_owned(),
        kind: None,
        consumer: None,
        has_private_key: false,
        planned: Planned::Refused(refusal),
    };
    // A pipe cannot be written, and reading one would wait for whoever writes to it.
    if let Target::Path(path) | Target::Place(_, Some(path)) = &named.target
        && request.tree.metadata(path).is_ok_and(|found| matches!(found.kind, FileKind::Pipe | FileKind::Other))
    {
        return vec![refused(path, InputError::Socket.into())];
    }
    if let Some(file) = request.new_file
        && !new_file::SERVERS.contains(&place)
    {
        return vec![refused(file, NotPointed::Server(place).into())];
    }
    if named.target == Target::Place("system", None) {
        return vec![system::plan(named, request)];
    }
    let interest = coverage::matters(request.catalog);
    let options = Options {
        tree: request.tree,
        passwords: request.passwords,
        limits: tillit_verifier::container::ReadLimits::default(),
        interest: &|certificate| interest(certificate) || request.selection.names(certificate),
        kind: named.kind,
    };
    // What services see is meant, and what all users see with it.
    let target = match &named.target {
        Target::Place("windows", None) => Target::Place("windows", Some("LM".into())),
        other => other.clone(),
    };
    let mut found = target.find(&Search { options, environment: request.environment });
    if let Some(file) = request.new_file {
        return vec![new_file::planned(named, place, file, &found, &options, request)];
    }
    let mut targets = Vec::new();
    if crate::servers::server(place).is_some() {
        let needed = servers::needed(&mut found, request.tree);
        for (path, cause) in needed.failed {
            targets.push(match *cause.0 {
                InputError::NotFound | InputError::Vanished => created(named, &path, request),
                _ => refused(&path, Refusal::Unreadable(cause.0)),
            });
        }
        for (path, stores) in by_file(needed.stores, request.tree) {
            let given = needed.passwords.get(&path).map(|password| Passwords::given(vec![password.clone()]));
            let request = Request { passwords: given.as_ref().unwrap_or(request.passwords), ..*request };
            let options = Options { passwords: request.passwords, ..options };
            targets.push(of_stores(named, &path, &stores, &options, &request));
        }
        if targets.is_empty() {
            targets.push(refused(Path::new(""), Refusal::NothingFound));
        }
        return targets;
    }
    for Failure { location, error, .. } in found.failures {
        targets.push(match error {
            InputError::NotFound | InputError::Vanished if place == "file" => created(named, &location.path, request),
            error => refused(&location.path, error.into()),
        });
    }
    for (path, stores) in by_file(found.stores, request.tree) {
        targets.push(of_stores(named, &path, &stores, &options, request));
    }
    if targets.is_empty() {
        targets.push(refused(Path::new(""), Refusal::NothingFound));
    }
    targets
}

/// Stores with the real path of their file or folder, those of one file together, in the order in which they were found.
fn by_file(stores: Vec<TrustStore>, tree: &Folder) -> Vec<(PathBuf, Vec<TrustStore>)> {
    let mut files: Vec<(PathBuf, Vec<TrustStore>)> = Vec::new();
    let mut index: HashMap<PathBuf, usize> = HashMap::new();
    for store in stores {
        let path = tree.real_path(&store.location.path).unwrap_or_else(|_| store.location.path.clone());
        let at = *index.entry(path.clone()).or_insert_with(|| {
            files.push((path, Vec::new()));
            files.len() - 1
        });
        files[at].1.push(store);
    }
    files
}

/// A file that is not there.
fn created(named: &Named, path: &Path, request: &Request<'_>) -> PlannedTarget {
    let planned = || -> Result<Edited, Refusal> {
        let is_pem = named.kind.is_none_or(|kind| kind == StoreKind::PemBundle);
        if !request.create || request.selection.add.is_empty() {
            return Err(Refusal::NotThere);
        }
        if !is_pem {
            return Err(Refusal::KindNotWritten(named.kind.unwrap_or(StoreKind::PemBundle)));
        }
        let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return Err(Refusal::NotThere) };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if request.tree.link_metadata(path).is_ok() || request.tree.metadata(folder)?.kind != FileKind::Folder {
            return Err(Refusal::NotThere);
        }
        let path = request.tree.real_path(folder)?.join(name);
        let after = pem::bundle(&request.selection.add).into();
        Ok(Edited {
            changes: vec![Change::Create { path, after, mode: 0o644 }],
            added: request.selection.add.iter().map(|addition| addition.certificate.fingerprint()).collect(),
            ..Edited::default()
        })
    };
    let planned = planned();
    let real = planned.as_ref().ok().and_then(|edited| edited.changes.first()?.path());
    PlannedTarget {
        target: named.shown.clone(),
        place: "file",
        path: real.unwrap_or(path).to_owned(),
        kind: Some(StoreKind::PemBundle),
        consumer: Some(crate::store::Consumer::OpenSsl),
        has_private_key: false,
        planned: planned.map_or_else(Planned::Refused, Planned::Edited),
    }
}

fn of_stores(
    named: &Named,
    path: &Path,
    stores: &[TrustStore],
    options: &Options<'_>,
    request: &Request<'_>,
) -> PlannedTarget {
    let first = stores.first();
    let planned = edited(path, stores, options, request);
    PlannedTarget {
        target: named.shown.clone(),
        place: first.map_or("file", |store| store.place),
        path: path.to_owned(),
        kind: first.map(|store| store.kind),
        consumer: first.map(|store| store.consumer),
        has_private_key: stores.iter().any(|store| store.has_private_key),
        planned: match planned {
            // What is left for somebody else to do is said as long as it is left.
            Ok(edited) if edited.is_nothing() && edited.still_logs_on.is_empty() => Planned::Unchanged,
            Ok(edited) => Planned::Edited(edited),
            Err(refusal) => Planned::Refused(refusal),
        },
    }
}

fn edited(path: &Path, stores: &[TrustStore], options: &Options<'_>, request: &Request<'_>) -> Result<Edited, Refusal> {
    let Some(first) = stores.first() else { return Err(Refusal::NothingFound) };
    if crate::places::is_made_by_system(path, request.tree) {
        return Err(Refusal::Generated("system".to_owned()));
    }
    if stores.iter().any(|store| store.passed_over > 0) {
        return Err(Refusal::WouldLose(format!("more than {} certificates", crate::store::MAX_KEPT)));
    }
    let writer = writers::writer(first.kind).ok_or(Refusal::KindNotWritten(first.kind))?;
    let measure = Measure { catalog: request.catalog, at_hand: request.at_hand, now: request.now, environment: None };
    let retired = removals(stores, &request.selection.retire, &measure);
    let remove: Vec<Removal> = request.selection.remove.iter().cloned().chain(retired).collect();
    let task = Task {
        path,
        stores,
        tree: request.tree,
        passwords: request.passwords,
        add: &request.selection.add,
        remove: &remove,
        now: request.now,
        ad_logon: &request.selection.ad_logon,
        back: request.selection.back.as_ref(),
    };
    if would_be_empty(&task) {
        return Err(Refusal::WouldBeEmpty);
    }
    if !request.anyway && !request.selection.retire.is_empty() {
        retire::leaves_something(stores, request.selection, &remove, &measure)?;
    }
    let mut edited = (writer.edit)(&task)?;
    let there = stores.iter().flat_map(TrustStore::certificates);
    let gone = there.filter(|certificate| edited.removed.contains(&certificate.fingerprint()));
    edited.removed_names = gone.map(|gone| (gone.fingerprint(), name_of(gone))).collect();
    may_be_made(&mut edited, request)?;
    let mut there = stores.iter().flat_map(TrustStore::certificates);
    if task.back.is_some() && task.add.is_empty() && there.all(|found| task.removes(found.fingerprint())) {
        // It was empty before: of a store without certificates nothing can be read.
        return Ok(edited);
    }
    check::planned(&task, &edited, options).map_err(|Kept(lost)| Refusal::WouldLose(lost))?;
    Ok(edited)
}

/// Whether this user may make these changes; writes in place what was asked to be.
///
/// # Errors
/// Why not. For a plan that somebody else may apply, to lack the rights is none.
pub(super) fn may_be_made(edited: &mut Edited, request: &Request<'_>) -> Result<(), Refusal> {
    // What is planned for another computer is made there.
    if request.tree.has_exported_registry() && request.purpose == Purpose::Look {
        return Ok(());
    }
    for change in &mut edited.changes {
        let asked = request.in_place;
        if let Change::Replace { in_place, .. } = change {
            *in_place = asked;
        }
        let may = change.path().map_or(Ok(()), |path| writable(path, request.tree, asked));
        match may {
            // A plan may be made by somebody else than the one who applies it.
            Err(Refusal::NoPermission) if request.purpose == Purpose::Look => edited.needs_privilege = true,
            may => may?,
        }
    }
    Ok(())
}

/// A store of the task would have no certificate any more. nginx, HAProxy and Java start no server with such a file. An NSS database, or a
/// store of Windows, is not all that its reader has, and an undo may leave what was there before.
pub(super) fn would_be_empty(task: &Task<'_>) -> bool {
    let is_emptied = |store: &TrustStore| {
        let mut held = store.certificates().peekable();
        held.peek().is_some() && held.all(|found| task.removes(found.fingerprint()))
    };
    let may_be = |kind| matches!(kind, StoreKind::NssDatabase | StoreKind::Windows);
    let counts = |store: &&TrustStore| !may_be(store.kind) && writers::is_written(store);
    task.add.is_empty() && task.back.is_none() && task.stores.iter().filter(counts).any(is_emptied)
}

/// The certificates of these stores that are CAs of a generation to retire.
pub(super) fn removals(stores: &[TrustStore], retire: &[GenerationId], measure: &Measure<'_>) -> Vec<Removal> {
    let mut removals: Vec<Removal> = Vec::new();
    for store in stores.iter().filter(|_| !retire.is_empty()) {
        let (recognised, _) = coverage::recognise(store, measure);
        for (entry, ca) in store.entries.iter().zip(recognised) {
            if let (Ok(certificate), Some(ca)) = (&entry.certificate, ca)
                && retire.contains(&ca.generation)
                && !removals.iter().any(|known| known.fingerprint == certificate.fingerprint())
            {
                removals.push(Removal { fingerprint: certificate.fingerprint(), ca: Some(ca) });
            }
        }
    }
    removals
}
