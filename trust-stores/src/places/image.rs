//! A container image in an archive: what `docker save`, `podman save`, `skopeo` and `docker export` write.

use std::ffi::OsString;
use std::path::Path;

use super::{Environment, Found, Place, Search, search_tree};
use crate::formats::{Failure, Options};
use crate::store::{Location, TrustStore};
use crate::tree::{Archive, Plan};

pub(super) use crate::tree::is_archive_file as is_archive;

pub(super) const PLACE: Place = Place { word: "image", on_every_host: false, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    let Some(path) = path else { return found };
    let read =
        search.options.tree.open(path).map_err(tillit_verifier::input::InputError::from_io).and_then(Archive::read);
    let archive = match read {
        Ok(archive) => archive,
        Err(error) => {
            found.failures.push(Failure { place: PLACE.word, ..Failure::of(path, error) });
            return found;
        }
    };
    for plan in archive.images() {
        match plan {
            Ok(plan) => found.append(find_in(search, path, &archive, &plan)),
            Err((name, error)) => found.failures.push(failure(path, &name, error)),
        }
    }
    found
}

fn failure(path: &Path, name: &str, error: tillit_verifier::input::InputError) -> Failure {
    let location = Location { path: path.to_owned(), within: (!name.is_empty()).then(|| name.to_owned()) };
    Failure { location, place: PLACE.word, kind: None, error }
}

/// Searches one image as it would be if it ran: with its own variables.
fn find_in(search: &Search<'_>, path: &Path, archive: &Archive, plan: &Plan) -> Found {
    let image = match archive.image(plan) {
        Ok(image) => image,
        Err(error) => {
            return Found { failures: vec![failure(path, &plan.name, error)], ..Found::default() };
        }
    };
    let home = (OsString::from("HOME"), OsString::from("/root"));
    let environment = Environment::of(std::iter::once(home).chain(plan.environment.iter().cloned()));
    let inner = Search { options: Options { tree: &image, ..search.options }, environment: &environment };
    let mut found = search_tree(&inner);
    for TrustStore { location, place, .. } in &mut found.stores {
        relocate(location, place, path, plan);
    }
    for Failure { location, place, .. } in &mut found.failures {
        relocate(location, place, path, plan);
    }
    if found.stores.is_empty() && found.failures.is_empty() {
        found.looked(PLACE.word, path, false);
    }
    // What a whole machine should have is not missed in an image.
    found.looked.retain(|looked| looked.place == PLACE.word);
    found
}

/// Adds the archive's and the image's names to a place in the image.
fn relocate(location: &mut Location, place: &mut &'static str, path: &Path, plan: &Plan) {
    let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
    let parts =
        [Some(file.into_owned()), Some(plan.name.clone()).filter(|name| !name.is_empty()), location.within.take()];
    location.within = Some(parts.into_iter().flatten().collect::<Vec<_>>().join(", "));
    if *place == "file" {
        *place = PLACE.word;
    }
}
