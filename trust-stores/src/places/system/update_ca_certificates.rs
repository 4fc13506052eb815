//! What `update-ca-certificates` of Debian makes the store from (its shell script, package ca-certificates; Alpine's program does the same):
//! the files that /etc/ca-certificates.conf names below /usr/share/ca-certificates, and every `*.crt` below
//! /usr/local/share/ca-certificates. It copies them one after the other and never looks into them.

use std::path::Path;

use tillit_verifier::input::InputError;

use super::{MAX_TEXT, SourceState, Sources, files_below};
use crate::formats::{self, Options};
use crate::observation::{Cause, Observation, SourceFault};
use crate::store::{StoreKind, TrustStore};

const CONFIGURATION: &str = "/etc/ca-certificates.conf";
const VENDOR: &str = "/usr/share/ca-certificates";
const LOCAL: &str = "/usr/local/share/ca-certificates";

pub(super) fn sources(options: &Options<'_>) -> Sources {
    let tree = options.tree;
    let mut sources = Sources::default();
    let configuration = tree.read_text(Path::new(CONFIGURATION), MAX_TEXT).unwrap_or_default();
    for line in configuration.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let path = |name: &str| Path::new(VENDOR).join(name.trim_start_matches('/'));
        if let Some(off) = line.strip_prefix('!') {
            if let Some(store) = read(&path(off), options, &mut sources) {
                sources.add(&path(off), &store, |_| Some(SourceState::Ignored(SourceFault::SwitchedOff)));
            }
        } else if tree.is_file(&path(line)) {
            sources.has_vendor = true;
            copied(&path(line), options, &mut sources);
        } else {
            let cause = Box::new(Cause::from(InputError::NotFound));
            sources.observations.push(Observation::PassedOver(path(line), cause));
        }
    }
    for file in files_below(tree, Path::new(LOCAL)) {
        if !tree.is_file(&file) {
            sources.observations.push(Observation::DanglingLink(file));
        } else if file.as_os_str().as_encoded_bytes().ends_with(b".crt") {
            copied(&file, options, &mut sources);
        } else if let Some(store) = read(&file, options, &mut sources) {
            sources.add(&file, &store, |_| Some(SourceState::Ignored(SourceFault::Extension)));
        }
    }
    sources
}

/// A file that is copied into the bundle as it is.
fn copied(file: &Path, options: &Options<'_>, sources: &mut Sources) {
    let before = sources.observations.len();
    let Some(store) = read(file, options, sources) else {
        if sources.observations.len() == before {
            sources.observations.push(Observation::SourceIgnored(file.to_owned(), SourceFault::NoCertificate));
        }
        return;
    };
    if store.kind != StoreKind::PemBundle {
        sources.add(file, &store, |_| Some(SourceState::Ignored(SourceFault::DerBytes)));
        return;
    }
    if store.len() > 1 {
        sources.observations.push(Observation::SourceIgnored(file.to_owned(), SourceFault::Several));
    }
    sources.add(file, &store, |_| Some(SourceState::Anchor));
}

/// The certificates of a file; nothing where there are none, which is told only where the file cannot be opened.
fn read(file: &Path, options: &Options<'_>, sources: &mut Sources) -> Option<TrustStore> {
    match formats::read(file, options).pop()? {
        Ok(store) => Some(store).filter(|store| !store.is_empty()),
        Err(failure) => {
            if matches!(failure.error, InputError::PermissionDenied | InputError::Io(_)) {
                let cause = Box::new(Cause::from(failure.error));
                sources.observations.push(Observation::PassedOver(file.to_owned(), cause));
            }
            None
        }
    }
}
