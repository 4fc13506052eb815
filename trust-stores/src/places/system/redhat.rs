//! Red Hat Enterprise Linux and its kin: Fedora, Alma, Rocky, Oracle, Amazon Linux, Azure Linux. `update-ca-trust` (8) runs `trust extract`.

use super::{Family, Install, SystemCommand, trust_source};

pub(super) const FAMILY: Family = Family {
    ids: &["rhel", "fedora", "centos", "almalinux", "rocky", "ol", "amzn", "mariner", "azurelinux"],
    bundles: &[
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
        "/etc/pki/tls/certs/ca-bundle.crt",
        "/etc/pki/tls/cert.pem",
        "/etc/ssl/certs/ca-bundle.crt",
    ],
    // since Fedora 41 and RHEL 10
    hashed: &["/etc/pki/ca-trust/extracted/pem/directory-hash", "/etc/pki/tls/certs"],
    java: &["/etc/pki/ca-trust/extracted/java/cacerts", "/etc/pki/java/cacerts"],
    local: &[
        "/etc/pki/ca-trust/source/anchors",
        "/etc/pki/ca-trust/source/blocklist",
        "/etc/pki/ca-trust/source/blacklist",
    ],
    sources: |options| {
        trust_source::sources(options, &["/etc/pki/ca-trust/source"], &["/usr/share/pki/ca-trust-source"])
    },
    install: Some(Install {
        folder: "/etc/pki/ca-trust/source/anchors",
        command: SystemCommand::UpdateCaTrust,
        packages: &["ca-certificates"],
    }),
};
