//! Certificate extensions, sound ones by name and any other as raw bytes.

use crate::distribution_point::{DistributionPoint, IssuingDistributionPoint};
use crate::encode::{boolean, explicit, implicit, integer, named_bits, null, octets, oid, sequence, tlv, unsigned};
use crate::name::Dn;
use crate::{Oid, oids};

/// One extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Which.
    pub oid: Oid,
    /// Marked critical.
    pub critical: bool,
    /// The content of the `OCTET STRING`: DER where the extension is sound.
    pub value: Vec<u8>,
}

/// Bits of keyUsage, RFC 5280 section 4.2.1.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the RFC's
pub enum KeyUsage {
    DigitalSignature = 0,
    NonRepudiation = 1,
    KeyEncipherment = 2,
    DataEncipherment = 3,
    KeyAgreement = 4,
    KeyCertSign = 5,
    CrlSign = 6,
}

/// A general name, RFC 5280 section 4.2.1.6.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GeneralName {
    /// dNSName
    Dns(String),
    /// rfc822Name
    Email(String),
    /// uniformResourceIdentifier
    Uri(String),
    /// iPAddress: 4 or 16 octets; in name constraints 8 or 32, with the mask
    Ip(Vec<u8>),
    /// directoryName
    Directory(Dn),
    /// registeredID
    RegisteredId(Oid),
    /// otherName with a `UTF8String`: a user principal name
    Other(Oid, String),
    /// Any tag octet with any content.
    Raw(u8, Vec<u8>),
}

impl GeneralName {
    pub(crate) fn encode(&self) -> Vec<u8> {
        match self {
            Self::Other(kind, value) => explicit(0, [oid(*kind), explicit(0, [tlv(0x0c, value.as_bytes())])]),
            Self::Email(value) => implicit(1, value.as_bytes()),
            Self::Dns(value) => implicit(2, value.as_bytes()),
            Self::Directory(name) => explicit(4, [name.to_der()]),
            Self::Uri(value) => implicit(6, value.as_bytes()),
            Self::Ip(value) => implicit(7, value),
            // [8] IMPLICIT: the content octets without the tag and length of the OBJECT IDENTIFIER.
            Self::RegisteredId(value) => implicit(8, value.as_bytes()),
            Self::Raw(tag, value) => tlv(*tag, value),
        }
    }
}

impl Extension {
    /// Any extension.
    pub fn new(oid: Oid, critical: bool, value: Vec<u8>) -> Self {
        Self { oid, critical, value }
    }

    /// The same, marked critical or not.
    #[must_use]
    pub fn critical(self, critical: bool) -> Self {
        Self { critical, ..self }
    }

    /// basicConstraints, critical.
    pub fn basic_constraints(ca: bool, path_len: Option<u64>) -> Self {
        let mut parts = Vec::new();
        if ca {
            parts.push(boolean(true));
        }
        parts.extend(path_len.map(integer));
        Self::new(oids::BASIC_CONSTRAINTS, true, sequence(parts))
    }

    /// keyUsage, critical.
    pub fn key_usage(bits: &[KeyUsage]) -> Self {
        Self::new(oids::KEY_USAGE, true, named_bits(bits.iter().map(|&bit| bit as u8)))
    }

    /// extKeyUsage, not critical.
    pub fn extended_key_usage(purposes: &[Oid]) -> Self {
        Self::new(oids::EXTENDED_KEY_USAGE, false, sequence(purposes.iter().map(|&p| oid(p))))
    }

    /// subjectKeyIdentifier.
    pub fn subject_key_id(id: &[u8]) -> Self {
        Self::new(oids::SUBJECT_KEY_ID, false, octets(id))
    }

    /// authorityKeyIdentifier of a key identifier, or issuer and serial (content octets), or both.
    pub fn authority_key_id(id: Option<&[u8]>, issuer_and_serial: Option<(&Dn, &[u8])>) -> Self {
        let mut parts: Vec<Vec<u8>> = id.map(|id| implicit(0, id)).into_iter().collect();
        if let Some((issuer, serial)) = issuer_and_serial {
            parts.push(explicit(1, [GeneralName::Directory(issuer.clone()).encode()]));
            parts.push(implicit(2, serial));
        }
        Self::new(oids::AUTHORITY_KEY_ID, false, sequence(parts))
    }

    /// subjectAltName, not critical.
    pub fn subject_alt_names(names: &[GeneralName]) -> Self {
        Self::new(oids::SUBJECT_ALT_NAME, false, sequence(names.iter().map(GeneralName::encode)))
    }

    /// certificatePolicies without qualifiers, not critical.
    pub fn policies(policies: &[Oid]) -> Self {
        Self::new(oids::CERTIFICATE_POLICIES, false, sequence(policies.iter().map(|&p| sequence([oid(p)]))))
    }

    /// policyMappings (issuer's policy, subject's policy), critical.
    pub fn policy_mappings(mappings: &[(Oid, Oid)]) -> Self {
        let value = sequence(mappings.iter().map(|&(issuer, subject)| sequence([oid(issuer), oid(subject)])));
        Self::new(oids::POLICY_MAPPINGS, true, value)
    }

    /// policyConstraints, critical.
    pub fn policy_constraints(require_explicit: Option<u64>, inhibit_mapping: Option<u64>) -> Self {
        let number = |tag: u8, value: Option<u64>| {
            value.map(|value| {
                let mut encoded = integer(value);
                encoded[0] = 0x80 | tag;
                encoded
            })
        };
        let parts: Vec<Vec<u8>> = number(0, require_explicit).into_iter().chain(number(1, inhibit_mapping)).collect();
        Self::new(oids::POLICY_CONSTRAINTS, true, sequence(parts))
    }

    /// inhibitAnyPolicy, critical.
    pub fn inhibit_any_policy(skip: u64) -> Self {
        Self::new(oids::INHIBIT_ANY_POLICY, true, integer(skip))
    }

    /// nameConstraints, critical.
    pub fn name_constraints(permitted: &[GeneralName], excluded: &[GeneralName]) -> Self {
        let trees = |tag: u8, names: &[GeneralName]| {
            (!names.is_empty()).then(|| explicit(tag, names.iter().map(|name| sequence([name.encode()]))))
        };
        let parts: Vec<Vec<u8>> = trees(0, permitted).into_iter().chain(trees(1, excluded)).collect();
        Self::new(oids::NAME_CONSTRAINTS, true, sequence(parts))
    }

    /// authorityInfoAccess: where the issuer's certificate lies, where it can be asked for revocation.
    pub fn authority_info_access(ca_issuers: &[&str], ocsp: &[&str]) -> Self {
        let access = |method, urls: &[&str]| -> Vec<Vec<u8>> {
            urls.iter().map(|url| sequence([oid(method), implicit(6, url.as_bytes())])).collect()
        };
        let parts = access(oids::OCSP, ocsp).into_iter().chain(access(oids::CA_ISSUERS, ca_issuers));
        Self::new(oids::AUTHORITY_INFO_ACCESS, false, sequence(parts))
    }

    /// cRLDistributionPoints: one distribution point for each address.
    pub fn crl_distribution_points(urls: &[&str]) -> Self {
        let points: Vec<DistributionPoint> = urls.iter().map(|&url| DistributionPoint::uri(url)).collect();
        Self::distribution_points(&points)
    }

    /// cRLDistributionPoints of any kind, not critical.
    pub fn distribution_points(points: &[DistributionPoint]) -> Self {
        let value = sequence(points.iter().map(DistributionPoint::encode));
        Self::new(oids::CRL_DISTRIBUTION_POINTS, false, value)
    }

    /// freshestCRL of a certificate or a list, not critical: where the delta list lies.
    pub fn freshest_crl(points: &[DistributionPoint]) -> Self {
        Self { oid: oids::FRESHEST_CRL, ..Self::distribution_points(points) }
    }

    /// issuingDistributionPoint of a list, critical.
    pub fn issuing_distribution_point(point: &IssuingDistributionPoint) -> Self {
        Self::new(oids::ISSUING_DISTRIBUTION_POINT, true, point.encode())
    }

    /// cRLNumber of a list, not critical, of its big endian magnitude: RFC 5280 section 5.2.3 allows 20 octets.
    pub fn crl_number(magnitude: &[u8]) -> Self {
        Self::new(oids::CRL_NUMBER, false, unsigned(magnitude))
    }

    /// deltaCRLIndicator of a list, critical: the number of the list that it is a delta to, big endian magnitude.
    pub fn delta_crl_indicator(base: &[u8]) -> Self {
        Self::new(oids::DELTA_CRL_INDICATOR, true, unsigned(base))
    }

    /// id-pkix-ocsp-nocheck, RFC 6960 section 4.2.2.2.1: an OCSP responder's certificate need not be checked for revocation.
    pub fn ocsp_no_check() -> Self {
        Self::new(oids::OCSP_NOCHECK, false, null())
    }

    /// noRevAvail, RFC 9608: no revocation information will ever exist for this certificate.
    pub fn no_rev_avail() -> Self {
        Self::new(oids::NO_REV_AVAIL, false, null())
    }

    /// The card's number as SITHS certificates have it: a `PrintableString` of 19 digits.
    pub fn card_number(number: &str) -> Self {
        Self::new(oids::CARD_NUMBER, false, tlv(0x13, number.as_bytes()))
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut parts = vec![oid(self.oid)];
        if self.critical {
            parts.push(boolean(true));
        }
        parts.push(octets(&self.value));
        sequence(parts)
    }
}
