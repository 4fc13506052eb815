//! Programs of the operating system and of JVMs: found in their own folders, never by the user's `PATH`; run without the user's
//! environment, without input, for a limited time.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use super::apply::CheckFailed;
use crate::platform::{Here, Platform as _};
use crate::tree::{Folder, Tree as _};

/// Bytes of standard output that a program may write; one that writes more is ended.
const MAX_OUTPUT: u64 = 256 << 20;
/// Bytes that are kept of what a program said, for people: the last ones.
const MAX_SAID: u64 = 4 << 10;
/// How often an ended program is looked for.
const POLL: Duration = Duration::from_millis(5);
/// Bytes of the file in which a JVM says its version.
const MAX_RELEASE: u64 = 1 << 20;

/// A program that is installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// What it is called: `certutil`.
    name: &'static str,
    /// Where it lies, in its tree.
    path: PathBuf,
    /// The same without links: what is run.
    real: PathBuf,
    /// The tree, where it is not this machine: it runs with that as its root.
    root: Option<PathBuf>,
}

/// What a program gave.
#[derive(Clone, Debug)]
pub struct Output {
    /// It ended with 0.
    pub success: bool,
    /// Its standard output.
    pub stdout: Vec<u8>,
    /// The last 4 KiB of what it said on standard error, or on standard output if that is empty; without control characters.
    pub said: String,
}

/// A program could not be run to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ProgramError {
    /// It could not be started, or its output could not be kept.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// It was ended since it took longer than this.
    #[error("took longer than {} s", .0.as_secs())]
    TooSlow(Duration),
    /// It was ended since it wrote more than this many bytes.
    #[error("wrote more than {0} bytes")]
    TooMuch(u64),
}

impl Program {
    /// The program of this name on this machine.
    pub fn find(name: &'static str) -> Option<Self> {
        Self::find_in(name, &Folder::host())
    }

    /// The program of this name in a tree. One of another tree than this machine runs there (`chroot`), which takes root.
    pub fn find_in(name: &'static str, tree: &Folder) -> Option<Self> {
        Here::PROGRAMS.iter().find_map(|folder| Self::at(name, &Path::new(folder).join(name), tree))
    }

    fn at(name: &'static str, path: &Path, tree: &Folder) -> Option<Self> {
        let real = Here::sound(path, tree, false)?;
        Some(Self { name, path: path.to_owned(), real, root: tree.root().map(Path::to_owned) })
    }

    /// The `keytool` of a JVM in this folder, which may belong to anybody.
    fn keytool_of(home: &Path) -> Option<Self> {
        let path = home.join("bin").join(format!("keytool{}", Here::PROGRAM_SUFFIX));
        let real = Here::sound(&path, &Folder::host(), true)?;
        // A link to anything else would run that.
        (real.file_stem()? == "keytool").then_some(Self { name: "keytool", path, real, root: None })
    }

    /// The `keytool` that reads a store best: of the JVM in whose folder it lies, if nobody else can exchange that; else the system's, else of the newest JVM.
    pub fn keytool(store: &Path) -> Option<Self> {
        let host = Folder::host();
        let is_jvm = |home: &&Path| host.is_file(&home.join("release")) || host.is_file(&home.join("lib/modules"));
        let real = host.real_path(store).unwrap_or_else(|_| store.to_owned());
        let own = real.ancestors().skip(1).take(4).filter(is_jvm).find_map(Self::keytool_of);
        own.or_else(|| Self::find("keytool")).or_else(|| {
            let folders = Here::JVMS.iter().map(Path::new);
            let names = folders.flat_map(|folder| {
                let names = host.list(folder).unwrap_or_default();
                names.into_iter().map(|name| folder.join(name)).collect::<Vec<_>>()
            });
            let found = names.filter_map(|home| Some((version(&host, &home), Self::keytool_of(&home)?)));
            found.max_by_key(|(version, _)| *version).map(|(_, keytool)| keytool)
        })
    }

    /// What it is called.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Where it lies in its tree.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Runs it with these arguments and, beside `LC_ALL` and `PATH`, these variables. How it ended is for the caller to judge.
    ///
    /// # Errors
    /// [`ProgramError`]
    pub fn run<A: AsRef<OsStr>>(
        &self,
        arguments: &[A],
        environment: &[(&str, &OsStr)],
        limit: Duration,
    ) -> Result<Output, ProgramError> {
        let mut command = match &self.root {
            None => prepared(&self.real, &self.path),
            Some(root) => {
                let chroot = Self::find("chroot").ok_or_else(|| io::Error::from(io::ErrorKind::Unsupported))?;
                let mut command = prepared(&chroot.path, &chroot.path);
                command.arg(root).arg(&self.path);
                command
            }
        };
        // Files, not pipes: nobody has to read them meanwhile, and a service that it starts may keep them.
        let (mut out, mut err) = (tempfile::tempfile()?, tempfile::tempfile()?);
        command.args(arguments).envs(environment.iter().copied());
        command.stdin(Stdio::null()).stdout(out.try_clone()?).stderr(err.try_clone()?);
        let mut child = command.spawn()?;
        let status = wait(&mut child, limit, &[&out, &err]);
        let status = status.inspect_err(|_| {
            end(&mut child);
        })?;
        let said = last(&mut err)?;
        let said = if said.is_empty() { last(&mut out)? } else { said };
        out.seek(SeekFrom::Start(0))?;
        let mut stdout = Vec::new();
        out.take(MAX_OUTPUT).read_to_end(&mut stdout)?;
        Ok(Output { success: status.success(), stdout, said })
    }

    /// As [`Program::run`]; whatever is not success is an error.
    ///
    /// # Errors
    /// [`CheckFailed`] with the program's name and what it said.
    pub fn succeeds<A: AsRef<OsStr>>(
        &self,
        arguments: &[A],
        environment: &[(&str, &OsStr)],
        limit: Duration,
    ) -> Result<Output, CheckFailed> {
        let failed = |said: String| CheckFailed { by: self.name.to_owned(), said };
        match self.run(arguments, environment, limit) {
            Ok(output) if output.success => Ok(output),
            Ok(output) => Err(failed(output.said)),
            Err(error) => Err(failed(error.to_string())),
        }
    }
}

fn wait(child: &mut Child, limit: Duration, outputs: &[&File]) -> Result<ExitStatus, ProgramError> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if begun.elapsed() > limit {
            return Err(ProgramError::TooSlow(limit));
        }
        for output in outputs {
            if output.metadata()?.len() > MAX_OUTPUT {
                return Err(ProgramError::TooMuch(MAX_OUTPUT));
            }
        }
        std::thread::sleep(POLL);
    }
}

/// A program in an environment of our own.
fn prepared(real: &Path, as_path: &Path) -> Command {
    let mut command = Command::new(real);
    command.env_clear().env("LC_ALL", "C");
    Here::prepare(&mut command, as_path);
    command
}

/// Ends a program and what it started.
fn end(child: &mut Child) {
    Here::end(child);
    let _ = child.wait();
}

/// The last bytes of a file as text for people.
fn last(file: &mut File) -> io::Result<String> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(MAX_SAID)))?;
    let mut bytes = Vec::new();
    file.take(MAX_SAID).read_to_end(&mut bytes)?;
    Ok(plain(&bytes))
}

/// Text without control characters, but for ends of lines.
fn plain(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text: String = text.chars().filter(|c| *c == '\n' || !c.is_control()).collect();
    text.trim().to_owned()
}

/// The first number of a JVM's version: 17; for Java 8 and older the second, since they say 1.8.
fn version(tree: &Folder, home: &Path) -> u32 {
    let release = tree.read_text(&home.join("release"), MAX_RELEASE).unwrap_or_default();
    let line = release.lines().find_map(|line| line.strip_prefix("JAVA_VERSION="));
    let text = line.unwrap_or_default().trim_matches('"');
    let mut numbers = text.split(|c: char| !c.is_ascii_digit()).map(|number| number.parse().unwrap_or(0));
    match (numbers.next(), numbers.next()) {
        (Some(1), Some(second)) => second,
        (first, _) => first.unwrap_or(0),
    }
}

/// Arguments of different sorts in one list.
pub(super) fn arguments<const N: usize>(arguments: [&dyn AsRef<OsStr>; N]) -> [OsString; N] {
    arguments.map(|argument| argument.as_ref().to_owned())
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const LONG: Duration = Duration::from_mins(1);

    #[test]
    fn the_environment_is_ours_and_input_is_empty() {
        let sh = Program::find("sh").unwrap();
        let output = sh.run(&["-c", "env; cat; echo to-people >&2"], &[("GIVEN", OsStr::new("yes"))], LONG).unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let mut names: Vec<&str> = text.lines().filter_map(|line| line.split('=').next()).collect();
        names.sort_unstable();
        names.retain(|name| !["OLDPWD", "SHLVL", "_"].contains(name));
        assert_eq!(names, ["GIVEN", "LC_ALL", "PATH", "PWD"]);
        assert!(output.success);
        assert_eq!(output.said, "to-people");
    }

    #[test]
    fn what_takes_too_long_is_ended_with_what_it_started() {
        let sh = Program::find("sh").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pid");
        let script = "sleep 600 & echo $! > \"$1\"; wait";
        let error = sh.run(&arguments([&"-c", &script, &"sh", &file]), &[], Duration::from_millis(1500));
        assert!(matches!(error.unwrap_err(), ProgramError::TooSlow(_)));
        let pid = std::fs::read_to_string(file).unwrap();
        let state = || std::fs::read_to_string(format!("/proc/{}/stat", pid.trim()));
        let is_gone = || state().map_or(true, |stat| stat.contains(") Z "));
        assert!((0..500).any(|_| is_gone() || {
            std::thread::sleep(Duration::from_millis(10));
            false
        }));
    }

    #[test]
    fn failures_say_what_was_said_without_control_characters() {
        let sh = Program::find("sh").unwrap();
        let failed = sh.succeeds(&["-c", "printf 'a\\033[31mb\\n\\007c\\n' >&2; exit 3"], &[], LONG).unwrap_err();
        assert_eq!((failed.by.as_str(), failed.said.as_str()), ("sh", "a[31mb\nc"));
        assert!(Program::find("no-such-program").is_none());
    }

    #[test]
    fn only_the_end_is_kept_for_people() {
        let sh = Program::find("sh").unwrap();
        let script = "i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done";
        let output = sh.run(&["-c", script], &[], LONG).unwrap();
        assert!(output.said.len() <= 4096 && output.said.ends_with("line 2999"));
        assert!(output.stdout.starts_with(b"line 0\n"));
    }

    /// As root a store's owner must not choose the program that runs.
    #[test]
    fn the_keytool_beside_a_store_must_be_held_as_the_user_is() {
        use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
        let folder = tempfile::tempdir().unwrap();
        let home = std::fs::canonicalize(folder.path()).unwrap().join("jvm");
        let (bin, store) = (home.join("bin"), home.join("lib/security/cacerts"));
        std::fs::create_dir_all(&bin).unwrap();
        std::fs::create_dir_all(store.parent().unwrap()).unwrap();
        std::fs::write(home.join("release"), "").unwrap();
        std::fs::write(&store, "").unwrap();
        let own = bin.join("keytool");
        let set = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
        let is_own = || Program::keytool(&store).is_some_and(|found| found.path == own);
        std::fs::write(&own, "#!/bin/sh\n").unwrap();
        set(&own, 0o755);
        assert!(is_own());
        for (path, mode) in [(&own, 0o777), (&bin, 0o777), (&home, 0o777)] {
            set(path, mode);
            assert!(!is_own(), "{}", path.display());
            set(path, 0o755);
        }
        assert!(is_own());
        // A link: to a program of another name, and out of a folder of somebody else.
        std::fs::rename(&own, bin.join("other")).unwrap();
        symlink("other", &own).unwrap();
        assert!(!is_own());
        std::fs::remove_file(&own).unwrap();
        std::fs::rename(bin.join("other"), &own).unwrap();
        if rustix::process::geteuid().is_root() {
            for path in [&own, &bin, &home] {
                chown(path, Some(65534), None).unwrap();
                assert!(!is_own(), "{}", path.display());
                chown(path, Some(0), None).unwrap();
            }
            chown(&bin, Some(65534), None).unwrap();
            if let Some(system) = Program::find("keytool") {
                std::fs::remove_file(&own).unwrap();
                symlink(&system.path, &own).unwrap();
                assert_eq!(Program::keytool(&store).unwrap(), system);
            }
        }
    }

    #[test]
    fn versions_of_java() {
        let folder = tempfile::tempdir().unwrap();
        let host = Folder::host();
        for (said, expected) in [("JAVA_VERSION=\"17.0.15\"", 17), ("JAVA_VERSION=\"1.8.0_402\"", 8), ("", 0)] {
            std::fs::write(folder.path().join("release"), format!("IMPLEMENTOR=\"x\"\n{said}\n")).unwrap();
            assert_eq!(version(&host, folder.path()), expected);
        }
    }
}
