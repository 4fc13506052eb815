//! What a store's own consumer says of it after it was changed: a second opinion beside our reader, where the program is installed.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use secrecy::ExposeSecret as _;
use tillit_verifier::container::{self, Passwords, ReadLimits};
use tillit_verifier::{Certificate, Fingerprint};

use super::apply::CheckFailed;
use super::change::Change;
use super::plan::{Planned, PlannedTarget};
use super::programs::{Program, arguments};
use super::selection::Selection;
use super::writers::nss;
use crate::formats::{self, Options};
use crate::store::{Consumer, Location, StoreKind, TrustStore};
use crate::tree::{Folder, Tree as _};

/// How long one program may take: a JVM on a machine at work takes its time.
const LIMIT: Duration = Duration::from_mins(2);
/// Bytes of a file that is handed to a program.
const MAX_BYTES: u64 = 256 << 20;
/// The variable in which `keytool` finds the password: an argument would be seen by everybody.
const PASSWORD: &str = "TILLIT_STORE_PASSWORD";

/// Asks the consumer's own program whether a store holds what it shall hold. `file` is the file of this machine, as it was staged or in its
/// place; for NSS also the folder. Gives the name of the program; `None` where there is none for this kind, or it is not installed.
pub fn judge(
    target: &PlannedTarget,
    file: &Path,
    passwords: &Passwords,
    selection: &Selection,
) -> Option<Result<&'static str, CheckFailed>> {
    let expected = Expected::of(target, selection)?;
    match target.kind? {
        StoreKind::Jks | StoreKind::Jceks | StoreKind::Pkcs12 => {
            let keytool = Program::keytool(&target.path)?;
            Some(by_keytool(&keytool, target, file, passwords, &expected).map(|()| "keytool"))
        }
        StoreKind::NssDatabase => {
            let certutil = Program::find("certutil")?;
            Some(by_certutil(certutil, target, file, &expected, selection).map(|()| "certutil"))
        }
        StoreKind::PemBundle => {
            let openssl = Program::find("openssl")?;
            Some(by_openssl(&openssl, file, &expected).map(|()| "openssl"))
        }
        _ => None,
    }
}

/// The program that [`judge`] will ask about a target; nothing where none is installed.
pub fn name(target: &PlannedTarget) -> Option<&'static str> {
    match target.kind? {
        StoreKind::Jks | StoreKind::Jceks | StoreKind::Pkcs12 => Program::keytool(&target.path).map(|_| "keytool"),
        StoreKind::NssDatabase => Program::find("certutil").map(|_| "certutil"),
        StoreKind::PemBundle => Program::find("openssl").map(|_| "openssl"),
        _ => None,
    }
}

/// What a program must see in a store, and what not.
struct Expected {
    there: Vec<(Fingerprint, String)>,
    gone: Vec<Fingerprint>,
}

impl Expected {
    fn of(target: &PlannedTarget, selection: &Selection) -> Option<Self> {
        let gone = match &target.planned {
            Planned::Edited(edited) => edited.removed.clone(),
            Planned::Unchanged => Vec::new(),
            Planned::Refused(_) => return None,
        };
        let there = selection.add.iter().map(|addition| (addition.certificate.fingerprint(), addition.name()));
        Some(Self { there: there.collect(), gone })
    }

    fn held_against(&self, seen: &BTreeSet<Fingerprint>, by: &str) -> Result<(), CheckFailed> {
        let failed = |said: String| Err(CheckFailed { by: by.to_owned(), said });
        if let Some((_, name)) = self.there.iter().find(|(fingerprint, _)| !seen.contains(fingerprint)) {
            return failed(format!("does not see {name}"));
        }
        if let Some(fingerprint) = self.gone.iter().find(|fingerprint| seen.contains(fingerprint)) {
            return failed(format!("still sees {fingerprint}"));
        }
        Ok(())
    }
}

/// `keytool` sees every certificate that our reader says Java sees. Of its words nothing is read (they are translated): only the blocks of
/// `-rfc`.
fn by_keytool(
    keytool: &Program,
    target: &PlannedTarget,
    file: &Path,
    passwords: &Passwords,
    expected: &Expected,
) -> Result<(), CheckFailed> {
    let failed = |said: String| CheckFailed { by: "keytool".to_owned(), said };
    let bytes = Folder::host().read(file, MAX_BYTES).map_err(|error| failed(error.to_string()))?;
    let read = container::read_with(Cursor::new(&bytes), passwords, &ReadLimits::default());
    let contents = read.map_err(|error| failed(error.to_string()))?;
    let password = contents.password_index.and_then(|index| passwords.candidates().get(index));
    let host = Folder::host();
    let options = Options { tree: &host, passwords, limits: ReadLimits::default(), interest: &|_| true, kind: None };
    let ours = formats::from_contents(Location::path(&target.path), contents, &options);
    let ours = ours.entries.iter().filter(|entry| !entry.ignored_by.contains(&Consumer::Java));
    let ours: BTreeSet<Fingerprint> =
        ours.filter_map(|entry| Some(entry.certificate.as_ref().ok()?.fingerprint())).collect();

    let mut all = arguments([&"-list", &"-rfc", &"-keystore", &file]).to_vec();
    // The others are told apart by keytool itself.
    if target.kind == Some(StoreKind::Jceks) {
        all.extend(arguments([&"-storetype", &"JCEKS"]));
    }
    let environment: Vec<(&str, &OsStr)> = match password {
        Some(password) => {
            all.extend(arguments([&"-storepass:env", &PASSWORD]));
            vec![(PASSWORD, OsStr::new(password.expose_secret()))]
        }
        None => Vec::new(),
    };
    let output = keytool.succeeds(&all, &environment, LIMIT)?;
    let seen = certificates(&output.stdout);
    expected.held_against(&seen, "keytool")?;
    match ours.difference(&seen).count() {
        0 => Ok(()),
        missing => Err(failed(format!("sees {} certificates, {missing} are missing", seen.len()))),
    }
}

/// `openssl` loads the whole file, and every certificate is among what it loaded.
fn by_openssl(openssl: &Program, file: &Path, expected: &Expected) -> Result<(), CheckFailed> {
    let output = openssl.succeeds(&arguments([&"crl2pkcs7", &"-nocrl", &"-certfile", &file]), &[], LIMIT)?;
    let read = container::read_with(Cursor::new(&output.stdout), &Passwords::none(), &ReadLimits::default());
    let read = read.map_err(|error| CheckFailed { by: "openssl".to_owned(), said: error.to_string() })?;
    let seen = read.entries.iter().filter_map(|entry| entry.certificate.as_ref().ok()).map(Certificate::fingerprint);
    expected.held_against(&seen.collect(), "openssl")
}

/// `certutil` finds every certificate under its nickname, and lists roots with the flags that were to be given. It works on a copy.
fn by_certutil(
    certutil: Program,
    target: &PlannedTarget,
    file: &Path,
    expected: &Expected,
    selection: &Selection,
) -> Result<(), CheckFailed> {
    let failed = |said: String| CheckFailed { by: "certutil".to_owned(), said };
    let files = databases(target, file).map_err(|error| failed(error.to_string()))?;
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let copy = nss::Copy::of(certutil, &files).map_err(|error| failed(error.to_string()))?;
    let store = copy.read().map_err(|refusal| failed(refusal.to_string()))?;
    let run = |more: &[&str]| match copy.run(more) {
        Ok(output) if output.success => Ok(output),
        Ok(output) => Err(failed(output.said)),
        Err(error) => Err(failed(error.to_string())),
    };
    let listed = nss::flags(&run(&["-L"])?.stdout);
    let wanted = nss::flags_of_root(&at_its_place(target), &Folder::host());
    let mut seen = BTreeSet::new();
    for (fingerprint, _) in &expected.there {
        let entry = store.entries.iter().find(|entry| {
            entry.certificate.as_ref().is_ok_and(|certificate| certificate.fingerprint() == *fingerprint)
        });
        let Some(nickname) = entry.and_then(|entry| entry.alias.as_deref()) else { continue };
        let output = run(&["-L", "-a", "-n", &nss::with_token(nickname)])?;
        seen.extend(certificates(&output.stdout));
        let is_root =
            selection.add.iter().any(|addition| addition.is_root && addition.certificate.fingerprint() == *fingerprint);
        let has = |flags: &[String; 3]| {
            wanted.iter().zip(flags).all(|(wanted, has)| wanted.chars().all(|flag| has.contains(flag)))
        };
        if is_root && !listed.iter().any(|(known, flags)| known == nickname && has(flags)) {
            return Err(failed(format!("{nickname} is not trusted")));
        }
    }
    // What is gone has no nickname any more to ask for.
    let left = store.certificates().map(Certificate::fingerprint).filter(|found| expected.gone.contains(found));
    seen.extend(left);
    expected.held_against(&seen, "certutil")
}

/// A store of which only the place is known: what decides which flags a root gets.
fn at_its_place(target: &PlannedTarget) -> TrustStore {
    let location = Location::path(&target.path);
    let mut store = TrustStore::new(location, StoreKind::NssDatabase, Consumer::Nss);
    store.place = target.place;
    store
}

/// The two databases: `file` for one of them, or for the folder that both lie in; else what the plan makes of them, else what is there.
fn databases(target: &PlannedTarget, file: &Path) -> std::io::Result<Vec<(&'static str, Vec<u8>)>> {
    let host = Folder::host();
    let name_of = |path: &Path| path.file_name().map(OsStr::to_owned);
    let in_folder = if host.is_folder(file) {
        Some(file.to_owned())
    } else {
        file.parent().filter(|_| name_of(file).is_some_and(|name| name == "cert9.db")).map(Path::to_owned)
    };
    // What is staged lies beside its place.
    let folder = in_folder.clone().or_else(|| file.parent().map(Path::to_owned)).unwrap_or_default();
    let planned = |name: &str| {
        let Planned::Edited(edited) = &target.planned else { return None };
        edited.changes.iter().find_map(|change| match change {
            Change::Replace { path, after, .. } if name_of(path).is_some_and(|of| of == name) => {
                Some(after.bytes().to_vec())
            }
            _ => None,
        })
    };
    let mut files = Vec::new();
    for name in ["key4.db", "cert9.db"] {
        let bytes = match planned(name).filter(|_| in_folder.is_none()) {
            Some(bytes) => bytes,
            None => host.read(&folder.join(name), MAX_BYTES)?,
        };
        files.push((name, bytes));
    }
    Ok(files)
}

/// The certificates in PEM blocks among other text.
fn certificates(text: &[u8]) -> BTreeSet<Fingerprint> {
    let read = container::read_with(Cursor::new(text), &Passwords::none(), &ReadLimits::default());
    let entries = read.map(|contents| contents.entries).unwrap_or_default();
    entries.iter().filter_map(|entry| Some(entry.certificate.as_ref().ok()?.fingerprint())).collect()
}
