//! PEM bundles, folders, hashed directories and Kubernetes files as they are written. OpenSSL, GnuTLS, keytool, nginx and kubectl are the
//! judges.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use tillit_lab::{CertificateBuilder, Dn, Issued, Key, KeyKind};
use tillit_trust_stores::install::plan::Edited;
use tillit_trust_stores::install::planner::{self, Named, Request};
use tillit_trust_stores::install::selection::Removal;
use tillit_trust_stores::install::{Addition, Change, Plan, Planned, Refusal, Selection};
use tillit_trust_stores::places::{Environment, Target};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::Passwords;
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

mod folder;
mod hashed;
mod kubernetes;
mod new_file;
mod pem;
mod properties;
mod real;
mod undo;

/// CA certificates; the last two have the same name.
static CERTIFICATES: LazyLock<[Issued; 6]> = LazyLock::new(|| {
    ["Påhittad Root CA", "Made-up Issuing CA 1", "Made-up: \"Issuing\" CA 2", "Other CA", "Twin CA", "Twin CA"].map(
        |name| {
            let key = Key::generate(KeyKind::P256).unwrap();
            CertificateBuilder::ca(Dn::cn(name)).key(&key).self_sign().unwrap()
        },
    )
});

fn ca(index: usize) -> &'static Issued {
    &CERTIFICATES[index]
}

fn addition(issued: &Issued) -> Addition {
    Addition::given(Certificate::from_der(&issued.der).unwrap())
}

fn slug(issued: &Issued) -> String {
    addition(issued).slug()
}

fn print(issued: &Issued) -> Fingerprint {
    Fingerprint(issued.sha256())
}

fn bundle(issued: &[&Issued]) -> String {
    issued.iter().map(|issued| issued.to_pem()).collect()
}

/// The plan for one target.
fn plan(target: &str, add: &[&Issued], remove: &[&Issued]) -> Plan {
    let selection = Selection {
        add: add.iter().map(|issued| addition(issued)).collect(),
        remove: remove.iter().map(|issued| Removal { fingerprint: print(issued), ca: None }).collect(),
        ..Selection::default()
    };
    plan_of(target, &selection)
}

fn plan_of(target: &str, selection: &Selection) -> Plan {
    let named = [Named { shown: target.to_owned(), target: Target::parse(Path::new(target)), kind: None }];
    let request = Request {
        targets: &named,
        selection,
        tree: &Folder::host(),
        environment: &Environment::of([]),
        passwords: &Passwords::defaults(),
        catalog: &Catalog::default(),
        at_hand: &[],
        now: OffsetDateTime::now_utc(),
        create: false,
        in_place: false,
        new_file: None,
        purpose: planner::Purpose::Apply,
        anyway: false,
    };
    planner::plan(&request, "test".to_owned())
}

/// What happens to the only target.
fn planned(plan: &Plan) -> &Planned {
    assert_eq!(plan.targets.len(), 1, "{plan:?}");
    &plan.targets[0].planned
}

fn edited(plan: &Plan) -> &Edited {
    match planned(plan) {
        Planned::Edited(edited) => edited,
        other => panic!("{other:?}"),
    }
}

fn refusal(plan: &Plan) -> &Refusal {
    match planned(plan) {
        Planned::Refused(refusal) => refusal,
        other => panic!("{other:?}"),
    }
}

/// Makes the changes of a plan, each of which must fit.
fn apply(plan: &Plan) {
    for change in plan.changes() {
        match change {
            Change::Replace { path, before, after, .. } => {
                assert_eq!(Fingerprint::of(&std::fs::read(path).unwrap()), *before);
                assert!(!path.symlink_metadata().unwrap().is_symlink());
                std::fs::write(path, after.bytes()).unwrap();
            }
            Change::Create { path, after, mode } => {
                assert!(path.symlink_metadata().is_err(), "{} is there", path.display());
                std::fs::write(path, after.bytes()).unwrap();
                std::fs::set_permissions(path, std::fs::Permissions::from_mode(*mode)).unwrap();
            }
            Change::Remove { path, before } => {
                assert_eq!(Fingerprint::of(&std::fs::read(path).unwrap()), *before);
                assert!(!path.symlink_metadata().unwrap().is_symlink());
                std::fs::remove_file(path).unwrap();
            }
            Change::MakeLink { path, to } => std::os::unix::fs::symlink(to, path).unwrap(),
            Change::RemoveLink { path, to } => {
                assert_eq!(std::fs::read_link(path).unwrap(), *to);
                std::fs::remove_file(path).unwrap();
            }
            Change::Run(command) => panic!("{command:?}"),
        }
    }
}

/// Changes a target, and sees that doing it again changes nothing.
fn change(target: &str, add: &[&Issued], remove: &[&Issued]) -> Edited {
    let made = plan(target, add, remove);
    let edited = edited(&made).clone();
    apply(&made);
    let again = plan(target, add, remove);
    assert!(matches!(planned(&again), Planned::Unchanged), "{again:?}");
    edited
}

/// Everything in a folder: permissions and content, or what a link says.
fn snapshot(folder: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut found = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let metadata = path.symlink_metadata().unwrap();
        if metadata.is_dir() {
            found.extend(snapshot(&path));
        } else if metadata.is_symlink() {
            found.insert(path.clone(), (0, std::fs::read_link(&path).unwrap().into_os_string().into_encoded_bytes()));
        } else {
            found.insert(path.clone(), (metadata.mode() & 0o7777, std::fs::read(&path).unwrap()));
        }
    }
    found
}

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn target(&self, name: &str) -> String {
        self.path(name).into_os_string().into_string().unwrap()
    }

    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        self.target(name)
    }

    fn link(&self, name: &str, to: &str) {
        std::os::unix::fs::symlink(to, self.path(name)).unwrap();
    }

    fn read(&self, name: &str) -> String {
        String::from_utf8(std::fs::read(self.path(name)).unwrap()).unwrap()
    }

    fn run(&self, program: &str, arguments: &[&str]) -> Output {
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.0.path())
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", self.0.path())
            .stdin(std::process::Stdio::null())
            .output();
        output.unwrap_or_else(|error| panic!("{program} is needed as a judge: {error}"))
    }

    /// What a judge says, which must succeed.
    fn says(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.run(program, arguments);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{program} {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }
}
