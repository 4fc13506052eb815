//! Where a pilot is: what is to be compared is tried before the first card is upgraded, because the upgrade erases it.

use super::plan::{Card, KeySource, Part, Plan, Run, Service};
use super::results::{By, Entry, Outcome, Phase, Results};

/// A card that is to be upgraded, and that has no answer yet at a service that this program tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The service.
    pub service: String,
    /// The card.
    pub card: String,
    /// It was tried, and it cannot be said what it came to; `None`: it was not tried.
    pub entry: Option<Box<Entry>>,
}

/// What has no answer before the upgrade, in the plan's order. "Cannot say" is none: a service that could not be reached tells nothing of the
/// old card.
pub fn open_before(plan: &Plan, results: &Results) -> Vec<Open> {
    let mut open = Vec::new();
    for service in plan.services.iter().filter(|service| is_here(service)) {
        for card in upgraded(plan) {
            let entry = results.last(&service.name, &card.name, Phase::Before);
            if entry.is_none_or(|entry| entry.outcome == Outcome::CannotSay) {
                let (service, card) = (service.name.clone(), card.name.clone());
                open.push(Open { service, card, entry: entry.cloned().map(Box::new) });
            }
        }
    }
    open
}

/// The phase of the next run: before, until every card that is to be upgraded has an answer wherever this program tries it; from the first login
/// of one that is upgraded on, after.
pub fn next(plan: &Plan, results: &Results) -> Phase {
    let has_begun = upgraded(plan).any(|card| {
        let mut here = plan.services.iter().filter(|service| is_here(service));
        here.any(|service| results.last(&service.name, &card.name, Phase::After).is_some())
    });
    if has_begun || open_before(plan, results).is_empty() { Phase::After } else { Phase::Before }
}

/// The phase of what a person enters: before, until a card was seen that is upgraded. A result that counts too early would say "ready" too early.
pub fn by_hand(plan: &Plan, results: &Results) -> Phase {
    let is_seen = |entry: &&Entry| matches!(entry.by, By::Tool(_)) && entry.phase == Phase::After;
    let is_new = |entry: &Entry| plan.card(&entry.card).is_some_and(|card| card.part != Part::Control);
    let has_before = plan.services.iter().any(is_here) && upgraded(plan).next().is_some();
    if has_before && !results.entries.iter().filter(is_seen).any(is_new) { Phase::Before } else { Phase::After }
}

/// Cards that are upgraded, and can be tried before.
fn upgraded(plan: &Plan) -> impl Iterator<Item = &Card> {
    let has_before = |card: &&Card| !matches!(card.key, KeySource::Files { before: None, .. });
    plan.cards.iter().filter(|card| card.part == Part::Upgrade).filter(has_before)
}

fn is_here(service: &Service) -> bool {
    matches!(service.run, Run::Here { .. })
}
