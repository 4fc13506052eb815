//! The JSON document `tillit/audit/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use tillit_trust_stores::coverage::{Coverage, Effect, State};
use tillit_trust_stores::examine::{Environment, Examined};
use tillit_trust_stores::observation::Observation;
use tillit_trust_stores::store::{Consumer, Entry, Grant, Location, Opened, StoreKind};
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::{Integrity, Position};

use super::compared::ComparedResult;
use super::say::{Found, Speaker};
use super::searched::json::SearchedResult;
use super::servers::json::ServerService;
use super::{AuditReport, AuditedTarget, Service, compared, facts};
use crate::codes;
use crate::finding::{Envelope, Finding, Tool, Weight};
use crate::i18n::Texts;
use crate::verify::facts::moment;
use crate::verify::say::Said;

/// The word that names this document.
pub const SCHEMA: &str = "tillit/audit/1";

/// The whole document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Document {
    /// What every document of tillit has; one result for each store, those that services name among them.
    #[serde(flatten)]
    pub envelope: Envelope<StoreResult>,
    /// Services of servers whose configuration was read, in the order of the targets.
    pub services: Vec<ServerService>,
    /// What was searched for CAs that are named by hand (`--search`).
    pub searched: Vec<SearchedResult>,
    /// What was looked for.
    pub looked: Vec<LookedResult>,
    /// What changed (`--against`).
    pub compared: Option<ComparedResult>,
}

/// One store, or one that could not be read (`error` is there).
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StoreResult {
    /// What the user named: a path, `system`, `java:/opt/...`.
    pub target: String,
    /// The service of an inventory that it belongs to.
    pub service: Option<ServiceResult>,
    /// What it is: `pem`, `pkcs12`, `nss`, ... New words may come. Null where it could not be read and is not known.
    #[schemars(regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub kind: Option<String>,
    /// Where it was found: `file`, `system`, `java`, ...: the word of the place on the command line.
    #[schemars(regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub place: String,
    /// The file or folder.
    pub path: String,
    /// Where in the file, for a file that holds several stores.
    pub within: Option<String>,
    /// Why it could not be read.
    pub error: Option<ErrorResult>,
    /// Whose rules say what its entries are worth.
    pub consumer: Option<ConsumerWord>,
    /// How it was opened.
    pub opened: Option<OpenedWord>,
    /// The password, where it is a customary one, which is no secret.
    pub password: Option<String>,
    /// Its own protection against changes.
    pub integrity: Option<IntegrityWord>,
    /// It also holds a private key.
    pub has_private_key: bool,
    /// How many entries were read.
    pub certificates: u64,
    /// How many of them are left out of `entries`: certificates of no known PKI beyond a limit.
    pub passed_over: u64,
    /// Its entries, in the order of the store.
    pub entries: Vec<EntryResult>,
    /// What its consumer lets in, for each generation that matters here and each role in it.
    pub coverage: Vec<CoverageResult>,
    /// What was found, the heaviest first.
    pub findings: Vec<StoreFinding>,
}

/// A service of an inventory.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServiceResult {
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub owner: Option<String>,
    /// How to reach them.
    pub contact: Option<String>,
    /// What it is for.
    pub environment: Option<EnvironmentWord>,
    /// Words that services are chosen by.
    pub tags: Vec<String>,
}

/// Why a store could not be read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ErrorResult {
    /// Stable code.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// How much it weighs: less where nobody named the store.
    pub severity: Weight,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The sentence.
    pub text: String,
    /// The next step.
    pub remedy: String,
}

/// One entry of a store.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EntryResult {
    /// SHA-256 of the DER encoding, upper-case hexadecimal; null where it cannot be read.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub sha256: Option<String>,
    /// Subject (RFC 4514), personal numbers masked unless asked for.
    pub subject: Option<String>,
    /// Alias, nickname, friendly name.
    pub alias: Option<String>,
    /// The file it stands in, where the store has several.
    pub file: Option<String>,
    /// Where it stands in its file.
    pub position: PositionResult,
    /// What the consumer takes it for.
    pub trust: TrustResult,
    /// Consumers that do not see it here although they read stores of this kind.
    pub ignored_by: Vec<ConsumerWord>,
    /// The CA of the catalog that it is.
    pub ca: Option<CaRef>,
    /// Begin of the validity (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_before: Option<String>,
    /// End of the validity (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_after: Option<String>,
    /// Codes of the findings about it.
    pub flaws: Vec<String>,
}

/// Where an entry stands: one of both.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PositionResult {
    /// First line of its PEM block, 1-based.
    Line(u64),
    /// Its number in its file, 0-based.
    Index(usize),
}

/// What a certificate is trusted for.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct TrustResult {
    /// To judge clients that log in.
    pub client: GrantWord,
    /// To judge servers.
    pub server: GrantWord,
    /// To judge those that sign e-mail.
    pub email: GrantWord,
}

/// A CA's place in the catalog.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaRef {
    /// Id of the PKI.
    pub pki: String,
    /// Id of the generation in it.
    pub generation: String,
    /// Name of the CA.
    pub name: String,
}

/// One generation and one role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CoverageResult {
    /// Id of the PKI.
    pub pki: String,
    /// Id of the generation in it.
    pub generation: String,
    /// Who: `persons-loa3`, `persons-loa2`, `persons`, `functions`, `mobile`.
    #[schemars(regex(pattern = r"^(persons(-loa[0-9]+)?|functions|mobile)$"))]
    pub role: String,
    /// How much of what a login needs is here.
    pub state: StateWord,
    /// What follows for a login.
    pub effect: EffectWord,
    /// CAs that are missing, roots first.
    pub missing: Vec<String>,
    /// CAs that are here and usable, roots first.
    pub present: Vec<String>,
}

/// Something that was found in a store.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StoreFinding {
    /// Stable code. `tillit explain CODE` says more.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// How much it weighs.
    pub severity: Weight,
    /// The number of the entry that it is about, 0-based.
    pub index: Option<usize>,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The sentence, in the language that was asked for.
    pub text: String,
    /// The next step.
    pub remedy: String,
}

/// Something that was looked for.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct LookedResult {
    /// What the user named.
    pub target: String,
    /// The word of the place.
    pub place: String,
    /// The file or folder, or the pattern.
    pub path: String,
    /// It is there.
    pub found: bool,
}

words! {
    /// What a service is for.
    EnvironmentWord {
        /// Real cards
        Production = Environment::Production,
        /// Test cards
        Test = Environment::Test,
    } from Environment
}
words! {
    /// Whose rules apply.
    ConsumerWord {
        /// OpenSSL and what is built on it: a chain ends in a self-signed certificate of the store
        Openssl = Consumer::OpenSsl,
        /// Java: every trusted entry ends a chain
        Java = Consumer::Java,
        /// NSS: each certificate has trust for each purpose
        Nss = Consumer::Nss,
        /// Windows
        Windows = Consumer::Windows,
    } from Consumer
}
words! {
    /// How a store was opened.
    OpenedWord {
        /// None was needed, or it was read without
        NoPassword = Opened::NoPassword,
        /// By a customary one: `changeit`, `changeme`, the empty one
        Customary = Opened::Customary(_),
        /// By one that the user gave
        Given = Opened::Given,
    } from &Opened
}
words! {
    /// A store's own protection against changes.
    IntegrityWord {
        /// It has none
        None = Integrity::None,
        /// It was checked and holds
        Checked = Integrity::Checked,
        /// It was not checked, for want of the password
        NotChecked = Integrity::NotChecked,
    } from Integrity
}
words! {
    /// What a certificate is worth for one purpose.
    GrantWord {
        /// A chain may end in it
        Anchor = Grant::Anchor,
        /// It helps to build a chain; none ends in it
        Helper = Grant::Helper,
        /// A chain through it is refused
        Distrusted = Grant::Distrusted,
        /// It is not seen for this purpose
        Ignored = Grant::Ignored,
    } from Grant
}
words! {
    /// How much of what a login needs is there.
    StateWord {
        /// The root and every issuing CA
        Complete = State::Complete,
        /// Some of it
        Partial = State::Partial,
        /// Nothing
        Absent = State::Absent,
    } from State
}
words! {
    /// What follows for a login, by the rules of the consumer.
    EffectWord {
        /// Every card of the role gets in
        LetsIn = Effect::LetsIn,
        /// Those that send their issuing CA's certificate get in
        OnlyWithIssuer = Effect::OnlyWithIssuer,
        /// Those of the issuing CAs that are here get in
        SomeIssuers = Effect::SomeIssuers,
        /// Issuing CAs are here by name alone
        CannotSay = Effect::CannotSay,
        /// Nobody gets in
        Refuses = Effect::Refuses,
    } from Effect
}

/// The document as a value.
pub fn json(report: &AuditReport, catalog: &Catalog, texts: &Texts) -> Value {
    serde_json::to_value(document(report, catalog, texts)).unwrap_or_default()
}

/// One service of a server and one store on each line, for programs that read as they go; each carries its own findings, which are not
/// repeated. What was found about policies themselves, what could not be read of configurations and what was looked for stands after them.
/// What was searched (`--search`) and what changed (`--against`) come last. Every line has `schema` and `type`: `service`, `result`, `finding`,
/// `looked`, `searched` or `compared`.
pub fn ndjson(report: &AuditReport, catalog: &Catalog, texts: &Texts) -> String {
    let document = document(report, catalog, texts);
    let mut out = String::new();
    document.services.iter().for_each(|service| out.push_str(&line("service", service)));
    document.envelope.results.iter().for_each(|result| out.push_str(&line("result", result)));
    // The findings of policies come first.
    let of_policies = document.envelope.findings.iter().take(report.unmatched.len());
    of_policies.for_each(|finding| out.push_str(&line("finding", finding)));
    for target in &report.targets {
        let speak = Speaker { report, catalog, texts, target: Some(target) };
        for problem in &target.problems {
            let found = speak.flat_of_server(&speak.problem(problem), problem.spot.file.display().to_string());
            out.push_str(&line("finding", &found));
        }
    }
    document.looked.iter().for_each(|looked| out.push_str(&line("looked", looked)));
    document.searched.iter().for_each(|searched| out.push_str(&line("searched", searched)));
    document.compared.iter().for_each(|compared| out.push_str(&line("compared", compared)));
    out
}

/// One line, told what it is.
fn line(what: &str, value: &impl Serialize) -> String {
    crate::verify::json::line(SCHEMA, what, value)
}

/// The document, typed.
pub fn document(report: &AuditReport, catalog: &Catalog, texts: &Texts) -> Document {
    let speak = Speaker { report, catalog, texts, target: None };
    let mut results = Vec::new();
    let mut services = Vec::new();
    let mut findings: Vec<Finding> = report
        .unmatched
        .iter()
        .map(|unmatched| of_input(&speak.masked(&unmatched.policy), &speak.unmatched(unmatched)))
        .collect();
    for target in &report.targets {
        let speak = Speaker { target: Some(target), ..speak };
        if let Some(why) = &target.not_audited {
            let said = speak.not_audited(why);
            findings.push(of_input(&target.target, &said));
            // What the place is, is not known: a file, as the word for what nobody looked at.
            results.push(unreadable(&speak, target, &Location::path(&target.target), "file", None, said));
        }
        for problem in &target.problems {
            let found = speak.problem(problem);
            let input = problem.spot.file.display().to_string();
            findings.push(speak.flat_of_server(&found, input));
        }
        for service in &target.services {
            let found = speak.of_service(service);
            let input = speak.masked(&service.title());
            findings.extend(found.iter().map(|found| speak.flat_of_server(found, input.clone())));
            services.push(speak.server_result(&target.target, service, found));
        }
        for examined in &target.stores {
            let found = speak.findings(examined, target.service.as_ref());
            let input = examined.store.location.to_string();
            findings.extend(found.iter().map(|found| flat(&input, found)));
            results.push(store(&speak, target, examined, found));
        }
        for failure in &target.failures {
            let said = speak.failure(failure);
            if !target.is_told_as_problem(failure) {
                findings.push(of_input(&failure.location.to_string(), &said));
            }
            results.push(unreadable(&speak, target, &failure.location, failure.place, failure.kind, said));
        }
    }
    for path in &report.searched {
        findings.extend(speak.of_searched(path).iter().map(|found| speak.flat_of_search(found)));
        findings.extend(path.searched.failed.iter().map(|(path, cause)| speak.flat_of_unsearched(path, cause)));
    }
    let looked = |target: &AuditedTarget| {
        let name = target.target.clone();
        let of_one = move |looked: &tillit_trust_stores::places::Looked| LookedResult {
            target: name.clone(),
            place: looked.place.to_owned(),
            path: looked.path.display().to_string(),
            found: looked.found,
        };
        target.looked.iter().map(of_one).collect::<Vec<_>>()
    };
    Document {
        envelope: Envelope {
            schema: SCHEMA.to_owned(),
            tool: Tool { name: "tillit".to_owned(), version: report.version.clone() },
            at: moment(report.at),
            results,
            findings,
        },
        services,
        searched: report.searched.iter().map(|path| speak.searched_result(path)).collect(),
        looked: report.targets.iter().flat_map(looked).collect(),
        compared: report.compared.as_ref().map(|with| compared::result(&speak, with)),
    }
}

fn flat(input: &str, found: &Found) -> Finding {
    Finding {
        code: found.said.code.code.to_owned(),
        severity: found.said.severity.into(),
        subject: found.subject.clone(),
        input: input.to_owned(),
        index: found.index,
        source: None,
        text: found.said.text.clone(),
        remedy: found.said.remedy.clone(),
    }
}

fn service(speak: &Speaker<'_>, service: &Service) -> ServiceResult {
    ServiceResult {
        name: speak.masked(&service.name),
        owner: service.owner.as_deref().map(|owner| speak.masked(owner)),
        contact: service.contact.as_deref().map(|contact| speak.masked(contact)),
        environment: service.environment.map(Into::into),
        tags: service.tags.iter().map(|tag| speak.masked(tag)).collect(),
    }
}

/// A finding about a whole file.
fn of_input(input: &str, said: &Said) -> Finding {
    Finding {
        code: said.code.code.to_owned(),
        severity: said.severity.into(),
        subject: None,
        input: input.to_owned(),
        index: None,
        source: None,
        text: said.text.clone(),
        remedy: said.remedy.clone(),
    }
}

fn unreadable(
    speak: &Speaker<'_>,
    target: &AuditedTarget,
    location: &Location,
    place: &str,
    kind: Option<StoreKind>,
    said: Said,
) -> StoreResult {
    StoreResult {
        target: target.target.clone(),
        service: target.service.as_ref().map(|of| service(speak, of)),
        kind: kind.map(|kind| kind.word().to_owned()),
        place: place.to_owned(),
        path: location.path.display().to_string(),
        within: location.within.clone(),
        error: Some(ErrorResult {
            code: said.code.code.to_owned(),
            severity: said.severity.into(),
            detail: said.detail,
            text: said.text,
            remedy: said.remedy,
        }),
        consumer: None,
        opened: None,
        password: None,
        integrity: None,
        has_private_key: false,
        certificates: 0,
        passed_over: 0,
        entries: Vec::new(),
        coverage: Vec::new(),
        findings: Vec::new(),
    }
}

fn store(speak: &Speaker<'_>, target: &AuditedTarget, examined: &Examined, found: Vec<Found>) -> StoreResult {
    let store = &examined.store;
    let flaws = flaws(examined);
    StoreResult {
        target: target.target.clone(),
        service: target.service.as_ref().map(|of| service(speak, of)),
        kind: Some(store.kind.word().to_owned()),
        place: store.place.to_owned(),
        path: store.location.path.display().to_string(),
        within: store.location.within.clone(),
        error: None,
        consumer: Some(store.consumer.into()),
        opened: Some((&store.opened).into()),
        password: match &store.opened {
            Opened::Customary(password) => Some(password.clone()),
            Opened::NoPassword | Opened::Given => None,
        },
        integrity: Some(store.integrity.into()),
        has_private_key: store.has_private_key,
        certificates: store.len(),
        passed_over: store.passed_over,
        entries: store
            .entries
            .iter()
            .enumerate()
            .map(|(index, entry)| entry_result(speak, examined, index, entry, flaws.get(&index)))
            .collect(),
        coverage: examined.coverage.iter().map(coverage).collect(),
        findings: found
            .into_iter()
            .map(|found| StoreFinding {
                code: found.said.code.code.to_owned(),
                severity: found.said.severity.into(),
                index: found.index,
                detail: found.said.detail,
                text: found.said.text,
                remedy: found.said.remedy,
            })
            .collect(),
    }
}

/// The codes of what was found about single entries, by the entry's number.
fn flaws(examined: &Examined) -> HashMap<usize, Vec<String>> {
    let mut all: HashMap<usize, Vec<String>> = HashMap::new();
    for observation in &examined.observations {
        let index = match observation {
            Observation::UnreadableEntry { index, .. } => Some(*index),
            other => facts::which(other).map(|which| which.index),
        };
        if let Some(index) = index {
            let codes = all.entry(index).or_default();
            let code = codes::of_observation(observation).code;
            if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
    }
    all
}

fn entry_result(
    speak: &Speaker<'_>,
    examined: &Examined,
    index: usize,
    entry: &Entry,
    flaws: Option<&Vec<String>>,
) -> EntryResult {
    let certificate = entry.certificate.as_ref().ok();
    let ca = examined.recognised.get(index).and_then(Option::as_ref);
    EntryResult {
        sha256: certificate.map(|c| c.fingerprint().to_string()),
        subject: certificate.map(|c| speak.masked(&c.subject().to_string())),
        alias: entry.alias.as_deref().map(|alias| speak.masked(alias)),
        file: entry.file.as_ref().map(|file| file.display().to_string()),
        position: match entry.position {
            Position::Line(line) => PositionResult::Line(line),
            Position::Index(index) => PositionResult::Index(index),
        },
        trust: TrustResult {
            client: entry.trust.client.into(),
            server: entry.trust.server.into(),
            email: entry.trust.email.into(),
        },
        ignored_by: entry.ignored_by.iter().map(|consumer| (*consumer).into()).collect(),
        ca: ca.map(|ca| CaRef {
            pki: ca.generation.pki.clone(),
            generation: ca.generation.generation.clone(),
            name: ca.ca.clone(),
        }),
        not_before: certificate.map(|c| moment(c.not_before())),
        not_after: certificate.map(|c| moment(c.not_after())),
        flaws: flaws.cloned().unwrap_or_default(),
    }
}

fn coverage(row: &Coverage) -> CoverageResult {
    let names = |cas: &[tillit_verifier::catalog::store::CaId]| cas.iter().map(|ca| ca.ca.clone()).collect();
    CoverageResult {
        pki: row.generation.pki.clone(),
        generation: row.generation.generation.clone(),
        role: row.role.word(),
        state: row.state.into(),
        effect: row.effect.into(),
        missing: names(&row.missing),
        present: names(&row.present),
    }
}

/// The JSON schema of the document, as it stands in `docs/schema/audit-1.json`.
pub fn schema() -> Value {
    let mut schema = schemars::schema_for!(Document).to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), Value::String(SCHEMA.to_owned()));
        object.insert("title".to_owned(), Value::String("tillit audit".to_owned()));
    }
    if let Some(word) = schema.pointer_mut("/properties/schema").and_then(Value::as_object_mut) {
        word.insert("const".to_owned(), Value::String(SCHEMA.to_owned()));
    }
    schema
}
