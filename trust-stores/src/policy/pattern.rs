//! Patterns for the names of stores.

use crate::store::{Location, TrustStore};

/// A name with `*` (anything, `/` too) and `?` (one character).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(String);

impl Pattern {
    /// The longest pattern, in bytes.
    pub(super) const MAX: usize = 1024;

    /// A pattern as it was written.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The whole text is of this form.
    pub fn matches(&self, text: &str) -> bool {
        let (pattern, text): (Vec<char>, Vec<char>) = (self.0.chars().collect(), text.chars().collect());
        let (mut at, mut read) = (0, 0);
        // Where the last star stood, and how much of the text it has taken: one step back is enough, so that no pattern takes more
        // than its length times the text's.
        let mut star: Option<(usize, usize)> = None;
        while read < text.len() {
            match pattern.get(at) {
                Some('*') => {
                    star = Some((at, read));
                    at += 1;
                }
                Some(&c) if c == '?' || text.get(read) == Some(&c) => {
                    at += 1;
                    read += 1;
                }
                _ => match star {
                    Some((from, taken)) => {
                        star = Some((from, taken + 1));
                        at = from + 1;
                        read = taken + 1;
                    }
                    None => return false,
                },
            }
        }
        pattern.iter().skip(at).all(|&c| c == '*')
    }

    /// It names this store: by its path, by its path with the part of the file (`cm.yaml (ConfigMap a/b, ca.crt)`), by the word of its
    /// place (`java`), or by both (`java:/opt/*`).
    pub fn names(&self, store: &TrustStore) -> bool {
        self.names_at(store.place, &store.location)
    }

    /// The same of what lies there, read or not.
    pub(super) fn names_at(&self, place: &str, location: &Location) -> bool {
        let path = location.path.to_string_lossy();
        self.matches(&path)
            || self.matches(place)
            || self.matches(&location.to_string())
            || self.matches(&format!("{place}:{path}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn stars_and_question_marks() {
        for (pattern, text, fits) in [
            ("/etc/nginx/*", "/etc/nginx/a/b.pem", true),
            ("*.pem", "/x.pem", true),
            ("*.pem", "/x.pem.bak", false),
            ("java:*/truststore.?ks", "java:/opt/t/truststore.jks", true),
            ("?", "å", true),
            ("", "", true),
            ("", "a", false),
            ("a*b*c", "a-b-b-c", true),
            ("a*b*c", "a-c-b", false),
            ("[a]", "a", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_of_stars_takes_no_time() {
        let pattern = Pattern::new("*a".repeat(Pattern::MAX / 2));
        assert!(!pattern.matches(&"a".repeat(Pattern::MAX / 2 - 1)));
        assert!(pattern.matches(&"a".repeat(4096)));
    }

    proptest! {
        #[test]
        fn as_the_definition_says(pattern in "[ab*?]{0,6}", text in "[ab]{0,6}") {
            fn by_definition(pattern: &[u8], text: &[u8]) -> bool {
                match (pattern.split_first(), text.split_first()) {
                    (None, None) => true,
                    (Some((b'*', rest)), _) => (0..=text.len()).any(|n| by_definition(rest, &text[n..])),
                    (Some((p, rest)), Some((t, more))) => (*p == b'?' || p == t) && by_definition(rest, more),
                    _ => false,
                }
            }
            prop_assert_eq!(Pattern::new(&*pattern).matches(&text), by_definition(pattern.as_bytes(), text.as_bytes()));
        }
    }
}
