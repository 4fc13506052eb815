//! What changed between two stores, or between a store and what an earlier report says of it.
//!
//! Certificates are matched by their SHA-256, never by alias: a store whose aliases were all renamed holds the same certificates, and
//! one in which a certificate was exchanged under its old alias does not.

use std::collections::{BTreeMap, BTreeSet};

use tillit_verifier::Fingerprint;
use tillit_verifier::verdict::GenerationId;

use crate::coverage::{Effect, Role, State};
use crate::store::Trust;

mod report;
mod side;

pub use report::ReportError;
pub use side::{Contents, CoverageOf, Item, Side};

/// Two stores, and what lies between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The name of the store that is compared with: the earlier one, the model.
    pub before: String,
    /// The name of the store that is asked about.
    pub after: String,
    /// Only in the second, in its order.
    pub added: Vec<Item>,
    /// Only in the first, in its order.
    pub removed: Vec<Item>,
    /// In both, and not alike, in the order of the second.
    pub changed: Vec<Changed>,
    /// How many certificates are in both, alike.
    pub same: usize,
    /// What it means for those who log in: every generation and role for which something became another.
    pub coverage: Vec<CoverageChange>,
    /// Not every entry of both is known: some could not be read, or a store has more entries than are kept. Then what is listed
    /// holds, and there may be more.
    pub incomplete: bool,
}

impl Comparison {
    /// Both hold the same certificates with the same trust, as far as is known (see [`Comparison::incomplete`]), and let the same cards
    /// in: they may not where one is of a form that its consumer does not load, or a CA has ended between one and the other.
    pub fn is_same(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty() && self.coverage.is_empty()
    }
}

/// A certificate that is in both stores, and not alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// As it is in the second store.
    pub item: Item,
    /// In what it differs; never empty.
    pub differences: Vec<Difference>,
}

/// In what a certificate's entries differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Difference {
    /// Other aliases: all of the first store, all of the second, sorted.
    Aliases {
        /// In the first store.
        before: Vec<String>,
        /// In the second store.
        after: Vec<String>,
    },
    /// Trusted for something else.
    Trust {
        /// In the first store.
        before: Trust,
        /// In the second store.
        after: Trust,
    },
    /// Another number of copies.
    Copies {
        /// In the first store.
        before: usize,
        /// In the second store.
        after: usize,
    },
}

/// What became of one generation and role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoverageChange {
    /// Which generation.
    pub generation: GenerationId,
    /// Who.
    pub role: Role,
    /// How much was there, and is.
    pub state: (State, State),
    /// What followed, and what follows.
    pub effect: (Effect, Effect),
    /// Names of CAs that the role needs and that are usable in the second store only.
    pub gained: Vec<String>,
    /// Names of CAs that the role needs and that are usable in the first store only.
    pub lost: Vec<String>,
}

/// What became of a store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Compared {
    /// It is in both.
    Both(Comparison),
    /// There is nothing to compare this one with: its name.
    OnlyAfter(String),
    /// It was there and is not any more: its name.
    OnlyBefore(String),
    /// It is in both, and one of them could not be read: whether something changed cannot be said.
    CannotSay {
        /// The name of the first.
        before: String,
        /// The name of the second.
        after: String,
    },
}

/// Compares two stores. `None` where one of them could not be read.
pub fn compare(before: &Side, after: &Side) -> Option<Comparison> {
    let (old, new) = (before.contents.as_ref()?, after.contents.as_ref()?);
    let (old_items, new_items) = (gather(old), gather(new));
    let only = |these: &Contents, others: &BTreeMap<Fingerprint, Gathered<'_>>| {
        each(these).filter(|item| !others.contains_key(&item.sha256)).cloned().collect()
    };
    let mut changed = Vec::new();
    let mut same = 0;
    for item in each(new) {
        let (Some(was), Some(is)) = (old_items.get(&item.sha256), new_items.get(&item.sha256)) else { continue };
        let differences = was.differences(is);
        if differences.is_empty() {
            same += 1;
        } else {
            changed.push(Changed { item: item.clone(), differences });
        }
    }
    let (added, removed): (Vec<Item>, Vec<Item>) = (only(new, &old_items), only(old, &new_items));
    let mut coverage = coverage(old, new);
    if added.is_empty() && removed.is_empty() && changed.is_empty() {
        // What only one of them was asked about is no difference between them: a generation that is over since.
        let asked = |contents: &Contents, change: &CoverageChange| {
            contents.coverage.iter().any(|of| (&of.generation, of.role) == (&change.generation, change.role))
        };
        coverage.retain(|change| asked(old, change) && asked(new, change));
    }
    Some(Comparison {
        before: before.name.clone(),
        after: after.name.clone(),
        added,
        removed,
        changed,
        same,
        coverage,
        incomplete: !(old.is_whole && new.is_whole),
    })
}

/// Compares every store of one side with its counterpart: one store with one store, whatever they are called; of several, those that
/// lie in the same place.
pub fn compare_all(before: &[Side], after: &[Side]) -> Vec<Compared> {
    if let ([old], [new]) = (before, after) {
        return vec![both(old, new)];
    }
    // Several may say that they lie in the same place, in a report that somebody edited: each is used once, in its order.
    let mut left: BTreeMap<_, Vec<&Side>> = BTreeMap::new();
    for side in before.iter().rev() {
        left.entry(&side.place).or_default().push(side);
    }
    let mut compared: Vec<Compared> = after
        .iter()
        .map(|new| match left.get_mut(&new.place).and_then(Vec::pop) {
            Some(old) => both(old, new),
            None => Compared::OnlyAfter(new.name.clone()),
        })
        .collect();
    let gone: Vec<&Side> = left.into_values().flatten().collect();
    let in_order = before.iter().filter(|side| gone.iter().any(|gone| std::ptr::eq(*gone, *side)));
    compared.extend(in_order.map(|side| Compared::OnlyBefore(side.name.clone())));
    compared
}

fn both(before: &Side, after: &Side) -> Compared {
    match compare(before, after) {
        Some(comparison) => Compared::Both(comparison),
        None => Compared::CannotSay { before: before.name.clone(), after: after.name.clone() },
    }
}

/// Every certificate once, as it stands first.
fn each(contents: &Contents) -> impl Iterator<Item = &Item> {
    let mut seen = BTreeSet::new();
    contents.items.iter().filter(move |item| seen.insert(item.sha256))
}

/// All copies of one certificate.
struct Gathered<'a> {
    aliases: Vec<&'a str>,
    trust: Trust,
    copies: usize,
}

fn gather(contents: &Contents) -> BTreeMap<Fingerprint, Gathered<'_>> {
    let mut gathered: BTreeMap<Fingerprint, Gathered<'_>> = BTreeMap::new();
    for item in &contents.items {
        let all = gathered.entry(item.sha256).or_insert(Gathered { aliases: vec![], trust: item.trust, copies: 0 });
        all.copies += 1;
        all.trust = side::together(all.trust, item.trust);
        all.aliases.extend(item.alias.as_deref());
    }
    for all in gathered.values_mut() {
        all.aliases.sort_unstable();
    }
    gathered
}

impl Gathered<'_> {
    fn differences(&self, after: &Self) -> Vec<Difference> {
        let mut differences = Vec::new();
        if self.trust != after.trust {
            differences.push(Difference::Trust { before: self.trust, after: after.trust });
        }
        if self.copies != after.copies {
            differences.push(Difference::Copies { before: self.copies, after: after.copies });
        }
        // PEM has no aliases: between formats their absence says nothing.
        if self.aliases != after.aliases && !self.aliases.is_empty() && !after.aliases.is_empty() {
            let owned = |aliases: &[&str]| aliases.iter().map(|&alias| alias.to_owned()).collect();
            differences.push(Difference::Aliases { before: owned(&self.aliases), after: owned(&after.aliases) });
        }
        differences
    }
}

/// Generations and roles for which something changed, in the order of the second store, then of the first.
fn coverage(before: &Contents, after: &Contents) -> Vec<CoverageChange> {
    let key = |coverage: &CoverageOf| (coverage.generation.clone(), coverage.role);
    let index = |contents: &Contents| -> BTreeMap<_, CoverageOf> {
        contents.coverage.iter().map(|coverage| (key(coverage), coverage.clone())).collect()
    };
    let (old, new) = (index(before), index(after));
    let mut seen = BTreeSet::new();
    let keys = after.coverage.iter().chain(&before.coverage).map(key).filter(|key| seen.insert(key.clone()));
    keys.filter_map(|key| {
        // A generation of which a store says nothing is absent there.
        let nothing = CoverageOf::absent(&key.0, key.1);
        let (was, is) = (old.get(&key).unwrap_or(&nothing), new.get(&key).unwrap_or(&nothing));
        let missing_in = |names: &[String], others: &[String]| -> Vec<String> {
            let others: BTreeSet<&String> = others.iter().collect();
            names.iter().filter(|name| !others.contains(name)).cloned().collect()
        };
        let change = CoverageChange {
            state: (was.state, is.state),
            effect: (was.effect, is.effect),
            gained: missing_in(&is.present, &was.present),
            // A CA that was there and has ended is not needed any more where nothing is missing.
            lost: if is.state == State::Complete { Vec::new() } else { missing_in(&was.present, &is.present) },
            generation: key.0.clone(),
            role: key.1,
        };
        let moved =
            was.state != is.state || was.effect != is.effect || !change.gained.is_empty() || !change.lost.is_empty();
        moved.then_some(change)
    })
    .collect()
}
