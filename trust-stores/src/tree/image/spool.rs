//! Contents of an image's files, in one temporary file without a name.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek as _, SeekFrom, Write as _};
use std::sync::{Mutex, PoisonError};

use super::tape::fill;
use super::unpack::GZIP;

/// Bytes of one file.
const MAX_FILE: u64 = 64 << 20;
/// Bytes of all of them.
const MAX_SPOOL: u64 = 1 << 30;

/// Where a file's content is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// In the temporary file.
    At { start: u64, len: u32 },
    /// A program, an archive, a picture: no trust store and no configuration.
    OtherKind,
    /// Larger than what is kept of one file, or of all of them, or with holes.
    TooLarge,
}

#[derive(Debug)]
pub(super) struct Spool {
    file: Mutex<File>,
}

/// Fills a spool.
#[derive(Debug)]
pub(super) struct Writer {
    file: BufWriter<File>,
    len: u64,
}

impl Writer {
    pub(super) fn new() -> io::Result<Self> {
        Ok(Self { file: BufWriter::with_capacity(256 << 10, tempfile::tempfile()?), len: 0 })
    }

    /// Keeps a file's content, if it may matter.
    pub(super) fn keep(&mut self, content: &mut dyn Read, len: u64) -> io::Result<Content> {
        if len > MAX_FILE {
            return Ok(Content::TooLarge);
        }
        let mut head = [0; 512];
        let count = fill(content, &mut head)?;
        let head = &head[..count];
        if is_other_kind(head) {
            return Ok(Content::OtherKind);
        }
        if self.len + len > MAX_SPOOL {
            return Ok(Content::TooLarge);
        }
        let start = self.len;
        self.file.write_all(head)?;
        let copied = io::copy(content, &mut self.file)?;
        self.len += count as u64 + copied;
        // No more than a file's limit.
        Ok(u32::try_from(self.len - start).map_or(Content::TooLarge, |len| Content::At { start, len }))
    }

    pub(super) fn finish(self) -> io::Result<Spool> {
        Ok(Spool { file: Mutex::new(self.file.into_inner().map_err(io::IntoInnerError::into_error)?) })
    }
}

/// What fills most of an image and holds neither certificates nor settings.
fn is_other_kind(head: &[u8]) -> bool {
    const BEGINNINGS: [&[u8]; 8] =
        [b"\x7fELF", b"PK\x03\x04", b"\xca\xfe\xba\xbe", b"\x89PNG", b"GIF8", b"BZh", b"\xfd7zXZ", b"!<arch>\n"];
    head.starts_with(GZIP) || BEGINNINGS.iter().any(|begins| head.starts_with(begins))
}

impl Spool {
    pub(super) fn open(&self, content: Content) -> io::Result<Box<dyn Read + '_>> {
        match content {
            Content::At { start, len } => Ok(Box::new(Part { spool: self, at: start, end: start + u64::from(len) })),
            Content::OtherKind => Err(io::ErrorKind::Unsupported.into()),
            Content::TooLarge => Err(io::ErrorKind::FileTooLarge.into()),
        }
    }
}

struct Part<'a> {
    spool: &'a Spool,
    at: u64,
    end: u64,
}

impl Read for Part<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = usize::try_from(self.end - self.at).unwrap_or(usize::MAX).min(buffer.len());
        let mut file = self.spool.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(&mut buffer[..wanted])?;
        self.at += count as u64;
        Ok(count)
    }
}
