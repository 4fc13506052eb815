//! PEM (RFC 7468) as it is found: several blocks, anything between them, every kind of line end. Reads a stream of any length.
//!
//! More lenient than RFC 7468 where other readers are too; what only some of them accept is marked ([`Block::glued`]).

use std::io::{self, BufRead};
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};
use memchr::{memchr, memchr2, memmem};
use secrecy::zeroize::Zeroize as _;

use super::{EntryError, OtherFormat, UTF8_MARK};
use crate::certificate::MAX_CERTIFICATE_BYTES;

/// Lines are handed on in pieces of about this size, so that a file without line ends needs no more memory than others.
const PIECE: usize = 64 << 10;
/// A piece is not cut where one of the last bytes is a dash: it could be the middle of a BEGIN or END line. Labels are shorter than this.
const MARKER: usize = 128;
const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// Decodes Base64 without white space. Padding may be absent and unused bits may be set, as other readers allow.
pub(super) fn decode(text: &[u8]) -> Option<Vec<u8>> {
    // Vector instructions where the processor has them: they halve the time that a large bundle takes.
    #[cfg(any(target_arch = "x86_64", target_arch = "aarch64"))]
    static ENGINE: LazyLock<base64::engine::Simd> = LazyLock::new(|| base64::engine::Simd::standard(LENIENT));
    #[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
    static ENGINE: LazyLock<base64::engine::GeneralPurpose> =
        LazyLock::new(|| base64::engine::GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT));
    ENGINE.decode(text).ok()
}

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);

/// What a block holds, by its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// `CERTIFICATE`, `X509 CERTIFICATE`
    Certificate,
    /// `TRUSTED CERTIFICATE`: OpenSSL's, a certificate followed by what it is trusted for
    TrustedCertificate,
    /// `PKCS7`, `CMS`
    Pkcs7,
    /// A private key in any form. Its content is not kept.
    PrivateKey(OtherFormat),
    /// Something else that is known. Its content is not kept.
    Other(OtherFormat),
    /// Something that is not known. Its content is not kept.
    Unknown,
}

impl Label {
    fn parse(label: &[u8]) -> Self {
        match label {
            b"CERTIFICATE" | b"X509 CERTIFICATE" => Self::Certificate,
            b"TRUSTED CERTIFICATE" => Self::TrustedCertificate,
            b"PKCS7" | b"CMS" | b"PKCS #7 SIGNED DATA" => Self::Pkcs7,
            b"ENCRYPTED PRIVATE KEY" => Self::PrivateKey(OtherFormat::EncryptedPrivateKey),
            b"OPENSSH PRIVATE KEY" => Self::PrivateKey(OtherFormat::OpenSshKey),
            b"X509 CRL" | b"CRL" => Self::Other(OtherFormat::Crl),
            b"CERTIFICATE REQUEST" | b"NEW CERTIFICATE REQUEST" => Self::Other(OtherFormat::CertificateRequest),
            b"ATTRIBUTE CERTIFICATE" => Self::Other(OtherFormat::AttributeCertificate),
            _ if label.starts_with(b"PGP ") => Self::Other(OtherFormat::Pgp),
            _ if label.ends_with(b"PRIVATE KEY") => Self::PrivateKey(OtherFormat::PrivateKey),
            _ if label.ends_with(b"PUBLIC KEY") => Self::Other(OtherFormat::PublicKey),
            _ if label.ends_with(b"PARAMETERS") => Self::Other(OtherFormat::Parameters),
            _ => Self::Unknown,
        }
    }

    /// Its content is decoded and handed out; that of other blocks is passed over.
    fn is_kept(self) -> bool {
        matches!(self, Self::Certificate | Self::TrustedCertificate | Self::Pkcs7)
    }
}

/// One block.
#[derive(Clone, Debug)]
pub struct Block {
    /// The line of its BEGIN, 1-based.
    pub line: u64,
    /// What it says it is.
    pub label: Label,
    /// Its decoded content, which is empty where the label says that it is not kept.
    pub content: Result<Vec<u8>, EntryError>,
    /// Lines, 1-based, on which its BEGIN or END shares the line with something else; a line that two blocks share is told with the
    /// first. OpenSSL, nginx and keytool refuse such files, `GnuTLS` and NSS read them.
    pub glued: Vec<u64>,
}

/// Reads PEM blocks from a stream, one at a time. Memory is bounded by the largest block that is kept.
pub struct Reader<R> {
    source: R,
    begin: memmem::Finder<'static>,
    /// Of [`Self::piece`], 1-based.
    line: u64,
    piece: Vec<u8>,
    /// How much of the piece has been dealt with.
    at: usize,
    /// The piece begins a line.
    starts_line: bool,
    /// The piece ends with its line.
    ends_line: bool,
    /// The last line that was told as one that holds more than a BEGIN or END.
    glued: u64,
    /// The last line ended with a carriage return; a line feed that follows belongs to it.
    after_return: bool,
    open: Option<Open>,
    body: Vec<u8>,
    max_container: usize,
}

/// The block that is being read.
struct Open {
    line: u64,
    label: Label,
    name: Vec<u8>,
    glued: Vec<u64>,
    /// RFC 1421 headers may still come.
    headers: bool,
    failed: Option<EntryError>,
}

impl<R: BufRead> Reader<R> {
    /// Reads from `source`. PKCS#7 blocks may have `max_container` bytes, certificates [`MAX_CERTIFICATE_BYTES`].
    pub fn new(source: R, max_container: usize) -> Self {
        Self {
            source,
            begin: memmem::Finder::new(BEGIN),
            line: 0,
            piece: Vec::new(),
            at: 0,
            starts_line: true,
            ends_line: true,
            glued: 0,
            after_return: false,
            open: None,
            body: Vec::new(),
            max_container,
        }
    }

    /// How many lines have been begun so far.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The source, at or a little after the end of the last block.
    pub fn into_inner(self) -> R {
        self.source
    }

    /// Reads the next piece of a line; `false` at the end of the stream.
    fn next_piece(&mut self) -> io::Result<bool> {
        if self.open.as_ref().is_some_and(|open| matches!(open.label, Label::PrivateKey(_))) {
            self.piece.zeroize();
        }
        self.piece.clear();
        self.at = 0;
        self.starts_line = self.ends_line;
        self.ends_line = false;
        loop {
            let buffer = match self.source.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if self.after_return && buffer.first() == Some(&b'\n') {
                self.after_return = false;
                self.source.consume(1);
                continue;
            }
            if buffer.is_empty() {
                self.ends_line = true;
                let any = !self.piece.is_empty();
                self.line += u64::from(any && self.starts_line);
                return Ok(any);
            }
            self.after_return = false;
            let room = (PIECE + MARKER).saturating_sub(self.piece.len()).max(1).min(buffer.len());
            if let Some(end) = memchr2(b'\n', b'\r', &buffer[..room]) {
                self.after_return = buffer[end] == b'\r';
                self.piece.extend_from_slice(&buffer[..end]);
                self.source.consume(end + 1);
                self.ends_line = true;
                break;
            }
            self.piece.extend_from_slice(&buffer[..room]);
            self.source.consume(room);
            let tail = &self.piece[self.piece.len().saturating_sub(MARKER)..];
            if self.piece.len() >= PIECE && (memchr(b'-', tail).is_none() || self.piece.len() >= 2 * PIECE) {
                break;
            }
        }
        self.line += u64::from(self.starts_line);
        Ok(true)
    }

    /// Goes on in the piece until a block ends or the piece does.
    fn step(&mut self) -> Option<Block> {
        while self.at < self.piece.len() {
            let rest = &self.piece[self.at..];
            if self.open.is_none() {
                let Some(found) = self.begin.find(rest) else { break };
                let before = &self.piece[..self.at + found];
                let before = if self.line == 1 { before.strip_prefix(UTF8_MARK).unwrap_or(before) } else { before };
                let stands_alone = self.starts_line && before.trim_ascii().is_empty();
                match label_end(&rest[found + BEGIN.len()..]) {
                    Some((name, length)) => {
                        let name = name.to_vec();
                        self.at += found + BEGIN.len() + length;
                        self.begin_block(name, !stands_alone);
                    }
                    None => self.at += found + BEGIN.len(),
                }
                continue;
            }
            // RFC 1421 headers may precede the Base64.
            let at_start = self.starts_line && self.at == 0;
            if at_start && self.open.as_ref().is_some_and(|open| open.headers) && is_header(rest) {
                break;
            }
            let Some(found) = memchr(b'-', rest) else {
                self.add(self.at, self.piece.len());
                break;
            };
            let (before, marker) = rest.split_at(found);
            let start = self.at;
            if let Some((name, length)) = marker.strip_prefix(END).and_then(label_end) {
                let length = END.len() + length;
                let matches = self.open.as_ref().is_some_and(|open| open.name == name);
                let alone = before.trim_ascii().is_empty() && marker[length..].trim_ascii().is_empty();
                self.add(start, start + found);
                self.at = start + found + length;
                return self.finish(if matches { None } else { Some(EntryError::Unterminated) }, !alone);
            }
            if marker.strip_prefix(BEGIN).and_then(label_end).is_some() {
                // The block before never ended. The BEGIN is read again when no block is open.
                self.at = start + found;
                return self.finish(Some(EntryError::Unterminated), false);
            }
            if let Some(open) = &mut self.open {
                open.failed.get_or_insert(EntryError::Base64);
            }
            self.at = start + found + 1;
        }
        self.at = self.piece.len();
        None
    }

    fn begin_block(&mut self, name: Vec<u8>, glued: bool) {
        self.body.clear();
        let label = Label::parse(&name);
        let glued = self.glued_line(glued).into_iter().collect();
        self.open = Some(Open { line: self.line, label, name, glued, headers: true, failed: None });
    }

    /// The line, where it is `glued` and not told yet.
    fn glued_line(&mut self, glued: bool) -> Option<u64> {
        if !glued || self.glued == self.line {
            return None;
        }
        self.glued = self.line;
        Some(self.line)
    }

    /// Adds a part of the piece to the open block's Base64.
    fn add(&mut self, from: usize, to: usize) {
        let Some(open) = &mut self.open else { return };
        if !open.label.is_kept() || open.failed.is_some() {
            return;
        }
        let text = self.piece[from..to].trim_ascii();
        if text.is_empty() {
            return;
        }
        open.headers = false;
        let limit = if open.label == Label::Pkcs7 { self.max_container } else { MAX_CERTIFICATE_BYTES + PIECE };
        if self.body.len() + text.len() > limit / 3 * 4 + 4 {
            open.failed = Some(EntryError::TooLarge);
            self.body.clear();
        } else if memchr2(b' ', b'\t', text).is_some() {
            self.body.extend(text.iter().filter(|b| !matches!(b, b' ' | b'\t')));
        } else {
            self.body.extend_from_slice(text);
        }
    }

    fn finish(&mut self, failed: Option<EntryError>, glued: bool) -> Option<Block> {
        let mut open = self.open.take()?;
        open.glued.extend(self.glued_line(glued));
        let content = match open.failed.or(failed) {
            Some(error) => Err(error),
            None if open.label.is_kept() => decode(&self.body).ok_or(EntryError::Base64),
            None => Ok(Vec::new()),
        };
        self.body.clear();
        Some(Block { line: open.line, label: open.label, content, glued: open.glued })
    }
}

impl<R: BufRead> Iterator for Reader<R> {
    type Item = io::Result<Block>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(block) = self.step() {
                return Some(Ok(block));
            }
            match self.next_piece() {
                Ok(true) => {}
                Ok(false) => return self.finish(Some(EntryError::Unterminated), false).map(Ok),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// A line of an encapsulated header, `DEK-Info: ...`.
fn is_header(line: &[u8]) -> bool {
    memchr(b':', line).is_some() && memmem::find(line, DASHES).is_none()
}

/// The label up to its five dashes, and the length of both.
fn label_end(text: &[u8]) -> Option<(&[u8], usize)> {
    let text = &text[..text.len().min(MARKER - BEGIN.len())];
    let end = memmem::find(text, DASHES)?;
    let name = &text[..end];
    name.iter().all(|b| matches!(b, b' '..=b'~')).then_some((name, end + DASHES.len()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn blocks(text: &[u8]) -> Vec<Block> {
        // One byte at a time finds every place where a buffer could end.
        let whole: Vec<_> = Reader::new(text, 1 << 20).map(Result::unwrap).collect();
        let bytewise: Vec<_> =
            Reader::new(io::BufReader::with_capacity(1, text), 1 << 20).map(Result::unwrap).collect();
        assert_eq!(format!("{whole:?}"), format!("{bytewise:?}"));
        whole
    }

    fn contents(text: &str) -> Vec<(u64, Result<Vec<u8>, EntryError>)> {
        blocks(text.as_bytes()).into_iter().map(|b| (b.line, b.content)).collect()
    }

    #[test]
    fn every_line_end_counts_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let text = [
                "junk",
                "-----BEGIN CERTIFICATE-----",
                "AQ",
                "ID",
                "-----END CERTIFICATE-----",
                "",
                "-----BEGIN CERTIFICATE-----",
                "BAUG",
                "-----END CERTIFICATE-----",
            ]
            .join(end);
            assert_eq!(contents(&text), [(2, Ok(vec![1, 2, 3])), (7, Ok(vec![4, 5, 6]))], "{end:?}");
        }
    }

    #[test]
    fn spaces_and_tabs_around_and_in_lines() {
        let text = "  -----BEGIN CERTIFICATE-----  \n\t AQ ID \t\n   -----END CERTIFICATE-----\t\n";
        assert_eq!(contents(text), [(1, Ok(vec![1, 2, 3]))]);
        assert_eq!(blocks(text.as_bytes())[0].glued, []);
    }

    #[test]
    fn glued_blocks_are_read_and_each_joint_is_marked_once() {
        let text = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE----------BEGIN CERTIFICATE-----\nBAUG\n-----END CERTIFICATE-----\n";
        let found = blocks(text.as_bytes());
        assert_eq!(
            found.iter().map(|b| (b.line, b.content.clone(), b.glued.clone())).collect::<Vec<_>>(),
            [(1, Ok(vec![1, 2, 3]), vec![3]), (3, Ok(vec![4, 5, 6]), vec![])]
        );
        let found = blocks(b"-----BEGIN CERTIFICATE-----AQID-----END CERTIFICATE-----");
        assert_eq!((found[0].content.clone(), found[0].glued.clone()), (Ok(vec![1, 2, 3]), vec![1]));
        let [begin, end] = ["-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"];
        let lines = |text: &str| blocks(text.as_bytes()).into_iter().flat_map(|b| b.glued).collect::<Vec<_>>();
        assert_eq!(lines(&format!("{begin}\nAQID\n{end}{begin}\nAQID\n{end}{begin}\nAQID\n{end}\n")), [3, 5]);
        assert_eq!(lines(&format!("x{begin}\nAQID\n{end}x\n{begin}\nAQID\nBAUG{end}\n")), [1, 3, 6]);
        // A mark at the beginning is none; one that comes between files that were put together is.
        let marked = format!("\u{feff}{begin}\nAQID\n{end}\n");
        assert_eq!(lines(&marked), [0; 0]);
        assert_eq!(lines(&marked.repeat(2)), [4]);
        assert_eq!(lines(&format!("{begin}\nAQID\n  {begin}\nAQID\n{end}\n")), [0; 0]);
    }

    #[test]
    fn one_bad_block_leaves_the_others() {
        let good = "-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n";
        let text = format!(
            "-----BEGIN CERTIFICATE-----\nA*ID\n-----END CERTIFICATE-----\n{good}-----BEGIN CERTIFICATE-----\nAQID\n{good}\
            -----BEGIN CERTIFICATE-----\nAQ-ID\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nAQID\n-----END X509 CRL-----\n\
            {good}-----BEGIN CERTIFICATE-----\nAQ"
        );
        let ok = || Ok(vec![1, 2, 3]);
        assert_eq!(
            contents(&text),
            [
                (1, Err(EntryError::Base64)),
                (4, ok()),
                (7, Err(EntryError::Unterminated)),
                (9, ok()),
                (12, Err(EntryError::Base64)),
                (15, Err(EntryError::Unterminated)),
                (18, ok()),
                (21, Err(EntryError::Unterminated)),
            ]
        );
    }

    #[test]
    fn other_blocks_are_named_and_not_kept() {
        let text = b"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAQID\n-----END RSA PRIVATE KEY-----\n\
            -----BEGIN X509 CRL-----\nAQID\n-----END X509 CRL-----\n-----BEGIN DH PARAMETERS-----\n-----END DH PARAMETERS-----\n\
            -----BEGIN WHATEVER-----\n****\n-----END WHATEVER-----\n";
        let found: Vec<_> = blocks(text).into_iter().map(|b| (b.label, b.content)).collect();
        assert_eq!(
            found,
            [
                (Label::PrivateKey(OtherFormat::PrivateKey), Ok(vec![])),
                (Label::Other(OtherFormat::Crl), Ok(vec![])),
                (Label::Other(OtherFormat::Parameters), Ok(vec![])),
                (Label::Unknown, Ok(vec![])),
            ]
        );
    }

    #[test]
    fn headers_before_the_base64_are_passed_over() {
        let text = "-----BEGIN CERTIFICATE-----\nSubject: CN=a-b\n\nAQID\n-----END CERTIFICATE-----\n";
        assert_eq!(contents(text), [(1, Ok(vec![1, 2, 3]))]);
    }

    #[test]
    fn what_only_looks_like_a_marker_is_junk() {
        let text = "-----BEGIN CERTIFICATE----\n-----BEGIN \n---------BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n-----BEGIN";
        assert_eq!(contents(text), [(3, Ok(vec![1, 2, 3]))]);
    }

    #[test]
    fn lines_without_end_need_bounded_memory() {
        // A block in the middle of one long line, at every offset around the place where pieces are cut.
        let block = "-----BEGIN CERTIFICATE-----AQID-----END CERTIFICATE-----";
        for offset in (PIECE - 70)..(PIECE + 70) {
            let text = ["x".repeat(offset), block.to_owned(), "y".repeat(PIECE)].concat();
            let mut reader = Reader::new(text.as_bytes(), 1 << 20);
            assert_eq!(reader.next().unwrap().unwrap().content, Ok(vec![1, 2, 3]), "{offset}");
            assert!(reader.next().is_none());
            assert!(reader.piece.capacity() < 8 * PIECE);
        }
        let mut reader = Reader::new(io::BufReader::new(io::Read::take(io::repeat(b'-'), 10 << 20)), 1 << 20);
        assert!(reader.next().is_none());
        assert!(reader.piece.capacity() < 8 * PIECE);
    }

    #[test]
    fn a_block_beyond_the_limit_is_passed_over() {
        let text = [
            b"-----BEGIN CERTIFICATE-----\n".to_vec(),
            b"QUFB".repeat(600_000),
            b"\n-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\nAQID\n-----END CERTIFICATE-----\n".to_vec(),
        ]
        .concat();
        let found: Vec<_> = Reader::new(&text[..], 1 << 20).map(|b| b.unwrap().content).collect();
        assert_eq!(found, [Err(EntryError::TooLarge), Ok(vec![1, 2, 3])]);
    }
}
