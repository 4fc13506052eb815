//! Windows' own PC/SC, winscard: numbers of 32 bits, handles as wide as pointers; of functions that take text, those for UTF-16.

use std::ffi::c_void;

use libloading::Library;
use libloading::os::windows::{LOAD_LIBRARY_SEARCH_SYSTEM32, Library as OfWindows};

pub(super) type Word = u32;
pub(super) type Long = i32;
pub(super) type Handle = usize;
/// What names are made of: UTF-16.
pub(super) type Unit = u16;

pub(super) const LIBRARY: &str = "winscard.dll";
pub(super) const LIST_READERS: &[u8] = b"SCardListReadersW\0";
pub(super) const GET_STATUS_CHANGE: &[u8] = b"SCardGetStatusChangeW\0";
pub(super) const CONNECT: &[u8] = b"SCardConnectW\0";
/// `rgbAtr` (winscard.h); an ATR has no more than 33 bytes.
pub(super) const MAX_ATR: usize = 36;

/// `SCARD_READERSTATEW`
#[repr(C)]
pub(super) struct RawState {
    pub(super) reader: *const Unit,
    pub(super) user_data: *mut c_void,
    pub(super) current: Word,
    pub(super) event: Word,
    pub(super) atr_length: Word,
    pub(super) atr: [u8; MAX_ATR],
}

/// Loads it from the system's folder and no other: a file of that name may lie beside the program.
///
/// # Safety
/// Runs the library's initialisers.
pub(super) unsafe fn load() -> Result<Library, libloading::Error> {
    // SAFETY: the caller's.
    unsafe { OfWindows::load_with_flags(LIBRARY, LOAD_LIBRARY_SEARCH_SYSTEM32) }.map(Into::into)
}
