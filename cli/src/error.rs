//! Everything that can go wrong outside a verdict. Each error knows its exit code; its sentence and the next step are in
//! `reports/i18n/*/cli.ftl` under `error-NAME` and its attribute `next`.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use tillit_reports::i18n::{Texts, Value};
use tillit_reports::plain::clean;
use tillit_reports::style::{Style, wrap};

use crate::platform::{Here, Platform as _};
use crate::{context, output};

/// How the process ends. With several targets the first of [`Exit::Usage`], [`Exit::Incomplete`], [`Exit::Findings`], [`Exit::Fine`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: nothing found at or above the threshold
    Fine,
    /// 1: findings
    Findings,
    /// 2: wrong usage or configuration
    Usage,
    /// 3: could not complete, or cannot say
    Incomplete,
}

impl Exit {
    /// The one of two that wins: 2, 3, 1, 0.
    pub(crate) fn and(self, other: Self) -> Self {
        let weight = |exit| match exit {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Incomplete => 2,
            Self::Usage => 3,
        };
        if weight(other) > weight(self) { other } else { self }
    }

    /// The number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Fine => 0,
            Self::Findings => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// A value on the command line that cannot be used: the text under this id says why and shows an example.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{id}")]
pub(crate) struct Invalid {
    pub(crate) id: &'static str,
    /// The value may be a password: it is not repeated.
    pub(crate) secret: bool,
}

impl Invalid {
    pub(crate) const fn new(id: &'static str) -> Self {
        Self { id, secret: false }
    }
    pub(crate) const fn secret(id: &'static str) -> Self {
        Self { id, secret: true }
    }
}

/// Arguments of a sentence.
pub(crate) type TextArguments = Vec<(&'static str, String)>;

#[derive(Debug)]
pub(crate) enum Error {
    SettingsRead {
        path: PathBuf,
        cause: io::Error,
    },
    SettingsSyntax {
        path: PathBuf,
        line: usize,
        detail: String,
    },
    SettingsKey {
        path: PathBuf,
        line: usize,
        key: String,
        suggestion: Option<String>,
    },
    SettingsValue {
        path: PathBuf,
        line: usize,
        key: String,
        expected: &'static str,
    },
    /// As root only files are believed that nobody else can write.
    OthersCanWrite {
        path: PathBuf,
    },
    CatalogRead {
        path: PathBuf,
        cause: io::Error,
    },
    CatalogFile {
        path: PathBuf,
        line: usize,
        column: usize,
        detail: String,
    },
    CatalogTwice {
        path: PathBuf,
        id: String,
    },
    UnknownGeneration {
        given: String,
        known: Vec<String>,
        suggestion: Option<String>,
    },
    /// `server` is its host and port.
    Url {
        url: String,
        host: String,
        server: String,
    },
    /// What was given with `--crl` cannot be read: nothing is judged.
    CrlInput {
        path: PathBuf,
        problem: String,
    },
    /// A folder of `--crl` without a list.
    CrlFolder {
        path: PathBuf,
    },
    /// An address where `--crl` takes a file.
    CrlUrl {
        url: String,
    },
    /// `--crl` with a mode that looks at no lists.
    CrlUnused {
        mode: &'static str,
    },
    PurposeHost {
        purpose: &'static str,
    },
    /// `--no-catalog` without `--anchor`.
    NoCatalog,
    /// What was given with `--ca`, `--anchor` or `--intermediates` cannot be read: nothing is judged.
    CaInput {
        option: &'static str,
        path: PathBuf,
        problem: String,
    },
    /// The same without any certificate.
    CaEmpty {
        option: &'static str,
        path: PathBuf,
    },
    PasswordPrompt {
        cause: io::Error,
    },
    PasswordVariable {
        name: String,
    },
    PasswordFile {
        path: PathBuf,
        cause: io::Error,
    },
    /// This system has no numbered descriptors.
    PasswordDescriptor,
    /// The extension of an `-o` file names no format.
    Extension {
        path: PathBuf,
        works: String,
    },
    /// A format that exists but not for this command, or not yet.
    FormatNotYet {
        format: &'static str,
        works: String,
    },
    /// A card's module has not come back, and is still busy: nothing else can be done with cards in this run.
    TokenTimedOut {
        label: String,
        seconds: u64,
    },
    Write {
        path: PathBuf,
        cause: io::Error,
    },
    WriteStdout {
        cause: io::Error,
    },
    /// An error whose sentence a command brings itself: `id` and its attribute `next`.
    Said {
        exit: Exit,
        id: &'static str,
        arguments: TextArguments,
    },
    /// All of them are shown.
    Several(Vec<Error>),
}

impl Error {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Said { exit, .. } => *exit,
            Self::Several(errors) => errors.iter().map(Self::exit).fold(Exit::Fine, Exit::and),
            Self::CatalogRead { .. }
            | Self::CaInput { .. }
            | Self::CaEmpty { .. }
            | Self::CrlInput { .. }
            | Self::CrlFolder { .. }
            | Self::PasswordPrompt { .. }
            | Self::PasswordFile { .. }
            | Self::TokenTimedOut { .. }
            | Self::Write { .. }
            | Self::WriteStdout { .. } => Exit::Incomplete,
            _ => Exit::Usage,
        }
    }

    /// The id of the sentence and what goes into it.
    fn sentence(&self, texts: &Texts) -> (&'static str, TextArguments) {
        let path = |path: &PathBuf| ("path", path.display().to_string());
        let line = |line: &usize| ("line", line.to_string());
        let cause = |cause: &io::Error| ("cause", io_cause(cause, texts));
        let suggestion = |s: &Option<String>| ("suggestion", s.clone().unwrap_or_else(|| "none".to_owned()));
        match self {
            Self::SettingsRead { path: p, cause: c } => ("error-settings-read", vec![path(p), cause(c)]),
            Self::SettingsSyntax { path: p, line: l, detail } => {
                ("error-settings-syntax", vec![path(p), line(l), ("detail", detail.clone())])
            }
            Self::SettingsKey { path: p, line: l, key, suggestion: s } => {
                ("error-settings-key", vec![path(p), line(l), ("key", key.clone()), suggestion(s)])
            }
            Self::SettingsValue { path: p, line: l, key, expected } => (
                "error-settings-value",
                vec![path(p), line(l), ("key", key.clone()), ("expected", texts.get(expected))],
            ),
            Self::OthersCanWrite { path: p } if cfg!(windows) => ("error-others-can-write-windows", vec![path(p)]),
            Self::OthersCanWrite { path: p } => ("error-others-can-write", vec![path(p)]),
            Self::CatalogRead { path: p, cause: c } => ("error-catalog-read", vec![path(p), cause(c)]),
            Self::CatalogFile { path: p, line: l, column, detail } => (
                "error-catalog-file",
                vec![path(p), line(l), ("column", column.to_string()), ("detail", detail.clone())],
            ),
            Self::CatalogTwice { path: p, id } => ("error-catalog-twice", vec![path(p), ("id", id.clone())]),
            Self::UnknownGeneration { given, known, suggestion: s } => {
                ("error-generation", vec![("given", given.clone()), ("known", known.join(", ")), suggestion(s)])
            }
            Self::Url { url, host, server } => {
                ("error-url", vec![("url", url.clone()), ("host", host.clone()), ("server", server.clone())])
            }
            Self::PurposeHost { purpose } => ("error-purpose-host", vec![("purpose", (*purpose).to_owned())]),
            Self::NoCatalog => ("error-no-catalog", Vec::new()),
            Self::CaInput { option, path: p, problem } => {
                ("error-ca-input", vec![("option", (*option).to_owned()), path(p), ("problem", problem.clone())])
            }
            Self::CaEmpty { option, path: p } => ("error-ca-empty", vec![("option", (*option).to_owned()), path(p)]),
            Self::CrlInput { path: p, problem } => ("error-crl-input", vec![path(p), ("problem", problem.clone())]),
            Self::CrlFolder { path: p } => ("error-crl-folder", vec![path(p)]),
            Self::CrlUrl { url } => ("error-crl-url", vec![("url", url.clone())]),
            Self::CrlUnused { mode } => ("error-crl-unused", vec![("mode", (*mode).to_owned())]),
            Self::PasswordPrompt { cause: c } => ("error-password-prompt", vec![("cause", prompt_cause(c, texts))]),
            Self::PasswordVariable { name } => ("error-password-variable", vec![("name", name.clone())]),
            Self::PasswordDescriptor => ("error-password-descriptor", Vec::new()),
            Self::PasswordFile { path: p, cause: c } => ("error-password-file", vec![path(p), cause(c)]),
            Self::Extension { path: p, works } => ("error-extension", vec![path(p), ("works", works.clone())]),
            Self::FormatNotYet { format, works } => {
                ("error-format", vec![("format", (*format).to_owned()), ("works", works.clone())])
            }
            Self::TokenTimedOut { label, seconds } => {
                ("error-token-timed-out", vec![("label", label.clone()), ("seconds", seconds.to_string())])
            }
            Self::Write { path: p, cause: c } => ("error-write", vec![path(p), cause(c)]),
            Self::WriteStdout { cause: c } => ("error-write-stdout", vec![cause(c)]),
            Self::Said { id, arguments, .. } => (id, arguments.clone()),
            Self::Several(_) => ("error", Vec::new()),
        }
    }

    /// Says it on standard error, with the next step, and returns the exit code.
    pub(crate) fn say(&self, texts: &Texts) -> Exit {
        let all = self.all();
        let said: Vec<(String, String)> = all.iter().map(|error| error.words(texts)).collect();
        for (i, (what, next)) in said.iter().enumerate() {
            // What several in a row advise is said once, after the last of them.
            let again = said.get(i + 1).is_some_and(|(_, following)| following == next);
            complain(texts, what, if again { "" } else { next });
        }
        self.exit()
    }

    /// This error, or all that it stands for.
    fn all(&self) -> Vec<&Self> {
        match self {
            Self::Several(errors) => errors.iter().flat_map(Self::all).collect(),
            one => vec![one],
        }
    }

    /// What happened, and the next step.
    pub(crate) fn words(&self, texts: &Texts) -> (String, String) {
        let (id, arguments) = self.sentence(texts);
        let values: Vec<_> = arguments.iter().map(|(name, value)| (*name, Value::from(clean(value)))).collect();
        (texts.format(id, &values), texts.format(&format!("{id}.next"), &values))
    }
}

/// `error: what happened`, and the next step below it.
pub(crate) fn complain(texts: &Texts, what: &str, next: &str) {
    let red = clap::builder::styling::AnsiColor::Red.on_default().bold();
    let heading = texts.get("error-heading");
    let width = context::terminal_width().unwrap_or(Style::default().width);
    let what = wrap(&format!("{heading} {what}"), width, 0, 2);
    output::to_stderr(&format!("{red}{heading}{red:#}{}", what.strip_prefix(&heading).unwrap_or(&what)));
    for line in next.lines().filter(|line| !line.is_empty()) {
        // A command stays whole, to be copied.
        let is_command = ["tillit ", "openssl ", "sudo "].iter().any(|name| line.starts_with(name));
        output::to_stderr(&if is_command { format!("  {line}\n") } else { wrap(line, width, 2, 4) });
    }
}

/// What the system says, in the user's language where it is one of the usual things.
pub(crate) fn io_cause(error: &io::Error, texts: &Texts) -> String {
    let id = match error.kind() {
        io::ErrorKind::NotFound => "cause-not-found",
        io::ErrorKind::PermissionDenied => "cause-permission",
        io::ErrorKind::IsADirectory => "cause-is-folder",
        io::ErrorKind::NotADirectory => "cause-not-folder",
        io::ErrorKind::StorageFull => "cause-full",
        io::ErrorKind::ReadOnlyFilesystem => "cause-read-only",
        io::ErrorKind::InvalidData => "cause-not-text",
        io::ErrorKind::FileTooLarge => "cause-too-large",
        io::ErrorKind::TimedOut => "cause-timed-out",
        io::ErrorKind::Unsupported => "cause-unsupported",
        _ => return error.to_string(),
    };
    texts.get(id)
}

/// The same of a terminal that somebody is to be asked on: where there is none, the system speaks of devices, in English.
pub(crate) fn prompt_cause(error: &io::Error, texts: &Texts) -> String {
    if Here::is_no_terminal(error) {
        return texts.get("cause-no-terminal");
    }
    if error.kind() == io::ErrorKind::UnexpectedEof { texts.get("cause-nothing-typed") } else { io_cause(error, texts) }
}
