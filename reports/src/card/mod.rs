//! What `tillit card` found: readers, what is on the cards in them, whether a card is ready for the upgrade; and its renderings.

mod human;
mod json;
mod judge;
mod say;

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tillit_card::atr::Atr;
use tillit_card::pkcs15::{CardCertificate, CardContents, Token};
use tillit_card::readers::{CardRead, Foreign, ReaderError, Tries};
use tillit_login::browser::Offer;
use tillit_verifier::identity::Identity;
use time::OffsetDateTime;

pub use human::{human, text};
pub use json::{Document, SCHEMA, json, ndjson, schema};
pub use judge::{State, exit_code, state};

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// Which readers there are.
    List,
    /// What is on the cards.
    Show,
    /// Whether they are ready for the upgrade, and after it.
    Check,
}

/// What `tillit card` found.
#[derive(Debug)]
pub struct CardReport {
    /// Version of the program.
    pub version: String,
    /// The moment at which certificates are judged.
    pub at: OffsetDateTime,
    /// What was asked.
    pub asked: Asked,
    /// The page of `--for`.
    pub page: Option<Page>,
    /// In PC/SC's order.
    pub readers: Vec<ReaderSeen>,
    /// PKCS#11 modules of this computer.
    pub modules: Vec<ModuleSeen>,
}

/// A page of a server that was asked which cards it wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its address, without what may be a secret.
    pub url: String,
    /// It asks for a certificate; `None`: that could not be seen.
    pub asks: Option<bool>,
}

/// A PKCS#11 module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModuleSeen {
    /// Its file.
    pub path: String,
    /// `OpenSC`
    pub name: String,
    /// What came of starting it.
    pub says: ModuleSays,
}

/// What came of starting a PKCS#11 module, without a PIN.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ModuleSays {
    /// It runs.
    Runs {
        /// What it calls itself: maker, name, version.
        about: String,
        /// The tokens that it shows: of a card one for each of its PINs, with some modules.
        tokens: Vec<TokenSeen>,
        /// Readers whose card it cannot use.
        failed: Vec<ReaderFailed>,
    },
    /// It is a library for another kind of processor.
    OtherProcessor {
        /// The library's.
        theirs: String,
        /// This program's.
        ours: String,
    },
    /// It cannot be started; the text is the system's, or its own.
    NotStarted(String),
    /// It ended the process that had started it.
    Crashed,
    /// It did not answer in this time.
    Silent(Duration),
}

/// A token of a PKCS#11 module.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenSeen {
    /// Its label.
    pub label: String,
    /// Its maker.
    pub manufacturer: String,
    /// Its serial number.
    pub serial: String,
    /// The reader as the module calls it.
    pub reader: String,
    /// It has been set up.
    pub is_set_up: bool,
    /// Its PIN is locked.
    pub is_locked: bool,
    /// Its PIN has one try left.
    pub is_last_try: bool,
}

/// A reader whose card a module cannot use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReaderFailed {
    /// As the module calls it.
    pub reader: String,
    /// What the module says.
    pub why: String,
}

/// A reader.
#[derive(Debug)]
pub struct ReaderSeen {
    /// As PC/SC calls it.
    pub name: String,
    /// What is in it.
    pub state: SlotSeen,
}

/// What is in a reader.
#[derive(Debug)]
pub enum SlotSeen {
    /// Nothing.
    Empty,
    /// PC/SC does not tell.
    Unknown,
    /// A card.
    Card(Box<CardSeen>),
}

/// A card.
#[derive(Debug)]
pub struct CardSeen {
    /// Its answer to reset; `None`: it does not answer.
    pub atr: Option<Atr>,
    /// Another program has it for itself.
    pub in_use: bool,
    /// What was read of it.
    pub read: Read,
}

/// What was read of a card.
#[derive(Debug)]
pub enum Read {
    /// Nobody asked for more than what it is called.
    Token(Option<Token>),
    /// It cannot be talked to.
    Failed(ReaderError),
    /// Everything.
    Whole(Box<Whole>),
}

/// A card that was read.
#[derive(Debug)]
pub struct Whole {
    /// What came of it.
    pub card: CardRead,
    /// The PKCS#11 module that showed it; `None`: its files were read over PC/SC.
    pub module: Option<String>,
    /// Whose each certificate is, in the card's order.
    pub identities: Vec<Identity>,
    /// What a browser does with each at the page of `--for`; empty: nobody asked.
    pub offers: Vec<Option<Offer>>,
}

/// A certificate with everything that is known of it.
#[derive(Clone, Copy)]
pub(super) struct One<'a> {
    pub(super) on_card: &'a CardCertificate,
    pub(super) identity: &'a Identity,
    pub(super) offer: Option<Offer>,
    pub(super) contents: &'a CardContents,
    /// Its keys were told, too: a module shows them only to whoever gives the PIN.
    pub(super) keys_told: bool,
}

impl Whole {
    /// What it shows; `None`: nothing.
    pub(super) fn contents(&self) -> Option<&CardContents> {
        self.card.contents.as_ref().ok()
    }

    pub(super) fn certificates(&self) -> impl Iterator<Item = One<'_>> {
        self.contents().into_iter().flat_map(move |contents| {
            contents.certificates.iter().zip(&self.identities).enumerate().map(move |(at, (on_card, identity))| One {
                on_card,
                identity,
                offer: self.offers.get(at).copied().flatten(),
                contents,
                keys_told: self.module.is_none(),
            })
        })
    }

    /// Tries left of the PIN at this place.
    pub(super) fn tries(&self, at: usize) -> Tries {
        self.card.tries.get(at).copied().unwrap_or(Tries::NotKnown)
    }
}

impl CardSeen {
    pub(super) fn whole(&self) -> Option<&Whole> {
        match &self.read {
            Read::Whole(whole) => Some(whole),
            _ => None,
        }
    }

    /// What the card calls itself.
    pub(super) fn token(&self) -> Option<&Token> {
        match &self.read {
            Read::Token(token) => token.as_ref(),
            Read::Failed(_) => None,
            Read::Whole(whole) => whole.contents()?.token.as_ref(),
        }
    }
}

impl CardReport {
    pub(super) fn cards(&self) -> impl Iterator<Item = (&ReaderSeen, &CardSeen)> {
        self.readers.iter().filter_map(|reader| match &reader.state {
            SlotSeen::Card(card) => Some((reader, &**card)),
            _ => None,
        })
    }
}

/// The name of another layout, the same in all languages.
pub(super) fn foreign_name(foreign: Foreign) -> &'static str {
    match foreign {
        Foreign::Piv => "PIV",
        Foreign::OpenPgp => "OpenPGP",
        Foreign::Cac => "CAC",
    }
}
