//! JSON, with the place of every string.

use std::rc::Rc;

use super::yaml::{Place, Scalar, Style, Value};

/// The documents of a text, one after the other, up to the first that cannot be read, and what is wrong with that one.
pub(super) fn documents(text: &str) -> (Vec<Value>, Option<String>) {
    let mut found = Vec::new();
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<serde_json::Value>();
    let mut begin = 0;
    while let Some(document) = stream.next() {
        match document {
            Ok(document) => {
                let placed = Scanner { text, at: begin }.value();
                found.push(placed.unwrap_or_else(|| of_json(document)));
                begin = stream.byte_offset();
            }
            Err(error) => return (found, Some(error.to_string())),
        }
    }
    (found, None)
}

fn unplaced(text: String) -> Rc<Scalar> {
    Rc::new(Scalar { text, first_line: None, place: None })
}

/// The reader of JSON has bounded its depth.
fn of_json(value: serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Text(unplaced(String::new())),
        serde_json::Value::Bool(truth) => Value::Text(unplaced(truth.to_string())),
        serde_json::Value::Number(number) => Value::Text(unplaced(number.to_string())),
        serde_json::Value::String(string) => Value::Text(unplaced(string)),
        serde_json::Value::Array(items) => Value::List(Rc::new(items.into_iter().map(of_json).collect())),
        serde_json::Value::Object(pairs) => {
            Value::Map(Rc::new(pairs.into_iter().map(|(key, value)| (unplaced(key), of_json(value))).collect()))
        }
    }
}

/// Goes over JSON that has been read already, and therefore is sound and not too deep; `None` if it finds that it is not.
struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&mut self) -> Option<u8> {
        let rest = self.text.as_bytes().get(self.at..)?;
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.text.as_bytes().get(self.at).copied()
    }

    /// Goes on behind this byte, if it is next.
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn value(&mut self) -> Option<Value> {
        match self.peek()? {
            b'{' => {
                self.at += 1;
                let mut pairs = Vec::new();
                while !self.takes(b'}') {
                    let key = self.string()?;
                    if !self.takes(b':') {
                        return None;
                    }
                    pairs.push((key, self.value()?));
                    self.takes(b',');
                }
                Some(Value::Map(Rc::new(pairs)))
            }
            b'[' => {
                self.at += 1;
                let mut items = Vec::new();
                while !self.takes(b']') {
                    items.push(self.value()?);
                    self.takes(b',');
                }
                Some(Value::List(Rc::new(items)))
            }
            b'"' => self.string().map(Value::Text),
            _ => {
                let rest = &self.text[self.at..];
                let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
                self.at += length;
                let word = if &rest[..length] == "null" { "" } else { &rest[..length] };
                (length > 0).then(|| Value::Text(unplaced(word.to_owned())))
            }
        }
    }

    fn string(&mut self) -> Option<Rc<Scalar>> {
        self.peek()?;
        let start = self.at;
        let length = quoted(&self.text[start..])?;
        self.at += length;
        let text = serde_json::from_str(&self.text[start..self.at]).ok()?;
        let place = Place { start, end: self.at, style: Style::Double, is_bound: false };
        Some(Rc::new(Scalar { text, first_line: None, place: Some(place) }))
    }
}

/// Bytes of a string in quotation marks, with these, at the beginning of a text.
pub(super) fn quoted(text: &str) -> Option<usize> {
    let mut bytes = text.bytes().enumerate();
    bytes.next().filter(|(_, first)| *first == b'"')?;
    while let Some((at, byte)) = bytes.next() {
        match byte {
            b'"' => return Some(at + 1),
            b'\\' => drop(bytes.next()),
            _ => {}
        }
    }
    None
}
