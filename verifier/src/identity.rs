//! Who and what a certificate is for: kind, use, HSA-id, personal identity, assurance level, card.

use crate::catalog::Catalog;
use crate::certificate::Certificate;
use crate::verdict::GenerationId;

/// What kind of subject a certificate has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person, identified by an HSA-id.
    PersonHsaId,
    /// A person, identified by a personal identity or coordination number.
    PersonIdentity,
    /// A person, identified by neither.
    Person,
    /// A function: a server or system.
    Function,
    /// A certificate authority.
    Ca,
    /// None of these could be told.
    Unknown,
}

/// What the key usage allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// digitalSignature: login ("legitimering")
    Authentication,
    /// nonRepudiation only: signatures ("underskrift")
    Signature,
    /// Both, or no key usage at all
    Both,
    /// keyCertSign
    Ca,
    /// Anything else, such as encryption only
    Other,
}

/// A level of assurance with where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssuranceLevel {
    /// 2 or 3.
    pub level: u8,
    /// Where it was read from.
    pub source: LevelSource,
}

/// Where an assurance level was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LevelSource {
    /// A certificate policy that the catalog knows, dotted.
    Policy(String),
    /// The issuing CA's catalog entry (less certain: Inera advises to read the policy).
    IssuingCa(String),
}

/// A personal identity or coordination number. Masked unless asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalNumber {
    digits: String,
}

impl PersonalNumber {
    /// Twelve digits, `YYYYMMDDNNNN`, with a plausible date and a right check digit; the day is raised by 60 in a coordination number.
    pub fn parse(text: &str) -> Option<Self> {
        let _ = text;
        None
    }
    /// `19121212-****`
    pub fn masked(&self) -> String {
        format!("{}-****", self.digits.get(..8).unwrap_or(""))
    }
    /// All twelve digits: `191212121212`. Only for `--show-personal-id`.
    pub fn reveal(&self) -> &str {
        &self.digits
    }
    /// The day is raised by 60: a coordination number (samordningsnummer).
    pub fn is_coordination_number(&self) -> bool {
        false
    }
}
impl std::fmt::Debug for PersonalNumber {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

/// A kind of card, guessed from the lifetime of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// Five years
    Ordinary,
    /// Six months
    ShortTerm,
    /// Thirty days
    Reserve,
}

/// Who and what a certificate is for.
#[derive(Clone, Debug)]
pub struct Identity {
    /// What kind of subject.
    pub kind: Kind,
    /// What the key may be used for.
    pub usage: Use,
    /// The generation whose CA the issuer's name (and key identifier, where known) is, or, for a CA certificate, its own.
    pub generation: Option<GenerationId>,
    /// The PKI is a test environment.
    pub test_environment: bool,
    /// The name to show: a person's name, a host name, a CA's name.
    pub display_name: String,
    /// Organisation (O).
    pub organisation: Option<String>,
    /// HSA-id, whole, never split at a dash.
    pub hsa_id: Option<String>,
    /// Personal identity or coordination number.
    pub personal_number: Option<PersonalNumber>,
    /// Assurance level.
    pub assurance: Option<AssuranceLevel>,
    /// The card's number (extension named by the catalog).
    pub card_number: Option<String>,
    /// A guess from the lifetime.
    pub card_kind_guess: Option<CardKind>,
}

/// Reads the identity of a certificate with the help of the catalog's rules.
pub fn identify(certificate: &Certificate, catalog: &Catalog) -> Identity {
    let _ = catalog;
    Identity {
        kind: Kind::Unknown,
        usage: Use::Other,
        generation: None,
        test_environment: false,
        display_name: certificate.subject().common_name().to_owned(),
        organisation: None,
        hsa_id: None,
        personal_number: None,
        assurance: None,
        card_number: None,
        card_kind_guess: None,
    }
}
