//! What a pilot's logins came to: kept beside the plan, one entry after the other, so that a run that was broken off goes on.
//!
//! Nothing secret is kept: no PIN, no name from a certificate, no text of a page.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::plan::Plan;

/// The word that names the file's format.
pub const FORMAT: &str = "tillit/pilot-results/1";
/// The largest file that is read.
pub const MAX_FILE_BYTES: u64 = 64 << 20;

/// When, seen from the upgrade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// The card has its old certificates alone.
    Before,
    /// It has the new ones; for a control card: the services are prepared.
    After,
}

/// What all logins of one card at one service came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// In, whatever is sent, in every version that the server speaks.
    In,
    /// In some ways only.
    Partly,
    /// In none.
    Out,
    /// Nobody was asked, or nothing could be tried.
    CannotSay,
}

/// Whose word it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// This program's, of this version.
    Tool(String),
    /// A person's, who entered it.
    Person(String),
}

/// One way of logging in, and what it came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaySeen {
    /// `1.2` or `1.3`
    pub tls: String,
    /// `leaf`, `with-issuer` or `with-root`
    pub chain_sent: String,
    /// As `tillit login` calls it: `logged-in`, `refused-in-handshake`, ...
    pub outcome: String,
}

/// A cause that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CauseSeen {
    /// Its stable name.
    pub id: String,
    /// On whose side.
    pub side: String,
    /// Nothing else explains what was seen.
    pub proved: bool,
}

/// What one card's logins at one service came to, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The service's name in the plan.
    pub service: String,
    /// The card's name in the plan.
    pub card: String,
    /// Before or after.
    pub phase: Phase,
    /// What it came to.
    pub outcome: Outcome,
    /// When.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Whose word it is.
    pub by: By,
    /// What was tried ([`super::Service::asked`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<String>,
    /// In which browser, where a person tried it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub browser: Option<String>,
    /// SHA-256 of the certificate, upper-case hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub certificate: Option<String>,
    /// The generation that issued it, as the catalog calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generation: Option<String>,
    /// Each way.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ways: Vec<WaySeen>,
    /// Causes of the first rank, where the card did not get in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub causes: Vec<CauseSeen>,
    /// What the person added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// All entries, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// The entries.
    pub entries: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Document {
    format: String,
    entries: Vec<Entry>,
}

/// Why a file of results cannot be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ResultsError {
    /// Not JSON, or not of this shape; the text is the parser's.
    #[error("not a file of results: {0}")]
    Damaged(String),
    /// Of a format that this version does not know.
    #[error("format {0} is not known here")]
    Format(String),
}

impl Results {
    /// Reads what [`Results::to_json`] wrote.
    ///
    /// # Errors
    /// [`ResultsError`]
    pub fn parse(text: &str) -> Result<Self, ResultsError> {
        let document: Document =
            serde_json::from_str(text).map_err(|error| ResultsError::Damaged(error.to_string()))?;
        if document.format != FORMAT {
            return Err(ResultsError::Format(document.format.chars().take(60).collect()));
        }
        Ok(Self { entries: document.entries })
    }

    /// The file's text.
    pub fn to_json(&self) -> String {
        let document = Document { format: FORMAT.to_owned(), entries: self.entries.clone() };
        // A value of texts, numbers and lists alone: there is nothing in it that JSON does not have.
        serde_json::to_string_pretty(&document).map_or_else(|_| String::new(), |text| format!("{text}\n"))
    }

    /// What counts for a card at a service: the last entry that is of no browser.
    pub fn last(&self, service: &str, card: &str, phase: Phase) -> Option<&Entry> {
        let mut all = self.entries.iter().rev();
        all.find(|entry| {
            entry.browser.is_none() && entry.service == service && entry.card == card && entry.phase == phase
        })
    }

    /// The last word on the same card, service and browser as this entry's, in a phase.
    pub fn in_browser(&self, like: &Entry, phase: Phase) -> Option<&Entry> {
        let is_same = |entry: &&Entry| {
            entry.browser == like.browser
                && entry.service == like.service
                && entry.card == like.card
                && entry.phase == phase
        };
        self.entries.iter().rev().find(is_same)
    }

    /// The last word on each browser, card and service.
    pub fn of_browsers(&self) -> Vec<&Entry> {
        let mut last: Vec<&Entry> = Vec::new();
        for entry in self.entries.iter().rev().filter(|entry| entry.browser.is_some()) {
            if self.in_browser(entry, entry.phase).is_some_and(|word| std::ptr::eq(word, entry)) {
                last.push(entry);
            }
        }
        last.reverse();
        last
    }

    /// The entries that are about the plan as it is now: its pages, and the cards that have these names. `is_new` tells whether a generation
    /// is the one that cards are upgraded to.
    #[must_use]
    pub fn that_count(&self, plan: &Plan, is_new: &dyn Fn(&str) -> bool) -> Self {
        // Another card, or another key, may have the name by now.
        let with_certificate = self.entries.iter().filter_map(|entry| Some((entry, entry.certificate.as_deref()?)));
        let last: HashMap<(&str, Phase), &str> =
            with_certificate.map(|(entry, certificate)| ((entry.card.as_str(), entry.phase), certificate)).collect();
        let counts = |entry: &Entry| {
            let (Some(service), Some(card)) = (plan.service(&entry.service), plan.card(&entry.card)) else {
                return false;
            };
            let asks_the_same = entry.asked.is_none() || entry.asked == service.asked();
            let Some(certificate) = &entry.certificate else { return asks_the_same };
            let is_part = entry.generation.as_deref().is_some_and(is_new) == card.part.is_new(entry.phase);
            asks_the_same && is_part && last.get(&(entry.card.as_str(), entry.phase)) == Some(&certificate.as_str())
        };
        Self { entries: self.entries.iter().filter(|entry| counts(entry)).cloned().collect() }
    }

    /// Another card of the plan was tried with this certificate.
    pub fn other_card(&self, certificate: &str, card: &str) -> Option<&str> {
        let is_it = |entry: &&Entry| entry.certificate.as_deref() == Some(certificate) && entry.card != card;
        self.entries.iter().find(is_it).map(|entry| entry.card.as_str())
    }
}
