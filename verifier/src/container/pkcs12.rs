//! PKCS#12 (RFC 7292): the certificates in it. Private keys are seen and counted, never decrypted.
//!
//! The structure is walked here because a general PKCS#12 reader decrypts every private key that the file has (each with as many rounds of
//! key derivation as the file likes to ask for), wants DER where NSS and Java programs write BER, and gives up the whole file for one
//! bag that it cannot read. The ciphers and hashes are libraries'.

use std::borrow::Cow;
use std::collections::HashMap;

use aws_lc_rs::cipher::{AES_128, AES_192, AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::{digest, hmac, pbkdf2};
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt as _, KeyInit, KeyIvInit as _};
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret as _, SecretString};

use super::der::{
    BMP_STRING, CONTEXT_0, Element, Elements, INTEGER, OCTET_STRING, OID, SEQUENCE, SET, UTF8_STRING, element,
};
use super::{
    ContainerError, ContainerKind, Contents, Entry, EntryError, Integrity, OtherFormat, Passwords, Position,
    ReadLimits, Role, Scheme,
};
use crate::certificate::Certificate;
use crate::name::Name;

/// Rounds of key derivation for one password or MAC. OpenSSL asks for 2,048, Java for 10,000, careful people for 1,000,000.
const MAX_ITERATIONS: u64 = 5_000_000;
/// Rounds for the whole file with all passwords that are tried: a few seconds.
const MAX_TOTAL_ITERATIONS: u64 = 10_000_000;
/// Bytes of salt; real ones have 8 to 32.
const MAX_SALT: usize = 1024;
/// Bytes of a key that is derived for PBMAC1; real ones have as many as the hash.
const MAX_MAC_KEY: usize = 1024;
/// `SafeContents` bags inside one another (RFC 7292 section 4.2.6). Nobody is known to write one.
const MAX_NESTING: usize = 4;
/// A chain of CA certificates above a key's own.
const MAX_CHAIN: usize = 16;

pub(super) mod oid {
    /// 1.2.840.113549.1.7.1 and .6
    pub(in crate::container) const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
    pub(in crate::container) const ENCRYPTED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x06];
    /// 1.2.840.113549.1.12.10.1: bag types follow
    pub(in crate::container) const BAGS: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01];
    /// 1.2.840.113549.1.12.1: password-based encryption schemes follow
    pub(in crate::container) const PKCS12_PBE: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x01];
    /// 1.2.840.113549.1.5: .12 PBKDF2, .13 PBES2, .14 PBMAC1
    pub(in crate::container) const PBKDF2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0c];
    pub(in crate::container) const PBES2: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0d];
    pub(in crate::container) const PBMAC1: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x05, 0x0e];
    /// 1.2.840.113549.1.9.22.1: X.509 certificate (the other kind, SDSI, is extinct)
    pub(in crate::container) const X509: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01];
    /// 1.2.840.113549.1.9.20 and .21
    pub(in crate::container) const FRIENDLY_NAME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x14];
    pub(in crate::container) const LOCAL_KEY_ID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x15];
    /// 2.16.840.1.113894.746875.1.1: Oracle's trustedKeyUsage. Java takes a certificate without it for no trusted entry.
    pub(in crate::container) const TRUSTED: &[u8] =
        &[0x60, 0x86, 0x48, 0x01, 0x86, 0xf9, 0x66, 0xad, 0xca, 0x7b, 0x01, 0x01];
    /// 1.3.14.3.2.26
    pub(in crate::container) const SHA1: &[u8] = &[0x2b, 0x0e, 0x03, 0x02, 0x1a];
    /// 2.16.840.1.101.3.4.2: .4 SHA-224, .1 SHA-256, .2 SHA-384, .3 SHA-512
    pub(in crate::container) const SHA2: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02];
    /// 1.2.840.113549.2: .7 HMAC with SHA-1, .9 SHA-256, .10 SHA-384, .11 SHA-512
    pub(in crate::container) const HMAC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x02];
    /// 2.16.840.1.101.3.4.1: .2 AES-128-CBC, .22 AES-192-CBC, .42 AES-256-CBC
    pub(in crate::container) const AES: &[u8] = &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x01];
    /// 1.2.840.113549.3.7
    pub(in crate::container) const DES_EDE3_CBC: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x03, 0x07];
}

fn damaged(detail: &str) -> ContainerError {
    ContainerError::Damaged { kind: "PKCS#12", detail: detail.to_owned() }
}

const UNKNOWN_SCHEME: ContainerError = ContainerError::Unsupported(OtherFormat::Pkcs12Scheme);

/// Reads a `PFX` (RFC 7292 section 4).
pub(super) fn read(pfx: &Element<'_>, passwords: &Passwords, limits: &ReadLimits) -> Result<Contents, ContainerError> {
    let mut bags = Bags::default();
    let file = open(pfx, passwords, &mut |safe| bags.read(safe.bags, safe.encryption.is_some(), limits))?;
    let mut schemes = file.schemes;
    if let Some(mac) = &file.mac {
        note(&mut schemes, mac.scheme);
    }
    Ok(Contents {
        kind: ContainerKind::Pkcs12,
        has_private_key: !bags.keys.is_empty(),
        entries: bags.into_entries(),
        integrity: file.integrity,
        password_index: file.password_index,
        schemes,
        quirks: Vec::new(),
    })
}

/// What a file is besides its safes.
pub(super) struct Opened {
    pub(super) mac: Option<Mac>,
    /// What the MAC was checked with.
    pub(super) mac_password: Option<Password>,
    pub(super) integrity: Integrity,
    /// Which of the candidates opened it.
    password_index: Option<usize>,
    /// Of the encrypted safes.
    schemes: Vec<Scheme>,
}

impl Opened {
    /// The hash of the MAC is an old one: so are the programs that the file is for.
    pub(super) fn has_legacy_mac(&self) -> bool {
        self.mac.as_ref().is_some_and(|mac| mac.scheme.legacy)
    }
}

/// One safe of a file, opened.
pub(super) struct Safe<'a> {
    /// Its `ContentInfo` as it stands in the file.
    pub(super) whole: &'a [u8],
    /// Its `SafeContents`.
    pub(super) bags: &'a [u8],
    /// What it is encrypted with, and the password that opened it.
    pub(super) encryption: Option<(&'a Encrypted<'a>, &'a Password)>,
}

/// Checks the MAC of a `PFX` and shows `each` of its safes in their order.
pub(super) fn open(
    pfx: &Element<'_>,
    passwords: &Passwords,
    each: &mut dyn FnMut(Safe<'_>) -> Result<(), ContainerError>,
) -> Result<Opened, ContainerError> {
    let mut parts = pfx.children();
    parts.tagged(INTEGER).ok_or_else(|| damaged("no version"))?;
    let content_info = parts.tagged(SEQUENCE).ok_or_else(|| damaged("no content"))?;
    let mac = match parts.next() {
        Some(part) => Some(Mac::read(&part)?),
        None if parts.is_empty() => None,
        None => return Err(damaged("unreadable MAC")),
    };
    let safe = content(&content_info)?;
    if safe.kind != oid::DATA {
        return Err(ContainerError::Unsupported(OtherFormat::Pkcs12PublicKey));
    }
    let authenticated_safe = safe.value.octets().ok_or_else(|| damaged("unreadable content"))?;

    let mut budget = Budget::default();
    let mut candidates: Vec<Password> =
        passwords.candidates().iter().enumerate().flat_map(Password::variants).collect();
    let mut integrity = Integrity::None;
    let mut mac_password = None;
    let mut opened_by = None;
    let mut schemes = Vec::new();
    if let Some(mac) = &mac {
        integrity = Integrity::NotChecked;
        for at in 0..candidates.len() {
            if mac.holds(&authenticated_safe, &candidates[at], &mut budget)? {
                integrity = Integrity::Checked;
                opened_by = Some(candidates[at].index);
                mac_password = Some(candidates[at].clone());
                // What opens the MAC most likely opens the rest.
                candidates.swap(0, at);
                break;
            }
        }
        if opened_by.is_none() && passwords.insisted() {
            return Err(ContainerError::WrongPassword);
        }
    }

    let (list, rest) = element(&authenticated_safe).ok_or_else(|| damaged("unreadable list of safes"))?;
    if list.tag != SEQUENCE || !rest.is_empty() {
        return Err(damaged("unreadable list of safes"));
    }
    let mut safes = list.children();
    for info in &mut safes {
        let safe = content(&info)?;
        match safe.kind {
            oid::DATA => {
                let contents = safe.value.octets().ok_or_else(|| damaged("unreadable safe"))?;
                each(Safe { whole: info.whole, bags: &contents, encryption: None })?;
            }
            oid::ENCRYPTED_DATA => {
                let encrypted = Encrypted::read(&safe.value)?;
                note(&mut schemes, encrypted.scheme()?);
                let mut opened = None;
                for at in 0..candidates.len() {
                    if let Some(plain) = encrypted.decrypt(&candidates[at], &mut budget)? {
                        opened_by.get_or_insert(candidates[at].index);
                        candidates.swap(0, at);
                        opened = Some(plain);
                        break;
                    }
                }
                match opened {
                    Some(plain) => {
                        let encryption = Some((&encrypted, &candidates[0]));
                        each(Safe { whole: info.whole, bags: &plain, encryption })?;
                    }
                    None if integrity == Integrity::Checked => {
                        return Err(damaged("a part is encrypted with another password"));
                    }
                    None if passwords.insisted() => return Err(ContainerError::WrongPassword),
                    None => return Err(ContainerError::PasswordNeeded),
                }
            }
            _ => return Err(ContainerError::Unsupported(OtherFormat::Pkcs12PublicKey)),
        }
    }
    if !safes.is_empty() {
        return Err(damaged("unreadable safe"));
    }
    Ok(Opened { mac, mac_password, integrity, password_index: opened_by, schemes })
}

fn note(schemes: &mut Vec<Scheme>, scheme: Scheme) {
    if !schemes.contains(&scheme) {
        schemes.push(scheme);
    }
}

/// A CMS `ContentInfo`: its type, and its value without the explicit tag.
struct Content<'a> {
    kind: &'a [u8],
    value: Element<'a>,
}

fn content<'a>(info: &Element<'a>) -> Result<Content<'a>, ContainerError> {
    let mut parts = info.children();
    let kind = parts.tagged(OID);
    let value = parts.tagged(CONTEXT_0).and_then(|e| e.children().next());
    kind.zip(value)
        .map(|(kind, value)| Content { kind: kind.content, value })
        .ok_or_else(|| damaged("unreadable content"))
}

/// How many rounds of key derivation may still be made.
pub(super) struct Budget(u64);

impl Default for Budget {
    fn default() -> Self {
        Self(MAX_TOTAL_ITERATIONS)
    }
}

impl Budget {
    fn spend(&mut self, iterations: u64, blocks: usize) -> Result<(), ContainerError> {
        let cost = iterations.saturating_mul(blocks as u64);
        if iterations > MAX_ITERATIONS || cost > self.0 {
            return Err(ContainerError::TooExpensive { iterations });
        }
        self.0 -= cost;
        Ok(())
    }
}

/// A password in the two forms in which PKCS#12 uses it.
#[derive(Clone)]
pub(super) struct Password {
    /// Which of the candidates it is.
    index: usize,
    /// As UTF-8.
    utf8: Zeroizing<Vec<u8>>,
    /// UTF-16 with two zero bytes at the end (RFC 7292 appendix B.1).
    utf16: Zeroizing<Vec<u8>>,
}

impl Password {
    pub(super) fn is_empty(&self) -> bool {
        self.utf8.is_empty()
    }

    /// No password and an empty one are different things in PKCS#12, and programs do not agree which of them they mean: both are tried.
    fn variants((index, password): (usize, &SecretString)) -> impl Iterator<Item = Self> {
        let text = password.expose_secret();
        let utf8 = || Zeroizing::new(text.as_bytes().to_vec());
        let utf16 = text.encode_utf16().chain([0]).flat_map(u16::to_be_bytes).collect();
        let none = text.is_empty().then(|| Self { index, utf8: utf8(), utf16: Zeroizing::default() });
        [Self { index, utf8: utf8(), utf16: Zeroizing::new(utf16) }].into_iter().chain(none)
    }
}

/// A hash that MACs and key derivation are made with.
#[derive(Clone, Copy)]
struct Hash {
    digest: &'static digest::Algorithm,
    hmac: hmac::Algorithm,
    mac: Scheme,
    pbmac1: Scheme,
}

/// As the MAC of a file, a scheme that is not legacy.
const fn current(name: &'static str) -> Scheme {
    Scheme { name, legacy: false }
}
const fn legacy(name: &'static str) -> Scheme {
    Scheme { name, legacy: true }
}

const SHA1: Hash = Hash {
    digest: &digest::SHA1_FOR_LEGACY_USE_ONLY,
    hmac: hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
    mac: legacy("HMAC-SHA-1"),
    pbmac1: legacy("PBMAC1-SHA-1"),
};
const SHA224: Hash = Hash {
    digest: &digest::SHA224,
    hmac: hmac::HMAC_SHA224,
    mac: current("HMAC-SHA-224"),
    pbmac1: current("PBMAC1-SHA-224"),
};
const SHA256: Hash = Hash {
    digest: &digest::SHA256,
    hmac: hmac::HMAC_SHA256,
    mac: current("HMAC-SHA-256"),
    pbmac1: current("PBMAC1-SHA-256"),
};
const SHA384: Hash = Hash {
    digest: &digest::SHA384,
    hmac: hmac::HMAC_SHA384,
    mac: current("HMAC-SHA-384"),
    pbmac1: current("PBMAC1-SHA-384"),
};
const SHA512: Hash = Hash {
    digest: &digest::SHA512,
    hmac: hmac::HMAC_SHA512,
    mac: current("HMAC-SHA-512"),
    pbmac1: current("PBMAC1-SHA-512"),
};

impl Hash {
    fn from_oid(oid: &[u8]) -> Option<Self> {
        if oid == oid::SHA1 {
            return Some(SHA1);
        }
        Some(match oid.strip_prefix(oid::SHA2)? {
            [1] => SHA256,
            [2] => SHA384,
            [3] => SHA512,
            [4] => SHA224,
            _ => return None,
        })
    }

    /// The hash of an HMAC.
    fn from_hmac_oid(oid: &[u8]) -> Option<Self> {
        Some(match oid.strip_prefix(oid::HMAC)? {
            [7] => SHA1,
            [8] => SHA224,
            [9] => SHA256,
            [10] => SHA384,
            [11] => SHA512,
            _ => return None,
        })
    }
}

/// What a derived key is for (RFC 7292 appendix B.3).
#[derive(Clone, Copy)]
enum Purpose {
    Encryption = 1,
    Iv = 2,
    Mac = 3,
}

/// RFC 7292 appendix B.2. `length` bytes from a password.
fn derive(
    hash: Hash,
    purpose: Purpose,
    password: &Password,
    salt: &[u8],
    iterations: u64,
    length: usize,
    budget: &mut Budget,
) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
    let block = hash.digest.block_len();
    budget.spend(iterations, length.div_ceil(hash.digest.output_len()))?;
    let fill =
        |text: &[u8]| -> Vec<u8> { text.iter().copied().cycle().take(text.len().div_ceil(block) * block).collect() };
    let diversifier = vec![purpose as u8; block];
    let mut input = Zeroizing::new(fill(salt));
    input.extend_from_slice(&Zeroizing::new(fill(&password.utf16)));
    let mut out = Zeroizing::new(Vec::with_capacity(length + hash.digest.output_len()));
    loop {
        let mut context = digest::Context::new(hash.digest);
        context.update(&diversifier);
        context.update(&input);
        let mut value = context.finish();
        for _ in 1..iterations {
            value = digest::digest(hash.digest, value.as_ref());
        }
        out.extend_from_slice(value.as_ref());
        if out.len() >= length {
            out.truncate(length);
            return Ok(out);
        }
        // Each block of the input plus the value, repeated to a block's length, plus one.
        for chunk in input.chunks_exact_mut(block) {
            let mut carry = 1_u16;
            let repeated = value.as_ref().iter().cycle().take(block).collect::<Vec<_>>();
            for (byte, &&add) in chunk.iter_mut().zip(&repeated).rev() {
                carry += u16::from(*byte) + u16::from(add);
                *byte = carry.to_be_bytes()[1];
                carry >>= 8;
            }
        }
    }
}

/// `MacData`
pub(super) struct Mac {
    hash: Hash,
    value: Vec<u8>,
    key: MacKey,
    scheme: Scheme,
}

/// Where the key of a MAC comes from.
enum MacKey {
    /// RFC 7292 appendix B.
    Pkcs12 { salt: Vec<u8>, iterations: u64 },
    /// PBMAC1 (RFC 9579): PBKDF2, and how many bytes are to be derived.
    Pbkdf2(Pbkdf2, usize),
}

impl Mac {
    pub(super) fn read(data: &Element<'_>) -> Result<Self, ContainerError> {
        let unreadable = || damaged("unreadable MAC");
        let mut parts = data.children();
        let mut info = parts.tagged(SEQUENCE).ok_or_else(unreadable)?.children();
        let mut algorithm = info.tagged(SEQUENCE).ok_or_else(unreadable)?.children();
        let kind = algorithm.tagged(OID).ok_or_else(unreadable)?.content;
        let octets = |e: Option<Element<'_>>| e.and_then(|e| e.octets()).map(Cow::into_owned);
        let value = octets(info.next()).ok_or_else(unreadable)?;
        if kind == oid::PBMAC1 {
            // Salt and rounds that follow have no meaning then (RFC 9579 section 4).
            let (key, hash, length) = pbmac1(algorithm.next())?;
            return Ok(Self { hash, value, key: MacKey::Pbkdf2(key, length), scheme: hash.pbmac1 });
        }
        let salt = octets(parts.next()).filter(|s| s.len() <= MAX_SALT).ok_or_else(unreadable)?;
        let iterations = match parts.next() {
            Some(number) => number.unsigned().ok_or_else(unreadable)?,
            None => 1,
        };
        let hash = Hash::from_oid(kind).ok_or(UNKNOWN_SCHEME)?;
        Ok(Self { hash, value, key: MacKey::Pkcs12 { salt, iterations }, scheme: hash.mac })
    }

    fn holds(&self, data: &[u8], password: &Password, budget: &mut Budget) -> Result<bool, ContainerError> {
        Ok(hmac::verify(&self.key(password, budget)?, data, &self.value).is_ok())
    }

    /// The MAC's value over other data.
    pub(super) fn value(
        &self,
        data: &[u8],
        password: &Password,
        budget: &mut Budget,
    ) -> Result<hmac::Tag, ContainerError> {
        Ok(hmac::sign(&self.key(password, budget)?, data))
    }

    fn key(&self, password: &Password, budget: &mut Budget) -> Result<hmac::Key, ContainerError> {
        let key = match &self.key {
            MacKey::Pkcs12 { salt, iterations } => {
                derive(self.hash, Purpose::Mac, password, salt, *iterations, self.hash.digest.output_len(), budget)?
            }
            MacKey::Pbkdf2(function, length) => function.derive(password, *length, budget)?,
        };
        Ok(hmac::Key::new(self.hash.hmac, &key))
    }
}

/// `PBMAC1-params` (RFC 8018 appendix A.5) as RFC 9579 section 4 narrows them: PBKDF2 with the length of the key, and HMAC.
fn pbmac1(parameters: Option<Element<'_>>) -> Result<(Pbkdf2, Hash, usize), ContainerError> {
    const UNKNOWN: ContainerError = ContainerError::Unsupported(OtherFormat::Pkcs12Pbmac1);
    let unreadable = || damaged("unreadable MAC");
    let mut parts = parameters.filter(|e| e.tag == SEQUENCE).ok_or_else(unreadable)?.children();
    let (kdf, kdf_parameters) = algorithm(parts.next()).ok_or_else(unreadable)?;
    let (mac, _) = algorithm(parts.next()).ok_or_else(unreadable)?;
    if kdf != oid::PBKDF2 {
        return Err(UNKNOWN);
    }
    let function = Pbkdf2::read(kdf_parameters).map_err(|error| match error {
        ContainerError::Unsupported(_) => UNKNOWN,
        other => other,
    })?;
    let length = function.key_length.and_then(|length| usize::try_from(length).ok());
    let length = length.filter(|length| (1..=MAX_MAC_KEY).contains(length)).ok_or_else(unreadable)?;
    Ok((function, Hash::from_hmac_oid(mac).ok_or(UNKNOWN)?, length))
}

/// An `AlgorithmIdentifier`: its OID, and its parameters.
fn algorithm(identifier: Option<Element<'_>>) -> Option<(&[u8], Option<Element<'_>>)> {
    let mut parts = identifier?.children();
    let oid = parts.tagged(OID)?.content;
    Some((oid, parts.next()))
}

/// PBKDF2 (RFC 8018 section 5.2) with its parameters.
struct Pbkdf2 {
    function: pbkdf2::Algorithm,
    hash_length: usize,
    salt: Vec<u8>,
    iterations: u64,
    key_length: Option<u64>,
}

impl Pbkdf2 {
    fn read(parameters: Option<Element<'_>>) -> Result<Self, ContainerError> {
        let unreadable = || damaged("unreadable parameters of key derivation");
        let mut fields = parameters.ok_or_else(unreadable)?.children();
        let salt = fields.tagged(OCTET_STRING).filter(|s| s.content.len() <= MAX_SALT).ok_or_else(unreadable)?;
        let iterations = fields.tagged(INTEGER).and_then(|n| n.unsigned()).ok_or_else(unreadable)?;
        let key_length = fields.tagged(INTEGER).map(|n| n.unsigned().ok_or_else(unreadable)).transpose()?;
        let (function, hash_length) = match algorithm(fields.tagged(SEQUENCE)) {
            None => (pbkdf2::PBKDF2_HMAC_SHA1, 20),
            Some((oid, _)) => match oid.strip_prefix(oid::HMAC) {
                Some([7]) => (pbkdf2::PBKDF2_HMAC_SHA1, 20),
                Some([9]) => (pbkdf2::PBKDF2_HMAC_SHA256, 32),
                Some([10]) => (pbkdf2::PBKDF2_HMAC_SHA384, 48),
                Some([11]) => (pbkdf2::PBKDF2_HMAC_SHA512, 64),
                _ => return Err(UNKNOWN_SCHEME),
            },
        };
        Ok(Self { function, hash_length, salt: salt.content.to_vec(), iterations, key_length })
    }

    /// `length` bytes from a password.
    fn derive(
        &self,
        password: &Password,
        length: usize,
        budget: &mut Budget,
    ) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
        budget.spend(self.iterations, length.div_ceil(self.hash_length))?;
        let iterations = u32::try_from(self.iterations).ok().and_then(std::num::NonZeroU32::new);
        let iterations = iterations.ok_or_else(|| damaged("unreadable parameters of key derivation"))?;
        let mut key = Zeroizing::new(vec![0; length]);
        pbkdf2::derive(self.function, iterations, &self.salt, &password.utf8, &mut key);
        Ok(key)
    }
}

/// CMS `EncryptedData` (RFC 5652 section 8)
pub(super) struct Encrypted<'a> {
    pub(super) scheme: &'a [u8],
    pub(super) parameters: Element<'a>,
    content: Cow<'a, [u8]>,
}

impl<'a> Encrypted<'a> {
    /// A scheme with its parameters, nothing encrypted yet.
    pub(super) fn new(scheme: &'a [u8], parameters: Element<'a>) -> Self {
        Self { scheme, parameters, content: Cow::Borrowed(&[]) }
    }

    fn read(data: &Element<'a>) -> Result<Self, ContainerError> {
        let read = || {
            let mut parts = data.children();
            parts.tagged(INTEGER)?;
            let mut info = parts.tagged(SEQUENCE)?.children();
            info.tagged(OID)?;
            let mut algorithm = info.tagged(SEQUENCE)?.children();
            let scheme = algorithm.tagged(OID)?.content;
            let parameters = algorithm.tagged(SEQUENCE)?;
            // encryptedContent [0] IMPLICIT OCTET STRING
            let content = info.next().filter(|e| matches!(e.tag, 0x80 | CONTEXT_0))?.octets()?;
            Some(Self { scheme, parameters, content })
        };
        read().ok_or_else(|| damaged("unreadable encrypted part"))
    }

    /// What it is encrypted with.
    fn scheme(&self) -> Result<Scheme, ContainerError> {
        if self.scheme == oid::PBES2 {
            return Pbes2::read(&self.parameters).map(|parameters| parameters.scheme);
        }
        match self.scheme.strip_prefix(oid::PKCS12_PBE) {
            Some([3]) => Ok(legacy("3DES")),
            Some([4]) => Ok(legacy("2-key 3DES")),
            Some([5]) => Ok(legacy("RC2-128")),
            Some([6]) => Ok(legacy("RC2-40")),
            _ => Err(UNKNOWN_SCHEME),
        }
    }

    /// The content, if the password is right: the padding holds and a sequence comes out.
    fn decrypt(&self, password: &Password, budget: &mut Budget) -> Result<Option<Zeroizing<Vec<u8>>>, ContainerError> {
        let plain = if self.scheme == oid::PBES2 {
            Pbes2::read(&self.parameters)?.decrypt(&self.content, password, budget)?
        } else {
            let scheme = self.scheme.strip_prefix(oid::PKCS12_PBE).ok_or(UNKNOWN_SCHEME)?;
            pkcs12_pbe(scheme, &self.parameters, &self.content, password, budget)?
        };
        Ok(plain.filter(|plain| element(plain).is_some_and(|(found, rest)| found.tag == SEQUENCE && rest.is_empty())))
    }
}

type Secret = Zeroizing<Vec<u8>>;
type Plain = Option<Secret>;

/// The schemes of RFC 7292 appendix C, by the last number of their OID.
fn pkcs12_pbe(
    scheme: &[u8],
    parameters: &Element<'_>,
    data: &[u8],
    password: &Password,
    budget: &mut Budget,
) -> Result<Plain, ContainerError> {
    let (key, iv) = pkcs12_pbe_key(scheme, parameters, password, budget)?;
    Ok(match scheme {
        [3 | 4] => cbc_decrypt::<des::TdesEde3>(&key, &iv, data),
        _ => cbc_decrypt::<rc2::Rc2>(&key, &iv, data),
    })
}

/// Key and initialisation vector of these schemes.
pub(super) fn pkcs12_pbe_key(
    scheme: &[u8],
    parameters: &Element<'_>,
    password: &Password,
    budget: &mut Budget,
) -> Result<(Secret, Secret), ContainerError> {
    let mut parts = parameters.children();
    let salt = parts.tagged(OCTET_STRING).filter(|s| s.content.len() <= MAX_SALT);
    let iterations = parts.next().and_then(|n| n.unsigned());
    let (salt, iterations) = salt.zip(iterations).ok_or_else(|| damaged("unreadable encryption parameters"))?;
    let length = match scheme {
        [3] => 24,
        [4 | 5] => 16,
        [6] => 5,
        _ => return Err(UNKNOWN_SCHEME),
    };
    let mut key = derive(SHA1, Purpose::Encryption, password, salt.content, iterations, length, budget)?;
    let iv = derive(SHA1, Purpose::Iv, password, salt.content, iterations, 8, budget)?;
    if scheme == [4] {
        key.extend_from_within(..8); // two-key triple DES
    }
    Ok((key, iv))
}

/// The cipher of PBES2 by its OID, and the bytes of its key; `None`: triple DES.
type Aes = Option<(&'static aws_lc_rs::cipher::Algorithm, usize)>;

/// What PBES2 (RFC 8018 section 6.2) consists of here.
pub(super) struct Pbes2<'a> {
    kdf: Pbkdf2,
    pub(super) aes: Aes,
    pub(super) iv: &'a [u8],
    scheme: Scheme,
}

impl<'a> Pbes2<'a> {
    pub(super) fn read(parameters: &Element<'a>) -> Result<Self, ContainerError> {
        let unreadable = || damaged("unreadable encryption parameters");
        let mut parts = parameters.children();
        let (kdf, kdf_parameters) = algorithm(parts.next()).ok_or_else(unreadable)?;
        let (cipher, iv) = algorithm(parts.next()).ok_or_else(unreadable)?;
        if kdf != oid::PBKDF2 {
            return Err(UNKNOWN_SCHEME);
        }
        let kdf = Pbkdf2::read(kdf_parameters)?;
        let (aes, scheme): (Aes, Scheme) = match cipher.strip_prefix(oid::AES) {
            Some([2]) => (Some((&AES_128, 16)), current("AES-128")),
            Some([22]) => (Some((&AES_192, 24)), current("AES-192")),
            Some([42]) => (Some((&AES_256, 32)), current("AES-256")),
            _ if cipher == oid::DES_EDE3_CBC => (None, legacy("3DES")),
            _ => return Err(UNKNOWN_SCHEME),
        };
        let iv = iv.filter(|e| e.tag == OCTET_STRING).ok_or_else(unreadable)?.content;
        Ok(Self { kdf, aes, iv, scheme })
    }

    pub(super) fn key(&self, password: &Password, budget: &mut Budget) -> Result<Zeroizing<Vec<u8>>, ContainerError> {
        // The parameters may say how long the key is; the cipher says it better.
        self.kdf.derive(password, self.aes.map_or(24, |(_, length)| length), budget)
    }

    fn decrypt(&self, data: &[u8], password: &Password, budget: &mut Budget) -> Result<Plain, ContainerError> {
        let key = self.key(password, budget)?;
        let Some((algorithm, _)) = self.aes else {
            return Ok(cbc_decrypt::<des::TdesEde3>(&key, self.iv, data));
        };
        let iv = <[u8; 16]>::try_from(self.iv).map_err(|_| damaged("unreadable encryption parameters"))?;
        let key = UnboundCipherKey::new(algorithm, &key).and_then(PaddedBlockDecryptingKey::cbc_pkcs7);
        let mut plain = Zeroizing::new(data.to_vec());
        let iv = DecryptionContext::Iv128(FixedLength::<16>::from(iv));
        let length = key.and_then(|key| key.decrypt(&mut plain, iv).map(|p| p.len()));
        Ok(length.ok().map(|length| {
            plain.truncate(length);
            plain
        }))
    }
}

/// CBC with PKCS#7 padding; `None` where the padding does not hold.
fn cbc_decrypt<C: KeyInit + BlockCipherDecrypt>(key: &[u8], iv: &[u8], data: &[u8]) -> Plain {
    let mut plain = Zeroizing::new(data.to_vec());
    let length = cbc::Decryptor::<C>::new_from_slices(key, iv).ok()?.decrypt_padded::<Pkcs7>(&mut plain).ok()?.len();
    plain.truncate(length);
    Some(plain)
}

/// A certificate bag with its attributes.
struct CertificateBag {
    certificate: Result<Certificate, EntryError>,
    alias: Option<String>,
    key_id: Option<Vec<u8>>,
    trusted: bool,
    encrypted: bool,
}

/// A `SafeBag` (RFC 7292 section 4.2).
pub(super) struct Bag<'a> {
    pub(super) whole: &'a [u8],
    /// The last number of its type.
    kind: &'a [u8],
    value: Option<Element<'a>>,
    attributes: Option<Element<'a>>,
    /// It stands in another bag.
    pub(super) nested: bool,
}

impl<'a> Bag<'a> {
    fn read(bag: &Element<'a>, nested: bool) -> Result<Self, ContainerError> {
        let mut parts = bag.children();
        let kind = parts.tagged(OID).and_then(|e| e.content.strip_prefix(oid::BAGS));
        let value = parts.tagged(CONTEXT_0).and_then(|e| e.children().next());
        let attributes = parts.tagged(SET);
        match (kind, value) {
            (Some([3 | 6]), None) | (None, _) => Err(damaged("unreadable bag")),
            (Some(kind), value) => Ok(Self { whole: bag.whole, kind, value, attributes, nested }),
        }
    }

    /// keyBag, pkcs8ShroudedKeyBag
    fn is_key(&self) -> bool {
        matches!(self.kind, [1 | 2])
    }

    pub(super) fn is_certificate(&self) -> bool {
        self.kind == [3]
    }

    /// The bytes of an X.509 certificate; `None` for a certificate of another kind.
    pub(super) fn certificate(&self) -> Result<Option<Cow<'a, [u8]>>, ContainerError> {
        let unreadable = || damaged("unreadable certificate bag");
        let mut parts = self.value.ok_or_else(unreadable)?.children();
        let kind = parts.tagged(OID).ok_or_else(unreadable)?;
        if kind.content != oid::X509 {
            return Ok(None);
        }
        let der = parts.tagged(CONTEXT_0).and_then(|e| e.children().next()?.octets());
        der.ok_or_else(unreadable).map(Some)
    }

    pub(super) fn attributes(&self) -> Attributes {
        Attributes::read(self.attributes)
    }
}

/// Shows `each` bag of a `SafeContents`, those inside others after these.
pub(super) fn bags(
    contents: &[u8],
    each: &mut dyn FnMut(Bag<'_>) -> Result<(), ContainerError>,
) -> Result<(), ContainerError> {
    let (outer, _) = element(contents).filter(|(e, _)| e.tag == SEQUENCE).ok_or_else(|| damaged("unreadable bags"))?;
    let mut open: Vec<Elements<'_>> = vec![outer.children()];
    while let Some(level) = open.last_mut() {
        let Some(bag) = level.next() else {
            if !level.is_empty() {
                return Err(damaged("unreadable bag"));
            }
            open.pop();
            continue;
        };
        let bag = Bag::read(&bag, open.len() > 1)?;
        match (bag.kind, bag.value) {
            ([6], Some(_)) if open.len() >= MAX_NESTING => {
                return Err(damaged("bags inside one another beyond reason"));
            }
            ([6], Some(inner)) => {
                each(bag)?;
                open.push(inner.children());
            }
            _ => each(bag)?,
        }
    }
    Ok(())
}

#[derive(Default)]
struct Bags {
    certificates: Vec<CertificateBag>,
    /// The localKeyID of each private key.
    keys: Vec<Option<Vec<u8>>>,
}

impl Bags {
    /// Reads a `SafeContents` (RFC 7292 section 4.2).
    fn read(&mut self, contents: &[u8], encrypted: bool, limits: &ReadLimits) -> Result<(), ContainerError> {
        bags(contents, &mut |bag| {
            let is_full = |count: usize| {
                let limit = limits.max_entries;
                if count >= limit { Err(ContainerError::TooMany { limit }) } else { Ok(()) }
            };
            if bag.is_key() {
                is_full(self.keys.len())?;
                self.keys.push(bag.attributes().key_id);
            } else if bag.is_certificate() {
                is_full(self.certificates.len())?;
                if let Some(der) = bag.certificate()? {
                    let attributes = bag.attributes();
                    self.certificates.push(CertificateBag {
                        certificate: Certificate::from_der(&der).map_err(EntryError::from),
                        alias: attributes.alias,
                        key_id: attributes.key_id,
                        trusted: attributes.trusted,
                        encrypted,
                    });
                }
            }
            Ok(())
        })
    }

    /// Gives every certificate its role, by Java's rules (`OpenJDK`, `sun.security.pkcs12.PKCS12KeyStore`): a trusted entry has the attribute; a key
    /// belongs to the certificate with its localKeyID, or to the first one if it is the only key and nothing has such an identifier; its chain goes
    /// on by issuer names.
    fn into_entries(self) -> Vec<Entry> {
        let mut roles: Vec<Role> =
            self.certificates.iter().map(|bag| if bag.trusted { Role::Trusted } else { Role::Plain }).collect();
        let mut by_subject: HashMap<&Name, usize> = HashMap::new();
        let mut by_key_id: HashMap<&[u8], usize> = HashMap::new();
        for (index, bag) in self.certificates.iter().enumerate().filter(|(_, bag)| !bag.trusted) {
            if let Ok(certificate) = &bag.certificate {
                by_subject.entry(certificate.subject()).or_insert(index);
            }
            if let Some(id) = &bag.key_id {
                by_key_id.entry(id).or_insert(index);
            }
        }
        let only_key = matches!(self.keys[..], [None]) && by_key_id.is_empty();
        for key_id in &self.keys {
            let mut next = match key_id {
                Some(id) => by_key_id.get(&id[..]).copied(),
                None if only_key => roles.iter().position(|role| *role == Role::Plain),
                None => None,
            };
            for place in 0..MAX_CHAIN {
                let Some(index) = next else { break };
                if roles[index] != Role::Plain {
                    break;
                }
                roles[index] = Role::KeyChain(place);
                next = match &self.certificates[index].certificate {
                    Ok(certificate) if !certificate.is_self_issued() => by_subject.get(certificate.issuer()).copied(),
                    _ => None,
                };
            }
        }
        let numbered = self.certificates.into_iter().zip(roles).enumerate();
        numbered
            .map(|(index, (bag, role))| Entry {
                certificate: bag.certificate,
                alias: bag.alias,
                position: Position::Index(index),
                role,
                encrypted: bag.encrypted,
                trusted_uses: None,
            })
            .collect()
    }
}

/// What a bag's attributes say.
#[derive(Default)]
pub(super) struct Attributes {
    pub(super) alias: Option<String>,
    key_id: Option<Vec<u8>>,
    pub(super) trusted: bool,
}

impl Attributes {
    fn read(set: Option<Element<'_>>) -> Self {
        let mut found = Self::default();
        for attribute in set.iter().flat_map(Element::children) {
            let mut parts = attribute.children();
            let kind = parts.tagged(OID).map(|e| e.content);
            let value = parts.tagged(SET).and_then(|e| e.children().next());
            match (kind, value) {
                (Some(oid::FRIENDLY_NAME), Some(value)) => found.alias = text(&value),
                (Some(oid::LOCAL_KEY_ID), Some(value)) => {
                    found.key_id = value.octets().map(Cow::into_owned);
                }
                (Some(oid::TRUSTED), _) => found.trusted = true,
                _ => {}
            }
        }
        found
    }
}

/// A friendly name: a `BMPString`, in which surrogates occur although they should not.
fn text(value: &Element<'_>) -> Option<String> {
    match value.tag {
        BMP_STRING => {
            let units: Vec<u16> = value.content.chunks_exact(2).map(|p| u16::from_be_bytes([p[0], p[1]])).collect();
            Some(String::from_utf16_lossy(&units))
        }
        UTF8_STRING => Some(String::from_utf8_lossy(value.content).into_owned()),
        _ => None,
    }
}
