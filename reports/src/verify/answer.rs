//! What all verdicts on one certificate come to, and the exit code of a whole run.

use tillit_verifier::verdict::{Judgement, ReasonKind, Severity, Verdict};

use super::VerifyReport;

/// What all verdicts on one certificate come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Under the newest generation asked for of its own PKI, or under given anchors.
    Trusted,
    /// Only under an older one: a warning.
    TrustedUnderOlder,
    /// Refused, or of none of the generations asked for.
    NotTrusted,
    /// Something is missing. Never counted as refused.
    CannotSay,
}

impl Answer {
    /// Every answer, best first.
    pub const ALL: [Self; 4] = [Self::Trusted, Self::TrustedUnderOlder, Self::NotTrusted, Self::CannotSay];

    /// Its word in JSON and in ids of messages.
    pub fn word(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::TrustedUnderOlder => "trusted-under-older",
            Self::NotTrusted => "not-trusted",
            Self::CannotSay => "cannot-say",
        }
    }

    /// The answer for one certificate.
    pub fn of(judgement: &Judgement) -> Self {
        Self::with_verdict(judgement).0
    }

    /// The answer with the verdict that decides it; none where no generation was asked for.
    pub fn with_verdict(judgement: &Judgement) -> (Self, Option<&Verdict>) {
        let own = own_verdicts(judgement);
        if let Some(verdict) = own.iter().find(|v| v.trusted == Some(true)) {
            // The judge says when a newer generation that was asked for refuses.
            let older = verdict.reasons.iter().any(|r| matches!(r.kind, ReasonKind::OnlyUnderOlder { .. }))
                || own
                    .first()
                    .is_some_and(|newest| newest.under.pki == verdict.under.pki && newest.under != verdict.under);
            return (if older { Self::TrustedUnderOlder } else { Self::Trusted }, Some(verdict));
        }
        if let Some(verdict) = own.iter().find(|v| v.trusted.is_none()) {
            return (Self::CannotSay, Some(verdict));
        }
        let refused = own.iter().find(|v| !v.reasons.is_empty()).or(own.first()).copied();
        (Self::NotTrusted, refused)
    }
}

/// The verdicts that count for a certificate, newest generation first: that on given anchors, else those of its own PKI, where they were
/// asked for, else all. A test card is not refused because production does not know it, nor the other way round.
fn own_verdicts(judgement: &Judgement) -> Vec<&Verdict> {
    if judgement.verdicts.iter().any(is_given) {
        // Whoever gives anchors asks about them: "does my server's trust file accept this card?"
        return judgement.verdicts.iter().filter(|v| is_given(v)).collect();
    }
    let pki = judgement.identity.generation.as_ref().map(|g| g.pki.as_str());
    let own: Vec<_> = judgement.verdicts.iter().filter(|v| Some(v.under.pki.as_str()) == pki).collect();
    if own.is_empty() { judgement.verdicts.iter().collect() } else { own }
}

fn is_given(verdict: &Verdict) -> bool {
    verdict.under == tillit_verifier::verdict::GenerationId::given()
}

/// The exit code of a run: the first of 3, 1 and 0 that applies (2, wrong usage, is the command line's).
///
/// 0: every certificate is trusted under the newest generation asked for of its own PKI. 1: one is refused, or trusted only under an older
/// generation while `threshold` is a warning; at [`Severity::Info`] any finding counts. 3: nothing can be said about one, or an input
/// cannot be read.
pub fn exit_code(report: &VerifyReport, threshold: Severity) -> u8 {
    let answers: Vec<Answer> = report.certificates.iter().map(|c| Answer::of(&c.judgement)).collect();
    if !report.problems.is_empty() || answers.contains(&Answer::CannotSay) || answers.is_empty() {
        return 3;
    }
    let found = answers.contains(&Answer::NotTrusted)
        || (threshold <= Severity::Warning && answers.contains(&Answer::TrustedUnderOlder))
        || (threshold == Severity::Info && report.certificates.iter().any(|c| has_any_finding(&c.judgement)));
    u8::from(found)
}

fn has_any_finding(judgement: &Judgement) -> bool {
    !judgement.flaws.is_empty() || Answer::with_verdict(judgement).1.is_some_and(|verdict| !verdict.reasons.is_empty())
}
