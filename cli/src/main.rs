//! `tillit`: see `tillit --help`, or `docs/` for a page on each command.

mod args;
mod commands;
mod context;
mod data;
mod error;
mod files;
mod generation;
mod help;
mod input;
mod interrupt;
mod language;
mod moment;
mod output;
mod password;
mod pin_memory;
mod platform;
mod progress;
mod revocation;
mod settings;
mod target;

use std::ffi::OsString;
use std::process::ExitCode;

use context::Context;
use error::Exit;
use tillit_reports::i18n::Texts;

fn main() -> ExitCode {
    let given: Vec<OsString> = help::words(std::env::args_os());
    if let Some(module) = commands::card::modules::asked_for(&given) {
        return commands::card::modules::look_into(module).into();
    }
    let exit = match args::Arguments::read(&given) {
        Ok(arguments) => run(&arguments),
        Err(error) => help::answer(&error, &given),
    };
    exit.into()
}

fn run(arguments: &args::Arguments) -> Exit {
    let context = match Context::new(&arguments.global) {
        Ok(context) => context,
        Err(error) => return error.say(&Texts::new(language::choose(arguments.global.lang, None))),
    };
    let outcome = match &arguments.command {
        Some(command) => commands::run(command, &context),
        None => help::overview(&context.texts),
    };
    outcome.unwrap_or_else(|error| error.say(&context.texts))
}
