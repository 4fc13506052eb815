//! Predictions from configurations, held against what the real servers do with real handshakes. The tables are `docs/servers.md`; to write
//! a section anew: `TILLIT_UPDATE=1 cargo test -p tillit-trust-stores --test servers nginx`.
//!
//! A server is a module here with its configurations; what they have in common is in `harness`.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod apache;
mod haproxy;
mod harness;
mod java;
mod java_files;
mod jsse;
mod mistakes;
mod nginx;
