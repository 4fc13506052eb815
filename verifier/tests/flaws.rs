//! Every flaw on a certificate made to have it, and none on a sound one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use tillit_lab::certificate::{CertificateBuilder, Issued, KeyId};
use tillit_lab::encode::{sequence, tlv};
use tillit_lab::extension::{Extension, GeneralName, KeyUsage};
use tillit_lab::key::{Algorithm, Key, KeyKind, KeyPool};
use tillit_lab::name::{Dn, StringType};
use tillit_lab::{Oid, oids};
use tillit_verifier::Certificate;
use tillit_verifier::flaws::{Flaw, flaws};
use tillit_verifier::name::StringType as Found;
use time::macros::datetime;

fn key(label: &str) -> Key {
    KeyPool::shared().get(KeyKind::P256, label).unwrap()
}
fn dn(cn: &str) -> Dn {
    Dn::new().country("SE").organisation("Lab").common_name(cn)
}
fn root() -> Issued {
    CertificateBuilder::ca(dn("Root")).key(&key("root")).self_sign().unwrap()
}
fn leaf(subject: Dn) -> CertificateBuilder {
    CertificateBuilder::leaf(subject).key(&key("leaf"))
}
fn ca() -> CertificateBuilder {
    CertificateBuilder::ca(dn("CA")).key(&key("ca"))
}
fn of(builder: CertificateBuilder) -> Vec<Flaw> {
    flaws(&Certificate::from_der(&builder.issue(&root()).unwrap().der).unwrap())
}
fn parsed(oid: Oid) -> tillit_verifier::Oid {
    oid.to_string().parse().unwrap()
}

#[test]
fn sound_ones_have_none() {
    assert_eq!(of(leaf(dn("Somebody"))), []);
    assert_eq!(of(ca()), []);
    assert_eq!(flaws(&Certificate::from_der(&root().der).unwrap()), []);
    let late = datetime!(2050-01-01 00:00 UTC);
    assert_eq!(of(leaf(dn("Somebody")).validity(datetime!(2049-12-31 23:59:59 UTC), late)), []);
}

#[test]
fn names() {
    let attribute = |oid: Oid| oid.to_string();
    assert_eq!(
        of(leaf(dn("x").serial_number("A_B_C@1"))),
        [Flaw::PrintableString { attribute: attribute(oids::SERIAL_NUMBER), character: '_' }]
    );
    // All of table 10 of X.680 section 41.4 is allowed, and only that.
    assert_eq!(of(leaf(dn("x").serial_number("azAZ09 '()+,-./:=?"))), []);
    for character in "!\"#$%&*;<>@[\\]^_`{|}~é".chars() {
        let expected = Flaw::PrintableString { attribute: attribute(oids::SERIAL_NUMBER), character };
        assert_eq!(of(leaf(dn("x").serial_number(character.to_string()))), [expected], "{character}");
    }
    let utf8 = Dn::new().with(oids::COUNTRY, StringType::Utf8, "SE").common_name("x");
    let wrong = Flaw::AttributeStringType { attribute: attribute(oids::COUNTRY), string_type: Found::Utf8 };
    assert!(wrong.breaks_must());
    assert_eq!(of(leaf(utf8)), [wrong]);
    let teletex = Dn::new().with(oids::ORGANISATION, StringType::Teletex, "Lab");
    let old = Flaw::AttributeStringType { attribute: attribute(oids::ORGANISATION), string_type: Found::Teletex };
    assert!(!old.breaks_must());
    assert_eq!(of(leaf(teletex)), [old]);
    let long = Flaw::AttributeTooLong { attribute: attribute(oids::COMMON_NAME), characters: 65, limit: 64 };
    assert_eq!(of(leaf(dn(&"å".repeat(65)))), [long]);
    assert_eq!(of(leaf(dn(&"å".repeat(64)))), []);
    for (value, must) in [("se", false), ("TE", false), ("SWE", true), ("", true)] {
        let flaw = Flaw::Country { value: value.to_owned() };
        assert_eq!(flaw.breaks_must(), must, "{value}");
        assert_eq!(of(leaf(Dn::new().country(value).common_name("x"))), [flaw]);
    }
    assert_eq!(of(leaf(Dn::new())), [Flaw::NoName]);
    let alt = Extension::subject_alt_names(&[GeneralName::Email("a@example.org".to_owned())]);
    assert_eq!(of(leaf(Dn::new()).extension(alt.clone())), [Flaw::NoName]);
    assert_eq!(of(leaf(Dn::new()).extension(alt.critical(true))), []);
    assert_eq!(of(CertificateBuilder::ca(Dn::new()).key(&key("ca"))), [Flaw::EmptyCaSubject]);
    assert_eq!(of(leaf(dn("x")).issuer(Dn::new())), [Flaw::EmptyIssuer]);
    assert_eq!(of(leaf(dn("x")).extension(Extension::subject_alt_names(&[]))), [Flaw::EmptyAltName]);
    let names = |name| Extension::subject_alt_names(&[name]);
    for bad in [GeneralName::Dns("a_b.example".to_owned()), GeneralName::Email("a@b@example.org".to_owned())] {
        let (GeneralName::Dns(name) | GeneralName::Email(name)) = bad.clone() else { panic!() };
        let flaw = Flaw::AltNameSyntax { name };
        assert!(flaw.breaks_must());
        assert_eq!(of(leaf(dn("x")).extension(names(bad))), [flaw]);
    }
    assert_eq!(of(leaf(dn("x")).extension(names(GeneralName::Dns("*.example.org".to_owned())))), []);
    let limits = |permitted: &[GeneralName]| ca().extension(Extension::name_constraints(permitted, &[]));
    let bad = Flaw::NameConstraintSyntax { name: ".example.org".to_owned() };
    assert_eq!(of(limits(&[GeneralName::Dns(".example.org".to_owned())])), [bad]);
    for good in [
        GeneralName::Dns("example.org".to_owned()),
        GeneralName::Dns(String::new()),
        GeneralName::Email(".example.org".to_owned()),
        GeneralName::Uri(".example.org".to_owned()),
    ] {
        assert_eq!(of(limits(std::slice::from_ref(&good))), [], "{good:?}");
    }
    assert_eq!(of(limits(&[])), [Flaw::EmptyNameConstraints]);
    let server = Extension::extended_key_usage(&[oids::SERVER_AUTH]);
    assert_eq!(of(leaf(dn("www.example.org")).replace(server)), [Flaw::NoAltName]);
}

#[test]
fn keys_and_signatures() {
    let rsa = |bits, exponent| KeyPool::shared().get(KeyKind::Rsa { bits, exponent }, "flaws").unwrap();
    assert_eq!(
        of(leaf(dn("x")).key(&rsa(1024, 3))),
        [Flaw::SmallExponent { exponent: 3 }, Flaw::ShortKey { bits: 1024 }]
    );
    let old_root =
        CertificateBuilder::ca(dn("Old")).key(&rsa(2048, 65537)).self_sign_with(Algorithm::RsaPkcs1Sha1).unwrap();
    let read = |issued: Issued| flaws(&Certificate::from_der(&issued.der).unwrap());
    assert_eq!(read(leaf(dn("x")).issue_with(&old_root, Algorithm::RsaPkcs1Sha1).unwrap()), [Flaw::Sha1Signature]);
    assert_eq!(read(leaf(dn("x")).issue_with(&old_root, Algorithm::RsaPssSha256).unwrap()), []);
    assert_eq!(read(old_root.clone()), []);
    // A certificate under the root's name that names another key is not self-signed.
    let rollover = CertificateBuilder::ca(dn("Old")).key(&key("new")).issue_with(&old_root, Algorithm::RsaPkcs1Sha1);
    assert_eq!(read(rollover.unwrap()), [Flaw::Sha1Signature]);
    // RSASSA-PSS whose parameters are all defaults is SHA-1 (RFC 4055 section 3.1).
    let pss = sequence([tillit_lab::encode::oid(oids::RSASSA_PSS), sequence::<Vec<u8>>([])]);
    assert_eq!(of(leaf(dn("x")).inner_algorithm(pss.clone()).outer_algorithm(pss)), [Flaw::Sha1Signature]);
    let md5 = Algorithm::RsaPkcs1Md5.identifier();
    assert_eq!(of(leaf(dn("x")).inner_algorithm(md5.clone()).outer_algorithm(md5.clone())), [Flaw::Md5Signature]);
    assert_eq!(of(leaf(dn("x")).inner_algorithm(md5)), [Flaw::AlgorithmMismatch]);
}

#[test]
fn fields() {
    assert_eq!(of(leaf(dn("x")).serial([0])), [Flaw::SerialNotPositive]);
    assert_eq!(of(leaf(dn("x")).serial([0xff; 20])), []);
    assert_eq!(of(leaf(dn("x")).serial([1; 21])), [Flaw::SerialTooLong { octets: 21 }]);
    let (begin, end) = (datetime!(2026-01-01 00:00 UTC), datetime!(2025-01-01 00:00 UTC));
    assert_eq!(of(leaf(dn("x")).validity(begin, end)), [Flaw::NegativeValidity]);
    let generalized = sequence([tlv(23, b"200101000000Z"), tlv(24, b"20300101000000Z")]);
    assert_eq!(of(leaf(dn("x")).validity_der(generalized)), [Flaw::DateEncoding { end: true }]);
    let bare = CertificateBuilder::new(dn("x")).key(&key("leaf"));
    assert_eq!(of(bare.clone().version(1)), [Flaw::Version { version: 1 }, Flaw::NoAuthorityKeyId]);
    assert!(!Flaw::Version { version: 1 }.breaks_must());
    assert_eq!(of(bare), [Flaw::NoAuthorityKeyId]);
}

#[test]
fn extensions() {
    let critical = |extension: Extension| {
        let oid = parsed(extension.oid);
        let now = !extension.critical;
        (extension.critical(now), Flaw::Criticality { extension: oid, critical: now })
    };
    let permitted = [GeneralName::Dns("example.org".to_owned())];
    for extension in [
        Extension::name_constraints(&permitted, &[]),
        Extension::policy_constraints(Some(0), None),
        Extension::inhibit_any_policy(0),
        Extension::authority_info_access(&["http://example.org/a.cer"], &[]),
    ] {
        assert_eq!(of(ca().extension(extension.clone())), [], "{:?}", extension.oid);
        let (extension, flaw) = critical(extension);
        assert_eq!(of(ca().extension(extension)), [flaw]);
    }
    assert_eq!(
        of(ca().replace(Extension::basic_constraints(true, None).critical(false))),
        [Flaw::BasicConstraintsNotCritical]
    );
    let policy = Oid::new_unwrap("1.2.999.1");
    let twice = Extension::policies(&[policy, policy, policy]);
    assert_eq!(of(leaf(dn("x")).extension(twice)), [Flaw::RepeatedPolicy { policy: parsed(policy) }]);
    let usage = Extension::key_usage(&[KeyUsage::DigitalSignature]);
    let repeated = leaf(dn("x")).extensions([usage.clone(), usage]);
    assert_eq!(of(repeated), [Flaw::RepeatedExtension { extension: parsed(oids::KEY_USAGE) }]);
    let malformed = Extension::new(oids::SUBJECT_ALT_NAME, false, vec![0x30, 5, 1]);
    assert_eq!(
        of(leaf(dn("x")).extension(malformed)),
        [Flaw::MalformedExtension { extension: parsed(oids::SUBJECT_ALT_NAME) }]
    );
}

#[test]
fn authority() {
    assert_eq!(of(ca().subject_key_id(KeyId::Absent)), [Flaw::NoSubjectKeyId]);
    assert_eq!(of(leaf(dn("x")).authority_key_id(KeyId::Absent)), [Flaw::NoAuthorityKeyId]);
    assert_eq!(of(ca().without(oids::KEY_USAGE)), [Flaw::CaWithoutKeyUsage]);
    assert_eq!(of(leaf(dn("x")).replace(Extension::key_usage(&[]))), [Flaw::EmptyKeyUsage]);
    let sign = Extension::key_usage(&[KeyUsage::DigitalSignature, KeyUsage::KeyCertSign]);
    assert_eq!(of(leaf(dn("x")).replace(sign)), [Flaw::CertSignWithoutCa]);
    assert_eq!(of(leaf(dn("x")).extension(Extension::basic_constraints(false, Some(0)))), [Flaw::PathLengthWithoutCa]);
    let permitted = [GeneralName::Dns("example.org".to_owned())];
    assert_eq!(
        of(leaf(dn("x")).extension(Extension::name_constraints(&permitted, &[]))),
        [Flaw::NameConstraintsWithoutCa]
    );
}
