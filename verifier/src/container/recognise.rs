//! What bytes are, by their content alone.

use memchr::{memchr, memmem};

use super::der::{BIT_STRING, CONTEXT_0, Element, Elements, Header, INTEGER, OCTET_STRING, OID, SEQUENCE, element};
use super::{OtherFormat, jks, pkcs7};
use crate::certificate::Certificate;

/// What the first bytes of an input promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An ASN.1 sequence.
    Der,
    /// JKS or JCEKS.
    Jks,
    /// Text that may have PEM blocks.
    Text,
    /// Text in UTF-16; `true` for big endian.
    Utf16 {
        /// Big endian.
        big: bool,
    },
    /// Text that is nothing but Base64 and begins like an ASN.1 sequence.
    BareBase64,
    /// Known, and not read.
    Other(OtherFormat),
    /// Nothing that is known.
    Nothing,
}

/// Bytes at the start that tell text from other files. NUL is looked for further on, too.
const HEAD: usize = 512;

/// Judges the first bytes of an input. A byte order mark of UTF-8 has been taken away.
pub(super) fn kind(window: &[u8]) -> Kind {
    match window {
        [0xff, 0xfe, ..] => return Kind::Utf16 { big: false },
        [0xfe, 0xff, ..] => return Kind::Utf16 { big: true },
        _ => {}
    }
    if window.starts_with(jks::JKS_MAGIC) || window.starts_with(jks::JCEKS_MAGIC) {
        return Kind::Jks;
    }
    let head = &window[..window.len().min(HEAD)];
    let binary_head = head.iter().any(|b| matches!(b, 0..=8 | 14..=0x1f) && *b != 0x1b && *b != 0x1a);
    if binary_head {
        if looks_like_der(window) {
            return Kind::Der;
        }
        if let Some(other) = binary_format(window) {
            return Kind::Other(other);
        }
    }
    if memmem::find(window, b"-----BEGIN ").is_some() {
        return Kind::Text;
    }
    let ascii = window.iter().filter(|b| b.is_ascii()).count();
    if binary_head || memchr(0, window).is_some() || ascii < window.len() / 2 {
        return Kind::Nothing;
    }
    if window.starts_with(b"%PDF-") {
        return Kind::Other(OtherFormat::Pdf);
    }
    let mut text = window.iter().filter(|b| !b.is_ascii_whitespace());
    let base64 = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
    // 0x30 with a length of one byte or more begins with M in Base64.
    if text.clone().next() == Some(&b'M') && text.clone().take(16).count() == 16 && text.all(base64) {
        return Kind::BareBase64;
    }
    Kind::Text
}

/// A sequence whose first part is one that a container's first part can be.
fn looks_like_der(window: &[u8]) -> bool {
    let Some(header) = Header::read(window).filter(|h| h.tag == SEQUENCE) else { return false };
    match window.get(header.bytes) {
        Some(&first) => matches!(first, SEQUENCE | INTEGER | OID) && header.length.is_none_or(|l| l > 2),
        None => false,
    }
}

fn binary_format(window: &[u8]) -> Option<OtherFormat> {
    Some(match window {
        [b'P', b'K', 3, 4, ..] => OtherFormat::Zip,
        [0x1f, 0x8b, 8, ..] => OtherFormat::Gzip,
        // version and the length of the salt
        [0, 0, 0, 1 | 2, 0, 0, 0, 20, ..] => OtherFormat::Bks,
        [0, 0, 0, 0, b'C', b'E', b'R', b'T', ..] => OtherFormat::SerializedStore,
        [0x99, _, _, 3 | 4, ..] => OtherFormat::Pgp,
        [0, 0x06, 0x15, 0x61, ..] | [0x61, 0x15, 0x06, 0, ..] => OtherFormat::OldNssDatabase,
        _ if window.starts_with(b"SQLite format 3\0") => OtherFormat::Sqlite,
        _ if window.starts_with(b"%PDF-") => OtherFormat::Pdf,
        _ => return None,
    })
}

/// What text without any PEM block is.
pub(super) fn text_format(window: &[u8]) -> Option<OtherFormat> {
    let head = window[..window.len().min(4096)].trim_ascii_start().to_ascii_lowercase();
    let has = |text: &str| memmem::find(&head, text.as_bytes()).is_some();
    if head.starts_with(b"<!doctype html") || has("<html") || has("<head>") || has("<body") {
        return Some(OtherFormat::Html);
    }
    if head.starts_with(b"<?xml") {
        return Some(OtherFormat::Xml);
    }
    let ssh = ["ssh-rsa ", "ssh-ed25519 ", "ssh-dss ", "ecdsa-sha2-", "sk-ssh-", "---- begin ssh2 "];
    ssh.iter().any(|start| head.starts_with(start.as_bytes())).then_some(OtherFormat::OpenSshKey)
}

/// What an ASN.1 structure is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Structure<'a> {
    Certificate(Element<'a>),
    Pkcs7(Element<'a>),
    Pkcs12(Element<'a>),
    Other(OtherFormat),
    /// The structure is one of these, and it is cut off or otherwise damaged.
    Damaged(&'static str),
    Unknown,
}

/// Tells ASN.1 structures apart by the tags of their parts.
pub(super) fn structure(data: &[u8]) -> Structure<'_> {
    let Some((whole, _)) = element(data) else {
        return damaged_structure(data);
    };
    let tags: Vec<u8> = whole.children().take(4).map(|e| e.tag).collect();
    let mut parts = whole.children();
    let first = parts.next();
    match tags[..] {
        [OID, ..] => match first.map(|e| e.content) {
            Some(pkcs7::SIGNED_DATA) => Structure::Pkcs7(whole),
            Some(kind) if kind.starts_with(pkcs7::CONTENT_TYPES) => Structure::Other(OtherFormat::Cms),
            _ => Structure::Unknown,
        },
        [INTEGER, SEQUENCE, OCTET_STRING, ..] | [INTEGER, OCTET_STRING, ..] | [INTEGER, INTEGER, INTEGER, INTEGER] => {
            Structure::Other(OtherFormat::PrivateKey)
        }
        [INTEGER, SEQUENCE, ..] if first.and_then(|e| e.unsigned()) == Some(3) => Structure::Pkcs12(whole),
        [SEQUENCE, OCTET_STRING] => Structure::Other(OtherFormat::EncryptedPrivateKey),
        [SEQUENCE, BIT_STRING] | [INTEGER, INTEGER] => Structure::Other(OtherFormat::PublicKey),
        [SEQUENCE, SEQUENCE] if is_bcfks(whole.children()) => Structure::Other(OtherFormat::Bcfks),
        [SEQUENCE, SEQUENCE, BIT_STRING] => match first.and_then(|tbs| signed_format(&tbs)) {
            // A certificate whose content looks like another structure is a certificate all the same.
            Some(_) if Certificate::from_der(whole.whole).is_ok() => Structure::Certificate(whole),
            Some(other) => Structure::Other(other),
            None => Structure::Certificate(whole),
        },
        _ => damaged_structure(data),
    }
}

/// Certificate requests, revocation lists and attribute certificates are signed like certificates: what is signed differs.
fn signed_format(tbs: &Element<'_>) -> Option<OtherFormat> {
    const UTC_TIME: u8 = 0x17;
    const GENERALIZED_TIME: u8 = 0x18;
    let tags: Vec<u8> = tbs.children().take(5).map(|e| e.tag).collect();
    match tags[..] {
        [SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..]
        | [INTEGER, SEQUENCE, SEQUENCE, UTC_TIME | GENERALIZED_TIME, ..] => Some(OtherFormat::Crl),
        [INTEGER, SEQUENCE, SEQUENCE] | [INTEGER, SEQUENCE, SEQUENCE, CONTEXT_0] => {
            Some(OtherFormat::CertificateRequest)
        }
        [INTEGER, SEQUENCE, CONTEXT_0, ..] => Some(OtherFormat::AttributeCertificate),
        _ => None,
    }
}

/// `ObjectStore`: encrypted data, and a MAC with its two algorithms.
fn is_bcfks(parts: Elements<'_>) -> bool {
    let tags: Vec<Vec<u8>> = parts.map(|part| part.children().take(4).map(|e| e.tag).collect()).collect();
    tags == [vec![SEQUENCE, OCTET_STRING], vec![SEQUENCE, SEQUENCE, OCTET_STRING]]
}

/// What the first bytes of a structure that does not hold say it was to be.
fn damaged_structure(data: &[u8]) -> Structure<'_> {
    let inside = |data: &'_ [u8]| -> Option<usize> { Header::read(data).map(|h| h.bytes) };
    let Some(outer) = inside(data) else { return Structure::Unknown };
    let content = &data[outer..];
    let is_certificate = || {
        let tbs = Header::read(content).filter(|h| h.tag == SEQUENCE)?;
        let first = content.get(tbs.bytes..)?;
        // version [0], or serialNumber and the signature algorithm
        let serial = Header::read(first)?;
        let after = first.get(serial.bytes + serial.length.filter(|l| *l <= 64)?)?;
        Some(first.starts_with(&[CONTEXT_0, 3, 2, 1]) || (serial.tag == INTEGER && *after == SEQUENCE))
    };
    if content.starts_with(&[INTEGER, 1, 3, SEQUENCE]) {
        Structure::Damaged("PKCS#12")
    } else if memmem::find(&content[..content.len().min(16)], pkcs7::SIGNED_DATA).is_some() {
        Structure::Damaged("PKCS#7")
    } else if is_certificate() == Some(true) {
        Structure::Damaged("certificate")
    } else {
        Structure::Unknown
    }
}
