//! The chain that a server sends, judged: what a browser on this computer has against it.
//!
//! The judge is the verifier's, under the roots that are handed in. TLS wants each certificate certified by the one that follows
//! (RFC 5246 section 7.4.2; RFC 8446 section 4.4.2 tolerates another order), and browsers do not all fetch what is missing.

use tillit_verifier::catalog::Catalog;
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::verdict::{Purpose, ReasonKind, Verdict};
use tillit_verifier::{Certificate, Fingerprint, Name};
use time::OffsetDateTime;

/// Certificates of a chain that are looked at.
const MAX_CHAIN: usize = 64;

/// What a chain is judged by.
#[derive(Clone, Copy, Debug)]
pub struct Ground<'a> {
    /// Roots that this computer trusts for servers; `None`: not known, and nothing is said of trust.
    pub roots: Option<&'a [Certificate]>,
    /// CA certificates from elsewhere, which tell whether what is missing is an intermediate or a root: fetched from where the chain says, or
    /// of a catalog.
    pub helpers: &'a [Certificate],
    /// The moment.
    pub now: OffsetDateTime,
}

/// A chain with what was found.
#[derive(Clone, Debug, PartialEq)]
pub struct ServerChain {
    /// The certificates that can be read, in the order in which they were sent.
    pub sent: Vec<Certificate>,
    /// What is wrong, the heaviest first; empty: nothing.
    pub faults: Vec<Fault>,
    /// Trusted on this computer for this host; `None`: cannot say.
    pub trusted: Option<bool>,
}

/// What is wrong with a chain.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// Nothing was sent that can be read.
    Empty,
    /// Certificates that cannot be read: how many.
    Unreadable(usize),
    /// The time of a certificate is over.
    Expired {
        /// Whose.
        subject: Name,
        /// It is not the server's own certificate.
        is_ca: bool,
        /// Since when.
        not_after: OffsetDateTime,
    },
    /// The time of a certificate has not come.
    NotYetValid {
        /// Whose.
        subject: Name,
        /// It is not the server's own certificate.
        is_ca: bool,
        /// When it begins.
        not_before: OffsetDateTime,
    },
    /// The certificate is another host's.
    NameMismatch {
        /// The host.
        host: String,
        /// Whose it is.
        names: Vec<String>,
    },
    /// The server's certificate is signed by its own key, and this computer does not trust it.
    SelfSigned,
    /// The certificate of an intermediate CA was not sent.
    Incomplete {
        /// The missing CA's name.
        missing: Name,
        /// Where its certificate can be fetched.
        urls: Vec<String>,
        /// It was at hand here, which shows that nothing else is missing.
        is_known: bool,
    },
    /// The chain ends in a root that this computer does not trust.
    RootUnknown {
        /// Its name.
        root: Name,
        /// Its certificate, where it was sent.
        sha256: Option<Fingerprint>,
    },
    /// Signed with MD5 or SHA-1: which certificate, with what.
    WeakSignature {
        /// Whose certificate.
        subject: Name,
        /// The digest.
        digest: &'static str,
    },
    /// A key that is too short: whose, and how many bits.
    WeakKey {
        /// Whose certificate.
        subject: Name,
        /// Bits of the key.
        bits: usize,
    },
    /// Something else that the judge has against it.
    Other {
        /// Whose certificate.
        subject: Name,
        /// What.
        kind: ReasonKind,
    },
    /// The certificates do not follow each other.
    WrongOrder,
    /// Certificates that are no part of the chain.
    Superfluous(Vec<Name>),
}

impl ServerChain {
    /// Judges a chain as it was sent, for a host as a browser is told of it: a name, or an address.
    pub fn judge(sent: &[Vec<u8>], host: &str, ground: &Ground<'_>) -> Self {
        let read: Vec<_> = sent.iter().take(MAX_CHAIN).map(|der| Certificate::from_der(der)).collect();
        let own_is_read = read.first().is_some_and(Result::is_ok);
        let unreadable = sent.len() - read.iter().flatten().count();
        let sent: Vec<Certificate> = read.into_iter().flatten().collect();
        let mut faults = Vec::new();
        if unreadable > 0 {
            faults.push(Fault::Unreadable(unreadable));
        }
        let Some(own) = sent.first().filter(|_| own_is_read) else {
            faults.push(Fault::Empty);
            return Self { sent, faults, trusted: None };
        };
        let judge =
            |anchors: &[Certificate], helpers: &[Certificate]| verdict(&sent, helpers, anchors, host, ground.now);
        let roots = ground.roots.unwrap_or_default();
        let mut verdict = judge(roots, &[]);
        let trusted = verdict.trusted;
        if !verdict.chain.complete {
            // What else is wrong with the chain, if only its end were known?
            let helped = judge(roots, ground.helpers);
            if helped.chain.complete {
                faults.extend(missing(&verdict, true));
                verdict = helped;
            } else {
                if ground.roots.is_some() {
                    faults.extend(unknown_end(&helped, own).or_else(|| missing(&verdict, false)));
                }
                let end = helped.chain.links.last().map(|link| link.certificate.clone());
                verdict = judge(&end.into_iter().collect::<Vec<_>>(), ground.helpers);
            }
        }
        faults
            .extend(verdict.reasons.iter().filter_map(|reason| of_reason(&reason.kind, reason.link, &reason.subject)));
        faults.extend(order(&sent, &verdict));
        faults.sort_by_key(Fault::rank);
        // A shorter list says the same: the judge's own verdict and that on the end may tell one fault twice.
        faults.dedup();
        let trusted = if ground.roots.is_none() { None } else { trusted };
        Self { sent, faults, trusted }
    }

    /// The addresses where the CA that is missing can be fetched from; empty where nothing is missing.
    pub fn missing_urls(&self) -> &[String] {
        let urls = |fault: &'_ Fault| matches!(fault, Fault::Incomplete { is_known: false, .. });
        match self.faults.iter().find(|fault| urls(fault)) {
            Some(Fault::Incomplete { urls, .. }) => urls,
            _ => &[],
        }
    }
}

impl Fault {
    fn rank(&self) -> u8 {
        match self {
            Self::Empty => 0,
            Self::Unreadable(_) => 1,
            Self::Expired { .. } | Self::NotYetValid { .. } => 2,
            Self::NameMismatch { .. } => 3,
            Self::SelfSigned => 4,
            Self::Incomplete { .. } => 5,
            Self::RootUnknown { .. } => 6,
            Self::WeakSignature { .. } | Self::WeakKey { .. } => 7,
            Self::Other { .. } => 8,
            Self::WrongOrder => 9,
            Self::Superfluous(_) => 10,
        }
    }
}

fn verdict(
    sent: &[Certificate],
    helpers: &[Certificate],
    anchors: &[Certificate],
    host: &str,
    now: OffsetDateTime,
) -> Verdict {
    let nothing = Catalog::default();
    let judge = Judge::new(&nothing, helpers, Some(anchors));
    let purpose = Purpose::Server { host: Some(host.to_owned()) };
    let options = Options { purpose, ..Options::login(now) };
    let none = || Verdict {
        under: tillit_verifier::verdict::GenerationId::given(),
        issued_under: None,
        trusted: None,
        chain: tillit_verifier::verdict::Chain::default(),
        reasons: Vec::new(),
        policies: Vec::new(),
        revocation: Vec::new(),
    };
    let Some(own) = sent.first() else { return none() };
    judge.judge(own, &Offered::new(sent), &options).verdicts.into_iter().next().unwrap_or_else(none)
}

/// The CA certificate that is missing, as the verdict tells it.
fn missing(verdict: &Verdict, is_known: bool) -> Option<Fault> {
    let missing = verdict.missing().next()?;
    Some(Fault::Incomplete { missing: missing.subject.clone(), urls: missing.urls.clone(), is_known })
}

/// The end of the chain is a root, as far as can be told: it is self-signed, or the last CA that was sent or is at hand was issued by one that
/// nobody has. Of a server's certificate alone nobody knows how far it is to the root: then an intermediate is missing.
fn unknown_end(verdict: &Verdict, own: &Certificate) -> Option<Fault> {
    let end = &verdict.chain.links.last()?.certificate;
    if end.is_self_issued() {
        return Some(if end == own {
            Fault::SelfSigned
        } else {
            Fault::RootUnknown { root: end.subject().clone(), sha256: Some(end.fingerprint()) }
        });
    }
    (end != own).then(|| Fault::RootUnknown { root: end.issuer().clone(), sha256: None })
}

fn of_reason(kind: &ReasonKind, link: usize, subject: &Name) -> Option<Fault> {
    let (subject, is_ca) = (subject.clone(), link > 0);
    Some(match kind {
        ReasonKind::Expired { not_after } => Fault::Expired { subject, is_ca, not_after: *not_after },
        ReasonKind::NotYetValid { not_before } => Fault::NotYetValid { subject, is_ca, not_before: *not_before },
        ReasonKind::HostMismatch { host, names } => Fault::NameMismatch { host: host.clone(), names: names.clone() },
        ReasonKind::WeakDigest { digest } => Fault::WeakSignature { subject, digest },
        ReasonKind::Sha1Accepted => Fault::WeakSignature { subject, digest: "SHA-1" },
        ReasonKind::WeakKey { bits } => Fault::WeakKey { subject, bits: *bits },
        // Told by what is missing.
        ReasonKind::IssuerMissing(_) | ReasonKind::UnknownRoot { .. } => return None,
        kind => {
            if kind.effect() == tillit_verifier::verdict::Effect::Informs {
                return None;
            }
            Fault::Other { subject, kind: kind.clone() }
        }
    })
}

/// Certificates of the path that was found stand in its order; others belong to another path, or to none.
fn order(sent: &[Certificate], verdict: &Verdict) -> Vec<Fault> {
    let mut faults = Vec::new();
    let path: Vec<&Certificate> = verdict.chain.links.iter().map(|link| &link.certificate).collect();
    let places: Vec<usize> = path.iter().filter_map(|link| sent.iter().position(|one| one == *link)).collect();
    if places.windows(2).any(|pair| matches!(pair, [before, after] if before > after)) {
        faults.push(Fault::WrongOrder);
    }
    // A CA that is cross-signed has several certificates, and a server may send them all.
    let mut wanted: Vec<&Name> = path.iter().flat_map(|link| [link.subject(), link.issuer()]).collect();
    let mut rest: Vec<&Certificate> = sent.iter().skip(1).filter(|one| !path.contains(one)).collect();
    while let Some(at) = rest.iter().position(|one| one.is_ca() && wanted.contains(&one.subject())) {
        let one = rest.remove(at);
        wanted.push(one.issuer());
    }
    if !rest.is_empty() {
        faults.push(Fault::Superfluous(rest.iter().map(|one| one.subject().clone()).collect()));
    }
    faults
}
