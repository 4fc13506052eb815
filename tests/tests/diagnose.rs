//! `tillit diagnose` at real servers on loopback that are set up wrong on purpose: the cause, in both languages, and as JSON.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use serde_json::Value;
use tillit_tests::{Home, Kind, Lab, Listener, Output, TlsServer, assert_valid, text};

const CARD: &str = "cards/upgraded/hsaid-login";

/// `tillit diagnose` with the lab's catalog and its roots as those of this computer. The servers have the certificate of `localhost`.
#[track_caller]
fn diagnose(home: &Home, args: &[&str]) -> Output {
    let lab = Lab::get();
    let roots = lab.text("ca");
    lab.tillit(home, "diagnose", &["--server-ca", &roots], args)
}

/// The same as JSON that holds against the schema.
#[track_caller]
fn json(home: &Home, args: &[&str], code: i32) -> Value {
    let output = diagnose(home, &[args, &["--json"]].concat());
    output.assert_code(code);
    let document = output.json();
    assert_valid(&document, "diagnose-1.json");
    document
}

/// The only target.
fn only(document: &Value) -> &Value {
    let results = document["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    &results[0]
}

/// Ids of the causes of a rank.
fn causes(result: &Value, rank: u64) -> Vec<&str> {
    let of_rank = result["causes"].as_array().unwrap().iter().filter(|cause| cause["rank"] == rank);
    of_rank.map(|cause| cause["id"].as_str().unwrap()).collect()
}

fn words<'v>(result: &'v Value, key: &str) -> Vec<&'v str> {
    result[key].as_array().unwrap().iter().map(|word| word.as_str().or(word["word"].as_str()).unwrap()).collect()
}

fn nginx(home: &Home, name: &str, settings: &str) -> Listener {
    Listener::nginx(&home.work().join(name), settings)
}

fn at(server: &Listener) -> String {
    server.url("/login").replace("127.0.0.1", "localhost")
}

#[test]
fn the_card_is_not_asked_for() {
    let home = Home::new();
    let lab = Lab::get();
    let server =
        nginx(&home, "old", &format!("ssl_verify_client on; ssl_client_certificate {};", lab.text("trust/old.pem")));
    let (url, card, ca) = (at(&server), lab.text(&format!("{CARD}.pem")), lab.text("ca/new"));
    let first = |language: &str| {
        let output = diagnose(&home, &[&url, "--card-certificate", &card, "--ca", &ca, "--lang", language]);
        output.assert_code(1);
        output.stdout
    };
    let english = first("en");
    let lines: Vec<String> =
        english.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        lines[..2].join(" "),
        "The card is not broken: this server does not ask for cards from its issuer, so the browser never offers it. T-311"
    );
    let whole = lines.join(" ");
    for part in [
        "whose the server's (localhost:",
        "this computer and the card are not to blame",
        "certificate requested (required), 4 CA names: LAB SITHS Root CA v1",
        "none of the names stands above the card",
        "excluded network, protocol, server certificate, clock (server ",
        "On the server: add LAB SITHS e-id Root CA v2 and LAB SITHS e-id Person HSA-id 3 CA v1 to the file whose names are sent",
        "tillit install --generation lab/e-id --into FILE --apply --reload",
    ] {
        assert!(whole.contains(part), "{part:?} is not in\n{english}");
    }
    let swedish = first("sv").split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "Kortet är inte trasigt: servern ber inte om kort från den här utfärdaren, så webbläsaren erbjuder det aldrig. T-311",
        "vems fel serverns (localhost:",
        "det är inget fel på datorn eller kortet",
        "inget av namnen står över kortet",
        "På servern: lägg till LAB SITHS e-id Root CA v2 och LAB SITHS e-id Person HSA-id 3 CA v1",
    ] {
        assert!(swedish.contains(part), "{part:?} is not in\n{swedish}");
    }
    diagnose(&home, &[&url, "--card-certificate", &card, "-q"]).assert_code(1).assert_says("T-311");

    let document = json(&home, &[&url, "--card-certificate", &card, "--ca", &ca], 1);
    let result = only(&document);
    assert_eq!((&result["answer"], &result["lets_in"]), (&"cause".into(), &false.into()));
    assert_eq!(result["aloud"], "The card is not broken.");
    assert_eq!(causes(result, 1), ["ca-not-announced"]);
    let cause = &result["causes"][0];
    assert_eq!(
        (&cause["code"], &cause["certainty"], &cause["side"]),
        (&"T-311".into(), &"proved".into(), &"server".into())
    );
    let kinds: Vec<&str> =
        cause["evidence"].as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["names", "none-fits"]);
    assert!(words(result, "excluded").contains(&"dns") && words(result, "excluded").contains(&"leaf-expired"));
    assert_eq!(document["findings"][0]["code"], "T-311");
    assert_eq!(result["seen"]["asks"], "required");

    // With the address alone it is about the newest generation that the server should know.
    let document = json(&home, &[&url], 1);
    assert_eq!(causes(only(&document), 1), ["ca-not-announced"]);
    assert!(only(&document)["text"].as_str().unwrap().contains("LAB SITHS e-id"));
    // With the key it was sent all the same, and refused: the cause is what a browser meets.
    let key = lab.text(&format!("keys/{CARD}.key"));
    let document = json(&home, &[&url, "--cert", &card, "--key", &key, "--ca", &ca], 1);
    assert_eq!(causes(only(&document), 1), ["ca-not-announced"]);
    assert_eq!(only(&document)["attempts"].as_array().unwrap().len(), 6);
    // Either is a card.
    diagnose(&home, &[&url, "--cert", &card, "--key", &key, "--card-certificate", &card]).assert_code(2);
    let cas = lab.text("trust/new.pem");
    diagnose(&home, &[&url, "--card-certificate", &cas]).assert_code(2).assert_complains("no card's");
}

/// A server with two faults: the one at which every browser stops comes before the one at which some do.
#[test]
fn what_stops_everybody_comes_first() {
    let home = Home::new();
    let lab = Lab::get();
    let store = lab.old_bundle(&home, "old.pem");
    let server = TlsServer::start(Kind::Nginx, home.work().join("server"), &store);
    let (card, ca) = (lab.text(&format!("{CARD}.pem")), lab.text("ca/new"));
    let args = [&server.url(), "--card-certificate", &card, "--ca", &ca];
    let document = json(&home, &args, 1);
    let result = only(&document);
    assert_eq!(causes(result, 1), ["ca-not-announced"], "{document:#}");
    assert_eq!(causes(result, 2), ["server-chain-incomplete"]);
}

#[test]
fn a_sound_server_has_no_cause() {
    let home = Home::new();
    let lab = Lab::get();
    let both = lab.text("trust/both.pem");
    let server =
        nginx(&home, "both", &format!("ssl_verify_client on; ssl_client_certificate {both}; ssl_verify_depth 3;"));
    let (url, card, ca) = (at(&server), lab.text(&format!("{CARD}.pem")), lab.text("ca/new"));
    for (args, missing, text) in [
        (&[][..], &["card"][..], "cannot be said without one"),
        (&["--card-certificate", &card, "--ca", &ca], &["key", "trust"], "cannot be said without its key"),
    ] {
        let document = json(&home, &[&[url.as_str()], args].concat(), 3);
        let result = only(&document);
        assert_eq!((&result["answer"], &result["lets_in"]), (&"cannot-say".into(), &Value::Null));
        assert_eq!(causes(result, 1), [""; 0]);
        assert_eq!(words(result, "missing"), missing);
        assert!(result["text"].as_str().unwrap().contains(text), "{}", result["text"]);
    }
    let key = lab.text(&format!("keys/{CARD}.key"));
    let document = json(&home, &[&url, "--cert", &card, "--key", &key, "--ca", &ca], 0);
    let result = only(&document);
    assert_eq!((&result["answer"], &result["lets_in"]), (&"lets-in".into(), &true.into()));
    assert!(causes(result, 1).is_empty() && words(result, "missing").is_empty());
    assert!(document["findings"].as_array().unwrap().is_empty());
    diagnose(&home, &[&url, "--cert", &card, "--key", &key, "--ca", &ca])
        .assert_code(0)
        .assert_says("The card gets in at localhost:");
    // A card whose time is over is not the server's fault, and "not broken" is not said of it.
    let card = lab.text("cards/expired/hsaid-login.pem");
    let document = json(&home, &[&url, "--card-certificate", &card], 1);
    assert_eq!((causes(only(&document), 1), &only(&document)["aloud"]), (vec!["leaf-expired"], &Value::Null));
    // The card's second certificate has the personal identity number in it.
    let document =
        diagnose(&home, &[&url, "--card-certificate", &lab.text("cards/upgraded/identity-login.pem"), "--json"]);
    assert!(!document.stdout.contains("191212121212") && document.stdout.contains("19121212-****"));
}

#[test]
fn what_has_another_explanation_is_not_proved() {
    let home = Home::new();
    let lab = Lab::get();
    let (card, ca) = (lab.text(&format!("{CARD}.pem")), lab.text("ca/new"));
    let key = lab.text(&format!("keys/{CARD}.key"));
    let trust = format!("ssl_client_certificate {}; ssl_verify_depth 3;", lab.text("trust/both.pem"));
    let idp = nginx(&home, "idp", &format!("ssl_verify_client on; {trust}"));
    // The page itself asks for nothing: it sends its readers to the one that does.
    let service = nginx(&home, "service", &format!("location / {{ return 302 {}; }}", at(&idp)));
    let document = json(&home, &[&at(&service), "--cert", &card, "--key", &key, "--ca", &ca], 0);
    assert_eq!(only(&document)["answer"], "lets-in", "{:#}", only(&document)["causes"]);
    let document = json(&home, &[&at(&service)], 1);
    assert_eq!(only(&document)["causes"][0]["certainty"], "possible");
    // Behind it the key is refused: that the first page asks for nothing is not why.
    let old =
        nginx(&home, "old", &format!("ssl_verify_client on; ssl_client_certificate {};", lab.text("trust/old.pem")));
    let service = nginx(&home, "other", &format!("location / {{ return 302 {}; }}", at(&old)));
    let document = json(&home, &[&at(&service), "--cert", &card, "--key", &key, "--ca", &ca], 1);
    assert!(!causes(only(&document), 1).contains(&"not-asked"), "{:#}", only(&document)["causes"]);

    // A card whose time is over is not said to be in order because something else stands in front.
    let nobody = nginx(&home, "nobody", "");
    let expired = lab.text("cards/expired/hsaid-login.pem");
    let document = json(&home, &[&at(&nobody), "--card-certificate", &expired], 1);
    assert_eq!((causes(only(&document), 1), &only(&document)["aloud"]), (vec!["not-asked"], &Value::Null));
    assert_eq!(causes(only(&document), 2), ["leaf-expired"]);

    // The server's list has no RSA-PSS: no key could make one that it takes with TLS 1.3.
    let settings = ["-Verify", "3", "-verify_return_error", "-CAfile", &lab.text("trust/both.pem"), "-client_sigalgs"];
    let settings = [&settings[..], &["ECDSA+SHA256:RSA+SHA256"]].concat();
    let server = Listener::openssl(&home.work().join("sigalgs"), &settings);
    let document = json(&home, &[&at(&server), "--cert", &card, "--key", &key, "--ca", &ca], 1);
    assert_eq!(causes(only(&document), 1), ["no-common-algorithm"], "{:#}", only(&document)["causes"]);

    // What stands in an address may be somebody's number, or a token.
    let url = idp.url("/konto/191212121212;jsessionid=HEMLIG").replace("127.0.0.1", "localhost");
    let output = diagnose(&home, &[&url, "--cert", &card, "--key", &key, "--ca", &ca, "--json"]);
    assert!(output.stdout.contains("19121212-****"), "{}", output.stdout);
    for hidden in ["191212121212", "HEMLIG"] {
        assert!(
            !output.stdout.contains(hidden) && !output.stderr.contains(hidden),
            "{} {}",
            output.stdout,
            output.stderr
        );
    }
}

#[test]
fn what_cannot_be_told_apart_stands_together() {
    let home = Home::new();
    let lab = Lab::get();
    let (card, key) = (lab.text(&format!("{CARD}.pem")), lab.text(&format!("keys/{CARD}.key")));
    let (half, ca) = (lab.text("trust/half.pem"), lab.text("ca/new"));
    let server = Listener::haproxy(&home.work().join("half"), &format!("ca-file {half} verify required"));
    let url = at(&server);
    // The issuing CA is not at hand, so that it cannot be sent along: it may be that, and more.
    let document = json(&home, &[&url, "--cert", &card, "--key", &key], 1);
    let result = only(&document);
    let suspects = causes(result, 1);
    assert!(suspects.contains(&"issuing-ca-missing") && suspects.contains(&"root-not-trusted"), "{suspects:?}");
    assert!(!suspects.contains(&"revoked"), "{suspects:?}");
    assert_eq!(words(result, "missing"), ["issuer"]);
    assert!(result["causes"].as_array().unwrap().iter().all(|cause| cause["certainty"] == "possible"));
    let output = diagnose(&home, &[&url, "--cert", &card, "--key", &key, "--lang", "sv"]);
    output.assert_code(1).assert_says("larm 48 unknown_ca").assert_says("Något av det här");
    output.assert_says("T-313  Servern saknar").assert_says("logg: 21 unable to verify the first certificate");
    assert!(output.stdout.starts_with("Kortet är inte trasigt: "), "{}", output.stdout);
    // At hand, it is proved.
    let document = json(&home, &[&url, "--cert", &card, "--key", &key, "--ca", &ca], 1);
    assert_eq!(causes(only(&document), 1), ["issuing-ca-missing"]);
    assert_eq!(only(&document)["causes"][0]["certainty"], "proved");
    assert_eq!(only(&document)["causes"].as_array().unwrap().len(), 1, "{:#}", only(&document)["causes"]);

    // Apache counts the chain; and it answers with a refusal that browsers show as something else.
    let new = lab.text("trust/new.pem");
    let settings = format!("SSLCACertificateFile {new}\nSSLVerifyClient require");
    let apache = Listener::apache(&home.work().join("short"), &settings, "");
    let output = diagnose(&home, &[&at(&apache), "--cert", &card, "--key", &key, "--ca", &ca]);
    output.assert_code(1).assert_says("Most likely: ").assert_says("SSLVerifyDepth 3");
    let document = json(&home, &[&at(&apache), "--cert", &card, "--key", &key, "--ca", &ca], 1);
    assert_eq!(causes(only(&document), 1), ["verify-depth"]);
    let settings = format!("SSLCACertificateFile {new}\nSSLVerifyDepth 3");
    let late = Listener::apache(&home.work().join("late"), &settings, "SSLVerifyClient require");
    let document = json(&home, &[&late.url("/").replace("127.0.0.1", "localhost")], 1);
    assert_eq!(causes(only(&document), 1), ["asked-late"]);
}

#[test]
fn nobody_there_and_many_at_once() {
    let home = Home::new();
    let lab = Lab::get();
    let open = nginx(&home, "open", "");
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let (closed, unknown) = (format!("127.0.0.1:{port}"), "no-such-host.invalid");
    let document = json(&home, &[&closed, unknown, &at(&open)], 1);
    let first: Vec<Vec<&str>> =
        document["results"].as_array().unwrap().iter().map(|result| causes(result, 1)).collect();
    assert_eq!(first, [["unreachable"], ["dns"], ["not-asked"]]);
    assert_eq!(document["results"][1]["aloud"], "It has nothing to do with the card.");
    // A key is not tried where nobody answers.
    let (card, key) = (lab.text(&format!("{CARD}.pem")), lab.text(&format!("keys/{CARD}.key")));
    let document = json(&home, &[&closed, "--cert", &card, "--key", &key], 1);
    assert!(only(&document)["attempts"].as_array().unwrap().is_empty());

    let output = diagnose(&home, &[&closed, unknown, &at(&open), "--format", "ndjson"]);
    output.assert_code(1);
    let lines: Vec<Value> = output.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.len() == 3 && lines.iter().all(|line| line["schema"] == "tillit/diagnose/1"));
    let inventory = format!("[[services]]\nname = \"Portal\"\nurls = [\"{}\"]\n", at(&open));
    let inventory = text(&home.write("services.toml", inventory));
    let document = json(&home, &["--inventory", &inventory], 1);
    assert_eq!(only(&document)["seen"]["service"], "Portal");

    diagnose(&home, &[&closed, "--offline"]).assert_code(2).assert_complains("--offline forbids it");
    let secret = diagnose(&home, &["https://karin:hemligt@localhost/"]);
    secret.assert_code(2);
    assert!(!secret.stderr.contains("hemligt"), "{}", secret.stderr);
}

#[test]
fn a_cause_is_explained_by_its_id_and_by_its_code() {
    let home = Home::new();
    for language in ["sv", "en"] {
        let by = |word: &str| {
            let output = home.tillit(["explain", word, "--lang", language]);
            output.assert_code(0);
            output.stdout
        };
        assert_eq!(by("ca-not-announced"), by("T-311"));
        assert_eq!(by("CA_not_announced"), by("311"));
        assert!(by("verify-depth").contains("SSLVerifyDepth 3"));
    }
    home.tillit(["explain", "ca-not-anounced"]).assert_code(2).assert_complains("T-311");
}

/// What more is known of a server and of this computer, where it is asked for.
#[test]
fn what_the_server_trusts_and_this_computer() {
    let home = Home::new();
    let lab = Lab::get();
    let apache = |name: &str, trust: &str| {
        let settings = format!(
            "SSLCADNRequestFile {}\nSSLCACertificateFile {}\nSSLVerifyClient require\nSSLVerifyDepth 3",
            lab.text("trust/both.pem"),
            lab.text(trust)
        );
        Listener::apache(&home.work().join(name), &settings, "")
    };
    let (card, ca) = (lab.text(&format!("{CARD}.pem")), lab.text("ca/new"));
    let of = |server: &Listener, more: &[&str], code: i32| {
        let url = at(server);
        json(&home, &[&[url.as_str(), "--card-certificate", &card, "--ca", &ca], more].concat(), code)
    };
    let old = apache("old", "trust/old.pem");
    assert_eq!(causes(only(&of(&old, &[], 3)), 1), Vec::<&str>::new(), "the names alone do not tell");
    let tried = of(&old, &["--trust", "--yes"], 1);
    assert_eq!(causes(only(&tried), 1), ["root-not-trusted"]);
    assert_eq!(only(&tried)["causes"][0]["certainty"], "proved");
    let half = apache("half", "trust/half.pem");
    assert_eq!(causes(only(&of(&half, &["--trust", "--yes"], 1)), 1), ["issuing-ca-missing"]);
    let output = diagnose(&home, &[&at(&old), "--trust"]);
    output.assert_code(2).assert_complains("--yes");

    // Whatever this computer is like, it is nobody else's fault.
    let output = diagnose(&home, &[&at(&half), "--card-certificate", &card, "--ca", &ca, "--local", "--json"]);
    let document = output.json();
    let all = only(&document)["causes"].as_array().unwrap();
    assert!(all.iter().all(|cause| cause["side"] == "client"), "{all:?}");
}
