//! Live servers as tables.

use tillit_verifier::catalog::Catalog;

use super::say::{Speaker, shown};
use super::{ProbeReport, json};
use crate::finding::Weight;
use crate::i18n::Texts;
use crate::verify::table::{escape_markdown, harmless, word};

/// Columns of the CSV file; new ones come at the end.
const COLUMNS: [&str; 14] = [
    "at",
    "target",
    "service",
    "outcome",
    "asks",
    "names",
    "pki",
    "generation",
    "role",
    "offered",
    "chain_trusted",
    "codes",
    "errors",
    "text",
];

/// One row for each target, generation and role.
pub fn csv(report: &ProbeReport, catalog: &Catalog, texts: &Texts) -> String {
    let document = json::document(report, catalog, texts);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(COLUMNS);
    for result in &document.results {
        let mut codes: Vec<&str> = Vec::new();
        for finding in &result.findings {
            if !codes.contains(&finding.code.as_str()) {
                codes.push(&finding.code);
            }
        }
        let errors = result.findings.iter().filter(|finding| finding.severity == Weight::Error).count();
        let answer = |answer: Option<bool>| match answer {
            Some(true) => "yes",
            Some(false) => "no",
            None => "cannot-say",
        };
        let mut write = |of: [&str; 4]| {
            let [pki, generation, role, offered] = of;
            let asks = result.asks.as_ref().map(word).unwrap_or_default();
            let names = result.names.as_ref().map(|names| names.count.to_string()).unwrap_or_default();
            let trusted = result.chains.first().map_or("", |chain| answer(chain.trusted));
            let row = [
                document.at.clone(),
                result.target.clone(),
                result.service.clone().unwrap_or_default(),
                word(&result.outcome),
                asks,
                names,
                pki.to_owned(),
                generation.to_owned(),
                role.to_owned(),
                offered.to_owned(),
                trusted.to_owned(),
                codes.join(" "),
                errors.to_string(),
                result.findings.first().map(|finding| finding.text.clone()).unwrap_or_default(),
            ];
            let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
        };
        if result.offers.is_empty() {
            write(["", "", "", ""]);
        }
        for offer in &result.offers {
            write([&offer.pki, &offer.generation, &offer.role, answer(offer.offered)]);
        }
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// The sentence of each target in a table, with the codes.
pub fn markdown(report: &ProbeReport, catalog: &Catalog, texts: &Texts) -> String {
    let speak = Speaker { catalog, texts, at: report.at };
    let head = ["probe-column-server", "probe-column-answer", "probe-column-found"].map(|id| texts.get(id));
    let mut out = format!("| {} |\n|---|---|---|\n", head.join(" | "));
    for target in &report.targets {
        let mut codes: Vec<&str> = Vec::new();
        for said in speak.findings(target) {
            if !codes.contains(&said.code.code) {
                codes.push(said.code.code);
            }
        }
        let cells = [shown(&target.title()), speak.headline(target), codes.join(", ")];
        out.push_str(&format!("| {} |\n", cells.map(|cell| escape_markdown(&cell)).join(" | ")));
    }
    out
}
