//! Objects of PKCS#15 as they are written (PKCS #15 v1.1 sections 6 and 7, ISO/IEC 7816-15 section 8): bytes in, values out.

use super::{Application, CardKey, List, Location, Pin, PinRole, RawPath, Token, resolve};
use crate::der::{Element, Malformed, Reader, bits, number, text};

const BOOLEAN: u8 = 0x01;
const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const ENUMERATED: u8 = 0x0a;
const UTF8_STRING: u8 = 0x0c;
const SEQUENCE: u8 = 0x30;

/// What a list holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    PrivateKeys,
    Certificates(List),
    Pins,
    /// Public keys, which stand in the certificates; secret keys, data objects.
    Other,
}

/// Where a list is.
pub(super) enum Place<'a> {
    Path(RawPath),
    /// In the ODF itself, with the place there.
    Here(&'a [u8], usize),
}

/// A line of the ODF.
pub(super) struct Entry<'a> {
    pub(super) kind: Kind,
    pub(super) place: Place<'a>,
}

/// EF.DIR (ISO/IEC 7816-4 section 8.2.1.1): the applications; what is none is passed over.
pub(super) fn applications(bytes: &[u8]) -> Vec<Application> {
    let mut reader = Reader::new(bytes);
    let mut found = Vec::new();
    while !reader.is_at_padding() && found.len() < 32 {
        let Ok(Some(element)) = reader.next() else { break };
        if element.tag == 0x61
            && let Ok(application) = application(&element)
        {
            found.push(application);
        }
    }
    found
}

fn application(template: &Element<'_>) -> Result<Application, Malformed> {
    let mut inside = template.inside();
    let mut found = Application { aid: Vec::new(), label: None, folder: None, odf: None, token_info: None };
    while let Some(element) = inside.next()? {
        match element.tag {
            0x4f => found.aid = element.content.iter().take(16).copied().collect(),
            0x50 => found.label = Some(text(element.content)),
            0x51 => {
                let path = RawPath { path: element.content.to_vec(), index: 0, length: None, offset: element.offset };
                found.folder = resolve(&path, &Location::master(&[]));
            }
            0x73 => {
                let mut inside = element.inside();
                // DDO: an identifier of the provider, the path of the ODF, [0] that of TokenInfo; some write a SEQUENCE around.
                let first = inside.data.first().copied();
                if first == Some(SEQUENCE) && inside.data.get(2) == Some(&0x06) {
                    inside = inside.expect(SEQUENCE)?.inside();
                }
                while let Some(element) = inside.next()? {
                    match element.tag {
                        SEQUENCE => found.odf = path(&element).ok(),
                        0xa0 => found.token_info = path(&element).ok(),
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    Ok(found)
}

/// Path: SEQUENCE { path OCTET STRING, index INTEGER OPTIONAL, length \[0\] INTEGER OPTIONAL }
fn path(element: &Element<'_>) -> Result<RawPath, Malformed> {
    let mut inside = element.inside();
    let malformed = inside.malformed();
    let path = inside.expect(OCTET_STRING)?.content.to_vec();
    let size = |element: Element<'_>| number(element.content).and_then(|n| usize::try_from(n).ok()).ok_or(malformed);
    let index = inside.optional(INTEGER)?.map(size).transpose()?.unwrap_or(0);
    let length = inside.optional(0x80)?.map(size).transpose()?;
    Ok(RawPath { path, index, length, offset: element.offset })
}

/// The ODF: its lines as far as they can be read, and where they cannot.
pub(super) fn odf(bytes: &[u8]) -> (Vec<Entry<'_>>, Option<Malformed>) {
    let mut reader = Reader::new(bytes);
    let mut entries = Vec::new();
    while !reader.is_at_padding() && entries.len() < 64 {
        let element = match reader.next() {
            Ok(Some(element)) => element,
            Ok(None) => break,
            Err(malformed) => return (entries, Some(malformed)),
        };
        match entry(&element) {
            Ok(entry) => entries.push(entry),
            Err(malformed) => return (entries, Some(malformed)),
        }
    }
    (entries, None)
}

fn entry<'a>(element: &Element<'a>) -> Result<Entry<'a>, Malformed> {
    let kind = match element.tag {
        0xa0 => Kind::PrivateKeys,
        0xa4 => Kind::Certificates(List::Own),
        0xa5 => Kind::Certificates(List::Trusted),
        0xa6 => Kind::Certificates(List::Useful),
        0xa8 => Kind::Pins,
        _ => Kind::Other,
    };
    let mut inside = element.inside();
    let malformed = inside.malformed();
    let first = inside.next()?.ok_or(malformed)?;
    let place = match first.tag {
        SEQUENCE => Place::Path(path(&first)?),
        0xa0 => Place::Here(first.content, first.inside().offset),
        _ => return Err(malformed),
    };
    Ok(Entry { kind, place })
}

/// TokenInfo: SEQUENCE { version, serialNumber, manufacturerID OPTIONAL, label \[0\] OPTIONAL, tokenflags, ... }
pub(super) fn token(bytes: &[u8]) -> Result<Token, Malformed> {
    let mut inside = Reader::new(bytes).expect(SEQUENCE)?.inside();
    inside.expect(INTEGER)?;
    let mut token = Token::default();
    if let Some(serial) = inside.optional(OCTET_STRING)? {
        let serial = serial.content.get(..serial.content.len().min(64)).unwrap_or_default();
        token.serial = Some(tillit_verifier::certificate::to_hex(serial)).filter(|serial| !serial.is_empty());
    }
    token.manufacturer = inside.optional(UTF8_STRING)?.map(|element| text(element.content));
    token.label = inside.optional(0x80)?.map(|element| text(element.content));
    if let Some(flags) = inside.optional(BIT_STRING)? {
        let flags = bits(flags.content);
        token.is_read_only = flags & 1 != 0;
        token.needs_login = flags & 1 << 1 != 0;
        token.is_eid = flags & 1 << 3 != 0;
    }
    Ok(token)
}

/// The three parts that every object has.
struct Object<'a> {
    label: String,
    auth_id: Option<Vec<u8>>,
    user_consent: Option<u32>,
    /// Attributes of the class, after the common ones.
    class: Reader<'a>,
    /// \[1\]: attributes of the type, inside their SEQUENCE.
    of_type: Reader<'a>,
}

/// PKCS15Object: SEQUENCE { commonObjectAttributes, classAttributes, subClassAttributes \[0\] OPTIONAL, typeAttributes \[1\] }
fn object<'a>(element: &Element<'a>) -> Result<Object<'a>, Malformed> {
    let mut inside = element.inside();
    let mut common = inside.expect(SEQUENCE)?.inside();
    let label = common.optional(UTF8_STRING)?.map(|element| text(element.content)).unwrap_or_default();
    common.optional(BIT_STRING)?;
    let auth_id = common.optional(OCTET_STRING)?.map(|element| element.content.to_vec());
    let user_consent = common.optional(INTEGER)?.and_then(|element| number(element.content));
    let class = inside.expect(SEQUENCE)?.inside();
    inside.optional(0xa0)?;
    let of_type = inside.expect(0xa1)?.inside().expect(SEQUENCE)?.inside();
    Ok(Object { label, auth_id, user_consent, class, of_type })
}

/// A private key. RSA is a SEQUENCE, an elliptic curve `[0]`.
pub(super) fn key(element: &Element<'_>) -> Result<CardKey, Malformed> {
    let Object { label, auth_id, user_consent, mut class, mut of_type } = object(element)?;
    // CommonKeyAttributes: iD, usage, native DEFAULT TRUE, accessFlags OPTIONAL, keyReference OPTIONAL, ...
    let id = class.expect(OCTET_STRING)?.content.to_vec();
    let usage = bits(class.expect(BIT_STRING)?.content);
    class.optional(BOOLEAN)?;
    class.optional(BIT_STRING)?;
    let reference = class.optional(INTEGER)?.and_then(|element| number(element.content));
    let is_ec = element.tag == 0xa0;
    // The place of the key, which is nobody's to read; then the modulus's length.
    of_type.next()?;
    let bits = of_type.optional(INTEGER)?.and_then(|element| number(element.content)).filter(|_| !is_ec);
    Ok(CardKey {
        label,
        id,
        auth_id,
        sign: usage & 1 << 2 != 0,
        non_repudiation: usage & 1 << 9 != 0,
        user_consent,
        reference,
        bits,
        is_ec,
    })
}

/// Where the bytes of a certificate are.
pub(super) enum Value {
    Path(RawPath),
    Direct(Vec<u8>),
    /// At an address.
    Elsewhere,
}

/// A certificate as its list has it.
pub(super) struct CertificateObject {
    pub(super) label: String,
    pub(super) id: Vec<u8>,
    pub(super) authority: bool,
    pub(super) value: Value,
}

/// An X.509 certificate; other kinds have a tag of their own and are no objects here.
pub(super) fn certificate(element: &Element<'_>) -> Result<CertificateObject, Malformed> {
    if element.tag != SEQUENCE {
        return Err(Malformed { offset: element.offset });
    }
    let Object { label, mut class, mut of_type, .. } = object(element)?;
    let id = class.expect(OCTET_STRING)?.content.to_vec();
    let authority = class.optional(BOOLEAN)?.is_some_and(|flag| flag.content != [0]);
    let malformed = of_type.malformed();
    let value = of_type.next()?.ok_or(malformed)?;
    let value = match value.tag {
        SEQUENCE => Value::Path(path(&value)?),
        0xa0 => Value::Direct(direct(&value)),
        // ReferencedValue's address: a string, or [3] with one and a digest.
        0x13 | 0x16 | 0xa3 => Value::Elsewhere,
        _ => return Err(malformed),
    };
    Ok(CertificateObject { label, id, authority, value })
}

/// `[0]` around a certificate, or instead of its own tag: both are written.
fn direct(value: &Element<'_>) -> Vec<u8> {
    let mut inside = value.inside();
    let is_around = inside.expect(SEQUENCE).is_ok() && inside.data.is_empty();
    if is_around {
        return value.content.to_vec();
    }
    let mut whole = value.whole.to_vec();
    if let Some(tag) = whole.first_mut() {
        *tag = SEQUENCE;
    }
    whole
}

/// A PIN; `None`: another way to prove who one is (`[0]` biometrics, `[1]` keys).
pub(super) fn pin(element: &Element<'_>, folder: &Location) -> Result<Option<Pin>, Malformed> {
    if element.tag != SEQUENCE {
        return Ok(None);
    }
    let Object { label, mut class, mut of_type, .. } = object(element)?;
    let auth_id = class.optional(OCTET_STRING)?.map(|element| element.content.to_vec());
    // PinAttributes: pinFlags, pinType, minLength, storedLength, maxLength OPTIONAL, pinReference [0] DEFAULT 0, padChar OPTIONAL,
    // lastPinChange OPTIONAL, path OPTIONAL
    let flags = bits(of_type.expect(BIT_STRING)?.content);
    of_type.expect(ENUMERATED)?;
    let min = of_type.optional(INTEGER)?.and_then(|element| number(element.content));
    of_type.optional(INTEGER)?;
    let max = of_type.optional(INTEGER)?.and_then(|element| number(element.content));
    let reference = of_type.optional(0x80)?.and_then(|element| number(element.content)).unwrap_or(0);
    let mut place = None;
    while let Some(element) = of_type.next()? {
        if element.tag == SEQUENCE {
            place = path(&element).ok().and_then(|path| resolve(&path, folder));
        }
    }
    let local = flags & 1 << 1 != 0;
    Ok(Some(Pin {
        label,
        auth_id,
        // One byte of the command: what is larger is cut to it, as the card does.
        reference: u8::try_from(reference & 0xff).unwrap_or_default(),
        folder: place.or_else(|| local.then(|| folder.clone())),
        min,
        max,
        initialized: flags & 1 << 4 != 0,
        role: match (flags & 1 << 7 != 0, flags & 1 << 6 != 0) {
            (true, _) => PinRole::Issuer,
            (false, true) => PinRole::Unblocking,
            (false, false) => PinRole::User,
        },
        local,
    }))
}
