//! How HAProxy is started: which files it is given, and which variables, by the unit and the settings files of distributions.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::tree::Tree;

/// Bytes of such a file.
const MAX_BYTES: u64 = 1 << 20;
/// Units; one in an earlier folder hides the same name in a later one (systemd.unit(5)).
const UNITS: &[&str] = &[
    "/etc/systemd/system/haproxy.service",
    "/usr/lib/systemd/system/haproxy.service",
    "/lib/systemd/system/haproxy.service",
];
const SETTINGS: &[&str] = &["/etc/default/haproxy", "/etc/sysconfig/haproxy", "/etc/conf.d/haproxy"];

/// What it is started with.
pub(super) struct Started {
    pub(super) files: Vec<PathBuf>,
    pub(super) variables: BTreeMap<String, String>,
}

/// That of a configuration: where the system's own is asked for, with what is read beside it.
pub(super) fn read(tree: &dyn Tree, main: &Path) -> Started {
    let alone = Started { files: vec![main.to_owned()], variables: BTreeMap::new() };
    if main != Path::new("/etc/haproxy/haproxy.cfg") {
        return alone;
    }
    let text = |path: &str| tree.read_text(Path::new(path), MAX_BYTES).ok();
    let unit = UNITS.iter().find_map(|unit| text(unit)).unwrap_or_default();
    let drop_ins = Path::new("/etc/systemd/system/haproxy.service.d");
    let names = tree.list(drop_ins).unwrap_or_default().into_iter();
    let more: Vec<String> = names.filter_map(|name| tree.read_text(&drop_ins.join(name), MAX_BYTES).ok()).collect();
    let mut variables = BTreeMap::new();
    let mut command = String::new();
    let joined = std::iter::once(unit).chain(more).map(|text| text.replace("\\\n", " "));
    for line in joined.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>()) {
        if let Some(value) = line.trim().strip_prefix("Environment=") {
            for word in quoted(value) {
                if let Some((name, value)) = word.split_once('=') {
                    variables.insert(name.to_owned(), value.to_owned());
                }
            }
        } else if let Some(value) = line.trim().strip_prefix("ExecStart=") {
            // An empty one takes back what came before.
            value.clone_into(&mut command);
        }
    }
    // These go over what the unit says (systemd.exec(5)).
    for line in SETTINGS
        .iter()
        .filter_map(|file| text(file))
        .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
    {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=').filter(|_| !line.starts_with('#')) else { continue };
        let value = value.trim().trim_matches(['"', '\'']);
        if !value.contains(['$', '`']) {
            variables.insert(name.trim().to_owned(), value.to_owned());
        }
    }
    // Without a unit: the script that Debian starts it with, and OpenRC's.
    if command.is_empty() {
        "haproxy -f ${CONFIG} ${EXTRAOPTS}".clone_into(&mut command);
        variables.entry("CONFIG".to_owned()).or_insert_with(|| main.display().to_string());
    }
    let mut words = Vec::new();
    for word in quoted(&command) {
        let name = word.strip_prefix('$').map(|name| name.trim_start_matches('{').trim_end_matches('}'));
        match name {
            // A variable that is a word by itself is several words (systemd.service(5)).
            Some(name) => words.extend(
                variables.get(name).map(String::as_str).unwrap_or_default().split_whitespace().map(str::to_owned),
            ),
            None => words.push(word),
        }
    }
    let mut files = Vec::new();
    let mut words = words.into_iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-f" => files.extend(words.next().map(PathBuf::from)),
            "--" => files.extend(words.by_ref().map(PathBuf::from)),
            _ => {}
        }
    }
    // What is started with something else than this tree has is not known from here.
    files.retain(|file| file.is_absolute() && tree.exists(file));
    if files.is_empty() {
        files.push(main.to_owned());
    }
    Started { files, variables }
}

/// Words with quotes around some.
fn quoted(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for char in text.chars() {
        match (char, quote) {
            ('"' | '\'', None) => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (_, Some(own)) if char == own => quote = None,
            (_, None) if char.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}
