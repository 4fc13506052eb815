//! A file that `reg export`, or the registry editor, wrote.
//!
//! A first line (`Windows Registry Editor Version 5.00`, in UTF-16; `REGEDIT4`, in the language's old encoding), then keys in brackets, each
//! with its values: `"name"="text"`, `"name"=dword:0000002a`, `"name"=hex(7):41,00,...`, hexadecimal over many lines with a `\` at the end of
//! each. `[-key]` and `"name"=-` are orders to delete, which no export has. What is hostile is bounded: the file, its keys, their depth, its
//! values; and nothing takes longer than in proportion to the file.

use std::collections::BTreeMap;
use std::io;

use tillit_verifier::container::ContainerError;

use super::registry::{Registry, Value, hive};

/// Bytes of exports that are read as one registry: that of all of `HKLM\SOFTWARE` has some hundred million.
pub(crate) const MAX_BYTES: u64 = 512 << 20;
/// Keys of one registry: Windows' whole `HKLM\SOFTWARE` has some hundred thousand.
const MAX_KEYS: usize = 1_000_000;
/// Values of all keys.
const MAX_VALUES: usize = 2_000_000;
/// Characters of a key's path, and keys in keys: the limits of Windows.
const MAX_PATH: usize = 32_767;
const MAX_DEPTH: usize = 512;
const VERSION_5: &str = "Windows Registry Editor Version 5.00";
const VERSION_4: &str = "REGEDIT4";

/// The keys of one export, or of several together.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// Names as they are written, by number; the first is the root, in which the hives are.
    names: Vec<String>,
    /// Numbers of keys, by the key above and the name without case.
    keys: BTreeMap<(u32, String), u32>,
    /// Values, by the key and the name without case.
    values: BTreeMap<(u32, String), (String, Value)>,
}

const ROOT: u32 = 0;

/// The beginning of a file is that of an export.
pub fn is_export(window: &[u8]) -> bool {
    let start = window.get(..window.len().min(256)).unwrap_or_default();
    let mut lines = Lines::new(start);
    let first = std::iter::from_fn(|| lines.next()).find(|line| !line.trim().is_empty()).unwrap_or_default();
    first.trim_start().starts_with(VERSION_5) || first.trim_start().starts_with(VERSION_4)
}

/// How characters stand in a file: UTF-16 with a mark at its beginning or without, UTF-8, else one byte for each.
#[derive(Clone, Copy)]
enum Encoding {
    Little,
    Big,
    Utf8,
    Bytes,
}

/// The lines of a file, one after the other: an export may be far larger than what is wanted of it.
struct Lines<'a> {
    encoding: Encoding,
    rest: &'a [u8],
    /// The number of the line that was read last, 1-based.
    number: usize,
}

impl<'a> Lines<'a> {
    fn new(data: &'a [u8]) -> Self {
        let (encoding, rest) = match data {
            [0xff, 0xfe, rest @ ..] => (Encoding::Little, rest),
            [0xfe, 0xff, rest @ ..] => (Encoding::Big, rest),
            [b'W' | b'R' | b'\r' | b'\n', 0, ..] => (Encoding::Little, data),
            _ => {
                let data = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
                let is_utf8 = std::str::from_utf8(data).is_ok();
                (if is_utf8 { Encoding::Utf8 } else { Encoding::Bytes }, data)
            }
        };
        Self { encoding, rest, number: 0 }
    }

    /// The next line, without its end.
    fn next(&mut self) -> Option<String> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let wide = |of: fn([u8; 2]) -> u16| {
            let mut units = self.rest.chunks_exact(2).map(|pair| of([pair[0], pair[1]]));
            units.position(|unit| unit == 0x0a).map_or(self.rest.len(), |at| at * 2)
        };
        let end = match self.encoding {
            Encoding::Little => wide(u16::from_le_bytes),
            Encoding::Big => wide(u16::from_be_bytes),
            Encoding::Utf8 | Encoding::Bytes => memchr::memchr(b'\n', self.rest).unwrap_or(self.rest.len()),
        };
        let (line, rest) = self.rest.split_at(end);
        let width = if matches!(self.encoding, Encoding::Little | Encoding::Big) { 2 } else { 1 };
        self.rest = rest.get(width..).unwrap_or_default();
        let mut line = self.decode(line);
        if line.ends_with('\r') {
            line.pop();
        }
        Some(line)
    }

    fn decode(&self, line: &[u8]) -> String {
        let wide = |of: fn([u8; 2]) -> u16| {
            let units = line.chunks_exact(2).map(|pair| of([pair[0], pair[1]]));
            char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        };
        match self.encoding {
            Encoding::Little => wide(u16::from_le_bytes),
            Encoding::Big => wide(u16::from_be_bytes),
            Encoding::Utf8 => String::from_utf8_lossy(line).into_owned(),
            Encoding::Bytes => line.iter().map(|byte| char::from(*byte)).collect(),
        }
    }

    /// It ends in the middle of a character: a copy that was cut off.
    fn is_cut(&self) -> bool {
        matches!(self.encoding, Encoding::Little | Encoding::Big) && !self.rest.len().is_multiple_of(2)
    }
}

impl Export {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`ContainerError::Damaged`] with the line.
    pub fn parse(data: &[u8]) -> Result<Self, ContainerError> {
        let mut export = Self::default();
        export.add(data)?;
        Ok(export)
    }

    /// Takes in what another file has. Where it is damaged, what stood before the damage is taken in.
    ///
    /// # Errors
    /// As [`Export::parse`].
    pub fn add(&mut self, data: &[u8]) -> Result<(), ContainerError> {
        let mut lines = Lines::new(data);
        if lines.is_cut() {
            return Err(ContainerError::Damaged {
                kind: KIND,
                detail: "it ends in the middle of a character".to_owned(),
            });
        }
        let first = std::iter::from_fn(|| lines.next()).find(|line| !line.trim().is_empty());
        let is_new = match first.as_deref().map(str::trim) {
            Some(VERSION_5) => true,
            Some(VERSION_4) => false,
            _ => return Err(damaged(1, "no first line of an export")),
        };
        let mut current: Option<u32> = None;
        while let Some(line) = lines.next() {
            let number = lines.number;
            let line = line.trim_start();
            if line.trim_end().is_empty() || line.starts_with(';') {
                continue;
            }
            if let Some(rest) = line.strip_prefix('[') {
                let path = rest.trim_end().strip_suffix(']').ok_or_else(|| damaged(number, "a key without an end"))?;
                current = match path.strip_prefix('-') {
                    Some(deleted) => {
                        self.delete(deleted);
                        None
                    }
                    None => Some(self.make(path).ok_or_else(|| damaged(number, "no key of a known hive"))?),
                };
                if self.names.len() > MAX_KEYS {
                    return Err(damaged(number, "more keys than a registry has"));
                }
                continue;
            }
            let (name, rest) = name(line).ok_or_else(|| damaged(number, "neither a key nor a value"))?;
            let value = value(rest.trim_start(), is_new, &mut lines).map_err(|problem| damaged(number, problem))?;
            // After an order to delete a key nothing can follow that belongs to it.
            let key = current.ok_or_else(|| damaged(number, "a value of no key"))?;
            let place = (key, folded(&name));
            match value {
                Some(value) => self.values.insert(place, (name, value)),
                None => self.values.remove(&place),
            };
            if self.values.len() > MAX_VALUES {
                return Err(damaged(number, "more values than a registry has"));
            }
        }
        Ok(())
    }

    /// There is a key of this path.
    pub fn has(&self, key: &str) -> bool {
        self.find(key).is_some()
    }

    /// A key is gone with all that is in it: nothing leads there any more.
    fn delete(&mut self, path: &str) {
        let Some((hive, rest)) = hive(path) else { return };
        let mut place = (ROOT, folded(hive));
        for name in rest.split('\\').filter(|name| !name.is_empty()) {
            let Some(above) = self.keys.get(&place) else { return };
            place = (*above, folded(name));
        }
        self.keys.remove(&place);
    }

    /// Makes a key and those above it; its number.
    fn make(&mut self, path: &str) -> Option<u32> {
        let (hive, rest) = hive(path)?;
        if rest.len() > MAX_PATH || rest.split('\\').count() > MAX_DEPTH {
            return None;
        }
        if self.names.is_empty() {
            self.names.push(String::new());
        }
        let mut key = ROOT;
        for name in std::iter::once(hive).chain(rest.split('\\').filter(|name| !name.is_empty())) {
            let next = u32::try_from(self.names.len()).ok()?;
            let names = &mut self.names;
            key = *self.keys.entry((key, folded(name))).or_insert_with(|| {
                names.push(name.to_owned());
                next
            });
        }
        Some(key)
    }

    fn find(&self, path: &str) -> Option<u32> {
        let (hive, rest) = hive(path)?;
        let names = std::iter::once(hive).chain(rest.split('\\').filter(|name| !name.is_empty()));
        names.into_iter().try_fold(ROOT, |key, name| self.keys.get(&(key, folded(name))).copied())
    }

    fn key(&self, path: &str) -> io::Result<u32> {
        self.find(path).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

/// Everything of one key in a map of all keys.
fn of_key<T>(map: &BTreeMap<(u32, String), T>, key: u32) -> impl Iterator<Item = &T> {
    map.range((key, String::new())..).take_while(move |((of, _), _)| *of == key).map(|(_, one)| one)
}

impl Registry for Export {
    fn subkeys(&self, key: &str) -> io::Result<Vec<String>> {
        let numbers = of_key(&self.keys, self.key(key)?).filter_map(|key| usize::try_from(*key).ok());
        Ok(numbers.filter_map(|number| self.names.get(number).cloned()).collect())
    }

    fn values(&self, key: &str) -> io::Result<Vec<(String, Value)>> {
        Ok(of_key(&self.values, self.key(key)?).cloned().collect())
    }
}

/// A name without case. What is not ASCII never becomes so: to Windows the Kelvin sign is no `k`.
fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        let mut lower = c.to_lowercase();
        match (c.is_ascii(), lower.next(), lower.next()) {
            (true, ..) => out.push(c.to_ascii_lowercase()),
            (false, Some(one), None) if !one.is_ascii() => out.push(one),
            _ => out.push(c),
        }
    }
    out
}

/// The name of a value (`@` is the unnamed one), and what comes after the `=`.
fn name(line: &str) -> Option<(String, &str)> {
    if let Some(rest) = line.strip_prefix('@') {
        return Some((String::new(), rest.trim_start().strip_prefix('=')?));
    }
    let mut name = String::new();
    let end = quoted(line.strip_prefix('"')?, &mut name)?;
    Some((name, line.get(end + 1..)?.trim_start().strip_prefix('=')?))
}

/// Takes what stands before the closing quote, in which `\"` and `\\` stand for one character; how many bytes it took, with the quote.
/// `None`: the quote is not in this line, all of which was taken.
fn quoted(text: &str, into: &mut String) -> Option<usize> {
    let mut characters = text.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some(at + 1),
            '\\' => into.push(characters.next()?.1),
            c => into.push(c),
        }
    }
    None
}

/// A value, with the lines that it goes on in. `None`: an order to delete it.
fn value(data: &str, is_new: bool, lines: &mut Lines<'_>) -> Result<Option<Value>, &'static str> {
    const NO_END: &str = "a value without an end";
    if let Some(first) = data.strip_prefix('"') {
        let mut text = String::new();
        let mut line = first.to_owned();
        // Text with line ends in it stands as it is.
        let end = loop {
            if let Some(end) = quoted(&line, &mut text) {
                break end;
            }
            text.push('\n');
            line = lines.next().ok_or(NO_END)?;
        };
        let is_whole = line.get(end..).is_some_and(|rest| rest.trim().is_empty());
        return if is_whole { Ok(Some(Value::Text(text))) } else { Err(NO_FORM) };
    }
    let data = data.trim_end();
    if data == "-" {
        return Ok(None);
    }
    let (kind, first) = data.split_once(':').ok_or(NO_FORM)?;
    let kind = kind.trim().to_ascii_lowercase();
    if kind == "dword" {
        return hexadecimal(first.trim(), 8).map(|number| Some(Value::Number(number))).ok_or(NO_FORM);
    }
    let number = match kind.strip_prefix("hex").ok_or(NO_FORM)? {
        "" => 3,
        number => {
            let number = number.strip_prefix('(').and_then(|number| number.strip_suffix(')')).ok_or(NO_FORM)?;
            hexadecimal(number, 8).ok_or(NO_FORM)?
        }
    };
    // The old form has its texts in one byte for each character.
    let is_narrow = !is_new && matches!(number, 1 | 2 | 7);
    let mut bytes = Vec::new();
    let mut line = first.to_owned();
    loop {
        let goes_on = line.ends_with('\\');
        for byte in line.trim_end_matches('\\').split(',').map(str::trim).filter(|byte| !byte.is_empty()) {
            let byte = hexadecimal(byte, 2).and_then(|byte| u8::try_from(byte).ok()).ok_or(NO_FORM)?;
            bytes.push(byte);
            if is_narrow {
                bytes.push(0);
            }
        }
        if !goes_on {
            return Ok(Some(Value::of(number, bytes)));
        }
        lines.next().ok_or(NO_END)?.trim().clone_into(&mut line);
    }
}

const NO_FORM: &str = "no value of a known form";

/// A number of at most so many digits, without a sign.
fn hexadecimal(digits: &str, most: usize) -> Option<u32> {
    let is_number = digits.len() <= most && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_number.then(|| u32::from_str_radix(digits, 16).ok())?
}

const KIND: &str = "registry export";

fn damaged(line: usize, detail: &str) -> ContainerError {
    ContainerError::Damaged { kind: KIND, detail: format!("line {line}: {detail}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fmt::Write as _;

    use super::*;

    const TEXT: &str = "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Åä\\Sub]\r\n\
        \"Blob\"=hex:01,02,\\\r\n  03,ff\r\n\"a\\\\b\\\"c\"=\"x\\\\\"\r\n@=\"unnamed\"\r\n\"N\"=dword:0000002a\r\n\
        \"M\"=hex(7):61,00,00,00,62,00,00,00,00,00\r\n\"Q\"=hex(b):01,00,00,00,00,00,00,00\r\n\"gone\"=-\r\n\r\n\
        [HKEY_CURRENT_USER\\x]\r\n[-HKEY_CURRENT_USER\\x]\r\n";

    #[test]
    fn every_encoding_gives_the_same() {
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for data in [TEXT.as_bytes(), &wide, &wide[2..]] {
            assert!(is_export(data));
            let export = Export::parse(data).unwrap();
            assert_eq!(export.subkeys(r"hklm\software").unwrap(), ["Åä"]);
            let values = export.values(r"HKLM\SOFTWARE\åÄ\SUB").unwrap();
            let expected = [
                ("", Value::Text("unnamed".to_owned())),
                ("a\\b\"c", Value::Text("x\\".to_owned())),
                ("Blob", Value::Binary(vec![1, 2, 3, 255])),
                ("M", Value::Texts(vec!["a".to_owned(), "b".to_owned()])),
                ("N", Value::Number(42)),
                ("Q", Value::Long(1)),
            ];
            let expected: Vec<_> = expected.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
            assert_eq!(values, expected);
            assert!(export.has("HKCU") && !export.has(r"HKCU\x"));
            assert_eq!(export.subkeys("HKCU").unwrap(), [""; 0]);
            assert_eq!(export.values("HKCR").unwrap_err().kind(), io::ErrorKind::NotFound);
        }
    }

    #[test]
    fn what_is_not_whole_is_an_error_with_its_line() {
        let head = "Windows Registry Editor Version 5.00\n";
        let wrong =
            ["[HKLM\\x", "[C:\\x]", "\"a\"=\"b\"", "[HKLM]\n\"a\"=hex:1,2\\", "[HKLM]\n\"a\"=hex:123", "[HKLM]\nx"];
        for text in wrong {
            let error = Export::parse(format!("{head}{text}").as_bytes()).unwrap_err();
            assert!(matches!(error, ContainerError::Damaged { .. }), "{text}: {error:?}");
        }
        assert!(Export::parse(b"REGEDIT5\n").is_err());
        // A copy of UTF-16 that was cut off in the middle of a character.
        let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        assert!(Export::parse(&wide[..wide.len() - 1]).is_err());
        let old = Export::parse(b"REGEDIT4\n\n[HKEY_USERS\\\xe5]\n\"t\"=hex(2):25,61,00\n").unwrap();
        assert_eq!(old.value("HKU\\å", "T").unwrap(), Some(Value::Expand("%a".to_owned())));
    }

    #[test]
    fn keys_are_deleted_with_what_is_in_them_and_names_have_no_case() {
        let text = "REGEDIT4\n[HKLM\\a\\b]\n\"x\"=\"1\"\n[-HKLM\\A]\n[HKLM\\a]\n\"y\"=\"1\"\n\"Y\"=\"two\nlines\"\n\"k\"=\"\"\n\"\u{212a}\"=\"\"\n";
        let export = Export::parse(text.as_bytes()).unwrap();
        assert!(!export.has(r"HKLM\a\b"));
        let values = export.values(r"HKLM\A").unwrap();
        assert_eq!(values[1], ("Y".to_owned(), Value::Text("two\nlines".to_owned())), "{values:?}");
        assert_eq!(values.len(), 3);
    }

    #[test]
    fn what_is_hostile_takes_no_more_than_it_has() {
        let head = "Windows Registry Editor Version 5.00\n";
        // Quadratic work or a key's whole path for each of its keys would not come to an end here.
        let many = 200_000;
        let mut values = format!("{head}[HKLM]\n");
        let mut orders = format!("{head}[HKLM]\n");
        let mut keys = head.to_owned();
        for number in 0..many {
            writeln!(values, "\"{number}\"=dword:1").unwrap();
            writeln!(orders, "[HKLM\\{number}]\n[-HKLM\\{number}]").unwrap();
        }
        for number in 0..1_000 {
            writeln!(keys, "[HKLM\\{number}{}]", "\\abcdefgh".repeat(500)).unwrap();
        }
        assert_eq!(Export::parse(values.as_bytes()).unwrap().values("HKLM").unwrap().len(), many);
        assert_eq!(Export::parse(orders.as_bytes()).unwrap().subkeys("HKLM").unwrap(), [""; 0]);
        assert_eq!(Export::parse(keys.as_bytes()).unwrap().subkeys("HKLM").unwrap().len(), 1_000);
        let deep = format!("{head}[HKLM{}]\n", "\\a".repeat(600));
        assert!(Export::parse(deep.as_bytes()).is_err());
        let endless = format!("{head}[HKLM]\n\"a\"=hex:{}", "00,\\\n".repeat(many));
        assert!(Export::parse(endless.as_bytes()).is_err());
        let long = format!("{head}[HKLM]\n\"a\"=hex:{}00\n", "00,".repeat(5_000_000));
        assert_eq!(
            Export::parse(long.as_bytes()).unwrap().value("HKLM", "A").unwrap().unwrap().as_binary().unwrap().len(),
            5_000_001
        );
        let open = format!("{head}[HKLM]\n\"a\"=\"{}", "b\n".repeat(many));
        assert!(Export::parse(open.as_bytes()).is_err());
    }
}
