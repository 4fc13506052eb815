//! The answers of `tillit install` and `tillit undo` for people.

use tillit_verifier::catalog::Catalog;

use super::{ChangesReport, InstallReport, UndoReport};
use crate::i18n::Texts;
use crate::style::Style;

/// A plan and what became of it.
pub fn human(report: &InstallReport, _catalog: &Catalog, _texts: &Texts, _style: &Style) -> String {
    format!("{report:#?}\n")
}

/// The changes that can be taken back.
pub fn changes_human(report: &ChangesReport, _texts: &Texts, _style: &Style) -> String {
    format!("{report:#?}\n")
}

/// What was put back.
pub fn undo_human(report: &UndoReport, _texts: &Texts, _style: &Style) -> String {
    format!("{report:#?}\n")
}
