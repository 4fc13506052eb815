//! What `--require` names: presets and policy files.

use std::path::Path;

use tillit_reports::errors;
use tillit_trust_stores::policy::{self, PRESETS, Policy};
use tillit_verifier::catalog::{Catalog, Mistake};

use crate::context::Context;
use crate::error::{Error, Exit, io_cause};
use crate::files;
use crate::settings::suggest;

/// Reads every policy; all that is wrong with any of them is told.
pub(super) fn read(named: &[impl AsRef<Path>], catalog: &Catalog, context: &Context) -> Result<Vec<Policy>, Error> {
    let mut policies = Vec::new();
    let mut errors = Vec::new();
    for named in named {
        match one(named.as_ref(), catalog, context) {
            Ok(policy) => policies.push(policy),
            Err(error) => errors.push(error),
        }
    }
    match errors.len() {
        0 => Ok(policies),
        1 => Err(errors.remove(0)),
        _ => Err(Error::Several(errors)),
    }
}

/// One policy: the word of a preset, else a file.
fn one(named: &Path, catalog: &Catalog, context: &Context) -> Result<Policy, Error> {
    let word = named.to_str().unwrap_or_default();
    if policy::is_preset(word) {
        return Policy::preset(word, catalog).ok_or_else(|| Error::Said {
            exit: Exit::Usage,
            id: "error-audit-preset",
            arguments: vec![("preset", word.to_owned())],
        });
    }
    let text = files::text(named, policy::MAX_FILE_BYTES as u64).map_err(|cause| Error::Said {
        exit: Exit::Usage,
        id: "error-audit-policy-read",
        arguments: vec![
            ("path", named.display().to_string()),
            ("cause", io_cause(&cause, &context.texts)),
            ("presets", PRESETS.join(", ")),
            ("suggestion", suggest(word, PRESETS.iter().copied()).unwrap_or_else(|| "none".to_owned())),
        ],
    })?;
    Policy::parse(&text, catalog).map_err(|error| mistakes(named, &error.mistakes, "error-audit-policy", context))
}

/// Every mistake of a file that the user wrote, with its place.
pub(super) fn mistakes(file: &Path, mistakes: &[Mistake], id: &'static str, context: &Context) -> Error {
    let said = |mistake: &Mistake| Error::Said {
        exit: Exit::Usage,
        id,
        arguments: vec![
            ("path", file.display().to_string()),
            ("line", mistake.line.to_string()),
            ("column", mistake.column.to_string()),
            ("detail", errors::mistake(&mistake.kind, &context.texts)),
        ],
    };
    match mistakes {
        [only] => said(only),
        several => Error::Several(several.iter().map(said).collect()),
    }
}
