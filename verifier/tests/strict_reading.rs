//! What a lenient parser lets pass: refused, or told as a flaw where real certificates have it.
//!
//! Each case is a sound certificate with one thing changed. Nothing here depends on a signature but the test with the judge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::process::Command;
use std::sync::LazyLock;

use proptest::prelude::*;
use tillit_lab::encode::{bits, boolean, constructed, explicit, implicit, integer, null, octets, oid, sequence, tlv};
use tillit_lab::{CertificateBuilder, Dn, Extension, GeneralName, Issued, KeyKind, KeyPool, KeyUsage, Oid, oids};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::certificate::{Extensions, GeneralName as Found, PublicKeyInfo};
use tillit_verifier::flaws::{DerDeviation, Flaw, flaws};
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::verdict::ReasonKind;
use time::macros::datetime;

const SET: u8 = 0x31;
const SUBJECT_INFO_ACCESS: Oid = Oid::new_unwrap("1.3.6.1.5.5.7.1.11");
const ISSUER_ALT_NAME: Oid = Oid::new_unwrap("2.5.29.18");
/// User principal name, an otherName
const UPN: Oid = Oid::new_unwrap("1.3.6.1.4.1.311.20.2.3");
const POLICY: Oid = Oid::new_unwrap("1.2.752.74.8.505");
const OTHER_POLICY: Oid = Oid::new_unwrap("1.2.752.74.8.512");

fn root() -> Issued {
    let key = KeyPool::shared().get(KeyKind::P256, "root").unwrap();
    CertificateBuilder::ca(Dn::cn("Root")).key(&key).self_sign().unwrap()
}

fn leaf(extensions: Vec<Extension>) -> Issued {
    let key = KeyPool::shared().get(KeyKind::P256, "leaf").unwrap();
    CertificateBuilder::new(Dn::cn("Leaf")).key(&key).extensions(extensions).issue(&root()).unwrap()
}

/// The elements inside an element; `None` where it does not consist of elements.
fn try_inside(der: &[u8]) -> Option<Vec<Vec<u8>>> {
    fn split(der: &[u8]) -> Option<(&[u8], &[u8])> {
        let octets = usize::from(*der.get(1)? & 0x7f);
        let (header, length) = match der[1] {
            short @ 0..=0x7f => (2, usize::from(short)),
            _ => (
                2 + octets,
                der.get(2..2 + octets)?.iter().try_fold(0_usize, |n, &b| n.checked_mul(256)?.checked_add(b.into()))?,
            ),
        };
        der.split_at_checked(header.checked_add(length)?)
    }
    let content = split(der)?.0;
    let header = if content[1] < 0x80 { 2 } else { 2 + usize::from(content[1] & 0x7f) };
    let mut rest = &content[header..];
    let mut out = Vec::new();
    while !rest.is_empty() {
        let (element, more) = split(rest)?;
        out.push(element.to_vec());
        rest = more;
    }
    Some(out)
}

fn inside(der: &[u8]) -> Vec<Vec<u8>> {
    try_inside(der).unwrap()
}

/// A certificate taken apart: its own parts, and those of its tbsCertificate.
#[derive(Clone)]
struct Parts {
    tbs: Vec<Vec<u8>>,
    outer: Vec<Vec<u8>>,
}

// Places in tbsCertificate
const VERSION: usize = 0;
const SERIAL: usize = 1;
const INNER_ALGORITHM: usize = 2;
const ISSUER: usize = 3;
const VALIDITY: usize = 4;
const SUBJECT: usize = 5;
const SPKI: usize = 6;
const EXTENSIONS: usize = 7;
// Places after tbsCertificate
const ALGORITHM: usize = 0;
const SIGNATURE: usize = 1;

static SOUND: LazyLock<Parts> = LazyLock::new(|| {
    let names = Extension::subject_alt_names(&[GeneralName::Dns("a.example".to_owned())]);
    let outer = inside(&leaf(vec![names]).der);
    Parts { tbs: inside(&outer[0]), outer: outer[1..].to_vec() }
});

fn with(change: impl FnOnce(&mut Parts)) -> Vec<u8> {
    let mut parts = SOUND.clone();
    change(&mut parts);
    let tbs = sequence(&parts.tbs);
    sequence(std::iter::once(&tbs).chain(&parts.outer))
}

fn tbs(place: usize, der: Vec<u8>) -> Vec<u8> {
    with(|parts| parts.tbs[place] = der)
}

/// The element with its length in one octet more than is needed.
fn long_length(der: &[u8]) -> Vec<u8> {
    match der[1] {
        length @ 0..=0x7f => [&[der[0], 0x81, length], &der[2..]].concat(),
        first => [&[der[0], first + 1, 0], &der[2..]].concat(),
    }
}

/// The element with an indefinite length, as BER has it.
fn indefinite(der: &[u8]) -> Vec<u8> {
    [&[der[0], 0x80][..], &inside(der).concat(), &[0, 0]].concat()
}

fn name(rdns: &[Vec<u8>]) -> Vec<u8> {
    sequence(rdns)
}
fn attribute(kind: Oid, value: Vec<u8>) -> Vec<u8> {
    sequence([oid(kind), value])
}
fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}
fn validity(from: (u8, &str), to: (u8, &str)) -> Vec<u8> {
    tbs(VALIDITY, sequence([tlv(from.0, from.1.as_bytes()), tlv(to.0, to.1.as_bytes())]))
}
fn extensions(list: &[Vec<u8>]) -> Vec<u8> {
    tbs(EXTENSIONS, explicit(3, [sequence(list)]))
}
const UTC: u8 = 0x17;
const GENERALIZED: u8 = 0x18;
const FROM: (u8, &str) = (UTC, "200101000000Z");
const TO: (u8, &str) = (UTC, "400101000000Z");

/// Certificates whose frame is not what RFC 5280 section 4.1 says, in DER.
fn broken_frames() -> Vec<(&'static str, Vec<u8>)> {
    let sound = with(|_| {});
    let spki = &SOUND.tbs[SPKI];
    let spki_algorithm = &inside(spki)[0];
    let algorithm = &SOUND.tbs[INNER_ALGORITHM];
    let usage = sequence([oid(oids::KEY_USAGE), octets(&[3, 2, 7, 0x80])]);
    let flagged = |flag: Vec<u8>| extensions(&[sequence([oid(oids::KEY_USAGE), flag, octets(&[3, 2, 7, 0x80])])]);
    let cn = |value: Vec<u8>| attribute(oids::COMMON_NAME, value);
    let rdn = |attributes: &[Vec<u8>]| constructed(SET, attributes);
    let x = || rdn(&[cn(utf8("x"))]);
    let junk = || vec![0xff, 0xff];
    vec![
        // The whole
        ("certificate: indefinite length", indefinite(&sound)),
        ("certificate: length of too many octets", long_length(&sound)),
        ("certificate: something after the signature", with(|p| p.outer.push(null()))),
        ("certificate: junk after the signature", with(|p| p.outer.push(junk()))),
        ("certificate: a context tag instead of SEQUENCE", tlv(0xb0, &inside(&sound).concat())),
        ("tbs: indefinite length", {
            let mut parts = inside(&sound);
            parts[0] = indefinite(&parts[0]);
            sequence(&parts)
        }),
        ("tbs: length of too many octets", {
            let mut parts = inside(&sound);
            parts[0] = long_length(&parts[0]);
            sequence(&parts)
        }),
        ("signature: unused bits", with(|p| p.outer[SIGNATURE][2] = 1)),
        ("signature: in parts", with(|p| p.outer[SIGNATURE] = constructed(0x23, [bits(&[1]), bits(&[2])]))),
        ("signature: no octet", with(|p| p.outer[SIGNATURE] = tlv(3, &[]))),
        ("signature: a context tag", with(|p| p.outer[SIGNATURE][0] = 0x83)),
        (
            "algorithm: something after the parameters",
            with(|p| {
                p.outer[ALGORITHM] = sequence([inside(algorithm).concat(), null(), null()]);
            }),
        ),
        (
            "algorithm: junk for parameters",
            with(|p| p.outer[ALGORITHM] = sequence([inside(algorithm).concat(), junk()])),
        ),
        ("algorithm: no object identifier", with(|p| p.outer[ALGORITHM] = sequence([integer(42)]))),
        ("inner algorithm: something after the parameters", {
            tbs(INNER_ALGORITHM, sequence([inside(algorithm).concat(), null(), null()]))
        }),
        (
            "algorithm: an identifier with a padded arc",
            with(|p| {
                p.outer[ALGORITHM] = sequence([tlv(6, &[0x2a, 0x80, 0x86, 0x48])]);
            }),
        ),
        ("algorithm: an identifier cut off", with(|p| p.outer[ALGORITHM] = sequence([tlv(6, &[0x2a, 0x86])]))),
        ("algorithm: an empty identifier", with(|p| p.outer[ALGORITHM] = sequence([tlv(6, &[])]))),
        // Version
        ("version 4", tbs(VERSION, explicit(0, [integer(3)]))),
        ("version -1", tbs(VERSION, explicit(0, [tlv(2, &[0xff])]))),
        ("version of two octets", tbs(VERSION, explicit(0, [tlv(2, &[0, 2])]))),
        ("version: no octet", tbs(VERSION, explicit(0, [tlv(2, &[])]))),
        ("version: something after it", tbs(VERSION, explicit(0, [integer(2), integer(2)]))),
        ("version: junk after it", tbs(VERSION, explicit(0, [integer(2), junk()]))),
        ("version: a context tag", tbs(VERSION, explicit(0, [tlv(0x82, &[2])]))),
        ("version: under an application tag", tbs(VERSION, tlv(0x60, &integer(2)))),
        // Serial number
        ("serial: no octet", tbs(SERIAL, tlv(2, &[]))),
        ("serial: an octet too many", tbs(SERIAL, tlv(2, &[0, 1, 2]))),
        ("serial: an octet too many, negative", tbs(SERIAL, tlv(2, &[0xff, 0x80]))),
        ("serial: a context tag", tbs(SERIAL, tlv(0x82, &[7]))),
        ("serial: indefinite", tbs(SERIAL, vec![0x22, 0x80, 2, 1, 7, 0, 0])),
        // Names
        ("name: an empty RDN", tbs(SUBJECT, name(&[constructed::<Vec<u8>>(SET, [])]))),
        ("name: junk after an RDN", tbs(SUBJECT, name(&[x(), junk()]))),
        ("name: an RDN that is none after one that is", tbs(SUBJECT, name(&[x(), sequence([cn(utf8("y"))])]))),
        ("name: an attribute that is none in an RDN", tbs(SUBJECT, name(&[rdn(&[cn(utf8("x")), null()])]))),
        ("name: junk in an RDN", tbs(SUBJECT, name(&[rdn(&[cn(utf8("x")), junk()])]))),
        ("name: something after a value", tbs(SUBJECT, name(&[rdn(&[sequence([cn(utf8("x")), utf8("y")])])]))),
        ("name: two values", tbs(ISSUER, name(&[rdn(&[sequence([oid(oids::COMMON_NAME), utf8("x"), utf8("y")])])]))),
        ("name: no value", tbs(SUBJECT, name(&[rdn(&[sequence([oid(oids::COMMON_NAME)])])]))),
        ("name: a string in parts", tbs(SUBJECT, name(&[rdn(&[cn(constructed(0x2c, [utf8("x"), utf8("y")]))])]))),
        ("name: a value with a long length", tbs(SUBJECT, name(&[rdn(&[cn(long_length(&utf8("x")))])]))),
        ("name: a value with a high tag number", tbs(SUBJECT, name(&[rdn(&[cn(vec![0x1f, 0x0c, 1, b'x'])])]))),
        ("name: an RDN under a context tag", tbs(SUBJECT, name(&[tlv(0xb1, &cn(utf8("x")))]))),
        ("name: an integer for a type", tbs(SUBJECT, name(&[rdn(&[sequence([tlv(2, &[0x55, 4, 3]), utf8("x")])])]))),
        // Validity
        ("time: without seconds", validity((UTC, "2001010000Z"), TO)),
        ("time: with an offset", validity((UTC, "200101000000+0100"), TO)),
        ("time: without Z", validity((GENERALIZED, "20200101000000"), TO)),
        ("time: a fraction", validity(FROM, (GENERALIZED, "20500101000000.5Z"))),
        ("time: a generalized one with an offset", validity(FROM, (GENERALIZED, "20500101000000-0500"))),
        ("time: a generalized one without seconds", validity(FROM, (GENERALIZED, "205001010000Z"))),
        ("time: 30 February", validity(FROM, (UTC, "400230000000Z"))),
        ("time: 24 o'clock", validity(FROM, (UTC, "400101240000Z"))),
        ("time: a leap second", validity(FROM, (UTC, "391231235960Z"))),
        ("time: two digits of a year as a generalized one", validity(FROM, (GENERALIZED, "400101000000Z"))),
        ("time: four digits of a year as a UTC one", validity(FROM, (UTC, "20400101000000Z"))),
        ("time: a context tag", validity(FROM, (0x97, "400101000000Z"))),
        ("time: another string type", validity(FROM, (0x13, "400101000000Z"))),
        (
            "validity: a third date",
            tbs(VALIDITY, sequence([tlv(UTC, b"200101000000Z"), tlv(UTC, b"400101000000Z"), null()])),
        ),
        ("validity: one date", tbs(VALIDITY, sequence([tlv(UTC, b"200101000000Z")]))),
        // Key
        ("key: something after it", tbs(SPKI, sequence([inside(spki).concat(), null()]))),
        ("key: junk after it", tbs(SPKI, sequence([inside(spki).concat(), junk()]))),
        ("key: unused bits", tbs(SPKI, sequence([spki_algorithm.clone(), tlv(3, &[1, 4, 0])]))),
        ("key: something after the parameters", {
            let parameters = inside(spki_algorithm).concat();
            tbs(SPKI, sequence([sequence([parameters, null()]), inside(spki)[1].clone()]))
        }),
        // What may follow the key
        ("unique id: constructed", with(|p| p.tbs.insert(EXTENSIONS, tlv(0xa1, &bits(&[1]))))),
        ("unique id: no octet", with(|p| p.tbs.insert(EXTENSIONS, tlv(0x81, &[])))),
        (
            "unique ids in the wrong order",
            with(|p| {
                p.tbs.insert(EXTENSIONS, tlv(0x82, &[0, 1]));
                p.tbs.insert(EXTENSIONS + 1, tlv(0x81, &[0, 1]));
            }),
        ),
        ("extensions: twice", with(|p| p.tbs.push(p.tbs[EXTENSIONS].clone()))),
        ("extensions: none in the list", extensions(&[])),
        ("extensions: an empty tag", tbs(EXTENSIONS, explicit::<Vec<u8>>(3, []))),
        ("extensions: something after the list", {
            tbs(EXTENSIONS, explicit(3, [sequence(std::slice::from_ref(&usage)), null()]))
        }),
        ("extensions: the tag's length does not fit", {
            let mut der = explicit(3, [sequence(std::slice::from_ref(&usage))]);
            der[1] -= 1;
            tbs(EXTENSIONS, der)
        }),
        ("extensions: under a private tag", tbs(EXTENSIONS, tlv(0xe3, &sequence(std::slice::from_ref(&usage))))),
        ("extensions: junk in the list", extensions(&[usage.clone(), junk()])),
        ("after the extensions: something", with(|p| p.tbs.push(null()))),
        ("after the extensions: junk", with(|p| p.tbs.push(junk()))),
        ("after the extensions: [4]", with(|p| p.tbs.push(explicit(4, [null()])))),
        ("extension: critical is 1", flagged(tlv(1, &[1]))),
        ("extension: critical has two octets", flagged(tlv(1, &[0xff, 0xff]))),
        ("extension: critical is an integer", flagged(integer(255))),
        ("extension: something after the value", extensions(&[sequence([inside(&usage).concat(), null()])])),
        ("extension: a value in parts", {
            extensions(&[sequence([oid(oids::KEY_USAGE), constructed(0x24, [octets(&[3, 2]), octets(&[7, 0x80])])])])
        }),
        (
            "extension: a value under a context tag",
            extensions(&[sequence([oid(oids::KEY_USAGE), tlv(0x84, &[3, 2, 7, 0x80])])]),
        ),
        (
            "extension: an integer for a type",
            extensions(&[sequence([tlv(2, &[0x55, 0x1d, 15]), octets(&[3, 2, 7, 0x80])])]),
        ),
        ("extension: an identifier longer than any", extensions(&[sequence([tlv(6, &[0x55; 129]), octets(&[])])])),
    ]
}

/// Encodings that DER does not allow and real certificates have.
fn deviations() -> Vec<(&'static str, Vec<u8>, DerDeviation)> {
    let usage = |value: &[u8]| extensions(&[sequence([oid(oids::KEY_USAGE), boolean(true), octets(value)])]);
    let two = [attribute(oids::ORGANISATION, utf8("x")), attribute(oids::COMMON_NAME, utf8("x"))];
    let constraints = octets(&sequence([boolean(false)]));
    let value = octets(&[3, 2, 7, 0x80]);
    vec![
        ("version 1 written out", tbs(VERSION, explicit(0, [integer(0)])), DerDeviation::ExplicitDefault),
        (
            "critical FALSE written out",
            extensions(&[sequence([oid(oids::KEY_USAGE), boolean(false), value])]),
            DerDeviation::ExplicitDefault,
        ),
        (
            "cA FALSE written out",
            extensions(&[sequence([oid(oids::BASIC_CONSTRAINTS), constraints])]),
            DerDeviation::ExplicitDefault,
        ),
        ("attributes not in order", tbs(SUBJECT, name(&[constructed(SET, two)])), DerDeviation::SetOrder),
        ("keyUsage of eight bits", usage(&[3, 2, 0, 0x80]), DerDeviation::TrailingZeroBits),
        ("keyUsage of nine bits", usage(&[3, 3, 7, 0x80, 0]), DerDeviation::TrailingZeroBits),
        ("keyUsage of sixteen bits", usage(&[3, 3, 0, 0x80, 0]), DerDeviation::TrailingZeroBits),
    ]
}

#[test]
fn a_frame_is_what_the_rfc_says_and_nothing_more() {
    assert!(Certificate::from_der(&with(|_| {})).is_ok(), "the one that the others are made of");
    let read: Vec<_> = broken_frames()
        .into_iter()
        .filter(|(_, der)| Certificate::from_der(der).is_ok())
        .map(|(case, _)| case)
        .collect();
    assert_eq!(read, [""; 0]);
}

#[test]
fn deviations_that_real_certificates_have_are_told() {
    for (case, der, deviation) in deviations() {
        let certificate = Certificate::from_der(&der).unwrap_or_else(|error| panic!("{case}: {error}"));
        let told: Vec<_> = flaws(&certificate).into_iter().filter(|flaw| matches!(flaw, Flaw::NotDer { .. })).collect();
        assert_eq!(told, [Flaw::NotDer { deviation }], "{case}");
        assert!(told[0].breaks_must() && certificate.extensions().all.iter().all(|e| !e.malformed), "{case}");
    }
    let sound = flaws(&Certificate::from_der(&with(|_| {})).unwrap());
    assert!(!sound.iter().any(|flaw| matches!(flaw, Flaw::NotDer { .. })), "{sound:?}");
}

/// An extension that is sound, and values that are not.
struct Case {
    oid: Oid,
    sound: Vec<u8>,
    bad: Vec<(&'static str, Vec<u8>)>,
}

fn after(value: &[u8]) -> Vec<u8> {
    [value, &null()].concat()
}

/// What may go wrong with GeneralNames, whichever extension has them.
fn bad_names() -> Vec<(&'static str, Vec<u8>)> {
    let dns = || implicit(2, b"a.example");
    let directory = Dn::cn("x").to_der();
    let one = |name: Vec<u8>| sequence([name]);
    vec![
        ("a name with a universal tag", one(tlv(0x16, b"a.example"))),
        ("a name of a form that is not there", one(implicit(9, b"a.example"))),
        ("a name under a private tag", one(tlv(0xc2, b"a.example"))),
        ("a name under an application tag", one(tlv(0x42, b"a.example"))),
        ("a host in parts", one(tlv(0xa2, &tlv(0x16, b"a.example")))),
        ("an address in parts", one(tlv(0xa7, &octets(&[10, 0, 0, 1])))),
        ("a primitive directory name", one(implicit(4, &directory))),
        ("a directory name and something after it", one(explicit(4, [directory, null()]))),
        ("a directory name that drops an attribute", {
            one(explicit(4, [name(&[constructed(SET, [attribute(oids::COMMON_NAME, utf8("x")), null()])])]))
        }),
        ("another name without a value", one(explicit(0, [oid(UPN)]))),
        ("another name with two values", one(explicit(0, [oid(UPN), explicit(0, [utf8("x")]), null()]))),
        ("another name with a value and more", one(explicit(0, [oid(UPN), explicit(0, [utf8("x"), null()])]))),
        ("another name of no type", one(explicit(0, [integer(42), explicit(0, [utf8("x")])]))),
        ("an empty registered id", one(implicit(8, &[]))),
        ("a registered id cut off", one(implicit(8, &[0x2a, 0x86]))),
        ("a primitive X.400 address", one(implicit(3, &[]))),
        ("junk in the list", sequence([dns(), vec![0xff, 0xff]])),
        ("a length of too many octets", one(long_length(&dns()))),
        ("something after the list", after(&one(dns()))),
        ("a set", constructed(SET, [dns()])),
        ("an indefinite length", indefinite(&one(dns()))),
    ]
}

fn bad_points() -> Vec<(&'static str, Vec<u8>)> {
    let uri = || implicit(6, b"http://crl.example/a.crl");
    let full = || explicit(0, [explicit(0, [uri()])]);
    let point = |parts: &[Vec<u8>]| sequence([sequence(parts)]);
    vec![
        ("no point", sequence::<Vec<u8>>([])),
        ("a point that says nothing", point(&[])),
        ("reasons alone", point(&[implicit(1, &[6, 0x40])])),
        ("a name in a set", sequence([constructed(SET, [full()])])),
        ("no name", point(&[explicit(0, [explicit::<Vec<u8>>(0, [])])])),
        ("names without their tag", point(&[explicit(0, [uri()])])),
        ("a name that is none", point(&[explicit(0, [explicit(0, [uri(), null()])])])),
        ("junk after a name", point(&[explicit(0, [explicit(0, [uri(), vec![0xff, 0xff]])])])),
        ("something after the name", point(&[explicit(0, [explicit(0, [uri()]), null()])])),
        ("reasons with unused bits that are set", point(&[full(), implicit(1, &[6, 0x7f])])),
        ("reasons without an octet", point(&[full(), implicit(1, &[])])),
        ("something after the fields", point(&[full(), null()])),
        ("a second point that is none", sequence([sequence([full()]), null()])),
        ("something after the list", after(&point(&[full()]))),
    ]
}

fn bad_access() -> Vec<(&'static str, Vec<u8>)> {
    let uri = || implicit(6, b"http://ocsp.example/");
    let one = |parts: &[Vec<u8>]| sequence([sequence(parts)]);
    vec![
        ("an empty list", sequence::<Vec<u8>>([])),
        ("a method that is no identifier", one(&[tlv(2, &[0x2b, 6, 1, 5, 5, 7, 0x30, 1]), uri()])),
        ("no location", one(&[oid(oids::OCSP)])),
        ("a location that is no name", one(&[oid(oids::OCSP), tlv(0x16, b"http://ocsp.example/")])),
        ("two locations", one(&[oid(oids::OCSP), uri(), uri()])),
        ("junk in the list", sequence([sequence([oid(oids::OCSP), uri()]), vec![0xff, 0xff]])),
        ("something after the list", after(&one(&[oid(oids::OCSP), uri()]))),
    ]
}

fn cases() -> Vec<Case> {
    let any_policy = || oid(POLICY);
    let qualified = |qualifiers: Vec<u8>| sequence([sequence([any_policy(), qualifiers])]);
    let base = || sequence([implicit(2, b"a.example")]);
    let ca = || boolean(true);
    let number = |octets: &[u8]| tlv(2, octets);
    vec![
        Case {
            oid: oids::BASIC_CONSTRAINTS,
            sound: sequence([ca(), integer(3)]),
            bad: vec![
                ("a path length below zero", sequence([ca(), number(&[0xff])])),
                ("a path length of an octet too many", sequence([ca(), number(&[0, 3])])),
                ("a path length of five octets", sequence([ca(), number(&[1, 0, 0, 0, 0])])),
                ("a path length without octets", sequence([ca(), number(&[])])),
                ("a path length under a context tag", sequence([ca(), implicit(2, &[3])])),
                ("a path length that is enumerated", sequence([ca(), tlv(0x0a, &[3])])),
                ("cA is 1", sequence([tlv(1, &[1]), integer(3)])),
                ("cA is an integer", sequence([integer(1), integer(3)])),
                ("cA has two octets", sequence([tlv(1, &[0xff, 0xff])])),
                ("cA under a context tag", sequence([implicit(1, &[0xff])])),
                ("cA after the path length", sequence([integer(3), ca()])),
                ("something after the path length", sequence([ca(), integer(3), null()])),
                ("something after it", after(&sequence([ca(), integer(3)]))),
                ("a set", constructed(SET, [ca()])),
                ("an indefinite length", indefinite(&sequence([ca()]))),
                ("a length of too many octets", long_length(&sequence([ca()]))),
            ],
        },
        Case {
            oid: oids::KEY_USAGE,
            sound: vec![3, 2, 7, 0x80],
            bad: vec![
                ("unused bits that are set", vec![3, 2, 7, 0xff]),
                ("a tenth bit", vec![3, 3, 6, 0x80, 0x40]),
                ("a third octet", vec![3, 4, 0, 0x80, 0, 1]),
                ("eight unused bits", vec![3, 2, 8, 0x80]),
                ("unused bits of nothing", vec![3, 1, 1]),
                ("no octet", vec![3, 0]),
                ("in parts", vec![0x23, 4, 3, 2, 7, 0x80]),
                ("an octet string", vec![4, 2, 7, 0x80]),
                ("under a context tag", vec![0x83, 2, 7, 0x80]),
                ("something after it", after(&[3, 2, 7, 0x80])),
            ],
        },
        Case {
            oid: oids::EXTENDED_KEY_USAGE,
            sound: sequence([oid(oids::CLIENT_AUTH)]),
            bad: vec![
                ("no purpose", sequence::<Vec<u8>>([])),
                ("an integer for a purpose", sequence([tlv(2, &[0x2b, 6, 1, 5, 5, 7, 3, 2])])),
                ("a purpose under a context tag", sequence([tlv(0x86, &[0x2b, 6, 1, 5, 5, 7, 3, 2])])),
                ("a purpose with a padded arc", sequence([tlv(6, &[0x2b, 6, 1, 5, 5, 7, 3, 0x80, 2])])),
                ("an empty purpose", sequence([tlv(6, &[])])),
                ("junk in the list", sequence([oid(oids::CLIENT_AUTH), vec![0xff, 0xff]])),
                ("something after it", after(&sequence([oid(oids::CLIENT_AUTH)]))),
                ("a set", constructed(SET, [oid(oids::CLIENT_AUTH)])),
            ],
        },
        Case {
            oid: oids::SUBJECT_ALT_NAME,
            sound: sequence([implicit(2, b"a.example"), explicit(0, [oid(UPN), explicit(0, [utf8("x")])])]),
            bad: bad_names(),
        },
        Case { oid: ISSUER_ALT_NAME, sound: sequence([implicit(2, b"a.example")]), bad: bad_names() },
        Case {
            oid: oids::SUBJECT_KEY_ID,
            sound: octets(&[1, 2, 3]),
            bad: vec![
                ("without its tag", vec![1, 2, 3]),
                ("in parts", constructed(0x24, [octets(&[1]), octets(&[2])])),
                ("under a context tag", implicit(4, &[1, 2, 3])),
                ("something after it", after(&octets(&[1, 2, 3]))),
            ],
        },
        Case {
            oid: oids::AUTHORITY_KEY_ID,
            sound: sequence([
                implicit(0, &[1, 2]),
                explicit(1, [explicit(4, [Dn::cn("x").to_der()])]),
                implicit(2, &[7]),
            ]),
            bad: vec![
                ("a constructed key identifier", sequence([explicit(0, [octets(&[1, 2])])])),
                ("no issuer", sequence([explicit::<Vec<u8>>(1, []), implicit(2, &[7])])),
                ("an issuer that is no name", sequence([explicit(1, [null()]), implicit(2, &[7])])),
                ("an empty serial", sequence([implicit(0, &[1]), implicit(2, &[])])),
                ("a serial of an octet too many", sequence([implicit(0, &[1]), implicit(2, &[0, 7])])),
                ("in another order", sequence([implicit(2, &[7]), implicit(0, &[1])])),
                ("something after the fields", sequence([implicit(0, &[1]), null()])),
                ("something after it", after(&sequence([implicit(0, &[1])]))),
            ],
        },
        Case {
            oid: oids::CERTIFICATE_POLICIES,
            sound: qualified(sequence([sequence([oid(oids::OCSP), tlv(0x16, b"http://cps.example")])])),
            bad: vec![
                ("no policy", sequence::<Vec<u8>>([])),
                ("an integer for a policy", sequence([sequence([integer(42)])])),
                ("a policy without its sequence", sequence([any_policy()])),
                ("no qualifier", qualified(sequence::<Vec<u8>>([]))),
                ("a qualifier without a value", qualified(sequence([sequence([oid(oids::OCSP)])]))),
                ("a qualifier with two values", qualified(sequence([sequence([oid(oids::OCSP), null(), null()])]))),
                ("qualifiers in a set", qualified(constructed(SET, [sequence([oid(oids::OCSP), null()])]))),
                ("something after a policy", sequence([sequence([any_policy(), null()])])),
                ("a second policy that is none", sequence([sequence([any_policy()]), null()])),
                ("junk in the list", sequence([sequence([any_policy()]), vec![0xff, 0xff]])),
                ("something after it", after(&sequence([sequence([any_policy()])]))),
            ],
        },
        Case {
            oid: oids::POLICY_MAPPINGS,
            sound: sequence([sequence([oid(POLICY), oid(OTHER_POLICY)])]),
            bad: vec![
                ("no mapping", sequence::<Vec<u8>>([])),
                ("one policy", sequence([sequence([oid(POLICY)])])),
                ("three policies", sequence([sequence([oid(POLICY), oid(OTHER_POLICY), oid(POLICY)])])),
                ("an integer for a policy", sequence([sequence([oid(POLICY), integer(42)])])),
                ("something after it", after(&sequence([sequence([oid(POLICY), oid(OTHER_POLICY)])]))),
            ],
        },
        Case {
            oid: oids::POLICY_CONSTRAINTS,
            sound: sequence([implicit(0, &[0]), implicit(1, &[2])]),
            bad: vec![
                ("neither", sequence::<Vec<u8>>([])),
                ("below zero", sequence([implicit(0, &[0xff])])),
                ("an octet too many", sequence([implicit(0, &[0, 0])])),
                ("five octets", sequence([implicit(1, &[1, 0, 0, 0, 0])])),
                ("no octet", sequence([implicit(0, &[])])),
                ("explicit tags", sequence([explicit(0, [integer(0)])])),
                ("in another order", sequence([implicit(1, &[2]), implicit(0, &[0])])),
                ("the same twice", sequence([implicit(0, &[0]), implicit(0, &[5])])),
                ("a universal tag", sequence([integer(0)])),
                ("something after the fields", sequence([implicit(0, &[0]), implicit(2, &[0])])),
                ("something after it", after(&sequence([implicit(0, &[0])]))),
            ],
        },
        Case {
            oid: oids::INHIBIT_ANY_POLICY,
            sound: integer(1),
            bad: vec![
                ("below zero", number(&[0xff])),
                ("an octet too many", number(&[0, 1])),
                ("five octets", number(&[1, 0, 0, 0, 0])),
                ("no octet", number(&[])),
                ("enumerated", tlv(0x0a, &[1])),
                ("under a context tag", implicit(2, &[1])),
                ("something after it", after(&integer(1))),
            ],
        },
        Case {
            oid: oids::NAME_CONSTRAINTS,
            sound: sequence([explicit(0, [base()]), explicit(1, [base()])]),
            bad: vec![
                ("an empty list", sequence([explicit::<Vec<u8>>(0, [])])),
                ("a minimum", sequence([explicit(0, [sequence([implicit(2, b"a.example"), implicit(0, &[1])])])])),
                ("a base that is no name", sequence([explicit(0, [sequence([null()])])])),
                ("a second base that is no name", sequence([explicit(0, [base(), sequence([null()])])])),
                ("a base without its sequence", sequence([explicit(1, [implicit(2, b"a.example")])])),
                ("a primitive list", sequence([implicit(0, &base())])),
                ("in another order", sequence([explicit(1, [base()]), explicit(0, [base()])])),
                ("a third list", sequence([explicit(0, [base()]), explicit(2, [base()])])),
                ("lists under private tags", sequence([tlv(0xe0, &base())])),
                ("a directory name that drops an attribute", {
                    let rdn = constructed(SET, [attribute(oids::COMMON_NAME, utf8("x")), null()]);
                    sequence([explicit(1, [sequence([explicit(4, [name(&[rdn])])])])])
                }),
                ("something after it", after(&sequence([explicit(0, [base()])]))),
            ],
        },
        Case {
            oid: oids::CRL_DISTRIBUTION_POINTS,
            sound: Extension::crl_distribution_points(&["http://crl.example/a.crl"]).value,
            bad: bad_points(),
        },
        Case {
            oid: oids::FRESHEST_CRL,
            sound: Extension::crl_distribution_points(&["http://crl.example/a.crl"]).value,
            bad: bad_points(),
        },
        Case {
            oid: oids::AUTHORITY_INFO_ACCESS,
            sound: Extension::authority_info_access(&["http://aia.example/a.cer"], &["http://ocsp.example/"]).value,
            bad: bad_access(),
        },
        Case {
            oid: SUBJECT_INFO_ACCESS,
            sound: Extension::authority_info_access(&["http://aia.example/a.cer"], &[]).value,
            bad: bad_access(),
        },
    ]
}

/// The certificate with this extension and no other, as it is read.
fn alone(oid_: Oid, value: &[u8]) -> Certificate {
    Certificate::from_der(&extensions(&[sequence([oid(oid_), boolean(true), octets(value)])])).unwrap()
}

#[test]
fn an_extension_is_read_to_its_last_byte_or_not_at_all() {
    let nothing = |certificate: &Certificate| {
        let read = Extensions { all: Vec::new(), ..certificate.extensions().clone() };
        format!("{read:?}") == format!("{:?}", Extensions::default())
    };
    let mut wrong = Vec::new();
    for Case { oid, sound, bad } in cases() {
        let certificate = alone(oid, &sound);
        assert!(!certificate.extensions().all[0].malformed, "{oid}");
        assert_eq!(
            nothing(&certificate),
            [ISSUER_ALT_NAME, oids::FRESHEST_CRL, SUBJECT_INFO_ACCESS].contains(&oid),
            "{oid}"
        );
        for (case, value) in bad {
            let certificate = alone(oid, &value);
            if !certificate.extensions().all[0].malformed || !nothing(&certificate) {
                wrong.push(format!("{oid}: {case}"));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn what_is_not_read_is_not_trusted() {
    let root = root();
    let anchor = [Certificate::from_der(&root.der).unwrap()];
    let catalog = Catalog::default();
    let judge = Judge::new(&catalog, &[], Some(&anchor));
    let options = Options::login(datetime!(2026-11-21 12:00 UTC));
    let trusted = |extension: Extension| {
        let leaf = Certificate::from_der(&leaf(vec![extension]).der).unwrap();
        let judgement = judge.judge(&leaf, &Offered::new(&[]), &options);
        let verdict = judgement.verdicts.into_iter().next().unwrap();
        let malformed = verdict.reasons.iter().any(|r| matches!(r.kind, ReasonKind::MalformedExtension { .. }));
        assert!(!malformed || verdict.trusted == Some(false));
        (verdict.trusted, malformed)
    };
    let usage = Extension::new(oids::KEY_USAGE, true, vec![3, 2, 0, 0x80]);
    assert_eq!(trusted(usage), (Some(true), false), "a deviation is only told");
    for Case { oid, bad, .. } in cases() {
        // These say nothing of who is trusted.
        let relied_on =
            ![ISSUER_ALT_NAME, oids::FRESHEST_CRL, oids::AUTHORITY_INFO_ACCESS, SUBJECT_INFO_ACCESS].contains(&oid);
        for (case, value) in bad {
            let (_, malformed) = trusted(Extension::new(oid, false, value.clone()));
            assert_eq!(malformed, relied_on, "{oid}: {case}");
            let (trusted, _) = trusted(Extension::new(oid, true, value));
            assert_eq!(trusted, Some(false), "{oid}: {case}, critical");
        }
    }
}

#[test]
fn text_of_real_people_stays_readable() {
    let names = |email: &[u8]| alone(oids::SUBJECT_ALT_NAME, &sequence([implicit(1, email)])).extensions().clone();
    let utf8 = names("åsa@example.org".as_bytes());
    assert!(matches!(&utf8.subject_alt_names[..], [Found::Email(email)] if email == "åsa@example.org"));
    // Neither ASCII nor UTF-8: there is an address, and no constraint on addresses lets it pass.
    let latin1 = names(b"\xe5sa@example.org");
    assert!(!latin1.all[0].malformed && latin1.subject_alt_names == [Found::Unreadable(1)]);
}

#[test]
fn keys_are_read_as_strictly() {
    let rsa = KeyPool::shared().get(KeyKind::RSA_2048, "strict").unwrap();
    let [algorithm, key] = &inside(rsa.spki())[..] else { panic!() };
    let numbers = inside(&key[key.len() - usize::from(u16::from_be_bytes([key[2], key[3]])) + 1..]);
    let kind = |algorithm: &[u8], key: Vec<u8>| {
        let spki = sequence([algorithm.to_vec(), bits(&key)]);
        Certificate::from_der(&tbs(SPKI, spki)).unwrap().key_info()
    };
    let sound = PublicKeyInfo::Rsa { bits: 2048, exponent: Some(65537) };
    assert_eq!(kind(algorithm, sequence(&numbers)), sound);
    let exponent = |octets: &[u8]| kind(algorithm, sequence([numbers[0].clone(), tlv(2, octets)]));
    assert_eq!(exponent(&[3]), PublicKeyInfo::Rsa { bits: 2048, exponent: Some(3) });
    assert_eq!(exponent(&[1; 9]), PublicKeyInfo::Rsa { bits: 2048, exponent: None });
    assert_eq!(exponent(&[0, 3]), PublicKeyInfo::Other);
    assert_eq!(exponent(&[0x83]), PublicKeyInfo::Other);
    assert_eq!(kind(algorithm, sequence([numbers.concat(), null()])), PublicKeyInfo::Other);
    assert_eq!(kind(algorithm, after(&sequence(&numbers))), PublicKeyInfo::Other);
    assert_eq!(kind(algorithm, sequence([integer(0), integer(3)])), PublicKeyInfo::Other);
    // A curve is an object identifier (RFC 5480 section 2.1.1), not an integer of the same octets.
    let [ec, curve] = &inside(&inside(&SOUND.tbs[SPKI])[0])[..] else { panic!() };
    let ec = |tag: u8| kind(&sequence([ec.clone(), tlv(tag, &curve[2..])]), vec![4]);
    assert_eq!((ec(6), ec(2)), (PublicKeyInfo::Ec { bits: 256 }, PublicKeyInfo::Ec { bits: 0 }));
}

#[test]
fn openssl_reads_every_deviation_alike() {
    for (case, der, _) in deviations() {
        let certificate = Certificate::from_der(&der).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &der).unwrap();
        let output = Command::new("openssl")
            .args(["x509", "-inform", "DER", "-noout", "-text", "-in"])
            .arg(file.path())
            .output()
            .expect("openssl is installed");
        assert!(output.status.success(), "{case}: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout).unwrap();
        let has = |line: &str| assert!(text.contains(line), "{case}: {line} in {text}");
        has(&format!("Version: {} (0x{:x})", certificate.version(), certificate.version() - 1));
        match &certificate.extensions().all[..] {
            [extension] if extension.oid.as_bytes() == [0x55, 0x1d, 15] => {
                assert_eq!(certificate.extensions().key_usage.unwrap().names(), ["digitalSignature"], "{case}");
                let critical = if extension.critical { "critical" } else { "" };
                has(&format!("X509v3 Key Usage: {critical}\n                Digital Signature\n"));
            }
            [extension] if extension.oid.as_bytes() == [0x55, 0x1d, 19] => has("CA:FALSE"),
            _ => {}
        }
        has(&format!(
            "Subject: {}\n",
            certificate
                .subject()
                .rdns()
                .iter()
                .map(|rdn| {
                    let short = |oid: &tillit_verifier::Oid| if oid.as_bytes()[2] == 3 { "CN" } else { "O" };
                    rdn.iter().map(|a| format!("{} = {}", short(&a.oid), a.value)).collect::<Vec<_>>().join(" + ")
                })
                .collect::<Vec<_>>()
                .join(", ")
        ));
    }
}

/// A CA certificate that has everything, without what is looked at and not kept (qualifiers of policies).
static RICH: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let key = KeyPool::shared().get(KeyKind::P256, "rich").unwrap();
    let host = || GeneralName::Dns("a.example".to_owned());
    let address = GeneralName::Ip(vec![10, 0, 0, 0, 255, 0, 0, 0]);
    let names = [
        host(),
        GeneralName::Email("b@a.example".to_owned()),
        GeneralName::Directory(Dn::cn("C")),
        GeneralName::Ip(vec![10, 0, 0, 1]),
    ];
    let extensions = [
        Extension::basic_constraints(true, Some(1)),
        Extension::key_usage(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]),
        Extension::extended_key_usage(&[oids::CLIENT_AUTH, oids::SERVER_AUTH]),
        Extension::subject_alt_names(&names),
        Extension::policies(&[POLICY, OTHER_POLICY]),
        Extension::policy_mappings(&[(POLICY, OTHER_POLICY)]),
        Extension::policy_constraints(Some(0), Some(200)),
        Extension::inhibit_any_policy(1),
        Extension::name_constraints(&[host()], &[address]),
        Extension::crl_distribution_points(&["http://crl.example/a.crl"]),
        Extension::authority_info_access(&[], &["http://ocsp.example/", "http://ocsp.example/b"]),
        Extension::subject_key_id(&[1, 2, 3]),
        Extension::authority_key_id(Some(&[4, 5, 6]), None),
    ];
    let subject = Dn::new().country("SE").organisation("Lab").common_name("Rich");
    CertificateBuilder::new(subject).key(&key).extensions(extensions).issue(&root()).unwrap().der
});

/// All that is read of a certificate, so that another meaning is another text.
fn meaning(certificate: &Certificate) -> String {
    let extensions = certificate.extensions();
    let read = Extensions { all: Vec::new(), ..extensions.clone() };
    // The parser has no reason to look into those it does not know.
    let unknown = |value: &[u8], known: bool| if known { Vec::new() } else { value.to_vec() };
    let list: Vec<_> = extensions
        .all
        .iter()
        .map(|e| {
            let id = e.oid.to_id_string();
            let known = id.starts_with("2.5.29.") || id == "1.3.6.1.5.5.7.1.1";
            (id, e.critical, unknown(certificate.extension_value(e), known))
        })
        .collect();
    // Names are equal in any string type, and shown without.
    let alternative = extensions.subject_alt_names.iter().filter_map(|name| match name {
        Found::Directory(name) => Some(name),
        _ => None,
    });
    let names = [certificate.subject(), certificate.issuer()].into_iter().chain(alternative);
    let names: Vec<_> = names.map(|name| format!("{:?}", name.rdns())).collect();
    format!(
        "{} {:?} {names:?} {} {} {:?} {:?} {:?} {:?} {list:?} {read:?}",
        certificate.version(),
        certificate.serial(),
        certificate.not_before(),
        certificate.not_after(),
        certificate.signature_algorithm(),
        certificate.tbs_signature_algorithm(),
        certificate.spki(),
        certificate.signature(),
    )
}

/// DER has one encoding for one meaning (X.690 section 10): other bytes are no certificate, or have a part that says of itself that it
/// deviates or cannot be read, or mean something else.
fn other_bytes_mean_something_else(other: &[u8]) -> Result<(), String> {
    let Ok(read) = Certificate::from_der(other) else { return Ok(()) };
    let told = flaws(&read).iter().any(|flaw| {
        matches!(
            flaw,
            Flaw::NotDer { .. } | Flaw::MalformedExtension { .. } | Flaw::DateEncoding { .. } | Flaw::UniqueId
        )
    });
    let same = meaning(&read) == meaning(&Certificate::from_der(&RICH).unwrap());
    if same && !told && other != &RICH[..] { Err("other bytes are read alike".to_owned()) } else { Ok(()) }
}

#[test]
fn every_bit_counts() {
    let sound = Certificate::from_der(&RICH).unwrap();
    assert!(sound.extensions().all.iter().all(|e| !e.malformed) && sound.extensions().all.len() == 13);
    for at in 0..RICH.len() {
        for bit in 0..8 {
            let mut other = RICH.clone();
            other[at] ^= 1 << bit;
            other_bytes_mean_something_else(&other).unwrap_or_else(|error| panic!("bit {bit} of octet {at}: {error}"));
        }
        // Cut short, with an octet less, with an octet more.
        assert!(Certificate::from_der(&RICH[..at]).is_err(), "{at}");
        let (before, rest) = RICH.split_at(at);
        assert!(Certificate::from_der(&[before, &rest[1..]].concat()).is_err(), "{at}");
        assert!(Certificate::from_der(&[before, &[0], rest].concat()).is_err(), "{at}");
    }
}

/// What may happen to one element, all lengths around it made right again.
#[derive(Clone, Debug)]
enum Change {
    Remove,
    Repeat,
    Swap,
    Tag(u8),
    Cut,
    Append(Vec<u8>),
    Prepend(u8),
    Empty,
    LongLength,
}

/// The certificate with the `n`th element changed; elements inside an OCTET STRING count. `None`: there are not so many.
fn changed(der: &[u8], n: &mut usize, change: &Change) -> Option<Vec<u8>> {
    let mut parts = try_inside(der)?;
    for i in 0..parts.len() {
        if *n == 0 {
            let content_at = if parts[i][1] < 0x80 { 2 } else { 2 + usize::from(parts[i][1] & 0x7f) };
            let (tag, content) = (parts[i][0], parts[i][content_at..].to_vec());
            match change {
                Change::Remove => drop(parts.remove(i)),
                Change::Repeat => parts.insert(i, parts[i].clone()),
                Change::Swap => parts.swap(i, 0),
                Change::Tag(tag) => parts[i][0] = *tag,
                Change::Cut => parts[i] = tlv(tag, &content[..content.len().saturating_sub(1)]),
                Change::Append(more) => parts[i] = tlv(tag, &[&content, &more[..]].concat()),
                Change::Prepend(first) => parts[i] = tlv(tag, &[&[*first][..], &content].concat()),
                Change::Empty => parts[i] = tlv(tag, &[]),
                Change::LongLength => parts[i] = long_length(&parts[i]),
            }
            return Some(tlv(der[0], &parts.concat()));
        }
        *n -= 1;
        let holds_der = parts[i][0] & 0x20 != 0 || parts[i][0] == 4 && matches!(parts[i].get(2), Some(0x30 | 3 | 2));
        if holds_der && let Some(part) = changed(&parts[i], n, change) {
            parts[i] = part;
            return Some(tlv(der[0], &parts.concat()));
        }
    }
    None
}

fn changes() -> Vec<Change> {
    let more = [&[0][..], &[5, 0], &[0xff, 0xff], &[0x80, 0], &[1, 1, 0], &[2, 1, 0]];
    let mut all = vec![Change::Remove, Change::Repeat, Change::Swap, Change::Cut, Change::Empty, Change::LongLength];
    all.extend(more.map(|more| Change::Append(more.to_vec())));
    all.extend([0, 0x80, 0xff, 7].map(Change::Prepend));
    // Other types of the same class, and the same types of other classes
    all.extend([1, 2, 3, 4, 5, 6, 0x0a, 0x0c, 0x13, 0x17, 0x18, 0x1f, 0x24, 0x2c, 0x30, 0x31, 0x60].map(Change::Tag));
    all.extend((0x80..0x8a).chain(0xa0..0xaa).chain([0xc0, 0xe0, 0xbf]).map(Change::Tag));
    all
}

#[test]
fn every_element_counts() {
    let mut n = 0;
    while changed(&RICH, &mut n.clone(), &Change::Empty).is_some() {
        for change in changes() {
            let other = changed(&RICH, &mut n.clone(), &change).unwrap();
            other_bytes_mean_something_else(&other).unwrap_or_else(|error| panic!("element {n}, {change:?}: {error}"));
        }
        n += 1;
    }
    assert!(n > 130, "{n}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn several_changes_at_once(steps in prop::collection::vec((0_usize..160, prop::sample::select(changes())), 2..5)) {
        let mut other = RICH.clone();
        for (mut n, change) in steps {
            other = changed(&other, &mut n, &change).unwrap_or(other);
        }
        other_bytes_mean_something_else(&other).map_err(TestCaseError::fail)?;
    }
}
