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

/// Host and port that a http or https address leads to; `None` for other addresses, and for those with a user name in them.
pub fn host_and_port(url: &str) -> Option<(String, u16)> {
    let url = reqwest::Url::parse(url).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let plain = url.username().is_empty() && url.password().is_none();
    Some((url.host_str().filter(|_| plain)?.to_owned(), url.port_or_known_default()?))
}

#[cfg(test)]
mod tests {
    use super::{host_and_port, shown};

    #[test]
    fn where_an_address_leads() {
        let at = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(host_and_port("http://AIA.Example/x"), at("aia.example", 80));
        assert_eq!(host_and_port("https://aia.example:8443"), at("aia.example", 8443));
        for other in
            ["http://aia.example@evil.example/", "http://u:p@aia.example/", "ldap://aia.example/", "file:///x", "x"]
        {
            assert_eq!(host_and_port(other), None, "{other}");
        }
        // What a browser's rules make of it counts, not what it looks like.
        assert_eq!(host_and_port("http://evil.example\\@aia.example/"), at("evil.example", 80));
    }

    #[test]
    fn shown_without_secrets_and_control_characters() {
        assert_eq!(shown("http://anna:hemligt@ca.example/x?a=b@c"), "http://ca.example/x?a=b@c");
        assert_eq!(shown("http://a@b:pw@ca.example"), "http://ca.example");
        assert_eq!(shown("anna:hemligt@ca.example"), "ca.example");
        assert_eq!(shown("http://ca.example/\u{1b}[31m"), "http://ca.example/\\u{1b}[31m");
        assert_eq!(shown("http://ca.example/a@b"), "http://ca.example/a@b");
    }
}
