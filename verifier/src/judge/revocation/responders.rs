//! OCSP: what a response must fulfil to be believed (RFC 6960 sections 3.2 and 4.2.2.2, RFC 9654).

use time::Duration;

use super::lists::CRL_DISTRIBUTION_POINTS;
use super::{Court, Found, Question, current};
use crate::certificate::{Certificate, KeyUsage};
use crate::judge::rfc5280;
use crate::judge::signature::{self, SignatureError};
use crate::revocation::ocsp::{
    BasicResponse, CertStatus, NO_CHECK, OCSP_SIGNING, ResponderId, Response, ResponseStatus, SingleResponse, read,
};
use crate::revocation::{Crl, Origin, ProblemKind, Proof, SourceKind, Status};
use crate::verdict::{Effect, ReasonKind};

/// A response that says nothing of the next one is believed this long (section 3.2, 5: sufficiently recent).
const WITHOUT_NEXT: Duration = Duration::hours(24);
/// Responders that a certificate names, and that the catalog names, of which as many are asked.
const MAX_RESPONDERS: usize = 3;

impl Court<'_> {
    /// What the certificate's responders say, else those of the catalog.
    pub(super) fn by_responders(&self, question: &Question<'_>, lists: &mut Vec<Crl>) -> Found {
        let mut found = Found::default();
        let own = question.certificate.extensions().ocsp_urls.iter().map(String::as_str);
        let catalog = self.entry(question.issuer).into_iter().flat_map(|entry| &entry.ocsp).map(|a| a.url.as_str());
        let mut urls: Vec<&str> = Vec::new();
        for url in own.take(MAX_RESPONDERS).chain(catalog.take(MAX_RESPONDERS)) {
            if !urls.contains(&url) {
                urls.push(url);
            }
        }
        for url in urls {
            let answer = self.responder(question, url, lists);
            match answer {
                Ok((status, proof)) => {
                    found.status = Some(status);
                    found.proofs.push(proof);
                    break;
                }
                Err(kind) => found.problem(Some(Origin::Fetched(url.to_owned())), kind),
            }
        }
        found
    }

    /// One responder: what was kept of it, else a new answer.
    fn responder(
        &self,
        question: &Question<'_>,
        url: &str,
        lists: &mut Vec<Crl>,
    ) -> Result<(Status, Proof), ProblemKind> {
        let (certificate, issuer) = (question.certificate, question.issuer);
        let mut against_kept = None;
        if let Some(kept) = self.sources.kept_response(url, certificate, issuer) {
            match self.response(question, &kept, None, lists) {
                Ok(believed) => return Ok(believed.with(Origin::Cache(url.to_owned()))),
                Err(kind) => against_kept = Some(kind),
            }
        }
        let (nonce, response) = self.sources.ask(url, certificate, issuer);
        // Where nothing may be fetched, what stands against the copy says more.
        let response = response.map_err(|kind| match against_kept {
            Some(against) if kind == ProblemKind::Offline => against,
            _ => kind,
        })?;
        let believed = self.response(question, &response, Some(&nonce), lists)?;
        self.sources.keep_response(url, certificate, issuer, &response, believed.answer.next_update);
        Ok(believed.with(Origin::Fetched(url.to_owned())))
    }

    /// Section 3.2, in its order. `nonce`: what was sent; none where the response was kept from before.
    fn response(
        &self,
        question: &Question<'_>,
        bytes: &[u8],
        nonce: Option<&[u8]>,
        lists: &mut Vec<Crl>,
    ) -> Result<Believed, ProblemKind> {
        let basic = match read(bytes).ok_or(ProblemKind::NotAnOcspResponse)? {
            Response::Basic(basic) => basic,
            Response::Failed(ResponseStatus::Successful) => return Err(ProblemKind::NotAnOcspResponse),
            Response::Failed(status) => return Err(ProblemKind::ResponderStatus(status)),
        };
        // (1) the certificate is the one that was asked about
        let about = basic.answers.iter().filter(|answer| answer.is_about(question.certificate, question.issuer));
        // Several answers about one certificate: the worst counts.
        let answer = about
            .max_by_key(|answer| match answer.status {
                CertStatus::Revoked(_) => 2,
                CertStatus::Unknown => 1,
                CertStatus::Good => 0,
            })
            .ok_or(ProblemKind::OtherCertificate)?;
        let unknown = basic.unknown_critical.as_ref().or(answer.unknown_critical.as_ref());
        if let Some(extension) = unknown {
            return Err(ProblemKind::UnknownCriticalExtension { extension: extension.clone() });
        }
        // (2) to (4) the signature, and who made it
        self.authorized(question, &basic, lists)?;
        // RFC 9654: one that repeats another nonce answers another request. Many responders repeat none: they sign in advance.
        if let (Some(sent), Some(came)) = (nonce, &basic.nonce)
            && sent != came
        {
            return Err(ProblemKind::NonceDiffers);
        }
        // (5), (6) it holds now
        current(answer.this_update, answer.next_update, self.time()).map_err(|kind| match (kind, answer.status) {
            (ProblemKind::Stale { next_update, .. }, CertStatus::Revoked(revoked)) => {
                ProblemKind::Stale { next_update, listed: Some(revoked) }
            }
            (other, _) => other,
        })?;
        current(basic.produced_at, None, self.time())?;
        if answer.next_update.is_none() {
            current(answer.this_update, Some(answer.this_update.saturating_add(WITHOUT_NEXT)), self.time())?;
        }
        let status = match answer.status {
            CertStatus::Good => Status::Good,
            CertStatus::Revoked(revoked) => Status::Revoked(revoked),
            CertStatus::Unknown => return Err(ProblemKind::ResponderUnknown),
        };
        Ok(Believed { status, answer: answer.clone(), sha1: Self::is_sha1(&basic.algorithm) })
    }

    /// Section 4.2.2.2: the CA that issued the certificate signs itself, or whom it has told to with a certificate of its own.
    fn authorized(
        &self,
        question: &Question<'_>,
        basic: &BasicResponse,
        lists: &mut Vec<Crl>,
    ) -> Result<(), ProblemKind> {
        let issuer = question.issuer;
        if !self.digest_passes(&basic.algorithm) {
            return Err(ProblemKind::SignatureUnsupported);
        }
        let is_meant = |c: &Certificate| match &basic.responder {
            ResponderId::Name(name) => c.subject() == name,
            ResponderId::Key(hash) => c.computed_key_id() == *hash,
        };
        let signed_by = |c: &Certificate| {
            signature::verify(&basic.algorithm, c.spki_algorithm(), c.public_key(), &basic.tbs, &basic.signature)
        };
        if is_meant(issuer) {
            match signed_by(issuer) {
                Ok(()) => return Ok(()),
                Err(SignatureError::Unsupported) => return Err(ProblemKind::SignatureUnsupported),
                // A delegate may bear the CA's own name.
                Err(SignatureError::Invalid) => {}
            }
        }
        let known = [&self.judge.authorities, self.offered]
            .into_iter()
            .flat_map(|pool| match &basic.responder {
                ResponderId::Name(name) => pool.named(name),
                ResponderId::Key(_) => &[],
            })
            .take(8);
        let mut worst = if is_meant(issuer) {
            ProblemKind::SignatureInvalid
        } else {
            ProblemKind::SignerMissing {
                signer: match &basic.responder {
                    ResponderId::Name(name) => Some(name.clone()),
                    ResponderId::Key(_) => None,
                },
            }
        };
        for delegate in basic.certificates.iter().take(8).chain(known).filter(|c| is_meant(c) && *c != issuer) {
            match signed_by(delegate) {
                Ok(()) => {}
                Err(SignatureError::Unsupported) => {
                    worst = ProblemKind::SignatureUnsupported;
                    continue;
                }
                Err(SignatureError::Invalid) => {
                    worst = ProblemKind::SignatureInvalid;
                    continue;
                }
            }
            match self.delegate(question, delegate, lists) {
                Ok(()) => return Ok(()),
                Err(kind) => worst = kind,
            }
        }
        Err(worst)
    }

    /// A responder's certificate: issued by the very CA in question, for this and nothing else, valid, and not revoked.
    fn delegate(
        &self,
        question: &Question<'_>,
        delegate: &Certificate,
        lists: &mut Vec<Crl>,
    ) -> Result<(), ProblemKind> {
        let issuer = question.issuer;
        let signing = |c: &Certificate| {
            let usages = c.extensions().extended_key_usage.as_ref();
            usages.is_some_and(|usages| usages.iter().any(|oid| oid.to_id_string() == OCSP_SIGNING))
        };
        let passes = self.digest_passes(delegate.signature_algorithm());
        if delegate.issuer() != issuer.subject()
            || !signing(delegate)
            || !passes
            || signature::check(delegate, issuer).is_err()
        {
            return Err(ProblemKind::ResponderNotAuthorized);
        }
        let mut fault = None;
        rfc5280::own_faults(delegate, self.inputs, &mut |kind| {
            let kind = match kind {
                ReasonKind::UnknownCriticalExtension { extension } if extension.to_id_string() == NO_CHECK => return,
                ReasonKind::UnknownCriticalExtension { extension } => {
                    ProblemKind::UnknownCriticalExtension { extension }
                }
                ReasonKind::Expired { not_after } => ProblemKind::ResponderExpired { not_after },
                ReasonKind::NotYetValid { not_before } => ProblemKind::ResponderExpired { not_after: not_before },
                kind if kind.effect() == Effect::Refuses => ProblemKind::ResponderNotAuthorized,
                _ => return,
            };
            fault.get_or_insert(kind);
        });
        if let Some(kind) = fault {
            return Err(kind);
        }
        // RFC 5280 section 4.2.1.12: what fits OCSPSigning.
        let signs = |usage: KeyUsage| usage.digital_signature() || usage.non_repudiation();
        if delegate.extensions().key_usage.is_some_and(|usage| !signs(usage)) {
            return Err(ProblemKind::ResponderNotAuthorized);
        }
        // Section 4.2.2.2.1. Without nocheck the CA has to say how its responder is checked; by lists, for it cannot vouch for itself.
        if delegate.extension(NO_CHECK).is_some() {
            return Ok(());
        }
        let mut path = vec![delegate.clone()];
        path.extend_from_slice(&question.path[1..]);
        let asked = Question { path: &path, certificate: delegate, ..*question };
        let mut found = self.by_lists(&asked, false, lists);
        if found.status.is_none() {
            found = self.by_lists(&asked, true, lists);
        }
        match found.status {
            Some(Status::Revoked(_)) => Err(ProblemKind::SignerRevoked),
            Some(_) => Ok(()),
            // It names no list and nobody said anything of it: left to the CA's own care, as section 4.2.2.2.1 leaves it to us.
            None if found.problems.is_empty() && delegate.extension(CRL_DISTRIBUTION_POINTS).is_none() => Ok(()),
            None => Err(ProblemKind::SignerUnchecked),
        }
    }
}

/// A response that may be believed.
struct Believed {
    status: Status,
    answer: SingleResponse,
    sha1: bool,
}

impl Believed {
    fn with(self, origin: Origin) -> (Status, Proof) {
        let (this_update, next_update) = (self.answer.this_update, self.answer.next_update);
        (self.status, Proof { kind: SourceKind::Ocsp, origin, this_update, next_update, sha1: self.sha1 })
    }
}
