//! A handshake without a key: what a server answers to a first message, up to where it waits for the client.

use std::io::{self, Read as _, Write as _};

use crate::connection::Connection;
use crate::handshake::{Alert, End};
use crate::wire::message::{Malformed, Messages, Request};
use crate::wire::record::NotTls;
use crate::wire::{ClientHello, Content, Message, Records, ServerHello};

/// What a server answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its choice.
    pub server: Option<ServerHello>,
    /// Its chain; in TLS 1.3 nobody sees it without a key.
    pub chain: Vec<Vec<u8>>,
    /// What it asks of a client, up to TLS 1.2.
    pub request: Option<Request>,
    /// Warnings before.
    pub warnings: Vec<u8>,
    /// How it ended; `None`: the server waits for the client.
    pub end: Option<End>,
}

/// Says hello, and takes in what comes until the server waits, or something ends it.
pub fn hello(connection: &mut Connection, client: &ClientHello) -> Answer {
    let mut answer = Answer::default();
    // An error in sending may stand beside an alert that has come: it is read all the same.
    let sent = connection.write_all(&client.record()).and_then(|()| connection.flush());
    let mut records = Records::default();
    let mut messages = Messages::default();
    let mut buffer = vec![0; 16 << 10];
    loop {
        let count = match connection.read(&mut buffer) {
            Ok(0) => {
                answer.end = Some(End::Closed);
                return answer;
            }
            Ok(count) => count,
            Err(error) => {
                answer.end = Some(End::of_io(sent.err().as_ref().unwrap_or(&error)));
                return answer;
            }
        };
        records.push(buffer.get(..count).unwrap_or_default());
        loop {
            let record = match records.complete() {
                Ok(Some(record)) => record,
                Ok(None) => break,
                Err(NotTls(begins)) => {
                    answer.end = Some(End::NotTls(begins));
                    return answer;
                }
            };
            match (record.content, record.bytes.as_slice()) {
                (Content::Alert, [1, description]) => {
                    answer.warnings.push(*description);
                    // Nothing but warnings is no answer.
                    if answer.warnings.len() > 16 {
                        answer.end = Some(End::Malformed("alerts".to_owned()));
                        return answer;
                    }
                }
                (Content::Alert, [_, description]) => {
                    answer.end = Some(End::Alert(Alert(*description)));
                    return answer;
                }
                (Content::Handshake, bytes) => {
                    messages.push(bytes);
                    if takes(&mut messages, &mut answer) {
                        return answer;
                    }
                }
                // From here on it is encrypted.
                (Content::ChangeCipherSpec | Content::Data, _) if answer.server.is_some() => return answer,
                _ => {
                    answer.end = Some(End::Malformed(format!("{:?}", record.content)));
                    return answer;
                }
            }
        }
    }
}

/// Takes in the messages that are complete; `true`: there is no more to see.
fn takes(messages: &mut Messages, answer: &mut Answer) -> bool {
    loop {
        match messages.complete() {
            Ok(Some(Message::ServerHello(server))) => {
                let is_13 = server.version == Some(crate::wire::Version::Tls13);
                answer.server = Some(server);
                if is_13 {
                    return true;
                }
            }
            Ok(Some(Message::Certificate(chain))) => answer.chain = chain,
            Ok(Some(Message::CertificateRequest(request))) => answer.request = Some(request),
            Ok(Some(Message::ServerHelloDone)) => return true,
            Ok(Some(Message::HelloRequest | Message::Other(_))) => {}
            Ok(None) => return false,
            Err(malformed @ (Malformed::TooLong(_) | Malformed::Damaged(_))) => {
                answer.end = Some(End::Malformed(malformed.to_string()));
                return true;
            }
        }
    }
}

impl End {
    /// What an error of the connection comes to.
    pub(crate) fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Self::TimedOut,
            io::ErrorKind::FileTooLarge => Self::TooMuch,
            io::ErrorKind::UnexpectedEof => Self::Closed,
            io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted | io::ErrorKind::BrokenPipe => {
                Self::Reset
            }
            _ => Self::Io(error.to_string()),
        }
    }
}
