//! What a store's entries mean: coverage of generations, false CAs, and what is odd whatever PKI it belongs to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod comparison;
mod policy;

use std::sync::LazyLock;

use tillit_lab::certificate::CertificateBuilder;
use tillit_lab::key::{Algorithm, KeyKind, KeyPool};
use tillit_lab::name::Dn;
use tillit_lab::siths::{Generation, Options, Pki};
use tillit_trust_stores::Observation;
use tillit_trust_stores::coverage::{Coverage, Effect, Role, State};
use tillit_trust_stores::examine::{Environment, Examined, Measure, examine};
use tillit_trust_stores::store::{Consumer, Entry, Grant, Location, StoreKind, Trust, TrustStore};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::store::{CaId, Refusal};
use tillit_verifier::catalog::{Catalog, Origin, parse};
use tillit_verifier::container::{Integrity, Position};
use time::{Duration, OffsetDateTime};

static NOW: LazyLock<OffsetDateTime> = LazyLock::new(OffsetDateTime::now_utc);
static PKI: LazyLock<Pki> = LazyLock::new(|| Pki::siths_shaped(&options(), &|_, _| ()).unwrap());
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog {
    pkis: vec![parse(&tillit_lab::catalog::catalog_toml(&PKI), &Origin::Embedded).unwrap()],
});

fn options() -> Options {
    Options { ca_key: KeyKind::RSA_2048, ..Options::new(*NOW) }
}

fn read(der: &[u8]) -> Certificate {
    Certificate::from_der(der).unwrap()
}

fn ca(name: &str) -> Certificate {
    read(&PKI.authority(name).unwrap_or_else(|| panic!("{name}")).issued.der)
}

fn all_of(generation: Generation) -> Vec<Certificate> {
    PKI.generation(generation).map(|authority| read(&authority.issued.der)).collect()
}

fn store(certificates: impl IntoIterator<Item = Certificate>) -> TrustStore {
    let mut store = TrustStore::new(Location::path("/etc/ca.pem"), StoreKind::PemBundle, Consumer::OpenSsl);
    let entries = certificates.into_iter().enumerate();
    store.entries = entries.map(|(index, c)| Entry::anchor(Ok(c), Position::Index(index))).collect();
    store
}

fn measured(store: TrustStore, environment: Option<Environment>) -> Examined {
    examine(store, &Measure { catalog: &CATALOG, at_hand: &[], now: *NOW, environment })
}

/// The lab is a test environment; a store for tests is the ordinary case here.
fn looked(certificates: impl IntoIterator<Item = Certificate>) -> Examined {
    measured(store(certificates), Some(Environment::Test))
}

fn cover<'a>(examined: &'a Examined, generation: &str, role: Role) -> &'a Coverage {
    let found = examined.coverage.iter().find(|c| c.generation.generation == generation && c.role == role);
    found.unwrap_or_else(|| panic!("{generation} {role:?} is not in {:?}", examined.coverage))
}

fn has(examined: &Examined, what: impl Fn(&Observation) -> bool) -> bool {
    examined.observations.iter().any(what)
}

const LOA3: Role = Role::Persons(Some(3));
const ROOT: &str = "LAB SITHS e-id Root CA v2";
const HSA3: &str = "LAB SITHS e-id Person HSA-id 3 CA v1";
const ID3: &str = "LAB SITHS e-id Person ID 3 CA v1";

#[test]
fn root_and_every_issuing_ca_is_complete() {
    let examined = looked(all_of(Generation::New));
    for coverage in examined.coverage.iter().filter(|c| c.generation.generation == "e-id") {
        assert_eq!((coverage.state, coverage.effect), (State::Complete, Effect::LetsIn), "{coverage:?}");
        assert!(coverage.missing.is_empty());
    }
    let roles: Vec<Role> =
        examined.coverage.iter().filter(|c| c.generation.generation == "e-id").map(|c| c.role).collect();
    assert_eq!(roles, [LOA3, Role::Persons(Some(2)), Role::Functions, Role::Mobile]);
    for coverage in examined.coverage.iter().filter(|c| c.generation.generation == "root-v1") {
        assert_eq!((coverage.state, coverage.effect), (State::Absent, Effect::Refuses), "{coverage:?}");
    }
    assert!(examined.recognised.iter().all(Option::is_some));
    assert!(examined.observations.is_empty(), "{:?}", examined.observations);
}

#[test]
fn a_root_alone_lets_in_those_who_send_their_issuer() {
    let examined = looked([ca(ROOT)]);
    let coverage = cover(&examined, "e-id", LOA3);
    assert_eq!((coverage.state, coverage.effect), (State::Partial, Effect::OnlyWithIssuer));
    assert_eq!(coverage.missing.iter().map(|ca| ca.ca.as_str()).collect::<Vec<_>>(), [HSA3, ID3]);
    assert_eq!(coverage.present.len(), 1);
    // One of two issuing CAs changes what is missing and not what follows.
    let examined = looked([ca(ROOT), ca(HSA3)]);
    let coverage = cover(&examined, "e-id", LOA3);
    assert_eq!((coverage.state, coverage.effect), (State::Partial, Effect::OnlyWithIssuer));
    assert_eq!(coverage.missing.len(), 1);
}

#[test]
fn issuing_cas_without_their_root_are_worth_something_to_java_alone() {
    let certificates = || [ca(HSA3), ca(ID3)];
    let examined = looked(certificates());
    let coverage = cover(&examined, "e-id", LOA3);
    assert_eq!((coverage.state, coverage.effect), (State::Partial, Effect::Refuses));
    assert!(!coverage.has_root);
    assert!(has(&examined, |o| matches!(o, Observation::Unconfirmed(..))), "nothing here proves them");
    // Where the root is at hand elsewhere, it proves them.
    let roots = [ca(ROOT)];
    let measure = Measure { catalog: &CATALOG, at_hand: &roots, now: *NOW, environment: Some(Environment::Test) };
    assert!(!has(&examine(store(certificates()), &measure), |o| matches!(o, Observation::Unconfirmed(..))));

    // For Java it depends on whether they are what they are called.
    let java = |certificates: Vec<Certificate>| {
        let mut java = store(certificates);
        java.consumer = Consumer::Java;
        java
    };
    let examined = measured(java(certificates().to_vec()), Some(Environment::Test));
    let coverage = cover(&examined, "e-id", LOA3);
    assert_eq!((coverage.state, coverage.effect), (State::Partial, Effect::CannotSay));
    let examined = examine(java(certificates().to_vec()), &measure);
    let coverage = cover(&examined, "e-id", LOA3);
    assert_eq!((coverage.state, coverage.effect), (State::Partial, Effect::LetsIn));
    assert_eq!(cover(&examine(java(vec![ca(HSA3)]), &measure), "e-id", LOA3).effect, Effect::SomeIssuers);
}

#[test]
fn what_the_consumer_ignores_or_distrusts_does_not_count() {
    let mut ignored = store(all_of(Generation::New));
    ignored.consumer = Consumer::Java;
    for entry in &mut ignored.entries {
        entry.trust = Trust::all(Grant::Ignored);
    }
    let examined = measured(ignored, Some(Environment::Test));
    assert_eq!(cover(&examined, "e-id", LOA3).state, State::Absent);

    let mut distrusted = store(all_of(Generation::New));
    let root = distrusted.entries.iter().position(|e| e.certificate.as_ref().is_ok_and(|c| *c == ca(ROOT))).unwrap();
    distrusted.consumer = Consumer::Nss;
    for entry in &mut distrusted.entries {
        entry.trust = Trust::all(Grant::Helper);
    }
    distrusted.entries[root].trust = Trust::all(Grant::Anchor);
    assert_eq!(cover(&measured(distrusted.clone(), None), "e-id", LOA3).effect, Effect::LetsIn);
    distrusted.entries[root].trust = Trust::all(Grant::Distrusted);
    // A copy that is trusted does not outweigh the distrust.
    let mut copy = distrusted.entries[root].clone();
    copy.trust = Trust::all(Grant::Anchor);
    distrusted.entries.push(copy);
    let examined = measured(distrusted, None);
    assert_eq!(cover(&examined, "e-id", LOA3).effect, Effect::Refuses);
    assert!(has(&examined, |o| matches!(o, Observation::Distrusted(..))));

    let mut helper = store(all_of(Generation::New));
    helper.consumer = Consumer::Nss;
    for entry in &mut helper.entries {
        entry.trust = Trust::all(Grant::Helper);
    }
    let examined = measured(helper, None);
    assert_eq!(cover(&examined, "e-id", LOA3).effect, Effect::Refuses);
    assert!(has(&examined, |o| matches!(o, Observation::RootNotAnchor(..))));
}

/// What has ended, or begins later, is here and lets nobody in. The catalog says here of no CA when it ends: what has ended by the catalog
/// is needed by nobody.
#[test]
fn what_is_out_of_its_time_is_of_no_use() {
    let mut catalog = CATALOG.clone();
    for ca in catalog.pkis.iter_mut().flat_map(|pki| &mut pki.generations).flat_map(|generation| &mut generation.cas) {
        ca.not_after = None;
    }
    let all = all_of(Generation::New);
    let day = Duration::days(1);
    let first = all.iter().map(Certificate::not_before).min().unwrap();
    let last = all.iter().map(Certificate::not_after).max().unwrap();
    let mut flat = store(all.clone());
    let mut nss = store(all);
    nss.consumer = Consumer::Nss;
    for entry in &mut nss.entries {
        let is_root = entry.certificate.as_ref().is_ok_and(|c| *c == ca(ROOT));
        entry.trust = Trust::all(if is_root { Grant::Anchor } else { Grant::Helper });
    }
    for store in [&mut flat, &mut nss] {
        let at = |now: OffsetDateTime| {
            let measure = Measure { catalog: &catalog, at_hand: &[], now, environment: Some(Environment::Test) };
            let examined = examine(store.clone(), &measure);
            let coverage = cover(&examined, "e-id", LOA3);
            (coverage.state, coverage.effect, coverage.known.len(), coverage.has_root)
        };
        assert_eq!(at(*NOW), (State::Complete, Effect::LetsIn, 0, true));
        for never in [last + day, first - day] {
            assert_eq!(at(never), (State::Absent, Effect::Refuses, 3, false));
        }
    }
    // A certificate of an issuing CA from before it was renewed.
    let root = &PKI.authority(ROOT).unwrap().issued;
    let subject = PKI.authority(HSA3).unwrap().issued.subject.clone();
    let old = CertificateBuilder::ca(subject).validity(*NOW - day * 9, *NOW - day).issue(root).unwrap();
    let examined = looked([ca(ROOT), read(&old.der)]);
    let coverage = cover(&examined, "e-id", LOA3);
    assert_eq!((coverage.missing.len(), coverage.known.len()), (2, 1));
}

/// A root that is here and no anchor is missing as an anchor, and known: an NSS database with flags `,,` or `C,,`.
#[test]
fn a_root_that_is_no_anchor_is_known() {
    let server_only = Trust { client: Grant::Helper, server: Grant::Anchor, email: Grant::Helper };
    for place in ["file", "nss"] {
        for trust in [server_only, Trust::all(Grant::Helper)] {
            let mut store = store([ca(ROOT)]);
            (store.consumer, store.place) = (Consumer::Nss, place);
            store.entries[0].trust = trust;
            let examined = measured(store, None);
            let coverage = cover(&examined, "e-id", LOA3);
            assert_eq!((coverage.state, coverage.effect), (State::Partial, Effect::Refuses));
            let names = |list: &[CaId]| list.iter().map(|ca| ca.ca.clone()).collect::<Vec<_>>();
            assert_eq!(
                (names(&coverage.known), names(&coverage.missing)),
                (vec![ROOT.into()], [ROOT, HSA3, ID3].map(String::from).to_vec())
            );
            assert!(coverage.present.is_empty() && !coverage.has_root);
        }
    }
    let mut expressly = store([ca(ROOT)]);
    expressly.entries[0].trust = Trust::all(Grant::Distrusted);
    let examined = measured(expressly, None);
    let coverage = cover(&examined, "e-id", LOA3);
    assert_eq!((coverage.state, coverage.known.len()), (State::Absent, 1));
    // Usable ones and absent ones are not among them.
    assert!(looked([ca(ROOT)]).coverage.iter().all(|coverage| coverage.known.is_empty()));
}

/// A browser judges servers: its trust for servers is what counts there.
#[test]
fn in_a_browser_the_trust_for_servers_counts() {
    let server_only = Trust { client: Grant::Helper, server: Grant::Anchor, email: Grant::Helper };
    for (place, state) in [("firefox", State::Complete), ("nss", State::Partial)] {
        let mut store = store(all_of(Generation::New));
        store.consumer = Consumer::Nss;
        store.place = place;
        for entry in &mut store.entries {
            let is_root = entry.certificate.as_ref().is_ok_and(Certificate::is_self_issued);
            entry.trust = if is_root { server_only } else { Trust::all(Grant::Helper) };
        }
        assert_eq!(cover(&measured(store, None), "e-id", LOA3).state, state, "{place}");
    }
}

#[test]
fn a_false_ca_is_named_and_counts_for_nothing() {
    let key = KeyPool::shared().get(KeyKind::RSA_2048, "somebody else's").unwrap();
    let imitate = |name: &str| {
        let subject = PKI.authority(name).unwrap().issued.subject.clone();
        read(&CertificateBuilder::ca(subject).key(&key).self_sign().unwrap().der)
    };
    let mut certificates = all_of(Generation::New);
    certificates.retain(|c| *c != ca(ROOT) && *c != ca(HSA3));
    certificates.extend([imitate(ROOT), imitate(HSA3)]);
    // Where the store's own check was not made, damage is likelier.
    let mut unchecked = store(certificates.clone());
    unchecked.integrity = Integrity::NotChecked;
    let unchecked = measured(unchecked, None);
    assert!(has(&unchecked, |o| matches!(o, Observation::DamagedOrFalse(_, Refusal::LookAlike { .. }))));
    assert!(!has(&unchecked, |o| matches!(o, Observation::FalseCa(..))));
    let examined = looked(certificates);
    let coverage = cover(&examined, "e-id", LOA3);
    assert_eq!((coverage.state, coverage.effect), (State::Partial, Effect::Refuses));
    assert!(coverage.missing.iter().any(|ca| ca.ca == HSA3) && coverage.missing.iter().any(|ca| ca.ca == ROOT));
    assert!(has(&examined, |o| matches!(o, Observation::FalseCa(_, Refusal::LookAlike { .. }))));
    assert!(has(&examined, |o| matches!(o, Observation::FalseCa(_, Refusal::OtherIssuer { .. }))));
}

#[test]
fn environments_are_kept_apart() {
    let certificates = || all_of(Generation::New);
    let count =
        |examined: &Examined, what: fn(&Observation) -> bool| examined.observations.iter().filter(|o| what(o)).count();
    let in_test = |o: &Observation| matches!(o, Observation::TestInProduction(..));
    assert_eq!(count(&measured(store(certificates()), Some(Environment::Production)), in_test), certificates().len());
    assert_eq!(count(&measured(store(certificates()), Some(Environment::Test)), in_test), 0);

    // The same PKI once more, as a production one under another name: a store with both.
    let other = Pki::siths_shaped(&options(), &|_, _| ()).unwrap();
    let text = tillit_lab::catalog::catalog_toml(&other);
    let mut production = parse(&text, &Origin::Embedded).unwrap();
    production.id = "production".to_owned();
    production.test_environment = false;
    let both = Catalog { pkis: vec![CATALOG.pkis[0].clone(), production] };
    let there = other.generation(Generation::New).map(|authority| read(&authority.issued.der));
    let measure = Measure { catalog: &both, at_hand: &[], now: *NOW, environment: None };
    let mixed = store(certificates().into_iter().chain(there));
    let examined = examine(mixed.clone(), &measure);
    assert!(has(&examined, |o| matches!(o, Observation::MixedEnvironments { .. })));
    let examined = examine(mixed, &Measure { environment: Some(Environment::Test), ..measure });
    assert!(has(&examined, |o| matches!(o, Observation::ProductionInTest(..))));
    assert!(!has(&examined, |o| matches!(o, Observation::MixedEnvironments { .. })));
    // Of production PKIs the coverage is told even where nothing of them is; of test PKIs only where something is.
    let examined = examine(store([]), &measure);
    assert!(examined.coverage.iter().all(|c| c.generation.pki == "production" && c.state == State::Absent));
    assert!(!examined.coverage.is_empty());

    let key = KeyPool::shared().get(KeyKind::RSA_2048, "developers").unwrap();
    let system_test = CertificateBuilder::ca(Dn::cn(format!("SYSTEMTEST {ROOT}"))).key(&key).self_sign().unwrap();
    assert!(has(&looked([read(&system_test.der)]), |o| matches!(o, Observation::SystemTest(_))));
}

#[test]
fn each_oddity_is_seen_and_only_where_it_is() {
    type Is = fn(&Observation) -> bool;
    let key = KeyPool::shared().get(KeyKind::RSA_2048, "oddities").unwrap();
    let short = KeyPool::shared().get(KeyKind::rsa(1024), "short").unwrap();
    let day = Duration::days(1);
    let made = |builder: CertificateBuilder| read(&builder.self_sign().unwrap().der);
    let named = |name: &str| CertificateBuilder::ca(Dn::cn(name)).key(&key);
    let root = named("Sound root").self_sign().unwrap();
    let sound = read(&root.der);
    let sha1 = CertificateBuilder::ca(Dn::cn("Old issuing CA")).key(&key);
    let card = PKI.holders[0].certificates[0].issued.der.clone();
    let cases: Vec<(Certificate, Is)> = vec![
        (made(named("Ended").validity(*NOW - day * 9, *NOW - day)), |o| matches!(o, Observation::Expired(..))),
        (made(named("To come").validity(*NOW + day, *NOW + day * 9)), |o| matches!(o, Observation::NotYetValid(..))),
        (made(named("Backwards").validity(*NOW + day, *NOW - day)), |o| matches!(o, Observation::NegativeLifetime(_))),
        (read(&card), |o| matches!(o, Observation::EndEntity(_))),
        (made(CertificateBuilder::new(Dn::cn("Says nothing")).key(&key)), |o| {
            matches!(o, Observation::NotMarkedAsCa(_))
        }),
        (made(CertificateBuilder::ca(Dn::cn("Short")).key(&short)), |o| matches!(o, Observation::WeakKey(_, 1024))),
        (read(&sha1.issue_with(&root, Algorithm::RsaPkcs1Sha1).unwrap().der), |o| {
            matches!(o, Observation::WeakSignature(_))
        }),
        (
            made(named("mkcert somebody@computer")),
            |o| matches!(o, Observation::Leftover(_, tool) if tool.0 == "mkcert"),
        ),
        (
            made(named("Caddy Local Authority - 2026 ECC Root")),
            |o| matches!(o, Observation::Leftover(_, tool) if tool.0 == "Caddy"),
        ),
    ];
    let clean = looked([sound.clone()]);
    assert!(clean.observations.is_empty(), "{:?}", clean.observations);
    for (certificate, is) in &cases {
        let examined = looked([sound.clone(), certificate.clone()]);
        let odd: Vec<_> = examined.observations.iter().filter(|o| is(o)).collect();
        assert_eq!(odd.len(), 1, "{certificate:?}: {:?}", examined.observations);
        assert_eq!(examined.observations.len(), 1, "{certificate:?}: {:?}", examined.observations);
    }
    let twice = looked([sound.clone(), cases[0].0.clone(), sound.clone(), sound.clone()]);
    assert!(has(&twice, |o| matches!(o, Observation::Duplicate(which, 3) if which.index == 0)));
}

#[test]
fn what_a_server_sends_has_limits() {
    let key = KeyPool::shared().get(KeyKind::RSA_2048, "oddities").unwrap();
    let names = |count: usize| {
        (0..count).map(|n| {
            let name = format!("A certification authority with a name of some length, number {n:05}");
            read(&CertificateBuilder::ca(Dn::cn(name)).key(&key).self_sign().unwrap().der)
        })
    };
    let limit = |examined: &Examined| {
        examined.observations.iter().find_map(|o| match o {
            Observation::LongNameList { limit, bytes, names } => Some((*limit, *bytes, *names)),
            _ => None,
        })
    };
    assert_eq!(limit(&looked(names(100))), None);
    let (over, bytes, count) = limit(&looked(names(220))).unwrap();
    assert_eq!((over, count), (16_384, 220));
    assert!(bytes > over && bytes < 32_768);
    // A system's store is sent by nobody.
    let mut system = store(names(220));
    system.place = "system";
    assert_eq!(limit(&measured(system, None)), None);
}

#[test]
fn cas_for_clients_in_the_systems_store_are_explained() {
    for (place, path, expected) in [
        ("system", "/etc/ssl/certs/ca-certificates.crt", true),
        ("java", "/usr/lib/jvm/x/lib/security/cacerts", true),
        ("java", "/opt/tomcat/conf/truststore.p12", false),
        ("file", "/etc/nginx/ca.pem", false),
    ] {
        let mut store = store(all_of(Generation::New));
        store.place = place;
        store.location = Location::path(path);
        let examined = measured(store, Some(Environment::Test));
        assert_eq!(has(&examined, |o| matches!(o, Observation::ClientCaInSystemStore(_))), expected, "{path}");
        assert!(!has(&examined, |o| matches!(o, Observation::IssuingAsRoot(..))), "{path}");
    }
}

#[test]
fn an_issuing_ca_with_trust_of_its_own_is_named_in_nss() {
    let as_root = |grant| {
        let mut store = store(all_of(Generation::New));
        store.consumer = Consumer::Nss;
        for entry in store.entries.iter_mut().skip(1) {
            entry.trust = Trust::all(grant);
        }
        has(&measured(store, None), |o| matches!(o, Observation::IssuingAsRoot(..)))
    };
    assert!(as_root(Grant::Anchor));
    assert!(!as_root(Grant::Helper));
}

/// Everything is there, in a form that the consumer does not load.
#[test]
fn what_the_consumer_does_not_see_lets_nobody_in() {
    let unseen = |by: Consumer| {
        let mut store = store(all_of(Generation::New));
        store.entries.iter_mut().for_each(|entry| entry.ignored_by = vec![by]);
        let examined = measured(store, Some(Environment::Test));
        assert!(examined.recognised.iter().all(Option::is_some));
        let coverage = cover(&examined, "e-id", LOA3);
        (coverage.state, coverage.effect, coverage.known.len())
    };
    assert_eq!(unseen(Consumer::OpenSsl), (State::Absent, Effect::Refuses, 3));
    assert_eq!(unseen(Consumer::Java), (State::Complete, Effect::LetsIn, 0));
}

/// The old generations are signed so, and the catalog says that it may pass: only that of another CA is worth a word.
#[test]
fn sha1_where_the_catalog_allows_it() {
    let root = PKI.authority("LAB SITHS Root CA v1").unwrap();
    let told = |allowed: bool| {
        let mut catalog = CATALOG.clone();
        for generation in catalog.pkis.iter_mut().flat_map(|pki| &mut pki.generations) {
            generation.allow_sha1 = allowed;
        }
        let issuing = PKI.generation(Generation::Old).filter(|ca| ca.issued.der != root.issued.der);
        let certificates: Vec<Certificate> = issuing.map(|ca| read(&ca.issued.der)).collect();
        let mut all = vec![read(&root.issued.der)];
        all.extend(certificates);
        let measure = Measure { catalog: &catalog, at_hand: &[], now: *NOW, environment: Some(Environment::Test) };
        let examined = examine(store(all), &measure);
        examined.observations.iter().filter(|o| matches!(o, Observation::WeakSignature(_))).count()
    };
    assert_eq!((told(true), told(false) > 0), (0, true));
}
