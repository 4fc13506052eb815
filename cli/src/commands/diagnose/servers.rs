//! `tillit diagnose URL...`: looks at servers, logs in where there is a key, and names causes.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tillit_login::attempt::{self, Choice, LoginAttempt, Wanted};
use tillit_login::browser;
use tillit_login::causes::{self, Observations};
use tillit_login::follow::Way;
use tillit_login::key::LoginKey;
use tillit_login::many;
use tillit_login::probe::Options;
use tillit_reports::diagnose::{self, Card, DiagnoseReport, DiagnosedTarget};
use tillit_reports::i18n::Value;
use tillit_reports::plain::{clean, mask_personal_numbers};
use tillit_reports::probe::ProbedTarget;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use time::OffsetDateTime;

use super::bundle::Bundle;
use super::{Args, local};
use crate::commands::login::{self, Herald};
use crate::commands::probe::{self, Judged};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format};
use crate::progress::Progress;
use crate::target::at_hand;

/// Formats that `reports` renders.
const FORMATS: [Format; 4] = [Format::Human, Format::Text, Format::Json, Format::Ndjson];

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let outputs = output::targets(&args.output, context, &FORMATS)?;
    if context.offline {
        return Err(Error::Said { exit: Exit::Usage, id: "error-diagnose-offline", arguments: Vec::new() });
    }
    let bundle = args.bundle.as_deref().map(|path| Bundle::of(path, args.force)).transpose()?;
    let (wanted, targets) = probe::wanted(&args.urls, args.inventory.as_deref(), context)?;
    let catalog = context.catalog()?;
    let cas = login::cas_at_hand(&args.key, &catalog, context)?;
    let mut judged = Judged::by("--server-ca", &args.server_ca, at_hand(context, &catalog), &catalog, context)?;
    let subject = Subject::of(args, &cas, &catalog, context)?;
    let logins = login::options(&args.way, context)?;
    let options = Options {
        limits: probe::limits(context.timeout),
        repeat: args.repeat.unwrap_or(1),
        proxies: logins.proxies.clone(),
    };
    if args.fetch {
        judged.fetches(context)?;
    }
    if args.trust {
        judged.tries_trust(probe::leave(args.yes, &targets, context)?, &options);
    }
    let local = args.local.then(local::look);
    let herald = Herald::new(context);
    let contact = |host: &str, way: Way| herald.tell(host, way);
    // As the lines of NDJSON are done they go out, and nothing is kept.
    let is_stream =
        bundle.is_none() && outputs.iter().all(|output| matches!(output, output::Target::Stdout(Format::Ndjson)));
    let progress = Progress::new(context, "progress-diagnose", targets.len());
    let done = AtomicUsize::new(0);
    let kept: Mutex<Vec<(usize, DiagnosedTarget)>> = Mutex::default();
    let outcome: Mutex<(Option<u8>, Option<Error>)> = Mutex::default();
    let (texts, now) = (&context.texts, context.now);
    let report = |targets: Vec<DiagnosedTarget>| DiagnoseReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: now,
        card: subject.card.clone(),
        unread: local.as_ref().map_or_else(Vec::new, |local| local.unread.clone()),
        targets,
    };
    many::probe_all(&targets, &options, context.jobs_or(many::IN_FLIGHT), &OffsetDateTime::now_utc, &|index, seen| {
        let (Some(wanted), Some(target)) = (wanted.get(index), targets.get(index)) else { return };
        let looked = OffsetDateTime::now_utc();
        let seen = judged.target(wanted, seen);
        let log_in = |key: &LoginKey, above: &browser::Above, ways: &[Wanted]| -> Vec<LoginAttempt> {
            let each = ways.iter();
            each.map(|way| attempt::log_in(target, key, above, *way, &logins, now, &contact)).collect()
        };
        let attempts = match (&subject.key, &subject.card) {
            // Where there is nobody, or no TLS, a key tells no more.
            (Some(key), Some(card)) if answers(&seen) => log_in(key, &card.above, &subject.ways),
            _ => Vec::new(),
        };
        // Of several chains the one that has something wrong with it.
        let chain = seen.chains.iter().find(|chain| !chain.faults.is_empty()).or(seen.chains.first());
        let diagnosis = causes::diagnose(&Observations {
            probe: &seen.probe,
            server_chain: chain,
            card: subject.card.as_ref().map(|card| (&card.certificate, &card.above)),
            attempts: &attempts,
            trust: &seen.trust,
            local: local.as_ref(),
            catalog: &catalog,
            now,
        });
        let mut one = report(vec![DiagnosedTarget { seen, attempts, looked, diagnosis }]);
        let code = diagnose::exit_code(&one);
        let mut outcome = outcome.lock().unwrap_or_else(PoisonError::into_inner);
        outcome.0 = Some(probe::worse(outcome.0, code));
        let target = one.targets.pop();
        if is_stream {
            // One line after the other: this lock is held.
            if let Some(target) = &target
                && outcome.1.is_none()
            {
                outcome.1 = output::to_stdout(&diagnose::ndjson_line(&one, target, &catalog, texts)).err();
            }
        } else {
            let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.extend(target.map(|target| (index, target)));
        }
        progress.at(done.fetch_add(1, Ordering::Relaxed) + 1);
    });
    drop(progress);
    let (code, error) = outcome.into_inner().unwrap_or_else(PoisonError::into_inner);
    if let Some(error) = error {
        return Err(error);
    }
    if !is_stream {
        let mut kept = kept.into_inner().unwrap_or_else(PoisonError::into_inner);
        kept.sort_by_key(|(index, _)| *index);
        let report = report(kept.into_iter().map(|(_, target)| target).collect());
        let lines = || report.targets.iter().map(|target| diagnose::ndjson_line(&report, target, &catalog, texts));
        output::deliver(&outputs, |format, medium| match format {
            Format::Json => output::pretty(&diagnose::json(&report, &catalog, texts)),
            Format::Ndjson => lines().collect(),
            Format::Text => diagnose::text(&report, &catalog, texts),
            // The others are refused before anything is looked at.
            _ => diagnose::human(&report, &catalog, texts, &context.style(medium)),
        })?;
        if let Some(bundle) = &bundle {
            bundle.write(&report, &catalog, context)?;
        }
    }
    Ok(match code {
        Some(0) => Exit::Fine,
        Some(1) => Exit::Findings,
        _ => Exit::Incomplete,
    })
}

/// Somebody answers in TLS, so that a login can be tried.
fn answers(seen: &ProbedTarget) -> bool {
    let looks = &seen.probe.looks;
    looks.iter().any(|look| look.visits.iter().any(|visit| visit.handshake.version.is_some()) || look.is_beyond_us())
}

/// What it is about: a card, perhaps with its key, or nothing but addresses.
struct Subject {
    card: Option<Card>,
    key: Option<LoginKey>,
    /// What is tried with the key.
    ways: Vec<Wanted>,
}

impl Subject {
    fn of(args: &Args, cas: &[Certificate], catalog: &Catalog, context: &Context) -> Result<Self, Error> {
        let card = |certificate: &Certificate, beside: &[Certificate], has_key: bool| {
            let at_hand = [beside, cas].concat();
            let above = browser::above(certificate, &at_hand, catalog, context.now);
            Card { certificate: certificate.clone(), above, has_key }
        };
        if args.key.is_given() {
            let key = login::read_key(&args.key, catalog, context, &mut |_| Ok(()))?.key;
            let card = card(key.certificate(), key.beside(), true);
            let ways = attempt::matrix(&key, &card.above.certificates, &Choice::default());
            return Ok(Self { card: Some(card), key: Some(key), ways });
        }
        let card = match &args.card_certificate {
            Some(path) => {
                let (certificate, beside) = read_card(path, context)?;
                Some(card(&certificate, &beside, false))
            }
            None => None,
        };
        Ok(Self { card, key: None, ways: Vec::new() })
    }
}

/// A card's certificate, and the CAs in the same file. Of several the first that a browser would offer.
fn read_card(path: &Path, context: &Context) -> Result<(Certificate, Vec<Certificate>), Error> {
    let found = login::certificates("--card-certificate", &path.to_owned(), context)?;
    let (cas, mut cards): (Vec<Certificate>, Vec<Certificate>) = found.into_iter().partition(Certificate::is_ca);
    let offered = |card: &Certificate| browser::fault(card, context.now).is_none();
    let at = cards.iter().position(offered).unwrap_or(0);
    if cards.is_empty() {
        let arguments = vec![("path", path.display().to_string())];
        return Err(Error::Said { exit: Exit::Usage, id: "error-diagnose-card", arguments });
    }
    let count = cards.len();
    let card = cards.swap_remove(at);
    if count > 1 {
        let name = mask_personal_numbers(card.subject().common_name());
        let values = [("name", Value::from(clean(&name))), ("count", count.into())];
        context.note(&context.texts.format("note-diagnose-card", &values));
    }
    Ok((card, cas))
}
