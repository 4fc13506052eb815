//! Which of several certificates logs in.

use std::cmp::Reverse;

use tillit_verifier::Certificate;
use time::OffsetDateTime;

/// How well a certificate serves to log in: greater is better, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Worth {
    /// A browser would offer it.
    pub offered: bool,
    /// It names the person's HSA-id, not the personal identity number.
    pub is_hsa_id: bool,
    /// How young its generation is; zero for a PKI that is not known.
    pub generation: usize,
    /// Its end: of two that are alike the later one.
    pub not_after: OffsetDateTime,
}

/// The best certificate that may log in, as its number among them. A signature key is never chosen, nor a CA's.
pub fn choose<'a>(
    certificates: impl Iterator<Item = &'a Certificate>,
    worth: &dyn Fn(&Certificate) -> Worth,
) -> Option<usize> {
    let fit = certificates.enumerate().filter(|(_, certificate)| may_log_in(certificate));
    // Of equals the first: a card on two tokens is used through the first of them.
    fit.max_by_key(|(at, certificate)| (worth(certificate), Reverse(*at))).map(|(at, _)| at)
}

/// It is no CA's, and its key is not for signing documents alone.
pub fn may_log_in(certificate: &Certificate) -> bool {
    let usage = certificate.extensions().key_usage;
    !certificate.is_ca() && usage.is_none_or(|usage| usage.digital_signature() && !usage.non_repudiation())
}
