//! The judge before chains made by the lab.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tillit_lab::{
    Algorithm, CertificateBuilder, Dn, Extension, GeneralName, Issued, KeyId, KeyKind, KeyPool, KeyUsage, Oid,
    StringType, oids,
};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::verdict::{OverruleFeature, Purpose, ReasonKind, Verdict};
use time::macros::datetime;

fn read(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

fn options() -> Options {
    Options::login(datetime!(2026-11-21 12:00 UTC))
}

/// Judges `leaf` under `anchors` as given, with `others` offered.
fn judge(anchors: &[&Issued], others: &[&Issued], leaf: &Issued, options: &Options) -> Verdict {
    let catalog = Catalog::default();
    let anchors: Vec<Certificate> = anchors.iter().map(|i| read(i)).collect();
    let others: Vec<Certificate> = others.iter().map(|i| read(i)).collect();
    let judgement = Judge::new(&catalog, &[], Some(&anchors)).judge(&read(leaf), &Offered::new(&others), options);
    judgement.verdicts.into_iter().next().unwrap()
}

fn kinds(verdict: &Verdict) -> Vec<&ReasonKind> {
    verdict.reasons.iter().map(|r| &r.kind).collect()
}

fn root(name: &str) -> Issued {
    ca(name).self_sign().unwrap()
}
fn ca(name: &str) -> CertificateBuilder {
    CertificateBuilder::ca(Dn::cn(name))
}
fn leaf(name: &str) -> CertificateBuilder {
    CertificateBuilder::leaf(Dn::cn(name))
}

#[test]
fn a_plain_chain_is_trusted_and_shown_leaf_first() {
    let root = root("Root");
    let issuing = ca("Issuing").issue(&root).unwrap();
    let card = leaf("Card").issue(&issuing).unwrap();
    let verdict = judge(&[&root], &[&issuing], &card, &options());
    assert_eq!((verdict.trusted, verdict.issued_under), (Some(true), Some(true)), "{:?}", verdict.reasons);
    assert!(verdict.chain.complete);
    let names: Vec<&str> = verdict.chain.links.iter().map(|l| l.certificate.subject().common_name()).collect();
    assert_eq!(names, ["Card", "Issuing", "Root"]);
    assert!(verdict.reasons.is_empty(), "{:?}", verdict.reasons);
}

#[test]
fn without_the_issuing_ca_nothing_can_be_said() {
    let root = root("Root");
    let issuing = ca("Issuing").issue(&root).unwrap();
    let aia = Extension::authority_info_access(&["http://aia.invalid/issuing.cer"], &[]);
    let card = leaf("Card").extension(aia).issue(&issuing).unwrap();
    let verdict = judge(&[&root], &[], &card, &options());
    assert_eq!(verdict.trusted, None);
    let missing: Vec<_> = verdict.missing().collect();
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].subject.common_name(), "Issuing");
    assert_eq!(missing[0].urls, ["http://aia.invalid/issuing.cer"]);
}

#[test]
fn every_reason_is_told_and_the_first_is_the_one_to_fix() {
    let long = (datetime!(2010-01-01 00:00 UTC), datetime!(2030-01-01 00:00 UTC));
    let root = ca("Root").validity(long.0, long.1).self_sign().unwrap();
    let issuing = ca("Issuing").validity(long.0, datetime!(2020-01-01 00:00 UTC)).issue(&root).unwrap();
    let card = leaf("Card")
        .replace(Extension::key_usage(&[KeyUsage::NonRepudiation]))
        .validity(datetime!(2015-01-01 00:00 UTC), datetime!(2019-01-01 00:00 UTC))
        .issue(&issuing)
        .unwrap();
    let verdict = judge(&[&root], &[&issuing], &card, &options());
    assert_eq!(verdict.trusted, Some(false));
    let found: Vec<_> = verdict.reasons.iter().map(|r| (&r.kind, r.link)).collect();
    let expected = matches!(
        found[..],
        [
            (ReasonKind::SignatureCertificateForLogin, 0),
            (ReasonKind::Expired { .. }, 0),
            (ReasonKind::Expired { .. }, 1)
        ]
    );
    assert!(expected, "{found:?}");
    let signing = Options { purpose: Purpose::Signing, time: datetime!(2016-01-01 00:00 UTC), ..options() };
    assert_eq!(judge(&[&root], &[&issuing], &card, &signing).trusted, Some(true));
}

#[test]
fn a_damaged_signature_is_the_reason_at_its_link() {
    let root = root("Root");
    let issuing = ca("Issuing").issue(&root).unwrap();
    let card = leaf("Card").corrupt_signature().issue(&issuing).unwrap();
    let verdict = judge(&[&root], &[&issuing], &card, &options());
    assert_eq!(verdict.trusted, Some(false));
    assert_eq!(kinds(&verdict), [&ReasonKind::SignatureInvalid]);
    assert_eq!(verdict.reasons[0].link, 0);
}

#[test]
fn every_algorithm_verifies_and_a_flipped_signature_does_not() {
    use Algorithm::*;
    let rsa = vec![RsaPkcs1Sha256, RsaPkcs1Sha384, RsaPkcs1Sha512, RsaPssSha256, RsaPssSha384, RsaPssSha512];
    let cases: Vec<(KeyKind, Vec<Algorithm>)> = vec![
        (KeyKind::rsa(2048), rsa),
        (KeyKind::rsa(3072), vec![RsaPkcs1Sha256]),
        (KeyKind::rsa(4096), vec![RsaPkcs1Sha512]),
        (KeyKind::Rsa { bits: 2048, exponent: 3 }, vec![RsaPkcs1Sha256]),
        (KeyKind::rsa(1024), vec![RsaPkcs1Sha256, RsaPkcs1Sha512]),
        (KeyKind::P256, vec![EcdsaSha256]),
        (KeyKind::P384, vec![EcdsaSha384]),
        (KeyKind::P521, vec![EcdsaSha512]),
        (KeyKind::Ed25519, vec![Ed25519]),
    ];
    for (kind, algorithms) in cases {
        let key = KeyPool::shared().get(kind, "algorithms").unwrap();
        for algorithm in algorithms {
            let root = ca("Root").key(&key).self_sign_with(algorithm).unwrap();
            let card = leaf("Card").issue_with(&root, algorithm).unwrap();
            let verdict = judge(&[&root], &[], &card, &options());
            assert_eq!(verdict.trusted, Some(true), "{kind:?} {algorithm:?} {:?}", verdict.reasons);
            assert!(verdict.reasons.is_empty(), "{kind:?} {algorithm:?} {:?}", verdict.reasons);
            let damaged = leaf("Card").corrupt_signature().issue_with(&root, algorithm).unwrap();
            assert_eq!(judge(&[&root], &[], &damaged, &options()).trusted, Some(false), "{kind:?} {algorithm:?}");
        }
    }
}

/// Keys that may make PSS signatures only, as OpenSSL makes them: unrestricted, and bound to one digest.
#[test]
fn keys_restricted_to_pss() {
    let dir = tempfile::tempdir().unwrap();
    let openssl = |arguments: &[&str]| {
        let output = Command::new("openssl").args(arguments).current_dir(dir.path()).output().expect("openssl is here");
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let read =
        |name: &str| Certificate::from_der(&CertificateDer::from_pem_file(dir.path().join(name)).unwrap()).unwrap();
    for restriction in [None, Some("sha256")] {
        let bound = restriction.map(|digest| {
            [
                format!("rsa_pss_keygen_md:{digest}"),
                format!("rsa_pss_keygen_mgf1_md:{digest}"),
                "rsa_pss_keygen_saltlen:32".to_owned(),
            ]
        });
        let mut generate =
            vec!["genpkey", "-algorithm", "RSA-PSS", "-out", "ca.key", "-pkeyopt", "rsa_keygen_bits:2048"];
        for option in bound.iter().flatten() {
            generate.extend(["-pkeyopt", option]);
        }
        openssl(&generate);
        let pss = ["-sigopt", "rsa_pss_saltlen:32", "-sha256"];
        let root = ["req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=Root", "-days", "4000", "-out", "ca.pem"];
        openssl(&[&root[..], &["-addext", "keyUsage=critical,keyCertSign"], &pss].concat());
        let request = [
            "req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", "card.key", "-subj", "/CN=Card", "-out",
            "card.csr",
        ];
        openssl(&request);
        let sign = [
            "x509",
            "-req",
            "-in",
            "card.csr",
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-set_serial",
            "5",
            "-days",
            "3000",
        ];
        std::fs::write(dir.path().join("v3.cnf"), "keyUsage=critical,digitalSignature\n").unwrap();
        openssl(&[&sign[..], &["-extfile", "v3.cnf", "-out", "card.pem"], &pss].concat());
        openssl(&["verify", "-CAfile", "ca.pem", "card.pem"]);
        let (root, card) = (read("ca.pem"), read("card.pem"));
        let catalog = Catalog::default();
        let options = Options::login(card.not_before() + time::Duration::days(1));
        let given = [root];
        let judgement = Judge::new(&catalog, &[], Some(&given)).judge(&card, &Offered::default(), &options);
        assert_eq!(judgement.verdicts[0].trusted, Some(true), "{restriction:?} {:?}", judgement.verdicts[0].reasons);
    }
}

#[test]
fn sha1_passes_with_a_word_and_not_when_strict() {
    let root = root("Root");
    let card = leaf("Card").issue_with(&root, Algorithm::RsaPkcs1Sha1).unwrap();
    let verdict = judge(&[&root], &[], &card, &options());
    assert_eq!(verdict.trusted, Some(true));
    assert_eq!(kinds(&verdict), [&ReasonKind::Sha1Accepted]);
    let verdict = judge(&[&root], &[], &card, &Options { strict: true, ..options() });
    assert_eq!(verdict.trusted, Some(false));
    assert!(kinds(&verdict).contains(&&ReasonKind::WeakDigest { digest: "SHA-1" }), "{:?}", verdict.reasons);
}

#[test]
fn names_alike_the_key_decides() {
    let root = root("Root");
    let right = ca("Issuing").issue(&root).unwrap();
    let other_key = KeyPool::shared().get(KeyKind::RSA_2048, "another key").unwrap();
    let wrong = ca("Issuing").key(&other_key).issue(&root).unwrap();
    let card = leaf("Card").issue(&right).unwrap();
    let without_help = leaf("Card").authority_key_id(KeyId::Absent).issue(&right).unwrap();
    let misled = leaf("Card").authority_key_id(KeyId::Given(wrong.key.id())).issue(&right).unwrap();
    for (card, what) in [(&card, "key id"), (&without_help, "no key id"), (&misled, "wrong key id")] {
        for order in [[&right, &wrong], [&wrong, &right]] {
            let verdict = judge(&[&root], &order, card, &options());
            assert_eq!(verdict.trusted, Some(true), "{what} {:?}", verdict.reasons);
            assert_eq!(verdict.chain.links[1].certificate, read(&right));
        }
    }
}

#[test]
fn a_renewed_ca_with_the_same_key_replaces_the_expired_one() {
    let root = root("Root");
    let ended = (datetime!(2020-01-01 00:00 UTC), datetime!(2024-01-01 00:00 UTC));
    let expired = ca("Issuing").validity(ended.0, ended.1).issue(&root).unwrap();
    let renewed = ca("Issuing").issue(&root).unwrap();
    let card = leaf("Card").issue(&expired).unwrap();
    assert_eq!(judge(&[&root], &[&expired, &renewed], &card, &options()).trusted, Some(true));
    let verdict = judge(&[&root], &[&expired], &card, &options());
    assert_eq!((verdict.trusted, verdict.reasons[0].link), (Some(false), 1));
}

#[test]
fn a_cross_signed_root_is_trusted_under_either() {
    let old = root("Old");
    let new = root("New");
    let cross = ca("New").key(&new.key).issue(&old).unwrap();
    let issuing = ca("Issuing").issue(&new).unwrap();
    let card = leaf("Card").issue(&issuing).unwrap();
    assert_eq!(judge(&[&new], &[&issuing, &cross], &card, &options()).chain.links.len(), 3);
    let verdict = judge(&[&old], &[&issuing, &cross, &new], &card, &options());
    assert_eq!(verdict.trusted, Some(true), "{:?}", verdict.reasons);
    assert_eq!(verdict.chain.links.len(), 4);
}

#[test]
fn loops_end() {
    let root = root("Root");
    let a_key = KeyPool::shared().get(KeyKind::RSA_2048, "loop a").unwrap();
    let a0 = ca("A").key(&a_key).self_sign().unwrap();
    let b = ca("B").issue(&a0).unwrap();
    let a = ca("A").key(&a_key).issue(&b).unwrap();
    let card = leaf("Card").issue(&a).unwrap();
    let verdict = judge(&[&root], &[&a, &b], &card, &options());
    assert_eq!(verdict.trusted, None, "{:?}", verdict.reasons);
}

#[test]
fn ten_thousand_look_alikes_cost_bounded_work() {
    let root = root("Root");
    let right = ca("Issuing").issue(&root).unwrap();
    let card = leaf("Card").issue(&right).unwrap();
    let key = KeyPool::shared().get(KeyKind::RSA_2048, "look-alike").unwrap();
    let model = ca("Issuing").key(&key).subject_key_id(KeyId::Given(right.key.id())).self_sign().unwrap();
    // Every certificate with a key of its own: the modulus is altered, which leaves the encoding whole.
    let at = model.der.windows(key.public_key().len()).position(|w| w == key.public_key()).unwrap() + 60;
    let mut crowd: Vec<Certificate> = (0..10_000_u32)
        .map(|i| {
            let mut der = model.der.clone();
            der[at..at + 4].copy_from_slice(&i.to_be_bytes());
            Certificate::from_der(&der).unwrap()
        })
        .collect();
    crowd.push(read(&right));
    let catalog = Catalog::default();
    let given = [read(&root)];
    let judgement = Judge::new(&catalog, &[], Some(&given)).judge(&read(&card), &Offered::new(&crowd), &options());
    let verdict = &judgement.verdicts[0];
    match verdict.trusted {
        Some(true) => {}
        None => assert!(matches!(verdict.reasons[0].kind, ReasonKind::GaveUp { .. }), "{:?}", verdict.reasons),
        Some(false) => panic!("refused for the sake of strangers: {:?}", verdict.reasons),
    }
}

#[test]
fn issuers_that_may_not_issue_are_refused() {
    let root = root("Root");
    let cases = [
        (ca("Issuing").replace(Extension::basic_constraints(false, None)), ReasonKind::NotCa),
        (ca("Issuing").without(oids::BASIC_CONSTRAINTS), ReasonKind::NotCa),
        (ca("Issuing").replace(Extension::key_usage(&[KeyUsage::CrlSign])), ReasonKind::NoCertSign),
    ];
    for (builder, expected) in cases {
        let issuing = builder.issue(&root).unwrap();
        let card = leaf("Card").issue(&issuing).unwrap();
        let verdict = judge(&[&root], &[&issuing], &card, &options());
        assert_eq!(verdict.trusted, Some(false));
        assert!(verdict.reasons.iter().any(|r| r.kind == expected && r.link == 1), "{:?}", verdict.reasons);
    }
}

#[test]
fn path_length_is_counted_below_its_owner() {
    let root = ca("Root").replace(Extension::basic_constraints(true, Some(0))).self_sign().unwrap();
    let issuing = ca("Issuing").issue(&root).unwrap();
    let near = leaf("Card").issue(&root).unwrap();
    assert_eq!(judge(&[&root], &[], &near, &options()).trusted, Some(true));
    let far = leaf("Card").issue(&issuing).unwrap();
    let verdict = judge(&[&root], &[&issuing], &far, &options());
    assert_eq!(kinds(&verdict), [&ReasonKind::PathTooLong { allowed: 0 }]);
    assert_eq!(verdict.reasons[0].link, 2);
}

#[test]
fn an_expired_anchor_is_refused() {
    let ended = (datetime!(2000-01-01 00:00 UTC), datetime!(2020-01-01 00:00 UTC));
    let root = ca("Root").validity(ended.0, ended.1).self_sign().unwrap();
    let card = leaf("Card").issue(&root).unwrap();
    let verdict = judge(&[&root], &[], &card, &options());
    assert_eq!((verdict.trusted, verdict.reasons[0].link), (Some(false), 1));
}

#[test]
fn unknown_critical_and_repeated_extensions_are_refused() {
    let root = root("Root");
    let unknown = Oid::new_unwrap("1.2.752.99.1");
    let extension = |critical| Extension::new(unknown, critical, vec![5, 0]);
    let critical = leaf("Card").extension(extension(true)).issue(&root).unwrap();
    let verdict = judge(&[&root], &[], &critical, &options());
    assert!(matches!(kinds(&verdict)[..], [ReasonKind::UnknownCriticalExtension { .. }]));
    let harmless = leaf("Card").extension(extension(false)).issue(&root).unwrap();
    assert_eq!(judge(&[&root], &[], &harmless, &options()).trusted, Some(true));
    let twice = leaf("Card").extension(extension(false)).extension(extension(false)).issue(&root).unwrap();
    let verdict = judge(&[&root], &[], &twice, &options());
    assert!(matches!(kinds(&verdict)[..], [ReasonKind::RepeatedExtension { .. }]));
}

#[test]
fn names_that_differ_in_encoding_chain_and_the_second_judge_is_overruled() {
    let subject = Dn::new().country("SE").organisation("Lab AB").common_name("Root");
    let root = CertificateBuilder::ca(subject).self_sign().unwrap();
    let other = Dn::new().country("SE").with(oids::ORGANISATION, StringType::Printable, "LAB  ab").with(
        oids::COMMON_NAME,
        StringType::Printable,
        "root",
    );
    let card = leaf("Card").issuer(other).sign(&root.key, Algorithm::RsaPkcs1Sha256).unwrap();
    let verdict = judge(&[&root], &[], &card, &options());
    assert_eq!(verdict.trusted, Some(true), "{:?}", verdict.reasons);
    let overruled =
        ReasonKind::SecondJudgeOverruled { error: "UnknownIssuer".to_owned(), feature: OverruleFeature::NameEncoding };
    assert_eq!(kinds(&verdict), [&overruled]);
}

#[test]
fn purposes() {
    let root = root("Root");
    let host = |h: &str| Options { purpose: Purpose::Server { host: Some(h.to_owned()) }, ..options() };
    let names = [GeneralName::Dns("*.lab.invalid".to_owned()), GeneralName::Ip(vec![127, 0, 0, 1])];
    let server = leaf("server")
        .replace(Extension::extended_key_usage(&[oids::SERVER_AUTH]))
        .extension(Extension::subject_alt_names(&names))
        .issue(&root)
        .unwrap();
    let hosts = [
        ("a.lab.invalid", true),
        ("A.LAB.invalid", true),
        ("lab.invalid", false),
        ("a.b.lab.invalid", false),
        ("127.0.0.1", true),
        ("127.0.0.2", false),
    ];
    for (name, right) in hosts {
        assert_eq!(judge(&[&root], &[], &server, &host(name)).trusted, Some(right), "{name}");
    }
    let verdict = judge(&[&root], &[], &server, &options());
    assert!(matches!(kinds(&verdict)[..], [ReasonKind::ExtendedKeyUsage { needs: "clientAuth", .. }]));
    let card = leaf("Card").issue(&root).unwrap();
    let signing = judge(&[&root], &[], &card, &Options { purpose: Purpose::Signing, ..options() });
    assert_eq!(kinds(&signing), [&ReasonKind::LoginCertificateForSigning]);
}

#[test]
fn a_name_constraint_is_told_with_the_name() {
    let root = root("Root");
    let constraint = Extension::name_constraints(&[GeneralName::Dns("region.invalid".to_owned())], &[]);
    let issuing = ca("Issuing").extension(constraint).issue(&root).unwrap();
    let with = |name: &str| {
        let names = Extension::subject_alt_names(&[GeneralName::Dns(name.to_owned())]);
        leaf("Card").extension(names).issue(&issuing).unwrap()
    };
    assert_eq!(judge(&[&root], &[&issuing], &with("a.region.invalid"), &options()).trusted, Some(true));
    let verdict = judge(&[&root], &[&issuing], &with("elsewhere.invalid"), &options());
    let expected = ReasonKind::NameConstraint { name: "elsewhere.invalid".to_owned(), excluded: false };
    assert_eq!(kinds(&verdict), [&expected]);
}

#[test]
fn a_required_policy_must_be_there() {
    let root = root("Root");
    let policy = Oid::new_unwrap("1.2.752.99.7");
    let issuing = ca("Issuing")
        .extension(Extension::policies(&[policy]))
        .extension(Extension::policy_constraints(Some(0), None))
        .issue(&root)
        .unwrap();
    let without = leaf("Card").issue(&issuing).unwrap();
    assert_eq!(kinds(&judge(&[&root], &[&issuing], &without, &options()))[0], &ReasonKind::PolicyRequired);
    let with = leaf("Card").extension(Extension::policies(&[policy])).issue(&issuing).unwrap();
    assert_eq!(judge(&[&root], &[&issuing], &with, &options()).trusted, Some(true));
}

#[test]
fn an_anchor_itself_is_trusted() {
    let root = root("Root");
    let verdict = judge(&[&root], &[], &root, &options());
    assert_eq!((verdict.trusted, verdict.chain.links.len()), (Some(true), 1));
}

#[test]
fn a_chain_to_a_stranger_is_refused_with_the_stranger_named() {
    let root = root("Root");
    let stranger = self::root("Stranger");
    let card = leaf("Card").issue(&stranger).unwrap();
    let verdict = judge(&[&root], &[&stranger], &card, &options());
    assert_eq!((verdict.trusted, verdict.issued_under), (Some(false), Some(false)));
    assert!(matches!(kinds(&verdict)[..], [ReasonKind::UnknownRoot { .. }]));
}

#[test]
fn strict_asks_of_an_anchor_what_an_anchor_is_used_for() {
    let strict = Options { strict: true, ..options() };
    let trusted = |anchor: &Issued, others: &[&Issued], card: CertificateBuilder| {
        judge(&[anchor], others, &card.issue(anchor).unwrap(), &strict).trusted
    };
    // A root's serial number is used by nobody; a card's is what a revocation list names.
    let zero = ca("Root").serial([0]).self_sign().unwrap();
    assert_eq!(trusted(&zero, &[], leaf("Card")), Some(true));
    assert_eq!(trusted(&zero, &[], leaf("Card").serial([0])), Some(false));
    // A cross-signed anchor without an authority key identifier, alone and with a certificate of the same CA that has it.
    let key = KeyPool::shared().get(KeyKind::P256, "cross").unwrap();
    let cross = ca("Cross").key(&key).authority_key_id(KeyId::Absent).issue(&root("Old")).unwrap();
    let twin = ca("Cross").key(&key).issue(&root("New")).unwrap();
    let stranger = ca("Cross").issue(&root("New")).unwrap();
    assert_eq!(trusted(&cross, &[], leaf("Card")), Some(false));
    assert_eq!(trusted(&cross, &[&stranger], leaf("Card")), Some(false));
    assert_eq!(trusted(&cross, &[&twin], leaf("Card")), Some(true));
}

#[test]
fn too_deep_names_the_limit() {
    let root = root("Root");
    let one = ca("One").issue(&root).unwrap();
    let two = ca("Two").issue(&one).unwrap();
    let card = leaf("Card").issue(&two).unwrap();
    let mut options = options();
    options.budget.depth = 1;
    let verdict = judge(&[&root], &[&one, &two], &card, &options);
    assert_eq!(kinds(&verdict), [&ReasonKind::TooDeep { limit: 1 }]);
}

/// A CA that is bound to one host, a name that differs in case below it, so that webpki gives way: what the constraint says must hold.
#[test]
fn name_constraints_are_read_to_the_last_byte() {
    let root = root("Root");
    let sequence = tillit_lab::encode::SEQUENCE;
    let excluded = tillit_lab::encode::tlv(0x82, b"evil.invalid");
    let excluded = tillit_lab::encode::tlv(0xa1, &tillit_lab::encode::tlv(sequence, &excluded));
    for first in [vec![0xa0, 0], Vec::new()] {
        let value = tillit_lab::encode::tlv(sequence, &[first.clone(), excluded.clone()].concat());
        let issuing =
            ca("Issuing").extension(Extension::new(oids::NAME_CONSTRAINTS, true, value)).issue(&root).unwrap();
        let names = Extension::subject_alt_names(&[GeneralName::Dns("evil.invalid".to_owned())]);
        let card = leaf("Card").issuer(Dn::cn("ISSUING")).extension(names);
        let card = card.sign(&issuing.key, Algorithm::RsaPkcs1Sha256).unwrap();
        let verdict = judge(&[&root], &[&issuing], &card, &options());
        assert_eq!(verdict.trusted, Some(false), "{first:?} {:?}", verdict.reasons);
    }
}

#[test]
fn a_version_1_certificate_issues_nothing_but_as_an_anchor() {
    let key = KeyPool::shared().get(KeyKind::RSA_2048, "version 1").unwrap();
    let version_1 = || CertificateBuilder::new(Dn::cn("Root")).version(1);
    let root = version_1().self_sign().unwrap();
    let direct = leaf("Card").issue(&root).unwrap();
    assert_eq!(judge(&[&root], &[], &direct, &options()).trusted, Some(true));
    // With the root's name, another key and the root's signature.
    let middle = version_1().key(&key).issue(&root).unwrap();
    let card = leaf("Card").issue(&middle).unwrap();
    let verdict = judge(&[&root], &[&middle], &card, &options());
    assert_eq!(verdict.trusted, Some(false), "{:?}", verdict.reasons);
    assert!(kinds(&verdict).contains(&&ReasonKind::NotCa), "{:?}", verdict.reasons);
}

#[test]
fn what_an_anchor_is_for_binds_what_is_below() {
    let root = ca("Root").extension(Extension::extended_key_usage(&[oids::SERVER_AUTH])).self_sign().unwrap();
    let card = leaf("Card").issue(&root).unwrap();
    let verdict = judge(&[&root], &[], &card, &options());
    assert!(matches!(kinds(&verdict)[..], [ReasonKind::ExtendedKeyUsage { needs: "clientAuth", .. }]));
    assert_eq!(verdict.reasons[0].link, 1);
}

#[test]
fn ten_intermediates_are_too_many_for_the_second_judge_only() {
    let root = root("Root");
    let mut chain = vec![ca("CA 0").issue(&root).unwrap()];
    for i in 1..10 {
        let next = ca(&format!("CA {i}")).issue(chain.last().unwrap()).unwrap();
        chain.push(next);
    }
    let card = leaf("Card").issue(chain.last().unwrap()).unwrap();
    let verdict = judge(&[&root], &chain.iter().collect::<Vec<_>>(), &card, &options());
    assert_eq!(verdict.trusted, Some(true), "{:?}", verdict.reasons);
    let [ReasonKind::SecondJudgeOverruled { feature, .. }] = kinds(&verdict)[..] else {
        panic!("{:?}", verdict.reasons)
    };
    assert_eq!(*feature, OverruleFeature::LongPath);
}

#[test]
fn what_cannot_be_checked_cannot_be_said() {
    let root = root("Root");
    let card = leaf("Card");
    // sha224WithRSAEncryption
    let oid = tillit_lab::encode::oid(Oid::new_unwrap("1.2.840.113549.1.1.14"));
    let algorithm = tillit_lab::encode::sequence([oid, tillit_lab::encode::null()]);
    let card = card.inner_algorithm(algorithm.clone()).outer_algorithm(algorithm).issue(&root).unwrap();
    let verdict = judge(&[&root], &[], &card, &options());
    assert_eq!((verdict.trusted, verdict.issued_under), (None, None), "{:?}", verdict.reasons);
    assert!(matches!(kinds(&verdict)[..], [ReasonKind::SignatureUnsupported { .. }]));
}

#[test]
fn certificates_of_cost_are_refused_when_read() {
    let mut name = Dn::new();
    for i in 0..200 {
        name = name.organisation(format!("O {i}"));
    }
    let card = CertificateBuilder::new(name).self_sign().unwrap();
    assert!(Certificate::from_der(&card.der).is_err());
}
