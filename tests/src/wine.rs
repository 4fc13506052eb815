//! Windows without Windows: `tillit.exe` under Wine, in a Wine of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::run::{Output, finish};

/// A Windows of its own: registry, drives, programs. It ends with this value, and with it all that runs in it.
#[derive(Debug)]
pub struct Wine {
    folder: TempDir,
}

impl Default for Wine {
    fn default() -> Self {
        Self::new()
    }
}

impl Wine {
    /// A new one, like the one that `.ci/windows` has made.
    pub fn new() -> Self {
        let made = named("TILLIT_WINEPREFIX");
        let folder = tempfile::Builder::new().prefix("tillit-wine-").tempdir().expect("a temporary folder");
        let prefix = folder.path().join("prefix");
        // Windows' own files are shared with it by name, for they are never written; the registry is not.
        let copied = Command::new("cp").arg("-al").arg(&made).arg(&prefix).status().expect("cp is here");
        assert!(copied.success(), "{} cannot be copied", made.display());
        for name in ["system.reg", "user.reg", "userdef.reg"] {
            std::fs::remove_file(prefix.join(name)).expect("a file of the registry");
            std::fs::copy(made.join(name), prefix.join(name)).expect("a file of the registry");
        }
        std::fs::create_dir(prefix.join("drive_c/work")).expect("a folder in it");
        let wine = Self { folder };
        // What runs in the background holds on to the output of whoever starts it, so nobody waits for this one's.
        let begun = wine.command("wine", ["wineboot"]).stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(begun.expect("wine is here").success(), "Wine does not start");
        wine
    }

    fn prefix(&self) -> PathBuf {
        self.folder.path().join("prefix")
    }

    /// `C:\work`, the working directory of its commands, as this machine sees it.
    pub fn work(&self) -> PathBuf {
        self.prefix().join("drive_c/work")
    }

    /// Writes a file into [`Wine::work`].
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.work().join(name), content).expect("a file can be written");
    }

    /// Copies files into a folder of [`Wine::work`].
    pub fn copy(&self, from: &Path, name: &str) {
        let copied = Command::new("cp").arg("-rL").arg(from).arg(self.work().join(name)).status().expect("cp is here");
        assert!(copied.success(), "{} cannot be copied", from.display());
    }

    /// `tillit.exe ARGS`, in English.
    #[track_caller]
    pub fn tillit<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        self.tillit_with(&[], args)
    }

    /// The same with these variables, for passwords.
    #[track_caller]
    pub fn tillit_with<S: AsRef<OsStr>>(
        &self,
        variables: &[(&str, &str)],
        args: impl IntoIterator<Item = S>,
    ) -> Output {
        let exe = named("TILLIT_EXE");
        let mut command = self.command("wine", [exe.into_os_string()].into_iter().chain(owned(args)));
        command.envs(variables.iter().copied());
        finish(command, None)
    }

    /// Windows' own `reg`: the judge of what is in the registry.
    #[track_caller]
    pub fn reg<S: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = S>) -> Output {
        finish(self.command("wine", ["reg".into()].into_iter().chain(owned(args))), None)
    }

    /// A command in it that has not been started.
    pub fn command<S: AsRef<OsStr>>(&self, program: &str, args: impl IntoIterator<Item = S>) -> Command {
        let mut command = Command::new(program);
        command.args(args).current_dir(self.work()).env_clear();
        for kept in ["PATH", "RUST_BACKTRACE"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command
            .env("WINEPREFIX", self.prefix())
            .env("WINEDEBUG", "-all")
            .env("HOME", self.folder.path())
            .env("TMPDIR", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .env("NO_COLOR", "1")
            .stdin(Stdio::null());
        command
    }
}

impl Drop for Wine {
    fn drop(&mut self) {
        // Its own server alone: the one of this prefix.
        let ended = self.command("/usr/lib/wine/wineserver64", ["-k"]).status();
        if !std::thread::panicking() {
            assert!(ended.is_ok(), "Wine's server cannot be ended");
        }
        let _ = self.command("/usr/lib/wine/wineserver64", ["-w"]).status();
    }
}

fn owned<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> impl Iterator<Item = std::ffi::OsString> {
    args.into_iter().map(|arg| arg.as_ref().to_owned()).collect::<Vec<_>>().into_iter()
}

/// What `.ci/windows` says where it lies.
fn named(variable: &str) -> PathBuf {
    let path = std::env::var_os(variable).map(PathBuf::from);
    path.filter(|path| path.exists())
        .unwrap_or_else(|| panic!("{variable} names nothing: these tests are run by .ci/windows"))
}
