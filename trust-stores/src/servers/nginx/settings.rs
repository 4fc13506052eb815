//! The directives about TLS, how often they may stand, and what an inner level has in place of an outer one.

use std::collections::BTreeMap;

use super::super::Spot;

/// A directive as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub args: Vec<String>,
    pub spot: Spot,
}

impl Line {
    /// Its first argument.
    pub(super) fn value(&self) -> &str {
        self.args.first().map(String::as_str).unwrap_or_default()
    }
}

/// How a directive is written.
struct Known {
    name: &'static str,
    /// How many arguments it has.
    args: std::ops::RangeInclusive<usize>,
    /// It may stand several times in a level; all of them hold.
    often: bool,
    /// The values that it may have; none: any.
    values: &'static [&'static str],
}

const fn once(name: &'static str, values: &'static [&'static str]) -> Known {
    Known { name, args: 1..=1, often: false, values }
}

const ON_OFF: &[&str] = &["on", "off"];

/// What is read of `http`, `stream`, `mail` and `server`.
const KNOWN: &[Known] = &[
    once("ssl", ON_OFF),
    once("ssl_verify_client", &["on", "off", "optional", "optional_no_ca"]),
    once("ssl_verify_depth", &[]),
    once("ssl_client_certificate", &[]),
    once("ssl_trusted_certificate", &[]),
    once("ssl_crl", &[]),
    once("ssl_ocsp", &["on", "off", "leaf"]),
    once("ssl_ciphers", &[]),
    once("ssl_password_file", &[]),
    once("ssl_reject_handshake", ON_OFF),
    once("starttls", &["on", "off", "only"]),
    Known { name: "ssl_certificate", args: 1..=1, often: true, values: &[] },
    Known { name: "ssl_certificate_key", args: 1..=1, often: true, values: &[] },
    Known { name: "ssl_conf_command", args: 2..=2, often: true, values: &[] },
    Known {
        name: "ssl_protocols",
        args: 1..=100,
        often: true,
        values: &["SSLv2", "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"],
    },
    Known { name: "ssl_certificate_by_lua_block", args: 0..=0, often: false, values: &[] },
    once("ssl_certificate_by_lua_file", &[]),
    once("ssl_certificate_by_lua", &[]),
    Known { name: "ssl_client_hello_by_lua_block", args: 0..=0, often: false, values: &[] },
    once("ssl_client_hello_by_lua_file", &[]),
];

fn known(name: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.name == name)
}

/// The directive is read here.
pub(super) fn is_known(name: &str) -> bool {
    known(name).is_some()
}

/// Directives of nginx and of well-known modules that decide nothing of whom is let in.
const OTHERS: &[&str] = &[
    "alpn",
    "buffer_size",
    "certificate_cache",
    "certificate_compression",
    "ct",
    "ct_static_scts",
    "dhparam",
    "dyn_rec_enable",
    "dyn_rec_size_hi",
    "dyn_rec_size_lo",
    "dyn_rec_threshold",
    "dyn_rec_timeout",
    "early_data",
    "ecdh_curve",
    "ech_file",
    "engine",
    "handshake_timeout",
    "key_log",
    "object_cache_inheritable",
    "ocsp_cache",
    "ocsp_responder",
    "prefer_server_ciphers",
    "preread",
    "session_cache",
    "session_ticket_key",
    "session_tickets",
    "session_timeout",
    "stapling",
    "stapling_file",
    "stapling_responder",
    "stapling_verify",
];

/// It looks like a directive about TLS, and is none that is known here: a slip of the pen, with which nginx does not start, or a module's.
pub(super) fn is_strange(name: &str) -> bool {
    let of_tls = name.strip_prefix("ssl_").is_some_and(|rest| !OTHERS.contains(&rest));
    of_tls && known(name).is_none() && !is_lua(name)
}

/// The directive is a script that has a say in the handshake.
pub(super) fn is_lua(name: &str) -> bool {
    name.contains("_by_lua")
}

/// The directives of one level.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    known: BTreeMap<&'static str, Vec<Line>>,
    /// What looks like a directive about TLS.
    strange: Vec<Spot>,
}

impl Settings {
    /// Takes a directive; an error is in nginx's words.
    pub(super) fn take(&mut self, name: &str, line: Line) -> Result<(), String> {
        let Some(known) = known(name) else { return Ok(()) };
        if !known.args.contains(&line.args.len()) {
            return Err(format!("invalid number of arguments in \"{name}\" directive"));
        }
        // nginx compares without regard to case.
        let is_allowed = |arg: &&String| known.values.iter().any(|value| value.eq_ignore_ascii_case(arg));
        if let Some(wrong) = line.args.iter().find(|arg| !known.values.is_empty() && !is_allowed(arg)) {
            return Err(format!("invalid value \"{wrong}\""));
        }
        if name == "ssl_verify_depth" && (line.value().is_empty() || !line.value().bytes().all(|b| b.is_ascii_digit()))
        {
            return Err(format!("\"{name}\" directive invalid number"));
        }
        let lines = self.known.entry(known.name).or_default();
        if !lines.is_empty() && !known.often {
            return Err(format!("\"{name}\" directive is duplicate"));
        }
        lines.push(line);
        Ok(())
    }

    /// Takes note of what looks like a directive about TLS.
    pub(super) fn take_strange(&mut self, spot: Spot) {
        self.strange.push(spot);
    }

    /// What looks like a directive about TLS.
    pub(super) fn strange(&self) -> &[Spot] {
        &self.strange
    }

    /// What holds in a server: each of its own directives in place of those of the same name around it.
    pub(super) fn within(&self, outer: &Self) -> Self {
        let mut known = outer.known.clone();
        known.extend(self.known.clone());
        let strange = outer.strange.iter().chain(&self.strange).cloned().collect();
        Self { known, strange }
    }

    pub(super) fn all(&self, name: &str) -> &[Line] {
        self.known.get(name).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn one(&self, name: &str) -> Option<&Line> {
        self.all(name).first()
    }

    /// It is switched on.
    pub(super) fn is_on(&self, name: &str) -> bool {
        self.one(name).is_some_and(|line| line.value().eq_ignore_ascii_case("on"))
    }

    /// A file that a directive names; an empty name is none.
    pub(super) fn file(&self, name: &str) -> Option<&Line> {
        self.one(name).filter(|line| !line.value().is_empty())
    }

    /// Scripts that run in the handshake.
    pub(super) fn scripts(&self) -> impl Iterator<Item = &Line> {
        self.known.iter().filter(|(name, _)| is_lua(name)).flat_map(|(_, lines)| lines)
    }
}
