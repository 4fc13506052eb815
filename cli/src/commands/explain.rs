//! `tillit explain`: a code in full.

use crate::context::Context;
use crate::error::{Error, Exit};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "CODE", required = true)]
    code: Vec<String>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let _ = context;
    Err(Error::UnknownCode { code: args.code.join(" "), suggestion: None })
}
