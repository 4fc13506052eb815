//! Keys and signatures: made and computed by `aws-lc-rs`, except what it cannot do (SHA-1 signatures, RSA keys under
//! 2048 bits or with an unusual public exponent), which the `rsa` crate does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RsaEncoding};
use aws_lc_rs::{digest, rsa as fast_rsa};
use rsa::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _};
use rsa::{BigUint, Pkcs1v15Sign, Pss, RsaPrivateKey};
use sha1::{Digest as _, Sha1};
use sha2::{Sha256, Sha384, Sha512};

use crate::encode::{explicit, integer, null, oid, sequence};
use crate::{LabError, oids};

/// The usual public exponent, 65537.
const F4: u64 = 65537;

/// What kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyKind {
    /// RSA. Fast for 2048, 3072, 4096 and 8192 bits with exponent 65537; seconds to minutes for others.
    Rsa {
        /// Bits of the modulus.
        bits: usize,
        /// The public exponent.
        exponent: u64,
    },
    /// NIST P-256
    P256,
    /// NIST P-384
    P384,
    /// NIST P-521
    P521,
    /// Ed25519
    Ed25519,
}

impl KeyKind {
    /// What SITHS cards have.
    pub const RSA_2048: Self = Self::rsa(2048);
    /// What SITHS CAs have.
    pub const RSA_4096: Self = Self::rsa(4096);

    /// RSA with exponent 65537.
    pub const fn rsa(bits: usize) -> Self {
        Self::Rsa { bits, exponent: F4 }
    }
}

/// How a certificate is signed, or what it says of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// md5WithRSAEncryption: to be claimed only, no key signs with it.
    RsaPkcs1Md5,
    /// sha1WithRSAEncryption
    RsaPkcs1Sha1,
    /// sha256WithRSAEncryption
    RsaPkcs1Sha256,
    /// sha384WithRSAEncryption
    RsaPkcs1Sha384,
    /// sha512WithRSAEncryption
    RsaPkcs1Sha512,
    /// RSASSA-PSS, MGF1 with the same hash, salt as long as the hash
    RsaPssSha256,
    /// RSASSA-PSS with SHA-384
    RsaPssSha384,
    /// RSASSA-PSS with SHA-512
    RsaPssSha512,
    /// ecdsa-with-SHA256
    EcdsaSha256,
    /// ecdsa-with-SHA384
    EcdsaSha384,
    /// ecdsa-with-SHA512
    EcdsaSha512,
    /// Ed25519 (RFC 8410)
    Ed25519,
}

impl Algorithm {
    /// The `AlgorithmIdentifier`, DER encoded.
    pub fn identifier(self) -> Vec<u8> {
        let pss = |hash, length| {
            let hash = sequence([oid(hash), null()]);
            let mask = sequence([oid(oids::MGF1), hash.clone()]);
            let parameters = sequence([explicit(0, [hash]), explicit(1, [mask]), explicit(2, [integer(length)])]);
            sequence([oid(oids::RSASSA_PSS), parameters])
        };
        let rsa = |algorithm| sequence([oid(algorithm), null()]);
        let bare = |algorithm| sequence([oid(algorithm)]);
        match self {
            Self::RsaPkcs1Md5 => rsa(oids::MD5_WITH_RSA),
            Self::RsaPkcs1Sha1 => rsa(oids::SHA1_WITH_RSA),
            Self::RsaPkcs1Sha256 => rsa(oids::SHA256_WITH_RSA),
            Self::RsaPkcs1Sha384 => rsa(oids::SHA384_WITH_RSA),
            Self::RsaPkcs1Sha512 => rsa(oids::SHA512_WITH_RSA),
            Self::RsaPssSha256 => pss(oids::SHA256, 32),
            Self::RsaPssSha384 => pss(oids::SHA384, 48),
            Self::RsaPssSha512 => pss(oids::SHA512, 64),
            Self::EcdsaSha256 => bare(oids::ECDSA_SHA256),
            Self::EcdsaSha384 => bare(oids::ECDSA_SHA384),
            Self::EcdsaSha512 => bare(oids::ECDSA_SHA512),
            Self::Ed25519 => bare(oids::ED25519),
        }
    }
}

enum Signer {
    Rsa(fast_rsa::KeyPair),
    /// Under 2048 bits.
    SmallRsa,
    Ec,
    Ed25519(Ed25519KeyPair),
}

struct Inner {
    kind: KeyKind,
    pkcs8: Vec<u8>,
    spki: Vec<u8>,
    signer: Signer,
    /// The same key for the `rsa` crate, made when it is first needed.
    slow_rsa: OnceLock<Option<RsaPrivateKey>>,
}

/// A key pair. Cheap to clone.
#[derive(Clone)]
pub struct Key(Arc<Inner>);

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Key({:?})", self.0.kind)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.spki == other.0.spki
    }
}
impl Eq for Key {}

impl Key {
    /// Makes a new key.
    ///
    /// # Errors
    /// [`LabError::Key`] for RSA sizes or exponents that no library here can make.
    pub fn generate(kind: KeyKind) -> Result<Self, LabError> {
        let failed = |_| LabError::Key(kind);
        match kind {
            KeyKind::Rsa { bits, exponent } => {
                let size = match bits {
                    2048 => Some(fast_rsa::KeySize::Rsa2048),
                    3072 => Some(fast_rsa::KeySize::Rsa3072),
                    4096 => Some(fast_rsa::KeySize::Rsa4096),
                    8192 => Some(fast_rsa::KeySize::Rsa8192),
                    _ => None,
                };
                let pkcs8 = if let Some(size) = size.filter(|_| exponent == F4) {
                    let key = fast_rsa::KeyPair::generate(size).map_err(failed)?;
                    AsDer::<Pkcs8V1Der<'_>>::as_der(&key).map_err(failed)?.as_ref().to_vec()
                } else {
                    let mut random = rsa::rand_core::OsRng;
                    let key = RsaPrivateKey::new_with_exp(&mut random, bits, &BigUint::from(exponent));
                    let pkcs8 = key.ok().and_then(|key| key.to_pkcs8_der().ok()).ok_or(LabError::Key(kind))?;
                    pkcs8.as_bytes().to_vec()
                };
                Self::from_pkcs8(kind, pkcs8)
            }
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => {
                let algorithm = match kind {
                    KeyKind::P256 => &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
                    KeyKind::P384 => &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
                    _ => &signature::ECDSA_P521_SHA512_ASN1_SIGNING,
                };
                let pkcs8 = EcdsaKeyPair::generate_pkcs8(algorithm, &SystemRandom::new()).map_err(failed)?;
                Self::from_pkcs8(kind, pkcs8.as_ref().to_vec())
            }
            KeyKind::Ed25519 => {
                let pkcs8 = Ed25519KeyPair::generate_pkcs8v1(&SystemRandom::new()).map_err(failed)?;
                Self::from_pkcs8(kind, pkcs8.as_ref().to_vec())
            }
        }
    }

    fn from_pkcs8(kind: KeyKind, pkcs8: Vec<u8>) -> Result<Self, LabError> {
        let failed = |_| LabError::Key(kind);
        let rejected = |_| LabError::Key(kind);
        let slow_rsa = OnceLock::new();
        let (signer, spki) = match kind {
            KeyKind::Rsa { bits, .. } if bits < 2048 => {
                let key = RsaPrivateKey::from_pkcs8_der(&pkcs8).map_err(|_| LabError::Key(kind))?;
                let spki = key.to_public_key().to_public_key_der().map_err(|_| LabError::Key(kind))?.into_vec();
                let _ = slow_rsa.set(Some(key));
                (Signer::SmallRsa, spki)
            }
            KeyKind::Rsa { .. } => {
                let key = fast_rsa::KeyPair::from_pkcs8(&pkcs8).map_err(rejected)?;
                let spki = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).map_err(failed)?;
                let spki = spki.as_ref().to_vec();
                (Signer::Rsa(key), spki)
            }
            KeyKind::P256 | KeyKind::P384 | KeyKind::P521 => {
                let algorithm = match kind {
                    KeyKind::P256 => &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
                    KeyKind::P384 => &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
                    _ => &signature::ECDSA_P521_SHA512_ASN1_SIGNING,
                };
                let key = EcdsaKeyPair::from_pkcs8(algorithm, &pkcs8).map_err(rejected)?;
                let spki = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).map_err(failed)?;
                (Signer::Ec, spki.as_ref().to_vec())
            }
            KeyKind::Ed25519 => {
                let key = Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8).map_err(rejected)?;
                let spki = AsDer::<PublicKeyX509Der<'_>>::as_der(key.public_key()).map_err(failed)?;
                let spki = spki.as_ref().to_vec();
                (Signer::Ed25519(key), spki)
            }
        };
        Ok(Self(Arc::new(Inner { kind, pkcs8, spki, signer, slow_rsa })))
    }

    /// What kind.
    pub fn kind(&self) -> KeyKind {
        self.0.kind
    }

    /// The private key, PKCS#8, DER encoded.
    pub fn pkcs8(&self) -> &[u8] {
        &self.0.pkcs8
    }

    /// The private key as PEM.
    pub fn to_pem(&self) -> String {
        crate::encode::pem("PRIVATE KEY", &self.0.pkcs8)
    }

    /// The `SubjectPublicKeyInfo`, DER encoded.
    pub fn spki(&self) -> &[u8] {
        &self.0.spki
    }

    /// The bits of the public key: for RSA an `RSAPublicKey`, for EC the point.
    pub fn public_key(&self) -> &[u8] {
        use der::Decode as _;
        der::asn1::AnyRef::from_der(&self.0.spki)
            .and_then(|spki| {
                spki.sequence(|reader| {
                    use der::Reader as _;
                    reader.tlv_bytes()?;
                    reader.tlv_bytes()
                })
            })
            .ok()
            .and_then(|bits| der::asn1::BitStringRef::from_der(bits).ok())
            .map_or(&[], |bits| bits.raw_bytes())
    }

    /// SHA-1 of the public key's bits: RFC 5280 section 4.2.1.2 method 1.
    pub fn id(&self) -> Vec<u8> {
        digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, self.public_key()).as_ref().to_vec()
    }

    /// What this key usually signs with: SHA-256, or the hash that fits its curve.
    pub fn default_algorithm(&self) -> Algorithm {
        match self.0.kind {
            KeyKind::Rsa { .. } => Algorithm::RsaPkcs1Sha256,
            KeyKind::P256 => Algorithm::EcdsaSha256,
            KeyKind::P384 => Algorithm::EcdsaSha384,
            KeyKind::P521 => Algorithm::EcdsaSha512,
            KeyKind::Ed25519 => Algorithm::Ed25519,
        }
    }

    /// Signs a message.
    ///
    /// # Errors
    /// [`LabError::Algorithm`] where key and algorithm do not fit: an EC key with an RSA algorithm, P-256 with anything
    /// but SHA-256, P-384 with anything but SHA-384, MD5.
    pub fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Result<Vec<u8>, LabError> {
        let unfit = || LabError::Algorithm { key: self.0.kind, algorithm };
        match &self.0.signer {
            Signer::Rsa(key) if algorithm != Algorithm::RsaPkcs1Sha1 => {
                let encoding: &'static dyn RsaEncoding = match algorithm {
                    Algorithm::RsaPkcs1Sha256 => &signature::RSA_PKCS1_SHA256,
                    Algorithm::RsaPkcs1Sha384 => &signature::RSA_PKCS1_SHA384,
                    Algorithm::RsaPkcs1Sha512 => &signature::RSA_PKCS1_SHA512,
                    Algorithm::RsaPssSha256 => &signature::RSA_PSS_SHA256,
                    Algorithm::RsaPssSha384 => &signature::RSA_PSS_SHA384,
                    Algorithm::RsaPssSha512 => &signature::RSA_PSS_SHA512,
                    _ => return Err(unfit()),
                };
                let mut out = vec![0; key.public_modulus_len()];
                key.sign(encoding, &SystemRandom::new(), message, &mut out).map_err(|_| unfit())?;
                Ok(out)
            }
            Signer::Rsa(_) | Signer::SmallRsa => self.sign_slowly(algorithm, message).ok_or_else(unfit),
            Signer::Ec => {
                let signing: &'static EcdsaSigningAlgorithm = match (self.0.kind, algorithm) {
                    (KeyKind::P256, Algorithm::EcdsaSha256) => &signature::ECDSA_P256_SHA256_ASN1_SIGNING,
                    (KeyKind::P384, Algorithm::EcdsaSha384) => &signature::ECDSA_P384_SHA384_ASN1_SIGNING,
                    (KeyKind::P521, Algorithm::EcdsaSha256) => &signature::ECDSA_P521_SHA256_ASN1_SIGNING,
                    (KeyKind::P521, Algorithm::EcdsaSha384) => &signature::ECDSA_P521_SHA384_ASN1_SIGNING,
                    (KeyKind::P521, Algorithm::EcdsaSha512) => &signature::ECDSA_P521_SHA512_ASN1_SIGNING,
                    _ => return Err(unfit()),
                };
                let key = EcdsaKeyPair::from_pkcs8(signing, &self.0.pkcs8).map_err(|_| unfit())?;
                let signature = key.sign(&SystemRandom::new(), message).map_err(|_| unfit())?;
                Ok(signature.as_ref().to_vec())
            }
            Signer::Ed25519(key) if algorithm == Algorithm::Ed25519 => Ok(key.sign(message).as_ref().to_vec()),
            Signer::Ed25519(_) => Err(unfit()),
        }
    }

    fn sign_slowly(&self, algorithm: Algorithm, message: &[u8]) -> Option<Vec<u8>> {
        let key = self.0.slow_rsa.get_or_init(|| RsaPrivateKey::from_pkcs8_der(&self.0.pkcs8).ok()).as_ref()?;
        let mut random = rsa::rand_core::OsRng;
        let signed = match algorithm {
            Algorithm::RsaPkcs1Sha1 => key.sign(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(message)),
            Algorithm::RsaPkcs1Sha256 => key.sign(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(message)),
            Algorithm::RsaPkcs1Sha384 => key.sign(Pkcs1v15Sign::new::<Sha384>(), &Sha384::digest(message)),
            Algorithm::RsaPkcs1Sha512 => key.sign(Pkcs1v15Sign::new::<Sha512>(), &Sha512::digest(message)),
            Algorithm::RsaPssSha256 => key.sign_with_rng(&mut random, Pss::new::<Sha256>(), &Sha256::digest(message)),
            Algorithm::RsaPssSha384 => key.sign_with_rng(&mut random, Pss::new::<Sha384>(), &Sha384::digest(message)),
            Algorithm::RsaPssSha512 => key.sign_with_rng(&mut random, Pss::new::<Sha512>(), &Sha512::digest(message)),
            _ => return None,
        };
        signed.ok()
    }
}

type Labelled = HashMap<(KeyKind, String), Arc<OnceLock<Option<Key>>>>;

/// Keys by kind and label, made once: making an RSA key costs more than everything else in a test.
#[derive(Default)]
pub struct KeyPool(Mutex<Labelled>);

impl std::fmt::Debug for KeyPool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyPool")
    }
}

impl KeyPool {
    /// An empty pool.
    pub fn new() -> Self {
        Self::default()
    }

    /// The pool that all builders of this process share.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<KeyPool> = OnceLock::new();
        SHARED.get_or_init(Self::new)
    }

    /// The key with this kind and label: another label is another key.
    ///
    /// # Errors
    /// [`LabError::Key`]
    pub fn get(&self, kind: KeyKind, label: &str) -> Result<Key, LabError> {
        // The lock is not held while a key is made, so that several can be made at once.
        let slot = {
            let mut keys = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            keys.entry((kind, label.to_owned())).or_default().clone()
        };
        slot.get_or_init(|| Key::generate(kind).ok()).clone().ok_or(LabError::Key(kind))
    }
}
