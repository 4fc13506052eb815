//! `tillit demo`: the story of a migration, told with the real commands on an invented PKI.
//!
//! What is printed as typed is what is parsed and run, in this process, inside the lab's folder. The folder's own `tillit.toml` names
//! the lab's catalog and data, so that nothing of the user's is read or changed, and no step uses the network beyond this computer: one step
//! logs in at an e-service that runs in this process.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tillit_lab::{CardService, ServiceError, ServiceFiles};
use tillit_reports::i18n::Value;
use tillit_reports::style::wrap;

use super::lab;
use crate::args::Arguments;
use crate::context::Context;
use crate::error::{Error, Exit};
use crate::output::{self, Medium};
use crate::settings::Settings;

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

/// One thing to see: `demo-ID` says what and why, `demo-ID-notice` what to notice afterwards.
struct Step {
    id: &'static str,
    /// What a user would type after `tillit`, with the exit code that it must have.
    commands: &'static [(&'static str, Exit)],
    /// The step has an e-service that trusts this file; commands name it as `SERVICE`. It is restarted after a change.
    service: Option<&'static str>,
}

const STEPS: [Step; 13] = [
    Step {
        id: "old-card",
        service: None,
        commands: &[("verify cards/old/hsaid-login.pem --ca ca/old", Exit::Findings)],
    },
    Step {
        id: "cannot-say",
        service: None,
        commands: &[("verify cards/upgraded/hsaid-login.pem --ca ca/old", Exit::Incomplete)],
    },
    Step {
        id: "import",
        service: None,
        commands: &[("catalog import ca/new", Exit::Fine), ("verify cards/upgraded/hsaid-login.pem", Exit::Fine)],
    },
    Step {
        id: "audit",
        service: None,
        commands: &[
            ("audit trust/half.pem --environment test", Exit::Findings),
            ("audit trust/both.pem --environment test", Exit::Fine),
            ("audit trust/both.pem --against trust/half.pem --environment test", Exit::Fine),
            ("audit --inventory services.toml", Exit::Findings),
        ],
    },
    Step {
        id: "servers",
        service: None,
        commands: &[
            ("audit nginx:servers/nginx.conf --environment test", Exit::Findings),
            ("install --into nginx:servers/nginx.conf --generation lab/e-id", Exit::Fine),
        ],
    },
    Step {
        id: "install",
        service: None,
        commands: &[
            ("install --into trust/half.pem --generation lab/e-id", Exit::Fine),
            ("install --into trust/half.pem --generation lab/e-id --apply --yes", Exit::Fine),
            ("audit trust/half.pem --environment test", Exit::Fine),
            ("undo --yes", Exit::Fine),
        ],
    },
    Step {
        id: "login",
        service: Some("trust/old.pem"),
        commands: &[
            ("diagnose SERVICE --card-certificate cards/upgraded/hsaid-login.pem --server-ca ca/new", Exit::Findings),
            ("install --into trust/old.pem --generation lab/e-id --apply --yes", Exit::Fine),
            (
                "login SERVICE --cert cards/upgraded/hsaid-login.pem --key keys/cards/upgraded/hsaid-login.key",
                Exit::Fine,
            ),
            ("undo --yes", Exit::Fine),
        ],
    },
    Step {
        id: "broken",
        service: None,
        commands: &[
            ("verify broken/damaged.pem", Exit::Findings),
            ("verify broken/look-alike.pem", Exit::Findings),
            ("catalog import broken/look-alike-ca.pem", Exit::Findings),
        ],
    },
    Step {
        id: "signature",
        service: None,
        commands: &[
            ("verify cards/upgraded/hsaid-signature.pem", Exit::Findings),
            ("verify cards/upgraded/hsaid-signature.pem --purpose signing", Exit::Fine),
        ],
    },
    Step { id: "reserve", service: None, commands: &[("verify cards/reserve/hsaid-login.pem", Exit::Fine)] },
    Step { id: "expired", service: None, commands: &[("verify cards/expired/hsaid-login.pem", Exit::Findings)] },
    Step {
        id: "revoked",
        service: None,
        commands: &[
            ("verify cards/revoked/hsaid-login.pem", Exit::Fine),
            ("verify cards/revoked/hsaid-login.pem --crl crl", Exit::Findings),
            ("verify cards/upgraded/hsaid-login.pem --crl crl", Exit::Fine),
            ("verify cards/upgraded/hsaid-login.pem --revocation auto --offline", Exit::Incomplete),
        ],
    },
    Step {
        id: "json",
        service: None,
        commands: &[("verify cards/upgraded/identity-login.pem --generation lab/e-id --json", Exit::Fine)],
    },
];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let temporary = match args.keep {
        Some(_) => None,
        None => Some(temporary_folder()?),
    };
    let folder = match (&args.keep, &temporary) {
        (Some(folder), _) => folder.clone(),
        (None, Some(temporary)) => temporary.path().join("lab"),
        (None, None) => PathBuf::from("lab"),
    };
    let say = Narrator { context };
    say.paragraph(if args.keep.is_some() { "demo-intro-kept" } else { "demo-intro" }, &folder)?;
    lab::make(&folder, None, context)?;

    let inside = Inside::enter(&folder)?;
    let settings = Settings::of_file(Path::new("tillit.toml"))?;
    let mut wrong = Vec::new();
    for (n, step) in STEPS.iter().enumerate() {
        say.heading(n + 1, step.id)?;
        let service = step.service.map(|trust| start(trust, context)).transpose()?;
        let at = service.as_ref().map(CardService::authority).unwrap_or_default();
        for (i, (command, expected)) in step.commands.iter().enumerate() {
            if i > 0 {
                output::to_stdout("\n")?;
            }
            let command = command.replace("SERVICE", &at);
            output::to_stdout(&format!("{BOLD}$ tillit {command}{BOLD:#}\n"))?;
            let exit = typed(&command, &settings, context, service.is_some());
            if let Some(service) = service.as_ref().filter(|_| command.contains("--apply")) {
                service.restart().map_err(|error| service_failed(&error))?;
                output::to_stdout(&format!("\n{}\n", context.texts.get("demo-restarted")))?;
            }
            if exit != *expected {
                wrong.push(Error::Said {
                    exit: Exit::Incomplete,
                    id: "error-demo-step",
                    arguments: vec![
                        ("command", format!("tillit {command}")),
                        ("expected", expected.code().to_string()),
                        ("exit", exit.code().to_string()),
                    ],
                });
            }
        }
        output::to_stdout("\n")?;
        say.paragraph(&format!("demo-{}-notice", step.id), &folder)?;
    }
    drop(inside);
    if let Some(temporary) = temporary {
        let path = temporary.path().to_owned();
        temporary.close().map_err(|cause| Error::Write { path, cause })?;
    }
    if !wrong.is_empty() {
        return Err(Error::Several(wrong));
    }
    say.paragraph("demo-done", &folder)?;
    Ok(Exit::Fine)
}

const BOLD: clap::builder::styling::Style = clap::builder::styling::Style::new().bold();

/// The e-service of a step, with the lab's own server certificate.
fn start(trust: &str, context: &Context) -> Result<CardService, Error> {
    let files = ServiceFiles {
        trust: trust.into(),
        chain: vec!["functions/server.pem".into(), "ca/new/labsithseidfunctioncav1.pem".into()],
        key: "keys/functions/server.key".into(),
        now: context.now,
    };
    CardService::start(files).map_err(|error| service_failed(&error))
}

fn service_failed(error: &ServiceError) -> Error {
    Error::Said { exit: Exit::Incomplete, id: "error-demo-service", arguments: vec![("detail", error.to_string())] }
}

/// Runs a command as it would run if it were typed in the lab's folder. `with_service`: it may speak with the e-service of its step.
fn typed(command: &str, settings: &Settings, outer: &Context, with_service: bool) -> Exit {
    let words: Vec<OsString> = std::iter::once("tillit").chain(command.split(' ')).map(OsString::from).collect();
    let arguments = match Arguments::read(&words) {
        Ok(arguments) => arguments,
        Err(error) => return crate::help::answer(&error, &words),
    };
    let Some(command) = &arguments.command else { return Exit::Usage };
    let mut context = outer.within(&arguments.global, settings.clone(), &words[1..]);
    context.offline &= !with_service;
    super::run(command, &context).unwrap_or_else(|error| error.say(&context.texts))
}

fn temporary_folder() -> Result<tempfile::TempDir, Error> {
    tempfile::Builder::new()
        .prefix("tillit-demo-")
        .tempdir()
        .map_err(|cause| Error::Write { path: std::env::temp_dir(), cause })
}

/// The working directory for as long as this lives: paths are then the ones that are shown.
struct Inside {
    back: Option<PathBuf>,
}

impl Inside {
    fn enter(folder: &Path) -> Result<Self, Error> {
        let back = std::env::current_dir().ok();
        std::env::set_current_dir(folder).map_err(|cause| Error::Write { path: folder.to_owned(), cause })?;
        Ok(Self { back })
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        // Where the way back is gone, any place does that is not the folder that will be removed.
        let back = self.back.take().filter(|back| std::env::set_current_dir(back).is_ok());
        if back.is_none() {
            let _ = std::env::set_current_dir(std::env::temp_dir());
        }
    }
}

/// What the demo itself says, between the commands' answers.
struct Narrator<'a> {
    context: &'a Context,
}

impl Narrator<'_> {
    fn heading(&self, number: usize, id: &str) -> Result<(), Error> {
        let bold = clap::builder::styling::AnsiColor::Cyan.on_default().bold();
        let title = self.context.texts.get(&format!("demo-{id}"));
        let text = wrap(&format!("{number}/{} {title}", STEPS.len()), self.width(), 0, 4);
        output::to_stdout(&format!("{bold}{}{bold:#}\n\n", text.trim_end()))
    }

    fn paragraph(&self, id: &str, folder: &Path) -> Result<(), Error> {
        let values = [("folder", Value::from(folder.display().to_string()))];
        let text = self.context.texts.format(id, &values);
        // An indented line is a command and stays whole.
        let wrapped: String = text
            .lines()
            .map(|line| if line.starts_with(' ') { format!("{line}\n") } else { wrap(line, self.width(), 0, 0) })
            .collect();
        output::to_stdout(&format!("{wrapped}\n"))
    }

    fn width(&self) -> usize {
        self.context.style(Medium::Stdout).width.min(100)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_command_can_be_typed() {
        for (command, _) in STEPS.iter().flat_map(|step| step.commands) {
            let words: Vec<OsString> =
                std::iter::once("tillit").chain(command.split(' ')).map(OsString::from).collect();
            Arguments::read(&words).unwrap();
        }
    }

    #[test]
    fn every_step_has_its_sentences_in_both_languages() {
        use tillit_reports::i18n::{Language, Texts};
        for language in Language::ALL {
            let texts = Texts::new(language);
            for step in &STEPS {
                for id in [format!("demo-{}", step.id), format!("demo-{}-notice", step.id)] {
                    assert!(texts.try_format(&id, &[]).is_some(), "{language:?}: {id}");
                }
            }
        }
    }
}
