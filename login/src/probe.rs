//! What a server asks of a client, seen from outside and without a key.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use crate::connection::{ConnectError, Connection, Limits};
use crate::handshake::{Alert, Asked, End, Handshake, Session, Unprepared, With};
use crate::hello::{self, hello};
use crate::http::{self, HttpError, Request};
use crate::pages::{self, Page};
use crate::proxy::{Proxies, Proxy};
use crate::target::{DnsError, Target};
use crate::wire::{ClientHello, Version};

/// How a target is looked at.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// For each connection; everything at one address takes at most [`LOOK_TAKES`] times as long.
    pub limits: Limits,
    /// How often; more than once, where a farm may have nodes that differ.
    pub repeat: u32,
    /// Through which proxy.
    pub proxies: Proxies,
}

/// How many times a connection's time all of them together may take at one address: servers that answer at all need a fraction of it.
pub const LOOK_TAKES: u32 = 2;

/// What was seen of a target.
#[derive(Clone, Debug)]
pub struct Probe {
    /// What was named.
    pub target: Target,
    /// It was reached through this proxy, as it is shown.
    pub proxy: Option<String>,
    /// Where its name leads, or that of the proxy, which looks up the target's itself.
    pub addresses: Result<Vec<SocketAddr>, DnsError>,
    /// What was seen at each address, and of each repetition.
    pub looks: Vec<Look>,
}

/// What was seen at one address, once.
#[derive(Clone, Debug)]
pub struct Look {
    /// Where.
    pub address: SocketAddr,
    /// The number of the repetition, from 0.
    pub run: u32,
    /// No connection stands: the reason, and nothing else is known.
    pub unreachable: Option<ConnectError>,
    /// One visit with each version that the TLS library here speaks and that is spoken there.
    pub visits: Vec<Visit>,
    /// What each version's first message was answered with, where the TLS library here does not speak it or came to no end with it.
    pub hellos: Vec<Hello>,
    /// What is answered to a first message without the host's name; `None`: it was not tried, since the target has no name.
    pub nameless: Option<hello::Answer>,
    /// The server speaks HTTP/2; `None`: it came to no handshake.
    pub http2: Option<bool>,
    /// The time for this address was up before all was seen.
    pub cut_short: bool,
}

/// A first message, and what came back.
#[derive(Clone, Debug)]
pub struct Hello {
    /// The version that was offered, and no newer one.
    pub version: Version,
    /// What came.
    pub answer: hello::Answer,
}

/// A handshake, and the page that was asked for over it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The version that was offered, alone.
    pub offered: Version,
    /// What was seen of the handshake; its end may have come with the answer to the request.
    pub handshake: Handshake,
    /// The answer; `None`: there was none.
    pub answer: Option<Seen>,
    /// What came was no HTTP: its beginning.
    pub not_http: Option<String>,
    /// How long until the handshake was complete.
    pub took: Duration,
}

/// What is kept of an answer: no text of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// `200`
    pub status: u16,
    /// What the server calls itself.
    pub server: Option<String>,
    /// Where it points to.
    pub location: Option<String>,
    /// An error page that is known.
    pub page: Option<Page>,
    /// How far the server's clock is ahead of this computer's, in seconds; servers tell whole seconds.
    pub clock: Option<i64>,
}

impl Seen {
    /// Of an answer that came at this moment.
    pub fn of(answer: &http::Answer, now: OffsetDateTime) -> Self {
        Self {
            status: answer.status,
            server: answer.header("server").map(str::to_owned),
            location: answer.header("location").map(str::to_owned),
            page: pages::page(answer),
            clock: answer.date().map(|date| (date - now).whole_seconds()),
        }
    }
}

/// Whether and when a certificate is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Asks {
    /// In the handshake, and nobody gets in without.
    Required,
    /// In the handshake, and who has none is answered all the same.
    Optional,
    /// In the handshake; what happens without one was not seen.
    AtOnce,
    /// After the request.
    Late,
    /// Not on this page.
    Not,
    /// It could not be seen.
    Unknown,
}

impl Visit {
    /// The handshake was completed, or was only refused for want of a certificate.
    pub fn speaks(&self) -> bool {
        self.handshake.version.is_some() && !self.handshake.chain.is_empty()
    }

    /// Whether a certificate is asked for.
    pub fn asks(&self) -> Asks {
        let page = self.answer.as_ref().and_then(|answer| answer.page);
        if self.handshake.begins_anew || page == Some(Page::AskedLate) {
            return Asks::Late;
        }
        if self.handshake.asked.is_none() {
            return if self.speaks() { Asks::Not } else { Asks::Unknown };
        }
        match (&self.answer, &self.handshake.end) {
            (Some(_), _) if page == Some(Page::NoCertificate) => Asks::Required,
            (Some(_), _) => Asks::Optional,
            // handshake_failure (TLS 1.2), bad_certificate (Java, Go), decode_error (GnuTLS), certificate_required
            (None, Some(End::Alert(Alert(40 | 41 | 42 | 50 | 116)))) => Asks::Required,
            _ => Asks::AtOnce,
        }
    }
}

impl Asks {
    /// A certificate is asked for in the handshake.
    pub fn is_at_once(self) -> bool {
        matches!(self, Self::Required | Self::Optional | Self::AtOnce)
    }
}

/// What a server does without the host's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Nameless {
    /// The same.
    Same,
    /// It refuses.
    Refuses,
    /// It shows another certificate.
    OtherCertificate,
    /// It asks otherwise for a client's certificate.
    AsksOtherwise,
}

impl Look {
    /// What is asked for, of the newest version with which something was asked.
    pub fn asked(&self) -> Option<&Asked> {
        self.visits.iter().rev().find_map(|visit| visit.handshake.asked.as_ref())
    }

    /// The visit with this version.
    pub fn visit(&self, version: Version) -> Option<&Visit> {
        self.visits.iter().find(|visit| visit.offered == version)
    }

    /// The first message with this version.
    pub fn hello(&self, version: Version) -> Option<&Hello> {
        self.hellos.iter().find(|hello| hello.version == version)
    }

    /// The server speaks this version; `None`: it was not seen.
    pub fn speaks(&self, version: Version) -> Option<bool> {
        if self.visit(version).is_some_and(|visit| visit.handshake.version == Some(version)) {
            return Some(true);
        }
        let answer = &self.hello(version)?.answer;
        match (&answer.server, &answer.end) {
            (Some(server), _) => Some(server.version == Some(version)),
            (None, Some(End::Alert(_) | End::Closed | End::Reset)) => Some(false),
            _ => None,
        }
    }

    /// Our own TLS library cannot speak with a server that answers a first message with more in it, up to where it waits for the client: what
    /// it says of a refusal is no fault of the server's.
    pub fn is_beyond_us(&self) -> bool {
        let waits = |hello: &Hello| hello.answer.server.is_some() && hello.answer.end.is_none();
        !self.visits.iter().any(Visit::speaks) && self.hellos.iter().any(waits)
    }

    /// The server's chain: of a visit, else of a first message up to TLS 1.2.
    pub fn chain(&self) -> &[Vec<u8>] {
        let visits = self.visits.iter().rev().map(|visit| visit.handshake.chain.as_slice());
        let hellos = self.hellos.iter().rev().map(|hello| hello.answer.chain.as_slice());
        visits.chain(hellos).find(|chain| !chain.is_empty()).unwrap_or_default()
    }

    /// Whether a certificate is asked for, of all versions: what the newest does, but a request that comes late with any of them is told.
    pub fn asks(&self) -> Asks {
        let mut all = self.visits.iter().rev().map(Visit::asks).filter(|asks| *asks != Asks::Unknown);
        let first = all.next().unwrap_or(Asks::Unknown);
        if first == Asks::Not && all.any(|asks| asks == Asks::Late) { Asks::Late } else { first }
    }

    /// What the server does without the host's name; `None`: it was not seen, or the target has none.
    pub fn without_name(&self) -> Option<Nameless> {
        let nameless = self.nameless.as_ref()?;
        let visit = self.visit(Version::Tls12).filter(|visit| visit.speaks());
        match (&nameless.server, &nameless.end, visit) {
            (None, Some(End::Alert(_) | End::Closed | End::Reset), _) if self.visits.iter().any(Visit::speaks) => {
                Some(Nameless::Refuses)
            }
            (Some(_), None, Some(visit)) => {
                let names = |request: &crate::wire::message::Request| request.names.clone();
                let asked = visit.handshake.asked.as_ref().map(|asked| asked.names.clone());
                Some(if nameless.chain.first() != visit.handshake.chain.first() {
                    Nameless::OtherCertificate
                } else if nameless.request.as_ref().map(names) == asked {
                    Nameless::Same
                } else {
                    Nameless::AsksOtherwise
                })
            }
            (Some(_), _, None) => Some(Nameless::Same),
            _ => None,
        }
    }
}

impl Probe {
    /// The chains that were sent, each once.
    pub fn chains(&self) -> Vec<&[Vec<u8>]> {
        let mut all: Vec<&[Vec<u8>]> = Vec::new();
        for chain in self.looks.iter().map(Look::chain).filter(|chain| !chain.is_empty()) {
            if !all.contains(&chain) {
                all.push(chain);
            }
        }
        all
    }

    /// What is asked for wherever a certificate is asked for: of several nodes, the names that all of them send. One that sends none takes
    /// every card.
    pub fn asked_everywhere(&self) -> Option<Asked> {
        let visits = self.looks.iter().flat_map(|look| look.visits.iter().rev());
        let mut asked: Vec<&Asked> = visits.filter_map(|visit| visit.handshake.asked.as_ref()).collect();
        if asked.iter().any(|one| one.name_bytes > 0) {
            asked.retain(|one| one.name_bytes > 0);
        }
        let (first, others) = asked.split_first()?;
        let mut common = (*first).clone();
        common.names.retain(|name| others.iter().all(|other| other.names.contains(name)));
        Some(common)
    }
}

/// Looks at every address of a target, one after the other.
pub fn probe(target: &Target, options: &Options, now: &dyn Fn() -> OffsetDateTime) -> Probe {
    let proxy = options.proxies.of(target);
    let addresses = match proxy {
        Some(proxy) => proxy.addresses(options.limits.connect),
        None => target.addresses(options.limits.connect),
    };
    let mut looks = Vec::new();
    for run in 0..options.repeat.max(1) {
        for address in addresses.iter().flatten() {
            looks.push(look_through(proxy, target, *address, run, &options.limits, now));
        }
    }
    Probe { target: target.clone(), proxy: proxy.map(ToString::to_string), addresses, looks }
}

/// Looks at one address.
pub fn look(target: &Target, address: SocketAddr, run: u32, limits: &Limits, now: &dyn Fn() -> OffsetDateTime) -> Look {
    look_through(None, target, address, run, limits, now)
}

/// Where connections of one look go, and until when.
struct Way<'a> {
    target: &'a Target,
    address: SocketAddr,
    proxy: Option<&'a Proxy>,
    limits: &'a Limits,
    ends: Instant,
    now: &'a dyn Fn() -> OffsetDateTime,
}

impl Way<'_> {
    /// There is time for another connection.
    fn is_open(&self) -> bool {
        Instant::now() < self.ends
    }

    fn connect(&self) -> Result<Connection, ConnectError> {
        let left = self.ends.saturating_duration_since(Instant::now());
        let limits = Limits {
            connect: self.limits.connect.min(left.max(Duration::from_millis(1))),
            total: self.limits.total.min(left),
            ..*self.limits
        };
        let mut connection = Connection::open(self.address, &limits)?;
        if let Some(proxy) = self.proxy {
            proxy.tunnel(&mut connection, self.target)?;
        }
        Ok(connection)
    }

    fn say(&self, version: Version, with_name: bool) -> Option<Hello> {
        let mut client = client_hello(self.target, version);
        if !with_name {
            client.server_name = None;
        }
        let answer = hello(&mut self.connect().ok()?, &client);
        Some(Hello { version, answer })
    }

    fn visit(&self, version: Version) -> Result<Visit, VisitError> {
        let connection = self.connect()?;
        let begun = Instant::now();
        let with = With { version, key: None, alpn: vec!["http/1.1"] };
        let mut session = Session::begin(connection, self.target, &with)?;
        let took = begun.elapsed();
        let mut answer = None;
        let mut not_http = None;
        if session.is_complete() {
            match http::exchange(&mut session, &Request::get(self.target)) {
                Ok(found) => answer = Some(Seen::of(&found, (self.now)())),
                Err(HttpError::NotHttp(begins)) => not_http = Some(begins),
                Err(HttpError::Ended(_)) => {}
            }
        }
        Ok(Visit { offered: version, handshake: session.seen(), answer, not_http, took })
    }

    /// HTTP/2 is spoken; the connection ends with the handshake.
    fn http2(&self, version: Version) -> Option<bool> {
        let with = With { version, key: None, alpn: vec!["h2", "http/1.1"] };
        let session = Session::begin(self.connect().ok()?, self.target, &with).ok()?;
        let seen = session.seen();
        seen.version.map(|_| seen.alpn.as_deref() == Some("h2"))
    }
}

fn look_through(
    proxy: Option<&Proxy>,
    target: &Target,
    address: SocketAddr,
    run: u32,
    limits: &Limits,
    now: &dyn Fn() -> OffsetDateTime,
) -> Look {
    let mut look = Look {
        address,
        run,
        unreachable: None,
        visits: Vec::new(),
        hellos: Vec::new(),
        nameless: None,
        http2: None,
        cut_short: false,
    };
    let ends = Instant::now() + limits.total * LOOK_TAKES;
    let way = Way { target, address, proxy, limits, ends, now };
    for version in [Version::Tls13, Version::Tls12] {
        if !way.is_open() {
            look.cut_short = true;
            break;
        }
        match way.visit(version) {
            Ok(visit) => {
                let is_open = !visit.speaks();
                look.visits.push(visit);
                // Nothing of this is to be blamed on the server before it has been asked without our library's limits.
                if is_open {
                    look.hellos.extend(way.say(version, true));
                }
            }
            Err(VisitError::Connect(error)) => {
                // A server that ends one connection may take no other for a while: what was seen counts.
                if look.visits.is_empty() {
                    look.unreachable = Some(error);
                } else {
                    look.cut_short = true;
                }
                look.visits.reverse();
                return look;
            }
            Err(VisitError::Unprepared(_)) => {}
        }
    }
    for version in [Version::Tls11, Version::Tls10] {
        if way.is_open() {
            look.hellos.extend(way.say(version, true));
        }
    }
    look.visits.reverse();
    look.hellos.reverse();
    let newest = look.visits.iter().rev().find(|visit| visit.speaks()).map(|visit| visit.offered);
    if let Some(newest) = newest.filter(|_| way.is_open()) {
        look.http2 = way.http2(newest);
        // In TLS 1.2 all of the answer is in the clear.
        let in_clear = look.visit(Version::Tls12).filter(|visit| visit.speaks()).map_or(newest, |visit| visit.offered);
        if target.server_name().is_some() {
            look.nameless = way.say(in_clear, false).map(|hello| hello.answer);
        }
    }
    look.cut_short |= !way.is_open();
    look
}

fn client_hello(target: &Target, version: Version) -> ClientHello {
    let mut random = [0; 32];
    // Where the system gives none, a connection for looking works with any.
    let _ = aws_lc_rs::rand::fill(&mut random);
    let mut share = random;
    share.reverse();
    ClientHello {
        version,
        server_name: target.server_name(),
        alpn: vec!["h2", "http/1.1"],
        suites: None,
        random,
        share,
    }
}

/// Why there was no visit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VisitError {
    /// No connection stands.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The TLS library does not take the settings.
    #[error(transparent)]
    Unprepared(#[from] Unprepared),
}
