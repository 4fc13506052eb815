//! Distinguished names: kept as they were encoded, compared as RFC 5280 section 7.1 says.
//!
//! Two names are equal when every relative distinguished name has the same attributes, in any order
//! inside the RDN, with values compared after the string preparation of RFC 4518 (case folded, compatibility
//! characters replaced, insignificant spaces removed), whatever their ASN.1 string type. Real SITHS
//! certificates mix `PrintableString` and `UTF8String` for the same value, and a byte comparison would
//! break their chains.

use std::fmt::{self, Write as _};
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use unicode_normalization::UnicodeNormalization as _;

use crate::Oid;
use crate::certificate::MAX_ATTRIBUTES;
use crate::der::{Element, Reader, SEQUENCE, SET};

/// ASN.1 universal tag numbers of the string types that a name may hold; DER has them primitive, so these are the whole tags.
mod tag {
    pub(super) const UTF8: u8 = 12;
    pub(super) const NUMERIC: u8 = 18;
    pub(super) const PRINTABLE: u8 = 19;
    pub(super) const TELETEX: u8 = 20;
    pub(super) const IA5: u8 = 22;
    pub(super) const VISIBLE: u8 = 26;
    pub(super) const UNIVERSAL: u8 = 28;
    pub(super) const BMP: u8 = 30;
}

/// The ASN.1 string type of an attribute value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringType {
    /// `UTF8String`
    Utf8,
    /// `PrintableString`
    Printable,
    /// `IA5String`
    Ia5,
    /// `TeletexString`, read as ISO 8859-1, which is what issuers put there
    Teletex,
    /// `BMPString` (UTF-16BE)
    Bmp,
    /// `UniversalString` (UTF-32BE)
    Universal,
    /// `NumericString`
    Numeric,
    /// `VisibleString`
    Visible,
    /// Not a string, or a string that its type does not allow; the number is the ASN.1 tag
    Other(u32),
}

/// One attribute of a name: `CN=...`.
#[derive(Clone, Debug)]
pub struct Attribute {
    /// The attribute type, such as 2.5.4.3 for the common name.
    pub oid: Oid,
    /// How the value was encoded.
    pub string_type: StringType,
    /// The value as text; bytes that are no text stand as `#` and hexadecimal (RFC 4514 section 2.4).
    pub value: String,
}

struct Inner {
    /// The DER encoding of the `RDNSequence`, as found.
    der: Vec<u8>,
    /// What two equal names share; see the module documentation.
    key: Vec<u8>,
    /// RDNs in the order of the encoding (most significant first), each with its attributes.
    rdns: Vec<Vec<Attribute>>,
    /// The attributes of an RDN are not in DER's order.
    unsorted: bool,
}

/// A distinguished name. Cheap to clone; equality and hash are RFC 5280 section 7.1's, not the bytes'.
#[derive(Clone)]
pub struct Name(Arc<Inner>);

/// Well-known attribute types, with the short names of RFC 4514 and, for the rest, X.520.
const SHORT_NAMES: &[(&str, &str)] = &[
    ("2.5.4.3", "CN"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.6", "C"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.9", "street"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.12", "title"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.42", "GN"),
    ("2.5.4.43", "initials"),
    ("2.5.4.44", "generationQualifier"),
    ("2.5.4.46", "dnQualifier"),
    ("2.5.4.65", "pseudonym"),
    ("2.5.4.97", "organizationIdentifier"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
];

/// The attribute type for a short name such as `CN` or a dotted OID, if it is one.
pub fn attribute_oid(name: &str) -> Option<Oid> {
    let dotted = SHORT_NAMES.iter().find(|(_, short)| short.eq_ignore_ascii_case(name)).map_or(name, |(oid, _)| oid);
    dotted.parse().ok()
}

impl Name {
    /// Reads a DER `RDNSequence` that fills `der` completely (RFC 5280 section 4.1.2.4): all of it or nothing, since a name without
    /// one of its attributes is another name.
    pub fn from_der(der: &[u8]) -> Option<Self> {
        let mut sequence = Reader::of(der, SEQUENCE)?;
        let mut rdns = Vec::new();
        let mut count = 0;
        let mut unsorted = false;
        let mut key = Vec::with_capacity(der.len());
        while !sequence.is_empty() {
            let mut set = sequence.expect(SET).filter(|set| !set.content.is_empty())?.inside();
            let mut attributes = Vec::new();
            let mut keys = Vec::new();
            let mut last: &[u8] = &[];
            while !set.is_empty() {
                let pair = set.expect(SEQUENCE)?;
                let mut fields = pair.inside();
                let (oid, value) = (fields.oid()?, fields.any()?);
                fields.end()?;
                count += 1;
                (count <= MAX_ATTRIBUTES).then_some(())?;
                // X.690 section 11.6
                unsorted |= last > pair.whole;
                last = pair.whole;

                let (string_type, text) = decode(&value)?;
                let mut attribute_key = oid.as_bytes().to_vec();
                attribute_key.push(0);
                if let Some(text) = &text {
                    attribute_key.push(b'S');
                    prepare(text, &mut attribute_key);
                } else {
                    // Not a string: the bytes and the tag are the value.
                    attribute_key.extend_from_slice(&[b'B', value.tag]);
                    attribute_key.extend_from_slice(value.content);
                }
                keys.push(attribute_key);
                let value = text.unwrap_or_else(|| {
                    let mut hex = String::from("#");
                    for byte in value.content {
                        let _ = write!(hex, "{byte:02X}");
                    }
                    hex
                });
                attributes.push(Attribute { oid, string_type, value });
            }
            keys.sort();
            // Lengths keep `A=1` + `B=2` in one RDN apart from the same in two, and from any value that
            // contains a separator.
            key.extend_from_slice(&(keys.len() as u64).to_be_bytes());
            for k in keys {
                key.extend_from_slice(&(k.len() as u64).to_be_bytes());
                key.extend_from_slice(&k);
            }
            rdns.push(attributes);
        }
        Some(Self(Arc::new(Inner { der: der.to_vec(), key, rdns, unsorted })))
    }

    /// The attributes of an RDN are not in the order that DER asks for. It says nothing of equality.
    pub(crate) fn is_unsorted(&self) -> bool {
        self.0.unsorted
    }

    /// The DER encoding as it was found.
    pub fn as_der(&self) -> &[u8] {
        &self.0.der
    }

    /// True when the encodings are the same to the byte; equality (`==`) is more generous.
    pub fn same_encoding(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }

    /// True when the name has no attribute at all.
    pub fn is_empty(&self) -> bool {
        self.0.rdns.is_empty()
    }

    /// All attributes in the order of the encoding.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.0.rdns.iter().flatten()
    }

    /// The RDNs in the order of the encoding (most significant first).
    pub fn rdns(&self) -> &[Vec<Attribute>] {
        &self.0.rdns
    }

    /// The last (most specific) value of an attribute, by short name or dotted OID.
    pub fn get(&self, attribute: &str) -> Option<&str> {
        let oid = attribute_oid(attribute)?;
        self.attributes().filter(|a| a.oid == oid).last().map(|a| a.value.as_str())
    }

    /// The common name, else the last attribute's value: what a person would call it.
    pub fn common_name(&self) -> &str {
        self.get("CN").or_else(|| self.attributes().last().map(|a| a.value.as_str())).unwrap_or("")
    }

    /// The prepared form that equal names share, RDN by RDN, for prefix comparison of directory names
    /// (RFC 5280 section 4.2.1.10).
    pub(crate) fn starts_with(&self, base: &Self) -> bool {
        self.0.key.starts_with(&base.0.key)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.key == other.0.key
    }
}
impl Eq for Name {}
impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.key.hash(state);
    }
}

/// RFC 4514 form: most specific attribute first, special characters escaped.
impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, rdn) in self.0.rdns.iter().rev().enumerate() {
            if i > 0 {
                f.write_str(",")?;
            }
            for (j, attribute) in rdn.iter().enumerate() {
                if j > 0 {
                    f.write_str("+")?;
                }
                let dotted = attribute.oid.to_id_string();
                let short = SHORT_NAMES.iter().find(|(oid, _)| *oid == dotted);
                f.write_str(short.map_or(dotted.as_str(), |(_, s)| s))?;
                f.write_str("=")?;
                escape(&attribute.value, f)?;
            }
        }
        Ok(())
    }
}

/// Personal numbers are masked here, because debug output ends up in logs.
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({})", crate::identity::mask(&self.to_string()))
    }
}

/// RFC 4514 section 2.4. Control characters are escaped too, so that a hostile name cannot steer a terminal.
fn escape(value: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let last = value.chars().count().saturating_sub(1);
    for (i, c) in value.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => write!(f, "\\{c}")?,
            ' ' if i == 0 || i == last => f.write_str("\\ ")?,
            '#' if i == 0 && last > 0 && !value[1..].bytes().all(|b| b.is_ascii_hexdigit()) => {
                f.write_str("\\#")?;
            }
            c if is_unprintable(c) => {
                let mut buffer = [0; 4];
                for byte in c.encode_utf8(&mut buffer).bytes() {
                    write!(f, "\\{byte:02X}")?;
                }
            }
            c => f.write_char(c)?,
        }
    }
    Ok(())
}

/// Control characters and the Unicode marks that turn the direction of text round.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Text of an attribute value with its type, or no text where the bytes are not text of their type. `None` for a string in parts, which
/// only BER has (X.690 section 10.2): to others it may be text.
fn decode(value: &Element<'_>) -> Option<(StringType, Option<String>)> {
    const CONSTRUCTED: u8 = 0x20;
    let data = value.content;
    let ascii = |t| (t, std::str::from_utf8(data).ok().filter(|s| s.is_ascii()).map(str::to_owned));
    Some(match value.tag {
        tag::UTF8 => (StringType::Utf8, std::str::from_utf8(data).ok().map(str::to_owned)),
        // A PrintableString with Latin-1 in it is illegal and exists; it is read as UTF-8 where it is that, as Latin-1 else.
        tag::PRINTABLE => (StringType::Printable, Some(lenient(data))),
        tag::IA5 => (StringType::Ia5, Some(lenient(data))),
        tag::TELETEX => (StringType::Teletex, Some(latin1(data))),
        tag::NUMERIC => ascii(StringType::Numeric),
        tag::VISIBLE => ascii(StringType::Visible),
        tag::BMP => {
            let units: Vec<u16> = data.chunks_exact(2).map(|c| u16::from_be_bytes([c[0], c[1]])).collect();
            let text = data.len().is_multiple_of(2).then(|| String::from_utf16(&units).ok()).flatten();
            (StringType::Bmp, text)
        }
        tag::UNIVERSAL => {
            let text = data
                .len()
                .is_multiple_of(4)
                .then(|| {
                    data.chunks_exact(4)
                        .map(|c| char::from_u32(u32::from_be_bytes([c[0], c[1], c[2], c[3]])))
                        .collect::<Option<String>>()
                })
                .flatten();
            (StringType::Universal, text)
        }
        tag if tag & CONSTRUCTED != 0 && tag < 0x40 && !matches!(tag, SEQUENCE | SET) => return None,
        tag => (StringType::Other(u32::from(tag & 0x1f)), None),
    })
}

fn latin1(data: &[u8]) -> String {
    data.iter().map(|&b| char::from(b)).collect()
}

fn lenient(data: &[u8]) -> String {
    std::str::from_utf8(data).map_or_else(|_| latin1(data), str::to_owned)
}

/// RFC 4518 string preparation as RFC 5280 section 7.1 asks for it: map, normalise, remove insignificant spaces.
fn prepare(text: &str, out: &mut Vec<u8>) {
    if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control()) {
        let mut words = text.split(' ').filter(|w| !w.is_empty());
        if let Some(first) = words.next() {
            out.extend(first.bytes().map(|b| b.to_ascii_lowercase()));
        }
        for word in words {
            out.push(b' ');
            out.extend(word.bytes().map(|b| b.to_ascii_lowercase()));
        }
        return;
    }
    // 2.2 Map: some characters to nothing, separators to a space, case folded (table B.2).
    let mapped: String = text
        .chars()
        .filter_map(|c| match c {
            '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' => Some(' '),
            '\u{ad}'
            | '\u{1806}'
            | '\u{034f}'
            | '\u{180b}'..='\u{180d}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fffc}'
            | '\u{200b}' => None,
            c if c.is_control() => None,
            c if stringprep::tables::non_ascii_space_character(c) => Some(' '),
            c if stringprep::tables::commonly_mapped_to_nothing(c) => None,
            c => Some(c),
        })
        .flat_map(stringprep::tables::case_fold_for_nfkc)
        // 2.3 Normalize
        .nfkc()
        .collect();
    // 2.6.1 Insignificant space handling
    let mut first = true;
    for word in mapped.split(' ').filter(|w| !w.is_empty()) {
        if !first {
            out.push(b' ');
        }
        first = false;
        out.extend_from_slice(word.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// One RDN per (type, tag, value); values shorter than 100 bytes.
    fn name(attributes: &[(&[u8], u8, &[u8])]) -> Name {
        fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
            let mut out = vec![tag, u8::try_from(body.len()).unwrap()];
            out.extend_from_slice(body);
            out
        }
        let mut body = Vec::new();
        for (oid, tag, value) in attributes {
            let mut pair = tlv(6, oid);
            pair.extend(tlv(*tag, value));
            body.extend(tlv(0x31, &tlv(0x30, &pair)));
        }
        Name::from_der(&tlv(0x30, &body)).unwrap()
    }
    const CN: &[u8] = &[0x55, 4, 3];
    const O: &[u8] = &[0x55, 4, 10];

    #[test]
    fn equal_whatever_the_string_type_case_and_spaces() {
        let a = name(&[(O, 19, b"Inera AB"), (CN, 19, b"SITHS  CA ")]);
        let b = name(&[(O, 12, b"INERA ab"), (CN, 30, b"\0s\0i\0t\0h\0s\0 \0c\0a")]);
        assert_eq!(a, b);
        assert!(!a.same_encoding(&b));
    }

    #[test]
    fn folds_beyond_ascii() {
        assert_eq!(name(&[(CN, 12, "ÅSA Öst".as_bytes())]), name(&[(CN, 12, "åsa\u{a0}o\u{308}st".as_bytes())]));
    }

    #[test]
    fn differs_where_it_should() {
        assert_ne!(name(&[(O, 12, b"a"), (CN, 12, b"b")]), name(&[(CN, 12, b"b"), (O, 12, b"a")]));
        assert_ne!(name(&[(CN, 12, b"a")]), name(&[(O, 12, b"a")]));
        assert_ne!(name(&[(CN, 12, b"ab")]), name(&[(CN, 12, b"a b")]));
    }

    #[test]
    fn displayed_as_rfc_4514_and_harmless_on_a_terminal() {
        let n = name(&[(O, 12, b"A, B"), (CN, 12, b"x\x1b[31m\xe2\x80\xae")]);
        assert_eq!(n.to_string(), "CN=x\\1B[31m\\E2\\80\\AE,O=A\\, B");
    }

    #[test]
    fn prefix_for_directory_name_constraints() {
        let base = name(&[(O, 12, b"Inera AB")]);
        assert!(name(&[(O, 19, b"inera ab"), (CN, 12, b"x")]).starts_with(&base));
        assert!(!name(&[(O, 19, b"inera"), (CN, 12, b"x")]).starts_with(&base));
    }
}
