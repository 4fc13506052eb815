//! `tillit catalog check`: what is missing and where to get it, what ends, what is not pinned, which files are bad.

use tillit_reports::catalog;
use tillit_reports::codes;
use tillit_verifier::verdict::Severity;

use super::{FORMATS, asked, shelf};
use crate::args::ReportArgs;
use crate::context::Context;
use crate::data;
use crate::error::{Error, Exit};
use crate::output::{self, Format};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    #[arg(long, value_name = "DAYS", default_value_t = 90)]
    days: u16,
    #[command(flatten)]
    report: ReportArgs,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report.output, context, &FORMATS)?;
    let catalog = context.catalog()?;
    let stored = data::load(&context.data_folders(), &catalog);
    let shelf = shelf(asked(&args.what, false, &catalog, &stored)?, stored, context);
    let findings = catalog::findings(&shelf, i64::from(args.days));
    output::deliver(&targets, |format, medium| match format {
        Format::Json => catalog::to_text(&catalog::check_json(&shelf, &findings, &context.texts)),
        _ => catalog::check(&shelf, &findings, &context.texts, &context.style(medium)),
    })?;
    let threshold = args.report.threshold(context.settings.fail_on);
    let counted = findings.iter().filter(|finding| finding.severity >= threshold);
    Ok(counted.fold(Exit::Fine, |exit, finding| {
        let missing = finding.code == &codes::CA_NOT_HERE && finding.severity == Severity::Error;
        exit.and(if missing { Exit::Incomplete } else { Exit::Findings })
    }))
}
