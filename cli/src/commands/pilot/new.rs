//! `tillit pilot new`: writes a plan, from options or from a conversation.

use std::fmt::Write as _;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use tillit_login::pilot::Plan;
use tillit_login::pilot::plan::{KINDS, PARTS};
use tillit_login::pilot::{CardKind, Part};
use tillit_reports::i18n::Value;
use tillit_reports::plain::clean;

use super::{KindArg, said};
use crate::commands::audit::toml_mistakes;
use crate::context::Context;
use crate::error::{Error, Exit, Invalid};
use crate::output;

#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[arg(value_name = "PLAN")]
    plan: PathBuf,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "SERVICE", value_parser = service)]
    service: Vec<Page>,
    #[arg(long, value_name = "NAME")]
    by_hand: Vec<String>,
    #[arg(long, value_name = "CARD", value_parser = card)]
    card: Vec<Named>,
    #[arg(long, value_name = "CARD", value_parser = card)]
    new_card: Vec<Named>,
    #[arg(long, value_name = "CARD", value_parser = card)]
    control: Vec<Named>,
    #[arg(long, value_name = "NAME")]
    browser: Vec<String>,
    #[arg(long, value_name = "GENERATION")]
    generation: Option<String>,
    #[arg(short, long)]
    force: bool,
}

/// A service with its page.
#[derive(Clone, Debug)]
struct Page {
    name: String,
    url: String,
    text: Option<String>,
}

/// A card with its kind.
#[derive(Clone, Debug)]
struct Named {
    name: String,
    kind: CardKind,
}

fn service(text: &str) -> Result<Page, Invalid> {
    let (name, url) = text.split_once('=').ok_or(Invalid::new("invalid-pilot-service"))?;
    if name.trim().is_empty() || !url.starts_with("https://") {
        return Err(Invalid::new("invalid-pilot-service"));
    }
    Ok(Page { name: name.trim().to_owned(), url: url.to_owned(), text: None })
}

fn card(text: &str) -> Result<Named, Invalid> {
    let (name, kind) = match text.rsplit_once(':') {
        Some((name, kind)) => {
            let kind = KindArg::from_str(kind, false).map_err(|_| Invalid::new("invalid-pilot-card"))?;
            (name, kind.into())
        }
        None => (text, CardKind::Ordinary),
    };
    if name.trim().is_empty() {
        return Err(Invalid::new("invalid-pilot-card"));
    }
    Ok(Named { name: name.trim().to_owned(), kind })
}

/// What goes into the plan.
#[derive(Default)]
struct Wish {
    name: String,
    generation: Option<String>,
    services: Vec<Page>,
    by_hand: Vec<String>,
    cards: Vec<(Named, Part)>,
    browsers: Vec<String>,
}

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    if args.plan.exists() && !args.force {
        let arguments = vec![("path", args.plan.display().to_string())];
        return Err(said(Exit::Usage, "error-pilot-plan-there", arguments));
    }
    let nothing_said = args.service.is_empty() && args.by_hand.is_empty() && args.card.is_empty();
    let wish = if nothing_said && io::stdin().is_terminal() { asked(args, context)? } else { of_options(args) };
    if wish.services.is_empty() && wish.by_hand.is_empty() {
        return Err(said(Exit::Usage, "error-pilot-new-services", Vec::new()));
    }
    if wish.cards.is_empty() {
        return Err(said(Exit::Usage, "error-pilot-new-cards", Vec::new()));
    }
    let text = written(&wish, context);
    // What was typed is held to the same rules as a plan that was written by hand.
    Plan::parse(&text, &args.plan)
        .map_err(|error| toml_mistakes(&args.plan, &error.mistakes, "error-pilot-plan", context))?;
    output::write_file(&args.plan, text.as_bytes())?;
    let values = [
        ("plan", Value::from(args.plan.display().to_string())),
        ("services", Value::from(wish.services.len() + wish.by_hand.len())),
        ("cards", Value::from(wish.cards.len())),
    ];
    output::to_stdout(&format!("{}\n", context.texts.format("pilot-written", &values)))?;
    Ok(Exit::Fine)
}

fn of_options(args: &Args) -> Wish {
    let of = |cards: &[Named], part: Part| cards.iter().cloned().map(move |card| (card, part)).collect::<Vec<_>>();
    let cards = [of(&args.card, Part::Upgrade), of(&args.new_card, Part::New), of(&args.control, Part::Control)];
    Wish {
        name: args.name.clone().unwrap_or_else(|| stem(&args.plan)),
        generation: args.generation.clone(),
        services: args.service.clone(),
        by_hand: args.by_hand.clone(),
        cards: cards.concat(),
        browsers: args.browser.clone(),
    }
}

fn stem(plan: &Path) -> String {
    plan.file_stem().map_or_else(|| "pilot".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// Asks on the terminal.
fn asked(args: &Args, context: &Context) -> Result<Wish, Error> {
    let mut wish = Wish { generation: args.generation.clone(), ..Wish::default() };
    let name = ask("pilot-ask-name", context)?;
    wish.name = args.name.clone().or(name).unwrap_or_else(|| stem(&args.plan));
    while let Some(url) = ask("pilot-ask-url", context)? {
        let Ok(target) = tillit_login::Target::parse(&url) else {
            context.note(&context.texts.get("pilot-ask-no-url"));
            continue;
        };
        let mut name = target.host();
        let is_taken = |services: &[Page], name: &str| services.iter().any(|service| service.name == name);
        if is_taken(&wish.services, &name) {
            name = format!("{name}{}", target.path());
        }
        wish.services.push(Page { name, url, text: ask("pilot-ask-text", context)? });
    }
    while let Some(name) = ask("pilot-ask-by-hand", context)? {
        wish.by_hand.push(name);
    }
    while let Some(name) = ask("pilot-ask-card", context)? {
        let kind = loop {
            let Some(kind) = ask("pilot-ask-kind", context)? else { break CardKind::Ordinary };
            match KindArg::from_str(&kind, true) {
                Ok(kind) => break kind.into(),
                Err(_) => context.note(&context.texts.get("pilot-ask-no-kind")),
            }
        };
        wish.cards.push((Named { name, kind }, Part::Upgrade));
    }
    if let Some(name) = ask("pilot-ask-control", context)? {
        wish.cards.push((Named { name, kind: CardKind::Ordinary }, Part::Control));
    }
    while let Some(browser) = ask("pilot-ask-browser", context)? {
        wish.browsers.push(browser);
    }
    Ok(wish)
}

/// One answer; `None`: none was given, or the input has ended.
pub(super) fn ask(id: &str, context: &Context) -> Result<Option<String>, Error> {
    answer(&context.texts.get(id))
}

pub(super) fn answer(question: &str) -> Result<Option<String>, Error> {
    output::to_stderr(question);
    let _ = io::stderr().flush();
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).map_err(|cause| Error::PasswordPrompt { cause })?;
    let line = line.trim();
    Ok((!line.is_empty()).then(|| line.to_owned()))
}

/// The plan's text.
fn written(wish: &Wish, context: &Context) -> String {
    let quoted = |text: &str| toml::Value::String(clean(text)).to_string();
    let word = |kind: CardKind| KINDS.iter().find(|(_, is)| *is == kind).map_or("ordinary", |(word, _)| word);
    let mut kinds: Vec<&str> = Vec::new();
    for (card, part) in &wish.cards {
        if *part != Part::Control && !kinds.contains(&word(card.kind)) {
            kinds.push(word(card.kind));
        }
    }
    let list = |all: Vec<String>| format!("[{}]", all.join(", "));
    let mut text = format!("# {}\nformat = 1\nname = {}\n", context.texts.get("pilot-plan-head"), quoted(&wish.name));
    if let Some(generation) = &wish.generation {
        let _ = writeln!(text, "generation = {}", quoted(generation));
    }
    let _ = writeln!(text, "kinds = {}", list(kinds.iter().map(|kind| quoted(kind)).collect()));
    let _ = writeln!(text, "browsers = {}", list(wish.browsers.iter().map(|browser| quoted(browser)).collect()));
    for service in &wish.services {
        let _ = writeln!(text, "\n[[services]]\nname = {}\nurl = {}", quoted(&service.name), quoted(&service.url));
        if let Some(expected) = &service.text {
            let _ = writeln!(text, "expect_text = [{}]", quoted(expected));
        }
    }
    for name in &wish.by_hand {
        let _ = writeln!(text, "\n[[services]]\nname = {}\nby_hand = true", quoted(name));
    }
    for (card, part) in &wish.cards {
        let is = PARTS.iter().find(|(_, is)| is == part).map_or("upgrade", |(word, _)| word);
        if *part == Part::Control {
            let _ = write!(text, "\n# {}", context.texts.get("pilot-plan-control"));
        }
        let _ = writeln!(
            text,
            "\n[[cards]]\nname = {}\nkind = \"{}\"\npart = \"{is}\"",
            quoted(&card.name),
            word(card.kind)
        );
    }
    text
}
