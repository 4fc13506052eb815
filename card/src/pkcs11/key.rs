//! A key that signs on its card, through its module.

use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::rsa::{PkcsMgfType, PkcsPssParams};
use cryptoki::mechanism::{Mechanism, MechanismType};
use cryptoki::object::ObjectHandle;
use cryptoki::session::Session;
use cryptoki::types::Ulong;
use rustls::SignatureScheme;

use super::failure::{code, is_gone};
use super::module::Module;
use crate::key::{Failure, Hash, Holder, Padding, SignError, ecdsa_der};

/// Done when a key has ended.
pub type AfterEnd = Box<dyn FnOnce() + Send>;

/// An open session, and what is to be ended with it, in this order.
pub(super) struct OnToken {
    pub(super) session: Option<Session>,
    pub(super) module: Option<Module>,
    pub(super) after: Option<AfterEnd>,
    pub(super) handle: ObjectHandle,
}

impl Holder for OnToken {
    fn sign(&mut self, scheme: SignatureScheme, digest: &[u8]) -> Result<Vec<u8>, SignError> {
        let session = self.session.as_ref().ok_or(SignError::Closed)?;
        let (mechanism, mask, info) = hash(Hash::of(scheme));
        let signed = match Padding::of(scheme) {
            Padding::Pkcs1 => session.sign(&Mechanism::RsaPkcs, self.handle, &[info, digest].concat()),
            Padding::Pss => {
                let length = u8::try_from(digest.len()).map_or(0, u64::from);
                let parameters = PkcsPssParams { hash_alg: mechanism, mgf: mask, s_len: ulong(length) };
                session.sign(&Mechanism::RsaPkcsPss(parameters), self.handle, digest)
            }
            Padding::None => {
                session.sign(&Mechanism::Ecdsa, self.handle, digest).map(|signature| ecdsa_der(&signature))
            }
        };
        signed.map_err(|error| why(&error))
    }
}

impl Drop for OnToken {
    fn drop(&mut self) {
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

/// How PKCS#11 names a hash, and the `DigestInfo` before its digest (RFC 8017 section 9.2, note 1).
fn hash(hash: Hash) -> (MechanismType, PkcsMgfType, &'static [u8]) {
    match hash {
        Hash::Sha256 => (
            MechanismType::SHA256,
            PkcsMgfType::MGF1_SHA256,
            b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20",
        ),
        Hash::Sha384 => (
            MechanismType::SHA384,
            PkcsMgfType::MGF1_SHA384,
            b"\x30\x41\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x02\x05\x00\x04\x30",
        ),
        Hash::Sha512 => (
            MechanismType::SHA512,
            PkcsMgfType::MGF1_SHA512,
            b"\x30\x51\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x03\x05\x00\x04\x40",
        ),
    }
}
