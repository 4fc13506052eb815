//! What a pilot has shown, and its renderings.

mod human;
mod json;
mod say;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use tillit_login::attempt::LoginAttempt;
use tillit_login::causes::{Certainty, Diagnosis};
use tillit_login::pilot::{CauseSeen, Judgement, Open, Outcome, Plan, Readiness, Results, WaySeen};
use tillit_verifier::catalog::MigrationFacts;
use time::OffsetDateTime;

use crate::diagnose::side_word;
use crate::i18n::Texts;
use crate::login::{Answer, LoginResult, json as login};

pub use human::{human, text};
pub use json::{Document, SCHEMA, json, schema};

/// A pilot.
#[derive(Debug)]
pub struct PilotReport {
    /// Version of the program.
    pub version: String,
    /// The moment.
    pub at: OffsetDateTime,
    /// Where the plan lies.
    pub file: PathBuf,
    /// The plan.
    pub plan: Plan,
    /// What was tried.
    pub results: Results,
    /// What follows.
    pub judgement: Judgement,
    /// The generation that cards are upgraded to, by its name; `None`: no catalog has it.
    pub generation: Option<String>,
    /// Facts of the migration to it.
    pub migration: Option<MigrationFacts>,
    /// Reports of suppliers that are named in the plan.
    pub audits: Vec<AuditAttached>,
}

/// A supplier's audit report, beside a service.
#[derive(Debug)]
pub struct AuditAttached {
    /// The service.
    pub service: String,
    /// The file.
    pub file: PathBuf,
    /// What it says; or why it cannot be read, in the report's language.
    pub said: Result<AuditSaid, String>,
}

/// What an audit report says.
#[derive(Debug)]
pub struct AuditSaid {
    /// When it was made, as it says.
    pub at: String,
    /// Errors in it.
    pub errors: usize,
    /// Warnings in it.
    pub warnings: usize,
}

/// The exit code. 0: ready. 1: something stands in the way. 3: not proven.
pub fn exit_code(report: &PilotReport) -> u8 {
    match report.judgement.readiness {
        Readiness::Ready => 0,
        Readiness::NotReady => 1,
        Readiness::NotProven => 3,
    }
}

/// What logins at one target came to, as a pilot keeps it.
pub fn outcome(result: &LoginResult) -> Outcome {
    match Answer::of(result) {
        Answer::Yes => Outcome::In,
        Answer::Partly => Outcome::Partly,
        Answer::No => Outcome::Out,
        Answer::CannotSay => Outcome::CannotSay,
    }
}

/// Each way of logging in, in the words of `tillit login`.
pub fn ways(attempts: &[LoginAttempt]) -> Vec<WaySeen> {
    let way = |attempt: &LoginAttempt| WaySeen {
        tls: login::tls_word(attempt.wanted.version).to_owned(),
        chain_sent: crate::login::say::chain_word(attempt.wanted.chain).to_owned(),
        outcome: login::outcome_word(attempt.verdict()),
    };
    attempts.iter().filter(|attempt| !attempt.is_beside_the_point()).map(way).collect()
}

/// Services that have no answer before the upgrade, as they stand in a sentence.
pub fn still_open(open: &[Open], texts: &Texts) -> String {
    say::still_open(open, texts)
}

/// The causes of the first rank.
pub fn causes(diagnosis: &Diagnosis) -> Vec<CauseSeen> {
    let first = diagnosis.causes.iter().map(|cause| cause.rank).min();
    let of_first = diagnosis.causes.iter().filter(|cause| Some(cause.rank) == first);
    of_first
        .map(|cause| CauseSeen {
            id: cause.id.word().to_owned(),
            side: side_word(cause.side).to_owned(),
            proved: cause.certainty == Certainty::Proved,
        })
        .collect()
}
