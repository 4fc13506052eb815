//! A pilot for a person at a terminal, and for a ticket.

use anstyle::AnsiColor;
use tillit_login::pilot::{Entry, Outcome, Phase, Readiness, Run, Service};

use super::PilotReport;
use super::say::{Speaker, kind_word, part_word, shown};
use crate::i18n::Texts;
use crate::style::{Detail, Style, pad, width, wrap};
use crate::verify::facts::minute;

/// For a terminal.
pub fn human(report: &PilotReport, texts: &Texts, style: &Style) -> String {
    let speak = Speaker { report, texts };
    let color = match report.judgement.readiness {
        Readiness::Ready => AnsiColor::Green,
        Readiness::NotReady => AnsiColor::Red,
        Readiness::NotProven => AnsiColor::Yellow,
    };
    let mut out = String::new();
    for line in wrap(&speak.headline(), style.width, 0, 2).lines() {
        out.push_str(&format!("{}\n", style.painted(line, color)));
    }
    if style.detail == Detail::Brief {
        return out;
    }
    let facts = [("name", shown(&report.plan.name).into()), ("generation", speak.generation().into())];
    out.push('\n');
    out.push_str(&wrap(&texts.format("pilot-what", &facts), style.width, 0, 2));
    out.push_str(&matrix(&speak, style));
    for finding in speak.findings() {
        out.push('\n');
        out.push_str(&wrap(&format!("{}  {}", finding.code, finding.text), style.width, 2, 9));
        out.push_str(&wrap(&format!("{} {}", style.arrow(), finding.remedy), style.width, 9, 11));
    }
    if style.detail == Detail::Full {
        out.push_str(&entries(&speak, style));
    }
    out.push_str(&checklist(&speak, style));
    out
}

/// For a ticket: no colours, everything.
pub fn text(report: &PilotReport, texts: &Texts) -> String {
    human(report, texts, &Style { detail: Detail::Full, ..Style::default() })
}

/// What stands in a cell, and its colour.
type Cell = (String, Option<AnsiColor>);

/// Cards in columns, services in rows, before and after in each cell. Where that is too wide for the terminal, a block for each service.
fn matrix(speak: &Speaker<'_>, style: &Style) -> String {
    let plan = &speak.report.plan;
    let head: Vec<String> = plan.cards.iter().map(|card| shown(&card.name)).collect();
    let under: Vec<String> = plan
        .cards
        .iter()
        .map(|card| {
            let facts = [("kind", kind_word(card.kind).into()), ("part", part_word(card.part).into())];
            speak.texts.format("pilot-card", &facts)
        })
        .collect();
    let rows: Vec<(String, Vec<Cell>)> = plan
        .services
        .iter()
        .map(|service| {
            let cells = plan.cards.iter().map(|card| cell(speak, service, &card.name, style));
            (shown(&service.name), cells.collect())
        })
        .collect();
    let first = rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let columns: Vec<usize> = (0..head.len())
        .map(|at| {
            let cells = rows.iter().filter_map(|(_, cells)| cells.get(at)).map(|(cell, _)| width(cell));
            let names = [head.get(at), under.get(at)].into_iter().flatten().map(|name| width(name));
            cells.chain(names).max().unwrap_or(0)
        })
        .collect();
    let mut out = String::new();
    if 2 + first + columns.iter().map(|column| column + 2).sum::<usize>() > style.width.max(60) {
        for (name, cells) in &rows {
            out.push_str(&format!("  {name}\n"));
            let column = head.iter().map(|name| width(name)).max().unwrap_or(0);
            for (card, (cell, color)) in head.iter().zip(cells) {
                let cell = color.map_or_else(|| cell.clone(), |color| style.painted(cell, color));
                out.push_str(&format!("    {}  {cell}\n", pad(card, column)));
            }
        }
        return out;
    }
    for line in [&head, &under] {
        let mut row = format!("  {}", " ".repeat(first));
        for (name, column) in line.iter().zip(&columns) {
            row.push_str(&format!("  {}", pad(name, *column)));
        }
        out.push_str(&format!("{}\n", row.trim_end()));
    }
    for (name, cells) in &rows {
        out.push_str(&format!("  {}", pad(name, first)));
        let last = cells.len().saturating_sub(1);
        for (at, ((cell, color), column)) in cells.iter().zip(&columns).enumerate() {
            let filled = if at == last { cell.clone() } else { pad(cell, *column) };
            out.push_str(&format!("  {}", color.map_or_else(|| filled.clone(), |color| style.painted(&filled, color))));
        }
        out.push('\n');
    }
    out
}

fn cell(speak: &Speaker<'_>, service: &Service, card: &str, style: &Style) -> Cell {
    let results = &speak.report.results;
    let by_hand = matches!(service.run, Run::ByHand);
    let (before, after) =
        (results.last(&service.name, card, Phase::Before), results.last(&service.name, card, Phase::After));
    let color = |entry: &Entry| match entry.outcome {
        Outcome::In => AnsiColor::Green,
        Outcome::Out | Outcome::Partly => AnsiColor::Red,
        Outcome::CannotSay => AnsiColor::Yellow,
    };
    let said = speak.cell(after, by_hand);
    let text = match before {
        Some(before) => format!("{} {} {said}", speak.cell(Some(before), by_hand), style.arrow()),
        None => said,
    };
    (text, after.map(color))
}

/// Every entry, with whose word it is.
fn entries(speak: &Speaker<'_>, style: &Style) -> String {
    let all = &speak.report.results.entries;
    if all.is_empty() {
        return String::new();
    }
    let mut out = format!("\n{}\n", speak.texts.get("pilot-entries"));
    for entry in all {
        let (by, who) = super::say::by_word(&entry.by);
        let facts = [
            ("at", minute(entry.at).into()),
            ("service", shown(&entry.service).into()),
            ("card", shown(&entry.card).into()),
            ("phase", if entry.phase == Phase::Before { "before" } else { "after" }.into()),
            ("outcome", super::say::outcome_word(entry.outcome).into()),
            ("by", by.into()),
            ("who", who.into()),
            ("browser", entry.browser.as_deref().map_or_else(|| "none".to_owned(), shown).into()),
            ("note", entry.note.as_deref().map_or_else(|| "none".to_owned(), shown).into()),
        ];
        out.push_str(&wrap(&speak.texts.format("pilot-entry", &facts), style.width, 2, 4));
    }
    out
}

/// What the PKI's own checklist says of where the pilot is, and the dates that are still to come.
fn checklist(speak: &Speaker<'_>, style: &Style) -> String {
    let Some(migration) = speak.report.migration.as_ref().and_then(|facts| facts.as_ref()) else {
        return String::new();
    };
    let (when, items) = speak.checklist(migration);
    let today = speak.report.at.date();
    let mut out = String::new();
    if !items.is_empty() {
        out.push_str(&format!("\n{}\n", speak.texts.format("pilot-checklist", &[("when", when.into())])));
        for item in items {
            out.push_str(&wrap(&format!("[ ] {}", speak.texts.pick(&item.text)), style.width, 2, 6));
        }
    }
    let coming =
        migration.milestones.iter().filter(|milestone| milestone.date >= today || style.detail == Detail::Full);
    let coming: Vec<String> = coming.map(|one| format!("{}  {}", one.date, speak.texts.pick(&one.text))).collect();
    if !coming.is_empty() {
        out.push_str(&format!("\n{}\n", speak.texts.get("pilot-dates")));
        for line in coming {
            out.push_str(&wrap(&line, style.width, 2, 14));
        }
    }
    out.push('\n');
    out.push_str(&wrap(speak.texts.pick(migration.advice(today)), style.width, 0, 2));
    out
}
