//! What a whole audit comes to: the exit code.

use tillit_trust_stores::compare::Compared;
use tillit_trust_stores::coverage::Effect;
use tillit_trust_stores::formats::Failure;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::input::InputError;
use tillit_verifier::verdict::Severity;

use super::{AuditReport, compared, coverage, say};
use crate::codes;

/// The exit code of a run: the first of 3, 1 and 0 that applies (2, wrong usage, is the command line's).
///
/// 3: a service of an inventory could not be audited, a policy speaks of no store, a store that was named or is compared with cannot be read, or nothing of what was named is there. What a bare search met and could not read is a
/// finding like others, except where it may not be read: another account would see more. 1: a finding at or above `threshold`;
/// what changed since the comparison counts as one, a warning where something was lost.
pub fn exit_code(report: &AuditReport, catalog: &Catalog, threshold: Severity) -> u8 {
    let failures = || report.targets.iter().flat_map(|target| &target.failures);
    let nothing = report.targets.iter().all(|target| target.stores.is_empty() && target.failures.is_empty());
    let compared = || report.compared.iter().flat_map(|with| &with.stores);
    let cannot_say = compared().any(|one| matches!(one, Compared::CannotSay { .. }));
    let cannot_say = cannot_say || (!report.bare && depends_on_names(report, catalog));
    // A policy that speaks of none of the stores proves nothing of them.
    let cannot_say = cannot_say || report.unmatched.iter().any(|unmatched| unmatched.what.rule.is_none());
    let cannot_say = cannot_say || report.targets.iter().any(|target| target.not_audited.is_some());
    if cannot_say
        || (nothing && !report.bare)
        || failures().any(|failure| failure_severity(report, failure) == Severity::Error)
    {
        return 3;
    }
    let found = report.targets.iter().any(|target| {
        target.stores.iter().any(|examined| {
            let service = target.service.as_ref();
            let views = coverage::views(examined, catalog);
            let mut of_coverage = views.iter().filter_map(|view| view.assess(examined, service));
            let mut observed = examined.observations.iter().map(|o| say::severity(o, examined, catalog));
            let lacks_known =
                threshold <= codes::NO_KNOWN_CA.severity && coverage::lacks_known(report, target, examined);
            lacks_known
                || of_coverage.any(|assessed| assessed.severity >= threshold)
                || observed.any(|severity| severity >= threshold)
        })
    });
    let found = found || (!report.unmatched.is_empty() && codes::POLICY_UNMATCHED.severity >= threshold);
    let found = found || compared().filter_map(compared::severity).any(|severity| severity >= threshold);
    u8::from(found || failures().any(|failure| failure_severity(report, failure) >= threshold))
}

/// Whether somebody gets in depends on CAs that are there by name alone.
fn depends_on_names(report: &AuditReport, catalog: &Catalog) -> bool {
    let stores = report.targets.iter().flat_map(|target| &target.stores);
    stores.into_iter().any(|examined| {
        coverage::views(examined, catalog)
            .iter()
            .any(|view| view.newest && view.rows.iter().any(|row| row.effect == Effect::CannotSay))
    })
}

/// How much a store that cannot be read weighs: an error where it was named, or where this account may not read it.
pub(crate) fn failure_severity(report: &AuditReport, failure: &Failure) -> Severity {
    if !report.bare || codes::of_input(&failure.error) == &codes::NO_PERMISSION {
        Severity::Error
    } else if matches!(failure.error, InputError::NoCertificates { .. } | InputError::EmptyFolder) {
        Severity::Info
    } else {
        Severity::Warning
    }
}
