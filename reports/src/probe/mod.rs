//! What `tillit probe` found, and its renderings.

pub mod human;
pub mod json;
pub(crate) mod say;
pub mod table;

use tillit_login::announced::Announced;
use tillit_login::differences::Difference;
use tillit_login::probe::{Asks, Probe, Visit};
use tillit_login::server_chain::ServerChain;
use tillit_login::trust::Trust;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::verdict::Severity;
use time::OffsetDateTime;

pub use human::{human, text};
pub use json::{document, json, ndjson_line, schema};
pub use table::{csv, markdown};

use crate::i18n::{Language, Texts};

/// Everything that one run of `tillit probe` found.
#[derive(Debug)]
pub struct ProbeReport {
    /// Version of the program.
    pub version: String,
    /// The moment at which validity was judged.
    pub at: OffsetDateTime,
    /// In the order in which they were named.
    pub targets: Vec<ProbedTarget>,
}

/// One page of a server, with what was seen and how it is judged.
#[derive(Debug)]
pub struct ProbedTarget {
    /// As the user named it.
    pub typed: String,
    /// The service of an inventory that it belongs to.
    pub service: Option<String>,
    /// What was seen.
    pub probe: Probe,
    /// The chains that were sent, each once.
    pub chains: Vec<ServerChain>,
    /// The names of CAs that are sent wherever a certificate is asked for; `None`: nowhere.
    pub announced: Option<Announced>,
    /// In what addresses and runs differ.
    pub differences: Vec<Difference>,
    /// What was tried of each address's trust; empty: nothing was.
    pub trust: Vec<Trust>,
}

/// What came of a look, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The name leads nowhere.
    NoName,
    /// No connection stands.
    Unreachable,
    /// What answers speaks no TLS.
    NotTls,
    /// No handshake comes about.
    NoHandshake,
    /// Our own library cannot speak with it.
    BeyondUs,
    /// It was seen whether a certificate is asked for.
    Asks(Asks),
}

impl ProbedTarget {
    /// `idp.region.example`, or with its port and path where they are not the usual ones. A query may hold a token: it is never shown.
    pub(crate) fn title(&self) -> String {
        let path = self.probe.target.page();
        let path = if path == "/" { "" } else { &path };
        format!("{}{path}", self.probe.target.authority())
    }

    pub(crate) fn outcome(&self) -> Outcome {
        let looks = &self.probe.looks;
        if self.probe.addresses.as_ref().map_or(true, Vec::is_empty) {
            return Outcome::NoName;
        }
        let asks = looks.iter().map(tillit_login::probe::Look::asks).find(|asks| *asks != Asks::Unknown);
        if let Some(asks) = asks {
            return Outcome::Asks(asks);
        }
        if looks.iter().all(|look| look.unreachable.is_some()) {
            return Outcome::Unreachable;
        }
        if looks.iter().any(tillit_login::probe::Look::is_beyond_us) {
            return Outcome::BeyondUs;
        }
        let not_tls = |visit: &Visit| matches!(visit.handshake.end, Some(tillit_login::End::NotTls(_)));
        let not_tls_raw = |look: &tillit_login::probe::Look| {
            look.hellos.iter().any(|hello| matches!(hello.answer.end, Some(tillit_login::End::NotTls(_))))
        };
        if looks.iter().any(|look| look.visits.iter().any(not_tls) || not_tls_raw(look)) {
            return Outcome::NotTls;
        }
        Outcome::NoHandshake
    }
}

/// The exit code of a run: 3 where it could not be seen of every target whether it asks for a certificate; else 1 where a finding weighs at
/// least as much as `threshold`; else 0.
pub fn exit_code(report: &ProbeReport, catalog: &Catalog, threshold: Severity) -> u8 {
    let is_open = |target: &ProbedTarget| !matches!(target.outcome(), Outcome::Asks(_));
    if report.targets.is_empty() || report.targets.iter().any(is_open) {
        return 3;
    }
    // Weights do not depend on the language.
    let texts = Texts::new(Language::En);
    let speak = say::Speaker { catalog, texts: &texts, at: report.at };
    let found = report.targets.iter().flat_map(|target| speak.findings(target));
    u8::from(found.into_iter().any(|said| said.severity >= threshold))
}
