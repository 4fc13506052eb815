//! The rule by which a browser offers a card to a server: by the names of CAs that the server sends (RFC 5246 section 7.4.4, RFC 8446
//! section 4.2.4).
//!
//! A browser offers a certificate whose chain, as far as its computer can build it, has one of the names, and every certificate where no names
//! are sent.

use crate::name::Name;

/// Whether a browser offers cards of an issuing CA.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Offer {
    /// Neither the issuing CA nor its root is named: the card is not offered.
    No,
    /// The root alone is named: the card is offered where the computer has the issuing CA's certificate.
    OnlyRoot,
    /// The card is offered, whatever the computer has.
    Yes,
}

impl Offer {
    /// Yes, no, or cannot say.
    pub fn answer(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::OnlyRoot => None,
            Self::No => Some(false),
        }
    }
}

/// Bytes of names from which Windows is known to cut the list of its own servers (Schannel event 36885; KB 933430).
pub const SCHANNEL_OLD_LIMIT: u64 = 12_228;
/// Bytes of names that newer versions of Windows send (KB 2880390).
pub const SCHANNEL_LIMIT: u64 = 16_384;
/// Bytes that the list can have at all: its length has 16 bits.
pub const LIST_LIMIT: u64 = 65_535;

/// Bytes that names take in the handshake: each has two bytes of length in front.
pub fn list_bytes<'n>(names: impl IntoIterator<Item = &'n Name>) -> u64 {
    names.into_iter().map(|name| name.as_der().len() as u64 + 2).sum()
}

/// Whether a browser offers cards that `issuer` has issued, whose chains end in one of `roots`, to a server that sends `names`.
pub fn offer<'n>(issuer: &Name, roots: impl IntoIterator<Item = &'n Name>, names: &[Name]) -> Offer {
    if names.is_empty() || names.contains(issuer) {
        Offer::Yes
    } else if roots.into_iter().any(|root| names.contains(root)) {
        Offer::OnlyRoot
    } else {
        Offer::No
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn name(last: u8) -> Name {
        Name::from_der(&[48, 12, 49, 10, 48, 8, 6, 3, 85, 4, 3, 12, 1, last]).unwrap()
    }

    #[test]
    fn a_card_is_offered_by_its_issuers_name() {
        let (issuer, root, other) = (name(b'i'), name(b'r'), name(b'o'));
        for (names, expected) in [
            (vec![], Offer::Yes),
            (vec![issuer.clone()], Offer::Yes),
            (vec![other.clone(), issuer.clone()], Offer::Yes),
            (vec![other.clone(), root.clone()], Offer::OnlyRoot),
            (vec![other], Offer::No),
        ] {
            assert_eq!(offer(&issuer, [&root], &names), expected);
        }
        assert_eq!(list_bytes(&[issuer, root]), 32);
    }
}
