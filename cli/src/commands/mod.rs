//! One file for each command. Each gathers, lets a room below judge, and hands the result to a report.

pub(crate) mod audit;
pub(crate) mod card;
pub(crate) mod catalog;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod diagnose;
pub(crate) mod explain;
mod fetching;
pub(crate) mod install;
pub(crate) mod lab;
pub(crate) mod login;
pub(crate) mod man;
pub(crate) mod pilot;
pub(crate) mod probe;
pub(crate) mod undo;
pub(crate) mod verify;

use crate::args::Command;
use crate::context::Context;
use crate::error::{Error, Exit};

/// The overview: headings (`help-group-NAME`) with the commands below each.
pub(crate) const GROUPS: [(&str, &[&str]); 4] = [
    ("prepare", &["audit", "install", "undo", "catalog"]),
    ("cards", &["card", "login", "pilot"]),
    ("fault", &["diagnose", "probe", "explain"]),
    ("more", &["verify", "demo", "lab", "completions", "man"]),
];

// One line for each command.
pub(crate) fn run(command: &Command, context: &Context) -> Result<Exit, Error> {
    if !matches!(command, Command::Undo(_) | Command::Completions(_) | Command::Man(_)) {
        undo::note_interrupted(context);
    }
    match command {
        Command::Audit(args) => audit::run(args, context),
        Command::Install(args) => install::run(args, context),
        Command::Undo(args) => undo::run(args, context),
        Command::Catalog(args) => catalog::run(args, context),
        Command::Card(args) => card::run(args, context),
        Command::Diagnose(args) => diagnose::run(args, context),
        Command::Probe(args) => probe::run(args, context),
        Command::Login(args) => login::run(args, context),
        Command::Pilot(args) => pilot::run(args, context),
        Command::Explain(args) => explain::run(args, context),
        Command::Verify(args) => verify::run(args, context),
        Command::Demo(args) => demo::run(args, context),
        Command::Lab(args) => lab::run(args, context),
        Command::Completions(args) => completions::run(args, context),
        Command::Man(args) => man::run(args, context),
    }
}
