//! The dialogue in a terminal, and what it came to for a ticket.

use anstyle::AnsiColor;
use tillit_login::ask::{Question, Step, Walk};

use super::{AskReport, named, say};
use crate::i18n::Texts;
use crate::plain::clean;
use crate::style::{Detail, Style, pad, width, wrap};

/// What may be typed beside a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Takes back the last answer.
    pub back: String,
    /// Ends the dialogue.
    pub quit: &'static str,
}

impl Keys {
    /// In a language.
    pub fn of(texts: &Texts) -> Self {
        Self { back: texts.get("ask-keys-back"), quit: "q" }
    }
}

/// A question with its numbered answers, and what may be typed.
pub fn question(step: &Step, texts: &Texts, style: &Style) -> String {
    let mut out = String::new();
    for line in wrap(&say::question(step.question, texts), style.width, 0, 0).lines() {
        out.push_str(&format!("{}\n", style.bold(line)));
    }
    out.push_str(&wrap(&say::hint(step.question, texts), style.width, 2, 2));
    let digits = step.answers.len().to_string().len();
    for (number, answer) in step.answers.iter().enumerate() {
        let number = (number + 1).to_string();
        let indent = 2 + digits - number.len();
        let text = say::answer(step, answer, texts);
        let codes = match answer.signs {
            [] => String::new(),
            signs => format!(": {}", signs.join(", ")),
        };
        out.push_str(&wrap(&format!("{number}  {text}{codes}"), style.width, indent, digits + 4));
    }
    let takes_codes = matches!(step.question, Question::Look | Question::Code | Question::Page);
    out.push_str(&texts.get(if takes_codes { "ask-prompt" } else { "ask-prompt-number" }));
    out.push('\n');
    out
}

/// What was typed is no answer, and what may have been meant.
pub fn not_an_answer(typed: &str, step: &Step, near: &[&str], texts: &Texts) -> String {
    let takes_codes = matches!(step.question, Question::Look | Question::Code | Question::Page);
    let id = if takes_codes { "ask-not-a-code" } else { "ask-not-an-answer" };
    let typed: String = clean(typed).chars().take(60).collect();
    let mut out = texts.format(id, &[("typed", typed.into()), ("last", step.answers.len().to_string().into())]);
    if !near.is_empty() {
        out.push(' ');
        out.push_str(&texts.format("ask-near", &[("codes", near.join(", ").into())]));
    }
    out
}

/// The dialogue ended before it came to anything.
pub fn ended_early(walk: &Walk, texts: &Texts) -> String {
    texts.format("ask-ended-early", &[("count", walk.given().len().into())])
}

/// There is no answer to take back.
pub fn at_the_start(texts: &Texts) -> String {
    texts.get("ask-at-the-start")
}

/// A heading was pasted.
pub fn heading_only(texts: &Texts) -> String {
    texts.get("ask-heading-only")
}

/// A code was recognised, and what it means as an answer.
pub fn recognised(walk: &Walk, texts: &Texts) -> String {
    let codes: Vec<&str> = walk.found().telling().map(|sign| sign.name).collect();
    let answer = walk.given().last().map(|(step, answer)| say::answer(step, answer, texts)).unwrap_or_default();
    texts.format("ask-recognised", &[("code", codes.join(", ").into()), ("meaning", answer.into())])
}

/// What it came to.
pub fn human(report: &AskReport, texts: &Texts, style: &Style) -> String {
    let end = report.end;
    let mut out = String::new();
    let color = if end.side.is_some() { AnsiColor::Green } else { AnsiColor::Yellow };
    for line in wrap(&say::aloud(end, texts), style.width, 0, 0).lines() {
        out.push_str(&format!("{}\n", style.painted(line, color)));
    }
    if style.detail == Detail::Brief {
        return out;
    }
    let causes = report.walk.causes(end).into_iter().map(|cause| {
        let named = named(cause, texts);
        format!("{}  {} ({})", named.code, named.title, named.id)
    });
    let given = report.walk.given().iter().map(|(step, answer)| {
        let values = [
            ("question", say::question(step.question, texts).into()),
            ("answer", say::answer(step, answer, texts).into()),
        ];
        texts.format("ask-given", &values)
    });
    let mut blocks = vec![
        ("ask-label-whose", vec![say::whose(end.side, texts)]),
        ("ask-label-next", vec![say::next(end, texts)]),
        ("ask-label-forward", vec![say::desk(end.desk, texts)]),
        ("ask-label-causes", causes.collect()),
        ("ask-label-given", given.collect()),
    ];
    let codes: Vec<String> = report.walk.found().telling().map(|sign| sign.name.to_owned()).collect();
    if let Some((_, given)) = blocks.last_mut() {
        given.extend(codes);
    }
    blocks.push(("ask-label-name", vec![end.name.to_owned()]));
    blocks.push(("ask-label-more", vec![texts.get("ask-more")]));
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

/// For a ticket.
pub fn text(report: &AskReport, texts: &Texts) -> String {
    human(report, texts, &Style { detail: Detail::Full, ..Style::default() })
}
