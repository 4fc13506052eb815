//! `tillit demo`

use crate::context::Context;
use crate::error::{Error, Exit};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let _ = (args, context);
    Ok(Exit::Fine)
}
