//! Files as the engine takes hold of them: never by a path alone, always by its folder, opened once and kept.
//!
//! A path of a plan has no links on the way (planning resolved them inside the tree), so a folder is opened component by component
//! without following any: whoever exchanges a part of the way for a link meanwhile gets an error, not our write somewhere else. Everything
//! afterwards is relative to that open folder.
//!
//! **What root believes.** A folder is *held* by whoever can exchange names in it: its owner; anybody of its group if the group may
//! write; everybody if everybody may (with the sticky bit: everybody their own files only, so such a folder is held by its owner). As root,
//! every folder on the way to a file, from `/` on, must be held by root or by the owner of the file itself; for a file that is not there
//! yet the owner of its folder stands for the owner of the file. So root writes a Tomcat's truststore in a folder of user tomcat if the store is tomcat's,
//! too: tomcat gains nothing that it does not have. A store of root in a folder of tomcat, or below a folder that everybody may write, is
//! refused ([`Refusal::OthersCanWrite`]), and so is a file that others could make run as its owner (set-user-id). The journal and all on the way to
//! it must be held by root alone. A user who is not root risks nobody's rights but their own; only the journal itself must be theirs.

#[cfg(not(unix))]
mod portable;
#[cfg(windows)]
mod stores_windows;
#[cfg(unix)]
mod unix;
#[cfg(unix)]
mod way;
#[cfg(unix)]
mod writable;

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tillit_verifier::Fingerprint;

use super::plan::Refusal;

#[cfg(windows)]
pub use stores_windows::writable;
#[cfg(windows)]
pub(super) use stores_windows::{Dir, in_folder};
#[cfg(unix)]
pub(super) use unix::Dir;
#[cfg(unix)]
pub(super) use writable::in_folder;
#[cfg(unix)]
pub use writable::writable;

/// Larger files are no stores: they are not read into memory.
pub(super) const MAX_BYTES: u64 = 256 << 20;

/// What stands under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// Nothing.
    Nothing,
    /// An ordinary file.
    File(Status),
    /// A symbolic link and what it says.
    Link(PathBuf),
    /// A folder, a pipe, a device.
    Other,
}

/// What the system knows of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    /// The same for the same file: device and number.
    pub identity: (u64, u64),
    /// Bytes.
    pub len: u64,
    /// Permission bits.
    pub mode: u32,
    /// The owner's number.
    pub uid: u32,
    /// The group's number.
    pub gid: u32,
    /// How many names it has.
    pub names: u64,
}

/// A file that was read: what it is, its bytes, and what else belongs to it.
pub(super) struct Held {
    pub status: Status,
    pub bytes: Vec<u8>,
    pub attributes: Attributes,
}

impl Held {
    pub(super) fn sha256(&self) -> Fingerprint {
        Fingerprint::of(&self.bytes)
    }
}

/// What belongs to a file beside its bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attributes {
    /// Permission bits: `0o644`.
    pub mode: u32,
    /// The numbers of owner and group; `None`: whoever makes it, as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<(u32, u32)>,
    /// Extended attributes: POSIX access lists and SELinux labels are such. `None`: what the folder gives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extended: Option<Vec<Extended>>,
}

/// One extended attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extended {
    /// `security.selinux`.
    pub name: String,
    /// Its value; hexadecimal in the record.
    #[serde(with = "super::journal::text::hex")]
    pub value: Vec<u8>,
}

impl Attributes {
    /// Of a new file with these permissions.
    pub fn new(mode: u32) -> Self {
        Self { mode, owner: None, extended: None }
    }
}
