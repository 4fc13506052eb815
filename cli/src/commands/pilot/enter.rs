//! `tillit pilot enter`: what a person tried, with who and when.

use std::path::PathBuf;

use tillit_login::pilot::{By, Entry, Part, Phase, Service, phase};
use tillit_reports::i18n::Value;
use tillit_reports::plain::clean;

use super::sheet::Sheet;
use super::{PhaseArg, ResultArg, now, only_now, said};
use crate::context::Context;
use crate::error::{Error, Exit};

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[arg(long, value_name = "NAME")]
    service: String,
    #[arg(long, value_name = "NAME")]
    card: String,
    #[arg(long, value_name = "RESULT")]
    result: ResultArg,
    #[arg(long, value_name = "WHO")]
    by: String,
    #[arg(long, value_name = "PHASE")]
    phase: Option<PhaseArg>,
    #[arg(long, value_name = "NAME")]
    browser: Option<String>,
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    only_now(context)?;
    let catalog = context.catalog()?;
    let mut sheet = Sheet::open(&args.plan, &catalog, context)?;
    let plan = &sheet.plan;
    let services: Vec<&str> = plan.services.iter().map(|service| service.name.as_str()).collect();
    let cards: Vec<&str> = plan.cards.iter().map(|card| card.name.as_str()).collect();
    is_there(&args.service, &services, "error-pilot-no-service")?;
    is_there(&args.card, &cards, "error-pilot-no-card")?;
    if let Some(browser) = &args.browser {
        let browsers: Vec<&str> = plan.browsers.iter().map(String::as_str).collect();
        is_there(browser, &browsers, "error-pilot-no-browser")?;
    }
    let phase = args.phase.map_or_else(|| phase_of(&sheet, &args.card), Phase::from);
    let asked = plan.service(&args.service).and_then(Service::asked);
    sheet.add(
        Entry {
            service: args.service.clone(),
            card: args.card.clone(),
            phase,
            outcome: args.result.into(),
            at: now(),
            by: By::Person(args.by.clone()),
            asked,
            browser: args.browser.clone(),
            certificate: None,
            generation: None,
            ways: Vec::new(),
            causes: Vec::new(),
            note: args.note.clone(),
        },
        context,
    )?;
    let values = [
        ("service", Value::from(clean(&args.service))),
        ("card", Value::from(clean(&args.card))),
        ("phase", Value::from(if phase == Phase::Before { "before" } else { "after" })),
    ];
    context.note(&context.texts.format("pilot-entered", &values));
    Ok(Exit::Fine)
}

/// A card that has its new certificates from the beginning has no before.
fn phase_of(sheet: &Sheet, card: &str) -> Phase {
    let is_new = sheet.plan.card(card).is_some_and(|card| card.part == Part::New);
    if is_new { Phase::After } else { phase::by_hand(&sheet.plan, &sheet.results) }
}

/// A name that the plan does not have is a slip of the pen.
pub(super) fn is_there(name: &str, known: &[&str], id: &'static str) -> Result<(), Error> {
    if known.contains(&name) {
        return Ok(());
    }
    Err(said(Exit::Usage, id, vec![("name", clean(name)), ("names", clean(&known.join(", ")))]))
}
