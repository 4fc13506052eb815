//! What `tillit catalog` knows, found, fetched and wrote, and its renderings.

mod human;
mod json;
mod readme;

use std::io;
use std::path::PathBuf;

use tillit_verifier::catalog::store::{CaId, CaState, Refusal};
use tillit_verifier::catalog::{Catalog, Origin, Pki, Status};
use tillit_verifier::container::ContainerError;
use tillit_verifier::fetch::FetchError;
use tillit_verifier::name::Name;
use tillit_verifier::{Certificate, Fingerprint};
use time::{Duration, OffsetDateTime};

use crate::codes::{self, Code};
use crate::verify::InputProblemKind;
use tillit_verifier::verdict::Severity;

pub use human::{
    bad_file_text, check, export_missing, exported, install_missing, list, missing_list, show, test_warning, transfers,
};
pub(crate) use human::{day, refusal_text, refusal_word};
pub(crate) use json::missing;
pub use json::{Ca, Document, SCHEMA, check_json, exported_json, json_schema, list_json, to_text, transfers_json};
pub use readme::{fingerprints, readme};

/// The catalog, and what of it is on this machine.
#[derive(Debug)]
pub struct Shelf<'a> {
    /// Version of the program.
    pub version: String,
    /// The moment for which everything is said: now, or what `--at` gave.
    pub at: OffsetDateTime,
    /// The CAs that were asked for, in the catalog's order.
    pub states: Vec<CaState<'a>>,
    /// Where the certificates at hand lie.
    pub files: Vec<(Fingerprint, PathBuf)>,
    /// Files of the data directory that are not used, and why.
    pub bad: Vec<BadFile>,
    /// Where new certificates are kept.
    pub folder: PathBuf,
}

/// A file of the data directory that is not used.
#[derive(Debug)]
pub struct BadFile {
    /// Where.
    pub path: PathBuf,
    /// Why.
    pub kind: BadFileKind,
}

impl BadFile {
    /// The code that explains it.
    pub fn code(&self) -> &'static Code {
        match self.kind {
            BadFileKind::OthersCanWrite => &codes::DATA_FILE_WRITABLE,
            _ => &codes::DATA_FILE,
        }
    }
}

/// Why a file of the data directory is not used.
#[derive(Debug)]
pub enum BadFileKind {
    /// It cannot be read.
    Io(io::Error),
    /// It holds no certificate.
    Container(ContainerError),
    /// A certificate, and none that the catalog accepts: changed, or from a catalog that is not in use any more.
    Refused(Name, Refusal),
    /// Others than root can write it, and root is asked to believe it.
    OthersCanWrite,
}

/// Where a CA certificate was looked for, and what came of it.
#[derive(Debug)]
pub struct Transfer {
    /// The address or the file's name.
    pub source: String,
    /// How certain the address is.
    pub status: Option<Status>,
    /// The CA that was looked for, or that the certificate is.
    pub ca: Option<CaId>,
    /// The certificate's subject, where there was one.
    pub subject: Option<Name>,
    /// The certificate's fingerprint, where there was one.
    pub sha256: Option<Fingerprint>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a certificate that was fetched or imported.
#[derive(Debug)]
pub enum Outcome {
    /// It was kept.
    Stored {
        /// By its pin; otherwise observed.
        pinned: bool,
        /// The catalog knows an older certificate of this CA.
        renewed: bool,
        /// Where.
        path: PathBuf,
    },
    /// It was here already.
    Already {
        /// By its pin; otherwise observed.
        pinned: bool,
    },
    /// It is none that the catalog accepts.
    Refused(Refusal),
    /// The address gave a certificate of something else.
    WrongFile {
        /// The pin that was expected, where there is one.
        expected: Option<Fingerprint>,
        /// Why the certificate is not the one; `None` where it is that of another CA of the catalog.
        refusal: Option<Refusal>,
    },
    /// The address gave something that holds no certificate.
    NoCertificate(ContainerError),
    /// The address gave a web page: a login page or a proxy's.
    WebPage,
    /// The address gave nothing.
    Fetch(FetchError),
    /// The catalog has no address for it.
    NoAddress,
    /// A certificate names this address, and neither it nor its host is in the catalog: it was not asked.
    StrangeAddress,
    /// The CA that a certificate names as its issuer is not in the catalog.
    UnknownIssuer,
    /// The file, or a certificate in it, cannot be read.
    Unreadable(InputProblemKind),
    /// It could not be written.
    NotSaved(PathBuf, io::Error),
}

impl Outcome {
    /// The CA certificate is at hand now.
    pub fn is_success(&self) -> bool {
        matches!(self, Self::Stored { .. } | Self::Already { .. })
    }

    /// A word for machines.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Stored { .. } => "stored",
            Self::Already { .. } => "already",
            Self::Refused(_) => "refused",
            Self::WrongFile { .. } => "wrong-file",
            Self::NoCertificate(_) => "no-certificate",
            Self::WebPage => "web-page",
            Self::Fetch(_) => "fetch-failed",
            Self::NoAddress => "no-address",
            Self::StrangeAddress => "strange-address",
            Self::UnknownIssuer => "unknown-issuer",
            Self::Unreadable(_) => "unreadable",
            Self::NotSaved(..) => "not-saved",
        }
    }

    /// The code that explains it; none where nothing is wrong.
    pub fn code(&self) -> Option<&'static Code> {
        match self {
            Self::Stored { .. } | Self::Already { .. } => None,
            Self::Refused(refusal) => Some(refusal_code(refusal)),
            Self::WrongFile { .. } | Self::WebPage => Some(&codes::WRONG_FILE),
            Self::NoCertificate(error) => Some(codes::of_container(error)),
            Self::Unreadable(problem) => Some(codes::of_problem(problem)),
            Self::Fetch(error) => Some(codes::of_fetch(&error.kind)),
            Self::NoAddress => Some(&codes::NO_ADDRESS),
            Self::StrangeAddress => Some(&codes::STRANGE_ADDRESS),
            Self::UnknownIssuer => Some(&codes::NOT_IN_CATALOG),
            Self::NotSaved(_, error) => Some(codes::of_io(error)),
        }
    }
}

/// The code of a certificate that the catalog does not accept.
pub fn refusal_code(refusal: &Refusal) -> &'static Code {
    match refusal {
        Refusal::NotInCatalog(_) | Refusal::NotACa(_) => &codes::NOT_IN_CATALOG,
        Refusal::RootNotAtHand { .. } => &codes::ROOT_FIRST,
        Refusal::PinMismatch { .. } | Refusal::RootNotPinned(_) => &codes::NOT_THE_PIN,
        _ => &codes::PRETENDS,
    }
}

/// What `fetch` or `import` did.
#[derive(Debug)]
pub struct Transfers<'a> {
    /// Version of the program.
    pub version: String,
    /// When.
    pub at: OffsetDateTime,
    /// In the order in which it happened.
    pub items: Vec<Transfer>,
    /// What is still missing of what was asked for.
    pub missing: Vec<CaState<'a>>,
    /// Files of the data directory that are not used.
    pub bad: Vec<BadFile>,
    /// Where new certificates are kept.
    pub folder: PathBuf,
}

/// What `export` wrote.
#[derive(Debug)]
pub struct Exported<'a> {
    /// Version of the program.
    pub version: String,
    /// When.
    pub at: OffsetDateTime,
    /// The folder or file.
    pub target: PathBuf,
    /// Names of the files with the SHA-256 of their bytes.
    pub files: Vec<(String, Fingerprint)>,
    /// Nothing was written, because all of it was there.
    pub unchanged: bool,
    /// What is missing in it (`--partial`).
    pub missing: Vec<CaState<'a>>,
    /// Test environments of which it holds CA certificates, see [`test_environments`].
    pub test: Vec<String>,
}

/// Something that `check` found.
#[derive(Debug)]
pub struct CheckFinding {
    /// Which.
    pub code: &'static Code,
    /// How much it weighs here.
    pub severity: Severity,
    /// The CA, as an index into [`Shelf::states`], or the bad file, as an index into [`Shelf::bad`].
    pub about: About,
}

/// What a finding of `check` is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Index into [`Shelf::states`].
    Ca(usize),
    /// Index into [`Shelf::bad`].
    File(usize),
}

/// What is missing, what ends within `days`, what is not pinned, which files are bad; worst first.
///
/// A CA that is missing in a PKI's newest generation is an error: cards that are issued today cannot be judged. In an older generation
/// it is a warning, and in one that is over it is only told.
pub fn findings(shelf: &Shelf<'_>, days: i64) -> Vec<CheckFinding> {
    let mut out = Vec::new();
    for (index, bad) in shelf.bad.iter().enumerate() {
        out.push(CheckFinding { code: bad.code(), severity: Severity::Error, about: About::File(index) });
    }
    for (index, state) in shelf.states.iter().enumerate() {
        let about = About::Ca(index);
        let generation = state.found.generation;
        let newest = state.found.pki.newest().is_some_and(|newest| newest.id == generation.id);
        let over = generation.is_over(shelf.at) || (!newest && state.is_over(shelf.at));
        if state.is_missing() {
            let severity = match (newest, over) {
                (true, _) => Severity::Error,
                (false, false) => Severity::Warning,
                (false, true) => Severity::Info,
            };
            out.push(CheckFinding { code: &codes::CA_NOT_HERE, severity, about });
        } else if state.is_over(shelf.at) {
            let severity = if newest { Severity::Warning } else { Severity::Info };
            out.push(CheckFinding { code: &codes::CA_OVER, severity, about });
        }
        if state.ends_within(shelf.at, Duration::days(days)) {
            out.push(CheckFinding { code: &codes::CA_ENDS_SOON, severity: Severity::Warning, about });
        }
        if let Some(held) = state.held.first().filter(|held| !held.pinned) {
            let code = if held.renewed { &codes::CA_RENEWED } else { &codes::CA_UNPINNED };
            out.push(CheckFinding { code, severity: Severity::Info, about });
        } else if state.is_unpinned() && state.is_missing() {
            out.push(CheckFinding { code: &codes::CA_UNPINNED, severity: Severity::Info, about });
        }
    }
    out.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    out
}

/// The PKIs that a question without a name is about: those for production, and those that the user brought.
pub fn of_interest(pki: &Pki) -> bool {
    !pki.test_environment || matches!(pki.origin, Origin::File(_))
}

/// Files of an export: the certificates in the order that a server wants, issuing CAs first and roots last in each generation.
pub fn export_order<'a>(states: &'a [CaState<'a>]) -> Vec<(&'a CaState<'a>, &'a Certificate)> {
    let mut out: Vec<(&CaState<'_>, &Certificate)> =
        states.iter().flat_map(|state| state.held.iter().map(move |held| (state, &held.certificate))).collect();
    // Stable: generations keep their order, and so do the CAs inside them.
    let generations: Vec<_> = states.iter().map(|state| state.found.id()).collect();
    out.sort_by_key(|(state, _)| {
        let id = state.found.id();
        (generations.iter().position(|other| *other == id), state.found.ca.is_root())
    });
    out
}

/// Ids of the test environments of which something is at hand: what trusts these trusts test cards.
pub fn test_environments(states: &[CaState<'_>]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for state in states.iter().filter(|state| state.found.pki.test_environment && !state.is_missing()) {
        if !out.contains(&state.found.pki.id) {
            out.push(state.found.pki.id.clone());
        }
    }
    out
}

/// Names that `show` and others accept, for suggestions.
pub fn known_names(catalog: &Catalog) -> Vec<String> {
    let mut names = Vec::new();
    for pki in &catalog.pkis {
        names.push(pki.id.clone());
        for generation in &pki.generations {
            names.push(generation.id.clone());
            names.extend(generation.cas.iter().map(|ca| ca.name.clone()));
        }
    }
    names
}
