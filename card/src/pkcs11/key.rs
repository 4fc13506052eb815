//! A key that signs on its card.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use aws_lc_rs::digest;
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;
use cryptoki::types::Ulong;
use rustls::sign::{Signer, SigningKey};
use rustls::{SignatureAlgorithm, SignatureScheme};
use tillit_verifier::Certificate;
use tillit_verifier::certificate::PublicKeyInfo;

use super::failure::{Failure, code, is_gone};
use super::module::{Mechanisms, Module};

/// Done when a key has ended.
pub type AfterEnd = Box<dyn FnOnce() + Send>;

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
    /// The module failed otherwise.
    #[error(transparent)]
    Failed(Failure),
}

/// The login key of a card, opened. Clones are the same key; when the last one goes, the token is logged out and its module ended.
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
            inner.lock().end();
        }
    }
}

struct Inner {
    held: Mutex<Held>,
    certificate: Certificate,
    algorithm: SignatureAlgorithm,
    schemes: Vec<SignatureScheme>,
}

/// One session for all threads: PKCS#11 allows one operation at a time in each.
struct Held {
    session: Option<Session>,
    module: Option<Module>,
    after: Option<AfterEnd>,
    handle: ObjectHandle,
    took: Vec<Duration>,
    failure: Option<SignError>,
}

impl fmt::Debug for CardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CardKey").field("schemes", &self.0.schemes).finish_non_exhaustive()
    }
}

impl CardKey {
    pub(super) fn new(
        module: Module,
        session: Session,
        handle: ObjectHandle,
        certificate: Certificate,
        signs: Mechanisms,
        after: Option<AfterEnd>,
    ) -> Self {
        let schemes = schemes(&certificate, signs);
        let algorithm = match certificate.key_info() {
            PublicKeyInfo::Ec { .. } => SignatureAlgorithm::ECDSA,
            _ => SignatureAlgorithm::RSA,
        };
        let held =
            Held { session: Some(session), module: Some(module), after, handle, took: Vec::new(), failure: None };
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
        self.0.schemes.iter().any(|scheme| !is_pkcs1(*scheme))
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
        if let Some(over @ (SignError::Gone | SignError::Closed)) = &held.failure {
            return Err(over.clone());
        }
        let begun = Instant::now();
        let signed = held.sign(scheme, message);
        match &signed {
            Ok(_) => held.took.push(begun.elapsed()),
            // The first one tells: what comes after it may be its consequence.
            Err(error) => drop(held.failure.get_or_insert_with(|| error.clone())),
        }
        signed
    }
}

impl Held {
    fn sign(&self, scheme: SignatureScheme, message: &[u8]) -> Result<Vec<u8>, SignError> {
        let session = self.session.as_ref().ok_or(SignError::Closed)?;
        let hash = Hash::of(scheme);
        let digest = digest::digest(hash.algorithm, message);
        let digest = digest.as_ref();
        let signed = if is_pkcs1(scheme) {
            session.sign(&Mechanism::RsaPkcs, self.handle, &[hash.info, digest].concat())
        } else if is_pss(scheme) {
            let length = u8::try_from(digest.len()).map_or(0, u64::from);
            let parameters = PkcsPssParams { hash_alg: hash.mechanism, mgf: hash.mask, s_len: ulong(length) };
            session.sign(&Mechanism::RsaPkcsPss(parameters), self.handle, digest)
        } else {
            session.sign(&Mechanism::Ecdsa, self.handle, digest).map(|signature| ecdsa_der(&signature))
        };
        signed.map_err(|error| why(&error))
    }

    fn end(&mut self) {
        if let Some(session) = self.session.take() {
            let _ = session.logout();
        }
        // Finalises it.
        drop(self.module.take());
        if let Some(after) = self.after.take() {
            after();
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.end();
    }
}

fn ulong(value: u64) -> Ulong {
    // As wide as the system's own: lengths of digests fit everywhere.
    usize::try_from(value).ok().and_then(|value| Ulong::try_from(value).ok()).unwrap_or_else(|| Ulong::new(0))
}

fn why(error: &Error) -> SignError {
    match code(error) {
        _ if is_gone(error) => SignError::Gone,
        Some(RvError::UserNotLoggedIn) => SignError::Closed,
        _ => SignError::Failed(Failure::of(error)),
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
fn schemes(certificate: &Certificate, signs: Mechanisms) -> Vec<SignatureScheme> {
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

fn is_pkcs1(scheme: SignatureScheme) -> bool {
    use SignatureScheme as S;
    matches!(scheme, S::RSA_PKCS1_SHA256 | S::RSA_PKCS1_SHA384 | S::RSA_PKCS1_SHA512)
}

fn is_pss(scheme: SignatureScheme) -> bool {
    use SignatureScheme as S;
    matches!(scheme, S::RSA_PSS_SHA256 | S::RSA_PSS_SHA384 | S::RSA_PSS_SHA512)
}

struct Hash {
    algorithm: &'static digest::Algorithm,
    mechanism: MechanismType,
    mask: PkcsMgfType,
    /// DigestInfo before the digest (RFC 8017 section 9.2, note 1).
    info: &'static [u8],
}

impl Hash {
    fn of(scheme: SignatureScheme) -> Self {
        use SignatureScheme as S;
        match scheme {
            S::RSA_PSS_SHA384 | S::RSA_PKCS1_SHA384 | S::ECDSA_NISTP384_SHA384 => Self {
                algorithm: &digest::SHA384,
                mechanism: MechanismType::SHA384,
                mask: PkcsMgfType::MGF1_SHA384,
                info: b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
            },
            S::RSA_PSS_SHA512 | S::RSA_PKCS1_SHA512 | S::ECDSA_NISTP521_SHA512 => Self {
                algorithm: &digest::SHA512,
                mechanism: MechanismType::SHA512,
                mask: PkcsMgfType::MGF1_SHA512,
                info: b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
            },
            _ => Self {
                algorithm: &digest::SHA256,
                mechanism: MechanismType::SHA256,
                mask: PkcsMgfType::MGF1_SHA256,
                info: b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
            },
        }
    }
}

/// PKCS#11 puts the two numbers side by side; TLS wants them as `Ecdsa-Sig-Value` (RFC 3279 section 2.2.3).
fn ecdsa_der(signature: &[u8]) -> Vec<u8> {
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
