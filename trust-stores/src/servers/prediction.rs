//! Whether a card of each generation gets in at a service: what its browser offers, and what the server makes of it.
//!
//! The rules are those of the library that the server is built on, as measured with real servers (`docs/servers.md`): where OpenSSL and
//! Java differ, so does the answer. Windows builds chains as OpenSSL does, to a self-signed end. A chain that a client sends is taken to be complete and in time.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use tillit_verifier::catalog::holders;
use tillit_verifier::catalog::store::{CaId, Refusal, classify};
use tillit_verifier::catalog::{CaEntry, Generation, Pki};
use tillit_verifier::certificate::PublicKeyInfo;
use tillit_verifier::flaws::{self, Flaw};
use tillit_verifier::offer::{self, Offer};
use tillit_verifier::verdict::GenerationId;
use tillit_verifier::{Certificate, Fingerprint, Name};
use time::OffsetDateTime;

use super::gather::{Gathered, NamedStore};
use super::service::{
    About, Announces, Asks, Counts, Depth, Floor, Note, Revocation, RevocationBy, RevocationOf, When,
};
use crate::coverage::{self, Role};
use crate::examine::{Environment, Measure};
use crate::store::{Consumer, Entry, Grant, TrustStore};
use crate::windows::{Physical, StoreName};

/// Yes, no, or cannot say.
pub type Answer = Option<bool>;

/// What becomes of the cards of one role of a generation. An answer is about all issuing CAs of the role: yes where the cards of each get
/// in, no where those of one do not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prediction {
    /// Which generation.
    pub generation: GenerationId,
    /// Who.
    pub role: Role,
    /// A browser offers the card, whatever CA certificates its computer has.
    pub offered: Answer,
    /// Accepted, if it sends its issuing CA's certificate along.
    pub full_chain: Answer,
    /// Accepted, if it sends its own certificate alone.
    pub leaf_only: Answer,
    /// Gets in with TLS 1.2, sending its chain.
    pub tls12: Answer,
    /// Gets in with TLS 1.3, sending its chain.
    pub tls13: Answer,
    /// Why not, or why it cannot be said; each once.
    pub reasons: Vec<Reason>,
}

impl Prediction {
    /// Every card of the role gets in, whatever it sends, with every version that the listener speaks.
    pub fn lets_in(&self) -> Answer {
        all([self.offered, self.full_chain, self.leaf_only, any([self.tls12, self.tls13])])
    }
}

/// Why an answer is no, or cannot be given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The roots are not trusted: all cards are refused.
    RootMissing(Vec<CaId>),
    /// Issuing CAs are not trusted: cards that send only their own certificate are refused.
    IssuersMissing(Vec<CaId>),
    /// Neither the issuing CA's name nor the root's is announced: browsers do not offer these cards.
    NotAnnounced(Vec<CaId>),
    /// Only the root's name is announced: browsers offer the card where their computer has the issuing CA's certificate.
    OnlyRootAnnounced(Vec<CaId>),
    /// Announced and not trusted: browsers offer the card, and it is refused.
    AnnouncedNotTrusted(Vec<CaId>),
    /// The chain is longer than is accepted: what it takes, and the limit.
    TooDeep {
        /// The limit that is set.
        limit: Depth,
        /// What it must be at least.
        needs: u32,
    },
    /// The certificate of the CA that is there has ended, or has not begun: with OpenSSL a good one that the client sends does not help.
    NotInTime(Vec<CaId>),
    /// The CA's certificate has a signature or key that is too weak for the server's settings.
    TooWeak(Vec<CaId>, Floor),
    /// Expressly distrusted.
    Distrusted(Vec<CaId>),
    /// Revocation is looked up in lists, and the CA's list is not among them.
    ListMissing(Vec<CaId>),
    /// The CA's revocation list is over.
    ListOver(Vec<CaId>),
    /// Revocation is asked for over the network.
    AsksNetwork,
    /// Lists of revocation cannot be read.
    ListsUnreadable,
    /// The listener does not speak TLS 1.2 nor 1.3.
    OldVersions,
    /// The ciphers or the security level do not go with the server's own key, or that cannot be said: what becomes of handshakes with TLS 1.2
    /// and 1.3.
    Ciphers(Answer, Answer),
    /// The certificate is asked for after the request: with TLS 1.3 browsers do not answer.
    AskedLate,
    /// The server lets everybody in; what follows is decided by the application.
    ApplicationDecides,
    /// A store that the configuration names cannot be read.
    StoreUnreadable,
    /// The configuration does not tell what decides here.
    NotResolved(About),
    /// CAs are there by name alone, and nothing at hand confirms them.
    Unconfirmed(Vec<CaId>),
    /// The names are too many to be sent: bytes.
    TooManyNames(u64),
    /// Certificates that are no roots lie among Windows' roots: IIS refuses every card while one does (403.16). Their subjects.
    NotARootAmongRoots(Vec<Name>),
}

impl Reason {
    /// The CAs that it is about; none for what is not about CAs.
    pub fn cas(&self) -> &[CaId] {
        match self {
            Self::RootMissing(cas)
            | Self::IssuersMissing(cas)
            | Self::NotAnnounced(cas)
            | Self::OnlyRootAnnounced(cas)
            | Self::AnnouncedNotTrusted(cas)
            | Self::NotInTime(cas)
            | Self::TooWeak(cas, _)
            | Self::Distrusted(cas)
            | Self::ListMissing(cas)
            | Self::ListOver(cas)
            | Self::Unconfirmed(cas) => cas,
            _ => &[],
        }
    }

    fn cas_mut(&mut self) -> Option<&mut Vec<CaId>> {
        match self {
            Self::RootMissing(cas)
            | Self::IssuersMissing(cas)
            | Self::NotAnnounced(cas)
            | Self::OnlyRootAnnounced(cas)
            | Self::AnnouncedNotTrusted(cas)
            | Self::NotInTime(cas)
            | Self::TooWeak(cas, _)
            | Self::Distrusted(cas)
            | Self::ListMissing(cas)
            | Self::ListOver(cas)
            | Self::Unconfirmed(cas) => Some(cas),
            _ => None,
        }
    }
}

/// Errors of OpenSSL (`X509_V_ERR_...` in x509_vfy.h).
const NO_ISSUER_OF_TRUSTED: u32 = 2;
const ENDED: u32 = 10;
/// A self-signed certificate at the end that is not trusted, and the two that follow.
const UNTRUSTED: u32 = 18;
const NO_ISSUER: u32 = 20;
const UNVERIFIED_LEAF: u32 = 21;
const CERT_UNTRUSTED: u32 = 27;
const REJECTED: u32 = 28;
const WEAK_SIGNATURE: u32 = 68;

/// Bytes of names that fit into the handshake: OpenSSL gives up beyond (a 16-bit length, with room for the rest of the message).
pub const MAX_NAME_BYTES: u64 = 65_000;

/// Servers that leave to the application only what OpenSSL cannot build a chain for (`optional_no_ca`: `ngx_ssl_verify_error_optional`,
/// `ssl_verify_error_is_optional`), or what their configuration names ([`Note::Overlooks`]), and refuse every other fault themselves. Others
/// let everybody in.
const DECIDES_OF_CHAINS_ONLY: &[&str] = &["nginx", "apache", "haproxy"];

/// What is said of each generation and role that matters at this service.
pub fn predict(gathered: &Gathered, measure: &Measure<'_>) -> Vec<Prediction> {
    Predictor::new(measure).predict(gathered)
}

/// Makes predictions of many services: what their stores have in common is looked at once.
pub struct Predictor<'m> {
    measure: &'m Measure<'m>,
    matters: Box<dyn Fn(&Certificate) -> bool + Sync + 'm>,
    /// What certificates are, by the certificates of the trusted stores that matter: to tell takes a signature each.
    known: RefCell<HashMap<Vec<Fingerprint>, Rc<Vec<Recognised>>>>,
}

/// What a certificate of a store is.
#[derive(Clone, Debug)]
enum Recognised {
    Is(CaId),
    /// By name alone.
    MayBe(CaId),
    No,
}

impl<'m> Predictor<'m> {
    /// With this catalog, at this moment.
    pub fn new(measure: &'m Measure<'m>) -> Self {
        let matters = Box::new(coverage::matters(measure.catalog));
        Self { measure, matters, known: RefCell::default() }
    }

    /// As [`predict`].
    pub fn predict(&self, gathered: &Gathered) -> Vec<Prediction> {
        predicted(gathered, self)
    }

    /// What each of these certificates is, in the light of all of them.
    fn recognise(&self, certificates: &[&Certificate]) -> Rc<Vec<Recognised>> {
        let key: Vec<Fingerprint> = certificates.iter().map(|certificate| certificate.fingerprint()).collect();
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let mut at_hand: Vec<Certificate> = self.measure.at_hand.to_vec();
        at_hand.extend(certificates.iter().map(|certificate| (*certificate).clone()));
        let of = |certificate: &&Certificate| match classify(certificate, self.measure.catalog, &at_hand) {
            Ok(accepted) => Recognised::Is(accepted.found().ca_id()),
            Err(Refusal::RootNotAtHand { ca, .. } | Refusal::RootNotPinned(ca)) => Recognised::MayBe(ca),
            Err(_) => Recognised::No,
        };
        let recognised = Rc::new(certificates.iter().map(of).collect::<Vec<_>>());
        self.known.borrow_mut().insert(key, recognised.clone());
        recognised
    }
}

fn predicted(gathered: &Gathered, predictor: &Predictor<'_>) -> Vec<Prediction> {
    let measure = predictor.measure;
    let service = &gathered.service;
    // Who refuses every connection refuses no card.
    if service.asks.value == Asks::Refuses {
        return Vec::new();
    }
    if service.asks.value == Asks::Off && !service.unresolved.iter().any(|setting| setting.about == About::Asks) {
        return Vec::new();
    }
    let pool = Pool::of(gathered, predictor);
    let mut predictions = Vec::new();
    for pki in &measure.catalog.pkis {
        let here = pool.found.iter().any(|found| found.ca.as_ref().is_some_and(|ca| ca.generation.pki == pki.id))
            || pool.unconfirmed.iter().any(|ca| ca.generation.pki == pki.id);
        let expected = pki.test_environment == (measure.environment == Some(Environment::Test));
        if here || expected {
            for generation in pki.generations.iter().filter(|generation| !generation.is_over(measure.now)) {
                predictions.extend(of_generation(pki, generation, &pool));
            }
        }
    }
    predictions
}

/// A certificate of the sources.
struct Found<'a> {
    certificate: &'a Certificate,
    /// The CA of the catalog that it is.
    ca: Option<CaId>,
    grant: Grant,
}

/// Everything that a service trusts and announces.
struct Pool<'a> {
    gathered: &'a Gathered,
    now: OffsetDateTime,
    /// Trusted certificates.
    found: Vec<Found<'a>>,
    unconfirmed: Vec<CaId>,
    /// A trusted source cannot be read, or is not known.
    unreadable: bool,
    unknown: bool,
    announced: Option<Vec<Name>>,
    /// Subjects of what lies among Windows' roots and is none.
    not_roots: Vec<Name>,
    at_hand: &'a [Certificate],
    measure: &'a Measure<'a>,
}

impl<'a> Pool<'a> {
    fn of(gathered: &'a Gathered, predictor: &'a Predictor<'_>) -> Self {
        let measure = predictor.measure;
        let mut pool = Self {
            gathered,
            now: measure.now,
            found: Vec::new(),
            unconfirmed: Vec::new(),
            unreadable: false,
            unknown: false,
            announced: gathered.announced(),
            not_roots: Vec::new(),
            at_hand: measure.at_hand,
            measure,
        };
        let mut entries: Vec<(&TrustStore, &Entry, &Certificate)> = Vec::new();
        for (_, store) in gathered.named().filter(|(source, _)| source.trusted) {
            match store {
                NamedStore::Read(store) => {
                    if gathered.service.consumer == Consumer::Windows {
                        pool.not_roots.extend(not_roots(store));
                    }
                    let all = store.entries.iter().filter_map(|entry| Some((entry, entry.certificate.as_ref().ok()?)));
                    let mattering = all.filter(|(_, certificate)| (predictor.matters)(certificate));
                    entries.extend(mattering.map(|(entry, certificate)| (&**store, entry, certificate)));
                }
                NamedStore::Failed(..) => pool.unreadable = true,
                NamedStore::Unknown => pool.unknown = true,
            }
        }
        let certificates: Vec<&Certificate> = entries.iter().map(|(.., certificate)| *certificate).collect();
        let recognised = predictor.recognise(&certificates);
        for ((store, entry, certificate), recognised) in entries.into_iter().zip(recognised.iter()) {
            if !is_seen(store, entry) {
                continue;
            }
            let ca = match recognised {
                Recognised::Is(ca) => Some(ca.clone()),
                Recognised::MayBe(ca) => {
                    pool.unconfirmed.push(ca.clone());
                    None
                }
                Recognised::No => None,
            };
            pool.found.push(Found { certificate, ca, grant: entry.trust.client });
        }
        pool
    }

    fn holds(&self, ca: &CaId) -> impl Iterator<Item = &Found<'a>> {
        self.found.iter().filter(move |found| found.ca.as_ref() == Some(ca))
    }

    /// The certificate of a CA that the server takes: of several that one in time.
    fn chosen(&self, ca: &CaId) -> Option<&Found<'a>> {
        let in_time = |found: &&Found<'_>| found.certificate.is_valid_at(self.now);
        self.holds(ca).find(in_time).or_else(|| self.holds(ca).next())
    }
}

/// What lies in a store of roots of Windows' and is none.
fn not_roots(store: &TrustStore) -> impl Iterator<Item = Name> {
    let among_roots =
        |entry: &&Entry| Physical::of_entry(entry).is_some_and(|physical| physical.name == StoreName::Root);
    let certificates = store.entries.iter().filter(among_roots).filter_map(|entry| entry.certificate.as_ref().ok());
    certificates.filter(|certificate| !certificate.is_self_issued()).map(|certificate| certificate.subject().clone())
}

fn is_seen(store: &TrustStore, entry: &Entry) -> bool {
    !entry.ignored_by.contains(&store.consumer)
}

/// The three-valued "or".
pub(super) fn any(answers: impl IntoIterator<Item = Answer>) -> Answer {
    let none = all(answers.into_iter().map(|answer| answer.map(|yes| !yes)));
    none.map(|none| !none)
}

/// The three-valued "and".
fn all(answers: impl IntoIterator<Item = Answer>) -> Answer {
    let mut sum = Some(true);
    for answer in answers {
        match answer {
            Some(true) => {}
            Some(false) => return answer,
            None => sum = None,
        }
    }
    sum
}

/// What becomes of the cards of one issuing CA.
struct Outcome {
    offered: Answer,
    full_chain: Answer,
    leaf_only: Answer,
    why: Vec<Reason>,
}

fn of_generation(pki: &Pki, generation: &Generation, pool: &Pool<'_>) -> Vec<Prediction> {
    let is_over = |ca: &CaEntry| ca.not_after.is_some_and(|end| end < pool.now);
    let id = GenerationId { pki: pki.id.clone(), generation: generation.id.clone() };
    let current: Vec<&CaEntry> = generation.cas.iter().filter(|ca| !is_over(ca)).collect();
    let mut predictions = Vec::new();
    for role in coverage::roles_of(&current) {
        let issuing = current.iter().filter(|ca| coverage::roles(ca).contains(&role));
        let roots = holders::roots_of(&current, role);
        let outcomes: Vec<Outcome> = issuing.map(|ca| of_issuer(ca, &roots, &id, generation, pool)).collect();
        let mut reasons: Vec<Reason> = Vec::new();
        for reason in outcomes.iter().flat_map(|outcome| &outcome.why) {
            merge(&mut reasons, reason.clone());
        }
        let offered = all(outcomes.iter().map(|outcome| outcome.offered));
        let versions = pool.gathered.service.versions.value;
        let late = pool.gathered.service.when == When::AfterRequest;
        let fit = &pool.gathered.service.fit;
        let spoken = [(versions.tls12, fit.tls12), (versions.tls13 && !late, fit.tls13)];
        let fits = || spoken.iter().filter(|(is_spoken, _)| *is_spoken).map(|(_, fits)| *fits);
        if fits().any(|fits| fits != Some(true)) {
            let [tls12, tls13] = spoken.map(|(is_spoken, fits)| if is_spoken { fits } else { Some(false) });
            merge(&mut reasons, Reason::Ciphers(tls12, tls13));
        }
        let handshake = if fits().next().is_none() { Some(true) } else { any(fits()) };
        let full_chain = all(outcomes.iter().map(|outcome| outcome.full_chain).chain([handshake]));
        let leaf_only = all(outcomes.iter().map(|outcome| outcome.leaf_only).chain([handshake]));
        if late && versions.tls13 {
            merge(&mut reasons, Reason::AskedLate);
        }
        if !versions.tls12 && !versions.tls13 {
            merge(&mut reasons, Reason::OldVersions);
        }
        let with = |spoken: bool, fits: Answer| {
            let chains = outcomes.iter().map(|outcome| outcome.full_chain);
            if spoken { all(chains.chain([fits])) } else { Some(false) }
        };
        predictions.push(Prediction {
            generation: id.clone(),
            role,
            offered,
            full_chain,
            leaf_only,
            tls12: with(versions.tls12, fit.tls12),
            tls13: with(versions.tls13 && !late, fit.tls13),
            reasons,
        });
    }
    predictions
}

/// Adds a reason; CAs of the same reason stand together.
fn merge(reasons: &mut Vec<Reason>, reason: Reason) {
    let same = |known: &&mut Reason| std::mem::discriminant(*known) == std::mem::discriminant(&reason);
    let Some(known) = reasons.iter_mut().find(same) else { return reasons.push(reason) };
    match (&reason, &mut *known) {
        (Reason::TooDeep { needs: more, .. }, Reason::TooDeep { needs, .. }) => *needs = (*more).max(*needs),
        (Reason::NotResolved(_), _) => {
            if !reasons.contains(&reason) {
                reasons.push(reason);
            }
        }
        _ => {
            if let Some(cas) = known.cas_mut() {
                for ca in reason.cas() {
                    if !cas.contains(ca) {
                        cas.push(ca.clone());
                    }
                }
            }
        }
    }
}

fn of_issuer(
    issuer: &CaEntry,
    roots: &[&CaEntry],
    id: &GenerationId,
    generation: &Generation,
    pool: &Pool<'_>,
) -> Outcome {
    let service = &pool.gathered.service;
    let ca_id = |ca: &CaEntry| CaId { generation: id.clone(), ca: ca.name.clone() };
    let mut why = Vec::new();
    let offered = offered(issuer, roots, id, pool, &mut why);
    let decides = service.asks.value == Asks::Application;
    if decides {
        merge(&mut why, Reason::ApplicationDecides);
    }
    if decides && !DECIDES_OF_CHAINS_ONLY.contains(&service.server) {
        return Outcome { offered, full_chain: Some(true), leaf_only: Some(true), why };
    }
    let overlooks = decides || service.notes.iter().any(|note| matches!(note, Note::Overlooks(..)));
    let chain = Chain { issuer, roots: roots.iter().map(|root| (ca_id(root), *root)).collect(), id: ca_id(issuer) };
    let mut answers = match service.consumer {
        Consumer::Java => chain.by_java(generation, pool, &mut why),
        _ if overlooks => chain.by_lenient_openssl(generation, pool, &mut why),
        _ => chain.by_openssl(generation, pool, &mut why),
    };
    let mut unsure = |about: About| {
        let decides = |setting: &super::service::Unresolved| {
            setting.about == about || (setting.about == About::Anything && about == About::Trusts)
        };
        if service.unresolved.iter().any(decides) {
            merge(&mut why, Reason::NotResolved(about));
            true
        } else {
            false
        }
    };
    if unsure(About::Asks) | unsure(About::Trusts) {
        answers = (None, None);
    }
    if pool.unreadable {
        merge(&mut why, Reason::StoreUnreadable);
        answers = (None, None);
    }
    if !pool.not_roots.is_empty() {
        merge(&mut why, Reason::NotARootAmongRoots(pool.not_roots.clone()));
        answers = (Some(false), Some(false));
    }
    // The server comes to no handshake at all.
    if why.iter().any(|reason| matches!(reason, Reason::TooManyNames(_))) {
        answers = (Some(false), Some(false));
    }
    let (full_chain, leaf_only) = answers;
    if offered == Some(true) && full_chain == Some(false) && service.announces == Announces::Sources {
        let names_root = roots.iter().any(|root| pool.announced.as_ref().is_some_and(|n| n.contains(&root.subject)));
        let missing = why.iter().any(|reason| matches!(reason, Reason::RootMissing(_)));
        if names_root && missing {
            let mut announced: Vec<CaId> = roots.iter().map(|root| ca_id(root)).collect();
            announced.push(ca_id(issuer));
            merge(&mut why, Reason::AnnouncedNotTrusted(announced));
        }
    }
    Outcome { offered, full_chain, leaf_only, why }
}

/// Whether a browser offers cards of this issuing CA: [`offer`], where it is known which names are sent.
fn offered(issuer: &CaEntry, roots: &[&CaEntry], id: &GenerationId, pool: &Pool<'_>, why: &mut Vec<Reason>) -> Answer {
    let service = &pool.gathered.service;
    if service.unresolved.iter().any(|setting| matches!(setting.about, About::Announces | About::Asks)) {
        merge(why, Reason::NotResolved(About::Announces));
        return None;
    }
    let names = pool.announced.as_ref()?;
    let bytes = offer::list_bytes(names);
    if bytes > MAX_NAME_BYTES {
        merge(why, Reason::TooManyNames(bytes));
        return Some(false);
    }
    let ca = || vec![CaId { generation: id.clone(), ca: issuer.name.clone() }];
    let offer = offer::offer(&issuer.subject, roots.iter().map(|root| &root.subject), names);
    match offer {
        Offer::Yes => {}
        Offer::OnlyRoot => merge(why, Reason::OnlyRootAnnounced(ca())),
        Offer::No => merge(why, Reason::NotAnnounced(ca())),
    }
    offer.answer()
}

/// A card's chain: its issuing CA (which may be a root itself) and the roots of its generation.
struct Chain<'a> {
    issuer: &'a CaEntry,
    id: CaId,
    roots: Vec<(CaId, &'a CaEntry)>,
}

impl Chain<'_> {
    /// OpenSSL: the chain must end in a self-signed certificate of the store, whose own copies of CAs go before what the client sends.
    fn by_openssl(&self, generation: &Generation, pool: &Pool<'_>, why: &mut Vec<Reason>) -> (Answer, Answer) {
        let service = &pool.gathered.service;
        let issues_itself = self.issuer.is_root();
        let intermediates = u32::from(!issues_itself);
        let needs = match service.depth.value.counts {
            Counts::Intermediates => intermediates,
            Counts::AllCas => intermediates + 1,
        };
        let too_deep = service.depth.value.limit.is_some_and(|limit| limit < needs);
        let too_deep = too_deep.then_some(Reason::TooDeep { limit: service.depth.value, needs });
        let root = self.roots.iter().find_map(|(id, _)| Some((id, pool.chosen(id)?)));
        let roots = || self.roots.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let Some((root_id, root)) = root else {
            // A root that is there by name alone may be the right one.
            if pool.unconfirmed.iter().any(|ca| roots().contains(ca)) {
                merge(why, Reason::Unconfirmed(roots()));
                return (None, None);
            }
            if pool.unknown {
                return (None, None);
            }
            merge(why, Reason::RootMissing(roots()));
            if !issues_itself && pool.chosen(&self.id).is_none() {
                merge(why, Reason::IssuersMissing(vec![self.id.clone()]));
            }
            // With the CAs alone they would still be refused.
            if let Some(too_deep) = too_deep {
                merge(why, too_deep);
            }
            return (Some(false), Some(false));
        };
        let own = if issues_itself { None } else { pool.chosen(&self.id) };
        let mut good = Some(true);
        let mut refuse = |reason: Reason| {
            good = Some(false);
            merge(why, reason);
        };
        for (id, found) in std::iter::once((root_id, root)).chain(own.map(|own| (&self.id, own))) {
            if !found.certificate.is_valid_at(pool.now) {
                refuse(Reason::NotInTime(vec![id.clone()]));
            }
            if found.grant == Grant::Distrusted {
                refuse(Reason::Distrusted(vec![id.clone()]));
            }
            let is_root = id == root_id;
            if is_weak(found.certificate, is_root, &service.floor.value) {
                refuse(Reason::TooWeak(vec![id.clone()], service.floor.value));
            }
        }
        if let Some(too_deep) = too_deep {
            refuse(too_deep);
        }
        let mut full = good;
        // What the client sends is not here to be looked at; another copy of it may be, else the generation's rules tell how its CAs are
        // signed.
        if own.is_none() && !issues_itself && full == Some(true) {
            let sent = pool.at_hand.iter().find(|certificate| {
                let found = pool.measure.catalog.recognise_ca(certificate);
                found.is_some_and(|found| found.ca_id() == self.id)
            });
            let floor = &service.floor.value;
            match sent {
                Some(sent) if is_weak(sent, false, floor) => {
                    merge(why, Reason::TooWeak(vec![self.id.clone()], *floor));
                    full = Some(false);
                }
                None if generation.allow_sha1 && !floor.sha1 => {
                    merge(why, Reason::TooWeak(vec![self.id.clone()], *floor));
                    full = None;
                }
                _ => {}
            }
        }
        let mut leaf = if own.is_some() || issues_itself { good } else { Some(false) };
        if own.is_none() && !issues_itself {
            if pool.unconfirmed.contains(&self.id) {
                merge(why, Reason::Unconfirmed(vec![self.id.clone()]));
                leaf = if good == Some(true) { None } else { good };
                full = full.and_then(|full| if full { None } else { Some(false) });
            } else if pool.unknown {
                leaf = None;
            } else {
                merge(why, Reason::IssuersMissing(vec![self.id.clone()]));
            }
        }
        let revocation = self.revocation(pool, why, false);
        (all([full, revocation]), all([leaf, revocation]))
    }

    /// OpenSSL in a server that lets some errors pass, each when it comes. Apache httpd (`optional_no_ca`) overlooks that no way leads to a
    /// trusted root, and nothing else: a chain that is found must be good all the same. HAProxy overlooks what it is told to.
    fn by_lenient_openssl(&self, generation: &Generation, pool: &Pool<'_>, why: &mut Vec<Reason>) -> (Answer, Answer) {
        let service = &pool.gathered.service;
        let root_ids: Vec<CaId> = self.roots.iter().map(|(id, _)| id.clone()).collect();
        let is_unconfirmed = |id: &CaId| pool.unconfirmed.contains(id);
        let named = service.notes.iter().find_map(|note| match note {
            Note::Overlooks(cas, own, _) => Some((cas, own)),
            _ => None,
        });
        let passes = |code: u32, is_ca: bool| match named {
            Some((cas, own)) => {
                if is_ca {
                    cas.has(code)
                } else {
                    own.has(code)
                }
            }
            None => matches!(code, UNTRUSTED..=UNVERIFIED_LEAF | CERT_UNTRUSTED),
        };
        if pool.unknown || is_unconfirmed(&self.id) || root_ids.iter().any(is_unconfirmed) {
            let all = [2, 20, 21, 68].iter().all(|code| passes(*code, true) && passes(*code, false));
            return if all { (Some(true), Some(true)) } else { (None, None) };
        }
        let issues_itself = self.issuer.is_root();
        let root = self.roots.iter().find_map(|(id, _)| Some((id, pool.chosen(id)?)));
        let own = if issues_itself { None } else { pool.chosen(&self.id) };
        let sha1_leaf = generation.allow_sha1 && !service.floor.value.sha1;
        // Another copy of what the client sends may be at hand.
        let is_it = |certificate: &&Certificate| {
            pool.measure.catalog.recognise_ca(certificate).is_some_and(|found| found.ca_id() == self.id)
        };
        let issuer_is_weak = match own.map(|own| own.certificate).or_else(|| pool.at_hand.iter().find(is_it)) {
            Some(known) => Some(is_weak(known, issues_itself, &service.floor.value)),
            None => {
                if sha1_leaf {
                    None
                } else {
                    Some(false)
                }
            }
        };
        let mut answer = |is_sent: bool| -> Answer {
            let has_issuer = !issues_itself && (own.is_some() || is_sent);
            // A limit of OpenSSL's that stops before the root leaves a chain without an end (nginx at `ssl_verify_depth 0`).
            let depth = service.depth.value;
            let too_deep =
                depth.counts == Counts::Intermediates && depth.limit.is_some_and(|limit| limit < u32::from(has_issuer));
            let ends = root.is_some() && (has_issuer || issues_itself) && !too_deep;
            if too_deep {
                merge(why, Reason::TooDeep { limit: depth, needs: 1 });
            }
            let mut good = Some(true);
            let mut error = |code: u32, is_ca: bool, reason: Reason| {
                if !passes(code, is_ca) {
                    good = Some(false);
                    merge(why, reason);
                }
            };
            if !ends {
                let missing = || Reason::RootMissing(root_ids.clone());
                match (own, has_issuer) {
                    (Some(_), _) => error(NO_ISSUER_OF_TRUSTED, true, missing()),
                    (None, true) => error(NO_ISSUER, true, missing()),
                    (None, false) => {
                        let reason =
                            if root.is_some() { Reason::IssuersMissing(vec![self.id.clone()]) } else { missing() };
                        error(NO_ISSUER, false, reason.clone());
                        error(UNVERIFIED_LEAF, false, reason);
                    }
                }
            }
            let cas = u32::from(has_issuer) + u32::from(ends);
            if depth.counts == Counts::AllCas && depth.limit.is_some_and(|limit| limit < cas) {
                // Not an error of OpenSSL's that could be overlooked, in Apache httpd.
                error(u32::MAX, true, Reason::TooDeep { limit: depth, needs: cas });
            }
            let in_chain = root.filter(|_| ends).into_iter().chain(own.map(|own| (&self.id, own)));
            for (id, found) in in_chain {
                if !found.certificate.is_valid_at(pool.now) {
                    error(ENDED, true, Reason::NotInTime(vec![id.clone()]));
                }
                if found.grant == Grant::Distrusted {
                    error(REJECTED, true, Reason::Distrusted(vec![id.clone()]));
                }
                // The signature of the last in a chain is not looked at.
                let is_last = !ends || root_ids.contains(id);
                if is_weak(found.certificate, is_last, &service.floor.value) {
                    error(WEAK_SIGNATURE, true, Reason::TooWeak(vec![id.clone()], service.floor.value));
                }
            }
            let is_sent = own.is_none() && has_issuer && ends;
            if is_sent && issuer_is_weak == Some(true) {
                error(WEAK_SIGNATURE, true, Reason::TooWeak(vec![self.id.clone()], service.floor.value));
            }
            // How the sent CA is signed is not known, nor how the card itself is: of a CA that signs itself with more, more is expected.
            let is_unsure = issuer_is_weak.is_none() && is_sent && !passes(WEAK_SIGNATURE, true)
                || sha1_leaf && issuer_is_weak != Some(false) && !passes(WEAK_SIGNATURE, false);
            if cas > 0 && good == Some(true) && is_unsure {
                merge(why, Reason::TooWeak(vec![self.id.clone()], service.floor.value));
                good = None;
            }
            let lists = service.revocation.iter().all(|_| [3, 11, 12, 33].iter().all(|code| passes(*code, false)));
            match (lists, ends) {
                (true, _) => good,
                (false, true) => all([good, self.revocation(pool, why, false)]),
                // The list of an issuer that is not there cannot be verified.
                (false, false) => all([good, None]),
            }
        };
        (answer(true), answer(false))
    }

    /// Java: every trusted entry ends a chain, and what it is itself (its time, its signature) is not looked at.
    fn by_java(&self, generation: &Generation, pool: &Pool<'_>, why: &mut Vec<Reason>) -> (Answer, Answer) {
        let service = &pool.gathered.service;
        let issues_itself = self.issuer.is_root();
        let issuer_here = pool.chosen(&self.id).is_some();
        let root_here = self.roots.iter().any(|(id, _)| pool.chosen(id).is_some());
        let roots = || self.roots.iter().map(|(id, _)| id.clone()).collect::<Vec<_>>();
        let floor = service.floor.value;
        let named = |id: &CaId| pool.unconfirmed.contains(id);
        let mut full = Some(issuer_here || root_here);
        let mut leaf = Some(issuer_here);
        if !issuer_here && named(&self.id) {
            merge(why, Reason::Unconfirmed(vec![self.id.clone()]));
            leaf = None;
            full = full.filter(|full| *full);
        }
        if !issuer_here && !root_here && roots().iter().any(named) {
            merge(why, Reason::Unconfirmed(roots()));
            full = None;
        }
        if pool.unknown {
            full = full.filter(|full| *full);
            leaf = leaf.filter(|leaf| *leaf);
        }
        if leaf == Some(false) && !issues_itself {
            merge(why, Reason::IssuersMissing(vec![self.id.clone()]));
        }
        if full == Some(false) {
            merge(why, Reason::RootMissing(roots()));
        }
        // Only what lies between is looked at: the issuing CA's certificate, where the root is the anchor.
        if !issuer_here && full == Some(true) && generation.allow_sha1 && !floor.sha1 {
            merge(why, Reason::TooWeak(vec![self.id.clone()], floor));
            full = None;
        }
        let between = u32::from(!issuer_here && !issues_itself);
        if service.depth.value.limit.is_some_and(|limit| limit < between) && full == Some(true) {
            merge(why, Reason::TooDeep { limit: service.depth.value, needs: between });
            full = Some(false);
        }
        let revocation = self.revocation(pool, why, issuer_here);
        (all([full, revocation]), all([leaf, revocation]))
    }

    /// What looking up revocation does to every card of this CA, revoked or not. `trusted`: the issuing CA is itself an anchor.
    fn revocation(&self, pool: &Pool<'_>, why: &mut Vec<Reason>, trusted: bool) -> Answer {
        let mut answer = Some(true);
        // One that has the answer is enough where several are asked: nobody but Java asks several.
        for (revocation, lists) in pool.gathered.service.revocation.iter().zip(&pool.gathered.lists) {
            let of = self.revocation_by(revocation, lists, pool, why, trusted);
            answer = all([answer, of]);
        }
        answer
    }

    fn revocation_by(
        &self,
        revocation: &Revocation,
        lists: &super::gather::Lists,
        pool: &Pool<'_>,
        why: &mut Vec<Reason>,
        trusted: bool,
    ) -> Answer {
        if matches!(revocation.by, RevocationBy::Ocsp | RevocationBy::Network) {
            merge(why, Reason::AsksNetwork);
            return None;
        }
        if lists.failed.is_some() {
            merge(why, Reason::ListsUnreadable);
            return None;
        }
        let above = match revocation.of {
            RevocationOf::Leaf => false,
            RevocationOf::Chain => true,
            RevocationOf::UntrustedOnly => !trusted,
        };
        let roots = self.roots.iter().filter(|(id, _)| above && *id != self.id).map(|(id, root)| (id, *root));
        let mut answer = Some(true);
        for (id, ca) in std::iter::once((&self.id, self.issuer)).chain(roots) {
            // Files and folders of lists make one store.
            let all = pool.gathered.lists.iter().flat_map(|lists| &lists.read);
            let mut own = all.filter(|list| *list.issuer() == ca.subject).peekable();
            if own.peek().is_none() {
                if !revocation.missing_is_fine {
                    merge(why, Reason::ListMissing(vec![id.clone()]));
                    answer = Some(false);
                }
            } else if own
                .all(|list| list.next_update().is_some_and(|end| end < pool.now) || list.this_update() > pool.now)
            {
                merge(why, Reason::ListOver(vec![id.clone()]));
                answer = Some(false);
            }
        }
        answer
    }
}

/// A CA's certificate is below what a server demands. A root's own signature proves nothing and is not looked at.
fn is_weak(certificate: &Certificate, is_root: bool, floor: &Floor) -> bool {
    let weak_key = match certificate.key_info() {
        PublicKeyInfo::Rsa { bits, .. } | PublicKeyInfo::RsaPss { bits } => bits < floor.rsa_bits,
        PublicKeyInfo::Ec { bits } => bits < floor.ec_bits,
        PublicKeyInfo::Ed25519 | PublicKeyInfo::Other => false,
    };
    let weakly = |flaw: &Flaw| matches!(flaw, Flaw::Sha1Signature | Flaw::Md5Signature);
    weak_key || (!is_root && !floor.sha1 && flaws::flaws(certificate).iter().any(weakly))
}
