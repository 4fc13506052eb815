//! What must be true of a store after it was changed: everything else is still there, and what was added serves.

use std::collections::BTreeMap;

use tillit_verifier::catalog::Catalog;
use tillit_verifier::judge::{self, Judge, Offered};
use tillit_verifier::verdict::{GenerationId, Judgement};
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

use super::afterwards::Afterwards;
use super::change::Change;
use super::plan::{Edited, Plan, Planned, PlannedTarget};
use super::writers::{Task, is_there, is_written, windows};
use crate::formats::{self, Options};
use crate::store::{Grant, StoreKind, Trust, TrustStore};
use crate::windows::View;

/// Something would not be as it shall be; the text is technical.
#[derive(Debug)]
pub struct Kept(pub String);

/// A store that was written does not do what it shall.
#[derive(Debug)]
pub enum Unfit {
    /// It is not as it shall be; the text is technical.
    Lost(String),
    /// A card certificate is refused: what was said of it, under the store as anchors of its own.
    RefusesCard(Box<Judgement>),
}

impl From<Kept> for Unfit {
    fn from(Kept(lost): Kept) -> Self {
        Self::Lost(lost)
    }
}

/// Reads what a plan would leave behind, and holds it against what was there: no writer is believed.
///
/// # Errors
/// [`Kept`]
pub(super) fn planned(task: &Task<'_>, edited: &Edited, options: &Options<'_>) -> Result<(), Kept> {
    // What a program will make is seen when it has run.
    let is_made_by_program = edited.changes.iter().any(|change| matches!(change, Change::Run(_)));
    let Some(first) = task.stores.first().filter(|_| !edited.is_nothing() && !is_made_by_program) else {
        return Ok(());
    };
    let tree = Afterwards::of(task.tree, &edited.changes);
    let stores = formats::read(task.path, &Options { tree: &tree, kind: Some(first.kind), ..*options });
    let mut stores: Vec<TrustStore> = stores
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|failure| Kept(format!("what would be written cannot be read: {:?}", failure.error)))?;
    // What an entry is worth to a login depends on where its store was found.
    for (store, before) in stores.iter_mut().zip(task.stores) {
        store.place = first.place;
        // A browser's database is called by the name of its profile, which the place knows and the folder does not.
        if store.kind == StoreKind::NssDatabase {
            store.location.within.clone_from(&before.location.within);
        }
    }
    held(task.stores, &stores, task)
}

/// Holds stores after a change against those before it.
///
/// # Errors
/// [`Kept`]
pub fn held(before: &[TrustStore], after: &[TrustStore], task: &Task<'_>) -> Result<(), Kept> {
    if before.len() != after.len() {
        return Err(Kept(format!("{} stores instead of {}", after.len(), before.len())));
    }
    for (before, after) in before.iter().zip(after) {
        if (before.kind, &before.location.within) != (after.kind, &after.location.within) {
            return Err(Kept(format!("{} became {}", before.kind.word(), after.kind.word())));
        }
        if before.has_private_key != after.has_private_key {
            return Err(Kept("a private key".to_owned()));
        }
        others_stay(before, after, task)?;
        // Beside others in one file: what is no trust store stays as it is.
        if !is_written(before) {
            if before.certificates().ne(after.certificates()) {
                return Err(Kept("what is no trust store".to_owned()));
            }
            continue;
        }
        for addition in task.add.iter().filter(|addition| windows::belongs(after, addition)) {
            // What is put in again by an undo is as it was, trusted or not.
            let is_back = || task.back.is_some() && after.certificates().any(|found| *found == addition.certificate);
            if !is_there(after, addition) && !is_back() {
                return Err(Kept(format!("{} is not there, or not trusted", addition.name())));
            }
        }
        if let Some(found) = windows::still_has(after, &|fingerprint| task.removes(fingerprint)) {
            return Err(Kept(format!("{} is still there", found.subject())));
        }
    }
    Ok(())
}

/// Every entry that is neither added nor removed is there as often as before, with the same trust and name, in the same order.
fn others_stay(before: &TrustStore, after: &TrustStore, task: &Task<'_>) -> Result<(), Kept> {
    let added: Vec<Fingerprint> = task.add.iter().map(|addition| addition.certificate.fingerprint()).collect();
    let lost_trust = task.back.map(|back| back.amended.as_slice()).unwrap_or_default();
    let others = |store: &TrustStore| -> Vec<(Option<Fingerprint>, Trust, Option<String>)> {
        let entries = store.entries.iter().map(|entry| {
            (entry.certificate.as_ref().ok().map(Certificate::fingerprint), entry.trust, entry.alias.clone())
        });
        let mut others: Vec<_> = entries
            .filter(|(of, ..)| {
                of.is_none_or(|of| !added.contains(&of) && !task.removes(of) && !lost_trust.contains(&of))
            })
            .collect();
        // Files have names, not places; and a bundle is passed over when everything in it is found under a hash.
        if matches!(store.kind, StoreKind::Folder | StoreKind::HashedDirectory) {
            others.sort_by_key(|(of, trust, _)| (*of, std::cmp::Reverse(rank_of(*trust))));
            others.dedup_by_key(|(of, ..)| *of);
            for (.., alias) in &mut others {
                *alias = None;
            }
        }
        others
    };
    let (before_others, mut left) = (others(before), others(after));
    let is_kept = if after.kind == StoreKind::Windows {
        // A registry has no order, and Windows may fetch a root while we look.
        before_others
            .iter()
            .all(|other| left.iter().position(|found| found == other).map(|index| left.swap_remove(index)).is_some())
    } else {
        before_others == left
    };
    if !is_kept {
        return Err(Kept("other entries".to_owned()));
    }
    // What was there of the additions has no less trust than before.
    let mut ranks: BTreeMap<Fingerprint, u8> = BTreeMap::new();
    for entry in &after.entries {
        if let Ok(certificate) = &entry.certificate {
            let rank = ranks.entry(certificate.fingerprint()).or_default();
            *rank = (*rank).max(rank_of(entry.trust));
        }
    }
    let lowered = before.entries.iter().find(|entry| {
        entry.certificate.as_ref().is_ok_and(|certificate| {
            let of = certificate.fingerprint();
            added.contains(&of) && ranks.get(&of).is_none_or(|rank| *rank < rank_of(entry.trust))
        })
    });
    match lowered {
        Some(entry) => Err(Kept(format!("the trust of {}", entry.alias.as_deref().unwrap_or("an entry")))),
        None => Ok(()),
    }
}

/// How much trust this is, for a comparison.
fn rank_of(trust: Trust) -> u8 {
    [trust.client, trust.server, trust.email]
        .map(|grant| match grant {
            Grant::Anchor => 3,
            Grant::Helper => 2,
            Grant::Ignored => 1,
            Grant::Distrusted => 0,
        })
        .iter()
        .sum()
}

/// Reads a target anew after it was written, and holds it against the plan: what was added is there and serves, what was taken out is
/// gone, every issuing CA chains to a root there, and these card certificates are let in.
///
/// # Errors
/// [`Kept`]
pub fn written(
    target: &PlannedTarget,
    plan: &Plan,
    cards: &[Certificate],
    catalog: &Catalog,
    options: &Options<'_>,
) -> Result<(), Unfit> {
    let Planned::Edited(edited) = &target.planned else { return Ok(()) };
    let mut stores: Vec<TrustStore> = formats::read(&target.path, &Options { kind: target.kind, ..*options })
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|failure| Unfit::Lost(format!("{}: {:?}", target.path.display(), failure.error)))?;
    if stores.is_empty() {
        return Err(Unfit::Lost(format!("{}: no store", target.path.display())));
    }
    for store in &mut stores {
        // What an entry is worth to a login depends on where its store was found.
        store.place = target.place;
        let adds = !edited.added.is_empty() || !edited.amended.is_empty();
        for addition in plan.selection.add.iter().filter(|addition| adds && windows::belongs(store, addition)) {
            if !is_there(store, addition) {
                return Err(Unfit::Lost(format!("{} is not there, or not trusted", addition.name())));
            }
        }
        if let Some(found) = windows::still_has(store, &|fingerprint| edited.removed.contains(&fingerprint)) {
            return Err(Unfit::Lost(format!("{} is still there", found.subject())));
        }
        // Of one store alone no chain is asked: its other half lies in another.
        let is_whole = View::of_path(&store.location.path).is_none_or(|view| view.only.is_none());
        if is_whole {
            chains(store, &plan.selection.add)?;
        }
        for card in cards.iter().filter(|_| is_whole) {
            lets_in(store, card, catalog, plan.at).map_err(Unfit::RefusesCard)?;
        }
    }
    Ok(())
}

/// A card that sends its own certificate alone is let in by this store.
///
/// # Errors
/// What was said of it.
pub fn lets_in(
    store: &TrustStore,
    card: &Certificate,
    catalog: &Catalog,
    now: OffsetDateTime,
) -> Result<(), Box<Judgement>> {
    let granted = |wanted: fn(Grant) -> bool| {
        let entries = store.entries.iter().filter(move |entry| wanted(crate::coverage::login_grant(store, entry)));
        entries.filter_map(|entry| entry.certificate.as_ref().ok())
    };
    let all: Vec<Certificate> = granted(|grant| matches!(grant, Grant::Anchor | Grant::Helper)).cloned().collect();
    let ends = |certificate: &&Certificate| store.consumer.ends_anywhere() || certificate.is_self_issued();
    let anchors: Vec<Certificate> = granted(|grant| grant == Grant::Anchor).filter(ends).cloned().collect();
    let judge = Judge::new(catalog, &all, Some(&anchors));
    let judged = judge.judge(card, &Offered::default(), &judge::Options::login(now));
    let mut under = judged.verdicts.iter().filter(|verdict| verdict.under == GenerationId::given());
    if under.any(|verdict| verdict.trusted == Some(true)) { Ok(()) } else { Err(Box::new(judged)) }
}

/// Every issuing CA that was added chains to a root that is an anchor of this store.
///
/// # Errors
/// [`Kept`] with the name of the first that does not.
pub fn chains(store: &TrustStore, task_add: &[super::Addition]) -> Result<(), Kept> {
    let roots: Vec<&Certificate> = store
        .entries
        .iter()
        .filter(|entry| crate::coverage::login_grant(store, entry) == Grant::Anchor)
        .filter_map(|entry| entry.certificate.as_ref().ok())
        .filter(|certificate| certificate.is_self_issued())
        .collect();
    for addition in task_add.iter().filter(|addition| !addition.is_root) {
        let certificate = &addition.certificate;
        let is_signed = roots
            .iter()
            .filter(|root| root.subject() == certificate.issuer())
            .any(|root| judge::signature::check(certificate, root).is_ok());
        if !is_signed {
            return Err(Kept(format!("{} has no root there", addition.name())));
        }
    }
    Ok(())
}
