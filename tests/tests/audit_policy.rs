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
