//! A web server on this computer that answers for a PKI: certificates of CAs, revocation lists, OCSP.
//!
//! The certificates name its address, so it is bound first; then the PKI is made and attached:
//!
//! ```no_run
//! # use tillit_lab::{LabServer, Options, Pki};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let server = LabServer::bind()?;
//! let options = Options { base_url: Some(server.base_url()), ..Options::new(time::OffsetDateTime::now_utc()) };
//! server.attach(&Pki::siths_shaped(&options, &|_, _| {})?);
//! # Ok(())
//! # }
//! ```
//!
//! - `/aia/<file>.cer`: a CA's certificate
//! - `/crl/<file>.crl`: its revocation list
//! - `/ocsp`: RFC 6960 appendix A, `POST` and `GET`; answers are signed when they are asked for, by the CA's own responder
//!
//! It is plain HTTP/1.1 with one request a connection, and it is meant for tests and demonstrations: what it takes is bounded (size, time, number
//! of connections), so that it may also stand for long.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use time::OffsetDateTime;

use crate::LabError;
use crate::ocsp::{CertStatus, OcspBuilder, OcspRequest, ResponseStatus, SingleResponse};
use crate::siths::{Authority, Pki};

/// Request line and headers: a `GET` carries the OCSP request in its path.
const MAX_HEAD: usize = 16 * 1024;
/// A request about a hundred certificates has some 8,000 octets.
const MAX_BODY: usize = 64 * 1024;
/// A client that is slower than this is not served.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections at once.
const MAX_CONNECTIONS: usize = 64;
/// Requests that are remembered; older ones are only counted.
const MAX_REMEMBERED: usize = 1000;

/// The media type of a DER certificate, RFC 2585 section 4.
pub const CERTIFICATE_TYPE: &str = "application/pkix-cert";
/// The media type of a DER revocation list, RFC 2585 section 4.
pub const CRL_TYPE: &str = "application/pkix-crl";
/// The media type of an OCSP response, RFC 6960 appendix C.2.
pub const OCSP_RESPONSE_TYPE: &str = "application/ocsp-response";
/// The media type of an OCSP request, RFC 6960 appendix C.1.
pub const OCSP_REQUEST_TYPE: &str = "application/ocsp-request";

/// A request that was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// `GET`, `POST`, `HEAD`.
    pub method: String,
    /// As it was sent, with the query, percent signs and all.
    pub path: String,
    /// Name in lower case, value without blanks around it.
    pub headers: Vec<(String, String)>,
    /// What followed the headers.
    pub body: Vec<u8>,
}

impl Request {
    /// The first header of this name, in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The OCSP request in it, wherever RFC 6960 appendix A puts it: `None` when there is none that can be read.
    pub fn ocsp(&self) -> Option<OcspRequest> {
        let der = match self.method.as_str() {
            "POST" => self.body.clone(),
            _ => STANDARD.decode(percent_decoded(self.path.strip_prefix("/ocsp/")?)?).ok()?,
        };
        OcspRequest::from_der(&der).ok()
    }

    /// The path is this one or below it; a query is not looked at.
    fn is_under(&self, path: &str) -> bool {
        let own = self.path.split('?').next().unwrap_or_default();
        own.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

fn percent_decoded(text: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let mut digit = || char::from(bytes.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
            out.push(digit()? << 4 | digit()?);
        } else {
            out.push(byte);
        }
    }
    Some(out)
}

/// What is sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    delay: Duration,
    sent: Option<usize>,
}

impl Answer {
    /// Status 200 with a body.
    pub fn ok(content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self { body: body.into(), ..Self::status(200) }.header("Content-Type", content_type)
    }
    /// A revocation list.
    pub fn crl(der: impl Into<Vec<u8>>) -> Self {
        Self::ok(CRL_TYPE, der)
    }
    /// An OCSP response.
    pub fn ocsp(der: impl Into<Vec<u8>>) -> Self {
        Self::ok(OCSP_RESPONSE_TYPE, der)
    }
    /// A status without a body.
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new(), delay: Duration::ZERO, sent: None }
    }
    /// Status 302 to another address.
    pub fn redirect(url: &str) -> Self {
        Self::status(302).header("Location", url)
    }
    /// The connection is closed without a word.
    pub fn nothing() -> Self {
        Self { sent: Some(0), ..Self::status(200) }
    }
    /// Appends a header. `Content-Length` and `Connection` are there anyhow.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }
    /// Nothing is sent until so much time has gone, or the server stops.
    #[must_use]
    pub fn delay(self, delay: Duration) -> Self {
        Self { delay, ..self }
    }
    /// The connection is closed before the last octets of the body.
    #[must_use]
    pub fn cut(mut self) -> Self {
        let head = self.head().len();
        self.sent = Some(head + self.body.len() / 2);
        self
    }

    fn head(&self) -> Vec<u8> {
        use std::fmt::Write as _;
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, phrase(self.status));
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        let _ = write!(head, "Content-Length: {}\r\nConnection: close\r\n\r\n", self.body.len());
        head.into_bytes()
    }
}

fn phrase(status: u16) -> &'static str {
    match status {
        200 => "OK",
        301 | 302 | 303 | 307 | 308 => "Redirect",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        503 => "Service Unavailable",
        _ => "Lab",
    }
}

type Hook = Arc<dyn Fn(&Request) -> Answer + Send + Sync>;

#[derive(Default)]
struct State {
    stopped: bool,
    connections: usize,
    pki: Option<Arc<Attached>>,
    /// By path; the longest that fits answers.
    hooks: HashMap<String, Hook>,
    /// What [`LabServer::set_status`] was told, by the name of the CA and the serial number.
    statuses: HashMap<(String, Vec<u8>), CertStatus>,
    remembered: VecDeque<Request>,
    count: usize,
}

struct Attached {
    pki: Pki,
    since: Instant,
    /// Of each CA in turn: what it has issued.
    issued: Vec<HashMap<Vec<u8>, CertStatus>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Told when the server stops.
    stopped: Condvar,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The server. It stops when it is dropped.
pub struct LabServer {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for LabServer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LabServer({})", self.address)
    }
}

impl LabServer {
    /// Listens on 127.0.0.1, on a port that is free. Until a PKI is attached, everything without a hook is 404.
    ///
    /// # Errors
    /// What the system says.
    pub fn bind() -> io::Result<Self> {
        Self::bind_to(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
    }

    /// Listens on an address.
    ///
    /// # Errors
    /// What the system says.
    pub fn bind_to(address: SocketAddr) -> io::Result<Self> {
        let listener = TcpListener::bind(address)?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared::default());
        let thread = std::thread::Builder::new().name("lab server".to_owned()).spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        })?;
        Ok(Self { address, shared, thread: Some(thread) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What [`Options::base_url`](crate::Options::base_url) is to be.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers for a PKI from now on, in place of the one before. Its clock goes on from [`Pki::now`].
    pub fn attach(&self, pki: &Pki) {
        let issued = pki.authorities.iter().map(|ca| {
            let known = pki.issued_by(ca).into_iter().map(|(issued, status)| (magnitude(&issued.serial), status));
            known.collect()
        });
        let attached = Attached { pki: pki.clone(), since: Instant::now(), issued: issued.collect() };
        self.shared.state().pki = Some(Arc::new(attached));
    }

    /// What OCSP says of a serial number of a CA (its common name), whatever the PKI says. The revocation list stays as it is.
    pub fn set_status(&self, authority: &str, serial: &[u8], status: CertStatus) {
        self.shared.state().statuses.insert((authority.to_owned(), magnitude(serial)), status);
    }

    /// Always gives this answer for a path (`/crl/x.crl`, `/ocsp`) and all below it.
    pub fn put(&self, path: &str, answer: Answer) {
        self.on(path, move |_| answer.clone());
    }

    /// Computes the answers for a path and all below it; [`Request::ocsp`] says what was asked.
    pub fn on(&self, path: &str, answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) {
        self.shared.state().hooks.insert(path.to_owned(), Arc::new(answer));
    }

    /// Takes away what [`put`](Self::put) and [`on`](Self::on) have set for a path.
    pub fn restore(&self, path: &str) {
        self.shared.state().hooks.remove(path);
    }

    /// The requests so far, oldest first: the last thousand of them.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.state().remembered.iter().cloned().collect()
    }

    /// How many requests there were.
    pub fn count(&self) -> usize {
        self.shared.state().count
    }

    /// How many of the [`requests`](Self::requests) were for a path or below it.
    pub fn count_of(&self, path: &str) -> usize {
        self.shared.state().remembered.iter().filter(|request| request.is_under(path)).count()
    }

    /// Forgets the requests and begins to count anew.
    pub fn forget(&self) {
        let mut state = self.shared.state();
        state.remembered.clear();
        state.count = 0;
    }
}

impl Drop for LabServer {
    fn drop(&mut self) {
        self.shared.state().stopped = true;
        self.shared.stopped.notify_all();
        // Wakes the thread that waits for connections. Should this fail, it ends with the next one.
        if TcpStream::connect_timeout(&self.address, Duration::from_secs(1)).is_ok()
            && let Some(thread) = self.thread.take()
        {
            let _ = thread.join();
        }
    }
}

/// Serial numbers are compared as numbers.
fn magnitude(serial: &[u8]) -> Vec<u8> {
    serial.iter().copied().skip_while(|&byte| byte == 0).collect()
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.state().stopped {
            return;
        }
        let Ok(stream) = stream else {
            // Out of file handles, most likely: going round at once would not help.
            std::thread::sleep(Duration::from_millis(10));
            continue;
        };
        let Some(place) = Place::take(shared) else { continue };
        // Without a thread the connection is closed, and its place is free again.
        let _ = std::thread::Builder::new().name("lab connection".to_owned()).spawn(move || {
            // Whoever is at the other end went away: there is nobody to tell.
            let _ = serve(stream, &place.0);
        });
    }
}

/// One of the connections; its place is free when this is dropped, even by a hook that panics.
struct Place(Arc<Shared>);

impl Place {
    fn take(shared: &Arc<Shared>) -> Option<Self> {
        let mut state = shared.state();
        if state.connections >= MAX_CONNECTIONS {
            return None;
        }
        state.connections += 1;
        Some(Self(Arc::clone(shared)))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.state().connections -= 1;
    }
}

fn serve(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_write_timeout(Some(PATIENCE))?;
    let (answer, head_only) = match read_request(&mut stream) {
        Ok(request) => {
            let hook = remember(shared, &request);
            let answer = match hook {
                Some(hook) => hook(&request),
                None => own_answer(shared, &request),
            };
            (answer, request.method == "HEAD")
        }
        Err(Refused::Status(status)) => (Answer::status(status), false),
        Err(Refused::Io(error)) => return Err(error),
    };
    if !answer.delay.is_zero() {
        let waiting = shared.stopped.wait_timeout_while(shared.state(), answer.delay, |state| !state.stopped);
        drop(waiting);
    }
    let mut bytes = answer.head();
    if !head_only {
        bytes.extend_from_slice(&answer.body);
    }
    bytes.truncate(answer.sent.unwrap_or(bytes.len()));
    stream.write_all(&bytes)?;
    stream.shutdown(Shutdown::Write)?;
    // What was not read would turn the close into a reset, and the answer would be lost on its way.
    stream.set_read_timeout(Some(Duration::from_millis(200)))?;
    let mut rest = [0; 4096];
    for _ in 0..16 {
        if !matches!(stream.read(&mut rest), Ok(1..)) {
            break;
        }
    }
    Ok(())
}

/// Writes a request down and finds what was set for its path.
fn remember(shared: &Shared, request: &Request) -> Option<Hook> {
    let mut state = shared.state();
    state.count += 1;
    if state.remembered.len() == MAX_REMEMBERED {
        state.remembered.pop_front();
    }
    state.remembered.push_back(request.clone());
    let hooks = state.hooks.iter().filter(|(path, _)| request.is_under(path));
    hooks.max_by_key(|(path, _)| path.len()).map(|(_, hook)| Arc::clone(hook))
}

enum Refused {
    Status(u16),
    Io(io::Error),
}

impl From<io::Error> for Refused {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// Reads one request, with one deadline for all of it.
fn read_request(stream: &mut TcpStream) -> Result<Request, Refused> {
    let deadline = Instant::now() + PATIENCE;
    let mut read = |buffer: &mut Vec<u8>, at_most: usize| -> Result<(), Refused> {
        let left = deadline.checked_duration_since(Instant::now()).filter(|left| !left.is_zero());
        stream.set_read_timeout(Some(left.ok_or(Refused::Status(408))?))?;
        let mut chunk = [0; 4096];
        let wanted = at_most.min(chunk.len());
        match stream.read(&mut chunk[..wanted])? {
            0 => Err(Refused::Io(io::ErrorKind::UnexpectedEof.into())),
            got => {
                buffer.extend_from_slice(&chunk[..got]);
                Ok(())
            }
        }
    };

    let mut bytes = Vec::new();
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if bytes.len() >= MAX_HEAD {
            return Err(Refused::Status(431));
        }
        read(&mut bytes, MAX_HEAD)?;
    };
    let mut body = bytes.split_off(end + 4);
    let mut request = head(&bytes[..end]).ok_or(Refused::Status(400))?;
    if request.header("transfer-encoding").is_some() {
        return Err(Refused::Status(411));
    }
    let length = match request.header("content-length") {
        Some(text) => text.parse::<usize>().map_err(|_| Refused::Status(400))?,
        None => 0,
    };
    if length > MAX_BODY {
        return Err(Refused::Status(413));
    }
    while body.len() < length {
        let left = length - body.len();
        read(&mut body, left)?;
    }
    body.truncate(length);
    request.body = body;
    Ok(request)
}

fn head(bytes: &[u8]) -> Option<Request> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut lines = text.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, path, version) = (first.next()?, first.next()?, first.next()?);
    if first.next().is_some() || !version.starts_with("HTTP/1.") || !path.starts_with('/') {
        return None;
    }
    let headers = lines.map(|line| {
        let (name, value) = line.split_once(':')?;
        Some((name.to_ascii_lowercase(), value.trim().to_owned()))
    });
    Some(Request {
        method: method.to_owned(),
        path: path.to_owned(),
        headers: headers.collect::<Option<_>>()?,
        body: Vec::new(),
    })
}

/// What the server answers by itself.
fn own_answer(shared: &Shared, request: &Request) -> Answer {
    if !matches!(request.method.as_str(), "GET" | "HEAD" | "POST") {
        return Answer::status(405);
    }
    let Some(attached) = shared.state().pki.clone() else { return Answer::status(404) };
    if request.is_under("/ocsp") {
        return Answer::ocsp(ocsp(shared, &attached, request));
    }
    let file = |folder: &str, ending: &str| {
        let name = request.path.strip_prefix(folder)?.strip_suffix(ending)?;
        attached.pki.authorities.iter().find(|ca| ca.file == name)
    };
    match (file("/aia/", ".cer"), file("/crl/", ".crl")) {
        _ if request.method == "POST" => Answer::status(405),
        (Some(ca), _) => Answer::ok(CERTIFICATE_TYPE, ca.issued.der.clone()),
        (_, Some(ca)) => Answer::crl(ca.crl.clone()),
        (None, None) => Answer::status(404),
    }
}

fn ocsp(shared: &Shared, attached: &Attached, request: &Request) -> Vec<u8> {
    let Some(asked) = request.ocsp() else { return ResponseStatus::MalformedRequest.response() };
    let Some(first) = asked.certificates.first() else { return ResponseStatus::MalformedRequest.response() };
    let Some(index) = attached.pki.authorities.iter().position(|ca| first.is_from(&ca.issued)) else {
        return ResponseStatus::Unauthorized.response();
    };
    let ca = &attached.pki.authorities[index];
    // One responder signs for one CA.
    if !asked.certificates.iter().all(|id| id.is_from(&ca.issued)) {
        return ResponseStatus::Unauthorized.response();
    }
    let status = |serial: &[u8]| {
        let serial = magnitude(serial);
        let told = shared.state().statuses.get(&(ca.name.to_owned(), serial.clone())).copied();
        told.or_else(|| attached.issued[index].get(&serial).copied()).unwrap_or(CertStatus::Unknown)
    };
    let now = attached.pki.now + attached.since.elapsed();
    signed(ca, &asked, now, status).unwrap_or_else(|_| ResponseStatus::InternalError.response())
}

/// A client may have looked at its clock before the PKI was made, and an answer of this moment would come to it from the
/// future: so the answer is five minutes old, as one from a cache may be.
fn signed(
    ca: &Authority,
    asked: &OcspRequest,
    now: OffsetDateTime,
    status: impl Fn(&[u8]) -> CertStatus,
) -> Result<Vec<u8>, LabError> {
    let made = now - Duration::from_mins(5);
    let mut builder = OcspBuilder::new(made).certificate(&ca.responder);
    for id in &asked.certificates {
        let single = SingleResponse::new(id.clone(), status(&id.serial), made);
        builder = builder.single(single.next_update(now + Duration::from_hours(1)));
    }
    if let Some(nonce) = &asked.nonce {
        builder = builder.nonce(nonce);
    }
    builder.sign(&ca.responder)
}
