//! Certificate stores of Windows: roots go to `Root`, issuing CAs to `CA`, and those of persons' cards to the domain's `NTAuth` where that is
//! asked for.
//!
//! An issuing CA in `Root` makes IIS refuse every client certificate (403.16), so what lies there counts as not being in its place. What group
//! policies and the domain bring is read and never written: it would come back.

use tillit_verifier::{Certificate, Fingerprint};

use super::{Task, Writer};
use crate::install::change::Change;
use crate::install::plan::{Edited, NotHere, Refusal};
use crate::install::selection::Addition;
use crate::store::{Entry, Grant, StoreKind, TrustStore};
use crate::tree::Tree as _;
use crate::windows::element::{self, Element};
use crate::windows::{Lists, Origin, Physical, Scope, StoreName, View, Worth, gives_trust};

pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::Windows], edit };

/// Bytes of one element.
const MAX_BYTES: u64 = 16 << 20;

/// The view that a store is.
fn view_of(store: &TrustStore) -> Option<View> {
    View::of_path(&store.location.path)
}

/// Where an addition belongs.
fn home(addition: &Addition) -> StoreName {
    if addition.is_root { StoreName::Root } else { StoreName::Ca }
}

/// This addition belongs into what the target is: a root has no place in `CA` alone.
pub(in crate::install) fn belongs(store: &TrustStore, addition: &Addition) -> bool {
    store.kind != StoreKind::Windows
        || view_of(store)
            .and_then(|view| view.only)
            .is_none_or(|only| only == home(addition) || only == StoreName::NtAuth)
}

/// Whether something that shall go is still there: what Windows distrusts, or only lists, stays.
pub(in crate::install) fn still_has<'s>(
    store: &'s TrustStore,
    goes: &dyn Fn(Fingerprint) -> bool,
) -> Option<&'s Certificate> {
    let mut counts = store.entries.iter().filter(|entry| store.kind != StoreKind::Windows || gives_trust(entry));
    counts.find_map(|entry| entry.certificate.as_ref().ok().filter(|found| goes(found.fingerprint())))
}

fn edit(task: &Task<'_>) -> Result<Edited, Refusal> {
    // A file of exported stores is somebody else's machine.
    let [store] = task.stores else { return Err(Refusal::KindNotWritten(StoreKind::Windows)) };
    let view = view_of(store).ok_or(Refusal::KindNotWritten(StoreKind::Windows))?;
    // Into no other store is anything put that shall be trusted: "nothing to do" would be wrong.
    if let Some(only) = view.only.filter(|only| !matches!(only, StoreName::Root | StoreName::Ca | StoreName::NtAuth))
        && !task.add.is_empty()
        && task.back.is_none()
    {
        return Err(NotHere::NoPlace(Physical::own(view.scope, only).title()).into());
    }
    let mut edited = Edited::default();
    let lists = Lists::of(task.tree.registry());
    for addition in task.add.iter().filter(|addition| belongs(store, addition)) {
        let fingerprint = addition.certificate.fingerprint();
        let of_it = || entries_of(store, fingerprint);
        if let Some(of) = lists.blocks(&addition.certificate) {
            return Err(NotHere::Blocked(addition.name(), of.date()).into());
        }
        if of_it().any(|(entry, _)| entry.trust.client == Grant::Distrusted) {
            return Err(NotHere::Disallowed(addition.name()).into());
        }
        if view.only != Some(StoreName::NtAuth) && !is_in_place(store, addition) {
            put(task, Physical::own(view.scope, home(addition)), &addition.certificate, &mut edited)?;
        }
        let logs_on = task.ad_logon.contains(&fingerprint) && view.only.is_none_or(|only| only == StoreName::NtAuth);
        if logs_on && !of_it().any(|(_, physical)| physical.name == StoreName::NtAuth) {
            put(task, Physical::own(view.scope, StoreName::NtAuth), &addition.certificate, &mut edited)?;
        }
    }
    for entry in store.entries.iter().filter(|entry| gives_trust(entry)) {
        let (Ok(certificate), Some(file)) = (&entry.certificate, &entry.file) else { continue };
        let Some(physical) = Physical::of_entry(entry).filter(|_| task.removes(certificate.fingerprint())) else {
            continue;
        };
        let name = || certificate.subject().common_name().to_owned();
        if physical.scope != view.scope {
            return Err(NotHere::OtherScope(name(), physical.title()).into());
        }
        match physical.origin {
            Origin::Registry => {}
            Origin::GroupPolicy => return Err(NotHere::GroupPolicy(name(), physical.key()).into()),
            Origin::Enterprise => return Err(NotHere::Domain(name(), physical.key()).into()),
        }
        let before = Fingerprint::of(&task.tree.read(file, MAX_BYTES)?);
        edited.changes.push(Change::Remove { path: file.clone(), before });
        if !edited.removed.contains(&certificate.fingerprint()) {
            edited.removed.push(certificate.fingerprint());
        }
    }
    let on_list = store.entries.iter().filter(|entry| {
        Physical::of_entry(entry) == Some(Physical::own(Scope::Machine, StoreName::NtAuth)) && task.back.is_none()
    });
    let goes = on_list.filter_map(|entry| entry.certificate.as_ref().ok()).filter(|of| task.removes(of.fingerprint()));
    edited.still_logs_on =
        goes.map(|of| (of.subject().common_name().to_owned(), element::key_name(of.der()))).collect();
    Ok(edited)
}

fn entries_of(store: &TrustStore, of: Fingerprint) -> impl Iterator<Item = (&Entry, Physical)> {
    let is_it = move |entry: &&Entry| entry.certificate.as_ref().is_ok_and(|found| found.fingerprint() == of);
    store.entries.iter().filter(is_it).filter_map(|entry| Some((entry, Physical::of_entry(entry)?)))
}

/// It is in its own logical store, from whatever side, and Windows takes it for what it is.
fn is_in_place(store: &TrustStore, addition: &Addition) -> bool {
    entries_of(store, addition.certificate.fingerprint()).any(|(entry, physical)| match physical.name.worth() {
        Worth::Anchors => addition.is_root && entry.trust.client == Grant::Anchor,
        Worth::Helps => !addition.is_root && entry.trust.client == Grant::Helper,
        Worth::Distrusts | Worth::Nothing => false,
    })
}

/// Puts a certificate into a store; one that is there and switched off is switched on, with everything else that is noted of it.
fn put(task: &Task<'_>, physical: Physical, certificate: &Certificate, edited: &mut Edited) -> Result<(), Refusal> {
    if !physical.is_written() {
        // The domain's list is the machine's.
        let machines = Physical { scope: Scope::Machine, ..physical };
        return Err(NotHere::OtherScope(certificate.subject().common_name().to_owned(), machines.title()).into());
    }
    let path = physical.element(&element::key_name(certificate.der()));
    let before = match task.tree.read(&path, MAX_BYTES) {
        Ok(before) => Some(before),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(error.into()),
    };
    let fingerprint = certificate.fingerprint();
    let is_known = task.stores.iter().any(|store| entries_of(store, fingerprint).next().is_some());
    edited.changes.push(match &before {
        Some(before) => {
            let after = Element::parse(before).map_or_else(|_| element::plain(certificate), |old| old.unrestricted());
            Change::replace(&path, before, after)
        }
        None => Change::Create { path, after: element::plain(certificate).into(), mode: 0o644 },
    });
    let list = if is_known { &mut edited.amended } else { &mut edited.added };
    if !list.contains(&fingerprint) {
        list.push(fingerprint);
    }
    Ok(())
}
