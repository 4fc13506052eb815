//! The SITHS-shaped PKI and its files before OpenSSL, keytool and tillit's own reader.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use der::{Decode as _, Encode as _};
use tillit_lab::write::{PASSWORD, write};
use tillit_lab::{Generation, LabError, Options, Part, Pki};
use time::OffsetDateTime;

fn pki() -> &'static Pki {
    static PKI: OnceLock<Pki> = OnceLock::new();
    PKI.get_or_init(|| Pki::siths_shaped(&Options::new(OffsetDateTime::now_utc()), &|_, _| {}).unwrap())
}

/// A folder with the PKI in it.
fn written() -> (tempfile::TempDir, PathBuf) {
    let place = tempfile::tempdir().unwrap();
    let lab = place.path().join("lab");
    write(pki(), &lab).unwrap();
    (place, lab)
}

fn run(program: &str, arguments: &[&str], folder: &Path) -> (bool, String) {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap_or_else(|e| panic!("{program} must be installed: {e}"));
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.success(), text)
}

fn stem(holder: &tillit_lab::Holder, part: Part) -> String {
    if holder.is_card { format!("cards/{}/{}", holder.id, part.word()) } else { format!("functions/{}", holder.id) }
}

#[test]
fn openssl_accepts_every_chain_under_its_own_root_and_no_other() {
    let (_place, lab) = written();
    let mut seen = 0;
    for holder in &pki().holders {
        for held in &holder.certificates {
            let generation = pki().authority(held.issuer).unwrap().generation;
            let leaf = format!("{}.pem", stem(holder, held.part));
            let verify = |trust: &str, time: &[&str]| {
                let mut arguments = vec!["verify", "-auth_level", "0", "-x509_strict", "-check_ss_sig"];
                arguments.extend_from_slice(time);
                arguments.extend(["-CAfile", trust, &leaf]);
                run("openssl", &arguments, &lab)
            };
            let (own, other) = match generation {
                Generation::Old => ("trust/old.pem", "trust/new.pem"),
                Generation::New => ("trust/new.pem", "trust/old.pem"),
            };
            let expired = holder.id == "expired";
            let (ok, text) = verify(own, if expired { &["-no_check_time"] } else { &[] });
            assert!(ok, "{leaf}: {text}");
            let (ok, text) = verify("trust/both.pem", &[]);
            assert_eq!(ok, !expired, "{leaf}: {text}");
            assert_eq!(text.contains("certificate has expired"), expired, "{leaf}: {text}");
            let (ok, text) = verify(other, &["-no_check_time"]);
            assert!(!ok && text.contains("unable to get local issuer certificate"), "{leaf}: {text}");
            seen += 1;
        }
    }
    assert_eq!(seen, 20);
}

#[test]
fn openssl_refuses_what_is_broken() {
    let (_place, lab) = written();
    let (ok, text) = run("openssl", &["verify", "-CAfile", "trust/both.pem", "broken/damaged.pem"], &lab);
    assert!(!ok && text.contains("certificate signature failure"), "{text}");
    let arguments =
        ["verify", "-CAfile", "trust/both.pem", "-untrusted", "broken/look-alike-ca.pem", "broken/look-alike.pem"];
    let (ok, text) = run("openssl", &arguments, &lab);
    assert!(!ok, "{text}");
    // The look-alike and its model differ in nothing that a person would see.
    let shown = |path: &str| {
        run(
            "openssl",
            &[
                "x509",
                "-in",
                path,
                "-noout",
                "-subject",
                "-issuer",
                "-dates",
                "-ext",
                "keyUsage,authorityKeyIdentifier",
            ],
            &lab,
        )
        .1
    };
    assert_eq!(shown("broken/look-alike.pem"), shown("cards/upgraded/hsaid-login.pem"));
}

#[test]
fn revocation_lists_are_signed_by_their_cas_and_only_the_revoked_card_is_refused() {
    let (_place, lab) = written();
    let mut all = String::new();
    for ca in &pki().authorities {
        let list = format!("crl/{}.crl", ca.file);
        let own = format!("ca/{}/{}.pem", ca.generation.word(), ca.file);
        let (ok, text) = run("openssl", &["crl", "-inform", "DER", "-in", &list, "-CAfile", &own, "-text"], &lab);
        assert!(ok && text.contains("verify OK"), "{list}: {text}");
        assert!(text.contains("Version 2 (0x1)") && text.contains("X509v3 CRL Number"), "{text}");
        all.push_str(&text[text.find("-----BEGIN").unwrap()..text.find("-----END X509 CRL-----").unwrap()]);
        all.push_str("-----END X509 CRL-----\n");
        let parsed = x509_cert::crl::CertificateList::<x509_cert::certificate::Rfc5280>::from_der(&ca.crl).unwrap();
        assert_eq!(parsed.to_der().unwrap(), ca.crl);
    }
    fs::write(lab.join("all-crls.pem"), all).unwrap();
    for holder in pki().holders.iter().filter(|holder| holder.id != "expired") {
        for held in &holder.certificates {
            let leaf = format!("{}.pem", stem(holder, held.part));
            let arguments = [
                "verify",
                "-auth_level",
                "0",
                "-crl_check_all",
                "-CRLfile",
                "all-crls.pem",
                "-CAfile",
                "trust/both.pem",
                &leaf,
            ];
            let (ok, text) = run("openssl", &arguments, &lab);
            assert_eq!(ok, !holder.revoked, "{leaf}: {text}");
            assert_eq!(text.contains("certificate revoked"), holder.revoked, "{leaf}: {text}");
        }
    }
}

#[test]
fn openssl_answers_ocsp_requests_with_the_files() {
    let (_place, lab) = written();
    for (ca, leaf, status) in [
        ("labsithseidpersonhsaid3cav1", "cards/revoked/hsaid-login.pem", "revoked"),
        ("labsithseidpersonhsaid3cav1", "cards/upgraded/hsaid-login.pem", "good"),
        ("labsithseidfunctioncav1", "functions/server.pem", "good"),
        ("labsithseidrootcav2", "ca/new/labsithseidfunctioncav1.pem", "good"),
    ] {
        let issuer = format!("ca/new/{ca}.pem");
        let (ok, text) = run("openssl", &["ocsp", "-issuer", &issuer, "-cert", leaf, "-reqout", "request.der"], &lab);
        assert!(ok, "{text}");
        let (index, signer, key) = (format!("ocsp/{ca}.txt"), format!("ocsp/{ca}.pem"), format!("keys/ocsp/{ca}.key"));
        let mut arguments = vec!["ocsp", "-index", &index, "-CA", &issuer, "-rsigner", &signer, "-rkey", &key];
        arguments.extend(["-reqin", "request.der", "-respout", "response.der", "-ndays", "1"]);
        let (ok, text) = run("openssl", &arguments, &lab);
        assert!(ok, "{text}");
        let mut arguments = vec!["ocsp", "-respin", "response.der", "-no_nonce", "-CAfile", "trust/new.pem"];
        arguments.extend(["-issuer", &issuer, "-cert", leaf]);
        let (_, text) = run("openssl", &arguments, &lab);
        assert!(text.contains("Response verify OK") && text.contains(&format!("{leaf}: {status}\n")), "{text}");
        assert_eq!(text.contains("Reason: cessationOfOperation"), status == "revoked", "{text}");
    }
}

#[test]
fn fields_are_shaped_like_siths() {
    let (_place, lab) = written();
    let text = |path: &str| {
        let (ok, text) =
            run("openssl", &["x509", "-in", path, "-noout", "-text", "-nameopt", "oneline,utf8,-esc_msb"], &lab);
        assert!(ok, "{text}");
        text
    };
    let signature = text("cards/old/hsaid-signature.pem");
    for wanted in [
        "Subject: C = SE, L = Påhittköping, O = Lab AB (påhittad), CN = Tolvan Tolvansson, SN = Tolvansson, GN = Tolvan, serialNumber = SELAB0000000016-1ABC",
        "Issuer: C = SE, O = Lab AB (påhittad), CN = LAB SITHS Type 1 CA v1",
        "Signature Algorithm: sha1WithRSAEncryption",
        "X509v3 Key Usage: critical\n                Non Repudiation\n",
        "..9752000000000000012",
        "URI:http://crl.lab.invalid/labsithstype1cav1.crl",
        "CA Issuers - URI:http://aia.lab.invalid/labsithstype1cav1.cer",
    ] {
        assert!(signature.contains(wanted), "{wanted}\n{signature}");
    }
    assert!(!signature.contains("Extended Key Usage") && !signature.contains("Alternative Name"));
    let identity = text("cards/upgraded/identity-login.pem");
    assert!(identity.contains("serialNumber = 191212121212\n"), "{identity}");
    assert!(identity.contains("sha512WithRSAEncryption") && identity.contains("LAB SITHS e-id Person ID 3 CA v1"));
    assert!(identity.contains("Policy: 1.3.6.1.4.1.32473.74.8.303"), "{identity}");
    assert!(text("cards/reserve/hsaid-login.pem").contains("Policy: 1.3.6.1.4.1.32473.74.8.302"));
    assert!(text("cards/upgraded/hsaid-login.pem").contains("Microsoft Smartcard Login"));
    assert!(text("functions/server.pem").contains("DNS:tjanst.lab.invalid, DNS:localhost, IP Address:127.0.0.1"));
    let root = text("ca/new/labsithseidrootcav2.pem");
    assert!(root.contains("sha256WithRSAEncryption") && root.contains("CA:TRUE\n"), "{root}");
    let issuing = text("ca/new/labsithseidfunctioncav1.pem");
    assert!(issuing.contains("CA:TRUE, pathlen:0") && issuing.contains("X509v3 Any Policy"), "{issuing}");
    // A coordination number: 60 is added to the day.
    assert!(text("cards/coordination-number/identity-login.pem").contains("serialNumber = 197904749"), "number");

    // The country is a PrintableString, the rest UTF8String, as in the real ones.
    let (_, parsed) = run("openssl", &["asn1parse", "-in", "ca/new/labsithseidrootcav2.pem"], &lab);
    let parsed: String = parsed.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(parsed.contains("PRINTABLESTRING :SE"), "{parsed}");
    assert!(parsed.contains("UTF8STRING :LAB SITHS e-id Root CA v2"), "{parsed}");
}

#[test]
fn keytool_and_openssl_read_every_pkcs12() {
    let (_place, lab) = written();
    for holder in &pki().holders {
        let file = format!("p12/{}.p12", holder.id);
        let pass = format!("pass:{PASSWORD}");
        let (ok, text) = run("openssl", &["pkcs12", "-in", &file, "-passin", &pass, "-nodes"], &lab);
        assert!(ok, "{file}: {text}");
        assert_eq!(text.matches("BEGIN PRIVATE KEY").count(), holder.certificates.len(), "{file}");
        let (ok, text) = run("keytool", &["-list", "-v", "-keystore", &file, "-storepass", PASSWORD], &lab);
        assert!(ok, "{file}: {text}");
        assert_eq!(text.matches("Entry type: PrivateKeyEntry").count(), holder.certificates.len(), "{file}: {text}");
        assert_eq!(text.matches("Certificate chain length: 3").count(), holder.certificates.len(), "{file}: {text}");
    }
}

#[test]
fn every_certificate_file_is_strict_der_and_tillit_reads_it() {
    let (_place, lab) = written();
    let mut folders = vec![lab.clone()];
    let (mut certificates, mut keys) = (0, 0);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            match path.extension().and_then(|e| e.to_str()) {
                Some("cer") => {
                    let der = fs::read(&path).unwrap();
                    let read = tillit_verifier::Certificate::from_der(&der).unwrap();
                    assert!(read.extensions().all.iter().all(|e| !e.malformed), "{}", path.display());
                    // The underscore is the one fault that is made on purpose.
                    if !path.ends_with("old-client.cer") {
                        let strict = x509_cert::Certificate::from_der(&der).unwrap();
                        assert_eq!(strict.to_der().unwrap(), der);
                    }
                    certificates += 1;
                }
                Some("key" | "p12") => {
                    keys += 1;
                    #[cfg(unix)]
                    {
                        use std::os::unix::fs::PermissionsExt as _;
                        let mode = fs::metadata(&path).unwrap().permissions().mode();
                        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
                    }
                }
                _ => {}
            }
        }
    }
    assert_eq!(certificates, 11 + 20);
    assert_eq!(keys, 11 + 11 + 20 + 1 + 13);
}

#[test]
fn every_key_belongs_to_its_certificate() {
    let (_place, lab) = written();
    for (certificate, key) in [
        ("cards/upgraded/hsaid-login.pem", "keys/cards/upgraded/hsaid-login.key"),
        ("functions/server.pem", "keys/functions/server.key"),
        ("ca/old/labsithsrootcav1.pem", "keys/ca/labsithsrootcav1.key"),
        ("ocsp/labsithsrootcav1.pem", "keys/ocsp/labsithsrootcav1.key"),
        ("broken/look-alike.pem", "keys/broken/look-alike.key"),
    ] {
        let public = run("openssl", &["x509", "-in", certificate, "-noout", "-pubkey"], &lab).1;
        assert_eq!(public, run("openssl", &["pkey", "-in", key, "-pubout"], &lab).1, "{certificate}");
    }
}

#[test]
fn the_catalog_is_one_that_tillit_takes_and_its_pins_fit() {
    use tillit_verifier::catalog::{Origin, parse};
    let text = tillit_lab::catalog::catalog_toml(pki());
    let parsed = parse(&text, &Origin::Embedded).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(parsed.id, tillit_lab::catalog::PKI_ID);
    assert_eq!(parsed.generations.iter().map(|g| g.id.as_str()).collect::<Vec<_>>(), ["root-v1", "e-id"]);
    let entries: Vec<_> = parsed.generations.iter().flat_map(|g| &g.cas).collect();
    assert_eq!(entries.len(), pki().authorities.len());
    for ca in &pki().authorities {
        let certificate = tillit_verifier::Certificate::from_der(&ca.issued.der).unwrap();
        let entry = entries.iter().find(|entry| entry.name == ca.name).unwrap();
        assert!(entry.subject.same_encoding(certificate.subject()), "{}", ca.name);
        if let Some(pin) = entry.sha256 {
            assert_eq!(pin, certificate.fingerprint());
            assert_eq!(entry.key_id.as_ref(), certificate.extensions().subject_key_id.as_ref());
            assert_eq!(entry.not_after, Some(certificate.not_after()));
        }
    }
    assert_eq!(entries.iter().filter(|entry| entry.sha256.is_some()).count(), 5);
}

#[test]
fn a_base_url_is_in_every_address() {
    let options =
        Options { base_url: Some("http://127.0.0.1:8080/".to_owned()), ..Options::new(OffsetDateTime::now_utc()) };
    let pki = Pki::siths_shaped(&options, &|_, _| {}).unwrap();
    let server = tillit_verifier::Certificate::from_der(&pki.certificate("server", Part::Server).unwrap().der).unwrap();
    let extensions = server.extensions();
    assert_eq!(extensions.crl_urls, ["http://127.0.0.1:8080/crl/labsithseidfunctioncav1.crl"]);
    assert_eq!(extensions.ca_issuer_urls, ["http://127.0.0.1:8080/aia/labsithseidfunctioncav1.cer"]);
    assert_eq!(extensions.ocsp_urls, ["http://127.0.0.1:8080/ocsp"]);
}

#[test]
fn progress_is_told_to_the_end() {
    let (last, total) = (AtomicUsize::new(0), AtomicUsize::new(0));
    Pki::siths_shaped(&Options::new(OffsetDateTime::now_utc()), &|done, of| {
        last.fetch_max(done, Ordering::Relaxed);
        total.store(of, Ordering::Relaxed);
    })
    .unwrap();
    assert_eq!(last.into_inner(), 11 + 20 + 3);
    assert_eq!(total.into_inner(), 11 + 20 + 3);
}

#[test]
fn a_folder_with_anything_else_in_it_is_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let lab = place.path().join("lab");
    fs::create_dir(&lab).unwrap();
    write(pki(), &lab).unwrap();
    let before = fs::read(lab.join("catalog.toml")).unwrap();
    // A lab is replaced by a lab.
    write(pki(), &lab).unwrap();
    assert_eq!(fs::read(lab.join("catalog.toml")).unwrap(), before);

    fs::write(lab.join("cards/mine.txt"), "mine").unwrap();
    let refused = write(pki(), &lab);
    assert!(matches!(&refused, Err(LabError::Foreign { file, .. }) if file.ends_with("cards/mine.txt")), "{refused:?}");
    assert_eq!(fs::read_to_string(lab.join("cards/mine.txt")).unwrap(), "mine");

    let other = place.path().join("other");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("a"), "a").unwrap();
    assert!(matches!(write(pki(), &other), Err(LabError::Foreign { .. })));
    assert!(matches!(write(pki(), &other.join("a")), Err(LabError::Write { .. })));
    assert!(matches!(write(pki(), &place.path().join("none/lab")), Err(LabError::Write { .. })));

    // Nothing is left beside the folders.
    let left: Vec<_> = fs::read_dir(place.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_is_followed_and_stays() {
    let place = tempfile::tempdir().unwrap();
    fs::create_dir(place.path().join("real")).unwrap();
    std::os::unix::fs::symlink("real", place.path().join("link")).unwrap();
    write(pki(), &place.path().join("link")).unwrap();
    assert!(fs::symlink_metadata(place.path().join("link")).unwrap().is_symlink());
    assert!(place.path().join("real/README.txt").exists());
}
