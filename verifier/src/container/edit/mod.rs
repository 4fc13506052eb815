//! Putting certificates into Java's key stores (JKS, JCEKS, PKCS#12) and taking them out, everything else staying as it is.
//!
//! Bytes in, bytes out. The readers beside this know the formats; here are only the steps back. What comes out has been read again and
//! compared: bytes that do not hold exactly what they should are never handed out.

use std::collections::HashSet;

use time::OffsetDateTime;

use super::{ContainerError, ContainerKind, Contents, Entry, Passwords, ReadLimits, Role, read_with};
use crate::certificate::Certificate;

mod jks;
mod pkcs12;
mod seal;

/// What shall become of a store. Entries are meant by their number in [`Contents::entries`] of the same bytes.
#[derive(Clone, Copy, Debug)]
pub struct Edits<'a> {
    /// Certificates to be trusted, in this order behind all others.
    pub add: &'a [NewEntry<'a>],
    /// Entries to take out; none of a private key's chain.
    pub remove: &'a [usize],
    /// The moment, which JKS and JCEKS note for each entry.
    pub now: OffsetDateTime,
}

/// A certificate that Java shall trust.
#[derive(Clone, Copy, Debug)]
pub struct NewEntry<'a> {
    /// The certificate.
    pub certificate: &'a Certificate,
    /// What it shall be called; if that is taken, with a number behind. Lower case, since Java finds no other in JKS and JCEKS.
    pub alias: &'a str,
    /// An entry of PKCS#12 with this certificate that lacks the attribute without which Java does not take it as trusted: it gets the
    /// attribute, and a name if it has none. Where its name is another entry's already, an entry is added all the same: of two with one
    /// name Java sees one.
    pub amend: Option<usize>,
}

/// A store after its change.
#[derive(Clone)]
pub struct Edited {
    /// The file. It may hold private keys.
    pub bytes: Vec<u8>,
    /// For each of [`Edits::add`] whether an entry was amended for it.
    pub amended: Vec<bool>,
}

/// Why a store is not changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// It cannot be read, or not without another password.
    #[error(transparent)]
    Container(#[from] ContainerError),
    /// Something in it could not be kept as it is; the text is technical.
    #[error("cannot be written without loss: {0}")]
    WouldLose(String),
}

fn would_lose(what: impl Into<String>) -> EditError {
    EditError::WouldLose(what.into())
}

/// Changes a store that is in `data` as a whole.
///
/// New certificates of a PKCS#12 file come into a safe of their own that is encrypted as the others are; the MAC is made anew with the
/// file's own algorithm. Salts and initialisation vectors are fresh, and as long as those they replace (8 bytes at least).
///
/// # Errors
/// [`EditError`]; [`ContainerError::PasswordNeeded`] also where the store can be read without its password.
pub fn edit(data: &[u8], passwords: &Passwords, edits: &Edits<'_>, limits: &ReadLimits) -> Result<Edited, EditError> {
    let before = read_with(data, passwords, limits)?;
    let is_chain = |index: &usize| before.entries.get(*index).is_none_or(|e| matches!(e.role, Role::KeyChain(_)));
    if edits.remove.iter().chain(edits.add.iter().filter_map(|new| new.amend.as_ref())).any(is_chain) {
        return Err(would_lose("an entry that does not stand alone"));
    }
    let (edited, aliases) = match before.kind {
        ContainerKind::Jks | ContainerKind::Jceks => jks::edit(data, passwords, edits, limits)?,
        ContainerKind::Pkcs12 => pkcs12::edit(data, passwords, edits)?,
        ContainerKind::Pem | ContainerKind::Der | ContainerKind::Pkcs7 => {
            return Err(would_lose("neither JKS nor PKCS#12"));
        }
    };
    let after = read_with(&edited.bytes[..], passwords, limits)
        .map_err(|error| would_lose(format!("what was written does not read back: {error}")))?;
    compare(before, &after, edits, &edited.amended, &aliases)?;
    Ok(edited)
}

/// Nothing but what was wanted has changed.
fn compare(
    before: Contents,
    after: &Contents,
    edits: &Edits<'_>,
    amended: &[bool],
    aliases: &[String],
) -> Result<(), EditError> {
    if (before.kind, before.has_private_key, before.integrity) != (after.kind, after.has_private_key, after.integrity) {
        return Err(would_lose("what was written reads back as another file"));
    }
    let mut expected: Vec<Entry> = before.entries;
    let of = |which: bool| {
        edits.add.iter().zip(aliases).zip(amended).filter(move |(_, is)| **is == which).map(|(new, _)| new)
    };
    for (new, alias) in of(true) {
        if let Some(entry) = new.amend.and_then(|index| expected.get_mut(index)) {
            entry.role = Role::Trusted;
            entry.alias.get_or_insert_with(|| alias.clone());
        }
    }
    let mut index = 0;
    expected.retain(|_| {
        index += 1;
        !edits.remove.contains(&(index - 1))
    });
    let kept = expected.len();
    let is_same = |a: &Entry, b: &Entry| {
        (&a.certificate, &a.alias, a.role, a.encrypted) == (&b.certificate, &b.alias, b.role, b.encrypted)
    };
    if after.entries.len() < kept || !expected.iter().zip(&after.entries).all(|(a, b)| is_same(a, b)) {
        return Err(would_lose("entries read back changed"));
    }
    let is_new = |((new, alias), entry): ((&NewEntry<'_>, &String), &Entry)| {
        entry.certificate.as_ref() == Ok(new.certificate)
            && entry.alias.as_ref() == Some(alias)
            && entry.role == Role::Trusted
    };
    if after.entries.len() != kept + of(false).count() || !of(false).zip(&after.entries[kept..]).all(is_new) {
        return Err(would_lose("new entries do not read back"));
    }
    Ok(())
}

/// Names of a key store, which Java compares without case.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn insert(&mut self, name: &str) {
        self.0.insert(name.to_lowercase());
    }

    fn contains(&self, name: &str) -> bool {
        self.0.contains(&name.to_lowercase())
    }

    /// This name, or one that begins with it; it is taken afterwards.
    fn take(&mut self, wanted: &str) -> String {
        let mut name = wanted.to_owned();
        let mut number = 2_u32;
        while self.contains(&name) {
            name = format!("{wanted}-{number}");
            number += 1;
        }
        self.insert(&name);
        name
    }
}
