//! What an `SSLHostConfig` means, or the attributes that a `Connector` had for it before Tomcat 10.1.

use std::path::{Path, PathBuf};

use roxmltree::Node;
use secrecy::SecretString;

use super::super::jvm::store_kind;
use super::super::openssl::level_in;
use super::super::service::{
    About, Announces, Asks, Counts, Depth, Fit, Note, Revocation, RevocationBy, RevocationOf, Service, Setting, Source,
    SourcePlace, Unresolved, Versions, When, Why,
};
use super::super::spot::Spot;
use super::{Document, Engine, SERVER, Value, children, keys};
use crate::store::Consumer;

/// Where the attributes stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Host,
    Connector,
}

/// What the connector says of a host.
pub(super) struct At<'a, 'n, 'x> {
    pub(super) connector: Node<'n, 'x>,
    pub(super) listener: &'a str,
    pub(super) names: &'a [&'a str],
    /// The host that has all other names.
    pub(super) default: &'a str,
    pub(super) engine: Engine,
}

/// An attribute's names: in `SSLHostConfig`, and in a `Connector` in the forms of JSSE and of OpenSSL.
const VERIFICATION: &[&str] = &["certificateVerification", "clientAuth", "SSLVerifyClient"];
const DEPTH: &[&str] = &["certificateVerificationDepth", "trustMaxCertLength", "SSLVerifyDepth"];
const STORE: &[&str] = &["truststoreFile", "truststoreFile", ""];
const STORE_PASSWORD: &[&str] = &["truststorePassword", "truststorePass", ""];
const CA_FILE: &[&str] = &["caCertificateFile", "", "SSLCACertificateFile"];
const CA_FOLDER: &[&str] = &["caCertificatePath", "", "SSLCACertificatePath"];
const LIST_FILE: &[&str] = &["certificateRevocationListFile", "crlFile", "SSLCARevocationFile"];
const LIST_FOLDER: &[&str] = &["certificateRevocationListPath", "", "SSLCARevocationPath"];
const PROTOCOLS: &[&str] = &["protocols", "sslEnabledProtocols", "SSLProtocol"];
pub(super) const CIPHERS: &[&str] = &["ciphers", "ciphers", "SSLCipherSuite"];

/// The attributes that are no more understood in a `Connector` since 10.1.
const OF_OLD: &[&str] =
    &["clientAuth", "truststoreFile", "truststorePass", "SSLVerifyClient", "SSLCACertificateFile", "crlFile"];

pub(super) struct Host<'a, 'n, 'x> {
    pub(super) document: &'a Document<'a>,
    pub(super) node: Node<'n, 'x>,
    pub(super) form: Form,
}

impl Host<'_, '_, '_> {
    /// An attribute that has the same name in both forms.
    pub(super) fn same(&self, name: &str) -> Option<Value> {
        self.document.attribute(self.node, name)
    }

    pub(super) fn get(&self, names: &[&str]) -> Option<Value> {
        let names = if self.form == Form::Host { names.get(..1) } else { names.get(1..) };
        names?.iter().filter(|name| !name.is_empty()).find_map(|name| self.same(name))
    }
}

/// The service of a host.
///
/// # Errors
/// A value with which Tomcat does not start.
pub(super) fn service(
    document: &Document<'_>,
    node: Node<'_, '_>,
    form: Form,
    at: &At<'_, '_, '_>,
) -> Result<Service, Value> {
    let host = Host { document, node, form };
    let tomcat = document.tomcat;
    let names = at.names.iter().filter(|name| **name != at.default).map(|name| (*name).to_owned()).collect();
    let mut service = Service {
        server: SERVER.word,
        version: tomcat.version.clone(),
        listeners: vec![at.listener.to_owned()],
        names,
        within: None,
        source: document.xml.of_element(node),
        asks: Setting::default(Asks::Off),
        when: When::Handshake,
        sources: Vec::new(),
        announces: Announces::Sources,
        depth: Setting::default(Depth { limit: None, counts: Counts::Intermediates }),
        revocation: Vec::new(),
        versions: Setting::default(versions(document, None)),
        floor: tomcat.start.floor(tomcat.reading),
        fit: Fit::YES,
        consumer: Consumer::Java,
        notes: Vec::new(),
        unresolved: Vec::new(),
    };
    asks(&host, at.engine, &mut service)?;
    trust(&host, at.engine, &mut service);
    speaks(&host, &mut service);
    service.fit = keys::fit(&host, at.engine, &service);
    if form == Form::Host && tomcat.is_since(&[10, 1]) {
        let old = OF_OLD.iter().filter_map(|name| at.connector.attribute_node(*name));
        service.notes.extend(old.map(|attribute| Note::WithoutEffect(document.xml.of_attribute(&attribute))));
    }
    Ok(service)
}

fn asks(host: &Host<'_, '_, '_>, engine: Engine, service: &mut Service) -> Result<(), Value> {
    let Some(value) = host.get(VERIFICATION) else { return Ok(()) };
    if let Some(name) = value.unknown {
        service.unresolved.push(Unresolved { spot: value.spot, about: About::Asks, why: Why::Variable(name) });
        return Ok(());
    }
    // OpenSSL lets a chain pass that does not hold, and then refuses it where a responder does not answer.
    let mut passes = |value: &Value| {
        let spot = value.spot.clone();
        service.unresolved.push(Unresolved { spot, about: About::Trusts, why: Why::Condition(value.text.clone()) });
        Asks::Optional
    };
    // CertificateVerification.fromString
    let asks = match value.text.to_ascii_lowercase().as_str() {
        "true" | "yes" | "require" | "required" => Asks::Required,
        "optionalnoca" | "optional_no_ca" if engine != Engine::Jsse && host.get(STORE).is_none() => passes(&value),
        "optional" | "want" | "optionalnoca" | "optional_no_ca" => Asks::Optional,
        "false" | "no" | "none" => Asks::Off,
        _ => return Err(value),
    };
    service.asks = Setting::written(asks, value.spot);
    Ok(())
}

fn trust(host: &Host<'_, '_, '_>, engine: Engine, service: &mut Service) {
    let document = host.document;
    let tomcat = document.tomcat;
    let unsure = |spot: &Spot, why: Why, service: &mut Service| {
        for about in [About::Trusts, About::Announces] {
            service.unresolved.push(Unresolved { spot: spot.clone(), about, why: why.clone() });
        }
    };
    if let Some(class) = host.same("trustManagerClassName").filter(|value| !value.text.is_empty()) {
        unsure(&class.spot, Why::Script("trustManagerClassName"), service);
        return;
    }
    let store = host.get(STORE).filter(|value| !value.text.is_empty());
    let (ca_file, ca_folder) = (host.get(CA_FILE), host.get(CA_FOLDER));
    let openssl_names: Vec<&Value> = [&ca_file, &ca_folder].into_iter().flatten().collect();
    if let Some(store) = store {
        // With a trust store both libraries ask Java whether a chain holds.
        service.notes.extend(openssl_names.iter().map(|value| Note::WithoutEffect(value.spot.clone())));
        return by_store(host, &store, service, unsure);
    }
    let is_off =
        service.asks.value == Asks::Off && service.unresolved.iter().all(|setting| setting.about != About::Asks);
    match (engine, openssl_names.first()) {
        (_, None) if is_off => {}
        (Engine::Unknown, first) => {
            let spot = first.map_or_else(|| service.source.clone(), |value| value.spot.clone());
            unsure(&spot, Why::Condition("OpenSSL".to_owned()), service);
        }
        (Engine::Jsse, first) => {
            service.notes.extend(first.map(|value| Note::WithoutEffect(value.spot.clone())));
            // No trust manager of its own: the JVM's, without revocation.
            service.sources.push(tomcat.start.default_source(tomcat.reading));
            service.notes.extend(host.get(DEPTH).map(|value| Note::WithoutEffect(value.spot)));
            let list = host.get(LIST_FILE).into_iter().chain(host.same("revocationEnabled"));
            service.notes.extend(list.map(|value| Note::WithoutEffect(value.spot)));
        }
        (Engine::OpenSsl, _) => {
            let property = tomcat.start.properties.contains_key("javax.net.ssl.trustStore");
            if property && openssl_names.is_empty() {
                service.sources.push(tomcat.start.default_source(tomcat.reading));
                java_rules(host, service);
                return;
            }
            service.consumer = Consumer::OpenSsl;
            // SSL_callback_SSL_verify of the native library counts as Apache httpd does.
            let counts = Counts::AllCas;
            service.depth = Setting::default(Depth { limit: Some(10), counts });
            if let Some(depth) = host.get(DEPTH) {
                match depth.text.trim().parse::<i64>() {
                    Ok(number) => {
                        let limit = Some(u32::try_from(number).unwrap_or(0));
                        service.depth = Setting::written(Depth { limit, counts }, depth.spot);
                    }
                    Err(_) => service.unresolved.extend(depth.unresolved(About::Trusts)),
                }
            }
            // It asks the responders that certificates name, and refuses where they do not answer, until `ocspEnabled` came, which is
            // off: 10.1.60 has it.
            let enabled = host.same("ocspEnabled");
            let asks =
                enabled.as_ref().map_or(!tomcat.is_since(&[10, 1, 60]) || tomcat.is_since(&[11]), Value::is_true);
            if asks {
                let written = enabled.map_or_else(|| service.source.clone(), |value| value.spot);
                let of = RevocationOf::Chain;
                service.revocation.push(Revocation { written, by: RevocationBy::Ocsp, of, missing_is_fine: true });
            }
            let ciphers = host.get(CIPHERS).filter(|value| value.unknown.is_none());
            let own = ciphers.as_ref().and_then(|value| Some((level_in(&value.text)?, value.spot.clone())));
            service.floor = tomcat.library().floor(own.map(|(level, spot)| Setting::written(level, spot)));
            for (value, is_file) in [(ca_file, true), (ca_folder, false)] {
                let Some(value) = value else { continue };
                if let Some(name) = &value.unknown {
                    unsure(&value.spot, Why::Variable(name.clone()), service);
                    continue;
                }
                let path = tomcat.path(&value.text);
                let place = if is_file { SourcePlace::File(path) } else { SourcePlace::HashedFolder(path) };
                service.sources.push(Source::new(place, value.spot));
            }
            for (value, is_file) in [(host.get(LIST_FILE), true), (host.get(LIST_FOLDER), false)] {
                let Some(value) = value else { continue };
                let path = tomcat.path(&value.text);
                let by = if is_file { RevocationBy::ListFile(path) } else { RevocationBy::ListFolder(path) };
                service.revocation.push(Revocation {
                    written: value.spot,
                    by,
                    of: RevocationOf::Chain,
                    missing_is_fine: false,
                });
            }
        }
    }
}

/// A trust store of Java.
fn by_store(host: &Host<'_, '_, '_>, store: &Value, service: &mut Service, unsure: impl Fn(&Spot, Why, &mut Service)) {
    let tomcat = host.document.tomcat;
    if let Some(name) = &store.unknown {
        return unsure(&store.spot, Why::Variable(name.clone()), service);
    }
    let kind = host.same("truststoreType").map(|value| value.text);
    let kind = kind.or_else(|| key_store_type(host)).unwrap_or_else(|| "JKS".to_owned());
    if !["JKS", "PKCS12", "JCEKS"].iter().any(|known| kind.eq_ignore_ascii_case(known)) {
        return unsure(&store.spot, Why::Unknown(kind), service);
    }
    // Java takes a provider by its name, and starts nothing where there is none, or where it does not know the type.
    let provides = |provider: &str| match provider {
        "SUN" => !kind.eq_ignore_ascii_case("JCEKS"),
        "SunJSSE" => kind.eq_ignore_ascii_case("PKCS12"),
        "SunJCE" => kind.eq_ignore_ascii_case("JCEKS"),
        _ => false,
    };
    let provider = host.same("truststoreProvider").filter(|value| !value.text.is_empty());
    if let Some(provider) = provider.filter(|value| value.unknown.is_some() || !provides(&value.text)) {
        return unsure(&provider.spot, Why::Unknown(provider.text), service);
    }
    let Some(path) = path_of(&store.text, &tomcat.base) else {
        return unsure(&store.spot, Why::Network, service);
    };
    let mut source = Source::new(SourcePlace::File(path.clone()), store.spot.clone());
    source.kind = store_kind(tomcat.reading, &path, Some(&kind));
    let mut password = host.get(STORE_PASSWORD);
    if password.is_none() && host.form == Form::Connector && !tomcat.is_since(&[8, 5]) {
        password = host.same("keystorePass");
    }
    let of_jvm = tomcat.start.properties.get("javax.net.ssl.trustStorePassword").and_then(|known| known.value.clone());
    if let Some(value) = &password
        && let Some(name) = &value.unknown
    {
        // What it would open is known; whether it does is not.
        service.unresolved.push(Unresolved {
            spot: value.spot.clone(),
            about: About::Trusts,
            why: Why::Variable(name.clone()),
        });
    }
    source.password =
        password.filter(|value| value.unknown.is_none()).map(|value| value.text).or(of_jvm).map(SecretString::from);
    service.sources.push(source);
    java_rules(host, service);
}

/// Revocation, as Java's trust manager does them.
fn java_rules(host: &Host<'_, '_, '_>, service: &mut Service) {
    let tomcat = host.document.tomcat;
    let algorithm = host.same("truststoreAlgorithm").filter(|value| !value.text.eq_ignore_ascii_case("PKIX"));
    let list = host.get(LIST_FILE);
    // The limit goes to Java's builder of chains (PKIXBuilderParameters.setMaxPathLength), which its trust manager does not need for a
    // chain that leads to a trusted certificate as it was sent.
    service.notes.extend(host.get(DEPTH).map(|value| Note::WithoutEffect(value.spot)));
    if let Some(algorithm) = algorithm {
        if let Some(list) = list {
            // Tomcat does not start with both (sslUtilBase.noCrlSupport).
            let why = Why::Unknown(algorithm.text);
            service.unresolved.push(Unresolved { spot: list.spot, about: About::Trusts, why });
        }
        return;
    }
    let of = RevocationOf::UntrustedOnly;
    let by = |by: RevocationBy, written: Spot| Revocation { written, by, of, missing_is_fine: false };
    if let Some(list) = list {
        match &list.unknown {
            Some(_) => service.unresolved.extend(list.unresolved(About::Trusts)),
            None => service.revocation.push(by(RevocationBy::ListFile(tomcat.path(&list.text)), list.spot)),
        }
    } else if let Some(enabled) = host.same("revocationEnabled").filter(Value::is_true) {
        service.revocation.push(by(RevocationBy::Network, enabled.spot));
    }
    service.notes.extend(host.get(LIST_FOLDER).map(|value| Note::WithoutEffect(value.spot)));
}

/// The type of the only certificate's key store, which is the trust store's, too, unless it is PKCS12 (SSLHostConfig.getTruststoreType).
fn key_store_type(host: &Host<'_, '_, '_>) -> Option<String> {
    let mut certificates = children(host.node, "Certificate");
    let (first, more) = (certificates.next(), certificates.next());
    let kind = match first {
        Some(only) if more.is_none() => host.document.attribute(only, "certificateKeystoreType"),
        Some(_) => None,
        None if host.form == Form::Connector => host.same("keystoreType"),
        None => host.same("certificateKeystoreType"),
    };
    kind.map(|value| value.text).filter(|kind| !kind.eq_ignore_ascii_case("PKCS12"))
}

/// A file, relative to the base or as a URL of a file.
fn path_of(value: &str, base: &Path) -> Option<PathBuf> {
    match value.strip_prefix("file:") {
        Some(path) => {
            let slashes = path.len() - path.trim_start_matches('/').len();
            path.get(slashes.saturating_sub(1)..).filter(|_| slashes > 0).map(PathBuf::from)
        }
        None if value.contains("://") || value.starts_with("classpath:") => None,
        None => Some(base.join(value)),
    }
}

/// Versions that are asked for, of those that the JVM speaks.
fn versions(document: &Document<'_>, protocols: Option<&str>) -> Versions {
    let tomcat = document.tomcat;
    let jvm = tomcat.start.versions(tomcat.reading);
    let Some(protocols) = protocols else { return Versions { old: false, ..jvm } };
    let mut asked: Vec<String> = Vec::new();
    let mut token = String::new();
    let mut take = |token: &mut String| {
        let word = token.trim().to_ascii_lowercase();
        token.clear();
        let (minus, word) = match word.strip_prefix('-') {
            Some(rest) => (true, rest.trim().to_owned()),
            None => (false, word.trim_start_matches(['+', ',']).trim().to_owned()),
        };
        let all = ["tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3"].map(str::to_owned);
        let words = if word == "all" || word == "tls" { all.to_vec() } else { vec![word] };
        asked.retain(|known| !minus || !words.contains(known));
        if !minus {
            asked.extend(words);
        }
    };
    for c in protocols.chars() {
        if matches!(c, '+' | '-' | ',') {
            take(&mut token);
        }
        token.push(c);
    }
    take(&mut token);
    let has = |version: &str| asked.iter().any(|asked| asked == version);
    Versions {
        old: jvm.old && (has("tlsv1") || has("tlsv1.1")),
        tls12: jvm.tls12 && has("tlsv1.2"),
        tls13: jvm.tls13 && has("tlsv1.3"),
    }
}

fn speaks(host: &Host<'_, '_, '_>, service: &mut Service) {
    if let Some(value) = host.get(PROTOCOLS) {
        if value.unknown.is_some() {
            service.unresolved.extend(value.unresolved(About::Trusts));
        } else {
            service.versions = Setting::written(versions(host.document, Some(&value.text)), value.spot);
        }
    }
    let Some(ciphers) = host.get(CIPHERS).filter(|value| value.unknown.is_none()) else { return };
    // A list of single ciphers leaves out the versions that it has none for. Words such as HIGH stand for ciphers of both.
    let mut names = ciphers.text.split([':', ',']).map(str::trim).filter(|name| !name.is_empty()).peekable();
    let is_13 = |name: &str| name.starts_with("TLS_AES_") || name.starts_with("TLS_CHACHA20_");
    let is_single =
        |name: &str| is_13(name) || name.starts_with("TLS_") || name.starts_with("ECDHE-") || name.starts_with("DHE-");
    let any = names.peek().is_some();
    let (of_13, of_12): (Vec<&str>, Vec<&str>) = names.partition(|name| is_13(name));
    if !any || !of_12.iter().all(|name| is_single(name)) {
        return;
    }
    // Where `cipherSuites` is there, those of TLS 1.3 are its alone.
    let own_list = has_cipher_suites(&host.document.tomcat.numbers);
    if of_13.is_empty() && own_list.is_none() {
        let why = Why::Unknown("cipherSuites".to_owned());
        service.unresolved.push(Unresolved { spot: ciphers.spot, about: About::Trusts, why });
        return;
    }
    let before = service.versions.value;
    let value = Versions {
        tls12: before.tls12 && !of_12.is_empty(),
        tls13: before.tls13 && (own_list == Some(true) || !of_13.is_empty()),
        ..before
    };
    if value != before {
        service.versions = Setting::written(value, ciphers.spot);
    }
}

/// This version has the attribute `cipherSuites`, which came at the beginning of 2026; `None`: it is not known whether it came with it.
fn has_cipher_suites(numbers: &[u32]) -> Option<bool> {
    match numbers {
        [10, 1, patch, ..] if *patch >= 60 => Some(true),
        [10, 0, ..] => Some(false),
        [major, ..] if *major < 9 => Some(false),
        [9, 0, patch, ..] if *patch < 113 => Some(false),
        [10, 1, patch, ..] if *patch < 50 => Some(false),
        [11, 0, patch, ..] if *patch < 15 => Some(false),
        _ => None,
    }
}
