//! The names of CAs that a server sends, held against the catalog: whose cards a browser offers.

use tillit_verifier::Name;
use tillit_verifier::catalog::holders::{self, Role};
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::catalog::{CaEntry, Catalog};
use tillit_verifier::offer::{self, Offer};
use tillit_verifier::verdict::GenerationId;
use time::OffsetDateTime;

use crate::handshake::Asked;

/// What the names say of the catalog's PKIs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// For each generation that matters here and each role in it, the newest generation of a PKI last.
    pub offers: Vec<OfRole>,
    /// CAs of the catalog whose names are there.
    pub known: Vec<CaId>,
    /// Names that no catalog knows.
    pub strangers: Vec<Name>,
    /// How many names there are, unreadable ones among them.
    pub count: usize,
    /// How long the list is.
    pub length: Length,
}

/// One role of a generation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfRole {
    /// Which generation.
    pub generation: GenerationId,
    /// Who.
    pub role: Role,
    /// What a browser does with the cards of the issuing CA for which it looks worst.
    pub offer: Offer,
    /// Issuing CAs whose names are missing.
    pub missing: Vec<String>,
}

/// How long a list of names is, against what is known to be cut or refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Length {
    /// No limit is near.
    Fine,
    /// Older Windows servers cut such a list ([`offer::SCHANNEL_OLD_LIMIT`]).
    AboveOldSchannel,
    /// Windows servers cut such a list ([`offer::SCHANNEL_LIMIT`]).
    AboveSchannel,
    /// Nearly all that fits: the next CA may break every login ([`offer::LIST_LIMIT`]).
    NearlyFull,
}

impl Length {
    /// Of so many bytes.
    pub fn of(bytes: u64) -> Self {
        match bytes {
            bytes if bytes >= offer::LIST_LIMIT - 2_000 => Self::NearlyFull,
            bytes if bytes > offer::SCHANNEL_LIMIT => Self::AboveSchannel,
            bytes if bytes > offer::SCHANNEL_OLD_LIMIT => Self::AboveOldSchannel,
            _ => Self::Fine,
        }
    }
}

impl Announced {
    /// Of every PKI of which a name is there, each generation whose cards are still in use: of the others nobody knows whether they are wanted
    /// here.
    pub fn of(asked: &Asked, catalog: &Catalog, now: OffsetDateTime) -> Self {
        let names = &asked.names;
        let mut offers = Vec::new();
        let mut known = Vec::new();
        for found in catalog.cas().filter(|found| names.contains(&found.ca.subject)) {
            known.push(CaId { generation: found.id(), ca: found.ca.name.clone() });
        }
        for pki in &catalog.pkis {
            let is_here = known.iter().any(|ca| ca.generation.pki == pki.id);
            if !is_here && asked.name_bytes > 0 {
                continue;
            }
            for generation in pki.generations.iter().filter(|generation| !generation.is_over(now)) {
                let id = GenerationId { pki: pki.id.clone(), generation: generation.id.clone() };
                let is_current = |ca: &&CaEntry| ca.not_after.is_none_or(|end| end >= now);
                let current: Vec<&CaEntry> = generation.cas.iter().filter(is_current).collect();
                for role in holders::roles_of(&current) {
                    let roots = holders::roots_of(&current, role);
                    let issuing = current.iter().filter(|ca| holders::roles(ca).contains(&role));
                    let each: Vec<(&str, Offer)> = issuing
                        .map(|ca| {
                            (ca.name.as_str(), offer::offer(&ca.subject, roots.iter().map(|r| &r.subject), names))
                        })
                        .collect();
                    let Some(offer) = each.iter().map(|(_, offer)| *offer).min() else { continue };
                    let missing = each.iter().filter(|(_, offer)| *offer != Offer::Yes);
                    let missing = missing.map(|(name, _)| (*name).to_owned()).collect();
                    offers.push(OfRole { generation: id.clone(), role, offer, missing });
                }
            }
        }
        let is_known = |name: &Name| catalog.cas().any(|found| found.ca.subject == *name);
        Self {
            offers,
            known,
            strangers: names.iter().filter(|name| !is_known(name)).cloned().collect(),
            count: names.len() + asked.unreadable,
            length: Length::of(asked.name_bytes as u64),
        }
    }

    /// No names are sent: browsers offer every card.
    pub fn is_open(&self) -> bool {
        self.count == 0
    }

    /// What is said of the roles of a generation.
    pub fn of_generation<'a>(&'a self, id: &'a GenerationId) -> impl Iterator<Item = &'a OfRole> {
        self.offers.iter().filter(move |offer| offer.generation == *id)
    }

    /// The generations that matter here, each once, in the catalog's order.
    pub fn generations(&self) -> Vec<&GenerationId> {
        let mut all: Vec<&GenerationId> = Vec::new();
        for offer in &self.offers {
            if !all.contains(&&offer.generation) {
                all.push(&offer.generation);
            }
        }
        all
    }
}
