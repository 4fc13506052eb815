//! What the tests share: certificates, folders, judges.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tillit_lab::certificate::{CertificateBuilder, Issued};
use tillit_lab::name::Dn;
use tillit_trust_stores::formats::{self, Failure, Options, Outcome};
use tillit_trust_stores::places::{Environment, Found, Search, Target};
use tillit_trust_stores::store::{Consumer, StoreKind, TrustStore};
use tillit_trust_stores::tree::{Folder, Tree};
use tillit_verifier::container::{Passwords, ReadLimits};

static PASSWORDS: LazyLock<Passwords> = LazyLock::new(Passwords::defaults);

pub(crate) fn options(tree: &dyn Tree, kind: Option<StoreKind>) -> Options<'_> {
    Options { tree, passwords: &PASSWORDS, limits: ReadLimits::default(), interest: &|_| true, kind }
}

pub(crate) fn read(path: &Path) -> Outcome {
    formats::read(path, &options(&Folder::host(), None))
}

pub(crate) fn read_as(path: &Path, kind: StoreKind) -> Outcome {
    formats::read(path, &options(&Folder::host(), Some(kind)))
}

pub(crate) fn store(mut outcome: Outcome) -> TrustStore {
    assert_eq!(outcome.len(), 1, "{outcome:?}");
    outcome.remove(0).unwrap()
}

pub(crate) fn failure(mut outcome: Outcome) -> Failure {
    assert_eq!(outcome.len(), 1, "{outcome:?}");
    outcome.remove(0).unwrap_err()
}

/// What a place has in a tree.
pub(crate) fn find(tree: &dyn Tree, place: &str, environment: &Environment) -> Found {
    let search = Search { options: options(tree, None), environment };
    Target::parse(Path::new(place)).find(&search)
}

/// A CA of this name, the same for each call.
pub(crate) fn ca(name: &str) -> Issued {
    CertificateBuilder::ca(Dn::cn(name)).serial([1]).self_sign().unwrap()
}

pub(crate) fn write(path: &Path, content: impl AsRef<[u8]>) -> PathBuf {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, content).unwrap();
    path.to_owned()
}

pub(crate) fn link(target: impl AsRef<Path>, path: &Path) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink(target, path).unwrap();
}

/// Runs a judge; it must be installed.
pub(crate) fn run(program: &str, arguments: &[&str]) -> Output {
    let output = Command::new(program).args(arguments).env("LC_ALL", "C").output();
    output.unwrap_or_else(|error| panic!("{program} is needed as a judge: {error}"))
}

/// What a judge says, which must succeed.
pub(crate) fn says(program: &str, arguments: &[&str]) -> String {
    let output = run(program, arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    said
}

/// The common names of a store's certificates that OpenSSL sees, and of those that it does not see.
pub(crate) fn names(store: &TrustStore) -> (Vec<String>, Vec<String>) {
    let mut seen = (Vec::new(), Vec::new());
    for entry in &store.entries {
        let name = entry.certificate.as_ref().unwrap().subject().common_name().to_owned();
        if entry.ignored_by.contains(&Consumer::OpenSsl) { seen.1.push(name) } else { seen.0.push(name) }
    }
    seen
}

/// Observations as they stand in Rust, without the folder: what a test compares.
pub(crate) fn told(store: &TrustStore, folder: &Path) -> Vec<String> {
    let strip = format!("{}/", folder.display());
    let mut told: Vec<_> = store.observations.iter().map(|seen| format!("{seen:?}").replace(&strip, "")).collect();
    told.sort();
    told
}
