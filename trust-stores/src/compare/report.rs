//! Sides from an earlier report (`tillit audit --json`).

use serde_json::{Map, Value};
use tillit_verifier::Fingerprint;
use tillit_verifier::verdict::GenerationId;

use super::side::{Contents, CoverageOf, Item, Side};
use crate::coverage::{Effect, Role, State};
use crate::store::{Grant, Trust};

/// The schema of the reports that are read, without its version.
const SCHEMA: &str = "tillit/audit/";
/// The version that is read.
const VERSION: u32 = 1;
/// What a report says is shown in errors, up to this many characters.
const SHOWN: usize = 60;

/// Why something is no report that can be compared with.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReportError {
    /// JSON of something else.
    #[error("this JSON is no report of tillit's: it has no \"schema\"")]
    NotAReport,
    /// A report of another command.
    #[error("a report of the kind {schema}, not of tillit audit")]
    OtherReport {
        /// What it says it is.
        schema: String,
    },
    /// A report of a later version of tillit.
    #[error("a report of the form {schema}: this version reads {SCHEMA}{VERSION}")]
    LaterVersion {
        /// What it says it is.
        schema: String,
    },
    /// It says of itself that it is such a report, and is not formed like one.
    #[error("no whole report: at {at} there should be {expected}")]
    Malformed {
        /// Where: a JSON pointer (RFC 6901).
        at: String,
        /// What should stand there.
        expected: &'static str,
    },
    /// A report without results.
    #[error("a report without a single store")]
    Empty,
}

impl Side {
    /// The stores of a report, in its order.
    ///
    /// # Errors
    /// [`ReportError`]: anything that is not as the schema says. A report that is read in part could show certificates as added that
    /// were there all the time.
    pub fn from_report(report: &Value) -> Result<Vec<Self>, ReportError> {
        let schema = report.get("schema").and_then(Value::as_str).ok_or(ReportError::NotAReport)?;
        let shown = || schema.chars().take(SHOWN).flat_map(char::escape_debug).collect();
        match schema.strip_prefix(SCHEMA).map(str::parse::<u32>) {
            Some(Ok(VERSION)) => {}
            Some(Ok(version)) if version > VERSION => return Err(ReportError::LaterVersion { schema: shown() }),
            _ => return Err(ReportError::OtherReport { schema: shown() }),
        }
        let top = Place { value: report, at: String::new() };
        let results = top.field("results")?.list()?;
        let sides: Vec<Self> = results.iter().map(side).collect::<Result<_, _>>()?;
        if sides.is_empty() { Err(ReportError::Empty) } else { Ok(sides) }
    }
}

fn side(result: &Place<'_>) -> Result<Side, ReportError> {
    let path = match result.optional("path")? {
        Some(path) => path.text()?,
        None => result.field("target")?.text()?,
    };
    let within = result.optional("within")?.map(|within| within.text()).transpose()?;
    let name = within.as_ref().map_or_else(|| path.clone(), |within| format!("{path} ({within})"));
    let contents = match result.optional("error")? {
        Some(_) => None,
        None => Some(contents(result)?),
    };
    Ok(Side { name, place: (path, within), contents })
}

fn contents(result: &Place<'_>) -> Result<Contents, ReportError> {
    let entries = result.field("entries")?.list()?;
    let mut items = Vec::with_capacity(entries.len());
    for entry in &entries {
        // An entry that could not be read has no fingerprint.
        let Some(sha256) = entry.optional("sha256")? else { continue };
        items.push(Item {
            sha256: Fingerprint::parse(&sha256.text()?).ok_or_else(|| sha256.wrong("a SHA-256 fingerprint"))?,
            subject: entry.optional("subject")?.map(|subject| subject.text()).transpose()?.unwrap_or_default(),
            alias: entry.optional("alias")?.map(|alias| alias.text()).transpose()?,
            trust: trust(&entry.field("trust")?)?,
            ca: entry.optional("ca")?.map(|ca| ca.field("name")?.text()).transpose()?,
        });
    }
    let passed_over = match result.optional("passed_over")? {
        Some(count) => count.value.as_u64().ok_or_else(|| count.wrong("a number"))?,
        None => 0,
    };
    let is_whole = items.len() == entries.len() && passed_over == 0;
    let coverage = result.field("coverage")?.list()?.iter().map(coverage).collect::<Result<_, _>>()?;
    Ok(Contents { items, coverage, is_whole })
}

fn trust(place: &Place<'_>) -> Result<Trust, ReportError> {
    let grant = |key| {
        let place = place.field(key)?;
        let all = [Grant::Anchor, Grant::Helper, Grant::Distrusted, Grant::Ignored];
        place.word(all, |grant| grant.word() == place.value, "a word for trust")
    };
    Ok(Trust { client: grant("client")?, server: grant("server")?, email: grant("email")? })
}

fn coverage(place: &Place<'_>) -> Result<CoverageOf, ReportError> {
    let states = [State::Complete, State::Partial, State::Absent];
    let effects = [Effect::LetsIn, Effect::OnlyWithIssuer, Effect::SomeIssuers, Effect::CannotSay, Effect::Refuses];
    // A level is one digit in every list of levels there is.
    let roles = [Role::Persons(None), Role::Functions, Role::Mobile]
        .into_iter()
        .chain((0..=u8::MAX).map(|loa| Role::Persons(Some(loa))));
    let (role, state) = (place.field("role")?, place.field("state")?);
    let state = state.word(states, |known| known.word() == state.value, "a state of coverage")?;
    // Reports may leave the effect out: it follows from the state, if not as exactly.
    let effect = match place.optional("effect")? {
        Some(effect) => effect.word(effects, |known| known.word() == effect.value, "an effect")?,
        None => match state {
            State::Complete => Effect::LetsIn,
            State::Partial => Effect::SomeIssuers,
            State::Absent => Effect::Refuses,
        },
    };
    let present = place.field("present")?.list()?;
    Ok(CoverageOf {
        generation: GenerationId { pki: place.field("pki")?.text()?, generation: place.field("generation")?.text()? },
        role: role.word(roles, |known| role.value == &Value::from(known.word()), "a role")?,
        state,
        effect,
        present: present.iter().map(Place::text).collect::<Result<_, _>>()?,
    })
}

/// A value with its place in the report.
struct Place<'a> {
    value: &'a Value,
    /// JSON pointer.
    at: String,
}

impl<'a> Place<'a> {
    fn wrong(&self, expected: &'static str) -> ReportError {
        let at = if self.at.is_empty() { "/" } else { &self.at };
        ReportError::Malformed { at: at.to_owned(), expected }
    }

    fn object(&self) -> Result<&'a Map<String, Value>, ReportError> {
        self.value.as_object().ok_or_else(|| self.wrong("an object"))
    }

    /// `None` where it is absent or null.
    fn optional(&self, key: &str) -> Result<Option<Self>, ReportError> {
        let value = self.object()?.get(key).filter(|value| !value.is_null());
        Ok(value.map(|value| Self { value, at: format!("{}/{key}", self.at) }))
    }

    fn field(&self, key: &str) -> Result<Self, ReportError> {
        let missing = || Self { value: &Value::Null, at: format!("{}/{key}", self.at) }.wrong("a value");
        self.optional(key)?.ok_or_else(missing)
    }

    fn list(&self) -> Result<Vec<Self>, ReportError> {
        let list = self.value.as_array().ok_or_else(|| self.wrong("a list"))?;
        Ok(list.iter().enumerate().map(|(i, value)| Self { value, at: format!("{}/{i}", self.at) }).collect())
    }

    fn text(&self) -> Result<String, ReportError> {
        self.value.as_str().map(str::to_owned).ok_or_else(|| self.wrong("a text"))
    }

    fn word<T>(
        &self,
        all: impl IntoIterator<Item = T>,
        mut is: impl FnMut(&T) -> bool,
        expected: &'static str,
    ) -> Result<T, ReportError> {
        all.into_iter().find(|known| is(known)).ok_or_else(|| self.wrong(expected))
    }
}
