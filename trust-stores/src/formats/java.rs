//! What PKCS#12, JKS and JCEKS mean to Java, whose trust stores they are, and to OpenSSL.
//!
//! OpenSSL takes every certificate of a PKCS#12 file. Java takes what its `TrustManager` finds in the key store (OpenJDK,
//! `sun.security.validator.TrustStoreUtil`): trusted certificate entries, and of a private key entry the key's own certificate. What
//! is passed over is passed over in silence: `keytool -list` shows fewer entries, or none, and ends with 0.

use std::collections::HashMap;
use std::path::Path;

use tillit_verifier::container::{self, Contents, Integrity, Position, Role};

use super::Options;
use crate::observation::{Observation, Which};
use crate::store::{Consumer, Entry, Grant, Location, MAX_KEPT, StoreKind, Trust, TrustStore};

/// What Java makes of one entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// A chain may end in it.
    Trusted,
    /// A certificate of PKCS#12 without the attribute 2.16.840.1.113894.746875.1.1.
    WithoutAttribute,
    /// A CA in the chain of a private key.
    Chain,
    /// Its alias is in the way: see [`Observation::HiddenByAlias`].
    Hidden,
}

/// The entries of a Java store with what Java makes of them, and what there is to say of them.
pub(super) fn fill(store: &mut TrustStore, contents: Contents, options: &Options<'_>) {
    let seen = seen(store.kind, &contents.entries);
    let legacy: Vec<_> = contents.schemes.iter().filter(|scheme| scheme.legacy).map(|scheme| scheme.name).collect();
    let mut without_attribute = Vec::new();
    let mut hidden = Vec::new();
    let mut entries = Vec::new();
    for (index, (entry, &seen)) in contents.entries.into_iter().zip(&seen).enumerate() {
        if index >= MAX_KEPT && entry.certificate.as_ref().is_ok_and(|certificate| !(options.interest)(certificate)) {
            store.passed_over += 1;
            continue;
        }
        let which = || {
            let certificate = entry.certificate.as_ref().ok()?.clone();
            Some(Which { certificate, alias: entry.alias.clone(), index, file: None })
        };
        match seen {
            Seen::WithoutAttribute => without_attribute.extend(which()),
            Seen::Hidden => hidden.extend(which()),
            Seen::Trusted | Seen::Chain => {}
        }
        let trusted = seen == Seen::Trusted;
        entries.push(Entry {
            certificate: entry.certificate,
            alias: entry.alias,
            file: None,
            position: entry.position,
            trust: Trust::all(if trusted { Grant::Anchor } else { Grant::Ignored }),
            ignored_by: if trusted { Vec::new() } else { vec![Consumer::Java] },
            listed: None,
        });
    }
    store.entries = entries;

    let observations = &mut store.observations;
    if store.kind == StoreKind::Pkcs12 && contents.integrity == Integrity::None {
        observations.push(Observation::NoIntegrity);
    }
    if !legacy.is_empty() {
        observations.push(Observation::LegacyEncryption(legacy));
    }
    if !without_attribute.is_empty() {
        observations.push(Observation::IgnoredByJava(without_attribute));
    }
    if !hidden.is_empty() {
        observations.push(Observation::HiddenByAlias(hidden));
    }
    let chain = seen.iter().filter(|seen| **seen == Seen::Chain).count();
    if chain > 0 {
        observations.push(Observation::KeyChainEntries(chain));
    }
    if !seen.contains(&Seen::Trusted) {
        observations.push(Observation::EmptyFor(Consumer::Java));
    }
    if store.passed_over > 0 {
        observations.push(Observation::NotAllKept(MAX_KEPT as u64));
    }
}

/// What Java makes of each entry.
pub(crate) fn seen(kind: StoreKind, entries: &[container::Entry]) -> Vec<Seen> {
    // A private key and its chain are one entry of the key store.
    let mut number = 0;
    let numbers: Vec<usize> = entries
        .iter()
        .map(|entry| {
            number += usize::from(!matches!(entry.role, Role::KeyChain(place) if place > 0));
            number
        })
        .collect();
    let of_key_store = |entry: &container::Entry| match entry.role {
        Role::Trusted => true,
        // The alias of a key in PKCS#12 is the key's own, which stands elsewhere.
        Role::KeyChain(_) => kind != StoreKind::Pkcs12,
        Role::Plain => false,
    };
    // A key store is a table: of two entries with one name the later stays.
    let mut table: HashMap<String, usize> = HashMap::new();
    for (entry, &number) in entries.iter().zip(&numbers).filter(|(entry, _)| of_key_store(entry)) {
        if let Some(alias) = &entry.alias {
            table.insert(key(kind, alias), number);
        }
    }
    let hidden = |entry: &container::Entry, number| {
        let Some(alias) = entry.alias.as_ref().filter(|_| of_key_store(entry)) else { return false };
        // Java asks JKS and JCEKS for the alias in lower case and finds an entry under no other.
        let found = kind == StoreKind::Pkcs12 || *alias == alias.to_lowercase();
        !found || table.get(&key(kind, alias)) != Some(&number)
    };
    let seen = |(entry, &number): (&container::Entry, &usize)| match entry.role {
        _ if hidden(entry, number) => Seen::Hidden,
        Role::Trusted | Role::KeyChain(0) => Seen::Trusted,
        Role::KeyChain(_) => Seen::Chain,
        Role::Plain if kind == StoreKind::Pkcs12 => Seen::WithoutAttribute,
        Role::Plain => Seen::Trusted,
    };
    entries.iter().zip(&numbers).map(seen).collect()
}

/// Under which name an entry is kept when the store is loaded: PKCS#12's alias is folded, JKS's and JCEKS's is taken as it is.
fn key(kind: StoreKind, alias: &str) -> String {
    if kind == StoreKind::Pkcs12 { alias.to_lowercase() } else { alias.to_owned() }
}

/// Marks the entries that Java does not see when it has no password for the store: those of an encrypted part. It says nothing of that.
///
/// `encrypted` is for each entry of the file in its order.
pub(crate) fn without_password(store: &mut TrustStore, encrypted: &[bool]) {
    let mut count = 0;
    for entry in &mut store.entries {
        let Position::Index(index) = entry.position else { continue };
        if encrypted.get(index) == Some(&true) {
            count += 1;
            entry.trust = Trust::all(Grant::Ignored);
            entry.ignored_by = vec![Consumer::Java];
        }
    }
    if count > 0 {
        store.observations.push(Observation::EncryptedWithoutPassword(count));
        let empty = store.entries.iter().all(|entry| entry.trust.client == Grant::Ignored);
        let said = store.observations.iter().any(|o| matches!(o, Observation::EmptyFor(Consumer::Java)));
        if empty && !said {
            store.observations.push(Observation::EmptyFor(Consumer::Java));
        }
    }
}

/// A file name that says one format of key store, and another that it is. `name` may be a path, or a key of a Kubernetes object.
pub fn misleading_name(name: &Path, kind: StoreKind) -> Option<Observation> {
    let is = format_name(kind)?;
    let extension = name.extension()?.to_str()?.to_ascii_lowercase();
    let says = match extension.as_str() {
        "jks" => "JKS",
        "jceks" => "JCEKS",
        "p12" | "pfx" | "pkcs12" => "PKCS#12",
        "bks" => "BKS",
        "bcfks" => "BCFKS",
        "pem" => "PEM",
        _ => return None,
    };
    (says != is).then_some(Observation::MisleadingName(says, is))
}

fn format_name(kind: StoreKind) -> Option<&'static str> {
    match kind {
        StoreKind::Pkcs12 => Some("PKCS#12"),
        StoreKind::Jks => Some("JKS"),
        StoreKind::Jceks => Some("JCEKS"),
        _ => None,
    }
}

/// The file's own name where a store is a file, otherwise nothing.
pub(super) fn named(location: &Location) -> Option<&Path> {
    location.within.is_none().then_some(location.path.as_path())
}
