//! A place in a file of a configuration, as compilers show it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Characters of a line that are kept to be shown.
const MAX_SHOWN: usize = 200;

/// Of those, before a place that is further out.
const KEPT_BEFORE: u32 = 60;

/// Bytes of a text after which its characters are counted.
const BLOCK: usize = 4096;

/// Words in a line that may have a secret in it.
const SECRETS: [&str; 7] = ["pass", "secret", "credential", "clear-text", "cleartext", "token", "pwd"];

/// A line may have a secret in it: a password, or an address with one.
pub fn may_be_secret(line: &str) -> bool {
    let line = line.to_lowercase();
    let in_address = line.split_once("://").is_some_and(|(_, rest)| rest.contains('@'));
    in_address || SECRETS.iter().any(|word| line.contains(word))
}

/// It is not one of the bytes that go on with a character of UTF-8.
fn begins_character(byte: u8) -> bool {
    byte & 0xc0 != 0x80
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The file, as a path in its tree.
    pub file: Arc<Path>,
    /// The line, 1-based.
    pub line: u64,
    /// The column of its first character in characters, 1-based; in `text`, too, but for `skipped`.
    pub column: u32,
    /// How many characters it has; 0 where only the line is known.
    pub len: u32,
    /// The line, or 200 characters of it around the place.
    pub text: Arc<str>,
    /// Characters of the line before `text`.
    pub skipped: u32,
    /// What stands there in one word: the name of the directive, attribute or key.
    pub name: Arc<str>,
}

impl Spot {
    /// The file as a whole.
    pub fn file(file: &Path) -> Self {
        Self { file: file.into(), line: 0, column: 0, len: 0, text: "".into(), skipped: 0, name: "".into() }
    }

    /// The same place under another name.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }
}

/// A text of which places are told.
#[derive(Clone, Debug)]
pub struct Text {
    /// Where it lies.
    pub file: Arc<Path>,
    /// What it says; bytes that are not UTF-8 are replaced.
    pub content: String,
    /// Where each line begins, in bytes.
    lines: Vec<usize>,
    /// Characters before each block of [`BLOCK`] bytes: a line may be as long as the file, and have a place in every byte.
    characters: Vec<usize>,
    /// Parts that are not shown, in bytes: passwords.
    hidden: Vec<std::ops::Range<usize>>,
}

impl Text {
    /// Takes the bytes of a file; a byte order mark at its beginning is not part of the text.
    pub fn new(file: &Path, bytes: &[u8]) -> Self {
        let content = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned();
        let ends = memchr::memchr_iter(b'\n', content.as_bytes()).map(|end| end + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        let mut characters = vec![0];
        let mut before = 0;
        for block in content.as_bytes().chunks(BLOCK) {
            before += block.iter().filter(|byte| begins_character(**byte)).count();
            characters.push(before);
        }
        Self { file: file.into(), content, lines, characters, hidden: Vec::new() }
    }

    /// A part of the content, in bytes, is a secret: a line that is shown has `*` instead of each of its characters.
    pub fn hide(&mut self, range: std::ops::Range<usize>) {
        // They are kept in order and apart: one may lie in another.
        let first = self.hidden.partition_point(|known| known.end < range.start);
        let after = self.hidden.partition_point(|known| known.start <= range.end);
        let start = self.hidden.get(first).filter(|_| first < after).map_or(range.start, |known| known.start);
        let last = after.checked_sub(1).filter(|last| *last >= first).and_then(|last| self.hidden.get(last));
        let end = last.map_or(range.end, |known| known.end.max(range.end));
        self.hidden.splice(first..after.max(first), std::iter::once(start.min(range.start)..end));
    }

    /// The line in which a byte of the content lies, 1-based.
    pub fn line_of(&self, at: usize) -> u64 {
        self.lines.partition_point(|begin| *begin <= at) as u64
    }

    /// The place of a part of the content, in bytes; what goes beyond the line is cut off.
    pub fn spot(&self, range: std::ops::Range<usize>, name: &str) -> Spot {
        let line = self.line_of(range.start);
        let begin = usize::try_from(line.saturating_sub(1)).ok().and_then(|line| self.lines.get(line)).copied();
        let begin = begin.unwrap_or_default();
        let end = self.end_of(line, begin);
        let count = |from: usize, to: usize| {
            let count = self.characters_before(to.min(end)).saturating_sub(self.characters_before(from));
            u32::try_from(count).unwrap_or(u32::MAX)
        };
        let (before, len) = (count(begin, range.start), count(range.start, range.end));
        // Where the place stands far out, so much of what is before it that it is told from its like.
        let is_far = before.saturating_add(len) as usize > MAX_SHOWN;
        let skipped = if is_far { before.saturating_sub(KEPT_BEFORE) } else { 0 };
        let first = if skipped == 0 {
            begin
        } else {
            let kept = self.content.get(begin..range.start.min(end)).unwrap_or_default();
            let far = kept.char_indices().rev().nth(KEPT_BEFORE.saturating_sub(1) as usize);
            begin + far.map_or(0, |(at, _)| at)
        };
        Spot {
            file: self.file.clone(),
            line,
            column: before.saturating_add(1),
            len,
            text: self.shown(first, end).into(),
            skipped,
            name: name.into(),
        }
    }

    /// Where the line ends.
    fn end_of(&self, line: u64, begin: usize) -> usize {
        let next = usize::try_from(line).ok().and_then(|line| self.lines.get(line)).copied();
        let end = next.map_or(self.content.len(), |next| next - 1);
        if end > begin && self.content.as_bytes().get(end - 1) == Some(&b'\r') { end - 1 } else { end }
    }

    /// Characters that begin before this byte.
    fn characters_before(&self, at: usize) -> usize {
        let at = at.min(self.content.len());
        let block = at / BLOCK;
        let part = self.content.as_bytes().get(block * BLOCK..at).unwrap_or_default();
        self.characters.get(block).copied().unwrap_or_default()
            + part.iter().filter(|byte| begins_character(**byte)).count()
    }

    /// Characters of a line from this byte on.
    fn shown(&self, begin: usize, end: usize) -> String {
        let secret = |at: usize| {
            let next = self.hidden.partition_point(|range| range.start <= at);
            next.checked_sub(1).and_then(|last| self.hidden.get(last)).is_some_and(|range| range.contains(&at))
        };
        let line = self.content.get(begin..end).unwrap_or_default();
        let shown = line.char_indices().take(MAX_SHOWN).take_while(|(_, c)| *c != '\r');
        shown.map(|(at, c)| if secret(begin + at) { '*' } else { c }).collect()
    }

    /// The folder that the file lies in.
    pub fn folder(&self) -> PathBuf {
        self.file.parent().unwrap_or(&self.file).to_owned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn places_are_counted_in_characters_and_lines() {
        let text = Text::new(Path::new("/a"), "\u{feff}å = 1\r\nbe ö = two;\n".as_bytes());
        let at = text.content.find("two").unwrap();
        let spot = text.spot(at..at + 3, "x");
        assert_eq!((spot.line, spot.column, spot.len, &*spot.text), (2, 8, 3, "be ö = two;"));
        let spot = text.spot(0..text.content.len(), "x");
        assert_eq!((spot.line, spot.column, spot.len, &*spot.text), (1, 1, 5, "å = 1"));
        let spot = text.spot(text.content.len()..text.content.len(), "x");
        assert_eq!((spot.line, spot.column, spot.len), (3, 1, 0));
    }

    #[test]
    fn of_a_long_line_the_part_around_the_place_is_kept() {
        let text = Text::new(Path::new("/a"), format!("{} meant {}", "a".repeat(900), "b".repeat(900)).as_bytes());
        let at = text.content.find("meant").unwrap();
        let spot = text.spot(at..at + 5, "x");
        assert_eq!((spot.column, spot.len, spot.text.chars().count()), (902, 5, MAX_SHOWN));
        let kept: String = spot.text.chars().skip((spot.column - 1 - spot.skipped) as usize).take(5).collect();
        assert_eq!(kept, "meant");
        // Of a line as long as the file, whatever characters it has, with a secret in another.
        let mut text =
            Text::new(Path::new("/a"), format!("{}pass='å pass=\"b\" c' meant", "å€".repeat(9_000)).as_bytes());
        let secret = text.content.find("å pass").unwrap();
        let inner = text.content.find('b').unwrap();
        text.hide(secret..secret + "å pass=\"b\" c".len());
        text.hide(inner..inner + 1);
        text.hide(0..4);
        let at = text.content.find("meant").unwrap();
        let spot = text.spot(at..at + 5, "x");
        assert_eq!((spot.column, spot.skipped), (18_021, 18_020 - KEPT_BEFORE));
        assert!(spot.text.ends_with("pass='************' meant"), "{}", spot.text);
        let whole = text.spot(at..text.content.len(), "x");
        assert_eq!((whole.len, &*whole.text), (5, &*spot.text));
        let text = Text::new(Path::new("/a"), format!("{} meant {}", "a".repeat(900), "b".repeat(900)).as_bytes());
        let first = text.spot(3..9, "x");
        assert_eq!((first.skipped, first.text.chars().count()), (0, MAX_SHOWN));
    }
}
