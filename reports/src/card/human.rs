//! Cards for a person at a terminal, and for a ticket.

use anstyle::AnsiColor;
use tillit_verifier::catalog::Catalog;

use super::judge::{State, state};
use super::say::{Speaker, module_lines, safe};
use super::{Asked, CardReport, CardSeen, ModuleSeen, ReaderSeen, SlotSeen};
use crate::i18n::{Texts, Value};
use crate::plain::clean;
use crate::style::{Detail, Style, pad, width, wrap};

/// For a terminal.
pub fn human(report: &CardReport, catalog: &Catalog, texts: &Texts, style: &Style) -> String {
    let speak = Speaker { report, catalog, texts };
    let mut out = String::new();
    let color = color(report, catalog);
    for line in wrap(&speak.headline(), style.width, 0, 2).lines() {
        out.push_str(&format!("{}\n", color.map_or(line.to_owned(), |color| style.painted(line, color))));
    }
    if let Some(page) = &report.page {
        let word = match page.asks {
            Some(true) => "asks",
            Some(false) => "silent",
            None => "unseen",
        };
        let text = texts.format(&format!("card-page-{word}"), &[("page", clean(&page.url).into())]);
        out.push_str(&wrap(&text, style.width, 0, 2));
    }
    if style.detail == Detail::Brief {
        return out;
    }
    for reader in &report.readers {
        // Empty readers beside the one with the card are of no use to who asks about cards.
        if report.asked == Asked::List || matches!(reader.state, SlotSeen::Card(_)) {
            out.push_str(&one(reader, &speak, style));
        }
    }
    if !report.modules.is_empty() {
        out.push_str(&format!("{}\n", texts.get("card-modules")));
        for one in &report.modules {
            out.push_str(&module(one, texts, style));
        }
    }
    out
}

/// For a ticket: no colours, everything.
pub fn text(report: &CardReport, catalog: &Catalog, texts: &Texts) -> String {
    human(report, catalog, texts, &Style { detail: Detail::Full, ..Style::default() })
}

fn color(report: &CardReport, catalog: &Catalog) -> Option<AnsiColor> {
    let mut cards = report.cards();
    let (_, card) = cards.next().filter(|_| report.asked != Asked::List)?;
    if cards.next().is_some() {
        return None;
    }
    Some(match card.whole().filter(|whole| whole.contents().is_some()).map(|whole| state(whole, catalog)) {
        Some(State::New) => AnsiColor::Green,
        Some(_) => AnsiColor::Yellow,
        None => AnsiColor::Red,
    })
}

fn one(reader: &ReaderSeen, speak: &Speaker<'_>, style: &Style) -> String {
    let texts = speak.texts;
    let mut out = format!("{}\n", style.bold(&clean(&reader.name)));
    let card = match &reader.state {
        SlotSeen::Empty => return out + &format!("  {}\n", texts.get("card-slot-empty")),
        SlotSeen::Unknown => return out + &format!("  {}\n", texts.get("card-slot-unknown")),
        SlotSeen::Card(card) => card,
    };
    out.push_str(&about(card, speak, style));
    if let Some(why) = speak.unreadable(card) {
        out.push_str(&wrap(&why, style.width, 2, 4));
    }
    if let Some(whole) = card.whole() {
        let rows: Vec<_> = whole
            .certificates()
            .map(|one| {
                let more = [Some(speak.key(&one)).filter(|key| !key.is_empty()), speak.offer(&one)];
                (speak.use_text(&one), speak.generation(&one), speak.who(&one), speak.until(&one), more, one)
            })
            .collect();
        let first = rows.iter().map(|row| width(&row.0)).max().unwrap_or(0);
        let second = rows.iter().map(|row| width(&row.1)).max().unwrap_or(0);
        for (usage, generation, who, until, more, one) in rows {
            let head = format!("{}  {}  {who}", pad(&usage, first), pad(&generation, second));
            out.push_str(&wrap(&head, style.width, 2, first + 6));
            let mut below = vec![until];
            below.extend(more.into_iter().flatten());
            if style.detail == Detail::Full {
                let label = Value::from(safe(&one.on_card.label));
                let place = one.on_card.location.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string);
                let id = tillit_verifier::certificate::to_hex(&one.on_card.id);
                let sha256 = one.on_card.certificate.fingerprint().to_string();
                below.push(texts.format("card-place", &[("label", label), ("id", id.into()), ("file", place.into())]));
                below.push(format!("SHA-256 {sha256}"));
            }
            for line in below {
                out.push_str(&wrap(&line, style.width, first + 4, first + 6));
            }
        }
        if let Some(contents) = whole.contents() {
            for (at, pin) in contents.pins.iter().enumerate() {
                out.push_str(&wrap(&speak.pin(pin, whole.tries(at)), style.width, 2, 4));
            }
        }
    }
    for finding in speak.findings(reader, card) {
        out.push('\n');
        out.push_str(&wrap(&format!("{}  {}", finding.code, finding.text), style.width, 2, 9));
        out.push_str(&wrap(&format!("{} {}", style.arrow(), finding.remedy), style.width, 9, 11));
    }
    out
}

/// A module, and the tokens that it shows.
fn module(module: &ModuleSeen, texts: &Texts, style: &Style) -> String {
    let mut out = format!("  {}  {}\n", clean(&module.name), clean(&module.path));
    for line in module_lines(&module.says, texts) {
        out.push_str(&wrap(&line, style.width, 4, 6));
    }
    out
}

/// What the card calls itself, and what is known of it.
fn about(card: &CardSeen, speak: &Speaker<'_>, style: &Style) -> String {
    let texts = speak.texts;
    let mut parts = Vec::new();
    if let Some(token) = card.token() {
        parts.extend(token.label.as_deref().map(safe));
        let numbered = |serial: &String| texts.format("card-serial", &[("serial", safe(serial).into())]);
        parts.extend(token.serial.as_ref().map(numbered));
        parts.extend(token.manufacturer.as_deref().map(safe));
    }
    parts.extend(card.atr.as_ref().and_then(tillit_card::atr::Atr::known).map(|known| known.name().to_owned()));
    let through = |module: &String| texts.format("card-through", &[("module", safe(module).into())]);
    parts.extend(card.whole().and_then(|whole| whole.module.as_ref()).map(through));
    if card.in_use {
        parts.push(texts.get("card-in-use"));
    }
    let mut out = String::new();
    if !parts.is_empty() {
        out.push_str(&wrap(&parts.join(" · "), style.width, 2, 4));
    }
    // Who lists readers, or writes to support, wants the ATR.
    if let Some(atr) = &card.atr
        && (style.detail == Detail::Full || speak.report.asked == Asked::List)
    {
        out.push_str(&format!("  ATR {atr}\n"));
    }
    out
}
