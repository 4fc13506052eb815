//! The one file that uses Windows' keys: CNG (ncrypt.dll), and CryptoAPI (advapi32.dll) for keys whose drivers are older.
#![allow(unsafe_code)] // the foreign interface

use std::ptr::{null, null_mut};

use rustls::SignatureScheme;
use windows_sys::Win32::Foundation::{CRYPT_E_NOT_FOUND, ERROR_FILE_NOT_FOUND, GetLastError, NTE_BAD_ALGID};
use windows_sys::Win32::Security::Cryptography::{
    ALG_ID, BCRYPT_PAD_PKCS1, BCRYPT_PAD_PSS, BCRYPT_PKCS1_PADDING_INFO, BCRYPT_PSS_PADDING_INFO,
    BCRYPT_SHA256_ALGORITHM, BCRYPT_SHA384_ALGORITHM, BCRYPT_SHA512_ALGORITHM, CALG_SHA_256, CALG_SHA_384,
    CALG_SHA_512, CERT_CONTEXT, CERT_KEY_PROV_INFO_PROP_ID, CERT_NCRYPT_KEY_SPEC, CERT_OPEN_STORE_FLAGS,
    CERT_STORE_OPEN_EXISTING_FLAG, CERT_STORE_PROV_SYSTEM_W, CERT_STORE_READONLY_FLAG,
    CERT_SYSTEM_STORE_CURRENT_USER_ID, CERT_SYSTEM_STORE_LOCATION_SHIFT, CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG,
    CRYPT_ACQUIRE_SILENT_FLAG, CRYPT_KEY_PROV_INFO, CRYPT_MACHINE_KEYSET, CRYPT_SILENT, CertCloseStore,
    CertEnumCertificatesInStore, CertFreeCertificateContext, CertGetCertificateContextProperty, CertOpenStore,
    CryptAcquireCertificatePrivateKey, CryptAcquireContextW, CryptCreateHash, CryptDestroyHash, CryptReleaseContext,
    CryptSetHashParam, CryptSignHashW, HCERTSTORE, HP_HASHVAL, MS_ENH_RSA_AES_PROV_W, NCRYPT_SILENT_FLAG,
    NCryptFreeObject, NCryptSignHash, PROV_RSA_AES,
};
use windows_sys::Win32::System::StationsAndDesktops::{
    GetProcessWindowStation, GetUserObjectInformationW, UOI_FLAGS, USEROBJECTFLAGS,
};
use windows_sys::core::PCWSTR;

use super::{Asks, KeyError, SystemKey, why};
use crate::key::{Failure, Hash, Padding, ecdsa_der};

/// Room for a signature: RSA keys have up to 16384 bits.
const MAX_SIGNATURE: usize = 2048;
/// A name of a provider or container; as long as paths are.
const MAX_NAME: usize = 260;
/// The property that says where a key is has three names in it, each at most as long as a path.
const MAX_PROPERTY: usize = 1 << 16;

fn last_error(call: &str) -> KeyError {
    why(call, last_code())
}

fn last_code() -> u32 {
    // SAFETY: asks this thread's own variable.
    unsafe { GetLastError() }
}

/// A store of this user's, open for reading.
struct Store(HCERTSTORE);

impl Drop for Store {
    fn drop(&mut self) {
        // SAFETY: the handle is open. Contexts of its certificates that are still held keep what they need (documented for flags of 0).
        unsafe { CertCloseStore(self.0, 0) };
    }
}

impl Store {
    /// `None`: this user has no such store.
    fn open(name: &str) -> Result<Option<Self>, KeyError> {
        let flags: CERT_OPEN_STORE_FLAGS = (CERT_SYSTEM_STORE_CURRENT_USER_ID << CERT_SYSTEM_STORE_LOCATION_SHIFT)
            | CERT_STORE_READONLY_FLAG
            | CERT_STORE_OPEN_EXISTING_FLAG;
        let name: Vec<u16> = name.encode_utf16().chain([0]).collect();
        // SAFETY: the parameter of this provider is text in UTF-16 that ends in a zero; it is read during the call only.
        let handle = unsafe { CertOpenStore(CERT_STORE_PROV_SYSTEM_W, 0, 0, flags, name.as_ptr().cast()) };
        if !handle.is_null() {
            return Ok(Some(Self(handle)));
        }
        match last_code() {
            ERROR_FILE_NOT_FOUND => Ok(None),
            code if code == CRYPT_E_NOT_FOUND.cast_unsigned() => Ok(None),
            code => Err(why("CertOpenStore", code)),
        }
    }

    /// Hands every certificate to `look`, until that says what it was looking for.
    fn each<T>(&self, mut look: impl FnMut(&Context) -> Option<T>) -> Option<T> {
        let mut context: *const CERT_CONTEXT = null();
        loop {
            // SAFETY: the store is open; the context of the last call, or none, which this call takes over.
            context = unsafe { CertEnumCertificatesInStore(self.0, context) };
            if context.is_null() {
                return None;
            }
            let borrowed = Context(context);
            let found = look(&borrowed);
            // The enumeration lets go of it, or, where that ends here, this value.
            if found.is_some() {
                return found;
            }
            std::mem::forget(borrowed);
        }
    }
}

/// A certificate of Windows', counted for us.
struct Context(*const CERT_CONTEXT);

impl Drop for Context {
    fn drop(&mut self) {
        // SAFETY: counted for us once, and let go of once.
        unsafe { CertFreeCertificateContext(self.0) };
    }
}

impl Context {
    fn der(&self) -> &[u8] {
        // SAFETY: the context is whole, its bytes live as long as it does, and nobody changes them.
        unsafe {
            let certificate = &*self.0;
            if certificate.pbCertEncoded.is_null() {
                return &[];
            }
            std::slice::from_raw_parts(certificate.pbCertEncoded, certificate.cbCertEncoded as usize)
        }
    }

    /// Where its key is; `None`: it has none.
    fn key(&self) -> Option<Place> {
        let mut size = 0;
        // SAFETY: asks for the size alone.
        let asked =
            unsafe { CertGetCertificateContextProperty(self.0, CERT_KEY_PROV_INFO_PROP_ID, null_mut(), &raw mut size) };
        let bytes = size as usize;
        if asked == 0 || bytes < size_of::<CRYPT_KEY_PROV_INFO>() || bytes > MAX_PROPERTY {
            return None;
        }
        // Words, since what comes begins with a structure of pointers.
        let mut buffer = vec![0_u64; bytes.div_ceil(size_of::<u64>())];
        // SAFETY: the buffer has at least `size` bytes, and is aligned for the structure.
        let filled = unsafe {
            CertGetCertificateContextProperty(
                self.0,
                CERT_KEY_PROV_INFO_PROP_ID,
                buffer.as_mut_ptr().cast(),
                &raw mut size,
            )
        };
        if filled == 0 {
            return None;
        }
        // SAFETY: the buffer holds the structure, and is aligned for it.
        let info = unsafe { &*buffer.as_ptr().cast::<CRYPT_KEY_PROV_INFO>() };
        let provider = text(&buffer, info.pwszProvName)?;
        Some(Place {
            container: text(&buffer, info.pwszContainerName)?,
            is_of_microsoft_and_old: info.dwProvType != 0 && is_file_provider(&provider),
            provider,
            is_machine: info.dwFlags & CRYPT_MACHINE_KEYSET != 0,
        })
    }
}

/// Where a key is, as its certificate says.
struct Place {
    container: String,
    provider: String,
    /// One of the CSPs that keep keys in files, in the same ones whichever of them is asked.
    is_of_microsoft_and_old: bool,
    is_machine: bool,
}

/// Microsoft's own that keep keys in files; no name is the first of them. Not `Microsoft Base Smart Card Crypto Provider`.
fn is_file_provider(name: &str) -> bool {
    name.is_empty() || (name.starts_with("Microsoft ") && !name.contains("Smart Card"))
}

/// The text in UTF-16 that begins there and ends in a zero. What is in the registry decides where a pointer leads, so it is followed within the
/// buffer alone, and what does not end there is no name. `None`: it leads elsewhere.
fn text(buffer: &[u64], start: *const u16) -> Option<String> {
    if start.is_null() {
        return Some(String::new());
    }
    let offset = (start as usize).checked_sub(buffer.as_ptr() as usize)?;
    let bytes: Vec<u8> = buffer.iter().flat_map(|word| word.to_ne_bytes()).collect();
    let rest = bytes.get(offset..)?;
    let units = rest.chunks_exact(2).map(|pair| u16::from_ne_bytes([pair[0], pair[1]]));
    let units: Vec<u16> = units.clone().take_while(|unit| *unit != 0).collect();
    // The zero has to be there.
    (units.len() * 2 + 2 <= rest.len() && units.len() <= MAX_NAME).then(|| String::from_utf16_lossy(&units))
}

/// A key's handle, of one kind or the other.
#[derive(Clone, Copy)]
enum Handle {
    Cng(usize),
    Csp { provider: usize, key: u32 },
}

/// An acquired key.
pub(super) struct Key {
    handle: Handle,
    /// It is ours to let go of; else it is the certificate's.
    is_ours: bool,
    certificate: Context,
    silence: Silence,
}

/// Whether a key that was opened once signs without a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silence {
    /// It was not opened yet.
    Untried,
    /// It was opened.
    ToTry,
    /// It did.
    Proven,
}

// SAFETY: handles and contexts of Windows belong to the process, not to a thread, and are used by one thread at a time: a method that uses one
// takes the key for itself alone.
unsafe impl Send for Key {}

impl Drop for Key {
    fn drop(&mut self) {
        if self.is_ours {
            self.handle.free();
        }
    }
}

impl Handle {
    fn free(self) {
        // SAFETY: the handle is open, and this is its end.
        unsafe {
            match self {
                Self::Cng(key) => drop(NCryptFreeObject(key)),
                Self::Csp { provider, .. } => drop(CryptReleaseContext(provider, 0)),
            }
        }
    }
}

impl SystemKey for Key {
    /// Those of `CurrentUser\My`.
    fn certificates() -> Result<Vec<(Vec<u8>, String)>, KeyError> {
        let mut found = Vec::new();
        if let Some(store) = Store::open("My")? {
            store.each(|context| {
                if let Some(place) = context.key() {
                    found.push((context.der().to_vec(), place.provider));
                }
                None::<()>
            });
        }
        Ok(found)
    }

    /// Those of `CurrentUser\CA`, which has those of the machine in it.
    fn authorities() -> Result<Vec<Vec<u8>>, KeyError> {
        let mut found = Vec::new();
        if let Some(store) = Store::open("CA")? {
            store.each(|context| {
                found.push(context.der().to_vec());
                None::<()>
            });
        }
        Ok(found)
    }

    /// The window station of services and of logons over the network is not seen (`WSF_VISIBLE`).
    fn can_ask() -> bool {
        const WSF_VISIBLE: u32 = 1;
        let mut flags = USEROBJECTFLAGS { fInherit: 0, fReserved: 0, dwFlags: 0 };
        let size = u32::try_from(size_of::<USEROBJECTFLAGS>()).unwrap_or(0);
        // SAFETY: the handle is this process' own and is not closed; what is written is as long as said.
        let done = unsafe {
            let station = GetProcessWindowStation();
            GetUserObjectInformationW(station, UOI_FLAGS, (&raw mut flags).cast(), size, null_mut())
        };
        // Where that is not known, Windows says it when it is to ask.
        done == 0 || flags.dwFlags & WSF_VISIBLE != 0
    }

    fn acquire(der: &[u8], asks: Asks) -> Result<Self, KeyError> {
        let store = Store::open("My")?.ok_or(KeyError::NoCertificate)?;
        let mut certificate = None;
        store.each(|context| {
            if context.der() != der || context.key().is_none() {
                return None;
            }
            // SAFETY: counts the context once more, for the key.
            let counted =
                unsafe { windows_sys::Win32::Security::Cryptography::CertDuplicateCertificateContext(context.0) };
            certificate = Some(Context(counted));
            Some(())
        });
        let certificate = certificate.ok_or(KeyError::NoCertificate)?;
        let silent = if asks == Asks::Nobody { CRYPT_ACQUIRE_SILENT_FLAG } else { 0 };
        let (mut handle, mut kind, mut is_ours) = (0, 0, 0);
        // SAFETY: the context is open; no parameter belongs to these flags; what is written is as wide as said.
        let done = unsafe {
            CryptAcquireCertificatePrivateKey(
                certificate.0,
                CRYPT_ACQUIRE_PREFER_NCRYPT_KEY_FLAG | silent,
                null(),
                &raw mut handle,
                &raw mut kind,
                &raw mut is_ours,
            )
        };
        if done == 0 {
            return Err(last_error("CryptAcquireCertificatePrivateKey"));
        }
        let handle = if kind == CERT_NCRYPT_KEY_SPEC {
            Handle::Cng(handle)
        } else {
            Handle::Csp { provider: handle, key: kind }
        };
        let mut key = Self { handle, is_ours: is_ours != 0, certificate, silence: Silence::Untried };
        key.with_sha256(asks)?;
        Ok(key)
    }

    /// The first time the user may be asked for the PIN. What follows is signed without a window, where the provider can: nobody is asked in the
    /// middle of a handshake, unless the key is one that wants its PIN each time.
    fn signature(&mut self, scheme: SignatureScheme, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        let key = match self.handle {
            Handle::Csp { provider, key } => return csp(provider, key, scheme, digest),
            Handle::Cng(key) => key,
        };
        if self.silence == Silence::Proven {
            return cng(key, scheme, digest, NCRYPT_SILENT_FLAG);
        }
        if self.silence == Silence::ToTry {
            match cng(key, scheme, digest, NCRYPT_SILENT_FLAG) {
                Ok(signature) => {
                    self.silence = Silence::Proven;
                    return Ok(signature);
                }
                Err(KeyError::NobodyToAsk | KeyError::NotSupported(_)) => {}
                Err(error) => return Err(error),
            }
        }
        let signed = cng(key, scheme, digest, 0)?;
        if self.silence == Silence::Untried {
            self.silence = Silence::ToTry;
        }
        Ok(signed)
    }
}

impl Key {
    /// Sees that the key's provider knows SHA-256. The oldest of Microsoft's does not, and its keys are those of a younger one.
    fn with_sha256(&mut self, asks: Asks) -> Result<(), KeyError> {
        let Handle::Csp { provider, key } = self.handle else { return Ok(()) };
        let Err(error) = hash(provider, Hash::Sha256) else { return Ok(()) };
        let unknown = || {
            Err(if error == NTE_BAD_ALGID.cast_unsigned() { KeyError::NoSha256 } else { why("CryptCreateHash", error) })
        };
        let place = self.certificate.key().filter(|place| place.is_of_microsoft_and_old);
        let Some(place) = place.filter(|_| error == NTE_BAD_ALGID.cast_unsigned()) else {
            return unknown();
        };
        let flags = if place.is_machine { CRYPT_MACHINE_KEYSET } else { 0 }
            | if asks == Asks::Nobody { CRYPT_SILENT } else { 0 };
        let container: Vec<u16> = place.container.encode_utf16().chain([0]).collect();
        let mut younger = 0;
        // SAFETY: two texts in UTF-16 that end in a zero; the handle is written.
        let done = unsafe {
            CryptAcquireContextW(&raw mut younger, container.as_ptr(), MS_ENH_RSA_AES_PROV_W, PROV_RSA_AES, flags)
        };
        if done == 0 {
            return Err(last_error("CryptAcquireContext"));
        }
        if self.is_ours {
            self.handle.free();
        }
        (self.handle, self.is_ours) = (Handle::Csp { provider: younger, key }, true);
        hash(younger, Hash::Sha256).map(drop).map_err(|_| KeyError::NoSha256)
    }
}

fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}

fn cng(key: usize, scheme: SignatureScheme, digest: &[u8], silent: u32) -> Result<Vec<u8>, KeyError> {
    let name: PCWSTR = match Hash::of(scheme) {
        Hash::Sha256 => BCRYPT_SHA256_ALGORITHM,
        Hash::Sha384 => BCRYPT_SHA384_ALGORITHM,
        Hash::Sha512 => BCRYPT_SHA512_ALGORITHM,
    };
    let pkcs1 = BCRYPT_PKCS1_PADDING_INFO { pszAlgId: name };
    // TLS has salts as long as the digest (RFC 8446 section 4.2.3).
    let pss = BCRYPT_PSS_PADDING_INFO { pszAlgId: name, cbSalt: length(digest) };
    let (padding, flags) = match Padding::of(scheme) {
        Padding::Pkcs1 => ((&raw const pkcs1).cast(), BCRYPT_PAD_PKCS1),
        Padding::Pss => ((&raw const pss).cast(), BCRYPT_PAD_PSS),
        Padding::None => (null(), 0),
    };
    let mut signature = vec![0; MAX_SIGNATURE];
    let mut written = 0;
    // In one call: to be asked for the size first, a driver might ask for the PIN twice.
    // SAFETY: the key is open; the padding fits the flags; both buffers are as long as said.
    let code = unsafe {
        NCryptSignHash(
            key,
            padding,
            digest.as_ptr(),
            length(digest),
            signature.as_mut_ptr(),
            length(&signature),
            &raw mut written,
            flags | silent,
        )
    };
    if code != 0 {
        return Err(why("NCryptSignHash", code.cast_unsigned()));
    }
    signature.truncate(written as usize);
    if signature.is_empty() {
        return Err(KeyError::Failed(Failure { call: "NCryptSignHash".to_owned(), code: "nothing".to_owned() }));
    }
    Ok(if Padding::of(scheme) == Padding::None { ecdsa_der(&signature) } else { signature })
}

/// A hash object of a CSP.
struct HashObject(usize);

impl Drop for HashObject {
    fn drop(&mut self) {
        // SAFETY: open, and this is its end.
        unsafe { CryptDestroyHash(self.0) };
    }
}

/// Or the error's number.
fn hash(provider: usize, hash: Hash) -> Result<HashObject, u32> {
    let algorithm: ALG_ID = match hash {
        Hash::Sha256 => CALG_SHA_256,
        Hash::Sha384 => CALG_SHA_384,
        Hash::Sha512 => CALG_SHA_512,
    };
    let mut object = 0;
    // SAFETY: the provider is open; the handle is written.
    if unsafe { CryptCreateHash(provider, algorithm, 0, 0, &raw mut object) } == 0 {
        return Err(last_code());
    }
    Ok(HashObject(object))
}

fn csp(provider: usize, key: u32, scheme: SignatureScheme, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
    if Padding::of(scheme) != Padding::Pkcs1 {
        return Err(why("CryptSignHash", NTE_BAD_ALGID.cast_unsigned()));
    }
    let hash = hash(provider, Hash::of(scheme)).map_err(|code| why("CryptCreateHash", code))?;
    // SAFETY: the object wants exactly as many bytes as its hash has, and the digest is one of that hash.
    if unsafe { CryptSetHashParam(hash.0, HP_HASHVAL, digest.as_ptr(), 0) } == 0 {
        return Err(last_error("CryptSetHashParam"));
    }
    let mut signature = vec![0; MAX_SIGNATURE];
    let mut written = length(&signature);
    // SAFETY: the object is open; the buffer is as long as said.
    if unsafe { CryptSignHashW(hash.0, key, null(), 0, signature.as_mut_ptr(), &raw mut written) } == 0 {
        return Err(last_error("CryptSignHash"));
    }
    signature.truncate(written as usize);
    // The least significant byte comes first.
    signature.reverse();
    Ok(signature)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use aws_lc_rs::digest;
    use aws_lc_rs::signature::{
        RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA512,
        RsaParameters, RsaPublicKeyComponents,
    };
    use windows_sys::Win32::Security::Cryptography::{
        BCRYPT_RSA_ALGORITHM, BCRYPT_RSAPUBLIC_BLOB, MS_KEY_STORAGE_PROVIDER, NCRYPT_LENGTH_PROPERTY,
        NCryptCreatePersistedKey, NCryptExportKey, NCryptFinalizeKey, NCryptOpenStorageProvider, NCryptSetProperty,
    };

    use super::*;

    /// A key of CNG that lives as long as this process, and its public half.
    fn key() -> (usize, RsaPublicKeyComponents<Vec<u8>>) {
        let (mut provider, mut key, mut written) = (0, 0, 0);
        let bits = 2048_u32.to_ne_bytes();
        let mut blob = vec![0; 1024];
        // SAFETY: handles are written where they are asked for; buffers are as long as said.
        unsafe {
            assert_eq!(NCryptOpenStorageProvider(&raw mut provider, MS_KEY_STORAGE_PROVIDER, 0), 0);
            assert_eq!(NCryptCreatePersistedKey(provider, &raw mut key, BCRYPT_RSA_ALGORITHM, null(), 0, 0), 0);
            assert_eq!(NCryptSetProperty(key, NCRYPT_LENGTH_PROPERTY, bits.as_ptr(), length(&bits), 0), 0);
            assert_eq!(NCryptFinalizeKey(key, 0), 0);
            let (at, room) = (blob.as_mut_ptr(), length(&blob));
            let done = NCryptExportKey(key, 0, BCRYPT_RSAPUBLIC_BLOB, null(), at, room, &raw mut written, 0);
            assert_eq!(done, 0);
        }
        // BCRYPT_RSAKEY_BLOB: magic, bits, length of the exponent, of the modulus, of two primes; then the numbers.
        let number = |at: usize| u32::from_le_bytes(blob.get(at..at + 4).unwrap().try_into().unwrap()) as usize;
        let (e, n) = (number(8), number(12));
        let of = |from: usize, count: usize| blob.get(from..from + count).unwrap().to_vec();
        (key, RsaPublicKeyComponents { e: of(24, e), n: of(24 + e, n) })
    }

    #[test]
    fn what_cng_signs_is_a_signature() {
        const MESSAGE: &[u8] = b"a message";
        let ways: [(SignatureScheme, &RsaParameters, &digest::Algorithm); 4] = [
            (SignatureScheme::RSA_PKCS1_SHA256, &RSA_PKCS1_2048_8192_SHA256, &digest::SHA256),
            (SignatureScheme::RSA_PKCS1_SHA384, &RSA_PKCS1_2048_8192_SHA384, &digest::SHA384),
            (SignatureScheme::RSA_PSS_SHA256, &RSA_PSS_2048_8192_SHA256, &digest::SHA256),
            (SignatureScheme::RSA_PSS_SHA512, &RSA_PSS_2048_8192_SHA512, &digest::SHA512),
        ];
        for (scheme, parameters, hash) in ways {
            // A key for each: of one that has made PSS once, Wine makes nothing else.
            let (handle, public) = key();
            let signature = cng(handle, scheme, digest::digest(hash, MESSAGE).as_ref(), 0).expect("a signature");
            assert!(public.verify(parameters, MESSAGE, &signature).is_ok(), "{scheme:?}");
            assert!(public.verify(parameters, b"another", &signature).is_err(), "{scheme:?}");
            Handle::Cng(handle).free();
        }
    }

    #[test]
    fn a_certificate_that_is_not_in_the_store_has_no_key() {
        assert_eq!(Key::acquire(b"none", Asks::Nobody).err(), Some(KeyError::NoCertificate));
    }
}
