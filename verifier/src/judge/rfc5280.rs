//! Path validation: RFC 5280 section 6.1, in its order.
//!
//! The path arrives leaf first with every signature already verified by the path builder, which never offers a path with one that is
//! not. Unlike the RFC's algorithm, which stops at the first failure, this one walks to the end and returns every reason at its link,
//! because a person has to mend all of them.
//!
//! Beside the RFC: the anchor's own validity and constraints are held against it when it is given as a certificate (an expired
//! root "still works" in validators that see an anchor as a bare key), and the extended key usage of CA certificates is taken as a
//! constraint on what is below, as TLS implementations do.

use time::OffsetDateTime;

use super::name_constraints::Subtrees;
use super::policies::{PolicyInputs, PolicyState};
use super::signature::weak_digest;
use crate::certificate::{Certificate, GeneralName, PublicKeyInfo};
use crate::flaws::{Flaw, flaws};
use crate::verdict::{Purpose, Reason, ReasonKind};

/// The inputs of section 6.1.1, apart from the path and the anchor.
#[derive(Clone, Debug)]
pub(super) struct Inputs<'a> {
    /// (b) the moment of validation
    pub(super) time: OffsetDateTime,
    /// (c), (e), (f), (g)
    pub(super) policies: &'a PolicyInputs,
    /// What the certificate is to be used for; a CA certificate as the target is asked nothing.
    pub(super) purpose: &'a Purpose,
    /// SHA-1 signatures may pass.
    pub(super) allow_sha1: bool,
    /// Every MUST that a certificate breaks refuses it.
    pub(super) strict: bool,
    /// CA certificates between leaf and anchor.
    pub(super) max_depth: usize,
}

/// What validation found.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Reasons, unsorted; none that refuses means that the path is valid.
    pub(super) reasons: Vec<Reason>,
    /// Policies under which the path is valid (section 6.1.6), dotted.
    pub(super) policies: Vec<String>,
}

/// Extensions whose criticality is satisfied by the code below. Key identifiers, alternative names, CRL points and access
/// descriptions need no processing to be honoured here.
const PROCESSED: &[&str] = &[
    "2.5.29.14", // subjectKeyIdentifier
    "2.5.29.15", // keyUsage
    "2.5.29.17", // subjectAltName
    "2.5.29.18", // issuerAltName
    "2.5.29.19", // basicConstraints
    "2.5.29.30", // nameConstraints
    "2.5.29.31", // cRLDistributionPoints
    "2.5.29.32", // certificatePolicies
    "2.5.29.33", // policyMappings
    "2.5.29.35", // authorityKeyIdentifier
    "2.5.29.36", // policyConstraints
    "2.5.29.37", // extKeyUsage
    "2.5.29.54", // inhibitAnyPolicy
];

const ISSUER_ALT_NAME: &str = "2.5.29.18";
const ANY_EKU: &str = "2.5.29.37.0";
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";
const CLIENT_AUTH: &str = "1.3.6.1.5.5.7.3.2";

/// Section 6.1: `path` is leaf first, its last certificate the anchor.
pub(super) fn validate(path: &[Certificate], inputs: &Inputs<'_>) -> Outcome {
    let mut outcome = Outcome::default();
    let Some((leaf, anchor)) = path.first().zip(path.last()) else { return outcome };
    let n = path.len() - 1; // certificates below the anchor
    let mut add = |link: usize, kind: ReasonKind| {
        outcome.reasons.push(Reason { kind, link, subject: path[link].subject().clone() });
    };

    // 6.1.2 Initialization
    let mut subtrees = Subtrees::default();
    let mut policy_state = PolicyState::new(n, inputs.policies);
    let mut policies_hold = true;
    let mut max_path_length: Option<(u32, usize)> = None;

    // The anchor as a certificate: its validity, and what it would allow below.
    own_faults(anchor, inputs, &mut |kind| {
        // Real roots have the serial number zero, which RFC 3280 allowed and RFC 5280 section 4.1.2.2 asks users to handle gracefully:
        // nothing asks for an anchor's number. A negative one was never right.
        let zero = anchor.serial().iter().all(|byte| *byte == 0);
        // Key usage is asked for where it is present (6.1.4 n, 6.3.3 f); old roots have none, and it is the user who says that they sign.
        let excused = match &kind {
            ReasonKind::StrictRule(Flaw::SerialNotPositive) => zero,
            ReasonKind::StrictRule(Flaw::CaWithoutKeyUsage) => true,
            _ => false,
        };
        if !excused {
            add(n, kind);
        }
    });
    if n > 0 {
        ca_faults(anchor, true, &mut |kind| add(n, kind));
        if !leaf.is_ca()
            && let Some(kind) = extended_key_usage(anchor, inputs.purpose)
        {
            add(n, kind);
        }
        subtrees.add(anchor);
        max_path_length = path_length(anchor).map(|allowed| (allowed, n));
        // Self-issued certificates count no more here than in a path length.
        if path[1..n].iter().filter(|c| !c.is_self_issued()).count() > inputs.max_depth {
            add(n, ReasonKind::TooDeep { limit: inputs.max_depth });
        }
    }

    for link in (0..n).rev() {
        let certificate = &path[link];
        let is_final = link == 0;
        // 6.1.3 Basic certificate processing
        // (a)(1) the signature is verified; whether its digest may count is policy.
        if let Some(digest) = weak_digest(certificate) {
            let accepted = digest == "SHA-1" && inputs.allow_sha1;
            add(link, if accepted { ReasonKind::Sha1Accepted } else { ReasonKind::WeakDigest { digest } });
        }
        own_faults(certificate, inputs, &mut |kind| add(link, kind)); // (a)(2), 6.1.4 (o), 6.1.5 (f)
        // (a)(4) the names chain: the path builder goes by names only.
        // (b), (c)
        if (is_final || !certificate.is_self_issued())
            && let Some(kind) = subtrees.check(certificate)
        {
            add(link, kind);
        }
        // (d), (e), (f)
        if policies_hold && !policy_state.process(certificate, is_final) {
            policies_hold = false;
            add(link, ReasonKind::PolicyRequired);
        }
        if is_final {
            break;
        }
        // 6.1.4 Preparation for the next certificate
        if policies_hold && !policy_state.prepare_next(certificate) {
            policies_hold = false;
            add(link, ReasonKind::PolicyRequired);
        }
        subtrees.add(certificate); // (g)
        ca_faults(certificate, false, &mut |kind| add(link, kind)); // (k), (n)
        // (l) A self-issued certificate does not count.
        if !certificate.is_self_issued()
            && let Some((left, owner)) = &mut max_path_length
        {
            if let Some(less) = left.checked_sub(1) {
                *left = less;
            } else {
                let allowed = path_length(&path[*owner]).unwrap_or(0);
                add(*owner, ReasonKind::PathTooLong { allowed });
                max_path_length = None;
            }
        }
        // (m)
        if let Some(allowed) = path_length(certificate)
            && max_path_length.is_none_or(|(left, _)| allowed < left)
        {
            max_path_length = Some((allowed, link));
        }
        // Not in the RFC: a CA's extended key usage limits what it issues for.
        if !leaf.is_ca()
            && let Some(kind) = extended_key_usage(certificate, inputs.purpose)
        {
            add(link, kind);
        }
    }

    // 6.1.5 Wrap-up
    if policies_hold {
        match policy_state.wrap_up(leaf, inputs.policies) {
            Ok(policies) => outcome.policies = policies,
            Err(()) => outcome.reasons.push(Reason {
                kind: ReasonKind::PolicyRequired,
                link: 0,
                subject: leaf.subject().clone(),
            }),
        }
    }
    for kind in purpose_faults(leaf, inputs.purpose) {
        outcome.reasons.push(Reason { kind, link: 0, subject: leaf.subject().clone() });
    }
    outcome
}

/// What one certificate brings against itself, wherever it stands.
pub(super) fn own_faults(certificate: &Certificate, inputs: &Inputs<'_>, add: &mut dyn FnMut(ReasonKind)) {
    // 6.1.3 (a)(2), in whole seconds: notAfter is the last one
    let time = inputs.time.replace_nanosecond(0).unwrap_or(inputs.time);
    if time < certificate.not_before() {
        add(ReasonKind::NotYetValid { not_before: certificate.not_before() });
    }
    if time > certificate.not_after() {
        add(ReasonKind::Expired { not_after: certificate.not_after() });
    }
    // 4.1.1.2
    if certificate.signature_algorithm() != certificate.tbs_signature_algorithm() {
        add(ReasonKind::AlgorithmMismatch);
    }
    // Below 1024 bits anybody can make the key's signatures; of an end certificate the key is not used here, but by the server.
    if let PublicKeyInfo::Rsa { bits, .. } | PublicKeyInfo::RsaPss { bits } = certificate.key_info()
        && bits < 1024
    {
        add(ReasonKind::WeakKey { bits });
    }
    // 6.1.4 (o), 6.1.5 (f), 4.2
    let extensions = &certificate.extensions().all;
    for (i, extension) in extensions.iter().enumerate() {
        let oid = extension.oid.to_id_string();
        if extensions[..i].iter().any(|other| other.oid == extension.oid) {
            add(ReasonKind::RepeatedExtension { extension: extension.oid.clone() });
        } else if extension.malformed
            && (extension.critical || PROCESSED.contains(&oid.as_str()) && oid != ISSUER_ALT_NAME)
        {
            // One that says nothing about the path is a flaw, no more.
            add(ReasonKind::MalformedExtension { extension: extension.oid.clone() });
        } else if extension.critical && !PROCESSED.contains(&oid.as_str()) {
            add(ReasonKind::UnknownCriticalExtension { extension: extension.oid.clone() });
        }
    }
    if inputs.strict {
        for flaw in flaws(certificate).into_iter().filter(Flaw::breaks_must) {
            add(ReasonKind::StrictRule(flaw));
        }
    }
}

/// 6.1.4 (k) and (n): may it issue certificates at all? Only an anchor may be of a version that has no basicConstraints.
fn ca_faults(certificate: &Certificate, is_anchor: bool, add: &mut dyn FnMut(ReasonKind)) {
    let says_ca = certificate.extensions().basic_constraints.is_some_and(|constraints| constraints.ca);
    let may_issue = says_ca || is_anchor && certificate.is_ca();
    if !may_issue {
        add(ReasonKind::NotCa);
    }
    if certificate.extensions().key_usage.is_some_and(|usage| !usage.key_cert_sign()) {
        add(ReasonKind::NoCertSign);
    }
}

fn path_length(certificate: &Certificate) -> Option<u32> {
    certificate.extensions().basic_constraints.and_then(|c| c.path_len)
}

/// The extended key usage does not let the purpose pass.
fn extended_key_usage(certificate: &Certificate, purpose: &Purpose) -> Option<ReasonKind> {
    let (oid, needs) = match purpose {
        Purpose::Login => (CLIENT_AUTH, "clientAuth"),
        Purpose::Server { .. } => (SERVER_AUTH, "serverAuth"),
        Purpose::Signing | Purpose::Any => return None,
    };
    let has: Vec<String> =
        certificate.extensions().extended_key_usage.as_ref()?.iter().map(crate::Oid::to_id_string).collect();
    (!has.iter().any(|o| o == oid || o == ANY_EKU)).then_some(ReasonKind::ExtendedKeyUsage { has, needs })
}

/// What stands against the use of the certificate for the purpose.
pub(super) fn purpose_faults(leaf: &Certificate, purpose: &Purpose) -> Vec<ReasonKind> {
    let mut out = Vec::new();
    // A CA certificate as the target is asked for what a server needs at most: its key usage is a CA's.
    if let Some(usage) = leaf.extensions().key_usage.filter(|_| !leaf.is_ca()) {
        let lacks = |needs| ReasonKind::KeyUsage { has: usage.names(), needs };
        match purpose {
            Purpose::Login if !usage.digital_signature() => out.push(if usage.non_repudiation() {
                ReasonKind::SignatureCertificateForLogin
            } else {
                lacks("digitalSignature")
            }),
            Purpose::Signing if !usage.non_repudiation() => out.push(if usage.digital_signature() {
                ReasonKind::LoginCertificateForSigning
            } else {
                lacks("nonRepudiation")
            }),
            Purpose::Server { .. }
                if !(usage.digital_signature() || usage.key_encipherment() || usage.key_agreement()) =>
            {
                out.push(lacks("digitalSignature"));
            }
            _ => {}
        }
    }
    if !leaf.is_ca() || matches!(purpose, Purpose::Server { .. }) {
        out.extend(extended_key_usage(leaf, purpose));
    }
    if let Purpose::Server { host: Some(host) } = purpose
        && !holds_host(leaf, host)
    {
        let names = leaf.extensions().subject_alt_names.iter().map(ToString::to_string).collect();
        out.push(ReasonKind::HostMismatch { host: host.clone(), names });
    }
    out
}

/// RFC 9525 section 6: only subject alternative names count, a wildcard only as the whole left-most label.
fn holds_host(leaf: &Certificate, host: &str) -> bool {
    let names = &leaf.extensions().subject_alt_names;
    if let Ok(address) = host.parse::<std::net::IpAddr>() {
        return names
            .iter()
            .any(|name| matches!(name, GeneralName::Ip(bytes) if crate::certificate::ip(bytes) == Some(address)));
    }
    let host = host.strip_suffix('.').unwrap_or(host);
    names.iter().any(|name| match name {
        GeneralName::Dns(pattern) => match pattern.strip_prefix("*.") {
            Some(parent) => {
                parent.contains('.')
                    && host
                        .split_once('.')
                        .is_some_and(|(label, rest)| !label.is_empty() && rest.eq_ignore_ascii_case(parent))
            }
            None => pattern.eq_ignore_ascii_case(host),
        },
        _ => false,
    })
}
