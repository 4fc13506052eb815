//! How a text for people looks: colours, marks, width.

use anstyle::AnsiColor;
use unicode_width::UnicodeWidthStr as _;

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

impl Style {
    /// `text` in a colour, where there are colours.
    pub(crate) fn painted(&self, text: &str, color: AnsiColor) -> String {
        if !self.color {
            return text.to_owned();
        }
        let paint = color.on_default();
        format!("{paint}{text}{paint:#}")
    }

    /// `text` in bold, where there are colours.
    pub(crate) fn bold(&self, text: &str) -> String {
        if !self.color {
            return text.to_owned();
        }
        let bold = anstyle::Style::new().bold();
        format!("{bold}{text}{bold:#}")
    }

    /// `text` in so many columns at most: where it is longer, its beginning and its end, by which names are told apart.
    pub(crate) fn shortened(&self, text: &str, columns: usize) -> String {
        if width(text) <= columns {
            return text.to_owned();
        }
        let gap = match self.marks {
            Marks::Unicode => "…",
            Marks::Ascii => "..",
        };
        let room = columns.saturating_sub(width(gap));
        let part = |chars: &mut dyn Iterator<Item = char>, room: usize| {
            let mut used = 0;
            let fits = chars.take_while(|c| {
                used += width(c.encode_utf8(&mut [0; 4]));
                used <= room
            });
            fits.collect::<String>()
        };
        let end: String = part(&mut text.chars().rev(), room / 2).chars().rev().collect();
        let begin = part(&mut text.chars(), room - room / 2);
        format!("{}{gap}{}", begin.trim_end(), end.trim_start())
    }

    /// What leads to a next step.
    pub(crate) fn arrow(&self) -> &'static str {
        match self.marks {
            Marks::Unicode => "→",
            Marks::Ascii => "->",
        }
    }
}

/// Columns that a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Breaks `text` at spaces so that no line is wider than `columns`, the first line indented by `first`, the others by `rest`. A word
/// that is longer than a line stands alone: fingerprints, addresses and commands must stay whole to be copied. A no-break space keeps its
/// words together and becomes a space. Ends with a line break.
pub fn wrap(text: &str, columns: usize, first: usize, rest: usize) -> String {
    let columns = columns.max(40);
    let mut out = " ".repeat(first);
    let mut used = first;
    let mut empty = true;
    // A run of spaces between words is layout and stays; at a break it goes.
    let mut pending = 0;
    for word in text.split(' ') {
        if word.is_empty() {
            pending += 1;
            continue;
        }
        let wide = width(word);
        let gap = if empty { 0 } else { pending + 1 };
        if !empty && used + gap + wide > columns {
            out.push('\n');
            out.push_str(&" ".repeat(rest));
            used = rest;
        } else {
            out.push_str(&" ".repeat(gap));
            used += gap;
        }
        out.push_str(word);
        used += wide;
        empty = false;
        pending = 0;
    }
    out.push('\n');
    out.replace('\u{a0}', " ")
}

/// `text` with spaces after it up to `columns`.
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}
