//! What a whole audit comes to: the exit code.

use tillit_trust_stores::compare::Compared;
use tillit_trust_stores::coverage::Effect;
use tillit_trust_stores::formats::Failure;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::input::InputError;
use tillit_verifier::verdict::Severity;

use super::say::Speaker;
use super::servers::{View, problem_severity};
use super::{AuditReport, AuditedTarget, compared, coverage, say, searched};
use crate::codes;
use crate::i18n::{Language, Texts};

/// The exit code of a run: the first of 3, 1 and 0 that applies (2, wrong usage, is the command line's).
///
/// 3: a file of those that were searched, or a part of a configuration that was named, cannot be read, or decides and is not told by the files; a service of an inventory could not be audited, a policy speaks of no store, a store that was named or is compared with cannot be read, or nothing of what was named is there. What a bare search met and could not read is a
/// finding like others, except where it may not be read: another account would see more. 1: a finding at or above `threshold`;
/// what changed since the comparison counts as one, a warning where something was lost.
pub fn exit_code(report: &AuditReport, catalog: &Catalog, threshold: Severity) -> u8 {
    let failures = || report.targets.iter().flat_map(|target| &target.failures);
    // A search may stand alone.
    let has_targets = !report.targets.is_empty() || report.searched.is_empty();
    let nothing = has_targets && report.targets.iter().all(AuditedTarget::is_empty);
    let compared = || report.compared.iter().flat_map(|with| &with.stores);
    let cannot_say = compared().any(|one| matches!(one, Compared::CannotSay { .. }));
    let cannot_say = cannot_say || (!report.bare && depends_on_names(report, catalog));
    // A policy that speaks of none of the stores proves nothing of them.
    let cannot_say = cannot_say || report.unmatched.iter().any(|unmatched| unmatched.what.rule.is_none());
    let cannot_say = cannot_say || report.targets.iter().any(|target| target.not_audited.is_some());
    let problems = || report.targets.iter().flat_map(|target| &target.problems);
    let cannot_say = cannot_say || problems().any(|problem| problem_severity(report, problem) == Severity::Error);
    let cannot_say = cannot_say || report.searched.iter().any(|path| !path.searched.failed.is_empty());
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
            // What a service's store lets in is said of the service.
            let told = target.is_of_service(examined);
            let mut of_coverage = views.iter().filter(|_| !told).filter_map(|view| view.assess(examined, service));
            let mut observed = examined.observations.iter().map(|o| say::severity(o, examined, catalog));
            let lacks_known =
                threshold <= codes::NO_KNOWN_CA.severity && coverage::lacks_known(report, target, examined);
            lacks_known
                || of_coverage.any(|assessed| assessed.severity >= threshold)
                || observed.any(|severity| severity >= threshold)
        })
    });
    let of_services = |target: &AuditedTarget| {
        // The severity of a finding is the same in every language.
        let texts = Texts::new(Language::En);
        let speak = Speaker { report, catalog, texts: &texts, target: Some(target) };
        let mut all = target.services.iter().flat_map(|service| speak.of_service(service));
        all.any(|found| found.said.severity >= threshold)
    };
    let found = found || report.targets.iter().any(of_services);
    let found = found || problems().any(|problem| problem_severity(report, problem) >= threshold);
    let found = found || searched::heaviest(&report.searched).is_some_and(|severity| severity >= threshold);
    let found = found || (!report.unmatched.is_empty() && codes::POLICY_UNMATCHED.severity >= threshold);
    let found = found || compared().filter_map(compared::severity).any(|severity| severity >= threshold);
    u8::from(found || failures().any(|failure| failure_severity(report, failure) >= threshold))
}

/// Whether somebody gets in depends on CAs that are there by name alone, or on what could not be read of a configuration.
fn depends_on_names(report: &AuditReport, catalog: &Catalog) -> bool {
    let of_target = |target: &AuditedTarget| {
        let environment = target.service.as_ref().and_then(|service| service.environment);
        target.services.iter().any(|service| View::of(service, catalog, environment).depends_on_unread())
    };
    if report.targets.iter().any(of_target) {
        return true;
    }
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
