//! The answers of `tillit undo` for a person at a terminal, and the same without colours for a ticket.

use anstyle::AnsiColor;
use tillit_verifier::verdict::Severity;

use super::human::{between, command, due, general, line};
use super::say::{self, Found};
use super::{ChangeRow, ChangeState, ChangedTarget, ChangesReport, UndoReport, UndoStage};
use crate::i18n::Texts;
use crate::plain::clean;
use crate::style::{Detail, Style, width, wrap};
use crate::verify::facts::minute;

/// The changes that can be taken back.
pub fn changes_human(report: &ChangesReport, texts: &Texts, style: &Style) -> String {
    let mut out = style.bold(wrap(&changes_headline(report, texts), style.width, 0, 2).trim_end()) + "\n";
    out.push_str(&general(&say::of_changes(report, texts), texts, style));
    for change in in_order(report) {
        let color = match change.state {
            ChangeState::Interrupted => AnsiColor::Red,
            ChangeState::Running => AnsiColor::Yellow,
            ChangeState::Applied => AnsiColor::Green,
            ChangeState::RolledBack | ChangeState::Undone => AnsiColor::BrightBlack,
        };
        out.push_str(&row(change, &say::change_state(change, texts), color, style));
        if style.detail == Detail::Brief {
            continue;
        }
        for target in &change.targets {
            out.push_str(&changed(target, texts, style));
        }
        if let Some(until) = change.kept_until {
            let day = crate::catalog::day(until);
            out.push_str(&wrap(&texts.format("install-kept-until", &[("day", day.into())]), style.width, 6, 8));
        }
    }
    let first = in_order(report).next().filter(|change| change.state == ChangeState::Interrupted);
    let last = in_order(report).find(|change| change.state == ChangeState::Applied).filter(|_| first.is_none());
    if let Some(last) = last {
        out.push_str(&command(&texts.get("install-undo-with"), &format!("tillit undo {}", last.id), style));
    }
    out
}

/// The same without colours and with fixed width, for pasting into a ticket.
pub fn changes_text(report: &ChangesReport, texts: &Texts) -> String {
    changes_human(report, texts, &Style::default())
}

/// What was put back.
pub fn undo_human(report: &UndoReport, texts: &Texts, style: &Style) -> String {
    let found = say::of_undo(report, texts);
    let mut out = style.bold(wrap(&undo_headline(report, texts), style.width, 0, 2).trim_end()) + "\n";
    let change = &report.change;
    let about = [("who", clean(&change.who).into()), ("at", minute(change.at).into())];
    out.push_str(&wrap(&texts.format("install-made-by", &about), style.width, 2, 4));
    out.push_str(&general(&found, texts, style));
    let is_done = matches!(report.stage, UndoStage::Done);
    for (number, target) in change.targets.iter().enumerate() {
        let path = style.bold(&clean(&target.path.display().to_string()));
        let what = say::what(target.kind, "", false, texts);
        let gap = if what.is_empty() { "" } else { "     " };
        out.push_str(&format!("  {} {path}{gap}{what}\n", number + 1));
        for file in &target.configuration {
            let named = texts.format("install-named-in", &[("file", clean(&file.display().to_string()).into())]);
            out.push_str(&wrap(&named, style.width, 6, 8));
        }
        if let Some(put_back) = report.targets.get(number).filter(|_| report.says_what_happens()) {
            out.push_str(&wrap(&say::put_back(put_back, is_done, texts), style.width, 6, 8));
        }
        if style.detail == Detail::Full {
            out.push_str(&names(target, style));
        }
        let least = if style.detail == Detail::Brief { Severity::Error } else { Severity::Info };
        let of_target = |found: &&Found| found.target == Some(number) && found.said.severity >= least;
        found.iter().filter(of_target).for_each(|found| out.push_str(&line(found, 6, texts, style)));
    }
    if matches!(report.stage, UndoStage::Planned) {
        let effects: Vec<String> = report.effects.iter().map(|effect| say::effect(effect, texts)).collect();
        if !effects.is_empty() {
            let effects = format!("{} {}", texts.get("install-effects"), effects.join(between(style)));
            out.push_str(&wrap(&effects, style.width, 2, 4));
        }
    } else {
        for told in report.effects.iter().filter_map(|effect| say::effect_state(effect, texts)) {
            out.push_str(&wrap(&told, style.width, 2, 4));
        }
        out.push_str(&due(&found, texts, style));
    }
    out
}

/// The same without colours and with fixed width, for pasting into a ticket.
pub fn undo_text(report: &UndoReport, texts: &Texts) -> String {
    undo_human(report, texts, &Style::default())
}

/// Interrupted ones first: they wait for somebody.
pub(super) fn in_order(report: &ChangesReport) -> impl Iterator<Item = &ChangeRow> {
    let interrupted = |change: &&ChangeRow| change.state == ChangeState::Interrupted;
    let first = report.changes.iter().filter(interrupted);
    first.chain(report.changes.iter().filter(move |change| !interrupted(change)))
}

/// The one sentence that its reader needs.
pub(super) fn changes_headline(report: &ChangesReport, texts: &Texts) -> String {
    let with = |state| report.changes.iter().filter(move |change| change.state == state).count();
    let (interrupted, applied) = (with(ChangeState::Interrupted), with(ChangeState::Applied));
    let mut parts = Vec::new();
    if interrupted > 0 {
        parts.push(texts.format("install-list-interrupted", &[("count", interrupted.into())]));
    }
    if !report.damaged.is_empty() {
        parts.push(texts.format("install-list-damaged", &[("count", report.damaged.len().into())]));
    }
    if applied > 0 {
        parts.push(texts.format("install-list-applied", &[("count", applied.into())]));
    } else if parts.is_empty() {
        parts.push(texts.get("install-list-nothing"));
    }
    parts.join(" ")
}

/// The one sentence that its reader needs.
pub(super) fn undo_headline(report: &UndoReport, texts: &Texts) -> String {
    let id = match report.stage {
        UndoStage::Planned => "install-undo-planned",
        UndoStage::Done if report.targets.iter().any(|target| matches!(target, super::PutBack::Left(_))) => {
            "install-undo-partly"
        }
        UndoStage::Done => "install-undo-done",
        UndoStage::Declined => return texts.get("install-headline-declined"),
        UndoStage::Nothing => "install-undo-nothing",
        UndoStage::NotBegun(_) => "install-undo-not-begun",
        UndoStage::Failed(_) => "install-undo-failed",
    };
    texts.format(id, &[("id", clean(&report.change.id).into())])
}

/// Name, time, state, who; who on a line of its own where there is no room. The name is for copying.
fn row(change: &ChangeRow, state: &str, color: AnsiColor, style: &Style) -> String {
    let (id, at, who) = (clean(&change.id), minute(change.at), clean(&change.who));
    let plain = width(&format!("  {id}   {at} UTC   {state}   {who}"));
    let gap = if plain <= style.width { "   " } else { "\n      " };
    format!("  {}   {at} UTC   {}{gap}{who}\n", style.bold(&id), style.painted(state, color))
}

fn changed(target: &ChangedTarget, texts: &Texts, style: &Style) -> String {
    let path = clean(&target.path.display().to_string());
    let what = say::what(target.kind, "", false, texts);
    let counted = [('+', target.added.len()), ('-', target.removed.len())];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0).map(|(sign, count)| format!("{sign}{count}"));
    let parts = [path, what, counted.collect::<Vec<_>>().join(" ")];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let mut out = format!("      {}\n", parts.join("   "));
    if style.detail == Detail::Full {
        out.push_str(&names(target, style));
    }
    out
}

/// One line for each CA. Names are whole.
fn names(target: &ChangedTarget, style: &Style) -> String {
    let mut out = String::new();
    for (sign, names, color) in [("+", &target.added, AnsiColor::Green), ("-", &target.removed, AnsiColor::Red)] {
        for name in names {
            out.push_str(&format!("        {} {}\n", style.painted(sign, color), clean(name)));
        }
    }
    out
}
