//! What NSS makes of trust objects: `nssTrust_Create` in NSS's `lib/pki/certificate.c`, `nssToken_FindTrustForCertificate` in
//! `lib/dev/devtoken.c`, the flags in `lib/pki/pki3hack.c`, signatures in `lib/softoken/sftkdb.c`.

use std::collections::{HashMap, HashSet};

use sha1::{Digest as _, Sha1};
use tillit_verifier::Fingerprint;

use super::database::{CertificateObject, Key, number};
use crate::store::{Grant, Trust};

/// CKM_SHA_1 and CKM_SHA256 (PKCS#11 section 6).
const SHA1: u32 = 0x220;
const SHA256: u32 = 0x250;

/// An attribute of a trust object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attribute {
    Hash,
    HashAlgorithm,
    Server,
    Client,
    CodeSigning,
    Email,
    NssHash,
    NssServer,
    NssClient,
    NssCodeSigning,
    NssEmail,
}

impl Attribute {
    pub(super) const ALL: [Self; 11] = [
        Self::Hash,
        Self::HashAlgorithm,
        Self::Server,
        Self::Client,
        Self::CodeSigning,
        Self::Email,
        Self::NssHash,
        Self::NssServer,
        Self::NssClient,
        Self::NssCodeSigning,
        Self::NssEmail,
    ];

    /// Its number in PKCS#11 v3.2 and among NSS's own.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Hash => 0x635,
            Self::HashAlgorithm => 0x8c,
            Self::Server => 0x62c,
            Self::Client => 0x62d,
            Self::CodeSigning => 0x62e,
            Self::Email => 0x62f,
            Self::NssHash => 0xce53_63b4,
            Self::NssServer => 0xce53_6358,
            Self::NssClient => 0xce53_6359,
            Self::NssCodeSigning => 0xce53_635a,
            Self::NssEmail => 0xce53_635b,
        }
    }

    /// The value that stands for "unknown".
    fn says_nothing(self, value: &[u8]) -> bool {
        match self {
            Self::Hash | Self::HashAlgorithm | Self::NssHash => false,
            Self::Server | Self::Client | Self::CodeSigning | Self::Email => number(value) == Some(0),
            Self::NssServer | Self::NssClient | Self::NssCodeSigning | Self::NssEmail => {
                number(value) == Some(0xce53_4355)
            }
        }
    }
}

/// How far a certificate is trusted for one purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Level {
    /// Nothing is said. Also whatever NSS does not know.
    #[default]
    Unknown,
    /// To be verified like any other (`u`, and certutil's empty flags).
    MustVerify,
    /// A CA, not an anchor: `c`.
    ValidDelegator,
    /// An anchor: `C`, for clients `T`.
    TrustedDelegator,
    /// Trusted itself, not as an issuer: `P`.
    Trusted,
    /// Distrusted: `p`.
    NotTrusted,
}

impl From<u32> for Level {
    fn from(value: u32) -> Self {
        match value {
            0xce53_4353 | 4 => Self::MustVerify,
            0xce53_435b => Self::ValidDelegator,
            0xce53_4352 | 2 => Self::TrustedDelegator,
            0xce53_4351 | 1 => Self::Trusted,
            0xce53_435a | 3 => Self::NotTrusted,
            _ => Self::Unknown,
        }
    }
}

/// Which trust NSS can check.
#[derive(Clone, Debug)]
pub(super) enum Vouching {
    /// There is no telling: all count.
    Unknown,
    /// Those that the key database has a signature for: object and attribute.
    Signed(HashSet<(u32, u32)>),
}

/// A trust object as it is stored.
#[derive(Debug)]
pub(super) struct TrustObject {
    /// Its number.
    pub(super) id: Option<u32>,
    /// Of the standard's class (CKO_TRUST), not NSS's own.
    pub(super) standard: bool,
    /// Which certificate it is about.
    pub(super) key: Option<Key>,
    /// Its attributes.
    pub(super) attributes: Vec<(Attribute, Vec<u8>)>,
}

/// What a trust object says.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Statement {
    hash: Option<(u32, Vec<u8>)>,
    server: Level,
    client: Level,
    email: Level,
    code: Level,
}

impl TrustObject {
    fn statement(&self) -> Statement {
        let value = |standard, nss| {
            let wanted = if self.standard { standard } else { nss };
            self.attributes.iter().find(|(attribute, _)| *attribute == wanted).map(|(_, value)| value.as_slice())
        };
        let level = |standard, nss| value(standard, nss).and_then(number).map(Level::from).unwrap_or_default();
        let algorithm = if self.standard {
            value(Attribute::HashAlgorithm, Attribute::HashAlgorithm).and_then(number)
        } else {
            Some(SHA1)
        };
        Statement {
            hash: algorithm.zip(value(Attribute::Hash, Attribute::NssHash).map(<[u8]>::to_vec)),
            server: level(Attribute::Server, Attribute::NssServer),
            client: level(Attribute::Client, Attribute::NssClient),
            email: level(Attribute::Email, Attribute::NssEmail),
            code: level(Attribute::CodeSigning, Attribute::NssCodeSigning),
        }
    }

    /// NSS can read it: one attribute without a signature makes it pass over the whole object. What says nothing needs none.
    fn is_vouched_for(&self, vouching: &Vouching) -> bool {
        let Vouching::Signed(signed) = vouching else { return true };
        self.attributes.iter().all(|(attribute, value)| {
            attribute.says_nothing(value) || self.id.is_some_and(|id| signed.contains(&(id, attribute.number())))
        })
    }
}

impl Statement {
    /// It is about this certificate. One without a hash is about every certificate of its issuer and serial number, if it trusts none.
    fn applies_to(&self, der: &[u8]) -> bool {
        match &self.hash {
            Some((SHA1, hash)) => Sha1::digest(der).as_slice() == hash.as_slice(),
            Some((SHA256, hash)) => Fingerprint::of(der).0.as_slice() == hash.as_slice(),
            Some(_) => false,
            None => [self.server, self.client, self.email, self.code]
                .iter()
                .all(|level| matches!(level, Level::Unknown | Level::NotTrusted)),
        }
    }

    /// What NSS takes the certificate for.
    fn trust(&self, is_ca: bool) -> Trust {
        let grant = |own: Level, others: &[Level]| match own {
            Level::TrustedDelegator => Grant::Anchor,
            // Trusted for itself: worth nothing to a CA's subjects.
            Level::Trusted if !is_ca => Grant::Anchor,
            Level::NotTrusted => Grant::Distrusted,
            // Servers and clients share one set of flags: distrust of one is distrust of both, unless the other is trusted.
            Level::Unknown | Level::MustVerify | Level::ValidDelegator if others.contains(&Level::NotTrusted) => {
                Grant::Distrusted
            }
            _ => Grant::Helper,
        };
        Trust {
            client: grant(self.client, &[self.server]),
            server: grant(self.server, &[self.client]),
            email: grant(self.email, &[]),
        }
    }
}

/// The trust objects of one certificate.
struct Record {
    says: Statement,
    /// Its signatures are there.
    vouched_for: bool,
    standard: bool,
    /// A certificate was found for it.
    used: bool,
}

/// All trust objects of a database, to be asked for each certificate.
pub(super) struct Records {
    by_key: HashMap<Key, Record>,
    /// Without issuer or serial number: never found by anybody.
    lost: usize,
}

impl Records {
    pub(super) fn of(objects: Vec<TrustObject>, vouching: &Vouching) -> Self {
        let mut records = Self { by_key: HashMap::new(), lost: 0 };
        for mut object in objects {
            let Some(key) = object.key.take() else {
                records.lost += 1;
                continue;
            };
            let record = Record {
                says: object.statement(),
                vouched_for: object.is_vouched_for(vouching),
                standard: object.standard,
                used: false,
            };
            // NSS looks for an object of the standard's class first, and takes the first that it finds.
            match records.by_key.get(&key) {
                Some(other) if other.standard || !record.standard => {}
                _ => _ = records.by_key.insert(key, record),
            }
        }
        records
    }

    /// What NSS takes a certificate for, and whether it would be worth more if somebody vouched for its trust.
    pub(super) fn trust_of(&mut self, object: &CertificateObject, is_ca: bool) -> (Trust, bool) {
        let helper = Trust::all(Grant::Helper);
        let Some(record) = object.key.as_ref().and_then(|key| self.by_key.get_mut(key)) else {
            return (helper, false);
        };
        if !record.says.applies_to(&object.value) {
            return (helper, false);
        }
        record.used = true;
        let trust = record.says.trust(is_ca);
        if record.vouched_for { (trust, false) } else { (helper, trust != helper) }
    }

    /// How many were about none of the certificates that were asked for.
    pub(super) fn orphans(&self) -> usize {
        self.lost + self.by_key.values().filter(|record| !record.used).count()
    }
}
