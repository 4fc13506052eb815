//! Error pages by which a server says what was wrong with a client's certificate, in HTTP instead of an alert.

use crate::http::Answer;

/// What a page says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Page {
    /// A certificate is needed, and none was sent.
    NoCertificate,
    /// A certificate was sent and not taken, whatever the reason.
    CertificateRefused,
    /// A certificate was sent and not taken, because it is revoked or nobody could be asked.
    Revoked,
    /// A certificate was sent and not taken, because its issuer is not trusted.
    NotTrusted,
    /// A certificate was sent and not taken, because its time has not come or is over.
    NotInTime,
    /// A certificate was to be asked for after the request, which TLS 1.3 with this client does not allow.
    AskedLate,
    /// TLS was expected and plain HTTP came, or the reverse.
    PlainHttp,
    /// A server in front got no answer from the one behind.
    BadGateway,
}

/// How a page is known: by its status, by what it says, what it means. The first that fits counts.
///
/// Sources: `ngx_http_special_response.c`; `ssl_engine_kernel.c` (`ssl_hook_Access_modern`); IIS: "The HTTP status code in IIS 7 and later
/// versions".
const PAGES: &[(&[u16], &str, Page)] = &[
    (&[400, 496], "No required SSL certificate was sent", Page::NoCertificate),
    (&[400, 495], "The SSL certificate error", Page::CertificateRefused),
    (&[400, 497], "The plain HTTP request was sent to HTTPS port", Page::PlainHttp),
    (&[400], "speaking plain HTTP to an SSL-enabled server port", Page::PlainHttp),
    (&[403], "Cannot perform Post-Handshake Authentication", Page::AskedLate),
    (&[403], "403.7", Page::NoCertificate),
    (&[403], "403.13", Page::Revoked),
    (&[403], "403.16", Page::NotTrusted),
    (&[403], "403.17", Page::NotInTime),
    (&[502, 504], "", Page::BadGateway),
];

/// What the page says; `None`: it is no page that is known.
pub fn page(answer: &Answer) -> Option<Page> {
    let text = answer.text();
    PAGES
        .iter()
        .find(|(statuses, says, _)| statuses.contains(&answer.status) && text.contains(says))
        .map(|(_, _, page)| *page)
}
