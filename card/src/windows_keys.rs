//! Keys that Windows has for this user: certificates of `CurrentUser\My`, most of them put there when a card is inserted, by Windows itself or by
//! the card's middleware (Net iD).
//!
//! ```text
//! contents() ─► Held ─► is_there (asks nobody) ─► open (Windows asks for the PIN) ─► CardKey
//! ```
//!
//! Windows knows two kinds of drivers for keys: of CNG ("key storage providers") and of its predecessor ("cryptographic service providers", CSP).
//! Until October 2025 RSA keys of cards went to a CSP, since then to CNG (Microsoft KB5073121), and middleware of its own may have either; so both are
//! used, as the certificate says, CNG first. A CSP knows no PSS: its keys do not log in with TLS 1.3.
//!
//! **The PIN is asked for by Windows, or by the card's driver, in a window of their own.** Nothing here sees it, counts it, or tries it.
//!
//! `windows_keys/crypt_windows.rs` calls Windows; `windows_keys/elsewhere.rs` stands in its place on other systems.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P384_SHA384_ASN1, ECDSA_P521_SHA512_ASN1,
    RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, RSA_PSS_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use aws_lc_rs::{digest, rand};
use rustls::SignatureScheme;
use tillit_verifier::Certificate;
use tillit_verifier::certificate::PublicKeyInfo;

use crate::choose::may_log_in;
use crate::key::{CardKey, Failure, Hash, Holder, Mechanisms, SignError};

#[cfg(windows)]
mod crypt_windows;
#[cfg(windows)]
use crypt_windows as system;
#[cfg(not(windows))]
mod elsewhere;
#[cfg(not(windows))]
use elsewhere as system;

/// A certificate for which Windows has a key, or knows where one is.
#[derive(Clone, Debug)]
pub struct Held {
    /// The certificate.
    pub certificate: Certificate,
    /// Who has the key, as Windows calls it: `Microsoft Smart Card Key Storage Provider`, `Net iD - CSP`.
    pub provider: String,
}

/// What Windows has for this user.
#[derive(Clone, Debug, Default)]
pub struct Contents {
    /// Certificates of `CurrentUser\My` with a key, in the store's order. Cards that were taken out leave theirs behind.
    pub keys: Vec<Held>,
    /// Certificates of the intermediate CAs that this user's programs find.
    pub authorities: Vec<Certificate>,
}

/// Why a key of Windows' is not used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// This system is not Windows.
    #[error("not Windows")]
    NotWindows,
    /// The key is for signing documents, or a CA's: not used.
    #[error("not a key to log in with")]
    NotForLogin,
    /// The certificate is no longer in the store.
    #[error("the certificate is gone")]
    NoCertificate,
    /// The card is not in a reader, or the key is no longer there.
    #[error("the key is not there")]
    NotThere,
    /// The driver that has the key is not installed, or does not start.
    #[error("the key's provider is not there")]
    NoProvider,
    /// The provider is a CSP that makes no signatures with SHA-256.
    #[error("the key's provider does not know SHA-256")]
    NoSha256,
    /// Somebody closed Windows' window.
    #[error("cancelled")]
    Cancelled,
    /// The PIN was wrong.
    #[error("wrong PIN")]
    WrongPin,
    /// The PIN is locked.
    #[error("the PIN is locked")]
    Locked,
    /// There is nobody to ask: no desktop.
    #[error("nobody can be asked for the PIN")]
    NobodyToAsk,
    /// Signatures do not fit the certificate.
    #[error("the key is another one than the certificate's")]
    OtherKey,
    /// It failed otherwise.
    #[error(transparent)]
    Failed(Failure),
}

/// What Windows has for this user. Asks nobody, needs no card.
///
/// # Errors
/// [`KeyError`]: not Windows; the store cannot be read.
pub fn contents() -> Result<Contents, KeyError> {
    let read = |der: Vec<u8>| Certificate::from_der(&der).ok();
    let keys = system::with_keys()?
        .into_iter()
        .filter_map(|(der, provider)| Some(Held { certificate: read(der)?, provider }))
        .collect();
    let authorities = system::authorities()?.into_iter().filter_map(read).filter(Certificate::is_ca).collect();
    Ok(Contents { keys, authorities })
}

/// Whether the key can be reached now: its card is in a reader, its driver works. Shows no window.
///
/// # Errors
/// [`KeyError`]
pub fn is_there(held: &Held) -> Result<(), KeyError> {
    system::Key::acquire(held.certificate.der(), system::Asks::Nobody).map(drop)
}

/// Opens a key: Windows asks for the PIN where it needs one, now and not in the middle of a handshake, which servers break off when it takes a
/// minute. To that end something that is of no use to anybody is signed, in each way that TLS has; which of them work, and that the key is the
/// certificate's, is seen by that.
///
/// # Errors
/// [`KeyError`]
pub fn open(held: &Held) -> Result<CardKey, KeyError> {
    let certificate = &held.certificate;
    if !may_log_in(certificate) {
        return Err(KeyError::NotForLogin);
    }
    let mut key = system::Key::acquire(certificate.der(), system::Asks::User)?;
    let signs = tried(certificate, |scheme, digest| key.signature(scheme, digest))?;
    Ok(CardKey::new(Box::new(key), certificate.clone(), signs))
}

impl Holder for system::Key {
    fn sign(&mut self, scheme: SignatureScheme, digest: &[u8]) -> Result<Vec<u8>, SignError> {
        self.signature(scheme, digest).map_err(|error| match error {
            KeyError::NotThere => SignError::Gone,
            KeyError::Cancelled | KeyError::WrongPin | KeyError::Locked | KeyError::NobodyToAsk => SignError::Closed,
            KeyError::Failed(failure) => SignError::Failed(failure),
            other => SignError::Failed(Failure { call: "Windows".to_owned(), code: other.to_string() }),
        })
    }
}

/// In which ways a key signs.
fn tried(
    certificate: &Certificate,
    mut sign: impl FnMut(SignatureScheme, &[u8]) -> Result<Vec<u8>, KeyError>,
) -> Result<Mechanisms, KeyError> {
    let ways: Vec<(SignatureScheme, &dyn VerificationAlgorithm)> = match certificate.key_info() {
        PublicKeyInfo::Rsa { .. } => vec![
            (SignatureScheme::RSA_PKCS1_SHA256, &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
            (SignatureScheme::RSA_PSS_SHA256, &RSA_PSS_2048_8192_SHA256),
        ],
        PublicKeyInfo::Ec { bits: 256 } => vec![(SignatureScheme::ECDSA_NISTP256_SHA256, &ECDSA_P256_SHA256_ASN1)],
        PublicKeyInfo::Ec { bits: 384 } => vec![(SignatureScheme::ECDSA_NISTP384_SHA384, &ECDSA_P384_SHA384_ASN1)],
        PublicKeyInfo::Ec { bits: 521 } => vec![(SignatureScheme::ECDSA_NISTP521_SHA512, &ECDSA_P521_SHA512_ASN1)],
        _ => Vec::new(),
    };
    let mut signs = Mechanisms::default();
    let mut why = None;
    for (scheme, algorithm) in ways {
        let message = of_no_use()?;
        let digest = digest::digest(Hash::of(scheme).algorithm(), &message);
        match sign(scheme, digest.as_ref()) {
            Ok(signature) => {
                let public = UnparsedPublicKey::new(algorithm, certificate.public_key());
                public.verify(&message, &signature).map_err(|_| KeyError::OtherKey)?;
                match scheme {
                    SignatureScheme::RSA_PKCS1_SHA256 => signs.pkcs1 = true,
                    SignatureScheme::RSA_PSS_SHA256 => signs.pss = true,
                    _ => signs.ecdsa = true,
                }
            }
            // Whoever was asked and said no is not asked again for another kind of signature.
            Err(
                over @ (KeyError::Cancelled
                | KeyError::WrongPin
                | KeyError::Locked
                | KeyError::NobodyToAsk
                | KeyError::NotThere
                | KeyError::NoCertificate
                | KeyError::NoProvider),
            ) => return Err(over),
            // The first one tells.
            Err(error) => drop(why.get_or_insert(error)),
        }
    }
    if signs == Mechanisms::default() { Err(why.unwrap_or(KeyError::NotForLogin)) } else { Ok(signs) }
}

/// Nothing that a handshake could want signed: those begin with a message of TLS, or with 64 spaces (RFC 5246 section 7.4.8, RFC 8446
/// section 4.4.3).
fn of_no_use() -> Result<Vec<u8>, KeyError> {
    let mut random = [0; 32];
    rand::fill(&mut random).map_err(|_| {
        KeyError::Failed(Failure { call: "random numbers".to_owned(), code: "no random numbers".to_owned() })
    })?;
    Ok([b"tillit asks whether this key is at hand: ".as_slice(), &random].concat())
}

/// What a function of Windows' that failed says: the numbers of winerror.h.
#[cfg_attr(not(windows), allow(dead_code))] // there only tests call it
fn why(call: &str, code: u32) -> KeyError {
    match code {
        // CRYPT_E_NO_KEY_PROPERTY; NTE_NO_KEY, NTE_NOT_FOUND, NTE_BAD_KEYSET, NTE_DEVICE_NOT_READY, NTE_DEVICE_NOT_FOUND; SCARD_E_NO_SMARTCARD, _UNKNOWN_CARD,
        // _READER_UNAVAILABLE, _NO_SERVICE, _SERVICE_STOPPED, _NO_READERS_AVAILABLE, _NO_KEY_CONTAINER; SCARD_W_UNSUPPORTED_CARD,
        // _UNRESPONSIVE_CARD, _UNPOWERED_CARD, _RESET_CARD, _REMOVED_CARD
        0x8009_200b
        | 0x8009_000d
        | 0x8009_0011
        | 0x8009_0016
        | 0x8009_0030
        | 0x8009_0035
        | 0x8010_000c
        | 0x8010_000d
        | 0x8010_0017
        | 0x8010_001d
        | 0x8010_001e
        | 0x8010_002e
        | 0x8010_0030
        | 0x8010_0065..=0x8010_0069 => KeyError::NotThere,
        // NTE_PROV_TYPE_NOT_DEF, NTE_PROV_TYPE_ENTRY_BAD, NTE_KEYSET_NOT_DEF, NTE_KEYSET_ENTRY_BAD, NTE_BAD_PROVIDER, NTE_PROVIDER_DLL_FAIL,
        // NTE_PROV_DLL_NOT_FOUND
        0x8009_0017..=0x8009_001a | 0x8009_0013 | 0x8009_001d | 0x8009_001e => KeyError::NoProvider,
        // NTE_BAD_ALGID
        0x8009_0008 => KeyError::NoSha256,
        // NTE_USER_CANCELLED; SCARD_E_CANCELLED, SCARD_W_CANCELLED_BY_USER; ERROR_CANCELLED
        0x8009_0036 | 0x8010_0002 | 0x8010_006e | 0x8007_04c7 | 1223 => KeyError::Cancelled,
        // SCARD_W_WRONG_CHV; NTE_INCORRECT_PASSWORD
        0x8010_006b | 0x8009_0033 => KeyError::WrongPin,
        // SCARD_W_CHV_BLOCKED
        0x8010_006c => KeyError::Locked,
        // NTE_SILENT_CONTEXT, NTE_UI_REQUIRED; ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION
        0x8009_0022 | 0x8009_002e | 0x8007_05b3 | 1459 => KeyError::NobodyToAsk,
        code => KeyError::Failed(Failure { call: call.to_owned(), code: format!("0x{code:08X}") }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use aws_lc_rs::signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaKeyPair,
    };
    use tillit_lab::{CertificateBuilder, Dn, Key, KeyKind, KeyPool};

    use super::*;

    fn keyed(kind: KeyKind, label: &str) -> (Key, Certificate) {
        let key = KeyPool::shared().get(kind, label).expect("a key");
        let name = Dn::cn("Tolvan Tolvansson (påhittad)");
        let issued = CertificateBuilder::leaf(name).key(&key).self_sign().expect("a certificate");
        (key, Certificate::from_der(&issued.der).expect("a certificate"))
    }

    /// Signs as a provider does that knows both ways.
    fn signature(key: &Key, scheme: SignatureScheme, digest: &[u8]) -> Vec<u8> {
        let digest = digest::Digest::import_less_safe(digest, &digest::SHA256).expect("a digest of SHA-256");
        if scheme == SignatureScheme::ECDSA_NISTP256_SHA256 {
            let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, key.pkcs8()).expect("the key");
            return pair.sign_digest(&digest).expect("a signature").as_ref().to_vec();
        }
        let pair = RsaKeyPair::from_pkcs8(key.pkcs8()).expect("the key");
        let mut signature = vec![0; pair.public_modulus_len()];
        if scheme == SignatureScheme::RSA_PSS_SHA256 {
            pair.sign_digest(&RSA_PSS_SHA256, &digest, &mut signature).expect("a signature");
        } else {
            pair.sign_digest(&RSA_PKCS1_SHA256, &digest, &mut signature).expect("a signature");
        }
        signature
    }

    #[test]
    fn a_key_is_used_in_the_ways_that_it_was_seen_to_sign() {
        let (key, certificate) = keyed(KeyKind::RSA_2048, "one");
        let both = tried(&certificate, |scheme, digest| Ok(signature(&key, scheme, digest)));
        assert_eq!(both, Ok(Mechanisms { pkcs1: true, pss: true, ecdsa: false }));
        // A provider that does not know PSS, in the words of those there are.
        for code in [0x8009_0029, 0x8009_0009, 0x8009_0008, 0x8010_0022, 0x8009_0020] {
            let without = tried(&certificate, |scheme, digest| match scheme {
                SignatureScheme::RSA_PSS_SHA256 => Err(why("NCryptSignHash", code)),
                _ => Ok(signature(&key, scheme, digest)),
            });
            assert_eq!(without, Ok(Mechanisms { pkcs1: true, pss: false, ecdsa: false }), "{code:x}");
        }
        let (key, certificate) = keyed(KeyKind::P256, "one");
        let ecdsa = tried(&certificate, |scheme, digest| Ok(signature(&key, scheme, digest)));
        assert_eq!(ecdsa, Ok(Mechanisms { pkcs1: false, pss: false, ecdsa: true }));
    }

    #[test]
    fn a_key_of_another_certificate_is_not_used() {
        let (_, certificate) = keyed(KeyKind::RSA_2048, "one");
        let (other, _) = keyed(KeyKind::RSA_2048, "other");
        let found = tried(&certificate, |scheme, digest| Ok(signature(&other, scheme, digest)));
        assert_eq!(found, Err(KeyError::OtherKey));
    }

    #[test]
    fn whoever_says_no_is_not_asked_again() {
        let (_, certificate) = keyed(KeyKind::RSA_2048, "one");
        // SCARD_W_CANCELLED_BY_USER, SCARD_W_WRONG_CHV, SCARD_W_CHV_BLOCKED, SCARD_W_REMOVED_CARD, NTE_SILENT_CONTEXT
        for code in [0x8010_006e, 0x8010_006b, 0x8010_006c, 0x8010_0069, 0x8009_0022] {
            let mut asked = 0;
            let found = tried(&certificate, |_, _| {
                asked += 1;
                Err(why("NCryptSignHash", code))
            });
            assert_eq!(found, Err(why("NCryptSignHash", code)));
            assert_eq!(asked, 1, "{code:x}");
        }
    }

    #[test]
    fn the_first_failure_tells() {
        let (_, certificate) = keyed(KeyKind::RSA_2048, "one");
        let codes = [0x8009_0020, 0x8009_0029];
        let mut left = codes.into_iter();
        let found = tried(&certificate, |_, _| Err(why("NCryptSignHash", left.next().expect("two ways"))));
        let failure = Failure { call: "NCryptSignHash".to_owned(), code: "0x80090020".to_owned() };
        assert_eq!(found, Err(KeyError::Failed(failure)));
    }

    #[test]
    fn what_is_signed_to_try_a_key_is_no_part_of_a_handshake() {
        let message = of_no_use().expect("random numbers");
        // A message of TLS 1.2 begins with the type of a handshake message; TLS 1.3 signs 64 spaces first.
        assert!(message.iter().take(5).all(u8::is_ascii_lowercase));
        assert_ne!(message, of_no_use().expect("random numbers"));
    }

    #[cfg(not(windows))]
    #[test]
    fn elsewhere_there_are_none() {
        assert_eq!(contents().expect_err("no Windows"), KeyError::NotWindows);
    }
}
