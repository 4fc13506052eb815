//! Whether a card of each generation would be trusted: for one store, one generation and one role.

use std::collections::HashSet;

pub use tillit_verifier::catalog::holders::Role;
pub(crate) use tillit_verifier::catalog::holders::{roles, roles_of};
use tillit_verifier::catalog::store::{Accepted, CaId, Refusal, classify};
use tillit_verifier::catalog::{CaEntry, Catalog, Generation, Pki};
use tillit_verifier::container::Integrity;
use tillit_verifier::verdict::GenerationId;
use tillit_verifier::{Certificate, Name};
use time::OffsetDateTime;

use crate::examine::{Environment, Measure};
use crate::observation::{Observation, Which};
use crate::store::{Entry, Grant, TrustStore};

/// How much of what a login needs is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The root and every issuing CA.
    Complete,
    /// Some of it.
    Partial,
    /// Nothing.
    Absent,
}

impl State {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Partial => "partial",
            Self::Absent => "absent",
        }
    }
}

/// What the state means for somebody who logs in, by the rules of the store's consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Every card of the role gets in.
    LetsIn,
    /// Cards get in if they send their issuing CA's certificate; those that send only their own are refused.
    OnlyWithIssuer,
    /// Cards of the issuing CAs that are here get in; others do not, or only if they send the issuer.
    SomeIssuers,
    /// Issuing CAs are here by their names, nothing at hand confirms them, and on them it depends who gets in.
    CannotSay,
    /// Nobody gets in.
    Refuses,
}

impl Effect {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::LetsIn => "lets-in",
            Self::OnlyWithIssuer => "only-with-issuer",
            Self::SomeIssuers => "some-issuers",
            Self::CannotSay => "cannot-say",
            Self::Refuses => "refuses",
        }
    }
}

/// One store, one generation, one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Which generation.
    pub generation: GenerationId,
    /// Who.
    pub role: Role,
    /// How much is there.
    pub state: State,
    /// What follows.
    pub effect: Effect,
    /// CAs that the role needs and that are here and usable: roots first.
    pub present: Vec<CaId>,
    /// CAs that the role needs and that are not here, or not usable: roots first.
    pub missing: Vec<CaId>,
    /// Those of the missing that are here and not usable as the role needs them: a root that NSS only knows (`,,`), one that is
    /// distrusted or has ended. What they need is trust, not another copy.
    pub known: Vec<CaId>,
    /// A root of the generation is a usable anchor here.
    pub has_root: bool,
}

/// The entries whose names are those of known CAs, without a comparison with each of them: a large store is full of others.
struct Known<'a>(HashSet<&'a Name>);

impl<'a> Known<'a> {
    fn of(catalog: &'a Catalog) -> Self {
        Self(catalog.cas().map(|found| &found.ca.subject).collect())
    }

    fn has(&self, certificate: &Certificate) -> bool {
        self.0.contains(certificate.subject())
    }
}

/// What the developers' own environment puts before the names of the production environment's CAs.
const SYSTEM_TEST: &str = "SYSTEMTEST ";

/// Whether a certificate matters to a question about trust in the catalog's PKIs: the measure for what is kept of a very large store.
pub fn matters(catalog: &Catalog) -> impl Fn(&Certificate) -> bool + Sync + '_ {
    let known = Known::of(catalog);
    move |certificate| known.has(certificate) || certificate.subject().common_name().starts_with(SYSTEM_TEST)
}

/// For each entry the CA of the catalog that it is, and what pretends to be one.
pub fn recognise(store: &TrustStore, measure: &Measure<'_>) -> (Vec<Option<CaId>>, Vec<Observation>) {
    let catalog = measure.catalog;
    let known = Known::of(catalog);
    let mut at_hand: Vec<Certificate> = store.certificates().filter(|c| known.has(c)).cloned().collect();
    at_hand.extend_from_slice(measure.at_hand);
    let mut observations = Vec::new();
    let mut told = HashSet::new();
    let recognised = store.entries.iter().enumerate().map(|(index, entry)| {
        let certificate = entry.certificate.as_ref().ok()?;
        let which = || Which::of(index, entry, certificate);
        // A certificate that stands here twice is odd once.
        let mut tell = |observation: Observation| {
            if told.insert(certificate.fingerprint()) {
                observations.push(observation);
            }
        };
        if !known.has(certificate) {
            let name = certificate.subject().common_name().strip_prefix(SYSTEM_TEST);
            if name.is_some_and(|name| catalog.cas().any(|found| found.ca.subject.common_name() == name)) {
                tell(Observation::SystemTest(which()));
            }
            return None;
        }
        match classify(certificate, catalog, &at_hand) {
            Ok(accepted) => {
                let ca = accepted.found().ca_id();
                if matches!(accepted, Accepted::Observed { renewed: true, .. }) {
                    tell(Observation::Renewed(which(), ca.clone()));
                }
                Some(ca)
            }
            // The name and the issuer's name are right, and nothing at hand says more.
            Err(Refusal::RootNotAtHand { ca, .. } | Refusal::RootNotPinned(ca)) => {
                tell(Observation::Unconfirmed(which(), ca));
                None
            }
            Err(refusal) => {
                if refusal.is_suspicious() {
                    let is_unchecked = store.integrity == Integrity::NotChecked;
                    let say = if is_unchecked { Observation::DamagedOrFalse } else { Observation::FalseCa };
                    tell(say(which(), refusal));
                }
                None
            }
        }
    });
    (recognised.collect(), observations)
}

/// For which purpose a store's trust matters to a login: a browser judges the server, everything else the client.
pub(crate) fn login_grant(store: &TrustStore, entry: &Entry) -> Grant {
    match store.place {
        "firefox" | "thunderbird" | "chromium" => entry.trust.server,
        _ => entry.trust.client,
    }
}

/// What the entries of one CA come to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Usable {
    No,
    Helper,
    Anchor,
    Distrusted,
}

struct Shelf<'a> {
    store: &'a TrustStore,
    recognised: &'a [Option<CaId>],
    /// CAs that are here by name alone.
    unconfirmed: &'a [CaId],
    now: OffsetDateTime,
}

impl Shelf<'_> {
    fn holds(&self, ca: &CaId) -> bool {
        self.recognised.iter().any(|of| of.as_ref() == Some(ca)) || self.unconfirmed.contains(ca)
    }

    fn usable(&self, ca: &CaId) -> Usable {
        let entries = self.store.entries.iter().zip(self.recognised).filter(|(_, of)| of.as_ref() == Some(ca));
        usable(self.store, entries.map(|(entry, _)| entry), self.now)
    }
}

fn usable<'a>(store: &TrustStore, entries: impl Iterator<Item = &'a Entry>, now: OffsetDateTime) -> Usable {
    let mut best = Usable::No;
    for entry in entries.filter(|entry| !entry.ignored_by.contains(&store.consumer)) {
        let in_time = entry.certificate.as_ref().is_ok_and(|certificate| certificate.is_valid_at(now));
        match login_grant(store, entry) {
            // One record of distrust outweighs every copy that is trusted.
            Grant::Distrusted => return Usable::Distrusted,
            Grant::Anchor if in_time => best = Usable::Anchor,
            Grant::Helper if in_time && best == Usable::No => best = Usable::Helper,
            _ => {}
        }
    }
    best
}

/// Whether a CA is of use for a login here: `entries` are all of its certificates, `is_root` says that chains must end in it.
pub(crate) fn is_usable<'a>(
    store: &TrustStore,
    entries: impl Iterator<Item = &'a Entry>,
    is_root: bool,
    now: OffsetDateTime,
) -> bool {
    match usable(store, entries, now) {
        Usable::Anchor => true,
        Usable::Helper => !is_root,
        Usable::No | Usable::Distrusted => false,
    }
}

/// The coverage of every generation that matters here: those of production PKIs (of test PKIs in a store for tests) whose cards are
/// still valid, and all generations of a PKI of which anything is here.
pub fn of(
    store: &TrustStore,
    recognised: &[Option<CaId>],
    unconfirmed: &[CaId],
    measure: &Measure<'_>,
) -> Vec<Coverage> {
    let shelf = Shelf { store, recognised, unconfirmed, now: measure.now };
    let mut all = Vec::new();
    for pki in &measure.catalog.pkis {
        let here = recognised.iter().flatten().chain(unconfirmed).any(|ca| ca.generation.pki == pki.id);
        let expected = pki.test_environment == (measure.environment == Some(Environment::Test));
        if here || expected {
            let generations = pki.generations.iter().filter(|generation| !generation.is_over(measure.now));
            all.extend(generations.flat_map(|generation| of_generation(pki, generation, &shelf)));
        }
    }
    all
}

/// The coverage of one generation, whether it matters here or not.
pub(crate) fn of_one(
    store: &TrustStore,
    recognised: &[Option<CaId>],
    measure: &Measure<'_>,
    id: &GenerationId,
) -> Vec<Coverage> {
    let shelf = Shelf { store, recognised, unconfirmed: &[], now: measure.now };
    let pki = measure.catalog.pki(&id.pki);
    let generation = pki.and_then(|pki| pki.generations.iter().find(|generation| generation.id == id.generation));
    pki.zip(generation).map(|(pki, generation)| of_generation(pki, generation, &shelf)).unwrap_or_default()
}

fn of_generation(pki: &Pki, generation: &Generation, shelf: &Shelf<'_>) -> Vec<Coverage> {
    // What has ended is needed by nobody who logs in today.
    let is_over = |ca: &CaEntry| ca.not_after.is_some_and(|end| end < shelf.now);
    let id = GenerationId { pki: pki.id.clone(), generation: generation.id.clone() };
    let ca_id = |ca: &CaEntry| CaId { generation: id.clone(), ca: ca.name.clone() };
    let current: Vec<&CaEntry> = generation.cas.iter().filter(|ca| !is_over(ca)).collect();
    let cover = |role: Role| {
        let issuing: Vec<&&CaEntry> = current.iter().filter(|ca| roles(ca).contains(&role)).collect();
        // Roots that issue directly are needed for what they issue; the others for everything below them.
        let roots: Vec<&&CaEntry> =
            current.iter().filter(|ca| ca.is_root() && (roles(ca).is_empty() || roles(ca).contains(&role))).collect();
        let mut present = Vec::new();
        let mut missing = Vec::new();
        let mut known = Vec::new();
        // A root that the consumer knows and trusts for nothing, or for other purposes: not nothing.
        let mut knows_root = false;
        let mut distrusted = false;
        let mut sort = |ca: &CaEntry, is_usable: fn(Usable) -> bool| {
            let ca = ca_id(ca);
            let usable = shelf.usable(&ca);
            distrusted |= usable == Usable::Distrusted;
            if is_usable(usable) {
                return present.push(ca);
            }
            knows_root |= usable == Usable::Helper;
            if shelf.holds(&ca) {
                known.push(ca.clone());
            }
            missing.push(ca);
        };
        for ca in &roots {
            sort(ca, |usable| usable == Usable::Anchor);
        }
        let below = issuing.iter().filter(|ca| !ca.is_root());
        for ca in below.clone() {
            sort(ca, |usable| matches!(usable, Usable::Anchor | Usable::Helper));
        }
        let has_root = roots.iter().any(|ca| shelf.usable(&ca_id(ca)) == Usable::Anchor);
        let anchors = |ca: &CaEntry| shelf.usable(&ca_id(ca)) == Usable::Anchor;
        let ends_anywhere = shelf.store.consumer.ends_anywhere();
        let issuing_anchors = below.clone().filter(|ca| ends_anywhere && anchors(ca)).count();
        let is_unconfirmed = below.clone().any(|ca| shelf.unconfirmed.contains(&ca_id(ca)));
        let state = match (present.is_empty(), missing.is_empty()) {
            (true, _) if knows_root || is_unconfirmed => State::Partial,
            (true, _) => State::Absent,
            (false, true) => State::Complete,
            (false, false) => State::Partial,
        };
        let effect = if state == State::Complete {
            Effect::LetsIn
        } else if has_root && !distrusted {
            Effect::OnlyWithIssuer
        } else if has_root {
            Effect::SomeIssuers
        } else if ends_anywhere && is_unconfirmed {
            Effect::CannotSay
        } else if issuing_anchors == 0 {
            Effect::Refuses
        } else if issuing_anchors == below.count() {
            Effect::LetsIn
        } else {
            Effect::SomeIssuers
        };
        Coverage { generation: id.clone(), role, state, effect, present, missing, known, has_root }
    };
    roles_of(&current).into_iter().map(cover).collect()
}
