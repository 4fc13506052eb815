//! Microsoft's own lists, which Windows fetches by itself: certificates that no chain may go through, and the roots of Microsoft's programme
//! with the conditions that Windows notes of each when it takes one into `AuthRoot`.
//!
//! <https://learn.microsoft.com/windows-server/identity/ad-cs/certificate-trust>. They lie in the registry as signed messages. The signature is
//! not verified: whoever can write this key can as well write `Disallowed` and `Root` themselves, which are believed, too.

use std::collections::HashMap;
use std::io;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};
use tillit_verifier::Certificate;
use tillit_verifier::trust_list::{IdentifiedBy, TrustList};
use time::OffsetDateTime;

use super::element::Properties;
use super::registry::{Registry, Value};
use super::stores::{Physical, StoreName, Worth};
use crate::observation::Observation;
use crate::store::{Grant, Trust};

/// Where the lists lie.
const KEY: &str = r"HKLM\SOFTWARE\Microsoft\SystemCertificates\AuthRoot\AutoUpdate";

/// One of Microsoft's lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum List {
    /// Certificates that are blocked wherever they lie ("Untrusted Certificates"), of whatever origin.
    Blocked,
    /// The roots of Microsoft's programme.
    RootProgramme,
}

impl List {
    /// The value that holds it.
    pub fn value(self) -> &'static str {
        match self {
            Self::Blocked => "DisallowedCertEncodedCtl",
            Self::RootProgramme => "EncodedCtl",
        }
    }

    /// The word for it in identifiers of texts.
    pub fn word(self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::RootProgramme => "root-programme",
        }
    }
}

/// That a list took trust from an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which list.
    pub list: List,
    /// When Microsoft made it.
    pub of: OffsetDateTime,
}

/// A list as it is looked up in.
#[derive(Debug)]
struct Held {
    of: OffsetDateTime,
    identified_by: IdentifiedBy,
    noted: HashMap<Vec<u8>, Vec<(u32, Vec<u8>)>>,
}

impl Held {
    fn parse(data: &[u8]) -> Result<Self, String> {
        let list = TrustList::parse(data).map_err(|error| error.to_string())?;
        let mut noted: HashMap<Vec<u8>, Vec<(u32, Vec<u8>)>> = HashMap::new();
        for subject in list.subjects {
            let of_it = noted.entry(subject.identifier.to_vec()).or_default();
            of_it.extend(subject.properties.into_iter().map(|(id, data)| (id, data.to_vec())));
        }
        Ok(Self { of: list.this_update, identified_by: list.identified_by, noted })
    }

    /// What is noted of a certificate that is on the list.
    fn find(&self, certificate: &Certificate) -> Option<&[(u32, Vec<u8>)]> {
        let known = |identifier: Vec<u8>| self.noted.get(&identifier).map(Vec::as_slice);
        match self.identified_by {
            IdentifiedBy::Sha1 => known(hash::<Sha1>(certificate.der())),
            IdentifiedBy::Sha256 => known(hash::<Sha256>(certificate.der())),
            IdentifiedBy::SignedPartOrKey => {
                // Which hash the signature has needs no asking: whatever names the signed part names the certificate.
                let tbs = certificate.tbs();
                let hashes = [hash::<Sha256>, hash::<Sha1>, hash::<Sha384>, hash::<Sha512>, hash::<Md5>];
                let of_signed = hashes.into_iter().find_map(|hash| known(hash(tbs)));
                of_signed.or_else(|| known(hash::<Md5>(certificate.public_key())))
            }
        }
    }
}

fn hash<D: Digest>(data: &[u8]) -> Vec<u8> {
    D::digest(data).to_vec()
}

/// The lists of a registry.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    blocked: Option<Held>,
    programme: Option<Held>,
    /// Those that are there and cannot be read, and why; the texts are technical.
    unreadable: Vec<(List, String)>,
}

impl Lists {
    /// Those of this registry; none where Windows was told not to fetch any, or never did.
    pub(crate) fn of(registry: Option<&dyn Registry>) -> Self {
        let mut lists = Self::default();
        let Some(registry) = registry else { return lists };
        for list in [List::Blocked, List::RootProgramme] {
            let read = match registry.value(KEY, list.value()) {
                Ok(None) => continue,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Ok(Some(Value::Binary(data))) => Held::parse(&data),
                Ok(Some(_)) => Err("the value is not binary".to_owned()),
                Err(error) => Err(error.to_string()),
            };
            match (read, list) {
                (Ok(held), List::Blocked) => lists.blocked = Some(held),
                (Ok(held), List::RootProgramme) => lists.programme = Some(held),
                (Err(problem), list) => lists.unreadable.push((list, problem)),
            }
        }
        lists
    }

    /// What cannot be said for want of a list.
    pub(crate) fn observations(&self) -> impl Iterator<Item = Observation> + '_ {
        self.unreadable.iter().map(|(list, problem)| Observation::ListUnreadable(*list, problem.clone()))
    }

    /// The date of the list on which Microsoft blocks this certificate.
    pub(crate) fn blocks(&self, certificate: &Certificate) -> Option<OffsetDateTime> {
        self.blocked.as_ref().and_then(|list| list.find(certificate).map(|_| list.of))
    }

    /// What the lists leave of the trust of a certificate in a store.
    ///
    /// The conditions of the programme are those under which Windows itself takes a root into `AuthRoot`. What somebody put into `Root` is trusted
    /// by that somebody; only "disallow" reaches it ("users cannot manually install the root and continue to have trust",
    /// <https://learn.microsoft.com/security/trusted-root/deprecation>).
    pub(crate) fn leave(&self, trust: Trust, physical: Physical, certificate: &Certificate) -> (Trust, Option<Listed>) {
        if matches!(physical.name.worth(), Worth::Anchors | Worth::Helps)
            && let Some(of) = self.blocks(certificate)
        {
            return (Trust::all(Grant::Distrusted), Some(Listed { list: List::Blocked, of }));
        }
        if physical.name == StoreName::AuthRoot
            && let Some(programme) = &self.programme
            && let Some(noted) = programme.find(certificate)
        {
            let all = noted.iter().map(|(id, data)| (*id, data.as_slice())).collect();
            let left = Properties { all }.leave(trust);
            let listed = Listed { list: List::RootProgramme, of: programme.of };
            return (left, (left != trust).then_some(listed));
        }
        (trust, None)
    }
}
