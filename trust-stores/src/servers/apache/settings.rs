//! The directives of mod_ssl that decide about clients' certificates, and how those of a virtual host and of the main server come together
//! (`ssl_config_server_merge` in modules/ssl/ssl_engine_config.c).

use std::path::PathBuf;

use super::super::service::{About, RevocationOf, Setting, Unresolved, Versions, Why};
use super::super::{Problem, ProblemKind, Spot};
use super::read::{Node, Reader};

/// A setting, or why its value is not known.
pub(super) type Field<T> = Option<Result<Setting<T>, Unresolved>>;

/// What a host does on its ports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Engine {
    On,
    Off,
    /// Plain HTTP that clients may upgrade (RFC 2817): no browser does.
    Optional,
}

/// `SSLVerifyClient`
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Verify {
    None,
    OptionalNoCa,
    Optional,
    Require,
}

/// `SSLCARevocationCheck`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Check {
    pub(super) of: Option<RevocationOf>,
    pub(super) missing_is_fine: bool,
}

/// The settings of a server or virtual host.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) engine: Field<Engine>,
    pub(super) verify: Field<Verify>,
    pub(super) depth: Field<u32>,
    pub(super) ca_file: Field<PathBuf>,
    pub(super) ca_path: Field<PathBuf>,
    pub(super) names_file: Field<PathBuf>,
    pub(super) names_path: Field<PathBuf>,
    pub(super) list_file: Field<PathBuf>,
    pub(super) list_path: Field<PathBuf>,
    pub(super) check: Field<Check>,
    pub(super) ocsp: Field<Option<RevocationOf>>,
    pub(super) protocols: Field<Versions>,
    pub(super) ciphers: Field<String>,
    /// `SSLOpenSSLConfCmd`: name and value.
    pub(super) commands: Vec<Result<Setting<(String, String)>, Unresolved>>,
    /// The files of its own certificates; `None`: one of which it is not known.
    pub(super) certificates: Vec<Option<PathBuf>>,
    /// What cannot be said of all of it.
    pub(super) unresolved: Vec<Unresolved>,
}

impl Settings {
    /// Those of a virtual host, which go before those of the main server.
    pub(super) fn over(self, main: &Self) -> Self {
        fn both<T>(mut first: Vec<T>, mut second: Vec<T>) -> Vec<T> {
            first.append(&mut second);
            first
        }
        let base = main.clone();
        Self {
            engine: self.engine.or(base.engine),
            verify: self.verify.or(base.verify),
            depth: self.depth.or(base.depth),
            ca_file: self.ca_file.or(base.ca_file),
            ca_path: self.ca_path.or(base.ca_path),
            names_file: self.names_file.or(base.names_file),
            names_path: self.names_path.or(base.names_path),
            list_file: self.list_file.or(base.list_file),
            list_path: self.list_path.or(base.list_path),
            check: self.check.or(base.check),
            ocsp: self.ocsp.or(base.ocsp),
            protocols: self.protocols.or(base.protocols),
            ciphers: self.ciphers.or(base.ciphers),
            commands: both(base.commands, self.commands),
            certificates: both(base.certificates, self.certificates),
            unresolved: both(base.unresolved, self.unresolved),
        }
    }
}

/// Directives of mod_ssl 2.4 (`ssl_config_cmds` in modules/ssl/mod_ssl.c) that do not matter here, in small letters without `ssl`; those
/// that begin with `sslproxy` and `sslstapling` are about other things altogether.
const OTHERS: &[&str] = &[
    "certificatechainfile",
    "certificatekeyfile",
    "compression",
    "cryptodevice",
    "echkeydir",
    "fips",
    "honorcipherorder",
    "insecurerenegotiation",
    "ocspdefaultresponder",
    "ocspnoverify",
    "ocspoverrideresponder",
    "ocspproxyurl",
    "ocsprespondercertificatefile",
    "ocsprespondertimeout",
    "ocspresponsemaxage",
    "ocspresponsetimeskew",
    "ocspuserequestnonce",
    "options",
    "passphrasedialog",
    "randomseed",
    "renegbuffersize",
    "require",
    "requiressl",
    "sessioncache",
    "sessioncachetimeout",
    "sessionticketkeyfile",
    "sessiontickets",
    "srpunknownuserseed",
    "srpverifierfile",
    "strictsnivhostcheck",
    "username",
    "usestapling",
    "vhostsnipolicy",
];
const OWN: &[&str] = &[
    "engine",
    "verifyclient",
    "verifydepth",
    "cacertificatefile",
    "cacertificatepath",
    "cadnrequestfile",
    "cadnrequestpath",
    "carevocationfile",
    "carevocationpath",
    "carevocationcheck",
    "ocspenable",
    "protocol",
    "ciphersuite",
    "opensslconfcmd",
    "certificatefile",
];

/// Directives with one argument: anything after it, a comment too, and httpd does not start.
const TAKES_ONE: &[&str] = &[
    "sslengine",
    "sslverifyclient",
    "sslverifydepth",
    "sslcacertificatefile",
    "sslcacertificatepath",
    "sslcadnrequestfile",
    "sslcadnrequestpath",
    "sslcarevocationfile",
    "sslcarevocationpath",
    "sslcertificatefile",
    "sslcertificatekeyfile",
    "sslocspenable",
];

/// mod_ssl knows a directive, in small letters.
pub(super) fn is_directive(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("ssl") else { return false };
    OWN.contains(&rest) || OTHERS.contains(&rest) || rest.starts_with("proxy") || rest.starts_with("stapling")
}

/// Reads one directive into the settings of its server; a word that mod_ssl does not take is a problem. `sections`: it stands in a section
/// like `<Location>`, where most of these directives may not be.
pub(super) fn read(node: &Node, settings: &mut Settings, reader: &Reader<'_>) -> Result<(), Problem> {
    let about = match node.name.as_str() {
        "sslengine" | "sslverifyclient" => About::Asks,
        "sslcadnrequestfile" | "sslcadnrequestpath" => About::Announces,
        "sslcacertificatefile" | "sslcacertificatepath" => About::Trusts,
        _ => About::Anything,
    };
    // Nobody but the running server knows the value.
    let unknown = |about: About| {
        let why = node.unknown.clone().map(Why::Variable)?;
        Some(Unresolved { spot: node.spot.clone(), about, why })
    };
    let problem =
        |what: String| Problem { server: super::WORD, spot: node.spot.clone(), kind: ProblemKind::Value(what) };
    if TAKES_ONE.contains(&node.name.as_str()) && node.args.len() != 1 {
        return Err(problem(format!("{} takes one argument", node.spot.name)));
    }
    macro_rules! field {
        ($field:ident, $value:expr) => {{
            settings.$field = Some(match unknown(about) {
                Some(unresolved) => Err(unresolved),
                None => Ok(Setting::written($value, node.spot.clone())),
            })
        }};
    }
    let word = || node.arg(0).to_ascii_lowercase();
    let known = node.unknown.is_none();
    match node.name.as_str() {
        "sslengine" => field!(
            engine,
            match word().as_str() {
                "on" => Engine::On,
                "off" => Engine::Off,
                "optional" => Engine::Optional,
                _ if !known => Engine::Off,
                _ => return Err(problem("Argument must be On, Off, or Optional".to_owned())),
            }
        ),
        "sslverifyclient" => field!(
            verify,
            match verify(node) {
                Some(verify) => verify,
                None if !known => Verify::None,
                None => return Err(problem(format!("SSLVerifyClient: Invalid argument '{}'", node.arg(0)))),
            }
        ),
        "sslverifydepth" => field!(
            depth,
            match node.arg(0).parse() {
                Ok(depth) => depth,
                Err(_) if !known => 0,
                // What is no number is 0 to it (`atoi`), and what is below is refused.
                Err(_) if node.arg(0).starts_with('-') => {
                    return Err(problem("SSLVerifyDepth: Invalid argument".to_owned()));
                }
                Err(_) => node
                    .arg(0)
                    .chars()
                    .map_while(|c| c.to_digit(10))
                    .fold(0, |sum: u32, digit| { sum.saturating_mul(10).saturating_add(digit) }),
            }
        ),
        "sslcacertificatefile" => field!(ca_file, reader.path(node.arg(0))),
        "sslcacertificatepath" => field!(ca_path, reader.path(node.arg(0))),
        "sslcadnrequestfile" => field!(names_file, reader.path(node.arg(0))),
        "sslcadnrequestpath" => field!(names_path, reader.path(node.arg(0))),
        "sslcarevocationfile" => field!(list_file, reader.path(node.arg(0))),
        "sslcarevocationpath" => field!(list_path, reader.path(node.arg(0))),
        "sslcarevocationcheck" => {
            let of = match word().as_str() {
                "none" => None,
                "leaf" => Some(RevocationOf::Leaf),
                "chain" => Some(RevocationOf::Chain),
                _ if !known => None,
                other => return Err(problem(format!("SSLCARevocationCheck: Invalid argument '{other}'"))),
            };
            let missing_is_fine = node.args.iter().skip(1).any(|arg| arg.eq_ignore_ascii_case("no_crl_for_cert_ok"));
            field!(check, Check { of, missing_is_fine });
        }
        "sslocspenable" => field!(
            ocsp,
            match word().as_str() {
                "off" => None,
                "on" => Some(RevocationOf::Chain),
                "leaf" => Some(RevocationOf::Leaf),
                _ if !known => None,
                other => return Err(problem(format!("SSLOCSPEnable: Invalid argument '{other}'"))),
            }
        ),
        "sslprotocol" => field!(
            protocols,
            match protocols(&node.args) {
                Ok(versions) => versions,
                Err(_) if !known => Versions::MODERN,
                Err(word) => return Err(problem(format!("SSLProtocol: Illegal protocol '{word}'"))),
            }
        ),
        // With two words the first says of which protocols; the level stands in the list of those before TLS 1.3.
        "sslciphersuite" => match node.args.as_slice() {
            [list] => field!(ciphers, list.clone()),
            [of, list] if of.eq_ignore_ascii_case("SSL") => field!(ciphers, list.clone()),
            _ => {}
        },
        "sslopensslconfcmd" => settings.commands.push(match unknown(About::Anything) {
            Some(unresolved) => Err(unresolved),
            None => Ok(Setting::written((node.arg(0).to_owned(), node.arg(1).to_owned()), node.spot.clone())),
        }),
        "sslcertificatefile" => settings.certificates.push(known.then(|| reader.path(node.arg(0)))),
        // A slip of the pen, with which httpd does not start, or a directive that is newer than this: either may be what decides.
        name if name.starts_with("ssl") && !is_directive(name) => {
            let why = Why::Unknown(node.spot.name.to_string());
            settings.unresolved.push(Unresolved { spot: node.spot.clone(), about: About::Asks, why });
        }
        // Other modules for TLS: what they ask of clients is not known here.
        "gnutlsenable" | "nssengine" | "tlsengine" if word() != "off" => {
            let why = Why::Unknown(node.spot.name.to_string());
            settings.unresolved.push(Unresolved { spot: node.spot.clone(), about: About::Asks, why });
            settings.engine = Some(Ok(Setting::written(Engine::On, node.spot.clone())));
        }
        super::read::CONDITION => {
            let why = Why::Condition(node.arg(0).to_owned());
            settings.unresolved.push(Unresolved { spot: node.spot.clone(), about: About::Anything, why });
        }
        _ => {}
    }
    Ok(())
}

/// `ssl_cmd_verify_parse`
pub(super) fn verify(node: &Node) -> Option<Verify> {
    match node.arg(0).to_ascii_lowercase().as_str() {
        "none" | "off" => Some(Verify::None),
        "optional" => Some(Verify::Optional),
        "require" | "on" => Some(Verify::Require),
        "optional_no_ca" => Some(Verify::OptionalNoCa),
        _ => None,
    }
}

/// `ssl_cmd_protocol_parse`, and no holes between the newest and the oldest (`ssl_init_ctx_protocol`).
fn protocols(words: &[String]) -> Result<Versions, &str> {
    const ALL: [bool; 5] = [false, true, true, true, true];
    let mut on = [false; 5];
    for word in words {
        let (action, name) = match word.strip_prefix('+') {
            Some(name) => ('+', name),
            None => word.strip_prefix('-').map_or((' ', word.as_str()), |name| ('-', name)),
        };
        let these = match name.to_ascii_lowercase().as_str() {
            "all" => ALL,
            "sslv3" => [true, false, false, false, false],
            "tlsv1" => [false, true, false, false, false],
            "tlsv1.1" => [false, false, true, false, false],
            "tlsv1.2" => [false, false, false, true, false],
            "tlsv1.3" => [false, false, false, false, true],
            // It may be named to be switched off.
            "sslv2" if action == '-' => continue,
            _ => return Err(word),
        };
        for (on, this) in on.iter_mut().zip(these) {
            *on = match action {
                '-' => *on && !this,
                '+' => *on || this,
                // A bare name begins anew.
                _ => this,
            };
        }
    }
    let [_, _, _, tls12, tls13] = on;
    if !on.contains(&true) {
        return Err(words.last().map_or("", String::as_str));
    }
    // Older ones stand only below 1.2 where 1.3 is on.
    let old = on.iter().take(3).any(|on| *on) && (tls12 || !tls13);
    Ok(Versions { old, tls12, tls13 })
}

/// Where a field was written.
pub(super) fn spot<T>(field: Option<&Result<Setting<T>, Unresolved>>) -> Option<&Spot> {
    match field? {
        Ok(setting) => setting.written.as_ref(),
        Err(unresolved) => Some(&unresolved.spot),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn protocols_are_added_taken_away_and_begun_anew() {
        let of = |text: &str| {
            let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
            protocols(&words).map(|versions| (versions.old, versions.tls12, versions.tls13)).ok()
        };
        assert_eq!(of("all -SSLv3"), Some((true, true, true)));
        assert_eq!(of("all -SSLv2 -SSLv3 -TLSv1 -TLSv1.1"), Some((false, true, true)));
        assert_eq!(of("-all +TLSv1.2"), Some((false, true, false)));
        assert_eq!(of("+TLSv1.2 +TLSv1.3"), Some((false, true, true)));
        assert_eq!(of("TLSv1.2 TLSv1.3"), Some((false, false, true)));
        assert_eq!(of("all -TLSv1.2"), Some((false, false, true)));
        assert_eq!(of("TLSv1"), Some((true, false, false)));
        assert_eq!(of("TLSv1.4"), None);
        assert_eq!(of("all -all"), None);
    }
}
