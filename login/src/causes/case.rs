//! What follows from the observations at once, for every rule to ask.

use tillit_verifier::Certificate;
use tillit_verifier::flaws::{Flaw, flaws};

use super::{Observations, trusting};
use crate::attempt::{ChainSent, LoginAttempt, Outcome, Refused};
use crate::browser::Above;
use crate::handshake::{Alert, End};
use crate::pages::Page;
use crate::probe::{Asks, Look, Visit};
use crate::trust::Trusted;
use crate::wire::Version;

/// Programs that refuse in their own ways, as far as they are known from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// nginx: it lets every handshake through and refuses in HTTP.
    Nginx,
    /// Apache httpd, by its own word.
    Apache,
    /// Programs on OpenSSL that refuse with its alerts: Apache httpd, HAProxy, stunnel.
    OpenSsl,
    /// Java and Go say `bad_certificate` where none came.
    JavaOrGo,
    /// GnuTLS
    GnuTls,
    /// Internet Information Services, by its own word.
    Iis,
    /// Not known.
    Unknown,
}

/// How a login was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// With an alert.
    Alert(Alert),
    /// Without a word.
    Closed,
    /// With a page that is known.
    Page(Page),
}

/// Everything that rules ask about.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub(super) seen: &'a Observations<'a>,
    /// The first address that answers.
    pub(super) look: Option<&'a Look>,
    /// Which program it seems to be.
    pub(super) family: Family,
    /// How logins with the card's own certificate alone, and with its issuing CA, were refused; `None`: none was.
    pub(super) leaf: Tried,
    pub(super) full: Tried,
    /// Whether the server trusts the card's CA, as it was tried; `None`: it was not.
    pub(super) trusted: Option<Trusted>,
}

/// What became of logins of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tried {
    /// One was let in.
    pub(super) let_in: bool,
    /// One was refused: how.
    pub(super) refused: Option<Said>,
}

impl Tried {
    /// Some were let in, and others were refused with what is said of a chain.
    pub(super) fn differs(self) -> bool {
        let of_chain = |said: Said| match said {
            Said::Alert(Alert(number)) => matches!(number, 44 | 45 | 46 | 48),
            Said::Page(_) => true,
            Said::Closed => false,
        };
        self.let_in && self.refused.is_some_and(of_chain)
    }
}

impl<'a> Case<'a> {
    /// What follows from the observations.
    pub fn of(seen: &'a Observations<'a>) -> Self {
        let look = seen.probe.looks.iter().find(|look| look.unreachable.is_none());
        let tried = |with: bool| {
            let of_kind = |attempt: &&LoginAttempt| (attempt.wanted.chain != ChainSent::Leaf) == with;
            let mut tried = Tried::default();
            for attempt in seen.attempts.iter().filter(of_kind) {
                tried.let_in |= attempt.came_to == Outcome::LoggedIn;
                tried.refused = tried.refused.or_else(|| said(attempt));
            }
            tried
        };
        Self {
            seen,
            look,
            family: look.map_or(Family::Unknown, family),
            leaf: tried(false),
            full: tried(true),
            trusted: trusting::trusted(seen),
        }
    }

    /// Logins were tried with the key, and none was refused.
    pub(super) fn lets_in(&self) -> bool {
        let any = self.leaf.let_in || self.full.let_in;
        any && self.refusal().is_none()
            && self
                .seen
                .attempts
                .iter()
                .all(|attempt| attempt.came_to == Outcome::LoggedIn || attempt.is_beside_the_point())
    }

    /// How a login was refused that sent as much as it could.
    pub(super) fn refusal(&self) -> Option<Said> {
        if self.full.let_in { None } else { self.full.refused.or(self.leaf.refused) }
    }

    /// The server spoke TLS with us.
    pub(super) fn speaks(&self) -> bool {
        self.look.is_some_and(|look| look.visits.iter().any(Visit::speaks))
    }

    /// Whether a certificate is asked for.
    pub(super) fn asks(&self) -> Asks {
        self.look.map_or(Asks::Unknown, Look::asks)
    }

    /// A login came so far that the certificate was shown.
    pub(super) fn has_shown(&self) -> bool {
        let mut hops = self.seen.attempts.iter().flat_map(|attempt| &attempt.hops);
        hops.any(|hop| hop.handshake.sent_certificate)
    }

    /// A certificate of the card's chain below its root is signed with SHA-1.
    pub(super) fn has_sha1(&self) -> bool {
        self.seen.card.is_some_and(|(card, above)| has_sha1(card, above))
    }

    /// TLS 1.2 lets a login in, TLS 1.3 does not.
    pub(super) fn only_with_12(&self) -> bool {
        let of = |version: Version, good: bool| {
            let is = |attempt: &&LoginAttempt| {
                attempt.wanted.version == version
                    && !attempt.is_beside_the_point()
                    && (attempt.came_to == Outcome::LoggedIn) == good
            };
            self.seen.attempts.iter().any(|attempt| is(&attempt))
        };
        of(Version::Tls12, true) && of(Version::Tls13, false) && !of(Version::Tls13, true)
    }
}

/// A certificate of a card's chain below its root is signed with SHA-1: programs on OpenSSL do not take it at security level 2, whatever they trust.
pub fn has_sha1(card: &Certificate, above: &Above) -> bool {
    let weak = |certificate: &Certificate| {
        !certificate.is_self_issued() && flaws(certificate).iter().any(|flaw| matches!(flaw, Flaw::Sha1Signature))
    };
    weak(card) || above.certificates.iter().any(weak)
}

fn said(attempt: &LoginAttempt) -> Option<Said> {
    match &attempt.came_to {
        Outcome::RefusedInHandshake { alert, .. } => Some(alert.map_or(Said::Closed, Said::Alert)),
        Outcome::RefusedByHttp(Refused::Page(
            page @ (Page::CertificateRefused | Page::NotTrusted | Page::Revoked | Page::NotInTime),
        )) => Some(Said::Page(*page)),
        _ => None,
    }
}

/// By what it says when no certificate comes, and by what it calls itself.
fn family(look: &Look) -> Family {
    let answers = || look.visits.iter().filter_map(|visit| visit.answer.as_ref());
    let server = answers().find_map(|answer| answer.server.as_deref()).unwrap_or_default().to_ascii_lowercase();
    let is_called = |word: &str| server.starts_with(word);
    if answers().any(|answer| answer.page == Some(Page::NoCertificate)) && !is_called("microsoft-iis")
        || is_called("nginx")
        || is_called("openresty")
    {
        return Family::Nginx;
    }
    if is_called("apache") && !is_called("apache-coyote") {
        return Family::Apache;
    }
    if is_called("microsoft-iis") || is_called("microsoft-httpapi") {
        return Family::Iis;
    }
    // What it says to nobody's certificate, where it asked for one: a version that is not spoken says nothing of it.
    let alert = |version: Version| {
        let asked = look.visit(version).filter(|visit| visit.handshake.asked.is_some());
        match asked.map(|visit| &visit.handshake.end) {
            Some(Some(End::Alert(alert))) => Some(alert.0),
            _ => None,
        }
    };
    match (alert(Version::Tls12), alert(Version::Tls13)) {
        (Some(50), _) => Family::GnuTls,
        (Some(42), _) | (_, Some(42)) => Family::JavaOrGo,
        (Some(40), Some(116) | None) | (None, Some(116)) => Family::OpenSsl,
        _ => Family::Unknown,
    }
}
