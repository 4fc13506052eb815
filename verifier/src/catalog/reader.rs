//! Reads typed values out of a TOML document and keeps every mistake with its place, so that one run shows them all.
//!
//! Catalogs are read with it, and other files that people write: policies, inventories. Each `required`, `optional` and `list` takes
//! the reader of its value; a value that is wrong is noted and `None`.

use std::collections::{HashMap, HashSet};

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{CatalogError, Mistake, MistakeKind};
use super::{DatePrecision, Text};
use crate::certificate::{Fingerprint, parse_hex};

/// A value with its place.
pub type Item<'d> = Spanned<DeValue<'d>>;

/// A table whose keys have been checked.
#[derive(Clone, Copy)]
pub struct Table<'d> {
    entries: &'d DeTable<'d>,
    /// Byte where it begins: where a missing key is reported.
    pub start: usize,
}

impl<'d> Table<'d> {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&'d Item<'d>> {
        self.entries.get(key)
    }
}

/// Values that must be unique, with the byte where each stood first.
#[derive(Default)]
pub struct Seen(HashMap<String, usize>);

/// Collects mistakes while the domain's readers walk the document.
#[derive(Default)]
pub struct Reader {
    /// Byte offset and mistake; where it is about an earlier place, too, that one's offset.
    mistakes: Vec<(usize, MistakeKind, Option<usize>)>,
}

/// Ids with a meaning of their own on the command line.
const RESERVED_IDS: &[&str] = &["given", "old", "new", "all"];

impl Reader {
    /// Reads a document. What is no TOML is noted and `None`, and so is a text of more than `limit` bytes.
    pub fn document<'d>(&mut self, text: &'d str, limit: usize) -> Option<DeTable<'d>> {
        if text.len() > limit {
            self.mistake(0, MistakeKind::TooLarge { limit });
            return None;
        }
        // Every line of JSON would be a mistake of its own. No TOML begins so.
        let mut marks = text.chars().filter(|c| !c.is_whitespace());
        if matches!((marks.next(), marks.next()), (Some('{'), _) | (Some('['), Some('{'))) {
            self.mistake(0, MistakeKind::Json);
            return None;
        }
        let (document, errors) = DeTable::parse_recoverable(text);
        // Of a line that is full of one mistake (brackets in brackets) the first place is enough.
        let mut told: HashSet<(usize, &str)> = HashSet::new();
        let lines = if errors.is_empty() { Vec::new() } else { starts(text) };
        for error in &errors {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            if told.insert((line(&lines, at), error.message())) {
                self.mistake(at, MistakeKind::Syntax(shown(error.message())));
            }
        }
        errors.is_empty().then(|| document.into_inner())
    }

    /// Notes a mistake at this byte.
    pub fn mistake(&mut self, at: usize, kind: MistakeKind) {
        self.note(at, kind, None);
    }

    /// Notes a mistake at this byte that is about an earlier place, too: [`MistakeKind::Duplicate`], [`MistakeKind::Contradicts`].
    pub fn mistake_about(&mut self, at: usize, kind: MistakeKind, first: usize) {
        self.note(at, kind, Some(first));
    }

    fn note(&mut self, at: usize, kind: MistakeKind, first: Option<usize>) {
        // Far more than are listed, so that sorting by place still shows the first ones.
        if !self.is_full() {
            self.mistakes.push((at, kind, first));
        }
    }

    /// So much is wrong that nothing more is noted: a suggestion for each further mistake would cost time for nothing.
    fn is_full(&self) -> bool {
        self.mistakes.len() >= 100 * CatalogError::MAX
    }

    /// How many mistakes there are so far.
    pub fn mistakes(&self) -> usize {
        self.mistakes.len()
    }

    /// There is a mistake.
    pub fn has_mistakes(&self) -> bool {
        !self.mistakes.is_empty()
    }

    /// The mistakes, if there are any, with their lines and columns in `text`.
    ///
    /// # Errors
    /// All mistakes, in the order of the file.
    pub fn finish(&mut self, text: &str) -> Result<(), CatalogError> {
        let mut found = std::mem::take(&mut self.mistakes);
        if found.is_empty() {
            return Ok(());
        }
        found.sort_by_key(|(at, ..)| *at);
        found.truncate(CatalogError::MAX);
        let starts = starts(text);
        let line = |at: usize| line(&starts, at);
        let mistakes = found
            .into_iter()
            .map(|(at, mut kind, first)| {
                if let (
                    MistakeKind::Duplicate { first_line, .. } | MistakeKind::Contradicts { first_line, .. },
                    Some(first),
                ) = (&mut kind, first)
                {
                    *first_line = line(first);
                }
                let number = line(at);
                let start = starts.get(number - 1).copied().unwrap_or(0);
                let column = text.get(start..at).map_or(1, |before| before.chars().count() + 1);
                Mistake { line: number, column, kind }
            })
            .collect();
        Err(CatalogError { mistakes })
    }

    fn wrong_type(&mut self, item: &Item<'_>, expected: &'static str) {
        let found = item.get_ref().type_str();
        self.mistake(item.span().start, MistakeKind::WrongType { expected, found });
    }

    /// A table with no other keys than `keys`.
    pub fn table<'d>(&mut self, item: &'d Item<'d>, keys: &'static [&'static str]) -> Option<Table<'d>> {
        let Some(entries) = item.get_ref().as_table() else {
            self.wrong_type(item, "a table");
            return None;
        };
        Some(self.entries(entries, item.span().start, keys))
    }

    /// The same for entries that are known to be a table's.
    pub fn entries<'d>(&mut self, entries: &'d DeTable<'d>, start: usize, keys: &'static [&'static str]) -> Table<'d> {
        for key in entries.keys() {
            let word = key.get_ref().as_ref();
            if !keys.contains(&word) && !self.is_full() {
                let suggestion = closest(word, keys.iter().copied());
                self.mistake(key.span().start, MistakeKind::UnknownKey { key: shown(word), suggestion });
            }
        }
        Table { entries, start }
    }

    /// A value that must be there.
    pub fn required<'d, T>(
        &mut self,
        table: Table<'d>,
        key: &'static str,
        read: impl FnOnce(&mut Self, &'d Item<'d>) -> Option<T>,
    ) -> Option<T> {
        if let Some(item) = table.get(key) {
            read(self, item)
        } else {
            self.mistake(table.start, MistakeKind::MissingKey { key });
            None
        }
    }

    /// `None` where the key is absent, or wrong (which is then noted).
    pub fn optional<'d, T>(
        &mut self,
        table: Table<'d>,
        key: &'static str,
        read: impl FnOnce(&mut Self, &'d Item<'d>) -> Option<T>,
    ) -> Option<T> {
        table.get(key).and_then(|item| read(self, item))
    }

    /// Every element of an array; empty where the key is absent.
    pub fn list<'d, T>(
        &mut self,
        table: Table<'d>,
        key: &'static str,
        mut read: impl FnMut(&mut Self, &'d Item<'d>) -> Option<T>,
    ) -> Vec<T> {
        let Some(item) = table.get(key) else {
            return Vec::new();
        };
        let Some(array) = item.get_ref().as_array() else {
            self.wrong_type(item, "an array");
            return Vec::new();
        };
        array.iter().filter_map(|element| read(self, element)).collect()
    }

    /// The elements of an array.
    pub fn array<'d>(&mut self, item: &'d Item<'d>) -> Option<Vec<&'d Item<'d>>> {
        let array = item.get_ref().as_array();
        if array.is_none() {
            self.wrong_type(item, "an array");
        }
        array.map(|a| a.iter().collect())
    }

    /// A text that is not empty.
    pub fn string<'d>(&mut self, item: &'d Item<'d>) -> Option<&'d str> {
        let Some(text) = item.get_ref().as_str() else {
            self.wrong_type(item, "a string");
            return None;
        };
        if text.trim().is_empty() {
            self.mistake(item.span().start, MistakeKind::Empty);
            return None;
        }
        Some(text)
    }

    /// The same, as a copy.
    pub fn owned(&mut self, item: &Item<'_>) -> Option<String> {
        // The lifetime of the borrowed text is the item's; the copy frees the caller from it.
        self.string(item).map(str::to_owned)
    }

    /// True or false.
    pub fn boolean(&mut self, item: &Item<'_>) -> Option<bool> {
        let value = item.get_ref().as_bool();
        if value.is_none() {
            self.wrong_type(item, "true or false");
        }
        value
    }

    /// A whole number within bounds.
    pub fn number(&mut self, item: &Item<'_>, min: i64, max: i64) -> Option<i64> {
        let Some(integer) = item.get_ref().as_integer() else {
            self.wrong_type(item, "a number");
            return None;
        };
        let value = i64::from_str_radix(integer.as_str(), integer.radix()).ok().filter(|n| (min..=max).contains(n));
        if value.is_none() {
            self.mistake(item.span().start, MistakeKind::Number { min, max });
        }
        value
    }

    /// One of a few words.
    pub fn word<T: Copy>(&mut self, item: &Item<'_>, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.string(item)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let allowed: Vec<&'static str> = words.iter().map(|(word, _)| *word).collect();
            let suggestion = closest(text, allowed.iter().copied());
            let kind = MistakeKind::UnknownWord { word: shown(text), allowed, suggestion };
            self.mistake(item.span().start, kind);
        }
        found
    }

    /// An id: it appears in arguments and in JSON.
    pub fn id(&mut self, item: &Item<'_>) -> Option<String> {
        let Some(id) = item.get_ref().as_str() else {
            self.wrong_type(item, "a string");
            return None;
        };
        let at = item.span().start;
        let characters = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if id.is_empty() {
            self.mistake(at, MistakeKind::Empty);
        } else if !id.bytes().all(characters) || id.len() > 64 || id.starts_with('-') || id.ends_with('-') {
            self.mistake(at, MistakeKind::Id { id: shown(id) });
        } else if RESERVED_IDS.contains(&id) {
            self.mistake(at, MistakeKind::ReservedId { id: id.to_owned() });
        } else {
            return Some(id.to_owned());
        }
        None
    }

    /// A text in both languages.
    pub fn text(&mut self, table: Table<'_>) -> Option<Text> {
        let sv = self.required(table, "sv", Self::owned);
        let en = self.required(table, "en", Self::owned);
        Some(Text { sv: sv?, en: en? })
    }

    /// A text in both languages, or one string that is the same in both.
    pub fn name<'d>(&mut self, item: &'d Item<'d>) -> Option<Text> {
        if let Some(both) = item.get_ref().as_str() {
            self.string(item)?;
            return Some(Text { sv: both.to_owned(), en: both.to_owned() });
        }
        let table = self.table(item, &["sv", "en"])?;
        self.text(table)
    }

    /// A SHA-256 fingerprint.
    pub fn fingerprint(&mut self, item: &Item<'_>) -> Option<Fingerprint> {
        let text = self.string(item)?;
        let value = Fingerprint::parse(text);
        if value.is_none() {
            let digits = text.chars().filter(char::is_ascii_hexdigit).count();
            let other = text.chars().any(|c| !c.is_ascii_hexdigit() && c != ':' && c != ' ');
            self.mistake(item.span().start, MistakeKind::Fingerprint { digits, other });
        }
        value
    }

    /// A key identifier.
    pub fn key_id(&mut self, item: &Item<'_>) -> Option<Vec<u8>> {
        let text = self.string(item)?;
        let value = parse_hex(text).filter(|bytes| !bytes.is_empty() && bytes.len() <= 64);
        if value.is_none() {
            self.mistake(item.span().start, MistakeKind::KeyId);
        }
        value
    }

    /// A dotted object identifier.
    pub fn oid(&mut self, item: &Item<'_>) -> Option<String> {
        let text = self.string(item)?;
        if !is_oid(text) {
            self.mistake(item.span().start, MistakeKind::Oid { oid: shown(text) });
            return None;
        }
        Some(text.to_owned())
    }

    /// An http or https address.
    pub fn url(&mut self, item: &Item<'_>) -> Option<String> {
        let text = self.string(item)?;
        let rest = ["http://", "https://"].iter().find_map(|scheme| text.strip_prefix(scheme));
        let host = rest.and_then(|r| r.split(['/', '?', '#']).next());
        let readable = text.bytes().all(|b| b.is_ascii_graphic()) && text.len() <= 2048;
        if !readable || host.is_none_or(|h| h.is_empty() || h.starts_with(':') || h.contains('@')) {
            self.mistake(item.span().start, MistakeKind::Url { url: shown(text) });
            return None;
        }
        Some(text.to_owned())
    }

    /// A day.
    pub fn date(&mut self, item: &Item<'_>) -> Option<Date> {
        if let (date, DatePrecision::Day) = self.date_with_precision(item)? {
            return Some(date);
        }
        let date = item.get_ref().as_str().map(shown).unwrap_or_default();
        self.mistake(item.span().start, MistakeKind::Date { date });
        None
    }

    /// A day, or a string with only a month (`"2024-01"`) or a year (`"2023"`): then the first day of it.
    pub fn date_with_precision(&mut self, item: &Item<'_>) -> Option<(Date, DatePrecision)> {
        let text = match item.get_ref() {
            DeValue::Datetime(value) => value.to_string(),
            DeValue::String(value) => value.to_string(),
            _ => {
                self.wrong_type(item, "a date");
                return None;
            }
        };
        let value = parse_date(&text);
        if value.is_none() {
            self.mistake(item.span().start, MistakeKind::Date { date: shown(&text) });
        }
        value
    }

    /// A moment with its offset from UTC.
    pub fn time(&mut self, item: &Item<'_>) -> Option<OffsetDateTime> {
        let value = match item.get_ref() {
            DeValue::Datetime(value) => Some(*value),
            DeValue::String(value) => value.parse().ok(),
            _ => {
                self.wrong_type(item, "a moment");
                return None;
            }
        };
        let moment = value.and_then(|v| moment(&v));
        if moment.is_none() {
            let time = value.map(|v| v.to_string()).or_else(|| item.get_ref().as_str().map(shown)).unwrap_or_default();
            self.mistake(item.span().start, MistakeKind::Time { time });
        }
        moment
    }

    /// Notes a mistake where `value` stood before.
    pub fn unique(&mut self, seen: &mut Seen, what: &'static str, value: &str, at: usize) {
        if let Some(&first) = seen.0.get(value) {
            let kind = MistakeKind::Duplicate { what, value: shown(value), first_line: 0 };
            self.mistake_about(at, kind, first);
        } else {
            seen.0.insert(value.to_owned(), at);
        }
    }
}

/// Where the lines of a text begin.
fn starts(text: &str) -> Vec<usize> {
    std::iter::once(0).chain(text.match_indices('\n').map(|(i, _)| i + 1)).collect()
}

/// The number of the line in which a byte is, from 1.
fn line(starts: &[usize], at: usize) -> usize {
    starts.partition_point(|&start| start <= at).max(1)
}

fn is_oid(text: &str) -> bool {
    let arc = |arc: &str| -> Option<u64> {
        let plain = arc.bytes().all(|b| b.is_ascii_digit()) && (arc == "0" || !arc.starts_with('0'));
        // The first two arcs share one number in DER: the second must leave room for the first.
        arc.parse().ok().filter(|&n| plain && n < u64::MAX - 80)
    };
    let arcs: Option<Vec<u64>> = text.split('.').map(arc).collect();
    match arcs.as_deref() {
        Some([0 | 1, second, ..]) => *second < 40,
        Some([2, _, ..]) => true,
        _ => false,
    }
}

fn parse_date(text: &str) -> Option<(Date, DatePrecision)> {
    let mut parts = text.split('-');
    let mut number = |digits: usize| -> Option<Option<u16>> {
        let Some(part) = parts.next() else {
            return Some(None);
        };
        let plain = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| part.parse().ok())
    };
    let (year, month, day) = (number(4)??, number(2)?, number(2)?);
    if parts.next().is_some() {
        return None;
    }
    let precision = match (month, day) {
        (None, _) => DatePrecision::Year,
        (_, None) => DatePrecision::Month,
        _ => DatePrecision::Day,
    };
    let month = Month::try_from(u8::try_from(month.unwrap_or(1)).ok()?).ok()?;
    let day = u8::try_from(day.unwrap_or(1)).ok()?;
    Some((Date::from_calendar_date(i32::from(year), month, day).ok()?, precision))
}

fn moment(value: &toml::value::Datetime) -> Option<OffsetDateTime> {
    let (date, time, offset) = (value.date?, value.time?, value.offset?);
    let month = Month::try_from(date.month).ok()?;
    let date = Date::from_calendar_date(i32::from(date.year), month, date.day).ok()?;
    let time = Time::from_hms(time.hour, time.minute, time.second.unwrap_or(0)).ok()?;
    let seconds = match offset {
        toml::value::Offset::Z => 0,
        toml::value::Offset::Custom { minutes } => i32::from(minutes) * 60,
    };
    let offset = UtcOffset::from_whole_seconds(seconds).ok()?;
    PrimitiveDateTime::new(date, time).assume_offset(offset).checked_to_offset(UtcOffset::UTC)
}

/// The word that somebody probably meant.
pub fn closest<'w>(word: &str, known: impl Iterator<Item = &'w str>) -> Option<&'w str> {
    // A longer word is no slip of the pen, and the distance costs its length.
    if word.len() > 64 {
        return None;
    }
    known
        .map(|k| (strsim::damerau_levenshtein(word, k), k))
        .filter(|(distance, k)| *distance <= (k.chars().count() / 3).max(1))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// A text from the file, short and harmless on a terminal.
pub fn shown(text: &str) -> String {
    let mut out: String = text.chars().take(60).flat_map(char::escape_debug).collect();
    if text.chars().nth(60).is_some() {
        out.push('…');
    }
    out
}
