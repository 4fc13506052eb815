//! Diagnoses for a person at a terminal, and for a ticket.

use anstyle::AnsiColor;
use tillit_login::causes::{Cause, Certainty};
use tillit_verifier::catalog::Catalog;

use super::judge::{self, Answer};
use super::say::{self, Speaker};
use super::{DiagnoseReport, DiagnosedTarget};
use crate::codes;
use crate::i18n::Texts;
use crate::style::{Detail, Style, pad, width, wrap};

/// Every target: the one sentence with its code, whose fault it is, what was seen, what is excluded, and what to do. `-q` leaves the sentence
/// alone, `-v` adds why, what it rests on, and each login.
pub fn human(report: &DiagnoseReport, catalog: &Catalog, texts: &Texts, style: &Style) -> String {
    let targets: Vec<String> = report
        .targets
        .iter()
        .map(|target| Page { speak: Speaker { report, target, catalog, texts }, target, texts, style }.whole())
        .collect();
    targets.join(if style.detail == Detail::Brief { "" } else { "\n" })
}

/// For pasting into a ticket.
pub fn text(report: &DiagnoseReport, catalog: &Catalog, texts: &Texts) -> String {
    human(report, catalog, texts, &Style { width: 80, ..Style::default() })
}

/// What was seen not to be the cause, in words.
pub(crate) fn excluded_words(
    report: &DiagnoseReport,
    target: &DiagnosedTarget,
    catalog: &Catalog,
    texts: &Texts,
) -> Vec<String> {
    Speaker { report, target, catalog, texts }.excluded()
}

/// Codes that stand behind the sentence; of more of them the list below tells.
const CODES: usize = 4;

struct Page<'a> {
    speak: Speaker<'a>,
    target: &'a DiagnosedTarget,
    texts: &'a Texts,
    style: &'a Style,
}

impl Page<'_> {
    fn whole(&self) -> String {
        let answer = Answer::of(self.target, self.speak.report);
        let mut headline = self.speak.headline();
        let codes: Vec<&str> = say::codes_of_first(self.target).iter().map(|code| code.code).collect();
        if !codes.is_empty() && codes.len() <= CODES {
            // They stay together.
            headline.push_str(&format!("   {}", codes.join(",\u{a0}")));
        }
        let first = wrap(&headline, self.style.width, 0, 2);
        let color = match answer {
            Answer::LetsIn => AnsiColor::Green,
            Answer::Found => AnsiColor::Red,
            Answer::CannotSay(_) => AnsiColor::Yellow,
        };
        let mut painted = String::new();
        for line in first.lines() {
            painted.push_str(&format!("{}\n", self.style.bold(&self.style.painted(line, color))));
        }
        if self.style.detail == Detail::Brief {
            return painted;
        }
        painted + &self.rows(answer) + &self.blocks()
    }

    /// What was seen, a line for each thing.
    fn rows(&self, answer: Answer) -> String {
        let mut rows: Vec<(&str, Vec<String>)> = Vec::new();
        rows.push(("diagnose-label-whose", self.speak.whose_fault().into_iter().collect()));
        rows.push(("diagnose-label-card", self.speak.card_words().into_iter().collect()));
        rows.push(("diagnose-label-seen", self.speak.seen()));
        let excluded = self.speak.excluded();
        rows.push((
            "diagnose-label-excluded",
            Some(excluded.join(", ")).filter(|_| !excluded.is_empty()).into_iter().collect(),
        ));
        rows.push(("diagnose-label-missing", self.speak.missing().into_iter().map(|(_, words)| words).collect()));
        rows.push(("diagnose-label-unread", self.speak.unread()));
        match (answer, self.only()) {
            (Answer::Found, Some(only)) => {
                if self.style.detail == Detail::Full {
                    rows.push(("diagnose-label-why", vec![codes::of_cause(only.id).why(self.texts)]));
                }
                rows.push(("diagnose-label-remedy", vec![self.speak.remedy(only)]));
            }
            (Answer::LetsIn, _) => {
                let name =
                    self.speak.report.card.as_ref().map(|card| say::shown(card.certificate.subject().common_name()));
                let facts = [("name", name.unwrap_or_default().into())];
                rows.push(("diagnose-label-remedy", vec![self.texts.format("diagnose-lets-in-remedy", &facts)]));
            }
            _ => {}
        }
        if self.style.detail == Detail::Full {
            let tried = self.target.attempts.iter().map(|attempt| self.speak.attempt(attempt));
            rows.push(("diagnose-label-tried", tried.collect()));
        }
        let rows: Vec<(String, Vec<String>)> = rows
            .into_iter()
            .filter(|(_, lines)| !lines.is_empty())
            .map(|(label, lines)| (self.texts.get(label), lines))
            .collect();
        let wide = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        let mut out = String::new();
        for (label, lines) in &rows {
            for (number, line) in lines.iter().enumerate() {
                let start = 2 + wide + 2;
                let line = wrap(line, self.style.width, start, start);
                let label = if number == 0 { label.as_str() } else { "" };
                out.push_str(&format!("  {}  {}", pad(label, wide), line.get(start..).unwrap_or_default()));
            }
        }
        out
    }

    /// The one cause that stands first.
    fn only(&self) -> Option<&Cause> {
        let mut first = judge::first(self.target);
        first.next().filter(|_| first.next().is_none())
    }

    /// Causes that have to be told apart, each with what the server's log says of it; and those that were found behind the first.
    fn blocks(&self) -> String {
        let mut out = String::new();
        if self.only().is_none() {
            out.push_str(&self.block("diagnose-block-one-of", judge::first(self.target)));
        }
        out.push_str(&self.block("diagnose-block-also", judge::others(self.target)));
        out
    }

    fn block<'c>(&self, heading: &str, causes: impl Iterator<Item = &'c Cause>) -> String {
        let mut out = String::new();
        for cause in causes {
            if out.is_empty() {
                let facts = [("time", self.speak.time().into())];
                out.push_str(&wrap(&self.texts.format(heading, &facts), self.style.width, 2, 4));
            }
            let code = codes::of_cause(cause.id).code;
            let said = format!("{}  {}", self.style.bold(code), self.speak.say(cause));
            // Colours take no room.
            out.push_str(&wrap(
                &said,
                self.style.width + said.len() - code.len() - 2 - self.speak.say(cause).len(),
                4,
                11,
            ));
            if let Some(line) = self.speak.log(cause).filter(|_| cause.certainty != Certainty::Proved) {
                let line = self.texts.format("diagnose-log-line", &[("line", line.into())]);
                out.push_str(&wrap(&line, self.style.width, 11, 16));
            }
            out.push_str(&wrap(
                &format!("{} {}", self.style.arrow(), self.speak.remedy(cause)),
                self.style.width,
                11,
                13,
            ));
        }
        out
    }
}
