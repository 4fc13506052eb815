//! CAs named in a text: by names, fingerprints and certificates, each with its place.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use memchr::memmem::{Finder, find_iter};
use sha1::{Digest as _, Sha1};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::certificate::to_hex;

use super::{Mention, NamedIn, Written};
use crate::servers::spot::{Spot, may_be_secret};

/// Bytes at the beginning of a file in which a NUL says that it is no text.
pub(super) const HEAD: usize = 8 << 10;
/// Places that are noted in a file before only CAs that were not met yet are.
const MAX_HITS: usize = 100_000;
/// Characters of Base64 that are too few for a certificate.
const SHORTEST: usize = 256;
/// Characters of Base64 that are too many for one.
const LONGEST: usize = 64 << 10;
/// Characters of a certificate that its place has: so many tell which one.
const MARKED: usize = 32;
/// Bytes of a line that are kept before a name.
const BEFORE: usize = 200;
/// Bytes of a line that are kept after a name.
const AFTER: usize = 200;
/// Words of a part of a name that are enough to tell it.
const FEWEST_WORDS: usize = 3;
/// Words before a name that make it another CA's: that of an environment for developers or tests.
const OTHERS: [&str; 3] = ["systemtest", "test", "lab"];

/// A place that names a CA.
struct Hit {
    range: Range<usize>,
    /// The number of the CA.
    ca: usize,
    written: Written,
}

/// Places in one file.
#[derive(Default)]
struct Hits {
    all: Vec<Hit>,
    met: HashSet<(usize, Written)>,
}

impl Hits {
    fn add(&mut self, range: Range<usize>, ca: usize, written: Written) {
        let is_new = self.met.insert((ca, written));
        if is_new || self.all.len() < MAX_HITS {
            self.all.push(Hit { range, ca, written });
        }
    }
}

/// A digest that is searched for: of a certificate, or a key's identifier.
struct Digest {
    /// Hexadecimal digits in lower case.
    hex: String,
    /// The same bytes as Base64, as some configurations have them.
    base64: String,
    ca: usize,
    written: Written,
}

/// What is searched for.
pub(super) struct Wanted<'a> {
    catalog: &'a Catalog,
    cas: Vec<CaId>,
    /// Common names in lower case, in words; the longest first.
    names: Vec<(Vec<String>, usize)>,
    /// First words of names, each once.
    first: Vec<Finder<'static>>,
    /// What tells one name from others, as patterns have it: `type 1 ca`; the longest first.
    parts: Vec<(Vec<String>, usize)>,
    digests: Vec<Digest>,
    /// Digits of the shortest digest.
    fewest: usize,
}

impl<'a> Wanted<'a> {
    pub(super) fn of(catalog: &'a Catalog, at_hand: &[Certificate]) -> Self {
        let mut wanted = Self {
            catalog,
            cas: Vec::new(),
            names: Vec::new(),
            first: Vec::new(),
            parts: Vec::new(),
            digests: Vec::new(),
            fewest: usize::MAX,
        };
        for (ca, found) in catalog.cas().enumerate() {
            wanted.cas.push(found.ca_id());
            // ASCII alone, as in the texts.
            let name = found.ca.subject.common_name().to_ascii_lowercase();
            let words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
            if let Some(first) = words.first() {
                if !wanted.first.iter().any(|known| known.needle() == first.as_bytes()) {
                    wanted.first.push(Finder::new(first.as_bytes()).into_owned());
                }
                wanted.names.push((words, ca));
            }
            if let Some(pin) = &found.ca.sha256 {
                wanted.digest(&pin.0, ca, Written::Sha256);
            }
            if let Some(key_id) = found.ca.key_id.as_ref().filter(|key_id| key_id.len() >= 16) {
                wanted.digest(key_id, ca, Written::KeyId);
            }
        }
        for certificate in at_hand {
            let found = catalog.recognise_ca(certificate);
            if let Some(ca) = found.and_then(|found| wanted.number(&found.ca_id())) {
                wanted.digest(&Sha1::digest(certificate.der()), ca, Written::Sha1);
                wanted.digest(&certificate.fingerprint().0, ca, Written::Sha256);
            }
        }
        wanted.names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        // Of several CAs with the same part it is that of the shortest name: others have words for their environment.
        for (words, ca) in wanted.names.iter().rev() {
            let is_version =
                |word: &&String| word.strip_prefix('v').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()));
            let end = words.iter().rposition(|word| is_version(&word)).unwrap_or(words.len());
            for begin in 1..end.saturating_sub(FEWEST_WORDS - 1) {
                let part = words.get(begin..end).unwrap_or_default().to_vec();
                if !wanted.parts.iter().any(|(known, _)| *known == part) {
                    wanted.parts.push((part, *ca));
                }
            }
        }
        wanted.parts.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        wanted
    }

    fn number(&self, id: &CaId) -> Option<usize> {
        self.cas.iter().position(|ca| ca == id)
    }

    fn digest(&mut self, bytes: &[u8], ca: usize, written: Written) {
        let hex = to_hex(bytes).to_ascii_lowercase();
        if !self.digests.iter().any(|known| known.hex == hex) {
            self.fewest = self.fewest.min(hex.len());
            self.digests.push(Digest { hex, base64: STANDARD.encode(bytes), ca, written });
        }
    }

    /// What a file's text names, the first `room` places and one of each CA; `None`: nothing.
    pub(super) fn in_text(&self, path: &Path, text: &str, room: usize) -> Option<NamedIn> {
        self.searched(path, text, room, false)
    }

    /// The same in a rule: parts of names count wherever they stand.
    pub(super) fn in_rule(&self, path: &Path, text: &str, room: usize) -> Option<NamedIn> {
        self.searched(path, text, room, true)
    }

    fn searched(&self, path: &Path, text: &str, room: usize, is_rule: bool) -> Option<NamedIn> {
        let mut hits = Hits::default();
        self.names_in(text, &mut hits);
        self.parts_in(text, is_rule, &mut hits);
        self.digests_in(text, &mut hits);
        self.certificates_in(text, &mut hits);
        if hits.all.is_empty() {
            return None;
        }
        hits.all.sort_by_key(|hit| (hit.range.start, hit.range.end));
        let mut named = NamedIn { file: path.into(), mentions: Vec::new(), count: 0, standings: Vec::new() };
        let mut places = Places::new(text, named.file.clone());
        let mut in_line: Vec<(usize, Written)> = Vec::new();
        let mut met: HashSet<(usize, Written)> = HashSet::new();
        let mut line = 0;
        for hit in &hits.all {
            places.go_to(hit.range.start);
            if places.line != line {
                line = places.line;
                in_line.clear();
            }
            let what = (hit.ca, hit.written);
            if in_line.contains(&what) {
                continue;
            }
            in_line.push(what);
            named.count += 1;
            let Some(ca) = self.cas.get(hit.ca) else { continue };
            if met.insert(what) || named.mentions.len() < room {
                let (spot, cut) = places.spot(&hit.range, &ca.ca);
                named.mentions.push(Mention { ca: ca.clone(), spot, cut, written: hit.written });
            }
        }
        Some(named)
    }

    /// Names: upper and lower case are the same, and so are the ways in which a blank is written.
    fn names_in(&self, text: &str, hits: &mut Hits) {
        // ASCII alone, so that every byte stays where it is.
        let lower = text.to_ascii_lowercase();
        let starts = |finder: &Finder<'_>| finder.find_iter(lower.as_bytes()).collect::<Vec<_>>();
        let mut starts: Vec<usize> = self.first.iter().flat_map(starts).collect();
        starts.sort_unstable();
        let mut covered = 0;
        for start in starts.into_iter().filter(|start| is_edge(&lower, *start)) {
            if start < covered {
                continue;
            }
            let found = self.names.iter().find_map(|(words, ca)| Some((words_end(&lower, start, words)?, *ca)));
            let Some((end, ca)) = found else { continue };
            covered = end;
            match before_name(lower.get(..start).unwrap_or_default()) {
                Before::Attribute => hits.add(start..end, ca, Written::DistinguishedName),
                Before::Nothing => hits.add(start..end, ca, Written::Name),
                Before::OtherName => {}
            }
        }
    }

    /// Parts of names, where a pattern begins: `~Type 1 CA`, `CN=.*HSA-id 3 CA`.
    fn parts_in(&self, text: &str, is_rule: bool, hits: &mut Hits) {
        let lower = text.to_ascii_lowercase();
        let names: Vec<Range<usize>> = hits.all.iter().map(|hit| hit.range.clone()).collect();
        let begins_pattern = |at: usize| {
            let before = lower.get(..at).unwrap_or_default();
            is_rule || before.ends_with(['~', '*', '^', '|', '+']) || before.ends_with(".*?")
        };
        let mut firsts: Vec<&str> = self.parts.iter().filter_map(|(words, _)| Some(words.first()?.as_str())).collect();
        firsts.sort_unstable();
        firsts.dedup();
        let mut starts: Vec<usize> = firsts.iter().flat_map(|first| find_iter(lower.as_bytes(), first)).collect();
        starts.sort_unstable();
        let mut covered = 0;
        for start in starts.into_iter().filter(|start| begins_pattern(*start) && is_edge(&lower, *start)) {
            if start < covered || names.iter().any(|name| name.contains(&start)) {
                continue;
            }
            let found = self.parts.iter().find_map(|(words, ca)| Some((words_end(&lower, start, words)?, *ca)));
            if let Some((end, ca)) = found {
                covered = end;
                hits.add(start..end, ca, Written::Name);
            }
        }
    }

    /// Fingerprints: hexadecimal digits with or without colons, blanks or hyphens between them, or Base64.
    fn digests_in(&self, text: &str, hits: &mut Hits) {
        let bytes = text.as_bytes();
        let mut at = 0;
        let mut digits = Vec::new();
        while let Some(byte) = bytes.get(at) {
            if !byte.is_ascii_hexdigit() {
                at += 1;
                continue;
            }
            let (count, end) = hex_run(bytes, at);
            if count >= self.fewest {
                // Where each digit stands, to say where those that are meant begin.
                digits.clear();
                let run = bytes.get(at..end).unwrap_or_default().iter().enumerate();
                digits.extend(run.filter(|(_, byte)| byte.is_ascii_hexdigit()).map(|(i, _)| at + i));
                let hex: Vec<u8> = digits.iter().filter_map(|i| bytes.get(*i)).map(u8::to_ascii_lowercase).collect();
                for wanted in self.digests.iter().filter(|wanted| count >= wanted.hex.len()) {
                    for first in find_iter(&hex, &wanted.hex) {
                        let last = digits.get(first + wanted.hex.len() - 1);
                        if let (Some(first), Some(last)) = (digits.get(first), last) {
                            hits.add(*first..last + 1, wanted.ca, wanted.written);
                        }
                    }
                }
            }
            at = end;
        }
        for wanted in &self.digests {
            for at in find_iter(bytes, &wanted.base64) {
                hits.add(at..at + wanted.base64.len(), wanted.ca, wanted.written);
            }
        }
    }

    /// Certificates: runs of Base64, with line ends (also written as `\n`) in them.
    fn certificates_in(&self, text: &str, hits: &mut Hits) {
        let bytes = text.as_bytes();
        let mut done = 0;
        // DER of a certificate begins with a SEQUENCE whose length has two bytes.
        for start in find_iter(bytes, b"MII") {
            // What was looked at is not looked at again: a file of nothing but such beginnings would take for ever.
            if start < done {
                continue;
            }
            let (run, end) = base64_run(bytes, start);
            done = end;
            if run.len() < SHORTEST || run.len() > LONGEST {
                continue;
            }
            let Ok(der) = STANDARD.decode(&run) else { continue };
            let Ok(certificate) = Certificate::from_der(&der) else { continue };
            let marked = start..end.min(start + MARKED);
            let own = self.catalog.recognise_ca(&certificate).map(|found| (found, Written::Certificate));
            let issued = || self.catalog.issuer_of(&certificate).map(|found| (found, Written::Issued));
            if let Some((found, written)) = own.or_else(issued)
                && let Some(ca) = self.number(&found.ca_id())
            {
                hits.add(marked, ca, written);
            }
        }
    }
}

/// Places in a text, asked for in their order: a file of a single line with many of them is gone through once.
struct Places<'t> {
    text: &'t str,
    file: Arc<Path>,
    at: usize,
    /// The line of `at`, 1-based.
    line: u64,
    /// Where it begins, in bytes.
    begin: usize,
    /// The column of `at` in characters, 1-based.
    column: u32,
    /// Whether there may be a secret in the line, once it is known.
    is_secret: Option<bool>,
}

impl<'t> Places<'t> {
    fn new(text: &'t str, file: Arc<Path>) -> Self {
        Self { text, file, at: 0, line: 1, begin: 0, column: 1, is_secret: None }
    }

    fn go_to(&mut self, at: usize) {
        let passed = self.text.get(self.at..at).unwrap_or_default();
        for end in memchr::memchr_iter(b'\n', passed.as_bytes()) {
            self.line += 1;
            self.begin = self.at + end + 1;
            self.column = 1;
            self.is_secret = None;
        }
        let in_line = self.text.get(self.begin.max(self.at)..at).unwrap_or_default();
        self.column = self.column.saturating_add(characters(in_line));
        self.at = at;
    }

    /// The place that begins where this is, and how many characters of its line are not kept before it.
    fn spot(&mut self, range: &Range<usize>, name: &str) -> (Spot, u32) {
        let rest = self.text.get(range.start..).unwrap_or_default();
        let meant = rest.get(..range.len()).unwrap_or(rest).split(['\n', '\r']).next().unwrap_or_default();
        let before = self.text.get(self.begin..range.start).unwrap_or_default();
        let after = rest.get(meant.len()..).unwrap_or_default();
        let shown_before = last_part(before);
        let shown_after = first_part(after);
        let is_cut = shown_before.len() < before.len() || !after.get(shown_after.len()..).is_none_or(is_end);
        let spot = |text: String| Spot {
            file: self.file.clone(),
            line: self.line,
            column: self.column,
            len: characters(meant),
            text: text.into(),
            skipped: 0,
            name: name.into(),
        };
        let left_out = |shown: &str| self.column.saturating_sub(1).saturating_sub(characters(shown));
        if is_cut && self.is_secret.unwrap_or_else(|| self.line_may_be_secret()) {
            const CUT: &str = "… ";
            let found = (spot(format!("{CUT}{meant} …")), left_out(CUT));
            self.is_secret = Some(true);
            return found;
        }
        let found = (spot(format!("{shown_before}{meant}{shown_after}")), left_out(shown_before));
        if is_cut {
            self.is_secret = Some(false);
        }
        found
    }

    /// The whole of it, however long: a password may stand far from what is shown.
    fn line_may_be_secret(&self) -> bool {
        let rest = self.text.get(self.begin..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        may_be_secret(rest.get(..end).unwrap_or_default())
    }
}

/// Nothing more stands in the line.
fn is_end(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(['\n', '\r'])
}

/// Half a number is not known for one that is to be hidden: what is cut is cut between words.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '-'
}

/// What is kept of a line before a name.
fn last_part(before: &str) -> &str {
    let from = before.len().saturating_sub(BEFORE);
    if from == 0 {
        return before;
    }
    let from = (from..=before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(before.len());
    before.get(from..).unwrap_or_default().trim_start_matches(is_of_word)
}

/// What is kept of a line after a name.
fn first_part(after: &str) -> &str {
    let to = (0..=AFTER.min(after.len())).rev().find(|at| after.is_char_boundary(*at)).unwrap_or(0);
    let part = after.get(..to).unwrap_or_default();
    match memchr::memchr2(b'\n', b'\r', part.as_bytes()) {
        Some(end) => part.get(..end).unwrap_or_default(),
        None if to < after.len() => part.trim_end_matches(is_of_word),
        None => part,
    }
}

fn characters(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// The text of a file; UTF-16, as Windows' tools write it, too. `None`: it is no text.
pub(super) fn as_text(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1).map(|pair| read([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect::<String>()
    };
    match bytes {
        [0xFF, 0xFE, ..] => Some(wide(u16::from_le_bytes).into()),
        [0xFE, 0xFF, ..] => Some(wide(u16::from_be_bytes).into()),
        _ if !is_text(bytes) => None,
        _ => Some(String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes))),
    }
}

/// What begins like this may be a text.
pub(super) fn is_text(head: &[u8]) -> bool {
    matches!(head, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) || memchr::memchr(0, head.get(..HEAD).unwrap_or(head)).is_none()
}

/// What stands before a name.
enum Before {
    /// The attribute type of a common name.
    Attribute,
    /// Words that belong to the name: it is another CA's.
    OtherName,
    /// Neither.
    Nothing,
}

/// What stands before a name, in lower case.
fn before_name(before: &str) -> Before {
    /// Bytes in which the rest of a name would stand.
    const NEAR: usize = 80;
    /// What a blank and the beginning of a value look like in one syntax or another.
    const BETWEEN: [char; 8] = [' ', '\t', '"', '\'', '\\', '^', '.', '*'];
    let from = before.len().saturating_sub(NEAR);
    let from = (from..=before.len()).find(|at| before.is_char_boundary(*at)).unwrap_or(before.len());
    let near = before.get(from..).unwrap_or_default();
    let mut word = near.trim_end_matches([' ', '\t', '\\']);
    for blank in ["%20", "\\s+", "\\s*", "\\s", "+", "_"] {
        word = word.strip_suffix(blank).unwrap_or(word);
    }
    let is_others = |other: &str| word.strip_suffix(other).is_some_and(|rest| is_edge(word, rest.len()));
    if word.len() < near.len() && OTHERS.iter().any(|other| is_others(other)) {
        return Before::OtherName;
    }
    // A value begins after the last of these.
    let end = near.rfind(['=', ',', '/', '|', '(', '[', '{', '<', '>', ';', ':', '\n', '\r']);
    let is_name = |attribute: &str| {
        let attribute = attribute.trim_end_matches(BETWEEN);
        ["cn", "commonname", "2.5.4.3"]
            .iter()
            .any(|name| attribute.strip_suffix(name).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric)))
    };
    if near.ends_with("%3d") {
        return Before::Attribute;
    }
    let Some((attribute, value)) = end.and_then(|end| Some((near.get(..end)?, near.get(end + 1..)?))) else {
        return Before::Nothing;
    };
    let is_attribute = near.get(attribute.len()..).is_some_and(|rest| rest.starts_with('='));
    if !is_attribute || !is_name(attribute) {
        Before::Nothing
    } else if value.trim_matches(BETWEEN).is_empty() {
        Before::Attribute
    } else {
        Before::OtherName
    }
}

/// Nothing of a word stands before this place; a character that is written as `%20` is none.
fn is_edge(lower: &str, at: usize) -> bool {
    let before = lower.as_bytes().get(..at).unwrap_or_default();
    let escaped = matches!(before, [.., b'%', a, b] if a.is_ascii_hexdigit() && b.is_ascii_hexdigit());
    let letter = lower.get(..at).and_then(|before| before.chars().next_back()).is_some_and(char::is_alphanumeric);
    escaped || !letter
}

/// Where a name ends that begins here, if these words stand here, with blanks between them in any of the ways in which they are written.
fn words_end(lower: &str, start: usize, words: &[String]) -> Option<usize> {
    let mut at = start;
    for (index, word) in words.iter().enumerate() {
        if index > 0 {
            at += blank(lower.get(at..)?)?;
        }
        let rest = lower.get(at..)?;
        at += plain(rest, word)?;
    }
    let next = lower.get(at..)?.chars().next();
    (!next.is_some_and(char::is_alphanumeric)).then_some(at)
}

/// How many bytes a word has here; `\-` and `\.` of a regular expression are `-` and `.`.
fn plain(rest: &str, word: &str) -> Option<usize> {
    let bytes = rest.as_bytes();
    let mut at = 0;
    for byte in word.bytes() {
        if bytes.get(at) == Some(&b'\\') && matches!(byte, b'-' | b'.' | b'_') {
            at += 1;
        }
        if bytes.get(at) != Some(&byte) {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// How many bytes a blank has here.
fn blank(rest: &str) -> Option<usize> {
    const WAYS: &[&str] =
        &["\\\\s+", "\\s+", "\\s*", "\\s", "\\20", "\\ ", "%20", "&#32;", "&#x20;", "&nbsp;", "+", "_"];
    let spaces = rest.len() - rest.trim_start().len();
    if spaces > 0 {
        return Some(spaces);
    }
    WAYS.iter().find(|way| rest.starts_with(**way)).map(|way| way.len())
}

/// How many hexadecimal digits stand from here on, and where they end; single colons, blanks and hyphens between them do not count.
fn hex_run(bytes: &[u8], start: usize) -> (usize, usize) {
    let (mut count, mut at, mut end) = (0, start, start);
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_hexdigit() {
            count += 1;
            at += 1;
            end = at;
        } else if matches!(byte, b':' | b' ' | b'-') && bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit) {
            at += 1;
        } else {
            break;
        }
    }
    (count, end)
}

/// Base64 from here on without what is between its lines, and where it ends.
fn base64_run(bytes: &[u8], start: usize) -> (Vec<u8>, usize) {
    let mut run = Vec::new();
    let mut at = start;
    let mut end = start;
    while let Some(byte) = bytes.get(at).filter(|_| run.len() <= LONGEST) {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' | b'=' => {
                run.push(*byte);
                at += 1;
                end = at;
                if *byte == b'=' && bytes.get(at) != Some(&b'=') {
                    break;
                }
            }
            b'\n' | b'\r' | b' ' | b'\t' => at += 1,
            b'\\' if matches!(bytes.get(at + 1), Some(b'n' | b'r' | b'\n' | b'\r')) => at += 2,
            b'&' if bytes.get(at..at + 5) == Some(b"&#13;") => at += 5,
            b'&' if bytes.get(at..at + 5) == Some(b"&#xD;") => at += 5,
            _ => break,
        }
    }
    (run, end)
}
