//! The JSON document `tillit/ask/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tillit_login::causes::Side;

use super::{AskReport, named, say};
use crate::finding::{Envelope, Tool};
use crate::i18n::Texts;
use crate::verify::facts::moment;

/// The word that names this document.
pub const SCHEMA: &str = "tillit/ask/1";

/// The whole document: one result.
pub type Document = Envelope<Conclusion>;

/// What a dialogue came to.
#[allow(clippy::struct_field_names)] // The key is what a reader looks for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Conclusion {
    /// Its stable name; new ones may come.
    pub conclusion: String,
    /// The sentences to read aloud, in the language that was asked for.
    pub aloud: String,
    /// Whose fault it is; null: that cannot be said yet.
    pub side: Option<SideWord>,
    /// Who goes on with it: `caller`, `workplace`, `network`, `card-office`, `service`, `permissions`, `second-line`.
    pub desk: String,
    /// The next step, in the language that was asked for.
    pub next: String,
    /// Whom to forward it to, in the language that was asked for.
    pub forward: String,
    /// What may be the cause, the most frequent first; those that a pasted code names too before the others.
    pub causes: Vec<CauseResult>,
    /// What was answered, in this order.
    pub answers: Vec<AnswerResult>,
    /// Codes that were pasted.
    pub codes: Vec<String>,
}

words! {
    /// Whose fault something is.
    SideWord {
        /// This computer's
        Client = Side::Client,
        /// The card's
        Card = Side::Card,
        /// The network's
        Network = Side::Network,
        /// The server's
        Server = Side::Server,
        /// The application's behind it
        Application = Side::Application,
    } from Side
}

/// A cause.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CauseResult {
    /// Its stable id: `ca-not-announced`.
    pub id: String,
    /// Its code: `tillit explain CODE` says more.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// What it is, in the language that was asked for.
    pub title: String,
}

/// An answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AnswerResult {
    /// The question's stable word.
    pub question: String,
    /// The answer's stable word.
    pub answer: String,
    /// Both in the language that was asked for.
    pub text: String,
}

/// The JSON schema of the document, as it stands in `docs/schema/ask-1.json`.
pub fn schema() -> Value {
    crate::install::json::named(schemars::schema_for!(Document), SCHEMA, "tillit diagnose --ask")
}

/// The causes as JSON has them.
pub(crate) fn causes(ids: &[tillit_login::causes::CauseId], texts: &Texts) -> Vec<CauseResult> {
    let result = |id| {
        let named = named(id, texts);
        CauseResult { id: named.id.to_owned(), code: named.code.to_owned(), title: named.title }
    };
    ids.iter().copied().map(result).collect()
}

/// The document.
pub fn json(report: &AskReport, texts: &Texts) -> Value {
    let end = report.end;
    let answers = report.walk.given().iter().map(|(step, answer)| {
        let (question, said) = (say::question(step.question, texts), say::answer(step, answer, texts));
        AnswerResult {
            question: step.question.word().to_owned(),
            answer: answer.word.to_owned(),
            text: texts.format("ask-given", &[("question", question.into()), ("answer", said.into())]),
        }
    });
    let conclusion = Conclusion {
        conclusion: end.name.to_owned(),
        aloud: say::aloud(end, texts),
        side: end.side.map(SideWord::from),
        desk: end.desk.word().to_owned(),
        next: say::next(end, texts),
        forward: say::desk(end.desk, texts),
        causes: causes(&report.walk.causes(end), texts),
        answers: answers.collect(),
        codes: report.walk.found().telling().map(|sign| sign.name.to_owned()).collect(),
    };
    let document = Document {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: report.version.clone() },
        at: moment(report.at),
        results: vec![conclusion],
        findings: Vec::new(),
    };
    serde_json::to_value(document).unwrap_or_default()
}
