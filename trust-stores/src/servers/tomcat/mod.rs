//! Tomcat: `server.xml`, with what `catalina.properties` and the options of its JVM put into it.
//!
//! Rules are those of Tomcat's source: `org.apache.tomcat.util.net.SSLHostConfig`, `SSLUtilBase`, `openssl.OpenSSLContext`,
//! `org.apache.catalina.startup.CatalinaProperties`.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use roxmltree::{Attribute, Node};

use super::jvm::{Known, Program, Start, expand};
use super::openssl::Library;
use super::service::{About, Unresolved, Why};
use super::spot::Spot;
use super::syntax::properties;
use super::syntax::xml::{Xml, file_problem};
use super::{Configuration, Problem, ProblemKind, Reading, Server, version};
use crate::places::{Found, Place, Search};

mod applications;
mod host;
mod keys;

pub(crate) static SERVER: Server = Server {
    word: "tomcat",
    name: "Tomcat",
    configurations: &[
        "/etc/tomcat*/server.xml",
        "/var/lib/tomcat*/conf/server.xml",
        "/var/lib/tomcats/*/conf/server.xml",
        "/usr/share/tomcat*/conf/server.xml",
        "/usr/local/tomcat*/conf/server.xml",
        "/usr/local/apache-tomcat*/conf/server.xml",
        "/opt/tomcat*/conf/server.xml",
        "/opt/apache-tomcat*/conf/server.xml",
        "/opt/*/tomcat*/conf/server.xml",
        "/opt/*/apache-tomcat*/conf/server.xml",
    ],
    read,
};

pub(crate) const PLACE: Place = Place { word: "tomcat", on_every_host: true, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    super::find(&SERVER, search, path)
}

/// Where its native library lies, by which it uses OpenSSL; its own folders and `java.library.path` come besides.
const LIBRARY_FOLDERS: &[&str] = &[
    "/usr/lib",
    "/usr/lib64",
    "/usr/lib/*-linux-gnu*",
    "/usr/java/packages/lib",
    "/usr/local/apr/lib",
    "/usr/local/lib",
];

/// An instance of Tomcat.
struct Tomcat<'a> {
    reading: &'a Reading<'a>,
    /// `catalina.base`: relative paths begin here.
    base: PathBuf,
    /// Its version, where it is known.
    version: Option<String>,
    numbers: Vec<u32>,
    start: Start,
    /// What `AprLifecycleListener` makes of the native library that is there.
    native: Engine,
    library: OnceCell<Library>,
}

/// `server.xml` as it is written.
struct Document<'a> {
    tomcat: &'a Tomcat<'a>,
    xml: &'a Xml,
}

/// An attribute with what its place holders stand for.
struct Value {
    text: String,
    spot: Spot,
    /// A place holder that nothing is known of.
    unknown: Option<String>,
}

impl Value {
    fn is_true(&self) -> bool {
        self.text.eq_ignore_ascii_case("true")
    }

    /// That nobody can say what it comes to.
    fn unresolved(&self, about: About) -> Option<Unresolved> {
        let why = Why::Variable(self.unknown.clone()?);
        Some(Unresolved { spot: self.spot.clone(), about, why })
    }
}

fn read(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let main = if reading.tree.is_folder(main) {
        let inside = ["conf/server.xml", "server.xml"].map(|name| main.join(name));
        inside.iter().find(|path| reading.tree.is_file(path)).unwrap_or(&inside[0]).clone()
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
    let tomcat = Tomcat::of(reading, &main, &mut to);
    let xml = Xml::new(text, reading, SERVER.word, &mut to);
    let Some(parsed) = xml.parse(SERVER.word, &mut to) else { return to };
    let document = Document { tomcat: &tomcat, xml: &xml };
    let root = parsed.root_element();
    let engine = document.engine(root);
    let offset = document.number(root, "portOffset").unwrap_or(0);
    for service in children(root, "Service") {
        let first = to.services.len();
        for connector in children(service, "Connector") {
            document.connector(connector, offset, engine, &mut to);
        }
        let asked_later = applications::that_ask(&document, service, &mut to);
        let made: Vec<_> = to.services.get(first..).unwrap_or_default().to_vec();
        to.services.extend(applications::services(&document, &made, &asked_later));
    }
    to
}

fn children<'a, 'b>(node: Node<'a, 'b>, name: &'static str) -> impl Iterator<Item = Node<'a, 'b>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

impl<'a> Tomcat<'a> {
    fn of(reading: &'a Reading<'a>, main: &Path, to: &mut Configuration) -> Self {
        let tree = reading.tree;
        let conf = main.parent().unwrap_or(main);
        let name = conf.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        // Distributions put the folder elsewhere, with a link from the base.
        let links_here = |base: &PathBuf| {
            let real = |path: &Path| tree.real_path(path).ok();
            real(&base.join("conf")).is_some_and(|linked| real(conf) == Some(linked))
        };
        let own = conf.parent().filter(|_| name == "conf").map(Path::to_owned);
        let linked = || {
            ["/var/lib", "/usr/share", "/opt", "/usr/local"]
                .map(|top| Path::new(top).join(name))
                .into_iter()
                .find(links_here)
        };
        let base = own.or_else(linked).unwrap_or_else(|| conf.to_owned());
        let number = name.strip_prefix("tomcat").or_else(|| base.file_name()?.to_str()?.strip_prefix("tomcat"));
        let packaged = number.map(|number| Path::new("/usr/share").join(format!("tomcat{number}")));
        let has_programs = |home: &PathBuf| {
            tree.is_file(&home.join("lib/catalina.jar")) || tree.is_file(&home.join("bin/bootstrap.jar"))
        };
        let start = |home: &Path| {
            let scripts = [home.join("bin/setenv.sh"), base.join("bin/setenv.sh")];
            let scripts = if home == base { &scripts[1..] } else { &scripts[..] };
            Start::of(
                reading,
                &Program {
                    word: "tomcat",
                    scripts,
                    options: &["JAVA_OPTS", "CATALINA_OPTS"],
                    variables: &["CATALINA_HOME", "CATALINA_BASE"],
                    folders: &[("CATALINA_BASE", &base), ("CATALINA_HOME", home)],
                },
            )
        };
        let first = start(&base);
        let told = first.variable("CATALINA_HOME").map(PathBuf::from);
        let home = [Some(base.clone()), told, packaged].into_iter().flatten().find(has_programs);
        let home = home.unwrap_or_else(|| base.clone());
        let mut start = if home == base { first } else { start(&home) };

        // As system properties these come over those of the command line (CatalinaProperties.loadProperties).
        let path = conf.join("catalina.properties");
        if let Ok(bytes) = tree.read(&path, super::MAX_BYTES) {
            to.files.push(path.clone());
            let mut text = properties::decode(&path, &bytes);
            let pairs = properties::read(&text);
            super::jvm::hide_passwords(&mut text, &pairs);
            for pair in pairs {
                let known = Known { spot: super::jvm::spot_of_pair(&text, &pair), value: Some(pair.value) };
                start.properties.insert(pair.key, known);
            }
        }
        for (name, folder) in [("catalina.base", &base), ("catalina.home", &home)] {
            let known = Known { value: Some(folder.to_string_lossy().into_owned()), spot: Spot::file(main) };
            start.properties.insert(name.to_owned(), known);
        }
        let number = number.or_else(|| home.file_name()?.to_str()?.strip_prefix("tomcat"));
        let version = version_of(reading, &home, &base, number);
        let numbers = version.as_deref().map(version::numbers).unwrap_or_default();
        let mut folders: Vec<PathBuf> = vec![home.join("bin"), home.join("lib"), base.join("bin"), base.join("lib")];
        folders.extend(LIBRARY_FOLDERS.iter().flat_map(|folder| crate::places::homes::expand(tree, Path::new(folder))));
        let told = start.properties.get("java.library.path").and_then(|known| known.value.clone());
        folders.extend(told.iter().flat_map(std::env::split_paths));
        let native = native(reading, &folders, &numbers);
        Self { reading, base, version, numbers, start, native, library: OnceCell::new() }
    }

    /// The system's OpenSSL.
    fn library(&self) -> &Library {
        self.library.get_or_init(|| Library::of(self.reading.tree, None))
    }

    /// This version or a later one; one that is not known is taken for a modern one.
    fn is_since(&self, version: &[u32]) -> bool {
        self.numbers.is_empty() || self.numbers.as_slice() >= version
    }

    /// What a text with place holders comes to, or the name of one that nothing is known of.
    fn expand(&self, value: &str) -> Result<String, String> {
        let look = |name: &str| self.start.properties.get(name)?.value.clone();
        // A property whose value holds a script's variable is set, whatever stands behind `:-`.
        let is_unknown = |name: &str| self.start.properties.get(name).is_some_and(|known| known.value.is_none());
        let names = value.split("${").skip(1).filter_map(|part| Some(part.split_once('}')?.0));
        let mut bare = names.map(|name| name.split_once(":-").map_or(name, |(bare, _)| bare));
        match bare.find(|name| is_unknown(name)) {
            Some(name) => Err(name.to_owned()),
            None => expand(value, Some(":-"), &look),
        }
    }

    fn path(&self, value: &str) -> PathBuf {
        self.base.join(value)
    }
}

/// Which library does TLS where the native library may. One that is older than Tomcat demands is passed over
/// (`AprLifecycleListener`): 10.1.60 demands 1.3.9, and from which version on others do is not known here.
fn native(reading: &Reading<'_>, folders: &[PathBuf], tomcat: &[u32]) -> Engine {
    let tree = reading.tree;
    let names = ["libtcnative-2.so", "libtcnative-2.so.0", "libtcnative-1.so", "libtcnative-1.so.0"];
    let all = names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name)));
    let Some(library) = all.into_iter().find(|path| tree.is_file(path)) else { return Engine::Jsse };
    // libtcnative-1.so.0.2.35 is 1.2.35.
    let real = tree.real_path(&library).unwrap_or(library);
    let name = real.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let minor = name.split_once(".so.0.").map(|(_, rest)| version::numbers(rest)).unwrap_or_default();
    match minor.as_slice() {
        _ if name.starts_with("libtcnative-2") => Engine::OpenSsl,
        [minor, patch, ..] if (*minor, *patch) >= (3, 9) => Engine::OpenSsl,
        _ if tomcat.is_empty() => Engine::Unknown,
        [2, ..] if tomcat >= [10, 1, 60].as_slice() => Engine::Jsse,
        [2, patch, ..] if *patch >= 34 && tomcat < [9, 0, 80].as_slice() => Engine::OpenSsl,
        _ => Engine::Unknown,
    }
}

/// Its version: of `RELEASE-NOTES`, of the names of its folders, of the package.
fn version_of(reading: &Reading<'_>, home: &Path, base: &Path, number: Option<&str>) -> Option<String> {
    let notes = reading.tree.read_text(&home.join("RELEASE-NOTES"), 1 << 20).ok();
    let noted = notes.as_deref().and_then(|notes| {
        let line = notes.lines().find_map(|line| line.trim().strip_prefix("Apache Tomcat Version "))?;
        Some(line.trim().to_owned())
    });
    let named = || {
        let real = reading.tree.real_path(home).ok();
        [real.as_deref(), Some(home), Some(base)].into_iter().flatten().find_map(|folder| {
            let version = folder.file_name()?.to_str()?.strip_prefix("apache-tomcat-")?;
            (version::numbers(version).len() > 1).then(|| version.to_owned())
        })
    };
    let packaged = || {
        let packages = number.map(|number| [format!("tomcat{number}-common"), format!("tomcat{number}")])?;
        let packages: Vec<&str> = packages.iter().map(String::as_str).collect();
        version::of_package(reading.tree, &packages)
    };
    noted.or_else(named).or_else(packaged)
}

impl Document<'_> {
    fn value(&self, attribute: &Attribute<'_, '_>) -> Value {
        let spot = self.xml.of_attribute(attribute);
        match self.tomcat.expand(attribute.value()) {
            Ok(text) => Value { text, spot, unknown: None },
            Err(name) => Value { text: attribute.value().to_owned(), spot, unknown: Some(name) },
        }
    }

    fn attribute(&self, node: Node<'_, '_>, name: &str) -> Option<Value> {
        node.attribute_node(name).map(|attribute| self.value(&attribute))
    }

    fn number(&self, node: Node<'_, '_>, name: &str) -> Option<i64> {
        self.attribute(node, name)?.text.trim().parse().ok()
    }

    /// Which library does TLS where a connector does not say.
    fn engine(&self, root: Node<'_, '_>) -> Engine {
        let mut engine = Engine::Jsse;
        for listener in children(root, "Listener") {
            let class = listener.attribute("className").unwrap_or_default();
            let says = |name: &str, word: &str| {
                self.attribute(listener, name).is_some_and(|v| v.text.eq_ignore_ascii_case(word))
            };
            match class.rsplit('.').next() {
                Some("AprLifecycleListener") if says("useOpenSSL", "false") || says("SSLEngine", "off") => {}
                Some("AprLifecycleListener") => engine = self.tomcat.native,
                // It needs Java 22 and finds OpenSSL as the JVM finds libraries.
                Some("OpenSSLLifecycleListener") if !says("useOpenSSL", "false") && engine == Engine::Jsse => {
                    engine = Engine::Unknown;
                }
                _ => {}
            }
        }
        engine
    }

    fn connector(&self, connector: Node<'_, '_>, offset: i64, engine: Engine, to: &mut Configuration) {
        let tls = self.attribute(connector, "SSLEnabled");
        let protocol = self.attribute(connector, "protocol").map(|value| value.text).unwrap_or_default();
        let unknown = tls.as_ref().is_some_and(|value| value.unknown.is_some());
        if !(unknown || tls.as_ref().is_some_and(Value::is_true)) || protocol.to_ascii_lowercase().contains("ajp") {
            return;
        }
        let implementation = self.attribute(connector, "sslImplementationName").map(|value| value.text);
        let engine = match implementation.as_deref() {
            _ if protocol.contains("Apr") => Engine::OpenSsl,
            None => engine,
            Some(name) if name.contains("JSSE") => Engine::Jsse,
            Some(name) if name.contains("OpenSSL") => Engine::OpenSsl,
            Some(_) => Engine::Unknown,
        };
        let port = self.attribute(connector, "port").map(|value| match value.text.trim().parse::<i64>() {
            Ok(port) => (port + offset).to_string(),
            Err(_) => value.text,
        });
        let address = self.attribute(connector, "address").map_or_else(|| "0.0.0.0".to_owned(), |value| value.text);
        let address = if address.contains(':') && !address.starts_with('[') { format!("[{address}]") } else { address };
        let socket = self.attribute(connector, "unixDomainSocketPath").map(|value| value.text);
        let listener = socket.unwrap_or_else(|| format!("{address}:{}", port.as_deref().unwrap_or("8080")));
        let default = self.attribute(connector, "defaultSSLHostConfigName");
        let default = default.map_or_else(|| "_default_".to_owned(), |value| value.text.to_lowercase());

        let first = to.services.len();
        let mut names: Vec<String> = Vec::new();
        let mut problem = |spot: Spot, text: String| {
            to.problems.push(Problem { server: SERVER.word, spot, kind: ProblemKind::Value(text) });
        };
        let mut add = |node: Node<'_, '_>, form: host::Form| {
            let name = self.attribute(node, "hostName").filter(|_| form == host::Form::Host);
            let name = name.map_or_else(|| "_default_".to_owned(), |value| value.text.to_lowercase());
            if names.contains(&name) {
                return problem(self.xml.of_element(node), format!("hostName={name}"));
            }
            let at = host::At { connector, listener: &listener, names: &[name.as_str()], default: &default, engine };
            match host::service(self, node, form, &at) {
                Ok(mut service) => {
                    service.unresolved.extend(tls.as_ref().and_then(|value| value.unresolved(About::Asks)));
                    to.services.push(service);
                    names.push(name);
                }
                Err(value) => problem(value.spot, value.text),
            }
        };
        let hosts: Vec<_> = children(connector, "SSLHostConfig").collect();
        let is_old = !self.tomcat.is_since(&[8, 5]);
        // Attributes of the connector itself are a host's until they were taken away in 10.1.
        let in_connector =
            is_old || (hosts.is_empty() && (self.tomcat.numbers.is_empty() || !self.tomcat.is_since(&[10, 1])));
        if in_connector {
            add(connector, host::Form::Connector);
        }
        for host in hosts.into_iter().filter(|_| !is_old) {
            add(host, host::Form::Host);
        }
        // Without it the connector does not start.
        if !names.contains(&default) {
            problem(self.xml.of_element(connector), format!("defaultSSLHostConfigName={default}"));
            to.services.truncate(first);
        }
    }
}

/// Which library does TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    /// Java's own.
    Jsse,
    /// OpenSSL, by the native library or by Java's foreign functions.
    OpenSsl,
    Unknown,
}
