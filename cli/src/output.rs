//! Where answers go: standard output and files, each in its format. Notes and progress go to standard error.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;

use crate::args::{Color, OutputArgs};
use crate::context::Context;
use crate::error::Error;
use crate::interrupt;
use crate::platform::{Here, Platform as _};

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    Human,
    Json,
    Ndjson,
    Html,
    Junit,
    Csv,
    Markdown,
    Text,
}

impl Format {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Ndjson => "ndjson",
            Self::Html => "html",
            Self::Junit => "junit",
            Self::Csv => "csv",
            Self::Markdown => "markdown",
            Self::Text => "text",
        }
    }

    /// Extensions of files with this format; the first is the usual one.
    const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Human => &[],
            Self::Json => &["json"],
            Self::Ndjson => &["ndjson", "jsonl"],
            Self::Html => &["html", "htm"],
            Self::Junit => &["xml"],
            Self::Csv => &["csv"],
            Self::Markdown => &["md", "markdown"],
            Self::Text => &["txt", "text"],
        }
    }

    fn of_file(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Self::value_variants().iter().copied().find(|format| format.extensions().contains(&extension.as_str()))
    }
}

/// One place where an answer goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Stdout(Format),
    File(Format, PathBuf),
}

/// What was asked for with `--format`, `--json` and `-o`, held against what the command can render.
/// Files named with `-o` come beside the answer on standard output, not instead of it; `-q` leaves the latter out.
pub(crate) fn targets(args: &OutputArgs, context: &Context, supported: &[Format]) -> Result<Vec<Target>, Error> {
    let check = |format: Format| {
        if supported.contains(&format) {
            return Ok(format);
        }
        let works: Vec<_> = supported.iter().map(|f| f.name()).collect();
        Err(Error::FormatNotYet { format: format.name(), works: works.join(", ") })
    };
    let asked = if args.json { Some(Format::Json) } else { args.format };
    let mut targets = Vec::new();
    for path in &args.output {
        if path.as_os_str() == "-" {
            continue;
        }
        let Some(format) = Format::of_file(path) else {
            let works: Vec<_> = supported
                .iter()
                .filter_map(|f| f.extensions().first())
                .map(|extension| format!(".{extension}"))
                .collect();
            return Err(Error::Extension { path: path.clone(), works: works.join(", ") });
        };
        targets.push(Target::File(check(format)?, path.clone()));
    }
    if targets.is_empty() || asked.is_some() || !context.quiet || args.output.iter().any(|path| path.as_os_str() == "-")
    {
        let default = context.settings.format.unwrap_or(Format::Human);
        targets.push(Target::Stdout(check(asked.unwrap_or(default))?));
    }
    Ok(targets)
}

/// Renders the answer once for each target and puts it there.
pub(crate) fn deliver(targets: &[Target], mut render: impl FnMut(Format, Medium) -> String) -> Result<(), Error> {
    // What was broken off has no answer.
    interrupt::checkpoint();
    let mut errors = Vec::new();
    for target in targets {
        let outcome = match target {
            Target::Stdout(format) => to_stdout(&render(*format, Medium::Stdout)),
            Target::File(format, path) => write_file(path, render(*format, Medium::File).as_bytes()),
        };
        errors.extend(outcome.err());
    }
    match errors.pop() {
        None => Ok(()),
        Some(only) if errors.is_empty() => Err(only),
        Some(last) => {
            errors.push(last);
            Err(Error::Several(errors))
        }
    }
}

/// A JSON document for people's eyes and machines alike.
pub(crate) fn pretty(document: &serde_json::Value) -> String {
    format!("{document:#}\n")
}

/// What an answer is rendered for: only standard output may have colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Medium {
    Stdout,
    File,
}

/// Writes to standard output; colours are left out where they are not wanted. A reader that has gone away (`tillit ... | head`)
/// has what it wanted: that is no error.
pub(crate) fn to_stdout(text: &str) -> Result<(), Error> {
    let mut stdout = anstream::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(cause) if !Here::is_broken_pipe(&cause) => Err(Error::WriteStdout { cause }),
        _ => Ok(()),
    }
}

/// Writes to standard error; if that fails there is nobody left to tell.
pub(crate) fn to_stderr(text: &str) {
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// What `--color` asks for, for the whole process. `auto` heeds `NO_COLOR`, `CLICOLOR` and `CLICOLOR_FORCE`.
pub(crate) fn set_color(color: Color) {
    match color {
        Color::Auto => anstream::ColorChoice::Auto,
        Color::Always => anstream::ColorChoice::AlwaysAnsi,
        Color::Never => anstream::ColorChoice::Never,
    }
    .write_global();
}

/// Writes a file whole or not at all: a reader sees the old content or the new one. Links are followed, permissions kept;
/// what is no regular file (`/dev/stdout`, a pipe) is written to as it is.
pub(crate) fn write_file(path: &Path, content: &[u8]) -> Result<(), Error> {
    write_atomically(path, content).map_err(|cause| Error::Write { path: path.to_owned(), cause })
}

fn write_atomically(path: &Path, content: &[u8]) -> io::Result<()> {
    let place = match fs::metadata(path) {
        Ok(found) if found.is_file() => fs::canonicalize(path)?,
        Ok(found) if found.is_dir() => return Err(io::ErrorKind::IsADirectory.into()),
        Ok(_) => return fs::OpenOptions::new().write(true).open(path)?.write_all(content),
        Err(error) if error.kind() == io::ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let folder = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".tillit-");
    Here::as_new_files_are(&mut builder);
    let mut file = builder.tempfile_in(folder)?;
    if let Ok(old) = fs::metadata(&place) {
        fs::set_permissions(file.path(), old.permissions())?;
    }
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist(&place)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_extension_decides() {
        for (name, format) in [
            ("a.json", Some(Format::Json)),
            ("A.JSON", Some(Format::Json)),
            ("a.b.md", Some(Format::Markdown)),
            ("junit.xml", Some(Format::Junit)),
            ("a", None),
            ("a.pdf", None),
        ] {
            assert_eq!(Format::of_file(Path::new(name)), format, "{name}");
        }
    }

    #[test]
    fn no_extension_means_two_formats() {
        let all: Vec<_> = Format::value_variants().iter().flat_map(|f| f.extensions()).collect();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(all.len(), distinct.len());
    }

    #[test]
    fn a_file_is_replaced_whole_and_keeps_its_place_and_permissions() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        write_file(&path, b"one").unwrap();
        write_file(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
            let link = folder.path().join("link.json");
            std::os::unix::fs::symlink("report.json", &link).unwrap();
            write_file(&link, b"three").unwrap();
            assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
            assert_eq!(fs::read(&path).unwrap(), b"three");
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        }
        assert!(write_file(folder.path(), b"x").is_err());
        assert!(write_file(&folder.path().join("none/x.json"), b"x").is_err());
        assert_eq!(
            fs::read_dir(folder.path())
                .unwrap()
                .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with(".tillit"))
                .count(),
            0
        );
    }
}
