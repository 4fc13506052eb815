//! Causes before the server answers in TLS.

use super::{Case, Evidence, Fit};
use crate::connection::ConnectError;
use crate::handshake::{Alert, End};
use crate::probe::Look;
use crate::wire::Version;

pub(super) fn dns(case: &Case<'_>) -> Fit {
    match &case.seen.probe.addresses {
        Err(error) => Fit::proved(with_proxies(case, Evidence::Dns(error.to_string()))),
        Ok(addresses) if addresses.is_empty() => Fit::proved(with_proxies(case, Evidence::Dns(String::new()))),
        Ok(_) => Fit::Excluded,
    }
}

/// Where programs on this computer go through a proxy, they may get further than this look did.
fn with_proxies(case: &Case<'_>, evidence: Evidence) -> Vec<Evidence> {
    let proxies = case.seen.local.filter(|_| case.seen.probe.proxy.is_none());
    let proxies = proxies.into_iter().flat_map(|local| &local.proxies);
    let proxies = proxies.map(|set| Evidence::ProxyHere { place: set.place.clone(), proxy: set.proxy.clone() });
    std::iter::once(evidence).chain(proxies).collect()
}

pub(super) fn unreachable(case: &Case<'_>) -> Fit {
    let errors = case.seen.probe.looks.iter().filter_map(|look| look.unreachable.as_ref());
    match (case.look, errors.map(ConnectError::to_string).next()) {
        (None, Some(error)) => Fit::proved(with_proxies(case, Evidence::Connection(error))),
        (Some(_), _) => Fit::Excluded,
        (None, None) => Fit::Unknown,
    }
}

/// Ends of everything that was tried before the server showed itself.
fn ends(look: &Look) -> impl Iterator<Item = &End> {
    let visits = look.visits.iter().filter_map(|visit| visit.handshake.end.as_ref());
    visits.chain(look.hellos.iter().filter_map(|hello| hello.answer.end.as_ref()))
}

pub(super) fn not_tls(case: &Case<'_>) -> Fit {
    let Some(look) = case.look else { return Fit::Unknown };
    if case.speaks() {
        return Fit::Excluded;
    }
    let begins = ends(look).find_map(|end| match end {
        End::NotTls(begins) => Some(begins.clone()),
        _ => None,
    });
    begins.map_or(Fit::Unknown, |begins| Fit::proved([Evidence::NotTls(begins)]))
}

/// A server that speaks nothing newer than TLS 1.1, which no browser speaks any more.
pub(super) fn version(case: &Case<'_>) -> Fit {
    let Some(look) = case.look else { return Fit::Unknown };
    let speaks = |version: Version| look.speaks(version);
    if speaks(Version::Tls12) == Some(true) || speaks(Version::Tls13) == Some(true) {
        return Fit::Excluded;
    }
    if speaks(Version::Tls11) != Some(true) && speaks(Version::Tls10) != Some(true) {
        return Fit::Unknown;
    }
    // Who is cut off has not been told that it is the version.
    let is_told = |version: Version| {
        let answer = look.hello(version).map(|hello| &hello.answer);
        answer.is_some_and(|answer| answer.server.is_some() || matches!(answer.end, Some(End::Alert(Alert(40 | 70)))))
    };
    if is_told(Version::Tls12) && is_told(Version::Tls13) {
        Fit::proved([Evidence::OnlyOld])
    } else {
        Fit::likely([Evidence::OnlyOld])
    }
}

/// An alert to every first message with all that is in use, before anything was shown.
fn alert_at_once(look: &Look) -> Option<Alert> {
    let shown = look.visits.iter().any(|visit| visit.handshake.version.is_some());
    let mut alerts = Vec::new();
    for hello in &look.hellos {
        match (&hello.answer.server, &hello.answer.end) {
            (None, Some(End::Alert(alert))) => alerts.push(*alert),
            _ => return None,
        }
    }
    // Versions that are not spoken are another matter.
    alerts.into_iter().find(|alert| alert.0 != 70).filter(|_| !shown && !look.cut_short)
}

/// More names than OpenSSL puts into a handshake: it says `internal_error` after its own certificate, or at once.
pub(super) fn too_long(case: &Case<'_>) -> Fit {
    let Some(look) = case.look else { return Fit::Unknown };
    if case.speaks() && look.asked().is_some() {
        return Fit::Excluded;
    }
    let alert = ends(look).find(|end| **end == End::Alert(Alert(80)));
    match alert {
        Some(_) if look.visits.iter().any(|visit| visit.answer.is_some()) => Fit::Unknown,
        // It had shown something of itself: what it wanted to say next is the request for a certificate.
        Some(_) if has_shown_itself(look) => Fit::likely([Evidence::AlertAtOnce(Alert(80))]),
        Some(_) => Fit::possible([Evidence::AlertAtOnce(Alert(80))]),
        None => Fit::Unknown,
    }
}

/// The server chose a version and a cipher before it ended the handshake.
fn has_shown_itself(look: &Look) -> bool {
    look.visits.iter().any(|visit| visit.handshake.version.is_some())
        || look.hellos.iter().any(|hello| hello.answer.server.is_some())
}

pub(super) fn unknown_name(case: &Case<'_>) -> Fit {
    let Some(look) = case.look else { return Fit::Unknown };
    match ends(look).find(|end| **end == End::Alert(Alert(112))) {
        Some(_) if !case.speaks() => Fit::proved([Evidence::AlertAtOnce(Alert(112))]),
        _ if case.speaks() => Fit::Excluded,
        // Go (Caddy) says `internal_error` to a name for which it has no certificate.
        _ if !has_shown_itself(look) && ends(look).any(|end| *end == End::Alert(Alert(80))) => {
            Fit::possible([Evidence::AlertAtOnce(Alert(80))])
        }
        _ => Fit::Unknown,
    }
}

/// Only where a first message with every cipher in use is refused as well: what our own library lacks is never the server's fault.
pub(super) fn ciphers(case: &Case<'_>) -> Fit {
    let Some(look) = case.look else { return Fit::Unknown };
    if case.speaks() {
        return Fit::Excluded;
    }
    match alert_at_once(look) {
        Some(alert @ Alert(40 | 71)) => Fit::proved([Evidence::AlertAtOnce(alert)]),
        _ => Fit::Unknown,
    }
}
