//! A pilot: the test with a few cards before everybody's is upgraded.
//!
//! ```text
//! Plan (services, cards) + Results (what each login came to, before and after) ─► Judgement: ready, not ready, or not proven
//! ```
//!
//! Upgrading a card erases its old certificates, so what is to be compared is tried before; a control card that stays as it is tells whether
//! the services still let the others in. Nothing here logs in or reads a card: the results are handed in.

mod judgement;
pub mod phase;
pub mod plan;
pub mod results;

#[cfg(test)]
mod tests;

pub use judgement::{Compared, Gap, Hindrance, Judgement, Readiness, judge};
pub use phase::Open;
pub use plan::{Card, CardKind, KeyFiles, KeySource, Part, Plan, PlanError, Run, Service};
pub use results::{By, CauseSeen, Entry, Outcome, Phase, Results, ResultsError, WaySeen};
