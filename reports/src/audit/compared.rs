//! What changed between two stores, or since an earlier report: for JSON and for people.

use schemars::JsonSchema;
use serde::Serialize;
use tillit_trust_stores::compare::{Changed, Compared, Comparison, CoverageChange, Difference, Item};
use tillit_trust_stores::coverage::{Effect, State};
use tillit_trust_stores::store::{Grant, Trust};
use tillit_verifier::verdict::Severity;

use super::json::{EffectWord, StateWord, TrustResult};
use super::say::Speaker;
use super::{ComparedWith, coverage};
use crate::i18n::Texts;
use crate::plain::clean;
use crate::style::{Detail, Marks, Style, wrap};

/// What was compared with what.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ComparedResult {
    /// The store, place or report that was compared with, as the user named it.
    pub against: String,
    /// One for each store of both sides.
    pub stores: Vec<ComparedStore>,
}

/// What became of one store.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ComparedStore {
    /// Whether it could be compared.
    pub status: ComparedWord,
    /// The name of the earlier one.
    pub before: Option<String>,
    /// The name of the later one.
    pub after: Option<String>,
    /// Certificates that are in both, alike.
    pub same: usize,
    /// Not every entry of both is known: there may be more differences.
    pub incomplete: bool,
    /// Only in the later one.
    pub added: Vec<ItemResult>,
    /// Only in the earlier one.
    pub removed: Vec<ItemResult>,
    /// In both, and not alike.
    pub changed: Vec<ChangedResult>,
    /// What it means for those who log in.
    pub coverage: Vec<CoverageChangeResult>,
}

words! {
    /// Whether a store could be compared.
    ComparedWord {
        /// It is in both
        Both = Compared::Both(_),
        /// There is nothing to compare it with
        OnlyAfter = Compared::OnlyAfter(_),
        /// It was there and is not any more
        OnlyBefore = Compared::OnlyBefore(_),
        /// One of both could not be read
        CannotSay = Compared::CannotSay { .. },
    } from &Compared
}

/// A certificate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ItemResult {
    /// SHA-256 of the DER encoding, upper-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub sha256: String,
    /// Subject (RFC 4514), personal numbers masked unless asked for.
    pub subject: String,
    /// Alias.
    pub alias: Option<String>,
    /// What it is trusted for.
    pub trust: TrustResult,
    /// Name of the CA of the catalog that it is.
    pub ca: Option<String>,
}

/// A certificate that is in both, and not alike.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ChangedResult {
    /// As it is in the later store.
    #[serde(flatten)]
    pub item: ItemResult,
    /// Its aliases before and after, where they differ.
    pub aliases: Option<[Vec<String>; 2]>,
    /// What it was and is trusted for, where that differs.
    pub trusted: Option<[TrustResult; 2]>,
    /// How many times it was and is there, where that differs.
    pub copies: Option<[usize; 2]>,
}

/// What became of one generation and role.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct CoverageChangeResult {
    /// Id of the PKI.
    pub pki: String,
    /// Id of the generation in it.
    pub generation: String,
    /// Who.
    pub role: String,
    /// How much was there, and is.
    pub state: [StateWord; 2],
    /// What followed, and what follows.
    pub effect: [EffectWord; 2],
    /// CAs that are usable now and were not.
    pub gained: Vec<String>,
    /// CAs that were usable and are not now.
    pub lost: Vec<String>,
}

/// For JSON.
pub(super) fn result(speak: &Speaker<'_>, compared: &ComparedWith) -> ComparedResult {
    ComparedResult {
        against: compared.against.clone(),
        stores: compared.stores.iter().map(|one| store(speak, one)).collect(),
    }
}

fn store(speak: &Speaker<'_>, compared: &Compared) -> ComparedStore {
    let mut out = ComparedStore {
        status: compared.into(),
        before: None,
        after: None,
        same: 0,
        incomplete: false,
        added: Vec::new(),
        removed: Vec::new(),
        changed: Vec::new(),
        coverage: Vec::new(),
    };
    match compared {
        Compared::Both(comparison) => {
            out.before = Some(comparison.before.clone());
            out.after = Some(comparison.after.clone());
            out.same = comparison.same;
            out.incomplete = comparison.incomplete;
            out.added = comparison.added.iter().map(|one| item(speak, one)).collect();
            out.removed = comparison.removed.iter().map(|one| item(speak, one)).collect();
            out.changed = comparison.changed.iter().map(|one| changed(speak, one)).collect();
            out.coverage = comparison.coverage.iter().map(coverage_change).collect();
        }
        Compared::OnlyAfter(after) => out.after = Some(after.clone()),
        Compared::OnlyBefore(before) => out.before = Some(before.clone()),
        Compared::CannotSay { before, after } => {
            out.before = Some(before.clone());
            out.after = Some(after.clone());
        }
    }
    out
}

fn item(speak: &Speaker<'_>, item: &Item) -> ItemResult {
    ItemResult {
        sha256: item.sha256.to_string(),
        subject: speak.masked(&item.subject),
        alias: item.alias.as_deref().map(|alias| speak.masked(alias)),
        trust: trust(item.trust),
        ca: item.ca.clone(),
    }
}

fn trust(trust: Trust) -> TrustResult {
    TrustResult { client: trust.client.into(), server: trust.server.into(), email: trust.email.into() }
}

fn changed(speak: &Speaker<'_>, changed: &Changed) -> ChangedResult {
    let mut out = ChangedResult { item: item(speak, &changed.item), aliases: None, trusted: None, copies: None };
    for difference in &changed.differences {
        match difference {
            Difference::Aliases { before, after } => {
                let masked = |aliases: &[String]| aliases.iter().map(|alias| speak.masked(alias)).collect();
                out.aliases = Some([masked(before), masked(after)]);
            }
            Difference::Trust { before, after } => out.trusted = Some([trust(*before), trust(*after)]),
            Difference::Copies { before, after } => out.copies = Some([*before, *after]),
        }
    }
    out
}

fn coverage_change(change: &CoverageChange) -> CoverageChangeResult {
    CoverageChangeResult {
        pki: change.generation.pki.clone(),
        generation: change.generation.generation.clone(),
        role: change.role.word(),
        state: [change.state.0.into(), change.state.1.into()],
        effect: [change.effect.0.into(), change.effect.1.into()],
        gained: change.gained.clone(),
        lost: change.lost.clone(),
    }
}

/// How much what changed weighs; `None` where nothing did. That something is other than before is good to know; that a generation lost
/// something of what its logins need, or that a store is gone, is for somebody to act on.
pub(super) fn severity(compared: &Compared) -> Option<Severity> {
    let how_much = |state: State| match state {
        State::Absent => 0,
        State::Partial => 1,
        State::Complete => 2,
    };
    let how_good = |effect: Effect| match effect {
        Effect::Refuses | Effect::CannotSay => 0,
        Effect::SomeIssuers | Effect::OnlyWithIssuer => 1,
        Effect::LetsIn => 2,
    };
    match compared {
        Compared::Both(comparison) if comparison.is_same() => None,
        Compared::Both(comparison) => {
            let worse = comparison.coverage.iter().any(|change| {
                let ((was, is), (let_in, lets_in)) = (change.state, change.effect);
                !change.lost.is_empty() || how_much(is) < how_much(was) || how_good(lets_in) < how_good(let_in)
            });
            Some(if worse { Severity::Warning } else { Severity::Info })
        }
        Compared::OnlyAfter(_) => Some(Severity::Info),
        Compared::OnlyBefore(_) => Some(Severity::Warning),
        Compared::CannotSay { .. } => Some(Severity::Error),
    }
}

/// For people.
pub(super) fn human(speak: &Speaker<'_>, compared: &ComparedWith, style: &Style) -> String {
    let against = clean(&compared.against);
    let mut out = wrap(&speak.texts.format("audit-compared", &[("against", against.into())]), style.width, 0, 2);
    for one in &compared.stores {
        let line = |id: &str, values: &[(&str, crate::i18n::Value<'_>)]| {
            wrap(&speak.texts.format(id, values), style.width, 2, 4)
        };
        match one {
            Compared::Both(comparison) => out.push_str(&both(speak, comparison, style)),
            Compared::OnlyAfter(name) => out.push_str(&line("audit-only-after", &[("store", clean(name).into())])),
            Compared::OnlyBefore(name) => out.push_str(&line("audit-only-before", &[("store", clean(name).into())])),
            Compared::CannotSay { after, .. } => {
                out.push_str(&line("audit-cannot-compare", &[("store", clean(after).into())]));
            }
        }
    }
    out
}

fn both(speak: &Speaker<'_>, comparison: &Comparison, style: &Style) -> String {
    /// Certificates of one kind that are listed without `-v`.
    const LISTED: usize = 10;
    let texts = speak.texts;
    let room = if style.detail == Detail::Full { usize::MAX } else { LISTED };
    let arrow = match style.marks {
        Marks::Unicode => "→",
        Marks::Ascii => "->",
    };
    let values = [
        ("store", clean(&comparison.after).into()),
        ("same", comparison.same.into()),
        ("added", comparison.added.len().into()),
        ("removed", comparison.removed.len().into()),
        ("changed", comparison.changed.len().into()),
    ];
    let id = if comparison.is_same() { "audit-compared-same" } else { "audit-compared-differs" };
    let mut out = wrap(&texts.format(id, &values), style.width, 2, 4);
    if comparison.incomplete {
        out.push_str(&wrap(&texts.get("audit-compared-incomplete"), style.width, 2, 4));
    }
    // What it means stands before the certificates.
    for change in &comparison.coverage {
        let name = speak.generation_name(&change.generation);
        let state = |state| texts.get(super::human::state_id(state));
        let mut line = format!(
            "{}, {}: {} {arrow} {}",
            clean(&name),
            speak.roles(&[change.role], &[]),
            state(change.state.0),
            state(change.state.1)
        );
        for (id, names) in [("audit-gained", &change.gained), ("audit-lost", &change.lost)] {
            if !names.is_empty() {
                let names = clean(&coverage::short_names(names, &name).join(", "));
                line.push_str(&texts.format(id, &[("names", names.into())]));
            }
        }
        out.push_str(&wrap(&line, style.width, 4, 6));
    }
    let lists = [("+", &comparison.added), ("-", &comparison.removed)];
    for (sign, items) in lists {
        for one in items.iter().take(room) {
            out.push_str(&wrap(&format!("{sign} {}", named(speak, one)), style.width, 4, 6));
        }
        out.push_str(&rest(texts, style, items.len(), room));
    }
    for one in comparison.changed.iter().take(room) {
        let what: Vec<String> =
            one.differences.iter().map(|difference| difference_text(speak, difference, arrow)).collect();
        let line = format!("~ {}: {}", named(speak, &one.item), what.join("; "));
        out.push_str(&wrap(&line, style.width, 4, 6));
    }
    out.push_str(&rest(texts, style, comparison.changed.len(), room));
    out
}

fn rest(texts: &Texts, style: &Style, count: usize, room: usize) -> String {
    if count <= room {
        return String::new();
    }
    wrap(&texts.format("audit-more-of-the-same", &[("count", (count - room).into())]), style.width, 4, 6)
}

fn named(speak: &Speaker<'_>, item: &Item) -> String {
    let name = item.ca.as_deref().unwrap_or(&item.subject);
    let alias = item.alias.as_deref().map(|alias| format!(" \"{}\"", speak.shown(alias))).unwrap_or_default();
    format!("{}{alias}", speak.shown(name))
}

fn difference_text(speak: &Speaker<'_>, difference: &Difference, arrow: &str) -> String {
    let texts = speak.texts;
    match difference {
        Difference::Aliases { before, after } => {
            let list = |aliases: &[String]| speak.shown(&aliases.join(", "));
            texts.format(
                "audit-alias-changed",
                &[("before", list(before).into()), ("after", list(after).into()), ("arrow", arrow.to_owned().into())],
            )
        }
        Difference::Copies { before, after } => texts.format(
            "audit-copies-changed",
            &[("before", (*before).into()), ("after", (*after).into()), ("arrow", arrow.to_owned().into())],
        ),
        Difference::Trust { before, after } => {
            let grant = |grant: Grant| texts.get(&format!("audit-grant-{}", grant.word()));
            let purposes = [
                ("client", before.client, after.client),
                ("server", before.server, after.server),
                ("email", before.email, after.email),
            ];
            let each: Vec<String> = purposes
                .iter()
                .filter(|(_, before, after)| before != after)
                .map(|(purpose, before, after)| {
                    let purpose = texts.get(&format!("audit-purpose-{purpose}"));
                    format!("{purpose}: {} {arrow} {}", grant(*before), grant(*after))
                })
                .collect();
            each.join(", ")
        }
    }
}
