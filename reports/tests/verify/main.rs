//! Renderings of `tillit verify`, from judgements that are put together here: every kind of reason, in both languages and all formats.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr, missing_docs)]

mod revocation;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use tillit_lab::{CertificateBuilder, Dn, Key, KeyKind};
use tillit_reports::i18n::{Language, Texts};
use tillit_reports::style::{Detail, Marks, Style, width};
use tillit_reports::verify::{
    InputNote, InputNoteKind, InputProblem, InputProblemKind, VerifiedCertificate, VerifyReport, answer, csv,
    exit_code, human, json, markdown, ndjson, schema, text,
};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::store::Refusal;
use tillit_verifier::catalog::{Catalog, embedded};
use tillit_verifier::container::{ContainerError, ContainerKind, EntryError, OtherFormat, Position, Quirk};
use tillit_verifier::flaws::{DerDeviation, Flaw};
use tillit_verifier::identity::{AssuranceLevel, CardKind, Identity, Kind, LevelSource, Use};
use tillit_verifier::input::InputError;
use tillit_verifier::revocation::Mode;
use tillit_verifier::verdict::{
    Chain, GenerationId, Judgement, Link, MissingCa, OverruleFeature, Purpose, Reason, ReasonKind, Severity, Verdict,
};
use time::macros::{date, datetime};

/// An invented person's certificate with an issuing CA and a root. The name is hostile, the number in the CN is a test number.
struct Chained {
    leaf: Certificate,
    ca: Certificate,
    root: Certificate,
}

const HOSTILE: &str = "Tolvan \u{1b}[31m 191212121212\u{202e}|<b>=";

fn chained() -> &'static Chained {
    static MADE: OnceLock<Chained> = OnceLock::new();
    MADE.get_or_init(|| {
        let key = || Key::generate(KeyKind::P256).unwrap();
        let dn = |cn: &str| Dn::new().country("SE").organisation("Lab AB (påhittad)").common_name(cn);
        let root = CertificateBuilder::ca(dn("LAB Root")).key(&key()).self_sign().unwrap();
        let ca = CertificateBuilder::ca(dn("LAB Person CA")).key(&key()).issue(&root).unwrap();
        let leaf = CertificateBuilder::leaf(dn(HOSTILE)).key(&key()).issue(&ca).unwrap();
        let read = |der: &[u8]| Certificate::from_der(der).unwrap();
        Chained { leaf: read(&leaf.der), ca: read(&ca.der), root: read(&root.der) }
    })
}

fn id(generation: &str) -> GenerationId {
    GenerationId { pki: "siths".to_owned(), generation: generation.to_owned() }
}

fn identity() -> Identity {
    Identity {
        kind: Kind::PersonHsaId,
        usage: Use::Authentication,
        generation: Some(id("e-id")),
        test_environment: false,
        display_name: HOSTILE.to_owned(),
        organisation: Some("Region Påhitt".to_owned()),
        hsa_id: Some("SE2321000016-1ABC".to_owned()),
        personal_number: None,
        assurance: Some(AssuranceLevel { level: 3, source: LevelSource::IssuingCa("LAB Person CA".to_owned()) }),
        card_number: Some("9752000000000000012".to_owned()),
        card_kind_guess: Some(CardKind::Reserve),
    }
}

fn full_chain() -> Chain {
    let c = chained();
    let link = |certificate: &Certificate, pinned| Link { certificate: certificate.clone(), ca: None, pinned };
    Chain { links: vec![link(&c.leaf, None), link(&c.ca, Some(false)), link(&c.root, Some(true))], complete: true }
}

fn reason(kind: ReasonKind, link: usize) -> Reason {
    let c = chained();
    let subject = [&c.leaf, &c.ca, &c.root][link].subject().clone();
    Reason { kind, link, subject }
}

fn verdict(generation: &str, trusted: Option<bool>, reasons: Vec<Reason>) -> Verdict {
    let elsewhere = trusted == Some(false) && reasons.is_empty();
    Verdict {
        under: id(generation),
        issued_under: if elsewhere { Some(false) } else { Some(true) },
        trusted,
        chain: if elsewhere { Chain::default() } else { full_chain() },
        reasons,
        policies: Vec::new(),
        revocation: Vec::new(),
    }
}

fn certificate(verdicts: Vec<Verdict>, flaws: Vec<Flaw>) -> VerifiedCertificate {
    VerifiedCertificate {
        input: "kort.pem".to_owned(),
        index: 0,
        of: 1,
        position: Position::Line(1),
        alias: None,
        judgement: Judgement { certificate: chained().leaf.clone(), identity: identity(), verdicts, flaws },
    }
}

fn report(certificates: Vec<VerifiedCertificate>) -> VerifyReport {
    VerifyReport {
        version: "0.1.0".to_owned(),
        at: datetime!(2026-11-21 12:00 UTC),
        at_is_set: false,
        purpose: Purpose::Login,
        certificates,
        problems: Vec::new(),
        notes: Vec::new(),
        show_personal_id: false,
        generations: None,
        revocation: Mode::Off,
    }
}

fn trusted() -> VerifiedCertificate {
    certificate(vec![verdict("e-id", Some(true), vec![]), verdict("root-v1", Some(false), vec![])], vec![])
}
fn only_older() -> VerifiedCertificate {
    let kind = ReasonKind::OnlyUnderOlder { newest: id("e-id") };
    let mut older = certificate(
        vec![verdict("e-id", Some(false), vec![]), verdict("root-v1", Some(true), vec![reason(kind, 0)])],
        vec![],
    );
    older.judgement.identity.generation = Some(id("root-v1"));
    older
}
fn refused() -> VerifiedCertificate {
    let kind = ReasonKind::Expired { not_after: datetime!(2026-01-01 00:00 UTC) };
    certificate(vec![verdict("e-id", Some(false), vec![reason(kind, 0)])], vec![])
}
fn cannot_say() -> VerifiedCertificate {
    certificate(vec![verdict("e-id", None, vec![reason(ReasonKind::IssuerMissing(missing(true)), 0)])], vec![])
}
fn missing(known: bool) -> MissingCa {
    MissingCa {
        subject: chained().ca.subject().clone(),
        key_id: Some(vec![1, 2, 3]),
        ca: known.then(|| "LAB Person CA".to_owned()),
        sha256: None,
        urls: vec!["http://aia.lab.invalid/person.cer".to_owned()],
    }
}

/// One of every kind, at every link where it makes sense.
fn all_reasons() -> Vec<Reason> {
    let sha256 = chained().root.fingerprint();
    let oid = || chained().leaf.signature_oid().clone();
    let at = datetime!(2026-01-01 00:00 UTC);
    let mut out = Vec::new();
    for link in 0..3 {
        for kind in [
            ReasonKind::IssuerMissing(missing(true)),
            ReasonKind::IssuerMissing(missing(false)),
            ReasonKind::GaveUp { paths: 64, signatures: 1024 },
            ReasonKind::UnknownRoot { sha256 },
            ReasonKind::LookAlike { ca: "SITHS Root CA v1".to_owned(), sha256 },
            ReasonKind::SignatureInvalid,
            ReasonKind::SignatureUnsupported { algorithm: oid() },
            ReasonKind::AlgorithmMismatch,
            ReasonKind::WeakDigest { digest: "MD5" },
            ReasonKind::Sha1Accepted,
            ReasonKind::WeakKey { bits: 512 },
            ReasonKind::Expired { not_after: at },
            ReasonKind::NotYetValid { not_before: at },
            ReasonKind::NotCa,
            ReasonKind::NoCertSign,
            ReasonKind::PathTooLong { allowed: 0 },
            ReasonKind::TooDeep { limit: 12 },
            ReasonKind::UnknownCriticalExtension { extension: oid() },
            ReasonKind::MalformedExtension { extension: oid() },
            ReasonKind::RepeatedExtension { extension: oid() },
            ReasonKind::NameConstraint { name: "x.example".to_owned(), excluded: true },
            ReasonKind::NameConstraint { name: "y.example".to_owned(), excluded: false },
            ReasonKind::NameConstraintUnsupported,
            ReasonKind::PolicyRequired,
            ReasonKind::SignatureCertificateForLogin,
            ReasonKind::LoginCertificateForSigning,
            ReasonKind::KeyUsage { has: vec![], needs: "digitalSignature" },
            ReasonKind::ExtendedKeyUsage { has: vec!["1.3.6.1.5.5.7.3.1".to_owned()], needs: "clientAuth" },
            ReasonKind::HostMismatch { host: "a.example".to_owned(), names: vec!["b.example".to_owned(); 9] },
            ReasonKind::ObservedCa { sha256, listed: true },
            ReasonKind::ObservedCa { sha256, listed: false },
            ReasonKind::IssuedAfterEnd { end: date!(2020 - 09 - 02) },
            ReasonKind::StrictRule(Flaw::SerialTooLong { octets: 21 }),
            ReasonKind::OnlyUnderOlder { newest: id("e-id") },
            ReasonKind::TestEnvironment,
            ReasonKind::SecondJudge { error: "BadDer".to_owned() },
            ReasonKind::SecondJudgeOverruled { error: "X".to_owned(), feature: OverruleFeature::NameEncoding },
            ReasonKind::SecondJudgeOverruled { error: "X".to_owned(), feature: OverruleFeature::NameConstraintForm },
            ReasonKind::SecondJudgeOverruled { error: "X".to_owned(), feature: OverruleFeature::PolicyExtensions },
            ReasonKind::SecondJudgeOverruled { error: "X".to_owned(), feature: OverruleFeature::SelfIssued },
            ReasonKind::SecondJudgeOverruled { error: "X".to_owned(), feature: OverruleFeature::Version1 },
            ReasonKind::SecondJudgeOverruled { error: "X".to_owned(), feature: OverruleFeature::LongPath },
            ReasonKind::SecondJudgeOverruled { error: "X".to_owned(), feature: OverruleFeature::EarlyDate },
            ReasonKind::SecondJudgeOverruled { error: "X".to_owned(), feature: OverruleFeature::UniqueId },
            ReasonKind::Revoked(revocation::revoked(None)),
            ReasonKind::RevocationUnknown { problems: revocation::one_of_each_problem() },
            ReasonKind::NoRevocationSource,
            ReasonKind::Sha1Answer,
        ] {
            out.push(reason(kind, link));
        }
    }
    out
}

fn all_flaws() -> Vec<Flaw> {
    let oid = || chained().leaf.signature_oid().clone();
    vec![
        Flaw::PrintableString { attribute: "2.5.4.5".to_owned(), character: '_' },
        Flaw::NoSubjectKeyId,
        Flaw::NoAuthorityKeyId,
        Flaw::SmallExponent { exponent: 3 },
        Flaw::ShortKey { bits: 1024 },
        Flaw::Sha1Signature,
        Flaw::Md5Signature,
        Flaw::SerialNotPositive,
        Flaw::SerialTooLong { octets: 21 },
        Flaw::Country { value: "se\u{1b}".to_owned() },
        Flaw::NegativeValidity,
        Flaw::Version { version: 1 },
        Flaw::CaWithoutKeyUsage,
        Flaw::BasicConstraintsNotCritical,
        Flaw::CertSignWithoutCa,
        Flaw::NoAltName,
        Flaw::RepeatedExtension { extension: oid() },
        Flaw::MalformedExtension { extension: oid() },
        Flaw::EmptyIssuer,
        Flaw::AlgorithmMismatch,
        Flaw::AttributeStringType {
            attribute: "2.5.4.6".to_owned(),
            string_type: tillit_verifier::name::StringType::Utf8,
        },
        Flaw::AttributeTooLong { attribute: "2.5.4.3".to_owned(), characters: 65, limit: 64 },
        Flaw::DateEncoding { end: true },
        Flaw::DateEncoding { end: false },
        Flaw::ExtensionsInOldVersion { version: 1 },
        Flaw::UniqueId,
        Flaw::EmptyKeyUsage,
        Flaw::Criticality { extension: oid(), critical: true },
        Flaw::Criticality { extension: oid(), critical: false },
        Flaw::PathLengthWithoutCa,
        Flaw::NameConstraintsWithoutCa,
        Flaw::EmptyCaSubject,
        Flaw::NoName,
        Flaw::EmptyAltName,
        Flaw::RepeatedPolicy { policy: oid() },
        Flaw::AltNameSyntax { name: "a_b.example\u{1b}".to_owned() },
        Flaw::EmptyNameConstraints,
        Flaw::NotDer { deviation: DerDeviation::ExplicitDefault },
        Flaw::NotDer { deviation: DerDeviation::SetOrder },
        Flaw::NotDer { deviation: DerDeviation::TrailingZeroBits },
        Flaw::NameConstraintSyntax { name: ".example".to_owned() },
    ]
}

fn all_problems() -> Vec<InputProblem> {
    let io = || std::io::Error::other("disk\u{1b}[0m");
    let mut kinds: Vec<InputProblemKind> = [
        InputError::NotFound,
        InputError::Vanished,
        InputError::PermissionDenied,
        InputError::PipeWithoutWriter { seconds: 3 },
        InputError::SpecialFile,
        InputError::Socket,
        InputError::Loop,
        InputError::SeenAlready,
        InputError::TooDeep { limit: 64 },
        InputError::EmptyFolder,
        InputError::NoCertificates { kind: ContainerKind::Pkcs12, has_private_key: true },
        InputError::Io(io()),
        InputError::Container(ContainerError::Io(io())),
        InputError::Container(ContainerError::Empty),
        InputError::Container(ContainerError::NotRecognised),
        InputError::Container(ContainerError::Unsupported(OtherFormat::Crl)),
        InputError::Container(ContainerError::TooLarge { limit: 1 << 20 }),
        InputError::Container(ContainerError::TooMany { limit: 200_000 }),
        InputError::Container(ContainerError::WrongPassword),
        InputError::Container(ContainerError::PasswordNeeded),
        InputError::Container(ContainerError::TooExpensive { iterations: 1 << 31 }),
        InputError::Container(ContainerError::Damaged { kind: "PKCS#12", detail: "MAC".to_owned() }),
    ]
    .into_iter()
    .map(InputProblemKind::Input)
    .collect();
    kinds.extend(
        [
            EntryError::Unterminated,
            EntryError::Base64,
            EntryError::TooLarge,
            EntryError::Damaged { kind: "PKCS#7", detail: "cut off".to_owned() },
            EntryError::Damaged { kind: "Blob", detail: "it ends in the middle".to_owned() },
            EntryError::Certificate(tillit_verifier::certificate::CertificateError::TrailingBytes(7)),
            EntryError::Certificate(tillit_verifier::certificate::CertificateError::Malformed("tag".to_owned())),
            EntryError::Certificate(tillit_verifier::certificate::CertificateError::TooLarge),
        ]
        .map(InputProblemKind::Entry),
    );
    let subject = chained().leaf.subject().clone();
    kinds.push(InputProblemKind::FalseCa(subject.clone(), Refusal::NotACa(subject)));
    kinds
        .into_iter()
        .enumerate()
        .map(|(i, kind)| InputProblem {
            input: format!("fil{i}\u{1b}.pem"),
            position: Some(Position::Line(7)),
            alias: Some("kort".to_owned()),
            kind,
        })
        .collect()
}

fn all_notes() -> Vec<InputNote> {
    [
        InputNoteKind::Quirk(Quirk::Glued { line: 21 }),
        InputNoteKind::Quirk(Quirk::Utf8Mark),
        InputNoteKind::Quirk(Quirk::Utf16),
        InputNoteKind::Quirk(Quirk::BareBase64),
        InputNoteKind::Quirk(Quirk::TrailingBytes(3)),
        InputNoteKind::PassedOver(InputError::Container(ContainerError::NotRecognised)),
        InputNoteKind::CustomaryPassword("changeit".to_owned()),
        InputNoteKind::IntegrityNotChecked,
    ]
    .into_iter()
    .map(|kind| InputNote { input: "store.jks".to_owned(), kind })
    .collect()
}

/// Everything at once.
fn everything() -> VerifyReport {
    let one_each = all_reasons().into_iter().map(|r| certificate(vec![verdict("e-id", Some(false), vec![r])], vec![]));
    let mut certificates: Vec<_> = one_each.collect();
    certificates.extend([trusted(), only_older(), refused(), cannot_say(), certificate(vec![], all_flaws())]);
    certificates.extend(revocation::all());
    let mut report = report(certificates);
    report.revocation = Mode::Auto;
    report.problems = all_problems();
    report.notes = all_notes();
    report
}

fn styles() -> Vec<Style> {
    let mut out = Vec::new();
    for marks in [Marks::Unicode, Marks::Ascii] {
        for detail in [Detail::Brief, Detail::Normal, Detail::Full] {
            for (width, color) in [(60, false), (100, true)] {
                out.push(Style { color, marks, width, detail });
            }
        }
    }
    out
}

/// Text without colours.
fn plain(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        out.push_str(&rest[..at]);
        let sequence = &rest[at + 2..];
        let end = sequence.find('m').expect("only colours");
        assert!(sequence[..end].chars().all(|c| c.is_ascii_digit() || c == ';'), "{sequence:?}");
        rest = &sequence[end + 1..];
    }
    out.push_str(rest);
    out
}

#[test]
fn every_sentence_can_be_said_and_nothing_hostile_gets_through() {
    let report = everything();
    let catalog = embedded();
    for language in Language::ALL {
        let texts = Texts::new(language);
        for style in styles() {
            let said = human(&report, &catalog, &texts, &style);
            let bare = plain(&said);
            assert_eq!(bare == said, !style.color);
            assert!(!bare.chars().any(|c| c.is_control() && c != '\n'), "{bare:?}");
            for trace in ["\u{202e}", "191212121212", "{$", "verify-", "errors-"] {
                let line = bare.lines().find(|l| l.contains(trace));
                assert!(line.is_none(), "{trace}: {line:?}");
            }
            if style.marks == Marks::Ascii {
                for mark in ['✔', '✘', '←', '→'] {
                    assert!(!bare.contains(mark), "{mark}");
                }
            }
            for line in bare.lines() {
                let copied =
                    ["SHA-256", "http", "tillit "].iter().any(|w| line.contains(w)) || style.detail == Detail::Brief;
                let label = line.starts_with("  ") && !line.starts_with("    ");
                let technical = style.detail == Detail::Full && line.starts_with("    ");
                assert!(width(line) <= style.width || copied || label || technical, "{}: {line}", style.width);
            }
        }
        let rendered =
            [csv(&report, &catalog, &texts), markdown(&report, &catalog, &texts), text(&report, &catalog, &texts)];
        for out in rendered {
            assert!(!out.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r')));
            assert!(!out.contains("191212121212") && !out.contains("{$"));
        }
    }
}

#[test]
fn different_reasons_have_different_words() {
    let catalog = embedded();
    for language in Language::ALL {
        let texts = Texts::new(language);
        let value = json(&everything(), &catalog, &texts);
        let mut said = BTreeSet::new();
        let mut codes = BTreeSet::new();
        for finding in value["findings"].as_array().unwrap() {
            said.insert(finding["text"].as_str().unwrap().to_owned());
            codes.insert(finding["code"].as_str().unwrap().to_owned());
            assert!(!finding["remedy"].as_str().unwrap().is_empty());
        }
        assert!(codes.len() > 85, "{}", codes.len());
        assert!(said.len() > 100, "{}", said.len());
        // What has no code of its own is not in this list of everything known.
        for other in ["T-149", "T-199", "T-029", "T-049"] {
            assert!(!codes.contains(other), "{other}");
        }
    }
}

#[test]
fn the_first_line_and_the_shape_of_a_good_card() {
    let mut good = trusted();
    good.judgement.identity.display_name = "Tolvan Tolvansson".to_owned();
    let said = text(&report(vec![good]), &embedded(), &Texts::new(Language::En));
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines[0], "kort.pem   Tolvan Tolvansson, Region Påhitt   HSA-id SE2321000016-1ABC");
    assert_eq!(lines[1], "    level of assurance 3 (LoA 3)   authentication, valid to 2040-01-01 (4788 days left)");
    assert_eq!(lines[2], "    probably a reserve card (guessed from its lifetime)");
    let chain = "kort.pem ← LAB Person CA (LoA 3, observed, not pinned) ← LAB Root";
    assert_eq!(lines[3], format!("  SITHS e-id        ✔ trusted  {chain}"));
    assert_eq!(lines[4], "  SITHS Root CA v1  –          not issued under this root");
    assert_eq!(
        lines[5],
        "  Revocation: not checked. A revoked card may look trusted here, too. Ask with --revocation auto."
    );
    assert_eq!(lines.len(), 6, "{said}");
}

#[test]
fn what_is_missing_is_named_with_its_address_and_the_commands() {
    for (language, words) in [
        (
            Language::En,
            ["? cannot say", "LAB Person CA (not on this computer)", "tillit catalog import FILE", "--ca FILE"],
        ),
        (
            Language::Sv,
            ["? kan inte avgöras", "LAB Person CA (finns inte på datorn)", "tillit catalog import FIL", "--ca FIL"],
        ),
    ] {
        let said = text(&report(vec![cannot_say()]), &embedded(), &Texts::new(language));
        for word in words.iter().chain(&["http://aia.lab.invalid/person.cer", "tillit catalog fetch", "T-101"]) {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert!(!said.contains('✘'), "{said}");
    }
}

#[test]
fn the_same_missing_ca_is_told_once_for_many() {
    let report = report((0..5).map(|_| cannot_say()).collect());
    let said = text(&report, &embedded(), &Texts::new(Language::En));
    assert!(said.starts_with("5 certificates: cannot say for 5\n"), "{said}");
    assert_eq!(said.matches("http://aia.lab.invalid").count(), 1);
    assert!(said.contains("needed for 5 certificates"));
}

#[test]
fn an_old_card_gets_the_advice_of_the_day() {
    let catalog = embedded();
    let migration = catalog.pki("siths").unwrap().migration.as_ref().expect("SITHS has a migration table");
    let texts = Texts::new(Language::Sv);
    let mut seen = BTreeSet::new();
    for at in [datetime!(2020-03-01 0:00 UTC), datetime!(2026-11-21 0:00 UTC)] {
        let mut old = report(vec![only_older()]);
        old.at = at;
        let value = json(&old, &catalog, &texts);
        let remedy = value["findings"][0]["remedy"].as_str().unwrap().to_owned();
        assert_eq!(value["findings"][0]["code"], "T-115");
        assert_eq!(remedy, texts.pick(migration.advice(at.date())));
        seen.insert(remedy);
    }
    assert_eq!(seen.len(), 2, "the advice depends on the day");
}

#[test]
fn an_issuer_that_no_catalog_knows_is_told_once_and_not_for_every_generation() {
    let mut stranger = cannot_say();
    stranger.judgement.identity.generation = None;
    stranger.judgement.verdicts = embedded()
        .pkis
        .iter()
        .flat_map(|pki| pki.generations.iter().map(|g| GenerationId { pki: pki.id.clone(), generation: g.id.clone() }))
        .map(|under| Verdict {
            under,
            issued_under: None,
            trusted: None,
            chain: full_chain(),
            reasons: vec![reason(ReasonKind::IssuerMissing(missing(false)), 0)],
            policies: vec![],
            revocation: vec![],
        })
        .collect();
    let said = text(&report(vec![stranger]), &embedded(), &Texts::new(Language::En));
    assert_eq!(said.matches("cannot say").count(), 1, "{said}");
    assert_eq!(said.matches("T-102").count(), 1, "{said}");
    assert!(said.contains("all known generations"), "{said}");
    assert!(!said.contains("catalog fetch"), "nothing in the catalog to fetch: {said}");
}

#[test]
fn a_certificate_of_nobody_known_says_so() {
    let mut nobody = trusted();
    nobody.judgement.identity.generation = None;
    for v in &mut nobody.judgement.verdicts {
        *v = Verdict {
            under: v.under.clone(),
            issued_under: Some(false),
            trusted: Some(false),
            chain: Chain::default(),
            reasons: vec![],
            policies: vec![],
            revocation: vec![],
        };
    }
    let report = report(vec![nobody]);
    let said = text(&report, &embedded(), &Texts::new(Language::En));
    assert!(said.contains("T-109"), "{said}");
    assert_eq!(json(&report, &embedded(), &Texts::new(Language::En))["findings"][0]["code"], "T-109");
    assert_eq!(exit_code(&report, Severity::Warning), 1);
}

#[test]
fn exit_codes() {
    use Severity::{Error, Info, Warning};
    let code = |certificates: Vec<VerifiedCertificate>, threshold| exit_code(&report(certificates), threshold);
    assert_eq!(code(vec![trusted()], Warning), 0);
    assert_eq!(code(vec![trusted()], Info), 0);
    assert_eq!(code(vec![only_older()], Warning), 1);
    assert_eq!(code(vec![only_older()], Error), 0);
    assert_eq!(code(vec![refused()], Error), 1);
    assert_eq!(code(vec![cannot_say()], Error), 3);
    // The first of 3, 1, 0; "cannot say" is never counted as refused.
    assert_eq!(code(vec![trusted(), refused(), cannot_say()], Warning), 3);
    assert_eq!(code(vec![trusted(), refused()], Warning), 1);
    assert_eq!(code(vec![], Warning), 3);
    let flawed = || certificate(vec![verdict("e-id", Some(true), vec![])], vec![Flaw::SmallExponent { exponent: 3 }]);
    assert_eq!(code(vec![flawed()], Warning), 0);
    assert_eq!(code(vec![flawed()], Info), 1);
    let mut unreadable = report(vec![trusted()]);
    unreadable.problems = all_problems();
    assert_eq!(exit_code(&unreadable, Warning), 3);
    // A note is no problem.
    let mut noted = report(vec![trusted()]);
    noted.notes = all_notes();
    assert_eq!(exit_code(&noted, Warning), 0);
}

#[test]
fn given_anchors_count_as_asked_for() {
    let mut given = refused();
    let mut verdict = verdict("e-id", Some(true), vec![]);
    verdict.under = GenerationId::given();
    given.judgement.verdicts.insert(0, verdict);
    assert_eq!(answer::Answer::of(&given.judgement), answer::Answer::Trusted);
}

#[test]
fn only_the_generation_asked_for_counts() {
    // An old card with `--generation root-v1`: root-v1 is the newest asked for.
    let mut old = certificate(vec![verdict("root-v1", Some(true), vec![])], vec![]);
    old.judgement.identity.generation = Some(id("root-v1"));
    let mut report = report(vec![old]);
    report.generations = Some(vec![id("root-v1")]);
    assert_eq!(exit_code(&report, Severity::Warning), 0);
}

#[test]
fn json_has_the_promised_shape() {
    let value = json(&report(vec![only_older()]), &embedded(), &Texts::new(Language::En));
    assert_eq!(value["schema"], "tillit/verify/1");
    assert_eq!(value["tool"]["name"], "tillit");
    assert_eq!(value["at"], "2026-11-21T12:00:00Z");
    let result = &value["results"][0];
    assert_eq!(result["input"], "kort.pem");
    assert_eq!(result["index"], 0);
    assert_eq!(result["sha256"], chained().leaf.fingerprint().to_string());
    assert_eq!(result["not_before"], "2020-01-01T00:00:00Z");
    assert_eq!(result["kind"], "person-hsa-id");
    assert_eq!(result["use"], "authentication");
    assert_eq!(result["loa"], 3);
    assert_eq!(result["hsa_id"], "SE2321000016-1ABC");
    assert_eq!(result["generation"], serde_json::json!({"pki": "siths", "id": "root-v1"}));
    assert_eq!(result["answer"], "trusted-under-older");
    assert_eq!(result["revocation"], "not-checked");
    let verdict = &result["verdicts"][1];
    assert_eq!((&verdict["pki"], &verdict["generation"]), (&"siths".into(), &"root-v1".into()));
    assert_eq!(verdict["issued_under"], true);
    assert_eq!(verdict["trusted"], true);
    assert_eq!(verdict["chain"].as_array().unwrap().len(), 3);
    assert_eq!(verdict["chain"][2]["pinned"], true);
    assert!(verdict["chain"][0]["pinned"].is_null());
    let reason = &verdict["reasons"][0];
    assert_eq!(
        (&reason["code"], &reason["severity"], &reason["link"]),
        (&"T-115".into(), &"warning".into(), &0.into())
    );
    assert_eq!(reason["detail"]["newest"], serde_json::json!({"pki": "siths", "id": "e-id"}));
    assert!(reason["text"].as_str().unwrap().contains("SITHS e-id"));
    let value = json(&report(vec![cannot_say()]), &embedded(), &Texts::new(Language::En));
    assert!(value["results"][0]["verdicts"][0]["trusted"].is_null());
}

#[test]
fn codes_and_keys_are_the_same_in_both_languages() {
    fn keys(value: &serde_json::Value, path: &str, out: &mut BTreeSet<String>) {
        match value {
            serde_json::Value::Object(map) => map.iter().for_each(|(k, v)| keys(v, &format!("{path}/{k}"), out)),
            serde_json::Value::Array(list) => {
                list.iter().enumerate().for_each(|(i, v)| keys(v, &format!("{path}/{i}"), out));
            }
            other if !["/text", "/remedy"].iter().any(|k| path.ends_with(k)) => {
                out.insert(format!("{path}={other}"));
            }
            _ => {}
        }
    }
    let [sv, en] = Language::ALL.map(|language| {
        let mut out = BTreeSet::new();
        keys(&json(&everything(), &embedded(), &Texts::new(language)), "", &mut out);
        out
    });
    assert_eq!(sv, en);
}

#[test]
fn personal_numbers_are_masked_unless_asked_for() {
    let mut shown = report(vec![trusted()]);
    shown.show_personal_id = true;
    for (report, whole) in [(report(vec![trusted()]), false), (shown, true)] {
        let texts = Texts::new(Language::En);
        let catalog = embedded();
        for out in [
            json(&report, &catalog, &texts).to_string(),
            ndjson(&report, &catalog, &texts),
            csv(&report, &catalog, &texts),
            text(&report, &catalog, &texts),
        ] {
            assert_eq!(out.contains("191212121212"), whole, "{out}");
            assert_eq!(out.contains("19121212-****"), !whole, "{out}");
        }
    }
}

fn schema_file() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/schema/verify-1.json")
}

#[test]
fn the_schema_file_is_up_to_date() {
    let wanted = format!("{:#}\n", schema());
    if std::env::var_os("TILLIT_UPDATE").is_some() {
        fs::write(schema_file(), &wanted).unwrap();
    }
    let found = fs::read_to_string(schema_file()).unwrap_or_default();
    assert!(found == wanted, "docs/schema/verify-1.json is out of date: run the tests once with TILLIT_UPDATE=1");
}

#[test]
fn output_holds_against_the_schema_and_the_schema_is_strict() {
    let schema: serde_json::Value = serde_json::from_str(&fs::read_to_string(schema_file()).unwrap()).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for language in Language::ALL {
        let mut value = json(&everything(), &embedded(), &Texts::new(language));
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:?}");
        for (pointer, wrong) in [
            ("/schema", serde_json::json!("tillit/verify/2")),
            ("/results/0/sha256", serde_json::json!("abc")),
            ("/results/0/kind", serde_json::json!("human")),
            ("/results/0/verdicts/0/trusted", serde_json::json!("yes")),
            ("/findings/0/code", serde_json::json!("X1")),
        ] {
            let right = std::mem::replace(value.pointer_mut(pointer).unwrap(), wrong);
            assert!(!validator.is_valid(&value), "{pointer} may be anything");
            *value.pointer_mut(pointer).unwrap() = right;
        }
    }
}

#[test]
fn ndjson_is_one_document_a_line() {
    let report = everything();
    let out = ndjson(&report, &embedded(), &Texts::new(Language::Sv));
    let lines: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), report.certificates.len() + report.problems.len() + report.notes.len());
    assert!(lines.iter().take(report.certificates.len()).all(|l| l["sha256"].is_string() && l["type"] == "result"));
    assert!(lines.iter().skip(report.certificates.len()).all(|l| l["code"].is_string() && l["type"] == "finding"));
    assert!(lines.iter().all(|l| l["schema"] == "tillit/verify/1"));
}

#[test]
fn csv_is_a_rectangle_without_formulas() {
    let mut report = everything();
    report.certificates[0].input = "=HYPERLINK(\"x\"),\n.pem".to_owned();
    let out = csv(&report, &embedded(), &Texts::new(Language::Sv));
    let mut reader = ::csv::Reader::from_reader(out.as_bytes());
    let columns = reader.headers().unwrap().len();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), report.certificates.len() + report.problems.len());
    for row in &rows {
        assert_eq!(row.len(), columns);
        assert!(row.iter().all(|cell| !cell.starts_with(['=', '+', '@'])), "{row:?}");
    }
}

#[test]
fn markdown_cannot_be_broken_by_a_name() {
    let out = markdown(&report(vec![refused()]), &embedded(), &Texts::new(Language::En));
    let table: Vec<&str> = out.lines().take_while(|l| !l.is_empty()).collect();
    assert_eq!(table.len(), 3);
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    assert!(table.iter().all(|line| cells(line) == 8), "{table:?}");
    assert!(!out.contains("<b>"));
}

#[test]
fn an_empty_catalog_is_enough_to_speak() {
    let said = text(&everything(), &Catalog::default(), &Texts::new(Language::Sv));
    assert!(said.contains("siths/e-id"));
}

/// Certificates of a folder with real SITHS certificates; none where it is not here.
fn real(folder: &str) -> Option<Vec<(String, Certificate)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/siths-pki").join(folder);
    if !folder.is_dir() {
        assert!(std::env::var_os("CI").is_none(), "../shared is not here");
        eprintln!("skipped: ../shared is not here");
        return None;
    }
    let mut out = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let file = fs::File::open(&path).unwrap();
        let contents =
            tillit_verifier::container::read(file, &[], &tillit_verifier::container::ReadLimits::default()).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        out.extend(contents.entries.into_iter().map(|e| (name.clone(), e.certificate.unwrap())));
    }
    out.sort_by(|a, b| a.0.cmp(&b.0));
    Some(out)
}

/// The report on the real end-entity certificates, with these CA certificates at hand.
fn real_report(authorities: &[Certificate], catalog: &Catalog) -> Option<VerifyReport> {
    let at = datetime!(2026-11-21 12:00 UTC);
    let judge = tillit_verifier::judge::Judge::new(catalog, authorities, None);
    let options = tillit_verifier::judge::Options::login(at);
    let certificates = real("end-entity")?
        .into_iter()
        .map(|(input, certificate)| VerifiedCertificate {
            input,
            index: 0,
            of: 1,
            position: Position::Line(1),
            alias: None,
            judgement: judge.judge(&certificate, &tillit_verifier::judge::Offered::new(&[]), &options),
        })
        .collect();
    Some(report(certificates))
}

#[test]
fn real_certificates_in_words() {
    let catalog = embedded();
    let Some(authorities) = real("ca") else { return };
    let authorities: Vec<Certificate> = authorities.into_iter().map(|(_, c)| c).collect();
    let report = real_report(&authorities, &catalog).unwrap();
    let answers: Vec<_> = report.certificates.iter().map(|c| answer::Answer::of(&c.judgement).word()).collect();
    // Of these eight only one is still valid, and the issuer of one is not held.
    assert_eq!(answers.iter().filter(|a| **a == "trusted").count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|a| **a == "cannot-say").count(), 1, "{answers:?}");
    let said = text(&report, &catalog, &Texts::new(Language::Sv));
    assert!(said.starts_with("8 certifikat: 1 betrott, 6 inte betrodda, 1 kan inte avgöras ännu\n"), "{said}");
    assert!(said.contains("SITHS Type 1 CA v1 PP (finns inte på datorn)"), "{said}");
    // Nothing is said of generations that ended and have nothing to say.
    for line in said.lines().filter(|l| l.contains("inte utfärdat under")) {
        assert!(!line.contains("CA v3") && !line.contains("CA TEST"), "{line}");
    }
    assert_eq!(exit_code(&report, Severity::Warning), 3);
    let schema: serde_json::Value = serde_json::from_str(&fs::read_to_string(schema_file()).unwrap()).unwrap();
    let value = json(&report, &catalog, &Texts::new(Language::Sv));
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&value));
}

#[test]
fn without_ca_certificates_nothing_real_is_refused() {
    let catalog = embedded();
    let Some(report) = real_report(&[], &catalog) else { return };
    assert!(report.certificates.iter().all(|c| answer::Answer::of(&c.judgement) == answer::Answer::CannotSay));
    let said = text(&report, &catalog, &Texts::new(Language::En));
    assert!(said.starts_with("8 certificates: cannot say for 8\n"), "{said}");
    assert!(!said.contains('✘') && !said.contains("not trusted"), "{said}");
    // Every missing CA once, with where to get it.
    let missing = said.split("CA certificates that are missing on this computer").nth(1).unwrap();
    for name in ["SITHS CA v3", "SITHS Type 1 CA v1 PP", "SITHS Type 2 CA v1 PP", "SITHS Type 3 CA v1 PP"] {
        assert_eq!(missing.matches(&format!("  {name}   needed")).count(), 1, "{name}: {missing}");
    }
    assert!(missing.contains("http://aiapp.siths.se/testsithseidfunctioncav1.cer"), "{missing}");
}

#[test]
fn another_time_than_now_is_told_in_every_format() {
    let catalog = embedded();
    let texts = Texts::new(Language::Sv);
    let soon = ReasonKind::NotYetValid { not_before: datetime!(2031-01-01 00:00 UTC) };
    let mut report = report(vec![certificate(vec![verdict("e-id", Some(false), vec![reason(soon, 0)])], vec![])]);
    report.at = datetime!(2030-01-01 00:00:00.123 UTC);
    assert!(text(&report, &catalog, &texts).contains("datorns datum"));
    assert!(!text(&report, &catalog, &texts).contains("--at"));
    report.at_is_set = true;
    let brief = Style { detail: Detail::Brief, ..Style::default() };
    let told = [text(&report, &catalog, &texts), human(&report, &catalog, &texts, &brief)];
    for said in told.iter().chain([&markdown(&report, &catalog, &texts)]) {
        assert!(said.starts_with("Bedömt per 2030-01-01 00:00 UTC (--at)\n"), "{said}");
        assert!(said.contains("Spärrkontroll: inte gjord. Också ett spärrat kort kan se betrott ut här."), "{said}");
    }
    assert!(!told[0].contains("datorns datum"), "{}", told[0]);
    let table = csv(&report, &catalog, &texts);
    assert!(table.contains(",not-checked,2030-01-01T00:00:00Z,off,,\r\n"), "{table}");
    assert_eq!(json(&report, &catalog, &texts)["at"], "2030-01-01T00:00:00Z");
}

#[test]
fn a_missing_ca_beside_a_certain_refusal_is_told_briefly() {
    let expired = || reason(ReasonKind::Expired { not_after: datetime!(2014-12-01 00:00 UTC) }, 0);
    let both = || vec![expired(), reason(ReasonKind::IssuerMissing(missing(true)), 0)];
    let said = text(
        &report(vec![certificate(vec![verdict("e-id", Some(false), both())], vec![])]),
        &embedded(),
        &Texts::new(Language::Sv),
    );
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Dessutom saknas CA-certifikatet LAB Person CA på datorn"), "{said}");
    assert!(!said.contains("Byt inte kort") && said.contains("för nästan 12 år sedan"), "{said}");
    for (kind, words) in [(Kind::Function, "Beställ inget nytt certifikat"), (Kind::PersonHsaId, "Byt inte kort")] {
        let mut alone = cannot_say();
        alone.judgement.identity.kind = kind;
        let said = text(&report(vec![alone]), &embedded(), &Texts::new(Language::Sv));
        let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn what_to_fetch_is_told_exactly() {
    let of = |pki: &str, urls: Vec<String>| {
        let mut certificate = cannot_say();
        certificate.judgement.verdicts[0].under.pki = pki.to_owned();
        certificate.judgement.verdicts[0].reasons =
            vec![reason(ReasonKind::IssuerMissing(MissingCa { urls, ..missing(true) }), 0)];
        text(&report(vec![certificate]), &embedded(), &Texts::new(Language::Sv))
    };
    let address = || vec!["http://aia.lab.invalid/person.cer".to_owned()];
    let said = of("siths", address());
    assert!(said.contains("→ tillit catalog fetch  "), "{said}");
    let test = embedded().pkis.iter().find(|p| p.test_environment).expect("a test environment").id.clone();
    let said = of(&test, address());
    assert!(said.contains("→ tillit catalog fetch \"LAB Person CA\" "), "{said}");
    let said = of("siths", vec![]);
    assert!(said.contains("ingen känd adress; fråga utgivaren") && !said.contains("catalog fetch"), "{said}");
}

#[test]
fn a_wrong_signature_names_the_issuer_and_marks_the_chain() {
    let mut wrong = verdict("e-id", Some(false), vec![reason(ReasonKind::SignatureInvalid, 0)]);
    for links in [1, 3] {
        wrong.chain.links.truncate(links);
        wrong.chain.complete = false;
        let said =
            text(&report(vec![certificate(vec![wrong.clone()], vec![])]), &embedded(), &Texts::new(Language::Sv));
        assert!(said.contains("kort.pem ✘← LAB Person CA"), "{said}");
        assert!(said.contains("utfärdat av LAB Person CA"), "{said}");
        wrong.chain = full_chain();
    }
}

#[test]
fn no_line_ends_in_spaces() {
    for language in Language::ALL {
        for style in styles().into_iter().filter(|style| !style.color) {
            let said = human(&everything(), &embedded(), &Texts::new(language), &style);
            let line = said.lines().find(|line| line.ends_with(' '));
            assert!(line.is_none(), "{line:?}");
        }
    }
}

#[test]
fn an_alias_that_only_repeats_the_subject_is_left_out() {
    let said = |alias: &str| {
        let mut named = trusted();
        named.judgement.certificate = chained().ca.clone();
        named.alias = Some(alias.to_owned());
        text(&report(vec![named]), &embedded(), &Texts::new(Language::Sv))
    };
    for (alias, shown) in [
        ("C=SE, O=Lab AB (påhittad), CN=LAB Person CA", false),
        ("LAB Person CA", false),
        ("C=SE, O=Lab AB (påhittad), CN=LAB Root", true),
        ("ca", true),
    ] {
        assert_eq!(said(alias).lines().next().unwrap().contains('"'), shown, "{alias}: {}", said(alias));
    }
}
