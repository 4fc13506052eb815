//! Writes a PKI into a folder: everything or nothing.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use p12_keystore::{KeyStore, KeyStoreEntry, PrivateKey, PrivateKeyChain};
use time::OffsetDateTime;

use crate::LabError;
use crate::catalog::{catalog_toml, hex};
use crate::certificate::Issued;
use crate::encode::{self, pem};
use crate::ocsp::CertStatus;
use crate::siths::{Authority, Generation, Holder, Pki};

/// The password of every PKCS#12 file.
pub const PASSWORD: &str = "changeit";

/// Lists what was written, one path a line: a folder that has nothing else may be replaced.
const MANIFEST: &str = ".tillit-lab";

#[cfg(unix)]
#[path = "write/access_unix.rs"]
mod access;
#[cfg(windows)]
#[path = "write/access_windows.rs"]
mod access;

/// Who may read a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Everybody; nobody but the owner may write, or tillit as root would not believe it.
    Public,
    /// The owner.
    Secret,
}

struct File {
    /// With `/` between its parts.
    path: String,
    content: Vec<u8>,
    access: Access,
}

/// Writes the PKI into a folder and returns the number of files. The folder may be missing, empty or an earlier lab, which is replaced.
///
/// # Errors
/// [`LabError::Foreign`] when there is anything in it that a lab has not written; [`LabError::Write`]. The folder is then as it was.
pub fn write(pki: &Pki, folder: &Path) -> Result<usize, LabError> {
    let target = resolve(folder)?;
    let replaced = may_replace(&target)?;
    let files = files(pki)?;

    let parent = target
        .parent()
        .ok_or_else(|| LabError::Write { path: target.clone(), cause: io::Error::from(io::ErrorKind::InvalidInput) })?;
    let failed = |cause| LabError::Write { path: parent.to_owned(), cause };
    // Beside the target, so that it can be renamed; removed again whatever happens.
    let nearby = tempfile::Builder::new().prefix(".tillit-lab-").tempdir_in(parent).map_err(failed)?;
    let fresh = nearby.path().join("lab");
    create_folder(&fresh, Access::Public)?;
    let mut manifest = String::new();
    for file in &files {
        write_file(&fresh, file)?;
        manifest.push_str(&file.path);
        manifest.push('\n');
    }
    manifest.push_str(MANIFEST);
    manifest.push('\n');
    let manifest = File { path: MANIFEST.to_owned(), content: manifest.into_bytes(), access: Access::Public };
    write_file(&fresh, &manifest)?;

    let old = nearby.path().join("old");
    let failed = |cause| LabError::Write { path: target.clone(), cause };
    if replaced {
        fs::rename(&target, &old).map_err(failed)?;
    }
    if let Err(cause) = fs::rename(&fresh, &target) {
        if replaced {
            // As it was. Should even this fail, the first failure is the one to tell.
            let _ = fs::rename(&old, &target);
        }
        return Err(failed(cause));
    }
    Ok(files.len() + 1)
}

/// The folder with links followed; its parents must exist.
fn resolve(folder: &Path) -> Result<PathBuf, LabError> {
    let failed = |cause| LabError::Write { path: folder.to_owned(), cause };
    match fs::canonicalize(folder) {
        Ok(found) => Ok(found),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let invalid = || failed(io::Error::from(io::ErrorKind::InvalidInput));
            let name = folder.file_name().ok_or_else(invalid)?;
            let parent = folder.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            Ok(fs::canonicalize(parent).map_err(failed)?.join(name))
        }
        Err(error) => Err(failed(error)),
    }
}

/// True when the folder is there and may be replaced, false when it is not there.
fn may_replace(folder: &Path) -> Result<bool, LabError> {
    let failed = |cause| LabError::Write { path: folder.to_owned(), cause };
    match fs::symlink_metadata(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(false),
        Err(error) => return Err(failed(error)),
        Ok(found) if !found.is_dir() => return Err(failed(io::ErrorKind::NotADirectory.into())),
        Ok(_) => {}
    }
    let ours: BTreeSet<PathBuf> = match fs::read_to_string(folder.join(MANIFEST)) {
        Ok(text) => text.lines().map(|line| folder.join(line)).collect(),
        Err(_) => BTreeSet::new(),
    };
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            // Links are not followed: one that is no file of ours is somebody else's.
            if entry.file_type().map_err(failed)?.is_dir() {
                folders.push(path);
            } else if !ours.contains(&path) {
                return Err(LabError::Foreign { folder: folder.to_owned(), file: path });
            }
        }
    }
    Ok(true)
}

fn create_folder(path: &Path, access: Access) -> Result<(), LabError> {
    match access::folder(access).create(path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(LabError::Write { path: path.to_owned(), cause: error })
        }
        _ => Ok(()),
    }
}

fn write_file(base: &Path, file: &File) -> Result<(), LabError> {
    let mut path = base.to_owned();
    let mut parts = file.path.split('/').peekable();
    while let Some(part) = parts.next() {
        path.push(part);
        if parts.peek().is_some() {
            create_folder(&path, if file.path.starts_with("keys/") { Access::Secret } else { Access::Public })?;
        }
    }
    access::file(file.access)
        .create_new(true)
        .open(&path)
        .and_then(|mut out| out.write_all(&file.content))
        .map_err(|cause| LabError::Write { path, cause })
}

/// Collects files.
#[derive(Default)]
struct Folder(Vec<File>);

impl Folder {
    fn public(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.0.push(File { path: path.into(), content: content.into(), access: Access::Public });
    }
    fn secret(&mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) {
        self.0.push(File { path: path.into(), content: content.into(), access: Access::Secret });
    }
    /// PEM, DER and the key in its own place.
    fn certificate(&mut self, stem: &str, issued: &Issued) {
        self.public(format!("{stem}.pem"), issued.to_pem());
        self.public(format!("{stem}.cer"), issued.der.clone());
        self.secret(format!("keys/{stem}.key"), issued.key.to_pem());
    }
}

fn files(pki: &Pki) -> Result<Vec<File>, LabError> {
    let mut out = Folder::default();
    let date = pki.now.date();
    let readme = include_str!("readme.txt").replace("{date}", &date.to_string()).replace("{password}", PASSWORD);
    out.public("README.txt", readme);
    out.public("catalog.toml", catalog_toml(pki));
    // Read by tillit when it runs in the folder.
    out.public("tillit.toml", "catalog = [\"catalog.toml\"]\ndata = \"data\"\n");

    let mut both = String::new();
    for generation in Generation::ALL {
        let mut all = String::new();
        for ca in pki.generation(generation) {
            let pem = ca.issued.to_pem();
            all.push_str(&pem);
            out.public(format!("ca/{}/{}.pem", generation.word(), ca.file), pem);
            out.public(format!("aia/{}.cer", ca.file), ca.issued.der.clone());
            out.public(format!("crl/{}.crl", ca.file), ca.crl.clone());
            out.secret(format!("keys/ca/{}.key", ca.file), ca.issued.key.to_pem());
            out.public(format!("ocsp/{}.pem", ca.file), ca.responder.to_pem());
            out.public(format!("ocsp/{}.txt", ca.file), index(pki, ca));
            out.secret(format!("keys/ocsp/{}.key", ca.file), ca.responder.key.to_pem());
        }
        both.push_str(&all);
        out.public(format!("trust/{}.pem", generation.word()), all);
    }
    // What is found in practice: somebody has put in the new root and thought that this was all.
    let old: String = pki.generation(Generation::Old).map(|ca| ca.issued.to_pem()).collect();
    let new_root = pki.root(Generation::New).map(|root| root.issued.to_pem()).unwrap_or_default();
    out.public("trust/half.pem", old + &new_root);
    out.public("trust/both.pem", both);
    out.public("services.toml", include_str!("services.toml"));
    out.public("servers/nginx.conf", include_str!("servers/nginx.conf"));
    out.public("servers/sites/idp.conf", include_str!("servers/idp.conf"));
    out.public("servers/sites/journal.conf", include_str!("servers/journal.conf"));

    for holder in &pki.holders {
        for held in &holder.certificates {
            let stem = if holder.is_card {
                format!("cards/{}/{}", holder.id, held.part.word())
            } else {
                format!("functions/{}", holder.id)
            };
            out.certificate(&stem, &held.issued);
        }
        out.secret(format!("p12/{}.p12", holder.id), pkcs12(pki, holder)?);
    }

    if let Some(login) = pki.certificate("upgraded", crate::siths::Part::HsaIdLogin) {
        let mut damaged = login.der.clone();
        if let Some(last) = damaged.last_mut() {
            *last ^= 1;
        }
        out.public("broken/damaged.pem", pem("CERTIFICATE", &damaged));
    }
    out.public("broken/look-alike.pem", pki.look_alike.to_pem());
    out.public("broken/look-alike-ca.pem", pki.look_alike_authority.to_pem());
    out.secret("keys/broken/look-alike.key", pki.look_alike.key.to_pem());
    Ok(out.0)
}

/// What a CA has issued as `openssl ocsp -index` reads it: status, end, revocation, serial number, file, subject, with tabs
/// between them. The subject is not used there, but two equal ones would be refused: so it is the serial number again.
fn index(pki: &Pki, authority: &Authority) -> String {
    let mut out = String::new();
    for (issued, status) in pki.issued_by(authority) {
        let (letter, revoked) = match status {
            CertStatus::Revoked { at, reason } => {
                // Its names for the reasons are those of RFC 5280, and ours are the same but for the first letter.
                let reason = reason.map(|reason| {
                    let name = format!("{reason:?}");
                    format!(",{}{}", name[..1].to_lowercase(), &name[1..])
                });
                ('R', time_text(at) + &reason.unwrap_or_default())
            }
            _ => ('V', String::new()),
        };
        let serial = hex(&issued.serial);
        let _ = writeln!(out, "{letter}\t{}\t{revoked}\t{serial}\tunknown\t/CN={serial}", time_text(issued.not_after));
    }
    out
}

/// The characters of the moment's encoding in a certificate.
fn time_text(at: OffsetDateTime) -> String {
    String::from_utf8_lossy(&encode::time(at)[2..]).into_owned()
}

/// Every key of a card or function with its chain. A CA certificate that several keys need is in it once.
///
/// # Errors
/// [`LabError::Pkcs12`]
pub fn pkcs12(pki: &Pki, holder: &Holder) -> Result<Vec<u8>, LabError> {
    let failed = |error: p12_keystore::error::Error| LabError::Pkcs12(error.to_string());
    let certificate = |der: &[u8]| p12_keystore::Certificate::from_der(der).map_err(failed);
    let mut store = KeyStore::new();
    let mut there: BTreeSet<String> = BTreeSet::new();
    for held in &holder.certificates {
        let mut chain = vec![certificate(&held.issued.der)?];
        for ca in pki.chain(held) {
            if there.insert(hex(&ca.issued.sha256())) {
                chain.push(certificate(&ca.issued.der)?);
            }
        }
        let key = PrivateKey::from_der(held.issued.key.pkcs8()).map_err(failed)?;
        let chain = PrivateKeyChain::new(held.issued.key.id(), key, chain);
        store.add_entry(held.part.word(), KeyStoreEntry::PrivateKeyChain(chain));
    }
    // As many rounds as OpenSSL takes: more would protect nothing behind a password that everybody knows.
    store.writer(PASSWORD).encryption_iterations(2048).mac_iterations(2048).write().map_err(failed)
}
