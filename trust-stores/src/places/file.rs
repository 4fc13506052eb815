//! A file or folder that the user names.

use std::path::Path;

use super::{Found, Place, Search, image};
use crate::formats;

pub(super) const PLACE: Place = Place { word: "file", on_every_host: false, find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    if let Some(path) = path {
        if search.options.kind.is_none() && image::is_archive(search.options.tree, path) {
            return (image::PLACE.find)(search, Some(path));
        }
        let mut outcome = formats::read(path, &search.options);
        outcome.iter_mut().flatten().for_each(formats::as_it_is_loaded);
        found.add(PLACE.word, outcome);
    }
    found
}
