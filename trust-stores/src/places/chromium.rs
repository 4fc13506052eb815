//! Chromium and what is built on it (Chrome, Edge, Brave): the database that they share, and certificates that policies install.

use std::path::Path;

use super::{Found, Place, Search, homes, nss};
use crate::formats;

pub(super) const PLACE: Place = Place { word: "chromium", on_every_host: true, find };

/// Databases. Chromium takes the second only if the first is not there.
const DATABASES: &[&str] = &[
    "~/.pki/nssdb",
    "$XDG_DATA_HOME/pki/nssdb",
    "~/.local/share/pki/nssdb",
    "~/snap/chromium/current/.pki/nssdb",
    "~/snap/brave/current/.pki/nssdb",
    "~/.var/app/*hromium/.pki/nssdb",
    "~/.var/app/com.google.Chrome*/.pki/nssdb",
    "~/.var/app/com.microsoft.Edge*/.pki/nssdb",
    "~/.var/app/com.brave.Browser*/.pki/nssdb",
    "~/.var/app/*hromium/data/pki/nssdb",
    "~/.var/app/com.google.Chrome*/data/pki/nssdb",
    "~/.var/app/com.microsoft.Edge*/data/pki/nssdb",
    "~/.var/app/com.brave.Browser*/data/pki/nssdb",
];
/// Policies, `managed` and `recommended`.
const POLICIES: &[&str] = &[
    "/etc/chromium/policies/*/*.json",
    "/etc/chromium-browser/policies/*/*.json",
    "/etc/opt/chrome/policies/*/*.json",
    "/etc/opt/edge/policies/*/*.json",
    "/etc/brave/policies/*/*.json",
];

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    if let Some(path) = path {
        if nss::is_database(search, path) {
            nss::add_browsers(search, &mut found, PLACE.word, path, None);
        } else {
            found.add(PLACE.word, formats::read(path, &search.options));
        }
        return found;
    }
    nss::add_users(search, &mut found, PLACE.word, DATABASES);
    for file in homes::look(search, &mut found, PLACE.word, POLICIES) {
        found.add(PLACE.word, formats::chromium_policies(&file, &search.options));
    }
    found
}
