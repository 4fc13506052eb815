//! IIS, and what else listens through HTTP.SYS (AD FS): the registry says of each address whether a certificate is asked for in the handshake,
//! `applicationHost.config` says of each path whether one is wanted. Both are needed for an answer.
//!
//! Rules, all from Microsoft's documentation, since no Windows is among the servers that predictions were held against:
//! `HTTP_SERVICE_CONFIG_SSL_PARAM` (http.h: flags, what is checked), "IIS: Access `<access>`" (`sslFlags`), "Schannel: TLS registry settings"
//! (versions, `SendTrustedIssuerList`, `ClientAuthTrustMode`), "Client certificates: 403.16" (KB 2802568: an intermediate among the roots).
//!
//! On another machine than the server: a folder with copies of `applicationHost.config` and of what `reg export` wrote.

use std::path::{Path, PathBuf};

use roxmltree::{Document, Node};
use tillit_verifier::input::InputError;

use super::service::{
    About, Announces, Asks, Counts, Depth, Fit, Floor, Revocation, RevocationBy, RevocationOf, Service, Setting,
    Source, SourcePlace, Unresolved, Versions, When, Why,
};
use super::syntax::xml::{Xml, file_problem};
use super::{Configuration, Problem, Reading, Server, Spot};
use crate::places::{Found, Place, Search};
use crate::store::{Consumer, StoreKind};
use crate::windows::{Export, Registry, Scope, StoreName, View, is_export};

pub(crate) static SERVER: Server = Server {
    word: "iis",
    name: "IIS",
    configurations: &[r"C:\Windows\System32\inetsrv\config\applicationHost.config"],
    read,
};

pub(crate) const PLACE: Place = Place { word: "iis", on_every_host: cfg!(windows), find };

const CONFIGURATION: &str = "applicationHost.config";
const HTTP: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\HTTP\Parameters";
const SCHANNEL: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";
const VERSION: &str = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
/// Where listeners stand: by address, by name (SNI), by name with certificates in a shared folder.
const BINDINGS: [&str; 3] = ["SslBindingInfo", "SslSniBindingInfo", "SslCcsBindingInfo"];

/// `HTTP_SERVICE_CONFIG_SSL_FLAG_...`
const NEGOTIATE_CLIENT_CERT: u64 = 0x2;
const DISABLE_TLS13: u64 = 0x40;
const DISABLE_LEGACY: u64 = 0x400;
const DISABLE_TLS12: u64 = 0x1000;
/// `CertCheckMode`: client certificates are not looked up.
const NO_REVOCATION: u64 = 0x1;
/// `CertCheckMode`: what Windows has at hand of revocation lists, nothing fetched.
const CACHED_REVOCATION: u64 = 0x2;
/// The first build of Windows that speaks TLS 1.3 as a server: Server 2022.
const FIRST_WITH_TLS13: u32 = 20_348;
/// The first build that sends no names of CAs unless it is told to: Server 2012.
const FIRST_WITHOUT_NAMES: u32 = 9_200;
/// Who registers listeners: AD FS's identifier ("netsh http show sslcert").
const ADFS: &str = "5d89a20c-beab-4389-9447-324788eb944a";

/// `sslFlags` of `<access>`: asked for; nobody gets in without.
const NEGOTIATES: u32 = 32;
const REQUIRES: u32 = 64;
const FLAGS: [(&str, u32); 5] =
    [("Ssl", 8), ("SslNegotiateCert", 32), ("SslRequireCert", 64), ("SslMapCert", 128), ("Ssl128", 256)];

/// Exports of a folder that are read, and bytes of one.
const MAX_EXPORTS: usize = 100;
const MAX_EXPORT: u64 = 512 << 20;

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    if path.is_some() || search.options.tree.registry().is_none() {
        return super::find(&SERVER, search, path);
    }
    // AD FS and others listen without IIS: the file need not be there.
    let main = Path::new(SERVER.configurations[0]);
    let mut found = super::find(&SERVER, search, Some(main));
    found.looked.clear();
    found.looked(SERVER.word, main, !found.services.is_empty() || !found.problems.is_empty());
    found
}

/// Where the registry's part comes from.
enum Hive<'a> {
    Live(&'a dyn Registry),
    Exported(Export, Option<PathBuf>),
    None,
}

impl Hive<'_> {
    fn registry(&self) -> Option<&dyn Registry> {
        match self {
            Self::Live(registry) => Some(*registry),
            Self::Exported(export, _) => Some(export),
            Self::None => None,
        }
    }

    /// A store of the machine: the whole of what services trust, or one alone.
    fn store(&self, only: Option<StoreName>) -> Option<PathBuf> {
        match (self, only) {
            (Self::Live(_), only) => Some(View { scope: Scope::Machine, only }.path()),
            (Self::Exported(_, stores), None) => stores.clone(),
            _ => None,
        }
    }
}

/// A listener of HTTP.SYS.
struct Binding {
    /// `0.0.0.0:443`, `certauth.idp.region.example:443`
    address: String,
    spot: Spot,
    /// The identifier of the program that it is for.
    program: String,
    flags: u64,
    check: u64,
    /// The store whose names are sent, where one is set.
    names_of: Option<String>,
    /// A list of trusted CAs of its own (a CTL), which is not read.
    has_list: bool,
}

/// What `<access>` says of a path, with the place.
#[derive(Clone)]
struct Access {
    flags: u32,
    spot: Option<Spot>,
    /// A `web.config` among the site's files may say something else.
    is_delegated: bool,
}

fn read(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let is_folder = reading.tree.is_folder(main);
    let file = if is_folder { main.join(CONFIGURATION) } else { main.to_owned() };
    let folder = if is_folder { main } else { main.parent().unwrap_or(main) };
    let hive = hive(reading, main, folder, &mut to);
    let bindings = hive.registry().map(bindings).unwrap_or_default();
    let machine = Machine::of(hive.registry());
    let mut used = vec![false; bindings.len()];
    let xml = match reading.text(&file) {
        Ok(text) => {
            to.files.push(file.clone());
            Some(Xml::new(text, reading, SERVER.word, &mut to))
        }
        // A server with AD FS alone has none.
        Err(_) if !reading.tree.exists(&file) && !bindings.is_empty() => None,
        Err(error) => {
            let kind = file_problem(file.clone(), error);
            to.problems.push(Problem { server: SERVER.word, spot: Spot::file(&file), kind });
            None
        }
    };
    let maker = Maker { hive: &hive, machine: &machine };
    if let Some(xml) = &xml
        && let Some(document) = xml.parse(SERVER.word, &mut to)
    {
        let services = sites(xml, &document, &bindings, &mut used, &maker);
        to.services.extend(services);
    }
    // What listens and is no site of IIS's: AD FS above all.
    for (binding, _) in bindings.iter().zip(&used).filter(|(_, used)| !**used) {
        if binding.flags & NEGOTIATE_CLIENT_CERT != 0 {
            let asks = if binding.program == ADFS { Asks::Required } else { Asks::Optional };
            let mut service = maker.service(Some(binding), &binding.spot);
            service.names = name_of(&binding.address).into_iter().collect();
            service.listeners = vec![binding.address.clone()];
            service.asks = Setting::written(asks, binding.spot.clone());
            to.services.push(service);
        }
    }
    to
}

/// The machine's own registry for the machine's own file, whatever somebody left beside it; for copies what was exported into their folder, and
/// never the registry of the machine that they are read on.
fn hive<'a>(reading: &Reading<'a>, main: &Path, folder: &Path, to: &mut Configuration) -> Hive<'a> {
    let tree = reading.tree;
    if main.as_os_str().eq_ignore_ascii_case(SERVER.configurations[0]) {
        return tree.registry().map_or(Hive::None, Hive::Live);
    }
    let mut export = Export::default();
    let mut has_any = false;
    let files = tree.list(folder).unwrap_or_default().into_iter().map(|name| folder.join(name));
    let is_named = |file: &PathBuf| file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("reg"));
    for file in files.filter(is_named).take(MAX_EXPORTS) {
        let added = match tree.read(&file, MAX_EXPORT) {
            Ok(bytes) if is_export(&bytes) => export.add(&bytes).map_err(InputError::from),
            Ok(_) => continue,
            Err(error) => Err(InputError::from_io(error)),
        };
        match added {
            Ok(()) => {
                to.files.push(file);
                has_any = true;
            }
            Err(error) => {
                let kind = file_problem(file.clone(), error);
                to.problems.push(Problem { server: SERVER.word, spot: Spot::file(&file), kind });
            }
        }
    }
    if !has_any {
        return Hive::None;
    }
    // All of them are one registry: what a group policy distrusts lies in another file than the roots.
    let stores = export.has(&View::all(Scope::Machine).path().to_string_lossy()).then(|| folder.to_owned());
    Hive::Exported(export, stores)
}

fn bindings(registry: &dyn Registry) -> Vec<Binding> {
    let mut all = Vec::new();
    for kind in BINDINGS {
        let key = format!(r"{HTTP}\{kind}");
        for address in registry.subkeys(&key).unwrap_or_default() {
            let key = format!(r"{key}\{address}");
            let values = registry.values(&key).unwrap_or_default();
            let value =
                |name: &str| values.iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value);
            let number = |name: &str| value(name).and_then(super::super::windows::Value::as_number).unwrap_or(0);
            let program = value("AppId").and_then(|id| match id.as_binary() {
                Some(bytes) => Some(identifier(bytes)),
                None => id.as_text().map(|id| id.trim_matches(['{', '}']).to_lowercase()),
            });
            all.push(Binding {
                address: address.to_lowercase(),
                spot: Spot::file(Path::new(&key)).named("DefaultFlags"),
                program: program.unwrap_or_default(),
                flags: number("DefaultFlags"),
                check: number("DefaultSslCertCheckMode"),
                has_list: value("DefaultSslCtlIdentifier")
                    .and_then(|list| list.as_text())
                    .is_some_and(|list| !list.is_empty()),
                names_of: value("DefaultSslCtlStoreName")
                    .and_then(|name| name.as_text())
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned),
            });
        }
    }
    all
}

/// A GUID as it is written: the first three groups lie with their last byte first.
fn identifier(bytes: &[u8]) -> String {
    let Ok(mut bytes) = <[u8; 16]>::try_from(bytes) else { return String::new() };
    for group in [0..4, 4..6, 6..8] {
        bytes[group].reverse();
    }
    let digits = format!("{:032x}", u128::from_be_bytes(bytes));
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// What Schannel does for all listeners.
struct Machine {
    versions: Setting<Versions>,
    sends_names: Option<Spot>,
    /// Another way to trust than by the stores.
    trust_mode: Option<Spot>,
}

impl Machine {
    fn of(registry: Option<&dyn Registry>) -> Self {
        let number = |key: &str, name: &str| registry?.value(key, name).ok()??.as_number();
        let text = |key: &str, name: &str| registry?.value(key, name).ok()??.as_text().map(str::to_owned);
        // Where nobody exported which Windows it is, it is taken for one that speaks TLS 1.3: asked after the request, cards would be refused.
        let build: u32 = text(VERSION, "CurrentBuild").and_then(|build| build.parse().ok()).unwrap_or(FIRST_WITH_TLS13);
        // "Enabled" 0 switches a version off; "DisabledByDefault" leaves it to programs that ask for it, and HTTP.SYS does not.
        let mut written = None;
        let mut speaks = |version: &str, default: bool| {
            let key = format!(r"{SCHANNEL}\Protocols\{version}\Server");
            let (enabled, by_default) = (number(&key, "Enabled"), number(&key, "DisabledByDefault"));
            if enabled.is_some() || by_default.is_some() {
                written = Some(Spot::file(Path::new(&key)).named("Enabled"));
            }
            enabled.map_or(default, |enabled| enabled != 0) && by_default.is_none_or(|off| off == 0)
        };
        let old = speaks("TLS 1.0", true) | speaks("TLS 1.1", true);
        let value =
            Versions { old, tls12: speaks("TLS 1.2", true), tls13: speaks("TLS 1.3", build >= FIRST_WITH_TLS13) };
        let set = |name: &str| number(SCHANNEL, name).filter(|number| *number != 0);
        let sends_names =
            number(SCHANNEL, "SendTrustedIssuerList").map_or(build < FIRST_WITHOUT_NAMES, |sends| sends != 0);
        let at = |name: &str| Spot::file(Path::new(SCHANNEL)).named(name);
        Self {
            versions: Setting { value, written },
            sends_names: sends_names.then(|| at("SendTrustedIssuerList")),
            trust_mode: set("ClientAuthTrustMode").map(|_| at("ClientAuthTrustMode")),
        }
    }
}

/// Makes services of listeners.
struct Maker<'a> {
    hive: &'a Hive<'a>,
    machine: &'a Machine,
}

impl Maker<'_> {
    /// A service that does not ask yet.
    fn service(&self, binding: Option<&Binding>, source: &Spot) -> Service {
        let mut versions = self.machine.versions.clone();
        let mut unresolved = Vec::new();
        if let Some(binding) = binding {
            versions.value.old &= binding.flags & DISABLE_LEGACY == 0;
            versions.value.tls12 &= binding.flags & DISABLE_TLS12 == 0;
            versions.value.tls13 &= binding.flags & DISABLE_TLS13 == 0;
        } else {
            // Whether it is asked for in the handshake, and what is checked, stands in the registry.
            let why = Why::Unknown("HTTP.SYS".to_owned());
            unresolved.push(Unresolved { spot: source.clone(), about: About::Asks, why });
        }
        if let Some(spot) = &self.machine.trust_mode {
            let why = Why::Unknown("ClientAuthTrustMode".to_owned());
            unresolved.push(Unresolved { spot: spot.clone(), about: About::Trusts, why });
        }
        if let Some(binding) = binding.filter(|binding| binding.has_list) {
            let spot = binding.spot.clone().named("DefaultSslCtlIdentifier");
            for about in [About::Trusts, About::Announces] {
                let why = Why::Unknown("DefaultSslCtlIdentifier".to_owned());
                unresolved.push(Unresolved { spot: spot.clone(), about, why });
            }
        }
        // What Windows has at hand of revocation lists is in no file of these: without one, cards are refused.
        if let Some(binding) = binding.filter(|b| b.check & NO_REVOCATION == 0 && b.check & CACHED_REVOCATION != 0) {
            let spot = binding.spot.clone().named("DefaultSslCertCheckMode");
            let why = Why::Unknown("DefaultSslCertCheckMode".to_owned());
            unresolved.push(Unresolved { spot, about: About::Trusts, why });
        }
        let (sources, announces) = self.sources(binding, source, &mut unresolved);
        let checks = binding.filter(|binding| binding.check & (NO_REVOCATION | CACHED_REVOCATION) == 0);
        let revocation = checks.map(|binding| Revocation {
            written: binding.spot.clone().named("DefaultSslCertCheckMode"),
            by: RevocationBy::Network,
            of: RevocationOf::Chain,
            missing_is_fine: false,
        });
        Service {
            server: SERVER.word,
            version: None,
            listeners: Vec::new(),
            names: Vec::new(),
            within: None,
            source: source.clone(),
            asks: Setting::default(Asks::Off),
            when: When::Handshake,
            sources,
            announces,
            depth: Setting::default(Depth { limit: None, counts: Counts::Intermediates }),
            revocation: revocation.into_iter().collect(),
            versions,
            // Microsoft refuses keys below 1024 bits (KB 2661254), and SHA-1 in certificates of servers alone.
            floor: Setting::default(Floor { level: None, sha1: true, rsa_bits: 1024, ec_bits: 0 }),
            fit: Fit::YES,
            consumer: Consumer::Windows,
            notes: Vec::new(),
            unresolved,
        }
    }

    /// What is trusted, and whose names are sent: since Windows Server 2012 those of nobody, unless it is asked for.
    fn sources(
        &self,
        binding: Option<&Binding>,
        at: &Spot,
        unresolved: &mut Vec<Unresolved>,
    ) -> (Vec<Source>, Announces) {
        let source = |path: PathBuf, written: Option<Spot>, trusted: bool, announced: bool| Source {
            written,
            place: SourcePlace::File(path),
            trusted,
            announced,
            password: None,
            kind: Some(StoreKind::Windows),
        };
        let mut sources = Vec::new();
        if let Some(path) = self.hive.store(None) {
            sources.push(source(path, None, true, false));
        } else {
            let why = Why::Unknown("LocalMachine".to_owned());
            unresolved.push(Unresolved { spot: at.clone(), about: About::Trusts, why });
        }
        let named = binding.and_then(|binding| Some((binding, binding.names_of.as_deref()?)));
        let Some(sends) = self.machine.sends_names.clone() else { return (sources, Announces::Nothing) };
        let (name, spot) = match named {
            Some((binding, name)) => (StoreName::parse(name), binding.spot.clone().named("DefaultSslCtlStoreName")),
            None => (Some(StoreName::Root), sends),
        };
        match name.and_then(|name| self.hive.store(Some(name))) {
            Some(path) => {
                sources.push(source(path, Some(spot), false, true));
                (sources, Announces::Sources)
            }
            None => (sources, Announces::Unknown),
        }
    }
}

/// The sites of IIS that are reached with TLS, and their paths that want something else of certificates than the site.
fn sites(
    xml: &Xml,
    document: &Document<'_>,
    bindings: &[Binding],
    used: &mut [bool],
    maker: &Maker<'_>,
) -> Vec<Service> {
    let mut services = Vec::new();
    let all = document.descendants().filter(|node| node.has_tag_name("site"));
    for site in all.filter(|node| node.attribute("name").is_some()) {
        let name = site.attribute("name").unwrap_or_default();
        let listeners: Vec<(Node<'_, '_>, String, String)> = site
            .descendants()
            .filter(|node| {
                let protocol = node.attribute("protocol").unwrap_or_default();
                node.has_tag_name("binding") && protocol.eq_ignore_ascii_case("https")
            })
            .filter_map(|node| {
                // "ADDRESS:PORT:HOST"; an address of IPv6 has colons of its own.
                let (rest, host) = node.attribute("bindingInformation")?.rsplit_once(':')?;
                let (address, port) = rest.rsplit_once(':')?;
                let address = if address.is_empty() || address == "*" { "0.0.0.0" } else { address };
                Some((node, format!("{address}:{port}").to_lowercase(), host.to_lowercase()))
            })
            .collect();
        let of_site = access(xml, document, name, "");
        for (node, address, host) in &listeners {
            let found = listener(bindings, address, host);
            if let Some(used) = found.and_then(|at| used.get_mut(at)) {
                *used = true;
            }
            let binding = found.and_then(|at| bindings.get(at));
            let spot = xml.of_element(*node);
            let mut make = |within: Option<String>, access: &Access| {
                let mut service = maker.service(binding, access.spot.as_ref().unwrap_or(&spot));
                service.listeners = vec![address.clone()];
                service.names = Some(host.clone()).filter(|host| !host.is_empty()).into_iter().collect();
                service.within = within;
                ask(&mut service, binding, access);
                services.push(service);
            };
            make(None, &of_site);
            for path in paths(document, name) {
                let own = access(xml, document, name, &path);
                if own.flags & (NEGOTIATES | REQUIRES) != of_site.flags & (NEGOTIATES | REQUIRES) {
                    make(Some(format!("/{path}")), &own);
                }
            }
        }
    }
    services
}

/// The listener that answers, in the order in which HTTP.SYS looks ("SSL certificate bindings", IIS): the exact address, the name, a name with
/// a star, the shared folder's, every address.
fn listener(bindings: &[Binding], address: &str, host: &str) -> Option<usize> {
    let (ip, port) = address.rsplit_once(':')?;
    let at = |wanted: &str| bindings.iter().position(|binding| binding.address == wanted);
    let is_any = matches!(ip, "0.0.0.0" | "[::]");
    let exact = || (!is_any).then(|| at(address)).flatten();
    let named = || (!host.is_empty()).then(|| at(&format!("{host}:{port}"))).flatten();
    let starred = || host.split_once('.').and_then(|(_, domain)| at(&format!("*.{domain}:{port}")));
    let shared = || (!host.is_empty()).then(|| at(port).or_else(|| at(&format!("*:{port}")))).flatten();
    let of_six = || ip.starts_with('[').then(|| at(&format!("[::]:{port}"))).flatten();
    exact().or_else(named).or_else(starred).or_else(shared).or_else(of_six).or_else(|| at(&format!("0.0.0.0:{port}")))
}

/// Whether and when a certificate is asked for.
fn ask(service: &mut Service, binding: Option<&Binding>, access: &Access) {
    let in_handshake = binding.filter(|binding| binding.flags & NEGOTIATE_CLIENT_CERT != 0);
    let asks = match access.flags {
        flags if flags & REQUIRES != 0 => Asks::Required,
        flags if flags & NEGOTIATES != 0 => Asks::Optional,
        // HTTP.SYS asks; the site does not look at what comes.
        _ if in_handshake.is_some() => Asks::Application,
        _ => Asks::Off,
    };
    let spot = access.spot.clone().or_else(|| in_handshake.map(|binding| binding.spot.clone()));
    service.asks = Setting { value: asks, written: spot };
    service.when = if in_handshake.is_none() && asks != Asks::Off { When::AfterRequest } else { When::Handshake };
    // Nobody is asked, and everybody without a certificate is refused: `SslRequireCert` wants `SslNegotiateCert` beside it.
    let is_half = access.flags & REQUIRES != 0 && access.flags & NEGOTIATES == 0 && in_handshake.is_none();
    let why = match () {
        () if access.is_delegated => "web.config",
        () if is_half => "sslFlags",
        () => return,
    };
    if asks == Asks::Application {
        service.asks.value = Asks::Optional;
    }
    let spot = service.asks.written.clone().unwrap_or_else(|| service.source.clone());
    service.unresolved.push(Unresolved { spot, about: About::Asks, why: Why::Unknown(why.to_owned()) });
}

/// Whether a `web.config` may have an `<access>` of its own where this applies: Windows ships with "no" (`overrideModeDefault="Deny"`).
fn is_delegated(document: &Document<'_>, location: Option<Node<'_, '_>>) -> bool {
    let mode = |node: Node<'_, '_>, name: &str| {
        node.attribute(name)
            .filter(|mode| !mode.eq_ignore_ascii_case("Inherit"))
            .map(|mode| mode.eq_ignore_ascii_case("Allow"))
    };
    let here = location.and_then(|location| {
        mode(location, "overrideMode")
            .or_else(|| location.attribute("allowOverride").map(|allows| allows.eq_ignore_ascii_case("true")))
    });
    let is_access = |node: &Node<'_, '_>| {
        node.has_tag_name("section")
            && node.attribute("name") == Some("access")
            && node.parent_element().is_some_and(|group| group.attribute("name") == Some("security"))
    };
    // Without the attribute a section may be overridden; without the declaration it is a part of a file, and Windows' own holds.
    let shipped =
        || document.descendants().find(is_access).is_some_and(|node| mode(node, "overrideModeDefault").unwrap_or(true));
    here.unwrap_or_else(shipped)
}

/// The paths of a site for which `<location>` says something.
fn paths(document: &Document<'_>, site: &str) -> Vec<String> {
    let mut paths = Vec::new();
    for node in document.descendants().filter(|node| node.has_tag_name("location")) {
        let path = node.attribute("path").unwrap_or_default();
        if let Some((of, rest)) = path.split_once('/')
            && of.eq_ignore_ascii_case(site)
            && !rest.is_empty()
            && !paths.iter().any(|known: &String| known.eq_ignore_ascii_case(rest))
        {
            paths.push(rest.to_owned());
        }
    }
    paths
}

/// What `<access sslFlags>` says of a site's path: of the nearest part above it that says something.
fn access(xml: &Xml, document: &Document<'_>, site: &str, path: &str) -> Access {
    let mut best: Option<(usize, Access)> = None;
    for node in document.descendants().filter(|node| node.has_tag_name("access")) {
        let is_security = node.parent_element().is_some_and(|above| above.has_tag_name("security"));
        let Some(attribute) = node.attribute_node("sslFlags").filter(|_| is_security) else { continue };
        let location = node.ancestors().find(|above| above.has_tag_name("location"));
        let of = location.and_then(|location| location.attribute("path")).unwrap_or_default().trim_matches('/');
        // "." is where the file itself is: everything.
        let of = if of == "." { "" } else { of };
        let whole = if path.is_empty() { site.to_owned() } else { format!("{site}/{path}") };
        let is_above = of.is_empty()
            || whole.eq_ignore_ascii_case(of)
            || whole.get(..of.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(of))
                && whole[of.len()..].starts_with('/');
        if is_above && best.as_ref().is_none_or(|(len, _)| of.len() >= *len) {
            let access = Access {
                flags: flags(attribute.value()),
                spot: Some(xml.of_attribute(&attribute)),
                is_delegated: is_delegated(document, location),
            };
            best = Some((of.len(), access));
        }
    }
    let nowhere = || Access { flags: 0, spot: None, is_delegated: is_delegated(document, None) };
    best.map_or_else(nowhere, |(_, access)| access)
}

/// Words with commas between, or their number.
fn flags(text: &str) -> u32 {
    if let Ok(number) = text.trim().parse() {
        return number;
    }
    let word =
        |word: &str| FLAGS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word.trim())).map_or(0, |(_, bit)| *bit);
    text.split(',').map(word).fold(0, |all, bit| all | bit)
}

/// The host's name of a listener by name.
fn name_of(address: &str) -> Option<String> {
    let (host, _) = address.rsplit_once(':')?;
    let is_number = host.starts_with('[') || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (!is_number).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_flags_as_windows_writes_them() {
        let bytes = [0x0c, 0xa2, 0x89, 0x5d, 0xab, 0xbe, 0x89, 0x43, 0x94, 0x47, 0x32, 0x47, 0x88, 0xeb, 0x94, 0x4a];
        assert_eq!(identifier(&bytes), ADFS);
        assert_eq!(identifier(&[1]), "");
        assert_eq!(flags("Ssl, SslNegotiateCert, SslRequireCert"), 8 | NEGOTIATES | REQUIRES);
        assert_eq!((flags("104"), flags("None"), flags("")), (104, 0, 0));
        assert_eq!(name_of("certauth.idp.example:443").as_deref(), Some("certauth.idp.example"));
        assert_eq!((name_of("0.0.0.0:443"), name_of("[::]:443")), (None, None));
    }
}
