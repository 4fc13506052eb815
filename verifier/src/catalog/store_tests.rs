//! Decisions about certificates that `openssl` made on the spot, and about the real ones.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stderr)]

use std::path::{Path, PathBuf};
use std::process::Command;

use time::Duration;

use super::*;
use crate::catalog::{Generation, IdentityRules, Origin, Pki, Role, Status, Text};

/// A folder in which openssl makes keys and certificates.
struct Lab(tempfile::TempDir);

const CA: &str =
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";
const LEAF: &str = "basicConstraints=CA:FALSE\nkeyUsage=digitalSignature\n";

impl Lab {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn openssl(&self, args: &[&str]) {
        let output = Command::new("openssl").args(args).current_dir(self.0.path()).output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    /// Makes `key` unless it is there, and a certificate of it.
    fn certificate(
        &self,
        key: &str,
        cn: &str,
        signer: Option<(&str, &Certificate)>,
        extensions: &str,
        digest: &str,
    ) -> Certificate {
        let key_file = format!("{key}.key");
        if !self.path(&key_file).exists() {
            if key.starts_with("rsa") {
                self.openssl(&["genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:4096", "-out", &key_file]);
            } else {
                self.openssl(&[
                    "genpkey",
                    "-algorithm",
                    "EC",
                    "-pkeyopt",
                    "ec_paramgen_curve:P-256",
                    "-out",
                    &key_file,
                ]);
            }
        }
        std::fs::write(self.path("ext"), extensions).unwrap();
        let subject = format!("/C=SE/O=Exempelregionen/CN={cn}");
        self.openssl(&["req", "-new", "-utf8", "-key", &key_file, "-subj", &subject, "-out", "csr"]);
        let mut args = vec![
            "x509", "-req", "-in", "csr", "-days", "400", "-extfile", "ext", digest, "-outform", "DER", "-out", "out",
        ];
        let signer_key;
        if let Some((name, certificate)) = signer {
            std::fs::write(self.path("signer"), certificate.der()).unwrap();
            signer_key = format!("{name}.key");
            args.extend(["-CA", "signer", "-CAkey", &signer_key, "-CAcreateserial"]);
        } else {
            args.extend(["-signkey", &key_file]);
        }
        self.openssl(&args);
        Certificate::from_der(&std::fs::read(self.path("out")).unwrap()).unwrap()
    }
}

fn entry(name: &str, like: &Certificate, role: Role, pin: bool) -> CaEntry {
    CaEntry {
        name: name.to_owned(),
        roles: vec![role],
        loa: None,
        subject: like.subject().clone(),
        sha256: pin.then(|| like.fingerprint()),
        key_id: None,
        not_before: None,
        not_after: None,
        aia: Vec::new(),
        crl: Vec::new(),
        ocsp: Vec::new(),
        issues_until: None,
        status: Status::Confirmed,
        source: String::new(),
    }
}

fn catalog(generations: Vec<(&str, bool, Vec<CaEntry>)>) -> Catalog {
    let generations = generations
        .into_iter()
        .map(|(id, allow_sha1, cas)| Generation {
            id: id.to_owned(),
            name: id.to_owned(),
            allow_sha1,
            issues_until: None,
            cas,
            source: String::new(),
        })
        .collect();
    let name = Text::default();
    let (identity, origin) = (IdentityRules::default(), Origin::Embedded);
    Catalog {
        pkis: vec![Pki {
            id: "p".to_owned(),
            name,
            test_environment: true,
            updated: None,
            generations,
            identity,
            migration: None.into(),
            origin,
        }],
    }
}

fn id(generation: &str, ca: &str) -> CaId {
    CaId { generation: GenerationId { pki: "p".to_owned(), generation: generation.to_owned() }, ca: ca.to_owned() }
}

#[test]
fn pinned_observed_and_pretenders() {
    let lab = Lab::new();
    let root = lab.certificate("rsa-root", "Root", None, CA, "-sha256");
    let pinned = lab.certificate("a", "Issuing A", Some(("rsa-root", &root)), CA, "-sha512");
    let unpinned = lab.certificate("b", "Issuing B", Some(("rsa-root", &root)), CA, "-sha256");
    let catalog = catalog(vec![(
        "g",
        false,
        vec![
            entry("Root", &root, Role::Root, true),
            entry("Issuing A", &pinned, Role::Function, true),
            entry("Issuing B", &unpinned, Role::PersonHsaId, false),
        ],
    )]);
    let hand = [root.clone()];

    // A pin needs nothing else at hand.
    assert!(
        matches!(classify(&root, &catalog, &[]), Ok(Accepted::Pinned { found }) if found.ca_id() == id("g", "Root"))
    );
    assert!(
        matches!(classify(&pinned, &catalog, &[]), Ok(Accepted::Pinned { found }) if found.ca_id() == id("g", "Issuing A"))
    );
    // Without a pin the root must be at hand and have signed it, with RSA 4096 here.
    let refused = classify(&unpinned, &catalog, std::slice::from_ref(&pinned)).unwrap_err();
    assert_eq!(refused, Refusal::RootNotAtHand { ca: id("g", "Issuing B"), root: id("g", "Root") });
    match classify(&unpinned, &catalog, &hand).unwrap() {
        Accepted::Observed { found, root: signer, renewed: false } => {
            assert_eq!((found.ca_id(), signer), (id("g", "Issuing B"), root.clone()));
        }
        other => panic!("{other:?}"),
    }
    // Renewed: another certificate of a pinned CA, signed by the root.
    let renewed = lab.certificate("a", "Issuing A", Some(("rsa-root", &root)), CA, "-sha256");
    assert!(matches!(classify(&renewed, &catalog, &hand), Ok(Accepted::Observed { renewed: true, .. })));
    assert!(matches!(classify(&renewed, &catalog, &[]), Err(Refusal::RootNotAtHand { .. })));

    // A root of the same name, self-signed with another key: never a root, and it proves nothing.
    let false_root = lab.certificate("evil", "Root", None, CA, "-sha256");
    let look_alike =
        Refusal::LookAlike { ca: id("g", "Root"), expected: root.fingerprint(), actual: false_root.fingerprint() };
    assert_eq!(classify(&false_root, &catalog, &hand).unwrap_err(), look_alike);
    assert!(matches!(classify(&false_root, &catalog, &[]).unwrap_err(), Refusal::PinMismatch { .. }));
    let forged = lab.certificate("b2", "Issuing B", Some(("evil", &false_root)), CA, "-sha256");
    let refused = classify(&forged, &catalog, &[false_root.clone(), root.clone()]).unwrap_err();
    assert!(
        matches!(&refused, Refusal::SignatureInvalid { ca, root, .. } if *ca == id("g", "Issuing B") && root.ca == "Root")
    );
    assert!(refused.is_suspicious());
    assert!(matches!(classify(&forged, &catalog, &[false_root]), Err(Refusal::RootNotAtHand { .. })));
    // The root issued anew with its own key is not the pinned certificate.
    let root_again = lab.certificate("rsa-root", "Root", None, CA, "-sha384");
    assert!(matches!(classify(&root_again, &catalog, &hand).unwrap_err(), Refusal::PinMismatch { .. }));
    // ... and it does not stand in for the pinned one.
    assert!(matches!(classify(&unpinned, &catalog, &[root_again]), Err(Refusal::RootNotAtHand { .. })));
    // Issued by somebody else under an issuing CA's name.
    let other = lab.certificate("x", "Other", None, CA, "-sha256");
    let foreign = lab.certificate("b3", "Issuing B", Some(("x", &other)), CA, "-sha256");
    assert!(matches!(classify(&foreign, &catalog, &hand), Err(Refusal::OtherIssuer { .. })));
    // An issuing CA, even a pinned one, is no root.
    let below = lab.certificate("b4", "Issuing B", Some(("a", &pinned)), CA, "-sha256");
    assert!(matches!(classify(&below, &catalog, &[root.clone(), pinned.clone()]), Err(Refusal::OtherIssuer { .. })));
    // A signature of the right root on something that is no CA.
    let leaf = lab.certificate("l", "Issuing B", Some(("rsa-root", &root)), LEAF, "-sha256");
    assert_eq!(classify(&leaf, &catalog, &hand).unwrap_err(), Refusal::NotACa(leaf.subject().clone()));
    let no_cert_sign = "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,cRLSign\n";
    let crl_only = lab.certificate("l", "Issuing B", Some(("rsa-root", &root)), no_cert_sign, "-sha256");
    assert!(matches!(classify(&crl_only, &catalog, &hand), Err(Refusal::NotACa(_))));
    // Unknown names.
    assert_eq!(classify(&other, &catalog, &hand).unwrap_err(), Refusal::NotInCatalog(other.subject().clone()));
    let person = lab.certificate("l", "Person", Some(("a", &pinned)), LEAF, "-sha256");
    assert!(matches!(classify(&person, &catalog, &hand), Err(Refusal::NotACa(_))));
    // SHA-1, where the generation has none.
    let weak = lab.certificate("b", "Issuing B", Some(("rsa-root", &root)), CA, "-sha1");
    assert_eq!(
        classify(&weak, &catalog, &hand).unwrap_err(),
        Refusal::WeakSignature { ca: id("g", "Issuing B"), digest: "SHA-1" }
    );

    // A set proves itself, in any order; each certificate counts once.
    let sorted = sort(&[unpinned.clone(), forged.clone(), root.clone(), unpinned.clone()], &catalog, &[]);
    assert_eq!(sorted.accepted.iter().map(|(c, _)| c.clone()).collect::<Vec<_>>(), [unpinned.clone(), root.clone()]);
    assert_eq!(sorted.refused.len(), 1);

    let states = inventory(&catalog, &[renewed.clone(), unpinned.clone(), forged, root.clone(), pinned.clone()]);
    assert_eq!(states.iter().map(|s| s.held.len()).collect::<Vec<_>>(), [1, 2, 1]);
    assert_eq!((&states[1].held[0].certificate, states[1].held[0].pinned), (&pinned, true));
    assert_eq!((&states[1].held[1].certificate, states[1].held[1].renewed), (&renewed, true));
    assert!(states[2].is_unpinned() && !states[1].is_unpinned());
    let end = root.not_after();
    assert!(states[0].ends_within(end - Duration::days(10), Duration::days(10)));
    assert!(!states[0].ends_within(end - Duration::days(10), Duration::days(9)));
    assert!(states[0].is_over(end + Duration::SECOND) && !states[0].is_over(end));
    // An observed CA without its root is as good as missing.
    let names: Vec<_> = missing(&catalog, &[unpinned]).iter().map(|s| s.found.ca.name.clone()).collect();
    assert_eq!(names, ["Root", "Issuing A", "Issuing B"]);
}

#[test]
fn the_right_generation_and_sha1_where_it_may_pass() {
    let lab = Lab::new();
    let old = lab.certificate("old", "Root", None, CA, "-sha1");
    let new = lab.certificate("new", "Root", None, CA, "-sha256");
    let by_new = lab.certificate("i", "Issuing", Some(("new", &new)), CA, "-sha256");
    let by_old = lab.certificate("i", "Issuing", Some(("old", &old)), CA, "-sha1");
    let generation = |root: &Certificate| {
        vec![entry("Root", root, Role::Root, true), entry("Issuing", &by_new, Role::Function, false)]
    };
    let catalog = catalog(vec![("old", true, generation(&old)), ("new", false, generation(&new))]);
    let hand = [old, new];
    assert_eq!(classify(&by_new, &catalog, &hand).unwrap().found().ca_id(), id("new", "Issuing"));
    assert_eq!(classify(&by_old, &catalog, &hand).unwrap().found().ca_id(), id("old", "Issuing"));
}

#[test]
fn a_known_key_identifier_tells_a_renewed_ca() {
    let lab = Lab::new();
    let root = lab.certificate("r", "Root", None, CA, "-sha256");
    let ca = lab.certificate("i", "Issuing", Some(("r", &root)), CA, "-sha256");
    let mut issuing = entry("Issuing", &ca, Role::Function, false);
    issuing.key_id.clone_from(&ca.extensions().subject_key_id);
    let catalog = catalog(vec![("g", false, vec![entry("Root", &root, Role::Root, true), issuing])]);
    let rekeyed = lab.certificate("i2", "Issuing", Some(("r", &root)), CA, "-sha256");
    let hand = [root];
    assert!(matches!(classify(&ca, &catalog, &hand), Ok(Accepted::Observed { renewed: false, .. })));
    assert!(matches!(classify(&rekeyed, &catalog, &hand), Ok(Accepted::Observed { renewed: true, .. })));
}

#[test]
fn certain_addresses_come_first() {
    let lab = Lab::new();
    let root = lab.certificate("r", "Root", None, CA, "-sha256");
    let mut ca = entry("Root", &root, Role::Root, true);
    let address = |url: &str, status| Address { url: url.to_owned(), status };
    ca.aia = vec![address("i", Status::Inferred), address("c", Status::Confirmed), address("r", Status::Reported)];
    assert_eq!(addresses(&ca).iter().map(|a| a.url.as_str()).collect::<Vec<_>>(), ["c", "r", "i"]);
}

#[test]
fn two_catalogs_may_describe_the_same_ca() {
    let lab = Lab::new();
    let root = lab.certificate("r", "Root", None, CA, "-sha256");
    let ca = lab.certificate("i", "Issuing", Some(("r", &root)), CA, "-sha256");
    let generation = || vec![entry("Root", &root, Role::Root, true), entry("Issuing", &ca, Role::Function, false)];
    let known = catalog(vec![("one", false, generation()), ("two", false, generation())]);
    let hand = [ca.clone(), root.clone()];
    assert!(inventory(&known, &hand).iter().all(|state| !state.is_missing()));
    for (certificate, name) in [(&root, "Root"), (&ca, "Issuing")] {
        assert!(is(certificate, &id("one", name), &known, &hand) && is(certificate, &id("two", name), &known, &hand));
    }
    assert!(!is(&root, &id("two", "Issuing"), &known, &hand));
}

/// The real issuing CAs under their roots, with every pin but the roots' taken away.
#[test]
fn real_certificates() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/siths-pki/ca");
    if !folder.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "../shared is needed here");
        eprintln!("skipped: ../shared is not here");
        return;
    }
    let read = |name: &str| {
        let lab = Lab::new();
        lab.openssl(&["x509", "-in", folder.join(name).to_str().unwrap(), "-outform", "DER", "-out", "out"]);
        Certificate::from_der(&std::fs::read(lab.path("out")).unwrap()).unwrap()
    };
    let (v1, v2) = (read("SITHS_Root_CA_v1.pem"), read("SITHS_e-id_Root_CA_v2.pem"));
    let (type2, type3, function) =
        (read("SITHS_Type_2_CA_v1.pem"), read("SITHS_Type_3_CA_v1.pem"), read("SITHS_e-id_Function_CA_v1.pem"));
    let mut generations = vec![
        (
            "root-v1",
            true,
            vec![
                entry("v1", &v1, Role::Root, true),
                entry("type2", &type2, Role::Function, false),
                entry("type3", &type3, Role::Function, false),
            ],
        ),
        ("e-id", false, vec![entry("v2", &v2, Role::Root, true), entry("function", &function, Role::Function, false)]),
    ];
    let all = [type2.clone(), type3, function, v1, v2];
    let known = catalog(generations.clone());
    let sorted = sort(&all, &known, &[]);
    assert!(sorted.refused.is_empty(), "{:?}", sorted.refused);
    assert_eq!(sorted.accepted.iter().filter(|(_, a)| a.is_pinned()).count(), 2);
    assert!(missing(&known, &all).is_empty());
    // Type 2 is signed with SHA-1, Type 3 with SHA-512.
    generations[0].1 = false;
    let strict = catalog(generations);
    assert_eq!(sort(&all, &strict, &[]).refused.into_iter().map(|(c, _)| c).collect::<Vec<_>>(), [type2]);
}
