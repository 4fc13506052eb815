//! The dialogue for support, the look-up of codes, and their page: every word is there in both languages, and the page leads everywhere and loads nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::Value;
use tillit_login::ask::{To, UNKNOWN, Walk, ends, steps};
use tillit_login::causes::Side;
use tillit_login::signs::{self, Kind, Program, SIGNS};
use tillit_reports::ask::{self, AskReport};
use tillit_reports::i18n::{Language, Texts};
use tillit_reports::signs::{self as codes, SignsReport};
use tillit_reports::style::{Detail, Style, width};
use time::OffsetDateTime;

fn report(answers: &[usize]) -> AskReport {
    let mut walk = Walk::default();
    for answer in answers {
        assert!(walk.answer(*answer), "{answer} of {answers:?}");
    }
    let To::End(end) = walk.at() else { panic!("{answers:?} does not end") };
    AskReport { version: "0.0.0".to_owned(), at: OffsetDateTime::UNIX_EPOCH, walk, end }
}

/// A code that says "refused", every time, no PIN, works elsewhere, a colleague's older card gets in, a new card.
const NOT_ASKED_FOR: &[usize] = &[0, 0, 0, 1, 0, 1, 0];

fn pasted(text: &str) -> SignsReport {
    SignsReport {
        version: "0.0.0".to_owned(),
        at: OffsetDateTime::UNIX_EPOCH,
        typed: text.to_owned(),
        found: signs::look_up(text),
    }
}

#[test]
fn every_question_answer_and_end_has_its_words() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let mut missing = Vec::new();
        let mut needs = |id: String| {
            if texts.try_format(&id, &[]).is_none_or(|text| text.len() < 2) {
                missing.push(id);
            }
        };
        for step in steps() {
            let question = format!("ask-question-{}", step.question.word());
            needs(question.clone());
            needs(format!("{question}.hint"));
            for answer in step.answers.iter().filter(|answer| answer.word != UNKNOWN) {
                needs(format!("{question}.{}", answer.word));
            }
        }
        for end in ends() {
            needs(format!("ask-end-{}", end.name));
            needs(format!("ask-end-{}.next", end.name));
            needs(format!("ask-desk-{}", end.desk.word()));
        }
        for program in Program::ALL {
            needs(format!("signs-program-{}", program.word()));
        }
        for check in SIGNS.iter().flat_map(|sign| sign.next) {
            needs(format!("signs-check-{}", check.word()));
        }
        assert!(missing.is_empty(), "{language:?}: {missing:?}");
    }
}

#[test]
fn no_words_are_left_over() {
    let ends: BTreeSet<&str> = ends().iter().map(|end| end.name).collect();
    let source = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("i18n/sv/ask.ftl")).unwrap();
    let words = source.lines().filter_map(|line| line.strip_prefix("ask-end-")?.split_once(" ="));
    let left: Vec<&str> = words.map(|(name, _)| name).filter(|name| !ends.contains(name)).collect();
    assert!(left.is_empty(), "no way ends at {left:?}");
}

#[test]
fn whose_fault_it_is_decides_whether_the_card_is_called_fine() {
    for (language, fine) in [(Language::Sv, "Kortet är inte trasigt."), (Language::En, "The card is not broken.")] {
        let texts = Texts::new(language);
        let text = ask::human(&report(NOT_ASKED_FOR), &texts, &Style::default());
        assert!(text.starts_with(fine), "{text}");
        assert!(text.contains("T-311") && text.contains("ca-not-announced"), "{text}");
        for end in ends() {
            let report = AskReport { end, ..report(NOT_ASKED_FOR) };
            let text = ask::human(&report, &texts, &Style { detail: Detail::Brief, ..Style::default() });
            let is_fine = !matches!(end.side, None | Some(Side::Card));
            assert_eq!(text.starts_with(fine), is_fine, "{}: {text}", end.name);
            assert_eq!(ask::exit_code(&report), if end.side.is_some() { 1 } else { 3 });
        }
    }
}

#[test]
fn it_fits_a_narrow_terminal() {
    let style = Style { width: 80, ..Style::default() };
    for language in Language::ALL {
        let texts = Texts::new(language);
        let shown = steps().into_iter().map(|step| ask::question(step, &texts, &style));
        let results = [ask::human(&report(NOT_ASKED_FOR), &texts, &style)];
        let looked_up = [codes::human(&pasted("SSL_ERROR_UNKNOWN_CA_ALERT"), &texts, &style)];
        for text in shown.chain(results).chain(looked_up) {
            for line in text.lines() {
                assert!(width(line) <= 80 || !line.trim().contains("  "), "{line}");
            }
            assert!(!text.contains("ask-") && !text.contains("signs-") && !text.contains("{$"), "{text}");
        }
    }
}

#[test]
fn a_code_is_told_with_its_causes_and_a_heading_without() {
    let texts = Texts::new(Language::Sv);
    let code = codes::human(&pasted("alert 48"), &texts, &Style::default());
    assert!(code.starts_with("unknown_ca har 4 tänkbara orsaker"), "{code}");
    assert!(code.contains("root-not-trusted") && code.contains("logg"), "{code}");
    let heading = pasted("Webbplatsen kan inte tillhandahålla en säker anslutning");
    let text = codes::human(&heading, &texts, &Style::default());
    assert!(text.starts_with("Rubriken avgör inget"), "{text}");
    assert_eq!((codes::exit_code(&heading), codes::exit_code(&pasted("alert 48"))), (3, 0));
    let unknown = codes::human(&pasted("ERR_BAD_SSL_CLIENT_AUTH_CRET\u{1b}[2J"), &texts, &Style::default());
    assert!(unknown.contains("ERR_BAD_SSL_CLIENT_AUTH_CERT?") && !unknown.contains('\u{1b}'), "{unknown}");
}

/// Values of an attribute in a page.
fn attribute<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\"")).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn the_page_leads_everywhere_and_loads_nothing() {
    for language in Language::ALL {
        let html = ask::page("0.0.0", OffsetDateTime::UNIX_EPOCH, &Texts::new(language));
        let ids = attribute(&html, "id");
        let known: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(known.len(), ids.len(), "a name is there twice");
        let links = attribute(&html, "href");
        for link in &links {
            let to = link.strip_prefix('#').unwrap_or_else(|| panic!("{link} leads out of the page"));
            assert!(known.contains(to), "{link} leads nowhere");
        }
        let reached: BTreeSet<&str> = links.iter().map(|link| &link[1..]).collect();
        for section in
            steps().iter().map(|step| step.name.to_owned()).chain(ends().iter().map(|end| format!("end-{}", end.name)))
        {
            assert!(known.contains(section.as_str()) && reached.contains(section.as_str()), "{section}");
        }
        for forbidden in ["<script", "<img", "<link", "<iframe", " src=", " style=", "url(", " on"] {
            // Names of attributes, without their values.
            let names = |tag: &str| tag.split('"').step_by(2).collect::<String>();
            let tags = html.split('<').skip(1).filter_map(|rest| rest.split('>').next());
            let in_markup = tags.map(names).any(|tag| format!("<{tag}").contains(forbidden));
            assert!(!in_markup, "{forbidden} in the markup of the page");
        }
        assert!(html.contains(&format!("<html lang=\"{}\">", language.code())));
        assert!(html.contains("default-src 'none'"));
        // Every code can be looked up in it.
        for sign in SIGNS.iter().filter(|sign| sign.kind == Kind::Code) {
            let name = sign.name.replace('&', "&amp;").replace('\'', "&#39;");
            assert!(html.contains(&format!("<code>{name}</code>")), "{name}");
        }
        assert!(!html.contains("ask-page-") && !html.contains("{$"));
    }
}

#[test]
fn elements_of_the_page_are_closed_in_their_order() {
    let html = ask::page("0.0.0", OffsetDateTime::UNIX_EPOCH, &Texts::new(Language::Sv));
    let body = html.split_once("<body>").unwrap().1;
    let mut open: Vec<&str> = vec!["html", "body"];
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for tag in body.split('<').skip(1) {
        let tag = tag.split(['>', ' ']).next().unwrap();
        if let Some(closed) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(closed));
        } else {
            open.push(tag);
            *count.entry(tag).or_default() += 1;
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!((count["h1"], count["main"]), (1, 1));
}

fn documents() -> [(&'static str, Value, Value); 2] {
    let texts = Texts::new(Language::En);
    [
        ("ask-1.json", ask::schema(), ask::json(&report(NOT_ASKED_FOR), &texts)),
        ("signs-1.json", codes::schema(), codes::json(&pasted("36887, alert 48"), &texts)),
    ]
}

#[test]
fn output_holds_against_the_schemas_and_their_files_are_up_to_date() {
    for (name, schema, document) in documents() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/schema").join(name);
        let wanted = format!("{schema:#}\n");
        if std::env::var_os("TILLIT_UPDATE").is_some() {
            fs::write(&path, &wanted).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert!(found == wanted, "{name} is out of date: run the tests once with TILLIT_UPDATE=1");
        let validator = jsonschema::validator_for(&schema).unwrap();
        let faults: Vec<String> = validator.iter_errors(&document).map(|fault| fault.to_string()).collect();
        assert!(faults.is_empty(), "{name}: {faults:?}\n{document:#}");
        let mut broken = document.clone();
        *broken.pointer_mut("/results/0/causes/0/code").unwrap() = "X".into();
        assert!(!validator.is_valid(&broken), "{name}: anything is valid");
    }
}
