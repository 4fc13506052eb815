//! What Windows alone has.

#[cfg(windows)]
pub mod security;
