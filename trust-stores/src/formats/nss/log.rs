//! SQLite's write-ahead log: what was written and does not stand in the database file yet
//! (<https://www.sqlite.org/fileformat2.html#walformat>).
//!
//! SQLite finds one only beside a file, and databases are read from memory here: so it is carried over by hand, into a copy, as
//! `walIndexRecover` and a checkpoint of SQLite's wal.c would do it.

/// How a log begins; where the last bit is set, too, its checksums are computed with big-endian numbers.
const MAGIC: u32 = 0x377f_0682;
const VERSION: u32 = 3_007_000;
/// Bytes of the log's header, and of the header that each page has; of both the checksum at the end is not part of what is summed up.
const HEADER: usize = 32;
const FRAME: usize = 24;
const SUMMED: (usize, usize) = (24, 8);

/// Carries every transaction that was ended over into a database. Whether that was all: not where a transaction was not ended, or the log
/// is damaged, from where on nothing of it counts.
pub(super) fn carry_over(log: &[u8], database: &mut Vec<u8>) -> bool {
    let header = log.get(..HEADER).unwrap_or(log);
    // A log that is over is emptied, or its header is filled with zeros.
    if header.iter().all(|byte| *byte == 0) {
        return true;
    }
    let [magic, version, size, _, salt, other_salt, header_sum @ ..] = words::<8>(header);
    let Some(page_size) = page_size(database).filter(|own| u32::try_from(*own) == Ok(size)) else { return false };
    let add = |sum, bytes: &[u8]| checksum(sum, bytes, magic & 1 == 1);
    let mut sum = add([0; 2], header.get(..SUMMED.0).unwrap_or_default());
    if header.len() < HEADER || magic & !1 != MAGIC || version != VERSION || sum != header_sum {
        return false;
    }
    let mut is_sound = true;
    let mut is_all = true;
    let mut transaction = Vec::new();
    for frame in log.get(HEADER..).unwrap_or_default().chunks(FRAME + page_size) {
        let (head, page) = frame.split_at_checked(FRAME).unwrap_or((frame, &[]));
        let [number, pages_then, own_salt, own_other, frame_sum @ ..] = words::<6>(head);
        sum = add(add(sum, head.get(..SUMMED.1).unwrap_or_default()), page);
        is_sound &=
            number > 0 && page.len() == page_size && (own_salt, own_other) == (salt, other_salt) && sum == frame_sum;
        if !is_sound {
            // Pages of an earlier log, with other salts, stand behind those of this one and do not count.
            is_all &= head.len() == FRAME && own_salt != salt && own_other != other_salt;
            continue;
        }
        transaction.push((number, page));
        if pages_then > 0 && !end(std::mem::take(&mut transaction), pages_then, database) {
            return false;
        }
    }
    is_all && transaction.is_empty()
}

/// Writes the pages of a transaction. `false`: the database would have pages that nobody wrote.
fn end(transaction: Vec<(u32, &[u8])>, pages: u32, database: &mut Vec<u8>) -> bool {
    let page_size = transaction.first().map_or(0, |(_, page)| page.len());
    let Some(size) = usize::try_from(pages).ok().and_then(|pages| pages.checked_mul(page_size)) else { return false };
    if size > database.len() + transaction.len() * page_size {
        return false;
    }
    database.resize(size, 0);
    for (number, page) in transaction {
        let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1)?.checked_mul(page_size));
        let place = at.and_then(|at| database.get_mut(at..)?.get_mut(..page_size));
        // One that a later page of the same transaction made superfluous has none.
        if let Some(place) = place {
            place.copy_from_slice(page);
        }
    }
    true
}

/// The database's own page size, as its header has it.
fn page_size(database: &[u8]) -> Option<usize> {
    match u16::from_be_bytes(*database.get(16..)?.first_chunk()?) {
        1 => Some(65_536),
        size => Some(usize::from(size)).filter(|size| size.is_power_of_two() && *size >= 512),
    }
}

/// Big-endian numbers; those that are cut off are zero.
fn words<const N: usize>(bytes: &[u8]) -> [u32; N] {
    let (words, _) = bytes.as_chunks::<4>();
    std::array::from_fn(|index| words.get(index).map_or(0, |word| u32::from_be_bytes(*word)))
}

fn checksum(sum: [u32; 2], bytes: &[u8], big_endian: bool) -> [u32; 2] {
    let number = |word: [u8; 4]| if big_endian { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) };
    let (words, _) = bytes.as_chunks::<4>();
    let (pairs, _) = words.as_chunks::<2>();
    pairs.iter().fold(sum, |[a, b], [one, other]| {
        let a = a.wrapping_add(number(*one)).wrapping_add(b);
        [a, b.wrapping_add(number(*other)).wrapping_add(a)]
    })
}
