//! The JSON document `tillit/diagnose/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tillit_login::causes::{Cause, Certainty, Evidence, Side};
use tillit_verifier::catalog::Catalog;

use super::judge::Answer;
use super::say::Speaker;
use super::{Card, DiagnoseReport, DiagnosedTarget};
use crate::codes;
use crate::finding::{Envelope, Finding, Tool, Weight};
use crate::i18n::Texts;
use crate::login::json::AttemptResult;
use crate::plain::mask_personal_numbers;
use crate::probe::json::TargetResult as SeenResult;
use crate::verify::facts::moment;

/// The word that names this document.
pub const SCHEMA: &str = "tillit/diagnose/1";

/// The whole document: one result for each target.
pub type Document = Envelope<TargetResult>;

/// One page of a server.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TargetResult {
    /// As the user named it, without its query.
    pub target: String,
    /// What it comes to.
    pub answer: AnswerWord,
    /// Whether the card gets in: true with a login in every way that was tried; false where a cause is proved, or a login was refused; null: it
    /// cannot be said.
    pub lets_in: Option<bool>,
    /// The one sentence, in the language that was asked for.
    pub text: String,
    /// What can be said of the card, to be read aloud ("The card is not broken."); null: it may be the card.
    pub aloud: Option<String>,
    /// Whose fault it is, in words; null: nothing was found.
    pub whose: Option<String>,
    /// What fits, by rank. Those of one rank cannot be told apart.
    pub causes: Vec<CauseResult>,
    /// Ids of causes that were seen not to be it.
    pub excluded: Vec<String>,
    /// What would have to be known to say more: `card`, `key`, `trust`, `issuer`, `browser`, `log`. New words may come.
    pub missing: Vec<MissingResult>,
    /// What is there on this computer and was not read (`--local`).
    pub unread: Vec<String>,
    /// The certificate of the card; null: none was given.
    pub card: Option<CardResult>,
    /// When the server was looked at (RFC 3339, UTC): the place in its log.
    #[schemars(extend("format" = "date-time"))]
    pub looked_at: String,
    /// What was seen of the server, as in `tillit/probe/1`.
    pub seen: SeenResult,
    /// Logins that were tried, as in `tillit/login/1`.
    pub attempts: Vec<AttemptResult>,
}

/// What it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerWord {
    /// A login is let in, in every way that was tried, and nothing else is wrong.
    LetsIn,
    /// At least one cause fits.
    Cause,
    /// Neither.
    CannotSay,
}

words! {
    /// How sure a cause is.
    CertaintyWord {
        /// What was seen has no other explanation.
        Proved = Certainty::Proved,
        /// What was seen has other explanations, which are rarer.
        Likely = Certainty::Likely,
        /// One of several that look alike from outside.
        Possible = Certainty::Possible,
    } from Certainty
}

words! {
    /// Whose fault it is.
    SideWord {
        /// This computer's.
        Client = Side::Client,
        /// The card's.
        Card = Side::Card,
        /// The network's.
        Network = Side::Network,
        /// The server's.
        Server = Side::Server,
        /// The application's behind it.
        Application = Side::Application,
    } from Side
}

/// A cause that fits.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CauseResult {
    /// Its stable id: `ca-not-announced`.
    #[schemars(regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub id: String,
    /// Its code. `tillit explain CODE` says more.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// From 1; several that cannot be told apart have the same.
    pub rank: u32,
    /// How sure it is.
    pub certainty: CertaintyWord,
    /// Whose fault it is.
    pub side: SideWord,
    /// The sentence, in the language that was asked for.
    pub text: String,
    /// What it rests on.
    pub evidence: Vec<EvidenceResult>,
    /// The next step, in words that can be sent on.
    pub remedy: String,
    /// What stands in the server's log where this is the cause; null: nothing is known.
    pub log: Option<String>,
}

/// What a cause rests on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EvidenceResult {
    /// Its kind: `names`, `none-fits`, `refused`, `page`, ... New words may come.
    pub kind: String,
    /// In words; null: there are none.
    pub text: Option<String>,
    /// The alert's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub alert: Option<u8>,
    /// A number of the kind: the names that were sent, the status of the page, the seconds of the clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<i64>,
}

/// Something that would have to be known to say more.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MissingResult {
    /// Its stable word.
    pub word: String,
    /// What it is and where it comes from.
    pub text: String,
}

/// The certificate of the card.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CardResult {
    /// SHA-256 of the DER encoding, upper-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub sha256: String,
    /// Its subject (RFC 4514); personal identity numbers are masked.
    pub subject: String,
    /// Its issuer (RFC 4514).
    pub issuer: String,
    /// When it ends (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_after: String,
    /// CA certificates above it that were at hand.
    pub cas_at_hand: usize,
    /// Its key was given, and logins were tried.
    pub has_key: bool,
}

/// The document as a value.
pub fn json(report: &DiagnoseReport, catalog: &Catalog, texts: &Texts) -> Value {
    serde_json::to_value(document(report, catalog, texts)).unwrap_or_default()
}

/// One target as a line of its own.
pub fn ndjson_line(report: &DiagnoseReport, target: &DiagnosedTarget, catalog: &Catalog, texts: &Texts) -> String {
    crate::verify::json::line(SCHEMA, "result", &result(&Speaker { report, target, catalog, texts }))
}

/// The document, typed.
pub fn document(report: &DiagnoseReport, catalog: &Catalog, texts: &Texts) -> Document {
    let results: Vec<TargetResult> =
        report.targets.iter().map(|target| result(&Speaker { report, target, catalog, texts })).collect();
    let subject = report.card.as_ref().map(subject);
    let findings = results.iter().zip(&report.targets).flat_map(|(result, target)| {
        let severities = target.diagnosis.causes.iter().map(|cause| Weight::from(codes::of_cause(cause.id).severity));
        let subject = &subject;
        result.causes.iter().zip(severities).map(move |(cause, severity)| Finding {
            code: cause.code.clone(),
            severity,
            subject: subject.clone(),
            input: result.target.clone(),
            index: None,
            source: None,
            text: cause.text.clone(),
            remedy: cause.remedy.clone(),
        })
    });
    Envelope {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: report.version.clone() },
        at: moment(report.at),
        findings: findings.collect(),
        results,
    }
}

fn subject(card: &Card) -> String {
    mask_personal_numbers(&card.certificate.subject().to_string())
}

fn result(speak: &Speaker<'_>) -> TargetResult {
    let target = speak.target;
    let answer = Answer::of(target, speak.report);
    let seen = crate::probe::json::result(
        &crate::probe::say::Speaker { catalog: speak.catalog, texts: speak.texts, at: speak.report.at },
        &target.seen,
    );
    let missing = speak.missing().into_iter().map(|(word, text)| MissingResult { word: word.to_owned(), text });
    TargetResult {
        target: seen.target.clone(),
        answer: match answer {
            Answer::LetsIn => AnswerWord::LetsIn,
            Answer::Found => AnswerWord::Cause,
            Answer::CannotSay(_) => AnswerWord::CannotSay,
        },
        lets_in: answer.lets_in(target),
        text: speak.headline(),
        aloud: speak.aloud(),
        whose: speak.whose_fault(),
        causes: target.diagnosis.causes.iter().map(|one| cause(one, speak)).collect(),
        excluded: target.diagnosis.excluded.iter().map(|id| id.word().to_owned()).collect(),
        missing: missing.collect(),
        unread: speak.unread(),
        card: speak.report.card.as_ref().map(|card| CardResult {
            sha256: card.certificate.fingerprint().to_string(),
            subject: subject(card),
            issuer: mask_personal_numbers(&card.certificate.issuer().to_string()),
            not_after: moment(card.certificate.not_after()),
            cas_at_hand: card.above.certificates.len(),
            has_key: card.has_key,
        }),
        looked_at: moment(target.looked),
        seen,
        attempts: target.attempts.iter().map(crate::login::json::attempt).collect(),
    }
}

fn cause(cause: &Cause, speak: &Speaker<'_>) -> CauseResult {
    CauseResult {
        id: cause.id.word().to_owned(),
        code: codes::of_cause(cause.id).code.to_owned(),
        rank: cause.rank,
        certainty: cause.certainty.into(),
        side: cause.side.into(),
        text: speak.say(cause),
        evidence: cause.evidence.iter().map(|one| evidence(one, speak)).collect(),
        remedy: speak.remedy(cause),
        log: speak.log(cause).map(str::to_owned),
    }
}

fn evidence(evidence: &Evidence, speak: &Speaker<'_>) -> EvidenceResult {
    let (kind, alert, value) = match evidence {
        Evidence::Dns(_) => ("dns", None, None),
        Evidence::Connection(_) => ("connection", None, None),
        Evidence::NotTls(_) => ("not-tls", None, None),
        Evidence::OnlyOld => ("only-old-versions", None, None),
        Evidence::AlertAtOnce(alert) => ("alert-at-once", Some(alert.0), None),
        Evidence::Clock(seconds) => ("clock", None, Some(*seconds)),
        Evidence::Chain(_) => ("server-chain", None, None),
        Evidence::Differs => ("differs", None, None),
        Evidence::NotAsked => ("not-asked", None, None),
        Evidence::AskedLate => ("asked-late", None, None),
        Evidence::Page(_) => ("page", None, None),
        Evidence::Status(status) => ("status", None, Some(i64::from(*status))),
        Evidence::Names { count, .. } => ("names", None, i64::try_from(*count).ok()),
        Evidence::NoneFits => ("none-fits", None, None),
        Evidence::OnlyRootNamed => ("only-root-named", None, None),
        Evidence::Withheld(_) => ("withheld", None, None),
        Evidence::Refused(alert) => ("refused", alert.map(|alert| alert.0), None),
        Evidence::OnlyWithChain => ("only-with-chain", None, None),
        Evidence::OnlyOldVersion => ("only-with-tls-1.2", None, None),
        Evidence::LeadsOn => ("leads-on", None, None),
        Evidence::TrustDiffers => ("trust-differs", None, None),
        Evidence::LoginsDiffer => ("logins-differ", None, None),
        Evidence::Sha1InChain => ("sha1-in-chain", None, None),
        Evidence::Behaves(_) => ("behaves", None, None),
        Evidence::Signing(_) => ("signing", None, None),
        Evidence::Trust(_) => ("trust", None, None),
        Evidence::NoModule => ("no-module", None, None),
        Evidence::NoKeyHere => ("no-key-here", None, None),
        Evidence::NoProvider(_) => ("no-provider", None, None),
        Evidence::ModuleGone(_) => ("module-gone", None, None),
        Evidence::NotIn { .. } => ("not-in", None, None),
        Evidence::PolicyHere { .. } => ("policy", None, None),
        Evidence::ProxyHere { .. } => ("proxy-here", None, None),
        _ => ("other", None, None),
    };
    EvidenceResult { kind: kind.to_owned(), text: speak.evidence(evidence), alert, value }
}

/// The JSON schema of the document, as it stands in `docs/schema/diagnose-1.json`.
pub fn schema() -> Value {
    crate::install::json::named(schemars::schema_for!(Document), SCHEMA, "tillit diagnose")
}

#[cfg(test)]
mod tests {
    use super::super::say::side_word;
    use super::*;

    #[test]
    fn words_are_those_of_the_sentences() {
        for side in [Side::Client, Side::Card, Side::Network, Side::Server, Side::Application] {
            assert_eq!(serde_json::to_value(SideWord::from(side)).ok(), Some(side_word(side).into()));
        }
    }
}
