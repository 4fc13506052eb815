//! Causes by which the server refuses a certificate that was sent, and those by which none can be.
//!
//! Source of what each program says: measured with real servers, once for every cause. Where several causes look alike they stand together.

use super::case::{Family, Said};
use super::{Case, CauseId, Evidence, Fit, trusting};
use crate::attempt::{LoginAttempt, Outcome, Refused, Unreachable};
use crate::handshake::{Alert, End};
use crate::pages::Page;
use crate::wire::Version;

/// What may stand behind an answer, for a program; the first line that fits counts.
struct Suspects {
    families: &'static [Family],
    says: fn(Said) -> bool,
    causes: &'static [CauseId],
}

const ANY: &[Family] = &[];

/// rsa_pss_rsae_sha256, -384, -512 (RFC 8446 section 4.2.3).
const RSA_PSS: [u16; 3] = [0x0804, 0x0805, 0x0806];

/// Everything that can be wrong with trust, as seen by a program that says the same of all of it.
const ALL_OF_TRUST: &[CauseId] = &[
    CauseId::RootNotTrusted,
    CauseId::IssuingCaMissing,
    CauseId::CaExpired,
    CauseId::Revoked,
    CauseId::CrlStale,
    CauseId::CrlMissing,
    CauseId::Sha1Refused,
];

/// The same for programs on OpenSSL.
const ALL_OF_OPENSSL: &[CauseId] = &[
    CauseId::RootNotTrusted,
    CauseId::IssuingCaMissing,
    CauseId::IssuingCaOnlyAnchor,
    CauseId::VerifyDepth,
    CauseId::CaExpired,
    CauseId::Revoked,
    CauseId::CrlStale,
    CauseId::CrlMissing,
    CauseId::OcspUnreachable,
    CauseId::Sha1Refused,
];

const SUSPECTS: &[Suspects] = &[
    Suspects {
        families: ANY,
        says: |said| matches!(said, Said::Page(Page::CertificateRefused)),
        causes: ALL_OF_OPENSSL,
    },
    Suspects {
        families: ANY,
        says: |said| matches!(said, Said::Page(Page::Revoked)),
        causes: &[CauseId::Revoked, CauseId::CrlStale, CauseId::OcspUnreachable],
    },
    Suspects {
        families: ANY,
        says: |said| matches!(said, Said::Page(Page::NotTrusted)),
        causes: &[CauseId::RootNotTrusted, CauseId::IssuingCaMissing],
    },
    Suspects { families: ANY, says: |said| matches!(said, Said::Page(Page::NotInTime)), causes: &[CauseId::CaExpired] },
    // Node closes the connection without a word; OpenSSL is inside.
    Suspects {
        families: ANY,
        says: |said| said == Said::Closed,
        causes: &[
            CauseId::RootNotTrusted,
            CauseId::IssuingCaMissing,
            CauseId::IssuingCaOnlyAnchor,
            CauseId::CaExpired,
            CauseId::Revoked,
            CauseId::CrlStale,
            CauseId::CrlMissing,
            CauseId::Sha1Refused,
        ],
    },
    Suspects { families: ANY, says: |said| said == Said::Alert(Alert(44)), causes: &[CauseId::Revoked] },
    Suspects {
        families: ANY,
        says: |said| said == Said::Alert(Alert(48)),
        causes: &[
            CauseId::RootNotTrusted,
            CauseId::IssuingCaMissing,
            CauseId::IssuingCaOnlyAnchor,
            CauseId::CrlMissing,
        ],
    },
    Suspects {
        families: ANY,
        says: |said| said == Said::Alert(Alert(45)),
        causes: &[CauseId::CaExpired, CauseId::CrlStale],
    },
    // Go says it of everything; programs on OpenSSL of what they cannot build on.
    Suspects { families: &[Family::JavaOrGo], says: |said| said == Said::Alert(Alert(42)), causes: ALL_OF_TRUST },
    Suspects {
        families: &[Family::OpenSsl, Family::Apache],
        says: |said| said == Said::Alert(Alert(42)),
        causes: &[CauseId::Sha1Refused],
    },
    Suspects { families: ANY, says: |said| said == Said::Alert(Alert(42)), causes: ALL_OF_TRUST },
    // Apache says it of lists that are over, Java of everything.
    Suspects {
        families: &[Family::OpenSsl, Family::Apache],
        says: |said| said == Said::Alert(Alert(46)),
        causes: &[CauseId::CrlStale],
    },
    Suspects { families: ANY, says: |said| said == Said::Alert(Alert(46)), causes: ALL_OF_TRUST },
    Suspects {
        families: ANY,
        says: |said| said == Said::Alert(Alert(49)),
        causes: &[
            CauseId::RootNotTrusted,
            CauseId::IssuingCaMissing,
            CauseId::CaExpired,
            CauseId::Revoked,
            CauseId::Sha1Refused,
        ],
    },
    Suspects {
        families: &[Family::OpenSsl, Family::Apache],
        says: |said| said == Said::Alert(Alert(80)),
        causes: &[CauseId::VerifyDepth],
    },
    Suspects {
        families: &[Family::OpenSsl, Family::Apache],
        says: |said| said == Said::Alert(Alert(40)),
        causes: &[CauseId::OcspUnreachable],
    },
    // What else says one of these has not been measured: many programs say it of everything.
    Suspects { families: ANY, says: |said| matches!(said, Said::Alert(Alert(40 | 80))), causes: ALL_OF_OPENSSL },
];

/// Whether this cause may stand behind the refusal.
pub(super) fn suspect(case: &Case<'_>, id: CauseId) -> Fit {
    if case.lets_in() {
        return Fit::Excluded;
    }
    if let Some(fit) = trusting::of(case, id) {
        return fit;
    }
    let Some(said) = case.refusal() else { return Fit::Unknown };
    let fits =
        |line: &&Suspects| (line.says)(said) && (line.families.is_empty() || line.families.contains(&case.family));
    let Some(line) = SUSPECTS.iter().find(fits) else { return Fit::Unknown };
    let is_left = |cause: &&CauseId| match cause {
        // Sent along, it did not help.
        CauseId::IssuingCaMissing => case.full.refused.is_none(),
        CauseId::Sha1Refused => case.has_sha1(),
        _ => true,
    };
    let by_trust = |cause: &&CauseId| trusting::of(case, **cause) != Some(Fit::Excluded);
    let left: Vec<&CauseId> = line.causes.iter().filter(is_left).filter(by_trust).collect();
    if !left.contains(&&id) {
        return Fit::Excluded;
    }
    let mut evidence = vec![match said {
        Said::Alert(alert) => Evidence::Refused(Some(alert)),
        Said::Closed => Evidence::Refused(None),
        Said::Page(page) => Evidence::Page(page),
    }];
    if case.family != Family::Unknown {
        evidence.push(Evidence::Behaves(case.family));
    }
    match left.len() {
        // Nothing else is known to look like that.
        1 => Fit::likely(evidence),
        _ => Fit::possible(evidence),
    }
}

/// Proved where a login is let in only with the issuing CA's certificate.
pub(super) fn issuing(case: &Case<'_>) -> Fit {
    let always = case.full.refused.is_none() && !case.leaf.let_in;
    if case.full.let_in && case.leaf.refused.is_some() && always {
        return Fit::proved([Evidence::OnlyWithChain]);
    }
    if case.full.let_in && case.full.refused.is_none() && case.leaf.differs() {
        return Fit::possible([Evidence::LoginsDiffer]);
    }
    suspect(case, CauseId::IssuingCaMissing)
}

pub(super) fn sha1(case: &Case<'_>) -> Fit {
    match suspect(case, CauseId::Sha1Refused) {
        Fit::Fits(certainty, mut evidence) => {
            evidence.push(Evidence::Sha1InChain);
            Fit::Fits(certainty, evidence)
        }
        other => other,
    }
}

/// TLS 1.2 works and TLS 1.3 finds no signature in common: that is what keys without RSA-PSS look like.
pub(super) fn no_pss(case: &Case<'_>) -> Fit {
    let is_13 = |attempt: &&LoginAttempt| attempt.wanted.version == Version::Tls13;
    let mut of_13 = case.seen.attempts.iter().filter(is_13);
    if lacks_pss(case) {
        Fit::proved([Evidence::OnlyOldVersion])
    } else if of_13.any(|attempt| attempt.is_beside_the_point() || attempt.signed_with().is_some()) {
        Fit::Excluded
    } else {
        Fit::Unknown
    }
}

/// The server's request in TLS 1.3 has RSA-PSS among its signatures, and the key made none.
fn lacks_pss(case: &Case<'_>) -> bool {
    let has_pss = |scheme: &u16| RSA_PSS.contains(scheme);
    let mut attempts = case.seen.attempts.iter();
    let none = attempts.any(|attempt| {
        let mut asked = attempt.hops.iter().filter_map(|hop| hop.handshake.asked.as_ref());
        attempt.came_to == Outcome::NoCommonAlgorithm
            && attempt.wanted.version == Version::Tls13
            && asked.any(|asked| asked.schemes.iter().any(has_pss))
    });
    none && case.only_with_12()
}

pub(super) fn no_algorithm(case: &Case<'_>) -> Fit {
    let mut attempts = case.seen.attempts.iter();
    if attempts.any(|attempt| attempt.came_to == Outcome::NoCommonAlgorithm) {
        return if lacks_pss(case) { Fit::Excluded } else { Fit::proved([]) };
    }
    let is_signed = case.seen.attempts.iter().any(|attempt| attempt.signed_with().is_some());
    if is_signed { Fit::Excluded } else { Fit::Unknown }
}

pub(super) fn signing(case: &Case<'_>) -> Fit {
    let said = case.seen.attempts.iter().find_map(|attempt| match &attempt.came_to {
        Outcome::Unreachable(Unreachable::Ended(End::Signing(said))) => Some(said.clone()),
        _ => None,
    });
    match said {
        Some(said) => Fit::proved([Evidence::Signing(said)]),
        None if case.has_shown() => Fit::Excluded,
        None => Fit::Unknown,
    }
}

/// The certificate was taken, and the page at the end is none of somebody who is logged in.
pub(super) fn by_http(case: &Case<'_>) -> Fit {
    // A page that speaks of the certificate is no application's, also where another login was let in.
    if case.leaf.refused.is_some() || case.full.refused.is_some() || case.seen.attempts.is_empty() {
        return Fit::Unknown;
    }
    let refused = case.seen.attempts.iter().find_map(|attempt| match &attempt.came_to {
        Outcome::RefusedByHttp(Refused::Status(status)) => Some(Evidence::Status(*status)),
        Outcome::RefusedByHttp(Refused::Page(page)) => Some(Evidence::Page(*page)),
        Outcome::RefusedByHttp(Refused::Circle | Refused::Endless) => Some(Evidence::LeadsOn),
        Outcome::RefusedByHttp(_) => {
            Some(Evidence::Status(attempt.last().and_then(|hop| hop.answered.as_ref()).map_or(0, |a| a.status)))
        }
        _ => None,
    });
    match refused {
        Some(refused) => Fit::proved([refused]),
        None if case.leaf.let_in || case.full.let_in => Fit::Excluded,
        // Nobody has come as far as that.
        None => Fit::Unknown,
    }
}
