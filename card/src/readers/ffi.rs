//! The C functions of PC/SC, loaded from its library when they are needed: the only place where tillit's readers touch foreign code.
//!
//! Each function here takes and gives owned values and slices; numbers of errors are handed on as they are.
#![allow(unsafe_code)]

use std::ffi::c_void;
use std::path::{Path, PathBuf};

use libloading::Library;

// What differs: how wide numbers are, what the library and its functions are called.
#[cfg(target_os = "macos")]
#[path = "ffi/macos.rs"]
mod abi;
#[cfg(all(unix, not(target_os = "macos")))]
#[path = "ffi/pcsclite.rs"]
mod abi;
#[cfg(windows)]
#[path = "ffi/windows.rs"]
mod abi;

mod names;

use abi::{CONNECT, GET_STATUS_CHANGE, Handle, LIBRARY, LIST_READERS, Long, MAX_ATR, RawState, Unit, Word};

/// `SCARD_IO_REQUEST`
#[repr(C)]
struct IoRequest {
    protocol: Word,
    length: Word,
}

type Establish = unsafe extern "system" fn(Word, *const c_void, *const c_void, *mut Handle) -> Long;
type Release = unsafe extern "system" fn(Handle) -> Long;
type ListReaders = unsafe extern "system" fn(Handle, *const Unit, *mut Unit, *mut Word) -> Long;
type GetStatusChange = unsafe extern "system" fn(Handle, Word, *mut RawState, Word) -> Long;
type Connect = unsafe extern "system" fn(Handle, *const Unit, Word, Word, *mut Handle, *mut Word) -> Long;
type Reconnect = unsafe extern "system" fn(Handle, Word, Word, Word, *mut Word) -> Long;
type Disconnect = unsafe extern "system" fn(Handle, Word) -> Long;
type Begin = unsafe extern "system" fn(Handle) -> Long;
type End = unsafe extern "system" fn(Handle, Word) -> Long;
type Transmit =
    unsafe extern "system" fn(Handle, *const IoRequest, *const u8, Word, *mut IoRequest, *mut u8, *mut Word) -> Long;

/// An error of PC/SC, as its number. They are 32 bits wide wherever a `long` is.
pub(super) type Code = u32;

/// A reader's name in the units of this system's library.
pub(super) type Name = names::Name<Unit>;

/// The functions of the library.
pub(super) struct Api {
    establish: Establish,
    release: Release,
    list_readers: ListReaders,
    get_status_change: GetStatusChange,
    connect: Connect,
    reconnect: Reconnect,
    disconnect: Disconnect,
    begin: Begin,
    end: End,
    transmit: Transmit,
    // The functions above live as long as it is loaded.
    _library: Library,
}

/// A connection to the daemon.
#[derive(Clone, Copy)]
pub(super) struct ContextHandle(Handle);

/// A connection to a card.
#[derive(Clone, Copy)]
pub(super) struct CardHandle(Handle);

/// What a reader shows.
pub(super) struct State {
    /// `SCARD_STATE_…`
    pub(super) event: u32,
    pub(super) atr: Vec<u8>,
}

/// `T0 | T1`, of which the reader takes what it likes.
const ANY_PROTOCOL: Word = 3;
const SHARED: Word = 2;
const LEAVE: Word = 0;
const RESET_CARD: Word = 1;
/// `SCARD_SCOPE_SYSTEM`
const SYSTEM: Word = 2;
/// `SCARD_E_INSUFFICIENT_BUFFER`
const INSUFFICIENT_BUFFER: Code = 0x8010_0008;
/// Bytes of an answer: extended length, and the status.
const MAX_ANSWER: usize = 65_538;
/// Units of all readers' names.
const MAX_NAMES: usize = 64 << 10;

impl Api {
    /// Loads the library.
    ///
    /// # Errors
    /// Its file, and what the system says.
    pub(super) fn load() -> Result<Self, (PathBuf, String)> {
        let failed = |error: libloading::Error| (Path::new(LIBRARY).to_path_buf(), detail(&error));
        // SAFETY: loading runs the library's initialisers. It is the system's own PC/SC, which every program with card readers loads.
        let library = unsafe { abi::load() }.map_err(failed)?;
        // SAFETY: each name has the type that winscard.h gives it, with the widths of this system (above). The pointers are kept no longer
        // than the library, which is in the same struct.
        unsafe {
            Ok(Self {
                establish: *library.get::<Establish>(b"SCardEstablishContext\0").map_err(failed)?,
                release: *library.get::<Release>(b"SCardReleaseContext\0").map_err(failed)?,
                list_readers: *library.get::<ListReaders>(LIST_READERS).map_err(failed)?,
                get_status_change: *library.get::<GetStatusChange>(GET_STATUS_CHANGE).map_err(failed)?,
                connect: *library.get::<Connect>(CONNECT).map_err(failed)?,
                reconnect: *library.get::<Reconnect>(b"SCardReconnect\0").map_err(failed)?,
                disconnect: *library.get::<Disconnect>(b"SCardDisconnect\0").map_err(failed)?,
                begin: *library.get::<Begin>(b"SCardBeginTransaction\0").map_err(failed)?,
                end: *library.get::<End>(b"SCardEndTransaction\0").map_err(failed)?,
                transmit: *library.get::<Transmit>(b"SCardTransmit\0").map_err(failed)?,
                _library: library,
            })
        }
    }

    pub(super) fn establish(&self) -> Result<ContextHandle, Code> {
        let mut context = 0;
        // SAFETY: the two reserved pointers are null, as the function wants; `context` outlives the call.
        let outcome = unsafe { (self.establish)(SYSTEM, std::ptr::null(), std::ptr::null(), &raw mut context) };
        checked(outcome).map(|()| ContextHandle(context))
    }

    pub(super) fn release(&self, context: ContextHandle) {
        // SAFETY: a number; the library refuses those that it did not give.
        let _ = unsafe { (self.release)(context.0) };
    }

    /// Names, each ended by a zero. Where a reader is plugged in between the two questions, its length and its names, both are asked once more.
    pub(super) fn list_readers(&self, context: ContextHandle) -> Result<Vec<Name>, Code> {
        match self.list_readers_once(context) {
            Err(INSUFFICIENT_BUFFER) => self.list_readers_once(context),
            outcome => outcome,
        }
    }

    fn list_readers_once(&self, context: ContextHandle) -> Result<Vec<Name>, Code> {
        let mut length: Word = 0;
        // SAFETY: without a buffer the function writes the length alone, into a number that outlives the call.
        let outcome =
            unsafe { (self.list_readers)(context.0, std::ptr::null(), std::ptr::null_mut(), &raw mut length) };
        checked(outcome)?;
        let size = usize::try_from(length).unwrap_or(MAX_NAMES).min(MAX_NAMES);
        let mut names: Vec<Unit> = vec![0; size];
        let mut length = word(size);
        // SAFETY: the buffer has `length` units, and the function writes no more.
        let outcome = unsafe { (self.list_readers)(context.0, std::ptr::null(), names.as_mut_ptr(), &raw mut length) };
        checked(outcome)?;
        names.truncate(usize::try_from(length).unwrap_or(size).min(size));
        Ok(names::split(&names))
    }

    /// What the readers show now, without waiting for a change.
    pub(super) fn states(&self, context: ContextHandle, readers: &[Name]) -> Result<Vec<State>, Code> {
        let mut raw: Vec<RawState> = readers
            .iter()
            .map(|reader| RawState {
                reader: reader.as_ptr(),
                user_data: std::ptr::null_mut(),
                current: 0,
                event: 0,
                atr_length: 0,
                atr: [0; MAX_ATR],
            })
            .collect();
        // SAFETY: as many states as the count says, each with a name of `readers` that ends with a zero; all outlive the call.
        let outcome = unsafe { (self.get_status_change)(context.0, 0, raw.as_mut_ptr(), word(raw.len())) };
        checked(outcome)?;
        let state = |raw: &RawState| {
            // Copied: fields of a packed struct have no addresses.
            let (event, length, atr) = (raw.event, raw.atr_length, raw.atr);
            let length = usize::try_from(length).unwrap_or(atr.len()).min(atr.len());
            State { event: low(event), atr: atr.get(..length).unwrap_or_default().to_vec() }
        };
        Ok(raw.iter().map(state).collect())
    }

    /// Beside other programs; the protocol is 1 (T=0) or 2 (T=1).
    pub(super) fn connect(&self, context: ContextHandle, reader: &Name) -> Result<(CardHandle, u32), Code> {
        let (mut card, mut protocol) = (0, 0);
        // SAFETY: the name ends with a zero; both numbers outlive the call.
        let outcome = unsafe {
            (self.connect)(context.0, reader.as_ptr(), SHARED, ANY_PROTOCOL, &raw mut card, &raw mut protocol)
        };
        checked(outcome).map(|()| (CardHandle(card), low(protocol)))
    }

    /// After somebody else has reset the card; it is not reset again.
    pub(super) fn reconnect(&self, card: CardHandle) -> Result<u32, Code> {
        let mut protocol = 0;
        // SAFETY: the number outlives the call.
        let outcome = unsafe { (self.reconnect)(card.0, SHARED, ANY_PROTOCOL, LEAVE, &raw mut protocol) };
        checked(outcome).map(|()| low(protocol))
    }

    /// Leaves the card as it stands, or resets it.
    pub(super) fn disconnect(&self, card: CardHandle, resets: bool) {
        // SAFETY: a number; the library refuses those that it did not give.
        let _ = unsafe { (self.disconnect)(card.0, if resets { RESET_CARD } else { LEAVE }) };
    }

    /// Waits until no other program has a transaction.
    pub(super) fn begin(&self, card: CardHandle) -> Result<(), Code> {
        // SAFETY: as above.
        checked(unsafe { (self.begin)(card.0) })
    }

    pub(super) fn end(&self, card: CardHandle) {
        // SAFETY: as above.
        let _ = unsafe { (self.end)(card.0, LEAVE) };
    }

    /// One command and its answer. Private to the readers: what may be sent is a [`crate::apdu::Command`].
    pub(super) fn transmit(&self, card: CardHandle, protocol: u32, command: &[u8]) -> Result<Vec<u8>, Code> {
        let request = IoRequest { protocol: Word::from(protocol), length: word(size_of::<IoRequest>()) };
        let mut answer = vec![0_u8; MAX_ANSWER];
        let mut length = word(answer.len());
        // SAFETY: both buffers have the lengths that are given with them and outlive the call; the receiving request may be null.
        let outcome = unsafe {
            (self.transmit)(
                card.0,
                &raw const request,
                command.as_ptr(),
                word(command.len()),
                std::ptr::null_mut(),
                answer.as_mut_ptr(),
                &raw mut length,
            )
        };
        checked(outcome)?;
        answer.truncate(usize::try_from(length).unwrap_or(0));
        Ok(answer)
    }
}

fn checked(outcome: Long) -> Result<(), Code> {
    if outcome == 0 { Ok(()) } else { Err(low(outcome.cast_unsigned())) }
}

/// The 32 bits that every system has.
fn low(word: Word) -> u32 {
    let [a, b, c, d, ..] = word.to_le_bytes();
    u32::from_le_bytes([a, b, c, d])
}

fn word(size: usize) -> Word {
    Word::try_from(size).unwrap_or(Word::MAX)
}

/// The loader's own words stand below the library's.
fn detail(error: &libloading::Error) -> String {
    use std::error::Error as _;
    error.source().map_or_else(|| error.to_string(), ToString::to_string)
}
