//! What every report comes down to: findings with stable codes.

use schemars::JsonSchema;
use serde::Serialize;

/// One finding. The code and the severity are for programs, the text and the remedy for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Stable code: `T-110`. `tillit explain CODE` says more.
    #[schemars(regex(pattern = r"^T-[0-9]{3}$"))]
    pub code: String,
    /// How much it weighs.
    pub severity: Weight,
    /// What it is about: a certificate's subject (RFC 4514), or nothing where an input could not be read.
    pub subject: Option<String>,
    /// The input it was found in.
    pub input: String,
    /// The certificate's number in its input, 0-based.
    pub index: Option<usize>,
    /// Where in a configuration, for what was found there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceOfFinding>,
    /// The sentence, in the language that was asked for.
    pub text: String,
    /// The next step.
    pub remedy: String,
}

/// A place in a file of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceOfFinding {
    /// The file.
    pub file: String,
    /// The line, 1-based; 0: the file as a whole.
    pub line: u64,
    /// The column of the first character that is meant, 1-based.
    pub column: u32,
    /// What stands there; null where it may be a secret, or is not known.
    pub excerpt: Option<Excerpt>,
}

/// A line, and which part of it is meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Excerpt {
    /// The line, without blanks before it; a long one is cut, and what may be a secret is left out.
    pub line: String,
    /// Columns before what is meant.
    pub before: usize,
    /// Columns that are meant; 0: the whole line.
    pub marks: usize,
}

/// How much something weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Weight {
    /// Good to know; changes nothing.
    Info,
    /// Works, but somebody should act.
    Warning,
    /// Not trusted, cannot say, or unreadable because of this.
    Error,
}

impl From<tillit_verifier::verdict::Severity> for Weight {
    fn from(severity: tillit_verifier::verdict::Severity) -> Self {
        use tillit_verifier::verdict::Severity;
        match severity {
            Severity::Info => Self::Info,
            Severity::Warning => Self::Warning,
            Severity::Error => Self::Error,
        }
    }
}

/// The envelope that every JSON document of tillit has.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Envelope<R> {
    /// Which kind of document, with its version.
    pub schema: String,
    /// What made it.
    pub tool: Tool,
    /// The moment that it speaks of (RFC 3339, UTC).
    #[schemars(extend("format" = "date-time"))]
    pub at: String,
    /// One for each certificate, host, store, ...
    pub results: Vec<R>,
    /// Everything that was found, most important first within each input.
    pub findings: Vec<Finding>,
}

/// What made a document.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Tool {
    /// `tillit`
    pub name: String,
    /// Its version.
    pub version: String,
}
