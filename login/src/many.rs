//! Many targets: so many in flight at a time, each handed on as soon as it is done, none kept.

use std::sync::atomic::{AtomicUsize, Ordering};

use time::OffsetDateTime;

use crate::probe::{Options, Probe, probe};
use crate::target::Target;

/// Targets that are looked at at the same time, where nobody says otherwise: looking is waiting.
pub const IN_FLIGHT: usize = 16;

/// Looks at every target, `jobs` of them at a time. `each` gets the number of the target and what was seen, in the order in which they are
/// done, from several threads; it may be slow: then fewer are begun.
pub fn probe_all(
    targets: &[Target],
    options: &Options,
    jobs: usize,
    now: &(dyn Fn() -> OffsetDateTime + Sync),
    each: &(dyn Fn(usize, Probe) + Sync),
) {
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(target) = targets.get(index) else { break };
            each(index, probe(target, options, &now));
        }
    };
    match jobs.min(targets.len()) {
        0 | 1 => work(),
        threads => std::thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(work);
            }
        }),
    }
}
