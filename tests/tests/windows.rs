//! `tillit.exe` as its users on Windows meet it, under Wine. Windows' own `reg` and real servers judge.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use tillit_tests::{Home, Kind, Lab, Output, TlsServer, Wine};

const NEW: &str = "cards/upgraded/hsaid-login";

/// A Windows with the lab's files in `C:\work\lab`.
fn with_lab() -> Wine {
    let wine = Wine::new();
    wine.copy(&Lab::get().path("."), "lab");
    wine
}

#[track_caller]
fn lab_tillit(wine: &Wine, args: &[&str]) -> Output {
    wine.tillit(["--catalog", "lab\\catalog.toml"].iter().chain(args))
}

#[test]
#[ignore = "run by .ci/windows"]
fn the_demo_runs_to_its_end() {
    let wine = Wine::new();
    for (lang, words) in [("en", "Now for real cards"), ("sv", "Nu till riktiga kort")] {
        wine.tillit(["demo", "--lang", lang]).assert_code(0).assert_says(words);
    }
    let left = fs::read_dir(wine.work()).unwrap().count();
    assert_eq!(left, 0, "the demo leaves nothing behind");
}

#[test]
#[ignore = "run by .ci/windows"]
fn a_bundle_is_changed_and_put_back_byte_for_byte() {
    let wine = with_lab();
    // Names as people give them: a letter beyond ASCII, a space, either slash, more characters than old programs take.
    let deep = format!("Åre tjänst\\{}\\{}", "d".repeat(120), "e".repeat(120));
    fs::create_dir_all(wine.work().join(deep.replace('\\', "/"))).unwrap();
    let store = format!("C:\\work\\{deep}/store.pem");
    let on_disk = wine.work().join(deep.replace('\\', "/")).join("store.pem");
    fs::copy(wine.work().join("lab/trust/old.pem"), &on_disk).unwrap();
    let before = fs::read(&on_disk).unwrap();

    let audit = ["audit", &store, "--require", "lab/both-generations"];
    lab_tillit(&wine, &audit).assert_code(1).assert_says("LAB SITHS e-id");
    let install = ["install", "--into", &store, "--ca", "lab\\ca\\new", "--generation", "lab/e-id"];
    lab_tillit(&wine, &install).assert_code(0).assert_says("LAB SITHS e-id Root CA v2");
    assert_eq!(fs::read(&on_disk).unwrap(), before, "a plan changes nothing");
    lab_tillit(&wine, &[&install[..], &["--apply", "--yes"]].concat()).assert_code(0);
    assert_ne!(fs::read(&on_disk).unwrap(), before);
    lab_tillit(&wine, &audit).assert_code(0);
    lab_tillit(&wine, &["undo", "--list"]).assert_code(0).assert_says("store.pem");
    lab_tillit(&wine, &["undo", "--yes"]).assert_code(0);
    assert_eq!(fs::read(&on_disk).unwrap(), before);
}

#[test]
#[ignore = "run by .ci/windows"]
fn a_card_in_a_file_logs_in_at_a_real_server() {
    let wine = with_lab();
    let home = Home::new();
    let server = TlsServer::start(Kind::Nginx, home.work().join("server"), &Lab::get().path("trust/new.pem"));
    server.comes_to(true, NEW);
    let url = server.url();
    let login = |card: &str| {
        let file = format!("lab\\p12\\{card}.p12");
        let args = ["login", &url, "--p12", &file, "--password", "env:SECRET", "--ca", "lab\\trust\\both.pem"];
        wine.tillit_with(&[("SECRET", "changeit")], ["--catalog", "lab\\catalog.toml"].iter().chain(&args))
    };
    login("upgraded").assert_code(0);
    login("old").assert_code(1);
    lab_tillit(&wine, &["probe", &url, "--ca", "lab\\trust\\both.pem"]).assert_says("LAB SITHS e-id");
    let old = ["--p12", "lab\\p12\\old.p12", "--password", "env:SECRET", "--ca", "lab\\trust\\both.pem"];
    let first = ["--catalog", "lab\\catalog.toml", "diagnose", &url];
    let told = wine.tillit_with(&[("SECRET", "changeit")], first.iter().chain(&old));
    told.assert_code(1).assert_says("T-311");
}

#[test]
#[ignore = "run by .ci/windows"]
fn what_is_kept_for_everybody_lies_in_program_data_and_is_not_for_everybody_to_write() {
    let wine = with_lab();
    // An elevated administrator, as everybody is under Wine.
    lab_tillit(&wine, &["catalog", "import", "lab\\ca\\new"]).assert_code(0);
    let kept = wine.work().join("../ProgramData/tillit/ca");
    assert!(kept.is_dir(), "{}", kept.display());
    lab_tillit(&wine, &["verify", "lab\\cards\\upgraded\\hsaid-login.pem"]).assert_says("trusted");
    // What somebody else may write is not believed; Wine shows the permissions of this machine as an access list.
    let settings = wine.work().join("../ProgramData/tillit/tillit.toml");
    fs::write(&settings, "lang = \"sv\"\n").unwrap();
    wine.tillit(["explain", "T-110"]).assert_code(0).assert_says("Vad");
    fs::set_permissions(&settings, fs::Permissions::from_mode(0o666)).unwrap();
    wine.tillit(["explain", "T-110"]).assert_code(2).assert_complains("C:\\ProgramData\\tillit\\tillit.toml");
}

#[test]
#[ignore = "run by .ci/windows"]
fn wrong_usage_says_what_to_do_on_windows() {
    let wine = Wine::new();
    wine.tillit(["verify", "C:\\none\\card.pem"]).assert_code(3).assert_says("C:\\none\\card.pem");
    wine.tillit(["audit", "C:\\work", "--password", "fd:3"]).assert_code(2).assert_complains("env:NAME or file:PATH");
    wine.tillit(["card", "list"]).assert_code(3).assert_complains("Smart Card");
    wine.tillit(["audit", "https://idp.region.example"]).assert_code(2).assert_complains("probe");
}
