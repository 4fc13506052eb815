//! Where revocation lists and OCSP responses come from: handed in, kept from before, or fetched, each address once.
//!
//! Nothing here is believed. A copy that was kept is held to the same rules as one that was just fetched; it spares a request, no more.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use time::OffsetDateTime;

use super::{Crl, Mode, ProblemKind, ocsp};
use crate::certificate::{Certificate, Fingerprint};
use crate::fetch::{Fetch, FetchErrorKind, Limits};

/// The largest revocation list that is fetched or read, in bytes. Lists of a million entries have some 40 MiB.
pub const MAX_CRL_BYTES: u64 = 128 << 20;
/// The largest OCSP response that is fetched, in bytes. Real ones have 1 to 5 KiB.
pub const MAX_OCSP_BYTES: u64 = 1 << 18;
/// How long a list may take; an OCSP response takes as long as any fetch.
const CRL_TIMEOUT: Duration = Duration::from_mins(1);

/// Exchanges with one server that fail one after the other before it is left alone for the rest of a run.
const MAX_FAILURES: u32 = 2;

/// Where an answer came from.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// Handed in: the name of the file.
    Given(String),
    /// Kept from an earlier run: the address that it came from then.
    Cache(String),
    /// Fetched from this address.
    Fetched(String),
}

impl Origin {
    /// The file or the address.
    pub fn name(&self) -> &str {
        match self {
            Self::Given(name) | Self::Cache(name) | Self::Fetched(name) => name,
        }
    }
}

/// Somebody who keeps answers for later runs. What comes back is checked anew, so that nobody who can write there can make a lie believed.
pub trait Cache: Sync {
    /// What was kept under this key, whatever its age.
    fn get(&self, key: &str) -> Option<Vec<u8>>;
    /// Keeps bytes that hold until then. That it fails is no error: they are fetched again.
    fn put(&self, key: &str, bytes: &[u8], until: OffsetDateTime);
}

type Slot = Arc<OnceLock<Result<(Crl, Origin), ProblemKind>>>;
/// A nonce that was sent, and what came back.
type Asked = Arc<OnceLock<(Vec<u8>, Result<Vec<u8>, ProblemKind>)>>;

/// The sources of one run. Shared by threads.
pub struct Sources<'a> {
    mode: Mode,
    given: Vec<(String, Crl)>,
    fetch: Option<&'a (dyn Fetch + Sync)>,
    cache: Option<&'a dyn Cache>,
    /// Lists that were handed in, by the names of their files, which had to do with a certificate that was looked at.
    relevant: Mutex<HashSet<String>>,
    /// For one exchange; an OCSP response takes no longer than this either.
    timeout: Option<Duration>,
    lists: Mutex<HashMap<String, Slot>>,
    responses: Mutex<HashMap<String, Asked>>,
    /// Servers that could not be reached, and how often in a row.
    dead: Mutex<HashMap<String, (u32, FetchErrorKind)>>,
}

impl fmt::Debug for Sources<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sources").field("mode", &self.mode).field("given", &self.given).finish_non_exhaustive()
    }
}

impl<'a> Sources<'a> {
    /// Lists that were handed in, each with the name of its file; nothing is fetched.
    pub fn new(mode: Mode, mut given: Vec<(String, Crl)>) -> Self {
        // Of two that hold, the newer knows more.
        given.sort_by_key(|(_, crl)| std::cmp::Reverse(crl.this_update()));
        Self {
            mode,
            given,
            fetch: None,
            cache: None,
            relevant: Mutex::default(),
            timeout: None,
            lists: Mutex::default(),
            responses: Mutex::default(),
            dead: Mutex::default(),
        }
    }

    /// What is missing is fetched, each exchange within `timeout` (else 60 seconds for a list and 15 for a response).
    #[must_use]
    pub fn with_fetch(mut self, fetch: &'a (dyn Fetch + Sync), timeout: Option<Duration>) -> Self {
        self.fetch = Some(fetch);
        self.timeout = timeout;
        self
    }

    /// Answers are kept, and looked for before they are fetched.
    #[must_use]
    pub fn with_cache(mut self, cache: &'a dyn Cache) -> Self {
        self.cache = Some(cache);
        self
    }

    /// How revocation is looked at.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// A list of this file had to do with a certificate that was looked at: its issuer is the right one.
    pub fn was_relevant(&self, file: &str) -> bool {
        self.relevant.lock().unwrap_or_else(PoisonError::into_inner).contains(file)
    }

    pub(crate) fn note_relevant(&self, origin: &Origin) {
        if let Origin::Given(file) = origin {
            self.relevant.lock().unwrap_or_else(PoisonError::into_inner).insert(file.clone());
        }
    }

    /// The lists that were handed in, each with the name of its file.
    pub fn given(&self) -> &[(String, Crl)] {
        &self.given
    }

    /// The list at this address: kept and not yet due at `time`, else fetched. One that is due is better than none: the judge says so.
    pub(crate) fn list(&self, url: &str, time: OffsetDateTime) -> Result<(Crl, Origin), ProblemKind> {
        let slot = self.lists.lock().unwrap_or_else(PoisonError::into_inner).entry(url.to_owned()).or_default().clone();
        // Others who want the same list wait here; fetching one asks for no other.
        slot.get_or_init(|| self.find_list(url, time)).clone()
    }

    fn find_list(&self, url: &str, time: OffsetDateTime) -> Result<(Crl, Origin), ProblemKind> {
        if !is_http(url) {
            return Err(ProblemKind::Scheme);
        }
        let kept = self.cache.and_then(|cache| cache.get(&list_key(url))).and_then(|bytes| Crl::from_vec(bytes).ok());
        if let Some(crl) = &kept
            && crl.this_update() <= time
            && crl.next_update().is_some_and(|next| time <= next)
        {
            return Ok((crl.clone(), Origin::Cache(url.to_owned())));
        }
        match (self.fetch_list(url), kept) {
            (Err(ProblemKind::Offline), Some(crl)) => Ok((crl, Origin::Cache(url.to_owned()))),
            (fetched, _) => fetched,
        }
    }

    /// Something may be fetched.
    pub(crate) fn can_fetch(&self) -> bool {
        self.fetch.is_some()
    }

    /// The list at this address without regard to what was kept of it.
    pub(crate) fn list_anew(&self, url: &str) -> Result<(Crl, Origin), ProblemKind> {
        let fetched = self.fetch_list(url);
        let slot = OnceLock::new();
        let _ = slot.set(fetched.clone());
        self.lists.lock().unwrap_or_else(PoisonError::into_inner).insert(url.to_owned(), Arc::new(slot));
        fetched
    }

    fn fetch_list(&self, url: &str) -> Result<(Crl, Origin), ProblemKind> {
        let limits =
            Limits { max_bytes: MAX_CRL_BYTES, timeout: self.timeout.unwrap_or(CRL_TIMEOUT), max_redirects: 0 };
        let body = self.exchange(url, |fetch| fetch.get(url, &limits))?;
        // A server that sends PEM breaks RFC 5280 section 4.2.1.13, and its list is as good.
        let mut lists = Crl::read_vec(body).map_err(ProblemKind::NotACrl)?;
        match (lists.pop(), lists.is_empty()) {
            (Some(only), true) => Ok((only, Origin::Fetched(url.to_owned()))),
            _ => Err(ProblemKind::NotACrl(super::CrlError::None)),
        }
    }

    /// Keeps a list that was believed.
    pub(crate) fn keep_list(&self, crl: &Crl, origin: &Origin) {
        if let (Origin::Fetched(url), Some(cache), Some(until)) = (origin, self.cache, crl.next_update()) {
            cache.put(&list_key(url), crl.der(), until);
        }
    }

    /// A response that was kept about this certificate from this address.
    pub(crate) fn kept_response(&self, url: &str, certificate: &Certificate, issuer: &Certificate) -> Option<Vec<u8>> {
        self.cache.and_then(|cache| cache.get(&response_key(url, certificate, issuer)))
    }

    /// Asks a responder about a certificate, once in a run: the nonce that was sent, and what came back.
    pub(crate) fn ask(
        &self,
        url: &str,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> (Vec<u8>, Result<Vec<u8>, ProblemKind>) {
        let key = response_key(url, certificate, issuer);
        let slot = self.responses.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().clone();
        // Others with the same question wait here; asking it asks no other.
        slot.get_or_init(|| {
            let mut nonce = vec![0; ocsp::NONCE_OCTETS];
            if aws_lc_rs::rand::fill(&mut nonce).is_err() {
                return (Vec::new(), Err(ProblemKind::GaveUp));
            }
            let response = self.request(url, &ocsp::request(certificate, issuer, Some(&nonce)));
            (nonce, response)
        })
        .clone()
    }

    fn request(&self, url: &str, request: &[u8]) -> Result<Vec<u8>, ProblemKind> {
        if !is_http(url) {
            return Err(ProblemKind::Scheme);
        }
        let timeout = self.timeout.unwrap_or(Limits::default().timeout);
        let limits = Limits { max_bytes: MAX_OCSP_BYTES, timeout, max_redirects: 0 };
        self.exchange(url, |fetch| fetch.post(url, ocsp::REQUEST_TYPE, request, &limits))
    }

    /// Keeps a response that was believed.
    pub(crate) fn keep_response(
        &self,
        url: &str,
        certificate: &Certificate,
        issuer: &Certificate,
        response: &[u8],
        until: Option<OffsetDateTime>,
    ) {
        if let (Some(cache), Some(until)) = (self.cache, until) {
            cache.put(&response_key(url, certificate, issuer), response, until);
        }
    }

    /// One exchange, unless its server was found to be out of reach before.
    fn exchange(
        &self,
        url: &str,
        exchange: impl FnOnce(&(dyn Fetch + Sync)) -> Result<crate::fetch::Fetched, crate::fetch::FetchError>,
    ) -> Result<Vec<u8>, ProblemKind> {
        let Some(fetch) = self.fetch else { return Err(ProblemKind::Offline) };
        let server = server(url).to_owned();
        let dead = || self.dead.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((failures, error)) = dead().get(&server)
            && *failures >= MAX_FAILURES
        {
            return Err(ProblemKind::Fetch(error.clone()));
        }
        let result = exchange(fetch);
        match result.as_ref().map_err(|error| &error.kind) {
            // A name that does not exist will not exist the next time.
            Err(kind @ FetchErrorKind::Dns(_)) => {
                dead().insert(server, (MAX_FAILURES, kind.clone()));
            }
            Err(kind @ (FetchErrorKind::Connect(_) | FetchErrorKind::Timeout(_))) => {
                dead().entry(server).or_insert((0, kind.clone())).0 += 1;
            }
            _ => {
                dead().remove(&server);
            }
        }
        result.map(|fetched| fetched.body).map_err(|error| match error.kind {
            FetchErrorKind::Offline => ProblemKind::Offline,
            FetchErrorKind::Scheme => ProblemKind::Scheme,
            kind => ProblemKind::Fetch(kind),
        })
    }
}

/// Scheme and authority.
pub(crate) fn server(url: &str) -> &str {
    let start = url.find("://").map_or(0, |at| at + 3);
    url[start..].find(['/', '?', '#']).map_or(url, |at| &url[..start + at])
}

fn is_http(url: &str) -> bool {
    let scheme = |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
    scheme("http://") || scheme("https://")
}

fn list_key(url: &str) -> String {
    format!("crl {url}")
}

fn response_key(url: &str, certificate: &Certificate, issuer: &Certificate) -> String {
    format!("ocsp {url} {} {}", certificate.fingerprint(), Fingerprint::of(issuer.spki()))
}
