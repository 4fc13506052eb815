//! The second judge: `rustls-webpki`, given exactly the one path that ours accepted.
//!
//! Its signature algorithms answer from what ours has verified, so that a path costs its signatures once; a question about any other
//! signature is computed.

use rustls_pki_types::{
    AlgorithmIdentifier, CertificateDer, InvalidSignature, SignatureVerificationAlgorithm, UnixTime,
};
use time::OffsetDateTime;
use webpki::{
    BorrowedCertRevocationList, CertRevocationList, EndEntityCert, ExpirationPolicy, ExtendedKeyUsageValidator,
    KeyPurposeIdIter, RevocationCheckDepth, RevocationOptionsBuilder, UnknownStatusPolicy,
};

use super::signature;
use crate::certificate::{Certificate, GeneralName};
use crate::flaws::{Flaw, flaws};
use crate::revocation::Crl;
use crate::verdict::{OverruleFeature, Purpose, ReasonKind};

/// What the second judge says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opinion {
    /// It accepts the path.
    Agrees,
    /// It refuses it, and nothing in the path is known to be beyond it.
    Refuses(String),
    /// It refuses it, and the path has a feature that it does not implement.
    Overruled(String, OverruleFeature),
}

impl Opinion {
    /// What it does to the verdict.
    pub(super) fn reason(self) -> Option<ReasonKind> {
        match self {
            Self::Agrees => None,
            Self::Refuses(error) => Some(ReasonKind::SecondJudge { error }),
            Self::Overruled(error, feature) => Some(ReasonKind::SecondJudgeOverruled { error, feature }),
        }
    }
}

/// A signature that our judge has verified.
#[derive(Clone, Copy, Debug)]
struct Verified<'a> {
    signature_algorithm: &'a [u8],
    key_algorithm: &'a [u8],
    key: &'a [u8],
    message: &'a [u8],
    signature: &'a [u8],
}

#[derive(Debug)]
struct Remembering<'a> {
    signature_algorithm: &'static [u8],
    key_algorithm: &'static [u8],
    verified: &'a [Verified<'a>],
}

impl SignatureVerificationAlgorithm for Remembering<'_> {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let known = self.verified.iter().any(|v| {
            v.key == key
                && v.message == message
                && v.signature == signature
                && contents(v.signature_algorithm) == Some(self.signature_algorithm)
                && contents(v.key_algorithm) == Some(self.key_algorithm)
        });
        if known {
            return Ok(());
        }
        let with_tag = |contents: &[u8]| {
            let mut der = vec![0x30, u8::try_from(contents.len()).unwrap_or(0)];
            der.extend_from_slice(contents);
            der
        };
        signature::verify(&with_tag(self.signature_algorithm), &with_tag(self.key_algorithm), key, message, signature)
            .map_err(|_| InvalidSignature)
    }
    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        AlgorithmIdentifier::from_slice(self.key_algorithm)
    }
    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        AlgorithmIdentifier::from_slice(self.signature_algorithm)
    }
}

/// The contents of a short DER SEQUENCE: webpki compares AlgorithmIdentifiers without their tag and length.
fn contents(der: &[u8]) -> Option<&[u8]> {
    match der {
        [0x30, length, rest @ ..] if usize::from(*length) == rest.len() && *length < 0x80 => Some(rest),
        _ => None,
    }
}

/// Contents of the AlgorithmIdentifiers of keys and signatures that can be verified, as [`signature::verify`] knows them.
mod ids {
    macro_rules! with_null {
        ($name:ident, $bare:ident, $last:expr) => {
            pub(super) const $name: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, $last, 5, 0];
            pub(super) const $bare: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, $last];
        };
    }
    with_null!(RSA, RSA_BARE, 1);
    with_null!(SHA1_RSA, SHA1_RSA_BARE, 5);
    with_null!(SHA256_RSA, SHA256_RSA_BARE, 11);
    with_null!(SHA384_RSA, SHA384_RSA_BARE, 12);
    with_null!(SHA512_RSA, SHA512_RSA_BARE, 13);
    pub(super) const PSS_BARE: &[u8] = &[6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 13, 1, 1, 10];
    pub(super) const P256: &[u8] =
        &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
    pub(super) const P384: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 34];
    pub(super) const P521: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 5, 0x2b, 0x81, 4, 0, 35];
    pub(super) const SHA1_EC: &[u8] = &[6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 1];
    pub(super) const SHA256_EC: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
    pub(super) const SHA384_EC: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 3];
    pub(super) const SHA512_EC: &[u8] = &[6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4];
    pub(super) const ED25519: &[u8] = &[6, 3, 0x2b, 0x65, 0x70];
}

/// Every pair of a key and a signature algorithm.
fn pairs() -> Vec<(&'static [u8], &'static [u8])> {
    use rustls_pki_types::alg_id;
    let mut out: Vec<(&'static [u8], &'static [u8])> = vec![(ids::ED25519, ids::ED25519)];
    for key in [ids::RSA, ids::RSA_BARE] {
        for signature in [
            ids::SHA256_RSA,
            ids::SHA512_RSA,
            ids::SHA384_RSA,
            ids::SHA1_RSA,
            ids::SHA256_RSA_BARE,
            ids::SHA384_RSA_BARE,
            ids::SHA512_RSA_BARE,
            ids::SHA1_RSA_BARE,
        ] {
            out.push((key, signature));
        }
        for signature in [&alg_id::RSA_PSS_SHA256, &alg_id::RSA_PSS_SHA384, &alg_id::RSA_PSS_SHA512] {
            out.push((key, static_bytes(signature)));
        }
    }
    // Keys restricted to PSS: to any digest, or to the one of the signature (RFC 4055 section 3.1).
    for signature in [&alg_id::RSA_PSS_SHA256, &alg_id::RSA_PSS_SHA384, &alg_id::RSA_PSS_SHA512] {
        out.push((ids::PSS_BARE, static_bytes(signature)));
        out.push((static_bytes(signature), static_bytes(signature)));
    }
    for key in [ids::P256, ids::P384, ids::P521] {
        for signature in [ids::SHA256_EC, ids::SHA384_EC, ids::SHA512_EC, ids::SHA1_EC] {
            out.push((key, signature));
        }
    }
    out
}

fn static_bytes(id: &'static AlgorithmIdentifier) -> &'static [u8] {
    id.as_ref()
}

/// The same rule of extended key usage as our judge's.
struct Usage<'a>(&'a Purpose);

impl ExtendedKeyUsageValidator for Usage<'_> {
    fn validate(&self, iter: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        let wanted: &[usize] = match self.0 {
            Purpose::Login => &[1, 3, 6, 1, 5, 5, 7, 3, 2],
            Purpose::Server { .. } => &[1, 3, 6, 1, 5, 5, 7, 3, 1],
            Purpose::Signing | Purpose::Any => return Ok(()),
        };
        let mut any = false;
        for id in iter {
            let id = id?;
            any = true;
            let parts: Vec<usize> = id.to_decoded_oid();
            if parts == wanted || parts == [2, 5, 29, 37, 0] {
                return Ok(());
            }
        }
        if any {
            Err(webpki::Error::RequiredEkuNotFoundContext(webpki::RequiredEkuNotFoundContext {
                required: webpki::KeyUsage::client_auth(),
                present: Vec::new(),
            }))
        } else {
            Ok(())
        }
    }
}

/// One judge more, which can only refuse: the proof that a refusal turns a verdict. It stands behind `rustls-webpki`, never in its place, so
/// that nothing can switch that one off.
pub(super) type Doubt = fn(&[Certificate]) -> Result<(), String>;

/// Asks for a second opinion on a path that our judge accepted, leaf first, anchor last, with at least two certificates.
pub(super) fn opinion(path: &[Certificate], purpose: &Purpose, time: OffsetDateTime, doubt: Option<Doubt>) -> Opinion {
    let answer = ask(path, purpose, time, &[]).and_then(|()| doubt.map_or(Ok(()), |doubt| doubt(path)));
    weigh(answer, || feature(path))
}

/// The same with the revocation lists that ours believed. It is given those that it can read and that the issuer in the path has signed: it knows no
/// other. Whatever else it does not know of a certificate it lets pass; ours does not.
pub(super) fn opinion_on_lists(
    path: &[Certificate],
    purpose: &Purpose,
    time: OffsetDateTime,
    lists: &[Crl],
    doubt: Option<Doubt>,
) -> Opinion {
    // One that a namesake's other key has signed, as after a change of keys, would be a forgery to it.
    let signed_here = |crl: &Crl| {
        let mut namesakes = path.iter().skip(1).filter(|c| c.subject() == crl.issuer()).peekable();
        namesakes.peek().is_some() && namesakes.all(|c| crl.check(c).is_ok())
    };
    // It has no part for delta lists: a complete one that was read with a delta list would hold what that one releases.
    let amended = |crl: &Crl| lists.iter().any(|delta| delta.delta_base().is_some() && delta.same_scope(crl));
    let known: Vec<CertRevocationList<'_>> = lists
        .iter()
        .filter(|crl| signed_here(crl) && !amended(crl))
        .filter_map(|crl| BorrowedCertRevocationList::from_der(crl.der()).ok())
        .map(CertRevocationList::from)
        .collect();
    let answer = ask(path, purpose, time, &known).and_then(|()| doubt.map_or(Ok(()), |doubt| doubt(path)));
    weigh(answer, || feature(path))
}

fn weigh(answer: Result<(), String>, feature: impl FnOnce() -> Option<OverruleFeature>) -> Opinion {
    match answer {
        Ok(()) => Opinion::Agrees,
        Err(error) => match feature() {
            Some(feature) => Opinion::Overruled(error, feature),
            None => Opinion::Refuses(error),
        },
    }
}

fn ask(
    path: &[Certificate],
    purpose: &Purpose,
    time: OffsetDateTime,
    lists: &[CertRevocationList<'_>],
) -> Result<(), String> {
    let error = |e: webpki::Error| format!("{e:?}");
    let [leaf, intermediates @ .., anchor] = path else { return Err("no path".to_owned()) };
    let verified: Vec<Verified<'_>> = path
        .windows(2)
        .map(|pair| Verified {
            signature_algorithm: pair[0].signature_algorithm(),
            key_algorithm: pair[1].spki_algorithm(),
            key: pair[1].public_key(),
            message: pair[0].tbs(),
            signature: pair[0].signature(),
        })
        .collect();
    let algorithms: Vec<Remembering<'_>> = pairs()
        .into_iter()
        .map(|(key_algorithm, signature_algorithm)| Remembering {
            signature_algorithm,
            key_algorithm,
            verified: &verified,
        })
        .collect();
    let algorithms: Vec<&dyn SignatureVerificationAlgorithm> =
        algorithms.iter().map(|a| a as &dyn SignatureVerificationAlgorithm).collect();
    let anchor_der = CertificateDer::from(anchor.der());
    let anchor = webpki::anchor_from_trusted_cert(&anchor_der).map_err(error)?;
    let leaf_der = CertificateDer::from(leaf.der());
    let leaf = EndEntityCert::try_from(&leaf_der).map_err(error)?;
    let intermediates: Vec<CertificateDer<'_>> = intermediates.iter().map(|c| CertificateDer::from(c.der())).collect();
    let lists: Vec<&CertRevocationList<'_>> = lists.iter().collect();
    // Fails for an empty list only.
    let revocation = RevocationOptionsBuilder::new(&lists).ok().map(|builder| {
        builder
            .with_depth(RevocationCheckDepth::Chain)
            .with_status_policy(UnknownStatusPolicy::Allow)
            .with_expiration_policy(ExpirationPolicy::Ignore)
            .build()
    });
    let seconds = u64::try_from(time.unix_timestamp()).map_err(|_| "time before 1970".to_owned())?;
    leaf.verify_for_usage(
        &algorithms,
        &[anchor],
        &intermediates,
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds)),
        Usage(purpose),
        revocation,
        None,
    )
    .map(|_| ())
    .map_err(error)
}

/// CA certificates between leaf and anchor that webpki follows at most (`MAX_SUB_CA_COUNT`).
const MAX_INTERMEDIATES: usize = 6;

/// The closed list: a feature of this path that webpki does not implement. Each is asked for as narrowly as it makes webpki refuse: a
/// constraint that no name in the path meets, or a policy extension that is not critical, does not silence it.
fn feature(path: &[Certificate]) -> Option<OverruleFeature> {
    let [leaf, .., _] = path else { return None };
    let below_anchor = &path[..path.len() - 1];
    if path.len() > MAX_INTERMEDIATES + 2 {
        return Some(OverruleFeature::LongPath);
    }
    if path.windows(2).any(|pair| !pair[0].issuer().same_encoding(pair[1].subject())) {
        return Some(OverruleFeature::NameEncoding);
    }
    if leaf.version() < 3 {
        return Some(OverruleFeature::Version1);
    }
    if path.iter().enumerate().skip(1).any(|(i, ca)| meets_unknown_form(ca, &path[..i])) {
        return Some(OverruleFeature::NameConstraintForm);
    }
    // Of an anchor webpki reads no critical extension but those it knows.
    let policies = |c: &Certificate| c.extensions().all.iter().any(|e| e.critical && is_policy_extension(&e.oid));
    if below_anchor.iter().any(policies) {
        return Some(OverruleFeature::PolicyExtensions);
    }
    if self_issued_counts(path) {
        return Some(OverruleFeature::SelfIssued);
    }
    let early = |c: &Certificate| c.not_before() < OffsetDateTime::UNIX_EPOCH;
    if path.iter().any(early) {
        return Some(OverruleFeature::EarlyDate);
    }
    if path.iter().any(|c| flaws(c).contains(&Flaw::UniqueId)) {
        return Some(OverruleFeature::UniqueId);
    }
    None
}

fn subtrees(ca: &Certificate) -> impl Iterator<Item = &GeneralName> {
    ca.extensions().name_constraints.iter().flat_map(|n| n.permitted.iter().chain(&n.excluded))
}

/// A CA that constrains directory names, which every certificate has, or e-mail addresses or URIs where a subjectAltName below has one.
fn meets_unknown_form(ca: &Certificate, below: &[Certificate]) -> bool {
    let any =
        |wanted: fn(&GeneralName) -> bool| below.iter().any(|c| c.extensions().subject_alt_names.iter().any(wanted));
    subtrees(ca).any(|base| match base {
        GeneralName::Directory(_) => true,
        GeneralName::Email(_) => any(|name| matches!(name, GeneralName::Email(_))),
        GeneralName::Uri(_) => any(|name| matches!(name, GeneralName::Uri(_))),
        _ => false,
    })
}

/// certificatePolicies, policyMappings, policyConstraints, inhibitAnyPolicy
fn is_policy_extension(oid: &crate::Oid) -> bool {
    matches!(oid.to_id_string().as_str(), "2.5.29.32" | "2.5.29.33" | "2.5.29.36" | "2.5.29.54")
}

/// Self-issued CA certificates between leaf and anchor count neither in a path length nor under name constraints (RFC 5280 sections 6.1.4 l,
/// 6.1.3 b); webpki counts them, and holds the names against the constraints. (A path length of the anchor it does not read.)
fn self_issued_counts(path: &[Certificate]) -> bool {
    let authorities = &path[1..path.len() - 1];
    if !authorities.iter().any(Certificate::is_self_issued) {
        return false;
    }
    let too_long = authorities.iter().enumerate().any(|(below, ca)| {
        ca.extensions().basic_constraints.and_then(|c| c.path_len).is_some_and(|allowed| below > allowed as usize)
    });
    let constrained = |i: usize| {
        let form = std::mem::discriminant::<GeneralName>;
        let names = &path[i].extensions().subject_alt_names;
        path[i + 1..].iter().flat_map(subtrees).any(|base| names.iter().any(|name| form(name) == form(base)))
    };
    too_long || (1..path.len() - 1).any(|i| path[i].is_self_issued() && constrained(i))
}
