//! What an installation will do to each of its targets.

use std::io;
use std::ops::Range;
use std::path::PathBuf;

use tillit_verifier::Fingerprint;
use tillit_verifier::input::InputError;
use time::OffsetDateTime;

use super::change::{Change, Content};
use super::selection::Selection;
use crate::servers::Spot;
use crate::store::{Consumer, StoreKind};
use crate::tree::Folder;

/// A plan: a value, nothing is changed by making one.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Its name: `2026-11-21T10:02Z-7f3a`; also that of the change in the journal once it is applied.
    pub id: String,
    /// When it was made.
    pub at: OffsetDateTime,
    /// The files it is about: this machine's, or those of a copy (`--root`).
    pub tree: Folder,
    /// What goes in and out.
    pub selection: Selection,
    /// Each target, in the order of the user.
    pub targets: Vec<PlannedTarget>,
}

impl Plan {
    /// Something is to be changed, and no target refuses.
    pub fn can_be_applied(&self) -> bool {
        self.changes().next().is_some() && !self.is_refused()
    }

    /// A target refuses: since all or nothing is applied, nothing is.
    pub fn is_refused(&self) -> bool {
        self.targets.iter().any(|target| matches!(target.planned, Planned::Refused(_)))
    }

    /// Every step, in order.
    pub fn changes(&self) -> impl Iterator<Item = &Change> {
        self.targets.iter().flat_map(|target| match &target.planned {
            Planned::Edited(edited) => edited.changes.as_slice(),
            Planned::Unchanged | Planned::Refused(_) => &[],
        })
    }
}

/// One target of a plan: a store.
#[derive(Clone, Debug)]
pub struct PlannedTarget {
    /// As the user named it.
    pub target: String,
    /// The word of the place it was found in.
    pub place: &'static str,
    /// Its path in the tree, as it was found.
    pub path: PathBuf,
    /// What it is, where that could be read.
    pub kind: Option<StoreKind>,
    /// Whose rules count there.
    pub consumer: Option<Consumer>,
    /// It holds a private key, too: its bytes are a secret.
    pub has_private_key: bool,
    /// What happens to it.
    pub planned: Planned,
}

/// What happens to one target.
#[derive(Clone, Debug)]
pub enum Planned {
    /// It is changed.
    Edited(Edited),
    /// Everything that shall be there is, and nothing that shall not.
    Unchanged,
    /// It cannot or must not be changed.
    Refused(Refusal),
}

/// What a writer makes of one store.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The steps, in order. For one file, one step.
    pub changes: Vec<Change>,
    /// Whoever made the plan may not write this target: somebody else has to apply it.
    pub needs_privilege: bool,
    /// Certificates that were not there.
    pub added: Vec<Fingerprint>,
    /// Certificates that were there and not taken for what they are: they get the trust that is missing (NSS flags, Java's attribute).
    pub amended: Vec<Fingerprint>,
    /// Certificates that go away.
    pub removed: Vec<Fingerprint>,
    /// What they are called: the subject's common name.
    pub removed_names: Vec<(Fingerprint, String)>,
    /// What the writer left as it is although it is not good: old algorithms that a store keeps since old programs read nothing else.
    /// Technical names in English: `RC2-40`, `HMAC-SHA-1`.
    pub kept_weak: Vec<&'static str>,
    /// Files of a server's configuration of which lines are pointed at this (new) store. The steps that do it are among `changes`.
    pub pointed: Vec<Pointed>,
    /// What goes away and stays on the list of CAs for logging on to a Windows domain (`NTAuth`): the name, and what that list knows it by.
    /// The list is the domain's; on one computer it is a copy.
    pub still_logs_on: Vec<(String, String)>,
}

/// A file of a server's configuration in which a new store is named in the place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pointed {
    /// The file.
    pub path: PathBuf,
    /// What it has. It may hold passwords: of it, only what is around the places is shown.
    pub before: Content,
    /// Where the arguments stand that are exchanged: bytes of `before`, in order, with their quotes.
    pub places: Vec<Range<usize>>,
    /// What they name now.
    pub from: PathBuf,
    /// What they shall name: an absolute path that needs no quotes.
    pub to: String,
}

impl Pointed {
    /// What the file shall have: nothing but the arguments is another.
    pub fn after(&self) -> Vec<u8> {
        let before = self.before.bytes();
        let mut after = Vec::with_capacity(before.len() + self.places.len() * self.to.len());
        let mut at = 0;
        for place in &self.places {
            after.extend_from_slice(before.get(at..place.start).unwrap_or_default());
            after.extend_from_slice(self.to.as_bytes());
            at = place.end;
        }
        after.extend_from_slice(before.get(at..).unwrap_or_default());
        after
    }
}

impl Edited {
    /// Nothing is to be done.
    pub fn is_nothing(&self) -> bool {
        self.changes.is_empty()
    }
}

/// Why a target is not changed. Each is a sentence and a next step in `tillit-reports`.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// It cannot be read.
    #[error("cannot be read: {0:?}")]
    Unreadable(std::sync::Arc<InputError>),
    /// There is nothing under this path: `--create` makes a new PEM file.
    #[error("not there")]
    NotThere,
    /// A place in which no store was found.
    #[error("no store was found")]
    NothingFound,
    /// Stores of this kind are read and not written.
    #[error("{} is not written", .0.word())]
    KindNotWritten(StoreKind),
    /// A password is needed to write it: it was read without one.
    #[error("a password is needed")]
    PasswordNeeded,
    /// None of the passwords opens it.
    #[error("wrong password")]
    WrongPassword,
    /// Its structure is read with tolerance and cannot be kept when it is written; the text is technical.
    #[error("cannot be written without loss: {0}")]
    WouldLose(String),
    /// Its consumer does not load it as it is now, and would not afterwards either: an error of `audit` must be mended first.
    #[error("its consumer does not load it")]
    NotLoadedByItsConsumer,
    /// It holds a private key beside certificates, and its format has no place for CAs there: a server's own key file.
    #[error("a private key's file")]
    PrivateKeyFile,
    /// It is made by a program from other files, and would be made anew: the target to name instead.
    #[error("made from other files: name {0}")]
    Generated(String),
    /// The file has several names (hard links): exchanging it would leave the others behind. `--in-place` writes into it.
    #[error("has {0} names")]
    HardLinked(u64),
    /// The file is a mount of its own (a container's bind mount): it cannot be exchanged. `--in-place` writes into it.
    #[error("mounted by itself")]
    Mounted,
    /// On a file system that is mounted read-only.
    #[error("read-only file system")]
    ReadOnly,
    /// This user may not write it; `--print-commands` shows what somebody who may has to run.
    #[error("no permission")]
    NoPermission,
    /// A program holds it open and would write over it: the browser must be closed first.
    #[error("in use: {0}")]
    InUse(String),
    /// A program that is needed is not on this machine: its name, and the packages that have it.
    #[error("{program} is not installed")]
    ProgramMissing {
        /// `certutil`.
        program: &'static str,
        /// Debian's package and that of others: `libnss3-tools`, `nss-tools`.
        packages: &'static [&'static str],
    },
    /// A program that is needed failed while the plan was made; what it said.
    #[error("{program}: {said}")]
    ProgramFailed {
        /// `certutil`.
        program: String,
        /// Its last lines.
        said: String,
    },
    /// The operating system is made from a configuration: the lines to put there.
    #[error("read-only system")]
    Declarative {
        /// `NixOS`.
        system: &'static str,
        /// Lines for its configuration.
        snippet: String,
    },
    /// Something that others may write is in the way, and this runs as root.
    #[error("others can write {0}")]
    OthersCanWrite(PathBuf),
    /// What is taken out is still needed; see the text in the report. `--anyway` takes it out all the same.
    #[error("nothing usable would be left")]
    NothingLeft,
    /// Every certificate of the store would go: a server that finds none in its file does not start, so no word of the user's changes it.
    #[error("no certificate would be left")]
    WouldBeEmpty,
    /// A configuration cannot be pointed at a new file, or not back from it.
    #[error(transparent)]
    NotPointed(#[from] NotPointed),
    /// A certificate store of Windows is not the place to change this.
    #[error(transparent)]
    NotHere(#[from] NotHere),
    /// Something else that the operating system said.
    #[error("{0}")]
    Io(std::sync::Arc<io::Error>),
}

/// Why a configuration is not pointed at a new file (`--new-file`), or not back from it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotPointed {
    /// Something else is there under its name.
    #[error("{0} is there already")]
    There(PathBuf),
    /// The configuration names this very file already, and it lacks CAs: nothing is to be pointed anywhere.
    #[error("{0} is what the configuration names")]
    Same(PathBuf),
    /// Its folder is not there.
    #[error("there is no folder {0}")]
    NoFolder(PathBuf),
    /// It is no absolute path, or has characters that configurations give a meaning of their own.
    #[error("{0} cannot stand in a configuration as it is")]
    Name(PathBuf),
    /// Configurations of this server (its word) are read and not written.
    #[error("configurations of {0} are not written")]
    Server(&'static str),
    /// Two files lack CAs: one new file cannot take the place of both.
    #[error("{0} and {1}")]
    Several(PathBuf, PathBuf),
    /// What stands there is made when the server starts: a variable, a macro, a name relative to a folder that is not known.
    #[error("{}:{}: made when the server starts", .0.file.display(), .0.line)]
    Made(Spot),
    /// A folder is named there, not a file.
    #[error("{}:{}: a folder", .0.file.display(), .0.line)]
    Folder(Spot),
    /// No line names a file: the server's default.
    #[error("no line names a file")]
    NoLine,
    /// The configuration cannot be read to its end, or the server does not start with it: where.
    #[error("{}:{}: cannot be read to its end", .0.file.display(), .0.line)]
    Unread(Spot),
    /// Of an undo: somebody has edited this configuration since, and names the new file in another way.
    #[error("{0} was edited since")]
    Edited(PathBuf),
}

/// Why something is not changed in a certificate store of Windows. Each has what the certificate is called.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotHere {
    /// It is expressly distrusted (`Disallowed`): whoever put it there must take it away.
    #[error("{0} is in Disallowed")]
    Disallowed(String),
    /// It is on Microsoft's list of blocked certificates, which was made on this day.
    #[error("{0} is on Microsoft's list of blocked certificates of {1}")]
    Blocked(String, time::Date),
    /// A group policy brings it, from this key.
    #[error("{0} comes by group policy: {1}")]
    GroupPolicy(String, String),
    /// The domain publishes it, from this key.
    #[error("{0} comes from the domain: {1}")]
    Domain(String, String),
    /// It lies in the other scope, in this store, and would be seen from there.
    #[error("{0} lies in {1}")]
    OtherScope(String, String),
    /// CAs are not put into this store to be trusted.
    #[error("CAs have no place in {0}")]
    NoPlace(String),
}

impl From<InputError> for Refusal {
    fn from(error: InputError) -> Self {
        Self::Unreadable(error.into())
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::PermissionDenied => Self::NoPermission,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io(error.into()),
        }
    }
}
