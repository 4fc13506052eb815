//! The real SITHS certificates, where they are at hand.

use std::path::Path;

use tillit_trust_stores::install::{Addition, Selection};
use tillit_verifier::Certificate;
use tillit_verifier::container::{self, Passwords, ReadLimits};

use super::{Desk, apply, bundle, ca, edited, plan_of};

#[allow(clippy::print_stderr)] // the reader of a test's output is to know
fn at_hand(name: &str) -> Option<Certificate> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/siths-pki/ca").join(name);
    let Ok(data) = std::fs::read(path) else {
        assert!(std::env::var_os("CI").is_none(), "../shared is not here");
        eprintln!("skipped: ../shared is not here");
        return None;
    };
    let contents = container::read_with(data.as_slice(), &Passwords::none(), &ReadLimits::default()).unwrap();
    contents.entries.into_iter().next().unwrap().certificate.ok()
}

#[test]
fn root_ca_v2_and_an_issuing_ca_of_it() {
    let names = ["SITHS_e-id_Function_CA_v1.pem", "SITHS_e-id_Root_CA_v2.pem"];
    let Some(found) = names.iter().map(|name| at_hand(name)).collect::<Option<Vec<_>>>() else { return };
    let selection = Selection { add: found.into_iter().map(Addition::given).collect(), ..Selection::default() };
    let desk = Desk::new();
    desk.write("bundle.pem", bundle(&[ca(0)]));
    desk.write("cas/a.pem", bundle(&[ca(0)]));
    desk.says("openssl", &["rehash", "cas"]);
    for target in ["bundle.pem", "cas"] {
        let plan = plan_of(&desk.target(target), &selection);
        assert_eq!(edited(&plan).added.len(), 2);
        apply(&plan);
    }
    desk.write("issuing.pem", selection.add[0].certificate.to_pem());
    for source in [["-CAfile", "bundle.pem"], ["-CApath", "cas"]] {
        let options = ["verify", "-no-CAstore", if source[0] == "-CAfile" { "-no-CApath" } else { "-no-CAfile" }];
        desk.says("openssl", &[&options[..], &source[..], &["issuing.pem"]].concat());
    }
}
