//! What `tillit audit` found, and its renderings.

pub mod answer;
pub mod compared;
mod coverage;
mod facts;
pub mod human;
pub mod json;
mod say;
pub mod searched;
pub mod servers;
pub mod table;

use std::path::{Path, PathBuf};

use tillit_trust_stores::compare::Compared;
use tillit_trust_stores::examine::{Environment, Examined};
use tillit_trust_stores::formats::Failure;
use tillit_trust_stores::places::Looked;
use tillit_trust_stores::policy::Unmatched;
use tillit_trust_stores::servers::Problem;
use tillit_trust_stores::store::Location;
use time::OffsetDateTime;

pub use answer::exit_code;
pub(crate) use answer::failure_severity;
pub use human::{human, text};
pub use json::{document, json, ndjson, schema};
pub(crate) use say::{kind_name, place_name};
pub use searched::SearchedPath;
pub use servers::AuditedService;
pub use table::{csv, markdown};

/// Everything that one run of `tillit audit` found.
#[derive(Debug)]
pub struct AuditReport {
    /// Version of the program.
    pub version: String,
    /// The moment at which validity was judged.
    pub at: OffsetDateTime,
    /// `--at` was given: the answer is about another time than now, and says so.
    pub at_is_set: bool,
    /// What was audited, in the order in which it was named.
    pub targets: Vec<AuditedTarget>,
    /// Personal identity numbers are shown whole (`--show-personal-id`).
    pub show_personal_id: bool,
    /// Catalogs that were named (`--catalog`): a next step needs them, too.
    pub catalogs: Vec<PathBuf>,
    /// Nothing was named: this is what was found on the host.
    pub bare: bool,
    /// What the stores were compared with (`--against`).
    pub compared: Option<ComparedWith>,
    /// What was searched for CAs that are named by hand (`--search`).
    pub searched: Vec<SearchedPath>,
    /// Policies that speak of no store of this report, and such rules of others.
    pub unmatched: Vec<UnmatchedPolicy>,
}

/// A policy of which something speaks of no store that was audited.
#[derive(Clone, Debug)]
pub struct UnmatchedPolicy {
    /// The policy as the user named it: its file.
    pub policy: String,
    /// What of it.
    pub what: Unmatched,
}

/// Why a service of an inventory could not be audited at all.
#[derive(Clone, Debug)]
pub struct NotAudited {
    /// The sentence, in the language of the report.
    pub problem: String,
}

/// What the stores of a report were compared with, and what came of it.
#[derive(Clone, Debug)]
pub struct ComparedWith {
    /// The store, place or report, as the user named it.
    pub against: String,
    /// One for each store of both sides.
    pub stores: Vec<Compared>,
}

/// One target as the user named it, or a service of an inventory.
#[derive(Debug)]
pub struct AuditedTarget {
    /// As the user named it: a path, `system`, `java:/opt/...`.
    pub target: String,
    /// The service of an inventory that it belongs to.
    pub service: Option<Service>,
    /// It was not looked at, and why: what the inventory says of its service cannot be followed.
    pub not_audited: Option<NotAudited>,
    /// The folder that stands for the machine (`--root`): paths of its stores are meant below it.
    pub root: Option<PathBuf>,
    /// Stores that were read.
    pub stores: Vec<Examined>,
    /// Stores of it that an earlier target has, too, and that are told there.
    pub told_before: Vec<PathBuf>,
    /// Stores that could not be read.
    pub failures: Vec<Failure>,
    /// Services of servers whose configuration was read.
    pub services: Vec<AuditedService>,
    /// What of configurations could not be read.
    pub problems: Vec<Problem>,
    /// What was looked for.
    pub looked: Vec<Looked>,
}

impl AuditedTarget {
    /// The configuration of a server is there and was read, whether a service in it speaks TLS or not.
    pub(crate) fn has_configuration(&self) -> bool {
        self.looked.iter().any(|looked| looked.found && servers::is_server(looked.place))
    }

    /// Nothing of what was named is there.
    pub(crate) fn is_empty(&self) -> bool {
        !self.has_configuration()
            && self.stores.is_empty()
            && self.failures.is_empty()
            && self.services.is_empty()
            && self.problems.is_empty()
    }

    /// A service of a server names this store: what it lets in is said of the service.
    pub(crate) fn is_of_service(&self, examined: &Examined) -> bool {
        self.services.iter().any(|service| service.reads(&examined.store))
    }

    /// A store in a container image, which is not to be changed where it lies: its name tells the archive and the image.
    pub(crate) fn is_in_image(&self, location: &Location) -> bool {
        let target = self.target.strip_prefix("image:").unwrap_or(&self.target);
        let archive = Path::new(target).file_name().unwrap_or_default().to_string_lossy();
        let within = location.within.as_deref().unwrap_or_default();
        let named = !archive.is_empty()
            && within.strip_prefix(&*archive).is_some_and(|rest| rest.is_empty() || rest.starts_with(", "));
        named && location.path != Path::new(target)
    }
}

/// A service of an inventory.
#[derive(Clone, Debug)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Who looks after it.
    pub owner: Option<String>,
    /// How to reach them.
    pub contact: Option<String>,
    /// Words that services are chosen by.
    pub tags: Vec<String>,
    /// What it is for.
    pub environment: Option<Environment>,
}
