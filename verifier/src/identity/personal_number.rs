//! Personal identity numbers (personnummer) and coordination numbers (samordningsnummer): recognised, and hidden.

use std::borrow::Cow;
use std::fmt;

use time::{Date, Month};

use crate::certificate::Certificate;

/// A personal identity or coordination number. Masked unless asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalNumber {
    /// Twelve ASCII digits.
    digits: String,
}

impl PersonalNumber {
    /// Twelve digits, `YYYYMMDDNNNN`, with a date that exists and the right check digit; the day is raised by 60 in a coordination
    /// number. Ten-digit forms leave the century open and are refused.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: [u8; 12] = text.as_bytes().try_into().ok()?;
        (digits.iter().all(u8::is_ascii_digit) && is_date(&digits[..8]) && has_check_digit(&digits[2..]))
            .then(|| Self { digits: text.to_owned() })
    }
    /// `19121212-****`
    pub fn masked(&self) -> String {
        format!("{}-****", self.digits.get(..8).unwrap_or(""))
    }
    /// All twelve digits: `191212121212`. Only for `--show-personal-id`.
    pub fn reveal(&self) -> &str {
        &self.digits
    }
    /// The day is raised by 60: a coordination number (samordningsnummer).
    pub fn is_coordination_number(&self) -> bool {
        self.digits.as_bytes().get(6).is_some_and(|tens| *tens >= b'6')
    }
}
impl fmt::Debug for PersonalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

fn number(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |n, d| n * 10 + u32::from(d - b'0'))
}

/// `YYYYMMDD` of a day between 1800 and 2099, the day raised by 60 or not.
fn is_date(digits: &[u8]) -> bool {
    let year = number(&digits[..4]);
    (1800..2100).contains(&year) && is_day(year, &digits[4..])
}

/// `MMDD` exists in this year.
fn is_day(year: u32, digits: &[u8]) -> bool {
    let (month, day) = (number(&digits[..2]), number(&digits[2..]));
    let day = if day > 60 { day - 60 } else { day };
    let date = || -> Option<Date> {
        let month = Month::try_from(u8::try_from(month).ok()?).ok()?;
        Date::from_calendar_date(i32::try_from(year).ok()?, month, u8::try_from(day).ok()?).ok()
    };
    date().is_some()
}

/// `YYYYMMDD...` that could be a mistyped date: a day up to 31 in any month.
fn is_nearly_date(digits: &[u8]) -> bool {
    (1800..2100).contains(&number(&digits[..4]))
        && (1..=12).contains(&number(&digits[4..6]))
        && matches!(number(&digits[6..8]), 1..=31 | 61..=91)
}

/// The Luhn check digit over the last ten digits.
fn has_check_digit(ten: &[u8]) -> bool {
    let sum: u32 = ten
        .iter()
        .enumerate()
        .map(|(i, digit)| {
            let product = u32::from(digit - b'0') * if i % 2 == 0 { 2 } else { 1 };
            product / 10 + product % 10
        })
        .sum();
    sum.is_multiple_of(10)
}

/// Hides the last four digits of everything in `text` that looks like a personal identity or coordination number:
/// `191212121212`, `19121212-1212`, `19121212 1212` become `19121212-****`, also with a wrong check digit or the 31st of a short month,
/// because a mistyped number still points at a person; `121212-1212` and `1212121212` become `121212-****` where the check digit is right (without it, too many telephone
/// numbers would be hit). The escapes of an address (`%2F`) end what is before them. Digits that follow or precede a letter or another digit are left alone: they are part of an HSA-id, a card
/// number or a fingerprint.
pub fn mask(text: &str) -> Cow<'_, str> {
    let bytes = text.as_bytes();
    let mut out = String::new();
    let mut copied = 0;
    let mut i = 0;
    // Where an escape of an address ended (`%2F`): its letters and digits are none of the text.
    let mut escaped = None;
    while let Some(&byte) = bytes.get(i) {
        if !byte.is_ascii_digit() {
            let is_escape =
                byte == b'%' && matches!(bytes.get(i + 1..i + 3), Some(two) if two.iter().all(u8::is_ascii_hexdigit));
            let begins_here = bytes.get(i + 1).is_some_and(u8::is_ascii_digit) && number_at(bytes, i + 1).is_some();
            if is_escape && !begins_here {
                i += 3;
                escaped = Some(i);
            } else {
                i += 1;
            }
            continue;
        }
        // The run of digits that begins here, and what it touches.
        let free = escaped == Some(i) || !text[..i].chars().next_back().is_some_and(char::is_alphanumeric);
        if let Some((shown, length)) = number_at(bytes, i).filter(|_| free)
            && !text[i + length..].chars().next().is_some_and(char::is_alphanumeric)
        {
            out.push_str(&text[copied..i + shown]);
            out.push_str("-****");
            i += length;
            copied = i;
        } else {
            i += bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[copied..]);
    Cow::Owned(out)
}

/// A number that begins at `start`: how many of its digits may be shown, and its length in bytes, all of them ASCII.
fn number_at(bytes: &[u8], start: usize) -> Option<(usize, usize)> {
    let run = |at: usize| bytes.iter().skip(at).take_while(|b| b.is_ascii_digit()).take(20).count();
    let first = run(start);
    let separated = |shown: usize, separators: &[u8]| {
        let separator = bytes.get(start + shown)?;
        (first == shown && separators.contains(separator) && run(start + shown + 1) == 4).then_some(shown + 5)
    };
    let digits = |shown: usize, length: usize| -> Vec<u8> {
        let mut all = bytes[start..start + shown].to_vec();
        all.extend_from_slice(&bytes[start + length - 4..start + length]);
        all
    };
    if let Some(length) = (first == 12).then_some(12).or_else(|| separated(8, b"-+ ")) {
        return is_nearly_date(&digits(8, length)).then_some((8, length));
    }
    let length = (first == 10).then_some(10).or_else(|| separated(6, b"-+"))?;
    let ten = digits(6, length);
    // A leap day passes: the century is not known.
    (is_day(2000, &ten[2..6]) && has_check_digit(&ten)).then_some((6, length))
}

/// The subject of a certificate in the form of RFC 4514 with every personal number in it masked, wherever it stands.
pub fn masked_subject(certificate: &Certificate) -> String {
    mask(&certificate.subject().to_string()).into_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use proptest::prelude::*;

    use super::*;

    // Numbers of the Swedish Tax Agency's test series, and the best known made-up one.
    const PERSON: &str = "191212121212";
    const COORDINATION: &str = "197010632391";

    #[test]
    fn twelve_digits_with_a_date_and_a_check_digit() {
        assert_eq!(PersonalNumber::parse(PERSON).unwrap().masked(), "19121212-****");
        assert!(!PersonalNumber::parse(PERSON).unwrap().is_coordination_number());
        let coordination = PersonalNumber::parse(COORDINATION).unwrap();
        assert!(coordination.is_coordination_number());
        assert_eq!(coordination.masked(), "19701063-****");
        assert_eq!(coordination.reveal(), COORDINATION);
        for other in [
            "",
            "1212121212",
            "19121212-1212",
            "191212121213",
            "191302121212",
            "165565594230",
            "SE2321000016",
            "１９１２１２１２１２１２",
            "191200121212",
            "191260121212",
        ] {
            assert!(PersonalNumber::parse(other).is_none(), "{other}");
        }
    }

    #[test]
    fn leap_days_exist_only_in_leap_years() {
        assert!(is_date(b"20000229") && !is_date(b"19000229") && is_date(b"20000289") && !is_date(b"20010289"));
    }

    #[test]
    fn never_shown_by_debug() {
        assert_eq!(format!("{:?}", PersonalNumber::parse(PERSON)), "Some(19121212-****)");
    }

    #[test]
    fn masked_wherever_it_stands() {
        for (text, expected) in [
            ("/konto%2F191212121212%2Fsida", "/konto%2F19121212-****%2Fsida"),
            ("namn%3D121212-1212&x", "namn%3D121212-****&x"),
            ("%20191212121212", "%2019121212-****"),
            // What looks like an escape may be the number itself.
            ("100%191212121213", "100%19121212-****"),
            ("serialNumber=191212121212,CN=Tolvan", "serialNumber=19121212-****,CN=Tolvan"),
            ("191212121212@example.org", "19121212-****@example.org"),
            ("Tolvan 19121212-1212", "Tolvan 19121212-****"),
            ("19121212 1212", "19121212-****"),
            ("19121212+1212", "19121212-****"),
            ("121212-1212, 1212121212", "121212-****, 121212-****"),
            ("191212121219", "19121212-****"),
            ("191202311212", "19120231-****"),
            ("197010632391", "19701063-****"),
            ("191212121212;191212121212", "19121212-****;19121212-****"),
            ("Åsa 191212121212 Öst", "Åsa 19121212-**** Öst"),
        ] {
            assert_eq!(mask(text), expected);
        }
    }

    #[test]
    fn other_numbers_are_left_alone() {
        for text in [
            "SE191212121212-1ABC",
            "T-SERVICES-SE165565594230-10RF",
            "TSTNMT2321000156-1019",
            "9752269875700084682",
            "191299121212",
            "556559-4230",
            "2321000016",
            "B191212121212F",
            "19121212-12123",
            "2026-11-21 20:03",
            "1.2.752.74.8.505",
            "é191212121212",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_can_be_masked(text in "[0-9 +é%F-]{0,40}|\\PC{0,60}") {
            let masked = mask(&text);
            prop_assert_eq!(mask(&masked), masked.clone());
        }
    }
}
