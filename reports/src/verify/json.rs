//! The JSON document `tillit/verify/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use tillit_verifier::catalog::Catalog;
use tillit_verifier::identity::{CardKind, Kind, LevelSource, Use};
use tillit_verifier::revocation::{LinkRevocation, Mode, Origin, SourceKind, Status};
use tillit_verifier::verdict::{Judgement, Purpose, Verdict};

use super::answer::Answer;
use super::facts::moment;
use super::revocation::{Obtained, State, problem_facts, problem_word};
use super::say::{Said, Speaker};
use super::{VerifiedCertificate, VerifyReport};
use crate::finding::{Envelope, Finding, Tool, Weight};
use crate::i18n::Texts;

/// The word that names this document.
pub const SCHEMA: &str = "tillit/verify/1";

/// The whole document.
pub type Document = Envelope<CertificateResult>;

/// One certificate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CertificateResult {
    /// Name of the input; `-` is standard input.
    pub input: String,
    /// Number of the certificate in its input, 0-based.
    pub index: usize,
    /// Alias or friendly name in a key store.
    pub alias: Option<String>,
    /// SHA-256 of the DER encoding, upper-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub sha256: String,
    /// Serial number, upper-case hexadecimal.
    pub serial: String,
    /// Subject (RFC 4514), personal numbers masked unless asked for.
    pub subject: String,
    /// Issuer (RFC 4514).
    pub issuer: String,
    /// Begin of the validity (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_before: String,
    /// End of the validity (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_after: String,
    /// Whole days until the end, negative after it.
    pub days_left: i64,
    /// What kind of subject.
    pub kind: KindWord,
    /// What the key may be used for.
    #[serde(rename = "use")]
    pub usage: UseWord,
    /// The name to show.
    pub name: String,
    /// Organisation.
    pub organisation: Option<String>,
    /// Level of assurance.
    pub loa: Option<u8>,
    /// Where the level was read.
    pub loa_source: Option<LoaSource>,
    /// HSA-id.
    pub hsa_id: Option<String>,
    /// Personal identity or coordination number, masked unless asked for.
    pub personal_id: Option<String>,
    /// The number is a coordination number.
    pub coordination_number: Option<bool>,
    /// The card's number.
    pub card_number: Option<String>,
    /// Kind of card, guessed from the lifetime.
    pub card_kind_guess: Option<CardWord>,
    /// The generation that its issuer belongs to by name.
    pub generation: Option<GenerationRef>,
    /// Its PKI is a test environment.
    pub test_environment: bool,
    /// What it was judged for.
    pub purpose: PurposeWord,
    /// The host that was asked for with `--host`.
    pub host: Option<String>,
    /// What all verdicts come to.
    pub answer: AnswerWord,
    /// One for each generation asked for: those of its own PKI first, newest first.
    pub verdicts: Vec<VerdictResult>,
    /// What is odd about the certificate itself.
    pub flaws: Vec<FlawResult>,
    /// What was found out about revocation, by the verdict that decides the answer: of the certificate and of every CA above it.
    pub revocation: RevocationWord,
    /// How revocation was looked at.
    pub revocation_mode: ModeWord,
}

/// A generation of a PKI.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GenerationRef {
    /// Id of the PKI.
    pub pki: String,
    /// Id of the generation in it.
    pub id: String,
}

/// The verdict of one generation.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct VerdictResult {
    /// Id of the PKI; `given` for anchors from the command line.
    pub pki: String,
    /// Id of the generation; `given` for anchors from the command line.
    pub generation: String,
    /// Issued under this generation; null where that cannot be said.
    pub issued_under: Option<bool>,
    /// Trusted; null where that cannot be said.
    pub trusted: Option<bool>,
    /// The path, the certificate itself first.
    pub chain: Vec<LinkResult>,
    /// Why, most important first.
    pub reasons: Vec<ReasonResult>,
    /// Of a trusted one: the certificate policies under which its path is valid (RFC 5280 section 6.1.6), dotted; 2.5.29.32.0 is any.
    pub policies: Vec<String>,
    /// What was found out about revocation, for each certificate of the path below the root; none where nothing was asked, because it
    /// was not to be or because the path does not hold.
    pub revocation_checks: Vec<LinkRevocationResult>,
}

/// What was found out about the revocation of one certificate of a path.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LinkRevocationResult {
    /// Its index in the chain.
    pub link: usize,
    /// What is known.
    pub status: RevocationStatusWord,
    /// Of a revoked one: since when (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub revoked_at: Option<String>,
    /// Of a revoked one: why, as RFC 5280 section 5.3.1 spells it, where that is said.
    pub reason: Option<String>,
    /// The answers that this rests on.
    pub proofs: Vec<ProofResult>,
    /// Sources that gave nothing that can be believed. Where the status is known from another one, they are of interest only.
    pub problems: Vec<ProblemResult>,
}

/// An answer that was believed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProofResult {
    /// Its kind.
    pub kind: SourceWord,
    /// How it came here.
    pub from: OriginWord,
    /// The file or the address.
    pub source: String,
    /// When it was true (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub this_update: String,
    /// Until when a newer one will be there (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub next_update: Option<String>,
}

/// Why a source gave no answer that can be believed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProblemResult {
    /// The file or the address; null where there was nothing to ask.
    pub source: Option<String>,
    /// How its answer came here.
    pub from: Option<OriginWord>,
    /// What is wrong: a stable word, such as `fetch-connect` or `stale`. New ones may come.
    #[schemars(regex(pattern = r"^[a-z]+(-[a-z]+)*$"))]
    pub problem: String,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The same in words.
    pub text: String,
}

/// One certificate of a path.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LinkResult {
    /// SHA-256 of the DER encoding, upper-case hexadecimal.
    pub sha256: String,
    /// Subject (RFC 4514).
    pub subject: String,
    /// The certificate is the one that the catalog has a pin of; null for the certificate that is judged and for given anchors.
    pub pinned: Option<bool>,
}

/// Why a verdict is what it is.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReasonResult {
    /// Stable code.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// How much it weighs.
    pub severity: Weight,
    /// Index in the chain of the certificate concerned.
    pub link: usize,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The sentence.
    pub text: String,
}

/// What is odd about a certificate itself.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FlawResult {
    /// Stable code.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// How much it weighs.
    pub severity: Weight,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The sentence.
    pub text: String,
}

/// Where a level of assurance was read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LoaSource {
    /// A certificate policy, dotted.
    Policy(String),
    /// The issuing CA's catalog entry.
    IssuingCa(String),
}

words! {
    /// What kind of subject.
    KindWord {
        /// A person with HSA-id
        PersonHsaId = Kind::PersonHsaId,
        /// A person with personal identity or coordination number
        PersonIdentity = Kind::PersonIdentity,
        /// A person with neither
        Person = Kind::Person,
        /// A server or system
        Function = Kind::Function,
        /// A certificate authority
        Ca = Kind::Ca,
        /// None of these could be told
        Unknown = Kind::Unknown,
    } from Kind
}
words! {
    /// What the key may be used for.
    UseWord {
        /// Login
        Authentication = Use::Authentication,
        /// Document signatures
        Signature = Use::Signature,
        /// Both
        Both = Use::Both,
        /// Signing certificates
        Ca = Use::Ca,
        /// Anything else
        Other = Use::Other,
    } from Use
}
words! {
    /// Kind of card.
    CardWord {
        /// Five years
        Ordinary = CardKind::Ordinary,
        /// Six months
        ShortTerm = CardKind::ShortTerm,
        /// Thirty days
        Reserve = CardKind::Reserve,
    } from CardKind
}
words! {
    /// What a certificate was judged for.
    PurposeWord {
        /// TLS client authentication
        Login = Purpose::Login,
        /// Document signatures
        Signing = Purpose::Signing,
        /// TLS server authentication
        Server = Purpose::Server { .. },
        /// No demand on key usage
        Any = Purpose::Any,
    } from &Purpose
}
words! {
    /// What all verdicts on a certificate come to.
    AnswerWord {
        /// Under the newest generation asked for of its own PKI, or under given anchors
        Trusted = Answer::Trusted,
        /// Only under an older one
        TrustedUnderOlder = Answer::TrustedUnderOlder,
        /// Refused, or of none of the generations asked for
        NotTrusted = Answer::NotTrusted,
        /// Something is missing
        CannotSay = Answer::CannotSay,
    } from Answer
}
words! {
    /// What was found out about revocation.
    RevocationWord {
        /// Nothing was asked: it was not to be, or the path does not hold anyway
        NotChecked = State::NotChecked,
        /// Neither the certificate nor a CA above it is revoked
        Good = State::Good,
        /// The certificate says of itself that it cannot be revoked; no CA above it is
        NotRevocable = State::NotRevocable,
        /// Nobody can be asked about one of them, and that was let pass
        NoSource = State::NoSource,
        /// It could not be found out for one of them: not the same as revoked
        CannotSay = State::CannotSay,
        /// One of them is revoked
        Revoked = State::Revoked,
    } from State
}
words! {
    /// How revocation was looked at (`--revocation`).
    ModeWord {
        /// Not at all
        Off = Mode::Off,
        /// By lists at hand, OCSP, then lists from their addresses; a certificate that names neither is let pass
        Auto = Mode::Auto,
        /// By revocation lists alone
        Crl = Mode::Crl,
        /// By OCSP alone
        Ocsp = Mode::Ocsp,
        /// As auto, and nothing is let pass
        Require = Mode::Require,
    } from Mode
}
words! {
    /// What is known of the revocation of one certificate.
    RevocationStatusWord {
        /// Not revoked
        Good = Status::Good,
        /// Revoked
        Revoked = Status::Revoked(_),
        /// It could not be found out: not the same as revoked
        CannotSay = Status::Unknown,
        /// It says of itself that it cannot be revoked (noRevAvail, RFC 9608)
        NotRevocable = Status::NotRevocable,
        /// It names no source, and that was let pass
        NoSource = Status::NoSource,
    } from Status
}
words! {
    /// A kind of answer.
    SourceWord {
        /// A complete revocation list
        Crl = SourceKind::Crl,
        /// A list of what changed since a complete one
        DeltaCrl = SourceKind::DeltaCrl,
        /// An OCSP response
        Ocsp = SourceKind::Ocsp,
    } from SourceKind
}
words! {
    /// How an answer came here.
    OriginWord {
        /// A file that was handed in
        Given = Obtained { origin: Origin::Given(_), .. },
        /// Kept from an earlier run
        Kept = Obtained { origin: Origin::Cache(_), came: true },
        /// Fetched from its address
        Fetched = Obtained { origin: Origin::Fetched(_), came: true },
        /// An address from which nothing came
        Address = Obtained { origin: Origin::Cache(_) | Origin::Fetched(_), came: false },
    } from Obtained<'_>
}

/// The document as a value.
pub fn json(report: &VerifyReport, catalog: &Catalog, texts: &Texts) -> Value {
    serde_json::to_value(document(report, catalog, texts)).unwrap_or_default()
}

/// One result on each line, for programs that read as they go. Findings are not repeated: each result carries its reasons and flaws;
/// inputs that could not be read stand as findings at the end. Every line has `schema` and `type`: `result` or `finding`.
pub fn ndjson(report: &VerifyReport, catalog: &Catalog, texts: &Texts) -> String {
    let document = document(report, catalog, texts);
    let mut out = String::new();
    document.results.iter().for_each(|result| out.push_str(&line(SCHEMA, "result", result)));
    let of_inputs = document.findings.iter().filter(|finding| finding.index.is_none());
    of_inputs.for_each(|finding| out.push_str(&line(SCHEMA, "finding", finding)));
    out
}

/// One line, told what it is.
pub(crate) fn line(schema: &'static str, what: &str, value: &impl Serialize) -> String {
    #[derive(Serialize)]
    struct Line<'a, T> {
        schema: &'static str,
        #[serde(rename = "type")]
        what: &'a str,
        #[serde(flatten)]
        value: &'a T,
    }
    let line = serde_json::to_string(&Line { schema, what, value }).unwrap_or_default();
    format!("{line}\n")
}

/// The document, typed.
pub fn document(report: &VerifyReport, catalog: &Catalog, texts: &Texts) -> Document {
    let speak = Speaker { report, catalog, texts };
    Envelope {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: report.version.clone() },
        at: moment(report.at),
        results: report.certificates.iter().map(|c| result(&speak, c)).collect(),
        findings: findings(report, catalog, texts),
    }
}

/// Everything that was found, certificate by certificate, then what could not be read, then notes.
///
/// For a certificate that is trusted, only what the deciding verdict says counts: that an older generation refuses it is no finding.
pub fn findings(report: &VerifyReport, catalog: &Catalog, texts: &Texts) -> Vec<Finding> {
    let speak = Speaker { report, catalog, texts };
    let mut out = Vec::new();
    for certificate in &report.certificates {
        let judgement = &certificate.judgement;
        let (answer, deciding) = Answer::with_verdict(judgement);
        let verdicts: Vec<&Verdict> = match answer {
            Answer::Trusted | Answer::TrustedUnderOlder => deciding.into_iter().collect(),
            Answer::NotTrusted | Answer::CannotSay => judgement.verdicts.iter().collect(),
        };
        let mut said: Vec<Said> = verdicts
            .into_iter()
            .flat_map(|verdict| verdict.reasons.iter().map(|reason| speak.reason(judgement, verdict, reason)))
            .collect();
        if answer == Answer::NotTrusted && said.is_empty() {
            said.push(speak.of_no_generation(judgement));
        }
        said.extend(judgement.flaws.iter().map(|flaw| speak.flaw(flaw)));
        let mut told: Vec<(&str, String)> = Vec::new();
        for said in said {
            let key = (said.code.code, said.text.clone());
            if told.contains(&key) {
                continue;
            }
            told.push(key);
            out.push(Finding {
                code: said.code.code.to_owned(),
                severity: said.severity.into(),
                subject: Some(speak.masked(&judgement.certificate.subject().to_string())),
                input: certificate.input.clone(),
                index: Some(certificate.index),
                source: None,
                text: said.text,
                remedy: said.remedy,
            });
        }
    }
    let of_input = |input: &str, said: Said| Finding {
        code: said.code.code.to_owned(),
        severity: said.severity.into(),
        subject: None,
        input: input.to_owned(),
        index: None,
        source: None,
        text: said.text,
        remedy: said.remedy,
    };
    out.extend(report.problems.iter().map(|p| of_input(&p.input, speak.problem(p))));
    out.extend(report.notes.iter().map(|n| of_input(&n.input, speak.note(n))));
    out
}

fn result(speak: &Speaker<'_>, certificate: &VerifiedCertificate) -> CertificateResult {
    let judgement = &certificate.judgement;
    let x509 = &judgement.certificate;
    let identity = &judgement.identity;
    let report = speak.report;
    CertificateResult {
        input: certificate.input.clone(),
        index: certificate.index,
        alias: certificate.alias.as_deref().map(|a| speak.masked(a)),
        sha256: x509.fingerprint().to_string(),
        serial: tillit_verifier::certificate::to_hex(x509.serial()),
        subject: speak.masked(&x509.subject().to_string()),
        issuer: speak.masked(&x509.issuer().to_string()),
        not_before: moment(x509.not_before()),
        not_after: moment(x509.not_after()),
        days_left: (x509.not_after() - report.at).whole_days(),
        kind: identity.kind.into(),
        usage: identity.usage.into(),
        name: speak.masked(&identity.display_name),
        organisation: identity.organisation.as_deref().map(|o| speak.masked(o)),
        loa: identity.assurance.as_ref().map(|a| a.level),
        loa_source: identity.assurance.as_ref().map(|a| match &a.source {
            LevelSource::Policy(oid) => LoaSource::Policy(oid.clone()),
            LevelSource::IssuingCa(ca) => LoaSource::IssuingCa(ca.clone()),
        }),
        hsa_id: identity.hsa_id.clone(),
        personal_id: identity
            .personal_number
            .as_ref()
            .map(|number| if report.show_personal_id { number.reveal().to_owned() } else { number.masked() }),
        coordination_number: identity
            .personal_number
            .as_ref()
            .map(tillit_verifier::identity::PersonalNumber::is_coordination_number),
        card_number: identity.card_number.clone(),
        card_kind_guess: identity.card_kind_guess.map(Into::into),
        generation: identity
            .generation
            .as_ref()
            .map(|g| GenerationRef { pki: g.pki.clone(), id: g.generation.clone() }),
        test_environment: identity.test_environment,
        purpose: (&report.purpose).into(),
        host: match &report.purpose {
            Purpose::Server { host } => host.clone(),
            _ => None,
        },
        answer: Answer::of(judgement).into(),
        verdicts: judgement.verdicts.iter().map(|v| verdict(speak, judgement, v)).collect(),
        flaws: judgement
            .flaws
            .iter()
            .map(|f| {
                let said = speak.flaw(f);
                FlawResult {
                    code: said.code.code.to_owned(),
                    severity: said.severity.into(),
                    detail: said.detail,
                    text: said.text,
                }
            })
            .collect(),
        revocation: State::of(Answer::with_verdict(judgement).1).into(),
        revocation_mode: report.revocation.into(),
    }
}

fn verdict(speak: &Speaker<'_>, judgement: &Judgement, verdict: &Verdict) -> VerdictResult {
    VerdictResult {
        pki: verdict.under.pki.clone(),
        generation: verdict.under.generation.clone(),
        issued_under: verdict.issued_under,
        trusted: verdict.trusted,
        chain: verdict
            .chain
            .links
            .iter()
            .map(|link| LinkResult {
                sha256: link.certificate.fingerprint().to_string(),
                subject: speak.masked(&link.certificate.subject().to_string()),
                pinned: link.pinned,
            })
            .collect(),
        reasons: verdict
            .reasons
            .iter()
            .map(|reason| {
                let said = speak.reason(judgement, verdict, reason);
                ReasonResult {
                    code: said.code.code.to_owned(),
                    severity: said.severity.into(),
                    link: reason.link,
                    detail: said.detail,
                    text: said.text,
                }
            })
            .collect(),
        policies: verdict.policies.clone(),
        revocation_checks: verdict.revocation.iter().map(|found| revocation(speak, verdict, found)).collect(),
    }
}

fn revocation(speak: &Speaker<'_>, verdict: &Verdict, found: &LinkRevocation) -> LinkRevocationResult {
    let revoked = match &found.status {
        Status::Revoked(revoked) => Some(revoked),
        _ => None,
    };
    LinkRevocationResult {
        link: found.link,
        status: found.status.into(),
        revoked_at: revoked.map(|revoked| moment(revoked.at)),
        reason: revoked.and_then(|revoked| revoked.reason).map(|reason| reason.name().to_owned()),
        proofs: found
            .proofs
            .iter()
            .map(|proof| ProofResult {
                kind: proof.kind.into(),
                from: Obtained { origin: &proof.origin, came: true }.into(),
                source: proof.origin.name().to_owned(),
                this_update: moment(proof.this_update),
                next_update: proof.next_update.map(moment),
            })
            .collect(),
        problems: found
            .problems
            .iter()
            .map(|problem| ProblemResult {
                source: problem.origin.as_ref().map(|origin| origin.name().to_owned()),
                from: Obtained::of(problem).map(Into::into),
                problem: problem_word(&problem.kind).to_owned(),
                detail: speak.mask_facts(problem_facts(&problem.kind)),
                text: speak.revocation_problem(verdict, found.link, problem),
            })
            .collect(),
    }
}

/// The JSON schema of the document, as it stands in `docs/schema/verify-1.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), Value::String("tillit/verify/1".to_owned()));
        object.insert("title".to_owned(), Value::String("tillit verify".to_owned()));
    }
    if let Some(word) = schema.pointer_mut("/properties/schema").and_then(Value::as_object_mut) {
        word.insert("const".to_owned(), Value::String(SCHEMA.to_owned()));
    }
    schema
}
