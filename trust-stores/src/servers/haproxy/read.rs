//! Files of a configuration of HAProxy, line by line: variables, conditions, sections, and the `bind` lines that speak TLS.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::openssl::{Protocol, level_in};
use super::super::service::{About, Overlooked, Setting, Unresolved, Why};
use super::super::syntax::haproxy::{Word, words};
use super::super::{MAX_FILES, Problem, ProblemKind, Reading, Spot, Text, version};
use crate::observation::Cause;

/// Conditions in conditions: `MAXNESTEDCONDS` of HAProxy has 10.
const MAX_CONDITIONS: usize = 64;

/// A file of CAs or lists, or why it is not known which.
pub(super) type Named = Result<(Place, Spot), Unresolved>;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Path(PathBuf),
    System,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verify {
    None,
    Optional,
    Required,
}

/// Limits of versions; those that are switched off count only where no limit is set.
#[derive(Clone, Debug, Default)]
pub(super) struct Methods {
    pub(super) min: Option<Setting<Protocol>>,
    pub(super) max: Option<Setting<Protocol>>,
    pub(super) off: Vec<Setting<Protocol>>,
}

/// What a `bind` line, or a line of a `crt-list`, sets.
#[derive(Clone, Debug, Default)]
pub(super) struct Options {
    pub(super) ca_file: Option<Named>,
    pub(super) ca_verify_file: Option<Named>,
    pub(super) crl_file: Option<Named>,
    pub(super) verify: Option<Result<Setting<Verify>, Unresolved>>,
    /// The level in the list of ciphers: a list without one has OpenSSL's own, whatever is written further out.
    pub(super) level: Option<Level>,
    pub(super) ciphers: Option<Setting<String>>,
    pub(super) methods: Methods,
    pub(super) no_ca_names: Option<Spot>,
    pub(super) ca_ignore: Option<Setting<Overlooked>>,
    pub(super) crt_ignore: Option<Setting<Overlooked>>,
    pub(super) strict_sni: bool,
    pub(super) has_certificate: bool,
    /// The files of its own certificates; `None`: one of which it is not known.
    pub(super) certificates: Vec<Option<PathBuf>>,
    pub(super) lists: Vec<Named>,
    /// Words that are no option known here: a slip of the pen, with which HAProxy does not start, or newer than this.
    pub(super) strange: Vec<Unresolved>,
}

/// The level in a list of ciphers; `None`: the list has none.
type Level = Setting<Option<u8>>;

/// A `bind` line that speaks TLS.
pub(super) struct Bind {
    pub(super) addresses: Vec<String>,
    pub(super) options: Options,
    pub(super) spot: Spot,
    /// The number of its section, in the order of all.
    pub(super) section: usize,
}

/// Reads a configuration.
pub(super) struct Reader<'a> {
    reading: &'a Reading<'a>,
    version: Option<Vec<u32>>,
    variables: BTreeMap<String, Option<String>>,
    global: Global,
    pub(super) binds: Vec<Bind>,
    pub(super) problems: Vec<Problem>,
    pub(super) files: Vec<PathBuf>,
    /// Conditions that cannot be decided and have something to do with this.
    pub(super) conditions: Vec<Unresolved>,
    /// Rules on the name of a certificate's issuer, with the number of their section.
    pub(super) rules: Vec<(usize, Spot, Vec<String>)>,
    sections: usize,
}

#[derive(Clone, Debug, Default)]
struct Global {
    ca_base: Option<PathBuf>,
    crt_base: Option<PathBuf>,
    /// Where relative names begin.
    origin: Origin,
    level: Option<Level>,
    ciphers: Option<Setting<String>>,
    methods: Methods,
}

#[derive(Clone, Debug, Default)]
enum Origin {
    /// Where HAProxy was started.
    #[default]
    Current,
    Config,
    Parent,
    Path(PathBuf),
}

/// `.if` and what followed it.
struct Condition {
    /// What stands here is taken.
    takes: bool,
    /// One of its branches was taken, or may be.
    done: bool,
    /// It cannot be decided.
    open: Option<String>,
    spot: Spot,
}

type Refused = (Spot, ProblemKind);

/// Lines that matter here, beside those that begin with `ssl-`.
const RELEVANT: &[&str] = &["bind", "ca-base", "crt-base", "default-path", "frontend", "listen", "setenv", "presetenv"];
/// Bytes of a variable.
const MAX_VALUE: usize = 64 << 10;
/// `bind` lines that speak TLS.
const MAX_BINDS: usize = 20_000;

impl<'a> Reader<'a> {
    pub(super) fn new(reading: &'a Reading<'a>, version: Option<&str>, variables: BTreeMap<String, String>) -> Self {
        Self {
            reading,
            version: version.map(version::numbers),
            variables: variables.into_iter().map(|(name, value)| (name, Some(value))).collect(),
            global: Global::default(),
            binds: Vec::new(),
            problems: Vec::new(),
            files: Vec::new(),
            conditions: Vec::new(),
            rules: Vec::new(),
            sections: 0,
        }
    }

    fn variable(&self, name: &str) -> Option<String> {
        match self.variables.get(name) {
            Some(known) => known.clone(),
            None => (self.reading.variable)(name),
        }
    }

    fn problem(&mut self, spot: Spot, kind: ProblemKind) {
        self.problems.push(Problem { server: super::WORD, spot, kind });
    }

    /// A file, or all `*.cfg` of a folder.
    pub(super) fn path(&mut self, path: &Path) {
        let tree = self.reading.tree;
        if !tree.is_folder(path) {
            return self.file(path);
        }
        let names = tree.list(path).unwrap_or_default().into_iter();
        let visible = names.filter(|name| {
            name.to_str().is_some_and(|name| name.strip_suffix(".cfg").is_some() && !name.starts_with('.'))
        });
        for name in visible {
            self.file(&path.join(name));
        }
    }

    fn file(&mut self, path: &Path) {
        if self.files.iter().any(|known| known == path) || self.files.len() >= MAX_FILES {
            return;
        }
        let text = match self.reading.text(path) {
            Ok(text) => text,
            Err(error) => {
                let kind = ProblemKind::File(path.to_owned(), Cause::from(error));
                return self.problem(Spot::file(path), kind);
            }
        };
        self.files.push(path.to_owned());
        let mut conditions: Vec<Condition> = Vec::new();
        let mut section = String::new();
        let mut begin = 0;
        let mut is_old = text.content.contains('\0');
        for row in text.content.split_inclusive('\n') {
            let at = begin;
            begin += row.len();
            if std::mem::take(&mut is_old) {
                let spot = text.spot(0..0, "");
                return self.problem(spot, ProblemKind::Syntax("the file has a zero byte".to_owned()));
            }
            if let Err((spot, kind)) = self.line(&text, at, row, &mut conditions, &mut section) {
                return self.problem(spot, kind);
            }
        }
        if let Some(open) = conditions.pop() {
            self.problem(open.spot, ProblemKind::Syntax("unterminated conditional block".to_owned()));
        }
    }

    fn line(
        &mut self,
        text: &Text,
        at: usize,
        row: &str,
        conditions: &mut Vec<Condition>,
        section: &mut String,
    ) -> Result<(), Refused> {
        let place = |range: &std::ops::Range<usize>, name: &str| text.spot(at + range.start..at + range.end, name);
        let takes = conditions.iter().all(|condition| condition.takes);
        let first = row.split_ascii_whitespace().next().unwrap_or_default();
        if !takes && !first.starts_with('.') {
            return Ok(());
        }
        let words = words(row, &|name| self.variable(name))
            .map_err(|(range, what)| (place(&range, ""), ProblemKind::Syntax(what.to_owned())))?;
        let Some(first) = words.first() else { return Ok(()) };
        let spot = place(&first.range, &first.value);
        if first.value.starts_with('.') {
            return self.condition(&words, spot, conditions);
        }
        let arg = |at: usize| words.get(at).map_or("", |word| word.value.as_str());
        // Where the words after the keyword are.
        let all = match (words.get(1), words.last()) {
            (Some(one), Some(last)) => place(&(one.range.start..last.range.end), &first.value),
            _ => spot.clone(),
        };
        let is_relevant = RELEVANT.contains(&first.value.as_str()) || first.value.starts_with("ssl-");
        if is_relevant && let Some(condition) = conditions.iter().find_map(|condition| condition.open.clone()) {
            let why = Why::Condition(condition);
            self.conditions.push(Unresolved { spot: all.clone(), about: About::Anything, why });
        }
        match (first.value.as_str(), section.as_str()) {
            (name, _) if is_section(name) => {
                let needs_name = matches!(name, "frontend" | "listen" | "backend");
                if needs_name && words.len() < 2 {
                    let what = format!("'{name}' expects a name");
                    return Err((spot, ProblemKind::Syntax(what)));
                }
                name.clone_into(section);
                self.sections += 1;
            }
            (name, "") => {
                return Err((spot, ProblemKind::Syntax(format!("unknown keyword '{name}' out of section"))));
            }
            ("ca-base", "global") => self.global.ca_base = Some(PathBuf::from(arg(1))),
            ("crt-base", "global") => self.global.crt_base = Some(PathBuf::from(arg(1))),
            ("default-path", "global") => {
                self.global.origin = match arg(1) {
                    "current" => Origin::Current,
                    "config" => Origin::Config,
                    "parent" => Origin::Parent,
                    "origin" => Origin::Path(PathBuf::from(arg(2))),
                    _ => return Err((all, ProblemKind::Value("'default-path' expects a mode".to_owned()))),
                };
            }
            ("ssl-default-bind-ciphers", "global") => {
                self.global.level = Some(Setting::written(level_in(arg(1)), all.clone()));
                self.global.ciphers = Some(Setting::written(arg(1).to_owned(), all));
            }
            ("ssl-security-level", "global") => {
                if let Ok(level) = arg(1).parse() {
                    self.global.level = Some(Setting::written(Some(level), all));
                }
            }
            ("ssl-default-bind-options", "global") => {
                let mut options = words.iter().skip(1).peekable();
                while let Some(option) = options.next() {
                    let next = options.peek().map(|word| word.value.as_str());
                    let used = self.global.methods.take(&option.value, next, &place(&option.range, &option.value));
                    if used == Some(true) {
                        options.next();
                    }
                }
            }
            ("setenv" | "presetenv", "global") => {
                let known = words.iter().all(|word| word.unknown.is_none() && word.value.len() <= MAX_VALUE);
                let keeps = first.value == "presetenv" && self.variable(arg(1)).is_some();
                if !keeps {
                    self.variables.insert(arg(1).to_owned(), known.then(|| arg(2).to_owned()));
                }
            }
            ("unsetenv", "global") => {
                for word in words.iter().skip(1) {
                    self.variables.insert(word.value.clone(), Some(String::new()));
                }
            }
            ("bind", "frontend" | "listen") => self.bind(text, at, &words, &all)?,
            (_, "frontend" | "listen") if words.iter().any(|word| word.value.contains("ssl_c_i_dn")) => {
                // What is logged or handed on decides nothing here.
                let hands_on =
                    words.iter().any(|word| matches!(word.value.as_str(), "set-header" | "add-header" | "capture"));
                if !hands_on && !first.value.starts_with("log") && self.rules.len() < MAX_BINDS {
                    self.rules.push((
                        self.sections,
                        all,
                        words.iter().skip(1).map(|word| word.value.clone()).collect(),
                    ));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn condition(&mut self, words: &[Word], spot: Spot, conditions: &mut Vec<Condition>) -> Result<(), Refused> {
        let outer = conditions.iter().all(|condition| condition.takes);
        let name = words.first().map_or("", |word| word.value.as_str());
        let shown: Vec<&str> = words.iter().skip(1).map(|word| word.value.as_str()).collect();
        let shown = shown.join(" ");
        let is_known = words.iter().all(|word| word.unknown.is_none());
        let decided = || if is_known { self.holds(&shown) } else { None };
        let wrong = |what: &str| Err((spot.clone(), ProblemKind::Syntax(what.to_owned())));
        match name {
            ".if" => {
                if conditions.len() >= MAX_CONDITIONS {
                    return Err((spot, ProblemKind::TooNested));
                }
                let holds = if outer { decided() } else { Some(false) };
                conditions.push(Condition {
                    takes: holds != Some(false),
                    done: holds == Some(true),
                    open: holds.is_none().then(|| format!(".if {shown}")),
                    spot,
                });
            }
            ".elif" | ".else" => {
                let holds = if name == ".else" { Some(true) } else { decided() };
                let Some(last) = conditions.last_mut() else { return wrong("lone conditional directive") };
                last.takes = !last.done && holds != Some(false);
                last.done |= holds == Some(true) && last.takes;
                if holds.is_none() {
                    last.open.get_or_insert(format!(".elif {shown}"));
                }
            }
            ".endif" => {
                if conditions.pop().is_none() {
                    return wrong("lone '.endif'");
                }
            }
            ".alert" if outer && conditions.iter().all(|condition| condition.open.is_none()) => {
                return Err((spot, ProblemKind::Syntax(format!(".alert {shown}"))));
            }
            ".alert" | ".warning" | ".notice" | ".diag" => {}
            _ if !outer => {}
            _ => return wrong("unknown directive"),
        }
        Ok(())
    }

    /// A condition without `&&` and parentheses around it (cfg_eval_condition in src/cfgcond.c); `None`: it is not decided here.
    fn holds(&self, text: &str) -> Option<bool> {
        let text = text.trim();
        if let Some(either) = text.split_once("||") {
            return match (self.holds(either.0), self.holds(either.1)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
        }
        if let Some(both) = text.split_once("&&") {
            return match (self.holds(both.0), self.holds(both.1)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
        }
        if let Some(rest) = text.strip_prefix('!') {
            return self.holds(rest).map(|holds| !holds);
        }
        if text.is_empty() {
            return Some(false);
        }
        if let Ok(number) = text.parse::<i64>() {
            return Some(number != 0);
        }
        let (name, rest) = text.split_once('(')?;
        let mut args = rest.strip_suffix(')')?.split(',').map(str::trim);
        let (one, two) = (args.next()?, args.next());
        let newer = |wanted: &str| {
            let own = self.version.as_ref()?;
            let wanted = version::numbers(wanted);
            (!wanted.is_empty()).then(|| *own >= wanted)
        };
        match name.trim() {
            // What is not set here may be set where the server is started.
            "defined" => self.variable(one).map(|_| true),
            "streq" => two.map(|two| one == two),
            "strneq" => two.map(|two| one != two),
            "version_atleast" => newer(one),
            "version_before" => newer(one).map(|newer| !newer),
            _ => None,
        }
    }

    /// A path in the configuration: `ca-base` and `crt-base` go before where relative names begin.
    fn place(&self, word: &Word, base: Option<&PathBuf>, about: About, spot: Spot) -> Named {
        let open = |why: Why| Unresolved { spot: spot.clone(), about, why };
        if let Some(variable) = &word.unknown {
            return Err(open(Why::Variable(variable.clone())));
        }
        if word.value == "@system-ca" {
            return Ok((Place::System, spot));
        }
        let path = base.map_or_else(|| PathBuf::from(&word.value), |base| base.join(&word.value));
        if path.is_absolute() {
            return Ok((Place::Path(path), spot));
        }
        let folder = spot.file.parent().map(Path::to_owned);
        let origin = match &self.global.origin {
            Origin::Current => None,
            Origin::Config => folder,
            Origin::Parent => folder.and_then(|folder| folder.parent().map(Path::to_owned)),
            Origin::Path(path) => Some(path.clone()),
        };
        match origin {
            Some(origin) => Ok((Place::Path(origin.join(path)), spot)),
            None => Err(open(Why::Condition("default-path current".to_owned()))),
        }
    }

    /// The file of a certificate in a list.
    pub(super) fn certificate(&self, name: &str, spot: Spot) -> Option<PathBuf> {
        let word = Word { value: name.to_owned(), range: 0..0, unknown: None };
        match self.place(&word, self.global.crt_base.as_ref(), About::Anything, spot) {
            Ok((Place::Path(path), _)) => Some(path),
            _ => None,
        }
    }

    fn bind(&mut self, text: &Text, at: usize, words: &[Word], all: &Spot) -> Result<(), Refused> {
        let spots = |word: &Word, name: &str| text.spot(at + word.range.start..at + word.range.end, name);
        let mut bind =
            Bind { addresses: Vec::new(), options: Options::default(), spot: all.clone(), section: self.sections };
        bind.addresses = words.get(1).map(|word| addresses(&word.value)).unwrap_or_default();
        let mut speaks_tls = false;
        let mut rest = words.iter().skip(2);
        while let Some(word) = rest.next() {
            let name = word.value.as_str();
            if name == "ssl" {
                speaks_tls = true;
                continue;
            }
            let spot = spots(word, name);
            let needs_value = takes_value(name);
            let value = if needs_value { rest.next() } else { None };
            if needs_value && value.is_none() {
                self.problem(spot, ProblemKind::Value(format!("'{name}' expects an argument")));
                continue;
            }
            let spot = value.map_or(spot, |value| spots(value, name));
            // The rest is read all the same: what the line is meant to open is told, and that nobody knows how it asks.
            if let Err((spot, kind)) = self.option(name, value, spot, &mut bind.options) {
                self.problem(spot, kind);
            }
        }
        if !speaks_tls {
            return Ok(());
        }
        // What `ssl` brings along.
        let own = &mut bind.options;
        own.level = own.level.take().or_else(|| self.global.level.clone());
        own.ciphers = own.ciphers.take().or_else(|| self.global.ciphers.clone());
        own.methods.min = own.methods.min.take().or_else(|| self.global.methods.min.clone());
        own.methods.max = own.methods.max.take().or_else(|| self.global.methods.max.clone());
        own.methods.off.extend(self.global.methods.off.iter().cloned());
        if !own.has_certificate && own.lists.is_empty() {
            let what = "no SSL certificate specified (use 'crt')".to_owned();
            self.problem(all.clone(), ProblemKind::Value(what));
        }
        if self.binds.len() >= MAX_BINDS {
            return Err((all.clone(), ProblemKind::TooMuch));
        }
        self.binds.push(bind);
        Ok(())
    }

    /// The first of a list of errors that is none: names are taken since 2.7, numbers up to the last of OpenSSL's
    /// (`ssl_bind_parse_ignore_err` in src/cfgparse-ssl.c).
    fn not_overlooked<'t>(&self, text: &'t str) -> Option<&'t str> {
        const LAST: u32 = 94;
        let takes_names = self.version.as_ref().is_none_or(|version| *version >= vec![2, 7]);
        let is_error = |word: &str| match word.trim().parse::<u32>() {
            Ok(number) => takes_names || (1..=LAST).contains(&number),
            Err(_) => takes_names && word.trim().starts_with("X509_V_ERR_"),
        };
        if text == "all" { None } else { text.split(',').find(|word| !is_error(word)) }
    }

    /// One option of a `bind` line or a `crt-list`.
    pub(super) fn option(
        &self,
        name: &str,
        value: Option<&Word>,
        spot: Spot,
        options: &mut Options,
    ) -> Result<(), Refused> {
        let text = value.map_or("", |word| word.value.as_str());
        let ca_base = self.global.ca_base.as_ref();
        let refused = |what: String| Err((spot.clone(), ProblemKind::Value(what)));
        if let ("ca-file" | "ca-verify-file" | "crl-file" | "crt-list", Some(word)) = (name, value)
            && word.unknown.is_none()
            && word.value.contains("${")
        {
            // It is named, at least.
            let named = Err(Unresolved { spot: spot.clone(), about: About::Trusts, why: Why::Refused });
            match name {
                "ca-file" => options.ca_file = Some(named),
                "ca-verify-file" => options.ca_verify_file = Some(named),
                _ => {}
            }
            return refused(format!("'{name}' : unable to load {text} (variables stand in double quotes alone)"));
        }
        match (name, value) {
            ("ca-file", Some(word)) => options.ca_file = Some(self.place(word, ca_base, About::Trusts, spot)),
            ("ca-verify-file", Some(word)) => {
                options.ca_verify_file = Some(self.place(word, ca_base, About::Trusts, spot));
            }
            ("crl-file", Some(word)) => options.crl_file = Some(self.place(word, ca_base, About::Anything, spot)),
            ("crt-list", Some(word)) => options.lists.push(self.place(word, None, About::Anything, spot)),
            ("crt" | "default-crt", Some(word)) => {
                options.has_certificate = true;
                let path = self.place(word, self.global.crt_base.as_ref(), About::Anything, spot).ok();
                options.certificates.push(path.and_then(|(place, _)| match place {
                    Place::Path(path) => Some(path),
                    Place::System => None,
                }));
            }
            ("generate-certificates", _) => options.has_certificate = true,
            ("strict-sni", _) => options.strict_sni = true,
            ("no-ca-names", _) => options.no_ca_names = Some(spot),
            ("verify", Some(word)) => {
                options.verify = Some(match (text, &word.unknown) {
                    (_, Some(variable)) => {
                        Err(Unresolved { spot, about: About::Asks, why: Why::Variable(variable.clone()) })
                    }
                    ("none", _) => Ok(Setting::written(Verify::None, spot)),
                    ("optional", _) => Ok(Setting::written(Verify::Optional, spot)),
                    ("required", _) => Ok(Setting::written(Verify::Required, spot)),
                    _ => return refused(format!("'verify' : unknown verify method '{text}'")),
                });
            }
            ("ciphers", _) => {
                options.level = Some(Setting::written(level_in(text), spot.clone()));
                options.ciphers = Some(Setting::written(text.to_owned(), spot));
            }
            ("ca-ignore-err" | "crt-ignore-err", _) => {
                if let Some(wrong) = self.not_overlooked(text) {
                    return refused(format!("'{name}' : ID '{wrong}' out of range in error IDs list '{text}'"));
                }
                let field = if name == "ca-ignore-err" { &mut options.ca_ignore } else { &mut options.crt_ignore };
                *field = Some(Setting::written(overlooked(text), spot));
            }
            _ => {
                let used = options.methods.take(name, value.map(|word| word.value.as_str()), &spot);
                if used == Some(true) && Protocol::parse(text).flatten().is_none() {
                    return refused(format!("'{name}' : unknown version '{text}'"));
                }
                // One is enough: what follows it may be its value.
                let is_first = options.strange.is_empty();
                if used.is_none() && is_first && !takes_value(name) && !FLAGS.contains(&name) {
                    options.strange.push(Unresolved { spot, about: About::Asks, why: Why::Unknown(name.to_owned()) });
                }
            }
        }
        Ok(())
    }
}

impl Methods {
    /// Takes an option, if it is one of these: with its value or without.
    fn take(&mut self, name: &str, value: Option<&str>, spot: &Spot) -> Option<bool> {
        let protocol = |name: &str| {
            Some(match name {
                "sslv3" => Protocol::Ssl3,
                "tlsv10" => Protocol::Tls10,
                "tlsv11" => Protocol::Tls11,
                "tlsv12" => Protocol::Tls12,
                "tlsv13" => Protocol::Tls13,
                _ => return None,
            })
        };
        let written = |protocol: Protocol| Setting::written(protocol, spot.clone());
        match name {
            "ssl-min-ver" | "ssl-max-ver" => {
                let limit = value.and_then(Protocol::parse).flatten().map(written);
                if name == "ssl-min-ver" {
                    self.min = limit.or_else(|| self.min.take());
                } else {
                    self.max = limit.or_else(|| self.max.take());
                }
                Some(true)
            }
            _ => {
                if let Some(only) = name.strip_prefix("force-").and_then(protocol) {
                    self.min = Some(written(only));
                    self.max = Some(written(only));
                    return Some(false);
                }
                let off = name.strip_prefix("no-").and_then(protocol)?;
                self.off.push(written(off));
                Some(false)
            }
        }
    }
}

/// `all`, or numbers with commas.
fn overlooked(text: &str) -> Overlooked {
    if text == "all" {
        return Overlooked::All;
    }
    let number = |word: &str| {
        let word = word.trim();
        // Since 2.7 by their names, too: those that matter here.
        let named = match word {
            "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT" => 2,
            "X509_V_ERR_UNABLE_TO_GET_CRL" => 3,
            "X509_V_ERR_CERT_NOT_YET_VALID" => 9,
            "X509_V_ERR_CERT_HAS_EXPIRED" => 10,
            "X509_V_ERR_CRL_NOT_YET_VALID" => 11,
            "X509_V_ERR_CRL_HAS_EXPIRED" => 12,
            "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT" => 18,
            "X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN" => 19,
            "X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY" => 20,
            "X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE" => 21,
            "X509_V_ERR_CERT_CHAIN_TOO_LONG" => 22,
            "X509_V_ERR_CERT_REVOKED" => 23,
            "X509_V_ERR_CERT_UNTRUSTED" => 27,
            "X509_V_ERR_CA_KEY_TOO_SMALL" => 67,
            "X509_V_ERR_CA_MD_TOO_WEAK" => 68,
            _ => return word.parse().ok(),
        };
        Some(named)
    };
    Overlooked::Codes(text.split(',').filter_map(number).collect())
}

/// Words that begin a section (`REGISTER_CONFIG_SECTION` in HAProxy's sources).
fn is_section(name: &str) -> bool {
    const SECTIONS: &[&str] = &[
        "global",
        "defaults",
        "frontend",
        "backend",
        "listen",
        "peers",
        "resolvers",
        "mailers",
        "userlist",
        "cache",
        "program",
        "http-errors",
        "ring",
        "log-forward",
        "log-profile",
        "fcgi-app",
        "crt-store",
        "traces",
        "acme",
        "dynamic-update",
        "namespace_list",
        "opentracing",
    ];
    SECTIONS.contains(&name)
}

/// Options of a `bind` line or a `crt-list` that stand alone, beside those that are read here.
const FLAGS: &[&str] = &[
    "accept-proxy",
    "allow-0rtt",
    "defer-accept",
    "force-sslv3",
    "force-tlsv10",
    "force-tlsv11",
    "force-tlsv12",
    "force-tlsv13",
    "no-alpn",
    "no-npn",
    "no-sslv3",
    "no-strict-sni",
    "no-tls-tickets",
    "no-tlsv10",
    "no-tlsv11",
    "no-tlsv12",
    "no-tlsv13",
    "prefer-client-ciphers",
    "quic-force-retry",
    "ssl",
    "tfo",
    "tls-tickets",
    "transparent",
    "v4v6",
    "v6only",
];

/// Options of a `bind` line that have a word after them.
pub(super) fn takes_value(name: &str) -> bool {
    const VALUES: &[&str] = &[
        "accept-netscaler-cip",
        "alpn",
        "backlog",
        "ca-file",
        "ca-ignore-err",
        "ca-sign-file",
        "ca-sign-pass",
        "ca-verify-file",
        "cc",
        "ciphers",
        "ciphersuites",
        "client-sigalgs",
        "crl-file",
        "crt",
        "crt-ignore-err",
        "crt-list",
        "curves",
        "default-crt",
        "ecdhe",
        "expose-fd",
        "ech",
        "gid",
        "group",
        "guid-prefix",
        "id",
        "idle-ping",
        "interface",
        "key",
        "ktls",
        "label",
        "level",
        "maxconn",
        "mode",
        "mss",
        "name",
        "namespace",
        "nbconn",
        "nice",
        "npn",
        "ocsp",
        "ocsp-update",
        "process",
        "proto",
        "quic-cc-algo",
        "quic-socket",
        "severity-output",
        "shards",
        "sigalgs",
        "issuer",
        "sctl",
        "ssl-max-ver",
        "ssl-min-ver",
        "tcp-md5sig",
        "tcp-ss",
        "tcp-ut",
        "thread",
        "tls-ticket-keys",
        "uid",
        "user",
        "verify",
    ];
    VALUES.contains(&name)
}

/// `:443,[::]:8443`, `ipv4@10.0.0.1:443`, `unix@/run/x.sock`, `/run/x.sock`, `:::443`.
fn addresses(text: &str) -> Vec<String> {
    let one = |address: &str| {
        let family = address.split_once('@').filter(|(family, _)| family.bytes().all(|b| b.is_ascii_alphanumeric()));
        match family {
            Some(("ipv4" | "ipv6" | "unix" | "tcp" | "tcp4" | "tcp6", rest)) => shown(rest),
            Some(_) => address.to_owned(),
            None => shown(address),
        }
    };
    text.split(',').filter(|address| !address.is_empty()).map(one).collect()
}

fn shown(address: &str) -> String {
    match address.rsplit_once(':') {
        Some(("" | "*", port)) => format!("*:{port}"),
        Some(("::", port)) => format!("[::]:{port}"),
        _ => address.to_owned(),
    }
}
