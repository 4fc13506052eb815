//! A login that failed works after `tillit install`, and fails again after `tillit undo`: judged by the real servers.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

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
    let lab = Lab::get();
    let before = image(store);
    let mut server = TlsServer::start(kind, home.work().join("server"), store);
    server.comes_to(true, OLD);
    server.comes_to(false, NEW);

    let into = text(store);
    lab.install(home, &["--into", &into, "--generation", "lab/e-id", "--apply", "--yes"]).assert_code(0);
    assert_ne!(image(store), before);
    server.take_in();
    server.comes_to(true, NEW);
    server.comes_to(true, OLD);

    lab.undo(home, &["--yes"]).assert_code(0);
    assert_eq!(image(store), before);
    server.take_in();
    server.comes_to(false, NEW);
    server.comes_to(true, OLD);
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
