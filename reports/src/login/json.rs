//! The JSON document `tillit/login/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tillit_login::attempt::{self, LoginAttempt, Outcome, Verdict};
use tillit_login::browser::{self, Withheld};
use tillit_login::follow::{Hop, Stop, Way};
use tillit_login::wire::Version;

use super::judge::Answer;
use super::{Chosen, KeyPlace, LoginReport, LoginResult, OnCard, say};
use crate::finding::{Envelope, Finding, Tool};
use crate::i18n::Texts;
use crate::plain::mask_personal_numbers;
use crate::verify::facts::moment;
use crate::verify::json::line;

/// The word that names the document.
pub const SCHEMA: &str = "tillit/login/1";

/// The document of `tillit login`.
pub type Document = Envelope<TargetResult>;

/// Logins at one target.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TargetResult {
    /// What the user named, without its query.
    pub target: String,
    /// Whether the card gets in, in every way that was tried; null: it cannot be said.
    pub logged_in: Option<bool>,
    /// The one sentence, in the language that was asked for.
    pub text: String,
    /// The certificate.
    pub certificate: CertificateResult,
    /// The card or token that its key lies on, or Windows' own store; null: a file.
    pub on_card: Option<OnCardResult>,
    /// Every login, in the order in which they were made.
    pub attempts: Vec<AttemptResult>,
}

/// The card that a key lies on.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OnCardResult {
    /// How the key is reached: `pkcs11`, `windows`.
    pub via: String,
    /// The token's label; null where Windows has the key.
    pub token: Option<String>,
    /// Its reader, as the module calls it; null where Windows has the key.
    pub reader: Option<String>,
    /// The module: maker, name, version; where Windows has the key its provider.
    pub module: String,
    /// Why this certificate: `named` by the user, `only` one that logs in, `best` of several.
    pub chosen: String,
    /// The card signs in a way that TLS 1.3 allows.
    pub for_tls13: bool,
    /// How long each signature took so far, in milliseconds.
    pub signatures_ms: Vec<u64>,
}

/// The certificate that logged in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CertificateResult {
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
}

words! {
    /// What came of a login.
    OutcomeWord {
        /// The server took the certificate and answered.
        LoggedIn = Verdict::LoggedIn,
        /// It refused the certificate below HTTP.
        RefusedInHandshake = Verdict::RefusedInHandshake,
        /// It refused in its answer.
        RefusedByHttp = Verdict::RefusedByHttp,
        /// It asked for no certificate.
        NotAsked = Verdict::NotAsked,
        /// The names that it sent exclude the certificate: a browser would not send it. `sent_anyway` says what came of it here.
        NotOffered = Verdict::NotOffered,
        /// It takes no signature that the key makes.
        NoCommonAlgorithm = Verdict::NoCommonAlgorithm,
        /// No login could be tried.
        Unreachable = Verdict::Unreachable,
    } from Verdict
}

words! {
    /// What a browser does with the certificate.
    OfferWord {
        /// It offers it.
        Offered = browser::Offer::Offers,
        /// It offers it where its computer has the issuing CA's certificate.
        WithIssuer = browser::Offer::WithIssuer,
        /// It cannot be said: the CAs above the issuing one are not known.
        Unknown = browser::Offer::CannotSay,
        /// It withholds it: none of the names that the server sent stands above it.
        NotAnnounced = browser::Offer::Withholds(Withheld::NotAnnounced),
        /// It withholds it: its time is over.
        Expired = browser::Offer::Withholds(Withheld::Expired),
        /// It withholds it: its time has not come.
        NotYetValid = browser::Offer::Withholds(Withheld::NotYetValid),
        /// It withholds it: it is not for logging in.
        NotForLogin = browser::Offer::Withholds(Withheld::NotForLogin),
    } from browser::Offer
}

words! {
    /// Which certificates were sent.
    ChainWord {
        /// The card's own alone.
        Leaf = attempt::ChainSent::Leaf,
        /// With the CAs below the root.
        WithIssuer = attempt::ChainSent::Issuers,
        /// With the root, too.
        WithRoot = attempt::ChainSent::Root,
    } from attempt::ChainSent
}

words! {
    /// Why a page was asked for.
    WayWord {
        /// The user named it.
        Named = Way::Named,
        /// A redirect led there.
        Redirect = Way::Redirect,
        /// A form was sent there.
        Form = Way::Form,
    } from Way
}

/// One login.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct AttemptResult {
    /// The version that was offered, and no other: `1.2`, `1.3`.
    pub tls: String,
    /// What was sent.
    pub chain_sent: ChainWord,
    /// CA certificates that were sent along.
    pub cas_sent: usize,
    /// How it was allowed to sign: `pkcs1-v1.5`, `pss`, or `any` for keys that are not RSA.
    pub scheme: String,
    /// The scheme that it signed with (RFC 8446 section 4.2.3): `rsa_pss_rsae_sha256`; null: it did not come to that.
    pub signed_with: Option<String>,
    /// What came of it.
    pub outcome: OutcomeWord,
    /// Of `not-offered`: what came of it although no browser would have sent it.
    pub sent_anyway: Option<OutcomeWord>,
    /// The number of the alert that the server sent; null: none.
    pub alert: Option<u8>,
    /// Its name.
    pub alert_name: Option<String>,
    /// Of `refused-in-handshake`: the client had done its part before (always so with TLS 1.3). Of `not-asked`: it asks after the request.
    pub late: Option<bool>,
    /// The status of the last answer; null: there was none.
    pub http_status: Option<u16>,
    /// The last page, where it is a known error page: `certificate-refused`, `no-certificate`, ... New words may come.
    pub page: Option<String>,
    /// How the answer refuses: `page`, `status`, `denied`, `missing`, `circle`, `endless`; or why nothing could be tried: `version-not-spoken`,
    /// `our-library`, `dns`, `connect`, ... New words may come.
    pub reason: Option<String>,
    /// A text of `--deny-text` that was there, or one of `--expect-text` that was not.
    pub text: Option<String>,
    /// Texts of `--expect-text` that were there.
    pub found: Vec<String>,
    /// What a browser does with the certificate at the page that asked; null: none asked.
    pub offer: Option<OfferWord>,
    /// Why it went no further than the last page: `arrived`, `no-answer`, `redirect-not-followed`, `form-not-followed`, `circle`, `too-many`,
    /// `too-long`, `not-https`, `no-address`. New words may come.
    pub stop: String,
    /// Every page that was asked for.
    pub hops: Vec<HopResult>,
}

/// A page that was asked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HopResult {
    /// Why.
    pub way: WayWord,
    /// The host, with the port where it is not 443.
    pub host: String,
    /// The path; queries, which may hold tokens, are not kept.
    pub path: String,
    /// Where the connection stood.
    pub address: Option<String>,
    /// A certificate was asked for in the handshake.
    pub asked: bool,
    /// CA names that were sent with that.
    pub ca_names: usize,
    /// The certificate was sent.
    pub sent: bool,
    /// The status of the answer.
    pub http_status: Option<u16>,
    /// What the server calls itself.
    pub server: Option<String>,
}

/// The JSON schema of the document, as it stands in `docs/schema/login-1.json`.
pub fn schema() -> Value {
    crate::install::json::named(schemars::schema_for!(Document), SCHEMA, "tillit login")
}

/// The document.
pub fn json(report: &LoginReport, texts: &Texts) -> Value {
    serde_json::to_value(document(report, texts)).unwrap_or_default()
}

/// One line for each target, then one for each finding.
pub fn ndjson(report: &LoginReport, texts: &Texts) -> String {
    let document = document(report, texts);
    let mut out = String::new();
    document.results.iter().for_each(|result| out.push_str(&line(SCHEMA, "result", result)));
    document.findings.iter().for_each(|finding| out.push_str(&line(SCHEMA, "finding", finding)));
    out
}

fn document(report: &LoginReport, texts: &Texts) -> Document {
    let findings: Vec<Finding> =
        report.results.iter().flat_map(|result| say::findings(result, report, texts)).collect();
    Envelope {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: report.version.clone() },
        at: moment(report.at),
        results: report.results.iter().map(|result| target(result, report, texts)).collect(),
        findings,
    }
}

fn target(result: &LoginResult, report: &LoginReport, texts: &Texts) -> TargetResult {
    let certificate = &report.certificate;
    TargetResult {
        target: say::shown(result),
        logged_in: Answer::of(result).as_bool(),
        text: say::headline(result, report, texts),
        certificate: CertificateResult {
            sha256: certificate.fingerprint().to_string(),
            subject: mask_personal_numbers(&certificate.subject().to_string()),
            issuer: certificate.issuer().to_string(),
            not_after: moment(certificate.not_after()),
            cas_at_hand: report.above.certificates.len(),
        },
        on_card: report.on_card.as_ref().map(on_card),
        attempts: result.attempts.iter().map(attempt).collect(),
    }
}

fn on_card(card: &OnCard) -> OnCardResult {
    let chosen = match card.chosen {
        Chosen::Named => "named",
        Chosen::Only => "only",
        Chosen::Best { .. } => "best",
    };
    let milliseconds = |took: &Duration| u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    let (via, token, reader, module) = match &card.place {
        KeyPlace::Pkcs11 { token, reader, module } => ("pkcs11", Some(token.clone()), Some(reader.clone()), module),
        KeyPlace::Windows { provider } => ("windows", None, None, provider),
    };
    OnCardResult {
        via: via.to_owned(),
        token,
        reader,
        module: module.clone(),
        chosen: chosen.to_owned(),
        for_tls13: card.is_for_tls13,
        signatures_ms: card.signatures.iter().map(milliseconds).collect(),
    }
}

/// One login, as it stands in the document.
pub(crate) fn attempt(attempt: &LoginAttempt) -> AttemptResult {
    let verdict = attempt.verdict();
    let answered = attempt.last().and_then(|hop| hop.answered.as_ref());
    let (reason, text) = match &attempt.came_to {
        Outcome::RefusedByHttp(how) => {
            let text = match how {
                attempt::Refused::Denied(text) | attempt::Refused::Missing(text) => Some(text.clone()),
                _ => None,
            };
            (Some(say::refused(how).0), text)
        }
        Outcome::Unreachable(unreachable) => (Some(say::unreachable_word(unreachable)), None),
        _ => (None, None),
    };
    AttemptResult {
        tls: tls_word(attempt.wanted.version).to_owned(),
        chain_sent: attempt.wanted.chain.into(),
        cas_sent: attempt.sent_above,
        scheme: say::padding_word(attempt.wanted.padding).to_owned(),
        signed_with: attempt.signed_with().map(say::scheme_word),
        outcome: verdict.into(),
        sent_anyway: (verdict == Verdict::NotOffered).then(|| came_to(&attempt.came_to)),
        alert: attempt.alert().map(|alert| alert.0),
        alert_name: attempt.alert().and_then(tillit_login::Alert::name).map(str::to_owned),
        late: match attempt.came_to {
            Outcome::RefusedInHandshake { late, .. } | Outcome::NotAsked { late } => Some(late),
            _ => None,
        },
        http_status: answered.map(|answered| answered.status),
        page: answered.and_then(|answered| answered.page).map(|page| say::page_word(page).to_owned()),
        reason: reason.map(str::to_owned),
        text,
        found: attempt.found.clone(),
        offer: attempt.offer.map(OfferWord::from),
        stop: stop_word(&attempt.stop).to_owned(),
        hops: attempt.hops.iter().map(hop).collect(),
    }
}

fn came_to(outcome: &Outcome) -> OutcomeWord {
    match outcome {
        Outcome::LoggedIn => OutcomeWord::LoggedIn,
        Outcome::RefusedInHandshake { .. } => OutcomeWord::RefusedInHandshake,
        Outcome::RefusedByHttp(_) => OutcomeWord::RefusedByHttp,
        Outcome::NotAsked { .. } => OutcomeWord::NotAsked,
        Outcome::NoCommonAlgorithm => OutcomeWord::NoCommonAlgorithm,
        Outcome::Unreachable(_) => OutcomeWord::Unreachable,
    }
}

fn stop_word(stop: &Stop) -> &'static str {
    match stop {
        Stop::Arrived => "arrived",
        Stop::NoAnswer => "no-answer",
        Stop::NotFollowed(_) => "redirect-not-followed",
        Stop::FormNotFollowed(_) => "form-not-followed",
        Stop::Circle => "circle",
        Stop::TooMany => "too-many",
        Stop::TooLong => "too-long",
        Stop::NotHttps(_) => "not-https",
        Stop::NoAddress => "no-address",
        _ => "other",
    }
}

fn hop(hop: &Hop) -> HopResult {
    HopResult {
        way: hop.way.into(),
        host: hop.host.clone(),
        path: mask_personal_numbers(&hop.path),
        address: hop.address.map(|address| address.to_string()),
        asked: hop.handshake.asked.is_some(),
        ca_names: hop.handshake.asked.as_ref().map_or(0, |asked| asked.names.len()),
        sent: hop.handshake.sent_certificate,
        http_status: hop.answered.as_ref().map(|answered| answered.status),
        server: hop.answered.as_ref().and_then(|answered| answered.server.clone()),
    }
}

/// A version: `1.2`
pub(crate) fn tls_word(version: Version) -> &'static str {
    say::version_word(version).trim_start_matches("TLS ")
}

/// What came of a login: `refused-in-handshake`
pub(crate) fn outcome_word(verdict: Verdict) -> String {
    let word = serde_json::to_value(OutcomeWord::from(verdict)).ok();
    word.and_then(|word| word.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    #[test]
    fn the_schema_file_is_up_to_date() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/schema/login-1.json");
        let wanted = format!("{:#}\n", super::schema());
        if std::env::var_os("TILLIT_UPDATE").is_some() {
            std::fs::write(&file, &wanted).unwrap();
        }
        let found = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(found == wanted, "docs/schema/login-1.json is out of date: run the tests once with TILLIT_UPDATE=1");
    }
}
