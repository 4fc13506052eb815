//! Which version of a program a tree has, without running it: defaults differ between versions.

use std::path::Path;

use crate::tree::Tree;

/// Bytes of a package manager's list.
const MAX_LIST: u64 = 64 << 20;
/// Bytes of a program in which its version is searched for.
const MAX_PROGRAM: u64 = 64 << 20;
/// Characters of a version.
const MAX_VERSION: usize = 40;

/// A version as numbers: `1.22.1` is `[1, 22, 1]`; what follows the numbers does not count.
pub fn numbers(version: &str) -> Vec<u32> {
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>();
    version.split('.').map_while(|part| digits(part).parse().ok()).collect()
}

/// The version of the first of these packages that the tree's package manager (dpkg, apk, pacman) says is installed, without the
/// distribution's own additions to it.
pub fn of_package(tree: &dyn Tree, packages: &[&str]) -> Option<String> {
    of_dpkg(tree, packages).or_else(|| of_apk(tree, packages)).or_else(|| of_pacman(tree, packages))
}

fn of_dpkg(tree: &dyn Tree, packages: &[&str]) -> Option<String> {
    let list = tree.read_text(Path::new("/var/lib/dpkg/status"), MAX_LIST).ok()?;
    let of = |package: &&str| {
        let head = format!("Package: {package}\n");
        let entries = list.split("\n\n").map(|entry| entry.trim_start_matches('\n'));
        let mut own = entries.filter(|entry| entry.starts_with(&head));
        own.find_map(|entry| {
            let field = |name: &str| entry.lines().find_map(|line| line.strip_prefix(name));
            field("Status: ").filter(|status| status.ends_with(" installed"))?;
            field("Version: ").map(upstream)
        })
    };
    packages.iter().find_map(of)
}

fn of_apk(tree: &dyn Tree, packages: &[&str]) -> Option<String> {
    let list = tree.read_text(Path::new("/lib/apk/db/installed"), MAX_LIST).ok()?;
    let of = |package: &&str| {
        let name = format!("P:{package}");
        let entry = list.split("\n\n").find(|entry| entry.lines().any(|line| line == name))?;
        entry.lines().find_map(|line| line.strip_prefix("V:")).map(upstream)
    };
    packages.iter().find_map(of)
}

fn of_pacman(tree: &dyn Tree, packages: &[&str]) -> Option<String> {
    let names = tree.list(Path::new("/var/lib/pacman/local")).ok()?;
    let names: Vec<&str> = names.iter().filter_map(|name| name.to_str()).collect();
    let of = |package: &&str| {
        let version = |name: &&str| {
            let rest = name.strip_prefix(package)?.strip_prefix('-')?;
            rest.starts_with(|c: char| c.is_ascii_digit()).then(|| upstream(rest))
        };
        names.iter().find_map(version)
    };
    packages.iter().find_map(of)
}

/// `1:2.4.71-1~deb12u1` is 2.4.71.
fn upstream(version: &str) -> String {
    let without_epoch = version.split_once(':').map_or(version, |(_, rest)| rest);
    without_epoch.split(['-', '+', '~']).next().unwrap_or_default().trim().chars().take(MAX_VERSION).collect()
}

/// The version that one of these programs or libraries carries in itself, after `mark`: `nginx/`, `Apache/`, `OpenSSL `.
pub fn of_program(tree: &dyn Tree, programs: &[&str], mark: &str) -> Option<String> {
    let of = |program: &&str| {
        let bytes = tree.read(Path::new(program), MAX_PROGRAM).ok()?;
        let at = memchr::memmem::find_iter(&bytes, mark.as_bytes());
        let mut after = at.filter_map(|at| bytes.get(at + mark.len()..));
        after.find_map(|rest| {
            let is_part = |byte: &&u8| byte.is_ascii_digit() || **byte == b'.';
            let version: String = rest.iter().take(MAX_VERSION).take_while(is_part).map(|byte| *byte as char).collect();
            (numbers(&version).len() > 1).then_some(version)
        })
    };
    programs.iter().find_map(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_without_what_distributions_add() {
        assert_eq!(upstream("1:2.4.71-1~deb12u1"), "2.4.71");
        assert_eq!(upstream("2.6.12-1+deb12u4"), "2.6.12");
        assert_eq!(upstream("1.26.2-r0"), "1.26.2");
        assert_eq!(numbers("1.22.1"), [1, 22, 1]);
        assert_eq!(numbers("10.1.x"), [10, 1]);
        assert!(numbers("x").is_empty());
    }
}
