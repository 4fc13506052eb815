//! A connection with an end: to its time, to its bytes, and with a tap that sees which records go by.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use crate::wire::message::{Malformed, Messages};
use crate::wire::{Content, Message};

/// How long and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Until a connection stands.
    pub connect: Duration,
    /// For everything on one connection.
    pub total: Duration,
    /// Bytes that a server may send on one connection.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(5), total: Duration::from_secs(15), bytes: 4 << 20 }
    }
}

/// Why no connection stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConnectError {
    /// Nobody listens there.
    #[error("refused")]
    Refused,
    /// No answer within the time.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
    /// There is no way there.
    #[error("unreachable: {0}")]
    Unreachable(String),
    /// The proxy gives no way there: the status of its answer, if it was one.
    #[error("the proxy refused: {0:?}")]
    Proxy(Option<u16>),
}

/// A connection to one address.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    deadline: Instant,
    left: u64,
    tap: Tap,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// [`ConnectError`]
    pub fn open(address: SocketAddr, limits: &Limits) -> Result<Self, ConnectError> {
        let stream = TcpStream::connect_timeout(&address, limits.connect).map_err(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => ConnectError::Refused,
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => ConnectError::TimedOut(limits.connect),
            _ => ConnectError::Unreachable(error.to_string()),
        })?;
        // What is sent goes out at once: a handshake waits for every piece.
        drop(stream.set_nodelay(true));
        let deadline = Instant::now() + limits.total;
        Ok(Self { stream, deadline, left: limits.bytes, tap: Tap::default() })
    }

    /// Bytes that come before TLS begins, past the tap: what a proxy says.
    pub(crate) fn before_tls(&mut self) -> impl Read {
        BeforeTls(self)
    }

    /// What has gone by.
    pub fn tap(&self) -> &Tap {
        &self.tap
    }

    /// Time is up.
    pub fn is_late(&self) -> bool {
        Instant::now() >= self.deadline
    }

    /// From here on this long at most, if the end does not come before.
    pub fn hurry(&mut self, within: Duration) {
        self.deadline = self.deadline.min(Instant::now() + within);
    }

    /// Nothing more is sent.
    pub fn finish_sending(&self) {
        drop(self.stream.shutdown(Shutdown::Write));
    }

    fn remaining(&self) -> io::Result<Duration> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(left) }
    }
}

/// On some systems a time-out is told as "would block".
fn timed_out(error: io::Error) -> io::Error {
    if error.kind() == io::ErrorKind::WouldBlock { io::ErrorKind::TimedOut.into() } else { error }
}

impl Connection {
    fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.set_read_timeout(Some(self.remaining()?))?;
        let count = self.stream.read(buffer).map_err(timed_out)?;
        self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}

impl Read for Connection {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.receive(buffer)?;
        self.tap.saw(buffer.get(..count).unwrap_or_default());
        Ok(count)
    }
}

struct BeforeTls<'c>(&'c mut Connection);

impl Read for BeforeTls<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.receive(buffer)
    }
}

impl Write for Connection {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.stream.set_write_timeout(Some(self.remaining()?))?;
        self.stream.write(buffer).map_err(timed_out)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// Messages in the clear that are kept.
const MAX_MESSAGES: usize = 64;

/// What the server sends, seen from beside: kinds of records, and messages of the handshake as long as they are in the clear.
#[derive(Debug, Default)]
pub struct Tap {
    header: Vec<u8>,
    /// Bytes of the record that is going by which are still to come.
    to_come: usize,
    content: Option<Content>,
    encrypted: bool,
    /// Records of the handshake since the server encrypts.
    encrypted_handshake: u32,
    plain: Messages,
    messages: Vec<Message>,
    malformed: Option<Malformed>,
    /// What goes by is no TLS.
    lost: bool,
}

impl Tap {
    fn saw(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.lost {
            if self.to_come == 0 {
                let (taken, rest) = bytes.split_at(bytes.len().min(5 - self.header.len().min(5)));
                self.header.extend_from_slice(taken);
                bytes = rest;
                if let [kind, major, _, high, low] = *self.header.as_slice() {
                    self.header.clear();
                    self.to_come = usize::from(u16::from_be_bytes([high, low]));
                    self.begins(kind, major);
                }
                continue;
            }
            let (taken, rest) = bytes.split_at(bytes.len().min(self.to_come));
            self.to_come -= taken.len();
            bytes = rest;
            if self.content == Some(Content::Handshake) && !self.encrypted {
                self.plain.push(taken);
                self.take_messages();
            }
        }
    }

    fn begins(&mut self, kind: u8, major: u8) {
        self.content = match kind {
            20 => Some(Content::ChangeCipherSpec),
            21 => Some(Content::Alert),
            22 => Some(Content::Handshake),
            23 => Some(Content::Data),
            _ => None,
        };
        self.lost = self.content.is_none() || major != 3;
        match self.content {
            Some(Content::ChangeCipherSpec) => self.encrypted = true,
            Some(Content::Handshake) if self.encrypted => self.encrypted_handshake += 1,
            _ => {}
        }
    }

    fn take_messages(&mut self) {
        while self.malformed.is_none() {
            match self.plain.complete() {
                Ok(Some(message)) if self.messages.len() < MAX_MESSAGES => self.messages.push(message),
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(malformed) => self.malformed = Some(malformed),
            }
        }
    }

    /// Messages of the handshake that came in the clear.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// After the handshake of TLS 1.2 the server began another one: it asks for something late. The first record of the handshake that a
    /// server encrypts is its `Finished`; TLS 1.3 has no other records of that kind.
    pub fn begins_anew(&self) -> bool {
        self.encrypted_handshake > 1
    }
}
