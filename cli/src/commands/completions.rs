//! `tillit completions`: what a shell needs to complete `tillit`.

use clap_complete::Shell;

use crate::context::Context;
use crate::error::{Error, Exit};
use crate::{help, output};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::localised(&context.texts), "tillit", &mut script);
    output::to_stdout(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}
