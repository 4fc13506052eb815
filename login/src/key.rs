//! A client's key, with its certificate and the CA certificates beside it: from a file, or handed in where it lies on a card.
//!
//! PKCS#12 is opened by `p12-keystore`: the verifier's own reader, which comes first and says what is wrong with a file, hands out no private
//! keys. A key that is encrypted by itself (PKCS#8) is the content of a bag of PKCS#12 (RFC 7292 section 4.2.2), and is opened as one.

use std::fmt;
use std::sync::{Arc, mpsc};
use std::time::Duration;

use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error as P12Error;
use rustls::SignatureAlgorithm;
use rustls::SignatureScheme;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, Signer, SigningKey};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};
use tillit_verifier::Certificate;
use tillit_verifier::container::{self, ContainerError, ContainerKind, Passwords, ReadLimits};

use crate::der::tlv;

/// Bytes of a file with a key; a card's four keys with their chains have twenty thousand.
pub const MAX_KEY_FILE: u64 = 1 << 20;
/// To open a file: a hostile one asks for years of key derivation.
const OPENED_WITHIN: Duration = Duration::from_mins(1);

/// How RSA signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Padding {
    /// As the key and the server agree; the only choice of keys that are not RSA.
    Any,
    /// PKCS#1 v1.5 (RFC 8017 section 8.2): what cards without PSS do. TLS 1.3 does not allow it.
    Pkcs1,
    /// RSASSA-PSS (RFC 8017 section 8.1)
    Pss,
}

impl Padding {
    fn allows(self, scheme: SignatureScheme) -> bool {
        match self {
            Self::Any => true,
            // The numbers of RFC 8446 section 4.2.3.
            Self::Pkcs1 => matches!(u16::from(scheme), 0x0201 | 0x0401 | 0x0501 | 0x0601),
            Self::Pss => matches!(u16::from(scheme), 0x0804..=0x0806 | 0x0809..=0x080b),
        }
    }
}

/// A key with which a client logs in. It is never shown.
#[derive(Clone)]
pub struct LoginKey {
    certificate: Certificate,
    beside: Vec<Certificate>,
    alias: Option<String>,
    key: Arc<dyn SigningKey>,
}

impl fmt::Debug for LoginKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginKey").field("certificate", &self.certificate.subject()).finish_non_exhaustive()
    }
}

/// Why there is no key to log in with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The container of certificates cannot be read: a wrong password, another kind of file.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// None of the passwords opens the key.
    #[error("wrong password")]
    WrongPassword,
    /// The key is encrypted, and no password was given.
    #[error("a password is needed")]
    PasswordNeeded,
    /// To try a password takes longer than is reasonable.
    #[error("asks for too much key derivation")]
    TooExpensive,
    /// The file holds no private key.
    #[error("no private key")]
    NoKey,
    /// The file holds no certificate.
    #[error("no certificate")]
    NoCertificate,
    /// The key belongs to none of the certificates.
    #[error("the key belongs to none of the certificates")]
    NotOfTheCertificate,
    /// The key is encrypted as OpenSSL did it before PKCS#8 (`Proc-Type: 4,ENCRYPTED`).
    #[error("encrypted in OpenSSL's old way")]
    OldEncryption,
    /// The key is OpenSSH's.
    #[error("an OpenSSH key")]
    OpenSsh,
    /// The key is of a kind that the TLS library does not sign with: RSA of less than 2048 bits, a rare curve.
    #[error("a kind of key that cannot be used")]
    Unusable,
    /// The structure does not hold; technical words.
    #[error("damaged: {0}")]
    Damaged(String),
}

impl LoginKey {
    /// A key that signs elsewhere, such as on a card, with its certificate and the CA certificates that lie beside it.
    pub fn elsewhere(certificate: Certificate, beside: Vec<Certificate>, key: Arc<dyn SigningKey>) -> Self {
        Self { certificate, beside, alias: None, key }
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// The CA certificates that were in the same file.
    pub fn beside(&self) -> &[Certificate] {
        &self.beside
    }

    /// What its file calls it.
    pub fn alias(&self) -> Option<&str> {
        self.alias.as_deref()
    }

    /// It signs with RSA.
    pub fn is_rsa(&self) -> bool {
        self.key.algorithm() == SignatureAlgorithm::RSA
    }

    /// For the TLS library: these certificates after the key's own, and signatures of this kind alone.
    pub fn certified(&self, above: &[Certificate], padding: Padding) -> CertifiedKey {
        let chain = std::iter::once(&self.certificate).chain(above);
        let chain = chain.map(|certificate| CertificateDer::from(certificate.der().to_vec())).collect();
        CertifiedKey::new(chain, Arc::new(Restricted { key: self.key.clone(), padding }))
    }
}

/// A key that signs in one way alone, as some cards do.
#[derive(Debug)]
struct Restricted {
    key: Arc<dyn SigningKey>,
    padding: Padding,
}

impl SigningKey for Restricted {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        let allowed: Vec<SignatureScheme> =
            offered.iter().copied().filter(|scheme| self.padding.allows(*scheme)).collect();
        self.key.choose_scheme(&allowed)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        self.key.algorithm()
    }
}

/// Every key of a PKCS#12 file that has a certificate there, in the file's order.
///
/// # Errors
/// [`KeyError`]
pub fn pkcs12(bytes: &[u8], passwords: &Passwords) -> Result<Vec<LoginKey>, KeyError> {
    // First with the reader that is made for damaged and hostile files: it tells what is wrong.
    let contents = container::read_with(bytes, passwords, &limits())?;
    if contents.kind != ContainerKind::Pkcs12 {
        return Err(KeyError::Container(ContainerError::NotRecognised));
    }
    if !contents.has_private_key {
        return Err(KeyError::NoKey);
    }
    let mut candidates: Vec<SecretString> = passwords.candidates().to_vec();
    match contents.password_index {
        Some(index) if index < candidates.len() => candidates.swap(0, index),
        _ => candidates.push(SecretString::from("")),
    }
    let archive = open(bytes, candidates, passwords)?;
    let certificates: Vec<Certificate> =
        contents.entries.iter().filter_map(|entry| entry.certificate.clone().ok()).collect();
    if certificates.is_empty() {
        return Err(KeyError::NoCertificate);
    }
    let mut keys = Vec::new();
    let mut why = KeyError::NotOfTheCertificate;
    for bag in archive.keys {
        let der = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(bag.key.as_der().to_vec()));
        match usable(&der) {
            Ok(key) => keys.extend(with_certificate(key, &certificates, bag.friendly_name).ok()),
            Err(error) => why = error,
        }
    }
    if keys.is_empty() { Err(why) } else { Ok(keys) }
}

/// A key that stands by itself, and its certificate: files of PEM or DER; both may be the same file.
///
/// # Errors
/// [`KeyError`]
pub fn separate(certificates: &[u8], key: &[u8], passwords: &Passwords) -> Result<LoginKey, KeyError> {
    let contents = container::read_with(certificates, passwords, &limits()).map_err(|error| match error {
        ContainerError::Unsupported(
            container::OtherFormat::PrivateKey | container::OtherFormat::EncryptedPrivateKey,
        ) => KeyError::NoCertificate,
        other => KeyError::Container(other),
    })?;
    let certificates: Vec<Certificate> =
        contents.entries.iter().filter_map(|entry| entry.certificate.clone().ok()).collect();
    if certificates.is_empty() {
        return Err(KeyError::NoCertificate);
    }
    let key = usable(&private_key(key, passwords)?)?;
    with_certificate(key, &certificates, None)
}

fn limits() -> ReadLimits {
    ReadLimits { max_binary_bytes: MAX_KEY_FILE, max_text_bytes: MAX_KEY_FILE, max_entries: 1000 }
}

fn usable(der: &PrivateKeyDer<'_>) -> Result<Arc<dyn SigningKey>, KeyError> {
    any_supported_type(der).map_err(|_| KeyError::Unusable)
}

/// The certificate that has the key's public half, and the CA certificates among the others.
fn with_certificate(
    key: Arc<dyn SigningKey>,
    certificates: &[Certificate],
    alias: Option<String>,
) -> Result<LoginKey, KeyError> {
    let public = key.public_key().ok_or(KeyError::Unusable)?;
    // A SubjectPublicKeyInfo ends with the key; the algorithm before it can be written in more than one way.
    let fits = |certificate: &&Certificate| {
        let own = certificate.public_key();
        !own.is_empty() && public.as_ref().ends_with(own)
    };
    let certificate = certificates.iter().find(fits).ok_or(KeyError::NotOfTheCertificate)?.clone();
    let mut beside: Vec<Certificate> = Vec::new();
    for other in certificates.iter().filter(|other| other.is_ca() && **other != certificate) {
        if !beside.contains(other) {
            beside.push(other.clone());
        }
    }
    Ok(LoginKey { certificate, beside, alias, key })
}

fn private_key(bytes: &[u8], passwords: &Passwords) -> Result<PrivateKeyDer<'static>, KeyError> {
    if bytes.len() as u64 > MAX_KEY_FILE {
        return Err(KeyError::Container(ContainerError::TooLarge { limit: MAX_KEY_FILE }));
    }
    let has = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    if has("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
        // The reader of PEM knows keys by their labels, and has none for this one.
        let text = Zeroizing::new(String::from_utf8_lossy(bytes).replace("ENCRYPTED PRIVATE KEY", "PRIVATE KEY"));
        let encrypted = PrivatePkcs8KeyDer::from_pem_slice(text.as_bytes()).map_err(|error| damaged(&error))?;
        return decrypted(encrypted.secret_pkcs8_der(), passwords);
    }
    if has("Proc-Type: 4,ENCRYPTED") {
        return Err(KeyError::OldEncryption);
    }
    if has("-----BEGIN OPENSSH PRIVATE KEY-----") {
        return Err(KeyError::OpenSsh);
    }
    if has("PRIVATE KEY-----") {
        return PrivateKeyDer::from_pem_slice(bytes).map_err(|error| damaged(&error));
    }
    if has("-----BEGIN") {
        return Err(KeyError::NoKey);
    }
    match PrivateKeyDer::try_from(bytes.to_vec()) {
        Ok(key) if any_supported_type(&key).is_ok() => Ok(key),
        // DER of something else, or of an encrypted key.
        _ if bytes.first() == Some(&0x30) => decrypted(bytes, passwords).map_err(|error| match error {
            KeyError::Damaged(_) => KeyError::NoKey,
            other => other,
        }),
        _ => Err(KeyError::NoKey),
    }
}

fn damaged(error: &dyn fmt::Display) -> KeyError {
    KeyError::Damaged(error.to_string())
}

/// A PKCS#8 key that is encrypted by itself.
fn decrypted(encrypted: &[u8], passwords: &Passwords) -> Result<PrivateKeyDer<'static>, KeyError> {
    // 1.2.840.113549.1.12.10.1.2: a bag with such a key; 1.2.840.113549.1.7.1: data
    const BAG: &[u8] = &[0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02];
    const DATA: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    let bag = tlv(0x30, &[BAG, &tlv(0xa0, encrypted)].concat());
    let content = |bytes: &[u8]| tlv(0x30, &[DATA, &tlv(0xa0, &tlv(0x04, bytes))].concat());
    let safes = tlv(0x30, &content(&tlv(0x30, &bag)));
    let file = tlv(0x30, &[&[0x02, 0x01, 0x03], content(&safes).as_slice()].concat());
    let archive = open(&file, passwords.candidates().to_vec(), passwords)?;
    let key = archive.keys.first().ok_or(KeyError::NoKey)?;
    Ok(PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.key.as_der().to_vec())))
}

/// Opens a file with the first password that does, in a thread of its own that is left behind where it takes too long.
fn open(bytes: &[u8], candidates: Vec<SecretString>, passwords: &Passwords) -> Result<Pkcs12Archive, KeyError> {
    let (sender, receiver) = mpsc::channel();
    let bytes = Zeroizing::new(bytes.to_vec());
    std::thread::spawn(move || {
        let mut failure = None;
        for candidate in candidates {
            match Pkcs12Archive::from_pkcs12(&bytes, candidate.expose_secret()) {
                Ok(archive) => {
                    drop(sender.send(Ok(archive)));
                    return;
                }
                Err(error) => failure = Some(error),
            }
        }
        drop(sender.send(Err(failure)));
    });
    match receiver.recv_timeout(OPENED_WITHIN) {
        Ok(Ok(archive)) => Ok(archive),
        Ok(Err(Some(error))) if !is_of_password(&error) => Err(damaged(&error)),
        Ok(Err(_)) if passwords.insisted() => Err(KeyError::WrongPassword),
        Ok(Err(_)) => Err(KeyError::PasswordNeeded),
        Err(_) => Err(KeyError::TooExpensive),
    }
}

/// What a wrong password looks like: the MAC, the padding or what is inside it does not hold.
fn is_of_password(error: &P12Error) -> bool {
    matches!(
        error,
        P12Error::MacError(_) | P12Error::UnpadError | P12Error::Pkcs5Error(_) | P12Error::InvalidPrivateKey
    )
}
