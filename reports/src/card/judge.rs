//! What a card's certificates come to: old, new or both; and the exit code.

use tillit_card::pkcs15::PinRole;
use tillit_card::readers::Tries;
use tillit_login::browser::{self, Offer};
use tillit_verifier::catalog::{Catalog, Migration, Pki};
use tillit_verifier::identity::{CardKind, Use};
use tillit_verifier::verdict::Severity;
use time::OffsetDateTime;

use super::{Asked, CardReport, CardSeen, One, Read, Whole, say};
use crate::i18n::{Language, Texts};

/// Which generation a card's own certificates are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The one that is left.
    Old,
    /// The one that is moved to.
    New,
    /// Both.
    Both,
    /// Of a known PKI, and neither of the two.
    Other,
    /// None is of a PKI that the catalog knows.
    Unknown,
}

/// Days before the end of a card at which somebody should act.
const SOON: i64 = 60;

/// What counts for the upgrade: a person's own certificates, those of CAs not.
pub(super) fn own(whole: &Whole) -> impl Iterator<Item = One<'_>> {
    whole.certificates().filter(|one| one.identity.usage != Use::Ca && !one.on_card.authority)
}

/// For logging in, with its key on the card.
pub(super) fn is_login(one: &One<'_>) -> bool {
    let key = one.contents.key_of(one.on_card);
    let signs_documents = key.map_or(one.keys_told, tillit_card::pkcs15::CardKey::is_for_signatures);
    !signs_documents && matches!(one.identity.usage, Use::Authentication | Use::Both)
}

/// The PKI whose certificates are moved, as far as the card has any of it.
pub(super) fn moving<'c>(whole: &Whole, catalog: &'c Catalog) -> Option<(&'c Pki, &'c Migration)> {
    own(whole)
        .filter_map(|one| catalog.pki(&one.identity.generation.as_ref()?.pki))
        .find_map(|pki| Some((pki, pki.migration.as_ref()?)))
}

/// Whether a certificate is of the generation that is left (`false`) or of the one that is moved to (`true`).
fn is_new(one: &One<'_>, catalog: &Catalog) -> Option<bool> {
    let id = one.identity.generation.as_ref()?;
    let pki = catalog.pki(&id.pki)?;
    let is =
        |generation: Option<&tillit_verifier::catalog::Generation>| generation.is_some_and(|g| g.id == id.generation);
    if is(pki.new_generation()) { Some(true) } else { is(pki.old_generation()).then_some(false) }
}

/// Old, new, or both.
pub fn state(whole: &Whole, catalog: &Catalog) -> State {
    let kinds: Vec<Option<bool>> = own(whole).map(|one| is_new(&one, catalog)).collect();
    match (kinds.contains(&Some(false)), kinds.contains(&Some(true))) {
        (true, true) => State::Both,
        (true, false) => State::Old,
        (false, true) => State::New,
        (false, false) if own(whole).any(|one| one.identity.generation.is_some()) => State::Other,
        (false, false) => State::Unknown,
    }
}

/// Something about a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum About<'a> {
    Unreadable,
    File(&'a tillit_card::pkcs15::Problem),
    OnlyOld,
    Upgraded,
    Both,
    NoKnownPki,
    TooMany { count: usize, limit: u32 },
    OtherIssuers { names: Vec<String>, is_upgraded: bool },
    NotUpgradable(CardKind),
    PinMissing { count: usize },
    PinLocked(&'a str),
    LastTry(&'a str),
    PinOpen(&'a str),
    TriesNotKnown { to_module: bool },
    Expired { name: String, at: OffsetDateTime },
    EndsSoon { days: i64, at: OffsetDateTime },
    NoLogin,
    WithoutKey { name: String },
    NothingOffered,
    SeveralOffered { count: usize },
}

/// Everything that is to be said of a card, for what was asked.
pub(super) fn abouts<'a>(card: &'a CardSeen, report: &CardReport, catalog: &Catalog) -> Vec<About<'a>> {
    let mut all = Vec::new();
    let whole = match &card.read {
        Read::Token(_) => return all,
        Read::Failed(_) => return vec![About::Unreadable],
        Read::Whole(whole) => whole,
    };
    let Some(contents) = whole.contents() else { return vec![About::Unreadable] };
    all.extend(contents.problems.iter().map(About::File));
    if report.page.as_ref().is_some_and(|page| page.asks == Some(true)) {
        let offered = |one: &One<'_>| matches!(one.offer, Some(Offer::Offers | Offer::WithIssuer | Offer::CannotSay));
        match whole.certificates().filter(offered).count() {
            0 => all.push(About::NothingOffered),
            1 => {}
            count => all.push(About::SeveralOffered { count }),
        }
    }
    if report.asked == Asked::Check {
        generations(whole, catalog, &mut all);
        dates(whole, report.at, &mut all);
        pins(whole, &mut all);
    }
    all
}

fn generations<'a>(whole: &'a Whole, catalog: &Catalog, all: &mut Vec<About<'a>>) {
    let state = state(whole, catalog);
    match state {
        State::Old => all.push(About::OnlyOld),
        State::New => all.push(About::Upgraded),
        State::Both => all.push(About::Both),
        State::Unknown => all.push(About::NoKnownPki),
        State::Other => {}
    }
    // The rules are those of the PKI of the card; of a card without one those of the first that has any.
    let of_any = || catalog.pkis.iter().find_map(|pki| Some((pki, pki.migration.as_ref()?)));
    let rules = moving(whole, catalog).or_else(of_any);
    let count = {
        let mut seen: Vec<[u8; 32]> = own(whole).map(|one| one.on_card.certificate.fingerprint().0).collect();
        seen.sort_unstable();
        seen.dedup();
        seen.len()
    };
    if let Some(limit) = rules.and_then(|(_, rules)| rules.max_certificates)
        && count > usize::try_from(limit).unwrap_or(usize::MAX)
    {
        all.push(About::TooMany { count, limit });
    }
    if let Some((pki, _)) = moving(whole, catalog) {
        let is_other = |one: &One<'_>| one.identity.generation.as_ref().is_none_or(|id| id.pki != pki.id);
        let mut names: Vec<String> =
            own(whole).filter(is_other).map(|one| one.on_card.certificate.issuer().common_name().to_owned()).collect();
        names.sort();
        names.dedup();
        if !names.is_empty() {
            all.push(About::OtherIssuers { names, is_upgraded: state == State::New });
        }
    }
    let kinds = own(whole).filter(is_login).filter_map(|one| one.identity.card_kind_guess);
    if let Some(kind) = kinds.into_iter().find(|kind| *kind != CardKind::Ordinary) {
        all.push(About::NotUpgradable(kind));
    }
}

fn dates<'a>(whole: &'a Whole, now: OffsetDateTime, all: &mut Vec<About<'a>>) {
    let logins: Vec<One<'_>> = own(whole).filter(is_login).collect();
    for one in own(whole).filter(|one| one.keys_told && one.contents.key_of(one.on_card).is_none()) {
        all.push(About::WithoutKey { name: say::name(&one) });
    }
    let current: Vec<&One<'_>> =
        logins.iter().filter(|one| browser::fault(&one.on_card.certificate, now).is_none()).collect();
    if logins.is_empty() {
        all.push(About::NoLogin);
        return;
    }
    for one in logins.iter().filter(|one| one.on_card.certificate.not_after() < now) {
        all.push(About::Expired { name: say::name(one), at: one.on_card.certificate.not_after() });
    }
    // The card ends with the last of its login certificates.
    if let Some(at) = current.iter().map(|one| one.on_card.certificate.not_after()).max() {
        let days = (at - now).whole_days();
        if days <= SOON {
            all.push(About::EndsSoon { days, at });
        }
    }
}

fn pins<'a>(whole: &'a Whole, all: &mut Vec<About<'a>>) {
    let Some(contents) = whole.contents() else { return };
    let count = contents.user_pins().count();
    // A module may show one PIN of several.
    if count < 2 && whole.module.is_none() {
        all.push(About::PinMissing { count });
    }
    let mut is_known = true;
    for (at, pin) in contents.pins.iter().enumerate().filter(|(_, pin)| pin.role == PinRole::User) {
        match whole.tries(at) {
            Tries::Left(0) => all.push(About::PinLocked(&pin.label)),
            Tries::Left(1) => all.push(About::LastTry(&pin.label)),
            Tries::Left(_) => {}
            Tries::Open => all.push(About::PinOpen(&pin.label)),
            Tries::NotKnown => is_known = false,
        }
    }
    if !is_known {
        all.push(About::TriesNotKnown { to_module: whole.module.is_some() });
    }
}

/// The exit code. 3: there is no reader, no card where one is asked for, or a card cannot be read; 1: a finding weighs at least as much as
/// `threshold`; else 0.
pub fn exit_code(report: &CardReport, catalog: &Catalog, threshold: Severity) -> u8 {
    let is_list = report.asked == Asked::List;
    if report.readers.is_empty() || !is_list && report.cards().next().is_none() {
        return 3;
    }
    // Weights do not depend on the language.
    let texts = Texts::new(Language::En);
    let speak = say::Speaker { report, catalog, texts: &texts };
    let mut code = 0;
    for (reader, card) in report.cards() {
        if abouts(card, report, catalog).contains(&About::Unreadable) {
            return 3;
        }
        let weight = crate::finding::Weight::from(threshold);
        code = code.max(u8::from(speak.findings(reader, card).iter().any(|finding| finding.severity >= weight)));
    }
    code
}
