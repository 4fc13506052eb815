//! DER by hand: tag, length, content.
//!
//! A sound writer (`der`, `x509-cert`) refuses to make what a judge has to be tried with: a version 1 certificate with
//! extensions, an underscore in a `PrintableString`, two different algorithm identifiers. So nothing is checked here.

use der::Encode as _;

use crate::Oid;

/// `BOOLEAN`
pub const BOOLEAN: u8 = 0x01;
/// `INTEGER`
pub const INTEGER: u8 = 0x02;
/// `BIT STRING`
pub const BIT_STRING: u8 = 0x03;
/// `OCTET STRING`
pub const OCTET_STRING: u8 = 0x04;
/// `ENUMERATED`
pub const ENUMERATED: u8 = 0x0a;
/// `SEQUENCE`
pub const SEQUENCE: u8 = 0x30;
/// `SET`
pub const SET: u8 = 0x31;

/// One element: the tag's octet, the length in its shortest form, the content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(content.len() + 6);
    out.push(tag);
    if let Some(short) = u8::try_from(content.len()).ok().filter(|&n| n < 0x80) {
        out.push(short);
    } else {
        let length = content.len().to_be_bytes();
        let significant = &length[length.iter().position(|&b| b != 0).unwrap_or(0)..];
        // At most eight octets on any machine.
        out.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
        out.extend_from_slice(significant);
    }
    out.extend_from_slice(content);
    out
}

/// A constructed element of its parts, in order.
pub fn constructed<P: AsRef<[u8]>>(tag: u8, parts: impl IntoIterator<Item = P>) -> Vec<u8> {
    let mut content = Vec::new();
    for part in parts {
        content.extend_from_slice(part.as_ref());
    }
    tlv(tag, &content)
}

/// `SEQUENCE`
pub fn sequence<P: AsRef<[u8]>>(parts: impl IntoIterator<Item = P>) -> Vec<u8> {
    constructed(SEQUENCE, parts)
}

/// Context-specific constructed tag, such as `[0] EXPLICIT`.
pub fn explicit<P: AsRef<[u8]>>(number: u8, parts: impl IntoIterator<Item = P>) -> Vec<u8> {
    constructed(0xa0 | number, parts)
}

/// Context-specific primitive tag, such as `[6] IMPLICIT IA5String`.
pub fn implicit(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x80 | number, content)
}

/// The same element with another tag octet: `IMPLICIT`.
pub fn retag(tag: u8, mut element: Vec<u8>) -> Vec<u8> {
    if let Some(first) = element.first_mut() {
        *first = tag;
    }
    element
}

/// `OBJECT IDENTIFIER`
pub fn oid(oid: Oid) -> Vec<u8> {
    // Its content is ready made and at most 39 octets long: there is nothing that could fail.
    oid.to_der().unwrap_or_default()
}

/// `INTEGER` that is not negative, of its big endian magnitude.
pub fn unsigned(magnitude: &[u8]) -> Vec<u8> {
    let significant = &magnitude[magnitude.iter().position(|&b| b != 0).unwrap_or(magnitude.len())..];
    let mut content = Vec::with_capacity(significant.len() + 1);
    if significant.first().is_none_or(|&b| b >= 0x80) {
        content.push(0);
    }
    content.extend_from_slice(significant);
    tlv(INTEGER, &content)
}

/// `INTEGER` that is not negative.
pub fn integer(value: u64) -> Vec<u8> {
    unsigned(&value.to_be_bytes())
}

/// `BOOLEAN`
pub fn boolean(value: bool) -> Vec<u8> {
    tlv(BOOLEAN, &[if value { 0xff } else { 0 }])
}

/// `NULL`
pub fn null() -> Vec<u8> {
    vec![0x05, 0]
}

/// `OCTET STRING`
pub fn octets(content: &[u8]) -> Vec<u8> {
    tlv(OCTET_STRING, content)
}

/// `BIT STRING` without unused bits.
pub fn bits(content: &[u8]) -> Vec<u8> {
    constructed(BIT_STRING, [&[0][..], content])
}

/// `BIT STRING` of named bits (RFC 5280 keyUsage and the like): trailing zero bits are left out, as DER asks.
pub fn named_bits(set: impl IntoIterator<Item = u8>) -> Vec<u8> {
    let mut content: Vec<u8> = Vec::new();
    for bit in set {
        let byte = usize::from(bit / 8);
        if content.len() <= byte {
            content.resize(byte + 1, 0);
        }
        content[byte] |= 0x80 >> (bit % 8);
    }
    let unused = content.last().map_or(0, |last| last.trailing_zeros());
    let mut out = vec![u8::try_from(unused).unwrap_or(0)];
    out.extend_from_slice(&content);
    tlv(BIT_STRING, &out)
}

/// A moment as RFC 5280 section 4.1.2.5 wants it: `UTCTime` from 1950 through 2049, `GeneralizedTime` else.
pub fn time(at: time::OffsetDateTime) -> Vec<u8> {
    if (1950..2050).contains(&at.to_offset(time::UtcOffset::UTC).year()) { utc_time(at) } else { generalized_time(at) }
}

/// `UTCTime` with seconds, whatever the century.
pub fn utc_time(at: time::OffsetDateTime) -> Vec<u8> {
    let at = at.to_offset(time::UtcOffset::UTC);
    tlv(0x17, format!("{:02}{}", at.year().rem_euclid(100), after_year(at)).as_bytes())
}

/// `GeneralizedTime` with seconds and without fractions.
pub fn generalized_time(at: time::OffsetDateTime) -> Vec<u8> {
    let at = at.to_offset(time::UtcOffset::UTC);
    tlv(0x18, format!("{:04}{}", at.year(), after_year(at)).as_bytes())
}

fn after_year(at: time::OffsetDateTime) -> String {
    format!("{:02}{:02}{:02}{:02}{:02}Z", u8::from(at.month()), at.day(), at.hour(), at.minute(), at.second())
}

/// A PEM block (RFC 7468) with 64 characters a line.
pub fn pem(label: &str, der: &[u8]) -> String {
    // Fails only for a label that is none; the labels are this crate's own.
    der::pem::encode_string(label, der::pem::LineEnding::LF, der).unwrap_or_default()
}
