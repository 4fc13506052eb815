//! What is to be installed, and what is to be taken out.

use std::path::PathBuf;

use tillit_verifier::catalog::store::{self, CaId};
use tillit_verifier::catalog::{CaEntry, Catalog, Role as Issues};
use tillit_verifier::verdict::GenerationId;
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

use super::change::Content;
use crate::coverage::{self, Role};

/// One CA certificate to install.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// The certificate.
    pub certificate: Certificate,
    /// The CA of the catalog that it is; `None` for one that the user gave and that the catalog does not know.
    pub ca: Option<CaId>,
    /// A chain is to end in it: self-signed.
    pub is_root: bool,
}

impl Addition {
    /// A certificate that the user gave.
    pub fn given(certificate: Certificate) -> Self {
        let is_root = certificate.is_self_issued();
        Self { certificate, ca: None, is_root }
    }

    /// What it is called where a store has names: the subject's common name, in full.
    pub fn name(&self) -> String {
        name_of(&self.certificate)
    }

    /// What it is called where names are file names and aliases: `siths-e-id-root-ca-v2-8767260ac829d833`. The same for the same
    /// certificate, different for a renewed one; lower case, since Java compares aliases without case.
    pub fn slug(&self) -> String {
        let fingerprint = self.certificate.fingerprint().to_string().to_ascii_lowercase();
        format!("{}-{}", slug(&self.name()), &fingerprint[..16])
    }
}

/// What a CA certificate is called: the subject's common name, or all of the subject where it has none.
pub fn name_of(certificate: &Certificate) -> String {
    match certificate.subject().common_name() {
        "" => certificate.subject().to_string(),
        name => name.to_owned(),
    }
}

/// A name that a person understands and every file system takes: `siths-e-id-root-ca-v2`.
pub fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.to_lowercase().chars() {
        match c {
            'a'..='z' | '0'..='9' => out.push(c),
            'å' | 'ä' => out.push('a'),
            'ö' => out.push('o'),
            _ if out.is_empty() || out.ends_with('-') => {}
            _ => out.push('-'),
        }
    }
    out.truncate(60);
    let out = out.trim_end_matches('-');
    if out.is_empty() { "ca".to_owned() } else { out.to_owned() }
}

/// What goes in and what goes out, the same for every target.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// In the order in which they are to stand: issuing CAs first, then the roots, as the manuals say.
    pub add: Vec<Addition>,
    /// To be taken out.
    pub remove: Vec<Removal>,
    /// Generations whose CAs are taken out, whichever of them a store has.
    pub retire: Vec<GenerationId>,
    /// Those of `add` whose cards shall log on to a Windows domain (`NTAuth`): see [`ad_logon`].
    pub ad_logon: Vec<Fingerprint>,
    /// Of an undo: what the store had before.
    pub back: Option<Back>,
}

/// What the way back of a store that others have changed since needs to know.
#[derive(Clone, Debug, Default)]
pub struct Back {
    /// Certificates that were there and got trust that they did not have.
    pub amended: Vec<Fingerprint>,
    /// The files as they were.
    pub backups: Vec<Backup>,
}

/// A file as it was before a change.
#[derive(Clone, Debug)]
pub struct Backup {
    /// The file.
    pub path: PathBuf,
    /// Its content.
    pub content: Content,
    /// Others have changed it since; any other gets these very bytes back.
    pub changed: bool,
}

impl Selection {
    /// This certificate is to go in or out.
    pub fn names(&self, certificate: &Certificate) -> bool {
        let fingerprint = certificate.fingerprint();
        self.add.iter().any(|addition| addition.certificate.fingerprint() == fingerprint)
            || self.remove.iter().any(|removal| removal.fingerprint == fingerprint)
    }
}

/// A CA certificate to take out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// The certificate's SHA-256: never an alias, a serial number or a name.
    pub fingerprint: Fingerprint,
    /// The CA that it is.
    pub ca: Option<CaId>,
}

/// What of a generation is wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Which generation.
    pub generation: GenerationId,
    /// Whose CAs; `None` for all.
    pub roles: Option<Vec<Role>>,
}

impl Wanted {
    /// The CAs of the catalog that this comes to and that have not ended: issuing CAs first, then roots.
    pub fn cas<'a>(&self, catalog: &'a Catalog, now: OffsetDateTime) -> Vec<(CaId, &'a CaEntry)> {
        let generation = catalog.pki(&self.generation.pki).and_then(|pki| pki.generation(&self.generation.generation));
        let cas = generation.map(|generation| generation.cas.as_slice()).unwrap_or_default();
        let is_wanted = |ca: &&CaEntry| {
            let of = coverage::roles(ca);
            let by_role = self.roles.as_ref().is_none_or(|roles| of.iter().any(|role| roles.contains(role)));
            // A root without roles of its own is needed for everything below it.
            (by_role || (ca.is_root() && of.is_empty())) && ca.not_after.is_none_or(|end| end >= now)
        };
        let mut wanted: Vec<&CaEntry> = cas.iter().filter(is_wanted).collect();
        wanted.sort_by_key(|ca| ca.is_root());
        wanted.into_iter().map(|ca| (CaId { generation: self.generation.clone(), ca: ca.name.clone() }, ca)).collect()
    }
}

/// Those whose cards log on to a Windows domain: CAs that issue persons' certificates with HSA-id.
pub fn ad_logon(add: &[Addition], catalog: &Catalog) -> Vec<Fingerprint> {
    let logs_on = |addition: &&Addition| {
        let entry = catalog.cas().find(|found| addition.ca.as_ref() == Some(&found.ca_id()));
        !addition.is_root && entry.is_some_and(|found| found.ca.roles.contains(&Issues::PersonHsaId))
    };
    add.iter().filter(logs_on).map(|addition| addition.certificate.fingerprint()).collect()
}

/// The certificates for what is wanted, of those at hand.
///
/// # Errors
/// The CAs of which no certificate is at hand: a part of a generation is never installed in silence.
pub fn additions(
    wanted: &[Wanted],
    catalog: &Catalog,
    at_hand: &[Certificate],
    now: OffsetDateTime,
) -> Result<Vec<Addition>, Vec<CaId>> {
    let accepted: Vec<(CaId, &Certificate)> = at_hand
        .iter()
        .filter_map(|certificate| {
            let accepted = store::classify(certificate, catalog, at_hand).ok()?;
            Some((accepted.found().ca_id(), certificate))
        })
        .collect();
    let mut add: Vec<Addition> = Vec::new();
    let mut missing = Vec::new();
    let all = wanted.iter().flat_map(|wanted| wanted.cas(catalog, now));
    let (roots, issuing): (Vec<_>, Vec<_>) = all.partition(|(_, ca)| ca.is_root());
    for (id, ca) in issuing.into_iter().chain(roots) {
        // A CA that was renewed may have several: those that have not ended all serve.
        let here: Vec<_> = accepted.iter().filter(|(of, found)| *of == id && found.not_after() >= now).collect();
        if here.is_empty() {
            missing.push(id.clone());
        }
        for (_, certificate) in here {
            if !add.iter().any(|known| known.certificate == **certificate) {
                let certificate = (*certificate).clone();
                add.push(Addition { certificate, ca: Some(id.clone()), is_root: ca.is_root() });
            }
        }
    }
    if missing.is_empty() { Ok(add) } else { Err(missing) }
}
