//! A login that failed works after `tillit install`, and fails again after `tillit undo`: judged by the real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tillit_tests::{Home, Kind, Lab, TlsServer, text};

const OLD: &str = "cards/old/hsaid-login";
const NEW: &str = "cards/upgraded/hsaid-login";

/// Every file of a store by name, with its bytes; links with where they lead.
fn image(store: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut paths = vec![store.to_owned()];
    if store.is_dir() {
        paths = fs::read_dir(store).unwrap().map(|entry| entry.unwrap().path()).collect();
    }
    paths
        .into_iter()
        .map(|path| {
            let link = fs::read_link(&path).map(|to| text(&to).into_bytes());
            let bytes = link.unwrap_or_else(|_| fs::read(&path).unwrap());
            (path, bytes)
        })
        .collect()
}

#[track_caller]
fn story(kind: Kind, home: &Home, store: &Path) {
    story_into(&text(store), kind, home, store);
}

/// As `story`, with the store named as its user would.
#[track_caller]
fn story_into(into: &str, kind: Kind, home: &Home, store: &Path) {
    let lab = Lab::get();
    let before = image(store);
    let mut server = TlsServer::start(kind, home.work().join("server"), store);
    server.comes_to(true, OLD);
    server.comes_to(false, NEW);
    assert_reload_is_due(false, kind, home);
    // The start of a process is known to the second.
    std::thread::sleep(Duration::from_secs(2));

    lab.install(home, &["--into", into, "--generation", "lab/e-id", "--apply", "--yes"]).assert_code(0);
    assert_ne!(image(store), before);
    lab.install(home, &["--into", into, "--generation", "lab/e-id", "--apply", "--yes"])
        .assert_code(0)
        .assert_says("Nothing to do");
    assert_reload_is_due(true, kind, home);
    server.take_in();
    server.comes_to(true, NEW);
    server.comes_to(true, OLD);
    assert_reload_is_due(false, kind, home);

    lab.undo(home, &["--yes"]).assert_code(0);
    assert_eq!(image(store), before);
    server.take_in();
    server.comes_to(false, NEW);
    server.comes_to(true, OLD);
}

/// What `tillit audit` says of the server's running processes.
#[track_caller]
fn assert_reload_is_due(is_due: bool, kind: Kind, home: &Home) {
    let word = match kind {
        Kind::Nginx => "nginx",
        Kind::ApacheFile | Kind::ApacheFolder => "apache",
        Kind::HaProxy => "haproxy",
        // It has no configuration of its own.
        Kind::Java => return,
    };
    let audited = format!("{word}:{}", text(&home.work().join("server/configuration")));
    let said = Lab::get().tillit(home, "audit", &[], &[&audited, "--json"]).json();
    let found = said["findings"].as_array().unwrap().iter().any(|finding| finding["code"] == "T-230");
    assert_eq!(found, is_due, "{kind:?}: {said:#}");
}

/// The server's configuration is pointed at a new file; the old one, which others may read, stays as it is.
#[track_caller]
fn story_of_a_new_file(kind: Kind, word: &str) {
    let lab = Lab::get();
    let home = Home::new();
    let store = lab.old_bundle(&home, "client-ca.pem");
    let folder = home.work().join("server");
    let mut server = TlsServer::start(kind, folder.clone(), &store);
    let configuration = folder.join("configuration");
    let (old, before) = (image(&store), image(&configuration));
    server.comes_to(true, OLD);
    server.comes_to(false, NEW);

    let new = home.work().join("siths-clients.pem");
    let into = format!("{word}:{}", text(&configuration));
    let new_file = text(&new);
    let asked = ["--into", &into, "--generation", "lab/e-id", "--new-file", &new_file];
    let planned = lab.install(&home, &[&asked[..], &["--json"]].concat());
    let planned = planned.assert_code(0).json();
    assert_eq!(planned["results"][0]["action"], "create", "{planned:#}");
    assert_eq!(planned["results"][1]["action"], "replace", "{planned:#}");
    let diff = planned["results"][1]["diff"].as_str().unwrap();
    assert!(diff.lines().any(|line| line.starts_with('+') && line.contains(&new_file)), "{diff}");
    let plan = text(&home.work().join("sunday.plan"));
    lab.install(&home, &[&asked[..], &["--save-plan", &plan]].concat())
        .assert_code(0)
        .assert_says(diff.lines().last().unwrap());
    assert_eq!((image(&store), image(&configuration), new.exists()), (old.clone(), before.clone(), false));

    lab.tillit(&home, "install", &["--plan", &plan], &["--apply", "--yes"]).assert_code(0);
    assert_eq!(image(&store), old);
    assert_ne!(image(&configuration), before);
    server.take_in();
    server.comes_to(true, NEW);
    server.comes_to(true, OLD);
    let again = lab.install(&home, &[&asked[..], &["--apply", "--yes"]].concat());
    again.assert_code(0).assert_says("Nothing to do");

    lab.undo(&home, &["--yes"]).assert_code(0);
    assert_eq!((image(&store), image(&configuration), new.exists()), (old, before, false));
    server.take_in();
    server.comes_to(false, NEW);
    server.comes_to(true, OLD);
}

#[test]
fn nginx_with_a_new_file() {
    story_of_a_new_file(Kind::Nginx, "nginx");
}

#[test]
fn apache_with_a_new_file() {
    story_of_a_new_file(Kind::ApacheFile, "apache");
}

#[test]
fn haproxy_with_a_new_file() {
    story_of_a_new_file(Kind::HaProxy, "haproxy");
}

#[test]
fn a_new_file_needs_one_server() {
    let lab = Lab::get();
    let home = Home::new();
    let file = text(&lab.old_bundle(&home, "client-ca.pem"));
    let new = text(&home.work().join("new.pem"));
    let asked = |targets: &[&str]| {
        lab.install(&home, &[&["--new-file", &new, "--generation", "lab/e-id", "--into"], targets].concat())
    };
    asked(&[&file]).assert_code(2).assert_complains("needs a server");
    asked(&["nginx", "apache"]).assert_code(2).assert_complains("goes with one target");
    let tomcat = format!("tomcat:{file}");
    asked(&[&tomcat]).assert_code(3).assert_says("T-449");
}

#[test]
fn nginx() {
    let home = Home::new();
    let store = Lab::get().old_bundle(&home, "client-ca.pem");
    story(Kind::Nginx, &home, &store);
}

#[test]
fn apache_with_a_file() {
    let home = Home::new();
    let store = Lab::get().old_bundle(&home, "client-ca.crt");
    story(Kind::ApacheFile, &home, &store);
}

#[test]
fn apache_with_a_folder() {
    let home = Home::new();
    let store = Lab::get().old_hashed(&home, "client-ca");
    story(Kind::ApacheFolder, &home, &store);
}

#[test]
fn haproxy() {
    let home = Home::new();
    let store = Lab::get().old_bundle(&home, "client-ca.pem");
    story(Kind::HaProxy, &home, &store);
}

/// HAProxy takes the first certificate of each file: what it does not come to is there and does not count.
#[test]
fn haproxy_with_a_folder() {
    let home = Home::new();
    let lab = Lab::get();
    let store = home.work().join("client-cas");
    fs::create_dir(&store).unwrap();
    for file in fs::read_dir(lab.path("ca/old")).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), store.join(file.file_name())).unwrap();
    }
    let hsa_id = fs::read_dir(lab.path("ca/new")).unwrap().map(|file| file.unwrap().path());
    let hsa_id =
        hsa_id.filter(|path| text(path).contains("hsa-id3") || text(path).contains("hsaid3")).collect::<Vec<_>>();
    assert_eq!(hsa_id.len(), 1, "{:?}", lab.path("ca/new"));
    // Behind another: HAProxy never comes to it.
    let two = [fs::read(store.join("labsithsrootcav1.pem")).unwrap(), fs::read(&hsa_id[0]).unwrap()].concat();
    fs::write(store.join("labsithsrootcav1.pem"), two).unwrap();
    let configuration = format!("haproxy:{}", text(&home.work().join("server/configuration")));
    story_into(&configuration, Kind::HaProxy, &home, &store);
}

#[test]
fn java_with_pkcs12() {
    let home = Home::new();
    let store = Lab::get().old_java(&home, "truststore.p12", "pkcs12");
    story(Kind::Java, &home, &store);
}

#[test]
fn java_with_jks() {
    let home = Home::new();
    let store = Lab::get().old_java(&home, "truststore.jks", "jks");
    story(Kind::Java, &home, &store);
}
