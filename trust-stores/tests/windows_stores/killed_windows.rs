//! A run is killed while it changes the machine's stores: what is there is whole, and undo and resume finish the story.
//!
//! This very program, started a second time, is killed where it says how far it is, and at moments that nobody chose.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use tillit_trust_stores::install::apply::{Applied, ApplyError, Hooks, apply};
use tillit_trust_stores::install::journal::{Journal, Record, State, Who};
use tillit_trust_stores::install::undo::resume;
use tillit_verifier::Certificate;

use super::live_windows::{MACHINE_CA, MACHINE_ROOT, USER_CA, adding, alone, pair, places, planned, undone};

/// Where the killed process works, what it does there, and at which of its moments it waits to be killed.
const FOLDER: &str = "TILLIT_KILL_FOLDER";
const WORK: &str = "TILLIT_KILL_WORK";
const MOMENT: &str = "TILLIT_KILL_MOMENT";

/// Three stores, so that there are moments between them.
const TARGETS: [&str; 3] = ["windows:LM\\Root", "windows:LM\\CA", "windows:CU\\CA"];
/// A moment before each file takes its place, one after each target, one at the check of each.
const MOMENTS: usize = 9;
/// Kills without a word from the process, of each kind of work.
const UNCHOSEN: u64 = 5;
const ID: &str = "2026-11-21T11:00Z-0001";

/// The process that is killed. An ordinary run of the tests has nothing to do here.
#[test]
fn victim() {
    let (Some(folder), Ok(work)) = (std::env::var_os(FOLDER), std::env::var(WORK)) else { return };
    let folder = Path::new(&folder);
    let moment = std::env::var(MOMENT).ok().and_then(|moment| moment.parse().ok());
    let read = |name: &str| Certificate::from_der(&std::fs::read(folder.join(name)).unwrap()).unwrap();
    let journal = Journal::open(&folder.join("data")).unwrap();
    let ready = || {
        // Beside what the test harness writes to its output.
        let mut out = std::io::stderr();
        writeln!(out, "ready").unwrap();
        out.flush().unwrap();
    };
    if work == "undo" {
        let applied = Applied { record: journal.records().0.remove(0) };
        ready();
        undone(&applied, &journal);
        return;
    }
    let plan = planned(&TARGETS, &adding(&[&read("issuing"), &read("root")]), ID);
    if moment.is_none() {
        ready();
    }
    let passed = std::cell::Cell::new(0);
    let step = || {
        if moment == Some(passed.get()) {
            ready();
            loop {
                std::thread::sleep(Duration::from_mins(1));
            }
        }
        passed.set(passed.get() + 1);
    };
    let mut hooks = Hooks {
        staged: &mut |_, _, _| {
            step();
            Ok(())
        },
        written: &mut |_| {
            step();
            Ok(Vec::new())
        },
        run: &mut |_| Ok(()),
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| step(),
    };
    apply(&plan, &journal, &Who::current(), &mut hooks).unwrap();
}

/// Starts the victim, and kills it so long after it said that it is ready.
fn kill(folder: &Path, work: &str, moment: Option<usize>, after: Duration) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "killed_windows::victim", "--nocapture"]).env(FOLDER, folder).env(WORK, work);
    if let Some(moment) = moment {
        command.env(MOMENT, moment.to_string());
    }
    let mut victim = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = String::new();
    BufReader::new(victim.stderr.take().unwrap()).read_line(&mut said).unwrap();
    assert_eq!(said.trim(), "ready", "{work} {moment:?}");
    std::thread::sleep(after);
    victim.kill().unwrap();
    victim.wait().unwrap();
}

fn quiet<R>(use_them: impl FnOnce(&mut Hooks<'_>) -> R) -> R {
    use_them(&mut Hooks {
        staged: &mut |_, _, _| Ok(()),
        written: &mut |_| Ok(Vec::new()),
        run: &mut |_| Ok(()),
        left_behind: &mut |_| Ok(Vec::new()),
        progress: &mut |_| {},
    })
}

struct Story {
    folder: tempfile::TempDir,
    root: Certificate,
    issuing: Certificate,
}

impl Story {
    fn new(what: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (root, issuing) = pair(what);
        for (name, certificate) in [("root", &root), ("issuing", &issuing)] {
            std::fs::write(folder.path().join(name), certificate.der()).unwrap();
        }
        Self { folder, root, issuing }
    }

    fn journal(&self) -> Journal {
        Journal::open(&self.folder.path().join("data")).unwrap()
    }

    /// What Windows' own program sees; every certificate that it sees is whole.
    fn assert_all(&self, are_there: bool, when: &str) {
        let seen = (places(&self.root), places(&self.issuing));
        let wanted = if are_there { (vec![MACHINE_ROOT], vec![MACHINE_CA, USER_CA]) } else { (vec![], vec![]) };
        assert_eq!(seen, wanted, "{when}");
    }

    /// After a kill: the one record, if it came so far; nothing new is begun before it is brought to an end.
    fn record(&self, when: &str) -> Option<Record> {
        let (mut records, damaged) = self.journal().records();
        assert!(damaged.is_empty() && records.len() <= 1, "{when}: {records:?} {damaged:?}");
        let record = records.pop()?;
        if record.is_unfinished() {
            let plan = planned(&["windows:CU\\CA"], &adding(&[&pair("Next").1]), "2026-11-21T11:00Z-0002");
            let refused = quiet(|hooks| apply(&plan, &self.journal(), &Who::current(), hooks)).unwrap_err();
            assert!(matches!(refused, ApplyError::Interrupted(_)), "{when}: {refused}");
        }
        Some(record)
    }

    /// Brings it to its end, or takes it back, and looks.
    fn end(&self, goes_on: bool, when: &str) {
        let Some(record) = self.record(when) else { return self.assert_all(false, when) };
        if goes_on && matches!(record.state, State::Prepared | State::Applying) {
            quiet(|hooks| resume(&record, &self.journal(), &Who::current(), hooks)).unwrap();
            self.assert_all(true, when);
        }
        let record = self.journal().record(&record.id).unwrap();
        if !matches!(record.state, State::Undone | State::RolledBack) {
            undone(&Applied { record }, &self.journal());
        }
        self.assert_all(false, when);
        assert!(self.journal().interrupted().is_empty(), "{when}");
    }
}

#[test]
fn a_run_that_is_killed_is_undone_or_brought_to_its_end() {
    let _alone = alone();
    let mut states = Vec::new();
    for moment in 0..MOMENTS {
        let when = format!("moment {moment}");
        let story = Story::new(&when);
        kill(story.folder.path(), "apply", Some(moment), Duration::ZERO);
        let record = story.record(&when).unwrap_or_else(|| panic!("{when}: no record"));
        assert!(record.is_unfinished(), "{when}: {record:?}");
        states.push((record.state, places(&story.root).len() + places(&story.issuing).len()));
        story.end(moment % 2 == 1, &when);
    }
    let [before, between, after] = [0, 3, 6].map(|from| states[from..from + 3].to_vec());
    assert!(before.iter().all(|state| *state == (State::Prepared, 0)), "{states:?}");
    assert_eq!(between.iter().map(|(_, there)| *there).collect::<Vec<_>>(), [1, 2, 3], "{states:?}");
    assert!(after.iter().all(|state| *state == (State::Applying, 3)), "{states:?}");
}

#[test]
fn a_run_that_is_killed_at_any_moment_leaves_all_or_nothing_in_the_end() {
    let _alone = alone();
    for round in 0..UNCHOSEN {
        let when = format!("round {round}");
        let story = Story::new(&when);
        kill(story.folder.path(), "apply", None, Duration::from_micros(round * round * 700));
        story.end(round % 2 == 1, &when);

        let story = Story::new(&format!("{when}, back"));
        let plan = planned(&TARGETS, &adding(&[&story.issuing, &story.root]), ID);
        quiet(|hooks| apply(&plan, &story.journal(), &Who::current(), hooks)).unwrap();
        kill(story.folder.path(), "undo", None, Duration::from_micros(round * round * 700));
        story.end(false, &format!("{when}, back"));
    }
}
