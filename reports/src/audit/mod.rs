//! What `tillit audit` found, and its renderings.

pub mod answer;
pub mod compared;
mod coverage;
mod facts;
pub mod human;
pub mod json;
mod say;
pub mod table;

use tillit_trust_stores::compare::Compared;
use tillit_trust_stores::examine::{Environment, Examined};
use tillit_trust_stores::formats::Failure;
use tillit_trust_stores::places::Looked;
use time::OffsetDateTime;

pub use answer::exit_code;
pub(crate) use answer::failure_severity;
pub use human::{human, text};
pub use json::{document, json, ndjson, schema};
pub use table::{csv, markdown};

/// Everything that one run of `tillit audit` found.
#[derive(Debug)]
pub struct AuditReport {
    /// Version of the program.
    pub version: String,
    /// The moment at which validity was judged.
    pub at: OffsetDateTime,
    /// `--at` was given: the answer is about another time than now, and says so.
    pub at_is_set: bool,
    /// What was audited, in the order in which it was named.
    pub targets: Vec<AuditedTarget>,
    /// Personal identity numbers are shown whole (`--show-personal-id`).
    pub show_personal_id: bool,
    /// Nothing was named: this is what was found on the host.
    pub bare: bool,
    /// What the stores were compared with (`--against`).
    pub compared: Option<ComparedWith>,
}

/// What the stores of a report were compared with, and what came of it.
#[derive(Clone, Debug)]
pub struct ComparedWith {
    /// The store, place or report, as the user named it.
    pub against: String,
    /// One for each store of both sides.
    pub stores: Vec<Compared>,
}

/// One target as the user named it, or a service of an inventory.
#[derive(Debug)]
pub struct AuditedTarget {
    /// As the user named it: a path, `system`, `java:/opt/...`.
    pub target: String,
    /// The service of an inventory that it belongs to.
    pub service: Option<Service>,
    /// Stores that were read.
    pub stores: Vec<Examined>,
    /// Stores that could not be read.
    pub failures: Vec<Failure>,
    /// What was looked for.
    pub looked: Vec<Looked>,
}

/// A service of an inventory.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub owner: Option<String>,
    /// What it is for.
    pub environment: Option<Environment>,
}
