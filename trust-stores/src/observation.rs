//! What is wrong with a store, or worth knowing of it. Each becomes a finding with a code of its own in `tillit-reports`.

use std::path::PathBuf;

use tillit_verifier::catalog::store::{CaId, Refusal};
use tillit_verifier::container::{EntryError, Quirk};
use tillit_verifier::input::InputError;
use tillit_verifier::verdict::GenerationId;
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

use crate::store::{Consumer, Entry};
use crate::windows::List;

/// A certificate of a store as a report names it.
#[derive(Clone, Debug)]
pub struct Which {
    /// The certificate.
    pub certificate: Certificate,
    /// Its alias.
    pub alias: Option<String>,
    /// Its number in the store, 0-based.
    pub index: usize,
    /// The file it stands in, where the store has several.
    pub file: Option<PathBuf>,
}

impl Which {
    /// The entry with this number.
    pub fn of(index: usize, entry: &Entry, certificate: &Certificate) -> Self {
        Self { certificate: certificate.clone(), alias: entry.alias.clone(), index, file: entry.file.clone() }
    }
}

/// A program that leaves CA certificates of its own in trust stores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tool(pub &'static str);

/// Why a program that takes one certificate of each file of a folder does not take some (HAProxy: `ca-file DIR`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotTaken {
    /// They come after the first of their file.
    Further,
    /// The file's name ends in another way than those that are read, or it lies further down.
    Name,
    /// The file is not PEM, or damaged before its first certificate ends.
    Form,
}

/// Something noticed about a store.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Observation {
    // --- what follows from the entries and the catalog -------------------------------------------------------------------
    /// A CA certificate of a test environment in a store for production.
    TestInProduction(Which, CaId),
    /// A CA certificate of a production environment in a store for tests.
    ProductionInTest(Which, CaId),
    /// Production and test environments in one store, of which nobody said what it is for.
    MixedEnvironments {
        /// The PKIs that are here, by id.
        production: Vec<String>,
        /// The test PKIs that are here, by id.
        test: Vec<String>,
    },
    /// A certificate of the developers' own environment (`SYSTEMTEST ...`).
    SystemTest(Which),
    /// The name of a CA of the catalog on a certificate that is not that CA's: another key, not the pinned one, not signed by its root.
    FalseCa(Which, Refusal),
    /// The same in a store whose own integrity check was not made or did not hold: damage is likelier than forgery.
    DamagedOrFalse(Which, Refusal),
    /// The name of an issuing CA for which the catalog has no pin, and the root whose signature could confirm it is not at hand.
    Unconfirmed(Which, CaId),
    /// Accepted by the signature of the pinned root, although the catalog's pin is another: renewed since.
    Renewed(Which, CaId),
    /// A CA of a known PKI that the store expressly distrusts.
    Distrusted(Which, CaId),
    /// A root that the store knows without letting a chain end in it (for logins).
    RootNotAnchor(Which, CaId),
    /// An issuing CA with trust of its own, as only a root needs (NSS).
    IssuingAsRoot(Which, CaId),
    /// Past its end.
    Expired(Which, OffsetDateTime),
    /// Not valid yet.
    NotYetValid(Which, OffsetDateTime),
    /// The same certificate more than once: how many times.
    Duplicate(Which, usize),
    /// A certificate of a person, a server or another end entity among the anchors.
    EndEntity(Which),
    /// Neither says that it is a CA nor is it an end entity's: version 1, or without basic constraints.
    NotMarkedAsCa(Which),
    /// A key that is too short to be trusted: bits.
    WeakKey(Which, u32),
    /// An issuing CA whose certificate is signed with SHA-1 or MD5.
    WeakSignature(Which),
    /// It ends before it begins.
    NegativeLifetime(Which),
    /// The subjects of all trusted entries together have this many bytes, more than a limit that servers and clients have when the
    /// list is sent in a TLS handshake.
    LongNameList {
        /// Bytes of all names as they are sent.
        bytes: u64,
        /// How many names.
        names: u64,
        /// The limit that is passed: 16,384 (Schannel), 32,768 (Java), 65,535 (TLS itself).
        limit: u64,
    },
    /// Left behind by a tool that makes CAs of its own.
    Leftover(Which, Tool),
    /// CAs for client certificates in the store of the whole system: every program takes them for judges of *servers*, too.
    ClientCaInSystemStore(Vec<CaId>),
    /// An entry that cannot be read.
    UnreadableEntry {
        /// Its number in the store, 0-based.
        index: usize,
        /// Its alias.
        alias: Option<String>,
        /// The file it stands in, where the store has several.
        file: Option<PathBuf>,
        /// What is wrong.
        error: EntryError,
    },

    // --- the file and its format --------------------------------------------------------------------------------------------
    /// Other programs stumble over it.
    Quirk(Quirk, Option<PathBuf>),
    /// OpenSSL, and with it nginx, Apache httpd and HAProxy, does not load what is here.
    NotLoadedByOpenSsl {
        /// The line, 1-based, because of which it refuses the whole file.
        refused_at: Option<u64>,
        /// Lines on which blocks with certificates begin that it passes over without a word.
        skipped: Vec<u64>,
        /// The file, where the store has several.
        file: Option<PathBuf>,
    },
    /// A form that OpenSSL does not load where a file of CAs is named to it.
    OtherFormForOpenSsl(OtherForm),
    /// OpenSSL's `TRUSTED CERTIFICATE`: only OpenSSL's own `-CAfile` reads it.
    TrustedCertificateBlock(Which),
    /// A private key lies in a trust store.
    PrivateKey(Option<PathBuf>),
    /// Everybody on the machine may write the store, or the folder it lies in: the path and its mode.
    WorldWritable(PathBuf, u32),
    /// Opened with a password that everybody knows: whoever can write the file can change it unnoticed. With
    /// the file, where the store has several.
    CustomaryPassword(String, Option<PathBuf>),
    /// It has integrity protection and it was not checked, for want of the password. The file, where the store has several.
    IntegrityNotChecked(Option<PathBuf>),
    /// It has no integrity protection (PKCS#12 without MAC).
    NoIntegrity,
    /// PKCS#12 with algorithms that new programs refuse to read by default: their names.
    LegacyEncryption(Vec<&'static str>),
    /// Named like one format and written in another, which some programs read by the name: what the name says, what it is.
    MisleadingName(&'static str, &'static str),
    /// Entries that Java does not see in this PKCS#12 file: it shows fewer, or none at all, without an error.
    IgnoredByJava(Vec<Which>),
    /// Of all entries, this consumer sees none.
    EmptyFor(Consumer),
    /// Private key entries' certificates in a trust store: Java does not trust them.
    KeyChainEntries(usize),

    // --- folders -------------------------------------------------------------------------------------------------------------
    /// A certificate file in a hashed directory without a hash: OpenSSL does not find it.
    NotHashed(PathBuf),
    /// No name in a folder is a hash: named as a folder to look CAs up in (`-CApath`), nothing in it is found.
    UnhashedFolder,
    /// A hash that does not belong to the certificate behind it: the link, and the hash it should have.
    StaleHash(PathBuf, String),
    /// Two names for the same hash with a gap between their numbers: OpenSSL stops at the gap. The link that is never reached.
    HashGap(PathBuf),
    /// A hash in the form before OpenSSL 1.0: no program of today looks for it.
    OldStyleHash(PathBuf),
    /// A link that leads nowhere.
    DanglingLink(PathBuf),
    /// A file with several certificates, of which hashing takes none.
    SeveralInOneFile(PathBuf, usize),
    /// Certificates in a file of a folder from which its program takes the first of each file alone: how many it does not take, and why.
    NotTaken(PathBuf, usize, NotTaken),
    /// A file of the folder that was read by nobody: why.
    PassedOver(PathBuf, Box<Cause>),

    // --- the system's store ---------------------------------------------------------------------------------------------------
    /// A file among the sources of the system's store that the system's own command passes over: why.
    SourceIgnored(PathBuf, SourceFault),
    /// A source that is not in what programs read: the system's command was not run.
    NotExtracted(Which),
    /// In what programs read, and in no source: left over, or put there by hand.
    WithoutSource(Which),
    /// Bytes in the bundle that are no PEM, as a DER file among the sources leaves them: at which line, and the source if it is still
    /// there.
    RawBytes(u64, Option<PathBuf>),
    /// Two files that should hold the same do not: the other file, how many are here alone, how many there alone.
    DiffersFrom(PathBuf, usize, usize),

    // --- redirections ----------------------------------------------------------------------------------------------------------
    /// A variable or an option makes programs use another store than the usual: the variable or option, its value, where it was set.
    Redirected {
        /// `SSL_CERT_FILE`, `JAVA_TOOL_OPTIONS`, ...
        by: String,
        /// What it points to.
        to: String,
        /// The file in which it is set; `None`: the environment that this ran in.
        set_in: Option<PathBuf>,
    },
    /// The same, and nothing is there.
    RedirectedToNothing {
        /// `SSL_CERT_FILE`, ...
        by: String,
        /// What it points to.
        to: String,
        /// The file in which it is set.
        set_in: Option<PathBuf>,
    },
    /// The value cannot be followed: it has a variable in it.
    RedirectionNotFollowed {
        /// `JAVA_TOOL_OPTIONS`, ...
        by: String,
        /// The value.
        to: String,
        /// The file in which it is set.
        set_in: Option<PathBuf>,
    },

    // --- Java --------------------------------------------------------------------------------------------------------------------
    /// Not a store of its own, but a link to the system's: the path behind it.
    ManagedBySystem(PathBuf),
    /// A Java installation whose store lies in another file of the same name beside it: `jssecacerts` wins over `cacerts`.
    Replaced(PathBuf),
    /// Entries that Java passes over for their alias: a later entry of the file has the same one (in PKCS#12 case makes no difference),
    /// or, in JKS and JCEKS, the alias has capital letters, which Java never asks for.
    HiddenByAlias(Vec<Which>),
    /// The password that an option gives Java does not open the store that it names.
    WrongJvmPassword {
        /// `JAVA_TOOL_OPTIONS`, ...
        by: String,
        /// The store.
        to: String,
        /// The file in which it is set.
        set_in: Option<PathBuf>,
    },
    /// Java is given no password for this PKCS#12 store: it sees none of its encrypted certificates, without an error. How many.
    EncryptedWithoutPassword(usize),

    // --- NSS and browsers ---------------------------------------------------------------------------------------------------------
    /// Trusted for servers and not for clients: a server that checks clients with NSS refuses its cards.
    ServerTrustOnly(Which),
    /// The old database format (`cert8.db`), which is not read.
    OldDatabase(PathBuf),
    /// A journal lies beside the database: it was being written, or the writer crashed. What is read may not be the last state.
    UnfinishedWrite(PathBuf),
    /// Trust records without their certificate, as a removed certificate leaves them: how many.
    OrphanedTrust(usize),
    /// Trust that NSS passes over because the key database beside it (`key4.db`) is another's or has no signature for it: for how many
    /// certificates.
    UnsignedTrust(usize),
    /// The key database is not there: programs that open the database only for reading do not open it at all, others make a new one.
    KeyDatabaseMissing(PathBuf),
    /// The browser also asks the operating system for roots.
    AlsoUsesSystem,
    /// A policy names a certificate file that is not there.
    PolicyFileMissing(PathBuf),

    // --- Windows --------------------------------------------------------------------------------------------------------------------
    /// A certificate in Windows' store of roots that no root is: IIS refuses every client certificate while it lies there (403.16).
    NotARootInRoot(Which),
    /// A CA of a known PKI of which Windows keeps a note that it may not be used for logins: switched off, or barred.
    SwitchedOff(Which, CaId),
    /// A CA of a known PKI on Microsoft's list of blocked certificates: when that was made.
    Blocked(Which, CaId, OffsetDateTime),
    /// A CA of a known PKI that Microsoft's root programme does not allow to be used for logins: when its list was made.
    Barred(Which, CaId, OffsetDateTime),
    /// One of Microsoft's lists is there and cannot be read: why; the text is technical.
    ListUnreadable(List, String),
    /// CAs of a known PKI that only this user has: services (IIS, AD FS, a domain controller) do not see them.
    OnlyThisUser(Vec<CaId>),
    /// CAs of a known PKI that a group policy or the domain brings: what is changed here comes back.
    ByPolicy(Vec<CaId>),
    /// CAs of persons that a domain controller does not take for logging on to the domain, although others of it are on the list.
    NotInNtAuth(Vec<CaId>),
    /// An export that has this user's stores and not the machine's, which this user sees, too.
    MachineNotExported,

    // --- Kubernetes -----------------------------------------------------------------------------------------------------------------
    /// Larger than, or close to, what Kubernetes takes: bytes.
    NearSizeLimit(u64),
    /// The value of this key is no certificate store and looks as if it should be.
    KeyUnreadable(String, Box<Cause>),

    // --- limits ------------------------------------------------------------------------------------------------------------------------
    /// Beyond this many entries only those that matter to a question about trust were looked at closely.
    NotAllKept(u64),

    // --- policies (`--require`) --------------------------------------------------------------------------------------------------------
    /// The policy requires a certificate that is not trusted here: its name in the policy, the policy's comment.
    RequiredMissing {
        /// Pin or name.
        what: String,
        /// The policy's comment.
        comment: Option<String>,
    },
    /// The policy requires a whole generation, which is not complete here.
    RequiredGenerationIncomplete {
        /// Which.
        generation: GenerationId,
        /// Names of the CAs that are missing.
        missing: Vec<String>,
        /// The policy's comment.
        comment: Option<String>,
    },
    /// The policy forbids a certificate that is here.
    ForbiddenPresent {
        /// The certificate.
        which: Which,
        /// The rule: a pin, a name, a generation.
        rule: String,
        /// The policy's comment.
        comment: Option<String>,
    },
    /// The policy allows only what it names, and this is not among it.
    NotAllowed(Which),
    /// The same of so many further certificates that were read and not kept: see [`crate::TrustStore::passed_over`].
    OthersNotAllowed(u64),
}

/// Why something was not read; shared, because errors of the operating system cannot be copied.
#[derive(Debug, Clone)]
pub struct Cause(pub std::sync::Arc<InputError>);

impl From<InputError> for Cause {
    fn from(error: InputError) -> Self {
        Self(std::sync::Arc::new(error))
    }
}

/// A form of certificates that OpenSSL's programs read, and that its loader of CA files does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OtherForm {
    /// DER.
    Der,
    /// PKCS#7 in DER.
    Pkcs7,
    /// PKCS#7 in PEM.
    Pkcs7Text,
}

/// Why the system's own command passes a source over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceFault {
    /// Its name does not end in `.crt`.
    Extension,
    /// It is DER: its raw bytes are copied into the bundle, and no program can read them there.
    DerBytes,
    /// It holds several certificates: they come into the bundle, and get no hash.
    Several,
    /// It holds no certificate.
    NoCertificate,
    /// It is switched off in the system's configuration (`!` in ca-certificates.conf).
    SwitchedOff,
    /// It lies where the command of another operating system looks.
    OtherSystem,
    /// It lies in p11-kit's folder `anchors`, and the blocklist has the same certificate, which is stronger.
    Blocklisted,
    /// A plain certificate beside p11-kit's folder `anchors`, where a file must say itself what it is trusted for.
    NotTrusted,
}

/// A certificate's fingerprint: what entries of two stores are compared by.
pub fn fingerprint(which: &Which) -> Fingerprint {
    which.certificate.fingerprint()
}
