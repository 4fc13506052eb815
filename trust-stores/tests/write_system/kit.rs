//! What the tests share: certificates, plans, judges.

use std::path::{Path, PathBuf};
use std::process::Command;

use tillit_lab::certificate::{CertificateBuilder, Issued};
use tillit_lab::name::Dn;
use tillit_trust_stores::install::planner::{Named, Purpose, Request, plan};
use tillit_trust_stores::install::selection::Removal;
use tillit_trust_stores::install::{Addition, Change, Plan, Planned, PlannedTarget, Selection};
use tillit_trust_stores::places::{Environment, Target};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::Certificate;
use tillit_verifier::container::Passwords;
use time::OffsetDateTime;

/// A CA of this name that signs itself, the same for each call.
pub(crate) fn root(name: &str) -> Issued {
    CertificateBuilder::ca(Dn::cn(name)).serial([1]).self_sign().unwrap()
}

pub(crate) fn issuing(name: &str, root: &Issued) -> Issued {
    CertificateBuilder::ca(Dn::cn(name)).serial([2]).issue(root).unwrap()
}

pub(crate) fn certificate(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

pub(crate) fn adding(issued: &[&Issued]) -> Selection {
    let add = issued.iter().map(|issued| Addition::given(certificate(issued))).collect();
    Selection { add, ..Selection::default() }
}

pub(crate) fn removing(issued: &[&Issued]) -> Selection {
    let remove = issued.iter().map(|issued| Removal { fingerprint: certificate(issued).fingerprint(), ca: None });
    Selection { remove: remove.collect(), ..Selection::default() }
}

/// Plans for one target of a tree.
pub(crate) fn planned(tree: &Folder, target: &str, selection: &Selection, passwords: &Passwords) -> Plan {
    let named = Named { shown: target.to_owned(), target: Target::parse(Path::new(target)), kind: None };
    let request = Request {
        targets: &[named],
        selection,
        tree,
        environment: &Environment::default(),
        passwords,
        catalog: &tillit_verifier::catalog::embedded(),
        at_hand: &[],
        now: OffsetDateTime::now_utc(),
        purpose: Purpose::Apply,
        create: false,
        in_place: false,
        new_file: None,
        anyway: false,
    };
    plan(&request, "test".to_owned())
}

pub(crate) fn one(plan: Plan) -> PlannedTarget {
    let [target] = <[PlannedTarget; 1]>::try_from(plan.targets).unwrap_or_else(|all| panic!("{all:#?}"));
    target
}

pub(crate) fn changes(target: &PlannedTarget) -> &[Change] {
    match &target.planned {
        Planned::Edited(edited) => &edited.changes,
        other => panic!("{other:?}"),
    }
}

pub(crate) fn refusal(target: &PlannedTarget) -> String {
    match &target.planned {
        Planned::Refused(refusal) => format!("{refusal:?}"),
        other => panic!("{other:?}"),
    }
}

/// Makes changes of files as the engine would, without its care: what it does is tested elsewhere.
pub(crate) fn make(changes: &[Change], root: &Path) {
    let at = |path: &Path| -> PathBuf { root.join(path.strip_prefix("/").unwrap()) };
    for change in changes {
        match change {
            Change::Replace { path, after, .. } => std::fs::write(at(path), after.bytes()).unwrap(),
            Change::Create { path, after, .. } => {
                assert!(!at(path).exists());
                std::fs::write(at(path), after.bytes()).unwrap();
            }
            Change::Remove { path, .. } | Change::RemoveLink { path, .. } => std::fs::remove_file(at(path)).unwrap(),
            Change::MakeLink { path, to } => std::os::unix::fs::symlink(to, at(path)).unwrap(),
            Change::Run(_) => {}
        }
    }
}

/// What a judge says, which must succeed.
pub(crate) fn says(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program).args(arguments).env("LC_ALL", "C").stdin(std::process::Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{program} is needed as a judge: {error}"));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{program} {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}
