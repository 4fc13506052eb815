//! Identities of certificates from the lab: the cases that no real certificate at hand shows. All persons are invented.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fmt::Write as _;

use tillit_lab::certificate::{CertificateBuilder, Issued, KeyId};
use tillit_lab::extension::{Extension, GeneralName, KeyUsage};
use tillit_lab::key::{Key, KeyKind, KeyPool};
use tillit_lab::name::{Attribute, Dn, StringType};
use tillit_lab::oids;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Catalog, Origin, parse};
use tillit_verifier::certificate::to_hex;
use tillit_verifier::identity::{CardKind, Identity, Kind, LevelSource, Use, identify, masked_subject};
use time::Duration;
use time::macros::datetime;

fn key(label: &str) -> Key {
    KeyPool::shared().get(KeyKind::P256, label).unwrap()
}

fn dn(cn: &str) -> Dn {
    Dn::new().country("SE").organisation("Lab").common_name(cn)
}

fn read(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

struct Lab {
    root: Issued,
    persons: Issued,
    identities: Issued,
    unpinned: Issued,
    catalog: Catalog,
}

impl Lab {
    fn new() -> Self {
        let root = CertificateBuilder::ca(dn("Lab Root")).key(&key("root")).self_sign().unwrap();
        let ca = |cn: &str| CertificateBuilder::ca(dn(cn)).key(&key(cn)).issue(&root).unwrap();
        let (persons, identities, unpinned) = (ca("Lab HSA"), ca("Lab ID"), ca("Lab Unpinned"));
        let entry = |issued: &Issued, cn: &str, role: &str, pinned: bool| {
            let mut text = format!(
                "[[generations.cas]]\nroles = [\"{role}\"]\nsource = \"lab\"\nsubject = [[\"C\", \"SE\"], [\"O\", \"Lab\"], [\"CN\", \"{cn}\"]]\n"
            );
            if pinned {
                let key_id = to_hex(issued.key_id.as_ref().unwrap());
                writeln!(text, "sha256 = \"{}\"\nkey_id = \"{key_id}\"", to_hex(&issued.sha256())).unwrap();
            }
            if role != "root" {
                text += "loa = 2\n";
            }
            text
        };
        let text = format!(
            "id = \"lab\"\nname = \"Lab\"\n[identity]\ncard_number_extension = \"1.2.752.34.2.1\"\n\
             policies = [{{ oid = \"1.2.999.3\", loa = 3 }}, {{ oid = \"1.2.999.2\", loa = 2 }}]\n\
             card_lifetimes = [{{ kind = \"reserve\", min_days = 1, max_days = 35, loa = 2 }}, \
             {{ kind = \"short-term\", min_days = 36, max_days = 190 }}, {{ kind = \"ordinary\", min_days = 191, max_days = 1860 }}]\n\
             [[generations]]\nid = \"one\"\nname = \"Lab\"\nsource = \"lab\"\n{}{}{}{}",
            entry(&root, "Lab Root", "root", true),
            entry(&persons, "Lab HSA", "person-hsa-id", true),
            entry(&identities, "Lab ID", "person-identity", true),
            entry(&unpinned, "Lab Unpinned", "person-hsa-id", false),
        );
        let catalog = Catalog { pkis: vec![parse(&text, &Origin::Embedded).unwrap_or_else(|e| panic!("{e}\n{text}"))] };
        Self { root, persons, identities, unpinned, catalog }
    }

    fn identify(&self, issued: &Issued) -> Identity {
        identify(&read(issued), &self.catalog)
    }
}

fn leaf(subject: Dn) -> CertificateBuilder {
    CertificateBuilder::leaf(subject).key(&key("leaf"))
}

fn tolvan(serial_number: &str) -> Dn {
    dn("Tolvan Tolvansson").surname("Tolvansson").given_name("Tolvan").serial_number(serial_number)
}

#[test]
fn persons_of_a_person_ca() {
    let lab = Lab::new();
    let issue = |ca: &Issued, serial: &str| lab.identify(&leaf(tolvan(serial)).issue(ca).unwrap());
    let hsa = issue(&lab.persons, "SE2321000016-1ABC");
    assert_eq!((hsa.kind, hsa.hsa_id.as_deref()), (Kind::PersonHsaId, Some("SE2321000016-1ABC")));
    assert_eq!(hsa.usage, Use::Authentication);
    assert_eq!(hsa.display_name, "Tolvan Tolvansson");
    let person = issue(&lab.identities, "191212121212");
    assert_eq!((person.kind, &person.hsa_id), (Kind::PersonIdentity, &None));
    assert_eq!(person.personal_number.as_ref().unwrap().masked(), "19121212-****");
    let coordination = issue(&lab.identities, "197010632391");
    assert!(coordination.personal_number.unwrap().is_coordination_number());
    // Persons without a number, and forms that are none.
    for serial in ["1212121212", "121212-1212", "191212121213", "A1234567"] {
        let found = issue(&lab.identities, serial);
        assert_eq!((found.kind, &found.hsa_id, found.personal_number), (Kind::Person, &None, None), "{serial}");
    }
    let without = dn("Tolvan Tolvansson").surname("Tolvansson").given_name("Tolvan");
    assert_eq!(lab.identify(&leaf(without).issue(&lab.identities).unwrap()).kind, Kind::Person);
}

#[test]
fn the_certificates_own_marks_where_the_issuer_is_unknown() {
    let lab = Lab::new();
    let stranger = CertificateBuilder::ca(dn("Stranger")).key(&key("stranger")).self_sign().unwrap();
    let kind = |builder: CertificateBuilder| {
        let found = lab.identify(&builder.issue(&stranger).unwrap());
        assert!(found.generation.is_none() && found.assurance.is_none());
        found.kind
    };
    assert_eq!(kind(leaf(tolvan("SE2321000016-1ABC"))), Kind::PersonHsaId);
    assert_eq!(kind(leaf(tolvan("191212121212"))), Kind::PersonIdentity);
    assert_eq!(kind(leaf(tolvan("12345"))), Kind::Person);
    assert_eq!(kind(leaf(dn("www.example.org"))), Kind::Function);
    assert_eq!(
        kind(leaf(dn("A service").serial_number("556559-4230")).extension(dns("a.example.org"))),
        Kind::Function
    );
    assert_eq!(kind(leaf(dn("A. Person"))), Kind::Unknown);
}

fn dns(host: &str) -> Extension {
    Extension::subject_alt_names(&[GeneralName::Dns(host.to_owned())])
}

#[test]
fn assurance_from_the_policy_before_the_issuer() {
    let lab = Lab::new();
    let subject = || tolvan("SE2321000016-1ABC");
    let of_ca = lab.identify(&leaf(subject()).issue(&lab.persons).unwrap()).assurance.unwrap();
    assert_eq!((of_ca.level, of_ca.source), (2, LevelSource::IssuingCa("Lab HSA".to_owned())));
    let policies = |dotted: &[&str]| {
        let oids: Vec<tillit_lab::Oid> = dotted.iter().map(|d| tillit_lab::Oid::new(d).unwrap()).collect();
        leaf(subject()).extension(Extension::policies(&oids)).issue(&lab.persons).unwrap()
    };
    let of_policy = lab.identify(&policies(&["1.2.999.9", "1.2.999.2", "1.2.999.3"])).assurance.unwrap();
    assert_eq!((of_policy.level, of_policy.source), (3, LevelSource::Policy("1.2.999.3".to_owned())));
    let unknown = lab.identify(&policies(&["1.2.999.9"])).assurance.unwrap();
    assert_eq!(unknown.source, LevelSource::IssuingCa("Lab HSA".to_owned()));
}

#[test]
fn card_kinds_are_guessed_from_lifetimes() {
    let lab = Lab::new();
    let begin = datetime!(2026-01-01 08:00 UTC);
    let guess = |days: i64| {
        let builder = leaf(tolvan("SE2321000016-1ABC")).validity(begin, begin + Duration::days(days));
        lab.identify(&builder.issue(&lab.persons).unwrap()).card_kind_guess
    };
    assert_eq!(guess(30), Some(CardKind::Reserve));
    assert_eq!(guess(183), Some(CardKind::ShortTerm));
    assert_eq!(guess(5 * 365), Some(CardKind::Ordinary));
    assert_eq!(guess(4000), None);
    assert_eq!(guess(-1), None);
    // A level 3 certificate of a month is no reserve card's.
    let loa3 = leaf(tolvan("SE2321000016-1ABC"))
        .validity(begin, begin + Duration::days(30))
        .extension(Extension::policies(&[tillit_lab::Oid::new("1.2.999.3").unwrap()]));
    assert_eq!(lab.identify(&loa3.issue(&lab.persons).unwrap()).card_kind_guess, None);
}

#[test]
fn a_hostile_card_number_is_none() {
    let lab = Lab::new();
    let card = |value: &[u8]| {
        let extension = Extension::new(oids::CARD_NUMBER, false, value.to_vec());
        lab.identify(&leaf(tolvan("X-1")).extension(extension).issue(&lab.persons).unwrap()).card_number
    };
    assert_eq!(card(b"\x13\x139752269875700084682").as_deref(), Some("9752269875700084682"));
    let long = [&[0x13, 0x81, 200][..], &[b'9'; 200]].concat();
    for hostile in [
        &b""[..],
        b"\x13",
        b"\x13\x7f99",
        b"\x13\x84\xff\xff\xff\xff1",
        b"\x13\x02\x1b[",
        b"\x30\x0212",
        b"\x13\x00",
        b"\x13\x0112",
        &long,
    ] {
        assert_eq!(card(hostile), None, "{hostile:02x?}");
    }
}

#[test]
fn look_alikes_are_not_recognised() {
    let lab = Lab::new();
    let generation = |issued: &Issued| lab.identify(issued).generation.map(|id| id.generation);
    let known = Some("one".to_owned());
    // The same name, another key.
    let twin = CertificateBuilder::ca(dn("Lab HSA")).key(&key("twin")).self_sign().unwrap();
    assert_eq!(generation(&twin), None);
    assert_eq!(generation(&leaf(tolvan("X-1")).issue(&twin).unwrap()), None);
    let twin_root = CertificateBuilder::ca(dn("Lab Root")).key(&key("twin")).self_sign().unwrap();
    assert_eq!(generation(&twin_root), None);
    // Without key identifiers, the key itself tells.
    let bare = |label: &str| {
        let builder =
            CertificateBuilder::ca(dn("Lab Root")).subject_key_id(KeyId::Absent).authority_key_id(KeyId::Absent);
        builder.key(&key(label)).self_sign().unwrap()
    };
    assert_eq!(generation(&bare("root")), known);
    assert_eq!(generation(&bare("twin")), None);
    // A leaf that names no key can only be recognised by name.
    let nameless = leaf(tolvan("X-1")).authority_key_id(KeyId::Absent).issue(&lab.persons).unwrap();
    assert_eq!(generation(&nameless), known);
    let below = CertificateBuilder::ca(dn("Lab HSA")).key(&key("twin")).issue(&lab.root).unwrap();
    assert_eq!(generation(&below), None);
    // Not listed, but issued by a listed one.
    let unlisted = CertificateBuilder::ca(dn("Lab New")).key(&key("twin")).issue(&lab.root).unwrap();
    assert_eq!(generation(&unlisted), known);
    // Renewed with the same key.
    let renewed = CertificateBuilder::ca(dn("Lab HSA")).key(&lab.persons.key).issue(&lab.root).unwrap();
    assert_ne!(renewed.der, lab.persons.der);
    assert_eq!(generation(&renewed), known);
    // An entry without pin and key identifier: only under its generation's root.
    assert_eq!(generation(&lab.unpinned), known);
    assert_eq!(generation(&leaf(tolvan("X-1")).issue(&lab.unpinned).unwrap()), known);
    let own = CertificateBuilder::ca(dn("Lab Unpinned")).key(&key("twin")).self_sign().unwrap();
    assert_eq!(generation(&own), None);
    let under_twin = CertificateBuilder::ca(dn("Lab Unpinned")).key(&key("x")).issue(&twin_root).unwrap();
    assert_eq!(generation(&under_twin), None);
}

#[test]
fn uses() {
    let lab = Lab::new();
    let usage = |bits: Option<&[KeyUsage]>| {
        let mut builder = leaf(tolvan("X-1")).without(oids::KEY_USAGE);
        if let Some(bits) = bits {
            builder = builder.extension(Extension::key_usage(bits));
        }
        lab.identify(&builder.issue(&lab.persons).unwrap()).usage
    };
    assert_eq!(usage(None), Use::Both);
    assert_eq!(usage(Some(&[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment])), Use::Authentication);
    assert_eq!(usage(Some(&[KeyUsage::NonRepudiation])), Use::Signature);
    assert_eq!(usage(Some(&[KeyUsage::DigitalSignature, KeyUsage::NonRepudiation])), Use::Both);
    assert_eq!(usage(Some(&[KeyUsage::KeyEncipherment])), Use::Other);
    assert_eq!(usage(Some(&[])), Use::Other);
}

/// Wherever a personal number stands, neither identity nor debug output shows it.
#[test]
fn personal_numbers_do_not_leak() {
    const NUMBER: &str = "191212121212";
    let lab = Lab::new();
    let mut subject = Dn::new().country("SE").organisation(format!("Firma {NUMBER}"));
    subject.0.push(vec![
        Attribute::new(oids::COMMON_NAME, StringType::Utf8, format!("Tolvan 19121212-1212 {NUMBER}")),
        Attribute::new(oids::SERIAL_NUMBER, StringType::Printable, NUMBER),
    ]);
    let certificate = read(&leaf(subject.clone()).issue(&lab.identities).unwrap());
    let found = identify(&certificate, &lab.catalog);
    assert_eq!(found.personal_number.as_ref().unwrap().reveal(), NUMBER);
    let nobody = read(&leaf(Dn::new().serial_number(NUMBER)).issue(&lab.identities).unwrap());
    for text in [
        format!("{found:?}"),
        format!("{certificate:?}"),
        format!("{:?}", certificate.subject()),
        masked_subject(&certificate),
        format!("{:?}", identify(&nobody, &lab.catalog)),
    ] {
        assert!(!text.contains("1212121212") && !text.contains("-1212"), "{text}");
        assert!(text.contains("19121212-****"), "{text}");
    }
    assert_eq!(masked_subject(&certificate).matches("19121212-****").count(), 4);
}
