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

/// Hides personal numbers; which texts count as such is the verifier's to say: [`tillit_verifier::identity::mask`].
pub fn mask_personal_numbers(text: &str) -> String {
    tillit_verifier::identity::mask(text).into_owned()
}

/// A word of a command line for copying: nothing in it is taken for anything else by a shell of the system that this runs on. On Windows double
/// quotes serve both `cmd` and PowerShell; where something in them would be replaced, those of PowerShell alone.
pub fn shell_word(text: &str) -> String {
    word_for(text, cfg!(windows))
}

fn word_for(text: &str, is_windows: bool) -> String {
    let text = clean(text);
    let harmless = if is_windows { r"/\._-:+=~" } else { "/._-:,@%+=~" };
    if !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || harmless.contains(c)) {
        return text;
    }
    match is_windows {
        false => format!("'{}'", text.replace('\'', r"'\''")),
        true if text.contains(['$', '`', '%', '"']) => format!("'{}'", text.replace('\'', "''")),
        true => format!("\"{text}\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_into_a_shell_stays_one_word() {
        let unix = |text| word_for(text, false);
        assert_eq!(unix("/etc/nginx/ca.pem"), "/etc/nginx/ca.pem");
        assert_eq!(unix("/tmp/a b/$(reboot).pem"), "'/tmp/a b/$(reboot).pem'");
        assert_eq!(unix("o'brien"), r"'o'\''brien'");
        assert_eq!(unix("a\nb"), "'a\\u{a}b'");
        assert_eq!(unix(""), "''");
        let windows = |text| word_for(text, true);
        assert_eq!(windows(r"C:\ca\new.pem"), r"C:\ca\new.pem");
        assert_eq!(windows(r"C:\Program Files\a & b"), r#""C:\Program Files\a & b""#);
        assert_eq!(windows("a,b"), r#""a,b""#);
        assert_eq!(windows("$(reboot) o'brien"), "'$(reboot) o''brien'");
    }

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
