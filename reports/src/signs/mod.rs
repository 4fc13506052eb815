//! What a code or an error text may mean (`tillit diagnose --error`), and its renderings.

mod human;
mod json;

use tillit_login::signs::Found;
use time::OffsetDateTime;

pub use human::{human, text};
pub use json::{Document, SCHEMA, json, schema};

/// What was recognised in a pasted text.
#[derive(Clone, Debug)]
pub struct SignsReport {
    /// Version of the program.
    pub version: String,
    /// When.
    pub at: OffsetDateTime,
    /// What was pasted.
    pub typed: String,
    /// What was recognised.
    pub found: Found,
}

/// The exit code. 0: a code was recognised. 3: nothing, or a heading alone: it cannot be said.
pub fn exit_code(report: &SignsReport) -> u8 {
    if report.found.decides() { 0 } else { 3 }
}
