//! A plan in a file, to be applied later on the same machine: what was asked for, the CA certificates themselves (the server may be
//! offline), and what each target had when the plan was made.
//!
//! Nothing in it is believed: the certificates are held against the catalog again, the changes and commands are computed anew.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tillit_verifier::catalog::Catalog;
use tillit_verifier::catalog::store::{self, CaId, Refusal};
use tillit_verifier::container::{self, Passwords, ReadLimits};
use tillit_verifier::verdict::GenerationId;
use tillit_verifier::{Certificate, Fingerprint};
use time::OffsetDateTime;

use super::change::Change;
use super::plan::{Plan, Planned};
use super::selection::{Addition, Selection, ad_logon};

/// A plan has some dozens of certificates; a file of more bytes is something else.
pub const MAX_BYTES: u64 = 16 << 20;
/// The schema that is written and read.
pub const SCHEMA: &str = "tillit/plan/1";

/// What a plan file holds.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saved {
    schema: String,
    /// The plan's name.
    pub id: String,
    /// When it was made.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The folder that stood for the machine.
    pub root: Option<PathBuf>,
    /// The targets as they were typed, each with the kind that was said.
    pub targets: Vec<SavedTarget>,
    /// A PEM file that is not there is made.
    pub create: bool,
    /// Files that cannot be exchanged are written in place.
    pub in_place: bool,
    /// The new file that a server's configuration is pointed at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_file: Option<PathBuf>,
    /// Issuing CAs of persons' cards go to `NTAuth`, too.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub ad_logon: bool,
    certificates: Vec<SavedCertificate>,
    retire: Vec<String>,
    before: Vec<SavedFile>,
}

/// A target of a saved plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedTarget {
    /// As it was typed.
    pub named: String,
    /// The word of `--type`.
    pub kind: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedCertificate {
    name: String,
    sha256: String,
    ca: Option<SavedCa>,
    pem: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedCa {
    pki: String,
    generation: String,
    name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SavedFile {
    path: PathBuf,
    /// `None`: it was not there.
    sha256: Option<String>,
}

/// Why a plan file is not used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SavedError {
    /// No plan of this version; the text is technical.
    #[error("{0}")]
    Syntax(String),
    /// It has another schema.
    #[error("schema {0}")]
    Schema(String),
    /// A certificate in it is damaged, or not the one that its fingerprint says.
    #[error("the certificate {0} is not what it says")]
    Certificate(String),
    /// A certificate in it is not the CA of the catalog that the file says.
    #[error("{name} is not accepted")]
    Refused {
        /// What it is called in the file.
        name: String,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// It is accepted as another CA than the file says, or the catalog does not know the CA.
    #[error("{0} is another CA")]
    OtherCa(String),
}

/// Something that is not as it was when the plan was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The file.
    pub path: PathBuf,
    /// SHA-256 then; `None`: it was not there, or the plan did not touch it.
    pub then: Option<Fingerprint>,
    /// SHA-256 now.
    pub now: Option<Fingerprint>,
}

impl Saved {
    /// What is to be kept of a plan.
    pub fn of(
        plan: &Plan,
        targets: Vec<SavedTarget>,
        root: Option<PathBuf>,
        create: bool,
        in_place: bool,
        new_file: Option<PathBuf>,
    ) -> Self {
        let ca = |id: &CaId| SavedCa {
            pki: id.generation.pki.clone(),
            generation: id.generation.generation.clone(),
            name: id.ca.clone(),
        };
        let certificate = |addition: &Addition| SavedCertificate {
            name: addition.name(),
            sha256: addition.certificate.fingerprint().to_string(),
            ca: addition.ca.as_ref().map(ca),
            pem: addition.certificate.to_pem(),
        };
        Self {
            schema: SCHEMA.to_owned(),
            id: plan.id.clone(),
            at: plan.at,
            root,
            targets,
            create,
            in_place,
            new_file,
            ad_logon: !plan.selection.ad_logon.is_empty(),
            certificates: plan.selection.add.iter().map(certificate).collect(),
            retire: plan.selection.retire.iter().map(|id| format!("{}/{}", id.pki, id.generation)).collect(),
            before: files(plan),
        }
    }

    /// Its text.
    ///
    /// # Errors
    /// [`SavedError::Syntax`]: a path in it is no text.
    pub fn to_text(&self) -> Result<String, SavedError> {
        let text = serde_json::to_string_pretty(self).map_err(|error| SavedError::Syntax(error.to_string()))?;
        Ok(text + "\n")
    }

    /// Reads a plan's text.
    ///
    /// # Errors
    /// [`SavedError::Syntax`], [`SavedError::Schema`]
    pub fn parse(text: &str) -> Result<Self, SavedError> {
        let json: serde_json::Value =
            serde_json::from_str(text).map_err(|error| SavedError::Syntax(error.to_string()))?;
        match json.get("schema").and_then(|schema| schema.as_str()) {
            Some(SCHEMA) => {}
            Some(other) => return Err(SavedError::Schema(other.to_owned())),
            None => return Err(SavedError::Schema(String::new())),
        }
        let saved: Self = serde_json::from_value(json).map_err(|error| SavedError::Syntax(error.to_string()))?;
        // It becomes part of file names.
        let is_id = (1..=64).contains(&saved.id.len())
            && saved.id.starts_with(|c: char| c.is_ascii_alphanumeric())
            && saved.id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == ':');
        if is_id { Ok(saved) } else { Err(SavedError::Syntax("id".to_owned())) }
    }

    /// What goes in and out: every certificate is held against the catalog again. Those for which the file claims no CA are in it
    /// with `ca: None`: the user has to say yes to each.
    ///
    /// # Errors
    /// [`SavedError`]
    pub fn selection(&self, catalog: &Catalog) -> Result<Selection, SavedError> {
        let mut read: Vec<(&SavedCertificate, Certificate)> = Vec::new();
        for saved in &self.certificates {
            let false_one = || SavedError::Certificate(saved.name.clone());
            let contents = container::read_with(saved.pem.as_bytes(), &Passwords::none(), &ReadLimits::default());
            let mut entries = contents.map_err(|_| false_one())?.entries.into_iter();
            let (Some(Ok(certificate)), None) = (entries.next().map(|entry| entry.certificate), entries.next()) else {
                return Err(false_one());
            };
            if Fingerprint::parse(&saved.sha256) != Some(certificate.fingerprint()) {
                return Err(false_one());
            }
            read.push((saved, certificate));
        }
        let at_hand: Vec<Certificate> = read.iter().map(|(_, certificate)| certificate.clone()).collect();
        let mut add = Vec::new();
        for (saved, certificate) in read {
            let classified = store::classify(&certificate, catalog, &at_hand);
            let Some(claimed) = &saved.ca else {
                // What nobody vouches for does not go by the name of one for whom somebody does.
                match classified {
                    Ok(_) | Err(Refusal::NotInCatalog(_) | Refusal::RootNotPinned(_)) => {
                        add.push(Addition::given(certificate));
                    }
                    Err(refusal) => {
                        return Err(SavedError::Refused { name: saved.name.clone(), refusal: Box::new(refusal) });
                    }
                }
                continue;
            };
            let ca = match classified {
                Ok(accepted) => accepted.found().ca_id(),
                Err(refusal) => {
                    return Err(SavedError::Refused { name: saved.name.clone(), refusal: Box::new(refusal) });
                }
            };
            let is_same = (&ca.generation.pki, &ca.generation.generation, &ca.ca)
                == (&claimed.pki, &claimed.generation, &claimed.name);
            if !is_same {
                return Err(SavedError::OtherCa(saved.name.clone()));
            }
            let is_root = certificate.is_self_issued();
            add.push(Addition { certificate, ca: Some(ca), is_root });
        }
        let generation = |text: &String| {
            let known = catalog.generations_named(text);
            match (text.split_once('/'), known.as_slice()) {
                (Some((pki, generation)), [_]) => {
                    Ok(GenerationId { pki: pki.to_owned(), generation: generation.to_owned() })
                }
                _ => Err(SavedError::OtherCa(text.clone())),
            }
        };
        Ok(Selection {
            ad_logon: if self.ad_logon { ad_logon(&add, catalog) } else { Vec::new() },
            add,
            remove: Vec::new(),
            retire: self.retire.iter().map(generation).collect::<Result<_, _>>()?,
            back: None,
        })
    }

    /// Where the machine is not as it was when this plan was made. `now` is the plan that was computed anew.
    pub fn differences(&self, now: &Plan) -> Vec<Difference> {
        let now = files(now);
        let hash = |file: &SavedFile| file.sha256.as_deref().and_then(Fingerprint::parse);
        let mut differences = Vec::new();
        for then in &self.before {
            let same = now.iter().find(|file| file.path == then.path);
            if same.is_none_or(|same| same.sha256 != then.sha256) {
                let of_disk = same.map_or_else(|| on_disk(&then.path, self.root.as_deref()), hash);
                differences.push(Difference { path: then.path.clone(), then: hash(then), now: of_disk });
            }
        }
        for file in now.iter().filter(|file| !self.before.iter().any(|then| then.path == file.path)) {
            differences.push(Difference { path: file.path.clone(), then: None, now: hash(file) });
        }
        differences
    }
}

/// The hash of a file that the new plan does not touch any more, for the report.
fn on_disk(path: &Path, root: Option<&Path>) -> Option<Fingerprint> {
    use crate::tree::{Folder, Tree as _};
    let tree = root.map_or_else(Folder::host, Folder::at);
    tree.read(path, 256 << 20).ok().map(|bytes| Fingerprint::of(&bytes))
}

/// The files that a plan touches, with what they have.
fn files(plan: &Plan) -> Vec<SavedFile> {
    let edited = plan.targets.iter().filter_map(|target| match &target.planned {
        Planned::Edited(edited) => Some(edited),
        Planned::Unchanged | Planned::Refused(_) => None,
    });
    edited
        .flat_map(|edited| &edited.changes)
        .filter_map(|change| {
            let before = match change {
                Change::Replace { before, .. } | Change::Remove { before, .. } => Some(before.to_string()),
                Change::Create { .. } | Change::MakeLink { .. } | Change::RemoveLink { .. } => None,
                Change::Run(_) => return None,
            };
            Some(SavedFile { path: change.path()?.to_owned(), sha256: before })
        })
        .collect()
}
