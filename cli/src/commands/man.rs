//! `tillit man`: manual pages.

use std::path::PathBuf;

use crate::context::Context;
use crate::error::{Error, Exit};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let _ = (args.output.as_ref(), context);
    Ok(Exit::Fine)
}
