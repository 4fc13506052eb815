//! What the OpenSSL library of a system demands and speaks where a server's configuration says nothing: openssl.cnf(5).

use std::path::{Path, PathBuf};

use super::service::{Floor, Setting};
use super::version;
use super::{MAX_BYTES, Spot, Text};
use crate::places::homes::expand;
use crate::tree::Tree;

/// Where the library of a distribution looks for its configuration; the first that is there.
const CONFIGURATIONS: &[&str] =
    &["/etc/ssl/openssl.cnf", "/usr/lib/ssl/openssl.cnf", "/etc/pki/tls/openssl.cnf", "/usr/local/ssl/openssl.cnf"];
/// The library, whose version it carries in itself.
const LIBRARIES: &[&str] = &[
    "/usr/lib/*/libssl.so.3",
    "/usr/lib64/libssl.so.3",
    "/usr/lib/libssl.so.3",
    "/lib/libssl.so.3",
    "/usr/lib/*/libcrypto.so.1.1",
    "/usr/lib64/libcrypto.so.1.1",
    "/usr/lib/libcrypto.so.1.1",
    "/lib/libcrypto.so.1.1",
];
/// Debian, Alpine, Arch.
const PACKAGES: &[&str] = &["libssl3t64", "libssl3", "libssl1.1", "openssl"];
/// Files that include each other.
const MAX_INCLUDES: usize = 32;
/// Lines of all files.
const MAX_LINES: usize = 100_000;

/// A version of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// SSL 3.0
    Ssl3,
    /// TLS 1.0
    Tls10,
    /// TLS 1.1
    Tls11,
    /// TLS 1.2
    Tls12,
    /// TLS 1.3
    Tls13,
}

impl Protocol {
    /// As `MinProtocol` and `MaxProtocol` name it (SSL_CONF_cmd(3)); `None` within: no limit.
    #[allow(clippy::option_option)]
    pub fn parse(name: &str) -> Option<Option<Self>> {
        Some(match name {
            "None" => None,
            "SSLv3" => Some(Self::Ssl3),
            "TLSv1" => Some(Self::Tls10),
            "TLSv1.1" => Some(Self::Tls11),
            "TLSv1.2" => Some(Self::Tls12),
            "TLSv1.3" => Some(Self::Tls13),
            _ => return None,
        })
    }
}

/// The library of a system, with its configuration.
#[derive(Clone, Debug)]
pub struct Library {
    /// Its version, where it was found.
    pub version: Option<String>,
    /// The security level of a program that sets none.
    pub level: Setting<u8>,
    /// The oldest version of a program that sets none. nginx sets its own always.
    pub oldest: Option<Setting<Protocol>>,
    /// The newest.
    pub newest: Option<Setting<Protocol>>,
}

impl Library {
    /// That of a tree's system. `configuration`: a file that stands in place of the system's (`OPENSSL_CONF`).
    pub fn of(tree: &dyn Tree, configuration: Option<&Path>) -> Self {
        let programs: Vec<PathBuf> = LIBRARIES.iter().flat_map(|pattern| expand(tree, Path::new(pattern))).collect();
        let programs: Vec<&str> = programs.iter().filter_map(|path| path.to_str()).collect();
        let version = version::of_package(tree, PACKAGES).or_else(|| version::of_program(tree, &programs, "OpenSSL "));
        let numbers = version.as_deref().map(version::numbers).unwrap_or_default();
        let built = Setting::default(built_level(&numbers, is_debian(tree)));
        let mut library = Self { version, level: built, oldest: None, newest: None };
        let system = || CONFIGURATIONS.iter().map(PathBuf::from).find(|path| tree.exists(path));
        if let Some(file) = configuration.map(Path::to_owned).or_else(system) {
            library.configure(&Sections::read(tree, &file));
        }
        library
    }

    /// Its numbers.
    pub fn numbers(&self) -> Vec<u32> {
        self.version.as_deref().map_or_else(|| vec![3], version::numbers)
    }

    /// What certificates must be at least with a level of the configuration's own, or else the system's.
    pub fn floor(&self, own: Option<Setting<u8>>) -> Setting<Floor> {
        let level = own.unwrap_or_else(|| self.level.clone());
        Setting { value: Floor::of_openssl(level.value, &self.numbers()), written: level.written }
    }

    /// `openssl_conf` names a section whose `ssl_conf` names one whose `system_default` names the one that holds for every program.
    fn configure(&mut self, sections: &Sections) {
        let follow = |section: &str, name: &str| sections.get(section, name).map(|line| line.value.clone());
        let commands = follow("default", "openssl_conf")
            .and_then(|main| follow(&main, "ssl_conf"))
            .and_then(|ssl| follow(&ssl, "system_default"));
        let Some(commands) = commands else { return };
        for line in sections.lines.iter().filter(|line| line.section == commands) {
            // A command may have a prefix, so that a section has several of a kind: `1.CipherString`.
            let name = line.name.rsplit('.').next().unwrap_or_default();
            let protocol = || Protocol::parse(&line.value);
            let limit = |found: Option<Protocol>| found.map(|value| Setting::written(value, line.spot.clone()));
            if name.eq_ignore_ascii_case("CipherString") {
                if let Some(level) = level_in(&line.value) {
                    self.level = Setting::written(level, line.spot.clone());
                }
            } else if name.eq_ignore_ascii_case("MinProtocol") {
                self.oldest = protocol().map_or_else(|| self.oldest.take(), limit);
            } else if name.eq_ignore_ascii_case("MaxProtocol") {
                self.newest = protocol().map_or_else(|| self.newest.take(), limit);
            }
        }
    }
}

/// The level that the library was built with: Debian and what comes from it have 2, OpenSSL itself 1, and 2 since 3.2.
fn built_level(version: &[u32], debian: bool) -> u8 {
    let is_new = *version >= [3, 2][..];
    if debian || is_new || version.is_empty() { 2 } else { 1 }
}

fn is_debian(tree: &dyn Tree) -> bool {
    let release = tree.read_text(Path::new("/etc/os-release"), MAX_BYTES);
    let release = release.or_else(|_| tree.read_text(Path::new("/usr/lib/os-release"), MAX_BYTES)).unwrap_or_default();
    let like = release.lines().filter_map(|line| line.strip_prefix("ID=").or_else(|| line.strip_prefix("ID_LIKE=")));
    let mut words = like.flat_map(|value| value.trim_matches(['"', '\'']).split_whitespace());
    words.any(|word| matches!(word, "debian" | "ubuntu"))
}

/// The level that a list of ciphers sets (`DEFAULT:@SECLEVEL=1`, `HIGH@SECLEVEL=0`), if it sets one; of several the last.
pub fn level_in(ciphers: &str) -> Option<u8> {
    let after = ciphers.split("@SECLEVEL=").skip(1);
    let level = |rest: &str| {
        let mut digits = rest.chars().take_while(char::is_ascii_digit);
        let level = digits.next().and_then(|digit| digit.to_digit(10)).and_then(|digit| u8::try_from(digit).ok());
        level.filter(|level| *level <= 5 && digits.next().is_none())
    };
    after.filter_map(level).last()
}

/// A value of `VerifyMode` that OpenSSL takes (`ssl_vfy_list` in ssl/ssl_conf.c).
pub(super) fn is_verify_mode(value: &str) -> bool {
    const MODES: [&str; 6] = ["Peer", "Request", "Require", "Once", "RequestPostHandshake", "RequirePostHandshake"];
    let is_mode = |word: &str| {
        let word = word.trim();
        let word = word.strip_prefix(['+', '-']).unwrap_or(word);
        MODES.iter().any(|mode| mode.eq_ignore_ascii_case(word))
    };
    value.split(',').all(is_mode)
}

/// A line of openssl.cnf.
struct Line {
    section: String,
    name: String,
    value: String,
    spot: Spot,
}

#[derive(Default)]
struct Sections {
    lines: Vec<Line>,
}

impl Sections {
    fn read(tree: &dyn Tree, file: &Path) -> Self {
        let mut sections = Self::default();
        let mut section = "default".to_owned();
        let mut read = 0;
        sections.take(tree, file, &mut section, &mut read);
        sections
    }

    /// The last that was written holds.
    fn get(&self, section: &str, name: &str) -> Option<&Line> {
        self.lines.iter().rev().find(|line| line.section == section && line.name == name)
    }

    fn take(&mut self, tree: &dyn Tree, file: &Path, section: &mut String, read: &mut usize) {
        *read += 1;
        let Ok(bytes) = tree.read(file, MAX_BYTES) else { return };
        let text = Text::new(file, &bytes);
        let mut begin = 0;
        for line in text.content.split_inclusive('\n') {
            let range = begin..begin + line.trim_end().len();
            begin += line.len();
            let said = line.split('#').next().unwrap_or_default().trim();
            if self.lines.len() > MAX_LINES {
                return;
            }
            if let Some(name) = said.strip_prefix('[').and_then(|rest| rest.split(']').next()) {
                name.trim().clone_into(section);
            } else if let Some(rest) = said.strip_prefix(".include") {
                let path = Path::new(rest.trim_start_matches([' ', '\t', '=']).trim());
                // Relative ones hang on where the program was started, unless .pragma says otherwise.
                let folder = file.parent().unwrap_or(file);
                let path = folder.join(path);
                let files = if tree.is_folder(&path) {
                    let names = tree.list(&path).unwrap_or_default().into_iter();
                    let of_openssl = |name: &PathBuf| name.extension().is_some_and(|end| end == "cnf" || end == "conf");
                    names.map(|name| path.join(name)).filter(of_openssl).collect()
                } else {
                    vec![path]
                };
                for file in files {
                    if *read < MAX_INCLUDES {
                        self.take(tree, &file, section, read);
                    }
                }
            } else if let Some((name, value)) = said.split_once('=') {
                let value = value.trim().trim_matches(['"', '\'']).to_owned();
                let (name, spot) = (name.trim().to_owned(), text.spot(range, name.trim()));
                // `other::name` puts it into another section.
                let (section, name) = match name.split_once("::") {
                    Some((other, name)) => (other.to_owned(), name.to_owned()),
                    None => (section.clone(), name),
                };
                self.lines.push(Line { section, name, value, spot });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;
    use crate::tree::Folder;

    fn library(files: &[(&str, &str)]) -> Library {
        let root = tempfile::tempdir().unwrap();
        for (path, content) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        Library::of(&Folder::at(root.path()), None)
    }

    #[test]
    fn a_level_in_a_list_of_ciphers() {
        assert_eq!(level_in("HIGH:!aNULL"), None);
        assert_eq!(level_in("DEFAULT@SECLEVEL=0"), Some(0));
        assert_eq!(level_in("@SECLEVEL=2:kEECDH:@SECLEVEL=1:kRSA"), Some(1));
        assert_eq!(level_in("@SECLEVEL=9"), None);
    }

    #[test]
    fn what_a_distribution_builds_in() {
        let debian = ("etc/os-release", "PRETTY_NAME=\"x\"\nID=ubuntu\nID_LIKE=debian\n");
        let alpine = ("etc/os-release", "ID=alpine\n");
        let old = ("lib/libcrypto.so.1.1", "junk OpenSSL 1.1.1w  11 Sep 2023\0");
        let newer = ("lib/libssl.so.3", "OpenSSL 3.3.2 3 Sep 2024");
        assert_eq!(library(&[debian, old]).level, Setting::default(2));
        assert_eq!(library(&[alpine, old]).level, Setting::default(1));
        assert_eq!(library(&[alpine, newer]).level, Setting::default(2));
        assert_eq!(library(&[alpine, newer]).version.as_deref(), Some("3.3.2"));
    }

    #[test]
    fn the_policy_of_a_system_by_way_of_an_include() {
        let library = library(&[
            ("etc/os-release", "ID=\"rhel\"\n"),
            (
                "etc/pki/tls/openssl.cnf",
                "openssl_conf = openssl_init # here\n[openssl_init]\nssl_conf = ssl_module\n[ ssl_module ]\nsystem_default = crypto_policy\n\
                 [ crypto_policy ]\n.include = /etc/crypto-policies/back-ends/opensslcnf.config\n[other]\nCipherString = @SECLEVEL=5\n",
            ),
            (
                "etc/crypto-policies/back-ends/opensslcnf.config",
                "CipherString = @SECLEVEL=3:kEECDH\nTLS.MinProtocol = TLSv1.2\nTLS.MaxProtocol = TLSv1.3\n",
            ),
        ]);
        assert_eq!(library.level.value, 3);
        let spot = library.level.written.unwrap();
        assert_eq!((spot.file.to_str(), spot.line), (Some("/etc/crypto-policies/back-ends/opensslcnf.config"), 1));
        assert_eq!(library.oldest.unwrap().value, Protocol::Tls12);
        assert_eq!(library.newest.unwrap().value, Protocol::Tls13);
    }

    #[test]
    fn files_that_include_each_other_end() {
        let text = "[a]\n.include /etc/ssl/openssl.cnf\nx = y\n";
        assert_eq!(library(&[("etc/ssl/openssl.cnf", text), ("etc/os-release", "ID=debian")]).level.value, 2);
    }
}
