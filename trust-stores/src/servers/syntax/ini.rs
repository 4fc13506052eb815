//! Lines of settings as Jetty's `start.ini` has them: `name=value`, `--module=ssl`, `-Dname=value`, `etc/more.xml`.

use std::ops::Range;

use super::super::spot::Text;

/// A line that says something, without blanks around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    pub(crate) text: String,
    /// Where it stands, in bytes.
    pub(crate) at: Range<usize>,
}

/// The lines; those that begin with `#` are comments.
pub(crate) fn read(text: &Text) -> Vec<Line> {
    let mut begin = 0;
    let mut lines = Vec::new();
    for whole in text.content.split_inclusive('\n') {
        let line = whole.trim();
        let at = begin + (whole.len() - whole.trim_start().len());
        if !line.is_empty() && !line.starts_with('#') {
            lines.push(Line { text: line.to_owned(), at: at..at + line.len() });
        }
        begin += whole.len();
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn lines_and_comments() {
        let text = Text::new(Path::new("/a"), b"# no\n\n  --module=ssl \r\n#x\na=b");
        let lines = read(&text);
        let words: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(words, ["--module=ssl", "a=b"]);
        let places: Vec<(u64, u32)> =
            lines.iter().map(|line| text.spot(line.at.clone(), "")).map(|spot| (spot.line, spot.column)).collect();
        assert_eq!(places, [(3, 3), (5, 1)]);
    }
}
