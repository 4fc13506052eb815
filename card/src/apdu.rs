//! Commands to a card (ISO/IEC 7816-4), and what it answers.
//!
//! [`Command`] has the commands that read, and no others: there is no way to say VERIFY with a PIN in it, or anything that writes, and a
//! reader's connection takes nothing but a [`Command`].

use crate::readers::ReaderError;

/// How bytes go to the card (ISO/IEC 7816-3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Byte by byte: what a command gives is fetched by a second one, and a wrong length is answered with the right one.
    T0,
    /// In blocks.
    T1,
}

/// A command that reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Command {
    /// SELECT a file of this identifier, below where the card stands; `3F00` is the master file.
    SelectFile(u16),
    /// SELECT by the identifiers from below the master file to the file.
    SelectPath(Vec<u16>),
    /// SELECT by the identifiers from below the current folder to the file.
    SelectBelow(Vec<u16>),
    /// SELECT an application by its identifier (AID), 1 to 16 bytes.
    SelectApplication(Vec<u8>),
    /// READ BINARY. From 32,768 on the offset goes into a data object of its own (instruction B1).
    ReadBinary {
        /// From this byte on.
        offset: u32,
        /// So many bytes at most, 1 to 65,536.
        length: u32,
    },
    /// READ RECORD by its number.
    ReadRecord {
        /// The first is 1.
        number: u8,
    },
    /// GET RESPONSE: what the command before gave.
    GetResponse {
        /// So many bytes, 1 to 256.
        length: u32,
    },
    /// GET DATA: a data object by its tag.
    GetData {
        /// The tag.
        tag: u16,
    },
    /// VERIFY without a PIN: how many tries are left. Some cards take it for a wrong PIN: it is for those who asked for it.
    QueryPin {
        /// Which PIN.
        reference: u8,
    },
}

/// The most bytes of one answer where lengths have one byte.
pub const SHORT: u32 = 256;
/// Where READ BINARY needs its offset in a data object.
const FAR: u32 = 0x8000;

impl Command {
    /// INS, for errors.
    pub fn instruction(&self) -> u8 {
        match self {
            Self::SelectFile(_) | Self::SelectPath(_) | Self::SelectBelow(_) | Self::SelectApplication(_) => 0xa4,
            Self::ReadBinary { offset, .. } if *offset >= FAR => 0xb1,
            Self::ReadBinary { .. } => 0xb0,
            Self::ReadRecord { .. } => 0xb2,
            Self::GetResponse { .. } => 0xc0,
            Self::GetData { .. } => 0xca,
            Self::QueryPin { .. } => 0x20,
        }
    }

    /// The bytes that go to the card.
    pub fn encode(&self, protocol: Protocol) -> Vec<u8> {
        let path = |ids: &[u16]| ids.iter().flat_map(|id| id.to_be_bytes()).collect::<Vec<u8>>();
        let (p1, p2, data, length) = match self {
            Self::SelectFile(id) => (0x00, 0x00, path(&[*id]), Some(SHORT)),
            Self::SelectPath(ids) => (0x08, 0x00, path(ids), Some(SHORT)),
            Self::SelectBelow(ids) => (0x09, 0x00, path(ids), Some(SHORT)),
            Self::SelectApplication(aid) => (0x04, 0x00, aid.clone(), Some(SHORT)),
            Self::ReadBinary { offset, length } if *offset >= FAR => {
                let [first, rest @ ..] = offset.to_be_bytes();
                let offset = if first == 0 { rest.to_vec() } else { [&[first], rest.as_slice()].concat() };
                let size = u8::try_from(offset.len()).unwrap_or_default();
                (0x00, 0x00, [&[0x54, size], offset.as_slice()].concat(), Some(*length))
            }
            Self::ReadBinary { offset, length } => {
                let [.., high, low] = offset.to_be_bytes();
                (high, low, Vec::new(), Some(*length))
            }
            Self::ReadRecord { number } => (*number, 0x04, Vec::new(), Some(SHORT)),
            Self::GetResponse { length } => (0x00, 0x00, Vec::new(), Some(*length)),
            Self::GetData { tag } => {
                let [high, low] = tag.to_be_bytes();
                (high, low, Vec::new(), Some(SHORT))
            }
            Self::QueryPin { reference } => (0x00, *reference, Vec::new(), None),
        };
        let mut bytes = vec![0x00, self.instruction(), p1, p2];
        // Paths and identifiers are far below 255 bytes: see `resolve` and `SelectApplication`.
        let size = u8::try_from(data.len()).unwrap_or(u8::MAX);
        let data = data.get(..usize::from(size)).unwrap_or_default();
        let length = length.map(|length| if protocol == Protocol::T0 { length.min(SHORT) } else { length });
        let is_long = length.is_some_and(|length| length > SHORT);
        if !data.is_empty() {
            bytes.extend(if is_long { vec![0x00, 0x00, size] } else { vec![size] });
            bytes.extend_from_slice(data);
        }
        match length {
            // With T=0 a command has data or a length, not both: what it gives is fetched.
            Some(_) if !data.is_empty() && protocol == Protocol::T0 => {}
            Some(length) if is_long => {
                let [.., high, low] = length.to_be_bytes();
                bytes.extend(if data.is_empty() { vec![0x00, high, low] } else { vec![high, low] });
            }
            Some(length) => bytes.extend(length.to_be_bytes().last()),
            None => {}
        }
        bytes
    }

    /// The same command for another number of bytes; `None` where none is asked for.
    fn with_length(&self, length: u32) -> Option<Self> {
        match self {
            Self::ReadBinary { offset, .. } => Some(Self::ReadBinary { offset: *offset, length }),
            Self::GetResponse { .. } => Some(Self::GetResponse { length }),
            _ => None,
        }
    }
}

/// The two bytes that end every answer (ISO/IEC 7816-4 section 5.6).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(pub u16);

impl Status {
    /// Done.
    pub const OK: Self = Self(0x9000);

    /// Done, perhaps with a warning (62xx: the end of the file came first).
    pub fn is_ok(self) -> bool {
        self == Self::OK || self.0 >> 8 == 0x62
    }

    /// There is no such file, application, record or data object.
    pub fn is_not_found(self) -> bool {
        matches!(self.0, 0x6a82 | 0x6a83 | 0x6a88)
    }

    /// Only for whoever has given a PIN, or for nobody.
    pub fn is_denied(self) -> bool {
        matches!(self.0, 0x6982 | 0x6985 | 0x6986)
    }

    /// The card does not know this way of asking.
    pub fn is_unsupported(self) -> bool {
        matches!(self.0, 0x6700 | 0x6a80 | 0x6a81 | 0x6a86 | 0x6a87 | 0x6b00 | 0x6d00 | 0x6e00)
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Status({self})")
    }
}

/// What a card answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// Its data.
    pub data: Vec<u8>,
    /// How it went.
    pub status: Status,
}

/// Why a command has no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChannelError {
    /// The reader, the daemon or the card is gone, or does not answer.
    #[error(transparent)]
    Reader(#[from] ReaderError),
    /// The answer is none: fewer than two bytes, or more than anything gives.
    #[error("the card's answer to {instruction:02X} has {bytes} bytes")]
    Garbage {
        /// INS of the command.
        instruction: u8,
        /// Bytes that came.
        bytes: usize,
    },
    /// It has always more to say.
    #[error("the card does not come to an end (after {commands} commands)")]
    Endless {
        /// Commands that were sent until then.
        commands: usize,
    },
}

/// A card that commands are sent to.
pub trait Link {
    /// How bytes go there.
    fn protocol(&self) -> Protocol;
    /// Whether the card says that it takes lengths above 256 bytes.
    fn takes_long(&self) -> bool;
    /// One command and its whole answer with the status.
    fn transmit(&mut self, command: &Command) -> Result<Vec<u8>, ReaderError>;
}

/// The most parts that one answer may come in: what 64 KiB need.
const MAX_PARTS: usize = 260;
/// The most bytes of an answer: 65,536 and the status.
const MAX_ANSWER: usize = 65_538;
/// The most commands for one card: a full one takes some hundred.
const MAX_COMMANDS: usize = 8_000;

/// Sends commands and puts answers together that come in parts.
pub struct Channel<'a> {
    link: &'a mut dyn Link,
    sent: usize,
}

impl<'a> Channel<'a> {
    /// To this card.
    pub fn new(link: &'a mut dyn Link) -> Self {
        Self { link, sent: 0 }
    }

    /// The most bytes that may be asked for at a time.
    pub fn longest(&self) -> u32 {
        // As much as readers take that are not made for more.
        if self.link.takes_long() && self.link.protocol() == Protocol::T1 { 2_048 } else { SHORT }
    }

    /// Sends a command. `61xx` is fetched, `6Cxx` asked again with the right length; any other status is the caller's.
    ///
    /// # Errors
    /// [`ChannelError`]
    pub fn send(&mut self, command: &Command) -> Result<Response, ChannelError> {
        let mut response = self.once(command)?;
        if response.status.0 >> 8 == 0x6c
            && let Some(again) = command.with_length(told_length(response.status))
        {
            response = self.once(&again)?;
        }
        let mut data = response.data;
        let mut parts = 0;
        while response.status.0 >> 8 == 0x61 {
            parts += 1;
            if parts > MAX_PARTS || data.len() > MAX_ANSWER {
                return Err(ChannelError::Endless { commands: self.sent });
            }
            let mut length = told_length(response.status);
            response = self.once(&Command::GetResponse { length })?;
            if response.status.0 >> 8 == 0x6c {
                length = told_length(response.status);
                response = self.once(&Command::GetResponse { length })?;
            }
            data.append(&mut response.data);
        }
        Ok(Response { data, status: response.status })
    }

    fn once(&mut self, command: &Command) -> Result<Response, ChannelError> {
        self.sent += 1;
        if self.sent > MAX_COMMANDS {
            return Err(ChannelError::Endless { commands: self.sent - 1 });
        }
        let mut data = self.link.transmit(command)?;
        let bytes = data.len();
        let garbage = ChannelError::Garbage { instruction: command.instruction(), bytes };
        let (Some(low), Some(high)) = (data.pop(), data.pop()) else { return Err(garbage) };
        // ISO/IEC 7816-3: a status begins with 6 or 9.
        if bytes > MAX_ANSWER || !matches!(high >> 4, 6 | 9) {
            return Err(garbage);
        }
        Ok(Response { data, status: Status(u16::from_be_bytes([high, low])) })
    }
}

/// The second byte of `61xx` and `6Cxx`: 0 is 256.
fn told_length(status: Status) -> u32 {
    match status.0 & 0xff {
        0 => SHORT,
        length => u32::from(length),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn hex(bytes: &[u8]) -> String {
        tillit_verifier::certificate::to_hex(bytes)
    }

    #[test]
    fn commands_are_written_as_iso_7816_4_has_them() {
        let far = Command::ReadBinary { offset: 0x8001, length: 0x100 };
        for (command, protocol, expected) in [
            (Command::SelectPath(vec![0x2f00]), Protocol::T1, "00A40800022F0000"),
            (Command::SelectPath(vec![0x2f00]), Protocol::T0, "00A40800022F00"),
            (Command::SelectFile(0x3f00), Protocol::T1, "00A40000023F0000"),
            (Command::SelectBelow(vec![0x4402]), Protocol::T0, "00A4090002 4402"),
            (Command::SelectApplication(vec![0xa0, 0, 0, 3, 8]), Protocol::T1, "00A4040005A00000030800"),
            (Command::ReadBinary { offset: 0x1ff, length: 256 }, Protocol::T1, "00B001FF00"),
            (Command::ReadBinary { offset: 0, length: 29 }, Protocol::T0, "00B000001D"),
            (Command::ReadBinary { offset: 0, length: 2_048 }, Protocol::T1, "00B00000000800"),
            (Command::ReadBinary { offset: 0, length: 65_536 }, Protocol::T1, "00B00000000000"),
            (Command::ReadBinary { offset: 0, length: 2_048 }, Protocol::T0, "00B0000000"),
            (far.clone(), Protocol::T1, "00B10000055403008001 00"),
            (far, Protocol::T0, "00B10000055403008001"),
            (Command::ReadRecord { number: 2 }, Protocol::T1, "00B2020400"),
            (Command::GetResponse { length: 16 }, Protocol::T0, "00C0000010"),
            (Command::GetData { tag: 0xdf30 }, Protocol::T1, "00CADF3000"),
            (Command::QueryPin { reference: 0x81 }, Protocol::T1, "00200081"),
            (Command::QueryPin { reference: 0x81 }, Protocol::T0, "00200081"),
        ] {
            assert_eq!(hex(&command.encode(protocol)), expected.replace(' ', ""), "{command:?}");
        }
    }

    /// Answers from a list, the last one for ever.
    struct Script(Protocol, Vec<&'static [u8]>, Vec<String>);

    impl Link for Script {
        fn protocol(&self) -> Protocol {
            self.0
        }
        fn takes_long(&self) -> bool {
            false
        }
        fn transmit(&mut self, command: &Command) -> Result<Vec<u8>, ReaderError> {
            self.2.push(hex(&command.encode(self.0)));
            Ok(if self.1.len() > 1 { self.1.remove(0) } else { self.1[0] }.to_vec())
        }
    }

    #[test]
    fn what_comes_in_parts_is_put_together() {
        let mut card = Script(
            Protocol::T0,
            vec![&[0x61, 0x02], &[0x6c, 0x03], &[1, 2, 3, 0x61, 0x01], &[4, 0x90, 0x00]],
            Vec::new(),
        );
        let response = Channel::new(&mut card).send(&Command::SelectPath(vec![0x2f00])).unwrap();
        assert_eq!((response.data, response.status), (vec![1, 2, 3, 4], Status::OK));
        assert_eq!(card.2, ["00A40800022F00", "00C0000002", "00C0000003", "00C0000001"]);
    }

    #[test]
    fn the_right_length_is_asked_for_once() {
        let mut card = Script(Protocol::T0, vec![&[0x6c, 0x01], &[7, 0x90, 0x00]], Vec::new());
        let read = Command::ReadBinary { offset: 0, length: 256 };
        assert_eq!(Channel::new(&mut card).send(&read).unwrap().data, [7]);
        let mut card = Script(Protocol::T0, vec![&[0x6c, 0x01]], Vec::new());
        assert_eq!(Channel::new(&mut card).send(&read).unwrap().status, Status(0x6c01));
        assert_eq!(card.2.len(), 2);
    }

    #[test]
    fn a_card_without_an_end_is_left() {
        let mut card = Script(Protocol::T0, vec![&[0x61, 0x00]], Vec::new());
        let outcome = Channel::new(&mut card).send(&Command::GetData { tag: 1 });
        assert!(matches!(outcome, Err(ChannelError::Endless { .. })), "{outcome:?}");
        assert!(card.2.len() < 300);
        for garbage in [&[][..], &[0x90], &[0x12, 0x34], &[1, 2, 3]] {
            let mut card = Script(Protocol::T1, vec![&[]], Vec::new());
            card.1 = vec![Box::leak(garbage.to_vec().into_boxed_slice())];
            let outcome = Channel::new(&mut card).send(&Command::GetData { tag: 1 });
            assert!(matches!(outcome, Err(ChannelError::Garbage { .. })), "{outcome:?}");
        }
    }

    /// Whoever adds a command to the list answers for it here: each is one that reads.
    #[test]
    fn no_command_writes_or_carries_a_pin() {
        let all = [
            Command::SelectFile(0),
            Command::SelectPath(vec![1]),
            Command::SelectBelow(vec![1]),
            Command::SelectApplication(vec![1]),
            Command::ReadBinary { offset: 0, length: 1 },
            Command::ReadBinary { offset: 40_000, length: 1 },
            Command::ReadRecord { number: 1 },
            Command::GetResponse { length: 1 },
            Command::GetData { tag: 1 },
            Command::QueryPin { reference: 1 },
        ];
        for command in all {
            match command {
                Command::QueryPin { .. } => assert_eq!(command.encode(Protocol::T1).len(), 4),
                Command::SelectFile(_) | Command::SelectPath(_) | Command::SelectBelow(_) => {
                    assert_eq!(command.instruction(), 0xa4);
                }
                Command::SelectApplication(_) => assert_eq!(command.instruction(), 0xa4),
                Command::ReadBinary { .. } => assert!(matches!(command.instruction(), 0xb0 | 0xb1)),
                Command::ReadRecord { .. } => assert_eq!(command.instruction(), 0xb2),
                Command::GetResponse { .. } => assert_eq!(command.instruction(), 0xc0),
                Command::GetData { .. } => assert_eq!(command.instruction(), 0xca),
            }
        }
    }
}
