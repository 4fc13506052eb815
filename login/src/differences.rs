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
    found.extend(by(probe, Aspect::Reachable, |look| vec![look.unreachable.is_none()]));
    found.extend(by(probe, Aspect::Asks, |look| {
        Some(look.asks()).filter(|asks| *asks != Asks::Unknown).into_iter().collect()
    }));
    found.extend(names(probe));
    found.extend(by(probe, Aspect::Versions, |look| {
        let spoken = Version::ALL.map(|version| look.speaks(version));
        let is_seen = look.unreachable.is_none() && spoken.iter().all(Option::is_some);
        is_seen.then_some(spoken).into_iter().collect()
    }));
    found.extend(by(probe, Aspect::Certificate, |look| look.chain().first().cloned().into_iter().collect()));
    found.extend(by(probe, Aspect::Status, |look| {
        let answer = look.visits.iter().rev().find_map(|visit| visit.answer.as_ref());
        answer.map(|answer| answer.status).into_iter().collect()
    }));
    found
}

/// Groups the looks by what was seen in each; connections of one look may have met several nodes, and then it is in several groups.
fn grouped<K: PartialEq>(probe: &Probe, keys: impl Fn(&Look) -> Vec<K>) -> Vec<(K, Group)> {
    let mut groups: Vec<(K, Group)> = Vec::new();
    for look in &probe.looks {
        let place = (look.address, look.run);
        for key in keys(look) {
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, group)) if group.looks.contains(&place) => {}
                Some((_, group)) => group.looks.push(place),
                None => groups.push((key, Group { looks: vec![place], lacks: Vec::new() })),
            }
        }
    }
    groups.sort_by_key(|(_, group)| std::cmp::Reverse(group.looks.len()));
    groups
}

fn by<K: PartialEq>(probe: &Probe, aspect: Aspect, keys: impl Fn(&Look) -> Vec<K>) -> Option<Difference> {
    let groups: Vec<Group> = grouped(probe, keys).into_iter().map(|(_, group)| group).collect();
    (groups.len() > 1).then_some(Difference { aspect, groups })
}

/// The names of each visit, in whatever order they came: whichever version it is made with, a node sends the same.
fn names(probe: &Probe) -> Option<Difference> {
    let sorted = |mut names: Vec<Name>| {
        names.sort_by(|one, other| one.as_der().cmp(other.as_der()));
        names.dedup();
        names
    };
    let groups = grouped(probe, |look| {
        look.visits.iter().filter_map(|visit| Some(sorted(visit.handshake.asked.as_ref()?.names.clone()))).collect()
    });
    let mut all: Vec<Name> = Vec::new();
    for name in groups.iter().flat_map(|(names, _)| names) {
        if !all.contains(name) {
            all.push(name.clone());
        }
    }
    let groups: Vec<Group> = groups
        .into_iter()
        .map(|(own, group)| Group { lacks: all.iter().filter(|name| !own.contains(name)).cloned().collect(), ..group })
        .collect();
    (groups.len() > 1).then_some(Difference { aspect: Aspect::Names, groups })
}
