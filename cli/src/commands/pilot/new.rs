//! `tillit pilot new`: writes a plan, from options or from a conversation.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use clap::ValueEnum as _;
use tillit_login::Target;
use tillit_login::pilot::plan::{KINDS, PARTS};
use tillit_login::pilot::{CardKind, Part, Plan};
use tillit_login::target::TargetError;
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
    /// Files with its key, where it is in no reader.
    files: Option<Files>,
}

/// PKCS#12 files, as they stand in the plan.
#[derive(Clone, Debug)]
struct Files {
    before: Option<String>,
    after: String,
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
    Ok(Named { name: name.trim().to_owned(), kind, files: None })
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
    can_be_written(args)?;
    let lists = [args.card.is_empty(), args.new_card.is_empty(), args.control.is_empty()];
    let nothing_said =
        args.service.is_empty() && args.by_hand.is_empty() && args.browser.is_empty() && !lists.contains(&false);
    let is_asked = nothing_said && io::stdin().is_terminal();
    let wish = if is_asked { asked(args, context)? } else { of_options(args) };
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
    if let Err(error) = output::write_file(&args.plan, text.as_bytes()) {
        // What was typed in a conversation is not lost.
        if is_asked {
            output::to_stdout(&text)?;
        }
        return Err(error);
    }
    let values = [
        ("plan", Value::from(args.plan.display().to_string())),
        ("services", Value::from(wish.services.len() + wish.by_hand.len())),
        ("cards", Value::from(wish.cards.len())),
    ];
    output::to_stdout(&format!("{}\n", context.texts.format("pilot-written", &values)))?;
    Ok(Exit::Fine)
}

/// Said before anybody is asked anything.
fn can_be_written(args: &Args) -> Result<(), Error> {
    let there = |id| Err(said(Exit::Usage, id, vec![("path", args.plan.display().to_string())]));
    match fs::metadata(&args.plan) {
        Ok(_) if !args.force => return there("error-pilot-plan-there"),
        Ok(found) if !found.is_file() => return there("error-pilot-plan-no-file"),
        _ => {}
    }
    let folder = args.plan.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(folder).map_err(|cause| Error::Write { path: folder.to_owned(), cause })?;
    Ok(())
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
    let ask = Questions { context };
    let mut wish = Wish { generation: args.generation.clone(), ..Wish::default() };
    context.note(&context.texts.get("pilot-ask-begin"));
    wish.name = match &args.name {
        Some(name) => name.clone(),
        None => ask.or("pilot-ask-name", &stem(&args.plan))?,
    };
    while let Some(url) = ask.line("pilot-ask-url")? {
        let target = match Target::parse(&url) {
            Ok(target) => target,
            Err(error) => {
                let id = if error == TargetError::WithPassword { "pilot-ask-password" } else { "pilot-ask-no-url" };
                context.note(&context.texts.get(id));
                continue;
            }
        };
        let taken = |name: &str| wish.services.iter().any(|service| service.name == name);
        let host = target.host();
        let usual = if taken(&host) { format!("{host}{}", target.page()) } else { host };
        let name = ask.name(|| ask.or("pilot-ask-service", &usual).map(Some), &taken)?.unwrap_or(usual);
        let text = ask.line("pilot-ask-text")?;
        // Whole, as it is asked for: a host alone was typed, perhaps.
        wish.services.push(Page { name, url: target.url().to_string(), text });
    }
    loop {
        let taken = |name: &str| {
            wish.services.iter().map(|service| &service.name).chain(&wish.by_hand).any(|other| other == name)
        };
        let Some(name) = ask.name(|| ask.line("pilot-ask-by-hand"), &taken)? else { break };
        wish.by_hand.push(name);
    }
    if wish.services.is_empty() && wish.by_hand.is_empty() {
        // No use in asking for cards.
        return Ok(wish);
    }
    loop {
        let taken = |name: &str| wish.cards.iter().any(|(card, _)| card.name == name);
        let Some(name) = ask.name(|| ask.line("pilot-ask-card"), &taken)? else { break };
        let kind = ask.kind()?;
        let files = if kind == CardKind::Function { ask.files()? } else { None };
        let part = match kind {
            CardKind::Ordinary | CardKind::Function => Part::Upgrade,
            // These are not upgraded but replaced.
            CardKind::Reserve | CardKind::ShortTerm | CardKind::Mobile => {
                context.note(&context.texts.get("pilot-ask-is-new"));
                Part::New
            }
        };
        wish.cards.push((Named { name, kind, files }, part));
    }
    if wish.cards.is_empty() {
        return Ok(wish);
    }
    let taken = |name: &str| wish.cards.iter().any(|(card, _)| card.name == name);
    if let Some(name) = ask.name(|| ask.line("pilot-ask-control"), &taken)? {
        wish.cards.push((Named { name, kind: CardKind::Ordinary, files: None }, Part::Control));
    }
    if !wish.services.is_empty() {
        while let Some(browser) = ask.line("pilot-ask-browser")? {
            if !wish.browsers.contains(&browser) {
                wish.browsers.push(browser);
            }
        }
    }
    Ok(wish)
}

struct Questions<'a> {
    context: &'a Context,
}

impl Questions<'_> {
    /// One answer; `None`: Enter alone.
    fn line(&self, id: &str) -> Result<Option<String>, Error> {
        or_ended(&self.context.texts.get(id))
    }

    /// One answer, or what is usual.
    fn or(&self, id: &str, usual: &str) -> Result<String, Error> {
        let question = self.context.texts.format(id, &[("usual", Value::from(clean(usual)))]);
        Ok(or_ended(&question)?.unwrap_or_else(|| usual.to_owned()))
    }

    /// Asks until the answer is a name that nothing else has.
    fn name(
        &self,
        ask: impl Fn() -> Result<Option<String>, Error>,
        taken: &dyn Fn(&str) -> bool,
    ) -> Result<Option<String>, Error> {
        loop {
            match ask()? {
                Some(name) if taken(&name) => {
                    let values = [("name", Value::from(clean(&name)))];
                    self.context.note(&self.context.texts.format("pilot-ask-taken", &values));
                }
                answer => return Ok(answer),
            }
        }
    }

    /// By its number, or by the plan's word.
    fn kind(&self) -> Result<CardKind, Error> {
        loop {
            let Some(said) = self.line("pilot-ask-kind")? else { return Ok(CardKind::Ordinary) };
            let number = said.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let by_number = number.and_then(|at| KINDS.get(at)).map(|(_, kind)| *kind);
            let by_word = || KINDS.iter().find(|(word, _)| said.eq_ignore_ascii_case(word)).map(|(_, kind)| *kind);
            if let Some(kind) = by_number.or_else(by_word) {
                return Ok(kind);
            }
            self.context.note(&self.context.texts.get("pilot-ask-no-kind"));
        }
    }

    /// Files with a function's key; `None`: it is on a card.
    fn files(&self) -> Result<Option<Files>, Error> {
        let Some(after) = self.line("pilot-ask-p12")? else { return Ok(None) };
        Ok(Some(Files { before: self.line("pilot-ask-p12-before")?, after }))
    }
}

/// Nothing half is written.
fn or_ended(question: &str) -> Result<Option<String>, Error> {
    match answer(question)? {
        Answer::Ended => Err(said(Exit::Usage, "error-pilot-new-ended", Vec::new())),
        answer => Ok(answer.line()),
    }
}

/// What a person said.
pub(super) enum Answer {
    /// A line that is not empty.
    Line(String),
    /// Enter alone.
    None,
    /// Nothing: the input has ended.
    Ended,
}

impl Answer {
    /// What was said, if anything was.
    pub(super) fn line(self) -> Option<String> {
        match self {
            Self::Line(line) => Some(line),
            Self::None | Self::Ended => None,
        }
    }
}

pub(super) fn answer(question: &str) -> Result<Answer, Error> {
    output::to_stderr(question);
    let _ = io::stderr().flush();
    let mut line = Vec::new();
    let read = io::stdin().lock().read_until(b'\n', &mut line);
    let count = read.map_err(|cause| said(Exit::Incomplete, "error-pilot-ask", vec![("cause", cause.to_string())]))?;
    // Where a terminal is not UTF-8, it is Latin-1.
    let text = String::from_utf8(line)
        .unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect::<String>());
    let text = text.trim();
    if count == 0 {
        // Nobody has pressed Enter behind the question.
        output::to_stderr("\n");
    }
    Ok(match (count, text) {
        (0, _) => Answer::Ended,
        (_, "") => Answer::None,
        _ => Answer::Line(text.to_owned()),
    })
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
        if let Some(files) = &card.files {
            let _ = writeln!(text, "p12 = {}", quoted(&files.after));
            if let Some(before) = &files.before {
                let _ = writeln!(text, "p12_before = {}", quoted(before));
            }
        }
    }
    text
}
