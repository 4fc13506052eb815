//! What OpenSSL reads of a text: nginx, Apache httpd and HAProxy load their client CAs through it.
//!
//! Its PEM reader is stricter than ours, and more than that: it passes over some blocks without a word, and at other faults it refuses
//! the whole file. Followed here line by line is `PEM_read_bio` with `X509_load_cert_crl_file` of OpenSSL 3 (crypto/pem/pem_lib.c,
//! crypto/x509/by_file.c).

use std::collections::HashSet;
use std::io::{self, Read};

use base64::Engine as _;

use crate::observation::{Observation, OtherForm};
use crate::store::{Consumer, StoreKind, TrustStore};

/// OpenSSL reads lines in pieces of this many bytes.
const LINE: usize = 254;
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
    /// Lines on which a block begins that it passes over.
    pub(super) skipped: HashSet<u64>,
    /// How many certificates it loads, if it does not refuse.
    pub(super) loaded: u64,
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
    list: Vec<u8>,
}

#[derive(Default)]
struct Scanner {
    reading: Reading,
    number: u64,
    line: Vec<u8>,
    /// The line is longer than what is kept of it.
    cut: bool,
    block: Option<Block>,
}

impl Scanner {
    fn feed(&mut self, mut bytes: &[u8]) {
        if self.reading.refused_at.is_some() {
            return;
        }
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            if self.line.is_empty() && !self.cut {
                self.number += 1;
                self.step(&bytes[..end], end > LINE);
            } else {
                self.keep(&bytes[..end]);
                self.end_line();
            }
            bytes = &bytes[end + 1..];
            if self.reading.refused_at.is_some() {
                return;
            }
        }
        self.keep(bytes);
    }

    fn keep(&mut self, bytes: &[u8]) {
        // A whole certificate on one line is common; a line without an end is not.
        let room = MAX_LIST.saturating_sub(self.line.len());
        self.cut |= bytes.len() > room;
        self.line.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }

    fn end_line(&mut self) {
        self.number += 1;
        let line = std::mem::take(&mut self.line);
        let is_long = self.cut || line.len() > LINE;
        self.cut = false;
        self.step(&line, is_long);
    }

    fn finish(mut self) -> Reading {
        if !self.line.is_empty() || self.cut {
            self.end_line();
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

    fn step(&mut self, line: &[u8], is_long: bool) {
        let line = match line.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) if self.number == 1 => rest,
            _ => line,
        };
        // Everything up to a space in ASCII is trimmed, at the end alone.
        let end = line.iter().rposition(|byte| *byte > b' ').map_or(0, |last| last + 1);
        let line = &line[..end];
        match self.block.take() {
            None => self.outside(line, is_long),
            Some(block) => self.inside(block, line, is_long),
        }
    }

    fn outside(&mut self, line: &[u8], is_long: bool) {
        let name = line.strip_prefix(BEGIN).and_then(|rest| rest.strip_suffix(DASHES)).filter(|_| !is_long);
        let Some(name) = name else {
            if memchr::memmem::find(line, BEGIN).is_some() {
                self.skip();
            }
            return;
        };
        let kind = match name {
            b"CERTIFICATE" | b"X509 CERTIFICATE" | b"TRUSTED CERTIFICATE" => Kind::Certificate,
            b"X509 CRL" => Kind::List,
            _ => {
                self.skip();
                Kind::Other
            }
        };
        self.block = Some(Block {
            name: name.to_vec(),
            kind,
            header: Header::Maybe,
            has_header: false,
            lines: 0,
            ends: false,
            list: Vec::new(),
        });
    }

    fn skip(&mut self) {
        if self.reading.skipped.len() < MAX_SKIPPED {
            self.reading.skipped.insert(self.number);
        }
    }

    fn inside(&mut self, mut block: Block, line: &[u8], is_long: bool) {
        if block.header == Header::Maybe && line.contains(&b':') {
            block.header = Header::Inside;
        }
        if line.is_empty() {
            if block.header == Header::After {
                return self.refuse();
            }
            block.has_header = block.lines > 0;
            block.header = Header::After;
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
            if line.len() > 64 || is_long {
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
