//! Kubernetes.
use super::{Task, Writer};
use crate::install::plan::{Edited, Refusal};
use crate::store::StoreKind;

pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::ConfigMap, StoreKind::Secret], edit };

fn edit(_: &Task<'_>) -> Result<Edited, Refusal> {
    Err(Refusal::KindNotWritten(StoreKind::ConfigMap))
}
