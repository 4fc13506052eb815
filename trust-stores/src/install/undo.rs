//! Takes a change back, or brings an interrupted one to its end.
//!
//! What a step found and what it left are both in the journal, so what stands under a path now says how far the step came, whatever
//! happened: killed, undone halfway, changed by somebody else since.

use std::collections::{BTreeMap, VecDeque};
use std::ffi::OsStr;
use std::path::PathBuf;

use super::apply::{self, Applied, ApplyError, Hands, Hooks, Now, Preparing, Staged, back, puts};
use super::change::{Change, Content};
use super::journal::{Journal, JournalError, Put, Record, RecordTarget, State, Step, What, Who};
use super::plan::{NotPointed, Refusal};
use super::selection::Backup;
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
    /// Files that others had changed since: what was added was taken out, and what was taken out was put in again.
    pub adapted: Vec<PathBuf>,
    /// Files that were left as they are.
    pub left: Vec<(PathBuf, Left)>,
}

/// Why a file is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Left {
    /// Others removed it.
    Gone,
    /// Others changed it, and nothing of the change is left in it to take back.
    Changed,
    /// A new file that others changed; the server's configuration does not name it any more.
    Unused,
    /// It cannot be read.
    Unreadable,
}

impl Left {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::Unused => "unused",
            Self::Unreadable => "unreadable",
        }
    }
}

/// Why a change was not taken back. Nothing was changed then, but for [`UndoError::Failed`].
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
    /// It failed before the first step, or a step failed and the change stands again as it stood.
    #[error(transparent)]
    Unchanged(ApplyError),
    /// A step failed on the way. The change is interrupted, and `tillit undo` goes on with it.
    #[error(transparent)]
    Failed(ApplyError),
}

/// Before the first step.
impl From<ApplyError> for UndoError {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Busy { by } => Self::Journal(JournalError::Busy { by }),
            ApplyError::Journal(error) => Self::Journal(error),
            other => Self::Unchanged(other),
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

/// Computes the way back of a target that others have changed since, with its files as they were.
pub type Others<'a> = dyn FnMut(&RecordTarget, &[Backup]) -> Result<Vec<Change>, Refusal> + 'a;

/// Takes a change back: files that are as it left them get their backups, byte for byte; files that are as before are left. For a target
/// with files that others changed since, `others` computes from its backups what takes out what was added and puts in what was taken out; its changes of files that are as they
/// were left are not used. An error of it stops everything before the first step.
///
/// # Errors
/// See [`UndoError`].
pub fn undo(
    record: &Record,
    journal: &Journal,
    _by: &Who,
    hooks: &mut Hooks<'_>,
    others: &mut Others<'_>,
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
        let Some(stood) = stood else { return Err(UndoError::Failed(first)) };
        let steps = record.undoing.clone();
        let forward = apply::unwind(journal, &hands, &mut record, &steps, hooks)
            .and_then(|()| hands.sweep(puts(steps.iter())))
            .and_then(|()| Ok(journal.save(&stood)?));
        return Err(match forward {
            Ok(()) => UndoError::Unchanged(first),
            Err(second) => {
                UndoError::Failed(ApplyError::NotPutBack { first: Box::new(first), second: Box::new(second) })
            }
        });
    }
    end(journal, &mut hands, &mut record, hooks, &known, was_begun).map_err(UndoError::Failed)?;
    Ok(Undone { record, adapted: way.adapted, left: way.left })
}

/// After the last step.
fn end(
    journal: &Journal,
    hands: &mut Hands<'_>,
    record: &mut Record,
    hooks: &mut Hooks<'_>,
    known: &[Put],
    was_begun: bool,
) -> Result<(), ApplyError> {
    hands.sweep(known.iter())?;
    if was_begun {
        let steps: Vec<Step> = record.steps().cloned().collect();
        apply::run_once_each(&steps, hooks)?;
        apply::left_behind::put_away(journal, hands, record, hooks)?;
    }
    for target in &record.targets {
        (hooks.progress)(&apply::target_again(target));
    }
    Ok(apply::finish(journal, record, State::Undone)?)
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
    left: Vec<(PathBuf, Left)>,
}

impl Way {
    fn find(
        journal: &Journal,
        hands: &mut Hands<'_>,
        record: &Record,
        others: &mut Others<'_>,
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
                Some(StepState::Gone) => way.left.push((put.path.clone(), Left::Gone)),
                _ => {}
            }
        }
        let prefix = "undo-";
        let mut preparing = Preparing::new(&format!("{}-u", record.id), prefix);
        for target in record.targets.iter().rev() {
            if !target.configuration.is_empty() {
                way.point_back(journal, hands, record, target, &states, &mut preparing)?;
                continue;
            }
            let changed: Vec<PathBuf> = puts(target.steps.iter())
                .map(|put| put.path.clone())
                .filter(|path| states.get(path) == Some(&StepState::ChangedByOthers))
                .collect();
            if changed.is_empty() {
                continue;
            }
            let mut backups = Vec::new();
            for put in puts(target.steps.iter()) {
                if let What::File(kept) = &put.before {
                    let content: Content = journal.content(&record.id, kept)?.into();
                    backups.push(Backup { path: put.path.clone(), content, changed: changed.contains(&put.path) });
                }
            }
            let changes = others(target, &backups)
                .map_err(|refusal| UndoError::Refused { target: target.target.clone(), refusal })?;
            let mut steps = Vec::new();
            let known = way.adapted.len();
            for change in changes.iter().filter(|change| match change.path() {
                Some(path) => matches!(states.get(path), None | Some(StepState::ChangedByOthers)),
                None => false,
            }) {
                let mut before: Vec<&mut Step> = way.steps.iter_mut().map(|(step, _)| step).chain(&mut steps).collect();
                let step = preparing.step(hands, change, &mut before)?;
                way.adapted.extend(change.path().map(PathBuf::from));
                steps.extend(step);
            }
            // Where one file of several is mended (NSS's certificates), another that others changed (its keys) needs nothing.
            if way.adapted.len() == known {
                way.left.extend(changed.into_iter().map(|path| (path, Left::Changed)));
            }
            way.steps.extend(steps.into_iter().map(|step| (step, false)));
        }
        way.contents = preparing.contents;
        Ok(way)
    }
}

impl Way {
    /// A server's configuration that others have edited since: its lines alone are put back, and before the file that they name goes away. The
    /// file itself, where others have changed it, is named by nobody then, and left.
    fn point_back(
        &mut self,
        journal: &Journal,
        hands: &mut Hands<'_>,
        record: &Record,
        target: &RecordTarget,
        states: &BTreeMap<PathBuf, StepState>,
        preparing: &mut Preparing,
    ) -> Result<(), UndoError> {
        let mut steps = Vec::new();
        let name = target.path.file_name().map(OsStr::as_encoded_bytes).unwrap_or_default();
        for put in puts(target.steps.iter()).filter(|put| states.get(&put.path) == Some(&StepState::ChangedByOthers)) {
            let (What::File(before), What::File(after), Now::File(now)) =
                (&put.before, &put.after, hands.now(&put.path)?)
            else {
                self.left.push((put.path.clone(), Left::Unused));
                continue;
            };
            let content = |kept| journal.content(&record.id, kept);
            let refused = || {
                let refusal = NotPointed::Edited(put.path.clone()).into();
                UndoError::Refused { target: target.target.clone(), refusal }
            };
            match lines_back(&content(before)?, &content(after)?, &now.bytes) {
                Some(back) => {
                    let mut change = Change::replace(&put.path, &now.bytes, back);
                    if let Change::Replace { in_place, .. } = &mut change {
                        *in_place = put.in_place;
                    }
                    let mut earlier: Vec<&mut Step> = Vec::new();
                    let step = preparing.step(hands, &change, &mut earlier)?;
                    self.adapted.push(put.path.clone());
                    steps.extend(step.map(|step| (step, false)));
                }
                // It must not go on naming a file that goes away.
                None if memchr::memmem::find(&now.bytes, name).is_some() => return Err(refused()),
                // Nothing of the change is left in it.
                None => {}
            }
        }
        steps.append(&mut self.steps);
        self.steps = steps;
        Ok(())
    }
}

/// A text in which the lines that a change wrote are again those that stood there before. `None`: they are not there any more as they were
/// written, each of them as often.
fn lines_back(before: &[u8], after: &[u8], now: &[u8]) -> Option<Vec<u8>> {
    let lines = |text| <[u8]>::split_inclusive(text, |byte| *byte == b'\n').collect::<Vec<&[u8]>>();
    let (before, after) = (lines(before), lines(after));
    let pairs: Vec<(&[u8], &[u8])> = before.iter().copied().zip(after.iter().copied()).collect();
    if before.len() != after.len() {
        return None;
    }
    // The same line may have been written in several places in which others stood before: the first is the first.
    let mut ways: BTreeMap<&[u8], VecDeque<&[u8]>> = BTreeMap::new();
    for (_, is) in pairs.iter().filter(|(was, is)| was != is) {
        ways.entry(is).or_insert_with(|| {
            let same = pairs.iter().filter(|(_, other)| other == is);
            same.map(|(was, _)| *was).collect()
        });
    }
    let mut back = Vec::with_capacity(now.len());
    for line in lines(now) {
        match ways.get_mut(line) {
            Some(ways) => back.extend_from_slice(ways.pop_front()?),
            None => back.extend_from_slice(line),
        }
    }
    ways.values().all(VecDeque::is_empty).then_some(back)
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
