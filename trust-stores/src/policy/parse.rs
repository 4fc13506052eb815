//! Policy files: TOML in, a [`Policy`] out; every mistake is told with its line.

use tillit_verifier::catalog::reader::{Item, Reader, Seen, Table, closest, shown};
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::catalog::{Catalog, Mistake, MistakeKind};
use time::Date;

use super::{Pattern, Policy, PolicyError, Rule, What, chosen};
use crate::coverage::{self, Role};
use crate::examine::Environment;

/// The largest policy file that is read.
pub const MAX_FILE_BYTES: usize = 1 << 20;
/// How many rules of each kind there may be.
pub const MAX_RULES: usize = 1000;
/// How many patterns a list may have: each is tried on each store.
const MAX_TARGETS: usize = 100;

/// The format that is described in `docs/audit-policy.md`.
const FORMAT: i64 = 1;

/// What `environment` may be.
pub(crate) const ENVIRONMENTS: &[(&str, Environment)] =
    &[("production", Environment::Production), ("test", Environment::Test)];

const ROLES: &[(&str, Role)] = &[
    ("persons", Role::Persons(None)),
    ("persons-loa1", Role::Persons(Some(1))),
    ("persons-loa2", Role::Persons(Some(2))),
    ("persons-loa3", Role::Persons(Some(3))),
    ("persons-loa4", Role::Persons(Some(4))),
    ("functions", Role::Functions),
    ("mobile", Role::Mobile),
];

impl Policy {
    /// Reads a policy file.
    ///
    /// # Errors
    /// [`PolicyError`] with every mistake and its place; where the text is no TOML, with what the TOML parser says.
    pub fn parse(text: &str, catalog: &Catalog) -> Result<Self, PolicyError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::default();
        let policy = reader.document(text, MAX_FILE_BYTES).map(|document| {
            let top = reader.entries(
                &document,
                0,
                &["format", "name", "environment", "targets", "allow-others", "require", "allow", "forbid"],
            );
            policy(&mut reader, top, catalog)
        });
        reader.finish(text).map_err(|error| PolicyError { mistakes: error.mistakes })?;
        // Nothing is returned only after it was noted why, so that `finish` has returned by now.
        policy.ok_or_else(|| PolicyError { mistakes: vec![Mistake { line: 1, column: 1, kind: MistakeKind::Empty }] })
    }
}

/// `format = 1`, which may be left out.
pub(crate) fn format(r: &mut Reader, top: Table<'_>) {
    if let Some(item) = top.get("format")
        && let Some(found) = r.number(item, i64::MIN, i64::MAX)
        && found != FORMAT
    {
        r.mistake(item.span().start, MistakeKind::Format { found });
    }
}

fn policy(r: &mut Reader, top: Table<'_>, catalog: &Catalog) -> Policy {
    format(r, top);
    let name = r.optional(top, "name", Reader::owned);
    let environment = r.optional(top, "environment", |r, item| r.word(item, ENVIRONMENTS));
    let targets = targets(r, top);
    let allow_others = r.optional(top, "allow-others", Reader::boolean).unwrap_or(true);
    let before = r.mistakes();
    let require = rules(r, top, "require", catalog);
    let allow = rules(r, top, "allow", catalog);
    let forbid = rules(r, top, "forbid", catalog);
    // A policy without a rule would be held by everything: a mistake, or a file of something else.
    if r.mistakes() == before && allow_others && [&require, &allow, &forbid].iter().all(|rules| rules.is_empty()) {
        r.mistake(top.start, MistakeKind::MissingKey { key: "require" });
    }
    contradictions(r, &require, &allow, &forbid);
    let plain = |rules: Vec<(Rule, usize)>| rules.into_iter().map(|(rule, _)| rule).collect();
    Policy {
        name,
        environment,
        targets,
        allow_others,
        require: plain(require),
        allow: plain(allow),
        forbid: plain(forbid),
        is_preset: false,
    }
}

/// The rules of one kind, each with the byte where what it is about stands.
fn rules(r: &mut Reader, top: Table<'_>, key: &'static str, catalog: &Catalog) -> Vec<(Rule, usize)> {
    let mut seen = Seen::default();
    let mut count = 0;
    r.list(top, key, |r, item| {
        count += 1;
        if count > MAX_RULES {
            if count == MAX_RULES + 1 {
                r.mistake(item.span().start, MistakeKind::TooMany { limit: MAX_RULES });
            }
            return None;
        }
        rule(r, item, catalog, &mut seen)
    })
}

/// The keys of which a rule has one.
const SUBJECTS: &[&str] = &["sha256", "ca", "generation"];

/// `None` where it is wrong in any way: it may be meant otherwise, and nothing is concluded from it.
fn rule(r: &mut Reader, item: &Item<'_>, catalog: &Catalog, seen: &mut Seen) -> Option<(Rule, usize)> {
    let before = r.mistakes();
    let table = r.table(item, &["sha256", "ca", "generation", "roles", "comment", "from", "until", "targets"])?;
    let comment = r.optional(table, "comment", Reader::owned);
    let (from, until) = (r.optional(table, "from", Reader::date), r.optional(table, "until", Reader::date));
    if let (Some(from), Some(until), Some(place)) = (from, until, table.get("until"))
        && until < from
    {
        r.mistake(place.span().start, MistakeKind::EndsBeforeItBegins);
    }
    let targets = targets(r, table);
    let named: Vec<&Item<'_>> = SUBJECTS.iter().filter_map(|key| table.get(key)).collect();
    let [subject] = named[..] else {
        r.mistake(table.start, MistakeKind::OneOf { keys: SUBJECTS });
        return None;
    };
    if let Some(roles) = table.get("roles").filter(|_| table.get("generation").is_none()) {
        r.mistake(roles.span().start, MistakeKind::OnlyBeside { key: "roles", beside: "generation" });
    }
    let what = if table.get("sha256").is_some() {
        let sha256 = r.fingerprint(subject)?;
        let ca = catalog.cas().find(|found| found.ca.sha256 == Some(sha256)).map(|found| found.ca.name.clone());
        What::Pin { sha256, ca }
    } else if table.get("ca").is_some() {
        ca(r, subject, catalog)?
    } else {
        generation(r, subject, table, catalog)?
    };
    let at = subject.span().start;
    let rule = Rule { what, comment, from, until, targets };
    // The same in other stores or at another time is another rule.
    if rule.targets.is_empty() && from.is_none() && until.is_none() {
        r.unique(seen, "the rule for", &rule.what.name(), at);
    }
    (r.mistakes() == before).then_some((rule, at))
}

fn ca(r: &mut Reader, item: &Item<'_>, catalog: &Catalog) -> Option<What> {
    let named = r.owned(item)?;
    let (of, name) = match named.split_once('/') {
        Some((pki, name)) if catalog.pki(pki).is_some() => (Some(pki), name),
        _ => (None, named.as_str()),
    };
    let is_it = |id: &CaId| id.ca == name && of.is_none_or(|pki| pki == id.generation.pki);
    let ids: Vec<CaId> = catalog.cas().map(|found| found.ca_id()).filter(is_it).collect();
    if ids.is_empty() {
        let known = catalog.cas().filter(|found| of.is_none_or(|pki| pki == found.pki.id));
        let suggestion = closest(name, known.map(|found| found.ca.name.as_str())).map(str::to_owned);
        r.mistake(item.span().start, MistakeKind::UnknownCa { name: shown(&named), suggestion });
        return None;
    }
    Some(What::Ca { named, ids })
}

fn generation(r: &mut Reader, item: &Item<'_>, table: Table<'_>, catalog: &Catalog) -> Option<What> {
    let roles = r.optional(table, "roles", |r, item| {
        let words = r.array(item)?;
        if words.is_empty() {
            r.mistake(item.span().start, MistakeKind::Empty);
        }
        let roles = words.into_iter().map(|word| Some((r.word(word, ROLES)?, word.span().start)));
        let mut roles: Vec<(Role, usize)> = roles.collect::<Option<_>>()?;
        let mut seen = Vec::new();
        roles.retain(|(role, _)| {
            !seen.contains(role) && {
                seen.push(*role);
                true
            }
        });
        Some(roles)
    });
    let named = r.owned(item)?;
    let ids = catalog.generations_named(&named);
    if ids.is_empty() {
        let mut known: Vec<String> = vec!["old".to_owned(), "new".to_owned()];
        for pki in &catalog.pkis {
            known.extend(pki.generations.iter().flat_map(|g| [g.id.clone(), format!("{}/{}", pki.id, g.id)]));
        }
        let suggestion = closest(&named, known.iter().map(String::as_str)).map(str::to_owned);
        r.mistake(item.span().start, MistakeKind::UnknownGeneration { id: shown(&named), suggestion });
        return None;
    }
    let roles = roles.unwrap_or_default();
    for (role, at) in &roles {
        let serves = |own: Role| chosen(&[*role], own);
        let mut cas = catalog.cas().filter(|found| ids.contains(&found.id()));
        if !cas.any(|found| coverage::roles(found.ca).into_iter().any(serves)) {
            r.mistake(*at, MistakeKind::NoCaForRole { generation: shown(&named), role: role.word() });
        }
    }
    let of_environment = !named.contains('/');
    Some(What::Generation { named, ids, of_environment, roles: roles.into_iter().map(|(role, _)| role).collect() })
}

fn targets(r: &mut Reader, table: Table<'_>) -> Vec<Pattern> {
    let mut count = 0;
    r.list(table, "targets", |r, item| {
        count += 1;
        let text = r.owned(item)?;
        if count == MAX_TARGETS + 1 {
            r.mistake(item.span().start, MistakeKind::TooMany { limit: MAX_TARGETS });
        }
        if text.len() > Pattern::MAX {
            r.mistake(item.span().start, MistakeKind::TooLarge { limit: Pattern::MAX });
        }
        (count <= MAX_TARGETS).then(|| Pattern::new(text))
    })
}

/// The same is wanted and forbidden, equally precisely, at the same time, in the same stores.
fn contradictions(r: &mut Reader, require: &[(Rule, usize)], allow: &[(Rule, usize)], forbid: &[(Rule, usize)]) {
    for (forbidden, at) in forbid {
        for (wanted, first) in require.iter().chain(allow) {
            if same(&wanted.what, &forbidden.what) && overlap(wanted, forbidden) {
                let value = shown(&forbidden.what.name());
                // Told where the later of the two stands.
                r.mistake_about(*at.max(first), MistakeKind::Contradicts { value, first_line: 0 }, *at.min(first));
                break;
            }
        }
    }
}

fn same(one: &What, other: &What) -> bool {
    match (one, other) {
        (What::Pin { sha256: one, .. }, What::Pin { sha256: other, .. }) => one == other,
        (What::Ca { ids: some, .. }, What::Ca { ids: others, .. }) => some.iter().any(|id| others.contains(id)),
        (What::Generation { ids: some, roles, .. }, What::Generation { ids: others, roles: other_roles, .. }) => {
            let meet =
                |role: &Role| other_roles.iter().any(|other| chosen(&[*role], *other) || chosen(&[*other], *role));
            let roles_meet = roles.is_empty() && other_roles.is_empty() || roles.iter().any(meet);
            roles_meet && some.iter().any(|id| others.contains(id))
        }
        _ => false,
    }
}

fn overlap(one: &Rule, other: &Rule) -> bool {
    let before = |end: Option<Date>, begin: Option<Date>| end.zip(begin).is_some_and(|(end, begin)| end < begin);
    let in_time = !before(one.until, other.from) && !before(other.until, one.from);
    // Whether two patterns have a store in common is left to the store.
    in_time && (one.targets == other.targets || one.targets.is_empty() || other.targets.is_empty())
}
