//! Sentences for the typed errors of the rooms below, each with its code and the next step.

use serde_json::{Map, Value as Json, json};
use tillit_verifier::catalog::{CatalogError, Mistake, MistakeKind};
use tillit_verifier::certificate::CertificateError;
use tillit_verifier::container::{ContainerError, EntryError};
use tillit_verifier::fetch::{FetchError, FetchErrorKind};
use tillit_verifier::input::InputError;
use tillit_verifier::revocation::CrlError;

use crate::codes::{self, Code};
use crate::i18n::{Texts, Value};
use crate::verify::facts::{self, Facts};
use crate::verify::revocation::crl_error_facts;
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
    fn detail(&self) -> Map<String, Json>;
    /// Which of the code's sentences and next steps fits, where it has more than one; empty for the ordinary ones.
    fn variant(&self) -> &'static str {
        ""
    }
    /// The sentence and the next step.
    fn say(&self, texts: &Texts) -> Sentence {
        let code = self.code();
        Sentence {
            code,
            // No sentence of an error counts days.
            text: sentence(code, self.variant(), &self.detail(), Vec::new(), time::Date::MIN, texts),
            remedy: code.remedy_for(texts, self.variant(), "other"),
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
    fn variant(&self) -> &'static str {
        match self {
            // A block of PEM text is as good as a file; of a database or the registry it is one entry among others.
            EntryError::Damaged { kind, .. } if *kind != "PKCS#7" => "entry",
            _ => "",
        }
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

impl Said for CrlError {
    fn code(&self) -> &'static Code {
        codes::of_crl(self)
    }
    fn detail(&self) -> Facts {
        crl_error_facts(self)
    }
    fn variant(&self) -> &'static str {
        match self {
            CrlError::TrailingBytes(_) => "more",
            CrlError::Pem => "text",
            CrlError::Certificate => "certificate",
            _ => "",
        }
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

impl Said for Mistake {
    fn code(&self) -> &'static Code {
        &codes::CATALOG_FILE
    }
    fn detail(&self) -> Facts {
        Facts::from_iter([
            ("line".to_owned(), json!(self.line)),
            ("column".to_owned(), json!(self.column)),
            ("message".to_owned(), json!(self.kind.to_string())),
        ])
    }
    fn say(&self, texts: &Texts) -> Sentence {
        let code = self.code();
        let values = [
            ("line", self.line.into()),
            ("column", self.column.into()),
            ("message", mistake(&self.kind, texts).into()),
        ];
        Sentence { code, text: texts.format(&format!("{code}.say"), &values), remedy: code.remedy(texts, "other") }
    }
}

/// Every mistake of a catalog file, in the order of the file.
pub fn catalog(error: &CatalogError, texts: &Texts) -> Vec<Sentence> {
    error.mistakes.iter().map(|mistake| mistake.say(texts)).collect()
}

/// What is wrong in a catalog file. Values were cut and escaped by the reader.
pub fn mistake(kind: &MistakeKind, texts: &Texts) -> String {
    let text = |id: &str, values: &[(&str, Value)]| texts.format(&format!("errors-mistake-{id}"), values);
    let with = |id: &str, name: &str, value: &str| text(id, &[(name, value.to_owned().into())]);
    let suggested = |said: String, suggestion: Option<&str>| match suggestion {
        Some(word) => format!("{said}. {}", with("suggestion", "word", word)),
        None => said,
    };
    match kind {
        MistakeKind::Syntax(error) => with("syntax", "error", error),
        MistakeKind::Format { found } => with("format", "found", &found.to_string()),
        MistakeKind::TooLarge { limit } => with("too-large", "limit", &limit.to_string()),
        MistakeKind::UnknownKey { key, suggestion } => suggested(with("unknown-key", "key", key), *suggestion),
        MistakeKind::MissingKey { key } => with("missing-key", "key", key),
        MistakeKind::WrongType { expected, found } => text(
            "wrong-type",
            &[("expected", type_name(expected, texts).into()), ("found", type_name(found, texts).into())],
        ),
        MistakeKind::UnknownWord { word, allowed, suggestion } => suggested(
            text("unknown-word", &[("word", word.clone().into()), ("allowed", allowed.join(", ").into())]),
            *suggestion,
        ),
        MistakeKind::Empty => text("empty", &[]),
        MistakeKind::Id { id } => with("id", "id", id),
        MistakeKind::ReservedId { id } => with("reserved-id", "id", id),
        MistakeKind::Duplicate { value, first_line, .. } => {
            text("duplicate", &[("value", value.clone().into()), ("line", (*first_line).into())])
        }
        MistakeKind::Fingerprint { digits, .. } => text("fingerprint", &[("digits", (*digits).into())]),
        MistakeKind::KeyId => text("key-id", &[]),
        MistakeKind::Oid { oid } => with("oid", "oid", oid),
        MistakeKind::Date { date } => with("date", "date", date),
        MistakeKind::Time { time } => with("time", "time", time),
        MistakeKind::Url { url } => with("url", "url", url),
        MistakeKind::NotHttps { url } => with("not-https", "url", url),
        MistakeKind::UrlPassword => text("url-password", &[]),
        MistakeKind::Number { min, max } => text("number", &[("min", (*min).into()), ("max", (*max).into())]),
        MistakeKind::EndsBeforeItBegins => text("ends-before", &[]),
        MistakeKind::NoRoot => text("no-root", &[]),
        MistakeKind::RootWithoutPin => text("root-without-pin", &[]),
        MistakeKind::NoGeneration => text("no-generation", &[]),
        MistakeKind::UnknownGeneration { id, suggestion } => {
            suggested(with("unknown-generation", "id", id), suggestion.as_deref())
        }
        MistakeKind::MigrationBackwards { from } => with("migration-backwards", "from", from),
        MistakeKind::AttributeType { attribute } => with("attribute-type", "attribute", attribute),
        MistakeKind::AttributeForm => text("attribute-form", &[]),
        MistakeKind::AttributeCharacter { string_type, character } => text(
            "attribute-character",
            &[("type", (*string_type).into()), ("character", crate::plain::clean(&character.to_string()).into())],
        ),
        MistakeKind::Country => text("country", &[]),
        MistakeKind::TooMany { limit } => text("too-many", &[("limit", (*limit).into())]),
        MistakeKind::UnknownCa { name, suggestion } => {
            suggested(with("unknown-ca", "name", name), suggestion.as_deref())
        }
        MistakeKind::OneOf { keys } => with("one-of", "keys", &keys.join(", ")),
        MistakeKind::OnlyBeside { key, beside } => {
            text("only-beside", &[("key", (*key).into()), ("beside", (*beside).into())])
        }
        MistakeKind::NoCaForRole { generation, role } => {
            text("no-ca-for-role", &[("generation", generation.clone().into()), ("role", role.clone().into())])
        }
        MistakeKind::Contradicts { value, first_line } => {
            text("contradicts", &[("value", value.clone().into()), ("line", (*first_line).into())])
        }
        MistakeKind::PasswordSource => text("password-source", &[]),
        MistakeKind::PasswordPrompt => text("password-prompt", &[]),
        MistakeKind::Json => text("json", &[]),
        MistakeKind::Target { target } => with("target", "target", target),
        // A kind that is newer than these texts: the reader's own words are better than none.
        other => other.to_string(),
    }
}

/// What TOML calls a type, in the user's language.
fn type_name(name: &str, texts: &Texts) -> String {
    let word = name.trim_start_matches("a ").trim_start_matches("an ").replace(' ', "-");
    texts.try_format(&format!("errors-type-{word}"), &[]).unwrap_or_else(|| name.to_owned())
}
