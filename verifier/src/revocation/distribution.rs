//! Distribution points: where a certificate says its revocation list lies (RFC 5280 section 4.2.1.13), and what a list says it covers
//! (section 5.2.5).

use crate::certificate::GeneralName;
use crate::der::{self, Reader, SEQUENCE, constructed, primitive};
use crate::name::Name;

/// Names or points of one extension that are read; real ones have two or three.
const MAX_NAMES: usize = 64;

/// A set of reasons for a revocation: ReasonFlags, bit 1 keyCompromise to bit 8 aACompromise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReasonFlags(u16);

impl ReasonFlags {
    /// None.
    pub const NONE: Self = Self(0);
    /// Every one.
    pub const ALL: Self = Self(0x1fe);

    fn from_bits(content: &[u8]) -> Option<Self> {
        let (flags, _) = der::named_bits(content)?;
        Some(Self(flags & Self::ALL.0))
    }
    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
    /// Either.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
    /// It has a reason that `other` does not have.
    pub fn adds_to(self, other: Self) -> bool {
        self.0 & !other.0 != 0
    }
}

/// DistributionPointName.
#[derive(Clone, Debug, PartialEq)]
pub enum PointName {
    /// fullName
    Full(Vec<GeneralName>),
    /// nameRelativeToCRLIssuer: the content of the RelativeDistinguishedName's SET
    Relative(Vec<u8>),
}

impl PointName {
    fn read(content: &[u8]) -> Option<Self> {
        let element = der::Element::only(content)?;
        match element.tag {
            tag if tag == constructed(0) => Some(Self::Full(general_names(element.content)?)),
            tag if tag == constructed(1) => Some(Self::Relative(element.content.to_vec())),
            _ => None,
        }
    }

    /// As full names, where a relative one is taken relative to `issuer`.
    pub fn names(&self, issuer: &Name) -> Vec<GeneralName> {
        match self {
            Self::Full(names) => names.clone(),
            Self::Relative(rdn) => {
                let Some(sequence) = der::Element::only(issuer.as_der()) else { return Vec::new() };
                let set = der::encode(der::SET, &[rdn]);
                let name = Name::from_der(&der::encode(SEQUENCE, &[sequence.content, &set]));
                name.map(GeneralName::Directory).into_iter().collect()
            }
        }
    }
}

/// One DistributionPoint of a certificate or of freshestCRL.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DistributionPoint {
    /// distributionPoint
    pub name: Option<PointName>,
    /// reasons: the list covers only these
    pub reasons: Option<ReasonFlags>,
    /// cRLIssuer: who signs the list, where that is not the certificate's issuer
    pub crl_issuer: Vec<GeneralName>,
}

impl DistributionPoint {
    /// CRLDistributionPoints, whole; `None` where it cannot be read to its end.
    pub(crate) fn read_all(der: &[u8]) -> Option<Vec<Self>> {
        let mut points = Reader::of(der, SEQUENCE)?;
        let mut out = Vec::new();
        while !points.is_empty() {
            let mut fields = points.expect(SEQUENCE)?.inside();
            let mut point = Self::default();
            if let Some(name) = fields.optional(constructed(0)) {
                point.name = Some(PointName::read(name.content)?);
            }
            if let Some(reasons) = fields.optional(primitive(1)) {
                point.reasons = Some(ReasonFlags::from_bits(reasons.content)?);
            }
            if let Some(issuer) = fields.optional(constructed(2)) {
                point.crl_issuer = general_names(issuer.content)?;
            }
            fields.end()?;
            // One with reasons alone says nothing (section 4.2.1.13).
            (point.name.is_some() || !point.crl_issuer.is_empty()).then_some(())?;
            (out.len() < MAX_NAMES).then(|| out.push(point))?;
        }
        (!out.is_empty()).then_some(out)
    }

    /// Its addresses, in order.
    pub fn urls(&self) -> impl Iterator<Item = &str> {
        let names = match &self.name {
            Some(PointName::Full(names)) => names.as_slice(),
            _ => &[],
        };
        names.iter().filter_map(|name| match name {
            GeneralName::Uri(url) => Some(url.as_str()),
            _ => None,
        })
    }
}

/// IssuingDistributionPoint of a revocation list.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(clippy::struct_excessive_bools)] // the RFC's own flags
pub struct IssuingDistributionPoint {
    /// distributionPoint
    pub name: Option<PointName>,
    /// onlyContainsUserCerts
    pub only_user: bool,
    /// onlyContainsCACerts
    pub only_ca: bool,
    /// onlySomeReasons
    pub some_reasons: Option<ReasonFlags>,
    /// indirectCRL: its entries may be other issuers' certificates
    pub indirect: bool,
    /// onlyContainsAttributeCerts
    pub only_attribute: bool,
}

impl IssuingDistributionPoint {
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        let mut fields = Reader::of(der, SEQUENCE)?;
        let mut point = Self::default();
        if let Some(name) = fields.optional(constructed(0)) {
            point.name = Some(PointName::read(name.content)?);
        }
        let flag = |fields: &mut Reader<'_>, n| {
            fields.optional(primitive(n)).map_or(Some(false), |flag| der::boolean(flag.content))
        };
        point.only_user = flag(&mut fields, 1)?;
        point.only_ca = flag(&mut fields, 2)?;
        if let Some(reasons) = fields.optional(primitive(3)) {
            point.some_reasons = Some(ReasonFlags::from_bits(reasons.content)?);
        }
        point.indirect = flag(&mut fields, 4)?;
        point.only_attribute = flag(&mut fields, 5)?;
        fields.end()?;
        Some(point)
    }
}

/// GeneralNames without their outer tag.
pub(crate) fn general_names(content: &[u8]) -> Option<Vec<GeneralName>> {
    let mut names = Reader(content);
    let mut out = Vec::new();
    while !names.is_empty() {
        let name = GeneralName::read(&names.any()?)?;
        (out.len() < MAX_NAMES).then(|| out.push(name))?;
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reasons() {
        // keyCompromise and cACompromise
        let flags = ReasonFlags::from_bits(&[5, 0b0110_0000]).unwrap();
        assert_eq!(flags, ReasonFlags(0b110));
        let all = ReasonFlags::from_bits(&[7, 0xff, 0x80]).unwrap();
        assert_eq!(all, ReasonFlags::ALL);
        assert!(all.adds_to(flags) && !flags.adds_to(all));
        assert_eq!(ReasonFlags::from_bits(&[]), None);
        assert_eq!(ReasonFlags::from_bits(&[8, 0]), None);
        assert_eq!(ReasonFlags::from_bits(&[0, 1, 2, 3]), None);
    }

    #[test]
    fn points_to_the_last_byte() {
        let uri = der::encode(primitive(6), &[b"http://crl.example/a.crl"]);
        let name = der::encode(constructed(0), &[&der::encode(constructed(0), &[&uri])]);
        let points = |parts: &[&[u8]]| der::encode(SEQUENCE, &[&der::encode(SEQUENCE, parts)]);
        let read = DistributionPoint::read_all(&points(&[&name])).unwrap();
        assert_eq!(read[0].urls().collect::<Vec<_>>(), ["http://crl.example/a.crl"]);
        let reasons = der::encode(primitive(1), &[&[1, 0x40]]);
        assert_eq!(DistributionPoint::read_all(&points(&[&name, &reasons])).unwrap()[0].reasons, Some(ReasonFlags(2)));
        assert!(DistributionPoint::read_all(&points(&[&reasons])).is_none(), "reasons alone");
        assert!(DistributionPoint::read_all(&points(&[&name, &name])).is_none(), "the same twice");
        assert!(DistributionPoint::read_all(&der::encode(SEQUENCE, &[])).is_none(), "no point");
        assert!(DistributionPoint::read_all(&[&points(&[&name])[..], &[0]].concat()).is_none(), "something after it");
    }

    #[test]
    fn flags_of_a_list() {
        let read = |parts: &[&[u8]]| IssuingDistributionPoint::read(&der::encode(SEQUENCE, parts));
        let flag = |n, value: u8| der::encode(primitive(n), &[&[value]]);
        assert_eq!(read(&[]), Some(IssuingDistributionPoint::default()));
        assert!(read(&[&flag(1, 0xff)]).unwrap().only_user);
        assert!(read(&[&flag(4, 0xff)]).unwrap().indirect);
        assert_eq!(read(&[&flag(1, 1)]), None, "not DER");
        assert_eq!(read(&[&flag(4, 0xff), &flag(1, 0xff)]), None, "in another order");
    }
}
