//! What a store lets in, generation by generation: the rows of one generation together, what they come to, and its finding.

use tillit_trust_stores::Observation;
use tillit_trust_stores::coverage::{Coverage, Effect, Role, State};
use tillit_trust_stores::examine::{Environment, Examined};
use tillit_verifier::catalog::{Catalog, Pki};
use tillit_verifier::verdict::{GenerationId, Severity};

use super::{AuditReport, AuditedTarget, Service};
use crate::codes::{self, Code};

/// One generation in one store.
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
#[derive(Debug)]
pub(super) struct View<'a> {
    pub(super) id: GenerationId,
    /// What people call it, as the catalog spells it.
    pub(super) name: String,
    /// Its PKI is a test environment.
    pub(super) test: bool,
    /// A test environment in a store that is used for production, too: its gaps keep no real card out.
    pub(super) beside_production: bool,
    /// The newest of its PKI.
    pub(super) newest: bool,
    /// Something of its PKI is in the store.
    pub(super) pki_is_here: bool,
    /// One for each role.
    pub(super) rows: Vec<&'a Coverage>,
}

/// What is to be said of a generation in a store.
#[derive(Clone, Copy, Debug)]
pub(super) struct Assessment {
    pub(super) code: &'static Code,
    pub(super) severity: Severity,
}

/// Whether the cards of a generation get in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ready {
    /// Those of every role.
    Yes,
    /// Those of some, or only under a condition that some meet.
    Partly,
    /// None, or only those that send their issuer.
    No,
}

impl View<'_> {
    /// How much of the whole generation is there.
    pub(super) fn state(&self) -> State {
        let all = |state: State| self.rows.iter().all(|row| row.state == state);
        match (all(State::Absent), all(State::Complete)) {
            (true, _) => State::Absent,
            (_, true) => State::Complete,
            _ => State::Partial,
        }
    }

    /// Rows in which something is missing although something of the generation is here.
    pub(super) fn incomplete(&self) -> impl Iterator<Item = &&Coverage> {
        self.rows.iter().filter(|row| row.state != State::Complete)
    }

    fn all_let_in(&self) -> bool {
        self.rows.iter().all(|row| row.effect == Effect::LetsIn)
    }

    fn any_let_in(&self) -> bool {
        self.rows.iter().any(|row| row.effect == Effect::LetsIn)
    }

    /// What is to be said of it; nothing where it is complete, or where nobody can expect it.
    ///
    /// What keeps the cards of the newest generation out is an error, unless other roles of it get in (some services let only some
    /// in). An older generation is on its way out: a warning. Whatever judges only servers needs the root alone, because servers send
    /// their issuing CAs: there it is told and no more.
    pub(super) fn assess(&self, examined: &Examined, service: Option<&Service>) -> Option<Assessment> {
        let environment = service.and_then(|service| service.environment);
        // That it is in the wrong place is said already.
        let misplaced = match environment {
            Some(Environment::Production) => self.test,
            Some(Environment::Test) => !self.test,
            None => false,
        };
        // Nobody completes a test PKI beside one of production, unless the store is for tests.
        let meant_for_tests = environment == Some(Environment::Test)
            || examined.observations.iter().any(|o| matches!(o, Observation::ProductionInTest(..)));
        let beside = self.beside_production && !meant_for_tests;
        if !self.pki_is_here || misplaced || beside || self.rows.is_empty() {
            return None;
        }
        let for_servers = judges_servers(examined);
        let has_root = self.rows.iter().any(|row| row.has_root);
        let code = match self.state() {
            State::Absent if self.newest => &codes::NEWEST_ABSENT,
            State::Complete | State::Absent => return None,
            State::Partial if has_root => &codes::ISSUERS_MISSING,
            State::Partial => &codes::ROOT_MISSING,
        };
        let severity = if self.all_let_in() || (for_servers && has_root) {
            Severity::Info
        } else if !self.newest || self.any_let_in() || for_servers || self.beside_production {
            Severity::Warning
        } else {
            Severity::Error
        };
        Some(Assessment { code, severity })
    }

    /// Whether its cards get in.
    pub(super) fn ready(&self, examined: &Examined, service: Option<&Service>) -> Ready {
        match self.assess(examined, service).map(|assessment| assessment.severity) {
            None | Some(Severity::Info) => Ready::Yes,
            Some(Severity::Warning) if self.any_let_in() => Ready::Partly,
            Some(_) => Ready::No,
        }
    }

    /// Rows that say the same, in the order of the roles.
    pub(super) fn groups(&self) -> Vec<Group> {
        let mut groups: Vec<Group> = Vec::new();
        for row in &self.rows {
            let known = groups
                .iter_mut()
                .find(|g| g.state == row.state && g.has_root == row.has_root && g.effect == row.effect);
            let names = row.missing.iter().map(|ca| ca.ca.as_str());
            if let Some(group) = known {
                group.roles.push(row.role);
                extend(&mut group.missing, names);
            } else {
                let (state, has_root, effect) = (row.state, row.has_root, row.effect);
                let mut group = Group { state, has_root, effect, roles: vec![row.role], missing: Vec::new() };
                extend(&mut group.missing, names);
                groups.push(group);
            }
        }
        groups
    }

    /// Every CA that is missing in some role, each once, roots first.
    pub(super) fn missing(&self) -> Vec<String> {
        let mut missing = Vec::new();
        self.incomplete().for_each(|row| extend(&mut missing, row.missing.iter().map(|ca| ca.ca.as_str())));
        missing
    }
}

fn extend<'a>(list: &mut Vec<String>, names: impl Iterator<Item = &'a str>) {
    for name in names {
        if !list.iter().any(|known| known == name) {
            list.push(name.to_owned());
        }
    }
}

/// Roles of one generation that share a state.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) state: State,
    pub(super) has_root: bool,
    pub(super) effect: Effect,
    pub(super) roles: Vec<Role>,
    pub(super) missing: Vec<String>,
}

/// A store by which servers are judged rather than clients.
pub(super) fn judges_servers(examined: &Examined) -> bool {
    matches!(examined.store.place, "system" | "firefox" | "thunderbird" | "chromium")
}

/// Somebody named this store as one that judges cards, and no CA of a known PKI is in it: it is the wrong one, or an empty one.
///
/// In an image many files hold certificates, and only that none of them has one is odd: it is told of the first.
pub(super) fn lacks_known(report: &AuditReport, target: &AuditedTarget, examined: &Examined) -> bool {
    let path_is_named = target.target.starts_with("java:") || target.target.starts_with("nss:");
    let is_named = |one: &Examined| match one.store.place {
        "file" | "k8s" | "image" => true,
        "java" | "nss" => path_is_named,
        _ => false,
    };
    // What has a known CA's name and cannot be confirmed, or may be damaged, is not nothing: it has a finding of its own.
    let is_perhaps = |one: &Examined| {
        let mut seen = one.observations.iter();
        seen.any(|seen| matches!(seen, Observation::Unconfirmed(..) | Observation::DamagedOrFalse(..)))
    };
    let knows = |one: &Examined| one.recognised.iter().any(Option::is_some) || is_perhaps(one);
    if report.bare || !is_named(examined) || knows(examined) {
        return false;
    }
    if target.is_in_image(&examined.store.location) {
        let first = target.stores.iter().find(|one| is_named(one));
        return !target.stores.iter().any(knows) && first.is_some_and(|first| std::ptr::eq(first, examined));
    }
    true
}

/// The store of an operating system, of Java or of a browser, in which nobody expects the CAs of cards.
pub(super) fn is_of_system(examined: &Examined) -> bool {
    matches!(examined.store.place, "system" | "java" | "nss" | "firefox" | "thunderbird" | "chromium")
}

/// Something of this PKI is in the store.
fn is_here(examined: &Examined, pki: &Pki) -> bool {
    let of_pki = |generation: &GenerationId| generation.pki == pki.id;
    examined.recognised.iter().flatten().any(|ca| of_pki(&ca.generation))
        || examined.coverage.iter().any(|row| row.state != State::Absent && of_pki(&row.generation))
}

/// The generations of a store that were looked at, in the order of the catalog.
pub(super) fn views<'a>(examined: &'a Examined, catalog: &Catalog) -> Vec<View<'a>> {
    let mut views = Vec::new();
    let production_is_here = catalog.pkis.iter().any(|pki| !pki.test_environment && is_here(examined, pki));
    for pki in &catalog.pkis {
        let pki_is_here = is_here(examined, pki);
        for generation in &pki.generations {
            let id = GenerationId { pki: pki.id.clone(), generation: generation.id.clone() };
            let rows: Vec<&Coverage> = examined.coverage.iter().filter(|row| row.generation == id).collect();
            if !rows.is_empty() {
                views.push(View {
                    id,
                    name: generation.name.clone(),
                    test: pki.test_environment,
                    beside_production: pki.test_environment && production_is_here,
                    newest: pki.newest().is_some_and(|newest| newest.id == generation.id),
                    pki_is_here,
                    rows,
                });
            }
        }
    }
    views
}

/// Names of CAs without what all of their generation have in common: "Person HSA-id 3" of "SITHS e-id Person HSA-id 3 CA v1".
pub(super) fn short_names(names: &[String], generation: &str) -> Vec<String> {
    let short: Vec<String> = names.iter().map(|name| short_name(name, generation)).collect();
    // Two that differ in what was left out keep it.
    let is_unique = |at: usize| short.iter().enumerate().all(|(other, name)| other == at || *name != short[at]);
    (0..names.len()).map(|at| if is_unique(at) { short[at].clone() } else { names[at].clone() }).collect()
}

fn short_name(name: &str, generation: &str) -> String {
    let words: Vec<&str> = name.split(' ').collect();
    let common = words.iter().zip(generation.split(' ')).take_while(|(a, b)| *a == b).count();
    let mut rest = words.get(common..).unwrap_or_default();
    // `CA v1`
    if let [before @ .., "CA", version] = rest
        && version.starts_with('v')
        && !before.is_empty()
        && before != ["Root"]
    {
        rest = before;
    }
    if rest.is_empty() { name.to_owned() } else { rest.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shortened_by_what_they_share_with_their_generation() {
        let short = |names: &[&str], generation| {
            short_names(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>(), generation)
        };
        let names =
            ["SITHS e-id Root CA v2", "SITHS e-id Person HSA-id 3 CA v1", "SITHS e-id Function CA v1", "Other CA v1"];
        assert_eq!(short(&names, "SITHS e-id"), ["Root CA v2", "Person HSA-id 3", "Function", "Other"]);
        assert_eq!(short(&["SITHS Type 1 CA v1"], "SITHS Root CA v1"), ["Type 1"]);
        assert_eq!(short(&["SITHS Root CA v1"], "SITHS Root CA v1"), ["SITHS Root CA v1"]);
        assert_eq!(short(&["A x CA v1", "A x CA v2"], "A"), ["A x CA v1", "A x CA v2"]);
    }
}
