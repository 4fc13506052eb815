//! `tillit probe` at the door of real servers on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tillit_tests::{Home, Lab, Output, assert_valid, text};

/// A server's process in a folder of its own; it ends when this is dropped.
struct Running {
    process: Child,
    folder: tempfile::TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.process.try_wait(), Ok(None)) {
            drop(Command::new("kill").args(["-TERM", &self.process.id().to_string()]).status());
            let begun = Instant::now();
            while matches!(self.process.try_wait(), Ok(None)) && begun.elapsed() < Duration::from_secs(20) {
                thread::sleep(Duration::from_millis(20));
            }
            drop(self.process.kill());
        }
        drop(self.process.wait());
    }
}

fn folder() -> tempfile::TempDir {
    tempfile::Builder::new().prefix("tillit-probe-").tempdir().unwrap()
}

fn free_port() -> u16 {
    std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}

fn run(program: &str, args: &[&str], folder: tempfile::TempDir, ports: &[u16]) -> Running {
    let output = fs::File::create(folder.path().join("output")).unwrap();
    let process = Command::new(program)
        .args(args)
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(output.try_clone().unwrap())
        .stderr(output)
        .spawn()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    let mut running = Running { process, folder };
    let begun = Instant::now();
    for port in ports {
        while std::net::TcpStream::connect(("127.0.0.1", *port)).is_err() {
            let ended = running.process.try_wait().unwrap();
            let log = || fs::read_to_string(running.folder.path().join("output")).unwrap_or_default();
            assert!(ended.is_none() && begun.elapsed() < Duration::from_mins(1), "{program}: {ended:?}\n{}", log());
            thread::sleep(Duration::from_millis(50));
        }
    }
    running
}

/// One nginx with a server for each of these settings, on ports of their own.
fn nginx(servers: &[&str]) -> (Running, Vec<u16>) {
    let lab = Lab::get();
    let place = folder();
    let here = text(place.path());
    let (certificate, key) = (lab.text("functions/server.pem"), lab.text("keys/functions/server.key"));
    let ports: Vec<u16> = servers.iter().map(|_| free_port()).collect();
    let mut configuration = format!(
        "daemon off; pid {here}/pid; error_log {here}/error.log; worker_processes 1; events {{}}\n\
         http {{ access_log off; client_body_temp_path {here}/a; proxy_temp_path {here}/b; fastcgi_temp_path {here}/c;\n\
         uwsgi_temp_path {here}/d; scgi_temp_path {here}/e; ssl_certificate {certificate}; ssl_certificate_key {key};\n"
    );
    for (port, settings) in ports.iter().zip(servers) {
        let _ = writeln!(
            configuration,
            "server {{ listen 127.0.0.1:{port} ssl; {settings} location / {{ return 200 in; }} }}"
        );
    }
    configuration.push('}');
    fs::write(place.path().join("nginx.conf"), configuration).unwrap();
    let running = run(
        "/usr/sbin/nginx",
        &["-c", &format!("{here}/nginx.conf"), "-e", &format!("{here}/error.log")],
        place,
        &ports,
    );
    (running, ports)
}

fn apache(settings: &str) -> (Running, u16) {
    let lab = Lab::get();
    let place = folder();
    let here = text(place.path());
    let (certificate, key) = (lab.text("functions/server.pem"), lab.text("keys/functions/server.key"));
    let port = free_port();
    for page in ["page", "page/cards"] {
        fs::create_dir(place.path().join(page)).unwrap();
        fs::write(place.path().join(page).join("index.html"), "in").unwrap();
    }
    let mut configuration = format!(
        "ServerRoot {here}\nDefaultRuntimeDir {here}\nPidFile {here}/pid\nErrorLog {here}/error.log\n\
         Mutex file:{here} default\nServerName localhost\nListen 127.0.0.1:{port}\n"
    );
    for module in ["mpm_event", "authz_core", "dir", "mime", "socache_shmcb", "ssl"] {
        let _ = writeln!(configuration, "LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so");
    }
    let _ = write!(
        configuration,
        "TypesConfig /etc/mime.types\nDocumentRoot {here}/page\nDirectoryIndex index.html\nSSLEngine on\n\
         SSLCertificateFile {certificate}\nSSLCertificateKeyFile {key}\n{}\n\
         <Directory {here}/page>\nRequire all granted\n</Directory>\n",
        settings.replace("HERE", &here)
    );
    fs::write(place.path().join("httpd.conf"), configuration).unwrap();
    let configured = format!("{here}/httpd.conf");
    (run("/usr/sbin/apache2", &["-DFOREGROUND", "-f", &configured], place, &[port]), port)
}

/// `tillit probe` with the lab's catalog, and its roots as those of this computer.
fn probe(home: &Home, args: &[&str]) -> Output {
    let lab = Lab::get();
    let (catalog, ca) = (lab.text("catalog.toml"), lab.text("ca"));
    home.tillit(["probe", "--catalog", &catalog, "--ca", &ca].iter().chain(args))
}

fn json(home: &Home, args: &[&str], code: i32) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    let output = probe(home, &args);
    output.assert_code(code);
    let document = output.json();
    assert_valid(&document, "probe-1.json");
    document
}

fn codes(result: &Value) -> Vec<&str> {
    result["findings"].as_array().unwrap().iter().map(|found| found["code"].as_str().unwrap()).collect()
}

/// Whether the cards of a generation of the lab are offered, one for each role.
fn offered<'v>(result: &'v Value, generation: &str) -> Vec<&'v Value> {
    let offers = result["offers"].as_array().unwrap().iter();
    offers
        .filter(|offer| offer["pki"] == "lab" && offer["generation"] == generation)
        .map(|offer| &offer["offered"])
        .collect()
}

const CA: &str = "ssl_certificate CHAIN;";

#[test]
fn nginx_as_it_is_set_up() {
    let lab = Lab::get();
    let home = Home::new();
    let chain = home.work().join("chain.pem");
    let both = [lab.path("functions/server.pem"), lab.path("ca/new")];
    fs::write(&chain, chain_of(&both[0], &both[1])).unwrap();
    let full = CA.replace("CHAIN", &text(&chain));
    let (all, old, new) = (lab.text("trust/both.pem"), lab.text("trust/old.pem"), lab.text("trust/new.pem"));
    let (_nginx, ports) = nginx(&[
        &format!("{full} ssl_protocols TLSv1.2 TLSv1.3; ssl_client_certificate {all}; ssl_verify_client on;"),
        &format!("{full} ssl_protocols TLSv1.2 TLSv1.3; ssl_client_certificate {old}; ssl_verify_client optional;"),
        &format!("{full} ssl_protocols TLSv1.2 TLSv1.3;"),
        &format!("ssl_protocols TLSv1.2; ssl_client_certificate {new}; ssl_verify_client on;"),
    ]);
    let places: Vec<String> = ports.iter().map(|port| format!("localhost:{port}")).collect();
    let document = json(&home, &places.iter().map(String::as_str).collect::<Vec<_>>(), 1);
    let results = document["results"].as_array().unwrap();
    let word = |key: &str| results.iter().map(|result| result[key].as_str().unwrap_or("")).collect::<Vec<_>>();
    assert_eq!(word("outcome"), ["seen"; 4]);
    assert_eq!(word("asks"), ["required", "optional", "not", "required"]);

    // A sound server: nothing to say.
    assert_eq!(codes(&results[0]), Vec::<&str>::new(), "{:#}", results[0]["findings"]);
    for generation in ["e-id", "root-v1"] {
        let offered = offered(&results[0], generation);
        assert!(!offered.is_empty() && offered.iter().all(|answer| **answer == true), "{generation}: {offered:?}");
    }
    assert_eq!(results[0]["chains"][0]["trusted"], true);
    let look = &results[0]["looks"][0];
    assert_eq!((&look["tls"]["1.2"], &look["tls"]["1.3"]), (&true.into(), &true.into()));
    assert_eq!((&look["tls"]["1.0"], &look["http2"]), (&false.into(), &false.into()));
    let pages: Vec<_> = look["visits"].as_array().unwrap().iter().map(|visit| &visit["http"]["page"]).collect();
    assert_eq!(pages, ["no-certificate", "no-certificate"]);
    assert!(look["visits"][0]["http"]["clock"].as_i64().unwrap().abs() < 60);

    // The old generation alone: what the issue is about.
    assert_eq!(codes(&results[1]), ["T-354"]);
    assert!(offered(&results[1], "e-id").iter().all(|answer| **answer == false));
    assert!(offered(&results[1], "root-v1").iter().all(|answer| **answer == true));
    assert_eq!(codes(&results[2]), ["T-358"]);
    // TLS 1.2 alone, and its issuing CA is not sent.
    assert_eq!(results[3]["looks"][0]["tls"]["1.3"], false);
    assert!(codes(&results[3]).contains(&"T-361"), "{:?}", codes(&results[3]));
    assert_ne!(results[3]["chains"][0]["trusted"], true);

    // The one sentence, in both languages, and -q says no more.
    probe(&home, &[&places[1], "-q"])
        .assert_code(1)
        .assert_says("asks for cards of LAB SITHS Root CA v1 (TLS 1.2 and 1.3,");
    let swedish = probe(&home, &[&places[1], "--lang", "sv"]);
    swedish.assert_code(1).assert_says("ber om kort från LAB SITHS Root CA v1 (TLS 1.2 och 1.3, frivilligt)");
    swedish.assert_says("T-354  fel: ");
    probe(&home, &[&places[0]]).assert_code(0).assert_says("(trusted here)");

    // As they are done, a line each; the same in a table.
    let lines = probe(&home, &[&places[0], &places[2], "--format", "ndjson"]);
    lines.assert_code(1);
    let lines: Vec<Value> = lines.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() == 2 && lines.iter().all(|line| line["schema"] == "tillit/probe/1"));
    probe(&home, &[&places[2], "--format", "markdown"]).assert_code(1).assert_says("T-358");
    probe(&home, &[&places[0], "--format", "csv"]).assert_code(0).assert_says(",e-id,persons-loa3,yes,");

    // An inventory: the pages of its services.
    let inventory = format!("[[services]]\nname = \"Portal\"\nurls = [\"https://{}/x\"]\n", places[0]);
    let inventory = text(&home.write("services.toml", inventory));
    let document = json(&home, &["--inventory", &inventory], 0);
    assert_eq!(document["results"][0]["service"], "Portal");
}

/// A server's certificate and after it the CA of a folder that issued it: what it is to send.
fn chain_of(own: &Path, folder: &Path) -> String {
    let subject = |field: &str, file: &Path| {
        let output = Command::new("openssl").args(["x509", "-noout", field, "-in"]).arg(file).output().unwrap();
        String::from_utf8(output.stdout).unwrap().split_once('=').unwrap().1.to_owned()
    };
    let issuer = subject("-issuer", own);
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let issuing = files.into_iter().find(|file| subject("-subject", file) == issuer).expect("the issuing CA");
    fs::read_to_string(own).unwrap() + &fs::read_to_string(issuing).unwrap()
}

#[test]
fn apache_at_once_and_late() {
    let lab = Lab::get();
    let home = Home::new();
    let all = lab.text("trust/both.pem");
    let (_at_once, port) = apache(&format!("SSLCACertificateFile {all}\nSSLVerifyClient require\nSSLVerifyDepth 3"));
    // Apache completes its own chain from what it trusts.
    let document = json(&home, &[&format!("localhost:{port}")], 0);
    let result = &document["results"][0];
    assert_eq!((&result["asks"], codes(result)), (&"required".into(), vec![]));
    let visits = result["looks"][0]["visits"].as_array().unwrap();
    assert_eq!(visits.iter().map(|visit| &visit["alert"]).collect::<Vec<_>>(), [40, 116]);

    let location = "<Location /cards>\nSSLVerifyClient require\n</Location>";
    for version in ["TLSv1.2", "TLSv1.3"] {
        let (_late, port) = apache(&format!("SSLCACertificateFile {all}\nSSLProtocol {version}\n{location}"));
        let document = json(&home, &[&format!("localhost:{port}/"), &format!("localhost:{port}/cards/")], 1);
        let asks: Vec<_> = document["results"].as_array().unwrap().iter().map(|result| &result["asks"]).collect();
        assert_eq!(asks, ["not", "late"], "{version}: {document:#}");
        assert!(codes(&document["results"][1]).contains(&"T-357"));
    }
}

#[test]
fn haproxy_and_openssl() {
    let lab = Lab::get();
    let home = Home::new();
    let all = lab.text("trust/both.pem");
    let place = folder();
    let here = text(place.path());
    let own = fs::read_to_string(lab.path("functions/server.pem")).unwrap()
        + &fs::read_to_string(lab.path("keys/functions/server.key")).unwrap();
    fs::write(place.path().join("own.pem"), own).unwrap();
    let (first, second) = (free_port(), free_port());
    let configuration = format!(
        "defaults\n  mode http\n  timeout client 20s\n  timeout server 20s\n  timeout connect 20s\n\
         frontend cards\n  bind 127.0.0.1:{first} ssl crt {here}/own.pem ca-file {all} verify required alpn h2,http/1.1\n\
         \x20 bind 127.0.0.1:{second} ssl crt {here}/own.pem ca-file {all} verify optional no-ca-names\n\
         \x20 http-request return status 200 content-type text/plain string in\n"
    );
    fs::write(place.path().join("haproxy.cfg"), configuration).unwrap();
    let configured = format!("{here}/haproxy.cfg");
    let _haproxy = run("/usr/sbin/haproxy", &["-db", "-f", &configured], place, &[first, second]);
    let document = json(&home, &[&format!("localhost:{first}"), &format!("localhost:{second}")], 1);
    let results = document["results"].as_array().unwrap();
    assert_eq!((&results[0]["asks"], &results[1]["asks"]), (&"required".into(), &"optional".into()));
    assert_eq!((&results[0]["looks"][0]["http2"], &results[1]["looks"][0]["http2"]), (&true.into(), &false.into()));
    assert_eq!((&results[1]["names"]["count"], codes(&results[1]).contains(&"T-359")), (&0.into(), true));

    let port = free_port();
    let (certificate, key) = (lab.text("functions/server.pem"), lab.text("keys/functions/server.key"));
    let root = lab.text("trust/half.pem");
    let accept = format!("127.0.0.1:{port}");
    let args =
        ["s_server", "-accept", &accept, "-cert", &certificate, "-key", &key, "-CAfile", &root, "-Verify", "3", "-www"];
    let _s_server = run("openssl", &args, folder(), &[port]);
    let document = json(&home, &[&format!("localhost:{port}")], 1);
    assert_eq!(document["results"][0]["asks"], "required");
    // Not all that a card of the new generation needs is named.
    assert!(offered(&document["results"][0], "e-id").iter().any(|answer| **answer != true));
}

/// What a server trusts, tried with leave: the names that it sends are one thing, what it trusts another.
#[test]
fn what_a_server_trusts() {
    let lab = Lab::get();
    let home = Home::new();
    let (old, both, half) = (lab.text("trust/old.pem"), lab.text("trust/both.pem"), lab.text("trust/half.pem"));
    let (_nginx, nginx_port) = nginx(&[&format!("ssl_client_certificate {both}; ssl_verify_client on;")]);
    let settings = |trust: &str| {
        format!("SSLCADNRequestFile {both}\nSSLCACertificateFile {trust}\nSSLVerifyClient require\nSSLVerifyDepth 3")
    };
    let (_old, old_port) = apache(&settings(&old));
    let (_half, half_port) = apache(&settings(&half));
    let (_both, both_port) = apache(&settings(&both));
    let [old, half, both, alike] =
        [old_port, half_port, both_port, nginx_port[0]].map(|port| format!("localhost:{port}"));

    // Nobody gave leave: nothing is contacted.
    probe(&home, &["--trust", &old]).assert_code(2).assert_complains("--yes");
    probe(&home, &["--yes", &old]).assert_code(2);

    let document = json(&home, &["--trust", "--yes", &old, &half, &both, &alike], 1);
    let results = document["results"].as_array().unwrap();
    let answers = |result: &Value, generation: &str| {
        let cas = result["trust"][0]["cas"].as_array().unwrap().iter();
        let mut words: Vec<String> = cas
            .filter(|ca| ca["generation"] == generation)
            .map(|ca| ca["answer"].as_str().unwrap().to_owned())
            .collect();
        words.dedup();
        words
    };
    assert_eq!(answers(&results[0], "e-id"), ["root-not-trusted"]);
    // Some of the old chain is signed with SHA-1, which OpenSSL does not take as it is delivered.
    assert_eq!(answers(&results[0], "root-v1"), ["sha1-refused", "trusted"]);
    assert_eq!(answers(&results[1], "e-id"), ["issuing-ca-missing"]);
    assert_eq!(answers(&results[2], "e-id"), ["trusted"]);
    assert_eq!((&results[2]["trust"][0]["tells"], codes(&results[2]).contains(&"T-377")), (&true.into(), true));
    let error = |result: &Value| {
        result["findings"]
            .as_array()
            .unwrap()
            .iter()
            .any(|found| found["code"] == "T-377" && found["severity"] == "error")
    };
    assert_eq!([0, 1, 2].map(|index: usize| error(&results[index])), [true, true, false]);
    // nginx says the same to everybody: one failed login, and nothing learnt.
    let trust = &results[3]["trust"][0];
    assert_eq!((&trust["tells"], &trust["stranger"]), (&false.into(), &"page certificate-refused".into()));
    assert_eq!((&trust["failed_logins"], codes(&results[3])), (&1.into(), vec!["T-361", "T-378"]));

    let said = probe(&home, &["--trust", "--yes", &old, "--lang", "sv"]);
    said.assert_code(1).assert_says("INTE betrodda: alla").assert_says("litar inte på roten");
    // Without --trust nothing of it is there.
    let document = json(&home, &[&both], 0);
    assert_eq!(document["results"][0]["trust"], serde_json::json!([]));
}

#[test]
fn a_farm_with_a_node_that_is_not_prepared() {
    let lab = Lab::get();
    let home = Home::new();
    let asks = |trust: &str| {
        format!("ssl_protocols TLSv1.2 TLSv1.3; ssl_client_certificate {}; ssl_verify_client on;", lab.text(trust))
    };
    let (_nodes, ports) = nginx(&[&asks("trust/both.pem"), &asks("trust/both.pem"), &asks("trust/old.pem")]);
    let place = folder();
    let front = free_port();
    let mut configuration = format!(
        "defaults\n  mode tcp\n  timeout client 20s\n  timeout server 20s\n  timeout connect 20s\n\
         listen farm\n  bind 127.0.0.1:{front}\n  balance roundrobin\n"
    );
    for port in &ports {
        let _ = writeln!(configuration, "  server node{port} 127.0.0.1:{port}");
    }
    let configured = place.path().join("haproxy.cfg");
    fs::write(&configured, configuration).unwrap();
    let _haproxy = run("/usr/sbin/haproxy", &["-db", "-f", &text(&configured)], place, &[front]);
    let document = json(&home, &[&format!("localhost:{front}"), "--repeat", "4"], 1);
    let result = &document["results"][0];
    let differs = result["findings"].as_array().unwrap().iter().find(|found| found["code"] == "T-371").unwrap();
    assert_eq!(differs["detail"]["aspect"], "names");
    let lacks = differs["detail"]["lacks"].as_array().unwrap();
    assert!(lacks.iter().any(|name| name == "LAB SITHS e-id Root CA v2"), "{lacks:?}");
    // What one node does not ask for is not offered there.
    assert!(offered(result, "e-id").iter().all(|answer| **answer == false));
}

#[test]
fn what_cannot_be_looked_at() {
    let home = Home::new();
    let nobody = format!("127.0.0.1:{}", free_port());
    let document = json(&home, &[&nobody], 3);
    assert_eq!(
        (&document["results"][0]["outcome"], codes(&document["results"][0])),
        (&"unreachable".into(), vec!["T-351"])
    );
    for (args, says) in [
        (&["--offline", "localhost:1"][..], "--offline"),
        (&["http://localhost:1"], "https://"),
        (&["https://karin:hemligt@localhost:1"], "user name or password"),
        (&["localhost:1", "--proxy", "karin:hemligt@localhost:2"], "https_proxy"),
        (&["localhost:1", "--repeat", "0"], "1 to 1000"),
        (&[], "URL"),
    ] {
        let output = probe(&home, args);
        output.assert_code(2).assert_complains(says);
        assert!(!output.stderr.contains("hemligt"), "{}", output.stderr);
    }
}

/// The CA that a server does not send, fetched where its certificate says; nothing without leave.
#[test]
fn what_a_server_should_have_sent() {
    use std::io::{Read as _, Write as _};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tillit_lab::certificate::CertificateBuilder;
    use tillit_lab::extension::{Extension, GeneralName};
    use tillit_lab::key::{Key, KeyKind};
    use tillit_lab::name::Dn;

    let home = Home::new();
    let key = || Key::generate(KeyKind::P256).unwrap();
    let root = CertificateBuilder::ca(Dn::cn("A Root CA")).key(&key()).self_sign().unwrap();
    let ca = CertificateBuilder::ca(Dn::cn("A Server CA")).key(&key()).issue(&root).unwrap();
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let asked = Arc::new(AtomicUsize::new(0));
    let url = format!("http://{}/ca.cer", listener.local_addr().unwrap());
    {
        let (asked, der) = (Arc::clone(&asked), ca.der.clone());
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                asked.fetch_add(1, Ordering::SeqCst);
                drop(stream.read(&mut [0; 4096]));
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", der.len());
                drop(stream.write_all(&[head.as_bytes(), &der].concat()));
            }
        });
    }
    let own = CertificateBuilder::leaf(Dn::cn("localhost"))
        .replace(Extension::extended_key_usage(&[tillit_lab::oids::SERVER_AUTH]))
        .extension(Extension::subject_alt_names(&[GeneralName::Dns("localhost".to_owned())]))
        .extension(Extension::authority_info_access(&[&url], &[]))
        .key(&key())
        .issue(&ca)
        .unwrap();
    let (certificate, private) = (home.write("own.pem", own.to_pem()), home.write("own.key", own.key.to_pem()));
    let trusted = text(&home.write("root.pem", root.to_pem()));
    let settings = format!("ssl_certificate {}; ssl_certificate_key {};", text(&certificate), text(&private));
    let (_nginx, ports) = nginx(&[&settings]);
    let place = format!("localhost:{}", ports[0]);
    let seen = |more: &[&str]| {
        let document = json(&home, &[&[place.as_str(), "--ca", &trusted], more].concat(), 1);
        document["results"][0]["chains"][0]["trusted"].clone()
    };
    assert_ne!(seen(&[]), true);
    assert_eq!(asked.load(Ordering::SeqCst), 0, "nothing is fetched unasked");
    let document = probe(&home, &[&place, "--ca", &trusted, "--fetch"]);
    assert_eq!(asked.load(Ordering::SeqCst), 1);
    document.assert_code(1).assert_complains(&url);
    document.assert_complains("The server should send A Server CA, SHA-256 ");
    probe(&home, &[&place, "--ca", &trusted, "--fetch", "--lang", "sv"])
        .assert_complains("Servern borde skicka A Server CA");
    let lab = Lab::get();
    let args = ["--server-ca", &trusted, &place, "--fetch"];
    lab.tillit(&home, "diagnose", &[], &args)
        .assert_says("T-342")
        .assert_complains("The server should send A Server CA");
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}
