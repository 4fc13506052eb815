//! DER as cards hold it, with the place of every element.
//!
//! Definite lengths and tag numbers below 31. Lengths may have more octets than they need: whoever writes to a card leaves room for what will
//! grow. Nothing is copied.

/// One element and where it stands in its file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) tag: u8,
    pub(crate) content: &'a [u8],
    /// With tag and length.
    pub(crate) whole: &'a [u8],
    /// Of its first octet.
    pub(crate) offset: usize,
}

impl<'a> Element<'a> {
    /// What is inside.
    pub(crate) fn inside(&self) -> Reader<'a> {
        Reader { data: self.content, offset: self.offset + (self.whole.len() - self.content.len()) }
    }
}

/// The bytes are no element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    /// Where.
    pub(crate) offset: usize,
}

/// Elements one after the other.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    pub(crate) data: &'a [u8],
    pub(crate) offset: usize,
}

impl<'a> Reader<'a> {
    /// Of a whole file.
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self { data, offset: 0 }
    }

    /// At the end, or at what fills the rest of a file: zeros or FF.
    pub(crate) fn is_at_padding(&self) -> bool {
        matches!(self.data.first(), None | Some(0x00 | 0xff))
    }

    pub(crate) fn malformed(&self) -> Malformed {
        Malformed { offset: self.offset }
    }

    /// Octets of tag and length, and of the content. `None`: more octets are needed to tell.
    pub(crate) fn header(data: &[u8]) -> Option<Result<(usize, usize), ()>> {
        let (&tag, &first) = (data.first()?, data.get(1)?);
        if tag & 0x1f == 0x1f {
            return Some(Err(()));
        }
        match first {
            0..=0x7f => Some(Ok((2, usize::from(first)))),
            0x81..=0x84 => {
                let octets = data.get(2..2 + usize::from(first & 0x7f))?;
                Some(Ok((2 + octets.len(), octets.iter().fold(0_usize, |n, &b| n << 8 | usize::from(b)))))
            }
            _ => Some(Err(())),
        }
    }

    /// The next element; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Element<'a>>, Malformed> {
        let Some(&tag) = self.data.first() else { return Ok(None) };
        let malformed = self.malformed();
        let (header, length) = Self::header(self.data).and_then(Result::ok).ok_or(malformed)?;
        let (whole, rest) =
            header.checked_add(length).and_then(|end| self.data.split_at_checked(end)).ok_or(malformed)?;
        let element = Element { tag, content: whole.get(header..).unwrap_or_default(), whole, offset: self.offset };
        self.offset += whole.len();
        self.data = rest;
        Ok(Some(element))
    }

    /// The next element, which must have this tag.
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Element<'a>, Malformed> {
        let malformed = self.malformed();
        self.next()?.filter(|element| element.tag == tag).ok_or(malformed)
    }

    /// The next element if it has this tag; else nothing is taken.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Element<'a>>, Malformed> {
        if self.data.first() == Some(&tag) { self.next() } else { Ok(None) }
    }
}

/// An INTEGER that is no larger than fits here; cards write references from 128 on as negative numbers, too: those are taken as one octet.
pub(crate) fn number(content: &[u8]) -> Option<u32> {
    match content {
        [one] => Some(u32::from(*one)),
        [0, rest @ ..] | rest if !rest.is_empty() && rest.len() <= 4 => {
            Some(rest.iter().fold(0_u32, |n, &b| n << 8 | u32::from(b)))
        }
        _ => None,
    }
}

/// Named bits of a BIT STRING: bit 0 is the first octet's highest.
pub(crate) fn bits(content: &[u8]) -> u32 {
    let octets = content.get(1..).unwrap_or_default();
    (0..32)
        .filter(|n| octets.get(n / 8).is_some_and(|octet| octet & (0x80 >> (n % 8)) != 0))
        .fold(0, |all, n| all | 1 << n)
}

/// Text as people wrote it; what is no UTF-8 is read as Latin-1, which older cards hold.
pub(crate) fn text(content: &[u8]) -> String {
    let content = content.get(..content.len().min(MAX_TEXT)).unwrap_or_default();
    let trimmed = content.trim_ascii_end();
    let end = trimmed.iter().rposition(|byte| *byte != 0).map_or(0, |at| at + 1);
    let bytes = trimmed.get(..end).unwrap_or_default();
    std::str::from_utf8(bytes).map_or_else(|_| bytes.iter().map(|byte| char::from(*byte)).collect(), str::to_owned)
}

/// PKCS#15 has labels of at most 255 octets.
const MAX_TEXT: usize = 255;

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn elements_know_their_place() {
        let data = [0x30, 0x81, 0x05, 0x02, 0x01, 0x07, 0x05, 0x00, 0x04, 0x01, 0xaa, 0x00, 0x00];
        let mut reader = Reader::new(&data);
        let sequence = reader.expect(0x30).unwrap();
        let mut inside = sequence.inside();
        assert_eq!(inside.next().unwrap().unwrap().offset, 3);
        assert_eq!(inside.next().unwrap().unwrap().offset, 6);
        assert!(inside.next().unwrap().is_none());
        assert_eq!(reader.next().unwrap().unwrap().offset, 8);
        assert!(reader.is_at_padding());
    }

    #[test]
    fn lengths_beyond_the_end_are_refused_where_they_stand() {
        for bad in
            [&[0x30, 0x03, 0x01][..], &[0x30, 0x84, 0xff, 0xff, 0xff, 0xff], &[0x30, 0x80], &[0x1f, 0x00], &[0x30]]
        {
            assert_eq!(Reader::new(bad).next().unwrap_err(), Malformed { offset: 0 });
        }
    }

    #[test]
    fn numbers_bits_and_text() {
        assert_eq!(number(&[0x81]), Some(0x81));
        assert_eq!(number(&[0x00, 0x81]), Some(0x81));
        assert_eq!(number(&[0x05, 0xfa]), Some(1530));
        assert_eq!(number(&[]), None);
        assert_eq!(number(&[1, 2, 3, 4, 5]), None);
        assert_eq!(bits(&[0x06, 0x20, 0x40]), 1 << 2 | 1 << 9);
        assert_eq!(text("Åsa".as_bytes()), "Åsa");
        assert_eq!(text(&[0xc5, b's', b'a', 0, 0]), "Åsa");
        assert_eq!(text(b"card     "), "card");
    }
}
