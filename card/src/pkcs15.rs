//! The files of a card as PKCS#15 (ISO/IEC 7816-15) lays them out: certificates, keys and PINs, as anybody may read them.
//!
//! ```text
//! EF.DIR 2F00 ─► application 5016 ─► ODF 5031 ─► CDF ──► certificates
//!                                            ├──► PrKDF  private keys: which certificate (iD), which PIN (authId)
//!                                            └──► AODF   PINs
//! ```
//!
//! [`read`] works on anything that is [`Files`]: a card ([`files::OnCard`]), or bytes of a test. What cannot be read is a [`Problem`] that names the
//! file and the place in it; the rest is read all the same.

use tillit_verifier::Certificate;
use tillit_verifier::certificate::CertificateError;

use crate::apdu::ChannelError;

pub mod files;
mod objects;
#[cfg(test)]
mod tests;

/// The most bytes of one file.
pub const MAX_FILE: usize = 64 << 10;
/// The most bytes of all files that are read of one card.
pub const MAX_CARD: usize = 2 << 20;
/// The most objects of one card: a full one has some twenty.
pub const MAX_OBJECTS: usize = 256;
/// The most problems that are told of one card.
const MAX_PROBLEMS: usize = 64;

/// Identifiers of PKCS#15 applications: PKCS#15 v1.1 (RSA Laboratories), ISO/IEC 7816-15.
const AIDS: [&[u8]; 2] = [b"\xa0\x00\x00\x00\x63PKCS-15", b"\xe8\x28\xbd\x08\x0f"];
/// The folder of PKCS#15 where nothing names another.
const DF_PKCS15: u16 = 0x5015;
const EF_DIR: u16 = 0x2f00;
const EF_ODF: u16 = 0x5031;
const EF_TOKEN_INFO: u16 = 0x5032;
/// The master file.
pub const MASTER: u16 = 0x3f00;

/// From where the identifiers of a file count.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Base {
    /// The master file, 3F00.
    Master,
    /// An application that has no place below it: its AID.
    Application(Vec<u8>),
}

/// Where a file is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Location {
    /// From here.
    pub base: Base,
    /// Identifiers of folders, the file's own last.
    pub ids: Vec<u16>,
}

impl Location {
    /// Below the master file.
    pub fn master(ids: &[u16]) -> Self {
        Self { base: Base::Master, ids: ids.to_vec() }
    }

    fn below(&self, ids: &[u16]) -> Self {
        Self { base: self.base.clone(), ids: [&self.ids, ids].concat() }
    }
}

impl std::fmt::Display for Location {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.base {
            Base::Master => f.write_str("3F00")?,
            Base::Application(aid) => f.write_str(&tillit_verifier::certificate::to_hex(aid))?,
        }
        self.ids.iter().try_for_each(|id| write!(f, "/{id:04X}"))
    }
}

/// Where a file ends for its reader: no card is asked for what nobody looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Until {
    /// After the one element that it holds.
    Element,
    /// After the last of its elements, where zeros or FF fill the rest.
    Elements,
    /// After so many bytes.
    Byte(usize),
}

impl Until {
    /// Whether these first bytes of a file are enough.
    pub fn is_reached(self, read: &[u8]) -> bool {
        let mut at = 0;
        loop {
            let rest = read.get(at..).unwrap_or_default();
            match self {
                Self::Byte(end) => return read.len() >= end,
                Self::Elements if matches!(rest.first(), Some(0x00 | 0xff)) => return true,
                _ => {}
            }
            match crate::der::Reader::header(rest) {
                None => return false,
                // What is no element is told by whoever reads it.
                Some(Err(())) => return true,
                Some(Ok((header, length))) if length.saturating_add(header) > rest.len() => {
                    // Longer than any file: nothing more is worth reading.
                    return length > MAX_FILE;
                }
                Some(Ok(_)) if self == Self::Element => return true,
                Some(Ok((header, length))) => at += header + length,
            }
        }
    }
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// There is none.
    #[error("there is no such file")]
    NotFound,
    /// It wants a PIN, or is nobody's to read.
    #[error("it may not be read without a PIN")]
    Denied,
    /// It is larger than anything on a card.
    #[error("it is larger than {} KiB", MAX_FILE >> 10)]
    TooLarge,
    /// The card answers with another status.
    #[error("the card answers {status} to instruction {instruction:02X}")]
    Status {
        /// INS.
        instruction: u8,
        /// What it answers.
        status: crate::apdu::Status,
    },
    /// The card cannot be talked to any more.
    #[error(transparent)]
    Channel(#[from] ChannelError),
}

/// Files by their places.
pub trait Files {
    /// The bytes of a file from its first on, as far as `until` needs them, at most [`MAX_FILE`].
    ///
    /// # Errors
    /// [`FileError`]. After [`FileError::Channel`] nothing more is asked for.
    fn read(&mut self, location: &Location, until: Until) -> Result<Vec<u8>, FileError>;
}

/// An application that EF.DIR names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its identifier.
    pub aid: Vec<u8>,
    /// Its label.
    pub label: Option<String>,
    /// Its folder.
    pub folder: Option<Location>,
    odf: Option<RawPath>,
    token_info: Option<RawPath>,
}

impl Application {
    /// It is laid out as PKCS#15.
    pub fn is_pkcs15(&self) -> bool {
        AIDS.iter().any(|aid| self.aid.starts_with(aid))
    }

    /// Where its files are: its folder, else what is selected by its identifier.
    fn home(&self) -> Location {
        let by_aid = || Location { base: Base::Application(self.aid.clone()), ids: Vec::new() };
        self.folder.clone().unwrap_or_else(by_aid)
    }

    /// A file that EF.DIR may name, else the one of the standard.
    fn place(&self, named: Option<&RawPath>, usual: u16) -> Location {
        let home = self.home();
        named.and_then(|path| resolve(path, &home)).unwrap_or_else(|| home.below(&[usual]))
    }
}

/// TokenInfo: the card as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Token {
    /// `SITHS e-id kort`
    pub label: Option<String>,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// Its serial number, hexadecimal.
    pub serial: Option<String>,
    /// Nothing can be changed.
    pub is_read_only: bool,
    /// A PIN is needed.
    pub needs_login: bool,
    /// It calls itself a card for electronic identification.
    pub is_eid: bool,
}

/// In which list a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// CDF: the card's own, and CAs that were put there with it.
    Own,
    /// Trusted CDF.
    Trusted,
    /// Useful CDF: CAs, others' certificates.
    Useful,
}

/// A certificate on a card.
#[derive(Clone, Debug)]
pub struct CardCertificate {
    /// Its label.
    pub label: String,
    /// What ties it to its key.
    pub id: Vec<u8>,
    /// The card says that it is a CA's.
    pub authority: bool,
    /// In which list.
    pub list: List,
    /// Where it lies; `None`: in the list itself.
    pub location: Option<Location>,
    /// The certificate.
    pub certificate: Certificate,
}

/// A private key: what is told of it, never the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardKey {
    /// Its label.
    pub label: String,
    /// What ties it to its certificate.
    pub id: Vec<u8>,
    /// Which PIN opens it.
    pub auth_id: Option<Vec<u8>>,
    /// nonRepudiation is among its uses.
    pub non_repudiation: bool,
    /// sign is among its uses.
    pub sign: bool,
    /// The PIN opens it for so many signatures; 0 or `None`: for as many as come.
    pub user_consent: Option<u32>,
    /// Its number on the card.
    pub reference: Option<u32>,
    /// RSA: bits of the modulus.
    pub bits: Option<u32>,
    /// It is of an elliptic curve.
    pub is_ec: bool,
}

impl CardKey {
    /// It is for signatures of a person's will ("underskrift"), and not for logins.
    pub fn is_for_signatures(&self) -> bool {
        self.non_repudiation || self.user_consent.is_some_and(|times| times > 0)
    }
}

/// A PIN: what is told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// `Legitimering`
    pub label: String,
    /// What keys name it by.
    pub auth_id: Option<Vec<u8>>,
    /// Its number on the card.
    pub reference: u8,
    /// Where the card must stand for it.
    pub folder: Option<Location>,
    /// The least number of characters.
    pub min: Option<u32>,
    /// The greatest number of characters.
    pub max: Option<u32>,
    /// It exists: somebody has set it.
    pub initialized: bool,
    /// Whose it is.
    pub role: PinRole,
    /// It counts only in its folder.
    pub local: bool,
}

/// Whose a PIN is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PinRole {
    /// The holder's, for keys.
    User,
    /// It opens other PINs that are locked ("PUK").
    Unblocking,
    /// The issuer's own.
    Issuer,
}

/// Everything of a card that is read without a PIN.
#[derive(Clone, Debug, Default)]
pub struct CardContents {
    /// What EF.DIR names.
    pub applications: Vec<Application>,
    /// The card as a whole.
    pub token: Option<Token>,
    /// In the order of the lists.
    pub certificates: Vec<CardCertificate>,
    /// Private keys.
    pub keys: Vec<CardKey>,
    /// PINs.
    pub pins: Vec<Pin>,
    /// What cannot be read.
    pub problems: Vec<Problem>,
}

impl CardContents {
    /// The private key of a certificate; `None`: the card has none (a CA's).
    pub fn key_of(&self, certificate: &CardCertificate) -> Option<&CardKey> {
        self.keys.iter().find(|key| key.id == certificate.id && !key.id.is_empty())
    }

    /// The PIN that opens a key.
    pub fn pin_of(&self, key: &CardKey) -> Option<&Pin> {
        let wanted = key.auth_id.as_ref()?;
        self.pins.iter().find(|pin| pin.auth_id.as_ref() == Some(wanted))
    }

    /// PINs of the card's holder: neither the issuer's own nor those that unblock.
    pub fn user_pins(&self) -> impl Iterator<Item = &Pin> {
        self.pins.iter().filter(|pin| pin.role == PinRole::User)
    }

    /// What is one and the same to who counts: a certificate that stands in two lists is one.
    pub fn distinct_certificates(&self) -> usize {
        let mut seen: Vec<_> = self.certificates.iter().map(|one| one.certificate.fingerprint()).collect();
        seen.sort_unstable_by_key(|fingerprint| fingerprint.0);
        seen.dedup();
        seen.len()
    }
}

/// Something of a card that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which file.
    pub location: Location,
    /// The place in it, in bytes.
    pub offset: usize,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with a file, or a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// It cannot be read.
    File(FileError),
    /// The bytes are no object of PKCS#15.
    NotAnObject,
    /// It is cut off, or longer than its file.
    Cut,
    /// What it holds is no certificate.
    Certificate(CertificateError),
    /// It lies at an address, not on the card.
    Elsewhere,
    /// More than anybody reads: [`MAX_CARD`], [`MAX_OBJECTS`].
    TooMuch,
}

/// Why a card shows nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// It is not laid out as PKCS#15; a PKCS#11 module may know it.
    #[error("the card has no PKCS#15 application")]
    NotPkcs15 {
        /// What EF.DIR names.
        applications: Vec<Application>,
    },
    /// It has a PKCS#15 application whose list of lists cannot be read.
    #[error("{location}: {error}")]
    NoLists {
        /// The file.
        location: Location,
        /// Why.
        error: FileError,
    },
    /// The card cannot be talked to any more.
    #[error(transparent)]
    Channel(#[from] ChannelError),
}

/// A path as PKCS#15 writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RawPath {
    /// Identifiers, two bytes each.
    path: Vec<u8>,
    /// The first byte that is meant.
    index: usize,
    /// How many bytes are meant; `None`: what is there.
    length: Option<usize>,
    /// Where it is written, for errors.
    offset: usize,
}

/// Reads what a card shows to anybody.
///
/// # Errors
/// [`ReadError`] where there is nothing of PKCS#15, or the card is gone. Less than that is a [`Problem`].
pub fn read(files: &mut dyn Files) -> Result<CardContents, ReadError> {
    let mut reading = Reading { files, contents: CardContents::default(), seen: Vec::new(), bytes: 0, objects: 0 };
    let application = reading.application()?;
    reading.lists(&application)?;
    Ok(reading.contents)
}

/// Reads what a card calls itself, and no more; `None`: it does not say.
///
/// # Errors
/// [`ReadError::NotPkcs15`], [`ReadError::Channel`]
pub fn read_token(files: &mut dyn Files) -> Result<Option<Token>, ReadError> {
    let mut reading = Reading { files, contents: CardContents::default(), seen: Vec::new(), bytes: 0, objects: 0 };
    let application = reading.application()?;
    reading.token(&application)?;
    Ok(reading.contents.token)
}

/// The reading of one card.
struct Reading<'f> {
    files: &'f mut dyn Files,
    contents: CardContents,
    /// Lists that were read: one that names itself is read once.
    seen: Vec<(Location, usize)>,
    bytes: usize,
    objects: usize,
}

impl Reading<'_> {
    /// The PKCS#15 application: as EF.DIR names it, else where the standard has it.
    fn application(&mut self) -> Result<Application, ReadError> {
        let dir = Location::master(&[EF_DIR]);
        match self.files.read(&dir, Until::Elements) {
            Ok(bytes) => {
                self.contents.applications = objects::applications(&bytes);
            }
            Err(FileError::Channel(error)) => return Err(error.into()),
            Err(FileError::NotFound) => {}
            Err(error) => self.problem(&dir, 0, ProblemKind::File(error)),
        }
        if let Some(named) = self.contents.applications.iter().find(|application| application.is_pkcs15()) {
            return Ok(named.clone());
        }
        let usual =
            [Location::master(&[DF_PKCS15]), Location { base: Base::Application(AIDS[0].to_vec()), ids: Vec::new() }];
        for folder in usual {
            match self.files.read(&folder.below(&[EF_ODF]), Until::Elements) {
                Ok(bytes) if !bytes.is_empty() => {
                    let (aid, label) = (Vec::new(), None);
                    return Ok(Application { aid, label, folder: Some(folder), odf: None, token_info: None });
                }
                Err(FileError::Channel(error)) => return Err(error.into()),
                _ => {}
            }
        }
        Err(ReadError::NotPkcs15 { applications: std::mem::take(&mut self.contents.applications) })
    }

    /// TokenInfo.
    fn token(&mut self, application: &Application) -> Result<(), ReadError> {
        let place = application.place(application.token_info.as_ref(), EF_TOKEN_INFO);
        match self.files.read(&place, Until::Element) {
            Ok(bytes) => match objects::token(&bytes) {
                Ok(token) => self.contents.token = Some(token),
                Err(malformed) => self.problem(&place, malformed.offset, ProblemKind::NotAnObject),
            },
            Err(FileError::Channel(error)) => return Err(error.into()),
            Err(error) => self.problem(&place, 0, ProblemKind::File(error)),
        }
        Ok(())
    }

    fn lists(&mut self, application: &Application) -> Result<(), ReadError> {
        let folder = application.home();
        let odf = application.place(application.odf.as_ref(), EF_ODF);
        let bytes = match self.files.read(&odf, Until::Elements) {
            Ok(bytes) => bytes,
            Err(FileError::Channel(error)) => return Err(error.into()),
            Err(error) => return Err(ReadError::NoLists { location: odf, error }),
        };
        self.bytes += bytes.len();
        self.token(application)?;
        let (entries, malformed) = objects::odf(&bytes);
        if let Some(malformed) = malformed {
            self.problem(&odf, malformed.offset, ProblemKind::Cut);
        }
        for entry in entries {
            // Nobody asks a card for what tells nothing of a login.
            if entry.kind == objects::Kind::Other {
                continue;
            }
            match entry.place {
                objects::Place::Here(bytes, offset) => self.list(entry.kind, bytes, &odf, offset, &folder)?,
                objects::Place::Path(path) => {
                    let Some(location) = resolve(&path, &folder) else {
                        self.problem(&odf, path.offset, ProblemKind::NotAnObject);
                        continue;
                    };
                    if self.seen.contains(&(location.clone(), path.index)) {
                        continue;
                    }
                    self.seen.push((location.clone(), path.index));
                    if let Some(bytes) = self.part(&path, &location, Until::Elements)? {
                        self.list(entry.kind, &bytes, &location, path.index, &folder)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// One list of objects.
    fn list(
        &mut self,
        kind: objects::Kind,
        bytes: &[u8],
        location: &Location,
        start: usize,
        folder: &Location,
    ) -> Result<(), ReadError> {
        let mut reader = crate::der::Reader { data: bytes, offset: start };
        while !reader.is_at_padding() {
            let element = match reader.next() {
                Ok(Some(element)) => element,
                Ok(None) => break,
                Err(malformed) => {
                    self.problem(location, malformed.offset, ProblemKind::Cut);
                    break;
                }
            };
            self.objects += 1;
            if self.objects > MAX_OBJECTS {
                self.problem(location, element.offset, ProblemKind::TooMuch);
                break;
            }
            match kind {
                objects::Kind::PrivateKeys => match objects::key(&element) {
                    Ok(key) => self.contents.keys.push(key),
                    Err(malformed) => self.problem(location, malformed.offset, ProblemKind::NotAnObject),
                },
                objects::Kind::Pins => match objects::pin(&element, folder) {
                    Ok(Some(pin)) => self.contents.pins.push(pin),
                    Ok(None) => {}
                    Err(malformed) => self.problem(location, malformed.offset, ProblemKind::NotAnObject),
                },
                objects::Kind::Certificates(list) => self.certificate(list, &element, location, folder)?,
                objects::Kind::Other => {}
            }
        }
        Ok(())
    }

    fn certificate(
        &mut self,
        list: List,
        element: &crate::der::Element<'_>,
        location: &Location,
        folder: &Location,
    ) -> Result<(), ReadError> {
        let object = match objects::certificate(element) {
            Ok(object) => object,
            Err(malformed) => {
                self.problem(location, malformed.offset, ProblemKind::NotAnObject);
                return Ok(());
            }
        };
        let (der, place) = match object.value {
            objects::Value::Direct(der) => (der, None),
            objects::Value::Elsewhere => {
                self.problem(location, element.offset, ProblemKind::Elsewhere);
                return Ok(());
            }
            objects::Value::Path(path) => {
                let Some(place) = resolve(&path, folder) else {
                    self.problem(location, path.offset, ProblemKind::NotAnObject);
                    return Ok(());
                };
                match self.part(&path, &place, Until::Element)? {
                    Some(bytes) => (bytes, Some(place)),
                    None => return Ok(()),
                }
            }
        };
        // Files are larger than what they hold.
        let end = match crate::der::Reader::new(&der).next() {
            Ok(Some(element)) => element.whole.len(),
            _ => der.len(),
        };
        match Certificate::from_der(der.get(..end).unwrap_or_default()) {
            Ok(certificate) => self.contents.certificates.push(CardCertificate {
                label: object.label,
                id: object.id,
                authority: object.authority,
                list,
                location: place,
                certificate,
            }),
            Err(error) => {
                let (location, offset) = match &place {
                    Some(place) => (place, 0),
                    None => (location, element.offset),
                };
                self.problem(&location.clone(), offset, ProblemKind::Certificate(error));
            }
        }
        Ok(())
    }

    /// The part of a file that a path means; `None`: it cannot be read, and that is told.
    fn part(&mut self, path: &RawPath, location: &Location, until: Until) -> Result<Option<Vec<u8>>, ReadError> {
        let end = path.length.map(|length| path.index.saturating_add(length));
        let until = match (end, path.index) {
            (Some(end), _) => Until::Byte(end.min(MAX_FILE)),
            (None, 0) => until,
            (None, _) => Until::Byte(MAX_FILE),
        };
        if self.bytes >= MAX_CARD {
            self.problem(location, 0, ProblemKind::TooMuch);
            return Ok(None);
        }
        match self.files.read(location, until) {
            Ok(mut bytes) => {
                self.bytes += bytes.len();
                bytes.truncate(end.unwrap_or(bytes.len()));
                if path.index > bytes.len() {
                    self.problem(location, path.index, ProblemKind::Cut);
                    return Ok(None);
                }
                Ok(Some(bytes.split_off(path.index)))
            }
            Err(FileError::Channel(error)) => Err(error.into()),
            Err(error) => {
                self.problem(location, 0, ProblemKind::File(error));
                Ok(None)
            }
        }
    }

    fn problem(&mut self, location: &Location, offset: usize, kind: ProblemKind) {
        if self.contents.problems.len() < MAX_PROBLEMS {
            self.contents.problems.push(Problem { location: location.clone(), offset, kind });
        }
    }
}

/// The most folders above a file.
const MAX_DEPTH: usize = 8;

/// Where a path leads: from the master file (3F00), else from the application's folder (3FFF, or nothing).
fn resolve(path: &RawPath, folder: &Location) -> Option<Location> {
    let (pairs, rest) = path.path.as_chunks::<2>();
    if pairs.is_empty() || !rest.is_empty() || pairs.len() > MAX_DEPTH {
        return None;
    }
    let ids: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
    match ids.split_first() {
        Some((&MASTER, below)) => Some(Location::master(below)),
        Some((0x3fff, below)) => Some(folder.below(below)),
        _ => Some(folder.below(&ids)),
    }
}
