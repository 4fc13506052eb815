//! Windows: its registry, and the certificate stores in it.
//!
//! Everything is read as registry data behind one trait, so that the registry of this machine and a file that `reg export` wrote are the
//! same thing to whoever reads: an administrator exports on a host where no foreign program may run, and audits elsewhere.
//!
//! ```text
//! Registry (live, export) ─► Keys (stores as folders, elements as files) ─► formats::windows ─► TrustStore
//! ```
//!
//! Writing goes through Windows' own functions (`crypt_windows.rs`), never into the registry itself.

#[cfg(windows)]
pub(crate) mod crypt_windows;
pub mod element;
mod export;
mod exports;
mod keys;
mod lists;
#[cfg(windows)]
mod live_windows;
pub mod registry;
#[cfg(windows)]
pub mod security;
mod stores;

pub(crate) use export::MAX_BYTES as MAX_EXPORT;
pub use export::{Export, is_export};
pub(crate) use exports::Exports;
pub(crate) use keys::Keys;
pub(crate) use lists::Lists;
pub use lists::{List, Listed};
pub use registry::{Registry, Value};
pub use stores::{Origin, Physical, Scope, StoreName, View, Worth};
pub(crate) use stores::{gives_trust, trust};

/// The registry of this machine; none where it has none.
#[cfg(windows)]
pub fn live() -> Option<&'static dyn Registry> {
    Some(&live_windows::Live)
}

/// The registry of this machine; none where it has none.
#[cfg(not(windows))]
pub fn live() -> Option<&'static dyn Registry> {
    None
}
