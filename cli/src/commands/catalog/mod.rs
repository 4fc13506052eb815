//! `tillit catalog`: the known PKIs and their CA certificates.

mod check;
mod export;
mod fetch;
mod import;
mod list;

use clap::Subcommand;
use tillit_reports::catalog::{Shelf, known_names, of_interest};
use tillit_trust_stores::install::selection::slug;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::{self, CaId, CaState};

use crate::context::Context;
use crate::data::Stored;
use crate::error::{Error, Exit};
use crate::output::Format;
use crate::{generation, settings};

#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::ListArgs),
    Show(list::ShowArgs),
    Fetch(fetch::Args),
    Import(import::Args),
    Export(export::Args),
    Check(check::Args),
}

/// Formats that `reports` renders.
const FORMATS: [Format; 2] = [Format::Human, Format::Json];

pub(crate) fn run(args: &Args, context: &Context) -> Result<Exit, Error> {
    match &args.command {
        Command::List(args) => list::list(args, context),
        Command::Show(args) => list::show(args, context),
        Command::Fetch(args) => fetch::run(args, context),
        Command::Import(args) => import::run(args, context),
        Command::Export(args) => export::run(args, context),
        Command::Check(args) => check::run(args, context),
    }
}

/// The CAs that the words on the command line mean: a PKI, a generation (`e-id`, `siths/e-id`, `new`) or a CA by its name. Without
/// words: every PKI that [`of_interest`]. A word without its PKI never means a test environment, unless `tests_too`: who trusts what a
/// production generation's export holds must not come to trust test cards.
fn asked<'a>(
    words: &[String],
    tests_too: bool,
    catalog: &'a Catalog,
    stored: &Stored,
) -> Result<Vec<CaState<'a>>, Error> {
    let mut states = store::inventory(catalog, &stored.certificates);
    if words.is_empty() {
        states.retain(|state| of_interest(state.found.pki));
        return Ok(states);
    }
    let mut wanted: Vec<CaId> = Vec::new();
    let mut errors = Vec::new();
    for word in words {
        let mut meant = meant_by(word, catalog, &states);
        if !tests_too && !names_its_pki(word, catalog) {
            let all = std::mem::take(&mut meant);
            let test = |id: &CaId| catalog.pki(&id.generation.pki).is_some_and(|pki| pki.test_environment);
            meant = all.iter().filter(|id| !test(id)).cloned().collect();
            if meant.is_empty() && generation::named(std::slice::from_ref(word), catalog).is_err() {
                // The name of a CA that only a test environment has leaves nothing to mix up.
                meant = all;
            } else if let (true, Some(first)) = (meant.is_empty(), all.first()) {
                let name = format!("{}/{}", first.generation.pki, first.generation.generation);
                let arguments = vec![("given", word.clone()), ("name", name)];
                errors.push(Error::Said { exit: Exit::Usage, id: "catalog-error-only-test", arguments });
                continue;
            }
        }
        if meant.is_empty() {
            let known = known_names(catalog);
            let suggestion = settings::suggest(word, known.iter().map(String::as_str));
            errors.push(Error::Said {
                exit: Exit::Usage,
                id: "catalog-error-unknown",
                arguments: vec![
                    ("given", word.clone()),
                    ("suggestion", suggestion.unwrap_or_else(|| "none".to_owned())),
                ],
            });
        }
        wanted.extend(meant);
    }
    match errors.len() {
        0 => {}
        1 => return Err(errors.remove(0)),
        _ => return Err(Error::Several(errors)),
    }
    states.retain(|state| wanted.contains(&state.found.ca_id()));
    Ok(states)
}

/// `siths-test`, `siths-test/e-id`
fn names_its_pki(word: &str, catalog: &Catalog) -> bool {
    let pki = word.split_once('/').map_or(word, |(pki, _)| pki);
    catalog.pkis.iter().any(|known| known.id.eq_ignore_ascii_case(pki))
}

fn meant_by(word: &str, catalog: &Catalog, states: &[CaState<'_>]) -> Vec<CaId> {
    let ids = |wanted: &dyn Fn(&CaState<'_>) -> bool| -> Vec<CaId> {
        states.iter().filter(|state| wanted(state)).map(|state| state.found.ca_id()).collect()
    };
    let pki = ids(&|state| state.found.pki.id.eq_ignore_ascii_case(word));
    if !pki.is_empty() {
        return pki;
    }
    if let Ok(generations) = generation::named(&[word.to_owned()], catalog) {
        return ids(&|state| generations.contains(&state.found.id()));
    }
    // The file name of a stored certificate means its CA too.
    let wanted = slug(word);
    ids(&|state| state.found.ca.name.eq_ignore_ascii_case(word) || slug(&state.found.ca.name) == wanted)
}

/// What the reports are about.
fn shelf<'a>(states: Vec<CaState<'a>>, stored: Stored, context: &Context) -> Shelf<'a> {
    Shelf {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        at: context.now,
        states,
        files: stored.files,
        bad: stored.bad,
        folder: context.data_folders().write,
    }
}
