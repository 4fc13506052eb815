//! What `tillit install` and `tillit undo` say: the plan, what was done, what can be taken back.

pub mod answer;
mod diff;
mod human;
pub mod json;
mod say;
mod table;
mod undo;

pub use answer::{changes_exit_code, exit_code, undo_exit_code};
pub use human::{human, text};
pub use json::{changes_json, changes_schema, json, missing_json, schema, undo_json, undo_schema};
pub use say::failure;
pub use table::{changes_markdown, markdown, undo_markdown};
pub use undo::{changes_human, changes_text, undo_human, undo_text};

use std::path::PathBuf;

use tillit_trust_stores::StoreKind;
use tillit_trust_stores::install::saved::Difference;
use tillit_trust_stores::install::undo::Left;
use tillit_trust_stores::install::{Plan, Refusal};
use tillit_verifier::catalog::store::CaState;
use time::OffsetDateTime;

/// A plan, and what became of it.
#[derive(Debug)]
pub struct InstallReport {
    /// The version of tillit.
    pub version: String,
    /// When this was made.
    pub at: OffsetDateTime,
    /// The plan.
    pub plan: Plan,
    /// What became of it.
    pub stage: Stage,
    /// What checks, or has checked, the result: `nginx -t`, `keytool`, the path of a card certificate.
    pub checks: Vec<String>,
    /// Services that use what is changed.
    pub effects: Vec<EffectOn>,
    /// The command line that applies the plan, where it can be applied.
    pub apply_with: Option<String>,
}

impl InstallReport {
    /// Nothing was begun yet: it may still be applied.
    fn is_ahead(&self) -> bool {
        matches!(self.stage, Stage::Planned { .. } | Stage::Differs(_) | Stage::Declined)
    }

    /// Every target is as it shall be: a second run, also of a saved plan.
    fn is_done_already(&self) -> bool {
        let is_whole = self.is_ahead() || matches!(self.stage, Stage::Applied { .. });
        is_whole && !self.plan.is_refused() && !self.plan.can_be_applied()
    }
}

/// CAs of which no certificate is at hand: nothing was planned.
#[derive(Debug)]
pub struct MissingReport<'a> {
    /// The version of tillit.
    pub version: String,
    /// When this was made.
    pub at: OffsetDateTime,
    /// The name that the plan would have had.
    pub id: String,
    /// The folder that stands for the machine.
    pub root: Option<PathBuf>,
    /// The CAs.
    pub missing: Vec<CaState<'a>>,
}

/// A service that has to read its store again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EffectOn {
    /// `nginx`, `tomcat10`.
    pub service: String,
    /// How.
    pub how: How,
    /// The users who are logged in lose their sessions.
    pub logs_out: bool,
    /// The command: `systemctl reload nginx`.
    pub command: String,
    /// What became of it.
    pub state: EffectState,
}

/// How a service takes a change in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It reads its files again.
    Reload,
    /// It is stopped and started.
    Restart,
}

/// What became of a reload or restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EffectState {
    /// Somebody has to do it.
    Due,
    /// It was done.
    Done,
    /// It is not running: nothing has to be done.
    NotRunning,
    /// It failed; what was said.
    Failed(String),
}

/// What became of a plan.
#[derive(Debug)]
pub enum Stage {
    /// It was made, and nothing else was done.
    Planned {
        /// Where it was written to.
        saved: Option<PathBuf>,
    },
    /// A saved plan does not fit any more: where the machine is another than when it was made. The plan of the report is a new one.
    Differs(Vec<Difference>),
    /// The user said no.
    Declined,
    /// It was applied.
    Applied {
        /// For each target of the plan the names of what checked it.
        checked_by: Vec<Vec<String>>,
    },
    /// Nothing was begun.
    NotBegun(Failed),
    /// Something failed, and everything was put back.
    RolledBack(Failed),
    /// Something failed, and then putting back failed: the change is interrupted.
    Interrupted {
        /// What failed first.
        failed: Failed,
        /// Why it could not be put back.
        then: Failed,
    },
}

/// What went wrong with a change.
#[derive(Debug)]
#[non_exhaustive]
pub enum Failed {
    /// A check says no.
    Check {
        /// Who: `nginx -t`, `keytool`, `tillit`.
        by: String,
        /// What it said; technical.
        said: String,
    },
    /// The operating system says no.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        cause: std::io::Error,
    },
    /// A file has been changed since the plan was made.
    ChangedSince(PathBuf),
    /// Two targets of the plan want different things of this file.
    Conflict(PathBuf),
    /// Somebody else is at work: who, where that is known.
    Busy(Option<String>),
    /// It must not be changed.
    Refused(PathBuf, Refusal),
    /// The journal cannot be used; technical.
    Journal {
        /// Its folder or file.
        path: PathBuf,
        /// Why.
        said: String,
    },
}

/// The changes that the journal knows.
#[derive(Debug)]
pub struct ChangesReport {
    /// The version of tillit.
    pub version: String,
    /// When this was made.
    pub at: OffsetDateTime,
    /// The changes, the newest first.
    pub changes: Vec<ChangeRow>,
    /// Records that cannot be read, with the reason.
    pub damaged: Vec<(PathBuf, String)>,
}

/// One change of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its name.
    pub id: String,
    /// When it was begun.
    pub at: OffsetDateTime,
    /// Who did it: `root (sudo: anna) on idp1`.
    pub who: String,
    /// What became of it.
    pub state: ChangeState,
    /// Its targets.
    pub targets: Vec<ChangedTarget>,
    /// Its backups are kept until then at least.
    pub kept_until: Option<OffsetDateTime>,
}

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeState {
    /// It is done.
    Applied,
    /// It was begun and not finished; nobody is at it.
    Interrupted,
    /// Somebody is at it now.
    Running,
    /// A check failed, and it was put back.
    RolledBack,
    /// It was taken back.
    Undone,
}

/// One target of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedTarget {
    /// As it was named.
    pub target: String,
    /// Its path.
    pub path: PathBuf,
    /// What it is.
    pub kind: Option<StoreKind>,
    /// Files of a server's configuration that were pointed at it.
    pub configuration: Vec<PathBuf>,
    /// The CAs that were added or got trust, by name.
    pub added: Vec<String>,
    /// Those that were taken out.
    pub removed: Vec<String>,
}

/// What `tillit undo` did, or would do.
#[derive(Debug)]
pub struct UndoReport {
    /// The version of tillit.
    pub version: String,
    /// When this was made.
    pub at: OffsetDateTime,
    /// The change.
    pub change: ChangeRow,
    /// What happened to each of its targets, in the order of the change.
    pub targets: Vec<PutBack>,
    /// What became of it.
    pub stage: UndoStage,
    /// Services that use what was put back.
    pub effects: Vec<EffectOn>,
}

impl UndoReport {
    /// It can be said what becomes of each target: not where the user said no, and not where it stopped on the way.
    fn says_what_happens(&self) -> bool {
        matches!(self.stage, UndoStage::Planned | UndoStage::Done)
    }
}

/// What happens to a target that is put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PutBack {
    /// It gets the very bytes that it had.
    Bytes,
    /// Others have changed it since: only what was added is taken out, and what was taken out is put in again.
    OnlyAdditions {
        /// Those that keep the trust that the change gave them, by name: it cannot be taken from them alone.
        kept: Vec<String>,
    },
    /// Others have edited the server's configuration since: of it, only the lines that were pointed at the new file are put back.
    OnlyLines,
    /// It is as before already.
    AsBefore,
    /// Its own program made it anew without what was added.
    MadeAnew,
    /// It is left alone; why.
    Left(Left),
}

/// What became of an undo.
#[derive(Debug)]
pub enum UndoStage {
    /// Nothing was done yet.
    Planned,
    /// It is done.
    Done,
    /// The user said no.
    Declined,
    /// There was nothing to put back.
    Nothing,
    /// It failed before anything was changed, or everything stands again as it did.
    NotBegun(Failed),
    /// It failed; what was put back stays so, `tillit undo` can be run again.
    Failed(Failed),
}
