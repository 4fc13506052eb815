//! Whether a browser offers a certificate: Chromium and Firefox withhold those that they take to be of no use at a server, and the server then
//! sees none at all.

use tillit_verifier::catalog::Catalog;
use tillit_verifier::{Certificate, Name, offer};
use time::OffsetDateTime;

use crate::handshake::Asked;

/// id-kp-clientAuth and anyExtendedKeyUsage (RFC 5280 section 4.2.1.12).
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";
const ANY_USE: &str = "2.5.29.37.0";
/// CAs above a certificate.
const MAX_DEPTH: usize = 8;

/// What a browser does with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Offer {
    /// It offers it, whatever CA certificates its computer has.
    Offers,
    /// Only a CA above the issuing one is among the names: it offers it where its computer has the issuing CA's certificate.
    WithIssuer,
    /// The issuing CA is not among the names, and what stands above it is not known here.
    CannotSay,
    /// It withholds it.
    Withholds(Withheld),
}

/// The CAs above a certificate.
#[derive(Clone, Debug, Default)]
pub struct Above {
    /// Their certificates as far as they are at hand, the issuing one first.
    pub certificates: Vec<Certificate>,
    /// Names above the issuing CA.
    pub names: Vec<Name>,
    /// The root is among them.
    pub is_complete: bool,
}

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Withheld {
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYetValid,
    /// It is not for logging in: no digitalSignature, or other extended uses than clientAuth.
    NotForLogin,
    /// None of the names that the server sent stands above it.
    NotAnnounced,
}

/// What a browser does with a certificate at a server that asks like this.
pub fn offer(certificate: &Certificate, above: &Above, asked: &Asked, now: OffsetDateTime) -> Offer {
    if let Some(withheld) = fault(certificate, now) {
        return Offer::Withholds(withheld);
    }
    // Names that cannot be read are names all the same.
    if asked.names.is_empty() && asked.unreadable > 0 {
        return Offer::CannotSay;
    }
    match offer::offer(certificate.issuer(), &above.names, &asked.names) {
        offer::Offer::Yes => Offer::Offers,
        offer::Offer::OnlyRoot => Offer::WithIssuer,
        offer::Offer::No if above.is_complete => Offer::Withholds(Withheld::NotAnnounced),
        offer::Offer::No => Offer::CannotSay,
    }
}

/// Why a browser withholds it at any server.
pub fn fault(certificate: &Certificate, now: OffsetDateTime) -> Option<Withheld> {
    let extensions = certificate.extensions();
    let signs = extensions.key_usage.is_none_or(tillit_verifier::certificate::KeyUsage::digital_signature);
    let uses = extensions.extended_key_usage.as_ref();
    let logs_in =
        uses.is_none_or(|uses| uses.iter().any(|oid| matches!(oid.to_id_string().as_str(), CLIENT_AUTH | ANY_USE)));
    if now > certificate.not_after() {
        Some(Withheld::Expired)
    } else if now < certificate.not_before() {
        Some(Withheld::NotYetValid)
    } else if !signs || !logs_in {
        Some(Withheld::NotForLogin)
    } else {
        None
    }
}

/// The CAs above a certificate: as far as certificates of them are at hand, and beyond that as the catalog has them. Of several certificates
/// of one CA the one in time that lasts longest.
pub fn above(certificate: &Certificate, at_hand: &[Certificate], catalog: &Catalog, now: OffsetDateTime) -> Above {
    let mut chain: Vec<Certificate> = Vec::new();
    let mut last = certificate.clone();
    while chain.len() < MAX_DEPTH && !last.is_self_issued() {
        let issuer = at_hand
            .iter()
            .filter(|ca| ca.is_ca() && issues(ca, &last) && !chain.contains(ca))
            .max_by_key(|ca| (ca.is_valid_at(now), ca.not_after()));
        let Some(issuer) = issuer else { break };
        chain.push(issuer.clone());
        last = issuer.clone();
    }
    let mut names: Vec<Name> = chain.iter().map(|ca| ca.issuer().clone()).collect();
    let mut is_complete = last.is_self_issued();
    if let (false, Some(found)) = (is_complete, catalog.issuer_of(&last)) {
        names.extend(found.generation.cas.iter().filter(|ca| ca.is_root()).map(|ca| ca.subject.clone()));
        is_complete = true;
    }
    Above { certificates: chain, names, is_complete }
}

/// By name, and by key where both say which. Who sends a chain does not verify it; who receives it does.
fn issues(ca: &Certificate, certificate: &Certificate) -> bool {
    let wanted = certificate.extensions().authority_key_id.as_ref().and_then(|id| id.key_id.as_ref());
    let own = ca.extensions().subject_key_id.as_ref();
    ca.subject() == certificate.issuer() && wanted.zip(own).is_none_or(|(wanted, own)| wanted == own)
}
