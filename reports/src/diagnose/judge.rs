//! What a diagnosis comes to.

use tillit_login::attempt::Outcome;
use tillit_login::browser::{self, Offer};
use tillit_login::causes::{Cause, CauseId, Certainty, RULES, Side, Stage};

use super::{Card, DiagnoseReport, DiagnosedTarget};
use crate::login;
use crate::probe::Outcome as Seen;

/// What a diagnosis comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// A login with the key is let in, in every way that was tried, and nothing else is wrong.
    LetsIn,
    /// At least one cause fits.
    Found,
    /// Neither: something is missing.
    CannotSay(Open),
}

/// Why it cannot be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// Only the address was given, and nothing is wrong with it.
    Address,
    /// The card's certificate was given, a browser offers it, and its key is missing.
    Card(Offer),
    /// Only the TLS library here cannot go on.
    Ours,
    /// Every handshake ends before the server asks for anything.
    Handshake,
    /// Logins were tried, and tell too little.
    Partly,
}

impl Answer {
    /// The answer for one target.
    pub fn of(target: &DiagnosedTarget, report: &DiagnoseReport) -> Self {
        if !target.diagnosis.causes.is_empty() {
            return Self::Found;
        }
        if target.diagnosis.lets_in {
            return Self::LetsIn;
        }
        Self::CannotSay(match target.seen.outcome() {
            Seen::BeyondUs => Open::Ours,
            Seen::Asks(_) if target.attempts.iter().any(login::is_ours) => Open::Ours,
            Seen::Asks(_) if !target.attempts.is_empty() => Open::Partly,
            Seen::Asks(_) => match &report.card {
                Some(card) => Open::Card(offer(target, card, report)),
                None => Open::Address,
            },
            _ => Open::Handshake,
        })
    }

    /// Whether the card gets in, as JSON has it.
    pub(super) fn lets_in(self, target: &DiagnosedTarget) -> Option<bool> {
        match self {
            Self::LetsIn => Some(true),
            Self::Found if target.diagnosis.lets_in => Some(true),
            Self::Found => {
                // A login that got in somehow, and nodes that differ, are neither yes nor no.
                let stops =
                    |cause: &Cause| cause.certainty == Certainty::Proved && cause.id != CauseId::FarmInconsistent;
                let got_in = target.attempts.iter().any(|attempt| attempt.came_to == Outcome::LoggedIn);
                let was_refused = target.attempts.iter().any(|attempt| {
                    matches!(attempt.came_to, Outcome::RefusedInHandshake { .. } | Outcome::RefusedByHttp(_))
                });
                let is_stopped = was_refused || target.diagnosis.causes.iter().any(stops);
                (is_stopped && !got_in).then_some(false)
            }
            Self::CannotSay(_) => None,
        }
    }
}

/// What a browser does with the card at this server.
fn offer(target: &DiagnosedTarget, card: &Card, report: &DiagnoseReport) -> Offer {
    let asked = target.seen.probe.looks.iter().find_map(tillit_login::probe::Look::asked);
    asked.map_or(Offer::CannotSay, |asked| browser::offer(&card.certificate, &card.above, asked, report.at))
}

/// The causes that stand first.
pub(super) fn first(target: &DiagnosedTarget) -> impl Iterator<Item = &Cause> {
    target.diagnosis.causes.iter().filter(|cause| cause.rank == 1)
}

/// Those behind them.
pub(super) fn others(target: &DiagnosedTarget) -> impl Iterator<Item = &Cause> {
    target.diagnosis.causes.iter().filter(|cause| cause.rank != 1)
}

/// What can be said of the card by who hears the first causes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ready {
    /// Nothing: it may be the card.
    Nothing,
    /// The card is not broken.
    NotBroken,
    /// It never came to the card.
    NotTheCard,
}

/// What can be said of the card.
pub(super) fn ready(target: &DiagnosedTarget) -> Ready {
    let is_its = |cause: &Cause| cause.side == Side::Card && cause.certainty == Certainty::Proved;
    // What only seems so leaves the card open; of several that look alike, all that is known to look like that stands there.
    let is_guess = first(target).any(|cause| cause.certainty != Certainty::Proved) && first(target).count() < 2;
    if is_guess || target.diagnosis.causes.iter().any(is_its) {
        return Ready::Nothing;
    }
    let mut ready = Ready::Nothing;
    for cause in first(target) {
        if cause.side == Side::Card {
            return Ready::Nothing;
        }
        let rule = RULES.iter().find(|rule| rule.id == cause.id);
        let is_early = rule.is_some_and(|rule| rule.stage < Stage::Asking);
        ready = if is_early && ready != Ready::NotBroken { Ready::NotTheCard } else { Ready::NotBroken };
    }
    ready
}

/// The exit code: 3 where of some target nothing can be said, else 1 where a cause was found, else 0.
pub fn exit_code(report: &DiagnoseReport) -> u8 {
    let answers: Vec<Answer> = report.targets.iter().map(|target| Answer::of(target, report)).collect();
    if answers.is_empty() || answers.iter().any(|answer| matches!(answer, Answer::CannotSay(_))) {
        3
    } else {
        u8::from(answers.contains(&Answer::Found))
    }
}
