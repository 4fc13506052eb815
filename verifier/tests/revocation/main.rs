//! Revocation before lists and responses made by the lab, right ones and wrong ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod lists;
mod responders;
mod sources;

use std::collections::HashMap;
use std::sync::Mutex;

use tillit_lab::{CertificateBuilder, CrlBuilder, Dn, Issued, Key, KeyKind, KeyPool};
use tillit_verifier::Certificate;
use tillit_verifier::catalog::Catalog;
use tillit_verifier::fetch::{Fetch, FetchError, FetchErrorKind, Fetched, Limits};
use tillit_verifier::judge::{Judge, Offered, Options};
use tillit_verifier::revocation::{Crl, LinkRevocation, Mode, ProblemKind, Sources, Status};
use tillit_verifier::verdict::{ReasonKind, Verdict};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

const NOW: OffsetDateTime = datetime!(2026-11-21 12:00 UTC);

fn days(n: i64) -> Duration {
    Duration::days(n)
}

/// A P-256 key: fast to make, and to sign with.
fn key(label: &str) -> Key {
    KeyPool::shared().get(KeyKind::P256, label).unwrap()
}

fn ca(name: &str) -> CertificateBuilder {
    CertificateBuilder::ca(Dn::cn(name)).key(&key(name))
}

fn leaf(name: &str) -> CertificateBuilder {
    CertificateBuilder::leaf(Dn::cn(name)).key(&key("leaf"))
}

fn read(issued: &Issued) -> Certificate {
    Certificate::from_der(&issued.der).unwrap()
}

/// A list of yesterday that holds for another week.
fn list() -> CrlBuilder {
    CrlBuilder::new(NOW - days(1), Some(NOW + days(7)))
}

fn sign(list: CrlBuilder, issuer: &Issued) -> Crl {
    Crl::from_der(&list.sign(issuer, issuer.key.default_algorithm()).unwrap()).unwrap()
}

/// A root, an issuing CA, and the root's list on which it does not stand.
struct Scene {
    root: Issued,
    issuing: Issued,
    root_list: Crl,
}

impl Scene {
    fn new() -> Self {
        let root = ca("Root").self_sign().unwrap();
        let issuing = ca("Issuing").issue(&root).unwrap();
        let root_list = sign(list(), &root);
        Self { root, issuing, root_list }
    }

    /// Judges with these lists at hand beside the root's, and these certificates.
    fn with_lists(&self, card: &Issued, others: &[&Issued], lists: Vec<Crl>) -> Verdict {
        let mut all = vec![("root.crl".to_owned(), self.root_list.clone())];
        all.extend(lists.into_iter().map(|crl| ("given.crl".to_owned(), crl)));
        self.judge(card, others, &Sources::new(Mode::Crl, all), &Options::login(NOW))
    }

    fn judge(&self, card: &Issued, others: &[&Issued], sources: &Sources<'_>, options: &Options) -> Verdict {
        let catalog = Catalog::default();
        let mut offered = vec![read(&self.issuing)];
        offered.extend(others.iter().map(|other| read(other)));
        let anchors = [read(&self.root)];
        let judge = Judge::new(&catalog, &[], Some(&anchors)).with_revocation(sources);
        judge.judge(&read(card), &Offered::new(&offered), options).verdicts.remove(0)
    }
}

/// What was found about the judged certificate itself.
fn own(verdict: &Verdict) -> &LinkRevocation {
    verdict.revocation.iter().find(|found| found.link == 0).unwrap()
}

/// Nothing is known of it, and this is among the reasons; the verdict is "cannot say".
fn assert_unknown(verdict: &Verdict, what: &str, expected: impl Fn(&ProblemKind) -> bool) {
    assert_eq!(verdict.trusted, None, "{what}: {:?}", verdict.reasons);
    let found = own(verdict);
    assert_eq!(found.status, Status::Unknown, "{what}");
    assert!(found.proofs.is_empty(), "{what}");
    assert!(found.problems.iter().any(|problem| expected(&problem.kind)), "{what}: {:?}", found.problems);
    assert!(
        verdict
            .reasons
            .iter()
            .any(|r| matches!(&r.kind, ReasonKind::RevocationUnknown { problems } if !problems.is_empty())),
        "{what}: {:?}",
        verdict.reasons
    );
}

fn assert_good(verdict: &Verdict, what: &str) {
    assert_eq!(verdict.trusted, Some(true), "{what}: {:?} {:?}", verdict.reasons, verdict.revocation);
    assert!(verdict.revocation.iter().all(|found| found.status == Status::Good && !found.proofs.is_empty()), "{what}");
}

fn assert_revoked(verdict: &Verdict, what: &str) {
    assert_eq!(verdict.trusted, Some(false), "{what}: {:?} {:?}", verdict.reasons, verdict.revocation);
    assert!(matches!(verdict.reasons[0].kind, ReasonKind::Revoked(_)), "{what}: {:?}", verdict.reasons);
}

type Answers = HashMap<String, Box<dyn Fn(&[u8]) -> Result<Vec<u8>, FetchErrorKind> + Send + Sync>>;

/// A network of some addresses, which remembers what it was asked.
#[derive(Default)]
struct Network {
    answers: Answers,
    asked: Mutex<Vec<String>>,
}

impl Network {
    fn at(
        mut self,
        url: &str,
        answer: impl Fn(&[u8]) -> Result<Vec<u8>, FetchErrorKind> + Send + Sync + 'static,
    ) -> Self {
        self.answers.insert(url.to_owned(), Box::new(answer));
        self
    }
    fn bytes(self, url: &str, bytes: Vec<u8>) -> Self {
        self.at(url, move |_| Ok(bytes.clone()))
    }
    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
    fn exchange(&self, url: &str, body: &[u8]) -> Result<Fetched, FetchError> {
        self.asked.lock().unwrap().push(url.to_owned());
        let answer =
            self.answers.get(url).map_or_else(|| Err(FetchErrorKind::Dns("no such host".to_owned())), |a| a(body));
        match answer {
            Ok(body) => Ok(Fetched { body, final_url: url.to_owned() }),
            Err(kind) => Err(FetchError { url: url.to_owned(), kind }),
        }
    }
}

impl Fetch for Network {
    fn get(&self, url: &str, _limits: &Limits) -> Result<Fetched, FetchError> {
        self.exchange(url, &[])
    }
    fn post(&self, url: &str, media_type: &str, body: &[u8], _limits: &Limits) -> Result<Fetched, FetchError> {
        assert_eq!(media_type, "application/ocsp-request");
        self.exchange(url, body)
    }
}
