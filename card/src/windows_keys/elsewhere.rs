//! Other systems than Windows have none of its keys.

use rustls::SignatureScheme;

use super::{Asks, KeyError, SystemKey};

/// There is none.
#[derive(Debug)]
pub(super) enum Key {}

impl SystemKey for Key {
    fn certificates() -> Result<Vec<(Vec<u8>, String)>, KeyError> {
        Err(KeyError::NotWindows)
    }

    fn authorities() -> Result<Vec<Vec<u8>>, KeyError> {
        Err(KeyError::NotWindows)
    }

    fn can_ask() -> bool {
        false
    }

    fn acquire(_: &[u8], _: Asks) -> Result<Self, KeyError> {
        Err(KeyError::NotWindows)
    }

    fn signature(&mut self, _: SignatureScheme, _: &[u8]) -> Result<Vec<u8>, KeyError> {
        match *self {}
    }
}
