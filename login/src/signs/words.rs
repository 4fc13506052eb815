//! Words of a pasted text, so that case, blanks, underscores and quotes make no difference.

/// The words of a text: letters and digits in lower case. A full stop between digits belongs to them (`403.7`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Words(Vec<String>);

impl Words {
    pub(super) fn of(text: &str) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let mut words = Vec::new();
        let mut word = String::new();
        let is_digit = |at: Option<usize>| at.and_then(|at| characters.get(at)).is_some_and(char::is_ascii_digit);
        for (at, character) in characters.iter().enumerate() {
            let is_point = *character == '.' && is_digit(at.checked_sub(1)) && is_digit(Some(at + 1));
            if character.is_alphanumeric() || is_point {
                word.extend(character.to_lowercase());
            } else if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
        }
        if !word.is_empty() {
            words.push(word);
        }
        Self(words)
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&str> {
        self.0.get(at).map(String::as_str)
    }

    /// Where these words stand one after the other: from, and the one after the last.
    pub(super) fn find(&self, wanted: &Self) -> Option<(usize, usize)> {
        let count = wanted.len();
        if count == 0 {
            return None;
        }
        self.0.windows(count).position(|window| window == wanted.0).map(|from| (from, from + count))
    }

    /// Where one of these words stands.
    pub(super) fn positions<'a>(&'a self, wanted: &'a [&str]) -> impl Iterator<Item = usize> + 'a {
        self.0.iter().enumerate().filter(|(_, word)| wanted.contains(&word.as_str())).map(|(at, _)| at)
    }

    /// So many words from this one on, without anything between them.
    pub(super) fn range(&self, from: usize, count: usize) -> Option<String> {
        self.0.get(from..from + count).map(<[String]>::concat)
    }

    /// Without `ERR` in front, where enough is left to be sure.
    pub(super) fn without_prefix(&self) -> Option<Self> {
        match self.0.as_slice() {
            [first, rest @ ..] if first == "err" && rest.len() >= 3 => Some(Self(rest.to_vec())),
            _ => None,
        }
    }

    /// Without anything between the words.
    pub(super) fn squeezed(&self) -> String {
        self.0.concat()
    }
}

/// The first bytes of a text, as far as whole characters go.
pub(super) fn first(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    text.get(..end).unwrap_or_default()
}
