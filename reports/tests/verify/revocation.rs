//! What is said of revocation.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;
use std::path::Path;
use std::time::Duration;

use tillit_lab::Extension;
use tillit_reports::errors::Said as _;
use tillit_reports::i18n::{Language, Texts};
use tillit_reports::style::{Detail, Marks, Style, width};
use tillit_reports::verify::{VerifiedCertificate, VerifyReport, csv, exit_code, human, json, markdown, text};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::embedded;
use tillit_verifier::fetch::FetchErrorKind;
use tillit_verifier::identity::Kind;
use tillit_verifier::revocation::ocsp::ResponseStatus;
use tillit_verifier::revocation::{
    CrlError, CrlFlaw, LinkRevocation, Mode, Origin, Problem, ProblemKind, Proof, RevocationReason, Revoked,
    SourceKind, Status,
};
use tillit_verifier::verdict::{ReasonKind, Severity, Verdict};
use time::macros::datetime;

use super::{CertificateBuilder, Dn, Key, KeyKind, certificate, chained, only_older, reason, report, trusted, verdict};

const LIST: &str = "http://crl.lab.invalid/person.crl";
const RESPONDER: &str = "http://ocsp.lab.invalid/";

pub(super) fn revoked(reason: Option<RevocationReason>) -> Revoked {
    Revoked { at: datetime!(2026-11-01 07:30 UTC), reason }
}

const REASONS: [RevocationReason; 10] = [
    RevocationReason::Unspecified,
    RevocationReason::KeyCompromise,
    RevocationReason::CaCompromise,
    RevocationReason::AffiliationChanged,
    RevocationReason::Superseded,
    RevocationReason::CessationOfOperation,
    RevocationReason::CertificateHold,
    RevocationReason::RemoveFromCrl,
    RevocationReason::PrivilegeWithdrawn,
    RevocationReason::AaCompromise,
];

/// Every sort of problem, and every sort of what some of them carry.
fn kinds() -> Vec<ProblemKind> {
    let at = datetime!(2026-11-14 05:00 UTC);
    let oid = chained().leaf.signature_oid().clone();
    let name = chained().ca.subject().clone();
    let error = || "what the library says\u{1b}[31m".to_owned();
    let mut out = vec![
        ProblemKind::NoSource,
        ProblemKind::MalformedPoints,
        ProblemKind::Offline,
        ProblemKind::Scheme,
        ProblemKind::Stale { next_update: at, listed: None },
        ProblemKind::NoNextUpdate,
        ProblemKind::FromTheFuture { this_update: datetime!(2026-12-01 05:00 UTC) },
        ProblemKind::OtherIssuer { issuer: name.clone() },
        ProblemKind::OtherScope,
        ProblemKind::SomeReasons,
        ProblemKind::DeltaWithoutBase,
        ProblemKind::DeltaMissing,
        ProblemKind::UnknownCriticalExtension { extension: oid },
        ProblemKind::SignerMissing { signer: Some(name) },
        ProblemKind::SignatureInvalid,
        ProblemKind::SignatureUnsupported,
        ProblemKind::NoCrlSign,
        ProblemKind::SignerNotTrusted,
        ProblemKind::SignerRevoked,
        ProblemKind::SignerUnchecked,
        ProblemKind::NotAnOcspResponse,
        ProblemKind::OtherCertificate,
        ProblemKind::NonceDiffers,
        ProblemKind::ResponderUnknown,
        ProblemKind::ResponderNotAuthorized,
        ProblemKind::ResponderExpired { not_after: at },
        ProblemKind::GaveUp,
    ];
    out.extend(
        [
            FetchErrorKind::Dns(error()),
            FetchErrorKind::Connect(error()),
            FetchErrorKind::Timeout(Duration::from_secs(15)),
            FetchErrorKind::TooLarge(1 << 18),
            FetchErrorKind::Redirect(error()),
            FetchErrorKind::Status(403),
            FetchErrorKind::Other(error()),
        ]
        .map(ProblemKind::Fetch),
    );
    out.extend(crl_errors().map(ProblemKind::NotACrl));
    out.extend(
        [
            ResponseStatus::MalformedRequest,
            ResponseStatus::InternalError,
            ResponseStatus::TryLater,
            ResponseStatus::SigRequired,
            ResponseStatus::Unauthorized,
        ]
        .map(ProblemKind::ResponderStatus),
    );
    out.extend(
        [
            CrlFlaw::Version,
            CrlFlaw::NoNumber,
            CrlFlaw::CriticalNumber,
            CrlFlaw::LongNumber,
            CrlFlaw::NoAuthorityKeyId,
            CrlFlaw::PointNotCritical,
            CrlFlaw::DeltaNotCritical,
            CrlFlaw::EmptyList,
        ]
        .map(ProblemKind::StrictRule),
    );
    out
}

fn crl_errors() -> [CrlError; 5] {
    [
        CrlError::Malformed("thisUpdate"),
        CrlError::TrailingBytes(7),
        CrlError::Pem,
        CrlError::None,
        CrlError::Certificate,
    ]
}

pub(super) fn one_of_each_problem() -> Vec<Problem> {
    kinds().into_iter().map(|kind| problem(at_list(), kind)).collect()
}

fn problem(origin: impl Into<Option<Origin>>, kind: ProblemKind) -> Problem {
    Problem { origin: origin.into(), kind }
}

fn at_list() -> Origin {
    Origin::Fetched(LIST.to_owned())
}
fn at_responder() -> Origin {
    Origin::Fetched(RESPONDER.to_owned())
}
fn in_file() -> Origin {
    Origin::Given("listor/person.crl".to_owned())
}

fn list(origin: Origin) -> Proof {
    Proof {
        kind: SourceKind::Crl,
        origin,
        this_update: datetime!(2026-11-20 04:00 UTC),
        next_update: Some(datetime!(2026-11-27 04:00 UTC)),
        sha1: false,
    }
}
fn answer() -> Proof {
    Proof {
        kind: SourceKind::Ocsp,
        origin: Origin::Fetched(RESPONDER.to_owned()),
        this_update: datetime!(2026-11-21 09:00 UTC),
        next_update: Some(datetime!(2026-11-21 21:00 UTC)),
        sha1: false,
    }
}

fn link(link: usize, status: Status, proofs: Vec<Proof>, problems: Vec<Problem>) -> LinkRevocation {
    LinkRevocation { link, status, proofs, problems }
}

/// A card whose certificate names the list and the responder above, with what was found out.
fn looked_at(trusted: Option<bool>, found: Vec<LinkRevocation>) -> VerifiedCertificate {
    let mut reasons = Vec::new();
    for link in &found {
        let kind = match &link.status {
            Status::Revoked(revoked) => ReasonKind::Revoked(*revoked),
            Status::Unknown => ReasonKind::RevocationUnknown { problems: link.problems.clone() },
            Status::NoSource => ReasonKind::NoRevocationSource,
            Status::Good | Status::NotRevocable => continue,
        };
        reasons.push(reason(kind, link.link));
    }
    reasons.sort_by_key(|r| (r.kind.rank(), r.link));
    let mut verdict = Verdict { revocation: found, ..verdict("e-id", trusted, reasons) };
    verdict.chain.links[0].certificate = with_addresses().clone();
    certificate(vec![verdict], vec![])
}

fn with_addresses() -> &'static Certificate {
    static MADE: std::sync::OnceLock<Certificate> = std::sync::OnceLock::new();
    MADE.get_or_init(|| {
        let key = || Key::generate(KeyKind::P256).unwrap();
        let ca = CertificateBuilder::ca(Dn::new().common_name("LAB Person CA")).key(&key()).self_sign().unwrap();
        let leaf = CertificateBuilder::leaf(Dn::new().common_name("Tolvan"))
            .extension(Extension::crl_distribution_points(&[LIST]))
            .extension(Extension::authority_info_access(&[], &[RESPONDER]))
            .key(&key())
            .issue(&ca)
            .unwrap();
        Certificate::from_der(&leaf.der).unwrap()
    })
}

fn good() -> VerifiedCertificate {
    let fetched = Origin::Fetched("http://crl.lab.invalid/root.crl".to_owned());
    looked_at(
        Some(true),
        vec![
            link(0, Status::Good, vec![answer()], vec![]),
            link(1, Status::Good, vec![list(fetched)], vec![problem(at_responder(), ProblemKind::Offline)]),
        ],
    )
}
fn blocked(reason: Option<RevocationReason>) -> VerifiedCertificate {
    let proof = list(Origin::Given("listor/person.crl".to_owned()));
    looked_at(
        Some(false),
        vec![
            link(0, Status::Revoked(revoked(reason)), vec![proof], vec![]),
            link(1, Status::Good, vec![list(Origin::Cache(LIST.to_owned()))], vec![]),
        ],
    )
}
fn blocked_ca(reason: Option<RevocationReason>) -> VerifiedCertificate {
    let proof = list(Origin::Fetched(LIST.to_owned()));
    looked_at(Some(false), vec![link(1, Status::Revoked(revoked(reason)), vec![proof], vec![])])
}
fn unknown(problems: Vec<Problem>) -> VerifiedCertificate {
    looked_at(
        None,
        vec![
            link(0, Status::Unknown, vec![], problems),
            link(1, Status::Good, vec![list(Origin::Fetched("http://crl.lab.invalid/root.crl".to_owned()))], vec![]),
        ],
    )
}
fn silent() -> VerifiedCertificate {
    looked_at(
        Some(true),
        vec![link(0, Status::Good, vec![answer()], vec![]), link(1, Status::NoSource, vec![], vec![])],
    )
}
fn not_revocable() -> VerifiedCertificate {
    let proof = Proof { kind: SourceKind::DeltaCrl, next_update: None, ..list(Origin::Fetched(LIST.to_owned())) };
    looked_at(
        Some(true),
        vec![link(0, Status::NotRevocable, vec![], vec![]), link(1, Status::Good, vec![proof], vec![])],
    )
}

/// One of every state.
pub(super) fn all() -> Vec<VerifiedCertificate> {
    let mut out = vec![good(), silent(), not_revocable(), unknown(one_of_each_problem())];
    out.extend(REASONS.into_iter().map(Some).chain([None]).flat_map(|reason| [blocked(reason), blocked_ca(reason)]));
    out
}

fn by(mode: Mode, certificates: Vec<VerifiedCertificate>) -> VerifyReport {
    VerifyReport { revocation: mode, ..report(certificates) }
}

fn said(certificate: VerifiedCertificate, language: Language) -> String {
    let style = Style { width: 80, ..Style::default() };
    human(&by(Mode::Auto, vec![certificate]), &embedded(), &Texts::new(language), &style)
}

/// On one line, so that words can be looked for.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Names of the variants of an enum, read from its source: it may grow, and the compiler does not tell.
fn variants(file: &str, name: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("verifier/src").join(file);
    let source = fs::read_to_string(path).unwrap();
    let body = &source[source.find(&format!("pub enum {name} {{")).unwrap()..];
    let body = &body[..body.find("\n}").unwrap()];
    let lines = body.lines().skip(1).filter_map(|line| line.strip_prefix("    "));
    let lines = lines.filter(|line| line.starts_with(|c: char| c.is_ascii_uppercase()));
    lines.map(|line| line.chars().take_while(char::is_ascii_alphanumeric).collect()).collect()
}

fn variant_of(value: &impl Debug) -> String {
    format!("{value:?}").chars().take_while(char::is_ascii_alphanumeric).collect()
}

#[test]
fn nothing_that_may_be_wrong_is_left_out_of_these_tests() {
    let kinds = kinds();
    assert_eq!(kinds.iter().map(variant_of).collect::<BTreeSet<_>>(), variants("revocation/mod.rs", "ProblemKind"));
    let inner = |wanted: fn(&ProblemKind) -> Option<String>| kinds.iter().filter_map(wanted).collect::<BTreeSet<_>>();
    let errors = inner(|kind| match kind {
        ProblemKind::NotACrl(error) => Some(variant_of(error)),
        _ => None,
    });
    assert_eq!(errors, variants("revocation/crl.rs", "CrlError"));
    let flaws = inner(|kind| match kind {
        ProblemKind::StrictRule(flaw) => Some(variant_of(flaw)),
        _ => None,
    });
    assert_eq!(flaws, variants("revocation/crl.rs", "CrlFlaw"));
    let mut statuses = inner(|kind| match kind {
        ProblemKind::ResponderStatus(status) => Some(variant_of(status)),
        _ => None,
    });
    statuses.insert("Successful".to_owned());
    assert_eq!(statuses, variants("revocation/ocsp.rs", "ResponseStatus"));
    let reasons: BTreeSet<String> = REASONS.iter().map(variant_of).collect();
    assert_eq!(reasons, variants("revocation/mod.rs", "RevocationReason"));
}

#[test]
fn every_problem_has_words_and_a_next_step_of_its_own() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let mut clauses = BTreeSet::new();
        let mut words = BTreeSet::new();
        for kind in kinds() {
            for origin in
                [None, Some(in_file()), Some(at_list()), Some(at_responder()), Some(Origin::Cache(LIST.to_owned()))]
            {
                for mode in [Mode::Auto, Mode::Ocsp] {
                    let report = by(mode, vec![unknown(vec![problem(origin.clone(), kind.clone())])]);
                    let value = json(&report, &embedded(), &texts);
                    let found = &value["results"][0]["verdicts"][0]["revocation_checks"][0]["problems"][0];
                    let clause = found["text"].as_str().unwrap();
                    let finding = &value["findings"][0];
                    let (said, remedy) = (finding["text"].as_str().unwrap(), finding["remedy"].as_str().unwrap());
                    assert_eq!(finding["code"], "T-126");
                    assert!(said.contains(clause), "{said}\n{clause}");
                    for text in [clause, said, remedy] {
                        for trace in ["verify-", "T-126", "{$", "none", "\u{1b}", "  "] {
                            assert!(!text.contains(trace), "{kind:?} {origin:?}: {trace:?} in {text:?}");
                        }
                    }
                    let kept = if language == Language::En { "Do not replace the card" } else { "Byt inte kort" };
                    assert!(remedy.contains(kept), "{remedy}");
                    assert!(remedy.len() > kept.len() + 40, "{kind:?}: {remedy}");
                    let word = found["problem"].as_str().unwrap();
                    assert!(word != "other", "{kind:?} has no word");
                    words.insert(word.to_owned());
                    if origin == Some(at_list()) && mode == Mode::Auto {
                        clauses.insert(clause.to_owned());
                    }
                }
            }
        }
        assert_eq!(clauses.len(), kinds().len(), "two problems share their words");
        // One word for all rules of `--strict`; the rule is in the detail.
        assert_eq!(words.len(), kinds().len() - 7);
    }
}

#[test]
fn what_can_be_mended_here_is_told_first() {
    let told = |problems: Vec<Problem>| {
        let value = json(&by(Mode::Auto, vec![unknown(problems)]), &embedded(), &Texts::new(Language::En));
        value["results"][0]["verdicts"][0]["reasons"][0]["detail"]["problem"].as_str().unwrap().to_owned()
    };
    let stale = || ProblemKind::Stale { next_update: datetime!(2026-11-14 05:00 UTC), listed: None };
    let connect = || ProblemKind::Fetch(FetchErrorKind::Connect("refused".to_owned()));
    let later = || ProblemKind::ResponderStatus(ResponseStatus::TryLater);
    for (first, second, word) in [
        (problem(at_responder(), later()), problem(at_list(), connect()), "fetch-connect"),
        (problem(at_list(), stale()), problem(at_responder(), connect()), "fetch-connect"),
        (problem(at_responder(), connect()), problem(in_file(), stale()), "stale"),
        (
            problem(at_responder(), ProblemKind::Offline),
            problem(in_file(), ProblemKind::SignatureInvalid),
            "signature-invalid",
        ),
        (
            problem(at_list(), ProblemKind::OtherScope),
            problem(at_list(), ProblemKind::SignatureInvalid),
            "signature-invalid",
        ),
        (problem(None, ProblemKind::NoSource), problem(at_list(), ProblemKind::NoNextUpdate), "no-next-update"),
    ] {
        assert_eq!(told(vec![first.clone(), second.clone()]), word);
        assert_eq!(told(vec![second, first]), word);
    }
}

#[test]
fn an_unreachable_source_is_named_with_the_port_to_open_and_the_list_to_bring() {
    let refused = ProblemKind::Fetch(FetchErrorKind::Connect("timed out".to_owned()));
    for (language, words) in [
        (
            Language::En,
            [
                "? cannot say",
                "It cannot be said yet whether the certificate is revoked: http://crl.lab.invalid/person.crl cannot be reached (no answer).",
                "open crl.lab.invalid (TCP port 80) and ocsp.lab.invalid (TCP port 80) outbound",
                "fetch http://crl.lab.invalid/person.crl on a computer that can, and hand it over with --crl FILE",
                "Do not replace the card because of this.",
                "Revocation (auto): cannot say for the certificate (-v shows every source)",
            ],
        ),
        (
            Language::Sv,
            [
                "? kan inte avgöras",
                "Det går inte att säga ännu om certifikatet är spärrat: http://crl.lab.invalid/person.crl går inte att nå (inget svar).",
                "öppna crl.lab.invalid (TCP-port 80) och ocsp.lab.invalid (TCP-port 80) för utgående trafik",
                "hämta http://crl.lab.invalid/person.crl på en dator som når dit, och ange filen med --crl FIL",
                "Byt inte kort av den här anledningen.",
                "Spärrkontroll (auto): kan inte avgöras för certifikatet (-v visar varje källa)",
            ],
        ),
    ] {
        let problems = vec![problem(at_list(), refused.clone()), problem(at_responder(), refused.clone())];
        let said = joined(&said(unknown(problems), language));
        for word in words {
            assert!(said.contains(word), "{word}\n{said}");
        }
        assert!(!said.contains('✘') && !said.contains("är spärrat sedan"), "{said}");
    }
}

fn told_in(mode: Mode, language: Language, problems: Vec<Problem>) -> (String, String) {
    let value = json(&by(mode, vec![unknown(problems)]), &embedded(), &Texts::new(language));
    let finding = &value["findings"][0];
    (finding["text"].as_str().unwrap().to_owned(), finding["remedy"].as_str().unwrap().to_owned())
}

#[test]
fn the_next_step_fits_who_answered_and_how() {
    let fetch = |kind| ProblemKind::Fetch(kind);
    let status = |status| fetch(FetchErrorKind::Status(status));
    let connect = || fetch(FetchErrorKind::Connect("tcp connect error: Connection refused (os error 111)".to_owned()));
    let local = || Origin::Fetched("http://127.0.0.1:8080/ca.crl".to_owned());
    let six = || Origin::Fetched("http://[::1]:8080/ca.crl".to_owned());
    for (mode, origin, kind, words) in [
        (
            Mode::Auto,
            Some(at_list()),
            fetch(FetchErrorKind::Dns("no".to_owned())),
            "make crl.lab.invalid (TCP port 80) resolvable (DNS)",
        ),
        (Mode::Auto, Some(local()), connect(), "keep tillit lab serve running"),
        (Mode::Auto, Some(six()), fetch(FetchErrorKind::Timeout(Duration::from_secs(3))), "leads to this computer"),
        (Mode::Auto, Some(at_list()), connect(), "Behind a proxy, set http_proxy."),
        (Mode::Auto, Some(at_list()), status(403), "in a browser"),
        (Mode::Auto, Some(at_list()), status(407), "exempt crl.lab.invalid from it"),
        (Mode::Auto, Some(at_list()), status(503), "in a few minutes"),
        (Mode::Auto, Some(at_responder()), status(429), "in a few minutes"),
        (Mode::Auto, Some(at_responder()), status(403), "other than the issuer's OCSP responder answered"),
        (Mode::Auto, Some(at_responder()), ProblemKind::NotAnOcspResponse, "let ocsp.lab.invalid through unchanged"),
        (Mode::Ocsp, None, ProblemKind::NoSource, "Ask with --revocation auto instead"),
        (Mode::Crl, None, ProblemKind::NoSource, "Ask the issuer for its revocation list"),
        (Mode::Auto, Some(at_list()), ProblemKind::Scheme, "an LDAP program"),
    ] {
        let (_, remedy) = told_in(mode, Language::En, vec![problem(origin, kind.clone())]);
        assert!(remedy.contains(words), "{kind:?}: {words}\n{remedy}");
        assert_eq!(remedy.matches("browser").count(), usize::from(words.contains("browser")), "{remedy}");
    }
    let (said, _) = told_in(Mode::Ocsp, Language::En, vec![problem(None, ProblemKind::NoSource)]);
    assert!(said.ends_with("is revoked: it names no OCSP responder."), "{said}");
}

#[test]
fn the_words_of_the_network_library_are_for_v_and_json() {
    for (raw, sv, en) in [
        ("tcp connect error: Connection refused (os error 111)", " (anslutningen nekades).", " (connection refused)."),
        ("operation timed out", " (inget svar).", " (no answer)."),
        ("Network is unreachable (os error 101)", " (nätet går inte att nå).", " (network unreachable)."),
        ("something else", "går inte att nå.", "cannot be reached."),
    ] {
        let kind = ProblemKind::Fetch(FetchErrorKind::Connect(raw.to_owned()));
        for (language, words) in [(Language::Sv, sv), (Language::En, en)] {
            let (said, _) = told_in(Mode::Auto, language, vec![problem(at_list(), kind.clone())]);
            assert!(said.ends_with(words) && !said.contains(raw), "{words}\n{said}");
            let report = by(Mode::Auto, vec![unknown(vec![problem(at_list(), kind.clone())])]);
            let style = Style { detail: Detail::Full, ..Style::default() };
            let full = joined(&human(&report, &embedded(), &Texts::new(language), &style));
            assert!(full.contains(raw), "{full}");
            let value = json(&report, &embedded(), &Texts::new(language));
            assert_eq!(value["results"][0]["verdicts"][0]["reasons"][0]["detail"]["detail"]["error"], raw);
        }
    }
}

#[test]
fn an_old_list_that_names_the_card_is_told() {
    let named = || ProblemKind::Stale { next_update: datetime!(2026-11-14 05:00 UTC), listed: Some(revoked(None)) };
    let (said, remedy) = told_in(Mode::Crl, Language::Sv, vec![problem(in_file(), named())]);
    assert!(said.ends_with(". Där står certifikatet som spärrat sedan 2026-11-01."), "{said}");
    assert!(remedy.ends_with("Hämta en aktuell lista innan något bestäms om kortet."), "{remedy}");
    assert!(!remedy.contains("Byt inte kort"), "{remedy}");
    // Another problem is told first.
    let refused = ProblemKind::Fetch(FetchErrorKind::Connect("refused".to_owned()));
    let both = vec![problem(at_list(), named()), problem(at_responder(), refused)];
    let (said, remedy) = told_in(Mode::Auto, Language::En, both.clone());
    let words =
        "http://crl.lab.invalid/person.crl, which is too old, names the certificate as revoked since 2026-11-01.";
    assert!(said.ends_with(words), "{said}");
    assert!(remedy.ends_with("Get a current list before deciding about the card."), "{remedy}");
    let value = json(&by(Mode::Auto, vec![unknown(both)]), &embedded(), &Texts::new(Language::En));
    let found = &value["results"][0]["verdicts"][0]["revocation_checks"][0];
    assert_eq!(found["status"], "cannot-say");
    assert_eq!(found["problems"][0]["detail"]["listed_revoked_at"], "2026-11-01T07:30:00Z");
    assert_eq!((&found["problems"][0]["from"], &found["problems"][1]["from"]), (&"fetched".into(), &"address".into()));
}

#[test]
fn a_revoked_card_a_hold_and_a_ca_are_told_apart() {
    let of = |certificate: VerifiedCertificate| joined(&said(certificate, Language::Sv));
    let ended = of(blocked(Some(RevocationReason::AffiliationChanged)));
    assert!(ended.contains("✘ inte betrott"), "{ended}");
    assert!(ended.contains("Certifikatet är spärrat sedan 2026-11-01, för 20 dagar sedan: innehavarens namn eller anställning har ändrats (affiliationChanged). [T-125]"), "{ended}");
    assert!(ended.contains("utfärdarkontoret") && ended.contains("om innehavaren fortfarande ska ha kort"), "{ended}");
    assert!(ended.contains("Spärrkontroll (auto): spärrat, enligt spärrlista från 2026-11-20 (filen person.crl, nästa senast 2026-11-27)"), "{ended}");
    let unsaid = of(blocked(None));
    assert!(unsaid.contains("för 20 dagar sedan. [T-125]"), "{unsaid}");
    let hold = of(blocked(Some(RevocationReason::CertificateHold)));
    assert!(hold.contains("tillfälligt spärrat") && hold.contains("Beställ inget nytt kort innan dess"), "{hold}");
    let ca = of(blocked_ca(Some(RevocationReason::CaCompromise)));
    assert!(ca.contains("LAB Person CA är spärrat sedan 2026-11-01") && ca.contains("[T-128]"), "{ca}");
    assert!(ca.contains("Spärrkontroll (auto): LAB Person CA är spärrat, enligt"), "{ca}");
    let mut server = blocked(Some(RevocationReason::KeyCompromise));
    server.judgement.identity.kind = Kind::Function;
    assert!(of(server).contains("Ta nyckeln ur bruk"));
}

#[test]
fn nobody_is_asked_to_keep_a_card_that_is_refused_anyway() {
    let offline = vec![problem(at_list(), ProblemKind::Offline)];
    let both = looked_at(
        Some(false),
        vec![
            link(0, Status::Revoked(revoked(None)), vec![answer()], vec![]),
            link(1, Status::Unknown, vec![], offline),
        ],
    );
    assert!(!said(both.clone(), Language::Sv).contains("T-126"));
    let style = Style { width: 80, detail: Detail::Full, ..Style::default() };
    let said = joined(&human(&by(Mode::Auto, vec![both]), &embedded(), &Texts::new(Language::Sv), &style));
    let words = "Dessutom går det inte att säga om certifikatet för LAB Person CA är spärrat";
    assert!(said.contains(words), "{said}");
    assert!(!said.contains("Byt inte kort") && !said.contains("utan --offline"), "{said}");
}

#[test]
fn the_line_says_by_whose_word() {
    for (certificate, sv, en) in [
        (
            good(),
            "Spärrkontroll (auto): inte spärrat, enligt OCSP-svar från 2026-11-21 09:00 UTC (ocsp.lab.invalid, gäller till 2026-11-21 21:00); inte heller utfärdaren, enligt spärrlista från 2026-11-20 (crl.lab.invalid, nästa senast 2026-11-27)",
            "Revocation (auto): not revoked, by OCSP of 2026-11-21 09:00 UTC (ocsp.lab.invalid, holds until 2026-11-21 21:00); nor is its issuer, by the list of 2026-11-20 (crl.lab.invalid, next due 2026-11-27)",
        ),
        (
            silent(),
            "; ingen kan tillfrågas om LAB Person CA [T-127]",
            "; nobody can be asked about LAB Person CA [T-127]",
        ),
        (
            not_revocable(),
            "certifikatet uppger att det inte kan spärras (noRevAvail); utfärdaren är inte spärrad, enligt ändringslista från 2026-11-20 04:00 UTC (crl.lab.invalid)",
            "the certificate says that it cannot be revoked (noRevAvail); its issuer is not revoked, by the list of changes of 2026-11-20 04:00 UTC (crl.lab.invalid)",
        ),
        (
            super::refused(),
            "Spärrkontroll (auto): inte gjord, eftersom certifikatet avvisas ändå",
            "Revocation (auto): not looked at, because the certificate is refused without it",
        ),
        (
            super::cannot_say(),
            "Spärrkontroll (auto): inte gjord ännu, eftersom kedjan inte är fullständig",
            "Revocation (auto): not looked at yet, because the chain is not complete",
        ),
    ] {
        for (language, words) in [(Language::Sv, sv), (Language::En, en)] {
            let said = said(certificate.clone(), language);
            assert!(joined(&said).contains(words), "{words}\n{}", joined(&said));
            assert!(!said.contains("--revocation auto"), "{said}");
            for line in said.lines() {
                assert!(width(line) <= 80 || line.contains("http"), "{line}");
            }
        }
    }
}

#[test]
fn with_v_every_source_is_shown_whole() {
    let style = Style { width: 80, detail: Detail::Full, marks: Marks::Ascii, ..Style::default() };
    let problems = vec![
        problem(in_file(), ProblemKind::Stale { next_update: datetime!(2026-11-14 05:00 UTC), listed: None }),
        problem(at_responder(), ProblemKind::ResponderStatus(ResponseStatus::TryLater)),
    ];
    let report = by(Mode::Auto, vec![unknown(problems)]);
    let said = human(&report, &embedded(), &Texts::new(Language::Sv), &style);
    let said = joined(&said);
    for words in [
        "certifikatet: kan inte avgöras",
        "inget svar: spärrlistan listor/person.crl skulle ha ersatts senast 2026-11-14 05:00 UTC (för 7 dagar sedan) och räknas inte längre",
        "inget svar: OCSP-tjänsten http://ocsp.lab.invalid/ kan inte svara just nu (tryLater)",
        "LAB Person CA: inte spärrat",
        "spärrlista http://crl.lab.invalid/root.crl (hämtad), 2026-11-20 04:00 – 2026-11-27 04:00 UTC",
        "Hämta en nyare spärrlista från http://crl.lab.invalid/person.crl, och ange den med --crl FIL.",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(!said.contains("-v visar"), "{said}");
}

#[test]
fn the_short_answer_and_the_tables_tell_the_mode() {
    let texts = Texts::new(Language::En);
    let report = by(Mode::Require, vec![good(), blocked(None)]);
    let brief = human(&report, &embedded(), &texts, &Style { detail: Detail::Brief, ..Style::default() });
    assert!(brief.ends_with("Revocation checked with --revocation require\n"), "{brief}");
    let table = markdown(&report, &embedded(), &texts);
    assert!(table.lines().next().unwrap().ends_with("| Generation | Revocation |"), "{table}");
    assert!(table.contains("| not revoked |") && table.contains("| revoked |"), "{table}");
    assert!(table.contains("\nRevocation checked with --revocation require\n"), "{table}");
    let rows = csv(&report, &embedded(), &texts);
    let header = rows.lines().next().unwrap();
    assert!(header.ends_with(",revocation,at,revocation_mode,revoked_at,revocation_reason"), "{header}");
    assert!(rows.contains(",good,2026-11-21T12:00:00Z,require,,\r\n"), "{rows}");
    assert!(rows.contains(",revoked,2026-11-21T12:00:00Z,require,2026-11-01T07:30:00Z,\r\n"), "{rows}");
    let superseded = by(Mode::Crl, vec![blocked(Some(RevocationReason::Superseded))]);
    assert!(csv(&superseded, &embedded(), &texts).contains(",crl,2026-11-01T07:30:00Z,superseded\r\n"));
    // Whoever reads a table without the words below it sees that nothing was asked.
    let off = markdown(&by(Mode::Off, vec![trusted()]), &embedded(), &texts);
    assert!(off.contains("| Generation | Revocation |") && off.contains("| not checked |"), "{off}");
    assert!(off.contains("--revocation auto"), "{off}");
}

#[test]
fn one_line_tells_that_nobody_could_be_asked_and_the_summary_how_many_are_revoked() {
    let certificates = || vec![good(), silent(), blocked(None), super::refused()];
    for (language, nobody, summary) in [
        (Language::Sv, ": betrott (spärr: ingen att fråga)\n", "2 inte betrodda, varav 1 spärrat"),
        (Language::En, ": trusted (revocation: nobody to ask)\n", "2 not trusted, 1 of them revoked"),
    ] {
        let (texts, style) = (Texts::new(language), Style { detail: Detail::Brief, ..Style::default() });
        let brief = human(&by(Mode::Auto, certificates()), &embedded(), &texts, &style);
        assert_eq!(brief.matches(nobody).count(), 1, "{brief}");
        assert!(brief.contains(summary), "{brief}");
    }
}

#[test]
fn another_time_explains_what_is_too_young_or_too_old() {
    for (kind, without) in [
        (ProblemKind::FromTheFuture { this_update: datetime!(2026-11-22 05:00 UTC) }, "klock"),
        (ProblemKind::Stale { next_update: datetime!(2026-11-14 05:00 UTC), listed: None }, "klock"),
        (ProblemKind::ResponderExpired { not_after: datetime!(2026-11-14 05:00 UTC) }, "Anmäl"),
        (ProblemKind::SignerNotTrusted, "Lita inte på svaret"),
    ] {
        let mut report = by(Mode::Crl, vec![unknown(vec![problem(at_list(), kind)])]);
        for (at_is_set, words) in [(false, without), (true, "Utelämna --at")] {
            report.at_is_set = at_is_set;
            let said = joined(&text(&report, &embedded(), &Texts::new(Language::Sv)));
            assert!(said.contains(words), "{words}\n{said}");
        }
    }
}

#[test]
fn json_has_what_was_found() {
    let value = json(&by(Mode::Auto, vec![good()]), &embedded(), &Texts::new(Language::En));
    let result = &value["results"][0];
    assert_eq!((&result["revocation"], &result["revocation_mode"]), (&"good".into(), &"auto".into()));
    let links = &result["verdicts"][0]["revocation_checks"];
    assert_eq!(
        links[0],
        serde_json::json!({
            "link": 0, "status": "good", "revoked_at": null, "reason": null, "problems": [],
            "proofs": [{
                "kind": "ocsp", "from": "fetched", "source": RESPONDER,
                "this_update": "2026-11-21T09:00:00Z", "next_update": "2026-11-21T21:00:00Z",
            }],
        })
    );
    let problem = &links[1]["problems"][0];
    assert_eq!((&problem["source"], &problem["problem"]), (&RESPONDER.into(), &"offline".into()));
    assert_eq!(problem["from"], "address");

    let hold = blocked(Some(RevocationReason::CertificateHold));
    let value = json(&by(Mode::Crl, vec![hold]), &embedded(), &Texts::new(Language::Sv));
    let result = &value["results"][0];
    assert_eq!(result["revocation"], "revoked");
    let found = &result["verdicts"][0]["revocation_checks"][0];
    assert_eq!(found["status"], "revoked");
    assert_eq!(found["revoked_at"], "2026-11-01T07:30:00Z");
    assert_eq!(found["reason"], "certificateHold");
    assert_eq!(found["proofs"][0]["from"], "given");
    let reason = &result["verdicts"][0]["reasons"][0];
    assert_eq!(reason["code"], "T-125");
    assert_eq!(reason["detail"]["reason"], "certificateHold");

    for (certificate, word) in [
        (unknown(one_of_each_problem()), "cannot-say"),
        (silent(), "no-source"),
        (not_revocable(), "not-revocable"),
        (trusted(), "not-checked"),
        (blocked_ca(None), "revoked"),
    ] {
        let value = json(&by(Mode::Auto, vec![certificate]), &embedded(), &Texts::new(Language::En));
        assert_eq!(value["results"][0]["revocation"], word);
    }
    // The verdict that decides is the one that tells.
    let mut older = only_older();
    older.judgement.verdicts[1].revocation = vec![link(0, Status::Good, vec![answer()], vec![])];
    let value = json(&by(Mode::Auto, vec![older]), &embedded(), &Texts::new(Language::En));
    assert_eq!(value["results"][0]["revocation"], "good");
}

#[test]
fn unknown_is_neither_good_nor_revoked() {
    let code = |certificate| exit_code(&by(Mode::Auto, vec![certificate]), Severity::Warning);
    assert_eq!(code(good()), 0);
    assert_eq!(code(silent()), 0);
    assert_eq!(code(blocked(None)), 1);
    assert_eq!(code(blocked_ca(None)), 1);
    for kind in kinds() {
        assert_eq!(code(unknown(vec![problem(None, kind)])), 3);
    }
}

#[test]
fn a_file_that_is_no_list_is_told_with_the_next_step() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let mut said = BTreeSet::new();
        for error in crl_errors() {
            let sentence = error.say(&texts);
            assert!(["T-027", "T-028"].contains(&sentence.code.code), "{sentence:?}");
            assert!(sentence.remedy.contains("crl"), "{sentence:?}");
            said.insert(sentence.text);
        }
        assert_eq!(said.len(), crl_errors().len());
    }
}
