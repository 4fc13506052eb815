//! Stores that other programs write: NSS's databases by certutil, the system's by its own command; and the services that read stores.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(unix)]

mod judged;
mod kit;
mod nss;
mod script;
mod services;
mod system;
