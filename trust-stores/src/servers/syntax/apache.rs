//! The configuration of Apache httpd: logical lines and their words, as `ap_cfg_getline` and `ap_getword_conf` (server/util.c) take them.

use std::ops::Range;

/// A line, or several that are joined by `\` at their ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it says when it is joined, without blanks around it.
    pub text: String,
    /// Where its parts begin: in [`Line::text`], and in the content.
    parts: Vec<(usize, usize)>,
    /// Where all of it is, where a macro has made it.
    made: Option<Range<usize>>,
}

/// A word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Without its quotes; variables stand as they are written.
    pub value: String,
    /// Where it is in the content, with its quotes.
    pub range: Range<usize>,
}

/// The lines of a content that are neither empty nor comments. `\` at the end of a comment makes the next line a part of the comment.
pub fn lines(content: &str) -> impl Iterator<Item = Line> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            if at >= content.len() {
                return None;
            }
            let line = one(content, &mut at);
            if !line.text.is_empty() && !line.text.starts_with('#') {
                return Some(line);
            }
        }
    })
}

fn one(content: &str, at: &mut usize) -> Line {
    let mut line = Line { text: String::new(), parts: Vec::new(), made: None };
    loop {
        let rest = content.get(*at..).unwrap_or_default();
        let end = memchr::memchr(b'\n', rest.as_bytes());
        let row = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        // Only a line that ends is joined to one that follows.
        let bare = row.strip_suffix('\r').filter(|_| end.is_some()).unwrap_or(row);
        let joined = bare.strip_suffix('\\').filter(|_| end.is_some());
        line.parts.push((line.text.len(), *at));
        line.text.push_str(joined.unwrap_or(bare));
        *at += end.map_or(rest.len(), |end| end + 1);
        if joined.is_none() || *at >= content.len() {
            break;
        }
    }
    let blank = line.text.len() - line.text.trim_ascii_start().len();
    line.text.drain(..blank);
    line.text.truncate(line.text.trim_ascii_end().len());
    let first = line.parts.iter().rposition(|(begin, _)| *begin <= blank).unwrap_or_default();
    line.parts.drain(..first);
    for (begin, source) in &mut line.parts {
        if *begin < blank {
            *source += blank - *begin;
        }
        *begin = begin.saturating_sub(blank);
    }
    line
}

impl Line {
    /// Where a part of the text is in the content.
    pub fn source(&self, part: Range<usize>) -> Range<usize> {
        if let Some(made) = &self.made {
            return made.clone();
        }
        let place = |at: usize| {
            let known = self.parts.iter().rev().find(|(begin, _)| *begin <= at);
            known.map_or(at, |(begin, source)| source + (at - begin))
        };
        let end = if part.is_empty() { place(part.end) } else { place(part.end - 1) + 1 };
        place(part.start)..end
    }

    /// The whole of it in the content.
    pub fn range(&self) -> Range<usize> {
        self.source(0..self.text.len())
    }

    /// Its words.
    pub fn words(&self) -> Vec<Word> {
        let mut words = Vec::new();
        let mut at = 0;
        while let Some((value, part)) = word(&self.text, at) {
            at = part.end;
            words.push(Word { value, range: self.source(part) });
        }
        words
    }

    /// What stands before a place in the text.
    #[must_use]
    pub fn until(&self, end: usize) -> Self {
        Self { text: self.text.get(..end).unwrap_or(&self.text).to_owned(), ..self.clone() }
    }

    /// The same line with another text: what a macro makes of it. Every place in it is the whole line.
    #[must_use]
    pub fn with_text(&self, text: String) -> Self {
        Self { text, parts: Vec::new(), made: Some(self.range()) }
    }
}

/// The next word from a place on.
fn word(text: &str, from: usize) -> Option<(String, Range<usize>)> {
    let rest = text.get(from..)?;
    let begin = from + (rest.len() - rest.trim_ascii_start().len());
    let rest = text.get(begin..)?;
    let quote = rest.chars().next()?;
    let quoted = matches!(quote, '"' | '\'');
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(usize::from(quoted)).peekable();
    while let Some((at, char)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        match char {
            '\\' if next == Some('\\') || (quoted && next == Some(quote)) => {
                value.extend(next);
                chars.next();
            }
            _ if quoted && char == quote => return Some((value, begin..begin + at + 1)),
            _ if !quoted && char.is_ascii_whitespace() => return Some((value, begin..begin + at)),
            _ => value.push(char),
        }
    }
    Some((value, begin..text.len()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    fn words(content: &str) -> Vec<Vec<String>> {
        lines(content).map(|line| line.words().into_iter().map(|word| word.value).collect()).collect()
    }

    #[test]
    fn words_are_those_of_httpd() {
        let made = words("A \"b c\" 'd \"e' f\\\\g h\\\"i\n \tB\"x\" y\"z\n\n# no\nC \"a\\\"b\\\\c\\d\"\r\nD \"open");
        let wanted: [&[&str]; 4] =
            [&["A", "b c", "d \"e", "f\\g", "h\\\"i"], &["B\"x\"", "y\"z"], &["C", "a\"b\\c\\d"], &["D", "open"]];
        assert_eq!(made, wanted);
    }

    #[test]
    fn a_backslash_joins_lines_and_comments() {
        let content = "# x \\\nSSLEngine on\r\n  SSLVerify\\\r\nClient \\\n   require\nA \\";
        let lines: Vec<Line> = lines(content).collect();
        assert_eq!(lines.len(), 2);
        let words = lines[0].words();
        assert_eq!(words[0].value, "SSLVerifyClient");
        assert_eq!(&content[words[0].range.clone()], "SSLVerify\\\r\nClient");
        assert_eq!((&*words[1].value, &content[words[1].range.clone()]), ("require", "require"));
        assert_eq!(lines[1].text, "A \\");
    }
}
