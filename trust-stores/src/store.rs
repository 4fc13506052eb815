//! What a consumer trusts: certificates, with the trust that the consumer would give each.

use std::fmt;
use std::path::{Path, PathBuf};

use tillit_verifier::Certificate;
use tillit_verifier::container::{ContainerKind, EntryError, Integrity, Position};

use crate::observation::Observation;
use crate::tree::Tree;
use crate::windows::Listed;

/// Entries of one store that are kept. Of a larger one only those are kept beyond it that matter to a question about trust: see
/// [`TrustStore::passed_over`].
pub const MAX_KEPT: usize = 20_000;

/// A trust store as it was read.
#[derive(Clone, Debug)]
pub struct TrustStore {
    /// Where it lies.
    pub location: Location,
    /// The word of the place it was found in (`file`, `system`, `java`, ...): see [`crate::places::PLACES`].
    pub place: &'static str,
    /// What it is.
    pub kind: StoreKind,
    /// Whose rules say what is trusted.
    pub consumer: Consumer,
    /// Its entries, in the order of the store.
    pub entries: Vec<Entry>,
    /// How many further entries were read, found to be certificates of no known PKI without anything odd, and not kept.
    pub passed_over: u64,
    /// Whether its own integrity protection was checked.
    pub integrity: Integrity,
    /// Which password opened it.
    pub opened: Opened,
    /// It also holds a private key (which was not kept).
    pub has_private_key: bool,
    /// What was noticed while reading; what follows from the entries alone is found by [`crate::coverage`] and hygiene.
    pub observations: Vec<Observation>,
}

impl TrustStore {
    /// A store without entries.
    pub fn new(location: Location, kind: StoreKind, consumer: Consumer) -> Self {
        Self {
            location,
            place: "file",
            kind,
            consumer,
            entries: Vec::new(),
            passed_over: 0,
            integrity: Integrity::None,
            opened: Opened::NoPassword,
            has_private_key: false,
            observations: Vec::new(),
        }
    }

    /// Its certificates; entries that cannot be read are left out.
    pub fn certificates(&self) -> impl Iterator<Item = &Certificate> {
        self.entries.iter().filter_map(|entry| entry.certificate.as_ref().ok())
    }

    /// It is the same store as another one, found a second time, under the same name or another.
    pub fn is_read_as(&self, other: &Self, tree: &dyn Tree) -> bool {
        let (own, others) = (&self.location, &other.location);
        let is_same_part = own.within == others.within || own.within.is_none() || others.within.is_none();
        let real = |location: &Location| tree.real_path(&location.path).ok();
        self.kind == other.kind
            && is_same_part
            && (own.path == others.path || real(own).is_some_and(|own| real(others) == Some(own)))
    }

    /// Takes over what is known of this store from where else it was found: who is led to it.
    pub fn is_also(&mut self, other: &Self) {
        let leads_here = |seen: &&Observation| matches!(seen, Observation::Redirected { .. });
        self.observations.extend(other.observations.iter().filter(leads_here).cloned());
    }

    /// How many entries were read.
    pub fn len(&self) -> u64 {
        self.entries.len() as u64 + self.passed_over
    }

    /// It has no entries.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Where a store lies.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The file or folder, as a path in its tree.
    pub path: PathBuf,
    /// Where in the file, for a file that holds several stores: `ConfigMap auth/siths-ca, ca.crt`; for a container image the image's
    /// name. Technical, not translated.
    pub within: Option<String>,
}

impl Location {
    /// A file or folder.
    pub fn path(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), within: None }
    }

    /// A part of a file.
    pub fn within(path: &Path, within: impl Into<String>) -> Self {
        Self { path: path.to_owned(), within: Some(within.into()) }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        self.within.as_ref().map_or(Ok(()), |within| write!(f, " ({within})"))
    }
}

/// What a store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreKind {
    /// PEM certificates in a file.
    PemBundle,
    /// One DER certificate, or several one after the other.
    Der,
    /// PKCS#7.
    Pkcs7,
    /// PKCS#12.
    Pkcs12,
    /// Java key store.
    Jks,
    /// Java key store with Sun's JCE.
    Jceks,
    /// A folder of certificate files that is not hashed.
    Folder,
    /// A folder with names or links that are hashes of subjects, as OpenSSL looks certificates up (`-CApath`).
    HashedDirectory,
    /// NSS's database (`cert9.db`).
    NssDatabase,
    /// Certificates that a policy file installs in a browser (`policies.json`).
    BrowserPolicy,
    /// A Kubernetes ConfigMap.
    ConfigMap,
    /// A Kubernetes Secret.
    Secret,
    /// Microsoft's serialized certificate store (`.sst`).
    SerializedStore,
    /// p11-kit's trust module format (`.p11-kit`).
    P11Kit,
    /// Certificate stores of Windows in its registry, as a program sees them: several physical stores together.
    Windows,
}

impl StoreKind {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::PemBundle => "pem",
            Self::Der => "der",
            Self::Pkcs7 => "pkcs7",
            Self::Pkcs12 => "pkcs12",
            Self::Jks => "jks",
            Self::Jceks => "jceks",
            Self::Folder => "folder",
            Self::HashedDirectory => "hashed-directory",
            Self::NssDatabase => "nss",
            Self::BrowserPolicy => "browser-policy",
            Self::ConfigMap => "kubernetes-configmap",
            Self::Secret => "kubernetes-secret",
            Self::SerializedStore => "sst",
            Self::P11Kit => "p11-kit",
            Self::Windows => "windows",
        }
    }

    /// Every kind, for the schema and the tests.
    pub const ALL: [Self; 15] = [
        Self::PemBundle,
        Self::Der,
        Self::Pkcs7,
        Self::Pkcs12,
        Self::Jks,
        Self::Jceks,
        Self::Folder,
        Self::HashedDirectory,
        Self::NssDatabase,
        Self::BrowserPolicy,
        Self::ConfigMap,
        Self::Secret,
        Self::SerializedStore,
        Self::P11Kit,
        Self::Windows,
    ];
}

impl From<ContainerKind> for StoreKind {
    fn from(kind: ContainerKind) -> Self {
        match kind {
            ContainerKind::Pem => Self::PemBundle,
            ContainerKind::Der => Self::Der,
            ContainerKind::Pkcs7 => Self::Pkcs7,
            ContainerKind::Pkcs12 => Self::Pkcs12,
            ContainerKind::Jks => Self::Jks,
            ContainerKind::Jceks => Self::Jceks,
        }
    }
}

/// Whose rules say what a store's entries are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Consumer {
    /// OpenSSL, and what is built on it (nginx, Apache, HAProxy): a chain must end in a self-signed certificate of the store; the
    /// others of the store help to build it.
    OpenSsl,
    /// Java: every trusted entry ends a chain, an issuing CA too (RFC 5280 section 6.1.1 (d)).
    Java,
    /// NSS: each certificate has trust for each purpose of its own.
    Nss,
    /// Windows: what a certificate is worth depends on the store it lies in.
    Windows,
}

impl Consumer {
    /// A chain may end in any anchor, an issuing CA too. For the others it ends in a self-signed certificate; Windows calls any other chain
    /// partial (`CERT_TRUST_IS_PARTIAL_CHAIN`).
    pub fn ends_anywhere(self) -> bool {
        matches!(self, Self::Java | Self::Nss)
    }

    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::OpenSsl => "openssl",
            Self::Java => "java",
            Self::Nss => "nss",
            Self::Windows => "windows",
        }
    }
}

/// One entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The certificate, or why it cannot be read.
    pub certificate: Result<Certificate, EntryError>,
    /// Alias, nickname, friendly name.
    pub alias: Option<String>,
    /// The file it stands in, where the store is a folder or gathers several files.
    pub file: Option<PathBuf>,
    /// Where it stands in its file.
    pub position: Position,
    /// What the consumer takes it for.
    pub trust: Trust,
    /// Consumers that do not see it in this store although they read stores of this kind: Java passes over a PKCS#12 entry without
    /// its attribute, OpenSSL over a file without a hash.
    pub ignored_by: Vec<Consumer>,
    /// The list of Microsoft's that took trust from it, where one did.
    pub listed: Option<Listed>,
}

impl Entry {
    /// An entry that is an anchor for every purpose, as in a file of PEM certificates.
    pub fn anchor(certificate: Result<Certificate, EntryError>, position: Position) -> Self {
        Self {
            certificate,
            alias: None,
            file: None,
            position,
            trust: Trust::all(Grant::Anchor),
            ignored_by: Vec::new(),
            listed: None,
        }
    }
}

/// What a certificate is trusted for. Not a yes or no: a purpose each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trust {
    /// To judge the certificates of clients that log in.
    pub client: Grant,
    /// To judge the certificates of servers.
    pub server: Grant,
    /// To judge those that sign e-mail.
    pub email: Grant,
}

impl Trust {
    /// The same for every purpose.
    pub const fn all(grant: Grant) -> Self {
        Self { client: grant, server: grant, email: grant }
    }
}

/// What a certificate of a store is worth for one purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Grant {
    /// A chain may end in it.
    Anchor,
    /// It is known and helps to build a chain; none ends in it.
    Helper,
    /// It is expressly distrusted: a chain through it is refused.
    Distrusted,
    /// The consumer does not see it for this purpose.
    Ignored,
}

impl Grant {
    /// Its word in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Anchor => "anchor",
            Self::Helper => "helper",
            Self::Distrusted => "distrusted",
            Self::Ignored => "ignored",
        }
    }
}

/// With which password a store was opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opened {
    /// None was needed, or the store was read without.
    NoPassword,
    /// A customary one, which is no secret: `changeit`, `changeme`, the empty one.
    Customary(String),
    /// One that the user gave.
    Given,
}
