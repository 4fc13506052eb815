//! The main server and the virtual hosts of a configuration, with their parts.

use std::path::{Path, PathBuf};

use super::super::glob;
use super::super::service::{About, Unresolved, Why};
use super::super::{Problem, ProblemKind, Spot};
use super::read::{Node, Reader};
use super::settings::{self, Field, Settings, Verify};

/// Parts of one host.
const MAX_PARTS: usize = 10_000;

/// The main server or a virtual host.
#[derive(Clone, Debug)]
pub(super) struct Host {
    pub(super) settings: Settings,
    pub(super) names: Vec<String>,
    /// What stands in `<VirtualHost>`.
    pub(super) addresses: Vec<String>,
    /// `Listen`, of the main server alone.
    pub(super) listens: Vec<String>,
    /// There is a `Listen` whose port is not known.
    pub(super) open_listens: bool,
    pub(super) spot: Spot,
    sections: Vec<Section>,
    root: Option<PathBuf>,
    /// Paths of requests, and the folders that they lead to.
    aliases: Vec<(String, PathBuf)>,
    /// Folders whose `.htaccess` may say something, or must not.
    overrides: Vec<(PathBuf, Spot, bool)>,
    /// Files `.htaccess` that were read.
    read: Vec<PathBuf>,
    /// Rules on the name of a certificate's issuer.
    rules: Vec<(Spot, Vec<String>)>,
}

/// A part of a host: `<Location>`, `<Directory>`, ...
#[derive(Clone, Debug)]
pub(super) struct Section {
    pub(super) label: String,
    pub(super) spot: Spot,
    pub(super) verify: Field<Verify>,
    pub(super) depth: Field<u32>,
    pub(super) ciphers: Field<String>,
    /// The path or folder that it is of, where it is of one.
    of: Of,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Of {
    Location(String),
    Folder(PathBuf),
    Other,
}

/// All hosts of a configuration.
pub(super) struct Hosts {
    pub(super) main: Host,
    pub(super) hosts: Vec<Host>,
}

impl Default for Host {
    fn default() -> Self {
        Self::new(Spot::file(Path::new("")))
    }
}

impl Hosts {
    /// Another module speaks TLS somewhere.
    pub(super) fn has_other_tls(&self) -> bool {
        let has = |host: &Host| host.settings.unresolved.iter().any(|setting| setting.about == About::Asks);
        has(&self.main) || self.hosts.iter().any(has)
    }
}

/// Reads the hosts from a tree of directives.
pub(super) fn collect(nodes: &[Node], reader: &mut Reader<'_>) -> Hosts {
    let spot = reader.files.first().map_or_else(|| Spot::file(Path::new("")), |file| Spot::file(file));
    let mut hosts = Hosts { main: Host::new(spot), hosts: Vec::new() };
    let mut virtual_hosts = Vec::new();
    hosts.main.take(nodes, reader, &mut virtual_hosts);
    for node in virtual_hosts {
        let mut host = Host::new(node.spot.clone());
        host.addresses.clone_from(&node.args);
        if let Some(variable) = &node.unknown {
            let why = Why::Variable(variable.clone());
            host.settings.unresolved.push(Unresolved { spot: node.spot.clone(), about: About::Anything, why });
        }
        host.take(&node.children, reader, &mut Vec::new());
        host.read_overrides(&hosts.main, reader);
        hosts.hosts.push(host);
    }
    let mut main = std::mem::take(&mut hosts.main);
    main.read_overrides(&Host::default(), reader);
    hosts.main = main;
    hosts
}

impl Host {
    fn new(spot: Spot) -> Self {
        Self {
            settings: Settings::default(),
            names: Vec::new(),
            addresses: Vec::new(),
            listens: Vec::new(),
            open_listens: false,
            spot,
            sections: Vec::new(),
            root: None,
            aliases: Vec::new(),
            overrides: Vec::new(),
            read: Vec::new(),
            rules: Vec::new(),
        }
    }

    fn take<'n>(&mut self, nodes: &'n [Node], reader: &mut Reader<'_>, virtual_hosts: &mut Vec<&'n Node>) {
        for node in nodes {
            self.rule(node);
            match node.name.as_str() {
                "<virtualhost" => virtual_hosts.push(node),
                "servername" => self.names.insert(0, bare_name(node.arg(0))),
                "serveralias" => self.names.extend(node.args.iter().map(|name| bare_name(name))),
                "listen" if node.unknown.is_some() => self.open_listens = true,
                "listen" => self.listens.push(node.arg(0).to_owned()),
                "documentroot" => self.root = Some(reader.path(node.arg(0))),
                "alias" | "scriptalias" if node.args.len() > 1 => {
                    self.aliases.push((node.arg(0).to_owned(), reader.path(node.arg(1))));
                }
                name if name.starts_with('<') => self.section(node, None, reader, 0),
                _ => {
                    if let Err(problem) = settings::read(node, &mut self.settings, reader) {
                        reader.problems.push(problem);
                    }
                }
            }
        }
    }

    /// Takes note of a rule on the name of a certificate's issuer: `Require expr`, `SSLRequire`, `RewriteCond`, `<If>`, `SetEnvIfExpr`.
    fn rule(&mut self, node: &Node) {
        const PASSED_ON: &[&str] = &["requestheader", "header", "logformat", "customlog", "ssloptions", "setenv"];
        let names = |arg: &String| arg.contains("SSL_CLIENT_I_DN");
        if !node.name.starts_with("<virtualhost")
            && !PASSED_ON.contains(&node.name.as_str())
            && node.args.iter().any(names)
        {
            self.rules.push((node.spot.clone(), node.args.clone()));
        }
    }

    /// A section with what is in it.
    fn section(&mut self, node: &Node, around: Option<&Section>, reader: &mut Reader<'_>, depth: usize) {
        if depth > 20 || self.sections.len() >= MAX_PARTS {
            return;
        }
        let is_pattern = node.args.first().is_some_and(|arg| arg == "~");
        let of = match node.name.as_str() {
            "<location" if !is_pattern => Of::Location(node.arg(0).to_owned()),
            "<directory" if !is_pattern => Of::Folder(reader.path(node.arg(0))),
            _ => Of::Other,
        };
        let own = match &of {
            Of::Location(path) => path.clone(),
            _ => format!("{} {}", node.spot.name, node.args.join(" ")),
        };
        let label = around.map_or_else(|| own.clone(), |around| format!("{} {own}", around.label));
        let inherited = around.map(|around| (around.verify.clone(), around.depth.clone(), around.ciphers.clone()));
        let (verify, depth_of, ciphers) = inherited.unwrap_or_default();
        let of = if around.is_some() { Of::Other } else { of };
        let mut section = Section { label, spot: node.spot.clone(), verify, depth: depth_of, ciphers, of };
        let mut own = Settings::default();
        for child in &node.children {
            self.rule(child);
            match child.name.as_str() {
                "allowoverride" => {
                    let allows = |arg: &String| {
                        let arg = arg.to_ascii_lowercase();
                        arg == "all" || arg == "authconfig"
                    };
                    if let Of::Folder(folder) = &section.of {
                        self.overrides.retain(|(known, ..)| known != folder);
                        self.overrides.push((folder.clone(), child.spot.clone(), child.args.iter().any(allows)));
                    }
                }
                "sslciphersuite" if child.args.len() > 1 && child.arg(0).eq_ignore_ascii_case("TLSv1.3") => {
                    let what = "TLSv1.3 ciphers cannot be set inside a directory context".to_owned();
                    reader.problems.push(Problem {
                        server: super::WORD,
                        spot: child.spot.clone(),
                        kind: ProblemKind::Syntax(what),
                    });
                }
                "sslverifyclient" | "sslverifydepth" | "sslciphersuite" | super::read::CONDITION => {
                    if let Err(problem) = settings::read(child, &mut own, reader) {
                        reader.problems.push(problem);
                    }
                }
                _ => {}
            }
        }
        section.verify = own.verify.or(section.verify);
        section.depth = own.depth.or(section.depth);
        section.ciphers = own.ciphers.or(section.ciphers);
        let sections = node.children.iter().filter(|child| child.name.starts_with('<'));
        for child in sections {
            self.section(child, Some(&section), reader, depth + 1);
        }
        if section.verify.is_some() || section.depth.is_some() || section.ciphers.is_some() {
            self.sections.push(section);
        }
    }

    /// A virtual host with what it has from the main server.
    pub(super) fn over(self, main: &Self) -> Self {
        let both = |first: &Vec<Section>, second: Vec<Section>| first.iter().cloned().chain(second).collect();
        let mut overrides = main.overrides.clone();
        overrides.extend(self.overrides);
        let mut rules = main.rules.clone();
        rules.extend(self.rules);
        Self {
            rules,
            settings: self.settings.over(&main.settings),
            sections: both(&main.sections, self.sections),
            root: self.root.or_else(|| main.root.clone()),
            aliases: main.aliases.iter().cloned().chain(self.aliases).collect(),
            overrides,
            ..self
        }
    }

    /// Where files that are looked at with each request are allowed to ask for certificates, and which of them were read.
    pub(super) fn overridable(&self) -> Vec<(Spot, Vec<PathBuf>)> {
        let of = |(folder, spot, allowed): &(PathBuf, Spot, bool)| {
            let read = self.read.iter().filter(|file| file.starts_with(folder)).cloned().collect();
            (*allowed && self.serves(folder)).then(|| (spot.clone(), read))
        };
        self.overrides.iter().filter_map(of).collect()
    }

    /// Rules on the name of a certificate's issuer.
    pub(super) fn rules(&self) -> &[(Spot, Vec<String>)] {
        &self.rules
    }

    /// Reads the files `.htaccess` of the host's own folders, as parts of it. `main`: what is said of all hosts.
    fn read_overrides(&mut self, main: &Self, reader: &mut Reader<'_>) {
        let root = self.root.iter().chain(main.root.iter()).take(1);
        let roots: Vec<PathBuf> = root.chain(self.aliases.iter().map(|(_, folder)| folder)).cloned().collect();
        let overrides: Vec<(PathBuf, Spot, bool)> = main.overrides.iter().chain(&self.overrides).cloned().collect();
        for folder in roots {
            // The innermost that says something.
            let around = overrides.iter().filter(|(around, ..)| folder.starts_with(around));
            let Some((_, spot, true)) = around.max_by_key(|(around, ..)| around.components().count()) else { continue };
            let file = folder.join(".htaccess");
            if !reader.is_file(&file) || self.read.contains(&file) {
                continue;
            }
            let own = Spot::file(&file);
            let children = reader.file(&file, spot);
            let args = vec![folder.display().to_string()];
            let node = Node { name: "<directory".to_owned(), args, spot: own, unknown: None, children };
            self.section(&node, None, reader, 0);
            self.read.push(file);
        }
    }

    /// A folder is one that requests for this host may come to, as far as can be seen.
    fn serves(&self, folder: &Path) -> bool {
        let is_pattern = folder.to_str().is_none_or(glob::is_pattern);
        let mut roots = self.root.iter().chain(self.aliases.iter().map(|(_, folder)| folder));
        is_pattern || roots.any(|root| root.starts_with(folder) || folder.starts_with(root))
    }

    /// The path that a folder is requested by.
    fn request(&self, folder: &Path) -> Option<String> {
        let root = self.root.iter().map(|root| (String::new(), root.clone()));
        let mut all = self.aliases.iter().cloned().chain(root);
        all.find_map(|(path, root)| {
            let rest = folder.strip_prefix(&root).ok()?.to_str()?;
            let path = path.trim_end_matches('/');
            Some(if rest.is_empty() { format!("{path}/") } else { format!("{path}/{rest}/") })
        })
    }

    /// The parts that have a word about certificates of their own, each once, with what they have from those around them.
    pub(super) fn parts(&self) -> Vec<Section> {
        let mut parts: Vec<Section> = Vec::new();
        for section in &self.sections {
            if let Of::Folder(folder) = &section.of
                && !self.serves(folder)
            {
                continue;
            }
            let mut part = section.clone();
            if let Of::Folder(folder) = &section.of
                && let Some(path) = self.request(folder)
            {
                part.label = path;
            }
            // Those that the same requests come to, too.
            let around = self.sections.iter().filter(|other| is_around(&other.of, &section.of));
            let (mut verify, mut depth, mut ciphers) = (None, None, None);
            for other in around {
                verify = other.verify.clone().or(verify);
                depth = other.depth.clone().or(depth);
                ciphers = other.ciphers.clone().or(ciphers);
            }
            if section.of != Of::Other {
                part.verify = verify;
                part.depth = depth;
                part.ciphers = ciphers;
            }
            if part.verify.is_none() && part.ciphers.is_none() {
                continue;
            }
            match parts.iter_mut().find(|known| known.label == part.label) {
                Some(known) => {
                    known.verify = part.verify.or(known.verify.take());
                    known.depth = part.depth.or(known.depth.take());
                    known.ciphers = part.ciphers.or(known.ciphers.take());
                }
                None => parts.push(part),
            }
        }
        parts
    }
}

/// Requests for one come to the other, too; each is around itself.
fn is_around(outer: &Of, inner: &Of) -> bool {
    match (outer, inner) {
        (Of::Location(outer), Of::Location(inner)) => {
            let outer = outer.trim_end_matches('/');
            inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
        (Of::Folder(outer), Of::Folder(inner)) => inner.starts_with(outer),
        _ => false,
    }
}

/// `https://name:443` is `name`.
fn bare_name(name: &str) -> String {
    let name = name.split_once("://").map_or(name, |(_, rest)| rest);
    let end =
        name.rfind(':').filter(|at| name.get(at + 1..).is_some_and(|port| port.bytes().all(|b| b.is_ascii_digit())));
    let name = end.and_then(|end| name.get(..end)).unwrap_or(name);
    name.to_ascii_lowercase()
}
