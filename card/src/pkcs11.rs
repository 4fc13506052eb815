//! PKCS#11 modules of this computer, their tokens, and keys that sign without leaving them.
//!
//! ```text
//! modules() ─► Module ─► tokens ─► certificates (no PIN) ─► choose ─► unlock (one PIN, one try) ─► CardKey
//! ```
//!
//! A PIN is handed to the module once and never again in the same run, and what became of it is remembered for the next one. Whatever way a [`CardKey`](crate::key::CardKey) ends, the token is logged out and the module
//! is finalised: with some modules a card stays open to every program else.

mod failure;
mod key;
mod module;
mod modules;
mod tries;
mod unlock;

pub use key::AfterEnd;
pub use module::{Candidate, Module, ModuleError, OnToken, PinState, Token, Tokens};
pub use modules::{Installed, Maker, modules};
pub use tries::{PinMemory, Tried, WrongPins, may_try};
pub use unlock::{How, UnlockError, unlock};
