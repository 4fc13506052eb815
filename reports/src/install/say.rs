//! Turns plans, refusals and failures into sentences: the code's message, filled with the facts.

use std::io::ErrorKind;
use std::path::Path;

use serde_json::{Value as Json, json};
use tillit_trust_stores::StoreKind;
use tillit_trust_stores::install::plan::{Edited, NotHere, NotPointed, Pointed};
use tillit_trust_stores::install::{Addition, Change, Planned, PlannedTarget, Refusal};
use tillit_trust_stores::servers::Spot;
use tillit_trust_stores::windows::element::key_name;
use tillit_trust_stores::windows::{Physical, View};
use tillit_verifier::Fingerprint;
use tillit_verifier::verdict::Severity;

use super::{
    ChangeRow, ChangeState, ChangesReport, EffectOn, EffectState, Failed, How, InstallReport, PutBack, Stage,
    UndoReport, UndoStage,
};
use crate::audit::{kind_name, place_name};
use crate::codes::{self, Code};
use crate::errors::Said as _;
use crate::i18n::{Texts, Value};
use crate::plain::{clean, mask_personal_numbers};
use crate::verify::facts::{Facts, facts};
use crate::verify::say::{Said, sentence};

/// Something that was found, in words.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) said: Said,
    /// What it is about: a target, a file, a service, a change.
    pub(super) input: String,
    /// The number of the target, 0-based.
    pub(super) target: Option<usize>,
}

/// Everything that is to be said of a plan and what became of it, the most important first.
pub(super) fn of_install(report: &InstallReport, texts: &Texts) -> Vec<Found> {
    let mut found = outcome(report, texts);
    for (number, target) in report.plan.targets.iter().enumerate() {
        found.extend(of_target(target, report, texts).into_iter().map(|said| Found {
            said,
            input: target.target.clone(),
            target: Some(number),
        }));
    }
    if report.plan.can_be_applied() && report.is_ahead() {
        found.extend(report.plan.selection.add.iter().filter(|addition| addition.ca.is_none()).map(|addition| {
            let detail = facts([
                ("name", json!(name(addition))),
                ("sha256", json!(addition.certificate.fingerprint().to_string())),
            ]);
            of_input(say(&codes::GIVEN_CA, "", detail, texts), name(addition))
        }));
    }
    if report.plan.can_be_applied() && matches!(report.stage, Stage::Applied { .. }) {
        found.extend(of_effects(&report.effects, texts));
    }
    found
}

/// What became of the plan, where it did not go well.
fn outcome(report: &InstallReport, texts: &Texts) -> Vec<Found> {
    let id = || facts([("id", json!(report.plan.id))]);
    let about_change = |said| of_input(said, report.plan.id.clone());
    match &report.stage {
        _ if report.is_done_already() => Vec::new(),
        Stage::Planned { .. } | Stage::Declined | Stage::Applied { .. } => Vec::new(),
        Stage::Differs(differences) => {
            let detail = facts([("id", json!(report.plan.id)), ("count", json!(differences.len()))]);
            vec![about_change(say(&codes::PLAN_DIFFERS, "", detail, texts))]
        }
        Stage::NotBegun(failed) => vec![of_failed(failed, &report.plan.id, texts)],
        Stage::RolledBack(failed) => {
            vec![of_failed(failed, &report.plan.id, texts), about_change(say(&codes::ROLLED_BACK, "", id(), texts))]
        }
        Stage::Interrupted { failed, then } => vec![
            about_change(say(&codes::INTERRUPTED, "", id(), texts)),
            of_failed(failed, &report.plan.id, texts),
            of_failed(then, &report.plan.id, texts),
        ],
    }
}

/// What is to be said of one target.
fn of_target(target: &PlannedTarget, report: &InstallReport, texts: &Texts) -> Vec<Said> {
    let edited = match &target.planned {
        Planned::Refused(reason) => return vec![refusal(reason, &target.path, texts)],
        Planned::Unchanged => return Vec::new(),
        // What to know before is of no use where nothing was left changed.
        Planned::Edited(_) if !report.is_ahead() && !matches!(report.stage, Stage::Applied { .. }) => {
            return Vec::new();
        }
        Planned::Edited(edited) => edited,
    };
    let mut said = Vec::new();
    if !edited.kept_weak.is_empty() {
        said.push(say(&codes::KEPT_WEAK, "", facts([("algorithms", json!(edited.kept_weak))]), texts));
    }
    if !edited.still_logs_on.is_empty() {
        let names: Vec<String> = edited.still_logs_on.iter().map(|(name, _)| mask_personal_numbers(name)).collect();
        let detail = facts([("cas", json!(names)), ("count", json!(names.len()))]);
        let mut left = say(&codes::STILL_LOGS_ON, "", detail, texts);
        for (_, thumbprint) in &edited.still_logs_on {
            left.remedy.push_str(&format!("\ncertutil -enterprise -delstore NTAuth {thumbprint}"));
        }
        said.push(left);
    }
    if target.place == "system" && !edited.added.is_empty() {
        let issuing = report
            .plan
            .selection
            .add
            .iter()
            .filter(|addition| !addition.is_root && edited.added.contains(&addition.certificate.fingerprint()));
        let detail = facts([("count", json!(edited.added.len())), ("issuing", json!(issuing.count()))]);
        said.push(say(&codes::JUDGES_OF_SERVERS, "", detail, texts));
    }
    let ahead = edited.changes.iter().filter(|_| report.is_ahead());
    said.extend(ahead.filter_map(|change| match change {
        Change::Replace { path, in_place: true, .. } => {
            let detail = facts([("path", json!(path.display().to_string()))]);
            Some(say(&codes::WRITTEN_IN_PLACE, "", detail, texts))
        }
        _ => None,
    }));
    said
}

/// Everything that is to be said of an undo.
pub(super) fn of_undo(report: &UndoReport, texts: &Texts) -> Vec<Found> {
    let mut found = Vec::new();
    if let UndoStage::NotBegun(failed) = &report.stage {
        found.push(of_failed(failed, &report.change.id, texts));
    }
    if let UndoStage::Failed(failed) = &report.stage {
        let detail = facts([("id", json!(report.change.id))]);
        found.push(of_input(say(&codes::UNDO_FAILED, "", detail, texts), report.change.id.clone()));
        found.push(of_failed(failed, &report.change.id, texts));
    }
    let told = report.targets.iter().zip(&report.change.targets).filter(|_| report.says_what_happens());
    for (number, (put_back, target)) in told.enumerate() {
        let path = json!(target.path.display().to_string());
        let said = match put_back {
            PutBack::Left(why) => {
                let detail = facts([("path", path), ("reason", json!(why.word()))]);
                say(&codes::LEFT_ALONE, why.word(), detail, texts)
            }
            PutBack::OnlyAdditions { kept } => {
                let variant = if kept.is_empty() { "" } else { "kept" };
                let detail = facts([("path", path), ("removed", json!(target.removed)), ("kept", json!(kept))]);
                // Names of CAs are never cut.
                let names = vec![("names", clean(&kept.join(", ")))];
                say_with(&codes::ONLY_ADDITIONS, variant, detail, names, texts)
            }
            PutBack::Bytes | PutBack::OnlyLines | PutBack::AsBefore | PutBack::MadeAnew => continue,
        };
        found.push(Found { said, input: target.target.clone(), target: Some(number) });
    }
    if matches!(report.stage, UndoStage::Done | UndoStage::Failed(_)) {
        found.extend(of_effects(&report.effects, texts));
    }
    found
}

/// Everything that is to be said of the journal: interrupted changes, and records that cannot be read.
pub(super) fn of_changes(report: &ChangesReport, texts: &Texts) -> Vec<Found> {
    let interrupted = report.changes.iter().filter(|change| change.state == ChangeState::Interrupted);
    let mut found: Vec<Found> = interrupted
        .map(|change| {
            let said = say(&codes::INTERRUPTED, "", facts([("id", json!(change.id))]), texts);
            of_input(said, change.id.clone())
        })
        .collect();
    found.extend(report.damaged.iter().map(|(path, why)| {
        let path = path.display().to_string();
        let detail = facts([("path", json!(path)), ("error", json!(one_line(why)))]);
        of_input(say(&codes::RECORD_DAMAGED, "", detail, texts), path)
    }));
    found
}

/// Services that were not told, or could not be. A plan has no such findings: nothing has been changed that they could read.
fn of_effects(effects: &[EffectOn], texts: &Texts) -> Vec<Found> {
    let of_one = |effect: &EffectOn| {
        let service = ("service", json!(effect.service));
        let command = ("command", json!(effect.command));
        let said = match &effect.state {
            EffectState::Due => {
                let variant = if effect.logs_out { "logout" } else { "" };
                say(&codes::EFFECT_DUE, variant, facts([service, command]), texts)
            }
            EffectState::Failed(error) => {
                let detail = facts([service, command, ("error", json!(one_line(error)))]);
                say(&codes::EFFECT_FAILED, "", detail, texts)
            }
            EffectState::Done | EffectState::NotRunning => return None,
        };
        Some(of_input(said, effect.service.clone()))
    };
    effects.iter().filter_map(of_one).collect()
}

/// Why a target is not changed.
pub(super) fn refusal(refusal: &Refusal, path: &Path, texts: &Texts) -> Said {
    let code = codes::of_refusal(refusal);
    let in_registry = View::of_path(path).is_some() || Physical::of_path(path).is_some();
    let path = ("path", json!(path.display().to_string()));
    let mut said = match refusal {
        Refusal::Unreadable(error) => {
            let words = error.say(texts);
            return Said {
                code,
                severity: Severity::Error,
                detail: error.detail(),
                text: words.text,
                remedy: words.remedy,
            };
        }
        Refusal::KindNotWritten(kind) => {
            let name = vec![("name", kind_name(*kind, texts))];
            say_with(code, "", facts([path, ("kind", json!(kind.word()))]), name, texts)
        }
        Refusal::WouldLose(error) => say(code, "", facts([path, ("error", json!(one_line(error)))]), texts),
        Refusal::Generated(instead) => say(code, "", facts([path, ("instead", json!(instead))]), texts),
        Refusal::HardLinked(names) => say(code, "", facts([path, ("names", json!(names))]), texts),
        Refusal::InUse(program) => say(code, "", facts([path, ("program", json!(program))]), texts),
        Refusal::ProgramMissing { program, packages } => {
            say(code, "", facts([path, ("program", json!(program)), ("packages", json!(packages))]), texts)
        }
        Refusal::ProgramFailed { program, said } => {
            say(code, "", facts([path, ("program", json!(program)), ("error", json!(one_line(said)))]), texts)
        }
        Refusal::Declarative { system, snippet } => {
            say(code, "", facts([path, ("system", json!(system)), ("snippet", json!(snippet))]), texts)
        }
        Refusal::OthersCanWrite(open) => say(code, "", facts([("path", json!(open.display().to_string()))]), texts),
        Refusal::NotPointed(why) => not_pointed(why, texts),
        Refusal::NotHere(why) => not_here(why, texts),
        // Not sudo, there.
        Refusal::NoPermission if in_registry => say(code, "windows", facts([path]), texts),
        Refusal::Io(error) => say(code, "", facts([path, ("error", json!(error.to_string()))]), texts),
        other => say(code, "", facts([path, ("error", json!(other.to_string()))]), texts),
    };
    if let Refusal::Declarative { snippet, .. } = refusal {
        // Lines of a configuration stay lines.
        for line in snippet.lines() {
            said.remedy.push('\n');
            said.remedy.push_str(&clean(line));
        }
    }
    said
}

/// What comes before the command of a plan: that for another computer makes the script for it.
pub(super) fn apply_words(report: &InstallReport, texts: &Texts) -> String {
    let is_elsewhere = report.plan.tree.has_exported_registry();
    texts.get(if is_elsewhere { "install-script-with" } else { "install-apply-with" })
}

/// Why something is not changed in a store of Windows.
fn not_here(why: &NotHere, texts: &Texts) -> Said {
    let code = codes::of_refusal(&Refusal::NotHere(why.clone()));
    let name = |name: &str| ("name", json!(mask_personal_numbers(name)));
    match why {
        NotHere::Disallowed(of) => say(code, "", facts([name(of)]), texts),
        NotHere::Blocked(of, day) => {
            say(code, "microsoft", facts([name(of), ("listed", json!(day.to_string()))]), texts)
        }
        NotHere::GroupPolicy(of, key) => say(code, "", facts([name(of), ("path", json!(key))]), texts),
        NotHere::Domain(of, key) => say(code, "domain", facts([name(of), ("path", json!(key))]), texts),
        NotHere::NoPlace(store) => say(code, "", facts([("store", json!(store))]), texts),
        NotHere::OtherScope(of, store) => say(code, "", facts([name(of), ("store", json!(store))]), texts),
    }
}

/// Why a server's configuration is not pointed at a new file, or not back.
fn not_pointed(why: &NotPointed, texts: &Texts) -> Said {
    let code = codes::of_not_pointed(why);
    let path = |path: &Path| ("path", json!(path.display().to_string()));
    let place = |spot: &Spot| {
        let column = if spot.column > 0 { format!(":{}", spot.column) } else { String::new() };
        let line = if spot.line > 0 { format!(":{}{column}", spot.line) } else { String::new() };
        ("place", json!(format!("{}{line}", spot.file.display())))
    };
    let text = |spot: &Spot| ("text", json!(spot.text.trim()));
    match why {
        NotPointed::There(file) | NotPointed::NoFolder(file) | NotPointed::Name(file) | NotPointed::Edited(file) => {
            say(code, "", facts([path(file)]), texts)
        }
        NotPointed::Same(file) => say(code, "same", facts([path(file)]), texts),
        NotPointed::Server(word) => say(code, "", facts([("server", json!(word))]), texts),
        NotPointed::Several(one, other) => {
            say(code, "", facts([path(one), ("other", json!(other.display().to_string()))]), texts)
        }
        NotPointed::Made(spot) => say(code, "", facts([place(spot), text(spot)]), texts),
        NotPointed::Unread(spot) => say(code, "", facts([place(spot)]), texts),
        NotPointed::Folder(spot) => say(code, "folder", facts([place(spot), text(spot)]), texts),
        other => say(code, "", facts([("error", json!(other.to_string()))]), texts),
    }
}

/// What went wrong with a change.
pub(super) fn failed(failed: &Failed, texts: &Texts) -> Said {
    let code = codes::of_failed(failed);
    let shown = |path: &Path| ("path", json!(path.display().to_string()));
    match failed {
        Failed::Check { by, said } => {
            say(code, "", facts([("by", json!(by)), ("error", json!(one_line(said)))]), texts)
        }
        Failed::Io { path, cause } => {
            let variant = match cause.kind() {
                ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "full",
                ErrorKind::PermissionDenied => "permission",
                ErrorKind::ReadOnlyFilesystem => "read-only",
                ErrorKind::NotFound => "gone",
                _ => "",
            };
            say(code, variant, facts([shown(path), ("error", json!(cause.to_string()))]), texts)
        }
        Failed::ChangedSince(path) | Failed::Conflict(path) => say(code, "", facts([shown(path)]), texts),
        Failed::Busy(None) => say(code, "", Facts::new(), texts),
        Failed::Busy(Some(who)) => say(code, "who", facts([("who", json!(who))]), texts),
        Failed::Refused(path, why) => {
            let said = refusal(why, path, texts);
            Said { text: format!("{}: {}", clean(&path.display().to_string()), said.text), ..said }
        }
        Failed::Journal { path, said } => say(code, "", facts([shown(path), ("error", json!(one_line(said)))]), texts),
    }
}

/// What went wrong with a change, as one paragraph: for an error of the command line.
pub fn failure(failed_with: &Failed, texts: &Texts) -> String {
    let said = failed(failed_with, texts);
    format!("{} {}", said.text, said.remedy)
}

fn of_failed(why: &Failed, id: &str, texts: &Texts) -> Found {
    let input = match why {
        Failed::Io { path, .. }
        | Failed::ChangedSince(path)
        | Failed::Conflict(path)
        | Failed::Refused(path, _)
        | Failed::Journal { path, .. } => path.display().to_string(),
        Failed::Check { .. } | Failed::Busy(_) => id.to_owned(),
    };
    of_input(failed(why, texts), input)
}

fn of_input(said: Said, input: String) -> Found {
    Found { said, input, target: None }
}

/// The sentence and the next step of a code. `variant` is the one to prefer, where the code has one of that name; a next step with
/// facts in it is `.remedy-case`, or `.remedy-VARIANT`.
fn say(code: &'static Code, variant: &str, detail: Facts, texts: &Texts) -> Said {
    say_with(code, variant, detail, Vec::new(), texts)
}

/// The same with words that are not facts of JSON.
fn say_with(code: &'static Code, variant: &str, detail: Facts, more: Vec<(&str, String)>, texts: &Texts) -> Said {
    let values: Vec<(&str, Value<'_>)> = detail
        .iter()
        .filter_map(|(key, value)| {
            let value: Value<'_> = match value {
                Json::String(text) => clean(text).into(),
                Json::Number(number) => number.as_f64().unwrap_or_default().into(),
                Json::Array(list) => {
                    let words: Vec<String> = list.iter().filter_map(Json::as_str).map(clean).collect();
                    words.join(", ").into()
                }
                _ => return None,
            };
            Some((key.as_str(), value))
        })
        .collect();
    let own = |name: &str| texts.try_format(&format!("{code}.remedy-{name}"), &values);
    let remedy = (!variant.is_empty()).then(|| own(variant)).flatten().or_else(|| own("case"));
    let remedy = remedy.unwrap_or_else(|| code.remedy(texts, "other"));
    drop(values);
    // No sentence here counts days.
    let text = sentence(code, variant, &detail, more, time::Date::MIN, texts);
    Said { code, severity: code.severity, detail, text, remedy }
}

/// What a program said, on one line: its last lines, where it said much.
pub(super) fn one_line(said: &str) -> String {
    const LINES: usize = 6;
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    clean(&lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default().join(" / "))
}

/// The full name of a CA. One that the catalog does not know may be anything: personal numbers in it are masked.
pub(super) fn name(addition: &Addition) -> String {
    let name = addition.name();
    clean(&if addition.ca.is_some() { name } else { mask_personal_numbers(&name) })
}

/// Of Windows, where each CA has a store of its own: `  → LocalMachine\Root`. Nothing elsewhere.
pub(super) fn stores_of(addition: &Addition, edited: &Edited) -> String {
    let paths = edited.changes.iter().filter_map(Change::path);
    let key = key_name(addition.certificate.der());
    let stores: Vec<String> = paths
        .filter_map(Physical::of_path)
        .filter(|(_, element)| element.as_deref() == Some(key.as_str()))
        .map(|(physical, _)| physical.title())
        .collect();
    if stores.is_empty() { String::new() } else { format!("  → {}", stores.join(", ")) }
}

/// The full name of a certificate that is taken out. It may be anything: personal numbers in it are masked.
pub(super) fn removed_name(fingerprint: Fingerprint, edited: &Edited) -> String {
    let named = edited.removed_names.iter().find(|(of, _)| *of == fingerprint);
    named.map_or_else(|| fingerprint.to_string(), |(_, name)| clean(&mask_personal_numbers(name)))
}

/// `PKCS#12 with a private key, the system's store`
pub(super) fn what(kind: Option<StoreKind>, place: &str, has_private_key: bool, texts: &Texts) -> String {
    let mut what: Vec<String> = kind
        .map(|kind| {
            let name = kind_name(kind, texts);
            if has_private_key { texts.format("install-with-key", &[("kind", name.into())]) } else { name }
        })
        .into_iter()
        .collect();
    if !matches!(place, "file" | "") {
        what.push(place_name(place, texts));
    }
    what.join(", ")
}

/// `nginx reload (no user is logged out)`
pub(super) fn effect(effect: &EffectOn, texts: &Texts) -> String {
    let id = match effect.how {
        How::Reload => "install-effect-reload",
        How::Restart => "install-effect-restart",
    };
    let meaning = texts.get(if effect.logs_out { "install-logged-out" } else { "install-not-logged-out" });
    texts.format(id, &[("service", clean(&effect.service).into()), ("meaning", meaning.into())])
}

/// What becomes of a service after the change, where it is no finding.
pub(super) fn effect_state(effect: &EffectOn, texts: &Texts) -> Option<String> {
    let id = match &effect.state {
        EffectState::Done => match effect.how {
            How::Reload => "install-reloaded",
            How::Restart => "install-restarted",
        },
        EffectState::NotRunning => "install-not-running",
        EffectState::Due | EffectState::Failed(_) => return None,
    };
    Some(texts.format(id, &[("service", clean(&effect.service).into())]))
}

/// The line that takes a change back, with the services that then have to be told again.
pub(super) fn undo_command(id: &str, effects: &[EffectOn]) -> String {
    let mut line = format!("tillit undo {id}");
    let running = || effects.iter().filter(|effect| effect.state != EffectState::NotRunning);
    if running().any(|effect| effect.how == How::Reload) {
        line.push_str(" --reload");
    }
    if running().any(|effect| effect.how == How::Restart) {
        line.push_str(" --restart");
    }
    line
}

/// What became of a change, in a word.
pub(super) fn change_state(change: &ChangeRow, texts: &Texts) -> String {
    texts.get(match change.state {
        ChangeState::Applied => "install-change-applied",
        ChangeState::Interrupted => "install-change-interrupted",
        ChangeState::Running => "install-change-running",
        ChangeState::RolledBack => "install-change-rolled-back",
        ChangeState::Undone => "install-change-undone",
    })
}

/// Lines of a configuration that are pointed at a new file.
pub(super) fn pointed(pointed: &Pointed, texts: &Texts) -> String {
    let values = [
        ("path", clean(&pointed.path.display().to_string()).into()),
        ("count", pointed.places.len().into()),
        ("from", clean(&pointed.from.display().to_string()).into()),
        ("to", clean(&pointed.to).into()),
    ];
    texts.format("install-pointed", &values)
}

/// What happens to a target that is put back.
pub(super) fn put_back(put_back: &PutBack, is_done: bool, texts: &Texts) -> String {
    let id = match (put_back, is_done) {
        (PutBack::Bytes, true) => "install-put-back",
        (PutBack::Bytes, false) => "install-will-put-back",
        (PutBack::OnlyAdditions { .. }, true) => "install-taken-out",
        (PutBack::OnlyAdditions { .. }, false) => "install-will-take-out",
        (PutBack::OnlyLines, true) => "install-only-lines",
        (PutBack::OnlyLines, false) => "install-will-only-lines",
        (PutBack::MadeAnew, true) => "install-made-anew",
        (PutBack::MadeAnew, false) => "install-will-make-anew",
        (PutBack::AsBefore, _) => "install-as-before",
        (PutBack::Left(_), true) => "install-left",
        (PutBack::Left(_), false) => "install-will-leave",
    };
    texts.get(id)
}
