//! Generations as a user names them: `e-id`, `siths/e-id`, `old`, `new`.

use tillit_verifier::catalog::Catalog;
use tillit_verifier::verdict::GenerationId;

use crate::error::Error;
use crate::settings::suggest;

/// Every generation that these names mean, each once, in the order of the names. A name without a PKI means the generation of every
/// PKI that has one of that name; `new` and `old` are those that a PKI's migration leads to and from.
pub(crate) fn named(names: &[String], catalog: &Catalog) -> Result<Vec<GenerationId>, Error> {
    let mut found = Vec::new();
    let mut errors = Vec::new();
    for name in names {
        let meant = catalog.generations_named(name);
        if meant.is_empty() {
            errors.push(unknown(name, catalog));
        }
        for id in meant {
            if !found.contains(&id) {
                found.push(id);
            }
        }
    }
    match errors.len() {
        0 => Ok(found),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

fn unknown(given: &str, catalog: &Catalog) -> Error {
    let mut known: Vec<String> = catalog
        .pkis
        .iter()
        .flat_map(|pki| pki.generations.iter().map(|generation| format!("{}/{}", pki.id, generation.id)))
        .collect();
    let short = catalog.pkis.iter().flat_map(|pki| &pki.generations).map(|generation| generation.id.as_str());
    let suggestion = suggest(given, short.chain(known.iter().map(String::as_str)).chain(["old", "new"]));
    known.extend(["old", "new"].map(str::to_owned));
    Error::UnknownGeneration { given: given.to_owned(), known, suggestion }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use tillit_verifier::catalog::embedded;

    fn ids(names: &[&str]) -> Vec<String> {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        named(&names, &embedded()).unwrap().iter().map(|id| format!("{}/{}", id.pki, id.generation)).collect()
    }

    #[test]
    fn names_of_every_form() {
        assert_eq!(ids(&["siths/e-id"]), ["siths/e-id"]);
        assert_eq!(ids(&["e-id"]), ["siths/e-id", "siths-test/e-id"]);
        assert_eq!(ids(&["siths/new", "siths/old", "SITHS/E-ID"]), ["siths/e-id", "siths/root-v1"]);
        assert!(ids(&["new"]).contains(&"siths/e-id".to_owned()));
    }

    #[test]
    fn an_unknown_name_is_told_with_the_known_ones() {
        let error = named(&["eid".to_owned()], &embedded()).unwrap_err();
        let Error::UnknownGeneration { known, suggestion, .. } = error else { panic!("{error:?}") };
        assert_eq!(suggestion.as_deref(), Some("e-id"));
        assert!(known.contains(&"siths/root-v1".to_owned()) && known.contains(&"new".to_owned()));
        let several = named(&["x".to_owned(), "y/e-id".to_owned()], &embedded()).unwrap_err();
        assert!(matches!(several, Error::Several(errors) if errors.len() == 2));
    }
}
