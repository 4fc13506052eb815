//! Two stores, and a store beside an earlier report.

use proptest::prelude::*;
use serde_json::{Value, json};
use tillit_trust_stores::compare::{Compared, Comparison, Difference, ReportError, Side, compare, compare_all};
use tillit_trust_stores::formats::Failure;
use tillit_verifier::input::InputError;

use super::*;

fn side(store: TrustStore) -> Side {
    Side::of(&measured(store, Some(Environment::Test)))
}

fn between(before: TrustStore, after: TrustStore) -> Comparison {
    compare(&side(before), &side(after)).unwrap()
}

fn names(items: &[tillit_trust_stores::compare::Item]) -> Vec<&str> {
    items.iter().filter_map(|item| item.subject.split(['=', ',']).nth(1)).collect()
}

/// What a report says of a store, in the form of `tillit/audit/1`.
fn reported(examined: &Examined) -> Value {
    let id = |ca: &CaId| ca.ca.clone();
    let entries: Vec<Value> = examined
        .store
        .entries
        .iter()
        .zip(&examined.recognised)
        .map(|(entry, ca)| {
            let certificate = entry.certificate.as_ref().ok();
            let trust = entry.trust;
            json!({
                "sha256": certificate.map(|c| c.fingerprint().to_string()),
                "subject": certificate.map(|c| c.subject().to_string()),
                "alias": entry.alias,
                "trust": {"client": trust.client.word(), "server": trust.server.word(), "email": trust.email.word()},
                "ca": ca.as_ref().map(|ca| json!({"name": ca.ca})),
                "flaws": [],
            })
        })
        .collect();
    let coverage: Vec<Value> = examined
        .coverage
        .iter()
        .map(|c| {
            json!({
                "pki": c.generation.pki, "generation": c.generation.generation, "role": c.role.word(),
                "state": c.state.word(), "effect": c.effect.word(),
                "present": c.present.iter().map(id).collect::<Vec<_>>(),
                "missing": c.missing.iter().map(id).collect::<Vec<_>>(),
            })
        })
        .collect();
    json!({
        "target": "ca.pem", "path": examined.store.location.path.to_str(), "within": examined.store.location.within,
        "passed_over": examined.store.passed_over, "entries": entries, "coverage": coverage, "findings": [],
    })
}

fn report(results: &[Value]) -> Value {
    json!({"schema": "tillit/audit/1", "results": results, "findings": []})
}

#[test]
fn what_was_added_and_what_it_gives() {
    let changed = between(store(all_of(Generation::Old)), store(all_of(Generation::Old).into_iter().chain([ca(ROOT)])));
    assert_eq!((names(&changed.added), names(&changed.removed)), (vec![ROOT], vec![]));
    assert_eq!(changed.same, all_of(Generation::Old).len());
    assert!(!changed.is_same() && !changed.incomplete);
    let loa3 = changed.coverage.iter().find(|c| c.generation.generation == "e-id" && c.role == LOA3).unwrap();
    assert_eq!(loa3.state, (State::Absent, State::Partial));
    assert_eq!(loa3.effect, (Effect::Refuses, Effect::OnlyWithIssuer));
    assert_eq!((loa3.gained.as_slice(), loa3.lost.as_slice()), (&[ROOT.to_owned()][..], &[][..]));
    assert!(changed.coverage.iter().all(|c| c.generation.generation == "e-id"), "the old generation is what it was");
}

#[test]
fn trust_alias_and_copies() {
    let with = |change: &dyn Fn(&mut TrustStore)| {
        let mut store = store([ca(ROOT)]);
        store.entries[0].alias = Some("root".to_owned());
        change(&mut store);
        store
    };
    let before = || with(&|_| ());
    let differences = |after| {
        let comparison = between(before(), after);
        assert!(comparison.added.is_empty() && comparison.removed.is_empty());
        comparison.changed.into_iter().flat_map(|changed| changed.differences).collect::<Vec<_>>()
    };
    assert_eq!(differences(before()), []);
    let renamed = with(&|store| store.entries[0].alias = Some("Root".to_owned()));
    let (old, new) = (vec!["root".to_owned()], vec!["Root".to_owned()]);
    assert_eq!(differences(renamed), [Difference::Aliases { before: old, after: new }]);
    // A format without aliases says nothing about them.
    assert_eq!(differences(with(&|store| store.entries[0].alias = None)), []);

    let all = Trust::all(Grant::Anchor);
    let less = Trust { client: Grant::Helper, ..all };
    let trusted_less = with(&|store| store.entries[0].trust = less);
    assert_eq!(differences(trusted_less), [Difference::Trust { before: all, after: less }]);
    let twice = with(&|store| {
        let copy = store.entries[0].clone();
        store.entries.push(Entry { alias: None, ..copy });
    });
    assert_eq!(differences(twice), [Difference::Copies { before: 1, after: 2 }]);
    // A distrusted copy beside a trusted one: distrust counts.
    let distrusted = with(&|store| {
        let copy = store.entries[0].clone();
        store.entries.push(Entry { alias: None, trust: Trust::all(Grant::Distrusted), ..copy });
    });
    assert_eq!(
        differences(distrusted),
        [
            Difference::Trust { before: all, after: Trust::all(Grant::Distrusted) },
            Difference::Copies { before: 1, after: 2 }
        ]
    );
}

/// The same certificates in a form that is not loaded, or after their end: they let nobody in, and that is no sameness. What ended by the
/// catalog is needed by nobody, and a generation that is over is no loss.
#[test]
fn the_same_certificates_may_let_others_in() {
    let mut unseen = store(all_of(Generation::New));
    unseen.entries.iter_mut().for_each(|entry| entry.ignored_by = vec![Consumer::OpenSsl]);
    let changed = between(store(all_of(Generation::New)), unseen);
    assert!(changed.added.is_empty() && changed.removed.is_empty() && changed.changed.is_empty());
    assert!(!changed.is_same());
    let loa3 = changed.coverage.iter().find(|c| c.generation.generation == "e-id" && c.role == LOA3).unwrap();
    assert_eq!((loa3.state, loa3.lost.len()), ((State::Complete, State::Absent), 3));

    let both = || all_of(Generation::Old).into_iter().chain(all_of(Generation::New));
    let at = |catalog: &Catalog, now: OffsetDateTime| {
        let measure = Measure { catalog, at_hand: &[], now, environment: Some(Environment::Test) };
        Side::of(&examine(store(both()), &measure))
    };
    let end = |of: Vec<Certificate>| of.iter().map(Certificate::not_after).max().unwrap() + Duration::days(1);
    let later = compare(&at(&CATALOG, *NOW), &at(&CATALOG, end(all_of(Generation::Old)))).unwrap();
    assert!(later.coverage.iter().all(|c| c.generation.generation == "e-id"), "{:?}", later.coverage);
    let mut endless = CATALOG.clone();
    for ca in endless.pkis.iter_mut().flat_map(|pki| &mut pki.generations).flat_map(|of| &mut of.cas) {
        ca.not_after = None;
    }
    let ended = compare(&at(&endless, *NOW), &at(&endless, end(both().collect()))).unwrap();
    assert!(
        ended.coverage.iter().any(|c| c.state == (State::Complete, State::Absent) && c.lost.len() == 3),
        "{ended:?}"
    );
    assert!(!ended.is_same());
    // One issuing CA ends by the catalog; the others and the root are there.
    let mut one_ends = CATALOG.clone();
    let hsa3 = one_ends.pkis.iter_mut().flat_map(|pki| &mut pki.generations).flat_map(|of| &mut of.cas);
    hsa3.filter(|ca| ca.name == HSA3).for_each(|ca| ca.not_after = Some(*NOW + Duration::days(9)));
    let same = compare(&at(&one_ends, *NOW), &at(&one_ends, *NOW + Duration::days(10))).unwrap();
    assert!(same.is_same(), "{:?}", same.coverage);
}

#[test]
fn what_is_not_known_is_said() {
    let whole = || store([ca(ROOT)]);
    let mut large = whole();
    large.passed_over = 3;
    let mut damaged = whole();
    damaged.entries.push(Entry::anchor(
        Err(tillit_verifier::container::EntryError::Certificate(Certificate::from_der(&[]).unwrap_err())),
        Position::Index(1),
    ));
    for partly in [large, damaged] {
        assert!(between(whole(), partly.clone()).incomplete);
        assert!(between(partly, whole()).incomplete);
    }
}

#[test]
fn several_stores_find_each_other_by_their_places() {
    let at = |path: &str, certificate: &str| {
        let mut store = store([ca(certificate)]);
        store.location = Location::path(path);
        side(store)
    };
    // One and one, wherever they lie.
    let [Compared::Both(both)] = &compare_all(&[at("/a", ROOT)], &[at("/b", HSA3)])[..] else { panic!() };
    assert_eq!((both.before.as_str(), both.after.as_str()), ("/a", "/b"));
    assert_eq!((names(&both.added), names(&both.removed)), (vec![HSA3], vec![ROOT]));

    let unreadable = Side::of_failure(&Failure::of(std::path::Path::new("/c"), InputError::NotFound));
    let before = [at("/a", ROOT), at("/gone", ROOT), at("/c", ROOT)];
    let after = [at("/new", ROOT), unreadable, at("/a", ROOT)];
    let [new, unknown, same, gone] = &compare_all(&before, &after)[..] else { panic!() };
    assert_eq!(*new, Compared::OnlyAfter("/new".to_owned()));
    assert_eq!(*unknown, Compared::CannotSay { before: "/c".to_owned(), after: "/c".to_owned() });
    assert!(matches!(same, Compared::Both(same) if same.is_same()));
    assert_eq!(*gone, Compared::OnlyBefore("/gone".to_owned()));
    assert_eq!(compare_all(&[], &[]), []);
}

#[test]
fn a_report_is_as_good_as_the_store_it_speaks_of() {
    let mut old = store(all_of(Generation::Old));
    old.entries[0].alias = Some("rot".to_owned());
    old.entries[1].trust = Trust { client: Grant::Distrusted, server: Grant::Helper, email: Grant::Ignored };
    old.location.within = Some("ConfigMap a/b, ca.crt".to_owned());
    let examined = measured(old, Some(Environment::Test));
    let read = Side::from_report(&report(&[reported(&examined)])).unwrap();
    assert_eq!(read, [Side::of(&examined)]);

    let mut unread = reported(&examined);
    unread["error"] = json!({"code": "T-010"});
    unread["entries"] = Value::Null;
    assert_eq!(Side::from_report(&report(&[unread])).unwrap()[0].contents, None);
}

#[test]
fn what_is_no_report_is_refused_with_the_reason() {
    let error = |value: Value| Side::from_report(&value).unwrap_err();
    for nothing in [json!(null), json!([]), json!({"schema": 1}), json!({"results": []})] {
        assert_eq!(error(nothing), ReportError::NotAReport);
    }
    let other = |schema: &str| error(json!({"schema": schema, "results": []}));
    for schema in ["tillit/verify/1", "tillit/audit/x", "tillit/audit/0", ""] {
        assert_eq!(other(schema), ReportError::OtherReport { schema: schema.to_owned() });
    }
    assert_eq!(other("tillit/audit/2"), ReportError::LaterVersion { schema: "tillit/audit/2".to_owned() });
    assert!(matches!(other(&"x".repeat(1000)), ReportError::OtherReport { schema } if schema.len() < 100));
    assert_eq!(error(report(&[])), ReportError::Empty);

    let good = reported(&measured(store(all_of(Generation::Old)), None));
    let at = |pointer: &str, value: Value| {
        let mut result = good.clone();
        *result.pointer_mut(pointer).unwrap_or_else(|| panic!("{pointer}")) = value;
        match error(report(&[result])) {
            ReportError::Malformed { at, .. } => at,
            other => panic!("{other:?}"),
        }
    };
    for pointer in [
        "/entries",
        "/entries/0",
        "/entries/0/sha256",
        "/entries/0/subject",
        "/entries/0/trust",
        "/entries/0/trust/client",
        "/coverage",
        "/coverage/0/pki",
        "/coverage/0/role",
        "/coverage/0/state",
        "/coverage/0/effect",
        "/coverage/0/present",
        "/coverage/0/present/0",
        "/within",
        "/passed_over",
    ] {
        assert_eq!(at(pointer, json!(true)), format!("/results/0{pointer}"));
    }
}

/// Stores with any of five certificates, any number of times, with any trust and few aliases.
fn any_store() -> impl Strategy<Value = TrustStore> {
    let entry = (0_usize..5, 0_usize..4, prop::option::of("[ab]"));
    prop::collection::vec(entry, 0..8).prop_map(|entries| {
        let grants = [Grant::Anchor, Grant::Helper, Grant::Distrusted, Grant::Ignored];
        let mut made = store(entries.iter().map(|&(which, ..)| read(&PKI.authorities[which].issued.der)));
        for (entry, (_, grant, alias)) in made.entries.iter_mut().zip(entries) {
            entry.trust.client = grants[grant];
            entry.alias = alias;
        }
        made
    })
}

proptest! {
    /// What one way adds, the other way removes; what differs, differs both ways; nothing is lost between them.
    #[test]
    fn the_other_way_round_is_the_opposite(one in any_store(), other in any_store()) {
        let (there, back) = (between(one.clone(), other.clone()), between(other.clone(), one.clone()));
        prop_assert_eq!(&there.added, &back.removed);
        prop_assert_eq!(&there.removed, &back.added);
        prop_assert_eq!(there.same, back.same);
        let distinct = |store: &TrustStore| {
            store.certificates().map(Certificate::fingerprint).collect::<std::collections::HashSet<_>>().len()
        };
        prop_assert_eq!(there.same + there.changed.len() + there.added.len(), distinct(&other));
        prop_assert_eq!(there.same + there.changed.len() + there.removed.len(), distinct(&one));
        let turned = |difference: &Difference| match difference.clone() {
            Difference::Aliases { before, after } => Difference::Aliases { before: after, after: before },
            Difference::Trust { before, after } => Difference::Trust { before: after, after: before },
            Difference::Copies { before, after } => Difference::Copies { before: after, after: before },
        };
        for changed in &there.changed {
            let same = back.changed.iter().find(|c| c.item.sha256 == changed.item.sha256).unwrap();
            prop_assert_eq!(changed.differences.iter().map(turned).collect::<Vec<_>>(), same.differences.clone());
        }
        prop_assert_eq!(there.coverage.len(), back.coverage.len());
        for change in &there.coverage {
            let opposite = back.coverage.iter().find(|c| (&c.generation, c.role) == (&change.generation, change.role)).unwrap();
            prop_assert_eq!(&change.gained, &opposite.lost);
            prop_assert_eq!(&change.lost, &opposite.gained);
            prop_assert_eq!(change.state, (opposite.state.1, opposite.state.0));
        }
        prop_assert!(between(one.clone(), one).is_same());
    }
}
