//! macOS: pcsclite's functions with numbers of 32 bits, and a packed structure.

use std::ffi::c_void;

use libloading::Library;

pub(super) type Word = u32;
pub(super) type Long = i32;
pub(super) type Handle = Long;
/// What names are made of: UTF-8.
pub(super) type Unit = u8;

pub(super) const LIBRARY: &str = "/System/Library/Frameworks/PCSC.framework/PCSC";
pub(super) const LIST_READERS: &[u8] = b"SCardListReaders\0";
pub(super) const GET_STATUS_CHANGE: &[u8] = b"SCardGetStatusChange\0";
pub(super) const CONNECT: &[u8] = b"SCardConnect\0";
pub(super) const MAX_ATR: usize = 33;

/// `SCARD_READERSTATE`
#[repr(C, packed)]
pub(super) struct RawState {
    pub(super) reader: *const Unit,
    pub(super) user_data: *mut c_void,
    pub(super) current: Word,
    pub(super) event: Word,
    pub(super) atr_length: Word,
    pub(super) atr: [u8; MAX_ATR],
}

/// Loads it.
///
/// # Safety
/// Runs the library's initialisers.
pub(super) unsafe fn load() -> Result<Library, libloading::Error> {
    // SAFETY: the caller's.
    unsafe { Library::new(LIBRARY) }
}
