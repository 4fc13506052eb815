//! Readers and cards over PC/SC.
//!
//! PC/SC's library is loaded when it is needed: the program starts on a server that has none, and says what to install. [`Readers`] and
//! [`Connection`] are the seam: PC/SC stands in `readers/pcsc.rs` on top of `readers/ffi.rs`. The functions are the same on all systems; how wide
//! numbers are and what the library is called differs, and stands in a file for each below `readers/ffi/`.

use std::path::PathBuf;
use std::sync::mpsc;
use std::time::Duration;

use crate::apdu::{Channel, Command, Link, Protocol, Status};
use crate::atr::Atr;
use crate::pkcs15::files::OnCard;
use crate::pkcs15::{self, CardContents, Location, Pin, PinRole, ReadError, Token};

mod ffi;
mod pcsc;

/// Why readers or cards cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReaderError {
    /// PC/SC's library is not on this computer.
    #[error("{} cannot be loaded: {detail}", file.display())]
    NoLibrary {
        /// Its file.
        file: PathBuf,
        /// What the system says.
        detail: String,
    },
    /// The daemon (pcscd) is not running.
    #[error("the PC/SC daemon is not running")]
    NoDaemon,
    /// This user may not use readers.
    #[error("this user may not use card readers")]
    NoPermission,
    /// No reader has this name any more.
    #[error("the reader is gone")]
    NoReader,
    /// The reader is empty.
    #[error("there is no card in the reader")]
    NoCard,
    /// The card was taken out.
    #[error("the card was taken out")]
    Removed,
    /// The card does not answer: not a chip card, or its chip is upside down.
    #[error("the card does not answer")]
    Mute,
    /// Another program has the card for itself.
    #[error("another program is using the card")]
    InUse,
    /// Nothing came in time.
    #[error("no answer within {} s", .0.as_secs())]
    TimedOut(Duration),
    /// Another error of PC/SC.
    #[error("PC/SC error {code:08X} in {function}")]
    Other {
        /// Which function.
        function: &'static str,
        /// Its number.
        code: u32,
    },
}

/// A reader as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// As PC/SC calls it.
    pub name: String,
    /// What is in it.
    pub state: ReaderState,
}

/// What is in a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReaderState {
    /// Nothing.
    Empty,
    /// A card.
    Card {
        /// Its answer to reset.
        atr: Atr,
        /// Another program has it for itself.
        in_use: bool,
    },
    /// A card that does not answer.
    Mute,
    /// PC/SC does not tell.
    Unknown,
}

/// The readers of a computer.
pub trait Readers: Send {
    /// Every reader, with what is in it, in PC/SC's order.
    ///
    /// # Errors
    /// [`ReaderError`]; a computer without readers is no error.
    fn list(&self) -> Result<Vec<Reader>, ReaderError>;

    /// Connects to the card in a reader, beside other programs.
    ///
    /// # Errors
    /// [`ReaderError`]
    fn connect(&self, reader: &str) -> Result<Box<dyn Connection>, ReaderError>;
}

/// A card in a reader. While it lives no other program talks to the card; when it goes, the card is left as it stands.
pub trait Connection: Link {
    /// Its answer to reset.
    fn atr(&self) -> &Atr;

    /// Lets go of the card and resets it: it forgets that a PIN was given.
    fn reset(self: Box<Self>);
}

/// Resets the card in a reader; with some modules a card stays open to every program after a login. `false` where there is none of that name, or
/// it does not answer in time. The name may be cut off, as PKCS#11 cuts it after 64 characters.
pub fn reset(reader: &str) -> bool {
    let name = reader.to_owned();
    within(RESET_WITHIN, move || {
        let readers = of_this_computer()?;
        let is_it = |reader: &&Reader| !name.is_empty() && reader.name.starts_with(&name);
        let reader = readers.list()?.iter().find(is_it).map(|reader| reader.name.clone());
        readers.connect(&reader.ok_or(ReaderError::NoReader)?)?.reset();
        Ok(())
    })
    .is_ok()
}

/// A card that answers is reset in a fraction of that.
const RESET_WITHIN: Duration = Duration::from_secs(5);

/// The readers of this computer.
///
/// # Errors
/// [`ReaderError::NoLibrary`], [`ReaderError::NoDaemon`], [`ReaderError::NoPermission`]: what is missing.
pub fn of_this_computer() -> Result<Box<dyn Readers>, ReaderError> {
    Ok(Box::new(pcsc::PcscReaders::open()?))
}

/// What was read of a card.
#[derive(Clone, Debug)]
pub struct CardRead {
    /// How bytes went there.
    pub protocol: Protocol,
    /// What it shows; or why it shows nothing.
    pub contents: Result<CardContents, ReadError>,
    /// Where it shows nothing: an application that it has all the same.
    pub foreign: Option<Foreign>,
    /// Tries left of each PIN of `contents`, in its order; empty where nobody asked.
    pub tries: Vec<Tries>,
}

/// A card that is laid out otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Foreign {
    /// PIV (NIST SP 800-73).
    Piv,
    /// OpenPGP card.
    OpenPgp,
    /// CAC of the US armed forces.
    Cac,
}

/// How many tries a PIN has left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tries {
    /// So many; 0: it is locked.
    Left(u8),
    /// None is needed now: somebody has given it, and the card remembers.
    Open,
    /// The card does not tell, or nobody asked.
    NotKnown,
}

/// By what cards of other layouts are known: the beginning of an AID that they answer to.
const FOREIGN: [(&[u8], Foreign); 3] = [
    (b"\xa0\x00\x00\x03\x08\x00\x00\x10\x00\x01\x00", Foreign::Piv),
    (b"\xd2\x76\x00\x01\x24\x01", Foreign::OpenPgp),
    (b"\xa0\x00\x00\x00\x79\x01\x00", Foreign::Cac),
];

/// Reads a card over its connection. With `query_pins` every PIN is asked once how many tries it has left, by a VERIFY without a PIN:
/// there are cards that take it for a wrong PIN.
/// What goes wrong while reading stands in [`CardRead::contents`].
pub fn read(connection: &mut dyn Connection, query_pins: bool) -> CardRead {
    let protocol = connection.protocol();
    let mut channel = Channel::new(connection);
    let contents = pkcs15::read(&mut OnCard::new(&mut channel));
    let foreign = match &contents {
        Err(ReadError::NotPkcs15 { .. }) => FOREIGN.iter().find_map(|(aid, foreign)| {
            let response = channel.send(&Command::SelectApplication(aid.to_vec())).ok()?;
            response.status.is_ok().then_some(*foreign)
        }),
        _ => None,
    };
    let tries = match &contents {
        Ok(contents) if query_pins => tries(&contents.pins, &mut channel),
        _ => Vec::new(),
    };
    CardRead { protocol, contents, foreign, tries }
}

/// What a card calls itself; `None`: it does not say, or is laid out otherwise.
pub fn read_token(connection: &mut dyn Connection) -> Option<Token> {
    let mut channel = Channel::new(connection);
    pkcs15::read_token(&mut OnCard::new(&mut channel)).ok().flatten()
}

/// Asks each PIN at most once, and no further one after an answer that is none to this question: such a card may take it for a wrong PIN.
fn tries(pins: &[Pin], channel: &mut Channel<'_>) -> Vec<Tries> {
    let mut answers = vec![Tries::NotKnown; pins.len()];
    let mut asked: Vec<(u8, Option<&Location>)> = Vec::new();
    for (pin, answer) in pins.iter().zip(&mut answers) {
        // The issuer's own are nobody's business here. Two names of one PIN are one.
        if pin.role == PinRole::Issuer || asked.contains(&(pin.reference, pin.folder.as_ref())) {
            continue;
        }
        if let Some(folder) = &pin.folder
            && OnCard::new(channel).select(folder).is_err()
        {
            continue;
        }
        asked.push((pin.reference, pin.folder.as_ref()));
        match channel.send(&Command::QueryPin { reference: pin.reference }) {
            Ok(response) => match response.status {
                Status::OK => *answer = Tries::Open,
                Status(0x6983 | 0x6984) => *answer = Tries::Left(0),
                Status(status) if status & 0xfff0 == 0x63c0 => {
                    *answer = Tries::Left(u8::try_from(status & 0x0f).unwrap_or_default());
                }
                _ => break,
            },
            Err(_) => break,
        }
    }
    answers
}

/// Does something with readers that PC/SC may never come back from, for so long at most: on a thread of its own, which is left to itself then.
///
/// # Errors
/// [`ReaderError::TimedOut`], or what `work` comes to.
pub fn within<T: Send + 'static>(
    limit: Duration,
    work: impl FnOnce() -> Result<T, ReaderError> + Send + 'static,
) -> Result<T, ReaderError> {
    let (done, outcome) = mpsc::channel();
    std::thread::spawn(move || {
        // Nobody may be waiting any more.
        let _ = done.send(work());
    });
    outcome.recv_timeout(limit).unwrap_or(Err(ReaderError::TimedOut(limit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Silent(Vec<[u8; 2]>, usize, Atr);

    impl Link for Silent {
        fn protocol(&self) -> Protocol {
            Protocol::T1
        }
        fn takes_long(&self) -> bool {
            false
        }
        fn transmit(&mut self, command: &Command) -> Result<Vec<u8>, ReaderError> {
            assert!(matches!(command, Command::QueryPin { .. }), "{command:?}");
            self.1 += 1;
            Ok(self.0.remove(0).to_vec())
        }
    }

    impl Connection for Silent {
        fn atr(&self) -> &Atr {
            &self.2
        }
        fn reset(self: Box<Self>) {}
    }

    fn pin(reference: u8, so: bool) -> Pin {
        Pin {
            label: String::new(),
            auth_id: None,
            reference,
            folder: None,
            min: None,
            max: None,
            initialized: true,
            role: if so { PinRole::Issuer } else { PinRole::User },
            local: false,
        }
    }

    #[test]
    fn pins_are_asked_once_and_no_more_after_an_answer_that_is_none() {
        let ask = |answers: &[[u8; 2]], pins: &[Pin]| {
            let mut card = Silent(answers.to_vec(), 0, Atr::new(&[]));
            let tries = tries(pins, &mut Channel::new(&mut card));
            (tries, card.1)
        };
        let both = [pin(1, false), pin(2, false)];
        assert_eq!(ask(&[[0x63, 0xc3], [0x69, 0x83]], &both), (vec![Tries::Left(3), Tries::Left(0)], 2));
        assert_eq!(ask(&[[0x90, 0x00], [0x63, 0xc1]], &both), (vec![Tries::Open, Tries::Left(1)], 2));
        // vicc's 6300 has cost a try.
        for other in [[0x63, 0x00], [0x67, 0x00], [0x6d, 0x00], [0x69, 0x82]] {
            assert_eq!(ask(&[other], &both), (vec![Tries::NotKnown; 2], 1));
        }
        let same = [pin(1, false), pin(1, false), pin(3, true)];
        assert_eq!(ask(&[[0x63, 0xc3]], &same).1, 1);
    }

    #[test]
    fn what_does_not_come_back_is_left() {
        let limit = Duration::from_millis(20);
        let outcome: Result<(), _> = within(limit, || {
            std::thread::sleep(Duration::from_secs(5));
            Ok(())
        });
        assert_eq!(outcome, Err(ReaderError::TimedOut(limit)));
        assert_eq!(within(Duration::from_mins(1), || Ok(7)), Ok(7));
    }
}
