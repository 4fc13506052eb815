//! Whether a program has a database open: it would not see what is put in its place, or write over it.

use std::path::{Path, PathBuf};

use super::{CERTIFICATES, KEYS};
use crate::tree::{Folder, Tree};

/// Bytes of `/proc/locks`.
const MAX_LOCKS: u64 = 16 << 20;
/// Where Chromium and its kin keep the lock of a running browser, from the home whose database they share.
const BROWSERS: &[&str] = &[
    ".config/chromium",
    ".config/google-chrome",
    ".config/microsoft-edge",
    ".config/BraveSoftware/Brave-Browser",
    "snap/chromium/common/chromium",
];
/// Where the shared database lies, from the same home.
const SHARED: &[&str] = &[".pki/nssdb", ".local/share/pki/nssdb", "snap/chromium/current/.pki/nssdb"];

/// Who uses the database in this folder: a program's name, or the file that says so.
pub(super) fn by(folder: &Path, tree: &Folder) -> Option<String> {
    unfinished(folder, tree)
        .or_else(|| locked_by_mozilla(folder, tree))
        .or_else(|| locked_by_chromium(folder, tree))
        .or_else(|| held_open(folder, tree))
}

/// A write that was not finished lies beside the database: it belongs to it, and only NSS can finish it.
fn unfinished(folder: &Path, tree: &Folder) -> Option<String> {
    let names = [CERTIFICATES, KEYS].map(|name| ["-journal", "-wal"].map(|end| format!("{name}{end}")));
    let has_begun = |name: &String| {
        let mut head = Vec::new();
        let file = tree.open(&folder.join(name)).ok();
        let read = file.map(|file| std::io::Read::read_to_end(&mut std::io::Read::take(file, 28), &mut head));
        // A journal that is over is emptied, or its header is filled with zeros.
        read.is_some() && head.iter().any(|byte| *byte != 0)
    };
    names.into_iter().flatten().find(has_begun)
}

/// Firefox and Thunderbird: `lock` says `127.0.1.1:+PID`, and `.parentlock` is locked while they run. Both stay behind after a crash.
fn locked_by_mozilla(folder: &Path, tree: &Folder) -> Option<String> {
    let says = tree.read_link(&folder.join("lock")).ok();
    let pid = says.as_deref().and_then(Path::to_str).and_then(|says| says.rsplit_once('+')?.1.parse().ok());
    let by_link = pid.filter(|_| tree.is_host()).and_then(running);
    let held = || {
        let identity = tree.metadata(&folder.join(".parentlock")).ok().filter(|_| tree.is_host())?.identity;
        running(locker(identity)?)
    };
    by_link.or_else(held)
}

/// Chromium and its kin: `SingletonLock` says `HOST-PID`.
fn locked_by_chromium(folder: &Path, tree: &Folder) -> Option<String> {
    let home = SHARED
        .iter()
        .find(|end| folder.ends_with(end))
        .and_then(|end| folder.ancestors().nth(Path::new(end).components().count()))?;
    let locks = BROWSERS.iter().map(|browser| home.join(browser).join("SingletonLock"));
    locks.filter_map(|lock| tree.read_link(&lock).ok()).find_map(|says| {
        let pid = says.to_str()?.rsplit_once('-')?.1.parse().ok().filter(|_| tree.is_host())?;
        running(pid)
    })
}

/// The name of a process, if it is there.
fn running(pid: u32) -> Option<String> {
    let name = Folder::host().read_text(Path::new(&format!("/proc/{pid}/comm")), 256).ok()?;
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    Some(format!("{name} ({pid})"))
}

/// The process that has locked this file (proc_locks(5)): `1: POSIX  ADVISORY  WRITE 699 00:16:13421 0 EOF`.
fn locker((_, inode): (u64, u64)) -> Option<u32> {
    let locks = Folder::host().read_text(Path::new("/proc/locks"), MAX_LOCKS).ok()?;
    locks.lines().find_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let at = words.iter().position(|word| *word == "WRITE")?;
        let (pid, file) = (words.get(at + 1)?, words.get(at + 2)?);
        (file.rsplit(':').next()?.parse() == Ok(inode)).then(|| pid.parse().ok())?
    })
}

/// Processes that have one of the files open, as far as this user may see: those of the user, for root all.
fn held_open(folder: &Path, tree: &Folder) -> Option<String> {
    let host = Folder::host();
    let files: Vec<PathBuf> = [CERTIFICATES, KEYS]
        .iter()
        .filter_map(|name| {
            let path = tree.real_path(&folder.join(name)).ok()?;
            let path = match tree.root() {
                Some(root) => root.join(path.strip_prefix("/").ok()?),
                None => path,
            };
            host.real_path(&path).ok()
        })
        .collect();
    for pid in host.list(Path::new("/proc")).unwrap_or_default() {
        let Some(pid) = pid.to_str().and_then(|name| name.parse().ok()).filter(|pid| *pid != std::process::id()) else {
            continue;
        };
        let open = PathBuf::from(format!("/proc/{pid}/fd"));
        let names = host.list(&open).unwrap_or_default();
        if names.iter().any(|name| host.read_link(&open.join(name)).is_ok_and(|says| files.contains(&says))) {
            return running(pid);
        }
    }
    None
}
