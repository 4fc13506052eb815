//! Our judge beside others: what `rustls-webpki` and `openssl verify` say of the same paths, and that a refusal by the former counts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod chains;
mod differential;
#[path = "../suite/mod.rs"]
mod suite;
mod veto;
