//! `tillit verify` on real SITHS certificates, with OpenSSL as the judge of each chain.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use tillit_tests::{Home, OpensslError, Output, assert_valid, openssl, openssl_verify, shared};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

/// A day on which one of the real certificates is valid, and all others are not any more.
const A_DAY: &str = "2026-06-01T12:00:00Z";
const VALID_THEN: &str = "clientcert-idp.qa.siths.se";

/// A real certificate and what leads to its root.
struct Real {
    /// Part of its file name.
    file: &'static str,
    pki: &'static str,
    generation: &'static str,
    /// Files of its issuers up to the root, the root last. A self-signed certificate: empty.
    issuers: &'static [&'static str],
    /// Whether the first of them is at hand.
    issuer_held: bool,
}

const fn real(
    file: &'static str,
    pki: &'static str,
    generation: &'static str,
    issuers: &'static [&'static str],
) -> Real {
    Real { file, pki, generation, issuers, issuer_held: true }
}

const TYPE_2_PP: &[&str] = &["SITHS_Type_2_CA_v1_PP", "SITHS_Root_CA_v1_PP"];
const TYPE_3_PP: &[&str] = &["SITHS_Type_3_CA_v1_PP", "SITHS_Root_CA_v1_PP"];
const TEST_FUNCTION: &[&str] = &["TEST_SITHS_e-id_Function_CA_v1", "TEST_SITHS_e-id_Root_CA_v2"];

const END_ENTITIES: &[Real] = &[
    real("vp.qa.tp.cybercom", "siths", "ca-v3", &["SITHS_CA_v3"]),
    Real { issuer_held: false, ..real("Ingrid_Andersson", "siths-test", "root-v1", &["SITHS_Root_CA_v1_PP"]) },
    real("idp.acctest", "siths-test", "root-v1", TYPE_2_PP),
    real("verifiering.rehabstod", "siths-test", "root-v1", TYPE_3_PP),
    real("idp.ineradev.org", "siths-test", "root-v1", TYPE_3_PP),
    real("at.e2e.inera.se", "siths-test", "e-id", TEST_FUNCTION),
    real("idp.ineratest.org", "siths-test", "e-id", TEST_FUNCTION),
    real("clientcert-idp.qa.siths.se", "siths-test", "e-id", TEST_FUNCTION),
];

const AUTHORITIES: &[Real] = &[
    real("SITHS_CA_v3", "siths", "ca-v3", &[]),
    real("SITHS_CA_v4", "siths", "ca-v3", &[]),
    real("SITHS_CA_TEST_v3", "siths-test", "ca-v3", &[]),
    real("SITHS_CA_TEST_v4", "siths-test", "ca-v3", &[]),
    real("SITHS_Root_CA_v1", "siths", "root-v1", &[]),
    real("SITHS_Type_2_CA_v1", "siths", "root-v1", &["SITHS_Root_CA_v1"]),
    real("SITHS_Type_3_CA_v1", "siths", "root-v1", &["SITHS_Root_CA_v1"]),
    real("SITHS_Root_CA_v1_PP", "siths-test", "root-v1", &[]),
    real("SITHS_Type_2_CA_v1_PP", "siths-test", "root-v1", &["SITHS_Root_CA_v1_PP"]),
    real("SITHS_Type_3_CA_v1_PP", "siths-test", "root-v1", &["SITHS_Root_CA_v1_PP"]),
    real("SITHS_e-id_Root_CA_v2", "siths", "e-id", &[]),
    real("SITHS_e-id_Function_CA_v1", "siths", "e-id", &["SITHS_e-id_Root_CA_v2"]),
    real("TEST_SITHS_e-id_Root_CA_v2", "siths-test", "e-id", &[]),
    real("TEST_SITHS_e-id_Function_CA_v1", "siths-test", "e-id", &["TEST_SITHS_e-id_Root_CA_v2"]),
];

fn end_entity(part: &str) -> Option<PathBuf> {
    let folder = shared("siths-pki/end-entity")?;
    let found = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    Some(found.into_iter().find(|path| path.to_string_lossy().contains(part)).expect("the certificate is there"))
}

fn authority(name: &str) -> Option<PathBuf> {
    shared(&format!("siths-pki/ca/{name}.pem"))
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// The JSON of a verification, held against the schema.
#[track_caller]
fn answer(output: &Output) -> Value {
    let document = output.json();
    assert_eq!(document["schema"], "tillit/verify/1");
    assert_valid(&document, "verify-1.json");
    document
}

/// The result of the certificate whose input's name has this in it.
#[track_caller]
fn result<'a>(document: &'a Value, input: &str) -> &'a Value {
    let results = document["results"].as_array().expect("results");
    let found = results.iter().find(|result| result["input"].as_str().is_some_and(|name| name.contains(input)));
    found.unwrap_or_else(|| panic!("no result for {input} in {document:#}"))
}

#[track_caller]
fn verdict<'a>(result: &'a Value, pki: &str, generation: &str) -> &'a Value {
    let verdicts = result["verdicts"].as_array().expect("verdicts");
    let found = verdicts.iter().find(|verdict| verdict["pki"] == pki && verdict["generation"] == generation);
    found.unwrap_or_else(|| panic!("no verdict for {pki} {generation} in {result:#}"))
}

/// Codes of a verdict's reasons with their links, in their order.
fn reasons(verdict: &Value) -> Vec<(String, u64)> {
    let reasons = verdict["reasons"].as_array().expect("reasons");
    reasons.iter().map(|r| (r["code"].as_str().unwrap().to_owned(), r["link"].as_u64().unwrap())).collect()
}

fn has_reason(verdict: &Value, code: &str) -> bool {
    reasons(verdict).iter().any(|(found, _)| found == code)
}

/// Before, within and after its validity.
fn moments(certificate: &Path) -> [OffsetDateTime; 3] {
    let moment = |which: &str| {
        let args = ["x509", "-noout", which, "-dateopt", "iso_8601", "-in", text(certificate)];
        let said = String::from_utf8(openssl(args)).unwrap();
        let (_, date) = said.trim().split_once('=').expect("notBefore=2010-02-02 11:52:04Z");
        OffsetDateTime::parse(&date.replace(' ', "T"), &Rfc3339).expect("ISO 8601")
    };
    let (begins, ends) = (moment("-startdate"), moment("-enddate"));
    [begins - Duration::HOUR, begins + (ends - begins) / 2, ends + Duration::HOUR]
}

/// What OpenSSL finds, in our words: the code and the link of each error. A CA's dates have codes of their own, whether it stands above the
/// certificate in question or is it.
fn in_our_words(errors: &[OpensslError], is_ca: bool) -> Vec<(String, u64)> {
    let code = |error: &OpensslError| match (error.number, error.depth) {
        (10, 0) if !is_ca => "T-110", // X509_V_ERR_CERT_HAS_EXPIRED
        (10, _) => "T-111",           // the same of a CA
        (9, 0) if !is_ca => "T-112",  // X509_V_ERR_CERT_NOT_YET_VALID
        (9, _) => "T-113",            // the same of a CA
        (2 | 20, _) => "T-101",       // X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)
        (26, 0) => "T-122",           // X509_V_ERR_INVALID_PURPOSE
        (number, depth) => panic!("openssl error {number} at {depth}: not expected of a real certificate"),
    };
    let mut words: Vec<_> = errors.iter().map(|error| (code(error).to_owned(), u64::from(error.depth))).collect();
    words.sort();
    words
}

/// Asks both about one certificate before, within and after its validity: the same answer, for the same reasons at the same links.
fn compare_with_openssl(certificate: &Path, real: &Real, purpose: &str, openssl_purpose: &[&str]) {
    let home = Home::new();
    let files: Vec<PathBuf> = real.issuers.iter().map(|name| authority(name).expect("../shared is here")).collect();
    let root = files.last().map_or(certificate, PathBuf::as_path);
    let issuer = if files.len() > 1 { files.first().map(PathBuf::as_path) } else { None };

    for moment in moments(certificate) {
        let theirs = openssl_verify(certificate, root, issuer, moment.unix_timestamp(), openssl_purpose);
        let at = moment.format(&Rfc3339).unwrap();
        let mut args = vec!["verify", text(certificate), "--json", "--at", &at, "--purpose", purpose];
        for file in files.iter().map(PathBuf::as_path).chain(files.is_empty().then_some(certificate)) {
            args.extend(["--ca", text(file)]);
        }
        let output = home.tillit(&args);
        let document = answer(&output);
        let result = result(&document, real.file);
        assert_eq!(result["generation"]["pki"], real.pki, "{result:#}");
        assert_eq!(result["generation"]["id"], real.generation, "{result:#}");
        let ours = verdict(result, real.pki, real.generation);
        assert_eq!(ours["issued_under"], true, "{ours:#}");

        let told = format!("{at}\nopenssl: {theirs:?}\ntillit: {ours:#}");
        let cannot_say = theirs.iter().any(|error| matches!(error.number, 2 | 20));
        let expected = if cannot_say { Value::Null } else { Value::Bool(theirs.is_empty()) };
        assert_eq!(ours["trusted"], expected, "{told}");

        // Only what decides: warnings (SHA-1 among them) are not OpenSSL's matter at level 0.
        let decisive = ours["reasons"].as_array().unwrap().iter().filter(|reason| reason["severity"] == "error");
        let mut codes: Vec<_> =
            decisive.map(|r| (r["code"].as_str().unwrap().to_owned(), r["link"].as_u64().unwrap())).collect();
        codes.sort();
        let theirs_in_our_words = in_our_words(&theirs, purpose == "any");
        if theirs.iter().any(|error| matches!(error.number, 2 | 9 | 20)) {
            // OpenSSL stops at a missing issuer and, coming from the root, at the first certificate that is not valid yet; tillit goes on and
            // says the rest too.
            codes.retain(|found| theirs_in_our_words.contains(found));
        }
        assert_eq!(codes, theirs_in_our_words, "{told}");

        // Of another PKI or generation it says nothing but that.
        for other in result["verdicts"].as_array().unwrap() {
            if other["pki"] != ours["pki"] || other["generation"] != ours["generation"] {
                assert_eq!(other["issued_under"], false, "{other:#}");
                assert_ne!(other["trusted"], true, "{other:#}");
            }
        }
    }
}

#[test]
fn every_end_entity_gets_the_verdict_that_openssl_gives() {
    for real in END_ENTITIES {
        let Some(certificate) = end_entity(real.file) else { return };
        if real.issuer_held {
            compare_with_openssl(&certificate, real, "login", &["-purpose", "sslclient"]);
        } else {
            // A signature certificate whose issuer nobody has: its purpose is a test of its own.
            compare_with_openssl(&certificate, real, "signing", &[]);
        }
    }
}

#[test]
fn every_ca_gets_the_verdict_that_openssl_gives() {
    for real in AUTHORITIES {
        let Some(certificate) = authority(real.file) else { return };
        compare_with_openssl(&certificate, real, "any", &[]);
    }
}

#[test]
fn the_table_is_complete() {
    let Some(folder) = shared("siths-pki") else { return };
    assert_eq!(fs::read_dir(folder.join("end-entity")).unwrap().count(), END_ENTITIES.len());
    assert_eq!(fs::read_dir(folder.join("ca")).unwrap().count(), AUTHORITIES.len());
}

#[test]
fn the_whole_folder_in_both_languages() {
    let (Some(folder), Some(cas)) = (shared("siths-pki/end-entity"), shared("siths-pki/ca")) else { return };
    let home = Home::new();
    let args = ["verify", text(&folder), "--ca", text(&cas), "--at", A_DAY];

    // One certificate waits for a CA certificate that nobody has: 3 comes before 1.
    let document = answer(home.tillit([&args[..], &["--json"]].concat()).assert_code(3));
    assert_eq!(document["results"].as_array().unwrap().len(), END_ENTITIES.len());
    for real in END_ENTITIES {
        let result = result(&document, real.file);
        let trusted = &verdict(result, real.pki, real.generation)["trusted"];
        let expected = real.issuer_held.then_some(real.file == VALID_THEN);
        assert!(*trusted == serde_json::json!(expected) || !real.issuer_held, "{}: {result:#}", real.file);
        assert_ne!(*trusted, serde_json::json!(real.file != VALID_THEN), "{}: {result:#}", real.file);
    }

    let english = home.tillit([&args[..], &["--lang", "en"]].concat());
    let swedish = home.tillit([&args[..], &["--lang", "sv"]].concat());
    for output in [&english, &swedish] {
        output.assert_code(3);
        for real in END_ENTITIES {
            output.assert_says(real.file);
        }
        // Names of CAs are the same in every language; a missing one is named with the address that is known for it.
        output.assert_says("SITHS Type 1 CA v1 PP").assert_says("TEST SITHS e-id Root CA v2");
    }
    english.assert_says("✔ trusted").assert_says("not issued under this root");
    assert!(!swedish.stdout.contains("trusted"), "English in the Swedish answer:\n{}", swedish.stdout);
    assert_ne!(english.stdout, swedish.stdout);
}

#[test]
fn identities_and_flaws_are_those_of_the_certificates() {
    let Some(folder) = shared("siths-pki/end-entity") else { return };
    let document = answer(&Home::new().tillit(["verify", text(&folder), "--json", "--at", A_DAY]));
    for (file, hsa_id) in [
        ("vp.qa.tp.cybercom", "HSASERVICES-100S"),
        ("Ingrid_Andersson", "TSTNMT2321000156-1019"),
        ("idp.acctest", "T_SERVICES_SE165565594230-1054"),
        ("idp.ineradev.org", "T-SERVICES-SE165565594230-10RF"),
        ("at.e2e.inera.se", "HSATEST2-DGQ"),
    ] {
        assert_eq!(result(&document, file)["hsa_id"], hsa_id);
    }
    let person = result(&document, "Ingrid_Andersson");
    assert_eq!(person["use"], "signature", "{person:#}");
    let flaws = |file: &str| -> Vec<String> {
        let flaws = result(&document, file)["flaws"].as_array().unwrap();
        flaws.iter().map(|flaw| flaw["code"].as_str().unwrap().to_owned()).collect()
    };
    assert!(flaws("idp.acctest").contains(&"T-160".to_owned()), "an underscore in a PrintableString");
    assert!(flaws("vp.qa.tp.cybercom").contains(&"T-164".to_owned()), "1024 bits");
    assert!(!flaws(VALID_THEN).iter().any(|code| ["T-160", "T-164", "T-165"].contains(&code.as_str())));
}

#[test]
fn without_ca_certificates_it_cannot_say_and_tells_what_is_missing_and_where_it_is() {
    let Some(certificate) = end_entity(VALID_THEN) else { return };
    let home = Home::new();
    let args = ["verify", text(&certificate), "--at", A_DAY];
    let document = answer(home.tillit([&args[..], &["--json"]].concat()).assert_code(3));
    let verdict = verdict(result(&document, VALID_THEN), "siths-test", "e-id");
    assert_eq!(verdict["trusted"], Value::Null, "{verdict:#}");
    assert_eq!(verdict["issued_under"], true, "by its issuer's name and key identifier: {verdict:#}");
    assert!(has_reason(verdict, "T-101"), "{verdict:#}");

    for (language, refusal) in [("en", "not trusted"), ("sv", "inte betro")] {
        let output = home.tillit([&args[..], &["--lang", language]].concat());
        output.assert_code(3).assert_says("TEST SITHS e-id Function CA v1").assert_says("http://");
        assert!(!output.stdout.contains(refusal), "\"cannot say\" shown as a refusal:\n{}", output.stdout);
    }
}

#[test]
fn with_one_ca_removed_that_one_is_named() {
    let Some(certificate) = end_entity(VALID_THEN) else { return };
    let home = Home::new();
    let [issuing, root] = TEST_FUNCTION else { panic!("two") };
    for (given, missing) in [(root, "TEST SITHS e-id Function CA v1"), (issuing, "TEST SITHS e-id Root CA v2")] {
        let ca = authority(given).unwrap();
        let output = home.tillit(["verify", text(&certificate), "--at", A_DAY, "--json", "--ca", text(&ca)]);
        let document = answer(output.assert_code(3));
        let verdict = verdict(result(&document, VALID_THEN), "siths-test", "e-id");
        assert_eq!(verdict["trusted"], Value::Null, "{verdict:#}");
        let missed: Vec<_> =
            verdict["reasons"].as_array().unwrap().iter().filter(|reason| reason["code"] == "T-101").collect();
        assert_eq!(missed.len(), 1, "{verdict:#}");
        assert!(missed[0].to_string().contains(missing), "{verdict:#}");
    }
}

#[test]
fn a_corrupted_ca_is_an_error_that_names_the_file_never_a_silent_fallback() {
    let Some(certificate) = end_entity(VALID_THEN) else { return };
    let home = Home::new();
    let [issuing, root] = TEST_FUNCTION else { panic!("two") };
    let root = authority(root).unwrap();
    let der = openssl(["x509", "-outform", "DER", "-in", text(&authority(issuing).unwrap())]);
    let bad_signature = {
        let mut der = der.clone();
        *der.last_mut().unwrap() ^= 1;
        der
    };
    let args = |ca: &Path| {
        let ca = text(ca).to_owned();
        ["verify", text(&certificate), "--at", A_DAY, "--json", "--ca", text(&root), "--ca", &ca].map(str::to_owned)
    };

    // Cut short: unreadable.
    let cut = home.write("cut.cer", &der[..der.len() / 2]);
    let output = home.tillit(args(&cut));
    assert!([2, 3].contains(&output.code), "{output:?}");
    assert!(format!("{}{}", output.stdout, output.stderr).contains("cut.cer"), "{output:?}");

    // One bit of its signature: readable, with the right name and key, and nobody's.
    let altered = home.write("altered.cer", &bad_signature);
    let output = home.tillit(args(&altered));
    assert_ne!(output.code, 0, "{output:?}");
    let document = answer(&output);
    let verdict = verdict(result(&document, VALID_THEN), "siths-test", "e-id");
    assert_ne!(verdict["trusted"], true, "{verdict:#}");

    // A file that is not there.
    let output = home.tillit(args(&home.work().join("absent.cer")));
    assert!([2, 3].contains(&output.code), "{output:?}");
    output.assert_complains("absent.cer");
}

#[test]
fn at_the_wrong_time_the_time_is_the_reason() {
    let (Some(certificate), Some(cas)) = (end_entity(VALID_THEN), shared("siths-pki/ca")) else { return };
    let home = Home::new();
    for (at, code) in [("2028-01-01T00:00:00Z", "T-110"), ("2024-01-01T00:00:00Z", "T-112")] {
        let output = home.tillit(["verify", text(&certificate), "--ca", text(&cas), "--at", at, "--json"]);
        let document = answer(output.assert_code(1));
        let verdict = verdict(result(&document, VALID_THEN), "siths-test", "e-id");
        assert_eq!(verdict["trusted"], false, "{verdict:#}");
        assert_eq!(reasons(verdict)[0], (code.to_owned(), 0), "{verdict:#}");
    }
}

#[test]
fn for_another_purpose_the_purpose_is_the_reason() {
    let Some(cas) = shared("siths-pki/ca") else { return };
    let home = Home::new();

    let login = end_entity(VALID_THEN).unwrap();
    let output =
        home.tillit(["verify", text(&login), "--ca", text(&cas), "--at", A_DAY, "--json", "--purpose", "signing"]);
    let document = answer(output.assert_code(1));
    let verdict_of_login = verdict(result(&document, VALID_THEN), "siths-test", "e-id");
    assert_eq!(verdict_of_login["trusted"], false, "{verdict_of_login:#}");
    assert_eq!(reasons(verdict_of_login)[0], ("T-121".to_owned(), 0), "{verdict_of_login:#}");

    let signing = end_entity("Ingrid_Andersson").unwrap();
    let output = home.tillit(["verify", text(&signing), "--ca", text(&cas), "--at", "2018-01-01T00:00:00Z", "--json"]);
    let document = answer(&output);
    let verdict_of_signing = verdict(result(&document, "Ingrid_Andersson"), "siths-test", "root-v1");
    assert_ne!(verdict_of_signing["trusted"], true, "{verdict_of_signing:#}");
    assert!(has_reason(verdict_of_signing, "T-120"), "{verdict_of_signing:#}");

    for (host, code) in [("clientcert-idp.qa.siths.se", 0), ("another.example.se", 1)] {
        let output = home.tillit([
            "verify",
            text(&login),
            "--ca",
            text(&cas),
            "--at",
            A_DAY,
            "--json",
            "--purpose",
            "server",
            "--host",
            host,
        ]);
        let document = answer(output.assert_code(code));
        let verdict = verdict(result(&document, VALID_THEN), "siths-test", "e-id");
        assert_eq!(verdict["trusted"], code == 0, "{verdict:#}");
        assert_eq!(has_reason(verdict, "T-124"), code == 1, "{verdict:#}");
    }
}

#[test]
fn the_same_from_standard_input() {
    let (Some(certificate), Some(cas)) = (end_entity(VALID_THEN), shared("siths-pki/ca")) else { return };
    let home = Home::new();
    let pem = fs::read(&certificate).unwrap();
    let output = home.tillit_reading(&pem, ["verify", "-", "--ca", text(&cas), "--at", A_DAY, "--json"]);
    let document = answer(output.assert_code(0));
    assert_eq!(verdict(result(&document, "-"), "siths-test", "e-id")["trusted"], true);
}

/// Trust stores that a real relying party publishes: the certificates that keytool finds in them, with a password and, where the format allows,
/// without.
#[test]
fn real_trust_stores_hold_what_keytool_finds_in_them() {
    let published = "p@ssword";
    let home = Home::new();
    let password = format!("file:{}", text(&home.write("password", published)));
    for (file, readable_without) in [("mtls-opentest-truststore.jks", true), ("mtls-opentest-truststore.p12", false)] {
        let Some(store) = shared(&format!("siths-pki/truststores/{file}")) else { return };
        let listed = Command::new("keytool")
            .args(["-list", "-storepass", published, "-keystore", text(&store)])
            .env("LC_ALL", "C")
            .output()
            .expect("keytool is here");
        assert!(listed.status.success(), "keytool: {}", String::from_utf8_lossy(&listed.stdout));
        let mut theirs: Vec<String> = String::from_utf8_lossy(&listed.stdout)
            .lines()
            .filter_map(|line| line.split_once("(SHA-256): ").map(|(_, hex)| hex.trim().replace(':', "")))
            .collect();
        theirs.sort();
        assert!(!theirs.is_empty());

        let verify = ["verify", text(&store), "--at", A_DAY, "--json", "--purpose", "any"];
        let found = |output: &Output| -> Vec<String> {
            let document = answer(output);
            let results = document["results"].as_array().unwrap();
            let mut ours: Vec<_> = results.iter().map(|r| r["sha256"].as_str().unwrap().to_owned()).collect();
            ours.sort();
            ours
        };
        let with_password = home.tillit([&verify[..], &["--password", &password]].concat());
        assert_eq!(found(&with_password), theirs, "{file}");
        let without = home.tillit(verify);
        if readable_without {
            assert_eq!(found(&without), theirs, "{file} without a password");
        } else {
            assert!(found(&without).is_empty(), "{file} without a password");
            without.assert_code(3).assert_says("T-021");
        }
    }
}
