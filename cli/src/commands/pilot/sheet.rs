//! A plan with its results: read together, written after every login.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tillit_login::pilot::results::MAX_FILE_BYTES;
use tillit_login::pilot::{Entry, Plan, Results, judge, plan};
use tillit_reports::i18n::Value;
use tillit_reports::pilot::{AuditAttached, AuditSaid, PilotReport};
use tillit_reports::plain::clean;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::verdict::GenerationId;

use super::said;
use crate::commands::audit::toml_mistakes;
use crate::context::Context;
use crate::error::{Error, Exit, io_cause};
use crate::{files, generation, interrupt, output};

/// Bytes of a supplier's report.
const MAX_AUDIT: u64 = 64 << 20;

pub(super) struct Sheet {
    pub(super) file: PathBuf,
    pub(super) plan: Plan,
    /// What counts of the file of results.
    pub(super) results: Results,
    /// The generations that cards are upgraded to: of each PKI that has one of that name.
    pub(super) wanted: Vec<GenerationId>,
}

impl Sheet {
    pub(super) fn open(file: &Path, catalog: &Catalog, context: &Context) -> Result<Self, Error> {
        let text = read_plan(file, context)?;
        let plan = Plan::parse(&text, file)
            .map_err(|error| toml_mistakes(file, &error.mistakes, "error-pilot-plan", context))?;
        let named = plan.generation.clone().unwrap_or_else(|| "new".to_owned());
        let wanted = generation::named(&[named], catalog)?;
        let mut sheet = Self { file: file.to_owned(), plan, results: Results::default(), wanted };
        let kept = sheet.kept(context)?;
        sheet.count(&kept);
        let left_out = kept.entries.len() - sheet.results.entries.len();
        if left_out > 0 {
            context.note(&context.texts.format("pilot-left-out", &[("count", Value::from(left_out))]));
        }
        Ok(sheet)
    }

    /// All that the file of results has.
    fn kept(&self, context: &Context) -> Result<Results, Error> {
        let beside = results_file(&self.file);
        match files::text(&beside, MAX_FILE_BYTES) {
            Ok(text) => Results::parse(&text).map_err(|error| {
                let arguments = vec![("path", beside.display().to_string()), ("detail", clean(&error.to_string()))];
                said(Exit::Usage, "error-pilot-results", arguments)
            }),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Results::default()),
            Err(cause) => Err(cannot(&beside, "error-pilot-results-read", &cause, context)),
        }
    }

    fn count(&mut self, kept: &Results) {
        let wanted: Vec<String> = self.wanted.iter().map(|id| format!("{}/{}", id.pki, id.generation)).collect();
        self.results = kept.that_count(&self.plan, &|generation| wanted.iter().any(|one| one == generation));
    }

    /// Takes a result in, beside those that others have entered since: a run waits for people, who may enter something meanwhile.
    pub(super) fn add(&mut self, entry: Entry, context: &Context) -> Result<(), Error> {
        // What was broken off is no result.
        interrupt::checkpoint();
        // One after the other. Where the file system has no locks, the file is whole all the same.
        let turn = File::open(&self.file).and_then(|plan| plan.lock().map(|()| plan));
        let mut kept = self.kept(context)?;
        kept.entries.push(entry);
        let written = output::write_file(&results_file(&self.file), kept.to_json().as_bytes());
        drop(turn);
        self.count(&kept);
        written
    }

    pub(super) fn report(&self, catalog: &Catalog, context: &Context) -> PilotReport {
        let meant = self.meant();
        let pki = meant.and_then(|id| catalog.pkis.iter().find(|pki| pki.id == id.pki));
        let generation = pki.zip(meant).and_then(|(pki, id)| pki.generation(&id.generation));
        PilotReport {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            at: context.now,
            file: self.file.clone(),
            plan: self.plan.clone(),
            results: self.results.clone(),
            judgement: judge(&self.plan, &self.results),
            generation: generation.map(|generation| generation.name.clone()),
            migration: pki.map(|pki| pki.migration.clone()),
            audits: self.plan.services.iter().filter_map(|service| audit(service, context)).collect(),
        }
    }

    /// The generation that is meant: where several PKIs have one of that name, that of the PKI whose cards were tried, else the first.
    fn meant(&self) -> Option<&GenerationId> {
        let mut of_cards =
            self.results.entries.iter().filter_map(|entry| entry.generation.as_deref()?.split('/').next());
        let tried = of_cards.next_back();
        self.wanted.iter().find(|id| Some(id.pki.as_str()) == tried).or(self.wanted.first())
    }
}

/// A plan is a file like any other: its results are kept beside it, and it is read again and again.
fn read_plan(file: &Path, context: &Context) -> Result<String, Error> {
    let path = || vec![("path", file.display().to_string())];
    match fs::metadata(file) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
            return Err(said(Exit::Usage, "error-pilot-no-plan", path()));
        }
        Ok(found) if !found.is_file() => return Err(said(Exit::Usage, "error-pilot-plan-no-file", path())),
        _ => {}
    }
    files::text(file, plan::MAX_FILE_BYTES as u64).map_err(|cause| {
        if cause.kind() == io::ErrorKind::FileTooLarge {
            let limit = (plan::MAX_FILE_BYTES >> 20).to_string();
            return said(Exit::Usage, "error-pilot-plan-large", [path(), vec![("limit", limit)]].concat());
        }
        cannot(file, "error-pilot-plan-read", &cause, context)
    })
}

fn cannot(path: &Path, id: &'static str, cause: &io::Error, context: &Context) -> Error {
    let cause = io_cause(cause, &context.texts);
    said(Exit::Usage, id, vec![("path", path.display().to_string()), ("cause", cause)])
}

/// `pilot.toml` has its results in `pilot.results.json`.
fn results_file(plan: &Path) -> PathBuf {
    let mut name: OsString = plan.file_stem().unwrap_or(plan.as_os_str()).to_owned();
    name.push(".results.json");
    plan.with_file_name(name)
}

/// What a supplier's report says, as far as this needs it.
fn audit(service: &plan::Service, context: &Context) -> Option<AuditAttached> {
    let file = service.audit.clone()?;
    let read = || -> Result<AuditSaid, String> {
        if fs::metadata(&file).is_ok_and(|found| found.is_dir()) {
            return Err(io_cause(&io::ErrorKind::IsADirectory.into(), &context.texts));
        }
        let text = files::text(&file, MAX_AUDIT).map_err(|cause| io_cause(&cause, &context.texts))?;
        let document: serde_json::Value = serde_json::from_str(&text).map_err(|error| clean(&error.to_string()))?;
        let schema = document["schema"].as_str().unwrap_or_default();
        if !schema.starts_with("tillit/audit/") {
            return Err(context.texts.get("pilot-audit-other"));
        }
        let weighs = |weight: &str| {
            let findings = document["findings"].as_array();
            findings.into_iter().flatten().filter(|finding| finding["severity"] == weight).count()
        };
        let at = document["at"].as_str().unwrap_or_default().chars().take(16).collect::<String>().replace('T', " ");
        Ok(AuditSaid { at, errors: weighs("error"), warnings: weighs("warning") })
    };
    Some(AuditAttached { service: service.name.clone(), said: read(), file: file.clone() })
}
