//! RFC 5280 section 6.3: which lists count, and what they say.

use tillit_lab::{
    Algorithm, Attribute, CertificateBuilder, CrlBuilder, CrlEntry, CrlReason, DistributionPoint,
    DistributionPointName, Dn, Extension, GeneralName, Issued, IssuingDistributionPoint, KeyKind, KeyPool, KeyUsage,
    Oid, ReasonFlag, StringType, oids,
};
use tillit_verifier::judge::Options;
use tillit_verifier::revocation::{
    Crl, CrlError, CrlFlaw, Mode, ProblemKind, RevocationReason, Revoked, SourceKind, Sources, Status,
};
use tillit_verifier::verdict::ReasonKind;
use time::macros::datetime;

use super::{NOW, Scene, assert_good, assert_revoked, assert_unknown, ca, days, key, leaf, list, own, sign};

const UNKNOWN: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.99");

fn directory(name: &str) -> GeneralName {
    GeneralName::Directory(Dn::cn(name))
}

fn uri(url: &str) -> DistributionPointName {
    DistributionPointName::uri(url)
}

#[test]
fn good_and_revoked() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let other = leaf("Other").issue(&scene.issuing).unwrap();
    let at = NOW - days(3);

    let verdict = scene.with_lists(&card, &[], vec![sign(list().revoke(&other.serial, at, None), &scene.issuing)]);
    assert_good(&verdict, "another certificate is revoked");
    assert_eq!(verdict.revocation.len(), 2, "the card and its CA, not the root");
    assert_eq!(own(&verdict).proofs[0].next_update, Some(NOW + days(7)));

    for reason in [None, Some(CrlReason::KeyCompromise), Some(CrlReason::CertificateHold)] {
        let list = list().revoke(&other.serial, at, None).revoke(&card.serial, at, reason);
        let verdict = scene.with_lists(&card, &[], vec![sign(list, &scene.issuing)]);
        assert_revoked(&verdict, "on the list");
        let Status::Revoked(revoked) = own(&verdict).status else { panic!("{:?}", own(&verdict)) };
        assert_eq!(revoked.at, at);
        let expected = match reason {
            Some(CrlReason::KeyCompromise) => Some(RevocationReason::KeyCompromise),
            Some(_) => Some(RevocationReason::CertificateHold),
            None => None,
        };
        assert_eq!(revoked.reason, expected);
    }
    // The list of an issuer of another name says nothing.
    let elsewhere = ca("Elsewhere").issue(&scene.root).unwrap();
    let foreign = sign(list().revoke(&card.serial, at, None), &elsewhere);
    let verdict = scene.with_lists(&card, &[&elsewhere], vec![foreign.clone()]);
    assert_unknown(&verdict, "only another CA's list", |kind| *kind == ProblemKind::NoSource);
    let verdict = scene.with_lists(&card, &[&elsewhere], vec![foreign, sign(list(), &scene.issuing)]);
    assert_good(&verdict, "another CA's list beside");
}

/// Both hold; the newer knows more, wherever it stands.
#[test]
fn the_newest_of_several_lists_counts() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let older = || sign(CrlBuilder::new(NOW - days(4), Some(NOW + days(7))), &scene.issuing);
    let newer = || sign(list().revoke(&card.serial, NOW - days(2), None), &scene.issuing);
    for lists in [vec![older(), newer()], vec![newer(), older()]] {
        assert_revoked(&scene.with_lists(&card, &[], lists), "revoked since the older one");
    }
}

#[test]
fn a_revoked_ca_is_the_cards_end() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let root_list =
        sign(list().revoke(&scene.issuing.serial, NOW - days(2), Some(CrlReason::CaCompromise)), &scene.root);
    let scene = Scene { root_list, ..scene };
    let verdict = scene.with_lists(&card, &[], vec![sign(list(), &scene.issuing)]);
    assert_eq!(verdict.trusted, Some(false));
    let revoked = verdict.reasons.iter().find(|r| matches!(r.kind, ReasonKind::Revoked(_))).unwrap();
    assert_eq!(revoked.link, 1, "at the CA");
}

#[test]
fn serial_numbers_of_every_shape() {
    let scene = Scene::new();
    for serial in [vec![0x7f], vec![0x80], vec![0xff; 20], vec![1, 0, 0, 0]] {
        let card = leaf("Card").serial(serial.clone()).issue(&scene.issuing).unwrap();
        let hit = sign(list().revoke(&serial, NOW - days(1), None), &scene.issuing);
        assert_revoked(&scene.with_lists(&card, &[], vec![hit]), &format!("{serial:02x?}"));
        let mut near = serial.clone();
        near[0] ^= 1;
        let miss = sign(list().revoke(&near, NOW - days(1), None), &scene.issuing);
        assert_good(&scene.with_lists(&card, &[], vec![miss]), &format!("not {serial:02x?}"));
    }
    // Among very many.
    let card = leaf("Card").serial(vec![0x12, 0x34, 0x56]).issue(&scene.issuing).unwrap();
    let many = |skip: u32| {
        let serials = (0..50_000_u32).map(|n| n * 24 + 0x12_0000).filter(move |n| *n != skip);
        serials.map(|n| n.to_be_bytes()[1..].to_vec())
    };
    assert_good(&scene.with_lists(&card, &[], vec![sign(list().revoke_all(many(0), NOW), &scene.issuing)]), "many");
    let hit = list().revoke_all(many(0), NOW).revoke(&card.serial, NOW, None).revoke_all(many(0), NOW);
    assert_revoked(&scene.with_lists(&card, &[], vec![sign(hit, &scene.issuing)]), "one of many");
}

#[test]
fn lists_that_do_not_hold() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let unknown = |what, crl, expected: &dyn Fn(&ProblemKind) -> bool| {
        assert_unknown(&scene.with_lists(&card, &[], vec![crl]), what, expected);
    };
    let issuing = &scene.issuing;
    let due = NOW - days(1);
    unknown("too old", sign(CrlBuilder::new(NOW - days(9), Some(due)), issuing), &|kind| {
        *kind == ProblemKind::Stale { next_update: due, listed: None }
    });
    let at = NOW - days(8);
    let named = CrlBuilder::new(NOW - days(9), Some(due)).revoke(&card.serial, at, None);
    unknown("too old, and naming the card", sign(named, issuing), &|kind| {
        *kind == ProblemKind::Stale { next_update: due, listed: Some(Revoked { at, reason: None }) }
    });
    // Revoked, for whatever reason.
    for reason in [7, 200] {
        let entry = CrlEntry::new(&card.serial, NOW - days(1)).reason_code(reason);
        let clean = CrlBuilder::new(NOW - days(3), Some(NOW + days(3)));
        let verdict = scene.with_lists(&card, &[], vec![sign(clean, issuing), sign(list().entry(&entry), issuing)]);
        assert_revoked(&verdict, "an unknown reason");
    }
    let older = CrlBuilder::new(NOW - days(3), Some(NOW + days(3)));
    let removed = list().revoke(&card.serial, NOW, Some(CrlReason::RemoveFromCrl));
    let verdict = scene.with_lists(&card, &[], vec![sign(older, issuing), sign(removed, issuing)]);
    assert_unknown(&verdict, "an older list does not make it good", |kind| matches!(kind, ProblemKind::NotACrl(_)));
    let removed = list().revoke(&card.serial, NOW, Some(CrlReason::RemoveFromCrl));
    unknown("released in a complete list", sign(removed, issuing), &|kind| matches!(kind, ProblemKind::NotACrl(_)));
    unknown("no end", sign(CrlBuilder::new(NOW - days(9), None), issuing), &|k| *k == ProblemKind::NoNextUpdate);
    unknown("of tomorrow", sign(CrlBuilder::new(NOW + days(1), Some(NOW + days(9))), issuing), &|kind| {
        matches!(kind, ProblemKind::FromTheFuture { .. })
    });
    let ahead = CrlBuilder::new(NOW + time::Duration::minutes(3), Some(NOW + days(9)));
    assert_good(&scene.with_lists(&card, &[], vec![sign(ahead, issuing)]), "a clock that runs three minutes ahead");
    unknown("a broken signature", sign(list().corrupt_signature(), issuing), &|k| *k == ProblemKind::SignatureInvalid);
    let forger = key("forger");
    let forged = list().sign_with_key(&forger, &issuing.subject, forger.default_algorithm()).unwrap();
    unknown("somebody else's key", Crl::from_der(&forged).unwrap(), &|k| *k == ProblemKind::SignatureInvalid);
    let critical = || Extension::new(UNKNOWN, true, vec![5, 0]);
    let is_critical = |k: &ProblemKind| matches!(k, ProblemKind::UnknownCriticalExtension { extension } if extension.to_id_string() == UNKNOWN.to_string());
    unknown("a critical extension", sign(list().extension(critical()), issuing), &is_critical);
    // RFC 5280 section 5.3: of any entry, whatever certificate it is about.
    let entry = CrlEntry::new(&[1], NOW - days(5)).extension(critical());
    unknown("a critical extension of an entry", sign(list().entry(&entry), issuing), &is_critical);
    let harmless = CrlEntry::new(&[1], NOW - days(5)).extension(critical().critical(false)).invalidity_date(NOW);
    let list_with = list().entry(&harmless).extension(critical().critical(false));
    assert_good(&scene.with_lists(&card, &[], vec![sign(list_with, issuing)]), "extensions that are not critical");
}

#[test]
fn only_who_may_signs_lists() {
    let scene = Scene::new();
    let usage = |bits: &[KeyUsage]| {
        CertificateBuilder::new(Dn::cn("Issuing"))
            .key(&key("Issuing"))
            .extension(Extension::basic_constraints(true, None))
            .extension(Extension::key_usage(bits))
            .issue(&scene.root)
            .unwrap()
    };
    let without = usage(&[KeyUsage::KeyCertSign]);
    let card = leaf("Card").issue(&without).unwrap();
    let scene = Scene { issuing: without, ..Scene::new() };
    let verdict = scene.with_lists(&card, &[], vec![sign(list(), &scene.issuing)]);
    assert_unknown(&verdict, "no cRLSign", |kind| *kind == ProblemKind::NoCrlSign);
}

/// The CA signs lists with another key, for which it has another certificate (RFC 5280 section 6.3.3 f).
#[test]
fn a_key_of_its_own_for_lists() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let signer = |root: &Issued| {
        CertificateBuilder::new(Dn::cn("Issuing"))
            .key(&key("Issuing, lists"))
            .extension(Extension::key_usage(&[KeyUsage::CrlSign]))
            .issue(root)
            .unwrap()
    };
    let good = signer(&scene.root);
    let crl = |issued: &Issued| sign(list(), issued);
    assert_good(&scene.with_lists(&card, &[&good], vec![crl(&good)]), "from the same root");
    assert_revoked(
        &scene.with_lists(&card, &[&good], vec![sign(list().revoke(&card.serial, NOW, None), &good)]),
        "from the same root",
    );
    let verdict = scene.with_lists(&card, &[], vec![crl(&good)]);
    assert_unknown(&verdict, "its certificate is not at hand", |kind| *kind == ProblemKind::SignatureInvalid);
    let stranger = ca("Stranger").self_sign().unwrap();
    let foreign = signer(&stranger);
    let verdict = scene.with_lists(&card, &[&foreign, &stranger], vec![crl(&foreign)]);
    assert_unknown(&verdict, "of another root", |kind| *kind == ProblemKind::SignerNotTrusted);
    let root_list = sign(list().revoke(&good.serial, NOW - days(1), None), &scene.root);
    let scene = Scene { root_list, ..scene };
    let verdict = scene.with_lists(&card, &[&good], vec![crl(&good)]);
    assert_unknown(&verdict, "revoked itself", |kind| *kind == ProblemKind::SignerRevoked);
}

#[test]
fn points_and_what_a_list_covers() {
    let scene = Scene::new();
    let here = "http://crl.invalid/1.crl";
    let pointing = |points: &[DistributionPoint]| {
        leaf("Card").extension(Extension::distribution_points(points)).issue(&scene.issuing).unwrap()
    };
    let card = pointing(&[DistributionPoint::uri(here)]);
    let plain = leaf("Card").issue(&scene.issuing).unwrap();
    let covering = |point: &IssuingDistributionPoint| sign(list().issuing_distribution_point(point), &scene.issuing);
    let whole = IssuingDistributionPoint::default;

    let named = |name| IssuingDistributionPoint { name, ..whole() };
    assert_good(&scene.with_lists(&card, &[], vec![covering(&named(Some(uri(here))))]), "the same point");
    let other = covering(&named(Some(uri("http://crl.invalid/2.crl"))));
    assert_unknown(&scene.with_lists(&card, &[], vec![other]), "another point", |k| *k == ProblemKind::OtherScope);
    let relative = DistributionPointName::Relative(vec![Attribute::new(oids::COMMON_NAME, StringType::Utf8, "part 1")]);
    let full = DistributionPointName::Full(vec![GeneralName::Directory(Dn::cn("Issuing").common_name("part 1"))]);
    let by_name = pointing(&[DistributionPoint::named(relative.clone())]);
    assert_good(&scene.with_lists(&by_name, &[], vec![covering(&named(Some(full.clone())))]), "relative and full");
    assert_good(&scene.with_lists(&by_name, &[], vec![covering(&named(Some(relative)))]), "relative twice");
    assert_unknown(
        &scene.with_lists(&plain, &[], vec![covering(&named(Some(uri(here))))]),
        "no point in the card",
        |k| *k == ProblemKind::OtherScope,
    );

    let only = |f: fn(&mut IssuingDistributionPoint)| {
        let mut point = whole();
        f(&mut point);
        covering(&point)
    };
    assert_good(&scene.with_lists(&plain, &[], vec![only(|p| p.only_user_certs = true)]), "user certificates");
    for (what, crl) in [
        ("only CAs", only(|p| p.only_ca_certs = true)),
        ("only attribute certificates", only(|p| p.only_attribute_certs = true)),
    ] {
        assert_unknown(&scene.with_lists(&plain, &[], vec![crl]), what, |k| *k == ProblemKind::OtherScope);
    }
}

/// Names that cannot be read are not the same name.
#[test]
fn points_with_unreadable_names() {
    let scene = Scene::new();
    let party = |name: &str| {
        let inner = [
            &[0xa1, u8::try_from(name.len() + 2).unwrap(), 0x0c, u8::try_from(name.len()).unwrap()][..],
            name.as_bytes(),
        ]
        .concat();
        [&[0xa5, u8::try_from(inner.len()).unwrap()][..], &inner].concat()
    };
    let wrap = |tag: u8, content: &[u8]| [&[tag, u8::try_from(content.len()).unwrap()][..], content].concat();
    let point = |name: &str| wrap(0xa0, &wrap(0xa0, &party(name)));
    let points = wrap(0x30, &wrap(0x30, &point("A")));
    let points = Extension::new(oids::CRL_DISTRIBUTION_POINTS, false, points);
    let card = leaf("Card").extension(points).issue(&scene.issuing).unwrap();
    let covers = Extension::new(oids::ISSUING_DISTRIBUTION_POINT, true, wrap(0x30, &point("B")));
    let verdict = scene.with_lists(&card, &[], vec![sign(list().extension(covers), &scene.issuing)]);
    assert_eq!(verdict.trusted, None, "{:?}", verdict.revocation);
}

#[test]
fn reasons_add_up() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let (first, second) = ReasonFlag::ALL.split_at(3);
    let covering = |flags: &[ReasonFlag], builder: CrlBuilder| {
        let point = IssuingDistributionPoint { only_some_reasons: Some(flags.to_vec()), ..Default::default() };
        sign(builder.issuing_distribution_point(&point), &scene.issuing)
    };
    let verdict = scene.with_lists(&card, &[], vec![covering(first, list())]);
    assert_unknown(&verdict, "some reasons", |kind| *kind == ProblemKind::SomeReasons);
    let both = vec![covering(first, list()), covering(second, list())];
    assert_good(&scene.with_lists(&card, &[], both), "together they cover all");
    let hit = covering(second, list().revoke(&card.serial, NOW, Some(CrlReason::Superseded)));
    assert_revoked(&scene.with_lists(&card, &[], vec![covering(first, list()), hit]), "on the second");
}

#[test]
fn indirect_lists() {
    let scene = Scene::new();
    let authority = ca("List authority").issue(&scene.root).unwrap();
    let point = DistributionPoint::uri("http://crl.invalid/all.crl").crl_issuer(directory("List authority"));
    let card = leaf("Card").extension(Extension::distribution_points(&[point])).issue(&scene.issuing).unwrap();
    let indirect = |builder: CrlBuilder, indirect| {
        let point = IssuingDistributionPoint { indirect, ..Default::default() };
        sign(builder.issuing_distribution_point(&point), &authority)
    };
    let others = [&authority];
    assert_good(&scene.with_lists(&card, &others, vec![indirect(list(), true)]), "nothing revoked");
    // The same number, of another issuer's certificate: that of the list itself, then that of a third.
    let own_number = CrlEntry::new(&card.serial, NOW - days(1));
    assert_good(&scene.with_lists(&card, &others, vec![indirect(list().entry(&own_number), true)]), "its own");
    let third = CrlEntry::new(&card.serial, NOW - days(1)).certificate_issuer(&Dn::cn("Third"));
    assert_good(&scene.with_lists(&card, &others, vec![indirect(list().entry(&third), true)]), "a third's");
    let ours = CrlEntry::new(&[9], NOW - days(1)).certificate_issuer(&Dn::cn("Issuing"));
    // The issuer holds for the entries that follow.
    let carried = list().entry(&third).entry(&ours).entry(&own_number);
    assert_revoked(&scene.with_lists(&card, &others, vec![indirect(carried, true)]), "carried on");
    let not_indirect = scene.with_lists(&card, &others, vec![indirect(list(), false)]);
    assert_unknown(&not_indirect, "it does not say that it is indirect", |k| *k == ProblemKind::Offline);
}

#[test]
fn deltas() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let issuing = &scene.issuing;
    let hold = || list().number(Some(5)).revoke(&card.serial, NOW - days(4), Some(CrlReason::CertificateHold));
    let delta = |number, base| list().number(Some(number)).delta(base);
    let release = |builder: CrlBuilder| builder.revoke(&card.serial, NOW - days(1), Some(CrlReason::RemoveFromCrl));
    let judge = |lists: Vec<CrlBuilder>| {
        scene.with_lists(&card, &[], lists.into_iter().map(|builder| sign(builder, issuing)).collect())
    };
    let alone = judge(vec![delta(6, 5)]);
    assert_unknown(&alone, "alone", |kind| *kind == ProblemKind::DeltaWithoutBase);
    let complete = || list().number(Some(5));
    let both = judge(vec![complete(), delta(6, 5)]);
    assert_good(&both, "nothing new");
    assert_eq!(own(&both).problems, [], "the delta list was used");
    assert!(own(&both).proofs.iter().any(|proof| proof.kind == SourceKind::DeltaCrl), "{:?}", own(&both));
    let revoked = |builder: CrlBuilder| builder.revoke(&card.serial, NOW, Some(CrlReason::Superseded));
    assert_revoked(&judge(vec![complete(), revoked(delta(6, 5))]), "revoked since");
    assert_revoked(&judge(vec![hold()]), "on hold");
    assert_good(&judge(vec![hold(), release(delta(6, 5))]), "released since");
    // What cannot be combined is not: based on a newer list, not newer itself, too old, of another scope, signed by another.
    assert_good(&judge(vec![complete(), revoked(delta(9, 6))]), "based on a newer one");
    assert_revoked(&judge(vec![hold(), release(delta(5, 4))]), "not newer");
    let late = |builder: CrlBuilder| {
        CrlBuilder::new(NOW - days(9), Some(NOW - days(2))).number(Some(6)).delta(5).extension(Extension::new(
            UNKNOWN,
            false,
            builder.sign(issuing, issuing.key.default_algorithm()).unwrap(),
        ))
    };
    assert_revoked(&judge(vec![hold(), release(late(list()))]), "too old itself");
    assert_revoked(&judge(vec![hold(), release(delta(6, 5)).corrupt_signature()]), "a broken signature");
    let scoped = IssuingDistributionPoint { only_user_certs: true, ..Default::default() };
    assert_revoked(&judge(vec![hold(), release(delta(6, 5)).issuing_distribution_point(&scoped)]), "another scope");
    // A complete list that is due is brought up to date by a delta list.
    let old = || CrlBuilder::new(NOW - days(9), Some(NOW - days(2))).number(Some(5));
    assert_unknown(&judge(vec![old()]), "due", |kind| matches!(kind, ProblemKind::Stale { .. }));
    assert_good(&judge(vec![old(), delta(6, 5)]), "brought up to date");
}

#[test]
fn strict_asks_for_every_must() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let point = IssuingDistributionPoint { only_user_certs: true, ..Default::default() };
    let not_critical = Extension::issuing_distribution_point(&point).critical(false);
    for (builder, flaw) in [
        (list().number(None), CrlFlaw::NoNumber),
        (list().authority_key_id(tillit_lab::KeyId::Absent), CrlFlaw::NoAuthorityKeyId),
        (list().empty_entries(), CrlFlaw::EmptyList),
        (list().extension(not_critical), CrlFlaw::PointNotCritical),
    ] {
        let crl = sign(builder, &scene.issuing);
        assert_good(&scene.with_lists(&card, &[], vec![crl.clone()]), &format!("{flaw:?}"));
        let lists = vec![("root.crl".to_owned(), scene.root_list.clone()), ("given.crl".to_owned(), crl)];
        let options = Options { strict: true, ..Options::login(NOW) };
        let verdict = scene.judge(&card, &[], &Sources::new(Mode::Crl, lists), &options);
        assert_unknown(&verdict, &format!("{flaw:?}"), |kind| *kind == ProblemKind::StrictRule(flaw));
    }
}

/// Entries for other issuers where the list does not say that it is indirect, and more issuers than can be.
#[test]
fn issuers_of_entries() {
    let scene = Scene::new();
    let card = leaf("Card").issue(&scene.issuing).unwrap();
    let third = CrlEntry::new(&[1], NOW - days(1)).certificate_issuer(&Dn::cn("Third"));
    let verdict = scene.with_lists(&card, &[], vec![sign(list().entry(&third), &scene.issuing)]);
    assert_unknown(&verdict, "not indirect", |kind| matches!(kind, ProblemKind::UnknownCriticalExtension { .. }));
    let covers = IssuingDistributionPoint { indirect: true, ..Default::default() };
    let many = (0..5000).fold(list().issuing_distribution_point(&covers), |builder, n| {
        builder.entry(&CrlEntry::new(&[1], NOW).certificate_issuer(&Dn::cn(format!("Issuer {n}"))))
    });
    let der = many.sign(&scene.issuing, scene.issuing.key.default_algorithm()).unwrap();
    assert!(matches!(Crl::from_der(&der), Err(CrlError::Malformed(_))));
}

#[test]
fn at_the_end_of_time() {
    let scene = Scene::new();
    let end = datetime!(9999-12-31 23:59:59 UTC);
    let root = ca("Root").validity(NOW, end).self_sign().unwrap();
    let card = leaf("Card").validity(NOW, end).issue(&root).unwrap();
    let list = CrlBuilder::new(NOW, Some(end));
    let scene = Scene { root_list: sign(list, &root), root, ..scene };
    let lists = vec![("root.crl".to_owned(), scene.root_list.clone())];
    let verdict = scene.judge(&card, &[], &Sources::new(Mode::Crl, lists), &Options::login(end));
    assert_good(&verdict, "the last second");
}

#[test]
fn sha1_is_said() {
    let scene = Scene::new();
    let rsa = KeyPool::shared().get(KeyKind::RSA_2048, "Old").unwrap();
    let old = ca("Old").key(&rsa).self_sign().unwrap();
    let card = leaf("Card").issue(&old).unwrap();
    let der = list().sign(&old, Algorithm::RsaPkcs1Sha1).unwrap();
    let scene = Scene { root: old, ..scene };
    let judge = |strict| {
        let lists = vec![("old.crl".to_owned(), Crl::from_der(&der).unwrap())];
        scene.judge(&card, &[], &Sources::new(Mode::Crl, lists), &Options { strict, ..Options::login(NOW) })
    };
    let verdict = judge(false);
    assert_good(&verdict, "the policy lets it pass");
    assert!(verdict.reasons.iter().any(|r| r.kind == ReasonKind::Sha1Answer), "{:?}", verdict.reasons);
    assert_unknown(&judge(true), "strict", |kind| *kind == ProblemKind::SignatureUnsupported);
}

#[test]
fn what_is_no_list_is_told() {
    let scene = Scene::new();
    let issuing = &scene.issuing;
    let algorithm = issuing.key.default_algorithm();
    let der = list().revoke(&[1], NOW, None).sign(issuing, algorithm).unwrap();
    assert_eq!(Crl::read(&der).unwrap().len(), 1);
    for end in 0..der.len() {
        assert!(Crl::from_der(&der[..end]).is_err(), "cut at {end}");
    }
    assert_eq!(Crl::from_der(&[&der[..], b"\n"].concat()).unwrap_err(), CrlError::TrailingBytes(1));
    assert_eq!(Crl::read(&issuing.der).unwrap_err(), CrlError::Certificate);
    assert_eq!(Crl::read(b"<html>").unwrap_err(), CrlError::None);
    let pem = tillit_lab::encode::pem("X509 CRL", &der);
    assert_eq!(Crl::read(format!("some words\n{pem}{pem}").as_bytes()).unwrap().len(), 2);
    assert_eq!(Crl::read(&pem.as_bytes()[..pem.len() - 30]).unwrap_err(), CrlError::Pem);
    assert_eq!(
        Crl::read(tillit_lab::encode::pem("CERTIFICATE", &issuing.der).as_bytes()).unwrap_err(),
        CrlError::Certificate
    );
    // Turned bits never panic, and never make it longer than it is.
    for at in 0..der.len() {
        for bit in 0..8 {
            let mut bytes = der.clone();
            bytes[at] ^= 1 << bit;
            let _ = Crl::from_der(&bytes).map(|crl| crl.len());
        }
    }
    let other = CrlBuilder::new(datetime!(2026-11-01 00:00 UTC), None).inner_algorithm(vec![0x30, 0]);
    assert!(Crl::from_der(&other.sign(issuing, algorithm).unwrap()).is_err(), "two algorithms");
}
