//! `listen`: addresses, ports and what is said of them.

use super::{Directive, Kind, Spot};

/// An address that a server listens on.
#[derive(Clone, Debug)]
pub(super) struct Listen {
    /// `0.0.0.0:443`, `[::]:443`, `unix:/run/x`.
    pub address: String,
    /// TLS is spoken here: by every server of the address, whichever says so.
    pub ssl: bool,
    /// TLS over QUIC: another socket.
    pub quic: bool,
    /// It answers for names that no server has.
    pub default: bool,
    pub spot: Spot,
}

/// Ports of a range that are told one by one.
const MAX_RANGE: u16 = 1000;

/// What follows an address, alone or with a value.
const FLAGS: &[&str] = &[
    "default_server",
    "default",
    "bind",
    "ssl",
    "http2",
    "http3",
    "quic",
    "spdy",
    "proxy_protocol",
    "deferred",
    "reuseport",
    "multipath",
    "udp",
];
const VALUES: &[&str] = &[
    "setfib=",
    "fastopen=",
    "backlog=",
    "rcvbuf=",
    "sndbuf=",
    "accept_filter=",
    "ipv6only=",
    "so_keepalive=",
    "protocol=",
];

impl Listen {
    /// Reads a directive; an error is in nginx's words. A range of ports gives several.
    pub(super) fn parse(directive: &Directive, kind: Kind, spot: &Spot) -> Result<Vec<Self>, String> {
        let mut words = directive.args().iter().map(|word| word.value.as_str());
        let Some(address) = words.next() else {
            return Err("invalid number of arguments in \"listen\" directive".to_owned());
        };
        let addresses = addresses(address, kind)?;
        let words: Vec<&str> = words.collect();
        let unknown = words.iter().find(|word| {
            !FLAGS.contains(word) && !VALUES.iter().any(|value| word.starts_with(value) && word.len() > value.len())
        });
        if let Some(unknown) = unknown {
            return Err(format!("invalid parameter \"{unknown}\""));
        }
        let has = |flag: &str| words.contains(&flag);
        let listen = |address: String| Self {
            address,
            ssl: has("ssl"),
            quic: has("quic"),
            default: has("default_server") || has("default"),
            spot: spot.clone(),
        };
        Ok(addresses.into_iter().map(listen).collect())
    }

    /// Where a server without `listen` is: port 80, without TLS.
    pub(super) fn default(spot: Spot) -> Self {
        Self { address: "0.0.0.0:80".to_owned(), ssl: false, quic: false, default: false, spot }
    }

    /// As people write it.
    pub(super) fn shown(&self) -> String {
        if self.quic { format!("{} (QUIC)", self.address) } else { self.address.clone() }
    }
}

fn addresses(written: &str, kind: Kind) -> Result<Vec<String>, String> {
    if written.starts_with("unix:") {
        return Ok(vec![written.to_owned()]);
    }
    let wrong = || format!("invalid port in \"{written}\" of the \"listen\" directive");
    let (host, ports) = if let Some(rest) = written.strip_prefix('[') {
        let (inner, after) = rest
            .split_once(']')
            .ok_or_else(|| format!("invalid address in \"{written}\" of the \"listen\" directive"))?;
        let after = if after.is_empty() { Some("") } else { after.strip_prefix(':') };
        (format!("[{inner}]"), after.ok_or_else(wrong)?)
    } else if let Some((host, ports)) = written.split_once(':') {
        if ports.is_empty() {
            return Err(wrong());
        }
        (host.to_owned(), ports)
    } else if written.starts_with(|first: char| first.is_ascii_digit()) && !written.contains('.') {
        (String::new(), written)
    } else {
        (written.to_owned(), "")
    };
    let host = if host.is_empty() || host == "*" { "0.0.0.0".to_owned() } else { host };
    if ports.is_empty() {
        return if kind == Kind::Http {
            Ok(vec![format!("{host}:80")])
        } else {
            Err(format!("no port in \"{written}\" of the \"listen\" directive"))
        };
    }
    let port = |text: &str| text.parse::<u16>().ok().filter(|port| *port > 0).ok_or_else(wrong);
    let (first, last) = match ports.split_once('-') {
        Some((first, last)) => (port(first)?, port(last)?),
        None => (port(ports)?, port(ports)?),
    };
    if last < first {
        return Err(format!("invalid port range in \"{written}\" of the \"listen\" directive"));
    }
    Ok((first..=last.min(first.saturating_add(MAX_RANGE))).map(|port| format!("{host}:{port}")).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn addresses_are_what_nginx_makes_of_them() {
        for (written, expected) in [
            ("443", "0.0.0.0:443"),
            ("*:443", "0.0.0.0:443"),
            ("10.0.0.1", "10.0.0.1:80"),
            ("10.0.0.1:8443", "10.0.0.1:8443"),
            ("localhost", "localhost:80"),
            ("localhost:1", "localhost:1"),
            ("[::]:443", "[::]:443"),
            ("[::1]", "[::1]:80"),
            ("unix:/run/x.sock", "unix:/run/x.sock"),
        ] {
            assert_eq!(addresses(written, Kind::Http).unwrap(), [expected], "{written}");
        }
        assert_eq!(addresses("8000-8002", Kind::Http).unwrap().len(), 3);
        for wrong in ["0", "99999", "a:b", "a:1:2", "[::1", "[::]x", "a:", "2-1", "443x"] {
            assert!(addresses(wrong, Kind::Http).is_err(), "{wrong}");
        }
        assert!(addresses("localhost", Kind::Stream).is_err());
    }
}
