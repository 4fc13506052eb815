//! What every command gets: language, texts, time, catalog, folders, passwords, and how much to say.

use std::cell::OnceCell;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tillit_reports::i18n::{Language, Texts};
use tillit_reports::style::{Detail, Marks, Style};
use tillit_verifier::catalog::{self, Catalog, Origin};
use tillit_verifier::container::Passwords;
use time::OffsetDateTime;

use crate::args::Global;
use crate::error::Error;
use crate::language;
use crate::output::{self, Medium};
use crate::password::{self, PasswordSource};
use crate::platform::{Here, Platform as _};
use crate::settings::{self, Settings};

/// A catalog file of more bytes than this is something else.
const MAX_CATALOG_BYTES: u64 = 16 << 20;

/// What every command gets.
pub(crate) struct Context {
    pub(crate) texts: Texts,
    /// The moment at which everything is judged: `--at`, or now.
    pub(crate) now: OffsetDateTime,
    /// `--at` was given.
    pub(crate) at_is_set: bool,
    /// No network access.
    pub(crate) offline: bool,
    /// For one exchange with a network service; `None` where the user left it to the command.
    pub(crate) timeout: Option<Duration>,
    jobs: Option<usize>,
    /// How many `-v`.
    pub(crate) verbose: u8,
    /// No notes and no progress.
    pub(crate) quiet: bool,
    pub(crate) settings: Settings,
    data: Option<PathBuf>,
    pub(crate) catalogs: Vec<PathBuf>,
    password_sources: Vec<PasswordSource>,
    passwords: OnceCell<Passwords>,
    /// The words of the command line after `tillit`: what a report repeats as the next thing to type.
    pub(crate) typed: Vec<OsString>,
}

/// Folders with data: CA certificates, further catalogs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DataFolders {
    /// Every one that is read, the one that is written first; they need not exist.
    pub(crate) read: Vec<PathBuf>,
    /// The one that is written; it need not exist.
    pub(crate) write: PathBuf,
}

impl Context {
    pub(crate) fn new(global: &Global) -> Result<Self, Error> {
        output::set_color(global.color.unwrap_or_default());
        let settings = Settings::read()?;
        if global.color.is_none() {
            output::set_color(settings.color.unwrap_or_default());
        }
        let language = language::choose(global.lang, settings.lang);
        Ok(Self::with(global, settings, language))
    }

    /// A context for a command that runs inside another, with these settings alone: the same language, time and loudness, no network.
    /// `typed`: its words after `tillit`.
    pub(crate) fn within(&self, global: &Global, settings: Settings, typed: &[OsString]) -> Self {
        let inner = Self::with(global, settings, self.texts.language());
        Self {
            now: self.now,
            at_is_set: self.at_is_set,
            offline: true,
            verbose: self.verbose,
            quiet: self.quiet,
            typed: typed.to_vec(),
            ..inner
        }
    }

    fn with(global: &Global, settings: Settings, language: Language) -> Self {
        let mut catalogs = global.catalog.clone();
        if catalogs.is_empty() {
            catalogs = settings.catalog.clone().unwrap_or_default();
        }
        Self {
            texts: Texts::new(language),
            at_is_set: global.at.is_some(),
            now: global.at.map_or_else(OffsetDateTime::now_utc, |moment| moment.0),
            offline: global.offline || settings.offline.unwrap_or(false),
            timeout: global.timeout.or(settings.timeout),
            jobs: global.jobs.or(settings.jobs),
            verbose: global.verbose,
            quiet: global.quiet,
            data: global.data.clone().or_else(|| settings.data.clone()),
            catalogs,
            settings,
            password_sources: global.password.clone(),
            passwords: OnceCell::new(),
            typed: std::env::args_os().skip(1).collect(),
        }
    }

    /// The embedded catalog, the files in the data folders' `catalogs/`, and those of `--catalog`, in this order.
    pub(crate) fn catalog(&self) -> Result<Catalog, Error> {
        let mut catalog = catalog::embedded();
        for folder in self.data_folders().read {
            for path in catalog_files(&folder.join("catalogs"))? {
                add_catalog(&mut catalog, &path, &self.texts)?;
            }
        }
        for path in &self.catalogs {
            add_catalog(&mut catalog, path, &self.texts)?;
        }
        Ok(catalog)
    }

    /// `--data`, else what the machine shares and what is the user's own. Root writes the first.
    pub(crate) fn data_folders(&self) -> DataFolders {
        if let Some(folder) = &self.data {
            return DataFolders { read: vec![folder.clone()], write: folder.clone() };
        }
        let shared = Here::shared_data();
        let personal = {
            use etcetera::BaseStrategy;
            etcetera::choose_base_strategy().ok().map(|base| base.data_dir().join("tillit"))
        };
        match personal {
            Some(personal) if !Here::is_privileged() => {
                DataFolders { read: vec![personal.clone(), shared], write: personal }
            }
            // Root believes only what is root's: not what lies in a home folder that `sudo` may have kept.
            _ => DataFolders { read: vec![shared.clone()], write: shared },
        }
    }

    /// Passwords to try for reading: those of `--password`, else the customary ones. Asks on the terminal at most once, and only when
    /// called.
    pub(crate) fn passwords(&self) -> Result<&Passwords, Error> {
        if let Some(passwords) = self.passwords.get() {
            return Ok(passwords);
        }
        let read = password::for_reading(&self.password_sources, &self.texts)?;
        Ok(self.passwords.get_or_init(|| read))
    }

    /// How many threads may work at a time. To find out what the machine has takes longer than one verdict: ask only where it matters.
    pub(crate) fn jobs(&self) -> usize {
        self.jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
    }

    /// The same for work that is mostly waiting: what the user said, else this many.
    pub(crate) fn jobs_or(&self, many: usize) -> usize {
        self.jobs.unwrap_or(many)
    }

    /// How a human answer looks in this place.
    pub(crate) fn style(&self, medium: Medium) -> Style {
        let detail = match (self.quiet, self.verbose) {
            (true, _) => Detail::Brief,
            (false, 0) => Detail::Normal,
            (false, _) => Detail::Full,
        };
        let mut style = Style { detail, ..Style::default() };
        if medium == Medium::Stdout {
            style.color = anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never;
            if io::stdout().is_terminal() {
                style.marks = terminal_marks();
                style.width = terminal_width().unwrap_or(style.width);
            }
        }
        style
    }

    /// A note on standard error, unless `-q`.
    pub(crate) fn note(&self, text: &str) {
        if !self.quiet {
            output::to_stderr(&format!("{text}\n"));
        }
    }
}

/// A terminal whose locale is not UTF-8 cannot show the marks.
fn terminal_marks() -> Marks {
    let locale =
        ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    match locale {
        Some(locale) => {
            let locale = locale.to_string_lossy().to_lowercase();
            if locale.contains("utf-8") || locale.contains("utf8") { Marks::Unicode } else { Marks::Ascii }
        }
        None if Here::shows_unicode() => Marks::Unicode,
        None => Marks::Ascii,
    }
}

/// Columns of the terminal, where there is one.
pub(crate) fn terminal_width() -> Option<usize> {
    let told = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let told = told.or_else(|| Some(usize::from(terminal_size::terminal_size_of(io::stdout())?.0.0)));
    told.filter(|columns| *columns >= 40)
}

/// Catalog files of a folder, by name; none where there is no such folder.
fn catalog_files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |cause| Error::CatalogRead { path: folder.to_owned(), cause };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        // A pipe would be waited for.
        if path.extension().is_some_and(|extension| extension == "toml") && path.is_file() {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn add_catalog(catalog: &mut Catalog, path: &Path, texts: &Texts) -> Result<(), Error> {
    let failed = |cause| Error::CatalogRead { path: path.to_owned(), cause };
    let file = File::open(path).map_err(failed)?;
    settings::only_ours(&file, path)?;
    let mut text = String::new();
    file.take(MAX_CATALOG_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > MAX_CATALOG_BYTES {
        return Err(failed(io::ErrorKind::FileTooLarge.into()));
    }
    let pki = catalog::parse(&text, &Origin::File(path.to_owned())).map_err(|error| {
        let mistake = |mistake: catalog::Mistake| Error::CatalogFile {
            path: path.to_owned(),
            line: mistake.line,
            column: mistake.column,
            detail: tillit_reports::errors::mistake(&mistake.kind, texts),
        };
        Error::Several(error.mistakes.into_iter().map(mistake).collect())
    })?;
    if catalog.pki(&pki.id).is_some() {
        return Err(Error::CatalogTwice { path: path.to_owned(), id: pki.id });
    }
    catalog.pkis.push(pki);
    Ok(())
}
