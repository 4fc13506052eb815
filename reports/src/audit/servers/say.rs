//! Turns what was found about services of servers into sentences.

use std::path::{Path, PathBuf};

use serde_json::json;
use tillit_trust_stores::coverage::Role;
use tillit_trust_stores::examine::Environment;
use tillit_trust_stores::observation::Cause;
use tillit_trust_stores::servers::running::Running;
use tillit_trust_stores::servers::service::{About, Floor, Note, Source, SourcePlace, Unresolved, Why};
use tillit_trust_stores::servers::{self, NamedStore, Problem, ProblemKind, Reason, Spot, search};
use tillit_trust_stores::store::Consumer;
use tillit_verifier::Name;
use tillit_verifier::verdict::{GenerationId, Severity};

use super::judge::{self, Keeps, OfGeneration};
use super::settings::{self, Change};
use super::{AsksFor, AuditedService, View};
use crate::audit::say::Speaker;
use crate::audit::{AuditedTarget, coverage, facts, searched};
use crate::codes::{self, Code};
use crate::i18n::Value;
use crate::plain::clean;
use crate::plain::shell_word;
use crate::verify::facts::{Facts, facts as with};
use crate::verify::say::{Said, mask_facts, sentence};

/// A depth that is enough for every known PKI, and for one more CA.
const ENOUGH: u32 = 3;
/// Files of a change that are named.
const NAMED: usize = 3;

/// Something found about a service or its configuration, in words.
#[derive(Clone, Debug)]
pub(in crate::audit) struct ServiceFinding {
    pub(in crate::audit) said: Said,
    /// Where in the configuration.
    pub(in crate::audit) spot: Option<Spot>,
    /// The generation whose cards it is about.
    pub(in crate::audit) generation: Option<GenerationId>,
    /// The next step is a change of the place that is shown.
    pub(super) changes_line: bool,
}

/// What to do, and whether it is a change of the place that is shown.
struct Step {
    text: String,
    changes_line: bool,
}

impl Speaker<'_> {
    /// What is asked of the stores of the target that it speaks about.
    fn environment_of(&self) -> Option<Environment> {
        self.target.and_then(|target| target.service.as_ref()).and_then(|service| service.environment)
    }

    /// What becomes of each generation at a service.
    pub(in crate::audit) fn view<'s>(&self, service: &'s AuditedService) -> View<'s> {
        View::of(service, self.catalog, self.environment_of())
    }

    /// `idp.region.example:443 (nginx)`
    pub(in crate::audit) fn service_title(&self, service: &AuditedService) -> String {
        format!("{} ({})", self.shown(&service.title()), service.server_name())
    }

    /// Everything that is to be said of a service, the heaviest first.
    pub(in crate::audit) fn of_service(&self, service: &AuditedService) -> Vec<ServiceFinding> {
        let view = self.view(service);
        let mut found: Vec<ServiceFinding> = Vec::new();
        let mut general: Vec<(Keeps<'_>, Severity, &OfGeneration<'_>)> = Vec::new();
        for generation in &view.generations {
            for keeps in generation.reasons(service) {
                let Some(severity) = generation.severity(&keeps, service) else { continue };
                if !judge::is_of_service(keeps.reason) {
                    found.push(self.keeps_out(service, generation, &keeps, severity));
                    continue;
                }
                let kind = std::mem::discriminant(keeps.reason);
                let known = general.iter_mut().find(|(known, ..)| std::mem::discriminant(known.reason) == kind);
                match known {
                    // It is told of the generation that it hurts most.
                    Some(known) if known.1 < severity => *known = (keeps, severity, generation),
                    Some(_) => {}
                    None => general.push((keeps, severity, generation)),
                }
            }
        }
        let told_elsewhere = |reason: &Reason| matches!(reason, Reason::NotResolved(_) | Reason::StoreUnreadable);
        let general = general.into_iter().filter(|(keeps, ..)| !told_elsewhere(keeps.reason));
        found.extend(general.map(|(keeps, severity, generation)| {
            let one = self.keeps_out(service, generation, &keeps, severity);
            ServiceFinding { generation: None, ..one }
        }));
        found.extend(self.all_unresolved(service));
        if let Some(spot) = service.service().asks.written.clone().filter(|_| service.asks() == AsksFor::Refuses) {
            let code = &codes::SERVER_REFUSES_ALL;
            let detail = with([("service", json!(service.title()))]);
            let more = vec![("key", self.shown(&spot.file.display().to_string()))];
            found.push(self.finding(service, code, "", code.severity, detail, more, Some(spot)));
        }
        if !matches!(service.asks(), AsksFor::Off | AsksFor::Refuses) {
            found.extend(service.gathered.named().filter_map(|(source, store)| self.elsewhere(service, source, store)));
        }
        for note in &service.service().notes {
            match note {
                // Who asks for nothing knows no issuer.
                Note::IssuerRule(..) if service.asks() == AsksFor::Off => {}
                Note::IssuerRule(spot, words) => found.extend(self.issuer_rule(service, spot, words)),
                note => found.push(self.note(service, note)),
            }
        }
        found.extend(self.reload_due(service));
        if view.lacks_known() && !self.report.bare {
            let code = &codes::NO_KNOWN_CA;
            let detail = with([("service", json!(service.title()))]);
            found.push(self.finding(service, code, "", code.severity, detail, Vec::new(), trusts_at(service)));
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.said.severity));
        found
    }

    #[allow(clippy::too_many_arguments)] // each is a part of what is said
    fn finding(
        &self,
        service: &AuditedService,
        code: &'static Code,
        variant: &str,
        severity: Severity,
        detail: Facts,
        more: Vec<(&str, String)>,
        spot: Option<Spot>,
    ) -> ServiceFinding {
        let mut more = more;
        more.push(("service", self.service_title(service)));
        let detail = mask_facts(detail, &|text| self.masked(text));
        let text = sentence(code, variant, &detail, more, self.report.at.date(), self.texts);
        let mut family = settings::family(service.service().server);
        // Tomcat with the native library has OpenSSL's levels, in an attribute of its own.
        if code.code == codes::SERVER_TOO_WEAK.code
            && family == "java"
            && service.service().consumer == Consumer::OpenSsl
        {
            family = "tomcat-openssl";
        }
        let remedy = code.remedy_for(self.texts, family, "other");
        let said = Said { code, severity, detail, text, remedy };
        ServiceFinding { said, spot, generation: None, changes_line: false }
    }

    /// The values that sentences about a reason are filled with, and which of its sentences fits.
    fn values(&self, generation: &OfGeneration<'_>, keeps: &Keeps<'_>) -> (&'static str, Vec<(&'static str, String)>) {
        let names: Vec<String> = keeps.cas.iter().map(|ca| ca.ca.clone()).collect();
        let short = coverage::short_names(&names, &generation.name);
        let all: Vec<Role> = generation.groups.iter().flat_map(|group| group.roles.clone()).collect();
        let mut values = vec![
            ("name", clean(&generation.name)),
            ("who", self.roles(&keeps.roles, &all)),
            ("missing", clean(&self.list(&short))),
        ];
        let mut variant = "";
        match keeps.reason {
            Reason::RootMissing(_) if !generation.here => variant = "all",
            Reason::TooWeak(_, floor) => {
                let own = |group: &&judge::Group<'_>| group.roles.iter().any(|role| keeps.roles.contains(role));
                let mut concerned = generation.groups.iter().filter(own).flat_map(|group| &group.predictions);
                if !concerned.any(|p| p.full_chain == Some(false)) {
                    variant = "perhaps";
                }
                values.push(("floor", self.floor(floor)));
            }
            Reason::TooDeep { limit, needs } => {
                values.push(("limit", limit.limit.unwrap_or_default().to_string()));
                values.push(("needs", needs.to_string()));
            }
            Reason::Ciphers(Some(false), Some(true)) => variant = "tls12",
            Reason::Ciphers(tls12, tls13) if tls12.is_none() || tls13.is_none() => variant = "perhaps",
            Reason::TooManyNames(bytes) => values.push(("bytes", bytes.to_string())),
            Reason::NotARootAmongRoots(names) => {
                let shown = |name: &Name| match name.common_name() {
                    "" => clean(&name.to_string()),
                    common => clean(common),
                };
                let names: Vec<String> = names.iter().map(shown).collect();
                values.push(("names", self.list(&names)));
            }
            _ => {}
        }
        (variant, values)
    }

    /// A few words on a reason, to stand after a generation's name: `issuing CA X missing`; with `effect` also what follows from it.
    pub(super) fn short(&self, generation: &OfGeneration<'_>, keeps: &Keeps<'_>, effect: bool) -> String {
        let code = codes::of_prediction(keeps.reason);
        let (variant, mut values) = self.values(generation, keeps);
        if !effect {
            // The sentence that its reader needs first has no room for all of many.
            let names: Vec<String> = keeps.cas.iter().map(|ca| ca.ca.clone()).collect();
            let mut short = coverage::short_names(&names, &generation.name);
            let rest = short.len().saturating_sub(NAMED);
            if rest > 1 {
                short.truncate(NAMED);
                let first = clean(&short.join(", "));
                let some = self.texts.format("audit-and-more", &[("first", first.into()), ("count", rest.into())]);
                values.retain(|(key, _)| *key != "missing");
                values.push(("missing", some));
            }
        }
        let mut all: Vec<(&str, Value<'_>)> = values.into_iter().map(|(key, value)| (key, value.into())).collect();
        all.push(("count", keeps.cas.len().into()));
        if let Reason::Unconfirmed(_) = keeps.reason {
            return self.texts.format("server-short-unconfirmed", &all);
        }
        if matches!(keeps.reason, Reason::StoreUnreadable | Reason::ListsUnreadable) {
            return self.texts.get("server-short-unreadable");
        }
        let part = |name: &str| {
            let own = (!variant.is_empty()).then(|| self.texts.try_format(&format!("{code}.{name}-{variant}"), &all));
            own.flatten().or_else(|| self.texts.try_format(&format!("{code}.{name}"), &all))
        };
        let cause = part("short").unwrap_or_else(|| code.title(self.texts));
        match part("effect").filter(|_| effect) {
            Some(effect) => format!("{cause}: {effect}"),
            None => cause,
        }
    }

    /// What a server demands of certificates.
    pub(super) fn floor(&self, floor: &Floor) -> String {
        match floor.level {
            Some(level) => self.texts.format("server-floor-level", &[("level", level.into())]),
            None => self.texts.format(
                "server-floor-bits",
                &[("rsa", floor.rsa_bits.into()), ("sha1", if floor.sha1 { "yes" } else { "no" }.into())],
            ),
        }
    }

    fn keeps_out(
        &self,
        service: &AuditedService,
        generation: &OfGeneration<'_>,
        keeps: &Keeps<'_>,
        severity: Severity,
    ) -> ServiceFinding {
        let code = codes::of_prediction(keeps.reason);
        let (variant, mut values) = self.values(generation, keeps);
        let names: Vec<String> = keeps.cas.iter().map(|ca| ca.ca.clone()).collect();
        let detail = with([
            ("service", json!(service.title())),
            ("generation", facts::generation_value(&generation.id)),
            ("roles", keeps.roles.iter().map(|role| role.word()).collect()),
            ("cas", json!(names)),
            ("count", json!(names.len())),
        ]);
        if let Reason::Unconfirmed(_) = keeps.reason {
            let missing = values.iter().find(|(key, _)| *key == "missing").map(|(_, value)| value.clone());
            values.retain(|(key, _)| *key != "name");
            values.extend(missing.map(|missing| ("name", missing)));
        }
        let spot = spot_of(service, keeps.reason);
        if matches!(keeps.reason, Reason::ListsUnreadable) {
            let failed = service.gathered.lists.iter().find_map(|lists| lists.failed.as_ref());
            let (path, problem) =
                failed.map(|(path, error)| (path.display().to_string(), error.clone())).unwrap_or_default();
            values.push(("path", self.shown(&path)));
            values.push(("problem", self.shown(&problem)));
        }
        let mut found = self.finding(service, code, variant, severity, detail, values, spot);
        if let Some(step) = self.step(service, generation, keeps) {
            found.said.remedy = step.text;
            found.changes_line = step.changes_line;
        }
        found.generation = Some(generation.id.clone());
        found
    }

    /// What to do about a reason, where more can be said than the code does.
    fn step(&self, service: &AuditedService, generation: &OfGeneration<'_>, keeps: &Keeps<'_>) -> Option<Step> {
        match keeps.reason {
            Reason::RootMissing(_)
            | Reason::IssuersMissing(_)
            | Reason::NotAnnounced(_)
            | Reason::OnlyRootAnnounced(_)
            | Reason::AnnouncedNotTrusted(_) => self.install(service, &generation.id, keeps.reason),
            Reason::TooDeep { needs, .. } => {
                self.change(service, service.service().depth.written.as_ref(), Change::Depth(ENOUGH.max(*needs)))
            }
            Reason::OldVersions => self.change(service, service.service().versions.written.as_ref(), Change::Versions),
            _ => None,
        }
    }

    /// The line to write, in place of the one that is there or beside the one that asks for a certificate.
    fn change(&self, service: &AuditedService, written: Option<&Spot>, change: Change) -> Option<Step> {
        let of = service.service();
        let beside = of.asks.written.as_ref().unwrap_or(&of.source);
        let line = settings::line(of.server, change, &written.unwrap_or(beside).name)?;
        let (id, spot) = match written {
            Some(spot) => ("server-step-line", spot),
            None => ("server-step-add", beside),
        };
        let file = clean(&self.rooted(&spot.file));
        let values = [("file", file.into()), ("line", spot.line.to_string().into()), ("setting", line.into())];
        Some(Step { text: self.texts.format(id, &values), changes_line: written.is_some() })
    }

    fn rooted(&self, path: &Path) -> String {
        match self.target.and_then(|target| target.root.as_deref()) {
            Some(root) => root.join(path.strip_prefix("/").unwrap_or(path)).display().to_string(),
            None => path.display().to_string(),
        }
    }

    /// The command that puts a generation into what the service reads.
    fn install(&self, service: &AuditedService, generation: &GenerationId, reason: &Reason) -> Option<Step> {
        let of = service.service();
        if of.sources.is_empty() {
            return self.change(service, None, Change::Trust);
        }
        let is_read = |source: &Source| {
            let mut named = service.gathered.named();
            named.any(|(own, store)| std::ptr::eq(own, source) && matches!(store, NamedStore::Read(_)))
        };
        let writable = || of.sources.iter().filter(|source| source.place.path().is_some() && is_read(source));
        if writable().next().is_none() {
            return self.inline(service, generation);
        }
        let mut into: Vec<&Path> = Vec::new();
        let trusted =
            matches!(reason, Reason::RootMissing(_) | Reason::IssuersMissing(_) | Reason::AnnouncedNotTrusted(_));
        if trusted {
            // One that is announced as well mends both at once.
            let both = writable().find(|source| source.trusted && source.announced);
            let chosen = both.or_else(|| writable().find(|source| source.trusted))?;
            into.extend(chosen.place.path());
        }
        if !matches!(reason, Reason::AnnouncedNotTrusted(_))
            && !into.iter().any(|path| writable().any(|source| source.announced && source.place.path() == Some(*path)))
        {
            into.extend(writable().find(|source| source.announced).and_then(|source| source.place.path()));
        }
        if into.is_empty() {
            return None;
        }
        let in_image = service.gathered.stores.iter().any(|store| match store {
            NamedStore::Read(store) => self.target.is_some_and(|target| target.is_in_image(&store.location)),
            _ => false,
        });
        if of.consumer == Consumer::Windows {
            // An export is read and never written: what it is of is changed on the server.
            let generation = shell_word(&format!("{}/{}", generation.pki, generation.generation));
            let command = format!("tillit install{} --generation {generation} --into windows --apply", self.options());
            let text = self.texts.format("server-step-install-windows", &[("command", command.into())]);
            return Some(Step { text, changes_line: false });
        }
        let names: Vec<String> = into.iter().map(|path| clean(&path.display().to_string())).collect();
        if in_image {
            let values = [("files", self.list(&names).into())];
            let text = self.texts.format("server-step-image", &values);
            return Some(Step { text, changes_line: false });
        }
        let mut command = format!(
            "sudo tillit install{} --generation {}",
            self.options(),
            shell_word(&format!("{}/{}", generation.pki, generation.generation))
        );
        // By its name a server opens the store with the password in its configuration, and knows which certificates of a folder count.
        let by_server = |path: &Path| {
            let is_its = |source: &&Source| source.place.path() == Some(path);
            let has_word =
                |source: &Source| source.password.is_some() || matches!(source.place, SourcePlace::FirstOfEach(_));
            of.sources.iter().filter(is_its).any(has_word)
        };
        if into.iter().any(|path| by_server(path)) {
            command.push_str(&format!(" --into {}", shell_word(&as_server(service))));
        }
        for path in into.iter().filter(|path| !by_server(path)) {
            command.push_str(&format!(" --into {}", shell_word(&path.display().to_string())));
        }
        let root = self.target.and_then(|target| target.root.as_deref());
        if let Some(root) = root {
            command.push_str(&format!(" --root {}", shell_word(&root.display().to_string())));
        }
        command.push_str(" --apply");
        let reloads = settings::reload(of.server).is_some();
        let id = match root {
            Some(_) => "server-step-install-root",
            None if reloads => {
                command.push_str(" --reload");
                "server-step-install"
            }
            None => {
                command.push_str(" --restart");
                "server-step-install-restart"
            }
        };
        Some(Step { text: self.texts.format(id, &[("command", command.into())]), changes_line: false })
    }

    /// Options that a command needs, too, so that it knows the same PKIs: ` --catalog FILE`.
    fn options(&self) -> String {
        let quoted = |file: &PathBuf| format!(" --catalog {}", shell_word(&file.display().to_string()));
        self.report.catalogs.iter().map(quoted).collect::<Vec<_>>().concat()
    }

    /// Certificates that stand in the configuration itself: what to paste there.
    fn inline(&self, service: &AuditedService, generation: &GenerationId) -> Option<Step> {
        let sources = service.service().sources.iter();
        let source =
            sources.filter(|source| source.trusted).find(|source| matches!(source.place, SourcePlace::Inline(_)))?;
        let spot = source.written.as_ref()?;
        let id = format!("{}/{}", generation.pki, generation.generation);
        let command = format!("tillit catalog export{} --generation {} -o -", self.options(), shell_word(&id));
        let values = [
            ("file", clean(&self.rooted(&spot.file)).into()),
            ("line", spot.line.to_string().into()),
            ("command", command.into()),
        ];
        Some(Step { text: self.texts.format("server-step-inline", &values), changes_line: false })
    }

    /// Settings of which nobody can say what they come to; what one place decides stands in one sentence.
    fn all_unresolved(&self, service: &AuditedService) -> Vec<ServiceFinding> {
        let all = &service.service().unresolved;
        let is_same = |one: &Unresolved, other: &Unresolved| one.spot == other.spot && one.why == other.why;
        let first =
            all.iter().enumerate().filter(|(at, setting)| !all.iter().take(*at).any(|one| is_same(one, setting)));
        first
            .filter_map(|(_, setting)| {
                let same: Vec<About> = all.iter().filter(|one| is_same(one, setting)).map(|one| one.about).collect();
                self.unresolved(service, setting, &same)
            })
            .collect()
    }

    /// One of them, with everything that it decides.
    fn unresolved(&self, service: &AuditedService, setting: &Unresolved, about: &[About]) -> Option<ServiceFinding> {
        let decides = !about.contains(&About::Anything);
        // What is trusted does not matter to who asks for nothing.
        if matches!(service.asks(), AsksFor::Off | AsksFor::Refuses) && decides {
            return None;
        }
        let code = &codes::NOT_RESOLVED;
        let words: Vec<String> = about
            .iter()
            .map(|about| {
                self.texts.get(match about {
                    About::Asks => "server-about-asks",
                    About::Trusts => "server-about-trusts",
                    About::Announces => "server-about-announces",
                    About::Anything => "server-about-anything",
                })
            })
            .collect();
        let what = self.list(&words);
        let (id, word) = match &setting.why {
            Why::Variable(name) => ("server-why-variable", name.as_str()),
            Why::Script(language) => ("server-why-script", *language),
            Why::Macro(name) => ("server-why-macro", name.as_str()),
            Why::Condition(text) => ("server-why-condition", text.as_str()),
            Why::Unknown(name) => ("server-why-unknown", name.as_str()),
            Why::Network => ("server-why-network", ""),
            Why::InFront => ("server-why-in-front", ""),
            // Told where the configuration could not be read.
            Why::Refused => return None,
        };
        let why = self.texts.format(id, &[("word", self.shown(word).into())]);
        let detail = with([("service", json!(service.title())), ("about", json!(about_word(setting.about)))]);
        let severity = if service.asks() == AsksFor::Off { Severity::Info } else { code.severity };
        let more = vec![("what", what), ("why", why)];
        let mut found = self.finding(service, code, "", severity, detail, more, Some(setting.spot.clone()));
        found.said.remedy = match setting.why {
            Why::InFront => self.texts.get("server-step-in-front"),
            _ => code.remedy_for(self.texts, settings::family(service.service().server), "other"),
        };
        Some(found)
    }

    /// A store that is trusted and none of the configuration's own: what it holds is another question.
    fn elsewhere(&self, service: &AuditedService, source: &Source, store: &NamedStore) -> Option<ServiceFinding> {
        let why = match (&source.place, store) {
            (SourcePlace::JavaDefault, NamedStore::Unknown) => "server-why-java",
            (SourcePlace::System, NamedStore::Unknown) => "server-why-system",
            _ => return None,
        };
        if !source.trusted {
            return None;
        }
        let code = &codes::NOT_RESOLVED;
        let detail = with([("service", json!(service.title())), ("about", json!(about_word(About::Trusts)))]);
        let more = vec![("what", self.texts.get("server-about-trusts")), ("why", self.texts.get(why))];
        let spot = source.written.clone().or_else(|| Some(service.service().source.clone()));
        let mut found = self.finding(service, code, "", code.severity, detail, more, spot);
        found.said.remedy =
            self.texts.get(if why == "server-why-java" { "server-step-java" } else { "server-step-system" });
        Some(found)
    }

    /// A rule on the name of a certificate's issuer: which CAs it names, or that it names none that is known.
    fn issuer_rule(&self, service: &AuditedService, spot: &Spot, words: &[String]) -> Vec<ServiceFinding> {
        let named = search::in_rule(&spot.file, words, self.catalog);
        let told = named.iter().flat_map(|named| named.standings.iter().map(move |standing| (named, standing)));
        let told: Vec<ServiceFinding> = told
            .filter_map(|(named, standing)| {
                let said = self.named_by_hand(named, standing, searched::severity(standing)?);
                Some(ServiceFinding { said, spot: Some(spot.clone()), generation: None, changes_line: false })
            })
            .collect();
        if !told.is_empty() {
            return told;
        }
        let code = &codes::DECIDED_ELSEWHERE;
        let detail = with([("service", json!(service.title()))]);
        let more = vec![("setting", self.shown(&spot.name))];
        vec![self.finding(service, code, "rule", code.severity, detail, more, Some(spot.clone()))]
    }

    fn note(&self, service: &AuditedService, note: &Note) -> ServiceFinding {
        let title = || with([("service", json!(service.title()))]);
        let of = |code: &'static Code, variant: &str, more: Vec<(&str, String)>, spot: &Spot| {
            self.finding(service, code, variant, code.severity, title(), more, Some(spot.clone()))
        };
        match note {
            Note::DecidedElsewhere(program, spot) => {
                of(&codes::DECIDED_ELSEWHERE, "", vec![("program", (*program).to_owned())], spot)
            }
            Note::OverriddenBy(spot, by) => {
                let by = format!("{} ({})", self.shown(&by.name), clean(&super::place(by, &spot.file)));
                of(&codes::WITHOUT_EFFECT, "overridden", vec![("setting", self.shown(&spot.name)), ("by", by)], spot)
            }
            Note::WithoutEffect(spot) => {
                of(&codes::WITHOUT_EFFECT, "", vec![("setting", self.shown(&spot.name))], spot)
            }
            Note::MayOverride(spot, read) => {
                let variant = if read.is_empty() { "files" } else { "files-read" };
                let names: Vec<String> = read.iter().map(|file| clean(&file.display().to_string())).collect();
                of(&codes::DECIDED_ELSEWHERE, variant, vec![("files", self.list(&names))], spot)
            }
            Note::Overlooks(_, _, spot) => {
                of(&codes::DECIDED_ELSEWHERE, "overlooks", vec![("setting", self.shown(&spot.name))], spot)
            }
            // Notes that are not known here yet are told as what they are: something noticed.
            _ => of(&codes::OTHER_OBSERVATION, "", Vec::new(), &service.service().source),
        }
    }

    /// The server works with what its files said before. Told of the first service of a configuration.
    fn reload_due(&self, service: &AuditedService) -> Option<ServiceFinding> {
        let Running::Older { files, started_with } = &service.running else { return None };
        let is_same = |other: &&AuditedService| {
            other.service().server == service.service().server && other.running == service.running
        };
        let first = self.target.and_then(|target| target.services.iter().find(is_same));
        if first.is_some_and(|first| !std::ptr::eq(first, service)) {
            return None;
        }
        let mut names: Vec<String> = files.iter().take(NAMED).map(|file| clean(&file.display().to_string())).collect();
        let rest = files.len().saturating_sub(NAMED);
        if rest > 0 {
            let first = names.join(", ");
            names = vec![self.texts.format("audit-and-more", &[("first", first.into()), ("count", rest.into())])];
        }
        let code = &codes::RELOAD_DUE;
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        let server = service.server_name();
        let detail = with([("server", json!(server)), ("changed", json!(files))]);
        let more = vec![("files", self.list(&names))];
        let mut found = self.finding(service, code, "", code.severity, detail, more, None);
        let of = service.service().server;
        let started_with = started_with.as_ref().map(|file| file.display().to_string());
        let command = match &started_with {
            Some(file) => settings::reload_with(of, &shell_word(file)),
            None => settings::reload(of).map(str::to_owned),
        };
        found.said.remedy = match (command, started_with) {
            (Some(command), _) => self.texts.format(&format!("{code}.remedy-command"), &[("command", command.into())]),
            (None, Some(file)) if settings::reload(of).is_some() => {
                let values = [("server", server.into()), ("file", clean(&file).into())];
                self.texts.format(&format!("{code}.remedy-own"), &values)
            }
            (None, _) => self.texts.format(&format!("{code}.remedy-restart"), &[("server", server.into())]),
        };
        Some(found)
    }

    /// A part of a configuration that could not be read.
    pub(in crate::audit) fn problem(&self, problem: &Problem) -> ServiceFinding {
        let named = |path: &Path| {
            let services = self.target.iter().flat_map(|target| &target.services);
            let mut sources = services.flat_map(|service| service.gathered.paths());
            sources.any(|own| own == path)
        };
        let path_of = |path: &Path| ("path", brief(&clean(&path.display().to_string())));
        let server = ("server", json!(problem.server));
        let (code, variant, detail, more) = match &problem.kind {
            ProblemKind::File(path, Cause(cause)) => {
                // More of the configuration stands in what is included, and in the main file.
                let name = &problem.spot.name;
                let included =
                    name.to_lowercase().contains("include") || servers::names_part(name) || problem.spot.line == 0;
                let code = if included && !named(path) {
                    &codes::CONFIGURATION_UNREADABLE
                } else {
                    &codes::NAMED_FILE_UNREADABLE
                };
                let said = self.input(cause);
                let mut detail = said.detail;
                detail.insert("path".to_owned(), json!(path.display().to_string()));
                detail.insert("cause".to_owned(), json!(said.code.code));
                (code, "", detail, vec![path_of(path), ("problem", said.text)])
            }
            ProblemKind::NothingMatches(pattern) => {
                let detail = with([("pattern", json!(pattern))]);
                (&codes::CONFIGURATION_UNREADABLE, "nothing", detail, vec![("pattern", self.shown(pattern))])
            }
            ProblemKind::Loop(path) => {
                let detail = with([("path", json!(path.display().to_string()))]);
                (&codes::CONFIGURATION_UNREADABLE, "loop", detail, vec![path_of(path)])
            }
            ProblemKind::Elsewhere(named) => {
                let path = brief(&self.shown(named));
                let detail = with([("path", json!(path))]);
                (&codes::CONFIGURATION_UNREADABLE, "elsewhere", detail, vec![("path", path)])
            }
            ProblemKind::LeadsOut(path) => {
                let detail = with([("path", json!(path.display().to_string()))]);
                (&codes::CONFIGURATION_UNREADABLE, "leads-out", detail, vec![path_of(path)])
            }
            ProblemKind::TooMuch => (&codes::CONFIGURATION_UNREADABLE, "too-much", Facts::default(), Vec::new()),
            ProblemKind::TooNested => (&codes::CONFIGURATION_UNREADABLE, "too-nested", Facts::default(), Vec::new()),
            ProblemKind::Value(words) => {
                let detail = with([("problem", json!(words))]);
                (&codes::CONFIGURATION_SYNTAX, "value", detail, vec![("problem", self.shown(words))])
            }
            ProblemKind::Syntax(words) => {
                let detail = with([("problem", json!(words))]);
                (&codes::CONFIGURATION_SYNTAX, "", detail, vec![("problem", self.shown(words))])
            }
            other => {
                let words = format!("{other:?}");
                (&codes::CONFIGURATION_SYNTAX, "", Facts::default(), vec![("problem", self.shown(&words))])
            }
        };
        let mut detail = detail;
        detail.insert(server.0.to_owned(), server.1);
        let detail = mask_facts(detail, &|text| self.masked(text));
        let text = sentence(code, variant, &detail, more, self.report.at.date(), self.texts);
        let severity = problem_severity(self.report, problem);
        let wrong_password = matches!(&problem.kind, ProblemKind::File(_, Cause(cause)) if codes::of_input(cause) == &codes::WRONG_PASSWORD);
        let of = match &problem.kind {
            _ if wrong_password => "password",
            ProblemKind::Elsewhere(_) => "elsewhere",
            _ => settings::family(problem.server),
        };
        let said = Said { code, severity, detail, text, remedy: code.remedy_for(self.texts, of, "other") };
        let changes_line = problem.spot.line > 0;
        ServiceFinding { said, spot: Some(problem.spot.clone()), generation: None, changes_line }
    }
}

/// A name as long as any that people read; of a longer one its beginning and its end.
fn brief(name: &str) -> String {
    const PART: usize = 150;
    if name.chars().nth(PART * 2 + 3).is_none() {
        return name.to_owned();
    }
    let begin = name.chars().take(PART);
    let end = name.char_indices().rev().nth(PART - 1).and_then(|(at, _)| name.get(at..)).unwrap_or_default();
    begin.chain("...".chars()).chain(end.chars()).collect()
}

/// How much a part of a configuration that cannot be read weighs: an error where somebody named it, or where this account may not read it.
pub(in crate::audit) fn problem_severity(report: &crate::audit::AuditReport, problem: &Problem) -> Severity {
    let hidden =
        matches!(&problem.kind, ProblemKind::File(_, Cause(cause)) if codes::of_input(cause) == &codes::NO_PERMISSION);
    if !report.bare || hidden { Severity::Error } else { Severity::Warning }
}

/// The server as a target: it alone knows which certificates of its folder count.
fn as_server(service: &AuditedService) -> String {
    let word = service.service().server;
    let usual = servers::server(word).map(|server| server.configurations).unwrap_or_default();
    match service.gathered.files.first() {
        Some(main) if !usual.iter().any(|usual| Path::new(usual) == main) => format!("{word}:{}", main.display()),
        _ => word.to_owned(),
    }
}

/// The line that a reason comes from.
fn spot_of(service: &AuditedService, reason: &Reason) -> Option<Spot> {
    let of = service.service();
    let asks = || Some(of.asks.written.clone().unwrap_or_else(|| of.source.clone()));
    match reason {
        Reason::NotAnnounced(_)
        | Reason::OnlyRootAnnounced(_)
        | Reason::AnnouncedNotTrusted(_)
        | Reason::TooManyNames(_) => {
            of.sources.iter().filter(|source| source.announced).find_map(|source| source.written.clone()).or_else(asks)
        }
        Reason::TooDeep { .. } => of.depth.written.clone().or_else(asks),
        Reason::TooWeak(..) => of.floor.written.clone().or_else(asks),
        Reason::ListMissing(_) | Reason::ListOver(_) | Reason::AsksNetwork | Reason::ListsUnreadable => {
            of.revocation.first().map(|revocation| revocation.written.clone()).or_else(asks)
        }
        Reason::OldVersions => of.versions.written.clone().or_else(asks),
        Reason::Ciphers(..) => of.fit.written.clone().or_else(asks),
        Reason::AskedLate | Reason::ApplicationDecides => asks(),
        _ => trusts_at(service).or_else(asks),
    }
}

/// The first line that says what is trusted.
fn trusts_at(service: &AuditedService) -> Option<Spot> {
    service.service().sources.iter().filter(|source| source.trusted).find_map(|source| source.written.clone())
}

pub(super) fn about_word(about: About) -> &'static str {
    match about {
        About::Asks => "asks",
        About::Trusts => "trusts",
        About::Announces => "announces",
        About::Anything => "anything",
    }
}

impl AuditedTarget {
    /// A store that cannot be read and is told at the line that names it.
    pub(in crate::audit) fn is_told_as_problem(&self, failure: &tillit_trust_stores::formats::Failure) -> bool {
        let is_same = |problem: &Problem| match &problem.kind {
            ProblemKind::File(path, _) => *path == failure.location.path,
            _ => false,
        };
        self.problems.iter().any(is_same)
    }
}
