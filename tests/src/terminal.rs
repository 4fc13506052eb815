//! A terminal of its own (script, Debian: bsdutils), spoken to as a person would.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A command on a terminal.
#[derive(Debug)]
pub struct Terminal {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    said: String,
    all: String,
}

impl Terminal {
    /// Starts a command of the shell in this folder, which is its home, too.
    #[track_caller]
    pub fn start(folder: &Path, command: &str) -> Self {
        let mut child = Command::new("timeout")
            .args(["100", "script", "--quiet", "--return", "--command", command, "/dev/null"])
            .env("LC_ALL", "C.UTF-8")
            .env("HOME", folder)
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("script (Debian: bsdutils) can be run");
        let (input, output) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        Self { child, input, output, said: String::new(), all: String::new() }
    }

    /// Waits until these words stand there.
    #[track_caller]
    pub fn wait_for(&mut self, words: &str) {
        let mut bytes = [0; 4096];
        while !self.said.contains(words) {
            let count = self.output.read(&mut bytes).expect("a terminal can be read");
            assert!(count > 0, "{words:?} never came:\n{}", self.said);
            let read = String::from_utf8_lossy(bytes.get(..count).unwrap_or_default()).into_owned();
            self.said.push_str(&read);
            self.all.push_str(&read);
        }
        // What stands after them may be waited for next.
        self.said = self.said.split_once(words).map(|(_, rest)| rest.to_owned()).unwrap_or_default();
    }

    /// Types a line.
    pub fn answer(&mut self, line: &str) {
        self.press(&format!("{line}\n"));
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).expect("a terminal can be typed on");
    }

    /// All that stood there up to now.
    pub fn all(&self) -> &str {
        &self.all
    }

    /// What it said to the end, and its exit code.
    pub fn end(mut self) -> (String, i32) {
        let mut bytes = Vec::new();
        self.output.read_to_end(&mut bytes).expect("a terminal can be read");
        drop(self.input);
        let code = self.child.wait().expect("our own child").code().unwrap_or(-1);
        (self.said + &String::from_utf8_lossy(&bytes), code)
    }
}
