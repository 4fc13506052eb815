//! `crt-list` files: certificates with host names and options of their own.

use std::path::Path;

use super::super::syntax::haproxy::{Word, entry};
use super::super::{Problem, ProblemKind, Reading, Spot, Text};
use crate::observation::Cause;

/// Lines of one list.
const MAX_LINES: usize = 100_000;

/// A line that has options or names.
pub(super) struct Line {
    pub(super) file: String,
    pub(super) options: Vec<(Word, Spot)>,
    pub(super) names: Vec<String>,
    pub(super) spot: Spot,
}

/// Reads a list; `from` is where it is named.
pub(super) fn read(reading: &Reading<'_>, path: &Path, from: &Spot) -> Result<Vec<Line>, Problem> {
    let problem = |spot: Spot, kind: ProblemKind| Problem { server: super::WORD, spot, kind };
    let text = reading
        .text(path)
        .map_err(|error| problem(from.clone(), ProblemKind::File(path.to_owned(), Cause::from(error))))?;
    let mut lines = Vec::new();
    let mut begin = 0;
    for row in text.content.split_inclusive('\n').take(MAX_LINES) {
        let at = begin;
        begin += row.len();
        let place = |range: std::ops::Range<usize>, name: &str| text.spot(at + range.start..at + range.end, name);
        match entry(row) {
            Ok(None) => {}
            Ok(Some(entry)) => lines.push(line(&text, at, row, entry)),
            Err((range, what)) => return Err(problem(place(range, ""), ProblemKind::Syntax(what.to_owned()))),
        }
    }
    Ok(lines)
}

fn line(text: &Text, at: usize, row: &str, entry: super::super::syntax::haproxy::Entry) -> Line {
    let spot = text.spot(at..at + row.trim_ascii_end().len(), "crt-list");
    let options = entry.options.into_iter().map(|word| {
        let spot = text.spot(at + word.range.start..at + word.range.end, &word.value);
        (word, spot)
    });
    Line { file: entry.file, options: options.collect(), names: entry.names, spot }
}
