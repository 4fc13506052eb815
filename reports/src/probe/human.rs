//! Live servers for a person at a terminal.

use tillit_login::announced::Announced;
use tillit_login::probe::{Asks, Look, Visit};
use tillit_login::trust::{Tells, Trust};
use tillit_login::wire::Version;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::offer::Offer;
use tillit_verifier::verdict::{GenerationId, Severity};

use super::say::{Speaker, end_word, shown};
use super::{Outcome, ProbeReport, ProbedTarget};
use crate::i18n::Texts;
use crate::style::{Detail, Style, pad, width, wrap};
use crate::verify::say::Said;

/// Every target: the one sentence, what was seen, and what to do. `-q` leaves the sentence alone, `-v` adds each handshake.
pub fn human(report: &ProbeReport, catalog: &Catalog, texts: &Texts, style: &Style) -> String {
    let speak = Speaker { catalog, texts, at: report.at };
    let targets: Vec<String> = report.targets.iter().map(|target| speak.target(target, style)).collect();
    targets.join(if style.detail == Detail::Brief { "" } else { "\n" })
}

/// For pasting into a ticket.
pub fn text(report: &ProbeReport, catalog: &Catalog, texts: &Texts) -> String {
    human(report, catalog, texts, &Style { width: 80, ..Style::default() })
}

impl Speaker<'_> {
    fn target(&self, target: &ProbedTarget, style: &Style) -> String {
        let findings = self.findings(target);
        let worst = findings.iter().map(|said| said.severity).max();
        let code = findings.first().filter(|said| said.severity >= Severity::Warning);
        let mut headline = self.headline(target);
        if let Some(said) =
            code.filter(|_| !matches!(target.outcome(), Outcome::Asks(_)) || worst == Some(Severity::Error))
        {
            headline.push_str(&format!("   {}", said.code));
        }
        let first = wrap(&headline, style.width, 0, 2);
        if style.detail == Detail::Brief {
            return first;
        }
        let mut out = style.bold(first.trim_end());
        out.push('\n');
        let rows = self.rows(target, style);
        let wide = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
        for (label, value) in &rows {
            let start = 2 + wide + 2;
            let value = wrap(value, style.width, start, start);
            out.push_str(&format!("  {}  {}", pad(label, wide), value.get(start..).unwrap_or_default()));
        }
        for said in findings.iter().filter(|said| said.severity > Severity::Info || style.detail == Detail::Full) {
            out.push_str(&self.finding(said, style));
        }
        let left = findings.iter().filter(|said| said.severity == Severity::Info).count();
        if left > 0 && style.detail < Detail::Full {
            out.push_str(&wrap(&self.texts.format("probe-more", &[("count", left.into())]), style.width, 2, 2));
        }
        out
    }

    fn finding(&self, said: &Said, style: &Style) -> String {
        let word = self.texts.get(&format!("common-severity-{}", crate::codes::severity_word(said.severity)));
        let color = match said.severity {
            Severity::Error => anstyle::AnsiColor::Red,
            Severity::Warning => anstyle::AnsiColor::Yellow,
            Severity::Info => anstyle::AnsiColor::BrightBlack,
        };
        let line = wrap(&format!("{}  {word}: {}", said.code, said.text), style.width, 2, 9);
        let mut out = line.replacen(&word, &style.painted(&word, color), 1);
        let arrow = style.arrow();
        for (number, step) in said.remedy.lines().enumerate() {
            let lead = if number == 0 { format!("{arrow} ") } else { String::new() };
            out.push_str(&wrap(&format!("{lead}{step}"), style.width, 9, 11));
        }
        out
    }

    /// What was seen, a line for each thing.
    fn rows(&self, target: &ProbedTarget, style: &Style) -> Vec<(String, String)> {
        let mut rows: Vec<(String, String)> = Vec::new();
        let mut push = |id: &str, value: String| rows.push((self.texts.get(id), value));
        let looks = &target.probe.looks;
        let mut addresses: Vec<String> = Vec::new();
        for look in looks {
            let address = look.address.to_string();
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if let Some(service) = &target.service {
            push("probe-label-service", shown(service));
        }
        if let Some(proxy) = &target.probe.proxy {
            push("probe-label-proxy", shown(proxy));
        } else if !addresses.is_empty() {
            push("probe-label-address", addresses.join(", "));
        }
        if looks.iter().all(|look| look.unreachable.is_some()) {
            return rows;
        }
        push("probe-label-tls", self.spoken(looks));
        push("probe-label-asks", self.asks_words(target));
        if let Some(announced) = &target.announced {
            push("probe-label-names", self.names_words(announced));
            for id in announced.generations().into_iter().rev() {
                let offers: Vec<_> = announced.of_generation(id).collect();
                let some = offers.iter().any(|of| of.offer != Offer::No);
                if announced.is_open() || (!some && announced.known.is_empty()) {
                    continue;
                }
                let each = |offer: Offer| {
                    let of: Vec<String> =
                        offers.iter().filter(|of| of.offer == offer).map(|of| self.role(of.role)).collect();
                    (of.len() == offers.len(), self.list(&of))
                };
                let mut words = Vec::new();
                for (offer, id) in [
                    (Offer::Yes, "probe-offered"),
                    (Offer::OnlyRoot, "probe-offered-perhaps"),
                    (Offer::No, "probe-offered-not"),
                ] {
                    let (all, who) = each(offer);
                    if !who.is_empty() {
                        let who = if all { self.texts.get("probe-everybody") } else { who };
                        words.push(self.texts.format(id, &[("who", who.into())]));
                    }
                }
                rows.push((format!("  {}", self.generation_name(id)), words.join("; ")));
            }
        }
        for trust in &target.trust {
            rows.extend(self.trust_rows(trust));
        }
        let mut push = |id: &str, value: String| rows.push((self.texts.get(id), value));
        if let Some(chain) = target.chains.first() {
            let names: Vec<String> = chain.sent.iter().map(|one| shown(one.subject().common_name())).collect();
            let id = match chain.trusted {
                Some(true) => "probe-chain-trusted",
                Some(false) => "probe-chain-not-trusted",
                None => "probe-chain-unknown",
            };
            let arrow = format!(" {} ", style.arrow());
            push("probe-label-chain", self.texts.format(id, &[("chain", names.join(&arrow).into())]));
        }
        let answers = looks.iter().flat_map(|look| look.visits.iter().rev()).find_map(|visit| visit.answer.as_ref());
        if let Some(answer) = answers {
            let mut words = format!("HTTP {}", answer.status);
            if let Some(server) = &answer.server {
                words.push_str(&format!(" ({})", shown(server)));
            }
            if let Some(location) = &answer.location {
                words.push_str(&format!(" {} {}", style.arrow(), shown(&without_query(location))));
            }
            push("probe-label-page", words);
            if let Some(clock) = answer.clock {
                push("probe-label-clock", self.texts.format("probe-clock", &[("seconds", clock.to_string().into())]));
            }
        }
        if style.detail == Detail::Full {
            for look in looks {
                let name = format!("  {} #{}", look.address, look.run + 1);
                rows.push((name, look_words(look)));
            }
        }
        rows
    }

    /// What was tried: how many failed logins it left, and for each generation who is trusted.
    fn trust_rows(&self, trust: &Trust) -> Vec<(String, String)> {
        let place = [("count", trust.logins.into()), ("address", trust.address.to_string().into())];
        let mut rows = vec![(self.texts.get("probe-label-trust"), self.texts.format("probe-trust-tried", &place))];
        if matches!(trust.tells, Tells::No(_)) {
            return rows;
        }
        let mut generations: Vec<&GenerationId> = Vec::new();
        for of in &trust.cas {
            if !generations.contains(&&of.ca.id.generation) {
                generations.push(&of.ca.id.generation);
            }
        }
        for id in generations {
            let mut words = Vec::new();
            for (answer, word) in
                [(Some(true), "probe-trust-yes"), (Some(false), "probe-trust-no"), (None, "probe-trust-unknown")]
            {
                let of_generation: Vec<_> = trust.cas.iter().filter(|of| of.ca.id.generation == *id).collect();
                let names: Vec<String> = of_generation
                    .iter()
                    .filter(|of| of.trusted.answer() == answer)
                    .map(|of| crate::plain::clean(&of.ca.id.ca))
                    .collect();
                if !names.is_empty() {
                    let all = names.len() == of_generation.len();
                    let who = if all { self.texts.get("probe-everybody") } else { self.list(&names) };
                    words.push(self.texts.format(word, &[("who", who.into())]));
                }
            }
            rows.push((format!("  {}", self.generation_name(id)), words.join("; ")));
        }
        rows
    }

    pub(crate) fn spoken(&self, looks: &[Look]) -> String {
        let with = |answer: Option<bool>| -> Vec<String> {
            let is = |version: &Version| {
                let mut each = looks.iter().filter(|look| look.unreachable.is_none()).map(|look| look.speaks(*version));
                match answer {
                    Some(true) => each.any(|speaks| speaks == Some(true)),
                    _ => each.all(|speaks| speaks == answer),
                }
            };
            Version::ALL.into_iter().filter(is).map(|version| version.word().to_owned()).collect()
        };
        let yes = with(Some(true));
        let mut words = if yes.is_empty() { self.texts.get("probe-tls-none") } else { self.list(&yes) };
        let unknown = with(None);
        if !unknown.is_empty() {
            let unknown = self.list(&unknown);
            words = self.texts.format("probe-tls-unknown", &[("spoken", words.into()), ("unknown", unknown.into())]);
        }
        if looks.iter().any(|look| look.http2 == Some(true)) {
            words.push_str(" · HTTP/2");
        }
        words
    }

    pub(super) fn asks_words(&self, target: &ProbedTarget) -> String {
        let Outcome::Asks(asks) = target.outcome() else { return self.texts.get("probe-asks-unknown") };
        let words = self.texts.get(match asks {
            Asks::Required => "probe-asks-required",
            Asks::Optional => "probe-asks-optional",
            Asks::AtOnce => "probe-asks-at-once",
            Asks::Late => "probe-asks-late",
            Asks::Not => "probe-asks-not",
            Asks::Unknown => "probe-asks-unknown",
        });
        match self.versions_words(target) {
            Some(versions) => format!("{words} ({versions})"),
            None => words,
        }
    }

    fn names_words(&self, announced: &Announced) -> String {
        if announced.is_open() {
            return self.texts.get("probe-names-none");
        }
        let known: Vec<String> = announced.known.iter().map(|ca| crate::plain::clean(&ca.ca)).collect();
        let strangers = announced.strangers.len();
        let values =
            [("count", announced.count.into()), ("known", known.join(", ").into()), ("others", strangers.into())];
        match (known.is_empty(), strangers) {
            (true, _) => self.texts.format("probe-names-others", &[("count", announced.count.into())]),
            (false, 0) => self.texts.format("probe-names-known", &values[..2]),
            (false, _) => self.texts.format("probe-names-both", &values),
        }
    }
}

fn look_words(look: &Look) -> String {
    if let Some(error) = &look.unreachable {
        return shown(&error.to_string());
    }
    let visits: Vec<String> = look.visits.iter().map(visit_words).collect();
    visits.join("; ")
}

fn visit_words(visit: &Visit) -> String {
    let mut words = vec![format!("TLS {}", visit.offered.word())];
    words.extend(visit.handshake.suite.map(|suite| format!("0x{suite:04X}")));
    words.extend(visit.handshake.end.as_ref().map(end_word));
    words.extend(visit.answer.as_ref().map(|answer| format!("HTTP {}", answer.status)));
    words.push(format!("{} ms", visit.took.as_millis()));
    words.join(", ")
}

/// A place without what stands after the question mark, and without parameters of its parts (`;jsessionid=`): they may hold what is nobody
/// else's business.
pub(super) fn without_query(location: &str) -> String {
    let (place, rest) = location.split_once(['?', '#']).map_or((location, ""), |(place, _)| (place, "?…"));
    let parts = place.split('/').map(|part| match part.split_once(';') {
        Some((name, _)) => format!("{name};…"),
        None => part.to_owned(),
    });
    format!("{}{rest}", parts.collect::<Vec<_>>().join("/"))
}
