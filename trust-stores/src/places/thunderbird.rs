//! Thunderbird: the database of every profile, and certificates that policies install.

use super::Place;
use super::mozilla::Program;

pub(super) const PLACE: Place =
    Place { word: "thunderbird", on_every_host: true, find: |search, path| THUNDERBIRD.find(search, path) };

const THUNDERBIRD: Program = Program {
    word: "thunderbird",
    roots: &[
        "~/.thunderbird",
        "~/.mozilla-thunderbird",
        "$XDG_CONFIG_HOME/thunderbird",
        "~/.config/thunderbird",
        "~/snap/thunderbird/common/.thunderbird",
        "~/.var/app/org.mozilla.*hunderbird/.thunderbird",
    ],
    policies: &[
        "/etc/thunderbird*/policies/policies.json",
        "/usr/lib/thunderbird*/distribution/policies.json",
        "/usr/lib64/thunderbird*/distribution/policies.json",
        "/usr/share/thunderbird*/distribution/policies.json",
        "/opt/thunderbird*/distribution/policies.json",
        "/snap/thunderbird/current/usr/lib/thunderbird/distribution/policies.json",
        "/var/lib/flatpak/extension/org.mozilla.*hunderbird.systemconfig/*/*/policies/policies.json",
    ],
};
