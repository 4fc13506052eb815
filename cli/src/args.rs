//! Arguments, and nothing else: what they are called and what type they have. What they mean to people is in
//! `reports/i18n/*/cli.ftl`, put onto them by [`crate::help`]; that is why nothing here has a documentation comment.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use tillit_reports::i18n::Language;
use tillit_verifier::verdict::Severity;

use crate::commands;
use crate::error::Invalid;
use crate::language;
use crate::moment::Moment;
use crate::output::Format;
use crate::password::PasswordSource;

#[derive(Debug, Parser)]
#[command(
    name = "tillit",
    version,
    args_override_self = true,
    disable_help_flag = true,
    disable_help_subcommand = true,
    disable_version_flag = true
)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

impl Arguments {
    pub(crate) fn read(given: &[OsString]) -> Result<Self, clap::Error> {
        Self::try_parse_from(given)
    }
}

// One line for each command, in the order of the overview.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Audit(commands::audit::Args),
    Install(Box<commands::install::Args>),
    Undo(commands::undo::Args),
    Catalog(commands::catalog::Args),
    Card(commands::card::Args),
    Diagnose(Box<commands::diagnose::Args>),
    Probe(commands::probe::Args),
    Login(Box<commands::login::Args>),
    Pilot(Box<commands::pilot::Args>),
    Explain(commands::explain::Args),
    Verify(commands::verify::Args),
    Demo(commands::demo::Args),
    Lab(commands::lab::Args),
    Completions(commands::completions::Args),
    Man(commands::man::Args),
}

// What every command understands, before and after its name.
#[derive(Debug, clap::Args)]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "LANGUAGE", value_parser = language::from_flag)]
    pub(crate) lang: Option<Language>,
    #[arg(long, global = true, value_name = "WHEN")]
    pub(crate) color: Option<Color>,
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    #[arg(long, global = true)]
    pub(crate) offline: bool,
    #[arg(long, global = true, value_name = "TIME", value_parser = Moment::parse, allow_hyphen_values = true)]
    pub(crate) at: Option<Moment>,
    #[arg(long, global = true, value_name = "SECONDS", value_parser = timeout)]
    pub(crate) timeout: Option<Duration>,
    #[arg(long, global = true, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<usize>,
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) catalog: Vec<PathBuf>,
    #[arg(long, global = true, value_name = "SOURCE", value_parser = password_source())]
    pub(crate) password: Vec<PasswordSource>,
    #[arg(short, long, global = true, action = ArgAction::Help)]
    pub(crate) help: Option<bool>,
    #[arg(short = 'V', long, action = ArgAction::Version)]
    pub(crate) version: Option<bool>,
}

// Where and how an answer goes. Flattened into every command that has one.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct OutputArgs {
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    #[arg(long, conflicts_with = "format")]
    pub(crate) json: bool,
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,
}

// How a command reports. Flattened into the commands that find something.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) output: OutputArgs,
    #[arg(long, value_name = "SEVERITY")]
    pub(crate) fail_on: Option<FailOn>,
}

impl ReportArgs {
    /// How much a finding must weigh to make the exit code 1: as the option says, else the setting, else a warning.
    pub(crate) fn threshold(&self, setting: Option<FailOn>) -> Severity {
        match self.fail_on.or(setting) {
            Some(FailOn::Info) => Severity::Info,
            None | Some(FailOn::Warning) => Severity::Warning,
            Some(FailOn::Error) => Severity::Error,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    #[default]
    Auto,
    Always,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    Info,
    Warning,
    Error,
}

fn password_source() -> impl TypedValueParser<Value = PasswordSource> {
    OsStringValueParser::new().try_map(|text: OsString| PasswordSource::parse(&text))
}

/// Seconds: `20`, `20s`, `2m`.
pub(crate) fn timeout(text: &str) -> Result<Duration, Invalid> {
    let (digits, unit) = match text.strip_suffix(['s', 'm']) {
        Some(digits) if text.ends_with('m') => (digits, 60),
        Some(digits) => (digits, 1),
        None => (text, 1),
    };
    match digits.parse::<u64>().ok().and_then(|n| n.checked_mul(unit)) {
        Some(seconds @ 1..=86_400) => Ok(Duration::from_secs(seconds)),
        _ => Err(Invalid::new("invalid-timeout")),
    }
}

/// At least one, and no more than a machine can have use for.
pub(crate) fn jobs(text: &str) -> Result<usize, Invalid> {
    text.parse().ok().filter(|n| (1..=1024).contains(n)).ok_or(Invalid::new("invalid-jobs"))
}
