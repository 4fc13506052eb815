//! Builds the exact DER encoding of a CA's subject from its attributes.

use super::error::MistakeKind;
use crate::Oid;
use crate::name::Name;

/// The string types that a catalog may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Encoding {
    Utf8,
    Printable,
    Ia5,
    Teletex,
    Bmp,
    Numeric,
}

/// How the file spells them: ASN.1's own names.
pub(super) const ENCODINGS: &[(&str, Encoding)] = &[
    ("UTF8String", Encoding::Utf8),
    ("PrintableString", Encoding::Printable),
    ("IA5String", Encoding::Ia5),
    ("TeletexString", Encoding::Teletex),
    ("BMPString", Encoding::Bmp),
    ("NumericString", Encoding::Numeric),
];

impl Encoding {
    /// The string type that RFC 5280 appendix A fixes for an attribute, else `UTF8String`, which its section 4.1.2.4 asks for.
    pub(super) fn default_for(dotted: &str) -> Self {
        match dotted {
            // countryName, serialNumber, dnQualifier
            "2.5.4.6" | "2.5.4.5" | "2.5.4.46" => Self::Printable,
            // domainComponent, emailAddress
            "0.9.2342.19200300.100.1.25" | "1.2.840.113549.1.9.1" => Self::Ia5,
            _ => Self::Utf8,
        }
    }

    /// ASN.1's name.
    fn name(self) -> &'static str {
        ENCODINGS.iter().find(|(_, e)| *e == self).map_or("", |(name, _)| *name)
    }

    fn tag(self) -> u8 {
        match self {
            Self::Utf8 => 12,
            Self::Numeric => 18,
            Self::Printable => 19,
            Self::Teletex => 20,
            Self::Ia5 => 22,
            Self::Bmp => 30,
        }
    }

    fn encode(self, value: &str) -> Result<Vec<u8>, MistakeKind> {
        let fits = |c: char| match self {
            Self::Utf8 => true,
            Self::Printable => crate::flaws::is_printable_string_character(c),
            Self::Ia5 => c.is_ascii(),
            Self::Numeric => c.is_ascii_digit() || c == ' ',
            // Issuers put ISO 8859-1 there, and that is how names are read.
            Self::Teletex => u32::from(c) < 0x100,
            Self::Bmp => u32::from(c) < 0x1_0000,
        };
        if let Some(character) = value.chars().find(|&c| !fits(c)) {
            return Err(MistakeKind::AttributeCharacter { string_type: self.name(), character });
        }
        Ok(match self {
            Self::Teletex => value.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect(),
            Self::Bmp => value.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            _ => value.as_bytes().to_vec(),
        })
    }
}

/// One `AttributeTypeAndValue`, DER encoded.
pub(super) fn attribute(oid: &Oid, value: &str, encoding: Encoding) -> Result<Vec<u8>, MistakeKind> {
    let mut content = tlv(0x06, oid.as_bytes());
    content.extend(tlv(encoding.tag(), &encoding.encode(value)?));
    Ok(tlv(0x30, &content))
}

/// A name from RDNs, each a set of encoded attributes. `None` only if the result could not be read again.
pub(super) fn name(rdns: Vec<Vec<Vec<u8>>>) -> Option<Name> {
    let mut content = Vec::new();
    for mut attributes in rdns {
        // DER orders the members of a SET OF by their encodings (X.690 section 11.6).
        attributes.sort();
        content.extend(tlv(0x31, &attributes.concat()));
    }
    Name::from_der(&tlv(0x30, &content))
}

fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut out = vec![tag];
    match u8::try_from(content.len()) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes = content.len().to_be_bytes();
            let significant = &bytes[bytes.iter().take_while(|&&b| b == 0).count()..];
            // A usize has at most eight bytes.
            out.push(0x80 | u8::try_from(significant.len()).unwrap_or(8));
            out.extend_from_slice(significant);
        }
    }
    out.extend_from_slice(content);
    out
}
