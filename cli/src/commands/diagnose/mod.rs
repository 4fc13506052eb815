//! `tillit diagnose`: why a login fails, on whose side, and what to say and do.

mod servers;

use std::path::PathBuf;

use crate::args::OutputArgs;
use crate::commands::login::{KeyArgs, WayArgs};
use crate::commands::probe::repeat;
use crate::context::Context;
use crate::error::{Error, Exit};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "URL", required_unless_present = "inventory")]
    urls: Vec<String>,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["p12", "cert"])]
    card_certificate: Option<PathBuf>,
    #[command(flatten)]
    key: KeyArgs,
    #[arg(long, value_name = "FILE")]
    server_ca: Vec<PathBuf>,
    #[arg(long, value_name = "N", value_parser = repeat)]
    repeat: Option<u32>,
    #[arg(long, value_name = "FILE")]
    inventory: Option<PathBuf>,
    #[command(flatten)]
    way: WayArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// By what was given: so far servers alone.
pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    servers::run(args, context)
}
