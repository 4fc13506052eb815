//! One certificate: reading it, everything that can be asked of it, its names as text, its flaws and whose it is.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use tillit_verifier::catalog::{self, Catalog};
use tillit_verifier::{Certificate, Name, flaws, identity};

/// Shows a name in every way there is. None may hold what a terminal would obey.
fn show(name: &Name) {
    let text = name.to_string();
    assert!(!text.chars().any(char::is_control), "{text:?}");
    let _ =
        (name.common_name(), name.get("serialNumber"), name.is_empty(), name.attributes().count(), name.rdns().len());
    assert_eq!(name, name);
    assert!(name.same_encoding(name));
}

fuzz_target!(|data: &[u8]| {
    static CATALOG: OnceLock<Catalog> = OnceLock::new();
    let Ok(certificate) = Certificate::from_der(data) else { return };
    // Reading is of bytes, not of what they mean: nothing is changed or lost.
    assert_eq!(certificate.der(), data);
    let _ = (certificate.tbs(), certificate.signature_algorithm(), certificate.tbs_signature_algorithm());
    let _ = (certificate.signature_oid(), certificate.signature(), certificate.spki(), certificate.spki_algorithm());
    let _ = (certificate.public_key(), certificate.key_info(), certificate.version(), certificate.serial());
    let _ = (certificate.is_ca(), certificate.is_self_issued(), certificate.is_valid_at(certificate.not_before()));
    let _ = (certificate.not_before(), certificate.not_after(), certificate.to_pem(), certificate.fingerprint());
    for extension in &certificate.extensions().all {
        let _ = (certificate.extension_value(extension), certificate.extension(&extension.oid.to_id_string()));
    }
    let _ = certificate.extensions().key_usage.map(tillit_verifier::certificate::KeyUsage::names);
    show(certificate.subject());
    show(certificate.issuer());
    let _ = format!("{certificate:?} {:?}", certificate.extensions());
    let _ = format!("{:?}", flaws::flaws(&certificate));
    let _ = format!("{:?}", identity::identify(&certificate, CATALOG.get_or_init(catalog::embedded)));
});
