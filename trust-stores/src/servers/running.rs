//! Whether a running server has read what its files say now.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::Server;
use crate::install::services::SERVICES;
use crate::places::homes::expand;
use crate::tree::Tree;

/// Bytes of a file in `/proc`.
const MAX_BYTES: u64 = 1 << 20;
/// Ticks of a second in `/proc/PID/stat`: `USER_HZ`, 100 on every Linux that people run (proc(5), sysconf(_SC_CLK_TCK)).
const TICKS: u64 = 100;

/// What is known of a server's processes beside its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Running {
    /// It does not run on this machine, as far as can be seen.
    No,
    /// It runs, and its workers began after the last change of the files.
    UpToDate,
    /// It runs with what it read before these files changed.
    Older {
        /// Those that changed.
        files: Vec<PathBuf>,
        /// The configuration that it was started with, where that is another one than it was built with.
        started_with: Option<PathBuf>,
    },
    /// It cannot be known: another tree than this machine, no `/proc`, the processes of others are hidden.
    Unknown,
}

/// A process.
struct Process {
    id: u64,
    parent: u64,
    name: String,
    line: String,
    begun: SystemTime,
}

/// Holds the files of a configuration and what it names against the processes of its server. `main` is the one that it begins
/// with. A reload of nginx, Apache httpd and HAProxy begins new workers, so that the youngest worker tells when the files
/// were read last.
pub fn running(server: &Server, main: &Path, files: &[PathBuf], tree: &dyn Tree) -> Running {
    if !tree.is_host() {
        return Running::Unknown;
    }
    let service = SERVICES.iter().find(|service| service.name == server.name);
    let Some(service) = service else { return Running::Unknown };
    let Some(all) = processes(tree) else { return Running::Unknown };
    let of_service = || all.iter().filter(|process| service.is_process(&process.name, &process.line));
    let main = tree.real_path(main).unwrap_or_else(|_| main.to_owned());
    let is_main = |path: &Path| tree.real_path(path).is_ok_and(|path| path == main);
    let is_usual = server.configurations.iter().any(|pattern| {
        let usual = expand(tree, Path::new(pattern));
        usual.iter().any(|path| is_main(path) || main.starts_with(path))
    });
    // One that was started with a file of its own reads that; the others read the one that they were built with.
    let reads_main = |process: &Process| match process.configuration() {
        Some(path) => is_main(path),
        None => is_usual,
    };
    let is_child = |process: &Process| of_service().any(|other| other.id == process.parent);
    let first = of_service().filter(|process| !is_child(process) && reads_main(process));
    let masters: Vec<u64> = first.map(|process| process.id).collect();
    let is_of_master = |process: &&Process| masters.contains(&process.id) || masters.contains(&process.parent);
    let own: Vec<&Process> = of_service().filter(is_of_master).collect();
    let is_worker = |process: &&&Process| own.iter().any(|other| other.id == process.parent);
    let workers = own.iter().filter(is_worker).map(|process| process.begun).max();
    let Some(begun) = workers.or_else(|| own.iter().map(|process| process.begun).max()) else { return Running::No };
    let is_newer = |file: &&PathBuf| {
        let changed = tree.metadata(file).ok().and_then(|metadata| metadata.changed.max(metadata.modified));
        // A second is what the start of a process is known to.
        changed.is_some_and(|changed| changed > begun + Duration::from_secs(1))
    };
    let newer: Vec<PathBuf> = files.iter().filter(is_newer).cloned().collect();
    if newer.is_empty() {
        return Running::UpToDate;
    }
    let own = own.iter().find_map(|process| process.configuration()).filter(|_| !is_usual);
    Running::Older { files: newer, started_with: own.map(Path::to_owned) }
}

impl Process {
    /// The file that its command line names as its configuration: nginx -c, Apache httpd and HAProxy -f.
    fn configuration(&self) -> Option<&Path> {
        let mut words = self.line.split_whitespace().skip_while(|word| !matches!(*word, "-c" | "-f")).skip(1);
        words.next().map(Path::new)
    }
}

fn processes(tree: &dyn Tree) -> Option<Vec<Process>> {
    let text = |path: &Path| tree.read_text(path, MAX_BYTES).ok();
    let stat = text(Path::new("/proc/stat"))?;
    let boot: u64 = stat.lines().find_map(|line| line.strip_prefix("btime "))?.trim().parse().ok()?;
    let ids = tree.list(Path::new("/proc")).ok()?.into_iter().filter_map(|name| name.to_str()?.parse::<u64>().ok());
    let process = |id: u64| {
        let folder = Path::new("/proc").join(id.to_string());
        // The name stands in parentheses and may have some itself (proc(5)).
        let stat = text(&folder.join("stat"))?;
        let (head, rest) = stat.rsplit_once(')')?;
        let name = head.split_once('(')?.1.to_owned();
        let fields: Vec<&str> = rest.split_whitespace().collect();
        // Fields 4 and 22 of the whole line.
        let parent = fields.get(1)?.parse().ok()?;
        let ticks: u64 = fields.get(19)?.parse().ok()?;
        let line = text(&folder.join("cmdline")).unwrap_or_default().replace('\0', " ");
        let begun = UNIX_EPOCH + Duration::from_secs(boot) + Duration::from_millis(ticks * 1000 / TICKS);
        Some(Process { id, parent, name, line, begun })
    };
    Some(ids.filter_map(process).collect())
}
