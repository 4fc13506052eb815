//! x509-limbo, read in place beside the project.

use std::path::Path;
use std::process::Command;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use serde_json::Value;
use tillit_verifier::Certificate;
use tillit_verifier::judge::Options;
use tillit_verifier::verdict::Purpose;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::datetime;

const SUITE: &str = "../../shared/conformance/limbo.json.xz";

pub(crate) fn certificate(pem: &Value) -> Option<Certificate> {
    let der = CertificateDer::from_pem_slice(pem.as_str().unwrap().as_bytes()).unwrap();
    Certificate::from_der(&der).ok()
}

pub(crate) fn certificates(pems: &Value) -> Vec<Certificate> {
    // One that cannot be read is not there: that is the command's answer, too.
    pems.as_array().unwrap().iter().filter_map(certificate).collect()
}

pub(crate) fn options(case: &Value) -> Options {
    // A case without a moment has certificates of a thousand years.
    let time = case["validation_time"].as_str().map(|text| OffsetDateTime::parse(text, &Rfc3339).unwrap());
    let mut options = Options::login(time.unwrap_or(datetime!(2026-11-21 12:00 UTC)));
    if case["validation_kind"] == "SERVER" {
        options.purpose = Purpose::Server { host: case["expected_peer_name"]["value"].as_str().map(str::to_owned) };
    }
    if let Some(depth) = case["max_chain_depth"].as_u64() {
        options.budget.depth = usize::try_from(depth).unwrap();
    }
    options
}

pub(crate) fn suite() -> Option<Vec<Value>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SUITE);
    if !path.exists() {
        assert!(std::env::var_os("CI").is_none(), "{} is not there", path.display());
        eprintln!("skipped: ../shared is not here");
        return None;
    }
    let unpacked = Command::new("xz").arg("--decompress").arg("--stdout").arg(&path).output().expect("xz");
    assert!(unpacked.status.success(), "{}", String::from_utf8_lossy(&unpacked.stderr));
    let mut suite: Value = serde_json::from_slice(&unpacked.stdout).unwrap();
    let Value::Array(cases) = suite["testcases"].take() else { panic!("no cases") };
    Some(cases)
}
