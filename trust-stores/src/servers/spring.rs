//! Spring Boot: `application.properties` and `application.yml` with their profiles, and the options of the service that starts it.
//!
//! Rules: Spring Boot's reference, "Externalized Configuration" and "SSL"; `org.springframework.boot.web.server.WebServerSslBundle`.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::jvm::{Program, Start, expand, hide_passwords, listener, spot_of_pair, store_kind, unsure};
use super::service::{About, Asks, Service, Setting, Source, SourcePlace, Unresolved, Why};
use super::spot::{Spot, Text};
use super::syntax::{properties, yaml};
use super::{Configuration, Problem, ProblemKind, Reading, Server};
use crate::places::homes::expand as expand_names;
use crate::places::{Found, Place, Search};

pub(crate) static SERVER: Server = Server {
    word: "spring-boot",
    name: "Spring Boot",
    configurations: &[
        "/app/application.*",
        "/app/config/application.*",
        "/opt/*/application.*",
        "/opt/*/config/application.*",
        "/srv/*/application.*",
        "/srv/*/config/application.*",
        "/etc/*/application.yml",
        "/etc/*/application.yaml",
        "/etc/*/application.properties",
    ],
    read,
};

pub(crate) const PLACE: Place = Place { word: "spring-boot", on_every_host: true, find };

/// An application is a folder: its files are read together, however many of them are met.
fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    if path.is_some() {
        return super::find(&SERVER, search, path);
    }
    let mut found = Found::default();
    let mut folders = BTreeSet::new();
    for pattern in SERVER.configurations {
        let matched = expand_names(search.options.tree, Path::new(pattern));
        found.looked(SERVER.word, *pattern, !matched.is_empty());
        folders.extend(matched.iter().filter_map(|file| application_of(file.parent()?)));
    }
    for folder in folders {
        found.append(super::find(&SERVER, search, Some(&folder)));
    }
    found
}

/// The folder of an application: above `config`.
fn application_of(folder: &Path) -> Option<PathBuf> {
    if folder.file_name()? == "config" { folder.parent().map(Path::to_owned) } else { Some(folder.to_owned()) }
}

/// Endings, the one that counts last: properties go before YAML where both stand in one folder.
const ENDINGS: &[&str] = &["yaml", "yml", "properties"];
/// Profiles of one application.
const MAX_PROFILES: usize = 200;

/// A value with where it stands.
#[derive(Clone, Debug)]
struct Value {
    text: String,
    spot: Spot,
}

/// Settings by their canonical names; the last one counts.
type Settings = HashMap<String, Value>;

/// Relaxed binding: `trust-store`, `trustStore` and `TRUST_STORE` are one.
fn canonical(key: &str) -> String {
    key.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// A part of a configuration: for every profile, or for some.
struct Part {
    /// What says for which; `None`: it holds always.
    profile: Option<String>,
    settings: Vec<(String, Value)>,
}

fn read(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let tree = reading.tree;
    let (folder, named) = if tree.is_folder(main) {
        (main.to_owned(), None)
    } else {
        (main.parent().unwrap_or(main).to_owned(), Some(main))
    };
    let folder = application_of(&folder).unwrap_or(folder);
    let mut parts = Vec::new();
    // A file of another name is read for itself.
    let files = files(reading, &folder);
    let files = if named.is_some_and(|named| !files.iter().any(|(path, _)| path == named)) {
        vec![(main.to_owned(), None)]
    } else {
        files
    };
    for (path, profile) in files {
        to.files.push(path.clone());
        match tree.read(&path, super::MAX_BYTES) {
            Ok(bytes) => file(&path, &bytes, profile.as_deref(), &mut parts, &mut to),
            Err(error) => {
                let kind =
                    super::syntax::xml::file_problem(path.clone(), tillit_verifier::input::InputError::from_io(error));
                to.problems.push(Problem { server: SERVER.word, spot: Spot::file(&path), kind });
            }
        }
    }
    let word = folder.file_name().and_then(|name| name.to_str()).unwrap_or("application").to_ascii_lowercase();
    let names = [
        "SERVER_SSL_TRUSTSTORE",
        "SERVER_SSL_TRUSTSTOREPASSWORD",
        "SERVER_SSL_CLIENTAUTH",
        "SERVER_PORT",
        "SPRING_PROFILES_ACTIVE",
    ];
    let program = Program { word: &word, scripts: &[], options: &["JAVA_OPTS"], variables: &names, folders: &[] };
    let start = Start::of(reading, &program);
    let application = Application { reading, folder, start };
    let base = application.settings(&parts, &[]);
    let active = base.get("spring.profiles.active").map(|value| value.text.clone());
    let active: Vec<String> = active
        .iter()
        .flat_map(|names| names.split(','))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    let first = to.services.len();
    to.services.extend(application.services(&application.settings(&parts, &active)));
    // What is started with another profile is not in the files.
    let matters = |part: &&Part| part.settings.iter().any(|(key, _)| key.contains("ssl") || key.contains("server."));
    let others: BTreeSet<&String> = parts.iter().filter(matters).filter_map(|part| part.profile.as_ref()).collect();
    for profile in others.into_iter().filter(|profile| !active.contains(profile)).take(MAX_PROFILES) {
        let made = application.services(&application.settings(&parts, std::slice::from_ref(profile)));
        for mut service in made {
            let same = |known: &Service| {
                known.listeners == service.listeners
                    && known.asks == service.asks
                    && format!("{:?}", known.sources) == format!("{:?}", service.sources)
            };
            if !to.services.get(first..).unwrap_or_default().iter().any(same) {
                service.within = Some(format!("spring.profiles.active={profile}"));
                to.services.push(service);
            }
        }
    }
    to
}

/// The files of an application in the order in which they are read, with the profile that each is for.
fn files(reading: &Reading<'_>, folder: &Path) -> Vec<(PathBuf, Option<String>)> {
    let mut plain = Vec::new();
    let mut of_profiles = Vec::new();
    for folder in [folder.to_owned(), folder.join("config")] {
        let names = reading.tree.list(&folder).unwrap_or_default();
        for ending in ENDINGS {
            for name in names.iter().filter_map(|name| name.to_str()) {
                let Some(stem) = name.strip_suffix(ending).and_then(|stem| stem.strip_suffix('.')) else { continue };
                let path = folder.join(name);
                match stem.strip_prefix("application") {
                    Some("") => plain.push((path, None)),
                    Some(rest) => {
                        of_profiles.extend(rest.strip_prefix('-').map(|profile| (path, Some(profile.to_owned()))));
                    }
                    None => {}
                }
            }
        }
    }
    plain.into_iter().chain(of_profiles).filter(|(path, _)| reading.tree.is_file(path)).collect()
}

fn file(path: &Path, bytes: &[u8], profile: Option<&str>, parts: &mut Vec<Part>, to: &mut Configuration) {
    let mut text = properties::decode(path, bytes);
    let is_yaml = path.extension().is_some_and(|ending| ending != "properties");
    let documents = if is_yaml {
        let (documents, error) = yaml::read(&text);
        if let Some(error) = error {
            let line = error
                .rsplit("line ")
                .next()
                .and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok());
            let spot = Spot { line: line.unwrap_or(0), ..Spot::file(path) };
            to.problems.push(Problem { server: SERVER.word, spot, kind: ProblemKind::Syntax(error) });
        }
        documents
    } else {
        of_properties(&text)
    };
    for pairs in &documents {
        hide_passwords(&mut text, pairs);
    }
    for pairs in documents {
        let settings: Vec<(String, Value)> = pairs
            .into_iter()
            .map(|pair| {
                let spot = if is_yaml { text.spot(pair.at.clone(), &pair.key) } else { spot_of_pair(&text, &pair) };
                (canonical(&pair.key), Value { text: pair.value, spot })
            })
            .collect();
        let own = settings.iter().find(|(key, _)| {
            matches!(
                key.as_str(),
                "spring.config.activate.onprofile"
                    | "spring.profiles"
                    | "spring.profiles[0]"
                    | "spring.config.activate.onprofile[0]"
            )
        });
        let own = own.map(|(_, value)| value.text.clone());
        parts.push(Part { profile: own.or_else(|| profile.map(str::to_owned)), settings });
    }
}

/// Documents of a file of properties are divided by `#---` or `!---`.
fn of_properties(text: &Text) -> Vec<Vec<properties::Pair>> {
    let mut at = 0;
    let mut divisions = Vec::new();
    for line in text.content.split_inclusive('\n') {
        if matches!(line.trim_end(), "#---" | "!---") {
            divisions.push(at);
        }
        at += line.len();
    }
    let mut documents: Vec<Vec<properties::Pair>> = Vec::new();
    documents.resize_with(divisions.len() + 1, Vec::new);
    for pair in properties::read(text) {
        let index = divisions.partition_point(|division| *division < pair.at.start);
        if let Some(document) = documents.get_mut(index) {
            document.push(pair);
        }
    }
    documents
}

struct Application<'a> {
    reading: &'a Reading<'a>,
    folder: PathBuf,
    start: Start,
}

impl Application<'_> {
    /// What holds with these profiles: what comes later goes before what came earlier, the environment and system properties before
    /// all files.
    fn settings(&self, parts: &[Part], profiles: &[String]) -> Settings {
        let mut settings = Settings::new();
        let always = parts.iter().filter(|part| part.profile.is_none());
        let of_profiles =
            profiles.iter().flat_map(|profile| parts.iter().filter(move |part| part.profile.as_ref() == Some(profile)));
        for (key, value) in always.chain(of_profiles).flat_map(|part| &part.settings) {
            settings.insert(key.clone(), value.clone());
        }
        for (name, known) in self.start.variables.iter().chain(&self.start.properties) {
            let key = if name.contains('.') { canonical(name) } else { name.to_lowercase().replace('_', ".") };
            if let Some(text) = known.value.clone() {
                settings.insert(key, Value { text, spot: known.spot.clone() });
            }
        }
        settings
    }

    fn services(&self, settings: &Settings) -> Vec<Service> {
        ["server", "management.server"].into_iter().filter_map(|prefix| self.service(prefix, settings)).collect()
    }

    /// A setting, with what its place holders stand for.
    fn get(&self, settings: &Settings, key: &str) -> Option<Result<Value, Unresolved>> {
        let value = settings.get(&canonical(key))?;
        let look = |name: &str| {
            let known = settings.get(&canonical(name)).or_else(|| settings.get(&name.to_lowercase().replace('_', ".")));
            known.map(|value| value.text.clone()).or_else(|| self.start.variable(name).map(str::to_owned))
        };
        Some(match expand(&value.text, Some(":"), &look) {
            Ok(text) => Ok(Value { text, spot: value.spot.clone() }),
            Err(name) => Err(Unresolved { spot: value.spot.clone(), about: About::Anything, why: Why::Variable(name) }),
        })
    }

    fn service(&self, prefix: &str, settings: &Settings) -> Option<Service> {
        let tls = format!("{prefix}.ssl.");
        let get = |name: &str| self.get(settings, &format!("{tls}{name}"));
        let first = settings.iter().filter(|(key, _)| key.starts_with(&tls)).map(|(_, value)| &value.spot);
        let source = first.min_by_key(|spot| (spot.file.clone(), spot.line))?.clone();
        if matches!(get("enabled"), Some(Ok(value)) if value.text.trim().eq_ignore_ascii_case("false")) {
            return None;
        }
        let plain = |name: &str| match self.get(settings, &format!("{prefix}.{name}")) {
            Some(Ok(value)) => Some(value.text),
            Some(Err(_)) => settings.get(&canonical(&format!("{prefix}.{name}"))).map(|value| value.text.clone()),
            None => None,
        };
        let port = plain("port")
            .unwrap_or_else(|| if prefix == "server" { "8080".to_owned() } else { "server.port".to_owned() });
        let address = plain("address").unwrap_or_else(|| "0.0.0.0".to_owned());
        let mut service = listener(SERVER.word, format!("{address}:{port}"), source, &self.start, self.reading);
        match get("client-auth") {
            None => {}
            Some(Err(unresolved)) => service.unresolved.push(Unresolved { about: About::Asks, ..unresolved }),
            Some(Ok(value)) => {
                let asks = match canonical(&value.text).as_str() {
                    "need" => Asks::Required,
                    "want" => Asks::Optional,
                    "none" => Asks::Off,
                    _ => {
                        service.unresolved.push(Unresolved {
                            spot: value.spot,
                            about: About::Asks,
                            why: Why::Unknown(value.text),
                        });
                        return Some(service);
                    }
                };
                service.asks = Setting::written(asks, value.spot);
            }
        }
        let bundle = get("bundle");
        let mut protocols = format!("{tls}enabled-protocols");
        match bundle {
            Some(Err(unresolved)) => unsure(&mut service, &unresolved.spot, &unresolved.why),
            Some(Ok(bundle)) => {
                let jks = format!("spring.ssl.bundle.jks.{}", bundle.text);
                let pem = format!("spring.ssl.bundle.pem.{}", bundle.text);
                let has = |prefix: &str| settings.keys().any(|key| key.starts_with(&canonical(prefix)));
                if has(&format!("{jks}.")) {
                    self.key_store(
                        &mut service,
                        settings,
                        &format!("{jks}.truststore.location"),
                        &format!("{jks}.truststore.password"),
                        &format!("{jks}.truststore.type"),
                    );
                    protocols = format!("{jks}.options.enabled-protocols");
                } else if has(&format!("{pem}.")) {
                    self.pem(&mut service, settings, &format!("{pem}.truststore.certificate"));
                    protocols = format!("{pem}.options.enabled-protocols");
                } else {
                    unsure(&mut service, &bundle.spot, &Why::Unknown(bundle.text));
                }
            }
            None if get("trust-certificate").is_some() => {
                self.pem(&mut service, settings, &format!("{tls}trust-certificate"));
            }
            None => self.key_store(
                &mut service,
                settings,
                &format!("{tls}trust-store"),
                &format!("{tls}trust-store-password"),
                &format!("{tls}trust-store-type"),
            ),
        }
        self.versions(&mut service, settings, &protocols);
        if service.asks.value == Asks::Off && !service.unresolved.iter().any(|setting| setting.about == About::Asks) {
            // Nobody is asked: what would be trusted does not matter.
            service.unresolved.clear();
            if service.sources.iter().all(|source| source.written.is_none()) {
                service.sources.clear();
            }
        }
        Some(service)
    }

    fn versions(&self, service: &mut Service, settings: &Settings, key: &str) {
        let listed = (0..8).filter_map(|index| self.get(settings, &format!("{key}[{index}]")));
        let all: Vec<Result<Value, Unresolved>> = self.get(settings, key).into_iter().chain(listed).collect();
        let mut words: Vec<String> = Vec::new();
        let mut spot = None;
        for value in all {
            match value {
                Ok(value) => {
                    words.extend(value.text.split([',', '+']).map(|word| word.trim().to_lowercase()));
                    spot.get_or_insert(value.spot);
                }
                Err(unresolved) => service.unresolved.push(Unresolved { about: About::Trusts, ..unresolved }),
            }
        }
        if let Some(spot) = spot {
            let jvm = self.start.versions(self.reading);
            let has = |version: &str| words.iter().any(|word| word == version);
            let mut value = jvm;
            value.old &= has("tlsv1") || has("tlsv1.1");
            value.tls12 &= has("tlsv1.2");
            value.tls13 &= has("tlsv1.3");
            service.versions = Setting::written(value, spot);
        }
    }

    fn key_store(&self, service: &mut Service, settings: &Settings, location: &str, password: &str, kind: &str) {
        let location = match self.get(settings, location) {
            None => return service.sources.push(self.start.default_source(self.reading)),
            Some(Err(unresolved)) => return unsure(service, &unresolved.spot, &unresolved.why),
            Some(Ok(value)) => value,
        };
        let kind = match self.get(settings, kind) {
            Some(Ok(value)) => Some(value.text),
            _ => None,
        };
        if let Some(kind) = kind
            .as_ref()
            .filter(|kind| !["JKS", "PKCS12", "JCEKS"].iter().any(|known| kind.eq_ignore_ascii_case(known)))
        {
            return unsure(service, &location.spot, &Why::Unknown(kind.clone()));
        }
        let Some(path) = self.path(&location.text) else {
            return unsure(service, &location.spot, &Why::Unknown(location.text));
        };
        let mut source = Source::new(SourcePlace::File(path.clone()), location.spot);
        source.kind = store_kind(self.reading, &path, kind.as_deref());
        match self.get(settings, password) {
            Some(Ok(value)) => source.password = Some(SecretString::from(value.text)),
            Some(Err(unresolved)) => service.unresolved.push(Unresolved { about: About::Trusts, ..unresolved }),
            None => {}
        }
        service.sources.push(source);
    }

    fn pem(&self, service: &mut Service, settings: &Settings, key: &str) {
        let value = match self.get(settings, key) {
            None => return service.sources.push(self.start.default_source(self.reading)),
            Some(Err(unresolved)) => return unsure(service, &unresolved.spot, &unresolved.why),
            Some(Ok(value)) => value,
        };
        let place = if value.text.contains("-----BEGIN") {
            SourcePlace::Inline(value.text.into_bytes())
        } else {
            match self.path(&value.text) {
                Some(path) => SourcePlace::File(path),
                None => return unsure(service, &value.spot, &Why::Unknown(value.text)),
            }
        };
        service.sources.push(Source::new(place, value.spot));
    }

    /// A location in this tree. One in the program's archive is not known here; a relative one is meant from where the program is
    /// started, most often its own folder: it is taken for that if it is there.
    fn path(&self, location: &str) -> Option<PathBuf> {
        let location = location.trim();
        if let Some(path) = location.strip_prefix("file:") {
            let path = path.strip_prefix("//").unwrap_or(path);
            return self.path(path);
        }
        if location
            .split_once(':')
            .is_some_and(|(scheme, _)| scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric()))
        {
            return None;
        }
        let path = Path::new(location);
        if path.is_absolute() {
            return Some(path.to_owned());
        }
        let path = self.folder.join(path);
        self.reading.tree.exists(&path).then_some(path)
    }
}
