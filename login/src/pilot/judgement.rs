//! What a pilot has shown.

use super::phase::{self, Open};
use super::plan::{Card, CardKind, Part, Plan};
use super::results::{Entry, Outcome, Phase, Results};

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Readiness {
    /// Every card got in everywhere, and nothing is missing.
    Ready,
    /// Something stands in the way.
    NotReady,
    /// Nothing stands in the way as far as it was tried; something was not tried.
    NotProven,
}

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hindrance {
    /// The service.
    pub service: String,
    /// The card.
    pub card: String,
    /// It is a control card: one that stays as it is and gets in no more.
    pub is_control: bool,
    /// What it came to before the upgrade; `None`: not tried.
    pub before: Option<Outcome>,
    /// What was seen.
    pub entry: Entry,
}

/// What was not tried, or came to no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gap {
    /// This card was not tried at this service.
    NotTried {
        /// The service.
        service: String,
        /// The card.
        card: String,
        /// A person has to do it.
        by_hand: bool,
    },
    /// It was tried, and it cannot be said what it came to.
    CannotSay(Box<Entry>),
    /// No card of this kind is among those that were tried.
    Kind(CardKind),
    /// No login was entered for this browser.
    Browser(String),
    /// No card stays as it is: what becomes of those that are not upgraded yet is not known.
    NoControl,
}

/// How the cards of a service fare, beside what they did before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The service.
    pub service: String,
    /// The card.
    pub card: String,
    /// Before the upgrade.
    pub before: Outcome,
    /// After it.
    pub after: Outcome,
}

/// What follows from the results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The answer.
    pub readiness: Readiness,
    /// What stands in the way, in the plan's order.
    pub hindrances: Vec<Hindrance>,
    /// What was not tried.
    pub gaps: Vec<Gap>,
    /// Cards that were tried before and after, with an answer before.
    pub compared: Vec<Compared>,
    /// Cards that are upgraded, and of which nothing is known before: where they fail, nobody knows whether they did before. (Service, card).
    pub without_before: Vec<(String, String)>,
    /// What is still to be tried before the cards are upgraded; empty once they are.
    pub open_before: Vec<Open>,
}

impl Judgement {
    /// Services at which a card that got in before does no more.
    pub fn worse(&self) -> Vec<&str> {
        let is_worse =
            |one: &&Compared| one.before == Outcome::In && matches!(one.after, Outcome::Out | Outcome::Partly);
        let mut services: Vec<&str> = Vec::new();
        for one in self.compared.iter().filter(is_worse) {
            if !services.contains(&one.service.as_str()) {
                services.push(&one.service);
            }
        }
        services
    }
}

/// Holds the results against the plan.
pub fn judge(plan: &Plan, results: &Results) -> Judgement {
    let mut hindrances = Vec::new();
    let mut gaps = Vec::new();
    let mut compared = Vec::new();
    let mut without_before = Vec::new();
    for service in &plan.services {
        for card in &plan.cards {
            let before = results.last(&service.name, &card.name, Phase::Before);
            let after = results.last(&service.name, &card.name, Phase::After);
            let names = || (service.name.clone(), card.name.clone());
            let Some(after) = after else {
                let by_hand = matches!(service.run, super::plan::Run::ByHand);
                let (service, card) = names();
                gaps.push(Gap::NotTried { service, card, by_hand });
                continue;
            };
            match before.filter(|before| before.outcome != Outcome::CannotSay) {
                Some(before) => {
                    let (service, card) = names();
                    compared.push(Compared { service, card, before: before.outcome, after: after.outcome });
                }
                None if card.part == Part::Upgrade => without_before.push(names()),
                None => {}
            }
            match after.outcome {
                Outcome::In => {}
                Outcome::CannotSay => gaps.push(Gap::CannotSay(Box::new(after.clone()))),
                Outcome::Out | Outcome::Partly => hindrances.push(hindrance(after, card, before)),
            }
        }
    }
    // A person's word on a browser counts beside the program's.
    let of_browsers = results.of_browsers();
    let of_browsers: Vec<&Entry> =
        of_browsers.into_iter().filter(|entry| entry.phase == Phase::After && is_planned(plan, entry)).collect();
    for entry in &of_browsers {
        if let (Outcome::Out | Outcome::Partly, Some(card)) = (entry.outcome, plan.card(&entry.card)) {
            let before = results.in_browser(entry, Phase::Before);
            hindrances.push(hindrance(entry, card, before));
        }
    }
    if !plan.cards.iter().any(|card| card.part == Part::Control) {
        gaps.push(Gap::NoControl);
    }
    let is_tried = |card: &Card| {
        card.part != Part::Control
            && results.entries.iter().any(|entry| entry.phase == Phase::After && entry.card == card.name)
    };
    for kind in &plan.kinds {
        if !plan.cards.iter().any(|card| card.kind == *kind && is_tried(card)) {
            gaps.push(Gap::Kind(*kind));
        }
    }
    for browser in &plan.browsers {
        // The control card shows nothing of the new certificates.
        let is_in = |entry: &&Entry| {
            entry.browser.as_ref() == Some(browser)
                && entry.outcome != Outcome::CannotSay
                && plan.card(&entry.card).is_some_and(|card| card.part != Part::Control)
        };
        if !of_browsers.iter().any(is_in) {
            gaps.push(Gap::Browser(browser.clone()));
        }
    }
    let readiness = if !hindrances.is_empty() {
        Readiness::NotReady
    } else if gaps.is_empty() {
        Readiness::Ready
    } else {
        Readiness::NotProven
    };
    let open_before = match phase::next(plan, results) {
        Phase::Before => phase::open_before(plan, results),
        Phase::After => Vec::new(),
    };
    Judgement { readiness, hindrances, gaps, compared, without_before, open_before }
}

/// What the entry tells of is still in the plan.
fn is_planned(plan: &Plan, entry: &Entry) -> bool {
    plan.service(&entry.service).is_some()
        && plan.card(&entry.card).is_some()
        && entry.browser.as_ref().is_none_or(|browser| plan.browsers.contains(browser))
}

fn hindrance(entry: &Entry, card: &Card, before: Option<&Entry>) -> Hindrance {
    Hindrance {
        service: entry.service.clone(),
        card: entry.card.clone(),
        is_control: card.part == Part::Control,
        before: before.map(|before| before.outcome),
        entry: entry.clone(),
    }
}
