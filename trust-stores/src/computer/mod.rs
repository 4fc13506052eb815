//! What of a computer decides about logins with cards, beside its trust stores: modules for cards, policies that choose certificates, proxies.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::formats::policies::relaxed;
use crate::places::homes;
use crate::tree::Tree;

mod windows;

/// Bytes of a file of settings.
const MAX_BYTES: u64 = 4 << 20;
/// Lines, entries and modules that are taken.
const MOST: usize = 1000;

/// A module that brings cards to programs (PKCS#11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Module {
    /// As it is registered, or the name of its file.
    pub name: String,
    /// The library, as it is written.
    pub library: String,
    /// The file that registers it; `None`: it lies where it is usually put.
    pub registered: Option<PathBuf>,
    /// The library is there.
    pub is_there: bool,
}

/// Whose policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Firefox
    Firefox,
    /// Chromium and what is built on it
    Chromium,
}

/// A policy that decides about logins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Whose.
    pub browser: Browser,
    /// Its file.
    pub file: PathBuf,
    /// What it says.
    pub says: Says,
}

/// What a policy says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// `AutoSelectCertificateForUrls`: pattern of addresses, and what the issuer's name must hold.
    AutoSelect {
        /// `https://[*.]region.example`
        pattern: String,
        /// Attributes and values of the issuer's name.
        issuer: Vec<(String, String)>,
    },
    /// `Certificates.ImportEnterpriseRoots`
    ImportEnterpriseRoots(bool),
    /// The preference `security.osclientcerts.autoload`
    OsClientCerts(bool),
}

/// A proxy that is set in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// The file.
    pub file: PathBuf,
    /// `HOST:PORT`, or the address of a script; without user name and password.
    pub proxy: String,
}

/// Where NSS registers modules.
const NSS: &[&str] = &[
    "~/.pki/nssdb/pkcs11.txt",
    "~/.local/share/pki/nssdb/pkcs11.txt",
    "~/.mozilla/firefox/*/pkcs11.txt",
    "~/.config/mozilla/firefox/*/pkcs11.txt",
    "~/snap/firefox/common/.mozilla/firefox/*/pkcs11.txt",
    "~/snap/chromium/current/.pki/nssdb/pkcs11.txt",
    "/etc/pki/nssdb/pkcs11.txt",
];
/// Where p11-kit does (pkcs11.conf(5)).
const P11_KIT: &[&str] =
    &["/etc/pkcs11/modules/*", "/usr/share/p11-kit/modules/*.module", "~/.config/pkcs11/modules/*"];
/// Where p11-kit looks for a library that is named without its folder.
const P11_LIBRARIES: &[&str] = &["/usr/lib/pkcs11", "/usr/lib64/pkcs11", "/usr/lib/*/pkcs11", "/usr/lib/*", "/usr/lib"];
/// Where middleware is usually put: Net iD, SafeNet, OpenSC.
const USUAL: &[&str] = &[
    "/usr/lib/libiidp11.so",
    "/usr/lib64/libiidp11.so",
    "/usr/lib/*/libiidp11.so",
    "/opt/*/libiidp11.so",
    "/opt/*/lib/libiidp11.so",
    "/usr/lib/libeTPkcs11.so",
    "/usr/lib64/libeTPkcs11.so",
    "/usr/lib/*/libeTPkcs11.so",
    "/usr/lib/libIDPrimePKCS11.so",
    "/usr/lib64/libIDPrimePKCS11.so",
    "/usr/lib/*/opensc-pkcs11.so",
    "/usr/lib/*/onepin-opensc-pkcs11.so",
    "/usr/lib64/opensc-pkcs11.so",
    "/usr/lib64/onepin-opensc-pkcs11.so",
];
const CHROMIUM: &[&str] = &[
    "/etc/chromium/policies/*/*.json",
    "/etc/chromium-browser/policies/*/*.json",
    "/etc/opt/chrome/policies/*/*.json",
    "/etc/opt/edge/policies/*/*.json",
    "/etc/brave/policies/*/*.json",
];
const FIREFOX: &[&str] = &[
    "/etc/firefox*/policies/policies.json",
    "/usr/lib/firefox*/distribution/policies.json",
    "/usr/lib64/firefox*/distribution/policies.json",
    "/usr/share/firefox*/distribution/policies.json",
    "/opt/firefox*/distribution/policies.json",
];

/// What a pattern stands for, in every home where it begins with `~`.
fn files(tree: &dyn Tree, patterns: &[&str]) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for pattern in patterns {
        match pattern.strip_prefix("~/") {
            Some(rest) => {
                for home in homes::homes(tree) {
                    all.extend(homes::expand(tree, &home.join(rest)));
                }
            }
            None => all.extend(homes::expand(tree, Path::new(pattern))),
        }
    }
    all.truncate(MOST);
    all
}

fn text(tree: &dyn Tree, file: &Path) -> Option<String> {
    tree.read_text(file, MAX_BYTES).ok()
}

/// Modules that are registered, and those that lie where middleware is put. Only where files are laid out as on Linux, and on Windows;
/// elsewhere `None`.
pub fn modules(tree: &dyn Tree) -> Option<Vec<Module>> {
    if tree.registry().is_some() {
        return Some(windows::modules(tree));
    }
    if !tree.is_folder(Path::new("/usr/lib")) {
        return None;
    }
    let mut found: Vec<Module> = Vec::new();
    for file in files(tree, NSS) {
        let Some(text) = text(tree, &file) else { continue };
        let mut library = String::new();
        for line in text.lines() {
            if let Some(value) = line.strip_prefix("library=") {
                value.trim().clone_into(&mut library);
            } else if let Some(name) = line.strip_prefix("name=")
                && !library.is_empty()
            {
                found.push(module(tree, name.trim(), std::mem::take(&mut library), Some(file.clone())));
            }
        }
    }
    for file in files(tree, P11_KIT) {
        let Some(text) = text(tree, &file) else { continue };
        let value = |key: &str| {
            let mut lines = text.lines().filter_map(|line| line.split_once(':'));
            lines.find(|(name, _)| name.trim() == key).map(|(_, value)| value.trim().to_owned())
        };
        if let Some(library) = value("module") {
            let name = file.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            found.push(module(tree, &name, library, Some(file.clone())));
        }
    }
    for file in files(tree, USUAL) {
        let library = file.to_string_lossy().into_owned();
        if !found.iter().any(|known| known.library == library) {
            let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            found.push(module(tree, &name, library, None));
        }
    }
    found.truncate(MOST);
    Some(found)
}

fn module(tree: &dyn Tree, name: &str, library: String, registered: Option<PathBuf>) -> Module {
    let path = Path::new(&library);
    let is_there = if path.has_root() {
        tree.exists(path)
    } else {
        let folders = P11_LIBRARIES.iter().flat_map(|folder| homes::expand(tree, Path::new(folder)));
        folders.into_iter().any(|folder| tree.exists(&folder.join(path)))
    };
    Module { name: name.to_owned(), library, registered, is_there }
}

/// Policies that decide about logins.
pub fn policies(tree: &dyn Tree) -> Vec<Policy> {
    let mut found = Vec::new();
    let json = |file: &Path| {
        let text = text(tree, file)?;
        serde_json::from_str::<Value>(&text).or_else(|_| serde_json::from_str(&relaxed(&text))).ok()
    };
    for file in files(tree, CHROMIUM) {
        let Some(policies) = json(&file) else { continue };
        let all = policies.get("AutoSelectCertificateForUrls").and_then(Value::as_array);
        for one in all.into_iter().flatten().take(MOST).filter_map(Value::as_str) {
            let says = auto_select(one);
            found.extend(says.map(|says| Policy { browser: Browser::Chromium, file: file.clone(), says }));
        }
    }
    for file in files(tree, FIREFOX) {
        let Some(policies) = json(&file) else { continue };
        let Some(policies) = policies.get("policies") else { continue };
        let roots = policies.get("Certificates").and_then(|certificates| certificates.get("ImportEnterpriseRoots"));
        let certificates = policies
            .get("Preferences")
            .and_then(|preferences| preferences.get("security.osclientcerts.autoload"))
            .map(|preference| preference.get("Value").unwrap_or(preference));
        let says = [
            roots.and_then(Value::as_bool).map(Says::ImportEnterpriseRoots),
            certificates.and_then(Value::as_bool).map(Says::OsClientCerts),
        ];
        let each = says.into_iter().flatten();
        found.extend(each.map(|says| Policy { browser: Browser::Firefox, file: file.clone(), says }));
    }
    found.extend(tree.registry().map(windows::policies).unwrap_or_default());
    found
}

/// A rule of `AutoSelectCertificateForUrls`: JSON in a string.
fn auto_select(text: &str) -> Option<Says> {
    let rule = serde_json::from_str::<Value>(text).ok()?;
    let pattern = rule.get("pattern").and_then(Value::as_str)?;
    let issuer = rule.get("filter").and_then(|filter| filter.get("ISSUER")).and_then(Value::as_object);
    let issuer = issuer.into_iter().flatten();
    let issuer = issuer.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect();
    Some(Says::AutoSelect { pattern: pattern.to_owned(), issuer })
}

/// Proxies that are set for everybody, and in profiles of Firefox.
pub fn proxies(tree: &dyn Tree) -> Vec<Proxy> {
    let mut found = Vec::new();
    let environment = Path::new("/etc/environment");
    for line in text(tree, environment).unwrap_or_default().lines() {
        let Some((name, value)) = line.trim().trim_start_matches("export ").split_once('=') else { continue };
        if matches!(name.trim().to_ascii_lowercase().as_str(), "https_proxy" | "all_proxy") {
            found.extend(proxy(environment, value));
        }
    }
    for file in files(tree, &["~/.mozilla/firefox/*/prefs.js", "~/.config/mozilla/firefox/*/prefs.js"]) {
        let text = text(tree, &file).unwrap_or_default();
        let value = |name: &str| {
            let wanted = format!("user_pref(\"{name}\", ");
            let line = text.lines().find_map(|line| line.strip_prefix(wanted.as_str()))?;
            Some(line.trim_end_matches(");").trim_matches('"').to_owned())
        };
        match value("network.proxy.type").as_deref() {
            Some("1") => {
                let port = value("network.proxy.ssl_port").unwrap_or_default();
                found.extend(value("network.proxy.ssl").and_then(|host| proxy(&file, &format!("{host}:{port}"))));
            }
            Some("2") => found.extend(value("network.proxy.autoconfig_url").and_then(|url| proxy(&file, &url))),
            _ => {}
        }
    }
    found.extend(tree.registry().map(windows::proxies).unwrap_or_default());
    found.truncate(MOST);
    found
}

/// Settings of desktops (GNOME and what is built on it), in a form of their own that is not read: a proxy may be among them.
pub fn desktops(tree: &dyn Tree) -> Vec<PathBuf> {
    files(tree, &["~/.config/dconf/user"])
}

/// Without what may be a password.
fn proxy(file: &Path, value: &str) -> Option<Proxy> {
    let value = value.trim().trim_matches(['"', '\'']);
    let bare = value.rsplit_once('@').map_or(value, |(_, bare)| bare);
    (!bare.is_empty()).then(|| Proxy { file: file.to_owned(), proxy: bare.to_owned() })
}

#[cfg(all(test, unix))] // absolute paths are others there
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

    use std::fs;
    use std::path::Path;

    use super::{Browser, Says, desktops, modules, policies, proxies};
    use crate::tree::Folder;

    #[test]
    fn a_computer_with_cards_policies_and_a_proxy() {
        let folder = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let file = folder.path().join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        let tree = Folder::at(folder.path());
        assert_eq!(modules(&tree), None, "not laid out as Linux is");
        assert!(desktops(&tree).is_empty());
        write("home/karin/.config/dconf/user", "GVariant");
        assert_eq!(desktops(&tree), [Path::new("/home/karin/.config/dconf/user")]);
        write("usr/lib/libiidp11.so", "");
        write("usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "");
        write(
            "home/karin/.pki/nssdb/pkcs11.txt",
            "library=\nname=NSS Internal\n\nlibrary=/usr/lib/libiidp11.so\nname=Net iD\n\nlibrary=/opt/gone/libeTPkcs11.so\nname=SafeNet\n",
        );
        write("usr/share/p11-kit/modules/opensc.module", "# cards\nmodule: opensc-pkcs11.so\n");
        let found = modules(&tree).unwrap();
        let words: Vec<(&str, bool, bool)> =
            found.iter().map(|one| (one.name.as_str(), one.registered.is_some(), one.is_there)).collect();
        assert_eq!(
            words,
            [
                ("Net iD", true, true),
                ("SafeNet", true, false),
                ("opensc", true, true),
                ("opensc-pkcs11.so", false, true)
            ]
        );

        write(
            "etc/chromium/policies/managed/cards.json",
            r#"{ "AutoSelectCertificateForUrls": ["{\"pattern\":\"https://[*.]region.example\",\"filter\":{\"ISSUER\":{\"CN\":\"SITHS Type 1 CA v1\"}}}", "no JSON"] }"#,
        );
        write(
            "etc/firefox/policies/policies.json",
            r#"{"policies": {"Certificates": {"ImportEnterpriseRoots": true}, "Preferences": {"security.osclientcerts.autoload": {"Value": false}}}}"#,
        );
        let found = policies(&tree);
        assert_eq!(found.len(), 3);
        let issuer = vec![("CN".to_owned(), "SITHS Type 1 CA v1".to_owned())];
        assert_eq!(found[0].says, Says::AutoSelect { pattern: "https://[*.]region.example".to_owned(), issuer });
        assert_eq!((found[1].browser, &found[1].says), (Browser::Firefox, &Says::ImportEnterpriseRoots(true)));
        assert_eq!(found[2].says, Says::OsClientCerts(false));

        write("etc/environment", "PATH=/bin\nhttps_proxy=\"http://karin:hemligt@proxy.region.example:3128\"\n");
        write(
            "home/karin/.mozilla/firefox/a/prefs.js",
            "user_pref(\"network.proxy.type\", 1);\nuser_pref(\"network.proxy.ssl\", \"p.example\");\nuser_pref(\"network.proxy.ssl_port\", 8080);\n",
        );
        let found = proxies(&tree);
        let words: Vec<&str> = found.iter().map(|one| one.proxy.as_str()).collect();
        assert_eq!(words, ["proxy.region.example:3128", "p.example:8080"]);
        assert_eq!(found[0].file, Path::new("/etc/environment"));
    }
}
