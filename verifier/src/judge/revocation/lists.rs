//! Revocation lists: RFC 5280 section 6.3.3, in its order and with its letters.

use std::cmp::Ordering;

use super::{Court, Found, MAX_DEPTH, Question, current};
use crate::certificate::{Certificate, Fingerprint, GeneralName};
use crate::judge::Budget;
use crate::judge::path::{Ground, Pool, Search, Signatures};
use crate::judge::policies::PolicyInputs;
use crate::judge::rfc5280::{self, Inputs};
use crate::judge::signature::SignatureError;
use crate::revocation::crl::{self, FRESHEST_CRL};
use crate::revocation::sources::server;
use crate::revocation::{
    Crl, CrlError, DistributionPoint, Mode, Origin, PointName, Problem, ProblemKind, Proof, ReasonFlags,
    RevocationReason, Revoked, SourceKind, Status,
};
use crate::verdict::{Effect, Purpose};

pub(super) const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
/// Points of one certificate that are looked at.
const MAX_POINTS: usize = 16;
/// Addresses of one certificate that are asked for lists.
const MAX_ADDRESSES: usize = 8;
/// Certificates of one name that are tried as the signer of a list.
const MAX_SIGNERS: usize = 16;
/// What the search for a signer's path may cost.
const SIGNER_BUDGET: Budget = Budget { paths: 8, signatures: 128, depth: 12 };

/// Section 6.3.2: the state of one certificate.
struct State {
    /// reasons_mask
    reasons: ReasonFlags,
    /// cert_status, where it is not UNREVOKED
    revoked: Option<Revoked>,
    /// A list that may be believed says something of the certificate that cannot be understood: no other list makes that good.
    obscure: bool,
    /// Addresses that were asked.
    asked: usize,
    found: Found,
}

impl State {
    fn is_decided(&self) -> bool {
        self.obscure || self.revoked.is_some() || !ReasonFlags::ALL.adds_to(self.reasons)
    }

    /// One address more, of the few that a certificate may have asked.
    fn may_ask(&mut self) -> bool {
        self.asked += 1;
        if self.asked > MAX_ADDRESSES {
            self.found.problem(None, ProblemKind::GaveUp);
        }
        self.asked <= MAX_ADDRESSES
    }
}

impl Court<'_> {
    /// What lists say: those at hand, or, with `fetch`, those at the addresses of the certificate and of the catalog, too.
    pub(super) fn by_lists(&self, question: &Question<'_>, fetch: bool, used: &mut Vec<Crl>) -> Found {
        let mut state =
            State { reasons: ReasonFlags::NONE, revoked: None, obscure: false, asked: 0, found: Found::default() };
        let mut points = match question.certificate.extension(CRL_DISTRIBUTION_POINTS) {
            None => Vec::new(),
            Some(der) => DistributionPoint::read_all(der).unwrap_or_else(|| {
                state.found.problem(None, ProblemKind::MalformedPoints);
                Vec::new()
            }),
        };
        points.truncate(MAX_POINTS);
        // The last paragraphs of 6.3.3: lists that no point names but the certificate's issuer issued.
        let implied = DistributionPoint {
            name: Some(PointName::Full(vec![GeneralName::Directory(question.certificate.issuer().clone())])),
            ..DistributionPoint::default()
        };
        for (number, point) in points.iter().chain([&implied]).enumerate() {
            if state.is_decided() {
                break;
            }
            for (name, crl) in self.sources.given() {
                if state.is_decided() {
                    break;
                }
                self.process(question, point, crl, &Origin::Given(name.clone()), fetch, &mut state, used);
            }
            if !fetch {
                continue;
            }
            let is_implied = number == points.len();
            let catalog = || self.entry(question.issuer).into_iter().flat_map(|entry| &entry.crl);
            let urls: Vec<&str> = if is_implied {
                // A list lies where the catalog says, too; SITHS moved its lists, and cards have the old addresses.
                catalog().map(|address| address.url.as_str()).collect()
            } else {
                point.urls().collect()
            };
            for url in urls {
                if state.is_decided() {
                    break;
                }
                if !state.may_ask() {
                    break;
                }
                // What lies at a catalog's address is read as what the certificate's own points name, too.
                let as_points: Vec<&DistributionPoint> =
                    if is_implied { points.iter().chain([&implied]).collect() } else { vec![point] };
                let before = state.found.problems.len();
                let mut take = |list: Result<(Crl, Origin), ProblemKind>, state: &mut State| match list {
                    Ok((crl, origin)) => {
                        for point in &as_points {
                            if !state.is_decided() {
                                self.process(question, point, &crl, &origin, fetch, state, used);
                            }
                        }
                        matches!(origin, Origin::Cache(_))
                    }
                    Err(kind) => {
                        // At an address that the certificate does not name, nothing was promised.
                        if !is_implied || points.is_empty() {
                            state.found.problem(Some(Origin::Fetched(url.to_owned())), kind);
                        }
                        false
                    }
                };
                let was_kept = take(self.sources.list(url, self.time()), &mut state);
                // A copy may have been changed or cut where it was kept.
                if was_kept && !state.is_decided() && self.sources.can_fetch() {
                    state.found.problems.truncate(before);
                    take(self.sources.list_anew(url), &mut state);
                }
            }
        }
        if let Some(revoked) = state.revoked {
            state.found.status = Some(Status::Revoked(revoked));
        } else if !state.obscure && state.is_decided() {
            state.found.status = Some(Status::Good);
        } else if state.reasons != ReasonFlags::NONE {
            state.found.problem(None, ProblemKind::SomeReasons);
        }
        if state.found.status.is_none() {
            state.found.proofs.clear();
        }
        // What stood against a source under one point, and was believed under another or with a complete list, stands no more.
        let proofs = &state.found.proofs;
        state.found.problems.retain(|p| !proofs.iter().any(|proof| Some(&proof.origin) == p.origin.as_ref()));
        state.found
    }

    /// One list for one point. What stands against it is a problem, unless it is a list that has nothing to do with the certificate.
    #[allow(clippy::too_many_arguments)]
    fn process(
        &self,
        question: &Question<'_>,
        point: &DistributionPoint,
        crl: &Crl,
        origin: &Origin,
        fetch: bool,
        state: &mut State,
        used: &mut Vec<Crl>,
    ) {
        let given = matches!(origin, Origin::Given(_));
        let mut problems = Vec::new();
        let believed = self.believe(question, point, crl, fetch, state, &mut problems);
        for Problem { origin, kind } in problems {
            state.found.problem(origin, kind);
        }
        if !matches!(believed, Err(ProblemKind::OtherIssuer { .. })) {
            self.sources.note_relevant(origin);
        }
        match believed {
            Ok(believed) => {
                // (i) to (k)
                let mut status = None;
                for list in believed.delta.iter().map(|(delta, _)| delta).chain([crl]) {
                    if status.is_some() {
                        break;
                    }
                    status = list.entry(question.certificate.serial(), question.certificate.issuer());
                    // Section 5.3.1: in delta lists alone. In a complete one nobody can tell what is meant.
                    let released = status.is_some_and(|e| e.reason == Some(RevocationReason::RemoveFromCrl));
                    if released && list.delta_base().is_none() {
                        let what = CrlError::Malformed("removeFromCRL outside a delta list");
                        state.obscure = true;
                        return state.found.problem(Some(origin.clone()), ProblemKind::NotACrl(what));
                    }
                }
                state.revoked = status.filter(|revoked| revoked.reason != Some(RevocationReason::RemoveFromCrl));
                state.reasons = state.reasons.or(believed.reasons); // (l)
                let proof = |kind, crl: &Crl, origin: &Origin| Proof {
                    kind,
                    origin: origin.clone(),
                    this_update: crl.this_update(),
                    next_update: crl.next_update(),
                    sha1: Self::is_sha1(crl.algorithm()),
                };
                if let Some((delta, delta_origin)) = &believed.delta {
                    state.found.proofs.push(proof(SourceKind::DeltaCrl, delta, delta_origin));
                    self.sources.keep_list(delta, delta_origin);
                }
                state.found.proofs.push(proof(SourceKind::Crl, crl, origin));
                self.sources.keep_list(crl, origin);
                for list in believed.delta.iter().map(|(delta, _)| delta).chain([crl]) {
                    if !used.iter().any(|known| known.der() == list.der()) {
                        used.push(list.clone());
                    }
                }
            }
            // A file of lists holds those of other issuers and points, too.
            Err(ProblemKind::OtherIssuer { .. } | ProblemKind::SomeReasons) if given => {}
            Err(kind) => state.found.problem(Some(origin.clone()), kind),
        }
    }

    /// (a) to (h): may this list be believed about this certificate, and for which reasons?
    fn believe(
        &self,
        question: &Question<'_>,
        point: &DistributionPoint,
        crl: &Crl,
        fetch: bool,
        state: &mut State,
        problems: &mut Vec<Problem>,
    ) -> Result<Believed, ProblemKind> {
        in_scope(question.certificate, point, crl)?; // (b)
        if crl.delta_base().is_some() {
            return Err(ProblemKind::DeltaWithoutBase);
        }
        // (d), (e)
        let some = crl.point().and_then(|p| p.some_reasons).unwrap_or(ReasonFlags::ALL);
        let reasons = some.and(point.reasons.unwrap_or(ReasonFlags::ALL));
        if !reasons.adds_to(state.reasons) {
            return Err(ProblemKind::SomeReasons);
        }
        if let Some(extension) = crl.unknown_critical() {
            return Err(ProblemKind::UnknownCriticalExtension { extension: extension.clone() });
        }
        if self.inputs.strict
            && let Some(flaw) = crl.flaws().first()
        {
            return Err(ProblemKind::StrictRule(*flaw));
        }
        // (a), and what (c) asks of a delta list
        let fresh = match current(crl.this_update(), crl.next_update(), self.time()) {
            Ok(()) if crl.next_update().is_none() => Err(ProblemKind::NoNextUpdate),
            other => other,
        };
        if let Err(kind @ ProblemKind::FromTheFuture { .. }) = fresh {
            return Err(kind);
        }
        let signer = self.signer(question, point, crl)?; // (f), (g)
        let delta = self.delta(question, point, crl, &signer, fetch, state, problems);
        if delta.is_none() {
            let (serial, issuer) = (question.certificate.serial(), question.certificate.issuer());
            fresh.map_err(|kind| match kind {
                ProblemKind::Stale { next_update, .. } => {
                    ProblemKind::Stale { next_update, listed: crl.entry(serial, issuer) }
                }
                other => other,
            })?;
            // The RFC lets a complete list do that is not due; whoever requires certainty does not.
            if self.sources.mode() == Mode::Require && names_delta(question.certificate, crl) {
                return Err(ProblemKind::DeltaMissing);
            }
        }
        Ok(Believed { reasons, delta })
    }

    /// (c), (h): the newest delta list that can be combined with `crl` (section 5.2.4).
    #[allow(clippy::too_many_arguments)]
    fn delta(
        &self,
        question: &Question<'_>,
        point: &DistributionPoint,
        crl: &Crl,
        signer: &Certificate,
        fetch: bool,
        state: &mut State,
        problems: &mut Vec<Problem>,
    ) -> Option<(Crl, Origin)> {
        let number = crl.number()?;
        let usable = |delta: &Crl| {
            let (Some(base), Some(delta_number)) = (delta.delta_base(), delta.number()) else { return false };
            delta.same_scope(crl)
                && crl::compare(number, base) != Ordering::Less
                && crl::compare(number, delta_number) == Ordering::Less
                && in_scope(question.certificate, point, delta).is_ok()
                && delta.unknown_critical().is_none()
                && delta.next_update().is_some()
                && current(delta.this_update(), delta.next_update(), self.time()).is_ok()
                && self.digest_passes(delta.algorithm())
                && delta.check(signer).is_ok()
        };
        let given = self.sources.given().iter().map(|(name, delta)| (delta.clone(), Origin::Given(name.clone())));
        let mut candidates: Vec<(Crl, Origin)> = given.filter(|(delta, _)| usable(delta)).collect();
        if fetch {
            let own = question.certificate.extension(FRESHEST_CRL).and_then(DistributionPoint::read_all);
            let own = own.iter().flatten().flat_map(DistributionPoint::urls);
            // A list's own word leads to no server that the path and the catalog do not name.
            let further =
                crl.freshest().iter().flat_map(DistributionPoint::urls).filter(|url| self.is_named(question, url));
            for url in own.chain(further) {
                if !state.may_ask() {
                    break;
                }
                let mut found = self.sources.list(url, self.time());
                // A copy may have been changed or cut where it was kept.
                let is_bad_copy = matches!(&found, Ok((delta, Origin::Cache(_))) if !usable(delta));
                if is_bad_copy && self.sources.can_fetch() {
                    found = self.sources.list_anew(url);
                }
                let problem = match found {
                    Ok((delta, origin)) if usable(&delta) => {
                        candidates.push((delta, origin));
                        continue;
                    }
                    // One that is older than the complete list has nothing to add.
                    Ok((delta, _)) if delta.number().is_some_and(|n| crl::compare(n, number) != Ordering::Greater) => {
                        continue;
                    }
                    Ok((_, origin)) => Problem { origin: Some(origin), kind: ProblemKind::DeltaMissing },
                    Err(kind) => Problem { origin: Some(Origin::Fetched(url.to_owned())), kind },
                };
                problems.push(problem);
            }
        }
        candidates.sort_by(|(a, _), (b, _)| crl::compare(a.number().unwrap_or(&[]), b.number().unwrap_or(&[])));
        candidates.pop()
    }

    /// The server of this address is named by a certificate of the path, or by the catalog for its issuer.
    fn is_named(&self, question: &Question<'_>, url: &str) -> bool {
        let here = server(url);
        let extensions = question.path.iter().map(Certificate::extensions);
        let of_path = extensions.flat_map(|e| e.crl_urls.iter().chain(&e.ocsp_urls).chain(&e.ca_issuer_urls));
        let of_catalog =
            self.entry(question.issuer).into_iter().flat_map(|entry| &entry.crl).map(|address| &address.url);
        of_path.chain(of_catalog).any(|named| server(named).eq_ignore_ascii_case(here))
    }

    /// (f), (g): whose key signed the list, with a path of their own to the same anchor.
    fn signer(
        &self,
        question: &Question<'_>,
        point: &DistributionPoint,
        crl: &Crl,
    ) -> Result<Certificate, ProblemKind> {
        if !self.digest_passes(crl.algorithm()) {
            return Err(ProblemKind::SignatureUnsupported);
        }
        let above = &question.path[1..];
        let mut candidates: Vec<&Certificate> = above.iter().filter(|c| c.subject() == crl.issuer()).collect();
        let pools = [&self.asked.anchors, &self.judge.authorities, self.offered];
        for candidate in pools.into_iter().flat_map(|pool| pool.named(crl.issuer())) {
            if !candidates.contains(&candidate) {
                candidates.push(candidate);
            }
        }
        if candidates.is_empty() {
            return Err(ProblemKind::SignerMissing { signer: Some(crl.issuer().clone()) });
        }
        let meant = |c: &&Certificate| match (crl.key_id(), &c.extensions().subject_key_id) {
            (Some(wanted), Some(has)) => wanted == has,
            _ => true,
        };
        candidates.sort_by_key(|c| !meant(c)); // stable: the path's own stay in front
        candidates.truncate(MAX_SIGNERS);
        let mut worst = ProblemKind::SignatureInvalid;
        for candidate in candidates {
            match crl.check(candidate) {
                Ok(()) => {}
                Err(SignatureError::Unsupported) => {
                    worst = ProblemKind::SignatureUnsupported;
                    continue;
                }
                Err(SignatureError::Invalid) => continue,
            }
            if candidate.extensions().key_usage.is_some_and(|usage| !usage.crl_sign()) {
                worst = ProblemKind::NoCrlSign;
                continue;
            }
            if above.contains(candidate) {
                return Ok(candidate.clone());
            }
            // Its CA had it vouch for itself: the certificate names its own subject as the issuer of the list that covers it. Its path was
            // found to hold before this was asked.
            if candidate == question.certificate && !point.crl_issuer.is_empty() {
                return Ok(candidate.clone());
            }
            match self.signer_path(question, candidate) {
                Ok(()) => return Ok(candidate.clone()),
                Err(kind) => worst = kind,
            }
        }
        Err(worst)
    }

    /// The signer's own path, to the same anchor, revocation included.
    fn signer_path(&self, question: &Question<'_>, signer: &Certificate) -> Result<(), ProblemKind> {
        let mut waiting: Vec<Fingerprint> = question.waiting.to_vec();
        waiting.push(question.certificate.fingerprint());
        if waiting.len() > MAX_DEPTH || waiting.contains(&signer.fingerprint()) {
            return Err(ProblemKind::SignerUnchecked);
        }
        let anchors = Pool::of(std::slice::from_ref(question.anchor));
        let policies = PolicyInputs::default();
        let inputs = Inputs { purpose: &Purpose::Any, policies: &policies, ..self.inputs.clone() };
        let no_pins = |_: &Certificate| false;
        let ground = Ground {
            anchors: &anchors,
            pools: [&self.judge.authorities, self.offered],
            time: inputs.time,
            budget: &SIGNER_BUDGET,
            pinned: &no_pins,
        };
        let mut outcome = Err(ProblemKind::SignerNotTrusted);
        let mut search = Search::default();
        search.run(signer, &ground, &mut Signatures::default(), &mut |path| {
            let reasons = rfc5280::validate(path, &inputs).reasons;
            if reasons.iter().any(|reason| reason.kind.effect() == Effect::Refuses) {
                return false;
            }
            outcome = Ok(());
            for at in (0..path.len() - 1).rev() {
                // What the path in question has in common with this one was, or is being, looked at there.
                if question.path[1..].contains(&path[at]) {
                    continue;
                }
                outcome = match self.look_at(&path[at..], &waiting, &mut Vec::new()).status {
                    Status::Revoked(_) => Err(ProblemKind::SignerRevoked),
                    Status::Unknown => Err(ProblemKind::SignerUnchecked),
                    Status::Good | Status::NotRevocable | Status::NoSource => Ok(()),
                };
                if outcome.is_err() {
                    break;
                }
            }
            outcome.is_ok()
        });
        outcome
    }
}

/// A delta list is said to exist.
fn names_delta(certificate: &Certificate, crl: &Crl) -> bool {
    certificate.extension(FRESHEST_CRL).is_some() || !crl.freshest().is_empty()
}

/// A list that may be believed.
struct Believed {
    /// interim_reasons_mask
    reasons: ReasonFlags,
    delta: Option<(Crl, Origin)>,
}

/// (b): the list is the one that the point means, and covers the certificate.
fn in_scope(certificate: &Certificate, point: &DistributionPoint, crl: &Crl) -> Result<(), ProblemKind> {
    let covers = crl.point();
    // (1)
    let issuers: Vec<&crate::Name> = point
        .crl_issuer
        .iter()
        .filter_map(|name| match name {
            GeneralName::Directory(name) => Some(name),
            _ => None,
        })
        .collect();
    let right_issuer = if point.crl_issuer.is_empty() {
        crl.issuer() == certificate.issuer()
    } else {
        issuers.contains(&crl.issuer()) && covers.is_some_and(|covers| covers.indirect)
    };
    if !right_issuer {
        return Err(ProblemKind::OtherIssuer { issuer: crl.issuer().clone() });
    }
    let Some(covers) = covers else { return Ok(()) };
    // (2)(i)
    if let Some(name) = &covers.name {
        let names = name.names(crl.issuer());
        let wanted = match &point.name {
            // Relative to the list's issuer (section 4.2.1.13).
            Some(wanted) => wanted.names(crl.issuer()),
            None => point.crl_issuer.clone(),
        };
        // Of names that cannot be read nobody can say that they are the same.
        let same = |name: &GeneralName| !matches!(name, GeneralName::Unreadable(_)) && wanted.contains(name);
        if !names.iter().any(same) {
            return Err(ProblemKind::OtherScope);
        }
    }
    // (2)(ii) to (iv)
    let is_ca = certificate.extensions().basic_constraints.is_some_and(|constraints| constraints.ca);
    if covers.only_user && is_ca || covers.only_ca && !is_ca || covers.only_attribute {
        return Err(ProblemKind::OtherScope);
    }
    Ok(())
}
