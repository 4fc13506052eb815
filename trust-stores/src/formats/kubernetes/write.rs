//! Scalars are exchanged where they stand: every other byte of the file stays as it is.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::json::quoted;
use super::yaml::{self, Place, Style, Value};
use super::{Beyond, Location, Options, Reading, Site};

/// Values that are compared, each time that they are met.
const MAX_COMPARED: usize = 4_000_000;

/// Where the stores of a text stand.
///
/// # Errors
/// What of the text cannot be read; technical.
pub(crate) fn sites(text: &str, options: &Options<'_>) -> Result<Vec<Site>, String> {
    let location = Location::path("-");
    let (documents, error) = yaml::documents(text);
    let sites = Some(Vec::new());
    let mut reading = Reading { options, location: &location, outcome: Vec::new(), objects: 0, bytes: 0, sites };
    let walked = documents.iter().try_for_each(|document| reading.object(document, None, 0));
    match (error, walked) {
        (Some(detail), _) => Err(detail),
        (_, Err(Beyond(detail))) => Err(detail.to_owned()),
        _ => Ok(reading.sites.unwrap_or_default()),
    }
}

/// The text with other values at these sites.
///
/// # Errors
/// Why a value cannot be exchanged without changing something else; technical.
pub(crate) fn exchanged(text: &str, values: &[(&Site, Vec<u8>)]) -> Result<String, String> {
    let mut tokens: Vec<(usize, usize, String)> = Vec::new();
    let mut expected: HashMap<usize, String> = HashMap::new();
    for (site, value) in values {
        let place = site.text.place.ok_or("the value has no place of its own")?;
        if place.is_bound {
            return Err("an anchor or a tag".to_owned());
        }
        let value = if site.is_base64 {
            STANDARD.encode(value)
        } else {
            String::from_utf8(value.clone()).map_err(|_| "the value is not text")?
        };
        let (start, end, token) = token(text, &site.text.text, place, &value, site.is_base64)?;
        tokens.push((start, end, token));
        expected.insert(place.start, value);
    }
    tokens.sort_by_key(|(start, ..)| *start);
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (start, end, token) in tokens {
        out.push_str(text.get(at..start).ok_or("two values share one place")?);
        out.push_str(&token);
        at = end;
    }
    out.push_str(text.get(at..).ok_or("a value has no end")?);
    // Nobody is believed to have written YAML.
    let ((before, _), (after, error)) = (yaml::documents(text), yaml::documents(&out));
    let mut compare = Compare { expected: &expected, budget: MAX_COMPARED };
    let is_same = error.is_none()
        && before.len() == after.len()
        && before.iter().zip(&after).all(|(before, after)| compare.is_same(before, after));
    if is_same { Ok(out) } else { Err("the layout of a value".to_owned()) }
}

/// What is to stand where: first byte, the byte after, and the text.
fn token(
    text: &str,
    old: &str,
    place: Place,
    new: &str,
    is_base64: bool,
) -> Result<(usize, usize, String), &'static str> {
    const UNKNOWN: &str = "the layout of a value";
    let span = text.get(place.start..place.end).ok_or(UNKNOWN)?;
    let until = |length: usize| (place.start, place.start + length);
    match place.style {
        Style::Plain if is_base64 => Ok((place.start, place.end, new.to_owned())),
        // Lines of a plain scalar are one line to whoever reads it.
        Style::Plain => Err("a plain scalar"),
        Style::Double => {
            let (start, end) = until(quoted(span).ok_or(UNKNOWN)?);
            // JSON's strings are YAML's, too.
            Ok((start, end, serde_json::to_string(new).map_err(|_| UNKNOWN)?))
        }
        Style::Single => {
            let (start, end) = until(single_quoted(span).ok_or(UNKNOWN)?);
            let token = if is_base64 { Some(format!("'{new}'")) } else { single(&text[start..end], old, new) };
            Ok((start, end, token.map_or_else(|| serde_json::to_string(new), Ok).map_err(|_| UNKNOWN)?))
        }
        Style::Literal | Style::Folded => {
            let region = span.trim_ascii_end();
            let (start, end) = until(region.len());
            let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let indent = &text[line..start];
            if !indent.bytes().all(|byte| byte == b' ') {
                return Err(UNKNOWN);
            }
            let eol = if text[..start].ends_with(&format!("\r\n{indent}")) { "\r\n" } else { "\n" };
            // A line end in a folded scalar is an empty line.
            let more = usize::from(place.style == Style::Folded);
            let lines = |value: &str| laid_out(value.trim_matches('\n').trim_ascii_end(), indent, eol, more);
            if is_base64 {
                let width = region.lines().next().map_or(0, |first| first.trim_ascii_end().len());
                let is_wrapped = place.style == Style::Literal && region.contains('\n');
                return Ok((start, end, if is_wrapped { lines(&wrapped(new, width)) } else { new.to_owned() }));
            }
            if lines(old) != region {
                return Err(UNKNOWN);
            }
            Ok((start, end, lines(new)))
        }
    }
}

/// The lines of a value as they stand in the file: `more` line ends for one, and the indentation before each but the first.
fn laid_out(value: &str, indent: &str, eol: &str, more: usize) -> String {
    let mut out = String::with_capacity(value.len() + value.len() / 8);
    let mut ends = 0;
    for (number, line) in value.split('\n').enumerate() {
        ends += usize::from(number > 0);
        if line.is_empty() {
            continue;
        }
        if ends > 0 {
            out.push_str(&eol.repeat(ends + more));
            out.push_str(indent);
        }
        ends = 0;
        out.push_str(line);
    }
    out
}

/// Base64 in lines of this width.
fn wrapped(text: &str, width: usize) -> String {
    let lines = text.as_bytes().chunks(width.max(1)).map(String::from_utf8_lossy);
    lines.collect::<Vec<_>>().join("\n")
}

/// Bytes of a string in single quotation marks, with these.
fn single_quoted(span: &str) -> Option<usize> {
    let mut bytes = span.bytes().enumerate().peekable();
    bytes.next().filter(|(_, first)| *first == b'\'')?;
    while let Some((at, byte)) = bytes.next() {
        if byte == b'\'' && bytes.next_if(|(_, next)| *next == b'\'').is_none() {
            return Some(at + 1);
        }
    }
    None
}

/// A value in single quotation marks, laid out as the old one is; `None` where that is not known.
fn single(token: &str, old: &str, new: &str) -> Option<String> {
    let eol = if token.contains("\r\n") { "\r\n" } else { "\n" };
    let second = token.lines().skip(1).find(|line| !line.trim_ascii().is_empty())?;
    let indent = &second[..second.len() - second.trim_start_matches(' ').len()];
    let quote = |value: &str| {
        let value = value.replace('\'', "''");
        let mut out = format!("'{}", laid_out(&value, indent, eol, 1));
        let ends = value.len() - value.trim_end_matches('\n').len();
        if ends > 0 {
            out.push_str(&eol.repeat(ends + 1));
            out.push_str(indent);
        }
        out + "'"
    };
    (quote(old) == token).then(|| quote(new))
}

struct Compare<'a> {
    /// What is new, by the place where it begins.
    expected: &'a HashMap<usize, String>,
    budget: usize,
}

impl Compare<'_> {
    /// Everything is as before, and what is new as it shall be.
    fn is_same(&mut self, before: &Value, after: &Value) -> bool {
        self.budget = self.budget.saturating_sub(1);
        if self.budget == 0 {
            return false;
        }
        match (before, after) {
            (Value::Text(before), Value::Text(after)) => {
                let place = before.place.and_then(|place| Some((place.style, self.expected.get(&place.start)?)));
                match place {
                    None => before.text == after.text,
                    // White space around it is the block's.
                    Some((Style::Literal | Style::Folded, new)) => squeezed(&after.text) == squeezed(new),
                    Some((_, new)) => after.text == *new,
                }
            }
            (Value::List(before), Value::List(after)) => {
                before.len() == after.len() && before.iter().zip(after.iter()).all(|(b, a)| self.is_same(b, a))
            }
            (Value::Map(before), Value::Map(after)) => {
                let mut pairs = before.iter().zip(after.iter());
                before.len() == after.len() && pairs.all(|(b, a)| b.0.text == a.0.text && self.is_same(&b.1, &a.1))
            }
            _ => false,
        }
    }
}

/// A text without the white space around it; wrapped Base64 in one line.
fn squeezed(text: &str) -> String {
    let is_base64 = text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=\r\n ".contains(&b));
    if is_base64 { text.split_ascii_whitespace().collect() } else { text.trim_ascii().to_owned() }
}
