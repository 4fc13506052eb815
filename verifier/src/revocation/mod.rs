//! Revocation: what revocation lists ([`crl`]) and OCSP responses ([`ocsp`]) say, where they come from ([`Sources`]), and what was found
//! for the certificates of a path. The rules by which they are believed stand with the other rules, in [`crate::judge`].
//!
//! Nobody's word is "good" for want of an answer: what cannot be found out is [`Status::Unknown`], and a verdict with it is "cannot say".

use time::OffsetDateTime;

use crate::Oid;
use crate::der;
use crate::fetch::FetchErrorKind;
use crate::name::Name;

pub mod crl;
mod distribution;
pub mod ocsp;
pub(crate) mod sources;

pub use crl::{Crl, CrlError, CrlFlaw};
pub use distribution::{DistributionPoint, IssuingDistributionPoint, PointName, ReasonFlags};
pub use sources::{Cache, MAX_CRL_BYTES, MAX_OCSP_BYTES, Origin, Sources};

/// How revocation is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Not at all.
    #[default]
    Off,
    /// By revocation lists at hand, OCSP, then lists from their addresses. A certificate that names neither is let pass, and that is said.
    Auto,
    /// By revocation lists alone; every certificate of the path must be on the good side of one.
    Crl,
    /// By OCSP alone; every certificate of the path must be called good.
    Ocsp,
    /// As [`Mode::Auto`], and a certificate about which nothing can be asked is not let pass.
    Require,
}

impl Mode {
    /// Revocation lists are looked at.
    pub fn uses_lists(self) -> bool {
        matches!(self, Self::Auto | Self::Crl | Self::Require)
    }
    /// OCSP responders are asked.
    pub fn uses_ocsp(self) -> bool {
        matches!(self, Self::Auto | Self::Ocsp | Self::Require)
    }
}

/// Why a certificate was revoked (RFC 5280 section 5.3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevocationReason {
    /// unspecified
    Unspecified,
    /// keyCompromise: somebody else has the private key
    KeyCompromise,
    /// cACompromise: somebody else has the CA's private key
    CaCompromise,
    /// affiliationChanged
    AffiliationChanged,
    /// superseded: replaced by another
    Superseded,
    /// cessationOfOperation
    CessationOfOperation,
    /// certificateHold: for the time being; may be released again
    CertificateHold,
    /// removeFromCRL: released from hold
    RemoveFromCrl,
    /// privilegeWithdrawn
    PrivilegeWithdrawn,
    /// aACompromise
    AaCompromise,
}

impl RevocationReason {
    /// By its number; `None` for 7, which is not used, and unknown ones.
    pub fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Unspecified,
            1 => Self::KeyCompromise,
            2 => Self::CaCompromise,
            3 => Self::AffiliationChanged,
            4 => Self::Superseded,
            5 => Self::CessationOfOperation,
            6 => Self::CertificateHold,
            8 => Self::RemoveFromCrl,
            9 => Self::PrivilegeWithdrawn,
            10 => Self::AaCompromise,
            _ => return None,
        })
    }

    /// CRLReason, DER encoded.
    fn read(der: &[u8]) -> Option<Self> {
        match der::Element::only(der).filter(|e| e.tag == der::ENUMERATED)?.content {
            [number] => Self::from_number(*number),
            _ => None,
        }
    }

    /// As RFC 5280 spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::KeyCompromise => "keyCompromise",
            Self::CaCompromise => "cACompromise",
            Self::AffiliationChanged => "affiliationChanged",
            Self::Superseded => "superseded",
            Self::CessationOfOperation => "cessationOfOperation",
            Self::CertificateHold => "certificateHold",
            Self::RemoveFromCrl => "removeFromCRL",
            Self::PrivilegeWithdrawn => "privilegeWithdrawn",
            Self::AaCompromise => "aACompromise",
        }
    }
}

/// That a certificate is revoked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Since when.
    pub at: OffsetDateTime,
    /// Why, where that is said.
    pub reason: Option<RevocationReason>,
}

/// What is known of one certificate of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not revoked, by an answer that holds at the moment of the verdict.
    Good,
    /// Revoked.
    Revoked(Revoked),
    /// It could not be found out.
    Unknown,
    /// It says of itself that no revocation information exists (noRevAvail, RFC 9608).
    NotRevocable,
    /// It names no source, and [`Mode::Auto`] lets that pass.
    NoSource,
}

/// Which kind of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceKind {
    /// A complete revocation list.
    Crl,
    /// A revocation list that says what changed since a complete one.
    DeltaCrl,
    /// An OCSP response.
    Ocsp,
}

/// An answer that was believed.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// Its kind.
    pub kind: SourceKind,
    /// Where it came from.
    pub origin: Origin,
    /// When it was true.
    pub this_update: OffsetDateTime,
    /// Until when a newer one will be there.
    pub next_update: Option<OffsetDateTime>,
    /// Signed with SHA-1, which the policy lets pass.
    pub sha1: bool,
}

/// Why a source gave no answer that can be believed.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What was asked; none where there was nothing to ask.
    pub origin: Option<Origin>,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with a source.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The certificate names no source of this kind, and none was handed in.
    NoSource,
    /// The extension that names the sources cannot be read.
    MalformedPoints,
    /// Nothing may be fetched, and no copy is at hand.
    Offline,
    /// Neither http nor https.
    Scheme,
    /// Fetching gave nothing.
    Fetch(FetchErrorKind),
    /// What came is not a revocation list; the text is technical.
    NotACrl(CrlError),
    /// The next one was due; this one is too old to be believed.
    Stale {
        /// When the next one was due.
        next_update: OffsetDateTime,
        /// It was signed by whoever may, and named the certificate as revoked when it still held: a sign, though no proof.
        listed: Option<Revoked>,
    },
    /// It does not say until when it holds.
    NoNextUpdate,
    /// Made after the moment of the verdict: the clock here is wrong, or its maker's.
    FromTheFuture {
        /// When it begins.
        this_update: OffsetDateTime,
    },
    /// Another issuer's.
    OtherIssuer {
        /// Whose.
        issuer: Name,
    },
    /// It covers other certificates than this one: another distribution point, only user or CA certificates.
    OtherScope,
    /// Only some reasons for a revocation are covered.
    SomeReasons,
    /// It only says what changed since a complete list that is not here.
    DeltaWithoutBase,
    /// It is complete, and the list of what changed since, which it or the certificate names, cannot be had or cannot be believed.
    DeltaMissing,
    /// A critical extension that is not known here, of the list or of an entry (RFC 5280 sections 5.2 and 5.3).
    UnknownCriticalExtension {
        /// Its type.
        extension: Oid,
    },
    /// `--strict` only: a rule of RFC 5280 section 5 that the list breaks.
    StrictRule(CrlFlaw),
    /// The certificate of whoever signed it is not at hand.
    SignerMissing {
        /// Who signed it, as it says.
        signer: Option<Name>,
    },
    /// Its signature is wrong.
    SignatureInvalid,
    /// Signed in a way that cannot be checked here, or with a digest that the policy does not let pass.
    SignatureUnsupported,
    /// Whoever signed it may not sign revocation lists (RFC 5280 section 6.3.3 f).
    NoCrlSign,
    /// The path of whoever signed it does not hold under the same root.
    SignerNotTrusted,
    /// Whoever signed it is revoked.
    SignerRevoked,
    /// Whether whoever signed it is revoked cannot be found out.
    SignerUnchecked,
    /// What came is not an OCSP response.
    NotAnOcspResponse,
    /// The responder answered that it cannot answer.
    ResponderStatus(ocsp::ResponseStatus),
    /// An answer about other certificates.
    OtherCertificate,
    /// An answer to another question: its nonce is not ours (RFC 9654).
    NonceDiffers,
    /// The responder does not know the certificate.
    ResponderUnknown,
    /// Whoever signed the answer was not authorised by the certificate's issuer (RFC 6960 section 4.2.2.2).
    ResponderNotAuthorized,
    /// The responder's certificate is not valid at the moment of the verdict.
    ResponderExpired {
        /// When it ended, or, where it has not begun, begins.
        not_after: OffsetDateTime,
    },
    /// The work that one verdict may cost was used up.
    GaveUp,
}

/// What was found out about one certificate of a path.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkRevocation {
    /// Its index in the chain.
    pub link: usize,
    /// What is known.
    pub status: Status,
    /// The answers that this rests on.
    pub proofs: Vec<Proof>,
    /// Sources that gave nothing. Where the status is known from another one, they are of interest only.
    pub problems: Vec<Problem>,
}
