//! OCSP messages (RFC 6960): the request that is sent and the response that is read. Who may sign one is the judge's matter.

use aws_lc_rs::digest;
use time::OffsetDateTime;

use super::crl::extensions;
use super::{RevocationReason, Revoked};
use crate::Oid;
use crate::certificate::Certificate;
use crate::der::{self, Element, INTEGER, OCTET_STRING, Reader, SEQUENCE, constructed, encode, primitive};
use crate::name::Name;

/// id-pkix-ocsp-basic
const BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
/// id-pkix-ocsp-nonce
const NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
const NONCE_DER: &[u8] = &[6, 9, 0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2];
/// id-pkix-ocsp-nocheck, an extension of a responder's certificate
pub(crate) const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";
/// id-kp-OCSPSigning
pub(crate) const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
/// `AlgorithmIdentifier` of SHA-1. In a CertID it only names the certificate; SHA-1 is what every responder knows (RFC 5019 section 2.1.1).
const SHA1_DER: &[u8] = &[0x30, 9, 6, 5, 0x2b, 14, 3, 2, 0x1a, 5, 0];

/// Answers, or certificates, of one response that are read.
const MAX_PARTS: usize = 64;

/// Octets of a nonce (RFC 9654 section 2.1: 32 are recommended).
pub(crate) const NONCE_OCTETS: usize = 32;

/// The media type of a request (RFC 6960 appendix A).
pub const REQUEST_TYPE: &str = "application/ocsp-request";

/// OCSPResponseStatus (section 4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResponseStatus {
    /// successful
    Successful,
    /// malformedRequest
    MalformedRequest,
    /// internalError
    InternalError,
    /// tryLater
    TryLater,
    /// sigRequired
    SigRequired,
    /// unauthorized
    Unauthorized,
}

impl ResponseStatus {
    fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::Successful,
            1 => Self::MalformedRequest,
            2 => Self::InternalError,
            3 => Self::TryLater,
            5 => Self::SigRequired,
            6 => Self::Unauthorized,
            _ => return None,
        })
    }
    /// As RFC 6960 spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Successful => "successful",
            Self::MalformedRequest => "malformedRequest",
            Self::InternalError => "internalError",
            Self::TryLater => "tryLater",
            Self::SigRequired => "sigRequired",
            Self::Unauthorized => "unauthorized",
        }
    }
}

/// CertStatus (section 2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// good: not revoked, as far as the responder knows
    Good,
    /// revoked
    Revoked(Revoked),
    /// unknown: not a certificate of an issuer that the responder serves
    Unknown,
}

/// Who signed a response.
#[derive(Clone, Debug, PartialEq)]
pub enum ResponderId {
    /// byName
    Name(Name),
    /// byKey: SHA-1 of the key's bits
    Key(Vec<u8>),
}

/// SingleResponse.
#[derive(Clone, Debug)]
pub struct SingleResponse {
    /// None for one that is not known here: such an answer is about no certificate that could be told.
    hash: Option<&'static digest::Algorithm>,
    issuer_name_hash: Vec<u8>,
    issuer_key_hash: Vec<u8>,
    serial: Vec<u8>,
    /// certStatus
    pub status: CertStatus,
    /// thisUpdate
    pub this_update: OffsetDateTime,
    /// nextUpdate; none means that newer information is always at hand
    pub next_update: Option<OffsetDateTime>,
    /// A critical extension that is not known here
    pub unknown_critical: Option<Oid>,
}

impl SingleResponse {
    /// It is about this certificate: all three parts of its CertID fit.
    pub(crate) fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(algorithm) = self.hash else { return false };
        let hash = |bytes: &[u8]| digest::digest(algorithm, bytes);
        let name = |name: &Name| hash(name.as_der()).as_ref() == self.issuer_name_hash;
        der::canonical(certificate.serial()) == self.serial
            && (name(certificate.issuer()) || name(issuer.subject()))
            && hash(issuer.public_key()).as_ref() == self.issuer_key_hash
    }
}

/// BasicOCSPResponse (section 4.2.1).
#[derive(Clone, Debug)]
pub struct BasicResponse {
    /// The signed bytes.
    pub(crate) tbs: Vec<u8>,
    pub(crate) algorithm: Vec<u8>,
    pub(crate) signature: Vec<u8>,
    /// Who signed it, as it says.
    pub responder: ResponderId,
    /// When it was signed.
    pub produced_at: OffsetDateTime,
    /// Its answers.
    pub answers: Vec<SingleResponse>,
    /// The nonce that it repeats.
    pub nonce: Option<Vec<u8>>,
    /// A critical extension of the response that is not known here
    pub unknown_critical: Option<Oid>,
    /// Certificates that came with it; those that cannot be read are left out.
    pub certificates: Vec<Certificate>,
}

/// A response: an answer, or the responder's word that it has none.
#[derive(Clone, Debug)]
pub enum Response {
    /// The responder has no answer.
    Failed(ResponseStatus),
    /// An answer.
    Basic(Box<BasicResponse>),
}

/// A request about one certificate, DER encoded, with this nonce.
pub(crate) fn request(certificate: &Certificate, issuer: &Certificate, nonce: Option<&[u8]>) -> Vec<u8> {
    let sha1 = |bytes: &[u8]| digest::digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    let cert_id = encode(
        SEQUENCE,
        &[
            SHA1_DER,
            &encode(OCTET_STRING, &[sha1(certificate.issuer().as_der()).as_ref()]),
            &encode(OCTET_STRING, &[sha1(issuer.public_key()).as_ref()]),
            &encode(INTEGER, &[certificate.serial()]),
        ],
    );
    let list = encode(SEQUENCE, &[&encode(SEQUENCE, &[&cert_id])]);
    let extensions = nonce.map(|nonce| {
        let value = encode(OCTET_STRING, &[&encode(OCTET_STRING, &[nonce])]);
        let extension = encode(SEQUENCE, &[NONCE_DER, &value]);
        encode(constructed(2), &[&encode(SEQUENCE, &[&extension])])
    });
    encode(SEQUENCE, &[&encode(SEQUENCE, &[&list, extensions.as_deref().unwrap_or(&[])])])
}

/// Reads a response to its last byte. `None`: it is none. Says nothing of whether it may be believed.
pub fn read(bytes: &[u8]) -> Option<Response> {
    let mut fields = Reader::of(bytes, SEQUENCE)?;
    let [status] = fields.expect(der::ENUMERATED)?.content else { return None };
    let status = ResponseStatus::from_number(*status)?;
    let body = fields.optional(constructed(0));
    fields.end()?;
    if status != ResponseStatus::Successful {
        return Some(Response::Failed(status));
    }
    let mut body = Reader::of(body?.content, SEQUENCE)?;
    (body.oid()?.to_id_string() == BASIC).then_some(())?;
    let basic = body.expect(OCTET_STRING)?;
    body.end()?;
    Some(Response::Basic(Box::new(BasicResponse::read(basic.content)?)))
}

impl BasicResponse {
    fn read(der: &[u8]) -> Option<Self> {
        let mut parts = Reader::of(der, SEQUENCE)?;
        let tbs = parts.expect(SEQUENCE)?;
        let algorithm = parts.expect(SEQUENCE)?;
        let signature = parts.octet_aligned_bits()?;
        let mut certificates = Vec::new();
        if let Some(tagged) = parts.optional(constructed(0)) {
            let mut list = Reader::of(tagged.content, SEQUENCE)?;
            for _ in 0..MAX_PARTS {
                if list.is_empty() {
                    break;
                }
                certificates.extend(Certificate::from_der(list.expect(SEQUENCE)?.whole));
            }
            list.end()?;
        }
        parts.end()?;

        let mut fields = tbs.inside();
        if let Some(version) = fields.optional(constructed(0)) {
            // Version 1 is the only one.
            (version.content == [INTEGER, 1, 0]).then_some(())?;
        }
        let responder = fields.any()?;
        let responder = match responder.tag {
            tag if tag == constructed(1) => ResponderId::Name(Name::from_der(responder.content)?),
            tag if tag == constructed(2) => {
                ResponderId::Key(Element::only(responder.content).filter(|e| e.tag == OCTET_STRING)?.content.to_vec())
            }
            _ => return None,
        };
        let produced_at = fields.generalized_time()?;
        let mut list = fields.expect(SEQUENCE)?.inside();
        let mut answers = Vec::new();
        while !list.is_empty() {
            let answer = single(&list.expect(SEQUENCE)?)?;
            (answers.len() < MAX_PARTS).then(|| answers.push(answer))?;
        }
        let (mut nonce, mut unknown_critical) = (None, None);
        if let Some(tagged) = fields.optional(constructed(1)) {
            let sequence = Element::only(tagged.content).filter(|e| e.tag == SEQUENCE)?;
            for (oid, critical, value) in extensions(&sequence)? {
                if oid.to_id_string() == NONCE {
                    // Responders that put the bare octets there exist (RFC 2560 left it open).
                    let inner = Element::only(value).filter(|e| e.tag == OCTET_STRING);
                    nonce = Some(inner.map_or(value, |e| e.content).to_vec());
                } else if critical {
                    unknown_critical.get_or_insert(oid);
                }
            }
        }
        fields.end()?;
        Some(Self {
            tbs: tbs.whole.to_vec(),
            algorithm: algorithm.whole.to_vec(),
            signature: signature.to_vec(),
            responder,
            produced_at,
            answers,
            nonce,
            unknown_critical,
            certificates,
        })
    }
}

fn single(element: &Element<'_>) -> Option<SingleResponse> {
    let mut fields = element.inside();
    let mut cert_id = fields.expect(SEQUENCE)?.inside();
    let mut algorithm = cert_id.expect(SEQUENCE)?.inside();
    let hash = match algorithm.oid()?.to_id_string().as_str() {
        "1.3.14.3.2.26" => Some(&digest::SHA1_FOR_LEGACY_USE_ONLY),
        "2.16.840.1.101.3.4.2.1" => Some(&digest::SHA256),
        "2.16.840.1.101.3.4.2.2" => Some(&digest::SHA384),
        "2.16.840.1.101.3.4.2.3" => Some(&digest::SHA512),
        _ => None,
    };
    let issuer_name_hash = cert_id.expect(OCTET_STRING)?.content.to_vec();
    let issuer_key_hash = cert_id.expect(OCTET_STRING)?.content.to_vec();
    let serial = cert_id.integer()?.to_vec();
    cert_id.end()?;

    let status = fields.any()?;
    let status = match status.tag {
        tag if tag == primitive(0) && status.content.is_empty() => CertStatus::Good,
        tag if tag == primitive(2) && status.content.is_empty() => CertStatus::Unknown,
        tag if tag == constructed(1) => {
            let mut info = status.inside();
            let at = info.generalized_time()?;
            // Revoked is revoked, also for a reason that cannot be read.
            let reason = info.optional(constructed(0)).and_then(|tagged| RevocationReason::read(tagged.content));
            info.end()?;
            CertStatus::Revoked(Revoked { at, reason })
        }
        _ => return None,
    };
    let this_update = fields.generalized_time()?;
    let next_update = match fields.optional(constructed(0)) {
        Some(tagged) => {
            let mut inside = tagged.inside();
            let time = inside.generalized_time()?;
            inside.end()?;
            Some(time)
        }
        None => None,
    };
    let mut unknown_critical = None;
    if let Some(tagged) = fields.optional(constructed(1)) {
        let sequence = Element::only(tagged.content).filter(|e| e.tag == SEQUENCE)?;
        unknown_critical = extensions(&sequence)?.into_iter().find(|(_, critical, _)| *critical).map(|(oid, ..)| oid);
    }
    fields.end()?;
    Some(SingleResponse {
        hash,
        issuer_name_hash,
        issuer_key_hash,
        serial,
        status,
        this_update,
        next_update,
        unknown_critical,
    })
}
