//! Windows' own certificate stores: what services see (`LocalMachine`), and what this user's programs see (`CurrentUser`, in which the
//! machine's stores are shown, too). Or those in files that `reg export` wrote.

use std::path::Path;

use super::{Found, Place, Search};
use crate::formats::{self, Options};
use crate::store::StoreKind;
use crate::windows::{Scope, View};

pub(super) const PLACE: Place = Place { word: "windows", on_every_host: cfg!(windows), find };

fn find(search: &Search<'_>, path: Option<&Path>) -> Found {
    let mut found = Found::default();
    let options = Options { kind: Some(StoreKind::Windows), ..search.options };
    let typed = path.and_then(Path::to_str);
    match (path, typed.and_then(View::parse)) {
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
