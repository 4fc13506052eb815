#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_collect)]
use proptest::prelude::*;
use tillit_verifier::catalog::{CatalogError, MistakeKind, embedded};

use super::*;

fn parse(text: &str) -> Result<Policy, PolicyError> {
    Policy::parse(text, &embedded())
}

/// Line, column and text of each mistake.
fn mistakes(text: &str) -> Vec<String> {
    match parse(text) {
        Err(error) => error.mistakes.iter().map(ToString::to_string).collect(),
        Ok(policy) => panic!("{policy:?}"),
    }
}

#[test]
fn every_key_has_its_place() {
    let pin = "8767260A C829D833C30AF23857CBF8A2304BFDA445303DFCE5043AFA73E584C1";
    let text = format!(
        "\u{feff}format = 1\r\nname = 'Before the switch'\r\nenvironment = 'production'\r\nallow-others = false\r\n\
         targets = ['/etc/nginx/*', 'java:*']\r\n\
         [[require]]\ngeneration = 'siths/e-id'\nroles = ['persons-loa3', 'mobile', 'mobile']\ncomment = 'why'\nuntil = 2026-12-31\n\
         [[require]]\nsha256 = '{pin}'\ntargets = ['*.p12']\n\
         [[allow]]\nca = 'SITHS e-id Function CA v1'\nfrom = 2020-01-01\n\
         [[allow]]\nca = 'siths-test/TEST SITHS e-id Root CA v2'\n\
         [[forbid]]\ngeneration = 'OLD'\n"
    );
    let policy = parse(&text).unwrap();
    assert_eq!(policy.name.as_deref(), Some("Before the switch"));
    assert_eq!((policy.environment, policy.allow_others), (Some(Environment::Production), false));
    assert_eq!(policy.targets, ["/etc/nginx/*", "java:*"].map(Pattern::new));
    assert_eq!((policy.require.len(), policy.allow.len(), policy.forbid.len()), (2, 2, 1));
    let What::Generation { ids, roles, of_environment: false, .. } = &policy.require[0].what else { panic!() };
    assert_eq!(ids.len(), 1);
    assert_eq!(roles, &[Role::Persons(Some(3)), Role::Mobile]);
    assert_eq!(policy.require[0].what.name(), "siths/e-id (persons-loa3, mobile)");
    assert_eq!(policy.require[0].comment.as_deref(), Some("why"));
    assert_eq!(policy.require[0].until, Date::from_calendar_date(2026, time::Month::December, 31).ok());
    assert_eq!(policy.require[1].what.name(), "SITHS e-id Root CA v2", "a pin that the catalog knows has its name");
    assert_eq!(policy.require[1].targets, [Pattern::new("*.p12")]);
    assert_eq!(policy.allow[0].from, Date::from_calendar_date(2020, time::Month::January, 1).ok());
    let What::Ca { ids, .. } = &policy.allow[1].what else { panic!() };
    assert_eq!(ids[0].generation.pki, "siths-test");
    let What::Generation { ids, of_environment: true, .. } = &policy.forbid[0].what else { panic!() };
    assert!(ids.iter().any(|id| id.generation == "root-v1"));
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let text = "\
fromat = 1
name = ''
environment = 'prod'
allow-others = 'no'
targets = [3, '']

[[require]]
generation = 'siths/eid'

[[require]]
generation = 'siths/root-v1'
roles = ['persons', 'mobile', 'person']

[[require]]
generation = 'siths/root-v1'
roles = ['mobile']

[[require]]
ca = 'SITHS e-id Rot CA v2'
roles = ['persons']

[[allow]]
sha256 = 'abc'
from = '2026-02-30'

[[allow]]
sha256 = '8767260AC829D833C30AF23857CBF8A2304BFDA445303DFCE5043AFA73E584C1'
ca = 'SITHS Root CA v1'

[[allow]]
coment = 'nothing'

[[forbid]]
generation = 'new'
from = 2026-02-01
until = 2026-01-01

[[forbid]]
generation = 'old'
[[forbid]]
generation = 'old'
[[allow]]
generation = 'siths/root-v1'
[[allow]]
generation = 'siths/e-id'
roles = []
";
    // What is no TOML is told alone: the rest may be meant otherwise.
    let broken = mistakes(&text.replace("'abc'", "'abc").replace("'2026-02-30'", "2026-02-30"));
    assert_eq!(broken.len(), 2, "{broken:?}");
    assert!(broken[0].starts_with("line 23, column 14: not valid TOML"), "{broken:?}");
    assert!(broken[1].starts_with("line 24, column 8: not valid TOML"), "{broken:?}");
    let words = |w: &str| format!("unknown word {w}");
    assert_eq!(
        mistakes(text),
        [
            "line 1, column 1: unknown key \"fromat\", did you mean \"format\"?",
            "line 2, column 8: must not be empty",
            &format!("line 3, column 15: {}; allowed are production, test", words("\"prod\"")),
            "line 4, column 16: must be true or false, not string",
            "line 5, column 12: must be a string, not integer",
            "line 5, column 15: must not be empty",
            "line 8, column 14: there is no generation \"siths/eid\", did you mean \"siths/e-id\"?",
            &format!(
                "line 12, column 31: {}, did you mean \"persons\"?; allowed are persons, persons-loa1, persons-loa2, \
                 persons-loa3, persons-loa4, functions, mobile",
                words("\"person\"")
            ),
            "line 16, column 10: siths/root-v1 has no CA for mobile",
            "line 19, column 6: no catalog has a CA \"SITHS e-id Rot CA v2\", did you mean \"SITHS e-id Root CA v2\"?",
            "line 20, column 9: \"roles\" has a meaning beside \"generation\" only",
            "line 23, column 10: a SHA-256 fingerprint has 64 hexadecimal digits, here are 3",
            "line 24, column 8: \"2026-02-30\" is no date such as 2020-09-02",
            "line 26, column 1: exactly one of sha256, ca, generation must stand here",
            "line 30, column 1: exactly one of sha256, ca, generation must stand here",
            "line 31, column 1: unknown key \"coment\", did you mean \"comment\"?",
            "line 36, column 9: ends before it begins",
            "line 41, column 14: the rule for \"old\" is already in line 39",
            "line 43, column 14: \"old\" contradicts line 39",
            "line 46, column 9: must not be empty",
        ]
    );
}

#[test]
fn the_example_in_the_documentation_is_one() {
    let page = include_str!("../../../docs/audit-policy.md");
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let policy = parse(example).unwrap();
    assert_eq!((policy.require.len(), policy.allow.len(), policy.forbid.len()), (1, 1, 2));
    for word in PRESETS {
        assert!(page.contains(&format!("| `{word}` |")), "{word}");
    }
}

#[test]
fn contradictions_are_those_that_cannot_both_be() {
    let told = |text: &str| match parse(text) {
        Err(error) => {
            assert!(error.mistakes.iter().all(|m| matches!(m.kind, MistakeKind::Contradicts { .. })), "{error}");
            true
        }
        Ok(_) => false,
    };
    let pair = |one: &str, other: &str| told(&format!("[[require]]\n{one}\n[[forbid]]\n{other}\n"));
    assert!(pair("ca = 'SITHS Root CA v1'", "ca = 'siths/SITHS Root CA v1'"));
    assert!(pair("generation = 'siths/e-id'", "generation = 'new'"));
    assert!(pair("generation = 'new'\nroles = ['persons']", "generation = 'new'\nroles = ['persons-loa2']"));
    assert!(pair("generation = 'new'\nuntil = 2026-06-01", "generation = 'new'\nfrom = 2026-06-01"));
    assert!(pair("generation = 'new'", "generation = 'new'\ntargets = ['*.pem']"));
    // One after the other, in other stores, or one an exception from the other.
    assert!(!pair("generation = 'new'\nuntil = 2026-05-31", "generation = 'new'\nfrom = 2026-06-01"));
    assert!(!pair("generation = 'new'\ntargets = ['/a']", "generation = 'new'\ntargets = ['/b']"));
    assert!(!pair("generation = 'new'", "generation = 'new'\nroles = ['mobile']"));
    assert!(!pair("generation = 'new'", "generation = 'old'"));
    assert!(!pair("ca = 'SITHS Root CA v1'", "generation = 'old'"));
    assert!(!pair("generation = 'new'\nroles = ['functions']", "generation = 'new'\nroles = ['mobile']"));
}

#[test]
fn a_policy_that_says_nothing_is_a_mistake() {
    for text in ["", "# nothing\n", "name = 'x'\n", "allow-others = true\n", "require = []\n"] {
        assert_eq!(mistakes(text), ["line 1, column 1: \"require\" is missing"], "{text}");
    }
    assert!(parse("allow-others = false\n").is_ok());
    assert_eq!(mistakes("format = 2\nallow-others = false"), ["line 1, column 10: format 2 is not known here, only 1"]);
}

#[test]
fn hostile_sizes_are_refused() {
    let kinds = |text: &str| parse(text).unwrap_err().mistakes.into_iter().map(|m| m.kind).collect::<Vec<_>>();
    let large = "#".repeat(MAX_FILE_BYTES + 1);
    assert_eq!(kinds(&large), [MistakeKind::TooLarge { limit: MAX_FILE_BYTES }]);
    let rule = |n: usize| format!("[[forbid]]\nsha256 = '{n:064x}'\n");
    let many: String = (0..=MAX_RULES).map(rule).collect();
    assert_eq!(kinds(&many), [MistakeKind::TooMany { limit: MAX_RULES }]);
    assert!(parse(&(0..MAX_RULES).map(rule).collect::<String>()).is_ok());
    let pattern = format!("allow-others = false\ntargets = ['{}']\n", "*".repeat(Pattern::MAX + 1));
    assert_eq!(kinds(&pattern), [MistakeKind::TooLarge { limit: Pattern::MAX }]);
    let patterns = format!("allow-others = false\ntargets = [{}]\n", "'a',".repeat(101));
    assert_eq!(kinds(&patterns), [MistakeKind::TooMany { limit: 100 }]);
    // A mistake in every line of a whole file: as many are told as are worth reading.
    let wrong: String = (0..MAX_FILE_BYTES / 8).map(|n| format!("k{n:x}=1\n")).collect();
    assert_eq!(kinds(wrong[..MAX_FILE_BYTES - 100].rsplit_once('\n').unwrap().0).len(), CatalogError::MAX);
    for deep in [
        format!("require = {}", "[".repeat(100_000)),
        "a.".repeat(100_000),
        format!("{}x", "[[require]]\n".repeat(900)),
    ] {
        assert!(parse(&deep).is_err());
    }
}

#[test]
fn what_speaks_of_no_store_is_told() {
    let day = Date::from_calendar_date(2026, time::Month::June, 1).unwrap();
    let (nginx, java) = (Location::path("/etc/nginx/ca.pem"), Location::path("/opt/cacerts"));
    let stores = [("file", &nginx), ("java", &java)];
    let told = |text: &str| parse(text).unwrap().unmatched(&stores, day);
    let rule = |name: Option<&str>, targets: &[&str]| Unmatched {
        rule: name.map(str::to_owned),
        targets: targets.iter().map(|&target| target.to_owned()).collect(),
    };
    let whole = "targets = ['/etc/ngnix/*']\n[[require]]\ngeneration = 'siths/e-id'\n";
    assert_eq!(told(whole), [rule(None, &["/etc/ngnix/*"])]);
    assert_eq!(told(&whole.replace("ngnix", "nginx")), []);
    assert_eq!(told("[[forbid]]\ngeneration = 'siths/e-id'\n"), []);
    let two = "[[require]]\ngeneration = 'siths/e-id'\n[[forbid]]\ngeneration = 'siths/ca-v3'\ntargets = ['k8s:*']\n";
    assert_eq!(told(two), [rule(Some("siths/ca-v3"), &["k8s:*"])]);
    assert_eq!(told(&two.replace("k8s:", "java:")), []);
    // It names a store that the policy does not speak of.
    assert_eq!(told(&format!("targets = ['*.pem']\n{}", two.replace("k8s:", "java:"))).len(), 1);
    let over =
        "[[require]]\ngeneration = 'new'\n[[forbid]]\ngeneration = 'old'\nuntil = 2026-05-31\ntargets = ['k8s:*']\n";
    assert_eq!(told(over), []);
    let every_rule = "[[forbid]]\ngeneration = 'siths/ca-v3'\ntargets = ['a', 'b']\n[[require]]\ngeneration = 'new'\ntargets = ['a']\n";
    assert_eq!(told(every_rule), [rule(None, &["a", "b"])]);
    // What it does not name is forbidden everywhere.
    assert_eq!(told(&format!("allow-others = false\n{every_rule}")).len(), 2);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in any::<String>()) {
        let _ = parse(&text);
    }

    /// Whatever is done to a good policy, mistakes stand in lines that the file has.
    #[test]
    fn mistakes_stand_in_the_file(at in 0_usize..400, with in "[a-z='\\[\\]\n\"0-9åé]{0,4}", take in 0_usize..4) {
        let good = "allow-others = false\n[[require]]\ngeneration = 'siths/e-id'\nroles = ['persons']\ncomment = 'å'\n\
                    [[allow]]\nca = 'SITHS Root CA v1'\nfrom = 2020-01-01\n[[forbid]]\ngeneration = 'siths/ca-v3'\ntargets = ['*']\n";
        let chars: Vec<char> = good.chars().collect();
        let at = at.min(chars.len());
        let text: String = chars[..at].iter().copied().chain(with.chars()).chain(chars[at..].iter().skip(take).copied()).collect();
        if let Err(error) = parse(&text) {
            prop_assert!(!error.mistakes.is_empty());
            for mistake in error.mistakes {
                prop_assert!(mistake.line >= 1 && mistake.line <= text.split('\n').count(), "{}: {:?}", mistake, text);
            }
        }
    }
}
