//! What was searched, in `tillit/audit/1`.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use tillit_trust_stores::servers::search::{Mention, Named, Written};

use super::{SearchFinding, SearchedPath};
use crate::audit::json::ErrorResult;
use crate::audit::say::Speaker;
use crate::finding::{Excerpt, Weight};

/// Columns of a line that are shown.
const COLUMNS: usize = 200;

/// A file or folder that was searched for CAs that are named by hand (`--search`).
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SearchedResult {
    /// As the user named it.
    pub path: String,
    /// How many files were searched.
    pub files: usize,
    /// How many of them name CAs.
    pub naming: usize,
    /// Where, by file and line: of each file the first, and the first of each CA.
    pub mentions: Vec<MentionResult>,
    /// How many places are left out of `mentions`.
    pub passed_over: u64,
    /// What that means: one for each file and PKI, the heaviest first.
    pub findings: Vec<SearchFindingResult>,
    /// What could not be searched.
    pub failures: Vec<SearchFailureResult>,
}

/// A place that names a CA.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MentionResult {
    /// The file.
    pub file: String,
    /// The line, 1-based.
    pub line: u64,
    /// The column in characters, 1-based.
    pub column: u32,
    /// Name of the CA.
    pub ca: String,
    /// Id of its PKI.
    pub pki: String,
    /// Id of its generation in it.
    pub generation: String,
    /// How it is named.
    pub written: WrittenWord,
    /// What stands there; null where it may be a secret.
    pub excerpt: Option<Excerpt>,
}

/// What the names of one PKI in a file mean.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SearchFindingResult {
    /// Stable code. `tillit explain CODE` says more.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// How much it weighs.
    pub severity: Weight,
    /// The file.
    pub file: String,
    /// Id of the PKI.
    pub pki: String,
    /// What the names come to.
    pub names: NamesWord,
    /// Older CAs that are named.
    pub named: Vec<String>,
    /// CAs of the newest generation that should stand beside them, and do not.
    pub missing: Vec<MissingResult>,
    /// The facts.
    pub detail: Map<String, Value>,
    /// The sentence, in the language that was asked for.
    pub text: String,
    /// The next step.
    pub remedy: String,
}

/// A CA that should be named, too.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct MissingResult {
    /// Its name.
    pub ca: String,
    /// Its subject (RFC 4514).
    pub subject: String,
    /// SHA-256 of its certificate, upper-case hexadecimal, where it is known.
    #[schemars(regex(pattern = r"^[0-9A-F]{64}$"))]
    pub sha256: Option<String>,
}

/// A file or folder that could not be searched.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SearchFailureResult {
    /// The file or folder.
    pub path: String,
    /// Why.
    #[serde(flatten)]
    pub error: ErrorResult,
}

/// How a CA is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum WrittenWord {
    /// By its common name inside a distinguished name
    DistinguishedName,
    /// By its common name alone
    Name,
    /// By the SHA-256 fingerprint of its certificate
    Sha256,
    /// By the SHA-1 fingerprint of its certificate
    Sha1,
    /// By its key's identifier
    KeyId,
    /// By its certificate
    Certificate,
    /// By a certificate that it issued
    Issued,
}

impl From<Written> for WrittenWord {
    fn from(written: Written) -> Self {
        match written {
            Written::DistinguishedName => Self::DistinguishedName,
            Written::Sha256 => Self::Sha256,
            Written::Sha1 => Self::Sha1,
            Written::KeyId => Self::KeyId,
            Written::Certificate => Self::Certificate,
            Written::Issued => Self::Issued,
            // `Written::Name`, and what is not known here yet.
            _ => Self::Name,
        }
    }
}

words! {
    /// What the names of one PKI in a file come to.
    NamesWord {
        /// CAs of older generations, and none of the newest
        OnlyOld = Named::OnlyOld,
        /// Both, but for some old issuing CA none that stands in for it
        Partial = Named::Partial,
        /// Both
        Both = Named::Both,
        /// Those of the newest generation alone
        OnlyNew = Named::OnlyNew,
        /// None by itself: there are certificates that old CAs issued
        OnlyIssued = Named::OnlyIssued,
    } from Named
}

impl Speaker<'_> {
    /// A searched path with all that is said of it.
    pub(in crate::audit) fn searched_result(&self, path: &SearchedPath) -> SearchedResult {
        let searched = &path.searched;
        let of_file = |file: &std::path::Path| self.masked(&file.display().to_string());
        let mention = |mention: &Mention| MentionResult {
            file: of_file(&mention.spot.file),
            line: mention.spot.line,
            column: mention.spot.column,
            ca: mention.ca.ca.clone(),
            pki: mention.ca.generation.pki.clone(),
            generation: mention.ca.generation.generation.clone(),
            written: mention.written.into(),
            excerpt: self.mention_excerpt(mention, COLUMNS).map(|found| Excerpt {
                line: found.line,
                before: found.before,
                marks: found.marks,
            }),
        };
        let finding = |found: SearchFinding<'_>| SearchFindingResult {
            code: found.said.code.code.to_owned(),
            severity: found.said.severity.into(),
            file: of_file(&found.named.file),
            pki: found.standing.pki.clone(),
            names: found.standing.named.into(),
            named: found.standing.old.iter().map(|ca| ca.ca.clone()).collect(),
            missing: found
                .standing
                .missing
                .iter()
                .map(|ca| MissingResult {
                    ca: ca.ca.ca.clone(),
                    subject: ca.subject.to_string(),
                    sha256: ca.sha256.map(|fingerprint| fingerprint.to_string()),
                })
                .collect(),
            detail: found.said.detail,
            text: found.said.text,
            remedy: found.said.remedy,
        };
        let failure = |(path, cause): &(std::path::PathBuf, _)| {
            let said = self.not_searched(cause);
            let error = ErrorResult {
                code: said.code.code.to_owned(),
                severity: said.severity.into(),
                detail: said.detail,
                text: said.text,
                remedy: said.remedy,
            };
            SearchFailureResult { path: of_file(path), error }
        };
        SearchedResult {
            path: self.masked(&path.path),
            files: searched.files,
            naming: searched.named.len(),
            mentions: searched.named.iter().flat_map(|named| &named.mentions).map(mention).collect(),
            passed_over: searched.named.iter().map(|named| named.count - named.mentions.len() as u64).sum(),
            findings: self.of_searched(path).into_iter().map(finding).collect(),
            failures: searched.failed.iter().map(failure).collect(),
        }
    }
}
