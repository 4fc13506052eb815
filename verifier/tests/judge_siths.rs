//! The judge before real SITHS certificates, with the shipped catalog. They are read in place and are never part of the project.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::BTreeMap;
use std::path::Path;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Catalog, embedded};
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::verdict::{GenerationId, Judgement, Purpose, ReasonKind, Verdict};
use time::OffsetDateTime;
use time::macros::datetime;

/// Certificates by file name without its extension, or nothing where the shared data is absent.
fn read(folder: &str) -> Option<BTreeMap<String, Certificate>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/siths-pki").join(folder);
    let Ok(entries) = std::fs::read_dir(&path) else {
        assert!(std::env::var_os("CI").is_none(), "{} is not here", path.display());
        println!("skipped: ../shared is not here");
        return None;
    };
    let mut out = BTreeMap::new();
    for entry in entries {
        let path = entry.unwrap().path();
        let der = CertificateDer::from_pem_file(&path).unwrap();
        let certificate = Certificate::from_der(&der).unwrap();
        out.insert(path.file_stem().unwrap().to_str().unwrap().to_owned(), certificate);
    }
    Some(out)
}

struct Court {
    catalog: Catalog,
    authorities: BTreeMap<String, Certificate>,
}

impl Court {
    fn new() -> Option<Self> {
        Some(Self { catalog: embedded(), authorities: read("ca")? })
    }

    fn judge(&self, certificate: &Certificate, without: &[&str], options: &Options) -> Judgement {
        let at_hand = self.authorities.iter().filter(|(name, _)| !without.contains(&name.as_str()));
        let authorities: Vec<Certificate> = at_hand.map(|(_, c)| c.clone()).collect();
        Judge::new(&self.catalog, &authorities, None).judge(certificate, &Offered::default(), options)
    }
}

fn under<'j>(judgement: &'j Judgement, pki: &str, generation: &str) -> &'j Verdict {
    let id = GenerationId { pki: pki.to_owned(), generation: generation.to_owned() };
    judgement.verdicts.iter().find(|v| v.under == id).unwrap()
}

/// A time at which the certificate is valid.
fn middle(certificate: &Certificate) -> OffsetDateTime {
    certificate.not_before() + (certificate.not_after() - certificate.not_before()) / 2
}

/// Where each end certificate belongs, by the name of its file.
fn home(name: &str) -> (&'static str, &'static str) {
    match name {
        n if n.contains("TEST_SITHS_e-id") => ("siths-test", "e-id"),
        n if n.contains("_PP__") => ("siths-test", "root-v1"),
        n if n.contains("SITHS_CA_v3") => ("siths", "ca-v3"),
        n => panic!("unknown {n}"),
    }
}

#[test]
fn every_end_certificate_is_trusted_in_its_own_time_under_its_own_root_and_no_other() {
    let Some(court) = Court::new() else { return };
    for (name, certificate) in read("end-entity").unwrap() {
        let options = Options { purpose: Purpose::Any, ..Options::login(middle(&certificate)) };
        let judgement = court.judge(&certificate, &[], &options);
        let home = home(&name);
        for verdict in &judgement.verdicts {
            let here = (verdict.under.pki.as_str(), verdict.under.generation.as_str()) == home;
            if here && name.contains("Type_1_CA_v1_PP") {
                // Its issuing CA is in nobody's hands here.
                assert_eq!((verdict.issued_under, verdict.trusted), (Some(true), None), "{name} {:?}", verdict.reasons);
                let missing: Vec<_> = verdict.missing().collect();
                assert_eq!(missing[0].ca.as_deref(), Some("SITHS Type 1 CA v1 PP"));
                assert!(missing[0].urls.contains(&"http://aiapp.siths.se/sithstype1cav1pp.cer".to_owned()));
            } else if here {
                assert_eq!(
                    (verdict.issued_under, verdict.trusted),
                    (Some(true), Some(true)),
                    "{name} {:?}",
                    verdict.reasons
                );
            } else {
                assert!(verdict.is_of_another_generation(), "{name} under {:?}: {:?}", verdict.under, verdict.reasons);
            }
        }
        let first = &judgement.verdicts[0];
        assert_eq!(first.under.pki, home.0, "the certificate's own PKI comes first");
    }
}

#[test]
fn every_ca_is_trusted_under_its_own_root() {
    let Some(court) = Court::new() else { return };
    for (name, certificate) in &court.authorities {
        let judgement = court.judge(certificate, &[], &Options::login(middle(certificate)));
        let trusted: Vec<_> = judgement.verdicts.iter().filter(|v| v.trusted == Some(true)).collect();
        assert_eq!(trusted.len(), 1, "{name} {:#?}", judgement.verdicts);
        assert!(trusted[0].chain.links.iter().all(|l| l.pinned == Some(true)), "{name}");
    }
}

#[test]
fn without_ca_certificates_every_answer_is_cannot_say() {
    let Some(certificates) = read("end-entity") else { return };
    let catalog = embedded();
    let judge = Judge::new(&catalog, &[], None);
    for (name, certificate) in certificates {
        let judgement =
            judge.judge(&certificate, &Offered::default(), &Options::login(datetime!(2026-11-21 12:00 UTC)));
        let home = home(&name);
        let verdict = under(&judgement, home.0, home.1);
        assert_eq!((verdict.issued_under, verdict.trusted), (Some(true), None), "{name}");
        assert_eq!(verdict.missing().count(), 1, "{name} {:?}", verdict.reasons);
        let expired = certificate.not_after() < datetime!(2026-11-21 12:00 UTC);
        assert_eq!(expired, verdict.reasons.iter().any(|r| matches!(r.kind, ReasonKind::Expired { .. })), "{name}");
        assert!(judgement.verdicts.iter().all(|v| v.trusted != Some(true)));
    }
}

#[test]
fn a_missing_root_is_named_with_its_pin() {
    let Some(court) = Court::new() else { return };
    let certificates = read("end-entity").unwrap();
    let certificate = &certificates["EE__TEST_SITHS_e-id_Function_CA_v1__clientcert-idp.qa.siths.se__2025"];
    let judgement = court.judge(certificate, &["TEST_SITHS_e-id_Root_CA_v2"], &Options::login(middle(certificate)));
    let verdict = under(&judgement, "siths-test", "e-id");
    assert_eq!(verdict.trusted, None);
    let missing = verdict.missing().next().unwrap();
    assert_eq!(missing.ca.as_deref(), Some("TEST SITHS e-id Root CA v2"));
    assert_eq!(missing.sha256, Some(court.authorities["TEST_SITHS_e-id_Root_CA_v2"].fingerprint()));
}

/// One flipped bit in the signature: of the card, a refusal; of the CA's copy at hand, "cannot say".
#[test]
fn damage_is_told_apart_from_a_damaged_ca_file() {
    let Some(mut court) = Court::new() else { return };
    let certificates = read("end-entity").unwrap();
    let good = &certificates["EE__TEST_SITHS_e-id_Function_CA_v1__clientcert-idp.qa.siths.se__2025"];
    let options = Options::login(middle(good));
    let flip = |certificate: &Certificate| {
        let mut der = certificate.der().to_vec();
        *der.last_mut().unwrap() ^= 1;
        Certificate::from_der(&der).unwrap()
    };
    let judgement = court.judge(&flip(good), &[], &options);
    let verdict = under(&judgement, "siths-test", "e-id");
    assert_eq!((verdict.issued_under, verdict.trusted), (Some(true), Some(false)));
    assert_eq!(verdict.reasons[0].kind, ReasonKind::SignatureInvalid);

    let ca = court.authorities["TEST_SITHS_e-id_Function_CA_v1"].clone();
    court.authorities.insert("TEST_SITHS_e-id_Function_CA_v1".to_owned(), flip(&ca));
    let judgement = court.judge(good, &[], &options);
    let verdict = under(&judgement, "siths-test", "e-id");
    assert_eq!(verdict.trusted, None, "{:?}", verdict.reasons);
    assert_eq!(verdict.missing().next().unwrap().sha256, Some(ca.fingerprint()));

    // The same with the damage in the CA's key: its signature no longer fits the card, and still it is not the card's fault.
    let mut der = ca.der().to_vec();
    let key = ca.public_key();
    let at = der.windows(key.len()).position(|w| w == key).unwrap() + 100;
    der[at] ^= 1;
    court.authorities.insert("TEST_SITHS_e-id_Function_CA_v1".to_owned(), Certificate::from_der(&der).unwrap());
    let judgement = court.judge(good, &[], &options);
    let verdict = under(&judgement, "siths-test", "e-id");
    assert_eq!(verdict.trusted, None, "{:?}", verdict.reasons);
    assert_eq!(verdict.missing().next().unwrap().sha256, Some(ca.fingerprint()));
}

#[test]
fn signature_certificate_for_login_and_wrong_time() {
    let Some(court) = Court::new() else { return };
    let certificates = read("end-entity").unwrap();
    let ingrid = &certificates["EE__SITHS_Type_1_CA_v1_PP__Ingrid_Andersson_Larsson__2016"];
    let judgement = court.judge(ingrid, &[], &Options::login(middle(ingrid)));
    let verdict = under(&judgement, "siths-test", "root-v1");
    assert!(verdict.reasons.iter().any(|r| r.kind == ReasonKind::SignatureCertificateForLogin));

    let function = &certificates["EE__TEST_SITHS_e-id_Function_CA_v1__at.e2e.inera.se__2021"];
    let early = court.judge(function, &[], &Options::login(datetime!(2021-01-01 00:00 UTC)));
    let verdict = under(&early, "siths-test", "e-id");
    assert_eq!(verdict.trusted, Some(false));
    assert!(matches!(verdict.reasons[0].kind, ReasonKind::NotYetValid { .. }));
}

/// A false issuing CA with a known name, key identifiers and all, under a false root: refused under the PKI whose name it bears,
/// and of no interest to any other.
#[test]
fn a_false_issuing_ca_is_a_look_alike_where_it_pretends_to_be_and_nowhere_else() {
    use tillit_lab::{CertificateBuilder, Dn, KeyId, StringType, oids};
    let Some(court) = Court::new() else { return };
    let named =
        |cn: &str| Dn::new().country("SE").with(oids::ORGANISATION, StringType::Utf8, "Inera AB").common_name(cn);
    let function = &court.authorities["TEST_SITHS_e-id_Function_CA_v1"];
    let root = CertificateBuilder::ca(named("TEST SITHS e-id Root CA v2")).self_sign().unwrap();
    let copied = KeyId::Given(function.extensions().subject_key_id.clone().unwrap());
    for (key_id, expected) in [(copied, Some(false)), (KeyId::Right, Some(false))] {
        let ca = CertificateBuilder::ca(named("TEST SITHS e-id Function CA v1"));
        let ca = ca.subject_key_id(key_id.clone()).issue(&root).unwrap();
        let card = CertificateBuilder::leaf(Dn::cn("Påhittad funktion")).issue(&ca).unwrap();
        let read = |issued: &tillit_lab::Issued| Certificate::from_der(&issued.der).unwrap();
        let offered = [read(&ca), read(&root)];
        let authorities: Vec<Certificate> = court.authorities.values().cloned().collect();
        let options = Options::login(datetime!(2026-11-21 12:00 UTC));
        let judge = Judge::new(&court.catalog, &authorities, None);
        let judgement = judge.judge(&read(&card), &Offered::new(&offered), &options);
        for verdict in &judgement.verdicts {
            if (verdict.under.pki.as_str(), verdict.under.generation.as_str()) == ("siths-test", "e-id") {
                assert_eq!(verdict.trusted, expected, "{key_id:?} {:?}", verdict.reasons);
                assert!(matches!(verdict.reasons[0].kind, ReasonKind::LookAlike { .. }), "{:?}", verdict.reasons);
            } else {
                assert!(verdict.is_of_another_generation(), "{key_id:?} {:?}: {:?}", verdict.under, verdict.reasons);
            }
        }
    }
}

/// Junk with the right name in the input must not turn "cannot say" into "no".
#[test]
fn junk_beside_a_card_changes_no_answer() {
    use tillit_lab::{CertificateBuilder, Dn, KeyId, StringType, oids};
    let Some(court) = Court::new() else { return };
    let certificates = read("end-entity").unwrap();
    let card = &certificates["EE__TEST_SITHS_e-id_Function_CA_v1__clientcert-idp.qa.siths.se__2025"];
    let function = &court.authorities["TEST_SITHS_e-id_Function_CA_v1"];
    let name = Dn::new()
        .country("SE")
        .with(oids::ORGANISATION, StringType::Utf8, "Inera AB")
        .common_name("TEST SITHS e-id Function CA v1");
    let copied = KeyId::Given(function.extensions().subject_key_id.clone().unwrap());
    for key_id in [copied, KeyId::Absent] {
        let junk = CertificateBuilder::ca(name.clone()).subject_key_id(key_id).self_sign().unwrap();
        let offered = Offered::new(&[Certificate::from_der(&junk.der).unwrap()]);
        let authorities: Vec<Certificate> =
            court.authorities.values().filter(|c| c.fingerprint() != function.fingerprint()).cloned().collect();
        let options = Options::login(middle(card));
        let judgement = Judge::new(&court.catalog, &authorities, None).judge(card, &offered, &options);
        let verdict = under(&judgement, "siths-test", "e-id");
        assert_eq!((verdict.issued_under, verdict.trusted), (Some(true), None), "{:?}", verdict.reasons);
        assert_eq!(verdict.missing().next().unwrap().sha256, Some(function.fingerprint()));
    }
}
