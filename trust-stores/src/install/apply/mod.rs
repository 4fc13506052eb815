//! Makes the changes of a plan: all of them or none.
//!
//! Before the first file is touched, the record with the old and the new contents is on the disk, and everything that takes a file's place
//! lies beside it with the owner, permissions and labels of the file whose place it takes: a full disk, a missing right, a file that changed since are
//! met before anything is changed. Then comes one rename for each file, each followed by an fsync of its folder. A reader sees the old file or the new
//! one. A step or a check that fails sends everything back.
//!
//! Nothing is done about signals: a run that is killed is an interrupted change, which the next command finds in the journal.

mod hands;
pub(super) mod left_behind;
mod prepare;

use std::io;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

pub(super) use hands::{Hands, Now, Staged, back};
pub(super) use prepare::Preparing;

use super::change::{Change, Content, SystemCommand};
use super::journal::{Journal, JournalError, Put, Record, RecordTarget, SCHEMA, State, Step, What, Who};
use super::plan::{Edited, Plan, Planned, PlannedTarget, Refusal};
use super::undo::StepState;
use crate::places::PLACES;
use crate::store::StoreKind;
use crate::tree::Folder;

/// What the engine leaves to its caller: it knows files, not stores.
pub struct Hooks<'a> {
    /// A file that is about to take its place, by its temporary name: the consumer's own program may read it.
    pub staged: &'a mut dyn FnMut(&PlannedTarget, &Change, &Path) -> Result<(), CheckFailed>,
    /// Everything is written: checks one target and gives the names of what checked it (`tillit`, `keytool`, `nginx -t`).
    pub written: &'a mut dyn FnMut(&PlannedTarget) -> Result<Vec<String>, CheckFailed>,
    /// Runs a program of the operating system.
    pub run: &'a mut dyn FnMut(SystemCommand) -> Result<(), CheckFailed>,
    /// After programs ran again on the way back: what they left behind of a target that should go, too.
    pub left_behind: &'a mut dyn FnMut(&RecordTarget) -> Result<Vec<Change>, CheckFailed>,
    /// All steps of a target are made.
    pub progress: &'a mut dyn FnMut(&PlannedTarget),
}

/// A check, or a program that had to run, failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{by}: {said}")]
pub struct CheckFailed {
    /// What failed: `keytool`.
    pub by: String,
    /// What it said.
    pub said: String,
}

/// A change that was made.
#[derive(Clone, Debug)]
pub struct Applied {
    /// What the journal has of it.
    pub record: Record,
}

/// Why a plan was not applied. Unless it is [`ApplyError::NotPutBack`], every file is as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ApplyError {
    /// Another run is at work, with this journal or on the same folders.
    #[error("another run is at work")]
    Busy {
        /// Whose, where that is known.
        by: Option<Who>,
    },
    /// These changes were interrupted and must be finished or undone first.
    #[error("interrupted before: {0:?}")]
    Interrupted(Vec<String>),
    /// A change in this state cannot be gone on with; one that is on its way back is undone.
    #[error("the change is {}", .0.word())]
    NotResumable(State),
    /// The plan has nothing to do, or a target of it refuses.
    #[error("the plan cannot be applied")]
    NotApplicable,
    /// A file cannot be changed, or not without losing something.
    #[error("{path}: {refusal}")]
    Refused {
        /// The file.
        path: PathBuf,
        /// Why.
        refusal: Refusal,
    },
    /// Two targets of the plan want different things of the same file.
    #[error("{path}: two changes contradict each other")]
    Conflict {
        /// The file.
        path: PathBuf,
    },
    /// A file is not what it was when the plan was made.
    #[error("{path} has changed since the plan was made")]
    ChangedSince {
        /// The file.
        path: PathBuf,
    },
    /// A check failed.
    #[error("{0}")]
    Check(CheckFailed),
    /// The operating system said no.
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
    /// The journal cannot be used.
    #[error(transparent)]
    Journal(JournalError),
    /// A step failed, and then the way back, too: the change is interrupted, and the journal keeps what `tillit undo` needs.
    #[error("{first}; and it could not be put back: {second}")]
    NotPutBack {
        /// What failed first.
        first: Box<ApplyError>,
        /// What failed on the way back.
        second: Box<ApplyError>,
    },
}

impl From<JournalError> for ApplyError {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Busy { by } => Self::Busy { by },
            other => Self::Journal(other),
        }
    }
}

impl From<CheckFailed> for ApplyError {
    fn from(failed: CheckFailed) -> Self {
        Self::Check(failed)
    }
}

/// Applies a plan.
///
/// # Errors
/// Why not; everything is as before then, but for [`ApplyError::NotPutBack`].
pub fn apply(plan: &Plan, journal: &Journal, by: &Who, hooks: &mut Hooks<'_>) -> Result<Applied, ApplyError> {
    if !plan.can_be_applied() {
        return Err(ApplyError::NotApplicable);
    }
    let _lock = journal.lock()?;
    let interrupted: Vec<String> =
        journal.records().0.into_iter().filter(Record::is_unfinished).map(|record| record.id).collect();
    if !interrupted.is_empty() {
        return Err(ApplyError::Interrupted(interrupted));
    }
    let mut hands = Hands::new(journal, plan.tree.clone());
    let mut preparing = Preparing::new(&plan.id, "");
    let mut record = Record {
        schema: SCHEMA.to_owned(),
        id: plan.id.clone(),
        at: OffsetDateTime::now_utc(),
        by: by.clone(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        root: plan.tree.root().map(|root| std::path::absolute(root).map_err(at(root))).transpose()?,
        state: State::Prepared,
        targets: Vec::new(),
        undoing: Vec::new(),
        writing: None,
        finished: None,
        why: None,
    };
    let mut planned = Vec::new();
    for target in &plan.targets {
        let Planned::Edited(edited) = &target.planned else { continue };
        if edited.is_nothing() {
            continue;
        }
        record.targets.push(recorded(plan, target, edited));
        for change in &edited.changes {
            let mut before: Vec<&mut Step> = record.targets.iter_mut().flat_map(|target| &mut target.steps).collect();
            let step = preparing.step(&mut hands, change, &mut before)?;
            if let Some(target) = record.targets.last_mut() {
                target.steps.extend(step);
            }
        }
        planned.push(target.clone());
    }
    for target in &mut record.targets {
        let first = target.steps.iter().find_map(|step| match step {
            Step::Put(put) => (put.before.sha256().is_some() || put.after.sha256().is_some()).then_some(put),
            Step::Run { .. } => None,
        });
        target.before_sha256 = first.and_then(|put| put.before.sha256());
        target.after_sha256 = first.and_then(|put| put.after.sha256());
    }
    journal.begin(&record, &preparing.contents)?;
    Forward { journal, hands, record, planned }.go(0, hooks)
}

/// Goes on with an interrupted change to its end. It must not be on its way back already.
///
/// # Errors
/// A file was changed by others meanwhile ([`ApplyError::ChangedSince`]: nothing more was done); a step or a check failed, and everything was
/// put back.
pub(super) fn resume(record: &Record, journal: &Journal, hooks: &mut Hooks<'_>) -> Result<Applied, ApplyError> {
    let _lock = journal.lock()?;
    let record = journal.record(&record.id)?;
    if !matches!(record.state, State::Prepared | State::Applying) {
        return Err(ApplyError::NotResumable(record.state));
    }
    let tree = record.root.as_ref().map_or_else(Folder::host, Folder::at);
    let mut hands = Hands::new(journal, tree);
    for put in puts(record.steps()) {
        hands.take(&put.path)?;
        let state = hands.state(&record, put)?;
        if !matches!(state, StepState::AsBefore | StepState::AsWritten | StepState::Unfinished) {
            return Err(ApplyError::ChangedSince { path: put.path.clone() });
        }
    }
    hands.sweep(puts(record.steps()))?;
    let planned =
        record.targets.iter().map(|target| planned_again(journal, &record, target)).collect::<Result<_, _>>()?;
    let reached = if record.state == State::Applying { record.steps().count() } else { 0 };
    Forward { journal, hands, record, planned }.go(reached, hooks)
}

/// A change with everything that it needs on the disk.
struct Forward<'a> {
    journal: &'a Journal,
    hands: Hands<'a>,
    record: Record,
    /// One for each target of the record.
    planned: Vec<PlannedTarget>,
}

impl Forward<'_> {
    /// `reached`: so many steps may have been made by an earlier run.
    fn go(mut self, mut reached: usize, hooks: &mut Hooks<'_>) -> Result<Applied, ApplyError> {
        match self.all(&mut reached, hooks) {
            Ok(()) => Ok(Applied { record: self.record }),
            Err(first) => Err(self.put_back(first, reached, hooks)),
        }
    }

    fn all(&mut self, reached: &mut usize, hooks: &mut Hooks<'_>) -> Result<(), ApplyError> {
        let id = self.record.id.clone();
        let steps: Vec<(usize, Step)> = (self.record.targets.iter().enumerate())
            .flat_map(|(target, recorded)| recorded.steps.iter().map(move |step| (target, step.clone())))
            .collect();
        let mut ways = Vec::with_capacity(steps.len());
        for (target, step) in &steps {
            let Step::Put(put) = step else {
                ways.push(None);
                continue;
            };
            let state = self.hands.state(&self.record, put)?;
            if state == StepState::AsWritten {
                ways.push(None);
                continue;
            }
            let staged = self.hands.stage(&id, put)?;
            let planned = self.planned.get(*target);
            let change = planned.and_then(|planned| last_change(planned, &put.path));
            if let (Some(planned), Some(change), Some(place)) = (planned, change, self.hands.staged_place(&id, put)) {
                (hooks.staged)(planned, change, &place)?;
            }
            ways.push(Some((staged, state == StepState::Unfinished)));
        }
        self.record.state = State::Applying;
        self.journal.save(&self.record)?;
        for (index, ((target, step), way)) in steps.iter().zip(&ways).enumerate() {
            let by_earlier_run = *reached > index;
            *reached = (*reached).max(index + 1);
            match (step, way) {
                (Step::Run { command }, _) => (hooks.run)(*command)?,
                (Step::Put(put), Some((staged, half_written))) => {
                    note_in_place(self.journal, &mut self.record, put)?;
                    let done = self.hands.put(&id, put, staged, *half_written);
                    if matches!(done, Err(ApplyError::ChangedSince { .. })) && !by_earlier_run {
                        // It was not made: what stands there is others', and nothing of ours is to be put back.
                        *reached = index;
                    }
                    done?;
                }
                (Step::Put(_), None) => {}
            }
            let is_last = steps.get(index + 1).is_none_or(|(next, _)| next != target);
            if let Some(planned) = self.planned.get(*target).filter(|_| is_last) {
                (hooks.progress)(planned);
            }
        }
        for (target, planned) in self.record.targets.iter_mut().zip(&self.planned) {
            target.checked_by = (hooks.written)(planned)?;
        }
        finish(self.journal, &mut self.record, State::Applied)?;
        Ok(())
    }

    fn put_back(&mut self, first: ApplyError, reached: usize, hooks: &mut Hooks<'_>) -> ApplyError {
        let steps: Vec<Step> = self.record.steps().cloned().collect();
        self.record.why = Some(first.to_string());
        self.record.finished = None;
        self.record.state = State::RollingBack;
        // If the disk takes no more words, it is still put back: the earlier words say that it was being applied.
        let _ = self.journal.save(&self.record);
        let made = steps.get(..reached).unwrap_or(&steps);
        let done = unwind(self.journal, &self.hands, &mut self.record, made, hooks)
            .and_then(|()| left_behind::put_away(self.journal, &mut self.hands, &mut self.record, hooks))
            .and_then(|()| self.hands.sweep(puts(steps.iter())))
            .and_then(|()| Ok(finish(self.journal, &mut self.record, State::RolledBack)?));
        match done {
            Ok(()) => first,
            Err(second) => ApplyError::NotPutBack { first: Box::new(first), second: Box::new(second) },
        }
    }
}

/// Takes steps back, the last one first: as many as go, and the first error if one does not. What ran, runs again at the end.
pub(super) fn unwind(
    journal: &Journal,
    hands: &Hands<'_>,
    record: &mut Record,
    steps: &[Step],
    hooks: &mut Hooks<'_>,
) -> Result<(), ApplyError> {
    let mut first = Ok(());
    for put in puts(steps.iter().rev()) {
        let done = take_back(journal, hands, record, put);
        first = first.and(done);
    }
    let ran = run_once_each(steps, hooks);
    first.and(ran)
}

fn take_back(journal: &Journal, hands: &Hands<'_>, record: &mut Record, put: &Put) -> Result<(), ApplyError> {
    let state = hands.state(record, put)?;
    match state {
        StepState::AsBefore => Ok(()),
        StepState::AsWritten | StepState::Unfinished => {
            let back = back(put);
            hands.sweep([&back].into_iter())?;
            let staged = hands.stage(&record.id, &back)?;
            note_in_place(journal, record, &back)?;
            hands.put(&record.id, &back, &staged, state == StepState::Unfinished)
        }
        _ => Err(ApplyError::ChangedSince { path: put.path.clone() }),
    }
}

/// Each program once, after everything else.
pub(super) fn run_once_each(steps: &[Step], hooks: &mut Hooks<'_>) -> Result<(), ApplyError> {
    let mut ran = Vec::new();
    for step in steps {
        if let Step::Run { command } = step
            && !ran.contains(command)
        {
            ran.push(*command);
            (hooks.run)(*command)?;
        }
    }
    Ok(())
}

/// Before a file is written in place: of it alone, half may be there afterwards.
pub(super) fn note_in_place(journal: &Journal, record: &mut Record, put: &Put) -> Result<(), JournalError> {
    if put.in_place && record.writing.as_ref() != Some(&put.path) {
        record.writing = Some(put.path.clone());
        journal.save(record)?;
    }
    Ok(())
}

pub(super) fn finish(journal: &Journal, record: &mut Record, state: State) -> Result<(), JournalError> {
    let before = record.clone();
    record.state = state;
    record.writing = None;
    record.finished = Some(OffsetDateTime::now_utc());
    journal.save(record).inspect_err(|_| *record = before)
}

/// The steps that are about files.
pub(super) fn puts<'s>(steps: impl DoubleEndedIterator<Item = &'s Step>) -> impl DoubleEndedIterator<Item = &'s Put> {
    steps.filter_map(|step| match step {
        Step::Put(put) => Some(put),
        Step::Run { .. } => None,
    })
}

pub(super) fn at(path: &Path) -> impl Fn(io::Error) -> ApplyError {
    let path = path.to_owned();
    move |error| ApplyError::Io { path: path.clone(), error }
}

fn last_change<'p>(planned: &'p PlannedTarget, path: &Path) -> Option<&'p Change> {
    let Planned::Edited(edited) = &planned.planned else { return None };
    edited.changes.iter().rev().find(|change| change.path() == Some(path))
}

/// What the record says of a target before its steps.
fn recorded(plan: &Plan, target: &PlannedTarget, edited: &Edited) -> RecordTarget {
    let of_this = |fingerprint| edited.added.contains(&fingerprint) || edited.amended.contains(&fingerprint);
    let added = plan.selection.add.iter().map(|addition| (addition.certificate.fingerprint(), addition.name()));
    let removed = edited.removed_names.iter().cloned();
    RecordTarget {
        target: target.target.clone(),
        place: target.place.to_owned(),
        kind: target.kind.map(|kind| kind.word().to_owned()),
        path: target.path.clone(),
        added: edited.added.clone(),
        amended: edited.amended.clone(),
        removed: edited.removed.clone(),
        configuration: edited.pointed.iter().map(|pointed| pointed.path.clone()).collect(),
        names: added.filter(|(fingerprint, _)| of_this(*fingerprint)).chain(removed).collect(),
        steps: Vec::new(),
        before_sha256: None,
        after_sha256: None,
        checked_by: Vec::new(),
    }
}

/// A target as it was planned, from what the journal has of it.
fn planned_again(journal: &Journal, record: &Record, target: &RecordTarget) -> Result<PlannedTarget, ApplyError> {
    let mut changes = Vec::new();
    for step in &target.steps {
        let put = match step {
            Step::Run { command } => {
                changes.push(Change::Run(*command));
                continue;
            }
            Step::Put(put) => put,
        };
        let path = put.path.clone();
        match &put.before {
            What::File(kept) if !matches!(put.after, What::File(_)) => {
                changes.push(Change::Remove { path: path.clone(), before: kept.sha256 });
            }
            What::Link { to } => changes.push(Change::RemoveLink { path: path.clone(), to: to.clone() }),
            What::File(_) | What::Nothing => {}
        }
        match (&put.before, &put.after) {
            (_, What::Nothing) => {}
            (_, What::Link { to }) => changes.push(Change::MakeLink { path, to: to.clone() }),
            (before, What::File(kept)) => {
                let after: Content = journal.content(&record.id, kept)?.into();
                changes.push(match before {
                    What::File(old) => Change::Replace { path, before: old.sha256, after, in_place: put.in_place },
                    _ => Change::Create { path, after, mode: kept.attributes.mode },
                });
            }
        }
    }
    Ok(PlannedTarget {
        planned: Planned::Edited(Edited {
            needs_privilege: false,
            changes,
            added: target.added.clone(),
            amended: target.amended.clone(),
            removed: target.removed.clone(),
            removed_names: target.names.clone(),
            kept_weak: Vec::new(),
            // Only for those who look at a plan.
            pointed: Vec::new(),
            still_logs_on: Vec::new(),
        }),
        ..target_again(target)
    })
}

/// The same without its steps, for those who only say how far it is.
pub(super) fn target_again(target: &RecordTarget) -> PlannedTarget {
    let place = PLACES.iter().map(|place| place.word).find(|word| *word == target.place);
    PlannedTarget {
        target: target.target.clone(),
        place: place.unwrap_or("file"),
        path: target.path.clone(),
        kind: StoreKind::ALL.into_iter().find(|kind| Some(kind.word()) == target.kind.as_deref()),
        consumer: None,
        has_private_key: false,
        planned: Planned::Unchanged,
    }
}
