#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::causes::RULES;
use crate::signs::SIGNS;

/// Every way from the start to an end.
fn ways() -> Vec<(Vec<(&'static Step, &'static Answer)>, &'static End)> {
    fn go(
        to: To,
        way: &mut Vec<(&'static Step, &'static Answer)>,
        ways: &mut Vec<(Vec<(&'static Step, &'static Answer)>, &'static End)>,
    ) {
        match to {
            To::End(end) => ways.push((way.clone(), end)),
            To::Step(step) => {
                let asked: Vec<&str> = way.iter().map(|(step, _)| step.name).collect();
                assert!(way.len() < 12, "does not end: {asked:?}");
                for answer in step.answers {
                    way.push((step, answer));
                    go(answer.to, way, ways);
                    way.pop();
                }
            }
        }
    }
    let mut ways = Vec::new();
    go(To::Step(&START), &mut Vec::new(), &mut ways);
    ways
}

#[test]
fn every_way_ends_and_asks_nothing_twice() {
    let ways = ways();
    for (way, end) in &ways {
        let asked: Vec<Question> = way.iter().map(|(step, _)| step.question).collect();
        let distinct: BTreeSet<Question> = asked.iter().copied().collect();
        assert_eq!(asked.len(), distinct.len(), "to {}: {asked:?}", end.name);
        assert!(asked.len() <= 8, "a caller loses patience: {asked:?}");
    }
    assert!(ways.len() > 100, "{}", ways.len());
}

#[test]
fn every_cause_can_be_reached() {
    let reached: BTreeSet<CauseId> = ends().iter().flat_map(|end| end.causes).copied().collect();
    let lost: Vec<&str> = RULES.iter().filter(|rule| !reached.contains(&rule.id)).map(|rule| rule.id.word()).collect();
    assert!(lost.is_empty(), "no way leads to {lost:?}");
}

#[test]
fn every_question_can_be_answered_with_dont_know_and_has_the_same_answers_everywhere() {
    let mut words: BTreeMap<Question, Vec<&str>> = BTreeMap::new();
    for step in steps() {
        let own: Vec<&str> = step.answers.iter().map(|answer| answer.word).collect();
        assert_eq!(own.last(), Some(&UNKNOWN), "{}", step.name);
        assert_eq!(own.iter().collect::<BTreeSet<_>>().len(), own.len(), "{}", step.name);
        assert_eq!(words.entry(step.question).or_insert_with(|| own.clone()), &own, "{}", step.name);
    }
    assert_eq!(words.len(), 11);
}

#[test]
fn every_step_and_end_has_a_name_of_its_own() {
    let names: Vec<&str> = steps().iter().map(|step| step.name).chain(ends().iter().map(|end| end.name)).collect();
    let of_steps: BTreeSet<&str> = steps().iter().map(|step| step.name).collect();
    let of_ends: BTreeSet<&str> = ends().iter().map(|end| end.name).collect();
    assert_eq!(of_steps.len() + of_ends.len(), names.len());
    for end in ends() {
        assert!(!end.causes.is_empty(), "{}", end.name);
        assert_eq!(end.causes.iter().collect::<BTreeSet<_>>().len(), end.causes.len(), "{}", end.name);
    }
}

/// Whose fault an end says it is, is whose fault one of its causes is; what can be anybody's is said to be nobody's yet.
#[test]
fn an_end_blames_whom_its_causes_blame() {
    // The browser's and the user's part in what is otherwise the server's or the card's.
    let by_the_computer = ["old-browser"];
    for end in ends() {
        let Some(side) = end.side else { continue };
        let of_causes: Vec<Side> =
            end.causes.iter().filter_map(|id| RULES.iter().find(|rule| rule.id == *id)).map(|rule| rule.side).collect();
        if !by_the_computer.contains(&end.name) {
            assert!(of_causes.contains(&side), "{}: {side:?}, causes are {of_causes:?}", end.name);
        }
    }
}

#[test]
fn the_codes_of_the_answers_are_signs_and_each_means_one_answer() {
    let mut seen = BTreeSet::new();
    for step in steps() {
        for name in step.answers.iter().flat_map(|answer| answer.signs) {
            assert!(signs::named(name).is_some(), "{name} is no sign");
            assert!(seen.insert(name), "{name} is at two answers");
        }
    }
}

#[test]
fn every_code_leads_on_and_ends_where_one_of_its_causes_is() {
    let ways = ways();
    let mut left = Vec::new();
    for sign in SIGNS.iter().filter(|sign| sign.kind == signs::Kind::Code) {
        let mut walk = Walk::default();
        if walk.paste(sign.name) != Pasted::Taken {
            left.push(sign.name);
            continue;
        }
        let [(_, first), (_, second)] = walk.given() else { panic!("{}: {:?}", sign.name, walk.given()) };
        let leads_there = |way: &[(&Step, &Answer)]| {
            way.len() > 1 && std::ptr::eq(way[0].1, *first) && std::ptr::eq(way[1].1, *second)
        };
        let mut ends = ways.iter().filter(|(way, _)| leads_there(way)).map(|(_, end)| end);
        let is_there = ends.any(|end| sign.causes.iter().any(|cause| end.causes.contains(cause)));
        assert!(is_there, "{} leads to {:?}, where none of its causes is", sign.name, second.word);
    }
    assert!(left.is_empty(), "no answer is meant by {left:?}");
}

#[test]
fn a_walk_goes_forth_and_back() {
    let mut walk = Walk::default();
    assert!(!walk.back() && !walk.answer(99));
    assert_eq!(walk.paste("Webbplatsen kan inte tillhandahålla en säker anslutning"), Pasted::Heading);
    assert_eq!(walk.paste("hjälp"), Pasted::Unknown);
    assert!(walk.given().is_empty());
    assert_eq!(walk.paste("… ERR_BAD_SSL_CLIENT_AUTH_CERT"), Pasted::Taken);
    assert!(walk.answer(0) && walk.answer(1), "every time; no PIN");
    assert!(matches!(walk.at(), To::Step(step) if step.question == Question::Sites));
    // A code is no answer to that.
    assert_eq!(walk.paste("ERR_NAME_NOT_RESOLVED"), Pasted::Unknown);
    assert!(
        walk.answer(0) && walk.answer(1) && walk.answer(0),
        "works elsewhere; a colleague's older card; a new card"
    );
    let To::End(end) = walk.at() else { panic!("{:?}", walk.at()) };
    assert_eq!((end.name, end.causes), ("not-asked-for", &[CauseId::CaNotAnnounced][..]));
    assert!(!walk.answer(0));
    for _ in 0..7 {
        assert!(walk.back());
    }
    assert!(!walk.back() && walk.found().signs.is_empty());
}

#[test]
fn the_code_puts_its_causes_first() {
    let mut walk = Walk::default();
    assert_eq!(walk.paste("SSL_ERROR_UNKNOWN_CA_ALERT"), Pasted::Taken);
    let end = *ends().iter().find(|end| end.name == "everybody-refused").unwrap();
    let causes = walk.causes(end);
    assert_eq!(causes.len(), end.causes.len());
    assert_eq!(
        causes[..4].iter().collect::<BTreeSet<_>>(),
        [CauseId::RootNotTrusted, CauseId::IssuingCaMissing, CauseId::IssuingCaOnlyAnchor, CauseId::CrlMissing]
            .iter()
            .collect()
    );
}

/// What was answered to a question; `None`: it was not asked.
fn answered(way: &[(&Step, &Answer)], question: Question) -> Option<&'static str> {
    way.iter().find(|(step, _)| step.question == question).map(|(_, answer)| answer.word)
}

/// No end says what an answer on the way to it rules out.
#[test]
fn an_end_says_nothing_against_the_answers() {
    let never_offered = [CauseId::CaNotAnnounced, CauseId::NotAsked, CauseId::MiddlewareMissing];
    for (way, end) in ways() {
        let words: Vec<&str> = way.iter().map(|(_, answer)| answer.word).collect();
        let said = |question: Question| answered(&way, question);
        let at = format!("{words:?} leads to {}", end.name);
        // The same kind of card gets in here.
        assert!(said(Question::Colleague) != Some("same-kind") || end.side != Some(Side::Server), "{at}");
        // This card gets in at another computer; it gets in at none.
        assert!(said(Question::Elsewhere) != Some("works") || end.side != Some(Side::Card), "{at}");
        assert!(said(Question::Elsewhere) != Some("no") || end.side != Some(Side::Client), "{at}");
        // Somebody typed a PIN: a card was offered.
        assert!(said(Question::Pin) != Some("yes") || !never_offered.contains(&end.causes[0]), "{at}");
        assert!(said(Question::Always) != Some("sometimes") || end.causes == [CauseId::FarmInconsistent], "{at}");
        // Where nothing but the start is known, nobody is blamed.
        let known = words.iter().filter(|word| **word != UNKNOWN).count();
        assert!(known > 0 || end.side.is_none(), "{at}");
    }
}

/// Stories of callers, by the words of their answers, and where each is to end.
#[test]
fn stories_of_callers() {
    for (words, name) in [
        (&["code", "refused", "every-time", "no", "works", "other-kind", "new"][..], "not-asked-for"),
        (&["code", "refused", "every-time", "no", "none", "same-kind", "works"], "this-computer"),
        (&["code", "refused", "every-time", "no", "none", "same-kind", "no"], "not-offered"),
        (&["code", "refused", "every-time", "yes", "login", "no"], "everybody-refused"),
        (&["code", "refused", "every-time", "yes", "login", "other-kind", "new"], "new-not-trusted"),
        (&["code", "refused", "every-time", "yes", "login", "other-kind", "old"], "old-not-taken"),
        (&["code", "refused", "every-time", "yes", "login", "same-kind", "none"], "card-itself"),
        (&["code", "refused", "every-time", "yes", "signature"], "signature-certificate"),
        (&["code", "refused", "sometimes"], "sometimes"),
        (&["code", "protocol", "no"], "breaks-off"),
        (&["code", "signing", "no"], "signing-card"),
        (&["code", "signing", "works"], "signing-computer"),
        (&["code", "no-common", "no"], "no-common"),
        (&["code", "authority", "works"], "root-here"),
        (&["code", "authority", "no"], "server-chain"),
        (&["code", "date", "wrong"], "clock"),
        (&["code", "date", "right"], "server-expired"),
        (&["code", "version", "no"], "old-server"),
        (&["page", "none-sent", "yes"], "lost-on-the-way"),
        (&["page", "late"], "asked-late"),
        (&["page", "gateway", "every-time"], "in-front"),
        (&["page", "forbidden", "yes"], "no-permission"),
        (&["other-login", "every-time"], "not-asked"),
        (&["empty", "works"], "this-computer"),
        (&["nothing", "yes"], "hangs"),
        (&["nothing", "no", "works"], "service-down"),
        (&["nothing", "no", "none"], "unreachable"),
        (&["unknown", "unknown", "unknown", "unknown"], "cannot-say"),
    ] {
        let mut walk = Walk::default();
        for word in words {
            let To::Step(step) = walk.at() else { panic!("{words:?} has ended before {word}") };
            let number = step.answers.iter().position(|answer| answer.word == *word);
            assert!(walk.answer(number.unwrap_or_else(|| panic!("{}: no {word}", step.name))));
        }
        let To::End(end) = walk.at() else { panic!("{words:?} has not ended") };
        assert_eq!(end.name, name, "{words:?}");
    }
}
