//! The seam to the network: the verifier decides what may be fetched, `tillit-net` fetches it.

use std::time::Duration;

/// What a fetch may cost. Exceeding a limit is an error, never a cut result.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of the answer's body.
    pub max_bytes: u64,
    /// The whole exchange, redirects and body included.
    pub timeout: Duration,
    /// Redirects that are followed; only to http and https.
    pub max_redirects: usize,
}

impl Default for Limits {
    /// A CA certificate has a few KiB and comes from a nearby server: 1 MiB, 15 seconds, 5 redirects.
    fn default() -> Self {
        Self { max_bytes: 1 << 20, timeout: Duration::from_secs(15), max_redirects: 5 }
    }
}

/// Why a fetch gave nothing. Every variant carries the URL in [`FetchError::url`].
#[derive(Debug, thiserror::Error)]
#[error("{url}: {kind}")]
pub struct FetchError {
    /// What was asked for.
    pub url: String,
    /// What went wrong.
    pub kind: FetchErrorKind,
}

/// What went wrong with a fetch.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FetchErrorKind {
    /// Not http or https, or no URL at all.
    #[error("only http and https addresses are fetched")]
    Scheme,
    /// `--offline` is set.
    #[error("offline")]
    Offline,
    /// The server's name could not be resolved.
    #[error("name could not be resolved: {0}")]
    Dns(String),
    /// No connection, or it broke.
    #[error("no connection: {0}")]
    Connect(String),
    /// It took longer than allowed.
    #[error("no complete answer within {0:?}")]
    Timeout(Duration),
    /// More bytes than allowed.
    #[error("answer is larger than {0} bytes")]
    TooLarge(u64),
    /// More redirects than allowed, or one to a forbidden address.
    #[error("redirect refused: {0}")]
    Redirect(String),
    /// An HTTP status other than 200.
    #[error("HTTP status {0}")]
    Status(u16),
    /// Anything else; the text is the HTTP library's.
    #[error("{0}")]
    Other(String),
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// The body.
    pub body: Vec<u8>,
    /// Where it finally came from, after redirects.
    pub final_url: String,
}

/// Somebody who can fetch. Implemented by `tillit-net`; tests bring their own.
pub trait Fetch {
    /// Fetches `url` with GET.
    ///
    /// # Errors
    /// [`FetchError`] for anything but a complete answer with status 200 inside the limits.
    fn get(&self, url: &str, limits: &Limits) -> Result<Fetched, FetchError>;

    /// Sends `body`, which is of this media type, to `url` with POST. No redirect is followed.
    ///
    /// # Errors
    /// As for [`Fetch::get`].
    fn post(&self, url: &str, media_type: &str, body: &[u8], limits: &Limits) -> Result<Fetched, FetchError>;
}
