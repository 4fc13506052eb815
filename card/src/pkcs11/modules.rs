//! Where modules lie.
//!
//! Net iD's own package puts `libnetid.so` into `netid` and `pkcs11` below the library folder and keeps the old name `libiidp11.so` as a link;
//! OpenSC's has the variant with one PIN for browsers beside the full one; p11-kit lists modules in `*.module` files (pkcs11.conf(5)).

use std::fs;
use std::path::{Path, PathBuf};

/// Who made a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Maker {
    /// Net iD, by Pointsharp (SecMaker): what SITHS is delivered with
    NetId,
    /// SafeNet Authentication Client, by Thales
    SafeNet,
    /// OpenSC, the login PIN alone
    OpenScOnePin,
    /// OpenSC
    OpenSc,
    /// Another one that p11-kit lists
    Listed,
}

/// A module that is on this computer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Its maker.
    pub maker: Maker,
    /// Its file.
    pub path: PathBuf,
}

/// File names, best first.
const NAMES: [(Maker, &str); 12] = [
    (Maker::NetId, "netid/libnetid.so"),
    (Maker::NetId, "pkcs11/libnetid.so"),
    (Maker::NetId, "libnetid.so"),
    (Maker::NetId, "libiidp11.so"),
    (Maker::SafeNet, "libIDPrimePKCS11.so"),
    (Maker::SafeNet, "libeTPkcs11.so"),
    (Maker::SafeNet, "libeToken.so"),
    (Maker::SafeNet, "SAC/libIDPrimePKCS11.so"),
    (Maker::OpenScOnePin, "onepin-opensc-pkcs11.so"),
    (Maker::OpenScOnePin, "pkcs11/onepin-opensc-pkcs11.so"),
    (Maker::OpenSc, "opensc-pkcs11.so"),
    (Maker::OpenSc, "pkcs11/opensc-pkcs11.so"),
];

/// Whole paths on systems that have one place.
const PLACES: [(Maker, &str); 4] = [
    (Maker::NetId, "/Applications/Net iD.app/Contents/PlugIns/libnetid.dylib"),
    (Maker::SafeNet, "/usr/local/lib/libeTPkcs11.dylib"),
    (Maker::OpenScOnePin, "/Library/OpenSC/lib/onepin-opensc-pkcs11.so"),
    (Maker::OpenSc, "/Library/OpenSC/lib/opensc-pkcs11.so"),
];

/// The same on Windows, best first.
const WINDOWS_PLACES: [(Maker, &str); 5] = [
    (Maker::NetId, "C:\\Program Files\\Net iD\\Client\\netid.dll"),
    (Maker::NetId, "C:\\Windows\\System32\\iidp11.dll"),
    (Maker::SafeNet, "C:\\Windows\\System32\\eTPKCS11.dll"),
    (Maker::OpenScOnePin, "C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\onepin-opensc-pkcs11.dll"),
    (Maker::OpenSc, "C:\\Program Files\\OpenSC Project\\OpenSC\\pkcs11\\opensc-pkcs11.dll"),
];

/// Modules of p11-kit's list that hold no cards: its own trust, what forwards to others, tokens in software. They are used where they are named.
const NOT_CARDS: [&str; 5] = ["p11-kit-trust", "p11-kit-client", "p11-kit-proxy", "gnome-keyring", "softhsm"];

/// Files of p11-kit's list that are read.
const MAX_LISTED: usize = 100;
const MAX_LIST_BYTES: u64 = 1 << 16;

/// The modules of this computer for cards, the one that fits SITHS best first.
pub fn modules() -> Vec<Installed> {
    // A path of the other kind would be a relative one here: what somebody has put into this folder would be loaded.
    if cfg!(windows) { modules_of_windows() } else { modules_below(Path::new("/")) }
}

fn modules_of_windows() -> Vec<Installed> {
    let places = WINDOWS_PLACES.iter().map(|(maker, path)| Installed { maker: *maker, path: PathBuf::from(path) });
    places.filter(|module| module.path.is_file()).collect()
}

fn modules_below(root: &Path) -> Vec<Installed> {
    let under = |path: &str| root.join(path.trim_start_matches('/'));
    let mut folders: Vec<PathBuf> =
        ["/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/local/lib64"].map(under).to_vec();
    // Debian and its kin have one for each kind of processor.
    let entries = fs::read_dir(under("/usr/lib")).into_iter().flatten().flatten();
    folders.extend(entries.map(|entry| entry.path()).filter(|path| is_multiarch(path)));
    let mut found: Vec<Installed> = Vec::new();
    let mut add = |maker: Maker, path: PathBuf| {
        if !path.is_file() {
            return;
        }
        let same = |other: &Installed| fs::canonicalize(&other.path).ok() == fs::canonicalize(&path).ok();
        if !found.iter().any(same) {
            found.push(Installed { maker, path });
        }
    };
    for (maker, name) in NAMES {
        for folder in &folders {
            add(maker, folder.join(name));
        }
    }
    for (maker, path) in PLACES {
        add(maker, under(path));
    }
    for path in listed(&under("/usr/share/p11-kit/modules"), &folders)
        .into_iter()
        .chain(listed(&under("/etc/pkcs11/modules"), &folders))
    {
        let name = path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        if !NOT_CARDS.iter().any(|other| name.contains(other)) {
            add(Maker::Listed, path);
        }
    }
    found.sort_by_key(|module| module.maker);
    found
}

fn is_multiarch(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().contains("-linux-gnu")) && path.is_dir()
}

/// What p11-kit's list names; a name without a path lies in a library folder's `pkcs11`.
fn listed(folder: &Path, libraries: &[PathBuf]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "module"))
        .take(MAX_LISTED)
        .collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        if fs::metadata(&file).is_ok_and(|about| about.len() > MAX_LIST_BYTES) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap_or_default();
        let module = text.lines().find_map(|line| line.trim().strip_prefix("module:")).map(str::trim);
        let Some(module) = module.filter(|module| !module.is_empty()) else { continue };
        if Path::new(module).is_absolute() {
            found.push(PathBuf::from(module));
        } else {
            found.extend(
                libraries.iter().map(|library| library.join("pkcs11").join(module)).find(|path| path.is_file()),
            );
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn the_vendors_own_comes_first_and_software_is_not_a_card() {
        let root = tempfile::tempdir().unwrap();
        let put = |path: &str, content: &str| {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        };
        put("usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "");
        put("usr/lib/x86_64-linux-gnu/onepin-opensc-pkcs11.so", "");
        put("usr/lib64/netid/libnetid.so", "");
        put("usr/lib/x86_64-linux-gnu/pkcs11/libother.so", "");
        put("usr/lib/x86_64-linux-gnu/pkcs11/p11-kit-trust.so", "");
        put("usr/lib/softhsm/libsofthsm2.so", "");
        put("usr/share/p11-kit/modules/other.module", "# one\nmodule: libother.so\n");
        put("usr/share/p11-kit/modules/trust.module", "module: p11-kit-trust.so\n");
        let soft = root.path().join("usr/lib/softhsm/libsofthsm2.so");
        put("usr/share/p11-kit/modules/softhsm2.module", &format!("module: {}\n", soft.display()));
        let found: Vec<_> = modules_below(root.path())
            .into_iter()
            .map(|module| (module.maker, module.path.file_name().unwrap().to_string_lossy().into_owned()))
            .collect();
        assert_eq!(
            found,
            [
                (Maker::NetId, "libnetid.so".to_owned()),
                (Maker::OpenScOnePin, "onepin-opensc-pkcs11.so".to_owned()),
                (Maker::OpenSc, "opensc-pkcs11.so".to_owned()),
                (Maker::Listed, "libother.so".to_owned()),
            ]
        );
    }
}
