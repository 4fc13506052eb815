//! A SITHS-shaped PKI made on the spot: what `tillit demo`, `tillit lab` and the tests run on.
//!
//! Two layers: [`CertificateBuilder`] with [`Key`] makes any certificate, sound or not, for those who try a judge with
//! it; [`CrlBuilder`] and [`OcspBuilder`] do the same for revocation. [`Pki`] is a whole PKI with the shape of SITHS, which
//! [`write`](write::write) puts into a folder and [`LabServer`] answers for. Nothing is bundled: every key is made when it is needed.

use std::io;
use std::path::PathBuf;

pub mod card;
pub mod catalog;
pub mod certificate;
pub mod crl;
pub mod damaged;
pub mod distribution_point;
pub mod encode;
pub mod extension;
pub mod key;
pub mod name;
pub mod ocsp;
pub mod oids;
pub mod server;
pub mod service;
pub mod siths;
pub mod store;
pub mod write;

pub use certificate::{CertificateBuilder, Issued, KeyId};
pub use crl::{CrlBuilder, CrlEntry, CrlReason};
pub use distribution_point::{DistributionPoint, DistributionPointName, IssuingDistributionPoint, ReasonFlag};
pub use extension::{Extension, GeneralName, KeyUsage};
pub use key::{Algorithm, Key, KeyKind, KeyPool};
pub use name::{Attribute, Dn, StringType};
pub use ocsp::{CertId, CertIdHash, CertStatus, OcspBuilder, OcspRequest, ResponderId, ResponseStatus, SingleResponse};
pub use server::{Answer, LabServer, Request};
pub use service::{CardService, ServiceError, ServiceFiles};
pub use siths::{Authority, Generation, Held, Holder, Options, Part, Pki, Role};

/// An ASN.1 object identifier.
pub type Oid = der::asn1::ObjectIdentifier;

/// Why something could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LabError {
    /// No key of this kind can be made.
    #[error("a key of the kind {0:?} cannot be made")]
    Key(KeyKind),
    /// This key does not sign with this algorithm.
    #[error("a key of the kind {key:?} does not sign with {algorithm:?}")]
    Algorithm {
        /// The key's kind.
        key: KeyKind,
        /// The algorithm.
        algorithm: Algorithm,
    },
    /// The plan names a CA that it does not have.
    #[error("there is no CA {0}")]
    NoAuthority(&'static str),
    /// A PKCS#12 file could not be put together; the text is the library's.
    #[error("PKCS#12: {0}")]
    Pkcs12(String),
    /// Writing failed.
    #[error("{path}: {cause}")]
    Write {
        /// What was to be written.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The folder has something in it that no lab has written.
    #[error("{folder} is not empty: {file} is not a lab's")]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// The first such file.
        file: PathBuf,
    },
    /// The system gives no random numbers.
    #[error("the system gives no random numbers")]
    Random,
}
