//! Forty damaged stores through the real binary: each alone, all in one folder, all in one call. None ends in a panic, none is called sound
//! unless the format's own tool reads every certificate of it too, and the sound ones beside them are reported all the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
// The names are those that the lab writes.
#![allow(clippy::case_sensitive_file_extension_comparisons, clippy::format_collect)]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;
use tillit_lab::damaged::{damaged_stores, sound_stores};
use tillit_lab::siths::{Generation, Options, Pki};
use tillit_lab::{Issued, catalog, write};
use tillit_tests::{Home, Output, assert_valid};
use time::OffsetDateTime;

static PKI: LazyLock<Pki> =
    LazyLock::new(|| Pki::siths_shaped(&Options::new(OffsetDateTime::now_utc()), &|_, _| ()).unwrap());

/// What the stores hold: a whole generation, so that a sound store is complete.
fn certificates() -> Vec<&'static Issued> {
    PKI.generation(Generation::Old).map(|ca| &ca.issued).collect()
}

/// A home with the catalog, the damaged stores in `damaged/`, and a sound one beside each format's in `sound/`.
struct Desk {
    home: Home,
    damaged: Vec<String>,
    sound: Vec<String>,
}

impl Desk {
    fn new() -> Self {
        let home = Home::new();
        home.write("catalog.toml", catalog::catalog_toml(&PKI));
        let [bad, good] = ["damaged", "sound"].map(|name| home.work().join(name));
        fs::create_dir(&bad).unwrap();
        fs::create_dir(&good).unwrap();
        let written = damaged_stores(&bad, &certificates()).unwrap();
        assert_eq!(written.len(), 40);
        let damaged = written.iter().map(|path| relative(path, &home.work())).collect();
        let sound = sound_stores(&certificates()).unwrap().into_iter().map(|(name, data)| {
            fs::write(good.join(name), data).unwrap();
            format!("sound/{name}")
        });
        // The lab's database is a beginning without a table: SQLite writes the others.
        let sound = sound.filter(|path| !path.ends_with(".db")).collect();
        Self { home, damaged, sound }
    }

    fn audit(&self, args: &[&str]) -> Output {
        let output =
            self.home.tillit(["audit", "--catalog", "catalog.toml", "--environment", "test"].iter().chain(args));
        for said in [&output.stdout, &output.stderr] {
            assert!(!said.contains("panicked") && !said.contains("RUST_BACKTRACE"), "{args:?}: {said}");
        }
        assert!([0, 1, 3].contains(&output.code), "{args:?} ended with {}: {}", output.code, output.stderr);
        output
    }

    fn answer(&self, args: &[&str]) -> (i32, Value) {
        let output = self.audit(&[args, &["--json"]].concat());
        let document = output.json();
        assert_valid(&document, "audit-1.json");
        (output.code, document)
    }
}

fn relative(path: &Path, to: &Path) -> String {
    path.strip_prefix(to).unwrap().to_str().unwrap().to_owned()
}

fn results(document: &Value) -> &[Value] {
    document["results"].as_array().unwrap()
}

/// Some role of the generation is complete there.
fn is_complete(document: &Value) -> bool {
    let mut coverage = results(document).iter().flat_map(|result| result["coverage"].as_array().unwrap());
    coverage.any(|coverage| coverage["generation"] == "root-v1" && coverage["state"] == "complete")
}

/// Those of the certificates that are reported as read and whole.
fn reported(document: &Value) -> Vec<&'static Issued> {
    let entries = results(document).iter().flat_map(|result| result["entries"].as_array().unwrap());
    let seen: BTreeSet<&str> = entries.filter_map(|entry| entry["sha256"].as_str()).collect();
    let of = |issued: &&Issued| {
        seen.contains(issued.sha256().iter().map(|byte| format!("{byte:02X}")).collect::<String>().as_str())
    };
    certificates().into_iter().filter(of).collect()
}

/// The certificates, as their Base64 in one line, that the format's own tool reads. Of formats without a tool here, whatever stands in
/// the file byte for byte.
fn judged(file: &Path) -> BTreeSet<String> {
    let desk = tempfile::tempdir().unwrap();
    let path = file.to_str().unwrap();
    let password = format!("pass:{}", write::PASSWORD);
    let said = match path.rsplit_once('.').unwrap().1 {
        "pem" | "der" => run("openssl", &["storeutl", "-certs", path]),
        "p7b" => run("openssl", &["pkcs7", "-inform", "DER", "-print_certs", "-in", path]),
        "p12" => run("openssl", &["pkcs12", "-nokeys", "-passin", &password, "-in", path]),
        "jks" | "jceks" => run("keytool", &["-list", "-rfc", "-storepass", write::PASSWORD, "-keystore", path]),
        "tar" => bundle_in_image(path, &desk),
        "yaml" => fs::read_to_string(path).ok(),
        _ => {
            let bytes = fs::read(file).unwrap();
            let stands_there = |issued: &&Issued| bytes.windows(issued.der.len()).any(|part| part == issued.der);
            Some(certificates().into_iter().filter(stands_there).map(Issued::to_pem).collect())
        }
    };
    blocks(&said.unwrap_or_default())
}

/// The bundle in the layer of an image, if GNU tar unpacks both.
fn bundle_in_image(path: &str, desk: &TempDir) -> Option<String> {
    let layer = run("tar", &["-tf", path])?.lines().find(|name| name.ends_with("layer.tar"))?.to_owned();
    let folder = desk.path().to_str().unwrap();
    run("tar", &["-xf", path, "-C", folder, &layer])?;
    run("tar", &["-xOf", desk.path().join(layer).to_str().unwrap(), "etc/ssl/certs/ca-certificates.crt"])
}

/// What a program says, if it succeeds. It must be there.
fn run(program: &str, args: &[&str]) -> Option<String> {
    let output = Command::new(program)
        .args(args)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed: {error}"));
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn blocks(text: &str) -> BTreeSet<String> {
    let bodies = text.split("-----BEGIN CERTIFICATE-----").skip(1).filter_map(|rest| rest.split_once("-----END"));
    bodies.map(|(body, _)| body.split_whitespace().collect()).collect()
}

#[test]
fn each_of_forty_damaged_stores_alone() {
    let desk = Desk::new();
    let base64 = |issued: &Issued| blocks(&issued.to_pem()).pop_first().unwrap();
    let mut sound = Vec::new();
    for store in &desk.damaged {
        let (code, document) = desk.answer(&[store]);
        if code == 0 {
            // Nothing to worry about, as far as its own tool agrees.
            let judged = judged(&desk.home.work().join(store));
            assert_eq!(
                reported(&document).len(),
                certificates().len(),
                "{store}: certificates are lost without a word"
            );
            let alone = certificates().into_iter().filter(|issued| !judged.contains(&base64(issued))).count();
            assert_eq!(alone, 0, "{store}: certificates that its own tool does not read");
            sound.push(store);
        }
        let broken = results(&document).iter().any(|result| !result["error"].is_null());
        let findings = document["findings"].as_array().unwrap();
        assert!(broken || !findings.is_empty(), "{store}: ends with {code} without a word about the damage");
        // People get the same answer in both languages, and read which file it is about.
        for lang in ["en", "sv"] {
            desk.audit(&[store, "--lang", lang]).assert_code(code).assert_says(store);
        }
    }
    // Damage where nothing stands: padding at the end of an archive, at most.
    assert!(sound.len() <= 2, "{sound:?}");
}

#[test]
fn a_folder_of_damaged_stores_hides_no_sound_one() {
    let desk = Desk::new();
    let (code, document) = desk.answer(&["damaged"]);
    assert_ne!(code, 0, "{document:#}");
    let said = document.to_string();
    let unnamed: Vec<&String> = desk.damaged.iter().filter(|store| !said.contains(file_name(store))).collect();
    assert_eq!(unnamed, Vec::<&String>::new(), "damaged, and not named");
    for lang in ["en", "sv"] {
        desk.audit(&["damaged", "--lang", lang]).assert_code(code);
    }
}

#[test]
fn forty_damaged_stores_and_the_sound_ones_in_one_call() {
    let desk = Desk::new();
    for store in &desk.sound {
        let (code, document) = desk.answer(&[store]);
        assert!(code == 0 || code == 1, "{store}: {code}");
        assert!(is_complete(&document) || !is_loaded(store), "{store} is sound: {document:#}");
    }
    let targets: Vec<&str> = desk.damaged.iter().chain(&desk.sound).map(String::as_str).collect();
    let (code, document) = desk.answer(&targets);
    assert_eq!(code, 3);
    let (all, named) = (results(&document), |result: &Value| result["target"].as_str().unwrap().to_owned());
    let seen: BTreeSet<String> = all.iter().map(named).collect();
    assert_eq!(seen, targets.iter().map(ToString::to_string).collect());
    for store in &desk.sound {
        let own = all.iter().filter(|result| result["target"] == store.as_str());
        assert!(own.clone().all(|result| result["error"].is_null()), "{store}");
        let mut coverage = own.flat_map(|result| result["coverage"].as_array().unwrap());
        let complete = coverage.any(|c| c["generation"] == "root-v1" && c["state"] == "complete");
        assert!(complete || !is_loaded(store), "{store}");
    }
}

/// Servers with OpenSSL load neither DER nor PKCS#7, sound as they are.
fn is_loaded(store: &str) -> bool {
    !store.ends_with(".der") && !store.ends_with(".p7b")
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}
