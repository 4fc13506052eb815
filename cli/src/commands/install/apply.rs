//! Applies a plan: asks, then hands the checks of the other rooms to the engine.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use tillit_reports::install::{self as report, ChangesReport, EffectOn, Failed, InstallReport, Stage};
use tillit_reports::plain::clean;
use tillit_reports::verify::card_refused;
use tillit_trust_stores::coverage;
use tillit_trust_stores::formats::Options;
use tillit_trust_stores::install::apply::{self, ApplyError, CheckFailed, Hooks};
use tillit_trust_stores::install::journal::{Journal, JournalError, Record, Who};
use tillit_trust_stores::install::{Plan, check, system, undo};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::{Passwords, ReadLimits};

use super::{Args, Wish, asked, checks};
use crate::commands::undo as changes;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Medium};

/// What will check the result.
pub(super) fn names_of_checks(plan: &Plan, args: &Args) -> Vec<String> {
    let mut checks = checks::names(plan);
    checks.extend(args.card_certificate.iter().map(|path| path.display().to_string()));
    checks
}

/// The services that use what is changed.
pub(super) fn effects(plan: &Plan) -> Vec<EffectOn> {
    let paths: Vec<PathBuf> = plan.changes().filter_map(|change| change.path().map(Path::to_owned)).collect();
    effects_of(&paths, &plan.tree)
}

/// The services that use one of these files.
pub(in crate::commands) fn effects_of(paths: &[PathBuf], tree: &Folder) -> Vec<EffectOn> {
    checks::effects(paths, tree)
}

/// Asks, and applies.
pub(super) fn apply(
    done: &mut InstallReport,
    wish: &Wish,
    args: &Args,
    catalog: &Catalog,
    context: &Context,
) -> Result<Stage, Error> {
    let cards = cards(args, context)?;
    if !args.yes {
        let style = context.style(Medium::Stdout);
        output::to_stderr(&report::human(done, &context.texts, &style));
        if !confirmed(&context.texts.get("install-confirm"), context)? {
            return Ok(Stage::Declined);
        }
    }
    let journal = open_journal(context)?;
    if let Some(interrupted) = journal.interrupted().first() {
        return Err(Error::Said {
            exit: Exit::Incomplete,
            id: "error-install-interrupted",
            arguments: vec![("id", interrupted.id.clone())],
        });
    }
    // A saved plan that was applied and taken back is another change the next time.
    if journal.records().0.iter().any(|record| record.id == done.plan.id) {
        done.plan.id = super::plan_id(context);
    }
    let applied = with_hooks(Some(&done.plan), &done.plan.tree, &wish.passwords, &cards, catalog, context, |hooks| {
        apply::apply(&done.plan, &journal, &Who::current(), hooks)
    });
    Ok(match applied {
        Ok(applied) => {
            done.effects = checks::take_effect(std::mem::take(&mut done.effects), args.reload, args.restart);
            Stage::Applied { checked_by: checked_by(&done.plan, &applied.record) }
        }
        Err(error) => failed(error),
    })
}

/// For each target of the plan what checked it; nothing for those that were not changed.
fn checked_by(plan: &Plan, record: &Record) -> Vec<Vec<String>> {
    let of = |path: &Path| record.targets.iter().find(|target| target.path == path);
    plan.targets.iter().map(|target| of(&target.path).map(|of| of.checked_by.clone()).unwrap_or_default()).collect()
}

/// Runs something of the engine with the checks that every way of changing a store has. `plan` is held against what was written.
pub(in crate::commands) fn with_hooks<T>(
    plan: Option<&Plan>,
    tree: &Folder,
    passwords: &Passwords,
    cards: &[Certificate],
    catalog: &Catalog,
    context: &Context,
    run: impl FnOnce(&mut Hooks<'_>) -> T,
) -> T {
    let interest = coverage::matters(catalog);
    let selection = plan.map(|plan| plan.selection.clone()).unwrap_or_default();
    let is_of_interest = |certificate: &Certificate| interest(certificate) || selection.names(certificate);
    let options = Options { tree, passwords, limits: ReadLimits::default(), interest: &is_of_interest, kind: None };
    let progress =
        crate::progress::Progress::new(context, "progress-install", plan.map_or(1, |plan| plan.targets.len()));
    let mut count = 0;
    let mut hooks = Hooks {
        staged: &mut |target, change, file| {
            // A file of a folder, or one that the system's store is made from, is not the whole store.
            if change.path() != Some(target.path.as_path()) {
                return Ok(());
            }
            checks::judged(target, file, passwords, &selection).map(|_| ())
        },
        written: &mut |target| {
            let mut by = vec!["tillit".to_owned()];
            if let Some(plan) = plan {
                check::written(target, plan, cards, catalog, &options).map_err(|unfit| CheckFailed {
                    by: "tillit".to_owned(),
                    said: match unfit {
                        check::Unfit::Lost(said) => said,
                        check::Unfit::RefusesCard(judgement) => {
                            card_refused(&judgement, catalog, context.now, &context.texts)
                        }
                    },
                })?;
            }
            by.extend(checks::judged(target, &checks::on_this_machine(&target.path, tree), passwords, &selection)?);
            by.extend(checks::configurations(target, tree)?);
            Ok(by)
        },
        run: &mut |command| system::run(command, tree),
        left_behind: &mut |target| {
            system::clean_up_after_undo(tree, &target.added)
                .map_err(|refusal| CheckFailed { by: "tillit".to_owned(), said: refusal.to_string() })
        },
        progress: &mut |_| {
            count += 1;
            progress.at(count);
        },
    };
    run(&mut hooks)
}

/// The pilot cards that must be let in afterwards.
fn cards(args: &Args, context: &Context) -> Result<Vec<Certificate>, Error> {
    let mut cards = Vec::new();
    for path in &args.card_certificate {
        cards.extend(asked::certificates("--card-certificate", path, context)?);
    }
    // A file may hold the card's issuers, too.
    cards.retain(|certificate| !certificate.is_ca());
    Ok(cards)
}

/// What became of it.
fn failed(error: ApplyError) -> Stage {
    match error {
        ApplyError::NotPutBack { first, second } => Stage::Interrupted { failed: why(*first), then: why(*second) },
        error @ (ApplyError::Check(_) | ApplyError::Io { .. }) => Stage::RolledBack(why(error)),
        error => Stage::NotBegun(why(error)),
    }
}

/// An error of the engine as reports take it.
pub(in crate::commands) fn why(error: ApplyError) -> Failed {
    match error {
        ApplyError::Busy { by } => Failed::Busy(by.map(|by| who(&by))),
        ApplyError::ChangedSince { path } => Failed::ChangedSince(path),
        ApplyError::Check(CheckFailed { by, said }) => Failed::Check { by, said },
        ApplyError::Refused { path, refusal } => Failed::Refused(path, refusal),
        ApplyError::Io { path, error } => Failed::Io { path, cause: error },
        ApplyError::Conflict { path } => Failed::Conflict(path),
        ApplyError::Journal(error) => journal_failed(error),
        other => Failed::Journal { path: PathBuf::new(), said: other.to_string() },
    }
}

/// An error of the journal as reports take it.
pub(in crate::commands) fn journal_failed(error: JournalError) -> Failed {
    match error {
        JournalError::Busy { by } => Failed::Busy(by.map(|by| who(&by))),
        JournalError::Io { path, error } => Failed::Io { path, cause: error },
        JournalError::OthersCanWrite(path) => {
            Failed::Refused(path.clone(), tillit_trust_stores::install::Refusal::OthersCanWrite(path))
        }
        JournalError::Damaged { path, why } => Failed::Journal { path, said: why },
        other => Failed::Journal { path: PathBuf::new(), said: other.to_string() },
    }
}

/// `root (sudo: anna) on idp1`.
pub(in crate::commands) fn who(who: &Who) -> String {
    let sudo = who.sudo_user.as_ref().map(|user| format!(" (sudo: {user})")).unwrap_or_default();
    let host = if who.host.is_empty() { String::new() } else { format!(" @ {}", who.host) };
    clean(&format!("{}{sudo}{host}", who.user))
}

/// The journal of the data folder that is written.
pub(in crate::commands) fn open_journal(context: &Context) -> Result<Journal, Error> {
    let folder = context.data_folders().write;
    Journal::open(&folder).map_err(|error| journal_error(&folder, &error, context))
}

/// A plan of this name was applied before.
pub(super) fn is_in_journal(id: &str, context: &Context) -> bool {
    let journal = Journal::existing(&context.data_folders().write).ok().flatten();
    journal.is_some_and(|journal| !matches!(journal.record(id), Err(JournalError::Unknown(_))))
}

/// The journal cannot be used.
pub(in crate::commands) fn journal_error(folder: &Path, error: &JournalError, context: &Context) -> Error {
    let (path, cause) = match error {
        JournalError::Busy { by } => {
            let by = by.as_ref().map_or_else(|| "none".to_owned(), who);
            return Error::Said { exit: Exit::Incomplete, id: "error-install-busy", arguments: vec![("by", by)] };
        }
        JournalError::OthersCanWrite(path) => return Error::OthersCanWrite { path: path.clone() },
        JournalError::Io { path, error } => (path.clone(), crate::error::io_cause(error, &context.texts)),
        JournalError::Damaged { path, why } => (path.clone(), why.clone()),
        other => (folder.to_owned(), other.to_string()),
    };
    Error::Said {
        exit: Exit::Incomplete,
        id: "error-install-journal",
        arguments: vec![("path", path.display().to_string()), ("cause", cause)],
    }
}

/// Asks on the terminal. Without one nobody can say yes.
pub(in crate::commands) fn confirmed(question: &str, context: &Context) -> Result<bool, Error> {
    let _ = context;
    if !io::stdin().is_terminal() {
        return Err(Error::Said { exit: Exit::Usage, id: "error-install-not-a-terminal", arguments: Vec::new() });
    }
    output::to_stderr(question);
    let _ = io::stderr().flush();
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).map_err(|cause| Error::PasswordPrompt { cause })?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes" | "j" | "ja"))
}

/// Finishes the interrupted change.
pub(super) fn resume(outputs: &[output::Target], catalog: &Catalog, context: &Context) -> Result<Exit, Error> {
    let journal = open_journal(context)?;
    let Some(record) = journal.interrupted().into_iter().next() else {
        return Err(Error::Said {
            exit: Exit::Incomplete,
            id: "error-install-nothing-interrupted",
            arguments: Vec::new(),
        });
    };
    let tree = undo::tree(&record);
    let passwords = context.passwords()?;
    let resumed = with_hooks(None, &tree, passwords, &[], catalog, context, |hooks| {
        undo::resume(&record, &journal, &Who::current(), hooks)
    });
    let record = match resumed {
        Ok(applied) => applied.record,
        Err(error) => {
            let problem = report::failure(&why(error), &context.texts);
            return Err(Error::Said {
                exit: Exit::Incomplete,
                id: "error-install-resume",
                arguments: vec![("id", record.id), ("problem", problem)],
            });
        }
    };
    let done = ChangesReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        changes: vec![changes::row(&record, false)],
        damaged: Vec::new(),
    };
    changes::show(&done, outputs, context)?;
    Ok(Exit::Fine)
}
