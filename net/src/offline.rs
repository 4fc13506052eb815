//! `--offline`: every fetch is refused.

use tillit_verifier::fetch::{Fetch, FetchError, FetchErrorKind, Fetched, Limits};

/// Refuses every fetch.
#[derive(Clone, Copy, Debug, Default)]
pub struct Offline;

impl Fetch for Offline {
    fn get(&self, url: &str, _limits: &Limits) -> Result<Fetched, FetchError> {
        Err(FetchError { url: crate::shown(url), kind: FetchErrorKind::Offline })
    }

    fn post(&self, url: &str, _media_type: &str, _body: &[u8], limits: &Limits) -> Result<Fetched, FetchError> {
        self.get(url, limits)
    }
}
