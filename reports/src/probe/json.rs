//! The JSON document `tillit/probe/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use tillit_login::announced::Announced;
use tillit_login::pages::Page;
use tillit_login::probe::{Asks, Look, Nameless, Visit};
use tillit_login::server_chain::ServerChain;
use tillit_login::trust::{Said, Tells, Trust};
use tillit_login::wire::Version;
use tillit_login::{Alert, End};
use tillit_verifier::catalog::Catalog;

use super::human::without_query;
use super::say::{Speaker, aspect_word, code_of, end_word, trusted_word};
use super::{Outcome, ProbeReport, ProbedTarget};
use crate::finding::{Envelope, Finding, Tool, Weight};
use crate::i18n::Texts;
use crate::plain::mask_personal_numbers;
use crate::verify::facts::moment;

/// The word that names this document.
pub const SCHEMA: &str = "tillit/probe/1";

/// The whole document: one result for each target.
pub type Document = Envelope<TargetResult>;

/// One page of a server.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TargetResult {
    /// As the user named it.
    pub target: String,
    /// The address of the page, without what stands after a question mark.
    pub url: String,
    /// The service of an inventory that it belongs to.
    pub service: Option<String>,
    /// The proxy that it was reached through: its host and port.
    pub proxy: Option<String>,
    /// Where the name leads; with a proxy, where the proxy is.
    pub addresses: Vec<String>,
    /// What came of it.
    pub outcome: OutcomeWord,
    /// Whether a certificate is asked for, where that could be seen.
    pub asks: Option<AsksWord>,
    /// Names of CAs that are sent wherever a certificate is asked for.
    pub names: Option<NamesResult>,
    /// Whose cards a browser offers, for each generation and role.
    pub offers: Vec<OfferResult>,
    /// Chains that were sent, each once.
    pub chains: Vec<ChainResult>,
    /// What was seen at each address, and of each run.
    pub looks: Vec<LookResult>,
    /// In what addresses and runs differ.
    pub differences: Vec<DifferenceResult>,
    /// What was tried of each address's trust; empty: nothing was.
    pub trust: Vec<TrustResult>,
    /// What was found, the heaviest first.
    pub findings: Vec<TargetFinding>,
}

/// What trying the trust of a server came to.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TrustResult {
    /// Where.
    pub address: String,
    /// Its answers tell what it trusts; null: they tell what it trusts, and not what it does not.
    pub tells: Option<bool>,
    /// What it says to a certificate of a CA that does not exist: `alert 48 unknown_ca`, `closed`, `page`, `let through`.
    pub stranger: String,
    /// Failed logins that are in its log now.
    pub failed_logins: usize,
    /// Time was up before all was tried.
    pub cut_short: bool,
    /// Each issuing CA that was tried.
    pub cas: Vec<TrustOfCa>,
}

/// One issuing CA.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TrustOfCa {
    /// Which.
    #[serde(flatten)]
    pub ca: CaResult,
    /// Its cards get past everything that was tried; null: cannot say.
    pub trusted: Option<bool>,
    /// `trusted`, or what is in the way: `root-not-trusted`, `issuing-ca-missing`, `root-or-issuing-ca-missing`, `crl-missing`, `crl-over`,
    /// `crl-or-ca-over`, `chain-too-long`, `sha1-refused`, `cannot-say`.
    pub answer: String,
    /// The CA's certificate is on this computer and went along in some tries.
    pub ca_at_hand: bool,
    /// What was said, try by try.
    pub said: Vec<String>,
}

/// What came of it.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutcomeWord {
    /// It was seen whether a certificate is asked for.
    Seen,
    /// The name leads nowhere.
    NoName,
    /// No connection stands.
    Unreachable,
    /// What answers speaks no TLS.
    NotTls,
    /// No handshake comes about.
    NoHandshake,
    /// Our own TLS library cannot speak with it.
    NotSupportedHere,
}

words! {
    /// Whether and when a certificate is asked for.
    AsksWord {
        /// In the handshake, and nobody gets in without
        Required = Asks::Required,
        /// In the handshake, and who has none is answered all the same
        Optional = Asks::Optional,
        /// In the handshake; what happens without one was not seen
        AtOnce = Asks::AtOnce,
        /// After the request
        Late = Asks::Late,
        /// Not on this page
        Not = Asks::Not,
        /// It could not be seen
        Unknown = Asks::Unknown,
    } from Asks
}

words! {
    /// What the server does without the host's name.
    NamelessWord {
        /// The same
        Same = Nameless::Same,
        /// It refuses
        Refuses = Nameless::Refuses,
        /// It shows another certificate
        OtherCertificate = Nameless::OtherCertificate,
        /// It asks otherwise for a client's certificate
        AsksOtherwise = Nameless::AsksOtherwise,
    } from Nameless
}

/// Names of CAs.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct NamesResult {
    /// How many; 0: browsers offer every certificate.
    pub count: usize,
    /// Names that cannot be read.
    pub unreadable: usize,
    /// Bytes of the list.
    pub bytes: usize,
    /// CAs of the catalog.
    pub known: Vec<CaResult>,
    /// Subjects of others (RFC 4514).
    pub others: Vec<String>,
}

/// A CA's place in the catalog.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaResult {
    /// Id of the PKI.
    pub pki: String,
    /// Id of the generation in it.
    pub generation: String,
    /// Name of the CA.
    pub name: String,
}

/// Whether a browser offers the cards of a role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct OfferResult {
    /// Id of the PKI.
    pub pki: String,
    /// Id of the generation in it.
    pub generation: String,
    /// Who: `persons-loa3`, `persons-loa2`, `persons`, `functions`, `mobile`.
    #[schemars(regex(pattern = r"^(persons(-loa[0-9]+)?|functions|mobile)$"))]
    pub role: String,
    /// A browser offers the cards; null: where its computer has the issuing CA's certificate.
    pub offered: Option<bool>,
    /// Issuing CAs whose names are missing.
    pub missing: Vec<String>,
}

/// A chain as it was sent.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChainResult {
    /// Trusted on this computer for this host; null: cannot say.
    pub trusted: Option<bool>,
    /// Its certificates, in the order in which they were sent.
    pub sent: Vec<CertificateResult>,
    /// Codes of what is wrong with it.
    pub faults: Vec<String>,
}

/// A certificate of a chain.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CertificateResult {
    /// Subject (RFC 4514).
    pub subject: String,
    /// Issuer (RFC 4514).
    pub issuer: String,
    /// SHA-256 of the DER encoding, upper-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub sha256: String,
    /// Begin of the validity (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_before: String,
    /// End of the validity (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_after: String,
}

/// What was seen at one address, once.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LookResult {
    /// Where.
    pub address: String,
    /// The number of the run, from 0.
    pub run: u32,
    /// Why no connection stands.
    pub unreachable: Option<String>,
    /// Versions of TLS; null: it was not seen.
    pub tls: VersionsResult,
    /// HTTP/2 is spoken.
    pub http2: Option<bool>,
    /// What the server does without the host's name.
    pub without_name: Option<NamelessWord>,
    /// The time for this address was up before all was seen.
    pub cut_short: bool,
    /// One with each of TLS 1.2 and 1.3.
    pub visits: Vec<VisitResult>,
}

/// Whether each version is spoken.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct VersionsResult {
    /// TLS 1.0
    #[serde(rename = "1.0")]
    pub tls10: Option<bool>,
    /// TLS 1.1
    #[serde(rename = "1.1")]
    pub tls11: Option<bool>,
    /// TLS 1.2
    #[serde(rename = "1.2")]
    pub tls12: Option<bool>,
    /// TLS 1.3
    #[serde(rename = "1.3")]
    pub tls13: Option<bool>,
}

/// A handshake, and the page that was asked for over it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VisitResult {
    /// The version that was offered: `1.2` or `1.3`.
    pub offered: String,
    /// The version that was chosen.
    pub version: Option<String>,
    /// The cipher suite, by its number: `0x1301`.
    pub suite: Option<String>,
    /// Whether a certificate is asked for.
    pub asks: AsksWord,
    /// How many names of CAs were sent; null: nothing was asked for in the handshake.
    pub names: Option<usize>,
    /// Kinds of certificates (up to TLS 1.2): 1 is RSA, 64 is ECDSA.
    pub certificate_types: Option<Vec<u8>>,
    /// Schemes of signatures, by their numbers: `0x0804`.
    pub signature_schemes: Vec<String>,
    /// The server has the key of its certificate.
    pub server_proved: bool,
    /// How it ended before there was an answer: `alert 40 handshake_failure`, `closed`.
    pub end: Option<String>,
    /// The number of the alert.
    pub alert: Option<u8>,
    /// Milliseconds until the handshake was complete.
    pub handshake_ms: u64,
    /// The answer to the request.
    pub http: Option<HttpResult>,
}

/// What is kept of an answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct HttpResult {
    /// `200`
    pub status: u16,
    /// What the server calls itself.
    pub server: Option<String>,
    /// Where it points to, without what stands after a question mark.
    pub location: Option<String>,
    /// An error page that is known.
    pub page: Option<String>,
    /// How many seconds the server's clock is ahead of this computer's.
    pub clock: Option<i64>,
}

/// Answers that differ.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DifferenceResult {
    /// In what: `reachable`, `asks`, `names`, `versions`, `certificate`, `status`.
    pub aspect: String,
    /// Those that agree with each other, the most numerous first.
    pub groups: Vec<GroupResult>,
}

/// Looks that agree.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GroupResult {
    /// Which.
    pub looks: Vec<PlaceResult>,
    /// Names of CAs that others send and these do not (RFC 4514).
    pub lacks: Vec<String>,
}

/// Address and number of the run.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PlaceResult {
    /// Where.
    pub address: String,
    /// The number of the run, from 0.
    pub run: u32,
}

/// Something that was found.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TargetFinding {
    /// Stable code. `tillit explain CODE` says more.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// How much it weighs.
    pub severity: Weight,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The sentence, in the language that was asked for.
    pub text: String,
    /// The next step.
    pub remedy: String,
}

/// The document as a value.
pub fn json(report: &ProbeReport, catalog: &Catalog, texts: &Texts) -> Value {
    serde_json::to_value(document(report, catalog, texts)).unwrap_or_default()
}

/// One target as a line of its own, with its findings, as soon as it is done.
pub fn ndjson_line(report: &ProbeReport, target: &ProbedTarget, catalog: &Catalog, texts: &Texts) -> String {
    let speak = Speaker { catalog, texts, at: report.at };
    crate::verify::json::line(SCHEMA, "result", &result(&speak, target))
}

/// The document, typed.
pub fn document(report: &ProbeReport, catalog: &Catalog, texts: &Texts) -> Document {
    let speak = Speaker { catalog, texts, at: report.at };
    let results: Vec<TargetResult> = report.targets.iter().map(|target| result(&speak, target)).collect();
    let findings = results.iter().flat_map(|result| {
        result.findings.iter().map(|found| Finding {
            code: found.code.clone(),
            severity: found.severity,
            subject: None,
            input: result.target.clone(),
            index: None,
            source: None,
            text: found.text.clone(),
            remedy: found.remedy.clone(),
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

/// One target, as it stands in the document.
pub(crate) fn result(speak: &Speaker<'_>, target: &ProbedTarget) -> TargetResult {
    let findings = speak.findings(target).into_iter().map(|said| TargetFinding {
        code: said.code.code.to_owned(),
        severity: said.severity.into(),
        detail: said.detail,
        text: said.text,
        remedy: said.remedy,
    });
    let (outcome, asks) = match target.outcome() {
        Outcome::Asks(asks) => (OutcomeWord::Seen, Some(asks.into())),
        Outcome::NoName => (OutcomeWord::NoName, None),
        Outcome::Unreachable => (OutcomeWord::Unreachable, None),
        Outcome::NotTls => (OutcomeWord::NotTls, None),
        Outcome::NoHandshake => (OutcomeWord::NoHandshake, None),
        Outcome::BeyondUs => (OutcomeWord::NotSupportedHere, None),
    };
    let bytes = target.probe.looks.iter().filter_map(Look::asked).map(|asked| asked.name_bytes).max();
    let unreadable = target.probe.looks.iter().filter_map(Look::asked).map(|asked| asked.unreadable).max();
    let names = target.announced.as_ref().map(|announced| NamesResult {
        count: announced.count,
        unreadable: unreadable.unwrap_or_default(),
        bytes: bytes.unwrap_or_default(),
        known: announced
            .known
            .iter()
            .map(|ca| CaResult {
                pki: ca.generation.pki.clone(),
                generation: ca.generation.generation.clone(),
                name: ca.ca.clone(),
            })
            .collect(),
        others: announced.strangers.iter().map(|name| mask_personal_numbers(&name.to_string())).collect(),
    });
    let differences = target.differences.iter().map(|difference| DifferenceResult {
        aspect: aspect_word(difference.aspect).to_owned(),
        groups: difference
            .groups
            .iter()
            .map(|group| GroupResult {
                looks: group
                    .looks
                    .iter()
                    .map(|(address, run)| PlaceResult { address: address.to_string(), run: *run })
                    .collect(),
                lacks: group.lacks.iter().map(ToString::to_string).collect(),
            })
            .collect(),
    });
    TargetResult {
        target: mask_personal_numbers(&without_query(&target.typed)),
        url: mask_personal_numbers(&without_query(target.probe.target.url().as_str())),
        service: target.service.clone(),
        proxy: target.probe.proxy.clone(),
        addresses: target.probe.addresses.iter().flatten().map(ToString::to_string).collect(),
        outcome,
        asks,
        names,
        offers: target.announced.iter().flat_map(offers).collect(),
        chains: target.chains.iter().map(chain).collect(),
        looks: target.probe.looks.iter().map(look).collect(),
        differences: differences.collect(),
        trust: target.trust.iter().map(trust).collect(),
        findings: findings.collect(),
    }
}

fn trust(trust: &Trust) -> TrustResult {
    let (tells, stranger) = match &trust.tells {
        Tells::Yes => (Some(true), None),
        Tells::OnlyGood => (None, None),
        Tells::No(said) => (Some(false), Some(said)),
    };
    let cas = trust.cas.iter().map(|of| TrustOfCa {
        ca: CaResult {
            pki: of.ca.id.generation.pki.clone(),
            generation: of.ca.id.generation.generation.clone(),
            name: of.ca.id.ca.clone(),
        },
        trusted: of.trusted.answer(),
        answer: trusted_word(of.trusted).to_owned(),
        ca_at_hand: of.ca.certificate.is_some(),
        said: of.tries.iter().map(|one| trust_said(&one.said)).collect(),
    });
    TrustResult {
        address: trust.address.to_string(),
        tells,
        stranger: stranger.map_or_else(|| end_word(&End::Alert(Alert(48))), trust_said),
        failed_logins: trust.logins,
        cut_short: trust.cut_short,
        cas: cas.collect(),
    }
}

fn trust_said(said: &Said) -> String {
    match said {
        Said::Alert(alert) => end_word(&End::Alert(*alert)),
        Said::Closed => "closed".to_owned(),
        Said::Page(page) => format!("page {}", page_word(*page)),
        Said::LetThrough(status) => format!("let through: {status}"),
        Said::NotAsked => "not asked".to_owned(),
        _ => "nothing".to_owned(),
    }
}

fn offers(announced: &Announced) -> Vec<OfferResult> {
    let offer = |of: &tillit_login::announced::OfRole| OfferResult {
        pki: of.generation.pki.clone(),
        generation: of.generation.generation.clone(),
        role: of.role.word(),
        offered: of.offer.answer(),
        missing: of.missing.clone(),
    };
    announced.offers.iter().map(offer).collect()
}

fn chain(chain: &ServerChain) -> ChainResult {
    let mut faults: Vec<String> = Vec::new();
    for fault in &chain.faults {
        let code = code_of(fault).code.to_owned();
        if !faults.contains(&code) {
            faults.push(code);
        }
    }
    let sent = chain.sent.iter().map(|one| CertificateResult {
        subject: mask_personal_numbers(&one.subject().to_string()),
        issuer: mask_personal_numbers(&one.issuer().to_string()),
        sha256: one.fingerprint().to_string(),
        not_before: moment(one.not_before()),
        not_after: moment(one.not_after()),
    });
    ChainResult { trusted: chain.trusted, sent: sent.collect(), faults }
}

fn look(look: &Look) -> LookResult {
    LookResult {
        address: look.address.to_string(),
        run: look.run,
        unreachable: look.unreachable.as_ref().map(ToString::to_string),
        tls: VersionsResult {
            tls10: look.speaks(Version::Tls10),
            tls11: look.speaks(Version::Tls11),
            tls12: look.speaks(Version::Tls12),
            tls13: look.speaks(Version::Tls13),
        },
        http2: look.http2,
        without_name: look.without_name().map(Into::into),
        cut_short: look.cut_short,
        visits: look.visits.iter().map(visit).collect(),
    }
}

fn visit(visit: &Visit) -> VisitResult {
    let handshake = &visit.handshake;
    let asked = handshake.asked.as_ref();
    VisitResult {
        offered: visit.offered.word().to_owned(),
        version: handshake.version.map(|version| version.word().to_owned()),
        suite: handshake.suite.map(|suite| format!("0x{suite:04X}")),
        asks: visit.asks().into(),
        names: asked.map(|asked| asked.names.len() + asked.unreadable),
        certificate_types: asked.and_then(|asked| asked.types.clone()),
        signature_schemes: asked.iter().flat_map(|a| &a.schemes).map(|scheme| format!("0x{scheme:04X}")).collect(),
        server_proved: handshake.server_proved,
        end: handshake.end.as_ref().map(end_word),
        alert: match &handshake.end {
            Some(End::Alert(alert)) => Some(alert.0),
            _ => None,
        },
        handshake_ms: u64::try_from(visit.took.as_millis()).unwrap_or(u64::MAX),
        http: visit.answer.as_ref().map(|answer| HttpResult {
            status: answer.status,
            server: answer.server.as_deref().map(mask_personal_numbers),
            location: answer.location.as_deref().map(|place| mask_personal_numbers(&without_query(place))),
            page: answer.page.map(page_word),
            clock: answer.clock,
        }),
    }
}

fn page_word(page: Page) -> String {
    match page {
        Page::NoCertificate => "no-certificate",
        Page::CertificateRefused => "certificate-refused",
        Page::Revoked => "revoked",
        Page::NotTrusted => "not-trusted",
        Page::NotInTime => "not-in-time",
        Page::AskedLate => "asked-late",
        Page::PlainHttp => "plain-http",
        Page::BadGateway => "bad-gateway",
        _ => "other",
    }
    .to_owned()
}

/// The JSON schema of the document, as it stands in `docs/schema/probe-1.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), Value::String(SCHEMA.to_owned()));
        object.insert("title".to_owned(), Value::String("tillit probe".to_owned()));
    }
    if let Some(word) = schema.pointer_mut("/properties/schema").and_then(Value::as_object_mut) {
        word.insert("const".to_owned(), Value::String(SCHEMA.to_owned()));
    }
    schema
}
