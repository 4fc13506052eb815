//! Stores of Java as keytool, openssl and NSS write them, with Java itself as the judge; and the places where they lie.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use secrecy::SecretString;
use tillit_trust_stores::formats::{self, Failure, Options};
use tillit_trust_stores::tree::{Folder, Tree};
use tillit_trust_stores::{Grant, Observation, TrustStore};
use tillit_verifier::container::{Passwords, ReadLimits};

mod damage;
mod places;
mod stores;
mod written;

const PASSWORD: &str = "s3cret-password";

/// Runs a tool in `dir` and gives its standard output. The command is split at spaces; `\u{a0}` stands for one inside a word.
fn run(dir: &Path, command: &str) -> Vec<u8> {
    run_with(dir, command, &[])
}

fn run_with(dir: &Path, command: &str, input: &[u8]) -> Vec<u8> {
    let mut words = command.split(' ').map(|word| word.replace('\u{a0}', " "));
    let mut child = Command::new(words.next().unwrap())
        .args(words)
        .current_dir(dir)
        .env("LC_ALL", "C.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{command}: {error}"));
    // A tool that reads nothing may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input);
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{command}: {}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    output.stdout
}

/// A root, an issuing CA, one more root, a leaf; keys are `NAME.key`, certificates `NAME.pem` and `NAME.der`; and the compiled judge.
static PKI: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    for (name, subject) in [("root", "/C=SE/CN=Lab\u{a0}Root"), ("second", "/C=SE/CN=Second\u{a0}Root")] {
        run(dir, &format!("openssl req -x509 {key} -keyout {name}.key -out {name}.pem -days 30 -subj {subject}"));
    }
    fs::write(dir.join("ca.ext"), "basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n").unwrap();
    fs::write(dir.join("leaf.ext"), "basicConstraints=CA:false\n").unwrap();
    for (name, issuer) in [("ca", "root"), ("leaf", "ca")] {
        run(dir, &format!("openssl req -new {key} -keyout {name}.key -out {name}.csr -subj /C=SE/CN=Lab\u{a0}{name}"));
        run(
            dir,
            &format!(
                "openssl x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 20 -extfile {name}.ext -out {name}.pem"
            ),
        );
    }
    for name in ["root", "second", "ca", "leaf"] {
        run(dir, &format!("openssl x509 -in {name}.pem -outform DER -out {name}.der"));
    }
    let pem = |name: &str| fs::read_to_string(dir.join(format!("{name}.pem"))).unwrap();
    fs::write(dir.join("cas.pem"), pem("root") + &pem("ca") + &pem("second")).unwrap();
    fs::write(dir.join("chain.pem"), pem("ca") + &pem("root")).unwrap();
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java/Judge.java");
    run(dir, &format!("javac -d . {}", judge.display()));
    temp
});

fn pki() -> &'static Path {
    PKI.path()
}

fn der(name: &str) -> Vec<u8> {
    fs::read(pki().join(format!("{name}.der"))).unwrap()
}

fn sha256(name: &str) -> String {
    let text = run(pki(), &format!("openssl x509 -in {name}.pem -noout -fingerprint -sha256"));
    let text = String::from_utf8(text).unwrap();
    text.trim().split_once('=').unwrap().1.replace(':', "").to_ascii_lowercase()
}

/// keytool of the Java that the command `java` is.
fn keytool(arguments: &str) -> Vec<u8> {
    run(pki(), &format!("keytool -J-Duser.language=en {arguments}"))
}

/// Every Java of this machine: the judges. The class file is the oldest one's, which is the one on the path.
static JAVAS: LazyLock<Vec<PathBuf>> = LazyLock::new(|| {
    let mut javas = vec![fs::canonicalize(String::from_utf8(run(pki(), "which java")).unwrap().trim()).unwrap()];
    for home in fs::read_dir("/usr/lib/jvm").into_iter().flatten() {
        if let Ok(java) = fs::canonicalize(home.unwrap().path().join("bin/java"))
            && !javas.contains(&java)
        {
            javas.push(java);
        }
    }
    javas
});

/// What Java finds in a store.
#[derive(Debug, Default, PartialEq, Eq)]
struct Judged {
    /// Fingerprint and alias of trusted entries.
    trusted: Vec<(String, String)>,
    /// Fingerprints of the certificates of keys.
    keys: Vec<String>,
    /// Fingerprints of what the TrustManager trusts.
    anchors: BTreeSet<String>,
    error: Option<String>,
}

impl Judged {
    fn from_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Self {
        let mut judged = Self::default();
        for line in lines {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["trusted", sha256, alias] => judged.trusted.push((sha256.to_owned(), from_hex(alias))),
                ["trusted", sha256] => judged.trusted.push((sha256.to_owned(), String::new())),
                // A secret key
                ["key", "none", ..] => {}
                ["key", sha256, ..] => judged.keys.push(sha256.to_owned()),
                ["anchor", sha256] => _ = judged.anchors.insert(sha256.to_owned()),
                ["error", error] => judged.error = Some(error.to_owned()),
                _ => panic!("{line}"),
            }
        }
        judged.trusted.sort();
        judged.keys.sort();
        judged
    }
}

fn from_hex(text: &str) -> String {
    let bytes = (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect();
    String::from_utf8(bytes).unwrap()
}

/// What every Java here says of these stores: type, password, file.
fn judge(stores: &[(&str, Option<&str>, &Path)]) -> Vec<(PathBuf, Vec<Judged>)> {
    let lines: Vec<String> = stores
        .iter()
        .map(|(kind, password, file)| format!("{kind}\t{}\t{}", password.unwrap_or("-"), file.display()))
        .collect();
    let ask = |java: &PathBuf| {
        let text = run_with(pki(), &format!("{} Judge read", java.display()), lines.join("\n").as_bytes());
        let text = String::from_utf8(text).unwrap();
        let judged: Vec<Judged> = text.split("store\n").skip(1).map(|part| Judged::from_lines(part.lines())).collect();
        assert_eq!(judged.len(), stores.len(), "{text}");
        (java.clone(), judged)
    };
    JAVAS.iter().map(ask).collect()
}

fn given(password: &str) -> Passwords {
    Passwords::given(vec![SecretString::from(password)])
}

fn options<'a>(tree: &'a dyn Tree, passwords: &'a Passwords) -> Options<'a> {
    Options { tree, passwords, limits: ReadLimits::default(), interest: &|_| true, kind: None }
}

fn read(file: &Path, passwords: &Passwords) -> Result<TrustStore, Failure> {
    let tree = Folder::host();
    let mut outcome = formats::read(file, &options(&tree, passwords));
    assert_eq!(outcome.len(), 1);
    outcome.remove(0)
}

/// Fingerprints of the certificates that a login can end in, as Java takes the store.
fn anchors(store: &TrustStore) -> BTreeSet<String> {
    let trusted = store.entries.iter().filter(|entry| entry.trust.client == Grant::Anchor);
    trusted.map(|entry| hex(&entry.certificate.as_ref().unwrap().fingerprint().to_string())).collect()
}

fn fingerprints(store: &TrustStore) -> Vec<String> {
    store.certificates().map(|certificate| hex(&certificate.fingerprint().to_string())).collect()
}

fn hex(fingerprint: &str) -> String {
    fingerprint.chars().filter(char::is_ascii_hexdigit).collect::<String>().to_ascii_lowercase()
}

fn has(store: &TrustStore, matches: impl Fn(&Observation) -> bool) -> bool {
    store.observations.iter().any(matches)
}

/// The real certificates and stores, which are no part of the project.
fn shared() -> Option<PathBuf> {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/siths-pki");
    if shared.is_dir() {
        return Some(shared);
    }
    assert!(std::env::var_os("CI").is_none(), "../shared is not here");
    eprintln!("skipped: ../shared is not here");
    None
}
