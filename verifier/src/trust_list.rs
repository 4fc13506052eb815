//! Microsoft's certificate trust lists (`.stl`; `EncodedCtl` and `DisallowedCertEncodedCtl` in the registry): hashes of certificates, each with
//! what is noted of it.
//!
//! A list is the content of a PKCS#7 message (MS-CAESO, `CTL_INFO` in `wincrypt.h`):
//!
//! ```text
//! CertificateTrustList ::= SEQUENCE {
//!     version            INTEGER DEFAULT v1(0),
//!     subjectUsage       SEQUENCE OF OBJECT IDENTIFIER,
//!     listIdentifier     OCTET STRING OPTIONAL,
//!     sequenceNumber     INTEGER OPTIONAL,
//!     ctlThisUpdate      Time,
//!     ctlNextUpdate      Time OPTIONAL,
//!     subjectAlgorithm   AlgorithmIdentifier,
//!     trustedSubjects    SEQUENCE OF TrustedSubject OPTIONAL,
//!     ctlExtensions      [0] EXPLICIT Extensions OPTIONAL }
//! TrustedSubject ::= SEQUENCE {
//!     subjectIdentifier  OCTET STRING,
//!     subjectAttributes  SET OF Attribute OPTIONAL }
//! ```
//!
//! The message's signature is not looked at: what a list is worth depends on where it lies, and that is its reader's affair.

use time::OffsetDateTime;

use crate::der::{
    Element, GENERALIZED_TIME, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE, SET, UTC_TIME, constructed,
};

/// 1.2.840.113549.1.7.2
const SIGNED_DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02];
/// `szOID_CTL`, 1.3.6.1.4.1.311.10.1
const TRUST_LIST: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 1];
/// `szOID_CERT_PROP_ID_PREFIX`, 1.3.6.1.4.1.311.10.11: the property's number comes after it.
const PROPERTY: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 11];
/// `CERT_SIGNATURE_HASH_PROP_ID`: as the algorithm of a list it is `szOID_DISALLOWED_HASH`.
const SIGNATURE_HASH: u32 = 15;
/// 1.3.14.3.2.26
const SHA1: &[u8] = &[0x2b, 14, 3, 2, 26];
/// 2.16.840.1.101.3.4.2.1
const SHA256: &[u8] = &[0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];

/// Entries of one list: Microsoft's root programme has some five hundred.
pub const MAX_ENTRIES: usize = 100_000;
/// Properties of one entry.
const MAX_PROPERTIES: usize = 1_000;

/// Why a list cannot be read; the texts are technical.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TrustListError {
    /// It is no signed message with a trust list in it.
    #[error("no certificate trust list")]
    NotOne,
    /// It is one, and damaged: where.
    #[error("{0}")]
    Damaged(&'static str),
    /// Its entries are told by something that this version does not know: the algorithm's object identifier.
    #[error("entries are identified by {0}")]
    UnknownIdentifier(String),
    /// More entries than a list has.
    #[error("more than {MAX_ENTRIES} entries")]
    TooMany,
}

/// What the identifier of an entry is a hash of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentifiedBy {
    /// SHA-1 of the certificate.
    Sha1,
    /// SHA-256 of the certificate.
    Sha256,
    /// `szOID_DISALLOWED_HASH`: the certificate's part that is signed, hashed as the signature's algorithm has it, or the MD5 of its public
    /// key (`wincrypt.h`: "The `CERT_SIGNATURE_HASH_PROP_ID` and `CERT_SUBJECT_PUBLIC_KEY_MD5_HASH_PROP_ID` properties are used for disallowed
    /// hashes"). 16, 20, 32, 48 or 64 bytes.
    SignedPartOrKey,
}

impl IdentifiedBy {
    fn has(self, bytes: usize) -> bool {
        match self {
            Self::Sha1 => bytes == 20,
            Self::Sha256 => bytes == 32,
            Self::SignedPartOrKey => matches!(bytes, 16 | 20 | 32 | 48 | 64),
        }
    }
}

/// One entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The hash that it is known by: see [`TrustList::identified_by`].
    pub identifier: &'a [u8],
    /// What is noted of the certificate: the numbers of `CERT_..._PROP_ID` with their bytes.
    pub properties: Vec<(u32, &'a [u8])>,
}

/// A list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrustList<'a> {
    /// When it was made.
    pub this_update: OffsetDateTime,
    /// By what its entries are known.
    pub identified_by: IdentifiedBy,
    /// Its entries, in its order.
    pub subjects: Vec<Subject<'a>>,
}

impl<'a> TrustList<'a> {
    /// Reads a signed list in DER.
    ///
    /// # Errors
    /// [`TrustListError`]
    pub fn parse(data: &'a [u8]) -> Result<Self, TrustListError> {
        use TrustListError::Damaged;
        let list = content(data).ok_or(TrustListError::NotOne)?;
        let mut fields = Reader::of(list, SEQUENCE).ok_or(Damaged("no CertificateTrustList"))?;
        fields.optional(INTEGER);
        fields.expect(SEQUENCE).ok_or(Damaged("subjectUsage"))?;
        fields.optional(OCTET_STRING);
        fields.optional(INTEGER);
        let this_update = fields.time().ok_or(Damaged("ctlThisUpdate"))?;
        if matches!(fields.0.first(), Some(&(UTC_TIME | GENERALIZED_TIME))) {
            fields.time().ok_or(Damaged("ctlNextUpdate"))?;
        }
        let algorithm = fields.expect(SEQUENCE).and_then(|algorithm| algorithm.inside().expect(OBJECT_IDENTIFIER));
        let identified_by = identified_by(algorithm.ok_or(Damaged("subjectAlgorithm"))?.content)?;
        let mut subjects = Vec::new();
        if let Some(all) = fields.optional(SEQUENCE) {
            let mut all = all.inside();
            while !all.is_empty() {
                if subjects.len() == MAX_ENTRIES {
                    return Err(TrustListError::TooMany);
                }
                let subject = all.expect(SEQUENCE).and_then(|subject| subject_of(&subject));
                let is_known = |subject: &Subject<'_>| identified_by.has(subject.identifier.len());
                subjects.push(subject.filter(is_known).ok_or(Damaged("trustedSubjects"))?);
            }
        }
        if !fields.is_empty() {
            fields.expect(constructed(0)).ok_or(Damaged("ctlExtensions"))?;
        }
        fields.end().ok_or(Damaged("something after the list"))?;
        Ok(Self { this_update, identified_by, subjects })
    }
}

/// The list in a `ContentInfo` with `SignedData`: as it stands, as in PKCS#7, or in an octet string, as in CMS.
fn content(data: &[u8]) -> Option<&[u8]> {
    let mut info = Reader::of(data, SEQUENCE)?;
    let kind = info.expect(OBJECT_IDENTIFIER)?;
    let signed = Element::only(info.expect(constructed(0))?.content)?;
    info.end()?;
    if kind.content != SIGNED_DATA || signed.tag != SEQUENCE {
        return None;
    }
    let mut parts = signed.inside();
    parts.expect(INTEGER)?;
    parts.expect(SET)?;
    let mut inner = parts.expect(SEQUENCE)?.inside();
    let kind = inner.expect(OBJECT_IDENTIFIER)?;
    let content = Element::only(inner.expect(constructed(0))?.content)?;
    inner.end()?;
    // Certificates, revocation lists and signatures: whole, and not looked into.
    while !parts.is_empty() {
        parts.any()?;
    }
    match content.tag {
        _ if kind.content != TRUST_LIST => None,
        OCTET_STRING => Some(content.content),
        _ => Some(content.whole),
    }
}

fn identified_by(algorithm: &[u8]) -> Result<IdentifiedBy, TrustListError> {
    match algorithm {
        SHA1 => Ok(IdentifiedBy::Sha1),
        SHA256 => Ok(IdentifiedBy::Sha256),
        other if property(other) == Some(SIGNATURE_HASH) => Ok(IdentifiedBy::SignedPartOrKey),
        other => {
            let name = crate::der::oid(other).map_or_else(|| "?".to_owned(), |oid| oid.to_id_string());
            Err(TrustListError::UnknownIdentifier(name))
        }
    }
}

/// The number of the property that an object identifier names.
fn property(oid: &[u8]) -> Option<u32> {
    let arc = oid.strip_prefix(PROPERTY)?;
    let (last, first) = arc.split_last()?;
    let is_one = arc.len() <= 4 && first.iter().all(|octet| octet & 0x80 != 0) && last & 0x80 == 0;
    is_one.then(|| arc.iter().fold(0, |number, octet| number << 7 | u32::from(octet & 0x7f)))
}

fn subject_of<'a>(subject: &Element<'a>) -> Option<Subject<'a>> {
    let mut fields = subject.inside();
    let identifier = fields.expect(OCTET_STRING)?.content;
    let mut properties = Vec::new();
    if let Some(attributes) = fields.optional(SET) {
        let mut attributes = attributes.inside();
        while !attributes.is_empty() {
            let mut attribute = attributes.expect(SEQUENCE)?.inside();
            let kind = attribute.expect(OBJECT_IDENTIFIER)?;
            let mut values = attribute.expect(SET)?.inside();
            attribute.end()?;
            let Some(number) = property(kind.content) else { continue };
            let value = values.any()?;
            values.end()?;
            // The property's bytes are wrapped; where they are not, the value is what they are.
            properties.push((number, if value.tag == OCTET_STRING { value.content } else { value.whole }));
            if properties.len() > MAX_PROPERTIES {
                return None;
            }
        }
    }
    fields.end()?;
    Some(Subject { identifier, properties })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::der::encode;
    use time::macros::datetime;

    const DISALLOWED_HASH: &[u8] = &[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 11, 15];

    fn subject(identifier: &[u8], properties: &[(u8, &[u8])]) -> Vec<u8> {
        let attribute = |(number, value): &(u8, &[u8])| {
            let oid = encode(OBJECT_IDENTIFIER, &[PROPERTY, &[*number]]);
            let value = encode(SET, &[&encode(OCTET_STRING, &[value])]);
            encode(SEQUENCE, &[&oid, &value])
        };
        let attributes = properties.iter().map(attribute).collect::<Vec<_>>().concat();
        let attributes = if properties.is_empty() { Vec::new() } else { encode(SET, &[&attributes]) };
        encode(SEQUENCE, &[&encode(OCTET_STRING, &[identifier]), &attributes])
    }

    fn list(algorithm: &[u8], subjects: &[Vec<u8>]) -> Vec<u8> {
        let usage = encode(SEQUENCE, &[&encode(OBJECT_IDENTIFIER, &[&[0x2b, 6, 1, 4, 1, 0x82, 0x37, 10, 3, 30]])]);
        let algorithm = encode(SEQUENCE, &[&encode(OBJECT_IDENTIFIER, &[algorithm])]);
        encode(
            SEQUENCE,
            &[
                &usage,
                &encode(OCTET_STRING, &[b"D\0i\0s\0"]),
                &encode(INTEGER, &[&[1, 2, 3]]),
                &encode(UTC_TIME, &[b"261001120000Z"]),
                &algorithm,
                &encode(SEQUENCE, &[&subjects.concat()]),
            ],
        )
    }

    fn message(list: &[u8]) -> Vec<u8> {
        let oid = |oid: &[u8]| encode(OBJECT_IDENTIFIER, &[oid]);
        let inner = encode(SEQUENCE, &[&oid(TRUST_LIST), &encode(constructed(0), &[list])]);
        let signed = encode(SEQUENCE, &[&encode(INTEGER, &[&[1]]), &encode(SET, &[]), &inner, &encode(SET, &[])]);
        encode(SEQUENCE, &[&oid(SIGNED_DATA), &encode(constructed(0), &[&signed])])
    }

    #[test]
    fn hashes_and_what_is_noted_of_them() {
        let subjects = [subject(&[7; 20], &[]), subject(&[8; 20], &[(104, &[1; 8]), (9, &[0x30, 0])])];
        let plain = list(SHA1, &subjects);
        let wrapped = message(&encode(OCTET_STRING, &[&plain]));
        let whole = message(&plain);
        let read = TrustList::parse(&whole).unwrap();
        assert_eq!(read, TrustList::parse(&wrapped).unwrap());
        assert_eq!(read.this_update, datetime!(2026-10-01 12:00 UTC));
        assert_eq!(read.identified_by, IdentifiedBy::Sha1);
        assert_eq!(read.subjects[0], Subject { identifier: &[7; 20], properties: Vec::new() });
        let noted: [(u32, &[u8]); 2] = [(104, &[1; 8]), (9, &[0x30, 0])];
        assert_eq!(read.subjects[1].properties, noted);
    }

    #[test]
    fn identifiers_have_the_lengths_of_their_hash() {
        let parse = |algorithm: &[u8], length: usize| {
            let whole = message(&list(algorithm, &[subject(&vec![1; length], &[])]));
            TrustList::parse(&whole).map(|list| list.identified_by)
        };
        for length in [16, 20, 32, 48, 64] {
            assert_eq!(parse(DISALLOWED_HASH, length), Ok(IdentifiedBy::SignedPartOrKey));
        }
        assert_eq!(parse(SHA256, 32), Ok(IdentifiedBy::Sha256));
        assert_eq!(parse(SHA1, 32), Err(TrustListError::Damaged("trustedSubjects")));
        assert_eq!(parse(DISALLOWED_HASH, 21), Err(TrustListError::Damaged("trustedSubjects")));
        assert_eq!(parse(&[0x55, 4, 3], 20), Err(TrustListError::UnknownIdentifier("2.5.4.3".to_owned())));
        // A property whose number only begins like it.
        assert!(parse(&[DISALLOWED_HASH, &[1]].concat(), 20).is_err());
    }

    #[test]
    fn half_a_list_is_none() {
        let whole = message(&list(DISALLOWED_HASH, &[subject(&[7; 16], &[(126, &[1; 8])]), subject(&[9; 32], &[])]));
        assert_eq!(TrustList::parse(&whole).unwrap().subjects.len(), 2);
        for end in 0..whole.len() {
            assert!(TrustList::parse(&whole[..end]).is_err(), "{end}");
        }
        // Whatever one byte becomes: no panic, and never a list without its entries.
        for at in 0..whole.len() {
            for flip in [1, 0x20, 0x80, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] ^= flip;
                if let Ok(read) = TrustList::parse(&damaged) {
                    assert_eq!(read.subjects.len(), 2, "{at} {flip}");
                }
            }
        }
        assert_eq!(TrustList::parse(&[]), Err(TrustListError::NotOne));
        assert_eq!(TrustList::parse(&message(&encode(SEQUENCE, &[]))), Err(TrustListError::Damaged("subjectUsage")));
    }
}
