//! Jetty: the settings of `start.ini` and `start.d/*.ini` in its base, as `jetty-ssl-context.xml` uses them.
//!
//! Rules: `jetty-ssl-context.xml` and `org.eclipse.jetty.util.ssl.SslContextFactory` of Jetty 9.4 to 12.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::jvm::{Program, Start, expand, listener, store_kind, unsure};
use super::service::{About, Asks, Service, Setting, Source, SourcePlace, Unresolved, Why};
use super::spot::Spot;
use super::syntax::xml::file_problem;
use super::syntax::{ini, properties};
use super::{Configuration, Problem, Reading, Server, version};
use crate::places::{Found, Place, Search};

pub(crate) static SERVER: Server = Server {
    word: "jetty",
    name: "Jetty",
    configurations: &[
        "/etc/jetty*/start.ini",
        "/opt/jetty*/start.ini",
        "/opt/jetty*/start.d",
        "/var/lib/jetty*/start.ini",
        "/var/lib/jetty*/start.d",
        "/opt/*/jetty-base/start.ini",
        "/opt/*/jetty-base/start.d",
        "/opt/*/jetty-impl/start.d",
    ],
    read,
};

pub(crate) const PLACE: Place = Place { word: "jetty", on_every_host: true, find };

/// A base is met by its `start.ini` and by its `start.d`, and read once.
fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    if path.is_some() {
        return super::find(&SERVER, search, path);
    }
    let mut found = Found::default();
    let mut bases = std::collections::BTreeSet::new();
    for pattern in SERVER.configurations {
        let matched = crate::places::homes::expand(search.options.tree, Path::new(pattern));
        found.looked(SERVER.word, *pattern, !matched.is_empty());
        bases.extend(matched.iter().filter_map(|path| search.options.tree.real_path(path.parent()?).ok()));
    }
    for base in bases {
        found.append(super::find(&SERVER, search, Some(&base)));
    }
    found
}

/// A property that a line sets.
struct Property {
    value: String,
    spot: Spot,
}

#[derive(Default)]
struct Settings {
    properties: HashMap<String, Property>,
    modules: Vec<(String, Spot)>,
    /// Files of Jetty's XML that are named besides those of its modules.
    more: Vec<Spot>,
}

fn read(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let tree = reading.tree;
    let base = if tree.is_folder(main) { main.to_owned() } else { main.parent().unwrap_or(main).to_owned() };
    let base = if base.file_name().is_some_and(|name| name == "start.d") {
        base.parent().unwrap_or(&base).to_owned()
    } else {
        base
    };
    let folder = base.join("start.d");
    let names = tree.list(&folder).unwrap_or_default();
    let inis = names
        .into_iter()
        .map(|name| folder.join(name))
        .filter(|path| path.extension().is_some_and(|ending| ending == "ini"));
    let files: Vec<PathBuf> =
        [base.join("start.ini")].into_iter().filter(|path| tree.is_file(path)).chain(inis).collect();
    let mut settings = Settings::default();
    for path in &files {
        to.files.push(path.clone());
        match tree.read(path, super::MAX_BYTES) {
            Ok(bytes) => settings.take(path, &bytes),
            Err(error) => {
                let kind = file_problem(path.clone(), tillit_verifier::input::InputError::from_io(error));
                to.problems.push(Problem { server: SERVER.word, spot: Spot::file(path), kind });
            }
        }
    }
    // These modules bring `ssl` with them.
    let tls = settings
        .modules
        .iter()
        .find(|(name, _)| matches!(name.as_str(), "ssl" | "https" | "http2" | "quic" | "http3" | "ssl-context"));
    let Some((_, source)) = tls.cloned() else { return to };
    let home = [base.clone(), PathBuf::from("/usr/share/jetty9"), PathBuf::from("/usr/share/jetty")]
        .into_iter()
        .find(|home| tree.is_file(&home.join("start.jar")));
    let folders: &[(&str, &Path)] = &[("JETTY_BASE", &base)];
    let program = Program {
        word: "jetty",
        scripts: &[],
        options: &["JAVA_OPTIONS", "JAVA_OPTS"],
        variables: &["JETTY_HOME", "JETTY_BASE"],
        folders,
    };
    let start = Start::of(reading, &program);
    let home = start.variable("JETTY_HOME").map(PathBuf::from).or(home);
    let packaged =
        home.and_then(|home| Some(home.strip_prefix("/usr/share").ok()?.to_str()?.trim_end_matches('/').to_owned()));
    let version = packaged.and_then(|package| version::of_package(tree, &[&package]));
    let jetty = Jetty {
        reading,
        base,
        settings,
        start,
        is_9: version.as_deref().is_some_and(|version| version.starts_with("9.")),
    };
    let mut service = jetty.service(source);
    service.version = version;
    to.services.push(service);
    to
}

impl Settings {
    fn take(&mut self, path: &Path, bytes: &[u8]) {
        let mut text = properties::decode(path, bytes);
        let lines = ini::read(&text);
        for line in &lines {
            if let Some((name, value)) = line.text.split_once('=')
                && name.to_ascii_lowercase().contains("password")
            {
                text.hide(line.at.end - value.len()..line.at.end);
            }
        }
        for line in lines {
            let spot = |name: &str| text.spot(line.at.clone(), name);
            if let Some(names) = line.text.strip_prefix("--module=").or_else(|| line.text.strip_prefix("--modules=")) {
                self.modules.extend(names.split(',').map(|name| (name.trim().to_owned(), spot(name.trim()))));
                continue;
            }
            if line.text.starts_with("--") {
                continue;
            }
            let property = line.text.strip_prefix("-D").unwrap_or(&line.text);
            match property.split_once('=') {
                Some((name, value)) => {
                    let only_new = name.ends_with('?');
                    // A blank before the sign belongs to the name, which then is another one.
                    let name = name.trim_end_matches(['?', '+', ',']);
                    if !(only_new && self.properties.contains_key(name)) {
                        self.properties
                            .insert(name.to_owned(), Property { value: value.trim().to_owned(), spot: spot(name) });
                    }
                }
                None if Path::new(property).extension().is_some_and(|ending| ending == "xml") => {
                    self.more.push(spot(property));
                }
                None => {}
            }
        }
    }
}

struct Jetty<'a> {
    reading: &'a Reading<'a>,
    base: PathBuf,
    settings: Settings,
    start: Start,
    /// Its XML names a trust store where nobody does; that of later ones does not.
    is_9: bool,
}

impl Jetty<'_> {
    /// A setting, by its name or the older one.
    fn get(&self, names: &[&str]) -> Option<Result<Property, Unresolved>> {
        let property = names.iter().find_map(|name| self.settings.properties.get(*name))?;
        let look = |name: &str| match name {
            "jetty.base" | "jetty.home" => Some(self.base.to_string_lossy().into_owned()),
            _ => self.settings.properties.get(name).map(|known| known.value.clone()),
        };
        Some(match expand(&property.value, None, &look) {
            Ok(value) => Ok(Property { value, spot: property.spot.clone() }),
            Err(name) => {
                Err(Unresolved { spot: property.spot.clone(), about: About::Trusts, why: Why::Variable(name) })
            }
        })
    }

    fn text(&self, names: &[&str]) -> Option<String> {
        self.get(names)?.ok().map(|property| property.value)
    }

    fn service(&self, source: Spot) -> Service {
        let host = self.text(&["jetty.ssl.host"]).unwrap_or_else(|| "0.0.0.0".to_owned());
        let port = self.text(&["jetty.ssl.port"]).unwrap_or_else(|| "8443".to_owned());
        let mut service = listener(SERVER.word, format!("{host}:{port}"), source, &self.start, self.reading);
        let says = |names: &[&str], service: &mut Service| match self.get(names) {
            Some(Ok(property)) => property.value.eq_ignore_ascii_case("true").then_some(property.spot),
            Some(Err(unresolved)) => {
                service.unresolved.push(Unresolved { about: About::Asks, ..unresolved });
                None
            }
            None => None,
        };
        let want = says(&["jetty.sslContext.wantClientAuth", "jetty.ssl.wantClientAuth"], &mut service);
        let need = says(&["jetty.sslContext.needClientAuth", "jetty.ssl.needClientAuth"], &mut service);
        // As SslContextFactory.customize: what is wanted is asked after what is needed, and each call replaces the other.
        if let Some(spot) = need {
            service.asks = Setting::written(Asks::Required, spot);
        } else if let Some(spot) = want {
            service.asks = Setting::written(Asks::Optional, spot);
        }
        // Such a file may set anything.
        for spot in &self.settings.more {
            service.unresolved.push(Unresolved { spot: spot.clone(), about: About::Asks, why: Why::Script("XML") });
        }
        if service.asks.value != Asks::Off || !service.unresolved.is_empty() {
            self.trust(&mut service);
        }
        service
    }

    fn trust(&self, service: &mut Service) {
        let path = |absolute: &[&str], relative: &[&str]| {
            let below = |property: Property| Property {
                value: self.base.join(&property.value).to_string_lossy().into_owned(),
                ..property
            };
            self.get(absolute).or_else(|| self.get(relative)).map(|found| found.map(below))
        };
        let own =
            path(&["jetty.sslContext.keyStoreAbsolutePath"], &["jetty.sslContext.keyStorePath", "jetty.keystore"]);
        let named = path(
            &["jetty.sslContext.trustStoreAbsolutePath"],
            &["jetty.sslContext.trustStorePath", "jetty.truststore"],
        );
        let password = |names: &[&str]| self.text(names).map(|text| SecretString::from(plain(&text)));
        let own_password = || password(&["jetty.sslContext.keyStorePassword", "jetty.keystore.password"]);
        let kind = self.text(&["jetty.sslContext.trustStoreType"]);
        if let Some(kind) = kind
            .as_ref()
            .filter(|kind| !["JKS", "PKCS12", "JCEKS"].iter().any(|known| kind.eq_ignore_ascii_case(known)))
        {
            let spot = service.source.clone();
            return unsure(service, &spot, &Why::Unknown(kind.clone()));
        }
        let named = named.or_else(|| {
            let value = self.base.join("etc/keystore").to_string_lossy().into_owned();
            self.is_9.then(|| Ok(Property { value, spot: service.source.clone() }))
        });
        // Without a trust store that is the key store.
        let (place, mut secret) = match (named, own) {
            (Some(named), _) => {
                (named, password(&["jetty.sslContext.trustStorePassword", "jetty.truststore.password"]))
            }
            (None, Some(own)) => (own, own_password()),
            (None, None) => {
                let usual = ["etc/keystore.p12", "etc/keystore"].map(|name| self.base.join(name));
                let there = usual.iter().find(|path| self.reading.tree.is_file(path)).unwrap_or(&usual[0]);
                let value = there.to_string_lossy().into_owned();
                (Ok(Property { value, spot: service.source.clone() }), own_password())
            }
        };
        match place {
            Err(unresolved) => unsure(service, &unresolved.spot, &unresolved.why),
            Ok(place) => {
                let path = PathBuf::from(&place.value);
                let mut source = Source::new(SourcePlace::File(path.clone()), place.spot);
                source.kind = store_kind(self.reading, &path, kind.as_deref());
                source.password = secret.take();
                service.sources.push(source);
            }
        }
    }
}

/// A password as it is: those that begin with `OBF:` are only made hard to read (`org.eclipse.jetty.util.security.Password`).
fn plain(password: &str) -> String {
    let Some(hidden) = password.strip_prefix("OBF:") else { return password.to_owned() };
    let mut bytes = Vec::new();
    let mut rest = hidden;
    while !rest.is_empty() {
        let (is_byte, part) = match rest.strip_prefix('U') {
            Some(after) => (true, after),
            None => (false, rest),
        };
        let Some((digits, after)) = part.split_at_checked(4) else { break };
        let Ok(number) = i32::from_str_radix(digits, 36) else { break };
        let byte = if is_byte { number >> 8 } else { (number / 256 + number % 256 - 254) / 2 };
        bytes.push(u8::try_from(byte & 0xff).unwrap_or_default());
        rest = after;
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The passwords that Jetty's own configuration has.
    #[test]
    fn hidden_passwords() {
        assert_eq!(plain("OBF:1vny1zlo1x8e1vnw1vn61x8g1zlu1vn4"), "storepwd");
        assert_eq!(plain("OBF:1u2u1wml1z7s1z7a1wnl1u2g"), "keypwd");
        assert_eq!(plain("changeit"), "changeit");
        assert_eq!(plain("OBF:åäö"), "");
    }
}
