//! A run is killed at each call of the system that changes a file; afterwards every file is whole, and undo and resume finish the story.
//!
//! `strace` kills this very program, started a second time. An ordinary run takes a sample of the points, `TILLIT_KILL=all` all of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tillit_trust_stores::install::apply::{CheckFailed, Hooks, apply};
use tillit_trust_stores::install::journal::{Record, State, Who};
use tillit_trust_stores::install::plan::Pointed;
use tillit_trust_stores::install::undo::{StepState, UndoError, Undone, resume, survey, undo};
use tillit_trust_stores::install::{Change, Planned, SystemCommand};

use crate::kit::{Machine, Quiet, agreeing, create, in_place, replace, run};
use crate::steps::{changes_of_sorts, files_of_sorts};

/// Where the killed process works, and what it does there.
const FOLDER: &str = "TILLIT_KILL_FOLDER";
const WORK: &str = "TILLIT_KILL_WORK";

/// Calls that change files or wait for the disk, and the one that makes them (of which most only read).
const CALLS: [&str; 21] = [
    "write",
    "pwrite64",
    "writev",
    "fsync",
    "fdatasync",
    "fallocate",
    "ftruncate",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "symlinkat",
    "unlink",
    "unlinkat",
    "rmdir",
    "mkdir",
    "mkdirat",
    "fchmod",
    "fchown",
    "fsetxattr",
    "openat",
];

const OPENED_FIRST: usize = 100;

/// Points of each kind of run in an ordinary test.
const SAMPLE: usize = 15;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Work {
    /// A change is made; afterwards it is undone.
    ApplyThenUndo,
    /// A change is made; afterwards it is brought to its end.
    ApplyThenResume,
    /// A check fails and everything is put back; afterwards it is undone.
    RollBack,
    /// A change is undone; afterwards again.
    Undo,
    /// The same, where others changed two of its files since.
    UndoOthers,
}

impl Work {
    const ALL: [Self; 5] = [Self::ApplyThenUndo, Self::ApplyThenResume, Self::RollBack, Self::Undo, Self::UndoOthers];

    fn word(self) -> &'static str {
        match self {
            Self::ApplyThenUndo | Self::ApplyThenResume => "apply",
            Self::RollBack => "roll-back",
            Self::Undo | Self::UndoOthers => "undo",
        }
    }
}

/// The process that is killed. An ordinary run of the tests has nothing to do here.
#[test]
fn victim() {
    let (Some(folder), Ok(work)) = (std::env::var_os(FOLDER), std::env::var(WORK)) else { return };
    let machine = Machine::at(Path::new(&folder));
    // strace counts for each thread: so the one that works is ahead of the one that only waits for it.
    for _ in 0..OPENED_FIRST {
        drop(fs::File::open("/dev/null"));
    }
    match work.as_str() {
        "undo" => drop(take_back(&machine, &machine.journal().records().0[0]).unwrap()),
        "apply" => drop(machine.apply(&plan(&machine)).unwrap()),
        _ => {
            let failed = apply(
                &plan(&machine),
                &machine.journal(),
                &Who::current(),
                &mut Hooks {
                    staged: &mut |_, _, _| Ok(()),
                    written: &mut |_| Err(CheckFailed { by: "nginx -t".to_owned(), said: String::new() }),
                    run: &mut |_| Ok(()),
                    left_behind: &mut |_| Ok(Vec::new()),
                    progress: &mut |_| {},
                },
            );
            failed.unwrap_err();
        }
    }
}

/// Undoes, and takes out of the files that others changed what was added.
fn take_back(machine: &Machine, record: &Record) -> Result<Undone, UndoError> {
    let mut hooks = agreeing();
    undo(record, &machine.journal(), &Who::current(), &mut hooks, &mut |_, _| {
        let mut changes = Vec::new();
        for (path, theirs, after, edit) in OTHERS {
            if fs::read(machine.path(path)).unwrap() == theirs.as_bytes() {
                changes.push(edit(path, theirs, after));
            }
        }
        Ok(changes)
    })
}

type Edit = fn(&str, &'static str, &'static str) -> Change;
/// Path, what others made of it, what is to be left of it.
const OTHERS: [(&str, &str, &str, Edit); 2] = [
    ("/etc/nginx/ca.pem", "old root, new root, theirs", "old root, theirs", replace),
    ("/etc/longer.pem", "longer than before, and theirs", "short, and theirs", in_place),
];

/// A configuration that is pointed at a new file: as it is, what others make of it after the change, and what is to be left of that.
const CONFIGURATION: &str = "/etc/nginx/nginx.conf";
const NAMES_OLD: &str = "ca old.pem;\n";
const NAMES_NEW: &str = "# theirs\nca /etc/nginx/new.pem;\n";
const NAMES_OLD_AGAIN: &str = "# theirs\nca old.pem;\n";
const NEW_FILE: &str = "/etc/nginx/new.pem";

fn plan(machine: &Machine) -> tillit_trust_stores::install::Plan {
    let pointed = Pointed {
        path: CONFIGURATION.into(),
        before: NAMES_OLD.as_bytes().to_vec().into(),
        places: std::iter::once(3..10).collect(),
        from: "/etc/nginx/old.pem".into(),
        to: NEW_FILE.to_owned(),
    };
    let changes = vec![create(NEW_FILE, "old root, new root"), replace(CONFIGURATION, NAMES_OLD, pointed.after())];
    let mut plan =
        machine.plan_of(vec![changes_of_sorts(), changes, vec![Change::Run(SystemCommand::UpdateCaCertificates)]]);
    if let Planned::Edited(edited) = &mut plan.targets[1].planned {
        edited.pointed = vec![pointed];
    }
    plan
}

/// Runs the victim; `point`: the call at which it is killed. What strace saw.
fn strace(machine: &Machine, work: Work, point: Option<(&str, usize)>) -> String {
    let log = machine.base.join("strace.log");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o"]).arg(&log);
    match point {
        None => command.arg("-e").arg(format!("trace={}", CALLS.join(","))),
        Some((call, number)) => {
            command.args(["-e", &format!("trace={call}"), "-e", &format!("inject={call}:signal=KILL:when={number}")])
        }
    };
    let status = command
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", "kill::victim", "--test-threads=1", "--nocapture"])
        .env(FOLDER, &machine.base)
        .env(WORK, work.word())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .expect("strace is needed");
    assert_eq!(status.success(), point.is_none(), "{work:?} {point:?}");
    fs::read_to_string(log).unwrap()
}

type Tree = BTreeMap<PathBuf, String>;

/// A machine like the template; for [`Work::Undo`] the change is made already.
fn like(template: &Machine, work: Work) -> Machine {
    let machine = Machine::new();
    fs::remove_dir(machine.root()).unwrap();
    run("cp", &["-a", template.root().to_str().unwrap(), machine.root().to_str().unwrap()], &machine.base);
    if matches!(work, Work::Undo | Work::UndoOthers) {
        machine.apply(&plan(&machine)).unwrap();
    }
    if work == Work::UndoOthers {
        for (path, theirs, _, _) in OTHERS {
            fs::write(machine.path(path), theirs).unwrap();
        }
        fs::write(machine.path(CONFIGURATION), NAMES_NEW).unwrap();
    }
    machine
}

#[derive(Default)]
struct Count {
    points: usize,
    /// Killed before there was a record, or after the end.
    untouched: usize,
    interrupted: usize,
    whole: usize,
    /// A file that is written in place, on the user's word, was half written.
    half_in_place: usize,
    finished: usize,
}

#[test]
fn killed_at_any_call_every_file_is_whole() {
    let template = Machine::new();
    files_of_sorts(&template);
    template.write(CONFIGURATION, NAMES_OLD, 0o644);
    let before = template.image();
    let after = like(&template, Work::Undo).image();
    let machine = like(&template, Work::UndoOthers);
    let theirs = machine.image();
    take_back(&machine, &machine.journal().records().0[0]).unwrap();
    let without_ours = machine.image();
    for (path, _, left, _) in OTHERS {
        assert_eq!(fs::read_to_string(machine.path(path)).unwrap(), left);
    }
    assert_eq!(fs::read_to_string(machine.path(CONFIGURATION)).unwrap(), NAMES_OLD_AGAIN);

    let all = std::env::var("TILLIT_KILL").is_ok_and(|which| which == "all");
    let mut table: BTreeMap<(Work, String), Count> = BTreeMap::new();
    for work in Work::ALL {
        let log = strace(&like(&template, work), work, None);
        // strace counts the calls of each thread by itself: those of the thread that does the work are meant.
        let mut threads: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (thread, line) in log.lines().filter_map(|line| line.split_once(' ')) {
            threads.entry(thread).or_default().push(line.trim_start());
        }
        let lines = threads.into_values().max_by_key(Vec::len).unwrap();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        let mut points = Vec::new();
        for line in lines {
            let Some((call, _)) = line.split_once('(') else { continue };
            let number = seen.entry(call).or_default();
            *number += 1;
            // Opening for reading changes nothing; what the program does before it begins does not either.
            if call != "openat" || line.contains("O_CREAT") {
                points.push((call.to_owned(), *number));
            }
        }
        assert!(points.len() > 50, "{work:?}: strace saw {} calls", points.len());
        let step = if all { 1 } else { points.len().div_ceil(SAMPLE) };
        for (call, number) in points.into_iter().rev().step_by(step) {
            let machine = like(&template, work);
            strace(&machine, work, Some((&call, number)));
            let count = table.entry((work, call.clone())).or_default();
            let ends = if work == Work::UndoOthers { (&without_ours, &theirs) } else { (&before, &after) };
            judge(&machine, work, ends, count, &format!("{work:?}: {call} {number}"));
        }
    }
    println!(
        "{:<16} {:<10} {:>7} {:>10} {:>12} {:>6} {:>14} {:>9}",
        "run", "call", "points", "not begun", "interrupted", "whole", "half in place", "finished"
    );
    let mut sum = Count::default();
    for ((work, call), count) in &table {
        println!(
            "{:<16} {call:<10} {:>7} {:>10} {:>12} {:>6} {:>14} {:>9}",
            format!("{work:?}"),
            count.points,
            count.untouched,
            count.interrupted,
            count.whole,
            count.half_in_place,
            count.finished
        );
        sum.points += count.points;
        sum.whole += count.whole;
        sum.half_in_place += count.half_in_place;
        sum.finished += count.finished;
    }
    println!(
        "{} points: {} whole, {} half in place, {} undone or finished",
        sum.points, sum.whole, sum.half_in_place, sum.finished
    );
    assert_eq!((sum.whole + sum.half_in_place, sum.finished), (sum.points, sum.points));
}

fn judge(machine: &Machine, work: Work, (before, after): (&Tree, &Tree), count: &mut Count, point: &str) {
    count.points += 1;
    let journal = machine.journal();
    let (records, damaged) = journal.records();
    assert!(damaged.is_empty(), "{point}: {damaged:?}");
    let interrupted = journal.interrupted();
    let now = machine.image();

    let named = fs::read_to_string(machine.path(CONFIGURATION)).unwrap();
    let is_there = machine.path(NEW_FILE).exists();
    assert!(is_there || !named.contains(NEW_FILE), "{point}: a file that is not there is named");

    let mut half = false;
    for (path, text) in &now {
        let is_temporary = path.to_string_lossy().contains(".tillit-");
        let is_known = before.get(path) == Some(text) || after.get(path) == Some(text);
        let is_in_place =
            ["etc/shared.pem", "etc/other-name.pem", "etc/longer.pem"].iter().any(|name| path == Path::new(name));
        half |= is_in_place && !is_known;
        // Folders' own access lists and labels are listed with those of the temporary files.
        let is_listing = path == Path::new("getfattr");
        assert!(is_known || is_in_place || is_temporary || is_listing, "{point}: {} is {text}", path.display());
        assert!(!is_temporary || !interrupted.is_empty(), "{point}: {} is left behind", path.display());
    }
    for (path, text) in before {
        let removed = after.get(path).is_none();
        assert!(now.contains_key(path) || removed, "{point}: {} ({text}) is gone", path.display());
    }
    count.half_in_place += usize::from(half);
    count.whole += usize::from(!half);

    let Some(record) = records.first() else {
        assert_eq!(&now, before, "{point}: without a record nothing is touched");
        assert!(!matches!(work, Work::Undo | Work::UndoOthers));
        count.untouched += 1;
        count.finished += 1;
        return;
    };
    match record.state {
        State::Applied => assert_eq!(&now, after, "{point}"),
        State::RolledBack | State::Undone => {
            assert_eq!(&now, before, "{point}");
            count.untouched += 1;
            count.finished += 1;
            return;
        }
        _ => {
            assert_eq!(interrupted.len(), 1, "{point}: it is named");
            assert!(
                work == Work::UndoOthers
                    || !survey(record, &machine.tree()).iter().any(|state| matches!(
                        state,
                        StepState::ChangedByOthers | StepState::Gone | StepState::Unreadable
                    )),
                "{point}: {:?}",
                survey(record, &machine.tree())
            );
            // Nothing new begins before it is finished.
            let other = machine.apply(&plan(machine));
            assert!(other.is_err(), "{point}");
            count.interrupted += 1;
        }
    }
    if work == Work::ApplyThenResume && record.is_unfinished() {
        let mut quiet = Quiet::default();
        quiet
            .with(|hooks| resume(record, &journal, &Who::current(), hooks))
            .unwrap_or_else(|error| panic!("{point}: {error}"));
        assert_eq!(quiet.ran, 1, "{point}");
        assert_eq!(&machine.image(), after, "{point}: resumed");
    }
    take_back(machine, record).unwrap_or_else(|error| panic!("{point}: {error}"));
    assert_eq!(&machine.image(), before, "{point}: undone");
    assert!(journal.interrupted().is_empty(), "{point}");
    count.finished += 1;
}
