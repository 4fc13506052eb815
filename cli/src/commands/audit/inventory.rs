//! `--inventory`: the services of a file, each with its own targets, passwords, environment and policy.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use tillit_reports::audit::{NotAudited, Service};
use tillit_trust_stores::inventory::{self, Inventory, Require};
use tillit_verifier::catalog::Catalog;

use super::{Job, What, policies, tree};
use crate::context::Context;
use crate::error::{Error, Exit, io_cause};
use crate::files;
use crate::password::{self, PasswordSource};

/// What is to be audited of an inventory. Everything that is wrong with it is told before anything is audited.
pub(super) fn jobs(file: &Path, like: &Job, catalog: &Catalog, context: &Context) -> Result<Vec<Job>, Error> {
    let text = files::text(file, inventory::MAX_FILE_BYTES as u64).map_err(|cause| Error::Said {
        exit: Exit::Usage,
        id: "error-audit-inventory-read",
        arguments: vec![("path", file.display().to_string()), ("cause", io_cause(&cause, &context.texts))],
    })?;
    let inventory =
        Inventory::parse(&text, file).map_err(|error| super::inventory_mistakes(file, &error.mistakes, context))?;
    let mut jobs = Vec::new();
    let mut errors = Vec::new();
    for service in inventory.services {
        match of_service(&service, like, catalog, context) {
            Ok(of_service) => jobs.extend(of_service),
            // Not there, or not readable, for this one service: it is told, and the others are audited.
            Err(error) if matches!(error, Error::PasswordVariable { .. }) || error.exit() == Exit::Incomplete => {
                let why = NotAudited { problem: error.words(&context.texts).0 };
                let not_audited = |target: &inventory::ServiceTarget| Job {
                    shown: target.written.clone(),
                    what: What::Nothing(why.clone()),
                    service: Some(shown(&service, like)),
                    ..like.clone()
                };
                jobs.extend(service.targets.iter().map(not_audited));
            }
            Err(error) => errors.push(error),
        }
    }
    match errors.len() {
        0 => Ok(jobs),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

fn of_service(
    service: &inventory::Service,
    like: &Job,
    catalog: &Catalog,
    context: &Context,
) -> Result<Vec<Job>, Error> {
    let passwords = if service.passwords.is_empty() {
        like.passwords.clone()
    } else {
        let sources = service.passwords.iter().map(|source| source_of(source, &service.name));
        password::for_reading(&sources.collect::<Result<Vec<_>, _>>()?, &context.texts)?
    };
    let mut policies = like.policies.clone();
    match &service.require {
        None => {}
        Some(Require::Preset(word)) => policies.extend(policies::read(&[PathBuf::from(word)], catalog, context)?),
        Some(Require::File(file)) => policies.extend(policies::read(&[file], catalog, context)?),
    }
    let tree = match &service.root {
        Some(root) => tree(Some(root), context).map_err(|error| of_inventory(error, &service.name))?,
        None => like.tree.clone(),
    };
    let shown = shown(service, like);
    let environment = shown.environment;
    Ok(service
        .targets
        .iter()
        .map(|target| Job {
            shown: target.written.clone(),
            what: What::Target(target.target.clone()),
            tree: tree.clone(),
            passwords: passwords.clone(),
            kind: like.kind,
            environment,
            policies: policies.clone(),
            service: Some(shown.clone()),
            root: service.root.clone().or_else(|| like.root.clone()),
        })
        .collect())
}

/// The service as the report has it.
fn shown(service: &inventory::Service, like: &Job) -> Service {
    Service {
        name: service.name.clone(),
        owner: service.owner.clone(),
        contact: service.contact.clone(),
        tags: service.tags.clone(),
        environment: service.environment.or(like.environment),
    }
}

/// What is wrong with a folder is said of the service, which has no option --root.
fn of_inventory(error: Error, service: &str) -> Error {
    match error {
        Error::Said { exit, id: "error-audit-root", mut arguments } => {
            arguments.push(("service", service.to_owned()));
            Error::Said { exit, id: "error-audit-inventory-root", arguments }
        }
        other => other,
    }
}

/// The inventory has checked the form; a source that cannot be used here all the same is named with its service.
fn source_of(source: &OsStr, service: &str) -> Result<PasswordSource, Error> {
    PasswordSource::parse(source).map_err(|_| Error::Said {
        exit: Exit::Usage,
        id: "error-audit-inventory-password",
        arguments: vec![("service", service.to_owned())],
    })
}
