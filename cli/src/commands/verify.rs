//! `tillit verify`: the chain of any card certificate against every known generation.

use std::path::PathBuf;

use crate::args::ReportArgs;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "CERT", required = true)]
    inputs: Vec<PathBuf>,
    #[command(flatten)]
    report: ReportArgs,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let targets = output::targets(&args.report, context, &[Format::Human, Format::Json])?;
    output::deliver(&targets, |_, _| format!("{:?}\n", args.inputs))?;
    Ok(Exit::Fine)
}
