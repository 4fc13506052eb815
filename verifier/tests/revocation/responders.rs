//! RFC 6960: which responses count, and what they say.

use tillit_lab::{
    CertId, CertIdHash, CertStatus, CertificateBuilder, CrlReason, DistributionPoint, DistributionPointName, Dn,
    Extension, GeneralName, Issued, KeyUsage, OcspBuilder, OcspRequest, Oid, ResponderId, ResponseStatus,
    SingleResponse, oids,
};
use tillit_verifier::fetch::FetchErrorKind;
use tillit_verifier::judge::Options;
use tillit_verifier::revocation::ocsp::ResponseStatus as Told;
use tillit_verifier::revocation::{Mode, Origin, ProblemKind, SourceKind, Sources, Status};
use tillit_verifier::verdict::Verdict;
use time::Duration;

use super::{NOW, Network, Scene, assert_good, assert_revoked, assert_unknown, ca, days, key, leaf, list, own, sign};

const URL: &str = "http://ocsp.invalid/";
const UNKNOWN: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.99");

/// A card that names the responder, and is issued by the root itself, so that only it is asked about.
struct Asked {
    scene: Scene,
    card: Issued,
}

impl Asked {
    fn new() -> Self {
        let scene = Scene::new();
        let card = leaf("Card").extension(Extension::authority_info_access(&[], &[URL])).issue(&scene.root).unwrap();
        Self { scene, card }
    }

    fn ca(&self) -> &Issued {
        &self.scene.root
    }

    fn single(&self, status: CertStatus) -> SingleResponse {
        SingleResponse::new(CertId::of(&self.card, self.ca()), status, NOW - Duration::hours(1))
            .next_update(NOW + days(1))
    }

    fn good(&self) -> OcspBuilder {
        OcspBuilder::new(NOW - Duration::hours(1)).single(self.single(CertStatus::Good))
    }

    /// A delegated responder's certificate.
    fn delegate() -> CertificateBuilder {
        CertificateBuilder::ocsp_responder(Dn::cn("Responder")).key(&key("Responder"))
    }

    fn judge(&self, response: Vec<u8>) -> Verdict {
        self.judge_on(&Network::default().bytes(URL, response))
    }

    fn judge_on(&self, network: &Network) -> Verdict {
        let sources = Sources::new(Mode::Ocsp, Vec::new()).with_fetch(network, None);
        let verdict = self.scene.judge(&self.card, &[], &sources, &Options::login(NOW));
        assert_eq!(network.asked(), [URL], "asked once");
        verdict
    }
}

#[test]
fn good_revoked_and_unknown() {
    let asked = Asked::new();
    let verdict = asked.judge(asked.good().sign(asked.ca()).unwrap());
    assert_good(&verdict, "good");
    let proof = &own(&verdict).proofs[0];
    assert_eq!((proof.kind, &proof.origin), (SourceKind::Ocsp, &Origin::Fetched(URL.to_owned())));
    assert_eq!(proof.next_update, Some(NOW + days(1)));

    let revoked = CertStatus::Revoked { at: NOW - days(2), reason: Some(CrlReason::Superseded) };
    let response = OcspBuilder::new(NOW).single(asked.single(revoked)).sign(asked.ca()).unwrap();
    let verdict = asked.judge(response);
    assert_revoked(&verdict, "revoked");
    let Status::Revoked(found) = own(&verdict).status else { panic!() };
    assert_eq!((found.at, found.reason.unwrap().name()), (NOW - days(2), "superseded"));

    let unknown = OcspBuilder::new(NOW).single(asked.single(CertStatus::Unknown)).sign(asked.ca()).unwrap();
    assert_unknown(&asked.judge(unknown), "unknown", |kind| *kind == ProblemKind::ResponderUnknown);
    // Another answer in the same response, about who knows what.
    let odd = CertId { algorithm: vec![0x30, 5, 6, 3, 0x55, 4, 3], ..CertId::of(&asked.card, asked.ca()) };
    let odd = SingleResponse::new(odd, CertStatus::Good, NOW);
    assert_good(&asked.judge(asked.good().single(odd).sign(asked.ca()).unwrap()), "another hash beside");
    // The worse of two answers about one certificate.
    let both = asked.good().single(asked.single(revoked)).sign(asked.ca()).unwrap();
    assert_revoked(&asked.judge(both), "good and revoked");
}

#[test]
fn about_this_certificate_and_no_other() {
    let asked = Asked::new();
    let elsewhere = ca("Elsewhere").self_sign().unwrap();
    let about = |id: CertId| {
        let single = SingleResponse::new(id, CertStatus::Good, NOW - Duration::hours(1)).next_update(NOW + days(1));
        asked.judge(OcspBuilder::new(NOW).single(single).sign(asked.ca()).unwrap())
    };
    let id = CertId::of(&asked.card, asked.ca());
    for hash in [CertIdHash::Sha1, CertIdHash::Sha256, CertIdHash::Sha384, CertIdHash::Sha512] {
        assert_good(&about(CertId::new(hash, asked.ca(), &asked.card.serial)), &format!("{hash:?}"));
    }
    let other = |kind: &ProblemKind| *kind == ProblemKind::OtherCertificate;
    assert_unknown(&about(id.clone().serial(&[1])), "another serial number", other);
    assert_unknown(&about(CertId::of(&asked.card, &elsewhere)), "another issuer", other);
    assert_unknown(&about(CertId { name_hash: vec![0; 20], ..id.clone() }), "another name", other);
    assert_unknown(&about(CertId { key_hash: vec![0; 20], ..id }), "another key", other);
    assert_unknown(&asked.judge(OcspBuilder::new(NOW).sign(asked.ca()).unwrap()), "about nothing", other);
}

#[test]
fn at_the_moment_of_the_verdict() {
    let asked = Asked::new();
    let at = |this, next: Option<_>| {
        let single = SingleResponse::new(CertId::of(&asked.card, asked.ca()), CertStatus::Good, this);
        let single = match next {
            Some(next) => single.next_update(next),
            None => single,
        };
        asked.judge(OcspBuilder::new(this).single(single).sign(asked.ca()).unwrap())
    };
    let stale = |kind: &ProblemKind| matches!(kind, ProblemKind::Stale { .. });
    let future = |kind: &ProblemKind| matches!(kind, ProblemKind::FromTheFuture { .. });
    assert_unknown(&at(NOW - days(9), Some(NOW - days(2))), "too old", stale);
    assert_unknown(&at(NOW + days(1), Some(NOW + days(2))), "of tomorrow", future);
    assert_good(&at(NOW + Duration::minutes(2), Some(NOW + days(2))), "a clock that runs two minutes ahead");
    assert_good(&at(NOW - Duration::hours(2), None), "without an end, of today");
    assert_unknown(&at(NOW - days(2), None), "without an end, of the day before yesterday", stale);
    // The nonce says when it was signed, not how old the news is.
    let old = SingleResponse::new(CertId::of(&asked.card, asked.ca()), CertStatus::Good, NOW - days(3650));
    let (builder, ca) = (OcspBuilder::new(NOW).single(old), asked.ca().clone());
    let network = Network::default().at(URL, move |request| {
        let nonce = OcspRequest::from_der(request).unwrap().nonce.unwrap();
        Ok(builder.clone().nonce(&nonce).sign(&ca).unwrap())
    });
    assert_unknown(&asked.judge_on(&network), "ten years old, with our nonce", stale);
}

#[test]
fn signed_by_the_ca_itself() {
    let asked = Asked::new();
    assert_good(&asked.judge(asked.good().responder(ResponderId::ByName).sign(asked.ca()).unwrap()), "by name");
    assert_good(&asked.judge(asked.good().responder(ResponderId::ByKey).sign(asked.ca()).unwrap()), "by key");
    let broken = asked.good().corrupt_signature().sign(asked.ca()).unwrap();
    assert_unknown(&asked.judge(broken), "a broken signature", |kind| *kind == ProblemKind::SignatureInvalid);
    let forger = key("forger");
    let forged = asked.good().responder(ResponderId::ByName).sign_with_key(
        &forger,
        &asked.ca().subject,
        forger.default_algorithm(),
    );
    assert_unknown(&asked.judge(forged.unwrap()), "somebody else's key", |k| *k == ProblemKind::SignatureInvalid);
    let nobody = asked.good().responder(ResponderId::Key(vec![7; 20])).sign(asked.ca()).unwrap();
    assert_unknown(&asked.judge(nobody), "by nobody", |kind| {
        matches!(kind, ProblemKind::SignerMissing { signer: None })
    });
}

/// RFC 6960 section 4.2.2.2.
#[test]
fn signed_by_a_delegate() {
    let asked = Asked::new();
    let by =
        |delegate: &Issued| asked.good().responder(ResponderId::ByKey).certificate(delegate).sign(delegate).unwrap();
    let good = Asked::delegate().issue(asked.ca()).unwrap();
    assert_good(&asked.judge(by(&good)), "as it should be");
    let by_name = asked.good().responder(ResponderId::ByName).certificate(&good).sign(&good).unwrap();
    assert_good(&asked.judge(by_name), "by name");
    let absent = asked.good().sign(&good).unwrap();
    assert_unknown(&asked.judge(absent), "without its certificate", |k| matches!(k, ProblemKind::SignerMissing { .. }));

    let refused = |what: &str, delegate: &Issued| {
        assert_unknown(&asked.judge(by(delegate)), what, |kind| *kind == ProblemKind::ResponderNotAuthorized);
    };
    let bare =
        || CertificateBuilder::new(Dn::cn("Responder")).key(&key("Responder")).extension(Extension::ocsp_no_check());
    refused("without the usage", &bare().issue(asked.ca()).unwrap());
    let client = bare().extension(Extension::extended_key_usage(&[oids::CLIENT_AUTH]));
    refused("with another usage", &client.issue(asked.ca()).unwrap());
    let any = bare().extension(Extension::extended_key_usage(&[Oid::new_unwrap("2.5.29.37.0")]));
    refused("with any usage, which is not enough", &any.issue(asked.ca()).unwrap());
    let usage = bare()
        .extension(Extension::extended_key_usage(&[oids::OCSP_SIGNING]))
        .extension(Extension::key_usage(&[KeyUsage::KeyEncipherment]));
    refused("a key that signs nothing", &usage.issue(asked.ca()).unwrap());
    let stranger = ca("Root").key(&key("stranger")).self_sign().unwrap();
    refused("from a namesake of the CA", &Asked::delegate().issue(&stranger).unwrap());
    // Under the same root, and still not the CA that issued the card.
    refused("from another CA", &Asked::delegate().issue(&asked.scene.issuing).unwrap());
    refused("self-signed", &Asked::delegate().self_sign().unwrap());

    for (from, to) in [(NOW - days(9), NOW - days(1)), (NOW + days(1), NOW + days(9))] {
        let delegate = Asked::delegate().validity(from, to).issue(asked.ca()).unwrap();
        let expected = |kind: &ProblemKind| matches!(kind, ProblemKind::ResponderExpired { .. });
        assert_unknown(&asked.judge(by(&delegate)), "not valid now", expected);
    }
}

/// Section 4.2.2.2.1: whether the delegate itself is revoked.
#[test]
fn a_delegate_without_nocheck_is_looked_up() {
    let asked = Asked::new();
    let list_url = "http://crl.invalid/root.crl";
    let delegate = CertificateBuilder::new(Dn::cn("Responder"))
        .key(&key("Responder"))
        .extension(Extension::extended_key_usage(&[oids::OCSP_SIGNING]))
        .extension(Extension::crl_distribution_points(&[list_url]))
        .issue(asked.ca())
        .unwrap();
    let response = asked.good().certificate(&delegate).sign(&delegate).unwrap();
    let judge = |mode, crl: Option<tillit_lab::CrlBuilder>| {
        let mut network = Network::default().bytes(URL, response.clone());
        if let Some(crl) = crl {
            network = network.bytes(list_url, crl.sign(asked.ca(), asked.ca().key.default_algorithm()).unwrap());
        }
        let sources = Sources::new(mode, Vec::new()).with_fetch(&network, None);
        asked.scene.judge(&asked.card, &[], &sources, &Options::login(NOW))
    };
    for mode in [Mode::Require, Mode::Auto, Mode::Ocsp] {
        assert_good(&judge(mode, Some(list())), "not on the list");
        let hit = list().revoke(&delegate.serial, NOW - days(1), None);
        assert_unknown(&judge(mode, Some(hit)), "on the list", |kind| *kind == ProblemKind::SignerRevoked);
        assert_unknown(&judge(mode, None), "no list to be had", |kind| *kind == ProblemKind::SignerUnchecked);
    }
    // Named in another way than by an address.
    let point = DistributionPoint::named(DistributionPointName::Full(vec![GeneralName::Directory(Dn::cn("List"))]));
    let delegate = CertificateBuilder::new(Dn::cn("Responder"))
        .key(&key("Responder"))
        .extension(Extension::extended_key_usage(&[oids::OCSP_SIGNING]))
        .extension(Extension::distribution_points(&[point]))
        .issue(asked.ca())
        .unwrap();
    let verdict = asked.judge(asked.good().certificate(&delegate).sign(&delegate).unwrap());
    assert_unknown(&verdict, "a list without an address", |kind| *kind == ProblemKind::SignerUnchecked);
}

#[test]
fn the_nonce_is_ours_or_absent() {
    let asked = Asked::new();
    let answering = |nonce: fn(&[u8]) -> Option<Vec<u8>>| {
        let (good, ca) = (asked.good(), asked.ca().clone());
        Network::default().at(URL, move |request| {
            let sent = OcspRequest::from_der(request).unwrap().nonce.unwrap();
            assert_eq!(sent.len(), 32);
            let builder = match nonce(&sent) {
                Some(nonce) => good.clone().nonce(&nonce),
                None => good.clone(),
            };
            Ok(builder.sign(&ca).unwrap())
        })
    };
    assert_good(&asked.judge_on(&answering(|sent| Some(sent.to_vec()))), "repeated");
    assert_good(&asked.judge_on(&answering(|_| None)), "none");
    let differs = |kind: &ProblemKind| *kind == ProblemKind::NonceDiffers;
    assert_unknown(&asked.judge_on(&answering(|_| Some(vec![1; 32]))), "another", differs);
    assert_unknown(&asked.judge_on(&answering(|sent| Some(sent[1..].to_vec()))), "a part of it", differs);
}

#[test]
fn no_answer_is_not_good() {
    let asked = Asked::new();
    for (status, told) in [
        (ResponseStatus::MalformedRequest, Told::MalformedRequest),
        (ResponseStatus::InternalError, Told::InternalError),
        (ResponseStatus::TryLater, Told::TryLater),
        (ResponseStatus::SigRequired, Told::SigRequired),
        (ResponseStatus::Unauthorized, Told::Unauthorized),
    ] {
        assert_unknown(&asked.judge(status.response()), told.name(), |kind| {
            *kind == ProblemKind::ResponderStatus(told)
        });
        // With a good answer inside: it says that it is none.
        let signed = asked.good().status(status).sign(asked.ca()).unwrap();
        assert_unknown(&asked.judge(signed), told.name(), |kind| *kind == ProblemKind::ResponderStatus(told));
    }
    let good = asked.good().sign(asked.ca()).unwrap();
    let malformed = |kind: &ProblemKind| *kind == ProblemKind::NotAnOcspResponse;
    for bad in [Vec::new(), b"<html>".to_vec(), good[..good.len() - 1].to_vec(), [&good[..], &[0]].concat()] {
        assert_unknown(&asked.judge(bad), "malformed", malformed);
    }
    assert_unknown(&asked.judge(ResponseStatus::Successful.response()), "successful, and empty", malformed);
    for kind in
        [FetchErrorKind::Status(500), FetchErrorKind::TooLarge(1), FetchErrorKind::Connect("refused".to_owned())]
    {
        let answer = kind.clone();
        let network = Network::default().at(URL, move |_| Err(answer.clone()));
        assert_unknown(&asked.judge_on(&network), "unreachable", |k| *k == ProblemKind::Fetch(kind.clone()));
    }
    let critical = || Extension::new(UNKNOWN, true, vec![5, 0]);
    let is_critical = |kind: &ProblemKind| matches!(kind, ProblemKind::UnknownCriticalExtension { .. });
    let response = asked.good().extension(critical()).sign(asked.ca()).unwrap();
    assert_unknown(&asked.judge(response), "a critical extension", is_critical);
    let single = asked.single(CertStatus::Good).extension(critical());
    let response = OcspBuilder::new(NOW).single(single).sign(asked.ca()).unwrap();
    assert_unknown(&asked.judge(response), "a critical extension of the answer", is_critical);
}

/// Turned bits: never good.
#[test]
fn a_response_with_a_turned_bit_is_never_good_by_another_signature() {
    let asked = Asked::new();
    let good = asked.good().sign(asked.ca()).unwrap();
    for at in 0..good.len() {
        let mut bytes = good.clone();
        bytes[at] ^= 0x10;
        let verdict = asked.judge(bytes);
        assert_ne!(verdict.trusted, Some(true), "byte {at} of {}", good.len());
    }
}

#[test]
fn auto_goes_on_to_lists_where_the_responder_has_no_answer() {
    let asked = Asked::new();
    let network = Network::default().bytes(URL, ResponseStatus::TryLater.response());
    let given = vec![("root.crl".to_owned(), sign(list(), asked.ca()))];
    let sources = Sources::new(Mode::Auto, given).with_fetch(&network, None);
    let verdict = asked.scene.judge(&asked.card, &[], &sources, &Options::login(NOW));
    assert_good(&verdict, "a list at hand");
    assert!(network.asked().is_empty(), "what is at hand spares the request");

    let url = "http://crl.invalid/root.crl";
    let card = leaf("Card")
        .extension(Extension::authority_info_access(&[], &[URL]))
        .extension(Extension::crl_distribution_points(&[url]))
        .issue(&asked.scene.root)
        .unwrap();
    let der = list().sign(asked.ca(), asked.ca().key.default_algorithm()).unwrap();
    let network = Network::default().bytes(URL, ResponseStatus::TryLater.response()).bytes(url, der);
    let sources = Sources::new(Mode::Auto, Vec::new()).with_fetch(&network, None);
    let verdict = asked.scene.judge(&card, &[], &sources, &Options::login(NOW));
    assert_good(&verdict, "a list at its address");
    assert_eq!(network.asked(), [URL, url]);
    assert_eq!(own(&verdict).problems.len(), 1, "that the responder had none is kept: {:?}", own(&verdict));
}
