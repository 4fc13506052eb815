//! Revocation lists (RFC 5280 section 5): version 2, complete, direct.

use time::OffsetDateTime;

use crate::certificate::Issued;
use crate::encode::{ENUMERATED, bits, explicit, integer, sequence, time as encode_time, tlv, unsigned};
use crate::extension::Extension;
use crate::key::Algorithm;
use crate::{LabError, oids};

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

/// Builds a revocation list.
#[derive(Clone, Debug)]
pub struct CrlBuilder {
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
    number: Option<u64>,
    entries: Vec<Vec<u8>>,
    extensions: Vec<Extension>,
    corrupt_signature: bool,
}

impl CrlBuilder {
    /// A list with number 1 and no entry.
    pub fn new(this_update: OffsetDateTime, next_update: Option<OffsetDateTime>) -> Self {
        Self {
            this_update,
            next_update,
            number: Some(1),
            entries: Vec::new(),
            extensions: Vec::new(),
            corrupt_signature: false,
        }
    }

    /// The cRLNumber, or none.
    #[must_use]
    pub fn number(mut self, number: Option<u64>) -> Self {
        self.number = number;
        self
    }
    /// Revokes a serial number.
    #[must_use]
    pub fn revoke(mut self, serial: &[u8], at: OffsetDateTime, reason: Option<CrlReason>) -> Self {
        let mut parts = vec![unsigned(serial), encode_time(at)];
        if let Some(reason) = reason {
            let extension = Extension::new(oids::CRL_REASON, false, tlv(ENUMERATED, &[reason as u8]));
            parts.push(sequence([extension.encode()]));
        }
        self.entries.push(sequence(parts));
        self
    }
    /// Appends an extension of the list.
    #[must_use]
    pub fn extension(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
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
        let mut extensions: Vec<Extension> =
            issuer.key_id.as_deref().map(|id| Extension::authority_key_id(Some(id), None)).into_iter().collect();
        extensions.extend(self.number.map(|number| Extension::new(oids::CRL_NUMBER, false, integer(number))));
        extensions.extend(self.extensions);

        let mut tbs = vec![integer(1), algorithm.identifier(), issuer.subject.to_der(), encode_time(self.this_update)];
        tbs.extend(self.next_update.map(encode_time));
        // An empty list of entries must be absent (RFC 5280 section 5.1.2.6).
        if !self.entries.is_empty() {
            tbs.push(sequence(self.entries));
        }
        if !extensions.is_empty() {
            tbs.push(explicit(0, [sequence(extensions.iter().map(Extension::encode))]));
        }
        let tbs = sequence(tbs);
        let mut signature = issuer.key.sign(algorithm, &tbs)?;
        if let Some(last) = signature.last_mut().filter(|_| self.corrupt_signature) {
            *last ^= 1;
        }
        Ok(sequence([tbs, algorithm.identifier(), bits(&signature)]))
    }
}
