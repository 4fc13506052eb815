//! Where trust stores lie: one file here for each place, and one line in [`PLACES`].

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::formats::{Failure, Options, Outcome};
use crate::servers::{Gathered, Problem};
use crate::store::TrustStore;
use crate::tree::Tree;

mod chromium;
mod environment;
mod file;
mod firefox;
pub(crate) mod homes;
mod image;
pub(crate) mod java;
mod kubernetes;
mod mozilla;
mod nss;
mod redirects;
mod servers;
pub(crate) mod settings_files;
pub(crate) mod system;
mod thunderbird;
mod tree;
mod windows;
mod writable;

pub use environment::Environment;
pub use tree::search_tree;

/// What a search goes by.
#[derive(Clone, Copy)]
pub struct Search<'a> {
    /// How stores are read, and in which tree.
    pub options: Options<'a>,
    /// The variables of the environment that this runs in; empty where another tree than this machine is searched.
    pub environment: &'a Environment,
}

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// Stores that were read.
    pub stores: Vec<TrustStore>,
    /// Stores that are there and cannot be read.
    pub failures: Vec<Failure>,
    /// Services of servers whose configuration was read.
    pub services: Vec<Gathered>,
    /// What of configurations could not be read.
    pub problems: Vec<Problem>,
    /// What was looked for.
    pub looked: Vec<Looked>,
}

impl Found {
    /// Adds what a file or folder gave, under the word of a place.
    pub fn add(&mut self, place: &'static str, outcome: Outcome) {
        for read in outcome {
            match read {
                Ok(store) => self.stores.push(TrustStore { place, ..store }),
                Err(failure) => self.failures.push(Failure { place, ..failure }),
            }
        }
    }

    /// Adds what another search found.
    pub fn append(&mut self, mut other: Self) {
        self.stores.append(&mut other.stores);
        self.failures.append(&mut other.failures);
        self.services.append(&mut other.services);
        self.problems.append(&mut other.problems);
        self.looked.append(&mut other.looked);
    }

    /// Notes that something was looked for.
    pub fn looked(&mut self, place: &'static str, path: impl Into<PathBuf>, found: bool) {
        self.looked.push(Looked { place, path: path.into(), found });
    }
}

/// Something that was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// The word of the place.
    pub place: &'static str,
    /// The file or folder, or the pattern.
    pub path: PathBuf,
    /// It is there.
    pub found: bool,
}

/// A kind of place.
pub struct Place {
    /// The word for it on the command line: `system`, `java`, `java:/path`.
    pub word: &'static str,
    /// A bare `tillit audit` looks there.
    pub on_every_host: bool,
    /// Finds and reads every store of the place, or the one under the path that the user named after the word.
    pub find: fn(&Search<'_>, Option<&Path>) -> Found,
}

impl Place {
    /// What is there, with what is seen of every store alike.
    fn search(&self, search: &Search<'_>, path: Option<&Path>) -> Found {
        let mut found = (self.find)(search, path);
        writable::note(&mut found.stores, search.options.tree);
        found
    }
}

/// Every place, in the order of a report. A new place is a file here and a line.
pub static PLACES: &[Place] = &[
    file::PLACE,
    crate::servers::nginx::PLACE,
    crate::servers::apache::PLACE,
    crate::servers::haproxy::PLACE,
    crate::servers::tomcat::PLACE,
    crate::servers::spring::PLACE,
    crate::servers::keycloak::PLACE,
    crate::servers::jetty::PLACE,
    crate::servers::wildfly::PLACE,
    crate::servers::identity::SHIBBOLETH_PLACE,
    crate::servers::identity::SIMPLESAMLPHP_PLACE,
    crate::servers::iis::PLACE,
    servers::PLACE,
    system::PLACE,
    windows::PLACE,
    java::PLACE,
    nss::PLACE,
    firefox::PLACE,
    thunderbird::PLACE,
    chromium::PLACE,
    redirects::PLACE,
    kubernetes::PLACE,
    image::PLACE,
];

/// The place with this word.
pub fn place(word: &str) -> Option<&'static Place> {
    PLACES.iter().find(|place| place.word == word)
}

/// What a user named on the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A path; `-` is standard input.
    Path(PathBuf),
    /// A place, and a path in it.
    Place(&'static str, Option<PathBuf>),
}

impl Target {
    /// Reads what was typed: a place's word, `word:path`, or a path. A file that is called like a place is named with `./`.
    pub fn parse(typed: &Path) -> Self {
        let Some(text) = typed.to_str() else { return Self::Path(typed.to_owned()) };
        if let Some(place) = place(text).filter(|place| place.word != "file") {
            return Self::Place(place.word, None);
        }
        match text.split_once(':') {
            // As certutil names a database.
            Some(("sql", path)) if !path.is_empty() => Self::Place(nss::PLACE.word, Some(path.into())),
            Some((word, path)) if !path.is_empty() => match place(word) {
                Some(place) => Self::Place(place.word, Some(path.into())),
                None => Self::Path(typed.to_owned()),
            },
            _ => Self::Path(typed.to_owned()),
        }
    }

    /// Reads it.
    pub fn find(&self, search: &Search<'_>) -> Found {
        match self {
            Self::Path(path) => file::PLACE.search(search, Some(path)),
            Self::Place(word, path) => {
                place(word).map(|place| place.search(search, path.as_deref())).unwrap_or_default()
            }
        }
    }
}

/// Everything that is on this host, as a bare `tillit audit` asks.
pub fn everything(search: &Search<'_>) -> Found {
    let mut found = Found::default();
    for place in PLACES.iter().filter(|place| place.on_every_host) {
        let mut more = place.search(search, None);
        // The database that a user's programs share is of two places, and what a variable names may be a server's: the first that has a
        // store keeps it.
        more.stores.retain(|store| {
            let known = found.stores.iter_mut().find(|known| known.is_read_as(store, search.options.tree));
            known.map(|known| known.is_also(store)).is_none()
        });
        found.append(more);
    }
    told_of_services(&mut found, search.options.tree);
    found
}

/// A store that a service names is told of the service, not of the folder that it lies in.
fn told_of_services(found: &mut Found, tree: &dyn Tree) {
    let real = |path: &Path| tree.real_path(path).unwrap_or_else(|_| path.to_owned());
    let of_services = found.services.iter().flat_map(Gathered::paths);
    let told: HashSet<PathBuf> = of_services.map(real).collect();
    let is_of_folder = |place: &str, path: &Path| place == servers::PLACE.word && told.contains(&real(path));
    found.stores.retain(|store| !is_of_folder(store.place, &store.location.path));
    found.failures.retain(|failure| !is_of_folder(failure.place, &failure.location.path));
}

/// The system's own store in one of its forms: made by a command from other files, and made anew each time.
pub(crate) fn is_made_by_system(path: &Path, tree: &dyn Tree) -> bool {
    system::is_made(path, tree)
}
