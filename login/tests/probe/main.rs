//! Small servers that behave badly, a proxy, and chains: looking at a server is bounded in time and memory, and names what it saw.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod door;
mod rules;
mod server;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use tillit_lab::certificate::{CertificateBuilder, Issued};
use tillit_lab::extension::{Extension, GeneralName};
use tillit_lab::key::{Key, KeyKind};
use tillit_lab::name::Dn;
use tillit_login::connection::{ConnectError, Limits};
use tillit_login::probe::{Asks, LOOK_TAKES, Options, Probe, probe};
use tillit_login::proxy::{Proxies, Proxy};
use tillit_login::server_chain::{Fault, Ground, ServerChain};
use tillit_login::{Alert, End, Target, many};
use tillit_verifier::Certificate;
use time::OffsetDateTime;

use server::Server;

/// Short enough for a test, long enough for a slow machine.
fn options() -> Options {
    let second = Duration::from_secs(1);
    Options { limits: Limits { connect: second, total: second, bytes: 1 << 20 }, ..Options::default() }
}

fn look_at(server: &Server) -> (Probe, Duration) {
    let begun = Instant::now();
    let seen = probe(&server.target(), &options(), &OffsetDateTime::now_utc);
    (seen, begun.elapsed())
}

fn ends(probe: &Probe) -> Vec<&End> {
    let looks = probe.looks.iter();
    looks.flat_map(|look| &look.visits).filter_map(|visit| visit.handshake.end.as_ref()).collect()
}

/// What has not ended by then hangs; no measure of speed.
const HANGS_AFTER: Duration = Duration::from_mins(1);

fn look_is_cut_short(probe: &Probe) -> bool {
    probe.looks.iter().all(|look| look.cut_short)
}

fn record(kind: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[kind, 3, 3], &length[..], content].concat()
}

/// A `ServerHello` of TLS 1.2, and after it the head of a `Certificate` of so many bytes.
fn hello_and_certificate_of(bytes: u32) -> Vec<u8> {
    let mut hello = vec![2, 0, 0, 38, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0xC0, 0x2F, 0]);
    let [_, a, b, c] = bytes.to_be_bytes();
    hello.extend([11, a, b, c]);
    record(22, &hello)
}

#[test]
fn a_server_that_behaves_badly_is_left_in_time() {
    let none = Duration::ZERO;
    let garbage: Vec<u8> = (0..4096_u32).map(|n| (n * 131 % 251) as u8).collect();
    let filler = record(22, &[0; 16_000]);
    for (what, server) in [
        ("garbage", Server::endless(&garbage, &garbage, none)),
        ("silence", Server::start(|_stream, _| thread::sleep(Duration::from_secs(4)))),
        ("a byte now and then", Server::endless(&[22, 3, 3, 0x3E, 0x80], &[0], Duration::from_millis(300))),
        ("a certificate list of 16 MB", Server::endless(&hello_and_certificate_of(0xFF_FF_F0), &filler, none)),
        ("handshake without end", Server::endless(&[], &record(22, &[0, 0, 0, 0]), none)),
        ("a flood of alerts", Server::endless(&[], &record(21, &[1, 90]), none)),
        ("a flood of empty records", Server::endless(&[], &record(22, &[]), none)),
        ("closing", Server::start(|_, _| ())),
    ] {
        let (seen, took) = look_at(&server);
        assert!(took < HANGS_AFTER, "{what}: {took:?}");
        if ["silence", "a byte now and then"].contains(&what) {
            // Each connection waits for as long as it may, and there is time for two such, whatever is still to be looked at.
            let met = server.met.load(Ordering::SeqCst);
            assert!(met <= LOOK_TAKES as usize + 1 && look_is_cut_short(&seen), "{what}: {met} connections");
        }
        let look = seen.looks.first().unwrap_or_else(|| panic!("{what}: no look"));
        assert_eq!(look.asks(), Asks::Unknown, "{what}");
        assert!(look.unreachable.is_some() || !ends(&seen).is_empty(), "{what}: {seen:?}");
        assert!(look.visits.iter().all(|visit| !visit.speaks()), "{what}");
    }
}

#[test]
fn what_is_no_tls_and_what_says_why() {
    let http = Server::start(|mut stream, _| {
        drop(stream.read(&mut [0; 4096]));
        drop(stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n"));
    });
    let (seen, _) = look_at(&http);
    let is_http = |end: &End| matches!(end, End::NotTls(begins) if begins.starts_with(b"HTTP/1.1"));
    assert!(seen.looks[0].hellos.iter().any(|hello| hello.answer.end.as_ref().is_some_and(is_http)), "{seen:?}");

    let alert = Server::start(|mut stream, _| {
        drop(stream.read(&mut [0; 4096]));
        drop(stream.write_all(&record(21, &[2, 112])));
        drop(stream.read(&mut [0; 4096]));
    });
    let (seen, _) = look_at(&alert);
    assert_eq!(ends(&seen), [&End::Alert(Alert(112)); 2]);

    let nobody = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap();
    let target = Target::parse(&nobody.to_string()).unwrap();
    let seen = probe(&target, &options(), &OffsetDateTime::now_utc);
    assert_eq!(seen.looks[0].unreachable, Some(ConnectError::Refused));
}

#[test]
fn a_proxy_is_asked_once_for_each_connection_and_hears_the_password_alone() {
    let target = Server::start(|mut stream, _| {
        drop(stream.read(&mut [0; 4096]));
        drop(stream.write_all(&record(21, &[2, 40])));
        drop(stream.read(&mut [0; 4096]));
    });
    let heard: Arc<Mutex<Vec<String>>> = Arc::default();
    let proxy = {
        let (heard, to) = (Arc::clone(&heard), target.address);
        Server::start(move |mut stream, _| {
            let mut head = Vec::new();
            let mut byte = [0];
            while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).unwrap_or(0) == 1 {
                head.extend(byte);
            }
            heard.lock().unwrap().push(String::from_utf8(head).unwrap());
            drop(stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n"));
            let mut beyond = TcpStream::connect(to).unwrap();
            let (mut back, mut forth) = (stream.try_clone().unwrap(), beyond.try_clone().unwrap());
            let other = thread::spawn(move || drop(std::io::copy(&mut back, &mut forth)));
            drop(std::io::copy(&mut beyond, &mut stream));
            drop(stream.shutdown(std::net::Shutdown::Both));
            drop(other.join());
        })
    };
    let way = Proxy::parse(&format!("http://karin:hemligt@{}", proxy.address)).unwrap();
    let through = Options { proxies: Proxies::always(way), ..options() };
    let page = Target::parse("https://idp.region.example/login").unwrap();
    let seen = probe(&page, &through, &OffsetDateTime::now_utc);
    assert_eq!(seen.proxy, Some(proxy.address.to_string()));
    assert_eq!(ends(&seen), [&End::Alert(Alert(40)); 2]);
    assert!(!format!("{seen:?}").contains("hemligt"));
    let heard = heard.lock().unwrap();
    assert_eq!(heard.len(), target.met.load(Ordering::SeqCst));
    for head in heard.iter() {
        assert!(head.starts_with("CONNECT idp.region.example:443 HTTP/1.1\r\n"), "{head}");
        assert!(head.contains("\r\nProxy-Authorization: Basic a2FyaW46aGVtbGlndA==\r\n"), "{head}");
    }

    let refusing = Server::start(|mut stream, _| {
        drop(stream.read(&mut [0; 4096]));
        drop(stream.write_all(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"));
    });
    let way = Proxy::parse(&refusing.address.to_string()).unwrap();
    let seen = probe(&page, &Options { proxies: Proxies::always(way), ..options() }, &OffsetDateTime::now_utc);
    assert_eq!(seen.looks[0].unreachable, Some(ConnectError::Proxy(Some(407))));
}

#[test]
fn of_many_targets_each_is_looked_at_once_and_a_slow_one_holds_up_nobody() {
    let quick = Server::start(|_, _| ());
    let slow = Server::start(|_stream, _| thread::sleep(Duration::from_secs(3)));
    let targets: Vec<Target> = (0..40).map(|n| if n == 0 { slow.target() } else { quick.target() }).collect();
    let done: Mutex<Vec<usize>> = Mutex::default();
    many::probe_all(&targets, &options(), 8, &OffsetDateTime::now_utc, &|index, seen| {
        assert_eq!(seen.target, targets[index]);
        done.lock().unwrap().push(index);
    });
    let done = done.into_inner().unwrap();
    assert_eq!(done.last(), Some(&0), "{done:?}");
    let mut sorted = done;
    sorted.sort_unstable();
    assert_eq!(sorted, (0..40).collect::<Vec<_>>());
}

/// root → issuing CA → `idp.region.example`
struct Chain {
    root: Issued,
    ca: Issued,
    own: Issued,
}

const URL: &str = "http://ca.example/issuing.cer";

impl Chain {
    fn new() -> Self {
        let key = || Key::generate(KeyKind::P256).unwrap();
        let root = CertificateBuilder::ca(Dn::cn("Test Root CA")).key(&key()).self_sign().unwrap();
        let ca = CertificateBuilder::ca(Dn::cn("Test Server CA")).key(&key()).issue(&root).unwrap();
        let own = server("idp.region.example").key(&key()).issue(&ca).unwrap();
        Self { root, ca, own }
    }

    fn root(&self) -> Vec<Certificate> {
        vec![Certificate::from_der(&self.root.der).unwrap()]
    }
}

fn server(name: &str) -> CertificateBuilder {
    CertificateBuilder::leaf(Dn::cn(name))
        .replace(Extension::subject_alt_names(&[GeneralName::Dns(name.to_owned())]))
        .replace(Extension::extended_key_usage(&[tillit_lab::oids::SERVER_AUTH]))
        .extension(Extension::authority_info_access(&[URL], &[]))
}

fn judged(sent: &[&Issued], host: &str, roots: &[Certificate], helpers: &[Certificate]) -> ServerChain {
    let sent: Vec<Vec<u8>> = sent.iter().map(|one| one.der.clone()).collect();
    ServerChain::judge(&sent, host, &Ground { roots: Some(roots), helpers, now: OffsetDateTime::now_utc() })
}

#[test]
fn faults_of_a_servers_chain() {
    const HOST: &str = "idp.region.example";
    let chain = Chain::new();
    let (root, ca, own) = (&chain.root, &chain.ca, &chain.own);
    let trusted = chain.root();
    let issuing = [Certificate::from_der(&ca.der).unwrap()];
    let ca_name = || issuing[0].subject().clone();
    let root_name = || trusted[0].subject().clone();

    for sent in [vec![own, ca], vec![own, ca, root]] {
        let sound = judged(&sent, HOST, &trusted, &[]);
        assert_eq!((sound.faults.as_slice(), sound.trusted), (&[][..], Some(true)));
    }
    // Without its issuing CA: what is missing is an intermediate for certain where it is at hand.
    for (helpers, is_known) in [(&[][..], false), (&issuing[..], true)] {
        let lacking = judged(&[own], HOST, &trusted, helpers);
        let fault = Fault::Incomplete { missing: ca_name(), urls: vec![URL.to_owned()], is_known };
        assert_eq!(lacking.faults, [fault]);
        assert_ne!(lacking.trusted, Some(true));
    }
    let lacking = judged(&[own], HOST, &trusted, &[]);
    assert_eq!(lacking.missing_urls(), [URL]);
    // A root that this computer does not trust, sent or not.
    let unknown = judged(&[own, ca, root], HOST, &[], &[]);
    let sha256 = Some(trusted[0].fingerprint());
    assert_eq!(unknown.faults, [Fault::RootUnknown { root: root_name(), sha256 }]);
    let unknown = judged(&[own, ca], HOST, &[], &[]);
    assert_eq!(unknown.faults, [Fault::RootUnknown { root: root_name(), sha256: None }]);
    // Another host, and what is wrong with it is told even where the root is not known.
    for roots in [&trusted[..], &[]] {
        let faults = judged(&[own, ca, root], "other.example", roots, &[]).faults;
        assert!(matches!(&faults[0], Fault::NameMismatch { host, .. } if host == "other.example"), "{faults:?}");
    }
    let stranger = Chain::new();
    let swapped = judged(&[own, root, ca], HOST, &trusted, &[]);
    assert_eq!((swapped.faults.as_slice(), swapped.trusted), (&[Fault::WrongOrder][..], Some(true)));
    let lone = CertificateBuilder::ca(Dn::cn("Somebody else")).key(&own.key).issue(&stranger.root).unwrap();
    let more = judged(&[own, ca, &lone], HOST, &trusted, &[]);
    assert!(matches!(more.faults.as_slice(), [Fault::Superfluous(names)] if names.len() == 1), "{:?}", more.faults);

    let now = OffsetDateTime::now_utc();
    let day = time::Duration::days(1);
    let over = server(HOST).key(&own.key).validity(now - day * 10, now - day).issue(ca).unwrap();
    let faults = judged(&[&over, ca], HOST, &trusted, &[]).faults;
    assert!(matches!(faults.as_slice(), [Fault::Expired { is_ca: false, .. }]), "{faults:?}");
    let early = server(HOST).key(&own.key).validity(now + day, now + day * 10).issue(ca).unwrap();
    let faults = judged(&[&early, ca], HOST, &trusted, &[]).faults;
    assert!(matches!(faults.as_slice(), [Fault::NotYetValid { is_ca: false, .. }]), "{faults:?}");
    let old_ca = CertificateBuilder::ca(Dn::cn("Test Server CA"));
    let old_ca = old_ca.key(&ca.key).validity(now - day * 10, now - day).issue(root).unwrap();
    for roots in [&trusted[..], &[]] {
        let faults = judged(&[own, &old_ca], HOST, roots, &[]).faults;
        assert!(faults.iter().any(|fault| matches!(fault, Fault::Expired { is_ca: true, .. })), "{faults:?}");
    }
    let alone = server(HOST).key(&own.key).self_sign().unwrap();
    assert_eq!(judged(&[&alone], HOST, &trusted, &[]).faults, [Fault::SelfSigned]);

    let nonsense = ServerChain::judge(&[vec![1, 2, 3]], HOST, &Ground { roots: None, helpers: &[], now });
    assert_eq!((nonsense.faults.len(), nonsense.trusted), (2, None));
    // Where nothing is known of this computer's roots, nothing is said of trust.
    let sent = [own.der.clone(), ca.der.clone()];
    let open = ServerChain::judge(&sent, HOST, &Ground { roots: None, helpers: &[], now });
    assert_eq!((open.faults.as_slice(), open.trusted), (&[][..], None));
}
