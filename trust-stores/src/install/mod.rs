//! Putting CA certificates into trust stores, and taking them back: plan first, then apply, then undo.
//!
//! ```text
//! Catalog + certificates at hand ─► Selection ─┐
//! Target ─► places, formats (TrustStore) ──────┴─► Plan (Changes for each target) ─► apply (Journal) ─► re-read ─► undo
//! ```
//!
//! A [`Plan`] is a value: making one changes nothing but private temporary files. Writers ([`writers::WRITERS`]) know formats and compute
//! [`Change`]s; [`apply`] knows files and makes them, whatever the format, with a [`journal`] on the disk before the first of them, so that
//! a process that is killed at any point leaves every store whole and `tillit undo` finishes the story.

mod afterwards;
pub mod apply;
pub mod change;
pub mod check;
pub mod files;
pub mod journal;
pub mod judges;
mod new_file;
pub mod plan;
pub mod planner;
pub mod programs;
pub mod retire;
pub mod saved;
pub mod script;
mod script_powershell;
pub mod selection;
mod servers;
pub mod services;
pub mod system;
pub mod undo;
pub mod writers;

pub use change::{Change, Content, SystemCommand};
pub use plan::{Plan, Planned, PlannedTarget, Refusal};
pub use selection::{Addition, Selection};
