//! Our judge beside `openssl verify`. Where they differ, a closed list has to explain it.

use std::path::Path;
use std::process::Command;

use tillit_verifier::Certificate;
use tillit_verifier::certificate::GeneralName;
use tillit_verifier::judge::Options;
use tillit_verifier::verdict::{Effect, Purpose, Reason, ReasonKind};

use super::Case;
use super::beside_webpki::{has_odd_mask, judge, path_of, shown};

/// Where the two ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Compared {
    BothAccept,
    BothRefuse,
    /// Ours accepts, OpenSSL refuses.
    Stricter(&'static str),
    /// OpenSSL accepts, ours refuses.
    Lenient(&'static str),
}

/// What `openssl verify` says: its error numbers, none where it accepts. Files are written into `folder`.
pub(crate) fn ask(
    leaf: &Certificate,
    others: &[Certificate],
    anchors: &[Certificate],
    options: &Options,
    folder: &Path,
) -> Vec<u32> {
    let write = |name: &str, all: &[Certificate]| {
        let path = folder.join(name);
        std::fs::write(&path, all.iter().map(Certificate::to_pem).collect::<String>()).unwrap();
        path
    };
    let mut command = Command::new("openssl");
    command.args(["verify", "-no-CApath", "-no-CAstore", "-auth_level", "0", "-policy_check"]);
    command.arg("-attime").arg(options.time.unix_timestamp().to_string());
    command.arg("-purpose").arg(match options.purpose {
        Purpose::Login => "sslclient",
        Purpose::Server { .. } => "sslserver",
        Purpose::Signing | Purpose::Any => "any",
    });
    let policies = &options.policies;
    // OpenSSL takes no policy for none acceptable, RFC 5280 for any-policy.
    let any = ["2.5.29.32.0".to_owned()];
    for policy in if policies.acceptable.is_empty() { &any[..] } else { &policies.acceptable } {
        command.args(["-policy", policy]);
    }
    for (set, word) in [
        (policies.explicit, "-explicit_policy"),
        (policies.inhibit_mapping, "-inhibit_map"),
        (policies.inhibit_any, "-inhibit_any"),
    ] {
        command.args(set.then_some(word));
    }
    command.arg("-CAfile").arg(write("anchors.pem", anchors));
    if !others.is_empty() {
        command.arg("-untrusted").arg(write("others.pem", others));
    }
    let output =
        command.arg(write("leaf.pem", std::slice::from_ref(leaf))).env("LC_ALL", "C").output().expect("openssl");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let errors: Vec<u32> =
        said.lines().filter_map(|line| line.strip_prefix("error ")?.split_once(" at ")?.0.parse().ok()).collect();
    assert_eq!(output.status.success(), errors.is_empty(), "openssl verify says neither OK nor which error:\n{said}");
    errors
}

/// Both judges on one case.
///
/// # Errors
/// What no list explains.
pub(crate) fn compare(case: &Case, folder: &Path) -> Result<Compared, String> {
    let options = &case.options;
    let verdict = judge(&case.leaf, &case.others, &case.anchors, options);
    if verdict.trusted == Some(true) {
        // The same path and nothing else: OpenSSL chooses issuers by name and key identifier, and does not turn back.
        let path = path_of(&verdict);
        let [leaf, between @ .., anchor] = &path[..] else { return Err("an empty path".to_owned()) };
        if path.len() == 1 {
            return Ok(Compared::BothAccept);
        }
        let errors = ask(leaf, between, std::slice::from_ref(anchor), options, folder);
        if errors.is_empty() {
            return Ok(Compared::BothAccept);
        }
        return match stricter(&errors, &path, options) {
            Some(words) => Ok(Compared::Stricter(words)),
            None => Err(format!("openssl refuses what ours accepts: {errors:?} {}", shown(&path))),
        };
    }
    if !ask(&case.leaf, &case.others, &case.anchors, options, folder).is_empty() {
        return Ok(Compared::BothRefuse);
    }
    let path = path_of(&verdict);
    let mut why = None;
    for refusal in verdict.reasons.iter().filter(|r| r.kind.effect() == Effect::Refuses) {
        match lenient(refusal, &path, options) {
            Some(words) => why = Some(words),
            None => {
                return Err(format!(
                    "openssl accepts what ours refuses: {refusal:?} {:?} {}",
                    options.policies,
                    shown(&path)
                ));
            }
        }
    }
    why.map(Compared::Lenient).ok_or_else(|| format!("openssl accepts, ours cannot say: {:?}", verdict.reasons))
}

/// The closed list of what OpenSSL refuses and RFC 5280 does not: an explanation for each of its errors.
fn stricter(errors: &[u32], path: &[Certificate], options: &Options) -> Option<&'static str> {
    let explanations: Option<Vec<&'static str>> =
        errors.iter().map(|error| one_stricter(*error, path, options)).collect();
    explanations?.into_iter().next()
}

fn one_stricter(error: u32, path: &[Certificate], options: &Options) -> Option<&'static str> {
    let key_id = |c: &Certificate| c.extensions().authority_key_id.as_ref().and_then(|a| a.key_id.clone());
    match error {
        10 if path.iter().any(|c| c.not_after() == options.time) => {
            Some("OpenSSL takes notAfter itself for expired; RFC 5280 section 4.1.2.5 counts it in")
        }
        // No issuer, a self-signed certificate, a signature that does not fit
        2 | 7 | 18 | 19 | 20 | 21 => {
            let anchor = path.last()?;
            let other_key_id = |below: &Certificate, issuer: &Certificate| matches!((key_id(below), &issuer.extensions().subject_key_id), (Some(wanted), Some(has)) if wanted != *has);
            if path.windows(2).any(|pair| other_key_id(&pair[0], &pair[1])) || other_key_id(anchor, anchor) {
                return Some(
                    "OpenSSL takes no issuer whose key identifier is another one; RFC 5280 makes it a help, no rule",
                );
            }
            // One of several CA certificates of the name, which no key identifier tells apart
            let ambiguous = |i: usize| {
                let (below, issuer) = (&path[i], &path[i + 1]);
                let untold = key_id(below).is_none() || issuer.extensions().subject_key_id.is_none();
                untold && path.iter().enumerate().any(|(j, c)| j != i + 1 && c.subject() == issuer.subject())
            };
            let seems_self_signed = |c: &Certificate| {
                c.is_self_issued() && (key_id(c).is_none() || c.extensions().subject_key_id.is_none())
            };
            let below = &path[..path.len() - 1];
            ((0..below.len()).any(ambiguous) || below.iter().any(seems_self_signed)).then_some(
                "OpenSSL chooses among issuers of one name by key identifiers, not by whose key fits, and takes a self-issued certificate for \
                 self-signed without them",
            )
        }
        26 if path[0].is_ca() => {
            Some("OpenSSL asks a CA certificate as the target for the usages of a TLS certificate, too")
        }
        26 => {
            let any_usage = |c: &Certificate| {
                let has = c.extensions().extended_key_usage.as_ref();
                has.is_some_and(|all| all.iter().any(|oid| oid.to_id_string() == "2.5.29.37.0"))
            };
            path.iter().any(any_usage).then_some("OpenSSL does not take anyExtendedKeyUsage for a purpose of TLS")
        }
        47 | 48 => {
            let beside =
                |c: &Certificate| c.subject().get("emailAddress").is_some() && c.extension("2.5.29.17").is_some();
            if path.iter().any(beside) {
                return Some(
                    "OpenSSL constrains an e-mail address in the subject beside a subjectAltName; RFC 5280 only without one",
                );
            }
            path.iter().any(has_user_info).then_some(USER_INFO)
        }
        _ => None,
    }
}

/// The closed list of what OpenSSL lets pass.
fn lenient(refusal: &Reason, path: &[Certificate], options: &Options) -> Option<&'static str> {
    let at = path.get(refusal.link)?;
    match &refusal.kind {
        ReasonKind::NotCa
            if at.extensions().basic_constraints.is_none()
                && (options.purpose == Purpose::Any || refusal.link == path.len() - 1) =>
        {
            Some(
                "OpenSSL takes keyCertSign for a CA where basicConstraints are missing: of an anchor, or where no purpose of TLS is asked",
            )
        }
        ReasonKind::KeyUsage { has, .. } if has.contains(&"keyAgreement") => {
            Some("OpenSSL lets keyAgreement pass for a TLS client")
        }
        ReasonKind::RepeatedExtension { .. } => {
            Some("OpenSSL passes over an unknown extension, though it is there twice")
        }
        ReasonKind::PolicyRequired if path[0].is_self_issued() => {
            Some("OpenSSL does not count a self-issued certificate at the end against requireExplicitPolicy")
        }
        ReasonKind::PolicyRequired if path.iter().any(maps_from_any) => Some(
            "OpenSSL maps a policy that a CA has by anyPolicy alone, though anyPolicy is inhibited (RFC 5280 section 6.1.4 b wants a node)",
        ),
        ReasonKind::NameConstraint { .. } if has_user_info(at) => Some(USER_INFO),
        ReasonKind::NameConstraint { name, excluded: true } if name.starts_with("*.") => {
            Some("to OpenSSL a wildcard does not reach into an excluded name below it")
        }
        ReasonKind::NameConstraintUnsupported if has_odd_mask(path) => {
            Some("OpenSSL applies a mask of IP addresses that is no prefix (RFC 4632); here it cannot be told")
        }
        ReasonKind::NameConstraintUnsupported if has_address_for_host(at) => Some(
            "RFC 5280 section 4.2.1.10 refuses a URI without a host name under a constraint on URIs; OpenSSL compares the text",
        ),
        _ => None,
    }
}

/// It maps a policy that it does not name, but has by anyPolicy.
fn maps_from_any(c: &Certificate) -> bool {
    let e = c.extensions();
    let Some(policies) = &e.policies else { return false };
    policies.iter().any(|p| p.to_id_string() == "2.5.29.32.0")
        && e.policy_mappings.iter().any(|(from, _)| !policies.contains(from))
}

fn has_address_for_host(c: &Certificate) -> bool {
    let is_address = |uri: &str| uri.split('/').nth(2).is_some_and(|host| host.parse::<std::net::IpAddr>().is_ok());
    c.extensions().subject_alt_names.iter().any(|name| matches!(name, GeneralName::Uri(uri) if is_address(uri)))
}

const USER_INFO: &str = "OpenSSL takes the user name of a URI for a part of the host";

fn has_user_info(c: &Certificate) -> bool {
    c.extensions().subject_alt_names.iter().any(|name| matches!(name, GeneralName::Uri(uri) if uri.contains('@')))
}
