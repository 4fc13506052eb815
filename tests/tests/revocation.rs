//! `tillit verify --revocation`, against a lab that answers on loopback, with OpenSSL as the responder and as the judge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tillit_lab::{Answer, CrlBuilder, LabServer, Options, Part, Pki, ResponseStatus, write};
use tillit_tests::{Home, Output, assert_valid, openssl_verify};
use time::OffsetDateTime;

/// A lab on loopback and its folder. Each test has its own server; the keys are made once.
struct Lab {
    server: LabServer,
    pki: Pki,
    home: Home,
}

impl Lab {
    fn new() -> Self {
        let server = LabServer::bind().unwrap();
        let options = Options { base_url: Some(server.base_url()), ..Options::new(OffsetDateTime::now_utc()) };
        let pki = Pki::siths_shaped(&options, &|_, _| ()).unwrap();
        server.attach(&pki);
        let home = Home::new();
        write::write(&pki, &home.work().join("lab")).unwrap();
        Self { server, pki, home }
    }

    fn folder(&self) -> PathBuf {
        self.home.work().join("lab")
    }

    /// `tillit verify` inside the folder, which knows its catalog and its CA certificates.
    fn verify(&self, words: &[&str]) -> Output {
        let mut all = vec!["verify", "--ca", "ca"];
        all.extend(words);
        self.home.tillit_in(&self.folder(), all)
    }
}

const REVOKED: &str = "cards/revoked/hsaid-login.pem";
const GOOD: &str = "cards/upgraded/hsaid-login.pem";
const LISTS: &str = "/crl/labsithseidpersonhsaid3cav1.crl";

fn codes(output: &Output) -> Vec<String> {
    let json = output.json();
    let findings = json["findings"].as_array().unwrap();
    findings.iter().map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_lab_is_asked_and_says_so() {
    let lab = Lab::new();
    let url = lab.server.base_url();
    let auto = lab.verify(&["--revocation", "auto", GOOD, REVOKED]);
    auto.assert_code(1).assert_complains(&format!("{url}/ocsp"));
    assert_eq!(auto.stderr.matches("/ocsp").count(), 1, "each server once: {}", auto.stderr);
    assert!(lab.server.count_of("/crl") == 0, "the responder knows it all");

    // Kept for the next run, and for one without a network.
    lab.server.forget();
    let again = lab.verify(&["--revocation", "auto", GOOD, REVOKED]);
    again.assert_code(1);
    assert_eq!(lab.server.count(), 0, "{:?}", lab.server.requests());
    assert_eq!(again.stderr, "", "nobody was contacted");
    lab.verify(&["--revocation", "auto", "--offline", GOOD]).assert_code(0);

    let lists = lab.verify(&["--revocation", "crl", GOOD, REVOKED]);
    lists.assert_code(1).assert_complains(&format!("{url}{LISTS}"));
    assert_eq!(lab.server.count_of("/ocsp"), 0);
    let quiet = Lab::new().verify(&["--revocation", "auto", "-q", GOOD]);
    assert_eq!((quiet.code, quiet.stderr.as_str()), (0, ""));
}

#[test]
fn off_is_the_default_and_asks_nobody() {
    let lab = Lab::new();
    for words in [&[GOOD, REVOKED][..], &["--revocation", "off", GOOD, REVOKED]] {
        let output = lab.verify(words);
        output.assert_code(0).assert_says("--revocation auto");
        let json = lab.verify(&[words, &["--json"]].concat()).json();
        assert_eq!(json["results"][0]["revocation"], "not-checked");
    }
    assert_eq!(lab.server.count(), 0);
    assert!(!lab.home.data().join("tillit/revocation").exists());
}

#[test]
fn cannot_say_is_not_good_and_not_revoked() {
    let lab = Lab::new();
    let unknown = |what: &str, words: &[&str]| {
        let output = lab.verify(&[words, &[GOOD, "--json"]].concat());
        output.assert_code(3);
        let json = output.json();
        assert_valid(&json, "verify-1.json");
        let verdict = &json["results"][0]["verdicts"][0];
        assert!(verdict["trusted"].is_null(), "{what}: {verdict}");
        assert_eq!(json["results"][0]["revocation"], "cannot-say", "{what}");
        for language in ["sv", "en"] {
            let said = lab.verify(&[words, &[GOOD, "--lang", language]].concat());
            said.assert_code(3);
            assert!(!said.stdout.contains("T-149"), "{what}: {}", said.stdout);
        }
    };
    unknown("offline", &["--revocation", "auto", "--offline"]);
    for (what, answer) in [
        ("try later", Answer::ocsp(ResponseStatus::TryLater.response())),
        ("no such page", Answer::status(404)),
        ("an error", Answer::status(500)),
        ("a web page", Answer::ok("text/html", "<html>log in here</html>")),
        ("elsewhere", Answer::redirect("http://127.0.0.1:9/")),
        ("cut short", Answer::ocsp(ResponseStatus::TryLater.response()).cut()),
        ("nothing", Answer::nothing()),
    ] {
        lab.server.put("/ocsp", answer.clone());
        lab.server.put("/crl", answer);
        unknown(what, &["--revocation", "require"]);
    }
    lab.server.put("/ocsp", Answer::nothing().delay(Duration::from_secs(20)));
    lab.server.put("/crl", Answer::nothing().delay(Duration::from_secs(20)));
    let slow = lab.verify(&["--revocation", "auto", "--timeout", "1", GOOD]);
    slow.assert_code(3);
    let stale = lab.pki.authority("LAB SITHS e-id Person HSA-id 3 CA v1").unwrap();
    let now = lab.pki.now;
    let old = CrlBuilder::new(now - time::Duration::days(9), Some(now - time::Duration::days(2)));
    lab.server.put(LISTS, Answer::crl(old.sign(&stale.issued, stale.signs).unwrap()));
    lab.server.restore("/crl");
    unknown("a list that is due", &["--revocation", "crl"]);
}

/// A card that nobody vouches for: its addresses are not asked.
#[test]
fn a_false_card_steers_no_request() {
    let lab = Lab::new();
    for card in ["broken/look-alike.pem", "broken/damaged.pem", "cards/expired/hsaid-login.pem"] {
        for mode in ["auto", "crl", "ocsp", "require"] {
            assert_ne!(lab.verify(&["--revocation", mode, card]).code, 0, "{card}");
        }
    }
    assert_eq!(lab.server.count(), 0, "{:?}", lab.server.requests());
}

/// With the lists of the lab at hand, every card as `openssl verify -crl_check_all` has it.
#[test]
fn lists_at_hand_beside_openssl() {
    let lab = Lab::new();
    let folder = lab.folder();
    let mut trusted = 0;
    for (generation, root, issuing) in
        [("new", "LAB SITHS e-id Root CA v2", "e-id"), ("old", "LAB SITHS Root CA v1", "v1")]
    {
        let root = pem(&folder, "CERTIFICATE", [lab.pki.authority(root).unwrap().issued.der.as_slice()]);
        let cas =
            lab.pki.authorities.iter().filter(|ca| (ca.generation.word() == generation) && ca.name.contains(issuing));
        let cas: Vec<_> = cas.collect();
        let lists = pem(&folder, "X509 CRL", cas.iter().map(|ca| ca.crl.as_slice()));
        let issuers = pem(&folder, "CERTIFICATE", cas.iter().map(|ca| ca.issued.der.as_slice()));
        for card in ["old", "upgraded", "new", "reserve", "revoked", "expired", "client", "old-client"] {
            let holder = lab.pki.holder(card).unwrap();
            for held in &holder.certificates {
                if lab.pki.chain(held).iter().any(|ca| ca.generation.word() != generation) {
                    continue;
                }
                let certificate = pem(&folder, "CERTIFICATE", [held.issued.der.as_slice()]);
                let options = ["-crl_check_all", "-CRLfile", lists.to_str().unwrap()];
                let at = lab.pki.now.unix_timestamp();
                let errors = openssl_verify(&certificate, &root, Some(&issuers), at, &options);
                let ours = lab.home.tillit([
                    "verify",
                    "--offline",
                    "--no-catalog",
                    "--purpose",
                    "any",
                    "--anchor",
                    root.to_str().unwrap(),
                    "--intermediates",
                    issuers.to_str().unwrap(),
                    "--crl",
                    lists.to_str().unwrap(),
                    "--revocation",
                    "crl",
                    certificate.to_str().unwrap(),
                ]);
                assert_eq!(ours.code == 0, errors.is_empty(), "{card}: {errors:?}\n{}", ours.stdout);
                trusted += usize::from(ours.code == 0);
            }
        }
    }
    assert!(trusted > 8, "{trusted}");
}

fn pem<'a>(folder: &Path, label: &str, parts: impl IntoIterator<Item = &'a [u8]>) -> PathBuf {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let path = folder.join(format!("bundle-{number}.pem"));
    let text: String = parts.into_iter().map(|der| tillit_lab::encode::pem(label, der)).collect();
    fs::write(&path, text).unwrap();
    path
}

/// Responses that OpenSSL made, to requests that it understood.
#[test]
fn openssl_is_the_responder() {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    let lab = Lab::new();
    let folder = lab.folder();
    let ca = lab.pki.authority("LAB SITHS e-id Person HSA-id 3 CA v1").unwrap();
    let authority = pem(&folder, "CERTIFICATE", [ca.issued.der.as_slice()]);
    let (file, at) = (ca.file.clone(), folder.clone());
    // The card's own CA answers through OpenSSL; the root, which is asked about that CA, through the lab.
    lab.server.on("/ocsp", move |request| {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let (asked, answer) = (at.join(format!("{number}.req")), at.join(format!("{number}.resp")));
        fs::write(&asked, &request.body).unwrap();
        let responder = at.join("ocsp").join(format!("{file}.pem"));
        let key = at.join("keys/ocsp").join(format!("{file}.key"));
        let index = at.join("ocsp").join(format!("{file}.txt"));
        let done = Command::new("openssl")
            .args(["ocsp", "-nmin", "60", "-index"])
            .arg(index)
            .arg("-CA")
            .arg(&authority)
            .arg("-rsigner")
            .arg(responder)
            .arg("-rkey")
            .arg(key)
            .arg("-reqin")
            .arg(&asked)
            .arg("-respout")
            .arg(&answer)
            .output()
            .unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        Answer::ocsp(fs::read(answer).unwrap())
    });
    let root = lab.pki.root(tillit_lab::Generation::New).unwrap();
    let list = pem(&folder, "X509 CRL", [root.crl.as_slice()]);
    let with_list = |card| lab.verify(&["--revocation", "require", "--crl", list.to_str().unwrap(), card]);
    with_list(GOOD).assert_code(0);
    with_list(REVOKED).assert_code(1);
    assert_eq!(lab.server.count_of("/ocsp"), 2, "{:?}", lab.server.requests());
    assert_eq!(lab.server.count_of("/crl"), 0);
    assert!(lab.pki.certificate("revoked", Part::HsaIdLogin).is_some());
}

#[test]
fn lists_that_cannot_be_used_end_the_run() {
    let lab = Lab::new();
    let folder = lab.folder();
    let good = fs::read(folder.join(format!(".{LISTS}"))).unwrap();
    fs::write(folder.join("cut.crl"), &good[..good.len() / 2]).unwrap();
    fs::write(folder.join("page.crl"), "<html>moved</html>").unwrap();
    fs::create_dir(folder.join("empty")).unwrap();
    for (file, says) in [
        ("missing.crl", "not found"),
        ("cut.crl", "damaged"),
        ("page.crl", "web page"),
        ("ca/new/labsithseidrootcav2.pem", "--ca"),
        ("empty", "no revocation list"),
    ] {
        let output = lab.verify(&["--crl", file, GOOD]);
        output.assert_code(3).assert_complains(says).assert_complains(file);
        assert_eq!(output.stdout, "", "{file}");
    }
    let url = lab.verify(&["--crl", "http://crl.example/x.crl", GOOD]);
    url.assert_code(2).assert_complains("--revocation crl");
    for mode in ["off", "ocsp"] {
        lab.verify(&["--crl", "crl", "--revocation", mode, GOOD]).assert_code(2).assert_complains("--crl");
    }
    lab.verify(&["--revocation", "always", GOOD]).assert_code(2).assert_complains("require");
    // A list implies that it is to be used; a folder of lists is one of its lists.
    lab.verify(&["--offline", "--crl", "crl", GOOD]).assert_code(0);
    // By content, whatever they are called.
    fs::create_dir(folder.join("mixed")).unwrap();
    for list in fs::read_dir(folder.join("crl")).unwrap() {
        let list = list.unwrap();
        fs::copy(list.path(), folder.join("mixed").join(list.file_name()).with_extension("bin")).unwrap();
    }
    fs::write(folder.join("mixed/README"), "lists").unwrap();
    lab.verify(&["--offline", "--crl", "mixed", REVOKED]).assert_code(1);
    let revoked = lab.verify(&["--offline", "--crl", "crl", "--json", REVOKED]);
    revoked.assert_code(1);
    assert!(!codes(&revoked).is_empty());
}

/// A list that somebody handed in for nothing: they may think that it was used.
#[test]
fn a_list_of_another_issuer_is_told() {
    let lab = Lab::new();
    let other = "crl/labsithsrootcav1.crl";
    let output = lab.verify(&["--offline", "--crl", other, GOOD]);
    output.assert_code(3).assert_complains(other).assert_complains("LAB SITHS Root CA v1");
    let used = lab.verify(&["--offline", "--crl", "crl", GOOD]);
    used.assert_code(0);
    assert_eq!(used.stderr, "");
}

/// What a settings file says counts as what is said on the command line.
#[test]
fn lists_in_the_settings_are_used() {
    let lab = Lab::new();
    let settings = lab.folder().join("tillit.toml");
    let before = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("crl = ['crl']\n{before}")).unwrap();
    lab.verify(&["--offline", REVOKED]).assert_code(1);
    lab.verify(&["--offline", "--revocation", "off", REVOKED]).assert_code(0);
    fs::write(&settings, format!("revocation = 'auto'\n{before}")).unwrap();
    lab.verify(&[REVOKED]).assert_code(1).assert_complains("/ocsp");
}

#[test]
fn kept_answers_are_asked_anew_on_request() {
    let lab = Lab::new();
    lab.verify(&["--revocation", "auto", GOOD]).assert_code(0);
    lab.server.forget();
    let card = lab.pki.certificate("upgraded", Part::HsaIdLogin).unwrap();
    let status = tillit_lab::CertStatus::Revoked { at: lab.pki.now, reason: None };
    lab.server.set_status("LAB SITHS e-id Person HSA-id 3 CA v1", &card.serial, status);
    lab.verify(&["--revocation", "auto", GOOD]).assert_code(0);
    assert_eq!(lab.server.count(), 0, "what is kept still holds");
    lab.verify(&["--revocation", "auto", "--refresh", GOOD]).assert_code(1);
    lab.server.forget();
    lab.verify(&["--revocation", "auto", GOOD]).assert_code(1);
    assert_eq!(lab.server.count(), 0, "the new answer was kept");
}
