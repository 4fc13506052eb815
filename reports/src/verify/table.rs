//! The answer as a table: CSV for a spreadsheet, Markdown for a wiki or a ticket.

use std::collections::HashMap;

use tillit_verifier::catalog::Catalog;

use super::answer::Answer;
use super::facts::moment;
use super::json::{self, AnswerWord, Document};
use super::say::Speaker;
use super::{VerifyReport, revocation};
use crate::finding::{Finding, Weight};
use crate::i18n::Texts;
use crate::plain::clean;

/// Columns of the CSV file. As the keys of JSON they are the same in all languages.
const COLUMNS: [&str; 22] = [
    "input",
    "index",
    "sha256",
    "name",
    "organisation",
    "hsa_id",
    "kind",
    "use",
    "loa",
    "issuer",
    "not_before",
    "not_after",
    "days_left",
    "answer",
    "code",
    "text",
    "remedy",
    "revocation",
    "at",
    "revocation_mode",
    "revoked_at",
    "revocation_reason",
];

/// One line for each certificate with the most important finding, then one for each input that could not be read.
/// Written for spreadsheets: a cell that would be taken for a formula begins with an apostrophe.
pub fn csv(report: &VerifyReport, catalog: &Catalog, texts: &Texts) -> String {
    let document = json::document(report, catalog, texts);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(COLUMNS);
    let first = first_findings(&document);
    // The document has a result for each certificate of the report, in its order.
    for (result, certificate) in document.results.iter().zip(&report.certificates) {
        let revoked = Answer::with_verdict(&certificate.judgement).1.and_then(revocation::first_revoked);
        // Where the certificate is trusted, what is merely good to know is left out.
        let (code, text, remedy) = first
            .get(&(result.input.as_str(), result.index))
            .filter(|f| result.answer != AnswerWord::Trusted || f.severity > Weight::Info)
            .map_or(("", "", ""), |f| (f.code.as_str(), f.text.as_str(), f.remedy.as_str()));
        let row = [
            result.input.clone(),
            result.index.to_string(),
            result.sha256.clone(),
            result.name.clone(),
            result.organisation.clone().unwrap_or_default(),
            result.hsa_id.clone().unwrap_or_default(),
            word(&result.kind),
            word(&result.usage),
            result.loa.map(|l| l.to_string()).unwrap_or_default(),
            result.issuer.clone(),
            result.not_before.clone(),
            result.not_after.clone(),
            result.days_left.to_string(),
            word(&result.answer),
            code.to_owned(),
            text.to_owned(),
            remedy.to_owned(),
            word(&result.revocation),
            document.at.clone(),
            word(&result.revocation_mode),
            revoked.map(|revoked| moment(revoked.at)).unwrap_or_default(),
            revoked.and_then(|revoked| revoked.reason).map(|reason| reason.name().to_owned()).unwrap_or_default(),
        ];
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    for problem in unreadable(&document) {
        let mut row = vec![String::new(); COLUMNS.len()];
        row[0].clone_from(&problem.input);
        "unreadable".clone_into(&mut row[13]);
        row[14].clone_from(&problem.code);
        row[15].clone_from(&problem.text);
        row[16].clone_from(&problem.remedy);
        row[18].clone_from(&document.at);
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// A table of the certificates, and below it what was found.
pub fn markdown(report: &VerifyReport, catalog: &Catalog, texts: &Texts) -> String {
    let document = json::document(report, catalog, texts);
    let heading = |id: &str| texts.get(&format!("verify-table.{id}"));
    let headings = ["answer", "input", "name", "hsa-id", "valid-to", "generation", "revocation"].map(heading);
    let mut out = String::new();
    let speak = Speaker { report, catalog, texts };
    if report.at_is_set {
        out.push_str(&format!("{}\n\n", speak.judged_at()));
    }
    out.push_str(&format!("| {} |\n|{}\n", headings.join(" | "), " --- |".repeat(headings.len())));
    // As in the answer for people: the second of five.
    let of: HashMap<&str, usize> = report.certificates.iter().map(|c| (c.input.as_str(), c.of)).collect();
    let place = |input: &str, index: usize| match of.get(input) {
        Some(of) if *of > 1 => format!("{input} {}/{of}", index + 1),
        _ => input.to_owned(),
    };
    for result in &document.results {
        let generation = result
            .generation
            .as_ref()
            .map(|g| {
                catalog
                    .pki(&g.pki)
                    .and_then(|p| p.generations.iter().find(|x| x.id == g.id))
                    .map_or_else(|| g.id.clone(), |x| x.name.clone())
            })
            .unwrap_or_default();
        let answer = texts.get(&format!("verify-answer-{}", word(&result.answer)));
        let input = place(&result.input, result.index);
        let revocation = texts.get(&format!("verify-revocation-state-{}", word(&result.revocation)));
        let cells = [
            answer.as_str(),
            &input,
            &result.name,
            result.hsa_id.as_deref().unwrap_or_default(),
            result.not_after.get(..10).unwrap_or_default(),
            &generation,
            &revocation,
        ];
        let cells: Vec<String> = cells.into_iter().map(escape_markdown).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    if !document.findings.is_empty() {
        out.push_str(&format!("\n## {}\n\n", heading("findings")));
    }
    for finding in &document.findings {
        let place = finding.index.map_or_else(|| finding.input.clone(), |index| place(&finding.input, index));
        out.push_str(&format!(
            "- **{}** {}: {} → {}\n",
            finding.code,
            escape_markdown(&place),
            escape_markdown(&finding.text),
            escape_markdown(&finding.remedy)
        ));
    }
    if let Some(line) = speak.revocation_of_all(true).filter(|_| !report.certificates.is_empty()) {
        out.push_str(&format!("\n{line}\n"));
    }
    out
}

/// For each certificate the finding to tell where there is room for one: the first of the heaviest.
fn first_findings(document: &Document) -> HashMap<(&str, usize), &Finding> {
    let mut out: HashMap<(&str, usize), &Finding> = HashMap::new();
    for finding in &document.findings {
        let Some(index) = finding.index else { continue };
        out.entry((finding.input.as_str(), index))
            .and_modify(|known| {
                if finding.severity > known.severity {
                    *known = finding;
                }
            })
            .or_insert(finding);
    }
    out
}

fn unreadable(document: &Document) -> impl Iterator<Item = &Finding> {
    document.findings.iter().filter(|f| f.index.is_none() && f.severity == Weight::Error)
}

/// The word that a value has in JSON.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Names come from certificates, and a spreadsheet would compute `=HYPERLINK(...)`.
pub(crate) fn harmless(cell: &str) -> String {
    let cell = clean(cell);
    if cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err() && cell != "-" {
        format!("'{cell}")
    } else {
        cell
    }
}

pub(crate) fn escape_markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        if matches!(c, '\\' | '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '&') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
