//! CA certificates at hand, held against the catalog: which entry each one is, and which are still missing.
//!
//! A CA certificate is accepted in one of two ways. **Pinned**: its SHA-256 is the one in the catalog. **Observed**: it has the
//! exact subject name of an issuing CA, it is a CA, and its signature is a pinned root's of the same generation whose
//! certificate is at hand. That is how a CA without a published pin is believed, and a CA that was renewed after its pin was
//! written down. A root is accepted by its pin and in no other way, because nothing but its own key signs it.
//!
//! Dates are not looked at: an expired CA certificate explains an old card.

// A refusal names the CA, the root and both fingerprints; there are as many as there are files, so its size is no matter.
#![allow(clippy::result_large_err)]

use time::{Duration, OffsetDateTime};

use super::{Address, CaEntry, Catalog, Found};
use crate::certificate::{Certificate, Fingerprint};
use crate::judge::signature::{self, SignatureError};
use crate::name::Name;
use crate::verdict::GenerationId;

/// A CA's place in the catalog, by its names.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CaId {
    /// Its generation.
    pub generation: GenerationId,
    /// The entry's name.
    pub ca: String,
}

impl Found<'_> {
    /// The CA's place, by its names.
    pub fn ca_id(&self) -> CaId {
        CaId { generation: self.id(), ca: self.ca.name.clone() }
    }
}

/// How a CA certificate was accepted.
#[derive(Clone, Debug)]
pub enum Accepted<'a> {
    /// Its SHA-256 is the catalog's pin.
    Pinned {
        /// The entry.
        found: Found<'a>,
    },
    /// Signed by a pinned root, under the exact name of the entry.
    Observed {
        /// The entry.
        found: Found<'a>,
        /// The root that signed it.
        root: Certificate,
        /// The catalog knows an older certificate (a pin or a key identifier) of this CA: it was renewed since.
        renewed: bool,
    },
}

impl<'a> Accepted<'a> {
    /// The entry that the certificate is.
    pub fn found(&self) -> Found<'a> {
        match self {
            Self::Pinned { found } | Self::Observed { found, .. } => *found,
        }
    }
    /// Accepted by its pin.
    pub fn is_pinned(&self) -> bool {
        matches!(self, Self::Pinned { .. })
    }
}

/// Why a certificate is not accepted as one of the catalog's CA certificates.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// No CA of the catalog has this name.
    #[error("no CA of the catalog is called {0}")]
    NotInCatalog(Name),
    /// No CA certificate: basicConstraints without cA, or a keyUsage without keyCertSign (RFC 5280 section 4.2.1.9, 4.2.1.3).
    #[error("{0} is no CA certificate")]
    NotACa(Name),
    /// A root's name, and another key than the pinned certificate's.
    #[error("the name of {}, another key", .ca.ca)]
    LookAlike {
        /// Whose name it has.
        ca: CaId,
        /// The catalog's pin.
        expected: Fingerprint,
        /// The certificate's own.
        actual: Fingerprint,
    },
    /// A root's name, and not the pinned certificate; nothing shows that the key is another. A root that was issued anew must be
    /// compared with its publisher's page and gets a new pin.
    #[error("the name of {}, not the pinned certificate", .ca.ca)]
    PinMismatch {
        /// Whose name it has.
        ca: CaId,
        /// The catalog's pin.
        expected: Fingerprint,
        /// The certificate's own.
        actual: Fingerprint,
    },
    /// A root's name, and the catalog has no pin for it: it can be accepted by nothing.
    #[error("the catalog has no pin for the root {}", .0.ca)]
    RootNotPinned(CaId),
    /// An issuing CA's name; its issuer is no root of that generation.
    #[error("the name of {}, issued by {issuer}, which is no root of its generation", .ca.ca)]
    OtherIssuer {
        /// Whose name it has.
        ca: CaId,
        /// Who is said to have issued it.
        issuer: Name,
    },
    /// An issuing CA's name; the certificate of the root that would prove it is not at hand.
    #[error("the certificate of {}, which would prove it, is not at hand", .root.ca)]
    RootNotAtHand {
        /// Whose name it has.
        ca: CaId,
        /// The root to get first.
        root: CaId,
    },
    /// An issuing CA's name; the root did not sign it.
    #[error("the name of {}, not signed by {}", .ca.ca, .root.ca)]
    SignatureInvalid {
        /// Whose name it has.
        ca: CaId,
        /// The root whose signature it should have.
        root: CaId,
        /// What the check said.
        error: SignatureError,
    },
    /// An issuing CA's name, signed with SHA-1 or older in a generation that has no such signatures.
    #[error("signed with {digest}, which {} does not use", .ca.generation.generation)]
    WeakSignature {
        /// Whose name it has.
        ca: CaId,
        /// `SHA-1`, ...
        digest: &'static str,
    },
}

impl Refusal {
    /// It pretends to be a CA of the catalog and is not: worth a second look by a person.
    pub fn is_suspicious(&self) -> bool {
        !matches!(self, Self::NotInCatalog(_) | Self::NotACa(_) | Self::RootNotAtHand { .. } | Self::RootNotPinned(_))
    }
}

/// Which entry of the catalog this certificate is, the first where several catalogs describe the same CA. `at_hand` are all the
/// certificates that are there; only pinned roots among them count.
///
/// # Errors
/// [`Refusal`]
pub fn classify<'a>(
    certificate: &Certificate,
    catalog: &'a Catalog,
    at_hand: &[Certificate],
) -> Result<Accepted<'a>, Refusal> {
    every(certificate, catalog, at_hand).map(|(first, _)| first)
}

/// Every entry of the catalog that this certificate is: the first, and the others.
fn every<'a>(
    certificate: &Certificate,
    catalog: &'a Catalog,
    at_hand: &[Certificate],
) -> Result<(Accepted<'a>, Vec<Accepted<'a>>), Refusal> {
    let fingerprint = certificate.fingerprint();
    let pinned = |found: &Found<'_>| found.ca.sha256 == Some(fingerprint);
    let mut accepted: Vec<Accepted<'a>> =
        catalog.cas().filter(pinned).map(|found| Accepted::Pinned { found }).collect();
    let mut refusal = None;
    let mut named = false;
    for found in catalog.cas().filter(|found| found.ca.subject == *certificate.subject() && !pinned(found)) {
        named = true;
        if !may_issue(certificate) {
            break;
        }
        let judged = if found.ca.is_root() {
            Err(root_refusal(certificate, found, at_hand))
        } else {
            observe(certificate, found, at_hand)
        };
        match judged {
            Ok(observed) => accepted.push(observed),
            Err(first) => _ = refusal.get_or_insert(first),
        }
    }
    if !accepted.is_empty() {
        let first = accepted.remove(0);
        return Ok((first, accepted));
    }
    let subject = certificate.subject().clone();
    Err(refusal.unwrap_or(if named || !may_issue(certificate) {
        Refusal::NotACa(subject)
    } else {
        Refusal::NotInCatalog(subject)
    }))
}

/// cA in basicConstraints, and keyCertSign where a keyUsage is given.
fn may_issue(certificate: &Certificate) -> bool {
    certificate.is_ca() && certificate.extensions().key_usage.is_none_or(crate::certificate::KeyUsage::key_cert_sign)
}

fn root_refusal(certificate: &Certificate, found: Found<'_>, at_hand: &[Certificate]) -> Refusal {
    let ca = found.ca_id();
    let Some(expected) = found.ca.sha256 else {
        return Refusal::RootNotPinned(ca);
    };
    let actual = certificate.fingerprint();
    let pinned = at_hand.iter().find(|c| c.fingerprint() == expected);
    let other_key = match (pinned, &found.ca.key_id, &certificate.extensions().subject_key_id) {
        (Some(pinned), ..) => pinned.spki() != certificate.spki(),
        (None, Some(known), Some(own)) => known != own,
        _ => false,
    };
    if other_key { Refusal::LookAlike { ca, expected, actual } } else { Refusal::PinMismatch { ca, expected, actual } }
}

fn observe<'a>(certificate: &Certificate, found: Found<'a>, at_hand: &[Certificate]) -> Result<Accepted<'a>, Refusal> {
    let ca = found.ca_id();
    if let Some(digest) = signature::weak_digest(certificate).filter(|_| !found.generation.allow_sha1) {
        return Err(Refusal::WeakSignature { ca, digest });
    }
    let mut refusal = Refusal::OtherIssuer { ca: ca.clone(), issuer: certificate.issuer().clone() };
    for entry in found.generation.cas.iter().filter(|e| e.is_root() && e.subject == *certificate.issuer()) {
        let root = CaId { generation: ca.generation.clone(), ca: entry.name.clone() };
        let Some(pin) = entry.sha256 else {
            refusal = Refusal::RootNotPinned(root);
            continue;
        };
        let Some(signer) = at_hand.iter().find(|c| c.fingerprint() == pin) else {
            refusal = Refusal::RootNotAtHand { ca: ca.clone(), root };
            continue;
        };
        match signature::check(certificate, signer) {
            Ok(()) => {
                let other_key = match (&found.ca.key_id, &certificate.extensions().subject_key_id) {
                    (Some(known), Some(own)) => known != own,
                    _ => false,
                };
                let renewed = found.ca.sha256.is_some() || other_key;
                return Ok(Accepted::Observed { found, root: signer.clone(), renewed });
            }
            Err(error) => refusal = Refusal::SignatureInvalid { ca: ca.clone(), root, error },
        }
    }
    Err(refusal)
}

/// Certificates sorted into accepted and refused ones, each once, in the order given.
#[derive(Clone, Debug, Default)]
pub struct Sorted<'a> {
    /// CA certificates of the catalog.
    pub accepted: Vec<(Certificate, Accepted<'a>)>,
    /// Everything else, with the reason.
    pub refused: Vec<(Certificate, Refusal)>,
}

/// The certificate is this CA's, perhaps beside others that further catalogs describe.
pub fn is(certificate: &Certificate, ca: &CaId, catalog: &Catalog, at_hand: &[Certificate]) -> bool {
    every(certificate, catalog, at_hand)
        .is_ok_and(|(first, others)| std::iter::once(&first).chain(&others).any(|a| a.found().ca_id() == *ca))
}

/// Classifies a set of certificates whose roots prove its issuing CAs; `at_hand` may add roots that are there already.
pub fn sort<'a>(certificates: &[Certificate], catalog: &'a Catalog, at_hand: &[Certificate]) -> Sorted<'a> {
    let roots: Vec<Certificate> =
        at_hand.iter().chain(certificates).filter(|c| catalog.by_pin(c).is_some()).cloned().collect();
    let mut sorted = Sorted::default();
    let mut seen = std::collections::HashSet::new();
    for certificate in certificates.iter().filter(|c| seen.insert(c.fingerprint())) {
        match classify(certificate, catalog, &roots) {
            Ok(accepted) => sorted.accepted.push((certificate.clone(), accepted)),
            Err(refusal) => sorted.refused.push((certificate.clone(), refusal)),
        }
    }
    sorted
}

/// A certificate that is at hand for a CA.
#[derive(Clone, Debug)]
pub struct Held {
    /// The certificate.
    pub certificate: Certificate,
    /// By its pin; otherwise observed.
    pub pinned: bool,
    /// Observed, and the catalog knows an older certificate of this CA.
    pub renewed: bool,
}

/// One CA of the catalog and what is at hand of it.
#[derive(Clone, Debug)]
pub struct CaState<'a> {
    /// The entry.
    pub found: Found<'a>,
    /// Its certificates: the pinned one first, then the one that ends last. Empty: missing.
    pub held: Vec<Held>,
}

impl CaState<'_> {
    /// No certificate of it is at hand.
    pub fn is_missing(&self) -> bool {
        self.held.is_empty()
    }
    /// It has no pin in the catalog.
    pub fn is_unpinned(&self) -> bool {
        self.found.ca.sha256.is_none()
    }
    /// When it ends: the certificate's own word, and the catalog's where none is at hand.
    pub fn not_after(&self) -> Option<OffsetDateTime> {
        self.held.iter().map(|h| h.certificate.not_after()).max().or(self.found.ca.not_after)
    }
    /// It ends within this time from `now`, and has not ended yet.
    pub fn ends_within(&self, now: OffsetDateTime, time: Duration) -> bool {
        self.not_after().is_some_and(|end| end >= now && end - now <= time)
    }
    /// It has ended.
    pub fn is_over(&self, now: OffsetDateTime) -> bool {
        self.not_after().is_some_and(|end| end < now)
    }
    /// Where its certificate can be fetched, the certain addresses first.
    pub fn addresses(&self) -> Vec<&Address> {
        addresses(self.found.ca)
    }
}

/// Where a CA's certificate can be fetched, the certain addresses first.
pub fn addresses(ca: &CaEntry) -> Vec<&Address> {
    let mut all: Vec<&Address> = ca.aia.iter().collect();
    all.sort_by_key(|address| address.status as u8);
    all
}

/// Every CA of the catalog with what is at hand of it, in the catalog's order.
pub fn inventory<'a>(catalog: &'a Catalog, at_hand: &[Certificate]) -> Vec<CaState<'a>> {
    let mut states: Vec<CaState<'a>> = catalog.cas().map(|found| CaState { found, held: Vec::new() }).collect();
    let mut seen = std::collections::HashSet::new();
    for certificate in at_hand.iter().filter(|c| seen.insert(c.fingerprint())) {
        let Ok((first, others)) = every(certificate, catalog, at_hand) else {
            continue;
        };
        for accepted in std::iter::once(first).chain(others) {
            let (id, pinned) = (accepted.found().ca_id(), accepted.is_pinned());
            let renewed = matches!(accepted, Accepted::Observed { renewed: true, .. });
            if let Some(state) = states.iter_mut().find(|state| state.found.ca_id() == id) {
                state.held.push(Held { certificate: certificate.clone(), pinned, renewed });
            }
        }
    }
    for state in &mut states {
        state.held.sort_by_key(|h| (!h.pinned, std::cmp::Reverse(h.certificate.not_after())));
    }
    states
}

/// The CAs whose certificate is not at hand, in the catalog's order. Each says where to get it ([`CaState::addresses`]).
pub fn missing<'a>(catalog: &'a Catalog, at_hand: &[Certificate]) -> Vec<CaState<'a>> {
    let mut states = inventory(catalog, at_hand);
    states.retain(CaState::is_missing);
    states
}

#[cfg(all(test, unix))] // openssl makes the certificates
#[path = "store_tests.rs"]
mod tests;
