//! What was searched, for a person at a terminal.

use anstyle::AnsiColor;
use tillit_trust_stores::servers::search::{Mention, Named, NamedIn};
use tillit_verifier::verdict::Severity;

use super::{NAMED, SearchFinding, SearchedPath};
use crate::audit::human::lead;
use crate::audit::say::Speaker;
use crate::codes::Code;
use crate::style::{Detail, Style, width, wrap};
use crate::verify::say::Said;

/// Files that are told one by one; with `-v` all are.
const FILES: usize = 10;
/// Places of a file that are shown; with `-v` all that were kept.
const PLACES: usize = 3;

impl Speaker<'_> {
    /// What the headline says of everything that was searched; empty where nothing was.
    pub(in crate::audit) fn searched_headline(&self) -> Vec<String> {
        let searched = &self.report.searched;
        if searched.is_empty() {
            return Vec::new();
        }
        let named: Vec<&NamedIn> = searched.iter().flat_map(|path| &path.searched.named).collect();
        let is_old = |named: &&&NamedIn| {
            named.standings.iter().any(|standing| matches!(standing.named, Named::OnlyOld | Named::Partial))
        };
        let old: Vec<&NamedIn> = named.iter().filter(is_old).copied().collect();
        let files: usize = searched.iter().map(|path| path.searched.files).sum();
        let failed: usize = searched.iter().map(|path| path.searched.failed.len()).sum();
        let values = [("count", named.len().into()), ("files", files.into())];
        let mut parts = Vec::new();
        if !old.is_empty() {
            let names: Vec<String> = old.iter().map(|named| self.shown(&named.file.display().to_string())).collect();
            let values = [("count", names.len().into()), ("files", self.few(&names).into())];
            parts.push(self.texts.format("audit-searched-headline-old", &values));
        } else if !named.is_empty() {
            parts.push(self.texts.format("audit-searched-headline-fine", &values));
        } else if files > 0 {
            parts.push(self.texts.format("audit-searched-headline-none", &values));
        } else if failed == 0 {
            parts.push(self.texts.get("audit-searched-headline-nothing"));
        }
        if failed > 0 {
            parts.push(self.texts.format("audit-searched-headline-failed", &[("count", failed.into())]));
        }
        parts
    }

    /// A searched path. `step` writes the next step of a finding, where it was not told before.
    pub(in crate::audit) fn searched(
        &self,
        path: &SearchedPath,
        style: &Style,
        step: &mut dyn FnMut(&Said, usize) -> String,
    ) -> String {
        let full = style.detail == Detail::Full;
        let found = self.of_searched(path);
        let mut out = self.searched_head(path, style);
        let mut more: Option<(usize, &'static Code)> = None;
        let mut told = (0_usize, 0_usize);
        for one in &found {
            let is_info = one.said.severity == Severity::Info;
            let count = if is_info { &mut told.1 } else { &mut told.0 };
            *count += 1;
            if !full && *count > if is_info { NAMED } else { FILES } {
                more = Some((more.map_or(0, |(count, _)| count) + 1, one.said.code));
                continue;
            }
            out.push_str(&self.search_finding(one, style));
            out.push_str(&step(&one.said, 4));
        }
        if let Some((count, code)) = more {
            let line = self.texts.format("audit-searched-more-files", &[("count", count.into())]);
            out.push_str(&wrap(&format!("{line}\u{a0}[{code}]"), style.width, 2, 4));
        }
        if full {
            for named in
                path.searched.named.iter().filter(|named| !found.iter().any(|one| one.named.file == named.file))
            {
                for mention in &named.mentions {
                    out.push_str(&self.mention(mention, style, 2));
                }
            }
        }
        out.push_str(&self.unsearched(path, style, full, step));
        out
    }

    /// `120 files searched, 2 name CAs`
    pub(in crate::audit) fn searched_summary(&self, path: &SearchedPath) -> String {
        let values = [("files", path.searched.files.into()), ("count", path.searched.named.len().into())];
        let id = match (path.searched.files, path.searched.named.len()) {
            (0, _) => "audit-searched-nothing",
            (_, 0) => "audit-searched-none",
            _ => "audit-searched",
        };
        self.texts.format(id, &values)
    }

    /// `conf/     120 files searched, 2 name CAs`
    fn searched_head(&self, path: &SearchedPath, style: &Style) -> String {
        let what = self.searched_summary(path);
        let name = self.shown(&path.path);
        // The path is not broken: it is for copying.
        if width(&name) + 5 + width(&what) <= style.width {
            format!("{}     {what}\n", style.bold(&name))
        } else {
            format!("{}\n{}", style.bold(&name), wrap(&what, style.width, 2, 4))
        }
    }

    fn search_finding(&self, found: &SearchFinding<'_>, style: &Style) -> String {
        let full = style.detail == Detail::Full;
        let mut out = self.led(&found.said, "", style);
        if found.said.severity == Severity::Info && !full {
            return out;
        }
        let places: Vec<&Mention> = found.places().collect();
        let shown = if full || places.len() <= PLACES + 1 { places.len() } else { PLACES };
        for mention in places.iter().take(shown) {
            out.push_str(&self.mention(mention, style, 4));
        }
        // Of those beyond what was kept it is not known which CA they name.
        let beyond = found.named.count.saturating_sub(found.named.mentions.len() as u64);
        let rest = (places.len() - shown) as u64 + beyond;
        if rest > 0 {
            let line = self.texts.format("audit-searched-more-places", &[("count", rest.into())]);
            out.push_str(&wrap(&line, style.width, 4, 6));
        }
        out
    }

    /// A place with what stands there, and marks below the words that are meant.
    fn mention(&self, mention: &Mention, style: &Style, indent: usize) -> String {
        let blanks = " ".repeat(indent);
        let place = self.mention_place(mention);
        let words = self.mention_words(mention);
        let mut out = if indent + width(&place) + 3 + width(&words) <= style.width {
            format!("{blanks}{place}   {words}\n")
        } else {
            format!("{blanks}{place}\n{}", wrap(&words, style.width, indent + 2, indent + 4))
        };
        let number = mention.spot.line.to_string();
        let room = style.width.saturating_sub(indent + width(&number) + 3);
        if let Some(found) = self.mention_excerpt(mention, room) {
            out.push_str(&format!("{blanks}{number} | {}\n", found.line));
            let carets = style.painted(&"^".repeat(found.marks), AnsiColor::Red);
            let before = " ".repeat(found.before);
            out.push_str(&format!("{blanks}{} | {before}{carets}\n", " ".repeat(width(&number))));
        }
        out
    }

    /// What could not be searched: of each reason the first few, the others counted.
    fn unsearched(
        &self,
        path: &SearchedPath,
        style: &Style,
        full: bool,
        step: &mut dyn FnMut(&Said, usize) -> String,
    ) -> String {
        let mut groups: Vec<(Said, Vec<String>)> = Vec::new();
        for (path, cause) in &path.searched.failed {
            let said = self.not_searched(cause);
            let path = self.shown(&path.display().to_string());
            match groups.iter_mut().find(|(other, _)| other.text == said.text) {
                Some((_, paths)) => paths.push(path),
                None => groups.push((said, vec![path])),
            }
        }
        let mut out = String::new();
        for (said, paths) in groups {
            let shown = if full || paths.len() <= PLACES + 1 { paths.len() } else { PLACES };
            for path in paths.iter().take(shown) {
                out.push_str(&self.led(&said, &format!("{path}: "), style));
            }
            if shown < paths.len() {
                let more = self.texts.format("audit-more-of-the-same", &[("count", (paths.len() - shown).into())]);
                out.push_str(&wrap(&format!("{more}\u{a0}[{}]", said.code), style.width, 4, 6));
            }
            out.push_str(&step(&said, 4));
        }
        out
    }

    /// A sentence with the word for its weight before it and its code after it.
    fn led(&self, said: &Said, about: &str, style: &Style) -> String {
        let (lead, color) = lead(said.severity);
        let lead = self.texts.get(lead);
        let line = wrap(&format!("{lead} {about}{}\u{a0}[{}]", said.text, said.code), style.width, 2, 4);
        line.replacen(&lead, &style.painted(&lead, color), 1)
    }

    /// One line for each finding (`-q`).
    pub(in crate::audit) fn searched_brief(&self, style: &Style) -> String {
        let mut out = String::new();
        for path in &self.report.searched {
            for found in self.of_searched(path).iter().filter(|found| found.said.severity > Severity::Info) {
                let word = self.texts.get(match found.standing.named {
                    Named::Partial => "server-answer-partly",
                    _ => "audit-searched-old",
                });
                let file = self.shown(&found.named.file.display().to_string());
                out.push_str(&format!(
                    "  {}  {file}  [{}]\n",
                    style.painted(&word, AnsiColor::Yellow),
                    found.said.code
                ));
            }
        }
        out
    }
}
