//! `tillit lab`: a PKI with the shape of SITHS, for own experiments.

mod card;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use tillit_lab::{LabError, LabServer, Options, Pki};
use tillit_reports::i18n::Value;
use tillit_reports::plain::clean;

use crate::context::Context;
use crate::error::{Error, Exit, Invalid};
use crate::output;
use crate::progress::Progress;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Write(WriteArgs),
    Serve(ServeArgs),
    Card(card::Args),
}

#[derive(Debug, clap::Args)]
struct WriteArgs {
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[arg(long, value_name = "URL", value_parser = base_url)]
    base_url: Option<String>,
}

#[derive(Debug, clap::Args)]
struct ServeArgs {
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    match &args.command {
        Command::Serve(args) => serve(args, context),
        Command::Write(args) => write(args, context),
        Command::Card(args) => card::run(args, context),
    }
}

fn write(args: &WriteArgs, context: &Context) -> Result<Exit, Error> {
    let files = make(&args.folder, args.base_url.clone(), context)?;
    let folder = args.folder.display().to_string();
    let text = context.texts.format("lab-written", &[("folder", Value::from(folder)), ("files", Value::from(files))]);
    output::to_stdout(&format!("{text}\n"))?;
    Ok(Exit::Fine)
}

/// Writes a lab whose certificates lead to this computer, and answers there until it is ended.
fn serve(args: &ServeArgs, context: &Context) -> Result<Exit, Error> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let server = LabServer::bind_to(address).map_err(|cause| Error::Said {
        exit: Exit::Incomplete,
        id: "error-lab-serve",
        arguments: vec![("address", address.to_string()), ("cause", cause.to_string())],
    })?;
    let (pki, files) = made(&args.folder, Some(server.base_url()), context)?;
    server.attach(&pki);
    let values = [
        ("folder", Value::from(args.folder.display().to_string())),
        ("files", Value::from(files)),
        ("url", Value::from(server.base_url())),
    ];
    output::to_stdout(&format!("{}\n", context.texts.format("lab-served", &values)))?;
    let mut told = 0;
    // Ended from outside, as servers are.
    loop {
        std::thread::sleep(std::time::Duration::from_millis(200));
        let requests = server.count();
        if requests > told {
            for request in server.requests().iter().rev().take(requests - told).rev() {
                context.note(&clean(&format!("{} {}", request.method, request.path)));
            }
            told = requests;
        }
    }
}

/// Makes a lab and writes it into a folder; returns the number of files.
pub(super) fn make(folder: &Path, base_url: Option<String>, context: &Context) -> Result<usize, Error> {
    made(folder, base_url, context).map(|(_, files)| files)
}

fn made(folder: &Path, base_url: Option<String>, context: &Context) -> Result<(Pki, usize), Error> {
    let progress = Progress::new(context, "progress-lab", Pki::steps());
    let options = Options { base_url, ..Options::new(context.now) };
    let pki = Pki::siths_shaped(&options, &|done, _| progress.at(done));
    drop(progress);
    let pki = pki.map_err(said)?;
    let files = tillit_lab::write::write(&pki, folder).map_err(said)?;
    Ok((pki, files))
}

fn said(error: LabError) -> Error {
    match error {
        LabError::Write { path, cause } => Error::Write { path, cause },
        LabError::Foreign { folder, file } => Error::Said {
            exit: Exit::Usage,
            id: "error-lab-foreign",
            arguments: vec![("folder", folder.display().to_string()), ("file", file.display().to_string())],
        },
        other => {
            Error::Said { exit: Exit::Incomplete, id: "error-lab-made", arguments: vec![("detail", other.to_string())] }
        }
    }
}

/// An address as certificates can hold it: `http` or `https`, a host, ASCII without spaces.
fn base_url(text: &str) -> Result<String, Invalid> {
    let host = text.strip_prefix("http://").or_else(|| text.strip_prefix("https://")).unwrap_or("");
    let fits = host.bytes().next().is_some_and(|b| b != b'/') && text.bytes().all(|b| b.is_ascii_graphic());
    if fits { Ok(text.to_owned()) } else { Err(Invalid::new("invalid-base-url")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_are_base_addresses() {
        for good in ["http://127.0.0.1:8080", "https://lab.example.se/pki/"] {
            assert_eq!(base_url(good).as_deref(), Ok(good));
        }
        for bad in ["", "127.0.0.1", "http://", "http:///x", "ldap://x", "http://å", "http://a b", "http://a\n"] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }
}
