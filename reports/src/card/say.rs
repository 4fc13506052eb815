//! Turns what is on cards into findings and sentences.

use tillit_card::apdu::ChannelError;
use tillit_card::pkcs15::{FileError, Pin, Problem, ProblemKind, ReadError};
use tillit_card::readers::{ReaderError, Tries};
use tillit_login::browser::{Offer, Withheld};
use tillit_verifier::catalog::Catalog;
use tillit_verifier::identity::{CardKind, Kind, Use};
use tillit_verifier::verdict::Severity;

use super::judge::{About, State, abouts, moving, own, state};
use super::{Asked, CardReport, CardSeen, ModuleSays, One, Read, ReaderSeen, TokenSeen, Whole, foreign_name};
use crate::codes::{self, Code};
use crate::finding::Finding;
use crate::i18n::{Texts, Value};
use crate::plain::{clean, mask_personal_numbers};
use crate::verify::facts::minute;

/// Speaks of one report.
#[derive(Clone, Copy)]
pub(super) struct Speaker<'a> {
    pub(super) report: &'a CardReport,
    pub(super) catalog: &'a Catalog,
    pub(super) texts: &'a Texts,
}

/// Text of a card, safe to show.
pub(super) fn safe(text: &str) -> String {
    mask_personal_numbers(&clean(text))
}

/// What a certificate is called among the others of its card.
pub(super) fn name(one: &One<'_>) -> String {
    let label = safe(&one.on_card.label);
    if label.is_empty() { safe(&one.identity.display_name) } else { label }
}

/// `login`, `signature`, `ca`, `other`
pub(super) fn use_word(one: &One<'_>) -> &'static str {
    let is_for_signatures =
        one.contents.key_of(one.on_card).is_some_and(tillit_card::pkcs15::CardKey::is_for_signatures);
    match one.identity.usage {
        Use::Ca => "ca",
        Use::Signature => "signature",
        Use::Authentication | Use::Both if is_for_signatures => "signature",
        Use::Authentication | Use::Both => "login",
        Use::Other => "other",
    }
}

/// `hsa`, `person`, `other`
pub(super) fn identity_word(one: &One<'_>) -> &'static str {
    match one.identity.kind {
        Kind::PersonHsaId => "hsa",
        Kind::PersonIdentity => "person",
        _ => "other",
    }
}

/// The stable word of what a card's certificates are.
pub(super) fn state_word(state: State) -> &'static str {
    match state {
        State::Old => "old",
        State::New => "new",
        State::Both => "both",
        State::Other => "other",
        State::Unknown => "unknown",
    }
}

/// The stable word of why a reader or a card cannot be used.
pub(super) fn reader_word(error: &ReaderError) -> &'static str {
    match error {
        ReaderError::NoLibrary { .. } => "no-library",
        ReaderError::NoDaemon => "no-daemon",
        ReaderError::NoPermission => "no-permission",
        ReaderError::NoReader => "no-reader",
        ReaderError::NoCard => "no-card",
        ReaderError::Removed => "removed",
        ReaderError::Mute => "mute",
        ReaderError::InUse => "in-use",
        ReaderError::TimedOut(_) => "timed-out",
        _ => "other",
    }
}

/// Why a card shows nothing; `None`: it shows something.
pub(super) fn unreadable_word(card: &CardSeen) -> Option<&'static str> {
    match &card.read {
        Read::Token(_) => None,
        Read::Failed(error) => Some(reader_word(error)),
        Read::Whole(whole) => match whole.card.contents.as_ref().err()? {
            ReadError::NotPkcs15 { .. } => Some("not-pkcs15"),
            ReadError::NoLists { .. } => Some("no-lists"),
            ReadError::Channel(ChannelError::Reader(error)) => Some(reader_word(error)),
            ReadError::Channel(_) => Some("garbage"),
        },
    }
}

/// The stable word of why a module shows no tokens; `None`: it runs.
pub(super) fn module_word(says: &ModuleSays) -> Option<&'static str> {
    match says {
        ModuleSays::Runs { .. } => None,
        ModuleSays::OtherProcessor { .. } => Some("other-processor"),
        ModuleSays::NotStarted(_) => Some("not-started"),
        ModuleSays::Crashed => Some("crashed"),
        ModuleSays::Silent(_) => Some("silent"),
    }
}

/// What a module shows, a line for each thing.
pub(super) fn module_lines(says: &ModuleSays, texts: &Texts) -> Vec<String> {
    let why = |facts: &[(&str, Value<'_>)]| {
        let word = module_word(says).unwrap_or_default();
        vec![texts.format(&format!("card-module-{word}"), facts)]
    };
    match says {
        ModuleSays::OtherProcessor { theirs, ours } => {
            why(&[("theirs", clean(theirs).into()), ("ours", clean(ours).into())])
        }
        ModuleSays::NotStarted(detail) => why(&[("detail", clean(detail).into())]),
        ModuleSays::Crashed => why(&[]),
        ModuleSays::Silent(limit) => why(&[("seconds", limit.as_secs().into())]),
        ModuleSays::Runs { about, tokens, failed } => {
            let mut lines: Vec<String> = Some(clean(about)).filter(|about| !about.is_empty()).into_iter().collect();
            lines.extend(tokens.iter().map(|token| self::token(token, texts)));
            lines.extend(failed.iter().map(|one| {
                let facts = [("reader", clean(&one.reader).into()), ("why", clean(&one.why).into())];
                texts.format("card-module-reader-failed", &facts)
            }));
            if tokens.is_empty() && failed.is_empty() {
                lines.push(texts.get("card-module-no-token"));
            }
            lines
        }
    }
}

fn token(token: &TokenSeen, texts: &Texts) -> String {
    let mut parts = vec![if token.is_set_up { safe(&token.label) } else { texts.get("card-token-not-set-up") }];
    if !token.serial.is_empty() {
        parts.push(texts.format("card-serial", &[("serial", safe(&token.serial).into())]));
    }
    if !token.reader.is_empty() {
        parts.push(texts.format("card-token-reader", &[("reader", clean(&token.reader).into())]));
    }
    if token.is_locked {
        parts.push(texts.get("card-token-locked"));
    } else if token.is_last_try {
        parts.push(texts.get("card-token-last-try"));
    }
    parts.join(" · ")
}

impl Speaker<'_> {
    fn get(&self, id: &str) -> String {
        self.texts.get(id)
    }

    /// Why a card shows nothing, in words.
    pub(super) fn unreadable(&self, card: &CardSeen) -> Option<String> {
        let word = unreadable_word(card)?;
        let foreign = card.whole().and_then(|whole| whole.card.foreign).map_or("none", foreign_name);
        let detail = match &card.read {
            Read::Failed(error) => error.to_string(),
            Read::Whole(whole) => {
                let Whole { card, .. } = &**whole;
                card.contents.as_ref().err().map(ToString::to_string).unwrap_or_default()
            }
            Read::Token(_) => String::new(),
        };
        let facts = [("foreign", Value::from(foreign)), ("detail", clean(&detail).into())];
        Some(self.texts.format(&format!("card-unreadable-{word}"), &facts))
    }

    /// What is wrong with a file.
    fn problem(&self, problem: &Problem) -> String {
        let (word, detail) = match &problem.kind {
            ProblemKind::File(FileError::NotFound) => ("not-found", String::new()),
            ProblemKind::File(FileError::Denied) => ("denied", String::new()),
            ProblemKind::File(FileError::TooLarge) | ProblemKind::TooMuch => ("too-much", String::new()),
            ProblemKind::File(error) => ("status", error.to_string()),
            ProblemKind::Cut => ("cut", String::new()),
            ProblemKind::Certificate(error) => ("certificate", error.to_string()),
            ProblemKind::Elsewhere => ("elsewhere", String::new()),
            _ => ("no-object", String::new()),
        };
        self.texts.format(&format!("card-problem-{word}"), &[("detail", clean(&detail).into())])
    }

    /// The one sentence.
    pub(super) fn headline(&self) -> String {
        let readers = self.report.readers.len();
        let cards: Vec<_> = self.report.cards().collect();
        if readers == 0 {
            return self.get("card-headline-no-reader");
        }
        let facts = [("readers", Value::from(readers)), ("cards", cards.len().into())];
        if self.report.asked == Asked::List {
            return self.texts.format("card-headline-list", &facts);
        }
        match cards.as_slice() {
            [] => self.texts.format("card-headline-no-card", &facts),
            [(_, card)] => self.of_card(card),
            _ => self.texts.format("card-headline-several", &facts),
        }
    }

    /// What a card's certificates come to.
    pub(super) fn of_card(&self, card: &CardSeen) -> String {
        if let Some(why) = self.unreadable(card) {
            return self.texts.format("card-answer-unreadable", &[("why", why.into())]);
        }
        let Some(whole) = card.whole() else { return String::new() };
        let word = state_word(state(whole, self.catalog));
        let names = moving(whole, self.catalog).map(|(pki, _)| pki);
        let of = |generation: Option<&tillit_verifier::catalog::Generation>| {
            Value::from(generation.map(|generation| clean(&generation.name)).unwrap_or_default())
        };
        let facts = [
            ("old", of(names.and_then(|pki| pki.old_generation()))),
            ("new", of(names.and_then(|pki| pki.new_generation()))),
            ("count", own(whole).count().into()),
        ];
        self.texts.format(&format!("card-answer-{word}"), &facts)
    }

    /// `SITHS e-id`; of a certificate of no known PKI its issuer.
    pub(super) fn generation(&self, one: &One<'_>) -> String {
        let named = one.identity.generation.as_ref().and_then(|id| {
            let pki = self.catalog.pki(&id.pki)?;
            Some(clean(&pki.generation(&id.generation)?.name))
        });
        named.unwrap_or_else(|| safe(one.on_card.certificate.issuer().common_name()))
    }

    pub(super) fn use_text(&self, one: &One<'_>) -> String {
        self.get(&format!("card-use-{}", use_word(one)))
    }

    /// Who it is: name, organisation, HSA-id or what kind of number, LoA.
    pub(super) fn who(&self, one: &One<'_>) -> String {
        let identity = one.identity;
        let mut parts = vec![safe(&identity.display_name)];
        parts.extend(identity.organisation.as_deref().map(safe));
        let mut out = parts.join(", ");
        if let Some(id) = &identity.hsa_id {
            out.push_str(&format!(" · {} {}", self.get("card-hsa-id"), clean(id)));
        } else if identity.kind == Kind::PersonIdentity {
            out.push_str(&format!(" · {}", self.get("card-personal-number")));
        }
        if let Some(level) = &identity.assurance {
            out.push_str(&format!(" · LoA {}", level.level));
        }
        out
    }

    /// Until when.
    pub(super) fn until(&self, one: &One<'_>) -> String {
        let end = one.on_card.certificate.not_after();
        let begins = one.on_card.certificate.not_before();
        let days = (end - self.report.at).whole_days();
        let word = if begins > self.report.at {
            "early"
        } else if end < self.report.at {
            "over"
        } else {
            "left"
        };
        let day = |at| minute(at).get(..10).unwrap_or_default().to_owned();
        let facts = [("end", Value::from(day(end))), ("begin", day(begins).into()), ("days", days.abs().into())];
        self.texts.format(&format!("card-until-{word}"), &facts)
    }

    /// Which key and PIN.
    pub(super) fn key(&self, one: &One<'_>) -> String {
        let Some(key) = one.contents.key_of(one.on_card) else {
            return if use_word(one) == "ca" || !one.keys_told { String::new() } else { self.get("card-key-none") };
        };
        let pin = one.contents.pin_of(key).map_or("none".to_owned(), |pin| safe(&pin.label));
        self.texts.format("card-key", &[("key", safe(&key.label).into()), ("pin", pin.into())])
    }

    /// What a browser does.
    pub(super) fn offer(&self, one: &One<'_>) -> Option<String> {
        let word = match one.offer? {
            Offer::Offers => "offers",
            Offer::WithIssuer => "with-issuer",
            Offer::CannotSay => "unknown",
            Offer::Withholds(Withheld::NotAnnounced) => "not-announced",
            Offer::Withholds(Withheld::Expired) => "expired",
            Offer::Withholds(Withheld::NotYetValid) => "early",
            Offer::Withholds(Withheld::NotForLogin) => "use",
        };
        Some(self.get(&format!("card-offer-{word}")))
    }

    /// A PIN and its tries.
    pub(super) fn pin(&self, pin: &Pin, tries: Tries) -> String {
        let (word, count) = match tries {
            Tries::Left(0) => ("locked", 0),
            Tries::Left(count) => ("left", count),
            Tries::Open => ("open", 0),
            Tries::NotKnown => ("unknown", 0),
        };
        let tries = self.texts.format(&format!("card-tries-{word}"), &[("count", count.into())]);
        let role = match pin.role {
            tillit_card::pkcs15::PinRole::User => "user",
            tillit_card::pkcs15::PinRole::Unblocking => "unblocking",
            tillit_card::pkcs15::PinRole::Issuer => "issuer",
        };
        let facts = [("label", Value::from(safe(&pin.label))), ("tries", tries.into())];
        self.texts.format(&format!("card-pin-{role}"), &facts)
    }

    /// Findings of a card, the heaviest first.
    pub(super) fn findings(&self, reader: &ReaderSeen, card: &CardSeen) -> Vec<Finding> {
        let mut findings: Vec<Finding> = abouts(card, self.report, self.catalog)
            .into_iter()
            .map(|about| {
                let (code, severity, text) = self.said(&about, card);
                let case = if about == (About::TriesNotKnown { to_module: true }) { "module" } else { "" };
                let mut remedy = code.remedy_for(self.texts, case, "other");
                if about == About::OnlyOld {
                    // What is to be done depends on the day: the catalog has the dates.
                    let rules = card.whole().and_then(|whole| moving(whole, self.catalog));
                    if let Some((_, rules)) = rules {
                        remedy = clean(self.texts.pick(rules.advice(self.report.at.date())));
                    }
                }
                Finding {
                    code: code.code.to_owned(),
                    severity: severity.into(),
                    subject: None,
                    input: clean(&reader.name),
                    index: None,
                    source: None,
                    text,
                    remedy,
                }
            })
            .collect();
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        findings
    }

    fn said(&self, about: &About<'_>, card: &CardSeen) -> (&'static Code, Severity, String) {
        let day = |at: &time::OffsetDateTime| Value::from(minute(*at).get(..10).unwrap_or_default().to_owned());
        let mut variant = "";
        let mut weight = None;
        let (code, facts): (&'static Code, Vec<(&str, Value<'_>)>) = match about {
            About::Unreadable => {
                (&codes::CARD_UNREADABLE, vec![("why", self.unreadable(card).unwrap_or_default().into())])
            }
            About::File(problem) => {
                let place = problem.location.to_string();
                let why = self.problem(problem);
                let facts = vec![("file", place.into()), ("offset", problem.offset.into()), ("why", why.into())];
                (&codes::CARD_FILE_UNREADABLE, facts)
            }
            About::OnlyOld => (&codes::CARD_ONLY_OLD, vec![("answer", self.of_card(card).into())]),
            About::Upgraded => (&codes::CARD_UPGRADED, vec![("answer", self.of_card(card).into())]),
            About::Both => (&codes::CARD_OLD_AND_NEW, vec![("answer", self.of_card(card).into())]),
            About::NoKnownPki => (&codes::CARD_NO_KNOWN_PKI, Vec::new()),
            About::TooMany { count, limit } => {
                (&codes::CARD_TOO_MANY, vec![("count", (*count).into()), ("limit", (*limit).into())])
            }
            About::OtherIssuers { names, is_upgraded } => {
                if *is_upgraded {
                    (variant, weight) = ("-after", Some(Severity::Info));
                }
                let names: Vec<String> = names.iter().map(|name| safe(name)).collect();
                (&codes::CARD_OTHER_ISSUERS, vec![("issuers", names.join(", ").into())])
            }
            About::NotUpgradable(kind) => {
                let kind = if *kind == CardKind::Reserve { "reserve" } else { "short-term" };
                (&codes::CARD_NOT_UPGRADABLE, vec![("kind", kind.into())])
            }
            About::PinMissing { count } => (&codes::CARD_PIN_MISSING, vec![("count", (*count).into())]),
            About::PinLocked(label) => (&codes::CARD_PIN_LOCKED, vec![("pin", safe(label).into())]),
            About::LastTry(label) => (&codes::CARD_LAST_TRY, vec![("pin", safe(label).into())]),
            About::PinOpen(label) => (&codes::CARD_PIN_OPEN, vec![("pin", safe(label).into())]),
            About::TriesNotKnown { to_module } => {
                if *to_module {
                    variant = "-module";
                }
                (&codes::CARD_TRIES_NOT_KNOWN, Vec::new())
            }
            About::Expired { name, at } => (&codes::CARD_EXPIRED, vec![("name", name.clone().into()), ("at", day(at))]),
            About::EndsSoon { days, at } => (&codes::CARD_ENDS_SOON, vec![("days", (*days).into()), ("at", day(at))]),
            About::NoLogin => (&codes::CARD_NO_LOGIN, Vec::new()),
            About::WithoutKey { name } => (&codes::CARD_WITHOUT_KEY, vec![("name", name.clone().into())]),
            About::NothingOffered | About::SeveralOffered { .. } => {
                let page = self.report.page.as_ref().map(|page| clean(&page.url)).unwrap_or_default();
                match about {
                    About::SeveralOffered { count } => {
                        (&codes::CARD_SEVERAL_OFFERED, vec![("page", page.into()), ("count", (*count).into())])
                    }
                    _ => (&codes::CARD_NOTHING_OFFERED, vec![("page", page.into())]),
                }
            }
        };
        (code, weight.unwrap_or(code.severity), self.texts.format(&format!("{code}.say{variant}"), &facts))
    }
}
