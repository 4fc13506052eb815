//! Revocation lists (RFC 5280 section 5): read once, to the last byte, and searched by serial number.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use rustls_pki_types::CertificateRevocationListDer;
use rustls_pki_types::pem::PemObject as _;
use time::OffsetDateTime;

use super::distribution::{DistributionPoint, IssuingDistributionPoint, general_names};
use super::{RevocationReason, Revoked};
use crate::Oid;
use crate::certificate::reading::RawExtension;
use crate::certificate::{Certificate, Fingerprint, GeneralName};
use crate::der::{self, Element, INTEGER, Reader, SEQUENCE, constructed};
use crate::judge::signature::{self, SignatureError};
use crate::name::Name;

/// Extensions of a list that are processed.
const PROCESSED: [&str; 5] =
    [CRL_NUMBER, DELTA_CRL_INDICATOR, ISSUING_DISTRIBUTION_POINT, AUTHORITY_KEY_ID, FRESHEST_CRL];
const CRL_NUMBER: &str = "2.5.29.20";
const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
const AUTHORITY_KEY_ID: &str = "2.5.29.35";
/// freshestCRL, in a list and in a certificate.
pub(crate) const FRESHEST_CRL: &str = "2.5.29.46";

const REASON_CODE: &str = "2.5.29.21";
const CERTIFICATE_ISSUER: &str = "2.5.29.29";

/// A reasonCode that is not critical, but for its number.
const PLAIN_REASON: &[u8] = &[0x30, 10, 6, 3, 0x55, 0x1d, 0x15, 4, 3, 0x0a, 1];

/// Extensions of a list, or of one entry, that are read; real ones have five.
const MAX_EXTENSIONS: usize = 64;
/// Issuers of an indirect list.
const MAX_ISSUERS: usize = 4096;

/// Why bytes are not a revocation list that can be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrlError {
    /// The DER structure does not hold.
    #[error("not a DER encoded revocation list: {0}")]
    Malformed(&'static str),
    /// The list is followed by this many other bytes.
    #[error("{0} bytes after the end of the revocation list")]
    TrailingBytes(usize),
    /// A PEM block that is not Base64 or does not end.
    #[error("damaged PEM block")]
    Pem,
    /// Text or something else without any revocation list in it.
    #[error("no revocation list in it")]
    None,
    /// A certificate, where a revocation list was expected.
    #[error("a certificate, not a revocation list")]
    Certificate,
}

/// A MUST of RFC 5280 section 5 that a list breaks without being of less use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CrlFlaw {
    /// Not version 2 (section 5.1.2.1)
    Version,
    /// No cRLNumber (section 5.2.3)
    NoNumber,
    /// cRLNumber is critical (section 5.2.3)
    CriticalNumber,
    /// cRLNumber is longer than 20 octets (section 5.2.3)
    LongNumber,
    /// No authorityKeyIdentifier (section 5.2.1)
    NoAuthorityKeyId,
    /// issuingDistributionPoint is not critical (section 5.2.5)
    PointNotCritical,
    /// deltaCRLIndicator is not critical (section 5.2.4)
    DeltaNotCritical,
    /// A list of revoked certificates that is there and empty (section 5.1.2.6)
    EmptyList,
}

/// One entry, as places in the list's bytes.
#[derive(Clone, Copy, Debug)]
struct Entry {
    serial: u32,
    serial_length: u16,
    /// Index into the issuers.
    issuer: u16,
    /// After the serial number.
    rest: u32,
    end: u32,
}

struct Inner {
    der: Vec<u8>,
    tbs: Range<usize>,
    algorithm: Range<usize>,
    signature: Range<usize>,
    issuer: Name,
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
    extensions: ListExtensions,
    flaws: Vec<CrlFlaw>,
    /// The list's issuer first, then those of an indirect list's entries.
    issuers: Vec<Name>,
    /// By serial number.
    entries: Vec<Entry>,
    /// A critical extension of an entry that is not known here.
    unknown_entry_extension: Option<Oid>,
    /// Keys whose signature was checked: each is a question once.
    checked: Mutex<HashMap<Fingerprint, Result<(), SignatureError>>>,
}

/// A revocation list. Cheap to clone.
#[derive(Clone)]
pub struct Crl(Arc<Inner>);

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({}, {}, {} entries)", self.0.issuer, self.0.this_update, self.0.entries.len())
    }
}

#[derive(Default)]
struct ListExtensions {
    number: Option<Vec<u8>>,
    delta_base: Option<Vec<u8>>,
    point: Option<IssuingDistributionPoint>,
    /// Its encoding: the scope of a delta list is the same to the byte.
    point_der: Option<Vec<u8>>,
    freshest: Vec<DistributionPoint>,
    key_id: Option<Vec<u8>>,
    unknown_critical: Option<Oid>,
}

/// One extension: type, critical, value.
type Found<'a> = (Oid, bool, &'a [u8]);

/// Extensions (RFC 5280 section 4.1): each type once.
pub(crate) fn extensions<'a>(sequence: &Element<'a>) -> Option<Vec<Found<'a>>> {
    let mut list = sequence.inside();
    let mut out: Vec<Found<'a>> = Vec::new();
    while !list.is_empty() {
        let RawExtension { oid, critical, value, .. } = RawExtension::read(&mut list)?;
        (out.len() < MAX_EXTENSIONS && out.iter().all(|(other, ..)| *other != oid)).then_some(())?;
        out.push((oid, critical, value));
    }
    Some(out)
}

impl Crl {
    /// Reads every revocation list of a file: one in DER, or any number of PEM blocks.
    ///
    /// # Errors
    /// [`CrlError`] where one of them cannot be read, or there is none: half a file would be half an answer.
    pub fn read(bytes: &[u8]) -> Result<Vec<Self>, CrlError> {
        if bytes.first() == Some(&SEQUENCE) { Self::read_vec(bytes.to_vec()) } else { Self::read_pem(bytes) }
    }

    /// As [`Crl::read`], without a copy of a list in DER.
    pub(crate) fn read_vec(bytes: Vec<u8>) -> Result<Vec<Self>, CrlError> {
        if bytes.first() != Some(&SEQUENCE) {
            return Self::read_pem(&bytes);
        }
        if Certificate::from_der(&bytes).is_ok() {
            return Err(CrlError::Certificate);
        }
        Self::from_vec(bytes).map(|crl| vec![crl])
    }

    fn read_pem(bytes: &[u8]) -> Result<Vec<Self>, CrlError> {
        let mut lists = Vec::new();
        for list in CertificateRevocationListDer::pem_slice_iter(bytes) {
            lists.push(Self::from_der(list.map_err(|_| CrlError::Pem)?.as_ref())?);
        }
        if lists.is_empty() {
            let has = |label: &[u8]| memchr::memmem::find(bytes, label).is_some();
            return Err(if has(b"-----BEGIN X509 CRL") {
                CrlError::Pem
            } else if has(b"-----BEGIN CERTIFICATE") {
                CrlError::Certificate
            } else {
                CrlError::None
            });
        }
        Ok(lists)
    }

    /// Reads one DER encoded list that fills `bytes`.
    ///
    /// # Errors
    /// [`CrlError`]
    pub fn from_der(bytes: &[u8]) -> Result<Self, CrlError> {
        Self::from_vec(bytes.to_vec())
    }

    pub(crate) fn from_vec(der: Vec<u8>) -> Result<Self, CrlError> {
        let bytes = der.as_slice();
        let malformed = CrlError::Malformed;
        let mut all = Reader(bytes);
        let list = all.expect(SEQUENCE).ok_or(malformed("no sequence, or cut short"))?;
        if !all.is_empty() {
            return Err(CrlError::TrailingBytes(all.0.len()));
        }
        if u32::try_from(bytes.len()).is_err() {
            return Err(malformed("larger than 4 GiB"));
        }
        let base = bytes.as_ptr() as usize;
        let range = |part: &[u8]| {
            let start = part.as_ptr() as usize - base;
            start..start + part.len()
        };
        let mut parts = list.inside();
        let tbs = parts.expect(SEQUENCE).ok_or(malformed("tbsCertList"))?;
        let algorithm = parts.expect(SEQUENCE).ok_or(malformed("signatureAlgorithm"))?;
        let signature = parts.octet_aligned_bits().ok_or(malformed("signature"))?;
        parts.end().ok_or(malformed("something after the signature"))?;

        let mut fields = tbs.inside();
        let version = match fields.optional(INTEGER) {
            None => 1,
            Some(version) if version.content == [1] => 2,
            Some(_) => return Err(malformed("version")),
        };
        let inner = fields.expect(SEQUENCE).ok_or(malformed("signature algorithm"))?;
        if inner.whole != algorithm.whole {
            return Err(malformed("two signature algorithms (section 5.1.1.2)"));
        }
        let issuer = fields.expect(SEQUENCE).and_then(|name| Name::from_der(name.whole)).ok_or(malformed("issuer"))?;
        let this_update = fields.time().ok_or(malformed("thisUpdate"))?;
        let next_update = match fields.0.first() {
            Some(&(der::UTC_TIME | der::GENERALIZED_TIME)) => Some(fields.time().ok_or(malformed("nextUpdate"))?),
            _ => None,
        };
        let mut flaws = Vec::new();
        let revoked = fields.optional(SEQUENCE);
        let found = match fields.optional(constructed(0)) {
            Some(_) if version == 1 => return Err(malformed("extensions in version 1")),
            Some(tagged) => {
                let sequence = Element::only(tagged.content).filter(|e| e.tag == SEQUENCE && !e.content.is_empty());
                sequence.and_then(|s| extensions(&s)).ok_or(malformed("extensions"))?
            }
            None => Vec::new(),
        };
        fields.end().ok_or(malformed("something after the extensions"))?;
        if version == 1 {
            flaws.push(CrlFlaw::Version);
        }
        let extensions = ListExtensions::read(&found, &mut flaws).ok_or(malformed("an extension"))?;

        let mut names = Issuers::new(&issuer, extensions.point.as_ref().is_some_and(|point| point.indirect));
        let mut entries = Vec::new();
        let mut unknown_entry_extension = None;
        if let Some(revoked) = revoked {
            if revoked.content.is_empty() {
                flaws.push(CrlFlaw::EmptyList);
            }
            let mut list = revoked.inside();
            let place = |part: &[u8]| u32::try_from(part.as_ptr() as usize - base).unwrap_or(u32::MAX);
            while !list.is_empty() {
                let entry = list.expect(SEQUENCE).ok_or(malformed("an entry"))?;
                let read = read_entry(&entry, version, &mut names, &mut unknown_entry_extension);
                let (serial, rest) = read.ok_or(malformed("an entry"))?;
                entries.push(Entry {
                    serial: place(serial),
                    serial_length: u16::try_from(serial.len()).map_err(|_| malformed("a serial number"))?,
                    issuer: names.current,
                    rest: place(rest),
                    end: place(rest).saturating_add(u32::try_from(rest.len()).unwrap_or(u32::MAX)),
                });
            }
        }
        let issuers = names.all;
        entries.sort_unstable_by(|a: &Entry, b: &Entry| serial_of(bytes, a).cmp(serial_of(bytes, b)));
        let inner = Inner {
            tbs: range(tbs.whole),
            algorithm: range(algorithm.whole),
            signature: range(signature),
            issuer,
            this_update,
            next_update,
            extensions,
            flaws,
            issuers,
            entries,
            unknown_entry_extension,
            checked: Mutex::default(),
            der: Vec::new(),
        };
        Ok(Self(Arc::new(Inner { der, ..inner })))
    }

    /// The DER bytes.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }
    /// Who issued it, as it says.
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }
    /// When it was made.
    pub fn this_update(&self) -> OffsetDateTime {
        self.0.this_update
    }
    /// When the next one is due at the latest.
    pub fn next_update(&self) -> Option<OffsetDateTime> {
        self.0.next_update
    }
    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.0.entries.len()
    }
    /// It revokes nothing.
    pub fn is_empty(&self) -> bool {
        self.0.entries.is_empty()
    }
    /// cRLNumber, big endian.
    pub fn number(&self) -> Option<&[u8]> {
        self.0.extensions.number.as_deref()
    }
    /// A delta list: the number of the complete list that it builds on.
    pub fn delta_base(&self) -> Option<&[u8]> {
        self.0.extensions.delta_base.as_deref()
    }
    /// What it covers; `None` is every certificate of its issuer.
    pub fn point(&self) -> Option<&IssuingDistributionPoint> {
        self.0.extensions.point.as_ref()
    }
    /// Where a delta list to it lies.
    pub fn freshest(&self) -> &[DistributionPoint] {
        &self.0.extensions.freshest
    }
    /// The key identifier of whoever signed it.
    pub fn key_id(&self) -> Option<&[u8]> {
        self.0.extensions.key_id.as_deref()
    }
    /// A critical extension that is not known here, of the list or of an entry: the list must not be used (sections 5.2 and 5.3).
    pub fn unknown_critical(&self) -> Option<&Oid> {
        self.0.extensions.unknown_critical.as_ref().or(self.0.unknown_entry_extension.as_ref())
    }
    /// Rules of section 5 that it breaks.
    pub fn flaws(&self) -> &[CrlFlaw] {
        &self.0.flaws
    }
    /// The signature algorithm, DER encoded.
    pub(crate) fn algorithm(&self) -> &[u8] {
        &self.0.der[self.0.algorithm.clone()]
    }
    /// It covers the same as `other`, to the byte (section 5.2.4 b).
    pub(crate) fn same_scope(&self, other: &Self) -> bool {
        self.0.issuer == other.0.issuer
            && self.0.extensions.point_der == other.0.extensions.point_der
            && self.key_id() == other.key_id()
    }

    /// Checks that `signer`'s key made the signature.
    pub(crate) fn check(&self, signer: &Certificate) -> Result<(), SignatureError> {
        let key = Fingerprint::of(signer.spki());
        if let Some(known) = self.0.checked.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *known;
        }
        let result = signature::verify(
            self.algorithm(),
            signer.spki_algorithm(),
            signer.public_key(),
            &self.0.der[self.0.tbs.clone()],
            &self.0.der[self.0.signature.clone()],
        );
        self.0.checked.lock().unwrap_or_else(PoisonError::into_inner).insert(key, result);
        result
    }

    /// The entry of the certificate with this serial number that `issuer` issued. Whoever stands there is revoked, also where the date or
    /// the reason cannot be read: the list's own date stands for the former.
    pub(crate) fn entry(&self, serial: &[u8], issuer: &Name) -> Option<Revoked> {
        let serial = der::canonical(serial);
        let bytes = &self.0.der;
        let first = self.0.entries.partition_point(|entry| serial_of(bytes, entry) < serial);
        let same = self.0.entries[first..].iter().take_while(|entry| serial_of(bytes, entry) == serial);
        let mut found: Option<Revoked> = None;
        for entry in same.filter(|entry| self.0.issuers.get(usize::from(entry.issuer)) == Some(issuer)) {
            let (at, reason) = read_revoked(&bytes[entry.rest as usize..entry.end as usize]);
            // The same certificate twice: the worse counts.
            if found.is_none_or(|found| found.reason == Some(RevocationReason::RemoveFromCrl)) {
                found = Some(Revoked { at: at.unwrap_or(self.0.this_update), reason });
            }
        }
        found
    }
}

/// Who issued the certificates of the entries.
struct Issuers {
    all: Vec<Name>,
    known: HashMap<Name, u16>,
    /// That of the entry at hand.
    current: u16,
    /// The list says that its entries may be others' certificates.
    indirect: bool,
}

impl Issuers {
    fn new(issuer: &Name, indirect: bool) -> Self {
        Self { all: vec![issuer.clone()], known: HashMap::from([(issuer.clone(), 0)]), current: 0, indirect }
    }

    /// certificateIssuer holds for this entry and those after it (section 5.3.3).
    fn change(&mut self, value: &[u8]) -> Option<()> {
        let names = general_names(Reader::of(value, SEQUENCE)?.0)?;
        let name = names.into_iter().find_map(|name| match name {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        })?;
        self.current = match self.known.get(&name) {
            Some(at) => *at,
            None if self.all.len() < MAX_ISSUERS => {
                let at = u16::try_from(self.all.len()).ok()?;
                self.all.push(name.clone());
                self.known.insert(name, at);
                at
            }
            None => return None,
        };
        Some(())
    }
}

fn serial_of<'a>(der: &'a [u8], entry: &Entry) -> &'a [u8] {
    let start = entry.serial as usize;
    der.get(start..start + usize::from(entry.serial_length)).unwrap_or(&[])
}

/// Serial number, and what follows it. Notes the entry's issuer.
fn read_entry<'a>(
    entry: &Element<'a>,
    version: u8,
    issuers: &mut Issuers,
    unknown: &mut Option<Oid>,
) -> Option<(&'a [u8], &'a [u8])> {
    let mut fields = entry.inside();
    let serial = fields.integer()?;
    let rest = fields.0;
    let date = fields.any()?;
    // What a date has at least and at most, however it is written: an entry is never shorter.
    (matches!(date.tag, der::UTC_TIME | der::GENERALIZED_TIME) && (11..=32).contains(&date.content.len()))
        .then_some(())?;
    if let Some(sequence) = fields.optional(SEQUENCE) {
        (version == 2).then_some(())?;
        // Nearly all entries of a large list have a reason code and nothing more.
        let plain = sequence.content.len() == PLAIN_REASON.len() + 1 && sequence.content.starts_with(PLAIN_REASON);
        let found = if plain { Vec::new() } else { extensions(&sequence)? };
        for (oid, critical, value) in found {
            match oid.to_id_string().as_str() {
                CERTIFICATE_ISSUER if issuers.indirect => issuers.change(value)?,
                REASON_CODE => {}
                _ if critical => {
                    unknown.get_or_insert(oid);
                }
                _ => {}
            }
        }
    }
    fields.end()?;
    Some((serial, rest))
}

/// revocationDate and reasonCode, where they can be read.
fn read_revoked(rest: &[u8]) -> (Option<OffsetDateTime>, Option<RevocationReason>) {
    let mut fields = Reader(rest);
    let date = fields.any();
    let at = date.and_then(|date| Reader(date.whole).time());
    let found = fields.optional(SEQUENCE).and_then(|sequence| extensions(&sequence)).unwrap_or_default();
    let reason = found.iter().find(|(oid, ..)| oid.to_id_string() == REASON_CODE);
    (at, reason.and_then(|(_, _, value)| RevocationReason::read(value)))
}

impl ListExtensions {
    fn read(found: &[Found<'_>], flaws: &mut Vec<CrlFlaw>) -> Option<Self> {
        let mut out = Self::default();
        let number = |value| {
            let mut reader = Reader(value);
            let number = reader.integer().filter(|number| number[0] < 0x80)?.to_vec();
            reader.end().map(|()| number)
        };
        for (oid, critical, value) in found {
            match oid.to_id_string().as_str() {
                CRL_NUMBER => {
                    out.number = Some(number(value)?);
                    if *critical {
                        flaws.push(CrlFlaw::CriticalNumber);
                    }
                    if out.number.as_ref().is_some_and(|n| n.len() > 20) {
                        flaws.push(CrlFlaw::LongNumber);
                    }
                }
                DELTA_CRL_INDICATOR => {
                    out.delta_base = Some(number(value)?);
                    if !critical {
                        flaws.push(CrlFlaw::DeltaNotCritical);
                    }
                }
                ISSUING_DISTRIBUTION_POINT => {
                    out.point = Some(IssuingDistributionPoint::read(value)?);
                    out.point_der = Some(value.to_vec());
                    if !critical {
                        flaws.push(CrlFlaw::PointNotCritical);
                    }
                }
                FRESHEST_CRL => out.freshest = DistributionPoint::read_all(value)?,
                AUTHORITY_KEY_ID => {
                    let mut fields = Reader::of(value, SEQUENCE)?;
                    out.key_id = fields.optional(der::primitive(0)).map(|id| id.content.to_vec());
                }
                _ => {}
            }
            if *critical && !PROCESSED.contains(&oid.to_id_string().as_str()) {
                out.unknown_critical.get_or_insert(oid.clone());
            }
        }
        if out.number.is_none() {
            flaws.push(CrlFlaw::NoNumber);
        }
        if !found.iter().any(|(oid, ..)| oid.to_id_string() == AUTHORITY_KEY_ID) {
            flaws.push(CrlFlaw::NoAuthorityKeyId);
        }
        Some(out)
    }
}

/// The order of two cRLNumbers, canonical and not negative.
pub(crate) fn compare(a: &[u8], b: &[u8]) -> std::cmp::Ordering {
    let bare = |number: &[u8]| number.iter().position(|b| *b != 0).map_or(0, |at| number.len() - at);
    let (a_length, b_length) = (bare(a), bare(b));
    a_length.cmp(&b_length).then_with(|| a[a.len() - a_length..].cmp(&b[b.len() - b_length..]))
}
