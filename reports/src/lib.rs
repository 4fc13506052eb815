//! Findings with stable codes, in Swedish and English, for people and machines.
//!
//! Every sentence that tillit says is in `i18n/`; every result that a room below returns is turned into findings and rendered here.
//! Nothing here looks at a file, a socket or a card.

// `write!` to a String returns a Result that says nothing; a text is put together more readably without.
#![allow(clippy::format_push_string)]

#[macro_use]
mod words;

pub mod ask;
pub mod audit;
pub mod bundle;
pub mod card;
pub mod catalog;
pub mod codes;
pub mod diagnose;
pub mod errors;
pub mod finding;
pub mod html;
pub mod i18n;
pub mod install;
pub mod login;
pub mod pilot;
pub mod plain;
pub mod probe;
pub mod signs;
pub mod style;
pub mod verify;
