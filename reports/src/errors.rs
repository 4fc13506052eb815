//! Sentences for the typed errors of the rooms below, each with its code and the next step.

use serde_json::{Map, Value, json};
use tillit_verifier::catalog::CatalogError;
use tillit_verifier::certificate::CertificateError;
use tillit_verifier::container::{ContainerError, EntryError};
use tillit_verifier::fetch::{FetchError, FetchErrorKind};
use tillit_verifier::input::InputError;

use crate::codes::{self, Code};
use crate::i18n::Texts;
use crate::verify::facts::{self, Facts};
use crate::verify::say::sentence;

/// What went wrong, in words. Which file or host it happened to is the caller's to say before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its code.
    pub code: &'static Code,
    /// What happened.
    pub text: String,
    /// The next step.
    pub remedy: String,
}

/// Errors that have words.
pub trait Said {
    /// The code.
    fn code(&self) -> &'static Code;
    /// The facts of this case: what JSON carries as `detail`.
    fn detail(&self) -> Map<String, Value>;
    /// The sentence and the next step.
    fn say(&self, texts: &Texts) -> Sentence {
        let code = self.code();
        Sentence {
            code,
            // No sentence of an error counts days.
            text: sentence(code, &self.detail(), Vec::new(), time::Date::MIN, texts),
            remedy: code.remedy(texts, "other"),
        }
    }
}

impl Said for InputError {
    fn code(&self) -> &'static Code {
        codes::of_input(self)
    }
    fn detail(&self) -> Facts {
        facts::of_input(self)
    }
}

impl Said for ContainerError {
    fn code(&self) -> &'static Code {
        codes::of_container(self)
    }
    fn detail(&self) -> Facts {
        facts::of_container(self)
    }
}

impl Said for EntryError {
    fn code(&self) -> &'static Code {
        codes::of_entry(self)
    }
    fn detail(&self) -> Facts {
        facts::of_entry(self)
    }
}

impl Said for CertificateError {
    fn code(&self) -> &'static Code {
        codes::of_certificate(self)
    }
    fn detail(&self) -> Facts {
        facts::of_entry(&EntryError::Certificate(self.clone()))
    }
}

impl Said for FetchError {
    fn code(&self) -> &'static Code {
        codes::of_fetch(&self.kind)
    }
    fn detail(&self) -> Facts {
        let (key, value) = match &self.kind {
            FetchErrorKind::Timeout(limit) => ("seconds", json!(limit.as_secs())),
            FetchErrorKind::TooLarge(limit) => ("limit", json!(limit)),
            FetchErrorKind::Status(status) => ("status", json!(status)),
            FetchErrorKind::Dns(error)
            | FetchErrorKind::Connect(error)
            | FetchErrorKind::Redirect(error)
            | FetchErrorKind::Other(error) => ("error", json!(error)),
            other => ("error", json!(other.to_string())),
        };
        Facts::from_iter([("url".to_owned(), json!(self.url)), (key.to_owned(), value)])
    }
}

impl Said for CatalogError {
    fn code(&self) -> &'static Code {
        &codes::CATALOG_FILE
    }
    fn detail(&self) -> Facts {
        Facts::from_iter([
            ("line".to_owned(), json!(self.line)),
            ("column".to_owned(), json!(self.column)),
            ("message".to_owned(), json!(self.message)),
        ])
    }
}
