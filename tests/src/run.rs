//! Runs the binary as a user would, in a home of its own, with an end to its time.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::tree::top;

/// A command that has not ended by then hangs: it is ended and the test fails. No measure of speed.
const HANGS_AFTER: Duration = Duration::from_mins(2);

/// The binary under test: the one that `TILLIT_BIN` names, else built now, once.
pub fn tillit_binary() -> &'static Path {
    static BINARY: LazyLock<PathBuf> = LazyLock::new(|| {
        if let Some(given) = std::env::var_os("TILLIT_BIN") {
            let path = top().join(given);
            assert!(path.is_file(), "TILLIT_BIN: {} is not a file", path.display());
            return path;
        }
        // The same selection as `cargo test --workspace`: another one would give the dependencies other features and compile them anew.
        let built = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args([
                "build",
                "--workspace",
                "--bins",
                "--tests",
                "--locked",
                "--message-format",
                "json-render-diagnostics",
            ])
            .current_dir(top())
            .stderr(Stdio::inherit())
            .output()
            .expect("cargo is here");
        assert!(built.status.success(), "tillit does not build");
        let messages = String::from_utf8(built.stdout).expect("cargo writes UTF-8");
        let executable = messages
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|message| message["target"]["name"] == "tillit" && message["profile"]["test"] == false)
            .find_map(|message| message["executable"].as_str().map(PathBuf::from));
        executable.expect("cargo says where it put tillit")
    });
    &BINARY
}

/// A user's home with nothing in it, removed at the end: no test reads or touches a developer's own data, configuration or language.
#[derive(Debug)]
pub struct Home {
    folder: TempDir,
}

/// What a command did.
#[derive(Debug)]
pub struct Output {
    /// Exit code.
    pub code: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Greatest resident memory in KiB, where it was asked for.
    pub peak_kib: Option<u64>,
}

impl Output {
    /// Standard output as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("not JSON ({error})\nstdout: {}\nstderr: {}", self.stdout, self.stderr))
    }

    /// The exit code is this one.
    #[track_caller]
    pub fn assert_code(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "exit code\nstdout: {}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Standard output has this text in it.
    #[track_caller]
    pub fn assert_says(&self, text: &str) -> &Self {
        assert!(self.stdout.contains(text), "{text:?} is not in\n{}\nstderr: {}", self.stdout, self.stderr);
        self
    }

    /// Standard error has this text in it.
    #[track_caller]
    pub fn assert_complains(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "{text:?} is not in stderr\n{}\nstdout: {}", self.stderr, self.stdout);
        self
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}

impl Home {
    /// A new, empty one.
    pub fn new() -> Self {
        let folder = tempfile::Builder::new().prefix("tillit-test-").tempdir().expect("a temporary folder");
        for name in ["work", "data", "config", "tmp"] {
            std::fs::create_dir(folder.path().join(name)).expect("a folder in it");
        }
        Self { folder }
    }

    /// The working directory of its commands: a place for a test's files.
    pub fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// The data directory that `--data` names for every command that reads one and does not name its own: as root, a developer's
    /// `/var/lib/tillit` would be read and written else.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Writes a file into [`Home::work`].
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.work().join(name);
        std::fs::write(&path, content).expect("a file can be written");
        path
    }

    /// `tillit ARGS`, in English, with nothing on standard input.
    #[track_caller]
    pub fn tillit<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        finish(self.command(tillit_binary().as_os_str(), self.at_home(args)), None)
    }

    /// The same in another working directory.
    #[track_caller]
    pub fn tillit_in<S: AsRef<OsStr>>(&self, folder: &Path, args: impl IntoIterator<Item = S>) -> Output {
        let mut command = self.command(tillit_binary().as_os_str(), self.at_home(args));
        command.current_dir(folder);
        finish(command, None)
    }

    /// The same with this on standard input.
    #[track_caller]
    pub fn tillit_reading<S: AsRef<OsStr>>(&self, input: &[u8], args: impl IntoIterator<Item = S>) -> Output {
        finish(self.command(tillit_binary().as_os_str(), self.at_home(args)), Some(input.to_vec()))
    }

    /// The same with its memory measured: GNU time reads what the kernel counted (`wait4`).
    #[track_caller]
    pub fn tillit_measured<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        let peak = self.folder.path().join("peak");
        let mut command = self.command(OsStr::new("/usr/bin/time"), ["--quiet", "--format", "%M", "--output"]);
        // Ended by coreutils' timeout (exit code 124), a little earlier than time itself would be: nothing is left running.
        command.arg(&peak).args(["timeout", "100"]).arg(tillit_binary()).args(self.at_home(args));
        let mut output = finish(command, None);
        let written = std::fs::read_to_string(&peak).expect("/usr/bin/time (Debian: time) writes what it measured");
        output.peak_kib = written.trim().parse().ok();
        assert!(output.peak_kib.is_some(), "/usr/bin/time wrote {written:?}");
        output
    }

    fn at_home<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Vec<OsString> {
        let mut args: Vec<OsString> = args.into_iter().map(|arg| arg.as_ref().to_owned()).collect();
        let has = |word: &str| args.iter().any(|arg| arg == word);
        let reads =
            ["verify", "catalog", "audit", "install", "undo", "diagnose", "probe", "login"].into_iter().any(has);
        if reads && !has("--data") && !has("help") {
            args.splice(0..0, ["--data".into(), self.data().into_os_string()]);
        }
        args
    }

    /// A command in this home that has not been started.
    pub fn command<S: AsRef<OsStr>>(&self, program: &OsStr, args: impl IntoIterator<Item = S>) -> Command {
        let home = self.folder.path();
        let mut command = Command::new(program);
        command.args(args).current_dir(self.work()).env_clear();
        for kept in ["PATH", "SystemRoot", "RUST_BACKTRACE", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command
            .env("HOME", home)
            .env("USERPROFILE", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("tmp"))
            .env("TMPDIR", home.join("tmp"))
            .env("LC_ALL", "C.UTF-8")
            .env("NO_COLOR", "1");
        command
    }
}

#[track_caller]
pub(crate) fn finish(mut command: Command, input: Option<Vec<u8>>) -> Output {
    command.stdin(if input.is_some() { Stdio::piped() } else { Stdio::null() });
    let shown = format!("{command:?}");
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap_or_else(|e| panic!("{shown}: {e}"));
    if let (Some(bytes), Some(mut stdin)) = (input, child.stdin.take()) {
        // A program that has read enough closes its end: no fault.
        thread::spawn(move || stdin.write_all(&bytes));
    }
    let stdout = read_beside(child.stdout.take().expect("piped"));
    let stderr = read_beside(child.stderr.take().expect("piped"));
    let status = wait(&mut child, &shown);
    Output {
        code: status.code().unwrap_or_else(|| panic!("{shown}: {status}")),
        stdout: stdout.join().expect("read to the end"),
        stderr: stderr.join().expect("read to the end"),
        peak_kib: None,
    }
}

fn read_beside(mut pipe: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

#[track_caller]
fn wait(child: &mut Child, shown: &str) -> std::process::ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("our own child") {
            return status;
        }
        if begun.elapsed() > HANGS_AFTER {
            child.kill().expect("our own child");
            child.wait().expect("our own child");
            panic!("{shown}: has not ended after {} s", HANGS_AFTER.as_secs());
        }
        thread::sleep(Duration::from_millis(5));
    }
}
