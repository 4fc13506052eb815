//! The JSON document `tillit/card/1`. Keys are stable: new ones may come, none goes or changes its meaning within a version.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use tillit_card::apdu::Protocol;
use tillit_card::pkcs15::{List, Pin, PinRole};
use tillit_card::readers::Tries;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::certificate::to_hex;

use super::judge::state;
use super::say::{Speaker, identity_word, module_word, safe, state_word, unreadable_word, use_word};
use super::{
    CardReport, CardSeen, ModuleSays, ModuleSeen, One, ReaderFailed, ReaderSeen, SlotSeen, TokenSeen, foreign_name,
};
use crate::finding::{Envelope, Finding, Tool};
use crate::i18n::Texts;
use crate::login::json::OfferWord;
use crate::plain::{clean, mask_personal_numbers};
use crate::verify::facts::moment;
use crate::verify::json::line;

/// The word that names the document.
pub const SCHEMA: &str = "tillit/card/1";

/// The document of `tillit card`.
pub type Document = Envelope<ComputerResult>;

/// What a computer has for cards.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ComputerResult {
    /// The one sentence, in the language that was asked for.
    pub text: String,
    /// Readers, in PC/SC's order; for `show` and `check` those that were asked for.
    pub readers: Vec<ReaderResult>,
    /// PKCS#11 modules; only for `list`.
    pub modules: Vec<ModuleResult>,
    /// The page of `--for`, without what may be a secret.
    pub page: Option<String>,
    /// That page asks for a certificate; null: that could not be seen, or there is none.
    pub page_asks: Option<bool>,
}

/// A PKCS#11 module.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ModuleResult {
    /// Its file.
    pub path: String,
    /// What it calls itself, or is known as.
    pub name: String,
    /// Maker, name and version as it tells them; null: it does not run.
    pub about: Option<String>,
    /// Why it shows no tokens: `other-processor`, `not-started`, `crashed`, `silent`; null: it runs. New words may come.
    pub problem: Option<String>,
    /// The tokens that it shows without a PIN; with some modules one for each PIN of a card.
    pub tokens: Vec<TokenResult>,
    /// Readers whose card it cannot use.
    pub failed: Vec<ReaderFailedResult>,
}

/// A token of a PKCS#11 module.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct TokenResult {
    /// Its label; personal identity numbers are masked.
    pub label: String,
    /// Its serial number.
    pub serial: String,
    /// Its maker.
    pub manufacturer: String,
    /// The reader as the module calls it.
    pub reader: String,
    /// It has been set up.
    pub set_up: bool,
    /// Its PIN is locked.
    pub pin_locked: bool,
    /// Its PIN has one try left. Where neither is said, not every module knows.
    pub pin_last_try: bool,
}

/// A reader whose card a module cannot use.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReaderFailedResult {
    /// As the module calls it.
    pub reader: String,
    /// What the module says.
    pub why: String,
}

/// A reader.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ReaderResult {
    /// As PC/SC calls it.
    pub name: String,
    /// There is a card in it; null: PC/SC does not tell.
    pub present: Option<bool>,
    /// Another program has the card for itself.
    pub in_use: bool,
    /// The card's answer to reset, hexadecimal; null: no card, or it does not answer.
    pub atr: Option<String>,
    /// What is known of cards with this answer.
    pub known: Option<String>,
    /// Why the card shows nothing: `mute`, `removed`, `in-use`, `not-pkcs15`, `no-lists`, `garbage`, `timed-out`, ... New words may come.
    pub problem: Option<String>,
    /// Another layout that the card has: `PIV`, `OpenPGP`, `CAC`.
    pub foreign: Option<String>,
    /// What is on the card; null: none, or it shows nothing.
    pub card: Option<CardResult>,
}

/// A card.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CardResult {
    /// How it was read.
    pub via: Via,
    /// The PKCS#11 module that showed it.
    pub module: Option<String>,
    /// `T=0` or `T=1`; null: it was not talked to that far.
    pub protocol: Option<String>,
    /// What it calls itself.
    pub label: Option<String>,
    /// Its serial number, hexadecimal.
    pub serial: Option<String>,
    /// Who made it.
    pub manufacturer: Option<String>,
    /// Which generation its own certificates are of: `old`, `new`, `both`, `other` (of a known PKI), `unknown`; null: for `list`.
    pub state: Option<String>,
    /// In the card's order.
    pub certificates: Vec<CertificateResult>,
    /// In the card's order.
    pub pins: Vec<PinResult>,
    /// Codes of its findings.
    pub findings: Vec<String>,
}

/// How a card was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Via {
    /// Its files, over PC/SC.
    Pkcs15,
    /// A PKCS#11 module.
    Pkcs11,
}

words! {
    /// In which list of the card a certificate stands.
    ListWord {
        /// The card's own.
        Own = List::Own,
        /// Those that it trusts.
        Trusted = List::Trusted,
        /// Those that may be of use.
        Useful = List::Useful,
    } from List
}

words! {
    /// Whose a PIN is.
    PinWord {
        /// The holder's, for keys.
        User = PinRole::User,
        /// It opens other PINs that are locked.
        Unblocking = PinRole::Unblocking,
        /// The issuer's own.
        Issuer = PinRole::Issuer,
    } from PinRole
}

/// A certificate on a card.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CertificateResult {
    /// SHA-256 of the DER encoding, upper-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub sha256: String,
    /// The card's label of it; personal identity numbers are masked.
    pub label: String,
    /// What ties it to its key (iD), hexadecimal.
    pub id: String,
    /// In which list it stands.
    pub list: ListWord,
    /// Its file; null: in the list itself.
    pub file: Option<String>,
    /// What for: `login`, `signature`, `ca`, `other`.
    #[serde(rename = "use")]
    pub usage: String,
    /// Its generation; null: of no known PKI.
    pub generation: Option<GenerationResult>,
    /// Who it names: `hsa` (by HSA-id), `person` (by personal identity number), `other`.
    pub identity: String,
    /// The name.
    pub name: String,
    /// HSA-id.
    pub hsa_id: Option<String>,
    /// Level of assurance.
    pub loa: Option<u8>,
    /// Its subject (RFC 4514); personal identity numbers are masked.
    pub subject: String,
    /// Its issuer (RFC 4514).
    pub issuer: String,
    /// When it begins (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_before: String,
    /// When it ends (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub not_after: String,
    /// Days left until then; negative: it is over.
    pub days_left: i64,
    /// Its private key's label; null: the card has none, or it was read through a module, which does not tell.
    pub key: Option<String>,
    /// The label of the PIN that opens the key.
    pub pin: Option<String>,
    /// What a browser does with it at the page of `--for`; null: nobody asked.
    pub browser: Option<OfferWord>,
}

/// A generation of a PKI.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct GenerationResult {
    /// The PKI: `siths`.
    pub pki: String,
    /// The generation in it: `e-id`.
    pub id: String,
}

/// A PIN.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PinResult {
    /// Its label.
    pub label: String,
    /// Whose it is.
    pub role: PinWord,
    /// Its number on the card.
    pub reference: u8,
    /// Tries left; null: not known.
    pub tries_left: Option<u8>,
    /// Somebody has given it, and the card remembers; null: not known.
    pub is_open: Option<bool>,
}

/// The JSON schema of the document, as it stands in `docs/schema/card-1.json`.
pub fn schema() -> Value {
    crate::install::json::named(schemars::schema_for!(Document), SCHEMA, "tillit card")
}

/// The document.
pub fn json(report: &CardReport, catalog: &Catalog, texts: &Texts) -> Value {
    serde_json::to_value(document(report, catalog, texts)).unwrap_or_default()
}

/// One line for the computer, then one for each finding.
pub fn ndjson(report: &CardReport, catalog: &Catalog, texts: &Texts) -> String {
    let document = document(report, catalog, texts);
    let mut out = String::new();
    document.results.iter().for_each(|result| out.push_str(&line(SCHEMA, "result", result)));
    document.findings.iter().for_each(|finding| out.push_str(&line(SCHEMA, "finding", finding)));
    out
}

fn document(report: &CardReport, catalog: &Catalog, texts: &Texts) -> Document {
    let speak = Speaker { report, catalog, texts };
    let findings: Vec<Finding> = report.cards().flat_map(|(reader, card)| speak.findings(reader, card)).collect();
    Envelope {
        schema: SCHEMA.to_owned(),
        tool: Tool { name: "tillit".to_owned(), version: report.version.clone() },
        at: moment(report.at),
        results: vec![ComputerResult {
            text: speak.headline(),
            readers: report.readers.iter().map(|reader| self::reader(reader, &speak)).collect(),
            modules: report.modules.iter().map(module).collect(),
            page: report.page.as_ref().map(|page| page.url.clone()),
            page_asks: report.page.as_ref().and_then(|page| page.asks),
        }],
        findings,
    }
}

fn module(module: &ModuleSeen) -> ModuleResult {
    let (about, tokens, failed) = match &module.says {
        ModuleSays::Runs { about, tokens, failed } => (Some(clean(about)), tokens.as_slice(), failed.as_slice()),
        _ => (None, &[][..], &[][..]),
    };
    let token = |token: &TokenSeen| TokenResult {
        label: safe(&token.label),
        serial: safe(&token.serial),
        manufacturer: clean(&token.manufacturer),
        reader: clean(&token.reader),
        set_up: token.is_set_up,
        pin_locked: token.is_locked,
        pin_last_try: token.is_last_try,
    };
    let failure = |one: &ReaderFailed| ReaderFailedResult { reader: clean(&one.reader), why: clean(&one.why) };
    ModuleResult {
        path: module.path.clone(),
        name: module.name.clone(),
        about,
        problem: module_word(&module.says).map(str::to_owned),
        tokens: tokens.iter().map(token).collect(),
        failed: failed.iter().map(failure).collect(),
    }
}

fn reader(reader: &ReaderSeen, speak: &Speaker<'_>) -> ReaderResult {
    let seen = match &reader.state {
        SlotSeen::Card(card) => Some(&**card),
        _ => None,
    };
    let atr = seen.and_then(|card| card.atr.as_ref());
    let foreign = seen.and_then(CardSeen::whole).and_then(|whole| whole.card.foreign);
    ReaderResult {
        name: reader.name.clone(),
        present: match reader.state {
            SlotSeen::Empty => Some(false),
            SlotSeen::Unknown => None,
            SlotSeen::Card(_) => Some(true),
        },
        in_use: seen.is_some_and(|card| card.in_use),
        atr: atr.map(|atr| to_hex(atr.bytes())),
        known: atr.and_then(tillit_card::atr::Atr::known).map(|known| known.name().to_owned()),
        problem: seen.and_then(unreadable_word).map(str::to_owned),
        foreign: foreign.map(|foreign| foreign_name(foreign).to_owned()),
        card: seen.and_then(|card| self::card(reader, card, speak)),
    }
}

fn card(reader: &ReaderSeen, card: &CardSeen, speak: &Speaker<'_>) -> Option<CardResult> {
    let whole = card.whole().filter(|whole| whole.contents().is_some());
    let token = card.token();
    if whole.is_none() && token.is_none() {
        return None;
    }
    let module = whole.and_then(|whole| whole.module.as_ref());
    let word = |protocol| if protocol == Protocol::T0 { "T=0" } else { "T=1" };
    let text = |text: &Option<String>| text.as_deref().map(mask_personal_numbers);
    let pins = whole.into_iter().flat_map(|whole| {
        let pins = whole.contents().map(|contents| contents.pins.as_slice()).unwrap_or_default();
        pins.iter().enumerate().map(|(at, pin)| self::pin(pin, whole.tries(at)))
    });
    Some(CardResult {
        via: if module.is_some() { Via::Pkcs11 } else { Via::Pkcs15 },
        module: module.cloned(),
        protocol: whole.filter(|_| module.is_none()).map(|whole| word(whole.card.protocol).to_owned()),
        label: token.and_then(|token| text(&token.label)),
        serial: token.and_then(|token| text(&token.serial)),
        manufacturer: token.and_then(|token| text(&token.manufacturer)),
        state: whole.map(|whole| state_word(state(whole, speak.catalog)).to_owned()),
        certificates: whole
            .into_iter()
            .flat_map(|whole| whole.certificates().map(|one| certificate(&one, speak)))
            .collect(),
        pins: pins.collect(),
        findings: speak.findings(reader, card).into_iter().map(|finding| finding.code).collect(),
    })
}

fn pin(pin: &Pin, tries: Tries) -> PinResult {
    PinResult {
        label: safe(&pin.label),
        role: pin.role.into(),
        reference: pin.reference,
        tries_left: match tries {
            Tries::Left(count) => Some(count),
            _ => None,
        },
        is_open: match tries {
            Tries::Open => Some(true),
            Tries::Left(_) => Some(false),
            Tries::NotKnown => None,
        },
    }
}

fn certificate(one: &One<'_>, speak: &Speaker<'_>) -> CertificateResult {
    let certificate = &one.on_card.certificate;
    let key = one.contents.key_of(one.on_card);
    CertificateResult {
        sha256: certificate.fingerprint().to_string(),
        label: safe(&one.on_card.label),
        id: to_hex(&one.on_card.id),
        list: one.on_card.list.into(),
        file: one.on_card.location.as_ref().map(ToString::to_string),
        usage: use_word(one).to_owned(),
        generation: one
            .identity
            .generation
            .as_ref()
            .map(|id| GenerationResult { pki: id.pki.clone(), id: id.generation.clone() }),
        identity: identity_word(one).to_owned(),
        name: safe(&one.identity.display_name),
        hsa_id: one.identity.hsa_id.clone(),
        loa: one.identity.assurance.as_ref().map(|level| level.level),
        subject: mask_personal_numbers(&certificate.subject().to_string()),
        issuer: certificate.issuer().to_string(),
        not_before: moment(certificate.not_before()),
        not_after: moment(certificate.not_after()),
        days_left: (certificate.not_after() - speak.report.at).whole_days(),
        key: key.map(|key| safe(&key.label)),
        pin: key.and_then(|key| one.contents.pin_of(key)).map(|pin| safe(&pin.label)),
        browser: one.offer.map(Into::into),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    #[test]
    fn the_schema_file_is_up_to_date() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/schema/card-1.json");
        let wanted = format!("{:#}\n", super::schema());
        if std::env::var_os("TILLIT_UPDATE").is_some() {
            std::fs::write(&file, &wanted).unwrap();
        }
        let found = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(found == wanted, "docs/schema/card-1.json is out of date: run the tests once with TILLIT_UPDATE=1");
    }
}
