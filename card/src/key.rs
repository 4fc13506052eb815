//! A key that signs where it lies: on a card, in Windows' own store.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use rustls::sign::{Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use tillit_verifier::Certificate;
use tillit_verifier::certificate::PublicKeyInfo;

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{call}: {code}")]
pub struct Failure {
    /// The function: `C_Login`, `NCryptSignHash`.
    pub call: String,
    /// As its documentation calls it: `CKR_DEVICE_ERROR`; else what the library says.
    pub code: String,
}

/// Why a signature was not made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The card or the reader is gone.
    #[error("the card is gone")]
    Gone,
    /// The card is closed again: another program has reset it. The PIN is not given a second time.
    #[error("the card is closed again")]
    Closed,
    /// The PIN is locked.
    #[error("the PIN is locked")]
    Locked,
    /// Somebody was asked for the PIN in the middle of it, and gave none or a wrong one.
    #[error("no right PIN was given")]
    NoPin,
    /// It failed otherwise.
    #[error(transparent)]
    Failed(Failure),
}

/// How a key signs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mechanisms {
    /// RSA, PKCS#1 v1.5 (CKM_RSA_PKCS)
    pub pkcs1: bool,
    /// RSA, PSS (CKM_RSA_PKCS_PSS)
    pub pss: bool,
    /// ECDSA (CKM_ECDSA)
    pub ecdsa: bool,
}

/// Whoever has the private key. It is let go of when this value ends.
pub(crate) trait Holder: Send {
    /// Signs a digest; the scheme says of which kind it is. ECDSA: as `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3).
    fn sign(&mut self, scheme: SignatureScheme, digest: &[u8]) -> Result<Vec<u8>, SignError>;
}

/// The login key of a card, opened. Clones are the same key; when the last one goes, whoever holds it lets go of it: a token is logged out and its
/// module ended.
#[derive(Clone)]
pub struct CardKey(Arc<Inner>);

/// Ends a key that somebody else still holds: when the program is told to end. It keeps no key alive.
#[derive(Clone)]
pub struct Closer(Weak<Inner>);

impl fmt::Debug for Closer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Closer").finish_non_exhaustive()
    }
}

impl Closer {
    /// Logs the token out and ends its module, once a signature that is being made is made. A module that does not come back is waited for
    /// without end.
    pub fn close(&self) {
        if let Some(inner) = self.0.upgrade() {
            drop(inner.lock().holder.take());
        }
    }
}

struct Inner {
    held: Mutex<Held>,
    certificate: Certificate,
    algorithm: SignatureAlgorithm,
    schemes: Vec<SignatureScheme>,
}

/// One for all threads: PKCS#11 allows one operation at a time in each session.
struct Held {
    holder: Option<Box<dyn Holder>>,
    took: Vec<Duration>,
    failure: Option<SignError>,
}

impl fmt::Debug for CardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardKey").field("schemes", &self.0.schemes).finish_non_exhaustive()
    }
}

impl CardKey {
    pub(crate) fn new(holder: Box<dyn Holder>, certificate: Certificate, signs: Mechanisms) -> Self {
        let schemes = schemes(&certificate, signs);
        let algorithm = match certificate.key_info() {
            PublicKeyInfo::Ec { .. } => SignatureAlgorithm::ECDSA,
            _ => SignatureAlgorithm::RSA,
        };
        let held = Held { holder: Some(holder), took: Vec::new(), failure: None };
        Self(Arc::new(Inner { held: Mutex::new(held), certificate, algorithm, schemes }))
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.0.certificate
    }

    /// The schemes that token and key have in common.
    pub fn schemes(&self) -> &[SignatureScheme] {
        &self.0.schemes
    }

    /// It signs in a way that TLS 1.3 allows (RFC 8446 section 4.2.3).
    pub fn is_for_tls13(&self) -> bool {
        self.0.schemes.iter().any(|scheme| Padding::of(*scheme) != Padding::Pkcs1)
    }

    /// How long each signature took so far.
    pub fn signatures(&self) -> Vec<Duration> {
        self.0.lock().took.clone()
    }

    /// What ends it early.
    pub fn closer(&self) -> Closer {
        Closer(Arc::downgrade(&self.0))
    }

    /// Why a signature was not made, the first of those.
    pub fn failure(&self) -> Option<SignError> {
        self.0.lock().failure.clone()
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn sign(&self, scheme: SignatureScheme, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut held = self.lock();
        let is_over =
            |why: &SignError| matches!(why, SignError::Gone | SignError::Closed | SignError::Locked | SignError::NoPin);
        if let Some(over) = held.failure.as_ref().filter(|why| is_over(why)) {
            return Err(over.clone());
        }
        let begun = Instant::now();
        let digest = digest::digest(Hash::of(scheme).algorithm(), message);
        let holder = held.holder.as_mut().ok_or(SignError::Closed);
        let signed = holder.and_then(|holder| holder.sign(scheme, digest.as_ref()));
        match &signed {
            Ok(_) => held.took.push(begun.elapsed()),
            // The first one tells: what comes after it may be its consequence.
            Err(error) => drop(held.failure.get_or_insert_with(|| error.clone())),
        }
        signed
    }
}

impl SigningKey for CardKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let scheme = self.0.schemes.iter().find(|scheme| offered.contains(scheme))?;
        Some(Box::new(CardSigner { key: self.clone(), scheme: *scheme }))
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.0.algorithm
    }
}

#[derive(Debug)]
struct CardSigner {
    key: CardKey,
    scheme: SignatureScheme,
}

impl Signer for CardSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        self.key.0.sign(self.scheme, message).map_err(|error| rustls::Error::General(error.to_string()))
    }

    fn scheme(&self) -> SignatureScheme {
        self.scheme
    }
}

/// What both can, SHA-256 first: cards that can do no more have that.
pub(crate) fn schemes(certificate: &Certificate, signs: Mechanisms) -> Vec<SignatureScheme> {
    use SignatureScheme as S;
    let mut schemes = Vec::new();
    match certificate.key_info() {
        PublicKeyInfo::Rsa { .. } => {
            if signs.pss {
                schemes.extend([S::RSA_PSS_SHA256, S::RSA_PSS_SHA384, S::RSA_PSS_SHA512]);
            }
            if signs.pkcs1 {
                schemes.extend([S::RSA_PKCS1_SHA256, S::RSA_PKCS1_SHA384, S::RSA_PKCS1_SHA512]);
            }
        }
        PublicKeyInfo::Ec { bits } if signs.ecdsa => match bits {
            256 => schemes.push(S::ECDSA_NISTP256_SHA256),
            384 => schemes.push(S::ECDSA_NISTP384_SHA384),
            521 => schemes.push(S::ECDSA_NISTP521_SHA512),
            _ => {}
        },
        _ => {}
    }
    schemes
}

/// The half of a scheme that says how the digest is wrapped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Padding {
    Pkcs1,
    Pss,
    /// ECDSA has none.
    None,
}

impl Padding {
    pub(crate) fn of(scheme: SignatureScheme) -> Self {
        use SignatureScheme as S;
        match scheme {
            S::RSA_PKCS1_SHA256 | S::RSA_PKCS1_SHA384 | S::RSA_PKCS1_SHA512 => Self::Pkcs1,
            S::RSA_PSS_SHA256 | S::RSA_PSS_SHA384 | S::RSA_PSS_SHA512 => Self::Pss,
            _ => Self::None,
        }
    }
}

/// The half that says which digest it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hash {
    Sha256,
    Sha384,
    Sha512,
}

impl Hash {
    pub(crate) fn of(scheme: SignatureScheme) -> Self {
        use SignatureScheme as S;
        match scheme {
            S::RSA_PSS_SHA384 | S::RSA_PKCS1_SHA384 | S::ECDSA_NISTP384_SHA384 => Self::Sha384,
            S::RSA_PSS_SHA512 | S::RSA_PKCS1_SHA512 | S::ECDSA_NISTP521_SHA512 => Self::Sha512,
            _ => Self::Sha256,
        }
    }

    pub(crate) fn algorithm(self) -> &'static digest::Algorithm {
        match self {
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        }
    }
}

/// PKCS#11 and CNG put the two numbers side by side; TLS wants them as `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3).
pub(crate) fn ecdsa_der(signature: &[u8]) -> Vec<u8> {
    let (r, s) = signature.split_at(signature.len() / 2);
    let mut content = number(r);
    content.extend(number(s));
    tlv(0x30, &content)
}

fn number(magnitude: &[u8]) -> Vec<u8> {
    let start = magnitude.iter().position(|byte| *byte != 0).unwrap_or(magnitude.len());
    let significant = magnitude.get(start..).unwrap_or_default();
    let mut content = Vec::new();
    if significant.first().is_none_or(|first| *first >= 0x80) {
        content.push(0);
    }
    content.extend_from_slice(significant);
    tlv(0x02, &content)
}

/// Signatures of P-521 have up to 139 bytes.
fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u8::try_from(content.len()).unwrap_or(u8::MAX);
    let mut out = if length < 0x80 { vec![tag, length] } else { vec![tag, 0x81, length] };
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn two_numbers_side_by_side_become_a_sequence() {
        assert_eq!(ecdsa_der(&[0, 5, 0x80, 1]), [0x30, 8, 2, 1, 5, 2, 3, 0, 0x80, 1]);
        let long = ecdsa_der(&[0xff; 132]);
        assert_eq!(long.get(..3), Some([0x30, 0x81, 138].as_slice()));
    }
}
