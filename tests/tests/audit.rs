//! `tillit audit` as its users meet it: an IT supplier with a store, an admin with a host, support with a list of services.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;
use tillit_tests::{Home, Output, assert_valid, openssl, shared};

/// One lab for all: making keys takes a while.
static LAB: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lab = folder.path().join("lab");
    let home = Home::new();
    home.tillit(["lab".as_ref(), "write".as_ref(), lab.as_os_str()]).assert_code(0);
    (folder, lab)
});

fn lab(path: &str) -> PathBuf {
    LAB.1.join(path)
}

fn text(path: &Path) -> String {
    path.to_str().expect("a UTF-8 path").to_owned()
}

/// `tillit audit` with the lab's catalog.
fn audit(home: &Home, args: &[&str]) -> Output {
    let catalog = text(&lab("catalog.toml"));
    home.tillit(["audit", "--catalog", &catalog].iter().chain(args))
}

/// The JSON of an audit, held against the schema.
#[track_caller]
fn answer(output: &Output) -> Value {
    let document = output.json();
    assert_eq!(document["schema"], "tillit/audit/1");
    assert_valid(&document, "audit-1.json");
    document
}

#[track_caller]
fn results(document: &Value) -> &Vec<Value> {
    document["results"].as_array().expect("results")
}

#[track_caller]
fn state<'a>(result: &'a Value, generation: &str, role: &str) -> &'a str {
    let coverage = result["coverage"].as_array().expect("coverage");
    let found = coverage
        .iter()
        .find(|c| c["pki"] == "lab" && c["generation"] == generation && c["role"] == role)
        .unwrap_or_else(|| panic!("no {generation} {role} in {coverage:#?}"));
    found["state"].as_str().expect("a state")
}

fn codes(result: &Value) -> BTreeSet<String> {
    let findings = result["findings"].as_array().expect("findings");
    findings.iter().map(|f| f["code"].as_str().expect("a code").to_owned()).collect()
}

fn sha256s(result: &Value) -> BTreeSet<String> {
    let entries = result["entries"].as_array().expect("entries");
    entries.iter().filter_map(|e| e["sha256"].as_str()).map(str::to_owned).collect()
}

/// The fingerprints of every certificate that a PEM text holds, by OpenSSL.
fn fingerprints(pem: &str) -> BTreeSet<String> {
    let folder = tempfile::tempdir().unwrap();
    let mut found = BTreeSet::new();
    for block in pem.split("-----BEGIN CERTIFICATE-----").skip(1) {
        let file = folder.path().join("one.pem");
        fs::write(&file, format!("-----BEGIN CERTIFICATE-----{block}")).unwrap();
        let said = openssl(["x509", "-noout", "-fingerprint", "-sha256", "-in", file.to_str().unwrap()]);
        let said = String::from_utf8(said).unwrap();
        found.insert(said.trim().split_once('=').expect("a fingerprint").1.replace(':', ""));
    }
    found
}

#[test]
fn a_service_with_half_of_what_it_needs() {
    let home = Home::new();
    let half = text(&lab("trust/half.pem"));
    let document = answer(audit(&home, &[&half, "--json", "--environment", "test"]).assert_code(1));
    let result = &results(&document)[0];
    assert_eq!(state(result, "root-v1", "persons"), "complete");
    assert_eq!(state(result, "e-id", "persons-loa3"), "partial");
    assert!(codes(result).contains("T-201"));
    assert_eq!(sha256s(result), fingerprints(&fs::read_to_string(&half).unwrap()));

    // In words, in both languages, the first line is the answer and the missing CAs are named.
    for (lang, says) in [("en", ["PARTIAL", "issuing CAs missing"]), ("sv", ["OFULLSTÄNDIGT", "utfärdare saknas"])] {
        let output = audit(&home, &[&half, "--lang", lang, "--environment", "test"]);
        output.assert_code(1).assert_says("LAB SITHS e-id").assert_says("Person HSA-id 3").assert_says("T-201");
        for text in says {
            output.assert_says(text);
        }
    }
    for (store, code, expected) in [("trust/both.pem", 0, "complete"), ("trust/old.pem", 1, "absent")] {
        let output = audit(&home, &[&text(&lab(store)), "--json", "--environment", "test"]);
        assert_eq!(state(&results(&answer(output.assert_code(code)))[0], "e-id", "mobile"), expected, "{store}");
    }
}

#[test]
fn one_bad_target_stops_no_other_and_is_not_forgotten() {
    let home = Home::new();
    let empty = home.write("empty.pem", "");
    let both = text(&lab("trust/both.pem"));
    let output = audit(&home, &["missing.pem", &both, &text(&empty), "--json", "--environment", "test"]);
    let document = answer(output.assert_code(3));
    let errors: Vec<bool> = results(&document).iter().map(|result| !result["error"].is_null()).collect();
    assert_eq!(errors, [true, false, true]);
    audit(&home, &["missing.pem"]).assert_code(3).assert_says("missing.pem");
    audit(&home, &["https://e-service.example.se/"])
        .assert_code(2)
        .assert_complains("tillit probe https://e-service.example.se/");
    audit(&home, &[&both, "--root", "nowhere"]).assert_code(3).assert_complains("nowhere");
    audit(&home, &[&both, "--type", "nonsense"]).assert_code(2);
}

#[test]
fn what_a_store_is_shows_in_its_content_and_standard_input_is_one_too() {
    let home = Home::new();
    let both = fs::read(lab("trust/both.pem")).unwrap();
    home.write("misleading.jks", &both);
    let document = answer(audit(&home, &["misleading.jks", "--json", "--environment", "test"]).assert_code(0));
    assert_eq!(results(&document)[0]["kind"], "pem");
    let catalog = text(&lab("catalog.toml"));
    let piped = home.tillit_reading(&both, ["audit", "--catalog", &catalog, "-", "--json", "--environment", "test"]);
    let document = answer(piped.assert_code(0));
    assert_eq!(sha256s(&results(&document)[0]).len(), 11);
}

#[test]
fn a_private_key_in_a_trust_store_is_said_loudly_and_not_shown() {
    let home = Home::new();
    let key = fs::read_to_string(lab("keys/functions/server.key")).unwrap();
    let both = fs::read_to_string(lab("trust/both.pem")).unwrap();
    home.write("with-key.pem", format!("{both}{key}"));
    let secret: String = key.lines().nth(3).unwrap().to_owned();
    for args in [&["with-key.pem"][..], &["with-key.pem", "-v"], &["with-key.pem", "--json"]] {
        let output = audit(&home, args);
        output.assert_code(1);
        assert!(!output.stdout.contains(&secret) && !output.stderr.contains(&secret));
    }
    let document = answer(&audit(&home, &["with-key.pem", "--json"]));
    let findings = document["findings"].as_array().unwrap();
    assert!(findings.iter().any(|f| f["code"] == "T-256" && f["severity"] == "error"), "{findings:#?}");
}

/// Reading leaves no trace: content, time of change, permissions, and what lies beside the file.
#[test]
fn nothing_is_changed_by_reading() {
    let home = Home::new();
    let folder = home.work().join("stores");
    fs::create_dir(&folder).unwrap();
    fs::copy(lab("trust/both.pem"), folder.join("both.pem")).unwrap();
    fs::copy(lab("p12/server.p12"), folder.join("server.p12")).unwrap();
    let database = folder.join("db");
    fs::create_dir(&database).unwrap();
    let made = Command::new("certutil")
        .args(["-N", "--empty-password", "-d", &format!("sql:{}", database.display())])
        .output()
        .expect("certutil is here (Debian: libnss3-tools)");
    assert!(made.status.success());
    let snapshot = || {
        let mut seen = Vec::new();
        let mut folders = vec![folder.clone()];
        while let Some(next) = folders.pop() {
            for entry in fs::read_dir(next).unwrap() {
                let path = entry.unwrap().path();
                let metadata = fs::symlink_metadata(&path).unwrap();
                if metadata.is_dir() {
                    folders.push(path.clone());
                }
                let content =
                    if metadata.is_file() { Sha256::digest(fs::read(&path).unwrap()).to_vec() } else { Vec::new() };
                seen.push((path, metadata.modified().unwrap(), content));
            }
        }
        seen.sort();
        seen
    };
    let before = snapshot();
    for target in ["stores", "stores/both.pem", "stores/server.p12", "stores/db", "stores/db/cert9.db"] {
        audit(&home, &[target, "--json"]);
    }
    assert_eq!(before, snapshot());
}

/// The two stores of a real organisation, with keytool as the judge.
#[test]
fn real_stores_have_the_entries_that_keytool_lists() {
    let Some(folder) = shared("siths-pki/truststores") else { return };
    let home = Home::new();
    let password = home.write("password", "p@ssword\n");
    let source = format!("file:{}", password.display());
    for (name, kind) in [("mtls-opentest-truststore.jks", "jks"), ("mtls-opentest-truststore.p12", "pkcs12")] {
        let store = text(&folder.join(name));
        let output = home.tillit(["audit", &store, "--password", &source, "--json", "--environment", "test"]);
        let document = answer(output.assert_code(1));
        let result = &results(&document)[0];
        assert_eq!(result["kind"], kind);
        assert_eq!(result["integrity"], "checked");
        let listed = Command::new("keytool")
            .args(["-J-Duser.language=en", "-list", "-rfc", "-storepass", "p@ssword", "-keystore", &store])
            .output()
            .expect("keytool is here");
        assert!(listed.status.success());
        assert_eq!(sha256s(result), fingerprints(&String::from_utf8_lossy(&listed.stdout)), "{name}");
        let coverage = result["coverage"].as_array().unwrap();
        let functions =
            coverage.iter().find(|c| c["pki"] == "siths-test" && c["generation"] == "e-id" && c["role"] == "functions");
        assert_eq!(functions.expect("coverage for functions")["state"], "complete", "{name}");
        assert!(coverage.iter().all(|c| c["role"] != "persons-loa3" || c["state"] != "complete"), "{name}");
        // A wrong password is told, and nothing is guessed instead.
        let wrong = home.write("wrong", "nonsense\n");
        let output = home.tillit(["audit", &store, "--password", &format!("file:{}", wrong.display())]);
        output.assert_code(3).assert_says("T-013");
    }
}

/// A variable leads programs to the file that nginx has: it is told once, and where the variable's turn comes, that it has been.
#[test]
fn a_store_in_two_places_is_told_once() {
    let home = Home::new();
    let root = home.work().join("root");
    fs::create_dir_all(root.join("etc/nginx")).unwrap();
    fs::copy(lab("trust/old.pem"), root.join("etc/cards.pem")).unwrap();
    fs::write(root.join("etc/environment"), "SSL_CERT_FILE=/etc/cards.pem\n").unwrap();
    let host = "listen 443 ssl; ssl_verify_client on; ssl_client_certificate /etc/cards.pem;";
    fs::write(root.join("etc/nginx/nginx.conf"), format!("events {{}}\nhttp {{ server {{ {host} }} }}\n")).unwrap();
    let both = ["nginx", "environment", "--root", &text(&root), "--environment", "test"];
    let stores = |args: &[&str]| {
        let document = answer(&audit(&home, &[args, &["--json"]].concat()));
        let paths = results(&document).iter().filter_map(|result| result["path"].as_str().map(str::to_owned));
        paths.collect::<Vec<_>>()
    };
    assert_eq!(stores(&both), ["/etc/cards.pem"]);
    for (lang, words) in [("en", "Told of above: /etc/cards.pem"), ("sv", "Beskrivs ovan: /etc/cards.pem")] {
        audit(&home, &[&both[..], &["--lang", lang]].concat()).assert_says(words);
    }
    // By itself it is told in full.
    assert_eq!(stores(&both[1..]), ["/etc/cards.pem"]);
}

#[test]
fn ten_services_in_one_report() {
    let home = Home::new();
    let mut inventory = String::new();
    for (n, store) in ["both", "half", "old", "new", "both", "half", "old", "new", "both"].iter().enumerate() {
        let path = lab(&format!("trust/{store}.pem"));
        let _ = write!(
            inventory,
            "[[services]]\nname = \"Service {n}\"\nowner = \"Team {n}\"\nenvironment = \"test\"\ntargets = [{:?}]\n\n",
            text(&path)
        );
    }
    inventory.push_str("[[services]]\nname = \"Service 9\"\ntargets = [\"gone.pem\"]\n");
    home.write("services.toml", inventory);
    let output = audit(&home, &["--inventory", "services.toml", "--json"]);
    let document = answer(output.assert_code(3));
    assert_eq!(results(&document).len(), 10);
    let names: Vec<&str> = results(&document).iter().map(|r| r["service"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, (0..10).map(|n| format!("Service {n}")).collect::<Vec<_>>());
    for lang in ["sv", "en"] {
        let output = audit(&home, &["--inventory", "services.toml", "--lang", lang]);
        for n in 0..10 {
            output.assert_says(&format!("Service {n}"));
        }
        output.assert_says("Team 1").assert_says("gone.pem");
    }
    // Every mistake of the file is told with its line, and nothing is audited.
    home.write("wrong.toml", "[[services]]\nnaem = \"x\"\ntargets = [\"a\"]\n\n[[services]]\nname = \"y\"\n");
    let output = audit(&home, &["--inventory", "wrong.toml"]);
    output.assert_code(2).assert_complains("wrong.toml:2:").assert_complains("wrong.toml:5:");
    assert!(output.stdout.is_empty());
}

#[test]
fn policies_and_their_presets() {
    let home = Home::new();
    let (both, old, new) = (text(&lab("trust/both.pem")), text(&lab("trust/old.pem")), text(&lab("trust/new.pem")));
    let test =
        |store: &str, policy: &str| audit(&home, &[store, "--environment", "test", "--require", policy, "--json"]);
    test(&both, "both-generations").assert_code(0);
    test(&new, "only-new").assert_code(0);
    let policy = |output: &Output| -> Vec<String> {
        let document = answer(output);
        let found = document["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned());
        found.filter(|code| code.as_str() >= "T-290").collect()
    };
    assert!(!policy(test(&old, "both-generations").assert_code(1)).is_empty());
    assert!(!policy(test(&both, "only-new").assert_code(1)).is_empty());
    home.write(
        "policy.toml",
        "allow-others = false\n\n[[require]]\nca = \"LAB SITHS e-id Root CA v2\"\ncomment = \"decided in spring\"\n",
    );
    assert!(policy(test(&old, "policy.toml").assert_code(1)).len() > 1);
    let output = audit(&home, &[&old, "--environment", "test", "--require", "policy.toml"]);
    output.assert_code(1).assert_says("decided in spring");
    home.write("wrong.toml", "[[require]]\nca = \"Nobody\"\n\n[[forbidden]]\n");
    audit(&home, &[&old, "--require", "wrong.toml"]).assert_code(2).assert_complains("wrong.toml:2:");
    audit(&home, &[&old, "--require", "only-nwe"]).assert_complains("only-new");
}

#[test]
fn two_stores_and_an_earlier_report_beside_one_another() {
    let home = Home::new();
    let (both, half) = (text(&lab("trust/both.pem")), text(&lab("trust/half.pem")));
    audit(&home, &[&half, "--environment", "test", "-o", "before.json", "-q"]).assert_code(1);
    for against in [half.as_str(), "before.json"] {
        let output = audit(&home, &[&both, "--against", against, "--environment", "test", "--json"]);
        let document = answer(output.assert_code(0));
        let compared = &document["compared"]["stores"][0];
        assert_eq!(compared["added"].as_array().expect("added").len(), 6, "{compared:#}");
        assert_eq!(compared["removed"].as_array().expect("removed").len(), 0);
        let output = audit(&home, &[&both, "--against", against, "--environment", "test"]);
        output.assert_code(0).assert_says("LAB SITHS e-id Person HSA-id 3 CA v1");
    }
    // What was lost is a finding; that something changed is one where it is asked for.
    audit(&home, &[&both, "--against", &both, "--environment", "test", "--fail-on", "warning"]).assert_code(0);
    audit(&home, &[&both, "--against", &half, "--environment", "test", "--fail-on", "info"]).assert_code(1);
    audit(&home, &[&both, "--against", "gone.pem"]).assert_code(3).assert_complains("gone.pem");
    home.write("other.json", r#"{"schema": "tillit/verify/1", "results": []}"#);
    audit(&home, &[&both, "--against", "other.json"]).assert_code(3).assert_complains("tillit/verify/1");
}

/// What a newcomer types first.
#[test]
fn bare_it_finds_what_is_on_this_host() {
    let home = Home::new();
    let output = home.tillit(["audit", "--json"]);
    assert!([0, 1, 3].contains(&output.code), "{}", output.stderr);
    let document = answer(&output);
    let place = |word: &str| results(&document).iter().filter(|r| r["place"] == word).count();
    // A test's machine has OpenSSL's bundle and a JVM.
    assert!(
        place("system") > 0,
        "no system store in {:#?}",
        results(&document).iter().map(|r| &r["path"]).collect::<Vec<_>>()
    );
    assert!(place("java") > 0);
    for lang in ["sv", "en"] {
        let output = home.tillit(["audit", "--lang", lang]);
        output.assert_says("ca-certificates.crt").assert_says("cacerts");
    }
}

/// The machine's own bundle: the same certificates that OpenSSL reads in it.
#[test]
fn the_systems_bundle_has_the_entries_that_openssl_lists() {
    let bundle = Path::new("/etc/ssl/certs/ca-certificates.crt");
    let home = Home::new();
    let document = answer(&home.tillit(["audit", "system", "--json"]));
    let result = results(&document).iter().find(|r| r["path"] == text(bundle).as_str()).expect("the bundle");
    assert_eq!(sha256s(result), fingerprints(&fs::read_to_string(bundle).unwrap()));
}

/// People do not know where their servers keep what they trust.
#[test]
fn the_stores_of_installed_servers_are_found() {
    let home = Home::new();
    for (store, path) in [
        ("trust/half.pem", "image/etc/nginx/client-ca.pem"),
        ("functions/server.pem", "image/etc/nginx/server.pem"),
        ("trust/both.pem", "image/opt/tomcat-10/conf/truststore.pem"),
        ("trust/old.pem", "image/srv/app/ca.pem"),
    ] {
        let path = home.work().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::copy(lab(store), path).unwrap();
    }
    let paths = |document: &Value| -> Vec<String> {
        results(document).iter().filter_map(|r| Some(r["path"].as_str()?.to_owned())).collect()
    };
    let document = answer(audit(&home, &["servers", "--root", "image", "--json"]).assert_code(1));
    assert_eq!(paths(&document), ["/etc/nginx/client-ca.pem", "/opt/tomcat-10/conf/truststore.pem"]);
    // Without a target everything of the tree, each store once.
    let document = answer(audit(&home, &["--root", "image", "--json"]).assert_code(1));
    let mut all = paths(&document);
    all.sort();
    let mut once = all.clone();
    once.dedup();
    assert_eq!(all, once);
    assert!(
        all.contains(&"/srv/app/ca.pem".to_owned()) && all.contains(&"/etc/nginx/client-ca.pem".to_owned()),
        "{all:?}"
    );
    // The environment and the files of this machine are none of that tree's.
    assert!(!all.iter().any(|path| path.contains("ca-certificates.crt")), "{all:?}");
}

/// Found in two places it is one store: told in the first, with what leads to it from the other.
#[test]
fn a_store_that_is_found_twice_is_told_once() {
    let home = Home::new();
    let nginx = home.work().join("image/etc/nginx");
    fs::create_dir_all(&nginx).unwrap();
    fs::copy(lab("trust/half.pem"), nginx.join("client-ca.pem")).unwrap();
    std::os::unix::fs::symlink("nginx/client-ca.pem", nginx.with_file_name("ca.pem")).unwrap();
    fs::write(nginx.with_file_name("environment"), "SSL_CERT_FILE=/etc/ca.pem\n").unwrap();
    let found = |targets: &[&str]| -> Vec<(String, bool)> {
        let args = [targets, &["--root", "image", "--json"]].concat();
        let document = answer(audit(&home, &args).assert_code(1));
        let stores = results(&document).iter();
        stores.map(|r| (r["path"].as_str().unwrap().to_owned(), codes(r).contains("T-275"))).collect()
    };
    let once = [("/etc/nginx/client-ca.pem".to_owned(), true)];
    assert_eq!(found(&["servers", "environment"]), once);
    assert_eq!(found(&[]), once);
    assert_eq!(found(&["environment"]), [("/etc/ca.pem".to_owned(), true)]);
    // What is named is told where it is named.
    assert_eq!(found(&["/etc/nginx/client-ca.pem", "/etc/ca.pem"]).len(), 2);
}

#[test]
fn a_word_that_is_no_place_is_told_with_the_places() {
    let home = Home::new();
    audit(&home, &["sytem"]).assert_code(2).assert_complains("system");
    audit(&home, &["weblogic:/opt/x/config.xml"]).assert_code(2).assert_complains("java");
    fs::copy(lab("trust/both.pem"), home.work().join("sytem")).unwrap();
    audit(&home, &["sytem", "--environment", "test"]).assert_code(0);
}

/// Copies of a server whose configuration lies on a share: nothing of what was left beside is told as if it counted.
#[test]
fn iis_with_a_shared_configuration_and_a_listener_that_refuses() {
    let home = Home::new();
    let write = |name: &str, text: &str| fs::write(home.work().join(name), text).unwrap();
    write(
        "applicationHost.config",
        "<configuration><system.applicationHost><sites><site name=\"S\"><bindings>\
         <binding protocol=\"https\" bindingInformation=\"*:443:\" /></bindings></site></sites></system.applicationHost>\
         <system.webServer><security><access sslFlags=\"SslNegotiateCert, SslRequireCert\" /></security></system.webServer>\
         </configuration>",
    );
    let listener =
        "HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Services\\HTTP\\Parameters\\SslBindingInfo\\0.0.0.0:443";
    let head = "Windows Registry Editor Version 5.00\r\n\r\n";
    write("http.reg", &format!("{head}[{listener}]\r\n\"DefaultFlags\"=dword:0000000a\r\n"));
    for (lang, says) in [("en", "refuses every connection"), ("sv", "avvisar alla anslutningar")] {
        let told = audit(&home, &["iis:.", "--environment", "test", "--lang", lang]);
        told.assert_code(1).assert_says("T-641").assert_says("0x8").assert_says(says);
    }
    let document = answer(&audit(&home, &["iis:.", "--environment", "test", "--json"]));
    let [refusing] = &document["services"].as_array().unwrap()[..] else { panic!("{document:#}") };
    assert_eq!((&refusing["asks"], &refusing["predictions"]), (&"refuses".into(), &serde_json::json!([])));

    write(
        "redirection.config",
        "<configuration><configurationRedirection enabled=\"true\" path=\"\\\\files\\iis$\" /></configuration>",
    );
    write("http.reg", &format!("{head}[{listener}]\r\n\"DefaultFlags\"=dword:00000002\r\n"));
    let told = audit(&home, &["iis:.", "--environment", "test", "--lang", "en"]);
    told.assert_code(3).assert_says("T-229").assert_says("\\\\files\\iis$").assert_says("without redirection.config");
    let document = answer(&audit(&home, &["iis:.", "--environment", "test", "--json"]));
    let services = document["services"].as_array().unwrap();
    assert!(services.iter().all(|service| service["asks"] == "unknown"), "{document:#}");
}

/// What lies in a container image is read without running or unpacking it.
#[test]
fn an_image_is_audited_as_a_folder_of_layers() {
    let home = Home::new();
    let folder = home.work().join("layer/opt/app");
    fs::create_dir_all(&folder).unwrap();
    fs::copy(lab("trust/half.pem"), folder.join("client-ca.pem")).unwrap();
    let packed = Command::new("tar").args(["-cf", "app.tar", "-C", "layer", "."]).current_dir(home.work()).status();
    assert!(packed.unwrap().success());
    for target in ["image:app.tar", "app.tar"] {
        let document = answer(audit(&home, &[target, "--json"]).assert_code(1));
        let found = results(&document)
            .iter()
            .find(|r| r["path"].as_str().is_some_and(|p| p.ends_with("/opt/app/client-ca.pem")));
        assert_eq!(state(found.expect("the store in the image"), "e-id", "persons-loa3"), "partial");
    }
}
