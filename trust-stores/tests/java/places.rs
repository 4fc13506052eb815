//! Where Java's stores lie, and what replaces them.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tillit_trust_stores::places::{Environment, Found, Search, place};
use tillit_trust_stores::store::Consumer;
use tillit_trust_stores::tree::{Folder, Tree};
use tillit_trust_stores::{Observation, TrustStore};
use tillit_verifier::container::{ContainerError, Passwords};
use tillit_verifier::input::InputError;

use super::written::{java_store, pkcs12};
use super::{JAVAS, Judged, PASSWORD, anchors, der, given, has, options, pki, run, sha256};

fn environment(variables: &[(&str, &str)]) -> Environment {
    Environment::of(variables.iter().map(|(name, value)| (OsString::from(name), OsString::from(value))))
}

fn find_in(tree: &dyn Tree, variables: &[(&str, &str)], path: Option<&Path>, passwords: &Passwords) -> Found {
    let environment = environment(variables);
    let search = Search { options: options(tree, passwords), environment: &environment };
    (place("java").unwrap().find)(&search, path)
}

fn find(tree: &dyn Tree, variables: &[(&str, &str)]) -> Found {
    find_in(tree, variables, None, &Passwords::defaults())
}

fn put(root: &Path, path: &str, bytes: &[u8]) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}

/// The files of an installation that matter here.
fn install(root: &Path, home: &str, release: Option<&str>, cacerts: Option<&[u8]>) {
    put(root, &format!("{home}/bin/java"), b"");
    put(root, &format!("{home}/lib/modules"), b"");
    if let Some(release) = release {
        put(root, &format!("{home}/release"), release.as_bytes());
    }
    if let Some(cacerts) = cacerts {
        put(root, &format!("{home}/lib/security/cacerts"), cacerts);
    }
}

fn jks(names: &[&str]) -> Vec<u8> {
    let ders: Vec<_> = names.iter().map(|name| (*name, der(name))).collect();
    let entries: Vec<(&str, &[u8])> = ders.iter().map(|(name, der)| (*name, der.as_slice())).collect();
    java_store(0xfeed_feed, &entries, "changeit")
}

fn store<'a>(found: &'a Found, path: &str) -> &'a TrustStore {
    let mut all = found.stores.iter().filter(|store| store.location.path == Path::new(path));
    let first = all.next().unwrap_or_else(|| panic!("{path}: {:?}", paths(found)));
    assert!(all.next().is_none(), "{path} twice");
    first
}

fn paths(found: &Found) -> Vec<String> {
    found.stores.iter().map(|store| store.location.to_string()).collect()
}

fn expected(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| sha256(name)).collect()
}

#[test]
fn every_installation_once() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    let cacerts = jks(&["root"]);
    put(root, "etc/ssl/certs/java/cacerts", &cacerts);
    install(root, "usr/lib/jvm/java-17", Some("IMPLEMENTOR=\"Debian\"\nJAVA_VERSION=\"17.0.15\"\n"), None);
    fs::create_dir_all(root.join("usr/lib/jvm/java-17/lib/security")).unwrap();
    symlink("/etc/ssl/certs/java/cacerts", root.join("usr/lib/jvm/java-17/lib/security/cacerts")).unwrap();
    symlink("java-17", root.join("usr/lib/jvm/default-java")).unwrap();
    fs::create_dir_all(root.join("etc/alternatives")).unwrap();
    fs::create_dir_all(root.join("usr/bin")).unwrap();
    symlink("/usr/lib/jvm/java-17/bin/java", root.join("etc/alternatives/java")).unwrap();
    symlink("/etc/alternatives/java", root.join("usr/bin/java")).unwrap();
    fs::create_dir_all(root.join("usr/lib/jvm/openjdk-17/lib")).unwrap();
    // A JDK 8, of which the command leads into its jre.
    put(root, "opt/jdk8/bin/java", b"");
    put(root, "opt/jdk8/jre/bin/java", b"");
    put(root, "opt/jdk8/jre/lib/rt.jar", b"");
    put(root, "opt/jdk8/release", b"JAVA_VERSION=\"1.8.0_402\"\n");
    put(root, "opt/jdk8/jre/lib/security/cacerts", &cacerts);
    put(root, "var/lib/dpkg/alternatives/java", b"auto\n/usr/bin/java\n\n/opt/jdk8/jre/bin/java\n1081\n");
    // Brought by products; of a person; the file that wins; none; an empty one; a link that leads nowhere.
    install(root, "opt/vendor/product/jre", None, Some(&cacerts));
    put(root, "opt/app/lib/runtime/release", b"JAVA_VERSION=\"21\"");
    put(root, "opt/app/lib/runtime/lib/security/cacerts", &cacerts);
    install(root, "home/lab/.sdkman/candidates/java/21-tem", None, Some(&cacerts));
    install(root, "usr/java/winner", None, Some(&cacerts));
    put(root, "usr/java/winner/lib/security/jssecacerts", &jks(&["second"]));
    install(root, "opt/without", None, None);
    install(root, "opt/hollow", None, Some(b""));
    install(root, "opt/dangling", None, None);
    fs::create_dir_all(root.join("opt/dangling/lib/security")).unwrap();
    symlink("/nowhere", root.join("opt/dangling/lib/security/cacerts")).unwrap();
    install(root, "srv/own", None, Some(&cacerts));
    // No Java: kernel modules and a command are not enough.
    fs::create_dir_all(root.join("usr/lib/modules")).unwrap();

    let tree = Folder::at(root);
    let found = find(&tree, &[("JAVA_HOME", "/srv/own"), ("JRE_HOME", "/srv/nothing")]);
    let mut homes = paths(&found);
    homes.sort();
    assert_eq!(
        homes,
        [
            "/home/lab/.sdkman/candidates/java/21-tem/lib/security/cacerts (21-tem)",
            "/opt/app/lib/runtime/lib/security/cacerts (Java 21)",
            "/opt/jdk8/jre/lib/security/cacerts (Java 1.8.0_402)",
            "/opt/vendor/product/jre/lib/security/cacerts (product)",
            "/srv/own/lib/security/cacerts (own)",
            "/usr/java/winner/lib/security/jssecacerts (winner)",
            "/usr/lib/jvm/java-17/lib/security/cacerts (Java 17.0.15 (Debian))",
        ]
    );
    assert!(found.stores.iter().all(|store| store.place == "java" && store.consumer == Consumer::Java));
    let managed = store(&found, "/usr/lib/jvm/java-17/lib/security/cacerts");
    assert!(has(
        managed,
        |o| matches!(o, Observation::ManagedBySystem(path) if path == Path::new("/etc/ssl/certs/java/cacerts"))
    ));
    let winner = store(&found, "/usr/java/winner/lib/security/jssecacerts");
    assert_eq!(anchors(winner), expected(&["second"]));
    assert!(has(
        winner,
        |o| matches!(o, Observation::Replaced(path) if path == Path::new("/usr/java/winner/lib/security/cacerts"))
    ));
    let mut failures: Vec<(String, &InputError)> =
        found.failures.iter().map(|failure| (failure.location.to_string(), &failure.error)).collect();
    failures.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(
        matches!(
            &failures[..],
            [
                (dangling, InputError::Vanished),
                (hollow, InputError::Container(ContainerError::Empty)),
                (without, InputError::NotFound),
            ] if dangling.contains("dangling") && hollow.contains("hollow") && without.contains("without")
        ),
        "{failures:?}"
    );
    let looked = |path: &str| found.looked.iter().find(|looked| looked.path == Path::new(path)).unwrap().found;
    assert!(looked("/srv/own") && looked("/usr/bin/java") && looked("/usr/lib/jvm/*") && !looked("/srv/nothing"));

    // One that is named: its folder, its command, a folder of several, its store.
    let named = |path: &str| find_in(&tree, &[], Some(Path::new(path)), &Passwords::defaults());
    for path in ["/usr/lib/jvm/java-17", "/usr/bin/java", "/usr/lib/jvm"] {
        assert_eq!(paths(&named(path)).len(), 1, "{path}");
    }
    assert_eq!(paths(&named("/opt/jdk8/jre/lib/security/cacerts")), ["/opt/jdk8/jre/lib/security/cacerts"]);
    assert!(matches!(named("/nothing").failures[0].error, InputError::NotFound));
    assert!(matches!(named("/etc").failures[0].error, InputError::EmptyFolder));
}

#[test]
fn options_that_replace_the_store() {
    let temp = tempfile::tempdir().unwrap();
    let root = temp.path();
    install(root, "usr/lib/jvm/a", None, Some(&jks(&["root"])));
    install(root, "usr/lib/jvm/b", None, Some(&jks(&["root"])));
    let java_security = b"keystore.type=PKCS11\nsecurity.overridePropertiesFile=true\n";
    put(root, "usr/lib/jvm/b/conf/security/java.security", java_security);
    put(root, "srv/second.jks", &jks(&["second"]));
    put(root, "etc/default/tomcat", b"JAVA_OPTS=\"$JAVA_OPTS -Djavax.net.ssl.trustStore=/srv/gone.p12\"\nCATALINA_OPTS=-Djavax.net.ssl.trustStore=${BASE}/x.jks\n");
    let tree = Folder::at(root);
    let tool = "-Xmx1g -Djavax.net.ssl.trustStore=/srv/second.jks -Djavax.net.ssl.trustStorePassword=changeit";
    let found =
        find(&tree, &[("JAVA_TOOL_OPTIONS", tool), ("MAVEN_OPTS", "-Djavax.net.ssl.trustStoreType=Windows-ROOT")]);
    let [a, b] = ["a", "b"].map(|name| store(&found, &format!("/usr/lib/jvm/{name}/lib/security/cacerts")));
    let second = store(&found, "/srv/second.jks");
    assert_eq!(anchors(second), expected(&["second"]));
    assert!(has(second, |o| matches!(o, Observation::Redirected { by, to, set_in: None }
        if by == "JAVA_TOOL_OPTIONS" && to == "/srv/second.jks")));
    assert!(!format!("{found:?}").contains("-Djavax"), "options are not carried along");
    let tomcat = Path::new("/etc/default/tomcat");
    assert!(has(a, |o| matches!(o, Observation::RedirectedToNothing { by, to, set_in: Some(file) }
        if by == "JAVA_OPTS" && to == "/srv/gone.p12" && file == tomcat)));
    assert!(has(a, |o| matches!(o, Observation::RedirectionNotFollowed { by, to, set_in: Some(file) }
        if by == "CATALINA_OPTS" && to == "${BASE}/x.jks" && file == tomcat)));
    assert!(has(a, |o| matches!(o, Observation::RedirectionNotFollowed { by, to, set_in: None }
        if by == "MAVEN_OPTS" && to == "Windows-ROOT")));
    assert!(has(b, |o| matches!(o, Observation::RedirectionNotFollowed { by, to, .. }
        if by == "keystore.type" && to == "PKCS11")));
    assert_eq!(found.failures.len(), 1);
    assert_eq!(found.failures[0].location.path, Path::new("/srv/gone.p12"));
    // A wrong password fails in Java, and here; it is not told.
    let wrong = tool.replace("changeit", "s3cret-wrong");
    let found = find(&tree, &[("_JAVA_OPTIONS", &wrong)]);
    assert!(found.failures.iter().any(|failure| failure.location.path == Path::new("/srv/second.jks")
        && matches!(failure.error, InputError::Container(ContainerError::WrongPassword))));
    assert!(!format!("{found:?}").contains("s3cret-wrong"));
    let jvm = store(&found, "/usr/lib/jvm/a/lib/security/cacerts");
    assert!(has(jvm, |o| matches!(o, Observation::WrongJvmPassword { by, to, set_in: None }
        if by == "_JAVA_OPTIONS" && to == "/srv/second.jks")));
    // The user's password for some other store does not keep these from being read.
    let found = find_in(&tree, &[], None, &given("of another store"));
    assert_eq!(anchors(store(&found, "/usr/lib/jvm/a/lib/security/cacerts")), expected(&["root"]));
}

/// What a JVM that is started with these options trusts.
fn with_options(java: &Path, options: &str) -> Judged {
    let text = run(pki(), &format!("{} {options} Judge default", java.display()));
    Judged::from_lines(String::from_utf8(text).unwrap().lines())
}

#[test]
fn java_goes_by_its_options_as_is_said_here() {
    let root = der("root");
    for (kind, file, password) in
        [("PKCS12", "o.p12", PASSWORD), ("JKS", "o.jks", PASSWORD), ("PKCS12", "c.p12", "changeit")]
    {
        run(pki(), &format!("java Judge make {kind} {password} {file} 1 root.der"));
    }
    fs::write(pki().join("open.p12"), pkcs12(&[(&root, Some("root"), true)], |_| None)).unwrap();
    let file = |name: &str| format!("-Djavax.net.ssl.trustStore={}", pki().join(name).display());
    let password = |word: &str| format!(" -Djavax.net.ssl.trustStorePassword={word}");
    let cases = [
        (file("o.p12") + &password(PASSWORD), "o.p12"),
        // Encrypted, and no password: nothing is trusted, and nothing said.
        (file("c.p12"), "c.p12"),
        (file("o.jks"), "o.jks"),
        (file("open.p12"), "open.p12"),
        (file("o.p12") + &password("wrong"), "o.p12"),
        (file("o.jks") + &password("wrong"), "o.jks"),
    ];
    let host = Folder::host();
    for java in JAVAS.iter() {
        let home = java.ancestors().nth(2).unwrap();
        for (options, name) in &cases {
            let judged = with_options(java, options);
            let found = find_in(&host, &[("JAVA_TOOL_OPTIONS", options)], Some(home), &Passwords::defaults());
            let target = pki().join(name);
            let read = found.stores.iter().find(|store| store.location.path == target);
            match read {
                Some(store) => {
                    assert_eq!(judged.error, None, "{options}");
                    assert_eq!(anchors(store), judged.anchors, "{options}");
                    let hidden = has(store, |o| matches!(o, Observation::EncryptedWithoutPassword(1)));
                    assert_eq!(hidden, judged.anchors.is_empty(), "{options}");
                    assert_eq!(store.entries.len(), 1);
                }
                None => assert!(judged.error.is_some(), "{options}: {found:?}"),
            }
        }
        // A store that is not there: Java goes on with its own.
        let gone = file("gone.p12");
        let found = find_in(&host, &[("JAVA_TOOL_OPTIONS", &gone)], Some(home), &Passwords::defaults());
        assert_eq!(found.stores.len(), 1);
        assert!(has(&found.stores[0], |o| matches!(o, Observation::RedirectedToNothing { .. })));
        assert_eq!(anchors(&found.stores[0]), with_options(java, &gone).anchors);
        // And without options.
        assert_eq!(anchors(&found.stores[0]), with_options(java, "-Dx=y").anchors);
    }
}

#[test]
fn this_machine_and_a_program_that_runs() {
    fs::write(pki().join("running.jks"), jks(&["second"])).unwrap();
    // It waits for its standard input.
    let mut child = Command::new("java")
        .args([
            "-Djavax.net.ssl.trustStore=running.jks",
            "-Djavax.net.ssl.trustStorePassword=changeit",
            "Judge",
            "read",
        ])
        .current_dir(pki())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let arguments = PathBuf::from(format!("/proc/{}/cmdline", child.id()));
    let found = find(&Folder::host(), &[("PATH", &std::env::var("PATH").unwrap())]);
    child.kill().unwrap();
    child.wait().unwrap();
    let running = fs::canonicalize(pki().join("running.jks")).unwrap();
    let store = found.stores.iter().find(|store| store.location.path == running).unwrap();
    assert!(has(store, |o| matches!(o, Observation::Redirected { to, set_in: Some(file), .. }
        if to == "running.jks" && *file == arguments)));
    for java in JAVAS.iter() {
        let cacerts = java.ancestors().nth(2).unwrap().join("lib/security/cacerts");
        let stores = found.stores.iter().filter(|store| {
            store.location.within.is_some()
                && fs::canonicalize(&store.location.path).unwrap() == fs::canonicalize(&cacerts).unwrap()
        });
        assert!(stores.count() >= 1, "{}: {:?}", cacerts.display(), paths(&found));
    }
}

/// Two installations whose stores are links to the system's: one store, with both names.
#[test]
fn a_store_of_two_installations_is_one() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    put(root, "etc/ssl/certs/java/cacerts", &jks(&["root"]));
    for version in ["17", "25"] {
        install(root, &format!("usr/lib/jvm/java-{version}"), None, None);
        let security = root.join(format!("usr/lib/jvm/java-{version}/lib/security"));
        fs::create_dir_all(&security).unwrap();
        symlink("/etc/ssl/certs/java/cacerts", security.join("cacerts")).unwrap();
    }
    let found = find(&Folder::at(root), &[]);
    let [store] = found.stores.as_slice() else { panic!("{:?}", paths(&found)) };
    let within = store.location.within.as_deref().unwrap();
    assert!(within.contains("17") && within.contains("25"), "{within}");
    assert!(has(store, |o| matches!(o, Observation::ManagedBySystem(_))));
}
