//! `tillit catalog list` and `show`.

use std::collections::HashSet;

use tillit_reports::catalog;

use super::{FORMATS, asked, shelf};
use crate::args::ReportArgs;
use crate::context::Context;
use crate::data;
use crate::error::{Error, Exit};
use crate::output::{self, Format};

#[derive(Debug, clap::Args)]
pub(crate) struct ListArgs {
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    report: ReportArgs,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ShowArgs {
    #[arg(value_name = "WHAT", required = true)]
    what: Vec<String>,
    #[command(flatten)]
    report: ReportArgs,
}

pub(super) fn list(args: &ListArgs, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report.output, context, &FORMATS)?;
    let known = context.catalog()?;
    let stored = data::load(&context.data_folders(), &known);
    let everything: Vec<String> = known.pkis.iter().map(|pki| pki.id.clone()).collect();
    let words = if args.what.is_empty() { &everything } else { &args.what };
    let mut states = asked(words, args.all, &known, &stored)?;
    if args.what.is_empty() && !args.all {
        // A test environment of which something is here is in use.
        let used: HashSet<String> = states.iter().filter(|s| !s.is_missing()).map(|s| s.found.pki.id.clone()).collect();
        states.retain(|state| catalog::of_interest(state.found.pki) || used.contains(&state.found.pki.id));
    }
    let shelf = shelf(states, stored, context);
    output::deliver(&targets, |format, medium| match format {
        Format::Json => catalog::to_text(&catalog::list_json(&shelf, &context.texts)),
        _ => catalog::list(&shelf, &context.texts, &context.style(medium)),
    })?;
    Ok(if shelf.bad.is_empty() { Exit::Fine } else { Exit::Findings })
}

pub(super) fn show(args: &ShowArgs, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report.output, context, &FORMATS)?;
    let catalog = context.catalog()?;
    let stored = data::load(&context.data_folders(), &catalog);
    // The migration is told with the whole PKI, not with one CA of it.
    let whole = args.what.iter().any(|word| catalog.pkis.iter().any(|pki| pki.id.eq_ignore_ascii_case(word)));
    let shelf = shelf(asked(&args.what, false, &catalog, &stored)?, stored, context);
    output::deliver(&targets, |format, medium| match format {
        Format::Json => catalog::to_text(&catalog::list_json(&shelf, &context.texts)),
        _ => catalog::show(&shelf, whole, &context.texts, &context.style(medium)),
    })?;
    Ok(Exit::Fine)
}
