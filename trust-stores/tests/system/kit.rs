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

/// A tree that looks like a machine, under a temporary folder.
pub(crate) struct Machine(tempfile::TempDir);

impl Machine {
    pub(crate) fn new(os_release: &str) -> Self {
        let machine = Self(tempfile::tempdir().unwrap());
        machine.write("/etc/os-release", os_release);
        machine
    }

    /// The place in this machine of a path of the tree.
    pub(crate) fn at(&self, path: &str) -> PathBuf {
        self.0.path().join(path.trim_start_matches('/'))
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        write(&self.at(path), content);
    }

    pub(crate) fn folder(&self, path: &str) {
        std::fs::create_dir_all(self.at(path)).unwrap();
    }

    pub(crate) fn find(&self, place: &str) -> Found {
        find(&Folder::at(self.0.path()), place, &Environment::default())
    }

    /// The main store of the place.
    pub(crate) fn system(&self) -> TrustStore {
        let mut found = self.find("system");
        assert!(found.failures.is_empty(), "{:?}", found.failures);
        found.stores.remove(0)
    }

    /// Runs `trust` of p11-kit with the folders of this machine instead of the judge's own: what follows the configuration of a user, which
    /// it reads for everybody but root.
    pub(crate) fn trust(&self, folders: &[&str], arguments: &[&str]) -> String {
        use std::os::unix::fs::PermissionsExt as _;
        let paths: Vec<String> = folders.iter().map(|folder| self.at(folder).display().to_string()).collect();
        let module = format!(
            "module: p11-kit-trust.so\npriority: 1\ntrust-policy: yes\nx-init-reserved: paths='{}'\n",
            paths.join(":")
        );
        self.write("/home/.config/pkcs11/pkcs11.conf", "user-config: only\n");
        self.write("/home/.config/pkcs11/modules/p11-kit-trust.module", module);
        says("chmod", &["-R", "a+rX", self.0.path().to_str().unwrap()]);
        self.folder("/out");
        std::fs::set_permissions(self.at("/out"), std::fs::Permissions::from_mode(0o1777)).unwrap();
        let mut command = if says("id", &["-u"]).trim() == "0" {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "trust"]);
            command
        } else {
            Command::new("trust")
        };
        let home = self.at("/home");
        command.args(arguments).env("HOME", &home).env("XDG_CONFIG_HOME", home.join(".config")).env("LC_ALL", "C");
        let output = command.output().expect("trust (p11-kit) is needed as a judge");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Observations without the certificates' details: the kind, the name of the certificate, the file, numbers.
    pub(crate) fn told(store: &TrustStore) -> Vec<String> {
        use tillit_trust_stores::Observation as O;
        use tillit_trust_stores::observation::Which;
        let which = |word: &str, which: &Which| {
            let file = which.file.as_ref().map(|file| format!(" {}", file.display())).unwrap_or_default();
            format!("{word} {}{file}", which.certificate.subject().common_name())
        };
        let mut told: Vec<String> = store
            .observations
            .iter()
            .map(|seen| match seen {
                O::NotExtracted(it) => which("NotExtracted", it),
                O::WithoutSource(it) => which("WithoutSource", it),
                other => format!("{other:?}"),
            })
            .collect();
        told.sort();
        told
    }
}
