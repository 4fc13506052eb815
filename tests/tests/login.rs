//! `tillit login` at real servers: what came of each login is what these servers were measured to do, and whoever reads it is told why.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_push_string)]

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tillit_tests::{Home, Lab, Listener, Output, assert_valid, openssl, text};

/// The password of one of the lab's files; it is nowhere in an answer.
const SECRET: &str = "changeit";

/// An answer that is kept with its exit code held.
trait Coded {
    fn coded(self, code: i32) -> Self;
}

impl Coded for Output {
    #[track_caller]
    fn coded(self, code: i32) -> Self {
        self.assert_code(code);
        self
    }
}

/// `tillit login` with a card's certificate and key, and the CAs of both generations at hand.
#[track_caller]
fn login(home: &Home, card: &str, args: &[&str]) -> Output {
    let lab = Lab::get();
    let (cert, key) = (lab.text(&format!("{card}.pem")), lab.text(&format!("keys/{card}.key")));
    let ca = lab.text("trust/both.pem");
    let first = ["--cert", &cert, "--key", &key, "--ca", &ca];
    let output = lab.tillit(home, "login", &first, args);
    let key = fs::read_to_string(key).unwrap();
    let line = key.lines().nth(3).unwrap();
    assert!(!output.stdout.contains(line) && !output.stderr.contains(line), "a private key is shown");
    output
}

/// The attempts of the only target, and the exit code. The document holds against the schema.
#[track_caller]
fn attempts(output: &Output) -> Vec<Value> {
    let document: Value = serde_json::from_str(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}\n{}", output.stdout, output.stderr));
    assert_valid(&document, "login-1.json");
    document["results"][0]["attempts"].as_array().unwrap().clone()
}

/// An attempt in short: `1.2 leaf logged-in 200`, `1.3 with-issuer refused-in-handshake A48 late`. Kinds of signature that came to the same
/// are one.
fn short(attempts: &[Value]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for attempt in attempts {
        let mut line = ["tls", "chain_sent", "outcome"].map(|key| attempt[key].as_str().unwrap()).join(" ");
        if let Some(alert) = attempt["alert"].as_u64() {
            line.push_str(&format!(" A{alert}"));
        }
        if let Some(status) = attempt["http_status"].as_u64() {
            line.push_str(&format!(" {status}"));
        }
        if let Some(page) = attempt["page"].as_str() {
            line.push_str(&format!(" {page}"));
        }
        if attempt["late"] == true {
            line.push_str(" late");
        }
        if all.last() != Some(&line) {
            all.push(line);
        }
    }
    all
}

/// What a server does with a chain that it refuses: by alert, or in its answer.
fn refusals(server: &Listener, outcome: &str, alert: u8) -> Vec<String> {
    let of = |version: &str, chain: &str| match server.name {
        "nginx" if outcome == "refused-in-handshake" => {
            format!("{version} {chain} refused-by-http 400 certificate-refused")
        }
        "nginx" => format!("{version} {chain} {outcome} 400 certificate-refused"),
        _ => {
            let alert = if server.name == "java" { 46 } else { alert };
            let late = if version == "1.3" { " late" } else { "" };
            format!("{version} {chain} {outcome} A{alert}{late}")
        }
    };
    ["1.2", "1.3"].iter().flat_map(|version| ["leaf", "with-issuer"].map(|chain| of(version, chain))).collect()
}

const IN: [&str; 4] = [
    "1.2 leaf logged-in 200",
    "1.2 with-issuer logged-in 200",
    "1.3 leaf logged-in 200",
    "1.3 with-issuer logged-in 200",
];

/// A store that Java trusts, of the new generation.
fn java_store(home: &Home) -> PathBuf {
    let store = home.work().join("new.p12");
    for file in fs::read_dir(Lab::get().path("ca/new")).unwrap() {
        let file = file.unwrap().path();
        let args = ["-importcert", "-noprompt", "-storetype", "pkcs12", "-storepass", SECRET];
        let status = std::process::Command::new("keytool")
            .args(args)
            .args(["-alias", &text(Path::new(file.file_stem().unwrap())), "-keystore"])
            .arg(&store)
            .arg("-file")
            .arg(&file)
            .output()
            .expect("keytool is here");
        assert!(status.status.success(), "{status:?}");
    }
    store
}

/// The revocation lists of all CAs in PEM, one after the other.
fn lists(home: &Home) -> String {
    let mut all = Vec::new();
    for file in fs::read_dir(Lab::get().path("crl")).unwrap() {
        let file = file.unwrap().path();
        all.extend(openssl([
            &"crl".as_ref(),
            &"-inform".as_ref(),
            &"DER".as_ref(),
            &"-in".as_ref(),
            &file.as_os_str(),
        ]));
    }
    text(&home.write("lists.pem", all))
}

fn servers(home: &Home) -> Vec<Listener> {
    let new = Lab::get().text("trust/new.pem");
    let at = |name: &str| home.work().join(name);
    vec![
        Listener::nginx(&at("nginx"), &format!("ssl_verify_client on; ssl_client_certificate {new};")),
        Listener::apache(
            &at("apache"),
            &format!("SSLCACertificateFile {new}\nSSLVerifyClient require\nSSLVerifyDepth 3"),
            "",
        ),
        Listener::haproxy(&at("haproxy"), &format!("ca-file {new} verify required")),
        Listener::openssl(&at("s_server"), &["-CAfile", &new, "-Verify", "5", "-verify_return_error"]),
        Listener::java(&at("java"), &java_store(home)),
    ]
}

#[test]
fn each_server_says_no_in_its_own_way() {
    let home = Home::new();
    for server in servers(&home) {
        let url = server.url("/");
        for (card, outcome, alert, code) in [
            ("cards/upgraded/hsaid-login", "", 0, 0),
            ("cards/new/identity-login", "", 0, 0),
            ("functions/client", "", 0, 0),
            ("cards/expired/hsaid-login", "refused-in-handshake", 45, 1),
            ("cards/upgraded/hsaid-signature", "refused-in-handshake", 43, 1),
            ("cards/old/hsaid-login", "not-offered", 48, 1),
        ] {
            let output = login(&home, card, &[&url, "--json"]);
            let wanted = if code == 0 { IN.map(str::to_owned).to_vec() } else { refusals(&server, outcome, alert) };
            assert_eq!(short(&attempts(&output)), wanted, "{}: {card}\n{}", server.name, server.log());
            output.assert_code(code);
        }
    }
}

#[test]
fn a_revoked_card_is_told_from_others() {
    let home = Home::new();
    let (new, lists) = (Lab::get().text("trust/new.pem"), lists(&home));
    let at = |name: &str| home.work().join(name);
    for server in [
        Listener::nginx(&at("nginx"), &format!("ssl_verify_client on; ssl_client_certificate {new}; ssl_crl {lists};")),
        Listener::apache(
            &at("apache"),
            &format!(
                "SSLCACertificateFile {new}\nSSLVerifyClient require\nSSLVerifyDepth 3\n\
                 SSLCARevocationFile {lists}\nSSLCARevocationCheck chain"
            ),
            "",
        ),
        Listener::haproxy(&at("haproxy"), &format!("ca-file {new} verify required crl-file {lists}")),
    ] {
        let url = server.url("/");
        let revoked = login(&home, "cards/revoked/hsaid-login", &[&url, "--json"]);
        assert_eq!(short(&attempts(&revoked)), refusals(&server, "refused-in-handshake", 44), "{}", server.log());
        let good = login(&home, "cards/upgraded/hsaid-login", &[&url, "--json"]);
        assert_eq!(short(&attempts(&good)), IN, "{}", server.log());
    }
}

#[test]
fn a_server_without_the_issuing_ca_lets_in_who_sends_it() {
    let home = Home::new();
    let half = Lab::get().text("trust/half.pem");
    let settings = format!("ca-file {half} verify required");
    let server = Listener::haproxy(&home.work().join("haproxy"), &settings);
    let output = login(&home, "cards/upgraded/hsaid-login", &[&server.url("/"), "--json"]).coded(1);
    let wanted = [
        "1.2 leaf refused-in-handshake A48",
        "1.2 with-issuer logged-in 200",
        "1.3 leaf refused-in-handshake A48 late",
        "1.3 with-issuer logged-in 200",
    ];
    assert_eq!(short(&attempts(&output)), wanted);
    let document: Value = serde_json::from_str(&output.stdout).unwrap();
    assert_eq!(document["results"][0]["attempts"][0]["offer"], "with-issuer");
    let codes: Vec<&str> =
        document["findings"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["T-380", "T-386", "T-392"]);
    // With the root as well, on request.
    let output = login(&home, "cards/upgraded/hsaid-login", &[&server.url("/"), "--json", "--chain", "root"]);
    assert_eq!(short(&attempts(&output)), ["1.2 with-root logged-in 200", "1.3 with-root logged-in 200"]);
    assert_eq!(attempts(&output)[0]["cas_sent"], 2);
}

#[test]
fn apache_counts_the_chain_and_asks_late() {
    let home = Home::new();
    let new = Lab::get().text("trust/new.pem");
    let settings = format!("SSLCACertificateFile {new}\nSSLVerifyClient require");
    let server = Listener::apache(&home.work().join("short"), &settings, "");
    let output = login(&home, "cards/upgraded/hsaid-login", &[&server.url("/"), "--json"]).coded(1);
    assert_eq!(short(&attempts(&output)), refusals(&server, "refused-in-handshake", 80));

    let settings = format!("SSLCACertificateFile {new}\nSSLVerifyDepth 3");
    let server = Listener::apache(&home.work().join("late"), &settings, "SSLVerifyClient require");
    let output = login(&home, "cards/upgraded/hsaid-login", &[&server.url("/"), "--chain", "leaf", "--json"]);
    output.assert_code(3);
    assert_eq!(
        short(&attempts(&output)),
        ["1.2 leaf not-asked late", "1.3 leaf not-asked 403 asked-late late"]
            .map(|line| line.replace("not-asked late", &late_in_12(&output)))
    );
}

/// The alert that Apache sends when its question is not answered is told beside.
fn late_in_12(output: &Output) -> String {
    match attempts(output)[0]["alert"].as_u64() {
        Some(alert) => format!("not-asked A{alert} late"),
        None => "not-asked late".to_owned(),
    }
}

#[test]
fn versions_and_signatures() {
    let home = Home::new();
    let new = Lab::get().text("trust/new.pem");
    let verify = ["-CAfile", &new, "-Verify", "5", "-verify_return_error"];
    let card = "cards/upgraded/hsaid-login";
    let seen = |name: &str, settings: &[&str], args: &[&str], code: i32| {
        let server = Listener::openssl(&home.work().join(name), &[&verify, settings].concat());
        let url = server.url("/");
        let output = login(&home, card, &[&[url.as_str(), "--chain", "issuer", "--json"], args].concat());
        let said = attempts(&output);
        let lines: Vec<String> = said
            .iter()
            .map(|one| {
                let word = |key: &str| one[key].as_str().unwrap_or("-").to_owned();
                format!(
                    "{} {} {} {} {}",
                    word("tls"),
                    word("scheme"),
                    word("signed_with"),
                    word("outcome"),
                    word("reason")
                )
            })
            .collect();
        output.assert_code(code);
        lines
    };
    let (pkcs1, pss) = ("rsa_pkcs1_sha", "rsa_pss_rsae_sha512");
    let all = seen("all", &[], &[], 0);
    assert!(all[0].starts_with(&format!("1.2 pkcs1-v1.5 {pkcs1}")) && all[0].ends_with("logged-in -"), "{all:?}");
    assert_eq!(all[1..], [format!("1.2 pss {pss} logged-in -"), format!("1.3 pss {pss} logged-in -")]);
    let old = seen("only-12", &["-tls1_2"], &[], 0);
    assert_eq!(old[2], "1.3 pss - unreachable version-not-spoken");
    let new = seen("only-13", &["-tls1_3"], &[], 0);
    assert_eq!(new[0], "1.2 pkcs1-v1.5 - unreachable version-not-spoken");
    assert_eq!(new[2], format!("1.3 pss {pss} logged-in -"));
    // Of RSA this server takes PKCS#1 v1.5 alone: TLS 1.3 has nothing in common with it, and no browser goes back to 1.2.
    let narrow = seen("narrow", &["-client_sigalgs", "RSA+SHA256:ECDSA+SHA256"], &[], 1);
    let mut wanted = vec![
        "1.2 pkcs1-v1.5 rsa_pkcs1_sha256 logged-in -",
        "1.2 pss - no-common-algorithm -",
        "1.3 pss - no-common-algorithm -",
    ];
    assert_eq!(narrow, wanted);
    // Without any that TLS 1.3 allows it cannot even ask, and says so with alert 80: that is not for want of something here.
    let narrower = seen("narrower", &["-client_sigalgs", "RSA+SHA256"], &[], 3);
    wanted[2] = "1.3 pss - unreachable alert-before-request";
    assert_eq!(narrower, wanted);
    // A card that cannot do PSS.
    let card = seen("card", &[], &["--scheme", "pkcs1"], 1);
    assert!(card[0].ends_with("logged-in -"), "{card:?}");
    assert_eq!(card[1], "1.3 pkcs1-v1.5 - no-common-algorithm -");
    assert_eq!(seen("one", &[], &["--tls", "1.2", "--scheme", "pss"], 0).len(), 1);
}

#[test]
fn nobody_there_and_nobody_asked() {
    let home = Home::new();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let output = login(&home, "cards/new/hsaid-login", &[&format!("127.0.0.1:{port}"), "--json"]).coded(3);
    assert!(attempts(&output).iter().all(|one| one["outcome"] == "unreachable" && one["reason"] == "connect"));

    let server = Listener::nginx(&home.work().join("open"), "");
    let output = login(&home, "cards/new/hsaid-login", &[&server.url("/"), "--json"]).coded(3);
    assert!(attempts(&output).iter().all(|one| one["outcome"] == "not-asked" && one["http_status"] == 200));

    let output = login(&home, "cards/new/hsaid-login", &[&server.url("/"), "--offline"]).coded(2);
    assert!(output.stderr.contains("--offline forbids it"), "{}", output.stderr);
    for wrong in ["http://127.0.0.1/", "ldap://x", "https://user:hunter2@127.0.0.1/", "a b"] {
        let output = login(&home, "cards/new/hsaid-login", &[wrong]).coded(2);
        assert!(!output.stderr.contains("hunter2"), "{}", output.stderr);
    }
}

#[test]
fn the_way_to_the_host_that_asks() {
    let home = Home::new();
    let new = Lab::get().text("trust/new.pem");
    let idp = Listener::nginx(
        &home.work().join("idp"),
        &format!(
            "ssl_verify_client on; ssl_client_certificate {new};\n\
             location = /circle {{ return 302 /circle2; }} location = /circle2 {{ return 302 /circle; }}\n\
             location ~ ^/on {{ return 302 /on$request_uri; }} location = /plain {{ return 302 http://127.0.0.1:1/token?secret=1; }}\n\
             location = /denied {{ return 403 'no such person'; }}\n\
             location / {{ return 200 'welcome, you may log out'; }}"
        ),
    );
    // The cookie that the first page gives is needed at the second.
    let service = Listener::nginx(
        &home.work().join("service"),
        &format!(
            "location = / {{ add_header Set-Cookie 's=1; Path=/; Secure' always; return 302 /next?token=abc; }}\n\
             location = /next {{ if ($http_cookie != 's=1') {{ return 500; }} return 303 {idp}?SAMLRequest=abc; }}\n\
             location = /form {{ return 200 '<html><body onload=\"document.forms[0].submit()\">\
             <form method=\"post\" action=\"{idp}\"><input type=\"hidden\" name=\"SAMLRequest\" value=\"abc\"></form></body></html>'; }}",
            idp = idp.url("/")
        ),
    );
    let card = "cards/upgraded/hsaid-login";
    let go = |url: &str, args: &[&str]| login(&home, card, &[&[url, "--json", "--tls", "1.3"], args].concat());

    let output = go(&service.url("/"), &[]).coded(0);
    let hops = &attempts(&output)[0]["hops"];
    let seen: Vec<String> = hops
        .as_array()
        .unwrap()
        .iter()
        .map(|hop| {
            format!(
                "{} {} {} {}",
                hop["way"].as_str().unwrap(),
                hop["path"].as_str().unwrap(),
                hop["asked"],
                hop["http_status"]
            )
        })
        .collect();
    assert_eq!(seen, ["named / false 302", "redirect /next false 303", "redirect / true 200"]);
    assert!(!output.stdout.contains("abc"), "a token is shown");
    let host = idp.url("").trim_start_matches("https://").to_owned();
    assert!(output.stderr.contains(&host), "the host is not told: {}", output.stderr);
    go(&service.url("/"), &["--no-redirects"]).assert_code(3);

    let output = go(&service.url("/form"), &[]).coded(3);
    assert_eq!(attempts(&output)[0]["stop"], "form-not-followed");
    let output = go(&service.url("/form"), &["--follow-forms"]);
    assert_eq!(attempts(&output)[0]["hops"][1]["way"], "form");

    let reason = |path: &str, args: &[&str], code: i32| {
        let output = go(&idp.url(path), args).coded(code);
        let one = attempts(&output).remove(0);
        assert!(!output.stdout.contains("secret=1"), "a token is shown");
        (one["reason"].as_str().unwrap_or("-").to_owned(), one["stop"].as_str().unwrap().to_owned())
    };
    let pair = |reason: &str, stop: &str| (reason.to_owned(), stop.to_owned());
    assert_eq!(reason("/circle", &[], 1), pair("circle", "circle"));
    assert_eq!(reason("/on", &[], 1), pair("endless", "too-many"));
    assert_eq!(reason("/plain", &[], 0), pair("-", "not-https"));
    assert_eq!(reason("/denied", &[], 1), pair("status", "arrived"));
    assert_eq!(reason("/denied", &["--expect-status", "403"], 0), pair("-", "arrived"));
    assert_eq!(reason("/", &["--expect-text", "log out"], 0), pair("-", "arrived"));
    assert_eq!(reason("/", &["--expect-text", "not there"], 1), pair("missing", "arrived"));
    assert_eq!(reason("/", &["--deny-text", "welcome"], 1), pair("denied", "arrived"));
    let output = go(&idp.url("/"), &["--expect-text", "log out"]);
    assert_eq!(attempts(&output)[0]["found"], serde_json::json!(["log out"]));
    assert!(!output.stdout.contains("welcome"), "more of the page is shown than was asked for");
}

#[test]
fn keys_in_every_form() {
    let home = Home::new();
    let lab = Lab::get();
    let server = Listener::openssl(
        &home.work().join("server"),
        &["-CAfile", &lab.text("trust/new.pem"), "-Verify", "5", "-verify_return_error"],
    );
    let url = server.url("/");
    let card = "cards/upgraded/hsaid-login";
    let (cert, key) = (lab.text(&format!("{card}.pem")), lab.text(&format!("keys/{card}.key")));
    let password = format!("file:{}", text(&home.write("password", format!("{SECRET}\n"))));
    let wrong = format!("file:{}", text(&home.write("wrong", "hunter22\n")));
    let made = |name: &str, args: &[&str]| {
        let out = text(&home.work().join(name));
        openssl([args, &["-out", &out]].concat());
        out
    };
    let p12 = made("card.p12", &["pkcs12", "-export", "-in", &cert, "-inkey", &key, "-passout", "pass:changeit"]);
    let chain = lab.text("trust/new.pem");
    let old = [
        "pkcs12",
        "-export",
        "-legacy",
        "-certfile",
        &chain,
        "-in",
        &cert,
        "-inkey",
        &key,
        "-passout",
        "pass:changeit",
    ];
    let legacy = made("legacy.p12", &old);
    let pkcs1 = made("pkcs1.key", &["rsa", "-traditional", "-in", &key]);
    let der = made("der.key", &["pkcs8", "-topk8", "-nocrypt", "-outform", "DER", "-in", &key]);
    let encrypted = made("encrypted.key", &["pkcs8", "-topk8", "-in", &key, "-passout", "pass:changeit"]);
    let three =
        made("three.key", &["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-in", &key, "-passout", "pass:changeit"]);
    let ancient = made("ancient.key", &["rsa", "-traditional", "-aes128", "-in", &key, "-passout", "pass:changeit"]);
    let both = fs::read_to_string(&cert).unwrap() + &fs::read_to_string(&key).unwrap();
    let both = text(&home.write("both.pem", both));
    let other = lab.text("keys/cards/new/hsaid-login.key");
    let lab_p12 = lab.text("p12/upgraded.p12");

    let run = |args: &[&str]| {
        let all = [&[url.as_str(), "--tls", "1.3", "--json"], args].concat();
        let output = lab.tillit(&home, "login", &[], &all);
        for secret in [SECRET, "hunter22"] {
            assert!(!output.stdout.contains(secret) && !output.stderr.contains(secret), "{secret} is shown");
        }
        output
    };
    for args in [
        &["--cert", &cert, "--key", &key][..],
        &["--cert", &cert, "--key", &pkcs1],
        &["--cert", &cert, "--key", &der],
        &["--cert", &cert, "--key", &encrypted, "--password", &password],
        &["--cert", &cert, "--key", &three, "--password", &password],
        &["--cert", &both],
        &["--p12", &p12, "--password", &password],
        &["--p12", &legacy, "--password", &password],
        &["--p12", &p12],
        &["--p12", &lab_p12],
        &["--p12", &lab_p12, "--alias", "identity-login"],
    ] {
        let output = run(args).coded(0);
        let sent: Vec<u64> = attempts(&output).iter().map(|one| one["cas_sent"].as_u64().unwrap()).collect();
        // CA certificates come from the key's file alone here.
        let has_chain = args.contains(&legacy.as_str()) || args.contains(&lab_p12.as_str());
        assert_eq!(sent, if has_chain { vec![0, 1] } else { vec![0] }, "{args:?}");
    }
    for (args, code, said) in [
        (&["--p12", &p12, "--password", &wrong][..], 3, "password"),
        (&["--cert", &cert, "--key", &encrypted, "--password", &wrong], 3, "does not open the key"),
        (&["--cert", &cert, "--key", &other], 2, "belongs to none of the certificates"),
        (&["--cert", &cert], 2, "no private key"),
        (&["--cert", &key, "--key", &key], 2, "no certificate"),
        (&["--cert", &cert, "--key", &ancient, "--password", &password], 2, "openssl pkcs8 -topk8"),
        (&["--p12", &cert], 3, "cert"),
        (&["--p12", &lab_p12, "--alias", "nobody"], 2, "hsaid-login"),
        (&["--p12", "/nowhere.p12"], 3, "/nowhere.p12"),
        (&[], 2, "--p12"),
    ] {
        let output = run(args).coded(code);
        let words: Vec<&str> = output.stderr.split_whitespace().collect();
        assert!(words.join(" ").contains(said), "{args:?}: {}", output.stderr);
        assert!(output.stdout.is_empty(), "{}", output.stdout);
    }
}

#[test]
fn the_first_line_is_the_answer_in_both_languages() {
    let home = Home::new();
    let lab = Lab::get();
    let server = Listener::haproxy(
        &home.work().join("haproxy"),
        &format!("ca-file {} verify required", lab.text("trust/new.pem")),
    );
    let url = server.url("/login?secret=1");
    for (card, language, first, below) in [
        (
            "upgraded",
            "en",
            "The card gets in: TLS 1.2 and 1.3, also when it sends only its own certificate.",
            "own certificate",
        ),
        (
            "upgraded",
            "sv",
            "Kortet släpps in: TLS 1.2 och 1.3, även när det bara skickar sitt eget certifikat.",
            "eget certifikat",
        ),
        ("expired", "en", "The card does not get in. 127.0.0.1", "Compare with the certificate's own dates"),
        ("expired", "sv", "Kortet släpps inte in. 127.0.0.1", "Jämför med certifikatets egna datum"),
        ("old", "en", "The card does not get in. 127.0.0.1", "does not ask for cards from LAB SITHS Type 1 CA v1"),
        ("old", "sv", "Kortet släpps inte in. 127.0.0.1", "ber inte om kort från LAB SITHS Type 1 CA v1"),
    ] {
        for format in ["human", "text"] {
            let args = [&url, "--lang", language, "--format", format];
            let output = login(&home, &format!("cards/{card}/hsaid-login"), &args);
            assert!(output.stdout.starts_with(first), "{}", output.stdout);
            assert!(
                output.stdout.split_whitespace().collect::<Vec<_>>().join(" ").contains(below),
                "{}",
                output.stdout
            );
            assert!(!output.stdout.contains("secret=1"), "{}", output.stdout);
        }
    }
    // A line for each target, then one for each finding.
    let output = login(&home, "cards/expired/hsaid-login", &[&url, &server.url("/"), "--format", "ndjson"]);
    let lines: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().filter(|line| line["type"] == "result").count(), 2);
    assert!(lines.iter().all(|line| line["schema"] == "tillit/login/1"));
    assert!(lines.iter().any(|line| line["code"] == "T-385"));
}
