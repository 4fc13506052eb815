//! A code for a person at a terminal, and for a ticket.

use anstyle::AnsiColor;

use super::SignsReport;
use crate::ask::named;
use crate::i18n::Texts;
use crate::plain::{clean, mask_personal_numbers};
use crate::style::{Detail, Style, pad, width, wrap};

/// Of what was typed so many characters are repeated.
const SHOWN: usize = 60;

/// For a terminal.
pub fn human(report: &SignsReport, texts: &Texts, style: &Style) -> String {
    let (found, causes) = (&report.found, report.found.causes());
    let mut out = String::new();
    let color = if found.decides() { AnsiColor::Green } else { AnsiColor::Yellow };
    for line in wrap(&headline(report, texts), style.width, 0, 0).lines() {
        out.push_str(&format!("{}\n", style.painted(line, color)));
    }
    if found.signs.is_empty() {
        if !found.near.is_empty() {
            out.push_str(&wrap(
                &texts.format("signs-unknown-near", &[("codes", found.near.join(", ").into())]),
                style.width,
                2,
                2,
            ));
        }
        out.push_str(&wrap(&format!("{} {}", style.arrow(), texts.get("signs-unknown-next")), style.width, 2, 4));
        return out;
    }
    if style.detail == Detail::Brief {
        return out;
    }
    let from = found.telling().map(|sign| {
        let program = texts.get(&format!("signs-program-{}", sign.program.word()));
        format!("{} – {program}", sign.name)
    });
    let causes = causes.into_iter().map(|cause| {
        let named = named(cause, texts);
        format!("{}  {} ({})", named.code, named.title, named.id)
    });
    let next = found.next().into_iter().map(|check| texts.get(&format!("signs-check-{}", check.word())));
    let mut blocks: Vec<(&str, Vec<String>)> = vec![
        ("signs-label-from", from.collect()),
        ("signs-label-causes", causes.collect()),
        ("signs-label-next", next.collect()),
        ("signs-label-more", vec![texts.get("signs-more")]),
    ];
    if style.detail == Detail::Full {
        let mut sources: Vec<String> = found.telling().map(|sign| sign.source.to_owned()).collect();
        sources.dedup();
        blocks.push(("signs-label-source", sources));
    }
    let labels: Vec<String> = blocks.iter().map(|(id, _)| texts.get(id)).collect();
    let column = labels.iter().map(|label| width(label)).max().unwrap_or_default() + 4;
    for (label, (_, lines)) in labels.iter().zip(&blocks) {
        for (number, line) in lines.iter().enumerate() {
            match number {
                0 => out.push_str(&wrap(&format!("{}{line}", pad(label, column - 2)), style.width, 2, column)),
                _ => out.push_str(&wrap(line, style.width, column, column)),
            }
        }
    }
    out
}

/// The one sentence that the reader needs.
pub(super) fn headline(report: &SignsReport, texts: &Texts) -> String {
    let found = &report.found;
    let causes = found.causes();
    let first = causes.first().map(|cause| named(*cause, texts).title).unwrap_or_default();
    let count = causes.len();
    let signs: Vec<_> = found.telling().collect();
    match signs.as_slice() {
        [] => {
            let line = report.typed.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            let typed: String = mask_personal_numbers(&clean(line.trim())).chars().take(SHOWN).collect();
            texts.format("signs-headline-unknown", &[("typed", typed.into())])
        }
        _ if !found.decides() => texts.get("signs-headline-heading"),
        [sign] => {
            let values = [("code", sign.name.into()), ("count", count.into()), ("first", first.into())];
            texts.format("signs-headline", &values)
        }
        several => {
            let values = [("codes", several.len().into()), ("count", count.into()), ("first", first.into())];
            texts.format("signs-headline-several", &values)
        }
    }
}

/// For a ticket.
pub fn text(report: &SignsReport, texts: &Texts) -> String {
    human(report, texts, &Style { detail: Detail::Full, ..Style::default() })
}
