//! Puts a card into a reader of vpcd: its driver for pcscd, whose cards are TCP clients.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream, ToSocketAddrs};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::card::machine::{Answer, Card, Log};

/// The first reader of vpcd as Debian's package sets it up; the second one has the next port.
pub const READER: &str = "127.0.0.1:35963";

/// A reader on this computer or near it.
const CONNECTED_WITHIN: Duration = Duration::from_secs(5);

/// A card in a reader. Dropping it pulls it.
#[derive(Debug)]
pub struct Inserted {
    stream: TcpStream,
    thread: Option<JoinHandle<Card>>,
    log: Log,
}

impl Card {
    /// Puts it into the reader at `HOST:PORT`.
    ///
    /// # Errors
    /// What the system says where nothing listens there.
    pub fn insert(mut self, reader: &str) -> io::Result<Inserted> {
        let addresses: Vec<SocketAddr> = reader.to_socket_addrs()?.collect();
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        let connected = addresses.iter().find_map(|address| {
            TcpStream::connect_timeout(address, CONNECTED_WITHIN).map_err(|error| last = error).ok()
        });
        let stream = connected.ok_or(last)?;
        // Else each answer waits for a tenth of a second.
        stream.set_nodelay(true)?;
        let mut own = stream.try_clone()?;
        let log = self.log();
        let thread = std::thread::spawn(move || {
            // Whatever ends the conversation: the card is out.
            let _ = talk(&mut self, &mut own);
            let _ = own.shutdown(Shutdown::Both);
            self.power_off();
            self
        });
        Ok(Inserted { stream, thread: Some(thread), log })
    }
}

impl Inserted {
    /// What was said so far.
    pub fn log(&self) -> Log {
        self.log.clone()
    }

    /// It still lies in the reader.
    pub fn is_in(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Pulls it. Its PINs are as they were left, to be inserted again.
    pub fn pull(mut self) -> Option<Card> {
        self.out()
    }

    fn out(&mut self) -> Option<Card> {
        let _ = self.stream.shutdown(Shutdown::Both);
        self.thread.take().and_then(|thread| thread.join().ok())
    }
}

impl Drop for Inserted {
    fn drop(&mut self) {
        self.out();
    }
}

fn talk(card: &mut Card, stream: &mut TcpStream) -> io::Result<()> {
    loop {
        let mut length = [0; 2];
        stream.read_exact(&mut length)?;
        let mut message = vec![0; usize::from(u16::from_be_bytes(length))];
        stream.read_exact(&mut message)?;
        let answer = match message.as_slice() {
            [0] => {
                card.power_off();
                continue;
            }
            [1] => {
                card.power_on();
                continue;
            }
            [2] => {
                card.reset();
                continue;
            }
            [4] => card.atr().to_vec(),
            command => match card.transmit(command) {
                Answer::Bytes(bytes) => bytes,
                Answer::Pulled => return Ok(()),
            },
        };
        // In one write: the driver reads length and data by themselves, and would wait for each.
        let length = u16::try_from(answer.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        let mut whole = length.to_be_bytes().to_vec();
        whole.extend(answer);
        stream.write_all(&whole)?;
    }
}
