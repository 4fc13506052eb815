//! One step of a plan: what happens to one file.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tillit_verifier::Fingerprint;

/// Bytes of a file as they shall be. They may hold a private key: never shown, not even for debugging.
#[derive(Clone, PartialEq, Eq)]
pub struct Content(Arc<[u8]>);

impl Content {
    /// The bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Their SHA-256.
    pub fn sha256(&self) -> Fingerprint {
        Fingerprint::of(&self.0)
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Content({} bytes, {})", self.0.len(), self.sha256())
    }
}

/// One step. Paths are real paths in the plan's tree (no links on the way), so that a link in it stays a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A file gets other content. Owner, group, permissions, access lists and labels stay.
    Replace {
        /// The file.
        path: PathBuf,
        /// SHA-256 of what it has when the plan is made; another content stops the whole plan before its first step.
        before: Fingerprint,
        /// What it shall have.
        after: Content,
        /// It is written in place instead of being exchanged, because something else holds on to this very file (another name, a mount):
        /// a process that is killed meanwhile leaves it damaged until `tillit undo`. Only on the user's word.
        in_place: bool,
    },
    /// A file that is not there yet.
    Create {
        /// The file; its folder is there.
        path: PathBuf,
        /// Its content.
        after: Content,
        /// Its permissions.
        mode: u32,
    },
    /// A file goes away.
    Remove {
        /// The file.
        path: PathBuf,
        /// SHA-256 of what it has when the plan is made.
        before: Fingerprint,
    },
    /// A symbolic link that is not there yet.
    MakeLink {
        /// Where.
        path: PathBuf,
        /// What it says.
        to: PathBuf,
    },
    /// A symbolic link goes away.
    RemoveLink {
        /// Where.
        path: PathBuf,
        /// What it says when the plan is made.
        to: PathBuf,
    },
    /// A program of the operating system makes what programs read from what was put in; on the way back it runs again, after everything
    /// else was put back.
    Run(SystemCommand),
}

impl Change {
    /// A file whose content was `before` gets this content.
    pub fn replace(path: &Path, before: &[u8], after: Vec<u8>) -> Self {
        Self::Replace { path: path.to_owned(), before: Fingerprint::of(before), after: after.into(), in_place: false }
    }

    /// The file or link, where there is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Replace { path, .. }
            | Self::Create { path, .. }
            | Self::Remove { path, .. }
            | Self::MakeLink { path, .. }
            | Self::RemoveLink { path, .. } => Some(path),
            Self::Run(_) => None,
        }
    }
}

/// Programs of operating systems that make the store. A closed list: none is ever taken from a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SystemCommand {
    /// Debian, Ubuntu, Alpine, SUSE: `update-ca-certificates`.
    UpdateCaCertificates,
    /// Red Hat and its kin: `update-ca-trust extract`.
    UpdateCaTrust,
    /// Arch: `trust extract-compat`.
    TrustExtractCompat,
}

impl SystemCommand {
    /// The command line; the program is searched for in the system's own folders only.
    pub fn line(self) -> &'static [&'static str] {
        match self {
            Self::UpdateCaCertificates => &["update-ca-certificates"],
            Self::UpdateCaTrust => &["update-ca-trust", "extract"],
            Self::TrustExtractCompat => &["trust", "extract-compat"],
        }
    }
}
