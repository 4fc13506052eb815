//! `tillit diagnose --error CODE`: what a code or a pasted text may mean. Nothing is contacted.

use tillit_login::signs;
use tillit_reports::signs::{self as report, SignsReport};

use super::{Args, exit};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format};

/// Formats that `reports` renders.
const FORMATS: [Format; 3] = [Format::Human, Format::Text, Format::Json];

pub(super) fn run(pasted: &str, args: &Args, context: &Context) -> Result<Exit, Error> {
    let outputs = output::targets(&args.output, context, &FORMATS)?;
    let found = SignsReport {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        typed: pasted.to_owned(),
        found: signs::look_up(pasted),
    };
    output::deliver(&outputs, |format, medium| match format {
        Format::Json => output::pretty(&report::json(&found, &context.texts)),
        Format::Text => report::text(&found, &context.texts),
        // The others are refused before.
        _ => report::human(&found, &context.texts, &context.style(medium)),
    })?;
    Ok(exit(report::exit_code(&found)))
}
