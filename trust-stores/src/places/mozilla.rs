//! Profiles of Mozilla's programs: `profiles.ini` and `installs.ini` say where they are; a folder that neither names is nobody's.

use std::path::{Path, PathBuf};

use super::{Found, Search, homes, nss};
use crate::formats;
use crate::tree::Tree;

/// Bytes of `profiles.ini` and `installs.ini` that are read.
const MAX_INI_BYTES: u64 = 4 << 20;
/// Profiles of one user that are looked at.
const MAX_PROFILES: usize = 1_000;
const PROFILES: &str = "profiles.ini";
const POLICIES: &str = "policies.json";

/// A program with profiles.
pub(super) struct Program {
    /// The word of its place.
    pub(super) word: &'static str,
    /// Folders in which `profiles.ini` lies.
    pub(super) roots: &'static [&'static str],
    /// Where its policies lie.
    pub(super) policies: &'static [&'static str],
}

/// A profile that a program knows.
#[derive(Debug, PartialEq, Eq)]
struct Profile {
    folder: PathBuf,
    name: Option<String>,
}

impl Program {
    pub(super) fn find(&self, search: &Search<'_>, path: Option<&Path>) -> Found {
        let mut found = Found::default();
        if let Some(path) = path {
            self.add_named(search, &mut found, path);
            return found;
        }
        for root in homes::look(search, &mut found, self.word, self.roots) {
            self.add_profiles(search, &mut found, &root);
        }
        for file in homes::look(search, &mut found, self.word, self.policies) {
            self.add_policies(search, &mut found, &file);
        }
        found
    }

    /// A profile, the folder of all profiles, a policy file or the folder that it lies in.
    fn add_named(&self, search: &Search<'_>, found: &mut Found, path: &Path) {
        let tree = search.options.tree;
        if tree.is_file(&path.join(PROFILES)) {
            self.add_profiles(search, found, path);
        } else if nss::is_database(search, path) {
            nss::add_browsers(search, found, self.word, path, None);
        } else if tree.is_file(&path.join(POLICIES)) {
            found.add(self.word, formats::read(&path.join(POLICIES), &search.options));
        } else {
            found.add(self.word, formats::read(path, &search.options));
        }
    }

    fn add_profiles(&self, search: &Search<'_>, found: &mut Found, root: &Path) {
        let tree = search.options.tree;
        let ini = root.join(PROFILES);
        if !tree.exists(&ini) {
            found.looked(self.word, &ini, false);
            return;
        }
        for profile in profiles(tree, root) {
            let there = nss::is_database(search, &profile.folder);
            found.looked(self.word, &profile.folder, there);
            if there {
                nss::add_browsers(search, found, self.word, &profile.folder, profile.name.as_deref());
            }
        }
    }

    /// A policy file; one that says nothing of certificates is no store.
    fn add_policies(&self, search: &Search<'_>, found: &mut Found, file: &Path) {
        let outcome = formats::read(file, &search.options).into_iter();
        let of_certificates = |store: &crate::TrustStore| !store.is_empty() || !store.observations.is_empty();
        found.add(self.word, outcome.filter(|read| read.as_ref().map_or(true, of_certificates)).collect());
    }
}

/// Every profile that `profiles.ini` and `installs.ini` know.
fn profiles(tree: &dyn Tree, root: &Path) -> Vec<Profile> {
    let text = |name: &str| tree.read_text(&root.join(name), MAX_INI_BYTES).unwrap_or_default();
    let mut profiles: Vec<Profile> = Vec::new();
    // A path that is not relative stays what it is when it is joined.
    let mut add = |path: &str, name: Option<&str>| {
        let folder = root.join(path);
        if !path.is_empty() && profiles.len() < MAX_PROFILES && !profiles.iter().any(|known| known.folder == folder) {
            profiles.push(Profile { folder, name: name.map(str::to_owned) });
        }
    };
    let (known, installs) = (text(PROFILES), text("installs.ini"));
    let known = sections(&known);
    for section in known.iter().filter(|section| section.name.starts_with("Profile")) {
        add(section.get("Path").unwrap_or_default(), section.get("Name"));
    }
    // Which profile an installation begins with; it has a name only if it is among those above.
    let of_installations = known.iter().filter(|section| section.name.starts_with("Install"));
    for section in of_installations.chain(&sections(&installs)) {
        add(section.get("Default").unwrap_or_default(), None);
    }
    profiles
}

/// A section of an INI file.
struct Section<'a> {
    name: &'a str,
    values: Vec<(&'a str, &'a str)>,
}

impl<'a> Section<'a> {
    fn get(&self, key: &str) -> Option<&'a str> {
        self.values.iter().find(|(known, _)| *known == key).map(|(_, value)| *value)
    }
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections: Vec<Section<'_>> = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sections.push(Section { name, values: Vec::new() });
        } else if let (Some(section), Some((key, value))) = (sections.last_mut(), line.split_once('=')) {
            section.values.push((key.trim(), value.trim()));
        }
    }
    sections
}
