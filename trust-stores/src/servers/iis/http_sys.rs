//! HTTP.SYS: its listeners, as they stand in the registry.
//!
//! `HTTP_SERVICE_CONFIG_SSL_PARAM` (<https://learn.microsoft.com/windows/win32/api/http/ns-http-http_service_config_ssl_param>) tells what
//! a listener's flags and checks are; the numbers of the flags are those of `http.h`, and `netsh http show sslcert` shows them in words. Those
//! that say nothing of certificates or versions are: 0x1 accounts of the domain by certificate, 0x4 no raw filters, 0x10 no HTTP/2, 0x20 no
//! QUIC, 0x80 no OCSP stapling, 0x100 token binding, 0x200 more events, 0x800 session tickets, 0x2000 correlation, 0x4000 no session ids.

use std::collections::HashMap;
use std::path::Path;

use super::super::Spot;
use crate::windows::{Registry, Value};

const HTTP: &str = r"HKLM\SYSTEM\CurrentControlSet\Services\HTTP\Parameters";
/// Where listeners stand: by address, by name (SNI), by name with certificates in a shared folder.
const KINDS: [&str; 3] = ["SslBindingInfo", "SslSniBindingInfo", "SslCcsBindingInfo"];
/// Who registers listeners: AD FS's identifier ("netsh http show sslcert").
pub(super) const ADFS: &str = "5d89a20c-beab-4389-9447-324788eb944a";
/// That of IIS's own programs; who uses `netsh` may give any other.
pub(super) const IIS: &str = "4dc3e181-e14b-4a21-b022-59fc669b0914";

/// `HTTP_SERVICE_CONFIG_SSL_FLAG_...`
const NEGOTIATE_CLIENT_CERT: u64 = 0x2;
const REJECT: u64 = 0x8;
const DISABLE_TLS13: u64 = 0x40;
const DISABLE_LEGACY_TLS: u64 = 0x400;
const DISABLE_TLS12: u64 = 0x1000;
/// `DefaultCertCheckMode`: client certificates are not looked up.
const NO_REVOCATION: u64 = 0x1;
/// `DefaultCertCheckMode`: what Windows has at hand of revocation lists, nothing fetched.
const CACHED_REVOCATION: u64 = 0x2;

/// A listener.
pub(super) struct Binding {
    /// `0.0.0.0:443`, `certauth.idp.region.example:443`
    pub(super) address: String,
    pub(super) spot: Spot,
    /// The identifier of the program that it is for.
    pub(super) program: String,
    flags: u64,
    check: u64,
    /// The store whose names are sent, where one is set.
    pub(super) names_of: Option<String>,
    /// A list of trusted CAs of its own (a CTL), which is not read.
    pub(super) has_list: bool,
}

/// How a listener looks up revocation.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Checks {
    /// Over the network.
    Network,
    /// With what Windows has at hand.
    Cached,
    Not,
}

impl Binding {
    /// A certificate is asked for in the handshake.
    pub(super) fn asks(&self) -> bool {
        self.flags & NEGOTIATE_CLIENT_CERT != 0
    }

    /// It closes every connection (`reject=enable`).
    pub(super) fn refuses(&self) -> bool {
        self.flags & REJECT != 0
    }

    pub(super) fn speaks_old(&self) -> bool {
        self.flags & DISABLE_LEGACY_TLS == 0
    }

    pub(super) fn speaks_tls12(&self) -> bool {
        self.flags & DISABLE_TLS12 == 0
    }

    pub(super) fn speaks_tls13(&self) -> bool {
        self.flags & DISABLE_TLS13 == 0
    }

    pub(super) fn checks(&self) -> Checks {
        match self.check {
            check if check & NO_REVOCATION != 0 => Checks::Not,
            check if check & CACHED_REVOCATION != 0 => Checks::Cached,
            _ => Checks::Network,
        }
    }
}

/// Every listener.
#[derive(Default)]
pub(super) struct Bindings {
    pub(super) all: Vec<Binding>,
    by_address: HashMap<String, usize>,
}

impl Bindings {
    pub(super) fn of(registry: &dyn Registry) -> Self {
        let mut bindings = Self::default();
        for kind in KINDS {
            let key = format!(r"{HTTP}\{kind}");
            for address in registry.subkeys(&key).unwrap_or_default() {
                let binding = binding(registry, &key, &address);
                bindings.by_address.entry(binding.address.clone()).or_insert(bindings.all.len());
                bindings.all.push(binding);
            }
        }
        bindings
    }

    /// The listener that answers, in the order in which HTTP.SYS looks ("SSL certificate bindings", IIS): the exact address, the name, a name
    /// with a star, the shared folder's, every address.
    pub(super) fn answering(&self, address: &str, host: &str) -> Option<usize> {
        let (ip, port) = address.rsplit_once(':')?;
        let at = |wanted: &str| self.by_address.get(wanted).copied();
        let is_any = matches!(ip, "0.0.0.0" | "[::]");
        let exact = || (!is_any).then(|| at(address)).flatten();
        let named = || (!host.is_empty()).then(|| at(&format!("{host}:{port}"))).flatten();
        let starred = || host.split_once('.').and_then(|(_, domain)| at(&format!("*.{domain}:{port}")));
        let shared = || (!host.is_empty()).then(|| at(port).or_else(|| at(&format!("*:{port}")))).flatten();
        let of_six = || ip.starts_with('[').then(|| at(&format!("[::]:{port}"))).flatten();
        exact()
            .or_else(named)
            .or_else(starred)
            .or_else(shared)
            .or_else(of_six)
            .or_else(|| at(&format!("0.0.0.0:{port}")))
    }
}

/// What is looked up first for a listener: where that is there, no other answers.
pub(super) fn is_own(binding: &Binding, address: &str, host: &str) -> bool {
    match address.rsplit_once(':') {
        Some(("0.0.0.0" | "[::]", port)) if !host.is_empty() => binding.address == format!("{host}:{port}"),
        _ => binding.address == address,
    }
}

fn binding(registry: &dyn Registry, key: &str, address: &str) -> Binding {
    let key = format!(r"{key}\{address}");
    let values = registry.values(&key).unwrap_or_default();
    let value = |name: &str| values.iter().find(|(of, _)| of.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    let number = |name: &str| value(name).and_then(Value::as_number).unwrap_or(0);
    let text = |name: &str| value(name).and_then(Value::as_text).filter(|text| !text.is_empty()).map(str::to_owned);
    let program = value("AppId").and_then(|id| match id.as_binary() {
        Some(bytes) => Some(identifier(bytes)),
        None => id.as_text().map(|id| id.trim_matches(['{', '}']).to_lowercase()),
    });
    Binding {
        address: address.to_lowercase(),
        spot: Spot::file(Path::new(&key)).named("DefaultFlags"),
        program: program.unwrap_or_default(),
        flags: number("DefaultFlags"),
        check: number("DefaultSslCertCheckMode"),
        has_list: text("DefaultSslCtlIdentifier").is_some(),
        names_of: text("DefaultSslCtlStoreName"),
    }
}

/// A GUID as it is written: the first three groups lie with their last byte first.
fn identifier(bytes: &[u8]) -> String {
    let Ok(mut bytes) = <[u8; 16]>::try_from(bytes) else { return String::new() };
    for group in [0..4, 4..6, 6..8] {
        bytes[group].reverse();
    }
    let digits = format!("{:032x}", u128::from_be_bytes(bytes));
    [&digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]].join("-")
}

/// The host's name of a listener by name.
pub(super) fn name_of(address: &str) -> Option<String> {
    let (host, _) = address.rsplit_once(':')?;
    let is_number = host.starts_with('[') || host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    (!is_number).then(|| host.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_names_as_windows_writes_them() {
        let bytes = [0x0c, 0xa2, 0x89, 0x5d, 0xab, 0xbe, 0x89, 0x43, 0x94, 0x47, 0x32, 0x47, 0x88, 0xeb, 0x94, 0x4a];
        assert_eq!(identifier(&bytes), ADFS);
        assert_eq!(identifier(&[1]), "");
        assert_eq!(name_of("certauth.idp.example:443").as_deref(), Some("certauth.idp.example"));
        assert_eq!((name_of("0.0.0.0:443"), name_of("[::]:443")), (None, None));
    }
}
