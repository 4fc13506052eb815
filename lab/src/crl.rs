//! Revocation lists of every kind that RFC 5280 section 5 knows, sound or not: complete and delta, direct and indirect,
//! whole and partitioned.

use time::OffsetDateTime;

use crate::certificate::{Issued, KeyId};
use crate::distribution_point::{DistributionPoint, IssuingDistributionPoint};
use crate::encode::{
    ENUMERATED, bits, explicit, generalized_time, integer, oid, sequence, time as encode_time, tlv, unsigned,
};
use crate::extension::{Extension, GeneralName};
use crate::key::{Algorithm, Key};
use crate::name::Dn;
use crate::{LabError, Oid, oids};

/// Why a certificate was revoked, RFC 5280 section 5.3.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the RFC's
pub enum CrlReason {
    Unspecified = 0,
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    CertificateHold = 6,
    RemoveFromCrl = 8,
    PrivilegeWithdrawn = 9,
    AaCompromise = 10,
}

/// An entry of a list, with whatever extensions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CrlEntry {
    serial: Vec<u8>,
    at: Vec<u8>,
    extensions: Vec<Extension>,
}

impl CrlEntry {
    /// A serial number (magnitude, big endian) and when it was revoked, without extensions.
    pub fn new(serial: &[u8], at: OffsetDateTime) -> Self {
        Self { serial: serial.to_vec(), at: encode_time(at), extensions: Vec::new() }
    }
    /// The revocation date, DER encoded: see [`crate::encode::generalized_time`].
    #[must_use]
    pub fn date_der(self, der: Vec<u8>) -> Self {
        Self { at: der, ..self }
    }
    /// reasonCode
    #[must_use]
    pub fn reason(self, reason: CrlReason) -> Self {
        self.reason_code(reason as u8)
    }
    /// reasonCode of any number: 7 has no meaning, nor has any above 10.
    #[must_use]
    pub fn reason_code(self, code: u8) -> Self {
        self.extension(Extension::new(oids::CRL_REASON, false, tlv(ENUMERATED, &[code])))
    }
    /// invalidityDate, RFC 5280 section 5.3.2: always `GeneralizedTime`.
    #[must_use]
    pub fn invalidity_date(self, at: OffsetDateTime) -> Self {
        self.extension(Extension::new(oids::INVALIDITY_DATE, false, generalized_time(at)))
    }
    /// holdInstructionCode, which RFC 3280 had and RFC 5280 has no more.
    #[must_use]
    pub fn hold_instruction(self, instruction: Oid) -> Self {
        self.extension(Extension::new(oids::HOLD_INSTRUCTION, false, oid(instruction)))
    }
    /// certificateIssuer, critical, RFC 5280 section 5.3.3: this entry and those after it, until the next one that has it, are
    /// about certificates from this CA.
    #[must_use]
    pub fn certificate_issuer(self, issuer: &Dn) -> Self {
        let names = sequence([GeneralName::Directory(issuer.clone()).encode()]);
        self.extension(Extension::new(oids::CERTIFICATE_ISSUER, true, names))
    }
    /// Appends any extension, even a second one of its kind.
    #[must_use]
    pub fn extension(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    fn encode(&self) -> Vec<u8> {
        let mut parts = vec![unsigned(&self.serial), self.at.clone()];
        if !self.extensions.is_empty() {
            parts.push(sequence(self.extensions.iter().map(Extension::encode)));
        }
        sequence(parts)
    }
}

/// Builds a revocation list.
///
/// Version 2, with the issuer's key identifier and cRLNumber 1 unless told else. Nothing is checked: a delta list needs
/// [`delta`](Self::delta) and nothing more to say that it is one.
#[derive(Clone, Debug)]
pub struct CrlBuilder {
    version: Option<u64>,
    this_update: Vec<u8>,
    next_update: Option<Vec<u8>>,
    number: Option<u64>,
    /// The entries one after the other, encoded: a list may have very many.
    entries: Vec<u8>,
    entries_present: bool,
    extensions: Vec<Extension>,
    authority_key_id: KeyId,
    issuer: Option<Dn>,
    inner: Option<Vec<u8>>,
    outer: Option<Vec<u8>>,
    corrupt_signature: bool,
}

impl CrlBuilder {
    /// A list with number 1 and no entry.
    pub fn new(this_update: OffsetDateTime, next_update: Option<OffsetDateTime>) -> Self {
        Self {
            version: Some(1),
            this_update: encode_time(this_update),
            next_update: next_update.map(encode_time),
            number: Some(1),
            entries: Vec::new(),
            entries_present: false,
            extensions: Vec::new(),
            authority_key_id: KeyId::Right,
            issuer: None,
            inner: None,
            outer: None,
            corrupt_signature: false,
        }
    }

    /// Version 1: no version field, no extensions but those that [`extension`](Self::extension) is given or an entry has.
    #[must_use]
    pub fn version_1(self) -> Self {
        Self { version: None, number: None, authority_key_id: KeyId::Absent, ..self }
    }
    /// What stands in the version field: 1 for version 2; any other number is wrong.
    #[must_use]
    pub fn version_field(self, value: u64) -> Self {
        Self { version: Some(value), ..self }
    }
    /// thisUpdate and nextUpdate, DER encoded: see [`generalized_time`], [`utc_time`](crate::encode::utc_time).
    #[must_use]
    pub fn times_der(self, this_update: Vec<u8>, next_update: Option<Vec<u8>>) -> Self {
        Self { this_update, next_update, ..self }
    }
    /// The cRLNumber, or none. For huge or critical ones: none, and [`Extension::crl_number`].
    #[must_use]
    pub fn number(mut self, number: Option<u64>) -> Self {
        self.number = number;
        self
    }
    /// Revokes a serial number.
    #[must_use]
    pub fn revoke(self, serial: &[u8], at: OffsetDateTime, reason: Option<CrlReason>) -> Self {
        let entry = CrlEntry::new(serial, at);
        self.entry(&match reason {
            Some(reason) => entry.reason(reason),
            None => entry,
        })
    }
    /// Revokes many serial numbers, without extensions: a hundred thousand take a fraction of a second.
    #[must_use]
    pub fn revoke_all<S: AsRef<[u8]>>(mut self, serials: impl IntoIterator<Item = S>, at: OffsetDateTime) -> Self {
        let at = encode_time(at);
        for serial in serials {
            self.entries.extend(sequence([&unsigned(serial.as_ref()), &at]));
        }
        self
    }
    /// Appends an entry.
    #[must_use]
    pub fn entry(mut self, entry: &CrlEntry) -> Self {
        self.entries.extend(entry.encode());
        self
    }
    /// Writes revokedCertificates even when there is no entry: an empty list, which RFC 5280 section 5.1.2.6 forbids.
    #[must_use]
    pub fn empty_entries(self) -> Self {
        Self { entries_present: true, ..self }
    }
    /// Appends an extension of the list.
    #[must_use]
    pub fn extension(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }
    /// issuingDistributionPoint, critical. For one that is not: [`Extension::issuing_distribution_point`].
    #[must_use]
    pub fn issuing_distribution_point(self, point: &IssuingDistributionPoint) -> Self {
        self.extension(Extension::issuing_distribution_point(point))
    }
    /// Makes it a delta list to the list with this number: deltaCRLIndicator, critical.
    #[must_use]
    pub fn delta(self, base: u64) -> Self {
        self.extension(Extension::delta_crl_indicator(&base.to_be_bytes()))
    }
    /// freshestCRL: where the delta to this list lies.
    #[must_use]
    pub fn freshest(self, points: &[DistributionPoint]) -> Self {
        self.extension(Extension::freshest_crl(points))
    }
    /// authorityKeyIdentifier. The right one is the key identifier of the issuer's certificate; with
    /// [`sign_with_key`](Self::sign_with_key) that of the key.
    #[must_use]
    pub fn authority_key_id(self, id: KeyId) -> Self {
        Self { authority_key_id: id, ..self }
    }
    /// The issuer's name, whoever signs.
    #[must_use]
    pub fn issuer(self, issuer: Dn) -> Self {
        Self { issuer: Some(issuer), ..self }
    }
    /// What the signed part says of the signature algorithm (DER, see [`Algorithm::identifier`]).
    #[must_use]
    pub fn inner_algorithm(self, identifier: Vec<u8>) -> Self {
        Self { inner: Some(identifier), ..self }
    }
    /// What stands beside the signature.
    #[must_use]
    pub fn outer_algorithm(self, identifier: Vec<u8>) -> Self {
        Self { outer: Some(identifier), ..self }
    }
    /// One bit of the signature is turned.
    #[must_use]
    pub fn corrupt_signature(mut self) -> Self {
        self.corrupt_signature = true;
        self
    }

    /// Signs with the issuer's key. The list carries the issuer's key identifier, where its certificate has one.
    ///
    /// # Errors
    /// [`LabError::Algorithm`]
    pub fn sign(self, issuer: &Issued, algorithm: Algorithm) -> Result<Vec<u8>, LabError> {
        self.finish(&issuer.key, &issuer.subject, issuer.key_id.clone(), algorithm)
    }

    /// Signs with any key under any name.
    ///
    /// # Errors
    /// [`LabError::Algorithm`]
    pub fn sign_with_key(self, key: &Key, issuer: &Dn, algorithm: Algorithm) -> Result<Vec<u8>, LabError> {
        self.finish(key, issuer, Some(key.id()), algorithm)
    }

    fn finish(
        self,
        key: &Key,
        issuer: &Dn,
        key_id: Option<Vec<u8>>,
        algorithm: Algorithm,
    ) -> Result<Vec<u8>, LabError> {
        let authority_key_id = match self.authority_key_id {
            KeyId::Absent => None,
            KeyId::Right => key_id,
            KeyId::Given(id) => Some(id),
        };
        let mut extensions: Vec<Extension> =
            authority_key_id.map(|id| Extension::authority_key_id(Some(&id), None)).into_iter().collect();
        extensions.extend(self.number.map(|number| Extension::crl_number(&number.to_be_bytes())));
        extensions.extend(self.extensions);

        let mut tbs: Vec<Vec<u8>> = self.version.map(integer).into_iter().collect();
        tbs.push(self.inner.unwrap_or_else(|| algorithm.identifier()));
        tbs.push(self.issuer.as_ref().unwrap_or(issuer).to_der());
        tbs.push(self.this_update);
        tbs.extend(self.next_update);
        // An empty list of entries must be absent (RFC 5280 section 5.1.2.6).
        if self.entries_present || !self.entries.is_empty() {
            tbs.push(sequence([self.entries]));
        }
        if !extensions.is_empty() {
            tbs.push(explicit(0, [sequence(extensions.iter().map(Extension::encode))]));
        }
        let tbs = sequence(tbs);
        let mut signature = key.sign(algorithm, &tbs)?;
        if let Some(last) = signature.last_mut().filter(|_| self.corrupt_signature) {
            *last ^= 1;
        }
        Ok(sequence([tbs, self.outer.unwrap_or_else(|| algorithm.identifier()), bits(&signature)]))
    }
}
