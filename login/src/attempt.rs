//! One login with one key against one server, and what became of it.

use std::sync::Arc;

use time::OffsetDateTime;

use tillit_verifier::Certificate;

use crate::browser::{self, Above, Offer, Withheld};
use crate::connection::Limits;
use crate::follow::{self, Follow, Hop, Journey, Obstacle, Stop, Way};
use crate::handshake::{Alert, End, With};
use crate::hello::hello;
use crate::http::Answer;
use crate::key::{LoginKey, Padding};
use crate::pages::Page;
use crate::proxy::Proxies;
use crate::target::Target;
use crate::wire::{ClientHello, Version};

/// Which certificates are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChainSent {
    /// The key's own alone.
    Leaf,
    /// With the CAs below the root.
    Issuers,
    /// With the root, too.
    Root,
}

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Wanted {
    /// The version; no other is offered.
    pub version: Version,
    /// The certificates.
    pub chain: ChainSent,
    /// The signature.
    pub padding: Padding,
}

/// What to try, where the user leaves it open.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Versions; empty: 1.2 and 1.3.
    pub versions: Vec<Version>,
    /// Chains; empty: without and with the CAs below the root, as far as they are at hand.
    pub chains: Vec<ChainSent>,
    /// Signatures; empty: those that the version allows. One that is named is tried with every version: so does a card that has no other.
    pub paddings: Vec<Padding>,
}

/// What is expected of the page at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    /// One of these; empty: any below 400.
    pub statuses: Vec<u16>,
    /// Each of these stands on the page.
    pub texts: Vec<String>,
    /// None of these stands on the page.
    pub denied: Vec<String>,
}

/// How a login is tried.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// For each connection.
    pub limits: Limits,
    /// How far is gone.
    pub follow: Follow,
    /// What is expected in the end.
    pub expected: Expected,
    /// Through which proxy.
    pub proxies: Proxies,
}

/// A login that was tried.
#[derive(Debug)]
pub struct LoginAttempt {
    /// What was tried.
    pub wanted: Wanted,
    /// CAs that were sent along.
    pub sent_above: usize,
    /// Pages that were asked for, the named one first.
    pub hops: Vec<Hop>,
    /// Why it ended at the last of them.
    pub stop: Stop,
    /// What a browser does with this certificate at the page that asked for one; `None`: none asked.
    pub offer: Option<Offer>,
    /// What came of it, although a browser may never have got there.
    pub came_to: Outcome,
    /// Expected texts that were found on the last page.
    pub found: Vec<String>,
}

/// What came of a login.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server took the certificate and answered.
    LoggedIn,
    /// The server refused it below HTTP.
    RefusedInHandshake {
        /// What it said; `None`: it closed the connection without a word.
        alert: Option<Alert>,
        /// The client's handshake was complete by then: TLS 1.3 gives no other way.
        late: bool,
    },
    /// The server took the handshake and refused in its answer.
    RefusedByHttp(Refused),
    /// No certificate was asked for.
    NotAsked {
        /// It asks after the request, which this client does not follow.
        late: bool,
    },
    /// The server takes no signature that this key makes: nothing was sent.
    NoCommonAlgorithm,
    /// No login could be tried.
    Unreachable(Unreachable),
}

/// How an answer refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// A page that is known.
    Page(Page),
    /// Its status, where none or others were expected.
    Status(u16),
    /// A text that must not be there.
    Denied(String),
    /// A text that must be there is not.
    Missing(String),
    /// It leads back to where it came from.
    Circle,
    /// It leads on and on.
    Endless,
}

/// Why no login could be tried.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Unreachable {
    /// No connection, or no HTTP.
    Obstacle(Obstacle),
    /// The server does not speak this version.
    VersionNotSpoken,
    /// The server would go on with another client: only the TLS library here lacks what it takes.
    OurLibrary,
    /// It ended before a certificate was asked for, or in a way that says nothing of the certificate.
    Ended(End),
}

/// The outcome in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// logged-in
    LoggedIn,
    /// refused-in-handshake
    RefusedInHandshake,
    /// refused-by-http
    RefusedByHttp,
    /// not-asked
    NotAsked,
    /// not-offered: the server's names exclude it; a browser would not have sent it
    NotOffered,
    /// no-common-algorithm
    NoCommonAlgorithm,
    /// unreachable
    Unreachable,
}

impl LoginAttempt {
    /// The outcome for somebody who sits at a browser.
    pub fn verdict(&self) -> Verdict {
        let withheld = self.offer == Some(Offer::Withholds(Withheld::NotAnnounced));
        match &self.came_to {
            Outcome::Unreachable(_) => Verdict::Unreachable,
            Outcome::NotAsked { .. } => Verdict::NotAsked,
            _ if withheld => Verdict::NotOffered,
            Outcome::LoggedIn => Verdict::LoggedIn,
            Outcome::RefusedInHandshake { .. } => Verdict::RefusedInHandshake,
            Outcome::RefusedByHttp(_) => Verdict::RefusedByHttp,
            Outcome::NoCommonAlgorithm => Verdict::NoCommonAlgorithm,
        }
    }

    /// The page that asked for a certificate, the last of several.
    pub fn asking(&self) -> Option<&Hop> {
        self.hops.iter().rev().find(|hop| hop.handshake.asked.is_some())
    }

    /// The last page.
    pub fn last(&self) -> Option<&Hop> {
        self.hops.last()
    }

    /// The alert that ended it.
    pub fn alert(&self) -> Option<Alert> {
        match self.last()?.handshake.end {
            Some(End::Alert(alert)) if self.last()?.answered.is_none() => Some(alert),
            _ => None,
        }
    }

    /// The scheme that was signed with, by its number.
    pub fn signed_with(&self) -> Option<u16> {
        self.asking()?.handshake.signed_with
    }

    /// The server does not speak the version: nothing is said of the certificate.
    pub fn is_beside_the_point(&self) -> bool {
        self.came_to == Outcome::Unreachable(Unreachable::VersionNotSpoken)
    }
}

/// Everything that is to be tried with a key whose CAs are these.
pub fn matrix(key: &LoginKey, above: &[Certificate], choice: &Choice) -> Vec<Wanted> {
    let versions =
        if choice.versions.is_empty() { vec![Version::Tls12, Version::Tls13] } else { choice.versions.clone() };
    let chains = match choice.chains.as_slice() {
        [] if to_send(above, ChainSent::Issuers).is_empty() => vec![ChainSent::Leaf],
        [] => vec![ChainSent::Leaf, ChainSent::Issuers],
        named => named.to_vec(),
    };
    let mut all = Vec::new();
    for version in versions {
        let paddings = match (choice.paddings.as_slice(), key.is_rsa(), version) {
            (named @ [_, ..], true, _) => named,
            (_, false, _) => &[Padding::Any],
            ([], true, Version::Tls13) => &[Padding::Pss],
            ([], true, _) => &[Padding::Pkcs1, Padding::Pss],
        };
        for chain in &chains {
            all.extend(paddings.iter().map(|padding| Wanted { version, chain: *chain, padding: *padding }));
        }
    }
    all
}

/// The CAs that go along.
fn to_send(above: &[Certificate], chain: ChainSent) -> &[Certificate] {
    let below_root = above.iter().position(Certificate::is_self_issued).unwrap_or(above.len());
    match chain {
        ChainSent::Leaf => &[],
        ChainSent::Issuers => above.get(..below_root).unwrap_or_default(),
        ChainSent::Root => above,
    }
}

/// Tries to log in. `above`: the key's CAs ([`browser::above`]). `contact` hears of every host before it is contacted.
pub fn log_in(
    target: &Target,
    key: &LoginKey,
    above: &Above,
    wanted: Wanted,
    options: &Options,
    now: OffsetDateTime,
    contact: &dyn Fn(&str, Way),
) -> LoginAttempt {
    let sent = to_send(&above.certificates, wanted.chain);
    let with = With {
        version: wanted.version,
        key: Some(Arc::new(key.certified(sent, wanted.padding))),
        alpn: vec!["http/1.1"],
    };
    let Journey { hops, stop, last } =
        follow::follow(target, &with, options.follow, &options.limits, &options.proxies, contact);
    let asked = hops.iter().rev().find_map(|hop| hop.handshake.asked.as_ref());
    let offer = asked.map(|asked| browser::offer(key.certificate(), above, asked, now));
    let came_to = outcome(&hops, &stop, last.as_ref(), wanted.version, options);
    let text = last.as_ref().map(text);
    let is_there = |wanted: &&String| text.as_deref().is_some_and(|text| text.contains(wanted.as_str()));
    let found = options.expected.texts.iter().filter(is_there).cloned().collect();
    LoginAttempt { wanted, sent_above: sent.len(), hops, stop, offer, came_to, found }
}

fn outcome(hops: &[Hop], stop: &Stop, last: Option<&Answer>, version: Version, options: &Options) -> Outcome {
    let Some(hop) = hops.last() else { return Outcome::Unreachable(Unreachable::Obstacle(Obstacle::NoAnswer)) };
    let Some((answer, answered)) = last.zip(hop.answered.as_ref()) else {
        return without_answer(hop, version, options);
    };
    let asking: Vec<&Hop> = hops.iter().filter(|hop| hop.handshake.asked.is_some()).collect();
    if asking.is_empty() {
        return Outcome::NotAsked { late: answered.page == Some(Page::AskedLate) };
    }
    if asking.iter().all(|hop| hop.handshake.signed_with.is_none()) {
        return Outcome::NoCommonAlgorithm;
    }
    match refused(answer, answered.page, stop, &options.expected) {
        Some(refused) => Outcome::RefusedByHttp(refused),
        None => Outcome::LoggedIn,
    }
}

/// Why the last answer is none of somebody who is logged in.
fn refused(answer: &Answer, page: Option<Page>, stop: &Stop, expected: &Expected) -> Option<Refused> {
    match stop {
        Stop::Circle => return Some(Refused::Circle),
        Stop::TooMany | Stop::TooLong => return Some(Refused::Endless),
        _ => {}
    }
    let text = text(answer);
    if let Some(denied) = expected.denied.iter().find(|denied| text.contains(denied.as_str())) {
        return Some(Refused::Denied(denied.clone()));
    }
    let status = answer.status;
    if expected.statuses.is_empty() && status >= 400 {
        return Some(page.map_or(Refused::Status(status), Refused::Page));
    }
    if !expected.statuses.is_empty() && !expected.statuses.contains(&status) {
        return Some(page.map_or(Refused::Status(status), Refused::Page));
    }
    let missing = expected.texts.iter().find(|wanted| !text.contains(wanted.as_str()));
    missing.map(|missing| Refused::Missing(missing.clone()))
}

/// A page in the letters that it says it has: UTF-8, or those of western Europe.
fn text(answer: &Answer) -> String {
    let kind = answer.header("content-type").unwrap_or_default().to_ascii_lowercase();
    if kind.contains("iso-8859-1") || kind.contains("windows-1252") {
        return answer.body.0.iter().map(|byte| char::from(*byte)).collect();
    }
    answer.text().into_owned()
}

/// What a handshake comes to that ended, or was not followed by an answer.
fn without_answer(hop: &Hop, version: Version, options: &Options) -> Outcome {
    let handshake = &hop.handshake;
    let open = |unreachable| Outcome::Unreachable(unreachable);
    let before = |obstacle: &&Obstacle| !matches!(obstacle, Obstacle::NoAnswer);
    if let Some(obstacle) = hop.obstacle.as_ref().filter(before) {
        return open(Unreachable::Obstacle(obstacle.clone()));
    }
    if handshake.begins_anew {
        return Outcome::NotAsked { late: true };
    }
    let ended = match &handshake.end {
        Some(end) => Unreachable::Ended(end.clone()),
        None => Unreachable::Obstacle(Obstacle::NoAnswer),
    };
    if handshake.asked.is_none() {
        let is_refused = matches!(handshake.end, Some(End::Alert(_) | End::Closed | End::Reset));
        let unheard = (is_refused && handshake.version.is_none()).then(|| unheard(hop, version, options)).flatten();
        return open(unheard.unwrap_or(ended));
    }
    match &handshake.end {
        // However it ended: with what the server asked for there is nothing to send.
        _ if handshake.signed_with.is_none() => Outcome::NoCommonAlgorithm,
        // Nobody refuses what was not shown.
        _ if !handshake.sent_certificate => open(ended),
        Some(End::Alert(alert)) => Outcome::RefusedInHandshake { alert: Some(*alert), late: late(hop, version) },
        // Node and others close the connection, and say nothing.
        Some(End::Closed | End::Reset) => Outcome::RefusedInHandshake { alert: None, late: late(hop, version) },
        _ => open(ended),
    }
}

/// With TLS 1.3 a client has done its part before the server looks at its certificate.
fn late(hop: &Hop, version: Version) -> bool {
    hop.completed || version == Version::Tls13
}

/// The server came to no choice with the library's first message: is it the version, or what the library lacks?
fn unheard(hop: &Hop, version: Version, options: &Options) -> Option<Unreachable> {
    let target = Target::parse(&hop.host).ok()?;
    let mut connection = follow::open(&target, hop.address?, &options.limits, &options.proxies).ok()?;
    let mut random = [0; 32];
    // Where the system gives none, a connection for looking works with any.
    let _ = aws_lc_rs::rand::fill(&mut random);
    let mut share = random;
    share.reverse();
    let client =
        ClientHello { version, server_name: target.server_name(), alpn: vec!["http/1.1"], suites: None, random, share };
    let answer = hello(&mut connection, &client);
    // protocol_version; some servers (GnuTLS) say handshake_failure to a version that they do not speak. Every cipher that may be in use
    // was offered.
    let old = |alert: &Alert| matches!(alert.0, 40 | 70);
    match (answer.server.and_then(|server| server.version), answer.end) {
        (Some(chosen), None) if chosen == version => Some(Unreachable::OurLibrary),
        // It ends in the middle with every client.
        (Some(chosen), Some(_)) if chosen == version => None,
        (Some(_), _) => Some(Unreachable::VersionNotSpoken),
        (None, Some(End::Alert(alert))) if old(&alert) => Some(Unreachable::VersionNotSpoken),
        _ => None,
    }
}
