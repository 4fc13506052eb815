//! `tillit.toml`: settings in layers, the nearest wins for each key. Documented in `docs/configuration.md`.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::ValueEnum;
use tillit_reports::i18n::Language;
use toml::de::{DeTable, DeValue};

use crate::args::{self, Color, FailOn};
use crate::error::Error;
use crate::language;
use crate::output::Format;
use crate::platform::{Here, Platform as _};
use crate::revocation::ModeArg;

/// A settings file has a few lines; one of more bytes than this is something else.
const MAX_BYTES: u64 = 1 << 20;

/// What the settings files say. Every one of them is a flag too, and the flag wins.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Settings {
    pub(crate) lang: Option<Language>,
    pub(crate) color: Option<Color>,
    pub(crate) format: Option<Format>,
    pub(crate) fail_on: Option<FailOn>,
    pub(crate) offline: Option<bool>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) jobs: Option<usize>,
    pub(crate) data: Option<PathBuf>,
    pub(crate) catalog: Option<Vec<PathBuf>>,
    pub(crate) ca: Option<Vec<PathBuf>>,
    pub(crate) generation: Option<Vec<String>>,
    pub(crate) strict: Option<bool>,
    pub(crate) revocation: Option<ModeArg>,
    pub(crate) crl: Option<Vec<PathBuf>>,
}

/// Keys with what they take: a text id that says so. Paths are relative to the file's folder.
const KEYS: [(&str, &str); 14] = [
    ("lang", "setting-lang"),
    ("color", "setting-color"),
    ("format", "setting-format"),
    ("fail-on", "setting-fail-on"),
    ("offline", "setting-bool"),
    ("timeout", "setting-timeout"),
    ("jobs", "setting-jobs"),
    ("data", "setting-path"),
    ("catalog", "setting-paths"),
    ("ca", "setting-paths"),
    ("generation", "setting-texts"),
    ("strict", "setting-bool"),
    ("revocation", "setting-revocation"),
    ("crl", "setting-paths"),
];

impl Settings {
    /// Reads every settings file there is, nearest first.
    pub(crate) fn read() -> Result<Self, Error> {
        let mut settings = Self::default();
        for path in places() {
            let Some(text) = content(&path)? else { continue };
            settings = settings.or(Self::parse(&text, &path)?);
        }
        Ok(settings)
    }

    /// Reads this settings file alone.
    pub(crate) fn of_file(path: &Path) -> Result<Self, Error> {
        content(path)?.map_or_else(|| Ok(Self::default()), |text| Self::parse(&text, path))
    }

    fn or(self, further: Self) -> Self {
        Self {
            lang: self.lang.or(further.lang),
            color: self.color.or(further.color),
            format: self.format.or(further.format),
            fail_on: self.fail_on.or(further.fail_on),
            offline: self.offline.or(further.offline),
            timeout: self.timeout.or(further.timeout),
            jobs: self.jobs.or(further.jobs),
            data: self.data.or(further.data),
            catalog: self.catalog.or(further.catalog),
            ca: self.ca.or(further.ca),
            generation: self.generation.or(further.generation),
            strict: self.strict.or(further.strict),
            revocation: self.revocation.or(further.revocation),
            crl: self.crl.or(further.crl),
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Self, Error> {
        let line = |offset: usize| text.get(..offset).map_or(1, |before| before.matches('\n').count() + 1);
        let table = DeTable::parse(text).map_err(|error| Error::SettingsSyntax {
            path: path.to_owned(),
            line: line(error.span().map_or(0, |span| span.start)),
            detail: error.message().to_owned(),
        })?;
        let mut settings = Self::default();
        let mut errors = Vec::new();
        for (key, value) in table.get_ref() {
            let name: &str = key.get_ref();
            let Some((_, expected)) = KEYS.iter().find(|(known, _)| *known == name) else {
                errors.push(Error::SettingsKey {
                    path: path.to_owned(),
                    line: line(key.span().start),
                    key: name.to_owned(),
                    suggestion: suggest(name, KEYS.iter().map(|(known, _)| *known)),
                });
                continue;
            };
            if settings.set(name, value.get_ref(), path).is_none() {
                errors.push(Error::SettingsValue {
                    path: path.to_owned(),
                    line: line(value.span().start),
                    key: name.to_owned(),
                    expected,
                });
            }
        }
        if errors.is_empty() { Ok(settings) } else { Err(Error::Several(errors)) }
    }

    /// Takes one value; `None` where it is not of the right kind.
    fn set(&mut self, key: &str, value: &DeValue<'_>, file: &Path) -> Option<()> {
        let folder = file.parent().unwrap_or(Path::new(""));
        let path = |value: &DeValue<'_>| Some(folder.join(value.as_str().filter(|s| !s.is_empty())?));
        match key {
            "lang" => self.lang = Some(language::from_flag(value.as_str()?).ok()?),
            "color" => self.color = Some(Color::from_str(value.as_str()?, false).ok()?),
            "format" => self.format = Some(Format::from_str(value.as_str()?, false).ok()?),
            "fail-on" => self.fail_on = Some(FailOn::from_str(value.as_str()?, false).ok()?),
            "offline" => self.offline = Some(value.as_bool()?),
            "strict" => self.strict = Some(value.as_bool()?),
            "revocation" => self.revocation = Some(ModeArg::from_str(value.as_str()?, false).ok()?),
            "crl" => self.crl = Some(list(value, path)?),
            "timeout" => self.timeout = Some(args::timeout(&scalar(value)?).ok()?),
            "jobs" => self.jobs = Some(args::jobs(&scalar(value)?).ok()?),
            "data" => self.data = Some(path(value)?),
            "catalog" => self.catalog = Some(list(value, path)?),
            "ca" => self.ca = Some(list(value, path)?),
            "generation" => self.generation = Some(list(value, |v| v.as_str().map(str::to_owned))?),
            _ => return None,
        }
        Some(())
    }
}

/// A number, or a text that holds one.
fn scalar(value: &DeValue<'_>) -> Option<String> {
    value.as_integer().map(ToString::to_string).or_else(|| value.as_str().map(str::to_owned))
}

/// A list, or the one thing that would be its only member.
fn list<T>(value: &DeValue<'_>, one: impl Fn(&DeValue<'_>) -> Option<T>) -> Option<Vec<T>> {
    match value.as_array() {
        Some(values) => values.iter().map(|value| one(value.get_ref())).collect(),
        None => Some(vec![one(value)?]),
    }
}

/// Nearest first.
fn places() -> Vec<PathBuf> {
    let mut places = vec![PathBuf::from("tillit.toml")];
    places.extend(personal_folder().map(|folder| folder.join("tillit.toml")));
    places.push(Here::shared_settings().join("tillit.toml"));
    places
}

fn personal_folder() -> Option<PathBuf> {
    use etcetera::BaseStrategy;
    Some(etcetera::choose_base_strategy().ok()?.config_dir().join("tillit"))
}

/// The file's text; `None` where there is no file.
fn content(path: &Path) -> Result<Option<String>, Error> {
    let failed = |cause| Error::SettingsRead { path: path.to_owned(), cause };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(failed(error)),
    };
    only_ours(&file, path)?;
    let mut text = String::new();
    file.take(MAX_BYTES + 1).read_to_string(&mut text).map_err(failed)?;
    if text.len() as u64 > MAX_BYTES {
        return Err(failed(io::ErrorKind::FileTooLarge.into()));
    }
    Ok(Some(text))
}

/// As root only configuration and catalogs are believed that nobody else can write: whoever can write them decides what root trusts.
pub(crate) fn only_ours(file: &File, path: &Path) -> Result<(), Error> {
    let failed = |cause| Error::SettingsRead { path: path.to_owned(), cause };
    if Here::is_privileged() && !Here::only_ours(file).map_err(failed)? {
        return Err(Error::OthersCanWrite { path: path.to_owned() });
    }
    Ok(())
}

/// What people write in Swedish for words that are the same in all languages.
const SWEDISH: [(&str, &str); 10] = [
    ("inloggning", "login"),
    ("legitimering", "login"),
    ("underskrift", "signing"),
    ("signering", "signing"),
    ("nya", "new"),
    ("ny", "new"),
    ("gamla", "old"),
    ("gammal", "old"),
    ("allt", "any"),
    ("fel", "error"),
];

/// The known word that is meant or most like this one, if any is. Words that merely share some letters are not.
pub(crate) fn suggest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = word.to_lowercase();
    let known: Vec<&str> = known.into_iter().collect();
    let meant = SWEDISH.iter().find(|(swedish, meant)| *swedish == word && known.contains(meant));
    if let Some((_, meant)) = meant {
        return Some((*meant).to_owned());
    }
    known
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, &candidate.to_lowercase()), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn parse(text: &str) -> Result<Settings, Error> {
        Settings::parse(text, Path::new("/etc/tillit/tillit.toml"))
    }

    fn errors(text: &str) -> Vec<Error> {
        match parse(text) {
            Err(Error::Several(errors)) => errors,
            Err(error) => vec![error],
            Ok(settings) => panic!("{settings:?}"),
        }
    }

    #[test]
    fn every_key_can_be_set() {
        let all = "lang = 'sv'\ncolor = 'never'\nformat = 'json'\nfail-on = 'error'\noffline = true\ntimeout = 5\njobs = 2\ndata = 'd'\n\
                   catalog = ['a.toml', '/b.toml']\nca = 'roots'\ngeneration = ['new']\nstrict = true\nrevocation = 'auto'\ncrl = 'a.crl'\n";
        let settings = parse(all).unwrap();
        assert_eq!(settings.data.as_deref(), Some(Path::new("/etc/tillit/d")));
        assert_eq!(settings.catalog, Some(vec!["/etc/tillit/a.toml".into(), "/b.toml".into()]));
        assert_eq!(settings.ca, Some(vec!["/etc/tillit/roots".into()]));
        assert_eq!(settings.timeout, Some(Duration::from_secs(5)));
        for (key, _) in KEYS {
            assert!(all.contains(&format!("{key} =")), "{key}");
            let wrong = errors(&format!("\n{key} = 1979-05-27"));
            assert!(matches!(wrong[..], [Error::SettingsValue { line: 2, .. }]), "{key}: {wrong:?}");
        }
    }

    #[test]
    fn unknown_keys_are_errors_with_line_and_suggestion() {
        let found = errors("# comment\nlang = 'sv'\nofline = true\n\n[other]\nx = 1\n");
        let [
            Error::SettingsKey { line: 3, key, suggestion: Some(s), .. },
            Error::SettingsKey { line: 5, suggestion: None, .. },
        ] = &found[..]
        else {
            panic!("{found:?}")
        };
        assert_eq!((key.as_str(), s.as_str()), ("ofline", "offline"));
    }

    #[test]
    fn a_suggestion_is_what_was_meant_or_none() {
        let purposes = ["login", "signing", "server", "any"];
        for (word, meant) in [
            ("inloggning", Some("login")),
            ("Underskrift", Some("signing")),
            ("singing", Some("signing")),
            ("servr", Some("server")),
            ("everything", None),
        ] {
            assert_eq!(suggest(word, purposes).as_deref(), meant, "{word}");
        }
        assert_eq!(suggest("tcsh", ["bash", "elvish", "fish", "powershell", "zsh"]), None);
        assert_eq!(suggest("nya", ["old", "new", "e-id"]).as_deref(), Some("new"));
    }

    #[test]
    fn syntax_errors_have_their_line() {
        assert!(matches!(errors("lang = 'sv'\njobs = = 3\n")[..], [Error::SettingsSyntax { line: 2, .. }]));
        assert!(matches!(errors("jobs = 0")[..], [Error::SettingsValue { line: 1, .. }]));
    }

    #[test]
    fn the_nearest_layer_wins_for_each_key() {
        let near = parse("lang = 'sv'").unwrap();
        let far = parse("lang = 'en'\njobs = 3").unwrap();
        let both = near.or(far);
        assert_eq!((both.lang, both.jobs), (Some(Language::Sv), Some(3)));
    }
}
