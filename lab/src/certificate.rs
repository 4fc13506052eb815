//! The certificate builder.

use aws_lc_rs::{digest, rand};
use time::OffsetDateTime;
use time::macros::datetime;

use crate::encode::{bits, explicit, integer, pem, sequence, time as encode_time, unsigned};
use crate::extension::{Extension, KeyUsage};
use crate::key::{Algorithm, Key, KeyKind, KeyPool};
use crate::name::Dn;
use crate::{LabError, Oid, oids};

/// A certificate with its key.
#[derive(Clone, Debug)]
pub struct Issued {
    /// The certificate.
    pub der: Vec<u8>,
    /// Its subject's key.
    pub key: Key,
    /// Its subject.
    pub subject: Dn,
    /// Its issuer.
    pub issuer: Dn,
    /// Its serial number, magnitude without leading zeros.
    pub serial: Vec<u8>,
    /// Its subjectKeyIdentifier, where it has one.
    pub key_id: Option<Vec<u8>>,
    /// Valid from.
    pub not_before: OffsetDateTime,
    /// Valid to.
    pub not_after: OffsetDateTime,
}

impl Issued {
    /// The certificate as PEM.
    pub fn to_pem(&self) -> String {
        pem("CERTIFICATE", &self.der)
    }

    /// SHA-256 of the certificate.
    pub fn sha256(&self) -> [u8; 32] {
        let mut out = [0; 32];
        out.copy_from_slice(digest::digest(&digest::SHA256, &self.der).as_ref());
        out
    }
}

/// What stands in a key identifier extension.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyId {
    /// No extension.
    Absent,
    /// The right one: of the subject's key, or the one in the issuer's certificate.
    Right,
    /// Another.
    Given(Vec<u8>),
}

/// Builds any X.509 certificate, sound or not.
///
/// Validity is 2020-01-01 to 2040-01-01 unless set, the serial number 16 random octets. Without [`key`](Self::key) the
/// subject's key comes from [`KeyPool::shared`]: RSA 2048, one for each subject name of CAs, the same for all leaves.
#[derive(Clone, Debug)]
pub struct CertificateBuilder {
    version: u8,
    serial: Option<Vec<u8>>,
    subject: Dn,
    issuer: Option<Dn>,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    validity: Option<Vec<u8>>,
    extensions: Vec<Extension>,
    subject_key_id: KeyId,
    authority_key_id: KeyId,
    key: Option<Key>,
    key_label: Option<String>,
    spki: Option<Vec<u8>>,
    inner: Option<Vec<u8>>,
    outer: Option<Vec<u8>>,
    corrupt_signature: bool,
}

impl CertificateBuilder {
    /// A version 3 certificate without extensions.
    pub fn new(subject: Dn) -> Self {
        Self {
            version: 3,
            serial: None,
            subject,
            issuer: None,
            not_before: datetime!(2020-01-01 00:00 UTC),
            not_after: datetime!(2040-01-01 00:00 UTC),
            validity: None,
            extensions: Vec::new(),
            subject_key_id: KeyId::Absent,
            authority_key_id: KeyId::Absent,
            key: None,
            key_label: None,
            spki: None,
            inner: None,
            outer: None,
            corrupt_signature: false,
        }
    }

    /// A CA: basicConstraints, keyUsage keyCertSign and cRLSign, both key identifiers.
    pub fn ca(subject: Dn) -> Self {
        Self::new(subject)
            .extension(Extension::basic_constraints(true, None))
            .extension(Extension::key_usage(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]))
            .subject_key_id(KeyId::Right)
            .authority_key_id(KeyId::Right)
    }

    /// A login certificate: keyUsage digitalSignature, extKeyUsage clientAuth, both key identifiers.
    pub fn leaf(subject: Dn) -> Self {
        let mut builder = Self::new(subject)
            .extension(Extension::key_usage(&[KeyUsage::DigitalSignature]))
            .extension(Extension::extended_key_usage(&[oids::CLIENT_AUTH]))
            .subject_key_id(KeyId::Right)
            .authority_key_id(KeyId::Right);
        builder.key_label = Some("leaf".to_owned());
        builder
    }

    /// A delegated OCSP responder (RFC 6960 section 4.2.2.2): keyUsage digitalSignature, extKeyUsage OCSPSigning, nocheck,
    /// both key identifiers. To be issued by the CA that it answers for.
    pub fn ocsp_responder(subject: Dn) -> Self {
        Self::new(subject)
            .extension(Extension::key_usage(&[KeyUsage::DigitalSignature]))
            .extension(Extension::extended_key_usage(&[oids::OCSP_SIGNING]))
            .extension(Extension::ocsp_no_check())
            .subject_key_id(KeyId::Right)
            .authority_key_id(KeyId::Right)
    }

    /// 1, 2 or 3. Extensions are written whatever the version.
    #[must_use]
    pub fn version(mut self, version: u8) -> Self {
        self.version = version;
        self
    }
    /// The serial number's magnitude, big endian.
    #[must_use]
    pub fn serial(mut self, magnitude: impl Into<Vec<u8>>) -> Self {
        self.serial = Some(magnitude.into());
        self
    }
    /// Another subject.
    #[must_use]
    pub fn subject(mut self, subject: Dn) -> Self {
        self.subject = subject;
        self
    }
    /// The issuer's name, whoever signs.
    #[must_use]
    pub fn issuer(mut self, issuer: Dn) -> Self {
        self.issuer = Some(issuer);
        self
    }
    /// Valid from and to, both included.
    #[must_use]
    pub fn validity(mut self, not_before: OffsetDateTime, not_after: OffsetDateTime) -> Self {
        (self.not_before, self.not_after) = (not_before, not_after);
        self
    }
    /// The whole `Validity`, DER encoded.
    #[must_use]
    pub fn validity_der(mut self, der: Vec<u8>) -> Self {
        self.validity = Some(der);
        self
    }
    /// Appends an extension, even a second one of its kind.
    #[must_use]
    pub fn extension(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }
    /// Appends several.
    #[must_use]
    pub fn extensions(mut self, extensions: impl IntoIterator<Item = Extension>) -> Self {
        self.extensions.extend(extensions);
        self
    }
    /// Puts an extension in the place of those of its kind.
    #[must_use]
    pub fn replace(self, extension: Extension) -> Self {
        self.without(extension.oid).extension(extension)
    }
    /// Takes away the extensions of a kind. Key identifiers are taken away with [`KeyId::Absent`].
    #[must_use]
    pub fn without(mut self, oid: Oid) -> Self {
        self.extensions.retain(|e| e.oid != oid);
        self
    }
    /// subjectKeyIdentifier.
    #[must_use]
    pub fn subject_key_id(mut self, id: KeyId) -> Self {
        self.subject_key_id = id;
        self
    }
    /// authorityKeyIdentifier (key identifier only; for issuer and serial use [`Extension::authority_key_id`]).
    #[must_use]
    pub fn authority_key_id(mut self, id: KeyId) -> Self {
        self.authority_key_id = id;
        self
    }
    /// The subject's key.
    #[must_use]
    pub fn key(mut self, key: &Key) -> Self {
        self.key = Some(key.clone());
        self
    }
    /// Another `SubjectPublicKeyInfo` than the key's own, DER encoded.
    #[must_use]
    pub fn spki(mut self, der: Vec<u8>) -> Self {
        self.spki = Some(der);
        self
    }
    /// What the signed part says of the signature algorithm (DER, see [`Algorithm::identifier`]).
    #[must_use]
    pub fn inner_algorithm(mut self, identifier: Vec<u8>) -> Self {
        self.inner = Some(identifier);
        self
    }
    /// What stands beside the signature.
    #[must_use]
    pub fn outer_algorithm(mut self, identifier: Vec<u8>) -> Self {
        self.outer = Some(identifier);
        self
    }
    /// One bit of the signature is turned.
    #[must_use]
    pub fn corrupt_signature(mut self) -> Self {
        self.corrupt_signature = true;
        self
    }

    fn subject_key(&self) -> Result<Key, LabError> {
        match (&self.key, &self.key_label) {
            (Some(key), _) => Ok(key.clone()),
            (None, Some(label)) => KeyPool::shared().get(KeyKind::RSA_2048, label),
            (None, None) => KeyPool::shared().get(KeyKind::RSA_2048, &format!("{:?}", self.subject)),
        }
    }

    /// Signs with the subject's own key, SHA-256 or what fits the key.
    ///
    /// # Errors
    /// [`LabError::Key`], [`LabError::Algorithm`]
    pub fn self_sign(self) -> Result<Issued, LabError> {
        let key = self.subject_key()?;
        let algorithm = key.default_algorithm();
        self.self_sign_with(algorithm)
    }

    /// Signs with the subject's own key.
    ///
    /// # Errors
    /// [`LabError::Key`], [`LabError::Algorithm`]
    pub fn self_sign_with(mut self, algorithm: Algorithm) -> Result<Issued, LabError> {
        let key = self.subject_key()?;
        self.key = Some(key.clone());
        self.sign(&key, algorithm)
    }

    /// Signs with an issuer's key: its name and key identifier are taken from its certificate unless they were set.
    ///
    /// # Errors
    /// [`LabError::Key`], [`LabError::Algorithm`]
    pub fn issue(self, issuer: &Issued) -> Result<Issued, LabError> {
        self.issue_with(issuer, issuer.key.default_algorithm())
    }

    /// As [`issue`](Self::issue), with another algorithm.
    ///
    /// # Errors
    /// [`LabError::Key`], [`LabError::Algorithm`]
    pub fn issue_with(mut self, issuer: &Issued, algorithm: Algorithm) -> Result<Issued, LabError> {
        self.issuer.get_or_insert_with(|| issuer.subject.clone());
        if self.authority_key_id == KeyId::Right {
            self.authority_key_id = issuer.key_id.clone().map_or(KeyId::Absent, KeyId::Given);
        }
        self.sign(&issuer.key, algorithm)
    }

    /// Signs with any key. The issuer's name is the subject's unless it was set.
    ///
    /// # Errors
    /// [`LabError::Key`], [`LabError::Algorithm`]
    pub fn sign(self, issuer_key: &Key, algorithm: Algorithm) -> Result<Issued, LabError> {
        let key = self.subject_key()?;
        let issuer = self.issuer.clone().unwrap_or_else(|| self.subject.clone());
        let serial = self.serial.clone().map_or_else(random_serial, Ok)?;
        let inner = self.inner.clone().unwrap_or_else(|| algorithm.identifier());
        let outer = self.outer.clone().unwrap_or_else(|| algorithm.identifier());

        let mut extensions = Vec::new();
        let authority_key_id = match &self.authority_key_id {
            KeyId::Absent => None,
            KeyId::Right => Some(issuer_key.id()),
            KeyId::Given(id) => Some(id.clone()),
        };
        extensions.extend(authority_key_id.map(|id| Extension::authority_key_id(Some(&id), None)));
        let key_id = match &self.subject_key_id {
            KeyId::Absent => None,
            KeyId::Right => Some(key.id()),
            KeyId::Given(id) => Some(id.clone()),
        };
        extensions.extend(key_id.as_deref().map(Extension::subject_key_id));
        extensions.extend(self.extensions.iter().cloned());

        let mut tbs = Vec::new();
        if self.version > 1 {
            tbs.push(explicit(0, [integer(u64::from(self.version - 1))]));
        }
        tbs.push(unsigned(&serial));
        tbs.push(inner);
        tbs.push(issuer.to_der());
        tbs.push(
            self.validity
                .clone()
                .unwrap_or_else(|| sequence([encode_time(self.not_before), encode_time(self.not_after)])),
        );
        tbs.push(self.subject.to_der());
        tbs.push(self.spki.clone().unwrap_or_else(|| key.spki().to_vec()));
        if !extensions.is_empty() {
            tbs.push(explicit(3, [sequence(extensions.iter().map(Extension::encode))]));
        }
        let tbs = sequence(tbs);
        let mut signature = issuer_key.sign(algorithm, &tbs)?;
        if let Some(last) = signature.last_mut().filter(|_| self.corrupt_signature) {
            *last ^= 1;
        }
        let der = sequence([tbs, outer, bits(&signature)]);
        Ok(Issued {
            der,
            key,
            subject: self.subject,
            issuer,
            serial,
            key_id,
            not_before: self.not_before,
            not_after: self.not_after,
        })
    }
}

/// 16 octets, positive and without a leading zero.
fn random_serial() -> Result<Vec<u8>, LabError> {
    let mut serial = [0; 16];
    rand::fill(&mut serial).map_err(|_| LabError::Random)?;
    serial[0] = (serial[0] & 0x7f) | 0x40;
    Ok(serial.to_vec())
}
