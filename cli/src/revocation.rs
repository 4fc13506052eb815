//! What `--revocation` and `--crl` bring: lists from files, the network with a note about whom it contacts, and answers kept for later.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

use clap::ValueEnum;
use tillit_reports::errors::Said as _;
use tillit_reports::i18n::{Texts, Value};
use tillit_reports::plain::clean;
use tillit_verifier::Fingerprint;
use tillit_verifier::fetch::{Fetch, FetchError, Fetched, Limits};
use tillit_verifier::revocation::{Cache, Crl, CrlError, MAX_CRL_BYTES, Mode, Sources};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::context::DataFolders;
use crate::data;
use crate::error::{Error, io_cause};
use crate::output;

/// The mode as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ModeArg {
    Off,
    Auto,
    Crl,
    Ocsp,
    Require,
}

impl From<ModeArg> for Mode {
    fn from(mode: ModeArg) -> Self {
        match mode {
            ModeArg::Off => Self::Off,
            ModeArg::Auto => Self::Auto,
            ModeArg::Crl => Self::Crl,
            ModeArg::Ocsp => Self::Ocsp,
            ModeArg::Require => Self::Require,
        }
    }
}

/// Reads the lists of `--crl`. One that cannot be read ends the run: a verdict without it could be wrong, and would not say so.
pub(crate) fn read_lists(paths: &[PathBuf], texts: &Texts) -> Result<Vec<(String, Crl)>, Error> {
    let mut lists = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        if !path.is_dir() {
            match read_file(path) {
                Ok(read) => lists.extend(read.into_iter().map(|crl| (path.display().to_string(), crl))),
                Err(unreadable) => errors.push(unreadable.error(path, texts)),
            }
            continue;
        }
        // What a file of a folder is, its content says; one that is called a list has to be one.
        let before = lists.len();
        match folder(path) {
            Ok(files) => {
                for file in files {
                    match read_file(&file) {
                        Ok(read) => lists.extend(read.into_iter().map(|crl| (file.display().to_string(), crl))),
                        Err(unreadable) if is_called_list(&file) => errors.push(unreadable.error(&file, texts)),
                        Err(_) => {}
                    }
                }
            }
            Err(error) => errors.push(Unreadable::Io(error).error(path, texts)),
        }
        if lists.len() == before && errors.is_empty() {
            errors.push(Error::CrlFolder { path: path.clone() });
        }
    }
    if errors.is_empty() { Ok(lists) } else { Err(Error::Several(errors)) }
}

/// The files of a folder in order of their names.
fn folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if !entry.file_name().as_encoded_bytes().starts_with(b".") && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

enum Unreadable {
    Io(io::Error),
    Crl(CrlError),
}

fn is_called_list(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("crl"))
}

impl Unreadable {
    fn error(&self, path: &Path, texts: &Texts) -> Error {
        Error::CrlInput { path: path.to_owned(), problem: self.words(texts) }
    }

    fn words(&self, texts: &Texts) -> String {
        match self {
            Self::Io(error) => io_cause(error, texts),
            Self::Crl(error) => {
                let said = error.say(texts);
                format!("{} [{}] {}", said.text, said.code, said.remedy)
            }
        }
    }
}

fn read_file(path: &Path) -> Result<Vec<Crl>, Unreadable> {
    let bytes = if path.as_os_str() == "-" {
        bounded(io::stdin().lock())
    } else {
        // Looked at before it is opened: opening a pipe would wait for a writer.
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if found.is_file() => File::open(path).and_then(bounded),
            Ok(_) => Err(io::ErrorKind::InvalidInput.into()),
            Err(error) => Err(error),
        }
    };
    Crl::read(&bytes.map_err(Unreadable::Io)?).map_err(Unreadable::Crl)
}

fn bounded(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_CRL_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_CRL_BYTES { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}

/// The network, with a note about each server when it is contacted for the first time.
pub(crate) struct Announced<'a> {
    network: Box<dyn Fetch + Sync>,
    texts: &'a Texts,
    quiet: bool,
    told: Mutex<HashSet<(bool, String)>>,
}

impl<'a> Announced<'a> {
    pub(crate) fn new(network: Box<dyn Fetch + Sync>, texts: &'a Texts, quiet: bool) -> Self {
        Self { network, texts, quiet, told: Mutex::default() }
    }

    fn tell(&self, url: &str, is_list: bool) {
        if self.quiet {
            return;
        }
        // A list is told with its whole address; a responder's says nothing but where it is.
        let shown = clean(&tillit_net::shown(url));
        if self.told.lock().unwrap_or_else(PoisonError::into_inner).insert((is_list, shown.clone())) {
            let id = if is_list { "note-fetches-list" } else { "note-asks-responder" };
            output::to_stderr(&format!("{}\n", self.texts.format(id, &[("url", Value::from(shown))])));
        }
    }
}

impl Fetch for Announced<'_> {
    fn get(&self, url: &str, limits: &Limits) -> Result<Fetched, FetchError> {
        self.tell(url, true);
        self.network.get(url, limits)
    }

    fn post(&self, url: &str, media_type: &str, body: &[u8], limits: &Limits) -> Result<Fetched, FetchError> {
        self.tell(url, false);
        self.network.post(url, media_type, body, limits)
    }
}

/// Answers kept in `DATA/revocation/`, one file each: the moment until which it holds, what it answers, the answer. They are held against
/// signatures and times again whenever they are used.
pub(crate) struct Kept {
    folders: DataFolders,
    /// Nothing that was kept is used; what comes now is kept.
    refresh: bool,
    swept: Once,
}

/// Answers larger than this are fetched anew each time.
const MAX_KEPT_BYTES: usize = 32 << 20;
/// No answer is kept for longer, whatever it says.
const MAX_KEPT_FOR: Duration = Duration::days(400);
/// Files that are looked at when old ones are removed, once in a run.
const MAX_SWEPT: usize = 100_000;

impl Kept {
    pub(crate) fn new(folders: DataFolders, refresh: bool) -> Self {
        Self { folders, refresh, swept: Once::new() }
    }
}

fn file_name(key: &str) -> String {
    format!("{}.answer", Fingerprint::of(key.as_bytes()).to_string().to_lowercase())
}

/// The moment until which it holds, what it answers, and the answer.
fn parts(bytes: &[u8]) -> Option<(OffsetDateTime, &[u8], &[u8])> {
    let mut lines = bytes.splitn(3, |b| *b == b'\n');
    let until = OffsetDateTime::parse(std::str::from_utf8(lines.next()?).ok()?, &Rfc3339).ok()?;
    Some((until, lines.next()?, lines.next()?))
}

impl Cache for Kept {
    fn get(&self, key: &str) -> Option<Vec<u8>> {
        if self.refresh {
            return None;
        }
        let read = |folder: &PathBuf| {
            let path = folder.join("revocation").join(file_name(key));
            let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
            let bytes = is_file.then(|| File::open(&path).and_then(bounded).ok()).flatten()?;
            let (until, of, answer) = parts(&bytes)?;
            (of == key.as_bytes()).then(|| (until, answer.to_vec()))
        };
        // The machine's may be newer than the user's own.
        self.folders.read.iter().filter_map(read).max_by_key(|(until, _)| *until).map(|(_, answer)| answer)
    }

    fn put(&self, key: &str, bytes: &[u8], until: OffsetDateTime) {
        let until = until.min(OffsetDateTime::now_utc().saturating_add(MAX_KEPT_FOR));
        let (Ok(until), false) = (until.format(&Rfc3339), bytes.len() > MAX_KEPT_BYTES || key.contains('\n')) else {
            return;
        };
        self.swept.call_once(|| sweep(&self.folders.write.join("revocation")));
        let content = [until.as_bytes(), b"\n", key.as_bytes(), b"\n", bytes].concat();
        // Whoever may not write here fetches again.
        let _ = data::write_beside(&self.folders.write, "revocation", &file_name(key), &content);
    }
}

/// Removes answers that no longer hold.
fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    let now = OffsetDateTime::now_utc();
    for entry in entries.flatten().take(MAX_SWEPT) {
        let path = entry.path();
        let ours = path.extension().is_some_and(|extension| extension == "answer");
        if !ours || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            continue;
        }
        let mut head = [0; 64];
        let read = File::open(&path).and_then(|mut file| file.read(&mut head)).unwrap_or(0);
        let line = head[..read].split(|b| *b == b'\n').next().unwrap_or(&[]);
        let until = std::str::from_utf8(line).ok().and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok());
        if until.is_some_and(|until| until < now) {
            let _ = fs::remove_file(path);
        }
    }
}

/// Files and folders of `--crl` of which no list had to do with any certificate: somebody may think that they were used.
pub(crate) fn unused<'a>(paths: &'a [PathBuf], sources: &Sources<'_>) -> Vec<(&'a Path, String)> {
    let of = |path: &Path| {
        let lists = sources.given().iter().filter(|(file, _)| Path::new(file).starts_with(path)).collect::<Vec<_>>();
        let (_, first) = lists.first()?;
        let used = lists.iter().any(|(file, _)| sources.was_relevant(file));
        (!used).then(|| first.issuer().to_string())
    };
    paths.iter().filter_map(|path| Some((path.as_path(), of(path)?))).collect()
}
