//! Keycloak (on Quarkus, since 17): `conf/keycloak.conf` and the variables `KC_...` of the service that starts it.
//!
//! Rules: Keycloak's guides "Configuring TLS", "Configuring trusted certificates for mTLS" and "Configuring trusted certificates".

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::jvm::{Known, Program, Start, expand, hide_passwords, listener, spot_of_pair, store_kind, unsure};
use super::service::{About, Asks, Setting, Source, SourcePlace, Unresolved, Versions, Why};
use super::spot::Spot;
use super::syntax::properties;
use super::syntax::xml::file_problem;
use super::{Configuration, Problem, Reading, Server, version};
use crate::places::{Found, Place, Search};

pub(crate) static SERVER: Server = Server {
    word: "keycloak",
    name: "Keycloak",
    configurations: &[
        "/opt/keycloak*/conf/keycloak.conf",
        "/etc/keycloak*/keycloak.conf",
        "/usr/share/keycloak*/conf/keycloak.conf",
    ],
    read,
};

pub(crate) const PLACE: Place = Place { word: "keycloak", on_every_host: true, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    super::find(&SERVER, search, path)
}

/// Options that matter, as `keycloak.conf` writes them.
const OPTIONS: &[&str] = &[
    "https-client-auth",
    "https-trust-store-file",
    "https-trust-store-password",
    "https-trust-store-type",
    "https-port",
    "https-protocols",
    "https-certificate-file",
    "https-key-store-file",
    "http-host",
    "hostname",
    "truststore-paths",
];

fn read(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let tree = reading.tree;
    let main = if tree.is_folder(main) {
        let inside = [main.join("conf/keycloak.conf"), main.join("keycloak.conf")];
        inside.iter().find(|path| tree.is_file(path)).cloned().unwrap_or_else(|| main.join("keycloak.conf"))
    } else {
        main.to_owned()
    };
    to.files.push(main.clone());
    let bytes = match tree.read(&main, super::MAX_BYTES) {
        Ok(bytes) => bytes,
        Err(error) => {
            let kind = file_problem(main.clone(), tillit_verifier::input::InputError::from_io(error));
            to.problems.push(Problem { server: SERVER.word, spot: Spot::file(&main), kind });
            return to;
        }
    };
    let mut text = properties::decode(&main, &bytes);
    let pairs = properties::read(&text);
    hide_passwords(&mut text, &pairs);
    let conf = main.parent().unwrap_or(&main).to_owned();
    let home = conf.parent().unwrap_or(&conf).to_owned();
    let variable = |option: &str| format!("KC_{}", option.to_uppercase().replace('-', "_"));
    let names: Vec<String> = OPTIONS.iter().map(|option| variable(option)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let program = Program {
        word: "keycloak",
        scripts: &[],
        options: &["JAVA_OPTS", "JAVA_OPTS_APPEND"],
        variables: &names,
        folders: &[],
    };
    let start = Start::of(reading, &program);

    // The environment goes before the file.
    let get = |option: &str| -> Option<Known> {
        let written = || {
            let pair = pairs.iter().rfind(|pair| pair.key == option)?;
            Some(Known { value: Some(pair.value.trim().to_owned()), spot: spot_of_pair(&text, pair) })
        };
        let known = start.variables.get(&variable(option)).cloned().or_else(written)?;
        let look = |name: &str| match name {
            "kc.home.dir" => Some(home.to_string_lossy().into_owned()),
            _ => start.properties.get(name).and_then(|known| known.value.clone()),
        };
        let value = known.value.and_then(|value| expand(&value, Some(":"), &look).ok());
        Some(Known { value, spot: known.spot })
    };
    let text_of = |option: &str| get(option).and_then(|known| known.value);
    let has_certificate = get("https-certificate-file").or_else(|| get("https-key-store-file"));
    let asked = get("https-client-auth");
    let keystore = conf.join("server.keystore");
    if has_certificate.is_none() && asked.is_none() && !tree.is_file(&keystore) {
        return to;
    }
    let source = has_certificate.or_else(|| asked.clone()).map_or_else(|| Spot::file(&main), |known| known.spot);
    let address = format!(
        "{}:{}",
        text_of("http-host").unwrap_or_else(|| "0.0.0.0".to_owned()),
        text_of("https-port").unwrap_or_else(|| "8443".to_owned())
    );
    let mut service = listener(SERVER.word, address, source, &start, reading);
    service.version = version_of(reading, &home);
    if let Some(name) = text_of("hostname") {
        let name = name.split_once("://").map_or(name.as_str(), |(_, rest)| rest);
        service.names.extend(name.split(['/', ':']).next().filter(|name| !name.is_empty()).map(str::to_owned));
    }
    if let Some(Known { value, spot }) = asked {
        match value.as_deref() {
            Some("required") => service.asks = Setting::written(Asks::Required, spot),
            Some("request") => service.asks = Setting::written(Asks::Optional, spot),
            Some("none") => service.asks = Setting::written(Asks::Off, spot),
            other => {
                let why = other.map_or_else(
                    || Why::Variable("https-client-auth".to_owned()),
                    |value| Why::Unknown(value.to_owned()),
                );
                service.unresolved.push(Unresolved { spot, about: About::Asks, why });
            }
        }
    }
    if let Some(Known { value: Some(protocols), spot }) = get("https-protocols") {
        let has = |version: &str| protocols.split(',').any(|word| word.trim() == version);
        let jvm = start.versions(reading);
        let value = Versions { old: false, tls12: jvm.tls12 && has("TLSv1.2"), tls13: jvm.tls13 && has("TLSv1.3") };
        service.versions = Setting::written(value, spot);
    }
    let is_off = service.asks.value == Asks::Off && service.unresolved.is_empty();
    match get("https-trust-store-file") {
        Some(Known { value: Some(file), spot }) => {
            let path = home.join(file);
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_ascii_lowercase();
            let is_pem = matches!(ending.as_str(), "pem" | "crt" | "cer" | "ca");
            let kind = text_of("https-trust-store-type");
            let mut place = Source::new(SourcePlace::File(path.clone()), spot.clone());
            match kind {
                Some(kind)
                    if !["JKS", "PKCS12", "JCEKS", "PEM"].iter().any(|known| kind.eq_ignore_ascii_case(known)) =>
                {
                    unsure(&mut service, &spot, &Why::Unknown(kind));
                }
                kind => {
                    if !(kind.as_deref() == Some("PEM") || (kind.is_none() && is_pem)) {
                        place.kind = store_kind(reading, &path, kind.as_deref());
                        let password = get("https-trust-store-password");
                        // It comes from a vault or a variable: what it would open is known, whether it does is not.
                        if let Some(Known { value: None, spot }) = &password {
                            let why = Why::Variable("https-trust-store-password".to_owned());
                            let spot = spot.clone();
                            service.unresolved.push(Unresolved { spot, about: About::Trusts, why });
                        }
                        place.password = password.and_then(|known| known.value).map(SecretString::from);
                    }
                    service.sources.push(place);
                }
            }
        }
        Some(Known { value: None, spot }) => {
            unsure(&mut service, &spot, &Why::Variable("https-trust-store-file".to_owned()));
        }
        None if is_off => {}
        None => {
            service.sources.push(start.default_source(reading));
            // Since 24 what Keycloak trusts elsewhere is trusted here, too.
            let own = conf.join("truststores");
            let is_modern = service
                .version
                .as_deref()
                .map(version::numbers)
                .is_none_or(|numbers| numbers.as_slice() >= [24].as_slice());
            if is_modern {
                let mut more: Vec<(PathBuf, Option<Spot>)> = Vec::new();
                if tree.is_folder(&own) {
                    more.push((own, None));
                }
                if let Some(Known { value: Some(paths), spot }) = get("truststore-paths") {
                    more.extend(paths.split(',').map(|path| (home.join(path.trim()), Some(spot.clone()))));
                }
                for (path, written) in more {
                    let place = if tree.is_folder(&path) { SourcePlace::Folder(path) } else { SourcePlace::File(path) };
                    service.sources.push(Source {
                        written,
                        place,
                        trusted: true,
                        announced: true,
                        password: None,
                        kind: None,
                    });
                }
            }
        }
    }
    to.services.push(service);
    to
}

fn version_of(reading: &Reading<'_>, home: &Path) -> Option<String> {
    let text = reading.tree.read_text(&home.join("version.txt"), 1 << 16).ok();
    let noted = text.and_then(|text| {
        let version = text.split_whitespace().find(|word| version::numbers(word).len() > 1)?;
        Some(version.to_owned())
    });
    let real = reading.tree.real_path(home).ok();
    noted.or_else(|| {
        let version = real.as_deref()?.file_name()?.to_str()?.strip_prefix("keycloak-")?.to_owned();
        (version::numbers(&version).len() > 1).then_some(version)
    })
}
