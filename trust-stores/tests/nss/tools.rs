//! certutil and its like, certificates to put into databases, and reading as `tillit audit` does.

use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tillit_lab::certificate::{CertificateBuilder, Issued};
use tillit_lab::key::{KeyKind, KeyPool};
use tillit_lab::name::Dn;
use tillit_trust_stores::formats::{self, Options, Outcome};
use tillit_trust_stores::store::{Entry, Grant, Trust};
use tillit_trust_stores::tree::{Folder, Tree};
use tillit_trust_stores::{Observation, TrustStore};
use tillit_verifier::container::{Passwords, ReadLimits};

/// Runs a tool and gives its standard output.
pub(crate) fn run(program: &str, arguments: &[&str]) -> String {
    String::from_utf8_lossy(&bytes_of(program, arguments)).into_owned()
}

/// Runs a tool and gives its standard output as it is. Whoever asks for a password gets the end of the file.
pub(crate) fn bytes_of(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A CA that signs itself.
pub(crate) fn ca(name: &str) -> Vec<u8> {
    root(name).der
}

pub(crate) fn root(name: &str) -> Issued {
    let key = KeyPool::shared().get(KeyKind::RSA_2048, "nss").unwrap();
    // The same name is the same certificate.
    let serial = &tillit_verifier::Fingerprint::of(name.as_bytes()).0[..8];
    CertificateBuilder::ca(Dn::cn(name)).serial([&[1], serial].concat()).key(&key).self_sign().unwrap()
}

/// A certificate of nobody's CA.
pub(crate) fn leaf(name: &str) -> Vec<u8> {
    CertificateBuilder::leaf(Dn::cn(name)).issue(&root("Issuer of leaves")).unwrap().der
}

/// A database in a folder of its own.
pub(crate) struct Database {
    pub(crate) folder: tempfile::TempDir,
    password: Option<PathBuf>,
}

impl Database {
    /// An empty one without a password.
    pub(crate) fn new() -> Self {
        let database = Self { folder: tempfile::tempdir().unwrap(), password: None };
        database.certutil(&["-N", "--empty-password"]);
        database
    }

    pub(crate) fn with_password(password: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("password");
        std::fs::write(&file, format!("{password}\n")).unwrap();
        let database = Self { folder, password: Some(file) };
        database.certutil(&["-N"]);
        database
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn arguments<'a>(&'a self, place: &'a str, arguments: &[&'a str]) -> Vec<&'a str> {
        let password = self.password.as_ref().map(|file| ["-f", file.to_str().unwrap()]);
        [arguments, &["-d", place], password.as_ref().map_or(&[][..], |words| &words[..])].concat()
    }

    pub(crate) fn certutil(&self, arguments: &[&str]) -> String {
        run("certutil", &self.arguments(&format!("sql:{}", self.path().display()), arguments))
    }

    /// Adds a certificate as `certutil -A` does.
    pub(crate) fn add(&self, nickname: &str, flags: &str, der: &[u8]) {
        let file = self.file("added.der");
        std::fs::write(&file, der).unwrap();
        self.certutil(&["-A", "-n", nickname, "-t", flags, "-i", file.to_str().unwrap()]);
        std::fs::remove_file(file).unwrap();
    }

    /// What `certutil -L` says: nickname and flags of every certificate, sorted.
    pub(crate) fn listed(&self) -> Vec<(String, String)> {
        let text = self.certutil(&["-L"]);
        let is_flags = |word: &str| word.split(',').count() == 3 && word.chars().all(|c| c == ',' || c.is_alphabetic());
        let mut listed: Vec<(String, String)> = text
            .lines()
            .filter_map(|line| line.trim_end().rsplit_once(' '))
            .filter(|(_, flags)| is_flags(flags) && *flags != "SSL,S/MIME,JAR/XPI")
            .map(|(nickname, flags)| (nickname.trim_end().to_owned(), flags.to_owned()))
            .collect();
        listed.sort();
        listed
    }

    /// The certificates under a nickname, in DER, as certutil gives them out.
    pub(crate) fn der_of(&self, nickname: &str) -> Vec<u8> {
        let place = format!("sql:{}", self.path().display());
        bytes_of("certutil", &self.arguments(&place, &["-L", "-r", "-n", nickname]))
    }

    pub(crate) fn read(&self) -> TrustStore {
        one(read(&Folder::host(), self.path()))
    }

    /// The database file is the same as certutil sees it: every nickname with its certificate and its flags.
    pub(crate) fn agrees(&self, store: &TrustStore) {
        let mut ours: Vec<(String, Trust)> =
            store.entries.iter().map(|entry| (entry.alias.clone().unwrap_or_default(), entry.trust)).collect();
        ours.sort_by(|a, b| a.0.cmp(&b.0));
        let listed = self.listed();
        let theirs: Vec<(String, Trust)> = listed
            .iter()
            .map(|(nickname, flags)| {
                let entry = store.entries.iter().find(|entry| entry.alias.as_deref() == Some(nickname));
                let is_ca = entry.is_some_and(|entry| entry.certificate.as_ref().unwrap().is_ca());
                (nickname.clone(), meaning(flags, is_ca))
            })
            .collect();
        assert_eq!(ours, theirs, "{listed:?}");
        for entry in &store.entries {
            let nickname = entry.alias.as_deref().unwrap();
            let (ours, theirs) = (entry.certificate.as_ref().unwrap().der(), self.der_of(nickname));
            // certutil's remarks go the same way.
            assert!(theirs.windows(ours.len()).any(|part| part == ours), "{nickname}");
        }
    }
}

/// What certutil's flags mean, by its own manual.
pub(crate) fn meaning(flags: &str, is_ca: bool) -> Trust {
    let columns: Vec<&str> = flags.split(',').collect();
    let grant = |column: &str, anchor: char| match () {
        () if column.contains(anchor) => Grant::Anchor,
        () if column.contains('P') && !is_ca => Grant::Anchor,
        () if column.contains('p') => Grant::Distrusted,
        () => Grant::Helper,
    };
    Trust { client: grant(columns[0], 'T'), server: grant(columns[0], 'C'), email: grant(columns[1], 'C') }
}

/// Reads as `tillit audit` does.
pub(crate) fn read(tree: &dyn Tree, path: &Path) -> Outcome {
    with_options(tree, |options| formats::read(path, options))
}

pub(crate) fn with_options<T>(tree: &dyn Tree, then: impl FnOnce(&Options<'_>) -> T) -> T {
    then(&Options {
        tree,
        passwords: &Passwords::defaults(),
        limits: ReadLimits::default(),
        interest: &|_| false,
        kind: None,
    })
}

pub(crate) fn one(outcome: Outcome) -> TrustStore {
    let mut outcome = outcome;
    assert_eq!(outcome.len(), 1);
    outcome.remove(0).unwrap_or_else(|failure| panic!("{failure:?}"))
}

pub(crate) fn entry<'a>(store: &'a TrustStore, nickname: &str) -> &'a Entry {
    let found = store.entries.iter().find(|entry| entry.alias.as_deref() == Some(nickname));
    found.unwrap_or_else(|| panic!("{nickname} is not in {:?}", store.entries))
}

pub(crate) fn has(store: &TrustStore, what: impl Fn(&Observation) -> bool) -> bool {
    store.observations.iter().any(what)
}

/// `sqlite3` does something with a database.
pub(crate) fn sql(file: &Path, statement: &str) -> String {
    run("sqlite3", &[file.to_str().unwrap(), statement])
}

/// A program that has a database open, with a write-ahead log: nothing that others write goes into the file while it reads.
pub(crate) struct Held(Child);

impl Held {
    pub(crate) fn open(file: &Path) -> Self {
        sql(file, "pragma journal_mode = wal");
        let mut program =
            Command::new("sqlite3").arg(file).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("sqlite3");
        program.stdin.as_mut().unwrap().write_all(b"begin; select count(*) from sqlite_schema;\n").unwrap();
        // It answers: it has begun.
        let mut answer = [0];
        program.stdout.as_mut().unwrap().read_exact(&mut answer).unwrap();
        Self(program)
    }

    /// It ends without putting anything in order.
    pub(crate) fn crash(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
