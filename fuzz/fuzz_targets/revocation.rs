//! Revocation lists and OCSP responses: reading them, and everything that can be asked of them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tillit_verifier::revocation::{Crl, ocsp};

fuzz_target!(|data: &[u8]| {
    for crl in Crl::read(data).unwrap_or_default() {
        assert_eq!(Crl::from_der(crl.der()).map(|again| again.len()), Ok(crl.len()));
        assert_eq!(crl.is_empty(), crl.len() == 0);
        let _ = (crl.this_update(), crl.next_update(), crl.number(), crl.delta_base(), crl.key_id(), crl.flaws());
        let _ = (crl.unknown_critical(), crl.point(), format!("{crl:?} {}", crl.issuer()));
        for point in crl.freshest() {
            let _ = (point.urls().count(), point.name.as_ref().map(|name| name.names(crl.issuer())));
        }
    }
    if let Some(response) = ocsp::read(data) {
        let _ = format!("{response:?}");
    }
});
