//! Revocation lists, OCSP responses and the server that gives them out, with OpenSSL as the judge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod crl;
mod ocsp;
mod server;
mod support;
