//! Takes a change back, or brings an interrupted one to its end.
//!
//! What a step found and what it left are both in the journal, so what stands under a path now says how far the step came, whatever
//! happened: killed, undone halfway, changed by somebody else since.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::apply::{self, Applied, ApplyError, Hands, Hooks, Now, Preparing, Staged, back, puts};
use super::change::Change;
use super::journal::{Journal, JournalError, Put, Record, RecordTarget, State, Step, What, Who};
use super::plan::Refusal;
use crate::tree::{Folder, Tree as _};

/// What undo would meet under the path of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StepState {
    /// What the step left: it can be taken back byte for byte.
    AsWritten,
    /// What the step found: it was not made, or was taken back already.
    AsBefore,
    /// Half of a file: a run was killed while it wrote into it. Its backup is whole.
    Unfinished,
    /// Something else: others changed it since.
    ChangedByOthers,
    /// Nothing, where the step left something: others removed it since.
    Gone,
    /// It cannot be read.
    Unreadable,
    /// A program that runs again.
    Program,
}

/// A change that was taken back.
#[derive(Clone, Debug)]
pub struct Undone {
    /// What the journal has of it.
    pub record: Record,
    /// Files that others had changed since: only what was added was taken out.
    pub adapted: Vec<PathBuf>,
    /// Files that were left as they are: others removed them, or changed them so that nothing was left to take out.
    pub left: Vec<PathBuf>,
}

/// Why a change was not taken back. Nothing was done then, but for [`UndoError::Failed`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum UndoError {
    /// It was put back or undone before.
    #[error("the change is {}", .0.word())]
    Over(State),
    /// A file that others changed since cannot be mended, or the user does not want it.
    #[error("{target}: {refusal}")]
    Refused {
        /// The target as the user named it.
        target: String,
        /// Why.
        refusal: Refusal,
    },
    /// The journal cannot be used, or another run is at work.
    #[error(transparent)]
    Journal(#[from] JournalError),
    /// A step failed. A change that stood stands again, unless it is [`ApplyError::NotPutBack`]; an interrupted one is so still, and
    /// `tillit undo` goes on with it.
    #[error(transparent)]
    Failed(ApplyError),
}

impl From<ApplyError> for UndoError {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Busy { by } => Self::Journal(JournalError::Busy { by }),
            ApplyError::Journal(error) => Self::Journal(error),
            other => Self::Failed(other),
        }
    }
}

/// The files that a change is about: this machine's, or those of a copy.
pub fn tree(record: &Record) -> Folder {
    record.root.as_ref().map_or_else(Folder::host, Folder::at)
}

/// What undo would meet, for each step of the record in order ([`Record::steps`]). Changes nothing.
///
/// Files are read by everybody who may read them; [`StepState::Unfinished`] is told apart only by [`undo`], which has the backups: here such
/// a file counts as unfinished if the record says that it was being written.
pub fn survey(record: &Record, tree: &Folder) -> Vec<StepState> {
    record
        .steps()
        .map(|step| match step {
            Step::Run { .. } => StepState::Program,
            Step::Put(put) => look(record, put, tree),
        })
        .collect()
}

fn look(record: &Record, put: &Put, tree: &Folder) -> StepState {
    use crate::tree::FileKind;
    let is = |what: &What| -> std::io::Result<bool> {
        let found = match tree.link_metadata(&put.path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(*what == What::Nothing),
            other => other?,
        };
        Ok(match (found.kind, what) {
            (FileKind::File, What::File(kept)) => {
                let bytes = tree.read(&put.path, super::files::MAX_BYTES)?;
                tillit_verifier::Fingerprint::of(&bytes) == kept.sha256
            }
            (FileKind::Link, What::Link { to }) => tree.read_link(&put.path)? == *to,
            _ => false,
        })
    };
    let state = || -> std::io::Result<StepState> {
        Ok(match () {
            () if is(&put.after)? => StepState::AsWritten,
            () if is(&put.before)? => StepState::AsBefore,
            () if is(&What::Nothing)? => StepState::Gone,
            () if put.in_place && record.writing.as_ref() == Some(&put.path) => StepState::Unfinished,
            () => StepState::ChangedByOthers,
        })
    };
    state().unwrap_or(StepState::Unreadable)
}

/// Takes a change back: files that are as it left them get their backups, byte for byte; files that are as before are left. For a target
/// with files that others changed since, `others` computes what takes out only what was added; its changes of files that are as they
/// were left are not used. An error of it stops everything before the first step.
///
/// # Errors
/// See [`UndoError`].
pub fn undo(
    record: &Record,
    journal: &Journal,
    _by: &Who,
    hooks: &mut Hooks<'_>,
    others: &mut dyn FnMut(&RecordTarget) -> Result<Vec<Change>, Refusal>,
) -> Result<Undone, UndoError> {
    let _lock = journal.lock()?;
    let mut record = journal.record(&record.id)?;
    if matches!(record.state, State::RolledBack | State::Undone) {
        return Err(UndoError::Over(record.state));
    }
    let mut hands = Hands::new(journal, tree(&record));
    let known: Vec<Put> = puts(record.steps()).chain(puts(record.undoing.iter())).cloned().collect();
    for put in &known {
        match hands.take(&put.path) {
            // The folder itself is gone: nothing stands there.
            Err(ApplyError::Io { error, .. }) if error.kind() == std::io::ErrorKind::NotFound => {}
            other => other?,
        }
    }
    let way = Way::find(journal, &mut hands, &record, others)?;
    hands.sweep(known.iter())?;
    hands.sweep(known.iter().map(back).collect::<Vec<_>>().iter())?;

    let stood = (record.state == State::Applied).then(|| record.clone());
    let was_begun = record.state != State::Prepared;
    journal.keep(&record.id, &way.contents)?;
    record.undoing = way.steps.iter().map(|(step, _)| step.clone()).collect();
    record.state = State::Undoing;
    journal.save(&record)?;

    if let Err(first) = make(journal, &hands, &mut record, &way.steps) {
        let Some(stood) = stood else { return Err(first.into()) };
        let steps = record.undoing.clone();
        let forward = apply::unwind(journal, &hands, &mut record, &steps, hooks)
            .and_then(|()| hands.sweep(puts(steps.iter())))
            .and_then(|()| Ok(journal.save(&stood)?));
        return Err(match forward {
            Ok(()) => first.into(),
            Err(second) => {
                UndoError::Failed(ApplyError::NotPutBack { first: Box::new(first), second: Box::new(second) })
            }
        });
    }
    hands.sweep(known.iter())?;
    if was_begun {
        let steps: Vec<Step> = record.steps().cloned().collect();
        apply::run_once_each(&steps, hooks)?;
        apply::left_behind::put_away(journal, &mut hands, &mut record, hooks)?;
    }
    for target in &record.targets {
        (hooks.progress)(&apply::target_again(target));
    }
    apply::finish(journal, &mut record, State::Undone)?;
    Ok(Undone { record, adapted: way.adapted, left: way.left })
}

/// Brings an interrupted change to its end, from what the journal keeps.
///
/// # Errors
/// [`ApplyError::NotResumable`] for one that is on its way back; [`ApplyError::ChangedSince`] if others changed a file meanwhile (it is
/// interrupted still, and can be undone); any other: everything was put back.
pub fn resume(record: &Record, journal: &Journal, _by: &Who, hooks: &mut Hooks<'_>) -> Result<Applied, ApplyError> {
    apply::resume(record, journal, hooks)
}

/// The way back.
struct Way {
    /// The steps; true for those of files of which half was written.
    steps: Vec<(Step, bool)>,
    contents: Vec<(String, Vec<u8>)>,
    adapted: Vec<PathBuf>,
    left: Vec<PathBuf>,
}

impl Way {
    fn find(
        journal: &Journal,
        hands: &mut Hands<'_>,
        record: &Record,
        others: &mut dyn FnMut(&RecordTarget) -> Result<Vec<Change>, Refusal>,
    ) -> Result<Self, UndoError> {
        let mut way = Self { steps: Vec::new(), contents: Vec::new(), adapted: Vec::new(), left: Vec::new() };
        mend_adapted(journal, hands, record)?;
        let mut states = BTreeMap::new();
        for put in puts(record.steps()) {
            states.insert(put.path.clone(), hands.state(record, put)?);
        }
        for put in puts(record.steps()).rev() {
            match states.get(&put.path) {
                Some(state @ (StepState::AsWritten | StepState::Unfinished)) => {
                    let (dir, name) = hands.dir(&put.path)?;
                    super::files::in_folder(dir, name, put.in_place)
                        .map_err(|refusal| ApplyError::Refused { path: put.path.clone(), refusal })?;
                    way.steps.push((Step::Put(back(put)), *state == StepState::Unfinished));
                }
                Some(StepState::Gone) => way.left.push(put.path.clone()),
                _ => {}
            }
        }
        let prefix = "undo-";
        let mut preparing = Preparing::new(&format!("{}-u", record.id), prefix);
        for target in record.targets.iter().rev() {
            let changed: Vec<PathBuf> = puts(target.steps.iter())
                .map(|put| put.path.clone())
                .filter(|path| states.get(path) == Some(&StepState::ChangedByOthers))
                .collect();
            if changed.is_empty() {
                continue;
            }
            let changes =
                others(target).map_err(|refusal| UndoError::Refused { target: target.target.clone(), refusal })?;
            let mut steps = Vec::new();
            for change in changes.iter().filter(|change| match change.path() {
                Some(path) => matches!(states.get(path), None | Some(StepState::ChangedByOthers)),
                None => false,
            }) {
                let mut before: Vec<&mut Step> = way.steps.iter_mut().map(|(step, _)| step).chain(&mut steps).collect();
                let step = preparing.step(hands, change, &mut before)?;
                way.adapted.extend(change.path().map(PathBuf::from));
                steps.extend(step);
            }
            way.left.extend(changed.into_iter().filter(|path| !way.adapted.contains(path)));
            way.steps.extend(steps.into_iter().map(|step| (step, false)));
        }
        way.contents = preparing.contents;
        Ok(way)
    }
}

/// An earlier attempt was killed while it wrote into a file that others had changed: it gets what that attempt found there.
fn mend_adapted(journal: &Journal, hands: &Hands<'_>, record: &Record) -> Result<(), UndoError> {
    for put in puts(record.undoing.iter()).filter(|put| put.in_place) {
        let is_of_the_change = puts(record.steps()).any(|step| back(step) == *put);
        if is_of_the_change || hands.state(record, put)? != StepState::Unfinished {
            continue;
        }
        let (What::File(kept), Now::File(_)) = (&put.before, hands.now(&put.path)?) else { continue };
        let (dir, name) = hands.dir(&put.path)?;
        dir.overwrite(name, &journal.content(&record.id, kept)?).map_err(apply::at(&put.path))?;
    }
    Ok(())
}

fn make(journal: &Journal, hands: &Hands<'_>, record: &mut Record, steps: &[(Step, bool)]) -> Result<(), ApplyError> {
    let mut staged: Vec<(&Put, Staged, bool)> = Vec::new();
    for (step, half_written) in steps {
        if let Step::Put(put) = step {
            staged.push((put, hands.stage(&record.id, put)?, *half_written));
        }
    }
    for (put, staged, half_written) in &staged {
        apply::note_in_place(journal, record, put)?;
        hands.put(&record.id, put, staged, *half_written)?;
    }
    Ok(())
}
