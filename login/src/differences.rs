//! Answers that differ between the addresses of a name, or from one run to the next: a farm of which not every node is prepared.

use std::net::SocketAddr;

use tillit_verifier::Name;

use crate::probe::{Asks, Look, Probe};
use crate::wire::Version;

/// In what the answers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Aspect {
    /// Some answer, others do not.
    Reachable,
    /// Whether a client's certificate is asked for.
    Asks,
    /// The names of CAs.
    Names,
    /// The versions of TLS.
    Versions,
    /// The server's own certificate.
    Certificate,
    /// The status of the page.
    Status,
}

/// Answers that differ in one aspect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// In what.
    pub aspect: Aspect,
    /// Those that agree with each other, the most numerous first.
    pub groups: Vec<Group>,
}

/// Looks that agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Address and number of the run of each.
    pub looks: Vec<(SocketAddr, u32)>,
    /// Names of CAs that others send and these do not ([`Aspect::Names`]).
    pub lacks: Vec<Name>,
}

/// Every difference, the most important first. What could not be seen at one address is no difference in it.
pub fn differences(probe: &Probe) -> Vec<Difference> {
    let mut found = Vec::new();
    found.extend(by(probe, Aspect::Reachable, |look| Some(look.unreachable.is_none())));
    found.extend(by(probe, Aspect::Asks, |look| Some(look.asks()).filter(|asks| *asks != Asks::Unknown)));
    found.extend(by(probe, Aspect::Names, names).map(|difference| with_lacking(probe, difference)));
    found.extend(by(probe, Aspect::Versions, |look| {
        let spoken = Version::ALL.map(|version| look.speaks(version));
        (look.unreachable.is_none() && spoken.iter().all(Option::is_some)).then_some(spoken)
    }));
    found.extend(by(probe, Aspect::Certificate, |look| look.chain().first().cloned()));
    found.extend(by(probe, Aspect::Status, |look| {
        look.visits.iter().rev().find_map(|visit| visit.answer.as_ref()).map(|answer| answer.status)
    }));
    found
}

/// The names, in an order that does not depend on the server's.
fn names(look: &Look) -> Option<Vec<Vec<u8>>> {
    let mut names: Vec<Vec<u8>> = look.asked()?.names.iter().map(|name| name.as_der().to_vec()).collect();
    names.sort();
    names.dedup();
    Some(names)
}

fn by<K: PartialEq>(probe: &Probe, aspect: Aspect, key: impl Fn(&Look) -> Option<K>) -> Option<Difference> {
    let mut groups: Vec<(K, Group)> = Vec::new();
    for look in &probe.looks {
        let Some(key) = key(look) else { continue };
        let place = (look.address, look.run);
        match groups.iter_mut().find(|(known, _)| *known == key) {
            Some((_, group)) => group.looks.push(place),
            None => groups.push((key, Group { looks: vec![place], lacks: Vec::new() })),
        }
    }
    let mut groups: Vec<Group> = groups.into_iter().map(|(_, group)| group).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.looks.len()));
    (groups.len() > 1).then_some(Difference { aspect, groups })
}

fn with_lacking(probe: &Probe, mut difference: Difference) -> Difference {
    let asked = |look: &'_ Look| look.asked().map(|asked| asked.names.clone()).unwrap_or_default();
    let mut all: Vec<Name> = Vec::new();
    for name in probe.looks.iter().flat_map(asked) {
        if !all.contains(&name) {
            all.push(name);
        }
    }
    for group in &mut difference.groups {
        let of_group = |look: &&Look| group.looks.first() == Some(&(look.address, look.run));
        let own = probe.looks.iter().find(of_group).map(asked).unwrap_or_default();
        group.lacks = all.iter().filter(|name| !own.contains(name)).cloned().collect();
    }
    difference
}
