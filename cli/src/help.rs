//! Help and complaints about arguments, in the user's language. Texts are in `reports/i18n/*/cli.ftl`: `help-verify` for a command,
//! `help-verify-ca` for one of its arguments, `help-any-lang` for an argument of many commands. All of it is put onto clap's command
//! only when it is shown: most runs need none of it.

use std::error::Error as _;
use std::ffi::OsString;
use std::fmt::Write as _;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};
use tillit_reports::i18n::{Language, Texts, Value};
use tillit_reports::plain::clean;

use crate::args::Arguments;
use crate::commands::GROUPS;
use crate::error::{self, Error, Exit, Invalid};
use crate::settings::{self, Settings};
use crate::{language, output};

/// The words of the command line, with `tillit help verify` as another way to say `tillit verify --help`.
pub(crate) fn words(given: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut words: Vec<_> = given.collect();
    if words.get(1).is_some_and(|word| word == "help") {
        words.remove(1);
        words.push("--help".into());
    }
    words
}

/// The command with all its help in the language of `texts`, ready to be shown.
pub(crate) fn localised(texts: &Texts) -> Command {
    let mut command = describe(Arguments::command(), "help", texts);
    command.build();
    let command = with_usage(command, texts);
    let template = overview_template(&command, texts);
    command.help_template(template)
}

/// Puts texts onto a command, its arguments and the commands below it.
fn describe(command: Command, id: &str, texts: &Texts) -> Command {
    let top = id == "help";
    let template =
        format!("{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}", texts.get("help-heading-usage"));
    let mut command = command
        .about(texts.get(id))
        .subcommand_value_name(texts.get("help-value-COMMAND"))
        .subcommand_help_heading(texts.get("help-heading-commands"))
        .help_template(template)
        .mut_args(|argument| {
            let name = argument.get_id().as_str().replace('_', "-");
            let help = texts
                .try_format(&format!("{id}-{name}"), &[])
                .filter(|_| !top)
                .unwrap_or_else(|| texts.get(&format!("help-any-{name}")));
            let heading = if argument.is_positional() {
                "help-heading-arguments"
            } else if top {
                "help-heading-general"
            } else {
                "help-heading-options"
            };
            let values: Vec<_> =
                argument.get_value_names().unwrap_or_default().iter().map(|v| value_name(v, texts)).collect();
            let argument = argument.help(help).help_heading(texts.get(heading));
            if argument.get_action().takes_values() {
                argument.value_names(values).hide_possible_values(true)
            } else {
                argument
            }
        })
        .mut_subcommands(|below| {
            let id = format!("{id}-{}", below.get_name());
            describe(below, &id, texts)
        });
    if let Some(more) = texts.try_format(&format!("{id}-more"), &[]) {
        command = command.after_help(more);
    }
    command
}

/// `FILE` in the user's language, where there is a word for it.
fn value_name(name: &str, texts: &Texts) -> String {
    texts.try_format(&format!("help-value-{name}"), &[]).unwrap_or_else(|| name.to_owned())
}

/// The usage line with the words that clap knows only in English.
fn with_usage(mut command: Command, texts: &Texts) -> Command {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage).replace("[OPTIONS]", &texts.get("help-usage-options"));
    command.override_usage(usage).mut_subcommands(|below| with_usage(below, texts))
}

/// `tillit --help`: the commands by what they are for.
fn overview_template(command: &Command, texts: &Texts) -> String {
    let header = command.get_styles().get_header();
    let literal = command.get_styles().get_literal();
    let mut groups = String::new();
    for (group, names) in GROUPS {
        let _ = writeln!(groups, "{header}{}{header:#}", texts.get(&format!("help-group-{group}")));
        for name in names {
            let Some(below) = command.find_subcommand(name) else { continue };
            let mut arguments = String::new();
            if below.has_subcommands() {
                arguments.push_str("...");
            }
            for argument in below.get_positionals() {
                let many = if argument.get_num_args().is_some_and(|n| n.max_values() > 1) { "..." } else { "" };
                arguments.extend(argument.get_value_names().unwrap_or_default().iter().map(|v| format!("{v}{many}")));
            }
            // What a command cannot do without although it has an option's name.
            if let Some(into) = below.get_arguments().find(|argument| argument.get_long() == Some("into")) {
                let value = into.get_value_names().unwrap_or_default().iter().map(|v| format!("--into {v}..."));
                arguments.extend(value);
            }
            let about = below.get_about().map(ToString::to_string).unwrap_or_default();
            let gap = " ".repeat(24_usize.saturating_sub(name.len() + arguments.chars().count()));
            let _ = writeln!(groups, "  {literal}tillit {name}{literal:#} {arguments}{gap}{about}");
        }
    }
    let general = texts.get("help-heading-general");
    format!("{{about-with-newline}}\n{groups}\n{header}{general}:{header:#}\n{{options}}{{after-help}}")
}

/// `tillit` alone.
pub(crate) fn overview(texts: &Texts) -> Result<Exit, Error> {
    output::to_stdout(&localised(texts).render_help().ansi().to_string())?;
    Ok(Exit::Fine)
}

/// Answers what clap could not read, or was asked to show.
pub(crate) fn answer(error: &clap::Error, given: &[OsString]) -> Exit {
    output::set_color(color_in(given));
    if error.kind() == ErrorKind::DisplayVersion {
        return output::to_stdout(&error.to_string()).map_or(Exit::Incomplete, |()| Exit::Fine);
    }
    // A settings file that cannot be read is no reason to withhold help.
    let setting = Settings::read().ok().and_then(|settings| settings.lang);
    let texts = Texts::new(language::choose(language_in(given), setting));
    match error.kind() {
        ErrorKind::DisplayHelp => match shown(&texts, given) {
            Ok(()) => Exit::Fine,
            Err(error) => error.say(&texts),
        },
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            let mut asking = given.to_vec();
            asking.push("--help".into());
            let text = rendered(&texts, &asking);
            output::to_stderr(&text);
            Exit::Usage
        }
        _ => {
            // Once more with the words of the language, for the complaint is about them.
            let again = localised(&texts).try_get_matches_from(given).err();
            let (what, next) = complaint(again.as_ref().unwrap_or(error), given, &texts);
            error::complain(&texts, &what, &next);
            Exit::Usage
        }
    }
}

fn shown(texts: &Texts, given: &[OsString]) -> Result<(), Error> {
    output::to_stdout(&rendered(texts, given))
}

/// The help that these words ask for.
fn rendered(texts: &Texts, given: &[OsString]) -> String {
    match localised(texts).try_get_matches_from(given) {
        Err(error) => error.render().ansi().to_string(),
        Ok(_) => String::new(),
    }
}

/// `--lang` among words that clap could not make sense of.
fn language_in(given: &[OsString]) -> Option<Language> {
    value_in(given, "--lang").and_then(|value| value.parse().ok())
}

fn color_in(given: &[OsString]) -> crate::args::Color {
    value_in(given, "--color").and_then(|value| clap::ValueEnum::from_str(value, false).ok()).unwrap_or_default()
}

fn value_in<'a>(given: &'a [OsString], flag: &str) -> Option<&'a str> {
    let words: Vec<_> = given.iter().map(|word| word.to_str().unwrap_or("")).take_while(|word| *word != "--").collect();
    words.iter().enumerate().find_map(|(i, word)| match word.strip_prefix(flag)? {
        "" => words.get(i + 1).copied(),
        rest => rest.strip_prefix('='),
    })
}

/// What is wrong with the arguments, and the next step.
fn complaint(error: &clap::Error, given: &[OsString], texts: &Texts) -> (String, String) {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::Strings(all)) => all.join(", "),
        Some(ContextValue::StyledStrs(all)) => all.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let argument = clean(&context(ContextKind::InvalidArg));
    let value = clean(&context(ContextKind::InvalidValue));
    let say = |id: &str, values: &[(&str, &str)]| {
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, Value::from((*value).to_owned()))).collect();
        texts.format(id, &values)
    };
    let mut next = Vec::new();
    let suggested = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedCommand];
    let suggestion = suggested.into_iter().map(context).find(|text| !text.is_empty());
    // For values clap is content with too little likeness.
    let suggestion = suggestion.or_else(|| match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(known)) => settings::suggest(&value, known.iter().map(String::as_str)),
        _ => None,
    });
    if let Some(suggestion) = suggestion {
        next.push(say("usage-suggestion", &[("suggestion", &suggestion)]));
    }
    let what = match error.kind() {
        ErrorKind::UnknownArgument => {
            say("usage-unknown-argument", &[("argument", &argument), ("command", &command_in(given))])
        }
        ErrorKind::InvalidSubcommand => {
            say("usage-unknown-command", &[("command", &clean(&context(ContextKind::InvalidSubcommand)))])
        }
        ErrorKind::InvalidValue if value.is_empty() => say("usage-no-value", &[("argument", &argument)]),
        ErrorKind::InvalidValue => say("usage-value", &[("argument", &argument), ("value", &value)]),
        ErrorKind::ValueValidation => match error.source().and_then(|source| source.downcast_ref::<Invalid>()) {
            Some(invalid) => {
                next.push(say(invalid.id, &[]));
                if invalid.secret {
                    say("usage-secret", &[("argument", &argument)])
                } else {
                    say("usage-value", &[("argument", &argument), ("value", &value)])
                }
            }
            None => say("usage-value", &[("argument", &argument), ("value", &value)]),
        },
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            say("usage-too-many-values", &[("argument", &argument), ("value", &value)])
        }
        ErrorKind::TooFewValues | ErrorKind::NoEquals => say("usage-no-value", &[("argument", &argument)]),
        ErrorKind::ArgumentConflict => {
            let prior = clean(&context(ContextKind::PriorArg));
            if prior == argument || prior.is_empty() {
                say("usage-twice", &[("argument", &argument)])
            } else {
                say("usage-conflict", &[("argument", &argument), ("other", &prior)])
            }
        }
        ErrorKind::MissingRequiredArgument if argument.contains(&texts.get("help-value-CERT")) => {
            say("usage-missing-certificate", &[])
        }
        ErrorKind::MissingRequiredArgument => say("usage-missing", &[("argument", &argument)]),
        ErrorKind::InvalidUtf8 => say("usage-not-utf8", &[]),
        _ => clean(&error.to_string()),
    };
    let valid = context(ContextKind::ValidValue);
    if !valid.is_empty() {
        next.push(say("usage-valid-values", &[("values", &valid)]));
    }
    next.push(say("usage-see-help", &[("command", &command_in(given))]));
    (what, next.join("\n"))
}

/// `tillit catalog list`, as far as the words name commands that exist.
fn command_in(given: &[OsString]) -> String {
    let mut command = Arguments::command();
    let mut path = String::from("tillit");
    for word in given.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(below) = command.find_subcommand(word).cloned() {
            let _ = write!(path, " {word}");
            command = below;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command and argument, with the id of its text and whether that text exists.
    fn undescribed(command: &Command, id: &str, texts: &Texts, missing: &mut Vec<String>) {
        let exists = |id: &str| texts.try_format(id, &[]).is_some();
        if !exists(id) {
            missing.push(id.to_owned());
        }
        for argument in command.get_arguments() {
            let name = argument.get_id().as_str().replace('_', "-");
            let (own, any) = (format!("{id}-{name}"), format!("help-any-{name}"));
            if !exists(&own) && !exists(&any) {
                missing.push(own);
            }
        }
        for below in command.get_subcommands() {
            undescribed(below, &format!("{id}-{}", below.get_name()), texts, missing);
        }
    }

    #[test]
    fn every_command_and_argument_has_a_text_in_both_languages() {
        for language in Language::ALL {
            let mut missing = Vec::new();
            undescribed(&Arguments::command(), "help", &Texts::new(language), &mut missing);
            assert!(missing.is_empty(), "{language:?}: {missing:#?}");
        }
    }

    #[test]
    fn every_command_is_in_the_overview_once() {
        let mut listed: Vec<_> = GROUPS.iter().flat_map(|(_, names)| names.iter().map(|n| (*n).to_owned())).collect();
        let mut there: Vec<_> = Arguments::command().get_subcommands().map(|c| c.get_name().to_owned()).collect();
        listed.sort();
        there.sort();
        assert_eq!(listed, there);
    }

    #[test]
    fn the_arguments_make_sense_to_clap() {
        Arguments::command().debug_assert();
        for language in Language::ALL {
            localised(&Texts::new(language)).debug_assert();
        }
    }

    #[test]
    fn help_in_front_is_help_behind() {
        let words = |line: &str| words(line.split(' ').map(OsString::from)).join(std::ffi::OsStr::new(" "));
        assert_eq!(words("tillit help verify"), "tillit verify --help");
        assert_eq!(words("tillit verify help"), "tillit verify help");
    }

    #[test]
    fn the_language_is_found_in_any_words() {
        let language = |line: &str| language_in(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert_eq!(language("tillit --lang sv --nonsense"), Some(Language::Sv));
        assert_eq!(language("tillit verify --lang=en"), Some(Language::En));
        assert_eq!(language("tillit verify -- --lang=en"), None);
        assert_eq!(language("tillit verify --lang"), None);
    }
}
