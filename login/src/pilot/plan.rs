//! The plan of a pilot, a TOML file that people write. The format is described in `docs/pilot.md`.

use std::path::{Path, PathBuf};

use tillit_verifier::Fingerprint;
use tillit_verifier::catalog::reader::{Item, Reader, Seen, Table, shown};
use tillit_verifier::catalog::{Mistake, MistakeKind};

use super::results::Phase;
use crate::Target;
use crate::attempt::Expected;
use crate::target::TargetError;

/// The largest plan that is read.
pub const MAX_FILE_BYTES: usize = 1 << 20;
/// Services, and cards, of one pilot.
pub const MAX_OF_EACH: usize = 500;

/// What is to be tried with which cards.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What people call it.
    pub name: String,
    /// The generation that cards are upgraded to, as `--generation` takes it; `None`: the newest.
    pub generation: Option<String>,
    /// Kinds of cards that are in use: each must be among the cards that were tried.
    pub kinds: Vec<CardKind>,
    /// Browsers that are in use, as people call them: a login with each is entered by hand.
    pub browsers: Vec<String>,
    /// At least one; each name once.
    pub services: Vec<Service>,
    /// At least one; each name once.
    pub cards: Vec<Card>,
}

/// Something to log in to.
#[derive(Clone, Debug)]
pub struct Service {
    /// What people call it.
    pub name: String,
    /// Who looks after it.
    pub owner: Option<String>,
    /// Who tries the login.
    pub run: Run,
    /// A supplier's audit report (JSON of `tillit audit`) that belongs to it.
    pub audit: Option<PathBuf>,
}

impl Service {
    /// What is tried there, as SHA-256 in hexadecimal: another page, or other expectations of it, are another question. An address may hold
    /// what is secret, so that it is not kept itself. `None`: a person tries it.
    pub fn asked(&self) -> Option<String> {
        let Run::Here { target, expected, follow_forms } = &self.run else { return None };
        let Expected { statuses, texts, denied } = expected;
        // The form of `Debug` quotes texts, so that no two questions have one.
        let question = format!("{:?} {statuses:?} {texts:?} {denied:?} {follow_forms}", target.url().as_str());
        Some(Fingerprint::of(question.as_bytes()).to_string())
    }
}

/// Who tries a login.
#[derive(Clone, Debug)]
pub enum Run {
    /// This program.
    Here {
        /// The page.
        target: Target,
        /// What a page looks like to somebody who is logged in.
        expected: Expected,
        /// Forms that send themselves are followed.
        follow_forms: bool,
    },
    /// A person, who enters the result: no program can.
    ByHand,
}

/// A card, or a key in its place.
#[derive(Clone, Debug)]
pub struct Card {
    /// What people call it: never a name of a person that must not be in the report.
    pub name: String,
    /// What kind.
    pub kind: CardKind,
    /// Its part in the pilot.
    pub part: Part,
    /// Where its key is.
    pub key: KeySource,
}

/// Kinds of cards and keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CardKind {
    /// An ordinary card.
    Ordinary,
    /// A reserve card.
    Reserve,
    /// A short-term card.
    ShortTerm,
    /// A mobile identity.
    Mobile,
    /// A function's certificate.
    Function,
}

/// The words of the kinds.
pub const KINDS: [(&str, CardKind); 5] = [
    ("ordinary", CardKind::Ordinary),
    ("reserve", CardKind::Reserve),
    ("short-term", CardKind::ShortTerm),
    ("mobile", CardKind::Mobile),
    ("function", CardKind::Function),
];

/// The words of the parts.
pub const PARTS: [(&str, Part); 3] = [("upgrade", Part::Upgrade), ("control", Part::Control), ("new", Part::New)];

/// A card's part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// It is tried, upgraded, and tried again.
    Upgrade,
    /// It stays as it is.
    Control,
    /// It has the new certificates from the beginning.
    New,
}

impl Part {
    /// In this phase the card has the certificates that cards are upgraded to.
    pub fn is_new(self, phase: Phase) -> bool {
        match self {
            Self::Upgrade => phase == Phase::After,
            Self::Control => false,
            Self::New => true,
        }
    }
}

/// Where a key is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeySource {
    /// On a card that is put into a reader.
    Inserted,
    /// In files; of a card that is upgraded others before than after.
    Files {
        /// Before the upgrade; `None`: the same as after, or never tried.
        before: Option<KeyFiles>,
        /// After it.
        after: KeyFiles,
    },
}

/// A key in files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyFiles {
    /// PKCS#12
    Pkcs12(PathBuf),
    /// A certificate and its key.
    Pair {
        /// The certificate.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
    },
}

/// Why a plan is refused: everything that is wrong with it, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct PlanError {
    /// Never empty.
    pub mistakes: Vec<Mistake>,
}

impl Plan {
    /// Reads a plan; `file` is where it lies: relative paths in it begin in its folder.
    ///
    /// # Errors
    /// [`PlanError`] with every mistake and its place; where the text is no TOML, with what the TOML parser says.
    pub fn parse(text: &str, file: &Path) -> Result<Self, PlanError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::default();
        let folder = file.parent().unwrap_or(Path::new(""));
        let plan = reader.document(text, MAX_FILE_BYTES).and_then(|document| {
            let keys = &["format", "name", "generation", "kinds", "browsers", "services", "cards"];
            let top = reader.entries(&document, 0, keys);
            plan(&mut reader, top, folder)
        });
        reader.finish(text).map_err(|error| PlanError { mistakes: error.mistakes })?;
        // What is missing was noted, so that `finish` has returned by now.
        plan.ok_or_else(|| PlanError { mistakes: vec![Mistake { line: 1, column: 1, kind: MistakeKind::Empty }] })
    }

    /// The card of this name.
    pub fn card(&self, name: &str) -> Option<&Card> {
        self.cards.iter().find(|card| card.name == name)
    }

    /// The service of this name.
    pub fn service(&self, name: &str) -> Option<&Service> {
        self.services.iter().find(|service| service.name == name)
    }
}

fn plan(r: &mut Reader, top: Table<'_>, folder: &Path) -> Option<Plan> {
    let format = r.required(top, "format", |r, item| Some((r.number(item, 0, i64::MAX)?, item.span().start)));
    if let Some((found, at)) = format.filter(|(found, _)| *found != 1) {
        r.mistake(at, MistakeKind::Format { found });
    }
    let name = r.required(top, "name", Reader::owned);
    let generation = r.optional(top, "generation", Reader::owned);
    let kinds = r.list(top, "kinds", |r, item| r.word(item, &KINDS));
    let browsers = r.list(top, "browsers", Reader::owned);
    for key in ["services", "cards"] {
        let count = top.get(key).and_then(|item| item.get_ref().as_array()).map_or(0, |all| all.iter().count());
        match count {
            0 => r.mistake(top.start, MistakeKind::MissingKey { key }),
            1..=MAX_OF_EACH => {}
            _ => r.mistake(top.start, MistakeKind::TooMany { limit: MAX_OF_EACH }),
        }
    }
    let mut seen = Seen::default();
    let services = r.list(top, "services", |r, item| service(r, item, folder, &mut seen));
    let mut seen = Seen::default();
    let cards = r.list(top, "cards", |r, item| card(r, item, folder, &mut seen));
    Some(Plan { name: name?, generation, kinds, browsers, services, cards })
}

fn service(r: &mut Reader, item: &Item<'_>, folder: &Path, seen: &mut Seen) -> Option<Service> {
    const KEYS: &[&str] =
        &["name", "owner", "url", "by_hand", "expect_status", "expect_text", "deny_text", "follow_forms", "audit"];
    let table = r.table(item, KEYS)?;
    let name = r.required(table, "name", |r, item| named(r, item, "name", seen));
    let owner = r.optional(table, "owner", Reader::owned);
    let audit = r.optional(table, "audit", Reader::owned).map(|path| folder.join(path));
    let expected = Expected {
        statuses: r.list(table, "expect_status", |r, item| u16::try_from(r.number(item, 100, 599)?).ok()),
        texts: r.list(table, "expect_text", Reader::owned),
        denied: r.list(table, "deny_text", Reader::owned),
    };
    let follow_forms = r.optional(table, "follow_forms", Reader::boolean).unwrap_or(false);
    let by_hand = r.optional(table, "by_hand", |r, item| Some((r.boolean(item)?, item.span().start)));
    let run = if let Some((true, at)) = by_hand {
        if table.get("url").is_some() {
            r.mistake(at, MistakeKind::OneOf { keys: &["url", "by_hand"] });
        }
        // What nobody would look at is a slip of the pen.
        for key in ["expect_status", "expect_text", "deny_text", "follow_forms"] {
            if let Some(item) = table.get(key) {
                r.mistake(item.span().start, MistakeKind::OnlyBeside { key, beside: "url" });
            }
        }
        Some(Run::ByHand)
    } else if by_hand.is_none() && table.get("url").is_none() {
        // A `by_hand` that is neither true nor false was noted.
        if table.get("by_hand").is_none() {
            r.mistake(table.start, MistakeKind::OneOf { keys: &["url", "by_hand"] });
        }
        None
    } else {
        r.required(table, "url", page).map(|target| Run::Here { target, expected, follow_forms })
    };
    Some(Service { name: name?, owner, run: run?, audit })
}

fn page(r: &mut Reader, item: &Item<'_>) -> Option<Target> {
    let url = r.string(item)?;
    // A password is not repeated, wherever in the text it may stand.
    let said = if url.contains('@') { url.split("://").next().unwrap_or_default() } else { url };
    let kind = match Target::parse(url) {
        Ok(target) => return Some(target),
        Err(TargetError::WithPassword) => MistakeKind::UrlPassword,
        Err(TargetError::NotHttps(_)) => MistakeKind::NotHttps { url: shown(said) },
        Err(_) => MistakeKind::Url { url: shown(said) },
    };
    r.mistake(item.span().start, kind);
    None
}

fn card(r: &mut Reader, item: &Item<'_>, folder: &Path, seen: &mut Seen) -> Option<Card> {
    const KEYS: &[&str] = &["name", "kind", "part", "p12", "cert", "key", "p12_before", "cert_before", "key_before"];
    let table = r.table(item, KEYS)?;
    let name = r.required(table, "name", |r, item| named(r, item, "name", seen));
    let kind = r.optional(table, "kind", |r, item| r.word(item, &KINDS)).unwrap_or(CardKind::Ordinary);
    let part = r.optional(table, "part", |r, item| r.word(item, &PARTS)).unwrap_or(Part::Upgrade);
    let after = files(r, table, folder, &AFTER);
    let before = files(r, table, folder, &BEFORE);
    if after.is_none() && before.is_some() {
        r.mistake(table.start, MistakeKind::MissingKey { key: "p12" });
    }
    let key = after.map_or(KeySource::Inserted, |after| KeySource::Files { before, after });
    Some(Card { name: name?, kind, part, key })
}

/// The keys that name a key in files.
struct FileKeys {
    p12: &'static str,
    certificate: &'static str,
    key: &'static str,
    /// The first two: either can stand there.
    either: &'static [&'static str],
}

const AFTER: FileKeys = FileKeys { p12: "p12", certificate: "cert", key: "key", either: &["p12", "cert"] };
const BEFORE: FileKeys = FileKeys {
    p12: "p12_before",
    certificate: "cert_before",
    key: "key_before",
    either: &["p12_before", "cert_before"],
};

fn files(r: &mut Reader, table: Table<'_>, folder: &Path, keys: &FileKeys) -> Option<KeyFiles> {
    let FileKeys { p12, certificate, key, either } = *keys;
    if let (Some(_), Some(item)) = (table.get(p12), table.get(certificate)) {
        r.mistake(item.span().start, MistakeKind::OneOf { keys: either });
    }
    if let (Some(item), None) = (table.get(key), table.get(certificate)) {
        r.mistake(item.span().start, MistakeKind::OnlyBeside { key, beside: certificate });
    }
    if let Some(path) = r.optional(table, p12, Reader::owned) {
        return Some(KeyFiles::Pkcs12(folder.join(path)));
    }
    let certificate = folder.join(r.optional(table, certificate, Reader::owned)?);
    // One file may have both.
    let key = r.optional(table, key, Reader::owned).map_or_else(|| certificate.clone(), |path| folder.join(path));
    Some(KeyFiles::Pair { certificate, key })
}

fn named(r: &mut Reader, item: &Item<'_>, what: &'static str, seen: &mut Seen) -> Option<String> {
    let name = r.owned(item)?;
    r.unique(seen, what, &name, item.span().start);
    Some(name)
}
