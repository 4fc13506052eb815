//! Causes by which a browser does not believe the server.

use super::{Case, Evidence, Fit};
use crate::probe::Visit;
use crate::server_chain::Fault;

/// Seconds that clocks may differ: tickets and certificates tolerate more.
const TOLERATED: i64 = 300;

/// The first fault of a kind.
fn fault(case: &Case<'_>, is: fn(&Fault) -> bool) -> Fit {
    let Some(chain) = case.seen.server_chain else { return Fit::Unknown };
    match chain.faults.iter().find(|fault| is(fault)) {
        Some(fault) => Fit::proved([Evidence::Chain(fault.clone())]),
        None => Fit::Excluded,
    }
}

pub(super) fn expired(case: &Case<'_>) -> Fit {
    fault(case, |fault| matches!(fault, Fault::Expired { .. } | Fault::NotYetValid { .. }))
}

pub(super) fn other_name(case: &Case<'_>) -> Fit {
    fault(case, |fault| matches!(fault, Fault::NameMismatch { .. }))
}

pub(super) fn incomplete(case: &Case<'_>) -> Fit {
    fault(case, |fault| matches!(fault, Fault::Incomplete { .. }))
}

pub(super) fn unknown_root(case: &Case<'_>) -> Fit {
    let fit = fault(case, |fault| matches!(fault, Fault::RootUnknown { .. } | Fault::SelfSigned));
    let (Fit::Excluded, Some(local), Some(chain)) = (&fit, case.seen.local, case.seen.server_chain) else { return fit };
    let lacking = local.not_trusting(chain, case.seen.catalog);
    let evidence: Vec<Evidence> =
        lacking.into_iter().map(|store| Evidence::NotIn { owner: store.owner, place: store.place.clone() }).collect();
    if evidence.is_empty() { fit } else { Fit::possible(evidence) }
}

/// Clocks that differ make certificates look over that are not; where all are in time, it is no cause.
pub(super) fn clock(case: &Case<'_>) -> Fit {
    let clocks = case.look.into_iter().flat_map(|look| &look.visits).filter_map(|visit: &Visit| visit.answer.as_ref());
    let Some(differs) = clocks.filter_map(|answer| answer.clock).min_by_key(|clock| clock.abs()) else {
        return Fit::Unknown;
    };
    // By the server's own clock, is its chain in time?
    let there = case.seen.now + time::Duration::seconds(differs);
    let mut faults = case.seen.server_chain.into_iter().flat_map(|chain| &chain.faults).peekable();
    let is_of_time = |fault: &&Fault| matches!(fault, Fault::Expired { .. } | Fault::NotYetValid { .. });
    let holds_there = |fault: &Fault| match fault {
        Fault::Expired { not_after, .. } => *not_after >= there,
        Fault::NotYetValid { not_before, .. } => *not_before <= there,
        _ => true,
    };
    let explains = faults.peek().is_some() && {
        let of_time: Vec<&Fault> = faults.filter(is_of_time).collect();
        !of_time.is_empty() && of_time.into_iter().all(holds_there)
    };
    match differs.abs() > TOLERATED {
        true if explains => Fit::proved([Evidence::Clock(differs)]),
        true => Fit::possible([Evidence::Clock(differs)]),
        false => Fit::Excluded,
    }
}
