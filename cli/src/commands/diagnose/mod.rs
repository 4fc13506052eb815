//! `tillit diagnose`: why a login fails, on whose side, and what to say and do.

mod ask;
mod bundle;
mod error;
mod local;
mod servers;

use std::path::PathBuf;

use crate::args::OutputArgs;
use crate::commands::login::{KeyArgs, WayArgs};
use crate::commands::probe::repeat;
use crate::context::Context;
use crate::error::{Error, Exit};

#[allow(clippy::struct_excessive_bools)] // Switches of a command line.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "URL", required_unless_present_any = ["inventory", "ask", "error"])]
    urls: Vec<String>,
    #[arg(long, conflicts_with_all = ["urls", "inventory", "card_certificate", "p12", "cert", "pkcs11", "card", "bundle", "local", "trust"])]
    ask: bool,
    #[arg(long, value_name = "CODE", conflicts_with_all = ["urls", "inventory", "card_certificate", "p12", "cert", "pkcs11", "card", "bundle", "local", "trust"])]
    error: Option<String>,
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    #[arg(long, requires = "bundle")]
    force: bool,
    #[arg(long, value_name = "FILE", conflicts_with_all = ["p12", "cert", "pkcs11", "card"])]
    card_certificate: Option<PathBuf>,
    #[command(flatten)]
    key: KeyArgs,
    #[arg(long, value_name = "FILE")]
    server_ca: Vec<PathBuf>,
    #[arg(long, value_name = "N", value_parser = repeat)]
    repeat: Option<u32>,
    #[arg(long, value_name = "FILE")]
    inventory: Option<PathBuf>,
    #[arg(long)]
    local: bool,
    #[arg(long)]
    fetch: bool,
    #[arg(long)]
    trust: bool,
    #[arg(short, long, requires = "trust")]
    yes: bool,
    #[command(flatten)]
    way: WayArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// By what was given: a dialogue, a code, or servers.
pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    match &args.error {
        _ if args.ask => ask::run(args, context),
        Some(pasted) => error::run(pasted, args, context),
        None => servers::run(args, context),
    }
}

/// The exit code of a report.
fn exit(code: u8) -> Exit {
    match code {
        0 => Exit::Fine,
        1 => Exit::Findings,
        _ => Exit::Incomplete,
    }
}
