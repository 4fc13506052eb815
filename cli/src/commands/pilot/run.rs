//! `tillit pilot run`: logs in with each card at each service, and keeps what came of it.

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _};
use std::path::PathBuf;
use std::sync::Mutex;

use tillit_login::Target;
use tillit_login::attempt::{self, Choice};
use tillit_login::browser::{self, Above};
use tillit_login::causes::{self, Observations};
use tillit_login::follow::{Follow, Way};
use tillit_login::key::LoginKey;
use tillit_login::many;
use tillit_login::pilot::{By, Card, Entry, KeyFiles, KeySource, Outcome, Part, Phase, Run, Service, judge, phase};
use tillit_login::probe::Options as ProbeOptions;
use tillit_reports::i18n::Value;
use tillit_reports::login::LoginResult;
use tillit_reports::pilot;
use tillit_reports::plain::clean;
use tillit_reports::probe::ProbedTarget;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::identity::identify;
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

use super::enter::is_there;
use super::new::{Answer, answer};
use super::sheet::Sheet;
use super::{FORMATS, PhaseArg, now, only_now, said, tell};
use crate::args::OutputArgs;
use crate::commands::login::token::{TokenArgs, fingerprint, pin_source};
use crate::commands::login::{self, Herald, KeyArgs, OpenKey, WayArgs};
use crate::commands::probe::{self, Judged};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output;
use crate::password::PasswordSource;
use crate::progress::Progress;
use crate::target::at_hand;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[arg(long, value_name = "PHASE")]
    phase: Option<PhaseArg>,
    #[arg(long = "only-card", value_name = "NAME")]
    only_card: Vec<String>,
    #[arg(long = "only-service", value_name = "NAME")]
    only_service: Vec<String>,
    #[arg(long)]
    again: bool,
    #[arg(long, value_name = "PATH")]
    ca: Vec<PathBuf>,
    #[arg(long, value_name = "PROXY", value_parser = probe::proxy)]
    proxy: Option<tillit_login::proxy::Proxy>,
    #[arg(long, value_name = "MODULE")]
    pkcs11: Option<PathBuf>,
    #[arg(long, conflicts_with_all = ["pkcs11", "token", "pin", "risk_last_try"])]
    windows_key: bool,
    #[arg(long, value_name = "SHA256", value_parser = fingerprint)]
    certificate: Option<Fingerprint>,
    #[arg(long, value_name = "LABEL")]
    token: Option<String>,
    #[arg(long, value_name = "SOURCE", value_parser = pin_source())]
    pin: Option<PasswordSource>,
    #[arg(long)]
    risk_last_try: bool,
    #[command(flatten)]
    output: OutputArgs,
}

/// What all cards have in common.
struct Round<'a> {
    args: &'a Args,
    catalog: &'a Catalog,
    phase: Phase,
    judged: Judged<'a>,
    /// Servers that were looked at, by the service's name.
    looked: BTreeMap<String, ProbedTarget>,
    /// Fingerprints of certificates whose key was opened, or was to be, with the name of the card.
    opened: BTreeMap<String, String>,
    context: &'a Context,
}

/// What a person wants with the next card.
enum Next {
    Go,
    Skip,
    Stop,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let outputs = output::targets(&args.output, context, &FORMATS)?;
    if context.offline {
        return Err(said(Exit::Usage, "error-pilot-offline", Vec::new()));
    }
    only_now(context)?;
    let catalog = context.catalog()?;
    let mut sheet = Sheet::open(&args.plan, &catalog, context)?;
    let services: Vec<&str> = sheet.plan.services.iter().map(|service| service.name.as_str()).collect();
    let cards: Vec<&str> = sheet.plan.cards.iter().map(|card| card.name.as_str()).collect();
    args.only_service.iter().try_for_each(|name| is_there(name, &services, "error-pilot-no-service"))?;
    args.only_card.iter().try_for_each(|name| is_there(name, &cards, "error-pilot-no-card"))?;

    let phase = args.phase.map_or_else(|| phase::next(&sheet.plan, &sheet.results), Phase::from);
    tell_of_step(&sheet, phase, args.phase.is_some(), context);
    let judged = Judged::by("--ca", &args.ca, at_hand(context, &catalog), &catalog, context)?;
    let mut round =
        Round { args, catalog: &catalog, phase, judged, looked: BTreeMap::new(), opened: BTreeMap::new(), context };
    let mut failed: Option<Exit> = None;
    let chosen: Vec<Card> = sheet.plan.cards.clone();
    for card in chosen.iter().filter(|card| args.only_card.is_empty() || args.only_card.contains(&card.name)) {
        // A card with new certificates has no before.
        if card.part == Part::New && phase == Phase::Before {
            continue;
        }
        match round.card(card, &mut sheet) {
            Ok(Next::Stop) => break,
            Ok(Next::Go | Next::Skip) => {}
            Err(error) => {
                // At once: who puts in the next card is to know what became of this one.
                let exit = error.say(&context.texts);
                failed = Some(failed.map_or(exit, |before| exit.and(before)));
                match error {
                    // What cannot be kept is not tried.
                    Error::Write { .. } => break,
                    // Another card would be spoken to through a module that is still busy with this one.
                    Error::TokenTimedOut { .. } => {
                        let plan = [("plan", Value::from(args.plan.display().to_string()))];
                        context.note(&context.texts.format("pilot-ends-here", &plan));
                        break;
                    }
                    _ => {}
                }
            }
        }
    }
    let told = tell(&sheet, &outputs, &catalog, context)?;
    Ok(failed.unwrap_or(told))
}

/// Which step this is. "Cannot say" is no answer: what the upgrade erases is tried again before it, and is missing afterwards.
fn tell_of_step(sheet: &Sheet, phase: Phase, is_chosen: bool, context: &Context) {
    let word = if phase == Phase::Before { "before" } else { "after" };
    context.note(&context.texts.format("pilot-step", &[("phase", Value::from(word))]));
    let open = &judge(&sheet.plan, &sheet.results).open_before;
    let id = match phase {
        Phase::Before if !is_chosen && open.iter().any(|one| one.entry.is_some()) => "pilot-before-again",
        Phase::After if !open.is_empty() => "pilot-before-left",
        _ => return,
    };
    let services = pilot::still_open(open, &context.texts);
    let values = [("services", Value::from(services)), ("plan", clean(&sheet.file.display().to_string()).into())];
    context.note(&context.texts.format(id, &values));
}

impl Round<'_> {
    /// One card at every service.
    fn card(&mut self, card: &Card, sheet: &mut Sheet) -> Result<Next, Error> {
        let open = |service: &&Service| {
            let is_chosen = self.args.only_service.is_empty() || self.args.only_service.contains(&service.name);
            let last = sheet.results.last(&service.name, &card.name, self.phase);
            is_chosen && (self.args.again || last.is_none_or(|entry| entry.outcome == Outcome::CannotSay))
        };
        let services: Vec<Service> = sheet.plan.services.iter().filter(open).cloned().collect();
        let (here, by_hand): (Vec<Service>, Vec<Service>) =
            services.into_iter().partition(|service| matches!(service.run, Run::Here { .. }));
        let name = [("card", Value::from(clean(&card.name)))];
        if here.is_empty() && by_hand.is_empty() {
            self.context.note(&self.context.texts.format("pilot-card-done", &name));
            return Ok(Next::Go);
        }
        if !here.is_empty() {
            let Some(key) = self.key_args(card) else {
                return Ok(Next::Skip);
            };
            if card.key == KeySource::Inserted {
                match self.inserted(card)? {
                    Next::Go => {}
                    Next::Skip => {
                        self.context.note(&self.context.texts.format("pilot-skipped", &name));
                        return Ok(Next::Skip);
                    }
                    Next::Stop => return Ok(Next::Stop),
                }
            }
            let mut opened_now = None;
            let opened = login::read_key(&key, self.catalog, self.context, &mut |certificate| {
                self.holds(card, certificate, sheet)?;
                opened_now = Some(certificate.fingerprint().to_string());
                Ok(())
            });
            // Whatever became of its PIN: it had its try in this run.
            if let Some(fingerprint) = opened_now {
                self.opened.entry(fingerprint).or_insert_with(|| card.name.clone());
            }
            let opened = opened?;
            self.log_in(card, &opened, &key, &here, sheet)?;
        }
        if io::stdin().is_terminal() && !self.args.output.json {
            self.ask_by_hand(card, &by_hand, sheet)?;
        }
        Ok(Next::Go)
    }

    /// Where the key is; `None`: there is none for this phase.
    fn key_args(&self, card: &Card) -> Option<KeyArgs> {
        let args = self.args;
        let ca = args.ca.clone();
        let files = match &card.key {
            KeySource::Inserted => {
                let token = if args.windows_key {
                    TokenArgs::of_windows(args.certificate)
                } else {
                    let (module, label, pin) = (args.pkcs11.clone(), args.token.clone(), args.pin.clone());
                    TokenArgs::of_card(module, label, args.certificate, pin, args.risk_last_try)
                };
                return Some(KeyArgs { ca, token, ..KeyArgs::default() });
            }
            KeySource::Files { before, after } => match (self.phase, card.part) {
                (Phase::Before, Part::Upgrade) => before.as_ref()?,
                _ => after,
            },
        };
        Some(match files {
            KeyFiles::Pkcs12(path) => KeyArgs { p12: Some(path.clone()), ca, ..KeyArgs::default() },
            KeyFiles::Pair { certificate, key } => {
                KeyArgs { cert: Some(certificate.clone()), key: Some(key.clone()), ca, ..KeyArgs::default() }
            }
        })
    }

    /// Asks for the card. Where nobody can be asked, the one that is in the reader is taken only if the user named one card.
    fn inserted(&self, card: &Card) -> Result<Next, Error> {
        if !io::stdin().is_terminal() {
            let is_named = self.args.only_card.len() == 1;
            let arguments = vec![("card", clean(&card.name))];
            return if is_named { Ok(Next::Go) } else { Err(said(Exit::Usage, "error-pilot-no-terminal", arguments)) };
        }
        let question = self.context.texts.format("pilot-ask-insert", &[("card", Value::from(clean(&card.name)))]);
        Ok(match answer(&question)? {
            Answer::None => Next::Go,
            Answer::Line(line) if line.eq_ignore_ascii_case("q") => Next::Stop,
            Answer::Line(_) => Next::Skip,
            // Nobody has said that the card is there.
            Answer::Ended => Next::Stop,
        })
    }

    /// It is the card that it is said to be: of the right generation for this phase, and no other of the plan. Asked before its PIN is: a card
    /// that was left in the reader gets no second try.
    fn holds(&self, card: &Card, certificate: &Certificate, sheet: &Sheet) -> Result<(), Error> {
        let generation = identify(certificate, self.catalog).generation;
        if matches!(card.key, KeySource::Inserted) && generation.is_none() {
            // A device's or a wireless network's, which would pass for a card that is not upgraded.
            let arguments = vec![("card", clean(&card.name)), ("issuer", clean(certificate.issuer().common_name()))];
            return Err(said(Exit::Usage, "error-pilot-unknown-issuer", arguments));
        }
        let is_new = generation.as_ref().is_some_and(|id| sheet.wanted.contains(id));
        let wants_new = card.part.is_new(self.phase);
        let fingerprint = certificate.fingerprint().to_string();
        let mut arguments = vec![
            ("card", clean(&card.name)),
            ("issuer", clean(certificate.issuer().common_name())),
            ("plan", sheet.file.display().to_string()),
        ];
        let opened = self.opened.get(&fingerprint).map(String::as_str).filter(|other| *other != card.name);
        if let Some(other) = opened.or_else(|| sheet.results.other_card(&fingerprint, &card.name)) {
            arguments.push(("other", clean(other)));
            return Err(said(Exit::Usage, "error-pilot-other-card", arguments));
        }
        match (is_new, wants_new) {
            (true, true) | (false, false) => Ok(()),
            (true, false) if card.part == Part::Control => Err(said(Exit::Usage, "error-pilot-control-new", arguments)),
            (true, false) => Err(said(Exit::Usage, "error-pilot-already-new", arguments)),
            (false, true) => Err(said(Exit::Usage, "error-pilot-still-old", arguments)),
        }
    }

    /// Logs in at each service, and keeps each result as it comes.
    fn log_in(
        &mut self,
        card: &Card,
        opened: &OpenKey,
        args: &KeyArgs,
        services: &[Service],
        sheet: &mut Sheet,
    ) -> Result<(), Error> {
        let key = &opened.key;
        let mut cas = key.beside().to_vec();
        cas.extend(login::cas_at_hand(args, self.catalog, self.context)?);
        let above = browser::above(key.certificate(), &cas, self.catalog, self.context.now);
        let ways = attempt::matrix(key, &above.certificates, &Choice::default());
        let herald = Herald::new(self.context);
        let contact = |host: &str, way: Way| herald.tell(host, way);
        let progress = Progress::new(self.context, "progress-pilot", services.len() * ways.len());
        let mut done = 0;
        for service in services {
            let Run::Here { target, expected, follow_forms } = &service.run else { continue };
            let mut options = login::options(&WayArgs::plain(self.args.proxy.clone()), self.context)?;
            options.follow = Follow { redirects: true, forms: *follow_forms };
            options.expected = expected.clone();
            let mut attempts = Vec::new();
            for way in &ways {
                attempts.push(attempt::log_in(target, key, &above, *way, &options, self.context.now, &contact));
                done += 1;
                progress.at(done);
            }
            let result = LoginResult { target: target.clone(), attempts };
            let outcome = pilot::outcome(&result);
            let causes = match outcome {
                Outcome::In => Vec::new(),
                _ => self.why(service, target, key, &above, &result)?,
            };
            let identity = identify(key.certificate(), self.catalog);
            sheet.add(
                Entry {
                    service: service.name.clone(),
                    card: card.name.clone(),
                    phase: self.phase,
                    outcome,
                    at: now(),
                    by: By::Tool(env!("CARGO_PKG_VERSION").to_owned()),
                    asked: service.asked(),
                    browser: None,
                    certificate: Some(key.certificate().fingerprint().to_string()),
                    generation: identity.generation.map(|id| format!("{}/{}", id.pki, id.generation)),
                    ways: pilot::ways(&result.attempts),
                    causes,
                    note: None,
                },
                self.context,
            )?;
        }
        Ok(())
    }

    /// Why a card did not get in. Each server is looked at once.
    fn why(
        &mut self,
        service: &Service,
        target: &Target,
        key: &LoginKey,
        above: &Above,
        result: &LoginResult,
    ) -> Result<Vec<tillit_login::pilot::CauseSeen>, Error> {
        if !self.looked.contains_key(&service.name) {
            let options = ProbeOptions {
                limits: probe::limits(self.context.timeout),
                repeat: 1,
                proxies: probe::proxies(self.args.proxy.as_ref())?,
            };
            let seen = Mutex::new(None);
            many::probe_all(std::slice::from_ref(target), &options, 1, &OffsetDateTime::now_utc, &|_, probe| {
                if let Ok(mut seen) = seen.lock() {
                    *seen = Some(probe);
                }
            });
            let wanted = probe::Wanted::of(target);
            if let Some(probe) = seen.into_inner().ok().flatten() {
                self.looked.insert(service.name.clone(), self.judged.target(&wanted, probe));
            }
        }
        let Some(seen) = self.looked.get(&service.name) else { return Ok(Vec::new()) };
        let diagnosis = causes::diagnose(&Observations {
            probe: &seen.probe,
            // Logins here go on whatever the server's own certificate is: it explains no refusal of a card.
            server_chain: None,
            card: Some((key.certificate(), above)),
            attempts: &result.attempts,
            trust: &[],
            local: None,
            catalog: self.catalog,
            now: self.context.now,
        });
        Ok(pilot::causes(&diagnosis))
    }

    /// What no program can try, a person is asked for.
    fn ask_by_hand(&self, card: &Card, services: &[Service], sheet: &mut Sheet) -> Result<(), Error> {
        let mut who: Option<String> = None;
        for service in services {
            let facts = [("service", Value::from(clean(&service.name))), ("card", Value::from(clean(&card.name)))];
            let said = answer(&self.context.texts.format("pilot-ask-hand", &facts))?.line();
            let outcome = match said.as_deref().map(str::to_lowercase).as_deref() {
                Some("y" | "yes" | "j" | "ja") => Outcome::In,
                Some("n" | "no" | "nej") => Outcome::Out,
                _ => continue,
            };
            if who.is_none() {
                who = answer(&self.context.texts.get("pilot-ask-who"))?.line();
            }
            let Some(person) = &who else { continue };
            sheet.add(
                Entry {
                    service: service.name.clone(),
                    card: card.name.clone(),
                    phase: self.phase,
                    outcome,
                    at: now(),
                    by: By::Person(person.clone()),
                    asked: service.asked(),
                    browser: None,
                    certificate: None,
                    generation: None,
                    ways: Vec::new(),
                    causes: Vec::new(),
                    note: None,
                },
                self.context,
            )?;
        }
        Ok(())
    }
}
