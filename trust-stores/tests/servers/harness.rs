//! A real server on loopback with a configuration, the lab's cards at its door, and what was predicted from its files.

use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{LazyLock, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tillit_lab::certificate::{CertificateBuilder, Issued};
use tillit_lab::crl::CrlBuilder;
use tillit_lab::key::{Key, KeyKind};
use tillit_lab::name::Dn;
use tillit_lab::siths::{Generation, Options as LabOptions, Pki};
use tillit_trust_stores::coverage::Role;
use tillit_trust_stores::examine::{Environment as Meant, Measure};
use tillit_trust_stores::formats::Options;
use tillit_trust_stores::places::{Environment, Found, Search};
use tillit_trust_stores::servers::prediction::Answer;
use tillit_trust_stores::servers::service::Asks;
use tillit_trust_stores::servers::{self, Gathered, Prediction, Reason, Server, predict};
use tillit_trust_stores::tree::{Folder, Tree};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Catalog, Origin, parse};
use tillit_verifier::container::{Passwords, ReadLimits};
use time::OffsetDateTime;

/// What a server that lets a card in answers: part of every configuration.
pub(crate) const LET_IN: &str = "this card is let in";

/// A server has started or ended by then; else the test fails. No measure of speed.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// The lab in a folder, as `tillit lab write` makes it.
pub(crate) struct Lab {
    pub pki: Pki,
    folder: TempDir,
    catalog: Catalog,
    cas: Vec<Certificate>,
}

/// One for the test program: making keys takes a while.
pub(crate) static LAB: LazyLock<Lab> = LazyLock::new(|| {
    let pki = Pki::siths_shaped(&LabOptions::new(OffsetDateTime::now_utc()), &|_, _| ()).unwrap();
    let folder = tempfile::Builder::new().prefix("tillit-lab-").tempdir().unwrap();
    tillit_lab::write::write(&pki, &folder.path().join("lab")).unwrap();
    let text = tillit_lab::catalog::catalog_toml(&pki);
    let mut catalog = Catalog { pkis: vec![parse(&text, &Origin::Embedded).unwrap()] };
    // As of many CAs nothing is published but their names: another copy of one is as good as the first.
    let generations = catalog.pkis.iter_mut().flat_map(|pki| &mut pki.generations);
    for ca in generations.flat_map(|generation| &mut generation.cas).filter(|ca| !ca.is_root()) {
        (ca.sha256, ca.key_id, ca.not_after) = (None, None, None);
    }
    let cas = pki.authorities.iter().map(|ca| Certificate::from_der(&ca.issued.der).unwrap()).collect();
    Lab { pki, folder, catalog, cas }
});

impl Lab {
    /// A file of it, for a configuration: `trust/both.pem`, `functions/server.pem`, `keys/functions/server.key`.
    pub(crate) fn file(&self, path: &str) -> String {
        let file = self.folder.path().join("lab").join(path);
        assert!(file.exists(), "the lab has no {path}");
        file.to_str().unwrap().to_owned()
    }

    /// The PEM of CAs, by the ends of their names: `["e-id Root CA v2", "Person HSA-id 3 CA v1"]`.
    pub(crate) fn pem(&self, cas: &[&str]) -> String {
        cas.iter().map(|ca| self.authority(ca).issued.to_pem()).collect()
    }

    /// The lists of revocation of CAs, by the ends of their names, as PEM.
    pub(crate) fn crls(&self, cas: &[&str]) -> String {
        cas.iter().map(|ca| tillit_lab::encode::pem("X509 CRL", &self.authority(ca).crl)).collect()
    }

    /// A copy of an issuing CA of the new generation, with its name and key, whose time is over.
    pub(crate) fn over(&self, name: &str) -> Issued {
        let model = self.authority(name);
        CertificateBuilder::ca(model.issued.subject.clone())
            .key(&model.issued.key)
            .validity(past() - time::Duration::days(1000), past())
            .issue_with(&self.authority(NEW_ROOT).issued, model.signs)
            .unwrap()
    }

    /// What spoils a store, in a folder `spoiled` of the ground: copies of CAs whose time is over (`over.pem`), lists that are over (`over.crl`),
    /// all CAs of the new generation, one of them with a word that clients of it are not to be trusted (`rejected.pem`), and more names than
    /// fit into a handshake (`many.pem`).
    pub(crate) fn spoil(&self, ground: &Ground, all: &[&str]) {
        let past = past();
        let over = self.over(HSA_3).to_pem();
        let others: Vec<&str> = all.iter().copied().filter(|ca| *ca != HSA_3).collect();
        ground.write("spoiled/over.pem", format!("{over}{}", self.pem(&others)));
        ground.write("spoiled/over-and-good.pem", format!("{over}{}", self.pem(all)));
        let lists = all.iter().map(|ca| {
            let authority = self.authority(ca);
            let end = if *ca == HSA_3 { past } else { past + time::Duration::days(100) };
            let list = CrlBuilder::new(past - time::Duration::days(30), Some(end));
            tillit_lab::encode::pem("X509 CRL", &list.sign(&authority.issued, authority.signs).unwrap())
        });
        ground.write("spoiled/over.crl", lists.collect::<String>());
        let good = ground.write("spoiled/good.pem", self.pem(&[HSA_3]));
        let rejected = Command::new("openssl")
            .args(["x509", "-in", &good, "-addreject", "clientAuth", "-trustout"])
            .output()
            .expect("openssl is here");
        assert!(rejected.status.success(), "{rejected:?}");
        let mut store = rejected.stdout;
        store.extend(self.pem(&others).into_bytes());
        ground.write("spoiled/rejected.pem", store);
        let mut many = self.pem(all);
        many.push_str(&STRANGERS);
        ground.write("spoiled/many.pem", many);
    }

    pub(crate) fn authority(&self, name: &str) -> &tillit_lab::siths::Authority {
        let mut of = self.pki.authorities.iter().filter(|ca| ca.name.ends_with(name));
        let found = of.next().unwrap_or_else(|| panic!("no CA {name}"));
        assert!(of.next().is_none(), "several CAs are called {name}");
        found
    }

    /// What predictions are made with.
    pub(crate) fn measure(&self) -> Measure<'_> {
        let environment = Some(Meant::Test);
        Measure { catalog: &self.catalog, at_hand: &self.cas, now: OffsetDateTime::now_utc(), environment }
    }
}

fn past() -> OffsetDateTime {
    OffsetDateTime::now_utc() - time::Duration::days(10)
}

/// A thousand CAs of nobody, all with one key.
static STRANGERS: LazyLock<String> = LazyLock::new(|| {
    let key = Key::generate(KeyKind::P256).unwrap();
    let one = |number: usize| {
        let name = Dn::new().country("SE").organisation("Nobody's Certificates AB").common_name(format!("CA {number}"));
        CertificateBuilder::ca(name).key(&key).self_sign().unwrap().to_pem()
    };
    (0..1000).map(one).collect()
});

/// CAs that a configuration may trust, by the ends of their names.
pub(crate) const OLD_ROOT: &str = "SITHS Root CA v1";
pub(crate) const NEW_ROOT: &str = "e-id Root CA v2";
pub(crate) const HSA_3: &str = "Person HSA-id 3 CA v1";
pub(crate) const ID_3: &str = "Person ID 3 CA v1";

/// A card or function: its file in the lab, and its CA.
struct Card {
    generation: Generation,
    role: Role,
    file: &'static str,
    issuer: &'static str,
}

/// One card of each issuing CA. A prediction is about all issuing CAs of its role.
const CARDS: [Card; 9] = {
    use Generation::{New, Old};
    const fn card(generation: Generation, role: Role, file: &'static str, issuer: &'static str) -> Card {
        Card { generation, role, file, issuer }
    }
    [
        card(Old, Role::Persons(None), "cards/old/hsaid-login", "Type 1 CA v1"),
        card(Old, Role::Functions, "functions/old-client", "Type 2 CA v1"),
        card(Old, Role::Functions, "functions/old-server", "Type 3 CA v1"),
        card(New, Role::Persons(Some(3)), "cards/upgraded/hsaid-login", HSA_3),
        card(New, Role::Persons(Some(3)), "cards/upgraded/identity-login", ID_3),
        card(New, Role::Persons(Some(2)), "cards/reserve/hsaid-login", "Person HSA-id 2 CA v1"),
        card(New, Role::Persons(Some(2)), "cards/reserve/identity-login", "Person ID 2 CA v1"),
        card(New, Role::Functions, "functions/client", "e-id Function CA v1"),
        card(New, Role::Mobile, "cards/mobile/identity-login", "Mobile CA v1"),
    ]
};

/// The columns of a table.
const COLUMNS: [(Generation, Role, &str); 6] = [
    (Generation::Old, Role::Persons(None), "old person"),
    (Generation::Old, Role::Functions, "old function"),
    (Generation::New, Role::Persons(Some(3)), "new LoA 3"),
    (Generation::New, Role::Persons(Some(2)), "new LoA 2"),
    (Generation::New, Role::Functions, "new function"),
    (Generation::New, Role::Mobile, "new mobile"),
];

/// A folder of one configuration, with ports that nobody listens on.
pub(crate) struct Ground {
    folder: TempDir,
    pub ports: [u16; 3],
}

impl Ground {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("tillit-server-").tempdir().unwrap();
        Self { folder, ports: [free_port(), free_port(), free_port()] }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A path in it, as a configuration names it.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    /// A file `openssl.cnf` in it stands in place of the system's.
    fn environment(&self) -> Option<(OsString, OsString)> {
        let configured = self.folder.path().join("openssl.cnf");
        configured.exists().then(|| ("OPENSSL_CONF".into(), configured.into_os_string()))
    }

    /// Writes a file, with the folders that it lies in.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        self.path(name)
    }
}

/// Below the ports that the system gives to clients, so that no connection of another test has it.
fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = u16::try_from(std::process::id() % 10_000).unwrap();
    (0..10_000)
        .map(|_| 20_000 + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % 10_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok() && TcpListener::bind(("0.0.0.0", *port)).is_ok())
        .expect("a free port on loopback")
}

/// A server's process; it ends when this is dropped.
pub(crate) struct Running {
    process: Child,
    output: PathBuf,
}

impl Running {
    /// Starts a server in the foreground and waits until all of its ports answer.
    #[track_caller]
    pub(crate) fn start(mut command: Command, ground: &Ground, ports: &[u16]) -> Self {
        let output = ground.folder().join("output");
        let file = File::create(&output).unwrap();
        let process = command.stdin(Stdio::null()).stdout(file.try_clone().unwrap()).stderr(file).spawn();
        let process = process.unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut running = Self { process, output };
        let begun = Instant::now();
        for port in ports {
            while TcpStream::connect(("127.0.0.1", *port)).is_err() {
                let ended = running.process.try_wait().unwrap();
                assert!(
                    ended.is_none() && begun.elapsed() < READY_WITHIN,
                    "{command:?} does not answer ({ended:?})\n{}",
                    running.log()
                );
                thread::sleep(Duration::from_millis(20));
            }
        }
        running
    }

    pub(crate) fn log(&self) -> String {
        let mut log = String::from_utf8_lossy(&fs::read(&self.output).unwrap_or_default()).into_owned();
        let beside = self.output.with_file_name("error.log");
        log.push_str(&String::from_utf8_lossy(&fs::read(beside).unwrap_or_default()));
        log
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Asked first: these servers end the processes that they started.
        drop(Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status());
        let begun = Instant::now();
        while matches!(self.process.try_wait(), Ok(None)) {
            if begun.elapsed() > READY_WITHIN {
                drop(self.process.kill());
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        drop(self.process.wait());
    }
}

/// At which service of a configuration the cards are tried.
#[derive(Clone, Default)]
pub(crate) struct Door {
    /// Which of the ground's ports.
    pub port: usize,
    /// The host name that the client asks for, by SNI and in the request.
    pub name: Option<&'static str>,
    /// The path that is requested, where it has settings of its own ([`servers::Service::within`]).
    pub path: Option<&'static str>,
}

/// What a client that has no certificate sees of a version.
#[derive(Default)]
struct Seen {
    /// The server speaks it.
    spoken: bool,
    /// It asks for a certificate, in the handshake or later.
    asked: bool,
    /// The names that it sends, DER.
    names: Vec<Vec<u8>>,
}

const VERSIONS: [&str; 2] = ["-tls1_2", "-tls1_3"];

/// What `openssl s_client` shows and gets as an answer.
fn client(ground: &Ground, door: &Door, args: &[&str]) -> String {
    let address = format!("127.0.0.1:{}", ground.ports[door.port]);
    let mut command = Command::new("timeout");
    command.args(["20", "openssl", "s_client", "-ign_eof", "-connect", &address]);
    // Without CA certificates of its own it cannot complete the chain that it sends. Level 0: the old PKI signs with SHA-1.
    command.args(["-no-CAfile", "-no-CApath", "-no-CAstore", "-cipher", "DEFAULT@SECLEVEL=0"]);
    match door.name {
        Some(name) => command.args(["-servername", name]),
        None => command.arg("-noservername"),
    };
    let piped = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().expect("openssl is here");
    let mut stdin = child.stdin.take().unwrap();
    let (path, host) = (door.path.unwrap_or("/"), door.name.unwrap_or("localhost"));
    // A server that turns the card away may have closed already.
    drop(stdin.write_all(format!("GET {path} HTTP/1.0\r\nHost: {host}\r\n\r\n").as_bytes()));
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A card tries its luck.
fn gets_in(ground: &Ground, door: &Door, version: &str, card: &Card, with_chain: bool) -> bool {
    let (certificate, key) = (LAB.file(&format!("{}.pem", card.file)), LAB.file(&format!("keys/{}.key", card.file)));
    let issuer = LAB.authority(card.issuer);
    let chain = LAB.file(&format!("ca/{}/{}.pem", issuer.generation.word(), issuer.file));
    let mut args = vec!["-quiet", version, "-cert", &certificate, "-key", &key];
    if with_chain {
        args.extend(["-cert_chain", &chain]);
    }
    client(ground, door, &args).contains(LET_IN)
}

/// What is asked for, and with which names, from the bytes that `-msg` shows.
fn look(ground: &Ground, door: &Door, version: &str) -> Seen {
    let shown = client(ground, door, &["-msg", version]);
    // A server that speaks another version alone may answer in that one.
    let last = if version == "-tls1_2" { ", ServerHelloDone" } else { ", EncryptedExtensions" };
    let mut seen = Seen { spoken: shown.contains(last), ..Seen::default() };
    let mut lines = shown.lines().skip_while(|line| !line.ends_with(", CertificateRequest"));
    if lines.next().is_none() {
        return seen;
    }
    seen.asked = true;
    let hex = lines.take_while(|line| line.starts_with("    ")).flat_map(str::split_whitespace);
    let message: Vec<u8> = hex.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect();
    let mut rest = &message[4..];
    if version == "-tls1_2" {
        take(&mut rest, 1);
        take(&mut rest, 2);
        seen.names = names(take(&mut rest, 2));
    } else {
        take(&mut rest, 1);
        let mut extensions = take(&mut rest, 2);
        while !extensions.is_empty() {
            let kind = u16::from_be_bytes([extensions[0], extensions[1]]);
            extensions = &extensions[2..];
            let mut content = take(&mut extensions, 2);
            // certificate_authorities (RFC 8446, 4.2.4)
            if kind == 47 {
                seen.names = names(take(&mut content, 2));
            }
        }
    }
    seen
}

/// A vector with a length of so many bytes before it.
fn take<'a>(rest: &mut &'a [u8], length: usize) -> &'a [u8] {
    let (head, tail) = rest.split_at(length);
    let count = head.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
    let (content, after) = tail.split_at(count);
    *rest = after;
    content
}

fn names(mut list: &[u8]) -> Vec<Vec<u8>> {
    let mut names = Vec::new();
    while !list.is_empty() {
        names.push(take(&mut list, 2).to_vec());
    }
    names
}

/// Reads a configuration as `tillit audit` does, in the tree of this machine.
pub(crate) fn read(server: &'static Server, main: &Path) -> Found {
    read_in(server, Some(main), &Folder::host())
}

/// The same in another tree.
pub(crate) fn read_in(server: &'static Server, main: Option<&Path>, tree: &dyn Tree) -> Found {
    read_with(server, main, tree, &Environment::default())
}

/// With variables of the server's environment.
fn read_with(server: &'static Server, main: Option<&Path>, tree: &dyn Tree, environment: &Environment) -> Found {
    let passwords = Passwords::given(vec!["changeit".to_owned().into()]);
    let options =
        Options { tree, passwords: &passwords, limits: ReadLimits::default(), interest: &|_| true, kind: None };
    servers::find(server, &Search { options, environment }, main)
}

/// What became of one card: with its chain and without, with each version.
type Tries = [[Option<bool>; 2]; 2];

/// What must hold beside the handshakes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing is left open.
    Everything,
    /// Some answers may be "cannot say": they hang on the network or a script. Never all of this: what is said must be right.
    NotAll,
}

/// One configuration of a server.
pub(crate) struct Case<'a> {
    /// What is configured, in a few words of Markdown.
    pub title: &'a str,
    /// Where the configuration lies.
    pub ground: &'a Ground,
    /// Its main file.
    pub main: &'a Path,
    /// Where cards are tried.
    pub doors: &'a [Door],
    pub said: Said,
}

/// Starts the server, tries every card at every door, and holds the answers against the predictions. Returns rows of the table;
/// disagreements are added to the list.
#[track_caller]
pub(crate) fn judge(
    server: &'static Server,
    mut command: Command,
    case: &Case<'_>,
    disagreements: &mut Vec<String>,
) -> String {
    let Case { title, ground, main, doors, said } = case;
    let mut ports: Vec<u16> = doors.iter().map(|door| ground.ports[door.port]).collect();
    ports.dedup();
    command.envs(ground.environment());
    let running = Running::start(command, ground, &ports);
    let found = read_with(server, Some(main), &Folder::host(), &Environment::of(ground.environment()));
    assert!(found.problems.is_empty(), "{title}: {:?}", found.problems);
    let mut rows = String::new();
    for door in *doors {
        let gathered = service(&found, ground.ports[door.port], door)
            .unwrap_or_else(|| panic!("{title}: no such service among {:#?}", found.services));
        if *said == Said::Everything {
            assert!(gathered.service.unresolved.is_empty(), "{title}: {:?}", gathered.service.unresolved);
        }
        let predictions = predict(gathered, &LAB.measure());
        let is_one_of_ports = ports.len() > 1;
        let mut row = Row { title, door, is_one_of_ports, said: *said, predictions: &predictions, wrong: Vec::new() };
        let cells = row.measure(gathered, ground);
        if !row.wrong.is_empty() {
            disagreements.push(format!("{title}{}: {}\n{}", row.at(), row.wrong.join("; "), running.log()));
        }
        let _ = writeln!(rows, "| {title}{} | {} |", row.at(), cells.join(" | "));
    }
    rows
}

/// The service of a door.
fn service<'a>(found: &'a Found, port: u16, door: &Door) -> Option<&'a Gathered> {
    let end = format!(":{port}");
    let here = || {
        let at_port = |gathered: &&Gathered| gathered.service.listeners.iter().any(|listener| listener.ends_with(&end));
        let of_path = |gathered: &&Gathered| gathered.service.within.as_deref() == door.path;
        found.services.iter().filter(at_port).filter(of_path)
    };
    let named = |gathered: &&Gathered| door.name.is_some_and(|n| gathered.service.names.iter().any(|name| name == n));
    // The very address goes before all addresses.
    let address = format!("127.0.0.1:{port}");
    let exact = |gathered: &&Gathered| gathered.service.listeners.contains(&address);
    here().find(named).or_else(|| here().find(exact)).or_else(|| here().next())
}

struct Row<'a> {
    title: &'a str,
    door: &'a Door,
    is_one_of_ports: bool,
    said: Said,
    predictions: &'a [Prediction],
    wrong: Vec<String>,
}

impl Row<'_> {
    fn at(&self) -> String {
        let parts = [self.door.name, self.door.path];
        let mut words: Vec<String> = parts.iter().flatten().map(|word| format!("`{word}`")).collect();
        if self.is_one_of_ports {
            words.push(format!("port {}", self.door.port + 1));
        }
        if words.is_empty() { String::new() } else { format!(" → {}", words.join(" ")) }
    }

    /// The cells of a row, after what is configured.
    fn measure(&mut self, gathered: &Gathered, ground: &Ground) -> Vec<String> {
        let seen = VERSIONS.map(|version| look(ground, self.door, version));
        let asked = seen.iter().any(|seen| seen.asked);
        let asks = gathered.service.asks.value;
        let spoken = seen.iter().any(|seen| seen.spoken);
        // It means to ask, and does not come to it.
        let is_stop = |r: &Reason| matches!(r, Reason::TooManyNames(_) | Reason::Ciphers(Some(false), Some(false)));
        let stops = self.predictions.iter().flat_map(|p| &p.reasons).any(is_stop);
        if self.said == Said::Everything && spoken && !stops && asked != (asks != Asks::Off) {
            self.wrong.push(format!("asked {asked}, predicted {asks:?}"));
        }
        let word = match (spoken, asked, asks) {
            (true, false, _) if !stops => "no",
            (_, _, Asks::Off | Asks::Refuses) => "no",
            (_, _, Asks::Required) => "required",
            (_, _, Asks::Optional) => "optional",
            (_, _, Asks::Application) => "application",
        };
        let mut cells = vec![word.to_owned()];
        for (generation, role, column) in COLUMNS {
            let prediction = self
                .predictions
                .iter()
                .find(|prediction| prediction.generation.generation == generation.id() && prediction.role == role);
            cells.push(match prediction {
                Some(prediction) if asked || !spoken || stops => {
                    self.cell(prediction, &seen, ground, generation, column)
                }
                Some(_) if self.said == Said::NotAll => "?".to_owned(),
                Some(_) => unreachable!("{}: {column} is predicted where nobody is asked", self.title),
                None if asked => {
                    self.wrong.push(format!("{column}: not predicted"));
                    "?".to_owned()
                }
                None => "–".to_owned(),
            });
        }
        cells
    }

    fn cell(
        &mut self,
        prediction: &Prediction,
        seen: &[Seen; 2],
        ground: &Ground,
        generation: Generation,
        column: &str,
    ) -> String {
        let cards: Vec<&Card> =
            CARDS.iter().filter(|card| card.generation == generation && card.role == prediction.role).collect();
        let root = LAB.pki.root(generation).unwrap();
        let offered = |card: &Card| -> Answer {
            let seen = seen.iter().find(|seen| seen.asked)?;
            let has = |ca: &tillit_lab::siths::Authority| {
                let certificate = Certificate::from_der(&ca.issued.der).unwrap();
                seen.names.iter().any(|name| name == certificate.subject().as_der())
            };
            match () {
                () if seen.names.is_empty() || has(LAB.authority(card.issuer)) => Some(true),
                () if has(root) => None,
                () => Some(false),
            }
        };
        // Every card at every version that is spoken, at once.
        let door = self.door;
        let tries: Vec<[[Option<bool>; 2]; 2]> = thread::scope(|scope| {
            let all: Vec<_> = cards
                .iter()
                .map(|card| {
                    let of = |index: usize, chain: bool| {
                        scope.spawn(move || {
                            seen[index].spoken.then(|| gets_in(ground, door, VERSIONS[index], card, chain))
                        })
                    };
                    [true, false].map(|chain| [of(0, chain), of(1, chain)])
                })
                .collect();
            all.into_iter().map(|card| card.map(|kind| kind.map(|one| one.join().unwrap()))).collect()
        });
        let any = |versions: [Option<bool>; 2]| versions.into_iter().flatten().reduce(|a, b| a || b);
        let everyone = |of: &dyn Fn(&Tries) -> Option<bool>| -> Option<bool> {
            let answers: Option<Vec<bool>> = tries.iter().map(of).collect();
            answers.map(|answers| answers.into_iter().all(|yes| yes))
        };
        let offers: Vec<Answer> = cards.iter().map(|card| offered(card)).collect();
        let all_offered = match () {
            () if offers.contains(&Some(false)) => Some(false),
            () if offers.contains(&None) => None,
            () => Some(true),
        };
        let is_asked = seen.iter().any(|seen| seen.asked);
        let rows: [(&str, Answer, Answer, bool); 5] = [
            ("offered", prediction.offered, all_offered, is_asked),
            ("full chain", prediction.full_chain, everyone(&|card| any(card[0])), is_asked),
            ("leaf only", prediction.leaf_only, everyone(&|card| any(card[1])), is_asked),
            ("TLS 1.2", prediction.tls12, everyone(&|card| Some(card[0][0] == Some(true))), true),
            ("TLS 1.3", prediction.tls13, everyone(&|card| Some(card[0][1] == Some(true))), true),
        ];
        let mut cell = String::new();
        for (what, predicted, measured, measurable) in rows {
            if !measurable {
                cell.push('.');
                continue;
            }
            let open = predicted.is_none() && self.said == Said::NotAll;
            if predicted != measured && !open {
                self.wrong.push(format!(
                    "{column}: {what}: predicted {predicted:?}, measured {measured:?} ({:?})",
                    prediction.reasons
                ));
            }
            cell.push(match predicted {
                Some(true) => '+',
                Some(false) => '-',
                None => '?',
            });
        }
        format!("`{cell}`")
    }
}

/// The head of a section's table.
pub(crate) fn table_head() -> String {
    let columns: Vec<&str> = COLUMNS.iter().map(|(_, _, title)| *title).collect();
    format!("| configured | asks | {} |\n|---|---|{}\n", columns.join(" | "), "---|".repeat(columns.len()))
}

/// Compares a server's section of `docs/servers.md`, between the marks `<!-- WORD -->` and `<!-- /WORD -->`, with what the test made;
/// with `TILLIT_UPDATE=1` it is written instead, at the end where it is not there.
#[track_caller]
pub(crate) fn section(word: &str, made: &str) {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/servers.md");
    let text = fs::read_to_string(&path).unwrap_or_default();
    let (begin, end) = (format!("<!-- {word} -->\n"), format!("<!-- /{word} -->\n"));
    let there = text.split_once(&begin).and_then(|(head, rest)| Some((head, rest.split_once(&end)?)));
    if std::env::var_os("TILLIT_UPDATE").is_some() {
        let fresh = match there {
            Some((head, (_, tail))) => format!("{head}{begin}{made}{end}{tail}"),
            None => format!("{text}\n{begin}{made}{end}"),
        };
        return fs::write(&path, fresh).unwrap();
    }
    let current = there.is_some_and(|(_, (section, _))| section == made);
    assert!(current, "{} is out of date: run the test once with TILLIT_UPDATE=1\n{made}", path.display());
}
