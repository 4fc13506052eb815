//! Arch Linux and Manjaro: `update-ca-trust` (package ca-certificates-utils) runs `trust extract`.

use super::{Family, Install, SystemCommand, trust_source};

pub(super) const FAMILY: Family = Family {
    ids: &["arch", "archarm", "manjaro"],
    bundles: &[
        "/etc/ca-certificates/extracted/tls-ca-bundle.pem",
        "/etc/ssl/certs/ca-certificates.crt",
        "/etc/ssl/cert.pem",
    ],
    hashed: &["/etc/ca-certificates/extracted/cadir", "/etc/ssl/certs"],
    java: &["/etc/ca-certificates/extracted/java-cacerts.jks", "/etc/ssl/certs/java/cacerts"],
    local: &[
        "/etc/ca-certificates/trust-source/anchors",
        "/etc/ca-certificates/trust-source/blocklist",
        "/etc/ca-certificates/trust-source/blacklist",
    ],
    sources: |options| {
        trust_source::sources(
            options,
            &["/etc/ca-certificates/trust-source"],
            &["/usr/share/ca-certificates/trust-source"],
        )
    },
    install: Some(Install {
        folder: "/etc/ca-certificates/trust-source/anchors",
        command: SystemCommand::TrustExtractCompat,
        packages: &["ca-certificates-utils", "p11-kit"],
    }),
};
