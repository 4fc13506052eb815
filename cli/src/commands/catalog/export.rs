//! `tillit catalog export`: what an offline server, or the one who looks after an appliance, needs.
//!
//! The whole export is there or nothing of it: a folder is made beside its place and takes it with one rename.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tillit_reports::catalog::{self, Exported, export_order};
use tillit_reports::plain::clean;
use tillit_verifier::Fingerprint;
use tillit_verifier::catalog::store::CaState;

use super::asked;
use crate::context::Context;
use crate::data;
use crate::error::{Error, Exit, TextArguments};
use crate::output::{self, Medium};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[arg(value_name = "WHAT")]
    what: Vec<String>,
    #[arg(long, value_name = "GENERATION")]
    generation: Vec<String>,
    #[arg(short, long, value_name = "PATH", required = true)]
    output: PathBuf,
    #[arg(long)]
    force: bool,
    #[arg(long)]
    partial: bool,
    #[arg(long)]
    json: bool,
}

/// Files of an export by their names, with `/` between folders.
type Files = BTreeMap<String, Vec<u8>>;

const SUMS: &str = "SHA256SUMS";

pub(super) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    let catalog = context.catalog()?;
    let stored = data::load(&context.data_folders(), &catalog);
    let words: Vec<String> = args.what.iter().chain(&args.generation).cloned().collect();
    let mut states = asked(&words, false, &catalog, &stored)?;
    if words.is_empty() {
        states.retain(|state| !state.found.generation.is_over(context.now) || !state.is_missing());
        // A test environment beside a PKI for production is exported only when it is named.
        if states.iter().any(|state| !state.found.pki.test_environment && !state.is_missing()) {
            states.retain(|state| !state.found.pki.test_environment);
        }
    }
    let missing: Vec<CaState<'_>> = states.iter().filter(|state| state.is_missing()).cloned().collect();
    let style = context.style(Medium::Stdout);
    if missing.len() == states.len() {
        return Err(said("catalog-error-nothing", Vec::new(), Exit::Incomplete));
    }
    if !missing.is_empty() && !args.partial {
        output::to_stderr(&catalog::export_missing(&missing, &context.texts, &style));
        if args.json {
            let version = env!("CARGO_PKG_VERSION").to_owned();
            let (at, target) = (context.now, args.output.clone());
            let files = Vec::new();
            let nothing = Exported { version, at, target, files, unchanged: false, missing, test: Vec::new() };
            output::to_stdout(&catalog::to_text(&catalog::exported_json(&nothing, &context.texts)))?;
        }
        return Ok(Exit::Incomplete);
    }
    let certificates = export_order(&states);
    let bundle: String = certificates.iter().map(|(_, certificate)| certificate.to_pem()).collect();
    let test = catalog::test_environments(&states);
    if args.output.as_os_str() == "-" {
        // Standard output is the bundle and nothing else.
        output::to_stderr(&catalog::test_warning(&test, &context.texts, &style));
        output::to_stdout(&bundle)?;
        return Ok(Exit::Fine);
    }
    let one_file = args.output.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pem"));
    let mut done = Exported {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        target: args.output.clone(),
        files: Vec::new(),
        unchanged: false,
        missing,
        test,
    };
    if one_file {
        done.files.push((args.output.display().to_string(), Fingerprint::of(bundle.as_bytes())));
        done.unchanged = !write_bundle(args, bundle.as_bytes(), context)?;
    } else {
        let files = folder(&states, bundle, &done);
        done.files = files.iter().map(|(name, content)| (name.clone(), Fingerprint::of(content))).collect();
        done.unchanged = !write_folder(args, &files, context)?;
    }
    output::to_stdout(&if args.json {
        catalog::to_text(&catalog::exported_json(&done, &context.texts))
    } else {
        catalog::exported(&done, certificates.len(), &context.texts, &style)
    })?;
    Ok(Exit::Fine)
}

/// The files of a folder.
fn folder(states: &[CaState<'_>], bundle: String, done: &Exported<'_>) -> Files {
    let mut files = Files::new();
    for (state, certificate) in export_order(states) {
        let stem = data::file_stem(&state.found.ca.name, certificate);
        files.insert(format!("pem/{stem}.pem"), certificate.to_pem().into_bytes());
        files.insert(format!("der/{stem}.cer"), certificate.der().to_vec());
    }
    files.insert("bundle.pem".to_owned(), bundle.into_bytes());
    files.insert("fingerprints.txt".to_owned(), catalog::fingerprints(states).into_bytes());
    files.insert("README.txt".to_owned(), catalog::readme(done, states).into_bytes());
    let mut sums = String::new();
    for (name, content) in &files {
        let _ = writeln!(sums, "{}  {name}", Fingerprint::of(content).to_string().to_lowercase());
    }
    files.insert(SUMS.to_owned(), sums.into_bytes());
    files
}

/// False where the file was the same already.
fn write_bundle(args: &Args, content: &[u8], context: &Context) -> Result<bool, Error> {
    let target = &args.output;
    if target.is_dir() {
        return Err(about("catalog-error-target-kind", target));
    }
    match fs::read(target) {
        Ok(old) if old == content => return Ok(false),
        Ok(_) if !args.force => return Err(about("catalog-error-target-exists", target)),
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            return Err(data::write_error(target, &error, &context.texts));
        }
        _ => {}
    }
    output::write_file(target, content)?;
    Ok(true)
}

/// False where the folder was the same already.
fn write_folder(args: &Args, files: &Files, context: &Context) -> Result<bool, Error> {
    let failed = |error: io::Error| data::write_error(&args.output, &error, &context.texts);
    // A link to a folder is followed: what is replaced is the folder.
    let target =
        if args.output.exists() { fs::canonicalize(&args.output).map_err(failed)? } else { args.output.clone() };
    let mut replaces = false;
    if target.exists() {
        if !target.is_dir() {
            return Err(about("catalog-error-target-kind", &args.output));
        }
        let old = names_in(&target).map_err(failed)?;
        if old.len() == files.len() && files.iter().all(|(name, content)| same(&target.join(name), content)) {
            return Ok(false);
        }
        replaces = !old.is_empty();
        if replaces && !args.force {
            return Err(about("catalog-error-target-exists", &args.output));
        }
        let foreign = foreign(&target, &old);
        if !foreign.is_empty() {
            let names = foreign.iter().take(5).map(|name| clean(name)).collect::<Vec<_>>().join(", ");
            let path = args.output.display().to_string();
            let arguments = vec![("path", path), ("names", names)];
            return Err(said("catalog-error-target-foreign", arguments, Exit::Usage));
        }
    }
    put(&target, files, replaces).map_err(failed)?;
    Ok(true)
}

fn same(path: &Path, content: &[u8]) -> bool {
    fs::metadata(path).is_ok_and(|found| found.len() == content.len() as u64)
        && fs::read(path).is_ok_and(|old| old == content)
}

/// Names of everything in a folder, with `/` between folders; no more than an export could have, and some.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        for entry in fs::read_dir(folder)?.take(10_000) {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() && prefix.is_empty() && matches!(name.as_str(), "pem" | "der") {
                folders.push((entry.path(), name + "/"));
            } else {
                names.push(name);
            }
        }
    }
    Ok(names)
}

/// Files that no export wrote: those that its list of checksums does not name.
fn foreign(folder: &Path, names: &[String]) -> Vec<String> {
    let sums = fs::read_to_string(folder.join(SUMS)).unwrap_or_default();
    let listed: Vec<&str> = sums.lines().filter_map(|line| line.split_once("  ").map(|(_, name)| name)).collect();
    names.iter().filter(|name| *name != SUMS && !listed.contains(&name.as_str())).cloned().collect()
}

/// Makes the folder beside its place, then renames it.
fn put(target: &Path, files: &Files, replaces: bool) -> io::Result<()> {
    let parent = target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let made = tempfile::Builder::new().prefix(".tillit-export-").tempdir_in(parent)?;
    let new = made.path().join("new");
    fs::create_dir(&new)?;
    for (name, content) in files {
        let path = new.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = fs::File::create_new(&path)?;
        file.write_all(content)?;
        file.sync_all()?;
    }
    if replaces {
        let old = made.path().join("old");
        fs::rename(target, &old)?;
        if let Err(error) = fs::rename(&new, target) {
            fs::rename(&old, target)?;
            return Err(error);
        }
    } else {
        if target.is_dir() {
            fs::remove_dir(target)?;
        }
        fs::rename(&new, target)?;
    }
    Ok(())
}

fn about(id: &'static str, path: &Path) -> Error {
    said(id, vec![("path", path.display().to_string())], Exit::Usage)
}

fn said(id: &'static str, arguments: TextArguments, exit: Exit) -> Error {
    Error::Said { exit, id, arguments }
}
