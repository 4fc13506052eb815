//! The syntax of nginx: `ngx_conf_read_token` and `ngx_conf_parse` (src/core/ngx_conf_file.c), and Lua in braces as lua-nginx-module has it.

use std::ops::Range;

/// Blocks in blocks. nginx has no limit of its own; people write five.
pub const MAX_DEPTH: usize = 100;
/// Bytes of a word: `NGX_CONF_BUFFER`, with the character that ends it.
const MAX_WORD: usize = 4096;

/// A word of a directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// What it says, without quotes.
    pub value: String,
    /// Where it stands, with its quotes.
    pub range: Range<usize>,
}

/// Words that end with `;`, or with a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive {
    /// Its words; the first is its name.
    pub words: Vec<Word>,
    /// What stands in braces after it.
    pub block: Option<Block>,
}

/// What stands in braces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Block {
    /// Directives; none where it is a script.
    pub directives: Vec<Directive>,
    /// The brace that ends it is there.
    pub closed: bool,
    /// It is Lua.
    pub script: bool,
}

impl Directive {
    /// Its name.
    pub fn name(&self) -> &str {
        self.words.first().map(|word| word.value.as_str()).unwrap_or_default()
    }

    /// The words after its name.
    pub fn args(&self) -> &[Word] {
        self.words.get(1..).unwrap_or_default()
    }

    /// From its name to its last word.
    pub fn range(&self) -> Range<usize> {
        let begin = self.words.first().map_or(0, |word| word.range.start);
        begin..self.words.last().map_or(begin, |word| word.range.end)
    }
}

/// A file's directives, up to where nginx would read on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// Directives; blocks that the error interrupts are not closed.
    pub directives: Vec<Directive>,
    /// Where it ends before its end, and why in nginx's words.
    pub error: Option<(Range<usize>, String)>,
}

/// What ended a row of words.
enum End {
    Semicolon,
    Open,
    Close(usize),
    File,
}

/// Reads the text of a file.
pub fn parse(text: &str) -> Parsed {
    let mut tokens = Tokens { text: text.as_bytes(), at: 0 };
    // The directives of each open block, and the words that began it.
    let mut open: Vec<(Vec<Directive>, Vec<Word>)> = Vec::new();
    let mut current: Vec<Directive> = Vec::new();
    let mut error = None;
    loop {
        let (words, end) = match tokens.row() {
            Ok(read) => read,
            Err(found) => {
                error = Some(found);
                break;
            }
        };
        match end {
            End::Semicolon => current.push(Directive { words, block: None }),
            End::Open => {
                let is_lua = words.first().is_some_and(|name| name.value.ends_with("_by_lua_block"));
                if is_lua {
                    let at = tokens.at;
                    let closed = tokens.skip_lua();
                    current.push(Directive { words, block: Some(Block { closed, script: true, ..Block::default() }) });
                    if !closed {
                        error = Some((at..at, "Lua code block missing the closing long bracket \"}\"".to_owned()));
                        break;
                    }
                } else if open.len() >= MAX_DEPTH {
                    let at = tokens.at.saturating_sub(1);
                    error = Some((at..tokens.at, "too many blocks in each other".to_owned()));
                    break;
                } else {
                    open.push((std::mem::take(&mut current), words));
                }
            }
            End::Close(at) => {
                let Some((outer, words)) = open.pop() else {
                    error = Some((at..at + 1, "unexpected \"}\"".to_owned()));
                    break;
                };
                let directives = std::mem::replace(&mut current, outer);
                current.push(Directive { words, block: Some(Block { directives, closed: true, script: false }) });
            }
            End::File => {
                if !open.is_empty() {
                    error = Some((text.len()..text.len(), "unexpected end of file, expecting \"}\"".to_owned()));
                }
                break;
            }
        }
    }
    while let Some((outer, words)) = open.pop() {
        let directives = std::mem::replace(&mut current, outer);
        current.push(Directive { words, block: Some(Block { directives, closed: false, script: false }) });
    }
    Parsed { directives: current, error }
}

/// Comments, too: they go through the same buffer.
fn too_long(begin: usize) -> (Range<usize>, String) {
    (begin..begin + 1, "too long parameter".to_owned())
}

struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

impl Tokens<'_> {
    fn next(&mut self) -> Option<u8> {
        let byte = self.text.get(self.at).copied()?;
        self.at += 1;
        Some(byte)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn unexpected(&self, byte: u8) -> (Range<usize>, String) {
        (self.at.saturating_sub(1)..self.at, format!("unexpected \"{}\"", char::from(byte)))
    }

    /// Words up to `;`, `{`, `}` or the end.
    fn row(&mut self) -> Result<(Vec<Word>, End), (Range<usize>, String)> {
        let mut words = Vec::new();
        loop {
            let Some(byte) = self.next() else {
                if words.is_empty() {
                    return Ok((words, End::File));
                }
                return Err(self.unfinished());
            };
            match byte {
                _ if is_space(byte) => {}
                b';' | b'{' if words.is_empty() => return Err(self.unexpected(byte)),
                b';' => return Ok((words, End::Semicolon)),
                b'{' => return Ok((words, End::Open)),
                b'}' if words.is_empty() => return Ok((words, End::Close(self.at - 1))),
                b'}' => return Err(self.unexpected(byte)),
                b'#' => {
                    let begin = self.at - 1;
                    self.skip_line();
                    if self.at - begin >= MAX_WORD {
                        return Err(too_long(begin));
                    }
                }
                b'"' | b'\'' => {
                    words.push(self.quoted(byte)?);
                    match self.peek() {
                        Some(after) if is_space(after) || matches!(after, b';' | b'{' | b')') => {}
                        Some(after) => {
                            self.at += 1;
                            return Err(self.unexpected(after));
                        }
                        None => return Err(self.unfinished()),
                    }
                }
                _ => {
                    self.at -= 1;
                    words.push(self.bare()?);
                }
            }
        }
    }

    fn unfinished(&self) -> (Range<usize>, String) {
        (self.text.len()..self.text.len(), "unexpected end of file, expecting \";\" or \"}\"".to_owned())
    }

    fn skip_line(&mut self) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        self.at = memchr::memchr(b'\n', rest).map_or(self.text.len(), |end| self.at + end);
    }

    fn quoted(&mut self, quote: u8) -> Result<Word, (Range<usize>, String)> {
        let begin = self.at;
        while let Some(byte) = self.next() {
            if byte == b'\\' {
                self.at = (self.at + 1).min(self.text.len());
            } else if byte == quote {
                // The character after it must fit, too.
                let is_long = self.at - begin >= MAX_WORD;
                return if is_long {
                    Err(too_long(begin))
                } else {
                    Ok(self.word(begin..self.at - 1, begin - 1..self.at))
                };
            }
            if self.at - begin >= MAX_WORD {
                let quote = char::from(quote);
                let text = format!("too long parameter, probably missing terminating \"{quote}\" character");
                return Err((begin - 1..begin, text));
            }
        }
        Err(self.unfinished())
    }

    fn bare(&mut self) -> Result<Word, (Range<usize>, String)> {
        let begin = self.at;
        let mut variable = false;
        while let Some(byte) = self.peek() {
            // `${name}` does not open a block.
            let opens = byte == b'{' && !variable;
            if is_space(byte) || byte == b';' || opens {
                return Ok(self.word(begin..self.at, begin..self.at));
            }
            variable = byte == b'$' || (variable && byte == b'{');
            self.at += if byte == b'\\' { 2 } else { 1 };
            self.at = self.at.min(self.text.len());
            if self.at - begin >= MAX_WORD {
                return Err(too_long(begin));
            }
        }
        Err(self.unfinished())
    }

    /// The word between two places, with its escapes resolved.
    fn word(&self, inner: Range<usize>, range: Range<usize>) -> Word {
        let raw = self.text.get(inner).unwrap_or_default();
        let mut value = Vec::with_capacity(raw.len());
        let mut bytes = raw.iter().copied().peekable();
        while let Some(byte) = bytes.next() {
            let escaped = match (byte, bytes.peek()) {
                (b'\\', Some(quoted @ (b'"' | b'\'' | b'\\'))) => Some(*quoted),
                (b'\\', Some(b't')) => Some(b'\t'),
                (b'\\', Some(b'r')) => Some(b'\r'),
                (b'\\', Some(b'n')) => Some(b'\n'),
                _ => None,
            };
            if escaped.is_some() {
                bytes.next();
            }
            value.push(escaped.unwrap_or(byte));
        }
        Word { value: String::from_utf8_lossy(&value).into_owned(), range }
    }

    /// Goes behind the brace that ends a block of Lua; false where there is none.
    fn skip_lua(&mut self) -> bool {
        let mut depth = 1_usize;
        while let Some(byte) = self.next() {
            match byte {
                b'{' => depth += 1,
                b'}' => {
                    depth -= 1;
                    if depth == 0 {
                        return true;
                    }
                }
                b'"' | b'\'' => {
                    while let Some(inner) = self.next() {
                        if inner == b'\\' {
                            self.at = (self.at + 1).min(self.text.len());
                        } else if inner == byte {
                            break;
                        }
                    }
                }
                b'-' if self.peek() == Some(b'-') => {
                    self.at += 1;
                    let is_long = self.peek() == Some(b'[') && {
                        self.at += 1;
                        self.skip_long()
                    };
                    if !is_long {
                        self.skip_line();
                    }
                }
                b'[' => {
                    self.skip_long();
                }
                _ => {}
            }
        }
        false
    }

    /// After a `[`: goes behind a long bracket (`[==[ ... ]==]`), if this is one.
    fn skip_long(&mut self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let signs = rest.iter().take_while(|byte| **byte == b'=').count();
        if rest.get(signs) != Some(&b'[') {
            return false;
        }
        let end = [b"]".as_slice(), &vec![b'='; signs], b"]"].concat();
        let after = memchr::memmem::find(rest, &end);
        self.at = after.map_or(self.text.len(), |found| self.at + found + end.len());
        true
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        let parsed = parse(text);
        assert_eq!(parsed.error, None, "{text}");
        let values = |directive: &Directive| directive.words.iter().map(|word| word.value.clone()).collect();
        parsed.directives.iter().map(values).collect()
    }

    #[test]
    fn words_are_what_nginx_makes_of_them() {
        for (text, expected) in [
            ("a b;", vec!["a", "b"]),
            ("a#b c#d;", vec!["a#b", "c#d"]),
            ("a # no ; {\n b;", vec!["a", "b"]),
            (r#"a "b c" 'd "e"' ;"#, vec!["a", "b c", "d \"e\""]),
            (r#"a "\"b\\" c\ d;"#, vec!["a", "\"b\\", "c\\ d"]),
            (r"a b\nc \$d;", vec!["a", "b\nc", "\\$d"]),
            ("a ${b}c $d;", vec!["a", "${b}c", "$d"]),
            ("a $d{}", vec!["a", "$d"]),
            ("a b\"c d'e;", vec!["a", "b\"c", "d'e"]),
            ("if (\"$a\") {}", vec!["if", "(\"$a\")"]),
            ("a\r\n\tb\r\n;", vec!["a", "b"]),
        ] {
            assert_eq!(words(text), vec![expected], "{text}");
        }
        assert_eq!(words("a \"b\"{ c; } d;").len(), 2);
    }

    const PARTS: &[&str] = &[
        "a",
        "å",
        "x_by_lua_block",
        "[[",
        "]]",
        "[=[",
        "--",
        " ",
        "\n",
        "\r",
        ";",
        "{",
        "}",
        "\"",
        "'",
        "\\",
        "#",
        "$",
        "(",
        ")",
        "=",
    ];

    proptest::proptest! {
        #[test]
        fn any_text_is_read_to_its_end(parts in proptest::collection::vec(proptest::sample::select(PARTS), 0..40)) {
            let text = parts.concat();
            let parsed = parse(&text);
            for directive in &parsed.directives {
                assert!(text.get(directive.range()).is_some());
            }
            if let Some((range, _)) = parsed.error {
                assert!(range.end <= text.len());
            }
        }
    }

    #[test]
    fn scripts_are_passed_over() {
        let lua = r#"a_by_lua_block { if x == "}" then -- }
            --[==[ } ]] } ]==] y = [[ } ]] z = {'\'}'} t[1] = { } end } after b;"#;
        let parsed = parse(lua);
        assert_eq!(parsed.error, None);
        assert_eq!(parsed.directives.len(), 2);
        assert_eq!(parsed.directives.get(1).unwrap().name(), "after");
        assert!(parse("a_by_lua_block { -- }").error.is_some());
    }

    #[test]
    fn an_error_is_where_nginx_says_it() {
        for (text, at, says) in [
            ("a b", 3, "unexpected end of file, expecting \";\" or \"}\""),
            ("a {\n b;\n", 8, "unexpected end of file, expecting \"}\""),
            ("a; }", 3, "unexpected \"}\""),
            ("a { b }", 6, "unexpected \"}\""),
            ("a;;", 2, "unexpected \";\""),
            ("a \"b\"c;", 5, "unexpected \"c\""),
            ("a 'b;", 5, "unexpected end of file, expecting \";\" or \"}\""),
        ] {
            let parsed = parse(text);
            let (range, said) = parsed.error.unwrap();
            assert_eq!((range.start, said.as_str()), (at, says), "{text}");
        }
        let parsed = parse("http { server { a b; } server { c d");
        let http = parsed.directives.first().unwrap().block.as_ref().unwrap();
        assert_eq!(
            http.directives.iter().map(|server| server.block.as_ref().unwrap().closed).collect::<Vec<_>>(),
            [true, false]
        );
        assert!(parse(&"a{".repeat(100_000)).error.is_some());
        assert!(parse(&format!("a {};", "b".repeat(4096))).error.is_some());
        assert_eq!(words(&format!("a {};", "b".repeat(4095))).len(), 1);
        assert!(parse(&format!("a \"{}\";", "b".repeat(4095))).error.is_some());
        assert_eq!(words(&format!("a \"{}\";", "b".repeat(4094))).len(), 1);
        assert!(parse(&format!("#{}\n", "b".repeat(4095))).error.is_some());
        assert_eq!(parse(&format!("#{}\n", "b".repeat(4094))).error, None);
    }
}
