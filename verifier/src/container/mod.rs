//! Reads any container of certificates: PEM, DER, PKCS#7, PKCS#12, JKS and JCEKS, recognised by content.

use std::fmt;
use std::io::{BufReader, Read};

use secrecy::SecretString;

use self::pem::Label;
use self::recognise::{Kind, Structure};
use crate::certificate::{Certificate, CertificateError};

mod der;
pub mod edit;
mod jks;
pub mod pem;
mod pkcs12;
mod pkcs7;
mod recognise;
mod utf16;

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
    /// It stood in an encrypted part: a program that has no password does not see it, and Java says nothing of that.
    pub encrypted: bool,
    /// It stood in a PEM block `TRUSTED CERTIFICATE`: what that says of its uses.
    pub trusted_uses: Option<TrustedUses>,
}

/// What OpenSSL's `TRUSTED CERTIFICATE` says of each use (`X509_CERT_AUX`, crypto/x509/x509_trust.c).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TrustedUses {
    /// To judge the certificates of clients (clientAuth).
    pub client: Use,
    /// To judge the certificates of servers (serverAuth).
    pub server: Use,
    /// To judge those that sign e-mail (emailProtection).
    pub email: Use,
}

/// What is said of one use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Use {
    /// Nothing: it is what a plain certificate would be.
    #[default]
    NotSaid,
    /// It is trusted for it.
    Trusted,
    /// It is trusted for other uses and not for this one.
    NotTrusted,
    /// It is rejected for it; that outweighs trust.
    Rejected,
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
    /// What the certificate lies in inside the store (a PKCS#7 block among PEM certificates, a row of a database) is damaged.
    #[error("damaged {kind}: {detail}")]
    Damaged {
        /// What it is: a proper name.
        kind: &'static str,
        /// What is wrong with it; the text is technical.
        detail: String,
    },
}

/// Something in a container that other programs stumble over although it was read here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quirk {
    /// `-----END ...----------BEGIN ...-----` on one line: `GnuTLS` and NSS read it; OpenSSL, nginx and keytool refuse it.
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
    /// An `OpenPGP` key or message.
    Pgp,
    /// A ZIP archive (also JAR, DOCX).
    Zip,
    /// A gzip file.
    Gzip,
    /// A tar archive, compressed or not: a container image, a backup. Only who can look into archives says so.
    Tar,
    /// A PDF document.
    Pdf,
    /// A web page: often an error page that was saved under a certificate's name.
    Html,
    /// An XML document.
    Xml,
    /// An `SQLite` database: NSS keeps its certificates in one (`cert9.db`).
    Sqlite,
    /// A Berkeley DB file: NSS kept its certificates in one (`cert8.db`).
    OldNssDatabase,
    /// A serialized certificate store of Microsoft (`.sst`).
    SerializedStore,
    /// A PKCS#12 file whose integrity is protected with PBMAC1 (RFC 9579) by other algorithms than PBKDF2 and HMAC.
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
            Self::Tar => "tar archive",
            Self::Pdf => "PDF document",
            Self::Html => "HTML page",
            Self::Xml => "XML document",
            Self::Sqlite => "SQLite database",
            Self::OldNssDatabase => "old NSS database",
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

/// An algorithm that protects a PKCS#12 file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Its technical name, in English: `RC2-40`, `AES-256`, `HMAC-SHA-1`, `PBMAC1-SHA-256`.
    pub name: &'static str,
    /// Only old programs write it: RC2, triple DES and SHA-1. OpenSSL 3 reads RC2 with its legacy provider alone; a system in FIPS mode
    /// reads none of them.
    pub legacy: bool,
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
    /// The algorithms that certificates are encrypted with, and that of the MAC; each once.
    pub schemes: Vec<Scheme>,
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
    /// Something that can be there once lies in another file of the same folder as well.
    #[error("{what} a second time")]
    Repeated {
        /// What.
        what: String,
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
    /// Certificates that are kept of one container. Who has more reads them as a stream: [`pem::Reader`].
    pub max_entries: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        Self { max_binary_bytes: 64 << 20, max_text_bytes: 8 << 30, max_entries: 200_000 }
    }
}

/// How much is read to find out what an input is.
const WINDOW: u64 = 64 << 10;
const UTF8_MARK: &[u8] = &[0xef, 0xbb, 0xbf];
/// Quirks that are kept.
const MAX_QUIRKS: usize = 100;

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
/// What it is, is decided by its first 64 KiB. An input that is nothing known is not read any further.
///
/// # Errors
/// As [`read`].
pub fn read_with(
    mut source: impl Read,
    passwords: &Passwords,
    limits: &ReadLimits,
) -> Result<Contents, ContainerError> {
    let mut window = Vec::new();
    source.by_ref().take(WINDOW).read_to_end(&mut window)?;
    let mut quirks = Vec::new();
    if window.starts_with(UTF8_MARK) {
        window.drain(..UTF8_MARK.len());
        quirks.push(Quirk::Utf8Mark);
    }
    if window.trim_ascii().is_empty() && (window.len() as u64) < WINDOW - 3 {
        return Err(ContainerError::Empty);
    }
    let mut contents = match recognise::kind(&window) {
        Kind::Text => read_text(&window, source, passwords, limits),
        Kind::Utf16 { big } => {
            quirks.push(Quirk::Utf16);
            let mut decoded = utf16::Decoder::new(window[2..].chain(source), big);
            let mut window = Vec::new();
            decoded.by_ref().take(WINDOW).read_to_end(&mut window)?;
            match recognise::kind(&window) {
                Kind::Text => read_text(&window, decoded, passwords, limits),
                Kind::BareBase64 => read_bare_base64(&window, decoded, passwords, limits),
                Kind::Other(format) => Err(ContainerError::Unsupported(format)),
                _ => Err(ContainerError::NotRecognised),
            }
        }
        Kind::BareBase64 => read_bare_base64(&window, source, passwords, limits),
        Kind::Der => read_der(&read_whole(&window, source, limits.max_binary_bytes)?, passwords, limits),
        Kind::Jks => jks::read(&read_whole(&window, source, limits.max_binary_bytes)?, passwords, limits),
        Kind::Other(format) => Err(ContainerError::Unsupported(format)),
        Kind::Nothing => Err(ContainerError::NotRecognised),
    }?;
    quirks.append(&mut contents.quirks);
    contents.quirks = quirks;
    Ok(contents)
}

fn read_whole(window: &[u8], source: impl Read, limit: u64) -> Result<Vec<u8>, ContainerError> {
    let mut data = window.to_vec();
    source.take((limit + 1).saturating_sub(data.len() as u64)).read_to_end(&mut data)?;
    if data.len() as u64 > limit { Err(ContainerError::TooLarge { limit }) } else { Ok(data) }
}

/// Contents of a container that has no integrity check and no passwords.
fn plain(kind: ContainerKind) -> Contents {
    Contents {
        kind,
        entries: Vec::new(),
        has_private_key: false,
        integrity: Integrity::None,
        password_index: None,
        schemes: Vec::new(),
        quirks: Vec::new(),
    }
}

/// A certificate of which nothing more is said.
fn plain_entry(certificate: Result<Certificate, EntryError>, position: Position) -> Entry {
    Entry { certificate, alias: None, position, role: Role::Plain, encrypted: false, trusted_uses: None }
}

impl Contents {
    fn push(&mut self, entry: Entry, limits: &ReadLimits) -> Result<(), ContainerError> {
        if self.entries.len() >= limits.max_entries {
            return Err(ContainerError::TooMany { limit: limits.max_entries });
        }
        self.entries.push(entry);
        Ok(())
    }
}

/// Searches text for PEM blocks.
fn read_text(
    window: &[u8],
    source: impl Read,
    passwords: &Passwords,
    limits: &ReadLimits,
) -> Result<Contents, ContainerError> {
    let _ = passwords; // no PEM block that holds certificates has one
    let mut text = PemText::default();
    let mut contents = plain(ContainerKind::Pem);
    let source = BufReader::with_capacity(256 << 10, window.chain(source).take(limits.max_text_bytes));
    let mut reader = pem::Reader::new(source, usize::try_from(limits.max_binary_bytes).unwrap_or(usize::MAX));
    for block in reader.by_ref() {
        let block = block?;
        text.see(&block);
        entries(block, |entry| contents.push(entry, limits))?;
    }
    if reader.into_inner().get_ref().limit() == 0 {
        return Err(ContainerError::TooLarge { limit: limits.max_text_bytes });
    }
    text.finish(contents.entries, window)
}

/// These first bytes of an input are those of text with PEM blocks that is not UTF-16: [`read_with`] would read it as such, and
/// [`pem::Reader`] can.
pub fn is_pem_text(window: &[u8]) -> bool {
    let text = window.strip_prefix(UTF8_MARK).unwrap_or(window);
    recognise::kind(text) == Kind::Text && memchr::memmem::find(text, b"-----BEGIN ").is_some()
}

/// Hands on the certificates of one PEM block, one after the other: several from a PKCS#7 block, none from a block of another kind.
///
/// # Errors
/// The first that `add` gives.
pub fn entries<E>(block: pem::Block, mut add: impl FnMut(Entry) -> Result<(), E>) -> Result<(), E> {
    let position = Position::Line(block.line);
    let plain = |certificate| plain_entry(certificate, position);
    match (block.label, block.content) {
        (Label::Certificate | Label::TrustedCertificate | Label::Pkcs7, Err(error)) => add(plain(Err(error))),
        (Label::Certificate, Ok(der)) => add(plain(Certificate::from_der(&der).map_err(EntryError::from))),
        (Label::TrustedCertificate, Ok(der)) => {
            let (certificate, alias, role, uses) = trusted_certificate(&der);
            add(Entry { alias, role, trusted_uses: Some(uses), ..plain(certificate) })
        }
        (Label::Pkcs7, Ok(der)) => {
            let found = der::element(&der).ok_or_else(|| "cut off".to_owned());
            let found = found.and_then(|(info, _)| pkcs7::certificates(&info).map_err(|e| e.to_string()));
            match found {
                Ok(all) => {
                    all.into_iter().try_for_each(|der| add(plain(Certificate::from_der(der).map_err(EntryError::from))))
                }
                Err(detail) => add(plain(Err(EntryError::Damaged { kind: "PKCS#7", detail }))),
            }
        }
        (Label::PrivateKey(_) | Label::Other(_) | Label::Unknown, _) => Ok(()),
    }
}

/// What PEM text says besides its certificates. Who reads one as a stream ([`pem::Reader`], [`entries`]) shows it every block.
#[derive(Debug, Default)]
pub struct PemText {
    quirks: Vec<Quirk>,
    has_private_key: bool,
    has_certificate_block: bool,
    other: Option<OtherFormat>,
}

impl PemText {
    /// Takes note of a block.
    pub fn see(&mut self, block: &pem::Block) {
        let room = MAX_QUIRKS.saturating_sub(self.quirks.len());
        self.quirks.extend(block.glued.iter().take(room).map(|line| Quirk::Glued { line: *line }));
        match block.label {
            Label::Certificate | Label::TrustedCertificate => self.has_certificate_block = true,
            Label::PrivateKey(format) => {
                self.has_private_key = true;
                self.other.get_or_insert(format);
            }
            Label::Other(format) => {
                self.other.get_or_insert(format);
            }
            Label::Pkcs7 | Label::Unknown => {}
        }
    }

    /// The contents, with those entries that were kept. `window` is the beginning of the text: it says what text without any entry is.
    ///
    /// # Errors
    /// [`ContainerError::Unsupported`] and [`ContainerError::NotRecognised`] without entries.
    pub fn finish(self, entries: Vec<Entry>, window: &[u8]) -> Result<Contents, ContainerError> {
        if entries.is_empty() {
            let other = self.other.or_else(|| recognise::text_format(window));
            return Err(other.map_or(ContainerError::NotRecognised, ContainerError::Unsupported));
        }
        let kind = if self.has_certificate_block { ContainerKind::Pem } else { ContainerKind::Pkcs7 };
        Ok(Contents { entries, has_private_key: self.has_private_key, quirks: self.quirks, ..plain(kind) })
    }
}

/// OpenSSL's `TRUSTED CERTIFICATE`: a certificate and a `CertAux` with uses that it is trusted or rejected for, and an alias.
/// One that is rejected for some use is not called trusted.
fn trusted_certificate(der: &[u8]) -> (Result<Certificate, EntryError>, Option<String>, Role, TrustedUses) {
    let (certificate, rest) = match der::element(der) {
        Some((certificate, rest)) => (Certificate::from_der(certificate.whole), rest),
        None => (Certificate::from_der(der), &[][..]),
    };
    let (mut alias, mut role) = (None, Role::Trusted);
    let (mut trust, mut reject) = (None, None);
    if let Some((aux, _)) = der::element(rest) {
        for part in aux.children() {
            match part.tag {
                der::SEQUENCE => trust = Some(part),
                der::UTF8_STRING => alias = Some(String::from_utf8_lossy(part.content).into_owned()),
                der::CONTEXT_0 => (role, reject) = (Role::Plain, Some(part)),
                _ => {}
            }
        }
    }
    let use_of = |purpose: &[u8]| {
        let names = |list: &der::Element<'_>| {
            list.children().any(|oid| oid.tag == der::OID && (oid.content == purpose || oid.content == ANY_USE))
        };
        match (&trust, &reject) {
            (_, Some(reject)) if names(reject) => Use::Rejected,
            (Some(trust), _) if names(trust) => Use::Trusted,
            (Some(_), _) => Use::NotTrusted,
            (None, _) => Use::NotSaid,
        }
    };
    let uses =
        TrustedUses { client: use_of(CLIENT_AUTH), server: use_of(SERVER_AUTH), email: use_of(EMAIL_PROTECTION) };
    (certificate.map_err(EntryError::from), alias, role, uses)
}

// Extended key usages, RFC 5280 section 4.2.1.12.
/// 1.3.6.1.5.5.7.3.1
const SERVER_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 1];
/// 1.3.6.1.5.5.7.3.2
const CLIENT_AUTH: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 2];
/// 1.3.6.1.5.5.7.3.4
const EMAIL_PROTECTION: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3, 4];
/// anyExtendedKeyUsage, 2.5.29.37.0
const ANY_USE: &[u8] = &[0x55, 0x1d, 0x25, 0];

/// Base64 without BEGIN and END: what is left when somebody copies only the middle of a PEM file.
fn read_bare_base64(
    window: &[u8],
    source: impl Read,
    passwords: &Passwords,
    limits: &ReadLimits,
) -> Result<Contents, ContainerError> {
    let limit = limits.max_binary_bytes;
    let mut text = read_whole(window, source, limit.saturating_mul(2)).map_err(|error| match error {
        ContainerError::TooLarge { .. } => ContainerError::TooLarge { limit },
        other => other,
    })?;
    text.retain(|b| !b.is_ascii_whitespace());
    // One character too many is what a copy that was cut off leaves.
    text.truncate(text.len() - usize::from(text.len() % 4 == 1));
    let der = pem::decode(&text).ok_or(ContainerError::NotRecognised)?;
    let mut contents = read_der(&der, passwords, limits)?;
    contents.quirks.push(Quirk::BareBase64);
    Ok(contents)
}

/// An ASN.1 structure: one or more certificates, PKCS#7 or PKCS#12.
fn read_der(data: &[u8], passwords: &Passwords, limits: &ReadLimits) -> Result<Contents, ContainerError> {
    match recognise::structure(data) {
        Structure::Pkcs12(pfx) => pkcs12::read(&pfx, passwords, limits),
        Structure::Pkcs7(info) => {
            let mut contents = plain(ContainerKind::Pkcs7);
            for (index, der) in pkcs7::certificates(&info)?.into_iter().enumerate() {
                let certificate = Certificate::from_der(der).map_err(EntryError::from);
                let position = Position::Index(index);
                contents.push(plain_entry(certificate, position), limits)?;
            }
            Ok(contents)
        }
        Structure::Other(format) => Err(ContainerError::Unsupported(format)),
        Structure::Unknown => Err(ContainerError::NotRecognised),
        Structure::Certificate(_) | Structure::Damaged("certificate") => read_der_certificates(data, limits),
        Structure::Damaged(kind) => {
            Err(ContainerError::Damaged { kind, detail: "cut off, or a length in it is wrong".to_owned() })
        }
    }
}

/// DER certificates one after the other, as `cat a.der b.der` makes them.
fn read_der_certificates(data: &[u8], limits: &ReadLimits) -> Result<Contents, ContainerError> {
    let mut contents = plain(ContainerKind::Der);
    let mut rest = data;
    while !rest.is_empty() {
        let (der, after) = match recognise::structure(rest) {
            Structure::Certificate(found) => (found.whole, &rest[found.whole.len()..]),
            Structure::Damaged("certificate") => (rest, &[][..]),
            _ => {
                // Line ends and padding say nothing; anything else is told.
                if rest.iter().any(|b| !b.is_ascii_whitespace() && *b != 0) {
                    contents.quirks.push(Quirk::TrailingBytes(rest.len() as u64));
                }
                break;
            }
        };
        let position = Position::Index(contents.entries.len());
        let certificate = Certificate::from_der(der).map_err(EntryError::from);
        contents.push(plain_entry(certificate, position), limits)?;
        rest = after;
    }
    Ok(contents)
}
