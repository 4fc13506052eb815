//! What a server asks of a client, seen from outside and without a key.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use crate::connection::{ConnectError, Connection, Limits};
use crate::handshake::{Alert, Asked, End, Handshake, Session, Unprepared, With};
use crate::hello::{self, hello};
use crate::http::{self, HttpError, Request};
use crate::pages::{self, Page};
use crate::target::{DnsError, Target};
use crate::wire::{ClientHello, Version};

/// How a target is looked at.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// For each connection.
    pub limits: Limits,
    /// How often; more than once, where a farm may have nodes that differ.
    pub repeat: u32,
}

/// What was seen of a target.
#[derive(Clone, Debug)]
pub struct Probe {
    /// What was named.
    pub target: Target,
    /// Where its name leads.
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

impl Look {
    /// What is asked for, of the newest version with which something was asked.
    pub fn asked(&self) -> Option<&Asked> {
        self.visits.iter().rev().find_map(|visit| visit.handshake.asked.as_ref())
    }
}

/// Looks at every address of a target, one after the other.
pub fn probe(target: &Target, options: &Options, now: &dyn Fn() -> OffsetDateTime) -> Probe {
    let addresses = target.addresses(options.limits.connect);
    let mut looks = Vec::new();
    for run in 0..options.repeat.max(1) {
        for address in addresses.iter().flatten() {
            looks.push(look(target, *address, run, &options.limits, now));
        }
    }
    Probe { target: target.clone(), addresses, looks }
}

/// Looks at one address.
pub fn look(target: &Target, address: SocketAddr, run: u32, limits: &Limits, now: &dyn Fn() -> OffsetDateTime) -> Look {
    let mut look = Look { address, run, unreachable: None, visits: Vec::new(), hellos: Vec::new(), nameless: None };
    for version in [Version::Tls13, Version::Tls12] {
        match visit(target, address, version, limits, now) {
            Ok(visit) => {
                let is_open = !visit.speaks();
                look.visits.push(visit);
                // Nothing of this is to be blamed on the server before it has been asked without our library's limits.
                if is_open {
                    look.hellos.extend(say(target, address, version, limits));
                }
            }
            Err(VisitError::Connect(error)) => {
                look.unreachable = Some(error);
                return look;
            }
            Err(VisitError::Unprepared(_)) => {}
        }
    }
    for version in [Version::Tls11, Version::Tls10] {
        look.hellos.extend(say(target, address, version, limits));
    }
    if target.server_name().is_some() {
        let client = ClientHello { server_name: None, ..client_hello(target, Version::Tls12) };
        let answer = Connection::open(address, limits).map(|mut connection| hello(&mut connection, &client));
        look.nameless = answer.ok();
    }
    look.visits.reverse();
    look.hellos.reverse();
    look
}

fn say(target: &Target, address: SocketAddr, version: Version, limits: &Limits) -> Option<Hello> {
    let mut connection = Connection::open(address, limits).ok()?;
    let answer = hello(&mut connection, &client_hello(target, version));
    Some(Hello { version, answer })
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

fn visit(
    target: &Target,
    address: SocketAddr,
    version: Version,
    limits: &Limits,
    now: &dyn Fn() -> OffsetDateTime,
) -> Result<Visit, VisitError> {
    let connection = Connection::open(address, limits)?;
    let begun = Instant::now();
    let with = With { version, key: None, alpn: vec!["http/1.1"] };
    let mut session = Session::begin(connection, target, &with)?;
    let took = begun.elapsed();
    let mut answer = None;
    let mut not_http = None;
    if session.is_complete() {
        match http::exchange(&mut session, &Request::get(target)) {
            Ok(found) => answer = Some(Seen::of(&found, now())),
            Err(HttpError::NotHttp(begins)) => not_http = Some(begins),
            Err(HttpError::Ended(_)) => {}
        }
    }
    Ok(Visit { offered: version, handshake: session.seen(), answer, not_http, took })
}
