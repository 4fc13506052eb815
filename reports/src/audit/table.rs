//! The answer as a table: CSV for a spreadsheet, Markdown for a wiki or a ticket.

use tillit_verifier::catalog::Catalog;

use super::json::{self, Document, StoreResult};
use super::say::Speaker;
use super::{AuditReport, AuditedTarget, coverage, searched, servers};
use crate::finding::{Finding, Weight};
use crate::i18n::Texts;
use crate::verify::table::{escape_markdown, harmless, word};

/// Columns of the CSV file. As the keys of JSON they are the same in all languages.
const COLUMNS: [&str; 30] = [
    "target",
    "service",
    "owner",
    "contact",
    "environment",
    "tags",
    "place",
    "kind",
    "path",
    "within",
    "certificates",
    "pki",
    "generation",
    "role",
    "state",
    "effect",
    "missing",
    "present",
    "codes",
    "errors",
    "warnings",
    "text",
    "at",
    "asks",
    "offered",
    "full_chain",
    "leaf_only",
    "tls12",
    "tls13",
    "reasons",
];

/// One line for each service of a server, generation and role (`kind` is `service`); then one for each store, generation and role; one for each store that could not be read (`state` is `unreadable`) or has nothing of a
/// generation that matters, and at the end one for each policy or rule that speaks of no store. Test PKIs of which a store has nothing are
/// left out. What was searched (`--search`) has a line for each finding and each failure (`kind` is `search`). `codes`, `errors` and `warnings` are those of the whole store. Written for spreadsheets: a cell that would
/// be taken for a formula begins with an apostrophe.
pub fn csv(report: &AuditReport, catalog: &Catalog, texts: &Texts) -> String {
    let document = json::document(report, catalog, texts);
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    // Writing to memory does not fail.
    let _ = writer.write_record(COLUMNS);
    for row in document.services.iter().flat_map(servers::csv_rows) {
        let _ = writer.write_record(by_column(&row, &document));
    }
    for result in &document.envelope.results {
        for row in rows(result, &document, catalog) {
            let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
        }
    }
    for (result, path) in document.searched.iter().zip(&report.searched) {
        let speak = Speaker { report, catalog, texts, target: None };
        for row in searched::csv_rows(result, &speak.searched_summary(path)) {
            let _ = writer.write_record(by_column(&row, &document));
        }
    }
    // Those of policies come first; each has a line of its own, and so has what could not be read of configurations.
    let of_policies = document.envelope.findings.iter().take(report.unmatched.len());
    let of_problems: Vec<Finding> = problems(report, catalog, texts);
    for finding in of_policies.chain(&of_problems) {
        let is_error = finding.severity == Weight::Error;
        let cells = COLUMNS.map(|column| match column {
            "target" => finding.input.as_str(),
            "codes" => finding.code.as_str(),
            "errors" => {
                if is_error {
                    "1"
                } else {
                    "0"
                }
            }
            "warnings" => {
                if is_error {
                    "0"
                } else {
                    "1"
                }
            }
            "text" => finding.text.as_str(),
            "at" => document.envelope.at.as_str(),
            _ => "",
        });
        let _ = writer.write_record(cells.map(harmless));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

/// The cells of a row that has them by the names of their columns.
fn by_column(row: &[(&str, String)], document: &Document) -> [String; COLUMNS.len()] {
    let cells = COLUMNS.map(|column| match column {
        "at" => document.envelope.at.as_str(),
        _ => row.iter().find(|(name, _)| *name == column).map_or("", |(_, cell)| cell.as_str()),
    });
    cells.map(harmless)
}

/// What could not be read of configurations.
fn problems(report: &AuditReport, catalog: &Catalog, texts: &Texts) -> Vec<Finding> {
    let of_target = |target: &AuditedTarget| {
        let speak = Speaker { report, catalog, texts, target: Some(target) };
        let of_one = move |problem: &tillit_trust_stores::servers::Problem| {
            speak.flat_of_server(&speak.problem(problem), problem.spot.file.display().to_string())
        };
        target.problems.iter().map(of_one).collect::<Vec<_>>()
    };
    report.targets.iter().flat_map(of_target).collect()
}

fn rows(result: &StoreResult, document: &Document, catalog: &Catalog) -> Vec<[String; COLUMNS.len()]> {
    let service = result.service.as_ref();
    let mut codes: Vec<&str> = Vec::new();
    for finding in &result.findings {
        if !codes.contains(&finding.code.as_str()) {
            codes.push(&finding.code);
        }
    }
    codes.extend(result.error.as_ref().map(|error| error.code.as_str()));
    let weighing = |weight: Weight| {
        let of_error = result.error.iter().filter(|error| error.severity == weight).count();
        (result.findings.iter().filter(|finding| finding.severity == weight).count() + of_error).to_string()
    };
    let heaviest = result.error.as_ref().map(|error| error.text.clone());
    let text = heaviest.or_else(|| result.findings.first().map(|finding| finding.text.clone())).unwrap_or_default();
    let row = |of: [String; 7]| {
        let [pki, generation, role, state, effect, missing, present] = of;
        [
            result.target.clone(),
            service.map(|service| service.name.clone()).unwrap_or_default(),
            service.and_then(|service| service.owner.clone()).unwrap_or_default(),
            service.and_then(|service| service.contact.clone()).unwrap_or_default(),
            service.and_then(|service| service.environment).map(|e| word(&e)).unwrap_or_default(),
            service.map(|service| service.tags.join("; ")).unwrap_or_default(),
            result.place.clone(),
            result.kind.clone().unwrap_or_default(),
            result.path.clone(),
            result.within.clone().unwrap_or_default(),
            result.certificates.to_string(),
            pki,
            generation,
            role,
            state,
            effect,
            missing,
            present,
            codes.join(" "),
            weighing(Weight::Error),
            weighing(Weight::Warning),
            text.clone(),
            document.envelope.at.clone(),
            // What is said of services of servers.
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ]
    };
    let of_pki = |pki: &str| result.coverage.iter().any(|c| c.pki == pki && !c.present.is_empty());
    let is_test = |pki: &str| catalog.pki(pki).is_some_and(|pki| pki.test_environment);
    let mut covered = result.coverage.iter().filter(|c| !is_test(&c.pki) || of_pki(&c.pki)).peekable();
    if covered.peek().is_none() {
        let mut of: [String; 7] = Default::default();
        if result.error.is_some() {
            "unreadable".clone_into(&mut of[3]);
        }
        return vec![row(of)];
    }
    let covered = covered.map(|c| {
        row([
            c.pki.clone(),
            c.generation.clone(),
            c.role.clone(),
            word(&c.state),
            word(&c.effect),
            c.missing.join("; "),
            c.present.join("; "),
        ])
    });
    covered.collect()
}

/// Services of servers: a row for each generation.
fn services_table(report: &AuditReport, catalog: &Catalog, texts: &Texts) -> String {
    let headings = ["service", "line", "asks", "cards"].map(|id| texts.get(&format!("server-table.{id}")));
    let mut out = String::new();
    for target in &report.targets {
        let speak = Speaker { report, catalog, texts, target: Some(target) };
        for row in target.services.iter().flat_map(|service| servers::markdown_rows(&speak, service)) {
            let cells = row.map(|cell| escape_markdown(&cell));
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
    }
    if out.is_empty() {
        return out;
    }
    format!("| {} |\n|{}\n{out}\n", headings.join(" | "), " --- |".repeat(headings.len()))
}

/// Tables of the services of servers and of the stores, and below them what was found.
pub fn markdown(report: &AuditReport, catalog: &Catalog, texts: &Texts) -> String {
    let speak = Speaker { report, catalog, texts, target: None };
    let heading = |id: &str| texts.get(&format!("audit-table.{id}"));
    let services = report.targets.iter().any(|target| target.service.is_some());
    let mut headings = Vec::new();
    if services {
        headings.extend(["service", "owner", "contact"].map(heading));
    }
    headings.extend(["store", "kind", "certificates", "coverage"].map(heading));
    let mut out = format!("{}\n\n", escape_markdown(&super::human::headline(&speak, false)));
    if report.at_is_set {
        out.push_str(&format!("{}\n\n", speak.judged_at()));
    }
    out.push_str(&services_table(report, catalog, texts));
    out.push_str(&searched::markdown_table(&speak));
    if !report.targets.is_empty() || report.searched.is_empty() {
        out.push_str(&format!("| {} |\n|{}\n", headings.join(" | "), " --- |".repeat(headings.len())));
    }
    for target in &report.targets {
        let mut first = Vec::new();
        if services {
            let service = target.service.as_ref();
            first.push(service.map(|s| speak.masked(&s.name)).unwrap_or_default());
            for of_service in [service.and_then(|s| s.owner.as_deref()), service.and_then(|s| s.contact.as_deref())] {
                first.push(of_service.map(|text| speak.masked(text)).unwrap_or_default());
            }
        }
        let mut line = |cells: Vec<String>| {
            let cells: Vec<String> = first.iter().chain(&cells).map(|cell| escape_markdown(cell)).collect();
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        };
        for examined in &target.stores {
            let store = &examined.store;
            let views = coverage::views(examined, catalog);
            let states: Vec<String> =
                views.iter().filter(|view| view.pki_is_here).map(|view| speak.short_state(view)).collect();
            let states = if states.is_empty() { texts.get("audit-no-known-ca") } else { states.join("; ") };
            line(vec![speak.location(&store.location), speak.kind(store.kind), store.len().to_string(), states]);
        }
        if target.not_audited.is_some() {
            line(vec![speak.masked(&target.target), String::new(), String::new(), texts.get("audit-unreadable")]);
        }
        for failure in &target.failures {
            let kind = failure.kind.map(|kind| speak.kind(kind)).unwrap_or_default();
            line(vec![speak.location(&failure.location), kind, String::new(), texts.get("audit-unreadable")]);
        }
    }
    let findings = json::document(report, catalog, texts).envelope.findings;
    let findings: Vec<_> = findings.iter().filter(|finding| finding.severity > Weight::Info).collect();
    if !findings.is_empty() {
        let gap = if out.ends_with("\n\n") { "" } else { "\n" };
        out.push_str(&format!("{gap}## {}\n\n", heading("findings")));
    }
    for finding in findings {
        out.push_str(&format!(
            "- **{}** {}: {} → {}\n",
            finding.code,
            escape_markdown(&finding.input),
            escape_markdown(&finding.text),
            escape_markdown(&finding.remedy.replace('\n', "; ").replacen(":; ", ": ", 1))
        ));
    }
    out
}
