//! What is odd about a certificate itself, whoever issued it: found and reported, not refused.

use crate::Oid;
use crate::certificate::Certificate;

/// One oddity. Real SITHS certificates have several of these; `--strict` turns those that break a MUST of RFC 5280 into refusals.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// A `PrintableString` holds a character that it must not (X.680 section 41.4), in real ones an underscore.
    PrintableString {
        /// Attribute type, dotted.
        attribute: String,
        /// The character.
        character: char,
    },
    /// No subject key identifier in a CA certificate (RFC 5280 section 4.2.1.2).
    NoSubjectKeyId,
    /// No authority key identifier though not self-signed (section 4.2.1.1).
    NoAuthorityKeyId,
    /// RSA public exponent 3 or another below 65537.
    SmallExponent {
        /// The exponent.
        exponent: u64,
    },
    /// RSA key under 2048 bits.
    ShortKey {
        /// Bits.
        bits: usize,
    },
    /// Signed with SHA-1 (not reported for a self-signed root, whose signature protects nothing).
    Sha1Signature,
    /// Signed with MD5 or MD2.
    Md5Signature,
    /// A serial number that is zero or negative (section 4.1.2.2).
    SerialNotPositive,
    /// A serial number of more than 20 octets (section 4.1.2.2).
    SerialTooLong {
        /// Octets.
        octets: usize,
    },
    /// Country that is not two upper-case letters, or no country at all (X.520, ISO 3166): `se`, `TE`.
    Country {
        /// What stands there.
        value: String,
    },
    /// Ends before it begins.
    NegativeValidity,
    /// A version 1 certificate.
    Version {
        /// The version.
        version: u32,
    },
    /// A CA certificate without keyUsage (section 4.2.1.3).
    CaWithoutKeyUsage,
    /// basicConstraints of a CA is not critical (section 4.2.1.9).
    BasicConstraintsNotCritical,
    /// keyCertSign without being a CA (section 4.2.1.9).
    CertSignWithoutCa,
    /// A server certificate with its name only in the CN, not in the subject alternative names.
    NoAltName,
    /// The same extension more than once (section 4.2).
    RepeatedExtension {
        /// Its type.
        extension: Oid,
    },
    /// A known extension that cannot be read.
    MalformedExtension {
        /// Its type.
        extension: Oid,
    },
    /// The empty issuer name (section 4.1.2.4).
    EmptyIssuer,
    /// Inner and outer signature algorithm differ (section 4.1.1.2).
    AlgorithmMismatch,
}

impl Flaw {
    /// It breaks a MUST of RFC 5280.
    pub fn breaks_must(&self) -> bool {
        !matches!(self, Self::SmallExponent { .. } | Self::ShortKey { .. } | Self::Sha1Signature | Self::NoAltName)
    }
}

/// The flaws of one certificate, in a fixed order.
pub fn flaws(certificate: &Certificate) -> Vec<Flaw> {
    let _ = certificate;
    Vec::new()
}

/// A character that a `PrintableString` may hold: Latin letters, digits, space and `'()+,-./:=?` (X.680 section 41.4, table 10).
pub(crate) fn is_printable_string_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c)
}
