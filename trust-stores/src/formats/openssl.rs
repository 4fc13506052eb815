//! What OpenSSL reads of a text: nginx, Apache httpd and HAProxy load their client CAs through it.
//!
//! Its PEM reader is stricter than ours, and more than that: it passes over some blocks without a word, and at other faults it refuses
//! the whole file. Followed here line by line is `PEM_read_bio` with `X509_load_cert_crl_file` of OpenSSL 3 (crypto/pem/pem_lib.c,
//! crypto/x509/by_file.c).

use std::collections::HashSet;
use std::ffi::c_char;
use std::io::{self, Read};

use base64::Engine as _;

use crate::observation::{Observation, OtherForm};
use crate::store::{Consumer, StoreKind, TrustStore};

/// OpenSSL reads lines in pieces of this many bytes (`LINESIZE` less the NUL that ends them), each of which is a line to it.
const PIECE: usize = 254;
/// Lines of a header and of a short end that decide nothing are not kept; a revocation list of more bytes than this is not checked.
const MAX_LIST: usize = 16 << 20;
/// Blocks that are passed over and remembered.
const MAX_SKIPPED: usize = 100_000;

const BEGIN: &[u8] = b"-----BEGIN ";
const END: &[u8] = b"-----END ";
const DASHES: &[u8] = b"-----";

/// What OpenSSL makes of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    /// The line, 1-based, because of which it refuses the whole file.
    pub(super) refused_at: Option<u64>,
    /// The line at which it stops without a word: nothing from there on is loaded. A NUL stands where a line begins.
    pub(super) stopped_at: Option<u64>,
    /// Lines on which a block begins that it passes over.
    skipped: HashSet<u64>,
    /// How many certificates it loads, if it does not refuse.
    pub(super) loaded: u64,
}

impl Reading {
    /// A block that begins on this line is passed over.
    pub(super) fn passes_over(&self, line: u64) -> bool {
        self.stopped_at.is_some_and(|stopped| line >= stopped) || self.skipped.contains(&line)
    }
}

/// Hands a stream on and follows what OpenSSL would make of it.
pub(super) struct Watched<R> {
    inner: R,
    scanner: Scanner,
}

impl<R: Read> Watched<R> {
    pub(super) fn new(inner: R) -> Self {
        Self { inner, scanner: Scanner::default() }
    }

    /// What OpenSSL makes of what was read, which must have been all.
    pub(super) fn finish(self) -> Reading {
        self.scanner.finish()
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.scanner.feed(&buffer[..read]);
        Ok(read)
    }
}

/// What a block is to OpenSSL, by its label.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Certificate,
    List,
    /// Read, and not used.
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Header {
    /// The first lines may be one.
    Maybe,
    Inside,
    After,
}

struct Block {
    name: Vec<u8>,
    kind: Kind,
    header: Header,
    /// Something stands in the header.
    has_header: bool,
    lines: u64,
    /// A short line came after the header: only the end may follow.
    ends: bool,
    /// The last piece was full, and its line goes on: what comes is no empty line of its own.
    is_cut: bool,
    list: Vec<u8>,
}

struct Scanner {
    reading: Reading,
    /// The line on which the piece begins, 1-based, counted as this reader counts: a carriage return alone ends one, too.
    number: u64,
    /// The last piece ended with a carriage return; a line feed that follows belongs to it.
    after_return: bool,
    /// The beginning of a piece whose end has not come yet.
    piece: Vec<u8>,
    /// What the last piece ended with, where its line goes on: a BEGIN may be cut by the end of a piece.
    before: Vec<u8>,
    block: Option<Block>,
    /// The next line is the first that is searched for a BEGIN: a mark of UTF-8 may stand before it.
    may_have_mark: bool,
}

impl Default for Scanner {
    fn default() -> Self {
        Self {
            reading: Reading::default(),
            number: 1,
            after_return: false,
            piece: Vec::new(),
            before: Vec::new(),
            block: None,
            may_have_mark: true,
        }
    }
}

impl Scanner {
    fn feed(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.is_done() {
            let room = (PIECE - self.piece.len()).min(bytes.len());
            let line_end = memchr::memchr(b'\n', &bytes[..room]);
            let (piece, rest) = bytes.split_at(line_end.map_or(room, |end| end + 1));
            let is_whole = line_end.is_some() || self.piece.len() + piece.len() == PIECE;
            if is_whole && self.piece.is_empty() {
                self.read(piece);
            } else {
                self.piece.extend_from_slice(piece);
                if is_whole {
                    let mut piece = std::mem::take(&mut self.piece);
                    self.read(&piece);
                    piece.clear();
                    self.piece = piece;
                }
            }
            bytes = rest;
        }
    }

    fn is_done(&self) -> bool {
        self.reading.refused_at.is_some() || self.reading.stopped_at.is_some()
    }

    fn finish(mut self) -> Reading {
        if !self.piece.is_empty() && !self.is_done() {
            let piece = std::mem::take(&mut self.piece);
            self.read(&piece);
        }
        if self.block.is_some() {
            self.refuse();
        }
        self.reading
    }

    fn refuse(&mut self) {
        self.block = None;
        self.reading.refused_at.get_or_insert(self.number);
    }

    /// One piece as it was read, with the end of its line if it has one.
    fn read(&mut self, piece: &[u8]) {
        // `fgets` gives all of it and nobody asks how long it is: to what comes after, it ends at the first NUL.
        let text = &piece[..memchr::memchr(0, piece).unwrap_or(piece.len())];
        let may_have_mark = std::mem::replace(&mut self.may_have_mark, false);
        match self.block.take() {
            // An empty piece is the end of the file to it.
            None if text.is_empty() => self.reading.stopped_at = Some(self.number),
            Some(_) if text.is_empty() => self.refuse(),
            None => {
                let text = text.strip_prefix(b"\xef\xbb\xbf").filter(|_| may_have_mark).unwrap_or(text);
                if !self.outside(trimmed(text)) {
                    self.skip(piece);
                }
            }
            Some(mut block) => {
                let is_cut = text.len() == PIECE && !text.ends_with(b"\n");
                let was_cut = std::mem::replace(&mut block.is_cut, is_cut);
                self.inside(block, trimmed(text), was_cut);
            }
        }
        if !self.is_done() {
            self.count(piece);
        }
    }

    /// Counts the lines that end in a piece.
    fn count(&mut self, piece: &[u8]) {
        let returns = memchr::memchr_iter(b'\r', piece).count() as u64;
        let ends_alone = piece.ends_with(b"\n")
            && match piece.len() {
                1 => !self.after_return,
                length => piece[length - 2] != b'\r',
            };
        self.number += returns + u64::from(ends_alone);
        self.after_return = piece.ends_with(b"\r");
        let line = memchr::memrchr2(b'\n', b'\r', piece).map_or(piece, |end| {
            self.before.clear();
            &piece[end + 1..]
        });
        self.before.extend_from_slice(line);
        let surplus = self.before.len().saturating_sub(BEGIN.len() - 1);
        self.before.drain(..surplus);
    }

    /// Notes every block that begins in a piece in which OpenSSL sees none, or one that it does not use.
    fn skip(&mut self, piece: &[u8]) {
        let cut = self.before.len();
        let joined;
        let text = if cut == 0 {
            piece
        } else {
            joined = [self.before.as_slice(), piece].concat();
            &joined
        };
        for at in memchr::memmem::find_iter(text, BEGIN) {
            if self.reading.skipped.len() < MAX_SKIPPED {
                let returns = memchr::memchr_iter(b'\r', &text[..at]).count() as u64;
                self.reading.skipped.insert(self.number + returns);
            }
        }
    }

    /// A line on which a block may begin; whether one begins that is used.
    fn outside(&mut self, line: &[u8]) -> bool {
        let name = line.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(DASHES));
        let Some(name) = name else { return false };
        let kind = match name {
            b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => Kind::Certificate,
            b"X509 CRL" => Kind::List,
            _ => Kind::Other,
        };
        self.block = Some(Block {
            name: name.to_vec(),
            kind,
            header: Header::Maybe,
            has_header: false,
            lines: 0,
            ends: false,
            is_cut: false,
            list: Vec::new(),
        });
        kind != Kind::Other
    }

    fn inside(&mut self, mut block: Block, line: &[u8], was_cut: bool) {
        if block.header == Header::Maybe && line.contains(&b':') {
            block.header = Header::Inside;
        }
        if line.is_empty() {
            if !was_cut {
                if block.header == Header::After {
                    return self.refuse();
                }
                block.has_header = block.lines > 0;
                block.header = Header::After;
            }
            self.block = Some(block);
            return;
        }
        if let Some(rest) = line.strip_prefix(END) {
            if rest.strip_suffix(DASHES) != Some(&block.name[..]) || block.header == Header::Inside {
                return self.refuse();
            }
            return self.end_block(&block);
        }
        if block.ends {
            return self.refuse();
        }
        if block.header == Header::After {
            if line.len() > 64 {
                return self.refuse();
            }
            block.ends = line.len() < 64;
        } else if block.header == Header::Maybe
            && !line.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=' | b' ' | b'\t' | b'\r'))
        {
            return self.refuse();
        }
        block.lines += 1;
        if block.kind == Kind::List && block.list.len() + line.len() <= MAX_LIST {
            block.list.extend(line.iter().filter(|byte| !byte.is_ascii_whitespace()));
        }
        self.block = Some(block);
    }

    fn end_block(&mut self, block: &Block) {
        self.may_have_mark = true;
        match block.kind {
            Kind::Other => {}
            // What stands there would be encrypted, or is half of the content.
            _ if block.has_header => self.refuse(),
            Kind::Certificate => self.reading.loaded += 1,
            Kind::List if !is_list(&block.list) => self.refuse(),
            Kind::List => {}
        }
    }
}

/// A line without what OpenSSL takes for white space at its end: everything up to a space, and where characters have a sign (on x86)
/// every byte that is not ASCII, too.
fn trimmed(line: &[u8]) -> &[u8] {
    let is_kept = |byte: &u8| *byte > b' ' && (c_char::MIN == 0 || byte.is_ascii());
    &line[..line.iter().rposition(is_kept).map_or(0, |last| last + 1)]
}

/// What OpenSSL makes of a text.
pub(super) fn scan(bytes: &[u8]) -> Reading {
    let mut scanner = Scanner::default();
    scanner.feed(bytes);
    scanner.finish()
}

/// Why OpenSSL does not load a file that is named to it as a whole: the server does not start then (`X509_load_cert_crl_file`).
pub(crate) fn refusal(bytes: &[u8]) -> Option<String> {
    let reading = scan(bytes);
    match reading.refused_at {
        Some(line) => Some(format!("PEM lib: bad PEM in line {line}")),
        None if reading.loaded == 0 => Some("no certificate or crl found".to_owned()),
        None => None,
    }
}

/// What a store is worth that is named to a program with OpenSSL as it stands: of a file only PEM certificates are loaded
/// (`SSL_CTX_load_verify_locations`), of a folder only what has a hash (`-CApath`).
///
/// Formats read what there is, because such files are sources of other stores and models to compare with; that a program is to load this
/// one is known only to whoever found it. The entries keep their trust: of two files with the same certificates none was changed.
pub(crate) fn as_it_is_loaded(store: &mut TrustStore) {
    if store.consumer != Consumer::OpenSsl || store.is_empty() {
        return;
    }
    let is_text = store.observations.iter().any(|seen| matches!(seen, Observation::NotLoadedByOpenSsl { .. }));
    let form = match store.kind {
        StoreKind::Der => OtherForm::Der,
        StoreKind::Pkcs7 if is_text => OtherForm::Pkcs7Text,
        StoreKind::Pkcs7 => OtherForm::Pkcs7,
        // That it is a folder to be looked up in and not a heap of files is for its owner to know.
        StoreKind::Folder => return store.observations.push(Observation::UnhashedFolder),
        _ => return,
    };
    for entry in &mut store.entries {
        entry.ignored_by = vec![Consumer::OpenSsl];
    }
    // Which of its blocks OpenSSL passes over says less.
    store.observations.retain(|seen| !matches!(seen, Observation::NotLoadedByOpenSsl { .. }));
    store.observations.push(Observation::OtherFormForOpenSsl(form));
}

/// Base64 of one ASN.1 sequence from end to end: enough to tell a list from something that was damaged on the way.
fn is_list(text: &[u8]) -> bool {
    let Ok(der) = base64::engine::general_purpose::STANDARD.decode(text) else { return false };
    let (length, header) = match der[..] {
        [0x30, short, ..] if short < 0x80 => (usize::from(short), 2),
        [0x30, long, ..] if (0x81..=0x84).contains(&long) => {
            let bytes = usize::from(long - 0x80);
            let Some(digits) = der.get(2..2 + bytes) else { return false };
            (digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit)), 2 + bytes)
        }
        _ => return false,
    };
    header + length == der.len()
}
