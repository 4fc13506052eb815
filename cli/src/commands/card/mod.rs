//! `tillit card`: readers, what is on the cards in them without a PIN, and whether a card is ready for the upgrade.

mod export;
mod module;
pub(crate) mod modules;
mod page;
pub(super) mod read;

use std::path::PathBuf;

use clap::Subcommand;
use tillit_reports::card::{self, Asked, CardReport};

use crate::args::ReportArgs;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format};
use crate::target::at_hand;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(ListArgs),
    Show(ShowArgs),
    Check(CheckArgs),
}

#[derive(Debug, clap::Args)]
struct ListArgs {
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Debug, clap::Args)]
struct ShowArgs {
    #[arg(value_name = "READER")]
    reader: Option<String>,
    #[arg(long = "for", value_name = "URL")]
    page: Option<String>,
    #[arg(long, value_name = "DIR")]
    export: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Debug, clap::Args)]
struct CheckArgs {
    #[arg(value_name = "READER")]
    reader: Option<String>,
    #[arg(long = "for", value_name = "URL")]
    page: Option<String>,
    #[arg(long)]
    query_pin: bool,
    #[command(flatten)]
    report: ReportArgs,
}

/// Formats that `reports` renders.
const FORMATS: [Format; 4] = [Format::Human, Format::Text, Format::Json, Format::Ndjson];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let (asked, reader, page, query_pin, export, report) = match &args.command {
        Command::List(args) => (Asked::List, None, None, false, None, &args.report),
        Command::Show(args) => {
            (Asked::Show, args.reader.as_deref(), args.page.as_deref(), false, args.export.as_deref(), &args.report)
        }
        Command::Check(args) => {
            (Asked::Check, args.reader.as_deref(), args.page.as_deref(), args.query_pin, None, &args.report)
        }
    };
    let outputs = output::targets(&report.output, context, &FORMATS)?;
    let catalog = context.catalog()?;
    let threshold = report.threshold(context.settings.fail_on);
    let page = page.map(|url| page::look(url, context)).transpose()?;
    let ground = read::Ground {
        catalog: &catalog,
        at_hand: at_hand(context, &catalog),
        page: page.as_ref(),
        query_pin,
        context,
    };
    let readers = read::readers(asked, reader, &ground)?;
    let report = CardReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        asked,
        page: page.map(|page| page.seen),
        readers,
        modules: if asked == Asked::List { modules::seen(context) } else { Vec::new() },
    };
    if let Some(folder) = export {
        export::write(folder, &report, context)?;
    }
    let texts = &context.texts;
    output::deliver(&outputs, |format, medium| match format {
        Format::Json => output::pretty(&card::json(&report, &catalog, texts)),
        Format::Ndjson => card::ndjson(&report, &catalog, texts),
        Format::Text => card::text(&report, &catalog, texts),
        // The others are refused before anything is read.
        _ => card::human(&report, &catalog, texts, &context.style(medium)),
    })?;
    Ok(match card::exit_code(&report, &catalog, threshold) {
        0 => Exit::Fine,
        1 => Exit::Findings,
        _ => Exit::Incomplete,
    })
}

fn said(exit: Exit, id: &'static str, arguments: Vec<(&'static str, String)>) -> Error {
    Error::Said { exit, id, arguments }
}
