//! Variables that files of a machine set for everybody, or for its services: `/etc/environment`, `/etc/default/*`, systemd units, ...
//!
//! The files are read, never run: a value that holds another variable is told as it is written ([`Setting::is_literal`]).

use std::collections::HashSet;
use std::ffi::OsString;
use std::iter::Peekable;
use std::path::{Path, PathBuf};
use std::str::Chars;

use crate::tree::Tree;

/// A variable that a file sets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// `SSL_CERT_FILE`, ...
    pub(crate) name: String,
    /// The value without its quotes.
    pub(crate) value: String,
    /// The value is what the program sees; otherwise a variable, a command or a specifier of systemd in it stands for something else.
    pub(crate) is_literal: bool,
    /// The file, as a path in its tree.
    pub(crate) file: PathBuf,
    /// The line, 1-based.
    pub(crate) line: u64,
}

/// How a file writes its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Syntax {
    /// `/etc/environment`, read by pam_env: nothing is expanded, `#` ends the value.
    Pam,
    /// A file of `NAME=value` lines that a shell reads, or systemd (EnvironmentFile=), or both: a value without quotes goes to the end of
    /// the line.
    Lines,
    /// A shell script.
    Shell,
    /// A unit of systemd: `Environment=`, `EnvironmentFile=`.
    Unit,
    /// `/etc/systemd/system.conf`: `DefaultEnvironment=`.
    Manager,
}

/// Single files.
const FILES: &[(&str, Syntax)] = &[
    ("/etc/environment", Syntax::Pam),
    ("/etc/profile", Syntax::Shell),
    ("/etc/bash.bashrc", Syntax::Shell),
    ("/etc/bashrc", Syntax::Shell),
    ("/etc/zsh/zshenv", Syntax::Shell),
    ("/etc/rc.conf", Syntax::Lines),
    ("/etc/systemd/system.conf", Syntax::Manager),
    ("/etc/systemd/user.conf", Syntax::Manager),
];
/// Folders, with the ends that the names of their files have.
const FOLDERS: &[(&str, &[&str], Syntax)] = &[
    ("/etc/default", &[""], Syntax::Lines),
    ("/etc/sysconfig", &[""], Syntax::Lines),
    // OpenRC: Alpine, Gentoo
    ("/etc/conf.d", &[""], Syntax::Lines),
    ("/etc/environment.d", &[".conf"], Syntax::Lines),
    ("/usr/lib/environment.d", &[".conf"], Syntax::Lines),
    ("/etc/profile.d", &[".sh"], Syntax::Shell),
    ("/etc/systemd/system.conf.d", &[".conf"], Syntax::Manager),
    ("/etc/systemd/user.conf.d", &[".conf"], Syntax::Manager),
];
/// Folders of systemd's units; a unit in an earlier one hides the same name in a later one (systemd.unit(5)).
const UNIT_FOLDERS: &[&str] = &[
    "/etc/systemd/system",
    "/run/systemd/system",
    "/usr/local/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/lib/systemd/system",
];
/// Bytes of one file. Scripts of this kind have a few thousand.
const MAX_BYTES: u64 = 1 << 20;
/// Files that are read in one search.
const MAX_FILES: usize = 10_000;

/// Where [`variables`] looks, for a list of what was looked for.
pub(crate) fn places() -> impl Iterator<Item = &'static str> {
    let files = FILES.iter().map(|(file, _)| *file);
    files.chain(FOLDERS.iter().map(|(folder, ..)| *folder)).chain(UNIT_FOLDERS.iter().copied())
}

/// Every place where a file of the machine sets one of these variables, in the order of the files and of the lines.
///
/// Files that cannot be read are passed over: that nobody but root reads a service's settings is as it should be.
pub(crate) fn variables(tree: &dyn Tree, names: &[&str]) -> Vec<Setting> {
    let mut search = Search { tree, names, seen: HashSet::new(), settings: Vec::new() };
    for (file, syntax) in FILES {
        search.file(Path::new(file), *syntax);
    }
    for (folder, ends, syntax) in FOLDERS {
        for path in search.list(Path::new(folder)) {
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            if !name.starts_with('.') && ends.iter().any(|end| name.ends_with(end)) {
                search.file(&path, *syntax);
            }
        }
    }
    search.units();
    search.settings
}

/// The same in one shell script that a program's start script reads: Tomcat's `setenv.sh`.
pub(crate) fn of_script(tree: &dyn Tree, script: &Path, names: &[&str]) -> Vec<Setting> {
    let mut search = Search { tree, names, seen: HashSet::new(), settings: Vec::new() };
    search.file(script, Syntax::Shell);
    search.settings
}

struct Search<'a> {
    tree: &'a dyn Tree,
    names: &'a [&'a str],
    /// Files that were read, by their paths without links.
    seen: HashSet<PathBuf>,
    settings: Vec<Setting>,
}

impl Search<'_> {
    fn list(&self, folder: &Path) -> Vec<PathBuf> {
        let names = self.tree.list(folder).unwrap_or_default();
        names.into_iter().map(|name| folder.join(name)).collect()
    }

    fn units(&mut self) {
        let mut known: HashSet<OsString> = HashSet::new();
        for folder in UNIT_FOLDERS {
            for path in self.list(Path::new(folder)) {
                let end = path.extension().unwrap_or_default();
                if end == "d" {
                    for drop_in in self.list(&path) {
                        if drop_in.extension().is_some_and(|end| end == "conf") {
                            self.file(&drop_in, Syntax::Unit);
                        }
                    }
                } else if end == "service" && path.file_name().is_some_and(|name| known.insert(name.to_owned())) {
                    self.file(&path, Syntax::Unit);
                }
            }
        }
    }

    fn file(&mut self, path: &Path, syntax: Syntax) {
        if self.seen.len() >= MAX_FILES || !self.tree.is_file(path) {
            return;
        }
        let Ok(real) = self.tree.real_path(path) else { return };
        if !self.seen.insert(real) {
            return;
        }
        let Ok(text) = self.tree.read_text(path, MAX_BYTES) else { return };
        match syntax {
            Syntax::Pam => self.pam(path, &text),
            Syntax::Lines => self.assignments(path, &text, true),
            Syntax::Shell => self.assignments(path, &text, false),
            Syntax::Unit => self.systemd(path, &text, "Environment"),
            Syntax::Manager => self.systemd(path, &text, "DefaultEnvironment"),
        }
    }

    fn add(&mut self, file: &Path, line: u64, name: &str, value: String, is_literal: bool) {
        if self.names.contains(&name) {
            self.settings.push(Setting { name: name.to_owned(), value, is_literal, file: file.to_owned(), line });
        }
    }

    /// As `_parse_env_file` of Linux-PAM's pam_env.c.
    fn pam(&mut self, path: &Path, text: &str) {
        for (line, row) in (1..).zip(text.lines()) {
            let row = row.trim_start().split('#').next().unwrap_or_default().trim_end();
            let row = row.strip_prefix("export ").unwrap_or(row);
            if let Some((name, value)) = row.split_once('=') {
                let bare = value.strip_prefix(['"', '\'']).map(|rest| rest.strip_suffix(['"', '\'']).unwrap_or(rest));
                self.add(path, line, name.trim(), bare.unwrap_or(value).to_owned(), true);
            }
        }
    }

    /// `NAME=value` and `export NAME=value`, wherever a line or a command begins with it. Conditions around it are not judged.
    fn assignments(&mut self, path: &Path, text: &str, to_line_end: bool) {
        let mut words = Words::new(text);
        while let Some(start) = words.next_command() {
            if matches!(start.text.as_str(), "export" | "readonly" | "declare" | "typeset") {
                continue;
            }
            let line = start.line;
            let Some((name, _)) = start.text.split_once('=').filter(|(name, _)| is_name(name)) else {
                words.skip_command();
                continue;
            };
            let name = name.to_owned();
            let mut value = start.text[name.len() + 1..].to_owned();
            let mut is_literal = start.is_literal;
            if to_line_end && !start.is_quoted {
                let rest = words.rest_of_line();
                is_literal &= !rest.contains(['$', '`']);
                value.push_str(&rest);
                value.truncate(value.trim_end().len());
            }
            self.add(path, line, &name, value, is_literal);
        }
    }

    /// systemd.syntax(7), systemd.exec(5).
    fn systemd(&mut self, path: &Path, text: &str, key: &str) {
        let first = self.settings.len();
        let mut rows = (1u64..).zip(text.lines());
        while let Some((line, row)) = rows.next() {
            let mut row = row.trim().to_owned();
            if row.starts_with(['#', ';']) {
                continue;
            }
            while row.ends_with('\\') {
                row.pop();
                row.push(' ');
                match rows.next() {
                    Some((_, next)) if next.trim_start().starts_with(['#', ';']) => row.push('\\'),
                    Some((_, next)) => row.push_str(next.trim()),
                    None => break,
                }
            }
            let Some((name, value)) = row.split_once('=') else { continue };
            let value = value.trim();
            match name.trim() {
                // An empty value takes back what came before.
                name if name == key && value.is_empty() => self.settings.truncate(first),
                name if name == key => {
                    let mut words = Words::new(value);
                    while let Some(word) = words.next_word() {
                        if let Some((name, value)) = word.text.split_once('=') {
                            // `$` says nothing here; `%` does, and `%%` is one percent sign.
                            let value = value.replace("%%", "\0");
                            let is_literal = !value.contains('%');
                            self.add(path, line, name, value.replace('\0', "%"), is_literal);
                        }
                    }
                }
                "EnvironmentFile" if key == "Environment" => {
                    let file = Path::new(value.strip_prefix('-').unwrap_or(value));
                    if file.has_root() && !value.contains(['%', '*', '?', '[']) {
                        self.file(file, Syntax::Lines);
                    }
                }
                _ => {}
            }
        }
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// A word of a shell's command.
struct Word {
    text: String,
    line: u64,
    /// No `$` or backquote outside single quotes.
    is_literal: bool,
    /// Quotes or a backslash stand in it.
    is_quoted: bool,
}

/// Takes text apart as a shell does (POSIX.1 section 2.2 Quoting, 2.3 Token Recognition), without what only matters to a shell.
struct Words<'a> {
    chars: Peekable<Chars<'a>>,
    line: u64,
}

impl<'a> Words<'a> {
    fn new(text: &'a str) -> Self {
        Self { chars: text.chars().peekable(), line: 1 }
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.chars.next()?;
        self.line += u64::from(c == '\n');
        Some(c)
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.chars.peek().is_some_and(|c| wanted(*c)) {
            self.bump();
        }
    }

    /// The next word, over line ends and whatever separates commands.
    fn next_command(&mut self) -> Option<Word> {
        loop {
            self.skip_while(|c| c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(' | ')' | '{' | '}'));
            match self.chars.peek()? {
                '#' => self.skip_while(|c| c != '\n'),
                _ => return Some(self.word()),
            }
        }
    }

    /// The next word of the same command.
    fn next_word(&mut self) -> Option<Word> {
        self.skip_while(char::is_whitespace);
        self.chars.peek()?;
        Some(self.word_until(char::is_whitespace))
    }

    /// To the end of the command; what stands in quotes belongs to it.
    fn skip_command(&mut self) {
        loop {
            self.skip_while(|c| c == ' ' || c == '\t');
            match self.chars.peek() {
                None | Some('\n' | ';' | '&' | '|') => return,
                Some('#') => self.skip_while(|c| c != '\n'),
                // What separates commands inside one, such as `(`, is a word of its own here.
                Some(_) => drop(self.word()),
            }
        }
    }

    fn rest_of_line(&mut self) -> String {
        let mut rest = String::new();
        while let Some(&c) = self.chars.peek() {
            if c == '\n' || (c == '#' && rest.ends_with(char::is_whitespace)) {
                break;
            }
            rest.push(c);
            self.bump();
        }
        rest
    }

    fn word(&mut self) -> Word {
        self.word_until(|c| c.is_whitespace() || matches!(c, ';' | '&' | '|' | '(' | ')'))
    }

    /// One word; takes at least one character.
    fn word_until(&mut self, ends: impl Fn(char) -> bool) -> Word {
        let mut word = Word { text: String::new(), line: self.line, is_literal: true, is_quoted: false };
        let mut quote = None;
        let mut first = true;
        while let Some(&c) = self.chars.peek() {
            if quote.is_none() && !first && ends(c) {
                break;
            }
            first = false;
            self.bump();
            match (c, quote) {
                ('\'', None | Some('\'')) | ('"', None | Some('"')) => {
                    word.is_quoted = true;
                    quote = if quote.is_none() { Some(c) } else { None };
                }
                ('\\', None | Some('"')) => match self.bump() {
                    Some('\n') | None => {}
                    Some(next) => {
                        word.is_quoted = true;
                        if quote.is_some() && !matches!(next, '"' | '\\' | '$' | '`') {
                            word.text.push('\\');
                        }
                        word.text.push(next);
                    }
                },
                _ => {
                    word.is_literal &= quote == Some('\'') || !matches!(c, '$' | '`');
                    word.text.push(c);
                }
            }
        }
        word
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tree::Folder;

    fn of(files: &[(&str, &str)]) -> Vec<(String, String, bool, String, u64)> {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = root.path().join(name.trim_start_matches('/'));
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        let tree = Folder::at(root.path());
        let found = variables(&tree, &["SSL_CERT_FILE", "JAVA_OPTS", "PIP_CERT"]);
        found.into_iter().map(|s| (s.name, s.value, s.is_literal, s.file.display().to_string(), s.line)).collect()
    }

    fn one(file: &str, text: &str) -> Vec<(String, String, bool, u64)> {
        of(&[(file, text)]).into_iter().map(|(name, value, literal, _, line)| (name, value, literal, line)).collect()
    }

    fn ssl(value: &str, literal: bool, line: u64) -> (String, String, bool, u64) {
        ("SSL_CERT_FILE".to_owned(), value.to_owned(), literal, line)
    }

    #[test]
    fn pam_expands_nothing() {
        let text = "# SSL_CERT_FILE=/no\nexport SSL_CERT_FILE=\"/a b/$x.pem\" # why\nPIP=1\nSSL_CERT_FILE=/c\n";
        assert_eq!(one("/etc/environment", text), [ssl("/a b/$x.pem", true, 2), ssl("/c", true, 4)]);
    }

    #[test]
    fn shell_scripts() {
        let text = "if [ -r \"/x;y\" ]; then\n  export OTHER=1 SSL_CERT_FILE='/a b'/c.pem; fi\necho SSL_CERT_FILE=/no\n\
                    SSL_CERT_FILE=$HOME/ca.pem\nSSL_CERT_FILE='$5' # x\nX='\nSSL_CERT_FILE=/no\n' SSL_CERT_FILE=\\\n/d\n";
        let want = [ssl("/a b/c.pem", true, 2), ssl("$HOME/ca.pem", false, 4), ssl("$5", true, 5), ssl("/d", true, 8)];
        assert_eq!(one("/etc/profile.d/ca.sh", text), want);
        assert_eq!(one("/etc/profile.d/ca.csh", text), []);
        assert_eq!(one("/etc/profile", "SSL_CERT_FILE='/never ends"), [ssl("/never ends", true, 1)]);
    }

    #[test]
    fn a_value_without_quotes_goes_to_the_end_of_the_line() {
        let text = "JAVA_OPTS=-Xmx1g -Da=b # x\nJAVA_OPTS=\"$JAVA_OPTS -Dc=d\"\n";
        let want = [("-Xmx1g -Da=b", true, 1), ("$JAVA_OPTS -Dc=d", false, 2)]
            .map(|(value, literal, line)| ("JAVA_OPTS".to_owned(), value.to_owned(), literal, line));
        assert_eq!(one("/etc/default/tomcat9", text), want);
        assert_eq!(one("/etc/sysconfig/tomcat", text), want);
    }

    #[cfg(unix)] // systemd is not on Windows
    #[test]
    fn units_their_drop_ins_and_their_files() {
        let unit = "[Service]\nEnvironment=A=1 \"SSL_CERT_FILE=/a b.pem\" 'JAVA_OPTS=-Dx=$y' \\\n  PIP_CERT=%h/c\n\
                    EnvironmentFile=-/opt/app/env\nEnvironmentFile=/opt/%i\n";
        let found = of(&[
            ("/etc/systemd/system/app.service", unit),
            ("/usr/lib/systemd/system/app.service", "[Service]\nEnvironment=SSL_CERT_FILE=/hidden\n"),
            ("/usr/lib/systemd/system/app.service.d/x.conf", "[Service]\nEnvironment=SSL_CERT_FILE=/y\nEnvironment=\n"),
            ("/etc/systemd/system/other.service.d/x.conf", "[Service]\nEnvironment=SSL_CERT_FILE=/100%%;(a)\n"),
            ("/opt/app/env", "SSL_CERT_FILE=/from file\n"),
        ]);
        let unit = "/etc/systemd/system/app.service";
        let want = [
            ("SSL_CERT_FILE", "/a b.pem", true, unit, 2),
            ("JAVA_OPTS", "-Dx=$y", true, unit, 2),
            ("PIP_CERT", "%h/c", false, unit, 2),
            ("SSL_CERT_FILE", "/from file", true, "/opt/app/env", 1),
            ("SSL_CERT_FILE", "/100%;(a)", true, "/etc/systemd/system/other.service.d/x.conf", 2),
        ]
        .map(|(n, v, l, f, line)| (n.to_owned(), v.to_owned(), l, f.to_owned(), line));
        assert_eq!(found, want);
    }
}
