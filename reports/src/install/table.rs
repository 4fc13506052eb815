//! The answers as Markdown, for a wiki or a ticket.

use tillit_trust_stores::install::{Planned, PlannedTarget};

use super::diff;
use super::say::{self, Found};
use super::undo::{changes_headline, in_order, undo_headline};
use super::{ChangesReport, InstallReport, Stage, UndoReport, UndoStage, human};
use crate::i18n::Texts;
use crate::plain::clean;
use crate::verify::facts::minute;
use crate::verify::table::escape_markdown;

/// A plan and what became of it.
pub fn markdown(report: &InstallReport, texts: &Texts) -> String {
    let mut out = format!("{}\n\n", escape_markdown(&human::headline(report, texts)));
    if let Some(root) = report.plan.tree.root() {
        let root = clean(&root.display().to_string());
        let below = texts.format("audit-below-root", &[("root", root.into())]);
        out.push_str(&format!("{}\n\n", escape_markdown(&below)));
    }
    if let Stage::Differs(differences) = &report.stage
        && !report.is_done_already()
    {
        for difference in differences {
            out.push_str(&format!("- {}\n", escape_markdown(&difference.path.display().to_string())));
        }
        out.push('\n');
    }
    out.push_str(&head(&["number", "target", "kind", "what"], texts));
    for (number, target) in report.plan.targets.iter().enumerate() {
        let kind = say::what(target.kind, target.place, target.has_private_key, texts);
        let path = target.path.display().to_string();
        let name = if path.is_empty() { target.target.clone() } else { path };
        out.push_str(&row(&[(number + 1).to_string(), name, kind, happens(target, report, texts)]));
    }
    for target in &report.plan.targets {
        if let Planned::Edited(edited) = &target.planned {
            for pointed in &edited.pointed {
                out.push_str(&code(&escape_markdown(&say::pointed(pointed, texts)), &diff::unified(pointed)));
            }
        }
    }
    out.push_str(&findings(&say::of_install(report, texts), texts));
    if report.plan.can_be_applied() && matches!(report.stage, Stage::Planned { .. } | Stage::Differs(_)) {
        let effects: Vec<String> = report.effects.iter().map(|effect| say::effect(effect, texts)).collect();
        for (id, words) in [("install-checks", &report.checks), ("install-effects", &effects)] {
            if !words.is_empty() {
                out.push_str(&format!("\n{} {}\n", texts.get(id), escape_markdown(&words.join(" · "))));
            }
        }
        if let Some(apply) = &report.apply_with {
            out.push_str(&code(&say::apply_words(report, texts), apply));
        }
    }
    if report.plan.can_be_applied() && matches!(report.stage, Stage::Applied { .. }) {
        let undo = say::undo_command(&report.plan.id, &report.effects);
        out.push_str(&code(&texts.get("install-undo-with"), &undo));
    }
    out
}

/// `+ SITHS e-id Root CA v2; - SITHS Root CA v1; changed; checked by nginx -t`
fn happens(target: &PlannedTarget, report: &InstallReport, texts: &Texts) -> String {
    let mut parts = Vec::new();
    if let Planned::Edited(edited) = &target.planned {
        for addition in &report.plan.selection.add {
            let fingerprint = addition.certificate.fingerprint();
            if edited.added.contains(&fingerprint) {
                parts.push(format!("+ {}", say::name(addition)));
            } else if edited.amended.contains(&fingerprint) {
                parts.push(format!("~ {}", say::name(addition)));
            }
        }
        let removed = edited.removed.iter();
        parts.extend(removed.map(|gone| format!("- {}", say::removed_name(*gone, edited))));
    }
    parts.extend(human::state(target, &report.stage).map(|(id, _)| texts.get(id)));
    parts.join("; ")
}

/// The changes that can be taken back.
pub fn changes_markdown(report: &ChangesReport, texts: &Texts) -> String {
    let mut out = format!("{}\n\n", escape_markdown(&changes_headline(report, texts)));
    out.push_str(&head(&["change", "when", "who", "state", "target", "what"], texts));
    for change in in_order(report) {
        let mut first = [
            change.id.clone(),
            format!("{} UTC", minute(change.at)),
            change.who.clone(),
            say::change_state(change, texts),
        ];
        for target in &change.targets {
            let added = target.added.iter().map(|name| format!("+ {name}"));
            let what: Vec<String> = added.chain(target.removed.iter().map(|name| format!("- {name}"))).collect();
            let path = target.path.display().to_string();
            out.push_str(&row(&[first.to_vec(), vec![path, what.join("; ")]].concat()));
            first = Default::default();
        }
        if change.targets.is_empty() {
            out.push_str(&row(&[first.to_vec(), vec![String::new(), String::new()]].concat()));
        }
    }
    out.push_str(&findings(&say::of_changes(report, texts), texts));
    out
}

/// What was put back.
pub fn undo_markdown(report: &UndoReport, texts: &Texts) -> String {
    let mut out = format!("{}\n\n", escape_markdown(&undo_headline(report, texts)));
    out.push_str(&head(&["number", "target", "kind", "what"], texts));
    let is_done = matches!(report.stage, UndoStage::Done);
    for (number, target) in report.change.targets.iter().enumerate() {
        let put_back = report.targets.get(number).filter(|_| report.says_what_happens());
        let what = put_back.map(|put_back| say::put_back(put_back, is_done, texts)).unwrap_or_default();
        let kind = say::what(target.kind, "", false, texts);
        out.push_str(&row(&[(number + 1).to_string(), target.path.display().to_string(), kind, what]));
    }
    out.push_str(&findings(&say::of_undo(report, texts), texts));
    out
}

fn head(headings: &[&str], texts: &Texts) -> String {
    let words: Vec<String> = headings.iter().map(|id| texts.get(&format!("install-table.{id}"))).collect();
    format!("| {} |\n|{}\n", words.join(" | "), " --- |".repeat(words.len()))
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells.iter().map(|cell| escape_markdown(cell)).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn findings(found: &[Found], texts: &Texts) -> String {
    if found.is_empty() {
        return String::new();
    }
    let mut out = format!("\n## {}\n\n", texts.get("audit-table.findings"));
    for one in found {
        let remedy = one.said.remedy.replace('\n', "; ").replacen(":; ", ": ", 1);
        let cells = [&one.input, &one.said.text, &remedy].map(|text| escape_markdown(text));
        let [input, text, remedy] = cells;
        out.push_str(&format!("- **{}** {input}: {text} → {remedy}\n", one.said.code));
    }
    out
}

/// A command or a diff in a block of its own: indented, so that nothing in it can end the block.
fn code(label: &str, text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("    {}\n", clean(line))).collect();
    format!("\n{label}\n\n{}", lines.concat())
}
