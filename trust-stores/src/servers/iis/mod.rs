//! IIS, and what else listens through HTTP.SYS (AD FS): the registry says of each address whether a certificate is asked for in the handshake,
//! `applicationHost.config` says of each path whether one is wanted. Both are needed for an answer.
//!
//! `http_sys` reads the listeners, `files` the configuration's files. Rules, all from Microsoft's documentation, since no Windows is among the servers that predictions were held against:
//! "IIS: Access `<access>`" (`sslFlags`), "Schannel: TLS registry settings"
//! (versions, `SendTrustedIssuerList`, `ClientAuthTrustMode`), "Client certificates: 403.16" (KB 2802568: an intermediate among the roots).
//!
//! On another machine than the server: a folder with copies of `applicationHost.config` and of what `reg export` wrote.

use std::path::{Path, PathBuf};

use super::service::{
    About, Announces, Asks, Counts, Depth, Fit, Floor, Revocation, RevocationBy, RevocationOf, Service, Setting,
    Source, SourcePlace, Unresolved, Versions, When, Why,
};
use super::syntax::xml::file_problem;
use super::{Configuration, Problem, ProblemKind, Reading, Server, Spot};
use crate::places::{Found, Place, Search};
use crate::store::{Consumer, StoreKind};
use crate::windows::{Export, Exports, Registry, Scope, StoreName, View};

mod files;
mod http_sys;

use files::{Access, Configured, Home, NEGOTIATES, REQUIRES, State};
use http_sys::{ADFS, Binding, Bindings, Checks, IIS, is_own, name_of};

pub(crate) static SERVER: Server = Server {
    word: "iis",
    name: "IIS",
    configurations: &[r"C:\Windows\System32\inetsrv\config\applicationHost.config"],
    read,
};

pub(crate) const PLACE: Place = Place { word: "iis", on_every_host: cfg!(windows), find };

const SCHANNEL: &str = r"HKLM\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL";
const VERSION: &str = r"HKLM\SOFTWARE\Microsoft\Windows NT\CurrentVersion";
/// The first build of Windows that speaks TLS 1.3 as a server: Server 2022.
const FIRST_WITH_TLS13: u32 = 20_348;
/// The first build that sends no names of CAs unless it is told to: Server 2012.
const FIRST_WITHOUT_NAMES: u32 = 9_200;
/// Listeners of sites, with their paths: no server has as many.
const MAX_SERVICES: usize = 10_000;

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
    /// What was exported, the stores if they were, and a file that could not be read.
    Exported(Export, Option<PathBuf>, Option<Spot>),
    None,
}

impl Hive<'_> {
    fn registry(&self) -> Option<&dyn Registry> {
        match self {
            Self::Live(registry) => Some(*registry),
            Self::Exported(export, ..) => Some(export),
            Self::None => None,
        }
    }

    /// A store of the machine: the whole of what services trust, or one alone.
    fn store(&self, only: Option<StoreName>) -> Option<PathBuf> {
        match (self, only) {
            (Self::Live(_), only) => Some(View { scope: Scope::Machine, only }.path()),
            (Self::Exported(_, stores, _), None) => stores.clone(),
            _ => None,
        }
    }

    /// A part of it that could not be read.
    fn unread(&self) -> Option<&Spot> {
        match self {
            Self::Exported(_, _, unread) => unread.as_ref(),
            Self::Live(_) | Self::None => None,
        }
    }
}

fn read(reading: &Reading<'_>, main: &Path) -> Configuration {
    let mut to = Configuration::default();
    let live = reading.tree.registry().filter(|_| main.as_os_str().eq_ignore_ascii_case(SERVER.configurations[0]));
    let home = if live.is_some() { Home::of_machine() } else { Home::of_copies(reading.tree, main) };
    // The machine's own registry for the machine's own file, whatever somebody left beside it; for copies what was exported into their folder,
    // and never the registry of the machine that they are read on.
    let hive = live.map_or_else(|| exported(reading, home.folder(), &mut to), Hive::Live);
    let bindings = hive.registry().map(Bindings::of).unwrap_or_default();
    let machine = Machine::of(hive.registry());
    let maker = Maker { hive: &hive, machine: &machine };
    let mut used = vec![false; bindings.all.len()];
    // A server with AD FS alone has no file.
    let state = files::read(reading, &home, bindings.all.is_empty(), &mut to);
    let mut unread = None;
    match state {
        State::Read(configured) => sites(&configured, &bindings, &mut used, &maker, &mut to),
        State::Absent => {}
        State::Unread(spot) => unread = Some(spot),
    }
    let listening = bindings.all.iter().zip(&used).filter(|(_, used)| !**used).map(|(binding, _)| binding);
    to.services.extend(listening.filter_map(|binding| without_site(binding, unread.as_ref(), &maker)));
    to
}

/// What listens and is no site of IIS's that is known of: AD FS above all.
fn without_site(binding: &Binding, unread: Option<&Spot>, maker: &Maker<'_>) -> Option<Service> {
    let is_adfs = binding.program == ADFS;
    // A site that nobody could read of may ask later, or want what is asked for.
    let unread = unread.filter(|_| !is_adfs);
    if !binding.asks() && unread.is_none_or(|_| binding.program != IIS) {
        return None;
    }
    let asks = match (is_adfs, binding.asks()) {
        (true, _) => Asks::Required,
        (false, true) => Asks::Optional,
        (false, false) => Asks::Off,
    };
    let mut service = maker.service(Some(binding), &binding.spot);
    service.names = name_of(&binding.address).into_iter().collect();
    service.listeners = vec![binding.address.clone()];
    service.asks = Setting::written(asks, binding.spot.clone());
    service.unresolved.extend(unread.map(refused));
    if binding.refuses() {
        refuse_all(&mut service, binding);
    }
    Some(service)
}

/// No connection comes about: nothing else matters.
fn refuse_all(service: &mut Service, binding: &Binding) {
    service.asks = Setting::written(Asks::Refuses, binding.spot.clone());
    service.unresolved.clear();
}

/// A part that says whether a certificate is asked for could not be read, which was told where it is named.
fn refused(spot: &Spot) -> Unresolved {
    Unresolved { spot: spot.clone(), about: About::Asks, why: Why::Refused }
}

/// What was exported into a folder.
fn exported<'a>(reading: &Reading<'a>, folder: &Path, to: &mut Configuration) -> Hive<'a> {
    let Exports { registry, files, failures, .. } = Exports::of_folder(reading.tree, folder);
    to.files.extend(files.iter().cloned());
    let mut unread = None;
    // That the folder itself cannot be listed is told of the file in it.
    for (file, error) in failures.into_iter().filter(|(file, _)| file != folder) {
        let spot = Spot::file(&file);
        unread.get_or_insert_with(|| spot.clone());
        to.problems.push(Problem { server: SERVER.word, spot, kind: file_problem(file, error) });
    }
    if files.is_empty() && unread.is_none() {
        return Hive::None;
    }
    // All of them are one registry: what a group policy distrusts lies in another file than the roots.
    let stores = registry.has(&View::all(Scope::Machine).path().to_string_lossy()).then(|| folder.to_owned());
    Hive::Exported(registry, stores, unread)
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
            versions.value.old &= binding.speaks_old();
            versions.value.tls12 &= binding.speaks_tls12();
            versions.value.tls13 &= binding.speaks_tls13();
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
        if let Some(binding) = binding.filter(|binding| binding.checks() == Checks::Cached) {
            let spot = binding.spot.clone().named("DefaultSslCertCheckMode");
            let why = Why::Unknown("DefaultSslCertCheckMode".to_owned());
            unresolved.push(Unresolved { spot, about: About::Trusts, why });
        }
        unresolved.extend(self.hive.unread().map(refused));
        let (sources, announces) = self.sources(binding, source, &mut unresolved);
        let checks = binding.filter(|binding| binding.checks() == Checks::Network);
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
fn sites(configured: &Configured, bindings: &Bindings, used: &mut [bool], maker: &Maker<'_>, to: &mut Configuration) {
    for site in &configured.sites {
        let of_site = configured.access(&site.name, "");
        let paths = configured.paths(&site.name).iter();
        let other: Vec<(&String, Access)> = paths
            .map(|path| (path, configured.access(&site.name, path)))
            .filter(|(_, own)| !own.is_like(&of_site))
            .collect();
        for (spot, address, host) in &site.listeners {
            let found = bindings.answering(address, host);
            if let Some(used) = found.and_then(|at| used.get_mut(at)) {
                *used = true;
            }
            let binding = found.and_then(|at| bindings.all.get(at));
            // Of a registry of which a part is missing, the listener that answers may be in that part, unless it is looked up first.
            let refusing = binding.filter(|binding| {
                binding.refuses() && (maker.hive.unread().is_none() || is_own(binding, address, host))
            });
            // Where no connection comes about, paths do not matter.
            let paths =
                other.iter().filter(|_| refusing.is_none()).map(|(path, access)| (Some(format!("/{path}")), access));
            for (within, access) in std::iter::once((None, &of_site)).chain(paths) {
                if to.services.len() >= MAX_SERVICES {
                    to.problems.push(Problem { server: SERVER.word, spot: spot.clone(), kind: ProblemKind::TooMuch });
                    return;
                }
                let mut service = maker.service(binding, access.spot.as_ref().unwrap_or(spot));
                service.listeners = vec![address.clone()];
                service.names = Some(host.clone()).filter(|host| !host.is_empty()).into_iter().collect();
                service.within = within;
                match refusing {
                    Some(binding) => refuse_all(&mut service, binding),
                    None => ask(&mut service, binding, access),
                }
                to.services.push(service);
            }
        }
    }
}

/// Whether and when a certificate is asked for.
fn ask(service: &mut Service, binding: Option<&Binding>, access: &Access) {
    let in_handshake = binding.filter(|binding| binding.asks());
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
    let unknown = |why: &str| {
        let spot = service.asks.written.clone().unwrap_or_else(|| service.source.clone());
        Unresolved { spot, about: About::Asks, why: Why::Unknown(why.to_owned()) }
    };
    let unresolved = match access.spot.as_ref().filter(|_| access.is_unread) {
        Some(spot) => Some(refused(spot)),
        None if access.is_delegated => Some(unknown("web.config")),
        None if is_half => Some(unknown("sslFlags")),
        None => None,
    };
    service.unresolved.extend(unresolved);
    // That everybody is let in is an answer, and there is none.
    if asks == Asks::Application && service.unresolved.iter().any(|one| one.about == About::Asks) {
        service.asks.value = Asks::Optional;
    }
}
