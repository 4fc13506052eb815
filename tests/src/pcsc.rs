//! The real pcscd with two virtual readers (vpcd), for one test.
//!
//! vpcd listens on all addresses and pcscd's socket is one for each machine. So the test runs itself once more in namespaces of its own, where
//! loopback, ports, `/run` and processes are nobody else's; when it ends, the kernel ends everything that it started.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tillit_lab::card::{Card, Inserted};

use crate::run::Output;

/// Set for the test that runs inside: where it says that it has come to its end.
const INSIDE: &str = "TILLIT_TEST_PCSC";
const READY_WITHIN: Duration = Duration::from_secs(30);
/// A story that has not ended by then hangs.
const HANGS_AFTER: Duration = Duration::from_mins(5);

/// Runs a story inside, with pcscd and two empty readers. `name` is the test's, as `cargo test` shows it: only it is run again.
///
/// # Panics
/// When the story does, or when it cannot be run here.
#[track_caller]
pub fn with_pcsc(name: &str, story: impl FnOnce(&Pcsc)) {
    if let Some(marker) = std::env::var_os(INSIDE) {
        let pcsc = Pcsc::start();
        story(&pcsc);
        fs::write(marker, name).expect("the story's end can be told");
        return;
    }
    let folder = TempDir::new().expect("a temporary folder");
    let (marker, said) = (folder.path().join("ended"), folder.path().join("said"));
    let output = File::create(&said).expect("a file");
    let mut command = Command::new("unshare");
    // Whoever is not root is root in there, where the system allows it.
    if !is_root() {
        command.arg("--map-root-user");
    }
    let mut child = command
        .args(["--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "--"])
        .arg(std::env::current_exe().expect("the test program"))
        .args(["--exact", name, "--nocapture", "--test-threads", "1"])
        .env(INSIDE, &marker)
        .stdin(Stdio::null())
        .stdout(output.try_clone().expect("a file"))
        .stderr(output)
        .spawn()
        .expect("unshare (Debian: util-linux) can be run");
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().expect("our own child") {
            break Some(status);
        }
        if begun.elapsed() > HANGS_AFTER {
            drop(child.kill());
            drop(child.wait());
            break None;
        }
        thread::sleep(Duration::from_millis(20));
    };
    let told = fs::read_to_string(&marker).unwrap_or_default();
    let said = fs::read_to_string(&said).unwrap_or_default();
    let why = if said.contains("unshare: ") {
        "\nThis test needs namespaces of its own: run it as root, in a container with CAP_SYS_ADMIN (docker run --privileged)."
    } else {
        ""
    };
    assert!(told == name, "inside ({status:?}), {name} did not come to its end:\n{said}{why}");
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout == b"0\n")
}

/// pcscd with two empty readers. Dropping it ends it.
#[derive(Debug)]
pub struct Pcsc {
    daemon: Child,
    folder: TempDir,
}

impl Pcsc {
    /// Names of the readers as PC/SC has them.
    pub const NAMES: [&str; 2] = ["Virtual PCD 00 00", "Virtual PCD 00 01"];
    /// Where their cards connect to.
    pub const READERS: [&str; 2] = ["127.0.0.1:35963", "127.0.0.1:35964"];

    fn start() -> Self {
        let folder = TempDir::new().expect("a temporary folder");
        run("busybox", &["ip", "link", "set", "lo", "up"]);
        run("mount", &["-t", "tmpfs", "tmpfs", "/run"]);
        fs::create_dir_all("/run/pcscd").expect("a folder of our own");
        assert!(
            Path::new("/etc/reader.conf.d/vpcd").exists(),
            "there are no virtual readers here (Debian: vsmartcard-vpcd)"
        );
        let log = File::create(folder.path().join("pcscd.log")).expect("a file");
        let daemon = Command::new("pcscd")
            .args(["--foreground", "--info"])
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a file"))
            .stderr(log)
            .spawn()
            .expect("pcscd (Debian: pcscd) can be run");
        let mut pcsc = Self { daemon, folder };
        let begun = Instant::now();
        let listens = |port: &str| fs::read_to_string("/proc/net/tcp").is_ok_and(|table| table.contains(port));
        // The ports in hexadecimal: a connection to look would be a card.
        while !(Path::new("/run/pcscd/pcscd.comm").exists() && listens(":8C7B ") && listens(":8C7C ")) {
            let ended = pcsc.daemon.try_wait().expect("our own child");
            assert!(
                ended.is_none() && begun.elapsed() < READY_WITHIN,
                "pcscd is not ready ({ended:?}):\n{}",
                pcsc.log()
            );
            thread::sleep(Duration::from_millis(20));
        }
        pcsc
    }

    /// A folder for files of the story.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// What pcscd said.
    pub fn log(&self) -> String {
        let mut log = String::new();
        if let Ok(mut file) = File::open(self.file("pcscd.log")) {
            drop(file.read_to_string(&mut log));
        }
        log
    }

    /// Puts a card into a reader (0 or 1), and waits until pcscd has seen it.
    #[track_caller]
    pub fn insert(&self, card: Card, reader: usize) -> Inserted {
        let mut inserted = None;
        self.while_inserted(reader, || {
            inserted = Some(card.insert(Self::READERS[reader]).expect("the reader listens"));
        });
        inserted.expect("just inserted")
    }

    /// Does what puts a card into a reader, and waits until pcscd has seen it.
    #[track_caller]
    pub fn while_inserted(&self, reader: usize, put: impl FnOnce()) {
        self.wait_for_another(&format!("Card inserted into {}", Self::NAMES[reader]), put);
    }

    /// Pulls a card out of a reader, and waits until pcscd has seen that.
    #[track_caller]
    pub fn pull(&self, inserted: Inserted, reader: usize) -> Card {
        let mut card = None;
        self.wait_for_another(&format!("Card Removed From {}", Self::NAMES[reader]), || card = inserted.pull());
        card.expect("the card is there")
    }

    /// Waits until pcscd has seen that a card which went away by itself is gone: one that comes before that is taken for the same.
    #[track_caller]
    pub fn wait_until_empty(&self, reader: usize) {
        let count = |what: &str| self.log().matches(&format!("{what} {}", Self::NAMES[reader])).count();
        let begun = Instant::now();
        while count("Card Removed From") < count("Card inserted into") {
            assert!(begun.elapsed() < READY_WITHIN, "pcscd sees a card in {}:\n{}", Self::NAMES[reader], self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    #[track_caller]
    fn wait_for_another(&self, line: &str, act: impl FnOnce()) {
        let count = || self.log().matches(line).count();
        let (before, begun) = (count(), Instant::now());
        act();
        while count() == before {
            assert!(begun.elapsed() < READY_WITHIN, "pcscd does not say {line:?}:\n{}", self.log());
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Runs a tool in the story's folder.
    #[track_caller]
    pub fn tool(&self, program: &str, args: &[&str]) -> Output {
        let output = Command::new(program)
            .args(args)
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", self.folder.path())
            .current_dir(self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap_or_else(|error| panic!("{program}: {error}"));
        Output {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            peak_kib: None,
        }
    }
}

impl Drop for Pcsc {
    fn drop(&mut self) {
        drop(Command::new("kill").args(["-TERM", &self.daemon.id().to_string()]).status());
        let begun = Instant::now();
        while matches!(self.daemon.try_wait(), Ok(None)) {
            if begun.elapsed() > READY_WITHIN {
                drop(self.daemon.kill());
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        drop(self.daemon.wait());
    }
}

#[track_caller]
fn run(program: &str, args: &[&str]) {
    let output = Command::new(program).args(args).output().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(output.status.success(), "{program} {args:?}: {}", String::from_utf8_lossy(&output.stderr));
}
