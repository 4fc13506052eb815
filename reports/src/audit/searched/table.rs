//! What was searched, as rows of tables.

use tillit_verifier::verdict::Severity;

use super::json::{SearchFindingResult, SearchedResult};
use crate::audit::say::Speaker;
use crate::finding::Weight;
use crate::verify::table::escape_markdown;

/// Rows of the CSV file, by the names of their columns: one for each finding and each failure, and where there are none one that says so.
pub(in crate::audit) fn csv_rows(searched: &SearchedResult, summary: &str) -> Vec<Vec<(&'static str, String)>> {
    let one = |weight: Weight, of: Weight| u8::from(weight == of).to_string();
    let row = |path: &str, weight: Weight, code: &str, text: &str| {
        vec![
            ("target", searched.path.clone()),
            ("place", "search".to_owned()),
            ("kind", "search".to_owned()),
            ("path", path.to_owned()),
            ("codes", code.to_owned()),
            ("errors", one(weight, Weight::Error)),
            ("warnings", one(weight, Weight::Warning)),
            ("text", text.to_owned()),
        ]
    };
    let finding = |found: &SearchFindingResult| {
        let is_meant = |mention: &&super::json::MentionResult| {
            mention.file == found.file && mention.pki == found.pki && found.named.contains(&mention.ca)
        };
        let first = searched.mentions.iter().find(is_meant);
        let path = first.map_or_else(|| found.file.clone(), |at| format!("{}:{}:{}", at.file, at.line, at.column));
        let mut row = row(&path, found.severity, &found.code, &found.text);
        let missing: Vec<&str> = found.missing.iter().map(|ca| ca.ca.as_str()).collect();
        row.extend([("pki", found.pki.clone()), ("missing", missing.join("; ")), ("present", found.named.join("; "))]);
        row
    };
    let mut rows: Vec<_> = searched.findings.iter().map(finding).collect();
    let failures = searched.failures.iter();
    rows.extend(
        failures.map(|failure| row(&failure.path, failure.error.severity, &failure.error.code, &failure.error.text)),
    );
    if rows.is_empty() {
        rows.push(row(&searched.path, Weight::Info, "", summary));
    }
    rows
}

/// The Markdown table of the places that name old CAs where those that stand in for them are not named; empty where there are none.
pub(in crate::audit) fn markdown_table(speak: &Speaker<'_>) -> String {
    let mut out = String::new();
    for path in &speak.report.searched {
        for found in speak.of_searched(path).iter().filter(|found| found.said.severity > Severity::Info) {
            for mention in found.places() {
                let cells = [speak.mention_place(mention), speak.mention_words(mention)];
                out.push_str(&format!("| {} |\n", cells.map(|cell| escape_markdown(&cell)).join(" | ")));
            }
        }
    }
    if out.is_empty() {
        return out;
    }
    let headings = ["place", "ca"].map(|id| speak.texts.get(&format!("audit-searched-table.{id}")));
    format!("| {} |\n|{}\n{out}\n", headings.join(" | "), " --- |".repeat(headings.len()))
}
