//! Distribution points of revocation lists: what a certificate (cRLDistributionPoints, freshestCRL) and a list
//! (issuingDistributionPoint) say of where a list lies and what it covers. RFC 5280 sections 4.2.1.13 and 5.2.5.

use crate::encode::{boolean, explicit, named_bits, retag, sequence};
use crate::extension::GeneralName;
use crate::name::{Attribute, encode_rdn};

/// A bit of `ReasonFlags`, RFC 5280 section 4.2.1.13.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the RFC's
pub enum ReasonFlag {
    /// Bit 0, which has no meaning.
    Unused = 0,
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    CertificateHold = 6,
    PrivilegeWithdrawn = 7,
    AaCompromise = 8,
}

impl ReasonFlag {
    /// Every reason there is: `Unused` is none.
    pub const ALL: [Self; 8] = [
        Self::KeyCompromise,
        Self::CaCompromise,
        Self::AffiliationChanged,
        Self::Superseded,
        Self::CessationOfOperation,
        Self::CertificateHold,
        Self::PrivilegeWithdrawn,
        Self::AaCompromise,
    ];
}

/// `DistributionPointName`
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DistributionPointName {
    /// fullName: the same list under several names.
    Full(Vec<GeneralName>),
    /// nameRelativeToCRLIssuer: one RDN, to be appended to the name of the list's issuer.
    Relative(Vec<Attribute>),
}

impl DistributionPointName {
    /// fullName of one address.
    pub fn uri(url: impl Into<String>) -> Self {
        Self::Full(vec![GeneralName::Uri(url.into())])
    }

    /// As field `[0]` of a distribution point; explicit, since the type is a `CHOICE`.
    fn encode(&self) -> Vec<u8> {
        let choice = match self {
            Self::Full(names) => explicit(0, names.iter().map(GeneralName::encode)),
            Self::Relative(rdn) => retag(0xa1, encode_rdn(rdn)),
        };
        explicit(0, [choice])
    }
}

/// `DistributionPoint` of a certificate or of freshestCRL. Whether its fields go together is not checked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DistributionPoint {
    /// distributionPoint
    pub name: Option<DistributionPointName>,
    /// reasons; the whole field is absent with `None`, an empty bit string with an empty list.
    pub reasons: Option<Vec<ReasonFlag>>,
    /// cRLIssuer; absent when empty.
    pub crl_issuer: Vec<GeneralName>,
}

impl DistributionPoint {
    /// The list at an address, for all reasons, from the certificate's issuer.
    pub fn uri(url: impl Into<String>) -> Self {
        Self::named(DistributionPointName::uri(url))
    }

    /// The list with a name, for all reasons, from the certificate's issuer.
    pub fn named(name: DistributionPointName) -> Self {
        Self { name: Some(name), ..Self::default() }
    }

    /// Only for these reasons.
    #[must_use]
    pub fn reasons(self, reasons: &[ReasonFlag]) -> Self {
        Self { reasons: Some(reasons.to_vec()), ..self }
    }

    /// The list's issuer is another than the certificate's.
    #[must_use]
    pub fn crl_issuer(mut self, name: GeneralName) -> Self {
        self.crl_issuer.push(name);
        self
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut parts: Vec<Vec<u8>> = self.name.iter().map(DistributionPointName::encode).collect();
        parts.extend(self.reasons.iter().map(|reasons| reason_flags(1, reasons)));
        if !self.crl_issuer.is_empty() {
            parts.push(explicit(2, self.crl_issuer.iter().map(GeneralName::encode)));
        }
        sequence(parts)
    }
}

/// `IssuingDistributionPoint` of a list. Whether its fields go together is not checked.
#[allow(clippy::struct_excessive_bools)] // the fields are the RFC's, and their wrong combinations are wanted too
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuingDistributionPoint {
    /// distributionPoint
    pub name: Option<DistributionPointName>,
    /// onlyContainsUserCerts
    pub only_user_certs: bool,
    /// onlyContainsCACerts
    pub only_ca_certs: bool,
    /// onlyContainsAttributeCerts
    pub only_attribute_certs: bool,
    /// onlySomeReasons
    pub only_some_reasons: Option<Vec<ReasonFlag>>,
    /// indirectCRL
    pub indirect: bool,
}

impl IssuingDistributionPoint {
    /// All fields absent, which RFC 5280 section 5.2.5 forbids: set at least one.
    pub fn new() -> Self {
        Self::default()
    }
    /// With a name.
    pub fn named(name: DistributionPointName) -> Self {
        Self { name: Some(name), ..Self::default() }
    }
    /// onlyContainsUserCerts
    #[must_use]
    pub fn only_user_certs(self) -> Self {
        Self { only_user_certs: true, ..self }
    }
    /// onlyContainsCACerts
    #[must_use]
    pub fn only_ca_certs(self) -> Self {
        Self { only_ca_certs: true, ..self }
    }
    /// onlyContainsAttributeCerts
    #[must_use]
    pub fn only_attribute_certs(self) -> Self {
        Self { only_attribute_certs: true, ..self }
    }
    /// onlySomeReasons
    #[must_use]
    pub fn only_some_reasons(self, reasons: &[ReasonFlag]) -> Self {
        Self { only_some_reasons: Some(reasons.to_vec()), ..self }
    }
    /// indirectCRL
    #[must_use]
    pub fn indirect(self) -> Self {
        Self { indirect: true, ..self }
    }

    pub(crate) fn encode(&self) -> Vec<u8> {
        let flag = |number: u8, set: bool| set.then(|| retag(0x80 | number, boolean(true)));
        let mut parts: Vec<Vec<u8>> = self.name.iter().map(DistributionPointName::encode).collect();
        parts.extend(flag(1, self.only_user_certs));
        parts.extend(flag(2, self.only_ca_certs));
        parts.extend(self.only_some_reasons.iter().map(|reasons| reason_flags(3, reasons)));
        parts.extend(flag(4, self.indirect));
        parts.extend(flag(5, self.only_attribute_certs));
        sequence(parts)
    }
}

fn reason_flags(number: u8, reasons: &[ReasonFlag]) -> Vec<u8> {
    retag(0x80 | number, named_bits(reasons.iter().map(|&reason| reason as u8)))
}
