//! Catalog files: TOML in, [`Pki`]s out; every mistake is told with its line. The format is described in `docs/catalog-format.md`.

use time::OffsetDateTime;
use toml::de::DeTable;

use super::error::{CatalogError, Mistake, MistakeKind};
use super::reader::{Item, Reader, Seen, Table, closest, shown};
use super::subject::{self, ENCODINGS, Encoding};
use super::{
    Address, CaEntry, CardLifetime, CardRule, Catalog, ChecklistItem, Generation, IdentityRules, Link, Migration,
    MigrationFacts, Milestone, Origin, Pki, PolicyEntry, Role, Status,
};
use crate::identity::CardKind;
use crate::name::{Name, attribute_oid};

/// The largest catalog file that is read. Real ones have some tens of KiB.
pub const MAX_FILE_BYTES: usize = 4 << 20;

/// The format that is described in `docs/catalog-format.md`.
const FORMAT: i64 = 1;

const STATUSES: &[(&str, Status)] =
    &[("confirmed", Status::Confirmed), ("reported", Status::Reported), ("inferred", Status::Inferred)];
const ROLES: &[(&str, Role)] = &[
    ("root", Role::Root),
    ("person-hsa-id", Role::PersonHsaId),
    ("person-identity", Role::PersonIdentity),
    ("function", Role::Function),
    ("mobile", Role::Mobile),
];
const CARD_KINDS: &[(&str, CardKind)] =
    &[("ordinary", CardKind::Ordinary), ("short-term", CardKind::ShortTerm), ("reserve", CardKind::Reserve)];

/// Reads one catalog file.
///
/// # Errors
/// [`CatalogError`] with every mistake and its place; where the text is no TOML, with what the TOML parser says.
pub fn parse(text: &str, origin: &Origin) -> Result<Pki, CatalogError> {
    let mut reader = Reader::default();
    // Windows editors begin a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some(document) = reader.document(text, MAX_FILE_BYTES) else {
        reader.finish(text)?;
        return Err(nothing());
    };
    let pki = pki(&mut reader, &document, origin);
    reader.finish(text)?;
    // Nothing is returned only after it was noted why, so that `finish` has returned by now.
    pki.ok_or_else(nothing)
}

fn nothing() -> CatalogError {
    CatalogError { mistakes: vec![Mistake { line: 1, column: 1, kind: MistakeKind::Empty }] }
}

/// The catalog that is shipped: `siths` and `siths-test`.
pub fn embedded() -> Catalog {
    let shipped = [include_str!("siths.toml"), include_str!("siths-test.toml")];
    // That both can be read, and in two parts, is shown by tests: they are part of the program.
    Catalog { pkis: shipped.iter().filter_map(|text| embedded_pki(text)).collect() }
}

/// A shipped PKI with its migration left for later: the tables of the migration stand last in the file.
fn embedded_pki(text: &'static str) -> Option<Pki> {
    let split = text.find("\n[migration]").unwrap_or(text.len());
    let mut pki = parse(text.get(..split)?, &Origin::Embedded).ok()?;
    if split < text.len() {
        pki.migration = MigrationFacts::when_asked_for(move || {
            let whole = parse(text, &Origin::Embedded).ok()?;
            whole.migration.as_ref().cloned()
        });
    }
    Some(pki)
}

fn pki<'d>(r: &mut Reader, document: &'d DeTable<'d>, origin: &Origin) -> Option<Pki> {
    const KEYS: &[&str] =
        &["format", "id", "name", "test_environment", "updated", "identity", "generations", "migration"];
    let top = r.entries(document, 0, KEYS);
    if let Some(item) = top.get("format")
        && let Some(found) = r.number(item, i64::MIN, i64::MAX)
        && found != FORMAT
    {
        r.mistake(item.span().start, MistakeKind::Format { found });
    }
    let id = r.required(top, "id", Reader::id);
    let name = r.required(top, "name", Reader::name);
    let test_environment = r.optional(top, "test_environment", Reader::boolean).unwrap_or(false);
    let updated = r.optional(top, "updated", Reader::date);
    let identity = r.optional(top, "identity", identity).unwrap_or_default();

    let mut seen = SeenInPki::default();
    if r.required(top, "generations", Reader::array).is_some_and(|array| array.is_empty()) {
        r.mistake(top.start, MistakeKind::NoGeneration);
    }
    let generations = r.list(top, "generations", |r, item| generation(r, item, &mut seen));
    let migration = r.optional(top, "migration", |r, item| migration(r, item, &generations)).into();
    Some(Pki {
        id: id?,
        name: name?,
        test_environment,
        updated,
        generations,
        identity,
        migration,
        origin: origin.clone(),
    })
}

/// What must be unique in a PKI.
#[derive(Default)]
struct SeenInPki {
    generation_ids: Seen,
    ca_names: Seen,
    pins: Seen,
}

fn status(r: &mut Reader, table: Table<'_>) -> Status {
    r.optional(table, "status", |r, item| r.word(item, STATUSES)).unwrap_or(Status::Confirmed)
}

fn generation<'d>(r: &mut Reader, item: &'d Item<'d>, seen: &mut SeenInPki) -> Option<Generation> {
    const KEYS: &[&str] = &["id", "name", "allow_sha1", "issues_until", "source", "cas"];
    let table = r.table(item, KEYS)?;
    let id = r.required(table, "id", Reader::id);
    if let (Some(id), Some(place)) = (&id, table.get("id")) {
        r.unique(&mut seen.generation_ids, "the generation", id, place.span().start);
    }
    let name = r.required(table, "name", Reader::owned);
    let allow_sha1 = r.optional(table, "allow_sha1", Reader::boolean).unwrap_or(false);
    let issues_until = r.optional(table, "issues_until", Reader::date);
    let source = r.required(table, "source", Reader::owned);
    let before = r.mistakes();
    let mut cas = r.list(table, "cas", |r, item| ca(r, item, seen));
    // An entry with a mistake of its own may be the root.
    if r.mistakes() == before && !cas.iter().any(CaEntry::is_root) {
        r.mistake(table.start, MistakeKind::NoRoot);
    }
    cas.sort_by_key(|ca| !ca.is_root());
    Some(Generation { id: id?, name: name?, allow_sha1, issues_until, cas, source: source? })
}

fn ca<'d>(r: &mut Reader, item: &'d Item<'d>, seen: &mut SeenInPki) -> Option<CaEntry> {
    const KEYS: &[&str] = &[
        "name",
        "roles",
        "loa",
        "subject",
        "sha256",
        "key_id",
        "not_before",
        "not_after",
        "aia",
        "crl",
        "ocsp",
        "issues_until",
        "status",
        "source",
    ];
    let table = r.table(item, KEYS)?;
    let subject = r.required(table, "subject", subject);
    // The common name is what people call it, unless the file says otherwise.
    let name = match table.get("name") {
        Some(item) => r.owned(item),
        None => subject.as_ref().map(|s| s.common_name().to_owned()),
    };
    if let Some(name) = &name {
        let place = table.get("name").or_else(|| table.get("subject")).map_or(table.start, |item| item.span().start);
        r.unique(&mut seen.ca_names, "the CA", name, place);
    }
    let roles = r.required(table, "roles", |r, item| {
        let words = r.array(item)?;
        if words.is_empty() {
            r.mistake(item.span().start, MistakeKind::Empty);
        }
        words.into_iter().map(|word| r.word(word, ROLES)).collect::<Option<Vec<Role>>>()
    });
    let loa = r.optional(table, "loa", loa);
    let sha256 = r.optional(table, "sha256", Reader::fingerprint);
    if let (Some(pin), Some(place)) = (&sha256, table.get("sha256")) {
        r.unique(&mut seen.pins, "the fingerprint", &pin.to_string(), place.span().start);
    }
    if roles.as_ref().is_some_and(|roles| roles.contains(&Role::Root)) && table.get("sha256").is_none() {
        r.mistake(table.start, MistakeKind::RootWithoutPin);
    }
    let key_id = r.optional(table, "key_id", Reader::key_id);
    let not_before = r.optional(table, "not_before", Reader::time);
    let not_after = r.optional(table, "not_after", Reader::time);
    if let (Some(begin), Some(end), Some(place)) = (not_before, not_after, table.get("not_after")) {
        validity(r, begin, end, place);
    }
    let entry = (
        r.list(table, "aia", address),
        r.list(table, "crl", address),
        r.list(table, "ocsp", address),
        r.optional(table, "issues_until", Reader::date),
        status(r, table),
        r.required(table, "source", Reader::owned),
    );
    let (aia, crl, ocsp, issues_until, status, source) = entry;
    Some(CaEntry {
        name: name?,
        roles: roles?,
        loa,
        subject: subject?,
        sha256,
        key_id,
        not_before,
        not_after,
        aia,
        crl,
        ocsp,
        issues_until,
        status,
        source: source?,
    })
}

fn validity(r: &mut Reader, begin: OffsetDateTime, end: OffsetDateTime, place: &Item<'_>) {
    if end < begin {
        r.mistake(place.span().start, MistakeKind::EndsBeforeItBegins);
    }
}

/// A level of assurance: 1 to 4, as in ISO/IEC 29115.
fn loa(r: &mut Reader, item: &Item<'_>) -> Option<u8> {
    r.number(item, 1, 4).and_then(|n| u8::try_from(n).ok())
}

/// An address: a string, which is then confirmed, or a table that says how certain it is.
fn address<'d>(r: &mut Reader, item: &'d Item<'d>) -> Option<Address> {
    if item.get_ref().is_str() {
        return Some(Address { url: r.url(item)?, status: Status::Confirmed });
    }
    let table = r.table(item, &["url", "status"])?;
    let url = r.required(table, "url", Reader::url);
    let status = status(r, table);
    Some(Address { url: url?, status })
}

/// A subject: an array of RDNs, most significant first. An RDN is `[type, value]` or `[type, value, string type]`; one with
/// several attributes is an array of those.
fn subject<'d>(r: &mut Reader, item: &'d Item<'d>) -> Option<Name> {
    let rdns = r.array(item)?;
    if rdns.is_empty() {
        r.mistake(item.span().start, MistakeKind::Empty);
        return None;
    }
    let mut encoded = Vec::with_capacity(rdns.len());
    let mut complete = true;
    for rdn in rdns {
        let parts = r.array(rdn)?;
        let several = parts.first().is_some_and(|first| first.get_ref().is_array());
        let attributes = if several { parts } else { vec![rdn] };
        let attributes: Vec<Option<Vec<u8>>> = attributes.into_iter().map(|a| attribute(r, a)).collect();
        match attributes.into_iter().collect::<Option<Vec<_>>>() {
            Some(attributes) => encoded.push(attributes),
            None => complete = false,
        }
    }
    if !complete {
        return None;
    }
    let name = subject::name(encoded);
    if name.is_none() {
        r.mistake(item.span().start, MistakeKind::AttributeForm);
    }
    name
}

fn attribute<'d>(r: &mut Reader, item: &'d Item<'d>) -> Option<Vec<u8>> {
    let parts = r.array(item)?;
    let (kind, value, encoding) = match parts.as_slice() {
        [kind, value] => (kind, value, None),
        [kind, value, encoding] => (kind, value, Some(encoding)),
        _ => {
            r.mistake(item.span().start, MistakeKind::AttributeForm);
            return None;
        }
    };
    let kind_text = r.string(kind)?;
    let text = r.string(value)?;
    let Some(oid) = attribute_oid(kind_text).filter(|oid| oid.iter().is_some()) else {
        r.mistake(kind.span().start, MistakeKind::AttributeType { attribute: shown(kind_text) });
        return None;
    };
    let dotted = oid.to_id_string();
    if dotted == "2.5.4.6" && !(text.len() == 2 && text.bytes().all(|b| b.is_ascii_alphabetic())) {
        r.mistake(value.span().start, MistakeKind::Country);
        return None;
    }
    let encoding = match encoding {
        Some(word) => r.word(word, ENCODINGS)?,
        None => Encoding::default_for(&dotted),
    };
    match subject::attribute(&oid, text, encoding) {
        Ok(der) => Some(der),
        Err(kind) => {
            r.mistake(value.span().start, kind);
            None
        }
    }
}

fn identity<'d>(r: &mut Reader, item: &'d Item<'d>) -> Option<IdentityRules> {
    let table = r.table(item, &["card_number_extension", "policies", "card_lifetimes"])?;
    let card_number_extension = r.optional(table, "card_number_extension", Reader::oid);
    let mut seen = Seen::default();
    let policies = r.list(table, "policies", |r, item| {
        let table = r.table(item, &["oid", "loa", "role", "status", "source"])?;
        let oid = r.required(table, "oid", Reader::oid);
        if let (Some(oid), Some(place)) = (&oid, table.get("oid")) {
            r.unique(&mut seen, "the policy", oid, place.span().start);
        }
        let loa = r.optional(table, "loa", loa);
        let role = r.optional(table, "role", |r, item| r.word(item, ROLES));
        let source = r.optional(table, "source", Reader::owned);
        let status = status(r, table);
        Some(PolicyEntry { oid: oid?, loa, role, status, source })
    });
    let card_lifetimes = r.list(table, "card_lifetimes", |r, item| {
        let table = r.table(item, &["kind", "min_days", "max_days", "loa"])?;
        let kind = r.required(table, "kind", |r, item| r.word(item, CARD_KINDS));
        // A century is more than any card.
        let mut days = |key| r.required(table, key, |r, item| r.number(item, 0, 36_525));
        let (min_days, max_days) = (days("min_days"), days("max_days"));
        if let (Some(min), Some(max), Some(place)) = (min_days, max_days, table.get("max_days"))
            && max < min
        {
            r.mistake(place.span().start, MistakeKind::EndsBeforeItBegins);
        }
        let loa = r.optional(table, "loa", loa);
        Some(CardLifetime { kind: kind?, min_days: min_days?, max_days: max_days?, loa })
    });
    Some(IdentityRules { card_number_extension, policies, card_lifetimes })
}

fn migration<'d>(r: &mut Reader, item: &'d Item<'d>, generations: &[Generation]) -> Option<Migration> {
    const KEYS: &[&str] = &[
        "from",
        "to",
        "delivered_certificates",
        "max_certificates",
        "milestones",
        "cards",
        "before",
        "during",
        "after",
        "way_back",
        "history",
        "advice_open",
        "advice_closed",
        "links",
    ];
    let table = r.table(item, KEYS)?;
    let (from, to) = direction(r, table, generations);
    let mut count = |key| {
        let number = r.optional(table, key, |r, item| r.number(item, 1, 1000));
        number.and_then(|n| u32::try_from(n).ok())
    };
    let (delivered_certificates, max_certificates) = (count("delivered_certificates"), count("max_certificates"));
    let mut milestones = r.list(table, "milestones", milestone);
    milestones.sort_by_key(|m| m.date);
    let mut seen = Seen::default();
    let cards = r.list(table, "cards", |r, item| card_rule(r, item, &mut seen));
    let mut seen = Seen::default();
    let mut checklist = |key| r.list(table, key, |r, item| checklist_item(r, item, &mut seen));
    let (before, during, after) = (checklist("before"), checklist("during"), checklist("after"));
    let history = checklist("history");
    let mut way_back = None;
    let mut way_back_until = None;
    let mut way_back_until_status = Status::Confirmed;
    if let Some(item) = table.get("way_back")
        && let Some(table) = r.table(item, &["id", "sv", "en", "source", "status", "until", "until_status"])
    {
        way_back = checklist_fields(r, table, &mut seen);
        way_back_until = r.optional(table, "until", Reader::date);
        way_back_until_status =
            r.optional(table, "until_status", |r, item| r.word(item, STATUSES)).unwrap_or(Status::Confirmed);
    }
    let mut advice = |key| {
        r.required(table, key, |r, item| {
            let table = r.table(item, &["sv", "en"])?;
            r.text(table)
        })
    };
    let (advice_open, advice_closed) = (advice("advice_open"), advice("advice_closed"));
    let links = r.list(table, "links", link);
    Some(Migration {
        from: from?,
        to: to?,
        milestones,
        cards,
        delivered_certificates,
        max_certificates,
        before,
        during,
        after,
        way_back,
        way_back_until,
        way_back_until_status,
        history,
        advice_open: advice_open?,
        advice_closed: advice_closed?,
        links,
    })
}

/// From where to where; both must be there, and the second must be the newer one.
fn direction(r: &mut Reader, table: Table<'_>, generations: &[Generation]) -> (Option<String>, Option<String>) {
    let mut position = |key| {
        r.required(table, key, |r, item| {
            let id = r.owned(item)?;
            let place = generations.iter().position(|g| g.id == id);
            // A generation with a mistake of its own is not in the list: one mistake is told once.
            if place.is_none() && !r.has_mistakes() {
                let suggestion = closest(&id, generations.iter().map(|g| g.id.as_str())).map(str::to_owned);
                r.mistake(item.span().start, MistakeKind::UnknownGeneration { id: shown(&id), suggestion });
            }
            Some((id, place))
        })
    };
    let (from, to) = (position("from"), position("to"));
    if let (Some((from, Some(old))), Some((_, Some(new))), Some(place)) = (&from, &to, table.get("to"))
        && old >= new
    {
        r.mistake(place.span().start, MistakeKind::MigrationBackwards { from: from.clone() });
    }
    (from.map(|(id, _)| id), to.map(|(id, _)| id))
}

fn milestone<'d>(r: &mut Reader, item: &'d Item<'d>) -> Option<Milestone> {
    let table = r.table(item, &["date", "id", "sv", "en", "source", "status"])?;
    let date = r.required(table, "date", Reader::date_with_precision);
    let id = r.required(table, "id", Reader::id);
    let text = r.text(table);
    let source = r.required(table, "source", Reader::owned);
    let status = status(r, table);
    let (date, precision) = date?;
    Some(Milestone { date, precision, id: id?, text: text?, source: source?, status })
}

fn card_rule<'d>(r: &mut Reader, item: &'d Item<'d>, seen: &mut Seen) -> Option<CardRule> {
    let table = r.table(item, &["id", "sv", "en", "upgradable", "source", "status"])?;
    let id = unique_id(r, table, seen);
    let text = r.text(table);
    let upgradable = r.required(table, "upgradable", Reader::boolean);
    let source = r.required(table, "source", Reader::owned);
    let status = status(r, table);
    Some(CardRule { id: id?, text: text?, upgradable: upgradable?, source: source?, status })
}

fn checklist_item<'d>(r: &mut Reader, item: &'d Item<'d>, seen: &mut Seen) -> Option<ChecklistItem> {
    let table = r.table(item, &["id", "sv", "en", "source", "status"])?;
    checklist_fields(r, table, seen)
}

fn checklist_fields(r: &mut Reader, table: Table<'_>, seen: &mut Seen) -> Option<ChecklistItem> {
    let id = unique_id(r, table, seen);
    let text = r.text(table);
    let source = r.required(table, "source", Reader::owned);
    let status = status(r, table);
    Some(ChecklistItem { id: id?, text: text?, source: source?, status })
}

fn unique_id(r: &mut Reader, table: Table<'_>, seen: &mut Seen) -> Option<String> {
    let id = r.required(table, "id", Reader::id);
    if let (Some(id), Some(place)) = (&id, table.get("id")) {
        r.unique(seen, "the id", id, place.span().start);
    }
    id
}

fn link<'d>(r: &mut Reader, item: &'d Item<'d>) -> Option<Link> {
    let table = r.table(item, &["url", "sv", "en", "source", "status"])?;
    let url = r.required(table, "url", Reader::url);
    let text = r.text(table);
    let source = r.required(table, "source", Reader::owned);
    let status = status(r, table);
    Some(Link { text: text?, url: url?, source: source?, status })
}

#[cfg(test)]
#[path = "parse_tests.rs"]
mod tests;
