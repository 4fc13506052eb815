//! `tillit explain`: a code in full.

use tillit_reports::codes;

use crate::context::Context;
use crate::error::{self, Error, Exit};
use crate::output::{self, Medium};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "CODE")]
    codes: Vec<String>,
    #[arg(long, conflicts_with = "codes")]
    list: bool,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let style = context.style(Medium::Stdout);
    if args.list || args.codes.is_empty() {
        output::to_stdout(&codes::list(&context.texts, &style))?;
        return Ok(Exit::Fine);
    }
    let mut exit = Exit::Fine;
    let mut explained = Vec::new();
    for typed in &args.codes {
        match codes::find(typed) {
            Ok(code) => explained.push(codes::explain(code, &context.texts, &style)),
            Err(unknown) => {
                let text = unknown.text(&context.texts);
                let (what, near) = text.split_once('\n').unwrap_or((&text, ""));
                error::complain(&context.texts, what, near);
                exit = Exit::Usage;
            }
        }
    }
    output::to_stdout(&explained.join("\n"))?;
    Ok(exit)
}
