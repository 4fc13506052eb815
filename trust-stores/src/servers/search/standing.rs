//! What the CAs that a file names come to: those of older generations alone, or with those that stand in for them.

use sha1::{Digest as _, Sha1};
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::catalog::{CaEntry, Catalog, Found, Generation, Role};
use tillit_verifier::{Certificate, Fingerprint, Name};

use super::{Mention, Written};

/// What a file's names of one PKI come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Named {
    /// CAs of older generations, and none of the newest.
    OnlyOld,
    /// Both, but for some issuing CA of an older generation none that stands in for it.
    Partial,
    /// Both.
    Both,
    /// Those of the newest generation alone.
    OnlyNew,
    /// None by itself: there are certificates that CAs issued.
    OnlyIssued,
}

/// What a file says of one PKI.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Its id.
    pub pki: String,
    /// What it comes to.
    pub named: Named,
    /// CAs of older generations that are named, in the order of the catalog; for [`Named::OnlyIssued`] those that issued.
    pub old: Vec<CaId>,
    /// CAs of the newest generation that are named, or issued, in the order of the catalog.
    pub new: Vec<CaId>,
    /// CAs of the newest generation that should stand beside the old ones, and do not.
    pub missing: Vec<StandIn>,
}

/// A CA of the newest generation with what it can be named by.
#[derive(Clone, Debug)]
pub struct StandIn {
    /// Which.
    pub ca: CaId,
    /// Its name.
    pub subject: Name,
    /// The fingerprint of its certificate, where it is known.
    pub sha256: Option<Fingerprint>,
    /// The same with SHA-1: where the certificate is at hand.
    pub sha1: Option<[u8; 20]>,
    /// Its key's identifier, where it is known.
    pub key_id: Option<Vec<u8>>,
}

/// By what names are judged.
pub(super) struct Judge<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) at_hand: &'a [Certificate],
}

impl Judge<'_> {
    /// One for each PKI, in the order of the catalog. CAs of one PKI do not stand in for those of another: a test environment's names
    /// help nobody in production.
    pub(super) fn standings(&self, mentions: &[Mention]) -> Vec<Standing> {
        let mut standings = Vec::new();
        for pki in &self.catalog.pkis {
            let Some(newest) = pki.newest() else { continue };
            let of_pki = || {
                let all = pki.generations.iter();
                all.flat_map(|generation| generation.cas.iter().map(move |ca| Found { pki, generation, ca }))
            };
            let said = |found: &Found<'_>, issued: bool| {
                let id = found.ca_id();
                mentions.iter().any(|mention| mention.ca == id && (mention.written == Written::Issued) == issued)
            };
            let named: Vec<Found<'_>> = of_pki().filter(|found| said(found, false)).collect();
            let issued: Vec<Found<'_>> = of_pki().filter(|found| said(found, true)).collect();
            let told = if named.is_empty() { &issued } else { &named };
            let (new, old): (Vec<Found<'_>>, Vec<Found<'_>>) =
                told.iter().copied().partition(|found| found.generation.id == newest.id);
            if told.is_empty() {
                continue;
            }
            let (verdict, missing) = match (named.is_empty(), old.is_empty(), new.is_empty()) {
                (true, ..) => (Named::OnlyIssued, Vec::new()),
                (_, true, _) => (Named::OnlyNew, Vec::new()),
                (_, _, true) => (Named::OnlyOld, stand_ins(&old, newest)),
                _ => {
                    let missing = without_stand_in(&old, &new, newest);
                    (if missing.is_empty() { Named::Both } else { Named::Partial }, missing)
                }
            };
            let ids = |found: &[Found<'_>]| found.iter().map(Found::ca_id).collect();
            let missing = newest.cas.iter().filter(|ca| missing.iter().any(|other| other.name == ca.name));
            standings.push(Standing {
                pki: pki.id.clone(),
                named: verdict,
                old: ids(&old),
                new: ids(&new),
                missing: missing.map(|ca| self.stand_in(&Found { pki, generation: newest, ca })).collect(),
            });
        }
        standings
    }

    fn stand_in(&self, found: &Found<'_>) -> StandIn {
        let id = found.ca_id();
        let is_it = |certificate: &&Certificate| {
            self.catalog.recognise_ca(certificate).is_some_and(|other| other.ca_id() == id)
        };
        // With a pin, it is that certificate; another one of the same key has other fingerprints.
        let certificate = self.at_hand.iter().filter(is_it);
        let certificate = certificate.max_by_key(|certificate| Some(certificate.fingerprint()) == found.ca.sha256);
        let own_key = || certificate.and_then(|certificate| certificate.extensions().subject_key_id.clone());
        StandIn {
            subject: found.ca.subject.clone(),
            sha256: found.ca.sha256.or_else(|| certificate.map(Certificate::fingerprint)),
            sha1: certificate.map(|certificate| Sha1::digest(certificate.der()).into()),
            key_id: found.ca.key_id.clone().or_else(own_key),
            ca: id,
        }
    }
}

/// The CAs of the newest generation with this role; those of another assurance level than the old CA's are left out, where both have one.
fn with_role(newest: &Generation, role: Role, loa: Option<u8>) -> Vec<&CaEntry> {
    let all: Vec<&CaEntry> = newest.cas.iter().filter(|ca| ca.roles.contains(&role)).collect();
    let same = |ca: &&&CaEntry| loa.is_none() || ca.loa.is_none() || ca.loa == loa;
    let of_level: Vec<&CaEntry> = all.iter().filter(same).copied().collect();
    if of_level.is_empty() { all } else { of_level }
}

/// What a CA issues; of a root that issues nothing, that it is one.
fn roles(ca: &CaEntry) -> Vec<Role> {
    let issues: Vec<Role> = ca.roles.iter().copied().filter(|role| *role != Role::Root).collect();
    if issues.is_empty() { ca.roles.clone() } else { issues }
}

/// The CAs that stand in for old ones; where the catalog knows none of the same role, all that issue.
fn stand_ins<'a>(old: &[Found<'_>], newest: &'a Generation) -> Vec<&'a CaEntry> {
    let of_roles: Vec<&CaEntry> = old
        .iter()
        .flat_map(|found| roles(found.ca).into_iter().map(|role| (role, found.ca.loa)))
        .flat_map(|(role, loa)| with_role(newest, role, loa))
        .collect();
    if of_roles.is_empty() { newest.cas.iter().filter(|ca| !ca.is_root()).collect() } else { of_roles }
}

/// The stand-ins of old issuing CAs for which none is named.
fn without_stand_in<'a>(old: &[Found<'_>], new: &[Found<'_>], newest: &'a Generation) -> Vec<&'a CaEntry> {
    let issuing = old.iter().flat_map(|found| roles(found.ca).into_iter().map(|role| (role, found.ca.loa)));
    let of_role = issuing.filter(|(role, _)| *role != Role::Root).map(|(role, loa)| with_role(newest, role, loa));
    let is_named = |ca: &&CaEntry| new.iter().any(|found| found.ca.name == ca.name);
    of_role.filter(|cas| !cas.iter().any(is_named)).flatten().collect()
}
