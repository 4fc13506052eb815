//! Who holds the cards of a CA, in the words in which people ask: persons by their level of assurance, functions, mobile identities.

use super::{CaEntry, Role as Issues};

/// Who logs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Persons, with the assurance level that the CA stands for, where it stands for one.
    Persons(Option<u8>),
    /// Functions: servers and systems.
    Functions,
    /// Mobile identities.
    Mobile,
}

impl Role {
    /// Its word in JSON: `persons-loa3`.
    pub fn word(self) -> String {
        match self {
            Self::Persons(Some(loa)) => format!("persons-loa{loa}"),
            Self::Persons(None) => "persons".to_owned(),
            Self::Functions => "functions".to_owned(),
            Self::Mobile => "mobile".to_owned(),
        }
    }
}

/// The roles that a CA serves, each once; a root that issues nothing itself serves none.
pub fn roles(ca: &CaEntry) -> Vec<Role> {
    let mut roles: Vec<Role> = ca
        .roles
        .iter()
        .filter_map(|role| match role {
            Issues::Root => None,
            Issues::PersonHsaId | Issues::PersonIdentity => Some(Role::Persons(ca.loa)),
            Issues::Function => Some(Role::Functions),
            Issues::Mobile => Some(Role::Mobile),
        })
        .collect();
    roles.sort_unstable();
    roles.dedup();
    roles
}

/// The roles that some of these CAs serve. Persons with a higher level come first: they are the most.
pub fn roles_of(cas: &[&CaEntry]) -> Vec<Role> {
    let mut all: Vec<Role> = cas.iter().flat_map(|ca| roles(ca)).collect();
    all.sort_unstable();
    all.dedup();
    all.sort_by_key(|role| match role {
        Role::Persons(loa) => (0, std::cmp::Reverse(loa.unwrap_or(u8::MAX))),
        Role::Functions => (1, std::cmp::Reverse(0)),
        Role::Mobile => (2, std::cmp::Reverse(0)),
    });
    all
}

/// The roots above the cards of a role: those that say nothing of roles, and those that issue to this one.
pub fn roots_of<'c>(cas: &[&'c CaEntry], role: Role) -> Vec<&'c CaEntry> {
    let serves = |ca: &CaEntry| ca.is_root() && (roles(ca).is_empty() || roles(ca).contains(&role));
    cas.iter().filter(|ca| serves(ca)).copied().collect()
}
