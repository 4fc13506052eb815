//! `tillit audit --search` as those meet it who look after an application, an identity provider or a federation: CAs that somebody once
//! wrote into a configuration by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;

use serde_json::Value;
use tillit_tests::{Home, Lab, Output, assert_valid, openssl};

const PERSONS: &str = "LAB SITHS Type 1 CA v1";
const FUNCTIONS: &str = "LAB SITHS Type 3 CA v1";
const NEW_PERSONS: [&str; 2] = ["LAB SITHS e-id Person HSA-id 3 CA v1", "LAB SITHS e-id Person HSA-id 2 CA v1"];
const NEW_FUNCTION: &str = "LAB SITHS e-id Function CA v1";

fn audit(home: &Home, args: &[&str]) -> Output {
    Lab::get().tillit(home, "audit", &[], args)
}

/// Files of this content in a folder `conf`.
fn conf(home: &Home, files: &[(&str, &str)]) {
    let folder = home.work().join("conf");
    for (name, content) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
}

/// The JSON of a search that stands alone.
#[track_caller]
fn searched(output: &Output) -> Value {
    let document = output.json();
    assert_valid(&document, "audit-1.json");
    document
}

#[track_caller]
fn list<'v>(value: &'v Value, key: &str) -> &'v Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("{key} in {value:#}"))
}

/// `file:line:column written` of each mention.
fn places(document: &Value) -> Vec<String> {
    let place = |m: &Value| {
        let file = m["file"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        format!("{file}:{}:{} {}", m["line"], m["column"], m["written"].as_str().unwrap())
    };
    list(&document["searched"][0], "mentions").iter().map(place).collect()
}

fn pem(path: &str) -> String {
    let certificate = Lab::get().text(path);
    String::from_utf8(openssl(["x509", "-in", &certificate, "-outform", "PEM"])).unwrap()
}

fn base64(pem: &str) -> String {
    pem.lines().filter(|line| !line.starts_with('-')).collect()
}

/// The file of a CA certificate in the lab, by OpenSSL's word on its subject.
fn ca_file(generation: &str, name: &str) -> String {
    let folder = format!("ca/{generation}");
    for entry in fs::read_dir(Lab::get().path(&folder)).unwrap() {
        let path = entry.unwrap().path();
        let subject = openssl(["x509", "-noout", "-subject", "-in", path.to_str().unwrap()]);
        if String::from_utf8(subject).unwrap().contains(name) {
            return format!("{folder}/{}", path.file_name().unwrap().to_str().unwrap());
        }
    }
    panic!("no {name} in {folder}");
}

#[test]
fn what_applications_and_identity_providers_have_written_down() {
    let home = Home::new();
    let fingerprint =
        openssl(["x509", "-noout", "-fingerprint", "-sha256", "-in", &Lab::get().text(&ca_file("old", "Type 3"))]);
    let fingerprint = String::from_utf8(fingerprint).unwrap().trim().split_once('=').unwrap().1.to_owned();
    let certificate = base64(&pem(&ca_file("old", "Root CA v1")));
    conf(
        &home,
        &[
            (
                "simplesamlphp/authsources.php",
                "<?php\n$config = ['x509' => ['authX509:X509userCert',\n  'issuer' => '#^CN=LAB\\sSITHS\\sType\\s1\\sCA\\sv1,#',\n]];\n",
            ),
            (
                "shibboleth/attribute-resolver.xml",
                "<AttributeDefinition id=\"loa\">\n  <Value>C=SE,O=Lab,CN=LAB SITHS Type 1 CA v1</Value>\n</AttributeDefinition>\n",
            ),
            (
                "nginx/map.conf",
                "map $ssl_client_i_dn $known {\n  default 0;\n  \"~CN=LAB SITHS Type 1 CA v1\" 1;\n  \"~CN=LAB SITHS Type 3 CA v1\" 1;\n}\n",
            ),
            ("java/e-service.properties", &format!("tls.port=443\nissuer.sha256={fingerprint}\n")),
            ("saml/metadata.xml", &format!("<EntityDescriptor><X509Certificate>{certificate}</X509Certificate></x>")),
            ("readme.txt", "The cards are issued by somebody.\n"),
        ],
    );
    let document = searched(audit(&home, &["--search", "conf", "--json"]).assert_code(1));
    // Nothing but the search: no store of this host.
    assert!(list(&document, "results").is_empty() && list(&document, "looked").is_empty());
    let found = &document["searched"][0];
    assert_eq!((&found["path"], &found["files"], &found["naming"]), (&"conf".into(), &6.into(), &5.into()));
    assert_eq!(
        places(&document),
        [
            "e-service.properties:2:15 sha256",
            "map.conf:3:8 distinguished-name",
            "map.conf:4:8 distinguished-name",
            "metadata.xml:1:36 certificate",
            "attribute-resolver.xml:2:24 distinguished-name",
            "authsources.php:3:21 distinguished-name",
        ]
    );
    let findings = list(found, "findings");
    assert!(findings.iter().all(|f| f["code"] == "T-232" && f["severity"] == "warning" && f["names"] == "only-old"));
    let missing = |file: &str| {
        let of = findings.iter().find(|f| f["file"].as_str().unwrap().ends_with(file)).expect("a finding");
        list(of, "missing").iter().map(|ca| ca["ca"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(missing("authsources.php"), NEW_PERSONS);
    assert_eq!(missing("attribute-resolver.xml"), NEW_PERSONS);
    assert_eq!(missing("e-service.properties"), [NEW_FUNCTION]);
    assert_eq!(missing("metadata.xml"), ["LAB SITHS e-id Root CA v2"]);
    assert_eq!(missing("map.conf").len(), 3);
    // Every finding is among all findings, with its place.
    let all = list(&document, "findings");
    assert_eq!(all.len(), 5);
    assert!(all.iter().all(|f| f["source"]["line"].as_u64().unwrap() > 0));

    for (lang, says) in [
        (
            "en",
            ["5 files name old CAs without those that stand in for them", "Whoever looks after the application adds"],
        ),
        (
            "sv",
            ["5 filer namnger gamla utfärdare utan dem som ersätter dem", "Den som ansvarar för applikationen lägger"],
        ),
    ] {
        let output = audit(&home, &["--search", "conf", "--lang", lang]);
        output.assert_code(1).assert_says("conf/simplesamlphp/authsources.php:3:21").assert_says("[T-232]");
        output.assert_says("3 | 'issuer' => '#^CN=LAB\\sSITHS\\sType\\s1\\sCA\\sv1,#',");
        output.assert_says(&format!("CN={},O=", NEW_PERSONS[0]));
        for text in says {
            output.assert_says(text);
        }
        let caret = format!("{}{}", " ".repeat(17), "^".repeat(27));
        output.assert_says(&caret);
    }
    // The fingerprint to add is the one that OpenSSL computes.
    let new =
        openssl(["x509", "-noout", "-fingerprint", "-sha256", "-in", &Lab::get().text(&ca_file("new", "Function"))]);
    let new = String::from_utf8(new).unwrap().trim().split_once('=').unwrap().1.replace(':', "");
    audit(&home, &["--search", "conf/java"]).assert_says(&format!("SHA-256: {new}"));

    // The other formats, and the threshold.
    let csv = audit(&home, &["--search", "conf", "--format", "csv"]);
    csv.assert_code(1).assert_says(",search,search,conf/nginx/map.conf:3:8,");
    assert_eq!(csv.stdout.lines().count(), 6);
    audit(&home, &["--search", "conf", "--format", "markdown"])
        .assert_says("| conf/nginx/map.conf:4:8 | LAB SITHS Type 3 CA v1");
    let ndjson = audit(&home, &["--search", "conf", "--format", "ndjson"]);
    let lines: Vec<Value> = ndjson.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), &lines[0]["type"], &lines[0]["files"]), (1, &"searched".into(), &6.into()));
    audit(&home, &["--search", "conf", "--fail-on", "error"]).assert_code(0);
}

#[test]
fn old_beside_new_half_of_it_and_nothing() {
    let home = Home::new();
    let both = format!("{PERSONS}\n{}\n", NEW_PERSONS[0]);
    conf(&home, &[("both.txt", &both)]);
    audit(&home, &["--search", "conf"]).assert_code(0).assert_says("1 of 1 searched file names CAs");
    audit(&home, &["--search", "conf", "--fail-on", "info"]).assert_code(1);
    conf(&home, &[("both.txt", &format!("{both}{FUNCTIONS}\n"))]);
    let document = searched(audit(&home, &["--search", "conf", "--json"]).assert_code(1));
    let finding = &document["searched"][0]["findings"][0];
    assert_eq!((&finding["names"], &finding["missing"][0]["ca"]), (&"partial".into(), &NEW_FUNCTION.into()));
    conf(&home, &[("both.txt", NEW_FUNCTION)]);
    let document = searched(audit(&home, &["--search", "conf", "--json"]).assert_code(0));
    assert!(list(&document, "findings").is_empty());
    conf(&home, &[("both.txt", "nobody")]);
    audit(&home, &["--search", "conf"]).assert_code(0).assert_says("Searched 1 file: no CA is named by hand.");
    audit(&home, &["--search", "conf", "--lang", "sv"]).assert_says("Sökte igenom 1 fil: ingen utfärdare");
}

/// The test environment's new CAs do not stand in for those of production, and one environment's names are not taken for another's.
#[test]
fn environments_are_not_mixed_up() {
    let home = Home::new();
    conf(
        &home,
        &[
            ("mixed.conf", "~CN=SITHS Type 3 CA v1\n~CN=TEST SITHS e-id Function CA v1\n"),
            ("test.conf", "~CN=SITHS Type 3 CA v1 PP\n~CN=TEST SITHS e-id Function CA v1\n"),
            ("developers.conf", "~CN=SYSTEMTEST SITHS e-id Function CA v1\n"),
        ],
    );
    // The lab's catalog is not there: its names are nobody's.
    conf(&home, &[("lab.conf", "~CN=LAB SITHS Root CA v1\n")]);
    let document = searched(home.tillit(["audit", "--search", "conf", "--json"]).assert_code(1));
    let told: Vec<(String, String, String)> = list(&document["searched"][0], "findings")
        .iter()
        .map(|f| ["file", "pki", "names"].map(|key| f[key].as_str().unwrap().to_owned()).into())
        .collect();
    let expected = [("conf/mixed.conf", "siths", "only-old"), ("conf/test.conf", "siths-test", "both")];
    assert_eq!(told, expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned())));
    assert_eq!(document["searched"][0]["naming"], 2);
}

#[test]
fn beside_targets_below_a_root_and_where_it_cannot_be_read() {
    let home = Home::new();
    conf(&home, &[("a.conf", PERSONS), ("b.conf", "x")]);
    let both = Lab::get().text("trust/both.pem");
    // Beside a target: both are told.
    let output = audit(&home, &[&both, "--environment", "test", "--search", "conf", "--json"]);
    let document = searched(output.assert_code(1));
    assert_eq!((list(&document, "results").len(), list(&document, "searched").len()), (1, 1));
    audit(&home, &[&both, "--environment", "test", "--search", "conf/b.conf"]).assert_code(0);
    // Repeated: a file and a folder.
    let document = searched(audit(&home, &["--search", "conf/a.conf", "--search", "conf", "--json"]).assert_code(1));
    assert_eq!(list(&document, "searched").len(), 2);
    // Below a root, and nothing else of it.
    let root = home.work();
    let document =
        searched(audit(&home, &["--root", root.to_str().unwrap(), "--search", "/conf", "--json"]).assert_code(1));
    assert_eq!(document["searched"][0]["mentions"][0]["file"], "/conf/a.conf");
    assert!(list(&document, "results").is_empty());
    // What is not there, and what leads out of all bounds, is an error; the rest is told all the same.
    let output = audit(&home, &["--search", "conf", "--search", "gone", "--json"]);
    let document = searched(output.assert_code(3));
    assert_eq!(document["searched"][1]["failures"][0]["code"], "T-001");
    assert_eq!(list(&document["searched"][0], "findings").len(), 1);
    let mut deep = home.work().join("deep");
    deep.extend(std::iter::repeat_n("d", 70));
    fs::create_dir_all(deep).unwrap();
    audit(&home, &["--search", "deep"]).assert_code(3).assert_says("deep/d/d/").assert_says("T-025");
}

/// Lines of configurations are shown, and what is nobody's business in them is not.
#[test]
fn secrets_and_personal_numbers_stay_hidden() {
    let home = Home::new();
    let line = format!(
        "'dsn' => 'x', 'password' => 'hunter2', 'issuer' => 'CN={PERSONS}',\n// 191212121212 tested CN={PERSONS}\n"
    );
    conf(&home, &[("config.php", &line)]);
    for format in ["human", "text", "json", "ndjson", "csv", "markdown"] {
        let output = audit(&home, &["--search", "conf", "--format", format, "-v"]);
        output.assert_code(1).assert_says("config.php");
        assert!(!output.stdout.contains("hunter2") && !output.stdout.contains("191212121212"), "{format}");
    }
    audit(&home, &["--search", "conf"])
        .assert_says(&format!("1 | … {PERSONS} …"))
        .assert_says("// 19121212-**** tested");
    audit(&home, &["--search", "conf", "--show-personal-id"]).assert_says("// 191212121212 tested");
}

#[test]
fn help_in_both_languages_tells_of_it() {
    let home = Home::new();
    home.tillit(["audit", "--help", "--lang", "en"])
        .assert_says("--search <DIR>")
        .assert_says("CAs that are named by hand");
    home.tillit(["audit", "--help", "--lang", "sv"])
        .assert_says("--search <MAPP>")
        .assert_says("ensamt eller bredvid mål");
    home.tillit(["completions", "bash"]).assert_says("--search");
}
