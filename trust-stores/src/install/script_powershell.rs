//! A plan for certificate stores of Windows as one PowerShell script, for whoever has the rights, for Intune, or where no foreign program may
//! run: it can be read before it is run, checks every certificate's SHA-256, notes what it changed, and undoes that.
//!
//! It needs the PowerShell that every Windows has (5.1). `NTAuth` is no store of .NET's: there `certutil` does it.

use std::fmt::Write as _;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tillit_verifier::Fingerprint;

use super::change::Change;
use super::plan::{Plan, Planned};
use super::script::{NoScript, Words};
use crate::store::StoreKind;
use crate::windows::element::Element;
use crate::windows::{Physical, Scope, StoreName};

const BODY: &str = include_str!("script_body.ps1");

/// What the script is to do with one certificate.
struct Step {
    verb: &'static str,
    physical: Physical,
    thumbprint: String,
    sha256: Fingerprint,
    /// Its bytes, for one that goes in.
    der: Vec<u8>,
}

/// A plan that is for stores of Windows alone. `None`: for none of them.
///
/// # Errors
/// [`NoScript::Mixed`]: stores of Windows and others, which no one script can change.
pub(super) fn script(plan: &Plan, words: &Words) -> Result<Option<String>, NoScript> {
    let mut steps = Vec::new();
    let mut others = false;
    for target in &plan.targets {
        let Planned::Edited(edited) = &target.planned else { continue };
        if target.kind != Some(StoreKind::Windows) {
            others = true;
            continue;
        }
        for change in &edited.changes {
            steps.push(step(change, plan)?);
        }
    }
    // One that changes nothing is still for them.
    let all_windows = !plan.targets.is_empty() && plan.targets.iter().all(|one| one.kind == Some(StoreKind::Windows));
    match (steps.is_empty(), others) {
        (true, _) if all_windows => Ok(Some(text(plan, words, &steps))),
        (true, _) => Ok(None),
        (false, true) => Err(NoScript::Mixed),
        (false, false) => Ok(Some(text(plan, words, &steps))),
    }
}

fn step(change: &Change, plan: &Plan) -> Result<Step, NoScript> {
    use crate::tree::Tree as _;
    let path = change.path().unwrap_or(Path::new(""));
    let changed = || NoScript::Changed(path.display().to_string());
    let (physical, Some(thumbprint)) = Physical::of_path(path).ok_or_else(changed)? else { return Err(changed()) };
    let (verb, content) = match change {
        Change::Create { after, .. } => ("add", after.bytes().to_vec()),
        Change::Replace { after, .. } => ("renew", after.bytes().to_vec()),
        _ => ("remove", plan.tree.read(path, super::files::MAX_BYTES).map_err(|_| changed())?),
    };
    let der = Element::parse(&content).map_err(|_| changed())?.der().to_vec();
    Ok(Step { verb, physical, thumbprint, sha256: Fingerprint::of(&der), der })
}

fn text(plan: &Plan, words: &Words, steps: &[Step]) -> String {
    let mut out = String::new();
    for line in &words.head {
        let line: String = line.chars().filter(|c| !c.is_control()).collect();
        let _ = writeln!(out, "# {line}");
    }
    out.push_str("#\n# certutil:\n");
    for step in steps {
        let option = match (step.physical.name, step.physical.scope) {
            (StoreName::NtAuth, _) => "-enterprise ",
            (_, Scope::User) => "-user ",
            (_, Scope::Machine) => "",
        };
        let store = store(step.physical);
        let _ = match step.verb {
            "remove" => writeln!(out, "#   certutil {option}-delstore {store} {}", step.thumbprint),
            _ => writeln!(out, "#   certutil {option}-f -addstore {store} {}.cer", step.thumbprint),
        };
    }
    out.push_str("\nparam([switch]$Undo)\n");
    let _ = writeln!(out, "$Plan = '{}'\n$Steps = @(", plan.id.replace([':', '\''], "-"));
    for (number, step) in steps.iter().enumerate() {
        let comma = if number + 1 < steps.len() { "," } else { "" };
        let der = if step.verb == "remove" { String::new() } else { STANDARD.encode(&step.der) };
        let _ = writeln!(
            out,
            "    @{{ Verb = '{}'; Scope = '{}'; Store = '{}'; Thumbprint = '{}'; Sha256 = '{}'; Der = '{der}' }}{comma}",
            step.verb,
            step.physical.scope.name(),
            store(step.physical),
            step.thumbprint,
            step.sha256,
        );
    }
    let _ = write!(out, ")\n\n{BODY}");
    // Windows' own programs, and who reads it there, expect it.
    out.replace('\n', "\r\n")
}

fn store(physical: Physical) -> &'static str {
    if physical.name == StoreName::Root { "Root" } else { physical.name.name() }
}
