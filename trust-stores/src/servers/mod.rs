//! Servers: what their configurations ask of a client's certificate, whom they let in, and in which line that is written.
//!
//! ```text
//! configuration ─► syntax (words with places) ─► one file here for each server ─► Service ─► gather (its stores) ─► prediction
//! ```
//!
//! No server program is run: a configuration is read as the server would read it, in the tree of this machine, of an image or a backup.
//! What cannot be read to its end is said, never guessed: [`Problem`], [`service::Unresolved`].

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use tillit_verifier::input::InputError;

use crate::observation::Cause;
use crate::places::homes::expand;
use crate::places::{Found, Search};
use crate::tree::Tree;

pub(crate) mod apache;
pub mod ciphers;
pub mod gather;
pub mod glob;
pub(crate) mod haproxy;
pub(crate) mod identity;
pub(crate) mod iis;
pub(crate) mod jetty;
pub(crate) mod jvm;
pub(crate) mod keycloak;
pub(crate) mod nginx;
pub mod openssl;
pub mod prediction;
pub mod running;
pub mod search;
pub mod service;
pub mod spot;
pub(crate) mod spring;
pub mod syntax;
pub(crate) mod tomcat;
pub mod version;
pub(crate) mod wildfly;

pub use gather::{Gathered, NamedStore};
pub use prediction::{Prediction, Predictor, Reason, predict};
pub use service::Service;
use service::{About, Asks, Unresolved, Why};
pub use spot::{Spot, Text, may_be_secret};

/// Bytes of one file of a configuration. The largest that people write have a few hundred thousand.
pub const MAX_BYTES: u64 = 16 << 20;
/// Files of one configuration.
pub const MAX_FILES: usize = 20_000;

/// A server program whose configuration is understood. One file here and one line in [`SERVERS`] each.
#[derive(Debug)]
pub struct Server {
    /// Its word on the command line, and in JSON: `nginx`, `nginx:/path/nginx.conf`.
    pub word: &'static str,
    /// What people call it, and what [`crate::install::services::SERVICES`] knows it under.
    pub name: &'static str,
    /// Where its main configuration lies, as distributions' packages, vendors' archives and images put it; `*` stands for any part of
    /// a name. Each that is there is a configuration of its own.
    pub configurations: &'static [&'static str],
    /// Reads a configuration from its main file (or folder, where the user named one).
    pub read: fn(&Reading<'_>, &Path) -> Configuration,
}

/// Every server, in the order of a report.
pub static SERVERS: &[&Server] = &[
    &nginx::SERVER,
    &apache::SERVER,
    &haproxy::SERVER,
    &tomcat::SERVER,
    &spring::SERVER,
    &keycloak::SERVER,
    &jetty::SERVER,
    &wildfly::SERVER,
    &identity::SHIBBOLETH,
    &identity::SIMPLESAMLPHP,
    &iis::SERVER,
];

/// The server with this word.
pub fn server(word: &str) -> Option<&'static Server> {
    SERVERS.iter().copied().find(|server| server.word == word)
}

/// What a server's configuration is read with.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// Where from.
    pub tree: &'a dyn Tree,
    /// Variables of the environment that the server is likely to have; `None` where it is not known.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Reading<'_> {
    /// A file of a configuration.
    ///
    /// # Errors
    /// It cannot be read, or has more than [`MAX_BYTES`].
    pub fn text(&self, path: &Path) -> Result<Text, InputError> {
        let bytes = self.tree.read(path, MAX_BYTES).map_err(InputError::from_io)?;
        Ok(Text::new(path, &bytes))
    }
}

/// What one configuration says.
#[derive(Debug, Default)]
pub struct Configuration {
    /// Its listeners.
    pub services: Vec<Service>,
    /// What could not be read.
    pub problems: Vec<Problem>,
    /// Every file that was read, in the order in which the server reads them.
    pub files: Vec<PathBuf>,
}

/// A part of a configuration that could not be read.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The server's word.
    pub server: &'static str,
    /// Where: the line that names the file, or the place in it.
    pub spot: Spot,
    /// What.
    pub kind: ProblemKind,
}

/// What is wrong with a part of a configuration.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ProblemKind {
    /// A file that it names cannot be read: which, and why.
    File(PathBuf, Cause),
    /// A pattern of files that must lead to one leads to none.
    NothingMatches(String),
    /// A file includes itself, directly or by way of others.
    Loop(PathBuf),
    /// More than [`MAX_FILES`] files, or includes nested deeper than servers read.
    TooMuch,
    /// Sections, conditions or macros in each other, more than are followed here.
    TooNested,
    /// The server does not read on from here: what was expected or is wrong, in the server's own (technical) words.
    Syntax(String),
    /// A setting has a value that the server does not take, and does not start with.
    Value(String),
    /// What stands here lies in a file or folder that is not read from here: as it is named.
    Elsewhere(String),
    /// A link among copies, which may come from anybody, leads out of their folder, and is not followed.
    LeadsOut(PathBuf),
}

/// A setting of this name leads to a part of the configuration (IIS: a section in a file of its own, the folder of all of it).
pub fn names_part(setting: &str) -> bool {
    matches!(setting, "configSource" | "configurationRedirection")
}

/// What a line that the server does not take, or a part that cannot be read, would have said is not known, and may be what decides: nothing is
/// said of the service that it stands in, nor of one that asks for nothing only because nobody wrote it.
fn interrupt(configuration: &mut Configuration) {
    for Problem { spot, kind, .. } in &configuration.problems {
        // A file that is named and is no part of the configuration is told by itself.
        let is_part = || spot.name.to_ascii_lowercase().starts_with("include") || names_part(&spot.name);
        if matches!(kind, ProblemKind::File(..)) && !is_part() {
            continue;
        }
        let begins = |service: &Service| {
            (service.source.file == spot.file && service.source.line <= spot.line).then_some(service.source.line)
        };
        let last = configuration.services.iter().filter_map(begins).max();
        for service in &mut configuration.services {
            let is_in = last.is_some() && begins(service) == last;
            let is_silent = service.asks.value == Asks::Off && service.asks.written.is_none();
            let is_known = service.unresolved.iter().any(|setting| setting.why == Why::Refused);
            if (is_in || is_silent) && !is_known {
                service.unresolved.push(Unresolved { spot: spot.clone(), about: About::Asks, why: Why::Refused });
            }
        }
    }
}

/// Finds and reads every configuration of a server, or the one that the user named.
pub fn find(server: &'static Server, search: &Search<'_>, path: Option<&Path>) -> Found {
    let tree = search.options.tree;
    let mut found = Found::default();
    // Names in a configuration may be relative to folders above it.
    let absolute =
        |path: &Path| if tree.is_host() { std::path::absolute(path).unwrap_or(path.into()) } else { path.into() };
    let mut mains: Vec<PathBuf> = path.map(absolute).into_iter().collect();
    for pattern in server.configurations.iter().filter(|_| path.is_none()) {
        let matched = expand(tree, Path::new(pattern));
        found.looked(server.word, *pattern, !matched.is_empty());
        mains.extend(matched);
    }
    // Each once, whatever it is called; under the name by which the server is given it, from which relative names are read.
    let mut known = HashSet::new();
    mains.retain(|main| known.insert(tree.real_path(main).unwrap_or_else(|_| main.clone())));
    let variable = |name: &str| search.environment.get(name).map(|value| value.to_string_lossy().into_owned());
    let reading = Reading { tree, variable: &variable };
    for main in mains {
        let mut configuration = (server.read)(&reading, &main);
        interrupt(&mut configuration);
        if let Some(path) = path {
            // A folder without a file of the server is no configuration.
            let Configuration { services, problems, files } = &configuration;
            found.looked(server.word, path, !(services.is_empty() && problems.is_empty() && files.is_empty()));
        }
        gather::gather(server, configuration, search, &mut found);
    }
    found
}
