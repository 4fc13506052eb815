//! A dialogue for support on the phone: a few questions that anybody can answer, down to whose fault it is and what to do next.
//!
//! ```text
//! Step (a question with its answers) ─► Step ─► … ─► End (causes, side, whom to forward it to)
//! ```
//!
//! The tree is data (`tree`), so that a terminal and a page without a network can show the same one. Its sentences are in `reports`, by the words
//! of questions, answers and ends. Steps may be shared by several ways; on none of them a question comes twice.

mod tree;

use crate::causes::{CauseId, Side};
use crate::signs::{self, Found, Sign};

pub use tree::START;

/// What is asked; the same question may be asked at several steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Question {
    /// What the caller sees.
    Look,
    /// The code at the bottom of the page.
    Code,
    /// What a plain page says.
    Page,
    /// Whether it is so every time.
    Always,
    /// Whether a prompt for the PIN came before.
    Pin,
    /// Which of the card's certificates was chosen.
    Certificate,
    /// Whether a colleague's card gets in at the same service.
    Colleague,
    /// Whether this card gets in at other services.
    Sites,
    /// Whether it works on another computer.
    Elsewhere,
    /// Which kind of card it is.
    Kind,
    /// Whether the computer's clock is right.
    Clock,
}

impl Question {
    /// Its stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Code => "code",
            Self::Page => "page",
            Self::Always => "always",
            Self::Pin => "pin",
            Self::Certificate => "certificate",
            Self::Colleague => "colleague",
            Self::Sites => "sites",
            Self::Elsewhere => "elsewhere",
            Self::Kind => "kind",
            Self::Clock => "clock",
        }
    }
}

/// A place in the tree where something is asked.
#[derive(Debug)]
pub struct Step {
    /// Its stable name.
    pub name: &'static str,
    /// What is asked.
    pub question: Question,
    /// What can be answered, "don't know" last.
    pub answers: &'static [Answer],
}

/// An answer, and where it leads.
#[derive(Debug)]
pub struct Answer {
    /// Its stable word; the same question has the same answers wherever it is asked, or some of them.
    pub word: &'static str,
    /// Codes that mean this answer.
    pub signs: &'static [&'static str],
    /// What comes next.
    pub to: To,
}

/// The answer that every question has.
pub const UNKNOWN: &str = "unknown";

/// Where an answer leads.
#[derive(Clone, Copy, Debug)]
pub enum To {
    /// To another question.
    Step(&'static Step),
    /// To the end.
    End(&'static End),
}

/// What a way through the tree comes to.
#[derive(Debug)]
pub struct End {
    /// Its stable name.
    pub name: &'static str,
    /// Whose fault it is; `None`: that cannot be said yet.
    pub side: Option<Side>,
    /// Who goes on with it.
    pub desk: Desk,
    /// What may be the cause, the most frequent first.
    pub causes: &'static [CauseId],
}

/// Who goes on with a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Desk {
    /// The caller, at once.
    Caller,
    /// Those who look after the caller's computer.
    Workplace,
    /// Those who look after the network.
    Network,
    /// Those who hand out cards.
    CardOffice,
    /// Those who run the service, or its supplier.
    Service,
    /// Those who give permissions in the service.
    Permissions,
    /// Those who can look at both sides.
    SecondLine,
}

impl Desk {
    /// Its stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Workplace => "workplace",
            Self::Network => "network",
            Self::CardOffice => "card-office",
            Self::Service => "service",
            Self::Permissions => "permissions",
            Self::SecondLine => "second-line",
        }
    }
}

/// Every step, in the order in which a page shows them: the first that leads to a step comes before it.
pub fn steps() -> Vec<&'static Step> {
    let mut steps = vec![&START];
    let mut at = 0;
    while let Some(step) = steps.get(at).copied() {
        for answer in step.answers {
            if let To::Step(next) = answer.to
                && !steps.iter().any(|known| known.name == next.name)
            {
                steps.push(next);
            }
        }
        at += 1;
    }
    steps
}

/// Every end, in the order of the steps that lead there.
pub fn ends() -> Vec<&'static End> {
    let mut ends: Vec<&'static End> = Vec::new();
    for answer in steps().into_iter().flat_map(|step| step.answers) {
        if let To::End(end) = answer.to
            && !ends.iter().any(|known| known.name == end.name)
        {
            ends.push(end);
        }
    }
    ends
}

/// A dialogue on its way.
#[derive(Clone, Debug, Default)]
pub struct Walk {
    given: Vec<(&'static Step, &'static Answer)>,
    found: Found,
}

impl Walk {
    /// Where it is.
    pub fn at(&self) -> To {
        self.given.last().map_or(To::Step(&START), |(_, answer)| answer.to)
    }

    /// What was answered so far.
    pub fn given(&self) -> &[(&'static Step, &'static Answer)] {
        &self.given
    }

    /// What was recognised in what was pasted.
    pub fn found(&self) -> &Found {
        &self.found
    }

    /// Takes the answer of this number, from 0; `false`: there is none.
    pub fn answer(&mut self, number: usize) -> bool {
        let To::Step(step) = self.at() else { return false };
        let answer = step.answers.get(number);
        self.given.extend(answer.map(|answer| (step, answer)));
        answer.is_some()
    }

    /// Takes back the last answer; `false`: there is none.
    pub fn back(&mut self) -> bool {
        let is_back = self.given.pop().is_some();
        if !self.given.iter().any(|(_, answer)| answer.signs.iter().any(|name| self.is_found(name))) {
            self.found = Found::default();
        }
        is_back
    }

    fn is_found(&self, name: &str) -> bool {
        self.found.signs.iter().any(|sign| sign.name == name)
    }

    /// Takes a pasted code where the question is what is seen, and goes as far as it leads. What was recognised is kept in any case.
    pub fn paste(&mut self, pasted: &str) -> Pasted {
        let To::Step(step) = self.at() else { return Pasted::Unknown };
        if !matches!(step.question, Question::Look | Question::Code | Question::Page) {
            return Pasted::Unknown;
        }
        let found = signs::look_up(pasted);
        if found.signs.is_empty() {
            return Pasted::Unknown;
        }
        let way = found.telling().filter(|_| found.decides()).find_map(way_of);
        self.found = found;
        let Some(way) = way else { return Pasted::Heading };
        // These questions are the first ones: what was answered before is in the way.
        self.given = way;
        Pasted::Taken
    }

    /// What may be the cause at an end: what the code names too comes first.
    pub fn causes(&self, end: &End) -> Vec<CauseId> {
        let named = self.found.causes();
        let mut causes = end.causes.to_vec();
        if self.found.decides() {
            causes.sort_by_key(|cause| !named.contains(cause));
        }
        causes
    }
}

/// What became of a pasted text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// It answered the question.
    Taken,
    /// It is known, and decides nothing: the question stays.
    Heading,
    /// It is not known.
    Unknown,
}

/// The answers that a code means, from the start on.
fn way_of(sign: &'static Sign) -> Option<Vec<(&'static Step, &'static Answer)>> {
    let asked = START.answers.iter().filter_map(|answer| match answer.to {
        To::Step(step) if matches!(step.question, Question::Code | Question::Page) => Some((answer, step)),
        _ => None,
    });
    let asked: Vec<_> = asked.collect();
    let found = |fits: &dyn Fn(&Answer) -> bool| {
        asked.iter().find_map(|(first, step)| {
            let answer = step.answers.iter().find(|answer| fits(answer))?;
            Some(vec![(&START, *first), (*step, answer)])
        })
    };
    let is_named = |answer: &Answer| answer.signs.contains(&sign.name);
    // What no answer names is taken for one whose codes mean the same: in the first place, or at all.
    let named = |answer: &Answer| answer.signs.iter().filter_map(|name| signs::named(name)).collect::<Vec<_>>();
    let first = |answer: &Answer, cause: CauseId| named(answer).iter().any(|one| one.causes.first() == Some(&cause));
    let at_all = |answer: &Answer, cause: CauseId| named(answer).iter().any(|one| one.causes.contains(&cause));
    let is_alike = |fits: &dyn Fn(&Answer, CauseId) -> bool| {
        sign.causes.iter().find_map(|cause| found(&|answer: &Answer| fits(answer, *cause)))
    };
    found(&is_named).or_else(|| is_alike(&first)).or_else(|| is_alike(&at_all))
}

#[cfg(test)]
mod tests;
