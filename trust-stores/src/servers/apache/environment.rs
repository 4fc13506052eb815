//! The environment that httpd is started with, from the files that the distributions start it with. They are read, never run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::Reading;

/// Bytes of such a file.
const MAX_BYTES: u64 = 1 << 20;

/// Variables that the files set whose values need no shell: Debian's `envvars` beside the configuration, `bin/envvars` of the server's
/// root, and `/etc/sysconfig/httpd` of Red Hat.
pub(super) fn read(reading: &Reading<'_>, folder: &Path, root: &Path) -> BTreeMap<String, String> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let files = [folder.join("envvars"), root.join("bin/envvars"), PathBuf::from("/etc/sysconfig/httpd")];
    for (file, is_system) in files.iter().zip([false, false, true]) {
        // Of another configuration than the system's own nothing is said there.
        if is_system && !root.starts_with("/etc/httpd") {
            continue;
        }
        let Ok(text) = reading.tree.read_text(file, MAX_BYTES) else { continue };
        for line in text.lines() {
            let line = line.trim();
            let line = line.strip_prefix("export ").map_or(line, str::trim_start);
            let Some((name, value)) = line.split_once('=') else { continue };
            let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            if !is_name {
                continue;
            }
            match plain(value, &known) {
                Some(value) => known.insert(name.to_owned(), value),
                None => known.remove(name),
            };
        }
    }
    known
}

/// A value as a shell takes it, where it needs no more than variables that are known.
fn plain(value: &str, known: &BTreeMap<String, String>) -> Option<String> {
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''));
    let inner = match quote {
        Some(quote) => value.get(1..)?.split(quote).next()?,
        None => value.split([' ', '\t', ';']).next()?,
    };
    if quote == Some('\'') {
        return Some(inner.to_owned());
    }
    let mut made = String::new();
    let mut rest = inner;
    while let Some((before, after)) = rest.split_once('$') {
        made.push_str(before);
        let (name, after) = if let Some(braced) = after.strip_prefix('{') {
            braced.split_once('}')?
        } else {
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            after.split_at_checked(end)?
        };
        made.push_str(known.get(name)?);
        rest = after;
    }
    made.push_str(rest);
    (!made.contains(['`', '\\'])).then_some(made)
}

/// `-D NAME` of the words that the server is started with.
pub(super) fn command_line(known: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let mut defined = Vec::new();
    for variable in ["APACHE_ARGUMENTS", "OPTIONS"] {
        let mut words = known.get(variable).map(String::as_str).unwrap_or_default().split_whitespace();
        while let Some(word) = words.next() {
            let name = match word.strip_prefix("-D") {
                Some("") => words.next(),
                name => name,
            };
            defined.extend(name.map(|name| (name.to_owned(), String::new())));
        }
    }
    defined
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_need_a_shell_are_not_known() {
        let known = BTreeMap::from([("SUFFIX".to_owned(), "-x".to_owned())]);
        assert_eq!(
            plain("/var/run/apache2$SUFFIX/apache2.pid", &known).as_deref(),
            Some("/var/run/apache2-x/apache2.pid")
        );
        assert_eq!(plain("\"${SUFFIX} y\" # z", &known).as_deref(), Some("-x y"));
        assert_eq!(plain("'$A'", &known).as_deref(), Some("$A"));
        assert_eq!(plain("", &known).as_deref(), Some(""));
        for value in ["$(uname)", "`uname`", "\"-${CONF##/etc/apache2-}\"", "$UNKNOWN"] {
            assert_eq!(plain(value, &known), None, "{value}");
        }
    }
}
