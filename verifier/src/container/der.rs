//! Just enough of BER to find the parts of a container: tag, length, content. Certificates themselves are read elsewhere.
//!
//! Containers are written in BER as often as in DER: indefinite lengths and octet strings in pieces come from Java programs, NSS and
//! Windows. Nothing here copies or allocates by a length that the input claims, and nothing calls itself.

use std::borrow::Cow;

/// Indefinite lengths, or pieces of octet strings, inside one another: real files have three or four.
const MAX_DEPTH: usize = 32;

pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const UTF8_STRING: u8 = 0x0c;
pub(super) const BMP_STRING: u8 = 0x1e;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const SET: u8 = 0x31;
/// `[0]`, constructed.
pub(super) const CONTEXT_0: u8 = 0xa0;

const CONSTRUCTED: u8 = 0x20;

/// One element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Element<'a> {
    /// Identifier octet: class, constructed bit and number.
    pub(super) tag: u8,
    /// What is in it.
    pub(super) content: &'a [u8],
    /// With tag and length, and the end mark of an indefinite length.
    pub(super) whole: &'a [u8],
}

impl<'a> Element<'a> {
    /// The elements in this one, up to the first that cannot be read.
    pub(super) fn children(&self) -> Elements<'a> {
        Elements(self.content)
    }

    /// The bytes of an octet string, whether it has an explicit or implicit tag, whole or in pieces.
    pub(super) fn octets(&self) -> Option<Cow<'a, [u8]>> {
        if self.tag & CONSTRUCTED == 0 {
            return Some(Cow::Borrowed(self.content));
        }
        let mut out = Vec::new();
        let mut open = vec![self.children()];
        while let Some(pieces) = open.last_mut() {
            match pieces.next() {
                Some(piece) if piece.tag == OCTET_STRING => out.extend_from_slice(piece.content),
                Some(piece) if piece.tag == OCTET_STRING | CONSTRUCTED => open.push(piece.children()),
                None if pieces.is_empty() => {
                    open.pop();
                }
                _ => return None,
            }
            if open.len() > MAX_DEPTH {
                return None;
            }
        }
        Some(Cow::Owned(out))
    }

    /// A non-negative integer of at most 63 bits.
    pub(super) fn unsigned(&self) -> Option<u64> {
        let fits = self.tag == INTEGER && !self.content.is_empty() && self.content.len() <= 8 && self.content[0] < 0x80;
        fits.then(|| self.content.iter().fold(0, |n, &b| n << 8 | u64::from(b)))
    }
}

/// Elements one after the other.
#[derive(Clone, Debug)]
pub(super) struct Elements<'a>(pub(super) &'a [u8]);

impl<'a> Elements<'a> {
    /// Nothing is left: after the last `next` this tells the end from bytes that are no element.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next element, if it has this tag.
    pub(super) fn tagged(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.0.first() == Some(&tag) { self.next() } else { None }
    }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let (found, rest) = element(self.0)?;
        self.0 = rest;
        Some(found)
    }
}

/// The element at the start of `data` and what follows it. `None` where there is none that fits into `data`.
pub(super) fn element(data: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let header = Header::read(data)?;
    let (content_end, end) = match header.length {
        Some(length) => {
            let end = header.bytes.checked_add(length)?;
            (end, end)
        }
        None => end_of_indefinite(data, header.bytes)?,
    };
    let content = data.get(header.bytes..content_end)?;
    Some((Element { tag: header.tag, content, whole: &data[..end] }, &data[end..]))
}

/// Tag and length of an element; `None` for its length means indefinite.
#[derive(Clone, Copy)]
pub(super) struct Header {
    pub(super) tag: u8,
    /// Of tag and length.
    pub(super) bytes: usize,
    pub(super) length: Option<usize>,
}

impl Header {
    /// Tags with numbers above 30 have no place in any container.
    pub(super) fn read(data: &[u8]) -> Option<Self> {
        let (&tag, &first) = (data.first()?, data.get(1)?);
        if tag & 0x1f == 0x1f {
            return None;
        }
        match first {
            0..=0x7f => Some(Self { tag, bytes: 2, length: Some(usize::from(first)) }),
            0x80 if tag & CONSTRUCTED != 0 => Some(Self { tag, bytes: 2, length: None }),
            0x81..=0x88 => {
                let bytes = 2 + usize::from(first & 0x7f);
                let length = data
                    .get(2..bytes)?
                    .iter()
                    .try_fold(0_usize, |n, &b| n.checked_mul(256).and_then(|n| n.checked_add(usize::from(b))))?;
                Some(Self { tag, bytes, length: Some(length) })
            }
            _ => None,
        }
    }
}

/// Where the content of an element of indefinite length ends, and where its end mark (two zero bytes) does. Definite elements on the way are
/// jumped over, so that this takes one pass.
fn end_of_indefinite(data: &[u8], start: usize) -> Option<(usize, usize)> {
    let mut at = start;
    let mut depth = 1;
    loop {
        let rest = data.get(at..)?;
        if rest.starts_with(&[0, 0]) {
            depth -= 1;
            if depth == 0 {
                return Some((at, at + 2));
            }
            at += 2;
            continue;
        }
        let header = Header::read(rest)?;
        at = at.checked_add(header.bytes)?;
        match header.length {
            Some(length) => at = at.checked_add(length)?,
            None if depth < MAX_DEPTH => depth += 1,
            None => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn definite_and_indefinite_say_the_same() {
        let definite = [0x30, 5, 4, 3, 1, 2, 3, 0xff];
        let (found, rest) = element(&definite).unwrap();
        assert_eq!((found.tag, found.content, rest), (SEQUENCE, &definite[2..7], &[0xff][..]));

        let indefinite = [0x30, 0x80, 0x24, 0x80, 4, 1, 1, 0x24, 5, 4, 1, 2, 4, 0, 4, 1, 3, 0, 0, 0, 0, 0xff];
        let (found, rest) = element(&indefinite).unwrap();
        assert_eq!(rest, [0xff]);
        assert_eq!(found.whole.len(), indefinite.len() - 1);
        let string = found.children().next().unwrap();
        assert_eq!(string.octets().unwrap().as_ref(), [1, 2, 3]);
    }

    #[test]
    fn lengths_beyond_the_data_are_no_elements() {
        for data in [
            &[0x30, 1][..],
            &[0x30, 0x88, 255, 255, 255, 255, 255, 255, 255, 255],
            &[0x30, 0x84, 255, 255, 255, 255, 0],
        ] {
            assert!(element(data).is_none(), "{data:?}");
        }
        assert!(element(&[0x1f, 0x81, 0, 0]).is_none());
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |depth: usize, open: [u8; 2]| [open.repeat(depth), vec![0; 2 * depth]].concat();
        assert!(element(&nested(MAX_DEPTH, [0x30, 0x80])).is_some());
        assert!(element(&nested(MAX_DEPTH + 1, [0x30, 0x80])).is_none());
        assert!(element(&nested(1 << 20, [0x24, 0x80])).is_none());
    }
}
