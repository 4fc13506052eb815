//! A file that `reg export`, or the registry editor, wrote.
//!
//! A first line (`Windows Registry Editor Version 5.00`, in UTF-16; `REGEDIT4`, in the language's old encoding), then keys in brackets, each
//! with its values: `"name"="text"`, `"name"=dword:0000002a`, `"name"=hex(7):41,00,...`, hexadecimal over many lines with a `\` at the end of
//! each. `[-key]` and `"name"=-` are orders to delete, which no export has. What is hostile is bounded: the file, its keys, their depth.

use std::collections::BTreeMap;
use std::io;

use tillit_verifier::container::ContainerError;

use super::registry::{Registry, Value, hive};

/// Keys of one file: Windows' whole `HKLM\SOFTWARE` has some hundred thousand.
const MAX_KEYS: usize = 1_000_000;
/// Characters of a key's path, and values of one key: the limits of Windows.
const MAX_PATH: usize = 32_767;
const VERSION_5: &str = "Windows Registry Editor Version 5.00";
const VERSION_4: &str = "REGEDIT4";

/// The keys of one export, or of several together.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// By their paths without case: the hive's short name first.
    keys: BTreeMap<String, Key>,
}

#[derive(Clone, Debug, Default)]
struct Key {
    values: Vec<(String, Value)>,
    subkeys: Vec<String>,
}

/// The beginning of a file is that of an export.
pub fn is_export(window: &[u8]) -> bool {
    let start = decode(window.get(..window.len().min(256)).unwrap_or_default());
    let start = start.trim_start_matches('\u{feff}').trim_start();
    start.starts_with(VERSION_5) || start.starts_with(VERSION_4)
}

/// The text of a file: UTF-16 with a mark at its beginning or without, UTF-8, else one byte for each character.
fn decode(data: &[u8]) -> String {
    let wide = |data: &[u8], of: fn([u8; 2]) -> u16| {
        let units = data.chunks_exact(2).map(|pair| of([pair[0], pair[1]]));
        char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
    };
    match data {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        [b'W' | b'R' | b'\r' | b'\n', 0, ..] => wide(data, u16::from_le_bytes),
        _ => match std::str::from_utf8(data) {
            Ok(text) => text.to_owned(),
            Err(_) => data.iter().map(|byte| char::from(*byte)).collect(),
        },
    }
}

impl Export {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`ContainerError::Damaged`] with the line, [`ContainerError::TooMany`].
    pub fn parse(data: &[u8]) -> Result<Self, ContainerError> {
        let mut export = Self::default();
        export.add(data)?;
        Ok(export)
    }

    /// Takes in what another file has.
    ///
    /// # Errors
    /// As [`Export::parse`].
    pub fn add(&mut self, data: &[u8]) -> Result<(), ContainerError> {
        let text = decode(data);
        let text = text.trim_start_matches('\u{feff}');
        let mut lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim_end_matches('\r')));
        let first = lines.by_ref().find(|(_, line)| !line.trim().is_empty());
        let is_new = match first.map(|(_, line)| line.trim()) {
            Some(VERSION_5) => true,
            Some(VERSION_4) => false,
            _ => return Err(damaged(1, "no first line of an export")),
        };
        let mut current: Option<String> = None;
        while let Some((number, line)) = lines.next() {
            let line = line.trim();
            if line.is_empty() || line.starts_with(';') {
                continue;
            }
            if let Some(rest) = line.strip_prefix('[') {
                let path = rest.strip_suffix(']').ok_or_else(|| damaged(number, "a key without an end"))?;
                current = match path.strip_prefix('-') {
                    Some(deleted) => {
                        self.delete(deleted);
                        None
                    }
                    None => Some(self.make(path).ok_or_else(|| damaged(number, "no key of a known hive"))?),
                };
                if self.keys.len() > MAX_KEYS {
                    return Err(ContainerError::TooMany { limit: MAX_KEYS });
                }
                continue;
            }
            let (name, rest) = name(line).ok_or_else(|| damaged(number, "neither a key nor a value"))?;
            let mut data = rest.trim().to_owned();
            // Text may end with a backslash within its quotes; only hexadecimal goes on in the next line.
            while !data.starts_with('"') && data.ends_with('\\') {
                data.pop();
                let (_, next) = lines.next().ok_or_else(|| damaged(number, "a value without an end"))?;
                data.push_str(next.trim());
            }
            let value = match data.as_str() {
                "-" => None,
                data => Some(value(data, is_new).ok_or_else(|| damaged(number, "no value of a known form"))?),
            };
            // After an order to delete a key nothing can follow that belongs to it.
            let Some(key) = current.as_ref().and_then(|key| self.keys.get_mut(key)) else {
                return Err(damaged(number, "a value of no key"));
            };
            key.values.retain(|(known, _)| !known.eq_ignore_ascii_case(&name));
            key.values.extend(value.map(|value| (name, value)));
        }
        Ok(())
    }

    /// There is a key of this path.
    pub fn has(&self, key: &str) -> bool {
        folded(key).is_some_and(|key| self.keys.contains_key(&key))
    }

    fn delete(&mut self, path: &str) {
        let Some(key) = folded(path) else { return };
        let inside = format!("{key}\\");
        self.keys.retain(|known, _| *known != key && !known.starts_with(&inside));
        if let Some((above, _)) = key.rsplit_once('\\')
            && let Some(above) = self.keys.get_mut(above)
        {
            above.subkeys.retain(|name| !key.ends_with(&format!("\\{}", name.to_lowercase())));
        }
    }

    /// Makes a key and those above it; its folded path.
    fn make(&mut self, path: &str) -> Option<String> {
        let (hive, rest) = hive(path)?;
        let mut key = hive.to_lowercase();
        if rest.len() > MAX_PATH || rest.split('\\').count() > 512 {
            return None;
        }
        self.keys.entry(key.clone()).or_default();
        for name in rest.split('\\').filter(|name| !name.is_empty()) {
            let next = format!("{key}\\{}", name.to_lowercase());
            if !self.keys.contains_key(&next) {
                if let Some(above) = self.keys.get_mut(&key) {
                    above.subkeys.push(name.to_owned());
                }
                self.keys.insert(next.clone(), Key::default());
            }
            key = next;
        }
        Some(key)
    }

    fn key(&self, path: &str) -> io::Result<&Key> {
        folded(path).and_then(|key| self.keys.get(&key)).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Registry for Export {
    fn subkeys(&self, key: &str) -> io::Result<Vec<String>> {
        Ok(self.key(key)?.subkeys.clone())
    }

    fn values(&self, key: &str) -> io::Result<Vec<(String, Value)>> {
        Ok(self.key(key)?.values.clone())
    }
}

/// A path as the keys are found by.
fn folded(path: &str) -> Option<String> {
    let (hive, rest) = hive(path)?;
    let mut folded = hive.to_lowercase();
    for name in rest.split('\\').filter(|name| !name.is_empty()) {
        folded.push('\\');
        folded.push_str(&name.to_lowercase());
    }
    Some(folded)
}

/// The name of a value (`@` is the unnamed one), and what comes after the `=`.
fn name(line: &str) -> Option<(String, &str)> {
    if let Some(rest) = line.strip_prefix('@') {
        return Some((String::new(), rest.trim_start().strip_prefix('=')?));
    }
    let (name, rest) = quoted(line)?;
    Some((name, rest.trim_start().strip_prefix('=')?))
}

/// Text in quotes at the beginning, in which `\"` and `\\` stand for one character; and what comes after it.
fn quoted(line: &str) -> Option<(String, &str)> {
    let inner = line.strip_prefix('"')?;
    let mut out = String::new();
    let mut characters = inner.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((out, inner.get(at + 1..)?)),
            '\\' => out.push(characters.next()?.1),
            c => out.push(c),
        }
    }
    None
}

fn value(data: &str, is_new: bool) -> Option<Value> {
    if data.starts_with('"') {
        let (text, rest) = quoted(data)?;
        return rest.trim().is_empty().then_some(Value::Text(text));
    }
    let (kind, bytes) = data.split_once(':')?;
    let kind = kind.trim().to_ascii_lowercase();
    if kind == "dword" {
        return u32::from_str_radix(bytes.trim(), 16).ok().map(Value::Number);
    }
    let number = match kind.strip_prefix("hex")? {
        "" => 3,
        number => u32::from_str_radix(number.strip_prefix('(')?.strip_suffix(')')?, 16).ok()?,
    };
    let bytes = bytes.split(',').map(str::trim).filter(|byte| !byte.is_empty());
    let bytes: Vec<u8> =
        bytes.map(|byte| (byte.len() <= 2).then(|| u8::from_str_radix(byte, 16).ok())?).collect::<Option<_>>()?;
    // The old form has its texts in one byte for each character.
    let is_text = matches!(number, 1 | 2 | 7);
    let bytes = if is_new || !is_text { bytes } else { bytes.iter().flat_map(|byte| [*byte, 0]).collect() };
    Some(Value::of(number, bytes))
}

fn damaged(line: usize, detail: &str) -> ContainerError {
    ContainerError::Damaged { kind: "registry export", detail: format!("line {line}: {detail}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
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
                ("Blob", Value::Binary(vec![1, 2, 3, 255])),
                ("a\\b\"c", Value::Text("x\\".to_owned())),
                ("", Value::Text("unnamed".to_owned())),
                ("N", Value::Number(42)),
                ("M", Value::Texts(vec!["a".to_owned(), "b".to_owned()])),
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
        let old = Export::parse(b"REGEDIT4\n\n[HKEY_USERS\\\xe5]\n\"t\"=hex(2):25,61,00\n").unwrap();
        assert_eq!(old.value("HKU\\å", "T").unwrap(), Some(Value::Expand("%a".to_owned())));
    }
}
