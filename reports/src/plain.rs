//! Text from outside made safe to show, and personal numbers made unreadable.

use std::fmt::Write as _;

/// Text from a certificate, a file name or an error without anything that could steer a terminal or turn the direction of reading.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unprintable(c) {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}')
}

/// Hides the last four digits of everything in `text` that is a personal identity or coordination number of twelve digits, with or
/// without a dash. Also of numbers with a wrong check digit: a mistyped number still points at a person. An HSA-id, whose digits
/// follow a letter, is left alone.
pub fn mask_personal_numbers(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        let free_before = i == 0 || !chars[i - 1].is_alphanumeric();
        if let Some(length) = personal_number_at(&chars[i..]).filter(|_| free_before) {
            out.extend(&chars[i..i + 8]);
            out.push_str("-****");
            i += length;
        } else {
            out.push(chars[i]);
            i += 1;
        }
    }
    out
}

/// The number of characters of a personal number that begins here.
fn personal_number_at(chars: &[char]) -> Option<usize> {
    let dash = usize::from(matches!(chars.get(8), Some('-' | '+')));
    let length = 12 + dash;
    if chars.len() < length || chars.get(length).is_some_and(|c| c.is_alphanumeric()) {
        return None;
    }
    let digits: Vec<u32> = chars[..8].iter().chain(&chars[8 + dash..length]).map_while(|c| c.to_digit(10)).collect();
    if digits.len() != 12 {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits[range].iter().fold(0, |n, d| n * 10 + d);
    let plausible = (18..=20).contains(&number(0..2))
        && (1..=12).contains(&number(4..6))
        && matches!(number(6..8), 1..=31 | 61..=91);
    plausible.then_some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_steers_the_terminal() {
        assert_eq!(clean("a\x1b[31mb\u{202e}c\n"), "a\\u{1b}[31mb\\u{202e}c\\u{a}");
        assert_eq!(clean("Åsa Öst"), "Åsa Öst");
    }

    #[test]
    fn personal_numbers_are_masked_and_other_numbers_are_not() {
        assert_eq!(
            mask_personal_numbers("serialNumber=191212121212,CN=Tolvan"),
            "serialNumber=19121212-****,CN=Tolvan"
        );
        assert_eq!(mask_personal_numbers("19121212-1212"), "19121212-****");
        // Coordination number: the day is raised by 60.
        assert_eq!(mask_personal_numbers("197010632391"), "19701063-****");
        for other in ["SE191212121212-1ABC", "T-SERVICES-SE165565594230-10RF", "9752269800012345678", "191299121212"] {
            assert_eq!(mask_personal_numbers(other), other);
        }
    }
}
