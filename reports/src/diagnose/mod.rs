//! What `tillit diagnose` found at live servers, and its renderings.

mod excluded;
mod human;
pub(crate) mod json;
mod judge;
mod logs;
mod say;

use tillit_login::attempt::LoginAttempt;
use tillit_login::browser::Above;
use tillit_login::causes::Diagnosis;
use tillit_login::local::Unread;
use tillit_verifier::Certificate;
use time::OffsetDateTime;

use crate::probe::ProbedTarget;

pub(crate) use human::excluded_words;
pub use human::{human, text};
pub use json::{Document, SCHEMA, TargetResult, document, json, ndjson_line, schema};
pub use judge::{Answer, exit_code};
pub use say::side_word;

/// Everything that one run of `tillit diagnose` found out about servers.
#[derive(Debug)]
pub struct DiagnoseReport {
    /// Version of the program.
    pub version: String,
    /// The moment at which certificates were judged.
    pub at: OffsetDateTime,
    /// The card that it is about; `None`: no certificate was given.
    pub card: Option<Card>,
    /// What is there on this computer and was not read, where it was looked at.
    pub unread: Vec<Unread>,
    /// In the order in which they were named.
    pub targets: Vec<DiagnosedTarget>,
}

/// The card that it is about.
#[derive(Clone, Debug)]
pub struct Card {
    /// Its certificate.
    pub certificate: Certificate,
    /// What is above it, as far as it is known.
    pub above: Above,
    /// Its key was given, too: logins were tried.
    pub has_key: bool,
}

/// One page of a server.
#[derive(Debug)]
pub struct DiagnosedTarget {
    /// What was seen without a key.
    pub seen: ProbedTarget,
    /// Logins that were tried.
    pub attempts: Vec<LoginAttempt>,
    /// When: what to look for in the server's log.
    pub looked: OffsetDateTime,
    /// What it comes to.
    pub diagnosis: Diagnosis,
}
