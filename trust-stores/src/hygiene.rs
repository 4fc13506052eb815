//! What is odd about the entries of a store, whatever PKI they belong to.

use tillit_verifier::catalog::store::CaId;

use crate::examine::Measure;
use crate::observation::Observation;
use crate::store::TrustStore;

/// Looks at every entry.
pub fn look(_store: &TrustStore, _recognised: &[Option<CaId>], _measure: &Measure<'_>) -> Vec<Observation> {
    Vec::new()
}
