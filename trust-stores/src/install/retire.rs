//! Whether an old generation may go.

use tillit_verifier::verdict::GenerationId;

use super::plan::Refusal;
use super::selection::Removal;
use crate::coverage::{self, Coverage, Effect};
use crate::examine::Measure;
use crate::store::TrustStore;

/// Everybody whom the retired generations serve today is served by another generation of the same PKI in the store that is left.
///
/// # Errors
/// [`Refusal::NothingLeft`]
pub(super) fn leaves_something(
    stores: &[TrustStore],
    retire: &[GenerationId],
    remove: &[Removal],
    measure: &Measure<'_>,
) -> Result<(), Refusal> {
    for store in stores {
        let before = covered(store, measure);
        let mut left = store.clone();
        left.entries.retain(|entry| {
            !entry.certificate.as_ref().is_ok_and(|found| remove.iter().any(|r| r.fingerprint == found.fingerprint()))
        });
        let after = covered(&left, measure);
        let lost = before.iter().filter(|was| retire.contains(&was.generation) && is_let_in(was)).any(|was| {
            let same = |now: &&Coverage| now.generation.pki == was.generation.pki && now.role == was.role;
            !after.iter().filter(same).any(|now| now.effect == Effect::LetsIn)
        });
        if lost {
            return Err(Refusal::NothingLeft);
        }
    }
    Ok(())
}

fn covered(store: &TrustStore, measure: &Measure<'_>) -> Vec<Coverage> {
    let (recognised, _) = coverage::recognise(store, measure);
    coverage::of(store, &recognised, &[], measure)
}

fn is_let_in(coverage: &Coverage) -> bool {
    matches!(coverage.effect, Effect::LetsIn | Effect::OnlyWithIssuer | Effect::SomeIssuers)
}
