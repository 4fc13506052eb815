//! What `tillit login` tried and what came of it, and its renderings.

mod human;
pub(crate) mod json;
mod judge;
pub(crate) mod say;

use tillit_login::Target;
use tillit_login::attempt::LoginAttempt;
use tillit_login::browser::{Above, Withheld};
use tillit_verifier::Certificate;
use time::OffsetDateTime;

pub use human::{human, text};
pub use json::{Document, SCHEMA, json, ndjson, schema};
pub(crate) use judge::is_ours;
pub use judge::{Answer, exit_code};

/// Logins with one key.
#[derive(Debug)]
pub struct LoginReport {
    /// Version of the program.
    pub version: String,
    /// The moment at which certificates are judged.
    pub at: OffsetDateTime,
    /// The key's certificate.
    pub certificate: Certificate,
    /// What is above it, as far as it is known.
    pub above: Above,
    /// Why a browser offers it nowhere.
    pub fault: Option<Withheld>,
    /// One for each target, in the user's order.
    pub results: Vec<LoginResult>,
}

/// Logins at one target.
#[derive(Debug)]
pub struct LoginResult {
    /// What the user named.
    pub target: Target,
    /// In the order in which they were made; at least one.
    pub attempts: Vec<LoginAttempt>,
}
