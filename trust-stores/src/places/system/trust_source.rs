//! What `trust extract` of p11-kit makes the store from, on Red Hat's, SUSE's and Arch's systems (p11-kit's trust/token.c, trust/parser.c).
//!
//! In each folder: files of any form in `anchors` are trusted, those in `blocklist` (once `blacklist`) distrusted whatever else trusts
//! them; a file beside these folders says itself what it is trusted for (`.p11-kit`, `TRUSTED CERTIFICATE`), and a plain certificate there
//! is trusted for nothing. The bundle for TLS has the CAs that are trusted to judge servers.

use std::path::Path;

use tillit_verifier::container;

use super::{SourceState, Sources};
use crate::formats::{self, Options};
use crate::observation::{Observation, SourceFault};
use crate::store::{Grant, StoreKind, TrustStore};

pub(super) fn sources(options: &Options<'_>, local: &[&str], vendor: &[&str]) -> Sources {
    let mut sources = Sources::default();
    for folder in vendor {
        folder_of(Path::new(folder), options, &mut sources);
    }
    sources.has_vendor = !sources.certificates.is_empty();
    for folder in local {
        folder_of(Path::new(folder), options, &mut sources);
    }
    sources
}

fn folder_of(folder: &Path, options: &Options<'_>, sources: &mut Sources) {
    for part in ["blocklist", "blacklist"] {
        files(&folder.join(part), options, sources, |_, _| Some(SourceState::Distrusted));
    }
    files(&folder.join("anchors"), options, sources, |_, server| {
        Some(if server == Grant::Distrusted { SourceState::Distrusted } else { SourceState::Anchor })
    });
    files(folder, options, sources, |says_trust, server| match server {
        _ if !says_trust => Some(SourceState::Ignored(SourceFault::NotTrusted)),
        Grant::Distrusted => Some(SourceState::Distrusted),
        Grant::Anchor => Some(SourceState::Anchor),
        // For another purpose than to judge servers, or only known.
        Grant::Helper | Grant::Ignored => None,
    });
}

/// The files of a folder itself; the folders in it are not entered.
fn files(
    folder: &Path,
    options: &Options<'_>,
    sources: &mut Sources,
    state: impl Fn(bool, Grant) -> Option<SourceState>,
) {
    let tree = options.tree;
    for name in tree.list(folder).unwrap_or_default() {
        let file = folder.join(&name);
        if name.as_encoded_bytes().starts_with(b".") || tree.is_folder(&file) {
            continue;
        }
        if !tree.exists(&file) {
            sources.observations.push(Observation::DanglingLink(file));
            continue;
        }
        for outcome in formats::read(&file, options) {
            match outcome {
                Ok(store) if is_read(store.kind) => {
                    let trusted = trusted(&file, &store, options);
                    sources.add(&file, &store, |index| {
                        let grant = store.entries.get(index).map_or(Grant::Helper, |entry| entry.trust.server);
                        state(trusted.get(index).copied().unwrap_or(false), grant)
                    });
                }
                Ok(_) => {
                    sources.observations.push(Observation::SourceIgnored(file.clone(), SourceFault::NoCertificate));
                }
                Err(failure) => sources.observations.extend(formats::passed_over(&file, failure.error)),
            }
        }
    }
}

/// Forms that p11-kit reads.
fn is_read(kind: StoreKind) -> bool {
    matches!(kind, StoreKind::PemBundle | StoreKind::Der | StoreKind::P11Kit)
}

/// For each entry of a file, whether the file itself says something of its trust.
fn trusted(file: &Path, store: &TrustStore, options: &Options<'_>) -> Vec<bool> {
    if store.kind == StoreKind::P11Kit {
        return vec![true; store.entries.len()];
    }
    let Ok(reader) = options.tree.open(file) else { return Vec::new() };
    let contents = container::read_with(reader, options.passwords, &options.limits);
    contents.map_or_else(|_| Vec::new(), |read| read.entries.iter().map(|e| e.trusted_uses.is_some()).collect())
}
