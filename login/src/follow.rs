//! From the page that the user names to the one that asks for the card, and on from there: redirects, cookies, and forms that a browser
//! sends on by itself (SAML HTTP-POST binding, OpenID Connect `form_post`).
//!
//! Every host is told before it is contacted. Nothing of a page is kept; queries of addresses, which may hold tokens, are neither.

mod cookies;
mod form;

use std::collections::HashSet;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use url::Url;

use self::cookies::Cookies;
use crate::connection::{ConnectError, Connection, Limits};
use crate::handshake::{Handshake, Session, With};
use crate::http::{self, Answer, HttpError, Request};
use crate::pages::{self, Page};
use crate::proxy::Proxies;
use crate::target::{DnsError, Target, TargetError};

/// Pages on the way; a SAML login by way of two services has about ten.
pub const MAX_HOPS: usize = 20;
/// For all of them.
const MAX_TIME: Duration = Duration::from_secs(90);

/// How far is gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Follow {
    /// Redirects are followed.
    pub redirects: bool,
    /// Forms that need nobody to fill them in are sent on.
    pub forms: bool,
}

impl Default for Follow {
    fn default() -> Self {
        Self { redirects: true, forms: false }
    }
}

/// Why a page was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Way {
    /// The user named it.
    Named,
    /// A redirect led there.
    Redirect,
    /// A form was sent there.
    Form,
}

/// One page that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hop {
    /// Why.
    pub way: Way,
    /// Host, and port where it is another than 443.
    pub host: String,
    /// The path, without the query.
    pub path: String,
    /// Where the connection stands.
    pub address: Option<SocketAddr>,
    /// What was seen of the handshake.
    pub handshake: Handshake,
    /// The handshake was complete before the end came, as far as a client can tell.
    pub completed: bool,
    /// What was answered.
    pub answered: Option<Answered>,
    /// Why there was no handshake, or no answer to the request.
    pub obstacle: Option<Obstacle>,
}

/// What is kept of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// `200`
    pub status: u16,
    /// What the server calls itself.
    pub server: Option<String>,
    /// An error page that is known.
    pub page: Option<Page>,
}

/// Why there was no handshake, or no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Obstacle {
    /// The name leads nowhere.
    Dns(DnsError),
    /// No connection stands.
    Connect(ConnectError),
    /// The TLS library does not take the settings; technical words.
    Unprepared(String),
    /// What came over TLS is no HTTP.
    NotHttp,
    /// There was no answer; the handshake may tell why.
    NoAnswer,
}

/// Why it went no further than the last page.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// It points nowhere else.
    Arrived,
    /// There was no answer.
    NoAnswer,
    /// It redirects, and redirects were not to be followed: the host.
    NotFollowed(String),
    /// It has a form that sends itself, and forms were not to be followed: the host.
    FormNotFollowed(String),
    /// It leads to where it came from, with nothing new.
    Circle,
    /// More pages than are looked at.
    TooMany,
    /// More time than is taken.
    TooLong,
    /// It leads to what is no https: the scheme.
    NotHttps(String),
    /// It leads to an address that cannot be used.
    NoAddress,
}

/// The way that was gone.
#[derive(Debug)]
pub struct Journey {
    /// Pages in the order in which they were asked for; at least one.
    pub hops: Vec<Hop>,
    /// Why it ended.
    pub stop: Stop,
    /// The last answer, to be looked at and thrown away.
    pub last: Option<Answer>,
}

/// A page that will be asked for.
struct Next {
    target: Target,
    way: Way,
    form: Option<String>,
}

/// Goes from page to page, with a handshake of its own for each. `contact` hears of every host before it is contacted.
pub fn follow(
    target: &Target,
    with: &With,
    how: Follow,
    limits: &Limits,
    proxies: &Proxies,
    contact: &dyn Fn(&str, Way),
) -> Journey {
    let begun = Instant::now();
    let mut cookies = Cookies::default();
    let mut hops: Vec<Hop> = Vec::new();
    let mut been = HashSet::new();
    let mut next = Next { target: target.clone(), way: Way::Named, form: None };
    loop {
        contact(&next.target.authority(), next.way);
        let (hop, answer) = visit(&next, with, cookies.header(next.target.url()), limits, proxies);
        hops.push(hop);
        let Some(answer) = answer else {
            return Journey { hops, stop: Stop::NoAnswer, last: None };
        };
        cookies.take(next.target.url(), &answer);
        let stop = match onward(&next, &answer, how) {
            Err(stop) => stop,
            Ok(on) if !been.insert((on.target.url().to_string(), on.form.clone(), cookies.header(on.target.url()))) => {
                Stop::Circle
            }
            Ok(_) if hops.len() >= MAX_HOPS => Stop::TooMany,
            Ok(_) if begun.elapsed() > MAX_TIME => Stop::TooLong,
            Ok(on) => {
                next = on;
                continue;
            }
        };
        return Journey { hops, stop, last: Some(answer) };
    }
}

fn visit(
    next: &Next,
    with: &With,
    cookies: Option<String>,
    limits: &Limits,
    proxies: &Proxies,
) -> (Hop, Option<Answer>) {
    let target = &next.target;
    let mut hop = Hop {
        way: next.way,
        host: target.authority(),
        path: target.page(),
        address: None,
        handshake: Handshake::default(),
        completed: false,
        answered: None,
        obstacle: None,
    };
    let connection = match connect(target, limits, proxies) {
        Ok((address, connection)) => {
            hop.address = Some(address);
            connection
        }
        Err(obstacle) => {
            hop.obstacle = Some(obstacle);
            return (hop, None);
        }
    };
    let mut session = match Session::begin(connection, target, with) {
        Ok(session) => session,
        Err(error) => {
            hop.obstacle = Some(Obstacle::Unprepared(error.to_string()));
            return (hop, None);
        }
    };
    hop.completed = session.is_complete();
    let mut found = None;
    if hop.completed {
        let method = if next.form.is_some() { "POST" } else { "GET" };
        let request = Request { method, target, cookies, form: next.form.clone() };
        match http::exchange(&mut session, &request) {
            Ok(answer) => {
                let server = answer.header("server").map(str::to_owned);
                hop.answered = Some(Answered { status: answer.status, server, page: pages::page(&answer) });
                found = Some(answer);
            }
            Err(HttpError::NotHttp(_)) => hop.obstacle = Some(Obstacle::NotHttp),
            Err(HttpError::Ended(_)) => hop.obstacle = Some(Obstacle::NoAnswer),
        }
    } else {
        hop.obstacle = Some(Obstacle::NoAnswer);
    }
    hop.handshake = session.seen();
    (hop, found)
}

/// The first address that takes a connection: the target's, or that of the proxy that leads there.
fn connect(target: &Target, limits: &Limits, proxies: &Proxies) -> Result<(SocketAddr, Connection), Obstacle> {
    let addresses = match proxies.of(target) {
        Some(proxy) => proxy.addresses(limits.connect),
        None => target.addresses(limits.connect),
    };
    let mut failed = Obstacle::Dns(DnsError::Failed("no address".to_owned()));
    for address in addresses.map_err(Obstacle::Dns)? {
        match open(target, address, limits, proxies) {
            Ok(connection) => return Ok((address, connection)),
            Err(error) => failed = Obstacle::Connect(error),
        }
    }
    Err(failed)
}

/// A connection to the target by way of an address: its own, or its proxy's.
pub(crate) fn open(
    target: &Target,
    address: SocketAddr,
    limits: &Limits,
    proxies: &Proxies,
) -> Result<Connection, ConnectError> {
    let mut connection = Connection::open(address, limits)?;
    if let Some(proxy) = proxies.of(target) {
        proxy.tunnel(&mut connection, target)?;
    }
    Ok(connection)
}

/// Where an answer leads.
fn onward(here: &Next, answer: &Answer, how: Follow) -> Result<Next, Stop> {
    let url = here.target.url();
    if matches!(answer.status, 301 | 302 | 303 | 307 | 308)
        && let Some(location) = answer.header("location")
    {
        let target = leads_to(url, location)?;
        if !how.redirects {
            return Err(Stop::NotFollowed(target.authority()));
        }
        // 307 and 308 ask for the same once more (RFC 9110 section 15.4); the others for a page, as browsers do it.
        let form = here.form.clone().filter(|_| matches!(answer.status, 307 | 308));
        return Ok(Next { target, way: Way::Redirect, form });
    }
    let is_html = answer.header("content-type").is_none_or(|kind| kind.to_ascii_lowercase().contains("html"));
    let Some(form) = form::self_sending(&answer.text()).filter(|_| is_html) else { return Err(Stop::Arrived) };
    let target = leads_to(url, &form.action)?;
    if !how.forms {
        return Err(Stop::FormNotFollowed(target.authority()));
    }
    if form.is_post {
        return Ok(Next { target, way: Way::Form, form: Some(form.content) });
    }
    let mut with_query = target.url().clone();
    with_query.set_query(Some(&form.content));
    let target = Target::of(with_query).map_err(|_| Stop::NoAddress)?;
    Ok(Next { target, way: Way::Form, form: None })
}

fn leads_to(from: &Url, to: &str) -> Result<Target, Stop> {
    let url = from.join(to.trim()).map_err(|_| Stop::NoAddress)?;
    let scheme = url.scheme().to_owned();
    Target::of(url).map_err(|error| match error {
        TargetError::NotHttps(_) => Stop::NotHttps(scheme),
        _ => Stop::NoAddress,
    })
}
