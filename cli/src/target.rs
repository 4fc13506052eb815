//! What a user names to be audited or changed: trust stores by their paths and places.

use std::io;
use std::path::Path;

use clap::ValueEnum;
use clap::builder::PossibleValue;
use tillit_reports::catalog::bad_file_text;
use tillit_reports::i18n::Value;
use tillit_reports::plain::clean;
use tillit_trust_stores::StoreKind;
use tillit_trust_stores::places::{PLACES, Target};
use tillit_trust_stores::tree::{Folder, Tree as _};
use tillit_trust_stores::windows::View;
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;

use crate::context::Context;
use crate::data;
use crate::error::{Error, Exit, io_cause};
use crate::settings::suggest;

/// What a store is, where the user knows better than its content tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KindArg(pub(crate) StoreKind);

impl KindArg {
    /// The kind with this word.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|kind| kind.0.word() == word)
    }
}

impl ValueEnum for KindArg {
    fn value_variants<'a>() -> &'a [Self] {
        const VARIANTS: [KindArg; StoreKind::ALL.len()] = {
            let mut variants = [KindArg(StoreKind::PemBundle); StoreKind::ALL.len()];
            let mut i = 0;
            while i < variants.len() {
                variants[i] = KindArg(StoreKind::ALL[i]);
                i += 1;
            }
            variants
        };
        &VARIANTS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.0.word()))
    }
}

/// A word that looks like a place and is none, and no file either.
pub(crate) fn no_such_place(typed: &Path, target: &Target, tree: &Folder) -> Option<Error> {
    let Target::Path(path) = target else { return None };
    // Of a web address only that it is one needs to be said.
    let typed = typed.to_str().filter(|typed| !typed.contains("://"))?;
    let word = typed.split_once(':').map_or(typed, |(word, _)| word);
    // A drive's letter is no place.
    let is_word = word.len() > 1 && word.bytes().all(|b| b.is_ascii_alphanumeric());
    if !is_word || tree.link_metadata(path).is_ok() {
        return None;
    }
    let places: Vec<&str> = PLACES.iter().map(|place| place.word).collect();
    Some(Error::Said {
        exit: Exit::Usage,
        id: "error-audit-place",
        arguments: vec![
            ("word", word.to_owned()),
            ("places", places.join(", ")),
            ("suggestion", suggest(word, places.iter().copied()).unwrap_or_else(|| "none".to_owned())),
        ],
    })
}

/// Windows' own stores where there is no Windows: an error that says how to get at them from here.
pub(crate) fn windows_elsewhere(target: &Target, tree: &Folder, id: &'static str) -> Option<Error> {
    let Target::Place("windows", path) = target else { return None };
    let is_view = path.as_deref().is_none_or(|path| path.to_str().and_then(View::parse).is_some());
    let is_here = tree.registry().is_some();
    (is_view && !is_here).then(|| Error::Said { exit: Exit::Usage, id, arguments: Vec::new() })
}

/// The files of this machine, or those below `--root`.
pub(crate) fn tree(root: Option<&Path>, context: &Context) -> Result<Folder, Error> {
    let Some(root) = root else { return Ok(Folder::host().offline(context.offline)) };
    let cause = match std::fs::metadata(root) {
        // Programs that are run to check what was written have folders of their own.
        Ok(metadata) if metadata.is_dir() => return Ok(Folder::at(std::path::absolute(root).unwrap_or(root.into()))),
        Ok(_) => io::ErrorKind::NotADirectory.into(),
        Err(error) => error,
    };
    Err(Error::Said {
        exit: Exit::Incomplete,
        id: "error-audit-root",
        arguments: vec![("path", root.display().to_string()), ("cause", io_cause(&cause, &context.texts))],
    })
}

/// A web address is a server's, and not a store.
pub(crate) fn url(typed: &str) -> Error {
    Error::Said { exit: Exit::Usage, id: "error-audit-url", arguments: vec![("url", typed.to_owned())] }
}

/// CA certificates of the data folders: they confirm issuing CAs that have no pin.
pub(crate) fn at_hand(context: &Context, catalog: &Catalog) -> Vec<Certificate> {
    let found = data::load(&context.data_folders(), catalog);
    for bad in &found.bad {
        let values = [
            ("path", Value::from(clean(&bad.path.display().to_string()))),
            ("reason", Value::from(bad_file_text(&bad.kind, &context.texts))),
        ];
        context.note(&context.texts.format("note-bad-data-file", &values));
    }
    found.certificates
}
