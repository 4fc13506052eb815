//! Policies by a word instead of a file, made from what the catalog knows of a PKI's migration.

use tillit_verifier::catalog::{Catalog, Pki};
use tillit_verifier::verdict::GenerationId;

use super::{Policy, Rule, What};
use crate::examine::Environment;

/// The words: before the switch cards of both generations must get in, after it only those of the new one; and for a service of a
/// test environment only test cards of the newest. `siths/only-new` means the same for one PKI.
pub const PRESETS: &[&str] = &["both-generations", "only-new", "test-environment"];

/// It is the word of a preset, perhaps with a PKI's before it.
pub fn is_preset(word: &str) -> bool {
    PRESETS.contains(&split(word).1)
}

fn split(word: &str) -> (Option<&str>, &str) {
    word.rsplit_once('/').map_or((None, word), |(pki, preset)| (Some(pki), preset))
}

impl Policy {
    /// The policy of this word. `None`: there is no such word, or nothing in the catalog that it could speak of.
    ///
    /// Presets without a PKI's name speak of the PKIs of the environment that the store is meant for: production, unless it is said
    /// otherwise.
    pub fn preset(word: &str, catalog: &Catalog) -> Option<Self> {
        let (of, preset) = split(word);
        let pkis: Vec<&Pki> = catalog.pkis.iter().filter(|pki| of.is_none_or(|id| id == pki.id)).collect();
        let mut policy = Self {
            name: Some(word.to_owned()),
            environment: None,
            targets: Vec::new(),
            allow_others: true,
            require: Vec::new(),
            allow: Vec::new(),
            forbid: Vec::new(),
            is_preset: true,
        };
        match preset {
            "both-generations" => {
                policy.require = ["old", "new"].iter().filter_map(|word| rule(word, of, catalog)).collect();
            }
            "only-new" => {
                policy.require.extend(rule("new", of, catalog));
                policy.forbid = pkis.iter().flat_map(|pki| older(pki)).collect();
            }
            "test-environment" => {
                policy.environment = Some(Environment::Test);
                if pkis.iter().any(|pki| pki.test_environment) {
                    policy.require.extend(rule("new", of, catalog));
                }
                policy.forbid = catalog.pkis.iter().filter(|pki| !pki.test_environment).flat_map(every).collect();
            }
            _ => return None,
        }
        (!policy.require.is_empty()).then_some(policy)
    }
}

/// `old` or `new`, of one PKI or of those of the environment.
fn rule(word: &str, of: Option<&str>, catalog: &Catalog) -> Option<Rule> {
    let named = of.map_or_else(|| word.to_owned(), |pki| format!("{pki}/{word}"));
    let ids = catalog.generations_named(&named);
    let what = What::Generation { named, ids, of_environment: of.is_none(), roles: Vec::new() };
    matches!(&what, What::Generation { ids, .. } if !ids.is_empty()).then(|| Rule::about(what))
}

/// Every generation before the new one.
fn older(pki: &Pki) -> Vec<Rule> {
    let new = pki.new_generation().map(|generation| &generation.id);
    pki.generations
        .iter()
        .take_while(|generation| Some(&generation.id) != new)
        .map(|generation| one(pki, &generation.id))
        .collect()
}

fn every(pki: &Pki) -> Vec<Rule> {
    pki.generations.iter().map(|generation| one(pki, &generation.id)).collect()
}

fn one(pki: &Pki, generation: &str) -> Rule {
    let id = GenerationId { pki: pki.id.clone(), generation: generation.to_owned() };
    let named = format!("{}/{generation}", pki.id);
    Rule::about(What::Generation { named, ids: vec![id], of_environment: false, roles: Vec::new() })
}
