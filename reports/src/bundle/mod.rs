//! What a diagnosis found, for the help desk: a report for people, the JSON document, what was seen of each handshake, and versions.
//!
//! Nothing of a page's text is in it, no application data, no query of an address, no key and no password: none of it is kept anywhere. Personal
//! identity numbers are masked once more over everything that is written.

mod page;
mod transcript;

use serde::Serialize;
use tillit_verifier::catalog::{Catalog, Origin};

use crate::diagnose::{self, DiagnoseReport};
use crate::i18n::Texts;
use crate::plain::mask_personal_numbers;
use crate::verify::facts::moment;

pub use page::single;

/// A file of a bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub name: &'static str,
    /// What it is, in the user's language.
    pub what: String,
    /// All of it.
    pub content: String,
}

/// The system on which it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct System {
    /// As it calls itself; null: not known.
    pub name: Option<String>,
    /// `linux`, `windows`, `macos`
    pub family: String,
    /// `x86_64`
    pub machine: String,
}

/// The files of a bundle, the report first.
pub fn parts(report: &DiagnoseReport, catalog: &Catalog, system: &System, texts: &Texts) -> Vec<Part> {
    let json = |value: &serde_json::Value| format!("{value:#}\n");
    let others = [
        ("diagnose.json", "bundle-what-json", json(&diagnose::json(report, catalog, texts))),
        ("transcript.txt", "bundle-what-transcript", transcript::transcript(report)),
        ("versions.json", "bundle-what-versions", json(&versions(report, catalog, system))),
    ];
    let first = ("report.html", "bundle-what-report", page::report(report, catalog, texts));
    let parts = std::iter::once(first).chain(others);
    parts
        .map(|(name, what, content)| Part { name, what: texts.get(what), content: mask_personal_numbers(&content) })
        .collect()
}

/// What is in a bundle, told before it is written.
pub fn contents(parts: &[Part], path: &str, texts: &Texts) -> String {
    let mut out = texts.format("bundle-contents", &[("path", path.to_owned().into())]);
    for part in parts {
        out.push_str(&format!("\n  {:<16} {} ({} B)", part.name, part.what, part.content.len()));
    }
    out.push('\n');
    out.push_str(&texts.get("bundle-without"));
    out
}

fn versions(report: &DiagnoseReport, catalog: &Catalog, system: &System) -> serde_json::Value {
    let pkis = catalog.pkis.iter().map(|pki| {
        serde_json::json!({
            "id": pki.id,
            "updated": pki.updated.map(|date| date.to_string()),
            "embedded": matches!(pki.origin, Origin::Embedded),
        })
    });
    serde_json::json!({
        "tillit": report.version,
        "at": moment(report.at),
        "catalog": pkis.collect::<Vec<_>>(),
        "system": system,
    })
}
