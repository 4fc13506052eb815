//! What is said of files in which CAs are named by hand (`--search`): those that name old ones without those that stand in for them, where
//! that is written, and what to add.

pub mod human;
pub mod json;
mod table;

use std::path::Path;

use serde_json::json;
use tillit_trust_stores::observation::Cause;
use tillit_trust_stores::servers::Spot;
use tillit_trust_stores::servers::search::{Mention, Named, NamedIn, Searched, StandIn, Standing, Written};
use tillit_verifier::catalog::store::CaId;
use tillit_verifier::certificate::to_hex;
use tillit_verifier::verdict::Severity;

use super::say::Speaker;
use super::servers::excerpt::{self, Excerpt};
use crate::codes;
use crate::finding::{Finding, SourceOfFinding};
use crate::plain::clean;
use crate::verify::facts::facts;
use crate::verify::say::{Said, mask_facts, sentence};

pub(super) use table::{csv_rows, markdown_table};

/// CAs, and generations, that a sentence names; the others are counted.
const NAMED: usize = 3;

/// A file or folder that was searched for CAs that are named by hand.
#[derive(Debug)]
pub struct SearchedPath {
    /// As the user named it.
    pub path: String,
    /// What was found.
    pub searched: Searched,
}

/// What is said of the names of one PKI in a file.
pub(super) struct SearchFinding<'r> {
    pub(super) said: Said,
    pub(super) named: &'r NamedIn,
    pub(super) standing: &'r Standing,
}

impl<'r> SearchFinding<'r> {
    /// Places that name old CAs of the PKI: what the finding is about.
    pub(super) fn places(&self) -> impl Iterator<Item = &'r Mention> + use<'r> {
        let standing = self.standing;
        let issued = standing.named == Named::OnlyIssued;
        let is_meant = move |mention: &&Mention| {
            standing.old.contains(&mention.ca) && (mention.written == Written::Issued) == issued
        };
        self.named.mentions.iter().filter(is_meant)
    }
}

/// How much names weigh; `None`: there is nothing to say.
pub(super) fn severity(standing: &Standing) -> Option<Severity> {
    match standing.named {
        Named::OnlyOld | Named::Partial => Some(codes::HARD_CODED_ISSUER.severity),
        Named::Both => Some(Severity::Info),
        // That a certificate was issued by an old CA keeps no card out.
        Named::OnlyIssued if !standing.old.is_empty() => Some(Severity::Info),
        Named::OnlyIssued | Named::OnlyNew => None,
    }
}

/// The heaviest finding of everything that was searched.
pub(super) fn heaviest(searched: &[SearchedPath]) -> Option<Severity> {
    let named = searched.iter().flat_map(|path| &path.searched.named);
    named.flat_map(|named| &named.standings).filter_map(severity).max()
}

/// The word of what names come to, as JSON has it.
fn variant(named: Named) -> &'static str {
    match named {
        Named::OnlyOld => "names",
        Named::Partial => "partial",
        Named::Both => "both",
        Named::OnlyIssued => "issued",
        Named::OnlyNew => "new",
    }
}

/// The place in the line as it was kept.
fn kept(mention: &Mention) -> Spot {
    Spot { column: mention.spot.column.saturating_sub(mention.cut), ..mention.spot.clone() }
}

impl Speaker<'_> {
    /// Everything that is to be said of a searched path, the heaviest first; in files, by their order.
    pub(super) fn of_searched<'r>(&self, path: &'r SearchedPath) -> Vec<SearchFinding<'r>> {
        let of_file = |named: &'r NamedIn| named.standings.iter().map(move |standing| (named, standing));
        let all = path.searched.named.iter().flat_map(of_file);
        let mut found: Vec<SearchFinding<'r>> = all
            .filter_map(|(named, standing)| {
                let said = self.named_by_hand(named, standing, severity(standing)?);
                Some(SearchFinding { said, named, standing })
            })
            .collect();
        found.sort_by_key(|found| std::cmp::Reverse(found.said.severity));
        found
    }

    /// What names of CAs that are written somewhere come to.
    pub(super) fn named_by_hand(&self, named: &NamedIn, standing: &Standing, severity: Severity) -> Said {
        let code = &codes::HARD_CODED_ISSUER;
        let newest = self.catalog.pki(&standing.pki).and_then(|pki| pki.newest());
        let newest = newest.map(|newest| newest.name.clone()).unwrap_or_default();
        let mut generations: Vec<String> = Vec::new();
        for ca in &standing.old {
            let name = self.generation_name(&ca.generation);
            generations.extend(Some(name).filter(|name| !generations.contains(name)));
        }
        let names = |cas: &[CaId]| cas.iter().map(|ca| ca.ca.clone()).collect::<Vec<_>>();
        let missing: Vec<String> = standing.missing.iter().map(|ca| ca.ca.ca.clone()).collect();
        let detail = facts([
            ("path", json!(named.file.display().to_string())),
            ("pki", json!(standing.pki)),
            ("named", json!(names(&standing.old))),
            ("newer", json!(names(&standing.new))),
            ("missing", json!(missing)),
        ]);
        let detail = mask_facts(detail, &|text| self.masked(text));
        let generations = clean(&self.few(&generations));
        let values = vec![
            ("old", clean(&self.few(&names(&standing.old)))),
            ("generations", generations.clone()),
            ("newest", clean(&newest)),
            ("lacking", clean(&self.few(&missing))),
        ];
        let variant = variant(standing.named);
        let text = sentence(code, variant, &detail, values, self.report.at.date(), self.texts);
        let lines = self.lines_to_add(named, standing);
        let values = [("lines", lines.into()), ("generations", generations.into())];
        let own = self.texts.try_format(&format!("{code}.remedy-{variant}"), &values);
        let remedy = own.unwrap_or_else(|| code.remedy(self.texts, "other"));
        Said { code, severity, detail, text, remedy }
    }

    /// `a, b, c and 2 more`
    fn few(&self, words: &[String]) -> String {
        match words.get(..NAMED) {
            // "And one more" takes as much room as the one.
            Some(first) if words.len() > NAMED + 1 => {
                let values = [("first", first.join(", ").into()), ("count", (words.len() - NAMED).into())];
                self.texts.format("audit-and-more", &values)
            }
            _ => self.list(words),
        }
    }

    /// What is to stand beside the old CAs, in lines for copying: names, and whatever else the old ones are named by.
    fn lines_to_add(&self, named: &NamedIn, standing: &Standing) -> String {
        let of_old = named.mentions.iter().filter(|mention| standing.old.contains(&mention.ca));
        let written: Vec<Written> = of_old.map(|mention| mention.written).collect();
        let by = |way: Written| written.contains(&way);
        let mut lines = Vec::new();
        for ca in &standing.missing {
            lines.push(self.shown(&ca.subject.to_string()));
            let mut push = |way: Written, value: Option<String>| {
                if by(way) {
                    let value = value.unwrap_or_else(|| self.texts.get("audit-searched-unknown"));
                    lines.push(format!("  {}: {value}", self.written_words(way)));
                }
            };
            let StandIn { sha256, sha1, key_id, .. } = ca;
            push(Written::Sha256, sha256.map(|fingerprint| fingerprint.to_string()));
            push(Written::Sha1, sha1.as_ref().map(|digest| to_hex(digest)));
            push(Written::KeyId, key_id.as_deref().map(to_hex));
        }
        if by(Written::Certificate) {
            lines.push(self.texts.get("audit-searched-export"));
        }
        lines.join("\n")
    }

    /// How a CA is named, in words.
    pub(super) fn written_words(&self, written: Written) -> String {
        let id = match written {
            Written::DistinguishedName => "audit-written-dn",
            Written::Name => "audit-written-name",
            Written::Sha1 => return "SHA-1".to_owned(),
            Written::Sha256 => return "SHA-256".to_owned(),
            Written::KeyId => "audit-written-key-id",
            Written::Certificate => "audit-written-certificate",
            // `Written::Issued`, and what is not known here yet.
            _ => "audit-written-issued",
        };
        self.texts.get(id)
    }

    /// `/etc/idp/attribute-resolver.xml:12:7`, safe to show.
    pub(super) fn mention_place(&self, mention: &Mention) -> String {
        let Spot { file, line, column, .. } = &mention.spot;
        self.shown(&format!("{}:{line}:{column}", file.display()))
    }

    /// `SITHS Type 1 CA v1 (SITHS Root CA v1), in a distinguished name`
    pub(super) fn mention_words(&self, mention: &Mention) -> String {
        let generation = self.generation_name(&mention.ca.generation);
        format!("{} ({}), {}", clean(&mention.ca.ca), clean(&generation), self.written_words(mention.written))
    }

    /// What stands there, in so many columns.
    fn mention_excerpt(&self, mention: &Mention, columns: usize) -> Option<Excerpt> {
        // Marks of what is cut off may come on top.
        const MOST: usize = 200;
        excerpt::excerpt(&kept(mention), columns.min(MOST).saturating_sub(2), &|text| self.masked(text))
    }

    /// What could not be searched.
    pub(super) fn not_searched(&self, cause: &Cause) -> Said {
        let mut said = self.input(&cause.0);
        said.severity = Severity::Error;
        said
    }

    /// A finding among all findings.
    pub(super) fn flat_of_search(&self, found: &SearchFinding<'_>) -> Finding {
        let source = found.places().next().map(|mention| {
            let source = self.source_of(&kept(mention));
            SourceOfFinding { file: self.masked(&source.file), column: mention.spot.column, ..source }
        });
        Finding {
            code: found.said.code.code.to_owned(),
            severity: found.said.severity.into(),
            subject: None,
            input: self.masked(&found.named.file.display().to_string()),
            index: None,
            source,
            text: found.said.text.clone(),
            remedy: found.said.remedy.clone(),
        }
    }

    /// A file or folder that could not be searched, among all findings.
    pub(super) fn flat_of_unsearched(&self, path: &Path, cause: &Cause) -> Finding {
        let said = self.not_searched(cause);
        Finding {
            code: said.code.code.to_owned(),
            severity: said.severity.into(),
            subject: None,
            input: self.masked(&path.display().to_string()),
            index: None,
            source: None,
            text: said.text,
            remedy: said.remedy,
        }
    }
}
