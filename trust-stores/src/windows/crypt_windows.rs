//! Putting certificates into Windows' stores, and taking them out: the one file that calls Windows' certificate functions.
//!
//! `CERT_STORE_PROV_SYSTEM_REGISTRY_W` opens exactly one physical store: what is put into `CurrentUser` does not count as there because
//! `LocalMachine` has it, and what is taken out of it does not vanish from `LocalMachine` (both happen with `CERT_STORE_PROV_SYSTEM`, whose
//! `CurrentUser` is a collection). The domain's `NTAuth` is opened by its key. Every change is committed, and then read again.
#![allow(unsafe_code)] // the foreign interface

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::ptr::null;

use windows_registry::{Key, LOCAL_MACHINE};
use windows_sys::Win32::Foundation::{CRYPT_E_EXISTS, CRYPT_E_NOT_FOUND, GetLastError};
use windows_sys::Win32::Security::Cryptography::{
    CERT_CONTEXT, CERT_OPEN_STORE_FLAGS, CERT_STORE_ADD_NEW, CERT_STORE_ADD_REPLACE_EXISTING,
    CERT_STORE_CERTIFICATE_CONTEXT, CERT_STORE_CTRL_COMMIT, CERT_STORE_OPEN_EXISTING_FLAG, CERT_STORE_PROV_REG,
    CERT_STORE_PROV_SYSTEM_REGISTRY_W, CERT_SYSTEM_STORE_CURRENT_USER_ID, CERT_SYSTEM_STORE_LOCAL_MACHINE_ID,
    CERT_SYSTEM_STORE_LOCATION_SHIFT, CertAddSerializedElementToStore, CertCloseStore, CertControlStore,
    CertDeleteCertificateFromStore, CertDuplicateCertificateContext, CertEnumCertificatesInStore, CertOpenStore,
    HCERTSTORE,
};

use super::live_windows::{may_write_below, told};
use super::{Physical, Scope, StoreName, security};

/// `CERT_STORE_CERTIFICATE_CONTEXT_FLAG`: an element of any other kind is refused.
const CERTIFICATES_ALONE: u32 = 1 << CERT_STORE_CERTIFICATE_CONTEXT;

/// An open store.
struct Store {
    handle: HCERTSTORE,
    /// The key that it was opened by, as long as it is open.
    _key: Option<Key>,
}

impl Drop for Store {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and nothing of the store outlives this value.
        unsafe { CertCloseStore(self.handle, 0) };
    }
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}

/// The last error of a certificate function; those of the certificate functions themselves as the kinds that files have.
fn last_error() -> io::Error {
    // SAFETY: asks this thread's own variable.
    let code = unsafe { GetLastError() }.cast_signed();
    match code {
        CRYPT_E_EXISTS => io::ErrorKind::AlreadyExists.into(),
        CRYPT_E_NOT_FOUND => io::ErrorKind::NotFound.into(),
        code if code & !0xffff == 0x8007_0000_u32.cast_signed() => io::Error::from_raw_os_error(code & 0xffff),
        code => io::Error::from_raw_os_error(code),
    }
}

/// What becomes of a store that is not there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Absent {
    Made,
    Error,
}

impl Store {
    /// Opens a store for writing.
    fn open(physical: Physical, absent: Absent) -> io::Result<Self> {
        if !physical.is_written() {
            return Err(io::ErrorKind::ReadOnlyFilesystem.into());
        }
        if physical.name == StoreName::NtAuth {
            let key = physical.key();
            let path = key.split_once('\\').map_or("", |(_, path)| path);
            let mut options = LOCAL_MACHINE.options();
            options.read().write();
            if absent == Absent::Made {
                options.create();
            }
            let key = told(options.open(path))?;
            // SAFETY: the parameter of this provider is an open key, which is kept as long as the store.
            let handle = unsafe { CertOpenStore(CERT_STORE_PROV_REG, 0, 0, 0, key.as_raw()) };
            return Self::opened(handle, Some(key));
        }
        let location = match physical.scope {
            Scope::Machine => CERT_SYSTEM_STORE_LOCAL_MACHINE_ID,
            Scope::User => CERT_SYSTEM_STORE_CURRENT_USER_ID,
        };
        let existing = if absent == Absent::Error { CERT_STORE_OPEN_EXISTING_FLAG } else { 0 };
        let flags: CERT_OPEN_STORE_FLAGS = location << CERT_SYSTEM_STORE_LOCATION_SHIFT | existing;
        let name = wide(physical.name.name());
        // SAFETY: the parameter of this provider is text in UTF-16 that ends in a zero; it is read during the call only.
        let handle = unsafe { CertOpenStore(CERT_STORE_PROV_SYSTEM_REGISTRY_W, 0, 0, flags, name.as_ptr().cast()) };
        Self::opened(handle, None)
    }

    fn opened(handle: HCERTSTORE, key: Option<Key>) -> io::Result<Self> {
        if handle.is_null() {
            let error = last_error();
            // Some versions set none.
            return Err(if error.raw_os_error() == Some(0) { io::ErrorKind::Unsupported.into() } else { error });
        }
        Ok(Self { handle, _key: key })
    }

    /// Brings what was changed into the registry.
    fn commit(&self) -> io::Result<()> {
        // SAFETY: the store is open; this kind of control takes no parameter.
        let done = unsafe { CertControlStore(self.handle, 0, CERT_STORE_CTRL_COMMIT, null()) };
        if done == 0 { Err(last_error()) } else { Ok(()) }
    }

    /// The contexts of the certificates that have these bytes. Nothing may be deleted while a store is enumerated.
    fn find(&self, der: &[u8]) -> Vec<*const CERT_CONTEXT> {
        let mut found = Vec::new();
        let mut context: *const CERT_CONTEXT = null();
        loop {
            // SAFETY: the store is open; the context of the last call, or none, which this call takes over.
            context = unsafe { CertEnumCertificatesInStore(self.handle, context) };
            if context.is_null() {
                return found;
            }
            // SAFETY: the context that was just given is whole, and its bytes live as long as it does.
            let is_it = unsafe {
                let certificate = &*context;
                let length = certificate.cbCertEncoded as usize;
                !certificate.pbCertEncoded.is_null()
                    && std::slice::from_raw_parts(certificate.pbCertEncoded, length) == der
            };
            if is_it {
                // SAFETY: counts the context once more, for the caller.
                found.push(unsafe { CertDuplicateCertificateContext(context) });
            }
        }
    }
}

/// Whether this process may change a store; changes nothing, and makes no store that is not there. So the registry is asked: to open a store
/// for writing makes its keys.
///
/// # Errors
/// Why not.
pub(crate) fn may_write(physical: Physical) -> io::Result<()> {
    if !physical.is_written() {
        return Err(io::ErrorKind::ReadOnlyFilesystem.into());
    }
    // Into a user's roots Windows itself writes, after it has asked the user: the rights to the key decide nothing.
    if physical == Physical::own(Scope::User, StoreName::Root) {
        return Ok(());
    }
    may_write_below(&physical.key())
}

/// Puts an element into a store. Windows asks the user before it takes a root into `CurrentUser\Root`.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where the certificate is there and is not to be `replaced`; the user said no; others.
pub(crate) fn add(physical: Physical, element: &[u8], replaces: bool) -> io::Result<()> {
    let store = Store::open(physical, Absent::Made)?;
    let length = u32::try_from(element.len()).map_err(|_| io::Error::from(io::ErrorKind::FileTooLarge))?;
    let disposition = if replaces { CERT_STORE_ADD_REPLACE_EXISTING } else { CERT_STORE_ADD_NEW };
    // SAFETY: the store is open; the bytes are as many as said, and read during the call only; nothing is asked back.
    let done = unsafe {
        CertAddSerializedElementToStore(
            store.handle,
            element.as_ptr(),
            length,
            disposition,
            0,
            CERTIFICATES_ALONE,
            std::ptr::null_mut(),
            std::ptr::null_mut(),
        )
    };
    if done == 0 { Err(last_error()) } else { store.commit() }
}

/// Takes the certificate with these bytes out of a store.
///
/// # Errors
/// [`io::ErrorKind::NotFound`], others.
pub(crate) fn remove(physical: Physical, der: &[u8]) -> io::Result<()> {
    let store = Store::open(physical, Absent::Error)?;
    let found = store.find(der);
    if found.is_empty() {
        return Err(io::ErrorKind::NotFound.into());
    }
    let mut result = Ok(());
    for context in found {
        // SAFETY: a context that was counted for us; the call takes it over, whether it succeeds or not.
        if unsafe { CertDeleteCertificateFromStore(context) } == 0 {
            result = result.and(Err(last_error()));
        }
    }
    result.and(store.commit())
}

/// Keeps other runs of tillit from a store, until it is dropped or the process ends, however that ends.
///
/// A file is locked, in a folder that nobody else can write: the name of a mutex would be anybody's to take beforehand, and for ever. Where there
/// is no such folder the journal's own lock is all there is, as on other systems.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// `None`: another run has it.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn take(physical: Physical) -> io::Result<Option<Self>> {
        let name = format!("{}.lock", physical.title().replace('\\', "-"));
        let file = match physical.scope {
            Scope::Machine => machines_folder().map(|folder| security::open_administrators_file(&folder.join(name))),
            Scope::User => users_folder()
                .map(|folder| OpenOptions::new().create(true).write(true).truncate(false).open(folder.join(name))),
        };
        let file = file.transpose()?;
        match file.as_ref().map(File::try_lock) {
            None | Some(Ok(())) => Ok(Some(Self { _file: file })),
            Some(Err(TryLockError::WouldBlock)) => Ok(None),
            Some(Err(TryLockError::Error(error))) => Err(error),
        }
    }
}

/// The folder of this machine's data that only administrators write; made where there is none.
fn machines_folder() -> Option<PathBuf> {
    let data = std::env::var_os("PROGRAMDATA").map_or_else(|| PathBuf::from("C:\\ProgramData"), PathBuf::from);
    let folder = data.join("tillit");
    if let Err(error) = security::make_protected_folder(&folder)
        && error.kind() != io::ErrorKind::AlreadyExists
    {
        return None;
    }
    security::only_administrators_write_at(&folder).unwrap_or(false).then_some(folder)
}

/// A folder of this user's that does not wander with them to other machines.
fn users_folder() -> Option<PathBuf> {
    let data = std::env::var_os("LOCALAPPDATA").map(PathBuf::from).filter(|data| Path::is_absolute(data))?;
    let folder = data.join("tillit");
    std::fs::create_dir_all(&folder).is_ok().then_some(folder)
}
