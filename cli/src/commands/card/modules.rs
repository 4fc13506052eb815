//! The PKCS#11 modules of this computer, and the tokens that each shows without a PIN.
//!
//! A module is its maker's code: it may crash, or never come back. So each is started in a process of its own, which is this program once more, and
//! what comes back is one line. Nothing there logs in.

use std::ffi::{OsStr, OsString};
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use tillit_card::key::Failure;
use tillit_card::pkcs11::{self, Installed, Maker, Module, ModuleError};
use tillit_reports::card::{ModuleSays, ModuleSeen, ReaderFailed, TokenSeen};

use crate::context::Context;
use crate::error::Exit;
use crate::platform::{Here, Platform as _};
use crate::progress::Progress;

/// The first argument of the process that starts one module; its file is the second.
const WORD: &str = "--look-into-pkcs11-module";
/// What the line begins with: a module may write to standard output, too.
const MARK: &str = "tillit-module ";
/// For one module, where the user says no other.
const LIMIT: Duration = Duration::from_secs(20);
/// Bytes of an answer.
const MAX_ANSWER: u64 = 1 << 20;

/// The module that this process is to look into.
pub(crate) fn asked_for(given: &[OsString]) -> Option<&OsStr> {
    match given {
        [_, word, path] if word == WORD => Some(path),
        _ => None,
    }
}

/// What the process for one module does: starts it, and tells what it shows.
pub(crate) fn look_into(path: &OsStr) -> Exit {
    // A module that hangs is not left behind when whoever asked was ended.
    Here::end_with_parent();
    let Ok(told) = serde_json::to_string(&says(Path::new(path))) else { return Exit::Incomplete };
    let mut out = std::io::stdout();
    // Whatever it wrote itself may end without a line break.
    let written = writeln!(out, "\n{MARK}{told}").and_then(|()| out.flush());
    if written.is_ok() { Exit::Fine } else { Exit::Incomplete }
}

fn says(path: &Path) -> ModuleSays {
    let module = match Module::open(path) {
        Ok(module) => module,
        Err(ModuleError::OtherProcessor { theirs, ours }) => {
            return ModuleSays::OtherProcessor { theirs, ours: ours.to_owned() };
        }
        Err(error) => return ModuleSays::NotStarted(error.to_string()),
    };
    let shown = match module.tokens() {
        Ok(shown) => shown,
        Err(failure) => return ModuleSays::NotStarted(failure.to_string()),
    };
    let token = |token: pkcs11::Token| TokenSeen {
        label: token.label,
        manufacturer: token.manufacturer,
        serial: token.serial,
        reader: token.reader,
        is_set_up: token.initialised,
        is_locked: token.pin.locked,
        is_last_try: token.pin.final_try,
    };
    let failed = |(reader, failure): (String, Failure)| ReaderFailed { reader, why: failure.to_string() };
    ModuleSays::Runs {
        about: module.about().to_owned(),
        tokens: shown.tokens.into_iter().map(token).collect(),
        failed: shown.failed.into_iter().map(failed).collect(),
    }
}

/// All modules, the one that fits SITHS best first.
pub(super) fn seen(context: &Context) -> Vec<ModuleSeen> {
    let installed = pkcs11::modules();
    let limit = context.timeout.unwrap_or(LIMIT);
    let progress = Progress::new(context, "progress-card-modules", installed.len());
    let mut seen = Vec::new();
    for (number, one) in installed.iter().enumerate() {
        seen.push(ModuleSeen { path: one.path.display().to_string(), name: name(one), says: ask(&one.path, limit) });
        progress.at(number + 1);
    }
    seen
}

fn name(one: &Installed) -> String {
    match one.maker {
        Maker::NetId => "Net iD".to_owned(),
        Maker::SafeNet => "SafeNet".to_owned(),
        Maker::OpenScOnePin => "OpenSC (onepin)".to_owned(),
        Maker::OpenSc => "OpenSC".to_owned(),
        Maker::Listed => one.path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
    }
}

fn ask(path: &Path, limit: Duration) -> ModuleSays {
    let started = std::env::current_exe().and_then(|program| {
        Command::new(program)
            .arg(WORD)
            .arg(path)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            // What it complains of stands in its answer.
            .stderr(Stdio::null())
            .spawn()
    });
    match started {
        Ok(child) => answer(child, limit),
        Err(cause) => ModuleSays::NotStarted(cause.to_string()),
    }
}

fn answer(mut child: Child, limit: Duration) -> ModuleSays {
    let (sender, receiver) = mpsc::channel();
    if let Some(out) = child.stdout.take() {
        std::thread::spawn(move || {
            let mut text = Vec::new();
            let _ = out.take(MAX_ANSWER).read_to_end(&mut text);
            // Nobody may be waiting any more.
            let _ = sender.send(String::from_utf8_lossy(&text).into_owned());
        });
    }
    let told = receiver.recv_timeout(limit);
    // It has said all that it will say; a module that does not end is ended.
    let _ = child.kill();
    let _ = child.wait();
    match told {
        Err(mpsc::RecvTimeoutError::Timeout) => ModuleSays::Silent(limit),
        Err(mpsc::RecvTimeoutError::Disconnected) => ModuleSays::Crashed,
        Ok(text) => {
            let line = text.lines().rev().find_map(|line| line.strip_prefix(MARK));
            line.and_then(|line| serde_json::from_str(line).ok()).unwrap_or(ModuleSays::Crashed)
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    /// A process in the place of the one that starts a module.
    fn of(script: &str, limit: Duration) -> ModuleSays {
        let child = Command::new("sh").args(["-c", script]).stdout(Stdio::piped()).spawn().unwrap();
        answer(child, limit)
    }

    #[test]
    fn a_module_that_crashes_or_hangs_is_told_of() {
        let long = Duration::from_mins(1);
        assert_eq!(of("kill -SEGV $$", long), ModuleSays::Crashed);
        assert_eq!(of("echo hello; exit 3", long), ModuleSays::Crashed);
        assert_eq!(of("exec sleep 600", Duration::from_millis(50)), ModuleSays::Silent(Duration::from_millis(50)));
        let told = serde_json::to_string(&ModuleSays::NotStarted("x".to_owned())).unwrap();
        let script = format!("echo 'the module says hello'; printf '\\n{MARK}%s\\n' '{told}'");
        assert_eq!(of(&script, long), ModuleSays::NotStarted("x".to_owned()));
        // Told before it hung at its end.
        let given = |words: &[&str]| asked_for(&words.iter().map(OsString::from).collect::<Vec<_>>()).is_some();
        assert!(
            given(&["tillit", WORD, "/module.so"]) && !given(&["tillit", "card", "list"]) && !given(&["tillit", WORD])
        );
    }
}
