//! What is on a card: certificates, their keys, the PINs that open them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use time::{Duration, OffsetDateTime};

use crate::certificate::{CertificateBuilder, Issued};
use crate::extension::{Extension, KeyUsage};
use crate::key::{KeyKind, KeyPool};
use crate::name::Dn;
use crate::siths::{ORGANISATION, Part, Pki};
use crate::{LabError, oids};

/// The CA of the certificates that are not SITHS's.
const OTHER_CA: &str = "LAB Annan e-legitimation CA v1";

/// What kind of card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Not upgraded: two certificates of the old root
    Old,
    /// Upgraded: four of the new root, none of the old
    Upgraded,
    /// Upgraded, and the old certificates fetched back
    Both,
    /// Not upgraded, and too full to be: eight certificates, two of them of another issuer
    TooMany,
    /// Issued under the new root
    New,
    /// A reserve card: low assurance, thirty days
    Reserve,
    /// Six months
    ShortTerm,
    /// As upgraded, with a login PIN that has no tries left
    Locked,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Old, Self::Upgraded, Self::Both, Self::TooMany, Self::New, Self::Reserve, Self::ShortTerm, Self::Locked];

    /// What users call it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::Upgraded => "upgraded",
            Self::Both => "both",
            Self::TooMany => "too-many",
            Self::New => "new",
            Self::Reserve => "reserve",
            Self::ShortTerm => "short-term",
            Self::Locked => "locked",
        }
    }

    /// Cards of the lab whose certificates are on it.
    fn holders(self) -> &'static [&'static str] {
        match self {
            Self::Old => &["old"],
            Self::Upgraded | Self::Locked => &["upgraded"],
            Self::Both => &["upgraded", "old"],
            Self::TooMany => &["old", "upgraded"],
            Self::New => &["new"],
            Self::Reserve => &["reserve"],
            Self::ShortTerm => &["short-term"],
        }
    }
}

/// A PIN of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pin {
    /// "Legitimering": opens the login keys.
    Login,
    /// "Underskrift": opens the signature keys, for one signature each time.
    Signature,
}

impl Pin {
    /// Both, in the card's order.
    pub const ALL: [Self; 2] = [Self::Login, Self::Signature];

    /// Its digits. A lab's card has no secrets.
    pub fn digits(self) -> &'static str {
        match self {
            Self::Login => "123456",
            Self::Signature => "654321",
        }
    }
    /// What the card calls it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Login => "Legitimering",
            Self::Signature => "Underskrift",
        }
    }
    /// Its identifier in the card's files.
    pub(super) fn id(self) -> u8 {
        match self {
            Self::Login => 1,
            Self::Signature => 2,
        }
    }
    /// Its reference in commands: local to the application.
    pub(super) fn reference(self) -> u8 {
        0x80 | self.id()
    }
}

/// A certificate on a card.
#[derive(Clone)]
pub struct Slot {
    /// What the card calls it: name and organisation.
    pub label: String,
    /// Pairs it with its key.
    pub id: u8,
    /// The certificate.
    pub der: Vec<u8>,
    /// Its key, PKCS#8, and the PIN that opens it; a CA's certificate has none.
    pub key: Option<(Vec<u8>, Pin)>,
}

impl std::fmt::Debug for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Slot").field("label", &self.label).field("id", &self.id).finish_non_exhaustive()
    }
}

/// What is on a card.
#[derive(Clone, Debug)]
pub struct Contents {
    /// What the card calls itself.
    pub label: String,
    /// Who made it.
    pub manufacturer: String,
    /// Its serial number.
    pub serial: Vec<u8>,
    /// Certificates in the card's order.
    pub slots: Vec<Slot>,
    /// Tries left of the login PIN and of the signature PIN.
    pub tries: [u8; 2],
}

/// Why a card could not be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ContentsError {
    /// A certificate or key could not be made.
    #[error(transparent)]
    Made(#[from] LabError),
    /// A file of the lab cannot be read.
    #[error("{path}: {cause}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// It is not what a lab has there.
    #[error("{0}: not a file of a lab")]
    NotALabs(PathBuf),
}

/// Where the parts of a card come from.
type Source<'a> = &'a dyn Fn(&str, Part) -> Result<Option<(Vec<u8>, Vec<u8>)>, ContentsError>;

const PARTS: [Part; 4] = [Part::HsaIdLogin, Part::HsaIdSignature, Part::IdentityLogin, Part::IdentitySignature];

impl Contents {
    /// A card of a PKI in memory.
    ///
    /// # Errors
    /// [`ContentsError::Made`]
    pub fn of_pki(pki: &Pki, kind: Kind) -> Result<Self, ContentsError> {
        let part = |holder: &str, part: Part| {
            let issued = pki.certificate(holder, part);
            Ok(issued.map(|issued| (issued.der.clone(), issued.key.pkcs8().to_vec())))
        };
        Self::of(kind, &part, pki.now)
    }

    /// A card of a lab that was written into a folder.
    ///
    /// # Errors
    /// [`ContentsError`]
    pub fn of_folder(folder: &Path, kind: Kind, now: OffsetDateTime) -> Result<Self, ContentsError> {
        let read = |path: &Path| match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(ContentsError::Read { path: path.to_owned(), cause }),
        };
        let part = |holder: &str, part: Part| {
            let stem = Path::new("cards").join(holder).join(part.word());
            let certificate = folder.join(stem.with_extension("pem"));
            let Some(pem) = read(&certificate)? else { return Ok(None) };
            let der = CertificateDer::from_pem_slice(&pem).map_err(|_| ContentsError::NotALabs(certificate))?;
            let file = folder.join("keys").join(stem.with_extension("key"));
            let key = read(&file)?.and_then(|pem| PrivatePkcs8KeyDer::from_pem_slice(&pem).ok());
            let key = key.ok_or(ContentsError::NotALabs(file))?;
            Ok(Some((der.to_vec(), key.secret_pkcs8_der().to_vec())))
        };
        let contents = Self::of(kind, &part, now)?;
        if contents.slots.is_empty() { Err(ContentsError::NotALabs(folder.join("cards"))) } else { Ok(contents) }
    }

    fn of(kind: Kind, source: Source<'_>, now: OffsetDateTime) -> Result<Self, ContentsError> {
        let mut slots = Vec::new();
        let mut add = |der: Vec<u8>, key: Vec<u8>, pin: Pin| {
            let id = 0x45 + u8::try_from(slots.len()).unwrap_or(0);
            slots.push(Slot { label: label(&der), id, der, key: Some((key, pin)) });
        };
        for holder in kind.holders() {
            for part in PARTS {
                if let Some((der, key)) = source(holder, part)? {
                    let is_login = matches!(part, Part::HsaIdLogin | Part::IdentityLogin);
                    add(der, key, if is_login { Pin::Login } else { Pin::Signature });
                }
            }
        }
        if kind == Kind::TooMany {
            for (pin, issued) in Pin::ALL.into_iter().zip(of_another_issuer(now)?) {
                add(issued.der, issued.key.pkcs8().to_vec(), pin);
            }
        }
        Ok(Self {
            label: "SITHS e-id kort".to_owned(),
            manufacturer: "tillit lab".to_owned(),
            serial: vec![0x97, 0x52, 0x00, 0x00, 0x00, 0x00, 0x00, 0x12],
            slots,
            tries: [if kind == Kind::Locked { 0 } else { 3 }, 3],
        })
    }

    /// A CA's certificate beside the others: some cards have their chain with them.
    #[must_use]
    pub fn with_authority(mut self, der: &[u8]) -> Self {
        let id = 0x45 + u8::try_from(self.slots.len()).unwrap_or(0);
        self.slots.push(Slot { label: label(der), id, der: der.to_vec(), key: None });
        self
    }
}

/// Login and signature of a person's other e-identity, as some cards have had.
fn of_another_issuer(now: OffsetDateTime) -> Result<[Issued; 2], LabError> {
    let ca = CertificateBuilder::ca(Dn::new().country("SE").organisation(ORGANISATION).common_name(OTHER_CA))
        .key(&KeyPool::shared().get(KeyKind::P256, "card: another issuer")?)
        .self_sign()?;
    let leaf = |usage: KeyUsage, name: &str| {
        let subject = Dn::new().country("SE").common_name("Tolvan Tolvansson").serial_number("191212121212");
        CertificateBuilder::leaf(subject)
            .key(&KeyPool::shared().get(KeyKind::RSA_2048, name)?)
            .validity(now - Duration::days(900), now + Duration::days(400))
            .replace(Extension::key_usage(&[usage]))
            .without(oids::EXTENDED_KEY_USAGE)
            .issue(&ca)
    };
    Ok([
        leaf(KeyUsage::DigitalSignature, "card: another issuer's login")?,
        leaf(KeyUsage::NonRepudiation, "card: another issuer's signature")?,
    ])
}

/// Name and organisation of a certificate's subject, as cards label them.
fn label(der: &[u8]) -> String {
    const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];
    const ORGANISATION_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x0a];
    let subject = children(der)
        .first()
        .and_then(|certificate| children(certificate.1).first().map(|tbs| children(tbs.1)))
        .and_then(|fields| fields.get(if fields.first()?.0 == 0xa0 { 5 } else { 4 }).map(|subject| subject.1))
        .unwrap_or_default();
    let value = |kind: &[u8]| {
        let at = subject.windows(kind.len()).position(|window| window == kind)?;
        let value = children(subject.get(at + kind.len()..)?);
        value.first().map(|value| String::from_utf8_lossy(value.1).into_owned())
    };
    [value(COMMON_NAME), value(ORGANISATION_NAME)].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Tags and contents of the elements, for as long as they hold.
fn children(mut bytes: &[u8]) -> Vec<(u8, &[u8])> {
    let mut found = Vec::new();
    while let Some((header, rest)) = bytes.split_first_chunk::<2>() {
        let [tag, length] = *header;
        let long = usize::from(length.saturating_sub(0x80)).min(4);
        let Some((length_bytes, rest)) = rest.split_at_checked(long) else { break };
        let length = if length < 0x80 {
            usize::from(length)
        } else {
            length_bytes.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte))
        };
        let Some((content, rest)) = rest.split_at_checked(length) else { break };
        found.push((tag, content));
        bytes = rest;
    }
    found
}
