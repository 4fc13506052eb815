//! Formats that are written: one file here for each, and one line in [`WRITERS`].
//!
//! A writer changes nothing. It gets what `audit` read of a file or folder and computes the changes that make it hold what it shall
//! hold; everything else in it stays as it is, byte for byte where the format allows. What is there already is known by its SHA-256.

mod files;
mod folder;
mod hashed;
pub mod java;
mod kubernetes;
pub(super) mod nss;
pub(super) mod pem;
pub(super) mod windows;

use std::path::Path;

use tillit_verifier::Fingerprint;
use tillit_verifier::container::Passwords;
use time::OffsetDateTime;

use super::plan::{Edited, Refusal};
use super::selection::{Addition, Back, Removal};
use crate::store::{Grant, StoreKind, Trust, TrustStore};
use crate::tree::Folder;

/// A store, or all stores of one file, with what shall become of it.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    /// The file or folder, without links on the way: a real path in `tree`.
    pub path: &'a Path,
    /// What was read of it: one store; several for a Kubernetes file.
    pub stores: &'a [TrustStore],
    /// Where it lies.
    pub tree: &'a Folder,
    /// The passwords that it was read with.
    pub passwords: &'a Passwords,
    /// What shall be there, in the order in which it is to stand. Some of it may be there already.
    pub add: &'a [Addition],
    /// What shall not be there. Never a certificate of `add`.
    pub remove: &'a [Removal],
    /// The moment, for formats that note one.
    pub now: OffsetDateTime,
    /// Those of `add` whose cards shall log on to a Windows domain.
    pub ad_logon: &'a [Fingerprint],
    /// Of an undo: what was there before. It may leave nothing behind.
    pub back: Option<&'a Back>,
}

impl Task<'_> {
    /// This certificate shall go away.
    pub fn removes(&self, fingerprint: Fingerprint) -> bool {
        self.remove.iter().any(|removal| removal.fingerprint == fingerprint)
    }
}

/// A format that is written.
pub struct Writer {
    /// Of these stores.
    pub kinds: &'static [StoreKind],
    /// Computes the changes. An [`Edited`] without changes means that nothing is to be done.
    pub edit: fn(&Task<'_>) -> Result<Edited, Refusal>,
}

/// Every format that is written. A new one is a file here and a line.
pub static WRITERS: &[Writer] =
    &[pem::WRITER, java::WRITER, nss::WRITER, folder::WRITER, hashed::WRITER, kubernetes::WRITER, windows::WRITER];

/// The writer of stores of this kind.
pub fn writer(kind: StoreKind) -> Option<&'static Writer> {
    WRITERS.iter().find(|writer| writer.kinds.contains(&kind))
}

/// This store of its file is one to write: a server's own certificate beside its key, and certificates of which none is a CA's, are not.
pub(super) fn is_written(store: &TrustStore) -> bool {
    let is_part = matches!(store.kind, StoreKind::ConfigMap | StoreKind::Secret);
    let is_own = store.has_private_key && store.entries.iter().all(|entry| entry.trust == Trust::all(Grant::Ignored));
    !is_part || (!is_own && store.certificates().any(|found| found.is_ca() || found.is_self_issued()))
}

/// This certificate is in the store, and the store's consumer takes it for what it is: a root for an anchor, an issuing CA at least for
/// something that helps to build a chain.
pub(super) fn is_there(store: &TrustStore, addition: &Addition) -> bool {
    let fingerprint = addition.certificate.fingerprint();
    let mut entries = store
        .entries
        .iter()
        .filter(|entry| entry.certificate.as_ref().is_ok_and(|certificate| certificate.fingerprint() == fingerprint));
    entries.any(|entry| match crate::coverage::login_grant(store, entry) {
        Grant::Anchor => true,
        Grant::Helper => !addition.is_root,
        Grant::Distrusted | Grant::Ignored => false,
    })
}
