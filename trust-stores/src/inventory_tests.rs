#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::format_collect)]
use proptest::prelude::*;
use tillit_verifier::catalog::CatalogError;

use super::*;

fn parse(text: &str) -> Result<Inventory, InventoryError> {
    Inventory::parse(text, Path::new("/srv/inventory/services.toml"))
}

fn mistakes(text: &str) -> Vec<String> {
    parse(text).unwrap_err().mistakes.iter().map(ToString::to_string).collect()
}

#[test]
fn every_key_has_its_place() {
    let text = "
        [defaults]
        owner = 'IT'
        environment = 'production'
        require = 'both-generations'
        password = 'env:STORES'

        [[services]]
        name = 'Journal portal'
        owner = 'Team Web'
        contact = 'web@example.se'
        targets = ['/etc/nginx/client-ca.pem', 'stores/truststore.p12', 'file:stores/x.pem']
        password = ['file:secrets/portal', 'fd:3', 'env:PORTAL']
        tags = ['web', 'region']

        [[services]]
        name = 'Test IdP'
        environment = 'test'
        root = 'images/idp'
        targets = 'opt/idp/ca.pem'
        require = 'idp.toml'
    ";
    let services = parse(text).unwrap().services;
    let [portal, idp] = &services[..] else { panic!("{services:?}") };
    assert_eq!((portal.owner.as_deref(), portal.contact.as_deref()), (Some("Team Web"), Some("web@example.se")));
    assert_eq!(portal.environment, Some(Environment::Production));
    assert_eq!(portal.require, Some(Require::Preset("both-generations".to_owned())));
    let targets: Vec<&Target> = portal.targets.iter().map(|target| &target.target).collect();
    assert_eq!(targets[0], &Target::Path("/etc/nginx/client-ca.pem".into()));
    assert_eq!(targets[1], &Target::Path("/srv/inventory/stores/truststore.p12".into()));
    assert_eq!(targets[2], &Target::Place("file", Some("/srv/inventory/stores/x.pem".into())));
    assert_eq!(portal.targets[1].written, "stores/truststore.p12");
    let secret = format!("file:{}", Path::new("/srv/inventory").join("secrets/portal").display());
    assert_eq!(portal.passwords, [secret.as_str(), "fd:3", "env:PORTAL"]);
    assert_eq!(portal.tags, ["web", "region"]);

    assert_eq!((idp.owner.as_deref(), idp.environment), (Some("IT"), Some(Environment::Test)));
    assert_eq!(idp.root.as_deref(), Some(Path::new("/srv/inventory/images/idp")));
    assert_eq!(idp.targets[0].target, Target::Path("/opt/idp/ca.pem".into()));
    assert_eq!(idp.require, Some(Require::File("/srv/inventory/idp.toml".into())));
    assert_eq!(idp.passwords, ["env:STORES"]);
}

#[test]
fn the_example_in_the_documentation_is_one() {
    let page = include_str!("../../docs/audit-inventory.md");
    let example = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    assert_eq!(parse(example).unwrap().services.len(), 3);
}

#[test]
fn what_a_service_is_held_against() {
    let required = |word: &str| {
        let text = format!("[[services]]\nname = 'a'\ntargets = 'x'\nrequire = '{word}'\n");
        parse(&text).map(|inventory| inventory.services[0].require.clone().unwrap())
    };
    for word in ["only-new", "siths/only-new", "test-environment"] {
        assert_eq!(required(word), Ok(Require::Preset(word.to_owned())));
    }
    for (file, path) in [
        ("only-new.toml", "/srv/inventory/only-new.toml"),
        ("./policy", "/srv/inventory/./policy"),
        ("/etc/policies/web", "/etc/policies/web"),
    ] {
        assert_eq!(required(file), Ok(Require::File(path.into())));
    }
    let error = required("only-nwe").unwrap_err();
    assert!(error.to_string().contains("did you mean \"only-new\"?"), "{error}");
}

#[test]
fn every_mistake_is_told_with_its_line() {
    let text = "\
format = 3
[default]
owner = 'x'
[defaults]
targets = 'x'
[[services]]
name = 'a'
targets = []
password = 'changeit'
[[services]]
name = 'a'
targets = ['-', 'https://example.se', 3, 'a.pem']
environment = 'prod'
password = ['env:', 'fd:x', 'prompt', 'file:ok']
tags = ['']
[[services]]
taget = 'x'
require = 'both'
";
    assert_eq!(
        mistakes(text),
        [
            "line 1, column 10: format 3 is not known here, only 1",
            "line 2, column 2: unknown key \"default\", did you mean \"defaults\"?",
            "line 5, column 1: unknown key \"targets\"",
            "line 8, column 11: must not be empty",
            "line 9, column 12: a password is never written here: env:NAME, file:PATH or fd:N say where it comes from",
            "line 11, column 8: the service \"a\" is already in line 7",
            "line 12, column 12: \"-\" cannot be audited: a path, or a place such as system or java, can",
            "line 12, column 17: \"https://example.se\" cannot be audited: a path, or a place such as system or java, can",
            "line 12, column 39: must be a string, not integer",
            "line 13, column 15: unknown word \"prod\"; allowed are production, test",
            "line 14, column 13: a password is never written here: env:NAME, file:PATH or fd:N say where it comes from",
            "line 14, column 21: a password is never written here: env:NAME, file:PATH or fd:N say where it comes from",
            "line 14, column 29: an inventory cannot ask for a password: env:NAME, file:PATH or fd:N say where it comes from",
            "line 15, column 9: must not be empty",
            "line 16, column 1: \"name\" is missing",
            "line 16, column 1: \"targets\" is missing",
            "line 17, column 1: unknown key \"taget\", did you mean \"targets\"?",
            "line 18, column 11: unknown word \"both\"; allowed are both-generations, only-new, test-environment",
        ]
    );
    assert!(!mistakes(text).join("\n").contains("changeit"), "a password is not repeated");
    for (text, told) in [
        ("", "line 1, column 1: \"services\" is missing"),
        ("services = []", "line 1, column 1: \"services\" is missing"),
        ("services = 1", "line 1, column 12: must be an array, not integer"),
        ("[services]\nname = 'a'", "line 1, column 1: must be an array, not table"),
        ("[[services]\n", "line 1, column 12: not valid TOML"),
    ] {
        let found = mistakes(text);
        assert!(found[0].starts_with(told), "{text}: {found:?}");
    }
}

#[test]
fn hostile_sizes_are_refused() {
    let kinds = |text: &str| parse(text).unwrap_err().mistakes.into_iter().map(|m| m.kind).collect::<Vec<_>>();
    let large = "#".repeat(MAX_FILE_BYTES + 1);
    assert_eq!(kinds(&large), [MistakeKind::TooLarge { limit: MAX_FILE_BYTES }]);
    let service = |n: usize| format!("[[services]]\nname='{n}'\ntargets='x'\n");
    let many: String = (0..=MAX_SERVICES).map(service).collect();
    assert_eq!(kinds(&many), [MistakeKind::TooMany { limit: MAX_SERVICES }]);
    let targets = format!("[[services]]\nname='a'\ntargets=[{}]\n", "'x',".repeat(101));
    assert_eq!(kinds(&targets), [MistakeKind::TooMany { limit: 100 }]);
    let wrong: String = (0..200_000).map(|n| format!("k{n}=1\n")).collect();
    assert_eq!(kinds(&wrong).len(), CatalogError::MAX);
}

proptest! {
    #[test]
    fn nothing_makes_it_panic(text in any::<String>()) {
        let _ = parse(&text);
        let _ = parse(&format!("[[services]]\nname = 'a'\ntargets = '{text}'"));
    }
}

#[test]
fn a_service_that_is_looked_at_from_outside_needs_no_stores() {
    let read = |text: &str| Inventory::parse(text, Path::new("services.toml"));
    let inventory = read("[[services]]\nname = \"A\"\nurls = \"https://a.example/login\"\n").unwrap();
    assert_eq!(inventory.services[0].urls, ["https://a.example/login"]);
    assert!(inventory.services[0].targets.is_empty());
    assert!(read("[[services]]\nname = \"A\"\n").is_err());
    for url in ["http://a.example", "a.example", "-"] {
        assert!(read(&format!("[[services]]\nname = \"A\"\nurls = [\"{url}\"]\n")).is_err(), "{url}");
    }
}
