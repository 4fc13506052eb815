//! YAML as keys with dots between their parts and values: `server.ssl.trust-store`, `a[0].b`.

use super::super::spot::Text;
use super::properties::Pair;
use crate::formats::kubernetes::yaml::{Value, documents};

/// Keys of one file. What aliases share counts each time.
const MAX_PAIRS: usize = 100_000;
/// Maps and lists in one another.
const MAX_DEPTH: usize = 64;

/// The documents of a file up to the first that cannot be read, and what is wrong with that one.
pub(crate) fn read(text: &Text) -> (Vec<Vec<Pair>>, Option<String>) {
    let (found, error) = documents(&text.content);
    let mut left = MAX_PAIRS;
    let flat = found.iter().map(|document| {
        let mut pairs = Vec::new();
        flatten(document, "", 0..0, 0, &mut left, &mut pairs);
        pairs
    });
    (flat.collect(), error)
}

fn flatten(value: &Value, key: &str, at: std::ops::Range<usize>, depth: usize, left: &mut usize, to: &mut Vec<Pair>) {
    if depth > MAX_DEPTH || *left == 0 {
        return;
    }
    *left -= 1;
    if let Some(text) = value.text() {
        let value_at = text.place.map_or_else(|| at.clone(), |place| place.start..place.end);
        to.push(Pair { key: key.to_owned(), value: text.text.clone(), at, value_at });
        return;
    }
    for (index, item) in value.items().iter().enumerate() {
        flatten(item, &format!("{key}[{index}]"), at.clone(), depth + 1, left, to);
    }
    for (name, value) in value.pairs() {
        let key = if key.is_empty() { name.text.clone() } else { format!("{key}.{}", name.text) };
        let at = name.place.map_or_else(|| at.clone(), |place| place.start..place.end);
        flatten(value, &key, at, depth + 1, left, to);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::*;

    #[test]
    fn keys_are_joined_and_keep_their_places() {
        let text = Text::new(
            Path::new("/a.yml"),
            b"server:\n  ssl: {client-auth: need}\na.b:\n  - x\n  - c: \"y\"\n---\nd: 1\n",
        );
        let (documents, error) = read(&text);
        assert_eq!(error, None);
        let words: Vec<(&str, &str)> =
            documents[0].iter().map(|pair| (pair.key.as_str(), pair.value.as_str())).collect();
        assert_eq!(words, [("server.ssl.client-auth", "need"), ("a.b[0]", "x"), ("a.b[1].c", "y")]);
        let spot = text.spot(documents[0][0].at.clone(), "x");
        assert_eq!((spot.line, spot.column, spot.len), (2, 9, 11));
        assert_eq!(documents[1][0].key, "d");
        assert!(read(&Text::new(Path::new("/a.yml"), b"a: [1")).1.is_some());
    }
}
