//! What is odd about a certificate itself, whoever issued it: found and reported, not refused.

use std::collections::HashSet;

use time::OffsetDateTime;
use time::macros::datetime;

use crate::Oid;
use crate::certificate::{Certificate, GeneralName, PublicKeyInfo};
use crate::der::{Reader, SEQUENCE, constructed};
use crate::name::{Name, StringType};
use crate::syntax;

/// One oddity. Real SITHS certificates have several of these; `--strict` turns those that break a MUST of RFC 5280 into refusals.
/// Section numbers are RFC 5280's unless said otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// A `PrintableString` holds a character that it must not (X.680 section 41.4; section 4.1.2.4), in real ones an underscore.
    PrintableString {
        /// Attribute type, dotted.
        attribute: String,
        /// The character.
        character: char,
    },
    /// An attribute is of a string type that it must not have (sections 4.1.2.4 and A.1): a country that is no `PrintableString`, or
    /// a `TeletexString`, `BMPString` or `UniversalString`, which only CAs that had them before 2004 may go on using.
    AttributeStringType {
        /// Attribute type, dotted.
        attribute: String,
        /// What was found.
        string_type: StringType,
    },
    /// An attribute is longer than its type allows (section A.1, upper bounds).
    AttributeTooLong {
        /// Attribute type, dotted.
        attribute: String,
        /// Characters.
        characters: usize,
        /// Characters allowed.
        limit: usize,
    },
    /// No subject key identifier in a CA certificate (section 4.2.1.2).
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
    /// A date up to 2049 that is no `UTCTime`, or one from 2050 on that is no `GeneralizedTime` (section 4.1.2.5).
    DateEncoding {
        /// The end of the validity; else its beginning.
        end: bool,
    },
    /// A version 1 certificate.
    Version {
        /// The version.
        version: u32,
    },
    /// Extensions, which only a version 3 certificate may have (section 4.1.2.1).
    ExtensionsInOldVersion {
        /// The version.
        version: u32,
    },
    /// issuerUniqueID or subjectUniqueID (section 4.1.2.8).
    UniqueId,
    /// An encoding that DER does not allow (section 4.1, X.690 section 11), though everybody reads it alike.
    NotDer {
        /// Which.
        deviation: DerDeviation,
    },
    /// A CA certificate without keyUsage (section 4.2.1.3).
    CaWithoutKeyUsage,
    /// keyUsage without any bit set (section 4.2.1.3).
    EmptyKeyUsage,
    /// basicConstraints of a CA is not critical (section 4.2.1.9).
    BasicConstraintsNotCritical,
    /// An extension is critical that must not be, or is not critical though it must be (section 4.2).
    Criticality {
        /// Its type.
        extension: Oid,
        /// As it was found.
        critical: bool,
    },
    /// keyCertSign without being a CA (section 4.2.1.9).
    CertSignWithoutCa,
    /// A path length where there is no CA, or one that may not sign certificates (section 4.2.1.9).
    PathLengthWithoutCa,
    /// nameConstraints where there is no CA (section 4.2.1.10).
    NameConstraintsWithoutCa,
    /// A CA without a name (section 4.1.2.6).
    EmptyCaSubject,
    /// Neither a subject nor a critical subject alternative name (section 4.2.1.6).
    NoName,
    /// A subject alternative name extension without names (section 4.2.1.6).
    EmptyAltName,
    /// A host or e-mail name that is not written as one: a host in the preferred name syntax, without an underscore, an e-mail address
    /// as a mailbox (section 4.2.1.6).
    AltNameSyntax {
        /// The name.
        name: String,
    },
    /// nameConstraints that constrain nothing (section 4.2.1.10).
    EmptyNameConstraints,
    /// A name constraint that is not written as its form demands, such as a host with a leading dot, which only e-mail and URI
    /// constraints may have (section 4.2.1.10).
    NameConstraintSyntax {
        /// The constraint's name.
        name: String,
    },
    /// A server certificate with its name only in the CN, not in the subject alternative names.
    NoAltName,
    /// The same certificate policy more than once (section 4.2.1.4).
    RepeatedPolicy {
        /// The policy.
        policy: Oid,
    },
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

/// An encoding that DER does not allow and real certificates have. Others are not read at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DerDeviation {
    /// A default value that is written out: `critical FALSE`, `cA FALSE`, version 1 (X.690 section 11.5).
    ExplicitDefault,
    /// The attributes of a relative distinguished name are not in order (X.690 section 11.6).
    SetOrder,
    /// keyUsage ends with bits that are not set (X.690 section 11.2.2).
    TrailingZeroBits,
}

impl Flaw {
    /// It breaks a MUST of RFC 5280.
    pub fn breaks_must(&self) -> bool {
        match self {
            Self::SmallExponent { .. }
            | Self::ShortKey { .. }
            | Self::Sha1Signature
            | Self::Md5Signature
            | Self::NegativeValidity
            | Self::NoAltName
            | Self::Version { .. } => false,
            // Two characters are the ASN.1 module's demand (section A.1); which two is ISO 3166's.
            Self::Country { value } => value.chars().count() != 2,
            // Old CAs may go on with the old string types (section 4.1.2.4), and nothing shows how old a CA is.
            Self::AttributeStringType { attribute, .. } => fixed_string_type(attribute).is_some(),
            _ => true,
        }
    }
}

/// Dotted object identifiers that this file speaks of.
mod oid {
    pub(super) const COUNTRY: &str = "2.5.4.6";
    pub(super) const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
    pub(super) const SUBJECT_KEY_ID: &str = "2.5.29.14";
    pub(super) const ALT_NAME: &str = "2.5.29.17";
    pub(super) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
    pub(super) const NAME_CONSTRAINTS: &str = "2.5.29.30";
    pub(super) const AUTHORITY_KEY_ID: &str = "2.5.29.35";
    pub(super) const POLICY_CONSTRAINTS: &str = "2.5.29.36";
    pub(super) const FRESHEST_CRL: &str = "2.5.29.46";
    pub(super) const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
    pub(super) const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
    pub(super) const SUBJECT_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.11";
    pub(super) const RSA_PSS: &str = "1.2.840.113549.1.1.10";
    pub(super) const SHA1: &str = "1.3.14.3.2.26";
    /// sha1WithRSAEncryption, its old name in OIW, `ecdsa-with-SHA1`, `dsa-with-SHA1`
    pub(super) const SHA1_SIGNATURES: &[&str] =
        &["1.2.840.113549.1.1.5", "1.3.14.3.2.29", "1.2.840.10045.4.1", "1.2.840.10040.4.3"];
    /// MD2, MD4 and MD5 with RSA
    pub(super) const MD_SIGNATURES: &[&str] = &["1.2.840.113549.1.1.2", "1.2.840.113549.1.1.3", "1.2.840.113549.1.1.4"];
}

/// Flaws of one certificate that are told; more say no more.
const MAX_FLAWS: usize = 64;

/// The flaws of one certificate, in a fixed order: names, key, signature, fields, extensions.
pub fn flaws(certificate: &Certificate) -> Vec<Flaw> {
    let mut found = Vec::new();
    names(certificate, &mut found);
    key_and_signature(certificate, &mut found);
    fields(certificate, &mut found);
    extensions(certificate, &mut found);
    authority(certificate, &mut found);
    found.truncate(MAX_FLAWS);
    found
}

fn names(certificate: &Certificate, found: &mut Vec<Flaw>) {
    let mut strings = Vec::new();
    for name in [certificate.subject(), certificate.issuer()] {
        for flaw in attributes(name) {
            // A root has the same name twice, and a CA's flaw in both names is one flaw.
            if !strings.contains(&flaw) {
                strings.push(flaw);
            }
        }
    }
    found.append(&mut strings);
    if certificate.issuer().is_empty() {
        found.push(Flaw::EmptyIssuer);
    }
    let alt_name = certificate.extensions().all.iter().find(|e| e.oid.to_id_string() == oid::ALT_NAME);
    if certificate.subject().is_empty() {
        if certificate.is_ca() {
            found.push(Flaw::EmptyCaSubject);
        } else if !alt_name.is_some_and(|e| e.critical) {
            found.push(Flaw::NoName);
        }
    }
    let names = &certificate.extensions().subject_alt_names;
    if alt_name.is_some_and(|e| !e.malformed) && names.is_empty() {
        found.push(Flaw::EmptyAltName);
    }
    for name in names {
        let right = match name {
            GeneralName::Dns(host) => syntax::is_preferred_name(host),
            GeneralName::Email(address) => syntax::mailbox(address).is_some(),
            _ => continue,
        };
        if !right {
            found.push(Flaw::AltNameSyntax { name: name.to_string() });
        }
    }
    let server = certificate.extensions().extended_key_usage.iter().flatten();
    let server = server.into_iter().any(|o| o.to_id_string() == oid::SERVER_AUTH);
    if server && !names.iter().any(|n| matches!(n, GeneralName::Dns(_) | GeneralName::Ip(_))) {
        found.push(Flaw::NoAltName);
    }
}

fn attributes(name: &Name) -> Vec<Flaw> {
    let mut found = Vec::new();
    for attribute in name.attributes() {
        let dotted = attribute.oid.to_id_string();
        let character = attribute.value.chars().find(|&c| !is_printable_string_character(c));
        if let (StringType::Printable, Some(character)) = (attribute.string_type, character) {
            found.push(Flaw::PrintableString { attribute: dotted.clone(), character });
        }
        let string_type = attribute.string_type;
        let wrong = match fixed_string_type(&dotted) {
            Some(fixed) => string_type != fixed,
            None => matches!(string_type, StringType::Teletex | StringType::Bmp | StringType::Universal),
        };
        if wrong {
            found.push(Flaw::AttributeStringType { attribute: dotted.clone(), string_type });
        }
        let characters = attribute.value.chars().count();
        if let Some(limit) = upper_bound(&dotted).filter(|limit| characters > *limit) {
            found.push(Flaw::AttributeTooLong { attribute: dotted.clone(), characters, limit });
        }
        if dotted == oid::COUNTRY && !is_country(&attribute.value) {
            found.push(Flaw::Country { value: attribute.value.clone() });
        }
    }
    found
}

fn key_and_signature(certificate: &Certificate, found: &mut Vec<Flaw>) {
    match certificate.key_info() {
        PublicKeyInfo::Rsa { bits, exponent } => {
            if let Some(exponent) = exponent.filter(|e| *e < 65537) {
                found.push(Flaw::SmallExponent { exponent });
            }
            if bits < 2048 {
                found.push(Flaw::ShortKey { bits });
            }
        }
        PublicKeyInfo::RsaPss { bits } if bits < 2048 => found.push(Flaw::ShortKey { bits }),
        _ => {}
    }
    // Whoever trusts a root does so for its bytes. A certificate under its own name that another key signed is not one.
    let signed_by_itself = certificate.is_self_issued() && names_its_own_key(certificate);
    let algorithm = certificate.signature_oid().to_id_string();
    if oid::MD_SIGNATURES.contains(&algorithm.as_str()) && !signed_by_itself {
        found.push(Flaw::Md5Signature);
    }
    let sha1 = oid::SHA1_SIGNATURES.contains(&algorithm.as_str())
        || algorithm == oid::RSA_PSS && pss_uses_sha1(certificate.signature_algorithm());
    if sha1 && !signed_by_itself {
        found.push(Flaw::Sha1Signature);
    }
    if certificate.signature_algorithm() != certificate.tbs_signature_algorithm() {
        found.push(Flaw::AlgorithmMismatch);
    }
}

fn names_its_own_key(certificate: &Certificate) -> bool {
    let extensions = certificate.extensions();
    let issuer_key = extensions.authority_key_id.as_ref().and_then(|aki| aki.key_id.as_ref());
    issuer_key.is_none_or(|key| extensions.subject_key_id.as_ref() == Some(key))
}

/// RSASSA-PSS-params (RFC 4055 section 3.1): the hash is the first field, explicitly tagged 0, and SHA-1 where it is absent.
fn pss_uses_sha1(algorithm: &[u8]) -> bool {
    let hash = || {
        let mut identifier = Reader::of(algorithm, SEQUENCE)?;
        identifier.oid()?;
        let hash = Reader::of(identifier.0, SEQUENCE)?.optional(constructed(0))?;
        Some(Reader::of(hash.content, SEQUENCE)?.oid()?.to_id_string())
    };
    hash().is_none_or(|oid| oid == oid::SHA1)
}

fn fields(certificate: &Certificate, found: &mut Vec<Flaw>) {
    let serial = certificate.serial();
    let negative = serial.first().is_none_or(|first| first & 0x80 != 0);
    if negative || serial.iter().all(|b| *b == 0) {
        found.push(Flaw::SerialNotPositive);
    }
    // The octet that only carries the sign is not counted: CAs make 20 random octets, half of which begin with a one bit.
    let octets = serial.len() - usize::from(serial.len() > 1 && serial.first() == Some(&0));
    if octets > 20 {
        found.push(Flaw::SerialTooLong { octets });
    }
    if certificate.not_after() < certificate.not_before() {
        found.push(Flaw::NegativeValidity);
    }
    let writing = certificate.writing();
    let moments = [
        (writing.generalized_not_before, certificate.not_before(), false),
        (writing.generalized_not_after, certificate.not_after(), true),
    ];
    for (generalized, moment, end) in moments {
        const FROM: OffsetDateTime = datetime!(2050-01-01 00:00 UTC);
        if generalized != (moment >= FROM) {
            found.push(Flaw::DateEncoding { end });
        }
    }
    if writing.unique_id {
        found.push(Flaw::UniqueId);
    }
    found.extend(writing.deviations.iter().map(|&deviation| Flaw::NotDer { deviation }));
    let version = certificate.version();
    if version != 3 {
        found.push(Flaw::Version { version });
        if !certificate.extensions().all.is_empty() {
            found.push(Flaw::ExtensionsInOldVersion { version });
        }
    }
}

fn extensions(certificate: &Certificate, found: &mut Vec<Flaw>) {
    let all = &certificate.extensions().all;
    let mut seen = HashSet::new();
    let mut repeated = HashSet::new();
    for extension in all {
        let id = extension.oid.to_id_string();
        if !seen.insert(id.clone()) {
            if repeated.insert(id) {
                found.push(Flaw::RepeatedExtension { extension: extension.oid.clone() });
            }
            continue;
        }
        if extension.malformed {
            found.push(Flaw::MalformedExtension { extension: extension.oid.clone() });
        }
        let right = match id.as_str() {
            oid::BASIC_CONSTRAINTS if certificate.is_ca() && !extension.critical => {
                found.push(Flaw::BasicConstraintsNotCritical);
                continue;
            }
            oid::NAME_CONSTRAINTS | oid::POLICY_CONSTRAINTS | oid::INHIBIT_ANY_POLICY => true,
            oid::AUTHORITY_KEY_ID
            | oid::SUBJECT_KEY_ID
            | oid::FRESHEST_CRL
            | oid::AUTHORITY_INFO_ACCESS
            | oid::SUBJECT_INFO_ACCESS => false,
            _ => continue,
        };
        if extension.critical != right {
            found.push(Flaw::Criticality { extension: extension.oid.clone(), critical: extension.critical });
        }
    }
    let mut policies = HashSet::new();
    let mut repeated = HashSet::new();
    for policy in certificate.extensions().policies.iter().flatten() {
        if !policies.insert(policy) && repeated.insert(policy) {
            found.push(Flaw::RepeatedPolicy { policy: policy.clone() });
        }
    }
}

/// What a CA must have, and what nobody else may.
fn authority(certificate: &Certificate, found: &mut Vec<Flaw>) {
    let extensions = certificate.extensions();
    let is_ca = certificate.is_ca();
    let cert_sign = extensions.key_usage.is_some_and(crate::certificate::KeyUsage::key_cert_sign);
    if is_ca && extensions.subject_key_id.is_none() {
        found.push(Flaw::NoSubjectKeyId);
    }
    if !certificate.is_self_issued() && extensions.authority_key_id.as_ref().is_none_or(|aki| aki.key_id.is_none()) {
        found.push(Flaw::NoAuthorityKeyId);
    }
    if is_ca && extensions.key_usage.is_none() {
        found.push(Flaw::CaWithoutKeyUsage);
    }
    if extensions.key_usage.is_some_and(|usage| usage.names().is_empty()) {
        found.push(Flaw::EmptyKeyUsage);
    }
    if cert_sign && !is_ca {
        found.push(Flaw::CertSignWithoutCa);
    }
    let path_len = extensions.basic_constraints.is_some_and(|c| c.path_len.is_some());
    if path_len && !(is_ca && (cert_sign || extensions.key_usage.is_none())) {
        found.push(Flaw::PathLengthWithoutCa);
    }
    if extensions.name_constraints.is_some() && !is_ca {
        found.push(Flaw::NameConstraintsWithoutCa);
    }
    if extensions.name_constraints.as_ref().is_some_and(|n| n.permitted.is_empty() && n.excluded.is_empty()) {
        found.push(Flaw::EmptyNameConstraints);
    }
    for base in extensions.name_constraints.iter().flat_map(|n| n.permitted.iter().chain(&n.excluded)) {
        if !is_subtree(base) {
            found.push(Flaw::NameConstraintSyntax { name: base.to_string() });
        }
    }
}

/// Section 4.2.1.10: the forms of a name constraint. An empty one is everything.
fn is_subtree(base: &GeneralName) -> bool {
    let host = |text: &str| text.is_empty() || !text.contains('*') && syntax::is_preferred_name(text);
    let below = |text: &str| text.strip_prefix('.').map_or_else(|| host(text), |rest| !rest.is_empty() && host(rest));
    match base {
        GeneralName::Dns(base) => host(base),
        GeneralName::Email(base) if base.contains('@') => syntax::mailbox(base).is_some(),
        GeneralName::Email(base) | GeneralName::Uri(base) => below(base),
        GeneralName::Ip(base) => matches!(base.len(), 8 | 32),
        _ => true,
    }
}

/// A character that a `PrintableString` may hold: Latin letters, digits, space and `'()+,-./:=?` (X.680 section 41.4, table 10).
pub(crate) fn is_printable_string_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || " '()+,-./:=?".contains(c)
}

/// The one string type that section A.1 gives an attribute, where it gives one.
fn fixed_string_type(attribute: &str) -> Option<StringType> {
    match attribute {
        // countryName, serialNumber, dnQualifier
        "2.5.4.6" | "2.5.4.5" | "2.5.4.46" => Some(StringType::Printable),
        // domainComponent, emailAddress
        "0.9.2342.19200300.100.1.25" | "1.2.840.113549.1.9.1" => Some(StringType::Ia5),
        _ => None,
    }
}

/// Section A.1, upper bounds, in characters.
fn upper_bound(attribute: &str) -> Option<usize> {
    Some(match attribute {
        // name, surname, givenName, initials, generationQualifier
        "2.5.4.41" | "2.5.4.4" | "2.5.4.42" | "2.5.4.43" | "2.5.4.44" => 32_768,
        // commonName, serialNumber, organizationName, organizationalUnitName, title
        "2.5.4.3" | "2.5.4.5" | "2.5.4.10" | "2.5.4.11" | "2.5.4.12" => 64,
        // localityName, stateOrProvinceName, pseudonym
        "2.5.4.7" | "2.5.4.8" | "2.5.4.65" => 128,
        // emailAddress
        "1.2.840.113549.1.9.1" => 255,
        _ => return None,
    })
}

/// The codes of ISO 3166-1, and the exceptionally reserved ones that certificates have: EU and UK.
fn is_country(code: &str) -> bool {
    const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW \
        BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET EU FI FJ FK FM FO \
        FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO \
        JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS \
        MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU \
        RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA \
        UG UK UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";
    code.len() == 2 && CODES.split_ascii_whitespace().any(|known| known == code)
}
