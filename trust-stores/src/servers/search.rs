//! Where the configuration of an application, an identity provider or a federation names CAs by hand: by their names in any spelling, by
//! fingerprints, or as certificates. What lists the old CAs there keeps the new cards out, whatever the trust store says.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha1::{Digest as _, Sha1};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::certificate::to_hex;
use tillit_verifier::input::InputError;

use super::spot::{Spot, Text};
use crate::observation::Cause;
use crate::tree::{FileKind, Tree};

/// Bytes of a file that is searched. Metadata of whole federations has some tens of millions.
const MAX_FILE: u64 = 256 << 20;
/// Files that are searched.
const MAX_SEARCHED: u64 = 500_000;
/// Folders in folders.
const MAX_DEPTH: usize = 64;
/// Mentions that are kept of one file.
const MAX_MENTIONS: usize = 1_000;
/// Bytes at the beginning of a file in which a NUL says that it is no text.
const HEAD: usize = 8 << 10;
/// Characters of Base64 that are too few for a certificate.
const SHORTEST: usize = 256;
/// Characters of Base64 that are too many for one.
const LONGEST: usize = 64 << 10;

/// A place that names a CA.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Which CA.
    pub ca: CaId,
    /// Where.
    pub spot: Spot,
    /// How.
    pub written: Written,
}

/// How a CA is named.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Written {
    /// By its common name inside a distinguished name, in whatever order and spelling.
    DistinguishedName,
    /// By its common name alone.
    Name,
    /// By the SHA-256 fingerprint of its certificate.
    Sha256,
    /// By the SHA-1 fingerprint of its certificate.
    Sha1,
    /// By its key's identifier.
    KeyId,
    /// By its certificate: PEM, or Base64 as in SAML metadata.
    Certificate,
    /// By a certificate that it issued.
    Issued,
}

/// What a search gave.
#[derive(Debug, Default)]
pub struct Searched {
    /// Mentions, by file and line.
    pub mentions: Vec<Mention>,
    /// How many files were searched.
    pub files: u64,
    /// What could not be read, and why.
    pub failed: Vec<(PathBuf, Cause)>,
    /// There are more files than are searched, or folders nested deeper.
    pub cut: bool,
}

/// Searches a file, or every text file in a folder. `at_hand`: CA certificates, which tell the fingerprints that a catalog does not have.
pub fn search(path: &Path, tree: &dyn Tree, catalog: &Catalog, at_hand: &[Certificate]) -> Searched {
    let wanted = Wanted::of(catalog, at_hand);
    let mut searched = Searched::default();
    let mut seen = HashSet::new();
    let mut left = vec![(path.to_owned(), 0)];
    while let Some((path, depth)) = left.pop() {
        let metadata = match tree.metadata(&path) {
            Ok(metadata) => metadata,
            // A link that leads nowhere inside a folder has nothing to say.
            Err(error) if depth == 0 || error.kind() != std::io::ErrorKind::NotFound => {
                searched.failed.push((path, InputError::from_io(error).into()));
                continue;
            }
            Err(_) => continue,
        };
        // On systems without such numbers every file has the same.
        if metadata.identity != (0, 0) && !seen.insert(metadata.identity) {
            continue;
        }
        match metadata.kind {
            FileKind::Folder if depth >= MAX_DEPTH => searched.cut = true,
            FileKind::Folder => match tree.list(&path) {
                // The last one is taken first: sorted backwards, files come in their order.
                Ok(names) => left.extend(names.into_iter().rev().map(|name| (path.join(name), depth + 1))),
                Err(error) => searched.failed.push((path, InputError::from_io(error).into())),
            },
            FileKind::File if searched.files >= MAX_SEARCHED => searched.cut = true,
            FileKind::File => match tree.read(&path, MAX_FILE) {
                Ok(bytes) => {
                    searched.files += 1;
                    if let Some(text) = as_text(&path, &bytes) {
                        searched.mentions.extend(wanted.in_text(&text));
                    }
                }
                Err(error) => searched.failed.push((path, InputError::from_io(error).into())),
            },
            FileKind::Link | FileKind::Pipe | FileKind::Other => {}
        }
    }
    searched
}

/// The text of a file; UTF-16, as Windows' tools write it, too. `None`: it is no text.
fn as_text(path: &Path, bytes: &[u8]) -> Option<Text> {
    let wide = |read: fn([u8; 2]) -> u16| {
        let units = bytes.chunks_exact(2).skip(1).map(|pair| read([pair[0], pair[1]]));
        let content: String = char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
        Text::new(path, content.as_bytes())
    };
    match bytes {
        [0xFF, 0xFE, ..] => Some(wide(u16::from_le_bytes)),
        [0xFE, 0xFF, ..] => Some(wide(u16::from_be_bytes)),
        _ if bytes.iter().take(HEAD).any(|byte| *byte == 0) => None,
        _ => Some(Text::new(path, bytes)),
    }
}

/// What is searched for.
struct Wanted<'a> {
    catalog: &'a Catalog,
    /// Common names in lower case, in words; the longest first.
    names: Vec<(Vec<String>, CaId)>,
    /// First words of names, each once.
    first: Vec<String>,
    /// Hexadecimal digits in lower case.
    hex: Vec<(String, CaId, Written)>,
    /// Digests as Base64, as some configurations have them.
    base64: Vec<(String, CaId, Written)>,
}

impl<'a> Wanted<'a> {
    fn of(catalog: &'a Catalog, at_hand: &[Certificate]) -> Self {
        let mut wanted = Self { catalog, names: Vec::new(), first: Vec::new(), hex: Vec::new(), base64: Vec::new() };
        for found in catalog.cas() {
            let id = found.ca_id();
            let name = found.ca.subject.common_name().to_lowercase();
            let words: Vec<String> = name.split_whitespace().map(str::to_owned).collect();
            if let Some(first) = words.first() {
                if !wanted.first.contains(first) {
                    wanted.first.push(first.clone());
                }
                wanted.names.push((words, id.clone()));
            }
            if let Some(pin) = &found.ca.sha256 {
                wanted.digest(&pin.0, &id, &Written::Sha256);
            }
            if let Some(key_id) = found.ca.key_id.as_ref().filter(|key_id| key_id.len() >= 16) {
                wanted.digest(key_id, &id, &Written::KeyId);
            }
        }
        for certificate in at_hand {
            if let Some(found) = catalog.recognise_ca(certificate) {
                let id = found.ca_id();
                wanted.digest(&Sha1::digest(certificate.der()), &id, &Written::Sha1);
                wanted.digest(&certificate.fingerprint().0, &id, &Written::Sha256);
            }
        }
        wanted.names.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        wanted
    }

    fn digest(&mut self, bytes: &[u8], id: &CaId, written: &Written) {
        let hex = to_hex(bytes).to_ascii_lowercase();
        if !self.hex.iter().any(|(known, ..)| *known == hex) {
            self.hex.push((hex, id.clone(), written.clone()));
            self.base64.push((STANDARD.encode(bytes), id.clone(), written.clone()));
        }
    }

    fn in_text(&self, text: &Text) -> Vec<Mention> {
        let mut mentions = self.names_in(text);
        mentions.extend(self.digests_in(text));
        mentions.extend(self.certificates_in(text));
        mentions.sort_by_key(|mention| (mention.spot.line, mention.spot.column));
        mentions.dedup_by(|a, b| (a.spot.line, &a.ca, &a.written) == (b.spot.line, &b.ca, &b.written));
        mentions.truncate(MAX_MENTIONS);
        mentions
    }

    /// Names: upper and lower case are the same, and so are the ways in which a blank is written.
    fn names_in(&self, text: &Text) -> Vec<Mention> {
        // ASCII alone, so that every byte stays where it is.
        let lower = text.content.to_ascii_lowercase();
        let mut mentions = Vec::new();
        let mut starts: Vec<usize> =
            self.first.iter().flat_map(|first| memchr::memmem::find_iter(lower.as_bytes(), first.as_bytes())).collect();
        starts.sort_unstable();
        let mut covered = 0;
        for start in starts.into_iter().filter(|start| is_edge(&lower, *start)) {
            if start < covered {
                continue;
            }
            let found = self.names.iter().find_map(|(words, id)| Some((words_end(&lower, start, words)?, id)));
            let Some((end, id)) = found else { continue };
            covered = end;
            let before = lower.get(..start).unwrap_or_default().trim_end_matches([' ', '"', '\'', '\\']);
            let is_dn = before.ends_with('=')
                || before.ends_with("%3d")
                || before.ends_with("commonname")
                || before.ends_with("2.5.4.3");
            let written = if is_dn { Written::DistinguishedName } else { Written::Name };
            mentions.push(Mention { ca: id.clone(), spot: text.spot(start..end, id.ca.as_str()), written });
        }
        mentions
    }

    /// Fingerprints: hexadecimal digits with or without colons, blanks or hyphens between them, or Base64.
    fn digests_in(&self, text: &Text) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let bytes = text.content.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes[at].is_ascii_hexdigit() {
                at += 1;
                continue;
            }
            let (digits, end) = hex_run(bytes, at);
            for (hex, id, written) in self.hex.iter().filter(|(hex, ..)| digits.len() >= hex.len()) {
                if digits.contains(hex.as_str()) {
                    let spot = text.spot(at..end, id.ca.as_str());
                    mentions.push(Mention { ca: id.clone(), spot, written: written.clone() });
                }
            }
            at = end;
        }
        for (base64, id, written) in &self.base64 {
            for at in memchr::memmem::find_iter(bytes, base64.as_bytes()) {
                let spot = text.spot(at..at + base64.len(), id.ca.as_str());
                mentions.push(Mention { ca: id.clone(), spot, written: written.clone() });
            }
        }
        mentions
    }

    /// Certificates: runs of Base64, with line ends (also written as `\n`) in them.
    fn certificates_in(&self, text: &Text) -> Vec<Mention> {
        let mut mentions = Vec::new();
        let bytes = text.content.as_bytes();
        let mut done = 0;
        // DER of a certificate begins with a SEQUENCE whose length has two bytes.
        for start in memchr::memmem::find_iter(bytes, b"MII") {
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
            let spot = |id: &CaId| text.spot(start..end, id.ca.as_str());
            if let Some(found) = self.catalog.recognise_ca(&certificate) {
                let ca = found.ca_id();
                mentions.push(Mention { spot: spot(&ca), ca, written: Written::Certificate });
            } else if let Some(found) = self.catalog.issuer_of(&certificate) {
                let ca = found.ca_id();
                mentions.push(Mention { spot: spot(&ca), ca, written: Written::Issued });
            }
        }
        mentions
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

/// Hexadecimal digits from here on in lower case, and where they end; single colons, blanks and hyphens between pairs do not count.
fn hex_run(bytes: &[u8], start: usize) -> (String, usize) {
    let mut digits = String::new();
    let mut at = start;
    let mut end = start;
    while let Some(byte) = bytes.get(at) {
        if byte.is_ascii_hexdigit() {
            digits.push(byte.to_ascii_lowercase() as char);
            at += 1;
            end = at;
        } else if matches!(byte, b':' | b' ' | b'-') && bytes.get(at + 1).is_some_and(u8::is_ascii_hexdigit) {
            at += 1;
        } else {
            break;
        }
    }
    (digits, end)
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;
    use crate::tree::Folder;

    fn found(content: &str) -> Vec<(u64, String, Written)> {
        let catalog = tillit_verifier::catalog::embedded();
        let text = Text::new(Path::new("/a"), content.as_bytes());
        let mentions = Wanted::of(&catalog, &[]).in_text(&text);
        mentions.into_iter().map(|mention| (mention.spot.line, mention.ca.ca, mention.written)).collect()
    }

    #[test]
    fn a_name_in_every_spelling() {
        for (content, written) in [
            ("issuer = \"CN=SITHS Type 1 CA v1, O=Inera AB, C=SE\"", Written::DistinguishedName),
            ("/C=SE/O=Inera AB/CN=SITHS Type 1 CA v1", Written::DistinguishedName),
            ("<Issuer>C=SE,O=Inera AB,CN=siths type 1 ca V1</Issuer>", Written::DistinguishedName),
            ("commonName = SITHS Type 1 CA v1", Written::DistinguishedName),
            ("^CN=SITHS\\sType\\s1\\sCA\\sv1$", Written::DistinguishedName),
            ("RewriteCond x CN=SITHS\\ Type\\ 1\\ CA\\ v1,", Written::DistinguishedName),
            ("issuer=CN%3DSITHS%20Type%201%20CA%20v1", Written::DistinguishedName),
            ("['SITHS  Type 1 CA v1']", Written::Name),
            ("SITHS Type 1\n  CA v1", Written::Name),
        ] {
            assert_eq!(found(content), [(1, "SITHS Type 1 CA v1".to_owned(), written)], "{content}");
        }
        for content in ["SITHS Type 1 CA v11", "XSITHS Type 1 CA v1", "SITHS Type", "SITHSType 1 CA v1", ""] {
            assert_eq!(found(content), [], "{content}");
        }
        // The longer name is the one that stands there.
        let named = found("x\nTEST SITHS e-id Root CA v2\nSITHS e-id Root CA v2");
        assert_eq!(
            named.iter().map(|(line, name, _)| (*line, name.as_str())).collect::<Vec<_>>(),
            [(2, "TEST SITHS e-id Root CA v2"), (3, "SITHS e-id Root CA v2")]
        );
    }

    #[test]
    fn fingerprints_however_they_are_written() {
        let catalog = tillit_verifier::catalog::embedded();
        let pinned = catalog.cas().find(|found| found.ca.sha256.is_some()).unwrap();
        let pin = pinned.ca.sha256.unwrap();
        let plain = to_hex(&pin.0);
        let colons = pin.0.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(":");
        for content in [format!("sha256/{plain}"), format!("pin = {colons};"), STANDARD.encode(pin.0)] {
            assert_eq!(found(&content), [(1, pinned.ca.name.clone(), Written::Sha256)], "{content}");
        }
        assert_eq!(found(&plain[..62]), []);
    }

    #[test]
    fn folders_loops_and_what_is_no_text() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("deep")).unwrap();
        std::fs::write(at("deep/x.xml"), "a\nCN=SITHS Type 1 CA v1").unwrap();
        std::fs::write(at("binary"), b"\0SITHS Type 1 CA v1").unwrap();
        let wide: Vec<u8> = "\u{feff}b\nSITHS Root CA v1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        std::fs::write(at("wide.txt"), wide).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(folder.path(), at("deep/loop")).unwrap();
        let catalog = tillit_verifier::catalog::embedded();
        let searched = search(folder.path(), &Folder::host(), &catalog, &[]);
        let told: Vec<_> = searched.mentions.iter().map(|m| (m.ca.ca.as_str(), m.spot.line, m.spot.column)).collect();
        assert_eq!(told, [("SITHS Type 1 CA v1", 2, 4), ("SITHS Root CA v1", 2, 1)]);
        assert_eq!((searched.files, searched.failed.len(), searched.cut), (3, 0, false));
        let none = search(&at("none"), &Folder::host(), &catalog, &[]);
        assert_eq!(none.failed.len(), 1);
    }
}
