//! Disks that are full or read-only, missing rights, files that cannot be exchanged, and folders that others hold.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tillit_trust_stores::install::Refusal;
use tillit_trust_stores::install::apply::{ApplyError, CheckFailed, Hooks, apply};
use tillit_trust_stores::install::files::writable;
use tillit_trust_stores::install::journal::{Journal, JournalError, State, Who};
use tillit_trust_stores::tree::Folder;

use crate::kit::{Machine, agreeing, create, in_place, is_root, plan_in, remove, replace, run};

/// A mount that ends with the test.
struct Mount(PathBuf);

impl Mount {
    fn tmpfs(at: &Path, options: &str) -> Self {
        fs::create_dir_all(at).unwrap();
        run("mount", &["-t", "tmpfs", "-o", options, "tmpfs", at.to_str().unwrap()], Path::new("/"));
        Self(at.to_owned())
    }

    fn bind(from: &Path, at: &Path) -> Self {
        run("mount", &["--bind", from.to_str().unwrap(), at.to_str().unwrap()], Path::new("/"));
        Self(at.to_owned())
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_met_before_the_first_step() {
    if !is_root("a_full_disk_is_met_before_the_first_step") {
        return;
    }
    let machine = Machine::new();
    let _disk = Mount::tmpfs(&machine.path("small"), "size=256k");
    machine.write("etc/first.pem", "old", 0o644);
    machine.write("small/ca.pem", vec![b'a'; 100_000], 0o644);
    let before = machine.image();
    let plan = machine.plan(vec![
        replace("/etc/first.pem", "old", "new"),
        replace("/small/ca.pem", vec![b'a'; 100_000], vec![b'b'; 200_000]),
    ]);
    let failed = machine.apply(&plan).unwrap_err();
    assert!(
        matches!(&failed, ApplyError::Io { path, error } if path == Path::new("/small/ca.pem")
            && error.kind() == std::io::ErrorKind::StorageFull),
        "{failed}"
    );
    assert_eq!(machine.image(), before);
    assert_eq!(machine.journal().records().0[0].state, State::RolledBack);
    // In place, where no second file lies beside it: as well.
    let failed =
        machine.apply(&machine.plan(vec![in_place("/small/ca.pem", vec![b'a'; 100_000], vec![b'b'; 300_000])]));
    assert!(matches!(failed, Err(ApplyError::Io { .. })), "{failed:?}");
    assert_eq!(machine.image(), before);
}

#[test]
fn a_disk_that_fills_up_meanwhile_loses_nothing() {
    if !is_root("a_disk_that_fills_up_meanwhile_loses_nothing") {
        return;
    }
    let machine = Machine::new();
    let _disk = Mount::tmpfs(&machine.path("small"), "size=512k");
    let (old, new) = (vec![b'a'; 100_000], vec![b'b'; 100_000]);
    machine.write("small/ca.pem", &old, 0o640);
    let before = machine.image();
    let filler = machine.path("small/filler");
    let failed = apply(
        &machine.plan(vec![replace("/small/ca.pem", &old, &new)]),
        &machine.journal(),
        &Who::current(),
        &mut Hooks {
            staged: &mut |_, _, _| Ok(()),
            written: &mut |_| {
                fs::write(&filler, vec![0; 1 << 20]).unwrap_err();
                Err(CheckFailed { by: "nginx -t".to_owned(), said: String::new() })
            },
            run: &mut |_| Ok(()),
            left_behind: &mut |_| Ok(Vec::new()),
            progress: &mut |_| {},
        },
    );
    assert!(
        matches!(&failed, Err(ApplyError::NotPutBack { first, .. }) if matches!(**first, ApplyError::Check(_))),
        "{failed:?}"
    );
    assert_eq!(fs::read(machine.path("small/ca.pem")).unwrap(), new, "whole");
    let interrupted = machine.journal().interrupted();
    assert_eq!(interrupted.len(), 1);
    assert!(machine.undo(&interrupted[0]).is_err(), "still full");
    fs::remove_file(&filler).unwrap();
    machine.undo(&interrupted[0]).unwrap();
    assert_eq!(machine.image(), before);
}

#[test]
fn a_journal_without_room() {
    if !is_root("a_journal_without_room") {
        return;
    }
    let machine = Machine::new();
    let _disk = Mount::tmpfs(&machine.base.join("data"), "size=256k,mode=700");
    machine.write("etc/ca.pem", vec![b'a'; 300_000], 0o644);
    machine.write("etc/small.pem", "old", 0o644);
    let before = machine.image();
    let failed = machine.apply(&machine.plan(vec![replace("/etc/ca.pem", vec![b'a'; 300_000], "new")]));
    assert!(matches!(failed, Err(ApplyError::Journal(JournalError::Io { .. }))), "{failed:?}");
    assert_eq!(machine.image(), before);
    assert!(machine.journal().interrupted().is_empty());
    // Full at the last moment: there is room for the last words.
    let filler = machine.base.join("data/filler");
    let applied = apply(
        &machine.plan(vec![replace("/etc/small.pem", "old", "new")]),
        &machine.journal(),
        &Who::current(),
        &mut Hooks {
            staged: &mut |_, _, _| Ok(()),
            written: &mut |_| {
                fs::write(&filler, vec![0; 1 << 20]).unwrap_err();
                Ok(Vec::new())
            },
            run: &mut |_| Ok(()),
            left_behind: &mut |_| Ok(Vec::new()),
            progress: &mut |_| {},
        },
    )
    .unwrap();
    assert_eq!(machine.journal().record(&applied.record.id).unwrap().state, State::Applied);
}

#[test]
fn files_that_cannot_be_exchanged() {
    let machine = Machine::new();
    let file = machine.write("etc/ca.pem", "old", 0o644);
    fs::hard_link(&file, machine.path("etc/second.pem")).unwrap();
    let ask = |path: &str, in_place: bool| writable(Path::new(path), &machine.tree(), in_place);
    assert!(matches!(ask("/etc/ca.pem", false), Err(Refusal::HardLinked(2))));
    ask("/etc/ca.pem", true).unwrap();
    let refused = machine.apply(&machine.plan(vec![replace("/etc/ca.pem", "old", "new")]));
    assert!(matches!(refused, Err(ApplyError::Refused { refusal: Refusal::HardLinked(2), .. })), "{refused:?}");
    ask("/etc/new.pem", false).unwrap();
    assert!(matches!(ask("/nowhere/new.pem", false), Err(Refusal::NotThere)));
    fs::create_dir(machine.path("etc/folder")).unwrap();
    assert!(ask("/etc/folder", false).is_err());
    run("mkfifo", &["pipe"], &machine.path("etc"));
    assert!(ask("/etc/pipe", false).is_err());
    // A link on the way is not what was planned.
    symlink("etc", machine.path("alias")).unwrap();
    assert!(ask("/alias/second.pem", true).is_err());
    assert!(ask("/../etc/second.pem", true).is_err());
}

#[test]
fn mounted_files_and_read_only_disks() {
    if !is_root("mounted_files_and_read_only_disks") {
        return;
    }
    let machine = Machine::new();
    let (from, at) = (machine.write("srv/ca.pem", "old", 0o644), machine.write("etc/with blank.pem", "", 0o644));
    let bind = Mount::bind(&from, &at);
    let ask = |path: &str, in_place: bool| writable(Path::new(path), &machine.tree(), in_place);
    assert!(matches!(ask("/etc/with blank.pem", false), Err(Refusal::Mounted)));
    ask("/etc/with blank.pem", true).unwrap();
    let applied = machine.apply(&machine.plan(vec![in_place("/etc/with blank.pem", "old", "new")])).unwrap();
    assert_eq!(fs::read(&from).unwrap(), b"new");
    machine.undo(&applied.record).unwrap();
    assert_eq!(fs::read(&from).unwrap(), b"old");
    drop(bind);
    ask("/etc/with blank.pem", false).unwrap();

    let disk = machine.path("fixed");
    let _mount = Mount::tmpfs(&disk, "size=64k");
    machine.write("fixed/ca.pem", "old", 0o644);
    run("mount", &["-o", "remount,ro", disk.to_str().unwrap()], Path::new("/"));
    for in_place in [false, true] {
        assert!(matches!(ask("/fixed/ca.pem", in_place), Err(Refusal::ReadOnly)));
    }
    assert!(matches!(ask("/fixed/new.pem", false), Err(Refusal::ReadOnly)));
    machine.write("etc/a.pem", "old", 0o644);
    let before = machine.image();
    let refused =
        machine.apply(&machine.plan(vec![replace("/etc/a.pem", "old", "new"), remove("/fixed/ca.pem", "old")]));
    assert!(matches!(refused, Err(ApplyError::Refused { refusal: Refusal::ReadOnly, .. })), "{refused:?}");
    assert_eq!(machine.image(), before);
}

#[test]
fn as_root_nothing_that_others_hold() {
    const TOMCAT: u32 = 4711;
    if !is_root("as_root_nothing_that_others_hold") {
        return;
    }
    let machine = Machine::new();
    let ask = |path: &str| writable(Path::new(path), &machine.tree(), false);
    let roots = machine.write("opt/tomcat/conf/roots.p12", "old", 0o644);
    let own = machine.write("opt/tomcat/conf/own.p12", "old", 0o640);
    for path in [own.parent().unwrap(), &own] {
        chown(path, Some(TOMCAT), Some(TOMCAT)).unwrap();
    }
    ask("/opt/tomcat/conf/own.p12").unwrap();
    ask("/opt/tomcat/conf/new.p12").unwrap();
    let refused = ask("/opt/tomcat/conf/roots.p12");
    assert!(matches!(&refused, Err(Refusal::OthersCanWrite(path)) if path == roots.parent().unwrap()), "{refused:?}");
    // Others' group, everybody.
    for mode in [0o775, 0o757] {
        fs::set_permissions(own.parent().unwrap(), fs::Permissions::from_mode(mode)).unwrap();
        assert!(matches!(ask("/opt/tomcat/conf/own.p12"), Err(Refusal::OthersCanWrite(_))), "{mode:o}");
    }
    fs::set_permissions(own.parent().unwrap(), fs::Permissions::from_mode(0o1777)).unwrap();
    ask("/opt/tomcat/conf/own.p12").unwrap();
    // A folder above.
    machine.write("open/root/ca.pem", "old", 0o644);
    fs::set_permissions(machine.path("open"), fs::Permissions::from_mode(0o777)).unwrap();
    assert!(matches!(ask("/open/root/ca.pem"), Err(Refusal::OthersCanWrite(path)) if path == machine.path("open")));
    // What would run as its owner.
    machine.write("etc/tool", "old", 0o4755);
    assert!(matches!(ask("/etc/tool"), Err(Refusal::OthersCanWrite(_))));

    // The journal, and what is above it.
    let data = machine.base.join("data of others");
    fs::create_dir(&data).unwrap();
    chown(&data, Some(TOMCAT), Some(TOMCAT)).unwrap();
    assert!(matches!(Journal::open(&data), Err(JournalError::OthersCanWrite(path)) if path == data));
    let data = machine.base.join("led elsewhere");
    symlink("data of others", &data).unwrap();
    assert!(matches!(Journal::open(&data), Err(JournalError::OthersCanWrite(_))));
}

#[test]
fn a_folder_that_is_exchanged_for_a_link_leads_nowhere() {
    let machine = Machine::new();
    machine.write("etc/a.pem", "old", 0o644);
    machine.write("etc/b.pem", "old", 0o644);
    let victim = machine.write("elsewhere/b.pem", "old", 0o644);
    let moved = machine.path("moved");
    let plan = machine.plan(vec![replace("/etc/a.pem", "old", "new"), replace("/etc/b.pem", "old", "new")]);
    let mut quiet = 0;
    apply(
        &plan,
        &machine.journal(),
        &Who::current(),
        &mut Hooks {
            staged: &mut |_, _, _| {
                quiet += 1;
                if quiet == 2 {
                    fs::rename(machine.path("etc"), &moved).unwrap();
                    symlink("elsewhere", machine.path("etc")).unwrap();
                }
                Ok(())
            },
            written: &mut |_| Ok(Vec::new()),
            run: &mut |_| Ok(()),
            left_behind: &mut |_| Ok(Vec::new()),
            progress: &mut |_| {},
        },
    )
    .unwrap();
    assert_eq!(fs::read(victim).unwrap(), b"old");
    assert_eq!(fs::read(moved.join("b.pem")).unwrap(), b"new", "the folder that was opened, wherever it is now");
}

/// The part of the next test that runs as somebody else.
#[test]
fn as_nobody() {
    let Some(base) = std::env::var_os("TILLIT_AS_NOBODY") else { return };
    let machine = Machine::at(Path::new(&base));
    let ask = |path: &str, in_place: bool| writable(Path::new(path), &machine.tree(), in_place);
    for path in ["/root/ca.pem", "/root/new.pem", "/shared/of-root.pem", "/secret/ca.pem"] {
        assert!(matches!(ask(path, false), Err(Refusal::NoPermission)), "{path}: {:?}", ask(path, false));
    }
    // Another's file that this user may write into: only in place keeps its owner.
    assert!(matches!(ask("/shared/open.pem", false), Err(Refusal::NoPermission)));
    ask("/shared/open.pem", true).unwrap();
    let journal = Journal::open(&machine.base.join("mine/data")).unwrap();
    let plan =
        plan_in(machine.tree(), vec![vec![replace("/mine/ca.pem", "old", "new")], vec![create("/root/new", "")]]);
    let refused = apply(&plan, &journal, &Who::current(), &mut agreeing());
    assert!(matches!(refused, Err(ApplyError::Refused { refusal: Refusal::NoPermission, .. })), "{refused:?}");
    let plan = plan_in(machine.tree(), vec![vec![replace("/mine/ca.pem", "old", "new")]]);
    apply(&plan, &journal, &Who::current(), &mut agreeing()).unwrap();
    assert_eq!(Who::current().uid, 65534);
    // Root's journal is not this user's.
    assert!(Journal::open(&machine.base.join("data")).is_err());
}

#[test]
fn without_rights() {
    if !is_root("without_rights") {
        return;
    }
    let machine = Machine::new();
    machine.journal();
    for folder in [&machine.base, &machine.root()] {
        fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
    machine.write("root/ca.pem", "old", 0o644);
    machine.write("shared/of-root.pem", "old", 0o644);
    machine.write("shared/open.pem", "old", 0o666);
    fs::set_permissions(machine.path("shared"), fs::Permissions::from_mode(0o777)).unwrap();
    machine.write("secret/ca.pem", "old", 0o644);
    fs::set_permissions(machine.path("secret"), fs::Permissions::from_mode(0o700)).unwrap();
    let mine = machine.write("mine/ca.pem", "old", 0o644);
    fs::create_dir(machine.base.join("mine")).unwrap();
    for path in [mine.parent().unwrap(), &mine, &machine.base.join("mine")] {
        chown(path, Some(65534), Some(65534)).unwrap();
    }
    // The test program may lie where nobody can reach it.
    let program = machine.base.join("program");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let output = Command::new("setpriv")
        .args(["--reuid", "65534", "--regid", "65534", "--clear-groups"])
        .arg(&program)
        .args(["--exact", "refusals::as_nobody", "--nocapture"])
        .env("TILLIT_AS_NOBODY", &machine.base)
        .current_dir("/")
        .output()
        .expect("setpriv is needed");
    assert!(
        output.status.success(),
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(fs::read(&mine).unwrap(), b"new");
    assert_eq!(fs::metadata(&mine).unwrap().uid(), 65534);
    // Root does not believe that journal.
    assert!(Journal::existing(&machine.base.join("mine/data")).is_err());
}

#[test]
fn this_machine_itself_is_a_tree_too() {
    let machine = Machine::new();
    let path = machine.write("etc/ca.pem", "old", 0o644);
    let plan = plan_in(Folder::host(), vec![vec![replace(path.to_str().unwrap(), "old", "new")]]);
    let applied = machine.apply(&plan).unwrap();
    assert_eq!((fs::read(&path).unwrap(), applied.record.root.as_deref()), (b"new".to_vec(), None));
    machine.undo(&applied.record).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"old");
}
