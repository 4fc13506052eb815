//! `tillit diagnose --ask`, `--error` and `--bundle`: the dialogue, its page in a real browser, codes, and what is sent to the help desk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tillit_tests::{Home, Lab, Listener, Output, assert_valid, text};

/// One who has a new card, in a service that asks for the old ones alone.
const ANSWERS: &str = "ERR_BAD_SSL_CLIENT_AUTH_CERT\n1\n2\n1\n2\n1\n";

fn ask(home: &Home, typed: &str, args: &[&str]) -> Output {
    home.tillit_reading(typed.as_bytes(), ["diagnose", "--ask"].iter().chain(args))
}

#[test]
fn a_dialogue_comes_to_an_end_in_both_languages() {
    let home = Home::new();
    for (language, first, questions) in [
        (
            "sv",
            "Kortet är inte trasigt. E-tjänsten ber inte om kort från den här utfärdaren",
            "Kom det upp en ruta för pinkoden",
        ),
        (
            "en",
            "The card is not broken. The service does not ask for cards from this issuer",
            "Did a prompt for the PIN come",
        ),
    ] {
        let output = ask(&home, ANSWERS, &["--lang", language]);
        output.assert_code(1).assert_complains(questions).assert_says("T-311").assert_says("not-asked-for");
        assert!(output.stdout.starts_with(first), "{}", output.stdout);
    }
}

#[test]
fn answers_are_taken_back_and_what_is_none_is_told() {
    let home = Home::new();
    // A heading, nonsense, a number too high, back at the start, a code, back twice, "don't know" to the end.
    let typed = "Webbplatsen kan inte tillhandahålla en säker anslutning\nhjälp\n99\nb\nalert 48\nb\nb\n7\n3\n3\n4\n";
    let output = ask(&home, typed, &["--lang", "en"]);
    output.assert_code(3).assert_says("cannot be said yet");
    for part in [
        "a heading, and it decides nothing",
        "hjälp: an unknown code",
        "99: an unknown code",
        "the first question",
        "unknown_ca: ",
    ] {
        output.assert_complains(part);
    }
    let near = ask(&home, "ERR_BAD_SSL_CLIENT_AUTH_CRET\nq\n", &["--lang", "en"]);
    near.assert_code(3)
        .assert_complains("Did you mean ERR_BAD_SSL_CLIENT_AUTH_CERT")
        .assert_complains("Nothing had been answered");
    assert_eq!(near.stdout, "");
    // Whoever hangs up has said nothing yet.
    for typed in ["", "1\n", "1\n1\n1"] {
        ask(&home, typed, &[]).assert_code(3).assert_complains("ended before it came to anything");
    }
    let endless = "x".repeat(200_000);
    ask(&home, &endless, &[]).assert_code(3);
}

#[test]
fn the_result_is_json_that_holds_against_its_schema() {
    let home = Home::new();
    let output = ask(&home, ANSWERS, &["--json"]);
    output.assert_code(1);
    let document = output.json();
    assert_valid(&document, "ask-1.json");
    let result = &document["results"][0];
    assert_eq!(
        (&result["conclusion"], &result["side"], &result["desk"]),
        (&"not-asked-for".into(), &"server".into(), &"service".into())
    );
    assert_eq!(result["causes"][0]["id"], "ca-not-announced");
    assert_eq!(result["codes"][0], "ERR_BAD_SSL_CLIENT_AUTH_CERT");
    assert_eq!(result["answers"].as_array().unwrap().len(), 7);
    // A code may be given at once.
    let output = home
        .tillit_reading(b"1\n2\n1\n2\n1\n", ["diagnose", "--ask", "--json", "--error", "ERR_BAD_SSL_CLIENT_AUTH_CERT"]);
    assert_eq!(output.json()["results"][0]["conclusion"], "not-asked-for");
}

/// Chromium without a window, with a home of its own and without a network.
fn chromium(home: &Home, args: &[String]) -> String {
    let mut command = home.command(
        "chromium".as_ref(),
        [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--proxy-server=127.0.0.1:1",
            "--hide-scrollbars",
            "--force-color-profile=srgb",
        ],
    );
    let output = command.arg("--virtual-time-budget=2000").args(args).output().expect("chromium (Debian: chromium)");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("a page is UTF-8")
}

fn picture(home: &Home, page: &Path, anchor: &str) -> Vec<u8> {
    let file: PathBuf = home.work().join("picture.png");
    let to = format!("--screenshot={}", text(&file));
    chromium(home, &[to, "--window-size=900,1100".to_owned(), format!("file://{}{anchor}", text(page))]);
    fs::read(&file).expect("chromium takes a picture")
}

#[test]
fn the_page_opens_in_a_browser_without_a_network_and_shows_one_thing_at_a_time() {
    let home = Home::new();
    let output = home.tillit(["diagnose", "--ask", "--lang", "sv", "-o", "fraga.html"]);
    output.assert_code(0);
    assert_eq!((output.stdout.as_str(), output.stderr.as_str()), ("", ""));
    let page = home.work().join("fraga.html");
    let dom = chromium(&home, &["--dump-dom".to_owned(), format!("file://{}", text(&page))]);
    let source = fs::read_to_string(&page).unwrap();
    for part in ["<section", "<a href=\"#", "<li>", "<tr>", "class=\"aloud\""] {
        let count = |html: &str| html.matches(part).count();
        assert!(count(&source) > 10, "{part}");
        assert_eq!(count(&dom), count(&source), "the browser read the page otherwise: {part}");
    }
    let start = picture(&home, &page, "");
    let pin = picture(&home, &page, "#refused-pin");
    let end = picture(&home, &page, "#end-not-asked-for");
    assert!(start == picture(&home, &page, "#start"), "the start is what is shown where nothing is named");
    assert!(start != pin && pin != end && end != start, "an answer shows something else");
}

#[test]
fn a_code_is_looked_up_without_a_network() {
    let home = Home::new();
    let known = home.tillit(["diagnose", "--offline", "--lang", "sv", "--error", "ssl alert number 48"]);
    known.assert_code(0).assert_says("unknown_ca har 4 tänkbara orsaker").assert_says("root-not-trusted");
    let heading = "Webbplatsen kan inte tillhandahålla en säker anslutning";
    home.tillit(["diagnose", "--error", heading]).assert_code(3).assert_says("The heading decides nothing");
    home.tillit(["diagnose", "--error", "hej"]).assert_code(3).assert_says("hej: unknown").assert_says("--ask");
    let document = home.tillit(["diagnose", "--error", "Schannel 36887 alert 46", "--json"]).assert_code(0).json();
    assert_valid(&document, "signs-1.json");
    assert_eq!(document["results"][0]["decides"], true);
    home.tillit(["diagnose", "--error", "x", "https://localhost:1"]).assert_code(2);
    home.tillit(["diagnose", "--ask", "https://localhost:1"]).assert_code(2);
}

/// `tillit diagnose` at a server that asks for the old cards alone, with a card that has a personal identity number.
fn bundle(home: &Home, name: &str, more: &[&str]) -> Output {
    let lab = Lab::get();
    let folder = home.work().join("server");
    drop(fs::remove_dir_all(&folder));
    let settings = format!("ssl_verify_client on; ssl_client_certificate {};", lab.text("trust/old.pem"));
    let server = Listener::nginx(&folder, &settings);
    let url = server.url("/login?token=secret").replace("127.0.0.1", "localhost");
    let (card, ca, roots) = (lab.text("cards/upgraded/identity-login.pem"), lab.text("ca/new"), lab.text("ca"));
    let args = [url.as_str(), "--card-certificate", &card, "--ca", &ca, "--bundle", name];
    lab.tillit(home, "diagnose", &["--server-ca", &roots], &[&args, more].concat())
}

/// What must be nowhere.
fn assert_redacted(content: &str, number: &str) {
    for secret in [number, "token=secret", "PRIVATE KEY", "welcome"] {
        assert!(!content.contains(secret), "{secret} is in the bundle");
    }
}

/// The personal identity number in the lab's card, as openssl reads it.
fn number() -> String {
    let path = Lab::get().text("cards/upgraded/identity-login.pem");
    let args = ["x509", "-noout", "-subject", "-nameopt", "multiline", "-in", &path];
    let said = String::from_utf8(Command::new("openssl").args(args).output().unwrap().stdout).unwrap();
    let number =
        said.split_whitespace().find(|word| word.len() == 12 && word.bytes().all(|byte| byte.is_ascii_digit()));
    number.unwrap_or_else(|| panic!("no number in {said}")).to_owned()
}

#[test]
fn a_bundle_has_everything_for_the_help_desk_and_nothing_else() {
    let home = Home::new();
    let output = bundle(&home, "out.zip", &["--lang", "sv"]);
    output.assert_code(1).assert_says("T-311");
    for part in [
        "out.zip får detta innehåll",
        "report.html",
        "diagnose.json",
        "transcript.txt",
        "versions.json",
        "Inte med: personnummer",
    ] {
        output.assert_complains(part);
    }
    // Opened by a tool of others.
    let archive = home.work().join("out.zip");
    let to = home.work().join("unpacked");
    let unzip =
        Command::new("unzip").args(["-q", &text(&archive), "-d", &text(&to)]).output().expect("unzip (Debian: unzip)");
    assert!(unzip.status.success(), "{}", String::from_utf8_lossy(&unzip.stderr));
    let read = |name: &str| fs::read_to_string(to.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
    let mut names: Vec<String> =
        fs::read_dir(&to).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["diagnose.json", "report.html", "transcript.txt", "versions.json"]);
    for name in &names {
        assert_redacted(&read(name), &number());
    }
    let document = serde_json::from_str(&read("diagnose.json")).unwrap();
    assert_valid(&document, "diagnose-1.json");
    assert_eq!(document["results"][0]["causes"][0]["id"], "ca-not-announced");
    let transcript = read("transcript.txt");
    for part in [
        "> ClientHello TLS 1.3",
        "< ServerHello TLS 1.2",
        "< CertificateRequest",
        "name ",
        "< HTTP 400",
        "> Certificate (empty)",
    ] {
        assert!(transcript.contains(part), "{part} is not in\n{transcript}");
    }
    let versions: serde_json::Value = serde_json::from_str(&read("versions.json")).unwrap();
    assert_eq!(versions["tillit"], env!("CARGO_PKG_VERSION"));
    assert!(versions["catalog"].as_array().unwrap().iter().any(|pki| pki["id"] == "siths"));
    let report = read("report.html");
    assert!(
        report.contains("<html lang=\"sv\">") && report.contains("Kortet är inte trasigt") && report.contains("T-311")
    );
    let dom = chromium(&home, &["--dump-dom".to_owned(), format!("file://{}", text(&to.join("report.html")))]);
    assert_eq!(dom.matches("<td>").count(), report.matches("<td>").count());
}

#[test]
fn a_bundle_may_be_one_page_and_replaces_nothing_unasked() {
    let home = Home::new();
    bundle(&home, "out.html", &["--json"]).assert_code(1).assert_complains("out.html will hold");
    let page = fs::read_to_string(home.work().join("out.html")).unwrap();
    assert_redacted(&page, &number());
    for part in
        ["<pre>", "&quot;tillit/diagnose/1&quot;", "&gt; ClientHello TLS 1.3", "versions.json", "</main>\n<footer>"]
    {
        assert!(page.contains(part), "{part} is not in the page");
    }
    let before = fs::metadata(home.work().join("out.html")).unwrap().modified().unwrap();
    bundle(&home, "out.html", &[]).assert_code(2).assert_complains("is there already");
    assert_eq!(fs::metadata(home.work().join("out.html")).unwrap().modified().unwrap(), before);
    bundle(&home, "out.html", &["--force", "-q"]).assert_code(1);
    // Nothing is contacted where it could not be written.
    let refused = home.tillit(["diagnose", "https://localhost:1", "--bundle", "out.tar"]);
    refused.assert_code(2).assert_complains("FILE.zip or FILE.html");
    bundle(&home, "no/such/folder/out.zip", &[]).assert_code(3).assert_complains("no/such/folder");
}
