//! The engine of installation: applied or not, undone, killed at any moment.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod kill;
mod kit;
mod property;
mod refusals;
mod steps;
