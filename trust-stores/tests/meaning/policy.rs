//! Stores held against policies and presets.

use std::fmt::Write as _;

use proptest::prelude::*;
use tillit_trust_stores::policy::{PRESETS, Policy};
use time::format_description::well_known::Iso8601;

use super::*;

const NEW_ROOT: &str = "LAB SITHS e-id Root CA v2";
const OLD_ROOT: &str = "LAB SITHS Root CA v1";
const LOA_2: &str = "LAB SITHS e-id Person HSA-id 2 CA v1";
const MOBILE: &str = "LAB SITHS e-id Person ID Mobile CA v1";

/// The lab as somebody's production, beside the shipped catalogs and a second production PKI of nobody's.
static PRODUCTION: LazyLock<Catalog> = LazyLock::new(|| {
    let text = tillit_lab::catalog::catalog_toml(&PKI).replace("test_environment = true", "test_environment = false");
    let mut catalog = tillit_verifier::catalog::embedded();
    catalog.pkis.push(parse(&text, &Origin::Embedded).unwrap());
    catalog
});

fn measure(catalog: &Catalog, environment: Option<Environment>) -> Measure<'_> {
    Measure { catalog, at_hand: &[], now: *NOW, environment }
}

/// What a policy says of a store, in short words.
fn held_by(policy: &Policy, store: TrustStore, measure: &Measure<'_>) -> Vec<String> {
    let examined = examine(store, measure);
    let name = |c: &Certificate| c.subject().common_name().to_owned();
    let said = policy.hold(&examined, measure).into_iter().map(|observation| match observation {
        Observation::RequiredMissing { what, .. } => format!("missing {what}"),
        Observation::RequiredGenerationIncomplete { generation, missing, .. } => {
            format!("incomplete {}/{}: {}", generation.pki, generation.generation, missing.join(", "))
        }
        Observation::ForbiddenPresent { which, rule, comment } => {
            format!("forbidden {} by {rule}: {}", name(&which.certificate), comment.unwrap_or_default())
        }
        Observation::NotAllowed(which) => format!("not allowed {}", name(&which.certificate)),
        Observation::OthersNotAllowed(count) => format!("not allowed {count} others"),
        other => panic!("{other:?}"),
    });
    said.collect()
}

fn held(text: &str, store: TrustStore) -> Vec<String> {
    let policy = Policy::parse(text, &CATALOG).unwrap_or_else(|error| panic!("{error}\n{text}"));
    held_by(&policy, store, &measure(&CATALOG, Some(Environment::Test)))
}

fn only(names: &[&str]) -> TrustStore {
    store(names.iter().map(|name| ca(name)))
}

fn with_trust(name: &str, grant: Grant) -> TrustStore {
    let mut store = only(&[name]);
    store.entries[0].trust = Trust::all(grant);
    store
}

#[test]
fn a_required_generation_is_complete_or_named_by_what_is_missing() {
    let text = "[[require]]\ngeneration = 'lab/e-id'\n";
    assert_eq!(held(text, store(all_of(Generation::New))), [""; 0]);
    let without = all_of(Generation::New).into_iter().filter(|c| c.subject().common_name() != LOA_2);
    assert_eq!(held(text, store(without.clone())), [format!("incomplete lab/e-id: {LOA_2}")]);
    // For these roles it is complete.
    let roles = "[[require]]\ngeneration = 'lab/e-id'\nroles = ['persons-loa3', 'mobile', 'functions']\n";
    assert_eq!(held(roles, store(without.clone())), [""; 0]);
    let persons = "[[require]]\ngeneration = 'lab/e-id'\nroles = ['persons']\n";
    assert_eq!(held(persons, store(without.clone())), [format!("incomplete lab/e-id: {LOA_2}")]);
    // All of it but this one CA, by a more precise rule.
    let but = format!("{text}[[forbid]]\nca = '{LOA_2}'\ncomment = 'reserve cards'\n");
    assert_eq!(held(&but, store(without)), [""; 0]);
    let all = held(&but, store(all_of(Generation::New)));
    assert_eq!(all, [format!("forbidden {LOA_2} by {LOA_2}: reserve cards")]);
    // Nothing of it is here.
    let nothing = held(text, only(&[OLD_ROOT]));
    assert!(nothing.len() == 1 && nothing[0].contains(NEW_ROOT) && nothing[0].contains(MOBILE), "{nothing:?}");
}

#[test]
fn required_is_what_a_login_can_use() {
    let pin = ca(NEW_ROOT).fingerprint();
    for text in [format!("[[require]]\nca = '{NEW_ROOT}'\n"), format!("[[require]]\nsha256 = '{pin}'\n")] {
        let missing = [format!("missing {NEW_ROOT}")];
        assert_eq!(held(&text, only(&[NEW_ROOT])), [""; 0]);
        assert_eq!(held(&text, only(&[OLD_ROOT])), missing);
        for grant in [Grant::Distrusted, Grant::Ignored, Grant::Helper] {
            assert_eq!(held(&text, with_trust(NEW_ROOT, grant)), missing, "{grant:?}");
        }
        // One distrusted copy outweighs the others.
        let mut both = only(&[NEW_ROOT, NEW_ROOT]);
        both.entries[1].trust = Trust::all(Grant::Distrusted);
        assert_eq!(held(&text, both), missing);
    }
    // An issuing CA helps a chain, that is enough.
    let text = format!("[[require]]\nca = '{MOBILE}'\n");
    let beside_its_root = |grant| {
        let mut store = with_trust(MOBILE, grant);
        store.entries.extend(only(&[NEW_ROOT]).entries);
        store
    };
    assert_eq!(held(&text, beside_its_root(Grant::Helper)), [""; 0]);
    assert_eq!(held(&text, beside_its_root(Grant::Ignored)), [format!("missing {MOBILE}")]);
    // Without its root it may be anybody's.
    assert_eq!(held(&text, with_trust(MOBILE, Grant::Anchor)), [format!("missing {MOBILE}")]);
    // A pin that nobody's catalog knows is told as it is.
    let unknown = "AB".repeat(32);
    assert_eq!(
        held(&format!("[[require]]\nsha256 = '{unknown}'\n"), only(&[NEW_ROOT])),
        [format!("missing {unknown}")]
    );
}

#[test]
fn forbidden_is_what_is_here_unless_it_is_distrusted() {
    let text = "[[forbid]]\ngeneration = 'old'\ncomment = 'since the switch'\n";
    let found = held(text, only(&[NEW_ROOT, OLD_ROOT, "LAB SITHS Type 2 CA v1"]));
    let by = |name: &str| format!("forbidden {name} by old: since the switch");
    assert_eq!(found, [by(OLD_ROOT), by("LAB SITHS Type 2 CA v1")]);
    assert_eq!(held(text, with_trust(OLD_ROOT, Grant::Distrusted)), [""; 0]);
    assert_eq!(held(text, with_trust(OLD_ROOT, Grant::Helper)), [by(OLD_ROOT)]);
    // Twice here, told once.
    assert_eq!(held(text, only(&[OLD_ROOT, OLD_ROOT])), [by(OLD_ROOT)]);
    // A ban of some roles leaves the root that the others need.
    let roles = "[[forbid]]\ngeneration = 'e-id'\nroles = ['mobile']\n";
    let found = held(roles, store(all_of(Generation::New)));
    assert_eq!(found, [format!("forbidden {MOBILE} by e-id (mobile): ")]);
}

#[test]
fn the_more_precise_rule_wins() {
    let type_2 = "LAB SITHS Type 2 CA v1";
    let exception = format!("[[forbid]]\ngeneration = 'old'\n[[allow]]\nca = '{type_2}'\n");
    assert_eq!(held(&exception, only(&[type_2])), [""; 0]);
    let pin = ca(type_2).fingerprint();
    let ban = format!("[[allow]]\ngeneration = 'old'\n[[forbid]]\nsha256 = '{pin}'\n");
    assert_eq!(held(&ban, only(&[OLD_ROOT, type_2])), [format!("forbidden {type_2} by {type_2}: ")]);
    // Equally precise, which only stores with the same pattern can show: what forbids wins.
    let equal =
        format!("[[allow]]\nca = '{type_2}'\ntargets = ['/etc/*']\n[[forbid]]\nca = '{type_2}'\ntargets = ['*.pem']\n");
    assert_eq!(held(&equal, only(&[type_2])), [format!("forbidden {type_2} by {type_2}: ")]);
}

#[test]
fn nothing_else_may_be_there() {
    let text = "allow-others = false\n[[require]]\ngeneration = 'lab/e-id'\nroles = ['persons']\n[[allow]]\nca = 'LAB SITHS Root CA v1'\nuntil = 2999-12-31\n";
    let mut names: Vec<Certificate> = all_of(Generation::New);
    names.push(ca(OLD_ROOT));
    let mut store = store(names);
    let others = [format!("not allowed {MOBILE}"), "not allowed LAB SITHS e-id Function CA v1".to_owned()];
    assert_eq!(held(text, store.clone()), others);
    store.passed_over = 7;
    assert_eq!(held(text, store.clone()).last().unwrap(), "not allowed 7 others");
    // A look-alike is none of the CAs that are named.
    store.entries.push(Entry::anchor(Ok(read(&PKI.look_alike_authority.der)), Position::Index(20)));
    let found = held(text, store);
    assert!(found.len() == others.len() + 2, "{found:?}");
}

#[test]
fn rules_hold_from_and_until_a_day() {
    let today = NOW.date();
    let day = |days: i64| (today + Duration::days(days)).format(&Iso8601::DATE).unwrap();
    for (dates, in_force) in [
        (format!("from = {}", day(0)), true),
        (format!("from = {}", day(1)), false),
        (format!("until = {}", day(0)), true),
        (format!("until = {}", day(-1)), false),
        (format!("from = {}\nuntil = {}", day(-1), day(1)), true),
    ] {
        let text = format!("[[forbid]]\ngeneration = 'old'\n{dates}\n");
        assert_eq!(held(&text, only(&[OLD_ROOT])).len(), usize::from(in_force), "{dates}");
    }
}

#[test]
fn policies_and_rules_for_some_stores_only() {
    let ban = "[[forbid]]\ngeneration = 'old'\n";
    for (pattern, in_force) in
        [("/etc/*", true), ("*.p12", false), ("file", true), ("file:/etc/*", true), ("java", false)]
    {
        let whole = format!("targets = ['/nowhere', '{pattern}']\n{ban}");
        let rule = format!("{ban}targets = ['{pattern}']\n");
        assert_eq!(held(&whole, only(&[OLD_ROOT])).len(), usize::from(in_force), "{pattern}");
        assert_eq!(held(&rule, only(&[OLD_ROOT])).len(), usize::from(in_force), "{pattern}");
    }
}

#[test]
fn names_without_a_pki_mean_those_of_the_environment() {
    let policy = Policy::parse("[[require]]\ngeneration = 'new'\n", &PRODUCTION).unwrap();
    let generations = |environment| {
        let said = held_by(&policy, store([]), &measure(&PRODUCTION, environment));
        said.iter().map(|said| said.split([' ', ':']).nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(generations(None), ["siths/e-id", "lab/e-id"]);
    assert_eq!(generations(Some(Environment::Test)), ["siths-test/e-id"]);
    let test = Policy::parse("environment = 'test'\n[[require]]\ngeneration = 'new'\n", &PRODUCTION).unwrap();
    let said = held_by(&test, store([]), &measure(&PRODUCTION, None));
    assert!(said.len() == 1 && said[0].starts_with("incomplete siths-test/e-id"), "{said:?}");
}

#[test]
fn presets_follow_the_migration() {
    let preset = |word: &str, certificates: Vec<Certificate>| {
        let policy = Policy::preset(word, &PRODUCTION).unwrap_or_else(|| panic!("{word}"));
        held_by(&policy, store(certificates), &measure(&PRODUCTION, None))
    };
    let (old, new) = (all_of(Generation::Old), all_of(Generation::New));
    let both: Vec<Certificate> = old.iter().chain(&new).cloned().collect();
    let first = |said: Vec<String>| said.iter().map(|s| s.split(':').next().unwrap().to_owned()).collect::<Vec<_>>();
    // The store has something of the lab, so that SITHS is none of its business.
    assert_eq!(preset("both-generations", both.clone()), [""; 0]);
    assert_eq!(first(preset("both-generations", new.clone())), ["incomplete lab/root-v1"]);
    assert_eq!(first(preset("both-generations", old.clone())), ["incomplete lab/e-id"]);
    assert_eq!(preset("only-new", new.clone()), [""; 0]);
    let found = preset("only-new", both);
    assert!(found.len() == old.len() && found.iter().all(|f| f.starts_with("forbidden ")), "{found:?}");
    // A store with nothing of any lacks them all; with the PKI's name, that one.
    let all = first(preset("both-generations", vec![]));
    assert_eq!(
        all,
        ["incomplete siths/root-v1", "incomplete lab/root-v1", "incomplete siths/e-id", "incomplete lab/e-id"]
    );
    assert_eq!(first(preset("lab/only-new", vec![])), ["incomplete lab/e-id"]);
    assert_eq!(first(preset("siths/only-new", new.clone())), ["incomplete siths/e-id"]);

    // Everything of production is out of place in a store for tests.
    let found = preset("test-environment", new.clone());
    assert_eq!(found[0].split(':').next().unwrap(), "incomplete siths-test/e-id");
    assert_eq!(found.len(), new.len() + 1);
    let policy = Policy::preset("test-environment", &CATALOG).unwrap();
    assert_eq!(policy.environment, Some(Environment::Test));
    assert_eq!(held_by(&policy, store(new), &measure(&CATALOG, policy.environment)), [""; 0]);

    for word in PRESETS {
        assert!(Policy::preset(word, &PRODUCTION).is_some(), "{word}");
        assert!(Policy::preset(word, &Catalog::default()).is_none(), "{word}");
        assert!(Policy::preset(&format!("nobody/{word}"), &PRODUCTION).is_none(), "{word}");
    }
    assert!(Policy::preset("only-old", &PRODUCTION).is_none());
    assert!(Policy::preset("siths/test-environment", &PRODUCTION).is_none());
}

#[test]
fn what_has_ended_is_required_only_by_name() {
    let later = Measure { now: *NOW + Duration::days(365 * 100), ..measure(&PRODUCTION, None) };
    let preset = Policy::preset("lab/both-generations", &PRODUCTION).unwrap();
    assert_eq!(held_by(&preset, store(all_of(Generation::New)), &later), [""; 0]);
    let named = Policy::parse("[[require]]\ngeneration = 'lab/e-id'\n", &PRODUCTION).unwrap();
    let said = held_by(&named, store(all_of(Generation::New)), &later);
    assert_eq!(said, [format!("incomplete lab/e-id: {NEW_ROOT}")]);
}

#[test]
fn certificates_that_a_policy_names_are_kept_of_a_large_store() {
    let pin = ca(OLD_ROOT).fingerprint();
    let policy = Policy::parse(&format!("[[forbid]]\nsha256 = '{pin}'\n"), &CATALOG).unwrap();
    let matters = policy.matters();
    assert!(matters(&ca(OLD_ROOT)) && !matters(&ca(NEW_ROOT)));
}

proptest! {
    /// A policy that lists exactly what a store holds is held by it, and by no store that holds something else.
    #[test]
    fn a_list_of_the_store_holds(chosen in prop::collection::vec(0_usize..11, 1..11), by_name in any::<bool>()) {
        let all: Vec<Certificate> = PKI.authorities.iter().map(|a| read(&a.issued.der)).collect();
        let certificates: Vec<Certificate> = chosen.iter().map(|&index| all[index].clone()).collect();
        // By name, the pinned roots that prove the issuing CAs must be there.
        let certificates: Vec<Certificate> = if by_name {
            [OLD_ROOT, NEW_ROOT].map(ca).into_iter().chain(certificates).collect()
        } else {
            certificates
        };
        let mut text = "allow-others = false\n".to_owned();
        let mut listed = std::collections::HashSet::new();
        for certificate in certificates.iter().filter(|c| listed.insert(c.fingerprint())) {
            let what = if by_name {
                format!("ca = '{}'", certificate.subject().common_name())
            } else {
                format!("sha256 = '{}'", certificate.fingerprint())
            };
            let _ = writeln!(text, "[[require]]\n{what}");
        }
        prop_assert_eq!(held(&text, store(certificates.clone())), [""; 0]);
        // One more, one less.
        if let Some(other) = all.iter().find(|c| !listed.contains(&c.fingerprint())) {
            let more = certificates.iter().chain([other]).cloned();
            let name = other.subject().common_name();
            prop_assert_eq!(held(&text, store(more)), [format!("not allowed {name}")]);
        }
        if !by_name {
            let gone = certificates[0].fingerprint();
            let less = certificates.iter().filter(|c| c.fingerprint() != gone).cloned();
            let said = held(&text, store(less));
            prop_assert!(said.len() == 1 && said[0].starts_with("missing "), "{:?}", said);
        }
    }
}
