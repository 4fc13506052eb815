//! Patterns of files in configurations, as glob(7) has them: `*`, `?`, `[...]` and backslashes, each for a part of a name.

use std::path::{Component, Path, PathBuf};

use crate::tree::Tree;

/// Paths that one pattern may lead to.
const MAX_MATCHES: usize = 20_000;

/// A path has a pattern in it.
pub fn is_pattern(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

/// What is there of the paths that a pattern stands for, sorted by their bytes, as glob(3) gives them in the C locale.
pub fn glob(tree: &dyn Tree, pattern: &Path) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::new()];
    for component in pattern.components() {
        let name = component.as_os_str();
        let text = name.to_string_lossy();
        if !matches!(component, Component::Normal(_)) || !is_pattern(&text) {
            for path in &mut paths {
                path.push(name);
            }
            continue;
        }
        let in_folder = |folder: &PathBuf| -> Vec<PathBuf> {
            let names = tree.list(folder).unwrap_or_default().into_iter();
            names.filter(|name| matches(&text, &name.to_string_lossy())).map(|name| folder.join(name)).collect()
        };
        paths = paths.iter().flat_map(in_folder).take(MAX_MATCHES).collect();
    }
    paths.retain(|path| tree.link_metadata(path).is_ok());
    paths.sort_by(|a, b| a.as_os_str().as_encoded_bytes().cmp(b.as_os_str().as_encoded_bytes()));
    paths
}

/// A name is of a pattern. A dot at its beginning is matched by a dot alone.
pub fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut here) = (0, 0);
    // Where to go on from when the last `*` takes one character more.
    let mut star: Option<(usize, usize)> = None;
    loop {
        if pattern.get(at) == Some(&'*') {
            star = Some((at + 1, here));
            at += 1;
            continue;
        }
        match (one(&pattern, at, name.get(here).copied()), name.get(here)) {
            (Some(next), Some(_)) => (at, here) = (next, here + 1),
            _ if at == pattern.len() && here == name.len() => return true,
            _ => match star {
                Some((after, taken)) if taken < name.len() => {
                    star = Some((after, taken + 1));
                    (at, here) = (after, taken + 1);
                }
                _ => return false,
            },
        }
    }
}

/// The place in the pattern after what stands for this character; `None`: it does not stand for it.
fn one(pattern: &[char], at: usize, character: Option<char>) -> Option<usize> {
    let character = character?;
    match *pattern.get(at)? {
        '?' => Some(at + 1),
        '\\' if at + 1 < pattern.len() => (pattern.get(at + 1) == Some(&character)).then_some(at + 2),
        '[' => match class(pattern, at + 1, character) {
            Some((true, next)) => Some(next),
            Some((false, _)) => None,
            // A bracket that is not closed stands for itself.
            None => (character == '[').then_some(at + 1),
        },
        plain => (plain == character).then_some(at + 1),
    }
}

/// A character is in a class that begins here; with the place after the class.
fn class(pattern: &[char], begin: usize, character: char) -> Option<(bool, usize)> {
    let mut at = begin;
    let negated = matches!(pattern.get(at), Some('!' | '^'));
    at += usize::from(negated);
    let first = at;
    let mut is_in = false;
    loop {
        let mut low = *pattern.get(at)?;
        if low == ']' && at > first {
            return Some((is_in != negated, at + 1));
        }
        if low == '\\' {
            at += 1;
            low = *pattern.get(at)?;
        }
        let high = match (pattern.get(at + 1), pattern.get(at + 2)) {
            (Some('-'), Some(high)) if *high != ']' => {
                at += 2;
                *high
            }
            _ => low,
        };
        is_in |= (low..=high).contains(&character);
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_patterns_as_glob_has_them() {
        for (pattern, name, expected) in [
            ("*.conf", "a.conf", true),
            ("*.conf", ".conf", false),
            ("*.conf", "a.conf.bak", false),
            (".*", ".a", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXcYc", false),
            ("*a*a*a*a*b", &"a".repeat(200), false),
            ("[0-9][0-9]-?.conf", "10-x.conf", true),
            ("[!a]*", "abc", false),
            ("[!a]*", "bbc", true),
            ("[]a]", "]", true),
            ("[a", "[a", true),
            ("\\*", "*", true),
            ("\\*", "x", false),
            ("", "", true),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
    }
}
