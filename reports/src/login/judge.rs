//! What all logins at one target come to.

use std::collections::BTreeMap;

use tillit_login::attempt::{ChainSent, LoginAttempt, Outcome, Unreachable, Verdict};
use tillit_login::handshake::End;
use tillit_login::wire::Version;

use super::{LoginReport, LoginResult};

/// What all logins at one target come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// In, whatever is sent, in every version that the server speaks.
    Yes,
    /// In some ways only.
    Partly,
    /// In none.
    No,
    /// Nobody was asked, or nothing could be tried.
    CannotSay,
}

impl Answer {
    /// Yes, no, or cannot say, as JSON has it. In some ways only is no.
    pub fn as_bool(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::Partly | Self::No => Some(false),
            Self::CannotSay => None,
        }
    }

    /// The answer for one target.
    pub fn of(result: &LoginResult) -> Self {
        let ways: Vec<Verdict> = ways(result).into_values().collect();
        let is_in = |verdict: &Verdict| *verdict == Verdict::LoggedIn;
        let is_open = |verdict: &Verdict| matches!(verdict, Verdict::NotAsked | Verdict::Unreachable);
        if ways.is_empty() || ways.iter().all(is_open) {
            Self::CannotSay
        } else if ways.iter().all(is_in) {
            Self::Yes
        } else if ways.iter().any(is_in) {
            // What is not in is refused, or was not seen.
            if ways.iter().all(|way| is_in(way) || is_open(way)) { Self::CannotSay } else { Self::Partly }
        } else {
            Self::No
        }
    }
}

/// A version and what was sent.
pub(super) type Way = (Version, ChainSent);

/// What came of each way: where one kind of signature gets in, the card does, for client and server agree on one. Versions that the server does not
/// speak are no ways.
pub(super) fn ways(result: &LoginResult) -> BTreeMap<Way, Verdict> {
    let mut ways = BTreeMap::new();
    for attempt in result.attempts.iter().filter(|attempt| !attempt.is_beside_the_point()) {
        let verdict = attempt.verdict();
        ways.entry((attempt.wanted.version, attempt.wanted.chain))
            .and_modify(|best| {
                if rank(verdict) < rank(*best) {
                    *best = verdict;
                }
            })
            .or_insert(verdict);
    }
    ways
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::LoggedIn => 0,
        Verdict::NotOffered => 1,
        Verdict::RefusedByHttp => 2,
        Verdict::RefusedInHandshake => 3,
        Verdict::NotAsked => 4,
        Verdict::NoCommonAlgorithm => 5,
        Verdict::Unreachable => 6,
    }
}

/// The attempt that tells most of why nobody gets in: the one with the full chain before others.
pub(super) fn telling(result: &LoginResult) -> Option<&LoginAttempt> {
    let matters = |attempt: &&LoginAttempt| attempt.verdict() != Verdict::LoggedIn && !attempt.is_beside_the_point();
    let by = |attempt: &&LoginAttempt| (rank(attempt.verdict()), std::cmp::Reverse(attempt.wanted.chain));
    result.attempts.iter().filter(matters).min_by_key(by).or(result.attempts.first())
}

/// The exit code. 0: in everywhere. 1: somewhere not, or in some ways only. 3: something could not be tried, or nobody was asked.
pub fn exit_code(report: &LoginReport) -> u8 {
    let answers: Vec<Answer> = report.results.iter().map(Answer::of).collect();
    if answers.is_empty() || answers.contains(&Answer::CannotSay) {
        3
    } else {
        u8::from(answers.iter().any(|answer| *answer != Answer::Yes))
    }
}

/// Only the library here could not go on.
pub(crate) fn is_ours(attempt: &LoginAttempt) -> bool {
    matches!(attempt.came_to, Outcome::Unreachable(Unreachable::OurLibrary | Unreachable::Ended(End::Ours(_))))
}
