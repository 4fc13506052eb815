//! Signatures. Nothing is computed here: `aws-lc-rs` does.
//!
//! What is supported: RSA PKCS#1 v1.5 with SHA-1, SHA-256, SHA-384 and SHA-512 and keys of 1024 to 8192 bits (SHA-384 from 2048),
//! RSA-PSS with SHA-256/384/512 where the salt is as long as the digest, ECDSA on P-256, P-384 and P-521, Ed25519. MD5 and older are
//! never verified. Whether a SHA-1 signature that verifies may also count is the generation's policy, decided elsewhere.

use aws_lc_rs::signature::{self as lc, UnparsedPublicKey, VerificationAlgorithm};

use crate::certificate::Certificate;
use crate::der::{self, Element, INTEGER, OBJECT_IDENTIFIER, Reader, SEQUENCE, constructed};

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
    verify(
        certificate.signature_algorithm(),
        issuer.spki_algorithm(),
        issuer.public_key(),
        certificate.tbs(),
        certificate.signature(),
    )
}

/// A digest that is too weak to be believed without a policy that says so.
pub(crate) fn weak_digest(certificate: &Certificate) -> Option<&'static str> {
    weak(&certificate.signature_oid().to_id_string(), certificate.signature_algorithm())
}

/// The same of any AlgorithmIdentifier, DER encoded.
pub(crate) fn weak_digest_of(identifier: &[u8]) -> Option<&'static str> {
    weak(&algorithm(identifier)?.0, identifier)
}

fn weak(oid: &str, identifier: &[u8]) -> Option<&'static str> {
    match oid {
        SHA1_RSA | SHA1_RSA_OIW | SHA1_ECDSA | SHA1_DSA => Some("SHA-1"),
        MD5_RSA | MD5_RSA_OIW => Some("MD5"),
        MD2_RSA => Some("MD2"),
        // PSS without parameters, or with parameters that leave the hash out, means SHA-1 (RFC 4055 section 3.1).
        PSS if pss_digest(identifier).is_none_or(|d| d == Digest::Sha1) => Some("SHA-1"),
        _ => None,
    }
}

const RSA: &str = "1.2.840.113549.1.1.1";
const PSS: &str = "1.2.840.113549.1.1.10";
const EC: &str = "1.2.840.10045.2.1";
const ED25519: &str = "1.3.101.112";
const SHA1_RSA: &str = "1.2.840.113549.1.1.5";
const SHA1_RSA_OIW: &str = "1.3.14.3.2.29";
const SHA1_ECDSA: &str = "1.2.840.10045.4.1";
const SHA1_DSA: &str = "1.2.840.10040.4.3";
const MD5_RSA: &str = "1.2.840.113549.1.1.4";
const MD5_RSA_OIW: &str = "1.3.14.3.2.3";
const MD2_RSA: &str = "1.2.840.113549.1.1.2";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digest {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

/// Verifies one signature. The two algorithms are DER encoded `AlgorithmIdentifier`s with their tags, `key` the bits of the
/// subjectPublicKey.
pub(crate) fn verify(
    signature_algorithm: &[u8],
    key_algorithm: &[u8],
    key: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), SignatureError> {
    let algorithm = choose(signature_algorithm, key_algorithm, key).ok_or(SignatureError::Unsupported)?;
    UnparsedPublicKey::new(algorithm, key).verify(message, signature).map_err(|_| SignatureError::Invalid)
}

fn choose(signature_algorithm: &[u8], key_algorithm: &[u8], key: &[u8]) -> Option<&'static dyn VerificationAlgorithm> {
    let (signature_oid, signature_parameters) = algorithm(signature_algorithm)?;
    let (key_oid, key_parameters) = algorithm(key_algorithm)?;
    match (signature_oid.as_str(), key_oid.as_str()) {
        ("1.2.840.113549.1.1.11", RSA) => rsa_pkcs1(Digest::Sha256, key),
        ("1.2.840.113549.1.1.12", RSA) => rsa_pkcs1(Digest::Sha384, key),
        ("1.2.840.113549.1.1.13", RSA) => rsa_pkcs1(Digest::Sha512, key),
        (SHA1_RSA | SHA1_RSA_OIW, RSA) => rsa_pkcs1(Digest::Sha1, key),
        (PSS, RSA | PSS) => {
            // A key restricted to one digest must not be used with another (RFC 4055 section 3.3).
            let digest = pss_digest(signature_algorithm)?;
            if key_oid == PSS && key_parameters.is_some_and(|p| !p.is_empty()) && pss_digest(key_algorithm)? != digest {
                return None;
            }
            matches!(rsa_bits(key)?, 2048..=8192).then_some(())?;
            match digest {
                Digest::Sha256 => Some(&lc::RSA_PSS_2048_8192_SHA256),
                Digest::Sha384 => Some(&lc::RSA_PSS_2048_8192_SHA384),
                Digest::Sha512 => Some(&lc::RSA_PSS_2048_8192_SHA512),
                Digest::Sha1 => None,
            }
        }
        (ecdsa, EC) => {
            let digest = match ecdsa {
                SHA1_ECDSA => Digest::Sha1,
                "1.2.840.10045.4.3.2" => Digest::Sha256,
                "1.2.840.10045.4.3.3" => Digest::Sha384,
                "1.2.840.10045.4.3.4" => Digest::Sha512,
                _ => return None,
            };
            let curve = Element::only(key_parameters?).filter(|curve| curve.tag == OBJECT_IDENTIFIER)?;
            match (der::oid(curve.content)?.to_id_string().as_str(), digest) {
                ("1.2.840.10045.3.1.7", Digest::Sha1) => Some(&lc::ECDSA_P256_SHA1_ASN1),
                ("1.2.840.10045.3.1.7", Digest::Sha256) => Some(&lc::ECDSA_P256_SHA256_ASN1),
                ("1.2.840.10045.3.1.7", Digest::Sha384) => Some(&lc::ECDSA_P256_SHA384_ASN1),
                ("1.2.840.10045.3.1.7", Digest::Sha512) => Some(&lc::ECDSA_P256_SHA512_ASN1),
                ("1.3.132.0.34", Digest::Sha256) => Some(&lc::ECDSA_P384_SHA256_ASN1),
                ("1.3.132.0.34", Digest::Sha384) => Some(&lc::ECDSA_P384_SHA384_ASN1),
                ("1.3.132.0.34", Digest::Sha512) => Some(&lc::ECDSA_P384_SHA512_ASN1),
                ("1.3.132.0.35", Digest::Sha1) => Some(&lc::ECDSA_P521_SHA1_ASN1),
                ("1.3.132.0.35", Digest::Sha256) => Some(&lc::ECDSA_P521_SHA256_ASN1),
                ("1.3.132.0.35", Digest::Sha384) => Some(&lc::ECDSA_P521_SHA384_ASN1),
                ("1.3.132.0.35", Digest::Sha512) => Some(&lc::ECDSA_P521_SHA512_ASN1),
                _ => None,
            }
        }
        (ED25519, ED25519) => {
            // RFC 8410 section 3: the parameters must be absent.
            (signature_parameters.is_none() && key_parameters.is_none()).then_some(&lc::ED25519 as _)
        }
        _ => None,
    }
}

fn rsa_pkcs1(digest: Digest, key: &[u8]) -> Option<&'static dyn VerificationAlgorithm> {
    match (rsa_bits(key)?, digest) {
        (2048..=8192, Digest::Sha256) => Some(&lc::RSA_PKCS1_2048_8192_SHA256),
        (2048..=8192, Digest::Sha384) => Some(&lc::RSA_PKCS1_2048_8192_SHA384),
        (2048..=8192, Digest::Sha512) => Some(&lc::RSA_PKCS1_2048_8192_SHA512),
        (1024..=8192, Digest::Sha1) => Some(&lc::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY),
        (1024..2048, Digest::Sha256) => Some(&lc::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
        (1024..2048, Digest::Sha512) => Some(&lc::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY),
        _ => None,
    }
}

/// Bits of the modulus of an `RSAPublicKey`.
pub(crate) fn rsa_bits(key: &[u8]) -> Option<usize> {
    let modulus = Reader::of(key, SEQUENCE)?.integer()?;
    let bytes = modulus.iter().position(|&b| b != 0).map(|i| &modulus[i..])?;
    Some(bytes.len() * 8 - bytes[0].leading_zeros() as usize)
}

/// The OID and, where there are any, the DER encoded parameters of an AlgorithmIdentifier.
fn algorithm(der: &[u8]) -> Option<(String, Option<&[u8]>)> {
    let mut fields = Reader::of(der, SEQUENCE)?;
    let oid = fields.oid()?.to_id_string();
    let parameters = fields.0;
    (parameters.is_empty() || Element::only(parameters).is_some()).then_some(())?;
    Some((oid, (!parameters.is_empty()).then_some(parameters)))
}

/// The digest of RSASSA-PSS parameters (RFC 4055 section 3.1) that can be verified: the mask uses the same digest and the salt
/// is as long as it. `Sha1` stands for the defaults.
fn pss_digest(der: &[u8]) -> Option<Digest> {
    let (_, parameters) = algorithm(der)?;
    let Some(parameters) = parameters else { return Some(Digest::Sha1) };
    let mut fields = Reader::of(parameters, SEQUENCE)?;
    let digest_of = |oid: &str| match oid {
        "2.16.840.1.101.3.4.2.1" => Some(Digest::Sha256),
        "2.16.840.1.101.3.4.2.2" => Some(Digest::Sha384),
        "2.16.840.1.101.3.4.2.3" => Some(Digest::Sha512),
        "1.3.14.3.2.26" => Some(Digest::Sha1),
        _ => None,
    };
    let (mut hash, mut mask, mut salt, mut trailer) = (Digest::Sha1, Digest::Sha1, 20_u32, 1_u32);
    if let Some(field) = fields.optional(constructed(0)) {
        hash = digest_of(&algorithm(field.content)?.0)?;
    }
    if let Some(field) = fields.optional(constructed(1)) {
        let (oid, inner) = algorithm(field.content)?;
        (oid == "1.2.840.113549.1.1.8").then_some(())?;
        mask = digest_of(&algorithm(inner?)?.0)?;
    }
    let number = |field: Element<'_>| der::number(Reader::of(field.content, INTEGER)?.0);
    if let Some(field) = fields.optional(constructed(2)) {
        salt = number(field)?;
    }
    if let Some(field) = fields.optional(constructed(3)) {
        trailer = number(field)?;
    }
    fields.end()?;
    let length = match hash {
        Digest::Sha1 => 20,
        Digest::Sha256 => 32,
        Digest::Sha384 => 48,
        Digest::Sha512 => 64,
    };
    (mask == hash && salt == length && trailer == 1).then_some(hash)
}
