//! Other systems than Windows have none of its keys.

use rustls::SignatureScheme;

use super::KeyError;

/// Whom a key may ask.
#[derive(Clone, Copy, Debug)]
pub(super) enum Asks {
    Nobody,
    User,
}

/// There is none.
#[derive(Debug)]
pub(super) enum Key {}

impl Key {
    pub(super) fn acquire(_: &[u8], _: Asks) -> Result<Self, KeyError> {
        Err(KeyError::NotWindows)
    }

    #[allow(clippy::needless_pass_by_ref_mut)] // as on Windows
    pub(super) fn signature(&mut self, _: SignatureScheme, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        match *self {}
    }
}

pub(super) fn with_keys() -> Result<Vec<(Vec<u8>, String)>, KeyError> {
    Err(KeyError::NotWindows)
}

pub(super) fn authorities() -> Result<Vec<Vec<u8>>, KeyError> {
    Err(KeyError::NotWindows)
}
