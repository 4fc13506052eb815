//! From the changes of a plan to the steps of a record, with everything that the way back needs.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::super::change::Change;
use super::super::files::{self, Attributes};
use super::super::journal::{Contents, Put, Step, What};
use super::ApplyError;
use super::hands::{Hands, Now, kept};

/// Makes steps of changes, numbered through.
pub(in crate::install) struct Preparing {
    id: String,
    /// `before` and `after`, or names of their own on the way back.
    prefix: &'static str,
    number: usize,
    /// What is to be kept.
    pub contents: Contents,
    /// What earlier steps leave under a path.
    paths: BTreeMap<PathBuf, (What, What)>,
}

impl Preparing {
    pub(in crate::install) fn new(id: &str, prefix: &'static str) -> Self {
        Self { id: id.to_owned(), prefix, number: 0, contents: Vec::new(), paths: BTreeMap::new() }
    }

    /// The step of a change; `None` if an earlier one does the same. A change of what an earlier step of `before` leaves makes that one
    /// go all the way: for each path there is one step, so that what stands there says how far it came.
    pub(in crate::install) fn step(
        &mut self,
        hands: &mut Hands<'_>,
        change: &Change,
        before: &mut [&mut Step],
    ) -> Result<Option<Step>, ApplyError> {
        let Some(path) = change.path() else {
            return Ok(match change {
                Change::Run(command) => Some(Step::Run { command: *command }),
                _ => None,
            });
        };
        if let Some((first, last)) = self.paths.get(path).cloned() {
            return self.once_more(change, path, &first, &last, before);
        }
        hands.take(path)?;
        let in_place = matches!(change, Change::Replace { in_place: true, .. });
        let (dir, name) = hands.dir(path)?;
        let now = hands.now(path)?;
        let changed = || ApplyError::ChangedSince { path: path.to_owned() };
        let number = self.number;
        self.number += 1;
        let was = match (&now, change) {
            (Now::File(held), Change::Replace { before, .. } | Change::Remove { before, .. })
                if held.sha256() == *before =>
            {
                let file = format!("{}before-{number:03}", self.prefix);
                self.contents.push((file.clone(), held.bytes.clone()));
                kept(file, *before, held.attributes.clone())
            }
            (Now::Nothing, Change::Create { .. } | Change::MakeLink { .. }) => What::Nothing,
            (Now::Link(to), Change::RemoveLink { to: told, .. }) if to == told => What::Link { to: to.clone() },
            _ => return Err(changed()),
        };
        files::in_folder(dir, name, in_place)
            .map_err(|refusal| ApplyError::Refused { path: path.to_owned(), refusal })?;
        let attributes = match &was {
            What::File(kept) => kept.attributes.clone(),
            // The consumer that reads the others must be able to read this one.
            What::Nothing if matches!(change, Change::Create { .. }) => {
                Attributes { owner: dir.owner_of_new().map_err(super::at(path))?, ..Attributes::new(0o644) }
            }
            What::Nothing | What::Link { .. } => Attributes::new(0o644),
        };
        let after = self.after(change, number, attributes);
        self.paths.insert(path.to_owned(), (was.clone(), after.clone()));
        let temporary = temporary(name, &self.id, number);
        Ok(Some(Step::Put(Put { path: path.to_owned(), before: was, after, in_place, temporary })))
    }

    fn after(&mut self, change: &Change, number: usize, attributes: Attributes) -> What {
        let (content, attributes) = match change {
            Change::Replace { after, .. } => (after, attributes),
            Change::Create { after, mode, .. } => {
                (after, Attributes { owner: attributes.owner, ..Attributes::new(*mode) })
            }
            Change::MakeLink { to, .. } => return What::Link { to: to.clone() },
            Change::Remove { .. } | Change::RemoveLink { .. } | Change::Run(_) => return What::Nothing,
        };
        let file = format!("{}after-{number:03}", self.prefix);
        self.contents.push((file.clone(), content.bytes().to_vec()));
        kept(file, content.sha256(), attributes)
    }

    fn once_more(
        &mut self,
        change: &Change,
        path: &Path,
        first: &What,
        last: &What,
        before: &mut [&mut Step],
    ) -> Result<Option<Step>, ApplyError> {
        let conflict = || ApplyError::Conflict { path: path.to_owned() };
        let starts = |what: &What| match (what, change) {
            (What::File(kept), Change::Replace { before, .. } | Change::Remove { before, .. }) => {
                kept.sha256 == *before
            }
            (What::Nothing, Change::Create { .. } | Change::MakeLink { .. }) => true,
            (What::Link { to }, Change::RemoveLink { to: told, .. }) => to == told,
            _ => false,
        };
        let ends = match (last, change) {
            (What::File(kept), Change::Replace { after, .. } | Change::Create { after, .. }) => {
                kept.sha256 == after.sha256()
            }
            (What::Link { to }, Change::MakeLink { to: wanted, .. }) => to == wanted,
            (What::Nothing, Change::Remove { .. } | Change::RemoveLink { .. }) => true,
            _ => false,
        };
        if starts(first) && ends {
            return Ok(None);
        }
        let put = before.iter_mut().find_map(|step| match &mut **step {
            Step::Put(put) if put.path == path => Some(put),
            _ => None,
        });
        let put = put.filter(|_| starts(last)).ok_or_else(conflict)?;
        let attributes = match (&put.before, &put.after) {
            (What::File(kept), _) | (_, What::File(kept)) => kept.attributes.clone(),
            _ => Attributes::new(0o644),
        };
        let number = self.number;
        self.number += 1;
        let after = self.after(change, number, attributes);
        put.in_place &= matches!((&put.before, &after), (What::File(_), What::File(_)));
        put.after = after.clone();
        self.paths.insert(path.to_owned(), (first.clone(), after));
        Ok(None)
    }
}

/// `.NAME.tillit-ID-N`, beside NAME: hidden, and of no ending that a program looks for. File systems take 255 bytes.
fn temporary(name: &std::ffi::OsStr, id: &str, number: usize) -> PathBuf {
    let tail = format!(".tillit-{id}-{number}");
    let mut out = OsString::from(".");
    if name.len() + tail.len() < 250 {
        out.push(name);
    }
    out.push(tail);
    out.into()
}
