//! Who may write a file, and what this process may do. The only file that speaks with Windows' security functions.
//!
//! An elevated process believes configuration, catalogs, plans and its journal only where nobody else can write them, as root does
//! elsewhere. *Nobody else* are the system, its installer, the administrators, and the account that this process runs as: whoever runs
//! elevated is an administrator in all their processes. `C:\ProgramData` lets everybody make files and folders in it, so that the folder which
//! tillit makes there gets an access list of its own, which inherits nothing.
#![allow(unsafe_code)] // the foreign interface

use std::ffi::c_void;
use std::fs::{File, OpenOptions};
use std::io;
use std::os::windows::ffi::OsStrExt as _;
use std::os::windows::fs::OpenOptionsExt as _;
use std::os::windows::io::{AsRawHandle as _, FromRawHandle as _, OwnedHandle};
use std::path::Path;
use std::ptr;

use windows_sys::Win32::Foundation::{
    ERROR_SUCCESS, GENERIC_ALL, GENERIC_READ, GENERIC_WRITE, INVALID_HANDLE_VALUE, LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertSidToStringSidW, ConvertStringSecurityDescriptorToSecurityDescriptorW, GetSecurityInfo, SDDL_REVISION_1,
    SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, DACL_SECURITY_INFORMATION, GetAce, GetTokenInformation, INHERIT_ONLY_ACE,
    OWNER_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID, SECURITY_ATTRIBUTES, TOKEN_ELEVATION, TOKEN_QUERY,
    TOKEN_USER, TokenElevation, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    CreateDirectoryW, CreateFileW, DELETE, FILE_APPEND_DATA, FILE_ATTRIBUTE_NORMAL, FILE_DELETE_CHILD,
    FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT, FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_WRITE_DATA,
    OPEN_ALWAYS, READ_CONTROL, WRITE_DAC, WRITE_OWNER,
};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, OpenProcessToken};

/// The system, the administrators, and the service that Windows' own files belong to (TrustedInstaller): well-known identifiers,
/// <https://learn.microsoft.com/windows-server/identity/ad-ds/manage/understand-security-identifiers>.
const TRUSTED: [&str; 3] =
    ["S-1-5-18", "S-1-5-32-544", "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"];
/// Rights with which somebody can change a file or exchange it. In a folder, the first two are: make files, make folders.
const WRITES: u32 = FILE_WRITE_DATA
    | FILE_APPEND_DATA
    | FILE_DELETE_CHILD
    | DELETE
    | WRITE_DAC
    | WRITE_OWNER
    | GENERIC_WRITE
    | GENERIC_ALL;
/// Kinds of entries of an access list (winnt.h): something is allowed; something is denied, in four forms.
const ALLOWED: u8 = 0;
const DENIED: [u8; 4] = [1, 6, 10, 12];
/// Full control for administrators and the system, reading for users; from the folder above nothing comes.
const PROTECTED: &str = "D:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;FRFX;;;BU)";
/// Full control for administrators and the system, nothing for anybody else.
const ADMINISTRATORS: &str = "D:P(A;;FA;;;BA)(A;;FA;;;SY)";

/// This process has elevated rights (or runs where there is no such distinction, with an administrator's).
pub fn is_elevated() -> bool {
    let mut elevation = TOKEN_ELEVATION { TokenIsElevated: 0 };
    let size = size_of::<TOKEN_ELEVATION>();
    let Ok(token) = own_token() else { return false };
    let mut got = 0;
    // SAFETY: the buffer is as long as said, and of the type that this class of information has.
    let done = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenElevation,
            (&raw mut elevation).cast::<c_void>(),
            u32::try_from(size).unwrap_or(0),
            &raw mut got,
        )
    };
    done != 0 && elevation.TokenIsElevated != 0
}

/// Nobody can write this file or folder but the system, administrators, and the account that this process runs as.
///
/// # Errors
/// What the system said, where it does not tell.
pub fn only_administrators_write(file: &File) -> io::Result<bool> {
    let mut owner: PSID = ptr::null_mut();
    let mut list: *mut ACL = ptr::null_mut();
    let mut descriptor: PSECURITY_DESCRIPTOR = ptr::null_mut();
    // SAFETY: the handle is open as long as `file` lives; every pointer is to a place of the type that is written.
    let outcome = unsafe {
        GetSecurityInfo(
            file.as_raw_handle(),
            SE_FILE_OBJECT,
            OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION,
            &raw mut owner,
            ptr::null_mut(),
            &raw mut list,
            ptr::null_mut(),
            &raw mut descriptor,
        )
    };
    if outcome != ERROR_SUCCESS {
        return Err(io::Error::from_raw_os_error(outcome.cast_signed()));
    }
    let _descriptor = Local(descriptor);
    let me = own_name();
    let is_trusted = |sid: PSID| -> io::Result<bool> {
        let name = name_of(sid)?;
        Ok(TRUSTED.contains(&name.as_str()) || me.as_ref().is_some_and(|me| *me == name))
    };
    // No list at all: everybody may do everything.
    if list.is_null() || !is_trusted(owner)? {
        return Ok(false);
    }
    // SAFETY: the list is part of the descriptor, which lives until the end of this function.
    let count = u32::from(unsafe { (*list).AceCount });
    for index in 0..count {
        let mut entry: *mut c_void = ptr::null_mut();
        // SAFETY: the list lives, and the index is one of its entries'.
        if unsafe { GetAce(list, index, &raw mut entry) } == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: every entry begins with its header.
        let header = unsafe { *entry.cast::<ACE_HEADER>() };
        if u32::from(header.AceFlags) & INHERIT_ONLY_ACE != 0 || DENIED.contains(&header.AceType) {
            continue;
        }
        if header.AceType != ALLOWED {
            // Allowed under a condition, or in a form that we do not know: to be careful, it may be anybody.
            return Ok(false);
        }
        let allowed = entry.cast::<ACCESS_ALLOWED_ACE>();
        // SAFETY: an entry of this kind has a mask and the identifier behind it, inside the list.
        let (mask, sid) = unsafe { ((*allowed).Mask, (&raw mut (*allowed).SidStart).cast::<c_void>()) };
        if mask & WRITES != 0 && !is_trusted(sid)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The same by name: also of folders.
///
/// # Errors
/// What the system said, where it does not tell.
pub fn only_administrators_write_at(path: &Path) -> io::Result<bool> {
    only_administrators_write(
        &OpenOptions::new().access_mode(READ_CONTROL).custom_flags(FILE_FLAG_BACKUP_SEMANTICS).open(path)?,
    )
}

/// Makes a folder that only administrators write and that users read.
///
/// # Errors
/// What the system said; [`io::ErrorKind::AlreadyExists`] where there is something already.
pub fn make_protected_folder(path: &Path) -> io::Result<()> {
    let descriptor = descriptor(PROTECTED)?;
    let attributes = attributes(&descriptor);
    let name = name_for_system(path)?;
    // SAFETY: the name ends with a zero, the attributes and what they point at live until the call is over.
    if unsafe { CreateDirectoryW(name.as_ptr(), &raw const attributes) } == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Opens a file for reading and writing, and makes it where it is not there; one that is made only administrators can even read: who can read a
/// file can lock it.
///
/// # Errors
/// What the system said.
pub(crate) fn open_administrators_file(path: &Path) -> io::Result<File> {
    let descriptor = descriptor(ADMINISTRATORS)?;
    let attributes = attributes(&descriptor);
    let name = name_for_system(path)?;
    // SAFETY: the name ends with a zero, the attributes and what they point at live until the call is over.
    let handle = unsafe {
        CreateFileW(
            name.as_ptr(),
            GENERIC_READ | GENERIC_WRITE,
            FILE_SHARE_READ | FILE_SHARE_WRITE,
            &raw const attributes,
            OPEN_ALWAYS,
            FILE_ATTRIBUTE_NORMAL | FILE_FLAG_OPEN_REPARSE_POINT,
            ptr::null_mut(),
        )
    };
    if handle == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is open, and nobody else's.
    Ok(unsafe { File::from_raw_handle(handle) })
}

fn name_for_system(path: &Path) -> io::Result<Vec<u16>> {
    Ok(std::path::absolute(path)?.as_os_str().encode_wide().chain([0]).collect())
}

/// For what is made: nobody inherits its handle. The descriptor has to outlive them.
fn attributes(descriptor: &Local) -> SECURITY_ATTRIBUTES {
    SECURITY_ATTRIBUTES {
        nLength: u32::try_from(size_of::<SECURITY_ATTRIBUTES>()).unwrap_or(0),
        lpSecurityDescriptor: descriptor.0,
        bInheritHandle: 0,
    }
}

/// What a text in the language of security descriptors says.
fn descriptor(text: &str) -> io::Result<Local> {
    let text: Vec<u16> = text.encode_utf16().chain([0]).collect();
    let mut descriptor: PSECURITY_DESCRIPTOR = ptr::null_mut();
    // SAFETY: the text ends with a zero; the descriptor is freed below.
    let made = unsafe {
        ConvertStringSecurityDescriptorToSecurityDescriptorW(
            text.as_ptr(),
            SDDL_REVISION_1,
            &raw mut descriptor,
            ptr::null_mut(),
        )
    };
    if made == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(Local(descriptor))
}

/// Memory that the system has given us.
struct Local(*mut c_void);

impl Drop for Local {
    fn drop(&mut self) {
        // SAFETY: it came from a function that says to free it in this way, and is freed once.
        unsafe { LocalFree(self.0) };
    }
}

fn own_token() -> io::Result<OwnedHandle> {
    let mut token = ptr::null_mut();
    // SAFETY: the process's own handle needs no closing; the token's is taken over at once.
    unsafe {
        if OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &raw mut token) == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(OwnedHandle::from_raw_handle(token))
    }
}

/// The identifier of the account that this process runs as.
fn own_name() -> Option<String> {
    let token = own_token().ok()?;
    // The structure and an identifier of the greatest length, 68 bytes, aligned for a pointer.
    let mut buffer = [0_u64; 32];
    let mut got = 0;
    // SAFETY: the buffer is as long as said.
    let done = unsafe {
        GetTokenInformation(
            token.as_raw_handle(),
            TokenUser,
            buffer.as_mut_ptr().cast::<c_void>(),
            u32::try_from(size_of_val(&buffer)).unwrap_or(0),
            &raw mut got,
        )
    };
    // SAFETY: it was filled, and begins with this structure, whose pointer leads into the buffer.
    (done != 0).then(|| name_of(unsafe { (*buffer.as_ptr().cast::<TOKEN_USER>()).User.Sid }).ok()).flatten()
}

/// `S-1-5-18`
fn name_of(sid: PSID) -> io::Result<String> {
    let mut text: *mut u16 = ptr::null_mut();
    // SAFETY: the identifier lives with the list or descriptor that it is part of; the text is freed below.
    if unsafe { ConvertSidToStringSidW(sid, &raw mut text) } == 0 {
        return Err(io::Error::last_os_error());
    }
    let _text = Local(text.cast());
    let mut length = 0;
    // SAFETY: the text ends with a zero.
    let units = unsafe {
        while *text.add(length) != 0 {
            length += 1;
        }
        std::slice::from_raw_parts(text, length)
    };
    Ok(String::from_utf16_lossy(units))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_protected_folder_is_ours_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("tillit");
        make_protected_folder(&made).unwrap();
        assert!(only_administrators_write_at(&made).unwrap());
        assert_eq!(make_protected_folder(&made).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(only_administrators_write_at(&folder.path().join("none")).is_err());
    }

    #[test]
    fn the_identifier_of_this_account_is_one() {
        assert!(own_name().unwrap().starts_with("S-1-5-"));
    }
}
