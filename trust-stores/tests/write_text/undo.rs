//! The way back of a store that others have changed since: what went in goes out, what went out comes in again.

use std::fs;
use std::path::Path;

use tillit_trust_stores::install::apply::{Hooks, apply};
use tillit_trust_stores::install::journal::{Journal, Record, Who};
use tillit_trust_stores::install::undo::{UndoError, Undone, undo};

use super::*;

/// The journal's folder, which lives as long as the test.
pub(crate) fn journal(folder: &Path) -> Journal {
    Journal::open(&folder.join("data")).unwrap()
}

fn with_hooks<T>(run: impl FnOnce(&mut Hooks<'_>) -> T) -> T {
    run(&mut Hooks {
        staged: &mut |_, _, _| Ok(()),
        written: &mut |_| Ok(Vec::new()),
        run: &mut |_| Ok(()),
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| {},
    })
}

pub(crate) fn applied(plan: &Plan, journal: &Journal) -> Record {
    with_hooks(|hooks| apply(plan, journal, &Who::current(), hooks)).unwrap().record
}

pub(crate) fn undone(record: &Record, journal: &Journal) -> Undone {
    try_undo(record, journal).unwrap()
}

pub(crate) fn try_undo(record: &Record, journal: &Journal) -> Result<Undone, UndoError> {
    let selection = Selection::default();
    let request = Request {
        targets: &[],
        selection: &selection,
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
        anyway: true,
    };
    let mut back = |target: &_, backups: &[_]| planner::back(target, backups, &request);
    with_hooks(|hooks| undo(record, journal, &Who::current(), hooks, &mut back))
}

fn append(path: &Path, more: &str) {
    fs::write(path, fs::read_to_string(path).unwrap() + more).unwrap();
}

fn holds(path: &Path, issued: &Issued) -> bool {
    fs::read_to_string(path).unwrap().contains(issued.to_pem().trim())
}

#[test]
fn a_bundle_gets_again_what_was_taken_out_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().canonicalize().unwrap();
    let journal = journal(&base);
    let file = base.join("ca.pem");
    fs::write(&file, bundle(&[ca(1)])).unwrap();
    let record = applied(&plan(file.to_str().unwrap(), &[ca(0)], &[ca(1)]), &journal);
    assert!(holds(&file, ca(0)) && !holds(&file, ca(1)));
    append(&file, "# theirs\n");
    let undone = undone(&record, &journal);
    assert_eq!((undone.adapted.as_slice(), undone.left.as_slice()), (&[file.clone()][..], &[][..]));
    assert!(!holds(&file, ca(0)) && holds(&file, ca(1)));
    assert!(fs::read_to_string(&file).unwrap().contains("# theirs"));
}

#[test]
fn a_bundle_that_held_nothing_but_what_was_put_in() {
    let folder = tempfile::tempdir().unwrap();
    let base = folder.path().canonicalize().unwrap();
    let journal = journal(&base);
    let file = base.join("ca.pem");
    fs::write(&file, bundle(&[ca(1)])).unwrap();
    let record = applied(&plan(file.to_str().unwrap(), &[ca(0)], &[]), &journal);
    // Others took out what was there before.
    let left = fs::read_to_string(&file).unwrap().replace(&ca(1).to_pem(), "# theirs\n");
    fs::write(&file, left).unwrap();
    undone(&record, &journal);
    assert_eq!(fs::read_to_string(&file).unwrap(), "# theirs\n");
}

#[test]
fn folders_get_again_what_was_taken_out_of_them() {
    for is_hashed in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let base = folder.path().canonicalize().unwrap();
        let journal = journal(&base);
        let certificates = base.join("certs");
        fs::create_dir(&certificates).unwrap();
        // A file of its own, and two in one of which others write.
        fs::write(certificates.join("one.pem"), ca(1).to_pem()).unwrap();
        fs::write(certificates.join("two.pem"), bundle(&[ca(2), ca(3)])).unwrap();
        if is_hashed {
            openssl_rehash(&certificates);
        }
        let record = applied(&plan(certificates.to_str().unwrap(), &[ca(0)], &[ca(1), ca(2)]), &journal);
        append(&certificates.join("two.pem"), "# theirs\n");
        undone(&record, &journal);
        assert!(holds(&certificates.join("one.pem"), ca(1)), "byte for byte");
        let all: Vec<_> = fs::read_dir(&certificates).unwrap().map(|entry| entry.unwrap().path()).collect();
        for (issued, count) in [(ca(0), false), (ca(1), true), (ca(2), true), (ca(3), true)] {
            assert_eq!(all.iter().any(|path| holds(path, issued)), count, "{all:?}");
        }
        assert!(fs::read_to_string(certificates.join("two.pem")).unwrap().contains("# theirs"));
    }
}

fn openssl_rehash(folder: &Path) {
    assert!(Command::new("openssl").arg("rehash").arg(folder).status().unwrap().success());
}
