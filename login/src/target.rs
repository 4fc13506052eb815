//! What the user names: a host and a path on it.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::mpsc;
use std::time::Duration;

use url::{Host, Url};

/// Addresses of one host that are looked at.
pub const MAX_ADDRESSES: usize = 16;

/// A page of a server over TLS.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Target {
    url: Url,
}

/// Why a target cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TargetError {
    /// It is no web address.
    #[error("not a web address: {0}")]
    NotAnAddress(String),
    /// It is an address of another kind than https.
    #[error("not https: {0}")]
    NotHttps(String),
    /// It has a user name or password in it, which has no place in reports.
    #[error("a user name or password in the address")]
    WithPassword,
}

/// Why a name leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DnsError {
    /// The name is not known, or nobody could be asked: what the system said.
    #[error("{0}")]
    Failed(String),
    /// No answer within this time.
    #[error("no answer within {0:?}")]
    TimedOut(Duration),
}

impl Target {
    /// `https://idp.region.example/login`, or what people type: `idp.region.example`, `idp.region.example:8443/login`, `10.0.0.1`.
    ///
    /// # Errors
    /// [`TargetError`]
    pub fn parse(typed: &str) -> Result<Self, TargetError> {
        let typed = typed.trim();
        let wrong = || TargetError::NotAnAddress(typed.to_owned());
        let url = match typed.split_once("://") {
            Some((scheme, _)) if scheme.eq_ignore_ascii_case("https") => Url::parse(typed),
            Some(_) => return Err(TargetError::NotHttps(typed.to_owned())),
            None => Url::parse(&format!("https://{typed}")),
        };
        Self::of(url.map_err(|_| wrong())?).map_err(|error| match error {
            TargetError::NotAnAddress(_) => wrong(),
            other => other,
        })
    }

    /// An address that a server pointed to.
    ///
    /// # Errors
    /// [`TargetError`]
    pub fn of(mut url: Url) -> Result<Self, TargetError> {
        if url.scheme() != "https" {
            return Err(TargetError::NotHttps(url.to_string()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetError::WithPassword);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(TargetError::NotAnAddress(url.to_string()));
        }
        url.set_fragment(None);
        Ok(Self { url })
    }

    /// The whole address.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The host, as it is asked for: in ASCII, without brackets.
    pub fn host(&self) -> String {
        match self.url.host() {
            Some(Host::Ipv6(address)) => address.to_string(),
            Some(host) => host.to_string(),
            None => String::new(),
        }
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(443)
    }

    /// Path and query, as they stand in a request.
    pub fn path(&self) -> String {
        match self.url.query() {
            Some(query) => format!("{}?{query}", self.url.path()),
            None => self.url.path().to_owned(),
        }
    }

    /// The path as it may be shown: without the query and without parameters of its parts (`;jsessionid=`), which may hold tokens.
    pub fn page(&self) -> String {
        let parts = self.url.path().split('/').map(|part| part.split(';').next().unwrap_or_default());
        parts.collect::<Vec<_>>().join("/")
    }

    /// What stands in the `Host` header.
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        self.url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The name that is sent in the handshake; addresses have none (RFC 6066 section 3).
    pub fn server_name(&self) -> Option<String> {
        match self.url.host() {
            Some(Host::Domain(name)) => Some(name.trim_end_matches('.').to_owned()),
            _ => None,
        }
    }

    /// Another page of the same server.
    #[must_use]
    pub fn with_path(&self, path: &str) -> Self {
        let mut url = self.url.clone();
        url.set_query(None);
        url.set_path(path);
        Self { url }
    }

    /// Every address of the host, each once, at most [`MAX_ADDRESSES`].
    ///
    /// # Errors
    /// [`DnsError`]
    pub fn addresses(&self, within: Duration) -> Result<Vec<SocketAddr>, DnsError> {
        let port = self.port();
        let of = |address: IpAddr| vec![SocketAddr::new(address, port)];
        let name = match self.url.host() {
            Some(Host::Ipv4(address)) => return Ok(of(address.into())),
            Some(Host::Ipv6(address)) => return Ok(of(address.into())),
            Some(Host::Domain(name)) => name.to_owned(),
            None => return Err(DnsError::Failed("no host".to_owned())),
        };
        // The system's resolver takes no limit; a thread that waits for it in vain ends with it.
        let (sender, receiver) = mpsc::channel();
        std::thread::spawn(move || {
            let found = (name.as_str(), port).to_socket_addrs().map(Iterator::collect::<Vec<_>>);
            drop(sender.send(found));
        });
        let found = receiver.recv_timeout(within).map_err(|_| DnsError::TimedOut(within))?;
        let found = found.map_err(|error| DnsError::Failed(error.to_string()))?;
        let mut addresses: Vec<SocketAddr> = Vec::new();
        for address in found {
            if !addresses.contains(&address) && addresses.len() < MAX_ADDRESSES {
                addresses.push(address);
            }
        }
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn what_people_type() {
        for (typed, host, port, path, authority) in [
            ("https://idp.region.example/login?a=b#c", "idp.region.example", 443, "/login?a=b", "idp.region.example"),
            (" idp.region.example ", "idp.region.example", 443, "/", "idp.region.example"),
            ("idp.region.example:8443/x", "idp.region.example", 8443, "/x", "idp.region.example:8443"),
            ("HTTPS://IDP.Region.Example", "idp.region.example", 443, "/", "idp.region.example"),
            ("10.0.0.1", "10.0.0.1", 443, "/", "10.0.0.1"),
            ("[::1]:4433", "::1", 4433, "/", "[::1]:4433"),
            ("vård.example", "xn--vrd-ula.example", 443, "/", "xn--vrd-ula.example"),
        ] {
            let target = Target::parse(typed).unwrap();
            let found = (target.host(), target.port(), target.path(), target.authority());
            assert_eq!(found, (host.to_owned(), port, path.to_owned(), authority.to_owned()), "{typed}");
        }
        assert_eq!(Target::parse("10.0.0.1").unwrap().server_name(), None);
        assert_eq!(Target::parse("a.example.").unwrap().server_name().as_deref(), Some("a.example"));
        assert!(matches!(Target::parse("http://a.example"), Err(TargetError::NotHttps(_))));
        assert!(matches!(Target::parse("ldap://a"), Err(TargetError::NotHttps(_))));
        assert!(matches!(Target::parse(""), Err(TargetError::NotAnAddress(_))));
        assert!(matches!(Target::parse("a b"), Err(TargetError::NotAnAddress(_))));
        assert_eq!(Target::parse("https://u:p@a.example"), Err(TargetError::WithPassword));
    }

    #[test]
    fn addresses_need_no_resolver() {
        let found = Target::parse("127.0.0.1:1").unwrap().addresses(Duration::from_secs(1)).unwrap();
        assert_eq!(found, ["127.0.0.1:1".parse().unwrap()]);
    }
}
