//! Folders, the operating systems' stores, and what leads programs to other ones; OpenSSL, update-ca-certificates and p11-kit are the
//! judges.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod debian;
mod folders;
mod hashes;
mod kit;
mod p11kit;
mod redirects;
