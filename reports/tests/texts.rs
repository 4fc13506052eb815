//! The words: every message in both languages, with the same variables, none unused, none missing; every code explained and documented.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_push_string, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use tillit_reports::codes::{self, Family};
use tillit_reports::i18n::{Language, Texts};
use tillit_reports::style::Style;

const FILES: [&str; 18] = [
    "common", "cli", "errors", "verify", "catalog", "audit", "server", "install", "probe", "login", "diagnose", "ask",
    "signs", "bundle", "card", "pilot", "demo", "codes",
];
const LANGUAGES: [&str; 2] = ["sv", "en"];

/// One text with the variables in it and its letters.
#[derive(Debug, PartialEq)]
struct Text {
    variables: BTreeSet<String>,
    words: String,
}

fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn source(language: &str, file: &str) -> String {
    fs::read_to_string(top().join(format!("reports/i18n/{language}/{file}.ftl"))).unwrap()
}

/// `id` and `id.attribute` of a file.
fn texts(language: &str, file: &str) -> BTreeMap<String, Text> {
    let source = source(language, file);
    let parsed = fluent_syntax::parser::parse(source.as_str())
        .unwrap_or_else(|(_, errors)| panic!("{language}/{file}.ftl: {errors:?}"));
    let mut out = BTreeMap::new();
    let mut add = |id: String, pattern: &Pattern<&str>| {
        let mut text = Text { variables: BTreeSet::new(), words: String::new() };
        walk(pattern, &mut text);
        assert!(out.insert(id.clone(), text).is_none(), "{language}/{file}.ftl: {id} twice");
    };
    for entry in &parsed.body {
        match entry {
            Entry::Message(message) => {
                let id = message.id.name;
                if let Some(value) = &message.value {
                    add(id.to_owned(), value);
                }
                for attribute in &message.attributes {
                    add(format!("{id}.{}", attribute.id.name), &attribute.value);
                }
            }
            Entry::Term(term) => panic!("{language}/{file}.ftl: -{} is a term; none are used", term.id.name),
            Entry::Junk { content } => panic!("{language}/{file}.ftl: {content}"),
            _ => {}
        }
    }
    out
}

fn walk(pattern: &Pattern<&str>, text: &mut Text) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => text.words.push_str(value),
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => variable(inline, text),
                Expression::Select { selector, variants } => {
                    variable(selector, text);
                    for variant in variants {
                        walk(&variant.value, text);
                    }
                }
            },
        }
    }
}

fn variable(inline: &InlineExpression<&str>, text: &mut Text) {
    match inline {
        InlineExpression::VariableReference { id } => {
            text.variables.insert(id.name.to_owned());
        }
        InlineExpression::StringLiteral { value } => text.words.push_str(value),
        InlineExpression::NumberLiteral { .. } => {}
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = &**expression {
                variable(inner, text);
            }
        }
        // The only function; both languages know it.
        InlineExpression::FunctionReference { id, arguments }
            if id.name == "PLATFORM" && arguments.positional.is_empty() && arguments.named.is_empty() => {}
        other => panic!("unusual: {other:?}"),
    }
}

#[test]
fn every_text_exists_in_both_languages_with_the_same_variables() {
    let mut faults = Vec::new();
    for file in FILES {
        let [sv, en] = LANGUAGES.map(|l| texts(l, file));
        for (id, text) in &sv {
            match en.get(id) {
                None => faults.push(format!("{file}: {id} is missing in English")),
                Some(other) if other.variables != text.variables => {
                    faults.push(format!(
                        "{file}: {id}: {:?} in Swedish, {:?} in English",
                        text.variables, other.variables
                    ));
                }
                Some(_) => {}
            }
        }
        faults.extend(
            en.keys().filter(|id| !sv.contains_key(*id)).map(|id| format!("{file}: {id} is missing in Swedish")),
        );
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Texts without any word of a language of their own: names, commands, marks.
fn is_language_neutral(words: &str) -> bool {
    const NEUTRAL: [&str; 46] = [
        "tillit",
        "catalog",
        "fetch",
        "import",
        "export",
        "verify",
        "explain",
        "list",
        "show",
        "check",
        "sha",
        "ca",
        "crl",
        "ocsp",
        "aia",
        "loa",
        "hsa",
        "id",
        "pem",
        "der",
        "pkcs",
        "jks",
        "jceks",
        "generation",
        "pki",
        "siths",
        "cert",
        "code",
        "shell",
        "format",
        "http",
        "www",
        "inera",
        "se",
        "oid",
        "version",
        "html",
        "json",
        "sv",
        "en",
        "synopsis",
        "subject",
        "url",
        "against",
        "policy",
        "plan",
    ];
    words
        .split(|c: char| !c.is_alphabetic())
        .filter(|w| w.chars().count() > 1)
        .all(|w| NEUTRAL.contains(&w.to_lowercase().as_str()))
}

#[test]
fn nothing_is_left_untranslated() {
    let mut same = Vec::new();
    for file in FILES {
        let [sv, en] = LANGUAGES.map(|l| texts(l, file));
        for (id, text) in &sv {
            if en.get(id).is_some_and(|other| other.words == text.words) && !is_language_neutral(&text.words) {
                same.push(format!("{file}: {id}: {}", text.words));
            }
        }
    }
    // A technical background may be the same in both: references to sections, names of bits.
    same.retain(|s| !s.contains(".note:"));
    assert!(same.is_empty(), "the same in both languages:\n{}", same.join("\n"));
}

#[test]
fn no_id_is_in_two_files() {
    let mut seen = BTreeMap::new();
    for file in FILES {
        for id in texts("en", file).into_keys() {
            if let Some(other) = seen.insert(id.clone(), file) {
                panic!("{id} is in {other}.ftl and {file}.ftl");
            }
        }
    }
}

#[test]
fn swedish_is_swedish() {
    let mut faults = Vec::new();
    for file in FILES {
        for (id, text) in texts("sv", file) {
            // Words that the glossary replaces, and traces of the other language.
            for word in [" the ", " ankare", "löv", "tillitslager", "annonserar", " is ", "trust store", "issuer's"] {
                if text.words.to_lowercase().contains(word) {
                    faults.push(format!("{file}: {id}: {word:?} in {:?}", text.words));
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// String literals of this crate's sources.
fn literals() -> BTreeSet<String> {
    fn collect(folder: &Path, out: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                collect(&path, out);
            } else {
                let source = fs::read_to_string(&path).unwrap();
                out.extend(source.split('"').skip(1).map(str::to_owned));
            }
        }
    }
    let mut out = BTreeSet::new();
    collect(&top().join("reports/src"), &mut out);
    out
}

#[test]
fn ids_in_the_code_exist_and_ids_in_the_files_are_used() {
    let literals = literals();
    let known: BTreeSet<String> = [
        "common", "errors", "verify", "audit", "server", "install", "probe", "login", "diagnose", "ask", "signs",
        "bundle", "card", "pilot",
    ]
    .iter()
    .flat_map(|f| texts("en", f).into_keys())
    // Words of codes are put together from their codes.
    .filter(|id| !id.starts_with("T-"))
    .collect();
    let looks_like_an_id = |s: &&String| {
        [
            "common-",
            "errors-",
            "verify-",
            "audit-",
            "server-",
            "install-",
            "probe-",
            "login-",
            "diagnose-",
            "ask-",
            "signs-",
            "bundle-",
            "card-",
            "pilot-",
            "codes-heading",
        ]
        .iter()
        .any(|p| s.starts_with(p))
            && s.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.'))
            && !s.ends_with('-')
            && ![
                "verify-1.json",
                "audit-1.json",
                "install-1.json",
                "probe-1.json",
                "diagnose-1.json",
                "card-1.json",
                "pilot-1.json",
                // Words of JSON, and what is no text's id.
                "server-certificate",
                "server-chain",
                "verify-depth",
            ]
            .contains(&s.as_str())
    };
    let all_files: BTreeSet<String> = FILES.iter().flat_map(|f| texts("en", f).into_keys()).collect();
    let missing: Vec<_> = literals.iter().filter(looks_like_an_id).filter(|id| !all_files.contains(*id)).collect();
    assert!(missing.is_empty(), "used and in no file: {missing:?}");
    // Ids that are put together: `format!("verify-answer-{}", ...)`.
    let prefixes: Vec<&str> =
        literals.iter().filter_map(|s| s.split_once('{')).map(|(p, _)| p).filter(|p| p.len() > 7).collect();
    let unused: Vec<_> =
        known.iter().filter(|id| !literals.contains(*id) && !prefixes.iter().any(|p| id.starts_with(p))).collect();
    assert!(unused.is_empty(), "in a file and not used: {unused:?}");
}

#[test]
fn a_missing_text_falls_back_to_english_and_then_to_its_id() {
    let texts = Texts::new(Language::Sv);
    assert_eq!(texts.get("no-such-text"), "no-such-text");
    assert_eq!(texts.get("common-severity-error"), "fel");
    assert_eq!(Texts::new(Language::En).get("common-severity-error"), "error");
}

#[test]
fn locales() {
    for (locale, language) in [
        ("sv_SE.UTF-8", Language::Sv),
        ("sv-FI", Language::Sv),
        ("SV", Language::Sv),
        ("sv@euro", Language::Sv),
        ("en_US.UTF-8", Language::En),
        ("svx_SE", Language::En),
        ("fi_FI", Language::En),
        ("C", Language::En),
        ("", Language::En),
    ] {
        assert_eq!(Language::from_locale(locale), language, "{locale}");
    }
}

#[test]
fn every_code_is_explained_and_every_explanation_has_a_code() {
    let known: BTreeSet<&str> = codes::ALL.iter().map(|c| c.code).collect();
    assert_eq!(known.len(), codes::ALL.len(), "a code is there twice");
    for language in LANGUAGES {
        // The store's codes have their words beside its other texts.
        let texts: BTreeMap<String, Text> = FILES.iter().flat_map(|f| texts(language, f)).collect();
        for code in &known {
            for part in ["", ".why", ".remedy", ".note"] {
                let id = format!("{code}{part}");
                let text = texts.get(&id).unwrap_or_else(|| panic!("{language}: {id} is missing"));
                // A code is explained without a case at hand.
                let allowed: &[&str] = if part == ".remedy" { &["owner"] } else { &[] };
                let foreign: Vec<_> = text.variables.iter().filter(|v| !allowed.contains(&v.as_str())).collect();
                assert!(foreign.is_empty(), "{language}: {id} needs {foreign:?}");
                assert!(text.words.len() > 5, "{language}: {id} says nothing");
            }
        }
        for id in texts.keys().filter(|id| id.starts_with("T-")) {
            let code = id.split('.').next().unwrap();
            assert!(known.contains(code), "{language}: {id} has no code in the table");
        }
        let titles: Vec<_> = texts.iter().filter(|(id, _)| id.starts_with("T-") && !id.contains('.')).collect();
        let mut distinct = BTreeMap::new();
        for (id, title) in &titles {
            assert!(!title.words.ends_with('.'), "{language}: {id}: a title has no full stop");
            if let Some(other) = distinct.insert(title.words.as_str(), id) {
                panic!("{language}: {id} and {other} share the title {:?}", title.words);
            }
        }
    }
}

/// Names of the variants of an enum, read from its source.
fn variants(file: &str, name: &str) -> Vec<String> {
    let source = fs::read_to_string(top().join(file)).unwrap();
    let start = source.find(&format!("pub enum {name} {{")).unwrap_or_else(|| panic!("{name} is not in {file}"));
    let body = &source[start..];
    let body = &body[..body.find("\n}").unwrap()];
    body.lines()
        .skip(1)
        .filter_map(|line| line.strip_prefix("    "))
        .filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()))
        .map(|line| line.chars().take_while(char::is_ascii_alphanumeric).collect())
        .collect()
}

#[test]
fn every_variant_below_has_its_code() {
    // The enums are non-exhaustive: the compiler does not tell when one grows.
    let sources: String = ["codes.rs", "errors.rs"]
        .iter()
        .map(|f| fs::read_to_string(top().join("reports/src").join(f)).unwrap())
        .collect();
    let mut missing = Vec::new();
    for (file, name) in [
        ("verifier/src/verdict.rs", "ReasonKind"),
        ("verifier/src/flaws.rs", "Flaw"),
        ("verifier/src/container/mod.rs", "ContainerError"),
        ("verifier/src/container/mod.rs", "EntryError"),
        ("verifier/src/container/mod.rs", "Quirk"),
        ("verifier/src/input.rs", "InputError"),
        ("verifier/src/fetch.rs", "FetchErrorKind"),
        ("verifier/src/revocation/crl.rs", "CrlError"),
        ("verifier/src/catalog/error.rs", "MistakeKind"),
        ("trust-stores/src/observation.rs", "Observation"),
        ("trust-stores/src/install/plan.rs", "Refusal"),
        ("trust-stores/src/servers/prediction.rs", "Reason"),
        ("reports/src/install/mod.rs", "Failed"),
        ("login/src/causes/mod.rs", "CauseId"),
    ] {
        let variants = variants(file, name);
        assert!(variants.len() > 3, "{name}: {variants:?}");
        for variant in variants {
            let path = format!("{name}::{variant}");
            let named = sources
                .match_indices(&path)
                .any(|(at, _)| !sources[at + path.len()..].starts_with(|c: char| c.is_ascii_alphanumeric()));
            if !named && path != "FetchErrorKind::Other" {
                missing.push(path);
            }
        }
    }
    assert!(missing.is_empty(), "without a code: {missing:?}");
}

#[test]
fn file_formats_that_are_not_read_have_names() {
    let source = fs::read_to_string(top().join("verifier/src/container/mod.rs")).unwrap();
    let start = source.find("pub fn name(self) -> &'static str").unwrap();
    let body = &source[start..start + source[start..].find("\n    }\n").unwrap()];
    let known = texts("sv", "errors");
    let names: Vec<&str> = body.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(names.len() > 10);
    for name in names {
        let word: String =
            name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
        assert!(known.contains_key(&format!("errors-format-{word}")), "errors-format-{word}");
    }
}

#[test]
fn codes_are_found_however_they_are_typed() {
    for typed in ["T-101", "t-101", "T101", "t101", "101", " T 101 ", "T–101", "t_101"] {
        assert_eq!(codes::find(typed).map(|c| c.code), Ok("T-101"), "{typed}");
    }
    assert_eq!(codes::find("1").map(|c| c.code), Ok("T-001"));
    let wrong = codes::find("T-1O1").unwrap_err();
    assert!(wrong.near.iter().any(|c| c.code == "T-101"), "{:?}", wrong.near);
    let wrong = codes::find("what\u{1b}[2J").unwrap_err();
    assert!(wrong.near.is_empty());
    for language in Language::ALL {
        let text = wrong.text(&Texts::new(language));
        assert!(text.contains("what\\u{1b}") && text.contains("--list"), "{text}");
    }
}

#[test]
fn an_explanation_is_complete_and_fits() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        for code in codes::ALL {
            let text = codes::explain(code, &texts, &Style { width: 80, ..Style::default() });
            assert!(text.starts_with(&format!("{code}  ")), "{text}");
            assert!(!text.contains("{$") && !text.contains(&format!("{code}.")), "{text}");
            for line in text.lines() {
                assert!(tillit_reports::style::width(line) <= 80 || !line.trim().contains(' '), "too wide: {line}");
            }
        }
        assert_eq!(codes::list(&texts, &Style { width: 200, ..Style::default() }).lines().count(), codes::ALL.len());
    }
}

/// `docs/findings/`: one page for each family, in both languages, made from the texts.
fn page(family: Family) -> String {
    let mut out = String::new();
    let [sv, en] = [Texts::new(Language::Sv), Texts::new(Language::En)];
    out.push_str(&format!("# {}\n\n", en.get(&format!("codes-family.{}", family.page()))));
    out.push_str(&format!("*{}*\n\n", sv.get(&format!("codes-family.{}", family.page()))));
    out.push_str("Made from the texts of `tillit explain`; `cargo test -p tillit-reports` holds it against them.\n");
    for code in codes::ALL.iter().filter(|c| c.family == family) {
        let cause = codes::cause_of(code).map(|cause| format!(" {}", cause.word())).unwrap_or_default();
        out.push_str(&format!("\n## {code}{cause}\n"));
        for texts in [&en, &sv] {
            out.push_str(&format!("\n**{}** ({})\n\n", code.title(texts), codes::weight_words(code, texts)));
            for (heading, text) in [
                ("codes-heading.why", code.why(texts)),
                ("codes-heading.remedy", code.remedy(texts, "other")),
                ("codes-heading.note", code.note(texts)),
            ] {
                out.push_str(&format!("- {}: {}\n", texts.get(heading), text.replace('<', "\\<")));
            }
        }
    }
    out
}

#[test]
fn the_pages_on_findings_are_up_to_date() {
    for family in Family::ALL {
        hold_against(&top().join(format!("docs/findings/{}.md", family.page())), &page(family));
    }
}

#[test]
fn the_schema_of_live_servers_is_up_to_date() {
    let wanted = format!("{:#}\n", tillit_reports::probe::schema());
    hold_against(&top().join("docs/schema/probe-1.json"), &wanted);
    let wanted = format!("{:#}\n", tillit_reports::diagnose::schema());
    hold_against(&top().join("docs/schema/diagnose-1.json"), &wanted);
    let wanted = format!("{:#}\n", tillit_reports::pilot::schema());
    hold_against(&top().join("docs/schema/pilot-1.json"), &wanted);
}

/// Compares with the file; with `TILLIT_UPDATE=1` in the environment it is written instead.
fn hold_against(path: &Path, wanted: &str) {
    if std::env::var_os("TILLIT_UPDATE").is_some() {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, wanted).unwrap();
    }
    let found = fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, "{} is out of date: run the tests once with TILLIT_UPDATE=1", path.display());
}
