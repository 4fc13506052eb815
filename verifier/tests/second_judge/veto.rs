//! Two judges: nothing is trusted against the second one, and what it is overruled for is really in the path.
//!
//! Over every x509-limbo path, every random chain and every certificate of the lab's PKI that our judge accepts: `rustls-webpki`, called
//! directly, gives the answer that the verdict has; and with one more judge behind it that refuses everything, nothing is left but the paths of
//! a closed list.

use std::collections::BTreeMap;

use crate::chains::beside_webpki::{Compared, accepted, found, path_of};
use tillit_lab::{CertificateBuilder, Dn, Extension, Issued, KeyId, KeyUsage, Pki, oids};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::certificate::PublicKeyInfo;
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::verdict::{Effect, Purpose, ReasonKind, Verdict};

const REFUSED: &str = "refused by the test";

#[allow(clippy::unnecessary_wraps)]
fn refuse_all(_: &[Certificate]) -> Result<(), String> {
    Err(REFUSED.to_owned())
}

/// One thing to be judged, as it is and with everything refused.
struct Question<'a> {
    what: String,
    leaf: &'a Certificate,
    others: &'a [Certificate],
    anchors: &'a [Certificate],
    options: &'a Options,
}

impl Question<'_> {
    fn verdict(&self, refusing: bool) -> Verdict {
        let catalog = Catalog::default();
        let mut judge = Judge::new(&catalog, &[], Some(self.anchors));
        if refusing {
            judge = judge.with_doubt(refuse_all);
        }
        judge.judge(self.leaf, &Offered::new(self.others), self.options).verdicts.remove(0)
    }
}

/// What became of all questions.
#[derive(Default)]
struct Count {
    agrees: usize,
    not_asked: usize,
    overruled: BTreeMap<&'static str, usize>,
    beyond: BTreeMap<&'static str, usize>,
}

impl Count {
    fn ask(&mut self, question: &Question<'_>) {
        let what = &question.what;
        let verdict = question.verdict(false);
        let refused = question.verdict(true);
        if verdict.trusted != Some(true) {
            assert_ne!(refused.trusted, Some(true), "{what}: one more judge must not make anything trusted");
            return;
        }
        let path = path_of(&verdict);
        if path.len() < 2 || path[0].is_ca() {
            assert_eq!(refused.trusted, Some(true), "{what}: judged by ours alone");
            self.not_asked += 1;
            return;
        }

        // What webpki itself says is what the verdict says.
        if let Some(words) = beyond_algorithms(&path) {
            *self.beyond.entry(words).or_default() += 1;
        } else {
            match accepted(&verdict, question.options) {
                Ok(Compared::BothAccept) => self.agrees += 1,
                Ok(Compared::Overruled(words)) => *self.overruled.entry(words).or_default() += 1,
                other => panic!("{what}: {other:?}"),
            }
        }

        // A second judge that refuses all turns the verdict, unless the path has a feature of the closed list.
        match refused.trusted {
            Some(false) => {
                // Other paths are tried then; of that one alone the reason is known.
                let alone = Question {
                    others: &path[1..path.len() - 1],
                    anchors: &path[path.len() - 1..],
                    what: String::new(),
                    ..*question
                };
                let alone = alone.verdict(true);
                let [reason] =
                    &alone.reasons.iter().filter(|r| r.kind.effect() == Effect::Refuses).collect::<Vec<_>>()[..]
                else {
                    panic!("{what}: {:?}", alone.reasons)
                };
                assert_eq!(reason.kind, ReasonKind::SecondJudge { error: REFUSED.to_owned() }, "{what}");
            }
            Some(true) => {
                let path = path_of(&refused);
                let feature = refused.reasons.iter().find_map(|r| match &r.kind {
                    ReasonKind::SecondJudgeOverruled { feature, .. } => Some(*feature),
                    _ => None,
                });
                let feature = feature.unwrap_or_else(|| panic!("{what}: trusted, though the second judge refused"));
                let (words, is_there) = found(feature, &path);
                assert!(is_there, "{what}: overruled for {words}, which the path does not have");
            }
            None => panic!("{what}: a refusal is no \"cannot say\""),
        }
    }
}

/// Signatures that the second judge has from ours alone: webpki's own algorithms do not know them. How short a key may be, and whether
/// SHA-1 may pass, is our policy.
fn beyond_algorithms(path: &[Certificate]) -> Option<&'static str> {
    let short = |c: &Certificate| matches!(c.key_info(), PublicKeyInfo::Rsa { bits, .. } if bits < 2048);
    let sha1 = |c: &Certificate| {
        ["1.2.840.113549.1.1.5", "1.2.840.10045.4.1"].contains(&c.signature_oid().to_id_string().as_str())
    };
    match () {
        () if path[..path.len() - 1].iter().any(sha1) => Some("SHA-1"),
        () if path[1..].iter().any(short) => Some("RSA under 2048 bits"),
        () => None,
    }
}

#[test]
fn limbo() {
    let Some(cases) = crate::suite::suite() else { return };
    let mut count = Count::default();
    for case in cases {
        let Some(leaf) = crate::suite::certificate(&case["peer_certificate"]) else { continue };
        let (others, anchors) = (
            crate::suite::certificates(&case["untrusted_intermediates"]),
            crate::suite::certificates(&case["trusted_certs"]),
        );
        let options = crate::suite::options(&case);
        let what = case["id"].as_str().unwrap().to_owned();
        count.ask(&Question { what, leaf: &leaf, others: &others, anchors: &anchors, options: &options });
    }
    assert!(count.agrees > 900, "{}", count.agrees);
    assert!(count.beyond.keys().eq(&["RSA under 2048 bits", "SHA-1"]), "{:?}", count.beyond);
    let listed = ["e-mail, directory-name or URI name constraints", "self-issued CA certificates"];
    assert!(count.overruled.keys().eq(listed.iter()), "{:?}", count.overruled);
}

#[test]
fn random_chains() {
    let mut count = Count::default();
    for seed in 0..1500 {
        let case = crate::chains::of_seed(seed);
        let what = format!("chain {seed}");
        let question =
            Question { what, leaf: &case.leaf, others: &case.others, anchors: &case.anchors, options: &case.options };
        count.ask(&question);
    }
    assert!(count.agrees > 200 && count.not_asked > 0, "{} {}", count.agrees, count.not_asked);
    // Every feature but the rarest has been seen; that one is below.
    assert!(count.overruled.len() >= 5, "{:?}", count.overruled);
}

#[test]
fn the_lab() {
    let pki = Pki::siths_shaped(&tillit_lab::Options::new(crate::chains::AT), &|_, _| {}).unwrap();
    let read = |issued: &Issued| Certificate::from_der(&issued.der).unwrap();
    let (roots, others): (Vec<Certificate>, Vec<Certificate>) =
        pki.authorities.iter().map(|ca| read(&ca.issued)).partition(Certificate::is_self_issued);
    let mut count = Count::default();
    for purpose in [Purpose::Login, Purpose::Signing, Purpose::Any, Purpose::Server { host: None }] {
        let options = Options { purpose, ..Options::login(crate::chains::AT) };
        for held in pki.holders.iter().flat_map(|holder| &holder.certificates) {
            let leaf = read(&held.issued);
            let what = format!("{} for {:?}", leaf.subject(), options.purpose);
            count.ask(&Question { what, leaf: &leaf, others: &others, anchors: &roots, options: &options });
        }
    }
    assert!(count.agrees > 10 && count.overruled.is_empty(), "{} {:?}", count.agrees, count.overruled);
    assert!(count.beyond.keys().eq([&"SHA-1"]), "{:?}", count.beyond);
}

/// Root, issuing CA and card, made from what is sound.
fn small(
    authority: impl FnOnce(CertificateBuilder) -> CertificateBuilder,
    card: impl FnOnce(CertificateBuilder) -> CertificateBuilder,
) -> Verdict {
    let root = CertificateBuilder::ca(Dn::cn("Root")).self_sign().unwrap();
    let ca = authority(CertificateBuilder::ca(Dn::cn("Issuing"))).issue(&root).unwrap();
    let card = card(CertificateBuilder::leaf(Dn::cn("Card (invented)"))).issue(&ca).unwrap();
    let [root, ca, card] = [root, ca, card].map(|i| Certificate::from_der(&i.der).unwrap());
    let options = Options::login(crate::chains::AT);
    Question { what: String::new(), leaf: &card, others: &[ca], anchors: &[root], options: &options }.verdict(false)
}

#[track_caller]
fn assert_vetoed(verdict: &Verdict, expected: &str) {
    assert_eq!(verdict.trusted, Some(false));
    let [reason] = &verdict.reasons[..] else { panic!("{:?}", verdict.reasons) };
    let ReasonKind::SecondJudge { error } = &reason.kind else { panic!("{:?}", reason.kind) };
    assert!(error.starts_with(expected), "{error}");
}

/// Paths that only webpki refuses, for reasons of its own, and that is the verdict: it is asked, and heard.
#[test]
fn webpki_is_asked_and_its_refusal_stands() {
    assert_eq!(small(|ca| ca, |card| card).trusted, Some(true));
    // A key identifier that is critical is a flaw (RFC 5280 section 4.2.1.2) and no more to our judge; webpki does not know it.
    let critical = Extension::subject_key_id(&[1; 20]).critical(true);
    let marked = |b: CertificateBuilder| b.subject_key_id(KeyId::Absent).extension(critical.clone());
    assert_vetoed(&small(|ca| ca, marked), "UnsupportedCriticalExtension");
    // A path length that is more than an octet.
    let long = Extension::basic_constraints(true, Some(256));
    assert_vetoed(&small(|ca| ca.replace(long), |card| card), "");
}

/// What is no feature does not silence webpki, though it looks like one.
#[test]
fn a_feature_that_webpki_does_not_stumble_on_overrules_nothing() {
    use tillit_lab::GeneralName;
    let critical = Extension::subject_key_id(&[1; 20]).critical(true);
    let marked = |b: CertificateBuilder| b.subject_key_id(KeyId::Absent).extension(critical.clone());
    // E-mail constraints, and no address below.
    let email = || Extension::name_constraints(&[GeneralName::Email("a.example".to_owned())], &[]);
    assert_vetoed(&small(|ca| ca.extension(email()), marked), "UnsupportedCriticalExtension");
    // Policy extensions that are not critical.
    let inhibit = || Extension::inhibit_any_policy(3).critical(false);
    assert_vetoed(&small(|ca| ca.extension(inhibit()), marked), "UnsupportedCriticalExtension");
    // With them alone webpki agrees, and nothing is overruled.
    for verdict in [small(|ca| ca.extension(email()), |card| card), small(|ca| ca.extension(inhibit()), |card| card)] {
        assert_eq!(verdict.trusted, Some(true));
        assert!(verdict.reasons.is_empty(), "{:?}", verdict.reasons);
    }
}

/// certificatePolicies may be critical (RFC 5280 section 4.2.1.4); webpki knows none that is.
#[test]
fn critical_policies_are_overruled() {
    let policies = || Extension::policies(&[oids::ANY_POLICY]).critical(true);
    let verdict = small(|ca| ca.extension(policies()), |card| card.extension(policies()));
    assert_eq!(verdict.trusted, Some(true), "{:?}", verdict.reasons);
    assert!(matches!(verdict.reasons[0].kind, ReasonKind::SecondJudgeOverruled { .. }));
    // What our judge refuses itself is refused all the same.
    let usage = Extension::key_usage(&[KeyUsage::KeyEncipherment]);
    let verdict = small(|ca| ca.extension(policies()), |card| card.extension(policies()).replace(usage));
    assert_eq!(verdict.trusted, Some(false));
}
