//! Names of readers as PC/SC takes and gives them: ended by a zero, in bytes (UTF-8) or, on Windows, in units of UTF-16. Windows' functions for bytes
//! would take them in the code page of the machine, in which not every name can be written.

/// What names are made of.
pub(in crate::readers) trait Unit: Copy + Default + PartialEq {
    /// Of a text, without a zero behind it.
    fn of_text(text: &str) -> Vec<Self>;

    /// What is shown of a name, which need not be well-formed.
    fn text(units: &[Self]) -> String;
}

impl Unit for u8 {
    fn of_text(text: &str) -> Vec<Self> {
        text.as_bytes().to_vec()
    }

    fn text(units: &[Self]) -> String {
        String::from_utf8_lossy(units).into_owned()
    }
}

impl Unit for u16 {
    fn of_text(text: &str) -> Vec<Self> {
        text.encode_utf16().collect()
    }

    fn text(units: &[Self]) -> String {
        String::from_utf16_lossy(units)
    }
}

/// A reader's name, exactly as the library has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::readers) struct Name<U>(Vec<U>);

impl<U: Unit> Name<U> {
    /// The name that is shown so. `None`: it has a zero in it, and no reader has.
    pub(in crate::readers) fn of(text: &str) -> Option<Self> {
        Self::of_units(&U::of_text(text))
    }

    fn of_units(units: &[U]) -> Option<Self> {
        let is_name = !units.contains(&U::default());
        is_name.then(|| Self(units.iter().copied().chain([U::default()]).collect()))
    }

    /// What is shown of it.
    pub(in crate::readers) fn text(&self) -> String {
        U::text(self.0.split_last().map_or(&[], |(_, name)| name))
    }

    /// Its units and the zero behind them, which live as long as it does.
    pub(super) fn as_ptr(&self) -> *const U {
        self.0.as_ptr()
    }
}

/// The names of a list in which each ends with a zero, and the list with one more. Neither zero need be there.
pub(super) fn split<U: Unit>(list: &[U]) -> Vec<Name<U>> {
    list.split(|unit| *unit == U::default()).filter(|name| !name.is_empty()).filter_map(Name::of_units).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 3] = ["Läsare Åäö 0", "读卡器 \u{1F4B3} 1", "OMNIKEY 5422 2"];

    fn list<U: Unit>(text: &str) -> Vec<U> {
        U::of_text(text)
    }

    fn texts<U: Unit>(list: &[U]) -> Vec<String> {
        split(list).iter().map(Name::text).collect()
    }

    fn are_read_and_found_again<U: Unit + std::fmt::Debug>() {
        let whole = format!("{}\0\0", NAMES.join("\0"));
        let names = split(&list::<U>(&whole));
        assert_eq!(names.iter().map(Name::text).collect::<Vec<_>>(), NAMES);
        for (name, text) in names.iter().zip(NAMES) {
            assert_eq!(Name::of(text).as_ref(), Some(name), "{text}");
            assert_eq!(name.0.iter().filter(|unit| **unit == U::default()).count(), 1, "{text}");
            assert_eq!(name.0.last(), Some(&U::default()), "{text}");
        }
        // Without the last zero, without both; names without anything between; nothing at all.
        assert_eq!(texts(&list::<U>(&whole[..whole.len() - 1])), NAMES);
        assert_eq!(texts(&list::<U>(&whole[..whole.len() - 2])), NAMES);
        assert_eq!(texts(&list::<U>("\0\0A\0\0\0B\0\0")), ["A", "B"]);
        assert_eq!((texts(&list::<U>("\0\0")), texts(&list::<U>(""))), (vec![], vec![]));
        assert_eq!(Name::<U>::of("A\0B"), None);
    }

    #[test]
    fn names_in_bytes() {
        are_read_and_found_again::<u8>();
        assert_eq!(texts(b"A\xff\0B\0\0"), ["A\u{fffd}", "B"]);
    }

    #[test]
    fn names_in_utf16() {
        are_read_and_found_again::<u16>();
        // Half of a pair, at the end and before another letter: shown as well as can be, and given back as it is.
        let odd = [0x41, 0xd83d, 0, 0xdc00, 0x42, 0, 0];
        assert_eq!(texts::<u16>(&odd), ["A\u{fffd}", "\u{fffd}B"]);
        assert_eq!(
            split::<u16>(&odd).iter().map(|name| name.0.clone()).collect::<Vec<_>>(),
            [vec![0x41, 0xd83d, 0], vec![0xdc00, 0x42, 0]]
        );
    }
}
