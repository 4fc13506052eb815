//! Distinguished names, as lists of attributes with their string types.

use crate::encode::{SET, constructed, oid, sequence, tlv};
use crate::{Oid, oids};

/// The ASN.1 string type of a value. Whether the value is allowed in it is not checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StringType {
    /// `UTF8String`
    Utf8,
    /// `PrintableString`
    Printable,
    /// `IA5String`
    Ia5,
    /// `TeletexString`; the value's bytes are taken as they are
    Teletex,
    /// `BMPString` (UTF-16BE)
    Bmp,
    /// `UniversalString` (UTF-32BE)
    Universal,
    /// `NumericString`
    Numeric,
    /// Any other tag, with the value's bytes.
    Tag(u8),
}

impl StringType {
    fn encode(self, value: &str) -> Vec<u8> {
        let bytes = value.as_bytes();
        match self {
            Self::Utf8 => tlv(0x0c, bytes),
            Self::Printable => tlv(0x13, bytes),
            Self::Ia5 => tlv(0x16, bytes),
            Self::Numeric => tlv(0x12, bytes),
            Self::Teletex => tlv(0x14, bytes),
            Self::Bmp => tlv(0x1e, &value.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>()),
            Self::Universal => tlv(0x1c, &value.chars().flat_map(|c| u32::from(c).to_be_bytes()).collect::<Vec<_>>()),
            Self::Tag(tag) => tlv(tag, bytes),
        }
    }
}

/// One attribute of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Such as 2.5.4.3 for the common name.
    pub oid: Oid,
    /// How the value is encoded.
    pub string_type: StringType,
    /// The value.
    pub value: String,
}

impl Attribute {
    /// An attribute.
    pub fn new(oid: Oid, string_type: StringType, value: impl Into<String>) -> Self {
        Self { oid, string_type, value: value.into() }
    }

    fn encode(&self) -> Vec<u8> {
        sequence([oid(self.oid), self.string_type.encode(&self.value)])
    }
}

/// A distinguished name: relative distinguished names in the order of the encoding, country first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dn(pub Vec<Vec<Attribute>>);

impl Dn {
    /// The empty name.
    pub fn new() -> Self {
        Self::default()
    }

    /// `CN=...` alone, as `UTF8String`.
    pub fn cn(common_name: impl Into<String>) -> Self {
        Self::new().common_name(common_name)
    }

    /// Appends an RDN of one attribute.
    #[must_use]
    pub fn with(mut self, oid: Oid, string_type: StringType, value: impl Into<String>) -> Self {
        self.0.push(vec![Attribute::new(oid, string_type, value)]);
        self
    }

    /// Appends an RDN of several attributes. Their order is kept, though DER asks for a sorted set.
    #[must_use]
    pub fn with_rdn(mut self, attributes: Vec<Attribute>) -> Self {
        self.0.push(attributes);
        self
    }

    /// Appends `C` (`PrintableString`).
    #[must_use]
    pub fn country(self, value: impl Into<String>) -> Self {
        self.with(oids::COUNTRY, StringType::Printable, value)
    }
    /// Appends `L` (`UTF8String`).
    #[must_use]
    pub fn locality(self, value: impl Into<String>) -> Self {
        self.with(oids::LOCALITY, StringType::Utf8, value)
    }
    /// Appends `O` (`UTF8String`).
    #[must_use]
    pub fn organisation(self, value: impl Into<String>) -> Self {
        self.with(oids::ORGANISATION, StringType::Utf8, value)
    }
    /// Appends `CN` (`UTF8String`).
    #[must_use]
    pub fn common_name(self, value: impl Into<String>) -> Self {
        self.with(oids::COMMON_NAME, StringType::Utf8, value)
    }
    /// Appends `SN` (`UTF8String`).
    #[must_use]
    pub fn surname(self, value: impl Into<String>) -> Self {
        self.with(oids::SURNAME, StringType::Utf8, value)
    }
    /// Appends `GN` (`UTF8String`).
    #[must_use]
    pub fn given_name(self, value: impl Into<String>) -> Self {
        self.with(oids::GIVEN_NAME, StringType::Utf8, value)
    }
    /// Appends `serialNumber` (`PrintableString`).
    #[must_use]
    pub fn serial_number(self, value: impl Into<String>) -> Self {
        self.with(oids::SERIAL_NUMBER, StringType::Printable, value)
    }

    /// The last value of an attribute.
    pub fn get(&self, oid: Oid) -> Option<&str> {
        self.0.iter().flatten().rfind(|a| a.oid == oid).map(|a| a.value.as_str())
    }

    /// The DER encoding.
    pub fn to_der(&self) -> Vec<u8> {
        sequence(self.0.iter().map(|rdn| encode_rdn(rdn)))
    }
}

/// A `RelativeDistinguishedName`, its attributes in the order given.
pub(crate) fn encode_rdn(rdn: &[Attribute]) -> Vec<u8> {
    constructed(SET, rdn.iter().map(Attribute::encode))
}
