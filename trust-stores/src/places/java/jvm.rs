//! Java installations: where they lie, and which of their files is the trust store.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::super::{Found, Search};
use super::PLACE;
use crate::tree::Tree;

/// Where installations lie. `*` stands for any name, or the rest of one. Programs that bring a Java of their own are looked for a few
/// folders deep.
const HOMES: &[&str] = &[
    "/usr/lib/jvm/*",
    "/usr/lib64/jvm/*",
    "/usr/lib32/jvm/*",
    "/usr/java/*",
    "/usr/local/*",
    "/usr/local/java/*",
    "/usr/local/lib/jvm/*",
    "/opt/*",
    "/opt/*/*",
    "/opt/*/*/jre*",
    "/opt/*/*/jdk*",
    "/opt/*/*/jbr",
    "/opt/*/lib/runtime",
    "/usr/share/*/jdk*",
    "/usr/share/*/jre*",
    "/usr/share/*/jbr",
    "/usr/lib/*/jdk*",
    "/usr/lib/*/jre*",
    "/usr/lib/*/jbr",
    "/snap/*/current/jdk*",
    "/snap/*/current/jre*",
    "/snap/*/current/jbr",
    "/snap/*/current/usr/lib/jvm/*",
    "/run/current-system/sw/lib/openjdk",
    "/Library/Java/JavaVirtualMachines/*/Contents/Home",
];

/// The same in the home of a person.
const IN_HOME: &[&str] = &[
    ".sdkman/candidates/java/*",
    ".jdks/*",
    ".gradle/jdks/*",
    ".asdf/installs/java/*",
    ".local/share/mise/installs/java/*",
    ".jabba/jdk/*",
    "Library/Java/JavaVirtualMachines/*/Contents/Home",
];

/// Commands, or links to them.
pub(super) const COMMANDS: &[&str] =
    &["/usr/bin/java", "/usr/local/bin/java", "/etc/alternatives/java", "/run/current-system/sw/bin/java"];

/// Where the alternatives for a command are written down: Debian's and Red Hat's.
const ALTERNATIVES: &[&str] = &["/var/lib/dpkg/alternatives/java", "/var/lib/alternatives/java"];

/// Names in folders that are looked at in one search.
const MAX_NAMES: usize = 50_000;
/// Bytes of a small text file.
const MAX_TEXT: u64 = 1 << 20;

/// A Java installation.
#[derive(Clone, Debug)]
pub(super) struct Jvm {
    /// Its folder, as it was found.
    pub(super) home: PathBuf,
    /// The folder of its trust store: `lib/security`, in a JDK up to 8 `jre/lib/security`.
    pub(super) security: PathBuf,
    /// `Java 17.0.15 (Debian)`, as its `release` file says; without one the folder's name.
    pub(super) name: String,
}

impl Jvm {
    /// The installation in this folder.
    pub(super) fn at(tree: &dyn Tree, home: &Path) -> Option<Self> {
        let program = ["bin/java", "bin/java.exe", "jre/bin/java", "jre/bin/java.exe", "lib/modules", "release"];
        let classes = ["lib/modules", "lib/rt.jar", "jre/lib/rt.jar"];
        let security = ["jre/lib/security", "lib/security"].map(|folder| home.join(folder));
        // lib/modules is a file here; /usr has a folder of that name, and a command bin/java.
        let is_one = program.iter().any(|name| tree.is_file(&home.join(name)))
            && (security.iter().any(|folder| tree.is_folder(folder))
                || classes.iter().any(|name| tree.is_file(&home.join(name))));
        if !is_one {
            return None;
        }
        let [with_jre, own] = security;
        let security = if tree.is_folder(&home.join("jre/lib")) { with_jre } else { own };
        let release = tree.read_text(&home.join("release"), MAX_TEXT).ok();
        let release = release.or_else(|| tree.read_text(&home.parent()?.join("release"), MAX_TEXT).ok());
        let name = release.as_deref().and_then(release_name);
        let name = name.or_else(|| Some(home.file_name()?.to_string_lossy().into_owned()));
        Some(Self { home: home.to_owned(), security, name: name.unwrap_or_else(|| "Java".to_owned()) })
    }

    /// The installation that a command belongs to: `HOME/bin/java`.
    pub(super) fn of_command(tree: &dyn Tree, command: &Path) -> Option<Self> {
        let real = tree.real_path(command).ok()?;
        let bin = real.parent().filter(|bin| bin.file_name().is_some_and(|name| name == "bin"))?;
        Self::at(tree, bin.parent()?)
    }

    /// Installations directly in this folder, and in it the way macOS lays them out.
    pub(super) fn in_folder(tree: &dyn Tree, folder: &Path) -> Vec<Self> {
        let home = Self::at(tree, folder).or_else(|| Self::at(tree, &folder.join("Contents/Home")));
        if let Some(jvm) = home {
            return vec![jvm];
        }
        let mut list = List::default();
        for name in tree.list(folder).unwrap_or_default().into_iter().take(MAX_NAMES) {
            list.add(tree, Self::at(tree, &folder.join(name)));
        }
        list.jvms
    }

    /// The folder of its trust store without links: the same for every name that leads to the installation.
    pub(super) fn real_security(&self, tree: &dyn Tree) -> PathBuf {
        let real = tree.real_path(&self.security).or_else(|_| tree.real_path(&self.home));
        real.unwrap_or_else(|_| self.security.clone())
    }

    /// Its file `java.security`.
    pub(super) fn security_file(&self, tree: &dyn Tree) -> Option<PathBuf> {
        [self.home.join("conf/security/java.security"), self.security.join("java.security")]
            .into_iter()
            .find(|file| tree.is_file(file))
    }
}

/// `Java VERSION (VENDOR)` from a `release` file.
fn release_name(text: &str) -> Option<String> {
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix('='))?;
        Some(line.trim_matches('"')).filter(|value| !value.is_empty())
    };
    let version = value("JAVA_VERSION")?;
    Some(match value("IMPLEMENTOR") {
        Some(vendor) => format!("Java {version} ({vendor})"),
        None => format!("Java {version}"),
    })
}

/// Installations, each once, however many names lead to it.
#[derive(Default)]
pub(super) struct List {
    pub(super) jvms: Vec<Jvm>,
    seen: HashSet<PathBuf>,
}

impl List {
    /// Adds one, and says whether there was one.
    pub(super) fn add(&mut self, tree: &dyn Tree, jvm: Option<Jvm>) -> bool {
        let Some(jvm) = jvm else { return false };
        if self.seen.insert(jvm.real_security(tree)) {
            self.jvms.push(jvm);
        }
        true
    }
}

/// Every installation of the tree; those that the environment names first, then the one that the command `java` is.
pub(super) fn find(search: &Search<'_>, found: &mut Found) -> List {
    let tree = search.options.tree;
    let mut list = List::default();
    for name in ["JAVA_HOME", "JRE_HOME", "JDK_HOME"] {
        if let Some(home) = search.environment.get(name).map(Path::new) {
            found.looked(PLACE.word, home, list.add(tree, Jvm::at(tree, home)));
        }
    }
    let path = search.environment.get("PATH").map(std::env::split_paths).into_iter().flatten();
    for folder in path.filter(|folder| folder.is_absolute()) {
        list.add(tree, Jvm::of_command(tree, &folder.join("java")));
    }
    for command in COMMANDS {
        found.looked(PLACE.word, *command, list.add(tree, Jvm::of_command(tree, Path::new(command))));
    }
    for file in ALTERNATIVES {
        let text = tree.read_text(Path::new(file), MAX_TEXT).unwrap_or_default();
        for command in text.lines().filter(|line| line.starts_with('/') && line.ends_with("/java")) {
            list.add(tree, Jvm::of_command(tree, Path::new(command)));
        }
    }
    let mut names = MAX_NAMES;
    let of_persons = persons(search)
        .into_iter()
        .flat_map(|home| IN_HOME.iter().filter_map(move |pattern| Some(format!("{}/{pattern}", home.to_str()?))));
    for pattern in HOMES.iter().map(|pattern| (*pattern).to_owned()).chain(of_persons) {
        let mut any = false;
        for home in expand(tree, &pattern, &mut names) {
            any |= list.add(tree, Jvm::at(tree, &home));
        }
        found.looked(PLACE.word, pattern, any);
    }
    list
}

/// The homes of persons.
fn persons(search: &Search<'_>) -> Vec<PathBuf> {
    let mut homes: Vec<PathBuf> = search.environment.home().into_iter().collect();
    let others = search.options.tree.list(Path::new("/home")).unwrap_or_default();
    for home in others.into_iter().map(|name| Path::new("/home").join(name)).chain(["/root".into()]) {
        if !homes.contains(&home) {
            homes.push(home);
        }
    }
    homes
}

/// The paths that a pattern stands for, as far as folders go; `names` is how many names may be looked at yet.
fn expand(tree: &dyn Tree, pattern: &str, names: &mut usize) -> Vec<PathBuf> {
    let mut paths = vec![PathBuf::from("/")];
    for part in pattern.split('/').filter(|part| !part.is_empty()) {
        let Some(start) = part.strip_suffix('*') else {
            for path in &mut paths {
                path.push(part);
            }
            continue;
        };
        let mut next = Vec::new();
        for path in &paths {
            for name in tree.list(path).unwrap_or_default() {
                if *names == 0 {
                    return next;
                }
                *names -= 1;
                if name.as_encoded_bytes().starts_with(start.as_bytes()) && name != "." {
                    next.push(path.join(name));
                }
            }
        }
        paths = next;
    }
    paths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_releases() {
        let text = "IMPLEMENTOR=\"Eclipse Adoptium\"\nJAVA_VERSION_DATE=\"2025-04-15\"\nJAVA_VERSION=\"17.0.15\"\n";
        assert_eq!(release_name(text).as_deref(), Some("Java 17.0.15 (Eclipse Adoptium)"));
        assert_eq!(release_name("JAVA_VERSION=\"1.8.0_402\"\r\n").as_deref(), Some("Java 1.8.0_402"));
        assert_eq!(release_name(""), None);
    }
}
