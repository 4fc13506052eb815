//! Services of servers as rows of tables.

use super::judge::Answer;
use super::{AuditedService, json::ServerService};
use crate::audit::say::Speaker;
use crate::finding::Weight;
use crate::verify::table::word;

/// What a row of the CSV file says of a service, by the names of its columns: one for each generation and role, or a single one.
pub(in crate::audit) fn csv_rows(service: &ServerService) -> Vec<Vec<(&'static str, String)>> {
    let mut codes: Vec<&str> = Vec::new();
    for finding in &service.findings {
        if !codes.contains(&finding.code.as_str()) {
            codes.push(&finding.code);
        }
    }
    let weighing =
        |weight: Weight| service.findings.iter().filter(|finding| finding.severity == weight).count().to_string();
    let names = service.names.join(" ");
    let trusted = service.trusts.iter().flatten().filter(|source| source.trusted);
    let certificates: usize = trusted.filter_map(|source| source.sha256.as_ref()).map(Vec::len).sum();
    let within = [service.listener.as_str(), &names, service.within.as_deref().unwrap_or_default()];
    let common = vec![
        ("target", service.target.clone()),
        ("place", service.server.clone()),
        ("kind", "service".to_owned()),
        ("path", format!("{}:{}", service.source.file, service.source.line)),
        ("within", within.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")),
        ("certificates", certificates.to_string()),
        ("asks", word(&service.asks)),
        ("codes", codes.join(" ")),
        ("errors", weighing(Weight::Error)),
        ("warnings", weighing(Weight::Warning)),
        ("text", service.findings.first().map(|finding| finding.text.clone()).unwrap_or_default()),
    ];
    if service.predictions.is_empty() {
        return vec![common];
    }
    let answer = |answer: Option<bool>| match answer {
        Some(true) => "yes",
        Some(false) => "no",
        None => "cannot-say",
    };
    let rows = service.predictions.iter().map(|prediction| {
        let mut row = common.clone();
        row.extend([
            ("pki", prediction.pki.clone()),
            ("generation", prediction.generation.clone()),
            ("role", prediction.role.clone()),
            ("offered", answer(prediction.offered).to_owned()),
            ("full_chain", answer(prediction.full_chain).to_owned()),
            ("leaf_only", answer(prediction.leaf_only).to_owned()),
            ("tls12", answer(prediction.tls12).to_owned()),
            ("tls13", answer(prediction.tls13).to_owned()),
            ("reasons", prediction.reasons.join(" ")),
        ]);
        row
    });
    rows.collect()
}

/// Cells of the Markdown table: service, where, whether it asks, what becomes of a generation's cards; a row for each generation.
pub(in crate::audit) fn markdown_rows(speak: &Speaker<'_>, service: &AuditedService) -> Vec<[String; 4]> {
    let of = service.service();
    let row = |rest: String| {
        let place = format!("{}:{}", of.source.file.display(), of.source.line);
        [speak.service_title(service), speak.shown(&place), speak.asks_words(service), rest]
    };
    let view = speak.view(service);
    if view.generations.is_empty() {
        let rest = match view.without_known() {
            Answer::No => speak.texts.get("audit-no-known-ca"),
            answer => speak.texts.get(answer.id()),
        };
        let rest = if service.predictions.is_empty() { String::new() } else { rest };
        return vec![row(rest)];
    }
    let generations = view.generations.iter();
    generations
        .map(|generation| row(format!("{}: {}", crate::plain::clean(&generation.name), speak.state_of(generation))))
        .collect()
}
