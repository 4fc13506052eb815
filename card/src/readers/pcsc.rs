//! PC/SC: pcsclite, what macOS has of it, and Windows' own.

use std::sync::Arc;

use super::ffi::{Api, CardHandle, Code, ContextHandle, Name};
use super::{Connection, Reader, ReaderError, ReaderState, Readers};
use crate::apdu::{Command, Link, Protocol};
use crate::atr::Atr;

// pcsclite.h
const NO_READERS: Code = 0x8010_002e;
const RESET: Code = 0x8010_0068;
const STATE_EMPTY: u32 = 0x10;
const STATE_PRESENT: u32 = 0x20;
const STATE_EXCLUSIVE: u32 = 0x80;
const STATE_MUTE: u32 = 0x200;
const T1: u32 = 2;
/// winerror.h: what Windows' PC/SC answers in a session without a service of its own to ask, as some remote ones are.
const BROKEN_PIPE: Code = 109;

/// A connection to the daemon, released with the last that uses it.
struct Session {
    api: Api,
    context: ContextHandle,
}

impl Drop for Session {
    fn drop(&mut self) {
        self.api.release(self.context);
    }
}

pub(super) struct PcscReaders(Arc<Session>);

impl PcscReaders {
    pub(super) fn open() -> Result<Self, ReaderError> {
        let api = Api::load().map_err(|(file, detail)| ReaderError::NoLibrary { file, detail })?;
        let context = api.establish().map_err(|code| of_code("SCardEstablishContext", code))?;
        Ok(Self(Arc::new(Session { api, context })))
    }
}

impl Readers for PcscReaders {
    fn list(&self) -> Result<Vec<Reader>, ReaderError> {
        let Session { api, context } = &*self.0;
        let names = match api.list_readers(*context) {
            Ok(names) => names,
            Err(NO_READERS) => return Ok(Vec::new()),
            Err(code) => return Err(of_code("SCardListReaders", code)),
        };
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let states = api.states(*context, &names).map_err(|code| of_code("SCardGetStatusChange", code))?;
        let reader = |(name, state): (&Name, super::ffi::State)| Reader {
            name: name.text(),
            state: if state.event & STATE_MUTE != 0 {
                ReaderState::Mute
            } else if state.event & STATE_PRESENT != 0 {
                ReaderState::Card { atr: Atr::new(&state.atr), in_use: state.event & STATE_EXCLUSIVE != 0 }
            } else if state.event & STATE_EMPTY != 0 {
                ReaderState::Empty
            } else {
                ReaderState::Unknown
            },
        };
        Ok(names.iter().zip(states).map(reader).collect())
    }

    fn connect(&self, reader: &str) -> Result<Box<dyn Connection>, ReaderError> {
        let name = Name::of(reader).ok_or(ReaderError::NoReader)?;
        let Session { api, context } = &*self.0;
        let atr = match api.states(*context, std::slice::from_ref(&name)) {
            Ok(states) => Atr::new(&states.into_iter().next().map(|state| state.atr).unwrap_or_default()),
            Err(code) => return Err(of_code("SCardGetStatusChange", code)),
        };
        let (card, protocol) = api.connect(*context, &name).map_err(|code| of_code("SCardConnect", code))?;
        let mut connection =
            PcscCard { session: Arc::clone(&self.0), card, protocol, atr, has_begun: false, resets: false };
        connection.begin()?;
        Ok(Box::new(connection))
    }
}

struct PcscCard {
    session: Arc<Session>,
    card: CardHandle,
    protocol: u32,
    atr: Atr,
    has_begun: bool,
    resets: bool,
}

impl PcscCard {
    /// A card that somebody has reset since is taken as it is now.
    fn begin(&mut self) -> Result<(), ReaderError> {
        let api = &self.session.api;
        let mut outcome = api.begin(self.card);
        if outcome == Err(RESET) {
            self.protocol = api.reconnect(self.card).map_err(|code| of_code("SCardReconnect", code))?;
            outcome = api.begin(self.card);
        }
        self.has_begun = outcome.is_ok();
        outcome.map_err(|code| of_code("SCardBeginTransaction", code))
    }
}

impl Drop for PcscCard {
    fn drop(&mut self) {
        if self.has_begun {
            self.session.api.end(self.card);
        }
        self.session.api.disconnect(self.card, self.resets);
    }
}

impl Link for PcscCard {
    fn protocol(&self) -> Protocol {
        if self.protocol == T1 { Protocol::T1 } else { Protocol::T0 }
    }

    fn takes_long(&self) -> bool {
        self.atr.takes_long()
    }

    fn transmit(&mut self, command: &Command) -> Result<Vec<u8>, ReaderError> {
        let bytes = command.encode(self.protocol());
        self.session.api.transmit(self.card, self.protocol, &bytes).map_err(|code| of_code("SCardTransmit", code))
    }
}

impl Connection for PcscCard {
    fn atr(&self) -> &Atr {
        &self.atr
    }

    fn reset(mut self: Box<Self>) {
        self.resets = true;
    }
}

/// What an error number means (pcsclite.h, winerror.h).
fn of_code(function: &'static str, code: Code) -> ReaderError {
    match code {
        // NO_SERVICE, SERVICE_STOPPED; COMM_ERROR (F_COMM_ERROR, E_COMM_DATA_LOST): the daemon went away.
        0x8010_001d | 0x8010_001e | 0x8010_0013 | 0x8010_002f | BROKEN_PIPE => ReaderError::NoDaemon,
        // NO_ACCESS, SECURITY_VIOLATION
        0x8010_0027 | 0x8010_006a => ReaderError::NoPermission,
        // UNKNOWN_READER, READER_UNAVAILABLE
        0x8010_0009 | 0x8010_0017 | NO_READERS => ReaderError::NoReader,
        // NO_SMARTCARD
        0x8010_000c => ReaderError::NoCard,
        // REMOVED_CARD
        0x8010_0069 => ReaderError::Removed,
        // UNSUPPORTED_CARD, UNRESPONSIVE_CARD, UNPOWERED_CARD
        0x8010_0065..=0x8010_0067 => ReaderError::Mute,
        // SHARING_VIOLATION
        0x8010_000b => ReaderError::InUse,
        code => ReaderError::Other { function, code },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_service_there_are_no_readers() {
        for code in [0x8010_001d, 0x8010_001e, BROKEN_PIPE] {
            assert!(matches!(of_code("SCardEstablishContext", code), ReaderError::NoDaemon), "{code:#x}");
        }
        assert!(matches!(of_code("SCardConnect", 0x8010_0001), ReaderError::Other { code: 0x8010_0001, .. }));
    }
}
