//! Where answers come from: what may be fetched, and when; what is kept; what the modes ask for.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tillit_lab::{
    CertId, CertStatus, CrlBuilder, DistributionPoint, DistributionPointName, Dn, Extension, GeneralName, Issued,
    IssuingDistributionPoint, KeyId, OcspBuilder, SingleResponse, oids,
};
use tillit_verifier::catalog::Catalog;
use tillit_verifier::fetch::FetchErrorKind;
use tillit_verifier::judge::Options;
use tillit_verifier::judge::{Judge, Offered};
use tillit_verifier::revocation::Crl;
use tillit_verifier::revocation::{Cache, Mode, Origin, ProblemKind, Sources, Status};
use tillit_verifier::verdict::{Purpose, ReasonKind};
use time::{Duration, OffsetDateTime};

use super::{
    NOW, Network, Scene, assert_good, assert_revoked, assert_unknown, ca, days, key, leaf, list, own, read, sign,
};

const LIST: &str = "http://crl.invalid/root.crl";
const OCSP: &str = "http://ocsp.invalid/";

fn naming(root: &Issued) -> Issued {
    leaf("Card")
        .extension(Extension::crl_distribution_points(&["ldap://ldap.invalid/cn=x", LIST]))
        .extension(Extension::authority_info_access(&["http://aia.invalid/"], &[OCSP]))
        .issue(root)
        .unwrap()
}

fn answering(root: &Issued, card: &Issued) -> Network {
    let single = SingleResponse::new(CertId::of(card, root), CertStatus::Good, NOW - Duration::hours(1));
    let response = OcspBuilder::new(NOW).single(single.next_update(NOW + days(1))).sign(root).unwrap();
    let crl = list().sign(root, root.key.default_algorithm()).unwrap();
    Network::default().bytes(OCSP, response).bytes(LIST, crl)
}

/// An untrusted certificate must not steer requests.
#[test]
fn nothing_is_fetched_for_a_path_that_does_not_hold() {
    let scene = Scene::new();
    let stranger = ca("Stranger").self_sign().unwrap();
    let look_alike = ca("Root").key(&key("look-alike")).self_sign().unwrap();
    let expired = leaf("Card").extension(Extension::crl_distribution_points(&[LIST]));
    let expired = expired.validity(NOW - days(9), NOW - days(1)).issue(&scene.root).unwrap();
    let damaged = leaf("Card").extension(Extension::crl_distribution_points(&[LIST])).corrupt_signature();
    let server = Options { purpose: Purpose::Server { host: None }, ..Options::login(NOW) };
    for (what, card, options) in [
        ("of a stranger", naming(&stranger), Options::login(NOW)),
        ("of a look-alike", naming(&look_alike), Options::login(NOW)),
        ("damaged", damaged.issue(&scene.root).unwrap(), Options::login(NOW)),
        ("expired", expired, Options::login(NOW)),
        ("for another purpose", naming(&scene.root), server),
    ] {
        let network = answering(&scene.root, &card);
        let sources = Sources::new(Mode::Require, Vec::new()).with_fetch(&network, None);
        let verdict = scene.judge(&card, &[&stranger, &look_alike], &sources, &options);
        assert_ne!(verdict.trusted, Some(true), "{what}");
        assert!(network.asked().is_empty(), "{what}: {:?}", network.asked());
        assert!(verdict.revocation.is_empty(), "{what}");
    }
}

#[test]
fn each_mode_asks_what_it_should() {
    let scene = Scene::new();
    let card = naming(&scene.root);
    let ask = |mode| {
        let network = answering(&scene.root, &card);
        let sources = Sources::new(mode, Vec::new()).with_fetch(&network, None);
        let verdict = scene.judge(&card, &[], &sources, &Options::login(NOW));
        assert_eq!(verdict.trusted, Some(true), "{mode:?}: {:?}", verdict.reasons);
        network.asked()
    };
    assert!(ask(Mode::Off).is_empty());
    assert_eq!(ask(Mode::Auto), [OCSP]);
    assert_eq!(ask(Mode::Require), [OCSP]);
    assert_eq!(ask(Mode::Ocsp), [OCSP]);
    assert_eq!(ask(Mode::Crl), [LIST]);
}

#[test]
fn a_certificate_that_names_no_source() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.root).unwrap();
    let judge = |mode| scene.judge(&card, &[], &Sources::new(mode, Vec::new()), &Options::login(NOW));
    let verdict = judge(Mode::Auto);
    assert_eq!(verdict.trusted, Some(true));
    assert_eq!(own(&verdict).status, Status::NoSource);
    assert!(verdict.reasons.iter().any(|r| r.kind == ReasonKind::NoRevocationSource), "it is said");
    for mode in [Mode::Crl, Mode::Ocsp, Mode::Require] {
        assert_unknown(&judge(mode), &format!("{mode:?}"), |kind| *kind == ProblemKind::NoSource);
    }
    let short_lived = leaf("Card").extension(Extension::no_rev_avail()).issue(&scene.root).unwrap();
    let judge = |card: &Issued, lists: Vec<Crl>| {
        let lists = lists.into_iter().map(|crl| ("given.crl".to_owned(), crl)).collect();
        scene.judge(card, &[], &Sources::new(Mode::Require, lists), &Options::login(NOW))
    };
    let verdict = judge(&short_lived, Vec::new());
    assert_eq!((verdict.trusted, own(&verdict).status), (Some(true), Status::NotRevocable), "RFC 9608");
    // Whatever it says of itself.
    let hit = sign(list().revoke(&short_lived.serial, NOW, None), &scene.root);
    assert_revoked(&judge(&short_lived, vec![hit]), "on a list all the same");
    let points = Extension::crl_distribution_points(&[LIST]);
    let contradicting = leaf("Card").extension(Extension::no_rev_avail()).extension(points).issue(&scene.root).unwrap();
    assert_unknown(&judge(&contradicting, Vec::new()), "it names a list, too", |kind| *kind == ProblemKind::Offline);
    let odd = Extension::new(oids::NO_REV_AVAIL, false, vec![1, 1, 0xff]);
    let odd = leaf("Card").extension(odd).issue(&scene.root).unwrap();
    assert_unknown(&judge(&odd, Vec::new()), "another value", |kind| *kind == ProblemKind::NoSource);
}

/// A source that is named in a way that nothing can be fetched from is a source all the same.
#[test]
fn sources_without_an_address() {
    let scene = Scene::new();
    let point = DistributionPoint::named(DistributionPointName::Full(vec![GeneralName::Directory(Dn::cn("List"))]));
    let by_issuer = DistributionPoint::default().crl_issuer(GeneralName::Directory(Dn::cn("Lists")));
    let access = oids::AUTHORITY_INFO_ACCESS;
    for (what, extension) in [
        ("a directory name", Extension::distribution_points(&[point])),
        ("the list's issuer", Extension::distribution_points(&[by_issuer])),
        ("an unreadable access description", Extension::new(access, false, vec![0x30, 1, 0])),
    ] {
        let card = leaf("Card").extension(extension).issue(&scene.root).unwrap();
        let verdict = scene.judge(&card, &[], &Sources::new(Mode::Auto, Vec::new()), &Options::login(NOW));
        assert_eq!((verdict.trusted, own(&verdict).status), (None, Status::Unknown), "{what}: {:?}", own(&verdict));
    }
}

/// Nothing that was found for one certificate, input or generation is taken for another.
#[test]
fn every_question_is_asked_on_its_own_ground() {
    let scene = Scene::new();
    let authority = ca("List authority").issue(&scene.root).unwrap();
    let point = DistributionPoint::uri("http://crl.invalid/all.crl")
        .crl_issuer(GeneralName::Directory(Dn::cn("List authority")));
    let card = leaf("Card").extension(Extension::distribution_points(&[point])).issue(&scene.root).unwrap();
    let covers = IssuingDistributionPoint { indirect: true, ..Default::default() };
    let indirect = sign(list().issuing_distribution_point(&covers), &authority);
    // Its own revocation is in the same list: its CA says so.
    let sources = Sources::new(Mode::Auto, vec![("all.crl".to_owned(), indirect)]);
    let judge = |others: &[&Issued]| scene.judge(&card, others, &sources, &Options::login(NOW)).trusted;
    // The list's signer came with one of the inputs only.
    assert_eq!([judge(&[]), judge(&[&authority]), judge(&[])], [None, Some(true), None]);
}

/// The second judge sees the lists each time, not only the first.
#[test]
fn the_second_judge_is_asked_about_every_certificate() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let lists =
        vec![("root.crl".to_owned(), scene.root_list.clone()), ("given.crl".to_owned(), sign(list(), &scene.issuing))];
    let sources = Sources::new(Mode::Crl, lists);
    let catalog = Catalog::default();
    let anchors = [read(&scene.root)];
    let offered = Offered::new(&[read(&scene.issuing)]);
    let judge = Judge::new(&catalog, &[], Some(&anchors)).with_revocation(&sources);
    let verdict = |judge: &Judge<'_>| judge.judge(&read(&card), &offered, &Options::login(NOW)).verdicts.remove(0);
    assert_good(&verdict(&judge), "as it is");
    // Lets the path pass, and refuses when it is asked again with the lists.
    let doubting = judge.with_doubt(|_| {
        let again = ASKED.fetch_add(1, Ordering::SeqCst) % 2 == 1;
        if again { Err("refused by the test".to_owned()) } else { Ok(()) }
    });
    for _ in 0..2 {
        let verdict = verdict(&doubting);
        assert_eq!(verdict.trusted, Some(false));
        assert!(
            verdict.reasons.iter().any(|r| matches!(r.kind, ReasonKind::SecondJudge { .. })),
            "{:?}",
            verdict.reasons
        );
    }
}

/// A certificate that names very many addresses has a few of them asked.
#[test]
fn a_certificate_has_few_addresses_asked() {
    let scene = Scene::new();
    let urls: Vec<String> = (0..40).map(|n| format!("http://{n}.invalid/x.crl")).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let points: Vec<DistributionPoint> = urls.iter().map(|url| DistributionPoint::uri(*url)).collect();
    for points in [Extension::crl_distribution_points(&urls), Extension::distribution_points(&points[..16])] {
        let asking = Extension::authority_info_access(&[], &urls);
        let card = leaf("Card").extension(points).extension(asking).issue(&scene.root).unwrap();
        let network = Network::default();
        let sources = Sources::new(Mode::Require, Vec::new()).with_fetch(&network, None);
        assert_eq!(scene.judge(&card, &[], &sources, &Options::login(NOW)).trusted, None);
        assert!(network.asked().len() < 16, "{}", network.asked().len());
    }
}

/// One broken exchange does not make a server unreachable for the rest of a run.
#[test]
fn a_server_has_a_second_chance() {
    let scene = Scene::new();
    let crl = list().sign(&scene.root, scene.root.key.default_algorithm()).unwrap();
    let network =
        Network::default().at("http://crl.invalid/first.crl", |_| Err(FetchErrorKind::Connect("reset".to_owned())));
    let network = network.bytes(LIST, crl);
    let sources = Sources::new(Mode::Crl, Vec::new()).with_fetch(&network, None);
    let judge = |url: &str| {
        let card = leaf("Card").extension(Extension::crl_distribution_points(&[url])).issue(&scene.root).unwrap();
        scene.judge(&card, &[], &sources, &Options::login(NOW)).trusted
    };
    assert_eq!(judge("http://crl.invalid/first.crl"), None);
    assert_eq!(judge(LIST), Some(true));
}

#[test]
fn offline_is_said_for_every_source() {
    let scene = Scene::new();
    let card = naming(&scene.root);
    let verdict = scene.judge(&card, &[], &Sources::new(Mode::Auto, Vec::new()), &Options::login(NOW));
    assert_unknown(&verdict, "offline", |kind| *kind == ProblemKind::Offline);
    let asked: Vec<_> = own(&verdict).problems.iter().map(|p| (p.origin.clone().unwrap(), p.kind.clone())).collect();
    assert!(asked.contains(&(Origin::Fetched(OCSP.to_owned()), ProblemKind::Offline)), "{asked:?}");
    assert!(asked.contains(&(Origin::Fetched(LIST.to_owned()), ProblemKind::Offline)), "{asked:?}");
    assert!(asked.iter().any(|(_, kind)| *kind == ProblemKind::Scheme), "ldap: {asked:?}");
}

/// One server that is out of reach is tried once in a run, however many certificates name it; one list is fetched once.
#[test]
fn each_address_once_in_a_run() {
    let scene = Scene::new();
    let cards: Vec<Issued> = (1..6_u8)
        .map(|n| {
            let points = Extension::crl_distribution_points(&[LIST]);
            leaf("Card").serial(vec![n]).extension(points).issue(&scene.root).unwrap()
        })
        .collect();
    let network = answering(&scene.root, &cards[0]);
    let sources = Sources::new(Mode::Crl, Vec::new()).with_fetch(&network, None);
    for card in &cards {
        assert_good(&scene.judge(card, &[], &sources, &Options::login(NOW)), "one list for all");
    }
    assert_eq!(network.asked(), [LIST]);

    let dead = Network::default();
    let sources = Sources::new(Mode::Require, Vec::new()).with_fetch(&dead, None);
    for card in &cards {
        let asking = Extension::authority_info_access(&[], &[OCSP]);
        let card = leaf("Card").serial(card.serial.clone()).extension(asking).issue(&scene.root).unwrap();
        let verdict = scene.judge(&card, &[], &sources, &Options::login(NOW));
        assert_unknown(&verdict, "dead", |kind| matches!(kind, ProblemKind::Fetch(FetchErrorKind::Dns(_))));
    }
    assert_eq!(dead.asked(), [OCSP]);
}

/// Answers by their keys, in memory.
#[derive(Default)]
struct Memory(Mutex<HashMap<String, (Vec<u8>, OffsetDateTime)>>);

impl Cache for Memory {
    fn get(&self, key: &str) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(key).map(|(bytes, _)| bytes.clone())
    }
    fn put(&self, key: &str, bytes: &[u8], until: OffsetDateTime) {
        self.0.lock().unwrap().insert(key.to_owned(), (bytes.to_vec(), until));
    }
}

#[test]
fn what_was_believed_is_kept_as_long_as_it_holds() {
    let scene = Scene::new();
    let card = naming(&scene.root);
    for (mode, url, until) in [(Mode::Ocsp, OCSP, NOW + days(1)), (Mode::Crl, LIST, NOW + days(7))] {
        let memory = Memory::default();
        let at = |time, network: Option<&Network>| {
            let mut sources = Sources::new(mode, Vec::new()).with_cache(&memory);
            if let Some(network) = network {
                sources = sources.with_fetch(network, None);
            }
            scene.judge(&card, &[], &sources, &Options::login(time))
        };
        let network = answering(&scene.root, &card);
        assert_good(&at(NOW, Some(&network)), "fetched");
        assert_eq!(memory.0.lock().unwrap().values().map(|(_, until)| *until).collect::<Vec<_>>(), [until]);
        assert_good(&at(NOW + Duration::hours(1), Some(&network)), "kept");
        assert_eq!(network.asked(), [url], "not asked again");
        let offline = at(NOW + Duration::hours(1), None);
        assert_good(&offline, "kept, offline");
        assert_eq!(own(&offline).proofs[0].origin, Origin::Cache(url.to_owned()));
        let late = at(until + days(1), None);
        assert_eq!((late.trusted, own(&late).status), (None, Status::Unknown), "no longer");
        // Whoever can write there cannot make a lie believed, nor have a truth pass unseen.
        for (bytes, _) in memory.0.lock().unwrap().values_mut() {
            let last = bytes.len() - 1;
            bytes[last] ^= 1;
        }
        assert_eq!(at(NOW, None).trusted, None, "a copy that was changed");
        assert_good(&at(NOW, Some(&network)), "a copy that was changed is fetched anew");
    }
}

#[test]
fn what_was_not_believed_is_not_kept() {
    let scene = Scene::new();
    let card = naming(&scene.root);
    let forged = ca("Root").key(&key("forger")).subject_key_id(KeyId::Absent).self_sign().unwrap();
    let memory = Memory::default();
    for mode in [Mode::Ocsp, Mode::Crl] {
        let network = answering(&forged, &card);
        let sources = Sources::new(mode, Vec::new()).with_fetch(&network, None).with_cache(&memory);
        assert_eq!(scene.judge(&card, &[], &sources, &Options::login(NOW)).trusted, None);
        assert!(!network.asked().is_empty());
    }
    assert!(memory.0.lock().unwrap().is_empty());
}

#[test]
fn a_list_at_hand_comes_first() {
    let scene = Scene::new();
    let card = naming(&scene.root);
    let network = answering(&scene.root, &card);
    let hit = sign(list().revoke(&card.serial, NOW - days(1), None), &scene.root);
    let sources = Sources::new(Mode::Auto, vec![("mine.crl".to_owned(), hit)]).with_fetch(&network, None);
    let verdict = scene.judge(&card, &[], &sources, &Options::login(NOW));
    assert_revoked(&verdict, "at hand");
    assert_eq!(own(&verdict).proofs[0].origin, Origin::Given("mine.crl".to_owned()));
    assert!(network.asked().is_empty());
}

/// freshestCRL, in the certificate or in the list; the list's word leads to no server that the path does not name.
#[test]
fn delta_lists_are_fetched_from_where_the_path_says() {
    let scene = Scene::new();
    let root = &scene.root;
    let sign = |builder: CrlBuilder| builder.sign(root, root.key.default_algorithm()).unwrap();
    let card = leaf("Card").extension(Extension::crl_distribution_points(&[LIST])).issue(root).unwrap();
    for (delta_at, followed) in [("http://crl.invalid/delta.crl", true), ("http://elsewhere.invalid/delta.crl", false)]
    {
        let complete = list().number(Some(5)).freshest(&[DistributionPoint::uri(delta_at)]);
        let delta = list().number(Some(6)).delta(5).revoke(&card.serial, NOW, None);
        let network = Network::default().bytes(LIST, sign(complete)).bytes(delta_at, sign(delta));
        let sources = Sources::new(Mode::Crl, Vec::new()).with_fetch(&network, None);
        let verdict = scene.judge(&card, &[], &sources, &Options::login(NOW));
        assert_eq!(verdict.trusted, Some(!followed), "{delta_at}: {:?}", verdict.revocation);
        assert_eq!(network.asked().contains(&delta_at.to_owned()), followed);
    }
}

/// A list of changes that is named and cannot be had: the complete one still holds, which is not enough for whoever requires certainty. A
/// copy of it that was changed where it was kept is fetched anew.
#[test]
fn a_delta_list_that_cannot_be_had_is_told() {
    let scene = Scene::new();
    let root = &scene.root;
    let delta_at = "http://crl.invalid/delta.crl";
    let sign = |builder: CrlBuilder| builder.sign(root, root.key.default_algorithm()).unwrap();
    let card = leaf("Card").extension(Extension::crl_distribution_points(&[LIST])).issue(root).unwrap();
    let complete = || list().number(Some(5)).freshest(&[DistributionPoint::uri(delta_at)]);
    let delta = || sign(list().number(Some(6)).delta(5).revoke(&card.serial, NOW, None));
    for (mode, trusted) in [(Mode::Crl, Some(true)), (Mode::Require, None)] {
        let network = Network::default().bytes(LIST, sign(complete()));
        let sources = Sources::new(mode, Vec::new()).with_fetch(&network, None);
        let verdict = scene.judge(&card, &[], &sources, &Options::login(NOW));
        assert_eq!(verdict.trusted, trusted, "{mode:?}");
        assert!(own(&verdict).problems.iter().any(|p| matches!(p.kind, ProblemKind::Fetch(_))), "{:?}", own(&verdict));
    }
    let memory = Memory::default();
    let network = Network::default().bytes(LIST, sign(complete())).bytes(delta_at, delta());
    let judge = || {
        let sources = Sources::new(Mode::Crl, Vec::new()).with_fetch(&network, None).with_cache(&memory);
        scene.judge(&card, &[], &sources, &Options::login(NOW))
    };
    assert_revoked(&judge(), "by the changes");
    for (bytes, _) in memory.0.lock().unwrap().values_mut() {
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
    }
    assert_revoked(&judge(), "copies that were changed");
}
