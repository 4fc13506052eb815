//! Inventories (`--inventory`): the services of an organisation, where their trust stores lie, and what each is held against. The
//! file format is described in `docs/audit-inventory.md`.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use tillit_verifier::catalog::reader::{Item, Reader, Seen, Table, closest, shown};
use tillit_verifier::catalog::{Mistake, MistakeKind};

use crate::examine::Environment;
use crate::places::Target;
use crate::policy::parse::{ENVIRONMENTS, format};
use crate::policy::{PRESETS, is_preset};

/// The largest inventory that is read.
pub const MAX_FILE_BYTES: usize = 4 << 20;
/// How many services there may be.
pub const MAX_SERVICES: usize = 10_000;
/// How many targets, passwords or tags one service may have.
const MAX_OF_ONE: usize = 100;

/// Services with their trust stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inventory {
    /// In the order of the file; each name once.
    pub services: Vec<Service>,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What people call it.
    pub name: String,
    /// Who looks after it.
    pub owner: Option<String>,
    /// How to reach them.
    pub contact: Option<String>,
    /// What it is for.
    pub environment: Option<Environment>,
    /// What to audit; at least one.
    pub targets: Vec<ServiceTarget>,
    /// Its pages, for those who look at it from outside; `https` alone.
    pub urls: Vec<String>,
    /// The targets' paths are those of a mounted image or a chroot in this folder.
    pub root: Option<PathBuf>,
    /// Where the passwords of its stores come from: `env:NAME`, `file:PATH`, `fd:N`. Never a password.
    pub passwords: Vec<OsString>,
    /// What its stores are held against.
    pub require: Option<Require>,
    /// Words to choose services by.
    pub tags: Vec<String>,
}

/// A target of a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTarget {
    /// As it is written.
    pub written: String,
    /// What it means: a path is relative to the inventory's folder, or to the service's root.
    pub target: Target,
}

/// What a service's stores are held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Require {
    /// A preset: see [`crate::policy::PRESETS`].
    Preset(String),
    /// A policy file.
    File(PathBuf),
}

/// Why an inventory is refused: everything that is wrong with it, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct InventoryError {
    /// Never empty.
    pub mistakes: Vec<Mistake>,
}

impl Inventory {
    /// Reads an inventory; `file` is where it lies: relative paths in it begin in its folder.
    ///
    /// # Errors
    /// [`InventoryError`] with every mistake and its place; where the text is no TOML, with what the TOML parser says.
    pub fn parse(text: &str, file: &Path) -> Result<Self, InventoryError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::default();
        let folder = file.parent().unwrap_or(Path::new(""));
        if let Some(document) = reader.document(text, MAX_FILE_BYTES) {
            let top = reader.entries(&document, 0, &["format", "defaults", "services"]);
            let services = services(&mut reader, top, folder);
            reader.finish(text).map_err(InventoryError::from)?;
            return Ok(Self { services });
        }
        reader.finish(text).map_err(InventoryError::from)?;
        // What is no document was noted, so that `finish` has returned by now.
        Err(InventoryError { mistakes: vec![Mistake { line: 1, column: 1, kind: MistakeKind::Empty }] })
    }
}

impl From<tillit_verifier::catalog::CatalogError> for InventoryError {
    fn from(error: tillit_verifier::catalog::CatalogError) -> Self {
        Self { mistakes: error.mistakes }
    }
}

/// What services have in common, unless they say otherwise.
#[derive(Default)]
struct Defaults {
    owner: Option<String>,
    contact: Option<String>,
    environment: Option<Environment>,
    passwords: Option<Vec<OsString>>,
    require: Option<Require>,
}

fn services(r: &mut Reader, top: Table<'_>, folder: &Path) -> Vec<Service> {
    format(r, top);
    let common = r.optional(top, "defaults", |r, item| {
        let table = r.table(item, &["owner", "contact", "environment", "password", "require"])?;
        Some(common(r, table, folder))
    });
    let common = common.unwrap_or_default();
    if r.required(top, "services", Reader::array).is_some_and(|services| services.is_empty()) {
        r.mistake(top.start, MistakeKind::MissingKey { key: "services" });
    }
    let mut seen = Seen::default();
    let mut count = 0;
    r.list(top, "services", |r, item| {
        count += 1;
        if count == MAX_SERVICES + 1 {
            r.mistake(item.span().start, MistakeKind::TooMany { limit: MAX_SERVICES });
        }
        if count > MAX_SERVICES { None } else { service(r, item, &common, folder, &mut seen) }
    })
}

fn common(r: &mut Reader, table: Table<'_>, folder: &Path) -> Defaults {
    Defaults {
        owner: r.optional(table, "owner", Reader::owned),
        contact: r.optional(table, "contact", Reader::owned),
        environment: r.optional(table, "environment", |r, item| r.word(item, ENVIRONMENTS)),
        passwords: r.optional(table, "password", |r, item| passwords(r, item, folder)),
        require: r.optional(table, "require", |r, item| require(r, item, folder)),
    }
}

fn service(
    r: &mut Reader,
    item: &Item<'_>,
    common_to_all: &Defaults,
    folder: &Path,
    seen: &mut Seen,
) -> Option<Service> {
    const KEYS: &[&str] =
        &["name", "owner", "contact", "environment", "targets", "urls", "root", "password", "require", "tags"];
    let table = r.table(item, KEYS)?;
    let name = r.required(table, "name", Reader::owned);
    if let (Some(name), Some(place)) = (&name, table.get("name")) {
        r.unique(seen, "the service", name, place.span().start);
    }
    let root = r.optional(table, "root", Reader::owned).map(|root| folder.join(root));
    let urls = r.optional(table, "urls", |r, item| several(r, item, url));
    let read = |r: &mut Reader, item: &Item<'_>| several(r, item, |r, item| target(r, item, folder, root.is_some()));
    // A service that is only looked at from outside has no stores here.
    let targets = if table.get("urls").is_some() {
        Some(r.optional(table, "targets", read).unwrap_or_default())
    } else {
        r.required(table, "targets", read)
    };
    let tags = r.optional(table, "tags", |r, item| several(r, item, Reader::owned));
    let own = common(r, table, folder);
    Some(Service {
        name: name?,
        owner: own.owner.or_else(|| common_to_all.owner.clone()),
        contact: own.contact.or_else(|| common_to_all.contact.clone()),
        environment: own.environment.or(common_to_all.environment),
        targets: targets?,
        urls: urls.unwrap_or_default(),
        root,
        passwords: own.passwords.or_else(|| common_to_all.passwords.clone()).unwrap_or_default(),
        require: own.require.or_else(|| common_to_all.require.clone()),
        tags: tags.unwrap_or_default(),
    })
}

/// One value, or a list of them; not an empty one.
fn several<T>(
    r: &mut Reader,
    item: &Item<'_>,
    mut read: impl FnMut(&mut Reader, &Item<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    if item.get_ref().as_str().is_some() {
        return read(r, item).map(|one| vec![one]);
    }
    let items = r.array(item)?;
    if items.is_empty() {
        r.mistake(item.span().start, MistakeKind::Empty);
    }
    if let Some(first) = items.get(MAX_OF_ONE) {
        r.mistake(first.span().start, MistakeKind::TooMany { limit: MAX_OF_ONE });
    }
    Some(items.into_iter().take(MAX_OF_ONE).filter_map(|item| read(r, item)).collect())
}

fn url(r: &mut Reader, item: &Item<'_>) -> Option<String> {
    let written = r.owned(item)?;
    if written.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://")) {
        return Some(written);
    }
    r.mistake(item.span().start, MistakeKind::Target { target: shown(&written) });
    None
}

fn target(r: &mut Reader, item: &Item<'_>, folder: &Path, in_root: bool) -> Option<ServiceTarget> {
    let written = r.owned(item)?;
    // Standard input cannot be shared by services, and an address is no store.
    if written == "-" || written.contains("://") {
        r.mistake(item.span().start, MistakeKind::Target { target: shown(&written) });
        return None;
    }
    // In an image every path begins at its root.
    let base = if in_root { Path::new("/") } else { folder };
    let target = match Target::parse(Path::new(&written)) {
        Target::Path(path) => Target::Path(base.join(path)),
        Target::Place(word, path) => Target::Place(word, path.map(|path| base.join(path))),
    };
    Some(ServiceTarget { written, target })
}

fn passwords(r: &mut Reader, item: &Item<'_>, folder: &Path) -> Option<Vec<OsString>> {
    several(r, item, |r, item| {
        let text = r.owned(item)?;
        match text.split_once(':') {
            Some(("env", name)) if !name.is_empty() => Some(text.into()),
            Some(("fd", number)) if number.parse::<u32>().is_ok() => Some(text.into()),
            Some(("file", path)) if !path.is_empty() => {
                let mut source = OsString::from("file:");
                source.push(folder.join(path));
                Some(source)
            }
            _ => {
                let is_prompt = text == "prompt";
                let kind = if is_prompt { MistakeKind::PasswordPrompt } else { MistakeKind::PasswordSource };
                r.mistake(item.span().start, kind);
                None
            }
        }
    })
}

fn require(r: &mut Reader, item: &Item<'_>, folder: &Path) -> Option<Require> {
    let text = r.owned(item)?;
    if is_preset(&text) {
        return Some(Require::Preset(text));
    }
    // A word is a preset, misspelt; a file has an ending or a folder.
    if !text.contains(['/', '\\', '.']) {
        let kind = MistakeKind::UnknownWord {
            suggestion: closest(&text, PRESETS.iter().copied()),
            allowed: PRESETS.to_vec(),
            word: shown(&text),
        };
        r.mistake(item.span().start, kind);
        return None;
    }
    Some(Require::File(folder.join(text)))
}

#[cfg(test)]
#[path = "inventory_tests.rs"]
mod tests;
