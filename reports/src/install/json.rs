//! The answers of `tillit install` and `tillit undo` for machines.

use serde_json::{Value, json};
use tillit_verifier::catalog::Catalog;

use super::{ChangesReport, InstallReport, UndoReport};
use crate::i18n::Texts;

/// Schema `tillit/install/1`.
pub fn json(report: &InstallReport, _catalog: &Catalog, _texts: &Texts) -> Value {
    json!({ "schema": "tillit/install/1", "id": report.plan.id })
}

/// Schema `tillit/changes/1`.
pub fn changes_json(report: &ChangesReport, _texts: &Texts) -> Value {
    json!({ "schema": "tillit/changes/1", "changes": report.changes.len() })
}

/// Schema `tillit/undo/1`.
pub fn undo_json(report: &UndoReport, _texts: &Texts) -> Value {
    json!({ "schema": "tillit/undo/1", "id": report.change.id })
}
