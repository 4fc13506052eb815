//! Whether a card of each generation would be trusted: for one store, one generation and one role.

use tillit_verifier::catalog::store::CaId;
use tillit_verifier::verdict::GenerationId;

use crate::examine::Measure;
use crate::observation::Observation;
use crate::store::TrustStore;

/// Who logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Persons, with the assurance level that the CA stands for, where it stands for one.
    Persons(Option<u8>),
    /// Functions: servers and systems.
    Functions,
    /// Mobile identities.
    Mobile,
}

impl Role {
    /// Its word in JSON: `persons-loa3`.
    pub fn word(self) -> String {
        match self {
            Self::Persons(Some(loa)) => format!("persons-loa{loa}"),
            Self::Persons(None) => "persons".to_owned(),
            Self::Functions => "functions".to_owned(),
            Self::Mobile => "mobile".to_owned(),
        }
    }
}

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
    /// A root of the generation is a usable anchor here.
    pub has_root: bool,
}

/// For each entry the CA of the catalog that it is, and what pretends to be one.
pub fn recognise(store: &TrustStore, _measure: &Measure<'_>) -> (Vec<Option<CaId>>, Vec<Observation>) {
    (vec![None; store.entries.len()], Vec::new())
}

/// The coverage of every generation that matters here.
pub fn of(_store: &TrustStore, _recognised: &[Option<CaId>], _measure: &Measure<'_>) -> Vec<Coverage> {
    Vec::new()
}
