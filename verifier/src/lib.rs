//! Certificates, containers of certificates, the catalog of PKIs, chain building and verdicts.
//!
//! Nothing here opens a file, a socket or speaks to people: bytes come in, typed results go out. What must be
//! fetched is fetched through [`fetch::Fetch`]; every sentence is made by `tillit-reports`.

pub mod catalog;
pub mod certificate;
pub mod container;
mod der;
pub mod fetch;
pub mod flaws;
pub mod identity;
pub mod input;
pub mod judge;
pub mod name;
pub mod offer;
pub mod revocation;
mod syntax;
pub mod trust_list;
pub mod verdict;

/// An ASN.1 object identifier.
pub type Oid = x509_parser::der_parser::asn1_rs::Oid<'static>;

pub use certificate::{Certificate, Fingerprint};
pub use name::Name;
