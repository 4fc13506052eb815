//! What was found out about revocation, as data and in words.

use fluent_bundle::FluentValue;
use serde_json::{Value, json};
use tillit_verifier::fetch::FetchErrorKind;
use tillit_verifier::revocation::ocsp::ResponseStatus;
use tillit_verifier::revocation::{
    CrlError, CrlFlaw, LinkRevocation, Mode, Origin, Problem, ProblemKind, Proof, RevocationReason, Revoked,
    SourceKind, Status,
};
use tillit_verifier::verdict::{Effect, Reason, ReasonKind, Verdict};
use time::{Duration, OffsetDateTime};

use super::facts::{Facts, facts, minute, moment};
use super::say::{Speaker, ago, known_name};
use crate::codes::{NO_REVOCATION_SOURCE, REVOCATION_UNKNOWN};
use crate::plain::clean;

/// What all links of the deciding verdict come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing was asked: it was not to be, or the path does not hold anyway.
    NotChecked,
    /// Neither the certificate nor a CA above it is revoked.
    Good,
    /// The certificate says of itself that it cannot be revoked; no CA above it is.
    NotRevocable,
    /// Nobody can be asked about one of them, and that was let pass.
    NoSource,
    /// It could not be found out for one of them.
    CannotSay,
    /// One of them is revoked.
    Revoked,
}

impl State {
    /// What the worst link says. A CA is as telling as the certificate itself.
    pub(crate) fn of(verdict: Option<&Verdict>) -> Self {
        let links = verdict.map_or(&[][..], |verdict| &verdict.revocation);
        let has = |wanted: fn(&Status) -> bool| links.iter().any(|link| wanted(&link.status));
        if has(|s| matches!(s, Status::Revoked(_))) {
            Self::Revoked
        } else if has(|s| matches!(s, Status::Unknown)) {
            Self::CannotSay
        } else if has(|s| matches!(s, Status::NoSource)) {
            Self::NoSource
        } else if links.iter().any(|l| l.link == 0 && matches!(l.status, Status::NotRevocable)) {
            Self::NotRevocable
        } else if links.is_empty() {
            Self::NotChecked
        } else {
            Self::Good
        }
    }
}

/// The word of `--revocation`.
pub(crate) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Off => "off",
        Mode::Auto => "auto",
        Mode::Crl => "crl",
        Mode::Ocsp => "ocsp",
        Mode::Require => "require",
    }
}

/// A source, and whether anything came from it.
#[derive(Clone, Copy)]
pub(crate) struct Obtained<'a> {
    pub(crate) origin: &'a Origin,
    pub(crate) came: bool,
}

impl<'a> Obtained<'a> {
    /// The source of a problem; none where there was nothing to ask.
    pub(crate) fn of(problem: &'a Problem) -> Option<Self> {
        let came = !matches!(problem.kind, ProblemKind::Fetch(_) | ProblemKind::Offline | ProblemKind::Scheme);
        problem.origin.as_ref().map(|origin| Self { origin, came })
    }

    /// The stable word for how an answer came here, or that none did.
    fn word(self) -> &'static str {
        match self.origin {
            Origin::Cache(_) | Origin::Fetched(_) if !self.came => "address",
            origin => origin_word(origin),
        }
    }
}

/// The first revocation in a path, from the certificate upwards.
pub(crate) fn first_revoked(verdict: &Verdict) -> Option<&Revoked> {
    verdict.revocation.iter().find_map(|link| match &link.status {
        Status::Revoked(revoked) => Some(revoked),
        _ => None,
    })
}

/// The stable word for how an answer came here.
pub(crate) fn origin_word(origin: &Origin) -> &'static str {
    match origin {
        Origin::Given(_) => "given",
        Origin::Cache(_) => "kept",
        Origin::Fetched(_) => "fetched",
    }
}

/// The stable word for a status.
pub(crate) fn status_word(status: &Status) -> &'static str {
    match status {
        Status::Good => "good",
        Status::Revoked(_) => "revoked",
        Status::Unknown => "cannot-say",
        Status::NotRevocable => "not-revocable",
        Status::NoSource => "no-source",
    }
}

/// The stable word for what is wrong with a source. Its sentence is `verify-problem-WORD`.
pub(crate) fn problem_word(kind: &ProblemKind) -> &'static str {
    match kind {
        ProblemKind::NoSource => "no-source",
        ProblemKind::MalformedPoints => "malformed-points",
        ProblemKind::Offline => "offline",
        ProblemKind::Scheme => "scheme",
        ProblemKind::Fetch(error) => match error {
            FetchErrorKind::Offline => "offline",
            FetchErrorKind::Scheme => "scheme",
            FetchErrorKind::Dns(_) => "fetch-dns",
            FetchErrorKind::Connect(_) => "fetch-connect",
            FetchErrorKind::Timeout(_) => "fetch-timeout",
            FetchErrorKind::TooLarge(_) => "fetch-too-large",
            FetchErrorKind::Redirect(_) => "fetch-redirect",
            FetchErrorKind::Status(_) => "fetch-status",
            _ => "fetch-other",
        },
        ProblemKind::NotACrl(error) => match error {
            CrlError::TrailingBytes(_) => "crl-trailing-bytes",
            CrlError::Pem => "crl-pem",
            CrlError::None => "crl-none",
            CrlError::Certificate => "crl-certificate",
            _ => "crl-malformed",
        },
        ProblemKind::Stale { .. } => "stale",
        ProblemKind::NoNextUpdate => "no-next-update",
        ProblemKind::FromTheFuture { .. } => "from-the-future",
        ProblemKind::OtherIssuer { .. } => "other-issuer",
        ProblemKind::OtherScope => "other-scope",
        ProblemKind::SomeReasons => "some-reasons",
        ProblemKind::DeltaWithoutBase => "delta-without-base",
        ProblemKind::DeltaMissing => "delta-missing",
        ProblemKind::UnknownCriticalExtension { .. } => "unknown-critical-extension",
        ProblemKind::StrictRule(_) => "strict-rule",
        ProblemKind::SignerMissing { .. } => "signer-missing",
        ProblemKind::SignatureInvalid => "signature-invalid",
        ProblemKind::SignatureUnsupported => "signature-unsupported",
        ProblemKind::NoCrlSign => "no-crl-sign",
        ProblemKind::SignerNotTrusted => "signer-not-trusted",
        ProblemKind::SignerRevoked => "signer-revoked",
        ProblemKind::SignerUnchecked => "signer-unchecked",
        ProblemKind::NotAnOcspResponse => "not-an-ocsp-response",
        ProblemKind::ResponderStatus(status) => match status {
            ResponseStatus::Successful => "not-an-ocsp-response",
            ResponseStatus::MalformedRequest => "responder-malformed-request",
            ResponseStatus::InternalError => "responder-internal-error",
            ResponseStatus::TryLater => "responder-try-later",
            ResponseStatus::SigRequired => "responder-sig-required",
            ResponseStatus::Unauthorized => "responder-unauthorized",
        },
        ProblemKind::OtherCertificate => "other-certificate",
        ProblemKind::NonceDiffers => "nonce-differs",
        ProblemKind::ResponderUnknown => "responder-unknown",
        ProblemKind::ResponderNotAuthorized => "responder-not-authorized",
        ProblemKind::ResponderExpired { .. } => "responder-expired",
        ProblemKind::GaveUp => "gave-up",
        _ => "other",
    }
}

/// The stable word for a rule that a list breaks. Its words are `verify-crl-flaw-WORD`.
fn flaw_word(flaw: CrlFlaw) -> &'static str {
    match flaw {
        CrlFlaw::Version => "version",
        CrlFlaw::NoNumber => "no-number",
        CrlFlaw::CriticalNumber => "critical-number",
        CrlFlaw::LongNumber => "long-number",
        CrlFlaw::NoAuthorityKeyId => "no-authority-key-id",
        CrlFlaw::PointNotCritical => "point-not-critical",
        CrlFlaw::DeltaNotCritical => "delta-not-critical",
        CrlFlaw::EmptyList => "empty-list",
        _ => "other",
    }
}

/// The facts of a problem, its source apart.
pub(crate) fn problem_facts(kind: &ProblemKind) -> Facts {
    match kind {
        ProblemKind::Fetch(FetchErrorKind::Timeout(limit)) => facts([("seconds", json!(limit.as_secs()))]),
        ProblemKind::Fetch(FetchErrorKind::TooLarge(limit)) => facts([("limit", json!(limit))]),
        ProblemKind::Fetch(FetchErrorKind::Status(status)) => facts([("status", json!(status))]),
        ProblemKind::Fetch(
            FetchErrorKind::Dns(error)
            | FetchErrorKind::Connect(error)
            | FetchErrorKind::Redirect(error)
            | FetchErrorKind::Other(error),
        ) => facts([("error", json!(error))]),
        ProblemKind::Fetch(error) => facts([("error", json!(error.to_string()))]),
        ProblemKind::NotACrl(error) => crl_error_facts(error),
        ProblemKind::Stale { next_update, listed } => facts([
            ("next_update", json!(moment(*next_update))),
            ("listed_revoked_at", json!(listed.map(|revoked| moment(revoked.at)))),
        ]),
        ProblemKind::FromTheFuture { this_update } => facts([("this_update", json!(moment(*this_update)))]),
        ProblemKind::OtherIssuer { issuer } => facts([("issuer", json!(issuer.to_string()))]),
        ProblemKind::UnknownCriticalExtension { extension } => facts([("extension", json!(extension.to_id_string()))]),
        ProblemKind::StrictRule(flaw) => facts([("rule", json!(flaw_word(*flaw)))]),
        ProblemKind::SignerMissing { signer } => facts([("signer", json!(signer.as_ref().map(ToString::to_string)))]),
        ProblemKind::ResponderStatus(status) => facts([("status", json!(status.name()))]),
        ProblemKind::ResponderExpired { not_after } => facts([("not_after", json!(moment(*not_after)))]),
        _ => Facts::new(),
    }
}

/// The facts of a file that is no revocation list.
pub(crate) fn crl_error_facts(error: &CrlError) -> Facts {
    match error {
        CrlError::Malformed(error) => facts([("error", json!(error))]),
        CrlError::TrailingBytes(bytes) => facts([("bytes", json!(bytes))]),
        other => facts([("error", json!(other.to_string()))]),
    }
}

/// The facts of a revocation.
pub(crate) fn revoked_facts(revoked: &Revoked) -> Facts {
    facts([("revoked_at", json!(moment(revoked.at))), ("reason", json!(revoked.reason.map(RevocationReason::name)))])
}

/// The facts of what could not be found out: the problem to tell, then all of them.
pub(crate) fn unknown_facts(problems: &[Problem]) -> Facts {
    let of = |problem: &Problem| {
        facts([
            ("source", json!(problem.origin.as_ref().map(Origin::name))),
            ("from", json!(Obtained::of(problem).map(Obtained::word))),
            ("problem", json!(problem_word(&problem.kind))),
            ("detail", Value::Object(problem_facts(&problem.kind))),
        ])
    };
    let mut out = primary(problems).map(of).unwrap_or_default();
    out.insert("problems".to_owned(), problems.iter().map(|problem| Value::Object(of(problem))).collect());
    out
}

/// The problem to tell where there is room for one: what somebody here can mend before what only the issuer can.
pub(crate) fn primary(problems: &[Problem]) -> Option<&Problem> {
    problems.iter().min_by_key(|problem| rank(problem))
}

/// When an answer that is too old says that the certificate was revoked.
fn listed(problem: &Problem) -> Option<&Revoked> {
    match &problem.kind {
        ProblemKind::Stale { listed, .. } => listed.as_ref(),
        _ => None,
    }
}

/// The first problem of that kind.
fn first_listed(problems: &[Problem]) -> Option<(&Problem, &Revoked)> {
    problems.iter().find_map(|problem| Some((problem, listed(problem)?)))
}

/// The lowest is the first to mend.
fn rank(problem: &Problem) -> u8 {
    match (&problem.kind, &problem.origin) {
        // A clock that is wrong makes everything else wrong.
        (ProblemKind::FromTheFuture { .. }, _) => 0,
        // A file that somebody took the trouble to bring.
        (_, Some(Origin::Given(_))) => 1,
        // A way through the network is opened here.
        (ProblemKind::Fetch(FetchErrorKind::Dns(_) | FetchErrorKind::Connect(_) | FetchErrorKind::Timeout(_)), _) => 2,
        (ProblemKind::Fetch(FetchErrorKind::Status(status)), _) if passes(*status) => 7,
        // Somebody else answers, often a proxy.
        (ProblemKind::Fetch(_) | ProblemKind::NotACrl(_) | ProblemKind::NotAnOcspResponse, _) => 3,
        (ProblemKind::Offline, _) => 4,
        (ProblemKind::SignerMissing { .. } | ProblemKind::SignerUnchecked, _) => 5,
        (ProblemKind::StrictRule(_), _) => 6,
        (ProblemKind::ResponderStatus(ResponseStatus::TryLater | ResponseStatus::InternalError), _) => 7,
        // From here on it is the issuer's; what should never be seen comes first.
        (
            ProblemKind::SignatureInvalid
            | ProblemKind::SignerRevoked
            | ProblemKind::SignerNotTrusted
            | ProblemKind::ResponderNotAuthorized
            | ProblemKind::OtherCertificate
            | ProblemKind::NonceDiffers,
            _,
        ) => 8,
        (ProblemKind::Stale { .. } | ProblemKind::ResponderExpired { .. }, _) => 9,
        (ProblemKind::Scheme, _) => 11,
        (ProblemKind::NoSource | ProblemKind::MalformedPoints, _) => 12,
        (ProblemKind::GaveUp, _) => 13,
        _ => 10,
    }
}

/// An HTTP status that says to come again: too many requests, or a fault of the server.
fn passes(status: u16) -> bool {
    status == 429 || status >= 500
}

/// What is known beside a problem when its next step is chosen.
#[derive(Clone, Copy)]
struct Setting {
    /// `--at` was given.
    at_is_set: bool,
    mode: Mode,
    /// The source is an OCSP responder.
    of_responder: bool,
}

/// Which of the next steps fits: `T-126.remedy-GROUP`.
fn group(problem: &Problem, setting: Setting) -> &'static str {
    let Setting { at_is_set, mode, of_responder } = setting;
    let source = problem.origin.as_ref().map(Origin::name).unwrap_or_default();
    let given = matches!(problem.origin, Some(Origin::Given(_)));
    match &problem.kind {
        ProblemKind::FromTheFuture { .. }
        | ProblemKind::Stale { .. }
        | ProblemKind::ResponderExpired { .. }
        | ProblemKind::SignerNotTrusted
            if at_is_set =>
        {
            "at"
        }
        ProblemKind::FromTheFuture { .. } => "clock",
        ProblemKind::Stale { .. } if given => "old-file",
        // A copy of an earlier run, where nothing newer may be fetched.
        ProblemKind::Stale { .. } if matches!(problem.origin, Some(Origin::Cache(_))) => "offline",
        ProblemKind::Stale { .. } => "stale",
        ProblemKind::NoSource if mode == Mode::Ocsp => "no-source-ocsp",
        ProblemKind::NoSource | ProblemKind::MalformedPoints => "no-source",
        ProblemKind::GaveUp => "gave-up",
        // Nobody whose name could be told.
        _ if problem.origin.is_none() => "issuer",
        ProblemKind::Fetch(FetchErrorKind::Connect(_) | FetchErrorKind::Timeout(_)) if is_local(source) => "local",
        ProblemKind::Fetch(FetchErrorKind::Dns(_)) => "dns",
        ProblemKind::Fetch(FetchErrorKind::Connect(_)) => "reach",
        ProblemKind::Fetch(FetchErrorKind::Timeout(_)) => "slow",
        ProblemKind::Fetch(FetchErrorKind::Scheme) | ProblemKind::Scheme => "scheme",
        ProblemKind::Offline | ProblemKind::Fetch(FetchErrorKind::Offline) => "offline",
        ProblemKind::SignerMissing { .. } => "signer",
        ProblemKind::StrictRule(_) => "strict",
        _ if given => "file",
        ProblemKind::Fetch(FetchErrorKind::Status(407)) => "proxy-login",
        ProblemKind::Fetch(FetchErrorKind::Status(status)) if passes(*status) => "later",
        ProblemKind::NotAnOcspResponse => "stranger-ocsp",
        ProblemKind::Fetch(_) if of_responder => "stranger-ocsp",
        ProblemKind::Fetch(_) | ProblemKind::NotACrl(_) => "stranger",
        ProblemKind::ResponderStatus(ResponseStatus::TryLater | ResponseStatus::InternalError) => "later",
        ProblemKind::SignatureInvalid
        | ProblemKind::SignerRevoked
        | ProblemKind::SignerNotTrusted
        | ProblemKind::ResponderNotAuthorized
        | ProblemKind::OtherCertificate
        | ProblemKind::NonceDiffers => "suspicious",
        _ => "issuer",
    }
}

/// Host and port of an address.
fn host_and_port(url: &str) -> (&str, &str) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("http", url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, port),
        _ => (authority, if scheme.eq_ignore_ascii_case("https") { "443" } else { "80" }),
    }
}

/// The address leads to this computer.
fn is_local(url: &str) -> bool {
    let host = host_and_port(url).0;
    let ip = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    host.eq_ignore_ascii_case("localhost") || ip.is_ok_and(|ip| ip.is_loopback())
}

/// What the words of a network library come to; none where they are not recognised. Its own words are no help to most.
fn cause(error: &str) -> Option<&'static str> {
    let error = error.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| error.contains(word));
    if has(&["refused"]) {
        Some("verify-cause-refused")
    } else if has(&["timed out", "timeout"]) {
        Some("verify-cause-no-answer")
    } else if has(&["unreachable", "no route to host"]) {
        Some("verify-cause-unreachable")
    } else if has(&["reset", "closed", "broken pipe", "aborted", "unexpected eof", "incomplete"]) {
        Some("verify-cause-broken")
    } else {
        None
    }
}

/// Where lists and responders for one certificate of a path lie: as it says itself, then as the catalog knows.
struct Addresses {
    lists: Vec<String>,
    responders: Vec<String>,
}

impl Speaker<'_> {
    fn addresses(&self, verdict: &Verdict, link: usize) -> Addresses {
        let mut out = Addresses { lists: Vec::new(), responders: Vec::new() };
        let Some(link) = verdict.chain.links.get(link) else { return out };
        let entry = self.catalog.issuer_of(&link.certificate).map(|found| found.ca);
        let own = link.certificate.extensions();
        let lists = own.crl_urls.iter().chain(entry.iter().flat_map(|ca| ca.crl.iter().map(|a| &a.url)));
        let responders = own.ocsp_urls.iter().chain(entry.iter().flat_map(|ca| ca.ocsp.iter().map(|a| &a.url)));
        for (list, urls) in [(&mut out.lists, lists.collect::<Vec<_>>()), (&mut out.responders, responders.collect())] {
            for url in urls {
                let is_http = url.get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("http"));
                if is_http && !list.contains(url) {
                    list.push(url.clone());
                }
            }
        }
        out
    }

    /// What is wrong with a source, as a clause: "http://… cannot be reached (timed out)".
    pub(crate) fn revocation_problem(&self, verdict: &Verdict, link: usize, problem: &Problem) -> String {
        let text = |value: String| FluentValue::from(value);
        let word = problem_word(&problem.kind);
        let source = problem.origin.as_ref().map(|origin| self.shown(origin.name()));
        let answer = match (&problem.origin, &source) {
            (Some(origin), Some(source)) => {
                let id = if self.is_of_responder(verdict, link, origin) {
                    "verify-problem-answer.ocsp"
                } else {
                    "verify-problem-answer.crl"
                };
                self.texts.format(id, &[("source", text(source.clone()))])
            }
            _ => self.texts.get("verify-problem-answer.some"),
        };
        let mut values = vec![
            ("source", text(source.unwrap_or_else(|| self.texts.get("verify-problem-answer.some")))),
            ("answer", text(answer)),
            ("mode", text(mode_word(self.report.revocation).to_owned())),
        ];
        match &problem.kind {
            ProblemKind::Stale { next_update, .. } => {
                values.push(("moment", text(minute(*next_update))));
                values.push(("ago", text(self.ago(*next_update))));
            }
            ProblemKind::FromTheFuture { this_update } => values.push(("moment", text(minute(*this_update)))),
            ProblemKind::ResponderExpired { not_after } => values.push(("moment", text(minute(*not_after)))),
            ProblemKind::OtherIssuer { issuer } => values.push(("issuer", text(self.name(issuer)))),
            ProblemKind::SignerMissing { signer } => {
                let named = signer.as_ref().map(|signer| self.name(signer));
                let signer = named.unwrap_or_else(|| self.texts.get("verify-problem-answer.nobody"));
                values.push(("signer", text(signer)));
            }
            ProblemKind::UnknownCriticalExtension { extension } => {
                values.push(("extension", text(known_name(&extension.to_id_string()).to_owned())));
            }
            // Where it leads to is worth telling; a sentence of a library is not.
            ProblemKind::Fetch(FetchErrorKind::Redirect(to)) => {
                let to = if to.contains("://") { self.shown(to) } else { "none".to_owned() };
                values.push(("cause", text(to)));
            }
            ProblemKind::Fetch(FetchErrorKind::Connect(error) | FetchErrorKind::Other(error)) => {
                let cause = cause(error).map_or_else(|| "none".to_owned(), |id| self.texts.get(id));
                values.push(("cause", text(cause)));
            }
            ProblemKind::StrictRule(flaw) => {
                let rule = self.texts.get(&format!("verify-crl-flaw-{}", flaw_word(*flaw)));
                values.push(("rule", text(rule)));
            }
            kind => {
                let facts = problem_facts(kind);
                for key in ["error", "bytes", "seconds", "limit", "status"] {
                    match facts.get(key) {
                        Some(Value::Number(number)) => values.push((key, number.as_f64().unwrap_or_default().into())),
                        Some(Value::String(words)) => values.push((key, text(self.shown(words)))),
                        _ => {}
                    }
                }
            }
        }
        self.texts.format(&format!("verify-problem-{word}"), &values)
    }

    /// The address is one of an OCSP responder for this link.
    fn is_of_responder(&self, verdict: &Verdict, link: usize, origin: &Origin) -> bool {
        !matches!(origin, Origin::Given(_))
            && self.addresses(verdict, link).responders.iter().any(|url| url == origin.name())
    }

    fn group(&self, verdict: &Verdict, link: usize, problem: &Problem) -> &'static str {
        let of_responder = problem.origin.as_ref().is_some_and(|origin| self.is_of_responder(verdict, link, origin));
        group(problem, Setting { at_is_set: self.report.at_is_set, mode: self.report.revocation, of_responder })
    }

    /// That an answer which is too old named the certificate as revoked: a sign, though no proof.
    pub(crate) fn listed(&self, reason: &Reason) -> Option<String> {
        let ReasonKind::RevocationUnknown { problems } = &reason.kind else { return None };
        let told = primary(problems)?;
        let (problem, revoked) = listed(told).map(|revoked| (told, revoked)).or_else(|| first_listed(problems))?;
        let id = if problem == told { "listed" } else { "listed-elsewhere" };
        let source = problem.origin.as_ref().map(|origin| self.shown(origin.name()));
        let values = [
            ("it", self.it(reason).into()),
            ("revoked_at", moment(revoked.at).get(..10).unwrap_or_default().to_owned().into()),
            ("source", source.unwrap_or_else(|| self.texts.get("verify-problem-answer.some")).into()),
        ];
        Some(self.texts.format(&format!("{REVOCATION_UNKNOWN}.{id}"), &values))
    }

    fn ago(&self, at: OffsetDateTime) -> String {
        ago((self.report.at.date() - at.date()).whole_days(), self.texts)
    }

    /// Why a certificate was revoked, in words; none where that is not said.
    pub(crate) fn revocation_reason(&self, revoked: &Revoked) -> Option<String> {
        revoked.reason.map(|reason| {
            let words = self.texts.get(&format!("verify-revoked-{}", reason.name()));
            format!("{words} ({})", reason.name())
        })
    }

    /// The next step where it could not be found out whether a certificate is revoked. `beside`: a refusal that is certain was told before
    /// it, and nobody is asked to keep the card.
    pub(crate) fn remedy_of_unknown(&self, verdict: &Verdict, reason: &Reason, owner: &str, beside: bool) -> String {
        let code = &REVOCATION_UNKNOWN;
        let ReasonKind::RevocationUnknown { problems } = &reason.kind else { return String::new() };
        let Some(problem) = primary(problems) else { return code.remedy(self.texts, owner) };
        let text = |value: String| FluentValue::from(value);
        let addresses = self.addresses(verdict, reason.link);
        let source = problem.origin.as_ref().map(Origin::name).unwrap_or_default();
        let group = self.group(verdict, reason.link, problem);
        // Whoever opens a way through the network opens all of them at once.
        let mut hosts: Vec<String> = Vec::new();
        let unreached = |p: &&Problem| matches!(self.group(verdict, reason.link, p), "reach" | "slow" | "dns");
        for other in problems.iter().filter(unreached) {
            let (host, port) = host_and_port(other.origin.as_ref().map(Origin::name).unwrap_or_default());
            let values = [("host", text(self.shown(host))), ("port", text(self.shown(port)))];
            let host = self.texts.format("verify-revocation-host", &values);
            if !hosts.contains(&host) {
                hosts.push(host);
            }
        }
        // Where the list lies; SITHS moved its lists, and the catalog's address stands after the certificate's.
        let lists = match addresses.lists.as_slice() {
            [] => "none".to_owned(),
            [one] => self.shown(one),
            [first, second, ..] => {
                let (first, second) = (text(self.shown(first)), text(self.shown(second)));
                self.texts.format("verify-revocation-either", &[("first", first), ("second", second)])
            }
        };
        let signer = match &problem.kind {
            ProblemKind::SignerMissing { signer: Some(signer) } => self.name(signer),
            _ => "none".to_owned(),
        };
        let values = [
            ("owner", text(owner.to_owned())),
            ("source", text(self.shown(source))),
            ("host", text(self.shown(host_and_port(source).0))),
            ("hosts", text(self.list_of(&hosts))),
            ("lists", text(lists)),
            ("signer", text(signer)),
        ];
        let part = |name: &str| self.texts.format(&format!("{code}.{name}"), &values);
        let mut parts = vec![part(&format!("remedy-{group}"))];
        // A list at hand stands in for a source that does not answer.
        let says_it = matches!(group, "no-source-ocsp" | "local" | "at");
        if !self.report.revocation.uses_lists() && !says_it {
            parts.push(part("bring-instead"));
        } else if matches!(group, "reach" | "dns" | "slow" | "offline" | "stranger" | "stranger-ocsp" | "proxy-login") {
            parts.push(part("bring"));
        }
        if !beside {
            parts.push(part(if first_listed(problems).is_some() { "current-list" } else { "keep" }));
        }
        parts.join(" ")
    }

    /// What was found out for the deciding verdict, in one line; `None`: revocation was not to be looked at, which one line says for
    /// the whole report. `shows_all`: every source is told below it.
    pub(crate) fn revocation_line(&self, verdict: Option<&Verdict>, shows_all: bool) -> Option<String> {
        let mode = self.report.revocation;
        if mode == Mode::Off {
            return None;
        }
        let links = verdict.map_or(&[][..], |verdict| &verdict.revocation);
        let text = |value: String| FluentValue::from(value);
        let name = |link: &LinkRevocation| {
            let ca = verdict.filter(|_| link.link > 0).and_then(|v| v.chain.links.get(link.link));
            ca.map_or_else(|| self.texts.get("verify-leaf"), |ca| self.name(ca.certificate.subject()))
        };
        let proofs = |links: &[&LinkRevocation]| {
            let mut out: Vec<String> = Vec::new();
            for proof in links.iter().flat_map(|link| &link.proofs) {
                let said = self.proof(proof);
                if !out.contains(&said) {
                    out.push(said);
                }
            }
            self.list_of(&out)
        };
        let (leaf, above): (Vec<&LinkRevocation>, Vec<&LinkRevocation>) = links.iter().partition(|l| l.link == 0);
        let good: Vec<&LinkRevocation> = above.iter().copied().filter(|l| l.status == Status::Good).collect();
        let silent: Vec<&LinkRevocation> = links.iter().filter(|l| l.status == Status::NoSource).collect();
        let mut parts = Vec::new();
        match State::of(verdict) {
            State::NotChecked => parts.push(self.texts.get(match verdict {
                Some(v) if v.trusted == Some(true) => "verify-revocation-root",
                Some(v) if v.trusted.is_none() => "verify-revocation-not-yet",
                _ => "verify-revocation-not-looked",
            })),
            State::CannotSay => {
                let unknown = links.iter().filter(|l| l.status == Status::Unknown);
                let names: Vec<String> = unknown.clone().map(name).collect();
                // One fault is told by the reason.
                let more = !shows_all && unknown.into_iter().any(|l| l.problems.len() > 1);
                let id = if more { "verify-revocation-cannot-say-v" } else { "verify-revocation-cannot-say" };
                parts.push(self.texts.format(id, &[("names", text(self.list_of(&names)))]));
            }
            State::Revoked => {
                for link in links.iter().filter(|l| matches!(l.status, Status::Revoked(_))) {
                    let values = [("name", text(name(link))), ("proofs", text(proofs(&[link])))];
                    let id = if link.link == 0 { "verify-revocation-revoked" } else { "verify-revocation-revoked-ca" };
                    parts.push(self.texts.format(id, &values));
                }
            }
            State::Good | State::NotRevocable | State::NoSource => {
                let of_leaf = leaf.first().map(|link| &link.status);
                if of_leaf == Some(&Status::Good) {
                    parts.push(self.texts.format("verify-revocation-good", &[("proofs", text(proofs(&leaf)))]));
                } else if of_leaf == Some(&Status::NotRevocable) {
                    parts.push(self.texts.get("verify-revocation-not-revocable"));
                }
                if !good.is_empty() {
                    let values = [("count", good.len().into()), ("proofs", text(proofs(&good)))];
                    let beside = of_leaf == Some(&Status::Good);
                    let id = if beside { "verify-revocation-good-above" } else { "verify-revocation-good-ca" };
                    parts.push(self.texts.format(id, &values));
                }
                if !silent.is_empty() {
                    let names: Vec<String> = silent.iter().map(|link| name(link)).collect();
                    let values =
                        [("names", text(self.list_of(&names))), ("code", text(NO_REVOCATION_SOURCE.to_string()))];
                    parts.push(self.texts.format("verify-revocation-no-source", &values));
                }
            }
        }
        let values = [("mode", text(mode_word(mode).to_owned())), ("said", text(parts.join("; ")))];
        Some(self.texts.format("verify-revocation-line", &values))
    }

    /// What is said of the whole report: that nothing was looked at, or, where the certificates do not tell (`brief`), by which mode.
    pub(crate) fn revocation_of_all(&self, brief: bool) -> Option<String> {
        match self.report.revocation {
            Mode::Off => Some(self.texts.get("verify-revocation-off")),
            mode if brief => Some(self.texts.format("verify-revocation-mode", &[("mode", mode_word(mode).into())])),
            _ => None,
        }
    }

    /// The same link by link, with every source that was asked (`-v`): how far each line is set in, and its text.
    pub(crate) fn revocation_lines(&self, verdict: &Verdict) -> Vec<(usize, String)> {
        let text = |value: String| FluentValue::from(value);
        let mut out = Vec::new();
        for found in &verdict.revocation {
            let ca = verdict.chain.links.get(found.link).filter(|_| found.link > 0);
            let name = ca.map_or_else(|| self.texts.get("verify-leaf"), |ca| self.name(ca.certificate.subject()));
            let status = self.texts.get(&format!("verify-revocation-status-{}", status_word(&found.status)));
            out.push((0, format!("{name}: {status}")));
            for proof in &found.proofs {
                let values = [
                    ("source", text(self.shown(proof.origin.name()))),
                    ("from", text(self.texts.get(&format!("verify-revocation-from-{}", origin_word(&proof.origin))))),
                    ("this", text(together(proof.this_update))),
                    ("next", text(proof.next_update.map_or_else(|| "none".to_owned(), together))),
                ];
                out.push((2, self.texts.format(&format!("verify-proof-{}", kind_word(proof.kind)), &values)));
            }
            for problem in &found.problems {
                let said = self.revocation_problem(verdict, found.link, problem);
                out.push((2, self.texts.format("verify-revocation-no-answer", &[("problem", text(said))])));
                // The network library's own words, for whoever looks for the fault.
                if let ProblemKind::Fetch(
                    FetchErrorKind::Dns(error)
                    | FetchErrorKind::Connect(error)
                    | FetchErrorKind::Redirect(error)
                    | FetchErrorKind::Other(error),
                ) = &problem.kind
                {
                    out.push((4, self.shown(error)));
                }
            }
        }
        out
    }

    /// An answer that was believed, short: "the list of 2026-11-20 (crl1.siths.se, newer by 2026-11-27)".
    fn proof(&self, proof: &Proof) -> String {
        // Where an answer holds for hours, the day alone says nothing.
        let short_lived = proof.next_update.is_none_or(|next| next - proof.this_update < Duration::days(3));
        let day = |at: OffsetDateTime| {
            if short_lived { together(at) } else { moment(at).get(..10).unwrap_or_default().to_owned() }
        };
        let source = match &proof.origin {
            Origin::Given(file) => file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
            Origin::Cache(url) | Origin::Fetched(url) => host_and_port(url).0.to_owned(),
        };
        let values = [
            ("source", FluentValue::from(clean(&source))),
            ("from", origin_word(&proof.origin).into()),
            (
                "this",
                if short_lived { format!("{} UTC", day(proof.this_update)) } else { day(proof.this_update) }.into(),
            ),
            ("next", proof.next_update.map_or_else(|| "none".to_owned(), day).into()),
        ];
        self.texts.format(&format!("verify-revocation-by-{}", kind_word(proof.kind)), &values)
    }

    /// "a, b and c"
    fn list_of(&self, words: &[String]) -> String {
        match words {
            [] => self.texts.get("verify-nothing"),
            [one] => one.clone(),
            [first @ .., last] => {
                let values = [("first", first.join(", ").into()), ("last", last.clone().into())];
                self.texts.format("verify-revocation-and", &values)
            }
        }
    }
}

/// A moment that is not broken at the end of a line.
fn together(at: OffsetDateTime) -> String {
    minute(at).replace(' ', "\u{a0}")
}

/// The stable word for a kind of answer.
pub(crate) fn kind_word(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Crl => "crl",
        SourceKind::DeltaCrl => "delta-crl",
        SourceKind::Ocsp => "ocsp",
    }
}

/// A refusal that is certain stands before this reason.
pub(crate) fn is_beside_a_refusal(verdict: &Verdict, reason: &Reason) -> bool {
    verdict.reasons.iter().take_while(|r| *r != reason).any(|r| r.kind.effect() == Effect::Refuses)
}
