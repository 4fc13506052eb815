//! p11-kit's own format (`.p11-kit`): certificates with the trust that a system gives them, as `trust anchor` writes them and Fedora,
//! SUSE and Arch ship them.
//!
//! Objects begin with `[p11-kit-object-v1]` and have `name: value` lines and PEM blocks (p11-kit's trust/persist.c). What a certificate is
//! trusted for stands in an extension that is stapled to its public key.

use std::collections::HashMap;

use base64::Engine as _;
use memchr::memmem;
use tillit_verifier::Certificate;
use tillit_verifier::container::{EntryError, Position};

use super::{Failure, Format, Options, Outcome, Source};
use crate::store::{Consumer, Entry, Grant, Location, StoreKind, Trust, TrustStore};

/// Text with an object's header in it.
pub(super) const FORMAT: Format = Format { kinds: &[StoreKind::P11Kit], recognises, read };

const HEADER: &str = "[p11-kit-object-v1]";
/// DER of the extension extKeyUsage's number, 2.5.29.37.
const EXTENDED_KEY_USAGE: &[u8] = &[0x06, 0x03, 0x55, 0x1d, 0x25];
/// DER of id-kp-serverAuth, id-kp-clientAuth, id-kp-emailProtection, anyExtendedKeyUsage (RFC 5280 section 4.2.1.12).
const SERVER: &[u8] = &[0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 1];
const CLIENT: &[u8] = &[0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 2];
const EMAIL: &[u8] = &[0x06, 0x08, 0x2b, 6, 1, 5, 5, 7, 3, 4];

fn recognises(window: &[u8]) -> bool {
    memmem::find_iter(window, HEADER).any(|at| at == 0 || window[at - 1] == b'\n')
}

fn read(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let location = Location::path(&source.path);
    let data = match source.whole(options.limits.max_binary_bytes) {
        Ok(data) => data,
        Err(error) => {
            return vec![Err(Failure { kind: Some(StoreKind::P11Kit), ..Failure::of(&location.path, error) })];
        }
    };
    let objects = objects(&String::from_utf8_lossy(&data));
    let usages: HashMap<&[u8], &Object> =
        objects.iter().filter(|object| object.is_usage()).filter_map(|object| Some((object.key()?, object))).collect();
    let mut store = TrustStore::new(location, StoreKind::P11Kit, Consumer::OpenSsl);
    for object in objects.iter().filter(|object| object.is_certificate()) {
        let certificate = match object.certificate.clone() {
            Some(der) => der.and_then(|der| Certificate::from_der(&der).map_err(EntryError::from)),
            None => Certificate::from_der(&object.bytes("value")).map_err(EntryError::from),
        };
        let usage = certificate.as_ref().ok().and_then(|certificate| usages.get(certificate.spki())).copied();
        store.entries.push(Entry {
            alias: object.text("label"),
            trust: object.trust(usage),
            ..Entry::anchor(certificate, Position::Line(object.line))
        });
    }
    vec![Ok(store)]
}

/// One object.
#[derive(Default)]
struct Object {
    /// The line of its header.
    line: u64,
    /// Its attributes as they are written.
    attributes: HashMap<String, String>,
    /// The certificate of its PEM block.
    certificate: Option<Result<Vec<u8>, EntryError>>,
    /// The SubjectPublicKeyInfo of its PEM block.
    public_key: Option<Vec<u8>>,
}

impl Object {
    fn is(&self, name: &str, value: &str) -> bool {
        self.attributes.get(name).is_some_and(|found| found == value)
    }

    fn is_certificate(&self) -> bool {
        self.is("class", "certificate") || (self.certificate.is_some() && !self.attributes.contains_key("class"))
    }

    fn is_usage(&self) -> bool {
        self.is("class", "x-certificate-extension")
            && (self.is("object-id", "2.5.29.37") || self.bytes("object-id") == EXTENDED_KEY_USAGE)
    }

    fn key(&self) -> Option<&[u8]> {
        self.public_key.as_deref()
    }

    /// A quoted value: `%` and two digits stand for a byte.
    fn bytes(&self, name: &str) -> Vec<u8> {
        let value = self.attributes.get(name).map_or("", String::as_str);
        let value = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).unwrap_or_default();
        let mut out = Vec::with_capacity(value.len());
        let mut rest = value.as_bytes();
        while let Some((&byte, after)) = rest.split_first() {
            let escaped = after.get(..2).and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
            match escaped.filter(|_| byte == b'%') {
                Some(escaped) => (out.push(escaped), rest = &after[2..]).1,
                None => (out.push(byte), rest = after).1,
            }
        }
        out
    }

    fn text(&self, name: &str) -> Option<String> {
        Some(String::from_utf8_lossy(&self.bytes(name)).into_owned()).filter(|text| !text.is_empty())
    }

    fn trust(&self, usage: Option<&Self>) -> Trust {
        if self.is("x-distrusted", "true") {
            return Trust::all(Grant::Distrusted);
        }
        if !self.is("trusted", "true") {
            return Trust::all(Grant::Helper);
        }
        let Some(usage) = usage else { return Trust::all(Grant::Anchor) };
        let usage = usage.bytes("value");
        let grant = |purpose| if memmem::find(&usage, purpose).is_some() { Grant::Anchor } else { Grant::Ignored };
        Trust { client: grant(CLIENT), server: grant(SERVER), email: grant(EMAIL) }
    }
}

fn objects(text: &str) -> Vec<Object> {
    let mut objects: Vec<Object> = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((line, row)) = lines.next() {
        let row = row.trim();
        if row == HEADER {
            objects.push(Object { line, ..Object::default() });
            continue;
        }
        let Some(object) = objects.last_mut() else { continue };
        if let Some(label) = row.strip_prefix("-----BEGIN ").and_then(|rest| rest.strip_suffix("-----")) {
            let mut base64 = String::new();
            let is_whole = loop {
                match lines.next() {
                    None => break false,
                    Some((_, row)) if row.trim().starts_with("-----END ") => break true,
                    Some((_, row)) => base64.push_str(row.trim()),
                }
            };
            let decoded = base64::engine::general_purpose::STANDARD.decode(base64).map_err(|_| EntryError::Base64);
            let decoded = if is_whole { decoded } else { Err(EntryError::Unterminated) };
            match label {
                "PUBLIC KEY" => object.public_key = decoded.ok(),
                "CERTIFICATE" => object.certificate = Some(decoded),
                _ => {}
            }
        } else if let Some((name, value)) = row.split_once(':').filter(|_| !row.starts_with('#')) {
            object.attributes.insert(name.trim().to_owned(), value.trim().to_owned());
        }
    }
    for object in &mut objects {
        if object.public_key.is_none() && object.attributes.contains_key("public-key-info") {
            object.public_key = Some(object.bytes("public-key-info"));
        }
    }
    objects
}
