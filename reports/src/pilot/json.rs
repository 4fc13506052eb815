//! The JSON document `tillit/pilot/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tillit_login::pilot::{CauseSeen, Entry, Gap, Open, Outcome, Phase, Readiness, Run, WaySeen};

use super::PilotReport;
use super::say::{Speaker, by_word, kind_word, part_word, readiness_word, shown};
use crate::finding::{Envelope, Tool};
use crate::i18n::Texts;
use crate::verify::facts::moment;

/// The word that names the document.
pub const SCHEMA: &str = "tillit/pilot/1";

/// The document of `tillit pilot`.
pub type Document = Envelope<PilotResult>;

/// A pilot.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PilotResult {
    /// What people call it.
    pub name: String,
    /// The plan's file.
    pub plan: String,
    /// The generation that cards are upgraded to, by its name.
    pub generation: String,
    /// `ready`, `not-ready` or `not-proven`
    #[schemars(regex(pattern = r"^(ready|not-ready|not-proven)$"))]
    pub readiness: String,
    /// Yes, no, or null where it is not proven.
    pub ready: Option<bool>,
    /// The one sentence, in the language that was asked for.
    pub text: String,
    /// The cards of the plan.
    pub cards: Vec<CardResult>,
    /// The services, each with what each card came to.
    pub services: Vec<ServiceResult>,
    /// Services at which a card that got in before does no more.
    pub worse: Vec<String>,
    /// What was not tried, or came to no answer.
    pub gaps: Vec<GapResult>,
    /// What has no answer before the upgrade (`not-tried`, `cannot-say`); empty once a card is upgraded.
    pub open_before: Vec<GapResult>,
}

/// A card of the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CardResult {
    /// What people call it.
    pub name: String,
    /// `ordinary`, `reserve`, `short-term`, `mobile` or `function`
    pub kind: String,
    /// `upgrade`, `control` or `new`
    pub part: String,
}

/// A service of the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServiceResult {
    /// What people call it.
    pub name: String,
    /// Who looks after it.
    pub owner: Option<String>,
    /// Its page, without what may be a secret; null: it is tried by hand.
    pub url: Option<String>,
    /// One for each card, in the plan's order.
    pub cells: Vec<CellResult>,
}

/// One card at one service.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CellResult {
    /// The card.
    pub card: String,
    /// Before the upgrade; null: not tried.
    pub before: Option<EntryResult>,
    /// After it, for a control card after the services were prepared; null: not tried.
    pub after: Option<EntryResult>,
}

/// What logins came to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryResult {
    /// Whether the card gets in, in every way that was tried; null: it cannot be said.
    pub logged_in: Option<bool>,
    /// In some ways only.
    pub partly: bool,
    /// When (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub at: String,
    /// A person's word: who; null: this program's.
    pub person: Option<String>,
    /// SHA-256 of the certificate, upper-case hexadecimal.
    pub certificate: Option<String>,
    /// The generation that issued it.
    pub generation: Option<String>,
    /// Each way: version, chain, outcome.
    pub ways: Vec<WayResult>,
    /// Causes of the first rank.
    pub causes: Vec<CauseResult>,
    /// What the person added.
    pub note: Option<String>,
}

/// One way of logging in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct WayResult {
    /// `1.2` or `1.3`
    pub tls: String,
    /// `leaf`, `with-issuer` or `with-root`
    pub chain_sent: String,
    /// As in `tillit/login/1`.
    pub outcome: String,
}

/// A cause.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CauseResult {
    /// Its stable name, as in `tillit/diagnose/1`.
    pub id: String,
    /// On whose side.
    pub side: String,
    /// Nothing else explains what was seen.
    pub proved: bool,
}

/// What was not tried, or came to no answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GapResult {
    /// `not-tried`, `cannot-say`, `kind`, `browser` or `no-control`
    pub what: String,
    /// The service.
    pub service: Option<String>,
    /// The card.
    pub card: Option<String>,
    /// The kind of card, or the browser.
    pub name: Option<String>,
}

/// The document as JSON.
pub fn json(report: &PilotReport, texts: &Texts) -> Value {
    let speak = Speaker { report, texts };
    let document = Document {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: report.version.clone() },
        at: moment(report.at),
        results: vec![result(&speak)],
        findings: speak.findings(),
    };
    // Of texts, numbers and lists alone: there is nothing in it that JSON does not have.
    serde_json::to_value(document).unwrap_or(Value::Null)
}

/// The JSON schema of the document, as it stands in `docs/schema/pilot-1.json`.
pub fn schema() -> Value {
    crate::install::json::named(schemars::schema_for!(Document), SCHEMA, "tillit pilot")
}

fn result(speak: &Speaker<'_>) -> PilotResult {
    let report = speak.report;
    let cards = report.plan.cards.iter().map(|card| CardResult {
        name: shown(&card.name),
        kind: kind_word(card.kind).to_owned(),
        part: part_word(card.part).to_owned(),
    });
    let services = report.plan.services.iter().map(|service| ServiceResult {
        name: shown(&service.name),
        owner: service.owner.as_deref().map(shown),
        url: match &service.run {
            Run::Here { target, .. } => {
                Some(format!("https://{}{}", shown(&target.authority()), shown(&target.page())))
            }
            Run::ByHand => None,
        },
        cells: report
            .plan
            .cards
            .iter()
            .map(|card| CellResult {
                card: shown(&card.name),
                before: report.results.last(&service.name, &card.name, Phase::Before).map(entry),
                after: report.results.last(&service.name, &card.name, Phase::After).map(entry),
            })
            .collect(),
    });
    PilotResult {
        name: shown(&report.plan.name),
        plan: shown(&report.file.display().to_string()),
        generation: speak.generation(),
        readiness: readiness_word(report.judgement.readiness).to_owned(),
        ready: match report.judgement.readiness {
            Readiness::Ready => Some(true),
            Readiness::NotReady => Some(false),
            Readiness::NotProven => None,
        },
        text: speak.headline(),
        cards: cards.collect(),
        services: services.collect(),
        worse: report.judgement.worse().into_iter().map(shown).collect(),
        gaps: report.judgement.gaps.iter().map(gap).collect(),
        open_before: report.judgement.open_before.iter().map(open).collect(),
    }
}

fn entry(entry: &Entry) -> EntryResult {
    let way = |way: &WaySeen| WayResult {
        tls: way.tls.clone(),
        chain_sent: way.chain_sent.clone(),
        outcome: way.outcome.clone(),
    };
    let cause =
        |cause: &CauseSeen| CauseResult { id: cause.id.clone(), side: cause.side.clone(), proved: cause.proved };
    EntryResult {
        logged_in: match entry.outcome {
            Outcome::In => Some(true),
            Outcome::Partly | Outcome::Out => Some(false),
            Outcome::CannotSay => None,
        },
        partly: entry.outcome == Outcome::Partly,
        at: moment(entry.at),
        person: match by_word(&entry.by) {
            ("person", name) => Some(name),
            _ => None,
        },
        certificate: entry.certificate.clone(),
        generation: entry.generation.clone(),
        ways: entry.ways.iter().map(way).collect(),
        causes: entry.causes.iter().map(cause).collect(),
        note: entry.note.as_deref().map(shown),
    }
}

fn open(open: &Open) -> GapResult {
    GapResult {
        what: if open.entry.is_some() { "cannot-say" } else { "not-tried" }.to_owned(),
        service: Some(shown(&open.service)),
        card: Some(shown(&open.card)),
        name: None,
    }
}

fn gap(gap: &Gap) -> GapResult {
    let of = |what: &str| GapResult { what: what.to_owned(), service: None, card: None, name: None };
    match gap {
        Gap::NotTried { service, card, .. } => {
            GapResult { service: Some(shown(service)), card: Some(shown(card)), ..of("not-tried") }
        }
        Gap::CannotSay(entry) => {
            GapResult { service: Some(shown(&entry.service)), card: Some(shown(&entry.card)), ..of("cannot-say") }
        }
        Gap::Kind(kind) => GapResult { name: Some(kind_word(*kind).to_owned()), ..of("kind") },
        Gap::Browser(browser) => GapResult { name: Some(shown(browser)), ..of("browser") },
        Gap::NoControl => of("no-control"),
    }
}
