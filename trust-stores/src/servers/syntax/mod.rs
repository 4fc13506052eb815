//! The syntaxes of configurations: words with their places, one file here for each. What the words mean is their server's file's.

pub mod apache;
pub mod haproxy;
pub(crate) mod ini;
pub mod nginx;
pub(crate) mod properties;
pub(crate) mod xml;
pub(crate) mod yaml;
