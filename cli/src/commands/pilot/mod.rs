//! `tillit pilot`: the test with a few cards before everybody's is upgraded.

mod enter;
mod new;
mod run;
mod sheet;

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};
use tillit_login::pilot::{CardKind, Outcome, Phase};
use tillit_reports::pilot;
use tillit_verifier::catalog::Catalog;
use time::OffsetDateTime;

use crate::args::OutputArgs;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format};
use sheet::Sheet;

/// Formats that `reports` renders.
const FORMATS: [Format; 3] = [Format::Human, Format::Text, Format::Json];

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(new::Args),
    Run(Box<run::Args>),
    Enter(enter::Args),
    Show(ShowArgs),
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PhaseArg {
    Before,
    After,
}

impl From<PhaseArg> for Phase {
    fn from(phase: PhaseArg) -> Self {
        match phase {
            PhaseArg::Before => Self::Before,
            PhaseArg::After => Self::After,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ResultArg {
    In,
    Partly,
    Out,
    CannotSay,
}

impl From<ResultArg> for Outcome {
    fn from(result: ResultArg) -> Self {
        match result {
            ResultArg::In => Self::In,
            ResultArg::Partly => Self::Partly,
            ResultArg::Out => Self::Out,
            ResultArg::CannotSay => Self::CannotSay,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum KindArg {
    Ordinary,
    Reserve,
    ShortTerm,
    Mobile,
    Function,
}

impl From<KindArg> for CardKind {
    fn from(kind: KindArg) -> Self {
        match kind {
            KindArg::Ordinary => Self::Ordinary,
            KindArg::Reserve => Self::Reserve,
            KindArg::ShortTerm => Self::ShortTerm,
            KindArg::Mobile => Self::Mobile,
            KindArg::Function => Self::Function,
        }
    }
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    match &args.command {
        Command::New(args) => new::run(args, context),
        Command::Run(args) => run::run(args, context),
        Command::Enter(args) => enter::run(args, context),
        Command::Show(args) => {
            let outputs = output::targets(&args.output, context, &FORMATS)?;
            let catalog = context.catalog()?;
            tell(&Sheet::open(&args.plan, &catalog, context)?, &outputs, &catalog, context)
        }
    }
}

/// Says what the pilot has shown so far.
fn tell(sheet: &Sheet, outputs: &[output::Target], catalog: &Catalog, context: &Context) -> Result<Exit, Error> {
    let report = sheet.report(catalog, context);
    let texts = &context.texts;
    output::deliver(outputs, |format, medium| match format {
        Format::Json => output::pretty(&pilot::json(&report, texts)),
        Format::Text => pilot::text(&report, texts),
        // The others are refused before anything is read.
        _ => pilot::human(&report, texts, &context.style(medium)),
    })?;
    Ok(match pilot::exit_code(&report) {
        0 => Exit::Fine,
        1 => Exit::Findings,
        _ => Exit::Incomplete,
    })
}

/// The moment of a result, to the second.
fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now)
}

/// A result is kept with its time: with `--at` that would be a false one.
fn only_now(context: &Context) -> Result<(), Error> {
    if context.at_is_set { Err(said(Exit::Usage, "error-pilot-at", Vec::new())) } else { Ok(()) }
}

fn said(exit: Exit, id: &'static str, arguments: crate::error::TextArguments) -> Error {
    Error::Said { exit, id, arguments }
}
