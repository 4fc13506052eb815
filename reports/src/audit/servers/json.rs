//! Services of servers in the JSON document.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use tillit_trust_stores::servers::running::Running;
use tillit_trust_stores::servers::service::{
    About, Announces, Counts, RevocationBy, RevocationOf, Source, SourcePlace, Why,
};
use tillit_trust_stores::servers::{NamedStore, Prediction, Spot};

use super::say::about_word;
use super::{AsksFor, AuditedService, ServiceFinding, excerpt};
use crate::audit::say::Speaker;
use crate::codes;
use crate::finding::{Excerpt, Finding, SourceOfFinding, Weight};

/// Columns of an excerpt in a document.
const COLUMNS: usize = 200;

/// One listener of a server with one set of host names, or a part of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServerService {
    /// What the user named.
    pub target: String,
    /// The word of the server program: `nginx`, `apache`, ...
    #[schemars(regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub server: String,
    /// Its version, where it is known.
    pub version: Option<String>,
    /// Addresses that it listens on, with commas between.
    pub listener: String,
    /// Host names; none: those that no other service of the listener has.
    pub names: Vec<String>,
    /// The path that the settings are for, where they are not for the whole host.
    pub within: Option<String>,
    /// Where it begins.
    pub source: Place,
    /// Whether a certificate is asked for.
    pub asks: AsksWord,
    /// Where that is written; null: it is the server's default.
    pub asks_source: Option<Place>,
    /// What is trusted, announced or both; null: it cannot be said. Empty: nothing is.
    pub trusts: Option<Vec<TrustsResult>>,
    /// Subjects of the CAs whose names are sent (RFC 4514); null: it cannot be said. Empty: none are sent, and browsers offer every
    /// certificate.
    pub announces: Option<Vec<String>>,
    /// The longest chain that is accepted.
    pub depth: DepthResult,
    /// How revocation is looked up; empty: it is not.
    pub revocation: Vec<RevocationResult>,
    /// Protocol versions.
    pub tls: TlsResult,
    /// What certificates of CAs must be at least.
    pub floor: FloorResult,
    /// Whether the server runs with what its files say.
    pub running: RunningWord,
    /// Files that changed since the server read them.
    pub changed: Vec<String>,
    /// What becomes of the cards of each generation and role; empty where no certificate is asked for.
    pub predictions: Vec<PredictionResult>,
    /// Settings that the files do not tell.
    pub unresolved: Vec<UnresolvedResult>,
    /// What was found, the heaviest first.
    pub findings: Vec<ServerFinding>,
}

/// A place in a file of a configuration.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Place {
    /// The file.
    pub file: String,
    /// The line, 1-based; 0: the file as a whole.
    pub line: u64,
}

/// A file or folder that a service names.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TrustsResult {
    /// The file in which it is named; null: it is the server's default.
    pub file: Option<String>,
    /// The line in that file, 1-based.
    pub line: Option<u64>,
    /// The file or folder with the certificates; null where it is none (`place` tells).
    pub path: Option<String>,
    /// What it is: `file`, `hashed-folder`, `folder`, `inline`, `java-default`, `system`.
    pub place: SourceWord,
    /// Its certificates judge clients.
    pub trusted: bool,
    /// Their names are sent to clients.
    pub announced: bool,
    /// SHA-256 of its certificates, upper-case hexadecimal; null where it cannot be read or is not known.
    pub sha256: Option<Vec<String>>,
}

/// The longest chain that is accepted.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DepthResult {
    /// The number; null: there is no limit.
    pub limit: Option<u32>,
    /// What it counts.
    pub counts: CountsWord,
    /// Where it is written; null: it is the server's default.
    pub source: Option<Place>,
}

/// How revocation is looked up.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct RevocationResult {
    /// By what.
    pub by: RevocationWord,
    /// The file or folder of lists.
    pub path: Option<String>,
    /// Of which certificates.
    pub of: RevocationOfWord,
    /// A CA without a list is no reason to refuse.
    pub missing_is_fine: bool,
    /// Where it is written.
    pub source: Place,
}

/// Protocol versions.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TlsResult {
    /// TLS 1.1 or older.
    pub old: bool,
    /// TLS 1.2.
    pub tls12: bool,
    /// TLS 1.3.
    pub tls13: bool,
    /// Where it is written; null: it is the server's default.
    pub source: Option<Place>,
}

/// What certificates of CAs must be at least.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FloorResult {
    /// OpenSSL's security level.
    pub level: Option<u8>,
    /// Signatures with SHA-1 pass.
    pub sha1: bool,
    /// Bits of RSA keys.
    pub rsa_bits: usize,
    /// Bits of keys on elliptic curves.
    pub ec_bits: usize,
    /// Where it is written; null: it is the server's default.
    pub source: Option<Place>,
}

/// What becomes of the cards of one role of a generation. Each answer is yes, no, or null: cannot say.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PredictionResult {
    /// Id of the PKI.
    pub pki: String,
    /// Id of the generation in it.
    pub generation: String,
    /// Who: `persons-loa3`, `persons-loa2`, `persons`, `functions`, `mobile`.
    #[schemars(regex(pattern = r"^(persons(-loa[0-9]+)?|functions|mobile)$"))]
    pub role: String,
    /// A browser offers the card, whatever CA certificates its computer has.
    pub offered: Option<bool>,
    /// Accepted, if it sends its issuing CA's certificate along.
    pub full_chain: Option<bool>,
    /// Accepted, if it sends its own certificate alone.
    pub leaf_only: Option<bool>,
    /// Gets in with TLS 1.2, sending its chain.
    pub tls12: Option<bool>,
    /// Gets in with TLS 1.3, sending its chain.
    pub tls13: Option<bool>,
    /// Codes of the reasons.
    pub reasons: Vec<String>,
}

/// A setting that the files do not tell.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UnresolvedResult {
    /// What it decides: `asks`, `trusts`, `announces`, `anything`.
    pub about: String,
    /// Why: `variable`, `script`, `macro`, `condition`, `unknown`, `network`.
    pub why: String,
    /// Where.
    pub source: Place,
}

/// Something that was found about a service.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ServerFinding {
    /// Stable code. `tillit explain CODE` says more.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// How much it weighs.
    pub severity: Weight,
    /// Where in the configuration.
    pub source: Option<SourceOfFinding>,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The sentence, in the language that was asked for.
    pub text: String,
    /// The next step.
    pub remedy: String,
}

words! {
    /// Whether a certificate is asked for.
    AsksWord {
        /// Nobody gets in without
        Required = AsksFor::Required,
        /// Asked for, and whoever has none gets in
        Optional = AsksFor::Optional,
        /// Not asked for
        Off = AsksFor::Off,
        /// Asked for; everybody gets in, and the application decides
        Application = AsksFor::Application,
        /// Asked for after the request: browsers with TLS 1.3 do not answer
        Late = AsksFor::Late,
        /// Nobody is asked: every connection is refused
        Refuses = AsksFor::Refuses,
        /// The files do not tell
        Unknown = AsksFor::Unknown,
    } from AsksFor
}
words! {
    /// What certificates are named by.
    SourceWord {
        /// A bundle or a key store
        File = SourcePlace::File(_),
        /// Issuers are looked up by hashes
        HashedFolder = SourcePlace::HashedFolder(_),
        /// Every file is read
        Folder = SourcePlace::Folder(_) | SourcePlace::FirstOfEach(_),
        /// In the configuration itself
        Inline = SourcePlace::Inline(_),
        /// The store of the JVM
        JavaDefault = SourcePlace::JavaDefault,
        /// The store of the system
        System = SourcePlace::System,
    } from &SourcePlace
}
words! {
    /// What a limit of depth counts.
    CountsWord {
        /// CAs between the card and the root
        Intermediates = Counts::Intermediates,
        /// All CAs, with the root
        AllCas = Counts::AllCas,
    } from Counts
}
words! {
    /// By what revocation is looked up.
    RevocationWord {
        /// Lists in a file
        ListFile = RevocationBy::ListFile(_),
        /// Lists in a folder
        ListFolder = RevocationBy::ListFolder(_),
        /// Responders on the network
        Ocsp = RevocationBy::Ocsp,
        /// What certificates name, fetched from the network
        Network = RevocationBy::Network,
    } from &RevocationBy
}
words! {
    /// Of which certificates revocation is looked up.
    RevocationOfWord {
        /// The card's own
        Leaf = RevocationOf::Leaf,
        /// All of the chain
        Chain = RevocationOf::Chain,
        /// Those that are not trusted themselves
        UntrustedOnly = RevocationOf::UntrustedOnly,
    } from RevocationOf
}
words! {
    /// Whether a server runs with what its files say.
    RunningWord {
        /// It does not run here
        No = Running::No,
        /// It has read the files as they are
        UpToDate = Running::UpToDate,
        /// Files changed since it read them
        Older = Running::Older { .. },
        /// It cannot be known
        Unknown = Running::Unknown,
    } from &Running
}

/// Where something stands.
pub(super) fn place(spot: &Spot) -> Place {
    Place { file: spot.file.display().to_string(), line: spot.line }
}

impl Speaker<'_> {
    /// Where a finding stands, with what stands there.
    pub(in crate::audit) fn source_of(&self, spot: &Spot) -> SourceOfFinding {
        let mask = |text: &str| self.masked(text);
        SourceOfFinding {
            file: spot.file.display().to_string(),
            line: spot.line,
            column: spot.column,
            excerpt: excerpt::excerpt(spot, COLUMNS, &mask).map(|found| Excerpt {
                line: found.line,
                before: found.before,
                marks: found.marks,
            }),
        }
    }

    /// A finding of a service, or of a configuration, among all findings.
    pub(in crate::audit) fn flat_of_server(&self, found: &ServiceFinding, input: String) -> Finding {
        Finding {
            code: found.said.code.code.to_owned(),
            severity: found.said.severity.into(),
            subject: None,
            input,
            index: None,
            source: found.spot.as_ref().map(|spot| self.source_of(spot)),
            text: found.said.text.clone(),
            remedy: found.said.remedy.clone(),
        }
    }

    /// One service.
    pub(in crate::audit) fn server_result(
        &self,
        target: &str,
        service: &AuditedService,
        found: Vec<ServiceFinding>,
    ) -> ServerService {
        let of = service.service();
        let written = |spot: &Option<Spot>| spot.as_ref().map(place);
        let path = |path: &std::path::Path| path.display().to_string();
        ServerService {
            target: target.to_owned(),
            server: of.server.to_owned(),
            version: of.version.clone(),
            listener: of.listeners.join(", "),
            names: of.names.iter().map(|name| self.masked(name)).collect(),
            within: of.within.as_deref().map(|within| self.masked(within)),
            source: place(&of.source),
            asks: service.asks().into(),
            asks_source: written(&of.asks.written),
            trusts: Some(service.gathered.named().map(|(source, store)| trusts(source, store)).collect::<Vec<_>>())
                .filter(|trusts| !(trusts.is_empty() && service.is_open(About::Trusts))),
            announces: match of.announces {
                Announces::Unknown => None,
                _ if service.is_open(About::Announces) => None,
                _ => service.gathered.announced(),
            }
            .map(|names| names.iter().map(|name| self.masked(&name.to_string())).collect()),
            depth: DepthResult {
                limit: of.depth.value.limit,
                counts: of.depth.value.counts.into(),
                source: written(&of.depth.written),
            },
            revocation: of
                .revocation
                .iter()
                .map(|revocation| RevocationResult {
                    by: (&revocation.by).into(),
                    path: match &revocation.by {
                        RevocationBy::ListFile(file) | RevocationBy::ListFolder(file) => Some(path(file)),
                        RevocationBy::Ocsp | RevocationBy::Network => None,
                    },
                    of: revocation.of.into(),
                    missing_is_fine: revocation.missing_is_fine,
                    source: place(&revocation.written),
                })
                .collect(),
            tls: TlsResult {
                old: of.versions.value.old,
                tls12: of.versions.value.tls12,
                tls13: of.versions.value.tls13,
                source: written(&of.versions.written),
            },
            floor: FloorResult {
                level: of.floor.value.level,
                sha1: of.floor.value.sha1,
                rsa_bits: of.floor.value.rsa_bits,
                ec_bits: of.floor.value.ec_bits,
                source: written(&of.floor.written),
            },
            running: (&service.running).into(),
            changed: match &service.running {
                Running::Older { files, .. } => files.iter().map(|file| path(file)).collect(),
                _ => Vec::new(),
            },
            predictions: service.predictions.iter().map(prediction).collect(),
            unresolved: of
                .unresolved
                .iter()
                .map(|setting| UnresolvedResult {
                    about: about_word(setting.about).to_owned(),
                    why: why_word(&setting.why).to_owned(),
                    source: place(&setting.spot),
                })
                .collect(),
            findings: found
                .into_iter()
                .map(|found| ServerFinding {
                    code: found.said.code.code.to_owned(),
                    severity: found.said.severity.into(),
                    source: found.spot.as_ref().map(|spot| self.source_of(spot)),
                    detail: found.said.detail,
                    text: found.said.text,
                    remedy: found.said.remedy,
                })
                .collect(),
        }
    }
}

fn trusts(source: &Source, store: &NamedStore) -> TrustsResult {
    TrustsResult {
        file: source.written.as_ref().map(|spot| spot.file.display().to_string()),
        line: source.written.as_ref().map(|spot| spot.line),
        path: source.place.path().map(|path| path.display().to_string()),
        place: (&source.place).into(),
        trusted: source.trusted,
        announced: source.announced,
        sha256: match store {
            NamedStore::Read(store) => {
                Some(store.certificates().map(|certificate| certificate.fingerprint().to_string()).collect())
            }
            NamedStore::Failed(..) | NamedStore::Unknown => None,
        },
    }
}

fn prediction(of: &Prediction) -> PredictionResult {
    let mut reasons: Vec<String> = Vec::new();
    for reason in &of.reasons {
        let code = codes::of_prediction(reason).code;
        if !reasons.iter().any(|known| known == code) {
            reasons.push(code.to_owned());
        }
    }
    PredictionResult {
        pki: of.generation.pki.clone(),
        generation: of.generation.generation.clone(),
        role: of.role.word(),
        offered: of.offered,
        full_chain: of.full_chain,
        leaf_only: of.leaf_only,
        tls12: of.tls12,
        tls13: of.tls13,
        reasons,
    }
}

fn why_word(why: &Why) -> &'static str {
    match why {
        Why::Variable(_) => "variable",
        Why::Script(_) => "script",
        Why::Macro(_) => "macro",
        Why::Condition(_) => "condition",
        Why::Unknown(_) => "unknown",
        Why::Network => "network",
        Why::InFront => "in-front",
        Why::Refused => "refused",
    }
}
