#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

use tillit_login::pilot::{By, Entry, Outcome, Phase, Plan, Results, judge};
use time::macros::datetime;

use super::*;
use crate::i18n::Language;
use crate::style::{Style, width};

fn plan(services: &[&str], cards: &[&str]) -> Plan {
    let mut text = "format = 1\nname = \"Region\"\n".to_owned();
    for name in services {
        text.push_str(&format!("[[services]]\nname = \"{name}\"\nurl = \"https://a.example\"\n"));
    }
    for name in cards {
        text.push_str(&format!("[[cards]]\nname = \"{name}\"\n"));
    }
    Plan::parse(&text, Path::new("pilot.toml")).unwrap()
}

fn report(plan: Plan, entries: &[(&str, &str, Phase, Outcome)]) -> PilotReport {
    let entry = |(service, card, phase, outcome): &(&str, &str, Phase, Outcome)| Entry {
        service: (*service).to_owned(),
        card: (*card).to_owned(),
        phase: *phase,
        outcome: *outcome,
        at: datetime!(2026-01-02 03:04:05 UTC),
        by: By::Tool("1".to_owned()),
        asked: None,
        browser: None,
        certificate: None,
        generation: None,
        ways: Vec::new(),
        causes: Vec::new(),
        note: None,
    };
    let results = Results { entries: entries.iter().map(entry).collect() };
    PilotReport {
        version: "1".to_owned(),
        at: datetime!(2026-01-02 03:04:05 UTC),
        file: PathBuf::from("pilot.toml"),
        judgement: judge(&plan, &results),
        plan,
        results,
        generation: None,
        migration: None,
        audits: Vec::new(),
    }
}

/// Nobody is told to upgrade while there is something left that only the old card can answer, nor that it got in where that is not known.
#[test]
fn an_upgrade_is_advised_when_everything_has_an_answer_before_it() {
    let said = |entries: &[(&str, &str, Phase, Outcome)]| {
        [Language::En, Language::Sv].map(|language| {
            human(&report(plan(&["Journal", "NPO"], &["Pilot 1"]), entries), &Texts::new(language), &Style::default())
        })
    };
    let before = |service, outcome| (service, "Pilot 1", Phase::Before, outcome);
    for entries in
        [&[before("Journal", Outcome::In)][..], &[before("Journal", Outcome::In), before("NPO", Outcome::CannotSay)]]
    {
        let [en, sv] = said(entries);
        assert!(en.contains("Upgrade no card yet") && !en.contains("Upgrade the cards"), "{en}");
        assert!(sv.contains("Uppgradera inga kort än") && !sv.contains("Uppgradera korten"), "{sv}");
        assert_eq!(en.contains("T-583  NPO with Pilot 1 before the upgrade"), entries.len() == 2, "{en}");
    }
    let [en, sv] = said(&[before("Journal", Outcome::In), before("NPO", Outcome::Out)]);
    assert!(en.contains("Upgrade the cards, then go on") && sv.contains("→ Uppgradera korten och fortsätt"), "{en}");

    // Afterwards: what is not known is not claimed.
    let after = |outcome| ("NPO", "Pilot 1", Phase::After, outcome);
    for (unsaid, told) in [
        (Some(Outcome::In), "which got in before"),
        (Some(Outcome::Out), "as it did before"),
        (Some(Outcome::CannotSay), ""),
        (None, ""),
    ] {
        let mut entries = vec![before("Journal", Outcome::In), after(Outcome::Out)];
        entries.extend(unsaid.map(|outcome| before("NPO", outcome)));
        let [en, _] = said(&entries);
        let line = en.split("T-580").nth(1).unwrap().split("T-58").next().unwrap();
        assert!(line.contains(told) && (!told.is_empty() || !line.contains("before")), "{unsaid:?}: {line}");
        assert_eq!(en.contains("T-585"), told.is_empty(), "{en}");
    }
}

/// Long names are cut where they still tell one from the other; else they stand whole, in a block for each service.
#[test]
fn a_table_fits_the_terminal_whatever_the_names_are() {
    let long = "Tandvårdens remiss- och bokningssystem i Region Exempel, produktion";
    let other = "Tandvårdens remiss- och bokningssystem i Region Exempel, utbildning";
    let texts = Texts::new(Language::Sv);
    let shown = |services: &[&str], cards: &[&str], columns: usize| {
        let report = report(plan(services, cards), &[(services[0], cards[0], Phase::After, Outcome::In)]);
        let text = human(&report, &texts, &Style { width: columns, ..Style::default() });
        // After the headline, and after what the table is of, which may be wrapped.
        let paragraph = text.split("\n\n").nth(1).unwrap();
        paragraph.split_once("den.\n").unwrap().1.to_owned()
    };
    // As they are.
    assert!(shown(&["Journal"], &["Pilot 1", "Pilot 2"], 80).contains("Journal  inne"));
    // Cut in the middle: what tells them apart is mostly at the end.
    let cut = shown(&[long, other], &["Pilot 1"], 80);
    assert!(cut.contains("Tandvårdens re…l, produktion  inne"), "{cut}");
    assert!(cut.contains("…l, utbildning"), "{cut}");
    let cards = ["Sköterska på vårdcentralen i Norrby, kort 1", "Sköterska på vårdcentralen i Norrby, kort 2"];
    let cut = shown(&[long], &cards, 80);
    assert!(cut.contains("Sköterska…y, kort 1") && cut.contains("Sköterska…y, kort 2"), "{cut}");
    // Cut they would be the same, or there are too many: whole, each with its cell.
    let alike = ["Sköterska Norrby, ordinarie kort, avdelning 5", "Sköterska Söderby, ordinarie kort, avdelning 5"];
    for (cards, columns) in [(&alike[..], 80), (&cards[..], 60)] {
        let whole = shown(&[long], cards, columns);
        let flat = whole.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.starts_with(long) && cards.iter().all(|card| flat.contains(card)), "{whole}");
        assert!(flat.contains(&format!("{} inne", cards[0])), "{whole}");
    }
    for columns in [60, 80, 100, 132] {
        for cards in [&cards[..], &alike[..], &["a", "b"], &[long, other, "c", "d", "e", "f"]] {
            let text = shown(&[long, other, "Journal"], cards, columns);
            assert!(text.lines().all(|line| width(line) <= columns), "{columns}:\n{text}");
        }
    }
}
