//! Apache httpd with mod_ssl: virtual hosts that speak TLS, and the parts of them that ask for certificates on their own.
//!
//! Rules are those of httpd 2.4: what is trusted and announced (`ssl_init_ctx_verify`), its own count of the depth
//! (`ssl_callback_SSLVerify`), and what `SSLVerifyClient` in a part of a host does after the request (`ssl_hook_Access`).

use std::path::{Path, PathBuf};

use super::ciphers::Keys;
use super::openssl::{Library, is_verify_mode, level_in};
use super::service::{
    About, Announces, Asks, Counts, Depth, Fit, Note, Revocation, RevocationBy, Service, Setting, Source, SourcePlace,
    Unresolved, Versions, When, Why,
};
use super::{Configuration, Problem, ProblemKind, Reading, Server, version};
use crate::places::{Found, Place, Search};
use crate::store::Consumer;

mod commands;
mod environment;
mod hosts;
mod read;
mod settings;

use hosts::{Host, Section};
use read::Reader;
use settings::{Engine, Field, Settings, Verify};

const WORD: &str = "apache";

/// Apache httpd.
pub(crate) static SERVER: Server = Server {
    word: WORD,
    name: "Apache",
    configurations: &[
        "/etc/apache2/apache2.conf",
        "/etc/httpd/conf/httpd.conf",
        "/usr/local/apache2/conf/httpd.conf",
        "/etc/apache2/httpd.conf",
        "/usr/local/etc/apache2*/httpd.conf",
    ],
    read,
};

pub(crate) const PLACE: Place = Place { word: WORD, on_every_host: true, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    super::find(&SERVER, search, path)
}

/// Packages of distributions.
const PACKAGES: &[&str] = &["apache2-bin", "apache2", "apache"];
/// The program itself, which has its version in it.
const PROGRAMS: &[&str] = &["/usr/sbin/apache2", "/usr/sbin/httpd", "/usr/local/apache2/bin/httpd", "/usr/bin/httpd"];

fn read(reading: &Reading<'_>, path: &Path) -> Configuration {
    let is_own = path.starts_with("/usr/local/apache2");
    let of_package = if is_own { None } else { version::of_package(reading.tree, PACKAGES) };
    let version = of_package.or_else(|| {
        let own = PROGRAMS.iter().copied().filter(|program| program.starts_with("/usr/local") == is_own);
        version::of_program(reading.tree, &own.collect::<Vec<_>>(), "Apache/")
    });
    // Debian's folder may be named for its main file.
    let main = if reading.tree.is_folder(path) {
        let names = ["apache2.conf", "httpd.conf", "conf/httpd.conf"];
        names
            .iter()
            .map(|name| path.join(name))
            .find(|file| reading.tree.is_file(file))
            .unwrap_or(path.join("httpd.conf"))
    } else {
        path.to_owned()
    };
    let mut reader = Reader::new(reading, &main, version.as_deref());
    let nodes = reader.main(&main);
    let mut all = hosts::collect(&nodes, &mut reader);
    let services = if reader.is_loaded("ssl") || all.has_other_tls() {
        let library = Library::of(reading.tree, None);
        let keys = Keys::of(reading.tree);
        Services { library, keys, version, main: std::mem::take(&mut all.main), problems: Vec::new() }.of(all.hosts)
    } else {
        (Vec::new(), Vec::new())
    };
    let (services, mut problems) = services;
    let mut all_problems = std::mem::take(&mut reader.problems);
    all_problems.append(&mut problems);
    Configuration { services, problems: all_problems, files: reader.files }
}

struct Services<'a> {
    library: Library,
    keys: Keys<'a>,
    version: Option<String>,
    main: Host,
    problems: Vec<Problem>,
}

/// An address and port of a virtual host: `None` stands for all.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Address {
    host: Option<String>,
    port: Option<u16>,
}

impl Address {
    /// `*:443`, `_default_:443`, `[::1]:443`, `10.0.0.1`, `443`
    fn parse(text: &str) -> Self {
        let (host, port) = match text.rsplit_once(':') {
            // An IPv6 address without a port.
            Some((head, _)) if text.starts_with('[') && !head.ends_with(']') => (text, None),
            Some((host, port)) => (host, Some(port)),
            None if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => ("*", Some(text)),
            None => (text, None),
        };
        let host = (!matches!(host, "*" | "_default_" | "0.0.0.0" | "[::]")).then(|| host.to_ascii_lowercase());
        Self { host, port: port.and_then(|port| port.parse().ok()) }
    }
}

impl Services<'_> {
    fn of(mut self, hosts: Vec<Host>) -> (Vec<Service>, Vec<Problem>) {
        let listens: Vec<Address> = self.main.listens.iter().map(|listen| Address::parse(listen)).collect();
        let hosts: Vec<Host> = hosts.into_iter().map(|host| host.over(&self.main)).collect();
        let mut listeners: Vec<Vec<String>> = vec![Vec::new(); hosts.len()];
        let mut ports: Vec<u16> = listens.iter().filter_map(|listen| listen.port).collect();
        if self.main.open_listens {
            // Something is listened to that the files do not tell: then every host that names a port counts.
            let named = hosts.iter().flat_map(|host| &host.addresses).filter_map(|text| Address::parse(text).port);
            ports.extend(named);
        }
        ports.sort_unstable();
        ports.dedup();
        let mut main_is_reached: Vec<String> = Vec::new();
        for port in ports {
            // Hosts of the port by address: the first of each says whether TLS is spoken there.
            let mut groups: Vec<(Option<String>, Vec<usize>)> = Vec::new();
            for (index, host) in hosts.iter().enumerate() {
                for address in host.addresses.iter().map(|text| Address::parse(text)) {
                    if address.port.is_some_and(|own| own != port) {
                        continue;
                    }
                    match groups.iter_mut().find(|(host, _)| *host == address.host) {
                        Some((_, members)) if members.last() == Some(&index) => {}
                        Some((_, members)) => members.push(index),
                        None => groups.push((address.host, vec![index])),
                    }
                }
            }
            // What no virtual host takes is the main server's.
            let taken = |listen: &Address| groups.iter().any(|(host, _)| host.is_none() || *host == listen.host);
            let free = listens.iter().filter(|listen| listen.port == Some(port)).find(|listen| !taken(listen));
            main_is_reached.extend(free.map(|listen| shown(listen.host.as_deref(), port)));
            for (host, members) in groups {
                // Where all listeners have addresses, those are what `*` stands for.
                let speaks = |index: &usize| hosts.get(*index).is_some_and(Host::speaks_tls);
                if !members.first().is_some_and(speaks) {
                    continue;
                }
                for index in members.iter().filter(|index| speaks(index)) {
                    if let Some(of) = listeners.get_mut(*index) {
                        of.push(shown(host.as_deref(), port));
                    }
                }
            }
        }
        let mut services = Vec::new();
        if self.main.speaks_tls() && !main_is_reached.is_empty() {
            let main = self.main.clone();
            self.host(&main, &main_is_reached, &mut services);
        }
        for (host, listeners) in hosts.iter().zip(&listeners) {
            if !listeners.is_empty() {
                self.host(host, listeners, &mut services);
            }
        }
        (services, self.problems)
    }

    /// A host's own service, and those of its parts that ask for more.
    fn host(&mut self, host: &Host, listeners: &[String], services: &mut Vec<Service>) {
        let settings = &host.settings;
        let mut unresolved = settings.unresolved.clone();
        let verify = value(settings.verify.as_ref(), Verify::None, &mut unresolved);
        let depth = value(settings.depth.as_ref(), 1, &mut unresolved);
        let depth =
            Setting { value: Depth { limit: Some(depth.value), counts: Counts::AllCas }, written: depth.written };
        let mut notes = Vec::new();
        let sources = sources(settings, &mut unresolved, &mut notes);
        let revocation = self.revocation(settings, &mut unresolved, &mut notes);
        let tls13 = self.version.as_deref().is_none_or(|version| *version::numbers(version) >= [2, 4, 37][..]);
        let versions = value(settings.protocols.as_ref(), Versions { old: true, tls12: true, tls13 }, &mut unresolved);
        let ciphers = value(settings.ciphers.as_ref(), String::new(), &mut unresolved);
        let level = level_in(&ciphers.value).map(|level| Setting { value: level, written: ciphers.written });
        let mut service = Service {
            server: WORD,
            version: self.version.clone(),
            listeners: listeners.to_vec(),
            names: host.names.clone(),
            within: None,
            source: host.spot.clone(),
            asks: Setting { value: asks(verify.value), written: verify.written.clone() },
            when: When::Handshake,
            sources,
            announces: Announces::Sources,
            depth,
            revocation,
            versions,
            floor: self.library.floor(level),
            fit: Fit::YES,
            consumer: Consumer::OpenSsl,
            notes,
            unresolved,
        };
        commands::apply(&settings.commands, &self.library, &mut service);
        self.fit(settings, &mut service);
        service.notes.extend(host.overridable().into_iter().map(|(spot, read)| Note::MayOverride(spot, read)));
        service.notes.extend(host.rules().iter().map(|(spot, words)| Note::IssuerRule(spot.clone(), words.clone())));
        let parts = host.parts();
        services.push(service.clone());
        for part in parts {
            services.extend(self.of_part(&service, settings, verify.value, part));
        }
    }

    /// Whether ciphers and level go with the host's own certificates; with what OpenSSL does not take httpd does not start.
    fn fit(&mut self, settings: &Settings, service: &mut Service) {
        let is_known = self.library.version.is_some() && self.library.numbers() >= vec![1, 1, 1];
        let mut list = match &settings.ciphers {
            Some(Ok(Setting { value, written: Some(spot) })) => Some((with_what_is_always_off(value), spot)),
            _ => None,
        };
        if let Some((text, spot)) = &list
            && let Some(says) = self.keys.refusal(text).filter(|_| is_known)
        {
            self.problem((*spot).clone(), format!("Unable to configure permitted SSL ciphers ({says})"));
        }
        for command in settings.commands.iter().flatten() {
            let Setting { value: (name, value), written: Some(spot) } = command else { continue };
            let says = match name.to_ascii_lowercase().as_str() {
                "cipherstring" => {
                    list = Some((value.clone(), spot));
                    self.keys.refusal(value).filter(|_| is_known)
                }
                "verifymode" if !is_verify_mode(value) => Some("bad value"),
                _ => None,
            };
            if let Some(says) = says {
                self.problem(spot.clone(), format!("\"SSLOpenSSLConfCmd {name} {value}\" failed ({says})"));
            }
        }
        let certificates: Option<Vec<PathBuf>> = settings.certificates.iter().cloned().collect();
        if let Some(weak) = self.keys.too_weak(&service.floor.value, certificates.as_deref().unwrap_or_default())
            && let Some(spot) = &service.floor.written
        {
            let what = format!("Failed to configure certificate, check {} (ee key too small)", weak.display());
            self.problem(spot.clone(), what);
        }
        let list = list.as_ref().map(|(text, spot)| (text.as_str(), *spot));
        service.fit = self.keys.fit(list, &service.floor, certificates.as_deref());
    }

    /// A part of a host with settings of its own; `None`: it asks for no more than the handshake.
    fn of_part(&self, whole: &Service, settings: &Settings, in_place: Verify, part: Section) -> Option<Service> {
        let mut service = whole.clone();
        let mut unresolved = Vec::new();
        let verify = value(part.verify.as_ref(), Verify::None, &mut unresolved);
        let asks_more = strength(verify.value) > strength(in_place) || !unresolved.is_empty();
        let own = match &part.ciphers {
            Some(Ok(Setting { value, written: Some(spot) })) => Some((with_what_is_always_off(value), spot.clone())),
            _ => None,
        };
        if let Some((list, spot)) = &own {
            // TLS 1.2 alone negotiates anew; a list without a level leaves the one that is there.
            if let Some(level) = level_in(list) {
                service.floor = self.library.floor(Some(Setting::written(level, spot.clone())));
            }
            let certificates: Option<Vec<PathBuf>> = settings.certificates.iter().cloned().collect();
            let tls12 = match self.keys.refusal(list) {
                Some(_) => Some(false),
                None => self.keys.fit(Some((list, spot)), &service.floor, certificates.as_deref()).tls12,
            };
            service.fit = Fit { tls12, written: Some(spot.clone()), ..whole.fit.clone() };
        }
        let is_harder = service.floor.value.level > whole.floor.value.level;
        // What the handshake has shown already is not asked for again, unless a certificate becomes a must, or the ciphers change.
        if !asks_more && (in_place == Verify::None || (service.fit.tls12 == whole.fit.tls12 && !is_harder)) {
            return None;
        }
        service.within = Some(part.label);
        service.source = part.spot;
        if !asks_more {
            // The handshake has looked at the chain with the host's level; whether it is looked at again hangs on the cipher.
            service.floor = whole.floor.clone();
            if is_harder && let Some((_, spot)) = own {
                let why = Why::Condition("SSLCipherSuite".to_owned());
                service.unresolved.push(Unresolved { spot, about: About::Trusts, why });
            }
            return Some(service);
        }
        service.asks = Setting { value: asks(verify.value), written: verify.written };
        service.when = When::AfterRequest;
        if part.depth.is_some() {
            let own = value(part.depth.as_ref(), 1, &mut unresolved);
            let limit = own.value;
            // Where the handshake asks, too, both look at the chain.
            let is_less = in_place == Verify::None || service.depth.value.limit.is_none_or(|whole| limit < whole);
            if is_less {
                let value = Depth { limit: Some(limit), counts: Counts::AllCas };
                service.depth = Setting { value, written: own.written };
            }
        }
        if in_place != Verify::None && !is_harder {
            service.floor = whole.floor.clone();
        }
        service.unresolved.extend(unresolved);
        Some(service)
    }

    fn revocation(
        &mut self,
        settings: &Settings,
        unresolved: &mut Vec<Unresolved>,
        notes: &mut Vec<Note>,
    ) -> Vec<Revocation> {
        let mut all = Vec::new();
        let none = settings::Check { of: None, missing_is_fine: false };
        let check = value(settings.check.as_ref(), none, unresolved);
        let lists = [(&settings.list_file, false), (&settings.list_path, true)];
        if let (Some(of), Some(written)) = (check.value.of, check.written) {
            let lists = || lists.iter().filter_map(|(field, is_folder)| Some(((*field).as_ref()?, *is_folder)));
            if lists().next().is_none() {
                let what = "neither SSLCARevocationFile nor SSLCARevocationPath is configured".to_owned();
                self.problem(written.clone(), what);
            }
            let missing_is_fine = check.value.missing_is_fine;
            for (field, is_folder) in lists() {
                match field {
                    Ok(Setting { value, written: spot }) => {
                        let path = value.clone();
                        let by = if is_folder { RevocationBy::ListFolder(path) } else { RevocationBy::ListFile(path) };
                        let written = spot.clone().unwrap_or_else(|| written.clone());
                        all.push(Revocation { written, by, of, missing_is_fine });
                    }
                    Err(unknown) => unresolved.push(unknown.clone()),
                }
            }
            // Lists that lie among the trusted certificates are found, too: it is one store.
            if let Some(Ok(Setting { value, .. })) = &settings.ca_path
                && !all.is_empty()
            {
                let by = RevocationBy::ListFolder(value.clone());
                all.push(Revocation { written, by, of, missing_is_fine });
            }
        } else {
            let spots = [settings::spot(settings.list_file.as_ref()), settings::spot(settings.list_path.as_ref())];
            notes.extend(spots.into_iter().flatten().map(|spot| Note::WithoutEffect(spot.clone())));
        }
        let ocsp = value(settings.ocsp.as_ref(), None, unresolved);
        if let (Some(of), Some(written)) = (ocsp.value, ocsp.written) {
            all.push(Revocation { written, by: RevocationBy::Ocsp, of, missing_is_fine: false });
        }
        all
    }

    fn problem(&mut self, spot: super::Spot, what: String) {
        let known = |problem: &Problem| problem.spot == spot;
        if !self.problems.iter().any(known) {
            self.problems.push(Problem { server: WORD, spot, kind: ProblemKind::Value(what) });
        }
    }
}

/// mod_ssl adds this to every list (`ssl_cmd_SSLCipherSuite`).
fn with_what_is_always_off(list: &str) -> String {
    format!("{list}:!aNULL:!eNULL:!EXP")
}

fn shown(host: Option<&str>, port: u16) -> String {
    format!("{}:{port}", host.unwrap_or("*"))
}

/// How much of a client `SSL_set_verify` demands.
fn strength(verify: Verify) -> u8 {
    match verify {
        Verify::None => 0,
        Verify::OptionalNoCa | Verify::Optional => 1,
        Verify::Require => 2,
    }
}

fn asks(verify: Verify) -> Asks {
    match verify {
        Verify::None => Asks::Off,
        Verify::OptionalNoCa => Asks::Application,
        Verify::Optional => Asks::Optional,
        Verify::Require => Asks::Required,
    }
}

/// The value of a field or the default; what is not known is told.
fn value<T: Clone>(
    field: Option<&Result<Setting<T>, Unresolved>>,
    default: T,
    unresolved: &mut Vec<Unresolved>,
) -> Setting<T> {
    match field {
        Some(Ok(setting)) => setting.clone(),
        Some(Err(unknown)) => {
            unresolved.push(unknown.clone());
            Setting::default(default)
        }
        None => Setting::default(default),
    }
}

/// Files and folders of CAs.
fn sources(settings: &Settings, unresolved: &mut Vec<Unresolved>, notes: &mut Vec<Note>) -> Vec<Source> {
    let names = [(&settings.names_file, false), (&settings.names_path, true)];
    let has_names = names.iter().any(|(field, _)| field.is_some());
    let trusted = [(&settings.ca_file, false), (&settings.ca_path, true)];
    let has_trusted = trusted.iter().any(|(field, _)| field.is_some());
    let mut sources = Vec::new();
    let mut add = |field: &Field<PathBuf>, is_folder: bool, is_trusted: bool, announced: bool| match field {
        Some(Ok(Setting { value, written: Some(spot) })) => {
            let path = value.clone();
            let place = match (is_folder, is_trusted) {
                (false, _) => SourcePlace::File(path),
                // Issuers are looked up by their hashes; all files are read for their names.
                (true, true) => SourcePlace::HashedFolder(path),
                (true, false) => SourcePlace::Folder(path),
            };
            sources.push(Source { trusted: is_trusted, announced, ..Source::new(place, spot.clone()) });
        }
        Some(Err(unknown)) => unresolved
            .push(Unresolved { about: if is_trusted { About::Trusts } else { About::Announces }, ..unknown.clone() }),
        _ => {}
    };
    for (field, is_folder) in trusted {
        add(field, is_folder, true, !has_names);
    }
    for (field, is_folder) in names {
        // Without trusted CAs no names are sent (`ssl_init_ctx_verify`).
        if has_trusted {
            add(field, is_folder, false, true);
        } else {
            notes.extend(settings::spot(field.as_ref()).map(|spot| Note::WithoutEffect(spot.clone())));
        }
    }
    // What is announced along with what is trusted is not known either.
    let unknown_trust = |setting: &Unresolved| setting.about == About::Trusts;
    if !has_names && let Some(unknown) = unresolved.iter().find(|setting| unknown_trust(setting)).cloned() {
        unresolved.push(Unresolved { about: About::Announces, ..unknown });
    }
    sources
}

impl Host {
    fn speaks_tls(&self) -> bool {
        match &self.settings.engine {
            Some(Ok(engine)) => engine.value == Engine::On,
            // It may.
            Some(Err(_)) => true,
            None => false,
        }
    }
}
