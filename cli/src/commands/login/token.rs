//! The key of a card or another token, through its PKCS#11 module: which certificate, the PIN (once), and what came of it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use clap::ArgGroup;
use clap::builder::{OsStringValueParser, TypedValueParser};
use tillit_card::choose::{Worth, choose, may_log_in};
use tillit_card::key::{CardKey, Failure};
use tillit_card::pkcs11::{
    self, Candidate, How, Module, ModuleError, PinMemory, Token, Tried, UnlockError, WrongPins, may_try,
};
use tillit_card::readers;
use tillit_login::browser;
use tillit_login::key::LoginKey;
use tillit_reports::i18n::Value;
use tillit_reports::login::{self as report, Chosen, KeyPlace};
use tillit_reports::plain::{clean, mask_personal_numbers};
use tillit_verifier::catalog::{Catalog, Role};
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;
use time::macros::format_description;

use super::{OpenKey, said, windows_key};
use crate::commands::card::read::{of_reader, the_one_named};
use crate::context::Context;
use crate::error::{Error, Exit, Invalid, TextArguments, io_cause, prompt_cause};
use crate::password::PasswordSource;
use crate::pin_memory::Kept;
use crate::{interrupt, output};

/// For a person at the reader, and for a module that has stopped answering.
const PIN_WITHIN: Duration = Duration::from_mins(2);

/// For the list of readers, where no card was found.
const READERS_WITHIN: Duration = Duration::from_secs(20);

#[derive(Debug, Default, clap::Args)]
#[command(group(ArgGroup::new("on-token").args(["pkcs11", "card"])))]
#[command(group(ArgGroup::new("elsewhere").multiple(true).args(["pkcs11", "card", "windows_key"])))]
pub(in crate::commands) struct TokenArgs {
    #[arg(long, value_name = "MODULE")]
    pkcs11: Option<PathBuf>,
    // With `=` only: what follows --card is an address.
    #[arg(long, value_name = "READER", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    card: Option<String>,
    #[arg(long, conflicts_with_all = ["on-token", "token", "pin", "risk_last_try"])]
    windows_key: bool,
    #[arg(long, value_name = "LABEL", requires = "on-token")]
    token: Option<String>,
    #[arg(long, value_name = "SHA256", value_parser = fingerprint, requires = "elsewhere")]
    certificate: Option<Fingerprint>,
    #[arg(long, value_name = "SOURCE", value_parser = pin_source(), requires = "on-token")]
    pin: Option<PasswordSource>,
    #[arg(long, requires = "on-token")]
    risk_last_try: bool,
}

impl TokenArgs {
    /// The card that is in a reader, through this module or one that is found.
    pub(in crate::commands) fn of_card(
        pkcs11: Option<PathBuf>,
        token: Option<String>,
        certificate: Option<Fingerprint>,
        pin: Option<PasswordSource>,
        risk_last_try: bool,
    ) -> Self {
        let card = if pkcs11.is_none() { Some(String::new()) } else { None };
        Self { pkcs11, card, windows_key: false, token, certificate, pin, risk_last_try }
    }

    /// The key that Windows has for a certificate of this user.
    pub(in crate::commands) fn of_windows(certificate: Option<Fingerprint>) -> Self {
        Self { windows_key: true, certificate, ..Self::default() }
    }

    pub(super) fn is_given(&self) -> bool {
        self.pkcs11.is_some() || self.card.is_some() || self.windows_key
    }

    /// The token is one that the user means.
    fn means(&self, token: &Token) -> bool {
        let has = |text: &str, part: &str| text.to_lowercase().contains(&part.to_lowercase());
        let by_card = self.card.as_ref().is_none_or(|card| has(&token.reader, card) || has(&token.label, card));
        by_card && self.token.as_ref().is_none_or(|label| has(&token.label, label))
    }
}

pub(in crate::commands) fn pin_source() -> impl TypedValueParser<Value = PasswordSource> {
    OsStringValueParser::new()
        .try_map(|text: OsString| PasswordSource::parse(&text).map_err(|_| Invalid::secret("invalid-pin")))
}

pub(in crate::commands) fn fingerprint(text: &str) -> Result<Fingerprint, Invalid> {
    Fingerprint::parse(text).ok_or(Invalid::new("invalid-sha256"))
}

/// A key that signs elsewhere, opened.
#[derive(Debug)]
pub(in crate::commands) struct OnCard {
    pub(super) key: CardKey,
    pub(super) place: KeyPlace,
    pub(super) chosen: Chosen,
}

impl OnCard {
    /// For the report.
    pub(super) fn told(&self) -> report::OnCard {
        report::OnCard {
            place: self.place.clone(),
            chosen: self.chosen,
            is_for_tls13: self.key.is_for_tls13(),
            signatures: self.key.signatures(),
            failure: self.key.failure(),
        }
    }
}

/// What one module shows.
struct Shown {
    module: Module,
    candidates: Vec<Candidate>,
    /// Readers whose card it cannot use, and tokens that do not answer.
    failed: Vec<String>,
}

pub(super) fn open(
    args: &TokenArgs,
    catalog: &Catalog,
    context: &Context,
    fits: &mut dyn FnMut(&Certificate) -> Result<(), Error>,
) -> Result<OpenKey, Error> {
    if args.windows_key {
        return windows_key::open(args.certificate, catalog, context, fits);
    }
    let Shown { module, candidates, .. } = shown(args, context)?;
    let (at, chosen) = pick(args, &candidates, catalog, context)?;
    let Some(candidate) = candidates.get(at) else { return Err(no_certificate(&candidates)) };
    let certificate = candidate.on_token.certificate.clone();
    fits(&certificate)?;
    let beside: Vec<Certificate> = candidates
        .iter()
        .map(|other| &other.on_token.certificate)
        .filter(|other| other.is_ca() && **other != certificate)
        .cloned()
        .collect();
    let label = clean(&candidate.token.label);
    let about = module.about().to_owned();
    let reader = candidate.token.reader.clone();
    let unlocked = |error: &UnlockError| refused(error, &label);

    // What can be said without a PIN is said before anybody types one.
    if !may_log_in(&certificate) {
        return Err(unlocked(&UnlockError::NotForLogin));
    }
    let state = candidate.token.pin;
    let watched = Watched { reader: &reader, kept: Kept::of(&candidate.token, context) };
    if state.required {
        let wrong = watched.recall();
        may_try(state, wrong, args.risk_last_try).map_err(|error| unlocked(&error))?;
        warn_of(wrong, &label, context);
        let is_typed = state.at_reader || args.pin.as_ref().is_none_or(|source| *source == PasswordSource::Prompt);
        if !is_typed && !args.risk_last_try {
            counted(&watched.kept, context)?;
        }
    }
    // It is asked for before anything is connected: typing takes longer than servers wait.
    let pin = if !state.required || state.at_reader {
        None
    } else {
        let question = context.texts.format("token-pin-prompt", &[("label", Value::from(label.clone()))]);
        let source = args.pin.as_ref().unwrap_or(&PasswordSource::Prompt);
        Some(source.read_asking(&format!("{question} ")).map_err(|error| match error {
            Error::PasswordPrompt { cause } => {
                let cause = prompt_cause(&cause, &context.texts);
                said(Exit::Usage, "error-token-pin-prompt", vec![("cause", cause)])
            }
            other => other,
        })?)
    };
    let at_reader = || {
        let text = context.texts.format("token-pin-at-reader", &[("label", Value::from(label.clone()))]);
        output::to_stderr(&format!("{text}\n"));
    };
    let how = How {
        pin,
        risk_last_try: args.risk_last_try,
        memory: &watched,
        within: context.timeout.unwrap_or(PIN_WITHIN),
        at_reader: &at_reader,
        after: Some(reset_after(reader.clone())),
    };
    let card = pkcs11::unlock(module, candidate, how).map_err(|error| {
        // A module that does not come back may open the card yet.
        if !matches!(error, UnlockError::TimedOut(_)) {
            interrupt::card_is_closed();
        }
        interrupt::checkpoint();
        unlocked(&error)
    })?;
    interrupt::card_is_open(&reader, card.closer());
    let values = [
        ("name", Value::from(shown_name(&certificate))),
        ("issuer", Value::from(clean(certificate.issuer().common_name()))),
        ("label", Value::from(label.clone())),
    ];
    context.note(&context.texts.format("note-token-certificate", &values));
    let key = LoginKey::elsewhere(certificate, beside, Arc::new(card.clone()));
    let place = KeyPlace::Pkcs11 { token: candidate.token.label.clone(), reader, module: about };
    Ok(OpenKey { key, on_card: Some(OnCard { key: card, place, chosen }) })
}

/// Not every module closes the card when it ends: then every program could sign with it for some seconds. Tokens that lie in no reader of this
/// name have nothing to be reset.
fn reset_after(reader: String) -> pkcs11::AfterEnd {
    Box::new(move || {
        readers::reset(&reader);
        interrupt::card_is_closed();
    })
}

/// A token's PIN, remembered from run to run; and from when it is given on, whoever ends this program closes the card.
struct Watched<'a> {
    reader: &'a str,
    kept: Kept<'a>,
}

impl PinMemory for Watched<'_> {
    fn recall(&self) -> WrongPins {
        self.kept.recall()
    }

    fn trying(&self) -> WrongPins {
        interrupt::card_opens(self.reader);
        self.kept.trying()
    }

    fn came_to(&self, tried: Tried) {
        self.kept.came_to(tried);
    }
}

/// Where nobody types the PIN, nobody counts either: a wrong one in a script would lock the card by the third run.
fn counted(kept: &Kept<'_>, context: &Context) -> Result<(), Error> {
    kept.try_out().map_err(|cause| {
        let path = kept.file().display().to_string();
        let arguments = vec![("path", path), ("cause", io_cause(&cause, &context.texts))];
        said(Exit::Incomplete, "error-token-not-counted", arguments)
    })
}

/// Once, before the PIN is asked for.
fn warn_of(wrong: WrongPins, label: &str, context: &Context) {
    if wrong.count > 0 {
        let values = [("label", Value::from(label.to_owned())), ("when", Value::from(when(wrong)))];
        context.note(&context.texts.format("note-token-wrong-before", &values));
    }
}

/// `2026-11-22 19:31 UTC`, or `none` where it is not known.
fn when(wrong: WrongPins) -> String {
    let minute = |at: OffsetDateTime| at.format(format_description!("[year]-[month]-[day] [hour]:[minute] UTC")).ok();
    wrong.last.and_then(minute).unwrap_or_else(|| "none".to_owned())
}

/// The first module that shows a certificate on a token that the user means.
fn shown(args: &TokenArgs, context: &Context) -> Result<Shown, Error> {
    if let Some(path) = &args.pkcs11 {
        let module = Module::open(path).map_err(|error| unusable(path.display().to_string(), &error, context))?;
        let shown = certificates(module, args)?;
        return if shown.candidates.is_empty() { Err(nothing(&[shown])) } else { Ok(shown) };
    }
    let installed = pkcs11::modules();
    if installed.is_empty() {
        return Err(said(Exit::Incomplete, "error-token-no-module", Vec::new()));
    }
    let mut empty = Vec::new();
    let mut why = None;
    for one in installed {
        // One that does not work hides none that does.
        match Module::open(&one.path) {
            Ok(module) => match certificates(module, args) {
                Ok(shown) if !shown.candidates.is_empty() => return Ok(shown),
                Ok(shown) => empty.push(shown),
                Err(error) => why = Some(error),
            },
            Err(error) => why = Some(unusable(one.path.display().to_string(), &error, context)),
        }
    }
    // What keeps every module from its readers is said rather than what each makes of it.
    Err(no_card_in_a_reader(args, context).unwrap_or_else(|| match why {
        Some(error) if empty.is_empty() => error,
        _ => nothing(&empty),
    }))
}

/// Why no module can see a card: readers cannot be reached, or none is called what the user says. `None`: it is not for the readers.
fn no_card_in_a_reader(args: &TokenArgs, context: &Context) -> Option<Error> {
    let limit = context.timeout.unwrap_or(READERS_WITHIN);
    let found = match readers::within(limit, || readers::of_this_computer()?.list()) {
        Ok(found) => found,
        Err(error) => return Some(of_reader(&error)),
    };
    the_one_named(found, args.card.as_deref().unwrap_or_default()).err()
}

fn certificates(module: Module, args: &TokenArgs) -> Result<Shown, Error> {
    let path = module.path().display().to_string();
    let failed = |failure: &Failure| {
        let arguments = vec![("path", path.clone()), ("cause", failure.to_string())];
        said(Exit::Incomplete, "error-token-module-failed", arguments)
    };
    let tokens = module.tokens().map_err(|failure| failed(&failure))?;
    let mut not_read: Vec<String> =
        tokens.failed.iter().map(|(reader, failure)| format!("{} ({failure})", clean(reader))).collect();
    let mut candidates = Vec::new();
    for token in tokens.tokens.into_iter().filter(|token| token.initialised && args.means(token)) {
        match module.certificates(&token) {
            Ok(found) => {
                candidates.extend(found.into_iter().map(|on_token| Candidate { token: token.clone(), on_token }));
            }
            Err(failure) => not_read.push(format!("{} ({failure})", clean(&token.label))),
        }
    }
    Ok(Shown { module, candidates, failed: not_read })
}

fn nothing(shown: &[Shown]) -> Error {
    let modules: Vec<String> = shown.iter().map(|one| one.module.path().display().to_string()).collect();
    let failed: Vec<String> = shown.iter().flat_map(|one| one.failed.clone()).collect();
    let arguments = vec![("modules", modules.join(", ")), ("failed", failed.join(", "))];
    let id = if failed.is_empty() { "error-token-none" } else { "error-token-not-read" };
    said(Exit::Incomplete, id, arguments)
}

/// Which certificate, and why that one.
fn pick(
    args: &TokenArgs,
    candidates: &[Candidate],
    catalog: &Catalog,
    context: &Context,
) -> Result<(usize, Chosen), Error> {
    if let Some(wanted) = args.certificate {
        let at = candidates.iter().position(|one| one.on_token.certificate.fingerprint() == wanted);
        let at = at.ok_or_else(|| {
            said(
                Exit::Usage,
                "error-token-certificate",
                vec![("sha256", wanted.to_string()), ("names", names(candidates))],
            )
        })?;
        return Ok((at, Chosen::Named));
    }
    let fit: Vec<&Candidate> = candidates.iter().filter(|one| may_log_in(&one.on_token.certificate)).collect();
    let mut cards: Vec<(&str, &str)> =
        fit.iter().map(|one| (one.token.reader.as_str(), one.token.serial.as_str())).collect();
    cards.sort_unstable();
    cards.dedup();
    if cards.len() > 1 {
        let readers: Vec<String> =
            fit.iter().map(|one| format!("{} ({})", clean(&one.token.label), clean(&one.token.reader))).collect();
        let mut readers = readers;
        readers.dedup();
        return Err(said(Exit::Usage, "error-token-several", vec![("cards", readers.join(", "))]));
    }
    let certificates = candidates.iter().map(|one| &one.on_token.certificate);
    let at = choose(certificates, &|certificate| worth(certificate, catalog, context))
        .ok_or_else(|| no_certificate(candidates))?;
    Ok((at, if fit.len() == 1 { Chosen::Only } else { Chosen::Best { of: fit.len() } }))
}

/// How well a certificate serves to log in.
pub(super) fn worth(certificate: &Certificate, catalog: &Catalog, context: &Context) -> Worth {
    let found = catalog.issuer_of(certificate);
    let generation = found
        .and_then(|found| found.pki.generations.iter().position(|generation| generation.id == found.generation.id));
    Worth {
        offered: browser::fault(certificate, context.now).is_none(),
        is_hsa_id: found.is_some_and(|found| found.ca.roles.contains(&Role::PersonHsaId)),
        generation: generation.map_or(0, |at| at + 1),
        not_after: certificate.not_after(),
    }
}

fn no_certificate(candidates: &[Candidate]) -> Error {
    said(Exit::Incomplete, "error-token-no-certificate", vec![("names", names(candidates))])
}

fn names(candidates: &[Candidate]) -> String {
    let name = |one: &Candidate| {
        let certificate = &one.on_token.certificate;
        format!("{} ({})", shown_name(certificate), clean(certificate.issuer().common_name()))
    };
    candidates.iter().map(name).collect::<Vec<_>>().join(", ")
}

pub(super) fn shown_name(certificate: &Certificate) -> String {
    mask_personal_numbers(&clean(certificate.subject().common_name()))
}

fn unusable(path: String, error: &ModuleError, context: &Context) -> Error {
    let mut arguments = vec![("path", path)];
    let id = match error {
        ModuleError::Read(cause) => {
            arguments.push(("cause", io_cause(cause, &context.texts)));
            "error-token-module-read"
        }
        ModuleError::OtherProcessor { theirs, ours } => {
            arguments.extend([("theirs", theirs.clone()), ("ours", (*ours).to_owned())]);
            "error-token-module-processor"
        }
        ModuleError::NotAModule(cause) => {
            arguments.push(("cause", clean(cause)));
            "error-token-module"
        }
        other => {
            arguments.push(("cause", clean(&other.to_string())));
            "error-token-module-failed"
        }
    };
    said(Exit::Incomplete, id, arguments)
}

/// Why the token was not opened. Each says whether a try was spent.
fn refused(error: &UnlockError, label: &str) -> Error {
    if let UnlockError::TimedOut(within) = error {
        return Error::TokenTimedOut { label: label.to_owned(), seconds: within.as_secs() };
    }
    let mut arguments: TextArguments = vec![("label", label.to_owned())];
    let id = match error {
        UnlockError::NotForLogin => "error-token-not-for-login",
        UnlockError::Locked => "error-token-locked",
        UnlockError::LastTry => "error-token-last-try",
        UnlockError::Remembered { wrong } => {
            arguments.extend([("count", wrong.count.to_string()), ("when", when(*wrong))]);
            "error-token-wrong-before"
        }
        UnlockError::PinLength { least, most } => {
            arguments.extend([("least", least.to_string()), ("most", most.to_string())]);
            "error-token-pin-length"
        }
        UnlockError::WrongPin { last_try_left: true } => "error-token-wrong-pin-last",
        UnlockError::WrongPin { .. } => "error-token-wrong-pin",
        UnlockError::LockedNow => "error-token-locked-now",
        UnlockError::Cancelled => "error-token-cancelled",
        UnlockError::Gone => "error-token-gone",
        UnlockError::PinExpired => "error-token-pin-expired",
        UnlockError::NoKey => "error-token-no-key",
        other => {
            arguments.push(("cause", clean(&other.to_string())));
            "error-token-failed"
        }
    };
    said(Exit::Incomplete, id, arguments)
}
