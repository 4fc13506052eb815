//! One step at a time: what stands under a path, what is to take its place, and the call of the system that does it.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use super::super::files::{Attributes, Dir, Held, Seen, Status};
use super::super::journal::{Journal, Kept, Put, Record, What};
use super::super::undo::StepState;
use super::{ApplyError, at};
use crate::tree::Folder;

/// What stands under a path now.
pub(in crate::install) enum Now {
    Nothing,
    File(Held),
    Link(PathBuf),
    Other,
}

impl Now {
    pub(in crate::install) fn is(&self, what: &What) -> bool {
        match (self, what) {
            (Self::Nothing, What::Nothing) => true,
            (Self::File(held), What::File(kept)) => held.sha256() == kept.sha256,
            (Self::Link(to), What::Link { to: wanted }) => to == wanted,
            _ => false,
        }
    }
}

/// What is about to take a path's place lies beside it.
pub(in crate::install) struct Staged {
    /// The file whose place it takes, as it was when its owner, permissions and labels were copied.
    replaces: Option<Status>,
}

/// The folders of a change, open and locked for this process.
pub(in crate::install) struct Hands<'a> {
    journal: &'a Journal,
    tree: Folder,
    folders: BTreeMap<PathBuf, Dir>,
}

impl<'a> Hands<'a> {
    pub(in crate::install) fn new(journal: &'a Journal, tree: Folder) -> Self {
        Self { journal, tree, folders: BTreeMap::new() }
    }

    /// Opens the folder of a path and keeps other runs of tillit from it, also those with another journal. Once for each folder.
    pub(in crate::install) fn take(&mut self, path: &Path) -> Result<(), ApplyError> {
        let (folder, _) = split(path)?;
        if self.folders.contains_key(folder) {
            return Ok(());
        }
        let mut dir = Dir::open(&self.tree, folder).map_err(at(folder))?;
        if !dir.try_lock().map_err(at(folder))? {
            return Err(ApplyError::Busy { by: None });
        }
        self.folders.insert(folder.to_owned(), dir);
        Ok(())
    }

    /// The open folder of a path, and the name in it.
    pub(in crate::install) fn dir<'p>(&self, path: &'p Path) -> Result<(&Dir, &'p OsStr), ApplyError> {
        let (folder, name) = split(path)?;
        let dir = self.folders.get(folder).ok_or_else(|| at(folder)(io::ErrorKind::NotFound.into()))?;
        Ok((dir, name))
    }

    /// What stands under a path; nothing, where the folder is gone.
    pub(in crate::install) fn now(&self, path: &Path) -> Result<Now, ApplyError> {
        let Ok((dir, name)) = self.dir(path) else { return Ok(Now::Nothing) };
        Ok(match dir.look(name).map_err(at(path))? {
            Seen::Nothing => Now::Nothing,
            Seen::Link(to) => Now::Link(to),
            Seen::Other => Now::Other,
            Seen::File(_) => Now::File(dir.read(name).map_err(at(path))?),
        })
    }

    /// How far a step came.
    pub(in crate::install) fn state(&self, record: &Record, put: &Put) -> Result<StepState, ApplyError> {
        let now = self.now(&put.path)?;
        if now.is(&put.after) {
            return Ok(StepState::AsWritten);
        }
        if now.is(&put.before) {
            return Ok(StepState::AsBefore);
        }
        Ok(match &now {
            Now::Nothing => StepState::Gone,
            Now::File(held) if self.is_half_written(record, put, &held.bytes) => StepState::Unfinished,
            _ => StepState::ChangedByOthers,
        })
    }

    /// A run was killed while it wrote into this file: every byte is the old one, the new one, or not yet on the disk.
    fn is_half_written(&self, record: &Record, put: &Put, now: &[u8]) -> bool {
        let (What::File(before), What::File(after)) = (&put.before, &put.after) else { return false };
        if !put.in_place || record.writing.as_deref() != Some(&put.path) {
            return false;
        }
        let content = |kept| self.journal.content(&record.id, kept).ok();
        let (Some(before), Some(after)) = (content(before), content(after)) else { return false };
        now.len() <= before.len().max(after.len())
            && now
                .iter()
                .enumerate()
                .all(|(index, byte)| *byte == 0 || before.get(index) == Some(byte) || after.get(index) == Some(byte))
    }

    /// Lays what is to take a path's place beside it: whatever can fail for want of room or rights fails here.
    pub(in crate::install) fn stage(&self, id: &str, put: &Put) -> Result<Staged, ApplyError> {
        let (dir, name) = self.dir(&put.path)?;
        let temporary = put.temporary.as_os_str();
        let staged = match &put.after {
            What::File(_) if put.in_place => Staged { replaces: None },
            What::File(kept) => {
                let bytes = self.journal.content(id, kept)?;
                let old = match dir.look(name).map_err(at(&put.path))? {
                    Seen::File(_) => Some(dir.read(name).map_err(at(&put.path))?),
                    _ => None,
                };
                let like = old.as_ref().map_or(&kept.attributes, |old| &old.attributes);
                dir.make(temporary, &bytes, like).map_err(|error| {
                    // Half of it may be there; the error that counts is the first one.
                    if error.kind() != io::ErrorKind::AlreadyExists {
                        let _ = dir.remove(temporary);
                    }
                    at(&put.path)(error)
                })?;
                Staged { replaces: old.map(|old| old.status) }
            }
            What::Link { to } if put.before != What::Nothing => {
                dir.make_link(temporary, to).map_err(at(&put.path))?;
                Staged { replaces: None }
            }
            What::Link { .. } | What::Nothing => Staged { replaces: None },
        };
        Ok(staged)
    }

    /// Where what was staged lies on this machine; `None` for what is made without.
    pub(in crate::install) fn staged_place(&self, id: &str, put: &Put) -> Option<PathBuf> {
        let What::File(kept) = &put.after else { return None };
        if put.in_place {
            return Some(self.journal.content_place(id, kept));
        }
        let (dir, _) = self.dir(&put.path).ok()?;
        Some(dir.place().join(&put.temporary))
    }

    /// Makes a step. `half_written`: what stands there is what a killed run left of the same file.
    pub(in crate::install) fn put(
        &self,
        id: &str,
        put: &Put,
        staged: &Staged,
        half_written: bool,
    ) -> Result<(), ApplyError> {
        let (dir, name) = self.dir(&put.path)?;
        // Right before the call that changes something, not only when the plan was made.
        let now = self.now(&put.path)?;
        let is_same_file = match (&now, &staged.replaces) {
            (Now::File(held), Some(status)) => held.status == *status,
            _ => true,
        };
        let is_as_found = now.is(&put.before) && is_same_file;
        if !(half_written || is_as_found) {
            return Err(ApplyError::ChangedSince { path: put.path.clone() });
        }
        let is_new = put.before == What::Nothing;
        let done = match &put.after {
            What::File(kept) if put.in_place => dir.overwrite(name, &self.journal.content(id, kept)?),
            What::File(_) if is_new => dir.rename_new(put.temporary.as_os_str(), name),
            What::Link { to } if is_new => dir.make_link(name, to),
            What::File(_) | What::Link { .. } => dir.rename(put.temporary.as_os_str(), name),
            What::Nothing => dir.remove(name),
        };
        match done {
            Err(error) if is_new && error.kind() == io::ErrorKind::AlreadyExists => {
                Err(ApplyError::ChangedSince { path: put.path.clone() })
            }
            other => other.and_then(|()| dir.sync()).map_err(at(&put.path)),
        }
    }

    /// Removes what was staged and did not take its place.
    pub(in crate::install) fn sweep<'p>(&self, puts: impl Iterator<Item = &'p Put>) -> Result<(), ApplyError> {
        for put in puts {
            let Ok((dir, _)) = self.dir(&put.path) else { continue };
            match dir.remove(put.temporary.as_os_str()) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(at(&put.path)(error)),
                Ok(()) => dir.sync().map_err(at(&put.path))?,
            }
        }
        Ok(())
    }
}

/// The way back of a step; what it lays beside the path has a name of its own.
pub(in crate::install) fn back(put: &Put) -> Put {
    let mut temporary = put.temporary.clone().into_os_string();
    temporary.push("u");
    Put {
        path: put.path.clone(),
        before: put.after.clone(),
        after: put.before.clone(),
        in_place: put.in_place,
        temporary: temporary.into(),
    }
}

/// The content of a file that a step is about, as the journal shall keep it.
pub(super) fn kept(file: String, sha256: tillit_verifier::Fingerprint, attributes: Attributes) -> What {
    What::File(Kept { sha256, file, attributes })
}

fn split(path: &Path) -> Result<(&Path, &OsStr), ApplyError> {
    path.parent().zip(path.file_name()).ok_or_else(|| at(path)(io::ErrorKind::InvalidInput.into()))
}
