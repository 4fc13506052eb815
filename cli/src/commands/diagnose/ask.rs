//! `tillit diagnose --ask`: a dialogue for support on the phone, or its page. Questions go to standard error, what they come to to standard output.
//! Nothing is contacted.

use std::io::{self, BufRead};

use tillit_login::ask::{End, Pasted, Step, To, Walk};
use tillit_reports::ask::{self, AskReport, Keys};

use super::{Args, exit};
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Format, Medium, Target};

/// Formats that `reports` renders.
const FORMATS: [Format; 4] = [Format::Human, Format::Text, Format::Json, Format::Html];

/// Of an answer so many bytes are read.
const MAX_ANSWER: u64 = 64 * 1024;

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let outputs = output::targets(&args.output, context, &FORMATS)?;
    let version = env!("CARGO_PKG_VERSION");
    let is_page = |target: &Target| matches!(target, Target::File(Format::Html, _) | Target::Stdout(Format::Html));
    let (pages, mut outputs): (Vec<_>, Vec<_>) = outputs.into_iter().partition(is_page);
    if !pages.is_empty() {
        output::deliver(&pages, |_, _| ask::page(version, context.now, &context.texts))?;
        // A page was asked for: the dialogue is in it.
        outputs.retain(|target| matches!(target, Target::File(..)) || args.output.json || args.output.format.is_some());
        if outputs.is_empty() {
            return Ok(Exit::Fine);
        }
    }
    let mut walk = Walk::default();
    if let Some(pasted) = &args.error {
        paste(&mut walk, pasted, context);
    }
    let Some(end) = talk(&mut walk, context)? else {
        output::to_stderr(&format!("{}\n", ask::ended_early(&walk, &context.texts)));
        return Ok(Exit::Incomplete);
    };
    let report = AskReport { version: version.to_owned(), at: context.now, walk, end };
    output::deliver(&outputs, |format, medium| match format {
        Format::Json => output::pretty(&ask::json(&report, &context.texts)),
        Format::Text => ask::text(&report, &context.texts),
        // The others are refused before, and pages are written.
        _ => ask::human(&report, &context.texts, &context.style(medium)),
    })?;
    Ok(exit(ask::exit_code(&report)))
}

/// Asks until there is an end; `None`: the caller hung up before.
fn talk(walk: &mut Walk, context: &Context) -> Result<Option<&'static End>, Error> {
    let texts = &context.texts;
    // Standard error is read by the same person, and may be no terminal.
    let style = context.style(Medium::File);
    let keys = Keys::of(texts);
    let mut lines = io::stdin().lock();
    let mut asked: Option<(&str, usize)> = None;
    loop {
        let step = match walk.at() {
            To::End(end) => return Ok(Some(end)),
            To::Step(step) => step,
        };
        if asked != Some((step.name, walk.given().len())) {
            output::to_stderr(&format!("\n{}", ask::question(step, texts, &style)));
            asked = Some((step.name, walk.given().len()));
        }
        output::to_stderr("> ");
        let mut line = Vec::new();
        let read = io::Read::take(&mut lines, MAX_ANSWER).read_until(b'\n', &mut line);
        let count = read.map_err(|cause| Error::Said {
            exit: Exit::Incomplete,
            id: "error-diagnose-ask-read",
            arguments: vec![("cause", crate::error::io_cause(&cause, texts))],
        })?;
        if count == 0 {
            return Ok(None);
        }
        let typed = String::from_utf8_lossy(&line);
        let typed = typed.trim();
        if typed.is_empty() {
            continue;
        }
        if typed.eq_ignore_ascii_case(keys.quit) {
            return Ok(None);
        }
        if typed.eq_ignore_ascii_case(&keys.back) {
            if !walk.back() {
                output::to_stderr(&format!("{}\n", ask::at_the_start(texts)));
            }
            continue;
        }
        answer(walk, step, typed, context);
    }
}

/// A number that is one of the answers; otherwise a code.
fn answer(walk: &mut Walk, step: &'static Step, typed: &str, context: &Context) {
    let number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    if number.is_some_and(|number| walk.answer(number)) {
        return;
    }
    if !paste(walk, typed, context) {
        let near = tillit_login::signs::look_up(typed).near;
        output::to_stderr(&format!("{}\n", ask::not_an_answer(typed, step, &near, &context.texts)));
    }
}

/// What was pasted where a code is an answer; `false`: it is not known, or no answer here.
fn paste(walk: &mut Walk, typed: &str, context: &Context) -> bool {
    match walk.paste(typed) {
        Pasted::Taken => {
            output::to_stderr(&format!("{}\n", ask::recognised(walk, &context.texts)));
            true
        }
        Pasted::Heading => {
            output::to_stderr(&format!("{}\n", ask::heading_only(&context.texts)));
            true
        }
        Pasted::Unknown => false,
    }
}
