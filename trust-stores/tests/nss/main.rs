//! NSS databases, browsers' profiles and policies, beside what certutil says of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

mod damage;
mod database;
mod places;
mod tools;
