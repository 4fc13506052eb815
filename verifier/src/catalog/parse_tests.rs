//! Mistakes in catalog files: each at its place. What the shipped files say is tested in `tests/catalog_siths.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use time::macros::{date, datetime};

use super::*;
use crate::catalog::{DatePrecision, Text};

const ROOT: &str = r#"
[[generations.cas]]
roles = ["root"]
subject = [["C", "SE"], ["O", "Lab"], ["CN", "Root"]]
sha256 = "8767260AC829D833C30AF23857CBF8A2304BFDA445303DFCE5043AFA73E584C1"
source = "s"
"#;

fn file(head: &str, generation: &str, rest: &str) -> String {
    format!(
        "id = \"lab\"\nname = \"Lab\"\n{head}\n[[generations]]\nid = \"one\"\nname = \"One\"\nsource = \"s\"\n{generation}{ROOT}{rest}"
    )
}

fn read(text: &str) -> Result<Pki, CatalogError> {
    parse(text, &Origin::Embedded)
}

/// The mistakes, each with what stands at its place up to the end of the line.
fn mistakes(text: &str) -> Vec<(String, MistakeKind)> {
    let at = |m: &Mistake| text.lines().nth(m.line - 1).unwrap().chars().skip(m.column - 1).collect::<String>();
    read(text).unwrap_err().mistakes.iter().map(|m| (at(m), m.kind.clone())).collect()
}

/// Exactly one mistake, at a place that begins so.
fn one(text: &str, place: &str) -> MistakeKind {
    let found = mistakes(text);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].0.starts_with(place), "{found:?}, not at {place}");
    found[0].1.clone()
}

#[test]
fn shipped_catalogs_are_without_mistake_whole_and_in_part() {
    for text in [include_str!("siths.toml"), include_str!("siths-test.toml")] {
        if let Err(error) = read(text) {
            panic!("{error}");
        }
    }
    let ids: Vec<String> = embedded().pkis.into_iter().map(|p| p.id).collect();
    assert_eq!(ids, ["siths", "siths-test"]);
}

/// Every text of the shipped catalogs is there in both languages, and they differ.
#[test]
fn shipped_texts_are_translated() {
    let whole = read(include_str!("siths.toml")).unwrap();
    let migration = whole.migration.as_ref().unwrap();
    let items = [&migration.before, &migration.during, &migration.after, &migration.history];
    let texts = items.into_iter().flatten().map(|i| &i.text).chain(migration.milestones.iter().map(|m| &m.text));
    for Text { sv, en } in texts.chain([&migration.advice_open, &migration.advice_closed]) {
        assert_ne!(sv, en);
        assert!(sv.ends_with('.') && en.ends_with('.'), "{sv} / {en}");
    }
}

#[test]
fn the_example_of_the_documentation_is_right() {
    let page = include_str!("../../../docs/catalog-format.md");
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let pki = read(example).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(pki.newest().unwrap().id, "root-2");
    assert_eq!(pki.newest().unwrap().cas[1].subject.to_string(), "CN=Example Persons CA 2,O=Example Region,C=SE");
    assert_eq!(pki.newest().unwrap().cas[1].name, "Example Persons 2");
    assert_eq!(pki.migration.as_ref().unwrap().max_certificates, Some(6));
}

#[test]
fn unknown_keys_and_words_with_a_suggestion() {
    let unknown = |key: &str, suggestion| MistakeKind::UnknownKey { key: key.to_owned(), suggestion };
    assert_eq!(
        one(&file("test_enviroment = true", "", ""), "test_env"),
        unknown("test_enviroment", Some("test_environment"))
    );
    assert_eq!(one(&file("", "allow-sha1 = true", ""), "allow-sha1"), unknown("allow-sha1", Some("allow_sha1")));
    assert_eq!(one(&file("", "", "colour = \"red\""), "colour"), unknown("colour", None));
    let MistakeKind::UnknownWord { suggestion, allowed, .. } =
        one(&file("", "", "status = \"confirmd\""), "\"confirmd\"")
    else {
        panic!()
    };
    assert_eq!((suggestion, allowed.len()), (Some("confirmed"), 3));
}

#[test]
fn values_that_are_wrong() {
    let ca = |line: &str| file("", "", line);
    assert_eq!(
        one(&ROOT_WITH_PIN.replace("PIN", "8767260AC8"), "\"8767260AC8\""),
        MistakeKind::Fingerprint { digits: 10, other: false }
    );
    assert_eq!(
        one(&ROOT_WITH_PIN.replace("PIN", &"g".repeat(64)), "\"ggg"),
        MistakeKind::Fingerprint { digits: 0, other: true }
    );
    assert_eq!(one(&ca("key_id = \"ABC\""), "\"ABC\""), MistakeKind::KeyId);
    assert_eq!(one(&ca("aia = [\"ldap://x/\"]"), "\"ldap"), MistakeKind::Url { url: "ldap://x/".to_owned() });
    for url in ["http://", "http:///x", "https://a b/", "file:///etc/passwd", "http://u:p@h/", "HTTP", "http://é/"] {
        assert!(matches!(one(&ca(&format!("aia = [{{ url = \"{url}\" }}]")), "\""), MistakeKind::Url { .. }), "{url}");
    }
    for date in [
        "\"2020-02-30\"",
        "\"2020\"",
        "\"2020-13-01\"",
        "\"20200101\"",
        "\"2020-01-01-01\"",
        "\"then\"",
        "2020-01-01T00:00:00Z",
    ] {
        assert!(matches!(one(&ca(&format!("issues_until = {date}")), date), MistakeKind::Date { .. }), "{date}");
    }
    for time in ["2020-01-01", "2020-01-01T00:00:00", "\"noon\"", "07:00:00"] {
        assert!(matches!(one(&ca(&format!("not_before = {time}")), time), MistakeKind::Time { .. }), "{time}");
    }
    let backwards = "not_before = 2020-01-01T00:00:00Z\nnot_after = 2019-12-31T23:59:59Z";
    assert_eq!(one(&ca(backwards), "2019-12-31"), MistakeKind::EndsBeforeItBegins);
    assert_eq!(one(&ca("loa = 5"), "5"), MistakeKind::Number { min: 1, max: 4 });
    assert_eq!(one(&ca("loa = \"3\""), "\"3\""), MistakeKind::WrongType { expected: "a number", found: "string" });
    for oid in ["1", "3.1", "1.40", "1.2.x", "1.02.3", "1..2", "1.2.99999999999999999999999", ".1.2", "1.2."] {
        let text = file(&format!("[identity]\ncard_number_extension = \"{oid}\""), "", "");
        assert_eq!(one(&text, "\""), MistakeKind::Oid { oid: oid.to_owned() });
    }
}

const ROOT_WITH_PIN: &str = r#"
id = "lab"
name = "Lab"
[[generations]]
id = "one"
name = "One"
source = "s"
[[generations.cas]]
roles = ["root"]
subject = [["CN", "Root"]]
sha256 = "PIN"
source = "s"
"#;

#[test]
fn ids() {
    let with = |id: &str| file("", "", "").replace("\"one\"", &format!("\"{id}\""));
    for id in ["One", "a b", "å", "a/b", "-a", "a-", "a_b", &"a".repeat(65)] {
        assert!(matches!(one(&with(id), "\""), MistakeKind::Id { .. }), "{id}");
    }
    assert_eq!(one(&with(""), "\"\""), MistakeKind::Empty);
    assert_eq!(one(&with("given"), "\"given\""), MistakeKind::ReservedId { id: "given".to_owned() });
    let pki = file("", "", "").replace("\"lab\"", "\"given\"");
    assert!(matches!(one(&pki, "\"given\""), MistakeKind::ReservedId { .. }));
}

#[test]
fn what_must_be_unique() {
    let again = format!("[[generations]]\nid = \"one\"\nname = \"x\"\nsource = \"s\"\n{ROOT}");
    let text = file("", "", &again);
    let found = mistakes(&text);
    let lines: Vec<usize> = found
        .iter()
        .map(|(_, kind)| match kind {
            MistakeKind::Duplicate { first_line, .. } => *first_line,
            other => panic!("{other}"),
        })
        .collect();
    // Generation id, CA name and pin, each with the line where it stood first.
    let line = |what: &str| text.lines().position(|l| l.contains(what)).unwrap() + 1;
    assert_eq!(lines, [line("id = \"one\""), line("subject"), line("sha256")]);
}

#[test]
fn generations_need_roots_and_roots_need_pins() {
    assert_eq!(one(&file("", "", "").replace("\"root\"", "\"function\""), "[[generations]]"), MistakeKind::NoRoot);
    let unpinned: String =
        file("", "", "").lines().filter(|l| !l.starts_with("sha256")).fold(String::new(), |s, l| s + l + "\n");
    assert_eq!(one(&unpinned, "[[generations.cas]]"), MistakeKind::RootWithoutPin);
    assert_eq!(one("id = \"a\"\nname = \"a\"\ngenerations = []", "id"), MistakeKind::NoGeneration);
    assert_eq!(one("id = \"a\"\nname = \"a\"", "id"), MistakeKind::MissingKey { key: "generations" });
}

#[test]
fn subjects() {
    let with =
        |subject: &str| file("", "", "").replace("[[\"C\", \"SE\"], [\"O\", \"Lab\"], [\"CN\", \"Root\"]]", subject);
    for (subject, place, kind) in [
        ("[]", "[]", MistakeKind::Empty),
        ("[[\"CN\"]]", "[\"CN\"]", MistakeKind::AttributeForm),
        ("[[\"CN\", \"\"]]", "\"\"", MistakeKind::Empty),
        ("[[\"XN\", \"a\"]]", "\"XN\"", MistakeKind::AttributeType { attribute: "XN".to_owned() }),
        ("[[\"C\", \"SWE\"]]", "\"SWE\"", MistakeKind::Country),
        ("[[\"C\", \"1E\"]]", "\"1E\"", MistakeKind::Country),
        (
            "[[\"O\", \"a_b\", \"PrintableString\"]]",
            "\"a_b\"",
            MistakeKind::AttributeCharacter { string_type: "PrintableString", character: '_' },
        ),
        ("[[\"DC\", \"å\"]]", "\"å\"", MistakeKind::AttributeCharacter { string_type: "IA5String", character: 'å' }),
    ] {
        assert_eq!(one(&with(subject), place), kind, "{subject}");
    }
    let word = one(&with("[[\"O\", \"a\", \"Printable\"]]"), "\"Printable\"");
    assert!(matches!(word, MistakeKind::UnknownWord { .. }));
    // Every string type, an OID as type, a long value and two attributes in one RDN come back as they were written.
    let long = "x".repeat(300);
    let all = with(&format!(
        "[[\"O\", \"å\", \"TeletexString\"], [\"OU\", \"ö\", \"BMPString\"], [\"1.2.3.4\", \"1 2\", \"NumericString\"], \
         [\"DC\", \"org\"], [\"L\", \"{long}\"], [[\"serialNumber\", \"1\"], [\"CN\", \"a\"]]]"
    ));
    let subject = read(&all).unwrap().generations[0].cas[0].subject.clone();
    assert_eq!(subject.to_string(), format!("CN=a+serialNumber=1,L={long},DC=org,1.2.3.4=1 2,OU=ö,O=å"));
}

#[test]
fn dates_may_be_less_exact_in_milestones() {
    let head = "[migration]\nfrom = \"one\"\nto = \"two\"\nadvice_open = { sv = \"a\", en = \"b\" }\nadvice_closed = { sv = \"a\", en = \"b\" }\n";
    let milestone = |date: &str| {
        format!("[[migration.milestones]]\ndate = {date}\nid = \"x\"\nsv = \"a\"\nen = \"b\"\nsource = \"s\"\n")
    };
    let second = ROOT_WITH_PIN.split("[[generations]]").nth(1).unwrap().replace("PIN", &"1".repeat(64));
    let second = format!("[[generations]]{}", second.replace("\"one\"", "\"two\"").replace("\"Root\"", "\"Root 2\""));
    let rest =
        format!("{second}{head}{}{}{}", milestone("\"2023\""), milestone("\"2022-05\""), milestone("2021-12-09"));
    let pki = read(&file("", "", &rest)).unwrap_or_else(|e| panic!("{e}"));
    let dates: Vec<_> = pki.migration.as_ref().unwrap().milestones.iter().map(|m| (m.date, m.precision)).collect();
    assert_eq!(
        dates,
        [
            (date!(2021 - 12 - 09), DatePrecision::Day),
            (date!(2022 - 05 - 01), DatePrecision::Month),
            (date!(2023 - 01 - 01), DatePrecision::Year)
        ]
    );
    let wrong = rest.replace("to = \"two\"", "to = \"twoo\"");
    let kind = one(&file("", "", &wrong), "\"twoo\"");
    assert_eq!(kind, MistakeKind::UnknownGeneration { id: "twoo".to_owned(), suggestion: Some("two".to_owned()) });
    let backwards = rest.replace("to = \"two\"", "to = \"one\"");
    assert!(matches!(one(&file("", "", &backwards), "\"one\""), MistakeKind::MigrationBackwards { .. }));
}

#[test]
fn moments_are_told_in_utc() {
    let pki = read(&file("", "", "not_after = 2049-09-15T22:00:00+02:00")).unwrap();
    assert_eq!(pki.generations[0].cas[0].not_after, Some(datetime!(2049-09-15 20:00 UTC)));
}

#[test]
fn all_mistakes_are_told_at_once_in_order() {
    let text = file("extra = 1", "allow_sha1 = 1\nissues_until = 3", "loa = 9\nstatus = \"x\"");
    let found = read(&text).unwrap_err();
    assert_eq!(found.mistakes.len(), 5);
    assert!(found.mistakes.is_sorted_by_key(|m| (m.line, m.column)));
    assert_eq!(found.to_string().lines().count(), 5);
    let many: String = (0..1000).fold(String::new(), |s, i| s + &format!("k{i} = 1\n"));
    assert_eq!(read(&many).unwrap_err().mistakes.len(), CatalogError::MAX);
}

#[test]
fn text_that_is_no_toml() {
    let error = read("id = \"a\"\nname = \"å\" x\n").unwrap_err();
    assert_eq!((error.mistakes[0].line, error.mistakes[0].column), (2, 12));
    assert!(matches!(error.mistakes[0].kind, MistakeKind::Syntax(_)));
    assert!(read(&"[".repeat(100_000)).is_err());
    assert!(read(&format!("a = {}", "[".repeat(100_000))).is_err());
    assert!(read(&format!("{}\u{1b}[31m = 1", "a.".repeat(5000))).is_err());
    let error = read(&" ".repeat(MAX_FILE_BYTES + 1)).unwrap_err();
    assert!(matches!(error.mistakes[0].kind, MistakeKind::TooLarge { .. }));
    // A byte order mark and Windows line ends do not matter.
    let windows = format!("\u{feff}{}", file("", "", "").replace('\n', "\r\n"));
    assert!(read(&windows).is_ok());
}

proptest! {
    #[test]
    fn never_panics(text in "\\PC{0,200}") {
        let _ = read(&text);
    }

    /// The shipped file with a few bytes of text changed: more of the reader is reached than by noise.
    #[test]
    fn never_panics_on_a_damaged_catalog(cuts in prop::collection::vec((0usize..9000, 0usize..40, "[\\[\\]{}=\".,0-9a-z\\n -]{0,6}"), 1..6)) {
        let mut text = include_str!("siths-test.toml").to_owned();
        for (start, length, with) in cuts {
            let start = start.min(text.len());
            let end = (start + length).min(text.len());
            if text.is_char_boundary(start) && text.is_char_boundary(end) {
                text.replace_range(start..end, &with);
            }
        }
        if let Err(error) = read(&text) {
            prop_assert!(!error.mistakes.is_empty());
            prop_assert!(error.mistakes.iter().all(|m| m.line >= 1 && m.column >= 1 && m.line <= text.lines().count() + 1));
        }
    }
}
