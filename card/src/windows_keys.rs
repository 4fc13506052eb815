//! Keys that Windows has for this user: certificates of `CurrentUser\My`, most of them put there when a card is inserted, by Windows itself or by
//! the card's middleware (Net iD).
//!
//! ```text
//! contents() ─► Held ─► at_hand (asks nobody) ─► open (Windows asks for the PIN) ─► CardKey
//! ```
//!
//! Windows knows two kinds of drivers for keys: of CNG ("key storage providers") and of its predecessor ("cryptographic service providers", CSP).
//! Until October 2025 RSA keys of cards went to a CSP, since then to CNG (Microsoft KB5073121), and middleware of its own may have either; so both are
//! used, as the certificate says, CNG first. A CSP knows no PSS: its keys do not log in with TLS 1.3.
//!
//! **The PIN is asked for by Windows, or by the card's driver, in a window of their own.** Nothing here sees it, counts it, or tries it.
//!
//! `windows_keys/crypt_windows.rs` calls Windows; `windows_keys/elsewhere.rs` stands in its place on other systems.

use std::sync::mpsc;
use std::time::Duration;

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
    /// Another program has the card for itself, or has closed it.
    #[error("another program has closed the card")]
    Closed,
    /// The key is of a kind that TLS has no signatures for.
    #[error("a kind of key that TLS does not have")]
    UnknownKind,
    /// Its provider does not sign in this way.
    #[error("not supported: {0}")]
    NotSupported(Failure),
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
    /// The PIN has to be changed first.
    #[error("the PIN has to be changed first")]
    PinExpired,
    /// A window would have to be shown, and nobody was to be asked, or there is no desktop.
    #[error("nobody can be asked for the PIN")]
    NobodyToAsk,
    /// Neither Windows nor the driver has answered.
    #[error("no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// Signatures do not fit the certificate.
    #[error("the key is another one than the certificate's")]
    OtherKey,
    /// It failed otherwise.
    #[error(transparent)]
    Failed(Failure),
}

/// Whether a key can be reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AtHand {
    /// Its card is in a reader, its driver works.
    Yes,
    /// It cannot be reached, and why.
    No(KeyError),
    /// Without asking the user, or in time, its driver does not tell.
    CannotSay(KeyError),
}

/// What Windows has for this user. Asks nobody, needs no card, starts no driver.
///
/// # Errors
/// [`KeyError`]: not Windows; the store cannot be read.
pub fn contents() -> Result<Contents, KeyError> {
    let read = |der: Vec<u8>| Certificate::from_der(&der).ok();
    let keys = system::Key::certificates()?
        .into_iter()
        .filter_map(|(der, provider)| Some(Held { certificate: read(der)?, provider }))
        .collect();
    // To log in without them is possible, and the report says that they were not at hand.
    let authorities = system::Key::authorities().unwrap_or_default();
    let authorities = authorities.into_iter().filter_map(read).filter(Certificate::is_ca).collect();
    Ok(Contents { keys, authorities })
}

/// Whether a key can be reached now, as far as its driver tells within this time. Drivers are told to show no window.
pub fn at_hand(held: &Held, limit: Duration) -> AtHand {
    let der = held.certificate.der().to_vec();
    match within(limit, move || system::Key::acquire(&der, Asks::Nobody).map(drop)) {
        Ok(()) => AtHand::Yes,
        Err(
            error @ (KeyError::NobodyToAsk
            | KeyError::TimedOut(_)
            | KeyError::Closed
            | KeyError::NotSupported(_)
            | KeyError::Failed(_)),
        ) => AtHand::CannotSay(error),
        Err(error) => AtHand::No(error),
    }
}

/// Opens a key: Windows asks for the PIN where it needs one, now and not in the middle of a handshake, which servers break off when it takes a
/// minute. To that end something that is of no use to anybody is signed, in each way that TLS has; which of them work, and that the key is the
/// certificate's, is seen by that. `limit`: for the person who types the PIN.
///
/// # Errors
/// [`KeyError`]
pub fn open(held: &Held, limit: Duration) -> Result<CardKey, KeyError> {
    let certificate = held.certificate.clone();
    if !may_log_in(&certificate) {
        return Err(KeyError::NotForLogin);
    }
    if ways(&certificate).is_empty() {
        return Err(KeyError::UnknownKind);
    }
    if !system::Key::can_ask() {
        return Err(KeyError::NobodyToAsk);
    }
    let (key, signs) = within(limit, move || {
        let mut key = system::Key::acquire(certificate.der(), Asks::User)?;
        let signs = tried(&certificate, |scheme, digest| key.signature(scheme, digest))?;
        Ok((key, signs))
    })?;
    Ok(CardKey::new(Box::new(InUse(key)), held.certificate.clone(), signs))
}

/// Runs what may never come back in a thread of its own, which is left behind after this time.
fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, KeyError> + Send + 'static,
) -> Result<T, KeyError> {
    let (done, outcome) = mpsc::channel();
    std::thread::spawn(move || {
        // Nobody may be waiting any more.
        let _ = done.send(work());
    });
    outcome.recv_timeout(limit).unwrap_or(Err(KeyError::TimedOut(limit)))
}

/// Whom a key may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asks {
    /// No window is shown; what would need one fails.
    Nobody,
    /// Windows, or the card's driver, asks the user for the PIN.
    User,
}

/// A system's keys: Windows has some, others have none.
trait SystemKey: Sized + Send + 'static {
    /// The certificates of this user with a key, and who has it.
    fn certificates() -> Result<Vec<(Vec<u8>, String)>, KeyError>;

    /// The certificates of CAs that this user's programs find.
    fn authorities() -> Result<Vec<Vec<u8>>, KeyError>;

    /// A window that is shown now is seen by somebody.
    fn can_ask() -> bool;

    /// The key of the certificate with these bytes.
    fn acquire(der: &[u8], asks: Asks) -> Result<Self, KeyError>;

    /// Signs a digest.
    fn signature(&mut self, scheme: SignatureScheme, digest: &[u8]) -> Result<Vec<u8>, KeyError>;
}

/// A key as the login uses it.
struct InUse(system::Key);

impl Holder for InUse {
    fn sign(&mut self, scheme: SignatureScheme, digest: &[u8]) -> Result<Vec<u8>, SignError> {
        self.0.signature(scheme, digest).map_err(|error| match error {
            KeyError::NotThere | KeyError::NoCertificate => SignError::Gone,
            KeyError::Closed | KeyError::NobodyToAsk => SignError::Closed,
            KeyError::Locked => SignError::Locked,
            KeyError::Cancelled | KeyError::WrongPin | KeyError::PinExpired => SignError::NoPin,
            KeyError::Failed(failure) | KeyError::NotSupported(failure) => SignError::Failed(failure),
            other => SignError::Failed(Failure { call: "Windows".to_owned(), code: other.to_string() }),
        })
    }
}

/// How a key of this kind could sign, and what tells whether it did.
fn ways(certificate: &Certificate) -> Vec<(SignatureScheme, &'static dyn VerificationAlgorithm)> {
    match certificate.key_info() {
        PublicKeyInfo::Rsa { .. } => vec![
            (SignatureScheme::RSA_PKCS1_SHA256, &RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY),
            (SignatureScheme::RSA_PSS_SHA256, &RSA_PSS_2048_8192_SHA256),
        ],
        PublicKeyInfo::Ec { bits: 256 } => vec![(SignatureScheme::ECDSA_NISTP256_SHA256, &ECDSA_P256_SHA256_ASN1)],
        PublicKeyInfo::Ec { bits: 384 } => vec![(SignatureScheme::ECDSA_NISTP384_SHA384, &ECDSA_P384_SHA384_ASN1)],
        PublicKeyInfo::Ec { bits: 521 } => vec![(SignatureScheme::ECDSA_NISTP521_SHA512, &ECDSA_P521_SHA512_ASN1)],
        _ => Vec::new(),
    }
}

/// In which ways a key signs. Only a provider that does not know one way is asked for another: whoever was asked for the PIN, and gave none or a
/// wrong one, is not asked again.
fn tried(
    certificate: &Certificate,
    mut sign: impl FnMut(SignatureScheme, &[u8]) -> Result<Vec<u8>, KeyError>,
) -> Result<Mechanisms, KeyError> {
    let mut signs = Mechanisms::default();
    let mut why = None;
    for (scheme, algorithm) in ways(certificate) {
        let message = of_no_use()?;
        let digest = digest::digest(Hash::of(scheme).algorithm(), &message);
        let knows_one = signs != Mechanisms::default();
        match sign(scheme, digest.as_ref()) {
            Ok(signature) => {
                let public = UnparsedPublicKey::new(algorithm, certificate.public_key());
                match public.verify(&message, &signature) {
                    Ok(()) => match scheme {
                        SignatureScheme::RSA_PKCS1_SHA256 => signs.pkcs1 = true,
                        SignatureScheme::RSA_PSS_SHA256 => signs.pss = true,
                        _ => signs.ecdsa = true,
                    },
                    // Some make PSS with salts that TLS does not have.
                    Err(_) if knows_one => {}
                    Err(_) => return Err(KeyError::OtherKey),
                }
            }
            // The first one tells.
            Err(error @ KeyError::NotSupported(_)) => drop(why.get_or_insert(error)),
            Err(KeyError::Failed(_)) if knows_one => {}
            Err(error) => return Err(error),
        }
    }
    if signs == Mechanisms::default() { Err(why.unwrap_or(KeyError::UnknownKind)) } else { Ok(signs) }
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
#[cfg(any(windows, test))]
fn why(call: &str, code: u32) -> KeyError {
    let failure = || Failure { call: call.to_owned(), code: format!("0x{code:08X}") };
    match code {
        // CRYPT_E_NO_KEY_PROPERTY; NTE_NO_KEY, NTE_NOT_FOUND, NTE_BAD_KEYSET, NTE_DEVICE_NOT_READY, NTE_DEVICE_NOT_FOUND; SCARD_E_UNKNOWN_READER,
        // _NO_SMARTCARD, _UNKNOWN_CARD, _READER_UNAVAILABLE, _NO_SERVICE, _SERVICE_STOPPED, _FILE_NOT_FOUND, _NO_SUCH_CERTIFICATE,
        // _CERTIFICATE_UNAVAILABLE, _NO_READERS_AVAILABLE, _NO_KEY_CONTAINER; SCARD_W_UNSUPPORTED_CARD, _UNRESPONSIVE_CARD,
        // _UNPOWERED_CARD, _REMOVED_CARD; ERROR_BROKEN_PIPE, which remote sessions say
        0x8009_200b
        | 0x8009_000d
        | 0x8009_0011
        | 0x8009_0016
        | 0x8009_0030
        | 0x8009_0035
        | 0x8010_0009
        | 0x8010_000c
        | 0x8010_000d
        | 0x8010_0017
        | 0x8010_001d
        | 0x8010_001e
        | 0x8010_0024
        | 0x8010_002c
        | 0x8010_002d
        | 0x8010_002e
        | 0x8010_0030
        | 0x8010_0065..=0x8010_0067
        | 0x8010_0069
        | 109 => KeyError::NotThere,
        // SCARD_E_SHARING_VIOLATION; SCARD_W_RESET_CARD, _SECURITY_VIOLATION, _CARD_NOT_AUTHENTICATED
        0x8010_000b | 0x8010_0068 | 0x8010_006a | 0x8010_006f => KeyError::Closed,
        // NTE_PROV_TYPE_NOT_DEF, NTE_PROV_TYPE_ENTRY_BAD, NTE_KEYSET_NOT_DEF, NTE_KEYSET_ENTRY_BAD, NTE_BAD_PROVIDER, NTE_PROVIDER_DLL_FAIL,
        // NTE_PROV_DLL_NOT_FOUND
        0x8009_0017..=0x8009_001a | 0x8009_0013 | 0x8009_001d | 0x8009_001e => KeyError::NoProvider,
        // NTE_BAD_ALGID, NTE_BAD_FLAGS, NTE_INVALID_PARAMETER, NTE_NOT_SUPPORTED; SCARD_E_UNSUPPORTED_FEATURE; E_NOTIMPL; ERROR_NOT_SUPPORTED;
        // a TPM's TPM_20_E_SCHEME and its "unsupported salt" of PSS
        0x8009_0008 | 0x8009_0009 | 0x8009_0027 | 0x8009_0029 | 0x8010_0022 | 0x8000_4001 | 0x8007_0032 | 50
        | 0x8028_0092 | 0x4029_0423 => KeyError::NotSupported(failure()),
        // NTE_USER_CANCELLED; SCARD_E_CANCELLED, _SYSTEM_CANCELLED, SCARD_W_CANCELLED_BY_USER; ERROR_CANCELLED
        0x8009_0036 | 0x8010_0002 | 0x8010_0012 | 0x8010_006e | 0x8007_04c7 | 1223 => KeyError::Cancelled,
        // SCARD_E_INVALID_CHV, SCARD_W_WRONG_CHV; NTE_INCORRECT_PASSWORD
        0x8010_002a | 0x8010_006b | 0x8009_0033 => KeyError::WrongPin,
        // SCARD_W_CHV_BLOCKED
        0x8010_006c => KeyError::Locked,
        // NTE_PASSWORD_CHANGE_REQUIRED
        0x8009_0037 => KeyError::PinExpired,
        // NTE_SILENT_CONTEXT, NTE_UI_REQUIRED, NTE_NOT_ACTIVE_CONSOLE; ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION
        0x8009_0022 | 0x8009_002e | 0x8009_0038 | 0x8007_05b3 | 1459 => KeyError::NobodyToAsk,
        _ => KeyError::Failed(failure()),
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
        // A provider that does not know PSS, in the words of those there are; one that merely fails after it has signed once.
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
    fn pss_that_tls_does_not_have_is_no_other_key() {
        let (key, certificate) = keyed(KeyKind::RSA_2048, "one");
        let found = tried(&certificate, |scheme, digest| {
            // Not PSS at all: as little as one with another salt is.
            let _ = scheme;
            Ok(signature(&key, SignatureScheme::RSA_PKCS1_SHA256, digest))
        });
        assert_eq!(found, Ok(Mechanisms { pkcs1: true, pss: false, ecdsa: false }));
    }

    #[test]
    fn whoever_says_no_is_not_asked_again() {
        let (key, certificate) = keyed(KeyKind::RSA_2048, "one");
        // SCARD_W_CANCELLED_BY_USER, SCARD_W_WRONG_CHV, SCARD_E_INVALID_CHV, SCARD_W_CHV_BLOCKED, SCARD_W_REMOVED_CARD, SCARD_W_RESET_CARD,
        // NTE_SILENT_CONTEXT, and one that nobody knows.
        for code in
            [0x8010_006e, 0x8010_006b, 0x8010_002a, 0x8010_006c, 0x8010_0069, 0x8010_0068, 0x8009_0022, 0x8009_ffff]
        {
            let mut asked = 0;
            let found = tried(&certificate, |_, _| {
                asked += 1;
                Err(why("NCryptSignHash", code))
            });
            assert_eq!(found, Err(why("NCryptSignHash", code)));
            assert_eq!(asked, 1, "{code:x}");
        }
        // Nor is a key used further that somebody says no to for its second signature.
        let found = tried(&certificate, |scheme, digest| match scheme {
            SignatureScheme::RSA_PSS_SHA256 => Err(why("NCryptSignHash", 0x8010_006e)),
            _ => Ok(signature(&key, scheme, digest)),
        });
        assert_eq!(found, Err(KeyError::Cancelled));
    }

    #[test]
    fn the_first_failure_tells() {
        let (_, certificate) = keyed(KeyKind::RSA_2048, "one");
        let mut left = [0x8009_0029, 0x8009_0008].into_iter();
        let found = tried(&certificate, |_, _| Err(why("NCryptSignHash", left.next().expect("two ways"))));
        let failure = Failure { call: "NCryptSignHash".to_owned(), code: "0x80090029".to_owned() };
        assert_eq!(found, Err(KeyError::NotSupported(failure)));
    }

    #[test]
    fn what_never_comes_back_is_left_behind() {
        let limit = Duration::from_millis(20);
        let found = within(limit, || {
            std::thread::sleep(Duration::from_mins(1));
            Ok(())
        });
        assert_eq!(found, Err(KeyError::TimedOut(limit)));
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
