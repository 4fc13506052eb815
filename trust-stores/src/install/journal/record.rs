//! What the journal says of one change.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tillit_verifier::Fingerprint;
use time::OffsetDateTime;

use super::super::change::SystemCommand;
use super::super::files::Attributes;
use super::text;
use crate::platform::{Here, Platform as _};

/// The schema of `record.json`; other ones are not understood and said to be so.
pub const SCHEMA: &str = "tillit/change/1";

/// Who makes a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The user's name; the number where it has none.
    pub user: String,
    /// The user's number (effective); 0 on systems without.
    pub uid: u32,
    /// Who called `sudo`, as sudo says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sudo_user: Option<String>,
    /// The machine.
    pub host: String,
}

impl Who {
    /// The user that this process runs as.
    pub fn current() -> Self {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let (uid, name) = Here::account();
        let user = name.unwrap_or_else(|| uid.to_string());
        let host = ["/proc/sys/kernel/hostname", "/etc/hostname"]
            .iter()
            .find_map(|file| std::fs::read_to_string(file).ok())
            .map(|host| host.trim().to_owned())
            .or_else(|| variable("HOSTNAME"))
            .or_else(|| variable("COMPUTERNAME"));
        Self { user, uid, sudo_user: variable("SUDO_USER"), host: host.unwrap_or_default() }
    }
}

/// A change, from the moment before its first step on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// [`SCHEMA`].
    pub schema: String,
    /// Its name: that of the plan and of the record's folder.
    pub id: String,
    /// When it began.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// Who made it.
    pub by: Who,
    /// The version of tillit.
    pub tool_version: String,
    /// The folder of this machine whose files were changed; `None`: this machine's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<PathBuf>,
    /// How far it came.
    pub state: State,
    /// What was changed.
    pub targets: Vec<RecordTarget>,
    /// The steps of the way back, from the moment on at which it begins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undoing: Vec<Step>,
    /// The file that is being written in place, of which a process that is killed may leave half.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writing: Option<PathBuf>,
    /// When it was done, put back or undone.
    #[serde(default, with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub finished: Option<OffsetDateTime>,
    /// Why it was put back; technical.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

impl Record {
    /// Every step, in order, over all targets.
    pub fn steps(&self) -> impl DoubleEndedIterator<Item = &Step> {
        self.targets.iter().flat_map(|target| &target.steps)
    }

    /// It was begun and neither done nor put back.
    pub fn is_unfinished(&self) -> bool {
        !matches!(self.state, State::Applied | State::RolledBack | State::Undone)
    }
}

/// One target of a change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordTarget {
    /// As the user named it.
    pub target: String,
    /// The word of the place it was found in.
    pub place: String,
    /// The word of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its path in the tree.
    #[serde(with = "text::path")]
    pub path: PathBuf,
    /// Certificates that were added.
    #[serde(with = "text::hashes")]
    pub added: Vec<Fingerprint>,
    /// Certificates that got trust that was missing.
    #[serde(with = "text::hashes")]
    pub amended: Vec<Fingerprint>,
    /// Certificates that were taken out.
    #[serde(with = "text::hashes")]
    pub removed: Vec<Fingerprint>,
    /// Files of a server's configuration that were pointed at it.
    #[serde(default, with = "text::paths", skip_serializing_if = "Vec::is_empty")]
    pub configuration: Vec<PathBuf>,
    /// What these certificates are called.
    #[serde(with = "text::named")]
    pub names: Vec<(Fingerprint, String)>,
    /// The steps.
    pub steps: Vec<Step>,
    /// SHA-256 of its first file before, where there was one.
    #[serde(with = "text::maybe")]
    pub before_sha256: Option<Fingerprint>,
    /// SHA-256 of its first file afterwards, where there is one.
    #[serde(with = "text::maybe")]
    pub after_sha256: Option<Fingerprint>,
    /// What found it good afterwards: `tillit`, `keytool`, `nginx -t`.
    pub checked_by: Vec<String>,
}

/// How far a change came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Everything is on the disk that it needs; no file was changed yet.
    Prepared,
    /// Its steps are being made.
    Applying,
    /// Done.
    Applied,
    /// A step or a check failed, and everything is being put back.
    RollingBack,
    /// Put back.
    RolledBack,
    /// It is being undone.
    Undoing,
    /// Undone.
    Undone,
}

impl State {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Prepared => "prepared",
            Self::Applying => "applying",
            Self::Applied => "applied",
            Self::RollingBack => "rolling-back",
            Self::RolledBack => "rolled-back",
            Self::Undoing => "undoing",
            Self::Undone => "undone",
        }
    }
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "kebab-case")]
#[allow(clippy::large_enum_variant)] // nearly every step is the large one
pub enum Step {
    /// What stands under a path becomes something else.
    Put(Put),
    /// A program of the operating system runs.
    Run {
        /// Which.
        command: SystemCommand,
    },
}

/// What stands under a path becomes something else: made, exchanged or removed, in one call of the system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Put {
    /// The path in the tree, without links on the way.
    #[serde(with = "text::path")]
    pub path: PathBuf,
    /// What stands there before.
    pub before: What,
    /// What stands there afterwards.
    pub after: What,
    /// The file is written into instead of being exchanged.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_place: bool,
    /// The name, in the same folder, of what takes its place, until it does.
    #[serde(with = "text::path")]
    pub temporary: PathBuf,
}

/// What stands under a path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
pub enum What {
    /// Nothing.
    Nothing,
    /// A file.
    File(Kept),
    /// A symbolic link.
    Link {
        /// What it says.
        #[serde(with = "text::path")]
        to: PathBuf,
    },
}

impl What {
    pub(in crate::install) fn sha256(&self) -> Option<Fingerprint> {
        match self {
            Self::File(kept) => Some(kept.sha256),
            Self::Nothing | Self::Link { .. } => None,
        }
    }

    /// The same, wherever its content is kept.
    pub(in crate::install) fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Nothing, Self::Nothing) => true,
            (Self::File(one), Self::File(other)) => one.sha256 == other.sha256,
            (Self::Link { to: one }, Self::Link { to: other }) => one == other,
            _ => false,
        }
    }
}

/// A file's content as the journal keeps it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Its hash.
    #[serde(with = "text::hash")]
    pub sha256: Fingerprint,
    /// The file of the record's folder that has it: `before-000`.
    pub file: String,
    /// What belongs to it beside its bytes. For one that takes a file's place, that file's count.
    pub attributes: Attributes,
}
