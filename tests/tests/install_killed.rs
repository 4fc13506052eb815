//! `tillit install` is killed at a call of the system that changes a file. Afterwards every store is whole, as its own program reads it, the next
//! command names the change, and `tillit undo` and `tillit install --resume` finish the story.
//!
//! An ordinary run takes a sample of the points, `TILLIT_KILL=all` all of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

use std::collections::{BTreeMap, HashMap};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest as _, Sha256};
use tillit_tests::{Home, Lab, text, tillit_binary};

/// Calls that change files or wait for the disk.
const CALLS: [&str; 19] = [
    "write",
    "pwrite64",
    "writev",
    "fsync",
    "fdatasync",
    "fallocate",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "symlink",
    "symlinkat",
    "unlink",
    "unlinkat",
    "mkdir",
    "mkdirat",
    "fchmod",
    "fchown",
];

/// Points of each kind of store in an ordinary run.
const SAMPLE: usize = 4;

/// What is added.
const ADDED: usize = 7;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pem,
    Jks,
    Pkcs12,
    Hashed,
    Nss,
}

impl Kind {
    /// Makes a store of the old generation; its path in [`Home::work`].
    fn make(self, home: &Home) -> PathBuf {
        let lab = Lab::get();
        match self {
            Self::Pem => lab.old_bundle(home, "store"),
            Self::Jks => lab.old_java(home, "store", "jks"),
            Self::Pkcs12 => lab.old_java(home, "store", "pkcs12"),
            Self::Hashed => lab.old_hashed(home, "store"),
            Self::Nss => lab.old_nss(home, "store"),
        }
    }

    /// How many certificates the store's own program sees. Its failure is the test's.
    #[track_caller]
    fn judge(self, store: &Path, point: &str) -> usize {
        let store = text(store);
        match self {
            Self::Pem => {
                let said = read(point, "openssl", &["storeutl", "-noout", "-certs", &store]);
                let (_, total) = said.rsplit_once("Total found: ").expect("a total");
                total.trim().parse().expect("a number")
            }
            Self::Jks | Self::Pkcs12 => {
                let said = read(point, "keytool", &["-list", "-rfc", "-keystore", &store, "-storepass", "changeit"]);
                said.matches("BEGIN CERTIFICATE").count()
            }
            Self::Hashed => {
                let card = Lab::get().text("cards/old/hsaid-login.pem");
                let args = ["verify", "-auth_level", "0", "-no-CAfile", "-no-CAstore", "-CApath", &store, &card];
                // A card of the old generation is always let in.
                read(point, "openssl", &args);
                let names = fs::read_dir(&store).unwrap().map(|entry| entry.unwrap().file_name());
                let is_found = |name: &std::ffi::OsString| {
                    let Some((hash, "0")) = name.to_str().and_then(|name| name.split_once('.')) else { return false };
                    let file = format!("{store}/{hash}.0");
                    read(point, "openssl", &["x509", "-noout", "-subject_hash", "-in", &file]).trim() == hash
                };
                names.filter(is_found).count()
            }
            Self::Nss => {
                let said = read(point, "certutil", &["-L", "-d", &format!("sql:{store}")]);
                said.lines().filter(|line| line.trim_end().ends_with(",,") && !line.contains("SSL")).count()
            }
        }
    }
}

#[track_caller]
fn read(point: &str, program: &str, args: &[&str]) -> String {
    let output = Command::new(program).args(args).env("LC_ALL", "C").output().unwrap();
    assert!(output.status.success(), "{point}: {program}: {}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stdout).unwrap()
}

/// Every file below a folder with the SHA-256 of its bytes, every link with where it leads.
fn image(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if let Ok(to) = fs::read_link(&path) {
            all.insert(path, format!("-> {}", text(&to)));
        } else if path.is_dir() {
            all.extend(image(&path));
        } else {
            let bytes = fs::read(&path).unwrap();
            all.insert(path, format!("{:x}", Sha256::digest(bytes)));
        }
    }
    all.into_iter()
        .map(|(path, bytes)| (path.strip_prefix(folder).map(Path::to_owned).unwrap_or(path), bytes))
        .collect()
}

/// A home with a copy of the store, owners and times as they were.
fn like(template: &Home) -> Home {
    let home = Home::new();
    let from = format!("{}/.", text(&template.work()));
    assert!(Command::new("cp").args(["-a", &from, &text(&home.work())]).status().unwrap().success());
    home
}

/// Runs `tillit install --apply` under strace; `point`: the call at which it is killed. What strace saw of the thread that does the work.
fn strace(home: &Home, point: Option<(&str, usize)>) -> String {
    let lab = Lab::get();
    let log = text(&home.data().join("../tmp/strace.log"));
    let mut args: Vec<String> = ["-qq", "-o", &log, "-e"].map(str::to_owned).to_vec();
    match point {
        None => args.push(format!("trace={}", CALLS.join(","))),
        Some((call, number)) => {
            args.extend([format!("trace={call}"), "-e".to_owned(), format!("inject={call}:signal=KILL:when={number}")]);
        }
    }
    let (data, catalog, ca) = (text(&home.data()), lab.text("catalog.toml"), lab.text("ca/new"));
    args.push(text(tillit_binary()));
    args.extend(["--data", &data, "--catalog", &catalog, "install", "--ca", &ca].map(str::to_owned));
    args.extend(["--into", "store", "--generation", "lab/e-id", "--apply", "--yes"].map(str::to_owned));
    let output = home.command(OsStr::new("strace"), args).output().expect("strace is here");
    assert_eq!(output.status.success(), point.is_none(), "{point:?}: {}", String::from_utf8_lossy(&output.stderr));
    fs::read_to_string(log).unwrap()
}

fn points(log: &str) -> Vec<(String, usize)> {
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut points = Vec::new();
    for line in log.lines() {
        let Some((call, _)) = line.split_once('(').filter(|(call, _)| CALLS.contains(call)) else { continue };
        let number = seen.entry(call).or_default();
        *number += 1;
        points.push((call.to_owned(), *number));
    }
    points
}

fn killed(kind: Kind) {
    let lab = Lab::get();
    let template = Home::new();
    kind.make(&template);
    let before = image(&template.work());
    let few = kind.judge(&template.work().join("store"), "before");

    let database = format!("sql:{}", text(&template.work().join("store")));
    let listed = if kind == Kind::Nss { read("before", "certutil", &["-L", "-d", &database]) } else { String::new() };

    let points = points(&strace(&like(&template), None));
    assert!(points.len() > 20, "strace saw {} calls", points.len());
    let all = std::env::var("TILLIT_KILL").is_ok_and(|which| which == "all");
    let step = if all { 1 } else { points.len().div_ceil(if kind == Kind::Hashed { SAMPLE / 2 } else { SAMPLE }) };
    let mut judged: HashMap<BTreeMap<PathBuf, String>, usize> = HashMap::new();
    let (mut tried, mut interrupted) = (0, 0);
    for (number, (call, count)) in points.iter().rev().step_by(step).enumerate() {
        let point = format!("{kind:?}: {call} {count}");
        let home = like(&template);
        strace(&home, Some((call, *count)));
        let store = home.work().join("store");
        let database = format!("sql:{}", text(&store));
        let list = ["-L", "-d", &database];
        let mut sees = |what: &str| {
            let point = format!("{point}, {what}");
            let now: BTreeMap<_, _> = image(&home.work())
                .into_iter()
                .filter(|(path, _)| !path.to_string_lossy().contains(".tillit-"))
                .collect();
            let sees = *judged.entry(now.clone()).or_insert_with(|| kind.judge(&store, &point));
            // Several files cannot change at once; each of them is whole. NSS's keys go first: they sign the trust of what is to come.
            let is_fine = match kind {
                _ if sees == few + ADDED || now == before => true,
                Kind::Hashed => (few..few + ADDED).contains(&sees),
                Kind::Nss => {
                    let differing: Vec<_> = now.iter().filter(|(path, of)| before.get(*path) != Some(of)).collect();
                    let keys_alone = matches!(differing.as_slice(), [(path, _)] if path.ends_with("key4.db"));
                    keys_alone && read(&point, "certutil", &list) == listed
                }
                Kind::Pem | Kind::Jks | Kind::Pkcs12 => false,
            };
            assert!(is_fine, "{point}: neither as before nor complete: {sees}");
            sees
        };
        let killed_when = sees("killed");
        tried += 1;

        let list = lab.undo(&home, &["--list", "--json"]).json();
        let state = list["results"][0]["state"].as_str().unwrap_or("none").to_owned();
        let told = home.tillit(["--data", &text(&home.data()), "explain", "T-110"]);
        assert_eq!(told.stderr.contains("--resume"), state == "interrupted", "{point}: {state}: {}", told.stderr);
        if state == "interrupted" {
            interrupted += 1;
            // Nothing new begins before it is finished.
            let again = lab.install(&home, &["--into", "store", "--generation", "lab/e-id", "--apply", "--yes"]);
            again.assert_code(if killed_when == few + ADDED { 0 } else { 3 }).assert_complains("--resume");
            if number % 2 == 0 {
                lab.tillit(&home, "install", &["--resume"], &[]).assert_code(0);
                assert_eq!(sees("resumed"), few + ADDED, "{point}");
            }
        }
        if ["interrupted", "applied"].contains(&state.as_str()) {
            lab.undo(&home, &["--yes"]).assert_code(0);
        }
        assert_eq!(image(&home.work()), before, "{point}: {state}, undone");
        let told = home.tillit(["--data", &text(&home.data()), "explain", "T-110"]);
        assert_eq!(told.stderr, "", "{point}");
        // The way is free again.
        let plan = lab.install(&home, &["--into", "store", "--generation", "lab/e-id"]);
        plan.assert_code(0);
    }
    println!(
        "{kind:?}: {tried} of {} points, {interrupted} interrupted, {} contents judged",
        points.len(),
        judged.len()
    );
    assert!(interrupted > 0, "{kind:?}");
}

#[test]
fn pem() {
    killed(Kind::Pem);
}

#[test]
fn jks() {
    killed(Kind::Jks);
}

#[test]
fn pkcs12() {
    killed(Kind::Pkcs12);
}

#[test]
fn hashed_folder() {
    killed(Kind::Hashed);
}

#[test]
fn nss() {
    killed(Kind::Nss);
}
