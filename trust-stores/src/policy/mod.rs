//! Policies (`--require`): what a store must hold, may hold and must not hold. The file format is described in
//! `docs/audit-policy.md`.
//!
//! The more precise rule wins: a rule for a certificate over one for a CA, that over one for some roles of a generation, and that over
//! one for a whole generation. So "forbid the old generation" and "allow this one CA of it" go together. Of rules that are equally
//! precise, one that forbids wins.

use std::collections::{HashMap, HashSet};

use tillit_verifier::catalog::store::CaId;
use tillit_verifier::catalog::{CaEntry, Mistake};
use tillit_verifier::verdict::GenerationId;
use tillit_verifier::{Certificate, Fingerprint};
use time::Date;

use crate::coverage::{self, Role, login_grant};
use crate::examine::{Environment, Examined, Measure};
use crate::observation::{Observation, Which};
use crate::store::{Entry, Grant, Location};

pub(crate) mod parse;
mod pattern;
mod preset;

pub use parse::{MAX_FILE_BYTES, MAX_RULES};
pub use pattern::Pattern;
pub use preset::{PRESETS, is_preset};

/// What stores are held against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What it is called: the word of a preset, or the name that its file gives it.
    pub name: Option<String>,
    /// What the stores are meant for, where the policy says so. It also says which PKIs names such as `new` stand for.
    pub environment: Option<Environment>,
    /// The stores it speaks of; empty: every one.
    pub targets: Vec<Pattern>,
    /// What no rule names may be there.
    pub allow_others: bool,
    /// What must be there, usable for a login.
    pub require: Vec<Rule>,
    /// What may be there.
    pub allow: Vec<Rule>,
    /// What must not be there.
    pub forbid: Vec<Rule>,
    /// It is a preset, which does not know whose cards a service takes. So of several PKIs only those are required of which a store
    /// has anything, if it has anything of any; and nothing is required of a generation that has ended.
    is_preset: bool,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What it is about.
    pub what: What,
    /// Why: for those who read the report.
    pub comment: Option<String>,
    /// It holds from this day on (UTC).
    pub from: Option<Date>,
    /// It holds until this day is over (UTC).
    pub until: Option<Date>,
    /// The stores it speaks of; empty: those of the policy.
    pub targets: Vec<Pattern>,
}

/// What a rule is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A certificate.
    Pin {
        /// Its SHA-256.
        sha256: Fingerprint,
        /// The catalog's name for it.
        ca: Option<String>,
    },
    /// A CA of the catalog, whichever of its certificates.
    Ca {
        /// As the policy names it.
        named: String,
        /// The CAs of this name. Where one is required, any of them will do.
        ids: Vec<CaId>,
    },
    /// Generations.
    Generation {
        /// As the policy names it.
        named: String,
        /// The generations of this name.
        ids: Vec<GenerationId>,
        /// It is named without its PKI: the PKIs of the environment are meant.
        of_environment: bool,
        /// Only the CAs for these; [`Role::Persons`] without a level stands for every level. Empty: all.
        roles: Vec<Role>,
    },
}

/// Why a policy is refused: everything that is wrong with it, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}", .mistakes.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct PolicyError {
    /// Never empty.
    pub mistakes: Vec<Mistake>,
}

/// How precise a rule is; the greater wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Precision {
    Generation,
    Roles,
    Ca,
    Pin,
}

impl What {
    /// What a report calls it.
    pub fn name(&self) -> String {
        match self {
            Self::Pin { sha256, ca } => ca.clone().unwrap_or_else(|| sha256.to_string()),
            Self::Ca { named, .. } => named.clone(),
            Self::Generation { named, roles, .. } if roles.is_empty() => named.clone(),
            Self::Generation { named, roles, .. } => {
                let roles: Vec<String> = roles.iter().map(|role| role.word()).collect();
                format!("{named} ({})", roles.join(", "))
            }
        }
    }

    fn precision(&self) -> Precision {
        match self {
            Self::Pin { .. } => Precision::Pin,
            Self::Ca { .. } => Precision::Ca,
            Self::Generation { roles, .. } if roles.is_empty() => Precision::Generation,
            Self::Generation { .. } => Precision::Roles,
        }
    }
}

/// `wanted` is among `roles`, or there are none to choose from.
fn chosen(roles: &[Role], wanted: Role) -> bool {
    let any_level = matches!(wanted, Role::Persons(_)) && roles.contains(&Role::Persons(None));
    roles.is_empty() || any_level || roles.contains(&wanted)
}

impl Rule {
    /// A rule without conditions.
    fn about(what: What) -> Self {
        Self { what, comment: None, from: None, until: None, targets: Vec::new() }
    }

    fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }
}

impl Policy {
    /// Whether a certificate is one that the policy names by its pin: of a very large store those must be kept.
    pub fn matters(&self) -> impl Fn(&Certificate) -> bool + Sync + use<> {
        let rules = self.require.iter().chain(&self.allow).chain(&self.forbid);
        let pins: HashSet<Fingerprint> = rules
            .filter_map(|rule| match &rule.what {
                What::Pin { sha256, .. } => Some(*sha256),
                _ => None,
            })
            .collect();
        move |certificate| !pins.is_empty() && pins.contains(&certificate.fingerprint())
    }

    /// Holds a store against the policy. Empty: it holds, or speaks of other stores.
    pub fn hold(&self, examined: &Examined, measure: &Measure<'_>) -> Vec<Observation> {
        if !named(&self.targets, examined) {
            return Vec::new();
        }
        let held = Held::new(self, examined, measure);
        let mut observations = held.required(self.is_preset);
        observations.extend(held.unwanted(self.allow_others));
        observations
    }
}

/// What of a policy speaks of no store of a run: its patterns name another path, or a mistyped one. Then nothing was held against it, and
/// that nothing is said of a store does not mean that it holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// The rule; `None`: the whole policy.
    pub rule: Option<String>,
    /// The patterns, as they are written.
    pub targets: Vec<String>,
}

impl Policy {
    /// What of the policy speaks of none of these stores, each given by the word of its place and where it lies; those that could not
    /// be read count. Rules that have ended by this day are left out.
    pub fn unmatched(&self, stores: &[(&str, &Location)], day: Date) -> Vec<Unmatched> {
        let any = |targets: &[Pattern]| {
            let names = |pattern: &Pattern| stores.iter().any(|(place, location)| pattern.names_at(place, location));
            targets.is_empty() || targets.iter().any(names)
        };
        let written = |targets: &[Pattern]| targets.iter().map(|pattern| pattern.as_str().to_owned()).collect();
        if !any(&self.targets) {
            return vec![Unmatched { rule: None, targets: written(&self.targets) }];
        }
        // A rule applies to a store that both it and the policy name.
        let both = |rule: &Rule| {
            let speaks = |(place, location): &(&str, &Location)| {
                let names =
                    |of: &[Pattern]| of.is_empty() || of.iter().any(|pattern| pattern.names_at(place, location));
                names(&self.targets) && names(&rule.targets)
            };
            rule.targets.is_empty() || stores.iter().any(speaks)
        };
        let rules = self.require.iter().chain(&self.allow).chain(&self.forbid);
        let rules: Vec<&Rule> = rules.filter(|rule| rule.until.is_none_or(|until| day <= until)).collect();
        let idle: Vec<&Rule> = rules.iter().copied().filter(|rule| !both(rule)).collect();
        if self.allow_others && !idle.is_empty() && idle.len() == rules.len() {
            let mut targets: Vec<String> = Vec::new();
            for pattern in idle.iter().flat_map(|rule| &rule.targets).map(Pattern::as_str) {
                if !targets.iter().any(|known| known == pattern) {
                    targets.push(pattern.to_owned());
                }
            }
            return vec![Unmatched { rule: None, targets }];
        }
        idle.iter().map(|rule| Unmatched { rule: Some(rule.what.name()), targets: written(&rule.targets) }).collect()
    }
}

fn named(targets: &[Pattern], examined: &Examined) -> bool {
    targets.is_empty() || targets.iter().any(|pattern| pattern.names(&examined.store))
}

/// The rules that are in force for one store, and the store.
struct Held<'a> {
    examined: &'a Examined,
    measure: &'a Measure<'a>,
    require: Vec<&'a Rule>,
    allow: Vec<&'a Rule>,
    forbid: Vec<&'a Rule>,
    environment: Environment,
    /// The catalog's CAs that are here or that rules speak of.
    roles: HashMap<CaId, (bool, Vec<Role>)>,
}

impl<'a> Held<'a> {
    fn new(policy: &'a Policy, examined: &'a Examined, measure: &'a Measure<'a>) -> Self {
        let day = measure.now.date();
        let in_force = |rules: &'a [Rule]| -> Vec<&'a Rule> {
            rules.iter().filter(|rule| rule.holds_on(day) && named(&rule.targets, examined)).collect()
        };
        let of = |ca: &CaEntry| (ca.is_root(), coverage::roles(ca));
        Self {
            examined,
            measure,
            require: in_force(&policy.require),
            allow: in_force(&policy.allow),
            forbid: in_force(&policy.forbid),
            environment: policy.environment.or(measure.environment).unwrap_or(Environment::Production),
            roles: measure.catalog.cas().map(|found| (found.ca_id(), of(found.ca))).collect(),
        }
    }

    /// The generations that a rule speaks of here.
    fn generations<'r>(
        &self,
        ids: &'r [GenerationId],
        of_environment: bool,
    ) -> impl Iterator<Item = &'r GenerationId> + use<'r, 'a> {
        let (catalog, test) = (self.measure.catalog, self.environment == Environment::Test);
        ids.iter()
            .filter(move |id| !of_environment || catalog.pki(&id.pki).is_some_and(|pki| pki.test_environment == test))
    }

    fn entries(&self) -> impl Iterator<Item = (usize, &'a Entry, &'a Certificate, Option<&'a CaId>)> + use<'a> {
        let examined = self.examined;
        examined.store.entries.iter().enumerate().filter_map(|(index, entry)| {
            let ca = examined.recognised.get(index).and_then(Option::as_ref);
            Some((index, entry, entry.certificate.as_ref().ok()?, ca))
        })
    }

    /// A rule is about this certificate.
    fn is_about(&self, what: &What, certificate: Option<Fingerprint>, ca: Option<&CaId>) -> bool {
        match (what, ca) {
            (What::Pin { sha256, .. }, _) => certificate == Some(*sha256),
            (What::Ca { ids, .. }, Some(ca)) => ids.contains(ca),
            (What::Generation { ids, of_environment, roles, .. }, Some(ca)) => {
                let of = self.roles.get(ca);
                let serves = || match of {
                    // The root is needed by every role of its generation, and stands for none of them alone.
                    Some((true, own)) if own.is_empty() => true,
                    Some((_, own)) => own.iter().any(|role| chosen(roles, *role)),
                    None => false,
                };
                self.generations(ids, *of_environment).any(|id| *id == ca.generation) && (roles.is_empty() || serves())
            }
            _ => false,
        }
    }

    /// The most precise of these rules that is about this certificate.
    fn most_precise(
        &self,
        rules: &[&'a Rule],
        certificate: Option<Fingerprint>,
        ca: Option<&CaId>,
    ) -> Option<(&'a Rule, Precision)> {
        rules
            .iter()
            .filter(|rule| self.is_about(&rule.what, certificate, ca))
            .map(|rule| (*rule, rule.what.precision()))
            // The first of equals, so that a report names the rule that stands first.
            .fold(None, |best: Option<(&Rule, Precision)>, next| match best {
                Some(best) if best.1 >= next.1 => Some(best),
                _ => Some(next),
            })
    }

    /// The rule that forbids this certificate, or any of a CA, unless a more precise one says that it may be here.
    fn forbidden(&self, certificate: Option<Fingerprint>, ca: Option<&CaId>) -> Option<&'a Rule> {
        let (rule, precision) = self.most_precise(&self.forbid, certificate, ca)?;
        // A ban of some roles of a generation is none of the root that the others need as well.
        let root = ca.and_then(|ca| self.roles.get(ca)).is_some_and(|(is_root, own)| *is_root && own.is_empty());
        if precision == Precision::Roles && root {
            return None;
        }
        let permitted = [&self.require, &self.allow]
            .into_iter()
            .filter_map(|rules| self.most_precise(rules, certificate, ca))
            .any(|(_, permitted)| permitted > precision);
        (!permitted).then_some(rule)
    }

    fn required(&self, is_preset: bool) -> Vec<Observation> {
        let present: HashSet<&str> =
            self.examined.recognised.iter().flatten().map(|ca| ca.generation.pki.as_str()).collect();
        let of_any = self.require.iter().any(|rule| self.speaks_of(&rule.what, &present));
        let mut observations = Vec::new();
        for rule in &self.require {
            let comment = rule.comment.clone();
            match &rule.what {
                What::Generation { ids, of_environment, roles, .. } => {
                    let others = |id: &GenerationId| {
                        is_preset && *of_environment && of_any && !present.contains(id.pki.as_str())
                    };
                    for id in self.generations(ids, *of_environment).filter(|id| !others(id)) {
                        let missing = self.missing(id, roles, is_preset);
                        if !missing.is_empty() {
                            let (generation, comment) = (id.clone(), comment.clone());
                            observations.push(Observation::RequiredGenerationIncomplete {
                                generation,
                                missing,
                                comment,
                            });
                        }
                    }
                }
                what if !self.is_usable(what) => {
                    observations.push(Observation::RequiredMissing { what: what.name(), comment });
                }
                _ => {}
            }
        }
        observations
    }

    /// A rule speaks of a generation of one of these PKIs.
    fn speaks_of(&self, what: &What, pkis: &HashSet<&str>) -> bool {
        match what {
            What::Generation { ids, of_environment, .. } => {
                self.generations(ids, *of_environment).any(|id| pkis.contains(id.pki.as_str()))
            }
            _ => false,
        }
    }

    /// Names of the CAs that the roles of a generation need and that are not usable here.
    fn missing(&self, id: &GenerationId, roles: &[Role], is_preset: bool) -> Vec<String> {
        let examined = self.examined;
        let pki = self.measure.catalog.pki(&id.pki);
        let generation = pki.and_then(|pki| pki.generation(&id.generation));
        if let Some(generation) = generation.filter(|generation| generation.is_over(self.measure.now)) {
            // Its roots have ended: nobody can log in with it, whatever is here. Whoever requires it by name is told.
            let roots = generation.cas.iter().filter(|ca| !is_preset && ca.is_root());
            return roots.map(|ca| ca.name.clone()).collect();
        }
        let covered = coverage::of_one(&examined.store, &examined.recognised, self.measure, id);
        let mut missing = Vec::new();
        for ca in covered.iter().filter(|coverage| chosen(roles, coverage.role)).flat_map(|coverage| &coverage.missing)
        {
            // "The generation, but not this CA of it."
            if !missing.contains(&ca.ca) && self.forbidden(None, Some(ca)).is_none() {
                missing.push(ca.ca.clone());
            }
        }
        missing
    }

    /// What is required is here and of use: neither distrusted nor passed over, and in time.
    fn is_usable(&self, what: &What) -> bool {
        let usable = |is_root: bool, is_it: &dyn Fn(&Certificate, Option<&CaId>) -> bool| {
            let entries = self.entries().filter(|(_, _, certificate, ca)| is_it(certificate, *ca));
            coverage::is_usable(&self.examined.store, entries.map(|(_, entry, ..)| entry), is_root, self.measure.now)
        };
        match what {
            What::Pin { sha256, .. } => {
                let is_it = |certificate: &Certificate| certificate.fingerprint() == *sha256;
                let found = self.entries().find(|(_, _, certificate, _)| is_it(certificate));
                found.is_some_and(|(_, _, certificate, _)| {
                    usable(certificate.is_self_issued(), &|certificate, _| is_it(certificate))
                })
            }
            What::Ca { ids, .. } => ids.iter().any(|id| {
                let is_root = self.roles.get(id).is_some_and(|(is_root, _)| *is_root);
                usable(is_root, &|_, ca| ca == Some(id))
            }),
            What::Generation { .. } => true,
        }
    }

    /// What must not be here, each certificate once.
    fn unwanted(&self, allow_others: bool) -> Vec<Observation> {
        let mut observations = Vec::new();
        let mut seen = HashSet::new();
        for (index, entry, certificate, ca) in self.entries() {
            // Distrust keeps a certificate out better than its absence.
            if login_grant(&self.examined.store, entry) == Grant::Distrusted || !seen.insert(certificate.fingerprint())
            {
                continue;
            }
            let sha256 = Some(certificate.fingerprint());
            let which = || Which::of(index, entry, certificate);
            if let Some(rule) = self.forbidden(sha256, ca) {
                let (rule, comment) = (rule.what.name(), rule.comment.clone());
                observations.push(Observation::ForbiddenPresent { which: which(), rule, comment });
            } else if !allow_others {
                let rules = self.require.iter().chain(&self.allow);
                let is_named = rules.map(|rule| &rule.what).any(|what| self.is_about(what, sha256, ca));
                if !is_named {
                    observations.push(Observation::NotAllowed(which()));
                }
            }
        }
        let passed_over = self.examined.store.passed_over;
        if !allow_others && passed_over > 0 {
            observations.push(Observation::OthersNotAllowed(passed_over));
        }
        observations
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
