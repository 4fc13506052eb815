//! JKS and JCEKS: entries as they stand, the number of them, new ones behind them, the hash.

use secrecy::SecretString;

use super::super::jks::{DIGEST_BYTES, Record, integrity_hash, read_records};
use super::super::{ContainerError, Passwords, ReadLimits};
use super::{EditError, Edited, Edits, Names, NewEntry, would_lose};

/// Magic, version and number of entries.
const HEADER_BYTES: usize = 12;

pub(super) fn edit(
    data: &[u8],
    passwords: &Passwords,
    edits: &Edits<'_>,
    limits: &ReadLimits,
) -> Result<(Edited, Vec<String>), EditError> {
    let mut records = Vec::new();
    let contents = read_records(data, passwords, limits, &mut |record| records.push(record))?;
    let password = contents.password_index.and_then(|index| passwords.candidates().get(index));
    let password = password.ok_or(ContainerError::PasswordNeeded)?;

    let header = data.get(..HEADER_BYTES).ok_or_else(|| would_lose("no header"))?;
    let version_1 = header[4..8] == [0, 0, 0, 1];
    let number = u32::try_from(records.len()).map_err(|_| would_lose("too many entries"))?;
    let unchanged = write(header, number, records.iter().map(|record| record.whole), password);
    if unchanged != data {
        return Err(would_lose("its own bytes do not come out again"));
    }

    let mut names = Names::default();
    let mut kept = Vec::with_capacity(records.len());
    let mut removed = 0;
    for Record { whole, alias, trusted, first } in &records {
        if *trusted && edits.remove.contains(first) {
            removed += 1;
        } else {
            names.insert(alias);
            kept.push(*whole);
        }
    }
    if removed != edits.remove.len() {
        return Err(would_lose("an entry to take out is no trusted certificate"));
    }
    let aliases: Vec<String> = edits.add.iter().map(|new| names.take(new.alias)).collect();
    let millis = u64::try_from(edits.now.unix_timestamp_nanos() / 1_000_000).unwrap_or(0);
    let new = edits.add.iter().zip(&aliases).map(|(new, alias)| record(new, alias, millis, version_1));
    let new: Vec<Vec<u8>> = new.collect::<Option<_>>().ok_or_else(|| would_lose("an alias is too long"))?;
    let number = u32::try_from(kept.len() + new.len()).map_err(|_| would_lose("too many entries"))?;
    let bytes = write(header, number, kept.iter().copied().chain(new.iter().map(Vec::as_slice)), password);

    let mut expected = kept.iter().copied().chain(new.iter().map(Vec::as_slice));
    let mut is_same = true;
    read_records(&bytes, passwords, limits, &mut |record| is_same &= expected.next() == Some(record.whole))
        .map_err(|error| would_lose(format!("what was written does not read back: {error}")))?;
    if !is_same || expected.next().is_some() {
        return Err(would_lose("entries read back changed"));
    }
    Ok((Edited { bytes, amended: vec![false; edits.add.len()] }, aliases))
}

fn write<'a>(header: &[u8], number: u32, records: impl Iterator<Item = &'a [u8]>, password: &SecretString) -> Vec<u8> {
    let mut out = header[..8].to_vec();
    out.extend(number.to_be_bytes());
    records.for_each(|record| out.extend_from_slice(record));
    let hash = integrity_hash(password, &out);
    debug_assert_eq!(hash.as_ref().len(), DIGEST_BYTES);
    out.extend_from_slice(hash.as_ref());
    out
}

/// A trustedCertEntry. `None` for an alias beyond 64 KiB.
fn record(new: &NewEntry<'_>, alias: &str, millis: u64, version_1: bool) -> Option<Vec<u8>> {
    let der = new.certificate.der();
    let mut out = 2_u32.to_be_bytes().to_vec();
    string(&mut out, alias)?;
    out.extend(millis.to_be_bytes());
    if !version_1 {
        string(&mut out, "X.509")?;
    }
    out.extend(u32::try_from(der.len()).ok()?.to_be_bytes());
    out.extend_from_slice(der);
    Some(out)
}

/// `DataOutput.writeUTF`: each UTF-16 unit for itself, NUL in two bytes.
fn string(out: &mut Vec<u8>, text: &str) -> Option<()> {
    let mut bytes = Vec::with_capacity(text.len());
    for unit in text.encode_utf16() {
        let low = |shift: u32| 0x80 | (unit >> shift & 0x3f).to_be_bytes()[1];
        match unit {
            1..=0x7f => bytes.push(unit.to_be_bytes()[1]),
            0 | 0x80..=0x7ff => bytes.extend([0xc0 | (unit >> 6).to_be_bytes()[1], low(0)]),
            _ => bytes.extend([0xe0 | (unit >> 12).to_be_bytes()[1], low(6), low(0)]),
        }
    }
    out.extend(u16::try_from(bytes.len()).ok()?.to_be_bytes());
    out.extend(bytes);
    Some(())
}
