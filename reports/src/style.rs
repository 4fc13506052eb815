//! How a text for people looks: colours, marks, width.

/// Which characters mark an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marks {
    /// `✔ ✘ ? – ← →`
    Unicode,
    /// `OK NO ? - <- ->`, for terminals that have nothing but ASCII
    Ascii,
}

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// One line for each certificate (`-q`).
    Brief,
    /// What support needs.
    Normal,
    /// With the technical block: fingerprints, notes, generations that have nothing to say (`-v`).
    Full,
}

/// How a text for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Colours are added to the marks; they never carry meaning alone.
    pub color: bool,
    /// Which characters mark an answer.
    pub marks: Marks,
    /// Columns of the terminal; longer lines are wrapped.
    pub width: usize,
    /// How much is said.
    pub detail: Detail,
}

impl Default for Style {
    /// For a file or a pipe: no colours, Unicode, 100 columns.
    fn default() -> Self {
        Self { color: false, marks: Marks::Unicode, width: 100, detail: Detail::Normal }
    }
}
