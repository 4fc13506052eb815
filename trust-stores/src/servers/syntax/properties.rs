//! Java's properties (`java.util.Properties.load`): `key=value`, `key: value`, `key value`, with `\` at the end of a line that goes on.

use std::iter::Peekable;
use std::ops::Range;
use std::path::Path;
use std::str::CharIndices;

use super::super::spot::Text;

/// A key with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pair {
    pub(crate) key: String,
    pub(crate) value: String,
    /// Where the key stands, in bytes of the text.
    pub(crate) at: Range<usize>,
    /// Where the value stands as it is written.
    pub(crate) value_at: Range<usize>,
}

/// The text of a file that Java reads as ISO 8859-1: one that is not UTF-8 is taken for that.
pub(crate) fn decode(path: &Path, bytes: &[u8]) -> Text {
    if std::str::from_utf8(bytes).is_ok() {
        return Text::new(path, bytes);
    }
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    Text::new(path, text.as_bytes())
}

/// The pairs in their order; of a key that is there twice the last counts.
pub(crate) fn read(text: &Text) -> Vec<Pair> {
    let mut reader = Reader { text: &text.content, chars: text.content.char_indices().peekable() };
    let mut pairs = Vec::new();
    while reader.skip_to_pair() {
        let begin = reader.at();
        let key = reader.word(true);
        let at = begin..reader.at();
        reader.skip_separator();
        let begin = reader.at();
        let value = reader.word(false);
        pairs.push(Pair { key, value, at, value_at: begin..reader.at() });
    }
    pairs
}

struct Reader<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{c}')
}

fn is_end(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

impl Reader<'_> {
    fn at(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(at, _)| *at)
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn skip_while(&mut self, wanted: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&wanted) {
            self.chars.next();
        }
    }

    /// To the beginning of the next pair, over comments and empty lines.
    fn skip_to_pair(&mut self) -> bool {
        loop {
            self.skip_while(|c| is_blank(c) || is_end(c));
            match self.peek() {
                None => return false,
                Some('#' | '!') => self.skip_while(|c| !is_end(c)),
                Some(_) => return true,
            }
        }
    }

    /// A line that goes on: its end, and the blanks at the beginning of the next.
    fn skip_continuation(&mut self) {
        if self.peek() == Some('\r') {
            self.chars.next();
        }
        if self.peek() == Some('\n') {
            self.chars.next();
        }
        self.skip_while(is_blank);
    }

    fn skip_separator(&mut self) {
        let mut seen = false;
        loop {
            match self.peek() {
                Some(c) if is_blank(c) => drop(self.chars.next()),
                Some('=' | ':') if !seen => {
                    seen = true;
                    self.chars.next();
                }
                Some('\\') if self.goes_on() => {
                    self.chars.next();
                    self.skip_continuation();
                }
                _ => return,
            }
        }
    }

    /// The `\` here is at the end of its line.
    fn goes_on(&mut self) -> bool {
        let at = self.at();
        self.text.get(at + 1..).is_some_and(|rest| rest.starts_with(is_end) || rest.is_empty())
    }

    fn word(&mut self, is_key: bool) -> String {
        let mut word = String::new();
        while let Some(c) = self.peek() {
            if is_end(c) || (is_key && (is_blank(c) || matches!(c, '=' | ':'))) {
                break;
            }
            self.chars.next();
            if c != '\\' {
                word.push(c);
                continue;
            }
            match self.chars.next() {
                None => break,
                Some((_, '\n')) => self.skip_while(is_blank),
                Some((_, '\r')) => self.skip_continuation(),
                Some((_, 't')) => word.push('\t'),
                Some((_, 'n')) => word.push('\n'),
                Some((_, 'r')) => word.push('\r'),
                Some((_, 'f')) => word.push('\u{c}'),
                Some((at, 'u')) => {
                    let digits = self.text.get(at + 1..at + 5).and_then(|digits| u32::from_str_radix(digits, 16).ok());
                    match digits {
                        Some(number) => {
                            self.chars.by_ref().take(4).for_each(|_| ());
                            // Halves of a surrogate pair are rare enough in settings to be told as damaged.
                            word.push(char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER));
                        }
                        None => word.push('u'),
                    }
                }
                Some((_, other)) => word.push(other),
            }
        }
        word
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    const TEXT: &str = "# a comment\n! another \\\na=1\n  b : two words \nc three\nd\\ e = x\\\n    y\\u00e5\\tz\n\
        empty\nlast=\\\\\\\n  end\\=\nwin\\:dows=C:\\\\x\r\nk=\\\n\\\n   v\nf=a=b:c\nu=\\u00\n=nokey\ng:=h";

    fn pairs(text: &str) -> Vec<(String, String)> {
        let text = Text::new(Path::new("/a"), text.as_bytes());
        read(&text).into_iter().map(|pair| (pair.key, pair.value)).collect()
    }

    #[test]
    fn keys_and_values() {
        let text = Text::new(Path::new("/a"), TEXT.as_bytes());
        let read = read(&text);
        let b = read.iter().find(|pair| pair.key == "b").unwrap();
        assert_eq!(b.value, "two words ");
        let spot = text.spot(b.value_at.clone(), "b");
        assert_eq!((spot.line, spot.column, spot.len), (4, 7, 10));
        assert_eq!(pairs("x"), [("x".to_owned(), String::new())]);
        assert_eq!(pairs("x\\"), [("x".to_owned(), String::new())]);
        assert_eq!(decode(Path::new("/a"), b"a=\xe5").content, "a=å");
    }

    /// Java itself is the judge.
    #[cfg(unix)] // the judge is not on Windows
    #[test]
    fn as_java_reads_them() {
        use std::process::Command;
        let good = TEXT.replace("u=\\u00\n", "");
        let folder = tempfile::tempdir().unwrap();
        let program = "import java.util.*; class P { public static void main(String[] a) throws Exception { Properties p = new \
            Properties(); p.load(new java.io.FileReader(a[0], java.nio.charset.StandardCharsets.UTF_8)); var out = new \
            java.io.PrintStream(System.out, true, \"UTF-8\"); for (var k : new TreeSet<>(p.stringPropertyNames())) \
            out.print(k + \"\\u0001\" + p.getProperty(k) + \"\\u0002\"); } }";
        std::fs::write(folder.path().join("P.java"), program).unwrap();
        std::fs::write(folder.path().join("a.properties"), &good).unwrap();
        let run = Command::new("java").args(["P.java", "a.properties"]).current_dir(folder.path()).output();
        let run = run.expect("java is here");
        let said = String::from_utf8(run.stdout).unwrap();
        let mut own = pairs(&good);
        own.sort();
        let own = own.iter().map(|(key, value)| format!("{key}\u{1}{value}\u{2}")).collect::<Vec<_>>().concat();
        assert_eq!(own, said, "{}", String::from_utf8_lossy(&run.stderr));
    }
}
