//! Causes by which no certificate is asked for, or the browser does not offer the card's.

use tillit_verifier::offer::Offer as ByNames;

use super::{Case, Certainty, Evidence, Fit, trusting};
use crate::announced::Announced;
use crate::browser::{self, Offer, Withheld};
use crate::differences::{Aspect, differences};
use crate::pages::Page;
use crate::probe::Asks;

/// Answers that differ in what decides about cards: those of its door, what it trusts, or what became of logins.
pub(super) fn farm(case: &Case<'_>) -> Fit {
    match at_the_door(case) {
        proved @ Fit::Fits(Certainty::Proved, _) => proved,
        _ if trusting::differs(case.seen) => Fit::proved([Evidence::TrustDiffers]),
        // A program has one store for all versions and signatures.
        _ if case.leaf.differs() || case.full.differs() => Fit::likely([Evidence::LoginsDiffer]),
        other => other,
    }
}

fn at_the_door(case: &Case<'_>) -> Fit {
    if case.seen.probe.looks.len() < 2 {
        return Fit::Unknown;
    }
    let differ = differences(case.seen.probe);
    let by = |decides: fn(Aspect) -> bool| differ.iter().any(|difference| decides(difference.aspect));
    if by(|aspect| matches!(aspect, Aspect::Asks | Aspect::Names)) {
        return Fit::proved([Evidence::Differs]);
    }
    if !by(|aspect| aspect == Aspect::Reachable) {
        return Fit::Excluded;
    }
    // A computer without IPv6 reaches no such address of anybody.
    let looks = &case.seen.probe.looks;
    let is_reached = |v4: bool| looks.iter().any(|look| look.address.is_ipv4() == v4 && look.unreachable.is_none());
    if looks.iter().any(|look| look.unreachable.is_some() && is_reached(look.address.is_ipv4())) {
        Fit::possible([Evidence::Differs])
    } else {
        Fit::Unknown
    }
}

/// What the first page asks for is not what the login hangs on: it got in, or its way led to another page that asks. `None`: as far as is
/// known, it is.
fn further_on(case: &Case<'_>) -> Option<Fit> {
    if case.lets_in() {
        return Some(Fit::Excluded);
    }
    let mut hops = case.seen.attempts.iter().flat_map(|attempt| &attempt.hops);
    hops.any(|hop| hop.handshake.asked.is_some()).then_some(Fit::Unknown)
}

/// The page sends its readers to another one, which may ask.
fn leads_on(case: &Case<'_>) -> bool {
    let answers = case.look.into_iter().flat_map(|look| &look.visits).filter_map(|visit| visit.answer.as_ref());
    answers.filter(|answer| (300..400).contains(&answer.status)).count() > 0
}

fn page(case: &Case<'_>, wanted: Page) -> bool {
    let answers = case.look.into_iter().flat_map(|look| &look.visits).filter_map(|visit| visit.answer.as_ref());
    answers.filter_map(|answer| answer.page).any(|page| page == wanted)
}

/// The server behind wants a certificate that the one in front never asked for.
pub(super) fn proxy(case: &Case<'_>) -> Fit {
    if let Some(fit) = further_on(case) {
        return fit;
    }
    match case.asks() {
        Asks::Not if page(case, Page::NoCertificate) => {
            Fit::proved([Evidence::NotAsked, Evidence::Page(Page::NoCertificate)])
        }
        Asks::Not if page(case, Page::BadGateway) => {
            Fit::likely([Evidence::NotAsked, Evidence::Page(Page::BadGateway)])
        }
        Asks::Not | Asks::Unknown => Fit::Unknown,
        _ => Fit::Excluded,
    }
}

pub(super) fn not_asked(case: &Case<'_>) -> Fit {
    if let Some(fit) = further_on(case) {
        return fit;
    }
    match case.asks() {
        Asks::Not if matches!(proxy(case), Fit::Fits(..)) => Fit::Unknown,
        Asks::Not if case.seen.attempts.is_empty() && leads_on(case) => Fit::possible([Evidence::NotAsked]),
        Asks::Not => Fit::proved([Evidence::NotAsked]),
        Asks::Unknown => Fit::Unknown,
        _ => Fit::Excluded,
    }
}

pub(super) fn late(case: &Case<'_>) -> Fit {
    match case.asks() {
        Asks::Late => Fit::proved([Evidence::AskedLate]),
        Asks::Unknown | Asks::Not => Fit::Unknown,
        _ => Fit::Excluded,
    }
}

fn withheld(case: &Case<'_>, reason: Withheld) -> Fit {
    let Some((card, _)) = case.seen.card else { return Fit::Unknown };
    match browser::fault(card, case.seen.now) {
        Some(found) if found == reason => Fit::proved([Evidence::Withheld(found)]),
        _ => Fit::Excluded,
    }
}

pub(super) fn expired(case: &Case<'_>) -> Fit {
    withheld(case, Withheld::Expired)
}

pub(super) fn not_yet_valid(case: &Case<'_>) -> Fit {
    withheld(case, Withheld::NotYetValid)
}

pub(super) fn wrong_use(case: &Case<'_>) -> Fit {
    withheld(case, Withheld::NotForLogin)
}

/// By the card's own chain, else by the newest generation of what the catalog knows.
pub(super) fn not_announced(case: &Case<'_>) -> Fit {
    let Some(asked) = case.look.and_then(|look| look.asked()) else { return Fit::Unknown };
    let names = Evidence::Names { count: asked.names.len() + asked.unreadable, bytes: asked.name_bytes };
    if let Some((card, above)) = case.seen.card {
        return match browser::offer(card, above, asked, case.seen.now) {
            Offer::Withholds(Withheld::NotAnnounced) => Fit::proved([names, Evidence::NoneFits]),
            Offer::Offers => Fit::Excluded,
            Offer::WithIssuer | Offer::CannotSay | Offer::Withholds(_) => Fit::Unknown,
        };
    }
    let announced = Announced::of(asked, case.seen.catalog, case.seen.now);
    // Of a server that knows nobody of these PKIs nothing is expected.
    let newest: Vec<_> = case
        .seen
        .catalog
        .pkis
        .iter()
        .filter(|pki| announced.known.iter().any(|ca| ca.generation.pki == pki.id))
        .filter_map(|pki| Some((pki.id.as_str(), pki.newest()?.id.as_str())))
        .collect();
    let mut of_newest = announced
        .offers
        .iter()
        .filter(|offer| newest.contains(&(offer.generation.pki.as_str(), offer.generation.generation.as_str())))
        .peekable();
    if of_newest.peek().is_none() {
        return Fit::Unknown;
    }
    // Where some of a generation's cards are offered, the address alone does not tell which one is meant.
    if of_newest.all(|offer| offer.offer == ByNames::No) {
        Fit::proved([names, Evidence::NoneFits])
    } else {
        Fit::Unknown
    }
}
