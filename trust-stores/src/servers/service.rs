//! One listener of a server, as its configuration describes it.

use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

use super::spot::Spot;
use crate::store::{Consumer, StoreKind};

/// A value, with where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting<T> {
    /// The value.
    pub value: T,
    /// Where it was written; `None`: nobody wrote it, it is the server's default.
    pub written: Option<Spot>,
}

impl<T> Setting<T> {
    /// Nobody wrote it: the server's own default.
    pub const fn default(value: T) -> Self {
        Self { value, written: None }
    }

    /// Written here.
    pub const fn written(value: T, spot: Spot) -> Self {
        Self { value, written: Some(spot) }
    }
}

/// A listener with one set of host names, or a part of it (a path) with settings of its own.
#[derive(Clone, Debug)]
pub struct Service {
    /// The word of the server: `nginx`. See [`super::SERVERS`].
    pub server: &'static str,
    /// Its version, where it was found out.
    pub version: Option<String>,
    /// Addresses that it listens on, as people write them: `0.0.0.0:443`, `[::]:443`, `/run/x.sock`.
    pub listeners: Vec<String>,
    /// Host names; empty: those that no other service of the listener has.
    pub names: Vec<String>,
    /// The path, where the settings are those of a part of the host alone: `/login`.
    pub within: Option<String>,
    /// Where it begins.
    pub source: Spot,
    /// Whether a certificate is asked for.
    pub asks: Setting<Asks>,
    /// When it is asked for.
    pub when: When,
    /// Files and folders that are trusted, announced, or both.
    pub sources: Vec<Source>,
    /// How the announced names are made up.
    pub announces: Announces,
    /// The longest chain that is accepted.
    pub depth: Setting<Depth>,
    /// How revocation is looked up; empty: it is not.
    pub revocation: Vec<Revocation>,
    /// Protocol versions.
    pub versions: Setting<Versions>,
    /// What signatures and keys must be at least.
    pub floor: Setting<Floor>,
    /// Whether its ciphers and its level go with its own key.
    pub fit: Fit,
    /// Whose rules say whether a chain holds.
    pub consumer: Consumer,
    /// What else was noticed.
    pub notes: Vec<Note>,
    /// Settings of which nobody can say what they come to from the files alone: a variable, a macro, a script. What they would decide is
    /// "cannot say".
    pub unresolved: Vec<Unresolved>,
}

/// Whether a server asks for a client's certificate, and what it does without a good one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asks {
    /// Nobody gets in without.
    Required,
    /// It asks, and lets in who has none. A certificate that is not good is refused all the same.
    Optional,
    /// It asks and lets everybody in: the application behind it is told how good the certificate was, and decides.
    Application,
    /// It does not ask.
    Off,
    /// Nobody is asked: it closes every connection (HTTP.SYS: `reject=enable`).
    Refuses,
}

impl Asks {
    /// Nobody is asked for a certificate.
    pub fn is_nobody(self) -> bool {
        matches!(self, Self::Off | Self::Refuses)
    }
}

/// When the certificate is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// In the handshake.
    Handshake,
    /// After the request was read: by renegotiation in TLS 1.2; in TLS 1.3 by post-handshake authentication, which no browser does.
    AfterRequest,
}

/// What certificates are named by.
#[derive(Clone, Debug)]
pub struct Source {
    /// Where the configuration names it; `None`: it is the server's default.
    pub written: Option<Spot>,
    /// What it leads to.
    pub place: SourcePlace,
    /// Its certificates judge clients.
    pub trusted: bool,
    /// Their names are sent to clients.
    pub announced: bool,
    /// The password that the configuration gives for it.
    pub password: Option<SecretString>,
    /// The type that the configuration gives: only this is tried by the server.
    pub kind: Option<StoreKind>,
}

impl Source {
    /// A file or folder that is trusted and announced.
    pub fn new(place: SourcePlace, written: Spot) -> Self {
        Self { written: Some(written), place, trusted: true, announced: true, password: None, kind: None }
    }

    /// It is read in the same way as another one: with the same password, as the same type.
    pub fn is_opened_as(&self, other: &Self) -> bool {
        let word = |source: &Self| source.password.as_ref().map(|password| password.expose_secret().to_owned());
        self.kind == other.kind && word(self) == word(other)
    }
}

/// Where certificates are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourcePlace {
    /// A file: a bundle or a key store.
    File(PathBuf),
    /// A folder in which issuers are looked up by their hashes.
    HashedFolder(PathBuf),
    /// A folder of which every file is read.
    Folder(PathBuf),
    /// A folder of each file of which the first certificate is read (HAProxy).
    FirstOfEach(PathBuf),
    /// In the configuration itself: PEM text.
    Inline(Vec<u8>),
    /// Java's own store, of the JVM that runs the server.
    JavaDefault,
    /// The system's store.
    System,
}

impl SourcePlace {
    /// The file or folder, where it is one.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::File(path) | Self::HashedFolder(path) | Self::Folder(path) | Self::FirstOfEach(path) => Some(path),
            Self::Inline(_) | Self::JavaDefault | Self::System => None,
        }
    }
}

/// What names are sent to a client, by which browsers choose the certificates that they offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Announces {
    /// Those of the sources that are announced.
    Sources,
    /// None: browsers offer every certificate.
    Nothing,
    /// It cannot be said from the configuration.
    Unknown,
}

/// The longest chain that is accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Depth {
    /// The number; `None`: there is no limit.
    pub limit: Option<u32>,
    /// What the number counts.
    pub counts: Counts,
}

/// What a limit of depth counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Counts {
    /// CA certificates between the card's and the root's: OpenSSL since 1.1.0 (`X509_VERIFY_PARAM_set_depth`), Java's `maxPathLength`.
    Intermediates,
    /// CA certificates with the root's: Apache httpd's own count (`ssl_callback_SSLVerify`).
    AllCas,
}

/// How revocation is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Where the configuration says so.
    pub written: Spot,
    /// By what.
    pub by: RevocationBy,
    /// Of which certificates.
    pub of: RevocationOf,
    /// A CA without a list is not a reason to refuse (Apache httpd: `no_crl_for_cert_ok`).
    pub missing_is_fine: bool,
}

/// By what revocation is looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevocationBy {
    /// Lists in a file.
    ListFile(PathBuf),
    /// Lists in a folder, found by hashes.
    ListFolder(PathBuf),
    /// Responders on the network: what they answer cannot be known from files.
    Ocsp,
    /// Lists or responders that the certificates name, fetched from the network.
    Network,
}

/// Of which certificates of a chain revocation is looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RevocationOf {
    /// The card's own.
    Leaf,
    /// All of the chain.
    Chain,
    /// All but those that are trusted themselves (Java).
    UntrustedOnly,
}

/// Protocol versions that a listener speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Versions {
    /// TLS 1.1 or older.
    pub old: bool,
    /// TLS 1.2
    pub tls12: bool,
    /// TLS 1.3
    pub tls13: bool,
}

impl Versions {
    /// TLS 1.2 and 1.3.
    pub const MODERN: Self = Self { old: false, tls12: true, tls13: true };
}

/// Whether a handshake can come about at all: the ciphers that are allowed and the security level go with the server's own key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// With TLS 1.2; `None`: the key cannot be read, or it hangs on more than the key.
    pub tls12: Option<bool>,
    /// With TLS 1.3, whose ciphers go with every key.
    pub tls13: Option<bool>,
    /// Where ciphers or level are written.
    pub written: Option<Spot>,
}

impl Fit {
    /// Nothing stands in the way.
    pub const YES: Self = Self { tls12: Some(true), tls13: Some(true), written: None };
}

/// What certificates must be at least, besides being issued by the right CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Floor {
    /// OpenSSL's security level, where it is OpenSSL.
    pub level: Option<u8>,
    /// CA certificates signed with SHA-1 may stand in a chain (that of the root is not looked at).
    pub sha1: bool,
    /// Bits of an RSA key.
    pub rsa_bits: usize,
    /// Bits of an elliptic curve key.
    pub ec_bits: usize,
}

impl Floor {
    /// OpenSSL's security levels (SSL_CTX_set_security_level(3)): since 3.0 SHA-1 counts for 63 bits, before for 80.
    pub fn of_openssl(level: u8, version: &[u32]) -> Self {
        let old = version.first().is_some_and(|major| *major < 3);
        let (rsa_bits, ec_bits) = match level {
            0 => (0, 0),
            1 => (1024, 160),
            2 => (2048, 224),
            3 => (3072, 256),
            4 => (7680, 384),
            _ => (15_360, 512),
        };
        Self { level: Some(level), sha1: level == 0 || (level == 1 && old), rsa_bits, ec_bits }
    }

    /// Java, as it comes: `jdk.certpath.disabledAlgorithms` refuses RSA keys below 1024 bits, and SHA-1 only in chains of servers.
    pub const JAVA: Self = Self { level: None, sha1: true, rsa_bits: 1024, ec_bits: 224 };
}

/// Something noticed about a service beside what follows for cards.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Note {
    /// A part of the configuration that another program has a say in: what it is (`Shibboleth IdP`), and where.
    DecidedElsewhere(&'static str, Spot),
    /// A setting that this server or its version does not act on: `certificateVerificationDepth` with JSSE.
    WithoutEffect(Spot),
    /// Errors of certificates that the server is told to overlook (HAProxy: `ca-ignore-err`, `crt-ignore-err`): those of CAs, and those of
    /// the client's own.
    Overlooks(Overlooked, Overlooked, Spot),
    /// A setting that is overridden here by another one.
    OverriddenBy(Spot, Spot),
    /// Files in folders of the host may set what is asked of clients (Apache httpd: `.htaccess`): where that is allowed, and the files that
    /// were read here. Others may lie further in.
    MayOverride(Spot, Vec<PathBuf>),
    /// A rule that compares the name of a certificate's issuer: a card that TLS lets in may be refused by it.
    IssuerRule(Spot, Vec<String>),
}

/// Errors that are overlooked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlooked {
    /// Every one.
    All,
    /// Those with these numbers: OpenSSL's `X509_V_ERR_...`.
    Codes(Vec<u32>),
}

impl Overlooked {
    /// An error is among them.
    pub fn has(&self, code: u32) -> bool {
        match self {
            Self::All => true,
            Self::Codes(codes) => codes.contains(&code),
        }
    }
}

/// A setting whose value the files do not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unresolved {
    /// Where.
    pub spot: Spot,
    /// What it would decide.
    pub about: About,
    /// Why it cannot be said.
    pub why: Why,
}

/// What a setting decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum About {
    /// Whether and when a certificate is asked for.
    Asks,
    /// What is trusted.
    Trusts,
    /// What is announced.
    Announces,
    /// Anything else, or everything.
    Anything,
}

/// Why something cannot be said from the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It has a variable in it whose value is not in the files: its name.
    Variable(String),
    /// A script or program makes it: `Lua`, `Perl`, `exec`.
    Script(&'static str),
    /// A macro: its name.
    Macro(String),
    /// It is a condition that depends on the request or the running program.
    Condition(String),
    /// The directive is none that is known here.
    Unknown(String),
    /// It comes from the network.
    Network,
    /// The web server in front asks and checks: its configuration tells.
    InFront,
    /// The server does not take a line, or a part cannot be read: what it was meant to say is not known.
    Refused,
}
