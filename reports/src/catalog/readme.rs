//! The text files of an export, in both languages.

use tillit_verifier::catalog::store::CaState;

use super::human::{day, held_word, path, roles, typed};
use super::{Exported, export_order};
use crate::i18n::{Language, Texts, Value};
use crate::plain::clean;
use crate::style::wrap;

const WIDTH: usize = 100;

/// `README.txt`: Swedish first, then English.
pub fn readme(done: &Exported<'_>, states: &[CaState<'_>]) -> String {
    let mut generations: Vec<String> = Vec::new();
    for state in states {
        let name = clean(&state.found.generation.name);
        if !generations.contains(&name) {
            generations.push(name);
        }
    }
    let missing: Vec<String> = done.missing.iter().map(|state| clean(&state.found.ca.name)).collect();
    let folder = done.target.file_name().map_or_else(|| path(&done.target), |name| typed(name.as_ref()));
    let text = |language| {
        let texts = Texts::new(language);
        let say = |id: &str, values: &[(&str, String)]| {
            let values: Vec<_> = values.iter().map(|(name, value)| (*name, Value::from(value.clone()))).collect();
            wrap(&texts.format(id, &values), WIDTH, 0, 0)
        };
        let title = say("catalog-readme-title", &[("names", generations.join(", "))]);
        let mut out = String::new();
        if !done.test.is_empty() {
            out.push_str(&say("catalog-export-test", &[("names", clean(&done.test.join(", ")))]));
            out.push('\n');
        }
        out.push_str(&format!("{title}{}\n\n", "=".repeat(crate::style::width(title.trim_end()).min(WIDTH))));
        if !missing.is_empty() {
            out.push_str(&say("catalog-readme-partial", &[("names", missing.join(", "))]));
            out.push('\n');
        }
        // No date: the same content must give the same file, so that a second export changes nothing.
        let names = |root: bool| {
            let of_kind = states.iter().filter(|state| !state.is_missing() && state.found.ca.is_root() == root);
            of_kind.map(|state| clean(&state.found.ca.name)).collect::<Vec<_>>().join(", ")
        };
        let mut kinds = Vec::new();
        for (id, names) in [("catalog-readme-root", names(true)), ("catalog-readme-issuing", names(false))] {
            if !names.is_empty() {
                kinds.push(texts.format(id, &[("names", Value::from(names))]));
            }
        }
        let kinds = kinds.join(" ");
        for id in ["catalog-readme-files", "catalog-readme-check", "catalog-readme-places"] {
            out.push_str(&say(id, &[("kinds", kinds.clone())]));
            out.push('\n');
        }
        out.push_str(&say("catalog-readme-import", &[("command", format!("tillit catalog import {folder}"))]));
        out
    };
    format!("{}\n\n{}", text(Language::Sv), text(Language::En))
}

/// `fingerprints.txt`: what each certificate is, in English and Swedish field terms that need no translation.
pub fn fingerprints(states: &[CaState<'_>]) -> String {
    let texts = Texts::new(Language::En);
    let mut out = String::new();
    for (state, certificate) in export_order(states) {
        let held = state.held.iter().find(|held| held.certificate == *certificate);
        let word = held.map_or("", |held| held_word(held.pinned, held.renewed));
        out.push_str(&format!(
            "{}\n  subject   {}\n  role      {}\n  valid     {} - {}\n  SHA-256   {}\n  {}\n\n",
            clean(&state.found.ca.name),
            certificate.subject(),
            roles(state.found.ca, &texts),
            day(certificate.not_before()),
            day(certificate.not_after()),
            certificate.fingerprint(),
            texts.format("catalog-held", &[("held", Value::from(word))]),
        ));
    }
    out
}
