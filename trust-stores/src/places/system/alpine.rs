//! Alpine: an `update-ca-certificates` of its own, with Debian's paths (package ca-certificates). The package ca-certificates-bundle has the
//! bundle alone, without anything that it is made from.

use super::{Family, Install, SystemCommand, update_ca_certificates};

pub(super) const FAMILY: Family = Family {
    ids: &["alpine", "wolfi", "chainguard"],
    bundles: &["/etc/ssl/certs/ca-certificates.crt", "/etc/ssl/cert.pem", "/etc/ssl1.1/cert.pem"],
    hashed: &["/etc/ssl/certs"],
    // package java-cacerts
    java: &["/etc/ssl/certs/java/cacerts"],
    local: &["/usr/local/share/ca-certificates"],
    sources: update_ca_certificates::sources,
    install: Some(Install {
        folder: "/usr/local/share/ca-certificates",
        command: SystemCommand::UpdateCaCertificates,
        packages: &["ca-certificates"],
    }),
};
