//! What users and logs show when a login fails: codes, alerts, events, error texts, and which causes may stand behind each.
//!
//! A code decides among causes; a heading of a browser's page decides nothing, since the same one stands above many codes: it gives candidates,
//! and what to ask next. [`look_up`] takes what somebody pasted, with whatever stands around it. A new sign is a line in `table`.

mod table;
mod words;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::causes::CauseId;

pub use table::SIGNS;
use words::Words;

/// One thing that is seen where a login fails.
#[derive(Debug, PartialEq, Eq)]
pub struct Sign {
    /// As it is shown: `ERR_BAD_SSL_CLIENT_AUTH_CERT`.
    pub name: &'static str,
    /// Other forms that mean the same; one that begins with `=` is known only where nothing else was typed.
    pub others: &'static [&'static str],
    /// Who shows it.
    pub program: Program,
    /// Whether it decides.
    pub kind: Kind,
    /// Where the fact comes from.
    pub source: &'static str,
    /// What may stand behind it, the most frequent first.
    pub causes: &'static [CauseId],
    /// What to ask or look at next, in this order.
    pub next: &'static [Check],
}

/// Who shows a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Program {
    /// Chromium, Chrome and Edge.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari, and whatever else uses Apple's network libraries.
    Safari,
    /// Internet Explorer, Edge in its mode, and whatever else uses WinINet or WinHTTP.
    InternetExplorer,
    /// Windows: Schannel's events and error numbers, CryptoAPI, smart cards.
    Windows,
    /// .NET.
    DotNet,
    /// An alert of TLS itself, in whatever program's words.
    Tls,
    /// IIS.
    Iis,
    /// nginx.
    Nginx,
    /// Apache httpd.
    Apache,
    /// HAProxy.
    Haproxy,
    /// Java: JSSE, Tomcat, Jetty, Spring.
    Java,
    /// OpenSSL and whatever uses it: curl, Node, stunnel, PHP, Python.
    OpenSsl,
    /// curl.
    Curl,
    /// GnuTLS.
    GnuTls,
    /// Go: Caddy, Traefik.
    Go,
    /// Any web server.
    Http,
}

impl Program {
    /// All, in the order of the table.
    pub const ALL: [Self; 17] = [
        Self::Chromium,
        Self::Firefox,
        Self::Safari,
        Self::InternetExplorer,
        Self::Windows,
        Self::DotNet,
        Self::Tls,
        Self::Iis,
        Self::Nginx,
        Self::Apache,
        Self::Haproxy,
        Self::Java,
        Self::OpenSsl,
        Self::Curl,
        Self::GnuTls,
        Self::Go,
        Self::Http,
    ];

    /// Its stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Safari => "safari",
            Self::InternetExplorer => "internet-explorer",
            Self::Windows => "windows",
            Self::DotNet => "dotnet",
            Self::Tls => "tls",
            Self::Iis => "iis",
            Self::Nginx => "nginx",
            Self::Apache => "apache",
            Self::Haproxy => "haproxy",
            Self::Java => "java",
            Self::OpenSsl => "openssl",
            Self::Curl => "curl",
            Self::GnuTls => "gnutls",
            Self::Go => "go",
            Self::Http => "http",
        }
    }
}

/// Whether a sign decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// It narrows down the causes.
    Code,
    /// Words above a page: the same stand above many codes.
    Heading,
}

/// What to ask or to look at next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Check {
    /// The code at the bottom of the page.
    Code,
    /// Whether a prompt for the PIN came.
    Pin,
    /// Which of the card's certificates was chosen.
    Certificate,
    /// Whether a colleague's card gets in here.
    Colleague,
    /// Whether this card gets in at other services.
    Sites,
    /// Whether it works on another computer.
    Elsewhere,
    /// Which kind of card it is.
    Kind,
    /// Whether it is so every time.
    Always,
    /// Whether the computer's clock is right.
    Clock,
    /// In whose log it stands: the server's, or that of whoever connects.
    WhoseLog,
    /// What the server's log says of the certificate.
    ServerLog,
    /// Whether root and issuing CA are on this computer.
    ThisComputer,
    /// The program for cards: whether it runs, and its version.
    CardProgram,
    /// Whether the address is the right one.
    Address,
    /// Whether other pages open.
    Network,
    /// The card's own dates.
    Dates,
    /// Whether the card is revoked.
    Revocation,
    /// What the server asks for, seen from outside.
    Probe,
    /// A diagnosis with the card's public certificate.
    Diagnose,
    /// What the user may do in the application.
    Permission,
}

impl Check {
    /// Its stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Pin => "pin",
            Self::Certificate => "certificate",
            Self::Colleague => "colleague",
            Self::Sites => "sites",
            Self::Elsewhere => "elsewhere",
            Self::Kind => "kind",
            Self::Always => "always",
            Self::Clock => "clock",
            Self::WhoseLog => "whose-log",
            Self::ServerLog => "server-log",
            Self::ThisComputer => "this-computer",
            Self::CardProgram => "card-program",
            Self::Address => "address",
            Self::Network => "network",
            Self::Dates => "dates",
            Self::Revocation => "revocation",
            Self::Probe => "probe",
            Self::Diagnose => "diagnose",
            Self::Permission => "permission",
        }
    }
}

/// What was found in a pasted text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The signs in it: codes first, and what was recognised by most words first.
    pub signs: Vec<&'static Sign>,
    /// Where there is none: names that look alike, nearest first.
    pub near: Vec<&'static str>,
}

/// Of a pasted text so many bytes are looked at.
pub const MAX_BYTES: usize = 64 * 1024;

/// How many names that look alike are told.
const MAX_NEAR: usize = 3;

impl Found {
    /// There is a code among them; otherwise nothing is decided.
    pub fn decides(&self) -> bool {
        self.signs.iter().any(|sign| sign.kind == Kind::Code)
    }

    /// The signs that count: the codes, and where there is none, the headings.
    pub fn telling(&self) -> impl Iterator<Item = &'static Sign> + '_ {
        let decides = self.decides();
        self.signs.iter().copied().filter(move |sign| !decides || sign.kind == Kind::Code)
    }

    /// What may stand behind all of it: what most of the signs that count name, in their order.
    pub fn causes(&self) -> Vec<CauseId> {
        let mut order = Vec::new();
        let mut named: BTreeMap<CauseId, usize> = BTreeMap::new();
        for cause in self.telling().flat_map(|sign| sign.causes) {
            *named.entry(*cause).or_default() += 1;
            if !order.contains(cause) {
                order.push(*cause);
            }
        }
        let most = named.values().copied().max().unwrap_or_default();
        order.retain(|cause| named.get(cause) == Some(&most));
        order
    }

    /// What to ask or look at next, each once.
    pub fn next(&self) -> Vec<Check> {
        let mut next = Vec::new();
        for check in self.telling().flat_map(|sign| sign.next) {
            if !next.contains(check) {
                next.push(*check);
            }
        }
        next
    }
}

/// The signs in a pasted text. Case, blanks, underscores and whatever stands around them do not matter.
pub fn look_up(pasted: &str) -> Found {
    let pasted = words::first(pasted, MAX_BYTES);
    let text = Words::of(pasted);
    let squeezed = text.squeezed();
    let mut hits: Vec<Hit> = FORMS.iter().filter_map(|form| form.hit(&text, &squeezed)).collect();
    hits.extend(alerts(&text, pasted));
    // What lies inside something longer is a part of it: "certificate unknown" in "unknown ca" words, a heading in a sentence.
    let lies_inside = |one: &Hit| {
        let is_around = |other: &Hit| other.words() > one.words() && other.from <= one.from && one.to <= other.to;
        one.words() > 0 && hits.iter().any(is_around)
    };
    let mut kept: Vec<&Hit> = hits.iter().filter(|hit| !lies_inside(hit)).collect();
    kept.sort_by_key(|hit| (hit.sign.kind == Kind::Heading, std::cmp::Reverse(hit.words())));
    let mut signs: Vec<&'static Sign> = Vec::new();
    for hit in kept {
        if !signs.iter().any(|known| std::ptr::eq(*known, hit.sign)) {
            signs.push(hit.sign);
        }
    }
    let near = if signs.is_empty() { near(&text) } else { Vec::new() };
    Found { signs, near }
}

/// The sign of this name.
pub fn named(name: &str) -> Option<&'static Sign> {
    SIGNS.iter().find(|sign| sign.name == name)
}

/// A sign at a place of a text.
struct Hit {
    sign: &'static Sign,
    from: usize,
    to: usize,
}

impl Hit {
    fn words(&self) -> usize {
        self.to - self.from
    }
}

/// A form of a sign, ready to be looked for.
struct Form {
    sign: &'static Sign,
    words: Words,
    /// `SSL_PROTOCOL_ERROR` is how some read `ERR_SSL_PROTOCOL_ERROR` aloud.
    without_prefix: Option<Words>,
    squeezed: String,
    /// It counts only where nothing else was typed.
    alone: bool,
}

impl Form {
    fn of(sign: &'static Sign, form: &str) -> Self {
        // The names of alerts are ordinary words ("internal error"): alone they count; behind the word "alert" they are found by `alerts`.
        let is_alert = sign.program == Program::Tls && form == sign.name;
        let (form, alone) = form.strip_prefix('=').map_or((form, is_alert), |form| (form, true));
        let words = Words::of(form);
        Self { sign, without_prefix: words.without_prefix(), squeezed: words.squeezed(), words, alone }
    }

    fn hit(&self, text: &Words, squeezed: &str) -> Option<Hit> {
        let all = Hit { sign: self.sign, from: 0, to: text.len() };
        if self.alone {
            return (self.words == *text).then_some(all);
        }
        if text.len() == 1 && self.words.len() > 1 && self.squeezed == squeezed {
            return Some(all);
        }
        let without_prefix = || text.find(self.without_prefix.as_ref()?);
        let (from, to) = text.find(&self.words).or_else(without_prefix)?;
        Some(Hit { from, to, ..all })
    }
}

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let forms =
        |sign: &'static Sign| std::iter::once(&sign.name).chain(sign.others).map(move |form| Form::of(sign, form));
    SIGNS.iter().flat_map(forms).collect()
});

/// Words after which the number of an alert follows.
const ALERT_WORDS: &[&str] = &["alert", "larm", "larmet", "varning", "varningskod", "varningskoden", "36887", "36888"];

/// How many words may stand between such a word and the number: "alert code is 48", "fatal alert code defined by the TLS protocol is 48".
const ALERT_DISTANCE: usize = 8;

/// Alerts by their numbers and by their names, in whatever words around them.
fn alerts(text: &Words, pasted: &str) -> Vec<Hit> {
    let mut hits = Vec::new();
    for from in text.positions(ALERT_WORDS) {
        let behind = from + 1..=from + ALERT_DISTANCE;
        let number = behind.clone().find_map(|at| Some((at, text.get(at)?.parse::<u8>().ok()?)));
        if let Some((at, sign)) = number.and_then(|(at, number)| Some((at, alert(number)?))) {
            hits.push(Hit { sign, from: at, to: at + 1 });
        }
    }
    let lower = pasted.to_lowercase();
    for sign in SIGNS.iter().filter(|sign| sign.program == Program::Tls) {
        let name = Words::of(sign.name);
        let (count, squeezed) = (name.len(), name.squeezed());
        let is_at = |at: usize| (1..=count).any(|words| text.range(at, words).is_some_and(|range| range == squeezed));
        let is_behind = |from: usize| (from + 1..=from + ALERT_DISTANCE).any(is_at);
        if lower.contains(sign.name) || text.positions(ALERT_WORDS).any(is_behind) {
            hits.push(Hit { sign, from: 0, to: 0 });
        }
    }
    hits
}

/// The sign of an alert.
pub fn alert(number: u8) -> Option<&'static Sign> {
    let alone = format!("={number}");
    SIGNS.iter().find(|sign| sign.program == Program::Tls && sign.others.contains(&alone.as_str()))
}

fn near(text: &Words) -> Vec<&'static str> {
    let squeezed = text.squeezed();
    // A sentence is nobody's misspelt code.
    if squeezed.len() > 80 {
        return Vec::new();
    }
    let mut near: Vec<(usize, &'static str)> = SIGNS
        .iter()
        .map(|sign| (strsim::osa_distance(&squeezed, &Words::of(sign.name).squeezed()), sign.name))
        .filter(|(distance, name)| distance * 5 <= name.len())
        .collect();
    near.sort_unstable();
    near.into_iter().map(|(_, name)| name).take(MAX_NEAR).collect()
}

#[cfg(test)]
mod tests;
