//! Services of servers: configurations put together by hand, with stores of the made-up PKI and predictions that are really made.

use std::path::PathBuf;
use std::sync::Arc;

use tillit_reports::audit::AuditedService;
use tillit_trust_stores::observation::Cause;
use tillit_trust_stores::servers::gather::Lists;
use tillit_trust_stores::servers::running::Running;
use tillit_trust_stores::servers::service::{
    About, Announces, Asks, Counts, Depth, Fit, Floor, Note, Revocation, RevocationBy, RevocationOf, Service, Setting,
    Source, SourcePlace, Unresolved, Versions, When, Why,
};
use tillit_trust_stores::servers::{Gathered, NamedStore, Problem, ProblemKind, Spot, Text, predict};

use super::*;

const FILE: &str = "/etc/nginx/conf.d/idp.conf";
const CONF: &str = "server {
    listen 443 ssl;
    server_name idp.region.example login.region.example;
    ssl_client_certificate /etc/nginx/siths.pem;
    ssl_trusted_certificate /etc/nginx/more.pem;
    ssl_verify_client on;  # 191212121212
    ssl_verify_depth 0;
    ssl_crl /etc/nginx/crl.pem;
    ssl_protocols TLSv1;
    SSLStorePassword hunter2 trustStore=\"x.p12\"
    broken {
}
";

/// The first place of some words in the configuration.
pub(super) fn at(words: &str) -> Spot {
    let text = Text::new(Path::new(FILE), CONF.as_bytes());
    let begin = CONF.find(words).unwrap();
    text.spot(begin..begin + words.len(), words.split(' ').next().unwrap())
}

pub(super) fn plain() -> Service {
    Service {
        server: "nginx",
        version: Some("1.22.1".to_owned()),
        listeners: vec!["0.0.0.0:443".to_owned(), "[::]:443".to_owned()],
        names: vec!["idp.region.example".to_owned(), "login.region.example".to_owned()],
        within: None,
        source: at("server"),
        asks: Setting::written(Asks::Required, at("ssl_verify_client on")),
        when: When::Handshake,
        sources: vec![Source::new(
            SourcePlace::File("/etc/nginx/siths.pem".into()),
            at("ssl_client_certificate /etc/nginx/siths.pem"),
        )],
        announces: Announces::Sources,
        depth: Setting::default(Depth { limit: Some(1), counts: Counts::Intermediates }),
        revocation: Vec::new(),
        versions: Setting::default(Versions::MODERN),
        floor: Setting::default(Floor::of_openssl(0, &[3, 0])),
        fit: Fit::YES,
        consumer: Consumer::OpenSsl,
        notes: Vec::new(),
        unresolved: Vec::new(),
    }
}

pub(super) fn with(service: Service, stores: Vec<NamedStore>) -> AuditedService {
    let lists = service.revocation.iter().map(|_| Arc::new(Lists::default())).collect();
    let gathered = Gathered { service, stores, lists, files: vec![FILE.into()].into() };
    let measure = Measure { catalog: &CATALOG, at_hand: &[], now: *NOW, environment: None };
    let predictions = predict(&gathered, &measure);
    AuditedService { gathered, predictions, running: Running::UpToDate }
}

pub(super) fn read(certificates: Vec<Certificate>) -> NamedStore {
    let mut store = store("/etc/nginx/siths.pem", certificates);
    store.place = "nginx";
    NamedStore::Read(Arc::new(store))
}

fn whole() -> Vec<Certificate> {
    [all_of(Generation::Old), all_of(Generation::New)].concat()
}

fn without_issuers() -> Vec<Certificate> {
    [all_of(Generation::Old), vec![root_of(Generation::New)]].concat()
}

fn target_of(service: AuditedService) -> AuditedTarget {
    let stores = service.gathered.stores.iter().filter_map(|named| match named {
        NamedStore::Read(store) => Some(examined((**store).clone())),
        _ => None,
    });
    let mut target = AuditedTarget { target: "nginx".to_owned(), ..target(stores.collect()) };
    target.services.push(service);
    target
}

fn of(service: Service, certificates: Vec<Certificate>) -> AuditReport {
    report(vec![target_of(with(service, vec![read(certificates)]))])
}

fn found(report: &AuditReport) -> Vec<(String, String)> {
    let value = json(report, &CATALOG, &texts(Language::En));
    let findings = value["services"][0]["findings"].as_array().unwrap().clone();
    let word = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    findings.iter().map(|one| (word(&one["code"]), word(&one["severity"]))).collect()
}

fn codes_of(report: &AuditReport) -> Vec<String> {
    found(report).into_iter().map(|(code, _)| code).collect()
}

fn exit(report: &AuditReport) -> u8 {
    exit_code(report, &CATALOG, Severity::Warning)
}

#[test]
fn the_picture_of_the_goal() {
    let report = of(plain(), without_issuers());
    let out = english(&report);
    let lines: Vec<&str> = out.lines().collect();
    let first = "idp.region.example:443 (nginx) refuses cards of LAB SITHS e-id that send only their own certificate: issuing CAs Person HSA-id 3, Person ID 3, Person HSA-id 2 and 3 more missing [T-211].";
    assert!(out.replace("\n  ", " ").starts_with(first), "{out}");
    let line = |begin: &str| {
        *lines.iter().find(|line| line.trim_start().starts_with(begin)).unwrap_or_else(|| panic!("{out}"))
    };
    assert!(line("service ").contains("service idp.region.example:443 (nginx 1.22.1)"), "{out}");
    assert!(line("service ").ends_with("/etc/nginx/conf.d/idp.conf:1"), "{out}");
    assert!(
        line("asks for").contains("required") && line("asks for").ends_with("idp.conf:6  ssl_verify_client"),
        "{out}"
    );
    assert!(line("trusts").contains("/etc/nginx/siths.pem ("), "{out}");
    assert!(line("trusts").ends_with("idp.conf:4  ssl_client_certificate"), "{out}");
    assert!(line("announces").contains("subjects of the same file"), "{out}");
    assert!(line("LAB SITHS e-id ").contains("PARTIAL"), "{out}");
    assert!(line("LAB SITHS Root CA v1").contains("let in"), "{out}");
    assert!(
        out.contains("      sudo tillit install --generation lab/e-id --into /etc/nginx/siths.pem --apply --reload\n"),
        "{out}"
    );
    assert!(!out.contains("T-201"), "the store is told of the service alone:\n{out}");
    assert_eq!(found(&report), [("T-211".to_owned(), "error".to_owned())]);
    assert_eq!(exit(&report), 1);
}

#[test]
fn what_services_come_to() {
    let old = || all_of(Generation::Old);
    let deep = Service {
        depth: Setting::written(Depth { limit: Some(0), counts: Counts::Intermediates }, at("ssl_verify_depth 0")),
        ..plain()
    };
    let old_tls = Service {
        versions: Setting::written(Versions { old: true, ..Versions::default() }, at("ssl_protocols TLSv1")),
        ..plain()
    };
    let late = Service { when: When::AfterRequest, ..plain() };
    let application = Service { asks: Setting::written(Asks::Application, at("ssl_verify_client on")), ..plain() };
    let weak = Service { floor: Setting::default(Floor::of_openssl(2, &[3, 0])), ..plain() };
    let lists = Service {
        revocation: vec![Revocation {
            written: at("ssl_crl /etc/nginx/crl.pem"),
            by: RevocationBy::ListFile("/etc/nginx/crl.pem".into()),
            of: RevocationOf::Chain,
            missing_is_fine: false,
        }],
        ..plain()
    };
    let mut network = lists.clone();
    network.revocation[0].by = RevocationBy::Ocsp;
    let unresolved = Service {
        unresolved: vec![Unresolved {
            spot: at("ssl_client_certificate"),
            about: About::Trusts,
            why: Why::Variable("ca_file".to_owned()),
        }],
        ..plain()
    };
    for (service, certificates, codes, exit_code, first) in [
        (plain(), whole(), vec![], 0, "idp.region.example:443 (nginx) lets cards of LAB SITHS e-id in."),
        (
            plain(),
            old(),
            vec!["T-212"],
            1,
            "idp.region.example:443 (nginx) refuses cards of LAB SITHS e-id: nothing of it is trusted",
        ),
        (
            deep,
            whole(),
            vec!["T-215"],
            1,
            "idp.region.example:443 (nginx) refuses cards of LAB SITHS e-id: depth 0 is accepted, 1 is needed",
        ),
        (old_tls, whole(), vec!["T-221"], 1, "idp.region.example:443 (nginx) refuses cards"),
        (late, whole(), vec!["T-222"], 1, "idp.region.example:443 (nginx) refuses cards"),
        (application, whole(), vec!["T-223"], 0, "idp.region.example:443 (nginx) lets everybody in"),
        (weak, whole(), vec!["T-217"], 1, "idp.region.example:443 (nginx) lets cards of LAB SITHS e-id in."),
        (
            lists,
            whole(),
            vec!["T-218", "T-218"],
            1,
            "idp.region.example:443 (nginx) refuses cards of LAB SITHS e-id: no revocation list",
        ),
        (
            network,
            whole(),
            vec!["T-220"],
            0,
            "idp.region.example:443 (nginx) lets cards of LAB SITHS e-id in, if an answer",
        ),
        (unresolved, whole(), vec!["T-227"], 3, "Cannot say whether idp.region.example:443 (nginx) lets cards"),
        (
            plain(),
            vec![PERSON.clone()],
            vec!["T-299"],
            1,
            "idp.region.example:443 (nginx) lets no card of a known PKI in",
        ),
    ] {
        let report = of(service, certificates);
        let out = english(&report);
        assert_eq!(codes_of(&report), codes, "{out}");
        assert!(out.replace("\n  ", " ").starts_with(first), "{first}:\n{out}");
        assert_eq!(exit(&report), exit_code, "{out}");
        for language in Language::ALL {
            let out = text(&report, &CATALOG, &texts(language));
            assert!(!out.contains("server-") && !out.contains(".short") && !out.contains("{$"), "{out}");
        }
    }
}

#[test]
fn what_is_announced_and_what_is_trusted_may_be_two_files() {
    let two = |announced: Vec<Certificate>, trusted: Vec<Certificate>| {
        let mut service = plain();
        service.sources[0].trusted = false;
        let mut more = Source::new(SourcePlace::File("/etc/nginx/more.pem".into()), at("ssl_trusted_certificate"));
        more.announced = false;
        service.sources.push(more);
        let mut second = store("/etc/nginx/more.pem", trusted);
        second.place = "nginx";
        report(vec![target_of(with(service, vec![read(announced), NamedStore::Read(Arc::new(second))]))])
    };
    let not_announced = two(all_of(Generation::Old), whole());
    assert_eq!(found(&not_announced), [("T-213".to_owned(), "error".to_owned())]);
    let out = english(&not_announced);
    assert!(out.starts_with("Browsers do not offer cards of LAB SITHS e-id at idp.region.example:443"), "{out}");
    assert!(out.contains("--into /etc/nginx/siths.pem --apply"), "{out}");
    let not_trusted = two(whole(), all_of(Generation::Old));
    assert_eq!(codes_of(&not_trusted), ["T-212", "T-226"]);
    assert!(
        english(&not_trusted).contains("--into /etc/nginx/more.pem --into /etc/nginx/siths.pem --apply")
            || english(&not_trusted).contains("--into /etc/nginx/more.pem --apply"),
        "{}",
        english(&not_trusted)
    );
    let only_root = two(without_issuers(), whole());
    assert_eq!(found(&only_root), [("T-214".to_owned(), "warning".to_owned())]);
    assert!(
        english(&only_root).starts_with("idp.region.example:443 (nginx) lets cards of LAB SITHS e-id in from some"),
        "{}",
        english(&only_root)
    );
}

#[test]
fn what_is_trusted_by_another_file_and_not_announced_is_told_beside_missing_issuers() {
    let mut service = plain();
    let more = SourcePlace::File("/etc/nginx/more.pem".into());
    let more = Source::new(more, at("ssl_trusted_certificate /etc/nginx/more.pem"));
    service.sources.push(Source { announced: false, ..more });
    let stores = vec![read(all_of(Generation::Old)), read(vec![root_of(Generation::New)])];
    let report = report(vec![target_of(with(service, stores))]);
    let codes = codes_of(&report);
    assert!(["T-211", "T-213"].iter().all(|code| codes.iter().any(|known| known == code)), "{codes:?}");
    // Where nothing of it is trusted, either, one word is enough.
    let codes = codes_of(&of(plain(), all_of(Generation::Old)));
    assert!(!codes.contains(&"T-213".to_owned()), "{codes:?}");
}

#[test]
fn a_depth_that_is_too_small_is_told_before_anything_is_trusted() {
    let depth = Depth { limit: Some(0), counts: Counts::Intermediates };
    let deep = Service { depth: Setting::written(depth, at("ssl_verify_depth 0")), ..plain() };
    let report = of(deep, all_of(Generation::Old));
    let codes = codes_of(&report);
    assert!(["T-212", "T-215"].iter().all(|code| codes.iter().any(|known| known == code)), "{codes:?}");
}

#[test]
fn a_service_that_a_refused_line_interrupts_has_no_answer() {
    let mut service = plain();
    service.asks = Setting::default(Asks::Off);
    service.unresolved.push(Unresolved { spot: at("broken"), about: About::Asks, why: Why::Refused });
    let report = of(service, whole());
    let out = english(&report);
    assert!(out.contains("asks for a certificate   cannot say"), "{out}");
    assert!(!out.contains("asks for no certificate") && !out.contains("longest chain"), "{out}");
    assert_eq!(exit(&report), 3);
}

#[test]
fn a_service_that_lets_everybody_in_says_so_although_it_trusts_nobody() {
    let mut service = plain();
    service.asks = Setting::written(Asks::Application, at("ssl_verify_client on"));
    service.sources.clear();
    let report = report(vec![target_of(with(service, Vec::new()))]);
    let out = english(&report);
    assert!(out.starts_with("idp.region.example:443 (nginx) lets everybody in"), "{out}");
    assert!(out.contains("Everybody is let in"), "{out}");
}

#[test]
fn the_line_to_change_is_shown_with_marks() {
    let depth = Setting::written(Depth { limit: Some(0), counts: Counts::Intermediates }, at("ssl_verify_depth 0"));
    let out = english(&of(Service { depth, ..plain() }, whole()));
    assert!(
        out.contains("    /etc/nginx/conf.d/idp.conf:7:5\n    7 | ssl_verify_depth 0;\n      | ^^^^^^^^^^^^^^^^^^\n"),
        "{out}"
    );
    assert!(out.contains("→ In /etc/nginx/conf.d/idp.conf, line 7, write instead: ssl_verify_depth 3;\n"), "{out}");
    let depth = Setting::default(Depth { limit: Some(1), counts: Counts::AllCas });
    let out = english(&of(Service { server: "apache", depth, ..plain() }, whole()));
    assert!(out.contains("idp.conf, where line 6 stands: SSLVerifyDepth 3\n"), "{out}");
}

#[test]
fn problems_of_a_named_configuration_are_no_answer() {
    for (kind, code) in [
        (ProblemKind::Syntax("unexpected }".to_owned()), "T-228"),
        (ProblemKind::Value("x".to_owned()), "T-228"),
        (ProblemKind::NothingMatches("/etc/nginx/x.conf".to_owned()), "T-229"),
        (ProblemKind::Loop(FILE.into()), "T-229"),
        (ProblemKind::TooMuch, "T-229"),
        (ProblemKind::LeadsOut("/etc/nginx/linked.conf".into()), "T-229"),
        (ProblemKind::Elsewhere("parts/".repeat(100_000)), "T-229"),
        (ProblemKind::File("/etc/nginx/other.conf".into(), Cause::from(InputError::NotFound)), "T-229"),
        (ProblemKind::File("/etc/nginx/siths.pem".into(), Cause::from(InputError::NotFound)), "T-224"),
    ] {
        let mut report = of(plain(), whole());
        let spot = at("broken {").named(if code == "T-229" { "include" } else { "broken" });
        report.targets[0].problems.push(Problem { server: "nginx", spot, kind });
        for language in Language::ALL {
            let out = text(&report, &CATALOG, &texts(language));
            assert!(out.contains(&format!("[{code}]")) && out.contains("  11 | broken {\n     | ^^^^^^^^\n"), "{out}");
            assert!(!out.contains("say-") && !out.contains("{$"), "{out}");
            // However long the name is.
            assert!(out.len() < 20_000, "{}", out.len());
        }
        let value = json(&report, &CATALOG, &texts(Language::En));
        let finding = &value["findings"][0];
        assert!(finding.to_string().len() < 20_000);
        assert_eq!((&finding["code"], &finding["source"]["line"]), (&code.into(), &11.into()));
        assert_eq!(exit(&report), 3);
        report.bare = true;
        assert_eq!(exit(&report), 1);
        assert!(csv(&report, &CATALOG, &texts(Language::En)).contains(code));
    }
}

#[test]
fn a_store_that_is_not_of_the_configuration_is_no_answer() {
    let mut service = plain();
    service.sources = vec![Source { written: None, ..Source::new(SourcePlace::JavaDefault, at("server")) }];
    let report = report(vec![target_of(with(service, vec![NamedStore::Unknown]))]);
    let out = english(&report);
    assert!(out.starts_with("Cannot say whose cards idp.region.example:443 (nginx) lets in"), "{out}");
    assert!(out.contains("what is trusted depends on Java's own store"), "{out}");
    assert_eq!(codes_of(&report), ["T-227"]);
    assert_eq!(exit(&report), 3);
}

#[test]
fn services_that_ask_for_nothing_are_folded() {
    let off = |name: String| {
        let service = Service { asks: Setting::default(Asks::Off), sources: Vec::new(), names: vec![name], ..plain() };
        with(service, Vec::new())
    };
    let mut report = of(plain(), whole());
    report.targets[0].services.extend((0..15).map(|number| off(format!("www{number}.example"))));
    let out = english(&report);
    assert!(out.starts_with("idp.region.example:443 (nginx) lets cards of LAB SITHS e-id in."), "{out}");
    assert!(out.contains("www2.example:443 (nginx) asks for no certificate"), "{out}");
    assert!(out.contains("12 further services ask for no certificate") && !out.contains("www3.example"), "{out}");
    let full = Style { detail: Detail::Full, ..Style::default() };
    assert!(human(&report, &CATALOG, &texts(Language::En), &full).contains("www14.example"));
    assert_eq!(exit(&report), 0);
    report.targets[0].services.remove(0);
    report.targets[0].stores.clear();
    assert!(english(&report).starts_with("None of the 15 services that were found asks"), "{}", english(&report));
    assert_eq!(exit(&report), 0);
}

#[test]
fn a_configuration_without_tls_is_an_answer_and_none_at_all_is_not() {
    let mut report = report(vec![AuditedTarget { target: "nginx".to_owned(), ..target(Vec::new()) }]);
    assert!(english(&report).starts_with("No configuration of a server was found."), "{}", english(&report));
    assert_eq!(exit(&report), 3);
    report.targets[0].looked.push(Looked { place: "nginx", path: "/etc/nginx/nginx.conf".into(), found: true });
    assert!(english(&report).starts_with("No service of the configuration speaks TLS"), "{}", english(&report));
    assert_eq!(exit(&report), 0);
}

#[test]
fn several_services_are_a_table() {
    let mut report = of(plain(), whole());
    let bad = Service { names: vec!["bad.example".to_owned()], ..plain() };
    report.targets.push(target_of(with(bad, vec![read(all_of(Generation::Old))])));
    let out = english(&report);
    assert!(out.starts_with("bad.example:443 (nginx) refuses cards of LAB SITHS e-id"), "{out}");
    assert!(
        out.contains("\n  let in   idp.region.example:443 (nginx)\n  REFUSED  bad.example:443 (nginx)  [T-212]\n"),
        "{out}"
    );
}

#[test]
fn a_reload_that_is_due_is_told_once() {
    let mut report = of(plain(), whole());
    report.targets[0]
        .services
        .push(with(Service { names: vec!["b.example".to_owned()], ..plain() }, vec![read(whole())]));
    for service in &mut report.targets[0].services {
        service.running = Running::Older { files: vec!["/etc/nginx/siths.pem".into()], started_with: None };
    }
    let out = english(&report);
    assert_eq!(out.matches("before /etc/nginx/siths.pem changed").count(), 1, "{out}");
    assert!(out.contains("nginx -t && nginx -s reload\n"), "{out}");
    let value = json(&report, &CATALOG, &texts(Language::En));
    assert_eq!(value["services"][1]["running"], "older");
    assert_eq!(value["services"][1]["changed"][0], "/etc/nginx/siths.pem");
}

#[test]
fn ciphers_that_do_not_go_with_the_servers_own_key() {
    let says = |versions: Versions, tls12: Option<bool>, tls13: Option<bool>| {
        let fit = Fit { tls12, tls13, written: Some(at("ssl_protocols")) };
        let service = Service { versions: Setting::default(versions), fit, ..plain() };
        let report = report(vec![target_of(with(service, vec![read(whole())]))]);
        let value = json(&report, &CATALOG, &texts(Language::En));
        let service = &value["services"][0];
        let all = service["findings"].as_array().unwrap().iter();
        let found = all.filter(|finding| finding["code"] == "T-235").map(|finding| {
            (finding["severity"].as_str().unwrap().to_owned(), finding["text"].as_str().unwrap().to_owned())
        });
        let newest = service["predictions"].as_array().unwrap().last().unwrap();
        (
            found.collect::<Vec<_>>(),
            newest["full_chain"].as_bool(),
            newest["tls12"].as_bool(),
            newest["tls13"].as_bool(),
        )
    };
    let old = Versions { tls13: false, ..Versions::MODERN };
    let (found, full, tls12, tls13) = says(Versions::MODERN, Some(false), Some(true));
    assert!(found[0].0 == "warning" && found[0].1.contains("With TLS 1.3 it works"), "{found:?}");
    assert_eq!((full, tls12, tls13), (Some(true), Some(false), Some(true)));
    let (found, full, tls12, tls13) = says(old, Some(false), Some(true));
    assert!(found[0].0 == "error" && found[0].1.contains("no handshake comes about"), "{found:?}");
    assert_eq!((full, tls12, tls13), (Some(false), Some(false), Some(false)));
    let (found, full, tls12, _) = says(old, None, Some(true));
    assert!(found[0].0 == "warning" && found[0].1.contains("cannot be said"), "{found:?}");
    assert_eq!((full, tls12), (None, None));
    assert!(says(Versions::MODERN, Some(true), Some(true)).0.is_empty());
}

#[test]
fn a_server_that_was_started_with_its_own_file_is_reloaded_with_it() {
    let told = |server: &'static str| {
        let mut report = of(Service { server, ..plain() }, whole());
        let started_with = Some("/srv/my conf/nginx.conf".into());
        report.targets[0].services[0].running = Running::Older { files: vec!["/etc/x.pem".into()], started_with };
        english(&report)
    };
    let out = told("nginx");
    assert!(
        out.contains("nginx -t -c '/srv/my conf/nginx.conf' && nginx -s reload -c '/srv/my conf/nginx.conf'\n"),
        "{out}"
    );
    assert!(told("apache").contains("apachectl -k graceful -f '/srv/my conf/nginx.conf'\n"));
    let out = told("haproxy");
    assert!(out.contains("started with /srv/my conf/nginx.conf") && !out.contains("systemctl reload"), "{out}");
}

#[test]
fn next_steps_name_the_store_so_that_it_opens_and_the_catalogs_that_were_named() {
    let mut service = Service { server: "tomcat", source: at("server"), ..plain() };
    service.sources[0].password = Some("egen".into());
    let mut report = of(service, without_issuers());
    report.catalogs = vec!["/srv/our pki.toml".into()];
    let out = english(&report);
    let command =
        format!(" --catalog '/srv/our pki.toml' --generation siths-like/e-id --into tomcat:{FILE} --apply --restart");
    let generation = CATALOG.pkis[0].id.clone();
    assert!(out.contains(&command.replace("siths-like", &generation)), "{out}");
    assert!(!out.contains("egen"), "{out}");
}

#[test]
fn what_stands_in_the_configuration_itself_is_written_out_for_pasting() {
    let mut service = Service { server: "spring-boot", ..plain() };
    service.sources[0].place = SourcePlace::Inline("PEM".into());
    let out = english(&of(service, without_issuers()));
    assert!(out.contains("idp.conf, line 4:\n") && out.contains("tillit catalog export --generation "), "{out}");
    assert!(!out.contains("FILE"), "{out}");
}

#[test]
fn trust_that_the_files_do_not_tell_is_not_called_nothing() {
    let mut service = plain();
    service.sources.clear();
    for about in [About::Trusts, About::Announces] {
        let why = Why::Variable("$ca".to_owned());
        service.unresolved.push(Unresolved { spot: at("ssl_client_certificate"), about, why });
    }
    let report = report(vec![target_of(with(service, Vec::new()))]);
    let out = english(&report);
    assert!(out.contains("trusts                   cannot say\n"), "{out}");
    assert_eq!(out.matches("[T-227]").count(), 1, "{out}");
    assert!(out.contains("what is trusted and which names are sent depends on the variable $ca"), "{out}");
    let value = json(&report, &CATALOG, &texts(Language::En));
    assert!(value["services"][0]["trusts"].is_null() && value["services"][0]["announces"].is_null());
}

#[test]
fn next_steps_are_those_of_the_server_that_is_meant() {
    let floor = Setting::written(Floor::of_openssl(2, &[3, 0]), at("ssl_protocols TLSv1"));
    let of_server = |server, consumer, floor: &Setting<Floor>, certificates| {
        english(&of(Service { server, consumer, floor: floor.clone(), ..plain() }, certificates))
    };
    let out = of_server("nginx", Consumer::OpenSsl, &floor, whole());
    assert!(out.contains("ssl_ciphers \"DEFAULT:@SECLEVEL=0\"") && !out.contains("SSLCipherSuite"), "{out}");
    // Tomcat with its native library.
    let out = of_server("tomcat", Consumer::OpenSsl, &floor, whole());
    assert!(out.contains("ciphers=\"HIGH:@SECLEVEL=0\"") && !out.contains("disabledAlgorithms"), "{out}");
    let roots = vec![root_of(Generation::Old), root_of(Generation::New)];
    let floor = Setting::written(Floor { sha1: false, ..Floor::JAVA }, at("ssl_protocols TLSv1"));
    let out = of_server("tomcat", Consumer::Java, &floor, roots);
    assert!(out.contains("jdk.certpath.disabledAlgorithms") && !out.contains("ssl_ciphers"), "{out}");
    let depth = Setting::written(
        Depth { limit: Some(0), counts: Counts::Intermediates },
        at("ssl_verify_depth 0").named("SSLVerifyDepth"),
    );
    let out = english(&of(Service { server: "tomcat", depth, ..plain() }, whole()));
    assert!(out.contains("write instead: SSLVerifyDepth=\"3\"\n"), "{out}");
}

/// Every kind of thing that is said of services.
pub(super) fn everything() -> AuditedTarget {
    let mut service = plain();
    HOSTILE.clone_into(&mut service.names[0]);
    service.within = Some("/log in".to_owned());
    service.notes = vec![
        Note::WithoutEffect(at("trustStore=")),
        Note::OverriddenBy(at("ssl_crl"), at("ssl_protocols")),
        Note::DecidedElsewhere("Shibboleth IdP", at("ssl_protocols")),
        Note::MayOverride(at("ssl_protocols"), Vec::new()),
        Note::MayOverride(at("ssl_protocols"), vec!["/srv/www/.htaccess".into()]),
        Note::IssuerRule(at("ssl_crl"), vec!["$ssl_client_i_dn".to_owned(), "~Type 1 CA".to_owned()]),
        Note::IssuerRule(at("ssl_crl"), vec!["$ssl_client_i_dn".to_owned(), HOSTILE.to_owned()]),
    ];
    let why = |why: Why| Unresolved { spot: at("trustStore=\"x.p12\""), about: About::Anything, why };
    service.unresolved = vec![
        why(Why::Variable(HOSTILE.to_owned())),
        why(Why::Script("Lua")),
        why(Why::Macro("VHost".to_owned())),
        why(Why::Condition("if".to_owned())),
        why(Why::Unknown("frobnicate".to_owned())),
        why(Why::Network),
    ];
    let mut java = plain();
    java.server = "tomcat";
    java.consumer = Consumer::Java;
    java.names.clear();
    java.within = Some("/login".to_owned());
    java.sources = vec![Source { written: None, ..Source::new(SourcePlace::JavaDefault, at("server")) }];
    java.floor = Setting::default(Floor::JAVA);
    let unknown = with(java, vec![NamedStore::Unknown]);
    let mut gone = plain();
    gone.within = Some("/gone".to_owned());
    gone.sources[0].place = SourcePlace::File("/etc/nginx/gone.pem".into());
    let cause = Cause::from(InputError::NotFound);
    let gone = with(gone, vec![NamedStore::Failed(Location::path("/etc/nginx/gone.pem"), cause.clone())]);
    let mut everything = target_of(with(service, vec![read(without_issuers())]));
    everything.services.extend([unknown, gone]);
    everything.services[0].running =
        Running::Older { files: vec![PathBuf::from("/etc/nginx/siths.pem")], started_with: None };
    let kind = ProblemKind::File("/etc/nginx/gone.pem".into(), cause);
    everything.problems.push(Problem { server: "nginx", spot: at("ssl_trusted_certificate"), kind });
    everything.failures.push(failure("/etc/nginx/gone.pem", InputError::NotFound));
    everything
}

#[test]
fn secrets_and_personal_numbers_of_a_configuration_are_not_told() {
    let report = report(vec![everything()]);
    for language in Language::ALL {
        let texts = texts(language);
        let full = Style { detail: Detail::Full, ..Style::default() };
        for out in [
            human(&report, &CATALOG, &texts, &full),
            json(&report, &CATALOG, &texts).to_string(),
            ndjson(&report, &CATALOG, &texts),
            markdown(&report, &CATALOG, &texts),
            csv(&report, &CATALOG, &texts),
        ] {
            assert!(!out.contains("hunter2") && !out.contains("191212121212"), "{out}");
        }
        let out = human(&report, &CATALOG, &texts, &full);
        assert!(out.contains("10 | … trustStore=\"x.p12\"\n"), "{out}");
    }
}

#[test]
fn json_has_what_is_promised_of_services() {
    let value = json(&of(plain(), without_issuers()), &CATALOG, &texts(Language::En));
    let service = &value["services"][0];
    assert_eq!(
        (&service["server"], &service["version"], &service["asks"]),
        (&"nginx".into(), &"1.22.1".into(), &"required".into())
    );
    assert_eq!(service["listener"], "0.0.0.0:443, [::]:443");
    assert_eq!(service["source"], serde_json::json!({"file": FILE, "line": 1}));
    assert_eq!(service["asks_source"], serde_json::json!({"file": FILE, "line": 6}));
    assert_eq!(service["trusts"][0]["line"], 4);
    assert_eq!(service["trusts"][0]["sha256"].as_array().unwrap().len(), without_issuers().len());
    assert_eq!(service["announces"].as_array().unwrap().len(), without_issuers().len());
    let predictions = service["predictions"].as_array().unwrap();
    let of_new = predictions.iter().find(|p| p["generation"] == "e-id" && p["role"] == "persons-loa3").unwrap();
    assert_eq!(
        [&of_new["offered"], &of_new["full_chain"], &of_new["leaf_only"]],
        [&serde_json::Value::Null, &true.into(), &false.into()]
    );
    assert!(of_new["reasons"].as_array().unwrap().contains(&"T-211".into()));
    let finding = &service["findings"][0];
    assert_eq!((&finding["source"]["line"], &finding["source"]["column"]), (&4.into(), &5.into()));
    assert_eq!(finding["source"]["excerpt"]["line"], "ssl_client_certificate /etc/nginx/siths.pem;");
    let flat = value["findings"].as_array().unwrap();
    assert!(flat.iter().any(|one| one["code"] == "T-211" && one["source"]["line"] == 4));
    assert!(!flat.iter().any(|one| one["code"] == "T-201"), "{flat:?}");
    let lines = ndjson(&of(plain(), whole()), &CATALOG, &texts(Language::En));
    assert!(lines.lines().next().unwrap().contains("\"type\":\"service\""), "{lines}");
}

#[test]
fn csv_and_markdown_have_a_row_for_each_service_and_generation() {
    let report = of(plain(), without_issuers());
    let out = csv(&report, &CATALOG, &texts(Language::En));
    let mut reader = csv::ReaderBuilder::new().from_reader(out.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let services: Vec<_> = rows.iter().filter(|row| &row[at("kind")] == "service").collect();
    assert_eq!(services.len(), report.targets[0].services[0].predictions.len());
    assert!(services.iter().any(|row| &row[at("leaf_only")] == "no" && !row[at("reasons")].is_empty()), "{out}");
    let out = markdown(&report, &CATALOG, &texts(Language::Sv));
    assert!(out.contains("| LAB SITHS e-id: DELVIS |"), "{out}");
}
