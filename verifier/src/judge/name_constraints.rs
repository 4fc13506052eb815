//! Name constraints: RFC 5280 section 4.2.1.10, for every name form.

use std::net::IpAddr;

use crate::certificate::{Certificate, GeneralName, NameConstraints};
use crate::syntax;
use crate::verdict::ReasonKind;

/// Comparisons of one name with one subtree that a path may cost; a hostile CA and a hostile leaf multiply.
const MAX_COMPARISONS: usize = 100_000;

/// The constraints of the CAs above, one level for each CA that has any.
#[derive(Debug, Default)]
pub(super) struct Subtrees<'a> {
    levels: Vec<&'a NameConstraints>,
    comparisons: usize,
}

impl<'a> Subtrees<'a> {
    /// Section 6.1.4 (g).
    pub(super) fn add(&mut self, certificate: &'a Certificate) {
        if let Some(constraints) = &certificate.extensions().name_constraints {
            self.levels.push(constraints);
        }
    }

    /// Section 6.1.3 (b) and (c): the first name of the certificate that a level does not let pass.
    pub(super) fn check(&mut self, certificate: &Certificate) -> Option<ReasonKind> {
        if self.levels.is_empty() {
            return None;
        }
        let mut names: Vec<GeneralName> = certificate.extensions().subject_alt_names.clone();
        let alternative = certificate.extension("2.5.29.17").is_some();
        if !certificate.subject().is_empty() {
            names.push(GeneralName::Directory(certificate.subject().clone()));
            if !alternative {
                // An e-mail address in the subject counts where there is no subjectAltName.
                names.extend(
                    certificate
                        .subject()
                        .attributes()
                        .filter(|a| a.oid.to_id_string() == "1.2.840.113549.1.9.1")
                        .map(|a| GeneralName::Email(a.value.clone())),
                );
            }
        }
        for name in &names {
            for level in &self.levels {
                self.comparisons += level.permitted.len() + level.excluded.len();
                if self.comparisons > MAX_COMPARISONS {
                    return Some(ReasonKind::NameConstraintUnsupported);
                }
                let same_form = |base: &&GeneralName| form(base) == form(name);
                for base in level.excluded.iter().filter(same_form) {
                    match within(name, base, true) {
                        None => return Some(ReasonKind::NameConstraintUnsupported),
                        Some(true) => return Some(violation(name, true)),
                        Some(false) => {}
                    }
                }
                let mut permitted = level.permitted.iter().filter(same_form).peekable();
                if permitted.peek().is_some() {
                    let mut inside = false;
                    for base in permitted {
                        match within(name, base, false) {
                            None => return Some(ReasonKind::NameConstraintUnsupported),
                            Some(hit) => inside |= hit,
                        }
                    }
                    if !inside {
                        return Some(violation(name, false));
                    }
                }
            }
        }
        None
    }
}

fn violation(name: &GeneralName, excluded: bool) -> ReasonKind {
    ReasonKind::NameConstraint { name: name.to_string(), excluded }
}

/// The form of a name: the tag of the GeneralName choice. Other names differ by their type, too.
fn form(name: &GeneralName) -> (u32, Option<&crate::Oid>) {
    match name {
        GeneralName::Other(oid, _) => (0, Some(oid)),
        GeneralName::Email(_) => (1, None),
        GeneralName::Dns(_) => (2, None),
        GeneralName::Directory(_) => (4, None),
        GeneralName::Uri(_) => (6, None),
        GeneralName::Ip(_) => (7, None),
        GeneralName::RegisteredId(_) => (8, None),
        GeneralName::Unreadable(tag) => (*tag, None),
    }
}

/// Whether `name` lies in the subtree `base` of the same form. `None`: cannot be told, which must refuse the path.
fn within(name: &GeneralName, base: &GeneralName, excluding: bool) -> Option<bool> {
    match (name, base) {
        (GeneralName::Dns(name), GeneralName::Dns(base)) => dns_within(name, base, excluding),
        (GeneralName::Email(name), GeneralName::Email(base)) => email_within(name, base),
        (GeneralName::Uri(name), GeneralName::Uri(base)) => host_within(uri_host(name)?, base),
        (GeneralName::Directory(name), GeneralName::Directory(base)) => Some(name.starts_with(base)),
        (GeneralName::Ip(name), GeneralName::Ip(base)) => ip_within(name, base),
        // Registered ids, other names and the rest have no defined subtree.
        _ => None,
    }
}

fn is_host_name(text: &str) -> bool {
    !text.is_empty()
        && text.is_ascii()
        && text.split('.').all(|label| {
            !label.is_empty() && label.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'*'))
        })
}

fn is_same_or_below(name: &str, base: &str) -> bool {
    name.eq_ignore_ascii_case(base)
        || name.len() > base.len() && {
            let (head, tail) = name.split_at(name.len() - base.len());
            head.ends_with('.') && tail.eq_ignore_ascii_case(base)
        }
}

/// "Any DNS name that can be constructed by simply adding zero or more labels to the left-hand side." A leading dot, which the RFC does
/// not know here but issuers write, asks for at least one label more.
fn dns_within(name: &str, base: &str, excluding: bool) -> Option<bool> {
    if !is_host_name(name) {
        return None;
    }
    if base.is_empty() {
        return Some(true);
    }
    let (bare, below_only) = base.strip_prefix('.').map_or((base, false), |bare| (bare, true));
    if !is_host_name(bare) {
        return None;
    }
    let inside = is_same_or_below(name, bare) && !(below_only && name.eq_ignore_ascii_case(bare));
    // A wildcard stands for every label: it reaches into an excluded `a.example` though it is not below it.
    let reaches = excluding
        && name
            .strip_prefix("*.")
            .is_some_and(|parent| bare.split_once('.').is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)));
    Some(inside || reaches)
}

/// A mailbox, a host with all its mailboxes, or, with a leading dot, every host below a domain.
fn email_within(name: &str, base: &str) -> Option<bool> {
    let (local, host) = syntax::mailbox(name)?;
    match base.rsplit_once('@') {
        Some((base_local, base_host)) => Some(local == base_local && host.eq_ignore_ascii_case(base_host)),
        None => host_within(host, base),
    }
}

/// A host exactly, or, with a leading dot, every host below a domain.
fn host_within(host: &str, base: &str) -> Option<bool> {
    if base.is_empty() {
        return Some(true);
    }
    if !is_host_name(base.strip_prefix('.').unwrap_or(base)) {
        return None;
    }
    Some(match base.strip_prefix('.') {
        Some(bare) => is_same_or_below(host, bare) && !host.eq_ignore_ascii_case(bare),
        None => host.eq_ignore_ascii_case(base),
    })
}

/// The host of a URI with an authority; an IP address or a missing host must be refused where a constraint applies.
fn uri_host(uri: &str) -> Option<&str> {
    let rest = uri.split_once("://")?.1;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let host =
        host.rsplit_once(':').map_or(host, |(h, port)| if port.bytes().all(|b| b.is_ascii_digit()) { h } else { host });
    (is_host_name(host) && host.parse::<IpAddr>().is_err()).then_some(host)
}

fn ip_within(address: &[u8], base: &[u8]) -> Option<bool> {
    if !matches!(address.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return None;
    }
    if base.len() != address.len() * 2 {
        return Some(false); // the other address family
    }
    let (network, mask) = base.split_at(address.len());
    let bits = mask.iter().map(|b| b.leading_ones()).take_while(|&n| n == 8).count() * 8;
    let partial = mask.get(bits / 8).map_or(0, |b| b.leading_ones() as usize);
    let contiguous = mask.iter().map(|b| b.count_ones() as usize).sum::<usize>() == bits + partial;
    contiguous.then(|| address.iter().zip(network).zip(mask).all(|((a, n), m)| a & m == n & m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dns() {
        assert_eq!(dns_within("a.Example.com", "example.COM", false), Some(true));
        assert_eq!(dns_within("example.com", "example.com", false), Some(true));
        assert_eq!(dns_within("badexample.com", "example.com", false), Some(false));
        assert_eq!(dns_within("example.com", ".example.com", false), Some(false));
        assert_eq!(dns_within("*.example.com", "a.example.com", true), Some(true));
        assert_eq!(dns_within("*.example.com", "a.example.com", false), Some(false));
        assert_eq!(dns_within("x", "", false), Some(true));
        assert_eq!(dns_within("a..b", "b", false), None);
    }

    #[test]
    fn email() {
        assert_eq!(email_within("a@b.se", "a@B.se"), Some(true));
        assert_eq!(email_within("A@b.se", "a@b.se"), Some(false));
        assert_eq!(email_within("a@b.se", "b.se"), Some(true));
        assert_eq!(email_within("a@x.b.se", "b.se"), Some(false));
        assert_eq!(email_within("a@x.b.se", ".b.se"), Some(true));
        assert_eq!(email_within("a@b.se", ".b.se"), Some(false));
        assert_eq!(email_within("nobody", "b.se"), None);
        assert_eq!(email_within("a@x@b.se", "b.se"), None);
    }

    #[test]
    fn uri() {
        assert_eq!(uri_host("https://u:p@a.se:8443/x"), Some("a.se"));
        assert_eq!(uri_host("https://10.0.0.1/"), None);
        assert_eq!(uri_host("urn:x"), None);
    }

    #[test]
    fn ip_addresses() {
        assert_eq!(ip_within(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(true));
        assert_eq!(ip_within(&[11, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(false));
        assert_eq!(ip_within(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 255, 0]), None);
        assert_eq!(ip_within(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 240, 0, 0]), Some(true));
        assert_eq!(ip_within(&[0; 16], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(false));
    }
}
