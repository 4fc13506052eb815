//! Java's key stores, written: with Java (17 and later), keytool and OpenSSL as the judges of what is in a store before and after.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use secrecy::SecretString;
use tillit_trust_stores::formats::{self, Options};
use tillit_trust_stores::install::plan::Edited;
use tillit_trust_stores::install::selection::Removal;
use tillit_trust_stores::install::writers::{Task, writer};
use tillit_trust_stores::install::{Addition, Change, Refusal};
use tillit_trust_stores::store::StoreKind;
use tillit_trust_stores::tree::Folder;
use tillit_verifier::container::{Passwords, ReadLimits};
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

mod damage;
mod random;
mod stores;
#[path = "../java/written.rs"]
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
        .env("STORE_PASSWORD", PASSWORD)
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

/// Its standard output as text; OpenSSL writes names in Latin-1 among it.
fn run_text(command: &str) -> String {
    String::from_utf8_lossy(&run(pki(), command.trim())).into_owned()
}

fn count_pem(text: &str) -> usize {
    text.matches("-----BEGIN CERTIFICATE-----").count()
}

/// CAs, each `NAME.key`, `NAME.pem` and `NAME.der`, a leaf below `ca` below `root`, and the compiled judge.
static PKI: LazyLock<tempfile::TempDir> = LazyLock::new(|| {
    let temp = tempfile::tempdir().unwrap();
    let dir = temp.path();
    let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes";
    for name in ["root", "second", "third", "new-root", "Utfärdare\u{a0}åäö"] {
        let file = file_name(name);
        run(
            dir,
            &format!("openssl req -x509 -utf8 {key} -keyout {file}.key -out {file}.pem -days 30 -subj /C=SE/CN={name}"),
        );
    }
    fs::write(dir.join("ca.ext"), "basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n").unwrap();
    fs::write(dir.join("leaf.ext"), "basicConstraints=CA:false\n").unwrap();
    for (name, issuer, extensions) in [("ca", "root", "ca"), ("new-ca", "new-root", "ca"), ("leaf", "ca", "leaf")] {
        run(dir, &format!("openssl req -new {key} -keyout {name}.key -out {name}.csr -subj /C=SE/CN=Lab\u{a0}{name}"));
        run(
            dir,
            &format!(
                "openssl x509 -req -in {name}.csr -CA {issuer}.pem -CAkey {issuer}.key -CAcreateserial -days 20 -extfile {extensions}.ext -out {name}.pem"
            ),
        );
    }
    for name in NAMES.iter().chain(&["leaf"]) {
        run(dir, &format!("openssl x509 -in {name}.pem -outform DER -out {name}.der"));
    }
    let pem = |name: &str| fs::read_to_string(dir.join(format!("{name}.pem"))).unwrap();
    fs::write(dir.join("cas.pem"), pem("root") + &pem("ca") + &pem("second")).unwrap();
    fs::write(dir.join("chain.pem"), pem("ca") + &pem("root")).unwrap();
    let judge = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/java/Judge.java");
    run(dir, &format!("javac -d . {}", judge.display()));
    temp
});

const NAMES: [&str; 7] = ["root", "second", "third", "new-root", "swedish", "ca", "new-ca"];

fn file_name(name: &str) -> &str {
    if name.is_ascii() { name } else { "swedish" }
}

fn pki() -> &'static Path {
    PKI.path()
}

fn der(name: &str) -> Vec<u8> {
    fs::read(pki().join(format!("{name}.der"))).unwrap()
}

fn certificate(name: &str) -> Certificate {
    Certificate::from_der(&der(name)).unwrap()
}

fn addition(name: &str) -> Addition {
    Addition::given(certificate(name))
}

fn removal(name: &str) -> Removal {
    Removal { fingerprint: certificate(name).fingerprint(), ca: None }
}

fn fingerprints(names: &[&str]) -> Vec<Fingerprint> {
    names.iter().map(|name| certificate(name).fingerprint()).collect()
}

/// Every Java of this machine.
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

/// A store for the judge: type, password, file.
type Asked = (&'static str, &'static str, PathBuf);

/// Everything that every Java here finds in these stores: for each a line for each entry.
fn judge(stores: &[Asked]) -> Vec<(PathBuf, Vec<Vec<String>>)> {
    let lines: Vec<String> =
        stores.iter().map(|(kind, password, file)| format!("{kind}\t{password}\t{}", file.display())).collect();
    let ask = |java: &PathBuf| {
        let text = run_with(pki(), &format!("{} Judge contents", java.display()), lines.join("\n").as_bytes());
        let text = String::from_utf8(text).unwrap();
        let found: Vec<Vec<String>> =
            text.split("store\n").skip(1).map(|part| part.lines().map(str::to_owned).collect()).collect();
        assert_eq!(found.len(), stores.len(), "{text}");
        (java.clone(), found)
    };
    JAVAS.iter().map(ask).collect()
}

fn hex(fingerprint: Fingerprint) -> String {
    fingerprint.to_string().to_ascii_lowercase()
}

/// The judge's line for a trusted entry.
fn trusted(name: &str, alias: &str) -> String {
    let alias = tillit_verifier::certificate::to_hex(alias.as_bytes()).to_ascii_lowercase();
    format!("trusted {} {alias}", hex(certificate(name).fingerprint()))
}

fn given(password: &str) -> Passwords {
    Passwords::given(vec![SecretString::from(password)])
}

/// Makes the change to a file as an installation would: read by `audit`'s reader, edited by the writer of its kind, written.
fn edit(file: &Path, passwords: &Passwords, add: &[Addition], remove: &[Removal]) -> Result<Edited, Refusal> {
    let tree = Folder::host();
    let options = Options { tree: &tree, passwords, limits: ReadLimits::default(), interest: &|_| true, kind: None };
    let stores: Vec<_> = formats::read(file, &options).into_iter().filter_map(Result::ok).collect();
    let kind = stores.first().map_or(StoreKind::Pkcs12, |store| store.kind);
    let task = Task {
        path: file,
        stores: &stores,
        tree: &tree,
        passwords,
        add,
        remove,
        now: OffsetDateTime::now_utc(),
        back: None,
        ad_logon: &[],
    };
    let edited = (writer(kind).unwrap().edit)(&task)?;
    match &edited.changes[..] {
        [] => {}
        [Change::Replace { path, before, after, in_place: false }] => {
            assert_eq!((path.as_path(), *before), (file, Fingerprint::of(&fs::read(file).unwrap())));
            fs::write(file, after.bytes()).unwrap();
        }
        other => panic!("{other:?}"),
    }
    Ok(edited)
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
