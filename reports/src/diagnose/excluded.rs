//! What was seen not to be the cause, in the words of whoever looks for it: several causes are one word where all of them are excluded.

use tillit_login::causes::CauseId;

/// Words (`diagnose-group-WORD`) and the causes that they stand for, in the order of the way that a login goes. Each cause is in one group.
pub(super) const GROUPS: &[(&str, &[CauseId])] = &[
    ("network", &[CauseId::Dns, CauseId::Unreachable]),
    (
        "protocol",
        &[
            CauseId::NotTls,
            CauseId::ProtocolVersion,
            CauseId::CipherMismatch,
            CauseId::SniUnknown,
            CauseId::CaListTooLong,
        ],
    ),
    (
        "server-certificate",
        &[
            CauseId::ServerCertificateExpired,
            CauseId::ServerNameMismatch,
            CauseId::ServerChainIncomplete,
            CauseId::ServerRootUnknown,
        ],
    ),
    ("clock", &[CauseId::Clock]),
    ("farm", &[CauseId::FarmInconsistent]),
    ("asking", &[CauseId::NotAsked, CauseId::AskedLate, CauseId::ProxyInFront]),
    ("names", &[CauseId::CaNotAnnounced]),
    ("card", &[CauseId::LeafExpired, CauseId::LeafNotYetValid, CauseId::WrongCertificateUse]),
    ("computer", &[CauseId::MiddlewareMissing, CauseId::IssuingCaNotHere, CauseId::OtherCertificateChosen]),
    ("signatures", &[CauseId::NoPss, CauseId::NoCommonAlgorithm, CauseId::SigningFailed]),
    (
        "trust",
        &[
            CauseId::RootNotTrusted,
            CauseId::IssuingCaMissing,
            CauseId::IssuingCaOnlyAnchor,
            CauseId::VerifyDepth,
            CauseId::CaExpired,
            CauseId::Sha1Refused,
        ],
    ),
    ("revocation", &[CauseId::Revoked, CauseId::CrlStale, CauseId::CrlMissing, CauseId::OcspUnreachable]),
    ("application", &[CauseId::HttpRefused]),
];

/// A word for several causes, or one cause by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Excluded {
    /// All of a group.
    Group(&'static str),
    /// One of a group of which others are open.
    One(CauseId),
}

/// What is excluded, in as few words as can be.
pub(super) fn words(excluded: &[CauseId]) -> Vec<Excluded> {
    let mut words = Vec::new();
    for (word, causes) in GROUPS {
        if causes.iter().all(|cause| excluded.contains(cause)) {
            words.push(Excluded::Group(word));
        } else {
            words.extend(causes.iter().filter(|cause| excluded.contains(cause)).map(|cause| Excluded::One(*cause)));
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cause_is_in_one_group() {
        for rule in tillit_login::causes::RULES {
            let groups = GROUPS.iter().filter(|(_, causes)| causes.contains(&rule.id)).count();
            assert_eq!(groups, 1, "{}", rule.id.word());
        }
    }

    #[test]
    fn a_whole_group_is_one_word() {
        assert_eq!(words(&[CauseId::Dns, CauseId::Unreachable]), [Excluded::Group("network")]);
        assert_eq!(
            words(&[CauseId::Unreachable, CauseId::Clock]),
            [Excluded::One(CauseId::Unreachable), Excluded::Group("clock")]
        );
    }
}
