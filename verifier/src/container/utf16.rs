//! UTF-16 text as a stream of bytes in which PEM can be found.

use std::io::{self, Read};

/// Gives ASCII characters as they are and `?` for every other code unit: PEM and its lines need no more.
pub(super) struct Decoder<R> {
    source: R,
    big: bool,
    /// The first half of a code unit whose second has not come yet.
    half: Option<u8>,
    buffer: Vec<u8>,
}

impl<R: Read> Decoder<R> {
    /// `source` begins after the byte order mark.
    pub(super) fn new(source: R, big: bool) -> Self {
        Self { source, big, half: None, buffer: vec![0; 32 << 10] }
    }
}

impl<R: Read> Read for Decoder<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if out.is_empty() {
            return Ok(0);
        }
        loop {
            // Two bytes in for one out, but for a half unit that is still here.
            let wanted = out.len().saturating_mul(2).min(self.buffer.len()) - usize::from(self.half.is_some());
            let count = self.source.read(&mut self.buffer[..wanted])?;
            if count == 0 {
                return Ok(0);
            }
            let mut made = 0;
            for &byte in &self.buffer[..count] {
                match self.half.take() {
                    None => self.half = Some(byte),
                    Some(first) => {
                        let (high, low) = if self.big { (first, byte) } else { (byte, first) };
                        out[made] = if high == 0 && low < 0x80 { low } else { b'?' };
                        made += 1;
                    }
                }
            }
            if made > 0 {
                return Ok(made);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn both_byte_orders_and_odd_reads() {
        let text = "a-Ö\u{1f600}\r\nz";
        for big in [false, true] {
            let bytes: Vec<u8> =
                text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect();
            for capacity in [1, 2, 3, 100] {
                let mut out = Vec::new();
                let mut decoder = Decoder::new(io::BufReader::with_capacity(capacity, &bytes[..]), big);
                decoder.read_to_end(&mut out).unwrap();
                assert_eq!(out, b"a-???\r\nz");
            }
        }
    }
}
