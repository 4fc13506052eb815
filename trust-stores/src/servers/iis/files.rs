//! The files that IIS's configuration is made of: where they lie, and what they say of sites and of certificates.
//!
//! `redirection.config` beside `applicationHost.config` may say that the one in force lies in another folder, mostly one that several servers
//! share ("Configuration Redirection `<configurationRedirection>`", <https://learn.microsoft.com/iis/configuration/configurationredirection/>).
//! A section may stand in a file of its own, which `configSource` names: relative to the file that names it, below its folder, with the
//! section as its root and nothing beside the attribute (`SectionInformation.ConfigSource`). Document types, and with them entities that name
//! other files, are not read by Windows' reader of these files, nor here.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use roxmltree::{Attribute, Document, Node};
use tillit_verifier::input::InputError;

use super::super::syntax::xml::{Xml, file_problem};
use super::super::{Configuration, MAX_BYTES, Problem, ProblemKind, Reading, Spot, Text};
use super::SERVER;
use crate::observation::Cause;
use crate::tree::{FileKind, Tree};

pub(super) const CONFIGURATION: &str = "applicationHost.config";
const REDIRECTION: &str = "redirection.config";
/// Sections in files of their own.
const MAX_SECTIONS: usize = 1_000;

/// Bytes of a location's path or a file's name, and its parts: beyond what an address can have.
const MAX_PATH: usize = 4_096;
const MAX_DEPTH: usize = 100;

/// `sslFlags` of `<access>`: asked for; nobody gets in without.
pub(super) const NEGOTIATES: u32 = 32;
pub(super) const REQUIRES: u32 = 64;
const FLAGS: [(&str, u32); 5] =
    [("Ssl", 8), ("SslNegotiateCert", 32), ("SslRequireCert", 64), ("SslMapCert", 128), ("Ssl128", 256)];

/// Where a configuration lies.
pub(super) struct Home {
    folder: PathBuf,
    main: PathBuf,
    /// This machine's own: its paths are those of this machine.
    is_live: bool,
    /// The user named the main file itself.
    is_main_named: bool,
}

impl Home {
    /// A folder of copies, or the main file among them.
    pub(super) fn of_copies(tree: &dyn Tree, main: &Path) -> Self {
        if tree.is_folder(main) {
            let (folder, main) = (main.to_owned(), below(tree, main, CONFIGURATION));
            return Self { folder, main, is_live: false, is_main_named: false };
        }
        let folder = main.parent().unwrap_or(main).to_owned();
        Self { folder, main: main.to_owned(), is_live: false, is_main_named: true }
    }

    /// A folder of this machine.
    fn live(folder: &str) -> Self {
        let main = PathBuf::from(format!(r"{folder}\{CONFIGURATION}"));
        Self { folder: PathBuf::from(folder), main, is_live: true, is_main_named: false }
    }

    /// The folder of IIS's own on this machine.
    pub(super) fn of_machine() -> Self {
        let main = SERVER.configurations[0];
        Self::live(main.rsplit_once('\\').map_or(main, |(folder, _)| folder))
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// A file below the folder, as Windows names it.
    fn file(&self, tree: &dyn Tree, name: &str) -> PathBuf {
        if self.is_live {
            return PathBuf::from(format!(r"{}\{}", self.folder.display(), name.replace('/', r"\")));
        }
        below(tree, &self.folder, name)
    }

    /// Why a file of the configuration is not opened: a pipe or a device; among copies, which may come from anybody, a link that leads out of
    /// their folder.
    fn closed(&self, tree: &dyn Tree, path: &Path) -> Option<ProblemKind> {
        let is_named = self.is_main_named && path == self.main;
        let leads_out = || match (tree.real_path(&self.folder), tree.real_path(path)) {
            (Ok(folder), Ok(path)) => !path.starts_with(folder),
            // Whoever opens it is told what is wrong.
            _ => false,
        };
        if !self.is_live && !is_named && leads_out() {
            return Some(ProblemKind::LeadsOut(path.to_owned()));
        }
        let is_special = matches!(tree.metadata(path).ok()?.kind, FileKind::Pipe | FileKind::Other);
        is_special.then(|| file_problem(path.to_owned(), InputError::SpecialFile))
    }

    /// The text of a file of the configuration.
    fn text(&self, reading: &Reading<'_>, path: &Path) -> Result<Text, ProblemKind> {
        match self.closed(reading.tree, path) {
            Some(problem) => Err(problem),
            None => reading.text(path).map_err(|error| file_problem(path.to_owned(), error)),
        }
    }
}

/// A file below a folder of copies: Windows' names have no case, and copies may lie on a system whose names have.
fn below(tree: &dyn Tree, folder: &Path, name: &str) -> PathBuf {
    let mut at = folder.to_owned();
    let mut parts = parts(name);
    while let Some(part) = parts.next() {
        let exact = at.join(part);
        if tree.link_metadata(&exact).is_ok() {
            at = exact;
            continue;
        }
        let names = tree.list(&at).unwrap_or_default();
        let Some(same) = names.into_iter().find(|name| name.eq_ignore_ascii_case(part)) else {
            // Below what is not there nothing is looked for.
            at = exact;
            at.extend(parts);
            return at;
        };
        at = at.join(same);
    }
    at
}

/// The parts of a file's name.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "."))
}

/// What became of the files.
pub(super) enum State {
    /// They were read.
    Read(Configured),
    /// There are none: what listens is another program.
    Absent,
    /// What is in force, or what all of it hangs on, was not read: where that is said.
    Unread(Spot),
}

/// What the files say.
pub(super) struct Configured {
    pub(super) sites: Vec<Site>,
    accesses: HashMap<String, Said>,
    /// Where somebody said whether files in a site's folders may say something else.
    modes: HashMap<String, bool>,
    /// Whether they may where nobody said so.
    is_delegated: bool,
    /// Paths of sites of which something is said, by the site.
    paths: HashMap<String, Vec<String>>,
}

/// A site.
pub(super) struct Site {
    pub(super) name: String,
    /// Where it is reached with TLS: the place, `0.0.0.0:443`, the host's name.
    pub(super) listeners: Vec<(Spot, String, String)>,
}

/// What one `<access>` says.
#[derive(Clone)]
struct Said {
    flags: u32,
    spot: Spot,
    /// It stands in a file that was not read.
    is_unread: bool,
}

/// What holds for a path.
#[derive(Clone)]
pub(super) struct Access {
    pub(super) flags: u32,
    pub(super) spot: Option<Spot>,
    /// A `web.config` among the site's files may say something else.
    pub(super) is_delegated: bool,
    /// What is said stands in a file that was not read.
    pub(super) is_unread: bool,
}

impl Access {
    /// Cards fare alike.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        let of = |access: &Self| (access.flags & (NEGOTIATES | REQUIRES), access.is_delegated, access.is_unread);
        of(self) == of(other)
    }
}

impl Configured {
    /// What holds for a site's path: what is said of the nearest part above it of which something is said.
    pub(super) fn access(&self, site: &str, path: &str) -> Access {
        let whole = if path.is_empty() { site.to_lowercase() } else { format!("{site}/{path}").to_lowercase() };
        // The path itself, those above it, everything.
        let cut = std::iter::successors(Some(whole.as_str()), |path| path.rsplit_once('/').map(|(above, _)| above));
        let above: Vec<&str> = cut.chain([""]).collect();
        let said = above.iter().find_map(|path| self.accesses.get(*path));
        let mode = above.iter().find_map(|path| self.modes.get(*path)).copied();
        Access {
            flags: said.map_or(0, |said| said.flags),
            spot: said.map(|said| said.spot.clone()),
            is_delegated: mode.unwrap_or(self.is_delegated),
            is_unread: said.is_some_and(|said| said.is_unread),
        }
    }

    /// The paths of a site of which something is said.
    pub(super) fn paths(&self, site: &str) -> &[String] {
        self.paths.get(&site.to_lowercase()).map_or(&[], Vec::as_slice)
    }
}

fn told(to: &mut Configuration, spot: Spot, kind: ProblemKind) {
    to.problems.push(Problem { server: SERVER.word, spot, kind });
}

/// Reads the configuration that is in force. `is_needed`: something must be there.
pub(super) fn read(reading: &Reading<'_>, home: &Home, is_needed: bool, to: &mut Configuration) -> State {
    let elsewhere = match redirected(reading, home, to) {
        Redirected::No => None,
        Redirected::To(home, spot) => Some((home, spot)),
        Redirected::Unread(spot) => return State::Unread(spot),
    };
    let home = elsewhere.as_ref().map_or(home, |(home, _)| home);
    let text = match home.text(reading, &home.main) {
        Ok(text) => text,
        Err(_) if elsewhere.is_none() && !is_needed && !reading.tree.exists(&home.main) => return State::Absent,
        Err(problem) => {
            let spot = elsewhere.as_ref().map_or_else(|| Spot::file(&home.main), |(_, spot)| spot.clone());
            told(to, spot.clone(), problem);
            return State::Unread(spot);
        }
    };
    to.files.push(home.main.clone());
    let xml = Xml::plain(text);
    let all = Spot::file(&home.main);
    let Some(document) = xml.parse(SERVER.word, to) else { return State::Unread(all) };
    if !is_root(&xml, &document, to) {
        return State::Unread(all);
    }
    let mut sections = Sections { reading, home, to, told: HashSet::new(), left: MAX_BYTES };
    let parts = sections.parts(&xml, &document);
    let known = std::mem::take(&mut sections.told);
    if parts.is_empty() {
        return configured(&xml, &document, &known, to);
    }
    let xml = xml.with(parts);
    let Some(document) = xml.parse(SERVER.word, to) else { return State::Unread(all) };
    configured(&xml, &document, &known, to)
}

enum Redirected {
    No,
    /// There, as is said here.
    To(Home, Spot),
    /// Somewhere else, or that cannot be said.
    Unread(Spot),
}

/// Whether the configuration in force lies somewhere else.
fn redirected(reading: &Reading<'_>, home: &Home, to: &mut Configuration) -> Redirected {
    let file = home.file(reading.tree, REDIRECTION);
    let named = |spot: Spot| spot.named("configurationRedirection");
    let is_absent = || reading.tree.link_metadata(&file).is_err();
    let text = match home.text(reading, &file) {
        Ok(text) => text,
        Err(ProblemKind::File(_, Cause(cause))) if matches!(*cause, InputError::NotFound) && is_absent() => {
            return Redirected::No;
        }
        Err(problem) => {
            let spot = named(Spot::file(&file));
            told(to, spot.clone(), problem);
            return Redirected::Unread(spot);
        }
    };
    to.files.push(file.clone());
    let xml = Xml::plain(text);
    let Some(document) = xml.parse(SERVER.word, to).filter(|document| is_root(&xml, document, to)) else {
        return Redirected::Unread(named(Spot::file(&file)));
    };
    let mut all = scopes(&document).flat_map(|scope| child(scope, "configurationRedirection"));
    let Some(section) = all.next() else { return Redirected::No };
    // Written in another way than Windows writes it: what it comes to is not known.
    let (at, kind) = match (source(section), all.next()) {
        (_, Some(second)) => {
            let says = "more than one <configurationRedirection>".to_owned();
            (Some(xml.of_element(second)), ProblemKind::Syntax(says))
        }
        (Some(part), None) => (Some(xml.of_attribute(&part)), ProblemKind::Elsewhere(part.value().to_owned())),
        (None, None) => {
            let is_in_location = section.parent() != Some(document.root_element());
            (is_in_location.then(|| xml.of_element(section)), ProblemKind::TooNested)
        }
    };
    if let Some(spot) = at.map(named) {
        told(to, spot.clone(), kind);
        return Redirected::Unread(spot);
    }
    match section.attribute_node("enabled") {
        None => return Redirected::No,
        Some(enabled) if enabled.value().trim().eq_ignore_ascii_case("false") => return Redirected::No,
        Some(enabled) if enabled.value().trim().eq_ignore_ascii_case("true") => {}
        Some(enabled) => {
            let spot = named(xml.of_attribute(&enabled));
            told(to, spot.clone(), ProblemKind::Value(enabled.value().to_owned()));
            return Redirected::Unread(spot);
        }
    }
    let path = section.attribute_node("path");
    let spot = named(path.map_or_else(|| xml.of_element(section), |path| xml.of_attribute(&path)));
    let path = path.map(|path| path.value().trim_end_matches(['\\', '/'])).unwrap_or_default();
    // A path of another machine means nothing here, and must not make this one look anywhere.
    if !home.is_live {
        told(to, spot.clone(), ProblemKind::Elsewhere(path.to_owned()));
        return Redirected::Unread(spot);
    }
    let whole = expanded(path, reading.variable).filter(|path| is_whole(path));
    let Some(folder) = whole else {
        told(to, spot.clone(), ProblemKind::Value(path.to_owned()));
        return Redirected::Unread(spot);
    };
    // A share is on another machine, and whoever opens it logs in there.
    if reading.tree.is_offline() && folder.starts_with(r"\\") {
        told(to, spot.clone(), ProblemKind::Elsewhere(folder));
        return Redirected::Unread(spot);
    }
    Redirected::To(Home::live(&folder), spot)
}

/// A path of Windows from its beginning: of a share, of a drive.
fn is_whole(path: &str) -> bool {
    let has_drive = || {
        let mut parts = path.chars();
        parts.next().is_some_and(|letter| letter.is_ascii_alphabetic())
            && parts.next() == Some(':')
            && parts.next().is_none_or(|next| matches!(next, '\\' | '/'))
    };
    path.starts_with(r"\\") || has_drive()
}

/// A path with its variables (`%SystemDrive%`) in place; `None`: one is not known.
fn expanded(path: &str, variable: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let mut out = String::new();
    for (number, part) in path.split('%').enumerate() {
        match number % 2 {
            0 => out.push_str(part),
            _ => out.push_str(&variable(part)?),
        }
    }
    // One that has no end is none.
    path.matches('%').count().is_multiple_of(2).then_some(out)
}

/// The file is one of configurations.
fn is_root(xml: &Xml, document: &Document<'_>, to: &mut Configuration) -> bool {
    let root = document.root_element();
    if root.has_tag_name("configuration") {
        return true;
    }
    let says = format!("<{}> where <configuration> is expected", root.tag_name().name());
    told(to, xml.of_element(root), ProblemKind::Syntax(says));
    false
}

fn child<'a, 'i: 'a>(node: Node<'a, 'i>, name: &'static str) -> impl Iterator<Item = Node<'a, 'i>> {
    node.children().filter(move |child| child.has_tag_name(name))
}

/// What holds for a path: all of the file, or a `<location>` in it.
fn scopes<'a, 'i>(document: &'a Document<'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let root = document.root_element();
    std::iter::once(root).chain(child(root, "location"))
}

/// Elements that matter here and may stand in a file of their own, those that lie in others after them.
fn sections<'a, 'i>(document: &'a Document<'i>) -> Vec<Node<'a, 'i>> {
    let mut all = Vec::new();
    for scope in scopes(document) {
        for (group, inner) in [("system.applicationHost", "sites"), ("system.webServer", "security")] {
            for group in child(scope, group) {
                all.push(group);
                for section in child(group, inner) {
                    all.push(section);
                    all.extend(child(section, "access"));
                }
            }
        }
    }
    all
}

fn source<'a, 'i>(node: Node<'a, 'i>) -> Option<Attribute<'a, 'i>> {
    node.attribute_node("configSource")
}

/// A part of a document, and what stands in its place: a part of another.
type Part = (Range<usize>, Xml, Range<usize>);

/// A place, to be known again.
type Mark = (Arc<Path>, u64, u32);

fn mark(spot: &Spot) -> Mark {
    (spot.file.clone(), spot.line, spot.column)
}

/// Sections in files of their own.
struct Sections<'a, 'b> {
    reading: &'a Reading<'b>,
    home: &'a Home,
    to: &'a mut Configuration,
    /// Where one is named that could not be read, which was told.
    told: HashSet<Mark>,
    /// Bytes that may still be read.
    left: u64,
}

impl Sections<'_, '_> {
    fn parts(&mut self, xml: &Xml, document: &Document<'_>) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        for (number, node) in sections(document).into_iter().filter(|node| source(*node).is_some()).enumerate() {
            let Some(attribute) = source(node) else { continue };
            let spot = xml.of_attribute(&attribute);
            let part = match number {
                ..MAX_SECTIONS => self.section(node, attribute.value()),
                MAX_SECTIONS => Err(Some(ProblemKind::TooMuch)),
                _ => Err(None),
            };
            match part {
                Ok((section, range)) => parts.push((node.range(), section, range)),
                Err(kind) => {
                    self.told.insert(mark(&spot));
                    if let Some(kind) = kind {
                        told(self.to, spot, kind);
                    }
                }
            }
        }
        parts.sort_by_key(|(range, ..)| range.start);
        parts
    }

    /// The text of a section, and where the section stands in it. `Err(None)`: what is wrong was told of its own file.
    fn section(&mut self, node: Node<'_, '_>, name: &str) -> Result<(Xml, Range<usize>), Option<ProblemKind>> {
        let is_below = !name.trim().is_empty()
            && !name.starts_with(['/', '\\'])
            && !name.contains([':', '%'])
            && name.split(['/', '\\']).all(|part| part != "..");
        let is_name = name.len() <= MAX_PATH && parts(name).count() <= MAX_DEPTH;
        if !is_below || !is_name {
            return Err(Some(ProblemKind::Elsewhere(name.to_owned())));
        }
        let tag = node.tag_name().name();
        if node.attributes().len() > 1 || node.children().any(|child| child.is_element()) {
            return Err(Some(ProblemKind::Syntax(format!("<{tag}> has other settings beside configSource"))));
        }
        let path = self.home.file(self.reading.tree, name);
        if let Some(problem) = self.home.closed(self.reading.tree, &path) {
            return Err(Some(problem));
        }
        let bytes = self.reading.tree.read(&path, self.left.min(MAX_BYTES)).map_err(|error| {
            let is_over = error.kind() == std::io::ErrorKind::FileTooLarge && self.left < MAX_BYTES;
            Some(if is_over { ProblemKind::TooMuch } else { file_problem(path.clone(), InputError::from_io(error)) })
        })?;
        self.left = self.left.saturating_sub(bytes.len() as u64);
        self.to.files.push(path.clone());
        let xml = Xml::plain(Text::new(&path, &bytes));
        let document = xml.parse(SERVER.word, self.to).ok_or(None)?;
        let root = document.root_element();
        if !root.has_tag_name(tag) {
            let says = format!("<{}> where <{tag}> is expected", root.tag_name().name());
            told(self.to, xml.of_element(root), ProblemKind::Syntax(says));
            return Err(None);
        }
        if source(root).is_some() {
            return Err(Some(ProblemKind::TooNested));
        }
        let range = root.range();
        Ok((xml, range))
    }
}

/// What the whole of it says. What still names a file of its own was not read: `known`, where that was told.
fn configured(xml: &Xml, document: &Document<'_>, known: &HashSet<Mark>, to: &mut Configuration) -> State {
    let mut unread = |node: Node<'_, '_>| {
        let spot = xml.of_attribute(&source(node)?);
        let is_known = known.contains(&mark(&spot));
        if !is_known && to.problems.len() < MAX_SECTIONS * 2 {
            told(to, spot.clone(), ProblemKind::TooNested);
        }
        Some(spot)
    };
    let mut made = Configured {
        sites: Vec::new(),
        accesses: HashMap::new(),
        modes: HashMap::new(),
        is_delegated: is_delegated(document),
        paths: HashMap::new(),
    };
    let mut seen = HashSet::new();
    let mut lost = None;
    let mut too_long = None;
    for scope in scopes(document) {
        let is_location = scope.has_tag_name("location");
        let path = scope.attribute("path").filter(|_| is_location).unwrap_or_default().trim_matches('/');
        // "." is where the file itself is: everything.
        let path = if path == "." { "" } else { path };
        if path.len() > MAX_PATH || path.split('/').count() > MAX_DEPTH {
            too_long.get_or_insert_with(|| xml.of_element(scope));
            continue;
        }
        if let Some((site, rest)) = path.split_once('/')
            && !rest.is_empty()
            && seen.insert(path.to_lowercase())
        {
            made.paths.entry(site.to_lowercase()).or_default().push(rest.to_owned());
        }
        let mode = mode(scope, "overrideMode")
            .or_else(|| scope.attribute("allowOverride").map(|allows| allows.eq_ignore_ascii_case("true")));
        let mut said = |flags: u32, spot: Spot, is_unread: bool| {
            let of = made.accesses.entry(path.to_lowercase()).or_insert_with(|| Said {
                flags: 0,
                spot: spot.clone(),
                is_unread,
            });
            // Of several the last holds; of one that was not read nobody knows what it says.
            *of = Said { flags, spot, is_unread: is_unread || of.is_unread };
        };
        for group in child(scope, "system.webServer") {
            if let Some(spot) = unread(group) {
                said(0, spot, true);
            }
            for security in child(group, "security") {
                if let Some(spot) = unread(security) {
                    said(0, spot, true);
                }
                for access in child(security, "access") {
                    if let Some(spot) = unread(access) {
                        said(0, spot, true);
                    } else if let Some(attribute) = access.attribute_node("sslFlags") {
                        said(flags(attribute.value()), xml.of_attribute(&attribute), false);
                    }
                    if let Some(mode) = mode.filter(|_| is_location) {
                        made.modes.insert(path.to_lowercase(), mode);
                    }
                }
            }
        }
        for group in child(scope, "system.applicationHost").filter(|_| !is_location) {
            lost = lost.or(unread(group));
            for sites in child(group, "sites") {
                lost = lost.or(unread(sites));
                made.sites.extend(child(sites, "site").filter_map(|site| self::site(xml, site)));
            }
        }
    }
    if let Some(spot) = too_long {
        told(to, spot, ProblemKind::TooMuch);
    }
    match lost {
        Some(spot) => State::Unread(spot),
        None => State::Read(made),
    }
}

fn site(xml: &Xml, node: Node<'_, '_>) -> Option<Site> {
    let name = node.attribute("name")?.to_owned();
    let is_tls = |node: &Node<'_, '_>| node.attribute("protocol").unwrap_or_default().eq_ignore_ascii_case("https");
    let bindings = child(node, "bindings").flat_map(|bindings| child(bindings, "binding")).filter(is_tls);
    let listeners = bindings.filter_map(|node| {
        // "ADDRESS:PORT:HOST"; an address of IPv6 has colons of its own.
        let (rest, host) = node.attribute("bindingInformation")?.rsplit_once(':')?;
        let (address, port) = rest.rsplit_once(':')?;
        let address = if address.is_empty() || address == "*" { "0.0.0.0" } else { address };
        Some((xml.of_element(node), format!("{address}:{port}").to_lowercase(), host.to_lowercase()))
    });
    Some(Site { listeners: listeners.collect(), name })
}

/// Whether something may be overridden, where that is said here and not left to what is above.
fn mode(node: Node<'_, '_>, name: &str) -> Option<bool> {
    let mode = node.attribute(name).filter(|mode| !mode.eq_ignore_ascii_case("Inherit"))?;
    Some(mode.eq_ignore_ascii_case("Allow"))
}

/// Whether a `web.config` may have an `<access>` of its own where nothing is said of it: Windows ships with "no"
/// (`overrideModeDefault="Deny"`).
fn is_delegated(document: &Document<'_>) -> bool {
    let is_named = |name: &'static str| move |node: &Node<'_, '_>| node.attribute("name") == Some(name);
    let groups = |node, name| child(node, "sectionGroup").filter(is_named(name));
    let mut declared = child(document.root_element(), "configSections")
        .flat_map(|all| groups(all, "system.webServer"))
        .flat_map(|group| groups(group, "security"))
        .flat_map(|group| child(group, "section").filter(is_named("access")));
    // Without the attribute a section may be overridden; without the declaration it is a part of a file, and Windows' own holds.
    declared.next().is_some_and(|section| mode(section, "overrideModeDefault").unwrap_or(true))
}

/// Words with commas between, or their number.
fn flags(text: &str) -> u32 {
    if let Ok(number) = text.trim().parse() {
        return number;
    }
    let word =
        |word: &str| FLAGS.iter().find(|(name, _)| name.eq_ignore_ascii_case(word.trim())).map_or(0, |(_, bit)| *bit);
    text.split(',').map(word).fold(0, |all, bit| all | bit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_as_windows_writes_them() {
        assert_eq!(flags("Ssl, SslNegotiateCert, SslRequireCert"), 8 | NEGOTIATES | REQUIRES);
        assert_eq!((flags("104"), flags("None"), flags("")), (104, 0, 0));
    }

    #[test]
    fn paths_of_windows() {
        let variable = |name: &str| (name == "SystemDrive").then(|| "C:".to_owned());
        let whole = |path: &str| expanded(path, &variable).filter(|path| is_whole(path));
        assert_eq!(whole(r"%SystemDrive%\central").as_deref(), Some(r"C:\central"));
        assert_eq!(whole(r"\\server\share$").as_deref(), Some(r"\\server\share$"));
        for no in ["", "central", r"\central", "%other%", "C", "C:central", "50%"] {
            assert_eq!(whole(no), None, "{no}");
        }
    }
}
