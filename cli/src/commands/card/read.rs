//! Reads the cards in the readers, and has the rooms below judge what is on them.

use std::time::Duration;

use tillit_card::pkcs15::{CardCertificate, ReadError};
use tillit_card::readers::{self, CardRead, Reader, ReaderError, ReaderState};
use tillit_login::browser;
use tillit_reports::card::{Asked, CardSeen, Read, ReaderSeen, SlotSeen, Whole};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::identity::identify;

use super::page::Looked;
use super::{module, said};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::progress::Progress;

/// By what cards are judged, and how they are read.
pub(super) struct Ground<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) at_hand: Vec<Certificate>,
    pub(super) page: Option<&'a Looked>,
    pub(super) query_pin: bool,
    pub(super) context: &'a Context,
}

/// For one card, and for the list of readers: PC/SC itself has no limit while another program holds a card.
const LIMIT: Duration = Duration::from_mins(1);

/// The readers that are meant, with what is on their cards as far as it is asked for.
pub(super) fn readers(asked: Asked, named: Option<&str>, ground: &Ground<'_>) -> Result<Vec<ReaderSeen>, Error> {
    let limit = ground.context.timeout.unwrap_or(LIMIT);
    let mut found =
        readers::within(limit, || readers::of_this_computer()?.list()).map_err(|error| of_reader(&error))?;
    if let Some(named) = named {
        found = the_one_named(found, named)?;
    }
    let progress = Progress::new(ground.context, "progress-card", found.len());
    let mut seen = Vec::new();
    for (number, reader) in found.into_iter().enumerate() {
        let state = match reader.state {
            ReaderState::Empty => SlotSeen::Empty,
            ReaderState::Unknown => SlotSeen::Unknown,
            ReaderState::Mute => {
                SlotSeen::Card(Box::new(CardSeen { atr: None, in_use: false, read: Read::Failed(ReaderError::Mute) }))
            }
            ReaderState::Card { atr, in_use } => {
                let read = match asked {
                    Asked::List => token(&reader.name, limit),
                    Asked::Show | Asked::Check => whole(&reader.name, limit, ground),
                };
                SlotSeen::Card(Box::new(CardSeen { atr: Some(atr), in_use, read }))
            }
        };
        seen.push(ReaderSeen { name: reader.name, state });
        progress.at(number + 1);
    }
    Ok(seen)
}

/// The readers that somebody means by a name; one that fits none is a mistake, unless there is none at all.
pub(in crate::commands) fn the_one_named(found: Vec<Reader>, named: &str) -> Result<Vec<Reader>, Error> {
    let names: Vec<String> = found.iter().map(|reader| reader.name.clone()).collect();
    let chosen = chosen(found, named);
    if chosen.is_empty() {
        let arguments = vec![("reader", named.to_owned()), ("readers", names.join(", "))];
        let id = if names.is_empty() { "error-card-no-reader" } else { "error-card-which-reader" };
        return Err(said(if names.is_empty() { Exit::Incomplete } else { Exit::Usage }, id, arguments));
    }
    Ok(chosen)
}

/// By name, by a part of it, or by its number in the list.
fn chosen(found: Vec<Reader>, named: &str) -> Vec<Reader> {
    if let Some(at) = found.iter().position(|reader| reader.name == named) {
        return found.into_iter().skip(at).take(1).collect();
    }
    if let Ok(number) = named.parse::<usize>() {
        return found.into_iter().skip(number).take(1).collect();
    }
    let named = named.to_lowercase();
    found.into_iter().filter(|reader| reader.name.to_lowercase().contains(&named)).collect()
}

/// What the card calls itself. Whoever lists readers is not told twice why a card is silent.
fn token(reader: &str, limit: Duration) -> Read {
    let name = reader.to_owned();
    let outcome = readers::within(limit, move || {
        let mut connection = readers::of_this_computer()?.connect(&name)?;
        Ok(readers::read_token(&mut *connection))
    });
    Read::Token(outcome.ok().flatten())
}

fn whole(reader: &str, limit: Duration, ground: &Ground<'_>) -> Read {
    let name = reader.to_owned();
    let query_pin = ground.query_pin;
    let outcome = readers::within(limit, move || {
        let mut connection = readers::of_this_computer()?.connect(&name)?;
        Ok(readers::read(&mut *connection, query_pin))
    });
    match outcome {
        Ok(card) => {
            let is_otherwise = matches!(card.contents, Err(ReadError::NotPkcs15 { .. } | ReadError::NoLists { .. }));
            match is_otherwise.then(|| module::read(reader, limit)).flatten() {
                Some(through) => Read::Whole(Box::new(judged(through.card, Some(through.module), ground))),
                None => Read::Whole(Box::new(judged(card, None, ground))),
            }
        }
        Err(error) => Read::Failed(error),
    }
}

fn judged(card: CardRead, module: Option<String>, ground: &Ground<'_>) -> Whole {
    let certificates = card.contents.as_ref().map(|contents| contents.certificates.as_slice()).unwrap_or_default();
    let identities = certificates.iter().map(|one| identify(&one.certificate, ground.catalog)).collect();
    let now = ground.context.now;
    // CAs that the card carries stand above its certificates, too.
    let mut cas = ground.at_hand.clone();
    cas.extend(certificates.iter().map(|one| one.certificate.clone()).filter(Certificate::is_ca));
    let asked = ground.page.and_then(|page| page.asked.as_ref());
    let offers = asked.map_or_else(Vec::new, |asked| {
        // Modules show keys only to whoever gives the PIN.
        let has_key = |one: &CardCertificate| match &module {
            Some(_) => !one.authority,
            None => card.contents.as_ref().is_ok_and(|contents| contents.key_of(one).is_some()),
        };
        certificates
            .iter()
            .map(|one| {
                let above = || browser::above(&one.certificate, &cas, ground.catalog, now);
                // What has no key on the card is no choice.
                has_key(one).then(|| browser::offer(&one.certificate, &above(), asked, now))
            })
            .collect()
    });
    Whole { card, module, identities, offers }
}

/// Why there are no readers to look at.
pub(in crate::commands) fn of_reader(error: &ReaderError) -> Error {
    let detail = error.to_string();
    let id = match error {
        ReaderError::NoLibrary { .. } => "error-card-no-library",
        ReaderError::NoDaemon => "error-card-no-daemon",
        ReaderError::NoPermission => "error-card-no-permission",
        ReaderError::TimedOut(_) => "error-card-timed-out",
        _ => "error-card-other",
    };
    said(Exit::Incomplete, id, vec![("detail", detail)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_go_by_name_part_and_number() {
        let reader = |name: &str| Reader { name: name.to_owned(), state: ReaderState::Empty };
        let all = || vec![reader("Omnikey 3121 00 00"), reader("Virtual PCD 00 00"), reader("Virtual PCD 00 01")];
        let names = |named: &str| chosen(all(), named).into_iter().map(|reader| reader.name).collect::<Vec<_>>();
        assert_eq!(names("omnikey"), ["Omnikey 3121 00 00"]);
        assert_eq!(names("virtual"), ["Virtual PCD 00 00", "Virtual PCD 00 01"]);
        assert_eq!(names("2"), ["Virtual PCD 00 01"]);
        assert_eq!(names("Virtual PCD 00 00"), ["Virtual PCD 00 00"]);
        assert!(names("9").is_empty() && names("gemalto").is_empty());
    }
}
