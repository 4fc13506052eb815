//! The shipped catalog, identities and flaws held against real SITHS certificates. They are read in place and are never part of the
//! project.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::Path;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Address, CaEntry, Catalog, Generation, Pki, Role, Status, embedded};
use tillit_verifier::flaws::{DerDeviation, Flaw, flaws};
use tillit_verifier::identity::{CardKind, Identity, Kind, Use, identify, masked_subject};
use time::macros::date;

/// Certificates by file name without its extension, or nothing where the shared data is absent.
fn read(folder: &str) -> BTreeMap<String, Certificate> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/siths-pki").join(folder);
    let Ok(entries) = std::fs::read_dir(&path) else {
        assert!(std::env::var_os("CI").is_none(), "{} is not here", path.display());
        println!("skipped: ../shared is not here");
        return BTreeMap::new();
    };
    entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let certificate = Certificate::from_der(&CertificateDer::from_pem_file(&path).unwrap()).unwrap();
            (path.file_stem().unwrap().to_str().unwrap().to_owned(), certificate)
        })
        .collect()
}

/// Every CA certificate with its place in the catalog.
fn with_entries(catalog: &Catalog) -> Vec<(String, Certificate, &Pki, &Generation, &CaEntry)> {
    read("ca")
        .into_iter()
        .map(|(file, certificate)| {
            let found = catalog.by_pin(&certificate).unwrap_or_else(|| panic!("{file} has no entry with its pin"));
            (file, certificate, found.pki, found.generation, found.ca)
        })
        .collect()
}

#[test]
fn every_pinned_entry_is_its_certificate() {
    let catalog = embedded();
    let held = with_entries(&catalog);
    for (file, certificate, _, _, entry) in &held {
        assert!(entry.subject.same_encoding(certificate.subject()), "{file}: {} is encoded otherwise", entry.subject);
        assert_eq!(entry.name, certificate.subject().common_name(), "{file}");
        assert_eq!(entry.key_id, certificate.extensions().subject_key_id, "{file}");
        assert_eq!(entry.not_before, Some(certificate.not_before()), "{file}");
        assert_eq!(entry.not_after, Some(certificate.not_after()), "{file}");
        assert_eq!(entry.status, Status::Confirmed, "{file}");
        assert_eq!(entry.is_root(), certificate.is_self_issued(), "{file}");
    }
    if !held.is_empty() {
        let pins = catalog.cas().filter(|found| found.ca.sha256.is_some()).count();
        assert_eq!(pins, held.len(), "a pin in the catalog that no certificate shows");
    }
}

#[test]
fn utc_time_49_is_2049() {
    for (file, certificate, _, generation, entry) in with_entries(&embedded()) {
        if generation.id == "e-id" {
            assert_eq!(certificate.not_after().date(), date!(2049 - 09 - 15), "{file}");
            assert_eq!(entry.not_after.unwrap().year(), 2049, "{file}");
        }
    }
}

/// Addresses that a certificate names are its issuer's: each must be in the issuer's entry, confirmed.
#[test]
fn addresses_are_what_certificates_say() {
    let catalog = embedded();
    for (file, certificate) in read("ca").into_iter().chain(read("end-entity")) {
        let extensions = certificate.extensions();
        let Some(issuer) = catalog.issuer_of(&certificate) else { panic!("{file}: issuer not found") };
        let holds = |known: &[Address], url: &str| known.iter().any(|a| a.url == url && a.status == Status::Confirmed);
        for (urls, known) in [
            (&extensions.ca_issuer_urls, &issuer.ca.aia),
            (&extensions.crl_urls, &issuer.ca.crl),
            (&extensions.ocsp_urls, &issuer.ca.ocsp),
        ] {
            for url in urls.iter().filter(|url| url.starts_with("http")) {
                assert!(holds(known, url), "{file}: {url} is not in the entry of {}", issuer.ca.name);
            }
        }
    }
}

#[test]
fn facts_that_no_certificate_shows() {
    let catalog = embedded();
    let siths = catalog.pki("siths").unwrap();
    let ids = |pki: &Pki| pki.generations.iter().map(|g| g.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(siths), ["ca-v3", "root-v1", "e-id"]);
    assert_eq!(ids(catalog.pki("siths-test").unwrap()), ["ca-v3", "root-v1", "e-id"]);
    let eid = siths.newest().unwrap();
    assert_eq!(eid.name, "SITHS e-id");
    let roles = |role: Role| eid.cas.iter().filter(|ca| ca.roles == [role]).map(|ca| ca.loa).collect::<Vec<_>>();
    assert_eq!(roles(Role::PersonHsaId), [Some(3), Some(2)]);
    assert_eq!(roles(Role::PersonIdentity), [Some(3), Some(2)]);
    assert_eq!(roles(Role::Mobile), [Some(3)]);
    assert!(!eid.allow_sha1 && siths.generations[0].allow_sha1 && siths.generations[1].allow_sha1);
    assert_eq!(siths.generations[1].issues_until, Some(date!(2020 - 09 - 02)));
    for found in catalog.cas() {
        let wrong = found.ca.aia.iter().chain(&found.ca.crl).find(|a| {
            // Unseen certificates have inferred addresses, except where a certificate that they issued names them.
            found.ca.sha256.is_none() && found.ca.key_id.is_none() && a.status != Status::Inferred
        });
        assert!(wrong.is_none(), "{}: {wrong:?}", found.ca.name);
    }
}

#[test]
fn migration_follows_the_date() {
    let catalog = embedded();
    let migration = catalog.pki("siths").unwrap().migration.as_ref().expect("SITHS has a migration");
    assert_eq!((migration.from.as_str(), migration.to.as_str()), ("root-v1", "e-id"));
    for (day, open) in [
        (date!(2019 - 11 - 03), false),
        (date!(2019 - 11 - 04), true),
        (date!(2020 - 12 - 10), true),
        (date!(2021 - 12 - 09), true),
        (date!(2021 - 12 - 10), false),
        (date!(2026 - 11 - 21), false),
    ] {
        assert_eq!(migration.upgrade_open(day), open, "{day}");
    }
    assert!(migration.advice(date!(2026 - 11 - 21)).en.starts_with("Order a new card"));
    assert!(migration.advice(date!(2026 - 11 - 21)).sv.starts_with("Beställ ett nytt kort"));
    let upgradable: Vec<&str> = migration.cards.iter().filter(|c| c.upgradable).map(|c| c.id.as_str()).collect();
    assert_eq!(upgradable, ["ordinary"]);
    assert_eq!(migration.max_certificates, Some(6));
    assert!(migration.milestones.is_sorted_by_key(|m| m.date));
    assert_eq!(migration.way_back_until, Some(date!(2020 - 09 - 02)));
    assert!(catalog.pki("siths-test").unwrap().migration.is_none());
}

/// Identity of one end entity certificate by the beginning of its file name.
fn identity(certificates: &BTreeMap<String, Certificate>, name: &str) -> Option<Identity> {
    if certificates.is_empty() {
        return None;
    }
    let (_, certificate) = certificates.iter().find(|(file, _)| file.contains(name)).unwrap();
    Some(identify(certificate, &embedded()))
}

#[test]
fn functions_are_what_they_are() {
    let certificates = read("end-entity");
    for (name, pki, generation, hsa_id, organisation) in [
        ("vp.qa.tp", "siths", "ca-v3", "HSASERVICES-100S", "165565594230"),
        ("idp.acctest", "siths-test", "root-v1", "T_SERVICES_SE165565594230-1054", "Inera AB"),
        ("verifiering.rehabstod", "siths-test", "root-v1", "T-SERVICES-SE165565594230-10JC", "Inera AB"),
        ("idp.ineradev", "siths-test", "root-v1", "T-SERVICES-SE165565594230-10RF", "Inera AB"),
        ("at.e2e", "siths-test", "e-id", "HSATEST2-DGQ", "Provcertifikat"),
        ("idp.ineratest", "siths-test", "e-id", "T-SERVICES-SE165565594230-10R9", "Inera AB"),
        ("clientcert-idp", "siths-test", "e-id", "T-SERVICES-SE165565594230-1110", "Inera AB"),
    ] {
        let Some(found) = identity(&certificates, name) else { return };
        assert_eq!(found.kind, Kind::Function, "{name}");
        assert_eq!(found.usage, Use::Authentication, "{name}");
        assert_eq!(found.hsa_id.as_deref(), Some(hsa_id), "{name}");
        assert_eq!(found.organisation.as_deref(), Some(organisation), "{name}");
        assert!(found.display_name.starts_with(name), "{name}: {}", found.display_name);
        let id = found.generation.unwrap();
        assert_eq!((id.pki.as_str(), id.generation.as_str()), (pki, generation), "{name}");
        assert_eq!(found.test_environment, pki == "siths-test", "{name}");
        assert!(found.personal_number.is_none() && found.card_number.is_none() && found.assurance.is_none(), "{name}");
        assert_eq!(found.card_kind_guess, None, "{name}");
    }
}

#[test]
fn a_person_with_an_old_signature_certificate() {
    let certificates = read("end-entity");
    let Some(found) = identity(&certificates, "Ingrid") else { return };
    assert_eq!(found.kind, Kind::PersonHsaId);
    assert_eq!(found.usage, Use::Signature);
    assert_eq!(found.display_name, "Ingrid Andersson Larsson");
    assert_eq!(found.organisation.as_deref(), Some("Nordic MedTest"));
    assert_eq!(found.hsa_id.as_deref(), Some("TSTNMT2321000156-1019"));
    assert_eq!(found.card_number.as_deref(), Some("9752269875700084682"));
    assert_eq!(found.card_kind_guess, Some(CardKind::Ordinary));
    assert_eq!(found.generation.unwrap().generation, "root-v1");
    assert!(found.test_environment && found.personal_number.is_none() && found.assurance.is_none());
    let (_, certificate) = certificates.iter().find(|(file, _)| file.contains("Ingrid")).unwrap();
    assert_eq!(masked_subject(certificate), certificate.subject().to_string());
}

#[test]
fn cas_belong_to_their_own_generation() {
    let catalog = embedded();
    for (file, certificate, pki, generation, entry) in with_entries(&catalog) {
        let found = identify(&certificate, &catalog);
        assert_eq!((found.kind, found.usage), (Kind::Ca, Use::Ca), "{file}");
        let id = found.generation.unwrap();
        assert_eq!((&id.pki, &id.generation), (&pki.id, &generation.id), "{file}");
        assert_eq!(found.display_name, entry.name, "{file}");
    }
}

#[test]
fn flaws_of_the_real_ones() {
    let country = |value: &str| Flaw::Country { value: value.to_owned() };
    let key_usage = Flaw::NotDer { deviation: DerDeviation::TrailingZeroBits };
    let underscore = Flaw::PrintableString { attribute: "2.5.4.5".to_owned(), character: '_' };
    for (file, certificate) in read("end-entity") {
        let expected: Vec<Flaw> = match file.as_str() {
            f if f.contains("vp.qa.tp") => {
                let (key, signature) = (Flaw::ShortKey { bits: 1024 }, Flaw::Sha1Signature);
                vec![country("se"), Flaw::NoAltName, key, signature, key_usage.clone()]
            }
            f if f.contains("Ingrid") => vec![Flaw::Sha1Signature, key_usage.clone()],
            f if f.contains("idp.acctest") => {
                vec![underscore.clone(), Flaw::NoAltName, Flaw::Sha1Signature, key_usage.clone()]
            }
            f if f.contains("at.e2e") => vec![country("TE")],
            _ => vec![],
        };
        assert_eq!(flaws(&certificate), expected, "{file}");
    }
    for (file, certificate) in read("ca") {
        let expected: Vec<Flaw> = match file.as_str() {
            // Type 2 is signed with SHA-1; the roots' own signatures protect nothing.
            "SITHS_Type_2_CA_v1" | "SITHS_Type_2_CA_v1_PP" => vec![Flaw::Sha1Signature],
            _ => vec![],
        };
        assert_eq!(flaws(&certificate), expected, "{file}");
    }
}
