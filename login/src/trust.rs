//! What a server trusts, tried from outside and without a card.
//!
//! A throw-away certificate names an issuing CA as its issuer (name and key identifier), and its signature is nobody's: no server lets it in.
//! Programs on OpenSSL look at one thing after the other, and each has an alert of its own; which one comes tells how far the server got:
//!
//! ```text
//! the key's length ─► a chain up to a trusted root ─► uses ─► digests ─► revocation lists ─► times and signatures from the root down
//!       42                          48                  43       42          48, 45, 46                  45, 51
//! ```
//!
//! (`X509_verify_cert` and `verify_chain` in OpenSSL's crypto/x509/x509_vfy.c; measured with Apache httpd, HAProxy, stunnel and s_server.)
//! Apache says 80 where the chain is longer than its limit. Three controls come first: a certificate of a made-up CA, one with a key that is
//! too short, and one for another use. A server that does not answer them in the way of OpenSSL gives nothing away.
//!
//! Each try is a failed login in the server's log: only with its owner's leave.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der, PublicKeyX509Der};
use aws_lc_rs::rsa::{KeyPair, KeySize};
use aws_lc_rs::signature::KeyPair as _;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SigningKey};
use tillit_verifier::catalog::holders::{self, Role};
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::catalog::{CaEntry, Catalog};
use tillit_verifier::certificate::PublicKeyInfo;
use tillit_verifier::flaws::{Flaw, flaws};
use tillit_verifier::{Certificate, Name};
use time::OffsetDateTime;

use crate::connection::{Connection, Limits};
use crate::der::{bits, sequence, tlv};
use crate::handshake::{Alert, End, Session, With};
use crate::http::{self, Request};
use crate::pages::{self, Page};
use crate::probe::Look;
use crate::proxy::Proxies;
use crate::target::Target;
use crate::wire::Version;

/// CAs that are tried at one server.
pub const MAX_CAS: usize = 24;
/// Failed logins that trying one address leaves at most: three controls, and three for each CA.
pub const MOST_LOGINS: usize = 3 + 3 * MAX_CAS;
/// How many times a connection's time all tries at one server may take.
const TAKES: u32 = 8;

/// A CA whose cards a server may trust.
#[derive(Clone, Debug)]
pub struct Ca {
    /// Its place in the catalog.
    pub id: CaId,
    /// Its name.
    pub subject: Name,
    /// Its key identifier, where it is known.
    pub key_id: Option<Vec<u8>>,
    /// Its certificate, where it is at hand.
    pub certificate: Option<Certificate>,
    /// Its certificate is signed with SHA-1.
    pub has_sha1: bool,
}

/// What a server says to a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Said {
    /// An alert.
    Alert(Alert),
    /// It closed the connection without a word.
    Closed,
    /// A page that is known.
    Page(Page),
    /// A page, as though nothing were wrong: its status.
    LetThrough(u16),
    /// It asked for no certificate.
    NotAsked,
    /// Nothing that tells anything; technical words.
    Nothing(String),
}

/// What was sent and what was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Try {
    /// The CA's own certificate went along.
    pub with_ca: bool,
    /// The certificate was for servers, not for logging in.
    pub wrong_use: bool,
    /// The answer.
    pub said: Said,
}

/// Whether a server trusts a CA's cards, as far as its answers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trusted {
    /// It has the root and the issuing CA, and nothing of theirs is in the way.
    Yes,
    /// It has the root; the issuing CA's certificate is missing.
    OnlyRoot,
    /// It does not trust the root.
    NoRoot,
    /// The root or the issuing CA is missing; which of them, the CA's certificate would tell.
    Incomplete,
    /// It has both, and lacks a revocation list.
    NoList,
    /// It has both, and a revocation list is over; or, where it may be, a CA certificate.
    Over {
        /// It may be a CA certificate as well.
        or_ca: bool,
    },
    /// It has both, and takes shorter chains alone.
    TooDeep,
    /// It has both, and does not take their SHA-1.
    Sha1,
    /// It has both, or its answer is of another kind: nothing is known for sure.
    CannotSay,
}

impl Trusted {
    /// The CA's cards get past what was tried; `None`: cannot say.
    pub fn answer(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::CannotSay => None,
            _ => Some(false),
        }
    }
}

/// One CA at one server.
#[derive(Clone, Debug)]
pub struct OfCa {
    /// Which.
    pub ca: Ca,
    /// What was tried, in this order.
    pub tries: Vec<Try>,
    /// What it comes to.
    pub trusted: Trusted,
}

/// Whether a server's answers tell anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tells {
    /// It answers the controls in the way of OpenSSL.
    Yes,
    /// It takes short keys, or says the same of everything: what it trusts shows, what it does not trust may not.
    OnlyGood,
    /// Nothing can be learnt this way: what it says to a certificate of a made-up CA.
    No(Said),
}

/// What a server was seen to trust.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Where.
    pub address: SocketAddr,
    /// Whether its answers tell anything.
    pub tells: Tells,
    /// The CAs that were tried; none where nothing can be learnt.
    pub cas: Vec<OfCa>,
    /// Failed logins that are in its log now.
    pub logins: usize,
    /// Time was up before all was tried.
    pub cut_short: bool,
}

impl Trust {
    /// What is known of the CA that issued a certificate.
    pub fn of_issuer(&self, certificate: &Certificate) -> Option<&OfCa> {
        let wanted = certificate.extensions().authority_key_id.as_ref().and_then(|id| id.key_id.as_ref());
        self.cas.iter().find(|of| {
            let own = of.ca.key_id.as_ref();
            of.ca.subject == *certificate.issuer() && wanted.zip(own).is_none_or(|(wanted, own)| wanted == own)
        })
    }
}

/// The CAs to try at a server that announces these names: of the PKIs that it names, else of all that are no test environments; those for
/// persons and the newest generation first, [`MAX_CAS`] at most.
pub fn cas(catalog: &Catalog, named: &[Name], at_hand: &[Certificate], now: OffsetDateTime) -> Vec<Ca> {
    let is_named = |id: &str| catalog.cas().any(|found| found.pki.id == id && named.contains(&found.ca.subject));
    let any = catalog.pkis.iter().any(|pki| is_named(&pki.id));
    let is_current = |ca: &CaEntry| ca.not_after.is_none_or(|end| end >= now);
    let mut all: Vec<(bool, Ca)> = Vec::new();
    for pki in &catalog.pkis {
        let is_meant = if any { is_named(&pki.id) } else { !pki.test_environment };
        if !is_meant {
            continue;
        }
        for generation in pki.generations.iter().rev().filter(|generation| !generation.is_over(now)) {
            for entry in generation.cas.iter().filter(|ca| is_current(ca) && !holders::roles(ca).is_empty()) {
                let id = catalog.cas().find(|found| std::ptr::eq(found.ca, entry)).map(|found| found.ca_id());
                let Some(id) = id else { continue };
                let is_its = |one: &&Certificate| catalog.recognise_ca(one).is_some_and(|found| found.ca_id() == id);
                let certificate =
                    at_hand.iter().filter(is_its).max_by_key(|one| (one.is_valid_at(now), one.not_after()));
                let persons = holders::roles(entry).iter().any(|role| matches!(role, Role::Persons(_)));
                all.push((!persons, Ca::new(id, entry, certificate, generation.allow_sha1)));
            }
        }
    }
    all.sort_by_key(|(others, _)| *others);
    all.into_iter().map(|(_, ca)| ca).take(MAX_CAS).collect()
}

impl Ca {
    fn new(id: CaId, entry: &CaEntry, certificate: Option<&Certificate>, sha1_may_be: bool) -> Self {
        let is_sha1 = |one: &Certificate| flaws(one).iter().any(|flaw| matches!(flaw, Flaw::Sha1Signature));
        Self {
            id,
            subject: certificate.map_or_else(|| entry.subject.clone(), |one| one.subject().clone()),
            key_id: certificate
                .and_then(|one| one.extensions().subject_key_id.clone())
                .or_else(|| entry.key_id.clone()),
            has_sha1: certificate.map_or(sha1_may_be, is_sha1),
            certificate: certificate.cloned(),
        }
    }
}

/// A key that is made for one run and thrown away, and the certificates that are made with it.
#[derive(Clone, Debug)]
pub struct ThrowAway {
    key: Arc<dyn SigningKey>,
    public: Vec<u8>,
    now: OffsetDateTime,
}

/// The system gave no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no key can be made")]
pub struct NoKey;

/// sha256WithRSAEncryption and ecdsa-with-SHA256, as an `AlgorithmIdentifier` (RFC 4055 section 5, RFC 5758 section 3.2).
const RSA_SHA256: &[u8] = &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00];
const ECDSA_SHA256: &[u8] = &[0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
/// rsaEncryption
const RSA: &[u8] = &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
/// Bytes of a modulus that no program takes since OpenSSL 1.1.0, unless it is told to.
const SHORT: usize = 64;

/// What a certificate says of its issuer.
struct Issuer<'a> {
    name: &'a [u8],
    key_id: Option<&'a [u8]>,
    is_rsa: bool,
}

impl ThrowAway {
    /// A new key.
    ///
    /// # Errors
    /// [`NoKey`]
    pub fn new(now: OffsetDateTime) -> Result<Self, NoKey> {
        let pair = KeyPair::generate(KeySize::Rsa2048).map_err(|_| NoKey)?;
        let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| NoKey)?;
        let public: PublicKeyX509Der<'_> = pair.public_key().as_der().map_err(|_| NoKey)?;
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(pkcs8.as_ref().to_vec()));
        Ok(Self { key: any_supported_type(&key).map_err(|_| NoKey)?, public: public.as_ref().to_vec(), now })
    }

    /// A certificate that says that this CA issued it.
    fn of(&self, ca: &Ca, wrong_use: bool) -> Vec<u8> {
        let is_rsa =
            |one: &Certificate| matches!(one.key_info(), PublicKeyInfo::Rsa { .. } | PublicKeyInfo::RsaPss { .. });
        let issuer = Issuer {
            name: ca.subject.as_der(),
            key_id: ca.key_id.as_deref(),
            is_rsa: ca.certificate.as_ref().is_none_or(is_rsa),
        };
        self.certificate(&issuer, &self.public, wrong_use)
    }

    /// A certificate of a CA that does not exist.
    fn of_nobody(&self, wrong_use: bool) -> Vec<u8> {
        let name = common_name("No CA of this name exists (tillit probe --trust)");
        self.certificate(&Issuer { name: &name, key_id: Some(&random::<20>()), is_rsa: true }, &self.public, wrong_use)
    }

    /// The same, and its key is too short.
    fn of_short_key(&self) -> Vec<u8> {
        let mut modulus = random::<SHORT>();
        if let Some(first) = modulus.first_mut() {
            *first |= 0x80;
        }
        if let Some(last) = modulus.last_mut() {
            *last |= 1;
        }
        let modulus = tlv(0x02, &[&[0], modulus.as_slice()].concat());
        let public = sequence(&[RSA, &bits(&sequence(&[&modulus, &[0x02, 0x03, 0x01, 0x00, 0x01]]))]);
        let name = common_name("No CA of this name exists (tillit probe --trust)");
        self.certificate(&Issuer { name: &name, key_id: Some(&random::<20>()), is_rsa: true }, &public, false)
    }

    /// RFC 5280 section 4.1. The signature is made by nobody: random bytes.
    fn certificate(&self, issuer: &Issuer<'_>, public: &[u8], wrong_use: bool) -> Vec<u8> {
        let algorithm = if issuer.is_rsa { RSA_SHA256 } else { ECDSA_SHA256 };
        let mut serial = random::<16>();
        if let Some(first) = serial.first_mut() {
            *first = (*first & 0x7f) | 0x40;
        }
        let day = time::Duration::days(1);
        let validity = sequence(&[&moment(self.now - day), &moment(self.now + day)]);
        let mut extensions = Vec::new();
        if let Some(key_id) = issuer.key_id {
            extensions.extend(extension(0x23, false, &sequence(&[&tlv(0x80, key_id)])));
        }
        // digitalSignature
        extensions.extend(extension(0x0f, true, &[0x03, 0x02, 0x07, 0x80]));
        // id-kp-clientAuth, id-kp-serverAuth
        let used = if wrong_use { 1 } else { 2 };
        let purpose = tlv(0x06, &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, used]);
        extensions.extend(extension(0x25, false, &sequence(&[&purpose])));
        let tbs = sequence(&[
            &[0xa0, 0x03, 0x02, 0x01, 0x02],
            &tlv(0x02, &serial),
            algorithm,
            issuer.name,
            &validity,
            &common_name("tillit probe --trust: not a card, and nobody's login"),
            public,
            &tlv(0xa3, &sequence(&[&extensions])),
        ]);
        let signature = if issuer.is_rsa {
            random::<256>().to_vec()
        } else {
            let number = |mut bytes: [u8; 32]| {
                bytes[0] = 0x40;
                tlv(0x02, &bytes)
            };
            sequence(&[&number(random()), &number(random())])
        };
        sequence(&[&tbs, algorithm, &bits(&signature)])
    }
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0x5a; N];
    // Where the system gives none, these do: nothing is kept secret with them.
    let _ = aws_lc_rs::rand::fill(&mut bytes);
    bytes
}

fn common_name(text: &str) -> Vec<u8> {
    let attribute = sequence(&[&[0x06, 0x03, 0x55, 0x04, 0x03], &tlv(0x0c, text.as_bytes())]);
    sequence(&[&tlv(0x31, &attribute)])
}

/// An extension of id-ce.
fn extension(number: u8, critical: bool, value: &[u8]) -> Vec<u8> {
    let critical: &[u8] = if critical { &[0x01, 0x01, 0xff] } else { &[] };
    sequence(&[&[0x06, 0x03, 0x55, 0x1d, number], critical, &tlv(0x04, value)])
}

/// RFC 5280 section 4.1.2.5: two digits of the year until 2049.
fn moment(at: OffsetDateTime) -> Vec<u8> {
    let at = at.to_offset(time::UtcOffset::UTC);
    let (year, tag) =
        if at.year() < 2050 { (format!("{:02}", at.year() % 100), 0x17) } else { (at.year().to_string(), 0x18) };
    let text = format!(
        "{year}{:02}{:02}{:02}{:02}{:02}Z",
        u8::from(at.month()),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    );
    tlv(tag, text.as_bytes())
}

/// Where certificates are tried.
struct Door<'a> {
    target: &'a Target,
    address: SocketAddr,
    proxies: &'a Proxies,
    limits: &'a Limits,
    version: Version,
    throw_away: &'a ThrowAway,
    ends: Instant,
    logins: usize,
}

impl Door<'_> {
    fn is_open(&self) -> bool {
        Instant::now() < self.ends
    }

    /// Shows a chain, asks for the page, and takes in what is said.
    fn show(&mut self, chain: Vec<Vec<u8>>) -> Said {
        let nothing = |error: &dyn std::fmt::Display| Said::Nothing(error.to_string());
        let left = self.ends.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        let limits =
            Limits { connect: self.limits.connect.min(left), total: self.limits.total.min(left), ..*self.limits };
        let mut connection = match Connection::open(self.address, &limits) {
            Ok(connection) => connection,
            Err(error) => return nothing(&error),
        };
        if let Some(Err(error)) = self.proxies.of(self.target).map(|proxy| proxy.tunnel(&mut connection, self.target)) {
            return nothing(&error);
        }
        let chain = chain.into_iter().map(CertificateDer::from).collect();
        let key = CertifiedKey::new(chain, self.throw_away.key.clone());
        let with = With { version: self.version, key: Some(Arc::new(key)), alpn: vec!["http/1.1"] };
        let mut session = match Session::begin(connection, self.target, &with) {
            Ok(session) => session,
            Err(error) => return nothing(&error),
        };
        let answer =
            if session.is_complete() { http::exchange(&mut session, &Request::get(self.target)).ok() } else { None };
        let seen = session.seen();
        if seen.asked.is_none() {
            return if seen.chain.is_empty() { Said::Nothing(format!("{:?}", seen.end)) } else { Said::NotAsked };
        }
        if seen.signed_with.is_none() {
            return Said::Nothing("no signature in common".to_owned());
        }
        if !seen.sent_certificate {
            return Said::Nothing(format!("{:?}", seen.end));
        }
        self.logins += 1;
        match (answer, seen.end) {
            (Some(answer), _) => match pages::page(&answer) {
                Some(page) => Said::Page(page),
                None => Said::LetThrough(answer.status),
            },
            (None, Some(End::Alert(alert))) => Said::Alert(alert),
            (None, Some(End::Closed | End::Reset)) => Said::Closed,
            (None, end) => Said::Nothing(format!("{end:?}")),
        }
    }

    /// Tries a CA: as few failed logins as tell.
    fn of_ca(&mut self, ca: &Ca) -> Vec<Try> {
        let mut tries = Vec::new();
        while let Some((with_ca, wrong_use)) = next(&tries, ca.certificate.is_some()) {
            if !self.is_open() {
                break;
            }
            let mut chain = vec![self.throw_away.of(ca, wrong_use)];
            if with_ca {
                chain.extend(ca.certificate.as_ref().map(|one| one.der().to_vec()));
            }
            let said = self.show(chain);
            tries.push(Try { with_ca, wrong_use, said });
        }
        tries
    }
}

const UNKNOWN_CA: Said = Said::Alert(Alert(48));

fn said(tries: &[Try], with_ca: bool, wrong_use: bool) -> Option<&Said> {
    tries.iter().find(|one| one.with_ca == with_ca && one.wrong_use == wrong_use).map(|one| &one.said)
}

/// What to try next, if it can tell anything more: alone, with the CA's certificate, and with the wrong use, which is looked at after the
/// chain and before revocation lists.
fn next(tries: &[Try], has_certificate: bool) -> Option<(bool, bool)> {
    let plan: &[(bool, bool)] =
        if has_certificate { &[(false, false), (true, false), (true, true)] } else { &[(false, false), (false, true)] };
    if tries.last().is_some_and(|last| last.said != UNKNOWN_CA) {
        return None;
    }
    plan.get(tries.len()).copied()
}

/// What the answers come to. `tells`: "unknown CA" is said of chains alone that do not reach a trusted root, and of lists that are missing.
fn trusted(tries: &[Try], ca: &Ca, tells: bool) -> Trusted {
    let unless = |trusted: Trusted| if tells { trusted } else { Trusted::CannotSay };
    let built = |said: &Said| match said {
        Said::Alert(Alert(51)) => Trusted::Yes,
        Said::Alert(Alert(42)) if ca.has_sha1 => Trusted::Sha1,
        Said::Alert(Alert(45)) => Trusted::Over { or_ca: true },
        Said::Alert(Alert(46)) => Trusted::Over { or_ca: false },
        Said::Alert(Alert(80)) => Trusted::TooDeep,
        _ => Trusted::CannotSay,
    };
    let Some(alone) = said(tries, false, false) else { return Trusted::CannotSay };
    if *alone != UNKNOWN_CA {
        return built(alone);
    }
    if ca.certificate.is_none() {
        return match said(tries, false, true) {
            Some(Said::Alert(Alert(43))) => Trusted::NoList,
            Some(said) if *said == UNKNOWN_CA => unless(Trusted::Incomplete),
            _ => Trusted::CannotSay,
        };
    }
    match (said(tries, true, false), said(tries, true, true)) {
        (Some(helped), None) if *helped != UNKNOWN_CA => match built(helped) {
            Trusted::CannotSay => Trusted::CannotSay,
            // With the CA's certificate the server comes further: what else is in the way comes after it.
            _ => Trusted::OnlyRoot,
        },
        (Some(_), Some(Said::Alert(Alert(43)))) => Trusted::NoList,
        (Some(_), Some(said)) if *said == UNKNOWN_CA => unless(Trusted::NoRoot),
        _ => Trusted::CannotSay,
    }
}

/// Tries what a server trusts, at an address that was looked at. Each try is a failed login in its log.
pub fn trust(
    target: &Target,
    look: &Look,
    cas: &[Ca],
    throw_away: &ThrowAway,
    proxies: &Proxies,
    limits: &Limits,
) -> Trust {
    let version = if look.visit(Version::Tls12).is_some_and(|visit| visit.asks().is_at_once()) {
        Version::Tls12
    } else {
        Version::Tls13
    };
    let ends = Instant::now() + limits.total * TAKES;
    let mut trust =
        Trust { address: look.address, tells: Tells::No(Said::NotAsked), cas: Vec::new(), logins: 0, cut_short: false };
    if !look.asks().is_at_once() {
        return trust;
    }
    let address = look.address;
    let mut door = Door { target, address, proxies, limits, version, throw_away, ends, logins: 0 };
    let stranger = door.show(vec![throw_away.of_nobody(false)]);
    if stranger == UNKNOWN_CA {
        let short = door.show(vec![throw_away.of_short_key()]);
        // Who looks at the use before the chain says nothing of the chain with it.
        let chain_first = door.show(vec![throw_away.of_nobody(true)]) == UNKNOWN_CA;
        for ca in cas {
            if !door.is_open() {
                trust.cut_short = true;
                break;
            }
            let tries = door.of_ca(ca);
            trust.cas.push(OfCa { ca: ca.clone(), tries, trusted: Trusted::CannotSay });
        }
        if !chain_first {
            for of in &mut trust.cas {
                of.tries.retain(|one| !one.wrong_use);
            }
        }
        // Whatever else it says of one CA shows that it tells them apart.
        let other = |of: &OfCa| of.tries.iter().any(|one| matches!(one.said, Said::Alert(alert) if alert.0 != 48));
        let tells = short == Said::Alert(Alert(42)) || trust.cas.iter().any(other);
        for of in &mut trust.cas {
            of.trusted = trusted(&of.tries, &of.ca, tells);
        }
        trust.tells = if tells { Tells::Yes } else { Tells::OnlyGood };
    } else {
        trust.tells = Tells::No(stranger);
    }
    trust.logins = door.logins;
    trust
}

#[cfg(test)]
#[path = "trust_tests.rs"]
mod tests;
