//! The journal: what makes a change undoable and a killed run harmless.
//!
//! ```text
//! DATA/journal/            0700
//!   lock                   held by the run that changes something; says who it is
//!   2026-11-21T10:02Z-7f3a/
//!     record.json          what is changed and how far it came
//!     before-000 ...       files as they were: 0600, they may hold private keys
//!     after-000 ...        files as they shall be
//!     spare                room for the last words of the record when the disk is full
//! ```
//!
//! A record appears whole, by a rename, before anything else is touched. It is believed only if nobody else could write it.

pub(super) mod text;

mod record;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::files::{Attributes, Dir, Seen};
use super::plan::Refusal;
use crate::platform::{Here, Platform as _};
pub use record::{Kept, Put, Record, RecordTarget, SCHEMA, State, Step, What, Who};

/// How long backups are kept after a change was undone, put back or superseded: half a year, in which somebody notices that something else
/// was in the store. A change that still stands, or was interrupted, keeps its backups for ever.
pub const KEPT: time::Duration = time::Duration::days(180);

const FOLDER: &str = "journal";
const LOCK: &str = "lock";
const RECORD: &str = "record.json";
const SPARE: &str = "spare";
/// A record that is being made, or removed: nothing refers to it.
const COMING: &str = ".coming-";
const GOING: &str = ".going-";
/// Records are small; a larger one is none of ours.
const MAX_RECORD: u64 = 64 << 20;
/// `undo --list` and its like look at the lock for a moment: so long is waited before the journal counts as busy.
const PATIENCE: Duration = Duration::from_millis(500);

/// Why the journal cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum JournalError {
    /// Another run changes something.
    #[error("another run is at work")]
    Busy {
        /// Whose it is.
        by: Option<Who>,
    },
    /// Others than this user could have written it.
    #[error("others can write {0}")]
    OthersCanWrite(PathBuf),
    /// A record that cannot be understood.
    #[error("{path}: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Technical.
        why: String,
    },
    /// No record has this name.
    #[error("no change {0}")]
    Unknown(String),
    /// The operating system said no.
    #[error("{path}: {error}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
}

/// The journal in a folder of data.
#[derive(Debug)]
pub struct Journal {
    dir: Dir,
}

/// Held by the one run that changes something, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// A program that is being started has this process's files for a moment, and with them its locks: this one ends here and now.
impl Drop for Lock {
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// What the lock file says of who has it.
#[derive(Serialize, Deserialize)]
struct Holder {
    by: Who,
    process: u32,
}

/// Contents to be kept: the name in the record's folder, and the bytes.
pub(super) type Contents = Vec<(String, Vec<u8>)>;

impl Journal {
    /// The journal of this folder of data; both are made if they are missing.
    ///
    /// # Errors
    /// It cannot be made, or others can write it.
    pub fn open(data: &Path) -> Result<Self, JournalError> {
        Here::make_data_folder(data).map_err(at(data))?;
        let place = data.join(FOLDER);
        let above = Dir::at(&fs::canonicalize(data).map_err(at(data))?).map_err(at(data))?;
        above.check_way_of_root().map_err(|refusal| not_own(refusal, data))?;
        match above.make_folder(FOLDER.as_ref()) {
            // An earlier run may have made it with more readers.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                let there = above.sub(FOLDER.as_ref()).map_err(at(&place))?;
                there.narrow().map_err(|refusal| not_own(refusal, &place))?;
            }
            done => done.map_err(at(&place))?,
        }
        Self::at(&place)
    }

    /// The journal of this folder of data, if there is one. Makes nothing.
    ///
    /// # Errors
    /// It cannot be read, or others can write it.
    pub fn existing(data: &Path) -> Result<Option<Self>, JournalError> {
        let place = data.join(FOLDER);
        match fs::symlink_metadata(&place) {
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            _ => Self::at(&place).map(Some),
        }
    }

    fn at(place: &Path) -> Result<Self, JournalError> {
        // Links on the way to the data are the administrator's; who holds where they lead is what counts.
        let real = fs::canonicalize(place).map_err(at(place))?;
        let dir = Dir::at(&real).map_err(at(place))?;
        dir.check_own().map_err(|refusal| not_own(refusal, place))?;
        Ok(Self { dir })
    }

    /// Where it lies.
    pub fn place(&self) -> &Path {
        self.dir.place()
    }

    /// Takes the journal for this process.
    ///
    /// # Errors
    /// [`JournalError::Busy`].
    pub fn lock(&self) -> Result<Lock, JournalError> {
        // Whoever writes it locks it first.
        self.dir.narrow().map_err(|refusal| not_own(refusal, self.dir.place()))?;
        let place = self.dir.place().join(LOCK);
        if self.dir.look(OsStr::new(LOCK)).map_err(at(&place))? == Seen::Nothing {
            match self.dir.make(OsStr::new(LOCK), b"", &Attributes::new(0o600)) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(at(&place)(error)),
                _ => {}
            }
        }
        let mut file = self.lock_file(true).map_err(at(&place))?;
        if !patiently(|| file.try_lock()).map_err(at(&place))? {
            return Err(JournalError::Busy { by: self.holder() });
        }
        let holder = Holder { by: Who::current(), process: std::process::id() };
        // Only said to others, never believed: not to be able to say it stops nothing.
        let _ = file.set_len(0).and_then(|()| file.rewind()).and_then(|()| {
            let text = serde_json::to_vec(&holder).map_err(io::Error::other)?;
            file.write_all(&text)
        });
        self.sweep();
        Ok(Lock { file })
    }

    fn lock_file(&self, write: bool) -> io::Result<File> {
        let place = self.dir.place().join(LOCK);
        match self.dir.look(OsStr::new(LOCK))? {
            Seen::File(_) => File::options().read(true).write(write).open(place),
            Seen::Nothing => Err(io::ErrorKind::NotFound.into()),
            _ => Err(io::Error::other("no ordinary file")),
        }
    }

    /// Who holds the lock, as they said.
    fn holder(&self) -> Option<Who> {
        let mut text = String::new();
        self.lock_file(false).ok()?.take(64 << 10).read_to_string(&mut text).ok()?;
        serde_json::from_str(&text).ok().map(|holder: Holder| holder.by)
    }

    /// A process lives that changes something.
    fn is_held(&self) -> bool {
        // Shared: two that only look do not keep each other from it.
        self.lock_file(false).is_ok_and(|file| !patiently(|| file.try_lock_shared()).unwrap_or(true))
    }

    /// Every record, newest first, and those that cannot be believed or understood.
    pub fn records(&self) -> (Vec<Record>, Vec<(PathBuf, JournalError)>) {
        let names = match self.dir.list() {
            Ok(names) => names,
            Err(error) => return (Vec::new(), vec![(self.dir.place().to_owned(), at(self.dir.place())(error))]),
        };
        let (mut records, mut damaged) = (Vec::new(), Vec::new());
        for name in names.into_iter().filter(|name| name != LOCK && !name.as_encoded_bytes().starts_with(b".")) {
            match self.read(&name) {
                Ok(record) => records.push(record),
                Err(error) => damaged.push((self.dir.place().join(&name), error)),
            }
        }
        records.sort_by(|a, b| (b.at, &b.id).cmp(&(a.at, &a.id)));
        (records, damaged)
    }

    /// The record of this name.
    ///
    /// # Errors
    /// There is none, or it cannot be believed.
    pub fn record(&self, id: &str) -> Result<Record, JournalError> {
        let id = plain(id).ok_or_else(|| JournalError::Unknown(id.to_owned()))?;
        match self.dir.look(OsStr::new(id)) {
            Ok(Seen::Nothing) => Err(JournalError::Unknown(id.to_owned())),
            _ => self.read(OsStr::new(id)),
        }
    }

    /// Changes that were begun and not finished, and whose process is gone: newest first.
    pub fn interrupted(&self) -> Vec<Record> {
        let unfinished: Vec<Record> = self.records().0.into_iter().filter(Record::is_unfinished).collect();
        if unfinished.is_empty() || self.is_held() { Vec::new() } else { unfinished }
    }

    /// Removes what is kept of changes before this moment that were undone, put back, or superseded by later changes of the same files;
    /// see [`KEPT`]. Gives their names.
    ///
    /// # Errors
    /// Another run is at work; a folder cannot be removed.
    pub fn forget_older_than(&self, moment: OffsetDateTime) -> Result<Vec<String>, JournalError> {
        let _lock = self.lock()?;
        let (records, _) = self.records();
        let mut gone = Vec::new();
        for (index, record) in records.iter().enumerate() {
            let later = records.get(..index).unwrap_or_default();
            let is_superseded = || {
                let later = || later.iter().filter(|later| later.state == State::Applied && later.root == record.root);
                record.steps().all(|step| {
                    match step {
                    Step::Put(put) => later().flat_map(Record::steps).any(|step| {
                        matches!(step, Step::Put(other) if other.path == put.path && other.before.is_same(&put.after))
                    }),
                    Step::Run { .. } => true,
                }
                })
            };
            let is_over = match record.state {
                State::RolledBack | State::Undone => true,
                State::Applied => is_superseded(),
                _ => false,
            };
            if is_over && record.finished.unwrap_or(record.at) < moment {
                let going = format!("{GOING}{}", record.id);
                self.dir.rename(record.id.as_ref(), going.as_ref()).map_err(at(self.dir.place()))?;
                gone.push(record.id.clone());
            }
        }
        self.sweep();
        Ok(gone)
    }

    /// Removes what runs that were killed left of records that were not there yet, or no more.
    fn sweep(&self) {
        let names = self.dir.list().unwrap_or_default();
        for name in names {
            let text = name.to_string_lossy();
            if text.starts_with(COMING) || text.starts_with(GOING) {
                // Left for the next time if it does not work.
                let _ = self.remove_folder(&name);
            }
        }
    }

    fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        let folder = self.dir.sub(name)?;
        for file in folder.list()? {
            folder.remove(&file)?;
        }
        self.dir.remove_folder(name)
    }

    /// Puts a new record and everything that it needs on the disk.
    pub(super) fn begin(&self, record: &Record, contents: &Contents) -> Result<(), JournalError> {
        let id = plain(&record.id).ok_or_else(|| JournalError::Unknown(record.id.clone()))?;
        if self.dir.look(OsStr::new(id)).map_err(at(self.dir.place()))? != Seen::Nothing {
            let error = io::ErrorKind::AlreadyExists.into();
            return Err(JournalError::Io { path: self.dir.place().join(id), error });
        }
        let coming = format!("{COMING}{id}");
        let made = self.fill(OsStr::new(&coming), record, contents).and_then(|()| {
            self.dir.rename(coming.as_ref(), id.as_ref())?;
            self.dir.sync()
        });
        made.map_err(|error| {
            let _ = self.remove_folder(coming.as_ref());
            at(&self.dir.place().join(id))(error)
        })
    }

    fn fill(&self, name: &OsStr, record: &Record, contents: &Contents) -> io::Result<()> {
        self.dir.make_folder(name)?;
        let folder = self.dir.sub(name)?;
        for (file, bytes) in contents {
            folder.make(file.as_ref(), bytes, &Attributes::new(0o600))?;
        }
        let text = serde_json::to_vec_pretty(record).map_err(io::Error::other)?;
        folder.make(RECORD.as_ref(), &text, &Attributes::new(0o600))?;
        folder.make(SPARE.as_ref(), &vec![b' '; text.len() * 3 + 4096], &Attributes::new(0o600))?;
        folder.sync()
    }

    /// Adds contents to a record that is there.
    pub(super) fn keep(&self, id: &str, contents: &Contents) -> Result<(), JournalError> {
        let (folder, place) = self.folder(id)?;
        let keep = || {
            for (file, bytes) in contents {
                // From an attempt that was killed.
                if folder.look(file.as_ref())? != Seen::Nothing {
                    folder.remove(file.as_ref())?;
                }
                folder.make(file.as_ref(), bytes, &Attributes::new(0o600))?;
            }
            folder.sync()
        };
        keep().map_err(at(&place))
    }

    /// Has a record on the disk as it is now.
    pub(super) fn save(&self, record: &Record) -> Result<(), JournalError> {
        const NEXT: &str = "record.json.next";
        let (folder, place) = self.folder(&record.id)?;
        let text = serde_json::to_vec_pretty(record).map_err(|error| at(&place)(io::Error::other(error)))?;
        let write = || {
            if folder.look(NEXT.as_ref())? != Seen::Nothing {
                folder.remove(NEXT.as_ref())?;
            }
            folder.make(NEXT.as_ref(), &text, &Attributes::new(0o600))?;
            folder.rename(NEXT.as_ref(), RECORD.as_ref())?;
            folder.sync()
        };
        let written = write().or_else(|error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                folder.remove(SPARE.as_ref()).map_err(|_| error)?;
                write()
            }
            _ => Err(error),
        });
        written.map_err(at(&place.join(RECORD)))
    }

    /// A content that the record keeps.
    pub(super) fn content(&self, id: &str, kept: &Kept) -> Result<Vec<u8>, JournalError> {
        let (folder, place) = self.folder(id)?;
        let path = place.join(&kept.file);
        let Some(file) = plain(&kept.file) else {
            return Err(JournalError::Damaged { path, why: "no name of a file".to_owned() });
        };
        let held = folder.read(file.as_ref()).map_err(at(&path))?;
        if held.sha256() == kept.sha256 {
            Ok(held.bytes)
        } else {
            Err(JournalError::Damaged { path, why: "another content than the record says".to_owned() })
        }
    }

    /// Where the record keeps a content.
    pub(super) fn content_place(&self, id: &str, kept: &Kept) -> PathBuf {
        self.dir.place().join(id).join(&kept.file)
    }

    fn folder(&self, id: &str) -> Result<(Dir, PathBuf), JournalError> {
        let place = self.dir.place().join(id);
        let folder = self.dir.sub(id.as_ref()).map_err(at(&place))?;
        folder.check_own().map_err(|refusal| not_own(refusal, &place))?;
        Ok((folder, place))
    }

    fn read(&self, name: &OsStr) -> Result<Record, JournalError> {
        let damaged = |why: String| JournalError::Damaged { path: self.dir.place().join(name).join(RECORD), why };
        let id = name.to_str().and_then(plain).ok_or_else(|| damaged("no name of a change".to_owned()))?;
        let (folder, place) = self.folder(id)?;
        let path = place.join(RECORD);
        if folder.look(RECORD.as_ref()).map_err(at(&path))? != Seen::Nothing {
            folder.check_own_file(RECORD.as_ref()).map_err(|refusal| not_own(refusal, &path))?;
        }
        match folder.look(RECORD.as_ref()).map_err(at(&path))? {
            Seen::File(status) if status.len > MAX_RECORD => return Err(damaged("too large".to_owned())),
            _ => {}
        }
        let held = folder.read(RECORD.as_ref()).map_err(at(&path))?;
        let record: Record = serde_json::from_slice(&held.bytes).map_err(|error| damaged(error.to_string()))?;
        match () {
            () if record.schema != SCHEMA => Err(damaged(format!("schema {}", record.schema))),
            () if record.id != id => Err(damaged(format!("of change {}", record.id))),
            () => Ok(record),
        }
    }
}

/// A name that leads nowhere else and is not hidden.
fn plain(name: &str) -> Option<&str> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+');
    (!name.is_empty() && name.len() <= 100 && !name.starts_with('.') && name != LOCK && name.chars().all(is_plain))
        .then_some(name)
}

/// Tries for a short while; whether it was taken.
fn patiently(try_lock: impl Fn() -> Result<(), fs::TryLockError>) -> io::Result<bool> {
    let step = Duration::from_millis(20);
    let mut left = PATIENCE;
    loop {
        match try_lock() {
            Ok(()) => return Ok(true),
            Err(fs::TryLockError::WouldBlock) if left.is_zero() => return Ok(false),
            Err(fs::TryLockError::WouldBlock) => std::thread::sleep(step),
            Err(fs::TryLockError::Error(error)) => return Err(error),
        }
        left = left.saturating_sub(step);
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> JournalError {
    let path = path.to_owned();
    move |error| JournalError::Io { path: path.clone(), error }
}

fn not_own(refusal: Refusal, place: &Path) -> JournalError {
    match refusal {
        Refusal::OthersCanWrite(path) => JournalError::OthersCanWrite(path),
        other => JournalError::Damaged { path: place.to_owned(), why: other.to_string() },
    }
}
