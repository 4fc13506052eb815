//! The answer for a person at a terminal, and the same without colours for a ticket.

use anstyle::AnsiColor;
use tillit_trust_stores::Observation;
use tillit_trust_stores::coverage::{Effect, Role, State};
use tillit_trust_stores::examine::Examined;
use tillit_trust_stores::formats::Failure;
use tillit_trust_stores::places::Looked;
use tillit_trust_stores::store::{Entry, Grant, Opened, StoreKind};
use tillit_verifier::catalog::Catalog;
use tillit_verifier::container::Integrity;
use tillit_verifier::verdict::Severity;

use super::coverage::{self, Group, Ready, View};
use super::say::{Found, Speaker, consumer_name};
use super::servers::{self, AsksFor, ServiceFinding, View as ServiceView};
use super::{AuditReport, AuditedService, AuditedTarget, Service, failure_severity};
use crate::codes::{self, Code};
use crate::i18n::Texts;
use crate::plain::clean;
use crate::style::{Detail, Style, pad, width, wrap};
use crate::verify::facts::minute;
use crate::verify::say::Said;

/// The whole answer.
pub fn human(report: &AuditReport, catalog: &Catalog, texts: &Texts, style: &Style) -> String {
    let speak = Speaker { report, catalog, texts, target: None };
    let mut writer = Writer { speak, texts, style, told: Vec::new() };
    let mut out = wrap(&headline(&speak, style.detail == Detail::Brief), style.width, 0, 2);
    if report.at_is_set {
        out.push_str(&wrap(&speak.judged_at(), style.width, 0, 2));
    }
    if style.detail == Detail::Brief {
        out.push_str(&writer.unmatched());
        out.push_str(&writer.table());
        out.push_str(&speak.searched_brief(style));
        if let Some(compared) = &report.compared {
            out.push_str(&super::compared::human(&speak, compared, style));
        }
        return out;
    }
    out.push_str(&writer.unmatched());
    if writer.wants_table() {
        out.push('\n');
        out.push_str(&writer.table());
    }
    for target in &report.targets {
        out.push_str(&writer.target(target));
    }
    for path in &report.searched {
        out.push('\n');
        out.push_str(&speak.searched(path, style, &mut |said, indent| writer.step(said, indent)));
    }
    if let Some(compared) = &report.compared {
        out.push('\n');
        out.push_str(&super::compared::human(&speak, compared, style));
    }
    out.push_str(&writer.looked());
    out
}

/// The same without colours and with fixed width, for pasting into a ticket.
pub fn text(report: &AuditReport, catalog: &Catalog, texts: &Texts) -> String {
    human(report, catalog, texts, &Style::default())
}

/// What a store is for cards, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    NotReady,
    /// Its cards get in, and something else is wrong that must not be.
    Faulty,
    Partly,
    Ready,
    NoKnownCa,
    /// It has CAs of known PKIs, and all of these PKIs are over.
    Ended,
    Unreadable,
}

impl Answer {
    fn id(self) -> &'static str {
        match self {
            Self::NotReady => "audit-answer-not-ready",
            Self::Faulty => "audit-answer-faulty",
            Self::Partly => "audit-answer-partly",
            Self::Ready => "audit-answer-ready",
            Self::NoKnownCa => "audit-answer-no-known-ca",
            Self::Ended => "audit-answer-ended",
            Self::Unreadable => "audit-answer-unreadable",
        }
    }

    fn color(self) -> AnsiColor {
        match self {
            Self::NotReady | Self::Faulty | Self::Ended | Self::Unreadable => AnsiColor::Red,
            Self::Partly => AnsiColor::Yellow,
            Self::Ready => AnsiColor::Green,
            Self::NoKnownCa => AnsiColor::BrightBlack,
        }
    }
}

/// The newest generations of the PKIs that a store knows, with whether their cards get in: those of production where it knows any.
fn newest<'a>(speak: &Speaker<'_>, examined: &'a Examined) -> Vec<View<'a>> {
    let here = |test: bool| {
        let views = coverage::views(examined, speak.catalog).into_iter();
        views.filter(|view| view.newest && view.pki_is_here && view.test == test).collect::<Vec<_>>()
    };
    let production = here(false);
    if production.is_empty() { here(true) } else { production }
}

/// The generations that a store's answer is about. With nothing but test PKIs, where they must not be, it is about those of production.
fn concerned_by<'a>(speak: &Speaker<'_>, examined: &'a Examined, spoilt: bool) -> Vec<View<'a>> {
    let misplaced = examined.observations.iter().any(|o| matches!(o, Observation::TestInProduction(..)));
    let here = newest(speak, examined);
    if spoilt && misplaced && here.iter().all(|view| view.test) {
        let all = coverage::views(examined, speak.catalog).into_iter();
        let production: Vec<View<'_>> = all.filter(|view| view.newest && !view.test).collect();
        if !production.is_empty() {
            return production;
        }
    }
    here
}

/// There are CAs of known PKIs, and not one of them is in time.
fn has_ended(examined: &Examined) -> bool {
    let ended: Vec<_> = examined
        .observations
        .iter()
        .filter_map(|seen| match seen {
            Observation::Expired(which, _) => Some(which.certificate.fingerprint()),
            _ => None,
        })
        .collect();
    let known = examined.recognised.iter().zip(&examined.store.entries).filter(|(ca, _)| ca.is_some());
    let mut known = known.filter_map(|(_, entry)| entry.certificate.as_ref().ok()).peekable();
    known.peek().is_some() && known.all(|certificate| ended.contains(&certificate.fingerprint()))
}

fn answer(speak: &Speaker<'_>, examined: &Examined, service: Option<&Service>) -> Answer {
    let ready = newest(speak, examined).iter().map(|view| view.ready(examined, service)).max();
    let mut errors = errors(speak, examined).peekable();
    let has_errors = errors.peek().is_some();
    match ready {
        None if has_ended(examined) => Answer::Ended,
        None => Answer::NoKnownCa,
        Some(Ready::No) => Answer::NotReady,
        Some(_) if errors.any(spoils) => Answer::NotReady,
        Some(_) if has_errors => Answer::Faulty,
        Some(Ready::Yes) => Answer::Ready,
        Some(Ready::Partly) => Answer::Partly,
    }
}

/// The errors among what was noticed.
fn errors<'a>(speak: &Speaker<'a>, examined: &'a Examined) -> impl Iterator<Item = &'a Observation> {
    let catalog = speak.catalog;
    let is_error = move |o: &&Observation| super::say::severity(o, examined, catalog) == Severity::Error;
    examined.observations.iter().filter(is_error)
}

/// Servers do not load such a store, or let in whom they must not: it is not ready, whatever else is in it.
fn spoils(error: &Observation) -> bool {
    matches!(
        error,
        Observation::Quirk(..)
            | Observation::FalseCa(..)
            | Observation::DamagedOrFalse(..)
            | Observation::TestInProduction(..)
    )
}

/// The codes of errors, each once.
fn codes_of<'o>(errors: impl Iterator<Item = &'o Observation>) -> Vec<&'static Code> {
    let mut codes = Vec::new();
    for error in errors {
        let code = codes::of_observation(error);
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// The one sentence that its reader needs. `brief`: no explanations follow.
pub(super) fn headline(speak: &Speaker<'_>, brief: bool) -> String {
    /// Stores that are named; the others are counted.
    const NAMED: usize = 3;
    let texts = speak.texts;
    let targets = || speak.report.targets.iter();
    let of_services = servers_headline(speak);
    let has_services = targets().any(|target| !target.services.is_empty() || !target.problems.is_empty());
    let all: Vec<(&AuditedTarget, &Examined)> =
        targets().flat_map(|target| target.stores.iter().map(move |examined| (target, examined))).collect();
    // What is wrong with a service's store beside whom it lets in.
    let spoilt = all.iter().filter(|(target, examined)| target.is_of_service(examined));
    let spoilt = spoilt.flat_map(|(_, examined)| errors(speak, examined)).count();
    let stores: Vec<(&AuditedTarget, &Examined, Answer)> = all
        .into_iter()
        .filter(|(target, examined)| !target.is_of_service(examined))
        .map(|(target, examined)| (target, examined, answer(speak, examined, target.service.as_ref())))
        .collect();
    let failures = |target: &AuditedTarget| {
        let untold = target.failures.iter().filter(|failure| !target.is_told_as_problem(failure));
        untold.filter(|failure| weighs(speak.report, failure)).count()
    };
    let unreadable =
        targets().map(failures).sum::<usize>() + targets().filter(|target| target.not_audited.is_some()).count();
    let with = |answer: Answer| stores.iter().filter(move |(.., other)| *other == answer);
    let concerned = stores.iter().filter(|(.., answer)| !matches!(answer, Answer::NoKnownCa | Answer::Ended)).count();
    let mut parts = of_services;
    // What is wrong is named before what is good.
    let mut told: Vec<Answer> =
        [Answer::NotReady, Answer::Faulty].into_iter().filter(|answer| with(*answer).count() > 0).collect();
    if told.is_empty() {
        told.extend([Answer::Partly, Answer::Ready].into_iter().find(|answer| with(*answer).count() > 0));
    }
    for worst in told.iter().copied() {
        let mut generations: Vec<String> = Vec::new();
        let mut names = Vec::new();
        for (target, examined, _) in with(worst) {
            let spoilt = worst == Answer::NotReady && errors(speak, examined).any(spoils);
            for view in concerned_by(speak, examined, spoilt) {
                let name = clean(&view.name);
                let whole = matches!(worst, Answer::Ready | Answer::Faulty) || spoilt;
                if whole || view.ready(examined, target.service.as_ref()) != Ready::Yes {
                    generations.extend(Some(name).filter(|name| !generations.contains(name)));
                }
            }
            let name = speak.location(&examined.store.location);
            names.push(target.service.as_ref().map_or(name, |service| speak.shown(&service.name)));
        }
        names.dedup();
        let count = with(worst).count();
        let more = names.len().saturating_sub(NAMED);
        let listed = if more > 0 {
            let first = names[..NAMED].join(", ");
            texts.format("audit-and-more", &[("first", first.into()), ("count", more.into())])
        } else {
            speak.list(&names)
        };
        let id = match (worst, concerned) {
            (Answer::NotReady, 1) => "audit-headline-one-not-ready",
            (Answer::NotReady, _) => "audit-headline-not-ready",
            (Answer::Faulty, 1) => "audit-headline-one-faulty",
            (Answer::Faulty, _) => "audit-headline-faulty",
            (Answer::Partly, 1) => "audit-headline-one-partly",
            (Answer::Partly, _) => "audit-headline-partly",
            (_, 1) => "audit-headline-one-ready",
            (..) => "audit-headline-ready",
        };
        let values = [
            ("count", count.into()),
            ("of", concerned.into()),
            ("generations", speak.list(&generations).into()),
            ("stores", listed.into()),
        ];
        let because = codes_of(with(worst).flat_map(|(_, examined, _)| errors(speak, examined)));
        let mut reasons: Vec<String> =
            because.iter().take(NAMED).map(|code| format!("{} [{code}]", code.title(texts))).collect();
        if because.len() > NAMED {
            let count = because.len() - NAMED;
            let first = reasons.join("; ");
            reasons = vec![texts.format("audit-and-more", &[("first", first.into()), ("count", count.into())])];
        }
        let because = if reasons.is_empty() { String::new() } else { format!(" ({})", reasons.join("; ")) };
        parts.push(format!("{}{because}", texts.format(id, &values)));
    }
    let others = with(Answer::NoKnownCa).count();
    let ended = with(Answer::Ended).count();
    if ended > 0 {
        parts.push(texts.format("audit-headline-ended", &[("count", ended.into())]));
    }
    if others > 0 && concerned + ended > 0 {
        parts.push(texts.format("audit-headline-others", &[("count", others.into())]));
    } else if others > 0 {
        // Stores of the system have none of them, and nobody who knows them is surprised: that is no fault to begin with.
        let is_ordinary = |(target, examined, _): &(&AuditedTarget, &Examined, Answer)| {
            coverage::is_of_system(examined) && !coverage::lacks_known(speak.report, target, examined)
        };
        let id = if stores.iter().all(is_ordinary) { "audit-headline-of-system" } else { "audit-headline-none" };
        parts.push(texts.format(id, &[("count", others.into())]));
    }
    let is_only_search = speak.report.targets.is_empty() && !speak.report.searched.is_empty();
    if stores.is_empty() && unreadable == 0 && !has_services && !is_only_search {
        let word = |target: &AuditedTarget| target.target.split(':').next().is_some_and(servers::is_server);
        let of_servers = targets().next().is_some() && targets().all(word);
        let id = match of_servers {
            true if targets().any(AuditedTarget::has_configuration) => "server-headline-no-tls",
            true => "server-headline-nothing",
            false => "audit-headline-nothing",
        };
        parts.push(texts.get(id));
    }
    if unreadable > 0 {
        parts.push(texts.format("audit-headline-unreadable", &[("count", unreadable.into())]));
    }
    let untold = stores.iter().filter(|(.., answer)| !told.contains(answer));
    let errors = untold.flat_map(|(_, examined, _)| errors(speak, examined)).count() + spoilt;
    if errors > 0 {
        let id = if brief { "audit-headline-errors-brief" } else { "audit-headline-errors" };
        parts.push(texts.format(id, &[("count", errors.into())]));
    }
    parts.extend(speak.searched_headline());
    let line = format!("{}.", parts.join("; "));
    // A path or a place's word that happens to begin the sentence stays as it is typed.
    let services = targets().flat_map(|target| &target.services);
    let is_name = services.into_iter().any(|service| line.starts_with(&speak.shown(&service.title())));
    let is_name = is_name
        || stores.iter().any(|(target, examined, _)| {
            line.starts_with(&target.target)
                || line.starts_with(&clean(&examined.store.location.path.display().to_string()))
        });
    if is_name {
        return line;
    }
    let mut letters = line.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What the headline says of services of servers: the first of the worst by name, the others counted; then what could not be
/// read.
fn servers_headline(speak: &Speaker<'_>) -> Vec<String> {
    let texts = speak.texts;
    let mut parts = Vec::new();
    let mut asking: Vec<(servers::Answer, Speaker<'_>, ServiceView<'_>)> = Vec::new();
    let mut silent = 0;
    let mut refusing = 0;
    let mut problems = 0;
    for target in &speak.report.targets {
        let speak = Speaker { target: Some(target), ..*speak };
        problems += target.problems.len();
        for service in &target.services {
            let view = speak.view(service);
            if service.asks() == AsksFor::Refuses {
                refusing += 1;
            } else if service.predictions.is_empty() {
                silent += 1;
            } else if let Some(answer) = view.answer() {
                asking.push((answer, speak, view));
            } else {
                asking.push((view.without_known(), speak, view));
            }
        }
    }
    // Those that are wrong first, each in its order.
    asking.sort_by_key(|(answer, ..)| std::cmp::Reverse(*answer));
    let good = asking.iter().filter(|(answer, ..)| *answer == servers::Answer::Yes).count();
    if good > 1 && good == asking.len() {
        let mut generations: Vec<String> = Vec::new();
        for generation in asking.iter().flat_map(|(_, _, view)| view.concerned()) {
            let name = clean(&generation.name);
            generations.extend(Some(name).filter(|name| !generations.contains(name)));
        }
        let values = [("count", good.into()), ("generations", speak.list(&generations).into())];
        parts.push(texts.format("server-headline-all-let-in", &values));
    } else {
        // That a service is in order is worth the room where nothing is wrong.
        let shown = asking.iter().filter(|(answer, ..)| good == asking.len() || *answer != servers::Answer::Yes);
        let told: Vec<String> = shown.take(1).map(|(_, speak, view)| speak.service_headline(view)).collect();
        let rest = asking.len() - told.len();
        parts.extend(told);
        if rest > 0 {
            parts.push(texts.format("server-headline-more", &[("count", rest.into())]));
        }
    }
    if asking.is_empty() && silent > 0 {
        parts.push(texts.format("server-headline-off", &[("count", silent.into())]));
    }
    if refusing > 0 {
        parts.push(texts.format("server-headline-refusing", &[("count", refusing.into())]));
    }
    if problems > 0 {
        parts.push(texts.format("server-headline-problems", &[("count", problems.into())]));
    }
    parts
}

/// More than a note: it counts in the sums.
fn weighs(report: &AuditReport, failure: &Failure) -> bool {
    failure_severity(report, failure) > Severity::Info
}

impl Speaker<'_> {
    /// `Judged as of 2030-01-01 00:00 UTC (--at)`
    pub(super) fn judged_at(&self) -> String {
        self.texts.format("verify-at", &[("moment", minute(self.report.at).into())])
    }

    /// `SITHS e-id: PARTIAL`, for a cell of a table.
    pub(super) fn short_state(&self, view: &View<'_>) -> String {
        let state = self.texts.get(state_of_generation(view, view.state()));
        format!("{}: {state}", clean(&view.name))
    }
}

/// The word for the state of a generation. That an old one is gone is no alarm; one that is here and does not count is not gone.
fn state_of_generation(view: &View<'_>, state: State) -> &'static str {
    let is_here = view.rows.iter().any(|row| !row.known.is_empty());
    match state {
        State::Absent if view.newest => state_id(state),
        State::Absent if is_here => "audit-state-not-counted",
        State::Absent => "audit-state-not-here",
        State::Complete | State::Partial => state_id(state),
    }
}

pub(super) fn state_id(state: State) -> &'static str {
    match state {
        State::Complete => "audit-state-complete",
        State::Partial => "audit-state-partial",
        State::Absent => "audit-state-absent",
    }
}

/// A word of an answer, and its colour.
type Word = (String, AnsiColor);

/// The word that a finding begins with.
pub(super) fn lead(severity: Severity) -> (&'static str, AnsiColor) {
    match severity {
        Severity::Error => ("audit-lead-error", AnsiColor::Red),
        Severity::Warning => ("verify-lead-warning", AnsiColor::Yellow),
        Severity::Info => ("verify-lead-info", AnsiColor::BrightBlack),
    }
}

struct Writer<'a> {
    speak: Speaker<'a>,
    texts: &'a Texts,
    style: &'a Style,
    /// Next steps that were told before: once is enough.
    told: Vec<String>,
}

impl<'a> Writer<'a> {
    fn full(&self) -> bool {
        self.style.detail == Detail::Full
    }

    /// What of policies speaks of no store: the reader must not take their silence for a yes.
    fn unmatched(&mut self) -> String {
        let said: Vec<Found> =
            self.speak.report.unmatched.iter().map(|one| Found::of_whole(self.speak.unmatched(one))).collect();
        self.findings(said.iter())
    }

    /// Services, or so many stores that the answer is lost among the details.
    fn wants_table(&self) -> bool {
        const MANY: usize = 5;
        let targets = &self.speak.report.targets;
        let of_target = |target: &AuditedTarget| {
            let stores = target.stores.iter().filter(|examined| !target.is_of_service(examined)).count();
            stores + target.failures.len()
        };
        let count: usize = targets.iter().map(of_target).sum();
        let services = targets.iter().flat_map(|target| &target.services);
        let asking = services.filter(|service| !service.predictions.is_empty()).count();
        let count = count + asking;
        count > 1 && (asking > 1 || count > MANY || targets.iter().any(|target| target.service.is_some()))
    }

    /// One line for each store: the answer, the service with its owner, where it lies.
    fn table(&self) -> String {
        let mut rows: Vec<(Word, String, String)> = Vec::new();
        for target in &self.speak.report.targets {
            let service = target.service.as_ref().map(|service| self.service(service)).unwrap_or_default();
            let speak = Speaker { target: Some(target), ..self.speak };
            for of_server in target.services.iter().filter(|service| !service.predictions.is_empty()) {
                rows.push(self.service_row(&speak, of_server, service.clone()));
            }
            for examined in &target.stores {
                let answer = answer(&self.speak, examined, target.service.as_ref());
                // A service has told whom it lets in.
                if target.is_of_service(examined) && errors(&self.speak, examined).next().is_none() {
                    continue;
                }
                let answer = if target.is_of_service(examined) { Answer::Faulty } else { answer };
                let found = speak.findings(examined, target.service.as_ref());
                let mut codes: Vec<&str> = Vec::new();
                for one in found.iter().filter(|one| one.said.severity == Severity::Error) {
                    if !codes.contains(&one.said.code.code) {
                        codes.push(one.said.code.code);
                    }
                }
                let codes = if codes.is_empty() { String::new() } else { format!("  [{}]", codes.join(", ")) };
                let location = self.speak.location(&examined.store.location);
                rows.push((self.word(answer), service.clone(), format!("{location}{codes}")));
            }
            if target.not_audited.is_some() {
                rows.push((self.word(Answer::Unreadable), service.clone(), self.speak.shown(&target.target)));
            }
            let untold = target.failures.iter().filter(|failure| !target.is_told_as_problem(failure));
            for failure in untold.filter(|failure| weighs(self.speak.report, failure)) {
                rows.push((self.word(Answer::Unreadable), service.clone(), self.speak.location(&failure.location)));
            }
        }
        let word_width = rows.iter().map(|((word, _), ..)| width(word)).max().unwrap_or(0);
        let service_width = rows.iter().map(|(_, service, _)| width(service)).max().unwrap_or(0);
        let mut out = String::new();
        for ((word, color), service, location) in rows {
            let word = self.style.painted(&pad(&word, word_width), color);
            let service = if service_width > 0 { format!("{}  ", pad(&service, service_width)) } else { service };
            out.push_str(&format!("  {word}  {service}{location}\n"));
        }
        out
    }

    fn word(&self, answer: Answer) -> Word {
        (self.texts.get(answer.id()), answer.color())
    }

    /// One line of the table for a service of a server.
    fn service_row(&self, speak: &Speaker<'_>, service: &AuditedService, owner: String) -> (Word, String, String) {
        let view = speak.view(service);
        let answer = view.answer().unwrap_or_else(|| view.without_known());
        let word = if view.answer().is_none() && view.lacks_known() {
            (self.texts.get("server-answer-no-known-ca"), AnsiColor::BrightBlack)
        } else {
            (self.texts.get(answer.id()), answer.color())
        };
        let mut codes: Vec<&str> = Vec::new();
        for one in speak.of_service(service).iter().filter(|one| one.said.severity > Severity::Info) {
            if !codes.contains(&one.said.code.code) {
                codes.push(one.said.code.code);
            }
        }
        let codes = if codes.is_empty() { String::new() } else { format!("  [{}]", codes.join(", ")) };
        (word, owner, format!("{}{codes}", speak.service_title(service)))
    }

    /// `Journal (Region Påhitt, drift@region.example, production)`
    fn service(&self, service: &Service) -> String {
        let who = service.owner.iter().chain(&service.contact);
        let mut more: Vec<String> = who.map(|who| self.speak.shown(who)).collect();
        more.extend(service.environment.map(|environment| self.speak.environment(environment)));
        let name = self.speak.shown(&service.name);
        if more.is_empty() { name } else { format!("{name} ({})", more.join(", ")) }
    }

    fn target(&mut self, target: &'a AuditedTarget) -> String {
        self.speak.target = Some(target);
        let mut out = String::new();
        if let Some(service) = &target.service {
            let name = wrap(&self.service(service), self.style.width, 0, 2);
            out.push_str(&format!("\n{}\n", self.style.bold(name.trim_end())));
        }
        for problem in &target.problems {
            let found = self.speak.problem(problem);
            out.push('\n');
            out.push_str(&self.service_finding(&found, 0));
        }
        out.push_str(&self.services(target));
        for examined in &target.stores {
            let told = target.is_of_service(examined);
            let store = self.store(examined, target.service.as_ref(), told);
            if !store.is_empty() {
                out.push('\n');
                out.push_str(&store);
            }
        }
        for failure in &target.failures {
            if target.is_told_as_problem(failure) {
                continue;
            }
            if !self.full() && !weighs(self.speak.report, failure) {
                continue;
            }
            out.push('\n');
            out.push_str(&self.failure(failure));
        }
        if let Some(why) = &target.not_audited {
            let said = self.speak.not_audited(why);
            out.push_str(&format!("\n{}\n", self.style.bold(&self.speak.shown(&target.target))));
            out.push_str(&wrap(&format!("{}\u{a0}[{}]", said.text, said.code), self.style.width, 2, 4));
            out.push_str(&self.remedy(&Found::of_whole(said), 2));
        } else if target.is_empty() && !self.speak.report.bare {
            out.push_str(&format!("\n{}\n", self.style.bold(&self.speak.shown(&target.target))));
            let told: Vec<String> =
                target.told_before.iter().map(|path| self.speak.shown(&path.display().to_string())).collect();
            let text = match told.as_slice() {
                [] => self.texts.get("audit-nothing-there"),
                _ => self.texts.format("audit-told-before", &[("paths", self.speak.list(&told).into())]),
            };
            out.push_str(&wrap(&text, self.style.width, 2, 4));
        } else if target.has_configuration() && target.services.is_empty() && target.problems.is_empty() {
            let read = target.looked.iter().filter(|looked| looked.found);
            let paths: Vec<String> = read.map(|looked| self.speak.shown(&looked.path.display().to_string())).collect();
            let text = self.texts.format("server-no-tls", &[("paths", self.speak.list(&paths).into())]);
            out.push_str(&format!("\n{}\n", self.style.bold(&self.speak.shown(&target.target))));
            out.push_str(&wrap(&text, self.style.width, 2, 4));
        }
        out
    }

    /// Services of servers: those that ask for a certificate in full, the others in a line each.
    fn services(&mut self, target: &'a AuditedTarget) -> String {
        /// So many that ask for nothing are told one by one.
        const OFF: usize = 3;
        let mut out = String::new();
        let asks = |service: &&AuditedService| !service.predictions.is_empty();
        let (asking, silent): (Vec<_>, Vec<_>) = target.services.iter().partition(asks);
        for service in asking {
            out.push('\n');
            out.push_str(&self.of_server(service));
        }
        let (odd, silent): (Vec<_>, Vec<_>) = silent
            .into_iter()
            .partition(|service| self.speak.of_service(service).iter().any(|one| one.said.severity > Severity::Info));
        for service in odd {
            out.push('\n');
            out.push_str(&self.of_server(service));
        }
        if !silent.is_empty() {
            out.push('\n');
        }
        let shown = if self.full() || silent.len() <= OFF + 1 { silent.len() } else { OFF };
        for service in silent.iter().take(shown) {
            let title = self.speak.service_title(service);
            let source = &service.gathered.service.source;
            let at = clean(&format!("{}:{}", source.file.display(), source.line));
            let line = self.texts.format("server-off", &[("service", title.into())]);
            if width(&line) + 3 + width(&at) <= self.style.width {
                out.push_str(&format!("{line}   {at}\n"));
            } else {
                out.push_str(&format!("{line}\n  {at}\n"));
            }
        }
        if shown < silent.len() {
            let count = silent.len() - shown;
            let line = self.texts.format("server-off-more", &[("count", count.into())]);
            out.push_str(&wrap(&line, self.style.width, 0, 2));
        }
        out
    }

    /// One service of a server.
    fn of_server(&mut self, service: &AuditedService) -> String {
        let speak = self.speak;
        let found = speak.of_service(service);
        let mut out = speak.service_head(service, self.style, self.full());
        let style = self.style;
        let mut remedy = |one: &ServiceFinding, indent: usize| self.step(&one.said, indent);
        out.push_str(&speak.generation_lines(service, &found, style, &mut remedy));
        for one in found.iter().filter(|one| one.generation.is_none()) {
            out.push_str(&self.service_finding(one, 2));
        }
        out
    }

    /// A finding with the place that it is about.
    fn service_finding(&mut self, found: &ServiceFinding, indent: usize) -> String {
        let said = &found.said;
        let (lead, color) = lead(said.severity);
        let lead = self.texts.get(lead);
        let line = format!("{lead} {}\u{a0}[{}]", said.text, said.code);
        let line = wrap(&line, self.style.width, indent, indent + 2);
        let mut out = line.replacen(&lead, &self.style.painted(&lead, color), 1);
        let is_shown = said.severity > Severity::Info || self.full();
        match &found.spot {
            Some(spot) if is_shown => out.push_str(&self.speak.excerpt_lines(spot, self.style, indent + 2)),
            // What is only worth knowing is found, too.
            Some(spot) => out.push_str(&Speaker::place_line(spot, indent + 2)),
            None => {}
        }
        out.push_str(&self.step(said, indent + 2));
        out
    }

    /// A store. `told`: a service has told whom it lets in, and what else there is to say is said.
    fn store(&mut self, examined: &Examined, service: Option<&Service>, told: bool) -> String {
        let mut out = self.header(examined);
        if told {
            let found = self.speak.findings(examined, service);
            let least = if self.full() { Severity::Info } else { Severity::Warning };
            let odd = self.findings(found.iter().filter(|found| found.said.severity >= least));
            if odd.is_empty() && !self.full() {
                return String::new();
            }
            out.push_str(&odd);
            if self.full() {
                out.push_str(&self.technical(examined));
            }
            return out;
        }
        let views = coverage::views(examined, self.speak.catalog);
        let shown: Vec<&View<'_>> = views.iter().filter(|view| view.pki_is_here).collect();
        let found = self.speak.findings(examined, service);
        if shown.is_empty() {
            out.push_str(&wrap(&self.texts.get("audit-no-known-ca"), self.style.width, 2, 4));
        }
        let label_width = shown.iter().map(|view| width(&clean(&view.name))).max().unwrap_or(0);
        for view in &shown {
            let about = found.iter().find(|found| found.generation.as_ref() == Some(&view.id));
            out.push_str(&self.generation(view, examined, about, label_width));
        }
        let odd: Vec<&Found> = found.iter().filter(|found| found.generation.is_none()).collect();
        // What a browser or an operating system brings along is told where it has to do with a card.
        let least = if self.full() || !shown.is_empty() || !self.speak.report.bare {
            Severity::Info
        } else {
            Severity::Warning
        };
        out.push_str(&self.findings(odd.iter().copied().filter(|found| found.said.severity >= least)));
        if self.full() {
            out.push_str(&self.technical(examined));
        }
        out
    }

    /// Where, what, how many.
    fn header(&self, examined: &Examined) -> String {
        let store = &examined.store;
        let count = self.texts.format("audit-certificates", &[("count", store.len().into())]);
        let mut what = vec![self.speak.kind(store.kind), count];
        // Those of Windows are called by it.
        if store.place != "file" && store.kind != StoreKind::Windows {
            what.push(self.speak.place(store.place));
        }
        let location = self.speak.location(&store.location);
        let what = what.join(", ");
        // The path is not broken: it is for copying.
        if width(&location) + 5 + width(&what) <= self.style.width {
            format!("{}     {what}\n", self.style.bold(&location))
        } else {
            format!("{}\n{}", self.style.bold(&location), wrap(&what, self.style.width, 2, 4))
        }
    }

    /// A line for each state that roles of the generation have, and below it what follows.
    fn generation(
        &mut self,
        view: &View<'_>,
        examined: &Examined,
        about: Option<&Found>,
        label_width: usize,
    ) -> String {
        let mut out = String::new();
        let start = 2 + label_width + 3;
        let groups = view.groups();
        let all: Vec<Role> = view.rows.iter().map(|row| row.role).collect();
        for (number, group) in groups.iter().enumerate() {
            let label = if number == 0 { clean(&view.name) } else { String::new() };
            let word = self.texts.get(state_of_generation(view, group.state));
            let rest = self.state(view, group, groups.len() > 1, &all);
            let color = match group.state {
                State::Complete => AnsiColor::Green,
                State::Partial => AnsiColor::Yellow,
                State::Absent if view.newest => AnsiColor::Red,
                State::Absent => AnsiColor::BrightBlack,
            };
            let line = wrap(&format!("{}{rest}", word.replace(' ', "\u{a0}")), self.style.width, start, start);
            let line = line.get(start..).unwrap_or_default().replacen(&word, &self.style.painted(&word, color), 1);
            out.push_str(&format!("  {}   {line}", pad(&label, label_width)));
            if group.state != State::Complete
                && let Some(about) = about
            {
                let effect = self.effect(group, examined);
                let line = format!("{} {effect}\u{a0}[{}]", self.style.arrow(), about.said.code);
                out.push_str(&wrap(&line, self.style.width, start, start + width(self.style.arrow()) + 1));
            }
        }
        if let Some(about) = about {
            out.push_str(&self.remedy(about, start));
        }
        out
    }

    /// What comes after the word of a state.
    fn state(&self, view: &View<'_>, group: &Group, several: bool, all: &[Role]) -> String {
        let who = self.speak.roles(&group.roles, all);
        let missing = coverage::short_names(&group.missing, &view.name);
        let missing = clean(&missing.join(", "));
        match group.state {
            State::Complete => self.texts.format("audit-for", &[("who", who.into())]),
            State::Absent if several => self.texts.format("audit-for", &[("who", who.into())]),
            State::Absent => String::new(),
            State::Partial => {
                let id = if group.has_root { "audit-issuers-missing" } else { "audit-root-missing" };
                let what = self.texts.format(id, &[("missing", missing.into())]);
                if several {
                    let who = self.texts.format("audit-for", &[("who", who.into())]);
                    format!("{who}: {what}")
                } else {
                    format!("   {what}")
                }
            }
        }
    }

    /// What follows from it for a login.
    fn effect(&self, group: &Group, examined: &Examined) -> String {
        if coverage::judges_servers(examined) && group.has_root {
            return self.texts.get("audit-effect-for-servers");
        }
        if coverage::judges_servers(examined) && group.effect != Effect::LetsIn {
            return self.texts.get("audit-effect-servers-refused");
        }
        let id = format!("audit-effect-{}", group.effect.word());
        let consumer = consumer_name(examined.store.consumer);
        match group.effect {
            Effect::LetsIn => self.texts.format(&id, &[("consumer", consumer.into())]),
            _ => self.texts.get(&id),
        }
    }

    /// The next step, where it was not told before.
    fn remedy(&mut self, found: &Found, indent: usize) -> String {
        self.step(&found.said, indent)
    }

    fn step(&mut self, said: &Said, indent: usize) -> String {
        if self.told.contains(&said.remedy) || (said.severity == Severity::Info && !self.full()) {
            return String::new();
        }
        self.told.push(said.remedy.clone());
        let arrow = self.style.arrow();
        let hanging = indent + width(arrow) + 1;
        let mut lines = said.remedy.lines();
        let first = lines.next().unwrap_or_default();
        let mut out = wrap(&format!("{arrow} {first}"), self.style.width, indent, hanging);
        // Commands are not broken: they are for copying.
        lines.for_each(|command| out.push_str(&format!("{}{command}\n", " ".repeat(hanging))));
        out
    }

    /// Findings of one code together: the first of them in full, the others counted.
    fn findings<'f>(&mut self, found: impl Iterator<Item = &'f Found>) -> String {
        const SHOWN: usize = 3;
        let mut groups: Vec<(&'static Code, Vec<&Found>)> = Vec::new();
        for one in found {
            match groups.iter_mut().find(|(code, of)| {
                *code == one.said.code && of.first().is_some_and(|first| first.said.severity == one.said.severity)
            }) {
                Some((_, of)) => of.push(one),
                None => groups.push((one.said.code, vec![one])),
            }
        }
        let mut out = String::new();
        for (code, of) in groups {
            let severity = of.first().map_or(code.severity, |first| first.said.severity);
            let room = match severity {
                _ if self.full() => usize::MAX,
                Severity::Info => 1,
                Severity::Warning | Severity::Error => SHOWN,
            };
            // "And one more" takes as much room as the one.
            let shown = if of.len() <= room.saturating_add(1) { of.len() } else { room };
            for one in of.iter().take(shown) {
                let (lead, color) = lead(severity);
                let lead = self.texts.get(lead);
                let line = wrap(&format!("{lead} {}\u{a0}[{code}]", one.said.text), self.style.width, 2, 4);
                out.push_str(&line.replacen(&lead, &self.style.painted(&lead, color), 1));
            }
            if shown < of.len() {
                let more = self.texts.format("audit-more-of-the-same", &[("count", (of.len() - shown).into())]);
                out.push_str(&wrap(&format!("{more}\u{a0}[{code}]"), self.style.width, 4, 6));
            }
            for one in of.iter().take(shown) {
                out.push_str(&self.remedy(one, 4));
            }
        }
        out
    }

    fn failure(&mut self, failure: &Failure) -> String {
        let said = self.speak.failure(failure);
        let kind = failure.kind.map(|kind| self.speak.kind(kind));
        let place = (failure.place != "file").then(|| self.speak.place(failure.place));
        let what: Vec<String> = kind.into_iter().chain(place).collect();
        let mut out = self.style.bold(&self.speak.location(&failure.location));
        if !what.is_empty() {
            out.push_str(&format!("     {}", what.join(", ")));
        }
        out.push('\n');
        out.push_str(&wrap(&format!("{}\u{a0}[{}]", said.text, said.code), self.style.width, 2, 4));
        let found = Found::of_whole(said);
        out.push_str(&self.remedy(&found, 2));
        if self.full() {
            let words = failure.error.to_string();
            out.push_str(&wrap(&self.speak.shown(&words), self.style.width, 4, 6));
        }
        out
    }

    /// What was looked for and is not there: counted for each place, with `-v` path by path.
    fn looked(&self) -> String {
        let looked = || self.speak.report.targets.iter().flat_map(|target| &target.looked);
        // Where something was found, what lies elsewhere on other machines is of little interest.
        let is_here = |place: &str| looked().any(|looked| looked.found && looked.place == place);
        let is_told = |looked: &&Looked| !looked.found && (self.full() || !is_here(looked.place));
        let absent: Vec<_> = looked().filter(is_told).collect();
        if absent.is_empty() {
            return String::new();
        }
        let mut places: Vec<(&str, usize)> = Vec::new();
        for looked in &absent {
            match places.iter_mut().find(|(place, _)| *place == looked.place) {
                Some((_, count)) => *count += 1,
                None => places.push((looked.place, 1)),
            }
        }
        let words: Vec<String> = places
            .iter()
            .map(|(place, count)| {
                let place = self.speak.place(place);
                self.texts.format("audit-looked-place", &[("place", place.into()), ("count", (*count).into())])
            })
            .collect();
        let id = if self.full() { "audit-looked-all" } else { "audit-looked" };
        let line = self.texts.format(id, &[("places", words.join(", ").into())]);
        let mut out = format!("\n{}", wrap(&line, self.style.width, 0, 2));
        if self.full() {
            for looked in absent {
                let path = clean(&looked.path.display().to_string());
                out.push_str(&format!("  {}: {path}\n", looked.place));
            }
        }
        out
    }

    /// The technical block, last: how it was read, and every entry.
    fn technical(&self, examined: &Examined) -> String {
        /// Entries that are listed; JSON has them all.
        const LISTED: usize = 1000;
        let store = &examined.store;
        let opened = match &store.opened {
            Opened::NoPassword => self.texts.get("audit-opened-no-password"),
            Opened::Customary(password) => {
                self.texts.format("audit-opened-customary", &[("password", clean(password).into())])
            }
            Opened::Given => self.texts.get("audit-opened-given"),
        };
        let integrity = self.texts.get(match store.integrity {
            Integrity::None => "audit-integrity-none",
            Integrity::Checked => "audit-integrity-checked",
            Integrity::NotChecked => "audit-integrity-not-checked",
        });
        let consumer =
            self.texts.format("audit-read-as", &[("consumer", consumer_name(store.consumer).to_owned().into())]);
        let mut out = wrap(&[consumer, opened, integrity].join("; "), self.style.width, 4, 6);
        for (index, entry) in store.entries.iter().take(LISTED).enumerate() {
            out.push_str(&wrap(&self.entry(index, entry), self.style.width, 4, 8));
        }
        let rest = store.len().saturating_sub(LISTED.min(store.entries.len()) as u64);
        if rest > 0 {
            let more = self.texts.format("audit-more-entries", &[("count", rest.into())]);
            out.push_str(&wrap(&more, self.style.width, 4, 6));
        }
        out
    }

    /// `3  SITHS e-id Root CA v2   valid to 2049-09-15   client: anchor, server: anchor   "alias"   8767...`
    fn entry(&self, index: usize, entry: &Entry) -> String {
        let mut parts = vec![(index + 1).to_string()];
        match &entry.certificate {
            Ok(certificate) => {
                let common = certificate.subject().common_name();
                let whole = certificate.subject().to_string();
                parts.push(self.speak.shown(if common.is_empty() { &whole } else { common }));
                parts.push(format!(
                    "{} – {}",
                    crate::catalog::day(certificate.not_before()),
                    crate::catalog::day(certificate.not_after())
                ));
            }
            Err(_) => parts.push(self.texts.get("audit-unreadable")),
        }
        let trust = &entry.trust;
        let purposes = [("client", trust.client), ("server", trust.server), ("email", trust.email)];
        if purposes.iter().all(|(_, grant)| *grant == trust.client) {
            parts.push(self.grant(trust.client));
        } else {
            let each = purposes.map(|(purpose, grant)| {
                format!("{}: {}", self.texts.get(&format!("audit-purpose-{purpose}")), self.grant(grant))
            });
            parts.push(each.join(", "));
        }
        let alias = entry.alias.as_ref().map(|alias| format!("\"{}\"", self.speak.shown(alias)));
        parts.extend(alias);
        parts.extend(entry.file.as_ref().map(|file| clean(&file.display().to_string())));
        parts.extend(entry.certificate.as_ref().ok().map(|certificate| certificate.fingerprint().to_string()));
        parts.join("   ")
    }

    fn grant(&self, grant: Grant) -> String {
        self.texts.get(&format!("audit-grant-{}", grant.word()))
    }
}
