//! Policies of browsers that install certificates: `policies.json` of Firefox and Thunderbird, policy files of Chromium and its like.
//!
//! Firefox: `Certificates` and `SecurityDevices` in <https://mozilla.github.io/policy-templates/>, carried out in `Policies.sys.mjs`.
//! Chromium: `CACertificates` and others in <https://chromeenterprise.google/policies/>.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tillit_verifier::Certificate;
use tillit_verifier::container::{self, ContainerError, EntryError, Position};
use tillit_verifier::input::InputError;

use super::{Failure, Format, Options, Outcome, Source, nss};
use crate::observation::{Cause, Observation};
use crate::places::homes;
use crate::store::{Consumer, Entry, Grant, Location, StoreKind, Trust, TrustStore};
use crate::tree::Tree;

/// A policy file that is named; places read it through this, too.
pub(super) const FORMAT: Format = Format { kinds: &[StoreKind::BrowserPolicy], recognises, read };

/// Bytes of a policy file.
const MAX_BYTES: u64 = 16 << 20;
/// Certificates that one policy may install.
const MAX_CERTIFICATES: usize = 10_000;

/// Chromium's lists of certificates and what each is for. Chromium judges servers only.
const CHROMIUM: &[(&str, Grant)] = &[
    ("CACertificates", Grant::Anchor),
    ("CACertificatesWithConstraints", Grant::Anchor),
    ("CAHintCertificates", Grant::Helper),
    ("CADistrustedCertificates", Grant::Distrusted),
];

fn recognises(window: &[u8]) -> bool {
    let text = window.strip_prefix(b"\xef\xbb\xbf").unwrap_or(window).trim_ascii_start();
    let has = |word: &str| memchr::memmem::find(text, format!("\"{word}\"").as_bytes()).is_some();
    let comment_or_object = text.starts_with(b"{") || text.starts_with(b"/");
    comment_or_object && !has("apiVersion") && (has("policies") || CHROMIUM.iter().any(|(list, _)| has(list)))
}

fn read(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let path = source.path.clone();
    let store = source.whole(MAX_BYTES).and_then(|bytes| from_bytes(&path, &bytes, options));
    vec![store.map_err(|error| Failure { kind: Some(StoreKind::BrowserPolicy), ..Failure::of(&path, error) })]
}

/// Reads a policy file of Chromium, of which a machine may have many: one that says nothing of certificates gives nothing.
pub(crate) fn chromium_policies(path: &Path, options: &Options<'_>) -> Outcome {
    let source = options.tree.open(path).and_then(|reader| Source::new(path, reader));
    let outcome = match source {
        Ok(source) => read(source, options),
        Err(error) => vec![Err(Failure::of(path, InputError::from_io(error)))],
    };
    outcome.into_iter().filter(|read| read.as_ref().map_or(true, |store| !store.is_empty())).collect()
}

fn from_bytes(path: &Path, bytes: &[u8], options: &Options<'_>) -> Result<TrustStore, InputError> {
    let text = String::from_utf8_lossy(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
    let damaged = |error: serde_json::Error| ContainerError::Damaged { kind: "policy file", detail: error.to_string() };
    let mut store = TrustStore::new(Location::path(path), StoreKind::BrowserPolicy, Consumer::Nss);
    match serde_json::from_str::<Value>(&text) {
        Ok(policies) => match policies.get("policies") {
            Some(policies) => firefox(policies, path, options, &mut store),
            None => chromium(&policies, &mut store),
        },
        // Chromium takes comments and a comma too many; Firefox takes neither, and none of its policies holds then.
        Err(error) => match serde_json::from_str::<Value>(&relaxed(&text)) {
            Ok(policies) if policies.get("policies").is_none() => chromium(&policies, &mut store),
            _ => return Err(damaged(error).into()),
        },
    }
    Ok(store)
}

/// Certificates that the policy installs get certutil's `CT,CT,`.
fn firefox(policies: &Value, path: &Path, options: &Options<'_>, store: &mut TrustStore) {
    let certificates = policies.get("Certificates");
    let install = certificates.and_then(|c| c.get("Install")).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for name in install.iter().filter_map(Value::as_str).take(MAX_CERTIFICATES) {
        match find(name, path, options.tree) {
            Some(file) => install_file(&file, options, store),
            None => store.observations.push(Observation::PolicyFileMissing(PathBuf::from(name))),
        }
    }
    let enterprise = certificates.and_then(|c| c.get("ImportEnterpriseRoots")).and_then(Value::as_bool) == Some(true);
    let devices = policies.get("SecurityDevices");
    let devices = devices.and_then(|devices| devices.get("Add")).or(devices).and_then(Value::as_object);
    let module = devices.is_some_and(|all| all.values().filter_map(Value::as_str).any(nss::is_system_module));
    if module || (enterprise && !is_linux(options.tree)) {
        store.observations.push(Observation::AlsoUsesSystem);
    }
}

/// `ImportEnterpriseRoots` does nothing on Linux, whose systems all have this file; Windows and macOS have not.
fn is_linux(tree: &dyn Tree) -> bool {
    ["/etc/os-release", "/usr/lib/os-release"].iter().any(|path| tree.exists(Path::new(path)))
}

/// The file that `Install` names: by its whole path, or in the folders where Firefox looks, in its order.
fn find(name: &str, policies: &Path, tree: &dyn Tree) -> Option<PathBuf> {
    let name = Path::new(name);
    if name.has_root() {
        return Some(name.to_owned()).filter(|file| tree.is_file(file));
    }
    let own = policies.parent().filter(|folder| folder.file_name().is_some_and(|name| name == "distribution"));
    let installed = ["/usr/lib/*/distribution", "/usr/lib64/*/distribution", "/opt/*/distribution"];
    let distributions = match own {
        Some(own) => vec![own.to_owned()],
        None => installed.iter().flat_map(|pattern| homes::expand(tree, Path::new(pattern))).collect(),
    };
    let users = homes::homes(tree).into_iter().map(|home| home.join(".mozilla"));
    let system = ["/usr/lib/mozilla", "/usr/lib64/mozilla"].map(PathBuf::from);
    let folders = distributions.into_iter().chain(users).chain(system);
    // Linux and macOS.
    let mut files =
        folders.flat_map(|folder| ["certificates", "Certificates"].map(|part| folder.join(part).join(name)));
    files.find(|file| tree.is_file(file))
}

fn install_file(file: &Path, options: &Options<'_>, store: &mut TrustStore) {
    let contents = options.tree.open(file).map_err(ContainerError::from);
    match contents.and_then(|reader| container::read_with(reader, options.passwords, &options.limits)) {
        Ok(contents) => {
            // Firefox takes one certificate of a file: the Base64 of several is none.
            let grant = if contents.entries.len() == 1 { Grant::Anchor } else { Grant::Ignored };
            store.has_private_key |= contents.has_private_key;
            if contents.has_private_key {
                store.observations.push(Observation::PrivateKey(Some(file.to_owned())));
            }
            store
                .observations
                .extend(contents.quirks.iter().map(|quirk| Observation::Quirk(*quirk, Some(file.to_owned()))));
            store.entries.extend(contents.entries.into_iter().map(|entry| Entry {
                alias: entry.alias,
                file: Some(file.to_owned()),
                trust: Trust::all(grant),
                ignored_by: if grant == Grant::Ignored { vec![Consumer::Nss] } else { Vec::new() },
                ..Entry::anchor(entry.certificate, entry.position)
            }));
        }
        Err(error) => {
            let cause = Box::new(Cause::from(InputError::from(error)));
            store.observations.push(Observation::PassedOver(file.to_owned(), cause));
        }
    }
}

fn chromium(policies: &Value, store: &mut TrustStore) {
    for (list, server) in CHROMIUM {
        let certificates = policies.get(*list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for certificate in certificates {
            // With constraints it is an object.
            let text = certificate.as_str().or_else(|| certificate.get("certificate").and_then(Value::as_str));
            if store.entries.len() >= MAX_CERTIFICATES {
                return;
            }
            let position = Position::Index(store.entries.len());
            let trust = Trust { client: Grant::Ignored, server: *server, email: Grant::Ignored };
            store.entries.push(Entry { trust, ..Entry::anchor(from_base64(text.unwrap_or_default()), position) });
        }
    }
}

/// Base64 of DER; some administrators write PEM, which Chromium takes as well.
fn from_base64(text: &str) -> Result<Certificate, EntryError> {
    let body = text.trim().strip_prefix("-----BEGIN CERTIFICATE-----").unwrap_or(text.trim());
    let body = body.strip_suffix("-----END CERTIFICATE-----").unwrap_or(body);
    let body: String = body.split_ascii_whitespace().collect();
    let der = STANDARD.decode(body).map_err(|_| EntryError::Base64)?;
    Ok(Certificate::from_der(&der)?)
}

/// JSON without comments and without commas before a closing bracket.
pub(crate) fn relaxed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '"' {
            let end = end_of_string(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
        } else if let Some(comment) = rest.strip_prefix("//") {
            rest = &comment[comment.find('\n').unwrap_or(comment.len())..];
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.find("*/").map_or("", |end| &comment[end + 2..]);
        } else {
            if matches!(first, '}' | ']') && out.trim_end().ends_with(',') {
                let kept = out.trim_end().len() - 1;
                out.truncate(kept);
            }
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// Where a JSON string that the text begins with ends.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn comments_and_commas_go_and_strings_stay() {
        let text = "// first\n{ /* a */ \"a//b\": [1, 2, ], \"c\\\"/*\": \"*/,]\", // x\n }";
        let value: Value = serde_json::from_str(&relaxed(text)).unwrap();
        assert_eq!(value, serde_json::json!({ "a//b": [1, 2], "c\"/*": "*/,]" }));
        for odd in ["\"", "\"\\", "/*", "//", "[,]", "å\"å", ""] {
            let _ = relaxed(odd);
        }
    }
}
