//! Why a login fails: a decision over what was seen, to causes with their evidence, and to what was excluded.
//!
//! ```text
//! Observations ─► Case (what follows from them at once) ─► each rule of RULES ─► Diagnosis
//! ```
//!
//! A rule says of one cause whether it fits, is excluded, or whether nothing is known. Several that cannot be told apart from outside stand at the
//! same rank. A new cause is a rule in the file of its kind and a line in [`RULES`].

mod asking;
mod case;
mod connecting;
mod here;
mod refusing;
mod server_certificate;
mod trusting;

use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use time::OffsetDateTime;

use crate::attempt::LoginAttempt;
use crate::browser::{Above, Withheld};
use crate::handshake::Alert;
use crate::local::{Local, Owner};
use crate::pages::Page;
use crate::probe::Probe;
use crate::server_chain::{Fault, ServerChain};
use crate::trust::{Trust, Trusted};

pub use case::{Case, Family, has_sha1};

/// Everything that was seen.
#[derive(Clone, Copy, Debug)]
pub struct Observations<'a> {
    /// The server, from outside and without a key.
    pub probe: &'a Probe,
    /// Its chain, judged by what this computer trusts; `None`: it sent none.
    pub server_chain: Option<&'a ServerChain>,
    /// The card's public certificate, with the CAs above it.
    pub card: Option<(&'a Certificate, &'a Above)>,
    /// Logins that were tried with its key.
    pub attempts: &'a [LoginAttempt],
    /// What the server was seen to trust at each of its addresses; none: it was not tried.
    pub trust: &'a [Trust],
    /// What was seen of this computer; `None`: it was not looked at.
    pub local: Option<&'a Local>,
    /// The known PKIs.
    pub catalog: &'a Catalog,
    /// The moment.
    pub now: OffsetDateTime,
}

/// A cause, by its stable name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CauseId {
    /// The host's name leads nowhere.
    Dns,
    /// No connection stands.
    Unreachable,
    /// What answers is no TLS.
    NotTls,
    /// Too old versions of TLS alone.
    ProtocolVersion,
    /// No cipher suite in common.
    CipherMismatch,
    /// The server does not know the host's name.
    SniUnknown,
    /// The clocks of this computer and of the server differ too much.
    Clock,
    /// The server's certificate has ended or not begun.
    ServerCertificateExpired,
    /// The server's certificate is another host's.
    ServerNameMismatch,
    /// The server does not send its intermediate CA.
    ServerChainIncomplete,
    /// The server's root is not trusted on this computer.
    ServerRootUnknown,
    /// Nodes of a farm differ.
    FarmInconsistent,
    /// No certificate is asked for.
    NotAsked,
    /// The certificate is asked for after the request.
    AskedLate,
    /// A proxy in front takes the connection and asks for nothing.
    ProxyInFront,
    /// The list of names is too long.
    CaListTooLong,
    /// Neither the card's issuing CA nor its root is announced.
    CaNotAnnounced,
    /// The card's certificate has ended.
    LeafExpired,
    /// The card's certificate has not begun.
    LeafNotYetValid,
    /// The certificate is not for logging in.
    WrongCertificateUse,
    /// Nothing on this computer brings cards to programs.
    MiddlewareMissing,
    /// A browser on this computer cannot link the card to the root that the server announces.
    IssuingCaNotHere,
    /// A policy of a browser on this computer chooses another certificate.
    OtherCertificateChosen,
    /// The server's list of signatures has none that the key makes.
    NoCommonAlgorithm,
    /// The key makes no RSA-PSS, which TLS 1.3 asks for.
    NoPss,
    /// The key could not sign.
    SigningFailed,
    /// The card's root is not trusted by the server.
    RootNotTrusted,
    /// The server lacks the card's issuing CA.
    IssuingCaMissing,
    /// The server trusts the issuing CA without its root.
    IssuingCaOnlyAnchor,
    /// The server accepts shorter chains alone.
    VerifyDepth,
    /// The time of a CA certificate is over.
    CaExpired,
    /// The card is revoked.
    Revoked,
    /// A revocation list of the server's is over.
    CrlStale,
    /// The server lacks a revocation list.
    CrlMissing,
    /// The server cannot ask about revocation.
    OcspUnreachable,
    /// The server does not take SHA-1.
    Sha1Refused,
    /// The application refused.
    HttpRefused,
}

impl CauseId {
    /// Its name, which never changes.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Unreachable => "unreachable",
            Self::NotTls => "not-tls",
            Self::ProtocolVersion => "protocol-version",
            Self::CipherMismatch => "cipher-mismatch",
            Self::SniUnknown => "sni-unknown",
            Self::Clock => "clock",
            Self::ServerCertificateExpired => "server-certificate-expired",
            Self::ServerNameMismatch => "server-name-mismatch",
            Self::ServerChainIncomplete => "server-chain-incomplete",
            Self::ServerRootUnknown => "server-root-unknown",
            Self::FarmInconsistent => "farm-inconsistent",
            Self::NotAsked => "not-asked",
            Self::AskedLate => "asked-late",
            Self::ProxyInFront => "proxy-in-front",
            Self::CaListTooLong => "ca-list-too-long",
            Self::CaNotAnnounced => "ca-not-announced",
            Self::LeafExpired => "leaf-expired",
            Self::LeafNotYetValid => "leaf-not-yet-valid",
            Self::WrongCertificateUse => "wrong-certificate-use",
            Self::MiddlewareMissing => "middleware-missing",
            Self::IssuingCaNotHere => "issuing-ca-not-here",
            Self::OtherCertificateChosen => "other-certificate-chosen",
            Self::NoCommonAlgorithm => "no-common-algorithm",
            Self::NoPss => "no-pss",
            Self::SigningFailed => "signing-failed",
            Self::RootNotTrusted => "root-not-trusted",
            Self::IssuingCaMissing => "issuing-ca-missing",
            Self::IssuingCaOnlyAnchor => "issuing-ca-only-anchor",
            Self::VerifyDepth => "verify-depth",
            Self::CaExpired => "ca-expired",
            Self::Revoked => "revoked",
            Self::CrlStale => "crl-stale",
            Self::CrlMissing => "crl-missing",
            Self::OcspUnreachable => "ocsp-unreachable",
            Self::Sha1Refused => "sha1-refused",
            Self::HttpRefused => "http-refused",
        }
    }
}

/// Whose fault it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// This computer's.
    Client,
    /// The card's.
    Card,
    /// The network's.
    Network,
    /// The server's.
    Server,
    /// The application's behind it.
    Application,
}

/// How sure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Certainty {
    /// What was seen has no other explanation.
    Proved,
    /// What was seen has other explanations, which are rarer.
    Likely,
    /// One of several that look alike from outside.
    Possible,
}

/// How far a login has come where a cause stops it, in the order of the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Stage {
    /// Until the server answers in TLS.
    Connecting,
    /// Until the browser believes the server.
    ServerCertificate,
    /// Until the server asks for a certificate.
    Asking,
    /// Until the browser offers the card's.
    Offering,
    /// Until the server takes it.
    Refusing,
    /// What the application makes of it.
    Application,
}

/// What a cause rests on.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Evidence {
    /// What the resolver said.
    Dns(String),
    /// What the connection came to.
    Connection(String),
    /// What came is no TLS: its beginning.
    NotTls(Vec<u8>),
    /// The server spoke only versions before TLS 1.2.
    OnlyOld,
    /// The server ended the handshake with this alert before it showed anything.
    AlertAtOnce(Alert),
    /// The server's clock differs by so many seconds; positive: it is ahead.
    Clock(i64),
    /// What the server's chain lacks or has wrong.
    Chain(Fault),
    /// Answers differ between addresses or runs.
    Differs,
    /// The handshake was completed and no certificate was asked for.
    NotAsked,
    /// The server began another handshake after the request, or said that it cannot.
    AskedLate,
    /// A known error page.
    Page(Page),
    /// The status of the last page.
    Status(u16),
    /// The pages lead on and on, or in a circle.
    LeadsOn,
    /// Names that were sent: how many, and in how many bytes.
    Names {
        /// How many.
        count: usize,
        /// Bytes of the list.
        bytes: usize,
    },
    /// None of the names stands above the card.
    NoneFits,
    /// Of the card's CAs the root alone is named.
    OnlyRootNamed,
    /// A browser withholds the certificate.
    Withheld(Withheld),
    /// A login was refused with this alert; `None`: the connection was closed without a word.
    Refused(Option<Alert>),
    /// A login that sent the card's own certificate alone was refused, and one with its issuing CA was let in.
    OnlyWithChain,
    /// A login was let in with TLS 1.2 and not with TLS 1.3.
    OnlyOldVersion,
    /// Of logins that sent the same certificates some were let in, and others were refused for what the server trusts.
    LoginsDiffer,
    /// At one address the server trusts the card's CA, at another it does not.
    TrustDiffers,
    /// A certificate of the card's chain is signed with SHA-1.
    Sha1InChain,
    /// The server behaves like this program.
    Behaves(Family),
    /// The key said this.
    Signing(String),
    /// What came of trying what the server trusts, for the card's CA.
    Trust(Trusted),
    /// No module for cards was found on this computer.
    NoModule,
    /// The system has no key of the card, or of any, for this user.
    NoKeyHere,
    /// What has the card's key for the system is not on this computer, or does not start: its name.
    NoProvider(String),
    /// A module for cards is registered, and its library is gone: which.
    ModuleGone(String),
    /// A store on this computer lacks a certificate.
    NotIn {
        /// Whose store.
        owner: Owner,
        /// Where it lies.
        place: String,
    },
    /// A policy of a browser on this computer.
    PolicyHere {
        /// Whose.
        owner: Owner,
        /// Its file.
        place: String,
        /// The pattern of addresses that it holds for.
        pattern: String,
    },
    /// Programs on this computer go through a proxy, and this look did not.
    ProxyHere {
        /// Where that is set.
        place: String,
        /// The proxy.
        proxy: String,
    },
}

/// Whether a cause fits what was seen.
#[derive(Clone, Debug, PartialEq)]
pub enum Fit {
    /// Nothing is known of it.
    Unknown,
    /// It is not the cause.
    Excluded,
    /// It may be.
    Fits(Certainty, Vec<Evidence>),
}

impl Fit {
    fn proved(evidence: impl Into<Vec<Evidence>>) -> Self {
        Self::Fits(Certainty::Proved, evidence.into())
    }

    fn possible(evidence: impl Into<Vec<Evidence>>) -> Self {
        Self::Fits(Certainty::Possible, evidence.into())
    }

    fn likely(evidence: impl Into<Vec<Evidence>>) -> Self {
        Self::Fits(Certainty::Likely, evidence.into())
    }
}

/// A cause and how it is known.
pub struct Rule {
    /// Which.
    pub id: CauseId,
    /// Whose fault it is.
    pub side: Side,
    /// Where it stops a login.
    pub stage: Stage,
    /// Whether it fits.
    fits: fn(&Case<'_>) -> Fit,
}

/// Every cause, in the order of the way that a login goes.
pub static RULES: &[Rule] = &[
    Rule { id: CauseId::Dns, side: Side::Network, stage: Stage::Connecting, fits: connecting::dns },
    Rule { id: CauseId::Unreachable, side: Side::Network, stage: Stage::Connecting, fits: connecting::unreachable },
    Rule { id: CauseId::NotTls, side: Side::Server, stage: Stage::Connecting, fits: connecting::not_tls },
    Rule { id: CauseId::ProtocolVersion, side: Side::Server, stage: Stage::Connecting, fits: connecting::version },
    Rule { id: CauseId::CaListTooLong, side: Side::Server, stage: Stage::Connecting, fits: connecting::too_long },
    Rule { id: CauseId::SniUnknown, side: Side::Server, stage: Stage::Connecting, fits: connecting::unknown_name },
    Rule { id: CauseId::CipherMismatch, side: Side::Server, stage: Stage::Connecting, fits: connecting::ciphers },
    Rule { id: CauseId::Clock, side: Side::Client, stage: Stage::ServerCertificate, fits: server_certificate::clock },
    Rule {
        id: CauseId::ServerCertificateExpired,
        side: Side::Server,
        stage: Stage::ServerCertificate,
        fits: server_certificate::expired,
    },
    Rule {
        id: CauseId::ServerNameMismatch,
        side: Side::Server,
        stage: Stage::ServerCertificate,
        fits: server_certificate::other_name,
    },
    Rule {
        id: CauseId::ServerChainIncomplete,
        side: Side::Server,
        stage: Stage::ServerCertificate,
        fits: server_certificate::incomplete,
    },
    Rule {
        id: CauseId::ServerRootUnknown,
        side: Side::Client,
        stage: Stage::ServerCertificate,
        fits: server_certificate::unknown_root,
    },
    Rule { id: CauseId::FarmInconsistent, side: Side::Server, stage: Stage::Asking, fits: asking::farm },
    Rule { id: CauseId::ProxyInFront, side: Side::Server, stage: Stage::Asking, fits: asking::proxy },
    Rule { id: CauseId::NotAsked, side: Side::Server, stage: Stage::Asking, fits: asking::not_asked },
    Rule { id: CauseId::AskedLate, side: Side::Server, stage: Stage::Asking, fits: asking::late },
    Rule { id: CauseId::LeafExpired, side: Side::Card, stage: Stage::Offering, fits: asking::expired },
    Rule { id: CauseId::LeafNotYetValid, side: Side::Card, stage: Stage::Offering, fits: asking::not_yet_valid },
    Rule { id: CauseId::WrongCertificateUse, side: Side::Card, stage: Stage::Offering, fits: asking::wrong_use },
    Rule { id: CauseId::CaNotAnnounced, side: Side::Server, stage: Stage::Offering, fits: asking::not_announced },
    Rule { id: CauseId::MiddlewareMissing, side: Side::Client, stage: Stage::Offering, fits: here::middleware },
    Rule { id: CauseId::IssuingCaNotHere, side: Side::Client, stage: Stage::Offering, fits: here::issuing_ca },
    Rule { id: CauseId::OtherCertificateChosen, side: Side::Client, stage: Stage::Offering, fits: here::chosen },
    Rule { id: CauseId::NoPss, side: Side::Client, stage: Stage::Offering, fits: refusing::no_pss },
    Rule { id: CauseId::NoCommonAlgorithm, side: Side::Server, stage: Stage::Offering, fits: refusing::no_algorithm },
    Rule { id: CauseId::SigningFailed, side: Side::Card, stage: Stage::Offering, fits: refusing::signing },
    Rule {
        id: CauseId::RootNotTrusted,
        side: Side::Server,
        stage: Stage::Refusing,
        fits: |case| refusing::suspect(case, CauseId::RootNotTrusted),
    },
    Rule { id: CauseId::IssuingCaMissing, side: Side::Server, stage: Stage::Refusing, fits: refusing::issuing },
    Rule {
        id: CauseId::IssuingCaOnlyAnchor,
        side: Side::Server,
        stage: Stage::Refusing,
        fits: |case| refusing::suspect(case, CauseId::IssuingCaOnlyAnchor),
    },
    Rule {
        id: CauseId::VerifyDepth,
        side: Side::Server,
        stage: Stage::Refusing,
        fits: |case| refusing::suspect(case, CauseId::VerifyDepth),
    },
    Rule {
        id: CauseId::CaExpired,
        side: Side::Server,
        stage: Stage::Refusing,
        fits: |case| refusing::suspect(case, CauseId::CaExpired),
    },
    Rule {
        id: CauseId::Revoked,
        side: Side::Card,
        stage: Stage::Refusing,
        fits: |case| refusing::suspect(case, CauseId::Revoked),
    },
    Rule {
        id: CauseId::CrlStale,
        side: Side::Server,
        stage: Stage::Refusing,
        fits: |case| refusing::suspect(case, CauseId::CrlStale),
    },
    Rule {
        id: CauseId::CrlMissing,
        side: Side::Server,
        stage: Stage::Refusing,
        fits: |case| refusing::suspect(case, CauseId::CrlMissing),
    },
    Rule {
        id: CauseId::OcspUnreachable,
        side: Side::Server,
        stage: Stage::Refusing,
        fits: |case| refusing::suspect(case, CauseId::OcspUnreachable),
    },
    Rule { id: CauseId::Sha1Refused, side: Side::Server, stage: Stage::Refusing, fits: refusing::sha1 },
    Rule { id: CauseId::HttpRefused, side: Side::Application, stage: Stage::Application, fits: refusing::by_http },
];

/// A cause that fits.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// Which.
    pub id: CauseId,
    /// From 1; several that cannot be told apart have the same.
    pub rank: u32,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whose fault it is.
    pub side: Side,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
}

/// What the observations come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Diagnosis {
    /// What fits, by rank.
    pub causes: Vec<Cause>,
    /// What was seen not to be the cause.
    pub excluded: Vec<CauseId>,
    /// A login with the key was let in everywhere.
    pub lets_in: bool,
}

/// Decides.
pub fn diagnose(seen: &Observations<'_>) -> Diagnosis {
    let case = Case::of(seen);
    let mut excluded = Vec::new();
    let mut fitting: Vec<(&Rule, Certainty, Vec<Evidence>)> = Vec::new();
    for rule in RULES {
        match (rule.fits)(&case) {
            Fit::Unknown => {}
            Fit::Excluded => excluded.push(rule.id),
            Fit::Fits(certainty, evidence) => fitting.push((rule, certainty, evidence)),
        }
    }
    // What stops a login for certain leaves nothing open of what comes after it.
    let stops = fitting.iter().filter(|(_, certainty, _)| *certainty == Certainty::Proved);
    let stopped = stops.map(|(rule, ..)| rule.stage).min();
    fitting.retain(|(rule, certainty, _)| {
        *certainty == Certainty::Proved || stopped.is_none_or(|stopped| rule.stage < stopped)
    });
    // Some browsers alone stop where a server does not send its issuing CA: what stops all of them comes before it.
    let stops_all = |rule: &Rule| rule.id != CauseId::ServerChainIncomplete;
    fitting.sort_by_key(|(rule, certainty, _)| (*certainty, !stops_all(rule), rule.stage));
    let mut causes: Vec<Cause> = Vec::new();
    for (rule, certainty, evidence) in fitting {
        // What is proved stands one after the other; what cannot be told apart, together.
        let last = causes.last().map(|last| (last.certainty, last.rank));
        let rank = match last {
            Some((known, rank)) if known == certainty && certainty != Certainty::Proved => rank,
            Some((_, rank)) => rank + 1,
            None => 1,
        };
        causes.push(Cause { id: rule.id, rank, certainty, side: rule.side, evidence });
    }
    Diagnosis { causes, excluded, lets_in: case.lets_in() }
}
