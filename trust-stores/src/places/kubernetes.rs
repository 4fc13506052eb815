//! Files of Kubernetes objects: one, or a folder of them.

use std::path::{Path, PathBuf};

use super::{Found, Place, Search};
use crate::formats::{self, Options};
use crate::store::StoreKind;
use crate::tree::Tree;

pub(super) const PLACE: Place = Place { word: "k8s", on_every_host: false, find };

/// Files of a folder, and folders inside folders.
const MAX_FILES: usize = 10_000;
const MAX_DEPTH: usize = 16;

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    let Some(path) = path else { return found };
    let options = Options { kind: Some(StoreKind::ConfigMap), ..search.options };
    if !search.options.tree.is_folder(path) {
        found.add(PLACE.word, formats::read(path, &options));
        return found;
    }
    for file in files(search.options.tree, path) {
        // Most objects hold no certificates.
        let outcome = formats::read(&file, &options);
        let told =
            outcome.into_iter().filter(|read| read.as_ref().err().is_none_or(|f| f.error.may_hide_certificates()));
        found.add(PLACE.word, told.collect());
    }
    if found.stores.is_empty() && found.failures.is_empty() {
        found.looked(PLACE.word, path, false);
    }
    found
}

fn files(tree: &dyn Tree, folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![(folder.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        for name in tree.list(&folder).unwrap_or_default() {
            let path = folder.join(&name);
            let is_hidden = name.as_encoded_bytes().starts_with(b".");
            let extension = path.extension().and_then(|extension| extension.to_str());
            if is_hidden || found.len() >= MAX_FILES {
                continue;
            }
            if matches!(extension, Some("yaml" | "yml" | "json")) && tree.is_file(&path) {
                found.push(path);
            } else if depth < MAX_DEPTH
                && tree.link_metadata(&path).is_ok_and(|m| m.kind == crate::tree::FileKind::Folder)
            {
                open.push((path, depth + 1));
            }
        }
    }
    found.sort();
    found
}
