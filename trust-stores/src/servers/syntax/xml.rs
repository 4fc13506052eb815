//! XML with its external entities: `<!ENTITY connectors SYSTEM "connectors.xml">` puts another file where `&connectors;` stands.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use roxmltree::{Attribute, Document, Node, ParsingOptions};
use tillit_verifier::input::InputError;

use super::super::spot::{Spot, Text};
use super::super::{Configuration, MAX_BYTES, MAX_FILES, Problem, ProblemKind, Reading};
use crate::observation::Cause;

/// Files in files.
const MAX_DEPTH: usize = 8;
/// Elements and texts of one document.
const MAX_NODES: u32 = 1_000_000;
/// Attributes of one element, and declarations of namespaces in all: the parser compares each with each.
const MAX_ATTRIBUTES: usize = 1_000;
/// Bytes that the entities of a document stand for, together.
const MAX_EXPANDED: usize = 64 << 20;
/// Entities in entities; the parser refuses more.
const MAX_ENTITY_DEPTH: usize = 10;
/// Bytes of the name of an entity, or of an attribute whose value is a secret.
const MAX_NAME: usize = 256;

/// The text of a document with the files that it takes in, and where each part of it comes from.
pub(crate) struct Xml {
    content: String,
    texts: Vec<Text>,
    /// Beginnings in `content`, with the text and the byte there that each comes from.
    pieces: Vec<(usize, usize, usize)>,
    /// Its reader takes document types, with what they declare.
    has_types: bool,
}

impl Xml {
    /// Takes in the external entities of a text. Those that cannot be read are problems, and nothing stands in their place.
    pub(crate) fn new(text: Text, reading: &Reading<'_>, server: &'static str, to: &mut Configuration) -> Self {
        let mut xml = Self { content: String::new(), texts: Vec::new(), pieces: Vec::new(), has_types: true };
        let mut expansion = Expansion { reading, server, to, entities: HashMap::new(), taken: 0 };
        expansion.text(text, &mut xml, &mut Vec::new());
        xml
    }

    /// A text for a reader that takes no document type, and so no entities of a file's own.
    pub(crate) fn plain(mut text: Text) -> Self {
        hide_passwords(&mut text);
        let content = text.content.clone();
        Self { content, texts: vec![text], pieces: vec![(0, 0, 0)], has_types: false }
    }

    /// The same with parts of it replaced: each by the part of another text that `range` names in it. In order, and apart.
    pub(crate) fn with(&self, parts: Vec<(Range<usize>, Self, Range<usize>)>) -> Self {
        let (content, texts, pieces) = (String::new(), self.texts.clone(), Vec::new());
        let mut made = Self { content, texts, pieces, has_types: self.has_types };
        let mut at = 0;
        for (range, other, of_other) in parts {
            made.take_in(self, at..range.start, 0);
            let first = made.texts.len();
            made.texts.extend(other.texts.iter().cloned());
            made.take_in(&other, of_other, first);
            at = range.end;
        }
        made.take_in(self, at..self.content.len(), 0);
        made
    }

    /// Adds a part of another content, whose texts are here from number `first` on.
    fn take_in(&mut self, other: &Self, range: Range<usize>, first: usize) {
        let mut at = range.start;
        while at < range.end {
            let next = other.pieces.partition_point(|(begin, ..)| *begin <= at);
            let Some((begin, text, from)) = next.checked_sub(1).and_then(|index| other.pieces.get(index)) else {
                return;
            };
            let end = other.pieces.get(next).map_or(range.end, |(begin, ..)| *begin).min(range.end);
            let Some(part) = other.content.get(at..end) else { return };
            self.pieces.push((self.content.len(), first + text, from + (at - begin)));
            self.content.push_str(part);
            at = end;
        }
    }

    /// Reads it; a syntax error is a problem.
    pub(crate) fn parse(&self, server: &'static str, to: &mut Configuration) -> Option<Document<'_>> {
        if let Some(at) = self.too_much() {
            let kind = ProblemKind::TooMuch;
            to.problems.push(Problem { server, spot: self.spot(at..at + 1, ""), kind });
            return None;
        }
        let allow_dtd = self.has_types;
        let options = ParsingOptions { allow_dtd, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        Document::parse_with_options(&self.content, options)
            .map_err(|error| {
                let at = self.offset(error.pos());
                let end = self.content.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
                let kind = ProblemKind::Syntax(error.to_string());
                to.problems.push(Problem { server, spot: self.spot(at..end, ""), kind });
            })
            .ok()
    }

    /// Where there is more of something than the parser copes with in a time and a memory that are in proportion to the text.
    fn too_much(&self) -> Option<usize> {
        if let Some((at, _)) = self.content.match_indices("xmlns").nth(MAX_ATTRIBUTES) {
            return Some(at);
        }
        if let Some(at) = many_attributes(&self.content) {
            return Some(at);
        }
        let declared = self.has_types.then(|| Entities::of(&self.content)).filter(|all| !all.values.is_empty())?;
        if let Some(at) = declared.values.values().flatten().find_map(|(at, value)| Some(at + many_attributes(value)?))
        {
            return Some(at);
        }
        let mut known = HashMap::new();
        let mut left = MAX_EXPANDED;
        references(&self.content).find_map(|(at, name)| {
            left = left.saturating_sub(declared.size(name, 0, &mut known));
            (left == 0).then_some(at)
        })
    }

    /// The byte of a line and a column in characters.
    fn offset(&self, pos: roxmltree::TextPos) -> usize {
        let mut lines = self.content.split_inclusive('\n');
        let before: usize = lines.by_ref().take((pos.row as usize).saturating_sub(1)).map(str::len).sum();
        let line = lines.next().unwrap_or_default();
        let column = line.char_indices().nth((pos.col as usize).saturating_sub(1)).map_or(line.len(), |(at, _)| at);
        before + column
    }

    /// Where a part of the document stands.
    pub(crate) fn spot(&self, range: Range<usize>, name: &str) -> Spot {
        let index = self.pieces.partition_point(|(begin, ..)| *begin <= range.start).saturating_sub(1);
        let Some((begin, text, from)) = self.pieces.get(index).copied() else {
            return Spot::file(std::path::Path::new(""));
        };
        let Some(text) = self.texts.get(text) else { return Spot::file(std::path::Path::new("")) };
        let at = from + range.start.saturating_sub(begin);
        text.spot(at..at + range.len(), name)
    }

    /// Where an element begins: its name.
    pub(crate) fn of_element(&self, node: Node<'_, '_>) -> Spot {
        let name = node.tag_name().name();
        let begin = node.range().start;
        self.spot(begin..begin + 1 + name.len(), name)
    }

    /// Where an attribute stands.
    pub(crate) fn of_attribute(&self, attribute: &Attribute<'_, '_>) -> Spot {
        self.spot(attribute.range(), attribute.name())
    }
}

struct Expansion<'a, 'b> {
    reading: &'a Reading<'b>,
    server: &'static str,
    to: &'a mut Configuration,
    /// External entities: what they name, by their names.
    entities: HashMap<String, String>,
    /// Files that were named, each time that they were.
    taken: usize,
}

impl Expansion<'_, '_> {
    fn text(&mut self, mut text: Text, xml: &mut Xml, open: &mut Vec<PathBuf>) {
        hide_passwords(&mut text);
        let content = text.content.clone();
        let index = xml.texts.len();
        xml.texts.push(text);
        if open.is_empty() {
            self.declarations(&content);
        }
        let folder = xml.texts.get(index).map(Text::folder).unwrap_or_default();
        // What an included file says of its own encoding is not part of what it is included in.
        let mut at = if open.is_empty() { 0 } else { after_declaration(&content) };
        let mut kept = at;
        let mut has_type = false;
        let keep = |xml: &mut Xml, range: Range<usize>| {
            if let Some(part) = content.get(range.clone()).filter(|part| !part.is_empty()) {
                xml.pieces.push((xml.content.len(), index, range.start));
                xml.content.push_str(part);
            }
        };
        while let Some(found) = content.get(at..).and_then(|rest| rest.find(['<', '&'])) {
            at += found;
            let rest = content.get(at..).unwrap_or_default();
            // There is one document type: what looks like another is none.
            if let Some(skipped) = skip(rest, !has_type) {
                has_type |= rest.starts_with(DOCTYPE);
                at += skipped;
                continue;
            }
            let name = reference(rest);
            let Some((name, system)) = name.and_then(|name| Some((name, self.entities.get(name)?.clone()))) else {
                at += 1;
                continue;
            };
            keep(xml, kept..at);
            let range = at..at + name.len() + 2;
            at = range.end;
            kept = at;
            let spot = xml.texts.get(index).map(|text| text.spot(range, name));
            let mut problem = |kind: ProblemKind| {
                if let Some(spot) = spot.clone() {
                    self.to.problems.push(Problem { server: self.server, spot, kind });
                }
            };
            self.taken += 1;
            if self.taken > MAX_FILES {
                problem(ProblemKind::TooMuch);
                self.entities.clear();
                continue;
            }
            let path = system.strip_prefix("file:").map_or(system.as_str(), |path| {
                path.strip_prefix("///").map_or(path, |_| path.get(2..).unwrap_or_default())
            });
            if path.contains("://") {
                problem(ProblemKind::Value(system.clone()));
                continue;
            }
            let path = folder.join(path);
            if open.contains(&path) {
                problem(ProblemKind::Loop(path));
                continue;
            }
            if open.len() >= MAX_DEPTH || xml.content.len() as u64 > MAX_BYTES {
                problem(ProblemKind::TooMuch);
                continue;
            }
            match self.reading.text(&path) {
                Ok(text) => {
                    self.to.files.push(path.clone());
                    open.push(path);
                    self.text(text, xml, open);
                    open.pop();
                }
                Err(error) => problem(file_problem(path, error)),
            }
        }
        keep(xml, kept..content.len());
    }

    /// External entities that the document type declares.
    fn declarations(&mut self, content: &str) {
        let Some(begin) = content.find(DOCTYPE) else { return };
        let rest = content.get(begin..).unwrap_or_default();
        let mut at = 0;
        while let Some(found) = rest.get(at..).and_then(|rest| rest.find(['<', ']'])) {
            at += found;
            let here = rest.get(at..).unwrap_or_default();
            if here.starts_with(']') {
                return;
            }
            if here.starts_with("<!--") {
                at += here.find("-->").map_or(here.len(), |end| end + 3);
                continue;
            }
            let Some(declaration) = here.strip_prefix(ENTITY) else {
                at += 1;
                continue;
            };
            let Some((declared, _)) = declaration.split_once('>') else { return };
            let mut head = declared.split_whitespace();
            if let (Some(name), Some("SYSTEM" | "PUBLIC")) = (head.next(), head.next())
                && name != "%"
            {
                // The last of the quoted texts is the file; that of PUBLIC comes first.
                let quoted = declared.split(['"', '\'']).skip(1).step_by(2).last();
                self.entities.insert(name.to_owned(), quoted.unwrap_or_default().to_owned());
            }
            at += ENTITY.len() + declared.len();
        }
    }
}

const DOCTYPE: &str = "<!DOCTYPE";
const ENTITY: &str = "<!ENTITY";

/// The name of the entity that stands at the beginning: `&name;`.
fn reference(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix('&')?;
    let is_end = |byte: u8| matches!(byte, b';' | b'&' | b'<') || byte.is_ascii_whitespace();
    let end = rest.bytes().take(MAX_NAME).position(is_end)?;
    rest.get(..end).filter(|_| rest.as_bytes().get(end) == Some(&b';'))
}

/// Every entity that a text refers to, with the place.
fn references(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.match_indices('&').filter_map(|(at, _)| Some((at, reference(text.get(at..)?)?)))
}

/// Where an element has more attributes than [`MAX_ATTRIBUTES`].
fn many_attributes(text: &str) -> Option<usize> {
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find('<')) {
        at += found;
        let begin = at;
        let rest = text.get(at..).unwrap_or_default();
        if let Some(skipped) = skip(rest, false) {
            at += skipped;
            continue;
        }
        at += 1;
        let mut count = 0;
        while let Some(next) = text.get(at..).and_then(|rest| rest.find(['>', '<', '"', '\''])) {
            at += next;
            let quote = text.get(at..).and_then(|rest| rest.chars().next()).filter(|c| matches!(c, '"' | '\''));
            let Some(quote) = quote else { break };
            count += 1;
            if count > MAX_ATTRIBUTES {
                return Some(begin);
            }
            let value = text.get(at + 1..).unwrap_or_default();
            at += 1 + value.find(quote).map_or(value.len(), |end| end + 1);
        }
    }
    None
}

/// Entities that a document declares with what they stand for.
struct Entities<'a> {
    /// By their names, where each value begins, and the value.
    values: HashMap<&'a str, Vec<(usize, &'a str)>>,
}

impl<'a> Entities<'a> {
    fn of(text: &'a str) -> Self {
        let mut values: HashMap<&str, Vec<(usize, &str)>> = HashMap::new();
        let mut at = 0;
        while let Some(found) = text.get(at..).and_then(|rest| rest.find(ENTITY)) {
            at += found + ENTITY.len();
            let rest = text.get(at..).unwrap_or_default();
            let rest = rest.trim_start();
            let end = rest.bytes().take(MAX_NAME).position(|byte| byte.is_ascii_whitespace());
            let Some((name, after)) = end.and_then(|end| rest.split_at_checked(end)) else { continue };
            let after = after.trim_start();
            let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
            let begin = text.len() - after.len() + 1;
            let value = text.get(begin..).unwrap_or_default();
            let value = value.split(quote).next().unwrap_or_default();
            values.entry(name).or_default().push((begin, value));
            at = begin + value.len();
        }
        Self { values }
    }

    /// Bytes that an entity comes to.
    fn size(&self, name: &'a str, depth: usize, known: &mut HashMap<&'a str, usize>) -> usize {
        if let Some(known) = known.get(name) {
            return *known;
        }
        let Some(values) = self.values.get(name) else { return 0 };
        if depth > MAX_ENTITY_DEPTH {
            return MAX_EXPANDED;
        }
        let mut size = 0_usize;
        for (_, value) in values {
            let inside = references(value).map(|(_, inner)| self.size(inner, depth + 1, known));
            size = inside.fold(size.saturating_add(value.len()), usize::saturating_add);
        }
        known.insert(name, size);
        size
    }
}

/// What has no entities in it: a comment, characters as they stand, the document type.
fn skip(rest: &str, takes_type: bool) -> Option<usize> {
    let until = |end: &str| Some(rest.find(end).map_or(rest.len(), |at| at + end.len()));
    if rest.starts_with("<!--") {
        until("-->")
    } else if rest.starts_with("<![CDATA[") {
        until("]]>")
    } else if takes_type && rest.starts_with(DOCTYPE) {
        let bracket = rest.find('[').filter(|at| rest.find('>').is_none_or(|end| *at < end));
        match bracket {
            Some(_) => Some(rest.find("]>").or_else(|| rest.find(']')).map_or(rest.len(), |at| at + 1)),
            None => until(">"),
        }
    } else {
        None
    }
}

fn after_declaration(content: &str) -> usize {
    if content.starts_with("<?xml") { content.find("?>").map_or(0, |at| at + 2) } else { 0 }
}

/// Values of attributes whose names speak of passwords are not shown.
fn hide_passwords(text: &mut Text) {
    let mut hidden = Vec::new();
    let mut told = 0;
    let content = &text.content;
    for (at, _) in content.match_indices('=') {
        // Names are short, and so is the way back to where one begins.
        let mut from = at.saturating_sub(MAX_NAME);
        while !content.is_char_boundary(from) {
            from += 1;
        }
        let before = content.get(from..at).unwrap_or_default().trim_end();
        let name = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '"' | '\'' | '='));
        let name = name.into_iter().next().unwrap_or_default().to_ascii_lowercase();
        if !["pass", "secret", "credential", "clear-text"].iter().any(|word| name.contains(word)) {
            continue;
        }
        let rest = content.get(at + 1..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        let Some(quote) = rest.trim_start().chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        let begin = at + 1 + blank + 1;
        if begin < told {
            continue;
        }
        // Without an end to it, all that follows may be a part of the secret.
        let len = content.get(begin..).map_or(0, |rest| rest.find(quote).unwrap_or(rest.len()));
        told = begin + len;
        hidden.push(begin..begin + len);
    }
    for range in hidden {
        text.hide(range);
    }
}

/// A file that cannot be read.
pub(crate) fn file_problem(path: PathBuf, error: InputError) -> ProblemKind {
    ProblemKind::File(path, Cause::from(error))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fmt::Write as _;
    use std::path::Path;

    use super::*;
    use crate::tree::Folder;

    /// An attribute as it is shown, its file, line and column.
    type Seen = (String, String, u64, u32);

    fn read(files: &[(&str, &str)]) -> (Vec<Seen>, Vec<String>) {
        let root = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(root.path().join(name), text).unwrap();
        }
        let tree = Folder::at(root.path());
        let reading = Reading { tree: &tree, variable: &|_| None };
        let mut to = Configuration::default();
        let text = reading.text(Path::new("/main.xml")).unwrap();
        let xml = Xml::new(text, &reading, "test", &mut to);
        let mut seen = Vec::new();
        if let Some(document) = xml.parse("test", &mut to) {
            for attribute in document.descendants().flat_map(|node| node.attributes().collect::<Vec<_>>()) {
                let spot = xml.of_attribute(&attribute);
                let shown = format!("{}={} {}", attribute.name(), attribute.value(), spot.text.trim());
                seen.push((shown, spot.file.display().to_string(), spot.line, spot.column));
            }
        }
        let problems = to
            .problems
            .iter()
            .map(|problem| format!("{}:{} {:?}", problem.spot.line, problem.spot.column, problem.kind));
        (seen, problems.collect())
    }

    #[test]
    fn files_that_are_taken_in_keep_their_places() {
        let main = "<?xml version='1.0'?>\n<!DOCTYPE s [ <!-- <!ENTITY no SYSTEM \"no\"> --> <!ENTITY c SYSTEM \"c.xml\">\n\
            <!ENTITY w \"an<b in='1'/>\">\n<!ENTITY lost SYSTEM 'lost.xml'> <!ENTITY net SYSTEM \"http://x/y\"> ]>\n\
            <s a='1'>&c; <!-- &c; --> &w;&lost;&net;\n <t b='&amp;'/></s>";
        let included = "<?xml version='1.0'?><x\n  c='3'/>\n<y truststorePassword=\"hush\" d='4'>&c;</y>";
        let (seen, problems) = read(&[("main.xml", main), ("c.xml", included)]);
        let places: Vec<(&str, u64, u32)> =
            seen.iter().map(|(_, file, line, column)| (file.as_str(), *line, *column)).collect();
        assert_eq!(
            places,
            [
                ("/main.xml", 5, 4),
                ("/c.xml", 2, 3),
                ("/c.xml", 3, 4),
                ("/c.xml", 3, 30),
                ("/main.xml", 3, 18),
                ("/main.xml", 6, 5)
            ]
        );
        assert!(seen.iter().all(|(shown, ..)| !shown.ends_with("hush\" d='4'>&c;</y>")), "{seen:?}");
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems[0].contains("Loop"), "{problems:?}");
    }

    /// Each would take hours, or all memory, if the time went with the square of the length.
    #[test]
    fn what_is_hostile_takes_no_more_than_it_has() {
        let much = 1_000_000;
        let mut attributes = String::new();
        let mut spaces = String::new();
        for number in 0..200_000 {
            write!(attributes, " a{number}='>'").unwrap();
            write!(spaces, "<a xmlns:b{number}='c'>").unwrap();
        }
        let cases = [
            format!("<s>{}</s>", "&".repeat(much)),
            format!("<s {}/>", "=".repeat(much)),
            format!("<s>{}", "<!DOCTYPE".repeat(much / 9)),
            format!("<!DOCTYPE s [{}", "<!ENTITY".repeat(much / 8)),
            format!("<!DOCTYPE s [{}>]><s/>", "<!ENTITY".repeat(much / 8)),
            format!("<s{attributes}/>"),
            format!("<!DOCTYPE s [<!ENTITY e \"<b{attributes}/>\">]><s>&e;</s>"),
            format!("<s>{spaces}"),
            "<a>".repeat(much / 3),
            format!("<s pass='{}", "pass=\"".repeat(much / 6)),
        ];
        for text in cases {
            let (seen, problems) = read(&[("main.xml", &text)]);
            assert!(seen.is_empty() && problems.len() == 1, "{:.60}: {} {problems:?}", text, seen.len());
        }
        let deep = format!("{}<b c='d'/>{}", "<a>".repeat(much / 7), "</a>".repeat(much / 7));
        assert_eq!(read(&[("main.xml", &deep)]).0.len(), 1);
        let comment = format!("<!-- {} --><s a='1'/>", "='".repeat(much));
        assert_eq!(read(&[("main.xml", &comment)]).0.len(), 1);
    }

    #[test]
    fn a_part_from_another_text_keeps_its_place() {
        let text = |name: &str, content: &str| Xml::plain(Text::new(Path::new(name), content.as_bytes()));
        let (main, other) = (text("/a", "<s>\n <t/> <u/>\n</s>"), text("/b", "<?xml?>\n<t x='1'/>"));
        let whole = main.with(vec![(5..9, other, 8..18)]);
        assert_eq!(whole.content, "<s>\n <t x='1'/> <u/>\n</s>");
        let mut to = Configuration::default();
        let document = whole.parse("test", &mut to).unwrap();
        let spots: Vec<_> =
            document.root_element().children().filter(Node::is_element).map(|node| whole.of_element(node)).collect();
        let seen: Vec<_> = spots.iter().map(|spot| (spot.file.to_str().unwrap(), spot.line, spot.column)).collect();
        assert_eq!(seen, [("/b", 2, 1), ("/a", 2, 7)]);
        assert!(
            text("/a", "<!DOCTYPE s [<!ENTITY a SYSTEM '/etc/passwd'>]><s>&a;</s>").parse("test", &mut to).is_none()
        );
    }

    #[test]
    fn a_mistake_has_its_place() {
        let (_, problems) = read(&[("main.xml", "<s>\n  <t å='1'\n</s>")]);
        assert!(problems[0].starts_with("3:1 ") || problems[0].starts_with("2:"), "{problems:?}");
        // Entities of entities of entities do not grow without end.
        let mut bomb = "<!DOCTYPE s [<!ENTITY a0 'aaaaaaaaaa'>".to_owned();
        for level in 1..20 {
            write!(bomb, "<!ENTITY a{level} '{}'>", format!("&a{};", level - 1).repeat(10)).unwrap();
        }
        let (_, problems) = read(&[("main.xml", &format!("{bomb}]><s>&a19;</s>"))]);
        assert_eq!(problems.len(), 1);
        // Nor do many of one.
        let flood = format!("<!DOCTYPE s [<!ENTITY a '{}'>]><s>{}</s>", "a".repeat(100_000), "&a;".repeat(100_000));
        assert!(read(&[("main.xml", &flood)]).1[0].ends_with("TooMuch"));
        let lost = format!("<!DOCTYPE s [<!ENTITY a SYSTEM 'lost'>]><s>{}</s>", "&a;".repeat(MAX_FILES + 9));
        assert_eq!(read(&[("main.xml", &lost)]).1.len(), MAX_FILES + 2);
        for text in ["", "<", "<!DOCTYPE", "<!DOCTYPE a [", "<a>&b", "<!--", "\u{0}", "<![CDATA["] {
            assert!(!read(&[("main.xml", text)]).1.is_empty(), "{text:?}");
        }
    }
}
