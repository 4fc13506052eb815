//! Who and what a certificate is for: kind, use, HSA-id, personal identity, assurance level, card.

use crate::catalog::{Catalog, Found, IdentityRules, Role};
use crate::certificate::{Certificate, GeneralName};
use crate::der::Element;
use crate::verdict::GenerationId;

mod personal_number;

pub use personal_number::{PersonalNumber, mask, masked_subject};

/// What kind of subject a certificate has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A person, identified by an HSA-id.
    PersonHsaId,
    /// A person, identified by a personal identity or coordination number.
    PersonIdentity,
    /// A person, identified by neither.
    Person,
    /// A function: a server or system.
    Function,
    /// A certificate authority.
    Ca,
    /// None of these could be told.
    Unknown,
}

/// What the key usage allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// digitalSignature: login ("legitimering")
    Authentication,
    /// nonRepudiation only: signatures ("underskrift")
    Signature,
    /// Both, or no key usage at all
    Both,
    /// keyCertSign
    Ca,
    /// Anything else, such as encryption only
    Other,
}

/// A level of assurance with where it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssuranceLevel {
    /// 2 or 3.
    pub level: u8,
    /// Where it was read from.
    pub source: LevelSource,
}

/// Where an assurance level was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LevelSource {
    /// A certificate policy that the catalog knows, dotted.
    Policy(String),
    /// The issuing CA's catalog entry (less certain: Inera advises to read the policy).
    IssuingCa(String),
}

/// A kind of card, guessed from the lifetime of the certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardKind {
    /// Five years
    Ordinary,
    /// Six months
    ShortTerm,
    /// Thirty days
    Reserve,
}

/// Who and what a certificate is for.
#[derive(Clone, Debug)]
pub struct Identity {
    /// What kind of subject.
    pub kind: Kind,
    /// What the key may be used for.
    pub usage: Use,
    /// The generation whose CA the issuer's name (and key identifier, where known) is, or, for a CA certificate, its own.
    pub generation: Option<GenerationId>,
    /// The PKI is a test environment.
    pub test_environment: bool,
    /// The name to show: a person's name, a host name, a CA's name.
    pub display_name: String,
    /// Organisation (O).
    pub organisation: Option<String>,
    /// HSA-id, whole, never split at a dash.
    pub hsa_id: Option<String>,
    /// Personal identity or coordination number.
    pub personal_number: Option<PersonalNumber>,
    /// Assurance level.
    pub assurance: Option<AssuranceLevel>,
    /// The card's number (extension named by the catalog).
    pub card_number: Option<String>,
    /// A guess from the lifetime.
    pub card_kind_guess: Option<CardKind>,
}

/// serverAuth (RFC 5280 section 4.2.1.12).
const SERVER_AUTH: &str = "1.3.6.1.5.5.7.3.1";

/// The longest card number that is believed. Real ones have 19 digits.
const MAX_CARD_NUMBER: usize = 64;

/// Reads the identity of a certificate with the help of the catalog's rules.
///
/// It goes by what the certificate says of itself: names and key identifiers, no signature. Whether that is true is the
/// verdict's to say.
pub fn identify(certificate: &Certificate, catalog: &Catalog) -> Identity {
    let issuer = catalog.issuer_of(certificate);
    let own = if certificate.is_ca() { own_entry(certificate, issuer, catalog) } else { issuer };
    let marks = Marks::of(certificate);
    let kind = kind(&marks, issuer);
    let assurance = match kind {
        Kind::Ca => None,
        _ => assurance(certificate, issuer),
    };
    let is_person = matches!(kind, Kind::PersonHsaId | Kind::PersonIdentity | Kind::Person);
    let rules = issuer.map(|found| &found.pki.identity);
    let level = assurance.as_ref().map(|a| a.level);
    let mobile = issuer.is_some_and(|found| found.ca.roles.contains(&Role::Mobile));
    Identity {
        kind,
        usage: usage(certificate),
        generation: own.map(|found| found.id()),
        test_environment: own.is_some_and(|found| found.pki.test_environment),
        display_name: display_name(certificate, is_person),
        organisation: certificate.subject().get("O").map(|o| mask(o).into_owned()),
        hsa_id: hsa_id(&marks, kind, issuer),
        personal_number: marks.personal_number,
        assurance,
        card_number: card_number(certificate, rules, catalog),
        card_kind_guess: rules.filter(|_| is_person && !mobile).and_then(|r| card_kind(certificate, r, level)),
    }
}

/// A CA's own entry. A CA that is not listed has the generation of its issuer; one that bears a listed name with another key is a
/// look-alike and has none.
fn own_entry<'c>(certificate: &Certificate, issuer: Option<Found<'c>>, catalog: &'c Catalog) -> Option<Found<'c>> {
    let listed = || catalog.cas().any(|found| found.ca.subject == *certificate.subject());
    catalog.recognise_ca(certificate).or_else(|| issuer.filter(|_| !listed()))
}

/// What a certificate's own fields say of the kind of its subject.
struct Marks<'a> {
    is_ca: bool,
    serial_number: Option<&'a str>,
    personal_number: Option<PersonalNumber>,
    named_person: bool,
    server: bool,
}

impl<'a> Marks<'a> {
    fn of(certificate: &'a Certificate) -> Self {
        let subject = certificate.subject();
        let extensions = certificate.extensions();
        let serial_number = subject.get("serialNumber").filter(|s| !s.is_empty());
        let server = extensions.subject_alt_names.iter().any(|n| matches!(n, GeneralName::Dns(_)))
            || extensions.extended_key_usage.iter().flatten().any(|oid| oid.to_id_string() == SERVER_AUTH)
            || subject.get("CN").is_some_and(is_host_name);
        Self {
            is_ca: certificate.is_ca(),
            serial_number,
            personal_number: serial_number.and_then(PersonalNumber::parse),
            named_person: subject.get("GN").is_some() && subject.get("SN").is_some(),
            server,
        }
    }
}

/// The catalog's word for the issuer first: a person CA issues to persons, whatever their certificates look like. Where the issuer
/// is unknown or issues several kinds, the certificate's own marks.
fn kind(marks: &Marks<'_>, issuer: Option<Found<'_>>) -> Kind {
    if marks.is_ca {
        return Kind::Ca;
    }
    let role = issuer.and_then(|found| {
        let mut roles = found.ca.roles.iter().filter(|role| **role != Role::Root);
        roles.next().copied().filter(|_| roles.next().is_none())
    });
    match role {
        Some(Role::Function) => Kind::Function,
        Some(Role::PersonHsaId) => person(marks, |_| true),
        // Persons without a Swedish number have another serial number there, or none: that is no HSA-id.
        Some(Role::PersonIdentity) => person(marks, |_| false),
        Some(Role::Mobile) => person(marks, looks_like_hsa_id),
        Some(Role::Root) | None => {
            if marks.named_person || marks.personal_number.is_some() && !marks.server {
                person(marks, looks_like_hsa_id)
            } else if marks.server {
                Kind::Function
            } else {
                Kind::Unknown
            }
        }
    }
}

fn person(marks: &Marks<'_>, is_hsa_id: impl FnOnce(&str) -> bool) -> Kind {
    match marks.serial_number {
        Some(_) if marks.personal_number.is_some() => Kind::PersonIdentity,
        Some(number) if is_hsa_id(number) => Kind::PersonHsaId,
        _ => Kind::Person,
    }
}

/// The form of an HSA-id, for certificates whose issuer does not tell: `SE2321000016-1ABC`, `T_SERVICES_SE165565594230-1054`.
/// The companies register's `556559-4230`, which server certificates carry, has no letter.
fn looks_like_hsa_id(text: &str) -> bool {
    text.len() <= 64
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
        && text.rsplit_once('-').is_some_and(|(before, after)| before.len() >= 2 && !after.is_empty())
}

/// The serial number as a whole: where the prefix ends cannot be told from the dashes.
fn hsa_id(marks: &Marks<'_>, kind: Kind, issuer: Option<Found<'_>>) -> Option<String> {
    let number = marks.serial_number.filter(|_| marks.personal_number.is_none())?;
    let is_hsa_id = match kind {
        Kind::PersonHsaId => true,
        Kind::Function => {
            issuer.is_some_and(|found| found.ca.roles.contains(&Role::Function)) || looks_like_hsa_id(number)
        }
        _ => false,
    };
    is_hsa_id.then(|| number.to_owned())
}

fn is_host_name(text: &str) -> bool {
    let labels = text.strip_prefix("*.").unwrap_or(text).split('.');
    let good = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let last = labels.clone().next_back();
    labels.clone().count() >= 2
        && labels.clone().all(good)
        && last.is_some_and(|top| top.len() >= 2 && top.bytes().any(|b| b.is_ascii_alphabetic()))
}

fn usage(certificate: &Certificate) -> Use {
    match certificate.extensions().key_usage {
        _ if certificate.is_ca() => Use::Ca,
        None => Use::Both,
        Some(usage) => match (usage.digital_signature(), usage.non_repudiation()) {
            (true, true) => Use::Both,
            (true, false) => Use::Authentication,
            (false, true) => Use::Signature,
            (false, false) if usage.key_cert_sign() => Use::Ca,
            (false, false) => Use::Other,
        },
    }
}

/// A policy of the issuer's PKI before the issuer's own level, as Inera advises. Of several policies the highest level counts: a
/// certificate that meets it meets the lower ones.
fn assurance(certificate: &Certificate, issuer: Option<Found<'_>>) -> Option<AssuranceLevel> {
    let found = issuer?;
    let policies = certificate.extensions().policies.iter().flatten().map(crate::Oid::to_id_string);
    let known = policies.filter_map(|oid| {
        let entry = found.pki.identity.policies.iter().find(|entry| entry.oid == oid)?;
        Some(AssuranceLevel { level: entry.loa?, source: LevelSource::Policy(oid) })
    });
    known.max_by_key(|a| a.level).or_else(|| {
        Some(AssuranceLevel { level: found.ca.loa?, source: LevelSource::IssuingCa(found.ca.name.clone()) })
    })
}

fn display_name(certificate: &Certificate, is_person: bool) -> String {
    let subject = certificate.subject();
    let full = match (subject.get("GN"), subject.get("SN")) {
        (Some(given), Some(family)) if is_person => Some(format!("{given} {family}")),
        _ => None,
    };
    let name = full.or_else(|| subject.get("CN").filter(|cn| !cn.trim().is_empty()).map(str::to_owned));
    let name = name.or_else(|| {
        certificate.extensions().subject_alt_names.iter().find_map(|name| match name {
            GeneralName::Dns(host) => Some(host.clone()),
            _ => None,
        })
    });
    mask(&name.unwrap_or_else(|| subject.common_name().to_owned())).into_owned()
}

/// The card number from the extension that the issuer's PKI names, or, where the issuer is unknown, that any PKI names.
fn card_number(certificate: &Certificate, rules: Option<&IdentityRules>, catalog: &Catalog) -> Option<String> {
    let of_any = catalog.pkis.iter().map(|pki| &pki.identity).filter(|_| rules.is_none());
    let value =
        rules.into_iter().chain(of_any).find_map(|r| certificate.extension(r.card_number_extension.as_deref()?))?;
    // UTF8String, NumericString, PrintableString, IA5String
    let string = Element::only(value).filter(|string| matches!(string.tag, 12 | 18 | 19 | 22))?;
    let text = std::str::from_utf8(string.content).ok()?.trim();
    let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-'));
    (plain && !text.is_empty() && text.len() <= MAX_CARD_NUMBER).then(|| text.to_owned())
}

fn card_kind(certificate: &Certificate, rules: &IdentityRules, level: Option<u8>) -> Option<CardKind> {
    // A certificate may begin a little after midnight and end at another hour: days begun count.
    let seconds = (certificate.not_after() - certificate.not_before()).whole_seconds();
    let days = seconds.checked_add(86_399).filter(|_| seconds > 0)? / 86_400;
    let fits = |lifetime: &&crate::catalog::CardLifetime| {
        (lifetime.min_days..=lifetime.max_days).contains(&days)
            && (lifetime.loa.is_none() || level.is_none() || lifetime.loa == level)
    };
    rules.card_lifetimes.iter().find(fits).map(|lifetime| lifetime.kind)
}
