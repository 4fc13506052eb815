//! Whether the certificates of a path are revoked: RFC 5280 section 6.3 ([`lists`]) and RFC 6960 ([`responders`]).
//!
//! Asked only of a path that is valid otherwise: every signature up to the anchor is verified before a single address in it is contacted.
//! An answer counts when it is signed by whoever may sign it, is about this certificate, and holds at the moment of the verdict.
//! Everything else is a [`Problem`], and a certificate about which there are only problems is [`Status::Unknown`].

mod lists;
mod responders;

use time::{Duration, OffsetDateTime};

use super::path::Pool;
use super::rfc5280::Inputs;
use super::{Asked, Judge};
use crate::catalog::CaEntry;
use crate::certificate::{Certificate, Extension, Fingerprint};
use crate::revocation::crl::FRESHEST_CRL;
use crate::revocation::{Crl, LinkRevocation, Mode, Origin, Problem, ProblemKind, Proof, Sources, Status};
use crate::verdict::{Reason, ReasonKind};

/// Clocks of signers may run ahead of ours by this much.
const SKEW: Duration = Duration::minutes(5);
/// Signers of lists whose own revocation is looked at, one above the other.
const MAX_DEPTH: usize = 3;
/// id-ce-noRevAvail (RFC 9608)
const NO_REV_AVAIL: &str = "2.5.29.56";
/// id-pe-authorityInfoAccess
const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";

/// What does not change while one path is looked at.
#[derive(Clone, Copy)]
pub(super) struct Court<'a> {
    pub(super) judge: &'a Judge<'a>,
    pub(super) sources: &'a Sources<'a>,
    pub(super) asked: &'a Asked<'a>,
    pub(super) offered: &'a Pool,
    pub(super) inputs: &'a Inputs<'a>,
}

/// One certificate that is looked at, with the path above it.
#[derive(Clone, Copy)]
struct Question<'a> {
    /// The certificate first, the anchor last; at least two.
    path: &'a [Certificate],
    certificate: &'a Certificate,
    issuer: &'a Certificate,
    anchor: &'a Certificate,
    /// Certificates whose own answer waits for this one: their word cannot be used to find it.
    waiting: &'a [Fingerprint],
}

/// What one kind of source gave.
#[derive(Default)]
struct Found {
    status: Option<Status>,
    proofs: Vec<Proof>,
    problems: Vec<Problem>,
}

impl Found {
    fn problem(&mut self, origin: Option<Origin>, kind: ProblemKind) {
        let problem = Problem { origin, kind };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }
    fn join(&mut self, other: Self) {
        self.status = other.status.or(self.status);
        self.proofs.extend(other.proofs);
        for problem in other.problems {
            self.problem(problem.origin, problem.kind);
        }
    }
}

/// Looks at every certificate of a valid path, the one below the anchor first: what a revoked CA signed proves nothing. Adds reasons, and
/// returns what was found with the lists that were believed.
pub(super) fn look(
    court: &Court<'_>,
    path: &[Certificate],
    reasons: &mut Vec<Reason>,
) -> (Vec<LinkRevocation>, Vec<Crl>) {
    let mut all = Vec::new();
    let mut lists = Vec::new();
    for link in (0..path.len().saturating_sub(1)).rev() {
        let found = LinkRevocation { link, ..court.look_at(&path[link..], &[], &mut lists) };
        let kind = match &found.status {
            Status::Revoked(revoked) => Some(ReasonKind::Revoked(*revoked)),
            Status::Unknown => Some(ReasonKind::RevocationUnknown { problems: found.problems.clone() }),
            Status::NoSource => Some(ReasonKind::NoRevocationSource),
            Status::Good | Status::NotRevocable => None,
        };
        let revoked = matches!(found.status, Status::Revoked(_));
        if found.proofs.iter().any(|proof| proof.sha1) {
            reasons.push(Reason { kind: ReasonKind::Sha1Answer, link, subject: path[link].subject().clone() });
        }
        all.push(found);
        if let Some(kind) = kind {
            reasons.push(Reason { kind, link, subject: path[link].subject().clone() });
        }
        if revoked {
            break;
        }
    }
    all.reverse();
    (all, lists)
}

impl<'a> Court<'a> {
    fn time(&self) -> OffsetDateTime {
        self.inputs.time
    }

    /// One certificate: `path` begins with it.
    fn look_at(&self, path: &[Certificate], waiting: &[Fingerprint], lists: &mut Vec<Crl>) -> LinkRevocation {
        let [certificate, issuer, ..] = path else {
            return LinkRevocation { link: 0, status: Status::Unknown, proofs: Vec::new(), problems: Vec::new() };
        };
        let anchor = path.last().unwrap_or(issuer);
        let found = self.find(&Question { path, certificate, issuer, anchor, waiting }, lists);
        let status = found.status.unwrap_or(Status::Unknown);
        LinkRevocation { link: 0, status, proofs: found.proofs, problems: found.problems }
    }

    fn find(&self, question: &Question<'_>, lists: &mut Vec<Crl>) -> Found {
        let mut found = Found::default();
        let mode = self.sources.mode();
        // What is at hand first: it costs nothing and tells nobody.
        if mode.uses_lists() {
            found.join(self.by_lists(question, false, lists));
        }
        let names_source = names_source(question.certificate);
        if found.status.is_none() && !names_source && is_not_revocable(question.certificate) {
            found.status = Some(Status::NotRevocable);
        }
        if found.status.is_none() && mode.uses_ocsp() {
            found.join(self.by_responders(question, lists));
        }
        if found.status.is_none() && mode.uses_lists() {
            found.join(self.by_lists(question, true, lists));
        }
        if found.status.is_none() && found.problems.is_empty() {
            if mode == Mode::Auto && !names_source {
                found.status = Some(Status::NoSource);
            } else {
                found.problem(None, ProblemKind::NoSource);
            }
        }
        found
    }

    /// The catalog's entry of a CA, under the generation that is asked about.
    fn entry(&self, ca: &Certificate) -> Option<&'a CaEntry> {
        self.asked.known.and_then(|(_, generation)| super::entry_of(generation, ca))
    }

    /// It is signed with SHA-1.
    fn is_sha1(algorithm: &[u8]) -> bool {
        super::signature::weak_digest_of(algorithm) == Some("SHA-1")
    }

    /// The digest of a signature is one that the policy lets pass.
    fn digest_passes(&self, algorithm: &[u8]) -> bool {
        match super::signature::weak_digest_of(algorithm) {
            None => true,
            Some(digest) => digest == "SHA-1" && self.inputs.allow_sha1,
        }
    }
}

/// It names a list or a responder, at an address or in another way, or may do so in an extension that cannot be read.
fn names_source(certificate: &Certificate) -> bool {
    /// id-ad-ocsp
    const OCSP: &[u8] = &[6, 8, 0x2b, 6, 1, 5, 5, 7, 0x30, 1];
    let points = [lists::CRL_DISTRIBUTION_POINTS, FRESHEST_CRL].iter().any(|oid| certificate.extension(oid).is_some());
    let access = certificate.extensions().all.iter().filter(|e| e.oid.to_id_string() == AUTHORITY_INFO_ACCESS);
    let responder = |e: &Extension| e.malformed || memchr::memmem::find(certificate.extension_value(e), OCSP).is_some();
    points || access.into_iter().any(responder)
}

/// noRevAvail (RFC 9608), which no CA certificate has, and none that names a source of revocation information (section 2).
fn is_not_revocable(certificate: &Certificate) -> bool {
    /// NULL
    const VALUE: &[u8] = &[5, 0];
    certificate.extension(NO_REV_AVAIL) == Some(VALUE) && !certificate.is_ca()
}

/// `this` to `next` is a time that `now` lies in.
fn current(this: OffsetDateTime, next: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<(), ProblemKind> {
    if this > now.saturating_add(SKEW) {
        return Err(ProblemKind::FromTheFuture { this_update: this });
    }
    match next {
        Some(next_update) if now > next_update => Err(ProblemKind::Stale { next_update, listed: None }),
        _ => Ok(()),
    }
}
