//! A place in a file of a configuration, as compilers show it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Characters of a line that are kept to be shown.
const MAX_SHOWN: usize = 200;

/// Of those, before a place that is further out.
const KEPT_BEFORE: u32 = 60;

/// Words in a line that may have a secret in it.
const SECRETS: [&str; 7] = ["pass", "secret", "credential", "clear-text", "cleartext", "token", "pwd"];

/// A line may have a secret in it: a password, or an address with one.
pub fn may_be_secret(line: &str) -> bool {
    let line = line.to_lowercase();
    let in_address = line.split_once("://").is_some_and(|(_, rest)| rest.contains('@'));
    in_address || SECRETS.iter().any(|word| line.contains(word))
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
    /// Parts that are not shown, in bytes: passwords.
    hidden: Vec<std::ops::Range<usize>>,
}

impl Text {
    /// Takes the bytes of a file; a byte order mark at its beginning is not part of the text.
    pub fn new(file: &Path, bytes: &[u8]) -> Self {
        let content = String::from_utf8_lossy(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes)).into_owned();
        let ends = memchr::memchr_iter(b'\n', content.as_bytes()).map(|end| end + 1);
        let lines = std::iter::once(0).chain(ends).collect();
        Self { file: file.into(), content, lines, hidden: Vec::new() }
    }

    /// A part of the content, in bytes, is a secret: a line that is shown has `*` instead of each of its characters.
    pub fn hide(&mut self, range: std::ops::Range<usize>) {
        let at = self.hidden.partition_point(|known| known.start <= range.start);
        self.hidden.insert(at, range);
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
        let rest = self.content.get(begin..).unwrap_or_default();
        let whole = rest.split(['\n', '\r']).next().unwrap_or_default();
        let count = |from: usize, to: usize| {
            let part = self.content.get(from..to.min(begin + whole.len())).unwrap_or_default();
            u32::try_from(part.chars().count()).unwrap_or(u32::MAX)
        };
        let (before, len) = (count(begin, range.start), count(range.start, range.end));
        // Where the place stands far out, so much of what is before it that it is told from its like.
        let is_far = before.saturating_add(len) as usize > MAX_SHOWN;
        let skipped = if is_far { before.saturating_sub(KEPT_BEFORE) } else { 0 };
        Spot {
            file: self.file.clone(),
            line,
            column: before.saturating_add(1),
            len,
            text: self.shown(begin, whole, skipped as usize).into(),
            skipped,
            name: name.into(),
        }
    }

    fn shown(&self, begin: usize, line: &str, skipped: usize) -> String {
        let first = self.hidden.partition_point(|range| range.end <= begin);
        let hidden = self.hidden.get(first..).unwrap_or_default();
        let secret = |at: usize| {
            hidden.iter().take_while(|range| range.start <= begin + at).any(|range| range.contains(&(begin + at)))
        };
        let shown = line.char_indices().skip(skipped).take(MAX_SHOWN);
        shown.map(|(at, c)| if secret(at) { '*' } else { c }).collect()
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
        let first = text.spot(3..9, "x");
        assert_eq!((first.skipped, first.text.chars().count()), (0, MAX_SHOWN));
    }
}
