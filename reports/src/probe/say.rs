//! What is to be said of a live server.

use serde_json::json;
use tillit_login::announced::{Announced, Length, OfRole};
use tillit_login::connection::ConnectError;
use tillit_login::differences::{Aspect, Difference};
use tillit_login::pages::Page;
use tillit_login::probe::{Asks, Look, Nameless};
use tillit_login::server_chain::{Fault, ServerChain};
use tillit_login::trust::{OfCa, Said as TrustSaid, Tells, Trust, Trusted};
use tillit_login::wire::Version;
use tillit_login::{Alert, End};
use tillit_verifier::Name;
use tillit_verifier::catalog::holders::{self, Role};
use tillit_verifier::catalog::{Catalog, Generation, Pki};
use tillit_verifier::offer::Offer;
use tillit_verifier::verdict::{GenerationId, Severity};
use time::OffsetDateTime;

use super::{Outcome, ProbedTarget};
use crate::codes::{self, Code};
use crate::i18n::{Texts, Value};
use crate::plain::{clean, mask_personal_numbers};
use crate::verify::facts::{Facts, facts, moment};
use crate::verify::say::{Said, mask_facts, sentence};

/// Seconds by which a server's clock may be off before it is told: certificates and tickets allow a few minutes.
const CLOCK: i64 = 120;

/// Names that stand in one sentence.
const NAMED: usize = 4;

/// Speaks of live servers.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) texts: &'a Texts,
    pub(crate) at: OffsetDateTime,
}

impl Speaker<'_> {
    fn said(
        &self,
        target: &ProbedTarget,
        code: &'static Code,
        variant: &str,
        severity: Severity,
        detail: Facts,
        more: Vec<(&str, String)>,
    ) -> Said {
        let detail = mask_facts(detail, &mask_personal_numbers);
        let mut more: Vec<(&str, String)> = more.into_iter().map(|(key, value)| (key, shown(&value))).collect();
        more.push(("server", shown(&target.title())));
        let text = sentence(code, variant, &detail, more, self.at.date(), self.texts);
        Said { code, severity, detail, text, remedy: code.remedy_for(self.texts, variant, "other") }
    }

    /// Everything that is to be said of a target, the heaviest first.
    pub(super) fn findings(&self, target: &ProbedTarget) -> Vec<Said> {
        let mut found = Vec::new();
        match target.outcome() {
            Outcome::Asks(asks) => {
                found.extend(self.of_asking(target, asks));
                found.extend(target.announced.iter().flat_map(|announced| self.of_names(target, announced)));
            }
            outcome => found.extend(self.of_failure(target, outcome)),
        }
        found.extend(target.trust.iter().flat_map(|trust| self.of_trust(target, trust)));
        found.extend(target.differences.iter().filter_map(|difference| self.difference(target, difference)));
        let mut told: Vec<&Fault> = Vec::new();
        for chain in &target.chains {
            for fault in &chain.faults {
                if !told.contains(&fault) {
                    told.push(fault);
                    found.extend(self.fault(target, chain, fault));
                }
            }
        }
        found.extend(self.of_versions(target));
        found.extend(self.of_name(target));
        found.extend(self.of_clock(target));
        found.extend(self.of_page(target));
        if target.probe.looks.iter().any(|look| look.cut_short && look.unreachable.is_none()) {
            let code = &codes::CUT_SHORT;
            found.push(self.said(target, code, "", code.severity, Facts::new(), Vec::new()));
        }
        found.sort_by_key(|said| std::cmp::Reverse(said.severity));
        found
    }

    /// The one sentence that the reader needs.
    pub(super) fn headline(&self, target: &ProbedTarget) -> String {
        let server = shown(&target.title());
        let with = |id: &str, more: &[(&str, String)]| {
            let mut values: Vec<(&str, Value<'_>)> = vec![("server", server.clone().into())];
            values.extend(more.iter().map(|(key, value)| (*key, value.clone().into())));
            self.texts.format(id, &values)
        };
        let how = || {
            let mut words: Vec<String> = Vec::new();
            words.extend(self.versions_words(target));
            words.extend(match target.outcome() {
                Outcome::Asks(Asks::Required) => Some(self.texts.get("probe-asks-required")),
                Outcome::Asks(Asks::Optional) => Some(self.texts.get("probe-asks-optional")),
                _ => None,
            });
            words.join(", ")
        };
        match target.outcome() {
            Outcome::NoName => with("probe-headline-no-name", &[]),
            Outcome::Unreachable => with("probe-headline-unreachable", &[]),
            Outcome::NotTls => with("probe-headline-not-tls", &[]),
            Outcome::NoHandshake => with("probe-headline-no-handshake", &[]),
            Outcome::BeyondUs => with("probe-headline-beyond-us", &[]),
            Outcome::Asks(Asks::Late) => with("probe-headline-late", &[]),
            Outcome::Asks(Asks::Not | Asks::Unknown) => with("probe-headline-not", &[]),
            Outcome::Asks(Asks::Required | Asks::Optional | Asks::AtOnce) => {
                let how = how();
                let Some(announced) = &target.announced else { return with("probe-headline-any", &[("how", how)]) };
                if announced.is_open() {
                    return with("probe-headline-any", &[("how", how)]);
                }
                let names = self.offered_names(announced);
                if names.is_empty() {
                    return with("probe-headline-others", &[("how", how), ("count", announced.count.to_string())]);
                }
                with("probe-headline-asks", &[("who", self.list(&names)), ("how", how)])
            }
        }
    }

    /// `SITHS e-id`: the generations of which some cards are offered, the newest first.
    fn offered_names(&self, announced: &Announced) -> Vec<String> {
        let mut names = Vec::new();
        for id in announced.generations().into_iter().rev() {
            let offers: Vec<&OfRole> = announced.of_generation(id).collect();
            if offers.iter().all(|offer| offer.offer == Offer::No) {
                continue;
            }
            let name = self.generation_name(id);
            let some = offers.iter().any(|offer| offer.offer != Offer::Yes);
            names.push(if some { self.texts.format("probe-some", &[("name", name.into())]) } else { name });
        }
        names
    }

    /// `TLS 1.2 and 1.3`: the versions with which a certificate is asked for, else those that are spoken.
    pub(super) fn versions_words(&self, target: &ProbedTarget) -> Option<String> {
        let asked: Vec<String> = Version::ALL
            .into_iter()
            .filter(|version| {
                let asks = |look: &Look| look.visit(*version).is_some_and(|visit| visit.asks().is_at_once());
                target.probe.looks.iter().any(asks)
            })
            .map(|version| version.word().to_owned())
            .collect();
        (!asked.is_empty()).then(|| format!("TLS {}", self.list(&asked)))
    }

    pub(crate) fn generation_name(&self, id: &GenerationId) -> String {
        self.generation(id).map_or_else(|| clean(&id.generation), |(_, generation)| clean(&generation.name))
    }

    fn generation(&self, id: &GenerationId) -> Option<(&Pki, &Generation)> {
        let pki = self.catalog.pki(&id.pki)?;
        Some((pki, pki.generation(&id.generation)?))
    }

    pub(super) fn role(&self, role: Role) -> String {
        match role {
            Role::Persons(Some(level)) => self.texts.format("audit-role-persons-of-level", &[("level", level.into())]),
            Role::Persons(None) => self.texts.get("audit-role-persons"),
            Role::Functions => self.texts.get("audit-role-functions"),
            Role::Mobile => self.texts.get("audit-role-mobile"),
        }
    }

    /// `A, B and C`
    pub(crate) fn list(&self, words: &[String]) -> String {
        match words {
            [] => String::new(),
            [one] => one.clone(),
            [some @ .., last] => {
                self.texts.format("probe-and", &[("first", some.join(", ").into()), ("last", last.clone().into())])
            }
        }
    }

    /// The first of many, and how many more there are.
    fn some(&self, words: &[String]) -> String {
        if words.len() <= NAMED + 1 {
            return self.list(words);
        }
        let first = words.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let rest = words.len() - NAMED;
        self.texts.format("audit-and-more", &[("first", first.into()), ("count", rest.into())])
    }

    fn of_asking(&self, target: &ProbedTarget, asks: Asks) -> Option<Said> {
        let code = match asks {
            Asks::Late => &codes::ASKS_LATE,
            Asks::Not => &codes::ASKS_NOT,
            _ => return None,
        };
        let path = target.probe.target.page();
        let refuses = target
            .probe
            .looks
            .iter()
            .flat_map(|look| &look.visits)
            .any(|visit| visit.answer.as_ref().is_some_and(|answer| answer.page == Some(Page::NoCertificate)));
        let variant = if asks == Asks::Not && refuses { "behind" } else { "" };
        Some(self.said(target, code, variant, code.severity, facts([("path", json!(path))]), Vec::new()))
    }

    /// What the names of CAs say.
    fn of_names(&self, target: &ProbedTarget, announced: &Announced) -> Vec<Said> {
        let mut found = Vec::new();
        if announced.is_open() {
            let code = &codes::NAMES_NONE;
            found.push(self.said(target, code, "", code.severity, Facts::new(), Vec::new()));
            return found;
        }
        if announced.known.is_empty() {
            let code = &codes::ASKS_FOR_OTHERS;
            let names: Vec<String> = announced.strangers.iter().map(|name| name.common_name().to_owned()).collect();
            let detail = facts([("count", json!(announced.count)), ("names", json!(names))]);
            found.push(self.said(target, code, "", code.severity, detail, vec![("some", self.some(&names))]));
        } else {
            for id in announced.generations() {
                found.extend(self.of_generation(target, announced, id));
            }
        }
        if announced.length != Length::Fine {
            let code = &codes::NAMES_MANY;
            let (variant, severity, limit) = match announced.length {
                Length::NearlyFull => ("full", Severity::Error, tillit_verifier::offer::LIST_LIMIT),
                Length::AboveSchannel => ("", Severity::Warning, tillit_verifier::offer::SCHANNEL_LIMIT),
                _ => ("", Severity::Warning, tillit_verifier::offer::SCHANNEL_OLD_LIMIT),
            };
            let bytes = target.probe.looks.iter().filter_map(Look::asked).map(|asked| asked.name_bytes).max();
            let bytes = bytes.unwrap_or_default();
            let detail = facts([("bytes", json!(bytes)), ("limit", json!(limit)), ("names", json!(announced.count))]);
            let more = vec![
                ("bytes", bytes.to_string()),
                ("limit", limit.to_string()),
                ("names", announced.count.to_string()),
            ];
            found.push(self.said(target, code, variant, severity, detail, more));
        }
        found
    }

    fn of_generation(&self, target: &ProbedTarget, announced: &Announced, id: &GenerationId) -> Vec<Said> {
        let offers: Vec<&OfRole> = announced.of_generation(id).collect();
        let is_new = self
            .generation(id)
            .is_some_and(|(pki, generation)| pki.new_generation().is_some_and(|new| new.id == generation.id));
        let mut found = Vec::new();
        for (offer, code) in [(Offer::No, &codes::CARDS_NOT_ASKED_FOR), (Offer::OnlyRoot, &codes::ONLY_ROOT_NAMED)] {
            let concerned: Vec<&&OfRole> = offers.iter().filter(|of| of.offer == offer).collect();
            if concerned.is_empty() {
                continue;
            }
            let persons = concerned.iter().any(|of| matches!(of.role, Role::Persons(_)));
            let severity = match (is_new, persons) {
                (true, true) => code.severity,
                _ => Severity::Info,
            };
            let mut missing: Vec<String> = Vec::new();
            for name in concerned.iter().flat_map(|of| &of.missing) {
                if !missing.contains(name) {
                    missing.push(name.clone());
                }
            }
            let all = concerned.len() == offers.len();
            let roles: Vec<String> = concerned.iter().map(|of| self.role(of.role)).collect();
            let detail = facts([
                ("pki", json!(id.pki)),
                ("generation", json!(id.generation)),
                ("roles", concerned.iter().map(|of| of.role.word()).collect()),
                ("cas", json!(missing)),
            ]);
            let more =
                vec![("name", self.generation_name(id)), ("who", self.list(&roles)), ("missing", self.some(&missing))];
            found.push(self.said(target, code, if all { "" } else { "some" }, severity, detail, more));
        }
        found
    }

    fn of_failure(&self, target: &ProbedTarget, outcome: Outcome) -> Option<Said> {
        let looks = &target.probe.looks;
        let of = |code: &'static Code, variant: &str, detail: Facts, more: Vec<(&str, String)>| {
            Some(self.said(target, code, variant, code.severity, detail, more))
        };
        match outcome {
            Outcome::NoName => {
                let variant = if target.probe.proxy.is_some() { "proxy" } else { "" };
                let cause = match &target.probe.addresses {
                    Err(error) => error.to_string(),
                    Ok(_) => String::new(),
                };
                of(
                    &codes::NAME_UNKNOWN,
                    variant,
                    facts([("cause", json!(cause))]),
                    vec![("host", target.probe.target.host())],
                )
            }
            Outcome::Unreachable => {
                let errors = looks.iter().filter_map(|look| Some((look.address, look.unreachable.as_ref()?)));
                let (address, error) = errors.into_iter().next()?;
                let mut more = vec![("address", address.to_string())];
                let variant = match error {
                    ConnectError::Refused => "refused",
                    ConnectError::TimedOut(_) => "time",
                    ConnectError::Proxy(status) => {
                        more.push(("status", status.map_or_else(|| "-".to_owned(), |status| status.to_string())));
                        "proxy"
                    }
                    _ => "",
                };
                let all: Vec<String> = looks.iter().map(|look| look.address.to_string()).collect();
                of(
                    &codes::UNREACHABLE,
                    variant,
                    facts([("addresses", json!(all)), ("cause", json!(error.to_string()))]),
                    more,
                )
            }
            Outcome::NotTls => {
                let ends = looks.iter().flat_map(|look| {
                    let hellos = look.hellos.iter().map(|hello| &hello.answer.end);
                    hellos.chain(look.visits.iter().map(|visit| &visit.handshake.end))
                });
                let begins = ends.flatten().find_map(|end| match end {
                    End::NotTls(bytes) => Some(String::from_utf8_lossy(bytes).into_owned()),
                    _ => None,
                });
                let begins = begins.unwrap_or_default();
                let variant = if begins.starts_with("HTTP/") { "http" } else { "" };
                of(&codes::NOT_TLS, variant, Facts::new(), Vec::new())
            }
            Outcome::BeyondUs => {
                let end = first_end(target);
                of(&codes::BEYOND_US, "", facts([("end", json!(end))]), Vec::new())
            }
            Outcome::NoHandshake => {
                let end = looks
                    .iter()
                    .flat_map(|look| look.visits.iter().rev())
                    .find_map(|visit| visit.handshake.end.clone());
                let variant = match &end {
                    Some(End::Alert(_)) => "alert",
                    Some(End::TimedOut) => "time",
                    Some(End::TooMuch) => "much",
                    Some(End::Closed | End::Reset) => "closed",
                    Some(End::Malformed(_)) => "malformed",
                    _ => "",
                };
                let detail = facts([("end", json!(first_end(target)))]);
                of(&codes::NO_HANDSHAKE, variant, detail, vec![("alert", first_end(target))])
            }
            Outcome::Asks(_) => None,
        }
    }

    /// What trying the server's trust came to.
    fn of_trust(&self, target: &ProbedTarget, trust: &Trust) -> Vec<Said> {
        let mut found = Vec::new();
        let place = || ("address", json!(trust.address.to_string()));
        let refusal = match &trust.tells {
            Tells::Yes => None,
            Tells::OnlyGood if trust.cas.iter().any(|of| of.trusted != Trusted::CannotSay) => None,
            Tells::OnlyGood => Some(("", end_word(&End::Alert(Alert(48))))),
            // That nothing is asked for is told by itself.
            Tells::No(TrustSaid::NotAsked) => return found,
            Tells::No(TrustSaid::Alert(alert)) => Some(("", end_word(&End::Alert(*alert)))),
            Tells::No(TrustSaid::Closed) => Some(("closed", String::new())),
            Tells::No(TrustSaid::Page(_)) => Some(("page", String::new())),
            Tells::No(TrustSaid::LetThrough(status)) => Some(("through", status.to_string())),
            Tells::No(_) => Some(("nothing", String::new())),
        };
        if let Some((variant, answer)) = refusal {
            let code = &codes::TRUST_NOT_SHOWN;
            found.push(self.said(target, code, variant, code.severity, facts([place()]), vec![("answer", answer)]));
            return found;
        }
        let mut kinds: Vec<(&GenerationId, Trusted)> = Vec::new();
        for of in trust.cas.iter().filter(|of| of.trusted.answer() == Some(false)) {
            if !kinds.contains(&(&of.ca.id.generation, of.trusted)) {
                kinds.push((&of.ca.id.generation, of.trusted));
            }
        }
        for (id, trusted) in kinds {
            let concerned: Vec<&OfCa> =
                trust.cas.iter().filter(|of| of.ca.id.generation == *id && of.trusted == trusted).collect();
            let is_of_person = |of: &&OfCa| {
                let entry = self.generation(id).and_then(|(_, g)| g.cas.iter().find(|ca| ca.name == of.ca.id.ca));
                entry.is_some_and(|ca| holders::roles(ca).iter().any(|role| matches!(role, Role::Persons(_))))
            };
            let is_new = self
                .generation(id)
                .is_some_and(|(pki, generation)| pki.new_generation().is_some_and(|new| new.id == generation.id));
            let code = &codes::NOT_TRUSTED_THERE;
            let severity = if is_new && concerned.iter().any(is_of_person) { code.severity } else { Severity::Info };
            let names: Vec<String> = concerned.iter().map(|of| of.ca.id.ca.clone()).collect();
            let detail = facts([
                place(),
                ("pki", json!(id.pki)),
                ("generation", json!(id.generation)),
                ("cas", json!(names)),
                ("trust", json!(trusted_word(trusted))),
            ]);
            let more = vec![("name", self.generation_name(id)), ("some", self.some(&names))];
            found.push(self.said(target, code, trusted_word(trusted), severity, detail, more));
        }
        let absent: Vec<String> = trust
            .cas
            .iter()
            .filter(|of| of.ca.certificate.is_none() && of.trusted != Trusted::Yes)
            .map(|of| of.ca.id.ca.clone())
            .collect();
        if !absent.is_empty() {
            let code = &codes::TRUST_NEEDS_CAS;
            let detail = facts([place(), ("cas", json!(absent))]);
            found.push(self.said(target, code, "", code.severity, detail, vec![("some", self.some(&absent))]));
        }
        found
    }

    pub(crate) fn difference(&self, target: &ProbedTarget, difference: &Difference) -> Option<Said> {
        let code = &codes::NODES_DIFFER;
        let (variant, severity) = match difference.aspect {
            Aspect::Names => ("names", Severity::Error),
            Aspect::Asks => ("asks", Severity::Error),
            Aspect::Reachable => ("reachable", Severity::Warning),
            Aspect::Versions => ("versions", Severity::Warning),
            Aspect::Certificate => ("certificate", Severity::Info),
            Aspect::Status => return None,
        };
        let odd: Vec<_> = match difference.aspect {
            Aspect::Names => difference.groups.iter().filter(|group| !group.lacks.is_empty()).collect(),
            Aspect::Reachable => {
                let is_out = |place: &(std::net::SocketAddr, u32)| {
                    target
                        .probe
                        .looks
                        .iter()
                        .any(|look| (look.address, look.run) == *place && look.unreachable.is_some())
                };
                difference.groups.iter().filter(|group| group.looks.first().is_some_and(is_out)).collect()
            }
            _ => difference.groups.iter().skip(1).collect(),
        };
        let repeated = target.probe.looks.iter().any(|look| look.run > 0);
        let mut places = Vec::new();
        for (address, run) in odd.iter().flat_map(|group| &group.looks) {
            let place = if repeated {
                let values = [("address", address.to_string().into()), ("run", (run + 1).into())];
                self.texts.format("probe-place-run", &values)
            } else {
                address.to_string()
            };
            if !places.contains(&place) {
                places.push(place);
            }
        }
        let mut lacks: Vec<String> = Vec::new();
        for name in odd.iter().flat_map(|group| &group.lacks).map(|name| name.common_name().to_owned()) {
            if !lacks.contains(&name) {
                lacks.push(name);
            }
        }
        let detail = facts([
            ("aspect", json!(aspect_word(difference.aspect))),
            ("places", json!(places)),
            ("lacks", json!(lacks)),
        ]);
        let more = vec![("places", self.some(&places)), ("lacks", self.some(&lacks))];
        Some(self.said(target, code, variant, severity, detail, more))
    }

    pub(crate) fn fault(&self, target: &ProbedTarget, chain: &ServerChain, fault: &Fault) -> Option<Said> {
        let name = |name: &Name| mask_personal_numbers(name.common_name());
        let whose = |is_ca: bool| if is_ca { "ca" } else { "" };
        let code = code_of(fault);
        let (variant, detail, more): (&str, Facts, Vec<(&str, String)>) = match fault {
            Fault::Empty => ("empty", Facts::new(), Vec::new()),
            Fault::Unreadable(count) => ("unreadable", facts([("count", json!(count))]), Vec::new()),
            Fault::Expired { subject, is_ca, not_after } => (
                if *is_ca { "ca" } else { "" },
                facts([("subject", json!(subject.to_string())), ("not_after", json!(moment(*not_after)))]),
                vec![("name", name(subject))],
            ),
            Fault::NotYetValid { subject, is_ca, not_before } => (
                if whose(*is_ca).is_empty() { "early" } else { "early-ca" },
                facts([("subject", json!(subject.to_string())), ("not_before", json!(moment(*not_before)))]),
                vec![("name", name(subject))],
            ),
            Fault::NameMismatch { host, names } => (
                if names.is_empty() { "none" } else { "" },
                facts([("host", json!(host)), ("names", json!(names))]),
                vec![("host", host.clone()), ("some", self.some(names))],
            ),
            Fault::SelfSigned | Fault::WrongOrder => ("", Facts::new(), Vec::new()),
            Fault::Incomplete { missing, urls, is_known } => (
                match (is_known, urls.is_empty()) {
                    (_, true) => "",
                    (_, false) => "at",
                },
                facts([("missing", json!(missing.to_string())), ("urls", json!(urls))]),
                vec![("missing_name", name(missing)), ("url", urls.first().cloned().unwrap_or_default())],
            ),
            Fault::RootUnknown { root, sha256 } => (
                "",
                facts([("root", json!(root.to_string())), ("sha256", json!(sha256.map(|hash| hash.to_string())))]),
                vec![("root_name", name(root))],
            ),
            Fault::WeakSignature { subject, digest } => (
                "",
                facts([("subject", json!(subject.to_string())), ("digest", json!(digest))]),
                vec![("name", name(subject))],
            ),
            Fault::WeakKey { subject, bits } => (
                "key",
                facts([("subject", json!(subject.to_string())), ("bits", json!(bits))]),
                vec![("name", name(subject)), ("bits", bits.to_string())],
            ),
            Fault::Other { subject, kind } => {
                let is_ca = chain.sent.first().is_some_and(|own| own.subject() != subject);
                let of = codes::of_reason(kind, is_ca);
                (
                    "",
                    facts([("subject", json!(subject.to_string())), ("reason", json!(of.code))]),
                    vec![("name", name(subject)), ("because", of.title(self.texts)), ("reason", of.code.to_owned())],
                )
            }
            Fault::Superfluous(names) => {
                let names: Vec<String> = names.iter().map(name).collect();
                ("superfluous", facts([("names", json!(names))]), vec![("some", self.some(&names))])
            }
            _ => return None,
        };
        Some(self.said(target, code, variant, code.severity, detail, more))
    }

    fn of_versions(&self, target: &ProbedTarget) -> Option<Said> {
        let spoken = |version: Version| target.probe.looks.iter().any(|look| look.speaks(version) == Some(true));
        let old: Vec<String> =
            [Version::Tls10, Version::Tls11].into_iter().filter(|v| spoken(*v)).map(|v| v.word().to_owned()).collect();
        if old.is_empty() {
            return None;
        }
        let code = if spoken(Version::Tls12) || spoken(Version::Tls13) {
            &codes::OLD_VERSIONS_TOO
        } else {
            &codes::OLD_VERSIONS_ONLY
        };
        let detail = facts([("versions", json!(old))]);
        Some(self.said(target, code, "", code.severity, detail, vec![("old", self.list(&old))]))
    }

    fn of_name(&self, target: &ProbedTarget) -> Option<Said> {
        let code = &codes::NAME_NEEDED;
        let variant = target.probe.looks.iter().find_map(Look::without_name).and_then(|without| match without {
            Nameless::Refuses => Some("refuses"),
            Nameless::OtherCertificate => Some("certificate"),
            Nameless::AsksOtherwise => Some("asks"),
            Nameless::Same => None,
        })?;
        Some(self.said(target, code, variant, code.severity, Facts::new(), Vec::new()))
    }

    fn of_clock(&self, target: &ProbedTarget) -> Option<Said> {
        let code = &codes::CLOCK_OFF;
        let visits = target.probe.looks.iter().flat_map(|look| &look.visits);
        let off = visits.filter_map(|visit| visit.answer.as_ref()?.clock).max_by_key(|off| off.abs())?;
        if off.abs() <= CLOCK {
            return None;
        }
        let variant = if off > 0 { "" } else { "behind" };
        let detail = facts([("seconds", json!(off))]);
        Some(self.said(target, code, variant, code.severity, detail, vec![("by", off.abs().to_string())]))
    }

    fn of_page(&self, target: &ProbedTarget) -> Option<Said> {
        let code = &codes::BAD_GATEWAY;
        let mut visits = target.probe.looks.iter().flat_map(|look| &look.visits);
        let status = visits.find_map(|visit| {
            visit.answer.as_ref().filter(|answer| answer.page == Some(Page::BadGateway)).map(|answer| answer.status)
        })?;
        let detail = facts([("status", json!(status))]);
        Some(self.said(target, code, "", code.severity, detail, vec![("status", status.to_string())]))
    }
}

/// Text from outside, safe to show.
pub(super) fn shown(text: &str) -> String {
    clean(&mask_personal_numbers(text))
}

fn first_end(target: &ProbedTarget) -> String {
    let mut visits = target.probe.looks.iter().flat_map(|look| look.visits.iter().rev());
    visits.find_map(|visit| visit.handshake.end.as_ref()).map(end_word).unwrap_or_default()
}

/// The code of a fault of a server's chain.
pub(super) fn code_of(fault: &Fault) -> &'static Code {
    match fault {
        Fault::Expired { .. } | Fault::NotYetValid { .. } => &codes::CHAIN_TIME,
        Fault::NameMismatch { .. } => &codes::CHAIN_NAME,
        Fault::SelfSigned => &codes::CHAIN_SELF_SIGNED,
        Fault::Incomplete { .. } => &codes::CHAIN_INCOMPLETE,
        Fault::RootUnknown { .. } => &codes::CHAIN_ROOT_UNKNOWN,
        Fault::WeakSignature { .. } | Fault::WeakKey { .. } => &codes::CHAIN_WEAK,
        Fault::WrongOrder | Fault::Superfluous(_) => &codes::CHAIN_ORDER,
        _ => &codes::CHAIN_OTHER,
    }
}

/// The word of an answer about trust, the same in all languages.
pub(crate) fn trusted_word(trusted: Trusted) -> &'static str {
    match trusted {
        Trusted::Yes => "trusted",
        Trusted::OnlyRoot => "issuing-ca-missing",
        Trusted::NoRoot => "root-not-trusted",
        Trusted::Incomplete => "root-or-issuing-ca-missing",
        Trusted::NoList => "crl-missing",
        Trusted::Over { or_ca: true } => "crl-or-ca-over",
        Trusted::Over { or_ca: false } => "crl-over",
        Trusted::TooDeep => "chain-too-long",
        Trusted::Sha1 => "sha1-refused",
        Trusted::CannotSay => "cannot-say",
    }
}

pub(super) fn aspect_word(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Reachable => "reachable",
        Aspect::Asks => "asks",
        Aspect::Names => "names",
        Aspect::Versions => "versions",
        Aspect::Certificate => "certificate",
        Aspect::Status => "status",
    }
}

/// `alert 40 handshake_failure`: a word that stays the same in all languages.
pub(crate) fn end_word(end: &End) -> String {
    match end {
        End::Alert(Alert(number)) => match Alert(*number).name() {
            Some(name) => format!("alert {number} {name}"),
            None => format!("alert {number}"),
        },
        End::Closed => "closed".to_owned(),
        End::Reset => "reset".to_owned(),
        End::TimedOut => "timed out".to_owned(),
        End::TooMuch => "too much".to_owned(),
        End::NotTls(_) => "not TLS".to_owned(),
        End::Malformed(_) => "malformed".to_owned(),
        End::Ours(_) => "not supported here".to_owned(),
        End::Signing(_) => "signing failed".to_owned(),
        _ => "broken".to_owned(),
    }
}
