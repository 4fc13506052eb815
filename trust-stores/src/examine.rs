//! What a store's entries mean: which CAs of the catalog they are, what each generation gets, and what is odd about them.

use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::CaId;
use time::OffsetDateTime;

use crate::coverage::{self, Coverage};
use crate::hygiene;
use crate::observation::Observation;
use crate::store::TrustStore;

/// What a store is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Environment {
    /// Real cards.
    Production,
    /// Test cards.
    Test,
}

/// What the entries are held against.
#[derive(Clone, Copy)]
pub struct Measure<'a> {
    /// The known PKIs.
    pub catalog: &'a Catalog,
    /// CA certificates that are at hand besides the store's own: they can confirm an issuing CA that has no pin.
    pub at_hand: &'a [Certificate],
    /// The moment.
    pub now: OffsetDateTime,
    /// What the store is meant for, where somebody said so.
    pub environment: Option<Environment>,
}

/// A store with what was found out about it.
#[derive(Debug)]
pub struct Examined {
    /// The store.
    pub store: TrustStore,
    /// For each entry the CA of the catalog that it is.
    pub recognised: Vec<Option<CaId>>,
    /// For each generation that matters here and each role in it.
    pub coverage: Vec<Coverage>,
    /// Everything that was noticed, while reading and afterwards.
    pub observations: Vec<Observation>,
}

/// Examines a store.
pub fn examine(mut store: TrustStore, measure: &Measure<'_>) -> Examined {
    let mut observations = std::mem::take(&mut store.observations);
    let (recognised, mut odd) = coverage::recognise(&store, measure);
    observations.append(&mut odd);
    let unconfirmed: Vec<CaId> = unconfirmed_names(&observations);
    let coverage = coverage::of(&store, &recognised, &unconfirmed, measure);
    observations.extend(hygiene::look(&store, &recognised, measure));
    Examined { store, recognised, coverage, observations }
}

/// The CAs that are here by name alone.
fn unconfirmed_names(observations: &[Observation]) -> Vec<CaId> {
    let of = |observation: &Observation| match observation {
        Observation::Unconfirmed(_, ca) => Some(ca.clone()),
        _ => None,
    };
    observations.iter().filter_map(of).collect()
}
