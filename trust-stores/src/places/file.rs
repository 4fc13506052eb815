//! A file or folder that the user names.

use std::path::Path;

use super::{Found, Place, Search};
use crate::formats;

pub(super) const PLACE: Place = Place { word: "file", on_every_host: false, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    if let Some(path) = path {
        found.add(PLACE.word, formats::read(path, &search.options));
    }
    found
}
