//! The commands that `tillit audit` advises do what it says: each is read out of the JSON report, run by a shell on a copy, and the store
//! is audited again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;
use tillit_tests::{Home, Output, tillit_binary};

/// A lab, its CA certificates in a data folder, and commands that do not ask.
static LAB: LazyLock<(TempDir, PathBuf)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let lab = folder.path().join("lab");
    Home::new().tillit(["lab".as_ref(), "write".as_ref(), lab.as_os_str()]).assert_code(0);
    (folder, lab)
});

fn text(path: &Path) -> String {
    path.to_str().expect("a UTF-8 path").to_owned()
}

fn lab(path: &str) -> String {
    text(&LAB.1.join(path))
}

fn audit(home: &Home, store: &str) -> Output {
    home.tillit(["audit", "--catalog", &lab("catalog.toml"), "--environment", "test", "--json", store])
}

/// The codes of a report, with their remedies.
fn remedies(output: &Output) -> Vec<(String, String)> {
    let document = output.json();
    let findings = document["findings"].as_array().expect("findings").clone();
    let text = |finding: &Value, key: &str| finding[key].as_str().expect("a text").to_owned();
    findings.iter().map(|finding| (text(finding, "code"), text(finding, "remedy"))).collect()
}

/// Runs the commands that a finding advises, in a folder of their own. What is fetched from the network otherwise lies in the data folder here, and the
/// password that keytool asks for is given.
fn follow(home: &Home, store: &str, code: &str) {
    let all = remedies(&audit(home, store));
    let (_, remedy) = all.iter().find(|(found, _)| found == code).unwrap_or_else(|| panic!("no {code}: {all:#?}"));
    let commands = remedy.split_once('\n').unwrap_or_else(|| panic!("no commands: {remedy}")).1;
    let bin = home.work().join("bin");
    fs::create_dir_all(&bin).unwrap();
    let data = text(&home.data());
    let tillit = text(tillit_binary());
    let import = home.tillit(["catalog", "import", "--catalog", &lab("catalog.toml"), &lab("ca")]);
    import.assert_code(0);
    let script = |name: &str, line: &str| {
        let path = bin.join(name);
        fs::write(&path, format!("#!/bin/sh\n{line}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    script(
        "tillit",
        &format!(
            "case \"$1 $2\" in 'catalog fetch') exit 0;; esac\nexec '{tillit}' \"$@\" --data '{data}' --catalog '{}'",
            lab("catalog.toml")
        ),
    );
    let keytool = Command::new("sh").args(["-c", "command -v keytool"]).output().unwrap().stdout;
    let keytool = String::from_utf8(keytool).unwrap();
    script("keytool", &format!("exec '{}' \"$@\" -storepass changeit", keytool.trim()));
    let folder = home.work().join(format!("step-{code}"));
    fs::create_dir_all(&folder).unwrap();
    let path = format!("{}:{}", text(&bin), std::env::var("PATH").unwrap());
    let run = Command::new("sh").args(["-e", "-c", commands]).env("PATH", path).current_dir(&folder).output().unwrap();
    assert!(
        run.status.success(),
        "{commands}\n{}{}",
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr)
    );
}

#[track_caller]
fn assert_gone(home: &Home, store: &str, gone: &[&str]) {
    let output = audit(home, store);
    let left: Vec<String> = remedies(&output).into_iter().map(|(code, _)| code).collect();
    assert!(!left.iter().any(|code| gone.contains(&code.as_str())), "{left:?}\n{}", output.stdout);
    let coverage = output.json()["results"][0]["coverage"].as_array().unwrap().clone();
    let new: Vec<Value> = coverage.into_iter().filter(|row| row["generation"] == "e-id").collect();
    assert!(new.iter().any(|row| row["pki"] == "lab" && row["state"] == "complete"), "{new:#?}");
}

fn run(program: &str, args: &[&str]) {
    let output = Command::new(program).args(args).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program} {args:?}: {output:?}");
}

fn old_pems() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(lab("ca/old")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|end| end == "pem"));
    files.sort();
    files
}

#[test]
fn a_new_generation_comes_into_stores_of_every_kind() {
    let home = Home::new();
    let place = |name: &str| home.work().join(name);
    let pem = place("the bundle.pem");
    fs::write(&pem, old_pems().iter().map(|file| fs::read_to_string(file).unwrap()).collect::<String>()).unwrap();
    let hashed = place("hashed");
    fs::create_dir(&hashed).unwrap();
    let java = place("trust.p12");
    let nss = place("nss");
    fs::create_dir(&nss).unwrap();
    let database = format!("sql:{}", text(&nss));
    run("certutil", &["-N", "-d", &database, "--empty-password"]);
    for file in old_pems() {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        fs::copy(&file, hashed.join(file.file_name().unwrap())).unwrap();
        let (file, store) = (text(&file), text(&java));
        let import = ["-importcert", "-noprompt", "-storetype", "PKCS12", "-storepass", "changeit"];
        run("keytool", &[&import[..], &["-keystore", &store, "-alias", &name, "-file", &file]].concat());
        run("certutil", &["-A", "-d", &database, "-n", &name, "-t", "CT,,", "-i", &file]);
    }
    run("openssl", &["rehash", &text(&hashed)]);
    for store in [&pem, &hashed, &nss, &java] {
        let store = text(store);
        follow(&home, &store, "T-203");
        assert_gone(&home, &store, &["T-201", "T-202", "T-203"]);
        fs::remove_dir_all(home.work().join("step-T-203")).unwrap();
    }
    // The root has trust of its own, the others have none.
    let listed = Command::new("certutil").args(["-L", "-d", &database]).output().unwrap().stdout;
    let listed = String::from_utf8(listed).unwrap();
    let added: Vec<&str> = listed.lines().filter(|line| line.contains("e-id") || line.contains("eid")).collect();
    let trusted = added.iter().filter(|line| line.contains("CT,,")).count();
    assert!(trusted == 1 && added.len() > 2, "{listed}");
}

#[test]
fn a_store_that_java_sees_nothing_of_is_made_anew() {
    let home = Home::new();
    let store = text(&home.work().join("openssl.p12"));
    let made =
        ["pkcs12", "-export", "-nokeys", "-passout", "pass:changeit", "-in", &lab("trust/both.pem"), "-out", &store];
    run("openssl", &made);
    let all = remedies(&audit(&home, &store));
    assert!(all.iter().any(|(code, _)| code == "T-261"), "{all:#?}");
    // openssl asks for the password, too.
    let commands = all.iter().find(|(code, _)| code == "T-261").map(|(_, remedy)| remedy.clone()).unwrap();
    assert!(commands.contains("keytool -importcert"), "{commands}");
    let commands = commands.split_once('\n').unwrap().1.replace("-nokeys", "-nokeys -passin pass:changeit");
    let commands = commands.replace("-noprompt", "-noprompt -storepass changeit");
    let folder = home.work().join("empty");
    fs::create_dir(&folder).unwrap();
    let done = Command::new("sh").args(["-e", "-c", &commands]).current_dir(&folder).output().unwrap();
    assert!(done.status.success(), "{commands}\n{done:?}");
    assert_gone(&home, &text(&folder.join("new.p12")), &["T-261", "T-262"]);
}

#[test]
fn a_file_with_several_certificates_is_taken_apart_for_hashing() {
    let home = Home::new();
    let hashed = home.work().join("hashed");
    fs::create_dir(&hashed).unwrap();
    let first = &old_pems()[0];
    fs::copy(first, hashed.join(first.file_name().unwrap())).unwrap();
    run("openssl", &["rehash", &text(&hashed)]);
    fs::copy(lab("trust/both.pem"), hashed.join("several.pem")).unwrap();
    let store = text(&hashed);
    follow(&home, &store, "T-269");
    assert_gone(&home, &store, &["T-264", "T-269"]);
}
