//! A certificate as Windows keeps it in a store: properties, then the certificate itself, in the form of Microsoft's serialized stores.
//!
//! Records of an id, an encoding, a length and so many bytes; all numbers have 32 bits, little endian. Records before a certificate, a
//! revocation list or a trust list are properties of it (`CERT_..._PROP_ID` in `wincrypt.h`). In the registry it is the value `Blob` of the
//! key that is called by the certificate's SHA-1.

use sha1::{Digest as _, Sha1};
use tillit_verifier::Certificate;
use tillit_verifier::container::EntryError;

use super::registry::text;
use crate::store::{Grant, Trust};

/// X509_ASN_ENCODING; some writers add PKCS_7_ASN_ENCODING.
const X509_ASN_ENCODING: u32 = 1;
const PKCS_7_ASN_ENCODING: u32 = 0x1_0000;

const SHA1_HASH: u32 = 3;
/// CERT_ENHKEY_USAGE_PROP_ID: the only purposes that the certificate may be used for.
const ENHANCED_KEY_USAGE: u32 = 9;
const FRIENDLY_NAME: u32 = 11;
/// The record of the certificate itself.
pub const CERTIFICATE: u32 = 32;
/// CERT_DISALLOWED_FILETIME_PROP_ID: distrusted from a day on; with purposes of their own below.
const DISALLOWED_FROM: u32 = 104;
/// CERT_DISALLOWED_ENHKEY_USAGE_PROP_ID: purposes that it is distrusted for.
const DISALLOWED_USAGE: u32 = 122;
/// CERT_NOT_BEFORE_FILETIME_PROP_ID: what it issues after a day is not trusted; for the purposes below, or all.
const NOT_BEFORE: u32 = 126;
/// CERT_NOT_BEFORE_ENHKEY_USAGE_PROP_ID
const NOT_BEFORE_USAGE: u32 = 127;
/// CERT_DISALLOWED_CA_FILETIME_PROP_ID
const DISALLOWED_CA_FROM: u32 = 128;

/// Properties that Windows computes from the certificate and its issuer, or fetches, whenever it wants them: hashes, lengths of keys, answers
/// of responders. They come and go without anybody's will.
const COMPUTED: [u32; 23] = [3, 4, 8, 14, 15, 20, 24, 25, 28, 29, 30, 67, 70, 75, 89, 92, 93, 94, 95, 96, 98, 107, 124];

/// Properties that take trust away.
const RESTRICTING: [u32; 6] =
    [ENHANCED_KEY_USAGE, DISALLOWED_FROM, DISALLOWED_USAGE, NOT_BEFORE, NOT_BEFORE_USAGE, DISALLOWED_CA_FROM];

/// Properties of one certificate: `wincrypt.h` knows about a hundred.
pub(crate) const MAX_PROPERTIES: usize = 1_000;

/// 1.3.6.1.5.5.7.3
const KEY_PURPOSE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3];
const SERVER_AUTH: u8 = 1;
const CLIENT_AUTH: u8 = 2;
const EMAIL_PROTECTION: u8 = 4;
/// 2.5.29.37.0
const ANY_PURPOSE: &[u8] = &[0x55, 0x1d, 0x25, 0];

/// One record.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record<'a> {
    pub(crate) id: u32,
    pub(crate) encoding: u32,
    pub(crate) data: &'a [u8],
}

/// The record at the start of `data`, and what follows it.
pub(crate) fn record(data: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let (head, rest) = data.split_at_checked(12)?;
    let number = |at: usize| head.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let (data, rest) = rest.split_at_checked(usize::try_from(number(8)?).ok()?)?;
    Some((Record { id: number(0)?, encoding: number(4)?, data }, rest))
}

/// Properties of the element that comes next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Properties<'a> {
    pub(crate) all: Vec<(u32, &'a [u8])>,
}

impl<'a> Properties<'a> {
    pub(crate) fn get(&self, id: u32) -> Option<&'a [u8]> {
        self.all.iter().find(|(known, _)| *known == id).map(|(_, data)| *data)
    }

    /// The name that somebody gave the certificate.
    pub(crate) fn friendly_name(&self) -> Option<String> {
        self.get(FRIENDLY_NAME).map(text).filter(|name| !name.is_empty())
    }

    /// What of this trust they leave.
    pub(crate) fn leave(&self, trust: Trust) -> Trust {
        let only = self.get(ENHANCED_KEY_USAGE);
        // A day without purposes of its own is for all of them.
        let from = |days: &[u32], purposes: u32| {
            let has_day = days.iter().any(|day| self.get(*day).is_some());
            has_day.then(|| self.get(purposes))
        };
        let barred =
            [from(&[DISALLOWED_FROM, DISALLOWED_CA_FROM], DISALLOWED_USAGE), from(&[NOT_BEFORE], NOT_BEFORE_USAGE)];
        let leave = |purpose: u8, grant: Grant| {
            let is_out = only.is_some_and(|only| !names(only, purpose))
                || self.get(DISALLOWED_USAGE).is_some_and(|barred| names(barred, purpose))
                || barred.iter().flatten().any(|barred| barred.is_none_or(|purposes| names(purposes, purpose)));
            if is_out && grant != Grant::Distrusted { Grant::Ignored } else { grant }
        };
        Trust {
            client: leave(CLIENT_AUTH, trust.client),
            server: leave(SERVER_AUTH, trust.server),
            email: leave(EMAIL_PROTECTION, trust.email),
        }
    }
}

/// The name of the value that holds an element.
pub(crate) const BLOB: &str = "Blob";

/// An element that is not whole.
pub(crate) fn damaged(detail: impl Into<String>) -> EntryError {
    EntryError::Damaged { kind: BLOB, detail: detail.into() }
}

/// The certificate of a record, held against its properties; `kind` is what it lies in.
pub(crate) fn certificate(
    record: &Record<'_>,
    properties: &Properties<'_>,
    kind: &'static str,
) -> Result<Certificate, EntryError> {
    let damaged = |detail: String| EntryError::Damaged { kind, detail };
    if record.encoding & !PKCS_7_ASN_ENCODING != X509_ASN_ENCODING {
        return Err(damaged(format!("encoding {}", record.encoding)));
    }
    let certificate = Certificate::from_der(record.data)?;
    match properties.get(SHA1_HASH) {
        Some(hash) if Sha1::digest(record.data).as_slice() != hash => {
            Err(damaged("not the certificate that its properties belong to".to_owned()))
        }
        _ => Ok(certificate),
    }
}

/// One certificate with its properties: the `Blob` of the registry.
#[derive(Clone, Debug)]
pub struct Element<'a> {
    properties: Properties<'a>,
    record: Record<'a>,
}

impl<'a> Element<'a> {
    /// Reads the bytes of one.
    ///
    /// # Errors
    /// [`EntryError::Damaged`]
    pub fn parse(blob: &'a [u8]) -> Result<Self, EntryError> {
        let mut properties = Properties::default();
        let mut rest = blob;
        loop {
            let (next, after) = record(rest).ok_or_else(|| damaged("it ends in the middle"))?;
            if next.id == CERTIFICATE {
                return match after {
                    [] => Ok(Self { properties, record: next }),
                    _ => Err(damaged("data after the certificate")),
                };
            }
            if properties.get(next.id).is_some() {
                return Err(damaged(format!("property {} twice", next.id)));
            }
            properties.all.push((next.id, next.data));
            if properties.all.len() > MAX_PROPERTIES {
                return Err(damaged("more properties than a certificate can have"));
            }
            rest = after;
        }
    }

    /// The certificate.
    ///
    /// # Errors
    /// It cannot be read, or is not the one that the properties belong to.
    pub fn certificate(&self) -> Result<Certificate, EntryError> {
        certificate(&self.record, &self.properties, BLOB)
    }

    /// The certificate's bytes.
    pub fn der(&self) -> &'a [u8] {
        self.record.data
    }

    /// The name that somebody gave it.
    pub fn friendly_name(&self) -> Option<String> {
        self.properties.friendly_name()
    }

    /// What the properties leave of the trust that its store gives: purposes that somebody took from it, days from which Windows bars it.
    pub fn leaves(&self, trust: Trust) -> Trust {
        self.properties.leave(trust)
    }

    /// The same meaning, always in the same bytes: without what Windows computes itself, in the order of the ids.
    pub fn canonical(&self) -> Vec<u8> {
        self.written(|id| !COMPUTED.contains(&id))
    }

    /// The same without what takes trust away; everything else that somebody noted of it stays.
    pub fn unrestricted(&self) -> Vec<u8> {
        self.written(|id| !COMPUTED.contains(&id) && !RESTRICTING.contains(&id))
    }

    fn written(&self, keeps: impl Fn(u32) -> bool) -> Vec<u8> {
        let mut properties: Vec<_> = self.properties.all.iter().filter(|(id, _)| keeps(*id)).collect();
        properties.sort_by_key(|(id, _)| *id);
        let mut out = Vec::new();
        for (id, data) in properties {
            push(&mut out, *id, data);
        }
        push(&mut out, CERTIFICATE, self.record.data);
        out
    }
}

/// A certificate with nothing noted of it.
pub fn plain(certificate: &Certificate) -> Vec<u8> {
    let mut out = Vec::new();
    push(&mut out, CERTIFICATE, certificate.der());
    out
}

/// What a `Blob` means, always in the same bytes; bytes that are no element as they are.
pub fn canonical(blob: &[u8]) -> Vec<u8> {
    Element::parse(blob).map_or_else(|_| blob.to_vec(), |element| element.canonical())
}

/// The name of the key of a certificate: its SHA-1.
pub fn key_name(der: &[u8]) -> String {
    use std::fmt::Write as _;
    Sha1::digest(der).iter().fold(String::with_capacity(40), |mut name, byte| {
        let _ = write!(name, "{byte:02X}");
        name
    })
}

fn push(out: &mut Vec<u8>, id: u32, data: &[u8]) {
    // Nothing that came from 32 bits, or is a certificate, is longer.
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    for number in [id, X509_ASN_ENCODING, length] {
        out.extend_from_slice(&number.to_le_bytes());
    }
    out.extend_from_slice(data);
}

/// Purposes in DER name this one, or all.
fn names(purposes: &[u8], purpose: u8) -> bool {
    oids(purposes).any(|oid| oid == ANY_PURPOSE || oid.strip_prefix(KEY_PURPOSE).is_some_and(|rest| rest == [purpose]))
}

/// The contents of the OBJECT IDENTIFIERs in a `SEQUENCE` of such. They are short: so is every length in it.
fn oids(der: &[u8]) -> impl Iterator<Item = &[u8]> {
    let content = match der {
        [0x30, 0x81, length, content @ ..] | [0x30, length @ 0..=0x7f, content @ ..]
            if usize::from(*length) == content.len() =>
        {
            content
        }
        [0x30, 0x82, high, low, content @ ..] if usize::from(u16::from_be_bytes([*high, *low])) == content.len() => {
            content
        }
        _ => &[],
    };
    let mut rest = content;
    std::iter::from_fn(move || {
        let (&[6, length], after) = rest.split_first_chunk::<2>()? else { return None };
        let (oid, after) = after.split_at_checked(usize::from(length))?;
        rest = after;
        Some(oid)
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const PURPOSES: &[u8] = &[0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, SERVER_AUTH];

    fn blob(properties: &[(u32, &[u8])]) -> Vec<u8> {
        let mut out = Vec::new();
        for (id, data) in properties {
            push(&mut out, *id, data);
        }
        push(&mut out, CERTIFICATE, b"certificate");
        out
    }

    #[test]
    fn what_windows_adds_changes_nothing() {
        let name: &[u8] = b"S\0I\0\0\0";
        let one = blob(&[(SHA1_HASH, &[7; 20]), (FRIENDLY_NAME, name), (9, PURPOSES)]);
        let other = blob(&[(9, PURPOSES), (FRIENDLY_NAME, name), (107, &[1; 32]), (25, &[2; 16])]);
        assert_eq!(canonical(&one), canonical(&other));
        assert_ne!(canonical(&one), canonical(&blob(&[(FRIENDLY_NAME, name)])));
        assert_eq!(canonical(&canonical(&one)), canonical(&one));
        let element = Element::parse(&one).unwrap();
        assert_eq!(element.unrestricted(), blob(&[(FRIENDLY_NAME, name)]));
        assert_eq!(element.friendly_name().unwrap(), "SI");
        assert_eq!(canonical(b"no element"), b"no element");
    }

    #[test]
    fn restrictions_take_away_what_they_name() {
        let anchor = Trust::all(Grant::Anchor);
        let left = |properties: &[(u32, &[u8])]| {
            let blob = blob(properties);
            let left = Element::parse(&blob).unwrap().leaves(anchor);
            (left.client, left.server)
        };
        let (yes, no) = (Grant::Anchor, Grant::Ignored);
        let day: &[u8] = &[0; 8];
        assert_eq!(left(&[]), (yes, yes));
        assert_eq!(left(&[(9, PURPOSES)]), (no, yes));
        assert_eq!(left(&[(9, &[0x30, 0])]), (no, no));
        assert_eq!(left(&[(122, PURPOSES)]), (yes, no));
        assert_eq!(left(&[(104, day)]), (no, no));
        assert_eq!(left(&[(104, day), (122, PURPOSES)]), (yes, no));
        assert_eq!(left(&[(126, day), (127, PURPOSES)]), (yes, no));
        assert_eq!(left(&[(126, day)]), (no, no));
        let distrusted = Element::parse(&blob(&[(9, PURPOSES)])).unwrap().leaves(Trust::all(Grant::Distrusted));
        assert_eq!(distrusted, Trust::all(Grant::Distrusted));
    }

    #[test]
    fn damage_is_no_element() {
        let whole = blob(&[(FRIENDLY_NAME, b"a\0")]);
        for end in 0..whole.len() {
            assert!(Element::parse(&whole[..end]).is_err(), "{end}");
        }
        assert!(Element::parse(&[whole.as_slice(), &[0]].concat()).is_err());
        assert!(Element::parse(&blob(&[(1, b""), (1, b"")])).is_err());
        assert!(Element::parse(&blob(&[(SHA1_HASH, &[0; 20])])).unwrap().certificate().is_err());
    }
}
