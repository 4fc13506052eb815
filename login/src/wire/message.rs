//! Messages of the handshake that a server sends in the clear.

use tillit_verifier::Name;

use super::{Take, Version};

/// Bytes of a message that are read: names have at most 64 KiB, chains of certificates are as long as somebody likes.
pub const MAX_MESSAGE: usize = 512 << 10;

/// A message of the handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// `ServerHello`
    ServerHello(ServerHello),
    /// `HelloRequest`: the server wants to begin anew, on a connection that stands.
    HelloRequest,
    /// `Certificate`: the chain in DER, the server's own first.
    Certificate(Vec<Vec<u8>>),
    /// `CertificateRequest` as TLS 1.2 and before have it.
    CertificateRequest(Request),
    /// `ServerHelloDone`: the server waits for the client.
    ServerHelloDone,
    /// Any other: its number.
    Other(u8),
}

/// The server's choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerHello {
    /// The version; `None`: a number that nobody knows.
    pub version: Option<Version>,
    /// The cipher suite.
    pub suite: u16,
    /// It is a request for another key share (`HelloRetryRequest`, RFC 8446 section 4.1.4).
    pub is_retry: bool,
    /// The protocol of the application, where the server chose one.
    pub alpn: Option<Vec<u8>>,
}

/// What a server asks of a client's certificate (RFC 5246 section 7.4.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Kinds of certificates: 1 is RSA, 64 is ECDSA.
    pub types: Vec<u8>,
    /// Schemes of signatures; none before TLS 1.2.
    pub schemes: Vec<u16>,
    /// Names of CAs.
    pub names: Vec<Name>,
    /// Names that cannot be read.
    pub unreadable: usize,
    /// Bytes of the list of names.
    pub name_bytes: usize,
}

/// Why a message cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Malformed {
    /// It has more bytes than are read.
    #[error("a message of {0} bytes")]
    TooLong(usize),
    /// Its parts do not fit together.
    #[error("message {0} is damaged")]
    Damaged(u8),
}

/// `HelloRetryRequest` is a ServerHello with this random (RFC 8446 section 4.1.3).
const RETRY: [u8; 32] = [
    0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91, 0xC2, 0xA2, 0x11,
    0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
];

/// Puts messages together from the records that they are spread over.
#[derive(Debug, Default)]
pub struct Messages {
    waiting: Vec<u8>,
}

impl Messages {
    /// The content of a record of the handshake.
    pub fn push(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
    }

    /// The next message that is complete.
    ///
    /// # Errors
    /// [`Malformed`]
    pub fn complete(&mut self) -> Result<Option<Message>, Malformed> {
        let mut take = Take(&self.waiting);
        let (Some(number), Some(length)) = (take.u8(), take.u24()) else { return Ok(None) };
        if length > MAX_MESSAGE {
            return Err(Malformed::TooLong(length));
        }
        let Some(body) = take.bytes(length) else { return Ok(None) };
        let message = read(number, body).ok_or(Malformed::Damaged(number));
        let rest = take.0.len();
        self.waiting.drain(..self.waiting.len() - rest);
        message.map(Some)
    }
}

fn read(number: u8, body: &[u8]) -> Option<Message> {
    Some(match number {
        0 => Message::HelloRequest,
        2 => Message::ServerHello(server_hello(body)?),
        11 => Message::Certificate(certificates(body)?),
        13 => Message::CertificateRequest(request(body)?),
        14 => Message::ServerHelloDone,
        other => Message::Other(other),
    })
}

fn server_hello(body: &[u8]) -> Option<ServerHello> {
    let mut take = Take(body);
    let mut version = Version::from_number(take.u16()?);
    let is_retry = take.bytes(32)? == RETRY;
    take.vector8()?;
    let suite = take.u16()?;
    take.u8()?;
    let mut alpn = None;
    // Without extensions there is nothing more.
    let mut extensions = Take(if take.0.is_empty() { &[] } else { take.vector16()? });
    while !extensions.0.is_empty() {
        let (number, mut content) = (extensions.u16()?, Take(extensions.vector16()?));
        match number {
            16 => alpn = Some(Take(content.vector16()?).vector8()?.to_vec()),
            43 => version = Version::from_number(content.u16()?),
            _ => {}
        }
    }
    Some(ServerHello { version, suite, is_retry, alpn })
}

fn certificates(body: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut list = Take(Take(body).vector24()?);
    let mut all = Vec::new();
    while !list.0.is_empty() {
        all.push(list.vector24()?.to_vec());
    }
    Some(all)
}

/// With schemes as TLS 1.2 has them, else without: the lengths fit one of them.
fn request(body: &[u8]) -> Option<Request> {
    let read = |with_schemes: bool| {
        let mut take = Take(body);
        let types = take.vector8()?.to_vec();
        let schemes = if with_schemes { Take::numbers(take.vector16()?)? } else { Vec::new() };
        let list = take.vector16()?;
        if !take.0.is_empty() {
            return None;
        }
        let (names, unreadable) = names(list)?;
        Some(Request { types, schemes, names, unreadable, name_bytes: list.len() })
    };
    read(true).or_else(|| read(false))
}

/// Names of a list, and how many of them cannot be read.
pub(crate) fn names(list: &[u8]) -> Option<(Vec<Name>, usize)> {
    let mut take = Take(list);
    let mut names = Vec::new();
    let mut unreadable = 0;
    while !take.0.is_empty() {
        match Name::from_der(take.vector16()?) {
            Some(name) => names.push(name),
            None => unreadable += 1,
        }
    }
    Some((names, unreadable))
}
