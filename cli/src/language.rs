//! Which language to speak.

use tillit_reports::i18n::Language;

use crate::error::Invalid;
use crate::platform::{Here, Platform as _};

/// `--lang`
pub(crate) fn from_flag(text: &str) -> Result<Language, Invalid> {
    text.parse().map_err(|_| Invalid::new("invalid-lang"))
}

/// The language asked for, else the settings', else the system's, else English.
pub(crate) fn choose(flag: Option<Language>, setting: Option<Language>) -> Language {
    flag.or(setting).unwrap_or_else(|| system(|name| std::env::var_os(name)?.into_string().ok()))
}

/// The order of POSIX: the first of these that is set and not empty decides, also when it says "C".
fn system(variable: impl Fn(&str) -> Option<String>) -> Language {
    let named = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
    if let Some(locale) = named {
        return Language::from_locale(&locale);
    }
    // Where there are no such variables (Windows, macOS outside a terminal) the system itself is asked.
    Here::locale().map_or(Language::En, |locale| Language::from_locale(&locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(variables: &[(&str, &str)]) -> Language {
        system(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn the_first_variable_that_is_set_decides() {
        assert_eq!(chosen(&[("LANG", "sv_SE.UTF-8")]), Language::Sv);
        assert_eq!(chosen(&[("LANG", "sv_SE.UTF-8"), ("LC_MESSAGES", "en_GB")]), Language::En);
        assert_eq!(chosen(&[("LANG", "en_US"), ("LC_MESSAGES", "C"), ("LC_ALL", "sv")]), Language::Sv);
        assert_eq!(chosen(&[("LANG", "sv_SE"), ("LC_ALL", "C")]), Language::En);
        assert_eq!(chosen(&[("LANG", "sv_SE"), ("LC_ALL", "POSIX")]), Language::En);
    }

    #[test]
    fn an_empty_variable_counts_as_unset() {
        assert_eq!(chosen(&[("LC_ALL", ""), ("LANG", "sv_FI@euro")]), Language::Sv);
    }

    #[test]
    fn other_languages_are_answered_in_english() {
        assert_eq!(chosen(&[("LANG", "fi_FI.UTF-8")]), Language::En);
        assert_eq!(chosen(&[("LANG", "svx_SE")]), Language::En);
        assert_eq!(chosen(&[]), Language::En);
    }
}
