//! `SSLOpenSSLConfCmd`: commands for OpenSSL itself, which go over what mod_ssl has set (SSL_CONF_cmd(3)).

use std::path::PathBuf;

use super::super::openssl::{Library, Protocol, level_in};
use super::super::service::{About, Note, Service, Setting, Source, SourcePlace, Unresolved, Versions, Why};

/// Commands that decide nothing here.
const OTHERS: &[&str] = &[
    "certificate",
    "privatekey",
    "chaincafile",
    "chaincapath",
    "chaincastore",
    "ciphersuites",
    "curves",
    "groups",
    "ecdhparameters",
    "dhparameters",
    "serverinfofile",
    "recordpadding",
    "numtickets",
    "options",
];

/// Applies commands to a service of which all else is known, in their order.
pub(super) fn apply(
    commands: &[Result<Setting<(String, String)>, Unresolved>],
    library: &Library,
    service: &mut Service,
) {
    for command in commands {
        let Setting { value: (name, value), written: Some(spot) } = (match command {
            Ok(command) => command,
            Err(unknown) => {
                service.unresolved.push(unknown.clone());
                continue;
            }
        }) else {
            continue;
        };
        let mut open = |about: About| {
            let why = Why::Unknown(name.clone());
            service.unresolved.push(Unresolved { spot: spot.clone(), about, why });
        };
        let lower = name.to_ascii_lowercase();
        let is_path = lower.ends_with("path");
        match lower.as_str() {
            "cipherstring" => {
                if let Some(level) = level_in(value) {
                    service.floor = library.floor(Some(Setting::written(level, spot.clone())));
                }
            }
            "minprotocol" | "maxprotocol" => {
                let Some(limit) = Protocol::parse(value) else {
                    open(About::Anything);
                    continue;
                };
                // The other limit stays as mod_ssl has set it.
                let own = service.versions.value;
                let mut oldest = match own {
                    Versions { old: true, .. } => Protocol::Tls10,
                    Versions { tls12: true, .. } => Protocol::Tls12,
                    _ => Protocol::Tls13,
                };
                let mut newest = match own {
                    Versions { tls13: true, .. } => Protocol::Tls13,
                    Versions { tls12: true, .. } => Protocol::Tls12,
                    _ => Protocol::Tls11,
                };
                if lower == "minprotocol" {
                    oldest = limit.unwrap_or(Protocol::Tls10);
                } else {
                    newest = limit.unwrap_or(Protocol::Tls13);
                }
                let speaks = |protocol: Protocol| oldest <= protocol && protocol <= newest;
                let versions = Versions {
                    old: speaks(Protocol::Tls10) || speaks(Protocol::Tls11),
                    tls12: speaks(Protocol::Tls12),
                    tls13: speaks(Protocol::Tls13),
                };
                service.versions = Setting::written(versions, spot.clone());
            }
            "protocol" => {
                let mut versions = service.versions.value;
                let mut is_cleared = false;
                for word in value.split(',').map(str::trim) {
                    let (on, bare) = match word.strip_prefix('-') {
                        Some(bare) => (false, bare),
                        None => (true, word.strip_prefix('+').unwrap_or(word)),
                    };
                    match bare.to_ascii_lowercase().as_str() {
                        // What mod_ssl has as its limits stays.
                        "all" if on => {}
                        "all" => {
                            versions = Versions::default();
                            is_cleared = true;
                        }
                        "tlsv1.2" => versions.tls12 = on && (versions.tls12 || is_cleared),
                        "tlsv1.3" => versions.tls13 = on && (versions.tls13 || is_cleared),
                        _ => {}
                    }
                }
                service.versions = Setting::written(versions, spot.clone());
            }
            // Another store takes the place of mod_ssl's, for the chain alone.
            "verifycafile" | "verifycapath" => {
                for source in &mut service.sources {
                    source.trusted = false;
                }
                let path = PathBuf::from(value);
                let place = if is_path { SourcePlace::HashedFolder(path) } else { SourcePlace::File(path) };
                service.sources.push(Source { announced: false, ..Source::new(place, spot.clone()) });
            }
            // These names are sent only where mod_ssl has none.
            "clientcafile" | "clientcapath" | "requestcafile" | "requestcapath" => {
                if service.sources.iter().any(|source| source.announced) {
                    service.notes.push(Note::WithoutEffect(spot.clone()));
                } else {
                    let path = PathBuf::from(value);
                    let place = if is_path { SourcePlace::Folder(path) } else { SourcePlace::File(path) };
                    service.sources.push(Source { trusted: false, ..Source::new(place, spot.clone()) });
                }
            }
            "verifymode" => open(About::Asks),
            "clientcastore" | "requestcastore" => open(About::Announces),
            "verifycastore" => open(About::Trusts),
            // RSA with SHA-256 is what cards do.
            "signaturealgorithms" | "clientsignaturealgorithms" => {
                let value = value.to_ascii_lowercase();
                if !(value.contains("rsa") && value.contains("sha256")) {
                    open(About::Anything);
                }
            }
            other if OTHERS.contains(&other) => {}
            _ => open(About::Anything),
        }
    }
}
