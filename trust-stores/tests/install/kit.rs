//! A machine's files in a temporary folder, plans over them, and what they look like.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

use tillit_trust_stores::install::apply::{Applied, ApplyError, CheckFailed, Hooks, apply};
use tillit_trust_stores::install::journal::{Journal, Record, RecordTarget, Who};
use tillit_trust_stores::install::plan::{Edited, Plan, Planned, PlannedTarget, Refusal};
use tillit_trust_stores::install::undo::{UndoError, Undone, undo};
use tillit_trust_stores::install::{Change, Selection};
use tillit_trust_stores::tree::Folder;
use tillit_verifier::Fingerprint;
use time::OffsetDateTime;

/// A tree and a folder of data.
pub(crate) struct Machine {
    pub base: PathBuf,
    _temporary: Option<tempfile::TempDir>,
}

impl Machine {
    pub(crate) fn new() -> Self {
        let temporary = tempfile::tempdir().unwrap();
        let machine = Self { base: temporary.path().canonicalize().unwrap(), _temporary: Some(temporary) };
        fs::create_dir(machine.root()).unwrap();
        machine
    }

    pub(crate) fn at(base: &Path) -> Self {
        Self { base: base.to_owned(), _temporary: None }
    }

    pub(crate) fn root(&self) -> PathBuf {
        self.base.join("tree")
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path.trim_start_matches('/'))
    }

    pub(crate) fn tree(&self) -> Folder {
        Folder::at(self.root())
    }

    pub(crate) fn journal(&self) -> Journal {
        Journal::open(&self.base.join("data")).unwrap()
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>, mode: u32) -> PathBuf {
        let place = self.path(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(&place, content).unwrap();
        fs::set_permissions(&place, fs::Permissions::from_mode(mode)).unwrap();
        place
    }

    pub(crate) fn link(&self, path: &str, to: &str) {
        let place = self.path(path);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        symlink(to, place).unwrap();
    }

    /// One target for each change.
    pub(crate) fn plan(&self, changes: Vec<Change>) -> Plan {
        self.plan_of(changes.into_iter().map(|change| vec![change]).collect())
    }

    pub(crate) fn plan_of(&self, targets: Vec<Vec<Change>>) -> Plan {
        plan_in(self.tree(), targets)
    }

    pub(crate) fn apply(&self, plan: &Plan) -> Result<Applied, ApplyError> {
        apply(plan, &self.journal(), &Who::current(), &mut agreeing())
    }

    pub(crate) fn undo(&self, record: &Record) -> Result<Undone, UndoError> {
        undo(record, &self.journal(), &Who::current(), &mut agreeing(), &mut nobody)
    }

    /// Everything that is kept: kinds, permissions, owners, access lists and attributes, names of the same file, links, bytes.
    pub(crate) fn image(&self) -> BTreeMap<PathBuf, String> {
        image(&self.root())
    }
}

pub(crate) fn plan_in(tree: Folder, targets: Vec<Vec<Change>>) -> Plan {
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let target = |changes: Vec<Change>| PlannedTarget {
        target: "target".to_owned(),
        place: "file",
        path: changes[0].path().unwrap_or(Path::new("/")).to_owned(),
        kind: None,
        consumer: None,
        has_private_key: false,
        planned: Planned::Edited(Edited { changes, ..Edited::default() }),
    };
    Plan {
        id: format!("2026-11-21T10:02Z-{number:04x}"),
        at: OffsetDateTime::now_utc(),
        tree,
        selection: Selection::default(),
        targets: targets.into_iter().map(target).collect(),
    }
}

/// Nobody changed anything: not to be asked.
pub(crate) fn nobody(target: &RecordTarget) -> Result<Vec<Change>, Refusal> {
    panic!("others did not change {}", target.path.display())
}

/// Hooks that agree with everything, and count.
#[derive(Default)]
pub(crate) struct Quiet {
    pub ran: usize,
    pub written: usize,
    pub staged: Vec<PathBuf>,
}

impl Quiet {
    pub(crate) fn with<T>(&mut self, use_them: impl FnOnce(&mut Hooks<'_>) -> T) -> T {
        let Self { ran, written, staged } = self;
        use_them(&mut Hooks {
            staged: &mut |_, _, path| {
                assert!(path.is_file(), "{}", path.display());
                staged.push(path.to_owned());
                Ok(())
            },
            written: &mut |_| {
                *written += 1;
                Ok(vec!["tillit".to_owned()])
            },
            run: &mut |_| {
                *ran += 1;
                Ok(())
            },
            left_behind: &mut |_| Ok(Vec::new()),
            progress: &mut |_| {},
        })
    }
}

/// The same for those that do not ask what happened.
pub(crate) fn agreeing() -> Hooks<'static> {
    Hooks {
        staged: Box::leak(Box::new(|_: &PlannedTarget, _: &Change, _: &Path| Ok(()))),
        written: Box::leak(Box::new(|_: &PlannedTarget| Ok(vec!["tillit".to_owned()]))),
        run: Box::leak(Box::new(|_| Ok::<(), CheckFailed>(()))),
        left_behind: Box::leak(Box::new(|_| Ok(Vec::new()))),
        progress: Box::leak(Box::new(|_: &PlannedTarget| ())),
    }
}

pub(crate) fn replace(path: &str, before: impl AsRef<[u8]>, after: impl AsRef<[u8]>) -> Change {
    Change::Replace {
        path: path.into(),
        before: Fingerprint::of(before.as_ref()),
        after: after.as_ref().to_vec().into(),
        in_place: false,
    }
}

pub(crate) fn in_place(path: &str, before: impl AsRef<[u8]>, after: impl AsRef<[u8]>) -> Change {
    Change::Replace {
        path: path.into(),
        before: Fingerprint::of(before.as_ref()),
        after: after.as_ref().to_vec().into(),
        in_place: true,
    }
}

pub(crate) fn create(path: &str, after: impl AsRef<[u8]>) -> Change {
    Change::Create { path: path.into(), after: after.as_ref().to_vec().into(), mode: 0o644 }
}

pub(crate) fn remove(path: &str, before: impl AsRef<[u8]>) -> Change {
    Change::Remove { path: path.into(), before: Fingerprint::of(before.as_ref()) }
}

pub(crate) fn make_link(path: &str, to: &str) -> Change {
    Change::MakeLink { path: path.into(), to: to.into() }
}

pub(crate) fn remove_link(path: &str, to: &str) -> Change {
    Change::RemoveLink { path: path.into(), to: to.into() }
}

pub(crate) fn image(root: &Path) -> BTreeMap<PathBuf, String> {
    let mut out = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let metadata = fs::symlink_metadata(&path).unwrap();
            let mut text = format!("{:o} {}:{} ", metadata.mode(), metadata.uid(), metadata.gid());
            if metadata.is_dir() {
                folders.push(path.clone());
            } else if metadata.is_symlink() {
                write!(text, "-> {}", fs::read_link(&path).unwrap().display()).unwrap();
            } else {
                write!(text, "x{} {:?}", metadata.nlink(), Fingerprint::of(&fs::read(&path).unwrap())).unwrap();
            }
            out.insert(path.strip_prefix(root).unwrap().to_owned(), text);
        }
    }
    // Access lists and labels, as their own tools read them.
    for line in run("getfattr", &["-R", "-P", "-h", "-d", "-m", "-", "-e", "hex", "."], root).lines() {
        out.entry("getfattr".into()).or_default().push_str(line);
    }
    out
}

/// Runs a tool that a test needs; its failure is the test's.
pub(crate) fn run(program: &str, arguments: &[&str], folder: &Path) -> String {
    let output = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Whether this runs as root; a test that needs it says so otherwise, and fails in CI.
pub(crate) fn is_root(test: &str) -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        assert!(std::env::var_os("CI").is_none(), "{test} needs root");
        eprintln!("skipped: {test} needs root");
    }
    root
}
