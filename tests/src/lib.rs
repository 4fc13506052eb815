//! What journeys through the real binary share: the binary itself, a home of its own, the real certificates, limits, a small server.
//!
//! Test code: what goes wrong here ends the test with a panic that says what.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc, clippy::print_stderr)]

mod lab;
mod listener;
mod myeid;
mod openssl;
mod pcsc;
mod run;
mod schema;
mod server;
mod softhsm;
mod terminal;
mod tls;
mod tree;
mod wine;

pub use lab::{Lab, text};
pub use listener::Listener;
pub use openssl::{OpensslError, openssl, openssl_verify};
pub use pcsc::{Pcsc, with_pcsc};
pub use run::{Home, Output, tillit_binary};
pub use schema::assert_valid;
pub use server::{FileServer, Reply};
pub use softhsm::SoftHsm;
pub use terminal::Terminal;
pub use tls::{Kind, TlsServer};
pub use tree::{project_files, shared, top};
pub use wine::Wine;
