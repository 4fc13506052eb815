//! The configuration of HAProxy: words of a line, as `parse_line` (src/tools.c) takes them, and lines of a `crt-list`.

use std::ops::Range;

/// A word of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Without quotes and escapes, variables replaced.
    pub value: String,
    /// Where it is in the line.
    pub range: Range<usize>,
    /// A variable in it of which the value is not known.
    pub unknown: Option<String>,
}

/// What HAProxy does not take: where, and why.
pub type Wrong = (Range<usize>, &'static str);

/// The words of a line, without its comment. Variables stand in double quotes alone.
///
/// # Errors
/// A quote or a variable that is not closed.
pub fn words(line: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Vec<Word>, Wrong> {
    let mut words: Vec<Word> = Vec::new();
    let mut open: Option<Word> = None;
    let mut quote: Option<(char, usize)> = None;
    let mut chars = line.char_indices().peekable();
    while let Some((at, char)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        if quote.is_none() && (char.is_ascii_whitespace() || char == '#') {
            words.extend(open.take().map(|word| Word { range: word.range.start..at, ..word }));
            if char == '#' {
                break;
            }
            continue;
        }
        let word = open.get_or_insert_with(|| Word { value: String::new(), range: at..at, unknown: None });
        match (char, quote) {
            ('\'' | '"', None) => quote = Some((char, at)),
            (_, Some((own, _))) if char == own => quote = None,
            ('\\', None | Some(('"', _))) => {
                let plain = match next {
                    Some('n') => Some('\n'),
                    Some('r') => Some('\r'),
                    Some('t') => Some('\t'),
                    Some(next @ (' ' | '\\' | '#' | '"' | '\'')) => Some(next),
                    Some('$') if quote.is_some() => Some('$'),
                    Some('x') => {
                        let hex = line.get(at + 2..at + 4).and_then(|hex| u8::from_str_radix(hex, 16).ok());
                        let byte = hex.filter(u8::is_ascii);
                        if byte.is_some() {
                            chars.next();
                            chars.next();
                        }
                        byte.map(char::from)
                    }
                    _ => None,
                };
                word.value.push(plain.unwrap_or('\\'));
                if plain.is_some() {
                    chars.next();
                }
            }
            ('$', Some(('"', _))) => {
                let rest = line.get(at + 1..).unwrap_or_default();
                let (inner, length) = if rest.starts_with('{') {
                    let end = rest.find('}').ok_or((at..line.len(), "unmatched brace in environment variable name"))?;
                    (rest.get(1..end).unwrap_or_default(), end + 1)
                } else {
                    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
                    (rest.get(..end).unwrap_or_default(), end)
                };
                let inner = inner.strip_suffix("[*]").unwrap_or(inner);
                let (name, default) = inner.split_once('-').map_or((inner, None), |(name, or)| (name, Some(or)));
                match variable(name).or_else(|| default.map(str::to_owned)) {
                    Some(value) => word.value.push_str(&value),
                    None => word.unknown = Some(name.to_owned()),
                }
                while chars.peek().is_some_and(|(place, _)| *place < at + 1 + length) {
                    chars.next();
                }
            }
            _ => word.value.push(char),
        }
    }
    if let Some((_, at)) = quote {
        return Err((at..line.len(), "unmatched quote"));
    }
    words.extend(open.take().map(|word| Word { range: word.range.start..line.trim_ascii_end().len(), ..word }));
    Ok(words)
}

/// A line of a `crt-list`: `file [options] names...`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// The certificate.
    pub file: String,
    /// Options for it.
    pub options: Vec<Word>,
    /// Host names; those that begin with `!` are left out of wildcards.
    pub names: Vec<String>,
}

/// Reads a line of a `crt-list` (`crtlist_parse_line` in src/ssl_crtlist.c); `None`: it is empty or a comment.
///
/// # Errors
/// Brackets that do not fit.
pub fn entry(line: &str) -> Result<Option<Entry>, Wrong> {
    let mut entry = Entry::default();
    let mut is_inside = false;
    let mut begin = None;
    let mut was_inside = false;
    let take = |entry: &mut Entry, range: Range<usize>, is_inside: bool| {
        let value = line.get(range.clone()).unwrap_or_default().to_owned();
        match () {
            () if is_inside => entry.options.push(Word { value, range, unknown: None }),
            () if entry.file.is_empty() => entry.file = value,
            () => entry.names.push(value),
        }
    };
    for (at, char) in line.char_indices() {
        let ends = char.is_ascii_whitespace() || matches!(char, '[' | ']') || (char == '#' && begin.is_none());
        if !ends {
            begin.get_or_insert(at);
            continue;
        }
        if let Some(begin) = begin.take() {
            take(&mut entry, begin..at, is_inside);
        }
        match char {
            '#' => return Ok((!entry.file.is_empty()).then_some(entry)),
            '[' if is_inside || was_inside || entry.file.is_empty() => return Err((at..at + 1, "unexpected '['")),
            '[' => (is_inside, was_inside) = (true, true),
            ']' if !is_inside => return Err((at..at + 1, "unexpected ']'")),
            ']' => is_inside = false,
            _ => {}
        }
    }
    if let Some(begin) = begin {
        take(&mut entry, begin..line.len(), is_inside);
    }
    if is_inside { Err((0..line.len(), "missing ']'")) } else { Ok((!entry.file.is_empty()).then_some(entry)) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]

    use super::*;

    #[test]
    fn words_are_those_of_haproxy() {
        let variable = |name: &str| (name == "A").then(|| "a b".to_owned());
        let of = |line: &str| -> Vec<String> {
            words(line, &variable).unwrap().into_iter().map(|word| word.value).collect()
        };
        assert_eq!(of("  bind :443\tssl # crt x"), ["bind", ":443", "ssl"]);
        assert_eq!(of(r#"a\ b "c d"'e "f' g\#h i\\"#), ["a b", "c de \"f", "g#h", "i\\"]);
        assert_eq!(
            of(r#""${A}x" "$A-" $A '$A' "${B-c}" "\$A" \x41 \q"#),
            ["a bx", "a b-", "$A", "$A", "c", "$A", "A", "\\q"]
        );
        assert_eq!(of("a#b"), ["a"]);
        assert_eq!(of("\"\" x"), ["", "x"]);
        let unknown = words("x \"/${NO}/y\"", &variable).unwrap();
        assert_eq!((unknown[1].unknown.as_deref(), unknown[1].range.clone()), (Some("NO"), 2..12));
        assert!(words("a \"b", &variable).is_err() && words("a \"${b\"", &variable).is_err());
    }

    #[test]
    fn entries_of_a_list() {
        let read = entry("x.pem [verify required ca-file a.pem]  *.a !b.a # c").unwrap().unwrap();
        let options: Vec<&str> = read.options.iter().map(|word| &*word.value).collect();
        assert_eq!((&*read.file, options), ("x.pem", vec!["verify", "required", "ca-file", "a.pem"]));
        assert_eq!(read.names, ["*.a", "!b.a"]);
        assert_eq!(entry("  # x"), Ok(None));
        assert!(entry("x [a").is_err() && entry("x a] b").is_err() && entry("[a] x").is_err());
    }
}
