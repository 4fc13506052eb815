//! Renderings of `tillit audit`: stores of a made-up PKI that are really examined, and every kind of observation put together here, in
//! both languages and all formats.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod observations;
mod searched;
mod servers;
mod wording;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tillit_lab::siths::{Generation, Options, Pki};
use tillit_lab::{CertificateBuilder, Dn, Key, KeyKind};
use tillit_reports::audit::{
    AuditReport, AuditedTarget, ComparedWith, Service, csv, exit_code, human, json, markdown, ndjson, schema, text,
};
use tillit_reports::codes;
use tillit_reports::i18n::{Language, Texts};
use tillit_reports::style::{Detail, Marks, Style, width};
use tillit_trust_stores::Observation;
use tillit_trust_stores::compare::{Compared, Side, compare_all};
use tillit_trust_stores::examine::{Environment, Examined, Measure, examine};
use tillit_trust_stores::formats::Failure;
use tillit_trust_stores::places::Looked;
use tillit_trust_stores::store::{Consumer, Entry, Grant, Location, Opened, StoreKind, Trust, TrustStore};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::{Catalog, Origin, parse};
use tillit_verifier::container::{ContainerError, OtherFormat, Position, Quirk};
use tillit_verifier::input::InputError;
use tillit_verifier::verdict::Severity;
use time::OffsetDateTime;

static NOW: LazyLock<OffsetDateTime> = LazyLock::new(OffsetDateTime::now_utc);
static PKI: LazyLock<Pki> = LazyLock::new(|| {
    let options = Options { ca_key: KeyKind::RSA_2048, ..Options::new(*NOW) };
    Pki::siths_shaped(&options, &|_, _| ()).unwrap()
});
/// The lab's PKI as one for production.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    let mut pki = parse(&tillit_lab::catalog::catalog_toml(&PKI), &Origin::Embedded).unwrap();
    pki.test_environment = false;
    Catalog { pkis: vec![pki] }
});

/// Text from outside that would steer a terminal and names an invented person.
const HOSTILE: &str = "Tolvan \u{1b}[31m 191212121212\u{202e}|<b>=";

static PERSON: LazyLock<Certificate> = LazyLock::new(|| {
    let key = Key::generate(KeyKind::P256).unwrap();
    let issued = CertificateBuilder::leaf(Dn::new().country("SE").common_name(HOSTILE)).key(&key).self_sign().unwrap();
    Certificate::from_der(&issued.der).unwrap()
});

fn all_of(generation: Generation) -> Vec<Certificate> {
    PKI.generation(generation).map(|authority| Certificate::from_der(&authority.issued.der).unwrap()).collect()
}

fn root_of(generation: Generation) -> Certificate {
    Certificate::from_der(&PKI.root(generation).unwrap().issued.der).unwrap()
}

fn store(path: &str, certificates: Vec<Certificate>) -> TrustStore {
    let mut store = TrustStore::new(Location::path(path), StoreKind::PemBundle, Consumer::OpenSsl);
    let entry = |(line, certificate)| Entry::anchor(Ok(certificate), Position::Line(line));
    store.entries = (1..).zip(certificates).map(entry).collect();
    store
}

fn examined(store: TrustStore) -> Examined {
    examined_for(store, None)
}

fn examined_for(store: TrustStore, environment: Option<Environment>) -> Examined {
    examine(store, &Measure { catalog: &CATALOG, at_hand: &[], now: *NOW, environment })
}

/// The store that the issue's first picture shows: the old generation whole, of the new one the root.
fn without_issuers(path: &str) -> Examined {
    let mut certificates = all_of(Generation::Old);
    certificates.push(root_of(Generation::New));
    examined(store(path, certificates))
}

fn both(path: &str) -> Examined {
    examined(store(path, [all_of(Generation::Old), all_of(Generation::New)].concat()))
}

fn only_old(path: &str) -> Examined {
    examined(store(path, all_of(Generation::Old)))
}

fn nothing_known(path: &str) -> Examined {
    examined(store(path, vec![PERSON.clone()]))
}

fn target(stores: Vec<Examined>) -> AuditedTarget {
    let name = stores.first().map_or("nowhere".to_owned(), |examined| examined.store.location.to_string());
    AuditedTarget {
        target: name,
        service: None,
        not_audited: None,
        root: None,
        stores,
        told_before: Vec::new(),
        failures: Vec::new(),
        services: Vec::new(),
        problems: Vec::new(),
        looked: Vec::new(),
    }
}

fn report(targets: Vec<AuditedTarget>) -> AuditReport {
    AuditReport {
        version: "0.1.0".to_owned(),
        at: *NOW,
        at_is_set: false,
        targets,
        show_personal_id: false,
        catalogs: Vec::new(),
        bare: false,
        compared: None,
        searched: Vec::new(),
        unmatched: Vec::new(),
    }
}

fn failure(path: &str, error: impl Into<InputError>) -> Failure {
    Failure::of(Path::new(path), error)
}

fn failed(failure: Failure) -> AuditedTarget {
    AuditedTarget { failures: vec![failure], ..target(Vec::new()) }
}

/// Every kind of thing in one report.
fn everything() -> AuditReport {
    let mut odd = examined(store("/etc/nginx/ödd ca.pem", [all_of(Generation::New), vec![PERSON.clone()]].concat()));
    odd.observations.extend(observations::all());
    odd.store.opened = Opened::Customary("changeit".to_owned());
    odd.store.entries[0].alias = Some(HOSTILE.to_owned());
    let service = Service {
        name: HOSTILE.to_owned(),
        owner: Some("Region Påhitt".to_owned()),
        contact: Some("drift@region.example".to_owned()),
        tags: vec![HOSTILE.to_owned(), "vård".to_owned()],
        environment: Some(Environment::Production),
    };
    let mut with_service = target(vec![without_issuers("/srv/a.pem"), only_old("/srv/b.pem")]);
    with_service.service = Some(service);
    with_service.looked.push(Looked { place: "firefox", path: "/home/x/.mozilla".into(), found: false });
    let mut report = report(vec![
        target(vec![odd]),
        with_service,
        target(vec![both("/srv/c.pem"), nothing_known("/srv/d.pem")]),
        failed(failure("/srv/e.bks", ContainerError::Unsupported(OtherFormat::Bks))),
        failed(failure("/srv/f.p12", ContainerError::WrongPassword)),
        servers::everything(),
    ]);
    let before = [Side::of(&without_issuers("/srv/a.pem"))];
    let mut changed = without_issuers("/srv/a.pem");
    changed.store.entries[0].trust = Trust { server: Grant::Distrusted, ..changed.store.entries[0].trust };
    changed.store.entries.pop();
    let mut stores = compare_all(&before, &[Side::of(&changed)]);
    stores.push(Compared::OnlyBefore("/gone.pem".to_owned()));
    stores.push(Compared::CannotSay { before: "/x".to_owned(), after: "/x".to_owned() });
    report.searched = searched::everything();
    report.compared = Some(ComparedWith { against: "last week.json".to_owned(), stores });
    report
}

fn texts(language: Language) -> Texts {
    Texts::new(language)
}

fn english(report: &AuditReport) -> String {
    human(report, &CATALOG, &texts(Language::En), &Style::default())
}

#[test]
fn the_picture_of_the_first_example() {
    let out = english(&report(vec![target(vec![without_issuers("/etc/nginx/client-ca.pem")])]));
    let lines: Vec<&str> = out.lines().collect();
    assert_eq!(lines[0], "/etc/nginx/client-ca.pem is not ready for LAB SITHS e-id.", "{out}");
    assert!(lines[2].starts_with("/etc/nginx/client-ca.pem     PEM bundle, "), "{out}");
    let old = lines.iter().find(|line| line.trim_start().starts_with("LAB SITHS Root CA v1")).unwrap();
    assert!(old.contains("complete for persons and functions"), "{out}");
    let new = lines.iter().find(|line| line.trim_start().starts_with("LAB SITHS e-id ")).unwrap();
    assert!(new.contains("PARTIAL   root present, issuing CAs missing:"), "{out}");
    assert!(out.contains("→ cards that send only their own certificate will be refused [T-201]"), "{out}");
    // Shortened by what all of the generation have in common.
    assert!(out.contains("issuing CAs missing: Person HSA-id 3, Person ID 3,"), "{out}");
    // The next step, as commands that are not broken.
    assert!(out.contains("(echo; cat new.pem) >> /etc/nginx/client-ca.pem\n"), "{out}");
    assert!(out.contains("tillit catalog export 'LAB SITHS e-id Person HSA-id 3 CA v1'"), "{out}");
}

#[test]
fn a_store_with_errors_is_not_just_ready() {
    let with = |observation: Observation| {
        let mut odd = both("/a");
        odd.observations = vec![observation];
        report(vec![target(vec![odd])])
    };
    let brief = Style { detail: Detail::Brief, width: 200, ..Style::default() };
    let which = observations::which();
    let glued = Quirk::Glued { line: 3 };
    for (observation, headline, line) in [
        (Observation::PrivateKey(None), "/a is ready for LAB SITHS e-id, but has errors (", "ERRORS  /a  [T-256]"),
        (Observation::NotAllowed(which), "/a is ready for LAB SITHS e-id, but has errors (", "ERRORS  /a  [T-293]"),
        (Observation::Quirk(glued, None), "/a is not ready for LAB SITHS e-id (", "NOT READY  /a  [T-"),
    ] {
        let out = human(&with(observation), &CATALOG, &texts(Language::En), &brief);
        assert!(out.starts_with(headline), "{out}");
        assert!(out.contains(line), "{out}");
    }
}

#[test]
fn commands_for_a_store_below_a_root_change_nothing_of_this_machine() {
    let mut rooted = target(vec![without_issuers("/etc/nginx/ca.pem")]);
    rooted.root = Some(PathBuf::from("/mnt/image"));
    let out = english(&report(vec![rooted]));
    assert!(out.contains("(echo; cat new.pem) >> /mnt/image/etc/nginx/ca.pem\n"), "{out}");
    assert!(!out.contains(">> /etc/"), "{out}");

    let mut system = store("/etc/ssl/certs/ca-certificates.crt", all_of(Generation::Old));
    system.place = "system";
    let mut rooted = target(vec![examined(system)]);
    rooted.root = Some(PathBuf::from("/mnt/image"));
    let out = english(&report(vec![rooted]));
    assert!(out.contains("Paths are those below /mnt/image."), "{out}");
    assert!(out.contains(" chroot /mnt/image update-ca-certificates "), "{out}");
}

#[test]
fn a_store_in_an_image_is_changed_where_the_image_is_built() {
    let mut inside = without_issuers("/etc/nginx/ca.pem");
    inside.store.location.within = Some("app.tar, app:1".to_owned());
    let of_image = AuditedTarget { target: "image:/srv/app.tar".to_owned(), ..target(vec![inside]) };
    let out = english(&report(vec![of_image]));
    assert!(!out.contains(">>") && !out.contains("catalog export"), "{out}");
    assert!(out.contains("where the image is built (Dockerfile)"), "{out}");
}

#[test]
fn what_each_store_comes_to() {
    for (examined, first, code, exit) in [
        (both("/a"), "/a is ready for LAB SITHS e-id", None, 0),
        (only_old("/a"), "/a is not ready for LAB SITHS e-id", Some("T-203"), 1),
        (without_issuers("/a"), "/a is not ready for LAB SITHS e-id", Some("T-201"), 1),
        (
            examined(store("/a", all_of(Generation::New).split_off(1))),
            "/a is not ready for LAB SITHS e-id",
            Some("T-202"),
            1,
        ),
    ] {
        let mut report = report(vec![target(vec![examined])]);
        // The lab's old generation is signed with SHA-1: what is odd about its certificates is not looked at here.
        report.targets[0].stores[0].observations.retain(|o| !matches!(o, Observation::Unconfirmed(..)));
        let out = english(&report);
        assert!(out.starts_with(first), "{out}");
        let codes: Vec<&str> = ["T-201", "T-202", "T-203"].into_iter().filter(|code| out.contains(code)).collect();
        assert_eq!(codes, Vec::from_iter(code), "{out}");
        assert_eq!(exit_code(&report, &CATALOG, Severity::Error), exit, "{out}");
    }
}

#[test]
fn java_lets_a_chain_end_in_an_issuing_ca() {
    let mut issuers = store("/a.jks", all_of(Generation::New).split_off(1));
    issuers.kind = StoreKind::Jks;
    issuers.consumer = Consumer::Java;
    // Nothing at hand shows that they are what they are called: no answer.
    let by_name = report(vec![target(vec![examined(issuers.clone())])]);
    assert_eq!(exit_code(&by_name, &CATALOG, Severity::Error), 3);
    let wide = Style { width: 200, ..Style::default() };
    let out = human(&by_name, &CATALOG, &texts(Language::En), &wide);
    assert!(out.contains("cannot say whether they get in: the issuing CAs are here by name alone"), "{out}");

    let at_hand = [root_of(Generation::New)];
    let measure = Measure { catalog: &CATALOG, at_hand: &at_hand, now: *NOW, environment: None };
    let report = report(vec![target(vec![examine(issuers, &measure)])]);
    let out = human(&report, &CATALOG, &texts(Language::En), &wide);
    assert!(out.starts_with("/a.jks is ready for LAB SITHS e-id"), "{out}");
    assert!(out.contains("cards get in all the same: Java lets a chain end in any trusted entry [T-202]"), "{out}");
    assert_eq!(exit_code(&report, &CATALOG, Severity::Error), 0, "{out}");
    assert_eq!(exit_code(&report, &CATALOG, Severity::Info), 1, "{out}");
}

#[test]
fn some_roles_alone_are_a_warning() {
    let wanted = |certificate: &Certificate| !certificate.subject().common_name().contains("Function");
    let most = all_of(Generation::New).into_iter().filter(wanted).collect();
    let report = report(vec![target(vec![examined(store("/a", most))])]);
    let out = english(&report);
    assert!(out.starts_with("/a is ready for LAB SITHS e-id in part only"), "{out}");
    assert!(out.contains("complete for persons and mobile identities"), "{out}");
    assert!(out.contains("PARTIAL for functions: root present, issuing CAs missing: Function"), "{out}");
    assert_eq!(exit_code(&report, &CATALOG, Severity::Error), 0);
    assert_eq!(exit_code(&report, &CATALOG, Severity::Warning), 1);
}

#[test]
fn a_store_that_judges_servers_needs_the_root_alone() {
    let mut system = store("/etc/ssl/certs/ca-certificates.crt", vec![root_of(Generation::New)]);
    system.place = "system";
    let report = report(vec![target(vec![examined(system)])]);
    let out = english(&report);
    assert!(out.contains("enough to judge servers"), "{out}");
    assert_eq!(exit_code(&report, &CATALOG, Severity::Error), 0, "{out}");
}

#[test]
fn a_browser_refuses_servers_and_not_cards() {
    let mut browser = store("/home/x/cert9.db", all_of(Generation::Old));
    browser.place = "firefox";
    let wide = Style { width: 200, ..Style::default() };
    let out = human(&report(vec![target(vec![examined(browser)])]), &CATALOG, &texts(Language::En), &wide);
    assert!(out.contains("servers with certificates of this generation are not trusted [T-203]"), "{out}");
    assert!(!out.contains("cards will be refused"), "{out}");
}

#[test]
fn nothing_of_a_known_pki() {
    let empty = || examined(store("/a", Vec::new()));
    let one = report(vec![target(vec![empty()])]);
    let out = english(&one);
    assert!(out.starts_with("No card of a known PKI is let in"), "{out}");
    assert!(out.contains("no CA of a known PKI"), "{out}");
    assert!(out.contains("[T-299]") && out.contains("checks that this is the file"), "{out}");
    assert_eq!(exit_code(&one, &CATALOG, Severity::Warning), 1, "{out}");
    assert_eq!(exit_code(&one, &CATALOG, Severity::Error), 0, "{out}");
    let mut system = empty();
    system.store.place = "system";
    let system = report(vec![target(vec![system])]);
    assert_eq!(exit_code(&system, &CATALOG, Severity::Warning), 0);
    let out = english(&system);
    assert!(out.starts_with("This is a store of the system"), "{out}");
    let mut java = empty();
    java.store.place = "java";
    let mixed = english(&report(vec![target(vec![java]), target(vec![empty()])]));
    assert!(mixed.starts_with("No card of a known PKI is let in"), "{mixed}");
    let bare = AuditReport { bare: true, ..report(vec![target(vec![empty()])]) };
    assert_eq!(exit_code(&bare, &CATALOG, Severity::Warning), 0);
    let several = english(&report(vec![target(vec![both("/a"), only_old("/b"), empty()])]));
    assert!(several.starts_with("1 of 2 stores is not ready for LAB SITHS e-id: /b; one store has no CA"), "{several}");
}

#[test]
fn unreadable_stores_decide_the_exit_code_where_somebody_named_them() {
    let denied = || failure("/a", InputError::PermissionDenied);
    let damaged = || failure("/a", ContainerError::NotRecognised);
    for (one, bare, threshold, exit) in [
        (damaged(), false, Severity::Error, 3),
        (damaged(), true, Severity::Error, 0),
        (damaged(), true, Severity::Warning, 1),
        (denied(), true, Severity::Error, 3),
        (failure("/a", InputError::EmptyFolder), true, Severity::Warning, 0),
    ] {
        let mut report = report(vec![target(vec![both("/b")]), failed(one)]);
        report.targets[0].stores[0].observations.clear();
        report.bare = bare;
        assert_eq!(exit_code(&report, &CATALOG, threshold), exit, "{:?} {bare}", report.targets[1].failures);
    }
    let mut nothing = report(vec![target(Vec::new())]);
    assert_eq!(exit_code(&nothing, &CATALOG, Severity::Error), 3);
    let out = english(&nothing);
    assert!(out.starts_with("No trust store was found.") && out.contains("Nothing of it was found."), "{out}");
    nothing.bare = true;
    assert_eq!(exit_code(&nothing, &CATALOG, Severity::Error), 0);
}

/// An old generation that lies there and is not loaded is not gone.
#[test]
fn what_is_here_and_does_not_count_is_not_called_gone() {
    let mut unseen = store("/a", all_of(Generation::Old));
    unseen.entries.iter_mut().for_each(|entry| entry.ignored_by = vec![Consumer::OpenSsl]);
    let unseen = report(vec![target(vec![examined(unseen)])]);
    let out = english(&unseen);
    assert!(out.contains("LAB SITHS Root CA v1   here, and does not count\n"), "{out}");
    let out = human(&unseen, &CATALOG, &texts(Language::Sv), &Style::default());
    assert!(out.contains("LAB SITHS Root CA v1   finns här, men räknas inte\n"), "{out}");
}

#[test]
fn a_difference_is_a_finding_and_what_cannot_be_compared_is_no_answer() {
    let clean = || {
        let mut report = report(vec![target(vec![both("/a")])]);
        report.targets[0].stores[0].observations.clear();
        report
    };
    let with = |stores: Vec<Compared>| AuditReport {
        compared: Some(ComparedWith { against: "/b".to_owned(), stores }),
        ..clean()
    };
    let side = |examined: &Examined| [Side::of(examined)];
    let same = with(compare_all(&side(&both("/a")), &side(&both("/a"))));
    assert_eq!(exit_code(&same, &CATALOG, Severity::Warning), 0);
    assert!(english(&same).contains("/a: nothing has changed"), "{}", english(&same));
    let grown = with(compare_all(&side(&only_old("/a")), &side(&both("/a"))));
    // More than before is good to know, less is for somebody to act on.
    assert_eq!(exit_code(&grown, &CATALOG, Severity::Warning), 0);
    assert_eq!(exit_code(&grown, &CATALOG, Severity::Info), 1);
    let shrunk = with(compare_all(&side(&both("/a")), &side(&only_old("/a"))));
    assert_eq!(exit_code(&shrunk, &CATALOG, Severity::Warning), 1);
    // The same CAs, and they let nobody in any more: OpenSSL wants a chain to end in a root, Java does not.
    let issuing: Vec<Certificate> = all_of(Generation::New).into_iter().filter(|c| !c.is_self_issued()).collect();
    let at_hand = [root_of(Generation::New)];
    let issuing_of = |consumer: Consumer| {
        let measure = Measure { catalog: &CATALOG, at_hand: &at_hand, now: *NOW, environment: None };
        examine(TrustStore { consumer, ..store("/a", issuing.clone()) }, &measure)
    };
    let moved = with(compare_all(&side(&issuing_of(Consumer::Java)), &side(&issuing_of(Consumer::OpenSsl))));
    assert_eq!(exit_code(&moved, &CATALOG, Severity::Warning), 1);
    // Here by their names, nothing confirms them, and then they are gone.
    let recognised = examined(store("/a", issuing.clone())).recognised;
    let by_name =
        issuing.iter().zip(recognised).filter(|(_, ca)| ca.is_none()).map(|(certificate, _)| certificate.clone());
    let unconfirmed = examined(store("/a", by_name.collect()));
    assert!(!unconfirmed.store.is_empty());
    let emptied = with(compare_all(&side(&unconfirmed), &side(&examined(store("/a", vec![PERSON.clone()])))));
    assert_eq!(exit_code(&emptied, &CATALOG, Severity::Warning), 1);
    // One issuing CA less of a generation that was not whole before either.
    let one_more = examined(store("/a", vec![root_of(Generation::New), issuing[0].clone()]));
    let root_alone = examined(store("/a", vec![root_of(Generation::New)]));
    let fewer = with(compare_all(&side(&one_more), &side(&root_alone)));
    assert_eq!(exit_code(&fewer, &CATALOG, Severity::Warning), 1);
    let out = english(&grown);
    assert!(out.contains("LAB SITHS e-id, persons (LoA 3): ABSENT → complete"), "{out}");
    assert!(out.contains("+ LAB SITHS e-id Root CA"), "{out}");
    let brief = Style { detail: Detail::Brief, ..Style::default() };
    let out = human(&grown, &CATALOG, &texts(Language::En), &brief);
    assert!(out.contains("Compared with /b:") && out.contains("+ LAB SITHS e-id Root CA"), "{out}");
    let lost = with(vec![Compared::CannotSay { before: "/b".to_owned(), after: "/a".to_owned() }]);
    assert_eq!(exit_code(&lost, &CATALOG, Severity::Error), 3);
}

#[test]
fn an_earlier_report_says_the_same_as_the_store_it_was_made_of() {
    let document = json(&report(vec![target(vec![without_issuers("/a")])]), &CATALOG, &texts(Language::Sv));
    let read = Side::from_report(&document).unwrap();
    assert_eq!(read, [Side::of(&without_issuers("/a"))]);
}

#[test]
fn three_hundred_of_a_kind_are_a_few_lines() {
    let mut many = both("/a");
    let which = observations::which();
    let duplicates = (0..300).map(|_| Observation::WeakKey(which.clone(), 1024));
    many.observations = duplicates.collect();
    let report = report(vec![target(vec![many])]);
    let out = english(&report);
    assert!(out.contains("... and 297 more (-v shows all) [T-248]"), "{out}");
    assert_eq!(out.matches("has a key of only 1024 bits").count(), 3, "{out}");
    // The next step once.
    assert_eq!(out.matches("moves to the publisher's next generation").count(), 1, "{out}");
    let full = human(&report, &CATALOG, &texts(Language::En), &Style { detail: Detail::Full, ..Style::default() });
    assert_eq!(full.matches("has a key of only 1024 bits").count(), 300);
}

#[test]
fn what_was_looked_for_is_counted_and_listed() {
    let looked = |place, path: &str, found| Looked { place, path: PathBuf::from(path), found };
    let mut report = report(vec![target(vec![both("/a")])]);
    report.bare = true;
    report.targets[0].looked =
        vec![looked("java", "/usr/lib/jvm", false), looked("java", "/opt", false), looked("system", "/etc/ssl", true)];
    let out = english(&report);
    assert!(out.contains("Looked for and not found: Java (2 paths) (-v shows every path)"), "{out}");
    assert!(!out.contains("/usr/lib/jvm"), "{out}");
    let full = human(&report, &CATALOG, &texts(Language::En), &Style { detail: Detail::Full, ..Style::default() });
    assert!(full.contains("  java: /usr/lib/jvm\n") && !full.contains("/etc/ssl\n"), "{full}");
}

#[test]
fn explanations_know_every_weight_that_reports_give() {
    let document = json(&everything(), &CATALOG, &texts(Language::En));
    for finding in document["findings"].as_array().unwrap() {
        let code = codes::find(finding["code"].as_str().unwrap()).unwrap();
        let weights: Vec<&str> = codes::weights(code).into_iter().map(codes::severity_word).collect();
        // What could not be read, or not in an entry, weighs less where nobody named it.
        let of_input = code.code < "T-030";
        assert!(of_input || weights.contains(&finding["severity"].as_str().unwrap()), "{code}: {finding}");
    }
}

#[test]
fn one_step_for_a_root_that_is_here_and_not_trusted() {
    let mut distrusting = both("/home/x/cert9.db");
    distrusting.store.kind = StoreKind::NssDatabase;
    distrusting.store.consumer = Consumer::Nss;
    let index = distrusting
        .recognised
        .iter()
        .position(|ca| ca.as_ref().is_some_and(|ca| ca.generation.generation == "e-id" && ca.ca.contains("Root")));
    let index = index.unwrap();
    distrusting.store.entries[index].trust =
        Trust { client: Grant::Helper, server: Grant::Helper, email: Grant::Helper };
    let examined = examined(distrusting.store);
    let document = json(&report(vec![target(vec![examined])]), &CATALOG, &texts(Language::En));
    let findings = document["results"][0]["findings"].as_array().unwrap();
    let remedy = |code: &str| {
        let found = findings.iter().find(|f| f["code"] == code).unwrap_or_else(|| panic!("no {code}: {findings:#?}"));
        found["remedy"].as_str().unwrap().to_owned()
    };
    assert!(remedy("T-204").contains("certutil -M"), "{}", remedy("T-204"));
    assert!(!remedy("T-202").contains("catalog export"), "{}", remedy("T-202"));
    assert!(remedy("T-202").contains("another copy does not help"), "{}", remedy("T-202"));
}

#[test]
fn a_password_of_a_jvm_option_that_does_not_fit_is_the_options_fault() {
    let mut jvm = both("/usr/lib/jvm/cacerts");
    let (by, to) = ("JAVA_OPTS".to_owned(), "/srv/a.jks".to_owned());
    jvm.observations.push(Observation::WrongJvmPassword { by, to, set_in: Some("/etc/default/tomcat".into()) });
    let failures = vec![failure("/srv/a.jks", ContainerError::WrongPassword)];
    let document = json(&report(vec![AuditedTarget { failures, ..target(vec![jvm]) }]), &CATALOG, &texts(Language::En));
    let error = &document["results"][1]["error"];
    assert_eq!(error["code"], "T-238", "{error}");
    assert!(error["text"].as_str().unwrap().contains("set in /etc/default/tomcat"), "{error}");
    assert!(!error["remedy"].as_str().unwrap().contains("--password"), "{error}");
}

#[test]
fn settings_that_lead_to_no_file_are_told_as_what_they_are() {
    let said = |to: &str, within: Option<&str>| {
        let mut store = both("/usr/lib/jvm/cacerts");
        store.store.location.within = within.map(str::to_owned);
        store.observations.push(Observation::RedirectionNotFollowed {
            by: "JAVA_TOOL_OPTIONS".to_owned(),
            to: to.to_owned(),
            set_in: None,
        });
        let mut target = target(vec![store]);
        target.target = "image:/srv/app.tar".to_owned();
        english(&report(vec![target])).split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert!(said("NONE", None).contains("to NONE (set in the environment that tillit was started in): it is no file"));
    assert!(said("NONE", Some("app.tar, app:1")).contains("set in the environment that the image sets"));
    assert!(said("Windows-ROOT", None).contains("a store that is no file"));
    assert!(said("trust.p12", None).contains("the folder that it is relative to"));
    assert!(said("$HOME/trust.p12", None).contains("depends on another variable"));
}

#[test]
fn an_inventory_names_services_and_their_owners() {
    let out = english(&everything());
    assert!(out.contains("Region Påhitt, drift@region.example, production"), "{out}");
    for word in ["NOT READY", "ready", "no known CA", "UNREADABLE"] {
        assert!(out.contains(&format!("  {word}")), "{word}: {out}");
    }
}

#[test]
fn everything_has_words_in_both_languages_and_fits() {
    let report = everything();
    for language in Language::ALL {
        for detail in [Detail::Brief, Detail::Normal, Detail::Full] {
            for (marks, columns) in [(Marks::Unicode, 100), (Marks::Ascii, 60)] {
                let style = Style { color: false, marks, width: columns, detail };
                let out = human(&report, &CATALOG, &texts(language), &style);
                assert!(!out.contains("audit-") && !out.contains("{$") && !out.contains("{ $"), "{out}");
                assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}'), "{out}");
                assert!(!out.contains("T-2") || !out.contains(".say"), "{out}");
                if marks == Marks::Ascii {
                    assert!(!out.contains(['→', '✔', '✘']), "{out}");
                }
                if detail == Detail::Normal {
                    // Paths, names of files and commands stay whole, and so do names and fingerprints that are for copying.
                    let is_whole = |line: &str| {
                        ["CN=", "SHA-"].iter().any(|first| line.trim_start().starts_with(first))
                            || line.contains('/')
                            || line.contains(" -")
                    };
                    let broken = |line: &&str| width(line) > columns && !is_whole(line);
                    assert!(!out.lines().any(|line| broken(&line)), "{:?}", out.lines().find(broken));
                }
            }
        }
    }
}

#[test]
fn colours_only_add() {
    let report = everything();
    let plain = english(&report);
    let coloured = human(&report, &CATALOG, &texts(Language::En), &Style { color: true, ..Style::default() });
    assert!(coloured.contains('\u{1b}'));
    let mut stripped = String::new();
    let mut parts = coloured.split('\u{1b}');
    stripped.push_str(parts.next().unwrap());
    parts.for_each(|part| stripped.push_str(part.split_once('m').unwrap().1));
    assert_eq!(stripped, plain);
    assert_eq!(text(&report, &CATALOG, &texts(Language::En)), plain);
}

#[test]
fn personal_numbers_are_masked_unless_asked_for() {
    for shown in [false, true] {
        let report = AuditReport { show_personal_id: shown, ..everything() };
        let texts = texts(Language::Sv);
        let full = Style { detail: Detail::Full, ..Style::default() };
        for out in [
            human(&report, &CATALOG, &texts, &full),
            json(&report, &CATALOG, &texts).to_string(),
            ndjson(&report, &CATALOG, &texts),
            markdown(&report, &CATALOG, &texts),
        ] {
            let near = out.split_once("191212121212").map(|(before, _)| before.lines().last().unwrap_or_default());
            assert_eq!(near.is_some(), shown, "{near:?}");
        }
        assert!(!csv(&report, &CATALOG, &texts).contains("191212121212") || shown);
    }
}

#[test]
fn a_password_that_is_a_secret_is_never_told() {
    let mut report = report(vec![target(vec![both("/a")])]);
    report.targets[0].stores[0].store.opened = Opened::Given;
    let value = json(&report, &CATALOG, &texts(Language::En));
    assert_eq!(value["results"][0]["opened"], "given");
    assert!(value["results"][0]["password"].is_null());
    report.targets[0].stores[0].store.opened = Opened::Customary("changeit".to_owned());
    let value = json(&report, &CATALOG, &texts(Language::En));
    assert_eq!(value["results"][0]["password"], "changeit");
}

fn schema_file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("docs/schema/audit-1.json")
}

#[test]
fn the_schema_file_is_up_to_date() {
    let wanted = format!("{:#}\n", schema());
    if std::env::var_os("TILLIT_UPDATE").is_some() {
        fs::write(schema_file(), &wanted).unwrap();
    }
    let found = fs::read_to_string(schema_file()).unwrap_or_default();
    assert!(found == wanted, "docs/schema/audit-1.json is out of date: run the tests once with TILLIT_UPDATE=1");
}

#[test]
fn output_holds_against_the_schema_and_the_schema_is_strict() {
    let validator = jsonschema::validator_for(&schema()).unwrap();
    for language in Language::ALL {
        let mut value = json(&everything(), &CATALOG, &texts(language));
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:?}");
        for (pointer, wrong) in [
            ("/schema", serde_json::json!("tillit/audit/2")),
            ("/results/0/entries/0/sha256", serde_json::json!("abc")),
            ("/results/0/entries/0/trust/client", serde_json::json!("yes")),
            ("/results/0/coverage/0/state", serde_json::json!("most")),
            ("/results/0/coverage/0/role", serde_json::json!("people")),
            ("/results/0/findings/0/code", serde_json::json!("X1")),
            ("/results/0/consumer", serde_json::json!("browser")),
            ("/findings/0/severity", serde_json::json!("bad")),
            ("/compared/stores/0/status", serde_json::json!("maybe")),
            ("/services/0/asks", serde_json::json!("perhaps")),
            ("/services/0/predictions/0/offered", serde_json::json!("yes")),
            ("/services/0/source/line", serde_json::json!(-1)),
            ("/searched/0/mentions/0/written", serde_json::json!("somehow")),
            ("/searched/0/findings/0/names", serde_json::json!("some")),
            ("/searched/0/failures/0/code", serde_json::json!("X1")),
        ] {
            let right = std::mem::replace(value.pointer_mut(pointer).unwrap(), wrong);
            assert!(!validator.is_valid(&value), "{pointer} may be anything");
            *value.pointer_mut(pointer).unwrap() = right;
        }
    }
}

#[test]
fn json_says_what_the_issue_promises() {
    let value = json(&report(vec![target(vec![without_issuers("/a")])]), &CATALOG, &texts(Language::En));
    assert_eq!(value["schema"], "tillit/audit/1");
    let result = &value["results"][0];
    assert_eq!((&result["target"], &result["kind"], &result["place"]), (&"/a".into(), &"pem".into(), &"file".into()));
    let root = result["entries"].as_array().unwrap().last().unwrap();
    let name = root_of(Generation::New).subject().common_name().to_owned();
    assert_eq!(root["ca"], serde_json::json!({"pki": "lab", "generation": "e-id", "name": name}));
    assert_eq!(root["trust"]["client"], "anchor");
    let of_new = |row: &&serde_json::Value| row["generation"] == "e-id" && row["role"] == "persons-loa3";
    let row = result["coverage"].as_array().unwrap().iter().find(of_new).unwrap();
    assert_eq!((&row["state"], &row["effect"]), (&"partial".into(), &"only-with-issuer".into()));
    assert_eq!(row["present"].as_array().unwrap().len(), 1);
    assert!(!row["missing"].as_array().unwrap().is_empty());
    let finding = &result["findings"][0];
    assert_eq!((&finding["code"], &finding["severity"]), (&"T-201".into(), &"error".into()));
    assert_eq!(finding["detail"]["generation"], serde_json::json!({"pki": "lab", "id": "e-id"}));
    assert_eq!(value["findings"][0]["input"], "/a");
}

#[test]
fn flaws_of_an_entry_are_the_codes_of_what_is_said_of_it() {
    let value = json(&report(vec![target(vec![nothing_known("/a")])]), &CATALOG, &texts(Language::En));
    let flaws = value["results"][0]["entries"][0]["flaws"].as_array().unwrap();
    assert!(flaws.contains(&"T-246".into()), "{flaws:?}");
}

#[test]
fn ndjson_is_one_document_a_line() {
    let report = everything();
    let out = ndjson(&report, &CATALOG, &texts(Language::Sv));
    let lines: Vec<serde_json::Value> = out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(lines.iter().all(|line| line["schema"] == "tillit/audit/1"));
    let of = |what: &str| lines.iter().filter(|line| line["type"] == what).count();
    assert_eq!((of("result"), of("looked"), of("compared")), (9, 1, 1));
    assert_eq!((of("service"), of("finding"), of("searched")), (3, 1, 2));
    assert_eq!(lines.len(), 17);
}

#[test]
fn csv_is_a_rectangle_without_formulas() {
    let report = everything();
    let out = csv(&report, &CATALOG, &texts(Language::En));
    let mut reader = csv::ReaderBuilder::new().from_reader(out.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let roles = report.targets[0].stores[0].coverage.len();
    assert_eq!(rows.iter().filter(|row| &row[at("path")] == "/etc/nginx/ödd ca.pem").count(), roles);
    assert_eq!(rows.iter().filter(|row| &row[at("state")] == "unreadable").count(), 3);
    assert!(rows.iter().flatten().all(|cell| !cell.starts_with(['=', '+', '@'])));
    assert!(rows.iter().any(|row| &row[at("state")] == "partial" && row[at("missing")].contains("; ")));
    assert!(rows.iter().any(|row| row[at("codes")].contains("T-203")));
}

#[test]
fn markdown_is_a_table_with_what_was_found() {
    let out = markdown(&everything(), &CATALOG, &texts(Language::Sv));
    // The services' table stands before the stores'.
    let stores = out.rsplit("\n\n|").next().unwrap();
    let table: Vec<&str> = stores.lines().filter(|line| line.starts_with('|')).collect();
    let columns = |line: &str| line.replace("\\|", "").matches('|').count();
    assert!(table.len() > 7 && table.iter().all(|line| columns(line) == columns(table[0])), "{out}");
    assert!(out.contains("## Fynd") && out.contains("- **T-203**"), "{out}");
    assert!(!out.contains("<b>"), "{out}");
    let only_new = examined(store("/new.pem", all_of(Generation::New)));
    let out = markdown(&report(vec![target(vec![only_new])]), &CATALOG, &texts(Language::En));
    assert!(out.contains("LAB SITHS Root CA v1: not here"), "{out}");
}
