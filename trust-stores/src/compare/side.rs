//! One side of a comparison.

use tillit_verifier::Fingerprint;
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::verdict::GenerationId;

use crate::coverage::{Effect, Role, State};
use crate::examine::Examined;
use crate::formats::Failure;
use crate::store::{Grant, Location, Trust};

/// A store as far as a comparison needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// What to call it: its path, and where in the file it is.
    pub name: String,
    /// Its path and where in the file it is: by this the stores of two sides find each other.
    pub place: (String, Option<String>),
    /// What is in it; `None` where it could not be read.
    pub contents: Option<Contents>,
}

/// What is in a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Its certificates, in the order of the store.
    pub items: Vec<Item>,
    /// What each generation gets of it.
    pub coverage: Vec<CoverageOf>,
    /// Every entry was read and is here.
    pub is_whole: bool,
}

/// A certificate of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its SHA-256.
    pub sha256: Fingerprint,
    /// Its subject (RFC 4514). From a report, personal numbers in it may be masked; from a store they are not.
    pub subject: String,
    /// Its alias.
    pub alias: Option<String>,
    /// What it is trusted for.
    pub trust: Trust,
    /// The CA of the catalog that it is: the entry's name.
    pub ca: Option<String>,
}

/// The coverage of one generation and role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageOf {
    /// Which generation.
    pub generation: GenerationId,
    /// Who.
    pub role: Role,
    /// How much is there.
    pub state: State,
    /// What follows.
    pub effect: Effect,
    /// Names of the CAs that the role needs and that are usable.
    pub present: Vec<String>,
}

impl CoverageOf {
    /// Nothing is there.
    pub(super) fn absent(generation: &GenerationId, role: Role) -> Self {
        Self {
            generation: generation.clone(),
            role,
            state: State::Absent,
            effect: Effect::Refuses,
            present: Vec::new(),
        }
    }
}

impl Side {
    /// A store that was read.
    pub fn of(examined: &Examined) -> Self {
        let store = &examined.store;
        let ca = |index: usize| examined.recognised.get(index).and_then(Option::as_ref);
        let items: Vec<Item> = store
            .entries
            .iter()
            .enumerate()
            .filter_map(|(index, entry)| {
                let certificate = entry.certificate.as_ref().ok()?;
                Some(Item {
                    sha256: certificate.fingerprint(),
                    subject: certificate.subject().to_string(),
                    alias: entry.alias.clone(),
                    trust: entry.trust,
                    ca: ca(index).map(|id| id.ca.clone()),
                })
            })
            .collect();
        let names = |cas: &[CaId]| cas.iter().map(|id| id.ca.clone()).collect();
        let coverage = examined.coverage.iter().map(|coverage| CoverageOf {
            generation: coverage.generation.clone(),
            role: coverage.role,
            state: coverage.state,
            effect: coverage.effect,
            present: names(&coverage.present),
        });
        let is_whole = items.len() as u64 == store.len();
        Self { contents: Some(Contents { items, coverage: coverage.collect(), is_whole }), ..Self::at(&store.location) }
    }

    /// A store that could not be read.
    pub fn of_failure(failure: &Failure) -> Self {
        Self::at(&failure.location)
    }

    fn at(location: &Location) -> Self {
        let path = location.path.to_string_lossy().into_owned();
        Self { name: location.to_string(), place: (path, location.within.clone()), contents: None }
    }
}

/// What several copies of one certificate are worth together: distrust is stronger than trust, a chain may end in it if it may in one
/// of them.
pub(super) fn together(one: Trust, other: Trust) -> Trust {
    let strength = |grant: Grant| match grant {
        Grant::Ignored => 0,
        Grant::Helper => 1,
        Grant::Anchor => 2,
        Grant::Distrusted => 3,
    };
    let stronger = |a, b| if strength(a) >= strength(b) { a } else { b };
    Trust {
        client: stronger(one.client, other.client),
        server: stronger(one.server, other.server),
        email: stronger(one.email, other.email),
    }
}
