//! Strict DER (X.690 sections 8 to 11), for what is signed: certificates, revocation lists and OCSP messages.
//!
//! Definite lengths of the fewest octets, tag numbers below 31. Nothing is copied. What has no place in these structures is no element.

use time::{Date, Month, OffsetDateTime, Time};

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
        oid(self.expect(OBJECT_IDENTIFIER)?.content)
    }

    /// A BOOLEAN whose default is false. That must be left out (X.690 section 11.5): `written_out` becomes true where it is not.
    pub(crate) fn default_false(&mut self, written_out: &mut bool) -> Option<bool> {
        let Some(flag) = self.optional(BOOLEAN) else { return Some(false) };
        let flag = boolean(flag.content)?;
        *written_out |= !flag;
        Some(flag)
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
        time(&element)
    }

    /// The next element, a GeneralizedTime. Responders write fractions of seconds, which RFC 6960 does not forbid; they are passed over.
    pub(crate) fn generalized_time(&mut self) -> Option<OffsetDateTime> {
        let element = self.expect(GENERALIZED_TIME)?;
        let (whole, fraction) = element.content.split_at_checked(14)?;
        let digits = fraction.strip_prefix(b".").and_then(|rest| rest.strip_suffix(b"Z"));
        match digits {
            Some(digits) if !digits.is_empty() && digits.iter().all(u8::is_ascii_digit) => {
                time(&Element { content: &[whole, b"Z"].concat(), ..element })
            }
            _ => time(&element),
        }
    }
}

/// The most octets of an object identifier: real ones have ten, and to write one out costs more than its length.
const MAX_OID_OCTETS: usize = 128;

/// An OBJECT IDENTIFIER's content: whole subidentifiers of the fewest octets (X.690 section 8.19.2).
pub(crate) fn oid(content: &[u8]) -> Option<Oid> {
    let ends = |octet: &u8| octet & 0x80 == 0;
    let whole = content.last().is_some_and(ends) && content.len() <= MAX_OID_OCTETS;
    let padded = content.split_inclusive(ends).any(|arc| arc[0] == 0x80);
    (whole && !padded).then(|| Oid::new(content.to_vec().into()))
}

/// A Time's content: in UTC, with seconds and Z and nothing else (RFC 5280 sections 4.1.2.5.1 and 4.1.2.5.2).
fn time(element: &Element<'_>) -> Option<OffsetDateTime> {
    let digits = element.content.strip_suffix(b"Z").filter(|digits| digits.iter().all(u8::is_ascii_digit))?;
    let year_digits = match (element.tag, digits.len()) {
        (UTC_TIME, 12) => 2,
        (GENERALIZED_TIME, 14) => 4,
        _ => return None,
    };
    let number = |digits: &[u8]| digits.iter().fold(0_u16, |n, digit| n * 10 + u16::from(digit - b'0'));
    let (year, rest) = digits.split_at(year_digits);
    let year = match (number(year), year_digits) {
        (year @ 50.., 2) => 1900 + year,
        (year, 2) => 2000 + year,
        (year, _) => year,
    };
    let two = |at: usize| u8::try_from(number(&rest[at..at + 2])).ok();
    let date = Date::from_calendar_date(i32::from(year), Month::try_from(two(0)?).ok()?, two(2)?).ok()?;
    Some(date.with_time(Time::from_hms(two(4)?, two(6)?, two(8)?).ok()?).assume_utc())
}

/// A BOOLEAN's content.
pub(crate) fn boolean(content: &[u8]) -> Option<bool> {
    match content {
        [0] => Some(false),
        [0xff] => Some(true),
        _ => None,
    }
}

/// An INTEGER's content: at least one octet, and the fewest (X.690 section 8.3).
pub(crate) fn is_integer(content: &[u8]) -> bool {
    !content.is_empty() && canonical(content).len() == content.len()
}

/// The content of an INTEGER (0..MAX), of 32 bits: no path is as long as the largest.
pub(crate) fn number(content: &[u8]) -> Option<u32> {
    let octets = content.strip_prefix(&[0]).filter(|rest| !rest.is_empty()).unwrap_or(content);
    let fits = is_integer(content) && content[0] < 0x80 && octets.len() <= 4;
    fits.then(|| octets.iter().fold(0, |n, &b| n << 8 | u32::from(b)))
}

/// A BIT STRING's content: its octets, with how many bits of the last one are unused. Those are zero (X.690 section 11.2.1).
pub(crate) fn bits(content: &[u8]) -> Option<(&[u8], u8)> {
    let (&unused, octets) = content.split_first()?;
    let rest = octets.last().map_or(unused, |last| last & !(0xff_u8.checked_shl(u32::from(unused)).unwrap_or(0)));
    (unused < 8 && rest == 0).then_some((octets, unused))
}

/// The content of a BIT STRING of up to sixteen named bits, bit 0 the lowest, and whether it ends with one that is set, as it must
/// (X.690 section 11.2.2).
pub(crate) fn named_bits(content: &[u8]) -> Option<(u16, bool)> {
    let (octets, unused) = bits(content)?;
    let flags = match *octets {
        [] => 0,
        [first] => u16::from(first.reverse_bits()),
        [first, second] => u16::from(first.reverse_bits()) | u16::from(second.reverse_bits()) << 8,
        _ => return None,
    };
    Some((flags, octets.last().is_none_or(|last| last >> unused & 1 == 1)))
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
    use time::macros::datetime;

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
    fn object_identifiers() {
        assert_eq!(oid(&[0x55, 4, 3]).unwrap().to_id_string(), "2.5.4.3");
        assert!(oid(&[0x2a, 0x86, 0x48]).is_some());
        assert!(oid(&[0x7f; MAX_OID_OCTETS]).is_some() && oid(&[0x7f; MAX_OID_OCTETS + 1]).is_none());
        for bad in [&[][..], &[0x55, 0x84], &[0x55, 0x80, 4], &[0x80, 0x55]] {
            assert!(oid(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn moments() {
        let read = |tag, text: &str| Reader(&encode(tag, &[text.as_bytes()])).time();
        assert_eq!(read(UTC_TIME, "000229235959Z"), Some(datetime!(2000-02-29 23:59:59 UTC)));
        assert_eq!(read(UTC_TIME, "491231000000Z"), Some(datetime!(2049-12-31 00:00 UTC)));
        assert_eq!(read(UTC_TIME, "500101000000Z"), Some(datetime!(1950-01-01 00:00 UTC)));
        assert_eq!(read(GENERALIZED_TIME, "99991231235959Z"), Some(datetime!(9999-12-31 23:59:59 UTC)));
        for bad in [
            "2001010000Z",
            "200101000000",
            "200101000000+0000",
            "20010100000Z",
            "200101000000.5Z",
            "200101000060Z",
            "200101240000Z",
            "200001000000Z",
            "201301000000Z",
            "200100000000Z",
            "210229000000Z",
            "2001010000 0Z",
            "20010100000000Z",
            "Z",
            "",
        ] {
            assert_eq!(read(UTC_TIME, bad), None, "{bad}");
        }
        for bad in ["200101000000Z", "20200101000000", "20200101000000.5Z", "20200101000000+0000", "202001010000Z"] {
            assert_eq!(read(GENERALIZED_TIME, bad), None, "{bad}");
        }
    }

    #[test]
    fn numbers() {
        assert_eq!(number(&[0]), Some(0));
        assert_eq!(number(&[0, 0x80]), Some(0x80));
        assert_eq!(number(&[0, 0xff, 0xff, 0xff, 0xff]), Some(u32::MAX));
        for bad in [&[][..], &[0, 0], &[0, 1], &[0xff], &[0xff, 0x7f], &[1, 0, 0, 0, 0]] {
            assert_eq!(number(bad), None, "{bad:?}");
        }
    }

    #[test]
    fn named() {
        assert_eq!(named_bits(&[0]), Some((0, true)));
        assert_eq!(named_bits(&[7, 0x80]), Some((1, true)));
        assert_eq!(named_bits(&[0, 0x80]), Some((1, false)));
        assert_eq!(named_bits(&[7, 0, 0x80]), Some((0x100, true)));
        assert_eq!(named_bits(&[0, 0]), Some((0, false)));
        for bad in [&[][..], &[1], &[8, 0], &[7, 0xc0], &[0, 1, 1, 1], &[255, 0]] {
            assert_eq!(named_bits(bad), None, "{bad:?}");
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
