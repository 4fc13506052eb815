//! Files of a configuration of Apache httpd, with what they include, put together to one tree of directives: conditions decided, variables and
//! macros replaced, as httpd does while it reads (server/config.c, server/core.c, mod_so, mod_version, mod_macro).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::super::glob::{self, glob};
use super::super::syntax::apache::{Line, lines};
use super::super::{MAX_FILES, Problem, ProblemKind, Reading, Spot, Text, version};
use crate::observation::Cause;

/// Sections in sections.
const MAX_SECTIONS: usize = 200;
/// Files that include files: `AP_MAX_INCLUDE_DEPTH` of httpd.
const MAX_INCLUDES: usize = 50;
/// Macros that use macros.
const MAX_USES: usize = 50;
/// Bytes of the lines that macros make.
const MAX_MADE: usize = 4 << 20;
/// Bytes of a word or line after variables and the parameters of macros were replaced.
const MAX_VALUE: usize = 64 << 10;
/// Bytes of all files together.
const MAX_TOTAL: usize = 256 << 20;

/// A directive or a section.
#[derive(Clone, Debug)]
pub(super) struct Node {
    /// Its name in small letters; that of a section begins with `<`.
    pub(super) name: String,
    /// Its words, variables replaced.
    pub(super) args: Vec<String>,
    /// Where its words are, or its name where it has none.
    pub(super) spot: Spot,
    /// A variable in it that nobody knows the value of.
    pub(super) unknown: Option<String>,
    /// What is in a section.
    pub(super) children: Vec<Self>,
}

impl Node {
    pub(super) fn arg(&self, at: usize) -> &str {
        self.args.get(at).map_or("", String::as_str)
    }
}

/// The name of a directive that stands for a condition around what follows in its section which cannot be decided from the files.
pub(super) const CONDITION: &str = "?";

struct Macro {
    parameters: Vec<String>,
    text: Arc<Text>,
    lines: Vec<Line>,
}

/// Reads a configuration.
pub(super) struct Reader<'a> {
    reading: &'a Reading<'a>,
    /// The version of httpd.
    version: Option<Vec<u32>>,
    pub(super) root: PathBuf,
    defines: BTreeMap<String, String>,
    environment: BTreeMap<String, String>,
    /// Modules that were loaded so far: `ssl_module` and `mod_ssl.c` for each.
    modules: BTreeSet<String>,
    macros: BTreeMap<String, Macro>,
    using: usize,
    made: usize,
    including: Vec<PathBuf>,
    /// Files that were read, each time that they were.
    reads: usize,
    bytes: usize,
    known: BTreeSet<PathBuf>,
    pub(super) files: Vec<PathBuf>,
    pub(super) problems: Vec<Problem>,
}

/// A section that is open.
struct Open {
    /// Its name in small letters, without `<`.
    name: String,
    spot: Spot,
    kind: Kind,
}

enum Kind {
    /// It is of the tree.
    Section(Node),
    /// A condition that holds: what is in it counts as if it stood outside.
    Holds,
    /// A condition that does not hold, or something in one.
    Skipped,
    /// The lines of a macro.
    Macro(String, Vec<String>, Vec<Line>),
}

impl<'a> Reader<'a> {
    pub(super) fn new(reading: &'a Reading<'a>, main: &Path, version: Option<&str>) -> Self {
        let folder = main.parent().unwrap_or(main);
        // The usual layouts: /etc/apache2/apache2.conf, /etc/httpd/conf/httpd.conf.
        let root = if folder.ends_with("conf") { folder.parent().unwrap_or(folder) } else { folder };
        let mut reader = Self {
            reading,
            version: version.map(version::numbers).filter(|numbers| !numbers.is_empty()),
            root: root.to_owned(),
            defines: BTreeMap::new(),
            environment: BTreeMap::new(),
            modules: BTreeSet::new(),
            macros: BTreeMap::new(),
            using: 0,
            made: 0,
            including: Vec::new(),
            reads: 0,
            bytes: 0,
            known: BTreeSet::new(),
            files: Vec::new(),
            problems: Vec::new(),
        };
        reader.environment = super::environment::read(reading, folder, &reader.root);
        for (name, value) in super::environment::command_line(&reader.environment) {
            reader.defines.insert(name, value);
        }
        reader
    }

    /// No module is loaded by the files: the program has them in it, or the file is not a whole configuration.
    pub(super) fn knows_modules(&self) -> bool {
        !self.modules.is_empty()
    }

    /// A module is loaded, as far as the files tell.
    pub(super) fn is_loaded(&self, module: &str) -> bool {
        // In every httpd, or in those of the large distributions.
        const BUILT_IN: &[&str] = &["core", "so", "http", "log_config", "logio", "unixd", "version", "watchdog"];
        let bare = module.strip_prefix("mod_").unwrap_or(module);
        let bare = bare.strip_suffix(".c").or_else(|| bare.strip_suffix("_module")).unwrap_or(bare);
        let bare = if bare == "http_core" { "http" } else { bare };
        !self.knows_modules() || BUILT_IN.contains(&bare) || self.modules.contains(bare)
    }

    /// The main file.
    pub(super) fn main(&mut self, path: &Path) -> Vec<Node> {
        let spot = Spot::file(path);
        self.file(path, &spot)
    }

    fn problem(&mut self, spot: Spot, kind: ProblemKind) {
        self.problems.push(Problem { server: super::WORD, spot, kind });
    }

    /// Told once.
    fn too(&mut self, from: &Spot, kind: &ProblemKind) {
        let is_same = |problem: &Problem| std::mem::discriminant(&problem.kind) == std::mem::discriminant(kind);
        if !self.problems.iter().any(is_same) {
            self.problem(from.clone(), kind.clone());
        }
    }

    fn too_much(&mut self, from: &Spot) {
        self.too(from, &ProblemKind::TooMuch);
    }

    /// A file or what is in a folder, which httpd reads whole, hidden files and folders in it, too.
    fn include(&mut self, path: &Path, from: &Spot, depth: usize, nodes: &mut Vec<Node>) {
        if self.reading.tree.is_folder(path) {
            if depth > 20 {
                return self.too_much(from);
            }
            for name in self.reading.tree.list(path).unwrap_or_default() {
                if self.files.len() >= MAX_FILES {
                    return self.too_much(from);
                }
                self.include(&path.join(name), from, depth + 1, nodes);
            }
            return;
        }
        nodes.append(&mut self.file(path, from));
    }

    pub(super) fn is_file(&self, path: &Path) -> bool {
        self.reading.tree.is_file(path)
    }

    pub(super) fn file(&mut self, path: &Path, from: &Spot) -> Vec<Node> {
        let real = self.reading.tree.real_path(path).unwrap_or_else(|_| path.to_owned());
        if self.including.contains(&real) {
            self.problem(from.clone(), ProblemKind::Loop(path.to_owned()));
            return Vec::new();
        }
        self.reads += 1;
        if self.including.len() > MAX_INCLUDES || self.reads > MAX_FILES || self.bytes > MAX_TOTAL {
            self.too_much(from);
            return Vec::new();
        }
        let text = match self.reading.text(path) {
            Ok(text) => Arc::new(text),
            Err(error) => {
                self.problem(from.clone(), ProblemKind::File(path.to_owned(), Cause::from(error)));
                return Vec::new();
            }
        };
        self.bytes += text.content.len();
        if self.known.insert(path.to_owned()) {
            self.files.push(path.to_owned());
        }
        self.including.push(real);
        let nodes = self.lines(&text, lines(&text.content));
        self.including.pop();
        nodes
    }

    /// The directives of lines.
    fn lines(&mut self, text: &Arc<Text>, lines: impl Iterator<Item = Line>) -> Vec<Node> {
        let mut top: Vec<Node> = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        for line in lines {
            if let Err((spot, kind)) = self.line(text, &line, &mut top, &mut open) {
                self.problem(spot, kind);
                return top;
            }
        }
        if let Some(section) = open.pop() {
            let what = format!("<{}> was not closed", section.name);
            self.problem(section.spot, ProblemKind::Syntax(what));
        }
        top
    }

    fn line(
        &mut self,
        text: &Arc<Text>,
        line: &Line,
        top: &mut Vec<Node>,
        open: &mut Vec<Open>,
    ) -> Result<(), (Spot, ProblemKind)> {
        let wrong = |what: String| (text.spot(line.range(), ""), ProblemKind::Syntax(what));
        if let Some(Open { name, kind: Kind::Macro(_, _, inside), .. }) = open.last_mut() {
            let is_end = line
                .text
                .strip_prefix("</")
                .is_some_and(|rest| rest.get(..name.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(name)));
            if !is_end {
                inside.push(line.clone());
                return Ok(());
            }
        }
        let words = line.words();
        let Some(first) = words.first() else { return Ok(()) };
        // `</X>`
        if let Some(name) = first.value.strip_prefix("</") {
            let name = name.split('>').next().unwrap_or_default().to_ascii_lowercase();
            let Some(section) = open.pop() else {
                return Err(wrong(format!("</{name}> without matching <{name}> section")));
            };
            if section.name != name {
                return Err(wrong(format!("Expected </{}> but saw </{name}>", section.name)));
            }
            match section.kind {
                Kind::Section(node) => children(top, open).push(node),
                Kind::Macro(name, parameters, lines) => {
                    self.macros.insert(name, Macro { parameters, text: text.clone(), lines });
                }
                Kind::Holds | Kind::Skipped => {}
            }
            return Ok(());
        }
        let skipped = open.iter().any(|section| matches!(section.kind, Kind::Skipped));
        // `<X a b>`: the rest is what stands before the last `>`.
        if let Some(name) = first.value.strip_prefix('<') {
            let name = name.strip_suffix('>').unwrap_or(name).to_ascii_lowercase();
            if open.len() >= MAX_SECTIONS {
                return Err((text.spot(line.range(), &name), ProblemKind::TooNested));
            }
            let Some(end) = line.text.rfind('>').filter(|_| !name.is_empty()) else {
                if skipped {
                    push_skipped(open, name, text, line);
                    return Ok(());
                }
                return Err(wrong(format!("<{name}> directive missing closing '>'")));
            };
            let args = line.until(end).words();
            let args = args.get(1..).unwrap_or_default();
            if skipped {
                push_skipped(open, name, text, line);
                return Ok(());
            }
            let node = self.node(text, &format!("<{name}"), &first.range, args);
            let spot = node.spot.clone();
            let kind = match name.as_str() {
                "macro" => {
                    let mut names = node.args.into_iter();
                    let own = names.next().unwrap_or_default().to_ascii_lowercase();
                    Kind::Macro(own, names.collect(), Vec::new())
                }
                "ifmodule" | "ifdefine" | "ifversion" | "iffile" | "ifdirective" | "ifsection" => {
                    match self.holds(&name, &node) {
                        Ok(true) => Kind::Holds,
                        Ok(false) => Kind::Skipped,
                        // Both ways are possible: what is in it is taken as if it held, and said to hang on it.
                        Err(why) => {
                            let condition = Node { name: CONDITION.to_owned(), args: vec![why], ..node };
                            children(top, open).push(condition);
                            Kind::Holds
                        }
                    }
                }
                _ => Kind::Section(node),
            };
            open.push(Open { name, spot, kind });
            return Ok(());
        }
        if skipped {
            return Ok(());
        }
        let node = self.node(text, &first.value, &first.range, words.get(1..).unwrap_or_default());
        let nodes = children(top, open);
        match node.name.as_str() {
            "include" | "includeoptional" => {
                let mut found = Vec::new();
                self.includes(&node, &mut found);
                nodes.append(&mut found);
            }
            "use" => {
                let mut made = self.expand(&node);
                nodes.append(&mut made);
            }
            "define" => {
                self.defines.insert(node.arg(0).to_owned(), node.arg(1).to_owned());
            }
            "undefine" => {
                self.defines.remove(node.arg(0));
            }
            "undefmacro" => {
                self.macros.remove(&node.arg(0).to_ascii_lowercase());
            }
            "serverroot" => self.root = PathBuf::from(node.arg(0)),
            "loadmodule" => {
                let name = node.arg(0);
                let name = name.strip_suffix("_module").unwrap_or(name);
                self.modules.insert(name.to_owned());
                // `mod_ssl.so` is of `mod_ssl.c`, whatever the module is called.
                if let Some(file) = Path::new(node.arg(1)).file_stem().and_then(|stem| stem.to_str()) {
                    self.modules.insert(file.strip_prefix("mod_").unwrap_or(file).to_owned());
                }
            }
            // The server stops with this.
            "error" => {
                return Err((node.spot, ProblemKind::Syntax(format!("Error {}", node.args.join(" ")))));
            }
            _ => nodes.push(node),
        }
        Ok(())
    }

    fn node(
        &self,
        text: &Text,
        name: &str,
        at: &std::ops::Range<usize>,
        words: &[super::super::syntax::apache::Word],
    ) -> Node {
        let range = match (words.first(), words.last()) {
            (Some(first), Some(last)) => first.range.start..last.range.end,
            _ => at.clone(),
        };
        let mut unknown = None;
        // What is defined is named by its name, and the macro by its body's.
        let args = words.iter().map(|word| self.resolve(&word.value, &mut unknown)).collect();
        let shown = name.trim_start_matches('<');
        let spot = text.spot(range, shown);
        Node { name: name.to_ascii_lowercase(), args, spot, unknown, children: Vec::new() }
    }

    /// `ap_resolve_env`: what nobody knows stays as it is written.
    fn resolve(&self, value: &str, unknown: &mut Option<String>) -> String {
        let mut made = String::new();
        let mut rest = value;
        while let Some((before, after)) = rest.split_once("${") {
            made.push_str(before);
            let Some((name, after)) = after.split_once('}') else {
                made.push_str("${");
                rest = after;
                break;
            };
            let known = self.defines.get(name).or_else(|| self.environment.get(name)).cloned();
            let known = known.or_else(|| (self.reading.variable)(name));
            if let Some(value) = known.filter(|value| made.len() + value.len() <= MAX_VALUE) {
                made.push_str(&value);
            } else {
                made.push_str("${");
                made.push_str(name);
                made.push('}');
                unknown.get_or_insert_with(|| name.to_owned());
            }
            rest = after;
        }
        made.push_str(rest);
        made
    }

    /// Whether a condition holds; else why that cannot be said.
    fn holds(&self, name: &str, node: &Node) -> Result<bool, String> {
        let shown = || format!("<{} {}>", node.spot.name, node.args.join(" "));
        if node.unknown.is_some() {
            return Err(shown());
        }
        let (not, word) = match node.arg(0).strip_prefix('!') {
            Some("") => (true, node.arg(1)),
            Some(word) => (true, word),
            None => (false, node.arg(0)),
        };
        let yes = match name {
            "ifmodule" if !self.knows_modules() => return if not { Ok(false) } else { Ok(true) },
            "ifmodule" => self.is_loaded(word),
            "ifdefine" => self.defines.contains_key(word),
            "iffile" => self.reading.tree.exists(&self.path(word)),
            "ifversion" => return self.version_holds(&node.args).ok_or_else(shown),
            // Of directives only those that matter here are known.
            _ => {
                let word = word.trim_start_matches('<').to_ascii_lowercase();
                match word.as_str() {
                    word if word.starts_with("ssl") => self.is_loaded("ssl") && super::settings::is_directive(word),
                    "virtualhost" | "directory" | "location" | "files" | "include" | "define" => true,
                    _ => return Err(shown()),
                }
            }
        };
        Ok(yes != not)
    }

    /// mod_version: `[!]operator version`, `=` where there is none; `/regex/` is not decided.
    fn version_holds(&self, args: &[String]) -> Option<bool> {
        let own = self.version.as_ref()?;
        let joined = args.join(" ");
        let (not, rest) = match joined.strip_prefix('!') {
            Some(rest) => (true, rest.trim_start()),
            None => (false, joined.as_str()),
        };
        let number = rest.find(|c: char| c.is_ascii_digit() || c == '/' || c == '~')?;
        let (operator, wanted) = rest.split_at_checked(number)?;
        if wanted.starts_with(['/', '~']) || operator.contains('~') {
            return None;
        }
        let wanted = version::numbers(wanted.trim());
        let part = |numbers: &[u32], at: usize| numbers.get(at).copied().unwrap_or_default();
        let order = (0..3).map(|at| part(own, at).cmp(&part(&wanted, at))).find(|order| order.is_ne());
        let order = order.unwrap_or(std::cmp::Ordering::Equal);
        let yes = match operator.trim() {
            "" | "=" | "==" => order.is_eq(),
            ">" => order.is_gt(),
            ">=" => order.is_ge(),
            "<" => order.is_lt(),
            "<=" => order.is_le(),
            _ => return None,
        };
        Some(yes != not)
    }

    /// `ap_server_root_relative`
    pub(super) fn path(&self, name: &str) -> PathBuf {
        let joined = self.root.join(name);
        // Without `.`, so that a file is called the same wherever it is named.
        joined.components().filter(|part| !matches!(part, Component::CurDir)).collect()
    }

    fn includes(&mut self, node: &Node, nodes: &mut Vec<Node>) {
        let optional = node.name == "includeoptional";
        let named = node.arg(0);
        if let Some(variable) = &node.unknown {
            let args = vec![format!("${{{variable}}}")];
            nodes.push(Node { name: CONDITION.to_owned(), args, ..node.clone() });
            return;
        }
        let path = self.path(named);
        if !glob::is_pattern(named) {
            if self.reading.tree.exists(&path) {
                self.include(&path, &node.spot, 0, nodes);
            } else if !optional {
                let cause =
                    Cause::from(tillit_verifier::input::InputError::from_io(std::io::ErrorKind::NotFound.into()));
                self.problem(node.spot.clone(), ProblemKind::File(path, cause));
            }
            return;
        }
        let matched = glob(self.reading.tree, &path);
        if matched.is_empty() && !optional {
            self.problem(node.spot.clone(), ProblemKind::NothingMatches(path.display().to_string()));
        }
        for path in matched {
            if self.files.len() >= MAX_FILES {
                return self.too_much(&node.spot);
            }
            self.include(&path, &node.spot, 0, nodes);
        }
    }

    /// `Use NAME value...`
    fn expand(&mut self, node: &Node) -> Vec<Node> {
        let name = node.arg(0).to_ascii_lowercase();
        let Some(known) = self.macros.get(&name) else {
            let what = format!("macro '{}' undefined", node.arg(0));
            self.problem(node.spot.clone(), ProblemKind::Syntax(what));
            return Vec::new();
        };
        if known.parameters.len() != node.args.len().saturating_sub(1) {
            let what = format!("macro '{}' needs {} arguments", node.arg(0), known.parameters.len());
            self.problem(node.spot.clone(), ProblemKind::Syntax(what));
            return Vec::new();
        }
        let values = node.args.iter().skip(1);
        let mut pairs: Vec<(&str, &str)> =
            known.parameters.iter().map(String::as_str).zip(values.map(String::as_str)).collect();
        pairs.retain(|(parameter, _)| !parameter.is_empty());
        // The longest that fits goes first.
        pairs.sort_by_key(|(parameter, _)| std::cmp::Reverse(parameter.len()));
        let made: Vec<Line> = known.lines.iter().map(|line| line.with_text(substitute(&line.text, &pairs))).collect();
        let text = known.text.clone();
        self.made += made.iter().map(|line| line.text.len() + 1).sum::<usize>();
        if self.using >= MAX_USES || self.made > MAX_MADE {
            self.too(&node.spot, &ProblemKind::TooNested);
            return Vec::new();
        }
        self.using += 1;
        let nodes = self.lines(&text, made.into_iter());
        self.using -= 1;
        nodes
    }
}

fn push_skipped(open: &mut Vec<Open>, name: String, text: &Text, line: &Line) {
    open.push(Open { name, spot: text.spot(line.range(), ""), kind: Kind::Skipped });
}

/// Where directives go: into the innermost section that is of the tree.
fn children<'a>(top: &'a mut Vec<Node>, open: &'a mut [Open]) -> &'a mut Vec<Node> {
    let section = open.iter_mut().rev().find_map(|section| match &mut section.kind {
        Kind::Section(node) => Some(&mut node.children),
        _ => None,
    });
    section.unwrap_or(top)
}

fn substitute(line: &str, pairs: &[(&str, &str)]) -> String {
    let mut made = String::new();
    let mut rest = line;
    'text: while let Some(char) = rest.chars().next().filter(|_| made.len() <= MAX_VALUE) {
        for (parameter, value) in pairs {
            if let Some(after) = rest.strip_prefix(parameter) {
                made.push_str(value);
                rest = after;
                continue 'text;
            }
        }
        made.push(char);
        rest = rest.get(char.len_utf8()..).unwrap_or_default();
    }
    made
}
