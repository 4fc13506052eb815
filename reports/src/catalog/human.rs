//! For people on a terminal.

use std::path::{Path, PathBuf};

use tillit_verifier::catalog::store::{CaState, Refusal};
use tillit_verifier::catalog::{
    Address, CaEntry, DatePrecision, Generation, Migration, Milestone, Origin, Pki, Role, Status, Text,
};
use tillit_verifier::certificate::to_hex;
use tillit_verifier::container::ContainerError;
use tillit_verifier::fetch::{FetchError, FetchErrorKind};
use tillit_verifier::verdict::Severity;
use time::OffsetDateTime;

use super::{About, BadFile, BadFileKind, CheckFinding, Exported, Outcome, Shelf, Transfer, Transfers};
use crate::i18n::{Texts, Value};
use crate::plain::clean;
use crate::style::{self, Detail, Marks, Style, pad, width};

/// A path as it may be shown.
pub(super) fn path(path: &Path) -> String {
    clean(&path.display().to_string())
}

fn words(words: &str) -> Value<'static> {
    Value::from(words.to_owned())
}

fn number(n: usize) -> Value<'static> {
    Value::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// The day of a moment, in UTC.
pub(crate) fn day(time: OffsetDateTime) -> String {
    let date = time.to_offset(time::UtcOffset::UTC).date();
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

fn date(date: time::Date) -> String {
    format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day())
}

#[derive(Clone, Copy)]
enum Mark {
    Yes,
    No,
    Missing,
    Same,
    Note,
}

fn mark(mark: Mark, style: &Style) -> String {
    use anstyle::{AnsiColor, Style as Paint};
    let (unicode, ascii, color) = match mark {
        Mark::Yes => ("✔", "OK", AnsiColor::Green),
        Mark::No => ("✘", "NO", AnsiColor::Red),
        Mark::Missing => ("?", "? ", AnsiColor::Yellow),
        Mark::Same => ("–", "- ", AnsiColor::BrightBlack),
        Mark::Note => ("·", ". ", AnsiColor::BrightBlack),
    };
    let sign = if style.marks == Marks::Unicode { unicode } else { ascii };
    if style.color {
        let paint = Paint::new().fg_color(Some(color.into()));
        format!("{paint}{sign}{paint:#}")
    } else {
        sign.to_owned()
    }
}

/// `root`, `persons (HSA-id), LoA 3`
pub(super) fn roles(ca: &CaEntry, texts: &Texts) -> String {
    let mut out: Vec<String> =
        ca.roles.iter().map(|role| texts.format("catalog-role", &[("role", words(role_word(*role)))])).collect();
    if let Some(loa) = ca.loa {
        out.push(texts.format("catalog-loa", &[("loa", Value::from(f64::from(loa)))]));
    }
    out.join(", ")
}

/// A word for machines, and for choosing a text.
pub(super) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Root => "root",
        Role::PersonHsaId => "person-hsa-id",
        Role::PersonIdentity => "person-identity",
        Role::Function => "function",
        Role::Mobile => "mobile",
    }
}

/// A word for machines, and for choosing a text.
pub(super) fn status_word(status: Status) -> &'static str {
    match status {
        Status::Confirmed => "confirmed",
        Status::Reported => "reported",
        Status::Inferred => "inferred",
    }
}

/// A word for machines, and for choosing a text.
pub(super) fn held_word(pinned: bool, renewed: bool) -> &'static str {
    match (pinned, renewed) {
        (true, _) => "pinned",
        (false, true) => "renewed",
        (false, false) => "observed",
    }
}

fn state_word(state: &CaState<'_>) -> &'static str {
    state.held.first().map_or("missing", |held| held_word(held.pinned, held.renewed))
}

/// `to 2049-09-15`, `ended 2015-11-28`
fn ends(state: &CaState<'_>, now: OffsetDateTime, texts: &Texts) -> String {
    match state.not_after() {
        None => String::new(),
        Some(end) if end < now => texts.format("catalog-ended", &[("date", words(&day(end)))]),
        Some(end) => texts.format("catalog-valid-to", &[("date", words(&day(end)))]),
    }
}

/// A command stays on one line, so that it can be copied: [`wrap`] takes it for one word.
fn command(name: &str) -> Value<'static> {
    words(&format!("tillit catalog {name}").replace(' ', "\u{a0}"))
}

/// The command that fetches what is missing of these and has an address; the word `none` where nothing has. A fetch without names
/// passes over test environments and what is over, so those are named.
fn fetch_all<'s, 'a: 's>(states: impl Iterator<Item = &'s CaState<'a>>, now: OffsetDateTime) -> Value<'static> {
    let wanted: Vec<_> = states.filter(|state| state.is_missing() && !state.addresses().is_empty()).collect();
    if wanted.is_empty() {
        return words("none");
    }
    if wanted.iter().all(|s| super::of_interest(s.found.pki) && !s.found.generation.is_over(now)) {
        return command("fetch");
    }
    if let [one] = wanted[..] {
        return command(&format!("fetch \"{}\"", clean(&one.found.ca.name)));
    }
    let mut pkis: Vec<String> = Vec::new();
    for state in wanted {
        let id = clean(&state.found.pki.id);
        if !pkis.contains(&id) {
            pkis.push(id);
        }
    }
    command(&format!("fetch {}", pkis.join(" ")))
}

/// Breaks text into lines, see [`style::wrap`].
fn wrap(text: &str, columns: usize, first: usize, rest: usize) -> String {
    style::wrap(text, columns, first, rest).replace('\u{a0}', " ")
}

/// How a person would type a path.
pub(super) fn typed(given: &Path) -> String {
    let text = path(given);
    if text.contains(|c: char| !c.is_alphanumeric() && !"/._-:\\~".contains(c)) { format!("\"{text}\"") } else { text }
}

/// CAs in the catalog's order, cut where PKI or generation changes.
fn grouped<'s, 'a>(states: &'s [CaState<'a>]) -> impl Iterator<Item = &'s [CaState<'a>]> {
    states.chunk_by(|a, b| a.found.id() == b.found.id())
}

fn generation_line(generation: &Generation, pki: &Pki, now: OffsetDateTime, texts: &Texts, style: &Style) -> String {
    let mut notes = Vec::new();
    if pki.newest().is_some_and(|newest| newest.id == generation.id) {
        notes.push(texts.get("catalog-newest"));
    }
    if generation.is_over(now) {
        notes.push(texts.get("catalog-over"));
    }
    if let Some(end) = generation.issues_until {
        notes.push(texts.format("catalog-issues-until", &[("date", words(&date(end)))]));
    }
    let name = if generation.name == generation.id { String::new() } else { format!("  {}", clean(&generation.name)) };
    let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join(", ")) };
    format!("  {}{name}{notes}\n", style.bold(&clean(&generation.id)))
}

/// PKIs, generations and CAs, and what of them is on this machine.
pub fn list(shelf: &Shelf<'_>, texts: &Texts, style: &Style) -> String {
    let all = shelf.states.len();
    let here = shelf.states.iter().filter(|state| !state.is_missing()).count();
    let id = match all - here {
        0 => "catalog-list-complete",
        missing if missing == all => "catalog-list-none",
        _ => "catalog-list-missing",
    };
    let values = [
        ("all", number(all)),
        ("here", number(here)),
        ("missing", number(all - here)),
        ("command", fetch_all(shelf.states.iter(), shelf.at)),
    ];
    let mut out = wrap(&texts.format(id, &values), style.width, 0, 0);
    out.push_str(&bad_files(&shelf.bad, texts, style));
    let unknown = shelf.states.iter().filter(|state| state.is_missing() && state.addresses().is_empty());
    let unknown: Vec<String> = unknown.map(|state| clean(&state.found.ca.name)).collect();
    if !unknown.is_empty() {
        let text = texts.format("catalog-list-no-address", &[("names", words(&unknown.join(", ")))]);
        out.push_str(&wrap(&text, style.width, 0, 0));
    }
    let name_width = shelf.states.iter().map(|s| width(&clean(&s.found.ca.name))).max().unwrap_or(0);
    let role_width = shelf.states.iter().map(|s| width(&roles(s.found.ca, texts))).max().unwrap_or(0);
    let end_width = shelf.states.iter().map(|s| width(&ends(s, shelf.at, texts))).max().unwrap_or(0);
    let mut pki = None;
    for states in grouped(&shelf.states) {
        let found = states[0].found;
        if pki != Some(&found.pki.id) {
            pki = Some(&found.pki.id);
            let test =
                if found.pki.test_environment { format!("  ({})", texts.get("catalog-test")) } else { String::new() };
            let heading = format!("{}  {}", clean(&found.pki.id), clean(texts.pick(&found.pki.name)));
            out.push_str(&format!("\n{}{test}\n", style.bold(&heading)));
        }
        out.push_str(&generation_line(found.generation, found.pki, shelf.at, texts, style));
        for state in states {
            let sign = if state.is_missing() { Mark::Missing } else { Mark::Yes };
            let held = texts.format("catalog-held", &[("held", words(state_word(state)))]);
            let line = format!(
                "    {} {}  {}  {}  {held}",
                mark(sign, style),
                pad(&clean(&state.found.ca.name), name_width),
                pad(&roles(state.found.ca, texts), role_width),
                pad(&ends(state, shelf.at, texts), end_width),
            );
            out.push_str(line.trim_end());
            out.push('\n');
            if style.detail >= Detail::Full {
                for held in &state.held {
                    out.push_str(&format!("        SHA-256 {}\n", held.certificate.fingerprint()));
                }
            }
        }
    }
    if style.detail >= Detail::Normal {
        out.push('\n');
        let legend = texts.format("catalog-list-legend", &[("folder", words(&path(&shelf.folder)))]);
        out.push_str(&wrap(&legend, style.width, 0, 0));
    }
    out
}

fn bad_files(bad: &[BadFile], texts: &Texts, style: &Style) -> String {
    if bad.is_empty() {
        return String::new();
    }
    let text = texts.format("catalog-bad-files", &[("count", number(bad.len()))]);
    format!("{} {}", mark(Mark::No, style), wrap(&text, style.width.saturating_sub(2), 0, 2))
}

/// Facts in two columns.
struct Facts<'t> {
    rows: Vec<(String, String)>,
    texts: &'t Texts,
}

impl Facts<'_> {
    fn add(&mut self, id: &str, value: impl Into<String>) {
        self.rows.push((self.texts.get(id), value.into()));
    }
    fn render(self, style: &Style, indent: usize) -> String {
        let column = self.rows.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let mut out = String::new();
        let mut before = String::new();
        for (name, value) in self.rows.into_iter().filter(|(_, value)| !value.is_empty()) {
            let shown = if name == before { "" } else { name.as_str() };
            out.push_str(&format!("{}{}  ", " ".repeat(indent), pad(shown, column)));
            let start = indent + column + 2;
            // Wrapped as if it began where it begins, without the spaces that stand there already.
            out.push_str(wrap(&value, style.width, start, start).trim_start_matches(' '));
            before = name;
        }
        out
    }
}

fn address(address: &Address, texts: &Texts) -> String {
    let note = address_note(address.status, texts);
    format!("{} {note}", clean(&address.url)).trim_end().to_owned()
}

fn address_note(status: Status, texts: &Texts) -> String {
    match status {
        Status::Confirmed => String::new(),
        Status::Reported => texts.get("catalog-address-reported"),
        Status::Inferred => texts.get("catalog-address-inferred"),
    }
}

/// Everything that is known of the PKIs, generations or CAs that were asked for. Each is told with what stands above it.
pub fn show(shelf: &Shelf<'_>, whole_pki: bool, texts: &Texts, style: &Style) -> String {
    let mut out = String::new();
    let mut pki = None;
    for states in grouped(&shelf.states) {
        let found = states[0].found;
        if pki != Some(&found.pki.id) {
            pki = Some(&found.pki.id);
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&show_pki(found.pki, texts, style));
            if let Some(migration) = found.pki.migration.as_ref().filter(|_| whole_pki) {
                out.push_str(&show_migration(migration, shelf.at, texts, style));
            }
        }
        out.push('\n');
        out.push_str(&generation_line(found.generation, found.pki, shelf.at, texts, style));
        let mut facts = Facts { rows: Vec::new(), texts };
        let sha1 = if found.generation.allow_sha1 { "catalog-show-sha1-yes" } else { "catalog-show-sha1-no" };
        facts.add("catalog-show-sha1", texts.get(sha1));
        facts.add("catalog-show-source", clean(&found.generation.source));
        out.push_str(&facts.render(style, 4));
        for state in states {
            out.push('\n');
            out.push_str(&show_ca(state, shelf, texts, style));
        }
    }
    out
}

fn show_pki(pki: &Pki, texts: &Texts, style: &Style) -> String {
    let test = if pki.test_environment { format!("  ({})", texts.get("catalog-test")) } else { String::new() };
    let heading = format!("{}  {}", clean(&pki.id), clean(texts.pick(&pki.name)));
    let mut out = format!("{}{test}\n", style.bold(&heading));
    let mut facts = Facts { rows: Vec::new(), texts };
    facts.add(
        "catalog-show-origin",
        match &pki.origin {
            Origin::Embedded => texts.get("catalog-show-origin-embedded"),
            Origin::File(file) => path(file),
        },
    );
    out.push_str(&facts.render(style, 2));
    out
}

fn show_ca(state: &CaState<'_>, shelf: &Shelf<'_>, texts: &Texts, style: &Style) -> String {
    let ca = state.found.ca;
    let mut out = format!("    {}\n", style.bold(&clean(&ca.name)));
    let mut facts = Facts { rows: Vec::new(), texts };
    facts.add("catalog-show-subject", ca.subject.to_string());
    facts.add("catalog-show-roles", roles(ca, texts));
    let from = state.held.first().map(|h| h.certificate.not_before()).or(ca.not_before);
    if let (Some(from), Some(to)) = (from, state.not_after()) {
        facts.add("catalog-show-validity", format!("{} – {}", day(from), day(to)));
    } else {
        facts.add("catalog-show-validity", texts.get("catalog-unknown"));
    }
    match &ca.sha256 {
        Some(pin) => facts.add("catalog-show-pin", pin.to_string()),
        None => facts.add("catalog-show-pin", texts.get("catalog-show-no-pin")),
    }
    if let Some(id) = &ca.key_id {
        facts.add("catalog-show-key-id", to_hex(id));
    }
    if let Some(end) = ca.issues_until {
        facts.add("catalog-show-issued-until", date(end));
    }
    for (id, list) in [
        ("catalog-show-certificate", state.addresses()),
        ("catalog-show-crl", ca.crl.iter().collect()),
        ("catalog-show-ocsp", ca.ocsp.iter().collect()),
    ] {
        for known in list {
            facts.add(id, address(known, texts));
        }
    }
    facts.add("catalog-show-status", texts.format("catalog-status", &[("status", words(status_word(ca.status)))]));
    facts.add("catalog-show-source", clean(&ca.source));
    if state.is_missing() {
        facts.add("catalog-show-here", texts.format("catalog-held", &[("held", words("missing"))]));
    }
    for held in &state.held {
        let word = texts.format("catalog-held", &[("held", words(held_word(held.pinned, held.renewed)))]);
        let fingerprint = held.certificate.fingerprint();
        facts.add("catalog-show-here", format!("{word}, {}", day(held.certificate.not_after())));
        if !held.pinned {
            facts.add("catalog-show-here", format!("SHA-256 {fingerprint}"));
        }
        for (_, file) in shelf.files.iter().filter(|(known, _)| *known == fingerprint) {
            facts.add("catalog-show-here", path(file));
        }
    }
    out.push_str(&facts.render(style, 6));
    out
}

/// As exactly as it is known: `2020-09-02`, `2024-01`, `2023`
fn milestone_date(milestone: &Milestone) -> String {
    let whole = date(milestone.date);
    match milestone.precision {
        DatePrecision::Day => whole,
        DatePrecision::Month => whole[..7].to_owned(),
        DatePrecision::Year => whole[..4].to_owned(),
    }
}

fn show_migration(migration: &Migration, now: OffsetDateTime, texts: &Texts, style: &Style) -> String {
    let values = [("from", words(&clean(&migration.from))), ("to", words(&clean(&migration.to)))];
    let mut out = format!("\n  {}\n", style.bold(&texts.format("catalog-show-migration", &values)));
    let today = now.to_offset(time::UtcOffset::UTC).date();
    let heading = texts.format("catalog-show-advice", &[("date", words(&date(today)))]);
    let advice = clean(texts.pick(migration.advice(today)));
    out.push_str(&wrap(&format!("{heading} {advice}"), style.width, 4, 4));
    let open = migration.upgrade_open(today) || migration.milestones.iter().all(|m| m.date > today);
    // What was advice once is told as what was done.
    let was = if open { String::new() } else { format!("{}: ", texts.get("catalog-show-was")) };
    let mut section = |id: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            let checklist = matches!(id, "catalog-show-before" | "catalog-show-during" | "catalog-show-after");
            let was = if checklist { was.as_str() } else { "" };
            out.push_str(&format!("    {was}{}\n", texts.get(id)));
            for line in lines {
                out.push_str(&format!("      - {}", wrap(&line, style.width, 8, 8).trim_start_matches(' ')));
            }
        }
    };
    let text = |text: &Text| clean(texts.pick(text));
    let sourced = |text: String, source: &str| {
        if style.detail >= Detail::Full && !source.is_empty() { format!("{text} [{}]", clean(source)) } else { text }
    };
    let step = |item: &tillit_verifier::catalog::ChecklistItem| sourced(text(&item.text), &item.source);
    section(
        "catalog-show-milestones",
        migration
            .milestones
            .iter()
            .map(|m| sourced(format!("{}  {}", milestone_date(m), text(&m.text)), &m.source))
            .collect(),
    );
    let last = migration.milestones.iter().filter(|m| m.id == "last-upgrade").max_by_key(|m| m.date);
    let last = last.map(milestone_date).unwrap_or_default();
    let mut cards: Vec<String> = migration
        .cards
        .iter()
        .map(|card| {
            let word = if card.upgradable { "yes" } else { "no" };
            let id = if open { "catalog-show-upgrade" } else { "catalog-show-could" };
            let answer = texts.format(id, &[("upgradable", words(word)), ("date", words(&last))]);
            sourced(format!("{}: {answer}", text(&card.text)), &card.source)
        })
        .collect();
    if let Some(most) = migration.max_certificates {
        cards.push(texts.format("catalog-show-max", &[("count", Value::from(f64::from(most)))]));
    }
    section("catalog-show-cards", cards);
    section("catalog-show-before", migration.before.iter().map(step).collect());
    section("catalog-show-during", migration.during.iter().map(step).collect());
    section("catalog-show-after", migration.after.iter().map(step).collect());
    let until = migration.way_back_until.map(|day| {
        let word = if today <= day { "yes" } else { "no" };
        let values = [("date", words(&date(day))), ("open", words(word))];
        format!(" ({})", texts.format("catalog-show-way-back-until", &values))
    });
    let back = migration.way_back.iter().map(|item| format!("{}{}", step(item), until.clone().unwrap_or_default()));
    section("catalog-show-way-back", back.collect());
    section(
        "catalog-show-links",
        migration.links.iter().map(|link| format!("{}: {}", text(&link.text), clean(&link.url))).collect(),
    );
    out
}

/// What `fetch` or `import` did: the sentence first, then each certificate.
pub fn transfers(done: &Transfers<'_>, texts: &Texts, style: &Style) -> String {
    let stored = done.items.iter().filter(|t| matches!(t.outcome, Outcome::Stored { .. })).count();
    let failed = done.items.iter().any(|t| !t.outcome.is_success());
    let mut first = match stored {
        0 if failed || done.items.is_empty() => texts.get("catalog-transfer-none"),
        0 => texts.get("catalog-transfer-nothing-new"),
        _ => {
            texts.format("catalog-transfer-done", &[("count", number(stored)), ("folder", words(&path(&done.folder)))])
        }
    };
    if !done.missing.is_empty() {
        first =
            format!("{first} {}", texts.format("catalog-transfer-missing", &[("count", number(done.missing.len()))]));
    }
    let mut out = wrap(&first, style.width, 0, 0);
    out.push_str(&bad_files(&done.bad, texts, style));
    for item in &done.items {
        out.push_str(&transfer(item, texts, style));
    }
    // What is missing and was not even tried (--offline).
    for state in &done.missing {
        if !done.items.iter().any(|item| item.ca.as_ref() == Some(&state.found.ca_id())) {
            out.push_str(&sources(state, texts, style));
        }
    }
    if let [item] = &done.items[..]
        && let Outcome::Refused(Refusal::NotInCatalog(_) | Refusal::NotACa(_)) = item.outcome
        && style.detail > Detail::Brief
    {
        let ask = command(&format!("import --from {}", typed(Path::new(&item.source))));
        let arrow = if style.marks == Marks::Unicode { "→" } else { "->" };
        let text = format!("{arrow} {}", texts.format("catalog-transfer-from", &[("command", ask)]));
        out.push_str(&wrap(&text, style.width, 4, 6));
    }
    out
}

fn transfer(item: &Transfer, texts: &Texts, style: &Style) -> String {
    let sign = match &item.outcome {
        Outcome::Stored { .. } => Mark::Yes,
        Outcome::Already { .. } => Mark::Same,
        Outcome::Refused(Refusal::NotInCatalog(_) | Refusal::NotACa(_)) | Outcome::UnknownIssuer => Mark::Note,
        Outcome::NoAddress | Outcome::StrangeAddress | Outcome::Fetch(_) => Mark::Missing,
        _ => Mark::No,
    };
    if style.detail == Detail::Brief && matches!(sign, Mark::Same | Mark::Note) {
        return String::new();
    }
    let who = item
        .ca
        .as_ref()
        .map(|ca| clean(&ca.ca))
        .or_else(|| item.subject.as_ref().map(|name| crate::plain::mask_personal_numbers(&name.to_string())))
        .unwrap_or_else(|| clean(&item.source));
    let code = item.outcome.code().map(|code| format!("  {code}")).unwrap_or_default();
    let mut out = format!("  {} ", mark(sign, style));
    let text = outcome_text(item, texts);
    out.push_str(wrap(&format!("{who}: {text}{code}"), style.width, 4, 6).trim_start_matches(' '));
    if clean(&item.source) != who && !item.source.is_empty() {
        let note = item.status.map(|status| address_note(status, texts)).unwrap_or_default();
        out.push_str(&format!(
            "      {}",
            wrap(format!("{} {note}", clean(&item.source)).trim_end(), style.width, 0, 6)
        ));
    }
    if let Outcome::WrongFile { expected, refusal } = &item.outcome {
        if let Some(refusal) = refusal.as_ref().filter(|_| expected.is_none()) {
            out.push_str(&wrap(&refusal_text(refusal, texts), style.width, 6, 6));
        }
        if let Some(expected) = expected {
            out.push_str(&format!(
                "      {}\n",
                texts.format("catalog-outcome-expected", &[("sha256", words(&expected.to_string()))])
            ));
        }
        if let Some(got) = item.sha256 {
            out.push_str(&format!(
                "      {}\n",
                texts.format("catalog-outcome-got", &[("sha256", words(&got.to_string()))])
            ));
        }
    }
    if let Outcome::Refused(
        Refusal::LookAlike { expected, actual, .. } | Refusal::PinMismatch { expected, actual, .. },
    ) = &item.outcome
    {
        for (id, fingerprint) in [("catalog-outcome-expected", expected), ("catalog-outcome-got", actual)] {
            out.push_str(&format!("      {}\n", texts.format(id, &[("sha256", words(&fingerprint.to_string()))])));
        }
    }
    if let (Outcome::Stored { .. }, Some(sha256), true) = (&item.outcome, item.sha256, style.detail >= Detail::Full) {
        out.push_str(&format!("      SHA-256 {sha256}\n"));
    }
    out
}

/// What came of one transfer, as a sentence without the name of the CA.
pub(super) fn outcome_text(item: &Transfer, texts: &Texts) -> String {
    let subject =
        item.subject.as_ref().map(|name| crate::plain::mask_personal_numbers(&name.to_string())).unwrap_or_default();
    match &item.outcome {
        Outcome::Stored { pinned, renewed, .. } => {
            texts.format("catalog-outcome-stored", &[("held", words(held_word(*pinned, *renewed)))])
        }
        Outcome::Already { .. } => texts.get("catalog-outcome-already"),
        Outcome::Refused(refusal) => refusal_text(refusal, texts),
        Outcome::WrongFile { refusal: None, .. } => {
            texts.format("catalog-outcome-wrong-other", &[("subject", words(&subject))])
        }
        Outcome::WrongFile { .. } => texts.format("catalog-outcome-wrong-pin", &[("subject", words(&subject))]),
        Outcome::NoCertificate(error) => {
            texts.format("catalog-outcome-no-certificate", &[("detail", container(error, texts))])
        }
        Outcome::WebPage => texts.get("catalog-outcome-web-page"),
        Outcome::Fetch(error) => fetch_text(error, texts),
        Outcome::NoAddress => texts.format("catalog-outcome-no-address", &[("command", command("import FILE"))]),
        Outcome::StrangeAddress => texts.get("catalog-outcome-strange"),
        Outcome::UnknownIssuer => texts.format("catalog-outcome-unknown-issuer", &[("subject", words(&subject))]),
        Outcome::Unreadable(problem) => {
            // Its code stands at the end of every line here.
            let text = crate::verify::problem(problem, texts);
            text.strip_suffix(&format!(" [{}]", crate::codes::of_problem(problem))).unwrap_or(&text).to_owned()
        }
        Outcome::NotSaved(to, error) => texts.format(
            "catalog-outcome-not-saved",
            &[("path", words(&path(to))), ("detail", words(&clean(&error.to_string())))],
        ),
    }
}

/// What is wrong with a container, in the words of its code; damage with the technical detail too.
fn container(error: &ContainerError, texts: &Texts) -> Value<'static> {
    let title = crate::codes::of_container(error).title(texts);
    match error {
        ContainerError::Damaged { .. } | ContainerError::Io(_) => {
            words(&format!("{title}: {}", clean(&error.to_string())))
        }
        _ => words(&title),
    }
}

fn fetch_text(error: &FetchError, texts: &Texts) -> String {
    let (kind, detail) = match &error.kind {
        FetchErrorKind::Scheme => ("scheme", String::new()),
        FetchErrorKind::Offline => ("offline", String::new()),
        FetchErrorKind::Dns(detail) => ("dns", detail.clone()),
        FetchErrorKind::Connect(detail) => ("connect", detail.clone()),
        FetchErrorKind::Timeout(time) => ("timeout", format!("{} s", time.as_secs_f64())),
        FetchErrorKind::TooLarge(bytes) => ("too-large", bytes.to_string()),
        FetchErrorKind::Redirect(detail) => ("redirect", detail.clone()),
        FetchErrorKind::Status(status) => ("status", status.to_string()),
        other => ("other", other.to_string()),
    };
    texts.format("catalog-outcome-fetch", &[("kind", words(kind)), ("detail", words(&clean(&detail)))])
}

/// Why the catalog does not accept a certificate.
pub(crate) fn refusal_text(refusal: &Refusal, texts: &Texts) -> String {
    let (mut ca, mut root, mut issuer, mut digest) = (String::new(), String::new(), String::new(), "");
    let kind = refusal_word(refusal);
    match refusal {
        Refusal::LookAlike { ca: id, .. } | Refusal::PinMismatch { ca: id, .. } | Refusal::RootNotPinned(id) => {
            ca.clone_from(&id.ca);
        }
        Refusal::OtherIssuer { ca: id, issuer: name } => (ca, issuer) = (id.ca.clone(), name.to_string()),
        Refusal::RootNotAtHand { ca: id, root: by } | Refusal::SignatureInvalid { ca: id, root: by, .. } => {
            (ca, root) = (id.ca.clone(), by.ca.clone());
        }
        Refusal::WeakSignature { ca: id, digest: weak } => (ca, digest) = (id.ca.clone(), weak),
        _ => {}
    }
    let values = [
        ("kind", words(kind)),
        ("ca", words(&clean(&ca))),
        ("root", words(&clean(&root))),
        ("issuer", words(&clean(&issuer))),
        ("digest", words(digest)),
    ];
    texts.format("catalog-refusal", &values)
}

/// A word for machines, and for choosing a text.
pub(crate) fn refusal_word(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NotInCatalog(_) => "not-in-catalog",
        Refusal::NotACa(_) => "not-a-ca",
        Refusal::LookAlike { .. } => "look-alike",
        Refusal::PinMismatch { .. } => "pin-mismatch",
        Refusal::RootNotPinned(_) => "root-not-pinned",
        Refusal::OtherIssuer { .. } => "other-issuer",
        Refusal::RootNotAtHand { .. } => "root-not-at-hand",
        Refusal::SignatureInvalid { .. } => "signature-invalid",
        Refusal::WeakSignature { .. } => "weak-signature",
        _ => "other",
    }
}

/// What must be fetched on another computer, because this one may not use the network.
pub fn missing_list(missing: &[CaState<'_>], texts: &Texts, style: &Style) -> String {
    if missing.is_empty() {
        return wrap(&texts.get("catalog-missing-none"), style.width, 0, 0);
    }
    let mut out =
        wrap(&texts.format("catalog-missing-offline", &[("count", number(missing.len()))]), style.width, 0, 0);
    for state in missing {
        out.push_str(&sources(state, texts, style));
    }
    let then = texts.format("catalog-missing-then", &[("command", command("import FILE..."))]);
    out.push_str(&wrap(&then, style.width, 0, 0));
    out
}

/// A missing CA and where it is.
fn sources(state: &CaState<'_>, texts: &Texts, style: &Style) -> String {
    let mut out = format!("  {} {}\n", mark(Mark::Missing, style), clean(&state.found.ca.name));
    let addresses = state.addresses();
    if addresses.is_empty() {
        out.push_str(&format!("      {}\n", texts.get("catalog-missing-no-address")));
    }
    for known in addresses {
        out.push_str(&wrap(&address(known, texts), style.width, 6, 8));
    }
    if let Some(pin) = &state.found.ca.sha256 {
        out.push_str(&format!("      SHA-256 {pin}\n"));
    }
    out
}

/// That an export holds CAs of test environments; empty where it holds none.
pub fn test_warning(test: &[String], texts: &Texts, style: &Style) -> String {
    if test.is_empty() {
        return String::new();
    }
    let text = texts.format("catalog-export-test", &[("names", words(&clean(&test.join(", "))))]);
    wrap(&text, style.width, 0, 0)
}

/// What `export` wrote.
pub fn exported(done: &Exported<'_>, certificates: usize, texts: &Texts, style: &Style) -> String {
    let target = words(&path(&done.target));
    let first = if done.unchanged {
        texts.format("catalog-export-unchanged", &[("target", target)])
    } else {
        texts.format("catalog-export-done", &[("count", number(certificates)), ("target", target)])
    };
    let mut out = test_warning(&done.test, texts, style);
    out.push_str(&wrap(&first, style.width, 0, 0));
    if !done.missing.is_empty() {
        let text = texts.format("catalog-export-partial", &[("count", number(done.missing.len()))]);
        out.push_str(&wrap(&text, style.width, 0, 0));
        for state in &done.missing {
            out.push_str(&sources(state, texts, style));
        }
    }
    if style.detail >= Detail::Normal {
        let next = command(&format!("import {}", typed(&PathBuf::from(done.target.file_name().unwrap_or_default()))));
        out.push_str(&wrap(&texts.format("catalog-export-next", &[("command", next)]), style.width, 0, 0));
    }
    out
}

/// What `export` would have needed.
pub fn export_missing(missing: &[CaState<'_>], texts: &Texts, style: &Style) -> String {
    let mut out = wrap(&texts.format("catalog-export-missing", &[("count", number(missing.len()))]), style.width, 0, 0);
    for state in missing {
        out.push_str(&sources(state, texts, style));
    }
    out
}

/// CA certificates that `install` needs and that are not at hand: nothing is planned.
pub fn install_missing(missing: &[CaState<'_>], texts: &Texts, style: &Style) -> String {
    let mut out =
        wrap(&texts.format("catalog-install-missing", &[("count", number(missing.len()))]), style.width, 0, 0);
    for state in missing {
        out.push_str(&sources(state, texts, style));
    }
    out.push_str(&wrap(&texts.get("catalog-install-missing-next"), style.width, 0, 0));
    out
}

/// What `check` found: the sentence first, then each finding with its next step.
pub fn check(shelf: &Shelf<'_>, findings: &[CheckFinding], texts: &Texts, style: &Style) -> String {
    let todo = findings.iter().filter(|finding| finding.severity > Severity::Info).count();
    let first = match (todo, findings.len()) {
        (0, 0) => texts.get("catalog-check-fine"),
        (0, notes) => texts.format("catalog-check-notes", &[("count", number(notes))]),
        (todo, _) => texts.format("catalog-check-found", &[("count", number(todo))]),
    };
    let absent: Vec<&CaState<'_>> = findings
        .iter()
        .filter(|f| f.severity > Severity::Info && f.code.code == crate::codes::CA_NOT_HERE.code)
        .filter_map(|f| if let About::Ca(index) = f.about { shelf.states.get(index) } else { None })
        .collect();
    let first = if absent.is_empty() {
        first
    } else {
        let mut names: Vec<String> = absent.iter().map(|s| clean(&s.found.generation.name)).collect();
        names.dedup();
        let values = [
            ("count", number(absent.len())),
            ("names", words(&names.join(", "))),
            ("command", fetch_all(absent.iter().copied(), shelf.at)),
        ];
        texts.format("catalog-check-absent", &values)
    };
    let mut out = wrap(&first, style.width, 0, 0);
    for finding in findings.iter().filter(|finding| finding.severity > Severity::Info) {
        let sign = match finding.severity {
            Severity::Error => Mark::No,
            Severity::Warning => Mark::Missing,
            Severity::Info => Mark::Note,
        };
        let (subject, text) = check_text(shelf, finding, texts);
        out.push_str(&format!(
            "  {} {}",
            mark(sign, style),
            wrap(&format!("{subject}: {text}  {}", finding.code), style.width.saturating_sub(4), 0, 6)
        ));
        for step in next_steps(shelf, finding, texts) {
            out.push_str(&wrap(&step, style.width, 6, 8));
        }
    }
    if style.detail > Detail::Brief {
        out.push_str(&notes(shelf, findings, texts, style));
    }
    out
}

/// What is only good to know: one line for each kind, with the CAs that it is about.
fn notes(shelf: &Shelf<'_>, findings: &[CheckFinding], texts: &Texts, style: &Style) -> String {
    let notes: Vec<&CheckFinding> = findings.iter().filter(|finding| finding.severity == Severity::Info).collect();
    let mut codes: Vec<&crate::codes::Code> = Vec::new();
    for note in &notes {
        if !codes.contains(&note.code) {
            codes.push(note.code);
        }
    }
    let mut out = String::new();
    for code in codes {
        let of_kind: Vec<_> = notes.iter().filter(|note| note.code == code).collect();
        let names = of_kind.iter().filter_map(|note| match note.about {
            About::Ca(index) => Some(clean(&shelf.states[index].found.ca.name)),
            About::File(_) => None,
        });
        let names = names.collect::<Vec<_>>().join(", ");
        let title = code.title(texts);
        out.push_str(&format!(
            "  {} {}",
            mark(Mark::Note, style),
            wrap(&format!("{title}: {names}  {code}"), style.width, 0, 6)
        ));
    }
    out
}

/// What a finding is about, and what it says.
pub(super) fn check_text(shelf: &Shelf<'_>, finding: &CheckFinding, texts: &Texts) -> (String, String) {
    match finding.about {
        About::File(index) => {
            let bad = &shelf.bad[index];
            (path(&bad.path), bad_file_text(&bad.kind, texts))
        }
        About::Ca(index) => {
            let state = &shelf.states[index];
            let found = state.found;
            let subject = clean(&format!("{} ({} {})", found.ca.name, found.pki.id, found.generation.id));
            let end = state.not_after().unwrap_or(shelf.at);
            let code = finding.code.code;
            let text = match code {
                c if c == crate::codes::CA_NOT_HERE.code => texts.get("catalog-check-missing"),
                c if c == crate::codes::CA_ENDS_SOON.code => {
                    let days = usize::try_from((end - shelf.at).whole_days()).unwrap_or(0);
                    texts.format("catalog-check-ends", &[("date", words(&day(end))), ("days", number(days))])
                }
                c if c == crate::codes::CA_OVER.code => {
                    texts.format("catalog-check-over", &[("date", words(&day(end)))])
                }
                c if c == crate::codes::CA_RENEWED.code => texts.get("catalog-check-renewed"),
                _ => texts.get("catalog-check-unpinned"),
            };
            (subject, text)
        }
    }
}

/// Why a file of the data directory is not used.
pub fn bad_file_text(kind: &BadFileKind, texts: &Texts) -> String {
    let reason = match kind {
        BadFileKind::OthersCanWrite => texts.get("catalog-check-file-writable"),
        BadFileKind::Io(error) => {
            texts.format("catalog-check-file-io", &[("detail", words(&clean(&error.to_string())))])
        }
        BadFileKind::Container(error) => {
            texts.format("catalog-check-file-container", &[("detail", container(error, texts))])
        }
        BadFileKind::Refused(_, refusal) => refusal_text(refusal, texts),
    };
    texts.format("catalog-check-file", &[("reason", words(&reason))])
}

fn next_steps(shelf: &Shelf<'_>, finding: &CheckFinding, texts: &Texts) -> Vec<String> {
    match finding.about {
        About::File(index) => {
            let bad = &shelf.bad[index];
            let file = typed(&bad.path);
            vec![match bad.kind {
                BadFileKind::OthersCanWrite => {
                    let fix = words(&format!("chown root {file} && chmod go-w {file}"));
                    texts.format("catalog-check-file-writable-next", &[("command", fix)])
                }
                _ => texts.format("catalog-check-file-next", &[("command", command("fetch"))]),
            }]
        }
        About::Ca(index) if finding.code.code == crate::codes::CA_NOT_HERE.code => {
            let state = &shelf.states[index];
            let addresses = state.addresses();
            if addresses.is_empty() {
                return vec![texts.get("catalog-missing-no-address")];
            }
            // The command stands in the first line, for all of them.
            let from = addresses.iter().map(|known| {
                let note = address_note(known.status, texts);
                let values = [("url", words(&clean(&known.url))), ("note", words(&note))];
                texts.format("catalog-check-from", &values).trim_end().to_owned()
            });
            from.collect()
        }
        About::Ca(_) => Vec::new(),
    }
}
