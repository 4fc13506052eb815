//! What a change does to files, and that undo gives everything back.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::path::{Path, PathBuf};

use tillit_trust_stores::install::apply::{ApplyError, CheckFailed, Hooks, apply};
use tillit_trust_stores::install::journal::{Journal, JournalError, KEPT, State, Who};
use tillit_trust_stores::install::undo::{Left, StepState, UndoError, survey, undo};
use tillit_trust_stores::install::{Change, Refusal, SystemCommand};
use time::OffsetDateTime;

use crate::kit::{
    Machine, Quiet, agreeing, create, image, in_place, is_root, make_link, nobody, remove, remove_link, replace, run,
};

/// Files of every sort, with everything that belongs to a file.
pub(crate) fn sorts(machine: &Machine) -> Vec<Change> {
    files_of_sorts(machine);
    changes_of_sorts()
}

pub(crate) fn files_of_sorts(machine: &Machine) {
    let bundle = machine.write("etc/nginx/ca.pem", "old root", 0o640);
    run("setfacl", &["-m", "u:nobody:r", "ca.pem"], bundle.parent().unwrap());
    run("setfattr", &["-n", "user.note", "-v", "mine", "ca.pem"], bundle.parent().unwrap());
    let shared = machine.write("etc/shared.pem", "old shared", 0o600);
    fs::hard_link(&shared, machine.path("etc/other-name.pem")).unwrap();
    machine.write("etc/longer.pem", "short", 0o600);
    machine.write("etc/ssl/gone.pem", "to go", 0o604);
    machine.link("etc/ssl/1234abcd.0", "gone.pem");
    machine.link("etc/ssl/current", "old.pem");
    machine.write("etc/ssl/copy.0", "a copy", 0o644);
    run("setfattr", &["-n", "user.note", "-v", "gone", "gone.pem"], &machine.path("etc/ssl"));
}

pub(crate) fn changes_of_sorts() -> Vec<Change> {
    vec![
        replace("/etc/nginx/ca.pem", "old root", "old root, new root"),
        in_place("/etc/shared.pem", "old shared", "new"),
        in_place("/etc/longer.pem", "short", "longer than before"),
        create("/etc/ssl/new.pem", "new"),
        remove("/etc/ssl/gone.pem", "to go"),
        remove_link("/etc/ssl/1234abcd.0", "gone.pem"),
        make_link("/etc/ssl/abcd1234.0", "new.pem"),
        remove_link("/etc/ssl/current", "old.pem"),
        make_link("/etc/ssl/current", "new.pem"),
        remove("/etc/ssl/copy.0", "a copy"),
        make_link("/etc/ssl/copy.0", "new.pem"),
    ]
}

#[test]
fn every_sort_of_change_is_made_and_undone() {
    let machine = Machine::new();
    let changes = sorts(&machine);
    let before = machine.image();
    let plan = machine.plan_of(vec![changes, vec![Change::Run(SystemCommand::UpdateCaCertificates)]]);
    let mut quiet = Quiet::default();
    let applied = quiet.with(|hooks| apply(&plan, &machine.journal(), &Who::current(), hooks)).unwrap();
    assert_eq!((quiet.ran, quiet.written, quiet.staged.len()), (1, 2, 4));
    assert_eq!(applied.record.state, State::Applied);
    assert_eq!(applied.record.targets[0].checked_by, ["tillit"]);
    assert!(
        survey(&applied.record, &machine.tree())
            .iter()
            .all(|state| matches!(state, StepState::AsWritten | StepState::Program))
    );

    assert_eq!(fs::read(machine.path("etc/nginx/ca.pem")).unwrap(), b"old root, new root");
    assert_eq!(fs::read(machine.path("etc/other-name.pem")).unwrap(), b"new");
    assert_eq!(fs::read(machine.path("etc/ssl/copy.0")).unwrap(), b"new");
    assert_eq!(fs::read_link(machine.path("etc/ssl/current")).unwrap(), Path::new("new.pem"));
    assert!(!machine.path("etc/ssl/gone.pem").exists());
    let acl = run("getfacl", &["-c", "-p", "ca.pem"], &machine.path("etc/nginx"));
    assert!(acl.contains("user:nobody:r--"), "{acl}");
    let note = run("getfattr", &["-n", "user.note", "--only-values", "ca.pem"], &machine.path("etc/nginx"));
    assert_eq!(note, "mine");
    assert!(machine.image().keys().all(|name| !name.to_string_lossy().contains("tillit")), "nothing is left behind");

    let mut quiet = Quiet::default();
    let undone =
        quiet.with(|hooks| undo(&applied.record, &machine.journal(), &Who::current(), hooks, &mut nobody)).unwrap();
    assert_eq!(quiet.ran, 1, "the program runs again on the way back");
    assert_eq!(undone.record.state, State::Undone);
    assert_eq!(machine.image(), before);
    assert!(matches!(machine.undo(&applied.record), Err(UndoError::Over(State::Undone))));
    assert!(machine.journal().interrupted().is_empty());
}

#[test]
fn owner_and_group_are_kept() {
    if !is_root("owner_and_group_are_kept") {
        return;
    }
    let machine = Machine::new();
    let store = machine.write("opt/tomcat/conf/trust.p12", "old", 0o640);
    chown(&store, Some(4711), Some(4712)).unwrap();
    let before = machine.image();
    let applied = machine.apply(&machine.plan(vec![replace("/opt/tomcat/conf/trust.p12", "old", "new")])).unwrap();
    let metadata = fs::metadata(&store).unwrap();
    assert_eq!((metadata.uid(), metadata.gid(), metadata.mode() & 0o7777), (4711, 4712, 0o640));
    machine.undo(&applied.record).unwrap();
    assert_eq!(machine.image(), before);
    // Removed and made again.
    let applied = machine.apply(&machine.plan(vec![remove("/opt/tomcat/conf/trust.p12", "old")])).unwrap();
    machine.undo(&applied.record).unwrap();
    assert_eq!(machine.image(), before);
}

#[test]
fn a_new_file_belongs_to_whom_the_others_belong_and_undo_takes_it_away() {
    const SERVICE: u32 = 4711;
    if !is_root("a_new_file_belongs_to_whom_the_others_belong_and_undo_takes_it_away") {
        return;
    }
    let machine = Machine::new();
    let old = machine.write("etc/h/old.pem", "old", 0o640);
    chown(&old, Some(SERVICE), Some(SERVICE + 1)).unwrap();
    chown(old.parent().unwrap(), Some(SERVICE), Some(SERVICE)).unwrap();
    let empty = machine.path("etc/empty");
    fs::create_dir(&empty).unwrap();
    chown(&empty, Some(SERVICE), Some(SERVICE)).unwrap();
    // Beside a file that root would not believe there.
    machine.write("etc/mixed/of-root.pem", "old", 0o644);
    chown(machine.path("etc/mixed"), Some(SERVICE), Some(SERVICE)).unwrap();
    let before = machine.image();
    let plan = machine.plan(vec![
        create("/etc/h/new.pem", ""),
        create("/etc/empty/a.pem", ""),
        create("/etc/mixed/a.pem", ""),
    ]);
    let applied = machine.apply(&plan).unwrap();
    for (path, owner) in [
        ("etc/h/new.pem", (SERVICE, SERVICE + 1)),
        ("etc/empty/a.pem", (SERVICE, SERVICE)),
        ("etc/mixed/a.pem", (SERVICE, SERVICE)),
    ] {
        let metadata = fs::metadata(machine.path(path)).unwrap();
        assert_eq!((metadata.uid(), metadata.gid()), owner, "{path}");
    }
    machine.undo(&applied.record).unwrap();
    assert_eq!(machine.image(), before);
}

#[test]
fn who_may_only_read_a_folder_does_not_keep_root_out() {
    if !is_root("who_may_only_read_a_folder_does_not_keep_root_out") {
        return;
    }
    let machine = Machine::new();
    machine.write("etc/a.pem", "old", 0o644);
    let held = fs::File::open(machine.path("etc")).unwrap();
    held.lock().unwrap();
    let applied = machine.apply(&machine.plan(vec![replace("/etc/a.pem", "old", "new")])).unwrap();
    machine.undo(&applied.record).unwrap();
    assert_eq!(fs::read(machine.path("etc/a.pem")).unwrap(), b"old");
}

#[test]
fn a_folders_default_access_list_does_not_reach_a_file_that_is_exchanged() {
    let machine = Machine::new();
    machine.write("etc/ca.pem", "old", 0o600);
    run("setfacl", &["-d", "-m", "u:nobody:rw", "etc"], &machine.root());
    let before = machine.image();
    let applied = machine.apply(&machine.plan(vec![replace("/etc/ca.pem", "old", "new")])).unwrap();
    assert!(!run("getfacl", &["-c", "-p", "ca.pem"], &machine.path("etc")).contains("nobody"));
    machine.undo(&applied.record).unwrap();
    assert_eq!(machine.image(), before);
}

#[test]
fn the_last_check_of_fifty_fails_and_everything_is_put_back() {
    let machine = Machine::new();
    let mut changes = Vec::new();
    for number in 0..50 {
        machine.write(&format!("etc/{number}/ca.pem"), format!("old {number}"), 0o600 + number);
        changes.push(replace(&format!("/etc/{number}/ca.pem"), format!("old {number}"), "new"));
    }
    changes.push(Change::Run(SystemCommand::UpdateCaCertificates));
    let before = machine.image();
    let (mut checked, mut ran) = (0, 0);
    let failed = apply(
        &machine.plan(changes),
        &machine.journal(),
        &Who::current(),
        &mut Hooks {
            staged: &mut |_, _, _| Ok(()),
            written: &mut |_| {
                checked += 1;
                let failed = CheckFailed { by: "nginx -t".to_owned(), said: "emerg".to_owned() };
                if checked == 51 { Err(failed) } else { Ok(Vec::new()) }
            },
            run: &mut |_| {
                ran += 1;
                Ok(())
            },
            left_behind: &mut |_| Ok(Vec::new()),
            progress: &mut |_| {},
        },
    )
    .unwrap_err();
    assert!(matches!(&failed, ApplyError::Check(failed) if failed.by == "nginx -t"), "{failed}");
    assert_eq!((checked, ran), (51, 2));
    assert_eq!(machine.image(), before);
    let (records, damaged) = machine.journal().records();
    assert!(damaged.is_empty());
    assert_eq!((records.len(), records[0].state), (1, State::RolledBack));
    assert!(records[0].why.as_ref().unwrap().contains("emerg"));
}

#[test]
fn a_staged_file_that_its_consumer_refuses_takes_no_place() {
    let machine = Machine::new();
    machine.write("etc/ca.pem", "old", 0o600);
    let before = machine.image();
    let failed = apply(
        &machine.plan(vec![replace("/etc/ca.pem", "old", "new")]),
        &machine.journal(),
        &Who::current(),
        &mut Hooks {
            staged: &mut |_, change, path| {
                assert!(matches!(change, Change::Replace { .. }));
                assert_eq!(fs::read(path).unwrap(), b"new");
                assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
                Err(CheckFailed { by: "keytool".to_owned(), said: String::new() })
            },
            written: &mut |_| panic!("nothing was written"),
            run: &mut |_| panic!("nothing runs"),
            left_behind: &mut |_| Ok(Vec::new()),
            progress: &mut |_| panic!("no target is done"),
        },
    );
    assert!(matches!(failed, Err(ApplyError::Check(_))));
    assert_eq!(machine.image(), before);
}

#[test]
fn what_changed_since_the_plan_stops_everything_before_the_first_step() {
    for spoil in [
        |path: PathBuf| fs::write(path, "by others").unwrap(),
        |path: PathBuf| fs::remove_file(path).unwrap(),
        |path: PathBuf| {
            fs::remove_file(&path).unwrap();
            std::os::unix::fs::symlink("/etc/passwd", path).unwrap();
        },
    ] {
        let machine = Machine::new();
        machine.write("etc/a.pem", "old", 0o644);
        machine.write("etc/b.pem", "old", 0o644);
        let plan = machine.plan(vec![replace("/etc/a.pem", "old", "new"), replace("/etc/b.pem", "old", "new")]);
        spoil(machine.path("etc/b.pem"));
        let before = machine.image();
        let failed = machine.apply(&plan).unwrap_err();
        assert!(matches!(&failed, ApplyError::ChangedSince { path } if path == Path::new("/etc/b.pem")), "{failed}");
        assert_eq!(machine.image(), before);
        assert!(machine.journal().records().0.is_empty());
    }
}

#[test]
fn what_changes_during_the_run_is_not_overwritten() {
    let machine = Machine::new();
    let (one, other) = (machine.write("etc/a.pem", "old", 0o644), machine.write("etc/b.pem", "old", 0o644));
    let plan = machine.plan(vec![replace("/etc/a.pem", "old", "new"), replace("/etc/b.pem", "old", "new")]);
    let failed = apply(
        &plan,
        &machine.journal(),
        &Who::current(),
        &mut Hooks {
            staged: &mut |_, _, _| Ok(()),
            written: &mut |_| Ok(Vec::new()),
            run: &mut |_| Ok(()),
            // After the first target is written, before the second one is.
            left_behind: &mut |_| Ok(Vec::new()),
            progress: &mut |_| fs::write(&other, "by others").unwrap(),
        },
    );
    // The second file is theirs; the first one is put back.
    assert!(matches!(failed, Err(ApplyError::ChangedSince { .. })), "{failed:?}");
    assert_eq!(machine.journal().records().0[0].state, State::RolledBack);
    assert_eq!(fs::read(&one).unwrap(), b"old");
    assert_eq!(fs::read(&other).unwrap(), b"by others");
}

/// Between the last look at a file and the step, whatever the sort: neither content of the same length nor a file with other rights is lost.
#[test]
fn what_changes_at_the_last_moment_is_not_overwritten() {
    type Meddle = fn(&Machine);
    let cases: [(&str, Change, Meddle); 5] = [
        ("content", replace("/etc/a.pem", "old", "new"), |m| fs::write(m.path("etc/a.pem"), "OLD").unwrap()),
        ("rights", replace("/etc/a.pem", "old", "new"), |m| {
            fs::set_permissions(m.path("etc/a.pem"), fs::Permissions::from_mode(0o600)).unwrap();
        }),
        ("to go", remove("/etc/a.pem", "old"), |m| fs::write(m.path("etc/a.pem"), "OLD").unwrap()),
        ("a link to go", remove_link("/etc/link", "a.pem"), |m| {
            fs::remove_file(m.path("etc/link")).unwrap();
            m.link("etc/link", "theirs.pem");
        }),
        ("in place", in_place("/etc/a.pem", "old", "new"), |m| fs::write(m.path("etc/a.pem"), "OLD").unwrap()),
    ];
    for (what, change, meddle) in cases {
        let machine = Machine::new();
        machine.write("etc/a.pem", "old", 0o644);
        machine.write("etc/z.pem", "old", 0o644);
        machine.link("etc/link", "a.pem");
        let mut theirs = None;
        let failed = apply(
            &machine.plan(vec![change, replace("/etc/z.pem", "old", "new")]),
            &machine.journal(),
            &Who::current(),
            &mut Hooks {
                staged: &mut |_, change, _| {
                    if change.path() == Some(Path::new("/etc/z.pem")) {
                        meddle(&machine);
                        theirs = Some(machine.image());
                    }
                    Ok(())
                },
                written: &mut |_| Ok(Vec::new()),
                run: &mut |_| Ok(()),
                left_behind: &mut |_| Ok(Vec::new()),
                progress: &mut |_| {},
            },
        );
        assert!(matches!(failed, Err(ApplyError::ChangedSince { .. })), "{what}: {failed:?}");
        let theirs: BTreeMap<_, _> = theirs.unwrap().into_iter().filter(|(path, _)| is_not_ours(path)).collect();
        let left: BTreeMap<_, _> = machine.image().into_iter().filter(|(path, _)| is_not_ours(path)).collect();
        assert_eq!(left, theirs, "{what}");
    }
}

/// Neither a file that lies beside another for a moment, nor the listing of attributes, which names it.
fn is_not_ours(path: &Path) -> bool {
    !path.to_string_lossy().contains(".tillit-") && path != Path::new("getfattr")
}

/// Whoever finds a killed run in the journal knows from its words what was begun.
#[test]
fn the_journal_knows_of_each_stage_before_it_begins() {
    let machine = Machine::new();
    machine.write("etc/a.pem", "old", 0o644);
    let before = machine.image();
    let plan = machine.plan_of(vec![
        vec![replace("/etc/a.pem", "old", "new")],
        vec![Change::Run(SystemCommand::UpdateCaCertificates)],
    ]);
    let states = std::cell::RefCell::new(Vec::new());
    let note = |when: &'static str| {
        let (records, damaged) = machine.journal().records();
        assert!(damaged.is_empty(), "{damaged:?}");
        states.borrow_mut().push((when, records[0].state, records[0].finished.is_some()));
    };
    let hooks = &mut Hooks {
        staged: &mut |_, _, _| {
            assert_eq!(fs::read(machine.path("etc/a.pem")).unwrap(), b"old");
            note("staged");
            Ok(())
        },
        written: &mut |_| {
            note("written");
            Ok(Vec::new())
        },
        run: &mut |_| {
            note("run");
            Ok(())
        },
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| {},
    };
    let record = apply(&plan, &machine.journal(), &Who::current(), hooks).unwrap().record;
    undo(&record, &machine.journal(), &Who::current(), hooks, &mut nobody).unwrap();
    let expected = [
        ("staged", State::Prepared, false),
        ("run", State::Applying, false),
        ("written", State::Applying, false),
        ("written", State::Applying, false),
        ("run", State::Undoing, true),
    ];
    assert_eq!(states.into_inner(), expected);
    assert_eq!(machine.image(), before);
}

/// After the program has run again on the way back, not before: only then is there what it leaves behind.
#[test]
fn what_a_program_leaves_behind_is_put_away() {
    let machine = Machine::new();
    machine.write("usr/local/ca.crt", "ours", 0o644);
    machine.write("etc/java/cacerts", "vendor", 0o644);
    let before = machine.image();
    let plan = machine.plan_of(vec![vec![
        replace("/usr/local/ca.crt", "ours", "new"),
        Change::Run(SystemCommand::UpdateCaCertificates),
    ]]);
    let record = machine.apply(&plan).unwrap().record;
    let ran = std::cell::Cell::new(0);
    let hooks = &mut Hooks {
        staged: &mut |_, _, _| Ok(()),
        written: &mut |_| Ok(Vec::new()),
        run: &mut |_| {
            machine.link("etc/ssl/ca.pem", "gone.crt");
            fs::write(machine.path("etc/java/cacerts"), "vendor, ours").unwrap();
            ran.set(ran.get() + 1);
            Ok(())
        },
        left_behind: &mut |target| {
            assert_eq!((ran.get(), target.path.as_path()), (1, Path::new("/usr/local/ca.crt")));
            Ok(vec![remove_link("/etc/ssl/ca.pem", "gone.crt"), replace("/etc/java/cacerts", "vendor, ours", "vendor")])
        },
        progress: &mut |_| {},
    };
    let undone = undo(&record, &machine.journal(), &Who::current(), hooks, &mut nobody).unwrap();
    assert_eq!((undone.record.state, undone.record.undoing.len()), (State::Undone, 3));
    fs::remove_dir(machine.path("etc/ssl")).unwrap();
    assert_eq!(machine.image(), before);
}

#[test]
fn what_others_changed_since_is_theirs() {
    let machine = Machine::new();
    machine.write("etc/a.pem", "old", 0o644);
    machine.write("etc/b.pem", "old", 0o644);
    machine.write("etc/c.pem", "old", 0o644);
    let plan = machine
        .plan(["/etc/a.pem", "/etc/b.pem", "/etc/c.pem"].iter().map(|path| replace(path, "old", "old+new")).collect());
    let applied = machine.apply(&plan).unwrap();
    fs::write(machine.path("etc/b.pem"), "old+new+theirs").unwrap();
    fs::remove_file(machine.path("etc/c.pem")).unwrap();
    assert_eq!(
        survey(&applied.record, &machine.tree()),
        [StepState::AsWritten, StepState::ChangedByOthers, StepState::Gone]
    );
    // Somebody says no: nothing at all happens.
    let before = machine.image();
    let journal = machine.journal();
    let refused = undo(&applied.record, &journal, &Who::current(), &mut agreeing(), &mut |_, _| {
        Err(Refusal::NotLoadedByItsConsumer)
    });
    assert!(matches!(refused, Err(UndoError::Refused { .. })), "{refused:?}");
    assert_eq!(machine.image(), before);
    let undone = undo(&applied.record, &journal, &Who::current(), &mut agreeing(), &mut |target, backups| {
        assert_eq!(target.path, Path::new("/etc/b.pem"));
        let [backup] = backups else { panic!("one file") };
        assert_eq!((backup.content.bytes(), backup.changed), (&b"old"[..], true));
        Ok(vec![replace("/etc/b.pem", "old+new+theirs", "old+theirs")])
    })
    .unwrap();
    assert_eq!(undone.adapted, [PathBuf::from("/etc/b.pem")]);
    assert_eq!(undone.left, [(PathBuf::from("/etc/c.pem"), Left::Gone)]);
    assert_eq!(fs::read(machine.path("etc/a.pem")).unwrap(), b"old");
    assert_eq!(fs::read(machine.path("etc/b.pem")).unwrap(), b"old+theirs");
    assert!(!machine.path("etc/c.pem").exists());
}

#[test]
fn two_at_once() {
    let machine = Machine::new();
    machine.write("etc/a.pem", "old", 0o644);
    let plan = machine.plan(vec![replace("/etc/a.pem", "old", "new")]);
    let journal = machine.journal();
    let lock = journal.lock().unwrap();
    let busy = machine.apply(&plan);
    assert!(matches!(&busy, Err(ApplyError::Busy { by: Some(by) }) if by.uid == Who::current().uid), "{busy:?}");
    assert!(matches!(journal.lock(), Err(JournalError::Busy { .. })));
    drop(lock);
    // With another journal: the folder is taken while the first run is in it.
    let elsewhere = Journal::open(&machine.base.join("other data")).unwrap();
    let again = machine.plan(vec![replace("/etc/a.pem", "old", "other")]);
    let mut inner = None;
    apply(
        &plan,
        &journal,
        &Who::current(),
        &mut Hooks {
            staged: &mut |_, _, _| {
                inner = Some(apply(&again, &elsewhere, &Who::current(), &mut agreeing()));
                Ok(())
            },
            written: &mut |_| Ok(Vec::new()),
            run: &mut |_| Ok(()),
            left_behind: &mut |_| Ok(Vec::new()),
            progress: &mut |_| {},
        },
    )
    .unwrap();
    assert!(matches!(inner, Some(Err(ApplyError::Busy { .. }))), "{inner:?}");
    assert_eq!(fs::read(machine.path("etc/a.pem")).unwrap(), b"new");
}

#[test]
fn two_targets_of_one_file() {
    let machine = Machine::new();
    machine.write("etc/a.pem", "old", 0o644);
    let same = || replace("/etc/a.pem", "old", "new");
    let applied = machine.apply(&machine.plan(vec![same(), same()])).unwrap();
    assert_eq!(applied.record.steps().count(), 1);
    machine.undo(&applied.record).unwrap();
    let differ = machine.plan(vec![same(), replace("/etc/a.pem", "old", "other")]);
    assert!(matches!(machine.apply(&differ), Err(ApplyError::Conflict { .. })));
    assert_eq!(fs::read(machine.path("etc/a.pem")).unwrap(), b"old");
}

#[test]
fn backups_are_kept_for_their_time() {
    let machine = Machine::new();
    machine.write("etc/a.pem", "1", 0o644);
    let first = machine.apply(&machine.plan(vec![replace("/etc/a.pem", "1", "2")])).unwrap().record;
    let second = machine.apply(&machine.plan(vec![replace("/etc/a.pem", "2", "3")])).unwrap().record;
    let journal = machine.journal();
    let now = OffsetDateTime::now_utc();
    assert!(journal.forget_older_than(now - KEPT).unwrap().is_empty());
    // The first is superseded, the second one stands.
    assert_eq!(journal.forget_older_than(now + KEPT).unwrap(), std::slice::from_ref(&first.id));
    assert!(matches!(journal.record(&first.id), Err(JournalError::Unknown(_))));
    machine.undo(&second).unwrap();
    assert_eq!(journal.forget_older_than(now + KEPT).unwrap(), [second.id]);
    assert_eq!(
        image(&machine.base.join("data/journal")).keys().filter(|name| *name != Path::new("getfattr")).count(),
        1
    );
}

#[test]
fn the_journal_is_for_its_owner_alone() {
    let machine = Machine::new();
    assert!(Journal::existing(&machine.base.join("data")).unwrap().is_none());
    assert!(!machine.base.join("data").exists(), "nothing is made by looking");
    machine.write("etc/key.p12", "key", 0o600);
    let record = machine.apply(&machine.plan(vec![replace("/etc/key.p12", "key", "key, root")])).unwrap().record;
    let folder = machine.base.join("data/journal");
    let mut modes = Vec::new();
    for name in [".", &record.id, &format!("{}/before-000", record.id), &format!("{}/record.json", record.id)] {
        modes.push(fs::metadata(folder.join(name)).unwrap().permissions().mode() & 0o777);
    }
    assert_eq!(modes, [0o700, 0o700, 0o600, 0o600]);

    let spoilt = folder.join(&record.id).join("record.json");
    let text = fs::read_to_string(&spoilt).unwrap();
    fs::set_permissions(&spoilt, fs::Permissions::from_mode(0o666)).unwrap();
    assert!(matches!(machine.journal().record(&record.id), Err(JournalError::OthersCanWrite(_))));
    fs::set_permissions(&spoilt, fs::Permissions::from_mode(0o600)).unwrap();
    for damage in ["", "{}", &text.replace("tillit/change/1", "tillit/change/2"), &text[..text.len() / 2]] {
        fs::write(&spoilt, damage).unwrap();
        let (records, damaged) = machine.journal().records();
        assert!(records.is_empty() && matches!(&damaged[..], [(_, JournalError::Damaged { .. })]), "{damaged:?}");
    }
    fs::write(&spoilt, &text).unwrap();
    // A backup that is not what it was is not put back.
    fs::write(folder.join(&record.id).join("before-000"), "others' key").unwrap();
    assert!(machine.undo(&record).is_err());
    assert_eq!(fs::read(machine.path("etc/key.p12")).unwrap(), b"key, root");
    for name in ["..", "../x", "lock", ".hidden", "a/b", ""] {
        assert!(matches!(machine.journal().record(name), Err(JournalError::Unknown(_))), "{name}");
    }
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(Journal::existing(&machine.base.join("data")), Err(JournalError::OthersCanWrite(_))));
}
