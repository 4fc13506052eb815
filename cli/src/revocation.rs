//! What `--revocation` and `--crl` bring: lists from files, the network with a note about whom it contacts, and answers kept for later.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use clap::ValueEnum;
use tillit_reports::errors::Said as _;
use tillit_reports::i18n::{Texts, Value};
use tillit_reports::plain::clean;
use tillit_verifier::Fingerprint;
use tillit_verifier::fetch::{Fetch, FetchError, Fetched, Limits};
use tillit_verifier::revocation::{Cache, Crl, CrlError, MAX_CRL_BYTES, Mode};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

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
        let mut complain = |path: PathBuf, unreadable: &Unreadable| {
            errors.push(Error::CrlInput { path, problem: unreadable.words(texts) });
        };
        let in_folder = if path.is_dir() { folder(path) } else { Ok(vec![path.clone()]) };
        let files = match in_folder {
            Ok(files) if files.is_empty() => {
                complain(path.clone(), &Unreadable::Crl(CrlError::None));
                continue;
            }
            Ok(files) => files,
            Err(error) => {
                complain(path.clone(), &Unreadable::Io(error));
                continue;
            }
        };
        for file in files {
            match read_file(&file) {
                Ok(read) => lists.extend(read.into_iter().map(|crl| (file.display().to_string(), crl))),
                Err(unreadable) => complain(file, &unreadable),
            }
        }
    }
    if errors.is_empty() { Ok(lists) } else { Err(Error::Several(errors)) }
}

/// The files of a folder that are called lists, in order of their names: of others nobody said that they are.
fn folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(path)? {
        let file = entry?.path();
        let is_list = file.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("crl"));
        if is_list && file.is_file() {
            files.push(file);
        }
    }
    files.sort();
    Ok(files)
}

enum Unreadable {
    Io(io::Error),
    Crl(CrlError),
}

impl Unreadable {
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
}

/// Answers larger than this are fetched anew each time.
const MAX_KEPT_BYTES: usize = 32 << 20;
/// Files that are looked at when old ones are removed.
const MAX_SWEPT: usize = 10_000;

impl Kept {
    pub(crate) fn new(folders: DataFolders) -> Self {
        Self { folders }
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
        self.folders.read.iter().find_map(|folder| {
            let path = folder.join("revocation").join(file_name(key));
            let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
            let bytes = is_file.then(|| File::open(&path).and_then(bounded).ok()).flatten()?;
            let (_, of, answer) = parts(&bytes)?;
            (of == key.as_bytes()).then(|| answer.to_vec())
        })
    }

    fn put(&self, key: &str, bytes: &[u8], until: OffsetDateTime) {
        let (Ok(until), false) = (until.format(&Rfc3339), bytes.len() > MAX_KEPT_BYTES || key.contains('\n')) else {
            return;
        };
        let folder = self.folders.write.join("revocation");
        let content = [until.as_bytes(), b"\n", key.as_bytes(), b"\n", bytes].concat();
        // Whoever may not write here fetches again.
        if data::write_beside(&self.folders.write, "revocation", &file_name(key), &content).is_ok() {
            sweep(&folder);
        }
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
