//! NixOS: the store is made from the configuration (`security.pki.certificateFiles`); what it was made from is not on the machine.

use super::{Family, Sources};

pub(super) const FAMILY: Family = Family {
    ids: &["nixos"],
    bundles: &[
        "/etc/ssl/certs/ca-bundle.crt",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/pki/tls/certs/ca-bundle.crt",
    ],
    hashed: &[],
    java: &[],
    local: &[],
    sources: |_| Sources::default(),
    install: None,
};
