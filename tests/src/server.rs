//! A small HTTP server on loopback that gives out files, rightly or wrongly: what AIA and CRL addresses are tried against.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// How an address answers.
#[derive(Clone, Debug)]
pub enum Reply {
    /// 200 with these bytes.
    File(Vec<u8>),
    /// This status, without a body.
    Status(u16),
    /// 302 to this address.
    Redirect(String),
    /// 200 with these bytes, one at a time with this pause between.
    Slow(Vec<u8>, Duration),
    /// 200 that announces no length and goes on for this many bytes.
    Endless(u64),
}

/// The server; it ends when it is dropped.
#[derive(Debug)]
pub struct FileServer {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<String>>>,
    ending: Arc<AtomicBool>,
    listening: Option<JoinHandle<()>>,
}

impl FileServer {
    /// Serves these paths (`/sithseidrootcav2.cer`); everything else is 404.
    pub fn start(replies: impl IntoIterator<Item = (&'static str, Reply)>) -> Self {
        let replies: Arc<HashMap<String, Reply>> =
            Arc::new(replies.into_iter().map(|(path, reply)| (path.to_owned(), reply)).collect());
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port on loopback");
        let address = listener.local_addr().expect("it is bound");
        let asked = Arc::new(Mutex::new(Vec::new()));
        let ending = Arc::new(AtomicBool::new(false));
        let listening = thread::spawn({
            let (asked, ending) = (Arc::clone(&asked), Arc::clone(&ending));
            move || {
                for stream in listener.incoming() {
                    if ending.load(Ordering::SeqCst) {
                        return;
                    }
                    let (replies, asked, ending) = (Arc::clone(&replies), Arc::clone(&asked), Arc::clone(&ending));
                    // A client that goes away in the middle is what some tests are about.
                    thread::spawn(move || stream.and_then(|stream| answer(stream, &replies, &asked, &ending)));
                }
            }
        });
        Self { address, asked, ending, listening: Some(listening) }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The paths that were asked for, in order.
    pub fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("no thread panicked").clone()
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        // Wakes the listener.
        drop(TcpStream::connect(self.address));
        if let Some(listening) = self.listening.take() {
            drop(listening.join());
        }
    }
}

fn answer(
    mut stream: TcpStream,
    replies: &HashMap<String, Reply>,
    asked: &Mutex<Vec<String>>,
    ending: &AtomicBool,
) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.set_write_timeout(Some(Duration::from_secs(10)))?;
    let mut lines = BufReader::new(stream.try_clone()?).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    for line in lines {
        if line?.is_empty() {
            break;
        }
    }
    let target = first.split(' ').nth(1).unwrap_or_default();
    // Through a proxy the whole address is asked for.
    let path = match target.strip_prefix("http://") {
        Some(rest) => rest.find('/').map_or("/", |slash| &rest[slash..]),
        None => target,
    };
    asked.lock().expect("no thread panicked").push(path.to_owned());
    match replies.get(path).unwrap_or(&Reply::Status(404)) {
        Reply::File(bytes) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len())?;
            stream.write_all(bytes)
        }
        Reply::Status(status) => {
            write!(stream, "HTTP/1.1 {status} -\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }
        Reply::Redirect(to) => {
            write!(stream, "HTTP/1.1 302 -\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        }
        Reply::Slow(bytes, pause) => {
            write!(stream, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", bytes.len())?;
            for byte in bytes {
                if ending.load(Ordering::SeqCst) {
                    break;
                }
                stream.write_all(&[*byte])?;
                thread::sleep(*pause);
            }
            Ok(())
        }
        Reply::Endless(bytes) => {
            write!(stream, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")?;
            let block = [0x30; 1 << 13];
            let mut left = *bytes;
            while left > 0 && !ending.load(Ordering::SeqCst) {
                let now = usize::try_from(left).unwrap_or(usize::MAX).min(block.len());
                stream.write_all(&block[..now])?;
                left -= now as u64;
            }
            Ok(())
        }
    }
}
