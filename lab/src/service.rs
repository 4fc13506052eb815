//! An e-service on this computer that asks for a card over TLS: what the demonstration logs in at.
//!
//! It trusts what a file of CA certificates holds, names those CAs in its request, and reads the file when it is started and restarted, as web
//! servers do. It is meant for a demonstration: it answers every request with the same words, on loopback alone.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::time_provider::TimeProvider;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use time::OffsetDateTime;

/// A request has a few hundred bytes.
const MAX_REQUEST: usize = 16 * 1024;
/// A client that is slower than this is not served.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections at once.
const MAX_CONNECTIONS: usize = 32;

/// Why it does not run.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// A file cannot be read.
    #[error("{0}: {1}")]
    File(PathBuf, io::Error),
    /// Nobody can listen on this computer's own address.
    #[error("{0}")]
    Listen(io::Error),
    /// The TLS library does not take what the files hold; technical words.
    #[error("{0}")]
    Tls(String),
}

/// What an e-service is made of.
#[derive(Clone, Debug)]
pub struct ServiceFiles {
    /// CA certificates that it trusts and names (PEM).
    pub trust: PathBuf,
    /// Its own certificate and the CAs that it sends along (PEM), in this order.
    pub chain: Vec<PathBuf>,
    /// Its key (PKCS#8, PEM).
    pub key: PathBuf,
    /// The moment at which it judges cards.
    pub now: OffsetDateTime,
}

/// An e-service that runs until it is dropped.
#[derive(Debug)]
pub struct CardService {
    files: ServiceFiles,
    addresses: Vec<SocketAddr>,
    config: Arc<Mutex<Arc<ServerConfig>>>,
    ending: Arc<AtomicBool>,
    listening: Vec<JoinHandle<()>>,
}

impl CardService {
    /// Starts it on a free port of this computer, under the name `localhost`.
    ///
    /// # Errors
    /// [`ServiceError`]
    pub fn start(files: ServiceFiles) -> Result<Self, ServiceError> {
        let config = Arc::new(Mutex::new(Arc::new(configuration(&files)?)));
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(ServiceError::Listen)?;
        let port = first.local_addr().map_err(ServiceError::Listen)?.port();
        // `localhost` may be either; where there is no IPv6, it is the first.
        let second = TcpListener::bind((Ipv6Addr::LOCALHOST, port)).ok();
        let ending = Arc::new(AtomicBool::new(false));
        let mut service = Self { files, addresses: Vec::new(), config, ending, listening: Vec::new() };
        for listener in std::iter::once(first).chain(second) {
            service.addresses.push(listener.local_addr().map_err(ServiceError::Listen)?);
            let (config, ending) = (Arc::clone(&service.config), Arc::clone(&service.ending));
            service.listening.push(std::thread::spawn(move || serve(&listener, &config, &ending)));
        }
        Ok(service)
    }

    /// Reads its files anew.
    ///
    /// # Errors
    /// [`ServiceError`]; it goes on as before then.
    pub fn restart(&self) -> Result<(), ServiceError> {
        let fresh = Arc::new(configuration(&self.files)?);
        *self.config.lock().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// `localhost:40123`
    pub fn authority(&self) -> String {
        format!("localhost:{}", self.addresses.first().map_or(0, SocketAddr::port))
    }
}

impl Drop for CardService {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        for address in &self.addresses {
            // Wakes the listener.
            drop(TcpStream::connect(address));
        }
        for listening in self.listening.drain(..) {
            drop(listening.join());
        }
    }
}

fn serve(listener: &TcpListener, config: &Mutex<Arc<ServerConfig>>, ending: &AtomicBool) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if ending.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let config = Arc::clone(&config.lock().unwrap_or_else(PoisonError::into_inner));
        if open.fetch_add(1, Ordering::SeqCst) >= MAX_CONNECTIONS {
            open.fetch_sub(1, Ordering::SeqCst);
            continue;
        }
        let open = Arc::clone(&open);
        std::thread::spawn(move || {
            // Clients that go away in the middle are what it is about.
            drop(answer(stream, config));
            open.fetch_sub(1, Ordering::SeqCst);
        });
    }
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let connection = ServerConnection::new(config).map_err(io::Error::other)?;
    let mut tls = StreamOwned::new(connection, stream);
    let mut request: Vec<u8> = Vec::new();
    let mut block = [0; 1024];
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = tls.read(&mut block)?;
        if read == 0 || request.len() > MAX_REQUEST {
            return Ok(());
        }
        request.extend(block.iter().take(read));
    }
    let words = "welcome\n";
    write!(tls, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n", words.len())?;
    write!(tls, "Connection: close\r\n\r\n{words}")?;
    tls.conn.send_close_notify();
    tls.flush()
}

fn configuration(files: &ServiceFiles) -> Result<ServerConfig, ServiceError> {
    let failed = |error: &dyn std::fmt::Display| ServiceError::Tls(error.to_string());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    for der in blocks(&files.trust)? {
        roots.add(CertificateDer::from(der)).map_err(|error| failed(&error))?;
    }
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider));
    let verifier = verifier.build().map_err(|error| failed(&error))?;
    let mut chain = Vec::new();
    for file in &files.chain {
        chain.extend(blocks(file)?.into_iter().map(CertificateDer::from));
    }
    let key = blocks(&files.key)?.into_iter().next().unwrap_or_default();
    ServerConfig::builder_with_details(provider, Arc::new(Moment(files.now)))
        .with_safe_default_protocol_versions()
        .map_err(|error| failed(&error))?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key)))
        .map_err(|error| failed(&error))
}

/// The moment at which cards are judged, which need not be now.
#[derive(Debug)]
struct Moment(OffsetDateTime);

impl TimeProvider for Moment {
    fn current_time(&self) -> Option<UnixTime> {
        u64::try_from(self.0.unix_timestamp())
            .ok()
            .map(|seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds)))
    }
}

/// What stands between the lines of a PEM file that this lab wrote, whatever it is called there.
fn blocks(file: &Path) -> Result<Vec<Vec<u8>>, ServiceError> {
    let text = std::fs::read_to_string(file).map_err(|error| ServiceError::File(file.to_owned(), error))?;
    let mut blocks = Vec::new();
    let mut base64 = String::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with("-----BEGIN ") {
            base64.clear();
        } else if line.starts_with("-----END ") {
            blocks.extend(STANDARD.decode(&base64));
        } else {
            base64.push_str(line);
        }
    }
    Ok(blocks)
}
