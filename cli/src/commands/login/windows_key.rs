//! The key that Windows has for one of this user's certificates, most often a card's: which certificate, and what came of it. Windows asks for the
//! PIN.

use std::sync::Arc;

use tillit_card::choose::{choose, may_log_in};
use tillit_card::windows_keys::{self, Contents, Held, KeyError};
use tillit_login::key::LoginKey;
use tillit_reports::i18n::Value;
use tillit_reports::login::{Chosen, KeyPlace};
use tillit_reports::plain::clean;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::{Certificate, Fingerprint};

use super::OpenKey;
use super::said;
use super::token::{OnCard, shown_name, worth};
use crate::context::Context;
use crate::error::{Error, Exit, TextArguments};

pub(super) fn open(
    wanted: Option<Fingerprint>,
    catalog: &Catalog,
    context: &Context,
    fits: &mut dyn FnMut(&Certificate) -> Result<(), Error>,
) -> Result<OpenKey, Error> {
    let Contents { keys, authorities } = windows_keys::contents().map_err(|error| refused(&error, None))?;
    let (held, chosen) = match wanted {
        Some(wanted) => {
            let held = keys.iter().find(|held| held.certificate.fingerprint() == wanted).ok_or_else(|| {
                let arguments = vec![("sha256", wanted.to_string()), ("names", with_fingerprints(keys.iter()))];
                said(Exit::Usage, "error-windows-key-certificate", arguments)
            })?;
            (held, Chosen::Named)
        }
        None => pick(&keys, catalog, context)?,
    };
    let certificate = &held.certificate;
    fits(certificate)?;
    // What can be said without a PIN is said before anybody types one.
    if !may_log_in(certificate) {
        return Err(refused(&KeyError::NotForLogin, Some(held)));
    }
    windows_keys::is_there(held).map_err(|error| refused(&error, Some(held)))?;
    let values = [
        ("name", Value::from(shown_name(certificate))),
        ("issuer", Value::from(clean(certificate.issuer().common_name()))),
        ("provider", Value::from(clean(&held.provider))),
    ];
    context.note(&context.texts.format("note-windows-key", &values));
    let key = windows_keys::open(held).map_err(|error| refused(&error, Some(held)))?;
    let place = KeyPlace::Windows { provider: held.provider.clone() };
    let login_key = LoginKey::elsewhere(certificate.clone(), authorities, Arc::new(key.clone()));
    Ok(OpenKey { key: login_key, on_card: Some(OnCard { key, place, chosen }) })
}

/// Of those whose key is at hand the one that a browser would most likely offer. Cards that were taken out leave their certificates behind, and on a
/// computer that several people use those of others lie beside one's own.
fn pick<'a>(keys: &'a [Held], catalog: &Catalog, context: &Context) -> Result<(&'a Held, Chosen), Error> {
    let fit: Vec<&Held> = keys.iter().filter(|held| may_log_in(&held.certificate)).collect();
    let worth = |certificate: &Certificate| worth(certificate, catalog, context);
    let best =
        |of: &[&'a Held]| choose(of.iter().map(|held| &held.certificate), &worth).and_then(|at| of.get(at).copied());
    let Some(most_likely) = best(&fit) else {
        return Err(said(Exit::Incomplete, "error-windows-key-none", vec![("names", names(keys))]));
    };
    let at_hand: Vec<&Held> = fit.iter().copied().filter(|held| windows_keys::is_there(held).is_ok()).collect();
    let Some(chosen) = best(&at_hand) else {
        let why = windows_keys::is_there(most_likely).err().unwrap_or(KeyError::NotThere);
        return Err(refused(&why, Some(most_likely)));
    };
    let holder = |held: &Held| held.certificate.subject().common_name().to_owned();
    // A key of a known PKI goes before those of unknown ones, such as a device's; of two persons nobody chooses.
    let rivals: Vec<&Held> = at_hand
        .iter()
        .copied()
        .filter(|held| worth(&held.certificate).generation > 0 || worth(&chosen.certificate).generation == 0)
        .collect();
    if rivals.iter().any(|held| holder(held) != holder(chosen)) {
        let certificates = with_fingerprints(rivals.into_iter());
        return Err(said(Exit::Usage, "error-windows-key-several", vec![("certificates", certificates)]));
    }
    Ok((chosen, if rivals.len() == 1 { Chosen::Only } else { Chosen::Best { of: rivals.len() } }))
}

fn name(held: &Held) -> String {
    format!("{} ({})", shown_name(&held.certificate), clean(held.certificate.issuer().common_name()))
}

/// As one names them for `--certificate`, or `none`. Windows' own windows show another fingerprint (SHA-1).
fn with_fingerprints<'a>(keys: impl Iterator<Item = &'a Held>) -> String {
    let each: Vec<String> = keys.map(|held| format!("{}: {}", name(held), held.certificate.fingerprint())).collect();
    if each.is_empty() { "none".to_owned() } else { each.join("; ") }
}

/// All of them, or `none`.
fn names(keys: &[Held]) -> String {
    let names: Vec<String> = keys.iter().map(name).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn refused(error: &KeyError, held: Option<&Held>) -> Error {
    let mut arguments: TextArguments = Vec::new();
    if let Some(held) = held {
        arguments.extend([("name", name(held)), ("provider", clean(&held.provider))]);
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
        KeyError::OtherKey => "error-windows-key-other",
        other => {
            arguments.push(("cause", clean(&other.to_string())));
            if held.is_some() { "error-windows-key-failed" } else { "error-windows-key-store" }
        }
    };
    said(Exit::Incomplete, id, arguments)
}
