//! The builder's certificates before OpenSSL.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;

use der::{Decode as _, Encode as _};
use tillit_lab::{
    Algorithm, CertificateBuilder, Dn, Extension, GeneralName, Issued, Key, KeyId, KeyKind, KeyPool, KeyUsage, Oid,
    StringType, oids,
};

struct Answer {
    ok: bool,
    text: String,
}

fn openssl(arguments: &[&str]) -> Answer {
    let output = Command::new("openssl").args(arguments).output().expect("openssl must be installed");
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    Answer { ok: output.status.success(), text }
}

fn save(dir: &Path, name: &str, certificate: &Issued) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, certificate.to_pem()).unwrap();
    path
}

fn verify(root: &Issued, intermediates: &[&Issued], leaf: &Issued) -> Answer {
    let dir = tempfile::tempdir().unwrap();
    let anchor = save(dir.path(), "root.pem", root);
    let leaf = save(dir.path(), "leaf.pem", leaf);
    let untrusted = dir.path().join("untrusted.pem");
    std::fs::write(&untrusted, intermediates.iter().map(|c| c.to_pem()).collect::<String>()).unwrap();
    let mut arguments = vec!["verify", "-x509_strict", "-auth_level", "0", "-check_ss_sig", "-CAfile"];
    arguments.push(anchor.to_str().unwrap());
    if !intermediates.is_empty() {
        arguments.extend(["-untrusted", untrusted.to_str().unwrap()]);
    }
    arguments.push(leaf.to_str().unwrap());
    openssl(&arguments)
}

fn text(certificate: &Issued) -> String {
    let dir = tempfile::tempdir().unwrap();
    let path = save(dir.path(), "c.pem", certificate);
    let answer =
        openssl(&["x509", "-in", path.to_str().unwrap(), "-noout", "-text", "-nameopt", "RFC2253,utf8,-esc_msb"]);
    assert!(answer.ok, "{}", answer.text);
    answer.text
}

/// Every key kind as root, with every algorithm it can sign with.
#[test]
fn openssl_accepts_chains_of_every_kind_of_key_and_signature() {
    use Algorithm::*;
    let rsa = [RsaPkcs1Sha1, RsaPkcs1Sha256, RsaPkcs1Sha384, RsaPkcs1Sha512, RsaPssSha256, RsaPssSha384, RsaPssSha512];
    // A 1024 bit key has no room for the padding and salt of PSS with SHA-512.
    let cases: [(KeyKind, &[Algorithm]); 8] = [
        (KeyKind::rsa(1024), &rsa[..6]),
        (KeyKind::RSA_2048, &rsa),
        (KeyKind::RSA_4096, &rsa[..2]),
        (KeyKind::Rsa { bits: 2048, exponent: 3 }, &rsa),
        (KeyKind::P256, &[EcdsaSha256]),
        (KeyKind::P384, &[EcdsaSha384]),
        (KeyKind::P521, &[EcdsaSha256, EcdsaSha384, EcdsaSha512]),
        (KeyKind::Ed25519, &[Ed25519]),
    ];
    for (kind, algorithms) in cases {
        let key = KeyPool::shared().get(kind, "root").unwrap();
        for &algorithm in algorithms {
            let root = CertificateBuilder::ca(Dn::cn("Root")).key(&key).self_sign_with(algorithm).unwrap();
            let leaf = CertificateBuilder::leaf(Dn::cn("Leaf")).issue_with(&root, algorithm).unwrap();
            let answer = verify(&root, &[], &leaf);
            assert!(answer.ok, "{kind:?} {algorithm:?}: {}", answer.text);
            let broken = CertificateBuilder::leaf(Dn::cn("Leaf")).corrupt_signature().issue_with(&root, algorithm);
            let answer = verify(&root, &[], &broken.unwrap());
            assert!(answer.text.contains("certificate signature failure"), "{kind:?} {algorithm:?}: {}", answer.text);
        }
    }
}

#[test]
fn every_extension_is_read_by_openssl_as_it_was_meant() {
    let policy = Oid::new_unwrap("1.2.752.74.8.505");
    let certificate = CertificateBuilder::new(
        Dn::new()
            .country("SE")
            .organisation("Lab AB (påhittad)")
            .with(oids::COMMON_NAME, StringType::Bmp, "Tolvan Å")
            .serial_number("SELAB0000000016-1ABC"),
    )
    .serial([0x80, 1, 2])
    .subject_key_id(KeyId::Right)
    .authority_key_id(KeyId::Given(vec![1, 2, 3]))
    .extension(Extension::basic_constraints(true, Some(2)))
    .extension(Extension::key_usage(&[KeyUsage::DigitalSignature, KeyUsage::NonRepudiation, KeyUsage::KeyCertSign]))
    .extension(Extension::extended_key_usage(&[oids::CLIENT_AUTH, oids::SMART_CARD_LOGON]))
    .extension(Extension::subject_alt_names(&[
        GeneralName::Dns("lab.invalid".into()),
        GeneralName::Email("a@lab.invalid".into()),
        GeneralName::Uri("http://lab.invalid/".into()),
        GeneralName::Ip(vec![127, 0, 0, 1]),
        GeneralName::Directory(Dn::cn("Dir")),
        GeneralName::RegisteredId(policy),
        GeneralName::Other(oids::USER_PRINCIPAL_NAME, "tolvan@lab.invalid".into()),
    ]))
    .extension(Extension::policies(&[policy, oids::ANY_POLICY]))
    .extension(Extension::policy_mappings(&[(policy, Oid::new_unwrap("1.2.3"))]))
    .extension(Extension::policy_constraints(Some(0), Some(300)))
    .extension(Extension::inhibit_any_policy(1))
    .extension(Extension::name_constraints(
        &[GeneralName::Dns("lab.invalid".into())],
        &[GeneralName::Ip(vec![10, 0, 0, 0, 255, 0, 0, 0])],
    ))
    .extension(Extension::authority_info_access(&["http://aia.lab.invalid/ca.cer"], &["http://ocsp.lab.invalid"]))
    .extension(Extension::crl_distribution_points(&["http://crl.lab.invalid/a.crl", "http://crl.lab.invalid/b.crl"]))
    .extension(Extension::card_number("9752000000000000001"))
    .extension(Extension::new(Oid::new_unwrap("1.2.3.4"), true, vec![5, 0]))
    .self_sign()
    .unwrap();
    let text = text(&certificate);
    for wanted in [
        "Subject: serialNumber=SELAB0000000016-1ABC,CN=Tolvan Å,O=Lab AB (påhittad),C=SE",
        "Serial Number: 8388866 (0x800102)",
        "CA:TRUE, pathlen:2",
        "Digital Signature, Non Repudiation, Certificate Sign\n",
        "TLS Web Client Authentication, Microsoft Smartcard Login",
        "DNS:lab.invalid, email:a@lab.invalid, URI:http://lab.invalid/, IP Address:127.0.0.1, DirName:/CN=Dir, \
         Registered ID:1.2.752.74.8.505, othername: UPN::tolvan@lab.invalid",
        "Policy: 1.2.752.74.8.505",
        "Policy: X509v3 Any Policy",
        "1.2.752.74.8.505:1.2.3",
        "Require Explicit Policy:0, Inhibit Policy Mapping:300",
        "X509v3 Inhibit Any Policy: critical\n                1",
        "Permitted:\n                  DNS:lab.invalid\n                Excluded:\n                  IP:10.0.0.0/255.0.0.0",
        "OCSP - URI:http://ocsp.lab.invalid",
        "CA Issuers - URI:http://aia.lab.invalid/ca.cer",
        "URI:http://crl.lab.invalid/b.crl",
        "..9752000000000000001",
        "1.2.3.4: critical",
        "X509v3 Authority Key Identifier: \n                01:02:03",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in\n{text}");
    }
    let id: String = certificate.key.id().iter().map(|b| format!("{b:02X}")).collect::<Vec<_>>().join(":");
    assert!(text.contains(&format!("Subject Key Identifier: \n                {id}")), "{text}");
}

#[test]
fn what_a_sound_writer_refuses_can_be_made() {
    let root = CertificateBuilder::ca(Dn::cn("Root")).self_sign().unwrap();
    let mismatch = CertificateBuilder::leaf(Dn::cn("Leaf"))
        .outer_algorithm(Algorithm::RsaPkcs1Sha512.identifier())
        .issue(&root)
        .unwrap();
    let shown = text(&mismatch);
    assert!(shown.contains("Signature Algorithm: sha256WithRSAEncryption"), "{shown}");
    assert!(shown.contains("Signature Algorithm: sha512WithRSAEncryption"), "{shown}");
    assert!(!verify(&root, &[], &mismatch).ok);

    let old = CertificateBuilder::new(Dn::cn("V1")).version(1).self_sign().unwrap();
    assert!(text(&old).contains("Version: 1 (0x0)"));

    let underscore = CertificateBuilder::leaf(Dn::new().serial_number("T_X")).issue(&root).unwrap();
    assert!(underscore.der.windows(5).any(|w| w == [0x13, 3, b'T', b'_', b'X']));
}

#[test]
fn keys_are_kept_by_label_and_issuers_are_named_from_their_certificates() {
    let pool = KeyPool::new();
    assert_eq!(pool.get(KeyKind::P256, "a").unwrap(), pool.get(KeyKind::P256, "a").unwrap());
    assert_ne!(pool.get(KeyKind::P256, "a").unwrap(), pool.get(KeyKind::P256, "b").unwrap());

    let key = Key::generate(KeyKind::P256).unwrap();
    let root = CertificateBuilder::ca(Dn::cn("Root")).key(&key).self_sign().unwrap();
    let issuing = CertificateBuilder::ca(Dn::cn("Issuing"))
        .key(&pool.get(KeyKind::P384, "issuing").unwrap())
        .subject_key_id(KeyId::Given(vec![9; 20]))
        .issue(&root)
        .unwrap();
    let leaf = CertificateBuilder::leaf(Dn::cn("Leaf")).issue(&issuing).unwrap();
    let answer = verify(&root, &[&issuing], &leaf);
    assert!(answer.ok, "{}", answer.text);
    assert!(matches!(key.sign(Algorithm::RsaPkcs1Sha256, b""), Err(tillit_lab::LabError::Algorithm { .. })));
}

#[test]
fn der_is_strict_and_private_keys_are_read_back() {
    let dir = tempfile::tempdir().unwrap();
    for kind in [KeyKind::RSA_2048, KeyKind::P256, KeyKind::P521, KeyKind::Ed25519] {
        let key = KeyPool::shared().get(kind, "root").unwrap();
        let path = dir.path().join("key.pem");
        std::fs::write(&path, key.to_pem()).unwrap();
        let public = openssl(&[
            "pkey",
            "-in",
            path.to_str().unwrap(),
            "-pubout",
            "-outform",
            "DER",
            "-out",
            dir.path().join("pub.der").to_str().unwrap(),
        ]);
        assert!(public.ok, "{kind:?}: {}", public.text);
        assert_eq!(std::fs::read(dir.path().join("pub.der")).unwrap(), key.spki(), "{kind:?}");

        let certificate = CertificateBuilder::ca(Dn::cn("Root")).key(&key).self_sign().unwrap();
        let path = dir.path().join("c.der");
        std::fs::write(&path, &certificate.der).unwrap();
        let answer = openssl(&["asn1parse", "-inform", "DER", "-in", path.to_str().unwrap()]);
        assert!(answer.ok && !answer.text.contains("Error"), "{}", answer.text);
        // A strict reader takes it, and writes the same again.
        let read = x509_cert::Certificate::from_der(&certificate.der).unwrap();
        assert_eq!(read.to_der().unwrap(), certificate.der);
    }
}
