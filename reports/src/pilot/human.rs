//! A pilot for a person at a terminal, and for a ticket.

use std::collections::HashSet;

use anstyle::AnsiColor;
use tillit_login::pilot::{Entry, Outcome, Phase, Readiness, Run, Service};

use super::PilotReport;
use super::say::{Speaker, kind_word, part_word, shown};
use crate::i18n::{Texts, Value};
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

/// Columns of a card's name and of a service's where the whole names do not fit.
const SHORT_CARD: usize = 20;
const SHORT_SERVICE: usize = 28;

/// What is shown of a plan: cards with what they are, services with a cell for each card.
struct Grid {
    cards: Vec<String>,
    under: Vec<String>,
    services: Vec<String>,
    cells: Vec<Vec<Cell>>,
}

/// Cards in columns, services in rows, before and after in each cell. Where that is too wide for the terminal, with shorter names; where those
/// are too wide, too, or no longer tell one from the other, a block for each service.
fn matrix(speak: &Speaker<'_>, style: &Style) -> String {
    let plan = &speak.report.plan;
    let under = plan.cards.iter().map(|card| {
        let facts = [("kind", kind_word(card.kind).into()), ("part", part_word(card.part).into())];
        speak.texts.format("pilot-card", &facts)
    });
    let cells = |service| plan.cards.iter().map(|card| cell(speak, service, &card.name, style)).collect();
    let grid = Grid {
        cards: plan.cards.iter().map(|card| shown(&card.name)).collect(),
        under: under.collect(),
        services: plan.services.iter().map(|service| shown(&service.name)).collect(),
        cells: plan.services.iter().map(cells).collect(),
    };
    let short = |names: &[String], columns| names.iter().map(|name| style.shortened(name, columns)).collect::<Vec<_>>();
    let shorter = [
        (grid.cards.clone(), grid.services.clone()),
        (grid.cards.clone(), short(&grid.services, SHORT_SERVICE)),
        (short(&grid.cards, SHORT_CARD), short(&grid.services, SHORT_SERVICE)),
    ];
    shorter
        .iter()
        .filter(|(cards, services)| are_distinct(cards) && are_distinct(services))
        .find_map(|(cards, services)| table(&grid, cards, services, style))
        .unwrap_or_else(|| blocks(&grid, style))
}

fn are_distinct(names: &[String]) -> bool {
    names.iter().collect::<HashSet<_>>().len() == names.len()
}

/// `None`: it is too wide.
fn table(grid: &Grid, cards: &[String], services: &[String], style: &Style) -> Option<String> {
    let first = services.iter().map(|name| width(name)).max().unwrap_or(0);
    let columns: Vec<usize> = (0..cards.len())
        .map(|at| {
            let cells = grid.cells.iter().filter_map(|cells| cells.get(at)).map(|(cell, _)| width(cell));
            let names = [cards.get(at), grid.under.get(at)].into_iter().flatten().map(|name| width(name));
            cells.chain(names).max().unwrap_or(0)
        })
        .collect();
    if 2 + first + columns.iter().map(|column| column + 2).sum::<usize>() > style.width.max(60) {
        return None;
    }
    let mut out = String::new();
    for line in [cards, &grid.under] {
        let mut row = format!("  {}", " ".repeat(first));
        for (name, column) in line.iter().zip(&columns) {
            row.push_str(&format!("  {}", pad(name, *column)));
        }
        out.push_str(&format!("{}\n", row.trim_end()));
    }
    for (name, cells) in services.iter().zip(&grid.cells) {
        out.push_str(&format!("  {}", pad(name, first)));
        let last = cells.len().saturating_sub(1);
        for (at, ((cell, color), column)) in cells.iter().zip(&columns).enumerate() {
            let filled = if at == last { cell.clone() } else { pad(cell, *column) };
            out.push_str(&format!("  {}", color.map_or_else(|| filled.clone(), |color| style.painted(&filled, color))));
        }
        out.push('\n');
    }
    Some(out)
}

/// Whole names, each with its cell beside it, or below it where the name fills the line.
fn blocks(grid: &Grid, style: &Style) -> String {
    let mut out = String::new();
    for (name, cells) in grid.services.iter().zip(&grid.cells) {
        out.push_str(&wrap(name, style.width, 2, 4));
        let room = cells.iter().map(|(cell, _)| width(cell)).max().unwrap_or(0) + 6;
        let fits = |name: &String| width(name) + room <= style.width;
        let column = grid.cards.iter().filter(|name| fits(name)).map(|name| width(name)).max().unwrap_or(0);
        for (card, (cell, color)) in grid.cards.iter().zip(cells) {
            let cell = color.map_or_else(|| cell.clone(), |color| style.painted(cell, color));
            if fits(card) {
                out.push_str(&format!("    {}  {cell}\n", pad(card, column)));
            } else {
                out.push_str(&format!("{}      {cell}\n", wrap(card, style.width, 4, 4)));
            }
        }
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
            ("phase", super::say::phase_word(entry.phase).into()),
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
    let advice = [("advice", Value::from(speak.texts.pick(migration.advice(today)).to_owned()))];
    out.push_str(&wrap(&speak.texts.format("pilot-advice", &advice), style.width, 0, 2));
    out
}
