//! The one place that fetches. It decides nothing about trust: what may be fetched, and what the answer is worth, is
//! decided by the callers.
//!
//! Plain HTTP is normal here: CA certificates, revocation lists and OCSP answers carry their own signatures, and RFC 5280
//! section 8 warns against fetching them over TLS, because a TLS certificate may need the very thing that is fetched.

mod http;
mod offline;

pub use http::{HttpFetch, NetError, Proxy};
pub use offline::Offline;

/// An address as it may be shown: without user name and password, control characters escaped.
pub fn shown(url: &str) -> String {
    let authority = url.find("://").map_or(0, |at| at + 3);
    let end = url[authority..].find(['/', '?', '#']).map_or(url.len(), |at| authority + at);
    let host = url[authority..end].rfind('@').map_or(authority, |at| authority + at + 1);
    let mut out = String::with_capacity(url.len());
    for c in url[..authority].chars().chain(url[host..].chars()) {
        if c.is_control() || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}') {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn shown_without_secrets_and_control_characters() {
        assert_eq!(shown("http://anna:hemligt@ca.example/x?a=b@c"), "http://ca.example/x?a=b@c");
        assert_eq!(shown("http://a@b:pw@ca.example"), "http://ca.example");
        assert_eq!(shown("anna:hemligt@ca.example"), "ca.example");
        assert_eq!(shown("http://ca.example/\u{1b}[31m"), "http://ca.example/\\u{1b}[31m");
        assert_eq!(shown("http://ca.example/a@b"), "http://ca.example/a@b");
    }
}
