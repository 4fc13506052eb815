//! Path building: from the certificate that is judged up to an anchor, by names, best candidate first, every signature checked before a
//! step is taken.
//!
//! Key identifiers only order the candidates (RFC 5280 section 4.2.1.1 makes them a help, not a rule): a wrong one must not hide the right
//! issuer. Work is bounded by a [`Budget`]; a search that runs out of it says so.

use std::collections::{HashMap, HashSet};

use time::OffsetDateTime;

use super::Budget;
use super::signature::{self, SignatureError};
use crate::certificate::{Certificate, Fingerprint};
use crate::name::Name;

/// Dead ends that are remembered; a search with more is given up.
const MAX_DEAD_ENDS: usize = 128;
/// Certificates of one name that are tried as issuers of one certificate; those with the right key identifier first.
const MAX_CANDIDATES: usize = 2048;
/// Certificates of a path, self-issued ones included.
const MAX_PATH: usize = 40;

/// Certificates by subject.
#[derive(Debug, Default, Clone)]
pub(super) struct Pool {
    by_subject: HashMap<Name, Vec<Certificate>>,
    known: HashSet<Fingerprint>,
}

impl Pool {
    pub(super) fn of(certificates: &[Certificate]) -> Self {
        let mut pool = Self::default();
        for certificate in certificates {
            pool.add(certificate);
        }
        pool
    }

    /// Adds a certificate once.
    pub(super) fn add(&mut self, certificate: &Certificate) {
        if self.known.insert(certificate.fingerprint()) {
            self.by_subject.entry(certificate.subject().clone()).or_default().push(certificate.clone());
        }
    }

    pub(super) fn named(&self, subject: &Name) -> &[Certificate] {
        self.by_subject.get(subject).map_or(&[], Vec::as_slice)
    }
}

/// Signatures checked in one judgement, each once, whatever number of paths it lies on.
#[derive(Debug, Default)]
pub(super) struct Signatures {
    known: HashMap<(Fingerprint, Fingerprint), Result<(), SignatureError>>,
}

impl Signatures {
    /// Whether `issuer`'s key made the signature on `certificate`; `None` when the budget is used up.
    pub(super) fn check(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        budget: &Budget,
    ) -> Option<Result<(), SignatureError>> {
        // The key, not the certificate: look-alikes with one key are one question.
        let key = (certificate.fingerprint(), Fingerprint::of(issuer.spki()));
        if let Some(known) = self.known.get(&key) {
            return Some(*known);
        }
        if self.known.len() >= budget.signatures {
            return None;
        }
        let result = signature::check(certificate, issuer);
        self.known.insert(key, result);
        Some(result)
    }

    pub(super) fn count(&self) -> usize {
        self.known.len()
    }
}

/// Where a path ended that did not reach an anchor.
#[derive(Clone, Debug)]
pub(super) enum End {
    /// No certificate with the issuer's name is at hand.
    NoIssuer,
    /// Certificates with the issuer's name are at hand, none of their keys made the signature. These are they.
    NoKeyFits(Vec<Certificate>, SignatureError),
    /// A self-signed certificate that is no anchor.
    SelfSigned,
    /// Deeper than the budget allows.
    TooDeep,
}

/// A path that did not reach an anchor; leaf first.
#[derive(Clone, Debug)]
pub(super) struct DeadEnd {
    pub(super) path: Vec<Certificate>,
    pub(super) end: End,
}

/// What a search met.
#[derive(Debug, Default)]
pub(super) struct Search {
    pub(super) dead_ends: Vec<DeadEnd>,
    /// Complete paths that were looked at.
    pub(super) paths: usize,
    /// The budget was used up.
    pub(super) gave_up: bool,
    steps: usize,
}

/// The parts that do not change during a search.
pub(super) struct Ground<'a> {
    pub(super) anchors: &'a Pool,
    pub(super) pools: [&'a Pool; 2],
    pub(super) time: OffsetDateTime,
    pub(super) budget: &'a Budget,
    /// The certificate is in a catalog under its pin: a better candidate than a stranger.
    pub(super) pinned: &'a dyn Fn(&Certificate) -> bool,
}

impl Search {
    /// Walks every path from `target` up, best first, and calls `accept` with each one that reaches an anchor; ends when that says true.
    pub(super) fn run(
        &mut self,
        target: &Certificate,
        ground: &Ground<'_>,
        signatures: &mut Signatures,
        accept: &mut dyn FnMut(&[Certificate]) -> bool,
    ) -> bool {
        let mut path = vec![target.clone()];
        if ground.anchors.named(target.subject()).contains(target) {
            self.paths += 1;
            return accept(&path);
        }
        self.climb(&mut path, ground, signatures, accept)
    }

    fn climb(
        &mut self,
        path: &mut Vec<Certificate>,
        ground: &Ground<'_>,
        signatures: &mut Signatures,
        accept: &mut dyn FnMut(&[Certificate]) -> bool,
    ) -> bool {
        self.steps += 1;
        if self.paths >= ground.budget.paths || self.steps > ground.budget.paths * 16 {
            self.gave_up = true;
            return false;
        }
        if path.len() > MAX_PATH {
            self.gave_up = true;
            return false;
        }
        let Some(current) = path.last().cloned() else { return false };
        // The judged one and self-issued certificates do not count.
        if path.iter().skip(1).filter(|c| !c.is_self_issued()).count() > ground.budget.depth {
            self.dead_end(path, End::TooDeep);
            return false;
        }
        let anchors = ground.anchors.named(current.issuer());
        let mut seen: HashSet<Fingerprint> = anchors.iter().map(Certificate::fingerprint).collect();
        let mut candidates: Vec<(&Certificate, bool)> = anchors.iter().map(|c| (c, true)).collect();
        for pool in ground.pools {
            for candidate in pool.named(current.issuer()) {
                if seen.insert(candidate.fingerprint()) {
                    candidates.push((candidate, false));
                }
            }
        }
        let crowd = candidates.len() > MAX_CANDIDATES;
        if crowd {
            candidates.sort_by_key(|(c, is_anchor)| (!is_anchor, key_rank(&current, c)));
            candidates.truncate(MAX_CANDIDATES);
        }
        // A certificate with the name and key of one that the path has already is a loop.
        candidates.retain(|(c, _)| !path.iter().any(|p| p.subject() == c.subject() && p.spki() == c.spki()));
        if candidates.is_empty() {
            let self_signed =
                current.is_self_issued() && matches!(signatures.check(&current, &current, ground.budget), Some(Ok(())));
            // Else nothing leads on, or only a loop.
            self.dead_end(path, if self_signed { End::SelfSigned } else { End::NoIssuer });
            return false;
        }
        candidates.sort_by_cached_key(|(c, is_anchor)| rank(&current, c, *is_anchor, ground));
        let mut fits = false;
        let mut error = SignatureError::Invalid;
        for (candidate, is_anchor) in &candidates {
            match signatures.check(&current, candidate, ground.budget) {
                None => {
                    self.gave_up = true;
                    break;
                }
                Some(Err(e)) => {
                    if e == SignatureError::Unsupported {
                        error = e;
                    }
                    continue;
                }
                Some(Ok(())) => fits = true,
            }
            path.push((*candidate).clone());
            let done = if *is_anchor {
                self.paths += 1;
                accept(path)
            } else {
                self.climb(path, ground, signatures, accept)
            };
            path.pop();
            if done {
                return true;
            }
            if self.gave_up {
                return false;
            }
        }
        self.gave_up |= crowd;
        if !fits && !self.gave_up {
            let self_signed =
                current.is_self_issued() && matches!(signatures.check(&current, &current, ground.budget), Some(Ok(())));
            let end = if self_signed {
                End::SelfSigned
            } else {
                End::NoKeyFits(candidates.iter().take(8).map(|(c, _)| (*c).clone()).collect(), error)
            };
            self.dead_end(path, end);
        }
        false
    }

    fn dead_end(&mut self, path: &[Certificate], end: End) {
        if self.dead_ends.len() >= MAX_DEAD_ENDS {
            self.gave_up = true; // the one that matters could be the next
        } else {
            self.dead_ends.push(DeadEnd { path: path.to_vec(), end });
        }
    }
}

/// The key identifiers agree, one of them is absent, or they differ.
fn key_rank(child: &Certificate, candidate: &Certificate) -> u8 {
    let wanted = child.extensions().authority_key_id.as_ref().and_then(|id| id.key_id.as_ref());
    match (wanted, &candidate.extensions().subject_key_id) {
        (Some(wanted), Some(has)) if wanted == has => 0,
        (Some(_), Some(_)) => 2,
        _ => 1,
    }
}

/// Lowest first.
fn rank(
    child: &Certificate,
    candidate: &Certificate,
    is_anchor: bool,
    ground: &Ground<'_>,
) -> (u8, bool, bool, bool, i64) {
    (
        key_rank(child, candidate),
        !is_anchor,
        !(ground.pinned)(candidate),
        !(candidate.is_valid_at(ground.time) && candidate.is_ca()),
        -candidate.not_before().unix_timestamp(),
    )
}
