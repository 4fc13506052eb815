//! Cookies as a login needs them (RFC 6265): for the time of one login, per host and path.

use url::Url;

use crate::http::Answer;

/// Cookies that are kept.
const MAX_COOKIES: usize = 100;
/// Bytes of one (RFC 6265 section 6.1).
const MAX_BYTES: usize = 4096;

#[derive(Clone, Debug)]
struct Cookie {
    name: String,
    value: String,
    domain: String,
    /// It goes to hosts below the domain, too.
    below: bool,
    path: String,
}

/// What servers gave on the way.
#[derive(Default)]
pub(super) struct Cookies(Vec<Cookie>);

impl Cookies {
    /// The header for a page; `None`: there are none for it.
    pub(super) fn header(&self, url: &Url) -> Option<String> {
        let host = url.host_str().unwrap_or_default();
        let fits = |cookie: &&Cookie| {
            (cookie.domain == host || (cookie.below && is_below(host, &cookie.domain))) && is_under(url, &cookie.path)
        };
        let pairs: Vec<String> =
            self.0.iter().filter(fits).map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Takes in what an answer gives.
    pub(super) fn take(&mut self, url: &Url, answer: &Answer) {
        for (_, value) in answer.headers.iter().filter(|(name, _)| name == "set-cookie") {
            let Some((cookie, is_over)) = read(url, value) else { continue };
            let same = |other: &Cookie| {
                other.name == cookie.name && other.domain == cookie.domain && other.path == cookie.path
            };
            self.0.retain(|other| !same(other));
            if !is_over && self.0.len() < MAX_COOKIES {
                self.0.push(cookie);
            }
        }
    }
}

/// A cookie, and whether it is one that is to be forgotten.
fn read(url: &Url, text: &str) -> Option<(Cookie, bool)> {
    if text.len() > MAX_BYTES || text.contains(|c: char| c.is_ascii_control()) {
        return None;
    }
    let mut parts = text.split(';');
    let (name, value) = parts.next()?.split_once('=')?;
    let host = url.host_str()?.to_owned();
    let directory = match url.path().rsplit_once('/') {
        Some(("", _)) | None => "/",
        Some((before, _)) => before,
    };
    let mut cookie = Cookie {
        name: name.trim().to_owned(),
        value: value.trim().to_owned(),
        domain: host.clone(),
        below: false,
        path: directory.to_owned(),
    };
    let mut is_over = false;
    for attribute in parts {
        let (name, value) = attribute.split_once('=').unwrap_or((attribute, ""));
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "domain" if !value.is_empty() => {
                let domain = value.trim_start_matches('.').to_ascii_lowercase();
                // A host gives cookies for itself and for what it is a part of, and for no top-level domain.
                if domain != host && !(is_below(&host, &domain) && domain.contains('.')) {
                    return None;
                }
                cookie.domain = domain;
                cookie.below = true;
            }
            "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
            "max-age" => is_over = value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
            // What is to be forgotten is given a time long past.
            "expires" => is_over |= value.contains("1970") || value.contains("-70 "),
            _ => {}
        }
    }
    (!cookie.name.is_empty()).then_some((cookie, is_over))
}

fn is_below(host: &str, domain: &str) -> bool {
    let is_name = !host.contains(':') && !host.split('.').all(|label| label.parse::<u32>().is_ok());
    is_name && host.strip_suffix(domain).is_some_and(|before| before.ends_with('.'))
}

fn is_under(url: &Url, path: &str) -> bool {
    url.path().strip_prefix(path).is_some_and(|rest| rest.is_empty() || path.ends_with('/') || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn after(given: &[(&str, &str)], asked: &str) -> Option<String> {
        let mut cookies = Cookies::default();
        for (url, cookie) in given {
            let headers = vec![("set-cookie".to_owned(), (*cookie).to_owned())];
            cookies.take(&Url::parse(url).unwrap(), &Answer { headers, ..Answer::default() });
        }
        cookies.header(&Url::parse(asked).unwrap())
    }

    #[test]
    fn cookies_go_back_to_where_they_came_from() {
        let host = "https://idp.region.example/a/b";
        for (cookie, asked, wanted) in [
            ("s=1; Secure; HttpOnly", "https://idp.region.example/a/c", Some("s=1")),
            ("s=1", "https://idp.region.example/", None),
            ("s=1; Path=/", "https://idp.region.example/", Some("s=1")),
            ("s=1; Path=/", "https://other.region.example/", None),
            ("s=1; Path=/; Domain=region.example", "https://other.region.example/", Some("s=1")),
            ("s=1; Path=/; Domain=.region.example", "https://notregion.example/", None),
            ("s=1; Path=/; Domain=other.example", "https://other.example/", None),
            ("s=1; Path=/; Domain=example", "https://other.example/", None),
            ("s=1; Path=/ab", "https://idp.region.example/abc", None),
            ("no cookie", "https://idp.region.example/a/", None),
        ] {
            assert_eq!(after(&[(host, cookie)], asked).as_deref(), wanted, "{cookie} at {asked}");
        }
        let twice = [(host, "s=1; Path=/"), (host, "s=2; Path=/"), (host, "t=3; Path=/")];
        assert_eq!(after(&twice, host).unwrap(), "s=2; t=3");
        let gone = [(host, "s=1; Path=/"), (host, "s=; Path=/; Max-Age=0")];
        assert_eq!(after(&gone, host), None);
    }
}
