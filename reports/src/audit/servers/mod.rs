//! What is said of services of servers: whom they let in, in which line that is written, and what to change.

pub mod excerpt;
pub mod human;
pub mod json;
mod judge;
mod say;
mod settings;
mod table;

use std::path::Path;

use tillit_trust_stores::TrustStore;
use tillit_trust_stores::servers::running::Running;
use tillit_trust_stores::servers::service::{About, Asks, When, Why};
use tillit_trust_stores::servers::{self, Gathered, NamedStore, Prediction, Service, Spot};

pub(super) use judge::{Answer, View};
pub(super) use say::{ServiceFinding, problem_severity};
pub(super) use table::{csv_rows, markdown_rows};

/// A service of a server with what becomes of cards there.
#[derive(Debug)]
pub struct AuditedService {
    /// What its configuration says, with its stores.
    pub gathered: Gathered,
    /// What becomes of the cards of each generation and role; empty where no certificate is asked for.
    pub predictions: Vec<Prediction>,
    /// Whether the server runs with what its files say.
    pub running: Running,
}

/// Whether a certificate is asked for, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AsksFor {
    Required,
    Optional,
    Off,
    Application,
    Late,
    Refuses,
    Unknown,
}

impl AuditedService {
    /// It reads this store.
    pub(crate) fn reads(&self, store: &TrustStore) -> bool {
        let is_same = |named: &NamedStore| matches!(named, NamedStore::Read(own) if own.location == store.location);
        self.gathered.stores.iter().any(is_same)
    }

    fn service(&self) -> &Service {
        &self.gathered.service
    }

    pub(super) fn asks(&self) -> AsksFor {
        let service = self.service();
        if service.asks.value == Asks::Refuses {
            return AsksFor::Refuses;
        }
        if service.unresolved.iter().any(|setting| setting.about == About::Asks) {
            return AsksFor::Unknown;
        }
        match (service.asks.value, service.when) {
            (Asks::Off, _) => AsksFor::Off,
            (Asks::Refuses, _) => AsksFor::Refuses,
            (Asks::Application, _) => AsksFor::Application,
            (_, When::AfterRequest) => AsksFor::Late,
            (Asks::Required, When::Handshake) => AsksFor::Required,
            (Asks::Optional, When::Handshake) => AsksFor::Optional,
        }
    }

    /// What a setting comes to is not told by the files.
    fn is_open(&self, about: About) -> bool {
        self.service().unresolved.iter().any(|setting| setting.about == about || setting.about == About::Anything)
    }

    /// A line of it is one that the server does not take.
    fn is_interrupted(&self) -> bool {
        self.service().unresolved.iter().any(|setting| setting.why == Why::Refused)
    }

    /// What people call the program.
    fn server_name(&self) -> &'static str {
        let word = self.service().server;
        servers::server(word).map_or(word, |server| server.name)
    }

    /// `nginx 1.22.1`
    fn program(&self) -> String {
        match &self.service().version {
            Some(version) => format!("{} {version}", self.server_name()),
            None => self.server_name().to_owned(),
        }
    }

    /// `idp.region.example:443/login`, as people would type it, from the outside: not cleaned.
    pub(super) fn title(&self) -> String {
        let service = self.service();
        let mut ports: Vec<&str> = Vec::new();
        for listener in &service.listeners {
            let port = listener.rsplit_once(':').map(|(_, port)| port);
            let port = port.filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()) && !port.is_empty());
            if let Some(port) = port.filter(|port| !ports.contains(port)) {
                ports.push(port);
            }
        }
        let mut title = match (service.names.first(), service.listeners.first()) {
            (Some(name), _) if ports.is_empty() => name.clone(),
            (Some(name), _) => format!("{name}:{}", ports.join(",")),
            (None, Some(listener)) => listener.clone(),
            (None, None) => self.server_name().to_owned(),
        };
        if let Some(within) = &service.within {
            if !within.starts_with('/') {
                title.push(' ');
            }
            title.push_str(within);
        }
        title
    }

    /// Every announced file is trusted as well: putting CAs into it mends both.
    fn announces_what_it_trusts(&self) -> bool {
        self.service().sources.iter().filter(|source| source.announced).all(|source| source.trusted)
    }
}

/// It is the word of a server program.
pub(super) fn is_server(word: &str) -> bool {
    servers::server(word).is_some()
}

/// A file, short where it lies beside the one that the reader knows.
fn short_path(file: &Path, beside: &Path) -> String {
    let folder = beside.parent().filter(|folder| *folder != Path::new("/") && *folder != Path::new(""));
    let short = folder.and_then(|folder| file.strip_prefix(folder).ok()).filter(|short| *short != Path::new(""));
    short.unwrap_or(file).display().to_string()
}

/// `idp.conf:18`
fn place(spot: &Spot, beside: &Path) -> String {
    let file = short_path(&spot.file, beside);
    if spot.line == 0 { file } else { format!("{file}:{}", spot.line) }
}
