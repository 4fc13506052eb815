//! The judge: builds paths ([`path`](self)), validates them as RFC 5280 section 6 says, and lets a second judge look at what it accepts.

mod name_constraints;
mod path;
pub mod policies;
mod revocation;
mod rfc5280;
mod second;
pub mod signature;

use std::cell::RefCell;
use std::collections::HashSet;

use time::OffsetDateTime;

use self::path::{DeadEnd, End, Ground, Pool, Search, Signatures};
use self::policies::PolicyInputs;
use self::rfc5280::{Inputs, Outcome};
use self::signature::SignatureError;
use crate::catalog::{CaEntry, Catalog, Generation, Pki};
use crate::certificate::{Certificate, Fingerprint};
use crate::flaws::{Flaw, flaws};
use crate::identity::{Identity, identify};
use crate::revocation::{LinkRevocation, Mode, Sources};
use crate::verdict::{Chain, Effect, GenerationId, Judgement, Link, MissingCa, Purpose, Reason, ReasonKind, Verdict};

/// What is asked of the judge.
#[derive(Clone, Debug)]
pub struct Options {
    /// What the certificate is to be used for. A CA certificate is judged without regard to it.
    pub purpose: Purpose,
    /// The moment at which validity is judged.
    pub time: OffsetDateTime,
    /// Generations asked for; `None` is all of the catalog. Given anchors are always asked for.
    pub generations: Option<Vec<GenerationId>>,
    /// Every MUST of RFC 5280 is a refusal.
    pub strict: bool,
    /// Inputs of the policy rules.
    pub policies: PolicyInputs,
    /// Work budget for one certificate.
    pub budget: Budget,
}

impl Options {
    /// Login at this moment under every generation.
    pub fn login(time: OffsetDateTime) -> Self {
        Self {
            purpose: Purpose::Login,
            time,
            generations: None,
            strict: false,
            policies: PolicyInputs::default(),
            budget: Budget::default(),
        }
    }
}

/// How much work one judgement may cost.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Complete paths that are validated for one generation.
    pub paths: usize,
    /// Signatures that are checked for one certificate.
    pub signatures: usize,
    /// CA certificates between the judged one and the anchor.
    pub depth: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { paths: 64, signatures: 1024, depth: 12 }
    }
}

/// The judge with its catalog and the CA certificates at hand. Shared by threads.
#[derive(Debug)]
pub struct Judge<'a> {
    catalog: &'a Catalog,
    authorities: Pool,
    pinned: HashSet<Fingerprint>,
    given: Option<Pool>,
    sources: Option<&'a Sources<'a>>,
    doubt: Option<second::Doubt>,
}

/// Certificates that came with the ones that are judged, indexed once for all of them.
#[derive(Clone, Debug, Default)]
pub struct Offered(Pool);

impl Offered {
    /// Indexes them by subject.
    pub fn new(certificates: &[Certificate]) -> Self {
        Self(Pool::of(certificates))
    }
}

/// The anchors that one verdict is about.
struct Asked<'a> {
    id: GenerationId,
    known: Option<(&'a Pki, &'a Generation)>,
    anchors: Pool,
    /// Signatures that were checked to tell what the dead ends mean; with a budget of their own.
    on_dead_ends: RefCell<Signatures>,
}

impl<'a> Judge<'a> {
    /// `authorities` are CA certificates from the user's files and the data directory, of any PKI; they are believed only as far as
    /// pins and signatures of pinned roots go. `given` is an ad-hoc anchor set (`--anchor`), judged as a generation of its own.
    pub fn new(catalog: &'a Catalog, authorities: &[Certificate], given: Option<&[Certificate]>) -> Self {
        Self {
            catalog,
            authorities: Pool::of(authorities),
            pinned: catalog.cas().filter_map(|found| found.ca.sha256).collect(),
            given: given.map(Pool::of),
            sources: None,
            doubt: None,
        }
    }

    /// Has revocation looked at, by these sources, as their mode says.
    #[must_use]
    pub fn with_revocation(mut self, sources: &'a Sources<'a>) -> Self {
        self.sources = (sources.mode() != Mode::Off).then_some(sources);
        self
    }

    /// For tests: one more judge behind the second one, which can refuse a path and nothing else.
    #[doc(hidden)]
    #[must_use]
    pub fn with_doubt(self, doubt: fn(&[Certificate]) -> Result<(), String>) -> Self {
        Self { doubt: Some(doubt), ..self }
    }

    /// Judges one certificate. `offered` are certificates that came with it: candidates for intermediates, never anchors but by a pin.
    pub fn judge(&self, certificate: &Certificate, offered: &Offered, options: &Options) -> Judgement {
        let offered = &offered.0;
        let identity = identify(certificate, self.catalog);
        let mut signatures = Signatures::default();
        let mut verdicts: Vec<Verdict> = self
            .asked(&identity, offered, options)
            .iter()
            .map(|asked| self.verdict(certificate, asked, offered, &mut signatures, options))
            .collect();
        self.note_older(&mut verdicts);
        Judgement { certificate: certificate.clone(), identity, verdicts, flaws: flaws(certificate) }
    }

    /// The generations asked for: given anchors first, then the certificate's own PKI, newest generation first.
    fn asked(&self, identity: &Identity, offered: &Pool, options: &Options) -> Vec<Asked<'_>> {
        let mut out = Vec::new();
        if let Some(given) = &self.given {
            out.push(Asked {
                id: GenerationId::given(),
                known: None,
                anchors: given.clone(),
                on_dead_ends: RefCell::default(),
            });
        }
        let own = identity.generation.as_ref().map(|g| g.pki.as_str());
        let mut pkis: Vec<&Pki> = self.catalog.pkis.iter().collect();
        pkis.sort_by_key(|pki| Some(pki.id.as_str()) != own);
        for pki in pkis {
            for generation in pki.generations.iter().rev() {
                let id = GenerationId { pki: pki.id.clone(), generation: generation.id.clone() };
                if options.generations.as_ref().is_some_and(|wanted| !wanted.contains(&id)) {
                    continue;
                }
                let mut anchors = Pool::default();
                for root in generation.cas.iter().filter(|ca| ca.is_root()) {
                    // A root is an anchor by its pin alone, wherever its certificate came from.
                    for pool in [&self.authorities, offered] {
                        for candidate in pool.named(&root.subject) {
                            if Some(candidate.fingerprint()) == root.sha256 {
                                anchors.add(candidate);
                            }
                        }
                    }
                }
                out.push(Asked { id, known: Some((pki, generation)), anchors, on_dead_ends: RefCell::default() });
            }
        }
        out
    }

    fn verdict(
        &self,
        certificate: &Certificate,
        asked: &Asked<'_>,
        offered: &Pool,
        signatures: &mut Signatures,
        options: &Options,
    ) -> Verdict {
        let inputs = Inputs {
            time: options.time,
            policies: &options.policies,
            purpose: &options.purpose,
            allow_sha1: asked.known.map_or(!options.strict, |(_, generation)| generation.allow_sha1),
            strict: options.strict,
            max_depth: options.budget.depth,
        };
        // The target may itself be an anchor that came with the input.
        let mut anchors = asked.anchors.clone();
        if let Some((_, generation)) = asked.known
            && generation.cas.iter().any(|ca| ca.is_root() && ca.sha256 == Some(certificate.fingerprint()))
        {
            anchors.add(certificate);
        }
        let pinned = |c: &Certificate| self.pinned.contains(&c.fingerprint());
        let ground = Ground {
            anchors: &anchors,
            pools: [&self.authorities, offered],
            time: options.time,
            budget: &options.budget,
            pinned: &pinned,
        };
        let mut search = Search::default();
        let mut best: Option<(Vec<Certificate>, Validated)> = None;
        let mut own_revoked = false;
        let found = search.run(certificate, &ground, signatures, &mut |path| {
            let validated = self.validate(path, &inputs, asked, offered);
            // Revoked is revoked, whichever path tells it.
            own_revoked = validated.is_revoked_itself();
            let done = own_revoked || validated.hindrances() == (0, 0);
            if own_revoked {
                best = None;
            }
            // A path about which too little is known is worth more than one that is refused.
            if best.as_ref().is_none_or(|(_, old)| validated.hindrances() < old.hindrances()) {
                best = Some((path.to_vec(), validated));
            }
            done
        });
        let accepted = found && !own_revoked;
        let undecided = best.as_ref().is_some_and(|(_, validated)| validated.hindrances().0 == 0);
        if search.gave_up && !accepted && !undecided && !own_revoked {
            let reason = Reason {
                kind: ReasonKind::GaveUp { paths: search.paths, signatures: signatures.count() },
                link: 0,
                subject: certificate.subject().clone(),
            };
            return self.finish(asked, vec![certificate.clone()], false, None, None, vec![reason]);
        }
        if let Some((path, Validated { outcome, revocation })) = best {
            let trusted = if undecided && !accepted { None } else { Some(accepted) };
            let verdict = self.finish(asked, path, true, Some(true), trusted, outcome.reasons);
            let policies = if accepted { outcome.policies } else { Vec::new() };
            return Verdict { policies, revocation, ..verdict };
        }
        self.without_anchor(certificate, asked, offered, &search, &inputs)
    }

    /// Our judge, for what it accepts the second one, and for what both accept revocation.
    fn validate(&self, path: &[Certificate], inputs: &Inputs<'_>, asked: &Asked<'_>, offered: &Pool) -> Validated {
        let mut outcome = self.validate_unrevoked(path, inputs, asked, offered);
        let Some(sources) = self.sources else { return Validated { outcome, revocation: Vec::new() } };
        if outcome.reasons.iter().any(|r| r.kind.effect() == Effect::Refuses) {
            return Validated { outcome, revocation: Vec::new() };
        }
        let court = revocation::Court { judge: self, sources, asked, offered, inputs };
        let (revocation, lists) = revocation::look(&court, path, &mut outcome.reasons);
        // Where it was overruled on the path it has no more to say.
        let asked = |kind: &ReasonKind| {
            kind.effect() != Effect::Refuses && !matches!(kind, ReasonKind::SecondJudgeOverruled { .. })
        };
        let ask = path.len() > 1 && !lists.is_empty() && outcome.reasons.iter().all(|r| asked(&r.kind));
        if let Some(leaf) = path.first().filter(|leaf| ask && !leaf.is_ca())
            && let Some(kind) = second::opinion_on_lists(path, inputs.purpose, inputs.time, &lists, self.doubt).reason()
        {
            outcome.reasons.push(Reason { kind, link: 0, subject: leaf.subject().clone() });
        }
        Validated { outcome, revocation }
    }

    fn validate_unrevoked(
        &self,
        path: &[Certificate],
        inputs: &Inputs<'_>,
        asked: &Asked<'_>,
        offered: &Pool,
    ) -> Outcome {
        let mut outcome = rfc5280::validate(path, inputs);
        let reasons = &mut outcome.reasons;
        let (Some(leaf), Some(anchor)) = (path.first(), path.last()) else { return outcome };
        // RFC 5280 section 4.2.1.1 demands the key identifier "to facilitate certification path construction". A cross-signed anchor
        // may lack it where another certificate at hand of the same CA, by name and key, has it.
        let no_key_id = ReasonKind::StrictRule(Flaw::NoAuthorityKeyId);
        if reasons.iter().any(|r| r.link == path.len() - 1 && r.kind == no_key_id) {
            let same_ca = |c: &Certificate| {
                let key_id = c.extensions().authority_key_id.as_ref().and_then(|a| a.key_id.as_ref());
                c.spki() == anchor.spki() && key_id.is_some()
            };
            if [&self.authorities, offered].iter().any(|pool| pool.named(anchor.subject()).iter().any(same_ca)) {
                reasons.retain(|r| r.link != path.len() - 1 || r.kind != no_key_id);
            }
        }
        let mut add = |link: usize, kind: ReasonKind| {
            reasons.push(Reason { kind, link, subject: path[link].subject().clone() });
        };
        if let Some((pki, generation)) = asked.known {
            for (link, ca) in path.iter().enumerate() {
                let entry = entry_of(generation, ca);
                if link > 0 && entry.is_none_or(|e| e.sha256.is_some_and(|pin| pin != ca.fingerprint())) {
                    add(link, ReasonKind::ObservedCa { sha256: ca.fingerprint(), listed: entry.is_some() });
                }
                let end = entry.and_then(|e| e.issues_until).or(generation.issues_until);
                if link == 1
                    && let Some(end) = end
                    && leaf.not_before().date() > end
                {
                    add(0, ReasonKind::IssuedAfterEnd { end });
                }
            }
            if pki.test_environment {
                add(0, ReasonKind::TestEnvironment);
            }
        }
        let valid = !reasons.iter().any(|r| r.kind.effect() == Effect::Refuses);
        if valid
            && leaf != anchor
            && !leaf.is_ca()
            && let Some(kind) = second::opinion(path, inputs.purpose, inputs.time, self.doubt).reason()
        {
            reasons.push(Reason { kind, link: 0, subject: leaf.subject().clone() });
        }
        outcome
    }

    /// No path reached an anchor: which of the dead ends is the one to tell?
    fn without_anchor(
        &self,
        certificate: &Certificate,
        asked: &Asked<'_>,
        offered: &Pool,
        search: &Search,
        inputs: &Inputs<'_>,
    ) -> Verdict {
        let mut best: Option<(u8, Ending, &DeadEnd)> = None;
        for dead_end in &search.dead_ends {
            let ending = self.ending(dead_end, asked, offered);
            let weight = ending.weight();
            if best.as_ref().is_none_or(|(w, _, d)| (weight, dead_end.path.len()) > (*w, d.path.len())) {
                best = Some((weight, ending, dead_end));
            }
        }
        let Some((_, ending, dead_end)) = best else {
            return self.finish(asked, vec![certificate.clone()], false, None, None, Vec::new());
        };
        let path = dead_end.path.clone();
        let top = path.len() - 1;
        let reason = |link: usize, kind| Reason { kind, link, subject: path[link].subject().clone() };
        // What stands against the certificate whatever its issuer turns out to be.
        let mut own = Vec::new();
        let mut add = |kind| own.push(Reason { kind, link: 0, subject: certificate.subject().clone() });
        rfc5280::own_faults(certificate, inputs, &mut add);
        for kind in rfc5280::purpose_faults(certificate, inputs.purpose) {
            add(kind);
        }
        match ending {
            Ending::Elsewhere => self.finish(asked, Vec::new(), false, Some(false), Some(false), Vec::new()),
            Ending::Unknown(kind) => {
                own.push(reason(top, kind));
                self.finish(asked, path, false, Some(false), Some(false), own)
            }
            Ending::Broken(kind) => {
                own.push(reason(top, kind));
                self.finish(asked, path, false, Some(true), Some(false), own)
            }
            Ending::Uncheckable(kind) => {
                own.push(reason(top, kind));
                self.finish(asked, path, false, None, None, own)
            }
            Ending::LookAlike(link, kind) => {
                own.push(reason(link, kind));
                self.finish(asked, path, false, Some(false), Some(false), own)
            }
            Ending::Missing(link, missing) => {
                let issued_under = (asked.known.is_some() && missing.ca.is_some()).then_some(true);
                own.insert(0, reason(link, ReasonKind::IssuerMissing(missing)));
                let path = path[..=link].to_vec();
                self.finish(asked, path, false, issued_under, None, own)
            }
        }
    }

    /// Pinned in this generation, an anchor, or signed by an anchor at hand: a CA certificate that is damaged or somebody else's must not be
    /// the measure of what it seems to have issued. Under given anchors, where nothing is pinned, any other certificate's word will do.
    fn is_genuine(&self, ca: &Certificate, asked: &Asked<'_>, offered: &Pool) -> bool {
        let check = |issuer: &Certificate| {
            let budget = Budget { signatures: 128, ..Budget::default() };
            asked.on_dead_ends.borrow_mut().check(ca, issuer, &budget) == Some(Ok(()))
        };
        let signed_by =
            |pool: &Pool| pool.named(ca.issuer()).iter().take(8).any(|issuer| issuer != ca && check(issuer));
        if asked.anchors.named(ca.subject()).contains(ca) {
            return true;
        }
        match asked.known {
            Some((_, generation)) => {
                generation.cas.iter().any(|e| e.sha256 == Some(ca.fingerprint())) || signed_by(&asked.anchors)
            }
            None => [&asked.anchors, &self.authorities, offered].into_iter().any(signed_by),
        }
    }

    /// A CA certificate in a dead end that bears a known name of this generation without being shown to be that CA's: a look-alike where
    /// that can be known, else the real one is missing.
    fn pretender(&self, dead_end: &DeadEnd, asked: &Asked<'_>, offered: &Pool) -> Option<Ending> {
        let (_, generation) = asked.known?;
        let top = dead_end.path.len() - 1;
        for (link, ca) in dead_end.path.iter().enumerate().filter(|(_, c)| c.is_ca()) {
            let Some(entry) = generation.cas.iter().find(|e| e.subject == *ca.subject()) else { continue };
            if self.is_genuine(ca, asked, offered) {
                continue;
            }
            let look_alike = || {
                let kind = ReasonKind::LookAlike { ca: entry.name.clone(), sha256: ca.fingerprint() };
                Some(Ending::LookAlike(link, kind))
            };
            let real: Vec<&Certificate> = [&self.authorities, &asked.anchors]
                .into_iter()
                .flat_map(|pool| pool.named(&entry.subject))
                .filter(|c| *c != ca && self.is_genuine(c, asked, offered))
                .collect();
            if real.iter().any(|c| c.spki() == ca.spki()) {
                continue; // a damaged copy, or another certificate for the real key: the path through the real one was tried, too
            }
            if !real.is_empty() {
                return look_alike();
            }
            let other_key = match (&entry.key_id, &ca.extensions().subject_key_id) {
                (Some(known), Some(has)) => known != has,
                _ => false,
            };
            if other_key {
                // A renewed CA may have another key; only its root tells.
                let root = generation.cas.iter().find(|e| e.is_root() && e.subject == *ca.issuer());
                return match root.filter(|root| !entry.is_root() && asked.anchors.named(&root.subject).is_empty()) {
                    Some(root) => Some(Ending::Missing(link, missing(ca, Some(root)))),
                    None => look_alike(),
                };
            }
            if link == 0 {
                // Judged itself: a root is known by its pin alone; of an issuing CA the signature tells, below.
                if entry.is_root() && matches!(dead_end.end, End::SelfSigned) {
                    return look_alike();
                }
            } else if entry.is_root() || link < top || !matches!(dead_end.end, End::NoIssuer) {
                return Some(Ending::Missing(link - 1, missing(&dead_end.path[link - 1], Some(entry))));
            }
        }
        None
    }

    /// What a dead end means for the generation asked for.
    fn ending(&self, dead_end: &DeadEnd, asked: &Asked<'_>, offered: &Pool) -> Ending {
        let Some(top) = dead_end.path.last() else { return Ending::Elsewhere };
        let generation = asked.known.map(|(_, generation)| generation);
        if let Some(ending) = self.pretender(dead_end, asked, offered) {
            return ending;
        }
        let end = dead_end.path.len() - 1;
        let key_id = top.extensions().authority_key_id.as_ref().and_then(|a| a.key_id.as_deref());
        let here = generation.and_then(|g| {
            g.cas.iter().find(|e| {
                e.subject == *top.issuer() && (e.key_id.is_none() || key_id.is_none() || e.key_id.as_deref() == key_id)
            })
        });
        match &dead_end.end {
            End::SelfSigned => {
                // The pinned root of this generation would have been an anchor, and one that only bears its name was told above: a name
                // that the catalog knows is another generation's matter.
                if asked.known.is_some() && self.catalog.by_name(top.subject(), None).is_some() {
                    return Ending::Elsewhere;
                }
                Ending::Unknown(unknown_root(top))
            }
            End::TooDeep => {
                // The search ends at the first CA certificate that is one too many.
                let authorities = dead_end.path.iter().skip(1).filter(|c| !c.is_self_issued()).count();
                Ending::Broken(ReasonKind::TooDeep { limit: authorities.saturating_sub(1) })
            }
            End::NoIssuer | End::NoKeyFits(..) => {
                // At hand, of the name and key that are asked for, and yet the signature is not its: the certificate is damaged or forged.
                if let End::NoKeyFits(candidates, error) = &dead_end.end {
                    let the_one = candidates.iter().find(|c| is_meant(top, c) && self.is_genuine(c, asked, offered));
                    if let Some(candidate) = the_one {
                        let of_this = generation.is_none_or(|g| entry_of(g, candidate).is_some());
                        let of_other = asked.known.is_some()
                            && !of_this
                            && self.catalog.by_name(candidate.subject(), None).is_some();
                        if of_other {
                            return Ending::Elsewhere;
                        }
                        let kind = match error {
                            SignatureError::Unsupported => {
                                let algorithm = top.signature_oid().clone();
                                return Ending::Uncheckable(ReasonKind::SignatureUnsupported { algorithm });
                            }
                            SignatureError::Invalid => ReasonKind::SignatureInvalid,
                        };
                        return if of_this { Ending::Broken(kind) } else { Ending::Unknown(kind) };
                    }
                }
                if let Some(entry) = here {
                    return Ending::Missing(end, missing(top, Some(entry)));
                }
                let elsewhere = self.catalog.by_name(top.issuer(), key_id);
                let named_here = generation.is_some_and(|g| g.cas.iter().any(|e| e.subject == *top.issuer()));
                // A name of another generation's is that one's matter, whatever the key.
                if asked.known.is_some() && !named_here && self.catalog.by_name(top.issuer(), None).is_some() {
                    return Ending::Elsewhere;
                }
                Ending::Missing(end, missing(top, elsewhere.map(|found| found.ca)))
            }
        }
    }

    fn finish(
        &self,
        asked: &Asked<'_>,
        path: Vec<Certificate>,
        complete: bool,
        issued_under: Option<bool>,
        trusted: Option<bool>,
        mut reasons: Vec<Reason>,
    ) -> Verdict {
        // What stands against the certificate in any case comes before what is missing: no CA certificate mends an expired card.
        reasons.sort_by_key(|r| (r.kind.rank(), r.link));
        let links = path
            .into_iter()
            .enumerate()
            .map(|(i, certificate)| {
                let is_ca_link = i > 0 || certificate.is_ca();
                let entry = asked.known.and_then(|(_, generation)| entry_of(generation, &certificate));
                Link {
                    ca: entry.filter(|_| is_ca_link).map(|e| e.name.clone()),
                    pinned: (is_ca_link && asked.known.is_some())
                        .then(|| self.pinned.contains(&certificate.fingerprint())),
                    certificate,
                }
            })
            .collect();
        Verdict {
            under: asked.id.clone(),
            issued_under,
            trusted,
            chain: Chain { links, complete },
            reasons,
            policies: Vec::new(),
            revocation: Vec::new(),
        }
    }

    /// Trusted under an older generation but not under the newest one asked for of the same PKI: a warning.
    fn note_older(&self, verdicts: &mut [Verdict]) {
        for pki in &self.catalog.pkis {
            let newest = verdicts
                .iter()
                .filter(|v| v.under.pki == pki.id)
                .max_by_key(|v| pki.generations.iter().position(|g| g.id == v.under.generation));
            let Some((newest, trusted)) = newest.map(|v| (v.under.clone(), v.trusted)) else { continue };
            if trusted == Some(true) {
                continue;
            }
            for verdict in
                verdicts.iter_mut().filter(|v| v.under.pki == pki.id && v.under != newest && v.trusted == Some(true))
            {
                let Some(link) = verdict.chain.links.first() else { continue };
                let reason = Reason {
                    kind: ReasonKind::OnlyUnderOlder { newest: newest.clone() },
                    link: 0,
                    subject: link.certificate.subject().clone(),
                };
                verdict.reasons.insert(0, reason);
            }
        }
    }
}

/// What the judges say of one path.
struct Validated {
    outcome: Outcome,
    revocation: Vec<LinkRevocation>,
}

impl Validated {
    /// The certificate that is judged is itself revoked.
    fn is_revoked_itself(&self) -> bool {
        self.outcome.reasons.iter().any(|r| r.link == 0 && matches!(r.kind, ReasonKind::Revoked(_)))
    }
    /// How many reasons refuse the path, and how many leave it open.
    fn hindrances(&self) -> (usize, usize) {
        let count = |effect| self.outcome.reasons.iter().filter(|r| r.kind.effect() == effect).count();
        (count(Effect::Refuses), count(Effect::Unknown))
    }
}

/// What a dead end means.
enum Ending {
    /// Of another generation: nothing to say.
    Elsewhere,
    /// Ends in something that no catalog knows.
    Unknown(ReasonKind),
    /// Somebody else's CA with a known name.
    LookAlike(usize, ReasonKind),
    /// Issued here by its names, and wrong.
    Broken(ReasonKind),
    /// Signed in a way that cannot be checked here.
    Uncheckable(ReasonKind),
    /// A CA certificate is not at hand.
    Missing(usize, MissingCa),
}

impl Ending {
    /// Which of several dead ends to tell: as long as a missing certificate could make a path, it is "cannot say".
    fn weight(&self) -> u8 {
        match self {
            Self::Missing(_, missing) if missing.ca.is_some() => 5,
            Self::Broken(_) | Self::Uncheckable(_) => 4,
            Self::LookAlike(..) => 3,
            Self::Missing(..) => 2,
            Self::Unknown(_) => 1,
            Self::Elsewhere => 0,
        }
    }
}

fn unknown_root(top: &Certificate) -> ReasonKind {
    ReasonKind::UnknownRoot { sha256: top.fingerprint() }
}

/// The generation's entry for a CA certificate: by its pin, else by its name and, where both are known, key identifier.
fn entry_of<'g>(generation: &'g Generation, ca: &Certificate) -> Option<&'g CaEntry> {
    let pinned = generation.cas.iter().find(|e| e.sha256 == Some(ca.fingerprint()));
    pinned.or_else(|| {
        generation.cas.iter().find(|e| {
            e.subject == *ca.subject()
                && match (&e.key_id, &ca.extensions().subject_key_id) {
                    (Some(known), Some(has)) => known == has,
                    _ => true,
                }
        })
    })
}

/// The authority key identifier, where there is one, means this CA certificate (RFC 5280 section 4.2.1.1).
fn is_meant(below: &Certificate, ca: &Certificate) -> bool {
    let Some(wanted) = &below.extensions().authority_key_id else { return true };
    let key = wanted.key_id.as_ref().is_none_or(|wanted| match &ca.extensions().subject_key_id {
        Some(has) => wanted == has,
        None => *wanted == ca.computed_key_id(),
    });
    let serial = match (&wanted.issuer, &wanted.serial) {
        (Some(issuer), Some(serial)) => issuer == ca.issuer() && serial == ca.serial(),
        _ => true,
    };
    key && serial
}

fn missing(below: &Certificate, entry: Option<&CaEntry>) -> MissingCa {
    let mut urls: Vec<String> = entry.iter().flat_map(|e| e.aia.iter().map(|a| a.url.clone())).collect();
    for url in &below.extensions().ca_issuer_urls {
        if !urls.contains(url) {
            urls.push(url.clone());
        }
    }
    MissingCa {
        subject: below.issuer().clone(),
        key_id: below.extensions().authority_key_id.as_ref().and_then(|a| a.key_id.clone()),
        ca: entry.map(|e| e.name.clone()),
        sha256: entry.and_then(|e| e.sha256),
        urls,
    }
}
