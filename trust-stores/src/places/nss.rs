//! Databases of NSS that belong to no browser's profile: of the system, of servers, and the one that a user's programs share.

use std::path::Path;

use super::{Found, Place, Search, homes};
use crate::formats::{self, Options};
use crate::observation::Observation;
use crate::store::StoreKind;

pub(super) const PLACE: Place = Place { word: "nss", on_every_host: true, find };

/// Databases of the whole system and of servers that check clients with NSS.
const SYSTEM: &[&str] = &[
    "/etc/pki/nssdb",
    "/etc/httpd/alias",
    "/etc/httpd/nssdb",
    "/etc/apache2/nssdb",
    "/etc/ipa/nssdb",
    "/etc/openldap/certs",
    "/etc/dirsrv/slapd-*",
    "/var/lib/pki/*/alias",
    "/var/lib/ipsec/nss",
    "/etc/ipsec.d",
];
/// Databases that a user's programs share.
const USERS: &[&str] = &[
    "~/.pki/nssdb",
    "$XDG_DATA_HOME/pki/nssdb",
    "~/.local/share/pki/nssdb",
    "~/snap/*/current/.pki/nssdb",
    "~/.var/app/*/.pki/nssdb",
    "~/.var/app/*/data/pki/nssdb",
];

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    if let Some(path) = path {
        found.add(PLACE.word, formats::read(without_prefix(path), &only_nss(&search.options)));
        return found;
    }
    for folder in homes::look(search, &mut found, PLACE.word, SYSTEM) {
        // Some of these folders are there without a database in them.
        if is_database(search, &folder) {
            found.add(PLACE.word, formats::read(&folder, &only_nss(&search.options)));
        }
    }
    add_users(search, &mut found, PLACE.word, USERS);
    found
}

/// Reads databases that programs of users have, browsers above all: none of them judges clients.
pub(super) fn add_users(search: &Search<'_>, found: &mut Found, place: &'static str, patterns: &[&str]) {
    for folder in homes::look(search, found, place, patterns) {
        if is_database(search, &folder) {
            add_browsers(search, found, place, &folder, None);
        }
    }
}

/// Reads a database that a browser has; `within` says whose it is.
pub(super) fn add_browsers(
    search: &Search<'_>,
    found: &mut Found,
    place: &'static str,
    folder: &Path,
    within: Option<&str>,
) {
    let mut outcome = formats::read(folder, &only_nss(&search.options));
    for read in &mut outcome {
        match read {
            Ok(store) => {
                store.location.within = within.map(str::to_owned);
                store.observations.retain(|observation| !matches!(observation, Observation::ServerTrustOnly(_)));
            }
            Err(failure) => failure.location.within = within.map(str::to_owned),
        }
    }
    found.add(place, outcome);
}

/// There is a database of NSS in the folder, whatever the format.
pub(super) fn is_database(search: &Search<'_>, folder: &Path) -> bool {
    ["cert9.db", "cert8.db"].iter().any(|name| search.options.tree.exists(&folder.join(name)))
}

/// The path behind `sql:`, as certutil takes it.
fn without_prefix(path: &Path) -> &Path {
    path.to_str()
        .and_then(|text| text.strip_prefix("sql:").or_else(|| text.strip_prefix("dbm:")))
        .map_or(path, Path::new)
}

fn only_nss<'a>(options: &Options<'a>) -> Options<'a> {
    Options { kind: Some(StoreKind::NssDatabase), ..*options }
}
