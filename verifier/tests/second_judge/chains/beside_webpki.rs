//! Our judge beside `rustls-webpki`, called directly with its own signature algorithms. Where they differ, a closed list has to explain it.

use std::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::certificate::GeneralName;
use tillit_verifier::flaws::Flaw;
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::verdict::{Effect, OverruleFeature, Purpose, Reason, ReasonKind, Verdict};
use webpki::{ALL_VERIFICATION_ALGS, EndEntityCert, ExtendedKeyUsageValidator, KeyPurposeIdIter};

use super::Case;

/// Where the two ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Compared {
    BothAccept,
    BothRefuse,
    /// Ours accepts a CA certificate as the target, of which webpki is never asked.
    NotAsked,
    /// Ours accepts, webpki refuses, and the verdict says so.
    Overruled(&'static str),
    /// webpki accepts, ours refuses.
    Lenient(&'static str),
}

/// The target may be used for the purpose; as our judge, without a word for anyExtendedKeyUsage webpki would not know it.
struct Usage<'a>(&'a Purpose);

impl ExtendedKeyUsageValidator for Usage<'_> {
    fn validate(&self, usages: KeyPurposeIdIter<'_, '_>) -> Result<(), webpki::Error> {
        let wanted = match self.0 {
            Purpose::Login => webpki::KeyUsage::CLIENT_AUTH_REPR,
            Purpose::Server { .. } => webpki::KeyUsage::SERVER_AUTH_REPR,
            Purpose::Signing | Purpose::Any => return Ok(()),
        };
        let has: Vec<Vec<usize>> =
            usages.map(|usage| usage.map(|u| u.to_decoded_oid())).collect::<Result<_, webpki::Error>>()?;
        if has.is_empty() || has.iter().any(|usage| usage == wanted || *usage == [2, 5, 29, 37, 0]) {
            return Ok(());
        }
        let required = webpki::KeyUsage::client_auth();
        Err(webpki::Error::RequiredEkuNotFoundContext(webpki::RequiredEkuNotFoundContext {
            required,
            present: Vec::new(),
        }))
    }
}

/// The path that webpki finds, leaf first, or its error.
pub(crate) fn ask(
    leaf: &Certificate,
    others: &[Certificate],
    anchors: &[Certificate],
    options: &Options,
) -> Result<Vec<Certificate>, String> {
    let der = |c: &Certificate| CertificateDer::from(c.der().to_vec());
    let anchor_ders: Vec<CertificateDer<'_>> = anchors.iter().map(der).collect();
    let trusted: Vec<_> = anchor_ders.iter().filter_map(|d| webpki::anchor_from_trusted_cert(d).ok()).collect();
    let between: Vec<CertificateDer<'_>> = others.iter().map(der).collect();
    let target = der(leaf);
    let target = EndEntityCert::try_from(&target).map_err(|e| format!("{e:?}"))?;
    let seconds = u64::try_from(options.time.unix_timestamp()).unwrap();
    let time = UnixTime::since_unix_epoch(Duration::from_secs(seconds));
    let found = target
        .verify_for_usage(ALL_VERIFICATION_ALGS, &trusted, &between, time, Usage(&options.purpose), None, None)
        .map_err(|e| format!("{e:?}"))?;
    let mut path = vec![leaf.clone()];
    path.extend(found.intermediate_certificates().map(|c| Certificate::from_der(&c.der()).unwrap()));
    let is_it = |c: &&Certificate| {
        c.subject().as_der().ends_with(&found.anchor().subject)
            && c.spki().ends_with(&found.anchor().subject_public_key_info)
    };
    path.push(anchors.iter().find(is_it).unwrap().clone());
    Ok(path)
}

pub(crate) fn judge(leaf: &Certificate, others: &[Certificate], anchors: &[Certificate], options: &Options) -> Verdict {
    let catalog = Catalog::default();
    Judge::new(&catalog, &[], Some(anchors)).judge(leaf, &Offered::new(others), options).verdicts.remove(0)
}

pub(crate) fn path_of(verdict: &Verdict) -> Vec<Certificate> {
    verdict.chain.links.iter().map(|link| link.certificate.clone()).collect()
}

/// Both judges on one case.
///
/// # Errors
/// What no list explains.
pub(crate) fn compare(case: &Case) -> Result<Compared, String> {
    let verdict = judge(&case.leaf, &case.others, &case.anchors, &case.options);
    let veto = verdict.reasons.iter().any(|r| matches!(r.kind, ReasonKind::SecondJudge { .. }));
    if veto || verdict.trusted == Some(true) {
        return accepted(&verdict, &case.options);
    }
    // Refused, or nothing can be said: then webpki must find no path, or one that breaks a rule which it does not know.
    let Ok(path) = ask(&case.leaf, &case.others, &case.anchors, &case.options) else { return Ok(Compared::BothRefuse) };
    let [leaf, between @ .., anchor] = &path[..] else { return Err("an empty path".to_owned()) };
    let ours = judge(leaf, between, std::slice::from_ref(anchor), &case.options);
    let refusals: Vec<&Reason> = ours.reasons.iter().filter(|r| r.kind.effect() == Effect::Refuses).collect();
    let mut why = None;
    for refusal in &refusals {
        match lenient(refusal, &path) {
            Some(words) => why = Some(words),
            None => return Err(format!("webpki accepts what ours refuses: {refusal:?} {}", shown(&path))),
        }
    }
    match why {
        Some(words) if verdict.trusted == Some(false) => Ok(Compared::Lenient(words)),
        _ => Err(format!("webpki found a path of {} that ours did not: {:?}", path.len(), verdict.reasons)),
    }
}

/// A path that our judge accepts: webpki's own answer must be the one in the verdict.
///
/// # Errors
/// What no list explains.
pub(crate) fn accepted(verdict: &Verdict, options: &Options) -> Result<Compared, String> {
    let path = path_of(verdict);
    if path.len() < 2 || path[0].is_ca() {
        return Ok(Compared::NotAsked);
    }
    let direct = ask(&path[0], &path[1..path.len() - 1], &path[path.len() - 1..], options);
    let said = verdict.reasons.iter().find_map(|r| match &r.kind {
        ReasonKind::SecondJudge { error } => Some((error, None)),
        ReasonKind::SecondJudgeOverruled { error, feature } => Some((error, Some(*feature))),
        _ => None,
    });
    match (said, direct) {
        (None, Ok(_)) => Ok(Compared::BothAccept),
        (None, Err(theirs)) => Err(format!("the verdict says nothing of the second judge, which refuses: {theirs}")),
        (Some((error, _)), Ok(_)) => Err(format!("the verdict has the error {error}, but webpki accepts")),
        (Some((error, None)), Err(_)) => Err(format!("webpki refuses what ours accepts: {error}")),
        (Some((error, Some(feature))), Err(theirs)) => {
            let (words, found) = found(feature, &path);
            match () {
                () if *error != theirs => Err(format!("overruled {error}, but webpki itself says {theirs}")),
                () if !found => Err(format!("overruled for {words}, which the path does not have")),
                () => Ok(Compared::Overruled(words)),
            }
        }
    }
}

/// The closed list of what ours overrules: the words for it, and whether it is in the path.
pub(crate) fn found(feature: OverruleFeature, path: &[Certificate]) -> (&'static str, bool) {
    let below = &path[..path.len() - 1];
    let between = &below[1..];
    let constraints = |c: &Certificate| -> Vec<GeneralName> {
        c.extensions().name_constraints.iter().flat_map(|n| n.permitted.iter().chain(&n.excluded)).cloned().collect()
    };
    match feature {
        OverruleFeature::NameEncoding => (
            "names that are equal but not encoded alike",
            path.windows(2).any(|pair| pair[0].issuer().as_der() != pair[1].subject().as_der()),
        ),
        OverruleFeature::NameConstraintForm => (
            "e-mail, directory-name or URI name constraints",
            path.iter().flat_map(constraints).any(|base| match base {
                GeneralName::Directory(_) => true,
                GeneralName::Email(_) | GeneralName::Uri(_) => below.iter().any(|c| {
                    let form = std::mem::discriminant::<GeneralName>;
                    c.extensions().subject_alt_names.iter().any(|name| form(name) == form(&base))
                }),
                _ => false,
            }),
        ),
        OverruleFeature::PolicyExtensions => (
            "critical policy extensions",
            below.iter().flat_map(|c| &c.extensions().all).any(|extension| {
                let oid = extension.oid.to_id_string();
                extension.critical && ["2.5.29.32", "2.5.29.33", "2.5.29.36", "2.5.29.54"].contains(&oid.as_str())
            }),
        ),
        OverruleFeature::SelfIssued => {
            ("self-issued CA certificates", between.iter().any(|c| c.subject() == c.issuer()))
        }
        OverruleFeature::Version1 => ("a version 1 certificate", path[0].version() == 1),
        OverruleFeature::LongPath => ("more than six CA certificates between", between.len() > 6),
        OverruleFeature::EarlyDate => ("a date before 1970", path.iter().any(|c| c.not_before().year() < 1970)),
        OverruleFeature::UniqueId => {
            ("unique identifiers", path.iter().any(|c| tillit_verifier::flaws::flaws(c).contains(&Flaw::UniqueId)))
        }
    }
}

/// The closed list of what webpki lets pass.
fn lenient(refusal: &Reason, path: &[Certificate]) -> Option<&'static str> {
    if refusal.link == path.len() - 1 {
        return Some(
            "an anchor is a name, a key and name constraints to webpki: it may be expired, no CA, for other purposes",
        );
    }
    match &refusal.kind {
        ReasonKind::NoCertSign => Some("webpki asks no issuer for keyCertSign"),
        ReasonKind::KeyUsage { .. } | ReasonKind::SignatureCertificateForLogin => {
            Some("webpki does not read the key usage")
        }
        ReasonKind::PolicyRequired => Some("webpki knows no certificate policies"),
        ReasonKind::NameConstraint { name, .. }
            if name.contains('@') && path[refusal.link].extension("2.5.29.17").is_none() =>
        {
            Some("webpki does not look for e-mail addresses in the subject")
        }
        ReasonKind::NameConstraintUnsupported if has_odd_mask(path) => Some(
            "webpki reads no further in a mask of IP addresses than to the first octet that does not fit; ours wants a prefix (RFC 4632)",
        ),
        ReasonKind::RepeatedExtension { .. } => {
            Some("webpki passes over an unknown extension, though it is there twice")
        }
        _ => None,
    }
}

/// A constraint on IP addresses has a mask that is no prefix.
pub(crate) fn has_odd_mask(path: &[Certificate]) -> bool {
    let constraints = path.iter().filter_map(|c| c.extensions().name_constraints.as_ref());
    constraints.flat_map(|n| n.permitted.iter().chain(&n.excluded)).any(|base| match base {
        GeneralName::Ip(bytes) => bytes[bytes.len() / 2..].windows(2).any(|pair| pair[0] != 255 && pair[1] != 0),
        _ => false,
    })
}

/// A path for a person who looks for the reason.
pub(crate) fn shown(path: &[Certificate]) -> String {
    let hex =
        |id: Option<&Vec<u8>>| id.map_or_else(|| "-".to_owned(), |id| tillit_verifier::certificate::to_hex(&id[..4]));
    let lines: Vec<String> = path
        .iter()
        .map(|c| {
            let e = c.extensions();
            let authority = hex(e.authority_key_id.as_ref().and_then(|a| a.key_id.as_ref()));
            let oids: Vec<String> =
                e.all.iter().map(|x| format!("{}{}", x.oid, if x.critical { "!" } else { "" })).collect();
            let policies = (&e.policies, &e.policy_mappings, &e.policy_constraints, &e.inhibit_any_policy);
            let names = (&e.subject_alt_names, &e.name_constraints);
            let ids = (hex(e.subject_key_id.as_ref()), authority);
            format!("  {} < {} {ids:?} {oids:?} {names:?} {policies:?}", c.subject(), c.issuer())
        })
        .collect();
    format!("\n{}", lines.join("\n"))
}
