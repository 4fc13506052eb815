//! XML with its external entities: `<!ENTITY connectors SYSTEM "connectors.xml">` puts another file where `&connectors;` stands.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use roxmltree::{Attribute, Document, Node, ParsingOptions};
use tillit_verifier::input::InputError;

use super::super::spot::{Spot, Text};
use super::super::{Configuration, MAX_BYTES, Problem, ProblemKind, Reading};
use crate::observation::Cause;

/// Files in files.
const MAX_DEPTH: usize = 8;
/// Elements and texts of one document.
const MAX_NODES: u32 = 1_000_000;

/// The text of a document with the files that it takes in, and where each part of it comes from.
pub(crate) struct Xml {
    content: String,
    texts: Vec<Text>,
    /// Beginnings in `content`, with the text and the byte there that each comes from.
    pieces: Vec<(usize, usize, usize)>,
}

impl Xml {
    /// Takes in the external entities of a text. Those that cannot be read are problems, and nothing stands in their place.
    pub(crate) fn new(text: Text, reading: &Reading<'_>, server: &'static str, to: &mut Configuration) -> Self {
        let mut xml = Self { content: String::new(), texts: Vec::new(), pieces: Vec::new() };
        let mut expansion = Expansion { reading, server, to, entities: HashMap::new() };
        expansion.text(text, &mut xml, &mut Vec::new());
        xml
    }

    /// Reads it; a syntax error is a problem.
    pub(crate) fn parse(&self, server: &'static str, to: &mut Configuration) -> Option<Document<'_>> {
        let options = ParsingOptions { allow_dtd: true, nodes_limit: MAX_NODES, ..ParsingOptions::default() };
        Document::parse_with_options(&self.content, options)
            .map_err(|error| {
                let at = self.offset(error.pos());
                let end = self.content.get(at..).and_then(|rest| rest.chars().next()).map_or(at, |c| at + c.len_utf8());
                let kind = ProblemKind::Syntax(error.to_string());
                to.problems.push(Problem { server, spot: self.spot(at..end, ""), kind });
            })
            .ok()
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
        let keep = |xml: &mut Xml, range: Range<usize>| {
            if let Some(part) = content.get(range.clone()).filter(|part| !part.is_empty()) {
                xml.pieces.push((xml.content.len(), index, range.start));
                xml.content.push_str(part);
            }
        };
        while let Some(found) = content.get(at..).and_then(|rest| rest.find(['<', '&'])) {
            at += found;
            let rest = content.get(at..).unwrap_or_default();
            if let Some(skipped) = skip(rest) {
                at += skipped;
                continue;
            }
            let name = rest.strip_prefix('&').and_then(|rest| rest.split_once(';')).map(|(name, _)| name);
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
        let Some(begin) = content.find("<!DOCTYPE") else { return };
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
            if let Some(declared) = here.strip_prefix("<!ENTITY").and_then(|rest| rest.split_once('>')) {
                let head: Vec<&str> = declared.0.split_whitespace().collect();
                if let [name, "SYSTEM" | "PUBLIC", ..] = head.as_slice()
                    && *name != "%"
                {
                    // The last of the quoted texts is the file; that of PUBLIC comes first.
                    let quoted = declared.0.split(['"', '\'']).skip(1).step_by(2).last();
                    self.entities.insert((*name).to_owned(), quoted.unwrap_or_default().to_owned());
                }
            }
            at += 1;
        }
    }
}

/// What has no entities in it: a comment, characters as they stand, the document type.
fn skip(rest: &str) -> Option<usize> {
    let until = |end: &str| Some(rest.find(end).map_or(rest.len(), |at| at + end.len()));
    if rest.starts_with("<!--") {
        until("-->")
    } else if rest.starts_with("<![CDATA[") {
        until("]]>")
    } else if rest.starts_with("<!DOCTYPE") {
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
    let content = &text.content;
    for (at, _) in content.match_indices('=') {
        let before = content.get(..at).unwrap_or_default().trim_end();
        let name =
            before.rsplit(|c: char| c.is_whitespace() || matches!(c, '<' | '"' | '\'')).next().unwrap_or_default();
        let name = name.to_ascii_lowercase();
        if !["pass", "secret", "credential", "clear-text"].iter().any(|word| name.contains(word)) {
            continue;
        }
        let rest = content.get(at + 1..).unwrap_or_default();
        let blank = rest.len() - rest.trim_start().len();
        let Some(quote) = rest.trim_start().chars().next().filter(|c| matches!(c, '"' | '\'')) else { continue };
        let begin = at + 1 + blank + 1;
        let len = content.get(begin..).and_then(|rest| rest.find(quote)).unwrap_or_default();
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
        for text in ["", "<", "<!DOCTYPE", "<!DOCTYPE a [", "<a>&b", "<!--", "\u{0}", "<![CDATA["] {
            assert!(!read(&[("main.xml", text)]).1.is_empty(), "{text:?}");
        }
    }
}
