//! Whether an old generation may go.

use tillit_verifier::container::Position;
use tillit_verifier::verdict::GenerationId;

use super::plan::Refusal;
use super::selection::{Removal, Selection};
use crate::coverage::{self, Coverage, Effect, Role};
use crate::examine::Measure;
use crate::store::{Entry, TrustStore};

/// Everybody whom the retired generations serve today is served by another generation of the same PKI in the store that is left.
///
/// # Errors
/// [`Refusal::NothingLeft`]
pub(super) fn leaves_something(
    stores: &[TrustStore],
    selection: &Selection,
    remove: &[Removal],
    measure: &Measure<'_>,
) -> Result<(), Refusal> {
    let retire = &selection.retire;
    for store in stores {
        let before = covered(store, measure);
        let mut left = store.clone();
        left.entries.retain(|entry| {
            !entry.certificate.as_ref().is_ok_and(|found| remove.iter().any(|r| r.fingerprint == found.fingerprint()))
        });
        let added = selection.add.iter().map(|addition| {
            let position = Position::Index(left.entries.len());
            Entry::anchor(Ok(addition.certificate.clone()), position)
        });
        let added: Vec<Entry> = added.collect();
        left.entries.extend(added);
        let after = covered(&left, measure);
        let mut served = before.iter().filter(|was| retire.contains(&was.generation));
        let lost = served.any(|was| is_let_in(was) && !is_served(was, &after, retire));
        if lost {
            return Err(Refusal::NothingLeft);
        }
    }
    Ok(())
}

/// What this store lets in depends on the retired generations: of somebody whom they serve, no other generation of the same PKI takes
/// care.
pub fn depends(coverage: &[Coverage], retire: &[GenerationId]) -> bool {
    let mut old = coverage.iter().filter(|coverage| retire.contains(&coverage.generation) && is_let_in(coverage));
    old.any(|old| !is_served(old, coverage, retire))
}

/// Another generation lets in those whom this one serves: persons of every level that it knows, since generations do not divide persons
/// into the same levels.
fn is_served(old: &Coverage, all: &[Coverage], retire: &[GenerationId]) -> bool {
    let is_same_kind = |new: &&Coverage| match (old.role, new.role) {
        (Role::Persons(_), Role::Persons(_)) => true,
        (old, new) => old == new,
    };
    let is_other = |new: &&Coverage| new.generation.pki == old.generation.pki && !retire.contains(&new.generation);
    let mut others = all.iter().filter(is_other).filter(is_same_kind).peekable();
    others.peek().is_some() && others.all(|new| new.effect == Effect::LetsIn)
}

fn covered(store: &TrustStore, measure: &Measure<'_>) -> Vec<Coverage> {
    let (recognised, _) = coverage::recognise(store, measure);
    coverage::of(store, &recognised, &[], measure)
}

fn is_let_in(coverage: &Coverage) -> bool {
    matches!(coverage.effect, Effect::LetsIn | Effect::OnlyWithIssuer | Effect::SomeIssuers)
}
