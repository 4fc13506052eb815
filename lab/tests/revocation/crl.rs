//! Revocation lists before OpenSSL: what is sound is accepted, what is not is refused for its own reason.

use crate::support::{Answer, Desk, days, key, leaf, now, root};
use der::{Decode as _, Encode as _};
use tillit_lab::encode::{generalized_time, null, pem, utc_time};
use tillit_lab::{
    Algorithm, Attribute, CertificateBuilder, CrlBuilder, CrlEntry, CrlReason, DistributionPoint,
    DistributionPointName, Dn, Extension, GeneralName, Issued, IssuingDistributionPoint, KeyId, KeyKind, KeyPool,
    KeyUsage, Oid, ReasonFlag, StringType, oids,
};

const URL: &str = "http://crl.lab.invalid/root.crl";

/// From yesterday to tomorrow.
fn list() -> CrlBuilder {
    CrlBuilder::new(now() - days(1), Some(now() + days(1)))
}

fn sign(builder: CrlBuilder, issuer: &Issued) -> Vec<u8> {
    builder.sign(issuer, Algorithm::EcdsaSha256).unwrap()
}

/// `openssl verify` of the leaf with these lists.
fn verify(root: &Issued, untrusted: &[&Issued], leaf: &Issued, lists: &[Vec<u8>], options: &[&str]) -> Answer {
    let desk = Desk::new();
    desk.certificates("root.pem", &[root]);
    desk.certificates("untrusted.pem", untrusted);
    desk.certificates("leaf.pem", &[leaf]);
    desk.put("lists.pem", lists.iter().map(|list| pem("X509 CRL", list)).collect::<String>());
    let mut arguments = vec!["verify", "-CAfile", "root.pem", "-CRLfile", "lists.pem"];
    if !untrusted.is_empty() {
        arguments.extend(["-untrusted", "untrusted.pem"]);
    }
    arguments.extend_from_slice(options);
    arguments.push("leaf.pem");
    desk.openssl(&arguments)
}

fn text(list: &[u8]) -> String {
    let desk = Desk::new();
    desk.put("list.crl", list);
    let answer = desk.openssl(&["crl", "-inform", "DER", "-in", "list.crl", "-noout", "-text"]);
    assert!(answer.ok, "{}", answer.text);
    answer.text
}

#[test]
fn plain_lists() {
    let root = root();
    let leaf = leaf().issue(&root).unwrap();
    let unknown = |critical| Extension::new(Oid::new_unwrap("1.2.3.4"), critical, null());
    let entry = || CrlEntry::new(&[0x33], now() - days(3));
    let (before, after) = (now() - days(2), now() - days(1));
    let cases: [(&str, CrlBuilder, Option<&str>); 20] = [
        ("no entry", list(), None),
        ("another serial", list().revoke(&[0x11, 0x23], before, None), None),
        ("revoked", list().revoke(&leaf.serial, before, None), Some("certificate revoked")),
        (
            "with reason",
            list().revoke(&leaf.serial, before, Some(CrlReason::KeyCompromise)),
            Some("certificate revoked"),
        ),
        ("second of many", list().revoke(&[1], before, None).revoke(&leaf.serial, before, None), Some("revoked")),
        ("version 1", list().version_1(), None),
        ("no key identifier", list().authority_key_id(KeyId::Absent), None),
        ("wrong key identifier", list().authority_key_id(KeyId::Given(vec![1; 20])), Some("unable to get")),
        ("no number", list().number(None), None),
        ("corrupt", list().corrupt_signature(), Some("CRL signature failure")),
        ("outer", list().outer_algorithm(Algorithm::EcdsaSha384.identifier()), Some("CRL signature failure")),
        // OpenSSL goes by what stands beside the signature, and does not compare (RFC 5280 section 5.1.1.2).
        ("inner", list().inner_algorithm(Algorithm::EcdsaSha384.identifier()), None),
        ("stale", CrlBuilder::new(before, Some(after)), Some("CRL has expired")),
        ("early", CrlBuilder::new(now() + days(1), Some(now() + days(2))), Some("CRL is not yet valid")),
        ("no next update", CrlBuilder::new(before, None), None),
        ("another issuer", list().issuer(Dn::cn("Toor")), Some("unable to get certificate CRL")),
        ("critical", list().extension(unknown(true)), Some("critical")),
        ("not critical", list().extension(unknown(false)), None),
        ("critical in an entry", list().entry(&entry().extension(unknown(true))), Some("critical")),
        ("not critical in an entry", list().entry(&entry().extension(unknown(false))), None),
    ];
    for (what, builder, refusal) in cases {
        verify(&root, &[], &leaf, &[sign(builder, &root)], &["-crl_check_all"]).assert(refusal, what);
    }
    // Somebody else's key under the root's name.
    let forged = list().sign_with_key(&key("other"), &root.subject, Algorithm::EcdsaSha256).unwrap();
    assert!(!verify(&root, &[], &leaf, &[forged], &["-crl_check_all"]).ok);
    let forged = list().authority_key_id(KeyId::Given(root.key.id()));
    let forged = forged.sign_with_key(&key("other"), &root.subject, Algorithm::EcdsaSha256).unwrap();
    verify(&root, &[], &leaf, &[forged], &["-crl_check_all"]).assert(Some("CRL signature failure"), "forged");
    // A CA that may not sign lists.
    let weak = CertificateBuilder::ca(Dn::cn("Root"))
        .key(&key("root"))
        .replace(Extension::key_usage(&[KeyUsage::KeyCertSign]))
        .self_sign()
        .unwrap();
    let refused = verify(&weak, &[], &leaf, &[sign(list(), &weak)], &["-crl_check_all"]);
    refused.assert(Some("key usage does not include CRL signing"), "no cRLSign");
}

#[test]
fn every_kind_of_signature() {
    use Algorithm::*;
    let rsa = [RsaPkcs1Sha1, RsaPkcs1Sha256, RsaPkcs1Sha384, RsaPkcs1Sha512, RsaPssSha256, RsaPssSha384, RsaPssSha512];
    let cases: [(KeyKind, &[Algorithm]); 5] = [
        (KeyKind::RSA_2048, &rsa),
        (KeyKind::P256, &[EcdsaSha256]),
        (KeyKind::P384, &[EcdsaSha384]),
        (KeyKind::P521, &[EcdsaSha512]),
        (KeyKind::Ed25519, &[Ed25519]),
    ];
    for (kind, algorithms) in cases {
        let key = KeyPool::shared().get(kind, "root").unwrap();
        let root = CertificateBuilder::ca(Dn::cn("Root")).key(&key).self_sign().unwrap();
        for &algorithm in algorithms {
            let desk = Desk::new();
            desk.certificates("root.pem", &[&root]);
            desk.put("list.crl", list().sign(&root, algorithm).unwrap());
            let answer = desk.openssl(&["crl", "-inform", "DER", "-in", "list.crl", "-CAfile", "root.pem", "-noout"]);
            assert!(answer.text.contains("verify OK"), "{algorithm:?}: {}", answer.text);
            desk.put("list.crl", list().corrupt_signature().sign(&root, algorithm).unwrap());
            let answer = desk.openssl(&["crl", "-inform", "DER", "-in", "list.crl", "-CAfile", "root.pem", "-noout"]);
            assert!(answer.text.contains("verify failure"), "{algorithm:?}: {}", answer.text);
        }
    }
}

#[test]
fn fields_are_read_as_they_were_meant() {
    let root = root();
    let at = time::macros::datetime!(2026-01-02 03:04:05 UTC);
    let full = list()
        .number(None)
        .extension(Extension::crl_number(&[0xff; 20]).critical(true))
        .delta(7)
        .freshest(&[DistributionPoint::uri(URL)])
        .issuing_distribution_point(
            &IssuingDistributionPoint::named(DistributionPointName::uri(URL))
                .only_user_certs()
                .only_some_reasons(&[ReasonFlag::KeyCompromise, ReasonFlag::AaCompromise])
                .indirect(),
        )
        .entry(
            &CrlEntry::new(&[0x44], at)
                .reason(CrlReason::CertificateHold)
                .invalidity_date(at)
                .hold_instruction(oids::HOLD_INSTRUCTION_REJECT)
                .certificate_issuer(&Dn::cn("Elsewhere")),
        );
    let full = sign(full, &root);
    let shown = text(&full);
    for wanted in [
        "Version 2 (0x1)",
        &format!("X509v3 CRL Number: critical\n                0x{}", "FF".repeat(20)),
        "X509v3 Delta CRL Indicator: critical\n                7",
        "X509v3 Freshest CRL: \n                Full Name:\n                  URI:http://crl.lab.invalid/root.crl",
        "X509v3 Issuing Distribution Point: critical",
        "Only User Certificates",
        "Only Some Reasons:\n                  Key Compromise, AA Compromise",
        "Indirect CRL",
        "Serial Number: 44\n        Revocation Date: Jan  2 03:04:05 2026 GMT",
        "X509v3 CRL Reason Code: \n                Certificate Hold",
        "Invalidity Date: \n                Jan  2 03:04:05 2026 GMT",
        "Hold Instruction Code: \n                Hold Instruction Reject",
        "X509v3 Certificate Issuer: critical\n                DirName:/CN=Elsewhere",
    ] {
        assert!(shown.contains(wanted), "{wanted}\n{shown}");
    }
    let read = x509_cert::crl::CertificateList::<x509_cert::certificate::Rfc5280>::from_der(&full).unwrap();
    assert_eq!(read.to_der().unwrap(), full);

    let point =
        IssuingDistributionPoint::named(DistributionPointName::Full(vec![GeneralName::Directory(Dn::cn("Dir"))]));
    let shown = text(&sign(list().issuing_distribution_point(&point.only_ca_certs()), &root));
    assert!(shown.contains("DirName:CN = Dir") && shown.contains("Only CA Certificates"), "{shown}");
    let point = IssuingDistributionPoint::named(relative()).only_attribute_certs();
    let lax = Extension::issuing_distribution_point(&point).critical(false);
    let shown = text(&sign(list().extension(lax), &root));
    assert!(shown.contains("X509v3 Issuing Distribution Point: \n"), "{shown}");
    assert!(shown.contains("Relative Name:") && shown.contains("CN = Part 1"), "{shown}");
    assert!(shown.contains("Only Attribute Certificates"), "{shown}");

    let shown = text(&sign(list().version_1(), &root));
    assert!(shown.contains("Version 1 (0x0)") && !shown.contains("CRL extensions"), "{shown}");
    let parsed = |list: &[u8]| {
        let desk = Desk::new();
        desk.put("list.crl", list);
        desk.openssl(&["asn1parse", "-inform", "DER", "-in", "list.crl"]).text
    };
    let shown = parsed(&sign(list().inner_algorithm(Algorithm::EcdsaSha384.identifier()), &root));
    let place = |name| shown.find(name).unwrap_or_else(|| panic!("{name}: {shown}"));
    assert!(place(":ecdsa-with-SHA384") < place(":ecdsa-with-SHA256"), "{shown}");
    let times = list().times_der(generalized_time(at), Some(utc_time(at)));
    let shown = parsed(&sign(times.entry(&CrlEntry::new(&[1], at).date_der(generalized_time(at))), &root));
    assert_eq!(shown.matches(":20260102030405Z").count(), 2, "{shown}");
    assert_eq!(shown.matches(":260102030405Z").count(), 1, "{shown}");
    // The third element of four and five: times are followed by an empty sequence, or by the extensions at once.
    let (with, without) = (sign(list().empty_entries(), &root), sign(list(), &root));
    assert!(parsed(&with).contains("l=   0 cons: SEQUENCE"), "{}", parsed(&with));
    assert!(!parsed(&without).contains("l=   0 cons: SEQUENCE"), "{}", parsed(&without));
    assert!(text(&with).contains("No Revoked Certificates"));

    let certificate = CertificateBuilder::new(Dn::cn("Points"))
        .key(&key("points"))
        .extension(Extension::distribution_points(&[
            DistributionPoint::named(relative()).reasons(&[ReasonFlag::Superseded]),
            DistributionPoint::uri(URL).crl_issuer(GeneralName::Directory(Dn::cn("Elsewhere"))),
        ]))
        .extension(Extension::freshest_crl(&[DistributionPoint::uri(URL)]))
        .extension(Extension::ocsp_no_check())
        .extension(Extension::no_rev_avail())
        .self_sign()
        .unwrap();
    let desk = Desk::new();
    desk.certificates("c.pem", &[&certificate]);
    let shown = desk.openssl(&["x509", "-in", "c.pem", "-noout", "-text"]).text;
    for wanted in [
        "Relative Name:\n                  CN = Part 1\n                Reasons:\n                  Superseded",
        "CRL Issuer:\n                  DirName:CN = Elsewhere",
        "X509v3 Freshest CRL: \n                Full Name:\n                  URI:http://crl.lab.invalid/root.crl",
        "OCSP No Check:",
    ] {
        assert!(shown.contains(wanted), "{wanted}\n{shown}");
    }
    // Some versions have no name for it.
    assert!(shown.contains("No Revocation Available: ") || shown.contains("2.5.29.56: "), "{shown}");
}

fn relative() -> DistributionPointName {
    DistributionPointName::Relative(vec![Attribute::new(oids::COMMON_NAME, StringType::Utf8, "Part 1")])
}

/// What a list says that it covers, against what the certificate names.
#[test]
fn partitioned_lists() {
    use IssuingDistributionPoint as Point;
    type Case<'a> = (&'a str, Vec<DistributionPoint>, Vec<Point>, Option<&'a str>);
    let root = root();
    let full = |url: &str| DistributionPointName::uri(url);
    let directory = || DistributionPointName::Full(vec![GeneralName::Directory(Dn::cn("Root").common_name("Part 1"))]);
    let all_but_key: Vec<ReasonFlag> =
        ReasonFlag::ALL.into_iter().filter(|&r| r != ReasonFlag::KeyCompromise).collect();
    let key_compromise = [ReasonFlag::KeyCompromise];
    let scope = Some("unable to get certificate CRL");
    let different = Some("different CRL scope");
    let cases: [Case<'_>; 13] = [
        ("user", vec![], vec![Point::new().only_user_certs()], None),
        ("CA", vec![], vec![Point::new().only_ca_certs()], different),
        ("attribute", vec![], vec![Point::new().only_attribute_certs()], different),
        ("user and CA", vec![], vec![Point::new().only_user_certs().only_ca_certs()], Some("")),
        ("same name", vec![DistributionPoint::uri(URL)], vec![Point::named(full(URL))], None),
        ("other name", vec![DistributionPoint::uri(URL)], vec![Point::named(full("http://x.invalid"))], different),
        ("relative", vec![DistributionPoint::named(relative())], vec![Point::named(relative())], None),
        ("relative and whole", vec![DistributionPoint::named(relative())], vec![Point::named(directory())], None),
        ("whole and relative", vec![DistributionPoint::named(directory())], vec![Point::named(relative())], None),
        ("some reasons", vec![], vec![Point::new().only_some_reasons(&key_compromise)], scope),
        (
            "all reasons in two lists",
            vec![],
            vec![Point::new().only_some_reasons(&key_compromise), Point::new().only_some_reasons(&all_but_key)],
            None,
        ),
        (
            "reasons of the certificate",
            vec![DistributionPoint::uri(URL).reasons(&key_compromise)],
            vec![Point::named(full(URL))],
            scope,
        ),
        (
            "reasons of the certificate in two points",
            vec![
                DistributionPoint::uri(URL).reasons(&key_compromise),
                DistributionPoint::uri("http://two.invalid").reasons(&all_but_key),
            ],
            vec![Point::named(full(URL)), Point::named(full("http://two.invalid"))],
            None,
        ),
    ];
    for (what, points, lists, refusal) in cases {
        let mut builder = leaf();
        if !points.is_empty() {
            builder = builder.extension(Extension::distribution_points(&points));
        }
        let leaf = builder.issue(&root).unwrap();
        let lists: Vec<_> = lists.iter().map(|point| sign(list().issuing_distribution_point(point), &root)).collect();
        verify(&root, &[], &leaf, &lists, &["-crl_check", "-extended_crl"]).assert(refusal, what);
    }
}

#[test]
fn indirect_lists() {
    let root = root();
    let other = CertificateBuilder::ca(Dn::cn("Other CA")).key(&key("other")).issue(&root).unwrap();
    let issuer = CertificateBuilder::new(Dn::cn("CRL Issuer"))
        .key(&key("crl issuer"))
        .extension(Extension::key_usage(&[KeyUsage::CrlSign]))
        .subject_key_id(KeyId::Right)
        .authority_key_id(KeyId::Right)
        .issue(&root)
        .unwrap();
    let point = DistributionPoint::uri(URL).crl_issuer(GeneralName::Directory(issuer.subject.clone()));
    let pointed = || leaf().extension(Extension::distribution_points(std::slice::from_ref(&point)));
    let under_root = pointed().issue(&root).unwrap();
    let under_other = pointed().issue(&other).unwrap();
    let entry = |serial: &[u8]| CrlEntry::new(serial, now() - days(2));
    let indirect = |builder: CrlBuilder| {
        let point = IssuingDistributionPoint::named(DistributionPointName::uri(URL)).indirect();
        sign(builder.issuing_distribution_point(&point), &issuer)
    };
    let judge = |leaf: &Issued, list: &Vec<u8>, options: &[&str]| {
        verify(&root, &[&other, &issuer], leaf, std::slice::from_ref(list), options)
    };
    let extended = ["-crl_check", "-extended_crl"];
    let revoked = Some("certificate revoked");

    judge(&under_root, &indirect(list()), &extended).assert(None, "no entry");
    // An entry without certificateIssuer is about the list's own issuer at first, later about the one named before it.
    let first = indirect(list().entry(&entry(&under_root.serial)));
    judge(&under_root, &first, &extended).assert(None, "of the list's own issuer");
    let carried = list()
        .entry(&entry(&[9]).certificate_issuer(&root.subject))
        .entry(&entry(&[8]))
        .entry(&entry(&under_root.serial));
    let carried = indirect(carried);
    judge(&under_root, &carried, &extended).assert(revoked, "carried forward");
    judge(&under_other, &carried, &extended).assert(None, "same serial of another CA");
    let turned = list()
        .entry(&entry(&[9]).certificate_issuer(&root.subject))
        .entry(&entry(&under_root.serial).certificate_issuer(&other.subject));
    let turned = indirect(turned);
    judge(&under_root, &turned, &extended).assert(None, "another CA is named last");
    judge(&under_other, &turned, &extended).assert(revoked, "named last");
    // Without indirectCRL nobody but the certificate's issuer may sign; without -extended_crl OpenSSL knows no indirect lists.
    let direct = sign(list(), &issuer);
    assert!(!judge(&under_root, &direct, &extended).ok);
    assert!(!judge(&under_root, &indirect(list()), &["-crl_check"]).ok);
}

#[test]
fn delta_lists() {
    let root = root();
    let leaf = leaf().extension(Extension::freshest_crl(&[DistributionPoint::uri(URL)])).issue(&root).unwrap();
    let at = now() - days(2);
    let revoked = Some("certificate revoked");
    let base = |number: u64| list().number(Some(number));
    let delta = |number: u64| list().number(Some(number)).delta(4);
    let hold = || base(5).revoke(&leaf.serial, at, Some(CrlReason::CertificateHold));
    let cases: [(&str, CrlBuilder, CrlBuilder, Option<&str>); 6] = [
        ("neither", base(5), delta(6), None),
        ("in the delta", base(5), delta(6).revoke(&leaf.serial, at, None), revoked),
        ("in the base", base(5).revoke(&leaf.serial, at, None), delta(6), revoked),
        ("lifted", hold(), delta(6).revoke(&leaf.serial, at, Some(CrlReason::RemoveFromCrl)), None),
        // A delta to a list that is newer than the base at hand is of no use, nor is one older than that base.
        ("base too old", base(3), delta(6).revoke(&leaf.serial, at, None), None),
        ("delta too old", hold(), delta(5).revoke(&leaf.serial, at, Some(CrlReason::RemoveFromCrl)), revoked),
    ];
    for (what, base, delta, refusal) in cases {
        let lists = [sign(base, &root), sign(delta, &root)];
        verify(&root, &[], &leaf, &lists, &["-crl_check", "-use_deltas"]).assert(refusal, what);
    }
    // The base may name the delta in the certificate's place.
    let plain = crate::support::leaf().issue(&root).unwrap();
    let lists = |base: CrlBuilder| [sign(base, &root), sign(delta(6).revoke(&plain.serial, at, None), &root)];
    let freshest = base(5).freshest(&[DistributionPoint::uri(URL)]);
    verify(&root, &[], &plain, &lists(freshest), &["-crl_check", "-use_deltas"]).assert(revoked, "named by the base");
    verify(&root, &[], &plain, &lists(base(5)), &["-crl_check", "-use_deltas"]).assert(None, "not named");
}

#[test]
fn a_hundred_thousand_entries() {
    let root = root();
    let leaf = leaf().issue(&root).unwrap();
    let many = || list().revoke_all((0x0100_0000_u32..0x0100_0000 + 100_000).map(u32::to_be_bytes), now() - days(2));
    let clean = sign(many(), &root);
    assert!(clean.len() > 2_000_000, "{}", clean.len());
    verify(&root, &[], &leaf, std::slice::from_ref(&clean), &["-crl_check"]).assert(None, "clean");
    let revoked = sign(many().revoke(&leaf.serial, now() - days(2), None), &root);
    verify(&root, &[], &leaf, &[revoked], &["-crl_check"]).assert(Some("certificate revoked"), "last");
    assert_eq!(text(&clean).matches("Serial Number:").count(), 100_000);
}
