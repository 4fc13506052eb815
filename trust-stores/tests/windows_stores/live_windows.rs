//! The registry of this machine. Each test has certificates of its own: the machine's stores are everybody's.

use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tillit_lab::certificate::{CertificateBuilder, Issued};
use tillit_lab::name::Dn;
use tillit_trust_stores::formats::Options;
use tillit_trust_stores::install::apply::{Applied, CheckFailed, Hooks, apply};
use tillit_trust_stores::install::journal::{Journal, Who};
use tillit_trust_stores::install::plan::{NotHere, Refusal};
use tillit_trust_stores::install::planner::{self, Named, Purpose, Request, plan};
use tillit_trust_stores::install::selection::Removal;
use tillit_trust_stores::install::undo::{self, StepState, undo};
use tillit_trust_stores::install::{Addition, Change, Plan, Planned, Selection, check};
use tillit_trust_stores::places::{Environment, Search, Target};
use tillit_trust_stores::tree::{Folder, Tree as _};
use tillit_trust_stores::windows::element::key_name;
use tillit_trust_stores::windows::{Physical, Scope, StoreName};
use tillit_trust_stores::{Grant, Observation};
use tillit_verifier::Certificate;
use tillit_verifier::container::{Passwords, ReadLimits};
use time::OffsetDateTime;

/// What changes stores goes one after the other: they are the machine's.
static STORES: Mutex<()> = Mutex::new(());

pub(super) fn alone() -> MutexGuard<'static, ()> {
    STORES.lock().unwrap_or_else(PoisonError::into_inner)
}

fn certificate(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

/// A root and an issuing CA of names that no other run has.
pub(super) fn pair(what: &str) -> (Certificate, Certificate) {
    let name = |kind: &str| Dn::cn(format!("{what} {kind} {}", std::process::id()));
    let root = CertificateBuilder::ca(name("root")).self_sign().unwrap();
    let issuing = CertificateBuilder::ca(name("issuing")).issue(&root).unwrap();
    (certificate(&root), certificate(&issuing))
}

pub(super) fn adding(certificates: &[&Certificate]) -> Selection {
    let add = certificates.iter().map(|certificate| Addition::given((*certificate).clone())).collect();
    Selection { add, ..Selection::default() }
}

fn removing(certificates: &[&Certificate]) -> Selection {
    let remove = certificates.iter().map(|of| Removal { fingerprint: of.fingerprint(), ca: None }).collect();
    Selection { remove, ..Selection::default() }
}

fn request<R>(selection: &Selection, targets: &[Named], use_it: impl FnOnce(&Request<'_>) -> R) -> R {
    use_it(&Request {
        targets,
        selection,
        tree: &Folder::host(),
        environment: &Environment::default(),
        passwords: &Passwords::none(),
        catalog: &tillit_verifier::catalog::embedded(),
        at_hand: &[],
        now: OffsetDateTime::now_utc(),
        purpose: Purpose::Apply,
        create: false,
        in_place: false,
        new_file: None,
        anyway: false,
    })
}

pub(super) fn planned(targets: &[&str], selection: &Selection, id: &str) -> Plan {
    let named =
        |target: &&str| Named { shown: (*target).to_owned(), target: Target::parse(Path::new(target)), kind: None };
    let named: Vec<Named> = targets.iter().map(named).collect();
    request(selection, &named, |request| plan(request, id.to_owned()))
}

/// Applies a plan, with the check that the command has.
fn applied(plan: &Plan, journal: &Journal, agrees: bool) -> Result<Applied, String> {
    let catalog = tillit_verifier::catalog::embedded();
    let passwords = Passwords::none();
    let tree = Folder::host();
    let options =
        Options { tree: &tree, passwords: &passwords, limits: ReadLimits::default(), interest: &|_| true, kind: None };
    let mut hooks = Hooks {
        staged: &mut |_, _, _| Ok(()),
        written: &mut |target| {
            check::written(target, plan, &[], &catalog, &options)
                .map_err(|unfit| CheckFailed { by: "tillit".to_owned(), said: format!("{unfit:?}") })?;
            if agrees { Ok(Vec::new()) } else { Err(CheckFailed { by: "test".to_owned(), said: "no".to_owned() }) }
        },
        run: &mut |_| Ok(()),
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| {},
    };
    apply(plan, journal, &Who::current(), &mut hooks).map_err(|error| error.to_string())
}

pub(super) fn undone(applied: &Applied, journal: &Journal) {
    let mut hooks = Hooks {
        staged: &mut |_, _, _| Ok(()),
        written: &mut |_| Ok(Vec::new()),
        run: &mut |_| Ok(()),
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| {},
    };
    let others = &mut |target: &_, backups: &[_]| {
        request(&Selection::default(), &[], |request| planner::back(target, backups, request))
    };
    undo(&applied.record, journal, &Who::current(), &mut hooks, others).unwrap();
}

/// Windows' own program says whether a certificate is there: another process, and nothing of ours.
fn is_there(physical: Physical, of: &Certificate) -> bool {
    let key = physical.element(&key_name(of.der()));
    let output = Command::new("reg").arg("query").arg(&key).args(["/v", "Blob"]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).to_ascii_uppercase();
    let der: String = of.der().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02X}"));
    output.status.success() && said.contains(&der)
}

const fn own(scope: Scope, name: StoreName) -> (Scope, StoreName) {
    (scope, name)
}

/// In which of the stores that are written it is.
pub(super) fn places(of: &Certificate) -> Vec<(Scope, StoreName)> {
    let all = [Scope::Machine, Scope::User]
        .into_iter()
        .flat_map(|scope| [StoreName::Root, StoreName::Ca].map(|name| own(scope, name)));
    all.filter(|(scope, name)| is_there(Physical::own(*scope, *name), of)).collect()
}

fn journal(folder: &tempfile::TempDir) -> Journal {
    Journal::open(&folder.path().join("data")).unwrap()
}

pub(super) const MACHINE_ROOT: (Scope, StoreName) = own(Scope::Machine, StoreName::Root);
pub(super) const MACHINE_CA: (Scope, StoreName) = own(Scope::Machine, StoreName::Ca);
pub(super) const USER_CA: (Scope, StoreName) = own(Scope::User, StoreName::Ca);

#[test]
fn each_goes_to_its_place_and_back_and_the_other_scope_is_not_touched() {
    let _alone = alone();
    let (root, issuing) = pair("Both");
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    let plan = planned(&["windows"], &adding(&[&issuing, &root]), "2026-11-21T10:00Z-0001");
    assert!(plan.can_be_applied(), "{:?}", plan.targets);
    let first = applied(&plan, &journal, true).unwrap();
    assert_eq!((places(&root), places(&issuing)), (vec![MACHINE_ROOT], vec![MACHINE_CA]));
    assert!(undo::survey(&first.record, &Folder::host()).iter().all(|state| *state == StepState::AsWritten));

    // Nothing is to be done twice; this user sees it, too.
    for target in ["windows:LM", "windows:CU"] {
        let plan = planned(&[target], &adding(&[&issuing, &root]), "2026-11-21T10:00Z-0002");
        assert!(matches!(plan.targets[0].planned, Planned::Unchanged), "{target}: {:?}", plan.targets);
    }
    // What lies in the machine's stores is not taken out of the user's.
    let plan = planned(&["windows:CU"], &removing(&[&issuing]), "2026-11-21T10:00Z-0003");
    assert!(plan.is_refused(), "{:?}", plan.targets);

    undone(&first, &journal);
    assert_eq!((places(&root), places(&issuing)), (vec![], vec![]));
    // Windows keeps the key of a store, and nothing of ours in it.
    assert!(undo::survey(&first.record, &Folder::host()).iter().all(|state| *state == StepState::AsBefore));
}

#[test]
fn a_users_ca_and_the_machines_are_two() {
    let _alone = alone();
    let (_, issuing) = pair("Scopes");
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    let users = planned(&["windows:CU\\CA"], &adding(&[&issuing]), "2026-11-21T10:01Z-0001");
    let users = applied(&users, &journal, true).unwrap();
    assert_eq!(places(&issuing), [USER_CA]);
    let machines = planned(&["windows:LM\\CA"], &adding(&[&issuing]), "2026-11-21T10:01Z-0002");
    let machines = applied(&machines, &journal, true).unwrap();
    assert_eq!(places(&issuing), [MACHINE_CA, USER_CA]);
    undone(&users, &journal);
    assert_eq!(places(&issuing), [MACHINE_CA]);

    // Taking out is a change like any other.
    let out = planned(&["windows:LM\\CA"], &removing(&[&issuing]), "2026-11-21T10:01Z-0003");
    let out = applied(&out, &journal, true).unwrap();
    assert_eq!(places(&issuing), []);
    undone(&out, &journal);
    assert_eq!(places(&issuing), [MACHINE_CA]);
    undone(&machines, &journal);
    assert_eq!(places(&issuing), []);
}

#[test]
fn all_targets_or_none() {
    let _alone = alone();
    let (root, issuing) = pair("All");
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    let bundle = folder.path().join("ca.pem");
    let (other, _) = pair("There");
    std::fs::write(&bundle, other.to_pem()).unwrap();
    let before = std::fs::read(&bundle).unwrap();
    let path = bundle.to_str().unwrap();
    let plan = planned(&["windows", "windows:CU\\CA", path], &adding(&[&issuing, &root]), "2026-11-21T10:02Z-0001");
    assert!(plan.can_be_applied(), "{:?}", plan.targets);
    let error = applied(&plan, &journal, false).unwrap_err();
    assert!(error.contains("no"), "{error}");
    assert_eq!((places(&root), places(&issuing)), (vec![], vec![]));
    assert_eq!(std::fs::read(&bundle).unwrap(), before);
}

#[test]
fn an_intermediate_among_the_roots_gets_a_copy_in_its_place_and_is_told() {
    let _alone = alone();
    let (root, issuing) = pair("Wrong");
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    // As somebody who takes every certificate for a root.
    let place = Physical::own(Scope::Machine, StoreName::Root).element(&key_name(issuing.der()));
    let change = Change::Create {
        path: place,
        after: tillit_trust_stores::windows::element::plain(&issuing).into(),
        mode: 0o644,
    };
    let mut plan = planned(&["windows"], &adding(&[&root]), "2026-11-21T10:03Z-0001");
    let Planned::Edited(edited) = &mut plan.targets[0].planned else { panic!("{:?}", plan.targets) };
    edited.changes.push(change);
    let put = applied(&plan, &journal, true).unwrap();
    assert_eq!(places(&issuing), [MACHINE_ROOT]);

    let options = Options {
        tree: &Folder::host(),
        passwords: &Passwords::none(),
        limits: ReadLimits::default(),
        interest: &|_| true,
        kind: None,
    };
    let search = Search { options, environment: &Environment::default() };
    let found = Target::parse(Path::new("windows:LM")).find(&search);
    let store = &found.stores[0];
    let entry = store.entries.iter().find(|entry| entry.certificate.as_ref().is_ok_and(|of| *of == issuing)).unwrap();
    assert_eq!(entry.trust.client, Grant::Helper);
    let catalog = tillit_verifier::catalog::embedded();
    let measure = tillit_trust_stores::examine::Measure {
        catalog: &catalog,
        at_hand: &[],
        now: OffsetDateTime::now_utc(),
        environment: None,
    };
    let examined = tillit_trust_stores::examine::examine(store.clone(), &measure);
    let is_told = |o: &Observation| matches!(o, Observation::NotARootInRoot(which) if which.certificate == issuing);
    assert!(examined.observations.iter().any(is_told));

    let mended = planned(&["windows"], &adding(&[&issuing]), "2026-11-21T10:03Z-0002");
    let mended = applied(&mended, &journal, true).unwrap();
    assert_eq!(places(&issuing), [MACHINE_ROOT, MACHINE_CA]);
    undone(&mended, &journal);
    undone(&put, &journal);
    assert_eq!((places(&root), places(&issuing)), (vec![], vec![]));
}

#[test]
fn for_logging_on_to_the_domain_it_is_on_the_domains_list() {
    let _alone = alone();
    let (root, issuing) = pair("Domain");
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    let selection = Selection { ad_logon: vec![issuing.fingerprint()], ..adding(&[&issuing, &root]) };
    let plan = planned(&["windows"], &selection, "2026-11-21T10:04Z-0001");
    let done = applied(&plan, &journal, true).unwrap();
    let list = Physical::own(Scope::Machine, StoreName::NtAuth);
    assert!(is_there(list, &issuing) && !is_there(list, &root));
    assert_eq!(places(&issuing), [MACHINE_CA]);
    undone(&done, &journal);
    assert!(!is_there(list, &issuing));
    assert_eq!((places(&root), places(&issuing)), (vec![], vec![]));
    // It is the machine's, not a user's.
    assert!(planned(&["windows:CU"], &selection, "2026-11-21T10:04Z-0002").is_refused());
}

#[test]
fn what_others_changed_meanwhile_is_not_taken_away_unseen() {
    let _alone = alone();
    let (root, issuing) = pair("Others");
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    let plan = planned(&["windows"], &adding(&[&issuing, &root]), "2026-11-21T10:05Z-0001");
    let done = applied(&plan, &journal, true).unwrap();
    // Somebody takes the issuing CA out with the system's own means.
    let key = Physical::own(Scope::Machine, StoreName::Ca).element(&key_name(issuing.der()));
    assert!(Command::new("reg").arg("delete").arg(&key).arg("/f").status().unwrap().success());
    let states = undo::survey(&done.record, &Folder::host());
    assert!(states.contains(&StepState::AsBefore) && states.contains(&StepState::AsWritten), "{states:?}");
    undone(&done, &journal);
    assert_eq!((places(&root), places(&issuing)), (vec![], vec![]));
}

/// Windows' own program writes the export; it is the judge of what is read elsewhere.
#[test]
fn what_reg_exports_is_read_as_the_registry_itself() {
    let _alone = alone();
    let (root, issuing) = pair("Export");
    let folder = tempfile::tempdir().unwrap();
    let journal = journal(&folder);
    let plan = planned(&["windows"], &adding(&[&issuing, &root]), "2026-11-21T10:06Z-0001");
    let done = applied(&plan, &journal, true).unwrap();
    let file = folder.path().join("exported.reg");
    let key = "HKLM\\SOFTWARE\\Microsoft\\SystemCertificates";
    let exported = Command::new("reg").args(["export", key]).arg(&file).arg("/y").status().unwrap();
    let read = |target: &Target| {
        let options = Options {
            tree: &Folder::host(),
            passwords: &Passwords::none(),
            limits: ReadLimits::default(),
            interest: &|_| true,
            kind: None,
        };
        let found = target.find(&Search { options, environment: &Environment::default() });
        assert!(found.failures.is_empty(), "{:?}", found.failures);
        let ours = |of: &Certificate| *of == root || *of == issuing;
        let entries = found.stores.into_iter().flat_map(|store| store.entries);
        let mut ours: Vec<_> = entries
            .filter(|entry| entry.certificate.as_ref().is_ok_and(ours))
            .map(|entry| (entry.file, entry.trust, entry.alias))
            .collect();
        ours.sort_by(|a, b| a.0.cmp(&b.0));
        ours
    };
    let here = read(&Target::parse(Path::new("windows:LM")));
    let there = read(&Target::Path(file));
    undone(&done, &journal);
    assert!(exported.success());
    assert_eq!(here.len(), 2);
    assert_eq!(here, there);
}

/// Two runs at once: the second one is told.
#[test]
fn a_store_is_changed_by_one_run_at_a_time() {
    let _alone = alone();
    let (root, issuing) = pair("Busy");
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let plan = planned(&["windows"], &adding(&[&issuing, &root]), "2026-11-21T10:07Z-0001");
    let other = planned(&["windows"], &adding(&[&issuing]), "2026-11-21T10:07Z-0002");
    let (first, second) = (journal(&one), journal(&two));
    let mut said = None;
    let mut hooks = Hooks {
        staged: &mut |_, _, _| Ok(()),
        written: &mut |_| {
            said.get_or_insert_with(|| applied(&other, &second, true).map(|_| ()));
            Err(CheckFailed { by: "test".to_owned(), said: "no".to_owned() })
        },
        run: &mut |_| Ok(()),
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| {},
    };
    let error = apply(&plan, &first, &Who::current(), &mut hooks).unwrap_err();
    assert_eq!(error.to_string(), "test: no", "{:?}", plan.targets);
    assert_eq!(said, Some(Err("another run is at work".to_owned())));
    assert_eq!((places(&root), places(&issuing)), (vec![], vec![]));
    assert!(!Folder::host().exists(&Physical::own(Scope::Machine, StoreName::Ca).element(&key_name(issuing.der()))));
}

fn reg(args: &[&str]) -> bool {
    Command::new("reg").args(args).stdout(std::process::Stdio::null()).status().unwrap().success()
}

/// What Microsoft blocks is not put in, and named; the hashes are those that Windows computes.
#[test]
fn what_microsoft_blocks_is_refused() {
    let _alone = alone();
    let (root, issuing) = pair("Blocked");
    let (_, other) = pair("Not blocked");
    for hash in [super::lists::of_signed_part(&issuing), super::lists::of_key(&issuing)] {
        let list = super::lists::message(&super::lists::list(super::lists::DISALLOWED_HASH, &[(hash, &[])]));
        let hex: String = list.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
        let value = ["/v", "DisallowedCertEncodedCtl"];
        let put = [&["add", super::lists::KEY][..], &value, &["/t", "REG_BINARY", "/d", &hex, "/f"]].concat();
        assert!(reg(&put));
        let refused = planned(&["windows"], &adding(&[&issuing, &root]), "2026-11-21T10:08Z-0001");
        let fine = planned(&["windows"], &adding(&[&other]), "2026-11-21T10:08Z-0002");
        assert!(reg(&[&["delete", super::lists::KEY][..], &value, &["/f"]].concat()));
        let Planned::Refused(Refusal::NotHere(NotHere::Blocked(name, day))) = &refused.targets[0].planned else {
            panic!("{:?}", refused.targets)
        };
        assert_eq!((name.as_str(), *day), (issuing.subject().common_name(), super::lists::MADE.date()));
        assert!(fine.can_be_applied(), "{:?}", fine.targets);
    }
    assert!(planned(&["windows"], &adding(&[&issuing, &root]), "2026-11-21T10:08Z-0003").can_be_applied());
}

/// Neither a plan nor the question whether a store may be written leaves anything behind.
#[test]
fn a_plan_makes_no_store() {
    let _alone = alone();
    let (root, issuing) = pair("Nothing");
    let list = Physical::own(Scope::Machine, StoreName::NtAuth).key();
    let users = Physical::own(Scope::User, StoreName::Ca).key();
    for key in [&list, &users] {
        // Nothing of anybody's lies there: every test takes its own out.
        reg(&["delete", key, "/f"]);
        assert!(!reg(&["query", key]));
    }
    let selection = Selection { ad_logon: vec![issuing.fingerprint()], ..adding(&[&issuing, &root]) };
    let plan = planned(&["windows", "windows:CU\\CA"], &selection, "2026-11-21T10:09Z-0001");
    assert!(plan.can_be_applied(), "{:?}", plan.targets);
    let (tree, in_place) = (Folder::host(), false);
    for target in &plan.targets {
        let Planned::Edited(edited) = &target.planned else { panic!("{target:?}") };
        for path in edited.changes.iter().filter_map(Change::path) {
            tillit_trust_stores::install::files::writable(path, &tree, in_place).unwrap();
        }
    }
    assert!(!reg(&["query", &list]) && !reg(&["query", &users]));
}
