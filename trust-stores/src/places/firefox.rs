//! Firefox: the database of every profile, and certificates that policies install.

use super::Place;
use super::mozilla::Program;

pub(super) const PLACE: Place =
    Place { word: "firefox", on_every_host: true, find: |search, path| FIREFOX.find(search, path) };

const FIREFOX: Program = Program {
    word: "firefox",
    roots: &[
        "~/.mozilla/firefox",
        "~/.mozilla/firefox-esr",
        "$XDG_CONFIG_HOME/mozilla/firefox",
        "~/.config/mozilla/firefox",
        "~/snap/firefox/common/.mozilla/firefox",
        "~/.var/app/org.mozilla.firefox/.mozilla/firefox",
        "~/.var/app/org.mozilla.firefox/config/mozilla/firefox",
        "~/AppData/Roaming/Mozilla/Firefox",
    ],
    policies: &[
        "/etc/firefox*/policies/policies.json",
        "/usr/lib/firefox*/distribution/policies.json",
        "/usr/lib64/firefox*/distribution/policies.json",
        "/usr/share/firefox*/distribution/policies.json",
        "/opt/firefox*/distribution/policies.json",
        "/snap/firefox/current/usr/lib/firefox/distribution/policies.json",
        "/var/lib/flatpak/extension/org.mozilla.firefox.systemconfig/*/*/policies/policies.json",
        "~/.local/share/flatpak/extension/org.mozilla.firefox.systemconfig/*/*/policies/policies.json",
        "/etc/flatpak/firefox/policies/policies.json",
        #[cfg(windows)]
        "C:/Program Files/Mozilla Firefox/distribution/policies.json",
    ],
};
