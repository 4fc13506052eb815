//! The record layer: what goes by, in pieces of at most 16 KiB.

use super::Take;

/// Bytes that a record may have: 2^14, and 2048 more where it is encrypted (RFC 5246 section 6.2.3).
const MAX_RECORD: usize = (16 << 10) + 2048;

/// What a record has in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Content {
    /// `change_cipher_spec`: from here on this side encrypts (up to TLS 1.2).
    ChangeCipherSpec,
    /// `alert`
    Alert,
    /// `handshake`
    Handshake,
    /// `application_data`; in TLS 1.3 everything that is encrypted.
    Data,
    /// `heartbeat`
    Heartbeat,
}

impl Content {
    fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            20 => Self::ChangeCipherSpec,
            21 => Self::Alert,
            22 => Self::Handshake,
            23 => Self::Data,
            24 => Self::Heartbeat,
            _ => return None,
        })
    }
}

/// A record, as it stands on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// What is in it.
    pub content: Content,
    /// The version that is written on it; that of the connection stands in the server's first message.
    pub version: u16,
    /// Its bytes, encrypted or not.
    pub bytes: Vec<u8>,
}

/// What came is no TLS: the first bytes of it, for whoever wants to know what it is (`HTTP/1.1 400`, `220 mail ready`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotTls(pub Vec<u8>);

/// Cuts records out of bytes as they come.
#[derive(Debug, Default)]
pub struct Records {
    waiting: Vec<u8>,
}

impl Records {
    /// Bytes that have come.
    pub fn push(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
    }

    /// The next record that is complete.
    ///
    /// # Errors
    /// What waits does not begin like a record.
    pub fn complete(&mut self) -> Result<Option<Record>, NotTls> {
        let mut take = Take(&self.waiting);
        let not_tls = || NotTls(self.waiting.iter().copied().take(64).collect());
        let Some(content) = take.u8() else { return Ok(None) };
        let content = Content::from_number(content).ok_or_else(not_tls)?;
        let Some(version) = take.u16() else { return Ok(None) };
        if version >> 8 != 3 {
            return Err(not_tls());
        }
        let Some(length) = take.u16() else { return Ok(None) };
        if usize::from(length) > MAX_RECORD {
            return Err(not_tls());
        }
        let Some(bytes) = take.bytes(usize::from(length)) else { return Ok(None) };
        let record = Record { content, version, bytes: bytes.to_vec() };
        let rest = take.0.len();
        self.waiting.drain(..self.waiting.len() - rest);
        Ok(Some(record))
    }

    /// Bytes that belong to a record which is not complete.
    pub fn is_in_the_middle(&self) -> bool {
        !self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn records_however_they_come() {
        let wire = [22, 3, 3, 0, 2, 1, 2, 21, 3, 1, 0, 1, 9];
        let expected = [
            Record { content: Content::Handshake, version: 0x0303, bytes: vec![1, 2] },
            Record { content: Content::Alert, version: 0x0301, bytes: vec![9] },
        ];
        for size in 1..=wire.len() {
            let mut records = Records::default();
            let mut found = Vec::new();
            for part in wire.chunks(size) {
                records.push(part);
                while let Some(record) = records.complete().unwrap() {
                    found.push(record);
                }
            }
            assert_eq!(found, expected);
            assert!(!records.is_in_the_middle());
        }
    }

    #[test]
    fn what_is_no_tls_is_told_by_its_beginning() {
        for wrong in [&b"HTTP/1.1 400 Bad Request"[..], &[22, 2, 0, 0, 0], &[23, 3, 3, 0xff, 0xff], b"220 smtp"] {
            let mut records = Records::default();
            records.push(wrong);
            assert_eq!(records.complete(), Err(NotTls(wrong.to_vec())));
        }
    }
}
