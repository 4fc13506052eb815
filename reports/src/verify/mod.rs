//! What `tillit verify` found, and its renderings.

pub mod answer;
pub(crate) mod facts;
pub mod human;
pub mod json;
pub(crate) mod revocation;
pub(crate) mod say;
pub mod table;

use tillit_verifier::catalog::store::Refusal;
use tillit_verifier::container::{EntryError, Position, Quirk};
use tillit_verifier::input::InputError;
use tillit_verifier::name::Name;
use tillit_verifier::revocation::Mode;
use tillit_verifier::verdict::{GenerationId, Judgement, Purpose};
use time::OffsetDateTime;

pub use answer::{Answer, exit_code};
pub use human::{human, text};
pub use json::{document, json, ndjson, schema};
pub use say::{card_refused, input_problem, problem};
pub use table::{csv, markdown};

/// Everything that one run of `tillit verify` found.
#[derive(Debug)]
pub struct VerifyReport {
    /// Version of the program.
    pub version: String,
    /// The moment at which validity was judged: now, or what `--at` gave.
    pub at: OffsetDateTime,
    /// `--at` was given: the answer is about another time than now, and says so.
    pub at_is_set: bool,
    /// What the certificates were judged for.
    pub purpose: Purpose,
    /// Every certificate in the order in which it was read.
    pub certificates: Vec<VerifiedCertificate>,
    /// What could not be read.
    pub problems: Vec<InputProblem>,
    /// What is worth saying about inputs that were read.
    pub notes: Vec<InputNote>,
    /// Personal identity numbers are shown whole (`--show-personal-id`).
    pub show_personal_id: bool,
    /// Generations asked for with `--generation`; `None` is all of the catalog.
    pub generations: Option<Vec<GenerationId>>,
    /// How revocation was looked at.
    pub revocation: Mode,
}

/// One certificate of an input with what was said of it.
#[derive(Clone, Debug)]
pub struct VerifiedCertificate {
    /// The input's name as the user gave it or as it was found in a folder; `-` for standard input.
    pub input: String,
    /// The certificate's number in its input, 0-based.
    pub index: usize,
    /// How many certificates that input has.
    pub of: usize,
    /// Where it stood in the input.
    pub position: Position,
    /// Its alias or friendly name in a key store.
    pub alias: Option<String>,
    /// What was said of it.
    pub judgement: Judgement,
}

/// An input, or a certificate in one, that could not be read.
#[derive(Debug)]
pub struct InputProblem {
    /// The input's name.
    pub input: String,
    /// Where in the input, for a single entry.
    pub position: Option<Position>,
    /// The entry's alias, where it has one.
    pub alias: Option<String>,
    /// What is wrong.
    pub kind: InputProblemKind,
}

/// What is wrong with an input.
#[derive(Debug)]
pub enum InputProblemKind {
    /// The file or folder gives nothing.
    Input(InputError),
    /// One entry of a container cannot be read.
    Entry(EntryError),
    /// A CA certificate that was handed in has the name of a CA of the catalog and is not its certificate: it is not used.
    FalseCa(Name, Refusal),
}

/// Something worth saying about an input that was read.
#[derive(Debug)]
pub struct InputNote {
    /// The input's name.
    pub input: String,
    /// What.
    pub kind: InputNoteKind,
}

/// Something worth saying about an input that was read.
#[derive(Debug)]
pub enum InputNoteKind {
    /// Other programs stumble over it.
    Quirk(Quirk),
    /// A file of a folder that holds no certificate: passed over.
    PassedOver(InputError),
    /// One of the customary passwords opened it: this one, which is no secret.
    CustomaryPassword(String),
    /// Its own integrity protection was not checked, for want of the password.
    IntegrityNotChecked,
}
