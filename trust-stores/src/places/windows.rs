//! Windows' own certificate stores: what services see (`LocalMachine`), and what this user's programs see (`CurrentUser`, in which the
//! machine's stores are shown, too). Or those in files that `reg export` wrote.

use std::path::Path;

use tillit_verifier::container::ContainerError;
use tillit_verifier::input::InputError;

use super::{Found, Place, Search};
use crate::formats::{self, Failure, Options, Source};
use crate::store::{Location, StoreKind};
use crate::windows::{Export, Scope, View, is_export};

pub(super) const PLACE: Place = Place { word: "windows", on_every_host: cfg!(windows), find };

/// Files of a folder that are looked at.
const MAX_FILES: usize = 1_000;
/// Bytes of one of them.
const MAX_BYTES: u64 = 512 << 20;

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    let options = Options { kind: Some(StoreKind::Windows), ..search.options };
    let typed = path.and_then(Path::to_str);
    match (path, typed.and_then(View::parse)) {
        (Some(path), None) if options.tree.is_folder(path) && View::of_path(path).is_none() => {
            found.add(PLACE.word, folder(path, &options));
        }
        (Some(path), None) => found.add(PLACE.word, formats::read(path, &options)),
        (_, view) => {
            let views = view.map_or_else(|| vec![View::all(Scope::Machine), View::all(Scope::User)], |view| vec![view]);
            for view in views {
                // Without a registry there is nothing to look for.
                let is_there = options.tree.registry().is_some();
                found.looked(PLACE.word, view.path(), is_there);
                if is_there {
                    found.add(PLACE.word, formats::windows_view(view, &options));
                }
            }
        }
    }
    found
}

/// Several exports together: `reg export` writes one key into a file, and the stores lie in five.
fn folder(path: &Path, options: &Options<'_>) -> formats::Outcome {
    let tree = options.tree;
    let mut export = Export::default();
    let mut failures: formats::Outcome = Vec::new();
    let mut has_any = false;
    for name in tree.list(path).unwrap_or_default().into_iter().take(MAX_FILES) {
        let file = path.join(name);
        let source =
            if tree.is_file(&file) { tree.open(&file).and_then(|open| Source::new(&file, open)) } else { continue };
        let read = || -> Result<bool, InputError> {
            let source = source.map_err(InputError::from_io)?;
            if !is_export(&source.window) {
                return Ok(false);
            }
            export.add(&source.whole(MAX_BYTES)?)?;
            Ok(true)
        };
        match read() {
            Ok(is_one) => has_any |= is_one,
            Err(error) => failures.push(Err(Failure {
                location: Location::path(&file),
                place: PLACE.word,
                kind: Some(StoreKind::Windows),
                error,
            })),
        }
    }
    if has_any {
        failures.extend(formats::windows_export(path, &export, options));
    } else if failures.is_empty() {
        failures.push(Err(Failure::of(path, ContainerError::NotRecognised)));
    }
    failures
}
