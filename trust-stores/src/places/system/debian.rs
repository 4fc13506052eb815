//! Debian and what comes from it: Ubuntu, Linux Mint, Raspberry Pi OS, distroless images.
//!
//! `update-ca-certificates` (package ca-certificates, 20230311) makes the bundle and the hashed directory; a hook of ca-certificates-java
//! makes Java's file.

use super::{Family, Install, SystemCommand, update_ca_certificates};

pub(super) const FAMILY: Family = Family {
    ids: &["debian", "ubuntu"],
    bundles: &["/etc/ssl/certs/ca-certificates.crt"],
    hashed: &["/etc/ssl/certs"],
    java: &["/etc/ssl/certs/java/cacerts"],
    local: &["/usr/local/share/ca-certificates"],
    sources: update_ca_certificates::sources,
    install: Some(Install {
        folder: "/usr/local/share/ca-certificates",
        command: SystemCommand::UpdateCaCertificates,
        packages: &["ca-certificates"],
    }),
};
