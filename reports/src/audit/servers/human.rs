//! Services of servers for a person at a terminal.

use std::path::Path;

use anstyle::AnsiColor;
use tillit_trust_stores::coverage::Role;
use tillit_trust_stores::servers::service::{
    About, Announces, Asks, Counts, Revocation, RevocationBy, RevocationOf, Source, SourcePlace,
};
use tillit_trust_stores::servers::{NamedStore, Reason, Spot};

use super::judge::{self, Answer, Group, OfGeneration, View};
use super::{AsksFor, AuditedService, ServiceFinding, excerpt, place};
use crate::audit::say::Speaker;
use crate::codes;
use crate::plain::clean;
use crate::style::{Style, pad, width, wrap};

/// A line of a service: what, what it is, and where that is written.
struct Row {
    label: String,
    value: String,
    place: String,
}

impl Answer {
    pub(in crate::audit) fn color(self) -> AnsiColor {
        match self {
            Self::No => AnsiColor::Red,
            Self::Partly | Self::CannotSay => AnsiColor::Yellow,
            Self::Yes | Self::IfAnswered => AnsiColor::Green,
            Self::Application => AnsiColor::BrightBlack,
        }
    }
}

impl Speaker<'_> {
    /// Whether a certificate is asked for, in words.
    pub(in crate::audit) fn asks_words(&self, service: &AuditedService) -> String {
        self.texts.get(match service.asks() {
            AsksFor::Required => "server-asks-required",
            AsksFor::Optional => "server-asks-optional",
            AsksFor::Off => "server-asks-off",
            AsksFor::Application => "server-asks-application",
            AsksFor::Late if service.service().asks.value == Asks::Optional => "server-asks-late-optional",
            AsksFor::Late => "server-asks-late",
            AsksFor::Refuses => "server-asks-refuses",
            AsksFor::Unknown => "server-asks-unknown",
        })
    }

    /// What becomes of a generation's cards, in one word.
    pub(in crate::audit) fn state_of(&self, generation: &OfGeneration<'_>) -> String {
        if generation.is_gone() {
            return self.texts.get("audit-state-not-here");
        }
        self.texts.get(generation.answer().id())
    }

    /// The header of a service and a line for each of its settings.
    pub(in crate::audit) fn service_head(&self, service: &AuditedService, style: &Style, full: bool) -> String {
        let mut out = self.first_line(service, style);
        let rows = self.rows(service, full);
        let label_width = self.label_width(service, &rows);
        let start = 2 + label_width + 3;
        // Places stand below each other where there is room.
        let ends = |row: &Row| start + width(&row.value);
        let widest_place = rows.iter().map(|row| width(&row.place)).max().unwrap_or(0);
        let at = rows.iter().map(ends).filter(|end| end + 3 + widest_place <= style.width).max().unwrap_or(start) + 3;
        for row in &rows {
            let head = format!("  {}   {}", pad(&row.label, label_width), row.value);
            let end = width(&head);
            let wrapped = || {
                let value = wrap(&row.value, style.width, start, start);
                format!("  {}   {}", pad(&row.label, label_width), value.get(start..).unwrap_or_default())
            };
            if row.place.is_empty() {
                out.push_str(&wrapped());
            } else if end + 2 <= at && at + width(&row.place) <= style.width {
                out.push_str(&format!("{}{}\n", pad(&head, at), style.painted(&row.place, AnsiColor::BrightBlack)));
            } else if end + 2 + width(&row.place) <= style.width {
                out.push_str(&format!("{head}  {}\n", style.painted(&row.place, AnsiColor::BrightBlack)));
            } else {
                out.push_str(&wrapped());
                let indent = " ".repeat((start + 2).min(style.width.saturating_sub(width(&row.place))));
                out.push_str(&format!("{indent}{}\n", style.painted(&row.place, AnsiColor::BrightBlack)));
            }
        }
        out
    }

    /// `service idp.region.example:443 (nginx 1.22.1)     /etc/nginx/conf.d/idp.conf:12`
    fn first_line(&self, service: &AuditedService, style: &Style) -> String {
        let of = service.service();
        let head = self.texts.format("server-service", &[("service", self.shown(&service.title()).into())]);
        let program = format!("({})", self.shown(&service.program()));
        let at = clean(&place(&of.source, Path::new("")));
        let wide = width(&head) + 1 + width(&program);
        let mut out = format!("{} {program}", style.bold(&head));
        // The place is not broken: it is for copying.
        if wide + 3 + width(&at) <= style.width {
            out.push_str(&format!("   {at}\n"));
        } else {
            out.push_str(&format!("\n  {at}\n"));
        }
        out
    }

    /// Columns that the labels of settings and the names of generations take.
    fn label_width(&self, service: &AuditedService, rows: &[Row]) -> usize {
        let of_rows = rows.iter().map(|row| width(&row.label)).max().unwrap_or(0);
        let view = self.view(service);
        let of_generations = view.generations.iter().map(|generation| width(&clean(&generation.name))).max();
        of_rows.max(of_generations.unwrap_or(0))
    }

    fn rows(&self, service: &AuditedService, full: bool) -> Vec<Row> {
        let of = service.service();
        let beside = &of.source.file;
        let mut rows = Vec::new();
        let mut push = |label: &str, value: String, written: Option<&Spot>| {
            let label = if label.is_empty() { String::new() } else { self.texts.get(label) };
            let place = match written {
                Some(spot) => self.written(spot, beside),
                None => String::new(),
            };
            rows.push(Row { label, value, place });
        };
        if of.names.len() > 1 || full {
            let names: Vec<String> = of.names.iter().map(|name| self.shown(name)).collect();
            push("server-label-names", names.join(", "), None);
        }
        if full {
            let listeners: Vec<String> = of.listeners.iter().map(|listener| self.shown(listener)).collect();
            push("server-label-listens", listeners.join(", "), None);
        }
        if service.is_interrupted() {
            push("server-label-asks", self.asks_words(service), None);
            return rows;
        }
        let asks = self.asks_words(service);
        let is_default = of.asks.written.is_none() && service.asks() != AsksFor::Unknown;
        push("server-label-asks", self.or_default(asks, is_default), of.asks.written.as_ref());
        if service.asks() == AsksFor::Refuses {
            return rows;
        }
        let trusted = || service.gathered.named().filter(|(source, _)| source.trusted);
        if trusted().next().is_none() {
            let id = if service.is_open(About::Trusts) { "server-asks-unknown" } else { "server-trusts-nothing" };
            push("server-label-trusts", self.texts.get(id), None);
        }
        for (number, (source, store)) in trusted().enumerate() {
            let label = if number == 0 { "server-label-trusts" } else { "" };
            push(label, self.source(source, store), source.written.as_ref());
        }
        self.announces(service, &mut push);
        let depth = match (of.depth.value.limit, of.depth.value.counts) {
            (None, _) => self.texts.get("server-depth-none"),
            (Some(limit), Counts::Intermediates) => {
                self.texts.format("server-depth-intermediates", &[("limit", limit.into())])
            }
            (Some(limit), Counts::AllCas) => self.texts.format("server-depth-all", &[("limit", limit.into())]),
        };
        let too_deep = service.predictions.iter().flat_map(|p| &p.reasons).any(|r| matches!(r, Reason::TooDeep { .. }));
        if of.depth.written.is_some() || of.depth.value.limit.is_some() || too_deep || full {
            push("server-label-depth", self.or_default(depth, of.depth.written.is_none()), of.depth.written.as_ref());
        }
        for (number, revocation) in of.revocation.iter().enumerate() {
            let label = if number == 0 { "server-label-revocation" } else { "" };
            push(label, self.revocation(revocation), Some(&revocation.written));
        }
        if of.revocation.is_empty() {
            push("server-label-revocation", self.texts.get("server-revocation-none"), None);
        }
        let spoken = of.versions.value;
        let mut versions = Vec::new();
        if spoken.old {
            versions.push(self.texts.get("server-tls-old"));
        }
        versions.extend(
            [(spoken.tls12, "1.2"), (spoken.tls13, "1.3")].iter().filter(|(is, _)| *is).map(|(_, v)| (*v).to_owned()),
        );
        if versions.is_empty() {
            versions.push(self.texts.get("server-tls-none"));
        }
        let versions = self.or_default(versions.join(", "), of.versions.written.is_none());
        push("server-label-tls", versions, of.versions.written.as_ref());
        let weak = service.predictions.iter().flat_map(|p| &p.reasons).any(|r| matches!(r, Reason::TooWeak(..)));
        if weak || full || of.floor.written.is_some() {
            let floor = self.or_default(self.floor(&of.floor.value), of.floor.written.is_none());
            push("server-label-floor", floor, of.floor.written.as_ref());
        }
        rows
    }

    /// `1 (default)`
    fn or_default(&self, value: String, is_default: bool) -> String {
        if is_default { self.texts.format("server-default", &[("value", value.into())]) } else { value }
    }

    /// `idp.conf:18  ssl_verify_client`
    fn written(&self, spot: &Spot, beside: &Path) -> String {
        let at = clean(&place(spot, beside));
        let name = self.shown(&spot.name);
        if name.is_empty() { at } else { format!("{at}  {name}") }
    }

    /// `/etc/nginx/siths.pem (3)`
    fn source(&self, source: &Source, store: &NamedStore) -> String {
        let name = match &source.place {
            SourcePlace::File(path)
            | SourcePlace::HashedFolder(path)
            | SourcePlace::Folder(path)
            | SourcePlace::FirstOfEach(path) => clean(&path.display().to_string()),
            SourcePlace::Inline(_) => self.texts.get("server-source-inline"),
            SourcePlace::JavaDefault => self.texts.get("server-source-java"),
            SourcePlace::System => self.texts.get("server-source-system"),
        };
        match store {
            NamedStore::Read(store) => format!("{name} ({})", store.len()),
            NamedStore::Failed(..) => self.texts.format("server-source-unreadable", &[("name", name.into())]),
            NamedStore::Unknown => self.texts.format("server-source-unknown", &[("name", name.into())]),
        }
    }

    fn announces(&self, service: &AuditedService, push: &mut dyn FnMut(&str, String, Option<&Spot>)) {
        let of = service.service();
        if service.asks() == AsksFor::Off {
            return;
        }
        let announced: Vec<&Source> = of.sources.iter().filter(|source| source.announced).collect();
        let same = of.sources.iter().all(|source| source.announced == source.trusted);
        let count = service.gathered.announced().map(|names| names.len());
        let value = match (of.announces, count) {
            _ if service.is_open(About::Announces) => self.texts.get("server-announces-unknown"),
            (Announces::Unknown, _) | (Announces::Sources, None) => self.texts.get("server-announces-unknown"),
            (Announces::Nothing, _) | (Announces::Sources, Some(0)) => self.texts.get("server-announces-nothing"),
            (Announces::Sources, Some(count)) if same => self
                .texts
                .format("server-announces-same", &[("count", count.into()), ("files", announced.len().into())]),
            (Announces::Sources, Some(count)) => {
                let files: Vec<String> = announced
                    .iter()
                    .filter_map(|source| source.place.path())
                    .map(|path| clean(&path.display().to_string()))
                    .collect();
                let values = [("count", count.into()), ("files", self.list(&files).into())];
                self.texts.format("server-announces-files", &values)
            }
        };
        let written = if same { None } else { announced.iter().find_map(|source| source.written.as_ref()) };
        push("server-label-announces", value, written);
    }

    fn revocation(&self, revocation: &Revocation) -> String {
        let by = match &revocation.by {
            RevocationBy::ListFile(path) | RevocationBy::ListFolder(path) => clean(&path.display().to_string()),
            RevocationBy::Ocsp => "OCSP".to_owned(),
            RevocationBy::Network => self.texts.get("server-revocation-network"),
        };
        let of = self.texts.get(match revocation.of {
            RevocationOf::Leaf => "server-revocation-leaf",
            RevocationOf::Chain => "server-revocation-chain",
            RevocationOf::UntrustedOnly => "server-revocation-untrusted",
        });
        format!("{by} ({of})")
    }

    /// What becomes of a generation's cards: a line for each group of roles, and the next step below it. `told` knows which steps stand
    /// above.
    pub(in crate::audit) fn generation_lines(
        &self,
        service: &AuditedService,
        found: &[ServiceFinding],
        style: &Style,
        remedy: &mut dyn FnMut(&ServiceFinding, usize) -> String,
    ) -> String {
        if service.is_interrupted() {
            return wrap(&self.texts.get("server-interrupted"), style.width, 2, 4);
        }
        let view = self.view(service);
        let start = 2 + self.label_width(service, &self.rows(service, false)) + 3;
        let mut out = String::new();
        for generation in view.generations.iter().filter(|generation| !(generation.aside && generation.is_gone())) {
            let all: Vec<Role> = generation.groups.iter().flat_map(|group| group.roles.clone()).collect();
            for (number, group) in generation.groups.iter().enumerate() {
                let label = if number == 0 { clean(&generation.name) } else { String::new() };
                if generation.is_gone() && number > 0 {
                    break;
                }
                let line = self.group(service, generation, group, &all);
                let word = if generation.is_gone() {
                    self.texts.get("audit-state-not-here")
                } else {
                    self.texts.get(group.answer.id())
                };
                let color = if generation.is_gone() { AnsiColor::BrightBlack } else { group.answer.color() };
                let text = wrap(&format!("{}{line}", word.replace(' ', "\u{a0}")), style.width, start, start);
                let text = text.get(start..).unwrap_or_default().replacen(&word, &style.painted(&word, color), 1);
                out.push_str(&format!("  {}   {text}", pad(&label, start - 5)));
            }
            let own = found.iter().filter(|one| one.generation.as_ref() == Some(&generation.id));
            for one in own {
                out.push_str(&remedy(one, start));
            }
        }
        if view.generations.is_empty() && !service.predictions.is_empty() {
            let id = match view.without_known() {
                Answer::No => "audit-no-known-ca",
                Answer::Application => "server-application-at-all",
                _ => "server-cannot-say-at-all",
            };
            out.push_str(&wrap(&self.texts.get(id), style.width, 2, 4));
        }
        out
    }

    /// What stands after a group's word.
    fn group(
        &self,
        service: &AuditedService,
        generation: &OfGeneration<'_>,
        group: &Group<'_>,
        all: &[Role],
    ) -> String {
        if generation.is_gone() {
            return String::new();
        }
        let who = self.roles(&group.roles, all);
        let reasons = judge::reasons(&[group], service);
        let shorts: Vec<String> = reasons
            .iter()
            .map(|keeps| {
                let code = codes::of_prediction(keeps.reason);
                format!("{}\u{a0}[{code}]", self.short(generation, keeps, true))
            })
            .collect();
        let mut out = String::new();
        if generation.groups.len() > 1 || shorts.is_empty() {
            out.push_str(&self.texts.format("audit-for", &[("who", who.into())]));
        }
        if !shorts.is_empty() {
            out.push_str(&format!(": {}", shorts.join("; ")));
        } else if group.answer == Answer::CannotSay {
            out.push_str(&format!(": {}", self.texts.get("server-short-store-unknown")));
        }
        out
    }

    /// A place in a configuration with what stands there: the place, the line, and marks below the words that are meant.
    pub(in crate::audit) fn excerpt_lines(&self, spot: &Spot, style: &Style, indent: usize) -> String {
        let mask = |text: &str| self.masked(text);
        let number = spot.line.to_string();
        let gutter = indent + width(&number) + 3;
        let mut out = format!("{}{}\n", " ".repeat(indent), clean(&spot_words(spot)));
        if let Some(found) = excerpt::excerpt(spot, style.width.saturating_sub(gutter), &mask) {
            out.push_str(&format!("{}{number} | {}\n", " ".repeat(indent), found.line));
            if found.marks > 0 {
                let carets = style.painted("^".repeat(found.marks).as_str(), AnsiColor::Red);
                let before = " ".repeat(found.before);
                out.push_str(&format!("{}{} | {before}{carets}\n", " ".repeat(indent), " ".repeat(width(&number))));
            }
        }
        out
    }

    /// The place alone.
    pub(in crate::audit) fn place_line(spot: &Spot, indent: usize) -> String {
        format!("{}{}\n", " ".repeat(indent), clean(&spot_words(spot)))
    }

    /// The sentence about one service that its reader needs.
    pub(in crate::audit) fn service_headline(&self, view: &View<'_>) -> String {
        let title = self.service_title(view.service);
        let concerned = view.concerned();
        let Some(worst) = concerned.iter().max_by_key(|generation| generation.answer()) else {
            let id = match view.without_known() {
                Answer::No => "server-headline-no-known-ca",
                Answer::Application => "server-headline-application-at-all",
                _ => "server-headline-unknown",
            };
            return self.texts.format(id, &[("service", title.into())]);
        };
        let answer = worst.answer();
        let of_answer =
            |group: &&Group<'_>| group.answer == worst.groups.iter().map(|g| g.answer).max().unwrap_or(answer);
        let groups: Vec<&Group<'_>> = worst.groups.iter().filter(of_answer).collect();
        let reasons = judge::reasons(&groups, view.service);
        let mut whys: Vec<String> = reasons
            .iter()
            .map(|keeps| format!("{}\u{a0}[{}]", self.short(worst, keeps, false), codes::of_prediction(keeps.reason)))
            .collect();
        whys.truncate(2);
        let all: Vec<Role> = worst.groups.iter().flat_map(|group| group.roles.clone()).collect();
        let roles: Vec<Role> = groups.iter().flat_map(|group| group.roles.clone()).collect();
        let who = if roles.len() == all.len() { "all".to_owned() } else { self.roles(&roles, &all) };
        let not_offered = groups
            .iter()
            .all(|group| group.predictions.iter().all(|p| p.offered == Some(false) && p.full_chain != Some(false)));
        let refused = groups.iter().any(|group| group.answer == Answer::No);
        let leaf = groups.iter().flat_map(|group| &group.predictions).any(|p| p.leaf_only == Some(false));
        let id = match answer {
            Answer::No | Answer::Partly if refused && not_offered => "server-headline-not-offered",
            Answer::No | Answer::Partly if refused => "server-headline-refuses",
            Answer::No | Answer::Partly if leaf => "server-headline-refuses-alone",
            Answer::No | Answer::Partly => "server-headline-by-computer",
            Answer::CannotSay => "server-headline-cannot-say",
            Answer::Application => "server-headline-application",
            Answer::IfAnswered => "server-headline-if-answered",
            Answer::Yes => "server-headline-lets-in",
        };
        let values = [
            ("service", title.into()),
            ("generation", clean(&worst.name).into()),
            ("who", if who == "all" { "all".into() } else { who.clone().into() }),
        ];
        let mut out = self.texts.format(id, &values);
        if !matches!(answer, Answer::Yes | Answer::IfAnswered | Answer::Application) && !whys.is_empty() {
            out.push_str(&format!(": {}", whys.join("; ")));
        }
        out
    }
}

/// `/etc/nginx/nginx.conf:12`
fn spot_words(spot: &Spot) -> String {
    let file = spot.file.display();
    match (spot.line, spot.len) {
        (0, _) => file.to_string(),
        (line, 0) => format!("{file}:{line}"),
        (line, _) => format!("{file}:{line}:{}", spot.column),
    }
}
