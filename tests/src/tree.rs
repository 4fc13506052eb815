//! The project's folders, and the real certificates beside them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The project's top folder.
pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the project")
}

/// A file or folder of `../shared`, where the real certificates are. `None`, said on stderr, where that folder is absent: the one thing
/// that a test may do without, but not in CI.
pub fn shared(path: &str) -> Option<PathBuf> {
    let shared = top().join("../shared");
    if shared.is_dir() {
        let wanted = shared.join(path);
        assert!(wanted.exists(), "{} is not there", wanted.display());
        return Some(wanted.canonicalize().expect("it exists"));
    }
    assert!(std::env::var_os("CI").is_none(), "../shared is not here, and CI is set");
    eprintln!("skipped: ../shared is not here");
    None
}

/// Every file of the project: what git has, or would take in.
pub fn project_files() -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(top())
        .output()
        .expect("git is here");
    assert!(listed.status.success(), "git ls-files: {}", String::from_utf8_lossy(&listed.stderr));
    let names = String::from_utf8(listed.stdout).expect("the project's file names are UTF-8");
    names.split_terminator('\0').map(|name| top().join(name)).filter(|path| path.is_file()).collect()
}
