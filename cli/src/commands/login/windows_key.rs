//! The key that Windows has for one of this user's certificates, most often a card's: which certificate, and what came of it. Windows asks for the
//! PIN.

use std::sync::Arc;
use std::time::Duration;

use tillit_card::choose::{choose, may_log_in};
use tillit_card::windows_keys::{self, AtHand, Contents, Held, KeyError};
use tillit_login::key::LoginKey;
use tillit_reports::i18n::Value;
use tillit_reports::login::{Chosen, KeyPlace};
use tillit_reports::plain::clean;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::identity::{Identity, identify};
use tillit_verifier::{Certificate, Fingerprint};

use super::OpenKey;
use super::said;
use super::token::{OnCard, shown_name, worth};
use crate::context::Context;
use crate::error::{Error, Exit, TextArguments};

/// For the person who types the PIN in Windows' window.
const PIN_WITHIN: Duration = Duration::from_mins(2);
/// For a driver that is asked whether it has a key.
const DRIVER_WITHIN: Duration = Duration::from_secs(15);

pub(super) fn open(
    wanted: Option<Fingerprint>,
    catalog: &Catalog,
    context: &Context,
    fits: &mut dyn FnMut(&Certificate) -> Result<(), Error>,
) -> Result<OpenKey, Error> {
    let Contents { keys, authorities } = windows_keys::contents().map_err(|error| refused(&error, None))?;
    let keys: Vec<Known<'_>> = keys.iter().map(|held| Known::of(held, catalog)).collect();
    let (known, chosen) = match wanted {
        Some(wanted) => {
            let known = keys.iter().find(|known| known.certificate().fingerprint() == wanted).ok_or_else(|| {
                let arguments = vec![("sha256", wanted.to_string()), ("names", with_fingerprints(&keys))];
                said(Exit::Usage, "error-windows-key-certificate", arguments)
            })?;
            (known.clone(), Chosen::Named)
        }
        None => pick(&keys, catalog, context)?,
    };
    let certificate = known.certificate();
    fits(certificate)?;
    // What can be said without a PIN is said before anybody types one.
    if !may_log_in(certificate) {
        return Err(refused(&KeyError::NotForLogin, Some(&known)));
    }
    if chosen == Chosen::Named
        && let AtHand::No(error) = at_hand(&known, context)
    {
        return Err(refused(&error, Some(&known)));
    }
    let values = [("name", Value::from(known.name())), ("provider", Value::from(shortened(&known.held.provider)))];
    context.note(&context.texts.format("note-windows-key", &values));
    let limit = context.timeout.unwrap_or(PIN_WITHIN);
    let key = windows_keys::open(known.held, limit).map_err(|error| refused(&error, Some(&known)))?;
    let place = KeyPlace::Windows { provider: shortened(&known.held.provider) };
    let login_key = LoginKey::elsewhere(certificate.clone(), authorities, Arc::new(key.clone()));
    Ok(OpenKey { key: login_key, on_card: Some(OnCard { key, place, chosen }) })
}

/// A key that Windows has, and whose it is.
#[derive(Clone)]
struct Known<'a> {
    held: &'a Held,
    who: Identity,
}

impl<'a> Known<'a> {
    fn of(held: &'a Held, catalog: &Catalog) -> Self {
        Self { held, who: identify(&held.certificate, catalog) }
    }

    fn certificate(&self) -> &'a Certificate {
        &self.held.certificate
    }

    /// `Tolvan Tolvansson, SELAB0000000016-1ABC (SITHS e-id Person HSA-id 3 CA v1)`
    fn name(&self) -> String {
        let number = self.who.hsa_id.as_ref().map(|id| format!(", {}", clean(id))).unwrap_or_default();
        let issuer = clean(self.certificate().issuer().common_name());
        format!("{}{number} ({issuer})", shown_name(self.certificate()))
    }

    /// Both are one person's, as far as they say the same kind of thing of whom they are for.
    fn is_of_same_person(&self, other: &Self) -> bool {
        let same = |one: Option<&String>, other: Option<&String>| Some(one? == other?);
        let (one, two) = (&self.who, &other.who);
        let told = [
            same(one.hsa_id.as_ref(), two.hsa_id.as_ref()),
            one.personal_number.as_ref().zip(two.personal_number.as_ref()).map(|(one, two)| one == two),
            same(one.card_number.as_ref(), two.card_number.as_ref()),
        ];
        if told.contains(&Some(false)) {
            return false;
        }
        let name = |of: &Self| of.certificate().subject().common_name().to_owned();
        told.contains(&Some(true)) || name(self) == name(other)
    }
}

fn at_hand(known: &Known<'_>, context: &Context) -> AtHand {
    windows_keys::at_hand(known.held, context.timeout.unwrap_or(DRIVER_WITHIN))
}

/// Of those whose key is at hand the one that a browser would most likely offer. Cards that were taken out leave their certificates behind, and on a
/// computer that several people use those of others lie beside one's own.
fn pick<'a>(keys: &[Known<'a>], catalog: &Catalog, context: &Context) -> Result<(Known<'a>, Chosen), Error> {
    let fit: Vec<&Known<'a>> = keys.iter().filter(|known| may_log_in(known.certificate())).collect();
    // Beside cards of a known PKI others do not count: a device's, a wireless network's. They would log in without a card.
    let known: Vec<&Known<'a>> = fit.iter().copied().filter(|known| known.who.generation.is_some()).collect();
    let pool = if known.is_empty() { fit } else { known };
    let worth = |certificate: &Certificate| worth(certificate, catalog, context);
    let best = |of: &[&Known<'a>]| {
        choose(of.iter().map(|known| known.certificate()), &worth)
            .and_then(|at| of.get(at).map(|known| (*known).clone()))
    };
    let Some(most_likely) = best(&pool) else {
        return Err(said(Exit::Incomplete, "error-windows-key-none", vec![("names", names(keys))]));
    };
    let mut there = Vec::new();
    // Keys that would have to ask somebody before they say anything.
    let mut perhaps = Vec::new();
    let mut why = None;
    for known in pool {
        match at_hand(known, context) {
            AtHand::Yes => there.push(known),
            AtHand::CannotSay(_) => perhaps.push(known),
            AtHand::No(error) if known.certificate() == most_likely.certificate() => why = Some(error),
            AtHand::No(_) => {}
        }
    }
    let rivals: Vec<&Known<'a>> = there.iter().chain(&perhaps).copied().collect();
    let Some(chosen) = best(&there).or_else(|| best(&perhaps)) else {
        return Err(refused(&why.unwrap_or(KeyError::NotThere), Some(&most_likely)));
    };
    if rivals.iter().any(|known| !known.is_of_same_person(&chosen)) {
        let rivals: Vec<Known<'a>> = rivals.into_iter().cloned().collect();
        let arguments = vec![("certificates", with_fingerprints(&rivals))];
        return Err(said(Exit::Usage, "error-windows-key-several", arguments));
    }
    Ok((chosen, if rivals.len() == 1 { Chosen::Only } else { Chosen::Best { of: rivals.len() } }))
}

/// Nobody's provider has a longer name; what is in the registry may.
fn shortened(provider: &str) -> String {
    clean(provider).chars().take(100).collect()
}

/// As one names them for `--certificate`, or `none`. Windows' own windows show another fingerprint (SHA-1).
fn with_fingerprints(keys: &[Known<'_>]) -> String {
    listed(keys, "; ", |known| format!("{}: {}", known.name(), known.certificate().fingerprint()))
}

/// All of them, or `none`.
fn names(keys: &[Known<'_>]) -> String {
    listed(keys, ", ", Known::name)
}

fn listed<'a>(keys: &[Known<'a>], between: &str, name: impl Fn(&Known<'a>) -> String) -> String {
    let each: Vec<String> = keys.iter().map(name).collect();
    if each.is_empty() { "none".to_owned() } else { each.join(between) }
}

fn refused(error: &KeyError, known: Option<&Known<'_>>) -> Error {
    let mut arguments: TextArguments = Vec::new();
    if let Some(known) = known {
        arguments.extend([("name", known.name()), ("provider", shortened(&known.held.provider))]);
    }
    let id = match error {
        KeyError::NotWindows => return said(Exit::Usage, "error-windows-key-elsewhere", arguments),
        KeyError::NotForLogin => "error-windows-key-not-for-login",
        KeyError::NoCertificate | KeyError::NotThere => "error-windows-key-not-there",
        KeyError::NoProvider => "error-windows-key-no-provider",
        KeyError::NoSha256 => "error-windows-key-no-sha256",
        KeyError::Cancelled => "error-windows-key-cancelled",
        KeyError::WrongPin => "error-windows-key-wrong-pin",
        KeyError::Locked => "error-windows-key-locked",
        KeyError::NobodyToAsk => "error-windows-key-nobody",
        KeyError::Closed => "error-windows-key-closed",
        KeyError::UnknownKind => "error-windows-key-kind",
        KeyError::PinExpired => "error-windows-key-pin-expired",
        KeyError::TimedOut(limit) => {
            arguments.push(("seconds", limit.as_secs().to_string()));
            "error-windows-key-timed-out"
        }
        KeyError::OtherKey => "error-windows-key-other",
        other => {
            arguments.push(("cause", clean(&other.to_string())));
            if known.is_some() { "error-windows-key-failed" } else { "error-windows-key-store" }
        }
    };
    said(Exit::Incomplete, id, arguments)
}
