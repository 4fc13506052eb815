//! The JSON documents `tillit/install/1`, `tillit/undo/1` and `tillit/changes/1`. Keys are stable: new ones may come, none goes or changes its
//! meaning within a version.

use schemars::{JsonSchema, Schema};
use serde::Serialize;
use serde_json::{Map, Value};
use tillit_trust_stores::StoreKind;
use tillit_trust_stores::install::plan::Pointed;
use tillit_trust_stores::install::saved::Difference;
use tillit_trust_stores::install::{Change, Planned, PlannedTarget};
use tillit_verifier::Fingerprint;
use time::OffsetDateTime;

use super::diff;
use super::say::{self, Found};
use super::undo::in_order;
use super::{
    ChangeRow, ChangeState, ChangedTarget, ChangesReport, EffectOn, EffectState, How, InstallReport, MissingReport,
    PutBack, Stage, UndoReport, UndoStage,
};
use crate::catalog::{self, Ca};
use crate::finding::{Envelope, Finding, Tool};
use crate::i18n::Texts;
use crate::verify::facts::moment;

/// The word that names the document of `tillit install`.
pub const SCHEMA: &str = "tillit/install/1";
/// The word that names the document of `tillit undo`.
pub const UNDO_SCHEMA: &str = "tillit/undo/1";
/// The word that names the document of `tillit undo --list`.
pub const CHANGES_SCHEMA: &str = "tillit/changes/1";

/// A plan, and what became of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Document {
    /// What every document of tillit has; one result for each step of the plan, in their order.
    #[serde(flatten)]
    pub envelope: Envelope<StepResult>,
    /// The plan's name; also that of the change, once it is applied: `tillit undo ID`.
    pub id: String,
    /// What became of the plan.
    pub stage: StageWord,
    /// The plan was applied, in this run and to its end. True as well where there was nothing to do.
    pub applied: bool,
    /// This run has changed something and left it so: false for a plan, for a second run, and where everything was put back.
    pub changed: bool,
    /// The folder that stands for the machine (`--root`); paths are those below it.
    pub root: Option<String>,
    /// The certificates that go in, in the order in which they are to stand.
    pub certificates: Vec<CertificateResult>,
    /// One for each store, in the order in which they were named.
    pub targets: Vec<TargetResult>,
    /// What checks the result, or has checked it: `nginx -t`, `keytool`.
    pub checks: Vec<String>,
    /// Services that read what is changed.
    pub effects: Vec<EffectResult>,
    /// Where the machine is not as it was when the saved plan was made; `targets` is then a new plan.
    pub differences: Vec<DifferenceResult>,
    /// The file that the plan was saved in.
    pub saved: Option<String>,
    /// The command line that applies the plan.
    pub apply_with: Option<String>,
    /// CAs of which no certificate is at hand, each with its pin and where its certificate can be fetched. Nothing was planned then: `targets` is
    /// empty.
    pub missing: Vec<Ca>,
}

/// A certificate that goes in.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CertificateResult {
    /// SHA-256 of the DER encoding, upper-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub sha256: String,
    /// Its name.
    pub name: String,
    /// A chain is to end in it.
    pub root: bool,
    /// The CA of the catalog that it is; null for one that the user gave.
    pub ca: Option<CaResult>,
}

/// A CA's place in the catalog.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CaResult {
    /// Id of the PKI.
    pub pki: String,
    /// Id of the generation in it.
    pub generation: String,
    /// Name of the CA.
    pub name: String,
}

/// One store.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TargetResult {
    /// As the user named it.
    pub target: String,
    /// What it is: `pem`, `pkcs12`, `nss`, ... New words may come. Null where that could not be read.
    #[schemars(regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub kind: Option<String>,
    /// The word of the place it was found in: `file`, `system`, `java`, ...
    pub place: String,
    /// The file or folder.
    pub path: String,
    /// It holds a private key, too.
    pub has_private_key: bool,
    /// SHA-256 of the certificates that were not there and go in.
    #[schemars(inner(regex(pattern = r"^[0-9A-F]{64}$")))]
    pub add: Vec<String>,
    /// SHA-256 of those that are there and get the trust that they lack.
    #[schemars(inner(regex(pattern = r"^[0-9A-F]{64}$")))]
    pub amend: Vec<String>,
    /// SHA-256 of those that go out.
    #[schemars(inner(regex(pattern = r"^[0-9A-F]{64}$")))]
    pub remove: Vec<String>,
    /// Programs that run: `update-ca-certificates`.
    pub commands: Vec<String>,
    /// SHA-256 of the file's content before, where one file is all that changes; `results` has every step.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub before_sha256: Option<String>,
    /// SHA-256 of its content afterwards.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub after_sha256: Option<String>,
    /// What checked it after it was written.
    pub checked_by: Vec<String>,
    /// Old algorithms that it keeps, since old programs read nothing else.
    pub kept_weak: Vec<String>,
    /// What became of it.
    pub state: TargetWord,
    /// Why it is refused.
    pub reason: Option<ReasonResult>,
}

/// Why a target is not changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReasonResult {
    /// Stable code. `tillit explain CODE` says more.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The sentence.
    pub text: String,
    /// The next step.
    pub remedy: String,
}

/// One step of a plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepResult {
    /// The number of its target in `targets`, 0-based.
    pub target: usize,
    /// What happens.
    pub action: ActionWord,
    /// The file or link.
    pub path: Option<String>,
    /// What the link says.
    pub to: Option<String>,
    /// The command that runs.
    pub command: Option<String>,
    /// SHA-256 of the file's content before.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub before_sha256: Option<String>,
    /// SHA-256 of its content afterwards.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub after_sha256: Option<String>,
    /// It is written in place instead of being exchanged (`--in-place`).
    pub in_place: bool,
    /// Of a server's configuration that is pointed at a new file: the unified diff. What is no UTF-8 is replaced, and lines around a change
    /// that may hold a secret are left out.
    pub diff: Option<String>,
}

/// A service that reads what is changed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct EffectResult {
    /// Its name.
    pub service: String,
    /// How it takes the change in.
    pub how: HowWord,
    /// Users who are logged in lose their sessions.
    pub logs_out: bool,
    /// The command.
    pub command: String,
    /// What became of it.
    pub state: EffectWord,
    /// What was said when it failed.
    pub error: Option<String>,
}

/// A file that is not as it was when a saved plan was made.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DifferenceResult {
    /// The file.
    pub path: String,
    /// SHA-256 then; null: it was not there, or was not part of the plan.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub then_sha256: Option<String>,
    /// SHA-256 now; null: it is not there.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub now_sha256: Option<String>,
}

/// What `tillit undo` did, or would do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct UndoDocument {
    /// What every document of tillit has; one result for each target of the change, in their order.
    #[serde(flatten)]
    pub envelope: Envelope<PutBackResult>,
    /// The change's name.
    pub id: String,
    /// What became of the undo.
    pub stage: UndoStageWord,
    /// Something was put back.
    pub changed: bool,
    /// The change, as `tillit undo --list` has it.
    pub change: ChangeResult,
    /// Services that read what was put back.
    pub effects: Vec<EffectResult>,
}

/// One target of a change that is taken back.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PutBackResult {
    /// As the user named it when it was changed.
    pub target: String,
    /// The file or folder.
    pub path: String,
    /// What happens to it.
    pub put_back: PutBackWord,
    /// Why it is left alone: `gone`, `changed` by others so that nothing of it is left to take out, `unused` (a new file that others changed and
    /// no configuration names any more), `unreadable`.
    pub reason: Option<String>,
    /// CAs that keep the trust that the change gave them, by name: it cannot be taken from them alone.
    pub kept: Vec<String>,
}

/// The changes that the journal knows.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangesDocument {
    /// What every document of tillit has; one result for each change, interrupted ones first, then the newest first.
    #[serde(flatten)]
    pub envelope: Envelope<ChangeResult>,
    /// Records that cannot be read.
    pub damaged: Vec<DamagedResult>,
}

/// One change of the journal.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangeResult {
    /// Its name.
    pub id: String,
    /// When it was begun (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub at: String,
    /// Who did it.
    pub who: String,
    /// What became of it.
    pub state: ChangeWord,
    /// Its backups are kept until then at least (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub kept_until: Option<String>,
    /// Its targets.
    pub targets: Vec<ChangedResult>,
}

/// One target of a change.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangedResult {
    /// As it was named.
    pub target: String,
    /// Its path.
    pub path: String,
    /// What it is.
    #[schemars(regex(pattern = r"^[a-z0-9]+(-[a-z0-9]+)*$"))]
    pub kind: Option<String>,
    /// Files of a server's configuration that were pointed at it.
    pub configuration: Vec<String>,
    /// CAs that were added or got trust, by name.
    pub added: Vec<String>,
    /// CAs that were taken out, by name.
    pub removed: Vec<String>,
}

/// A record that cannot be read.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DamagedResult {
    /// The file or folder.
    pub path: String,
    /// Why; technical.
    pub reason: String,
}

/// What became of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StageWord {
    /// It was made, and nothing else was done
    Planned,
    /// A saved plan does not fit any more
    Differs,
    /// The user said no
    Declined,
    /// It was applied
    Applied,
    /// Nothing was begun
    NotBegun,
    /// Something failed, and everything was put back
    RolledBack,
    /// Something failed, and it could not be put back
    Interrupted,
    /// There is no plan: CA certificates are not at hand, and a part of a generation is never installed
    Missing,
}

impl From<&Stage> for StageWord {
    fn from(stage: &Stage) -> Self {
        match stage {
            Stage::Planned { .. } => Self::Planned,
            Stage::Differs(_) => Self::Differs,
            Stage::Declined => Self::Declined,
            Stage::Applied { .. } => Self::Applied,
            Stage::NotBegun(_) => Self::NotBegun,
            Stage::RolledBack(_) => Self::RolledBack,
            Stage::Interrupted { .. } => Self::Interrupted,
        }
    }
}

words! {
    /// What happens in one step.
    ActionWord {
        /// A file gets other content
        Replace = Change::Replace { .. },
        /// A new file
        Create = Change::Create { .. },
        /// A file goes away
        Remove = Change::Remove { .. },
        /// A new symbolic link
        MakeLink = Change::MakeLink { .. },
        /// A symbolic link goes away
        RemoveLink = Change::RemoveLink { .. },
        /// A program of the operating system runs
        Run = Change::Run(_),
    } from &Change
}
words! {
    /// How a service takes a change in.
    HowWord {
        /// It reads its files again
        Reload = How::Reload,
        /// It is stopped and started
        Restart = How::Restart,
    } from How
}
words! {
    /// What became of a reload or restart.
    EffectWord {
        /// Somebody has to do it
        Due = EffectState::Due,
        /// It was done
        Done = EffectState::Done,
        /// The service is not running
        NotRunning = EffectState::NotRunning,
        /// It failed
        Failed = EffectState::Failed(_),
    } from &EffectState
}
words! {
    /// What became of an undo.
    UndoStageWord {
        /// Nothing was done yet
        Planned = UndoStage::Planned,
        /// It is done
        Done = UndoStage::Done,
        /// The user said no
        Declined = UndoStage::Declined,
        /// There was nothing to put back
        Nothing = UndoStage::Nothing,
        /// It failed, and nothing was changed
        NotBegun = UndoStage::NotBegun(_),
        /// It failed and can be run again
        Failed = UndoStage::Failed(_),
    } from &UndoStage
}
words! {
    /// What happens to a target that is put back.
    PutBackWord {
        /// It gets the very bytes that it had
        Bytes = PutBack::Bytes,
        /// Others have changed it since: only what was added is taken out
        OnlyAdditions = PutBack::OnlyAdditions { .. },
        /// Others have edited the server's configuration since: only the lines that were pointed at a new file are put back
        OnlyLines = PutBack::OnlyLines,
        /// It is as before already
        AsBefore = PutBack::AsBefore,
        /// Its own program made it anew
        MadeAnew = PutBack::MadeAnew,
        /// It is left alone
        Left = PutBack::Left(_),
    } from &PutBack
}
words! {
    /// What became of a change.
    ChangeWord {
        /// It is done
        Applied = ChangeState::Applied,
        /// It was begun and not finished, and nobody is at it
        Interrupted = ChangeState::Interrupted,
        /// Somebody is at it now
        Running = ChangeState::Running,
        /// It failed and was put back
        RolledBack = ChangeState::RolledBack,
        /// It was taken back
        Undone = ChangeState::Undone,
    } from ChangeState
}

/// What became of a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum TargetWord {
    /// It would be changed; nothing was done
    Planned,
    /// It is changed
    Applied,
    /// It is as it shall be already
    Unchanged,
    /// It was put back, since the change failed
    RolledBack,
    /// It may be changed or not: the change is interrupted
    Interrupted,
    /// It cannot or must not be changed
    Refused,
}

/// The document of `tillit install`, as a value.
pub fn json(report: &InstallReport, texts: &Texts) -> Value {
    serde_json::to_value(document(report, texts)).unwrap_or_default()
}

/// The document of `tillit install` where nothing was planned, since CA certificates are not at hand.
pub fn missing_json(report: &MissingReport<'_>, texts: &Texts) -> Value {
    let (missing, findings) = report.missing.iter().map(|state| catalog::missing(state, texts)).unzip();
    let document = Document {
        envelope: Envelope { findings, ..envelope(SCHEMA, &report.version, report.at, Vec::new(), &[]) },
        id: report.id.clone(),
        stage: StageWord::Missing,
        applied: false,
        changed: false,
        root: report.root.as_ref().map(|root| root.display().to_string()),
        certificates: Vec::new(),
        targets: Vec::new(),
        checks: Vec::new(),
        effects: Vec::new(),
        differences: Vec::new(),
        saved: None,
        apply_with: None,
        missing,
    };
    serde_json::to_value(document).unwrap_or_default()
}

/// The document of `tillit undo`, as a value.
pub fn undo_json(report: &UndoReport, texts: &Texts) -> Value {
    serde_json::to_value(undo_document(report, texts)).unwrap_or_default()
}

/// The document of `tillit undo --list`, as a value.
pub fn changes_json(report: &ChangesReport, texts: &Texts) -> Value {
    serde_json::to_value(changes_document(report, texts)).unwrap_or_default()
}

fn document(report: &InstallReport, texts: &Texts) -> Document {
    let plan = &report.plan;
    let found = say::of_install(report, texts);
    let certificates = plan.selection.add.iter().map(|addition| CertificateResult {
        sha256: addition.certificate.fingerprint().to_string(),
        name: say::name(addition),
        root: addition.is_root,
        ca: addition.ca.as_ref().map(|id| CaResult {
            pki: id.generation.pki.clone(),
            generation: id.generation.generation.clone(),
            name: id.ca.clone(),
        }),
    });
    let targets = plan.targets.iter().enumerate();
    let (differences, saved): (&[Difference], _) = match &report.stage {
        Stage::Differs(differences) => (differences, None),
        Stage::Planned { saved } => (&[], saved.as_ref()),
        _ => (&[], None),
    };
    Document {
        id: plan.id.clone(),
        stage: (&report.stage).into(),
        applied: !plan.is_refused()
            && match report.stage {
                Stage::Applied { .. } => true,
                Stage::Planned { .. } => plan.changes().next().is_none(),
                _ => false,
            },
        changed: plan.can_be_applied() && matches!(report.stage, Stage::Applied { .. } | Stage::Interrupted { .. }),
        root: plan.tree.root().map(|root| root.display().to_string()),
        certificates: certificates.collect(),
        targets: targets.map(|(number, target)| target_result(number, target, &report.stage, &found)).collect(),
        checks: report.checks.clone(),
        effects: report.effects.iter().map(effect).collect(),
        differences: differences.iter().map(difference).collect(),
        saved: saved.map(|path| path.display().to_string()),
        apply_with: report.apply_with.clone(),
        missing: Vec::new(),
        envelope: envelope(SCHEMA, &report.version, report.at, steps(report), &found),
    }
}

fn envelope<R>(schema: &str, version: &str, at: OffsetDateTime, results: Vec<R>, found: &[Found]) -> Envelope<R> {
    let finding = |found: &Found| Finding {
        code: found.said.code.code.to_owned(),
        severity: found.said.severity.into(),
        subject: None,
        input: found.input.clone(),
        index: None,
        source: None,
        text: found.said.text.clone(),
        remedy: found.said.remedy.clone(),
    };
    Envelope {
        schema: schema.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: version.to_owned() },
        at: moment(at),
        results,
        findings: found.iter().map(finding).collect(),
    }
}

fn steps(report: &InstallReport) -> Vec<StepResult> {
    let mut steps = Vec::new();
    for (target, planned) in report.plan.targets.iter().enumerate() {
        if let Planned::Edited(edited) = &planned.planned {
            let diff = |change: &Change| {
                let is_of = |pointed: &&Pointed| change.path() == Some(&pointed.path);
                edited.pointed.iter().find(is_of).map(diff::unified)
            };
            steps.extend(edited.changes.iter().map(|change| StepResult { diff: diff(change), ..step(target, change) }));
        }
    }
    steps
}

fn step(target: usize, change: &Change) -> StepResult {
    let (before, after) = hashes(change);
    let (to, command, in_place) = match change {
        Change::MakeLink { to, .. } | Change::RemoveLink { to, .. } => (Some(to.display().to_string()), None, false),
        Change::Run(command) => (None, Some(command.line().join(" ")), false),
        Change::Replace { in_place, .. } => (None, None, *in_place),
        Change::Create { .. } | Change::Remove { .. } => (None, None, false),
    };
    StepResult {
        target,
        action: change.into(),
        path: change.path().map(|path| path.display().to_string()),
        to,
        command,
        before_sha256: before,
        after_sha256: after,
        in_place,
        diff: None,
    }
}

/// SHA-256 of a file before and after a step.
fn hashes(change: &Change) -> (Option<String>, Option<String>) {
    let text = |fingerprint: Fingerprint| Some(fingerprint.to_string());
    match change {
        Change::Replace { before, after, .. } => (text(*before), text(after.sha256())),
        Change::Create { after, .. } => (None, text(after.sha256())),
        Change::Remove { before, .. } => (text(*before), None),
        Change::MakeLink { .. } | Change::RemoveLink { .. } | Change::Run(_) => (None, None),
    }
}

fn target_result(number: usize, target: &PlannedTarget, stage: &Stage, found: &[Found]) -> TargetResult {
    let edited = if let Planned::Edited(edited) = &target.planned { Some(edited) } else { None };
    let changes = edited.map(|edited| edited.changes.as_slice()).unwrap_or_default();
    let (before, after) = if let [only] = changes { hashes(only) } else { (None, None) };
    let hex = |fingerprints: Option<&Vec<Fingerprint>>| {
        fingerprints.into_iter().flatten().map(ToString::to_string).collect::<Vec<_>>()
    };
    let commands = changes.iter().filter_map(|change| match change {
        Change::Run(command) => Some(command.line().join(" ")),
        _ => None,
    });
    let (state, reason) = match (&target.planned, stage) {
        (Planned::Refused(_), _) => {
            let said = found.iter().find(|found| found.target == Some(number)).map(|found| &found.said);
            let reason = said.map(|said| ReasonResult {
                code: said.code.code.to_owned(),
                detail: said.detail.clone(),
                text: said.text.clone(),
                remedy: said.remedy.clone(),
            });
            (TargetWord::Refused, reason)
        }
        (Planned::Unchanged, _) => (TargetWord::Unchanged, None),
        (Planned::Edited(_), Stage::Applied { .. }) => (TargetWord::Applied, None),
        (Planned::Edited(_), Stage::RolledBack(_)) => (TargetWord::RolledBack, None),
        (Planned::Edited(_), Stage::Interrupted { .. }) => (TargetWord::Interrupted, None),
        (Planned::Edited(_), _) => (TargetWord::Planned, None),
    };
    let checked_by = match stage {
        Stage::Applied { checked_by } => checked_by.get(number).cloned().unwrap_or_default(),
        _ => Vec::new(),
    };
    TargetResult {
        target: target.target.clone(),
        kind: word(target.kind),
        place: target.place.to_owned(),
        path: target.path.display().to_string(),
        has_private_key: target.has_private_key,
        add: hex(edited.map(|edited| &edited.added)),
        amend: hex(edited.map(|edited| &edited.amended)),
        remove: hex(edited.map(|edited| &edited.removed)),
        commands: commands.collect(),
        before_sha256: before,
        after_sha256: after,
        checked_by,
        kept_weak: edited.into_iter().flat_map(|edited| &edited.kept_weak).map(|&name| name.to_owned()).collect(),
        state,
        reason,
    }
}

fn word(kind: Option<StoreKind>) -> Option<String> {
    kind.map(|kind| kind.word().to_owned())
}

fn effect(effect: &EffectOn) -> EffectResult {
    EffectResult {
        service: effect.service.clone(),
        how: effect.how.into(),
        logs_out: effect.logs_out,
        command: effect.command.clone(),
        state: (&effect.state).into(),
        error: match &effect.state {
            EffectState::Failed(error) => Some(error.clone()),
            EffectState::Due | EffectState::Done | EffectState::NotRunning => None,
        },
    }
}

fn difference(difference: &Difference) -> DifferenceResult {
    DifferenceResult {
        path: difference.path.display().to_string(),
        then_sha256: difference.then.map(|fingerprint| fingerprint.to_string()),
        now_sha256: difference.now.map(|fingerprint| fingerprint.to_string()),
    }
}

fn undo_document(report: &UndoReport, texts: &Texts) -> UndoDocument {
    let targets = report.targets.iter().zip(&report.change.targets);
    let results = targets.map(|(put_back, target)| PutBackResult {
        target: target.target.clone(),
        path: target.path.display().to_string(),
        put_back: put_back.into(),
        kept: match put_back {
            PutBack::OnlyAdditions { kept } => kept.clone(),
            _ => Vec::new(),
        },
        reason: match put_back {
            PutBack::Left(why) => Some(why.word().to_owned()),
            PutBack::Bytes
            | PutBack::OnlyAdditions { .. }
            | PutBack::OnlyLines
            | PutBack::AsBefore
            | PutBack::MadeAnew => None,
        },
    });
    let touched = report.targets.iter().any(|target| !matches!(target, PutBack::AsBefore | PutBack::Left(_)));
    UndoDocument {
        id: report.change.id.clone(),
        stage: (&report.stage).into(),
        changed: touched && matches!(report.stage, UndoStage::Done | UndoStage::Failed(_)),
        change: change(&report.change),
        effects: report.effects.iter().map(effect).collect(),
        envelope: envelope(UNDO_SCHEMA, &report.version, report.at, results.collect(), &say::of_undo(report, texts)),
    }
}

fn changes_document(report: &ChangesReport, texts: &Texts) -> ChangesDocument {
    let changes = in_order(report).map(change).collect();
    let damaged = report
        .damaged
        .iter()
        .map(|(path, reason)| DamagedResult { path: path.display().to_string(), reason: reason.clone() });
    ChangesDocument {
        damaged: damaged.collect(),
        envelope: envelope(CHANGES_SCHEMA, &report.version, report.at, changes, &say::of_changes(report, texts)),
    }
}

fn change(row: &ChangeRow) -> ChangeResult {
    let target = |target: &ChangedTarget| ChangedResult {
        target: target.target.clone(),
        path: target.path.display().to_string(),
        kind: word(target.kind),
        configuration: target.configuration.iter().map(|file| file.display().to_string()).collect(),
        added: target.added.clone(),
        removed: target.removed.clone(),
    };
    ChangeResult {
        id: row.id.clone(),
        at: moment(row.at),
        who: row.who.clone(),
        state: row.state.into(),
        kept_until: row.kept_until.map(moment),
        targets: row.targets.iter().map(target).collect(),
    }
}

/// The JSON schema of the document of `tillit install`, as it stands in `docs/schema/install-1.json`.
pub fn schema() -> Value {
    named(schemars::schema_for!(Document), SCHEMA, "tillit install")
}

/// The JSON schema of the document of `tillit undo`, as it stands in `docs/schema/undo-1.json`.
pub fn undo_schema() -> Value {
    named(schemars::schema_for!(UndoDocument), UNDO_SCHEMA, "tillit undo")
}

/// The JSON schema of the document of `tillit undo --list`, as it stands in `docs/schema/changes-1.json`.
pub fn changes_schema() -> Value {
    named(schemars::schema_for!(ChangesDocument), CHANGES_SCHEMA, "tillit undo --list")
}

/// A schema under its name.
pub(crate) fn named(schema: Schema, id: &str, title: &str) -> Value {
    let mut schema = schema.to_value();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), Value::String(id.to_owned()));
        object.insert("title".to_owned(), Value::String(title.to_owned()));
    }
    if let Some(word) = schema.pointer_mut("/properties/schema").and_then(Value::as_object_mut) {
        word.insert("const".to_owned(), Value::String(id.to_owned()));
    }
    schema
}
