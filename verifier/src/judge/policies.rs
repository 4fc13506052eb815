//! The valid policy tree of RFC 5280 section 6.1, kept as its levels.
//!
//! Nodes of one level with the same policy are merged: the tree's answer depends only on which policies a level holds, what each
//! expects below, and whether a way up to the root exists. That bounds the work by the number of policies in one certificate, where the
//! tree as the RFC draws it grows exponentially with mappings.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use x509_parser::der_parser::asn1_rs::Oid;

use crate::certificate::Certificate;

/// A policy by the content octets of its object identifier.
type Policy<'a> = &'a [u8];

/// anyPolicy
const ANY: Policy<'static> = &[0x55, 0x1d, 0x20, 0];
const ANY_DOTTED: &str = "2.5.29.32.0";

/// Policies of one certificate, and of one level, that may be handled; more refuse the path.
const MAX_NODES: usize = 256;
/// Mappings of one certificate that may be handled; more refuse the path. They are the ways from one level to the next.
const MAX_MAPPINGS: usize = 512;

#[derive(Debug, Clone, Default)]
struct Node<'a> {
    /// Policies that satisfy this one in the next certificate.
    expected: BTreeSet<Policy<'a>>,
    /// The policies of the level above that it hangs on.
    parents: BTreeSet<Policy<'a>>,
}

/// The inputs of section 6.1.1 that concern policies.
#[derive(Clone, Debug, Default)]
pub struct PolicyInputs {
    /// (c) user-initial-policy-set; empty is any-policy.
    pub acceptable: Vec<String>,
    /// (f) initial-explicit-policy
    pub explicit: bool,
    /// (e) initial-policy-mapping-inhibit
    pub inhibit_mapping: bool,
    /// (g) initial-any-policy-inhibit
    pub inhibit_any: bool,
}

/// Policy state while a path is walked from the anchor down.
#[derive(Debug)]
pub(super) struct PolicyState<'a> {
    levels: Vec<BTreeMap<Policy<'a>, Node<'a>>>,
    /// The tree has become NULL.
    empty: bool,
    explicit_policy: usize,
    policy_mapping: usize,
    inhibit_any_policy: usize,
    overflow: bool,
}

impl<'a> PolicyState<'a> {
    /// Section 6.1.2 for a path of `n` certificates (the anchor not counted).
    pub(super) fn new(n: usize, inputs: &PolicyInputs) -> Self {
        let counter = |zero: bool| if zero { 0 } else { n + 1 };
        let root = Node { expected: BTreeSet::from([ANY]), parents: BTreeSet::new() };
        Self {
            levels: vec![BTreeMap::from([(ANY, root)])],
            empty: false,
            explicit_policy: counter(inputs.explicit),
            policy_mapping: counter(inputs.inhibit_mapping),
            inhibit_any_policy: counter(inputs.inhibit_any),
            overflow: false,
        }
    }

    /// Section 6.1.3 (d) to (f). False: the path is refused, a policy is demanded and there is none.
    pub(super) fn process(&mut self, certificate: &'a Certificate, is_final: bool) -> bool {
        match &certificate.extensions().policies {
            Some(policies) if policies.len() > MAX_NODES => self.overflow = true,
            Some(policies) if !self.empty => {
                let policies: BTreeSet<Policy<'a>> = policies.iter().map(crate::Oid::as_bytes).collect();
                self.add_level(certificate, &policies, is_final);
            }
            Some(_) => {}
            None => self.empty = true, // (e)
        }
        !self.overflow && (self.explicit_policy > 0 || !self.empty) // (f)
    }

    fn add_level(&mut self, certificate: &Certificate, policies: &BTreeSet<Policy<'a>>, is_final: bool) {
        let Some(above) = self.levels.last() else { return };
        let mut level: BTreeMap<Policy<'a>, Node<'a>> = BTreeMap::new();
        let mut add = |policy: Policy<'a>, parent: Policy<'a>| {
            let node = level.entry(policy).or_default();
            node.expected.insert(policy);
            node.parents.insert(parent);
        };
        let mut expecting: HashMap<Policy<'a>, Vec<Policy<'a>>> = HashMap::new();
        for (&parent, node) in above {
            for &expected in &node.expected {
                expecting.entry(expected).or_default().push(parent);
            }
        }
        // (d)(1)
        for &policy in policies.iter().filter(|&&p| p != ANY) {
            let parents = expecting.get(policy).map_or(&[][..], Vec::as_slice);
            for &parent in parents {
                add(policy, parent);
            }
            if parents.is_empty() && above.contains_key(ANY) {
                add(policy, ANY);
            }
        }
        // (d)(2)
        let any_counts = self.inhibit_any_policy > 0 || (!is_final && certificate.is_self_issued());
        if policies.contains(ANY) && any_counts {
            for (&expected, parents) in expecting.iter().filter(|&(&e, _)| e == ANY || !policies.contains(e)) {
                for &parent in parents {
                    add(expected, parent);
                }
            }
        }
        self.overflow |= level.len() > MAX_NODES;
        self.levels.push(level);
        self.prune(); // (d)(3)
    }

    /// Removes nodes without children, level by level upwards.
    fn prune(&mut self) {
        let Some(depth) = self.levels.len().checked_sub(1) else { return };
        for i in (0..depth).rev() {
            let (upper, lower) = self.levels.split_at_mut(i + 1);
            let used: HashSet<Policy<'a>> = lower[0].values().flat_map(|n| &n.parents).copied().collect();
            let before = upper[i].len();
            upper[i].retain(|policy, _| used.contains(*policy));
            if upper[i].len() == before {
                break; // and none above has lost a child
            }
        }
        self.empty = self.levels.iter().any(BTreeMap::is_empty);
    }

    /// Section 6.1.4 (a), (b) and (h) to (j). False: a mapping from or to anyPolicy, or more of them than can be handled, which refuses
    /// the path.
    pub(super) fn prepare_next(&mut self, certificate: &'a Certificate) -> bool {
        let extensions = certificate.extensions();
        if extensions.policy_mappings.len() > MAX_MAPPINGS {
            self.overflow = true;
            return false;
        }
        let mut mappings: BTreeMap<Policy<'a>, BTreeSet<Policy<'a>>> = BTreeMap::new();
        for (issuer, subject) in &extensions.policy_mappings {
            let (issuer, subject) = (issuer.as_bytes(), subject.as_bytes());
            if issuer == ANY || subject == ANY {
                return false; // (a)
            }
            mappings.entry(issuer).or_default().insert(subject);
        }
        if !self.empty
            && !mappings.is_empty()
            && let Some(mut level) = self.levels.pop()
        {
            for (issuer, subjects) in mappings {
                if self.policy_mapping > 0 {
                    // (b)(1)
                    if let Some(node) = level.get_mut(issuer) {
                        node.expected = subjects;
                    } else if let Some(any) = level.get(ANY) {
                        let node = Node { expected: subjects, parents: any.parents.clone() };
                        level.insert(issuer, node);
                    }
                } else {
                    level.remove(issuer); // (b)(2)
                }
            }
            self.overflow |= level.len() > MAX_NODES;
            self.levels.push(level);
            self.prune();
        }
        if !certificate.is_self_issued() {
            // (h)
            self.explicit_policy = self.explicit_policy.saturating_sub(1);
            self.policy_mapping = self.policy_mapping.saturating_sub(1);
            self.inhibit_any_policy = self.inhibit_any_policy.saturating_sub(1);
        }
        let lower = |counter: &mut usize, to: Option<u32>| {
            if let Some(to) = to {
                *counter = (*counter).min(to as usize);
            }
        };
        if let Some(constraints) = extensions.policy_constraints {
            lower(&mut self.explicit_policy, constraints.require_explicit); // (i)(1)
            lower(&mut self.policy_mapping, constraints.inhibit_mapping); // (i)(2)
        }
        lower(&mut self.inhibit_any_policy, extensions.inhibit_any_policy); // (j)
        true
    }

    /// Section 6.1.5 (a), (b) and (g): the policies under which the path is valid, or none where one is demanded. The second is
    /// anyPolicy's dotted form where the path is valid for any.
    pub(super) fn wrap_up(mut self, certificate: &Certificate, inputs: &PolicyInputs) -> Result<Vec<String>, ()> {
        self.explicit_policy = self.explicit_policy.saturating_sub(1); // (a)
        if certificate.extensions().policy_constraints.is_some_and(|c| c.require_explicit == Some(0)) {
            self.explicit_policy = 0; // (b)
        }
        let policies = if self.empty { Vec::new() } else { self.intersect(&inputs.acceptable) };
        if policies.is_empty() && self.explicit_policy == 0 { Err(()) } else { Ok(policies) }
    }

    /// (g): the intersection with the user-initial-policy-set, in terms of the first certificate's policy domain.
    fn intersect(&self, acceptable: &[String]) -> Vec<String> {
        // The valid_policy_node_set: nodes whose parent is anyPolicy. Every node that is left has a way down to the last level; anyPolicy
        // itself counts where it reaches that.
        let mut found: BTreeSet<Policy<'a>> = self
            .levels
            .iter()
            .skip(1)
            .flatten()
            .filter(|(policy, node)| **policy != ANY && node.parents.contains(ANY))
            .map(|(policy, _)| *policy)
            .collect();
        if self.levels.last().is_some_and(|last| last.contains_key(ANY)) {
            found.insert(ANY);
        }
        let any_acceptable = acceptable.is_empty() || acceptable.iter().any(|a| a == ANY_DOTTED);
        if !any_acceptable && found.contains(ANY) {
            return acceptable.to_vec();
        }
        let dotted: BTreeSet<String> = found.into_iter().map(|policy| Oid::new(policy.into()).to_id_string()).collect();
        dotted.into_iter().filter(|policy| any_acceptable || acceptable.contains(policy)).collect()
    }
}
