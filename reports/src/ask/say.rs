//! The words of questions, answers and ends.

use tillit_login::ask::{Answer, Desk, End, Question, Step, UNKNOWN};
use tillit_login::causes::Side;

use crate::i18n::Texts;

pub(super) fn question(question: Question, texts: &Texts) -> String {
    texts.get(&format!("ask-question-{}", question.word()))
}

/// What helps to answer it.
pub(super) fn hint(question: Question, texts: &Texts) -> String {
    texts.get(&format!("ask-question-{}.hint", question.word()))
}

pub(super) fn answer(step: &Step, answer: &Answer, texts: &Texts) -> String {
    if answer.word == UNKNOWN {
        return texts.get("ask-unknown");
    }
    texts.get(&format!("ask-question-{}.{}", step.question.word(), answer.word))
}

/// Whose fault it is.
pub(super) fn whose(side: Option<Side>, texts: &Texts) -> String {
    let word = side.map_or("open", side_word);
    texts.get(&format!("ask-whose-{word}"))
}

pub(super) const fn side_word(side: Side) -> &'static str {
    match side {
        Side::Client => "client",
        Side::Card => "card",
        Side::Network => "network",
        Side::Server => "server",
        Side::Application => "application",
    }
}

/// The sentences to read aloud. Where it is somebody else's fault they say that of the card first.
pub(super) fn aloud(end: &End, texts: &Texts) -> String {
    let sentence = texts.get(&format!("ask-end-{}", end.name));
    match end.side {
        None | Some(Side::Card) => sentence,
        Some(_) => format!("{} {sentence}", texts.get("ask-card-fine")),
    }
}

pub(super) fn next(end: &End, texts: &Texts) -> String {
    texts.get(&format!("ask-end-{}.next", end.name))
}

pub(super) fn desk(desk: Desk, texts: &Texts) -> String {
    texts.get(&format!("ask-desk-{}", desk.word()))
}
