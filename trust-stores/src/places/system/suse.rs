//! SUSE Linux Enterprise and openSUSE: `update-ca-certificates` (8) of its own runs `trust extract` for each script in
//! /usr/lib/ca-certificates/update.d. Programs that install a CA write to the vendor's folder (mkcert, step).

use super::{Family, Install, SystemCommand, trust_source};

pub(super) const FAMILY: Family = Family {
    ids: &["suse", "opensuse", "sles", "sled", "opensuse-leap", "opensuse-tumbleweed", "sle_hpc"],
    bundles: &["/var/lib/ca-certificates/ca-bundle.pem", "/etc/ssl/ca-bundle.pem"],
    hashed: &["/var/lib/ca-certificates/pem", "/etc/ssl/certs"],
    java: &["/var/lib/ca-certificates/java-cacerts"],
    local: &["/etc/pki/trust/anchors", "/etc/pki/trust/blocklist", "/etc/pki/trust/blacklist"],
    sources: |options| trust_source::sources(options, &["/etc/pki/trust"], &["/usr/share/pki/trust"]),
    install: Some(Install {
        folder: "/etc/pki/trust/anchors",
        command: SystemCommand::UpdateCaCertificates,
        packages: &["ca-certificates"],
    }),
};
