//! A PKI with the shape of SITHS: an old root and a new one, their issuing CAs, cards and functions.
//!
//! Everything is invented. Names begin with `LAB`, the organisation says that it is made up, HSA-ids belong to no organisation, personal
//! identity numbers are test numbers (the classic Tolvan Tolvansson, 19121212-1212, and birth numbers from the series 980 to
//! 999 that is not handed out), addresses end in `.invalid` (RFC 2606), policies stand in the arc for examples (RFC 5612).

use std::sync::atomic::{AtomicUsize, Ordering};

use time::{Duration, OffsetDateTime};

use crate::certificate::{CertificateBuilder, Issued, KeyId};
use crate::crl::{CrlBuilder, CrlReason};
use crate::extension::{Extension, GeneralName, KeyUsage};
use crate::key::{Algorithm, KeyKind, KeyPool};
use crate::name::Dn;
use crate::ocsp::CertStatus;
use crate::{LabError, Oid, oids};

/// The organisation of every CA and person.
pub const ORGANISATION: &str = "Lab AB (påhittad)";

/// Certificate policies of the lab, under the number for examples (RFC 5612) where SITHS has 1.2.752.
pub mod policy {
    use crate::Oid;

    /// Persons, level of assurance 3
    pub const PERSON_LOA_3: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.74.8.303");
    /// Persons, level of assurance 2
    pub const PERSON_LOA_2: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.74.8.302");
    /// Mobile identities, level of assurance 3
    pub const MOBILE_LOA_3: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.74.8.512");
    /// Functions, server and client
    pub const FUNCTION: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.74.8.650");
    /// Functions, client only
    pub const FUNCTION_CLIENT: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.74.8.651");
    /// Persons of the old generation
    pub const OLD_PERSON: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.74.8.1.3");
    /// Functions of the old generation
    pub const OLD_FUNCTION: Oid = Oid::new_unwrap("1.3.6.1.4.1.32473.74.8.1.2");
}

/// Which root.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Generation {
    /// LAB SITHS Root CA v1
    Old,
    /// LAB SITHS e-id Root CA v2
    New,
}

impl Generation {
    /// Both, oldest first.
    pub const ALL: [Self; 2] = [Self::Old, Self::New];

    /// The catalog's id.
    pub fn id(self) -> &'static str {
        match self {
            Self::Old => "root-v1",
            Self::New => "e-id",
        }
    }
    /// The name of its folders and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Old => "old",
            Self::New => "new",
        }
    }
}

/// What a CA issues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// A root.
    Root,
    /// Persons with HSA-id.
    PersonHsaId,
    /// Persons with personal identity number.
    PersonIdentity,
    /// Servers and systems.
    Function,
    /// Mobile identities.
    Mobile,
}

/// What is known of a CA before it is made.
struct AuthorityPlan {
    name: &'static str,
    generation: Generation,
    role: Role,
    loa: Option<u8>,
    /// How its own certificate is signed.
    signed: Algorithm,
    /// How it signs what it issues.
    signs: Algorithm,
}

/// Every CA; the root of a generation stands before the others.
const AUTHORITIES: [AuthorityPlan; 11] = {
    use Algorithm::{RsaPkcs1Sha1 as Sha1, RsaPkcs1Sha256 as Sha256, RsaPkcs1Sha512 as Sha512};
    use Generation::{New, Old};
    const fn ca(
        name: &'static str,
        generation: Generation,
        role: Role,
        loa: Option<u8>,
        signed: Algorithm,
        signs: Algorithm,
    ) -> AuthorityPlan {
        AuthorityPlan { name, generation, role, loa, signed, signs }
    }
    [
        ca("LAB SITHS Root CA v1", Old, Role::Root, None, Sha1, Sha1),
        ca("LAB SITHS Type 1 CA v1", Old, Role::PersonHsaId, None, Sha1, Sha1),
        ca("LAB SITHS Type 2 CA v1", Old, Role::Function, None, Sha1, Sha1),
        ca("LAB SITHS Type 3 CA v1", Old, Role::Function, None, Sha512, Sha512),
        ca("LAB SITHS e-id Root CA v2", New, Role::Root, None, Sha256, Sha512),
        ca("LAB SITHS e-id Person HSA-id 3 CA v1", New, Role::PersonHsaId, Some(3), Sha512, Sha512),
        ca("LAB SITHS e-id Person HSA-id 2 CA v1", New, Role::PersonHsaId, Some(2), Sha512, Sha512),
        ca("LAB SITHS e-id Person ID 3 CA v1", New, Role::PersonIdentity, Some(3), Sha512, Sha512),
        ca("LAB SITHS e-id Person ID 2 CA v1", New, Role::PersonIdentity, Some(2), Sha512, Sha512),
        ca("LAB SITHS e-id Person ID Mobile CA v1", New, Role::Mobile, Some(3), Sha512, Sha512),
        ca("LAB SITHS e-id Function CA v1", New, Role::Function, None, Sha512, Sha512),
    ]
};

/// A person. All are invented.
struct Person {
    given: &'static str,
    surname: &'static str,
    hsa_id: &'static str,
    /// The first eleven digits of the personal identity or coordination number; the check digit is computed.
    number: Option<&'static str>,
}

const TOLVAN: Person =
    Person { given: "Tolvan", surname: "Tolvansson", hsa_id: "SELAB0000000016-1ABC", number: Some("19121212121") };
const ELVA: Person =
    Person { given: "Elva", surname: "Påhitt", hsa_id: "SELAB0000000016-1ABD", number: Some("19111111980") };
const RESERV: Person =
    Person { given: "Ronja", surname: "Påhitt", hsa_id: "SELAB0000000016-1ABE", number: Some("19800130981") };
/// Born on the 14th: a coordination number has 60 added to the day.
const SAMORDNING: Person =
    Person { given: "Sam", surname: "Påhitt Ordnare", hsa_id: "SELAB0000000016-1ABF", number: Some("19790474982") };
const NUMBERLESS: Person =
    Person { given: "Nina", surname: "Påhitt Utannummer", hsa_id: "SELAB0000000016-1ABG", number: None };
const EXPIRED: Person =
    Person { given: "Utgång", surname: "Påhitt", hsa_id: "SELAB0000000016-1ABH", number: Some("19660606983") };
const REVOKED: Person =
    Person { given: "Spärr", surname: "Påhitt", hsa_id: "SELAB0000000016-1ABJ", number: Some("19770707984") };

impl Person {
    /// As SITHS has it: country, place, organisation, names, HSA-id.
    fn hsa_name(&self) -> Dn {
        Dn::new()
            .country("SE")
            .locality("Påhittköping")
            .organisation(ORGANISATION)
            .common_name(format!("{} {}", self.given, self.surname))
            .surname(self.surname)
            .given_name(self.given)
            .serial_number(self.hsa_id)
    }
    /// The personal identity: no organisation, the number in place of the HSA-id.
    fn identity_name(&self) -> Dn {
        Dn::new()
            .country("SE")
            .common_name(format!("{} {}", self.given, self.surname))
            .surname(self.surname)
            .given_name(self.given)
            .serial_number(self.number.map(with_check_digit).unwrap_or_default())
    }
}

/// `YYYYMMDDNNN` with its check digit (Luhn over the ten digits without the century).
fn with_check_digit(digits: &str) -> String {
    let sum: u32 = digits
        .chars()
        .skip(2)
        .filter_map(|c| c.to_digit(10))
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| digit * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}

/// What one certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Part {
    /// HSA-id, login ("legitimering")
    HsaIdLogin,
    /// HSA-id, signature ("underskrift")
    HsaIdSignature,
    /// Personal identity number, login
    IdentityLogin,
    /// Personal identity number, signature
    IdentitySignature,
    /// A server that is also a client
    Server,
    /// A client only
    Client,
}

impl Part {
    /// The stem of its files' names.
    pub fn word(self) -> &'static str {
        match self {
            Self::HsaIdLogin => "hsaid-login",
            Self::HsaIdSignature => "hsaid-signature",
            Self::IdentityLogin => "identity-login",
            Self::IdentitySignature => "identity-signature",
            Self::Server => "server",
            Self::Client => "client",
        }
    }
}

/// The subject of a card or function certificate before it is made.
enum Subject {
    Person(&'static Person),
    /// Host or system name and its HSA-id
    Function(&'static str, &'static str),
}

/// What is known of a card or a function before it is made.
struct HolderPlan {
    id: &'static str,
    subject: Subject,
    card_number: Option<&'static str>,
    /// Valid from and to, in days from now.
    days: (i64, i64),
    revoked: bool,
    /// Each certificate with the name of its CA.
    parts: &'static [(Part, &'static str)],
}

const TYPE_1: &str = "LAB SITHS Type 1 CA v1";
const TYPE_2: &str = "LAB SITHS Type 2 CA v1";
const TYPE_3: &str = "LAB SITHS Type 3 CA v1";
const HSA_3: &str = "LAB SITHS e-id Person HSA-id 3 CA v1";
const HSA_2: &str = "LAB SITHS e-id Person HSA-id 2 CA v1";
const ID_3: &str = "LAB SITHS e-id Person ID 3 CA v1";
const ID_2: &str = "LAB SITHS e-id Person ID 2 CA v1";
const MOBILE: &str = "LAB SITHS e-id Person ID Mobile CA v1";
const FUNCTION: &str = "LAB SITHS e-id Function CA v1";

/// Cards and functions. The old and the upgraded card are the same card before and after: same person, card number and end.
const HOLDERS: [HolderPlan; 13] = {
    use Part::{Client, HsaIdLogin, HsaIdSignature, IdentityLogin, IdentitySignature, Server};
    const fn card(
        id: &'static str,
        person: &'static Person,
        card_number: Option<&'static str>,
        days: (i64, i64),
        parts: &'static [(Part, &'static str)],
    ) -> HolderPlan {
        HolderPlan { id, subject: Subject::Person(person), card_number, days, revoked: false, parts }
    }
    const fn function(
        id: &'static str,
        names: (&'static str, &'static str),
        days: (i64, i64),
        parts: &'static [(Part, &'static str)],
    ) -> HolderPlan {
        let subject = Subject::Function(names.0, names.1);
        HolderPlan { id, subject, card_number: None, days, revoked: false, parts }
    }
    const FULL: &[(Part, &str)] =
        &[(HsaIdLogin, HSA_3), (HsaIdSignature, HSA_3), (IdentityLogin, ID_3), (IdentitySignature, ID_3)];
    const LOGINS: &[(Part, &str)] = &[(HsaIdLogin, HSA_3), (IdentityLogin, ID_3)];
    const HSA_LOGIN: &[(Part, &str)] = &[(HsaIdLogin, HSA_3)];
    [
        card(
            "old",
            &TOLVAN,
            Some("9752000000000000012"),
            (-1000, 400),
            &[(HsaIdLogin, TYPE_1), (HsaIdSignature, TYPE_1)],
        ),
        card("upgraded", &TOLVAN, Some("9752000000000000012"), (-20, 400), FULL),
        card("new", &ELVA, Some("9752000000000000020"), (-365, 1461), LOGINS),
        card("reserve", &RESERV, Some("9752000000000000038"), (-5, 25), &[(HsaIdLogin, HSA_2), (IdentityLogin, ID_2)]),
        card("short-term", &NUMBERLESS, Some("9752000000000000046"), (-30, 153), HSA_LOGIN),
        card("coordination-number", &SAMORDNING, Some("9752000000000000053"), (-200, 1626), LOGINS),
        card("mobile", &ELVA, None, (-60, 670), &[(IdentityLogin, MOBILE)]),
        card("expired", &EXPIRED, Some("9752000000000000061"), (-1866, -40), HSA_LOGIN),
        HolderPlan { revoked: true, ..card("revoked", &REVOKED, Some("9752000000000000079"), (-300, 1526), HSA_LOGIN) },
        function("server", ("tjanst.lab.invalid", "SELAB0000000016-2001"), (-100, 630), &[(Server, FUNCTION)]),
        function("client", ("system.lab.invalid", "SELAB0000000016-2002"), (-100, 630), &[(Client, FUNCTION)]),
        function(
            "old-server",
            ("gammal.lab.invalid", "LAB-SERVICES-SELAB0000000016-1001"),
            (-400, 330),
            &[(Server, TYPE_3)],
        ),
        // An underscore in a PrintableString is illegal; six old SITHS functions have it.
        function(
            "old-client",
            ("journal.lab.invalid", "LAB_SERVICES_SELAB0000000016-1002"),
            (-400, 330),
            &[(Client, TYPE_2)],
        ),
    ]
};

/// What the PKI is made for.
#[derive(Clone, Debug)]
pub struct Options {
    /// The moment around which all validities lie.
    pub now: OffsetDateTime,
    /// Where the written folder will be served (`http://127.0.0.1:8080`): the certificates then name `BASE/aia/...`,
    /// `BASE/crl/...` and `BASE/ocsp`. Without it, addresses that lead nowhere (`http://aia.lab.invalid/...`).
    pub base_url: Option<String>,
    /// The CAs' keys: RSA, 2048 bits unless set. SITHS has 4096, which take a second each to make.
    pub ca_key: KeyKind,
}

impl Options {
    /// With addresses that lead nowhere.
    pub fn new(now: OffsetDateTime) -> Self {
        Self { now, base_url: None, ca_key: KeyKind::RSA_2048 }
    }
}

/// A CA.
#[derive(Clone, Debug)]
pub struct Authority {
    /// The stem of its files' names: its common name in lower case without spaces and hyphens, as SITHS has it.
    pub file: String,
    /// Its common name.
    pub name: &'static str,
    /// Its generation.
    pub generation: Generation,
    /// What it issues.
    pub role: Role,
    /// The assurance level of what it issues.
    pub loa: Option<u8>,
    /// Certificate and key.
    pub issued: Issued,
    /// How it signs certificates and revocation lists.
    pub signs: Algorithm,
    /// Its revocation list, DER encoded.
    pub crl: Vec<u8>,
    /// Who answers for it by OCSP: a certificate from it with a key of its own (P-256, made in no time).
    pub responder: Issued,
    /// Where its certificate is said to lie.
    pub aia_url: String,
    /// Where its revocation list is said to lie.
    pub crl_url: String,
}

/// A certificate of a card or function.
#[derive(Clone, Debug)]
pub struct Held {
    /// What it is for.
    pub part: Part,
    /// The common name of its CA.
    pub issuer: &'static str,
    /// Certificate and key.
    pub issued: Issued,
}

/// A card or a function.
#[derive(Clone, Debug)]
pub struct Holder {
    /// `old`, `upgraded`, `server`, ...: the name of its folder and files.
    pub id: &'static str,
    /// A card; else a function.
    pub is_card: bool,
    /// It stands in its CA's revocation list.
    pub revoked: bool,
    /// Its certificates.
    pub certificates: Vec<Held>,
}

impl Holder {
    /// One of its certificates.
    pub fn part(&self, part: Part) -> Option<&Issued> {
        self.certificates.iter().find(|held| held.part == part).map(|held| &held.issued)
    }
}

/// A PKI with the shape of SITHS.
#[derive(Clone, Debug)]
pub struct Pki {
    /// The moment around which all validities lie.
    pub now: OffsetDateTime,
    /// CAs, the root of each generation first.
    pub authorities: Vec<Authority>,
    /// Cards and functions.
    pub holders: Vec<Holder>,
    /// Somebody else's CA with the name and key identifier of the new CA for persons with HSA-id, and another key.
    pub look_alike_authority: Issued,
    /// A login certificate from it, in the name of the upgraded card's holder.
    pub look_alike: Issued,
    /// The responder's address in the certificates.
    pub ocsp_url: String,
}

/// Told how much is done and of how much, from whichever thread did it.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) + Sync);

struct Addresses {
    base: Option<String>,
}

impl Addresses {
    fn aia(&self, file: &str) -> String {
        match &self.base {
            Some(base) => format!("{base}/aia/{file}.cer"),
            None => format!("http://aia.lab.invalid/{file}.cer"),
        }
    }
    fn crl(&self, file: &str) -> String {
        match &self.base {
            Some(base) => format!("{base}/crl/{file}.crl"),
            None => format!("http://crl.lab.invalid/{file}.crl"),
        }
    }
    fn ocsp(&self) -> String {
        self.base.as_ref().map_or_else(|| "http://ocsp.lab.invalid".to_owned(), |base| format!("{base}/ocsp"))
    }
    /// Where to ask about what this CA issued.
    fn extensions(&self, ca: &str) -> [Extension; 2] {
        let file = file_stem(ca);
        [
            Extension::crl_distribution_points(&[&self.crl(&file)]),
            Extension::authority_info_access(&[&self.aia(&file)], &[&self.ocsp()]),
        ]
    }
}

/// Lower case without spaces and hyphens: how SITHS names the files of a CA.
fn file_stem(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn ca_name(common_name: &str) -> Dn {
    Dn::new().country("SE").organisation(ORGANISATION).common_name(common_name)
}

/// The label of a key in the pool.
fn ca_label(name: &str) -> String {
    format!("siths-shaped {name}")
}
fn held_label(holder: &str, part: Part) -> String {
    format!("siths-shaped {holder} {}", part.word())
}

impl Pki {
    /// Makes the whole PKI. The keys come from [`KeyPool::shared`]: a second one in the same process has the same keys.
    ///
    /// # Errors
    /// [`LabError`] when a key cannot be made.
    pub fn siths_shaped(options: &Options, progress: Progress<'_>) -> Result<Self, LabError> {
        let now = options.now.replace_nanosecond(0).unwrap_or(options.now);
        let addresses = Addresses { base: options.base_url.as_ref().map(|url| url.trim_end_matches('/').to_owned()) };
        make_keys(options.ca_key, progress)?;

        let mut authorities: Vec<Authority> = Vec::new();
        for plan in &AUTHORITIES {
            let issued = authority(plan, &authorities, &addresses, now, options.ca_key)?;
            let file = file_stem(plan.name);
            authorities.push(Authority {
                name: plan.name,
                generation: plan.generation,
                role: plan.role,
                loa: plan.loa,
                responder: responder(plan, &issued, now)?,
                issued,
                signs: plan.signs,
                crl: Vec::new(),
                aia_url: addresses.aia(&file),
                crl_url: addresses.crl(&file),
                file,
            });
        }
        let mut holders = Vec::new();
        for plan in &HOLDERS {
            let certificates = plan.parts.iter().map(|&(part, issuer)| {
                let issued = held(plan, part, issuer, &authorities, &addresses, now)?;
                Ok(Held { part, issuer, issued })
            });
            holders.push(Holder {
                id: plan.id,
                is_card: matches!(plan.subject, Subject::Person(_)),
                revoked: plan.revoked,
                certificates: certificates.collect::<Result<_, LabError>>()?,
            });
        }
        let (look_alike_authority, look_alike) = look_alike(&authorities, &addresses, now)?;
        let mut pki = Self { now, authorities, holders, look_alike_authority, look_alike, ocsp_url: addresses.ocsp() };
        let lists: Vec<Vec<u8>> =
            pki.authorities.iter().map(|ca| revocation_list(&pki, ca)).collect::<Result<_, LabError>>()?;
        for (authority, list) in pki.authorities.iter_mut().zip(lists) {
            authority.crl = list;
        }
        Ok(pki)
    }

    /// How many steps [`Progress`] will count: one for each key.
    pub fn steps() -> usize {
        wanted_keys(KeyKind::RSA_2048).len()
    }

    /// A CA by its common name.
    pub fn authority(&self, name: &str) -> Option<&Authority> {
        self.authorities.iter().find(|ca| ca.name == name)
    }
    /// The CAs of a generation, its root first.
    pub fn generation(&self, generation: Generation) -> impl Iterator<Item = &Authority> {
        self.authorities.iter().filter(move |ca| ca.generation == generation)
    }
    /// The root of a generation.
    pub fn root(&self, generation: Generation) -> Option<&Authority> {
        self.generation(generation).find(|ca| ca.role == Role::Root)
    }
    /// A card or function by its id.
    pub fn holder(&self, id: &str) -> Option<&Holder> {
        self.holders.iter().find(|holder| holder.id == id)
    }
    /// One certificate of a card or function.
    pub fn certificate(&self, id: &str, part: Part) -> Option<&Issued> {
        self.holder(id)?.part(part)
    }
    /// What a CA has issued, but for its responder, with the status that its revocation list and its responder give it. A
    /// root's own certificate is among them.
    pub fn issued_by(&self, authority: &Authority) -> Vec<(&Issued, CertStatus)> {
        let revoked =
            CertStatus::Revoked { at: self.now - Duration::days(10), reason: Some(CrlReason::CessationOfOperation) };
        let authorities = self.authorities.iter().map(|ca| (&ca.issued, CertStatus::Good));
        let held = self.holders.iter().flat_map(|holder| {
            let status = if holder.revoked { revoked } else { CertStatus::Good };
            holder.certificates.iter().map(move |held| (&held.issued, status))
        });
        // No two CAs of a lab have the same name.
        authorities.chain(held).filter(|(issued, _)| issued.issuer == authority.issued.subject).collect()
    }
    /// The issuing CA of a certificate and its root.
    pub fn chain(&self, held: &Held) -> Vec<&Authority> {
        let issuing = self.authority(held.issuer);
        let root = issuing.and_then(|ca| self.root(ca.generation));
        issuing.into_iter().chain(root).collect()
    }
}

/// Every key with its label.
fn wanted_keys(ca_key: KeyKind) -> Vec<(KeyKind, String)> {
    let mut wanted: Vec<(KeyKind, String)> = AUTHORITIES.iter().map(|ca| (ca_key, ca_label(ca.name))).collect();
    let leaf = |label| (KeyKind::RSA_2048, label);
    wanted.extend(
        HOLDERS.iter().flat_map(|holder| holder.parts.iter().map(|&(part, _)| leaf(held_label(holder.id, part)))),
    );
    wanted.extend([
        leaf(ca_label("look-alike")),
        leaf(ca_label("look-alike root")),
        leaf(held_label("look-alike", Part::HsaIdLogin)),
    ]);
    wanted
}

/// Makes every key, several at once: that is nearly all of the time that a PKI takes.
fn make_keys(ca_key: KeyKind, progress: Progress<'_>) -> Result<(), LabError> {
    let wanted = wanted_keys(ca_key);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let work = || -> Result<(), LabError> {
        while let Some((kind, label)) = wanted.get(next.fetch_add(1, Ordering::Relaxed)) {
            KeyPool::shared().get(*kind, label)?;
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, wanted.len());
        }
        Ok(())
    };
    let others = std::thread::available_parallelism().map_or(1, usize::from).min(8) - 1;
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..others).map(|_| scope.spawn(work)).collect();
        let mut result = work();
        for thread in threads {
            // A thread that broke off left its keys unmade; they are made when they are asked for.
            result = result.and(thread.join().unwrap_or(Ok(())));
        }
        result
    })
}

fn authority(
    plan: &AuthorityPlan,
    made: &[Authority],
    addresses: &Addresses,
    now: OffsetDateTime,
    kind: KeyKind,
) -> Result<Issued, LabError> {
    let key = KeyPool::shared().get(kind, &ca_label(plan.name))?;
    let days = |n| Duration::days(n);
    // The old generation ends before the new one, and later than every certificate under it.
    let (from, to) = match plan.generation {
        Generation::Old => (days(-3650), days(2000)),
        Generation::New => (days(-2000), days(8000)),
    };
    let builder = CertificateBuilder::new(ca_name(plan.name))
        .key(&key)
        .validity(now + from, now + to)
        .subject_key_id(KeyId::Right)
        .authority_key_id(KeyId::Right)
        .extension(Extension::key_usage(&[KeyUsage::KeyCertSign, KeyUsage::CrlSign]));
    let root = made.iter().find(|ca| ca.generation == plan.generation && ca.role == Role::Root);
    match root {
        None => builder.extension(Extension::basic_constraints(true, None)).self_sign_with(plan.signed),
        Some(root) => builder
            .extension(Extension::basic_constraints(true, Some(0)))
            .extension(Extension::policies(&[oids::ANY_POLICY]))
            .extensions(addresses.extensions(root.name))
            .issue_with(&root.issued, plan.signed),
    }
}

/// A person's certificate without dates, addresses and key.
fn person(part: Part, person: &Person, card_number: Option<&str>, issuer: &str) -> CertificateBuilder {
    let hsa = matches!(part, Part::HsaIdLogin | Part::HsaIdSignature);
    let login = matches!(part, Part::HsaIdLogin | Part::IdentityLogin);
    let policy: Oid = match issuer {
        TYPE_1 => policy::OLD_PERSON,
        HSA_2 | ID_2 => policy::PERSON_LOA_2,
        MOBILE => policy::MOBILE_LOA_3,
        _ => policy::PERSON_LOA_3,
    };
    let usage: &[KeyUsage] =
        if login { &[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment] } else { &[KeyUsage::NonRepudiation] };
    let mut builder = CertificateBuilder::new(if hsa { person.hsa_name() } else { person.identity_name() })
        .subject_key_id(KeyId::Right)
        .authority_key_id(KeyId::Right)
        .extension(Extension::key_usage(usage))
        .extension(Extension::policies(&[policy]));
    // Windows logon takes the HSA-id login certificate only.
    if part == Part::HsaIdLogin {
        let principal = format!("{}@lab.invalid", person.hsa_id);
        builder = builder
            .extension(Extension::extended_key_usage(&[oids::CLIENT_AUTH, oids::SMART_CARD_LOGON]))
            .extension(Extension::subject_alt_names(&[GeneralName::Other(oids::USER_PRINCIPAL_NAME, principal)]));
    } else if login {
        builder = builder.extension(Extension::extended_key_usage(&[oids::CLIENT_AUTH]));
    }
    match card_number {
        Some(number) => builder.extension(Extension::card_number(number)),
        None => builder,
    }
}

/// A function's certificate without dates, addresses and key.
fn function(part: Part, host: &str, hsa_id: &str, issuer: &str) -> CertificateBuilder {
    let subject = Dn::new()
        .country("SE")
        .locality("Påhittköping")
        .organisation(ORGANISATION)
        .common_name(host)
        .serial_number(hsa_id);
    let server = part == Part::Server;
    let policy = match (issuer, server) {
        (FUNCTION, true) => policy::FUNCTION,
        (FUNCTION, false) => policy::FUNCTION_CLIENT,
        _ => policy::OLD_FUNCTION,
    };
    let purposes: &[Oid] = if server { &[oids::SERVER_AUTH, oids::CLIENT_AUTH] } else { &[oids::CLIENT_AUTH] };
    let builder = CertificateBuilder::new(subject)
        .subject_key_id(KeyId::Right)
        .authority_key_id(KeyId::Right)
        .extension(Extension::key_usage(&[KeyUsage::DigitalSignature, KeyUsage::KeyEncipherment]))
        .extension(Extension::extended_key_usage(purposes))
        .extension(Extension::policies(&[policy]));
    if server {
        let names = [host, "localhost"].map(|name| GeneralName::Dns(name.to_owned()));
        let [host, localhost] = names;
        builder.extension(Extension::subject_alt_names(&[host, localhost, GeneralName::Ip(vec![127, 0, 0, 1])]))
    } else {
        builder
    }
}

fn held(
    plan: &HolderPlan,
    part: Part,
    issuer: &'static str,
    authorities: &[Authority],
    addresses: &Addresses,
    now: OffsetDateTime,
) -> Result<Issued, LabError> {
    let builder = match plan.subject {
        Subject::Person(who) => person(part, who, plan.card_number, issuer),
        Subject::Function(host, hsa_id) => function(part, host, hsa_id, issuer),
    };
    let builder = builder
        .extensions(addresses.extensions(issuer))
        .key(&KeyPool::shared().get(KeyKind::RSA_2048, &held_label(plan.id, part))?)
        .validity(now + Duration::days(plan.days.0), now + Duration::days(plan.days.1));
    match authorities.iter().zip(&AUTHORITIES).find(|(ca, _)| ca.name == issuer) {
        Some((ca, plan)) => builder.issue_with(&ca.issued, plan.signs),
        None => Err(LabError::NoAuthority(issuer)),
    }
}

/// Somebody else's CA and card. Whoever makes them can copy names and key identifiers, but no signature.
fn look_alike(
    authorities: &[Authority],
    addresses: &Addresses,
    now: OffsetDateTime,
) -> Result<(Issued, Issued), LabError> {
    let model = authorities.iter().find(|ca| ca.name == HSA_3).ok_or(LabError::NoAuthority(HSA_3))?;
    let root = authorities.iter().find(|ca| ca.generation == model.generation && ca.role == Role::Root);
    let key_id = |ca: &Authority| ca.issued.key_id.clone().map_or(KeyId::Absent, KeyId::Given);
    let authority = CertificateBuilder::ca(model.issued.subject.clone())
        .issuer(model.issued.issuer.clone())
        .key(&KeyPool::shared().get(KeyKind::RSA_2048, &ca_label("look-alike"))?)
        .validity(model.issued.not_before, model.issued.not_after)
        .subject_key_id(key_id(model))
        .authority_key_id(root.map_or(KeyId::Absent, key_id))
        .sign(&KeyPool::shared().get(KeyKind::RSA_2048, &ca_label("look-alike root"))?, Algorithm::RsaPkcs1Sha512)?;
    let card = person(Part::HsaIdLogin, &TOLVAN, Some("9752000000000000012"), HSA_3)
        .extensions(addresses.extensions(HSA_3))
        .key(&KeyPool::shared().get(KeyKind::RSA_2048, &held_label("look-alike", Part::HsaIdLogin))?)
        .validity(now - Duration::days(20), now + Duration::days(400))
        .issue_with(&authority, Algorithm::RsaPkcs1Sha512)?;
    Ok((authority, card))
}

/// Valid for a year from yesterday on: a lab may lie about for a while.
fn revocation_list(pki: &Pki, authority: &Authority) -> Result<Vec<u8>, LabError> {
    let mut builder = CrlBuilder::new(pki.now - Duration::days(1), Some(pki.now + Duration::days(365)));
    for (issued, status) in pki.issued_by(authority) {
        if let CertStatus::Revoked { at, reason } = status {
            builder = builder.revoke(&issued.serial, at, reason);
        }
    }
    builder.sign(&authority.issued, authority.signs)
}

/// As long as the list, so that both can be used for as long as a lab lies about.
fn responder(plan: &AuthorityPlan, authority: &Issued, now: OffsetDateTime) -> Result<Issued, LabError> {
    CertificateBuilder::ocsp_responder(ca_name(&format!("{} OCSP", plan.name)))
        .key(&KeyPool::shared().get(KeyKind::P256, &ca_label(&format!("{} OCSP", plan.name)))?)
        .validity(now - Duration::days(1), now + Duration::days(365))
        .issue_with(authority, plan.signs)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn check_digits_are_those_of_known_test_numbers() {
        assert_eq!(with_check_digit("19121212121"), "191212121212");
        // Skatteverket's own example of a personal identity number in its leaflets.
        assert_eq!(with_check_digit("19640823323"), "196408233234");
    }

    #[test]
    fn files_are_named_as_siths_names_them() {
        assert_eq!(file_stem("SITHS e-id Root CA v2"), "sithseidrootcav2");
        assert_eq!(file_stem("SITHS e-id Person HSA-id 3 CA v1"), "sithseidpersonhsaid3cav1");
    }
}
