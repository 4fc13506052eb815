//! Where an argument stands in a file of a configuration, to the byte.
//!
//! Readers of configurations tell places in characters of a text in which whatever is no UTF-8 was replaced. Here the file is taken apart once
//! more, by the same syntax, to find the one word that a place means; then it is counted in the bytes of the file.

use std::ops::Range;

use crate::servers::syntax::{apache, haproxy, nginx};
use crate::servers::{Spot, Text};

/// The bytes of the argument that the spot of a setting is about, with its quotes. `None`: there is no such word in the file, or it is made when
/// the server starts (a variable, a macro).
pub(super) fn find(server: &str, bytes: &[u8], spot: &Spot) -> Option<Range<usize>> {
    let text = Text::new(&spot.file, bytes);
    let words = match server {
        "nginx" => in_nginx(&text, spot),
        "apache" => in_apache(&text, spot),
        "haproxy" => in_haproxy(&text, spot),
        _ => Vec::new(),
    };
    let [word] = words.as_slice() else { return None };
    let place = in_bytes(bytes, word);
    let written = bytes.get(place.clone())?;
    (!written.is_empty() && !written.contains(&b'$')).then_some(place)
}

/// The line and column of a part of a text are those of a spot.
fn is_at(text: &Text, range: &Range<usize>, spot: &Spot) -> bool {
    text.line_of(range.start) == spot.line && text.spot(range.clone(), "").column == spot.column
}

/// A spot is that of a whole directive; the file is its last word.
fn in_nginx(text: &Text, spot: &Spot) -> Vec<Range<usize>> {
    let parsed = nginx::parse(&text.content);
    let mut left: Vec<&nginx::Directive> = parsed.directives.iter().collect();
    let mut words = Vec::new();
    while let Some(directive) = left.pop() {
        left.extend(directive.block.iter().flat_map(|block| &block.directives));
        if directive.name() == &*spot.name && is_at(text, &directive.range(), spot) {
            words.extend(directive.args().last().map(|word| word.range.clone()));
        }
    }
    words
}

/// A spot is that of the words after the directive, of which there is one. The lines of a macro have no place of their own.
fn in_apache(text: &Text, spot: &Spot) -> Vec<Range<usize>> {
    let of_line = |line: apache::Line| match line.words().as_slice() {
        [name, word] if name.value.eq_ignore_ascii_case(&spot.name) && is_at(text, &word.range, spot) => {
            Some(word.range.clone())
        }
        _ => None,
    };
    apache::lines(&text.content).filter_map(of_line).collect()
}

/// A spot is that of the word itself, on a `bind` line or between the brackets of a `crt-list`.
fn in_haproxy(text: &Text, spot: &Spot) -> Vec<Range<usize>> {
    let mut begin = 0;
    for row in text.content.split_inclusive('\n') {
        let at = begin;
        begin += row.len();
        if text.line_of(at) != spot.line {
            continue;
        }
        let there = |words: Vec<haproxy::Word>| -> Vec<Range<usize>> {
            let ranges = words.into_iter().map(|word| at + word.range.start..at + word.range.end);
            ranges.filter(|range| is_at(text, range, spot)).collect()
        };
        let listed = haproxy::entry(row).ok().flatten().map(|entry| there(entry.options)).unwrap_or_default();
        if !listed.is_empty() {
            return listed;
        }
        // Where words begin does not hang on what variables are.
        return haproxy::words(row, &|_| None).map(there).unwrap_or_default();
    }
    Vec::new()
}

/// The bytes of a file behind a part of its text ([`Text`]): a byte order mark is no part of the text, and what is no UTF-8 stands in it as
/// one character.
fn in_bytes(bytes: &[u8], part: &Range<usize>) -> Range<usize> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let mark = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    let place = |wanted: usize| {
        let (mut of_text, mut of_bytes) = (0, mark);
        for chunk in bytes.get(mark..).unwrap_or_default().utf8_chunks() {
            let valid = chunk.valid().len();
            if wanted <= of_text + valid {
                return of_bytes + (wanted - of_text);
            }
            of_text += valid;
            of_bytes += valid + chunk.invalid().len();
            if !chunk.invalid().is_empty() {
                of_text += char::REPLACEMENT_CHARACTER.len_utf8();
            }
        }
        of_bytes
    };
    place(part.start)..place(part.end)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use std::path::Path;

    use super::*;

    /// The argument that the spot of the reader leads to, as it is written.
    fn argument(server: &str, content: &[u8], line: u64, column: u32, name: &str) -> Option<Vec<u8>> {
        let spot = Spot { line, column, ..Spot::file(Path::new("/etc/x.conf")) }.named(name);
        find(server, content, &spot).map(|place| content[place].to_vec())
    }

    #[test]
    fn a_part_of_the_text_is_found_among_marks_line_ends_and_other_encodings() {
        let plain = "# r\u{e5}d\r\nssl_client_certificate ca.pem;".as_bytes().to_vec();
        let marked = [b"\xEF\xBB\xBF".as_slice(), &plain].concat();
        // Latin-1, two bytes that belong together to nobody, and half a character at the end.
        let other =
            b"# r\xE5d \xC3\x28 \xE2\x82\r\n# \xFF\xFE\r\nssl_client_certificate \xC3\xA5/ca.pem; # \xE5".to_vec();
        for content in [plain, marked, other] {
            let text = Text::new(Path::new("/x"), &content);
            let at = text.content.find("ca.pem").unwrap();
            assert_eq!(&content[in_bytes(&content, &(at..at + 6))], b"ca.pem");
            let all = in_bytes(&content, &(0..text.content.len()));
            assert_eq!(all.end, content.len());
        }
    }

    #[test]
    fn the_word_that_a_spot_means() {
        let nginx = b"http { # \xE5\xE4\r\n\tssl_client_certificate\r\n  \"/etc/ca.pem\" ; server { ssl_client_certificate ca.pem; } }";
        assert_eq!(argument("nginx", nginx, 2, 2, "ssl_client_certificate").unwrap(), b"\"/etc/ca.pem\"");
        assert_eq!(argument("nginx", nginx, 3, 28, "ssl_client_certificate").unwrap(), b"ca.pem");
        assert_eq!(argument("nginx", nginx, 3, 27, "ssl_client_certificate"), None);
        let command = b"ssl_conf_command VerifyCAFile 'a b.pem';";
        assert_eq!(argument("nginx", command, 1, 1, "ssl_conf_command").unwrap(), b"'a b.pem'");
        assert_eq!(argument("nginx", b"ssl_client_certificate $ca;", 1, 1, "ssl_client_certificate"), None);

        let apache = b"# \xE5\nSSLCACertificateFile \\\n  \"/etc/a b.pem\"\r\nsslcacertificatefile ${X}/ca.pem\n";
        assert_eq!(argument("apache", apache, 3, 3, "SSLCACertificateFile").unwrap(), b"\"/etc/a b.pem\"");
        assert_eq!(argument("apache", apache, 4, 22, "SSLCACertificateFile"), None);

        let haproxy = b"  bind [::]:443 ssl crt \xE5.pem ca-file \"ca.pem\" ca-verify-file \"$X/v.pem\"\n";
        assert_eq!(argument("haproxy", haproxy, 1, 39, "ca-file").unwrap(), b"\"ca.pem\"");
        assert_eq!(argument("haproxy", haproxy, 1, 63, "ca-verify-file"), None);
        let list = b"a.pem [verify required ca-file ca.pem] *.a\n";
        assert_eq!(argument("haproxy", list, 1, 32, "ca-file").unwrap(), b"ca.pem");
    }
}
