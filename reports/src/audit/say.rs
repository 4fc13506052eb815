//! Turns what was found about stores into sentences: the code's message, filled with the facts.

use std::path::Path;

use serde_json::{Value as Json, json};
use tillit_trust_stores::coverage::Role;
use tillit_trust_stores::examine::{Environment, Examined};
use tillit_trust_stores::formats::Failure;
use tillit_trust_stores::store::{Consumer, Location, StoreKind};
use tillit_trust_stores::windows::{Origin, Physical, Scope, StoreName, View as WindowsView};
use tillit_trust_stores::{Observation, TrustStore};
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::{CaId, Refusal};
use tillit_verifier::container::Quirk;
use tillit_verifier::input::InputError;
use tillit_verifier::verdict::{GenerationId, Severity};

use super::coverage::{self, View};
use super::{AuditReport, AuditedTarget, NotAudited, Service, UnmatchedPolicy, facts};
use crate::catalog::refusal_text;
use crate::codes::{self, Code};
use crate::errors::Said as _;
use crate::i18n::{Texts, Value};
use crate::plain::{self, shell_word};
use crate::verify::facts::Facts;
use crate::verify::say::{Said, format_variant, mask_facts, sentence};

/// Something that was found in a store, in words.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) said: Said,
    /// The subject of the certificate that it is about, masked.
    pub(super) subject: Option<String>,
    /// The number of its entry, 0-based.
    pub(super) index: Option<usize>,
    /// The generation whose coverage it is about.
    pub(super) generation: Option<GenerationId>,
}

impl Found {
    /// About a whole file.
    pub(super) fn of_whole(said: Said) -> Self {
        Self { said, subject: None, index: None, generation: None }
    }
}

/// Speaks about one report.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) report: &'a AuditReport,
    pub(super) catalog: &'a Catalog,
    pub(super) texts: &'a Texts,
    /// What it speaks about: where its stores lie, and where they are to be changed.
    pub(super) target: Option<&'a AuditedTarget>,
}

/// What a kind of store is called.
pub(crate) fn kind_name(kind: StoreKind, texts: &Texts) -> String {
    let word = kind.word();
    texts.try_format(&format!("audit-kind-{word}"), &[]).unwrap_or_else(|| word.to_owned())
}

/// What a place is called: its proper name, or a word of the language, else its word on the command line.
pub(crate) fn place_name(word: &str, texts: &Texts) -> String {
    let name = match word {
        "java" => "Java",
        "nss" => "NSS",
        "firefox" => "Firefox",
        "thunderbird" => "Thunderbird",
        "chromium" => "Chromium",
        "k8s" => "Kubernetes",
        "windows" => "Windows",
        _ => "",
    };
    if !name.is_empty() {
        return name.to_owned();
    }
    if let Some(server) = tillit_trust_stores::servers::server(word) {
        return server.name.to_owned();
    }
    texts.try_format(&format!("audit-place-{word}"), &[]).unwrap_or_else(|| word.to_owned())
}

/// A view of Windows' stores in words: `LocalMachine (this computer)`.
pub(crate) fn windows_view(view: WindowsView, texts: &Texts) -> String {
    let word = match (view.only, view.scope) {
        (Some(name), scope) => return windows_store(Physical::own(scope, name), texts),
        (None, Scope::Machine) => "audit-windows-machine",
        (None, Scope::User) => "audit-windows-user",
    };
    format!("{} ({})", view.title(), texts.get(word))
}

/// A store of Windows by both its names: `LocalMachine\Root (Trusted Root Certification Authorities)`, and who puts something there.
fn windows_store(physical: Physical, texts: &Texts) -> String {
    let name = texts.get(&format!("audit-windows-{}", physical.name.word()));
    let origin = match physical.origin {
        Origin::Enterprise if physical.name != StoreName::NtAuth => texts.get("audit-windows-by-domain"),
        Origin::GroupPolicy => texts.get("audit-windows-by-policy"),
        Origin::Registry | Origin::Enterprise => return format!("{} ({name})", physical.title()),
    };
    format!("{} ({name}, {origin})", physical.title())
}

impl Speaker<'_> {
    /// Text from outside with personal numbers masked where they are to be.
    pub(super) fn masked(&self, text: &str) -> String {
        if self.report.show_personal_id { text.to_owned() } else { plain::mask_personal_numbers(text) }
    }

    /// The same, safe to show.
    pub(super) fn shown(&self, text: &str) -> String {
        plain::clean(&self.masked(text))
    }

    /// What people call a generation.
    pub(super) fn generation_name(&self, id: &GenerationId) -> String {
        let found = self.catalog.pki(&id.pki).and_then(|pki| pki.generations.iter().find(|g| g.id == id.generation));
        found.map_or_else(|| format!("{}/{}", id.pki, id.generation), |g| g.name.clone())
    }

    /// `a, b and c`
    pub(super) fn list(&self, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [only] => only.clone(),
            [before @ .., last] => {
                self.texts.format("audit-and", &[("first", before.join(", ").into()), ("last", last.clone().into())])
            }
        }
    }

    /// Roles in words; `all` are those that the generation has. Persons of every level are just persons.
    pub(super) fn roles(&self, roles: &[Role], all: &[Role]) -> String {
        let persons = |roles: &[Role]| roles.iter().filter(|role| matches!(role, Role::Persons(_))).count();
        let every_level = persons(roles) == persons(all);
        let mut words = Vec::new();
        for role in roles {
            let word = match role {
                Role::Persons(Some(level)) if !every_level => {
                    self.texts.format("audit-role-persons-of-level", &[("level", (*level).into())])
                }
                Role::Persons(_) => self.texts.get("audit-role-persons"),
                Role::Functions => self.texts.get("audit-role-functions"),
                Role::Mobile => self.texts.get("audit-role-mobile"),
            };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        self.list(&words)
    }

    /// Where a store lies, safe to show.
    pub(super) fn location(&self, location: &Location) -> String {
        if let Some(view) = WindowsView::of_path(&location.path) {
            return windows_view(view, self.texts);
        }
        let path = location.path.display().to_string();
        let path = if path == "-" { self.texts.get("verify-standard-input") } else { plain::clean(&path) };
        match &location.within {
            Some(within) => format!("{path} ({})", plain::clean(within)),
            None => path,
        }
    }

    /// A file of a store, safe to show; a certificate's key in Windows' registry by the name of its store.
    fn file(&self, file: &Path) -> String {
        let windows = Physical::of_path(file).map(|(physical, _)| windows_store(physical, self.texts));
        windows.unwrap_or_else(|| self.shown(&file.display().to_string()))
    }

    /// What a kind of store is called.
    pub(super) fn kind(&self, kind: StoreKind) -> String {
        kind_name(kind, self.texts)
    }

    /// What a place is called.
    pub(super) fn place(&self, word: &str) -> String {
        place_name(word, self.texts)
    }

    /// Everything that is to be said of a store, the heaviest first.
    pub(super) fn findings(&self, examined: &Examined, service: Option<&Service>) -> Vec<Found> {
        // What a service's store lets in is said of the service: others that it reads may have the rest.
        let told = self.target.is_some_and(|target| target.is_of_service(examined));
        let mut found: Vec<Found> = coverage::views(examined, self.catalog)
            .iter()
            .filter(|_| !told)
            .filter_map(|view| self.coverage(view, examined, service))
            .collect();
        found.extend(examined.observations.iter().map(|observation| self.observation(observation, examined)));
        if let Some(target) = self.target
            && coverage::lacks_known(self.report, target, examined)
        {
            found.push(self.no_known_ca(examined));
        }
        found.sort_by_key(|found| std::cmp::Reverse(found.said.severity));
        found
    }

    /// Nothing here lets a card in.
    fn no_known_ca(&self, examined: &Examined) -> Found {
        let code = &codes::NO_KNOWN_CA;
        let detail = Facts::default();
        let remedy = self.remedy(code, remedy_variant(&examined.store), &examined.store, None, &detail);
        let text = sentence(code, "", &detail, Vec::new(), self.report.at.date(), self.texts);
        let said = Said { code, severity: code.severity, detail, text, remedy };
        Found::of_whole(said)
    }

    /// What is missing of a generation.
    fn coverage(&self, view: &View<'_>, examined: &Examined, service: Option<&Service>) -> Option<Found> {
        let assessed = view.assess(examined, service)?;
        let roles: Vec<Role> = view.incomplete().map(|row| row.role).collect();
        let all: Vec<Role> = view.rows.iter().map(|row| row.role).collect();
        let missing = view.missing();
        let mut effects: Vec<&str> = view.incomplete().map(|row| row.effect.word()).collect();
        effects.dedup();
        let detail = crate::verify::facts::facts([
            ("generation", facts::generation_value(&view.id)),
            ("roles", roles.iter().map(|role| role.word()).collect()),
            ("missing", json!(missing)),
            ("count", json!(missing.len())),
            ("effects", json!(effects)),
        ]);
        let code = assessed.code;
        let short = coverage::short_names(&missing, &view.name);
        let values = vec![
            ("name", plain::clean(&view.name)),
            ("who", self.roles(&roles, &all)),
            ("missing", plain::clean(&self.list(&short))),
        ];
        let remedy = self.remedy_for_missing(code, &missing, &view.id, examined, &detail);
        let text = sentence(code, "", &detail, values, self.report.at.date(), self.texts);
        Some(Found {
            said: Said { code, severity: assessed.severity, detail, text, remedy },
            subject: None,
            index: None,
            generation: Some(view.id.clone()),
        })
    }

    /// The next step for CAs that are missing: another copy is only for those that are not here. What is here and does not count has a
    /// finding of its own, with the step for it.
    fn remedy_for_missing(
        &self,
        code: &Code,
        missing: &[String],
        generation: &GenerationId,
        examined: &Examined,
        detail: &Facts,
    ) -> String {
        let of_generation = examined.coverage.iter().filter(|row| row.generation == *generation);
        let known: Vec<&str> = of_generation.flat_map(|row| &row.known).map(|ca| ca.ca.as_str()).collect();
        let lacking: Vec<&String> = missing.iter().filter(|name| !known.contains(&name.as_str())).collect();
        if lacking.is_empty() && !known.is_empty() {
            return self.texts.get("audit-usable-first");
        }
        let mut detail = detail.clone();
        detail.insert("missing".to_owned(), json!(lacking));
        self.remedy(code, remedy_variant(&examined.store), &examined.store, Some(generation), &detail)
    }

    /// Something noticed.
    fn observation(&self, observation: &Observation, examined: &Examined) -> Found {
        let code = codes::of_observation(observation);
        let detail = mask_facts(facts::of(observation), &|text| self.masked(text));
        let which = facts::which(observation);
        let subject = which.map(|which| self.masked(&which.certificate.subject().to_string()));
        let variant = variant(observation);
        let more =
            self.more(observation, examined).into_iter().map(|(key, value)| (key, self.masked(&value))).collect();
        let text = sentence(code, &variant, &detail, more, self.report.at.date(), self.texts);
        let text = self.at_file(observation, text);
        let remedy_variant = if variant.is_empty() { remedy_variant(&examined.store).to_owned() } else { variant };
        let remedy = match observation {
            Observation::RequiredGenerationIncomplete { generation, missing, .. } => {
                self.remedy_for_missing(code, missing, generation, examined, &detail)
            }
            _ => self.remedy(code, &remedy_variant, &examined.store, None, &detail),
        };
        let severity = severity(observation, examined, self.catalog);
        Found {
            said: Said { code, severity, detail, text, remedy },
            subject,
            index: which.map(|which| which.index),
            generation: None,
        }
    }

    /// Values that are sentences themselves.
    fn more(&self, observation: &Observation, examined: &Examined) -> Vec<(&'static str, String)> {
        match observation {
            Observation::FalseCa(_, refusal) | Observation::DamagedOrFalse(_, refusal) => {
                vec![("reason", refusal_text(refusal, self.texts))]
            }
            Observation::UnreadableEntry { alias, error, .. } => vec![
                ("problem", error.say(self.texts).text),
                ("alias", alias.as_deref().map(|alias| format!(" \"{}\"", self.shown(alias))).unwrap_or_default()),
            ],
            Observation::KeyUnreadable(_, cause) => vec![("problem", self.input(&cause.0).text)],
            Observation::Redirected { set_in, .. }
            | Observation::RedirectedToNothing { set_in, .. }
            | Observation::WrongJvmPassword { set_in, .. }
            | Observation::RedirectionNotFollowed { set_in, .. } => {
                let place = match set_in {
                    Some(file) => plain::clean(&file.display().to_string()),
                    None if self.target.is_some_and(|target| target.is_in_image(&examined.store.location)) => {
                        self.texts.get("audit-image-environment")
                    }
                    None => self.texts.get("audit-this-environment"),
                };
                vec![("where", place)]
            }
            Observation::EmptyFor(consumer) => vec![("consumer", consumer_name(*consumer).to_owned())],
            Observation::MixedEnvironments { production, test } => {
                let names = |ids: &[String]| {
                    let name = |id: &String| {
                        let pki = self.catalog.pki(id);
                        pki.map_or_else(|| id.clone(), |pki| self.texts.pick(&pki.name).to_owned())
                    };
                    plain::clean(&self.list(&ids.iter().map(name).collect::<Vec<_>>()))
                };
                vec![("production", names(production)), ("test", names(test))]
            }
            Observation::RequiredGenerationIncomplete { generation, missing, comment } => {
                let name = self.generation_name(generation);
                let short = coverage::short_names(missing, &name);
                vec![
                    ("name", plain::clean(&name)),
                    ("missing", plain::clean(&self.list(&short))),
                    ("because", self.comment(comment.as_ref())),
                ]
            }
            Observation::RequiredMissing { comment, .. } | Observation::ForbiddenPresent { comment, .. } => {
                vec![("because", self.comment(comment.as_ref()))]
            }
            _ => Vec::new(),
        }
    }

    /// The comment of a policy's rule, to stand after a sentence.
    fn comment(&self, comment: Option<&String>) -> String {
        comment.map(|comment| format!(" ({})", self.shown(comment.trim()))).unwrap_or_default()
    }

    /// The file in a folder that a sentence is about, before it.
    fn at_file(&self, observation: &Observation, text: String) -> String {
        let file = match observation {
            Observation::PassedOver(path, _) | Observation::Quirk(_, Some(path)) => Some(path),
            Observation::UnreadableEntry { file, .. }
            | Observation::PrivateKey(file)
            | Observation::CustomaryPassword(_, file)
            | Observation::IntegrityNotChecked(file)
            | Observation::NotLoadedByOpenSsl { file, .. } => file.as_ref(),
            other => facts::which(other).and_then(|which| which.file.as_ref()),
        };
        match file {
            Some(file) => format!("{}: {text}", self.file(file)),
            None => text,
        }
    }

    /// The next step: that of this case where the code has one, filled with what can be copied.
    fn remedy(
        &self,
        code: &Code,
        variant: &str,
        store: &TrustStore,
        generation: Option<&GenerationId>,
        detail: &Facts,
    ) -> String {
        let root = self.target.and_then(|target| target.root.as_deref());
        let rooted = |path: &Path| match root {
            // Standard input lies nowhere.
            Some(root) if path != Path::new("-") => root.join(path.strip_prefix("/").unwrap_or(path)),
            _ => path.to_owned(),
        };
        let path = rooted(&store.location.path).display().to_string();
        // certutil wants the folder of a database.
        let is_database = store.location.path.extension().is_some_and(|extension| extension == "db");
        let folder = if is_database { store.location.path.parent() } else { None };
        let folder = rooted(folder.unwrap_or(&store.location.path)).display().to_string();
        let alias = detail.get("alias").and_then(Json::as_str).unwrap_or("ALIAS");
        let about =
            detail.get("path").and_then(Json::as_str).map(|about| rooted(Path::new(about)).display().to_string());
        let generation = generation.map_or_else(|| "new".to_owned(), |id| format!("{}/{}", id.pki, id.generation));
        // Of a certificate in Windows: what certutil calls it, and where.
        let file = detail.get("file").and_then(Json::as_str).map(Path::new);
        let (physical, thumbprint) = file.and_then(Physical::of_path).unzip();
        let scope = match physical {
            Some(Physical { scope: Scope::User, .. }) => "certutil -user",
            _ => "certutil",
        };
        let values: [(&str, Value<'_>); 9] = [
            ("certutil", scope.into()),
            ("thumbprint", thumbprint.flatten().unwrap_or_else(|| "SHA-1".to_owned()).into()),
            ("store", shell_word(&path).into()),
            ("folder", shell_word(&folder).into()),
            ("path", shell_word(about.as_ref().unwrap_or(&path)).into()),
            ("alias", shell_word(alias).into()),
            ("generation", shell_word(&generation).into()),
            ("owner", "other".into()),
            ("missing", words(detail.get("missing")).into()),
        ];
        let own = (!variant.is_empty())
            .then(|| self.texts.try_format(&format!("{code}.remedy-{variant}"), &values))
            .flatten();
        let remedy = own.unwrap_or_else(|| code.remedy(self.texts, "other"));
        if self.target.is_some_and(|target| target.is_in_image(&store.location)) {
            return self.in_image(&remedy, code);
        }
        match root {
            Some(root) => self.below(root, &remedy),
            None => remedy,
        }
    }

    /// The next step in a container image: no commands, which would change this machine.
    fn in_image(&self, remedy: &str, code: &Code) -> String {
        match remedy.split_once('\n') {
            Some((sentence, _)) => format!("{}. {}", sentence.trim_end_matches(':'), self.texts.get("audit-in-image")),
            None if code.severity == Severity::Info => remedy.to_owned(),
            None => format!("{remedy} {}", self.texts.get("audit-in-image")),
        }
    }

    /// The next step on a machine below a folder: what would change the store of this machine is done there.
    fn below(&self, root: &Path, remedy: &str) -> String {
        /// What rebuilds the store of a whole machine.
        const COMMAND: &str = "update-ca-";
        if !remedy.contains(COMMAND) {
            return remedy.to_owned();
        }
        let root = shell_word(&root.display().to_string());
        let (sentence, commands) = remedy.split_once('\n').unwrap_or((remedy, ""));
        let note = self.texts.format("audit-below-root", &[("root", root.clone().into())]);
        let mut out = format!("{note} {sentence}");
        for command in commands.lines() {
            let there = if command.starts_with(COMMAND) { format!("chroot {root} ") } else { String::new() };
            out.push_str(&format!("\n{there}{command}"));
        }
        out
    }

    /// A policy, or a rule of one, that speaks of no store.
    pub(super) fn unmatched(&self, unmatched: &UnmatchedPolicy) -> Said {
        let code = &codes::POLICY_UNMATCHED;
        let UnmatchedPolicy { policy, what } = unmatched;
        let detail = crate::verify::facts::facts([
            ("policy", json!(policy)),
            ("rule", json!(what.rule)),
            ("targets", json!(what.targets)),
        ]);
        let detail = mask_facts(detail, &|text| self.masked(text));
        let variant = if what.rule.is_some() { "rule" } else { "" };
        let patterns = vec![("patterns", self.shown(&what.targets.join(", ")))];
        let text = sentence(code, variant, &detail, patterns, self.report.at.date(), self.texts);
        Said { code, severity: code.severity, detail, text, remedy: code.remedy(self.texts, "other") }
    }

    /// A service that could not be audited.
    pub(super) fn not_audited(&self, why: &NotAudited) -> Said {
        let code = &codes::NOT_AUDITED;
        let detail = crate::verify::facts::facts([("problem", json!(why.problem))]);
        let detail = mask_facts(detail, &|text| self.masked(text));
        let text = sentence(code, "", &detail, Vec::new(), self.report.at.date(), self.texts);
        Said { code, severity: code.severity, detail, text, remedy: code.remedy(self.texts, "other") }
    }

    /// A store that cannot be read.
    pub(super) fn failure(&self, failure: &Failure) -> Said {
        // That the password of a JVM's option does not fit is told of the JVM: asking for another one mends nothing.
        let of_option = |observation: &&Observation| matches!(observation, Observation::WrongJvmPassword { to, .. } if Path::new(to) == failure.location.path);
        let stores = self.target.iter().flat_map(|target| &target.stores);
        let told = stores.flat_map(|store| store.observations.iter().map(move |o| (store, o)));
        if let Some((store, observation)) = told.into_iter().find(|(_, o)| of_option(o)) {
            return self.observation(observation, store).said;
        }
        let mut said = self.input(&failure.error);
        said.severity = super::failure_severity(self.report, failure);
        said
    }

    pub(super) fn input(&self, error: &InputError) -> Said {
        let detail = mask_facts(error.detail(), &|text| self.masked(text));
        let code = codes::of_input(error);
        let variant = detail.get("format").and_then(Json::as_str).map_or("", format_variant);
        Said {
            code,
            severity: code.severity,
            text: sentence(code, "", &detail, Vec::new(), self.report.at.date(), self.texts),
            remedy: code.remedy_for(self.texts, variant, "other"),
            detail,
        }
    }

    /// What the store of a service is for, in words.
    pub(super) fn environment(&self, environment: Environment) -> String {
        self.texts.get(match environment {
            Environment::Production => "audit-environment-production",
            Environment::Test => "audit-environment-test",
        })
    }
}

/// How much an observation weighs here.
pub(super) fn severity(observation: &Observation, examined: &Examined, catalog: &Catalog) -> Severity {
    let known = |index: usize| examined.recognised.get(index).and_then(Option::as_ref);
    let is_newest = |ca: &CaId| {
        let newest = catalog.pki(&ca.generation.pki).and_then(|pki| pki.newest());
        newest.is_some_and(|newest| newest.id == ca.generation.generation)
    };
    let code = codes::of_observation(observation);
    match observation {
        // An older generation is on its way out: that somebody switched it off may be meant.
        Observation::Distrusted(_, ca)
        | Observation::Blocked(_, ca, _)
        | Observation::Barred(_, ca, _)
        | Observation::RootNotAnchor(_, ca)
        | Observation::SwitchedOff(_, ca)
            if !is_newest(ca) =>
        {
            Severity::Warning
        }
        // The store of an operating system or a browser always has some; nobody but its publisher can change that.
        Observation::Expired(which, _) | Observation::NotYetValid(which, _) if known(which.index).is_none() => {
            Severity::Info
        }
        Observation::WeakKey(which, _) | Observation::WeakSignature(which)
            if known(which.index).is_none() && examined.store.place != "file" =>
        {
            Severity::Info
        }
        Observation::Quirk(Quirk::Glued { .. } | Quirk::Utf16 | Quirk::BareBase64, _) => Severity::Error,
        Observation::FalseCa(_, Refusal::NotACa(_))
        | Observation::DamagedOrFalse(_, Refusal::NotACa(_))
        | Observation::Quirk(..) => Severity::Warning,
        Observation::PassedOver(_, cause) if cause.0.may_hide_certificates() => Severity::Warning,
        Observation::PassedOver(..) => Severity::Info,
        _ => code.severity,
    }
}

/// A consumer's proper name.
pub(super) fn consumer_name(consumer: Consumer) -> &'static str {
    match consumer {
        Consumer::OpenSsl => "OpenSSL",
        Consumer::Java => "Java",
        Consumer::Nss => "NSS",
        Consumer::Windows => "Windows",
    }
}

/// Which of a code's sentences and next steps fits an observation; empty for the ordinary ones.
fn variant(observation: &Observation) -> String {
    match observation {
        Observation::SourceIgnored(_, fault) => facts::source_word(*fault).to_owned(),
        Observation::EmptyFor(consumer) => consumer.word().to_owned(),
        Observation::RedirectionNotFollowed { by, to, .. } => not_followed(by, to).to_owned(),
        Observation::NotLoadedByOpenSsl { refused_at: Some(_), .. } => "refused".to_owned(),
        Observation::OtherFormForOpenSsl(form) => facts::form_word(*form).to_owned(),
        Observation::UnhashedFolder => "folder".to_owned(),
        Observation::Blocked(..) | Observation::Barred(..) => "microsoft".to_owned(),
        Observation::ListUnreadable(list, _) => list.word().to_owned(),
        Observation::NotTaken(_, _, why) => facts::not_taken_word(*why).to_owned(),
        Observation::RawBytes(_, Some(_)) => "source".to_owned(),
        Observation::CustomaryPassword(password, _) if password.is_empty() => "empty".to_owned(),
        Observation::PassedOver(_, cause) => {
            let detail = cause.0.detail();
            detail.get("format").and_then(Json::as_str).map_or("", format_variant).to_owned()
        }
        _ => String::new(),
    }
}

/// Why a value leads to no file: it says so, it is a type of store, it begins in an unknown folder; or, empty, it has a variable in it.
fn not_followed(by: &str, to: &str) -> &'static str {
    let is_type = ["windows-", "keychainstore", "pkcs11"].iter().any(|kind| to.to_ascii_lowercase().starts_with(kind));
    if to == "NONE" {
        "none"
    } else if is_type || by == "keystore.type" {
        "elsewhere"
    } else if to.contains(['$', '`', '%']) || to.contains("{{") || Path::new(to).has_root() {
        ""
    } else {
        "relative"
    }
}

/// Whose tool changes a store of this kind: the name of the next step's variant.
fn remedy_variant(store: &TrustStore) -> &'static str {
    // A value of a Kubernetes object that is a file of Java's, or of OpenSSL's.
    let is_key_store = |key: &str| [".p12", ".pfx", ".jks"].iter().any(|end| key.to_ascii_lowercase().ends_with(end));
    match (store.place, store.kind) {
        // Nothing that could be changed lies there.
        _ if store.location.path == Path::new("-") => "input",
        ("system", _) => "system",
        (_, StoreKind::Windows) => "windows",
        ("firefox" | "thunderbird" | "chromium", _) | (_, StoreKind::NssDatabase | StoreKind::BrowserPolicy) => "nss",
        (_, StoreKind::ConfigMap | StoreKind::Secret)
            if store.consumer == Consumer::Java || store.location.within.as_deref().is_some_and(is_key_store) =>
        {
            "kubernetes-store"
        }
        (_, StoreKind::ConfigMap) => "kubernetes",
        (_, StoreKind::Secret) => "kubernetes-secret",
        (_, StoreKind::Jks | StoreKind::Jceks) => "java",
        (_, StoreKind::Pkcs12) if store.consumer == Consumer::Java => "java",
        (_, StoreKind::Pkcs12) => "pkcs12",
        (_, StoreKind::HashedDirectory) => "hashed",
        (_, StoreKind::Folder) => "folder",
        (_, StoreKind::PemBundle) => "pem",
        _ => "file",
    }
}

/// The texts of a list as words of a command line.
fn words(list: Option<&Json>) -> String {
    let texts = list.and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
    texts.map(shell_word).collect::<Vec<_>>().join(" ")
}
