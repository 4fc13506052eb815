//! HTTP GET with limits.

use std::error::Error as _;
use std::fmt;
use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, LOCATION};
use reqwest::{Client, ClientBuilder, Response, StatusCode, Url};
use tillit_verifier::fetch::{Fetch, FetchError, FetchErrorKind, Fetched, Limits};
use tokio::runtime::Runtime;

use crate::shown;

/// How long one connection may take to be made; the whole exchange has [`Limits::timeout`].
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// Why nothing can be fetched at all.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client cannot be started: {0}")]
pub struct NetError(String);

/// Which proxy is used.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Proxy {
    /// What `http_proxy`, `https_proxy`, `all_proxy` and `no_proxy` say (in either case), on Windows and macOS the system's setting.
    #[default]
    Environment,
    /// None, whatever the environment says.
    Direct,
}

/// Called with the bytes that have come so far and, where the server told it, how many there will be.
type Progress = dyn Fn(u64, Option<u64>) + Send + Sync;

/// Fetches over HTTP. One connection for each request; no cookies, no decompression, no state between requests.
///
/// It has a runtime of its own, so callers need none; called from inside a tokio runtime it would panic.
pub struct HttpFetch {
    /// Taken only when dropped.
    runtime: Option<Runtime>,
    client: Client,
    /// The system has no CA certificates to check an https server with: the reason, and only http works.
    no_tls: Option<String>,
    progress: Option<Box<Progress>>,
}

impl fmt::Debug for HttpFetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpFetch").field("no_tls", &self.no_tls).finish_non_exhaustive()
    }
}

impl HttpFetch {
    /// A client that uses this proxy.
    ///
    /// # Errors
    /// [`NetError`] when the operating system gives no event loop, or the proxy setting cannot be read.
    pub fn new(proxy: Proxy) -> Result<Self, NetError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|e| NetError(e.to_string()))?;
        // A small server or container often has no CA certificates at all. That is no reason not to fetch over http.
        let (client, no_tls) = match builder(proxy).build() {
            Ok(client) => (client, None),
            Err(e) => {
                let client = builder(proxy).tls_certs_only([]).build().map_err(|e| NetError(causes(&e)))?;
                (client, Some(causes(&e)))
            }
        };
        Ok(Self { runtime: Some(runtime), client, no_tls, progress: None })
    }

    /// Has `progress` called with the bytes of the body so far and, where the server told it, their whole number.
    #[must_use]
    pub fn with_progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Sends a body; an answer that points elsewhere is refused, because the body was meant for this server.
    async fn send(
        &self,
        url: &str,
        media_type: &str,
        body: Vec<u8>,
        limits: &Limits,
    ) -> Result<Fetched, FetchErrorKind> {
        let url = Url::parse(url).map_err(|_| FetchErrorKind::Scheme)?;
        if !self.allowed(&url)? {
            return Err(FetchErrorKind::Scheme);
        }
        let request = self.client.post(url.clone()).header(CONTENT_TYPE, media_type).body(body);
        let response = request.send().await.map_err(|e| failure(e, limits))?;
        if let Some(next) = redirect(&url, &response)? {
            return Err(FetchErrorKind::Redirect(shown(next.as_str())));
        }
        self.body(url, response, limits).await
    }

    /// Runs one exchange within its time.
    fn exchange(
        &self,
        url: &str,
        limits: &Limits,
        exchange: impl Future<Output = Result<Fetched, FetchErrorKind>>,
    ) -> Result<Fetched, FetchError> {
        let error = |kind| FetchError { url: shown(url), kind };
        let Some(runtime) = &self.runtime else {
            return Err(error(FetchErrorKind::Other("shut down".to_owned())));
        };
        runtime
            .block_on(async { tokio::time::timeout(limits.timeout, exchange).await })
            .unwrap_or(Err(FetchErrorKind::Timeout(limits.timeout)))
            .map_err(error)
    }

    /// Follows redirects itself, because their number is part of the limits of one request.
    async fn follow(&self, url: &str, limits: &Limits) -> Result<Fetched, FetchErrorKind> {
        let mut url = Url::parse(url).map_err(|_| FetchErrorKind::Scheme)?;
        if !self.allowed(&url)? {
            return Err(FetchErrorKind::Scheme);
        }
        let mut redirects = 0;
        loop {
            let response = self.client.get(url.clone()).send().await.map_err(|e| failure(e, limits))?;
            let Some(next) = redirect(&url, &response)? else {
                return self.body(url, response, limits).await;
            };
            if redirects == limits.max_redirects {
                return Err(FetchErrorKind::Redirect(format!("more than {redirects}")));
            }
            if !self.allowed(&next)? {
                return Err(FetchErrorKind::Redirect(shown(next.as_str())));
            }
            redirects += 1;
            url = next;
        }
    }

    fn allowed(&self, url: &Url) -> Result<bool, FetchErrorKind> {
        match (url.scheme(), &self.no_tls) {
            ("https", Some(reason)) => Err(FetchErrorKind::Other(reason.clone())),
            ("http" | "https", _) => Ok(url.has_host()),
            _ => Ok(false),
        }
    }

    async fn body(&self, url: Url, mut response: Response, limits: &Limits) -> Result<Fetched, FetchErrorKind> {
        if response.status() != StatusCode::OK {
            return Err(FetchErrorKind::Status(response.status().as_u16()));
        }
        // Not asked for, and unpacking it would put the limit in the hands of whoever packed it.
        if let Some(encoding) =
            response.headers().get(CONTENT_ENCODING).filter(|e| !e.as_bytes().eq_ignore_ascii_case(b"identity"))
        {
            return Err(FetchErrorKind::Other(format!("compressed answer ({encoding:?}) that was not asked for")));
        }
        let total = response.content_length();
        if total.is_some_and(|length| length > limits.max_bytes) {
            return Err(FetchErrorKind::TooLarge(limits.max_bytes));
        }
        let mut body = Vec::new();
        // A length that was declared and not met is an error of hyper's.
        while let Some(chunk) = response.chunk().await.map_err(|e| failure(e, limits))? {
            if body.len() as u64 + chunk.len() as u64 > limits.max_bytes {
                return Err(FetchErrorKind::TooLarge(limits.max_bytes));
            }
            body.extend_from_slice(&chunk);
            if let Some(progress) = &self.progress {
                progress(body.len() as u64, total);
            }
        }
        Ok(Fetched { body, final_url: shown(url.as_str()) })
    }
}

impl Fetch for HttpFetch {
    fn get(&self, url: &str, limits: &Limits) -> Result<Fetched, FetchError> {
        self.exchange(url, limits, self.follow(url, limits))
    }

    fn post(&self, url: &str, media_type: &str, body: &[u8], limits: &Limits) -> Result<Fetched, FetchError> {
        self.exchange(url, limits, self.send(url, media_type, body.to_vec(), limits))
    }
}

impl Drop for HttpFetch {
    /// A name lookup of the operating system cannot be cancelled; waiting for one here would outlast the timeout.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn builder(proxy: Proxy) -> ClientBuilder {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let builder = Client::builder()
        .user_agent(concat!("tillit/", env!("CARGO_PKG_VERSION")))
        .default_headers(headers)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_max_idle_per_host(0);
    match proxy {
        Proxy::Environment => builder,
        Proxy::Direct => builder.no_proxy(),
    }
}

/// Where the answer sends us, if it does.
fn redirect(from: &Url, response: &Response) -> Result<Option<Url>, FetchErrorKind> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return Ok(None);
    }
    let location = response.headers().get(LOCATION).and_then(|l| std::str::from_utf8(l.as_bytes()).ok());
    let location = location.ok_or_else(|| FetchErrorKind::Redirect("no address to go to".to_owned()))?;
    from.join(location).map(Some).map_err(|_| FetchErrorKind::Redirect(shown(location)))
}

fn failure(error: reqwest::Error, limits: &Limits) -> FetchErrorKind {
    let error = error.without_url();
    let text = causes(&error);
    if error.is_timeout() {
        FetchErrorKind::Timeout(CONNECT_TIMEOUT.min(limits.timeout))
    } else if let Some((_, detail)) = text.split_once("dns error: ") {
        FetchErrorKind::Dns(detail.to_owned())
    } else if error.is_builder() {
        FetchErrorKind::Other(text)
    } else {
        FetchErrorKind::Connect(text)
    }
}

/// The error's innermost causes: the outer layers only say that a request was being sent.
fn causes(error: &reqwest::Error) -> String {
    let mut texts: Vec<String> = Vec::new();
    let mut source = error.source();
    while let Some(inner) = source {
        let text = inner.to_string();
        // Many layers repeat what the next one says.
        texts.retain(|outer| !outer.ends_with(&text));
        texts.push(text);
        source = inner.source();
    }
    if texts.is_empty() { error.to_string() } else { texts.join(": ") }
}
