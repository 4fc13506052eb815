//! Just enough of YAML and JSON to find the parts of a Kubernetes object: a tree of texts, lists and maps with line numbers.
//!
//! Input is hostile: depth and size are bounded, and an alias shares what it names instead of copying it, so that a small file cannot
//! grow into a large tree. Whoever walks a tree must bound the walk: shared parts are met again and again.

use std::collections::HashMap;
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::json;

/// Lists and maps inside one another.
const MAX_DEPTH: usize = 64;
/// Texts, lists, maps and merged keys of one file.
const MAX_NODES: usize = 2_000_000;

/// A node.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    /// Any scalar as it is written; numbers and truth values, too.
    Text(Rc<Scalar>),
    /// A sequence.
    List(Rc<Vec<Value>>),
    /// A mapping, in order; keys that are no scalars are left out.
    Map(Rc<Vec<(Rc<Scalar>, Value)>>),
}

/// A scalar.
#[derive(Debug)]
pub(crate) struct Scalar {
    /// Its content.
    pub(crate) text: String,
    /// The file's line on which the content's first line stands, where the content's lines are lines of the file.
    pub(crate) first_line: Option<u64>,
    /// Where it stands, for one that can be written.
    pub(crate) place: Option<Place>,
}

/// Where a scalar stands in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// Its first byte: that of the first line with something in it for a block, the quotation mark for a quoted one.
    pub(crate) start: usize,
    /// The byte after it, and after empty lines and comments that follow it.
    pub(crate) end: usize,
    /// How it is written.
    pub(crate) style: Style,
    /// It has an anchor or a tag, or stands inside something that has an anchor: it may be read in other places, or as something else.
    pub(crate) is_bound: bool,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Without marks.
    Plain,
    /// `'...'`
    Single,
    /// `"..."` in YAML and in JSON.
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

impl From<ScalarStyle> for Style {
    fn from(style: ScalarStyle) -> Self {
        match style {
            ScalarStyle::Plain => Self::Plain,
            ScalarStyle::SingleQuoted => Self::Single,
            ScalarStyle::DoubleQuoted => Self::Double,
            ScalarStyle::Literal => Self::Literal,
            ScalarStyle::Folded => Self::Folded,
        }
    }
}

impl Value {
    /// What stands under a key; the last of several.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.pairs().iter().rev().find(|(name, _)| name.text == key).map(|(_, value)| value)
    }

    /// Keys and values of a map.
    pub(crate) fn pairs(&self) -> &[(Rc<Scalar>, Value)] {
        if let Self::Map(pairs) = self { pairs } else { &[] }
    }

    /// The parts of a list.
    pub(crate) fn items(&self) -> &[Value] {
        if let Self::List(items) = self { items } else { &[] }
    }

    /// A scalar.
    pub(crate) fn text(&self) -> Option<&Rc<Scalar>> {
        if let Self::Text(text) = self { Some(text) } else { None }
    }

    /// The scalar under a key.
    pub(crate) fn word(&self, key: &str) -> Option<&str> {
        self.get(key)?.text().map(|text| text.text.as_str())
    }
}

/// The documents of a file up to the first that cannot be read, and what is wrong with that one: technical, with its line.
pub(crate) fn documents(text: &str) -> (Vec<Value>, Option<String>) {
    if text.trim_start().starts_with('{') {
        let (found, error) = json::documents(text);
        // A YAML flow mapping begins like JSON.
        if error.is_none() || !found.is_empty() {
            return (found, error);
        }
    }
    let (found, error) = yaml(text);
    // YAML allows tabs between a key's colon and its value, this reader only spaces.
    if error.is_some() && text.contains(":\t") { yaml(&text.replace(":\t", ": ")) } else { (found, error) }
}

/// A list or map that is not complete.
enum Open {
    List(Vec<Value>),
    Map(Vec<(Rc<Scalar>, Value)>, Option<Value>),
}

#[derive(Default)]
struct Builder {
    open: Vec<(Open, usize)>,
    anchors: HashMap<usize, Value>,
    /// Open lists and maps with an anchor.
    anchored: usize,
    nodes: usize,
    root: Option<Value>,
}

/// Bytes of a text by characters, which the parser counts.
struct Bytes<'a> {
    text: &'a str,
    /// The byte of every 64th character; empty where a character is a byte.
    steps: Vec<usize>,
}

impl<'a> Bytes<'a> {
    const STEP: usize = 64;

    fn of(text: &'a str) -> Self {
        let starts = || text.char_indices().map(|(at, _)| at).step_by(Self::STEP);
        Self { text, steps: if text.is_ascii() { Vec::new() } else { starts().collect() } }
    }

    fn at(&self, character: usize) -> usize {
        if self.steps.is_empty() {
            return character.min(self.text.len());
        }
        let Some(from) = self.steps.get(character / Self::STEP) else { return self.text.len() };
        let rest = &self.text[*from..];
        rest.char_indices().nth(character % Self::STEP).map_or(self.text.len(), |(at, _)| from + at)
    }
}

fn yaml(text: &str) -> (Vec<Value>, Option<String>) {
    let mut found = Vec::new();
    let mut builder = Builder::default();
    let bytes = Bytes::of(text);
    for event in Parser::new_from_str(text) {
        let (event, span) = match event {
            Ok(event) => event,
            Err(error) => return (found, Some(error.to_string())),
        };
        let line = span.start.line() as u64;
        let done = match event {
            Event::DocumentStart(_) => {
                builder = Builder { nodes: builder.nodes, ..Builder::default() };
                Ok(())
            }
            Event::DocumentEnd => {
                found.extend(builder.root.take());
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                // A literal block's marker is at its first line that is not empty.
                let empty = text.bytes().take_while(|b| *b == b'\n').count() as u64;
                let first_line = (style == ScalarStyle::Literal).then(|| line.saturating_sub(empty).max(1));
                let place = Place {
                    start: bytes.at(span.start.index()),
                    end: bytes.at(span.end.index()),
                    style: style.into(),
                    is_bound: anchor > 0 || tag.is_some() || builder.anchored > 0,
                };
                let value = Value::Text(Rc::new(Scalar { text: text.into_owned(), first_line, place: Some(place) }));
                builder.add(value, anchor)
            }
            Event::Alias(anchor) => match builder.anchors.get(&anchor).cloned() {
                Some(value) => builder.add(value, 0),
                None => Err("an alias inside what it names"),
            },
            Event::SequenceStart(anchor, _) => builder.begin(Open::List(Vec::new()), anchor),
            Event::MappingStart(anchor, _) => builder.begin(Open::Map(Vec::new(), None), anchor),
            Event::SequenceEnd | Event::MappingEnd => builder.end(),
            Event::Nothing | Event::StreamStart | Event::StreamEnd => Ok(()),
        };
        if let Err(detail) = done {
            return (found, Some(format!("{detail} at line {line}")));
        }
    }
    (found, None)
}

impl Builder {
    fn count(&mut self, nodes: usize) -> Result<(), &'static str> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES { Err("too many parts") } else { Ok(()) }
    }

    fn begin(&mut self, open: Open, anchor: usize) -> Result<(), &'static str> {
        if self.open.len() >= MAX_DEPTH {
            return Err("too many levels");
        }
        self.anchored += usize::from(anchor > 0);
        self.open.push((open, anchor));
        Ok(())
    }

    fn end(&mut self) -> Result<(), &'static str> {
        let open = self.open.pop();
        self.anchored -= usize::from(open.as_ref().is_some_and(|(_, anchor)| *anchor > 0));
        match open {
            Some((Open::List(items), anchor)) => self.add(Value::List(Rc::new(items)), anchor),
            Some((Open::Map(pairs, _), anchor)) => {
                let pairs = self.merge(pairs)?;
                self.add(Value::Map(Rc::new(pairs)), anchor)
            }
            None => Ok(()),
        }
    }

    /// Follows merge keys (`<<: *common`): what they bring does not replace what stands there.
    fn merge(&mut self, mut pairs: Vec<(Rc<Scalar>, Value)>) -> Result<Vec<(Rc<Scalar>, Value)>, &'static str> {
        let Some(at) = pairs.iter().position(|(key, _)| key.text == "<<") else { return Ok(pairs) };
        let (_, merged) = pairs.remove(at);
        let mut brought = Vec::new();
        for map in std::slice::from_ref(&merged).iter().chain(merged.items()) {
            self.count(map.pairs().len())?;
            brought.extend(map.pairs().iter().cloned());
        }
        // The last of several with one name counts; of several maps the first.
        brought.reverse();
        brought.append(&mut pairs);
        Ok(brought)
    }

    fn add(&mut self, value: Value, anchor: usize) -> Result<(), &'static str> {
        self.count(1)?;
        if anchor > 0 {
            self.anchors.insert(anchor, value.clone());
        }
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some((Open::List(items), _)) => items.push(value),
            Some((Open::Map(pairs, key), _)) => match key.take() {
                None => *key = Some(value),
                Some(Value::Text(name)) => pairs.push((name, value)),
                Some(_) => {}
            },
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn one(text: &str) -> Value {
        let (found, error) = documents(text);
        assert_eq!(error, None);
        found.into_iter().next().unwrap()
    }

    #[test]
    fn lines_of_literal_blocks_are_those_of_the_file() {
        let value =
            one("# a comment\nkind: ConfigMap\ndata:\n  ca.crt: |\n    first\n    second\n  other: \"x\\ny\"\n");
        let data = value.get("data").unwrap();
        let text = data.get("ca.crt").unwrap().text().unwrap();
        assert_eq!((text.text.as_str(), text.first_line), ("first\nsecond\n", Some(5)));
        let value = one("a:\n  b: |2- # a comment\n\n\n    x\n");
        let text = value.get("a").unwrap().get("b").unwrap().text().unwrap();
        assert_eq!((text.text.as_str(), text.first_line), ("\n\nx", Some(3)));
        let text = data.get("other").unwrap().text().unwrap();
        assert_eq!((text.text.as_str(), text.first_line), ("x\ny", None));
    }

    #[test]
    fn line_ends_marks_tabs_and_documents() {
        let (found, error) = documents("kind: A\r\ndata:\r\n  x: |-\r\n    1\r\n    2\r\n---\r\nkind:\tB\r\n...\r\n");
        assert_eq!(error, None);
        assert_eq!(found[0].get("data").unwrap().word("x"), Some("1\n2"));
        assert_eq!(found[1].word("kind"), Some("B"));
    }

    #[test]
    fn anchors_aliases_and_merge_keys() {
        let value = one("base: &b {a: 1, c: 2}\nlist: [*b, *b]\nmerged:\n  <<: *b\n  a: 3\n");
        assert_eq!(value.get("list").unwrap().items()[1].word("c"), Some("2"));
        let merged = value.get("merged").unwrap();
        assert_eq!((merged.word("a"), merged.word("c")), (Some("3"), Some("2")));
    }

    #[test]
    fn a_small_file_does_not_become_a_large_tree() {
        use std::fmt::Write as _;
        let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..60 {
            let previous = vec![format!("*a{}", level - 1); 10].join(", ");
            writeln!(text, "a{level}: &a{level} [{previous}]").unwrap();
        }
        let value = one(&text);
        assert_eq!(value.pairs().len(), 60);

        let mut text = String::from("a0: &a0 {k: 1}\n");
        for level in 1..40 {
            let previous = vec![format!("*a{}", level - 1); 10].join(", ");
            writeln!(text, "a{level}: &a{level} {{<<: [{previous}]}}").unwrap();
        }
        assert!(documents(&text).1.unwrap().starts_with("too many parts"));
    }

    #[test]
    fn depth_is_bounded_and_an_alias_cannot_hold_itself() {
        for text in [format!("a: {}", "[".repeat(200)), "[".repeat(100_000), format!("a: {}", "{a: ".repeat(100_000))] {
            assert!(documents(&text).1.is_some());
        }
        assert!(documents(&"{\"a\":".repeat(100_000)).1.is_some());
        assert!(documents("a: &x [*x]\n").1.is_some());
        assert!(documents("a: *nothing\n").1.is_some());
    }

    #[test]
    fn json_several_in_a_row() {
        let (found, error) = documents("{\"kind\": \"A\", \"n\": 1}\n{\"kind\": \"B\"} {");
        assert_eq!(found.len(), 2);
        assert_eq!(found[1].word("kind"), Some("B"));
        assert!(error.is_some());
    }
}
