//! The dialogue for support on the phone (`tillit diagnose --ask`): its questions for a terminal, what it comes to, and the whole of it as one page.

mod cause;
mod human;
pub(crate) mod json;
mod page;
mod say;

use tillit_login::ask::{End, Walk};
use time::OffsetDateTime;

pub(crate) use cause::named;
pub use human::{Keys, at_the_start, ended_early, heading_only, human, not_an_answer, question, recognised, text};
pub use json::{Document, SCHEMA, json, schema};
pub use page::page;

/// What a dialogue came to.
#[derive(Clone, Debug)]
pub struct AskReport {
    /// Version of the program.
    pub version: String,
    /// When.
    pub at: OffsetDateTime,
    /// What was answered.
    pub walk: Walk,
    /// Where that led.
    pub end: &'static End,
}

/// The exit code. 1: it is known whose fault it is. 3: that cannot be said.
pub fn exit_code(report: &AskReport) -> u8 {
    if report.end.side.is_some() { 1 } else { 3 }
}
