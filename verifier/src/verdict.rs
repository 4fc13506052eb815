//! Verdicts: for one certificate and one generation, trusted through this chain, or not and why, or "cannot say".
//!
//! Three answers: `Some(true)`, `Some(false)` and `None`. `None` is what a missing CA certificate makes of a verdict;
//! it is never shown as a refusal, because support would replace a good card.

use time::OffsetDateTime;

use crate::Oid;
use crate::certificate::{Certificate, Fingerprint};
use crate::flaws::Flaw;
use crate::identity::Identity;
use crate::name::Name;
use crate::revocation::{LinkRevocation, Problem, Revoked};

/// What a certificate is to be used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// TLS client authentication: digitalSignature, and clientAuth where an extended key usage is given.
    Login,
    /// Signatures of documents: nonRepudiation.
    Signing,
    /// TLS server authentication, for this host name or address where one is given.
    Server {
        /// DNS name or IP address that the certificate must hold.
        host: Option<String>,
    },
    /// No demand on key usage.
    Any,
}

/// Which anchors a verdict is about. An ad-hoc anchor set has both words "given".
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GenerationId {
    /// The catalog's id of the PKI, such as `siths`.
    pub pki: String,
    /// The generation's id in it, such as `e-id`.
    pub generation: String,
}

impl GenerationId {
    /// The anchors that were handed in beside every catalog.
    pub fn given() -> Self {
        Self { pki: "given".to_owned(), generation: "given".to_owned() }
    }
}

/// One certificate of a chain.
#[derive(Clone, Debug)]
pub struct Link {
    /// The certificate.
    pub certificate: Certificate,
    /// For a CA certificate: the name of its catalog entry.
    pub ca: Option<String>,
    /// For a CA certificate: `Some(true)` where its SHA-256 is the catalog's pin, `Some(false)` where the catalog has no pin or
    /// another one ("observed, not pinned"). `None` for the certificate that is judged, and for given anchors.
    pub pinned: Option<bool>,
}

/// One path from the certificate that is judged (first) to an anchor, or to where it ends.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    /// Leaf first.
    pub links: Vec<Link>,
    /// The last link is an anchor of the generation.
    pub complete: bool,
}

/// How much a reason weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know; changes nothing.
    Info,
    /// Works, but somebody should act.
    Warning,
    /// Not trusted because of this, or cannot say because of this.
    Error,
}

/// Why a verdict is what it is, at the link where it happens.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// What was found.
    pub kind: ReasonKind,
    /// Index in the chain's links of the certificate concerned, 0 being the one that is judged.
    pub link: usize,
    /// That certificate's subject.
    pub subject: Name,
}

/// A CA certificate that is not on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MissingCa {
    /// Its name.
    pub subject: Name,
    /// The key identifier that the certificate below asks for.
    pub key_id: Option<Vec<u8>>,
    /// Its catalog entry's name, where the catalog knows it.
    pub ca: Option<String>,
    /// Its pin, where the catalog has one.
    pub sha256: Option<Fingerprint>,
    /// Where it can be fetched: the catalog's addresses, then those that the certificate below names.
    pub urls: Vec<String>,
}

/// Everything that can be said about a link. The order of this list is no ranking; [`ReasonKind::rank`] is.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ReasonKind {
    /// The issuer's certificate is not on this machine: cannot say.
    IssuerMissing(MissingCa),
    /// No path was found before the work budget was used up: cannot say.
    GaveUp {
        /// Paths that were tried.
        paths: usize,
        /// Signatures that were checked.
        signatures: usize,
    },
    /// The chain ends in a self-signed certificate that is no root of this generation.
    UnknownRoot {
        /// Its fingerprint.
        sha256: Fingerprint,
    },
    /// A CA with the name of a known one but with another key: somebody else's.
    LookAlike {
        /// The catalog entry whose name it bears.
        ca: String,
        /// Its fingerprint.
        sha256: Fingerprint,
    },
    /// The issuer's key does not verify the signature: damaged, altered or issued by somebody else.
    SignatureInvalid,
    /// The signature algorithm, or the issuer's key, is of a kind that cannot be checked here.
    SignatureUnsupported {
        /// The algorithm.
        algorithm: Oid,
    },
    /// The two places that name the signature algorithm differ (RFC 5280 section 4.1.1.2).
    AlgorithmMismatch,
    /// Signed with a digest that the generation's policy does not let pass.
    WeakDigest {
        /// `SHA-1` or `MD5`.
        digest: &'static str,
    },
    /// Signed with SHA-1, which this generation's policy lets pass; many relying parties refuse it.
    Sha1Accepted,
    /// A key too short for the policy.
    WeakKey {
        /// Bits of the key.
        bits: usize,
    },
    /// The validity has ended.
    Expired {
        /// When.
        not_after: OffsetDateTime,
    },
    /// The validity has not begun.
    NotYetValid {
        /// When it begins.
        not_before: OffsetDateTime,
    },
    /// An issuer that is not a CA (basicConstraints, RFC 5280 section 6.1.4 k).
    NotCa,
    /// An issuer whose key usage does not allow to sign certificates (section 6.1.4 n).
    NoCertSign,
    /// More CA certificates below an issuer than it allows (section 6.1.4 l and m).
    PathTooLong {
        /// What the issuer allows.
        allowed: u32,
    },
    /// The path has more certificates than `--max-depth` allows.
    TooDeep {
        /// The limit: CA certificates between leaf and anchor.
        limit: usize,
    },
    /// A critical extension that is not known here (section 6.1.4 o, 6.1.5 f).
    UnknownCriticalExtension {
        /// Its type.
        extension: Oid,
    },
    /// A known extension with content that cannot be read.
    MalformedExtension {
        /// Its type.
        extension: Oid,
    },
    /// The same extension twice (section 4.2).
    RepeatedExtension {
        /// Its type.
        extension: Oid,
    },
    /// A name outside what a CA above may issue (section 6.1.3 b and c).
    NameConstraint {
        /// The name, as text.
        name: String,
        /// It lies in an excluded subtree; else it lies outside every permitted one.
        excluded: bool,
    },
    /// A name constraint of a form that cannot be checked on names of that form in the path.
    NameConstraintUnsupported,
    /// A CA above demands a certificate policy that the path does not have (section 6.1.5 g).
    PolicyRequired,
    /// Its issuer has revoked it.
    Revoked(Revoked),
    /// Whether it is revoked could not be found out, and why: cannot say.
    RevocationUnknown {
        /// What is wrong with each source.
        problems: Vec<Problem>,
    },
    /// The answer whether it is revoked is signed with SHA-1, which this generation's policy lets pass.
    Sha1Answer,
    /// It names no source that could be asked whether it is revoked, and `--revocation auto` lets that pass.
    NoRevocationSource,
    /// A certificate for signatures was offered for login.
    SignatureCertificateForLogin,
    /// A certificate for login was offered for document signatures.
    LoginCertificateForSigning,
    /// The key usage lacks what the purpose needs.
    KeyUsage {
        /// The key usage bits that are set.
        has: Vec<&'static str>,
        /// The one that is needed.
        needs: &'static str,
    },
    /// The extended key usage lacks what the purpose needs.
    ExtendedKeyUsage {
        /// What is there, dotted.
        has: Vec<String>,
        /// What is needed, by its RFC 5280 name.
        needs: &'static str,
    },
    /// The certificate does not hold the host's name.
    HostMismatch {
        /// The host that was asked for.
        host: String,
        /// Names that the certificate holds.
        names: Vec<String>,
    },
    /// An issuing CA that the catalog does not list, or with another certificate than the pinned one, but with a valid signature of
    /// the pinned root. One that the catalog lists without a pin is no reason: its link says "observed, not pinned".
    ObservedCa {
        /// Its fingerprint.
        sha256: Fingerprint,
        /// The catalog knows a CA of this name.
        listed: bool,
    },
    /// Issued after the day on which the CA stopped issuing.
    IssuedAfterEnd {
        /// That day.
        end: time::Date,
    },
    /// `--strict` only: a rule of RFC 5280 that the certificate breaks.
    StrictRule(Flaw),
    /// Trusted, but only under an older generation than the newest one asked for.
    OnlyUnderOlder {
        /// The newest generation asked for.
        newest: GenerationId,
    },
    /// Trusted in a test environment; production does not know this PKI.
    TestEnvironment,
    /// The second judge (rustls-webpki) refused the path and nothing in it explains why that could be overruled.
    SecondJudge {
        /// Its error.
        error: String,
    },
    /// The second judge refused the path because of a feature that it does not implement and that was found in the path:
    /// some relying parties will refuse this certificate too.
    SecondJudgeOverruled {
        /// Its error.
        error: String,
        /// The feature.
        feature: OverruleFeature,
    },
}

/// Features that rustls-webpki does not implement, found in a path: the closed list by which its refusal may be overruled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverruleFeature {
    /// A name that equals its counterpart but for string type, case or spaces.
    NameEncoding,
    /// Directory-name constraints; e-mail or URI constraints where a subjectAltName below has such a name.
    NameConstraintForm,
    /// Critical certificatePolicies, policyMappings, policyConstraints or inhibitAnyPolicy below the anchor.
    PolicyExtensions,
    /// Self-issued CA certificates that do not count in a path length, or under name constraints.
    SelfIssued,
    /// A version 1 leaf.
    Version1,
    /// More than six CA certificates between leaf and anchor.
    LongPath,
    /// A date before 1970.
    EarlyDate,
    /// Unique identifiers of issuer or subject (RFC 5280 section 4.1.2.8).
    UniqueId,
}

/// What a reason does to the verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Not trusted.
    Refuses,
    /// Cannot say.
    Unknown,
    /// The verdict stands; a warning.
    Warns,
    /// The verdict stands; information.
    Informs,
}

impl ReasonKind {
    /// What it does to the verdict.
    pub fn effect(&self) -> Effect {
        match self {
            Self::IssuerMissing(_)
            | Self::GaveUp { .. }
            | Self::SignatureUnsupported { .. }
            | Self::RevocationUnknown { .. } => Effect::Unknown,
            Self::Sha1Accepted
            | Self::OnlyUnderOlder { .. }
            | Self::IssuedAfterEnd { .. }
            | Self::SecondJudgeOverruled { .. }
            | Self::Sha1Answer => Effect::Warns,
            Self::ObservedCa { .. } | Self::TestEnvironment | Self::NoRevocationSource => Effect::Informs,
            _ => Effect::Refuses,
        }
    }

    /// How much it weighs in a report.
    pub fn severity(&self) -> Severity {
        match self.effect() {
            Effect::Refuses | Effect::Unknown => Severity::Error,
            Effect::Warns => Severity::Warning,
            Effect::Informs => Severity::Info,
        }
    }

    /// Order of reasons: the lowest first is the one to fix. Wrong certificate before wrong chain before wrong time, because a new
    /// certificate or another file makes the later ones moot.
    pub fn rank(&self) -> u8 {
        match self {
            Self::SignatureInvalid => 0,
            Self::LookAlike { .. } => 1,
            Self::UnknownRoot { .. } => 2,
            Self::Revoked(_) => 3,
            Self::SignatureCertificateForLogin | Self::LoginCertificateForSigning => 4,
            Self::Expired { .. } | Self::NotYetValid { .. } => 5,
            Self::NotCa | Self::NoCertSign | Self::PathTooLong { .. } | Self::TooDeep { .. } => 6,
            Self::HostMismatch { .. } => 7,
            Self::ExtendedKeyUsage { .. } | Self::KeyUsage { .. } => 8,
            Self::WeakDigest { .. } | Self::WeakKey { .. } | Self::SignatureUnsupported { .. } => 9,
            Self::NameConstraint { .. } | Self::NameConstraintUnsupported | Self::PolicyRequired => 10,
            Self::AlgorithmMismatch
            | Self::UnknownCriticalExtension { .. }
            | Self::MalformedExtension { .. }
            | Self::RepeatedExtension { .. }
            | Self::StrictRule(_) => 11,
            Self::SecondJudge { .. } => 12,
            Self::IssuerMissing(_) => 13,
            Self::GaveUp { .. } => 14,
            Self::RevocationUnknown { .. } => 15,
            Self::OnlyUnderOlder { .. } => 16,
            Self::IssuedAfterEnd { .. } => 17,
            Self::Sha1Accepted => 18,
            Self::SecondJudgeOverruled { .. } => 19,
            Self::TestEnvironment => 20,
            Self::ObservedCa { .. } => 21,
            Self::NoRevocationSource => 22,
            Self::Sha1Answer => 23,
        }
    }
}

/// For one certificate and one generation.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// Under whose roots.
    pub under: GenerationId,
    /// The certificate was issued under this generation: by verified signatures, or, where a CA certificate is missing, by the names
    /// and key identifiers it bears. `None`: its issuer is in no catalog and not at hand.
    pub issued_under: Option<bool>,
    /// The answer.
    pub trusted: Option<bool>,
    /// The path that was accepted, else the one that came furthest. Empty where nothing leads towards this generation.
    pub chain: Chain,
    /// Why, most important first.
    pub reasons: Vec<Reason>,
    /// Of an accepted path: the certificate policies under which it is valid, dotted, in terms of the anchor's domain (RFC 5280 section
    /// 6.1.6). anyPolicy where it is valid for any; none where the path has no policies and nothing demanded one.
    pub policies: Vec<String>,
    /// What was found out about revocation, for each certificate below the anchor; none where it was not looked at.
    pub revocation: Vec<LinkRevocation>,
}

impl Verdict {
    /// Neither trusted nor refused for a reason: simply of another generation. Shown as "–".
    pub fn is_of_another_generation(&self) -> bool {
        self.issued_under == Some(false) && self.reasons.is_empty()
    }
    /// CA certificates that this verdict waits for.
    pub fn missing(&self) -> impl Iterator<Item = &MissingCa> {
        self.reasons.iter().filter_map(|r| match &r.kind {
            ReasonKind::IssuerMissing(missing) => Some(missing),
            _ => None,
        })
    }
}

/// Everything that is said of one certificate.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The certificate.
    pub certificate: Certificate,
    /// Who and what it is.
    pub identity: Identity,
    /// One for each generation asked for: those of the certificate's own PKI first, newest generation first.
    pub verdicts: Vec<Verdict>,
    /// What is odd about the certificate itself.
    pub flaws: Vec<Flaw>,
}
