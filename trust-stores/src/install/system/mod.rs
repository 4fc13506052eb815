//! The operating system's store: files where the administrator's lie, and the system's own command, which makes everything else from them.
//!
//! What is put in is trusted by every program of the system to judge **servers**, issuing CAs on most systems as anchors of their own;
//! reports warn of that.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tillit_verifier::container::{Passwords, ReadLimits};
use tillit_verifier::{Certificate, Fingerprint};

use super::apply::CheckFailed;
use super::change::{Change, SystemCommand};
use super::plan::{Edited, Planned, PlannedTarget, Refusal};
use super::planner::{self, Named, Request};
use super::programs::Program;
use super::retire;
use super::selection::{Addition, Removal};
use crate::examine::Measure;
use crate::formats::{self, Options};
use crate::places::system::{Installation, installation};
use crate::store::{Consumer, StoreKind, TrustStore};
use crate::tree::{Folder, Tree as _};

mod leftovers;

pub use leftovers::clean_up_after_undo;

/// How long the system's command may take: it starts a JVM, and reads some hundred files.
const LIMIT: Duration = Duration::from_mins(5);
/// Permissions of a file with a certificate.
const MODE: u32 = 0o644;
/// Bytes of such a file.
const MAX_BYTES: u64 = 256 << 20;

/// Plans for the system's store of the request's tree.
pub(super) fn plan(named: &Named, request: &Request<'_>) -> PlannedTarget {
    let passwords = Passwords::defaults();
    let options = options(request.tree, &passwords);
    let installation = installation(&options);
    let planned = match edited(&installation, &options, request) {
        Ok(edited) if edited.is_nothing() => Planned::Unchanged,
        Ok(edited) => Planned::Edited(edited),
        Err(refusal) => Planned::Refused(refusal),
    };
    PlannedTarget {
        target: named.shown.clone(),
        place: "system",
        path: request.tree.real_path(&installation.bundle).unwrap_or(installation.bundle),
        kind: Some(StoreKind::PemBundle),
        consumer: Some(Consumer::OpenSsl),
        has_private_key: false,
        planned,
    }
}

/// Runs the command that makes a system's store. In another tree than this machine it runs there, which takes root.
///
/// # Errors
/// [`CheckFailed`]: it is not installed, or failed.
pub fn run(command: SystemCommand, tree: &Folder) -> Result<(), CheckFailed> {
    let Some((name, arguments)) = command.line().split_first() else { return Ok(()) };
    let missing = || CheckFailed { by: (*name).to_owned(), said: "is not installed".to_owned() };
    Program::find_in(name, tree).ok_or_else(missing)?.succeeds(arguments, &[], LIMIT).map(|_| ())
}

/// The system's own stores have customary passwords; one that the user gave is for another store.
fn options<'a>(tree: &'a Folder, passwords: &'a Passwords) -> Options<'a> {
    Options { tree, passwords, limits: ReadLimits::default(), interest: &|_| true, kind: None }
}

fn edited(installation: &Installation, options: &Options<'_>, request: &Request<'_>) -> Result<Edited, Refusal> {
    let tree = request.tree;
    let Some(install) = installation.install else {
        let snippet = nix(&request.selection.add);
        return Err(Refusal::Declarative { system: "NixOS", snippet });
    };
    let program = install.command.line().first().copied().unwrap_or_default();
    if Program::find_in(program, tree).is_none() {
        return Err(Refusal::ProgramMissing { program, packages: install.packages });
    }
    let folder = tree.real_path(Path::new(install.folder))?;
    let bundle = bundle(installation, options)?;
    let held: BTreeSet<Fingerprint> =
        bundle.iter().flat_map(TrustStore::certificates).map(Certificate::fingerprint).collect();

    let mut edited = Edited::default();
    let mut is_unmade = false;
    for addition in &request.selection.add {
        let fingerprint = addition.certificate.fingerprint();
        let mut sources = installation.sources.iter().filter(|(of, ..)| *of == fingerprint);
        if sources.clone().any(|(.., is_distrusted)| *is_distrusted) {
            return Err(Refusal::WouldLose(format!("the explicit distrust of {}", addition.name())));
        }
        if sources.next().is_none() {
            edited.changes.push(file(addition, &folder, tree)?);
            edited.added.push(fingerprint);
        } else if !held.contains(&fingerprint) {
            is_unmade = true;
            edited.added.push(fingerprint);
        }
    }
    let removals = removals(&bundle, request)?;
    let (files, removed) = taken_out(&removals, &held, installation, &folder, options)?;
    edited.changes.extend(files);
    edited.changes.extend(leftovers::links(installation, &removed_files(&edited.changes), tree)?);
    edited.changes.extend(leftovers::java(installation, &removed, options, tree, request.now)?);
    edited.removed = removed;
    if !edited.is_nothing() || is_unmade {
        edited.changes.push(Change::Run(install.command));
    }
    Ok(edited)
}

/// What programs read now; nothing where the store was never made.
fn bundle(installation: &Installation, options: &Options<'_>) -> Result<Vec<TrustStore>, Refusal> {
    if !options.tree.exists(&installation.bundle) {
        return Ok(Vec::new());
    }
    formats::read(&installation.bundle, options)
        .into_iter()
        .map(|read| read.map_err(|failure| Refusal::from(failure.error)))
        .collect()
}

/// The file of an addition.
fn file(addition: &Addition, folder: &Path, tree: &Folder) -> Result<Change, Refusal> {
    let path = folder.join(format!("{}.crt", addition.slug()));
    match tree.link_metadata(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
        // It has our name and not our content: somebody else's, or damaged.
        Ok(_) => return Err(Refusal::WouldLose(format!("{} holds something else", path.display()))),
    }
    Ok(Change::Create { path, after: addition.certificate.to_pem().into_bytes().into(), mode: MODE })
}

fn removals(bundle: &[TrustStore], request: &Request<'_>) -> Result<Vec<Removal>, Refusal> {
    let measure = Measure { catalog: request.catalog, at_hand: request.at_hand, now: request.now, environment: None };
    let retired = planner::removals(bundle, &request.selection.retire, &measure);
    let remove: Vec<Removal> = request.selection.remove.iter().cloned().chain(retired).collect();
    if !request.anyway && !request.selection.retire.is_empty() {
        retire::leaves_something(bundle, request.selection, &remove, &measure)?;
    }
    Ok(remove)
}

/// The files that go away, and the certificates that go with them.
fn taken_out(
    removals: &[Removal],
    held: &BTreeSet<Fingerprint>,
    installation: &Installation,
    folder: &Path,
    options: &Options<'_>,
) -> Result<(Vec<Change>, Vec<Fingerprint>), Refusal> {
    let tree = options.tree;
    let (mut changes, mut removed) = (Vec::new(), Vec::new());
    for Removal { fingerprint, .. } in removals {
        let mut files = installation.sources.iter().filter(|(of, ..)| of == fingerprint).peekable();
        if files.peek().is_none() && !held.contains(fingerprint) {
            continue;
        }
        for (_, path, is_distrusted) in files {
            let Some(path) = path.as_ref().filter(|_| !is_distrusted) else { continue };
            let real = tree.real_path(path)?;
            if !real.starts_with(folder) {
                // The vendor's: it would come back with the next update, and the command has a way of its own to switch it off.
                return Err(Refusal::WouldLose(format!("{} belongs to a package", path.display())));
            }
            let stores: Vec<TrustStore> = formats::read(&real, options).into_iter().flatten().collect();
            if stores.iter().flat_map(TrustStore::certificates).any(|other| other.fingerprint() != *fingerprint) {
                return Err(Refusal::WouldLose(format!("{} holds others, too", path.display())));
            }
            let before = Fingerprint::of(&tree.read(&real, MAX_BYTES)?);
            let change = Change::Remove { path: real, before };
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        if !removed.contains(fingerprint) {
            removed.push(*fingerprint);
        }
    }
    Ok((changes, removed))
}

fn removed_files(changes: &[Change]) -> Vec<PathBuf> {
    let removed = changes.iter().filter(|change| matches!(change, Change::Remove { .. }));
    removed.filter_map(|change| change.path().map(Path::to_owned)).collect()
}

/// Lines for the configuration of NixOS (`security.pki.certificates`, an option of NixOS's module `security/ca.nix`).
fn nix(add: &[Addition]) -> String {
    let mut out = String::from("security.pki.certificates = [\n");
    for addition in add {
        // `''` ends a string there, and `${` is evaluated.
        let name: String = addition.name().chars().filter(|c| c.is_alphanumeric() || " .-_".contains(*c)).collect();
        let _ = writeln!(out, "  ''\n    # {name}");
        for line in addition.certificate.to_pem().lines() {
            let _ = writeln!(out, "    {line}");
        }
        out.push_str("  ''\n");
    }
    out.push_str("];\n");
    out
}
