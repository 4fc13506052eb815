//! `tillit undo`: lists the changes of the journal, and takes one back.

use tillit_reports::install::{
    self as report, ChangeRow, ChangeState, ChangedTarget, ChangesReport, Failed, PutBack, UndoReport, UndoStage,
};
use tillit_trust_stores::StoreKind;
use tillit_trust_stores::install::Selection;
use tillit_trust_stores::install::apply::ApplyError;
use tillit_trust_stores::install::journal::{Journal, KEPT, Put, Record, RecordTarget, State, Step, Who};
use tillit_trust_stores::install::planner::{self, Purpose, Request};
use tillit_trust_stores::install::selection::Backup;
use tillit_trust_stores::install::undo::{self, Left, StepState, UndoError};
use tillit_trust_stores::places::Environment as Variables;
use tillit_verifier::catalog::Catalog;

use super::install::apply::{confirmed, journal_error, journal_failed, who, why, with_hooks};
use super::install::{checks, exit};
use crate::args::OutputArgs;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format};

// One for each flag.
#[allow(clippy::struct_excessive_bools)]
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "CHANGE")]
    change: Option<String>,
    #[arg(long, conflicts_with_all = ["change", "yes", "dry_run"])]
    list: bool,
    #[arg(long)]
    dry_run: bool,
    #[arg(short, long)]
    yes: bool,
    #[arg(long)]
    reload: bool,
    #[arg(long)]
    restart: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// Formats that `reports` renders.
const FORMATS: [Format; 4] = [Format::Human, Format::Text, Format::Json, Format::Markdown];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let outputs = output::targets(&args.output, context, &FORMATS)?;
    let folder = context.data_folders().write;
    let journal = Journal::existing(&folder).map_err(|error| journal_error(&folder, &error, context))?;
    if args.list {
        let done = list(journal.as_ref(), context);
        show(&done, &outputs, context)?;
        return Ok(exit(report::changes_exit_code(&done)));
    }
    let Some(journal) = journal else { return Err(said("error-undo-nothing", Vec::new())) };
    let record = chosen(args.change.as_deref(), &journal)?;
    let catalog = context.catalog()?;
    let done = take_back(&record, args, &journal, &catalog, context)?;
    let texts = &context.texts;
    output::deliver(&outputs, |format, medium| match format {
        Format::Json => output::pretty(&report::undo_json(&done, texts)),
        Format::Text => report::undo_text(&done, texts),
        Format::Markdown => report::undo_markdown(&done, texts),
        // The others are refused before anything is read.
        _ => report::undo_human(&done, texts, &context.style(medium)),
    })?;
    Ok(exit(report::undo_exit_code(&done)))
}

/// What the journal has.
fn list(journal: Option<&Journal>, context: &Context) -> ChangesReport {
    let (records, damaged) = journal.map(Journal::records).unwrap_or_default();
    let interrupted: Vec<String> =
        journal.map(Journal::interrupted).unwrap_or_default().into_iter().map(|record| record.id).collect();
    ChangesReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        changes: records.iter().map(|record| row(record, !interrupted.contains(&record.id))).collect(),
        damaged: damaged.into_iter().map(|(path, error)| (path, error.to_string())).collect(),
    }
}

/// Renders a list of changes.
pub(super) fn show(done: &ChangesReport, outputs: &[output::Target], context: &Context) -> Result<(), Error> {
    let texts = &context.texts;
    output::deliver(outputs, |format, medium| match format {
        Format::Json => output::pretty(&report::changes_json(done, texts)),
        Format::Text => report::changes_text(done, texts),
        Format::Markdown => report::changes_markdown(done, texts),
        // The others are refused before anything is read.
        _ => report::changes_human(done, texts, &context.style(medium)),
    })
}

/// A record as reports take it. `has_process`: somebody may be at it now.
pub(super) fn row(record: &Record, has_process: bool) -> ChangeRow {
    let target = |target: &RecordTarget| ChangedTarget {
        target: target.target.clone(),
        path: target.path.clone(),
        kind: StoreKind::ALL.into_iter().find(|kind| Some(kind.word()) == target.kind.as_deref()),
        configuration: target.configuration.clone(),
        added: [named(target, &target.added), named(target, &target.amended)].concat(),
        removed: named(target, &target.removed),
    };
    ChangeRow {
        id: record.id.clone(),
        at: record.at,
        who: who(&record.by),
        state: match record.state {
            State::Applied => ChangeState::Applied,
            State::RolledBack => ChangeState::RolledBack,
            State::Undone => ChangeState::Undone,
            _ if has_process => ChangeState::Running,
            _ => ChangeState::Interrupted,
        },
        targets: record.targets.iter().map(target).collect(),
        kept_until: Some(record.finished.unwrap_or(record.at) + KEPT),
    }
}

/// What certificates of a target are called.
fn named(target: &RecordTarget, of: &[tillit_verifier::Fingerprint]) -> Vec<String> {
    let name = |fingerprint: &tillit_verifier::Fingerprint| {
        let named = target.names.iter().find(|(known, _)| known == fingerprint);
        named.map_or_else(|| fingerprint.to_string(), |(_, name)| name.clone())
    };
    of.iter().map(name).collect()
}

/// The change that is meant: the one whose name begins so; without a name the interrupted one, else the last that stands.
fn chosen(name: Option<&str>, journal: &Journal) -> Result<Record, Error> {
    let (records, _) = journal.records();
    let Some(name) = name else {
        let interrupted = journal.interrupted().into_iter().next();
        let last = || records.into_iter().find(|record| record.state == State::Applied);
        return interrupted.or_else(last).ok_or_else(|| said("error-undo-nothing", Vec::new()));
    };
    let mut meant: Vec<&Record> = records.iter().filter(|record| record.id == name).collect();
    if meant.is_empty() {
        // The beginning is enough, and so is the end that tells two of one minute apart.
        meant = records.iter().filter(|r| r.id.starts_with(name) || r.id.ends_with(&format!("-{name}"))).collect();
    }
    match meant.as_slice() {
        [one] => Ok((*one).clone()),
        [] => Err(said("error-undo-unknown", vec![("id", name.to_owned())])),
        several => {
            let ids: Vec<&str> = several.iter().map(|record| record.id.as_str()).collect();
            let arguments = vec![("id", name.to_owned()), ("count", ids.len().to_string()), ("ids", ids.join(", "))];
            Err(said("error-undo-which", arguments))
        }
    }
}

fn take_back(
    record: &Record,
    args: &Args,
    journal: &Journal,
    catalog: &Catalog,
    context: &Context,
) -> Result<UndoReport, Error> {
    let tree = undo::tree(record);
    let states = undo::survey(record, &tree);
    let mut done = UndoReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        change: row(record, false),
        targets: put_back(record, &states),
        stage: UndoStage::Planned,
        effects: super::install::apply::effects_of(&paths(record), &tree),
    };
    if matches!(record.state, State::RolledBack | State::Undone) {
        done.stage = UndoStage::Nothing;
        return Ok(done);
    }
    if args.dry_run {
        return Ok(done);
    }
    if !args.yes {
        let style = context.style(output::Medium::Stdout);
        output::to_stderr(&report::undo_human(&done, &context.texts, &style));
        if !confirmed(&context.texts.get("undo-confirm"), context)? {
            done.stage = UndoStage::Declined;
            return Ok(done);
        }
    }
    let passwords = context.passwords()?;
    let variables = Variables::default();
    let nothing = Selection::default();
    let mut others = |target: &RecordTarget, backups: &[Backup]| {
        let request = Request {
            targets: &[],
            selection: &nothing,
            tree: &tree,
            environment: &variables,
            passwords,
            catalog,
            at_hand: &[],
            now: context.now,
            purpose: Purpose::Apply,
            create: false,
            in_place: target.steps.iter().any(|step| matches!(step, Step::Put(put) if put.in_place)),
            new_file: None,
            anyway: true,
        };
        planner::back(target, backups, &request)
    };
    let undone = with_hooks(None, &tree, passwords, &[], catalog, context, |hooks| {
        undo::undo(record, journal, &Who::current(), hooks, &mut others)
    });
    match undone {
        Ok(undone) => {
            for (target, put_back) in undone.record.targets.iter().zip(&mut done.targets) {
                let has = |path: &std::path::PathBuf| {
                    target.steps.iter().any(|step| matches!(step, Step::Put(put) if put.path == *path))
                };
                if let Some((_, why)) = undone.left.iter().find(|(path, _)| has(path)) {
                    *put_back = PutBack::Left(*why);
                } else if !target.configuration.is_empty() {
                    // The survey has told it.
                } else if undone.adapted.iter().any(has) {
                    *put_back = only_additions(target);
                }
            }
            done.change = row(&undone.record, false);
            done.effects = checks::take_effect(std::mem::take(&mut done.effects), args.reload, args.restart);
            done.stage = UndoStage::Done;
        }
        Err(UndoError::Over(_)) => done.stage = UndoStage::Nothing,
        Err(error @ UndoError::Failed(_)) => done.stage = UndoStage::Failed(failure(error)),
        Err(error) => done.stage = UndoStage::NotBegun(failure(error)),
    }
    Ok(done)
}

/// Others have changed it. Where a certificate got trust by something else than NSS's flags, that cannot be taken from it alone.
fn only_additions(target: &RecordTarget) -> PutBack {
    let amended =
        if target.kind.as_deref() == Some(StoreKind::NssDatabase.word()) { &[] } else { target.amended.as_slice() };
    PutBack::OnlyAdditions { kept: named(target, amended) }
}

/// What will happen to each target.
fn put_back(record: &Record, states: &[StepState]) -> Vec<PutBack> {
    let mut states = states.iter();
    record
        .targets
        .iter()
        .map(|target| {
            let of: Vec<StepState> = states.by_ref().take(target.steps.len()).copied().collect();
            let has = |state| of.contains(&state);
            let changed = |put: &Put| {
                of.iter().zip(&target.steps).any(|(state, step)| {
                    *state == StepState::ChangedByOthers && matches!(step, Step::Put(other) if other == put)
                })
            };
            let mut puts = target.steps.iter().filter_map(|step| match step {
                Step::Put(put) => Some(put),
                Step::Run { .. } => None,
            });
            if !target.configuration.is_empty() && has(StepState::ChangedByOthers) {
                if puts.any(|put| put.path == target.path && changed(put)) {
                    PutBack::Left(Left::Unused)
                } else {
                    PutBack::OnlyLines
                }
            } else if has(StepState::ChangedByOthers) {
                only_additions(target)
            } else if has(StepState::AsWritten) || has(StepState::Unfinished) {
                if has(StepState::Program) { PutBack::MadeAnew } else { PutBack::Bytes }
            } else if has(StepState::Gone) {
                PutBack::Left(Left::Gone)
            } else if has(StepState::Unreadable) {
                PutBack::Left(Left::Unreadable)
            } else {
                PutBack::AsBefore
            }
        })
        .collect()
}

fn paths(record: &Record) -> Vec<std::path::PathBuf> {
    record.steps().filter_map(|step| if let Step::Put(put) = step { Some(put.path.clone()) } else { None }).collect()
}

fn failure(error: UndoError) -> Failed {
    match error {
        UndoError::Refused { target, refusal } => Failed::Refused(target.into(), refusal),
        UndoError::Journal(error) => journal_failed(error),
        UndoError::Failed(ApplyError::NotPutBack { first, .. }) => why(*first),
        UndoError::Failed(error) | UndoError::Unchanged(error) => why(error),
        other => Failed::Check { by: "tillit".to_owned(), said: other.to_string() },
    }
}

/// Changes that were begun and not finished are named by whatever command comes next.
pub(super) fn note_interrupted(context: &Context) {
    let Ok(Some(journal)) = Journal::existing(&context.data_folders().write) else { return };
    for record in journal.interrupted() {
        let targets: Vec<&str> = record.targets.iter().map(|target| target.target.as_str()).collect();
        let values = [
            ("id", record.id.clone().into()),
            ("at", record.at.date().to_string().into()),
            ("targets", tillit_reports::plain::clean(&targets.join(", ")).into()),
        ];
        // Not a note that `-q` silences.
        output::to_stderr(&format!("{}\n", context.texts.format("note-interrupted", &values)));
    }
}

fn said(id: &'static str, arguments: Vec<(&'static str, String)>) -> Error {
    Error::Said { exit: Exit::Incomplete, id, arguments }
}
