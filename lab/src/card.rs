//! A virtual card with the shape of a SITHS card, for people and tests without hardware.
//!
//! ```text
//! Contents (certificates, keys, PINs) ─► files (PKCS#15) ─► Card (commands) ─► reader (vpcd, TCP)
//! ```
//!
//! The card answers as old SITHS cards did ("Telia EID IP5a"): OpenSC takes it for one of those without being told anything. How today's
//! cards lay out their files is not public. It enforces that keys are never read, that nothing is written and that a signature takes its
//! PIN; it has no secure messaging, no records and no PIN pad. [`Card::blank`] is another kind, for tests: MyEID, which OpenSC fills itself.

mod apdu;
mod contents;
mod files;
mod machine;
mod reader;
mod sign;

pub use contents::{Contents, ContentsError, Kind, Pin, Slot};
pub use machine::{Card, Faults, Log, Protocol};
pub use reader::{Inserted, READER};
