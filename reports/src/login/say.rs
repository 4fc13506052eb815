//! Turns logins into findings and sentences.

use std::collections::BTreeSet;

use tillit_card::key::SignError;
use tillit_login::attempt::{ChainSent, LoginAttempt, Outcome, Refused, Unreachable, Verdict};
use tillit_login::browser::{Offer, Withheld};
use tillit_login::causes;
use tillit_login::connection::ConnectError;
use tillit_login::follow::{Obstacle, Stop};
use tillit_login::handshake::{Alert, End};
use tillit_login::key::Padding;
use tillit_login::pages::Page;
use tillit_login::wire::Version;

use super::judge::{self, Answer, ways};
use super::{Chosen, KeyPlace, LoginReport, LoginResult, OnCard};
use crate::codes::{self, Code};
use crate::finding::Finding;
use crate::i18n::{Texts, Value};
use crate::plain::{clean, mask_personal_numbers};

/// Facts of a sentence.
type Facts<'a> = Vec<(&'static str, Value<'a>)>;

/// `TLS 1.2`
pub(crate) fn version_word(version: Version) -> &'static str {
    match version {
        Version::Ssl3 => "SSL 3.0",
        Version::Tls10 => "TLS 1.0",
        Version::Tls11 => "TLS 1.1",
        Version::Tls12 => "TLS 1.2",
        Version::Tls13 => "TLS 1.3",
    }
}

/// The name of a scheme (RFC 8446 section 4.2.3).
pub(crate) fn scheme_word(number: u16) -> String {
    let known = match number {
        0x0201 => "rsa_pkcs1_sha1",
        0x0401 => "rsa_pkcs1_sha256",
        0x0501 => "rsa_pkcs1_sha384",
        0x0601 => "rsa_pkcs1_sha512",
        0x0403 => "ecdsa_secp256r1_sha256",
        0x0503 => "ecdsa_secp384r1_sha384",
        0x0603 => "ecdsa_secp521r1_sha512",
        0x0804 => "rsa_pss_rsae_sha256",
        0x0805 => "rsa_pss_rsae_sha384",
        0x0806 => "rsa_pss_rsae_sha512",
        0x0807 => "ed25519",
        _ => return format!("0x{number:04x}"),
    };
    known.to_owned()
}

/// The stable word of a page.
pub(crate) fn page_word(page: Page) -> &'static str {
    match page {
        Page::NoCertificate => "no-certificate",
        Page::CertificateRefused => "certificate-refused",
        Page::Revoked => "revoked",
        Page::NotTrusted => "not-trusted",
        Page::NotInTime => "not-in-time",
        Page::AskedLate => "asked-late",
        Page::PlainHttp => "plain-http",
        Page::BadGateway => "bad-gateway",
        _ => "other",
    }
}

/// `chain_sent` in JSON.
pub(crate) fn chain_word(chain: ChainSent) -> &'static str {
    match chain {
        ChainSent::Leaf => "leaf",
        ChainSent::Issuers => "with-issuer",
        ChainSent::Root => "with-root",
    }
}

/// `scheme` in JSON.
pub(super) fn padding_word(padding: Padding) -> &'static str {
    match padding {
        Padding::Any => "any",
        Padding::Pkcs1 => "pkcs1-v1.5",
        Padding::Pss => "pss",
    }
}

/// An alert's number, and its name where it has one.
pub(crate) fn alert_words(alert: Alert, texts: &Texts) -> String {
    match alert.name() {
        Some(name) => format!("{} {name}", alert.0),
        None => texts.format("login-alert-unknown", &[("number", alert.0.into())]),
    }
}

/// What an alert may come from, where it is one that servers send about a client's certificate.
pub(super) fn alert_meaning(alert: Alert, texts: &Texts) -> Option<String> {
    const KNOWN: &[u8] = &[40, 42, 43, 44, 45, 46, 48, 49, 50, 51, 80, 112, 116];
    KNOWN.contains(&alert.0).then(|| texts.get(&format!("login-meaning-{}", alert.0)))
}

/// Why nothing could be tried, in words.
pub(super) fn unreachable_words(unreachable: &Unreachable, texts: &Texts) -> String {
    match unreachable {
        Unreachable::VersionNotSpoken => texts.get("login-why-version"),
        Unreachable::OurLibrary | Unreachable::Ended(End::Ours(_)) => texts.get("login-why-ours"),
        Unreachable::Obstacle(Obstacle::Dns(_)) => texts.get("login-why-dns"),
        Unreachable::Obstacle(Obstacle::Connect(ConnectError::Refused)) => texts.get("login-why-refused"),
        Unreachable::Obstacle(Obstacle::Connect(ConnectError::TimedOut(_))) | Unreachable::Ended(End::TimedOut) => {
            texts.get("login-why-timeout")
        }
        Unreachable::Obstacle(Obstacle::Connect(_)) => texts.get("login-why-no-way"),
        Unreachable::Obstacle(Obstacle::NotHttp) => texts.get("login-why-not-http"),
        Unreachable::Ended(End::Alert(alert)) => {
            texts.format("login-why-alert", &[("alert", alert_words(*alert, texts).into())])
        }
        Unreachable::Ended(End::Closed | End::Reset) => texts.get("login-why-closed"),
        Unreachable::Ended(End::NotTls(_)) => texts.get("login-why-not-tls"),
        Unreachable::Ended(End::TooMuch | End::Malformed(_)) => texts.get("login-why-malformed"),
        Unreachable::Ended(End::Signing(_)) => texts.get("login-why-signing"),
        _ => texts.get("login-why-no-answer"),
    }
}

/// The stable word of why nothing could be tried.
pub(super) fn unreachable_word(unreachable: &Unreachable) -> &'static str {
    match unreachable {
        Unreachable::VersionNotSpoken => "version-not-spoken",
        Unreachable::OurLibrary | Unreachable::Ended(End::Ours(_)) => "our-library",
        Unreachable::Obstacle(Obstacle::Dns(_)) => "dns",
        Unreachable::Obstacle(Obstacle::Connect(_)) => "connect",
        Unreachable::Obstacle(Obstacle::NotHttp) => "not-http",
        Unreachable::Ended(End::Alert(_)) => "alert-before-request",
        Unreachable::Ended(End::Closed | End::Reset) => "closed",
        Unreachable::Ended(End::TimedOut) => "timed-out",
        Unreachable::Ended(End::NotTls(_)) => "not-tls",
        Unreachable::Ended(End::TooMuch | End::Malformed(_)) => "malformed",
        Unreachable::Ended(End::Signing(_)) => "signing-failed",
        _ => "no-answer",
    }
}

/// How an answer refuses: the name of the sentence, its word in JSON, and its facts.
pub(super) fn refused(refused: &Refused) -> (&'static str, Facts<'static>) {
    match refused {
        Refused::Page(page) => ("page", vec![("page", page_word(*page).into())]),
        Refused::Status(status) => ("status", vec![("status", status.to_string().into())]),
        Refused::Denied(text) => ("denied", vec![("text", clean(text).into())]),
        Refused::Missing(text) => ("missing", vec![("text", clean(text).into())]),
        Refused::Circle => ("circle", Vec::new()),
        Refused::Endless => ("endless", Vec::new()),
    }
}

/// The host where it was decided: the one that asked, else the last.
fn host(attempt: &LoginAttempt) -> String {
    clean(attempt.last().or(attempt.asking()).map(|hop| hop.host.as_str()).unwrap_or_default())
}

/// The outcome in words, for a table.
pub(crate) fn outcome(attempt: &LoginAttempt, texts: &Texts) -> String {
    let status = attempt.last().and_then(|hop| hop.answered.as_ref()).map(|answered| answered.status);
    let status = Value::from(status.map(|status| status.to_string()).unwrap_or_default());
    let came_to = match &attempt.came_to {
        Outcome::LoggedIn => texts.format("login-outcome-in", &[("status", status)]),
        Outcome::RefusedInHandshake { alert: Some(alert), late } => {
            let id = if *late { "login-outcome-refused-late" } else { "login-outcome-refused" };
            texts.format(id, &[("alert", alert_words(*alert, texts).into())])
        }
        Outcome::RefusedInHandshake { alert: None, .. } => texts.get("login-outcome-closed"),
        Outcome::RefusedByHttp(how) => {
            let (name, mut facts) = refused(how);
            // The others are told by their names.
            facts.retain(|(name, _)| *name == "page");
            let how = texts.format(&format!("login-http-{name}"), &facts);
            texts.format("login-outcome-http", &[("status", status), ("how", how.into())])
        }
        Outcome::NotAsked { late: false } => texts.format("login-outcome-not-asked", &[("status", status)]),
        Outcome::NotAsked { late: true } => texts.get("login-outcome-asked-late"),
        Outcome::NoCommonAlgorithm => texts.get("login-outcome-no-algorithm"),
        Outcome::Unreachable(unreachable) => {
            let why = unreachable_words(unreachable, texts);
            texts.format("login-outcome-unreachable", &[("why", why.into())])
        }
    };
    if attempt.verdict() == Verdict::NotOffered {
        return texts.format("login-outcome-not-offered", &[("sent", came_to.into())]);
    }
    came_to
}

/// The one sentence that the reader needs.
pub(super) fn headline(result: &LoginResult, report: &LoginReport, texts: &Texts) -> String {
    let ways = ways(result);
    match Answer::of(result) {
        Answer::Yes => {
            let versions: BTreeSet<Version> = ways.keys().map(|(version, _)| *version).collect();
            let chains: BTreeSet<ChainSent> = ways.keys().map(|(_, chain)| *chain).collect();
            let how = match (chains.contains(&ChainSent::Leaf), chains.len()) {
                (true, 1) => "alone",
                (true, _) => "also-alone",
                _ => "with",
            };
            let versions = versions_words(&versions, texts);
            texts.format("login-headline-in", &[("versions", versions.into()), ("how", how.into())])
        }
        Answer::Partly => {
            let is_in: Vec<_> = ways.iter().filter(|(_, verdict)| **verdict == Verdict::LoggedIn).collect();
            let versions: BTreeSet<Version> = is_in.iter().map(|((version, _), _)| *version).collect();
            let all: BTreeSet<Version> = ways.keys().map(|(version, _)| *version).collect();
            let alone = is_in.iter().any(|((_, chain), _)| *chain == ChainSent::Leaf);
            let tried_alone = ways.keys().any(|(_, chain)| *chain == ChainSent::Leaf);
            let how = match (versions == all, alone || !tried_alone) {
                (true, _) => "with",
                (false, true) => "versions",
                (false, false) => "both",
            };
            let versions = versions_words(&versions, texts);
            texts.format("login-headline-partly", &[("versions", versions.into()), ("how", how.into())])
        }
        Answer::No | Answer::CannotSay => {
            let Some(attempt) = judge::telling(result) else { return String::new() };
            let said = reason(attempt, report, texts).map(|(_, text)| text);
            let said = said.unwrap_or_else(|| texts.get("login-headline-nothing"));
            let id = if Answer::of(result) == Answer::No { "login-headline-out" } else { "login-headline-unsaid" };
            texts.format(id, &[("why", said.into())])
        }
    }
}

/// `TLS 1.2 and 1.3`
fn versions_words(versions: &BTreeSet<Version>, texts: &Texts) -> String {
    let words: Vec<&str> = versions.iter().map(|version| version_word(*version)).collect();
    match words.as_slice() {
        [first, second] => {
            let second = second.strip_prefix("TLS ").unwrap_or(second);
            texts.format("login-two", &[("first", (*first).into()), ("second", second.into())])
        }
        _ => words.join(", "),
    }
}

/// Why an attempt is none of somebody who is in: the code and its sentence.
fn reason(attempt: &LoginAttempt, report: &LoginReport, texts: &Texts) -> Option<(&'static Code, String)> {
    let mut facts: Facts<'_> = vec![("host", host(attempt).into())];
    let (code, variant): (&'static Code, &str) = match (attempt.verdict(), &attempt.came_to) {
        (Verdict::NotOffered, came_to) => {
            let issuer = clean(report.certificate.issuer().common_name());
            facts.push(("issuer", issuer.into()));
            (&codes::LOGIN_NOT_OFFERED, if *came_to == Outcome::LoggedIn { "taken" } else { "" })
        }
        (_, Outcome::LoggedIn) => return None,
        (_, Outcome::RefusedInHandshake { alert: Some(alert), .. }) => {
            facts.push(("alert", alert_words(*alert, texts).into()));
            (&codes::LOGIN_REFUSED, "")
        }
        (_, Outcome::RefusedInHandshake { alert: None, .. }) => (&codes::LOGIN_REFUSED, "closed"),
        (_, Outcome::RefusedByHttp(how)) => {
            let (name, more) = refused(how);
            facts.extend(more);
            (&codes::LOGIN_REFUSED_BY_HTTP, name)
        }
        (_, Outcome::NotAsked { late: false }) => (&codes::LOGIN_NOT_ASKED, ""),
        (_, Outcome::NotAsked { late: true }) => (&codes::LOGIN_ASKED_LATE, ""),
        (_, Outcome::NoCommonAlgorithm) => {
            facts.push(("version", version_word(attempt.wanted.version).into()));
            (&codes::LOGIN_NO_ALGORITHM, "")
        }
        (_, Outcome::Unreachable(unreachable)) => {
            facts.push(("version", version_word(attempt.wanted.version).into()));
            facts.push(("why", unreachable_words(unreachable, texts).into()));
            match unreachable {
                Unreachable::VersionNotSpoken => (&codes::LOGIN_VERSION_NOT_SPOKEN, ""),
                _ if judge::is_ours(attempt) => (&codes::LOGIN_OUR_LIBRARY, ""),
                // No version has a part in that.
                Unreachable::Obstacle(Obstacle::Dns(_) | Obstacle::Connect(_)) => (&codes::LOGIN_UNREACHABLE, "host"),
                _ => (&codes::LOGIN_UNREACHABLE, ""),
            }
        }
    };
    let id = if variant.is_empty() { format!("{code}.say") } else { format!("{code}.say-{variant}") };
    Some((code, texts.format(&id, &facts)))
}

/// Which card, why this certificate, and how fast it signed.
pub(super) fn on_card(card: &OnCard, texts: &Texts) -> Vec<String> {
    let (chosen, of) = match card.chosen {
        Chosen::Named => ("named", 1),
        Chosen::Only => ("only", 1),
        Chosen::Best { of } => ("best", of),
    };
    let (id, whose, by) = match &card.place {
        KeyPlace::Pkcs11 { token, module, .. } => ("login-card", token, module),
        KeyPlace::Windows { provider } => ("login-windows-key", provider, provider),
    };
    let facts = [
        ("token", Value::from(clean(whose))),
        ("module", clean(by).into()),
        ("chosen", chosen.into()),
        ("of", of.into()),
    ];
    let mut lines = vec![texts.format(id, &facts)];
    let times: Vec<u64> =
        card.signatures.iter().map(|took| u64::try_from(took.as_millis()).unwrap_or(u64::MAX)).collect();
    if let (Some(least), Some(most)) = (times.iter().min(), times.iter().max()) {
        let facts = [("count", times.len().into()), ("least", (*least).into()), ("most", (*most).into())];
        lines.push(texts.format("login-card-signed", &facts));
    }
    lines
}

fn of_card(card: &OnCard, texts: &Texts) -> Vec<(&'static Code, String)> {
    let (token, is_windows) = match &card.place {
        KeyPlace::Pkcs11 { token, .. } => (token, false),
        KeyPlace::Windows { provider } => (provider, true),
    };
    let token = Value::from(clean(token));
    let plain = |code: &'static Code, cause: String| {
        let facts = [("token", token.clone()), ("cause", Value::from(cause))];
        (code, texts.format(&format!("{code}.say"), &facts))
    };
    let mut said = Vec::new();
    if !card.is_for_tls13 && is_windows {
        let code = &codes::CARD_NO_PSS;
        said.push((code, texts.format(&format!("{code}.say-windows"), &[("token", token.clone())])));
    } else if !card.is_for_tls13 {
        said.push(plain(&codes::CARD_NO_PSS, String::new()));
    }
    match &card.failure {
        None => {}
        Some(SignError::Gone) => said.push(plain(&codes::CARD_GONE, String::new())),
        Some(SignError::Closed) => said.push(plain(&codes::CARD_CLOSED, String::new())),
        Some(SignError::Locked) => {
            let code = &codes::CARD_NO_PIN;
            said.push((code, texts.format(&format!("{code}.say-locked"), &[("token", token.clone())])));
        }
        Some(SignError::NoPin) => said.push(plain(&codes::CARD_NO_PIN, String::new())),
        Some(other) => said.push(plain(&codes::CARD_NOT_SIGNED, clean(&other.to_string()))),
    }
    said
}

/// Everything that is to be said of one target, the most important first; each once.
pub(super) fn findings(result: &LoginResult, report: &LoginReport, texts: &Texts) -> Vec<Finding> {
    let mut said: Vec<(&'static Code, String, Option<Alert>)> = Vec::new();
    let mut push_with = |(code, text): (&'static Code, String), alert: Option<Alert>| {
        let one = (code, text, alert);
        if !said.contains(&one) {
            said.push(one);
        }
    };
    // What the card itself did not do comes before what came of that.
    for one in report.on_card.iter().flat_map(|card| of_card(card, texts)) {
        push_with(one, None);
    }
    let ways = ways(result);
    let is_in = |way: &judge::Way| ways.get(way) == Some(&Verdict::LoggedIn);
    for attempt in &result.attempts {
        // Another kind of signature gets in where this one does not.
        if is_in(&(attempt.wanted.version, attempt.wanted.chain)) {
            continue;
        }
        if let Some(one) = reason(attempt, report, texts) {
            push_with(one, attempt.alert());
        }
    }
    let mut push = |one: (&'static Code, String)| push_with(one, None);
    let of = |chain: ChainSent| ways.iter().filter(move |((_, own), _)| *own == chain);
    let only_with_issuer = of(ChainSent::Leaf).any(|((version, chain), verdict)| {
        let with = is_in(&(*version, ChainSent::Issuers)) || is_in(&(*version, ChainSent::Root));
        *chain == ChainSent::Leaf && *verdict != Verdict::LoggedIn && with
    });
    let host = Value::from(result.attempts.first().map(host).unwrap_or_default());
    let plain = |code: &'static Code, facts: &[(&str, Value<'_>)]| (code, texts.format(&format!("{code}.say"), facts));
    if only_with_issuer {
        push(plain(&codes::LOGIN_ONLY_WITH_ISSUER, &[("host", host.clone())]));
    }
    if let Some(withheld) = report.fault {
        let variant = match withheld {
            Withheld::Expired => "expired",
            Withheld::NotYetValid => "early",
            Withheld::NotForLogin | Withheld::NotAnnounced => "use",
        };
        let code = &codes::LOGIN_WITHHELD;
        push((code, texts.get(&format!("{code}.say-{variant}"))));
    }
    if result.attempts.iter().any(|attempt| attempt.offer == Some(Offer::WithIssuer)) {
        let issuer = Value::from(clean(report.certificate.issuer().common_name()));
        push(plain(&codes::LOGIN_OFFER_DEPENDS, &[("host", host.clone()), ("issuer", issuer)]));
    }
    if report.above.certificates.is_empty() && !report.certificate.is_self_issued() {
        let issuer = Value::from(clean(report.certificate.issuer().common_name()));
        push(plain(&codes::LOGIN_ISSUER_NOT_HERE, &[("issuer", issuer)]));
    }
    for attempt in &result.attempts {
        let (variant, to) = match &attempt.stop {
            Stop::NotFollowed(to) => ("redirect", to.clone()),
            Stop::FormNotFollowed(to) => ("form", to.clone()),
            Stop::NotHttps(scheme) => ("scheme", scheme.clone()),
            Stop::NoAddress => ("address", String::new()),
            _ => continue,
        };
        let code = &codes::LOGIN_STOPPED;
        let facts = [("to", Value::from(clean(&to)))];
        push((code, texts.format(&format!("{code}.say-{variant}"), &facts)));
    }
    let subject = mask_personal_numbers(&clean(&report.certificate.subject().to_string()));
    let mut findings: Vec<Finding> = said
        .into_iter()
        .map(|(code, text, alert)| Finding {
            code: code.code.to_owned(),
            severity: code.severity.into(),
            subject: Some(subject.clone()),
            input: shown(result),
            index: None,
            source: None,
            remedy: match alert.and_then(|alert| alert_meaning(alert, texts)) {
                Some(meaning) if *code == codes::LOGIN_REFUSED => format!("{meaning} {}", code.remedy(texts, "other")),
                _ if *code == codes::LOGIN_REFUSED_BY_HTTP && may_be_sha1(result, report) => {
                    format!("{} {}", texts.get("login-meaning-sha1"), code.remedy(texts, "other"))
                }
                _ => code.remedy(texts, "other"),
            },
            text,
        })
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    findings
}

/// A page that says of every fault of a chain that the certificate is not accepted, and a chain that many such servers do not accept for its signatures.
fn may_be_sha1(result: &LoginResult, report: &LoginReport) -> bool {
    let is_page = |attempt: &LoginAttempt| {
        matches!(attempt.came_to, Outcome::RefusedByHttp(Refused::Page(Page::CertificateRefused)))
    };
    result.attempts.iter().any(is_page) && causes::has_sha1(&report.certificate, &report.above)
}

/// The target without what may be a secret.
pub(super) fn shown(result: &LoginResult) -> String {
    let url = result.target.url();
    clean(&format!("https://{}{}", result.target.authority(), url.path()))
}
