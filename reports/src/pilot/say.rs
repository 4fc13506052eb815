//! Turns a pilot's judgement into sentences.

use tillit_login::causes::{RULES, Side};
use tillit_login::pilot::plan::{KINDS, PARTS};
use tillit_login::pilot::{By, CardKind, CauseSeen, Entry, Gap, Hindrance, Open, Outcome, Part, Phase, Readiness};
use tillit_verifier::catalog::{ChecklistItem, Migration};

use super::{AuditAttached, PilotReport};
use crate::codes::{self, Code};
use crate::diagnose::side_word;
use crate::finding::Finding;
use crate::i18n::{Texts, Value};
use crate::plain::{clean, mask_personal_numbers};
use crate::verify::facts::minute;

/// Names that stand in one sentence.
const NAMED: usize = 4;

/// Speaks of one pilot.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) report: &'a PilotReport,
    pub(super) texts: &'a Texts,
}

/// Text that people wrote, safe to show.
pub(super) fn shown(text: &str) -> String {
    clean(&mask_personal_numbers(text))
}

pub(super) fn kind_word(kind: CardKind) -> &'static str {
    KINDS.iter().find(|(_, is)| *is == kind).map_or("other", |(word, _)| word)
}

pub(super) fn part_word(part: Part) -> &'static str {
    PARTS.iter().find(|(_, is)| *is == part).map_or("other", |(word, _)| word)
}

pub(super) fn outcome_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::In => "in",
        Outcome::Partly => "partly",
        Outcome::Out => "out",
        Outcome::CannotSay => "cannot-say",
    }
}

pub(super) fn readiness_word(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Ready => "ready",
        Readiness::NotReady => "not-ready",
        Readiness::NotProven => "not-proven",
    }
}

/// Services that have no answer before the upgrade.
pub(super) fn still_open(open: &[Open], texts: &Texts) -> String {
    let services = distinct(open.iter().map(|one| one.service.as_str()));
    let facts = [("count", services.len().into()), ("names", list(&services, texts).into())];
    texts.format("pilot-gap-services", &facts)
}

fn list(names: &[&str], texts: &Texts) -> String {
    joined(&names.iter().map(|name| shown(name)).collect::<Vec<_>>(), texts)
}

fn joined(names: &[String], texts: &Texts) -> String {
    let more = names.len().saturating_sub(NAMED);
    let shown: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    let list = shown.join(", ");
    if more == 0 {
        return list;
    }
    texts.format("pilot-and-more", &[("list", list.into()), ("more", more.into())])
}

impl Speaker<'_> {
    /// The one sentence.
    pub(super) fn headline(&self) -> String {
        let report = self.report;
        let judgement = &report.judgement;
        let services = report.plan.services.len();
        match judgement.readiness {
            Readiness::Ready => {
                let facts = [("services", services.into()), ("cards", report.plan.cards.len().into())];
                self.texts.format("pilot-ready", &facts)
            }
            Readiness::NotReady => {
                let names = distinct(judgement.hindrances.iter().map(|one| one.service.as_str()));
                let worse = judgement.worse();
                // The comparison where there is one: it is what a rollout turns on.
                let is_worse = !worse.is_empty() && worse.len() == names.len();
                let facts = [
                    ("count", names.len().into()),
                    ("services", services.into()),
                    ("names", self.list(&names).into()),
                    ("how", if is_worse { "worse" } else { "out" }.into()),
                    (
                        "control",
                        if judgement.hindrances.iter().all(|one| one.is_control) { "yes" } else { "no" }.into(),
                    ),
                ];
                self.texts.format("pilot-not-ready", &facts)
            }
            Readiness::NotProven if self.has_before() && !judgement.open_before.is_empty() => self
                .texts
                .format("pilot-before-open", &[("what", still_open(&judgement.open_before, self.texts).into())]),
            Readiness::NotProven if !self.has_begun() => {
                let before = report.results.entries.len();
                self.texts.format("pilot-not-begun", &[("before", before.into())])
            }
            Readiness::NotProven => {
                let facts = [("what", self.gaps_in_short(&judgement.gaps).into())];
                self.texts.format("pilot-not-proven", &facts)
            }
        }
    }

    /// Something was tried before the upgrade.
    fn has_before(&self) -> bool {
        self.report.results.entries.iter().any(|entry| entry.phase == Phase::Before)
    }

    /// Something was tried after the upgrade.
    fn has_begun(&self) -> bool {
        self.report.results.entries.iter().any(|entry| entry.phase == Phase::After)
    }

    /// What cards are upgraded to.
    pub(super) fn generation(&self) -> String {
        self.report.generation.as_deref().map_or_else(|| self.texts.get("pilot-newest"), shown)
    }

    fn gaps_in_short(&self, gaps: &[Gap]) -> String {
        let services = distinct(gaps.iter().filter_map(|gap| match gap {
            Gap::NotTried { service, .. } => Some(service.as_str()),
            Gap::CannotSay(entry) => Some(entry.service.as_str()),
            _ => None,
        }));
        let kinds: Vec<String> = gaps
            .iter()
            .filter_map(|gap| match gap {
                Gap::Kind(kind) => Some(self.kind(*kind)),
                _ => None,
            })
            .collect();
        let browsers = distinct(gaps.iter().filter_map(|gap| match gap {
            Gap::Browser(browser) => Some(browser.as_str()),
            _ => None,
        }));
        let mut parts = Vec::new();
        if !services.is_empty() {
            let facts = [("count", services.len().into()), ("names", self.list(&services).into())];
            parts.push(self.texts.format("pilot-gap-services", &facts));
        }
        if !kinds.is_empty() {
            parts.push(joined(&kinds, self.texts));
        }
        if !browsers.is_empty() {
            parts.push(self.list(&browsers));
        }
        if gaps.contains(&Gap::NoControl) {
            parts.push(self.texts.get("pilot-gap-control"));
        }
        parts.join("; ")
    }

    pub(super) fn kind(&self, kind: CardKind) -> String {
        self.texts.format("pilot-kind", &[("kind", kind_word(kind).into())])
    }

    fn list(&self, names: &[&str]) -> String {
        list(names, self.texts)
    }

    /// What one card's logins at one service came to, in a word or two for a table.
    pub(super) fn cell(&self, entry: Option<&Entry>, by_hand: bool) -> String {
        let word = entry.map_or(if by_hand { "by-hand" } else { "none" }, |entry| outcome_word(entry.outcome));
        self.texts.format("pilot-cell", &[("outcome", word.into())])
    }

    /// What the whole comes to, finding by finding.
    pub(super) fn findings(&self) -> Vec<Finding> {
        let judgement = &self.report.judgement;
        let mut found: Vec<Finding> = judgement.hindrances.iter().map(|one| self.hindrance(one)).collect();
        let not_tried = |hand: bool| -> Vec<(&str, &str)> {
            let gaps = judgement.gaps.iter();
            gaps.filter_map(|gap| match gap {
                Gap::NotTried { service, card, by_hand } if *by_hand == hand => Some((service.as_str(), card.as_str())),
                _ => None,
            })
            .collect()
        };
        for by_hand in [false, true] {
            let pairs = not_tried(by_hand);
            if !pairs.is_empty() {
                found.push(self.not_tried(&pairs, by_hand));
            }
        }
        let unsaid = judgement.open_before.iter().filter_map(|one| one.entry.as_deref());
        found.extend(unsaid.map(|entry| self.cannot_say(entry)));
        // Before the first card is upgraded what is left out is no news.
        for gap in judgement.gaps.iter().filter(|_| self.has_begun()) {
            match gap {
                Gap::NotTried { .. } => {}
                Gap::CannotSay(entry) => found.push(self.cannot_say(entry)),
                Gap::Kind(kind) => {
                    found.push(self.not_covered("kind", self.kind(*kind)));
                }
                Gap::Browser(browser) => found.push(self.not_covered("browser", shown(browser))),
                Gap::NoControl => found.push(self.not_covered("control", String::new())),
            }
        }
        if !judgement.without_before.is_empty() {
            let services = distinct(judgement.without_before.iter().map(|(service, _)| service.as_str()));
            let facts = [("names", self.list(&services).into()), ("count", services.len().into())];
            found.push(self.finding(&codes::PILOT_WITHOUT_BEFORE, "say", &facts, ""));
        }
        found.extend(self.report.audits.iter().filter_map(|audit| self.audit(audit)));
        found
    }

    fn hindrance(&self, one: &Hindrance) -> Finding {
        let code = if one.is_control { &codes::PILOT_CONTROL_REFUSED } else { &codes::PILOT_REFUSED };
        let before = match one.before {
            Some(Outcome::In) => "in",
            Some(Outcome::Out | Outcome::Partly) => "out",
            Some(Outcome::CannotSay) | None => "unknown",
        };
        let facts = [
            ("service", shown(&one.service).into()),
            ("card", shown(&one.card).into()),
            ("outcome", outcome_word(one.entry.outcome).into()),
            ("before", before.into()),
            ("browser", one.entry.browser.as_deref().map_or_else(|| "none".to_owned(), shown).into()),
            ("why", self.causes(&one.entry.causes).into()),
            ("whose", self.whose(one).into()),
            ("at", minute(one.entry.at).into()),
        ];
        self.finding(code, "say", &facts, &one.service)
    }

    /// Causes of the first rank, in the words of their findings.
    fn causes(&self, causes: &[CauseSeen]) -> String {
        let words: Vec<String> = causes.iter().map(|cause| self.cause(cause)).collect();
        match words.as_slice() {
            [] => self.texts.get("pilot-cause-unknown"),
            [only] => only.clone(),
            several => several.join(" / "),
        }
    }

    fn cause(&self, cause: &CauseSeen) -> String {
        let rule = RULES.iter().find(|rule| rule.id.word() == cause.id);
        let code = rule.map(|rule| codes::of_cause(rule.id));
        let Some(code) = code else { return shown(&cause.id) };
        // Titles of causes begin with the word for one, which the sentence has already.
        let title = code.title(self.texts);
        let title = title.split_once(": ").map_or(title.as_str(), |(_, rest)| rest);
        format!("{title}\u{a0}[{}]", code.code)
    }

    /// Whose move it is.
    fn whose(&self, one: &Hindrance) -> String {
        let sides = distinct(one.entry.causes.iter().map(|cause| cause.side.as_str()));
        let owner = self.report.plan.service(&one.service).and_then(|service| service.owner.as_deref());
        match (sides.as_slice(), owner) {
            ([side], Some(owner)) if matches!(*side, "server" | "application") => {
                self.texts.format("pilot-whose-owner", &[("owner", shown(owner).into())])
            }
            ([side], _)
                if [Side::Client, Side::Card, Side::Network, Side::Server, Side::Application]
                    .iter()
                    .any(|known| side_word(*known) == *side) =>
            {
                self.texts.format("pilot-whose", &[("side", (*side).to_owned().into())])
            }
            _ => self.texts.get("pilot-whose-unknown"),
        }
    }

    fn not_tried(&self, pairs: &[(&str, &str)], by_hand: bool) -> Finding {
        let services = distinct(pairs.iter().map(|(service, _)| *service));
        let cards = distinct(pairs.iter().map(|(_, card)| *card));
        let facts = [
            ("services", self.list(&services).into()),
            ("cards", self.list(&cards).into()),
            ("how", if by_hand { "by-hand" } else { "here" }.into()),
            ("plan", self.file().into()),
        ];
        let mut finding = self.finding(&codes::PILOT_NOT_TRIED, "say", &facts, "");
        // An upgrade cannot be taken back: it is advised when nothing is left to be tried before it.
        let is_next = self.report.judgement.open_before.is_empty() && !self.report.results.entries.is_empty();
        let remedy = match (by_hand, self.has_begun()) {
            (true, _) => "remedy-by-hand",
            (false, false) if is_next => "remedy-upgrade",
            (false, _) => "remedy-run",
        };
        finding.remedy = self.texts.format(&format!("{}.{remedy}", codes::PILOT_NOT_TRIED.code), &facts);
        finding
    }

    fn cannot_say(&self, entry: &Entry) -> Finding {
        let facts = [
            ("service", shown(&entry.service).into()),
            ("card", shown(&entry.card).into()),
            ("phase", phase_word(entry.phase).into()),
            ("why", self.causes(&entry.causes).into()),
        ];
        self.finding(&codes::PILOT_CANNOT_SAY, "say", &facts, &entry.service)
    }

    fn not_covered(&self, what: &str, name: String) -> Finding {
        let facts = [("what", what.to_owned().into()), ("name", name.into()), ("plan", self.file().into())];
        let mut finding = self.finding(&codes::PILOT_NOT_COVERED, "say", &facts, "");
        if what == "browser" {
            finding.remedy = self.texts.format(&format!("{}.remedy-browser", codes::PILOT_NOT_COVERED.code), &facts);
        }
        finding
    }

    fn audit(&self, audit: &AuditAttached) -> Option<Finding> {
        let file = shown(&audit.file.display().to_string());
        match &audit.said {
            Err(why) => {
                let facts =
                    [("file", file.into()), ("why", why.clone().into()), ("errors", 0.into()), ("at", "".into())];
                Some(self.finding(&codes::PILOT_AUDIT, "say-unreadable", &facts, &audit.service))
            }
            Ok(said) if said.errors + said.warnings > 0 => {
                let facts = [
                    ("file", file.into()),
                    ("at", shown(&said.at).into()),
                    ("errors", said.errors.into()),
                    ("warnings", said.warnings.into()),
                    ("service", shown(&audit.service).into()),
                ];
                Some(self.finding(&codes::PILOT_AUDIT, "say", &facts, &audit.service))
            }
            Ok(_) => None,
        }
    }

    fn file(&self) -> String {
        shown(&self.report.file.display().to_string())
    }

    fn finding(&self, code: &Code, say: &str, facts: &[(&str, Value<'_>)], service: &str) -> Finding {
        Finding {
            code: code.code.to_owned(),
            severity: code.severity.into(),
            subject: (!service.is_empty()).then(|| shown(service)),
            input: self.file(),
            index: None,
            source: None,
            text: self.texts.format(&format!("{}.{say}", code.code), facts),
            remedy: self.texts.format(&format!("{}.remedy", code.code), facts),
        }
    }

    /// The checklist of where the pilot is: what is to be done before, meanwhile, or afterwards.
    pub(super) fn checklist<'m>(&self, migration: &'m Migration) -> (&'static str, &'m [ChecklistItem]) {
        if self.report.judgement.readiness == Readiness::Ready {
            ("after", &migration.after)
        } else if self.has_begun() {
            ("during", &migration.during)
        } else {
            ("before", &migration.before)
        }
    }
}

pub(super) fn phase_word(phase: Phase) -> &'static str {
    match phase {
        Phase::Before => "before",
        Phase::After => "after",
    }
}

/// Whose word an entry is.
pub(super) fn by_word(by: &By) -> (&'static str, String) {
    match by {
        By::Tool(version) => ("tool", format!("tillit {}", shown(version))),
        By::Person(name) => ("person", shown(name)),
    }
}

fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut all: Vec<&str> = Vec::new();
    for name in names {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    all
}
