//! Who may read and write a file, and what this process may do. The only file that speaks with Windows' security functions.
//!
//! An elevated process believes configuration, catalogs, plans and its journal only where nobody else can write them, as root does
//! elsewhere. *Nobody else* are the system, its installer, the administrators, and the account that this process runs as: whoever runs
//! elevated is an administrator in all their processes. `C:\ProgramData` lets everybody make files and folders in it, so that the folder which
//! tillit makes there gets an access list of its own, which inherits nothing. What lies in it is for users to read; the journal, whose backups
//! may hold private keys, and what is remembered of PINs have lists of their own in turn.
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
    ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED, ERROR_SUCCESS, GENERIC_ALL, GENERIC_READ, GENERIC_WRITE,
    INVALID_HANDLE_VALUE, LocalFree,
};
use windows_sys::Win32::Security::Authorization::{
    ConvertSecurityDescriptorToStringSecurityDescriptorW, ConvertSidToStringSidW,
    ConvertStringSecurityDescriptorToSecurityDescriptorW, GetSecurityInfo, SDDL_REVISION_1, SE_FILE_OBJECT,
};
use windows_sys::Win32::Security::{
    ACCESS_ALLOWED_ACE, ACE_HEADER, ACL, DACL_SECURITY_INFORMATION, GetAce, GetSecurityDescriptorControl,
    GetTokenInformation, INHERIT_ONLY_ACE, INHERITED_ACE, OWNER_SECURITY_INFORMATION,
    PROTECTED_DACL_SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, PSID, SE_DACL_PROTECTED, SECURITY_ATTRIBUTES,
    SetKernelObjectSecurity, TOKEN_ELEVATION, TOKEN_QUERY, TOKEN_USER, TokenElevation, TokenUser,
};
use windows_sys::Win32::Storage::FileSystem::{
    CREATE_NEW, CreateDirectoryW, CreateFileW, DELETE, FILE_APPEND_DATA, FILE_ATTRIBUTE_NORMAL,
    FILE_CREATION_DISPOSITION, FILE_DELETE_CHILD, FILE_FLAG_BACKUP_SEMANTICS, FILE_FLAG_OPEN_REPARSE_POINT,
    FILE_SHARE_READ, FILE_SHARE_WRITE, FILE_WRITE_DATA, OPEN_ALWAYS, READ_CONTROL, WRITE_DAC, WRITE_OWNER,
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
/// Folders in a private folder that are private, too: a journal has records, and those have files.
const DEPTH: usize = 2;

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
    Ok(Access::of(file)?.only_trusted_write(own_name().as_deref()))
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
    make_folder(path, PROTECTED)
}

/// Makes a folder of data and those above it that are not there: an elevated process as [`make_protected_folder`] does, another one as folders
/// are around it. What is there already stays as it is.
///
/// # Errors
/// What the system said.
pub fn make_shared_folder(path: &Path) -> io::Result<()> {
    if !is_elevated() {
        return std::fs::create_dir_all(path);
    }
    if path.is_dir() {
        return Ok(());
    }
    if let Some(above) = path.parent().filter(|above| !above.as_os_str().is_empty()) {
        make_shared_folder(above)?;
    }
    match make_protected_folder(path) {
        // Another run was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        done => done,
    }
}

/// Makes a folder that nobody looks into but administrators, the system, and where this process is not elevated its own account. What is made
/// in it has that list, too.
///
/// # Errors
/// What the system said; [`io::ErrorKind::AlreadyExists`] where there is something already.
pub fn make_private_folder(path: &Path) -> io::Result<()> {
    make_folder(path, &private(true)?)
}

/// Makes a file for the same readers alone, whatever its folder's list says.
///
/// # Errors
/// What the system said; [`io::ErrorKind::AlreadyExists`] where there is something already.
pub(crate) fn make_private_file(path: &Path) -> io::Result<File> {
    open_with(path, &private(false)?, CREATE_NEW)
}

/// Takes what others may do with a folder, and with what lies in it, away from them: it may have been made with a wider list. `false`: it
/// belongs to somebody else, who could always give it back, and was left as it is.
///
/// # Errors
/// What the system said.
pub fn narrow(path: &Path) -> io::Result<bool> {
    narrow_to(path, &private(true)?, DEPTH)
}

fn narrow_to(path: &Path, list: &str, depth: usize) -> io::Result<bool> {
    let open = |rights: u32| {
        let flags = FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT;
        OpenOptions::new().access_mode(rights).custom_flags(flags).open(path)
    };
    let me = own_name();
    let found = Access::of(&open(READ_CONTROL)?)?;
    if !found.is_owned_by_trusted(me.as_deref()) {
        return Ok(false);
    }
    // The folder last: where it is narrow, a run that was killed has not left anything in it that is not.
    if found.only_trusted_read(me.as_deref()) {
        return Ok(true);
    }
    if depth > 0 && std::fs::symlink_metadata(path)?.is_dir() {
        for entry in std::fs::read_dir(path)? {
            // What belongs to others is not believed when it is read.
            narrow_to(&entry?.path(), list, depth - 1)?;
        }
    }
    let file = open(READ_CONTROL | WRITE_DAC)?;
    if !Access::of(&file)?.is_owned_by_trusted(me.as_deref()) {
        return Ok(false);
    }
    let descriptor = descriptor(list)?;
    let what = DACL_SECURITY_INFORMATION | PROTECTED_DACL_SECURITY_INFORMATION;
    // SAFETY: the handle is open, and the descriptor lives until the call is over.
    if unsafe { SetKernelObjectSecurity(file.as_raw_handle(), what, descriptor.0) } == 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(true)
}

/// Full control for administrators and the system; where this process is not elevated for its own account, too, which has to find its own
/// changes again.
fn private(is_folder: bool) -> io::Result<String> {
    let inherited = if is_folder { "OICI" } else { "" };
    let list = format!("D:P(A;{inherited};FA;;;BA)(A;{inherited};FA;;;SY)");
    if is_elevated() {
        return Ok(list);
    }
    let me = own_name().ok_or_else(|| io::Error::from(io::ErrorKind::PermissionDenied))?;
    Ok(format!("{list}(A;{inherited};FA;;;{me})"))
}

/// The access list that a file has beside what its folder gives it, in Microsoft's notation (SDDL). `None`: it has no other, or lies on a file
/// system without access lists.
///
/// # Errors
/// What the system said.
pub(crate) fn own_list(file: &File) -> io::Result<Option<String>> {
    let mut list: *mut ACL = ptr::null_mut();
    let mut security: PSECURITY_DESCRIPTOR = ptr::null_mut();
    // SAFETY: the handle is open as long as `file` lives; every pointer is to a place of the type that is written.
    let outcome = unsafe {
        GetSecurityInfo(
            file.as_raw_handle(),
            SE_FILE_OBJECT,
            DACL_SECURITY_INFORMATION,
            ptr::null_mut(),
            ptr::null_mut(),
            &raw mut list,
            ptr::null_mut(),
            &raw mut security,
        )
    };
    match outcome {
        ERROR_SUCCESS => {}
        ERROR_INVALID_FUNCTION | ERROR_NOT_SUPPORTED => return Ok(None),
        code => return Err(io::Error::from_raw_os_error(code.cast_signed())),
    }
    let security = Local(security);
    let (mut control, mut revision) = (0, 0);
    // SAFETY: the descriptor lives; both places are of the types that are written.
    if unsafe { GetSecurityDescriptorControl(security.0, &raw mut control, &raw mut revision) } == 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the list is a part of the descriptor.
    if control & SE_DACL_PROTECTED == 0 && unsafe { all_inherited(list) }? {
        return Ok(None);
    }
    let mut text: *mut u16 = ptr::null_mut();
    let mut length = 0;
    // SAFETY: the descriptor lives; text that the system allocates is written, with its length.
    let done = unsafe {
        ConvertSecurityDescriptorToStringSecurityDescriptorW(
            security.0,
            SDDL_REVISION_1,
            DACL_SECURITY_INFORMATION,
            &raw mut text,
            &raw mut length,
        )
    };
    if done == 0 {
        return Err(io::Error::last_os_error());
    }
    let text = Local(text.cast());
    // SAFETY: the system has written as many units as it says, the zero at the end with them.
    let units = unsafe { std::slice::from_raw_parts(text.0.cast::<u16>(), length as usize) };
    Ok(Some(String::from_utf16_lossy(units).trim_end_matches('\0').to_owned()))
}

/// Every entry comes from the folder.
///
/// # Safety
/// The list is one of the system's making, and lives as long as the call.
unsafe fn all_inherited(list: *const ACL) -> io::Result<bool> {
    if list.is_null() {
        return Ok(false);
    }
    // SAFETY: the caller's.
    for index in 0..u32::from(unsafe { (*list).AceCount }) {
        let mut entry: *mut c_void = ptr::null_mut();
        // SAFETY: the list lives, and the index is one of its entries'.
        if unsafe { GetAce(list, index, &raw mut entry) } == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: every entry begins with its header.
        if u32::from(unsafe { (*entry.cast::<ACE_HEADER>()).AceFlags }) & INHERITED_ACE == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes a file with this access list ([`own_list`]).
///
/// # Errors
/// What the system said; [`io::ErrorKind::AlreadyExists`] where there is something already.
pub(crate) fn make_file_with(path: &Path, list: &str) -> io::Result<File> {
    open_with(path, list, CREATE_NEW)
}

fn make_folder(path: &Path, list: &str) -> io::Result<()> {
    let descriptor = descriptor(list)?;
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
    open_with(path, ADMINISTRATORS, OPEN_ALWAYS)
}

/// Opens a file for reading and writing; one that is made gets this list.
fn open_with(path: &Path, list: &str, disposition: FILE_CREATION_DISPOSITION) -> io::Result<File> {
    let descriptor = descriptor(list)?;
    let attributes = attributes(&descriptor);
    let name = name_for_system(path)?;
    // SAFETY: the name ends with a zero, the attributes and what they point at live until the call is over.
    let handle = unsafe {
        CreateFileW(
            name.as_ptr(),
            GENERIC_READ | GENERIC_WRITE,
            FILE_SHARE_READ | FILE_SHARE_WRITE,
            &raw const attributes,
            disposition,
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

/// Who owns something, and what somebody may do with it.
struct Access {
    owner: String,
    /// `None`: there is no list, and everybody may do everything.
    allowed: Option<Vec<Allowed>>,
}

/// An entry of an access list that allows something.
struct Allowed {
    /// `None`: under a condition, or in a form that we do not know. To be careful, it may be anybody.
    who: Option<String>,
    rights: u32,
    /// It holds for what is made in the folder, and not for the folder itself.
    is_for_others: bool,
}

impl Access {
    fn of(file: &File) -> io::Result<Self> {
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
        // SAFETY: both are parts of the descriptor, which lives until the end of this function.
        Ok(Self { owner: name_of(owner)?, allowed: unsafe { allowed_by(list) }? })
    }

    fn is_owned_by_trusted(&self, me: Option<&str>) -> bool {
        is_trusted(Some(&self.owner), me)
    }

    /// Nobody else can change it, exchange it, or give anybody the right to.
    fn only_trusted_write(&self, me: Option<&str>) -> bool {
        let is_harmless = |entry: &Allowed| entry.is_for_others || entry.rights & WRITES == 0;
        self.is_owned_by_trusted(me)
            && self.allowed.as_ref().is_some_and(|allowed| {
                allowed.iter().all(|entry| is_trusted(entry.who.as_deref(), me) || is_harmless(entry))
            })
    }

    /// Nobody else may do anything, neither with it nor with what is made in it.
    fn only_trusted_read(&self, me: Option<&str>) -> bool {
        self.is_owned_by_trusted(me)
            && self.allowed.as_ref().is_some_and(|allowed| {
                allowed.iter().all(|entry| entry.rights == 0 || is_trusted(entry.who.as_deref(), me))
            })
    }
}

fn is_trusted(who: Option<&str>, me: Option<&str>) -> bool {
    who.is_some_and(|who| TRUSTED.contains(&who) || me == Some(who))
}

/// What a list allows. `None`: there is none.
///
/// # Safety
/// The list is one of the system's making, and lives as long as the call.
unsafe fn allowed_by(list: *const ACL) -> io::Result<Option<Vec<Allowed>>> {
    if list.is_null() {
        return Ok(None);
    }
    let mut allowed = Vec::new();
    // SAFETY: the caller's.
    let count = u32::from(unsafe { (*list).AceCount });
    for index in 0..count {
        let mut entry: *mut c_void = ptr::null_mut();
        // SAFETY: the list lives, and the index is one of its entries'.
        if unsafe { GetAce(list, index, &raw mut entry) } == 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: every entry begins with its header.
        let header = unsafe { *entry.cast::<ACE_HEADER>() };
        if DENIED.contains(&header.AceType) {
            continue;
        }
        let is_for_others = u32::from(header.AceFlags) & INHERIT_ONLY_ACE != 0;
        allowed.push(if header.AceType == ALLOWED {
            let entry = entry.cast::<ACCESS_ALLOWED_ACE>();
            // SAFETY: an entry of this kind has a mask and the identifier behind it, inside the list.
            let (rights, sid) = unsafe { ((*entry).Mask, (&raw mut (*entry).SidStart).cast::<c_void>()) };
            Allowed { who: Some(name_of(sid)?), rights, is_for_others }
        } else {
            Allowed { who: None, rights: GENERIC_ALL, is_for_others }
        });
    }
    Ok(Some(allowed))
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
    use windows_sys::Win32::Security::GetSecurityDescriptorDacl;

    #[test]
    fn a_protected_folder_is_ours_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = folder.path().join("tillit");
        make_protected_folder(&made).unwrap();
        assert!(only_administrators_write_at(&made).unwrap());
        assert_eq!(make_protected_folder(&made).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert!(only_administrators_write_at(&folder.path().join("none")).is_err());
    }

    /// The access list of a descriptor; null: it has none.
    fn list_of(descriptor: &Local) -> io::Result<*mut ACL> {
        let mut list: *mut ACL = ptr::null_mut();
        let (mut is_there, mut is_default) = (0, 0);
        // SAFETY: the descriptor lives, and every pointer is to a place of the type that is written.
        let done =
            unsafe { GetSecurityDescriptorDacl(descriptor.0, &raw mut is_there, &raw mut list, &raw mut is_default) };
        match (done, is_there) {
            (0, _) => Err(io::Error::last_os_error()),
            (_, 0) => Ok(ptr::null_mut()),
            _ => Ok(list),
        }
    }

    /// What a text says, with an owner.
    fn access(owner: &str, text: &str) -> Access {
        let descriptor = descriptor(text).unwrap();
        // SAFETY: the list is part of the descriptor, which lives until the end of this function.
        let allowed = unsafe { allowed_by(list_of(&descriptor).unwrap()) }.unwrap();
        Access { owner: owner.to_owned(), allowed }
    }

    const SYSTEM: &str = "S-1-5-18";
    const ME: &str = "S-1-5-21-1-2-3-1001";
    const SOMEBODY: &str = "S-1-5-21-1-2-3-1002";

    #[test]
    fn what_lists_allow() {
        // By the list: whether only the trusted write, and whether only they read.
        let cases = [
            (PROTECTED, true, false),
            (ADMINISTRATORS, true, true),
            ("D:P(A;OICI;FA;;;BA)(A;OICI;FA;;;SY)(A;OICI;FA;;;S-1-5-21-1-2-3-1001)", true, true),
            ("D:P(A;OICI;FA;;;BA)(A;OICI;FA;;;S-1-5-21-1-2-3-1002)", false, false),
            // Somebody may read what is made in the folder, or change the list.
            ("D:P(A;;FA;;;BA)(A;OICIIO;FR;;;BU)", true, false),
            ("D:P(A;;FA;;;BA)(A;;WD;;;BU)", false, false),
            ("D:P(A;;FA;;;BA)(D;;FA;;;BU)", true, true),
            // As `C:\\ProgramData` is: everybody may make files in it.
            ("D:(A;OICI;FA;;;BA)(A;OICI;FRFX;;;BU)(A;CI;DCLCRPCR;;;BU)", false, false),
            ("D:P", true, true),
        ];
        for (text, writes, reads) in cases {
            let list = access(SYSTEM, text);
            assert_eq!(
                (list.only_trusted_write(Some(ME)), list.only_trusted_read(Some(ME))),
                (writes, reads),
                "{text}"
            );
            let of_somebody = access(SOMEBODY, text);
            assert!(!of_somebody.only_trusted_write(Some(ME)) && !of_somebody.only_trusted_read(Some(ME)), "{text}");
        }
        let open = Access { owner: SYSTEM.to_owned(), allowed: None };
        assert!(!open.only_trusted_write(Some(ME)) && !open.only_trusted_read(Some(ME)));
    }

    #[test]
    fn a_private_list_names_nobody_else_and_is_inherited() {
        let me = own_name().unwrap();
        for is_folder in [false, true] {
            let text = private(is_folder).unwrap();
            let list = access(&me, &text);
            assert!(list.only_trusted_read(Some(&me)), "{text}");
            let named = list.allowed.unwrap().len();
            assert_eq!(named, if is_elevated() { 2 } else { 3 }, "{text}");
            assert_eq!(text.matches("OICI").count(), if is_folder { named } else { 0 }, "{text}");
            assert!(text.starts_with("D:P"), "inherits nothing: {text}");
        }
    }

    fn is_private(path: &Path) -> bool {
        let flags = FILE_FLAG_BACKUP_SEMANTICS;
        let file = OpenOptions::new().access_mode(READ_CONTROL).custom_flags(flags).open(path).unwrap();
        Access::of(&file).unwrap().only_trusted_read(own_name().as_deref())
    }

    #[test]
    fn what_is_private_has_no_other_readers() {
        let above = tempfile::tempdir().unwrap();
        let folder = above.path().join("private");
        make_private_folder(&folder).unwrap();
        assert!(is_private(&folder));
        assert_eq!(make_private_folder(&folder).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        let file = above.path().join("keys");
        make_private_file(&file).unwrap();
        assert!(is_private(&file));
        assert_eq!(make_private_file(&file).unwrap_err().kind(), io::ErrorKind::AlreadyExists);
    }

    #[test]
    fn a_folder_with_more_readers_is_narrowed_with_what_is_in_it() {
        let above = tempfile::tempdir().unwrap();
        let at = |name: &str| above.path().join(name);
        let all = ["journal", "journal/lock", "journal/change", "journal/change/before-000"].map(at);
        let everybody = "D:P(A;OICI;FA;;;BA)(A;OICI;FRFX;;;WD)";
        make_folder(&all[0], everybody).unwrap();
        open_with(&all[1], everybody, CREATE_NEW).unwrap();
        make_folder(&all[2], everybody).unwrap();
        open_with(&all[3], everybody, CREATE_NEW).unwrap();
        assert!(all.iter().all(|place| !is_private(place)));
        assert!(narrow(&all[0]).unwrap());
        for place in &all {
            assert!(is_private(place), "{}", place.display());
        }
        // Still of use to whom it belongs.
        std::fs::write(&all[3], "key").unwrap();
        std::fs::write(all[2].join("after-000"), "key").unwrap();
        assert!(narrow(&all[0]).unwrap());
        assert!(narrow(&at("none")).is_err());
    }

    #[test]
    fn the_identifier_of_this_account_is_one() {
        assert!(own_name().unwrap().starts_with("S-1-5-"));
    }
}
