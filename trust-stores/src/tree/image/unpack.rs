//! Compressed streams (gzip, zstd) that are read with a bound on what they may grow to.

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::tape::fill;

/// A compressed stream may grow to this size whatever it is,
const FREE: u64 = 256 << 20;
/// and beyond it by this factor: text and programs compress to a third, logs to a fiftieth.
const RATIO: u64 = 200;

pub(super) const GZIP: &[u8] = &[0x1f, 0x8b, 8];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The content of a stream, whatever it is compressed with; as it is, if it is not.
///
/// # Errors
/// Those of reading; later [`io::ErrorKind::FileTooLarge`] for a decompression bomb.
pub(super) fn unpack<'a>(mut source: impl Read + 'a) -> io::Result<Box<dyn Read + 'a>> {
    let mut head = [0; 4];
    let count = fill(&mut source, &mut head)?;
    let counter = Rc::new(Cell::new(0));
    let source = io::Cursor::new(head[..count].to_vec()).chain(source);
    let source = BufReader::with_capacity(64 << 10, Counted { source, count: Rc::clone(&counter) });
    Ok(if head.starts_with(GZIP) {
        Box::new(Bounded { source: MultiGzDecoder::new(source), read: counter, made: 0 })
    } else if head == ZSTD {
        Box::new(Bounded { source: Zstd { source: Some(source), frame: None }, read: counter, made: 0 })
    } else {
        Box::new(source)
    })
}

struct Counted<R> {
    source: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.count.set(self.count.get() + count as u64);
        Ok(count)
    }
}

struct Bounded<R> {
    source: R,
    read: Rc<Cell<u64>>,
    made: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(buffer)?;
        self.made += count as u64;
        if self.made > FREE.saturating_add(self.read.get().saturating_mul(RATIO)) {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(count)
    }
}

/// A frame whose first four bytes have been read already.
type Frame<R> = StreamingDecoder<io::Chain<io::Cursor<[u8; 4]>, R>, FrameDecoder>;

/// Zstandard frames one after the other (RFC 8878 section 3.1), those that are to be skipped, too: layers that can be read in part have
/// many.
struct Zstd<R: Read> {
    /// Between two frames.
    source: Option<R>,
    frame: Option<Frame<R>>,
}

impl<R: Read> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(frame) = &mut self.frame {
                let count = frame.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
                self.source = self.frame.take().map(|frame| frame.into_inner().into_inner().1);
            }
            let Some(mut source) = self.source.take() else { return Ok(0) };
            let mut magic = [0; 4];
            match fill(&mut source, &mut magic)? {
                0 => return Ok(0),
                4 => {}
                _ => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
            // 0x184D2A50 to 0x184D2A5F, little endian
            if magic[0] & 0xf0 == 0x50 && magic[1..] == [0x2a, 0x4d, 0x18] {
                let mut length = [0; 4];
                source.read_exact(&mut length)?;
                let length = u64::from(u32::from_le_bytes(length));
                io::copy(&mut source.by_ref().take(length), &mut io::sink())?;
                self.source = Some(source);
                continue;
            }
            let frame = StreamingDecoder::new(io::Cursor::new(magic).chain(source));
            self.frame = Some(frame.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?);
        }
    }
}
