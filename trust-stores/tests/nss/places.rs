//! Where databases, profiles and policies lie: in a folder that is laid out like a machine.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use base64::Engine as _;
use tillit_trust_stores::places::{self, Environment, Found, Search, Target};
use tillit_trust_stores::store::{Grant, StoreKind, Trust};
use tillit_trust_stores::tree::{Folder, Tree};
use tillit_trust_stores::{Observation, TrustStore};
use tillit_verifier::container::EntryError;

use super::tools::{Database, ca, has, read, with_options};

/// One database that is copied to wherever there should be one: a CA that is trusted for servers only.
static TEMPLATE: LazyLock<Database> = LazyLock::new(|| {
    let database = Database::new();
    database.add("root", "C,,", &ca("Root"));
    database
});

/// A folder like a machine's.
struct Machine(tempfile::TempDir);

impl Machine {
    fn new() -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        machine.write("etc/os-release", "ID=test\n");
        machine.write(
            "etc/passwd",
            "root:x:0:0::/srv/homes/root:/bin/sh\ndaemon:x:1:1::/usr/sbin:/bin/false\ntest:x:1000:1000:Test Testsson:/home/test:/bin/sh\n\
             far:x:1001:1001::/srv/homes/far:/bin/sh\n",
        );
        machine
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path.trim_start_matches('/'))
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    fn database(&self, folder: &str) {
        for name in ["cert9.db", "key4.db"] {
            self.write(&format!("{folder}/{name}"), fs::read(TEMPLATE.file(name)).unwrap());
        }
    }

    fn tree(&self) -> Folder {
        Folder::at(self.0.path())
    }

    fn find(&self, target: &str) -> Found {
        find(&self.tree(), &Environment::default(), target)
    }
}

fn find(tree: &dyn Tree, environment: &Environment, target: &str) -> Found {
    with_options(tree, |options| Target::parse(Path::new(target)).find(&Search { options: *options, environment }))
}

fn paths(found: &Found) -> Vec<&str> {
    found.stores.iter().map(|store| store.location.path.to_str().unwrap()).collect()
}

fn looked(found: &Found, there: bool) -> BTreeSet<&str> {
    found.looked.iter().filter(|looked| looked.found == there).map(|looked| looked.path.to_str().unwrap()).collect()
}

/// The store that a search found at this place.
fn at<'a>(found: &'a Found, path: &str) -> &'a TrustStore {
    let store = found.stores.iter().find(|store| store.location.path == Path::new(path));
    store.unwrap_or_else(|| panic!("{path} is not in {:?}", paths(found)))
}

#[test]
fn databases_of_the_system_of_servers_and_of_every_user() {
    let machine = Machine::new();
    let folders = [
        "/etc/pki/nssdb",
        "/etc/dirsrv/slapd-test",
        "/srv/homes/root/.pki/nssdb",
        "/home/test/.pki/nssdb",
        "/srv/homes/far/.local/share/pki/nssdb",
        "/home/test/snap/chromium/current/.pki/nssdb",
        "/home/test/.var/app/com.example.Program/.pki/nssdb",
    ];
    for folder in &folders {
        machine.database(folder);
    }
    machine.write("/etc/ipsec.d/README", "no database here");
    let found = machine.find("nss");
    let expected: BTreeSet<&str> = folders.into();
    assert_eq!(paths(&found).into_iter().collect::<BTreeSet<_>>(), expected);
    assert!(found.failures.is_empty());
    assert!(found.stores.iter().all(|store| store.place == "nss" && store.kind == StoreKind::NssDatabase));
    // Only a server judges clients.
    for store in &found.stores {
        let told = has(store, |o| matches!(o, Observation::ServerTrustOnly(_)));
        assert_eq!(told, store.location.path.starts_with("/etc"), "{}", store.location);
    }
    let missing = looked(&found, false);
    assert!(missing.contains("/etc/httpd/alias") && missing.contains("~/.var/app/*/data/pki/nssdb"), "{missing:?}");
    assert!(looked(&found, true).is_superset(&expected));

    let chromium = machine.find("chromium");
    let expected = [folders[2], folders[3], folders[4], folders[5]];
    assert_eq!(paths(&chromium).into_iter().collect::<BTreeSet<_>>(), expected.into());
    // A report of the whole machine has each once.
    let everything = with_options(&machine.tree(), |options| {
        places::everything(&Search { options: *options, environment: &Environment::default() })
    });
    let shared: Vec<_> = everything.stores.iter().filter(|s| s.location.path == Path::new(folders[3])).collect();
    assert_eq!(shared.len(), 1);
}

#[test]
fn databases_that_are_named() {
    let machine = Machine::new();
    machine.database("/srv/db");
    for target in
        ["nss:/srv/db", "nss:sql:/srv/db", "sql:/srv/db", "nss:/srv/db/cert9.db", "/srv/db", "firefox:/srv/db"]
    {
        let found = machine.find(target);
        assert_eq!(found.stores.len(), 1, "{target}: {:?}", found.failures);
        assert_eq!(found.stores[0].entries[0].trust.server, Grant::Anchor);
    }
    for target in ["nss:/srv", "nss:/nothing", "firefox:/nothing", "chromium:/nothing"] {
        let found = machine.find(target);
        assert_eq!((found.stores.len(), found.failures.len()), (0, 1), "{target}");
    }
}

#[test]
fn profiles_that_firefox_knows_and_no_others() {
    let machine = Machine::new();
    let root = "/home/test/.mozilla/firefox";
    machine.write(
        &format!("{root}/profiles.ini"),
        "\u{feff}[Install4F96D1932A9F858E]\r\nDefault=abc.default-release\r\nLocked=1\r\n\r\n[Profile1]\nName=åsa\nIsRelative=1\n\
         Path=abc.default-release\n\n[Profile0]\nName=outside\nIsRelative=0\nPath=/srv/profiles/outside\nDefault=1\n\n\
         [Profile2]\nName=gone\nIsRelative=1\nPath=gone.default\n[General]\nStartWithLastProfile=1\nVersion=2\n",
    );
    machine.write(&format!("{root}/installs.ini"), "[8B7F6D]\nDefault=other.default-esr\nLocked=1\n");
    for folder in ["abc.default-release", "other.default-esr", "nobody.default"] {
        machine.database(&format!("{root}/{folder}"));
    }
    machine.database("/srv/profiles/outside");
    // A snap, a flatpak, and a root without profiles.ini.
    for root in ["/home/test/snap/firefox/common/.mozilla/firefox", "/srv/homes/far/.config/mozilla/firefox"] {
        machine.write(&format!("{root}/profiles.ini"), "[Profile0]\nName=default\nIsRelative=1\nPath=x.default\n");
        machine.database(&format!("{root}/x.default"));
    }
    machine.database("/home/test/.var/app/org.mozilla.firefox/.mozilla/firefox/stray.default");

    let found = machine.find("firefox");
    let mut named: Vec<(&str, Option<&str>)> = found
        .stores
        .iter()
        .map(|store| (store.location.path.to_str().unwrap(), store.location.within.as_deref()))
        .collect();
    named.sort_unstable();
    assert_eq!(
        named,
        [
            ("/home/test/.mozilla/firefox/abc.default-release", Some("åsa")),
            ("/home/test/.mozilla/firefox/other.default-esr", None),
            ("/home/test/snap/firefox/common/.mozilla/firefox/x.default", Some("default")),
            ("/srv/homes/far/.config/mozilla/firefox/x.default", Some("default")),
            ("/srv/profiles/outside", Some("outside")),
        ]
    );
    assert!(found.stores.iter().all(|s| s.place == "firefox" && s.observations.is_empty()));
    let missing = looked(&found, false);
    assert!(missing.contains("/home/test/.mozilla/firefox/gone.default"), "{missing:?}");
    assert!(missing.contains("/home/test/.var/app/org.mozilla.firefox/.mozilla/firefox/profiles.ini"), "{missing:?}");

    let named = machine.find("firefox:/home/test/.mozilla/firefox");
    assert_eq!(named.stores.len(), 3);
    machine.write("/home/test/.thunderbird/profiles.ini", "[Profile0]\nName=post\nIsRelative=1\nPath=post.default\n");
    machine.database("/home/test/.thunderbird/post.default");
    assert_eq!(paths(&machine.find("thunderbird")), ["/home/test/.thunderbird/post.default"]);
}

#[test]
fn a_profile_that_cannot_be_read_does_not_hide_the_others() {
    let machine = Machine::new();
    let root = "/home/test/.mozilla/firefox";
    machine.write(
        &format!("{root}/profiles.ini"),
        "[Profile0]\nName=a\nPath=a\nIsRelative=1\n[Profile1]\nName=b\nPath=b\n",
    );
    machine.write(&format!("{root}/a/cert9.db"), "nonsense");
    machine.database(&format!("{root}/b"));
    let found = machine.find("firefox");
    assert_eq!(paths(&found), [format!("{root}/b")]);
    assert_eq!(found.failures.len(), 1);
    assert_eq!(found.failures[0].location.within.as_deref(), Some("a"));
    assert_eq!(found.failures[0].location.path, Path::new(root).join("a/cert9.db"));
}

#[test]
fn variables_of_the_environment() {
    let machine = Machine::new();
    let home = machine.path("/somewhere/else");
    machine.write("/somewhere/config/mozilla/firefox/profiles.ini", "[Profile0]\nName=moved\nIsRelative=1\nPath=p\n");
    machine.database("/somewhere/config/mozilla/firefox/p");
    machine.database("/somewhere/else/.pki/nssdb");
    machine.database("/somewhere/data/pki/nssdb");
    let variable = |name: &str, path: &Path| (OsString::from(name), path.as_os_str().to_owned());
    let environment = Environment::of([
        variable("HOME", &home),
        variable("XDG_CONFIG_HOME", &machine.path("/somewhere/config")),
        variable("XDG_DATA_HOME", &machine.path("/somewhere/data")),
    ]);
    let host = Folder::host();
    let contains = |found: &Found, path: &str| found.stores.iter().any(|s| s.location.path == machine.path(path));
    assert!(contains(&find(&host, &environment, "firefox"), "/somewhere/config/mozilla/firefox/p"));
    let nss = find(&host, &environment, "nss");
    assert!(contains(&nss, "/somewhere/else/.pki/nssdb") && contains(&nss, "/somewhere/data/pki/nssdb"));
}

fn pem(der: &[u8]) -> String {
    tillit_verifier::Certificate::from_der(der).unwrap().to_pem()
}

#[test]
fn certificates_that_firefoxs_policies_install() {
    let machine = Machine::new();
    machine.write("/srv/ca.pem", pem(&ca("Absolute")));
    machine.write("/usr/lib/mozilla/certificates/system.der", ca("System"));
    machine.write("/home/test/.mozilla/certificates/user.pem", pem(&ca("User")));
    machine.write("/usr/lib/firefox-esr/distribution/certificates/distributed.pem", pem(&ca("Distributed")));
    machine.write("/srv/two.pem", pem(&ca("One")) + &pem(&ca("Two")));
    machine.write("/srv/nothing.pem", "nothing");
    let policies = r#"{"policies": {"Certificates": {"ImportEnterpriseRoots": true, "Install":
        ["/srv/ca.pem", "system.der", "user.pem", "distributed.pem", "/srv/two.pem", "/srv/nothing.pem", "missing.pem", "/srv", 7]}}}"#;
    machine.write("/etc/firefox/policies/policies.json", policies);
    machine.write("/usr/lib/firefox-esr/distribution/policies.json", r#"{"policies": {"Homepage": {"URL": "x"}}}"#);
    let found = machine.find("firefox");
    assert!(found.failures.is_empty());
    assert_eq!(paths(&found), ["/etc/firefox/policies/policies.json"], "a policy without certificates is no store");
    let store = at(&found, "/etc/firefox/policies/policies.json");
    assert_eq!(store.kind, StoreKind::BrowserPolicy);
    let entries: Vec<(&str, Vec<u8>, Trust)> = store
        .entries
        .iter()
        .map(|e| {
            (e.file.as_deref().unwrap().to_str().unwrap(), e.certificate.as_ref().unwrap().der().to_vec(), e.trust)
        })
        .collect();
    let (all, none) = (Trust::all(Grant::Anchor), Trust::all(Grant::Ignored));
    assert_eq!(
        entries,
        [
            ("/srv/ca.pem", ca("Absolute"), all),
            ("/usr/lib/mozilla/certificates/system.der", ca("System"), all),
            ("/home/test/.mozilla/certificates/user.pem", ca("User"), all),
            ("/usr/lib/firefox-esr/distribution/certificates/distributed.pem", ca("Distributed"), all),
            ("/srv/two.pem", ca("One"), none),
            ("/srv/two.pem", ca("Two"), none),
        ]
    );
    let missing: Vec<&Path> = store
        .observations
        .iter()
        .filter_map(|o| if let Observation::PolicyFileMissing(path) = o { Some(path.as_path()) } else { None })
        .collect();
    assert_eq!(missing, [Path::new("missing.pem"), Path::new("/srv")]);
    assert!(has(store, |o| matches!(o, Observation::PassedOver(path, _) if path == Path::new("/srv/nothing.pem"))));
    // Linux has no roots of an enterprise; Windows and macOS have.
    assert!(!has(store, |o| matches!(o, Observation::AlsoUsesSystem)));
    fs::remove_file(machine.path("/etc/os-release")).unwrap();
    let elsewhere = machine.find("/etc/firefox/policies/policies.json");
    assert!(has(&elsewhere.stores[0], |o| matches!(o, Observation::AlsoUsesSystem)));
    // A module that brings the roots of the system, as it is done on Linux.
    machine.write("/etc/os-release", "");
    let module = r#"{"policies": {"SecurityDevices": {"Add": {"roots": "/usr/lib/pkcs11/p11-kit-trust.so"}}}}"#;
    machine.write("/etc/firefox/policies/policies.json", module);
    let found = machine.find("firefox");
    assert!(has(&found.stores[0], |o| matches!(o, Observation::AlsoUsesSystem)));
}

#[test]
fn certificates_that_chromiums_policies_install() {
    let machine = Machine::new();
    let base64 = |name: &str| base64::engine::general_purpose::STANDARD.encode(ca(name));
    machine.write(
        "/etc/opt/chrome/policies/managed/ca.json",
        format!(
            "// our CAs\n{{ \"CACertificates\": [\"{}\", \"!!\", ], \"CADistrustedCertificates\": [\"{}\"],\n\
             \"CACertificatesWithConstraints\": [{{\"certificate\": \"{}\", \"constraints\": {{}}}}], }}",
            base64("Trusted"),
            base64("Distrusted"),
            base64("Constrained")
        ),
    );
    machine.write("/etc/opt/chrome/policies/managed/other.json", r#"{"HomepageLocation": "x"}"#);
    machine.write("/etc/chromium/policies/managed/broken.json", r#"{"CACertificates": ["#);
    let found = machine.find("chromium");
    assert_eq!(paths(&found), ["/etc/opt/chrome/policies/managed/ca.json"]);
    let for_servers: Vec<(Grant, Option<Vec<u8>>)> = found.stores[0]
        .entries
        .iter()
        .map(|e| (e.trust.server, e.certificate.as_ref().ok().map(|c| c.der().to_vec())))
        .collect();
    assert_eq!(
        for_servers,
        [
            (Grant::Anchor, Some(ca("Trusted"))),
            (Grant::Anchor, None),
            (Grant::Anchor, Some(ca("Constrained"))),
            (Grant::Distrusted, Some(ca("Distrusted"))),
        ]
    );
    assert!(found.stores[0].entries.iter().all(|e| e.trust.client == Grant::Ignored));
    assert!(matches!(found.stores[0].entries[1].certificate, Err(EntryError::Base64)));
    assert_eq!(found.failures.len(), 1);
    assert_eq!(found.failures[0].location.path, Path::new("/etc/chromium/policies/managed/broken.json"));
}

#[test]
fn hostile_policies_end() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("policies.json");
    let name = own.display();
    let deep = format!("{{\"policies\": {}1{}", "[".repeat(100_000), "]".repeat(100_000));
    let many = format!("{{\"policies\": {{\"Certificates\": {{\"Install\": [{}\"x\"]}}}}}}", "\"y\",".repeat(20_000));
    for text in [
        format!("{{\"policies\": {{\"Certificates\": {{\"Install\": [\"{name}\", \"policies.json\"]}}}}}}"),
        "{\"policies\": 7}".to_owned(),
        "{\"policies\": {\"Certificates\": [], \"SecurityDevices\": 1}}".to_owned(),
        "{\"CACertificates\": {\"a\": 1}}".to_owned(),
        "{\"CACertificates\": [[], {}, null, 1, \"\"]}".to_owned(),
        deep,
        many,
    ] {
        fs::write(&own, &text).unwrap();
        let outcome = read(&Folder::host(), &own);
        assert_eq!(outcome.len(), 1);
        assert!(outcome.iter().flatten().all(|store| store.certificates().count() == 0));
    }
}
