//! The JSON document `tillit/signs/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tillit_login::signs::Kind;

use super::SignsReport;
use super::human::headline;
use crate::ask::json::{CauseResult, causes};
use crate::finding::{Envelope, Tool};
use crate::i18n::Texts;
use crate::verify::facts::moment;

/// The word that names this document.
pub const SCHEMA: &str = "tillit/signs/1";

/// The whole document: one result.
pub type Document = Envelope<Recognised>;

/// What was recognised in a pasted text.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Recognised {
    /// A code was recognised; headings alone decide nothing.
    pub decides: bool,
    /// The one sentence, in the language that was asked for.
    pub text: String,
    /// What was recognised, codes first.
    pub signs: Vec<SignResult>,
    /// What may stand behind all of it, the most frequent first.
    pub causes: Vec<CauseResult>,
    /// What to ask or look at next, in this order.
    pub next: Vec<CheckResult>,
    /// Where nothing was recognised: codes that look alike.
    pub near: Vec<String>,
}

/// One thing that was recognised.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SignResult {
    /// As it is shown.
    pub name: String,
    /// Who shows it: `chromium`, `firefox`, `nginx`, ... New words may come.
    pub program: String,
    /// Whether it narrows down the causes.
    pub kind: KindWord,
    /// Where the fact comes from.
    pub source: String,
}

words! {
    /// Whether a sign narrows down the causes.
    KindWord {
        /// It does
        Code = Kind::Code,
        /// The same words stand above many codes
        Heading = Kind::Heading,
    } from Kind
}

/// A question, or something to look at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CheckResult {
    /// Its stable word; new ones may come.
    pub id: String,
    /// The sentence, in the language that was asked for.
    pub text: String,
}

/// The JSON schema of the document, as it stands in `docs/schema/signs-1.json`.
pub fn schema() -> Value {
    crate::install::json::named(schemars::schema_for!(Document), SCHEMA, "tillit diagnose --error")
}

/// The document. What was pasted is not in it: it may hold more than a code.
pub fn json(report: &SignsReport, texts: &Texts) -> Value {
    let found = &report.found;
    let signs = found.signs.iter().map(|sign| SignResult {
        name: sign.name.to_owned(),
        program: sign.program.word().to_owned(),
        kind: sign.kind.into(),
        source: sign.source.to_owned(),
    });
    let next = found.next().into_iter().map(|check| CheckResult {
        id: check.word().to_owned(),
        text: texts.get(&format!("signs-check-{}", check.word())),
    });
    let result = Recognised {
        decides: found.decides(),
        text: headline(report, texts),
        signs: signs.collect(),
        causes: causes(&found.causes(), texts),
        next: next.collect(),
        near: found.near.iter().map(|name| (*name).to_owned()).collect(),
    };
    let document = Document {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: report.version.clone() },
        at: moment(report.at),
        results: vec![result],
        findings: Vec::new(),
    };
    serde_json::to_value(document).unwrap_or_default()
}
