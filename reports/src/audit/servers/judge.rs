//! What the predictions of a service come to: roles that fare alike together, and how much each reason weighs.

use tillit_trust_stores::coverage::Role;
use tillit_trust_stores::examine::Environment;
use tillit_trust_stores::servers::service::{About, Announces, Asks};
use tillit_trust_stores::servers::{NamedStore, Prediction, Reason};
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::verdict::{GenerationId, Severity};

use super::AuditedService;

/// What becomes of cards, in one word; the heaviest last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::audit) enum Answer {
    /// They get in.
    Yes,
    /// They get in if an answer about revocation comes over the network.
    IfAnswered,
    /// The application decides.
    Application,
    /// It cannot be said.
    CannotSay,
    /// Some get in, by what they send or by what their computer has.
    Partly,
    /// They do not get in.
    No,
}

impl Answer {
    /// Its word: `server-answer-…`.
    pub(in crate::audit) fn id(self) -> &'static str {
        match self {
            Self::Yes => "server-answer-yes",
            Self::IfAnswered => "server-answer-if-answered",
            Self::Application => "server-answer-application",
            Self::CannotSay => "server-answer-cannot-say",
            Self::Partly => "server-answer-partly",
            Self::No => "server-answer-no",
        }
    }

    pub(super) fn of(prediction: &Prediction, asks: Asks) -> Self {
        let has = |wanted: fn(&Reason) -> bool| prediction.reasons.iter().any(wanted);
        let never = prediction.tls12 == Some(false) && prediction.tls13 == Some(false);
        if prediction.offered == Some(false)
            || prediction.full_chain == Some(false)
            || never
            || has(|reason| matches!(reason, Reason::AskedLate))
        {
            return Self::No;
        }
        if prediction.leaf_only == Some(false) {
            return Self::Partly;
        }
        let only_root = has(|reason| matches!(reason, Reason::OnlyRootAnnounced(_)));
        let unsure = (prediction.offered.is_none() && !only_root)
            || prediction.full_chain.is_none()
            || prediction.leaf_only.is_none();
        let is_of_network = |reason: &Reason| matches!(reason, Reason::AsksNetwork | Reason::OnlyRootAnnounced(_));
        if unsure
            && (!has(|reason| matches!(reason, Reason::AsksNetwork)) || !prediction.reasons.iter().all(is_of_network))
        {
            return Self::CannotSay;
        }
        match asks {
            _ if only_root => Self::Partly,
            _ if unsure => Self::IfAnswered,
            Asks::Application => Self::Application,
            _ => Self::Yes,
        }
    }
}

/// It holds for the service, whatever the generation.
pub(super) fn is_of_service(reason: &Reason) -> bool {
    matches!(
        reason,
        Reason::AsksNetwork
            | Reason::ListsUnreadable
            | Reason::TooDeep { .. }
            | Reason::OldVersions
            | Reason::Ciphers(..)
            | Reason::AskedLate
            | Reason::ApplicationDecides
            | Reason::StoreUnreadable
            | Reason::NotResolved(_)
            | Reason::TooManyNames(_)
            | Reason::NotARootAmongRoots(_)
    )
}

/// What decides could not be read, or is not told by the files.
fn is_unread(reason: &Reason) -> bool {
    matches!(reason, Reason::NotResolved(_) | Reason::StoreUnreadable | Reason::ListsUnreadable)
}

/// A reason of a generation, with everybody whom it keeps out.
#[derive(Clone, Debug)]
pub(super) struct Keeps<'a> {
    pub(super) reason: &'a Reason,
    pub(super) cas: Vec<&'a CaId>,
    pub(super) roles: Vec<Role>,
}

/// Roles that fare alike.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) roles: Vec<Role>,
    pub(super) answer: Answer,
    pub(super) predictions: Vec<&'a Prediction>,
}

/// One generation at a service.
#[derive(Debug)]
pub(in crate::audit) struct OfGeneration<'a> {
    pub(in crate::audit) id: GenerationId,
    pub(in crate::audit) name: String,
    /// The newest of its PKI.
    pub(in crate::audit) newest: bool,
    /// Something of it is trusted.
    pub(super) here: bool,
    /// Nobody expects it here: a test PKI beside one of production, or the reverse.
    pub(super) aside: bool,
    pub(super) groups: Vec<Group<'a>>,
}

/// A service as a report tells it.
#[derive(Debug)]
pub(in crate::audit) struct View<'a> {
    pub(in crate::audit) service: &'a AuditedService,
    /// Generations of PKIs of which something is here, in the order of the catalog.
    pub(in crate::audit) generations: Vec<OfGeneration<'a>>,
}

impl<'a> View<'a> {
    pub(in crate::audit) fn of(
        service: &'a AuditedService,
        catalog: &Catalog,
        environment: Option<Environment>,
    ) -> Self {
        if service.predictions.is_empty() {
            return Self { service, generations: Vec::new() };
        }
        let trusted = service.gathered.named().filter(|(source, _)| source.trusted);
        let mut known: Vec<CaId> = Vec::new();
        for (_, store) in trusted {
            let NamedStore::Read(store) = store else { continue };
            known.extend(store.certificates().filter_map(|one| Some(catalog.recognise_ca(one)?.ca_id())));
        }
        let names = match service.gathered.service.announces {
            Announces::Sources => service.gathered.announced().unwrap_or_default(),
            Announces::Nothing | Announces::Unknown => Vec::new(),
        };
        let mut views = Vec::new();
        let pki_is_here = |pki: &tillit_verifier::catalog::Pki| {
            known.iter().any(|ca| ca.generation.pki == pki.id)
                || pki.generations.iter().flat_map(|g| &g.cas).any(|ca| names.contains(&ca.subject))
        };
        let production = catalog.pkis.iter().any(|pki| !pki.test_environment && pki_is_here(pki));
        for pki in catalog.pkis.iter().filter(|pki| pki_is_here(pki)) {
            for generation in &pki.generations {
                let id = GenerationId { pki: pki.id.clone(), generation: generation.id.clone() };
                let predictions: Vec<&Prediction> =
                    service.predictions.iter().filter(|prediction| prediction.generation == id).collect();
                if predictions.is_empty() {
                    continue;
                }
                let aside = match environment {
                    Some(Environment::Production) => pki.test_environment,
                    Some(Environment::Test) => !pki.test_environment,
                    None => pki.test_environment && production,
                };
                views.push(OfGeneration {
                    name: generation.name.clone(),
                    newest: pki.newest().is_some_and(|newest| newest.id == generation.id),
                    here: known.iter().any(|ca| ca.generation == id),
                    aside,
                    groups: groups(&predictions, service.service().asks.value),
                    id,
                });
            }
        }
        Self { service, generations: views }
    }

    /// What the service comes to: what becomes of the newest generations' cards that are meant to get in here.
    pub(in crate::audit) fn answer(&self) -> Option<Answer> {
        let concerned = self.concerned();
        concerned.iter().map(|generation| generation.answer()).max()
    }

    /// The generations that the answer is about: the newest of each PKI, of production where there is any.
    pub(in crate::audit) fn concerned(&self) -> Vec<&OfGeneration<'a>> {
        self.generations.iter().filter(|generation| generation.newest && !generation.aside).collect()
    }

    /// It asks, and nothing of a known PKI is here, as far as everything could be read.
    pub(in crate::audit) fn lacks_known(&self) -> bool {
        self.generations.is_empty()
            && !self.service.predictions.is_empty()
            && self.service.predictions.iter().all(|prediction| prediction.full_chain == Some(false))
    }

    /// What the service comes to where nothing of a known PKI is here.
    pub(in crate::audit) fn without_known(&self) -> Answer {
        let decides = |p: &Prediction| p.reasons.iter().any(|reason| matches!(reason, Reason::ApplicationDecides));
        if self.lacks_known() {
            Answer::No
        } else if !self.depends_on_unread() && self.service.predictions.iter().all(decides) {
            Answer::Application
        } else {
            Answer::CannotSay
        }
    }

    /// Whether cards get in cannot be said because of what could not be read.
    pub(in crate::audit) fn depends_on_unread(&self) -> bool {
        self.service
            .predictions
            .iter()
            .any(|p| p.lets_in().is_none() && (p.reasons.is_empty() || p.reasons.iter().any(is_unread)))
    }
}

impl<'a> OfGeneration<'a> {
    /// What the cards of the generation that fare best and worst come to: in part, where roles differ.
    pub(in crate::audit) fn answer(&self) -> Answer {
        let answers = || self.groups.iter().map(|group| group.answer);
        let worst = answers().max().unwrap_or(Answer::No);
        match answers().min() {
            Some(best) if best != worst && worst == Answer::No => Answer::Partly,
            _ => worst,
        }
    }

    /// An older generation of which nothing is here: it is gone, and that is no alarm.
    pub(super) fn is_gone(&self) -> bool {
        let unread = |reason: &Reason| {
            matches!(reason, Reason::StoreUnreadable | Reason::NotResolved(About::Trusts | About::Anything))
        };
        let predictions = || self.groups.iter().flat_map(|group| &group.predictions);
        let all_read = !predictions().flat_map(|prediction| &prediction.reasons).any(unread);
        !self.newest && !self.here && all_read && predictions().all(|prediction| prediction.full_chain != Some(true))
    }

    /// Reasons that hold for some roles, each once; what follows from another one is left out.
    pub(super) fn reasons(&self, service: &AuditedService) -> Vec<Keeps<'a>> {
        let all: Vec<&Group<'_>> = self.groups.iter().collect();
        reasons(&all, service)
    }

    /// How much a reason of this generation weighs; `None`: it is not told.
    pub(super) fn severity(&self, keeps: &Keeps<'_>, service: &AuditedService) -> Option<Severity> {
        if self.is_gone() {
            return None;
        }
        let concerned = self.groups.iter().filter(|group| group.roles.iter().any(|role| keeps.roles.contains(role)));
        let certain = concerned.flat_map(|group| &group.predictions).any(|p| p.full_chain == Some(false));
        let by_itself = match keeps.reason {
            Reason::AsksNetwork | Reason::ApplicationDecides => Severity::Info,
            Reason::OnlyRootAnnounced(_)
            | Reason::AnnouncedNotTrusted(_)
            | Reason::Unconfirmed(_)
            | Reason::NotResolved(_) => Severity::Warning,
            _ => Severity::Error,
        };
        let unsure = matches!(keeps.reason, Reason::TooWeak(..) | Reason::Ciphers(..)) && !certain;
        let by_itself = if unsure { Severity::Warning } else { by_itself };
        let some_get_in = self.groups.iter().any(|group| group.answer <= Answer::IfAnswered);
        let most = if self.aside || service.service().asks.value == Asks::Application && certain {
            Severity::Info
        } else if !self.newest || some_get_in {
            Severity::Warning
        } else {
            Severity::Error
        };
        Some(by_itself.min(most))
    }
}

/// Reasons of groups, each kind once, with the CAs and roles of all.
pub(super) fn reasons<'a>(groups: &[&Group<'a>], service: &AuditedService) -> Vec<Keeps<'a>> {
    let mut found: Vec<Keeps<'a>> = Vec::new();
    for group in groups {
        for prediction in &group.predictions {
            let unread = prediction.reasons.iter().any(is_unread) && prediction.full_chain.is_none();
            // What would be, is not worth a word where what decides is not known.
            for reason in prediction.reasons.iter().filter(|reason| !unread || is_of_service(reason)) {
                let kind = std::mem::discriminant(reason);
                let is_same = |known: &&mut Keeps<'_>| std::mem::discriminant(known.reason) == kind;
                if !found.iter().any(|known| std::mem::discriminant(known.reason) == kind) {
                    found.push(Keeps { reason, cas: Vec::new(), roles: Vec::new() });
                }
                let Some(known) = found.iter_mut().find(is_same) else { continue };
                for ca in reason.cas() {
                    if !known.cas.contains(&ca) {
                        known.cas.push(ca);
                    }
                }
                if !known.roles.contains(&prediction.role) {
                    known.roles.push(prediction.role);
                }
            }
        }
    }
    let root_missing = found.iter().any(|keeps| matches!(keeps.reason, Reason::RootMissing(_)));
    if root_missing {
        // With the root everything that lies below it is added.
        let issuers = found.iter().find(|keeps| matches!(keeps.reason, Reason::IssuersMissing(_)));
        let issuers: Vec<&CaId> = issuers.map(|keeps| keeps.cas.clone()).unwrap_or_default();
        if let Some(root) = found.iter_mut().find(|keeps| matches!(keeps.reason, Reason::RootMissing(_))) {
            let more: Vec<&CaId> = issuers.into_iter().filter(|ca| !root.cas.contains(ca)).collect();
            root.cas.extend(more);
        }
        found.retain(|keeps| !matches!(keeps.reason, Reason::IssuersMissing(_)));
    }
    let missing = root_missing || found.iter().any(|keeps| matches!(keeps.reason, Reason::IssuersMissing(_)));
    if missing && service.announces_what_it_trusts() {
        // What is trusted and not announced is another matter than what is not there.
        let follows = |reason: &Reason| match reason {
            Reason::NotAnnounced(_) => root_missing,
            Reason::OnlyRootAnnounced(_) => true,
            _ => false,
        };
        found.retain(|keeps| !follows(keeps.reason));
    }
    found
}

fn groups<'a>(predictions: &[&'a Prediction], asks: Asks) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let kinds = |p: &Prediction| p.reasons.iter().map(std::mem::discriminant).collect::<Vec<_>>();
    let fares = |p: &Prediction| (p.offered, p.full_chain, p.leaf_only, p.tls12, p.tls13);
    for prediction in predictions {
        let is_alike = |group: &&mut Group<'_>| {
            let first = group.predictions.first();
            first.is_some_and(|first| fares(first) == fares(prediction) && kinds(first) == kinds(prediction))
        };
        match groups.iter_mut().find(is_alike) {
            Some(group) => {
                group.roles.push(prediction.role);
                group.predictions.push(prediction);
            }
            None => groups.push(Group {
                roles: vec![prediction.role],
                answer: Answer::of(prediction, asks),
                predictions: vec![prediction],
            }),
        }
    }
    groups
}
