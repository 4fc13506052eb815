//! Microsoft's serialized certificate store (`.sst`): what `certutil -exportSST`, the certificate snap-in and `CertSaveStore` with
//! `CERT_STORE_SAVE_AS_STORE` write, and what group policies keep.
//!
//! A header (a zero and `CERT`), then elements as the registry has them, too ([`crate::windows::element`]), and a record of three zeros.

use tillit_verifier::Certificate;
use tillit_verifier::container::{ContainerError, EntryError, Position};

use super::{Failure, Format, Options, Outcome, Source};
use crate::store::{Consumer, Entry, Location, StoreKind, TrustStore};
use crate::windows::element::{CERTIFICATE, MAX_PROPERTIES, Properties, certificate, record};

pub(super) const FORMAT: Format = Format { kinds: &[StoreKind::SerializedStore], recognises, read };

const HEADER: &[u8] = &[0, 0, 0, 0, b'C', b'E', b'R', b'T'];
const END: u32 = 0;
const REVOCATION_LIST: u32 = 33;
const TRUST_LIST: u32 = 34;

fn recognises(window: &[u8]) -> bool {
    window.starts_with(HEADER)
}

fn read(source: Source<'_>, options: &Options<'_>) -> Outcome {
    let location = Location::path(&source.path);
    let kind = Some(StoreKind::SerializedStore);
    let limits = options.limits;
    let read = source.whole(limits.max_binary_bytes).and_then(|data| Ok(entries(&data, limits.max_entries)?));
    match read {
        Ok(entries) => {
            vec![Ok(TrustStore { entries, ..TrustStore::new(location, StoreKind::SerializedStore, Consumer::Windows) })]
        }
        Err(error) => vec![Err(Failure { location, place: "file", kind, error })],
    }
}

/// What such a file is called.
const KIND: &str = "SST";

fn damaged_entry(detail: &str) -> EntryError {
    EntryError::Damaged { kind: KIND, detail: detail.to_owned() }
}

fn entries(data: &[u8], limit: usize) -> Result<Vec<Entry>, ContainerError> {
    let damaged = |detail: &str| ContainerError::Damaged { kind: KIND, detail: detail.to_owned() };
    let mut rest = data.strip_prefix(HEADER).ok_or_else(|| damaged("it does not begin as it should"))?;
    let mut found: Vec<Entry> = Vec::new();
    let mut properties = Properties::default();
    loop {
        let Some((next, after)) = record(rest) else {
            // What was read up to here is sound; that something is missing must be seen.
            push(&mut found, Err(damaged_entry("the file ends in the middle")), None, limit)?;
            return Ok(found);
        };
        rest = after;
        match next.id {
            END => {
                if next.encoding != 0 || !next.data.is_empty() || !properties.all.is_empty() {
                    push(&mut found, Err(damaged_entry("properties of nothing")), None, limit)?;
                }
                if rest.iter().any(|b| *b != 0) {
                    push(&mut found, Err(damaged_entry("data after the end")), None, limit)?;
                }
                return Ok(found);
            }
            CERTIFICATE => {
                let alias = properties.friendly_name();
                push(&mut found, certificate(&next, &properties, KIND), alias, limit)?;
                if let Some(entry) = found.last_mut() {
                    entry.trust = properties.leave(entry.trust);
                }
                properties = Properties::default();
            }
            REVOCATION_LIST | TRUST_LIST => {
                // One wrong bit in the id would make a certificate vanish.
                if Certificate::from_der(next.data).is_ok() {
                    push(&mut found, Err(damaged_entry("a certificate in the place of a list")), None, limit)?;
                }
                properties = Properties::default();
            }
            id => {
                if properties.get(id).is_some() {
                    push(&mut found, Err(damaged_entry(&format!("property {id} twice"))), None, limit)?;
                }
                properties.all.push((id, next.data));
                if properties.all.len() > MAX_PROPERTIES {
                    return Err(damaged("more properties than a certificate can have"));
                }
            }
        }
    }
}

fn push(
    found: &mut Vec<Entry>,
    certificate: Result<Certificate, EntryError>,
    alias: Option<String>,
    limit: usize,
) -> Result<(), ContainerError> {
    if found.len() >= limit {
        return Err(ContainerError::TooMany { limit });
    }
    let entry = Entry::anchor(certificate, Position::Index(found.len()));
    found.push(Entry { alias, ..entry });
    Ok(())
}
