//! Causes on this computer: cards do not reach its programs, or its browsers go another way.

use super::{Case, Evidence, Fit};
use crate::browser::{self, Offer};
use crate::local::{AtHand, KeyHere, KeyStore, Setting};

/// A key from a file needs no middleware.
pub(super) fn middleware(case: &Case<'_>) -> Fit {
    let Some(local) = case.seen.local.filter(|_| case.seen.attempts.is_empty()) else { return Fit::Unknown };
    match &local.keys {
        KeyStore::None => {}
        KeyStore::Unread => return Fit::Unknown,
        KeyStore::Read(keys) => return of_the_system(case, keys, local.has_middleware()),
    }
    match (local.has_middleware(), local.gone()) {
        (None, _) => Fit::Unknown,
        (Some(true), _) => Fit::Excluded,
        (Some(false), Some(gone)) => Fit::likely([Evidence::ModuleGone(gone.name.clone())]),
        (Some(false), None) => Fit::likely([Evidence::NoModule]),
    }
}

/// Where the system itself brings cards to browsers, modules are for Firefox alone. That a card's key is at hand shows that it does; that its
/// certificate is not there, may be for want of the card.
fn of_the_system(case: &Case<'_>, keys: &[KeyHere], has_module: Option<bool>) -> Fit {
    let mut evidence = vec![Evidence::NoKeyHere];
    evidence.extend((has_module == Some(false)).then_some(Evidence::NoModule));
    match case.seen.card {
        Some((card, _)) => match keys.iter().find(|key| key.certificate == *card).map(|key| &key.is_at_hand) {
            Some(AtHand::Yes) => Fit::Excluded,
            Some(AtHand::Perhaps) => Fit::Unknown,
            Some(AtHand::NoProvider(name)) => Fit::possible([Evidence::NoProvider(name.clone())]),
            None => Fit::possible(evidence),
        },
        None if has_module == Some(true) => Fit::Excluded,
        None if keys.is_empty() => Fit::likely(evidence),
        // Somebody's, perhaps no card's.
        None => Fit::Unknown,
    }
}

/// The root alone is announced, and a browser does not know what stands between it and the card.
pub(super) fn issuing_ca(case: &Case<'_>) -> Fit {
    let (Some(local), Some((card, above))) = (case.seen.local, case.seen.card) else { return Fit::Unknown };
    let Some(asked) = case.look.and_then(|look| look.asked()) else { return Fit::Unknown };
    match browser::offer(card, above, asked, case.seen.now) {
        Offer::Offers => return Fit::Excluded,
        Offer::WithIssuer => {}
        Offer::CannotSay | Offer::Withholds(_) => return Fit::Unknown,
    }
    let browsers = local.stores.iter().filter(|store| store.owner != crate::local::Owner::System).count();
    let lacking = local.without(card.issuer());
    let evidence: Vec<Evidence> = std::iter::once(Evidence::OnlyRootNamed)
        .chain(lacking.iter().map(|store| Evidence::NotIn { owner: store.owner, place: store.place.clone() }))
        .collect();
    match lacking.len() {
        _ if browsers == 0 => Fit::Unknown,
        0 => Fit::Excluded,
        all if all == browsers => Fit::likely(evidence),
        _ => Fit::possible(evidence),
    }
}

/// Somebody with more than one certificate is not asked which.
pub(super) fn chosen(case: &Case<'_>) -> Fit {
    let (Some(local), Some((card, _))) = (case.seen.local, case.seen.card) else { return Fit::Unknown };
    let policies = local.chooses_other(&case.seen.probe.target, card.issuer());
    let evidence: Vec<Evidence> = policies
        .into_iter()
        .filter_map(|policy| match &policy.says {
            Setting::AutoSelect { pattern, .. } => Some(Evidence::PolicyHere {
                owner: policy.owner,
                place: policy.place.clone(),
                pattern: pattern.clone(),
            }),
            _ => None,
        })
        .collect();
    if evidence.is_empty() { Fit::Excluded } else { Fit::possible(evidence) }
}
