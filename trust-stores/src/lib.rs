//! Trust stores: the formats they have, the places where they lie, and what they mean for each generation of a PKI.
//!
//! Reading changes nothing and runs no other program. Everything is read through a [`tree::Tree`]: this machine's files, those of a
//! mounted image (`--root`), or the layers of a container image. Results are types; every sentence is made by `tillit-reports`.
//!
//! ```text
//! Target ─► places (which stores are there?) ─► formats (what is in one?) ─► TrustStore ─► coverage, hygiene, policy
//! ```

pub mod compare;
pub mod computer;
pub mod coverage;
pub mod examine;
pub mod formats;
pub mod hygiene;
pub mod install;
pub mod inventory;
pub mod observation;
pub mod places;
mod platform;
pub mod policy;
pub mod servers;
pub mod store;
pub mod tree;
pub mod windows;

pub use observation::Observation;
pub use store::{Consumer, Entry, Grant, Location, StoreKind, Trust, TrustStore};
