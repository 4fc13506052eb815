//! Turns a diagnosis into sentences.

use tillit_login::attempt::LoginAttempt;
use tillit_login::browser::{Offer, Withheld};
use tillit_login::causes::{Cause, CauseId, Certainty, Evidence, Family, Side};
use tillit_login::connection::ConnectError;
use tillit_login::differences::Aspect;
use tillit_login::local::Unread;
use tillit_login::probe::Asks;
use tillit_login::server_chain::Fault;
use tillit_login::wire::Version;
use tillit_verifier::Name;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::offer::Offer as ByNames;
use tillit_verifier::verdict::GenerationId;

use super::excluded::{self, Excluded};
use super::judge::{self, Answer, Open, Ready};
use super::{Card, DiagnoseReport, DiagnosedTarget, logs};
use crate::codes::{self, Code};
use crate::i18n::{Texts, Value};
use crate::login::say as login;
use crate::plain::{clean, mask_personal_numbers};
use crate::probe::Outcome;
use crate::probe::say as probe;
use crate::verify::facts::{minute, moment};

/// Facts of a sentence.
type Facts = Vec<(&'static str, Value<'static>)>;

/// Names that stand in one sentence.
const NAMED: usize = 4;

/// Speaks of one target.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) report: &'a DiagnoseReport,
    pub(super) target: &'a DiagnosedTarget,
    pub(super) catalog: &'a Catalog,
    pub(super) texts: &'a Texts,
}

/// What the card, or where there is none the newest generation that the server knows, is called.
struct Whose {
    issuer: String,
    root: Option<String>,
    /// The generation, by its name and by the word that `--generation` takes.
    generation: Option<(String, String)>,
    /// CAs that the server needs for it, the root first.
    cas: Vec<String>,
}

impl Speaker<'_> {
    fn probe(&self) -> probe::Speaker<'_> {
        probe::Speaker { catalog: self.catalog, texts: self.texts, at: self.report.at }
    }

    fn card(&self) -> Option<&Card> {
        self.report.card.as_ref()
    }

    pub(super) fn server(&self) -> String {
        shown(&self.target.seen.title())
    }

    fn generation(&self, id: &GenerationId) -> (String, String) {
        (self.probe().generation_name(id), format!("{}/{}", id.pki, id.generation))
    }

    fn whose(&self) -> Whose {
        let Some(card) = self.card() else { return self.newest() };
        let issuer = shown(card.certificate.issuer().common_name());
        let root = card.above.names.last().filter(|_| card.above.is_complete).map(|name| shown(name.common_name()));
        let generation = self.catalog.issuer_of(&card.certificate).map(|found| self.generation(&found.id()));
        let mut cas: Vec<String> = root.iter().cloned().collect();
        if !cas.contains(&issuer) {
            cas.push(issuer.clone());
        }
        Whose { issuer, root, generation, cas }
    }

    /// Without a card it is about the newest generation of a PKI that the server knows.
    fn newest(&self) -> Whose {
        let announced = self.target.seen.announced.iter();
        let left = announced.flat_map(|announced| &announced.offers).filter(|offer| offer.offer == ByNames::No);
        let newest = left.filter(|offer| {
            let pki = self.catalog.pki(&offer.generation.pki);
            pki.and_then(|pki| pki.newest()).is_some_and(|newest| newest.id == offer.generation.generation)
        });
        let mut whose = Whose { issuer: String::new(), root: None, generation: None, cas: Vec::new() };
        let mut issuing = Vec::new();
        for offer in newest {
            let generation = self.generation(&offer.generation);
            if whose.generation.get_or_insert_with(|| generation.clone()).1 == generation.1 {
                issuing
                    .extend(offer.missing.iter().filter(|name| !issuing.contains(*name)).cloned().collect::<Vec<_>>());
                let pki = self.catalog.pki(&offer.generation.pki);
                let roots = pki.and_then(|pki| pki.generation(&offer.generation.generation));
                whose.root = whose.root.or_else(|| {
                    roots.and_then(|generation| generation.cas.iter().find(|ca| ca.is_root())).map(|ca| clean(&ca.name))
                });
            }
        }
        whose.cas.extend(whose.root.clone());
        whose.cas.extend(issuing.iter().map(|name| clean(name)));
        whose
    }

    /// What a cause's own sentences are filled with: every one of them gets all of it.
    fn facts(&self, cause: &Cause) -> Facts {
        let whose = self.whose();
        let seconds = cause.evidence.iter().find_map(|evidence| match evidence {
            Evidence::Clock(seconds) => Some(seconds.unsigned_abs()),
            _ => None,
        });
        let status = cause.evidence.iter().find_map(|evidence| match evidence {
            Evidence::Status(status) => Some(*status),
            _ => None,
        });
        let status = status.or_else(|| self.target.attempts.iter().find_map(last_status));
        let said = cause.evidence.iter().find_map(|evidence| match evidence {
            Evidence::Signing(said) => Some(shown(said)),
            _ => None,
        });
        let missing = cause.evidence.iter().find_map(|evidence| match evidence {
            Evidence::Chain(Fault::Incomplete { missing, .. }) => Some(missing),
            Evidence::Chain(Fault::RootUnknown { root, .. }) => Some(root),
            _ => None,
        });
        let cas = match cause.id {
            CauseId::IssuingCaMissing => {
                whose.cas.iter().filter(|ca| Some(*ca) != whose.root.as_ref()).cloned().collect()
            }
            CauseId::IssuingCaOnlyAnchor => whose.root.iter().cloned().collect(),
            _ => whose.cas,
        };
        let (name, id) = whose.generation.unwrap_or_default();
        let date = |at: time::OffsetDateTime| moment(at).get(..10).unwrap_or_default().to_owned();
        vec![
            ("server", self.server().into()),
            ("host", shown(&self.target.seen.probe.target.host()).into()),
            ("issuer", whose.issuer.into()),
            ("root", whose.root.unwrap_or_else(|| self.texts.get("diagnose-some-root")).into()),
            ("generation", name.into()),
            ("id", id.into()),
            ("cas", self.some(&cas).into()),
            ("ends", self.card().map(|card| date(card.certificate.not_after())).unwrap_or_default().into()),
            ("begins", self.card().map(|card| date(card.certificate.not_before())).unwrap_or_default().into()),
            ("seconds", seconds.unwrap_or_default().to_string().into()),
            ("status", status.map(|status| status.to_string()).unwrap_or_default().into()),
            ("said", said.unwrap_or_default().into()),
            ("missing", missing.map(common_name).unwrap_or_default().into()),
            ("error", self.connection_words().into()),
        ]
    }

    /// Why there is no connection.
    fn connection_words(&self) -> String {
        let error = self.target.seen.probe.looks.iter().find_map(|look| look.unreachable.as_ref());
        match error {
            Some(ConnectError::Refused) => self.texts.get("login-why-refused"),
            Some(ConnectError::TimedOut(_)) => self.texts.get("login-why-timeout"),
            Some(ConnectError::Proxy(status)) => {
                let status = status.map_or_else(|| "-".to_owned(), |status| status.to_string());
                self.texts.format("diagnose-why-proxy", &[("status", status.into())])
            }
            _ => self.texts.get("login-why-no-way"),
        }
    }

    /// The sentence of a cause, by itself.
    pub(super) fn say(&self, cause: &Cause) -> String {
        let code = codes::of_cause(cause.id);
        let of_self = |evidence: &Evidence| matches!(evidence, Evidence::Chain(Fault::SelfSigned));
        let behind = |evidence: &Evidence| matches!(evidence, Evidence::Clock(seconds) if *seconds < 0);
        let in_browser = |evidence: &Evidence| matches!(evidence, Evidence::NotIn { .. });
        let no_provider = |evidence: &Evidence| matches!(evidence, Evidence::NoProvider(_));
        let no_key = |evidence: &Evidence| matches!(evidence, Evidence::NoKeyHere);
        let gone = |evidence: &Evidence| matches!(evidence, Evidence::ModuleGone(_));
        let has = |is: &dyn Fn(&Evidence) -> bool| cause.evidence.iter().any(is);
        let variant = match cause.id {
            CauseId::CaNotAnnounced if self.card().is_none() => "-generation",
            CauseId::Clock if has(&behind) => "-behind",
            CauseId::ServerRootUnknown if has(&of_self) => "-self",
            CauseId::ServerRootUnknown if has(&in_browser) => "-browser",
            CauseId::MiddlewareMissing if has(&gone) => "-gone",
            CauseId::MiddlewareMissing if has(&no_provider) => "-provider",
            CauseId::MiddlewareMissing if has(&no_key) && self.card().is_some() => "-card",
            CauseId::HttpRefused if has(&|evidence| matches!(evidence, Evidence::LeadsOn)) => "-circle",
            _ => "",
        };
        self.texts.format(&format!("{code}.say{variant}"), &self.facts(cause))
    }

    /// The next step for a cause, in words that can be sent on.
    pub(super) fn remedy(&self, cause: &Cause) -> String {
        let code = codes::of_cause(cause.id);
        let facts = self.facts(cause);
        let is_named = |(name, value): &(&str, Value<'_>)| matches!(*name, "cas" | "id") && *value == "".into();
        let named = (!facts.iter().any(is_named))
            .then(|| self.texts.try_format(&format!("{code}.remedy-cas"), &facts))
            .flatten();
        named.unwrap_or_else(|| code.remedy(self.texts, "other"))
    }

    /// What the server's log says where this is the cause.
    pub(super) fn log(&self, cause: &Cause) -> Option<&'static str> {
        let families = self.target.diagnosis.causes.iter().flat_map(|cause| &cause.evidence);
        let mut family = families.filter_map(|evidence| match evidence {
            Evidence::Behaves(family) => Some(*family),
            _ => None,
        });
        logs::line(cause.id, family.next().unwrap_or(Family::Unknown))
    }

    /// Several causes look alike because the server refused: how it did.
    fn refused_words(&self) -> Option<String> {
        judge::first(self.target).flat_map(|cause| &cause.evidence).find_map(|evidence| match evidence {
            Evidence::Refused(Some(alert)) => {
                let alert = login::alert_words(*alert, self.texts);
                Some(self.texts.format("diagnose-how-alert", &[("alert", alert.into())]))
            }
            Evidence::Refused(None) => Some(self.texts.get("diagnose-how-closed")),
            Evidence::Page(_) => {
                let status = self.target.attempts.iter().find_map(last_status).unwrap_or_default();
                Some(self.texts.format("diagnose-how-page", &[("status", status.to_string().into())]))
            }
            _ => None,
        })
    }

    /// The one sentence that the reader needs, without codes.
    pub(super) fn headline(&self) -> String {
        match Answer::of(self.target, self.report) {
            Answer::Found => self.found(),
            Answer::LetsIn => {
                let versions = self.versions_tried();
                let facts = [("server", self.server().into()), ("versions", versions.into())];
                self.texts.format("diagnose-lets-in", &facts)
            }
            Answer::CannotSay(open) => self.open(open),
        }
    }

    fn found(&self) -> String {
        let first: Vec<&Cause> = judge::first(self.target).collect();
        let ready = match judge::ready(self.target) {
            Ready::NotBroken => "card",
            Ready::NotTheCard => "elsewhere",
            Ready::Nothing => "none",
        };
        let [only] = first.as_slice() else {
            let count = Value::from(first.len());
            return match self.refused_words() {
                Some(how) => {
                    let facts = [("ready", ready.into()), ("count", count), ("how", how.into())];
                    self.texts.format("diagnose-one-of", &facts)
                }
                None => self.texts.format("diagnose-one-of-others", &[("count", count)]),
            };
        };
        let say = self.say(only);
        let id = match only.certainty {
            Certainty::Proved => "diagnose-found",
            Certainty::Likely => "diagnose-likely",
            Certainty::Possible => "diagnose-possible",
        };
        let facts = [("ready", ready.into()), ("say", lowered(&say).into()), ("first", say.into())];
        self.texts.format(id, &facts)
    }

    fn open(&self, open: Open) -> String {
        let (id, how) = match open {
            Open::Address => ("diagnose-cannot-say-address", String::new()),
            Open::Card(Offer::CannotSay) => ("diagnose-cannot-say-offer", String::new()),
            Open::Card(Offer::WithIssuer) => ("diagnose-cannot-say-with-issuer", String::new()),
            Open::Card(_) => ("diagnose-cannot-say-card", String::new()),
            Open::Ours => ("diagnose-cannot-say-ours", String::new()),
            Open::Handshake => ("diagnose-cannot-say-handshake", self.first_end()),
            Open::Partly => ("diagnose-cannot-say-partly", self.outcomes().replace('\u{a0}', " ")),
        };
        self.texts.format(id, &[("server", self.server().into()), ("how", how.into())])
    }

    fn first_end(&self) -> String {
        let visits = self.target.seen.probe.looks.iter().flat_map(|look| look.visits.iter().rev());
        let end = visits.filter_map(|visit| visit.handshake.end.as_ref()).map(probe::end_word).next();
        end.unwrap_or_else(|| self.connection_words())
    }

    /// What can be said of the card, to be read aloud.
    pub(super) fn aloud(&self) -> Option<String> {
        match judge::ready(self.target) {
            Ready::NotBroken => Some(self.texts.get("diagnose-not-broken")),
            Ready::NotTheCard => Some(self.texts.get("diagnose-not-the-card")),
            Ready::Nothing => None,
        }
    }

    /// Whose fault it is, and whose it is not.
    pub(super) fn whose_fault(&self) -> Option<String> {
        let first: Vec<&Cause> = judge::first(self.target).collect();
        let mut sides: Vec<Side> = Vec::new();
        for cause in &first {
            if !sides.contains(&cause.side) {
                sides.push(cause.side);
            }
        }
        let words: Vec<String> = sides.iter().map(|side| self.side(*side)).collect();
        let mut whose = match words.as_slice() {
            [] => return None,
            [one] => one.clone(),
            [some @ .., last] => {
                let facts = [("first", some.join(", ").into()), ("last", last.clone().into())];
                self.texts.format("diagnose-or", &facts)
            }
        };
        let id = match first.as_slice() {
            [only] if only.certainty == Certainty::Likely => Some("diagnose-probably"),
            [only] if only.certainty == Certainty::Possible => Some("diagnose-perhaps"),
            _ => None,
        };
        if let Some(id) = id {
            whose = self.texts.format(id, &[("whose", whose.into())]);
        }
        let is_free = |side: Side| self.target.diagnosis.causes.iter().all(|cause| cause.side != side);
        let is_proved = first.iter().all(|cause| cause.certainty == Certainty::Proved);
        // Before a card is asked for nothing is seen of it, and a way that is closed may begin here.
        let is_early = judge::ready(self.target) == Ready::NotTheCard;
        let is_card_free = is_free(Side::Card) && !is_early && (is_proved || self.card().is_some());
        let is_client_free = is_free(Side::Client) && !(is_early && sides.contains(&Side::Network));
        let who = match (is_client_free, is_card_free) {
            (true, true) => "client-card",
            (true, false) => "client",
            (false, true) => "card",
            (false, false) => "none",
        };
        Some(self.texts.format("diagnose-blameless", &[("who", who.into()), ("whose", whose.into())]))
    }

    fn side(&self, side: Side) -> String {
        let facts = [("server", self.server().into())];
        self.texts.format(&format!("diagnose-whose-{}", side_word(side)), &facts)
    }

    /// The card, masked.
    pub(super) fn card_words(&self) -> Option<String> {
        let card = self.card()?;
        let facts = [
            ("name", shown(card.certificate.subject().common_name()).into()),
            ("issuer", shown(card.certificate.issuer().common_name()).into()),
            ("ends", moment(card.certificate.not_after()).get(..10).unwrap_or_default().to_owned().into()),
        ];
        Some(self.texts.format("diagnose-card", &facts))
    }

    /// What was seen, a line for each thing.
    pub(super) fn seen(&self) -> Vec<String> {
        let mut lines = Vec::new();
        lines.extend(self.shown_by_server());
        if !self.target.attempts.is_empty() {
            let facts = [("count", self.target.attempts.len().into()), ("outcome", self.outcomes().into())];
            lines.push(self.texts.format("diagnose-seen-logins", &facts));
        }
        for evidence in self.target.diagnosis.causes.iter().flat_map(|cause| &cause.evidence) {
            // Names, versions and refusals stand in the lines above, the others in the sentence of their cause.
            let is_told = matches!(
                evidence,
                Evidence::Names { .. }
                    | Evidence::NotAsked
                    | Evidence::OnlyOld
                    | Evidence::Refused(_)
                    | Evidence::Clock(_)
                    | Evidence::Connection(_)
                    | Evidence::Status(_)
                    | Evidence::Signing(_)
            );
            let line = (!is_told).then(|| self.evidence(evidence)).flatten();
            if let Some(line) = line.filter(|line| !lines.contains(line)) {
                lines.push(line);
            }
        }
        lines
    }

    /// `TLS 1.3, certificate requested (required), 2 CA names: A, B`
    fn shown_by_server(&self) -> Option<String> {
        let looks = &self.target.seen.probe.looks;
        let spoken = Version::ALL.iter().any(|version| looks.iter().any(|look| look.speaks(*version) == Some(true)));
        if !spoken {
            return None;
        }
        let versions = self.probe().spoken(looks);
        let mut words = vec![format!("TLS {versions}")];
        words.push(self.texts.get(match self.target.seen.outcome() {
            Outcome::Asks(Asks::Required) => "diagnose-seen-required",
            Outcome::Asks(Asks::Optional) => "diagnose-seen-optional",
            Outcome::Asks(Asks::AtOnce) => "diagnose-seen-at-once",
            Outcome::Asks(Asks::Late) => "diagnose-seen-late",
            Outcome::Asks(Asks::Not) => "diagnose-seen-not",
            _ => "diagnose-seen-unknown",
        }));
        if let Some(announced) = &self.target.seen.announced {
            if announced.is_open() {
                words.push(self.texts.get("diagnose-seen-no-names"));
            } else {
                let mut names: Vec<String> = announced.known.iter().map(|ca| clean(&ca.ca)).collect();
                names.extend(announced.strangers.iter().map(common_name));
                let facts = [("count", announced.count.into()), ("names", self.some(&names).into())];
                words.push(self.texts.format("diagnose-seen-names", &facts));
            }
        }
        Some(words.join(", "))
    }

    /// What came of the logins, each outcome once: `4 × refused in the handshake: alert 48 unknown_ca`.
    fn outcomes(&self) -> String {
        let mut all: Vec<(String, usize)> = Vec::new();
        for attempt in &self.target.attempts {
            let outcome = login::outcome(attempt, self.texts);
            match all.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, count)) => *count += 1,
                None => all.push((outcome, 1)),
            }
        }
        if let [(only, _)] = all.as_slice() {
            return only.clone();
        }
        let each: Vec<String> = all.iter().map(|(outcome, count)| format!("{count}\u{a0}×\u{a0}{outcome}")).collect();
        each.join("; ")
    }

    /// One login: `TLS 1.2, own certificate: logged in (200)`.
    pub(super) fn attempt(&self, attempt: &LoginAttempt) -> String {
        let scheme = match attempt.signed_with() {
            Some(number) => login::scheme_word(number),
            None => "none".to_owned(),
        };
        let facts = [
            ("version", login::version_word(attempt.wanted.version).into()),
            ("chain", self.texts.get(&format!("login-chain-{}", login::chain_word(attempt.wanted.chain))).into()),
            ("scheme", scheme.into()),
            ("outcome", login::outcome(attempt, self.texts).into()),
        ];
        self.texts.format("diagnose-attempt", &facts)
    }

    fn versions_tried(&self) -> String {
        let counted = self.target.attempts.iter().filter(|attempt| !attempt.is_beside_the_point());
        let mut versions: Vec<Version> = counted.map(|attempt| attempt.wanted.version).collect();
        versions.sort();
        versions.dedup();
        let words: Vec<String> = versions.iter().map(|version| version.word().to_owned()).collect();
        format!("TLS {}", self.probe().list(&words))
    }

    /// One piece of evidence as a sentence without a full stop; `None`: there are no words for it.
    pub(super) fn evidence(&self, evidence: &Evidence) -> Option<String> {
        let with = |id: &str, facts: &[(&str, Value<'_>)]| Some(self.texts.format(id, facts));
        let plain = |id: &str| Some(self.texts.get(id));
        match evidence {
            Evidence::Dns(_) => plain("diagnose-evidence-dns"),
            Evidence::Connection(_) => {
                with("diagnose-evidence-connection", &[("error", self.connection_words().into())])
            }
            Evidence::NotTls(_) => plain("diagnose-evidence-not-tls"),
            Evidence::OnlyOld => plain("diagnose-evidence-only-old"),
            Evidence::AlertAtOnce(alert) => {
                let alert = login::alert_words(*alert, self.texts);
                with("diagnose-evidence-alert-at-once", &[("alert", alert.into())])
            }
            Evidence::Clock(seconds) => {
                with("diagnose-evidence-clock", &[("seconds", seconds.unsigned_abs().to_string().into())])
            }
            Evidence::Chain(fault) => self.chain_words(fault),
            Evidence::Differs => self.difference_words(),
            Evidence::NotAsked => plain("diagnose-evidence-not-asked"),
            Evidence::AskedLate => plain("diagnose-evidence-asked-late"),
            Evidence::Page(page) => with("diagnose-evidence-page", &[("page", login::page_word(*page).into())]),
            Evidence::Status(status) => with("diagnose-evidence-status", &[("status", status.to_string().into())]),
            Evidence::Names { count, bytes } => {
                with("diagnose-evidence-names", &[("count", (*count).into()), ("bytes", bytes.to_string().into())])
            }
            Evidence::NoneFits => plain("diagnose-evidence-none-fits"),
            Evidence::OnlyRootNamed => plain("diagnose-evidence-only-root-named"),
            Evidence::Withheld(reason) => {
                let reason = match reason {
                    Withheld::Expired => "expired",
                    Withheld::NotYetValid => "early",
                    Withheld::NotForLogin => "use",
                    Withheld::NotAnnounced => "names",
                };
                with("diagnose-evidence-withheld", &[("reason", reason.into())])
            }
            Evidence::Refused(Some(alert)) => {
                let alert = login::alert_words(*alert, self.texts);
                with("diagnose-evidence-refused", &[("alert", alert.into())])
            }
            Evidence::Refused(None) => plain("diagnose-evidence-closed"),
            Evidence::OnlyWithChain => plain("diagnose-evidence-only-with-chain"),
            Evidence::OnlyOldVersion => plain("diagnose-evidence-only-old-version"),
            Evidence::LeadsOn => plain("diagnose-evidence-leads-on"),
            Evidence::TrustDiffers => plain("diagnose-evidence-trust-differs"),
            Evidence::LoginsDiffer => plain("diagnose-evidence-logins-differ"),
            Evidence::Sha1InChain => plain("diagnose-evidence-sha1"),
            Evidence::Behaves(family) => {
                let program = match family {
                    Family::Nginx => "nginx".to_owned(),
                    Family::Apache => "Apache httpd".to_owned(),
                    Family::OpenSsl => self.texts.get("diagnose-program-openssl"),
                    Family::JavaOrGo => self.texts.get("diagnose-program-java-or-go"),
                    Family::GnuTls => "GnuTLS".to_owned(),
                    Family::Iis => "IIS".to_owned(),
                    Family::Unknown => return None,
                };
                with("diagnose-evidence-behaves", &[("program", program.into())])
            }
            Evidence::Signing(said) => with("diagnose-evidence-signing", &[("said", shown(said).into())]),
            Evidence::Trust(trusted) => {
                with("diagnose-evidence-trust", &[("trust", probe::trusted_word(*trusted).into())])
            }
            Evidence::NoModule => plain("diagnose-evidence-no-module"),
            Evidence::NoKeyHere => plain("diagnose-evidence-no-key-here"),
            Evidence::NoProvider(name) => with("diagnose-evidence-no-provider", &[("name", shown(name).into())]),
            Evidence::ModuleGone(name) => with("diagnose-evidence-module-gone", &[("name", shown(name).into())]),
            Evidence::NotIn { owner, place } => {
                with("diagnose-evidence-not-in", &[("owner", owner.word().into()), ("place", shown(place).into())])
            }
            Evidence::PolicyHere { owner, place, pattern } => {
                let facts = [
                    ("owner", owner.word().into()),
                    ("place", shown(place).into()),
                    ("pattern", shown(pattern).into()),
                ];
                with("diagnose-evidence-policy", &facts)
            }
            Evidence::ProxyHere { place, proxy } => {
                with("diagnose-evidence-proxy", &[("place", shown(place).into()), ("proxy", shown(proxy).into())])
            }
            _ => None,
        }
    }

    /// What is wrong with the server's chain, as `tillit probe` says it, without its full stop.
    fn chain_words(&self, fault: &Fault) -> Option<String> {
        let seen = &self.target.seen;
        let chain = seen.chains.iter().find(|chain| chain.faults.contains(fault))?;
        let said = self.probe().fault(seen, chain, fault)?;
        Some(said.text.trim_end_matches('.').to_owned())
    }

    fn difference_words(&self) -> Option<String> {
        let matters = |aspect: Aspect| matches!(aspect, Aspect::Reachable | Aspect::Asks | Aspect::Names);
        let mut differences = self.target.seen.differences.iter().filter(|difference| matters(difference.aspect));
        let said = differences.find_map(|difference| self.probe().difference(&self.target.seen, difference))?;
        Some(said.text.trim_end_matches('.').to_owned())
    }

    /// What of this computer was not read.
    pub(super) fn unread(&self) -> Vec<String> {
        let words = self.report.unread.iter().map(|unread| match unread {
            Unread::Unreadable(place) => shown(place),
            Unread::Desktop(place) => self.texts.format("diagnose-unread-desktop", &[("place", shown(place).into())]),
        });
        words.collect()
    }

    /// What was seen not to be the cause.
    pub(super) fn excluded(&self) -> Vec<String> {
        let words = excluded::words(&self.target.diagnosis.excluded).into_iter().map(|word| match word {
            Excluded::Group("clock") => match self.clock() {
                Some(seconds) => {
                    self.texts.format("diagnose-group-clock-off", &[("seconds", seconds.to_string().into())])
                }
                None => self.texts.get("diagnose-group-clock"),
            },
            Excluded::Group(word) => self.texts.get(&format!("diagnose-group-{word}")),
            Excluded::One(cause) => self.texts.get(&format!("{}.short", codes::of_cause(cause))),
        });
        words.collect()
    }

    fn clock(&self) -> Option<u64> {
        let visits = self.target.seen.probe.looks.iter().flat_map(|look| &look.visits);
        let clocks = visits.filter_map(|visit| visit.answer.as_ref()?.clock);
        clocks.map(i64::unsigned_abs).min()
    }

    /// What would have to be known to say more: stable words, and what they mean to people.
    pub(super) fn missing(&self) -> Vec<(&'static str, String)> {
        let mut missing = Vec::new();
        let issuer = self.card().map(|card| shown(card.certificate.issuer().common_name())).unwrap_or_default();
        let facts: [(&str, Value<'_>); 2] = [("time", self.time().into()), ("issuer", issuer.into())];
        let mut push = |word: &'static str| {
            missing.push((word, self.texts.format(&format!("diagnose-missing-{word}"), &facts)));
        };
        let lacks_issuer =
            self.card().is_some_and(|card| card.above.certificates.is_empty() && !card.certificate.is_self_issued());
        match Answer::of(self.target, self.report) {
            Answer::LetsIn => {}
            Answer::Found => {
                let several = judge::first(self.target).count() > 1;
                // Sent along it would tell a root that is missing from an issuing CA that is.
                if several && lacks_issuer {
                    push("issuer");
                }
            }
            Answer::CannotSay(Open::Address) => push("card"),
            Answer::CannotSay(Open::Card(offer)) => {
                if offer == Offer::CannotSay || lacks_issuer {
                    push("issuer");
                }
                push("key");
                if self.target.seen.trust.is_empty() {
                    push("trust");
                }
            }
            Answer::CannotSay(Open::Ours | Open::Handshake) => {
                push("browser");
                push("log");
            }
            Answer::CannotSay(Open::Partly) => {
                if lacks_issuer {
                    push("issuer");
                }
                push("log");
            }
        }
        missing
    }

    /// `2026-11-22 14:03`, when the server was looked at.
    pub(super) fn time(&self) -> String {
        minute(self.target.looked)
    }

    /// The first of many, and how many more there are.
    fn some(&self, words: &[String]) -> String {
        if words.len() <= NAMED + 1 {
            return self.probe().list(words);
        }
        let first = words.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let rest = words.len() - NAMED;
        self.texts.format("audit-and-more", &[("first", first.into()), ("count", rest.into())])
    }
}

/// The codes of the causes that stand first.
pub(super) fn codes_of_first(target: &DiagnosedTarget) -> Vec<&'static Code> {
    judge::first(target).map(|cause| codes::of_cause(cause.id)).collect()
}

/// `side` in JSON.
/// The stable word of a side.
pub fn side_word(side: Side) -> &'static str {
    match side {
        Side::Client => "client",
        Side::Card => "card",
        Side::Network => "network",
        Side::Server => "server",
        Side::Application => "application",
    }
}

/// Text from outside, safe to show.
pub(super) fn shown(text: &str) -> String {
    clean(&mask_personal_numbers(text))
}

fn common_name(name: &Name) -> String {
    shown(name.common_name())
}

fn last_status(attempt: &LoginAttempt) -> Option<u16> {
    Some(attempt.last()?.answered.as_ref()?.status)
}

/// A sentence as it stands after a colon. A word that begins with several capitals keeps them.
fn lowered(sentence: &str) -> String {
    let mut chars = sentence.chars();
    let Some(first) = chars.next() else { return String::new() };
    let rest = chars.as_str();
    match rest.chars().next() {
        Some(second) if second.is_lowercase() || second == ' ' => format!("{}{rest}", first.to_lowercase()),
        _ => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::lowered;

    #[test]
    fn after_a_colon_a_sentence_begins_small() {
        assert_eq!(lowered("Servern ber inte om kort."), "servern ber inte om kort.");
        assert_eq!(lowered("A list is missing."), "a list is missing.");
        assert_eq!(lowered("TLS 1.3 fails."), "TLS 1.3 fails.");
        assert_eq!(lowered(""), "");
    }
}
