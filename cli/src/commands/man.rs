//! `tillit man`: manual pages, one for each command.

use std::path::PathBuf;

use clap::Command;
use clap_mangen::Man;
use clap_mangen::roff::{Roff, bold, roman};
use tillit_reports::i18n::Texts;

use crate::context::Context;
use crate::error::{Error, Exit};
use crate::{help, output};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,
}

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let top = help::localised(&context.texts);
    let Some(folder) = &args.output else {
        output::to_stdout(&page(&top, &context.texts))?;
        return Ok(Exit::Fine);
    };
    std::fs::create_dir_all(folder).map_err(|cause| Error::Write { path: folder.clone(), cause })?;
    for command in with_all_below(&top) {
        let name = command.get_display_name().unwrap_or_else(|| command.get_name());
        output::write_file(&folder.join(format!("{name}.1")), page(command, &context.texts).as_bytes())?;
    }
    Ok(Exit::Fine)
}

fn with_all_below(command: &Command) -> Vec<&Command> {
    let mut all = vec![command];
    all.extend(command.get_subcommands().flat_map(with_all_below));
    all
}

/// One page: what clap knows, with headings in the user's language, and what holds for every command.
fn page(command: &Command, texts: &Texts) -> String {
    let man = Man::new(command.clone())
        .manual(texts.get("man-manual"))
        .source(format!("tillit {}", env!("CARGO_PKG_VERSION")));
    let mut page = Vec::new();
    // Writing to memory does not fail.
    let _ = man
        .render_title(&mut page)
        .and_then(|()| man.render_name_section(&mut page))
        .and_then(|()| man.render_synopsis_section(&mut page))
        .and_then(|()| man.render_description_section(&mut page))
        .and_then(|()| man.render_options_section(&mut page));
    if command.has_subcommands() {
        let _ = man.render_subcommands_section(&mut page);
    }
    let mut page = String::from_utf8_lossy(&page).into_owned();
    for heading in ["NAME", "SYNOPSIS", "DESCRIPTION"] {
        page = page.replace(&format!(".SH {heading}\n"), &format!(".SH {}\n", texts.get(&format!("man-{heading}"))));
    }
    let commands = texts.get("help-heading-commands");
    page = page.replace(&format!(".SH {commands}\n"), &format!(".SH {}\n", commands.to_uppercase()));
    page + &examples(command, texts) + &common_sections(texts)
}

/// What stands below a command's help, line by line.
fn examples(command: &Command, texts: &Texts) -> String {
    let Some(more) = command.get_after_help().filter(|_| command.get_name() != "tillit") else {
        return String::new();
    };
    let mut roff = Roff::new();
    roff.control("SH", [texts.get("man-more").as_str()]);
    roff.control("nf", []);
    for line in more.to_string().lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
    roff.render()
}

fn common_sections(texts: &Texts) -> String {
    let mut roff = Roff::new();
    roff.control("SH", [texts.get("man-exit").as_str()]);
    for code in 0..=3 {
        roff.control("TP", []);
        roff.text([bold(code.to_string())]);
        roff.text([roman(texts.get(&format!("man-exit-{code}")))]);
    }
    roff.control("PP", []);
    roff.text([roman(texts.get("man-exit-several"))]);
    roff.control("SH", [texts.get("man-files").as_str()]);
    roff.text([roman(texts.get("man-files-settings"))]);
    roff.control("PP", []);
    roff.text([roman(texts.get("man-files-data"))]);
    roff.control("SH", [texts.get("man-environment").as_str()]);
    roff.text([roman(texts.get("man-environment-text"))]);
    roff.render()
}
