//! Reads tar (POSIX.1-2001 pax, ustar, GNU) as a stream. The headers are the `tar` crate's; the walk is our own, because that crate reads
//! long names of any length into memory.

use std::io::{self, Read};
use std::num::NonZero;
use std::path::PathBuf;

use tar::{EntryType, Header, PaxExtensions};

use crate::platform::{Here, Platform as _};

/// Bytes of a block.
pub(super) const BLOCK: usize = 512;
/// Bytes of a long name or of pax records. Linux's longest path has 4,096.
const MAX_EXTENSION: u64 = 1 << 20;
const MAX_PATH: usize = 4096;
/// Bytes of a member.
const MAX_LENGTH: u64 = 1 << 50;

/// What a member is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MemberKind {
    File,
    /// A file with holes: its bytes are not stored one after the other.
    Sparse,
    Folder,
    /// A symbolic link.
    Link(PathBuf),
    /// Another name of a file that came before.
    HardLink(PathBuf),
    Pipe,
    /// A device.
    Other,
}

/// One member of an archive.
#[derive(Clone, Debug)]
pub(super) struct Member {
    pub(super) path: PathBuf,
    pub(super) kind: MemberKind,
    /// Bytes of its content.
    pub(super) len: u64,
    pub(super) mode: u16,
    pub(super) owner: u32,
    /// Seconds since 1970; builders that want the same image twice write zero.
    pub(super) modified: Option<NonZero<u64>>,
}

/// The block is a tar header: its checksum holds.
pub(super) fn is_header(block: &[u8]) -> bool {
    block.first_chunk::<BLOCK>().is_some_and(|block| header(block).is_some())
}

fn header(block: &[u8; BLOCK]) -> Option<&Header> {
    const CHECKSUM: std::ops::Range<usize> = 148..156;
    // The sum's own place counts as spaces.
    let sum = |bytes: &[u8]| bytes.iter().fold(0, |sum: u32, byte| sum + u32::from(*byte));
    let sum = sum(&block[..CHECKSUM.start]) + sum(&[b' '; 8]) + sum(&block[CHECKSUM.end..]);
    let header = Header::from_byte_slice(block);
    (header.cksum().ok()? == sum).then_some(header)
}

/// What the headers before a member's own say of it.
#[derive(Default)]
struct Before {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    size: Option<u64>,
    owner: Option<u32>,
    /// A sparse file in one of the forms of GNU's pax records; its length.
    sparse: Option<u64>,
    is_sparse: bool,
}

impl Before {
    fn pax(&mut self, records: &[u8]) -> io::Result<()> {
        for record in PaxExtensions::new(records) {
            let record = record?;
            let number = || record.value().ok().and_then(|value| value.parse::<u64>().ok());
            let key = record.key_bytes();
            match key {
                b"path" | b"GNU.sparse.name" => self.name = Some(record.value_bytes().to_vec()),
                b"linkpath" => self.link = Some(record.value_bytes().to_vec()),
                b"size" => self.size = Some(number().ok_or_else(|| damaged("a size that is no number"))?),
                b"uid" => self.owner = number().and_then(|owner| u32::try_from(owner).ok()),
                b"GNU.sparse.realsize" | b"GNU.sparse.size" => self.sparse = number(),
                _ => {}
            }
            self.is_sparse |= key.starts_with(b"GNU.sparse.");
        }
        Ok(())
    }
}

/// Shows every member with its content to `visit`, which may leave some of the content unread.
///
/// # Errors
/// Those of reading and of `visit`; [`io::ErrorKind::InvalidData`] for what is no tar archive, [`io::ErrorKind::UnexpectedEof`] for one that
/// is cut off in the middle of a member.
pub(super) fn walk(
    source: &mut dyn Read,
    visit: &mut dyn FnMut(Member, &mut dyn Read) -> io::Result<()>,
) -> io::Result<()> {
    let mut before = Before::default();
    loop {
        let mut block = [0; BLOCK];
        let read = fill(source, &mut block)?;
        if read == 0 || block.iter().all(|b| *b == 0) {
            // The rest is padding. It is read so that whoever counts or hashes sees all of it.
            io::copy(source, &mut io::sink())?;
            return Ok(());
        }
        if read < BLOCK {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let header = header(&block).ok_or_else(|| damaged("a header whose checksum does not hold"))?;
        let stored = header.entry_size()?;
        let kind = header.entry_type();
        match kind {
            EntryType::GNULongName => before.name = Some(name(&extension(source, stored)?)),
            EntryType::GNULongLink => before.link = Some(name(&extension(source, stored)?)),
            EntryType::XHeader => before.pax(&extension(source, stored)?)?,
            // Says something of the whole archive: a comment, the commit it was made of.
            EntryType::XGlobalHeader => drop(extension(source, stored)?),
            _ => {
                let said = std::mem::take(&mut before);
                let stored = said.size.unwrap_or(stored);
                if kind == EntryType::GNUSparse {
                    skip_sparse_headers(source, &block)?;
                }
                // Links and folders may carry a size that stands for nothing.
                let stored = match kind {
                    EntryType::Link
                    | EntryType::Symlink
                    | EntryType::Char
                    | EntryType::Block
                    | EntryType::Fifo
                    | EntryType::Directory => 0,
                    _ => stored,
                };
                if stored > MAX_LENGTH {
                    return Err(damaged("a size that no file has"));
                }
                let member = member(header, said, stored)?;
                let mut content = source.take(stored);
                visit(member, &mut content)?;
                let left = content.limit();
                skip(source, left + padding(stored))?;
            }
        }
    }
}

fn member(header: &Header, before: Before, stored: u64) -> io::Result<Member> {
    let path = before.name.unwrap_or_else(|| header.path_bytes().into_owned());
    let link = || before.link.clone().unwrap_or_else(|| header.link_name_bytes().unwrap_or_default().into_owned());
    if path.len() > MAX_PATH {
        return Err(damaged("a path longer than 4096 bytes"));
    }
    let mut len = stored;
    let kind = match header.entry_type() {
        _ if before.is_sparse => {
            len = before.sparse.unwrap_or(stored);
            MemberKind::Sparse
        }
        EntryType::GNUSparse => {
            len = header.as_gnu().and_then(|gnu| gnu.real_size().ok()).unwrap_or(stored);
            MemberKind::Sparse
        }
        // In archives older than POSIX a folder is a file whose name ends with a slash.
        EntryType::Regular if path.ends_with(b"/") => MemberKind::Folder,
        EntryType::Regular | EntryType::Continuous => MemberKind::File,
        EntryType::Directory => MemberKind::Folder,
        EntryType::Symlink => MemberKind::Link(Here::name_of_bytes(link()).into()),
        EntryType::Link => MemberKind::HardLink(Here::name_of_bytes(link()).into()),
        EntryType::Fifo => MemberKind::Pipe,
        _ => MemberKind::Other,
    };
    let number = |number: io::Result<u64>| number.ok().and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    Ok(Member {
        path: Here::name_of_bytes(path).into(),
        kind,
        len,
        mode: u16::try_from(header.mode().unwrap_or(0) & 0o7777).unwrap_or(0),
        owner: before.owner.unwrap_or_else(|| number(header.uid())),
        modified: header.mtime().ok().and_then(NonZero::new),
    })
}

/// Old GNU sparse files: more headers may follow the first.
fn skip_sparse_headers(source: &mut dyn Read, block: &[u8; BLOCK]) -> io::Result<()> {
    const IS_EXTENDED: usize = 482;
    const IS_EXTENDED_AGAIN: usize = 504;
    let mut more = block[IS_EXTENDED] != 0;
    while more {
        let mut block = [0; BLOCK];
        if fill(source, &mut block)? < BLOCK {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        more = block[IS_EXTENDED_AGAIN] != 0;
    }
    Ok(())
}

/// The content of a member that says something of the next.
fn extension(source: &mut dyn Read, stored: u64) -> io::Result<Vec<u8>> {
    if stored > MAX_EXTENSION {
        return Err(damaged("a name longer than 1 MiB"));
    }
    let mut data = Vec::new();
    source.take(stored).read_to_end(&mut data)?;
    if (data.len() as u64) < stored {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    skip(source, padding(stored))?;
    Ok(data)
}

/// A name up to its zero.
fn name(data: &[u8]) -> Vec<u8> {
    data.split(|b| *b == 0).next().unwrap_or_default().to_vec()
}

fn padding(stored: u64) -> u64 {
    stored.next_multiple_of(BLOCK as u64) - stored
}

fn skip(source: &mut dyn Read, count: u64) -> io::Result<()> {
    // What fills a block up, most often.
    if let Some(rest) =
        usize::try_from(count).ok().and_then(|count| [0; BLOCK].get_mut(..count).map(|rest| fill(source, rest)))
    {
        return if rest? as u64 == count { Ok(()) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
    }
    if io::copy(&mut source.take(count), &mut io::sink())? < count {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(())
}

/// Reads until the buffer is full or the source ends.
pub(super) fn fill(source: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut at = 0;
    while at < buffer.len() {
        match source.read(&mut buffer[at..]) {
            Ok(0) => break,
            Ok(count) => at += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(at)
}

pub(super) fn damaged(detail: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, detail)
}
