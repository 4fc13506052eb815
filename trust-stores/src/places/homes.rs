//! Homes of users, and paths with `*` and `~` in them: what the places of browsers are written with.

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::path::{Component, Path, PathBuf};

use super::{Found, Search};
use crate::tree::Tree;

/// Bytes of `/etc/passwd` that are read.
const MAX_PASSWD_BYTES: u64 = 16 << 20;
/// Users' numbers begin here on every Linux of today; system users, whose homes have no browsers, come before.
const FIRST_USER: u32 = 1000;
/// `nobody`.
const NOBODY: u32 = 65_534;
/// Homes that are looked at.
const MAX_HOMES: usize = 10_000;
/// Paths that one pattern may lead to.
const MAX_MATCHES: usize = 10_000;

/// The homes in a tree of people and of root, each once, as far as they can be seen.
pub(crate) fn homes(tree: &dyn Tree) -> Vec<PathBuf> {
    let passwd = tree.read_text(Path::new("/etc/passwd"), MAX_PASSWD_BYTES).unwrap_or_default();
    let listed = passwd.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split(':').collect();
        let [_, _, uid, _, _, home, ..] = fields.as_slice() else { return None };
        let uid: u32 = uid.parse().ok()?;
        let is_person = uid == 0 || (uid >= FIRST_USER && uid != NOBODY);
        (is_person && home.starts_with('/') && *home != "/").then(|| PathBuf::from(home))
    });
    // People whom a directory service knows are in no file, but their homes are where homes are.
    let lying = tree.list(Path::new("/home")).unwrap_or_default().into_iter().map(|name| Path::new("/home").join(name));
    // Of Windows: all profiles, as far as this account may see them.
    let profiles = Path::new(r"C:\Users");
    let of_windows = if cfg!(windows) { tree.list(profiles).unwrap_or_default() } else { Vec::new() };
    let of_windows = of_windows.into_iter().map(|name| profiles.join(name));
    unique(tree, listed.chain(lying).chain([PathBuf::from("/root")]).chain(of_windows)).take(MAX_HOMES).collect()
}

/// Folders of these paths, each once whatever it is called.
fn unique<'a>(tree: &'a dyn Tree, paths: impl Iterator<Item = PathBuf> + 'a) -> impl Iterator<Item = PathBuf> + 'a {
    let mut seen = HashSet::new();
    paths.filter(move |path| tree.is_folder(path) && seen.insert(tree.real_path(path).unwrap_or_else(|_| path.clone())))
}

/// What is there of the paths that a pattern stands for, sorted. `*` stands for any part of a name that does not begin with a dot.
pub(crate) fn expand(tree: &dyn Tree, pattern: &Path) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::new()];
    for component in pattern.components() {
        let name = component.as_os_str();
        if !matches!(component, Component::Normal(_)) || !name.as_encoded_bytes().contains(&b'*') {
            for path in &mut paths {
                path.push(name);
            }
            continue;
        }
        let in_folder = |folder: &PathBuf| -> Vec<PathBuf> {
            let names: Vec<OsString> = tree.list(folder).unwrap_or_default();
            names.iter().filter(|candidate| matches(name, candidate)).map(|name| folder.join(name)).collect()
        };
        paths = paths.iter().flat_map(in_folder).take(MAX_MATCHES).collect();
    }
    paths.retain(|path| tree.exists(path));
    paths
}

/// A name is of a pattern with `*` in it.
fn matches(pattern: &OsStr, name: &OsStr) -> bool {
    let (pattern, name) = (pattern.as_encoded_bytes(), name.as_encoded_bytes());
    if name.starts_with(b".") && !pattern.starts_with(b".") {
        return false;
    }
    let parts: Vec<&[u8]> = pattern.split(|byte| *byte == b'*').collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let Some(mut rest) = name.strip_prefix(*first).filter(|rest| rest.len() >= last.len() && rest.ends_with(last))
    else {
        return false;
    };
    rest = &rest[..rest.len() - last.len()];
    parts[1..parts.len() - 1].iter().all(|part| match memchr::memmem::find(rest, part) {
        Some(at) => {
            rest = &rest[at + part.len()..];
            true
        }
        None => false,
    })
}

/// What is there under patterns, each path once whatever it is called, noted as looked for under the word of a place. `~/` stands for
/// every home, `$NAME/` for the folder that a variable of the environment names; a pattern of which nothing is there is noted as it is.
pub(crate) fn look(search: &Search<'_>, found: &mut Found, place: &'static str, patterns: &[&str]) -> Vec<PathBuf> {
    let tree = search.options.tree;
    let mut homes = homes(tree);
    if let Some(own) = search.environment.home().filter(|home| !homes.contains(home)) {
        homes.insert(0, own);
    }
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    for pattern in patterns {
        let roots: Vec<PathBuf> = match pattern.split_once('/') {
            Some(("~", rest)) => homes.iter().map(|home| home.join(rest)).collect(),
            Some((variable, rest)) if variable.starts_with('$') => {
                // Relative ones are invalid (XDG Base Directory Specification).
                let folder = search.environment.get(&variable[1..]).map(Path::new).filter(|path| path.is_absolute());
                match folder {
                    Some(folder) => vec![folder.join(rest)],
                    None => continue,
                }
            }
            _ => vec![PathBuf::from(pattern)],
        };
        let there: Vec<PathBuf> = roots.iter().flat_map(|root| expand(tree, root)).collect();
        if there.is_empty() {
            found.looked(place, *pattern, false);
        }
        for path in there {
            if seen.insert(tree.real_path(&path).unwrap_or_else(|_| path.clone())) {
                found.looked(place, &path, true);
                all.push(path);
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn stars_in_names() {
        for (pattern, name, expected) in [
            ("firefox*", "firefox", true),
            ("firefox*", "firefox-esr", true),
            ("firefox*", "thunderbird", false),
            ("*", ".hidden", false),
            ("*", "shown", true),
            ("*.json", "a.json", true),
            ("*.json", "a.json.bak", false),
            ("a*a", "a", false),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXcYc", false),
            ("slapd-*", "slapd-", true),
        ] {
            assert_eq!(matches(OsStr::new(pattern), OsStr::new(name)), expected, "{pattern} {name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn homes_of_people_each_once() {
        let root = tempfile::tempdir().unwrap();
        let passwd = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/bin/false\ntest:x:1000:1000:Test,,,:/home/test:/bin/sh\n\
            far:x:1001:1001::/srv/far:/bin/sh\nnobody:x:65534:65534::/nonexistent:/bin/false\nlinked:x:1002:1002::/home/link:\nbroken:x\n";
        for folder in ["etc", "root", "home/test", "home/directory", "srv/far", "usr/sbin"] {
            std::fs::create_dir_all(root.path().join(folder)).unwrap();
        }
        std::fs::write(root.path().join("etc/passwd"), passwd).unwrap();
        std::fs::write(root.path().join("home/file"), "").unwrap();
        std::os::unix::fs::symlink("/home/test", root.path().join("home/link")).unwrap();
        let tree = crate::tree::Folder::at(root.path());
        let expected = ["/root", "/home/test", "/srv/far", "/home/directory"];
        assert_eq!(homes(&tree), expected.map(PathBuf::from));
    }
}
