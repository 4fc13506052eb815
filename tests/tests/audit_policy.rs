//! Policies and inventories as an organisation uses them: written once, kept in a folder of their own, held against every store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;
use tempfile::TempDir;
use tillit_tests::{Home, Output};

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

fn audit(home: &Home, args: &[&str]) -> Output {
    home.tillit(["audit", "--catalog", &lab("catalog.toml")].iter().chain(args))
}

/// What each store's policy findings are: the store's path, and how many codes from T-290 on.
fn broken(document: &Value) -> Vec<(String, usize)> {
    let results = document["results"].as_array().expect("results");
    let count = |result: &Value| {
        let codes = result["findings"].as_array().into_iter().flatten().filter_map(|f| f["code"].as_str());
        codes.filter(|code| ("T-290".."T-300").contains(code)).count()
    };
    results.iter().map(|r| (r["path"].as_str().expect("a path").to_owned(), count(r))).collect()
}

#[test]
fn each_service_is_read_with_its_own_password_and_held_against_its_own_policy() {
    let home = Home::new();
    let folder = home.work().join("inventory");
    fs::create_dir_all(folder.join("policies")).unwrap();
    fs::create_dir_all(folder.join("image/opt")).unwrap();
    fs::copy(lab("trust/both.pem"), folder.join("image/opt/ca.pem")).unwrap();
    for alias in ["labsithseidrootcav2", "labsithseidfunctioncav1"] {
        let made = Command::new("keytool")
            .args(["-importcert", "-noprompt", "-storetype", "PKCS12", "-storepass", "hemligt1", "-alias", alias])
            .args(["-keystore", &text(&folder.join("functions.p12")), "-file", &lab(&format!("ca/new/{alias}.pem"))])
            .output()
            .expect("keytool is needed");
        assert!(made.status.success(), "{made:?}");
    }
    fs::write(folder.join("secret"), "hemligt1\n").unwrap();
    fs::write(
        folder.join("policies/functions.toml"),
        "allow-others = false\n[[require]]\ngeneration = 'lab/e-id'\nroles = ['functions']\n",
    )
    .unwrap();
    fs::write(
        folder.join("services.toml"),
        "[defaults]\nenvironment = 'test'\nowner = 'Drift (påhittad)'\nrequire = 'both-generations'\n\
         [[services]]\nname = 'Image'\nroot = 'image'\ntargets = 'opt/ca.pem'\n\
         [[services]]\nname = 'Functions'\ntargets = ['functions.p12']\npassword = 'file:secret'\nrequire = 'policies/functions.toml'\n\
         [[services]]\nname = 'Forgotten'\ntargets = ['image/opt/ca.pem']\nrequire = 'only-new'\nowner = 'Nobody'\n",
    )
    .unwrap();
    // Paths begin at the inventory, not at the working directory.
    let output = audit(&home, &["--inventory", "inventory/services.toml", "--json"]);
    let document = output.assert_code(1).json();
    let found = broken(&document);
    assert_eq!(found[0], ("/opt/ca.pem".to_owned(), 0));
    assert!(found[1].0.ends_with("inventory/functions.p12") && found[1].1 == 0, "{found:?}");
    // Root and three issuing CAs of the old generation.
    assert!(found[2].0.ends_with("inventory/image/opt/ca.pem") && found[2].1 == 4, "{found:?}");
    let owner = |n: usize| document["results"][n]["service"]["owner"].as_str().unwrap();
    assert_eq!((owner(0), owner(2)), ("Drift (påhittad)", "Nobody"));
    let said = audit(&home, &["--inventory", "inventory/services.toml"]);
    assert!(!said.stdout.contains("hemligt1") && !said.stderr.contains("hemligt1"), "a password is not shown");
}

#[test]
fn a_rule_holds_from_its_day_on() {
    let home = Home::new();
    home.write(
        "policy.toml",
        "[[forbid]]\ngeneration = 'lab/root-v1'\nfrom = 2038-01-01\ncomment = 'after the switch'\n",
    );
    let both = lab("trust/both.pem");
    let policy = ["--environment", "test", "--require", "policy.toml"];
    let at = |time: &[&str]| audit(&home, &[&[both.as_str()], &policy[..], time].concat());
    assert!(!at(&[]).assert_code(0).stdout.contains("after the switch"));
    at(&["--at", "2038-01-01"]).assert_code(1).assert_says("after the switch");
}

#[test]
fn every_mistake_of_a_policy_is_told_in_the_users_language() {
    let home = Home::new();
    home.write(
        "wrong.toml",
        "alow-others = false\n[[require]]\ngeneration = 'lab/eid'\n[[forbid]]\nca = 'Nobody'\n[[allow]]\ncomment = 'x'\n",
    );
    for (lang, first, last) in
        [("en", "Did you mean \"allow-others\"?", "exactly one"), ("sv", "Menade du \"allow-others\"?", "precis en")]
    {
        let output = audit(&home, &[&lab("trust/both.pem"), "--require", "wrong.toml", "--lang", lang]);
        output.assert_code(2).assert_complains("lab/e-id").assert_complains("Nobody");
        output.assert_complains(first).assert_complains(last);
        for line in [1, 3, 5, 6] {
            output.assert_complains(&format!("wrong.toml:{line}:"));
        }
        assert!(output.stdout.is_empty(), "nothing is audited");
    }
    // A password in an inventory is refused, and not repeated.
    home.write("services.toml", "[[services]]\nname = 'a'\ntargets = 'a'\npassword = 'hemligt1'\n");
    let output = audit(&home, &["--inventory", "services.toml"]);
    output.assert_code(2).assert_complains("services.toml:4:");
    assert!(!output.stderr.contains("hemligt1"));
}

#[test]
fn a_policy_that_names_no_store_proves_nothing() {
    let home = Home::new();
    let both = lab("trust/both.pem");
    let held = |targets: &str, more: &str| {
        let rule = "[[forbid]]\ngeneration = 'lab/root-v1'\n";
        home.write("policy.toml", format!("{targets}\n[[require]]\ngeneration = 'lab/e-id'\n{rule}{more}"));
        audit(&home, &[&both, "--environment", "test", "--require", "policy.toml", "--json"])
    };
    let policies = |output: &Output| -> Vec<String> {
        let document = output.json();
        let findings = document["findings"].as_array().unwrap().clone();
        let text = |f: &Value| f["text"].as_str().unwrap().to_owned();
        findings.iter().filter(|f| f["code"] == "T-236").map(text).collect()
    };
    // A mistyped path: what the policy forbids is there, and nobody looked.
    let output = held("targets = ['/etc/ngnix/*']", "");
    output.assert_code(3);
    let told = policies(&output);
    assert!(told.len() == 1 && told[0].contains("policy.toml") && told[0].contains("/etc/ngnix/*"), "{told:?}");
    for format in ["human", "csv", "markdown", "ndjson", "text"] {
        let args = [both.as_str(), "--require", "policy.toml", "--format", format];
        audit(&home, &args).assert_code(3).assert_says("T-236").assert_says("/etc/ngnix/");
    }
    audit(&home, &[&both, "--require", "policy.toml", "--lang", "sv"]).assert_code(3).assert_says("nämner inget arkiv");
    // One rule of several: a warning, and the others are held.
    let output = held("targets = ['*.pem']", "targets = ['/nowhere/*']\n");
    assert!(policies(&output)[0].contains("lab/root-v1"), "{:?}", policies(&output));
    output.assert_code(1);
    let args = [both.as_str(), "--environment", "test", "--require", "policy.toml", "--fail-on", "error"];
    audit(&home, &args).assert_code(0);
    assert!(policies(&held("targets = ['*.pem']", "targets = ['*/both.pem']\n")).is_empty());
    // Of several services it speaks of one: that is what it is for.
    home.write(
        "services.toml",
        format!(
            "[defaults]\nenvironment = 'test'\nrequire = 'policy.toml'\n\
             [[services]]\nname = 'A'\ntargets = '{both}'\n[[services]]\nname = 'B'\ntargets = '{}'\n",
            lab("trust/old.pem")
        ),
    );
    assert!(policies(&audit(&home, &["--inventory", "services.toml", "--json"])).is_empty());
}

#[test]
fn what_one_service_lacks_stops_no_other() {
    let home = Home::new();
    let both = lab("trust/both.pem");
    let service = |name: &str, more: &str| format!("[[services]]\nname = '{name}'\ntargets = '{both}'\n{more}\n");
    let text = [
        service("Sound", "owner = 'IT'\ncontact = 'it@region.example'\ntags = ['vård', 'webb']"),
        service("Variable", "password = 'env:TILLITTESTNOTSET'"),
        service("File", "password = 'file:gone'"),
        service("Folder", "root = 'gone'"),
    ];
    home.write("services.toml", text.concat());
    let inventory = |more: &[&str]| audit(&home, &[&["--inventory", "services.toml"], more].concat());
    let output = inventory(&["--json"]);
    let document = output.assert_code(3).json();
    tillit_tests::assert_valid(&document, "audit-1.json");
    let results = document["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    assert!(results[0]["error"].is_null() && results[0]["certificates"].as_u64() > Some(0));
    assert_eq!(results[0]["service"]["contact"], "it@region.example");
    assert_eq!(results[0]["service"]["tags"], serde_json::json!(["vård", "webb"]));
    for (result, names) in results[1..].iter().zip(["TILLITTESTNOTSET", "gone", "gone"]) {
        assert_eq!(result["error"]["code"], "T-237", "{result}");
        assert!(result["error"]["text"].as_str().unwrap().contains(names), "{result}");
    }
    for format in ["human", "csv", "markdown"] {
        let output = inventory(&["--format", format]);
        output.assert_code(3).assert_says("T-237").assert_says("TILLITTESTNOTSET").assert_says("it@region.example");
    }
    let csv = inventory(&["--format", "csv"]).stdout;
    assert!(
        csv.lines().next().unwrap().contains("owner,contact,environment,tags") && csv.contains("vård; webb"),
        "{csv}"
    );
    // PKIs for tests of which nothing is here have no lines.
    assert!(csv.contains(",lab,") && !csv.contains(",siths-test,"), "{csv}");
}

#[test]
fn an_inventory_that_is_none_is_told_in_one_sentence() {
    let home = Home::new();
    home.write("a.json", "{\n  \"services\": [\n    {\"name\": \"a\"},\n    {\"name\": \"b\"}\n  ]\n}\n");
    let output = audit(&home, &["--inventory", "a.json"]);
    output.assert_code(2).assert_complains("JSON");
    assert_eq!(output.stderr.matches("a.json:").count(), 1, "{}", output.stderr);
    home.write("b.toml", "[[services]]\nname = 'a'\ntargets = 'a'\npassword = 'prompt'\n");
    audit(&home, &["--inventory", "b.toml"]).assert_code(2).assert_complains("cannot ask");
}

/// A pipe of the file system without anybody at its other end would be waited for as long as the machine runs. One that the shell makes has
/// somebody there.
#[cfg(unix)]
#[test]
fn pipes_are_read_where_somebody_writes() {
    let home = Home::new();
    let both = lab("trust/both.pem");
    let pipe = home.work().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo is needed").success());
    for option in [["--require", "pipe"], ["--inventory", "pipe"], ["--password", "file:pipe"]] {
        let output = audit(&home, &[&[both.as_str()][..], &option].concat());
        assert!([2, 3].contains(&output.code), "{output:?}");
        output.assert_complains("pipe");
        let output =
            audit(&home, &[&[both.as_str()][..], &[option[0], &option[1].replace("pipe", "/dev/full")]].concat());
        assert!([2, 3].contains(&output.code), "{output:?}");
    }
    let run = |line: &str| {
        let tillit = text(tillit_tests::tillit_binary());
        let line = line.replace("tillit", &format!("{tillit} --data data")).replace("BOTH", &both);
        let catalog = lab("catalog.toml");
        let out =
            Command::new("bash").args(["-c", &line.replace("CATALOG", &catalog)]).current_dir(home.work()).output();
        let out = out.expect("bash is needed");
        (out.status.code(), String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr))
    };
    let policy = "printf \"allow-others = false\\n[[require]]\\ngeneration = 'lab/e-id'\\n\"";
    for way in [format!("--require <({policy})"), format!("--require /dev/stdin < <({policy})")] {
        let (code, said) = run(&format!("tillit audit BOTH --catalog CATALOG --environment test {way}"));
        assert!(code == Some(1) && said.contains("T-293"), "{way}: {said}");
    }
    let inventory = "printf \"[[services]]\\nname = 'A'\\ntargets = 'BOTH'\\n\"";
    let (code, said) = run(&format!("tillit audit --catalog CATALOG --inventory <({inventory})"));
    assert!(code != Some(2) && said.contains("A\n"), "{said}");
    let (code, said) = run("tillit audit BOTH --catalog CATALOG --environment test --password file:<(printf secret)");
    assert_eq!(code, Some(0), "{said}");
}
