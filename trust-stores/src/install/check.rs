//! What must be true of a store after it was changed: everything else is still there, and what was added serves.

use std::collections::BTreeMap;
use std::io::Cursor;

use tillit_verifier::{Certificate, Fingerprint};

use super::change::Change;
use super::plan::Edited;
use super::writers::{Task, is_there};
use crate::formats::{self, Options, Source};
use crate::store::{Grant, Trust, TrustStore};

/// Something would not be as it shall be; the text is technical.
#[derive(Debug)]
pub struct Kept(pub String);

/// Reads what a plan would write of one file, and holds it against what was there: no writer is believed.
///
/// # Errors
/// [`Kept`]
pub(super) fn planned(task: &Task<'_>, edited: &Edited, options: &Options<'_>) -> Result<(), Kept> {
    let [Change::Replace { path, after, .. }] = edited.changes.as_slice() else { return Ok(()) };
    if path != task.path {
        return Ok(());
    }
    let source = Source::new(path, Box::new(Cursor::new(after.bytes()))).map_err(|error| Kept(error.to_string()))?;
    let kind = task.stores.first().map(|store| store.kind);
    let stores = formats::read_source(source, &Options { kind, ..*options });
    let stores: Vec<TrustStore> = stores
        .into_iter()
        .collect::<Result<_, _>>()
        .map_err(|failure| Kept(format!("what would be written cannot be read: {:?}", failure.error)))?;
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
        for addition in task.add {
            if !is_there(after, addition) {
                return Err(Kept(format!("{} is not there, or not trusted", addition.name())));
            }
        }
        if let Some(found) = after.certificates().find(|found| task.removes(found.fingerprint())) {
            return Err(Kept(format!("{} is still there", found.subject())));
        }
    }
    Ok(())
}

/// Every entry that is neither added nor removed is there as often as before, with the same trust and name, in the same order.
fn others_stay(before: &TrustStore, after: &TrustStore, task: &Task<'_>) -> Result<(), Kept> {
    let added: Vec<Fingerprint> = task.add.iter().map(|addition| addition.certificate.fingerprint()).collect();
    let others = |store: &TrustStore| -> Vec<(Option<Fingerprint>, Trust, Option<String>)> {
        let entries = store.entries.iter().map(|entry| {
            (entry.certificate.as_ref().ok().map(Certificate::fingerprint), entry.trust, entry.alias.clone())
        });
        entries.filter(|(of, ..)| of.is_none_or(|of| !added.contains(&of) && !task.removes(of))).collect()
    };
    if others(before) != others(after) {
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
            .any(|root| tillit_verifier::judge::signature::check(certificate, root).is_ok());
        if !is_signed {
            return Err(Kept(format!("{} has no root there", addition.name())));
        }
    }
    Ok(())
}
