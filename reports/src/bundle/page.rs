//! A diagnosis as a page, and the whole bundle as one.

use tillit_verifier::catalog::Catalog;

use super::Part;
use crate::diagnose::json::{AnswerWord, CauseResult, CertaintyWord, TargetResult};
use crate::diagnose::{self, DiagnoseReport};
use crate::html::{Element, Mark, Page, Tag, mark, table, text};
use crate::i18n::Texts;
use crate::verify::facts::minute;

/// The report alone.
pub(super) fn report(report: &DiagnoseReport, catalog: &Catalog, texts: &Texts) -> String {
    let mut body = sections(report, catalog, texts);
    body.push(folded("bundle-as-text", &diagnose::text(report, catalog, texts), texts));
    whole(report, body, texts)
}

/// The whole bundle as one page: the report, and every other file folded up below it.
pub fn single(parts: &[Part]) -> String {
    let Some(first) = parts.first() else { return String::new() };
    let folded: String = parts
        .iter()
        .skip(1)
        .map(|part| {
            let heading = format!("{} – {}", part.name, part.what);
            let id = part.name.replace('.', "-");
            let element = Element::new(Tag::Details)
                .id(&id)
                .class("card")
                .child(text(Tag::Summary, &heading))
                .child(Element::new(Tag::Pre).lines(&part.content));
            element.written()
        })
        .collect();
    let at = first.content.rfind("</main>").unwrap_or(first.content.len());
    let (before, after) = first.content.split_at(at);
    format!("{before}{folded}{after}")
}

fn whole(report: &DiagnoseReport, body: Vec<Element>, texts: &Texts) -> String {
    let made = [("version", report.version.clone().into()), ("time", minute(report.at).into())];
    Page {
        language: texts.language(),
        title: &texts.get("bundle-title"),
        lead: &texts.get("bundle-lead"),
        body,
        made: &texts.format("bundle-made", &made),
        style: "",
    }
    .render()
}

fn sections(report: &DiagnoseReport, catalog: &Catalog, texts: &Texts) -> Vec<Element> {
    let document = diagnose::document(report, catalog, texts);
    let excluded = report.targets.iter().map(|target| diagnose::excluded_words(report, target, catalog, texts));
    let results = document.results.iter().zip(excluded).enumerate();
    results.map(|(number, (result, excluded))| section(number, result, &excluded, texts)).collect()
}

fn section(number: usize, result: &TargetResult, excluded: &[String], texts: &Texts) -> Element {
    let heading = format!("target-{}", number + 1);
    let answer = match result.answer {
        AnswerWord::LetsIn => mark(Mark::Good, &texts.get("bundle-answer-in")),
        AnswerWord::Cause => mark(Mark::Bad, &texts.get("bundle-answer-cause")),
        AnswerWord::CannotSay => mark(Mark::Open, &texts.get("bundle-answer-open")),
    };
    let section = Element::new(Tag::Section)
        .class("card")
        .named_by(&heading)
        .child(text(Tag::H2, &result.text).id(&heading))
        .child(Element::new(Tag::P).child(answer).text(" ").child(text(Tag::Code, &result.target)))
        .child(facts(result, excluded, texts));
    let section = if result.causes.is_empty() { section } else { section.child(causes(&result.causes, texts)) };
    section.children(attempts(result, texts))
}

fn facts(result: &TargetResult, excluded: &[String], texts: &Texts) -> Element {
    let mut list = Element::new(Tag::Dl);
    let mut row = |id: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            let added = std::mem::replace(&mut list, Element::new(Tag::Dl));
            list = added.child(text(Tag::Dt, &texts.get(id))).child(text(Tag::Dd, &value));
        }
    };
    row("bundle-aloud", result.aloud.clone());
    row("bundle-whose", result.whose.clone());
    row("bundle-looked", Some(result.looked_at.clone()));
    let card = result.card.as_ref().map(|card| format!("{} ({}), {}", card.subject, card.issuer, card.not_after));
    row("bundle-card", card);
    row("bundle-excluded", Some(excluded.join(", ")));
    let missing: Vec<&str> = result.missing.iter().map(|missing| missing.text.as_str()).collect();
    row("bundle-missing", Some(missing.join(" ")));
    row("diagnose-label-unread", Some(result.unread.join(", ")));
    list
}

fn causes(causes: &[CauseResult], texts: &Texts) -> Element {
    let columns = ["bundle-column-code", "bundle-column-cause", "bundle-column-sure", "bundle-column-remedy"];
    let columns = columns.map(|id| texts.get(id));
    let rows = causes.iter().map(|cause| {
        let sure = match cause.certainty {
            CertaintyWord::Proved => "bundle-sure-proved",
            CertaintyWord::Likely => "bundle-sure-likely",
            CertaintyWord::Possible => "bundle-sure-possible",
        };
        let code = Element::new(Tag::Span).child(text(Tag::Code, &cause.code)).text(" ").text(&cause.id);
        let log = cause.log.as_ref().map(|log| text(Tag::Code, log));
        let remedy =
            Element::new(Tag::Span).text(&cause.remedy).text(if log.is_some() { " " } else { "" }).children(log);
        vec![code, text(Tag::Span, &cause.text), text(Tag::Span, &texts.get(sure)), remedy]
    });
    table(&texts.get("bundle-causes"), &columns.each_ref().map(String::as_str), rows)
}

fn attempts(result: &TargetResult, texts: &Texts) -> Option<Element> {
    if result.attempts.is_empty() {
        return None;
    }
    let columns = ["bundle-column-version", "bundle-column-sent", "bundle-column-outcome"].map(|id| texts.get(id));
    let rows = result.attempts.iter().map(|attempt| {
        let alert = attempt.alert.map(|alert| format!(" {alert}")).unwrap_or_default();
        let status = attempt.http_status.map(|status| format!(" HTTP {status}")).unwrap_or_default();
        vec![
            text(Tag::Span, &format!("TLS {}", attempt.tls)),
            text(Tag::Span, &format!("{} {}", word(attempt.chain_sent), attempt.scheme)),
            text(Tag::Span, &format!("{}{alert}{status}", word(attempt.outcome))),
        ]
    });
    Some(table(&texts.get("bundle-attempts"), &columns.each_ref().map(String::as_str), rows))
}

/// A word as JSON has it, never translated.
fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).ok();
    value.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

fn folded(heading: &str, content: &str, texts: &Texts) -> Element {
    Element::new(Tag::Details)
        .class("card")
        .child(text(Tag::Summary, &texts.get(heading)))
        .child(Element::new(Tag::Pre).lines(content))
}
