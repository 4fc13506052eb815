//! A certificate's bytes, read strictly: in DER (X.690 sections 10 and 11) and to the last byte.
//!
//! A parser that lets BER's freedoms pass, or that passes over what it does not understand, sees another certificate than its neighbour
//! does. So the frame must be what RFC 5280 section 4.1 says and nothing more, else there is no certificate; the value of each extension
//! below must be what its section says, else the extension counts as malformed, which refuses a path. What deviates from DER but reads
//! alike everywhere, and stands in real certificates, is a [`DerDeviation`]: found, not refused.

use time::OffsetDateTime;

use super::{
    AuthorityKeyId, BasicConstraints, Extension, Extensions, GeneralName, KeyUsage, MAX_EXTENSIONS, NameConstraints,
    PolicyConstraints, PublicKeyInfo,
};
use crate::Oid;
use crate::der::{self, Element, Reader, SEQUENCE, constructed, primitive};
use crate::flaws::DerDeviation;
use crate::name::Name;
use crate::revocation::DistributionPoint;

/// What was written otherwise than it should be, for [`crate::flaws`].
#[derive(Clone, Debug, Default)]
pub(crate) struct Writing {
    /// notBefore is a GeneralizedTime.
    pub(crate) generalized_not_before: bool,
    /// notAfter is a GeneralizedTime.
    pub(crate) generalized_not_after: bool,
    /// issuerUniqueID or subjectUniqueID is there.
    pub(crate) unique_id: bool,
    /// Each once, in the order found.
    pub(crate) deviations: Vec<DerDeviation>,
}

impl Writing {
    fn deviates(&mut self, deviation: DerDeviation, found: bool) {
        if found && !self.deviations.contains(&deviation) {
            self.deviations.push(deviation);
        }
    }
}

/// An AlgorithmIdentifier (section 4.1.1.2).
#[derive(Clone, Debug)]
pub(super) struct Algorithm<'a> {
    pub(super) oid: Oid,
    pub(super) parameters: Option<Element<'a>>,
    pub(super) whole: &'a [u8],
}

impl<'a> Algorithm<'a> {
    fn read(fields: &mut Reader<'a>) -> Option<Self> {
        let sequence = fields.expect(SEQUENCE)?;
        let mut inside = sequence.inside();
        let oid = inside.oid()?;
        let parameters = if inside.is_empty() { None } else { Some(inside.any()?) };
        inside.end()?;
        Some(Self { oid, parameters, whole: sequence.whole })
    }
}

/// One extension as it is encoded (section 4.1).
pub(crate) struct RawExtension<'a> {
    pub(crate) oid: Oid,
    pub(crate) critical: bool,
    pub(crate) value: &'a [u8],
    /// `critical` is false and says so, which it must not.
    explicit_default: bool,
}

impl<'a> RawExtension<'a> {
    /// The next one of a list.
    pub(crate) fn read(list: &mut Reader<'a>) -> Option<Self> {
        let mut fields = list.expect(SEQUENCE)?.inside();
        let oid = fields.oid()?;
        let mut explicit_default = false;
        let critical = fields.default_false(&mut explicit_default)?;
        let value = fields.expect(der::OCTET_STRING)?.content;
        fields.end()?;
        Some(Self { oid, critical, value, explicit_default })
    }
}

/// A certificate taken apart, as slices of its bytes.
pub(super) struct Frame<'a> {
    pub(super) tbs: &'a [u8],
    pub(super) version: u32,
    pub(super) serial: &'a [u8],
    pub(super) tbs_signature_algorithm: Algorithm<'a>,
    pub(super) issuer: Name,
    pub(super) not_before: OffsetDateTime,
    pub(super) not_after: OffsetDateTime,
    pub(super) subject: Name,
    pub(super) spki: &'a [u8],
    pub(super) spki_algorithm: Algorithm<'a>,
    pub(super) public_key: &'a [u8],
    pub(super) extensions: Vec<RawExtension<'a>>,
    pub(super) signature_algorithm: Algorithm<'a>,
    pub(super) signature: &'a [u8],
    pub(super) writing: Writing,
}

impl<'a> Frame<'a> {
    /// Section 4.1, in its order. The error is the field that is not what it should be.
    pub(super) fn read(certificate: Element<'a>) -> Result<Self, &'static str> {
        let mut writing = Writing::default();
        let mut parts = certificate.inside();
        let tbs = parts.expect(SEQUENCE).ok_or("tbsCertificate")?;
        let signature_algorithm = Algorithm::read(&mut parts).ok_or("signatureAlgorithm")?;
        // A signature is a whole number of octets (section 4.1.1.3).
        let signature = parts.octet_aligned_bits().ok_or("signatureValue")?;
        parts.end().ok_or("something after signatureValue")?;

        let mut fields = tbs.inside();
        let version = version(&mut fields, &mut writing).ok_or("version")?;
        let serial = fields.expect(der::INTEGER).map(|serial| serial.content).ok_or("serialNumber")?;
        if !der::is_integer(serial) {
            return Err("serialNumber");
        }
        let tbs_signature_algorithm = Algorithm::read(&mut fields).ok_or("signature")?;
        let issuer = name(&mut fields, &mut writing).ok_or("issuer")?;
        let mut validity = fields.expect(SEQUENCE).ok_or("validity")?.inside();
        writing.generalized_not_before = validity.0.first() == Some(&der::GENERALIZED_TIME);
        let not_before = validity.time().ok_or("notBefore")?;
        writing.generalized_not_after = validity.0.first() == Some(&der::GENERALIZED_TIME);
        let not_after = validity.time().ok_or("notAfter")?;
        validity.end().ok_or("validity")?;
        let subject = name(&mut fields, &mut writing).ok_or("subject")?;
        let spki = fields.expect(SEQUENCE).ok_or("subjectPublicKeyInfo")?;
        let mut key = spki.inside();
        let spki_algorithm = Algorithm::read(&mut key).ok_or("the key's algorithm")?;
        let public_key = key.octet_aligned_bits().ok_or("subjectPublicKey")?;
        key.end().ok_or("something after subjectPublicKey")?;
        for (tag, field) in [(primitive(1), "issuerUniqueID"), (primitive(2), "subjectUniqueID")] {
            if let Some(id) = fields.optional(tag) {
                der::bits(id.content).ok_or(field)?;
                writing.unique_id = true;
            }
        }
        let extensions = match fields.optional(constructed(3)) {
            Some(tagged) => extension_list(&tagged, &mut writing)?,
            None => Vec::new(),
        };
        fields.end().ok_or("something after the last field of tbsCertificate")?;
        Ok(Self {
            tbs: tbs.whole,
            version,
            serial,
            tbs_signature_algorithm,
            issuer,
            not_before,
            not_after,
            subject,
            spki: spki.whole,
            spki_algorithm,
            public_key,
            extensions,
            signature_algorithm,
            signature,
            writing,
        })
    }
}

/// Version (section 4.1.2.1): 1, 2 or 3.
fn version(fields: &mut Reader<'_>, writing: &mut Writing) -> Option<u32> {
    let Some(tagged) = fields.optional(constructed(0)) else { return Some(1) };
    let number = Element::only(tagged.content).filter(|number| number.tag == der::INTEGER)?;
    let version = match number.content {
        [number @ 0..=2] => u32::from(*number) + 1,
        _ => return None,
    };
    writing.deviates(DerDeviation::ExplicitDefault, version == 1);
    Some(version)
}

fn name(fields: &mut Reader<'_>, writing: &mut Writing) -> Option<Name> {
    let name = Name::from_der(fields.expect(SEQUENCE)?.whole)?;
    writing.deviates(DerDeviation::SetOrder, name.is_unsorted());
    Some(name)
}

fn extension_list<'a>(tagged: &Element<'a>, writing: &mut Writing) -> Result<Vec<RawExtension<'a>>, &'static str> {
    let mut list = Reader::of(tagged.content, SEQUENCE).filter(|list| !list.is_empty()).ok_or("extensions")?;
    let mut out = Vec::new();
    while !list.is_empty() {
        let extension = RawExtension::read(&mut list).ok_or("an extension")?;
        writing.deviates(DerDeviation::ExplicitDefault, extension.explicit_default);
        // Work on a certificate grows with them; real ones have ten.
        if out.len() == MAX_EXTENSIONS {
            return Err("too many extensions");
        }
        out.push(extension);
    }
    Ok(out)
}

impl Extensions {
    /// Section 4.2: one extension, whose value lies at `range`.
    pub(super) fn add(&mut self, raw: &RawExtension<'_>, range: std::ops::Range<usize>, writing: &mut Writing) {
        let value = raw.value;
        let read = match raw.oid.as_bytes() {
            // id-ce
            [0x55, 0x1d, 14] => octet_string(value).map(|id| self.subject_key_id = Some(id)),
            [0x55, 0x1d, 15] => key_usage(value, writing).map(|usage| self.key_usage = Some(usage)),
            [0x55, 0x1d, 17] => general_names(value).map(|names| self.subject_alt_names = names),
            [0x55, 0x1d, 18] => general_names(value).map(drop),
            [0x55, 0x1d, 19] => basic_constraints(value, writing).map(|read| self.basic_constraints = Some(read)),
            [0x55, 0x1d, 30] => name_constraints(value).map(|read| self.name_constraints = Some(read)),
            [0x55, 0x1d, 31] => DistributionPoint::read_all(value).map(|points| {
                self.crl_urls = points.iter().flat_map(DistributionPoint::urls).map(str::to_owned).collect();
            }),
            [0x55, 0x1d, 32] => sequence_of(value, policy).map(|policies| self.policies = Some(policies)),
            [0x55, 0x1d, 33] => sequence_of(value, policy_mapping).map(|mappings| self.policy_mappings = mappings),
            [0x55, 0x1d, 35] => authority_key_id(value).map(|read| self.authority_key_id = Some(read)),
            [0x55, 0x1d, 36] => policy_constraints(value).map(|read| self.policy_constraints = Some(read)),
            [0x55, 0x1d, 37] => sequence_of(value, Reader::oid).map(|oids| self.extended_key_usage = Some(oids)),
            [0x55, 0x1d, 46] => DistributionPoint::read_all(value).map(drop),
            [0x55, 0x1d, 54] => inhibit_any_policy(value).map(|skip| self.inhibit_any_policy = Some(skip)),
            // id-pe
            [0x2b, 6, 1, 5, 5, 7, 1, 1] => sequence_of(value, access_description).map(|access| self.add_access(access)),
            [0x2b, 6, 1, 5, 5, 7, 1, 11] => sequence_of(value, access_description).map(drop),
            _ => Some(()),
        };
        let malformed = read.is_none();
        self.all.push(Extension { oid: raw.oid.clone(), critical: raw.critical, malformed, value: range });
    }

    fn add_access(&mut self, access: Vec<(Oid, GeneralName)>) {
        for (method, location) in access {
            match (method.as_bytes(), location) {
                ([0x2b, 6, 1, 5, 5, 7, 48, 1], GeneralName::Uri(url)) => self.ocsp_urls.push(url),
                ([0x2b, 6, 1, 5, 5, 7, 48, 2], GeneralName::Uri(url)) => self.ca_issuer_urls.push(url),
                _ => {}
            }
        }
    }
}

/// `SEQUENCE SIZE (1..MAX) OF`: never empty.
fn sequence_of<'a, T>(value: &'a [u8], mut item: impl FnMut(&mut Reader<'a>) -> Option<T>) -> Option<Vec<T>> {
    let mut list = Reader::of(value, SEQUENCE)?;
    let mut out = vec![item(&mut list)?];
    while !list.is_empty() {
        out.push(item(&mut list)?);
    }
    Some(out)
}

/// SubjectKeyIdentifier (section 4.2.1.2).
fn octet_string(value: &[u8]) -> Option<Vec<u8>> {
    Reader::of(value, der::OCTET_STRING).map(|octets| octets.0.to_vec())
}

/// AuthorityKeyIdentifier (section 4.2.1.1).
fn authority_key_id(value: &[u8]) -> Option<AuthorityKeyId> {
    let mut fields = Reader::of(value, SEQUENCE)?;
    let key_id = fields.optional(primitive(0)).map(|id| id.content.to_vec());
    let issuers = match fields.optional(constructed(1)) {
        Some(names) => names_of(names.inside()).filter(|names| !names.is_empty())?,
        None => Vec::new(),
    };
    let serial = match fields.optional(primitive(2)) {
        Some(serial) => Some(serial.content).filter(|serial| der::is_integer(serial)).map(Some)?,
        None => None,
    };
    fields.end()?;
    let issuer = issuers.into_iter().find_map(|name| match name {
        GeneralName::Directory(name) => Some(name),
        _ => None,
    });
    Some(AuthorityKeyId { key_id, issuer, serial: serial.map(<[u8]>::to_vec) })
}

/// KeyUsage (section 4.2.1.3): the nine bits that are defined.
fn key_usage(value: &[u8], writing: &mut Writing) -> Option<KeyUsage> {
    let bits = Element::only(value).filter(|bits| bits.tag == der::BIT_STRING)?;
    let (flags, shortest) = der::named_bits(bits.content)?;
    writing.deviates(DerDeviation::TrailingZeroBits, !shortest);
    (flags < 1 << 9).then_some(KeyUsage(flags))
}

/// PolicyInformation (section 4.2.1.4): its policy. Qualifiers are looked at, not kept.
fn policy(list: &mut Reader<'_>) -> Option<Oid> {
    let mut fields = list.expect(SEQUENCE)?.inside();
    let policy = fields.oid()?;
    if !fields.is_empty() {
        sequence_of(fields.any()?.whole, |qualifiers| {
            let mut qualifier = qualifiers.expect(SEQUENCE)?.inside();
            qualifier.oid()?;
            qualifier.any()?;
            qualifier.end()
        })?;
    }
    fields.end()?;
    Some(policy)
}

/// One pair of PolicyMappings (section 4.2.1.5).
fn policy_mapping(list: &mut Reader<'_>) -> Option<(Oid, Oid)> {
    let mut fields = list.expect(SEQUENCE)?.inside();
    let pair = (fields.oid()?, fields.oid()?);
    fields.end()?;
    Some(pair)
}

/// GeneralNames (section 4.2.1.6). An empty list is a flaw, no more: it names nobody.
fn general_names(value: &[u8]) -> Option<Vec<GeneralName>> {
    names_of(Reader::of(value, SEQUENCE)?)
}

fn names_of(mut names: Reader<'_>) -> Option<Vec<GeneralName>> {
    let mut out = Vec::new();
    while !names.is_empty() {
        out.push(GeneralName::read(&names.any()?)?);
    }
    Some(out)
}

/// BasicConstraints (section 4.2.1.9).
fn basic_constraints(value: &[u8], writing: &mut Writing) -> Option<BasicConstraints> {
    let mut fields = Reader::of(value, SEQUENCE)?;
    let mut explicit_default = false;
    let ca = fields.default_false(&mut explicit_default)?;
    let path_len = if fields.is_empty() { None } else { Some(der::number(fields.expect(der::INTEGER)?.content)?) };
    fields.end()?;
    writing.deviates(DerDeviation::ExplicitDefault, explicit_default);
    Some(BasicConstraints { ca, path_len })
}

/// NameConstraints (section 4.2.1.10): minimum and maximum must be absent, and a list that is there must not be empty.
fn name_constraints(value: &[u8]) -> Option<NameConstraints> {
    let mut fields = Reader::of(value, SEQUENCE)?;
    let mut trees = |tag: u8| {
        let Some(list) = fields.optional(constructed(tag)) else { return Some(Vec::new()) };
        let mut list = list.inside();
        let mut bases = Vec::new();
        while !list.is_empty() || bases.is_empty() {
            bases.push(GeneralName::read(&Element::only(list.expect(SEQUENCE)?.content)?)?);
        }
        Some(bases)
    };
    let constraints = NameConstraints { permitted: trees(0)?, excluded: trees(1)? };
    fields.end()?;
    Some(constraints)
}

/// PolicyConstraints (section 4.2.1.11). What an empty one means "is not addressed", so nobody can rely on it.
fn policy_constraints(value: &[u8]) -> Option<PolicyConstraints> {
    let mut fields = Reader::of(value, SEQUENCE).filter(|fields| !fields.is_empty())?;
    let mut number = |tag: u8| match fields.optional(primitive(tag)) {
        Some(number) => der::number(number.content).map(Some),
        None => Some(None),
    };
    let constraints = PolicyConstraints { require_explicit: number(0)?, inhibit_mapping: number(1)? };
    fields.end()?;
    Some(constraints)
}

/// InhibitAnyPolicy (section 4.2.1.14).
fn inhibit_any_policy(value: &[u8]) -> Option<u32> {
    der::number(Reader::of(value, der::INTEGER)?.0)
}

/// AccessDescription (section 4.2.2.1).
fn access_description(list: &mut Reader<'_>) -> Option<(Oid, GeneralName)> {
    let mut fields = list.expect(SEQUENCE)?.inside();
    let access = (fields.oid()?, GeneralName::read(&fields.any()?)?);
    fields.end()?;
    Some(access)
}

impl GeneralName {
    /// One GeneralName (section 4.2.1.6); `None` where it is none. Text that is not ASCII is kept where it is UTF-8, as issuers write
    /// names of people.
    pub(crate) fn read(name: &Element<'_>) -> Option<Self> {
        let text = |form: fn(String) -> Self| {
            let text = std::str::from_utf8(name.content).ok().map(|text| form(text.to_owned()));
            text.unwrap_or(Self::Unreadable(u32::from(name.tag & 0x1f)))
        };
        Some(match name.tag {
            0xa0 => {
                let mut fields = name.inside();
                let kind = fields.oid()?;
                let value = fields.expect(constructed(0))?;
                fields.end()?;
                Element::only(value.content)?;
                Self::Other(kind, value.whole.to_vec())
            }
            0x81 => text(Self::Email),
            0x82 => text(Self::Dns),
            0xa3 => Self::Unreadable(3),
            0xa4 => Self::Directory(Name::from_der(name.content)?),
            0xa5 => Self::Unreadable(5),
            0x86 => text(Self::Uri),
            0x87 => Self::Ip(name.content.to_vec()),
            0x88 => Self::RegisteredId(der::oid(name.content)?),
            _ => return None,
        })
    }
}

/// Kind and strength of a key (RFC 3279 section 2.3, RFC 5480 section 2.1, RFC 8410 section 3).
pub(super) fn key_info(algorithm: &Algorithm<'_>, key: &[u8]) -> PublicKeyInfo {
    match algorithm.oid.as_bytes() {
        // id-rsaEncryption, id-RSASSA-PSS
        [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, kind @ (1 | 10)] => match rsa(key) {
            Some((bits, exponent)) if *kind == 1 => PublicKeyInfo::Rsa { bits, exponent },
            Some((bits, _)) => PublicKeyInfo::RsaPss { bits },
            None => PublicKeyInfo::Other,
        },
        // id-ecPublicKey
        [0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1] => {
            let curve = algorithm.parameters.filter(|parameters| parameters.tag == der::OBJECT_IDENTIFIER);
            let bits = match curve.map(|curve| curve.content) {
                Some([0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]) => 256,
                Some([0x2b, 0x81, 4, 0, 34]) => 384,
                Some([0x2b, 0x81, 4, 0, 35]) => 521,
                _ => 0,
            };
            PublicKeyInfo::Ec { bits }
        }
        // id-Ed25519
        [0x2b, 0x65, 112] => PublicKeyInfo::Ed25519,
        _ => PublicKeyInfo::Other,
    }
}

/// RSAPublicKey (RFC 3279 section 2.3.1): bits of the modulus, and the exponent where it has no more than 64.
fn rsa(key: &[u8]) -> Option<(usize, Option<u64>)> {
    let mut numbers = Reader::of(key, SEQUENCE)?;
    let mut positive = || {
        let number = numbers.expect(der::INTEGER)?.content;
        (der::is_integer(number) && number[0] < 0x80).then(|| number.strip_prefix(&[0]).unwrap_or(number))
    };
    let (modulus, exponent) = (positive()?, positive()?);
    numbers.end()?;
    let bits = modulus.len() * 8 - modulus.first()?.leading_zeros() as usize;
    let exponent = (exponent.len() <= 8).then(|| exponent.iter().fold(0, |n, &b| n << 8 | u64::from(b)));
    Some((bits, exponent))
}
