//! NSS's databases: NSS's own `certutil` works on a private copy, and the bytes that come out are what the files shall have.
//!
//! What each certificate gets, beside the trust that it has already:
//!
//! | database | root | issuing CA |
//! |---|---|---|
//! | of a server, of the system | `T,,`: it judges clients, and no servers for everybody's programs | `,,` |
//! | that a user's programs share (`~/.pki/nssdb`) | `CT,,`: browsers judge servers; other programs that use it, clients | `,,` |
//! | of Firefox, Chromium | `C,,` | `,,` |
//! | of Thunderbird | `C,C,`: its certificates are those of mail | `,,` |
//!
//! An issuing CA is known without trust of its own: chains through it end in the root. Trust that is there stays (`certutil -A` would
//! overwrite it), and what is expressly distrusted is left to whoever did that.
//!
//! `pkcs11.txt` is not copied: it names libraries, which NSS would load, and it may be another user's. The signatures of trust are in
//! `key4.db`, so that goes first: new signatures beside the old database harm nothing, trust without its signature would count for nothing.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use tillit_verifier::container::{Passwords, ReadLimits};
use tillit_verifier::{Certificate, Fingerprint};

use super::{Task, Writer, is_there};
use crate::formats::{self, Options};
use crate::install::change::Change;
use crate::install::check;
use crate::install::plan::{Edited, Refusal};
use crate::install::programs::{Output, Program, ProgramError, arguments};
use crate::install::selection::{Addition, Back};
use crate::platform::{Here, Platform as _};
use crate::store::{Entry, Grant, StoreKind, TrustStore};
use crate::tree::{Folder, Tree as _};

mod in_use;

pub(super) const WRITER: Writer = Writer { kinds: &[StoreKind::NssDatabase], edit };

const CERTIFICATES: &str = "cert9.db";
const KEYS: &str = "key4.db";
/// Bytes of a database that is copied.
const MAX_BYTES: u64 = 256 << 20;
/// How long `certutil` may take for one step: a primary password is stretched.
const LIMIT: Duration = Duration::from_mins(1);
/// What NSS calls its own database; with it in front, a nickname may have colons.
const TOKEN: &str = "NSS Certificate DB";

fn edit(task: &Task<'_>) -> Result<Edited, Refusal> {
    let [store] = task.stores else { return Err(Refusal::WouldLose("several stores in one file".to_owned())) };
    let folder = folder(task.path, task.tree)?;
    let missing = || Refusal::ProgramMissing {
        program: "certutil",
        packages: &["libnss3-tools", "nss-tools", "mozilla-nss-tools"],
    };
    let wanted = Wanted::of(store, task)?;
    if wanted.is_nothing() {
        return Ok(Edited::default());
    }
    if let Some(by) = in_use::by(&folder, task.tree) {
        return Err(Refusal::InUse(by));
    }
    let certutil = Program::find("certutil").ok_or_else(missing)?;
    if !task.tree.is_file(&folder.join(KEYS)) {
        return Err(Refusal::WouldLose(format!("{} is not there", folder.join(KEYS).display())));
    }
    let read = |name: &str| task.tree.read(&folder.join(name), MAX_BYTES);
    let before = [read(KEYS)?, read(CERTIFICATES)?];
    let after = wanted.carry_out(&certutil, &before, task)?;

    let [keys, certificates] = &after;
    let copy = Copy::of(certutil, &[(KEYS, keys), (CERTIFICATES, certificates)])?;
    let mut read_again = copy.read()?;
    read_again.place = store.place;
    read_again.location = store.location.clone();
    check::held(task.stores, &[read_again], task).map_err(|lost| Refusal::WouldLose(lost.0))?;

    let files = [KEYS, CERTIFICATES].into_iter().zip(before.iter().zip(after));
    let changes = files.filter(|(_, (before, after))| *before != after).map(|(name, (before, after))| {
        let path = task.tree.real_path(&folder.join(name))?;
        Ok(Change::replace(&path, before, after))
    });
    let of = |those: &[(&Addition, String)]| those.iter().map(|(a, _)| a.certificate.fingerprint()).collect();
    Ok(Edited {
        changes: changes.collect::<io::Result<_>>()?,
        added: of(&wanted.add),
        amended: of(&wanted.amend),
        removed: wanted.remove.iter().map(|(_, fingerprint)| *fingerprint).collect(),
        ..Edited::default()
    })
}

/// The folder of a database that was named by itself or by its file.
pub(in crate::install) fn folder(path: &Path, tree: &Folder) -> Result<PathBuf, Refusal> {
    if tree.is_folder(path) {
        return Ok(path.to_owned());
    }
    match (path.parent(), path.file_name()) {
        (Some(folder), Some(name)) if name == CERTIFICATES => Ok(folder.to_owned()),
        // Without its key database no trust can be signed.
        _ => Err(Refusal::WouldLose(format!("a database that is not called {CERTIFICATES}"))),
    }
}

/// The trust that a root gets in this database, in `certutil`'s columns: TLS, e-mail, code. An issuing CA gets none.
pub(in crate::install) fn flags_of_root(store: &TrustStore, tree: &Folder) -> [&'static str; 3] {
    let path = &store.location.path;
    let folder = if tree.is_folder(path) { path.as_path() } else { path.parent().unwrap_or(path) };
    let has = |name: &str| tree.exists(&folder.join(name));
    match store.place {
        "firefox" | "chromium" => ["C", "", ""],
        "thunderbird" => ["C", "C", ""],
        // A profile, or the database that a user's programs share, named by its path.
        // The system's lies in /etc/pki.
        _ if folder.starts_with("/etc") => ["T", "", ""],
        _ if folder.ends_with("pki/nssdb") || folder.ends_with(".pki/nssdb") => ["CT", "", ""],
        _ if has("abook.sqlite") => ["CT", "C", ""],
        _ if has("compatibility.ini") || has("places.sqlite") => ["CT", "", ""],
        _ => ["T", "", ""],
    }
}

/// What is to be done in a database; each with the flags or the nickname.
struct Wanted<'a> {
    add: Vec<(&'a Addition, String)>,
    amend: Vec<(&'a Addition, String)>,
    /// On the way back: these lose the trust that they did not have before.
    lower: Vec<(String, Fingerprint)>,
    remove: Vec<(String, Fingerprint)>,
}

impl<'a> Wanted<'a> {
    fn of(store: &TrustStore, task: &Task<'a>) -> Result<Self, Refusal> {
        let mut wanted = Self { add: Vec::new(), amend: Vec::new(), lower: Vec::new(), remove: Vec::new() };
        let nickname = |entry: &Entry| {
            let alias = entry.alias.clone().filter(|alias| !alias.is_empty());
            alias.ok_or_else(|| Refusal::WouldLose("a certificate without a nickname".to_owned()))
        };
        for addition in task.add.iter().filter(|addition| !is_trusted(store, addition, task.tree)) {
            match find(store, addition.certificate.fingerprint()) {
                None => wanted.add.push((addition, String::new())),
                // Somebody put it back already, as they want it.
                Some(_) if task.back.is_some() => {}
                Some(entry) => {
                    let trust = [entry.trust.client, entry.trust.server, entry.trust.email];
                    if trust.contains(&Grant::Distrusted) {
                        return Err(Refusal::WouldLose(format!("the explicit distrust of {}", addition.name())));
                    }
                    wanted.amend.push((addition, nickname(entry)?));
                }
            }
        }
        for entry in &store.entries {
            if let Ok(certificate) = &entry.certificate
                && task.removes(certificate.fingerprint())
            {
                wanted.remove.push((nickname(entry)?, certificate.fingerprint()));
            }
        }
        for fingerprint in task.back.iter().flat_map(|back| &back.amended) {
            if let Some(entry) = find(store, *fingerprint) {
                wanted.lower.push((nickname(entry)?, *fingerprint));
            }
        }
        Ok(wanted)
    }

    fn is_nothing(&self) -> bool {
        self.add.is_empty() && self.amend.is_empty() && self.lower.is_empty() && self.remove.is_empty()
    }

    /// The contents of the key database and of the certificate database afterwards.
    fn carry_out(&self, certutil: &Program, before: &[Vec<u8>; 2], task: &Task<'_>) -> Result<[Vec<u8>; 2], Refusal> {
        let none = SecretString::from("");
        // Most databases have no primary password; the customary ones are no password of NSS's.
        let given = if task.passwords.insisted() { task.passwords.candidates() } else { &[] };
        for password in std::iter::once(&none).chain(given) {
            let files = [(KEYS, before[0].as_slice()), (CERTIFICATES, before[1].as_slice())];
            let copy = Copy::of(certutil.clone(), &files)?;
            copy.set_password(password)?;
            match self.work(&copy, task) {
                Ok(()) => return Ok([copy.bytes(KEYS)?, copy.bytes(CERTIFICATES)?]),
                Err(Failed::Password) => {}
                Err(Failed::Otherwise(refusal)) => return Err(refusal),
            }
        }
        Err(if given.is_empty() { Refusal::PasswordNeeded } else { Refusal::WrongPassword })
    }

    fn work(&self, copy: &Copy, task: &Task<'_>) -> Result<(), Failed> {
        let of_root = task.stores.first().map_or(["T", "", ""], |store| flags_of_root(store, task.tree));
        let flags = |addition: &Addition| if addition.is_root { of_root } else { [""; 3] };
        let before = match task.back {
            Some(back) => flags_before(copy, back)?,
            None => Vec::new(),
        };
        let before = |of: Fingerprint| before.iter().find(|(known, _)| *known == of).map(|(_, flags)| flags);
        for (nickname, fingerprint) in &self.lower {
            let unknown = || Refusal::WouldLose(format!("the trust of {nickname}, which cannot be put back"));
            let before = before(*fingerprint).ok_or_else(|| Failed::Otherwise(unknown()))?;
            let flags = without(&copy.flags(nickname)?, before, of_root);
            copy.certutil(&["-M", "-n", &with_token(nickname), "-t", &flags])?;
        }
        for (nickname, _) in &self.remove {
            copy.certutil(&["-D", "-n", &with_token(nickname)])?;
        }
        for (addition, nickname) in &self.amend {
            let merged = merged(&copy.flags(nickname)?, flags(addition));
            copy.certutil(&["-M", "-n", &with_token(nickname), "-t", &merged])?;
        }
        let taken: Vec<&str> = task.stores.iter().flat_map(|s| &s.entries).filter_map(|e| e.alias.as_deref()).collect();
        let mut given: Vec<String> = Vec::new();
        for (addition, _) in &self.add {
            let certificate = &addition.certificate;
            // Certificates of one subject share their nickname in NSS; those of two must not.
            let is_others = |name: &str| taken.contains(&name) || given.iter().any(|known| known == name);
            let name = Some(addition.name()).filter(|name| !is_others(name) && is_plain(name));
            let name = name.unwrap_or_else(|| addition.slug());
            let file = copy.write("certificate.der", certificate.der())?;
            let trust = match before(certificate.fingerprint()) {
                Some(flags) => flags.join(",").replace('u', ""),
                None => flags(addition).join(","),
            };
            let file = file.to_string_lossy();
            copy.certutil(&["-A", "-n", &name, "-t", &trust, "-i", &file])?;
            given.push(name);
        }
        Ok(())
    }
}

/// It is there with the trust that it would get.
fn is_trusted(store: &TrustStore, addition: &Addition, tree: &Folder) -> bool {
    let flags = flags_of_root(store, tree);
    let fingerprint = addition.certificate.fingerprint();
    let has = |grant: Grant, column: &str, flag: char| !column.contains(flag) || grant == Grant::Anchor;
    is_there(store, addition)
        && (!addition.is_root
            || find(store, fingerprint).is_some_and(|entry| {
                has(entry.trust.client, flags[0], 'T')
                    && has(entry.trust.server, flags[0], 'C')
                    && has(entry.trust.email, flags[1], 'C')
            }))
}

fn find(store: &TrustStore, fingerprint: Fingerprint) -> Option<&Entry> {
    store
        .entries
        .iter()
        .find(|entry| entry.certificate.as_ref().map(Certificate::fingerprint).ok() == Some(fingerprint))
}

/// NSS takes what stands before a colon for a token.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(':') && !name.chars().any(char::is_control)
}

pub(in crate::install) fn with_token(nickname: &str) -> String {
    format!("{TOKEN}:{nickname}")
}

/// The flags that are there with those that are wanted; `u`, which says that the key is there, is nobody's to give.
fn merged(there: &[String; 3], wanted: [&str; 3]) -> String {
    let columns: Vec<String> = there
        .iter()
        .zip(wanted)
        .map(|(there, wanted)| {
            let mut flags: String = there.chars().filter(|flag| *flag != 'u').collect();
            flags.extend(wanted.chars().filter(|flag| !there.contains(*flag)));
            flags
        })
        .collect();
    columns.join(",")
}

/// The flags that are there without those that were given to what had `before`; what others gave or took since stays so.
fn without(there: &[String; 3], before: &[String; 3], given: [&str; 3]) -> String {
    let columns: Vec<String> = there
        .iter()
        .zip(before)
        .zip(given)
        .map(|((there, before), given)| {
            there.chars().filter(|flag| *flag != 'u' && (!given.contains(*flag) || before.contains(*flag))).collect()
        })
        .collect();
    columns.join(",")
}

/// The flags of every certificate of the backups.
fn flags_before(copy: &Copy, back: &Back) -> Result<Vec<(Fingerprint, [String; 3])>, Failed> {
    let file = |name: &str| back.backups.iter().find(|backup| backup.path.file_name() == Some(OsStr::new(name)));
    // Without it no trust was changed.
    let Some(certificates) = file(CERTIFICATES) else { return Ok(Vec::new()) };
    // The keys that are there now hold the signatures of what was there before, too.
    let keys = match file(KEYS) {
        Some(keys) => keys.content.bytes().to_vec(),
        None => copy.bytes(KEYS)?,
    };
    let files = [(KEYS, keys.as_slice()), (CERTIFICATES, certificates.content.bytes())];
    let old = Copy::of(copy.certutil.clone(), &files)?;
    old.write("password", &copy.bytes("password")?)?;
    let store = old.read().map_err(Failed::Otherwise)?;
    let mut found = Vec::new();
    for entry in &store.entries {
        if let (Ok(certificate), Some(alias)) = (&entry.certificate, &entry.alias)
            && let Ok(flags) = old.flags(alias)
        {
            found.push((certificate.fingerprint(), flags));
        }
    }
    Ok(found)
}

enum Failed {
    /// It does not open with this password.
    Password,
    Otherwise(Refusal),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Otherwise(error.into())
    }
}

/// A database in a private folder, which goes away with this value.
pub(in crate::install) struct Copy {
    folder: tempfile::TempDir,
    certutil: Program,
}

impl Copy {
    /// A folder with these files.
    pub(in crate::install) fn of(certutil: Program, files: &[(&str, &[u8])]) -> io::Result<Self> {
        let copy = Self { folder: private_folder()?, certutil };
        for (name, bytes) in files {
            copy.write(name, bytes)?;
        }
        copy.write("password", b"\n")?;
        Ok(copy)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> io::Result<PathBuf> {
        let path = self.folder.path().join(name);
        write_private(&path, bytes)?;
        Ok(path)
    }

    fn set_password(&self, password: &SecretString) -> io::Result<()> {
        let line = SecretString::from(format!("{}\n", password.expose_secret()));
        self.write("password", line.expose_secret().as_bytes()).map(|_| ())
    }

    fn bytes(&self, name: &str) -> io::Result<Vec<u8>> {
        std::fs::read(self.folder.path().join(name))
    }

    /// What our own reader sees.
    pub(in crate::install) fn read(&self) -> Result<TrustStore, Refusal> {
        let options = Options {
            tree: &Folder::host(),
            passwords: &Passwords::none(),
            limits: ReadLimits::default(),
            interest: &|_| true,
            kind: Some(StoreKind::NssDatabase),
        };
        match formats::read(self.folder.path(), &options).pop() {
            Some(Ok(store)) => Ok(store),
            Some(Err(failure)) => Err(failure.error.into()),
            None => Err(Refusal::NothingFound),
        }
    }

    /// Runs `certutil` on it.
    pub(in crate::install) fn run(&self, more: &[&str]) -> Result<Output, ProgramError> {
        let mut database = OsStr::new("sql:").to_owned();
        database.push(self.folder.path());
        let mut all = arguments([&"-d", &database, &"-f", &self.folder.path().join("password")]).to_vec();
        all.extend(more.iter().map(Into::into));
        self.certutil.run(&all, &[], LIMIT)
    }

    fn certutil(&self, more: &[&str]) -> Result<Output, Failed> {
        let failed = |said: String| Failed::Otherwise(Refusal::ProgramFailed { program: "certutil".to_owned(), said });
        let output = self.run(more).map_err(|error| failed(error.to_string()))?;
        if output.success {
            return Ok(output);
        }
        // Its exit code is 255 for everything; names of errors are the same in every language.
        let is_password = ["SEC_ERROR_BAD_PASSWORD", "SEC_ERROR_TOKEN_NOT_LOGGED_IN"];
        if is_password.iter().any(|name| output.said.contains(name)) {
            return Err(Failed::Password);
        }
        Err(failed(output.said))
    }

    /// The flags of the certificate with this nickname.
    fn flags(&self, nickname: &str) -> Result<[String; 3], Failed> {
        let listed = self.certutil(&["-L"])?;
        let mut lines = flags(&listed.stdout).into_iter().filter(|(known, _)| known == nickname);
        match (lines.next(), lines.next()) {
            (Some((_, flags)), None) => Ok(flags),
            (Some(_), Some(_)) => {
                let text = format!("several certificates are called {nickname}");
                Err(Failed::Otherwise(Refusal::WouldLose(text)))
            }
            (None, _) => Err(Failed::Otherwise(Refusal::WouldLose(format!("certutil does not know {nickname}")))),
        }
    }
}

/// Nicknames and flags as `certutil -L` lists them: each line ends with three columns of flags.
pub(in crate::install) fn flags(listed: &[u8]) -> Vec<(String, [String; 3])> {
    let text = String::from_utf8_lossy(listed);
    let of_line = |line: &str| {
        let (nickname, flags) = line.trim_end().rsplit_once(' ')?;
        let columns: Vec<String> = flags.split(',').map(str::to_owned).collect();
        let columns: [String; 3] = columns.try_into().ok()?;
        let is_flags = columns.iter().all(|column| column.chars().all(|c| "cCTpPuwg".contains(c)));
        let nickname = nickname.trim_end();
        let nickname = nickname.strip_prefix(TOKEN).and_then(|rest| rest.strip_prefix(':')).unwrap_or(nickname);
        is_flags.then(|| (nickname.to_owned(), columns))
    };
    text.lines().filter_map(of_line).collect()
}

/// A folder that nobody else sees into.
pub(in crate::install) fn private_folder() -> io::Result<tempfile::TempDir> {
    Here::private_folder(tempfile::Builder::new().prefix("tillit-"))
}

/// A file that nobody else reads; what is in it may be keys.
pub(in crate::install) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    Here::private_file(&mut options);
    io::Write::write_all(&mut options.open(path)?, bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn flags_are_merged_and_never_lowered() {
        let there = |flags: &str| {
            let columns: Vec<String> = flags.split(',').map(str::to_owned).collect();
            <[String; 3]>::try_from(columns).unwrap()
        };
        for (was, wanted, expected) in [
            ("C,,", ["T", "", ""], "CT,,"),
            ("CT,C,C", ["T", "", ""], "CT,C,C"),
            (",,", ["C", "C", ""], "C,C,"),
            ("u,u,u", ["T", "", ""], "T,,"),
            ("c,P,", ["", "", ""], "c,P,"),
        ] {
            assert_eq!(merged(&there(was), wanted), expected, "{was}");
        }
    }

    #[test]
    fn what_was_given_is_taken_back_and_nothing_else() {
        let three = |flags: &str| {
            let columns: Vec<String> = flags.split(',').map(str::to_owned).collect();
            <[String; 3]>::try_from(columns).unwrap()
        };
        for (there, before, given, expected) in [
            ("CT,,", "C,,", ["T", "", ""], "C,,"),
            ("CT,C,", "T,,", ["T", "", ""], "CT,C,"),
            ("CTu,,P", ",,", ["CT", "C", ""], ",,P"),
            (",,", "C,,", ["CT", "", ""], ",,"),
        ] {
            assert_eq!(without(&three(there), &three(before), given), expected, "{there} {before}");
        }
    }

    #[test]
    fn lines_of_certutil() {
        let text = b"\nCertificate Nickname                                         Trust Attributes\n\
            \x20                                                            SSL,S/MIME,JAR/XPI\n\n\
            SITHS e-id Root CA v2                                        CT,C,\n\
            NSS Certificate DB:With: colon                               ,,   \n\
            Ends, with,, commas                                          u,u,u\n";
        let read = flags(text);
        let names: Vec<&str> = read.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["SITHS e-id Root CA v2", "With: colon", "Ends, with,, commas"]);
        assert_eq!(read[0].1, ["CT", "C", ""]);
        assert_eq!(read[1].1, ["", "", ""]);
    }
}
