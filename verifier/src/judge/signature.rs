//! Signatures. Nothing is computed here: `aws-lc-rs` does.

use crate::certificate::Certificate;

/// Why a signature does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SignatureError {
    /// The key does not verify it.
    #[error("signature does not verify")]
    Invalid,
    /// The algorithm, or the key's kind or size, is not supported.
    #[error("unsupported signature algorithm or key")]
    Unsupported,
}

/// Checks that `issuer`'s key made the signature on `certificate`. Says nothing of names, dates or whether `issuer` is a CA.
///
/// # Errors
/// [`SignatureError`]
pub fn check(certificate: &Certificate, issuer: &Certificate) -> Result<(), SignatureError> {
    let _ = (certificate, issuer);
    Err(SignatureError::Unsupported)
}
