//! What `tillit login` tried and what came of it, and its renderings.

mod human;
pub(crate) mod json;
mod judge;
pub(crate) mod say;

use std::time::Duration;

use tillit_card::key::SignError;
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
    /// Where the key signs elsewhere: on a card or another token, in Windows' own store.
    pub on_card: Option<OnCard>,
}

/// The way to a key that signs elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// A token, through its PKCS#11 module.
    Pkcs11 {
        /// The token's label.
        token: String,
        /// Its reader, as the module calls it.
        reader: String,
        /// The module: maker, name, version.
        module: String,
    },
    /// Windows, for a certificate of this user.
    Windows {
        /// Who has the key, as Windows calls it.
        provider: String,
    },
}

/// The card that a key lies on.
#[derive(Clone, Debug)]
pub struct OnCard {
    /// How it is reached.
    pub place: KeyPlace,
    /// Why this certificate.
    pub chosen: Chosen,
    /// The card signs in a way that TLS 1.3 allows.
    pub is_for_tls13: bool,
    /// How long each signature took.
    pub signatures: Vec<Duration>,
    /// Why a signature was not made, the first of those.
    pub failure: Option<SignError>,
}

/// Why a certificate was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chosen {
    /// The user named it.
    Named,
    /// It is the only one that logs in.
    Only,
    /// Of several that log in: a browser offers it, it has the HSA-id, its generation is the newest, it ends last; in this order.
    Best {
        /// Of how many.
        of: usize,
    },
}

/// Logins at one target.
#[derive(Debug)]
pub struct LoginResult {
    /// What the user named.
    pub target: Target,
    /// In the order in which they were made; at least one.
    pub attempts: Vec<LoginAttempt>,
}
