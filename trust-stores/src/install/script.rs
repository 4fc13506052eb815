//! A plan as one shell script, for places where no foreign program may run: it can be read before it is run, checks every hash, keeps
//! backups, and undoes what it did.
//!
//! It needs a POSIX shell and `sha256sum`, `base64`, `cp`, `mv`, `cat`, as every GNU or BusyBox system has them.
//!
//! A shell cannot open a file by its folder. Instead the script goes into the folder, which it then holds whatever happens to its name,
//! and from there into a folder of its own, where nobody else can plant a link under a name that it writes; from there a file only takes
//! the place of another.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tillit_verifier::Fingerprint;

use super::change::{Change, SystemCommand};
use super::plan::{Plan, Planned, Pointed};
use super::{script_powershell, services};

/// Why there is no script.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoScript {
    /// A store with a private key: its bytes do not belong in a script that is sent around.
    #[error("{0} holds a private key")]
    PrivateKey(String),
    /// A file name that is no text.
    #[error("{0} is no text")]
    Name(String),
    /// Certificate stores of Windows and something else: no one script changes both.
    #[error("stores of Windows and others")]
    Mixed,
    /// The content of a file is needed that the plan does not have any more; the path.
    #[error("{0} has changed")]
    Changed(String),
}

/// Comments of a script, in the reader's language.
#[derive(Clone, Debug)]
pub struct Words {
    /// What it is and how it is run: lines, without `#`.
    pub head: Vec<String>,
}

/// Where Debian's command looks for the administrator's files.
const LOCAL: &str = "/usr/local/share/ca-certificates";
const HEAD: &str = include_str!("script_head.sh");
const TAIL: &str = include_str!("script_tail.sh");

/// The script of a plan; nothing of it is taken from anywhere but the plan. For certificate stores of Windows it is one of PowerShell.
///
/// # Errors
/// [`NoScript`]
pub fn script(plan: &Plan, words: &Words) -> Result<String, NoScript> {
    if let Some(script) = script_powershell::script(plan, words)? {
        return Ok(script);
    }
    let mut out = String::from("#!/bin/sh\n");
    for line in &words.head {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(out, "# {line}");
    }
    let _ = write!(out, "\nPLAN={}\n{HEAD}", quoted(&plan.id));
    out.push_str("\neach() {\n");
    let mut back = String::new();
    let mut contents = String::new();
    let mut commands: Vec<SystemCommand> = Vec::new();
    let mut leftovers = String::new();
    let mut number = 0;
    for target in &plan.targets {
        let Planned::Edited(edited) = &target.planned else { continue };
        if target.has_private_key {
            return Err(NoScript::PrivateKey(target.path.display().to_string()));
        }
        let mut steps: Vec<String> = Vec::new();
        for change in &edited.changes {
            number += 1;
            match change {
                Change::Replace { path, before, after, in_place } => {
                    let how = if *in_place { "in-place" } else { "exchange" };
                    let (place, before_after) = (name(path)?, [lower(*before), lower(after.sha256())].join(" "));
                    steps.push(format!("    step replace {number} {place} {before_after} {how}\n"));
                    if let Some(pointed) = edited.pointed.iter().find(|pointed| pointed.path == *path) {
                        exchanged(&mut contents, number, pointed);
                        continue;
                    }
                    let appended = appended(plan, path, *before, after.bytes())?;
                    content(&mut contents, number, appended.is_some(), appended.as_deref().unwrap_or(after.bytes()));
                }
                Change::Create { path, after, mode } => {
                    let named = if edited.pointed.is_empty() { "" } else { " named" };
                    let (place, sha256) = (name(path)?, lower(after.sha256()));
                    steps.push(format!("    step create {number} {place} {mode:o} {sha256}{named}\n"));
                    if edited.changes.contains(&Change::Run(SystemCommand::UpdateCaCertificates))
                        && let Some(stem) = path.file_stem().filter(|_| path.parent() == Some(Path::new(LOCAL)))
                    {
                        let _ = writeln!(leftovers, "    step forget {number} {}", name(Path::new(stem))?);
                    }
                    content(&mut contents, number, false, after.bytes());
                }
                Change::Remove { path, before } => {
                    steps.push(format!("    step remove {number} {} {}\n", name(path)?, lower(*before)));
                }
                Change::MakeLink { path, to } => {
                    steps.push(format!("    step link {number} {} {}\n", name(path)?, name(to)?));
                }
                Change::RemoveLink { path, to } => {
                    steps.push(format!("    step unlink {number} {} {}\n", name(path)?, name(to)?));
                }
                Change::Run(command) => commands.extend((!commands.contains(command)).then_some(*command)),
            }
        }
        out.push_str(&steps.concat());
        // A configuration is pointed back before the file that it names goes away.
        if !edited.pointed.is_empty() {
            steps.reverse();
        }
        back.push_str(&steps.concat());
    }
    let _ = write!(out, "    :\n}}\n\neach_back() {{\n{back}    :\n}}\n\nafterwards() {{\n");
    for command in commands {
        let _ = writeln!(out, "    step run {}", command.line().join(" "));
    }
    out.push_str("    :\n}\n\nleftovers() {\n");
    if !leftovers.is_empty() {
        let _ = writeln!(out, "{leftovers}    step hooks");
    }
    out.push_str("    :\n}\n\neffects() {\n");
    for line in effects(plan) {
        let _ = writeln!(out, "    printf '%s\\n' {}", quoted(&line));
    }
    out.push_str("    :\n}\n\ncontent() {\n    case $1 in\n");
    out.push_str(&contents);
    out.push_str("    esac\n}\n\n");
    out.push_str(TAIL);
    Ok(out)
}

/// The lines that make the change take effect, for the one who runs the script: it tells no service anything itself.
fn effects(plan: &Plan) -> Vec<String> {
    let paths: Vec<PathBuf> = plan.changes().filter_map(|change| change.path().map(Path::to_owned)).collect();
    let line = |used: services::Use| {
        let how = used.service.takes_effect;
        let what_it_means = match how {
            services::How::Reload => "",
            services::How::Restart => "   (whoever is logged in is logged out)",
        };
        let command = services::command_in(used.service, how, &plan.tree);
        format!("For it to take effect in {}: {command}{what_it_means}", used.service.name)
    };
    services::users_of(&paths, &plan.tree).into_iter().map(line).collect()
}

/// What is put at the end of a file that stays as it is: the part that a person wants to read.
fn appended(plan: &Plan, path: &Path, before: Fingerprint, after: &[u8]) -> Result<Option<Vec<u8>>, NoScript> {
    use crate::tree::Tree as _;
    let old = plan.tree.read(path, after.len() as u64).ok();
    match old {
        Some(old) if Fingerprint::of(&old) != before => Err(NoScript::Changed(path.display().to_string())),
        Some(old) if !old.is_empty() && after.starts_with(&old) => Ok(Some(after[old.len()..].to_vec())),
        _ => Ok(None),
    }
}

/// One case of `content`: a file with other arguments in some places. Nothing else of it is in the script.
fn exchanged(out: &mut String, number: usize, pointed: &Pointed) {
    let _ = write!(out, "    {number}) ");
    let mut at = 0;
    for place in &pointed.places {
        let _ = write!(out, "tail -c +{} \"$2\" | head -c {}; ", at + 1, place.start - at);
        let _ = write!(out, "printf '%s' {}; ", quoted(&pointed.to));
        at = place.end;
    }
    let _ = write!(out, "tail -c +{} \"$2\"\n        ;;\n", at + 1);
}

/// One case of `content`: text as it is where a here-document gives it back unchanged, Base64 otherwise.
fn content(out: &mut String, number: usize, is_appended: bool, bytes: &[u8]) {
    let before = if is_appended { "cat \"$2\"; " } else { "" };
    let text = std::str::from_utf8(bytes).ok().filter(|text| {
        text.ends_with('\n')
            && text.chars().all(|c| c == '\n' || !c.is_control())
            && !text.lines().any(|line| line.trim_end() == "TILLIT")
    });
    let (program, text) = match text {
        Some(text) => ("cat", text.to_owned()),
        None => ("base64 -d", base64_lines(bytes)),
    };
    let _ = write!(out, "    {number}) {before}{program} <<'TILLIT'\n{text}TILLIT\n        ;;\n");
}

fn base64_lines(bytes: &[u8]) -> String {
    let mut lines = String::new();
    for line in STANDARD.encode(bytes).as_bytes().chunks(76) {
        lines.push_str(&String::from_utf8_lossy(line));
        lines.push('\n');
    }
    lines
}

fn name(path: &Path) -> Result<String, NoScript> {
    path.to_str().map(quoted).ok_or_else(|| NoScript::Name(path.display().to_string()))
}

/// One word for the shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn lower(fingerprint: Fingerprint) -> String {
    fingerprint.to_string().to_ascii_lowercase()
}
