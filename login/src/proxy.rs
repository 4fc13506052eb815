//! The way through an HTTP proxy: `CONNECT` (RFC 9110 section 9.3.6), and the variables of the environment that name one.

use std::fmt;
use std::io::{self, Read as _, Write as _};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use url::Url;

use crate::connection::{ConnectError, Connection};
use crate::target::{DnsError, Target};

/// Bytes of a proxy's answer.
const MAX_ANSWER: usize = 16 << 10;

/// An HTTP proxy.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    place: Target,
    /// `user:password`, for the proxy alone: never shown.
    credentials: Option<String>,
}

/// No credentials.
impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

/// `proxy.region.example:8080`
impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place.authority())
    }
}

/// It is no address of an HTTP proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address of an HTTP proxy")]
pub struct NotAProxy;

impl Proxy {
    /// `http://proxy.region.example:8080`, `user:password@proxy:8080`. A proxy that is spoken to over TLS is not known here.
    ///
    /// # Errors
    /// [`NotAProxy`]
    pub fn parse(typed: &str) -> Result<Self, NotAProxy> {
        let typed = typed.trim();
        let rest = match typed.split_once("://") {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("http") => rest,
            Some(_) => return Err(NotAProxy),
            None => typed,
        };
        // Port 80 is what `http` means; the address is read as one of https so that no port is taken for granted.
        let mut url = Url::parse(&format!("https://{rest}")).map_err(|_| NotAProxy)?;
        let decoded = |text: &str| percent_decoded(text);
        let credentials = (!url.username().is_empty() || url.password().is_some())
            .then(|| format!("{}:{}", decoded(url.username()), decoded(url.password().unwrap_or_default())));
        url.set_username("").map_err(|()| NotAProxy)?;
        url.set_password(None).map_err(|()| NotAProxy)?;
        url.set_path("");
        url.set_query(None);
        let says_443 = rest.split(['/', '?']).next().is_some_and(|authority| authority.ends_with(":443"));
        if url.port().is_none() && !says_443 {
            url.set_port(Some(80)).map_err(|()| NotAProxy)?;
        }
        Ok(Self { place: Target::of(url).map_err(|_| NotAProxy)?, credentials })
    }

    /// It has a user name or password, which do not belong on a command line.
    pub fn has_credentials(&self) -> bool {
        self.credentials.is_some()
    }

    /// Where it is.
    ///
    /// # Errors
    /// [`DnsError`]
    pub fn addresses(&self, within: Duration) -> Result<Vec<SocketAddr>, DnsError> {
        self.place.addresses(within)
    }

    /// Asks the proxy, over a connection to it, for a way to the target.
    ///
    /// # Errors
    /// [`ConnectError`]
    pub fn tunnel(&self, connection: &mut Connection, target: &Target) -> Result<(), ConnectError> {
        let host = target.url().host_str().unwrap_or_default();
        let to = format!("{host}:{}", target.port());
        let mut request = format!("CONNECT {to} HTTP/1.1\r\nHost: {to}\r\n");
        if let Some(credentials) = &self.credentials {
            request.extend(["Proxy-Authorization: Basic ", &base64(credentials.as_bytes()), "\r\n"]);
        }
        request.push_str("\r\n");
        let broken = |error: io::Error| match error.kind() {
            io::ErrorKind::TimedOut => ConnectError::Proxy(None),
            _ => ConnectError::Unreachable(error.to_string()),
        };
        connection.write_all(request.as_bytes()).and_then(|()| connection.flush()).map_err(broken)?;
        let mut head = Vec::new();
        // One byte at a time: what follows the head is the target's.
        let mut plain = connection.before_tls();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            if head.len() >= MAX_ANSWER || plain.read(&mut byte).map_err(broken)? == 0 {
                return Err(ConnectError::Proxy(None));
            }
            head.extend(byte);
        }
        let mut headers = [httparse::EMPTY_HEADER; 64];
        let mut response = httparse::Response::new(&mut headers);
        match response.parse(&head) {
            Ok(_) => match response.code {
                Some(200..=299) => Ok(()),
                status => Err(ConnectError::Proxy(status)),
            },
            Err(_) => Err(ConnectError::Proxy(None)),
        }
    }
}

/// The proxies of an environment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies {
    proxy: Option<Proxy>,
    /// Hosts that are reached without: names, endings of names, addresses, `*`.
    without: Vec<String>,
}

impl Proxies {
    /// One proxy for every host.
    pub fn always(proxy: Proxy) -> Self {
        Self { proxy: Some(proxy), without: Vec::new() }
    }

    /// `https_proxy` and `all_proxy`, but for the hosts of `no_proxy`, in small letters or capitals, as curl reads them.
    ///
    /// # Errors
    /// The name of the variable that has no proxy in it.
    pub fn of_environment(variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, &'static str> {
        let value = |name: &str| variable(name).filter(|value| !value.trim().is_empty());
        let mut proxy = None;
        for name in ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"] {
            if let Some(value) = value(name) {
                proxy = Some(Proxy::parse(&value).map_err(|_| name)?);
                break;
            }
        }
        let without = value("no_proxy").or_else(|| value("NO_PROXY")).unwrap_or_default();
        let without = without.split([',', ' ']).map(|one| one.trim().trim_start_matches('.').to_ascii_lowercase());
        Ok(Self { proxy, without: without.filter(|one| !one.is_empty()).collect() })
    }

    /// The proxy for a target; `None`: it is reached without.
    pub fn of(&self, target: &Target) -> Option<&Proxy> {
        let host = target.host().trim_end_matches('.').to_ascii_lowercase();
        let of_port = format!(":{}", target.port());
        let is_same = |one: &String| {
            let one = one.strip_suffix(&of_port).unwrap_or(one);
            one == "*" || host == one || (host.parse::<IpAddr>().is_err() && host.ends_with(&format!(".{one}")))
        };
        self.proxy.as_ref().filter(|_| !self.without.iter().any(is_same))
    }
}

fn percent_decoded(text: &str) -> String {
    let mut out = Vec::new();
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let mut ahead = bytes.clone();
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        match (byte, digit(ahead.next()), digit(ahead.next())) {
            (b'%', Some(high), Some(low)) => {
                out.extend(u8::try_from(high * 16 + low));
                bytes = ahead;
            }
            _ => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// RFC 4648 section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for part in bytes.chunks(3) {
        let number = part.iter().fold(0_u32, |sum, byte| sum << 8 | u32::from(*byte)) << (8 * (3 - part.len()));
        for place in 0..4 {
            let six = usize::try_from(number >> (18 - 6 * place) & 63).unwrap_or_default();
            let letter = LETTERS.get(six).copied().map_or('=', char::from);
            out.push(if place <= part.len() { letter } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn proxies_as_people_write_them() {
        for (typed, shown, credentials) in [
            ("http://proxy.example:8080/", "proxy.example:8080", None),
            ("proxy.example", "proxy.example:80", None),
            ("proxy.example:443", "proxy.example", None),
            ("http://karin:p%40ss@10.0.0.1:3128", "10.0.0.1:3128", Some("karin:p@ss")),
        ] {
            let proxy = Proxy::parse(typed).unwrap();
            assert_eq!((proxy.to_string().as_str(), proxy.credentials.as_deref()), (shown, credentials), "{typed}");
            assert!(!format!("{proxy:?}").contains("p@ss"));
        }
        for wrong in ["socks5://proxy:1080", "https://proxy:443", ""] {
            assert_eq!(Proxy::parse(wrong), Err(NotAProxy), "{wrong}");
        }
        for (plain, coded) in [("", ""), ("k", "aw=="), ("ka", "a2E="), ("karin:p@ss", "a2FyaW46cEBzcw==")] {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn hosts_that_are_reached_without() {
        let variables = |name: &str| match name {
            "HTTPS_PROXY" => Some("http://proxy.example:8080".to_owned()),
            "no_proxy" => Some("localhost, .region.example,127.0.0.1,e.example:8443".to_owned()),
            _ => None,
        };
        let proxies = Proxies::of_environment(&variables).unwrap();
        for (target, with) in [
            ("idp.region.example", false),
            ("region.example", false),
            ("otherregion.example", true),
            ("127.0.0.1:8443", false),
            ("127.0.0.2", true),
            ("e.example:8443", false),
            ("e.example", true),
        ] {
            assert_eq!(proxies.of(&Target::parse(target).unwrap()).is_some(), with, "{target}");
        }
        assert_eq!(Proxies::of_environment(&|_| Some("socks5://x".to_owned())), Err("https_proxy"));
    }
}
