//! A module, its tokens, and what anybody may read from them.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use aws_lc_rs::digest;
use cryptoki::context::{CInitializeArgs, CInitializeFlags, Pkcs11};
use cryptoki::error::{Error, RvError};
use cryptoki::mechanism::MechanismType;
use cryptoki::object::{Attribute, AttributeType, CertificateType, ObjectClass};
use cryptoki::session::Session;
use cryptoki::slot::{Slot, TokenInfo};
use tillit_verifier::Certificate;

use super::failure::code;
use crate::key::{Failure, Mechanisms};

/// Certificates of one token that are read.
const MAX_CERTIFICATES: usize = 100;

/// Why a module cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModuleError {
    /// The file cannot be read.
    #[error("cannot be read: {0}")]
    Read(io::Error),
    /// A library for another kind of processor.
    #[error("a library for another kind of processor ({theirs}; this program is for {ours})")]
    OtherProcessor {
        /// The library's.
        theirs: String,
        /// This program's.
        ours: &'static str,
    },
    /// No library, or one without PKCS#11; the text is the system's.
    #[error("not a PKCS#11 module: {0}")]
    NotAModule(String),
    /// It does not start.
    #[error(transparent)]
    Failed(Failure),
}

/// A module that was started. Dropping it ends it.
#[derive(Debug)]
pub struct Module {
    context: Option<Pkcs11>,
    path: PathBuf,
    about: String,
}

/// The tokens of a module.
#[derive(Debug, Default)]
pub struct Tokens {
    /// Those that can be read.
    pub tokens: Vec<Token>,
    /// Readers whose card the module cannot use, and what it says.
    pub failed: Vec<(String, Failure)>,
}

/// What a token says of its PIN. That nothing is said does not mean that all tries are left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // flags of CK_TOKEN_INFO
pub struct PinState {
    /// Its keys take a PIN (CKF_LOGIN_REQUIRED).
    pub required: bool,
    /// It is typed at the reader (CKF_PROTECTED_AUTHENTICATION_PATH).
    pub at_reader: bool,
    /// A wrong one was given (CKF_USER_PIN_COUNT_LOW).
    pub count_low: bool,
    /// The next wrong one locks it (CKF_USER_PIN_FINAL_TRY).
    pub final_try: bool,
    /// It is locked (CKF_USER_PIN_LOCKED).
    pub locked: bool,
}

/// A card as a module shows it; OpenSC shows one for each of a card's PINs.
#[derive(Clone, Debug)]
pub struct Token {
    pub(super) slot: Slot,
    /// Its label.
    pub label: String,
    /// Its maker.
    pub manufacturer: String,
    /// Its model.
    pub model: String,
    /// Its serial number.
    pub serial: String,
    /// The reader as the module calls it.
    pub reader: String,
    /// It has been set up.
    pub initialised: bool,
    /// Its PIN.
    pub pin: PinState,
    /// Least and most digits of its PIN.
    pub pin_length: (usize, usize),
    /// How it signs.
    pub signs: Mechanisms,
}

impl Token {
    /// Knows the token again whichever module shows it, and tells nobody its serial number: hexadecimal digits.
    pub fn pseudonym(&self) -> String {
        let mut context = digest::Context::new(&digest::SHA256);
        for part in ["tillit: a token's PIN", &self.serial, &self.label] {
            context.update(part.as_bytes());
            context.update(&[0]);
        }
        let digest = context.finish();
        digest.as_ref().iter().take(16).fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
    }
}

/// A certificate and the token that has it.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The token.
    pub token: Token,
    /// The certificate.
    pub on_token: OnToken,
}

/// A certificate on a token.
#[derive(Clone, Debug)]
pub struct OnToken {
    /// The certificate.
    pub certificate: Certificate,
    /// What the token calls it.
    pub label: String,
    /// Pairs it with its key (CKA_ID).
    pub id: Vec<u8>,
}

impl Module {
    /// Loads and starts a module.
    ///
    /// # Errors
    /// [`ModuleError`]
    pub fn open(path: &Path) -> Result<Self, ModuleError> {
        // A name without a path would be looked for in the system's folders.
        let path = std::fs::canonicalize(path).map_err(ModuleError::Read)?;
        is_for_us(&path)?;
        let context = Pkcs11::new(&path).map_err(|error| match error {
            Error::LibraryLoading(cause) => ModuleError::NotAModule(cause.to_string()),
            Error::MissingSymbol(symbol) => ModuleError::NotAModule(format!("it has no {symbol}")),
            other => ModuleError::Failed(Failure::of(&other)),
        })?;
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) => {}
            Err(error) if code(&error) == Some(RvError::CryptokiAlreadyInitialized) => {}
            Err(error) => return Err(ModuleError::Failed(Failure::of(&error))),
        }
        let about = context.get_library_info().map_or_else(
            |_| String::new(),
            |about| {
                let (name, maker) = (about.library_description().trim(), about.manufacturer_id().trim());
                format!("{maker} {name} {}", about.library_version()).trim().to_owned()
            },
        );
        Ok(Self { context: Some(context), path, about })
    }

    /// Its file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What it calls itself: maker, name, version.
    pub fn about(&self) -> &str {
        &self.about
    }

    pub(super) fn context(&self) -> Result<&Pkcs11, Failure> {
        self.context.as_ref().ok_or_else(|| Failure { call: "PKCS#11".to_owned(), code: "ended".to_owned() })
    }

    /// Lets it run on: a call into it has not come back.
    pub(super) fn leave_running(mut self) {
        self.context = None;
    }

    /// Its tokens.
    ///
    /// # Errors
    /// [`Failure`]
    pub fn tokens(&self) -> Result<Tokens, Failure> {
        let context = self.context()?;
        let mut tokens = Tokens::default();
        for slot in context.get_slots_with_token().map_err(|error| Failure::of(&error))? {
            let reader = context
                .get_slot_info(slot)
                .map_or_else(|_| String::new(), |about| about.slot_description().trim().to_owned());
            match token(context, slot, reader.clone()) {
                Ok(token) => tokens.tokens.push(token),
                Err(error) => tokens.failed.push((reader, Failure::of(&error))),
            }
        }
        Ok(tokens)
    }

    /// The certificates that a token shows without a PIN.
    ///
    /// # Errors
    /// [`Failure`]
    pub fn certificates(&self, token: &Token) -> Result<Vec<OnToken>, Failure> {
        let session = self.context()?.open_ro_session(token.slot).map_err(|error| Failure::of(&error))?;
        certificates(&session).map_err(|error| Failure::of(&error))
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        if let Some(context) = self.context.take() {
            // There is nobody left to tell.
            let _ = context.finalize();
        }
    }
}

pub(super) fn pin_state(context: &Pkcs11, slot: Slot) -> Result<PinState, Error> {
    Ok(pin_of(&context.get_token_info(slot)?))
}

fn pin_of(about: &TokenInfo) -> PinState {
    PinState {
        required: about.login_required(),
        at_reader: about.protected_authentication_path(),
        count_low: about.user_pin_count_low(),
        final_try: about.user_pin_final_try(),
        locked: about.user_pin_locked(),
    }
}

fn token(context: &Pkcs11, slot: Slot, reader: String) -> Result<Token, Error> {
    // Once: OpenSC asks some cards for their tries each time.
    let about = context.get_token_info(slot)?;
    let mechanisms = context.get_mechanism_list(slot)?;
    let text = |text: &str| text.trim_matches(|c: char| c.is_whitespace() || c == '\0').to_owned();
    Ok(Token {
        slot,
        label: text(about.label()),
        manufacturer: text(about.manufacturer_id()),
        model: text(about.model()),
        serial: text(about.serial_number()),
        reader,
        initialised: about.token_initialized(),
        pin: pin_of(&about),
        pin_length: (about.min_pin_length(), about.max_pin_length()),
        signs: Mechanisms {
            pkcs1: mechanisms.contains(&MechanismType::RSA_PKCS),
            pss: mechanisms.contains(&MechanismType::RSA_PKCS_PSS),
            ecdsa: mechanisms.contains(&MechanismType::ECDSA),
        },
    })
}

fn certificates(session: &Session) -> Result<Vec<OnToken>, Error> {
    let wanted = [Attribute::Class(ObjectClass::CERTIFICATE), Attribute::CertificateType(CertificateType::X_509)];
    let mut found: Vec<OnToken> = Vec::new();
    for handle in session.find_objects(&wanted)?.into_iter().take(MAX_CERTIFICATES) {
        let (mut der, mut label, mut id) = (Vec::new(), String::new(), Vec::new());
        let kinds = [AttributeType::Value, AttributeType::Label, AttributeType::Id];
        for attribute in session.get_attributes(handle, &kinds)? {
            match attribute {
                Attribute::Value(value) => der = value,
                Attribute::Label(value) => String::from_utf8_lossy(&value).trim().clone_into(&mut label),
                Attribute::Id(value) => id = value,
                _ => {}
            }
        }
        // What cannot be read is nothing to log in with.
        if let Ok(certificate) = Certificate::from_der(&der)
            && !found.iter().any(|other| other.certificate == certificate)
        {
            found.push(OnToken { certificate, label, id });
        }
    }
    Ok(found)
}

/// The system's own complaint about a library for another processor is that there is no such file.
fn is_for_us(path: &Path) -> Result<(), ModuleError> {
    let mut header = [0; 20];
    let read = File::open(path).and_then(|mut file| file.read(&mut header)).map_err(ModuleError::Read)?;
    let [b'\x7f', b'E', b'L', b'F', _, order, .., low, high] = header else { return Ok(()) };
    if read < header.len() {
        return Err(ModuleError::NotAModule("cut off".to_owned()));
    }
    // e_machine (System V ABI, chapter 4)
    let machine = if order == 2 { u16::from_be_bytes([low, high]) } else { u16::from_le_bytes([low, high]) };
    let name = match machine {
        3 => "x86",
        40 => "arm",
        62 => "x86_64",
        183 => "aarch64",
        243 => "riscv64",
        _ => return Ok(()),
    };
    let ours = std::env::consts::ARCH;
    if name == ours { Ok(()) } else { Err(ModuleError::OtherProcessor { theirs: name.to_owned(), ours }) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn what_is_no_module_is_said_to_be_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("module.so");
        let open = |content: &[u8]| {
            std::fs::write(&path, content).unwrap();
            Module::open(&path).unwrap_err()
        };
        assert!(matches!(open(b"text"), ModuleError::NotAModule(_)));
        let mut other = b"\x7fELF\x02\x01\x01".to_vec();
        other.resize(18, 0);
        other.extend(if cfg!(target_arch = "s390x") { [62, 0] } else { [243, 0] });
        other.resize(4096, 0);
        assert!(matches!(open(&other), ModuleError::OtherProcessor { .. }));
        assert!(matches!(Module::open(&folder.path().join("none.so")), Err(ModuleError::Read(_))));
    }
}
