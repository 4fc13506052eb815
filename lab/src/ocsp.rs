//! OCSP (RFC 6960): responses of every kind, sound or not, and a reader of requests for the responder.

use aws_lc_rs::digest;
use der::asn1::{AnyRef, ObjectIdentifier, OctetStringRef, UintRef};
use der::{Decode as _, Encode as _, Sequence};
use time::OffsetDateTime;

use crate::certificate::Issued;
use crate::crl::CrlReason;
use crate::encode::{
    ENUMERATED, bits, explicit, generalized_time, implicit, integer, null, octets, oid, sequence, tlv, unsigned,
};
use crate::extension::Extension;
use crate::key::{Algorithm, Key};
use crate::name::Dn;
use crate::{LabError, Oid, oids};

/// `OCSPResponseStatus`, RFC 6960 section 4.2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the names are the RFC's
pub enum ResponseStatus {
    Successful,
    MalformedRequest,
    InternalError,
    TryLater,
    SigRequired,
    Unauthorized,
    /// Any number: 4 has no meaning, nor has any above 6.
    Other(u8),
}

impl ResponseStatus {
    fn number(self) -> u8 {
        match self {
            Self::Successful => 0,
            Self::MalformedRequest => 1,
            Self::InternalError => 2,
            Self::TryLater => 3,
            Self::SigRequired => 5,
            Self::Unauthorized => 6,
            Self::Other(number) => number,
        }
    }

    /// A response of this status and nothing more: what all but `Successful` have.
    pub fn response(self) -> Vec<u8> {
        sequence([tlv(ENUMERATED, &[self.number()])])
    }
}

/// The hash in a `CertID`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum CertIdHash {
    Sha1,
    Sha256,
    Sha384,
    Sha512,
}

impl CertIdHash {
    const ALL: [Self; 4] = [Self::Sha1, Self::Sha256, Self::Sha384, Self::Sha512];

    fn oid(self) -> Oid {
        match self {
            Self::Sha1 => oids::SHA1,
            Self::Sha256 => oids::SHA256,
            Self::Sha384 => oids::SHA384,
            Self::Sha512 => oids::SHA512,
        }
    }

    fn of(self, bytes: &[u8]) -> Vec<u8> {
        let algorithm = match self {
            Self::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha256 => &digest::SHA256,
            Self::Sha384 => &digest::SHA384,
            Self::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, bytes).as_ref().to_vec()
    }
}

/// `CertID`, RFC 6960 section 4.1.1: which certificate is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertId {
    /// The hash's `AlgorithmIdentifier`, DER encoded: kept as it was asked, since clients compare it.
    pub algorithm: Vec<u8>,
    /// Hash of the issuer's name, DER encoded.
    pub name_hash: Vec<u8>,
    /// Hash of the bits of the issuer's public key.
    pub key_hash: Vec<u8>,
    /// The serial number's magnitude, big endian.
    pub serial: Vec<u8>,
}

impl CertId {
    /// Of the certificate that this issuer gave this serial number.
    pub fn new(hash: CertIdHash, issuer: &Issued, serial: &[u8]) -> Self {
        Self {
            algorithm: sequence([oid(hash.oid()), null()]),
            name_hash: hash.of(&issuer.subject.to_der()),
            key_hash: hash.of(issuer.key.public_key()),
            serial: serial.to_vec(),
        }
    }

    /// Of a certificate, which this issuer has issued, with SHA-1 as most clients ask.
    pub fn of(certificate: &Issued, issuer: &Issued) -> Self {
        Self::new(CertIdHash::Sha1, issuer, &certificate.serial)
    }

    /// The same question of another serial number.
    #[must_use]
    pub fn serial(self, serial: &[u8]) -> Self {
        Self { serial: serial.to_vec(), ..self }
    }

    /// The hash, when it is one of those known here.
    pub fn hash(&self) -> Option<CertIdHash> {
        CertIdHash::ALL.into_iter().find(|hash| {
            let name = oid(hash.oid());
            self.algorithm == sequence([&name]) || self.algorithm == sequence([&name, &null()])
        })
    }

    /// Name and key are those of this issuer.
    pub fn is_from(&self, issuer: &Issued) -> bool {
        self.hash().is_some_and(|hash| {
            self.name_hash == hash.of(&issuer.subject.to_der()) && self.key_hash == hash.of(issuer.key.public_key())
        })
    }

    fn encode(&self) -> Vec<u8> {
        sequence([&self.algorithm, &octets(&self.name_hash), &octets(&self.key_hash), &unsigned(&self.serial)])
    }
}

/// `CertStatus`, RFC 6960 section 4.2.1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// Not revoked.
    Good,
    /// Revoked.
    Revoked {
        /// When.
        at: OffsetDateTime,
        /// Why.
        reason: Option<CrlReason>,
    },
    /// The responder knows no such certificate.
    Unknown,
}

impl CertStatus {
    fn encode(self) -> Vec<u8> {
        match self {
            Self::Good => implicit(0, &[]),
            Self::Unknown => implicit(2, &[]),
            Self::Revoked { at, reason } => {
                let mut parts = vec![generalized_time(at)];
                parts.extend(reason.map(|reason| explicit(0, [tlv(ENUMERATED, &[reason as u8])])));
                explicit(1, parts)
            }
        }
    }
}

/// `SingleResponse`: the answer about one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleResponse {
    id: CertId,
    status: CertStatus,
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
    extensions: Vec<Extension>,
}

impl SingleResponse {
    /// Without nextUpdate and extensions.
    pub fn new(id: CertId, status: CertStatus, this_update: OffsetDateTime) -> Self {
        Self { id, status, this_update, next_update: None, extensions: Vec::new() }
    }
    /// nextUpdate
    #[must_use]
    pub fn next_update(self, at: OffsetDateTime) -> Self {
        Self { next_update: Some(at), ..self }
    }
    /// Appends an extension to singleExtensions.
    #[must_use]
    pub fn extension(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }

    fn encode(&self) -> Vec<u8> {
        let mut parts = vec![self.id.encode(), self.status.encode(), generalized_time(self.this_update)];
        parts.extend(self.next_update.map(|at| explicit(0, [generalized_time(at)])));
        parts.extend(extensions(&self.extensions));
        sequence(parts)
    }
}

/// `[1] EXPLICIT Extensions`, where there are any.
fn extensions(all: &[Extension]) -> Option<Vec<u8>> {
    (!all.is_empty()).then(|| explicit(1, [sequence(all.iter().map(Extension::encode))]))
}

/// How a response names its signer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponderId {
    /// The subject of the signer's certificate.
    ByName,
    /// SHA-1 of the signer's public key.
    ByKey,
    /// Another name.
    Name(Dn),
    /// Another key hash.
    Key(Vec<u8>),
}

/// Builds a successful response, RFC 6960 section 4.2.1. For all others see [`ResponseStatus::response`].
///
/// The signer is named by its key, and no certificate is included unless told: what a CA answers that signs itself.
#[derive(Clone, Debug)]
pub struct OcspBuilder {
    status: ResponseStatus,
    kind: Oid,
    version: Option<u64>,
    produced_at: OffsetDateTime,
    responses: Vec<SingleResponse>,
    responder: ResponderId,
    extensions: Vec<Extension>,
    certificates: Vec<Vec<u8>>,
    algorithm: Option<Vec<u8>>,
    corrupt_signature: bool,
}

impl OcspBuilder {
    /// A response about nothing yet.
    pub fn new(produced_at: OffsetDateTime) -> Self {
        Self {
            status: ResponseStatus::Successful,
            kind: oids::OCSP_BASIC,
            version: None,
            produced_at,
            responses: Vec::new(),
            responder: ResponderId::ByKey,
            extensions: Vec::new(),
            certificates: Vec::new(),
            algorithm: None,
            corrupt_signature: false,
        }
    }

    /// Another status, though there is a signed answer.
    #[must_use]
    pub fn status(self, status: ResponseStatus) -> Self {
        Self { status, ..self }
    }
    /// Another responseType than id-pkix-ocsp-basic.
    #[must_use]
    pub fn kind(self, kind: Oid) -> Self {
        Self { kind, ..self }
    }
    /// A version field: 0 is version 1, which DER leaves out.
    #[must_use]
    pub fn version_field(self, value: u64) -> Self {
        Self { version: Some(value), ..self }
    }
    /// Appends an answer.
    #[must_use]
    pub fn single(mut self, response: SingleResponse) -> Self {
        self.responses.push(response);
        self
    }
    /// How the signer is named.
    #[must_use]
    pub fn responder(self, id: ResponderId) -> Self {
        Self { responder: id, ..self }
    }
    /// Appends a certificate, such as that of a delegated responder.
    #[must_use]
    pub fn certificate(mut self, certificate: &Issued) -> Self {
        self.certificates.push(certificate.der.clone());
        self
    }
    /// The nonce extension with these octets, RFC 8954. Called twice, there are two.
    #[must_use]
    pub fn nonce(self, nonce: &[u8]) -> Self {
        self.extension(Extension::new(oids::OCSP_NONCE, false, octets(nonce)))
    }
    /// Appends an extension to responseExtensions.
    #[must_use]
    pub fn extension(mut self, extension: Extension) -> Self {
        self.extensions.push(extension);
        self
    }
    /// What stands beside the signature (DER, see [`Algorithm::identifier`]).
    #[must_use]
    pub fn algorithm_identifier(self, der: Vec<u8>) -> Self {
        Self { algorithm: Some(der), ..self }
    }
    /// One bit of the signature is turned.
    #[must_use]
    pub fn corrupt_signature(self) -> Self {
        Self { corrupt_signature: true, ..self }
    }

    /// Signs with the key of the CA or of a delegated responder, with the algorithm that is usual for the key.
    ///
    /// # Errors
    /// [`LabError::Algorithm`]
    pub fn sign(self, signer: &Issued) -> Result<Vec<u8>, LabError> {
        self.sign_with(signer, signer.key.default_algorithm())
    }

    /// As [`sign`](Self::sign), with another algorithm.
    ///
    /// # Errors
    /// [`LabError::Algorithm`]
    pub fn sign_with(self, signer: &Issued, algorithm: Algorithm) -> Result<Vec<u8>, LabError> {
        self.sign_with_key(&signer.key, &signer.subject, algorithm)
    }

    /// Signs with any key under any name.
    ///
    /// # Errors
    /// [`LabError::Algorithm`]
    pub fn sign_with_key(self, key: &Key, signer: &Dn, algorithm: Algorithm) -> Result<Vec<u8>, LabError> {
        let by_name = |name: &Dn| explicit(1, [name.to_der()]);
        let by_key = |hash: &[u8]| explicit(2, [octets(hash)]);
        let mut data: Vec<Vec<u8>> = self.version.map(|version| explicit(0, [integer(version)])).into_iter().collect();
        data.push(match &self.responder {
            ResponderId::ByName => by_name(signer),
            ResponderId::ByKey => by_key(&key.id()),
            ResponderId::Name(name) => by_name(name),
            ResponderId::Key(hash) => by_key(hash),
        });
        data.push(generalized_time(self.produced_at));
        data.push(sequence(self.responses.iter().map(SingleResponse::encode)));
        data.extend(extensions(&self.extensions));
        let data = sequence(data);

        let mut signature = key.sign(algorithm, &data)?;
        if let Some(last) = signature.last_mut().filter(|_| self.corrupt_signature) {
            *last ^= 1;
        }
        let mut basic = vec![data, self.algorithm.unwrap_or_else(|| algorithm.identifier()), bits(&signature)];
        if !self.certificates.is_empty() {
            basic.push(explicit(0, [sequence(self.certificates)]));
        }
        let bytes = sequence([oid(self.kind), octets(&sequence(basic))]);
        Ok(sequence([tlv(ENUMERATED, &[self.status.number()]), explicit(0, [bytes])]))
    }
}

/// What a request asks, RFC 6960 section 4.1.1. Its signature, if any, is not looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OcspRequest {
    /// The certificates asked about.
    pub certificates: Vec<CertId>,
    /// The octets of the nonce.
    pub nonce: Option<Vec<u8>>,
}

impl OcspRequest {
    /// A request about these certificates.
    pub fn new(certificates: Vec<CertId>) -> Self {
        Self { certificates, nonce: None }
    }

    /// Reads a request.
    ///
    /// # Errors
    /// Whatever the ASN.1 reader says: a responder answers [`ResponseStatus::MalformedRequest`].
    pub fn from_der(der: &[u8]) -> Result<Self, der::Error> {
        let read = RequestDer::from_der(der)?;
        let certificate = |one: &SingleDer<'_>| -> Result<CertId, der::Error> {
            Ok(CertId {
                algorithm: one.id.algorithm.to_der()?,
                name_hash: one.id.name_hash.as_bytes().to_vec(),
                key_hash: one.id.key_hash.as_bytes().to_vec(),
                serial: one.id.serial.as_bytes().to_vec(),
            })
        };
        let mut nonce = None;
        for extension in read.tbs.extensions.iter().flatten().filter(|e| e.oid == oids::OCSP_NONCE) {
            nonce = Some(<&OctetStringRef>::from_der(extension.value.as_bytes())?.as_bytes().to_vec());
        }
        Ok(Self { certificates: read.tbs.requests.iter().map(certificate).collect::<Result<_, _>>()?, nonce })
    }

    /// The request without a signature, DER encoded.
    pub fn to_der(&self) -> Vec<u8> {
        let list = sequence(self.certificates.iter().map(|id| sequence([id.encode()])));
        let nonce = self.nonce.as_ref().map(|nonce| {
            let extension = Extension::new(oids::OCSP_NONCE, false, octets(nonce));
            explicit(2, [sequence([extension.encode()])])
        });
        sequence([sequence([list].into_iter().chain(nonce))])
    }
}

#[derive(Sequence)]
struct RequestDer<'a> {
    tbs: TbsDer<'a>,
    #[asn1(context_specific = "0", optional = "true")]
    signature: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct TbsDer<'a> {
    #[asn1(context_specific = "0", optional = "true")]
    version: Option<u8>,
    #[asn1(context_specific = "1", optional = "true")]
    requestor: Option<AnyRef<'a>>,
    requests: Vec<SingleDer<'a>>,
    #[asn1(context_specific = "2", optional = "true")]
    extensions: Option<Vec<ExtensionDer<'a>>>,
}

#[derive(Sequence)]
struct SingleDer<'a> {
    id: IdDer<'a>,
    #[asn1(context_specific = "0", optional = "true")]
    extensions: Option<AnyRef<'a>>,
}

#[derive(Sequence)]
struct IdDer<'a> {
    algorithm: AnyRef<'a>,
    name_hash: &'a OctetStringRef,
    key_hash: &'a OctetStringRef,
    serial: UintRef<'a>,
}

#[derive(Sequence)]
struct ExtensionDer<'a> {
    oid: ObjectIdentifier,
    #[asn1(default = "bool::default")]
    critical: bool,
    value: &'a OctetStringRef,
}
