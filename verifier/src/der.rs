//! Strict DER (X.690 section 10), for what is signed and read by our own code: revocation lists and OCSP messages.
//!
//! Definite lengths of the fewest octets, tag numbers below 31. Nothing is copied. What has no place in these structures is no element.

use time::OffsetDateTime;
use x509_parser::der_parser::asn1_rs::{Any, FromDer as _};
use x509_parser::time::ASN1Time;

use crate::Oid;

pub(crate) const BOOLEAN: u8 = 0x01;
pub(crate) const INTEGER: u8 = 0x02;
pub(crate) const BIT_STRING: u8 = 0x03;
pub(crate) const OCTET_STRING: u8 = 0x04;
pub(crate) const OBJECT_IDENTIFIER: u8 = 0x06;
pub(crate) const ENUMERATED: u8 = 0x0a;
pub(crate) const UTC_TIME: u8 = 0x17;
pub(crate) const GENERALIZED_TIME: u8 = 0x18;
pub(crate) const SEQUENCE: u8 = 0x30;
pub(crate) const SET: u8 = 0x31;

/// `[n]`, constructed: explicit tags, and implicit ones of sequences.
pub(crate) const fn constructed(n: u8) -> u8 {
    0xa0 | n
}

/// `[n]`, primitive: implicit tags of strings and numbers.
pub(crate) const fn primitive(n: u8) -> u8 {
    0x80 | n
}

/// One element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// With tag and length.
    pub(crate) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The one element that fills `data`.
    pub(crate) fn only(data: &'a [u8]) -> Option<Self> {
        let mut reader = Reader(data);
        reader.any().filter(|_| reader.is_empty())
    }
    /// What is inside.
    pub(crate) fn inside(&self) -> Reader<'a> {
        Reader(self.content)
    }
}

/// Elements one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    /// The content of the one element with this tag that fills `data`.
    pub(crate) fn of(data: &'a [u8], tag: u8) -> Option<Self> {
        Element::only(data).filter(|element| element.tag == tag).map(|element| element.inside())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// `Some(())` at the end, for `?`.
    pub(crate) fn end(&self) -> Option<()> {
        self.is_empty().then_some(())
    }

    /// The next element. `None` at the end, and where the bytes are none: [`Reader::end`] tells.
    pub(crate) fn any(&mut self) -> Option<Element<'a>> {
        let data = self.0;
        let (&tag, &first) = (data.first()?, data.get(1)?);
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (header, length) = match first {
            0..=0x7f => (2, usize::from(first)),
            0x81..=0x84 => {
                let octets = data.get(2..2 + usize::from(first & 0x7f))?;
                let length = octets.iter().fold(0_usize, |n, &b| n << 8 | usize::from(b));
                // The fewest octets.
                let fewest = length >= 0x80 && octets[0] != 0;
                fewest.then_some((2 + octets.len(), length))?
            }
            _ => return None,
        };
        let end = header.checked_add(length)?;
        let whole = data.get(..end)?;
        self.0 = &data[end..];
        Some(Element { tag, content: &whole[header..], whole })
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        self.any().filter(|element| element.tag == tag)
    }

    /// The next element if it has this tag; else nothing is taken.
    pub(crate) fn optional(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.0.first() == Some(&tag) { self.any() } else { None }
    }

    /// The next element, an object identifier.
    pub(crate) fn oid(&mut self) -> Option<Oid> {
        oid(self.expect(OBJECT_IDENTIFIER)?.whole)
    }

    /// The next element, an integer, in its canonical form (see [`canonical`]).
    pub(crate) fn integer(&mut self) -> Option<&'a [u8]> {
        let content = self.expect(INTEGER)?.content;
        (!content.is_empty()).then(|| canonical(content))
    }

    /// The next element, a bit string of whole octets: its octets.
    pub(crate) fn octet_aligned_bits(&mut self) -> Option<&'a [u8]> {
        let (unused, octets) = self.expect(BIT_STRING)?.content.split_first()?;
        (*unused == 0).then_some(octets)
    }

    /// The next element, a Time (RFC 5280 section 4.1.2.5).
    pub(crate) fn time(&mut self) -> Option<OffsetDateTime> {
        let element = self.any().filter(|element| matches!(element.tag, UTC_TIME | GENERALIZED_TIME))?;
        time(element.whole)
    }

    /// The next element, a GeneralizedTime.
    pub(crate) fn generalized_time(&mut self) -> Option<OffsetDateTime> {
        time(self.expect(GENERALIZED_TIME)?.whole)
    }
}

/// A DER encoded object identifier.
pub(crate) fn oid(der: &[u8]) -> Option<Oid> {
    Some(Any::from_der(der).ok()?.1.oid().ok()?.to_owned())
}

fn time(der: &[u8]) -> Option<OffsetDateTime> {
    // In UTC, written with Z and seconds (RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2).
    der.ends_with(b"Z").then_some(())?;
    Some(ASN1Time::from_der(der).ok()?.1.to_datetime())
}

/// A BOOLEAN's content.
pub(crate) fn boolean(content: &[u8]) -> Option<bool> {
    match content {
        [0] => Some(false),
        [0xff] => Some(true),
        _ => None,
    }
}

/// An integer's octets without those that say nothing: equal numbers have equal octets, however they were encoded.
pub(crate) fn canonical(mut content: &[u8]) -> &[u8] {
    while let [first, second, ..] = content {
        if !matches!((first, second), (0, 0..=0x7f) | (0xff, 0x80..)) {
            break;
        }
        content = &content[1..];
    }
    content
}

/// An element with this tag and these parts inside.
pub(crate) fn encode(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = vec![tag];
    if let Ok(short @ 0..=0x7f) = u8::try_from(length) {
        out.push(short);
    } else {
        let octets = length.to_be_bytes();
        let octets = &octets[octets.iter().take_while(|b| **b == 0).count()..];
        out.push(0x80 | u8::try_from(octets.len()).unwrap_or(8));
        out.extend_from_slice(octets);
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_der() {
        let ok = [0x30, 3, 2, 1, 5];
        assert_eq!(Reader::of(&ok, SEQUENCE).unwrap().integer(), Some(&[5][..]));
        for bad in [
            &[0x30, 0x80, 2, 1, 5, 0, 0][..],      // indefinite
            &[0x30, 0x81, 3, 2, 1, 5],             // one octet too many for the length
            &[0x30, 0x82, 0, 3, 2, 1, 5],          // two
            &[0x30, 4, 2, 1, 5],                   // beyond the data
            &[0x3f, 0x81, 0, 0],                   // a high tag number
            &[0x30, 3, 2, 1, 5, 0],                // something after it
            &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], // a huge claim
            &[],
        ] {
            assert!(Reader::of(bad, SEQUENCE).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        for length in [0, 1, 0x7f, 0x80, 0xff, 0x100, 0x1_0000] {
            let content = vec![7; length];
            let der = encode(OCTET_STRING, &[&content[..length / 2], &content[length / 2..]]);
            assert_eq!(Element::only(&der).unwrap().content, content, "{length}");
        }
    }

    #[test]
    fn one_number_one_form() {
        assert_eq!(canonical(&[0, 0, 1]), [1]);
        assert_eq!(canonical(&[0, 0x80]), [0, 0x80]);
        assert_eq!(canonical(&[0xff, 0xff, 0x80]), [0x80]);
        assert_eq!(canonical(&[0xff, 0x7f]), [0xff, 0x7f]);
        assert_eq!(canonical(&[0]), [0]);
    }
}
