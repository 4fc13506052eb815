//! The catalog: which PKIs are known, their generations in order of age, and the CAs of each with names, pins, dates and addresses.
//!
//! A catalog is data, read from TOML. The CA certificates themselves are not in it (see [`store`]).

use std::fmt;
use std::ops::Deref;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock};

use time::{Date, OffsetDateTime};

use crate::certificate::{Certificate, Fingerprint};
use crate::name::Name;
use crate::verdict::GenerationId;

mod error;
pub mod holders;
mod parse;
pub mod reader;
pub mod store;
mod subject;

pub use error::{CatalogError, Mistake, MistakeKind};
pub use parse::{MAX_FILE_BYTES, embedded, parse};

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Swedish
    pub sv: String,
    /// English
    pub en: String,
}

/// How certain a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Read in a real certificate, on the CA's own page or in a care provider's instructions.
    Confirmed,
    /// Reported by a third party.
    Reported,
    /// Inferred from a rule.
    Inferred,
}

/// What a CA issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A root: an anchor of its generation.
    Root,
    /// Persons with HSA-id.
    PersonHsaId,
    /// Persons with personal identity number.
    PersonIdentity,
    /// Functions: servers and systems.
    Function,
    /// Mobile identities.
    Mobile,
}

/// An address with how certain it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// http or https
    pub url: String,
    /// How certain.
    pub status: Status,
}

/// One CA of a generation.
#[derive(Clone, Debug)]
pub struct CaEntry {
    /// Short name, unique in its PKI: the common name.
    pub name: String,
    /// What it is and issues. A root that issues directly has [`Role::Root`] and others.
    pub roles: Vec<Role>,
    /// Assurance level of what it issues, where the CA alone decides it.
    pub loa: Option<u8>,
    /// Its exact subject.
    pub subject: Name,
    /// SHA-256 of its certificate, where it is known.
    pub sha256: Option<Fingerprint>,
    /// Its key identifier, where it is known.
    pub key_id: Option<Vec<u8>>,
    /// Validity, where it is known.
    pub not_before: Option<OffsetDateTime>,
    /// Validity, where it is known.
    pub not_after: Option<OffsetDateTime>,
    /// Where its certificate can be fetched.
    pub aia: Vec<Address>,
    /// Where the revocation list that it issues lies.
    pub crl: Vec<Address>,
    /// Its OCSP responders.
    pub ocsp: Vec<Address>,
    /// It stopped issuing on this day.
    pub issues_until: Option<Date>,
    /// How certain the entry is.
    pub status: Status,
    /// Where the facts come from.
    pub source: String,
}

impl CaEntry {
    /// It is an anchor of its generation.
    pub fn is_root(&self) -> bool {
        self.roles.contains(&Role::Root)
    }
}

/// One generation of a PKI: a root, or several, with its issuing CAs.
#[derive(Clone, Debug)]
pub struct Generation {
    /// `e-id`
    pub id: String,
    /// `SITHS e-id`: a proper name, the same in all languages.
    pub name: String,
    /// SHA-1 signatures may pass (they are reported all the same).
    pub allow_sha1: bool,
    /// Nothing was issued after this day.
    pub issues_until: Option<Date>,
    /// CAs, roots first.
    pub cas: Vec<CaEntry>,
    /// Where the facts come from.
    pub source: String,
}

impl Generation {
    /// Every root and issuing CA is past its end at `time`: of interest to history only.
    pub fn is_over(&self, time: OffsetDateTime) -> bool {
        self.cas.iter().filter(|ca| ca.is_root()).all(|ca| ca.not_after.is_some_and(|end| end < time))
    }
}

/// A certificate policy that the PKI uses.
#[derive(Clone, Debug)]
pub struct PolicyEntry {
    /// Dotted.
    pub oid: String,
    /// Assurance level that it stands for.
    pub loa: Option<u8>,
    /// What it is for.
    pub role: Option<Role>,
    /// How certain.
    pub status: Status,
    /// Where the fact comes from.
    pub source: Option<String>,
}

/// Lifetime by which a card kind is guessed.
#[derive(Clone, Debug)]
pub struct CardLifetime {
    /// Which.
    pub kind: crate::identity::CardKind,
    /// Least number of days of a certificate's validity.
    pub min_days: i64,
    /// Greatest number of days.
    pub max_days: i64,
    /// Only certificates with this assurance level, or with an unknown one.
    pub loa: Option<u8>,
}

/// How identities are read from this PKI's certificates.
#[derive(Clone, Debug, Default)]
pub struct IdentityRules {
    /// Dotted OID of the extension that holds the card number.
    pub card_number_extension: Option<String>,
    /// Certificate policies.
    pub policies: Vec<PolicyEntry>,
    /// Card lifetimes.
    pub card_lifetimes: Vec<CardLifetime>,
}

/// How exactly a date is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatePrecision {
    /// To the day.
    Day,
    /// To the month: the date is its first day.
    Month,
    /// To the year: the date is its first day.
    Year,
}

/// A dated fact of a migration.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// The day.
    pub date: Date,
    /// How much of the date is known.
    pub precision: DatePrecision,
    /// Stable word for code that asks for it: `upgrade-opens`, `last-upgrade`, ...
    pub id: String,
    /// What happens.
    pub text: Text,
    /// Where the fact comes from.
    pub source: String,
    /// How certain.
    pub status: Status,
}

/// A step of a checklist.
#[derive(Clone, Debug)]
pub struct ChecklistItem {
    /// Stable word for code and JSON.
    pub id: String,
    /// What to do.
    pub text: Text,
    /// Where it comes from.
    pub source: String,
    /// How certain.
    pub status: Status,
}

/// A kind of card and whether its certificates can be upgraded.
#[derive(Clone, Debug)]
pub struct CardRule {
    /// `ordinary`, `reserve`, ...
    pub id: String,
    /// Its name.
    pub text: Text,
    /// Can be upgraded.
    pub upgradable: bool,
    /// Where it comes from.
    pub source: String,
    /// How certain.
    pub status: Status,
}

/// A link for further reading.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its title.
    pub text: Text,
    /// Where.
    pub url: String,
    /// Where the address comes from.
    pub source: String,
    /// How certain.
    pub status: Status,
}

/// Facts of the move from one generation to the next. Dates decide which advice holds: see [`Migration::upgrade_open`].
#[derive(Clone, Debug)]
pub struct Migration {
    /// Generation that is left.
    pub from: String,
    /// Generation that is moved to.
    pub to: String,
    /// In order of date.
    pub milestones: Vec<Milestone>,
    /// Kinds of cards.
    pub cards: Vec<CardRule>,
    /// Certificates on a card as it was delivered.
    pub delivered_certificates: Option<u32>,
    /// More certificates than this on a card can make the upgrade fail.
    pub max_certificates: Option<u32>,
    /// What to do before.
    pub before: Vec<ChecklistItem>,
    /// What to do meanwhile.
    pub during: Vec<ChecklistItem>,
    /// What to do afterwards.
    pub after: Vec<ChecklistItem>,
    /// The way back.
    pub way_back: Option<ChecklistItem>,
    /// The way back ended on this day.
    pub way_back_until: Option<Date>,
    /// How certain that day is.
    pub way_back_until_status: Status,
    /// What was once so and is no advice today.
    pub history: Vec<ChecklistItem>,
    /// Advice while cards can be upgraded.
    pub advice_open: Text,
    /// Advice after the last upgrade day.
    pub advice_closed: Text,
    /// Further reading.
    pub links: Vec<Link>,
}

impl Migration {
    /// Cards can still be upgraded on this day. A moved deadline counts with its last date.
    pub fn upgrade_open(&self, day: Date) -> bool {
        let date = |id: &str| self.milestones.iter().filter(|m| m.id == id).map(|m| m.date).max();
        date("upgrade-opens").is_none_or(|d| day >= d) && date("last-upgrade").is_none_or(|d| day <= d)
    }
    /// The advice that holds on this day.
    pub fn advice(&self, day: Date) -> &Text {
        if self.upgrade_open(day) { &self.advice_open } else { &self.advice_closed }
    }
}

/// The migration of a PKI, if it has one. Reads like an `Option<Migration>`; that of a shipped PKI is read from its text when it is
/// first asked for, because most runs never do and every start of the program would pay for it.
#[derive(Clone)]
pub struct MigrationFacts(Arc<LazyLock<Option<Migration>, ReadMigration>>);

type ReadMigration = Box<dyn FnOnce() -> Option<Migration> + Send>;

impl MigrationFacts {
    fn when_asked_for(read: impl FnOnce() -> Option<Migration> + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(read))))
    }
}
impl From<Option<Migration>> for MigrationFacts {
    fn from(migration: Option<Migration>) -> Self {
        Self::when_asked_for(|| migration)
    }
}
impl Deref for MigrationFacts {
    type Target = Option<Migration>;
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
impl fmt::Debug for MigrationFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

/// Where a PKI's description comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Shipped with tillit.
    Embedded,
    /// A file of the user's.
    File(PathBuf),
}

/// One PKI with its generations.
#[derive(Clone, Debug)]
pub struct Pki {
    /// `siths`
    pub id: String,
    /// What people call it.
    pub name: Text,
    /// Not for production.
    pub test_environment: bool,
    /// The facts were last held against their sources on this day.
    pub updated: Option<Date>,
    /// Oldest first.
    pub generations: Vec<Generation>,
    /// How identities are read.
    pub identity: IdentityRules,
    /// The move to the newest generation; reads like an `Option<Migration>`.
    pub migration: MigrationFacts,
    /// Where the description comes from.
    pub origin: Origin,
}

impl Pki {
    /// The newest generation.
    pub fn newest(&self) -> Option<&Generation> {
        self.generations.last()
    }

    /// A generation by its id.
    pub fn generation(&self, id: &str) -> Option<&Generation> {
        self.generations.iter().find(|generation| generation.id == id)
    }

    /// What `new` means: the generation that the migration leads to, without one the newest.
    pub fn new_generation(&self) -> Option<&Generation> {
        match &*self.migration {
            Some(migration) => self.generation(&migration.to),
            None => self.newest(),
        }
    }

    /// What `old` means: the generation that the migration leaves, without one the last but one.
    pub fn old_generation(&self) -> Option<&Generation> {
        match &*self.migration {
            Some(migration) => self.generation(&migration.from),
            None => self.generations.iter().rev().nth(1),
        }
    }
}

/// Every PKI that is known in this run.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// In the order in which they were given, embedded ones first.
    pub pkis: Vec<Pki>,
}

/// A CA's place in the catalog.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Its PKI.
    pub pki: &'a Pki,
    /// Its generation.
    pub generation: &'a Generation,
    /// The entry.
    pub ca: &'a CaEntry,
}

impl Found<'_> {
    /// The generation's id with its PKI's.
    pub fn id(&self) -> GenerationId {
        GenerationId { pki: self.pki.id.clone(), generation: self.generation.id.clone() }
    }
}

impl Catalog {
    /// Every CA of every generation.
    pub fn cas(&self) -> impl Iterator<Item = Found<'_>> {
        self.pkis.iter().flat_map(|pki| {
            pki.generations
                .iter()
                .flat_map(move |generation| generation.cas.iter().map(move |ca| Found { pki, generation, ca }))
        })
    }

    /// The CA with this name, and with this key identifier where both sides know one. Of several, the one whose key identifier is
    /// the same comes before one where it is not known.
    pub fn by_name(&self, name: &Name, key_id: Option<&[u8]>) -> Option<Found<'_>> {
        let mut of_that_name = None;
        for found in self.cas().filter(|found| found.ca.subject == *name) {
            match (key_id, &found.ca.key_id) {
                (Some(asked), Some(known)) if asked == known => return Some(found),
                (Some(_), Some(_)) => {}
                _ => of_that_name = of_that_name.or(Some(found)),
            }
        }
        of_that_name
    }

    /// The CA that a certificate names as its issuer: by name, and by key identifier where certificate and catalog have one. A
    /// certificate that names another key was issued by a look-alike.
    pub fn issuer_of(&self, certificate: &Certificate) -> Option<Found<'_>> {
        let key_id = certificate.extensions().authority_key_id.as_ref().and_then(|aki| aki.key_id.as_deref());
        self.by_name(certificate.issuer(), key_id)
    }

    /// The entry that a CA certificate belongs to: by its pin; else by its name with
    ///
    /// - the entry's key identifier (a renewed or cross-signed certificate of the same key), which is computed from the key where
    ///   the certificate does not state it (RFC 5280 section 4.2.1.2, method 1);
    /// - an issuer of the entry's generation, where the catalog knows no key identifier.
    ///
    /// A look-alike with another key, or a self-signed one under the name of an issuing CA, is none.
    pub fn recognise_ca(&self, certificate: &Certificate) -> Option<Found<'_>> {
        if let Some(found) = self.by_pin(certificate) {
            return Some(found);
        }
        let mut own_key = None;
        let mut same_key = |known: &[u8]| {
            let own: &Vec<u8> = own_key.get_or_insert_with(|| {
                let stated = certificate.extensions().subject_key_id.clone();
                stated.unwrap_or_else(|| certificate.computed_key_id())
            });
            own == known
        };
        self.cas().filter(|found| found.ca.subject == *certificate.subject()).find(|found| match &found.ca.key_id {
            Some(known) => same_key(known),
            None => {
                !found.ca.is_root()
                    && self
                        .issuer_of(certificate)
                        .is_some_and(|issuer| issuer.id() == found.id() && issuer.ca.name != found.ca.name)
            }
        })
    }

    /// The CA whose pin this certificate has.
    pub fn by_pin(&self, certificate: &Certificate) -> Option<Found<'_>> {
        let fingerprint = certificate.fingerprint();
        self.cas().find(|found| found.ca.sha256 == Some(fingerprint))
    }

    /// The generations that people mean by `e-id`, `siths/e-id`, `old` or `new`, in upper or lower case. A name without a PKI means that
    /// generation of every PKI that has one. Empty: nobody's.
    pub fn generations_named(&self, name: &str) -> Vec<GenerationId> {
        let (of, name) = name.split_once('/').map_or((None, name), |(pki, generation)| (Some(pki), generation));
        let pkis = self.pkis.iter().filter(|pki| of.is_none_or(|of| of.eq_ignore_ascii_case(&pki.id)));
        pkis.filter_map(|pki| {
            let generation = match name.to_ascii_lowercase().as_str() {
                "new" => pki.new_generation(),
                "old" => pki.old_generation(),
                id => pki.generations.iter().find(|generation| generation.id.eq_ignore_ascii_case(id)),
            }?;
            Some(GenerationId { pki: pki.id.clone(), generation: generation.id.clone() })
        })
        .collect()
    }

    /// A PKI by its id.
    pub fn pki(&self, id: &str) -> Option<&Pki> {
        self.pkis.iter().find(|pki| pki.id == id)
    }
}
