//! What `--require` names: presets and policy files.

use std::path::Path;

use tillit_reports::audit::{AuditedTarget, UnmatchedPolicy};
use tillit_reports::errors;
use tillit_trust_stores::policy::{self, PRESETS, Policy};
use tillit_trust_stores::store::Location;
use tillit_verifier::catalog::{Catalog, Mistake};
use time::Date;

use super::Job;
use crate::context::Context;
use crate::error::{Error, Exit, io_cause};
use crate::files;
use crate::settings::suggest;

/// A policy, and how the user named it.
#[derive(Clone, Debug)]
pub(super) struct Named {
    name: String,
    pub(super) policy: Policy,
}

/// Reads every policy; all that is wrong with any of them is told.
pub(super) fn read(named: &[impl AsRef<Path>], catalog: &Catalog, context: &Context) -> Result<Vec<Named>, Error> {
    let mut policies = Vec::new();
    let mut errors = Vec::new();
    for named in named {
        match one(named.as_ref(), catalog, context) {
            Ok(policy) => policies.push(Named { name: named.as_ref().display().to_string(), policy }),
            Err(error) => errors.push(error),
        }
    }
    match errors.len() {
        0 => Ok(policies),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

/// What of the policies speaks of none of the stores that it was held against. A policy that several services share is one.
pub(super) fn unmatched(jobs: &[Job], audited: &[AuditedTarget], day: Date) -> Vec<UnmatchedPolicy> {
    let mut policies: Vec<&Named> = Vec::new();
    for named in jobs.iter().flat_map(|job| &job.policies) {
        if !policies.iter().any(|known| known.name == named.name) {
            policies.push(named);
        }
    }
    let mut found = Vec::new();
    for Named { name, policy } in policies {
        let held = jobs.iter().zip(audited).filter(|(job, _)| job.policies.iter().any(|named| named.name == *name));
        // What could not be looked at may have been what it speaks of; the exit code says so anyway.
        if held.clone().any(|(_, target)| target.not_audited.is_some()) {
            continue;
        }
        let stores: Vec<(&str, &Location)> = held
            .flat_map(|(_, target)| {
                let read = target.stores.iter().map(|examined| (examined.store.place, &examined.store.location));
                read.chain(target.failures.iter().map(|failure| (failure.place, &failure.location)))
            })
            .collect();
        let of_policy = policy.unmatched(&stores, day).into_iter();
        found.extend(of_policy.map(|what| UnmatchedPolicy { policy: name.clone(), what }));
    }
    found
}

/// One policy: the word of a preset, else a file.
fn one(named: &Path, catalog: &Catalog, context: &Context) -> Result<Policy, Error> {
    let word = named.to_str().unwrap_or_default();
    if policy::is_preset(word) {
        return Policy::preset(word, catalog).ok_or_else(|| Error::Said {
            exit: Exit::Usage,
            id: "error-audit-preset",
            arguments: vec![("preset", word.to_owned())],
        });
    }
    let text = files::text(named, policy::MAX_FILE_BYTES as u64).map_err(|cause| Error::Said {
        exit: Exit::Usage,
        id: "error-audit-policy-read",
        arguments: vec![
            ("path", named.display().to_string()),
            ("cause", io_cause(&cause, &context.texts)),
            ("presets", PRESETS.join(", ")),
            ("suggestion", suggest(word, PRESETS.iter().copied()).unwrap_or_else(|| "none".to_owned())),
        ],
    })?;
    Policy::parse(&text, catalog).map_err(|error| mistakes(named, &error.mistakes, "error-audit-policy", context))
}

/// Every mistake of a file that the user wrote, with its place.
pub(super) fn mistakes(file: &Path, mistakes: &[Mistake], id: &'static str, context: &Context) -> Error {
    let said = |mistake: &Mistake| Error::Said {
        exit: Exit::Usage,
        id,
        arguments: vec![
            ("path", file.display().to_string()),
            ("line", mistake.line.to_string()),
            ("column", mistake.column.to_string()),
            ("detail", errors::mistake(&mistake.kind, &context.texts)),
        ],
    };
    match mistakes {
        [only] => said(only),
        several => Error::Several(several.iter().map(said).collect()),
    }
}
