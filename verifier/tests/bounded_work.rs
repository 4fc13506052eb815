//! Hostile input must end soon, with an answer that is no "trusted": what a judgement may cost is counted, not timed.
//!
//! `cargo test --release -p tillit-verifier --test bounded_work -- --nocapture` says how long each took.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::time::Instant;

use tillit_lab::{
    Algorithm, CertificateBuilder, Dn, Extension, GeneralName, Issued, Key, KeyId, KeyKind, KeyPool, Oid, oids,
};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::verdict::{ReasonKind, Verdict};
use time::macros::datetime;

fn key(label: &str) -> Key {
    KeyPool::shared().get(KeyKind::P256, label).unwrap()
}
fn ca(name: &str) -> CertificateBuilder {
    CertificateBuilder::ca(Dn::cn(name)).key(&key(name))
}
fn leaf() -> CertificateBuilder {
    CertificateBuilder::leaf(Dn::cn("Card (invented)")).key(&key("leaf"))
}
/// Valid in every way but its dates: all paths are tried.
fn expired(builder: CertificateBuilder) -> CertificateBuilder {
    builder.validity(datetime!(2010-01-01 00:00 UTC), datetime!(2020-01-01 00:00 UTC))
}

fn judge(what: &str, anchors: &[Issued], others: &[Issued], leaf: &Issued) -> Verdict {
    let read =
        |all: &[Issued]| -> Vec<Certificate> { all.iter().map(|i| Certificate::from_der(&i.der).unwrap()).collect() };
    let begun = Instant::now();
    let (anchors, others, leaf) = (read(anchors), read(others), Certificate::from_der(&leaf.der).unwrap());
    let was_read = begun.elapsed();
    let catalog = Catalog::default();
    let options = Options::login(datetime!(2026-11-21 12:00 UTC));
    let judge = Judge::new(&catalog, &[], Some(&anchors));
    let begun = Instant::now();
    let verdict = judge.judge(&leaf, &Offered::new(&others), &options).verdicts.remove(0);
    eprintln!("{what}: read {was_read:?}, judged {:?}: {:?}", begun.elapsed(), verdict.trusted);
    verdict
}

#[track_caller]
fn assert_gave_up(verdict: &Verdict) {
    assert_eq!(verdict.trusted, None, "{:?}", verdict.reasons);
    let [reason] = &verdict.reasons[..] else { panic!("{:?}", verdict.reasons) };
    let ReasonKind::GaveUp { paths, signatures } = reason.kind else { panic!("{:?}", reason.kind) };
    let budget = Options::login(datetime!(2026-11-21 12:00 UTC)).budget;
    assert!(paths <= budget.paths && signatures <= budget.signatures, "{paths} paths, {signatures} signatures");
}

#[track_caller]
fn assert_refused(verdict: &Verdict, kind: &ReasonKind) {
    assert_eq!(verdict.trusted, Some(false), "{:?}", verdict.reasons);
    assert!(verdict.reasons.iter().any(|r| r.kind == *kind), "{:?}", verdict.reasons);
}

/// Every CA of a mesh has signed every other: the ways to the root are a factorial of them.
#[test]
fn a_mesh_of_cross_signed_authorities() {
    const SIZE: usize = 12;
    let root = ca("Root").self_sign().unwrap();
    let of: Vec<Issued> = (0..SIZE).map(|i| ca(&format!("Mesh {i}")).self_sign().unwrap()).collect();
    let mut others = Vec::new();
    for issuer in &of {
        for subject in of.iter().filter(|s| s.subject != issuer.subject) {
            others.push(CertificateBuilder::ca(subject.subject.clone()).key(&subject.key).issue(issuer).unwrap());
        }
    }
    // Nothing leads to the root.
    let card = leaf().issue(&of[0]).unwrap();
    assert_gave_up(&judge("mesh without a root", std::slice::from_ref(&root), &others, &card));
    // Everything does, and nothing is valid.
    others.extend(of.iter().map(|ca| CertificateBuilder::ca(ca.subject.clone()).key(&ca.key).issue(&root).unwrap()));
    let card = expired(leaf()).issue(&of[0]).unwrap();
    assert_gave_up(&judge("mesh with a root", &[root], &others, &card));
}

/// One name, many keys, each of which has signed all others.
#[test]
fn a_mesh_of_one_name() {
    const SIZE: usize = 24;
    let root = ca("Root").self_sign().unwrap();
    let keys: Vec<Key> = (0..SIZE).map(|i| key(&format!("same {i}"))).collect();
    let name = Dn::cn("Same");
    let mut others = Vec::new();
    for issuer in &keys {
        for subject in keys.iter().filter(|k| *k != issuer) {
            let certificate = CertificateBuilder::ca(name.clone()).key(subject).issuer(name.clone());
            let certificate = certificate.authority_key_id(KeyId::Absent).subject_key_id(KeyId::Absent);
            others.push(certificate.sign(issuer, issuer.default_algorithm()).unwrap());
        }
    }
    let card = leaf().issuer(name).authority_key_id(KeyId::Absent).sign(&keys[0], keys[0].default_algorithm()).unwrap();
    assert_gave_up(&judge("mesh of one name", &[root], &others, &card));
}

/// Roots of version 1, which have no basicConstraints: whether each is a CA costs a signature.
#[test]
fn a_crowd_of_old_roots() {
    const SIZE: usize = 3000;
    let root = ca("Root").self_sign().unwrap();
    let name = Dn::cn("Same");
    let keys: Vec<Key> = (0..16).map(|i| key(&format!("same {i}"))).collect();
    let mut others: Vec<Issued> = (0..SIZE)
        .map(|i| CertificateBuilder::new(name.clone()).version(1).key(&keys[i % 16]).self_sign().unwrap())
        .collect();
    for (i, subject) in keys.iter().enumerate() {
        let issuer = &keys[(i + 1) % 16];
        let certificate = CertificateBuilder::new(name.clone()).version(1).key(subject).issuer(name.clone());
        others.push(certificate.sign(issuer, issuer.default_algorithm()).unwrap());
    }
    let card = leaf().issuer(name).authority_key_id(KeyId::Absent).sign(&keys[0], keys[0].default_algorithm()).unwrap();
    assert_gave_up(&judge("old roots", &[root], &others, &card));
}

/// A hundred dead ends, at each a few issuers whose key does not fit, each of which somebody of another name may have signed.
#[test]
fn a_crowd_of_dead_ends() {
    let slow = |label: &str| KeyPool::shared().get(KeyKind::P521, label).unwrap();
    let root = ca("Root").self_sign().unwrap();
    let bare = |name: &str| {
        let bare = CertificateBuilder::ca(Dn::cn(name));
        bare.authority_key_id(KeyId::Absent).subject_key_id(KeyId::Absent)
    };
    let nobody = slow("nobody");
    let mut others: Vec<Issued> =
        (0..8).map(|i| bare("Above").key(&slow(&format!("above {i}"))).self_sign().unwrap()).collect();
    for i in 0..100 {
        let top = format!("Top {i}");
        let same = bare("Same").key(&key("Same")).issuer(Dn::cn(top.as_str()));
        others.push(same.sign(&nobody, Algorithm::EcdsaSha512).unwrap());
        for j in 0..8 {
            let certificate = bare(&top).key(&slow(&format!("top {j}"))).issuer(Dn::cn("Above"));
            others.push(certificate.sign(&nobody, Algorithm::EcdsaSha512).unwrap());
        }
    }
    let card = leaf().issuer(Dn::cn("Same")).authority_key_id(KeyId::Absent);
    let card = card.sign(&key("Same"), Algorithm::EcdsaSha256).unwrap();
    assert_eq!(judge("dead ends", &[root], &others, &card).trusted, None);
}

/// A certificate as large as any that is read, and as many issuers for it as there may be: each asks for a digest of all of it.
#[test]
fn a_large_certificate_with_many_issuers() {
    let root = ca("Root").self_sign().unwrap();
    let name = Dn::cn("Same");
    let others: Vec<Issued> = (0..1100)
        .map(|i| {
            let key = key(&format!("same {}", i % 64));
            CertificateBuilder::ca(name.clone())
                .key(&key)
                .issuer(Dn::cn("Root"))
                .sign(&root.key, root.key.default_algorithm())
                .unwrap()
        })
        .collect();
    let filler = Extension::new(Oid::new_unwrap("1.3.6.1.4.1.32473.9"), false, vec![0; 1_000_000]);
    let card = leaf().extension(filler).issuer(name).authority_key_id(KeyId::Absent);
    let card = card.sign(&key("nobody"), key("nobody").default_algorithm()).unwrap();
    let verdict = judge("large certificate", &[root], &others, &card);
    assert_ne!(verdict.trusted, Some(true));
}

/// Thousands of names under thousands of subtrees.
#[test]
fn names_times_subtrees() {
    let dns = |i: usize| GeneralName::Dns(format!("a{i}.very.long.name.to.compare.example"));
    let bases: Vec<GeneralName> =
        (0..9000).map(|i| GeneralName::Dns(format!("b{i}.very.long.name.to.compare.example"))).collect();
    let root = ca("Root").self_sign().unwrap();
    let constraining = ca("Issuing").extension(Extension::name_constraints(&[], &bases)).issue(&root).unwrap();
    let names: Vec<GeneralName> = (0..9000).map(dns).collect();
    let card = leaf().extension(Extension::subject_alt_names(&names)).issue(&constraining).unwrap();
    let verdict = judge("names", &[root], &[constraining], &card);
    assert_refused(&verdict, &ReasonKind::NameConstraintUnsupported);
}

/// The same on many paths, with names that cost the most.
#[test]
fn names_times_subtrees_times_paths() {
    let long = |i: usize, last: usize| {
        let mut name = Dn::new();
        for part in 0..60 {
            name = name.organisation(format!("Påhittad del {part} {i}"));
        }
        GeneralName::Directory(name.organisation(format!("{last}")))
    };
    let bases: Vec<GeneralName> = (0..200).map(|i| long(0, i)).collect();
    let names: Vec<GeneralName> = (0..400).map(|i| long(0, 1000 + i)).collect();
    let root = ca("Root").self_sign().unwrap();
    let issuing = ca("Issuing");
    let others: Vec<Issued> = (0..64_u8)
        .map(|i| {
            issuing.clone().serial([0x40, i]).extension(Extension::name_constraints(&[], &bases)).issue(&root).unwrap()
        })
        .collect();
    let card = expired(leaf()).extension(Extension::subject_alt_names(&names)).issue(&others[0]).unwrap();
    let verdict = judge("names on many paths", &[root], &others, &card);
    assert_eq!(verdict.trusted, Some(false), "{:?}", verdict.reasons);
}

fn policy(i: usize) -> Oid {
    Oid::new_unwrap(&format!("1.3.6.1.4.1.32473.5.{i}"))
}

/// Each policy is mapped to each, on every level.
#[test]
fn policies_that_map_to_each_other() {
    for (size, refused) in [(20, false), (150, true)] {
        let all: Vec<Oid> = (0..size).map(policy).collect();
        let mappings: Vec<(Oid, Oid)> = all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b))).collect();
        let mut issuer = ca("Root").self_sign().unwrap();
        let root = issuer.clone();
        let mut others = Vec::new();
        for i in 0..12 {
            let next = ca(&format!("Level {i}"))
                .extension(Extension::policies(&all))
                .extension(Extension::policy_mappings(&mappings).critical(false));
            issuer = next.issue(&issuer).unwrap();
            others.push(issuer.clone());
        }
        let card = leaf().extension(Extension::policies(&all)).issue(&issuer).unwrap();
        let verdict = judge(&format!("{size} policies"), &[root], &others, &card);
        if refused {
            assert_refused(&verdict, &ReasonKind::PolicyRequired);
        } else {
            assert_eq!((verdict.trusted, verdict.policies.len()), (Some(true), size), "{:?}", verdict.reasons);
        }
    }
}

/// More policies than a certificate may have, under any.
#[test]
fn a_crowd_of_policies_on_many_paths() {
    let all: Vec<Oid> = (0..40_000).map(policy).collect();
    let root = ca("Root").self_sign().unwrap();
    let others: Vec<Issued> = (0..64_u8)
        .map(|i| {
            ca("Issuing").serial([0x40, i]).extension(Extension::policies(&[oids::ANY_POLICY])).issue(&root).unwrap()
        })
        .collect();
    let card = expired(leaf()).extension(Extension::policies(&all)).issue(&others[0]).unwrap();
    let verdict = judge("crowd of policies", std::slice::from_ref(&root), &others, &card);
    assert_refused(&verdict, &ReasonKind::PolicyRequired);
    let card = leaf().extension(Extension::policies(&all)).issue(&others[0]).unwrap();
    assert_refused(&judge("crowd of policies on one path", &[root], &others[..1], &card), &ReasonKind::PolicyRequired);
}

/// Hundreds of policies, mapped as far as may be, on as many paths as are tried.
#[test]
fn mapped_policies_on_many_paths() {
    let all: Vec<Oid> = (0..250).map(policy).collect();
    let mappings: Vec<(Oid, Oid)> = (0..500).map(|i| (policy(i % 16), policy(i / 2))).collect();
    let root = ca("Root").self_sign().unwrap();
    let mut others = Vec::new();
    let mut issuers = vec![root.clone()];
    for level in 0..11 {
        // Two of each level: the paths double.
        let make = |i: u8| {
            let certificate = ca(&format!("Level {level}")).serial([0x40, i]).extension(Extension::policies(&all));
            certificate.extension(Extension::policy_mappings(&mappings).critical(false)).issue(&issuers[0]).unwrap()
        };
        let two = vec![make(1), make(2)];
        others.extend(two.clone());
        issuers = two;
    }
    let card = expired(leaf()).extension(Extension::policies(&all)).issue(&issuers[0]).unwrap();
    assert_gave_up(&judge("mapped policies on many paths", &[root], &others, &card));
}
