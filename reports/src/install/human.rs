//! The answer of `tillit install` for a person at a terminal, and the same without colours for a ticket.

use anstyle::AnsiColor;
use tillit_trust_stores::install::plan::Edited;
use tillit_trust_stores::install::{Change, Planned, PlannedTarget};
use tillit_verifier::Fingerprint;
use tillit_verifier::verdict::Severity;

use super::diff;
use super::say::{self, Found};
use super::{InstallReport, Stage};
use crate::codes;
use crate::i18n::Texts;
use crate::plain::clean;
use crate::style::{Detail, Marks, Style, width, wrap};

/// A plan and what became of it.
pub fn human(report: &InstallReport, texts: &Texts, style: &Style) -> String {
    let found = say::of_install(report, texts);
    let writer = Writer { report, texts, style, found: &found };
    let mut out = style.bold(wrap(&headline(report, texts), style.width, 0, 2).trim_end()) + "\n";
    if let Some(root) = report.plan.tree.root() {
        let root = clean(&root.display().to_string());
        out.push_str(&wrap(&texts.format("audit-below-root", &[("root", root.into())]), style.width, 2, 4));
    }
    if let Stage::Differs(differences) = &report.stage
        && !report.is_done_already()
    {
        for difference in differences {
            out.push_str(&format!("    {}\n", clean(&difference.path.display().to_string())));
        }
        out.push_str(&general(&found, texts, style));
        out.push_str(&wrap(&texts.get("install-new-plan"), style.width, 0, 2));
    } else {
        out.push_str(&general(&found, texts, style));
    }
    for (number, target) in report.plan.targets.iter().enumerate() {
        out.push_str(&writer.target(number, target));
    }
    out.push_str(&writer.afterwards());
    out
}

/// The same without colours and with fixed width, for pasting into a ticket.
pub fn text(report: &InstallReport, texts: &Texts) -> String {
    human(report, texts, &Style::default())
}

/// The one sentence that its reader needs.
pub(super) fn headline(report: &InstallReport, texts: &Texts) -> String {
    let plan = &report.plan;
    let id = ("id", clean(&plan.id).into());
    let edited = plan.targets.iter().filter(|target| matches!(target.planned, Planned::Edited(_))).count();
    let refused = plan.targets.iter().filter(|target| matches!(target.planned, Planned::Refused(_))).count();
    match &report.stage {
        Stage::Planned { .. } | Stage::Applied { .. } if refused > 0 => {
            texts.format("install-headline-refused", &[id, ("count", refused.into())])
        }
        _ if report.is_done_already() => texts.get("install-headline-nothing"),
        Stage::Planned { .. } => texts.format("install-headline-planned", &[id]),
        Stage::Applied { .. } => texts.format("install-headline-applied", &[id, ("count", edited.into())]),
        Stage::Differs(differences) => {
            texts.format("install-headline-differs", &[id, ("count", differences.len().into())])
        }
        Stage::Declined => texts.get("install-headline-declined"),
        Stage::NotBegun(_) => texts.get("install-headline-not-begun"),
        Stage::RolledBack(_) => texts.get("install-headline-rolled-back"),
        Stage::Interrupted { .. } => texts.format("install-headline-interrupted", &[id]),
    }
}

/// What is not about one target: what failed, and what the whole plan has to be warned of. With `-q` errors only.
pub(super) fn general(found: &[Found], texts: &Texts, style: &Style) -> String {
    let least = if style.detail == Detail::Brief { Severity::Error } else { Severity::Info };
    found
        .iter()
        .filter(|one| one.target.is_none() && one.said.severity >= least && !is_due(one))
        .map(|one| line(one, 2, texts, style))
        .collect()
}

/// Services that still have to be told: said last, since that is what is to be done next.
pub(super) fn due(found: &[Found], texts: &Texts, style: &Style) -> String {
    found.iter().filter(|one| is_due(one)).map(|one| line(one, 2, texts, style)).collect()
}

fn is_due(found: &Found) -> bool {
    found.said.code == &codes::EFFECT_DUE
}

/// A finding with its next step.
pub(super) fn line(found: &Found, indent: usize, texts: &Texts, style: &Style) -> String {
    let said = &found.said;
    let (lead, color) = match said.severity {
        Severity::Error => ("audit-lead-error", AnsiColor::Red),
        Severity::Warning => ("verify-lead-warning", AnsiColor::Yellow),
        Severity::Info => ("verify-lead-info", AnsiColor::BrightBlack),
    };
    let lead = texts.get(lead);
    let sentence = wrap(&format!("{lead} {}\u{a0}[{}]", said.text, said.code), style.width, indent, indent + 2);
    let mut out = sentence.replacen(&lead, &style.painted(&lead, color), 1);
    let hanging = indent + 2 + width(style.arrow()) + 1;
    let mut lines = said.remedy.lines();
    let first = lines.next().unwrap_or_default();
    out.push_str(&wrap(&format!("{} {first}", style.arrow()), style.width, indent + 2, hanging));
    // Commands and lines of a configuration are not broken: they are for copying.
    lines.for_each(|command| out.push_str(&format!("{}{command}\n", " ".repeat(hanging))));
    out
}

/// Between things that stand on one line.
pub(super) fn between(style: &Style) -> &'static str {
    match style.marks {
        Marks::Unicode => " · ",
        Marks::Ascii => "; ",
    }
}

/// `label` and a command, which is not broken: it is for copying.
pub(super) fn command(label: &str, line: &str, style: &Style) -> String {
    let line = clean(line);
    if width(label) + 1 + width(&line) <= style.width {
        format!("{label} {line}\n")
    } else {
        format!("{label}\n  {line}\n")
    }
}

struct Writer<'a> {
    report: &'a InstallReport,
    texts: &'a Texts,
    style: &'a Style,
    found: &'a [Found],
}

impl Writer<'_> {
    fn target(&self, number: usize, target: &PlannedTarget) -> String {
        let path = clean(&target.path.display().to_string());
        let name = if path.is_empty() { clean(&target.target) } else { path };
        let what = say::what(target.kind, target.place, target.has_private_key, self.texts);
        let mut out = format!("  {} {}", number + 1, self.style.bold(&name));
        if !what.is_empty() {
            out.push_str(&format!("     {what}"));
        }
        if let Some((id, color)) = state(target, &self.report.stage) {
            out.push_str(&format!("   {}", self.style.painted(&self.texts.get(id), color)));
        }
        if self.style.detail == Detail::Brief {
            if let Planned::Edited(edited) = &target.planned {
                out.push_str(&format!("   {}", counts(edited)));
            }
            out.push('\n');
            let refused = self.found.iter().filter(|found| found.target == Some(number));
            let errors = refused.filter(|found| found.said.severity == Severity::Error);
            errors.for_each(|found| out.push_str(&line(found, 6, self.texts, self.style)));
            return out;
        }
        out.push('\n');
        // Where nothing was left changed, what would have gone in is of no use.
        let is_changed = !matches!(self.report.stage, Stage::NotBegun(_) | Stage::RolledBack(_));
        if !matches!(target.planned, Planned::Refused(_)) && (is_changed || self.style.detail == Detail::Full) {
            out.push_str(&self.certificates(target));
            if let Planned::Edited(edited) = &target.planned {
                out.push_str(&self.steps(edited));
            }
        }
        for found in self.found.iter().filter(|found| found.target == Some(number)) {
            out.push_str(&line(found, 6, self.texts, self.style));
        }
        let checked_by = match &self.report.stage {
            Stage::Applied { checked_by } => checked_by.get(number).map(Vec::as_slice).unwrap_or_default(),
            _ => &[],
        };
        if !checked_by.is_empty() {
            let by = clean(&checked_by.join(", "));
            let checked = self.texts.format("install-checked-by", &[("by", by.into())]);
            out.push_str(&wrap(&checked, self.style.width, 6, 8));
        }
        out
    }

    /// One line for each certificate. Names are whole.
    fn certificates(&self, target: &PlannedTarget) -> String {
        let nothing = Edited::default();
        let edited = if let Planned::Edited(edited) = &target.planned { edited } else { &nothing };
        let mut out = String::new();
        let mut push = |sign: &str, name: &str, color| {
            out.push_str(&format!("      {} {name}\n", self.style.painted(sign, color)));
        };
        for addition in &self.report.plan.selection.add {
            let fingerprint = addition.certificate.fingerprint();
            let name = say::name(addition) + &say::stores_of(addition, edited);
            if edited.added.contains(&fingerprint) {
                push("+", &name, AnsiColor::Green);
            } else if edited.amended.contains(&fingerprint) {
                push("~", &self.texts.format("install-amended", &[("name", name.into())]), AnsiColor::Yellow);
            } else if self.style.detail == Detail::Full {
                push("=", &self.texts.format("install-there", &[("name", name.into())]), AnsiColor::BrightBlack);
            }
        }
        for fingerprint in &edited.removed {
            push("-", &say::removed_name(*fingerprint, edited), AnsiColor::Red);
        }
        out
    }

    /// What changes in configurations, and programs that run; with `-v` every file.
    fn steps(&self, edited: &Edited) -> String {
        let mut out = String::new();
        for pointed in &edited.pointed {
            out.push_str(&wrap(&say::pointed(pointed, self.texts), self.style.width, 6, 8));
            for line in diff::unified(pointed).lines() {
                let color = match line.as_bytes().first() {
                    Some(b'+') => Some(AnsiColor::Green),
                    Some(b'-') => Some(AnsiColor::Red),
                    _ => None,
                };
                let line = clean(line);
                let line = color.map_or_else(|| line.clone(), |color| self.style.painted(&line, color));
                out.push_str(&format!("        {line}\n"));
            }
        }
        for change in &edited.changes {
            let step = match change {
                Change::Run(command) => {
                    self.texts.format("install-step-run", &[("command", command.line().join(" ").into())])
                }
                _ if self.style.detail != Detail::Full => continue,
                Change::Replace { path, before, after, .. } => self.file("install-step-replace", path, |values| {
                    values.push(("before", short(before)));
                    values.push(("after", short(&after.sha256())));
                }),
                Change::Create { path, .. } => self.file("install-step-create", path, |_| ()),
                Change::Remove { path, .. } => self.file("install-step-remove", path, |_| ()),
                Change::MakeLink { path, to } => self.file("install-step-make-link", path, |values| {
                    values.push(("to", clean(&to.display().to_string())));
                }),
                Change::RemoveLink { path, .. } => self.file("install-step-remove-link", path, |_| ()),
            };
            out.push_str(&wrap(&step, self.style.width, 6, 8));
        }
        out
    }

    fn file(&self, id: &str, path: &std::path::Path, more: impl FnOnce(&mut Vec<(&'static str, String)>)) -> String {
        let mut values = vec![("path", clean(&path.display().to_string()))];
        more(&mut values);
        let values: Vec<_> = values.into_iter().map(|(key, value)| (key, value.into())).collect();
        self.texts.format(id, &values)
    }

    /// What comes after the targets: checks, services, and the command that goes on from here.
    fn afterwards(&self) -> String {
        let report = self.report;
        let brief = self.style.detail == Detail::Brief;
        let mut out = String::new();
        match &report.stage {
            Stage::Planned { .. } | Stage::Differs(_) | Stage::Declined => {
                if !report.plan.can_be_applied() {
                    if report.plan.is_refused() && !brief {
                        out.push_str(&wrap(&self.texts.get("install-all-or-nothing"), self.style.width, 0, 2));
                    }
                    return out;
                }
                if !brief {
                    out.push_str(&plan_notes(report, self.texts, self.style));
                }
                if let Stage::Planned { saved: Some(path) } = &report.stage {
                    let path = clean(&path.display().to_string());
                    let saved = self.texts.format("install-saved", &[("path", path.into())]);
                    out.push_str(&wrap(&saved, self.style.width, 0, 2));
                }
                if let Some(apply) = &report.apply_with {
                    out.push_str(&command(&say::apply_words(report, self.texts), apply, self.style));
                }
            }
            Stage::Applied { .. } if report.plan.can_be_applied() => {
                for told in report.effects.iter().filter_map(|effect| say::effect_state(effect, self.texts)) {
                    out.push_str(&wrap(&told, self.style.width, 2, 4));
                }
                out.push_str(&due(self.found, self.texts, self.style));
                let undo = say::undo_command(&report.plan.id, &report.effects);
                out.push_str(&command(&self.texts.get("install-undo-with"), &undo, self.style));
            }
            Stage::Applied { .. } | Stage::NotBegun(_) | Stage::RolledBack(_) | Stage::Interrupted { .. } => {}
        }
        out
    }
}

/// What checks the result, and what then has to take it in.
fn plan_notes(report: &InstallReport, texts: &Texts, style: &Style) -> String {
    let effects: Vec<String> = report.effects.iter().map(|effect| say::effect(effect, texts)).collect();
    let checks: Vec<String> = report.checks.iter().map(|check| clean(check)).collect();
    let mut out = String::new();
    for (id, words) in [("install-checks", checks), ("install-effects", effects)] {
        if !words.is_empty() {
            let line = format!("{} {}", texts.get(id), words.join(between(style)));
            out.push_str(&wrap(&line, style.width, 2, 4));
        }
    }
    out
}

/// The word beside a target, where its certificates do not tell.
pub(super) fn state(target: &PlannedTarget, stage: &Stage) -> Option<(&'static str, AnsiColor)> {
    match (&target.planned, stage) {
        (Planned::Refused(_), _) => Some(("install-state-refused", AnsiColor::Red)),
        (Planned::Unchanged, _) => Some(("install-state-unchanged", AnsiColor::BrightBlack)),
        (Planned::Edited(_), Stage::Applied { .. }) => Some(("install-state-applied", AnsiColor::Green)),
        (Planned::Edited(_), Stage::RolledBack(_)) => Some(("install-state-rolled-back", AnsiColor::Yellow)),
        (Planned::Edited(_), Stage::Interrupted { .. }) => Some(("install-state-interrupted", AnsiColor::Red)),
        (Planned::Edited(_), Stage::Planned { .. } | Stage::Differs(_) | Stage::Declined | Stage::NotBegun(_)) => None,
    }
}

/// `+8 ~1 -2`
pub(super) fn counts(edited: &Edited) -> String {
    let counted = [('+', edited.added.len()), ('~', edited.amended.len()), ('-', edited.removed.len())];
    let counted = counted.into_iter().filter(|(_, count)| *count > 0).map(|(sign, count)| format!("{sign}{count}"));
    counted.collect::<Vec<_>>().join(" ")
}

/// Enough of a hash to compare two by eye; JSON has the whole.
fn short(fingerprint: &Fingerprint) -> String {
    fingerprint.to_string().chars().take(16).collect()
}
