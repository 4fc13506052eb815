#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;

use proptest::prelude::*;
use time::macros::datetime;

use super::*;

const PLAN: &str = r#"
format = 1
name = "Region"
kinds = ["ordinary", "reserve"]
browsers = ["Edge"]

[[services]]
name = "Journal"
url = "https://journal.example/"

[[services]]
name = "TakeCare"
by_hand = true

[[cards]]
name = "Pilot 1"
part = "upgrade"

[[cards]]
name = "Reserve"
kind = "reserve"
part = "new"

[[cards]]
name = "Control"
part = "control"
p12 = "control.p12"
"#;

fn plan(text: &str) -> Result<Plan, String> {
    Plan::parse(text, Path::new("/plans/pilot.toml")).map_err(|error| error.to_string())
}

fn entry(service: &str, card: &str, phase: Phase, outcome: Outcome) -> Entry {
    Entry {
        service: service.to_owned(),
        card: card.to_owned(),
        phase,
        outcome,
        at: datetime!(2026-01-02 03:04:05 UTC),
        by: By::Person("Anna".to_owned()),
        asked: None,
        browser: None,
        certificate: None,
        generation: None,
        ways: Vec::new(),
        causes: Vec::new(),
        note: None,
    }
}

/// Everybody gets in everywhere.
fn all_in() -> Results {
    let mut entries = Vec::new();
    for service in ["Journal", "TakeCare"] {
        for card in ["Pilot 1", "Reserve", "Control"] {
            entries.push(entry(service, card, Phase::After, Outcome::In));
        }
    }
    entries.push(Entry { browser: Some("Edge".to_owned()), ..entry("Journal", "Pilot 1", Phase::After, Outcome::In) });
    Results { entries }
}

fn judged(results: &Results) -> Judgement {
    judge(&plan(PLAN).unwrap(), results)
}

#[test]
fn ready_is_only_what_was_tried_whole() {
    let whole = all_in();
    assert_eq!(judged(&whole).readiness, Readiness::Ready);
    assert_eq!(judged(&Results::default()).readiness, Readiness::NotProven);
    // Whatever is left out, it is not proven; whatever fails, it is not ready; and what is unsaid is neither.
    for at in 0..whole.entries.len() {
        let mut results = whole.clone();
        let left_out = results.entries.remove(at);
        let judgement = judged(&results);
        assert_eq!(judgement.readiness, Readiness::NotProven, "{left_out:?}");
        assert!(!judgement.gaps.is_empty());
        for outcome in [Outcome::Out, Outcome::Partly] {
            results.entries.push(Entry { outcome, ..left_out.clone() });
            assert_eq!(judged(&results).readiness, Readiness::NotReady, "{left_out:?}");
        }
        results.entries.push(Entry { outcome: Outcome::CannotSay, ..left_out.clone() });
        assert_eq!(judged(&results).readiness, Readiness::NotProven, "{left_out:?}");
        // The last word counts.
        results.entries.push(left_out);
        assert_eq!(judged(&results).readiness, Readiness::Ready);
    }
}

#[test]
fn what_is_in_use_and_was_not_tried_is_a_gap() {
    let whole = all_in();
    let without = |from: &str, to: &str| judge(&plan(&PLAN.replace(from, to)).unwrap(), &whole).gaps;
    assert_eq!(without("part = \"control\"", "part = \"new\""), [Gap::NoControl]);
    assert_eq!(without("\"reserve\"]", "\"reserve\", \"mobile\"]"), [Gap::Kind(CardKind::Mobile)]);
    assert_eq!(without("[\"Edge\"]", "[\"Edge\", \"Chrome\"]"), [Gap::Browser("Chrome".to_owned())]);
    // A card that stays old proves nothing of its kind.
    assert_eq!(
        without("kind = \"reserve\"\npart = \"new\"", "kind = \"reserve\"\npart = \"control\""),
        [Gap::Kind(CardKind::Reserve)]
    );
}

#[test]
fn before_and_after_are_compared() {
    let mut results = all_in();
    results.entries.push(entry("Journal", "Pilot 1", Phase::Before, Outcome::In));
    results.entries.push(entry("Journal", "Pilot 1", Phase::After, Outcome::Out));
    results.entries.push(entry("TakeCare", "Control", Phase::Before, Outcome::Out));
    results.entries.push(entry("TakeCare", "Control", Phase::After, Outcome::Out));
    let judgement = judged(&results);
    assert_eq!(judgement.worse(), ["Journal"]);
    let told: Vec<(&str, bool, Option<Outcome>)> =
        judgement.hindrances.iter().map(|one| (one.service.as_str(), one.is_control, one.before)).collect();
    assert_eq!(told, [("Journal", false, Some(Outcome::In)), ("TakeCare", true, Some(Outcome::Out))]);
    // Of a card that has the new certificates from the beginning there is no before.
    assert_eq!(judgement.without_before, [("TakeCare".to_owned(), "Pilot 1".to_owned())]);
}

/// An upgrade erases what is to be compared: what has no answer yet is tried before it, and nobody says afterwards that it had worked.
#[test]
fn cannot_say_is_no_answer_before_the_upgrade() {
    let here = plan(&PLAN.replace("by_hand = true", "url = \"https://takecare.example\"")).unwrap();
    let before = |service, outcome| entry(service, "Pilot 1", Phase::Before, outcome);
    let open = |entries: &[Entry]| {
        let results = Results { entries: entries.to_vec() };
        let open = phase::open_before(&here, &results);
        assert_eq!(judge(&here, &results).open_before, open);
        assert_eq!(phase::next(&here, &results) == Phase::Before, !open.is_empty());
        open.into_iter().map(|one| (one.service, one.entry.is_some())).collect::<Vec<_>>()
    };
    let (journal, takecare) = ("Journal".to_owned(), "TakeCare".to_owned());
    assert_eq!(open(&[]), [(journal.clone(), false), (takecare.clone(), false)]);
    let unsaid = before("Journal", Outcome::CannotSay);
    assert_eq!(open(std::slice::from_ref(&unsaid)), [(journal.clone(), true), (takecare, false)]);
    let both = [unsaid.clone(), before("TakeCare", Outcome::In)];
    assert_eq!(open(&both), [(journal, true)]);
    // An answer, whatever it is, is one. The last word counts.
    for outcome in [Outcome::In, Outcome::Partly, Outcome::Out] {
        assert_eq!(open(&[both.to_vec(), vec![before("Journal", outcome)]].concat()), []);
    }
    // Once the card is upgraded there is no way back.
    let results = |after: Entry| Results { entries: [both.to_vec(), vec![after]].concat() };
    let begun = results(entry("Journal", "Pilot 1", Phase::After, Outcome::Out));
    assert_eq!(phase::next(&here, &begun), Phase::After);
    let judgement = judge(&here, &begun);
    assert_eq!(judgement.open_before, []);
    assert_eq!(judgement.hindrances[0].before, Some(Outcome::CannotSay));
    assert_eq!((judgement.compared.len(), judgement.worse()), (0, Vec::new()));
    assert_eq!(judgement.without_before, [("Journal".to_owned(), "Pilot 1".to_owned())]);
    // The control card, and what a person enters, are no upgrade.
    assert_eq!(phase::next(&here, &results(entry("Journal", "Control", Phase::After, Outcome::In))), Phase::Before);
    assert_eq!(phase::by_hand(&here, &begun), Phase::Before);
    let seen = Entry { by: By::Tool("1".to_owned()), ..entry("Journal", "Pilot 1", Phase::After, Outcome::Out) };
    assert_eq!(phase::by_hand(&here, &results(seen)), Phase::After);
}

#[test]
fn results_come_back_as_they_were_kept() {
    let mut results = all_in();
    results.entries.push(Entry {
        by: By::Tool("1.2.3".to_owned()),
        certificate: Some("AB".to_owned()),
        generation: Some("siths/e-id".to_owned()),
        ways: vec![WaySeen { tls: "1.3".to_owned(), chain_sent: "leaf".to_owned(), outcome: "logged-in".to_owned() }],
        causes: vec![CauseSeen { id: "root-not-trusted".to_owned(), side: "server".to_owned(), proved: true }],
        note: Some("x".to_owned()),
        ..entry("Journal", "Pilot 1", Phase::Before, Outcome::Partly)
    });
    let text = results.to_json();
    assert_eq!(Results::parse(&text).unwrap(), results);
    assert_eq!(results.other_card("AB", "Reserve"), Some("Pilot 1"));
    assert_eq!(results.other_card("AB", "Pilot 1"), None);
    for cut in [0, 1, text.len() / 2, text.len() - 3] {
        assert!(matches!(Results::parse(&text[..cut]), Err(ResultsError::Damaged(_))));
    }
    let other = text.replace("pilot-results/1", "pilot-results/9");
    assert!(matches!(Results::parse(&other), Err(ResultsError::Format(_))));
}

#[test]
fn a_plan_is_read_whole_or_refused_with_every_mistake() {
    let read = plan(PLAN).unwrap();
    assert!(matches!(read.services[1].run, Run::ByHand));
    assert_eq!(read.cards[0].key, KeySource::Inserted);
    let control = KeyFiles::Pkcs12("/plans/control.p12".into());
    assert_eq!(read.cards[2].key, KeySource::Files { before: None, after: control });
    let pair = PLAN.replace("p12 = \"control.p12\"", "cert = \"c.pem\"\np12_before = \"old.p12\"");
    let pair = plan(&pair).unwrap().cards[2].key.clone();
    let KeySource::Files { before: Some(KeyFiles::Pkcs12(_)), after: KeyFiles::Pair { certificate, key } } = pair
    else {
        panic!("{pair:?}")
    };
    assert_eq!(certificate, key);

    for (from, to, line, words) in [
        ("format = 1", "format = 2", 2, "format 2"),
        ("name = \"Pilot 1\"", "name = \"Control\"", 25, "Control"),
        ("url = ", "urll = ", 9, "url"),
        ("https://journal", "http://journal", 9, "http"),
        ("https://journal", "https://me:secret@journal", 9, "password"),
        ("https://journal.example/", "ftp://me:secret@journal", 9, "ftp"),
        ("by_hand = true", "by_hand = true\nurl = \"https://x.example\"", 13, "url, by_hand"),
        ("by_hand = true", "by_hand = true\nexpect_text = [\"x\"]", 14, "expect_text"),
        ("by_hand = true", "owner = \"x\"", 11, "url, by_hand"),
        ("p12 = \"control.p12\"", "p12 = \"a\"\ncert = \"b\"", 28, "p12, cert"),
        ("p12 = \"control.p12\"", "p12 = \"a\"\nkey_before = \"b\"", 28, "cert_before"),
        ("part = \"control\"", "part = \"controll\"", 26, "controll"),
        ("by_hand = true", "by_hand = 1", 13, "true"),
        ("p12 = ", "p12_before = ", 24, "p12"),
        ("[\"Edge\"]", "\"Edge\"", 5, "array"),
    ] {
        let text = PLAN.replace(from, to);
        let error = Plan::parse(&text, Path::new("p")).unwrap_err();
        let found = error.mistakes.iter().any(|mistake| mistake.line == line);
        assert!(found && error.to_string().contains(words), "{to}: {error} {:?}", error.mistakes);
        assert!(!error.to_string().contains("secret"), "{error}");
    }
    // Brackets in brackets are one mistake, not one for each.
    let nested = format!("format = 1\nname = \"x\"\nservices = {}\n", "[".repeat(400));
    let mistakes = Plan::parse(&nested, Path::new("p")).unwrap_err().mistakes;
    assert!(mistakes.len() <= 3, "{mistakes:?}");
    for text in
        ["", "format = 1\nname = \"x\"\n", "format = 1\nname = \"x\"\nservices = []\ncards = []\n", "{}", "\u{0}"]
    {
        assert!(plan(text).is_err(), "{text}");
    }
}

proptest! {
    /// Nothing that a file may hold ends the program.
    #[test]
    fn plans_that_make_no_sense_are_refused(at in 0..PLAN.len(), to in ".{0,4}") {
        if PLAN.is_char_boundary(at) {
            let mut text = PLAN.to_owned();
            text.replace_range(at..=at, &to);
            let _ = plan(&text);
        }
    }
}

/// What was tried at another page, with another card, or before a card had another part, says nothing of the plan.
#[test]
fn what_the_plan_no_longer_asks_does_not_count() {
    let now = plan(PLAN).unwrap();
    let tried = |card: &str, certificate: &str, generation: &str| Entry {
        asked: now.service("Journal").unwrap().asked(),
        by: By::Tool("1".to_owned()),
        certificate: Some(certificate.to_owned()),
        generation: Some(generation.to_owned()),
        ..entry("Journal", card, Phase::After, Outcome::In)
    };
    let count = |plan: &Plan, entries: &[Entry]| {
        Results { entries: entries.to_vec() }.that_count(plan, &|generation| generation == "x/new").entries.len()
    };
    let both = [tried("Pilot 1", "AA", "x/new"), tried("Control", "CC", "x/old")];
    assert_eq!(count(&now, &both), 2);
    let changed = |from: &str, to: &str| plan(&PLAN.replace(from, to)).unwrap();
    // Another page, other expectations, by hand, another service.
    assert_eq!(count(&changed("journal.example/", "journal.example/in"), &both), 0);
    assert_eq!(count(&changed("example/\"\n", "example/\"\nexpect_text = [\"In\"]\n"), &both), 0);
    assert_eq!(count(&changed("url = \"https://journal.example/\"\n", "by_hand = true\n"), &both), 0);
    assert_eq!(count(&changed("Journal", "Journalen"), &both), 0);
    // The control card is to be upgraded now, and the other way round.
    assert_eq!(count(&changed("\"control\"", "\"upgrade\""), &both), 1);
    assert_eq!(count(&changed("\"upgrade\"", "\"control\""), &both), 1);
    // Cards are upgraded to another generation.
    assert_eq!(Results { entries: both.to_vec() }.that_count(&now, &|id| id == "x/newer").entries.len(), 1);
    // Another card has the name now.
    let other = [both.to_vec(), vec![tried("Pilot 1", "BB", "x/new")]].concat();
    assert_eq!(count(&now, &other), 2);
    // What a person says is about the name, and about the page.
    let said = Entry {
        asked: now.service("Journal").unwrap().asked(),
        ..entry("Journal", "Pilot 1", Phase::After, Outcome::In)
    };
    assert_eq!(count(&now, std::slice::from_ref(&said)), 1);
    assert_eq!(count(&changed("journal.example/", "journal.example/in"), &[said]), 0);
}

#[test]
fn a_browser_with_the_control_card_alone_was_not_tried() {
    let mut results = all_in();
    results.entries.retain(|entry| entry.browser.is_none());
    let edge = |card| Entry { browser: Some("Edge".to_owned()), ..entry("Journal", card, Phase::After, Outcome::In) };
    results.entries.push(edge("Control"));
    assert_eq!(judged(&results).gaps, [Gap::Browser("Edge".to_owned())]);
    results.entries.push(edge("Reserve"));
    assert_eq!(judged(&results).readiness, Readiness::Ready);
}
