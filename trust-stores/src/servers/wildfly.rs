//! WildFly and JBoss EAP: `standalone.xml` with Elytron's `server-ssl-context`, or the security realms that came before it.
//!
//! Rules: the schemas `wildfly-elytron`, `wildfly-undertow` and `wildfly-config`, and WildFly's "Elytron Security" guide.

use std::path::{Path, PathBuf};

use roxmltree::{Document, Node};
use secrecy::SecretString;

use super::jvm::{Program, Start, expand, listener, store_kind, unsure};
use super::service::{
    About, Asks, Note, Revocation, RevocationBy, RevocationOf, Service, Setting, Source, SourcePlace, Unresolved,
    Versions, Why,
};
use super::spot::Spot;
use super::syntax::xml::{Xml, file_problem};
use super::{Configuration, Problem, Reading, Server, version};
use crate::places::{Found, Place, Search};

pub(crate) static SERVER: Server = Server {
    word: "wildfly",
    name: "WildFly",
    configurations: &[
        "/opt/wildfly*/standalone/configuration/standalone*.xml",
        "/opt/jboss*/standalone/configuration/standalone*.xml",
        "/opt/eap*/standalone/configuration/standalone*.xml",
        "/opt/*/wildfly*/standalone/configuration/standalone*.xml",
        "/etc/wildfly*/standalone/standalone*.xml",
        "/var/lib/wildfly*/standalone/configuration/standalone*.xml",
    ],
    read,
};

pub(crate) const PLACE: Place = Place { word: "wildfly", on_every_host: true, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    super::find(&SERVER, search, path)
}

struct WildFly<'a> {
    reading: &'a Reading<'a>,
    xml: &'a Xml,
    root: Node<'a, 'a>,
    /// `jboss.server.config.dir`
    folder: PathBuf,
    /// `jboss.home.dir`
    home: PathBuf,
    start: Start,
    version: Option<String>,
}

/// An attribute's value; `Err`: a variable of it is not known.
type Value = Result<(String, Spot), Unresolved>;

fn read(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let main = if reading.tree.is_folder(main) {
        let inside = ["standalone/configuration/standalone.xml", "configuration/standalone.xml", "standalone.xml"];
        let inside = inside.map(|name| main.join(name));
        inside.iter().find(|path| reading.tree.is_file(path)).unwrap_or(&inside[2]).clone()
    } else {
        main.to_owned()
    };
    to.files.push(main.clone());
    let text = match reading.text(&main) {
        Ok(text) => text,
        Err(error) => {
            let kind = file_problem(main.clone(), error);
            to.problems.push(Problem { server: SERVER.word, spot: Spot::file(&main), kind });
            return to;
        }
    };
    let xml = Xml::new(text, reading, SERVER.word, &mut to);
    let Some(document) = xml.parse(SERVER.word, &mut to) else { return to };
    let document: &Document<'_> = &document;
    let folder = main.parent().unwrap_or(&main).to_owned();
    let home = folder.parent().and_then(Path::parent).unwrap_or(&folder).to_owned();
    let program = Program {
        word: "wildfly",
        scripts: &[home.join("bin/standalone.conf")],
        options: &["JAVA_OPTS"],
        variables: &[],
        folders: &[("JBOSS_HOME", &home)],
    };
    let start = Start::of(reading, &program);
    let version = version_of(reading, &home);
    let wildfly = WildFly { reading, xml: &xml, root: document.root_element(), folder, home, start, version };
    for node in wildfly.all("https-listener") {
        let service = wildfly.listener(node);
        to.services.push(service);
    }
    to
}

fn version_of(reading: &Reading<'_>, home: &Path) -> Option<String> {
    let noted = reading.tree.read_text(&home.join("version.txt"), 1 << 16).ok();
    let noted = noted.and_then(|text| {
        let word = text.split_whitespace().rfind(|word| version::numbers(word).len() > 1)?;
        Some(word.to_owned())
    });
    let real = reading.tree.real_path(home).ok();
    noted.or_else(|| {
        let version = real.as_deref()?.file_name()?.to_str()?.strip_prefix("wildfly-")?.to_owned();
        (version::numbers(&version).len() > 1).then_some(version)
    })
}

impl<'a> WildFly<'a> {
    /// Elements of this name, whatever version of a schema they are of.
    fn all(&self, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
        self.root.descendants().filter(move |node| node.tag_name().name() == name)
    }

    fn named(&self, element: &'a str, name: &str) -> Option<Node<'a, 'a>> {
        self.all(element).find(|node| node.attribute("name") == Some(name))
    }

    fn get(&self, node: Node<'_, '_>, name: &str) -> Option<Value> {
        let attribute = node.attribute_node(name)?;
        let spot = self.xml.of_attribute(&attribute);
        let look = |name: &str| match name {
            "jboss.home.dir" => Some(self.home.to_string_lossy().into_owned()),
            "jboss.server.config.dir" => Some(self.folder.to_string_lossy().into_owned()),
            "jboss.server.base.dir" => self.folder.parent().map(|path| path.to_string_lossy().into_owned()),
            _ => self.start.properties.get(name).and_then(|known| known.value.clone()),
        };
        Some(match expand(attribute.value(), Some(":"), &look) {
            Ok(text) => Ok((text, spot)),
            Err(name) => Err(Unresolved { spot, about: About::Trusts, why: Why::Variable(name) }),
        })
    }

    fn text(&self, node: Node<'_, '_>, name: &str) -> Option<String> {
        self.get(node, name)?.ok().map(|(text, _)| text)
    }

    fn is_true(&self, node: Node<'_, '_>, name: &str, service: &mut Service) -> Option<Spot> {
        match self.get(node, name)? {
            Ok((text, spot)) => text.eq_ignore_ascii_case("true").then_some(spot),
            Err(unresolved) => {
                service.unresolved.push(Unresolved { about: About::Asks, ..unresolved });
                None
            }
        }
    }

    /// A path, relative to another one that has a name.
    fn path(&self, node: Node<'_, '_>) -> Option<Result<(PathBuf, Spot), Unresolved>> {
        let (path, spot) = match self.get(node, "path")? {
            Ok(found) => found,
            Err(unresolved) => return Some(Err(unresolved)),
        };
        let base = match self.text(node, "relative-to").as_deref() {
            None => PathBuf::new(),
            Some("jboss.server.config.dir") => self.folder.clone(),
            Some("jboss.server.base.dir") => self.folder.parent().unwrap_or(&self.folder).to_owned(),
            Some("jboss.server.data.dir") => self.folder.parent().unwrap_or(&self.folder).join("data"),
            Some("jboss.home.dir") => self.home.clone(),
            Some(name) => {
                let own = self.named("path", name).and_then(|node| self.text(node, "path"));
                match own {
                    Some(path) => PathBuf::from(path),
                    None => {
                        return Some(Err(Unresolved {
                            spot,
                            about: About::Trusts,
                            why: Why::Variable(name.to_owned()),
                        }));
                    }
                }
            }
        };
        Some(Ok((base.join(path), spot)))
    }

    fn listener(&self, node: Node<'a, 'a>) -> Service {
        let binding = node.attribute("socket-binding").and_then(|name| self.named("socket-binding", name));
        let offset =
            self.all("socket-binding-group").find_map(|group| self.text(group, "port-offset")?.parse::<i64>().ok());
        let port = binding.and_then(|binding| self.text(binding, "port"));
        let port =
            port.map(|port| port.parse::<i64>().map_or(port, |number| (number + offset.unwrap_or(0)).to_string()));
        let address = format!("0.0.0.0:{}", port.unwrap_or_else(|| "8443".to_owned()));
        let source = self.xml.of_element(node);
        let mut service = listener(SERVER.word, address, source.clone(), &self.start, self.reading);
        service.version.clone_from(&self.version);
        if let Some(context) = self.get(node, "ssl-context") {
            match context {
                Ok((name, spot)) => match self.named("server-ssl-context", &name) {
                    Some(context) => self.context(context, &mut service),
                    // A context of another kind, or of another subsystem.
                    None => Self::open(&mut service, &spot, &Why::Unknown(name)),
                },
                Err(unresolved) => Self::open(&mut service, &unresolved.spot, &unresolved.why),
            }
            return service;
        }
        match self.get(node, "verify-client") {
            Some(Ok((mode, spot))) => {
                let asks = match mode.to_ascii_uppercase().as_str() {
                    "REQUIRED" => Asks::Required,
                    "REQUESTED" => Asks::Optional,
                    _ => Asks::Off,
                };
                service.asks = Setting::written(asks, spot);
            }
            Some(Err(unresolved)) => service.unresolved.push(Unresolved { about: About::Asks, ..unresolved }),
            None => {}
        }
        if service.asks.value == Asks::Off && service.unresolved.is_empty() {
            return service;
        }
        let realm = node.attribute("security-realm").and_then(|name| self.named("security-realm", name));
        let store = realm.and_then(|realm| realm.descendants().find(|node| node.tag_name().name() == "truststore"));
        match store {
            Some(store) => self.store(store, store, "keystore-password", &mut service),
            None => service.sources.push(self.start.default_source(self.reading)),
        }
        service
    }

    /// Nothing is known of what it asks for and whom it trusts.
    fn open(service: &mut Service, spot: &Spot, why: &Why) {
        service.unresolved.push(Unresolved { spot: spot.clone(), about: About::Asks, why: why.clone() });
        unsure(service, spot, why);
    }

    fn context(&self, context: Node<'a, 'a>, service: &mut Service) {
        if let Some(spot) = self.is_true(context, "need-client-auth", service) {
            service.asks = Setting::written(Asks::Required, spot);
        } else if let Some(spot) = self.is_true(context, "want-client-auth", service) {
            service.asks = Setting::written(Asks::Optional, spot);
        }
        if let Some(domain) = context.attribute_node("security-domain") {
            service.notes.push(Note::DecidedElsewhere("Elytron security-domain", self.xml.of_attribute(&domain)));
        }
        if let Some(Ok((protocols, spot))) = self.get(context, "protocols") {
            let has = |version: &str| protocols.split_whitespace().any(|word| word == version);
            let jvm = self.start.versions(self.reading);
            let old = jvm.old && (has("TLSv1") || has("TLSv1.1"));
            let value = Versions { old, tls12: jvm.tls12 && has("TLSv1.2"), tls13: jvm.tls13 && has("TLSv1.3") };
            service.versions = Setting::written(value, spot);
        }
        if service.asks.value == Asks::Off && service.unresolved.is_empty() {
            return;
        }
        let Some(name) = self.get(context, "trust-manager") else {
            return service.sources.push(self.start.default_source(self.reading));
        };
        let (name, spot) = match name {
            Ok(found) => found,
            Err(unresolved) => return unsure(service, &unresolved.spot, &unresolved.why),
        };
        let Some(manager) = self.named("trust-manager", &name) else {
            return unsure(service, &spot, &Why::Unknown(name));
        };
        let store = manager.attribute("key-store").and_then(|name| self.named("key-store", name));
        let Some(store) = store else { return unsure(service, &spot, &Why::Unknown(name)) };
        match store.descendants().find(|node| node.tag_name().name() == "file") {
            Some(file) => self.store(store, file, "", service),
            None => unsure(service, &self.xml.of_element(store), &Why::Unknown("key-store".to_owned())),
        }
        let of = RevocationOf::UntrustedOnly;
        for part in manager.descendants() {
            match part.tag_name().name() {
                "certificate-revocation-list" => {
                    let written = self.xml.of_element(part);
                    match self.path(part) {
                        Some(Ok((path, _))) => {
                            let by = RevocationBy::ListFile(path);
                            service.revocation.push(Revocation { written, by, of, missing_is_fine: false });
                        }
                        Some(Err(unresolved)) => service.unresolved.push(unresolved),
                        // What the certificates themselves name.
                        None => service.revocation.push(Revocation {
                            written,
                            by: RevocationBy::Network,
                            of,
                            missing_is_fine: false,
                        }),
                    }
                }
                "ocsp" => {
                    let written = self.xml.of_element(part);
                    service.revocation.push(Revocation { written, by: RevocationBy::Ocsp, of, missing_is_fine: false });
                }
                _ => {}
            }
        }
    }

    /// A key store whose file `file` names.
    fn store(&self, store: Node<'_, '_>, file: Node<'_, '_>, password: &str, service: &mut Service) {
        let (path, spot) = match self.path(file) {
            Some(Ok(found)) => found,
            Some(Err(unresolved)) => return unsure(service, &unresolved.spot, &unresolved.why),
            None => return unsure(service, &self.xml.of_element(file), &Why::Unknown("path".to_owned())),
        };
        let kind = store.descendants().find(|node| node.tag_name().name() == "implementation");
        let kind = kind.and_then(|node| self.text(node, "type")).or_else(|| self.text(file, "provider"));
        if let Some(kind) = kind
            .as_ref()
            .filter(|kind| !["JKS", "PKCS12", "JCEKS"].iter().any(|known| kind.eq_ignore_ascii_case(known)))
        {
            return unsure(service, &spot, &Why::Unknown(kind.clone()));
        }
        let mut source = Source::new(SourcePlace::File(path.clone()), spot.clone());
        source.kind = store_kind(self.reading, &path, kind.as_deref());
        let secret = store.descendants().find(|node| node.tag_name().name() == "credential-reference");
        let secret = match secret {
            Some(node) => self.get(node, "clear-text").or_else(|| {
                // It lies encrypted in a credential store.
                let spot = self.xml.of_element(node);
                node.attribute("store")
                    .map(|name| Err(Unresolved { spot, about: About::Trusts, why: Why::Variable(name.to_owned()) }))
            }),
            None => self.get(file, password),
        };
        // Where it is not known, the passwords that the user gives are tried.
        if let Some(Ok((text, _))) = secret {
            source.password = Some(SecretString::from(text));
        }
        service.sources.push(source);
    }
}
