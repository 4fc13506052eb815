//! Variables that lead programs to another store than the usual one: of this environment, of the whole machine, of its services.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::settings_files::{self, variables};
use super::{Found, Place, Search, system};
use crate::formats::{self, Options};
use crate::observation::Observation;
use crate::store::{Consumer, Location, StoreKind, TrustStore};

pub(super) const PLACE: Place = Place { word: "environment", on_every_host: true, find };

/// What a variable names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Names {
    /// A file; some of the programs take a folder, too.
    File,
    /// Hashed directories, one or several with `:` between.
    Directories,
    /// Something that is no store and changes how stores are used.
    Configuration,
}

/// Variables, each with a source.
const VARIABLES: &[(&str, Names)] = &[
    // OpenSSL: X509_get_default_cert_file_env(3)
    ("SSL_CERT_FILE", Names::File),
    ("SSL_CERT_DIR", Names::Directories),
    ("OPENSSL_CONF", Names::Configuration),
    // curl(1), Python's requests
    ("CURL_CA_BUNDLE", Names::File),
    ("REQUESTS_CA_BUNDLE", Names::File),
    ("PIP_CERT", Names::File),
    // Node.js: besides its own
    ("NODE_EXTRA_CA_CERTS", Names::File),
    ("NPM_CONFIG_CAFILE", Names::File),
    ("DENO_CERT", Names::File),
    ("AWS_CA_BUNDLE", Names::File),
    // git-config(1): http.sslCAInfo, http.sslCAPath
    ("GIT_SSL_CAINFO", Names::File),
    ("GIT_SSL_CAPATH", Names::Directories),
    ("CARGO_HTTP_CAINFO", Names::File),
    ("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", Names::File),
    // Nixpkgs
    ("NIX_SSL_CERT_FILE", Names::File),
];

/// One variable that is set somewhere.
struct Redirect {
    by: &'static str,
    value: String,
    set_in: Option<PathBuf>,
}

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    if let Some(path) = path {
        found.add(PLACE.word, formats::read(path, &search.options));
        return found;
    }
    let tree = search.options.tree;
    let names: Vec<&str> = VARIABLES.iter().map(|(name, _)| *name).collect();
    let mut targets: BTreeMap<(PathBuf, Names), Vec<Redirect>> = BTreeMap::new();
    for (name, kind) in VARIABLES {
        let value = search.environment.get(name);
        found.looked(PLACE.word, *name, value.is_some());
        if let Some(value) = value {
            for target in split(value, *kind) {
                let redirect = Redirect { by: name, value: target.display().to_string(), set_in: None };
                targets.entry((target, *kind)).or_default().push(redirect);
            }
        }
    }
    for folder in settings_files::places() {
        found.looked(PLACE.word, folder, tree.exists(Path::new(folder)));
    }
    for setting in variables(tree, &names) {
        let Some((by, kind)) = VARIABLES.iter().find(|(name, _)| *name == setting.name) else { continue };
        if setting.value.is_empty() {
            continue;
        }
        for target in split(OsStr::new(&setting.value), *kind) {
            let set_in = Some(setting.file.clone());
            let to = target.display().to_string();
            if setting.is_literal && target.has_root() {
                targets.entry((target, *kind)).or_default().push(Redirect { by, value: to, set_in });
            } else if *kind != Names::Configuration {
                let mut store = TrustStore::new(Location::path(&setting.file), StoreKind::PemBundle, Consumer::OpenSsl);
                store.observations.push(Observation::RedirectionNotFollowed { by: (*by).to_owned(), to, set_in });
                found.add(PLACE.word, vec![Ok(store)]);
            }
        }
    }
    // One store may have several names: it is told under the first.
    let mut stores: BTreeMap<PathBuf, (PathBuf, Names, Vec<Redirect>)> = BTreeMap::new();
    for ((target, kind), redirects) in targets {
        if kind == Names::Configuration || system::is_own(&target, tree) {
            found.looked(PLACE.word, &target, tree.exists(&target));
            continue;
        }
        let real = tree.real_path(&target).unwrap_or_else(|_| target.clone());
        stores.entry(real).or_insert_with(|| (target, kind, Vec::new())).2.extend(redirects);
    }
    for (target, kind, redirects) in stores.into_values() {
        follow(&target, kind, redirects, &search.options, &mut found);
    }
    found
}

fn split(value: &OsStr, names: Names) -> Vec<PathBuf> {
    match names {
        Names::Directories => std::env::split_paths(value).filter(|path| !path.as_os_str().is_empty()).collect(),
        Names::File | Names::Configuration => vec![PathBuf::from(value)],
    }
}

fn follow(target: &Path, names: Names, redirects: Vec<Redirect>, options: &Options<'_>, found: &mut Found) {
    let tree = options.tree;
    let is_folder = tree.is_folder(target);
    // OpenSSL looks hashes up in a folder, whether it has any or not.
    let kind = is_folder.then_some(StoreKind::HashedDirectory);
    if !tree.exists(target) {
        let kind = if names == Names::File { StoreKind::PemBundle } else { StoreKind::HashedDirectory };
        let mut store = TrustStore::new(Location::path(target), kind, Consumer::OpenSsl);
        store.observations.extend(redirects.into_iter().map(|Redirect { by, value, set_in }| {
            Observation::RedirectedToNothing { by: by.to_owned(), to: value, set_in }
        }));
        return found.add(PLACE.word, vec![Ok(store)]);
    }
    let mut outcome = formats::read(target, &Options { kind, ..*options });
    for store in outcome.iter_mut().flatten() {
        formats::as_it_is_loaded(store);
        store.observations.extend(redirects.iter().map(|Redirect { by, value, set_in }| Observation::Redirected {
            by: (*by).to_owned(),
            to: value.clone(),
            set_in: set_in.clone(),
        }));
    }
    found.add(PLACE.word, outcome);
}
