//! From servers to services: what listens where, which server answers for it, and what its TLS asks.
//!
//! A listener's first server, or the one that says `default_server`, begins every handshake. The server of the name that the client asks for
//! then takes its place, with its certificates, trust, depth, ciphers and security level; the protocol's version is chosen before that.

use std::path::{Path, PathBuf};

use super::super::ciphers::Keys;
use super::super::openssl::{Library, Protocol, is_verify_mode, level_in};
use super::super::service::{
    About, Announces, Asks, Counts, Depth, Note, Revocation, RevocationBy, RevocationOf, Service, Setting, Source,
    SourcePlace, Unresolved, Versions, When, Why,
};
use super::settings::{Line, Settings};
use super::{Kind, Level, Listen, ProblemKind, Reader, SERVER, Spot};
use crate::observation::Cause;
use crate::store::Consumer;
use tillit_verifier::input::InputError;

/// A server with what it has from around it.
struct Host {
    level: Level,
    settings: Settings,
}

impl Host {
    /// Its TLS is set up at all; else that of the listener's default server stays in place.
    fn is_set_up(&self) -> bool {
        !self.settings.all("ssl_certificate").is_empty() || self.rejects()
    }

    fn rejects(&self) -> bool {
        self.settings.is_on("ssl_reject_handshake")
    }

    fn verify(&self) -> Verify {
        match self.settings.one("ssl_verify_client").map(|line| line.value().to_ascii_lowercase()).as_deref() {
            Some("on") => Verify::On,
            Some("optional") => Verify::Optional,
            Some("optional_no_ca") => Verify::OptionalNoCa,
            _ => Verify::Off,
        }
    }

    /// The last command of this name.
    fn command(&self, name: &str) -> Option<(&str, &Line)> {
        let lines = self.settings.all("ssl_conf_command").iter().rev();
        let is_named = |line: &&Line| line.value().eq_ignore_ascii_case(name);
        let line = lines.into_iter().find(is_named)?;
        Some((line.args.get(1)?.as_str(), line))
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verify {
    Off,
    On,
    Optional,
    OptionalNoCa,
}

/// A socket.
struct Socket {
    address: String,
    quic: bool,
    tls: bool,
    /// The servers that listen on it, by their numbers.
    hosts: Vec<usize>,
    default: usize,
}

impl Reader<'_> {
    /// The servers of a kind are complete.
    pub(super) fn finish(&mut self, all: Level) {
        let Level { settings: outer, servers, kind, rules, .. } = all;
        let hosts: Vec<Host> = servers
            .into_iter()
            .map(|mut level| {
                if level.listens.is_empty() && kind == Kind::Http {
                    level.listens.push(Listen::default(level.spot.clone()));
                }
                level.rules.extend(rules.iter().cloned());
                Host { settings: level.settings.within(&outer), level }
            })
            .collect();
        let sockets = self.sockets(&hosts, kind);
        let tls: Vec<&Socket> = sockets.iter().filter(|socket| socket.tls).collect();
        if tls.is_empty() && !hosts.iter().any(Host::is_set_up) {
            return;
        }
        let given = (self.reading.variable)("OPENSSL_CONF");
        let library = Library::of(self.reading.tree, given.as_deref().map(Path::new));
        let keys = Keys::of(self.reading.tree);
        for host in hosts.iter().filter(|host| host.is_set_up()) {
            self.check(host, &library, &keys);
        }
        let mut services: Vec<Service> = Vec::new();
        for (number, host) in hosts.iter().enumerate() {
            // One service for all sockets with the same default server.
            let mut begun: Vec<usize> = Vec::new();
            for socket in tls.iter().filter(|socket| socket.hosts.contains(&number)) {
                if begun.contains(&socket.default) || host.rejects() {
                    continue;
                }
                let Some(default) = hosts.get(socket.default) else { continue };
                begun.push(socket.default);
                let hidden_by = hides(socket, &hosts, number);
                if let Some(first) = hidden_by {
                    let first = services.iter_mut().find(|service| service.source == first.level.spot);
                    if let Some(first) = first {
                        let by = first.source.clone();
                        first.notes.push(Note::OverriddenBy(host.level.spot.clone(), by));
                    }
                    continue;
                }
                let together: Vec<&Socket> = tls
                    .iter()
                    .filter(|other| other.default == socket.default && other.hosts.contains(&number))
                    .copied()
                    .collect();
                services.push(self.service(host, default, &together, kind, (&library, &keys)));
            }
        }
        self.configuration.services.append(&mut services);
    }

    fn sockets(&mut self, hosts: &[Host], kind: Kind) -> Vec<Socket> {
        let mut sockets: Vec<Socket> = Vec::new();
        let mut defaults: Vec<bool> = Vec::new();
        for (number, host) in hosts.iter().enumerate() {
            if host.level.listens.is_empty() {
                self.refuse(host.level.spot.clone(), "no \"listen\" is defined for server");
            }
            for listen in &host.level.listens {
                let known =
                    sockets.iter().position(|socket| socket.address == listen.address && socket.quic == listen.quic);
                let Some(at) = known else {
                    sockets.push(Socket {
                        address: listen.address.clone(),
                        quic: listen.quic,
                        tls: listen.ssl || listen.quic,
                        hosts: vec![number],
                        default: number,
                    });
                    defaults.push(listen.default);
                    continue;
                };
                let has_names = kind == Kind::Http || (kind == Kind::Stream && self.is_since([1, 25, 5]));
                if !has_names {
                    let says = format!("duplicate \"{}\" address and port pair", listen.address);
                    self.refuse(listen.spot.clone(), &says);
                }
                let (Some(socket), Some(has_default)) = (sockets.get_mut(at), defaults.get_mut(at)) else { continue };
                socket.hosts.push(number);
                socket.tls |= listen.ssl;
                if listen.default {
                    if std::mem::replace(has_default, true) {
                        let says = format!("a duplicate default server for {}", listen.address);
                        self.refuse(listen.spot.clone(), &says);
                    } else {
                        socket.default = number;
                    }
                }
            }
        }
        for socket in &mut sockets {
            let Some(default) = hosts.get(socket.default) else { continue };
            let starts =
                || default.settings.one("starttls").is_some_and(|line| !line.value().eq_ignore_ascii_case("off"));
            socket.tls |= default.settings.is_on("ssl") || (kind == Kind::Mail && starts());
            if !socket.tls {
                continue;
            }
            let incomplete = if default.rejects() {
                socket.hosts.iter().filter_map(|number| hosts.get(*number)).find(|host| !host.is_set_up())
            } else {
                Some(default).filter(|host| !host.is_set_up())
            };
            if let Some(host) = incomplete {
                let at = host.level.listens.iter().find(|listen| listen.address == socket.address);
                let spot = at.map_or_else(|| host.level.spot.clone(), |listen| listen.spot.clone());
                self.refuse(spot, "no \"ssl_certificate\" is defined for the \"listen ... ssl\" directive");
            }
        }
        sockets
    }

    /// What nginx does not start with.
    fn check(&mut self, host: &Host, library: &Library, keys: &Keys<'_>) {
        let settings = &host.settings;
        self.check_commands(host, library, keys);
        let level = library.floor(level(host));
        if let Some(files) = self.certificates(host)
            && let Some(weak) = keys.too_weak(&level.value, &files)
            && let Some(spot) = &level.written
        {
            let says = format!("SSL_CTX_use_certificate(\"{}\") failed (ee key too small)", weak.display());
            self.refuse_once(spot.clone(), &says);
        }
        let (certificates, keys) = (settings.all("ssl_certificate"), settings.all("ssl_certificate_key"));
        if let Some(without) = certificates.get(keys.len()) {
            let says = format!("no \"ssl_certificate_key\" is defined for certificate \"{}\"", without.value());
            self.refuse(without.spot.clone(), &says);
        }
        let own = certificates.iter().chain(keys).filter(|line| is_file(line.value()));
        // Read whether or not anybody is asked; where somebody is, gathering tells.
        let others = ["ssl_crl", "ssl_trusted_certificate"].into_iter().filter_map(|name| settings.file(name));
        let others = others.filter(|_| host.verify() == Verify::Off).chain(settings.file("ssl_password_file"));
        for line in own.chain(others) {
            self.is_there(line);
        }
        let Some(verify) = settings.one("ssl_verify_client").filter(|_| host.verify() != Verify::Off) else { return };
        let has_any = settings.file("ssl_client_certificate").is_some()
            || (self.is_since([1, 27, 1]) && settings.file("ssl_trusted_certificate").is_some());
        if host.verify() != Verify::OptionalNoCa && !has_any {
            self.refuse(verify.spot.clone(), "no ssl_client_certificate for ssl_verify_client");
        }
        let ocsp = settings.one("ssl_ocsp").filter(|line| !line.value().eq_ignore_ascii_case("off"));
        if let Some(ocsp) = ocsp.filter(|_| host.verify() == Verify::OptionalNoCa) {
            self.refuse(ocsp.spot.clone(), "\"ssl_ocsp\" is incompatible with \"ssl_verify_client optional_no_ca\"");
        }
    }

    /// Lists of ciphers and commands with values that OpenSSL does not take.
    fn check_commands(&mut self, host: &Host, library: &Library, keys: &Keys<'_>) {
        let settings = &host.settings;
        let is_known = library.version.is_some() && library.numbers() >= vec![1, 1, 1];
        if let Some(line) = settings.one("ssl_ciphers").filter(|_| is_known)
            && let Some(says) = keys.refusal(line.value())
        {
            let says = format!("SSL_CTX_set_cipher_list(\"{}\") failed ({says})", line.value());
            self.refuse_once(line.spot.clone(), &says);
        }
        for line in settings.all("ssl_conf_command") {
            let value = line.args.get(1).map(String::as_str).unwrap_or_default();
            let says = match line.value().to_ascii_lowercase().as_str() {
                "cipherstring" if is_known => keys.refusal(value),
                "verifymode" if !is_verify_mode(value) => Some("bad value"),
                _ => None,
            };
            if let Some(says) = says {
                let says = format!("SSL_CONF_cmd(\"{}\", \"{value}\") failed ({says})", line.value());
                self.refuse_once(line.spot.clone(), &says);
            }
        }
    }

    /// What stands around servers holds for each of them.
    fn refuse_once(&mut self, spot: Spot, says: &str) {
        if !self.configuration.problems.iter().any(|problem| problem.spot == spot) {
            self.refuse(spot, says);
        }
    }

    /// The files of a server's own certificates; `None`: it is not known which.
    fn certificates(&self, host: &Host) -> Option<Vec<PathBuf>> {
        let files = host.settings.all("ssl_certificate").iter();
        files.map(|line| is_file(line.value()).then(|| self.path(line.value()))).collect()
    }

    fn is_there(&mut self, line: &Line) {
        let path = self.path(line.value());
        let spot = line.spot.clone();
        let known = self.configuration.problems.iter().any(|problem| problem.spot == spot);
        // A key lies where nobody else gets to: that this account does not, is no fault.
        if let Err(error) = self.reading.tree.metadata(&path)
            && error.kind() != std::io::ErrorKind::PermissionDenied
            && !known
        {
            self.problem(spot, ProblemKind::File(path, Cause::from(InputError::from_io(error))));
        }
    }

    fn service(
        &self,
        host: &Host,
        default: &Host,
        sockets: &[&Socket],
        kind: Kind,
        (library, keys): (&Library, &Keys<'_>),
    ) -> Service {
        let used = if host.is_set_up() { host } else { default };
        let mut unresolved: Vec<Unresolved> = Vec::new();
        let mut open = |spot: &Spot, about: About, why: Why| {
            let setting = Unresolved { spot: spot.clone(), about, why };
            if !unresolved.contains(&setting) {
                unresolved.push(setting);
            }
        };
        for script in default.settings.scripts().chain(used.settings.scripts()) {
            open(&script.spot, About::Asks, Why::Script("Lua"));
        }
        for spot in default.settings.strange().iter().chain(used.settings.strange()) {
            open(spot, About::Asks, Why::Unknown(spot.name.to_string()));
        }
        // The one's TLS and the other's check of what came of it.
        if !host.is_set_up()
            && (host.verify() != Verify::Off || used.verify() != Verify::Off)
            && host.verify() != used.verify()
        {
            open(&host.level.spot, About::Asks, Why::Condition("ssl_certificate".to_owned()));
        }
        for name in ["SignatureAlgorithms", "ClientSignatureAlgorithms"] {
            if let Some((_, line)) = used.command(name) {
                open(&line.spot, About::Trusts, Why::Unknown(name.to_owned()));
            }
        }
        // Who is let in hangs on whether nginx has put its own check in place for another reason.
        if let Some((_, line)) = used.command("VerifyMode").filter(|_| used.verify() == Verify::Off) {
            open(&line.spot, About::Asks, Why::Unknown("VerifyMode".to_owned()));
        }
        let rules = host.level.rules.iter();
        let mut notes: Vec<Note> = rules.map(|(spot, words)| Note::IssuerRule(spot.clone(), words.clone())).collect();
        // Whose versions count.
        let speaks = if self.is_since([1, 29, 2]) && self.version.is_some() { used } else { default };
        let mut versions = self.versions(speaks);
        if sockets.iter().all(|socket| socket.quic) {
            versions.value = Versions { old: false, tls12: false, ..versions.value };
        }
        let own = host.level.settings.one("ssl_protocols");
        if let Some(own) = own.filter(|_| !std::ptr::eq(host, speaks)) {
            let by = versions.written.clone().unwrap_or_else(|| speaks.level.spot.clone());
            notes.push(Note::OverriddenBy(own.spot.clone(), by));
        }
        let asks = asks(used);
        let sources = if asks.value == Asks::Off { Vec::new() } else { self.sources(used) };
        let announces =
            if sources.iter().any(|source| source.announced) { Announces::Sources } else { Announces::Nothing };
        let is_default = std::ptr::eq(host, default);
        let names = host.level.names.iter().map(|name| name.to_ascii_lowercase());
        Service {
            server: SERVER.word,
            version: self.version.clone(),
            listeners: host
                .level
                .listens
                .iter()
                .filter(|listen| {
                    sockets.iter().any(|socket| socket.address == listen.address && socket.quic == listen.quic)
                })
                .map(Listen::shown)
                .collect(),
            names: names.filter(|name| !(is_default && is_nobody(name))).collect(),
            within: None,
            source: host.level.spot.clone(),
            revocation: if asks.value == Asks::Off { Vec::new() } else { self.revocation(used, kind) },
            asks,
            when: When::Handshake,
            sources,
            announces,
            depth: depth(used),
            versions,
            fit: keys.fit(ciphers_of(used), &library.floor(level(used)), self.certificates(used).as_deref()),
            floor: library.floor(level(used)),
            consumer: Consumer::OpenSsl,
            notes,
            unresolved,
        }
    }

    fn versions(&self, host: &Host) -> Setting<Versions> {
        let lines = host.settings.all("ssl_protocols");
        let mut written = lines.first().map(|line| line.spot.clone());
        let mut spoken: Vec<Protocol> = if lines.is_empty() {
            let mut spoken = vec![Protocol::Tls12];
            if !self.is_since([1, 27, 3]) {
                spoken.extend([Protocol::Tls10, Protocol::Tls11]);
            }
            if self.is_since([1, 23, 4]) {
                spoken.push(Protocol::Tls13);
            }
            spoken
        } else {
            let names = lines.iter().flat_map(|line| &line.args);
            let of = |name: &String| match name.to_ascii_uppercase().as_str() {
                "SSLV3" => Some(Protocol::Ssl3),
                "TLSV1" => Some(Protocol::Tls10),
                "TLSV1.1" => Some(Protocol::Tls11),
                "TLSV1.2" => Some(Protocol::Tls12),
                "TLSV1.3" => Some(Protocol::Tls13),
                _ => None,
            };
            names.filter_map(of).collect()
        };
        // What nginx sets goes before the system's limits (ngx_ssl_create); a command goes before both.
        let limit = |name: &str| {
            let (value, line) = host.command(name)?;
            Some((Protocol::parse(value)??, line))
        };
        if let Some((oldest, line)) = limit("MinProtocol") {
            spoken.retain(|protocol| *protocol >= oldest);
            written = Some(line.spot.clone());
        }
        if let Some((newest, line)) = limit("MaxProtocol") {
            spoken.retain(|protocol| *protocol <= newest);
            written = Some(line.spot.clone());
        }
        let protocols = host.settings.all("ssl_conf_command").iter();
        for line in protocols.filter(|line| line.value().eq_ignore_ascii_case("Protocol")) {
            protocol_list(line.args.get(1).map(String::as_str).unwrap_or_default(), &mut spoken);
            written = Some(line.spot.clone());
        }
        let value = Versions {
            old: spoken.iter().any(|protocol| *protocol < Protocol::Tls12),
            tls12: spoken.contains(&Protocol::Tls12),
            tls13: spoken.contains(&Protocol::Tls13),
        };
        Setting { value, written }
    }

    /// What judges clients and what is announced to them.
    fn sources(&self, host: &Host) -> Vec<Source> {
        let source = |value: &str, line: &Line, trusted: bool, announced: bool| {
            let place = SourcePlace::File(self.path(value));
            Source { trusted, announced, ..Source::new(place, line.spot.clone()) }
        };
        // A store of its own for judging, in place of nginx's (SSL_CTX_set1_verify_cert_store).
        let own_file = host.command("VerifyCAFile");
        let own_folder = host.command("VerifyCAPath");
        let is_replaced = own_file.is_some() || own_folder.is_some();
        let mut sources = Vec::new();
        // nginx reads it only where it verifies itself.
        let client = host.settings.file("ssl_client_certificate").filter(|_| host.verify() != Verify::Off);
        if let Some(line) = client {
            sources.push(source(line.value(), line, !is_replaced, true));
        }
        if let Some(line) = host.settings.file("ssl_trusted_certificate") {
            sources.push(source(line.value(), line, !is_replaced, false));
        }
        if let Some((value, line)) = own_file {
            sources.push(source(value, line, true, false));
        }
        if let Some((value, line)) = own_folder {
            let place = SourcePlace::HashedFolder(self.path(value));
            sources.push(Source { announced: false, ..Source::new(place, line.spot.clone()) });
        }
        // Sent only where nginx has no names itself (get_ca_names).
        if client.is_none() {
            let commands = host.settings.all("ssl_conf_command").iter();
            let announced = commands.filter(|line| {
                ["ClientCAFile", "RequestCAFile"].iter().any(|name| line.value().eq_ignore_ascii_case(name))
            });
            for line in announced {
                sources.push(source(line.args.get(1).map(String::as_str).unwrap_or_default(), line, false, true));
            }
        }
        sources
    }

    fn revocation(&self, host: &Host, kind: Kind) -> Vec<Revocation> {
        let mut revocation = Vec::new();
        let replaced = host.command("VerifyCAFile").is_some() || host.command("VerifyCAPath").is_some();
        if let Some(line) = host.settings.file("ssl_crl").filter(|_| !replaced) {
            revocation.push(Revocation {
                written: line.spot.clone(),
                by: RevocationBy::ListFile(self.path(line.value())),
                of: RevocationOf::Chain,
                missing_is_fine: false,
            });
        }
        let ocsp = host.settings.one("ssl_ocsp").filter(|_| kind != Kind::Mail);
        let of = |line: &&Line| match line.value().to_ascii_lowercase().as_str() {
            "on" => Some(RevocationOf::Chain),
            "leaf" => Some(RevocationOf::Leaf),
            _ => None,
        };
        if let Some((line, of)) = ocsp.and_then(|line| Some((line, of(&line)?))) {
            let by = RevocationBy::Ocsp;
            revocation.push(Revocation { written: line.spot.clone(), by, of, missing_is_fine: false });
        }
        revocation
    }
}

/// Not a file: a variable, or where an engine or the configuration itself has it.
fn is_file(value: &str) -> bool {
    !value.is_empty()
        && !value.contains('$')
        && !["data:", "engine:", "store:"].iter().any(|word| value.starts_with(word))
}

/// A name that no client asks for.
fn is_nobody(name: &str) -> bool {
    name.is_empty() || name == "_"
}

/// All names of a server on a socket are those of servers before it: nobody ever gets to it.
fn hides<'a>(socket: &Socket, hosts: &'a [Host], number: usize) -> Option<&'a Host> {
    if socket.default == number {
        return None;
    }
    let host = hosts.get(number)?;
    let before = socket.hosts.iter().take_while(|other| **other != number).filter_map(|other| hosts.get(*other));
    let before: Vec<&Host> = before.collect();
    let has = |other: &Host, name: &String| other.level.names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let first = |name: &String| before.iter().find(|other| has(other, name)).copied();
    let mut names = host.level.names.iter().filter(|name| !is_nobody(name)).peekable();
    if names.peek().is_none() {
        return hosts.get(socket.default);
    }
    let hiding: Option<Vec<&Host>> = names.map(first).collect();
    hiding.and_then(|hiding| hiding.first().copied())
}

fn asks(host: &Host) -> Setting<Asks> {
    let mut asks = match host.verify() {
        Verify::On => Asks::Required,
        Verify::Optional => Asks::Optional,
        Verify::OptionalNoCa => Asks::Application,
        Verify::Off => Asks::Off,
    };
    let mut written = host.settings.one("ssl_verify_client").map(|line| line.spot.clone());
    // OpenSSL's own command, added to what nginx has set.
    if let Some((value, line)) = host.command("VerifyMode") {
        let has = |word: &str| value.split(',').any(|part| part.trim().eq_ignore_ascii_case(word));
        let more = match asks {
            Asks::Off | Asks::Optional if has("Require") => Some(Asks::Required),
            Asks::Off if has("Peer") || has("Request") => Some(Asks::Optional),
            _ => None,
        };
        if let Some(more) = more {
            asks = more;
            written = Some(line.spot.clone());
        }
    }
    Setting { value: asks, written }
}

fn depth(host: &Host) -> Setting<Depth> {
    let line = host.settings.one("ssl_verify_depth");
    let limit = line.and_then(|line| line.value().parse().ok()).unwrap_or(1);
    let value = Depth { limit: Some(limit), counts: Counts::Intermediates };
    Setting { value, written: line.map(|line| line.spot.clone()) }
}

/// The security level that the configuration itself sets; a command is carried out after `ssl_ciphers`.
fn level(host: &Host) -> Option<Setting<u8>> {
    // A list without a level leaves the one that was set before it.
    let lists = host.settings.all("ssl_conf_command").iter().rev();
    let mut lists = lists.filter(|line| line.value().eq_ignore_ascii_case("CipherString"));
    let command = lists.find_map(|line| Some((level_in(line.args.get(1)?)?, line)));
    let ciphers = host.settings.one("ssl_ciphers").and_then(|line| Some((level_in(line.value())?, line)));
    command.or(ciphers).map(|(level, line)| Setting::written(level, line.spot.clone()))
}

/// The list of ciphers that is set last.
fn ciphers_of(host: &Host) -> Option<(&str, &Spot)> {
    let list = |line: &'_ Line| line.value().eq_ignore_ascii_case("CipherString");
    let commands = host.settings.all("ssl_conf_command").iter().rev();
    let command =
        commands.into_iter().find(|line| list(line)).and_then(|line| Some((line.args.get(1)?.as_str(), line)));
    let own = command.or_else(|| host.settings.one("ssl_ciphers").map(|line| (line.value(), line)));
    own.map(|(value, line)| (value, &line.spot))
}

/// `Protocol` of SSL_CONF_cmd(3): a list, with `-` before what is taken away; `ALL` is all.
fn protocol_list(list: &str, spoken: &mut Vec<Protocol>) {
    const ALL: [Protocol; 5] = [Protocol::Ssl3, Protocol::Tls10, Protocol::Tls11, Protocol::Tls12, Protocol::Tls13];
    for word in list.split(',').map(str::trim) {
        let (adds, name) = match word.strip_prefix('-') {
            Some(name) => (false, name),
            None => (true, word.strip_prefix('+').unwrap_or(word)),
        };
        let named: &[Protocol] = if name.eq_ignore_ascii_case("ALL") {
            &ALL
        } else {
            match ALL.iter().position(|protocol| Protocol::parse(name) == Some(Some(*protocol))) {
                Some(at) => ALL.get(at..=at).unwrap_or_default(),
                None => &[],
            }
        };
        spoken.retain(|protocol| adds || !named.contains(protocol));
        if adds {
            spoken.extend(named);
        }
    }
}
