//! What follows from trying what the server trusts.

use tillit_verifier::catalog::holders::{self, Role};

use super::{Case, CauseId, Evidence, Fit, Observations};
use crate::trust::{OfCa, Trust, Trusted};

/// Whether the server trusts the card's CA. Of several addresses the one counts that does not; then one that does not tell.
pub(super) fn trusted(seen: &Observations<'_>) -> Option<Trusted> {
    let all = seen.trust.iter().filter_map(|trust| trusted_at(seen, trust));
    all.min_by_key(|trusted| match trusted.answer() {
        Some(false) => 0,
        None => 1,
        Some(true) => 2,
    })
}

/// One address trusts the card's CA, and another does not.
pub(super) fn differs(seen: &Observations<'_>) -> bool {
    let is = |answer: bool| {
        seen.trust.iter().filter_map(|trust| trusted_at(seen, trust)).any(|one| one.answer() == Some(answer))
    };
    is(true) && is(false)
}

/// At one address: for the CA that issued the card; without a card for that of every person of the newest generation, where they are all alike.
fn trusted_at(seen: &Observations<'_>, trust: &Trust) -> Option<Trusted> {
    let of_card = match seen.card {
        Some((card, _)) => return trust.of_issuer(card).map(|of| of.trusted),
        None => |of: &&OfCa| {
            let pki = seen.catalog.pki(&of.ca.id.generation.pki);
            let newest = pki.and_then(|pki| pki.newest()).filter(|newest| newest.id == of.ca.id.generation.generation);
            let entry = newest.and_then(|newest| newest.cas.iter().find(|ca| ca.name == of.ca.id.ca));
            entry.is_some_and(|ca| holders::roles(ca).iter().any(|role| matches!(role, Role::Persons(_))))
        },
    };
    let mut of_persons = trust.cas.iter().filter(of_card).map(|of| of.trusted);
    let first = of_persons.next()?;
    of_persons.all(|other| other == first).then_some(first)
}

/// What it says of a cause; `None`: nothing.
pub(super) fn of(case: &Case<'_>, id: CauseId) -> Option<Fit> {
    use CauseId::{
        CaExpired, CrlMissing, CrlStale, IssuingCaMissing, IssuingCaOnlyAnchor, RootNotTrusted, Sha1Refused,
        VerifyDepth,
    };
    let trusted = case.trusted?;
    let evidence = || vec![Evidence::Trust(trusted)];
    let is_tried = matches!(
        id,
        CaExpired
            | CrlMissing
            | CrlStale
            | IssuingCaMissing
            | IssuingCaOnlyAnchor
            | RootNotTrusted
            | Sha1Refused
            | VerifyDepth
    );
    if !is_tried {
        return None;
    }
    let fit = match (trusted, id) {
        (Trusted::CannotSay, _) => return None,
        (Trusted::Sha1, Sha1Refused) | (Trusted::NoList, CrlMissing) | (Trusted::OnlyRoot, IssuingCaMissing) => {
            Fit::proved(evidence())
        }
        (Trusted::Over { or_ca: false }, CrlStale) | (Trusted::TooDeep, VerifyDepth) => Fit::likely(evidence()),
        (Trusted::Over { or_ca: true }, CrlStale | CaExpired)
        | (Trusted::Incomplete, RootNotTrusted | IssuingCaMissing | IssuingCaOnlyAnchor) => Fit::possible(evidence()),
        // A CA without its root is no anchor with OpenSSL, and looks as if there were neither.
        (Trusted::NoRoot, RootNotTrusted | IssuingCaOnlyAnchor) if is_ca_alone(case) => Fit::possible(evidence()),
        (Trusted::NoRoot, RootNotTrusted) => Fit::proved(evidence()),
        // What comes after the first fault was not seen.
        (Trusted::NoRoot | Trusted::Incomplete | Trusted::OnlyRoot, id) => {
            let is_seen = match trusted {
                Trusted::NoRoot => id == IssuingCaOnlyAnchor,
                Trusted::OnlyRoot => matches!(id, RootNotTrusted | IssuingCaOnlyAnchor),
                _ => false,
            };
            if is_seen { Fit::Excluded } else { Fit::Unknown }
        }
        _ => Fit::Excluded,
    };
    Some(fit)
}

/// The names that the server sends may well be those that it trusts, and the issuing CA is among them without its root.
fn is_ca_alone(case: &Case<'_>) -> bool {
    let Some(asked) = case.look.and_then(|look| look.asked()) else { return true };
    let Some((card, above)) = case.seen.card else {
        let of_newest = |root: bool| {
            let newest = case.seen.catalog.pkis.iter().filter_map(|pki| pki.newest());
            let mut cas = newest.flat_map(|newest| &newest.cas).filter(move |ca| ca.is_root() == root);
            cas.any(|ca| asked.names.contains(&ca.subject))
        };
        return asked.name_bytes == 0 || (of_newest(false) && !of_newest(true));
    };
    let root = above.names.last();
    asked.name_bytes == 0
        || (asked.names.contains(card.issuer()) && !root.is_some_and(|root| asked.names.contains(root)))
}
