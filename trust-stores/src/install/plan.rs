//! What an installation will do to each of its targets.

use std::io;
use std::path::PathBuf;

use tillit_verifier::Fingerprint;
use tillit_verifier::input::InputError;
use time::OffsetDateTime;

use super::change::Change;
use super::selection::Selection;
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
    /// Something else that the operating system said.
    #[error("{0}")]
    Io(std::sync::Arc<io::Error>),
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
