//! Microsoft's serialized certificate store (`.sst`): what `certutil -exportSST`, the certificate snap-in and `CertSaveStore` with
//! `CERT_STORE_SAVE_AS_STORE` write, and what group policies keep.
//!
//! A header (a zero and `CERT`), then records of an id, an encoding, a length and so many bytes; all numbers have 32 bits, little
//! endian. Records before a certificate, a revocation list or a trust list are properties of it (`CERT_..._PROP_ID` in `wincrypt.h`).
//! A record of three zeros ends the file.

use sha1::{Digest as _, Sha1};
use tillit_verifier::Certificate;
use tillit_verifier::container::{ContainerError, EntryError, Position};

use super::{Failure, Format, Options, Outcome, Source};
use crate::store::{Consumer, Entry, Grant, Location, StoreKind, Trust, TrustStore};

pub(super) const FORMAT: Format = Format { kinds: &[StoreKind::SerializedStore], recognises, read };

const HEADER: &[u8] = &[0, 0, 0, 0, b'C', b'E', b'R', b'T'];
/// X509_ASN_ENCODING; some writers add PKCS_7_ASN_ENCODING.
const X509_ASN_ENCODING: u32 = 1;
const PKCS_7_ASN_ENCODING: u32 = 0x1_0000;

const END: u32 = 0;
/// CERT_KEY_PROV_INFO_PROP_ID: which private key belongs to the certificate. The key itself is not in the file.
const SHA1_HASH: u32 = 3;
/// CERT_ENHKEY_USAGE_PROP_ID: the only purposes that the certificate may be used for.
const ENHANCED_KEY_USAGE: u32 = 9;
const FRIENDLY_NAME: u32 = 11;
const CERTIFICATE: u32 = 32;
const REVOCATION_LIST: u32 = 33;
const TRUST_LIST: u32 = 34;

/// 1.3.6.1.5.5.7.3
const KEY_PURPOSE: &[u8] = &[0x2b, 6, 1, 5, 5, 7, 3];
const SERVER_AUTH: u8 = 1;
const CLIENT_AUTH: u8 = 2;
const EMAIL_PROTECTION: u8 = 4;
/// 2.5.29.37.0
const ANY_PURPOSE: &[u8] = &[0x55, 0x1d, 0x25, 0];

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

/// One record.
struct Record<'a> {
    id: u32,
    encoding: u32,
    data: &'a [u8],
}

/// The record at the start of `data`, and what follows it.
fn record(data: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let (head, rest) = data.split_at_checked(12)?;
    let number = |at: usize| head.get(at..at + 4)?.try_into().ok().map(u32::from_le_bytes);
    let (data, rest) = rest.split_at_checked(usize::try_from(number(8)?).ok()?)?;
    Some((Record { id: number(0)?, encoding: number(4)?, data }, rest))
}

/// Properties of the element that comes next.
#[derive(Default)]
struct Properties<'a> {
    all: Vec<(u32, &'a [u8])>,
}

impl<'a> Properties<'a> {
    fn get(&self, id: u32) -> Option<&'a [u8]> {
        self.all.iter().find(|(known, _)| *known == id).map(|(_, data)| *data)
    }
}

fn entries(data: &[u8], limit: usize) -> Result<Vec<Entry>, ContainerError> {
    let damaged = |detail: &str| ContainerError::Damaged { kind: "SST", detail: detail.to_owned() };
    let mut rest = data.strip_prefix(HEADER).ok_or_else(|| damaged("it does not begin as it should"))?;
    let mut found: Vec<Entry> = Vec::new();
    let mut properties = Properties::default();
    loop {
        let Some((next, after)) = record(rest) else {
            // What was read up to here is sound; that something is missing must be seen.
            push(&mut found, Err(EntryError::Damaged("the file ends in the middle".to_owned())), None, limit)?;
            return Ok(found);
        };
        rest = after;
        match next.id {
            END => {
                if next.encoding != 0 || !next.data.is_empty() || !properties.all.is_empty() {
                    push(&mut found, Err(EntryError::Damaged("properties of nothing".to_owned())), None, limit)?;
                }
                if rest.iter().any(|b| *b != 0) {
                    push(&mut found, Err(EntryError::Damaged("data after the end".to_owned())), None, limit)?;
                }
                return Ok(found);
            }
            CERTIFICATE => {
                let alias = properties.get(FRIENDLY_NAME).and_then(utf16);
                push(&mut found, certificate(&next, &properties), alias, limit)?;
                if let Some(purposes) = properties.get(ENHANCED_KEY_USAGE)
                    && let Some(entry) = found.last_mut()
                {
                    entry.trust = trust(purposes);
                }
                properties = Properties::default();
            }
            REVOCATION_LIST | TRUST_LIST => {
                // One wrong bit in the id would make a certificate vanish.
                if Certificate::from_der(next.data).is_ok() {
                    push(
                        &mut found,
                        Err(EntryError::Damaged("a certificate in the place of a list".to_owned())),
                        None,
                        limit,
                    )?;
                }
                properties = Properties::default();
            }
            id => {
                if properties.get(id).is_some() {
                    push(&mut found, Err(EntryError::Damaged(format!("property {id} twice"))), None, limit)?;
                }
                properties.all.push((id, next.data));
                if properties.all.len() > MAX_PROPERTIES {
                    return Err(damaged("more properties than a certificate can have"));
                }
            }
        }
    }
}

/// Properties of one certificate: `wincrypt.h` knows about a hundred.
const MAX_PROPERTIES: usize = 1_000;

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

fn certificate(record: &Record<'_>, properties: &Properties<'_>) -> Result<Certificate, EntryError> {
    if record.encoding & !PKCS_7_ASN_ENCODING != X509_ASN_ENCODING {
        return Err(EntryError::Damaged(format!("encoding {}", record.encoding)));
    }
    let certificate = Certificate::from_der(record.data)?;
    match properties.get(SHA1_HASH) {
        Some(hash) if Sha1::digest(record.data).as_slice() != hash => {
            Err(EntryError::Damaged("not the certificate that its properties belong to".to_owned()))
        }
        _ => Ok(certificate),
    }
}

/// What the purposes that somebody set for a certificate leave of its trust. No purpose at all: it is switched off.
fn trust(purposes: &[u8]) -> Trust {
    let has = |last: u8| {
        oids(purposes).any(|oid| oid == ANY_PURPOSE || oid.strip_prefix(KEY_PURPOSE).is_some_and(|rest| rest == [last]))
    };
    let grant = |last| if has(last) { Grant::Anchor } else { Grant::Ignored };
    Trust { client: grant(CLIENT_AUTH), server: grant(SERVER_AUTH), email: grant(EMAIL_PROTECTION) }
}

/// The contents of the OBJECT IDENTIFIERs in a `SEQUENCE` of such. They are short: so is every length in it.
fn oids(der: &[u8]) -> impl Iterator<Item = &[u8]> {
    let content = match der {
        [0x30, 0x81, length, content @ ..] | [0x30, length @ 0..=0x7f, content @ ..]
            if usize::from(*length) == content.len() =>
        {
            content
        }
        _ => &[],
    };
    let mut rest = content;
    std::iter::from_fn(move || {
        let (&[6, length], after) = rest.split_first_chunk::<2>()? else { return None };
        let (oid, after) = after.split_at_checked(usize::from(length))?;
        rest = after;
        Some(oid)
    })
}

/// Text in UTF-16, little endian, ended by a zero.
fn utf16(data: &[u8]) -> Option<String> {
    let units: Vec<u16> = data.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
    let end = units.iter().position(|unit| *unit == 0).unwrap_or(units.len());
    let text = String::from_utf16_lossy(&units[..end]);
    (!text.is_empty()).then_some(text)
}
