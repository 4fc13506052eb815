//! Rules of the house that a machine can see.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;

use base64::Engine as _;
use sha2::{Digest as _, Sha256};
use tillit_tests::{openssl, project_files, shared, top};
use toml::Table;

fn manifest(path: &str) -> Table {
    let path = top().join(path);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    text.parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn workspace_dependencies() -> BTreeSet<String> {
    let root = manifest("Cargo.toml");
    let names = root["workspace"]["dependencies"].as_table().expect("a table").keys();
    names.filter(|name| !name.starts_with("tillit-")).cloned().collect()
}

/// A dependency comes in with its reason, and the reason goes when it goes.
#[test]
fn every_dependency_has_its_line() {
    let page = fs::read_to_string(top().join("docs/dependencies.md")).expect("docs/dependencies.md");
    let described: BTreeSet<String> = page
        .lines()
        .filter_map(|line| Some(line.strip_prefix("| `")?.split_once(" |")?.0))
        .flat_map(|names| names.split(", ").map(|name| name.trim_matches('`').to_owned()))
        .collect();
    let used = workspace_dependencies();
    let without: Vec<_> = used.difference(&described).collect();
    let gone: Vec<_> = described.difference(&used).collect();
    assert!(without.is_empty(), "no line in docs/dependencies.md: {without:?}");
    assert!(gone.is_empty(), "in docs/dependencies.md, not in Cargo.toml: {gone:?}");
}

/// Nothing is declared that no room uses, and no room declares a version of its own.
#[test]
fn every_dependency_is_used_by_a_room() {
    let mut used = BTreeSet::new();
    let root = manifest("Cargo.toml");
    for member in root["workspace"]["members"].as_array().expect("an array") {
        let member = member.as_str().expect("a string");
        let manifest = manifest(&format!("{member}/Cargo.toml"));
        let for_systems = manifest.get("target").and_then(|t| t.as_table()).into_iter().flat_map(Table::values);
        let tables =
            [manifest.get("dependencies"), manifest.get("dev-dependencies"), manifest.get("build-dependencies")]
                .into_iter()
                .flatten()
                .chain(for_systems.filter_map(|system| system.get("dependencies")));
        for (name, spec) in tables.filter_map(|table| table.as_table()).flatten() {
            let shared = spec.get("workspace").and_then(toml::Value::as_bool);
            assert_eq!(shared, Some(true), "{member}: {name} is not `workspace = true`");
            used.insert(name.clone());
        }
    }
    let unused: Vec<_> = workspace_dependencies().into_iter().filter(|name| !used.contains(name)).collect();
    assert!(unused.is_empty(), "declared in Cargo.toml, used by nobody: {unused:?}");
}

/// The floors: which of our own rooms a room may import.
#[test]
fn rooms_import_only_what_lies_below() {
    for (room, below) in [
        ("verifier", &[][..]),
        ("lab", &[]),
        ("net", &["tillit-verifier"]),
        ("card", &["tillit-verifier"]),
        ("trust-stores", &["tillit-verifier"]),
        ("login", &["tillit-verifier"]),
        ("reports", &["tillit-verifier", "tillit-trust-stores", "tillit-login", "tillit-card"]),
        (
            "cli",
            &[
                "tillit-verifier",
                "tillit-net",
                "tillit-card",
                "tillit-trust-stores",
                "tillit-login",
                "tillit-reports",
                "tillit-lab",
            ],
        ),
    ] {
        let manifest = manifest(&format!("{room}/Cargo.toml"));
        for name in manifest["dependencies"].as_table().expect("a table").keys() {
            let ours = name.starts_with("tillit-");
            assert!(!ours || below.contains(&name.as_str()), "{room} imports {name}, which does not lie below it");
        }
    }
}

/// The real certificates are read where they are. None of them is in the project: not as DER, not as Base64, not as a fingerprint's file.
#[test]
fn no_real_certificate_is_in_the_tree() {
    let Some(folder) = shared("siths-pki") else { return };
    let mut certificates = Vec::new();
    for kind in ["ca", "end-entity"] {
        for entry in fs::read_dir(folder.join(kind)).expect("it can be read") {
            let path = entry.expect("an entry").path();
            let der =
                openssl([&"x509".as_ref(), &"-outform".as_ref(), &"DER".as_ref(), &"-in".as_ref(), &path.as_os_str()]);
            certificates.push((path, der));
        }
    }
    assert!(certificates.len() > 20, "only {} certificates found in {}", certificates.len(), folder.display());
    let stores: Vec<_> = fs::read_dir(folder.join("truststores"))
        .expect("it can be read")
        .map(|entry| Sha256::digest(fs::read(entry.expect("an entry").path()).expect("a file")))
        .collect();

    // A piece from the middle (the key), at each of Base64's three alignments: found however the lines are broken, in source text too.
    let pieces: Vec<Vec<u8>> = certificates
        .iter()
        .flat_map(|(_, der)| {
            let middle = &der[der.len() / 2..der.len() / 2 + 64];
            let text = base64::engine::general_purpose::STANDARD;
            let mut forms = vec![middle.to_vec()];
            forms.extend((0..3).map(|skip| text.encode(&middle[skip..skip + 48]).into_bytes()));
            forms
        })
        .collect();
    let search = memchr_many(&pieces);
    for path in project_files() {
        let content = fs::read(&path).expect("a file of the project can be read");
        assert!(!stores.contains(&Sha256::digest(&content)), "{}: a copy of a real trust store", path.display());
        assert!(!search(&content), "{}: holds a real certificate", path.display());
        let joined: Vec<u8> = content.iter().copied().filter(u8::is_ascii_graphic).collect();
        assert!(!search(&joined), "{}: holds a real certificate in Base64", path.display());
    }
}

/// Looks for many pieces in one pass over what they begin with.
fn memchr_many(pieces: &[Vec<u8>]) -> impl Fn(&[u8]) -> bool + '_ {
    let mut by_start: std::collections::HashMap<[u8; 8], Vec<&[u8]>> = std::collections::HashMap::new();
    for piece in pieces {
        by_start.entry(piece[..8].try_into().expect("eight bytes")).or_default().push(piece);
    }
    move |content| {
        content.windows(8).enumerate().any(|(at, start)| {
            by_start.get(start).is_some_and(|known| known.iter().any(|piece| content[at..].starts_with(piece)))
        })
    }
}

/// A link inside the project leads somewhere.
#[test]
fn the_smallest_place_is_shown_as_it_is() {
    let source = fs::read_to_string(top().join("trust-stores/src/places/file.rs")).expect("places/file.rs");
    let from = source.find("pub(super) const PLACE").expect("a place");
    let page = fs::read_to_string(top().join("CONTRIBUTING.md")).expect("CONTRIBUTING.md");
    assert!(page.contains(&format!("```rust\n{}```", &source[from..])), "CONTRIBUTING.md shows another places/file.rs");
}

#[test]
fn every_link_in_the_documentation_leads_somewhere() {
    let mut lost = Vec::new();
    for page in project_files().into_iter().filter(|path| path.extension().is_some_and(|e| e == "md")) {
        let text = fs::read_to_string(&page).expect("a page is UTF-8");
        for link in text.split("](").skip(1).filter_map(|rest| rest.split_once(')').map(|(link, _)| link)) {
            let target = link.split('#').next().unwrap_or_default();
            if !target.is_empty() && !target.contains("://") && !page.with_file_name(target).exists() {
                lost.push(format!("{}: {link}", page.display()));
            }
        }
    }
    assert!(lost.is_empty(), "links that lead nowhere:\n{}", lost.join("\n"));
}
