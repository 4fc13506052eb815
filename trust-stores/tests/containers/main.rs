//! Stores inside other things: Kubernetes objects, container images, serialized stores, very large bundles; and damage to each. kubectl,
//! keytool, OpenSSL, GNU tar, gzip, zstd and skopeo are the judges.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use tillit_lab::{CertificateBuilder, Dn, Issued, Key, KeyKind};
use tillit_trust_stores::TrustStore;
use tillit_trust_stores::formats::{self, Failure, Options, Outcome};
use tillit_trust_stores::places::{Environment, Found, Search, Target};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::Fingerprint;
use tillit_verifier::container::{Passwords, ReadLimits};

mod as_openssl;
mod bundle;
mod damage;
mod image;
mod kubernetes;
mod sst;

/// Three small CA certificates.
static CERTIFICATES: LazyLock<[Issued; 3]> = LazyLock::new(|| {
    ["Påhittad Root CA", "Made-up Issuing CA 1", "Made-up Issuing CA 2"].map(|name| {
        let key = Key::generate(KeyKind::P256).unwrap();
        CertificateBuilder::ca(Dn::cn(name)).key(&key).self_sign().unwrap()
    })
});

fn print(issued: &Issued) -> Fingerprint {
    Fingerprint(issued.sha256())
}

fn prints(store: &TrustStore) -> Vec<Fingerprint> {
    store.certificates().map(tillit_verifier::Certificate::fingerprint).collect()
}

fn pem(issued: &[&Issued]) -> String {
    issued.iter().map(|issued| issued.to_pem()).collect()
}

/// What something gives when it is read with the customary passwords.
fn with_options<T>(kind: Option<tillit_trust_stores::StoreKind>, run: impl FnOnce(&Options<'_>) -> T) -> T {
    let (tree, passwords) = (Folder::host(), Passwords::defaults());
    run(&Options { tree: &tree, passwords: &passwords, limits: ReadLimits::default(), interest: &|_| false, kind })
}

fn read(path: &Path) -> Outcome {
    with_options(None, |options| formats::read(path, options))
}

fn find(target: &str) -> Found {
    let environment = Environment::of([]);
    with_options(None, |options| {
        Target::parse(Path::new(target)).find(&Search { options: *options, environment: &environment })
    })
}

/// The only store of a file.
fn one(path: &Path) -> TrustStore {
    let mut outcome = read(path);
    assert_eq!(outcome.len(), 1, "{outcome:?}");
    outcome.remove(0).unwrap()
}

fn split(outcome: Outcome) -> (Vec<TrustStore>, Vec<Failure>) {
    let (mut stores, mut failures) = (Vec::new(), Vec::new());
    for read in outcome {
        match read {
            Ok(store) => stores.push(store),
            Err(failure) => failures.push(failure),
        }
    }
    (stores, failures)
}

/// A folder with the certificates as files, and what else a test puts there.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Runs a program here; it must be there and succeed.
    fn run(&self, program: &str, arguments: &[&str]) -> Vec<u8> {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.0.path())
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", self.0.path())
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output.stdout
    }
}
